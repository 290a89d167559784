//! Small CSV files beside a table: concordances and bloc lists.

use std::collections::HashMap;

use super::Input;
use super::sheet::Sheet;
use crate::error::{Problem, Result};
use crate::table::{Bloc, Concordance};

/// The bloc list that comes with the program: ISO 3166 codes of the economies of WIOD, OECD
/// and ADB tables, and of the built-in ones.
const BUILTIN_BLOCS: &str = include_str!("../../data/blocs.csv");

/// Read a many-to-one concordance: a CSV file with the columns `code` and `group` (or `bloc`: a
/// bloc list is one), others ignored.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) for missing columns, empty codes and a code given twice.
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

/// Read a set of sales: a CSV file with the columns `sellers`, `sectors`, `buyers`, codes separated
/// by blanks, empty or `all` for all. Each line comes back as `SELLERS:SECTORS>BUYERS`.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) for missing columns or an empty file.
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
    let sheet = Sheet::open(&file.into(), "sellers,sectors,buyers")?.with_lines()?;
    let flow = |line| {
        let list = |column| {
            let codes: Vec<&str> = sheet.text(line, column).split_whitespace().collect();
            if codes.is_empty() { "all".to_owned() } else { codes.join(",") }
        };
        format!("{}:{}>{}", list("sellers"), list("sectors"), list("buyers"))
    };
    Ok(sheet.lines().iter().map(flow).collect())
}

/// Codes and what each belongs to, in the column `group` or `bloc`.
fn read_pairs(file: &Input) -> Result<Vec<(String, String)>> {
    let sheet = Sheet::read(file)?.with_lines()?;
    let groups = ["group", "bloc"].into_iter().find(|name| sheet.has(name));
    let (true, Some(groups)) = (sheet.has("code"), groups) else {
        return Err(sheet.other_columns("code,group` or `code,bloc"));
    };
    let mut pairs: Vec<(String, String)> = vec![];
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for line in sheet.lines() {
        let (code, group) = (sheet.text(line, "code"), sheet.text(line, groups));
        if code.is_empty() || group.is_empty() {
            return Err(sheet.fail_line(line, Problem::EmptyCode));
        }
        if let Some(first) = seen.insert(code, group) {
            let [code, first, second] = [code, first, group].map(str::to_owned);
            return Err(sheet.fail_line(line, Problem::CodeTwice { code, first, second }));
        }
        pairs.push((code.to_owned(), group.to_owned()));
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_the_program_is_as_well_formed_as_any() {
        let read = read_blocs(Input::bytes("builtin", BUILTIN_BLOCS)).expect("well formed");
        assert_eq!(builtin_blocs(), read);
    }
}
