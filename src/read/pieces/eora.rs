//! Eora26: matrices without labels, and files of labels, separated by tabs.

use super::numbers::{labels, matrix};
use super::{Files, expect};
use crate::error::{Error, Place, Problem, Result};
use crate::linalg::Matrix;
use crate::read::{ReadOptions, year_in};
use crate::table::{Demand, Finding, FindingKind, Index, Parts, Primary, PrimaryKind, Severity};

/// The file of intermediate flows, in words.
const FLOWS: &str = "Eora26_YEAR_bp_T.txt";

/// What the files of intermediate flows are called, in lower case.
fn is_flows(name: &str) -> bool {
    name.starts_with("eora26_") && (name.ends_with("_bp_t.txt") || name.ends_with("_pp_t.txt"))
}

pub(super) fn is_meant(files: &Files) -> bool {
    match files.chosen() {
        Some(file) => is_flows(&file.to_lowercase()),
        None => files.find(is_flows).is_some(),
    }
}

/// Read T, FD and VA with their labels. The account `ROW` of discrepancies is dropped: it is no region,
/// has no demand to speak of, and a finding says how large it was.
pub(super) fn read(
    files: &Files,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let flows = chosen(files, options.year)?;
    let stem = &flows[..flows.len() - "T.txt".len()];
    let numbers = |part: &str, findings: &mut Vec<Finding>| {
        let wanted = format!("{stem}{part}.txt");
        let last = wanted.rsplit(['/', '\\']).next().unwrap_or(&wanted);
        let file = files.near(flows, last).ok_or_else(|| files.missing(&wanted))?;
        Ok::<_, Error>((files.title(file), matrix(files, file, (b'\t', options), findings)?))
    };
    let apart = files.beside("indices.zip")?;
    let labels_of = |part: &str| {
        let wanted = format!("labels_{part}.txt");
        let here = files.near(flows, &wanted).map(|file| (files, file));
        let there = || apart.as_ref().and_then(|files| Some((files, files.near("", &wanted)?)));
        let (files, file) = here.or_else(there).ok_or_else(|| files.missing(&wanted))?;
        Ok::<_, Error>((files.title(file), labels(files, file, b'\t')?))
    };
    let (of_sectors, sectors) = labels_of("T")?;
    let (of_users, users) = labels_of("FD")?;
    let (of_rows, rows) = labels_of("VA")?;
    let (name, z) = numbers("T", findings)?;
    expect(&name, ("T", &z), (sectors.len(), sectors.len()), &of_sectors)?;
    let (name, f) = numbers("FD", findings)?;
    expect(&name, ("FD", &f), (sectors.len(), users.len()), &of_users)?;
    let (name, va) = numbers("VA", findings)?;
    expect(&name, ("VA", &va), (rows.len(), sectors.len()), &of_rows)?;

    let (sectors, users) = (pairs(&of_sectors, &sectors)?, pairs(&of_users, &users)?);
    findings.extend(dropped(&sectors, &users, (&z, &f)));
    let kept: Vec<usize> = positions(&sectors);
    let bought: Vec<usize> = positions(&users);
    let index = Index::new(kept.iter().map(|&k| (&sectors[k].0, &sectors[k].1)))?;
    let demand = Demand::new(&index, bought.iter().map(|&k| (Some(&users[k].0), &users[k].1)))?;
    let of = |matrix: &Matrix, columns: &[usize]| {
        Matrix::from_fn(kept.len(), columns.len(), |i, j| matrix[(kept[i], columns[j])])
    };
    let (z, f, finals) = (of(&z, &kept), of(&f, &bought), bought.len());
    let mut parts = Parts::new(index, demand, z, f);
    let primary = |(row, cells): (usize, &Vec<String>)| Primary {
        name: cells.last().cloned().unwrap_or_default(),
        kind: PrimaryKind::ValueAddedWithTaxes,
        inputs: kept.iter().map(|&k| va[(row, k)]).collect(),
        final_demand: vec![0.0; finals],
    };
    parts.primary = rows.iter().enumerate().map(primary).collect();
    parts.source.year = year_in(flows);
    Ok(parts)
}

/// The file of flows: the one that was named, or that of the year asked for.
fn chosen(files: &Files, year: Option<i32>) -> Result<&str> {
    match files.chosen() {
        Some(file) if is_flows(&file.to_lowercase()) => Ok(file),
        Some(_) => Err(files.missing(FLOWS)),
        None => {
            let all: Vec<&str> = files.all(is_flows).collect();
            if all.is_empty() { Err(files.missing(FLOWS)) } else { files.choose(&all, year) }
        }
    }
}

/// The code of a region, and an item of it.
type Pair = (String, String);

/// Code and item of every line: `name, code, kind, item`.
fn pairs(file: &str, lines: &[Vec<String>]) -> Result<Vec<Pair>> {
    let pair = |(k, line): (usize, &Vec<String>)| match line.as_slice() {
        [_, code, _, item] if !code.is_empty() && !item.is_empty() => {
            Ok((code.clone(), item.clone()))
        }
        found => {
            let problem = Problem::FieldCount { found: found.len(), expected: 4 };
            Err(Error::input(file, Place::Line(k as u64 + 1), problem))
        }
    };
    lines.iter().enumerate().map(pair).collect()
}

/// The account of discrepancies.
const DISCREPANCY: &str = "ROW";

fn positions(pairs: &[Pair]) -> Vec<usize> {
    (0..pairs.len()).filter(|&k| pairs[k].0 != DISCREPANCY).collect()
}

/// How much the account of discrepancies sold and bought.
fn dropped(sectors: &[Pair], users: &[Pair], (z, f): (&Matrix, &Matrix)) -> Option<Finding> {
    let of_account = |pairs: &[Pair]| -> Vec<usize> {
        (0..pairs.len()).filter(|&k| pairs[k].0 == DISCREPANCY).collect()
    };
    let (at, by) = (of_account(sectors), of_account(users));
    if at.is_empty() && by.is_empty() {
        return None;
    }
    let row = |k: usize| {
        (0..z.columns()).map(|j| z[(k, j)]).chain((0..f.columns()).map(|j| f[(k, j)])).sum::<f64>()
    };
    let sold: f64 = at.iter().map(|&k| row(k)).sum();
    let inputs: f64 = at.iter().flat_map(|&k| z.column(k)).sum();
    let bought: f64 = inputs + by.iter().flat_map(|&k| f.column(k)).sum::<f64>();
    let message = format!(
        "the account `{DISCREPANCY}` of statistical discrepancies is left out: it sells {sold} and buys {bought}"
    );
    Some(Finding::new(Severity::Note, FindingKind::Discrepancy, DISCREPANCY, sold, message))
}
