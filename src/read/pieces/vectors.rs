//! Vectors of R's `decompr`: flows, final demand, and the names of countries and sectors.

use super::Files;
use super::numbers::{Expected, codes, matrix};
use crate::error::{Error, Hint, OptionName, Place, Problem, Result, shown, shown_path};
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
    let rows = countries.len() * sectors.len();
    let expected = |what, columns, labels| Expected { what, rows, columns, labels };
    let labels = || format!("{} and {}", files.title(k), files.title(i));
    let sizes = expected("x", Some(rows), labels());
    let flows = matrix(files, x, (b',', options), Some(&sizes), findings)?;
    let sizes = expected("y", None, labels());
    let demand = matrix(files, y, (b',', options), Some(&sizes), findings)?;
    let (columns, regions) = (demand.columns(), countries.len());
    if !columns.is_multiple_of(regions) {
        let (rows, list) = (demand.rows(), files.title(k));
        let problem = Problem::UserTable { rows, columns, regions, list };
        return Err(Error::input(files.title(y), Place::File, problem));
    }
    let uses: Vec<String> = (1..=columns / regions).map(|k| format!("f{k}")).collect();
    findings.push(named(None, uses.len()));
    let labels = Flows { countries: &countries, sectors: &sectors, uses: &uses };
    let mut parts = labels.parts(flows, demand)?;
    let vector = |wanted: &str, findings: &mut Vec<Finding>| {
        let Some(file) = at(wanted) else { return Ok(None) };
        let sizes = expected("the vector", Some(1), files.title(x));
        let values = matrix(files, file, (b',', options), Some(&sizes), findings)?;
        Ok::<_, Error>(Some(values.column(0).to_vec()))
    };
    parts.reported_output = vector("o.csv", findings)?;
    let value_added = vector("v.csv", findings)?;
    findings.extend(assumed(parts.reported_output.is_none(), value_added.is_none()));
    findings.extend(value_added.as_ref().and_then(|given| other_value_added(&parts, given)));
    parts.primary.extend(value_added.map(|inputs| Primary {
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
}

impl Flows<'_> {
    /// A table of Z and F, everything in the order of the countries.
    pub fn parts(&self, z: Matrix, f: Matrix) -> Result<Parts> {
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

/// What output and value added are where no file gives them.
pub(super) fn assumed(output: bool, value_added: bool) -> Option<Finding> {
    let of_output = output.then_some("output is the row sum");
    let of_value_added = value_added.then_some("value added is output less intermediate inputs");
    let said: Vec<&str> = of_output.into_iter().chain(of_value_added).collect();
    let message = format!("not in the files: {}", said.join(", "));
    let finding = Finding::new(Severity::Note, FindingKind::MissingTotals, "", 0.0, message);
    (!said.is_empty()).then_some(finding)
}

/// A warning where value added as it is given is not output less intermediate inputs.
fn other_value_added(parts: &Parts, given: &[f64]) -> Option<Finding> {
    let mut output = parts.intermediate.row_sums();
    output.iter_mut().zip(parts.final_demand.row_sums()).for_each(|(x, f)| *x += f);
    let output = parts.reported_output.as_ref().unwrap_or(&output);
    let inputs = parts.intermediate.column_sums();
    let world: f64 = output.iter().map(|x| x.abs()).sum();
    let gap = |k: usize| given[k] - (output[k] - inputs[k]);
    let worst = (0..given.len())
        .filter(|&k| gap(k).abs() > 1e-3 * output[k].abs() && gap(k).abs() > 1e-8 * world)
        .max_by(|&a, &b| gap(a).abs().total_cmp(&gap(b).abs()))?;
    let label = parts.index.label(worst);
    let message = format!(
        "`v.csv` is not output less intermediate inputs, most at `{}`: {} and {}; the table keeps the first, and \
         computations take the second",
        shown(&label),
        given[worst],
        output[worst] - inputs[worst]
    );
    let other = Hint::from(OptionName::ValueAdded.set("table")).say(" takes the first there too");
    let kind = FindingKind::ColumnImbalance;
    Some(Finding::new(Severity::Warning, kind, label, gap(worst), message).with_hint(other))
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
