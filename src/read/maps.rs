//! Small CSV files beside a table: concordances and bloc lists.

use std::collections::HashMap;

use super::Input;
use super::sheet::Sheet;
use crate::error::{Problem, Result};
use crate::sources::CodeReader;
use crate::table::{Bloc, Concordance, Sales};

/// The bloc list that comes with the program: ISO 3166 codes of the economies of WIOD, OECD
/// and ADB tables, and of the built-in ones.
const BUILTIN_BLOCS: &str = include_str!("../../data/blocs.csv");

/// Most codes of a list; no table has as many.
const CODES_LIMIT: usize = 1_000_000;

/// Read a many-to-one concordance: a CSV file with the columns `code` and `group` (or `bloc`: a
/// bloc list is one), others ignored.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) for missing columns, empty codes and a code given twice.
pub fn read_concordance(file: impl Into<Input>) -> Result<Concordance> {
    Ok(Concordance::new(read_pairs(&file.into(), ["group", "bloc"])?))
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
    Ok(blocs(read_pairs(&file.into(), ["bloc", "group"])?))
}

/// The bloc list that comes with the program.
#[must_use]
pub fn builtin_blocs() -> Vec<Bloc> {
    blocs(builtin_lines().map(|[code, _, bloc, _]| (code.to_owned(), bloc.to_owned())).collect())
}

/// A member of a bloc of the list that comes with the program, of which something is to be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlocRemark {
    /// The member's code.
    pub code: &'static str,
    /// What the member is called.
    pub name: &'static str,
    /// The bloc.
    pub bloc: &'static str,
    /// What is to be known.
    pub remark: &'static str,
}

/// The members of blocs of [`builtin_blocs`] that people would not expect there.
#[must_use]
pub fn builtin_bloc_remarks() -> Vec<BlocRemark> {
    let remarks = builtin_lines().filter(|[_, _, _, remark]| !remark.is_empty());
    remarks.map(|[code, name, bloc, remark]| BlocRemark { code, name, bloc, remark }).collect()
}

/// `code,name,bloc,remark`, without quotation marks; a test reads it as any other list.
fn builtin_lines() -> impl Iterator<Item = [&'static str; 4]> {
    let cells = |line: &'static str| line.split(',').collect::<Vec<_>>().try_into().ok();
    BUILTIN_BLOCS.lines().skip(1).filter_map(cells)
}

fn blocs(pairs: Vec<(String, String)>) -> Vec<Bloc> {
    let mut blocs: Vec<Bloc> = vec![];
    let mut at: HashMap<String, usize> = HashMap::new();
    for (code, name) in pairs {
        let place = *at.entry(name.clone()).or_insert(blocs.len());
        match blocs.get_mut(place) {
            Some(bloc) => bloc.codes.push(code),
            None => blocs.push(Bloc { name, codes: vec![code] }),
        }
    }
    blocs
}

/// Read a set of sales: a CSV file with the columns `sellers`, `sectors`, `buyers`, codes separated
/// by blanks, empty or `all` for all; every line is one of the sets returned.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) for missing columns, an
/// empty file, and with line and column for codes that the table does not have.
///
/// # Examples
/// ```
/// use tripole::read::{Input, read_perimeter};
/// use tripole::sources::CodeReader;
/// use tripole::{Index, Partition};
/// let index = Index::new([("CHN", "c12"), ("USA", "c12"), ("DEU", "c12")])?;
/// let partition = Partition::regions(&index);
/// let file = "sellers,sectors,buyers\nCHN DEU,c12,USA\nall,,DEU\n";
/// let sales = read_perimeter(Input::bytes("perimeter.csv", file), &CodeReader::new(&partition))?;
/// assert_eq!((sales.len(), sales[0].rows().len(), sales[1].rows().len()), (2, 2, 3));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn read_perimeter(file: impl Into<Input>, codes: &CodeReader) -> Result<Vec<Sales>> {
    let (sheet, lines) = Sheet::open(&file.into(), "sellers,sectors,buyers")?;
    let mut sales = vec![];
    for line in lines {
        let line = &line?;
        let list =
            |column| sheet.text(line, column).split_whitespace().collect::<Vec<_>>().join(",");
        let [sellers, sectors, buyers] = ["sellers", "sectors", "buyers"].map(list);
        let placed = |column: &'static str| move |error| (column, error);
        let read = codes
            .check_economies(&sellers)
            .map_err(placed("sellers"))
            .and_then(|()| codes.check_sectors(&sectors).map_err(placed("sectors")))
            .and_then(|()| codes.check_economies(&buyers).map_err(placed("buyers")))
            .and_then(|()| {
                let flow = format!("{sellers}:{sectors}>{buyers}");
                codes.sales(&flow).map_err(placed("sellers"))
            });
        sales.push(read.map_err(|(column, error)| sheet.place(line, column, error))?);
    }
    Ok(sales)
}

/// Codes and what each belongs to, in the first of these columns that the file has.
fn read_pairs(file: &Input, groups: [&'static str; 2]) -> Result<Vec<(String, String)>> {
    let (sheet, lines) = Sheet::read(file, "code,group,bloc")?;
    let groups = groups.into_iter().find(|name| sheet.has(name));
    let (true, Some(groups)) = (sheet.has("code"), groups) else {
        return Err(sheet.other_columns("code,group` or `code,bloc"));
    };
    let mut pairs: Vec<(String, String)> = vec![];
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut names: HashMap<String, String> = HashMap::new();
    for line in lines {
        let line = &line?;
        let (code, group) = (sheet.text(line, "code"), sheet.text(line, groups));
        if code.is_empty() || group.is_empty() {
            return Err(sheet.fail_line(line, Problem::EmptyCode));
        }
        let name = names.entry(plain(group)).or_insert_with(|| group.to_owned());
        if name != group {
            let [first, second] = [name, group].map(str::to_owned);
            let why = "differ only in blanks or upper and lower case";
            return Err(sheet.fail(line, groups, Problem::Alike { first, second, why }));
        }
        if let Some(first) = seen.insert(code.to_owned(), pairs.len()) {
            let first = pairs.get(first).map_or("", |(_, group)| group);
            let [code, first, second] = [code, first, group].map(str::to_owned);
            return Err(sheet.fail_line(line, Problem::CodeTwice { code, first, second }));
        }
        if pairs.len() == CODES_LIMIT {
            let (found, limit) = (pairs.len() + 1, CODES_LIMIT);
            return Err(sheet.fail_line(line, Problem::TooMany { what: "codes", found, limit }));
        }
        pairs.push((code.to_owned(), group.to_owned()));
    }
    Ok(pairs)
}

/// A name without what people hardly see of it.
fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
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
