//! Eora26: matrices without labels, and files of labels, separated by tabs.

use super::Files;
use super::numbers::{Expected, Label, labels, matrix, refuse_twice};
use crate::error::{Error, Hint, OptionName, Place, Problem, Result};
use crate::linalg::Matrix;
use crate::read::own_accounts::{Named, Own, Targets};
use crate::read::{Grid, ReadOptions, year_in};
use crate::table::{
    Account, Demand, Finding, FindingKind, Index, Parts, Primary, PrimaryKind, Severity,
};

/// The file of intermediate flows, in words.
const FLOWS: &str = "Eora26_YEAR_bp_T.txt";

/// What the files of intermediate flows are called, in lower case.
fn is_flows(name: &str) -> bool {
    name.starts_with("eora26_") && (name.ends_with("_bp_t.txt") || name.ends_with("_pp_t.txt"))
}

/// What the files of a table are called, in lower case.
pub(super) fn is_piece(name: &str) -> bool {
    name.starts_with("eora26_") || name.starts_with("labels_")
}

pub(super) fn is_meant(files: &Files) -> bool {
    match files.chosen() {
        Some(file) => is_flows(&file.to_lowercase()),
        None => files.find(is_flows).is_some(),
    }
}

/// Whether there is a matrix of accounts.
pub(super) fn has_accounts(files: &Files) -> bool {
    files.find(|name| name.starts_with("eora26_") && name.ends_with("_q.txt")).is_some()
}

/// Read T, FD and VA with their labels. The account of discrepancies is dropped, or where regions may lack
/// sectors kept as a region of one sector; a finding says how large it is.
pub(super) fn read(
    files: &Files,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let flows = chosen(files, options.year)?;
    let stem = &flows[..flows.len() - "T.txt".len()];
    let apart = files.beside("indices.zip")?;
    let labels_of = |part: &str| {
        let found = labels_beside((files, apart.as_ref()), flows, part)?;
        found.ok_or_else(|| files.missing(&format!("labels_{part}.txt")))
    };
    let (of_sectors, sectors) = labels_of("T")?;
    let (of_users, users) = labels_of("FD")?;
    let (of_rows, rows) = labels_of("VA")?;
    let (sectors, users) = (pairs(&of_sectors, &sectors)?, pairs(&of_users, &users)?);
    let rows = inputs(&of_rows, &rows)?;
    let n = sectors.len();
    let mut numbers = |what: &'static str, (rows, columns), labels: &str| {
        let wanted = format!("{stem}{what}.txt");
        let last = wanted.rsplit(['/', '\\']).next().unwrap_or(&wanted);
        let file = files.near(flows, last).ok_or_else(|| files.missing(&wanted))?;
        let (columns, labels) = (Some(columns), labels.to_owned());
        let sizes = Expected { what, rows, columns, labels };
        matrix(files, file, (b'\t', options), Some(&sizes), findings)
    };
    let z = numbers("T", (n, n), &of_sectors)?;
    let f = numbers("FD", (n, users.len()), &of_users)?;
    let va = numbers("VA", (rows.len(), n), &of_rows)?;

    let account = Discrepancies::of(&sectors, &users);
    let keep = options.grid == Grid::Ragged;
    findings.extend(account.finding((&z, &f), keep));
    let (kept, bought) = account.others(keep);
    let index = Index::new(kept.iter().map(|&k| (&sectors[k].0, &sectors[k].1)))?;
    let demand = Demand::new(&index, bought.iter().map(|&k| (Some(&users[k].0), &users[k].1)))?;
    let of = |matrix: &Matrix, columns: &[usize]| {
        Matrix::from_fn(kept.len(), columns.len(), |i, j| matrix[(kept[i], columns[j])])
    };
    let (z, f, finals) = (of(&z, &kept), of(&f, &bought), bought.len());
    let mut parts = Parts::new(index, demand, z, f);
    let primary = |(row, name): (usize, String)| Primary {
        name,
        kind: PrimaryKind::ValueAddedWithTaxes,
        inputs: kept.iter().map(|&k| va[(row, k)]).collect(),
        final_demand: vec![0.0; finals],
    };
    parts.primary = rows.into_iter().enumerate().map(primary).collect();
    parts.source.year = year_in(flows);
    Ok(parts)
}

/// The labels of a part and the file that has them: beside the flows, or in the archive of labels.
fn labels_beside(
    (files, apart): (&Files, Option<&Files>),
    flows: &str,
    part: &str,
) -> Result<Option<(String, Vec<Label>)>> {
    let wanted = format!("labels_{part}.txt");
    let here = files.near(flows, &wanted).map(|file| (files, file));
    let there = || apart.and_then(|files| Some((files, files.near("", &wanted)?)));
    let found = here.or_else(there);
    found.map(|(files, file)| Ok((files.title(file), labels(files, file, b'\t')?))).transpose()
}

/// The accounts of `Q`, and of `QY` for final users, that are named; nothing where there are none.
pub(super) fn accounts(
    files: &Files,
    options: &ReadOptions,
    (targets, named): (&Targets<'_>, &[String]),
    findings: &mut Vec<Finding>,
) -> Result<Option<Vec<Account>>> {
    let flows = chosen(files, options.year)?;
    let stem = &flows[..flows.len() - "T.txt".len()];
    let apart = files.beside("indices.zip")?;
    let labels_of = |part: &str| labels_beside((files, apart.as_ref()), flows, part);
    let near = |part: &str| {
        let wanted = format!("{stem}{part}.txt");
        files.near(flows, wanted.rsplit(['/', '\\']).next().unwrap_or(&wanted))
    };
    let (Some(q), Some((of_rows, rows))) = (near("Q"), labels_of("Q")?) else { return Ok(None) };
    let listed: Vec<Own> =
        rows.iter().map(|row| Own { group: "Q".to_owned(), name: row.cells.join("; ") }).collect();
    let chosen = Named::new(&listed).chosen(named)?;
    let read = |file: &str, part: &str, findings: &mut Vec<Finding>| {
        let (of_columns, lines) =
            labels_of(part)?.ok_or_else(|| files.missing(&format!("labels_{part}.txt")))?;
        let columns = pairs(&of_columns, &lines)?;
        let (rows, columns_of_it) = (rows.len(), Some(columns.len()));
        let labels = of_rows.clone();
        let sizes = Expected { what: "the accounts", rows, columns: columns_of_it, labels };
        let numbers = matrix(files, file, (b'\t', options), Some(&sizes), findings)?;
        Ok::<_, Error>((numbers, columns))
    };
    let (by_producers, sectors) = read(q, "T", findings)?;
    let by_users = near("QY").map(|file| read(file, "FD", findings)).transpose()?;
    let account = |&row: &usize| {
        let mut account = Account {
            name: Named::new(&listed).title(row),
            unit: in_brackets(&rows[row]),
            by_producers: vec![0.0; targets.output().len()],
            by_users: vec![0.0; targets.regions()],
        };
        // The account of discrepancies is no row of the table.
        for (k, (code, sector)) in sectors.iter().enumerate() {
            if let Some(target) = targets.row(code, sector) {
                account.by_producers[target] += by_producers[(row, k)];
            }
        }
        if let Some((numbers, users)) = &by_users {
            for (k, (code, _)) in users.iter().enumerate() {
                if let Some(region) = targets.region(code) {
                    account.by_users[region.position()] += numbers[(row, k)];
                }
            }
        }
        account
    };
    Ok(Some(chosen.iter().map(account).collect()))
}

/// The unit that stands in brackets at the end of the first cell of a label.
fn in_brackets(label: &Label) -> String {
    let first = label.cells.first().map(|cell| cell.trim_end()).unwrap_or_default();
    let unit = first.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    unit.map(|(_, unit)| unit.to_owned()).unwrap_or_default()
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

/// Code and item of every line, `name, code, kind, item`, none of them twice.
fn pairs(file: &str, lines: &[Label]) -> Result<Vec<Pair>> {
    let pair = |label: &Label| match label.cells.as_slice() {
        [_, code, _, item] if !code.is_empty() && !item.is_empty() => {
            Ok((code.clone(), item.clone()))
        }
        found => Err(field_count(file, label.line, found.len(), 4)),
    };
    let pairs: Vec<Pair> = lines.iter().map(pair).collect::<Result<_>>()?;
    let named = lines
        .iter()
        .zip(&pairs)
        .map(|(label, (code, item))| (label.line, format!("{code}_{item}")));
    refuse_twice(file, named)?;
    Ok(pairs)
}

/// The names of primary inputs, none of them twice.
fn inputs(file: &str, lines: &[Label]) -> Result<Vec<String>> {
    let input = |label: &Label| match label.cells.as_slice() {
        [kind, item] if kind.to_lowercase().starts_with("primary input") => Ok(item.clone()),
        [kind, _] => {
            let expected = "the kinds of rows of value added, which are `Primary input`";
            let problem = Problem::NoneOf { found: kind.clone(), expected };
            Err(Error::input(file, Place::Line(label.line), problem))
        }
        found => Err(field_count(file, label.line, found.len(), 2)),
    };
    let names: Vec<String> = lines.iter().map(input).collect::<Result<_>>()?;
    refuse_twice(file, lines.iter().map(|label| label.line).zip(names.iter().cloned()))?;
    Ok(names)
}

fn field_count(file: &str, line: u64, found: usize, expected: usize) -> Error {
    Error::input(file, Place::Line(line), Problem::FieldCount { found, expected })
}

/// The account of discrepancies, which is no region: one row and column of this code …
const DISCREPANCY: &str = "ROW";
/// … and of this item.
const TOTAL: &str = "TOTAL";

/// Positions of the account of discrepancies among sectors and users, and those of all others.
struct Discrepancies {
    sectors: Vec<usize>,
    users: Vec<usize>,
    other_sectors: Vec<usize>,
    other_users: Vec<usize>,
}

impl Discrepancies {
    /// The users of this code are the account's where no region has the code too.
    fn of(sectors: &[Pair], users: &[Pair]) -> Self {
        let is_account = |(code, item): &Pair| code == DISCREPANCY && item == TOTAL;
        let region = sectors.iter().any(|pair| pair.0 == DISCREPANCY && !is_account(pair));
        let split = |count: usize, own: &dyn Fn(usize) -> bool| (0..count).partition(|&k| own(k));
        let (sectors, other_sectors) = split(sectors.len(), &|k| is_account(&sectors[k]));
        let (users, other_users) = split(users.len(), &|k| users[k].0 == DISCREPANCY && !region);
        Discrepancies { sectors, users, other_sectors, other_users }
    }

    /// The positions of sectors and of users that are kept.
    fn others(&self, keep: bool) -> (Vec<usize>, Vec<usize>) {
        if !keep || self.sectors.is_empty() {
            return (self.other_sectors.clone(), self.other_users.clone());
        }
        let all = |own: &[usize], others: &[usize]| {
            let mut all = [own, others].concat();
            all.sort_unstable();
            all
        };
        (all(&self.sectors, &self.other_sectors), all(&self.users, &self.other_users))
    }

    /// How much it sells and buys.
    fn finding(&self, (z, f): (&Matrix, &Matrix), keep: bool) -> Option<Finding> {
        if self.sectors.is_empty() && self.users.is_empty() {
            return None;
        }
        let keep = keep && !self.sectors.is_empty();
        let row = |k: usize| {
            let intermediate = (0..z.columns()).map(|j| z[(k, j)]);
            intermediate.chain((0..f.columns()).map(|j| f[(k, j)])).sum::<f64>()
        };
        let sold: f64 = self.sectors.iter().map(|&k| row(k)).sum();
        let inputs: f64 = self.sectors.iter().flat_map(|&k| z.column(k)).sum();
        let bought: f64 = inputs + self.users.iter().flat_map(|&k| f.column(k)).sum::<f64>();
        let done = if keep { "is kept as a region of one sector" } else { "is left out" };
        let message = format!(
            "the account `{DISCREPANCY}` of statistical discrepancies {done}: it sells {sold} and buys {bought}"
        );
        let kind = FindingKind::Discrepancy;
        let finding = Finding::new(Severity::Note, kind, DISCREPANCY, sold, message);
        let hint = Hint::from(OptionName::Ragged).say(" keeps it as a region of one sector");
        Some(if keep { finding } else { finding.with_hint(hint) })
    }
}
