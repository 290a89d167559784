//! What a file of a table cannot say itself: a small file beside it says the year, the unit and the
//! source.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Input;
use crate::error::{Error, Result, shown, shown_path};
use crate::frame::{Compress, Destination, check_sum};
use crate::table::{Finding, FindingKind, Severity, Source};

/// What the name of the file beside a table ends with.
const ENDING: &str = ".about.json";
/// Most bytes of such a file.
const LIMIT: u64 = 1 << 20;

/// The file that says what a table is of: `table.csv.about.json` beside `table.csv`.
#[must_use]
pub fn about_path(table: &Path) -> PathBuf {
    let mut name: OsString = table.as_os_str().to_owned();
    name.push(ENDING);
    name.into()
}

/// Say beside a file of a table, which has been written, its year, unit and source. [`read`](super::read)
/// follows it as long as the table is the one that it was said of (CRC-32 of its bytes).
///
/// # Errors
/// [`Error::Io`].
pub fn write_about(file: Destination, table: &Path, source: &Source) -> Result<()> {
    let crc32 = crc32(table).map_err(|error| Error::io("read", table, error))?;
    let said = json!({ "table": {
        "crc32": crc32,
        "year": source.year,
        "unit": source.unit,
        "source": source.note,
    }});
    file.write(Compress::No, |out| {
        serde_json::to_writer_pretty(&mut *out, &said)?;
        out.write_all(b"\n")
    })
}

/// A check sum of a file.
fn crc32(path: &Path) -> io::Result<u32> {
    Ok(check_sum(File::open(path)?)?.sum())
}

/// Refuse to write a table whose `X.about.json` would take the place of a file of other contents.
///
/// # Errors
/// [`Error::NotOurs`].
pub fn refuse_other_about(table: &Path) -> Result<()> {
    let path = about_path(table);
    match said_in(&path) {
        Some(Ok(said)) if said.get("crc32").is_some() => Ok(()),
        None => Ok(()),
        Some(_) => Err(Error::NotOurs { path }),
    }
}

/// What a file beside a table says of it, or why that cannot be read; nothing where there is no file.
fn said_in(path: &Path) -> Option<std::result::Result<Value, String>> {
    let size = path.metadata().ok().filter(std::fs::Metadata::is_file)?.len();
    if size > LIMIT {
        return Some(Err(format!("it has {size} bytes, more than {LIMIT}")));
    }
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) => return Some(Err(error.to_string())),
    };
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&text);
    Some(match serde_json::from_slice::<Value>(text) {
        Ok(mut value) => match value.get_mut("table").map(Value::take) {
            Some(said) if said.is_object() => Ok(said),
            _ => Err("it says nothing of a table".to_owned()),
        },
        Err(error) => Err(error.to_string()),
    })
}

/// What is said beside a file, with a warning where that cannot be used, or is said of another file.
pub(super) fn beside(input: &Input) -> (Option<Source>, Option<Finding>) {
    let Input::Path(table) = input else { return (None, None) };
    let path = about_path(table);
    let aside = |severity, why: &str| {
        let message = format!("`{}` {why}, and is left aside", shown_path(&path.to_string_lossy()));
        Some(Finding::new(severity, FindingKind::Container, "", 0.0, message))
    };
    let said = match said_in(&path) {
        None => return (None, None),
        Some(Err(why)) => {
            return (None, aside(Severity::Warning, &format!("cannot be read ({})", shown(&why))));
        }
        Some(Ok(said)) => said,
    };
    let sum = said.get("crc32").and_then(Value::as_u64);
    if sum.is_none() || sum != crc32(table).ok().map(u64::from) {
        return (None, aside(Severity::Note, "is about another table"));
    }
    let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
    let year = said.get("year").and_then(Value::as_i64).and_then(|year| i32::try_from(year).ok());
    let wrong = |name: &&str| {
        let given = said.get(*name).filter(|value| !value.is_null());
        given.is_some_and(|value| if *name == "year" { year.is_none() } else { !value.is_string() })
    };
    let strange = ["year", "unit", "source"].into_iter().find(wrong);
    let strange = strange.map(|name| {
        let message = format!(
            "the {name} that `{}` gives is no {}, and is left aside",
            shown_path(&path.to_string_lossy()),
            if name == "year" { "whole number" } else { "text" }
        );
        Finding::new(Severity::Warning, FindingKind::Container, "", 0.0, message)
    });
    let note = text("source").unwrap_or_default();
    (Some(Source { year, unit: text("unit"), note }), strange)
}
