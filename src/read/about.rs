//! What a file of a table cannot say itself: a small file beside it says the year, the unit and the
//! source.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::Crc;
use serde_json::{Value, json};

use super::Input;
use crate::error::{Error, Result};
use crate::frame::{Compress, Destination};
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
    let (mut file, mut sum) = (File::open(path)?, Crc::new());
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(sum.sum()),
            count => sum.update(&buffer[..count]),
        }
    }
}

/// What is said beside a file, with a note where the file is no longer the one that it was said of.
pub(super) fn beside(input: &Input) -> (Option<Source>, Option<Finding>) {
    let Input::Path(table) = input else { return (None, None) };
    let path = about_path(table);
    let small = path.metadata().is_ok_and(|found| found.is_file() && found.len() <= LIMIT);
    let text = small.then(|| std::fs::read(&path).ok()).flatten().unwrap_or_default();
    let value: Value = serde_json::from_slice(&text).unwrap_or_default();
    let Some(said) = value.get("table") else { return (None, None) };
    let sum = said.get("crc32").and_then(Value::as_u64);
    if sum.is_none() || sum != crc32(table).ok().map(u64::from) {
        let message = format!("`{}` is about another table, and is left aside", path.display());
        let note = Finding::new(Severity::Note, FindingKind::Container, "", 0.0, message);
        return (None, Some(note));
    }
    let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
    let year = said.get("year").and_then(Value::as_i64).and_then(|year| i32::try_from(year).ok());
    let note = text("source").unwrap_or_default();
    (Some(Source { year, unit: text("unit"), note }), None)
}
