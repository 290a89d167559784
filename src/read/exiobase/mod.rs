//! Folders and archives of EXIOBASE 3, and those that Python's pymrio writes: flows, final demand and
//! output in one folder, accounts each in a folder below it.

mod accounts;
mod folder;
mod primary;

pub(super) use accounts::{exist as has_accounts, read as own_accounts};
use folder::{Edition, Folder};
pub(super) use primary::kinds_of_rows;

use super::ReadOptions;
use super::labelled::{Form, Labelled, Places, joined, units};
use super::layout::refuse_gaps;
use super::pieces::{Files, last_part};
use crate::error::{Error, Place, Problem, Result, shown, shown_path};
use crate::linalg::{Lu, Matrix};
use crate::read::Grid;
use crate::table::{Demand, Finding, FindingKind, Index, Parts, Severity};

/// What the unit of EXIOBASE is called elsewhere.
const EUROS: [&str; 2] = ["M.EUR", "million EUR"];

/// Which of the two a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Exiobase,
    Pymrio,
}

/// Whether a file of this name, in lower case, may be one of such a folder.
pub(super) fn has(name: &str) -> bool {
    [".txt", ".csv", ".tsv", ".json", ".parquet"].iter().any(|end| name.ends_with(end))
}

/// Whether files are such a folder, and which.
pub(super) fn kind_of(files: &Files) -> Option<Kind> {
    Folder::kind(files)
}

/// Refuse what EXIOBASE publishes beside its version 3 in money, which is no such table.
pub(super) fn refuse_others(files: &Files) -> Result<()> {
    const MONEY: &str = "take the archive `IOT_YEAR_ixi.zip` or `IOT_YEAR_pxp.zip` of EXIOBASE 3";
    let named = files.chosen().map(last_part);
    let has = |wanted: &dyn Fn(&str) -> bool| match &named {
        Some(name) => wanted(name),
        None => files.find(wanted).is_some(),
    };
    // Tables of others are called MRIOT too.
    let of_old = |name: &str| {
        let starts = ["mriot.txt", "mriot_version", "mrfinaldemand", "mrfactorinputs"];
        starts.iter().any(|start| name.starts_with(start))
    };
    let of_hybrid = |name: &str| ["mr_hiot", "mr_hsut"].iter().any(|start| name.starts_with(start));
    let both =
        ["supply.csv", "use.csv"].iter().all(|file| files.find(|name| name == *file).is_some());
    let of_pair = |name: &str| ["supply.csv", "use.csv"].contains(&name);
    let (product, reason) = if has(&of_old) {
        ("EXIOBASE 1 or 2", "whose files hold coefficients under labels of another layout")
    } else if has(&of_hybrid) {
        ("the hybrid version of EXIOBASE", "in tonnes, terajoules and euros: not to be added up")
    } else if both && has(&of_pair) {
        ("supply and use tables", "whose rows are not what their columns are")
    } else {
        return Ok(());
    };
    let problem = Problem::OtherProduct { product, reason, remedy: MONEY };
    Err(Error::input(&files.name, Place::File, problem))
}

/// Read the table. Year, unit and edition are in the source of the parts.
pub(super) fn read(
    files: &Files,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let folder = Folder::of(files, options.year)?;
    let unit = unit(&folder)?;
    let flows = folder.table("Z")?;
    let (form, what) = if flows.is_some() { (flows, "Z") } else { (folder.table("A")?, "A") };
    let Some(file) = form else { return Err(folder.missing("Z.txt")) };
    let z = Labelled::open(files, file, Form::FLOWS)?;
    let (places, moved) = by_region(Places::new(&z.title, z.columns.clone())?)?;
    findings.extend(moved);
    let nodes: Vec<(&str, &str)> =
        places.labels().iter().map(|label| (&*label[0], &*label[1])).collect();
    if let (Err(problem), Grid::Full) = (refuse_gaps(&nodes), options.grid) {
        match folder.kind {
            Kind::Exiobase => return Err(Error::input(&z.title, Place::Line(1), problem)),
            Kind::Pymrio => findings.push(gaps(&problem, nodes.len(), &z.title)),
        }
    }
    let index = Index::new(nodes)?.with_short_codes(&folder.short_codes()?);
    let columns = places.align(&z.title, &z.columns)?;
    let mut z = z.matrix(&places, &columns, options, findings)?;

    let demand_file = folder.table("Y")?.ok_or_else(|| folder.missing("Y.txt"))?;
    let y = Labelled::open(files, demand_file, Form::FLOWS)?;
    let users = users(&y, &index, options.grid)?;
    let demand = Demand::new(&index, users.labels().iter().map(|l| (Some(&*l[0]), &*l[1])))?;
    let columns = users.align(&y.title, &y.columns)?;
    let y = y.matrix(&places, &columns, options, findings)?;

    let x = match folder.table("x")? {
        Some(file) => Some(vector(files, file, &places, options, findings)?),
        None => None,
    };
    let output = match (what, x) {
        ("A", x) => {
            let solved = x.is_none();
            let x = x.map_or_else(|| solve(&z, &y, &index, &folder.title(file)), Ok)?;
            (0..z.columns()).for_each(|j| z.column_mut(j).iter_mut().for_each(|a| *a *= x[j]));
            findings.push(coefficients(solved));
            Some(x)
        }
        (_, Some(x)) => Some(x),
        (_, None) => {
            let message = "the files have no output `x`: it is the row sum".to_owned();
            let kind = FindingKind::MissingTotals;
            findings.push(Finding::new(Severity::Note, kind, "", 0.0, message));
            None
        }
    };
    let mut parts = Parts::new(index, demand, z, y);
    parts.reported_output = output;
    let inputs =
        primary::Wanted { folder: &folder, places: &places, users: &users, unit: unit.as_deref() };
    parts.primary = inputs.read(parts.reported_output.as_deref(), options, findings)?;
    let Edition { note, finding } = folder.edition();
    findings.extend(finding);
    parts.source.note = note;
    parts.source.year = folder.year();
    parts.source.unit = unit.map(|unit| match unit {
        unit if unit == EUROS[0] => EUROS[1].to_owned(),
        unit => unit,
    });
    Ok(parts)
}

/// The one unit of all rows, where a file says it.
fn unit(folder: &Folder<'_>) -> Result<Option<String>> {
    let Some(file) = folder.table("unit")? else { return Ok(None) };
    let mut found: Vec<String> =
        units(folder.files, file)?.into_iter().map(|(_, unit)| unit).collect();
    found.sort_unstable();
    found.dedup();
    found.retain(|unit| !unit.is_empty());
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        _ => {
            let problem = Problem::SeveralUnits { units: found };
            Err(Error::input(folder.title(file), Place::File, problem))
        }
    }
}

/// Labels with the rows of each region beside each other, and a note where they were not.
fn by_region(places: Places) -> Result<(Places, Option<Finding>)> {
    let sorted = sorted(places.labels(), &distinct(places.labels()));
    if sorted == places.labels() {
        return Ok((places, None));
    }
    let message = format!(
        "the labels of `{}` are not in the order of regions: the rows of each region are put together",
        shown_path(&places.file)
    );
    let note = Finding::new(Severity::Note, FindingKind::Order, "", 0.0, message);
    Ok((places.moved(sorted)?, Some(note)))
}

/// The regions of labels, as they first occur.
fn distinct(labels: &[Vec<String>]) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    labels.iter().map(|label| &label[0]).filter(|code| seen.insert(*code)).cloned().collect()
}

/// Labels in the order of regions, those of a region in their own.
fn sorted(labels: &[Vec<String>], regions: &[String]) -> Vec<Vec<String>> {
    let at: std::collections::HashMap<&str, usize> =
        regions.iter().enumerate().map(|(position, code)| (&**code, position)).collect();
    let mut labels = labels.to_vec();
    labels.sort_by_key(|label| at.get(&*label[0]).copied());
    labels
}

/// The labels of final demand, in the order of the regions of the table.
fn users(y: &Labelled, index: &Index, grid: Grid) -> Result<Places> {
    let fail = |problem| Err(Error::input(&y.title, Place::Line(1), problem));
    let strange = y.columns.iter().find(|label| index.region_of(&label[0]).is_none());
    if let Some(label) = strange {
        return fail(Problem::DemandRegion { region: label[0].clone() });
    }
    let users = Places::new(&y.title, sorted(&y.columns, index.region_codes()))?;
    let mut categories: Vec<&str> = vec![];
    for label in users.labels() {
        if !categories.contains(&&*label[1]) {
            categories.push(&label[1]);
        }
    }
    if users.len() < categories.len() * index.regions().len() && grid == Grid::Full {
        let has: std::collections::HashSet<(&str, &str)> =
            users.labels().iter().map(|label| (&*label[0], &*label[1])).collect();
        for region in index.region_codes() {
            if let Some(gap) =
                categories.iter().find(|category| !has.contains(&(&**region, **category)))
            {
                let (region, category) = (region.clone(), (*gap).to_owned());
                return fail(Problem::DemandGap { region, category });
            }
        }
    }
    Ok(users)
}

/// That not every region has every sector.
fn gaps(problem: &Problem, rows: usize, file: &str) -> Finding {
    let (region, sector) = match problem {
        Problem::NotCartesian { region, sector, .. } => (region.as_str(), sector.as_str()),
        _ => ("", ""),
    };
    let message = format!(
        "not every region of `{}` has every sector: `{}` lacks `{}`; the {rows} rows that there are, are the table",
        shown_path(file),
        shown(region),
        shown(sector)
    );
    Finding::new(Severity::Warning, FindingKind::SectorGaps, region, 0.0, message)
}

/// One number for each row.
fn vector(
    files: &Files,
    file: &str,
    places: &Places,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Vec<f64>> {
    let x = Labelled::open(files, file, Form::VECTOR)?;
    if x.columns.len() != 1 {
        let problem = Problem::FieldCount { found: x.columns.len() + 2, expected: 3 };
        return Err(Error::input(x.title, Place::Line(1), problem));
    }
    let x = x.matrix(places, &[0], options, findings)?;
    Ok(x.column(0).to_vec())
}

/// Output that final demand takes where there are coefficients alone: x = (I - A)⁻¹ Y1. A is productive
/// exactly where (I - A')z = 1 has z >= 0.
fn solve(a: &Matrix, y: &Matrix, index: &Index, file: &str) -> Result<Vec<f64>> {
    crate::linalg::room("the system of the coefficients", a.values().len())?;
    let refuse = |row: usize| {
        let problem = Problem::NotProductive { label: index.label(row) };
        Err(Error::input(file, Place::File, problem))
    };
    let factor = Lu::new(a.rows(), |j, column| {
        column.iter_mut().zip(a.column(j)).for_each(|(cell, a)| *cell = -a);
        column[j] += 1.0;
    });
    let factor = match factor {
        Ok(factor) => factor,
        Err(zero) => return refuse(zero.column),
    };
    let mut test = Matrix::from_column(vec![1.0; a.rows()]);
    factor.solve_transposed(&mut test);
    if let Some(row) = test.column(0).iter().position(|z| z.is_nan() || *z < 0.0) {
        return refuse(row);
    }
    let mut x = Matrix::from_column(y.row_sums());
    factor.solve(&mut x);
    Ok(x.column(0).to_vec())
}

fn coefficients(solved: bool) -> Finding {
    let output = if solved { "output is solved, x = (I - A)^-1 y, and" } else { "" };
    let message = format!("the files hold coefficients: {output} flows are A times output");
    let message = message.replace(":  ", ": ");
    Finding::new(Severity::Note, FindingKind::Container, "", 0.0, message)
}

/// What messages call an account or a row.
fn name_of(label: &[String]) -> String {
    let parts: Vec<&str> =
        label.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { joined(label) } else { parts.join("; ") }
}
