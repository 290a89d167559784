//! User tables of Stata's `icio`: numbers alone, and a list of countries.

use std::path::Path;

use super::numbers::{codes, matrix};
use super::{Files, vectors};
use crate::error::{Error, Place, Problem, Result};
use crate::linalg::Matrix;
use crate::read::{ReadOptions, year_in};
use crate::table::{Finding, Parts};

fn is_csv(name: &str) -> bool {
    let bare = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
    Path::new(bare).extension().is_some_and(|ending| ending == "csv")
}

/// Whether a file is a list of countries.
pub(super) fn is_list(name: &str) -> bool {
    name.contains("countrylist") && is_csv(name)
}

fn is_table(name: &str) -> bool {
    !is_list(name) && is_csv(name)
}

/// A list of countries, and a matrix: the file that was named, or one of the folder.
pub(super) fn is_meant(files: &Files) -> bool {
    files.find(is_list).is_some()
        && match files.chosen() {
            Some(file) => is_table(&file.to_lowercase()) && files.is_bare(file),
            None => files.find(is_table).is_some(),
        }
}

/// All files that a table may be read from.
pub(super) fn all(files: &Files) -> Vec<&str> {
    files.all(is_list).chain(tables(files)).collect()
}

/// The matrices: files of numbers alone, or if there is none all that may be meant to be.
fn tables(files: &Files) -> Vec<&str> {
    if let Some(file) = files.chosen() {
        return vec![file];
    }
    let all: Vec<&str> = files.all(is_table).collect();
    let bare: Vec<&str> = all.iter().copied().filter(|file| files.is_bare(file)).collect();
    if bare.is_empty() { all } else { bare }
}

/// The list of countries of a table: the only one, or the one whose name the table's begins with.
fn list_of<'a>(files: &'a Files, table: &str) -> Result<&'a str> {
    let all: Vec<&str> = files.all(is_list).collect();
    let table = table.to_lowercase();
    let is_own = |list: &&&str| {
        let list = list.to_lowercase();
        let name = list.split("countrylist").next().unwrap_or_default();
        !name.ends_with(['/', '\\'])
            && !name.is_empty()
            && table.starts_with(name.trim_end_matches('_'))
    };
    let own: Vec<&str> = all.iter().filter(is_own).copied().collect();
    match (own.as_slice(), all.as_slice()) {
        ([one], _) => Ok(one),
        (_, []) => Err(files.missing("countrylist.csv")),
        _ => files.choose(&all, None),
    }
}

/// Read the table of the year asked for. Sectors are called s1, s2…, final demand f1, f2….
pub(super) fn read(
    files: &Files,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let tables = tables(files);
    if tables.is_empty() {
        return Err(files.missing("NAME_YEAR.csv"));
    }
    let table = files.choose(&tables, options.year)?;
    let list = list_of(files, table)?;
    let countries = codes(files, list)?;
    let numbers = matrix(files, table, (b',', options), None, findings)?;
    let (rows, columns, regions) = (numbers.rows(), numbers.columns(), countries.len());
    let fits =
        rows.is_multiple_of(regions) && columns > rows && (columns - rows).is_multiple_of(regions);
    if !fits {
        let problem = Problem::UserTable { rows, columns, regions, list: files.title(list) };
        return Err(Error::input(files.title(table), Place::File, problem));
    }
    let (sectors, uses) = (rows / regions, (columns - rows) / regions);
    findings.push(vectors::named(Some(sectors), uses));
    findings.push(vectors::listed(&files.title(list)));
    findings.extend(vectors::assumed(true, true));
    let names = |letter: &str, count: usize| {
        (1..=count).map(|k| format!("{letter}{k}")).collect::<Vec<String>>()
    };
    let flows = vectors::Flows {
        countries: &countries,
        sectors: &names("s", sectors),
        uses: &names("f", uses),
    };
    let z = Matrix::from_fn(rows, rows, |i, j| numbers[(i, j)]);
    let f = Matrix::from_fn(rows, columns - rows, |i, j| numbers[(i, rows + j)]);
    let mut parts = flows.parts(z, f)?;
    parts.source.year = year_in(table);
    Ok(parts)
}
