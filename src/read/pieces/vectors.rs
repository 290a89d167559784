//! Vectors of R's `decompr`: flows, final demand, and the names of countries and sectors.

use super::numbers::{codes, matrix};
use super::{Files, expect};
use crate::error::{Error, Place, Problem, Result, shown_path};
use crate::linalg::Matrix;
use crate::read::ReadOptions;
use crate::table::{Demand, Finding, FindingKind, Index, Parts, Primary, PrimaryKind, Severity};

/// All files that may be there.
pub(super) const FILES: [&str; 6] = ["x.csv", "y.csv", "k.csv", "i.csv", "o.csv", "v.csv"];

const NEEDED: [&str; 4] = ["x.csv", "y.csv", "k.csv", "i.csv"];

pub(super) fn is_meant(files: &Files) -> bool {
    files.chosen().is_none_or(|file| file.eq_ignore_ascii_case("x.csv"))
        && NEEDED.iter().all(|wanted| files.find(|name| name == *wanted).is_some())
}

/// Read `x` (GN x GN), `y` (GN x GM), `k` and `i`; output `o` and value added `v` where they are there.
pub(super) fn read(
    files: &Files,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let all: Vec<&str> = files.all(|name| name == "x.csv").collect();
    let x = match all.as_slice() {
        [] => return Err(files.missing("x.csv")),
        some => files.choose(some, None)?,
    };
    let at = |wanted: &str| files.near(x, wanted);
    let needed = |wanted: &str| at(wanted).ok_or_else(|| files.missing(wanted));
    let (k, i) = (needed("k.csv")?, needed("i.csv")?);
    let (countries, sectors) = (codes(files, k)?, codes(files, i)?);
    let y = needed("y.csv")?;
    let flows = matrix(files, x, (b',', options), findings)?;
    let rows = countries.len() * sectors.len();
    expect(
        &files.title(x),
        ("x", &flows),
        (rows, rows),
        &format!("{} and {}", files.title(k), files.title(i)),
    )?;
    let demand = matrix(files, y, (b',', options), findings)?;
    let (columns, regions) = (demand.columns(), countries.len());
    if demand.rows() != rows || !columns.is_multiple_of(regions) {
        let (rows, list) = (demand.rows(), files.title(k));
        let problem = Problem::UserTable { rows, columns, regions, list };
        return Err(Error::input(files.title(y), Place::File, problem));
    }
    let uses: Vec<String> = (1..=columns / regions).map(|k| format!("f{k}")).collect();
    findings.push(named(None, uses.len()));
    let labels =
        Flows { countries: &countries, sectors: &sectors, uses: &uses, list: files.title(k) };
    let mut parts = labels.parts(flows, demand)?;
    let vector = |wanted: &str, findings: &mut Vec<Finding>| {
        let Some(file) = at(wanted) else { return Ok(None) };
        let values = matrix(files, file, (b',', options), findings)?;
        expect(&files.title(file), ("the vector", &values), (rows, 1), &files.title(x))?;
        Ok::<_, Error>(Some(values.column(0).to_vec()))
    };
    parts.reported_output = vector("o.csv", findings)?;
    parts.primary.extend(vector("v.csv", findings)?.map(|inputs| Primary {
        name: "v".to_owned(),
        kind: PrimaryKind::ValueAddedWithTaxes,
        inputs,
        final_demand: vec![0.0; columns],
    }));
    Ok(parts)
}

/// Names for flows that have none of their own.
pub(super) struct Flows<'a> {
    pub countries: &'a [String],
    pub sectors: &'a [String],
    pub uses: &'a [String],
    /// The file of the countries.
    pub list: String,
}

impl Flows<'_> {
    /// A table of Z and F, everything in the order of the countries.
    pub fn parts(&self, z: Matrix, f: Matrix) -> Result<Parts> {
        for (k, code) in self.countries.iter().enumerate() {
            let place = || Place::Line(k as u64 + 1);
            if code.is_empty() {
                return Err(Error::input(&self.list, place(), Problem::EmptyCode));
            }
            if let Some(first) = self.countries[..k].iter().position(|other| other == code) {
                let (label, first) = (code.clone(), first as u64 + 1);
                return Err(Error::input(&self.list, place(), Problem::LineTwice { label, first }));
            }
        }
        let beside = |items: &'_ [String]| -> Vec<(String, String)> {
            let countries = self.countries.iter();
            countries
                .flat_map(|c| items.iter().map(move |item| (c.clone(), item.clone())))
                .collect()
        };
        let index = Index::new(beside(self.sectors))?;
        let users = beside(self.uses);
        let used = Demand::new(&index, users.iter().map(|(c, item)| (Some(c), item)))?;
        Ok(Parts::new(index, used, z, f))
    }
}

/// What had no names: sectors, where the files do not name them, and categories.
pub(super) fn named(sectors: Option<usize>, uses: usize) -> Finding {
    let called = |count: usize, (one, more): (&str, &str), letter: char| match count {
        1 => format!("1 {one} a country, called `{letter}1`"),
        count => format!("{count} {more} a country, called `{letter}1` to `{letter}{count}`"),
    };
    let categories = ("category of final demand", "categories of final demand");
    let mut message = called(uses, categories, 'f');
    if let Some(sectors) = sectors {
        message = format!("{}, and {message}", called(sectors, ("sector", "sectors"), 's'));
    }
    message.insert_str(0, "names are not in the files: ");
    Finding::new(Severity::Note, FindingKind::Container, "", 0.0, message)
}

/// Which list the countries are from.
pub(super) fn listed(list: &str) -> Finding {
    let message = format!("the countries are those of `{}`", shown_path(list));
    Finding::new(Severity::Note, FindingKind::Container, "", 0.0, message)
}
