//! Names of one's own for the codes of a table.

use super::Input;
use super::sheet::{Seen, Sheet};
use crate::error::{Problem, Result};
use crate::frame::Names;

/// Read names: a CSV file with the columns `code` and `name`, others ignored. A code stands for
/// the region or the sector that has it; where `kind` is a column too, for what it says, `region` or
/// `sector`.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) for missing columns, empty
/// codes and names, control characters, another kind and a code given twice.
///
/// # Examples
/// ```
/// use tripole::read::{Input, read_names};
/// let names = read_names(Input::bytes("names.csv", "code,name\nDEU,Deutschland\n"))?;
/// assert_eq!(names.of("exporter", "DEU"), Some("Deutschland"));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn read_names(file: impl Into<Input>) -> Result<Names> {
    let (sheet, lines) = Sheet::open(&file.into(), "code,name")?;
    let (mut names, mut seen) = (Names::default(), Seen::new());
    for line in lines {
        let line = &line?;
        let [code, name, kind] = ["code", "name", "kind"].map(|column| sheet.text(line, column));
        if code.is_empty() {
            return Err(sheet.fail_line(line, Problem::EmptyCode));
        }
        if name.trim().is_empty() {
            return Err(sheet.fail_line(line, Problem::EmptyName));
        }
        // Forms of results that are no terminal print names as they are.
        if let Some(text) = [code, name].into_iter().find(|text| text.contains(char::is_control)) {
            let problem = Problem::ControlCharacter { text: text.to_owned() };
            return Err(sheet.fail_line(line, problem));
        }
        seen.add(&sheet, line, format!("{kind} {code}").trim_start().to_owned())?;
        if !["", "region", "sector"].contains(&kind) {
            let problem = Problem::UnknownCode {
                what: "kind",
                code: kind.to_owned(),
                near: vec!["region".to_owned(), "sector".to_owned()],
            };
            return Err(sheet.fail(line, "kind", problem));
        }
        if kind != "sector" {
            names.add_region(code, name);
        }
        if kind != "region" {
            names.add_sector(code, name);
        }
    }
    Ok(names)
}
