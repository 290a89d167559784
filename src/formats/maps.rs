//! Small CSV files beside a table: concordances and bloc lists.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use crate::error::{Error, Place, Problem, Result};
use crate::labels::{Bloc, Concordance};

/// The bloc list that comes with the program: ISO 3166 codes of the economies of WIOD, OECD
/// and ADB tables, and of the built-in ones.
const BUILTIN_BLOCS: &str = include_str!("../../data/blocs.csv");

/// Read a many-to-one concordance: a CSV file with the columns `code` and `group`, others
/// ignored.
///
/// # Errors
/// [`Error::Io`]; [`Error::Input`] for missing columns, empty codes and a code given twice.
pub fn read_concordance(path: &Path) -> Result<Concordance> {
    Ok(Concordance::new(read_pairs(path, "code", "group")?))
}

/// Read a bloc list: a CSV file with the columns `code` and `bloc`, others ignored.
///
/// # Errors
/// As [`read_concordance`].
pub fn read_blocs(path: &Path) -> Result<Vec<Bloc>> {
    Ok(blocs(read_pairs(path, "code", "bloc")?))
}

/// The bloc list that comes with the program.
///
/// # Errors
/// Never, as long as the list itself is well formed; a test holds that.
pub fn builtin_blocs() -> Result<Vec<Bloc>> {
    pairs("builtin", BUILTIN_BLOCS.as_bytes(), "code", "bloc").map(blocs)
}

fn blocs(pairs: Vec<(String, String)>) -> Vec<Bloc> {
    let mut blocs: Vec<Bloc> = vec![];
    for (code, name) in pairs {
        match blocs.iter_mut().find(|b| b.name == name) {
            Some(bloc) => bloc.codes.push(code),
            None => blocs.push(Bloc { name, codes: vec![code] }),
        }
    }
    blocs
}

fn read_pairs(path: &Path, from: &'static str, to: &'static str) -> Result<Vec<(String, String)>> {
    let mut bytes = vec![];
    std::fs::File::open(path)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(|e| Error::io("read", path, e))?;
    pairs(&path.display().to_string(), &bytes, from, to)
}

fn pairs(
    file: &str,
    bytes: &[u8],
    from: &'static str,
    to: &'static str,
) -> Result<Vec<(String, String)>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(bytes);
    let malformed = |e: &csv::Error| {
        let line = e.position().map_or(1, csv::Position::line);
        Error::input(file, Place::Line(line), Problem::Csv { reason: e.to_string() })
    };
    let header = reader.headers().map_err(|e| malformed(&e))?.clone();
    let column = |name: &str| header.iter().position(|h| h == name);
    let (Some(code_at), Some(group_at)) = (column(from), column(to)) else {
        let expected = if to == "bloc" { "code,bloc" } else { "code,group" };
        let found = header.iter().map(str::to_owned).collect();
        return Err(Error::input(file, Place::Line(1), Problem::Columns { expected, found }));
    };
    let mut pairs: Vec<(String, String)> = vec![];
    let mut seen: HashMap<String, String> = HashMap::new();
    for (position, record) in reader.records().enumerate() {
        let record = record.map_err(|e| malformed(&e))?;
        let place = Place::Line(position as u64 + 2);
        let cell = |at: usize| record.get(at).unwrap_or_default().to_owned();
        let (code, group) = (cell(code_at), cell(group_at));
        if code.is_empty() || group.is_empty() {
            return Err(Error::input(file, place, Problem::EmptyCode));
        }
        if let Some(first) = seen.insert(code.clone(), group.clone()) {
            return Err(Error::input(
                file,
                place,
                Problem::CodeTwice { code, first, second: group },
            ));
        }
        pairs.push((code, group));
    }
    if pairs.is_empty() {
        return Err(Error::input(file, Place::File, Problem::NoRows));
    }
    Ok(pairs)
}
