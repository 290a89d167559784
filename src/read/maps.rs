//! Small CSV files beside a table: concordances and bloc lists.

use std::collections::HashMap;

use serde::Deserialize;

use super::Input;
use crate::error::{Error, Place, Problem, Result};
use crate::table::{Bloc, Concordance};

/// The bloc list that comes with the program: ISO 3166 codes of the economies of WIOD, OECD
/// and ADB tables, and of the built-in ones.
const BUILTIN_BLOCS: &str = include_str!("../../data/blocs.csv");

/// Read a many-to-one concordance: a CSV file with the columns `code` and `group` (or `bloc`: a
/// bloc list is one), others ignored.
///
/// # Errors
/// [`Error::Io`]; [`Error::Input`] for missing columns, empty codes and a code given twice.
pub fn read_concordance(file: impl Into<Input>) -> Result<Concordance> {
    Ok(Concordance::new(read_pairs(&file.into())?))
}

/// Read a bloc list: a CSV file with the columns `code` and `bloc`, others ignored.
///
/// # Errors
/// As [`read_concordance`].
///
/// # Examples
/// ```
/// use tripole::read::{Input, read_blocs};
/// let blocs = read_blocs(Input::bytes("blocs.csv", "code,bloc\nDEU,EU\nUSA,NAFTA\nFRA,EU\n"))?;
/// assert_eq!((blocs[0].name.as_str(), blocs.len()), ("EU", 2));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn read_blocs(file: impl Into<Input>) -> Result<Vec<Bloc>> {
    Ok(blocs(read_pairs(&file.into())?))
}

/// The bloc list that comes with the program.
#[must_use]
pub fn builtin_blocs() -> Vec<Bloc> {
    // `code,name,bloc`, without quotation marks; a test reads it as any other list.
    let line = |line: &str| -> Option<(String, String)> {
        let mut cells = line.split(',');
        Some((cells.next()?.to_owned(), cells.nth(1)?.to_owned()))
    };
    blocs(BUILTIN_BLOCS.lines().skip(1).filter_map(line).collect())
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

/// A line of a perimeter file.
#[derive(Deserialize)]
struct SalesLine {
    sellers: String,
    sectors: String,
    buyers: String,
}

/// Read a set of sales: a CSV file with the columns `sellers`, `sectors`, `buyers`, codes separated
/// by blanks, empty or `all` for all. Each line comes back as `SELLERS:SECTORS>BUYERS`.
///
/// # Errors
/// [`Error::Io`]; [`Error::Input`] for missing columns or an empty file.
///
/// # Examples
/// ```
/// use tripole::read::{Input, read_perimeter};
/// let file = "sellers,sectors,buyers\nCHN MEX,c12,USA\nall,,DEU\n";
/// let sales = read_perimeter(Input::bytes("perimeter.csv", file))?;
/// assert_eq!(sales, ["CHN,MEX:c12>USA", "all:all>DEU"]);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn read_perimeter(file: impl Into<Input>) -> Result<Vec<String>> {
    let input: Input = file.into();
    perimeter(&input.name(), &input.contents()?)
}

fn perimeter(file: &str, bytes: &[u8]) -> Result<Vec<String>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let malformed = |e: &csv::Error| {
        let line = e.position().map_or(1, csv::Position::line);
        Error::input(file, Place::Line(line), Problem::Csv { reason: e.to_string() })
    };
    let header = reader.headers().map_err(|e| malformed(&e))?;
    if !["sellers", "sectors", "buyers"].iter().all(|name| header.iter().any(|h| h == *name)) {
        let found = header.iter().map(str::to_owned).collect();
        let problem = Problem::Columns { expected: "sellers,sectors,buyers", found };
        return Err(Error::input(file, Place::Line(1), problem));
    }
    let mut flows = vec![];
    for line in reader.deserialize::<SalesLine>() {
        let line = line.map_err(|e| malformed(&e))?;
        let list = |text: &str| {
            let codes: Vec<&str> = text.split_whitespace().collect();
            if codes.is_empty() { "all".to_owned() } else { codes.join(",") }
        };
        flows.push(format!(
            "{}:{}>{}",
            list(&line.sellers),
            list(&line.sectors),
            list(&line.buyers)
        ));
    }
    if flows.is_empty() {
        return Err(Error::input(file, Place::File, Problem::NoRows));
    }
    Ok(flows)
}

/// A line of a map: a code and what it belongs to, under either name.
#[derive(Deserialize)]
struct Line {
    code: String,
    #[serde(alias = "bloc")]
    group: String,
}

fn read_pairs(file: &Input) -> Result<Vec<(String, String)>> {
    pairs(&file.name(), &file.contents()?)
}

fn pairs(file: &str, bytes: &[u8]) -> Result<Vec<(String, String)>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(bytes);
    let malformed = |e: &csv::Error| {
        let line = e.position().map_or(1, csv::Position::line);
        Error::input(file, Place::Line(line), Problem::Csv { reason: e.to_string() })
    };
    let header = reader.headers().map_err(|e| malformed(&e))?;
    let has = |name: &str| header.iter().any(|column| column == name);
    if !has("code") || !(has("group") || has("bloc")) {
        let expected = "code,group` or `code,bloc";
        let found = header.iter().map(str::to_owned).collect();
        return Err(Error::input(file, Place::Line(1), Problem::Columns { expected, found }));
    }
    let mut pairs: Vec<(String, String)> = vec![];
    let mut seen: HashMap<String, String> = HashMap::new();
    for (position, line) in reader.deserialize::<Line>().enumerate() {
        let Line { code, group } = line.map_err(|e| malformed(&e))?;
        let place = Place::Line(position as u64 + 2);
        if code.is_empty() || group.is_empty() {
            return Err(Error::input(file, place, Problem::EmptyCode));
        }
        if let Some(first) = seen.insert(code.clone(), group.clone()) {
            let problem = Problem::CodeTwice { code, first, second: group };
            return Err(Error::input(file, place, problem));
        }
        pairs.push((code, group));
    }
    if pairs.is_empty() {
        return Err(Error::input(file, Place::File, Problem::NoRows));
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_the_program_is_as_well_formed_as_any() {
        let read = blocs(pairs("builtin", BUILTIN_BLOCS.as_bytes()).expect("well formed"));
        assert_eq!(builtin_blocs(), read);
    }
}
