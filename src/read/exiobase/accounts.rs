//! The accounts that come with a table: emissions, jobs, land, each in a unit of its own.

use super::folder::{Accounts, Folder};
use super::name_of;
use crate::error::{Error, Place, Problem, Result, shown, shown_path};
use crate::read::ReadOptions;
use crate::read::labelled::{Form, Kept, Labelled, Places, Row, joined, units};
use crate::read::own_accounts::{Named, Own, Targets};
use crate::read::pieces::Files;
use crate::sources::holds_primary_inputs;
use crate::table::{Account, Finding, FindingKind, Severity};

/// The accounts of a folder that are named.
pub(in crate::read) fn read(
    files: &Files,
    options: &ReadOptions,
    (targets, named): (&Targets<'_>, &[String]),
    findings: &mut Vec<Finding>,
) -> Result<Option<Vec<Account>>> {
    let folder = Folder::of(files, options.year)?;
    let mut listed: Vec<Own> = vec![];
    let mut labels: Vec<(usize, Vec<String>)> = vec![];
    for (position, accounts) in folder.accounts.iter().enumerate() {
        let Some(file) = file_of(&folder, accounts)? else { continue };
        let table = Labelled::open(files, file, Form::ACCOUNTS)?;
        for Row { label, .. } in table.rows(|_| Kept::Label, usize::MAX, &mut vec![])? {
            listed.push(Own { group: accounts.name.to_owned(), name: name_of(&label) });
            labels.push((position, label));
        }
    }
    if listed.is_empty() {
        return Ok(None);
    }
    let chosen = Named::new(&listed).chosen(named)?;
    let mut found = vec![];
    for (position, accounts) in folder.accounts.iter().enumerate() {
        let own: Vec<usize> = chosen.iter().copied().filter(|&k| labels[k].0 == position).collect();
        if !own.is_empty() {
            let one = Chosen { folder: &folder, accounts, labels: &labels, own: &own };
            let accounts = one.read(options, targets, findings)?;
            let names = own.iter().map(|&k| Named::new(&listed).title(k));
            found.extend(own.iter().copied().zip(accounts.into_iter().zip(names)));
        }
    }
    // As they were named.
    let place = |k: usize| chosen.iter().position(|chosen| *chosen == k);
    found.sort_by_key(|(k, _)| place(*k));
    Ok(Some(found.into_iter().map(|(_, (account, name))| Account { name, ..account }).collect()))
}

/// Whether there are accounts beside those that hold primary inputs alone.
pub(in crate::read) fn exist(files: &Files, year: Option<i32>) -> bool {
    let Ok(folder) = Folder::of(files, year) else { return false };
    folder.accounts.iter().filter(|accounts| !holds_primary_inputs(accounts.name)).any(|accounts| {
        // What cannot be read is there.
        !matches!(file_of(&folder, accounts), Ok(None))
    })
}

/// The file of amounts, or of coefficients where there is none.
fn file_of<'a>(folder: &Folder<'_>, accounts: &'a Accounts<'_>) -> Result<Option<&'a str>> {
    Ok(match accounts.table(folder.files, "F")? {
        Some(file) => Some(file),
        None => accounts.table(folder.files, "S")?,
    })
}

/// Chosen rows of accounts of one folder.
struct Chosen<'a> {
    folder: &'a Folder<'a>,
    accounts: &'a Accounts<'a>,
    labels: &'a [(usize, Vec<String>)],
    own: &'a [usize],
}

impl Chosen<'_> {
    fn read(
        &self,
        options: &ReadOptions,
        targets: &Targets<'_>,
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Account>> {
        let (files, limit) = (self.folder.files, options.max_cells);
        let kept = |label: &[String]| {
            let is_own = self.own.iter().any(|&k| self.labels[k].1 == label);
            if is_own { Kept::Numbers } else { Kept::Nothing }
        };
        let amounts = self.accounts.table(files, "F")?;
        let Some(file) = file_of(self.folder, self.accounts)? else { return Ok(vec![]) };
        let table = Labelled::open(files, file, Form::ACCOUNTS)?;
        let (title, columns) =
            (table.title.clone(), Places::new(&table.title, table.columns.clone())?);
        let rows = columns.labels().iter().map(|label| match targets.row(&label[0], &label[1]) {
            Some(row) => Ok(row),
            None => strange(&title, joined(label), &self.folder.files.name),
        });
        let rows = rows.collect::<Result<Vec<usize>>>()?;
        let output = targets.output();
        findings.extend(uncovered(&title, &rows, targets));
        let mut by_producers = by_rows(table.rows(kept, limit, findings)?, &rows, output.len());
        if amounts.is_none() {
            for row in &mut by_producers {
                row.values.iter_mut().zip(output).for_each(|(value, x)| *value *= x);
            }
        }
        let mut by_users = vec![];
        if let Some(file) = self.accounts.of_users(files)? {
            let table = Labelled::open(files, file, Form::ACCOUNTS)?;
            let (title, columns) = (table.title.clone(), table.columns.clone());
            let regions = columns.iter().map(|label| match targets.region(&label[0]) {
                Some(region) => Ok(region.position()),
                None => strange(&title, joined(label), &self.folder.files.name),
            });
            let regions = regions.collect::<Result<Vec<usize>>>()?;
            by_users = by_rows(table.rows(kept, limit, findings)?, &regions, targets.regions());
            let lacks = |k: &&usize| by_users.iter().all(|row| row.label != self.labels[**k].1);
            findings.extend(
                self.own.iter().find(lacks).map(|&k| no_direct_use(&title, &self.labels[k].1)),
            );
        }
        let units = match self.accounts.table(files, "unit")? {
            Some(file) => units(files, file)?,
            None => vec![],
        };
        let account = |&k: &usize| {
            let label = &self.labels[k].1;
            let of = |rows: &[Row], count| {
                let row = rows.iter().find(|row| row.label == *label);
                row.map_or_else(|| vec![0.0; count], |row| row.values.clone())
            };
            let unit = units.iter().find(|(known, _)| known == label).map(|(_, unit)| unit.clone());
            Account {
                name: String::new(),
                unit: unit.unwrap_or_default(),
                by_producers: of(&by_producers, output.len()),
                by_users: of(&by_users, targets.regions()),
            }
        };
        Ok(self.own.iter().map(account).collect())
    }
}

/// A warning where an account has no row of direct use, while others have.
fn no_direct_use(file: &str, label: &[String]) -> Finding {
    let label = joined(label);
    let message = format!(
        "`{}` has no row `{}`: its direct use by final users counts as zero",
        shown_path(file),
        shown(&label)
    );
    Finding::new(Severity::Warning, FindingKind::SatelliteGaps, label, 0.0, message)
}

fn strange<T>(file: &str, label: String, table: &str) -> Result<T> {
    let problem = Problem::LabelStrange { what: "column", label, other: table.to_owned() };
    Err(Error::input(file, Place::Line(1), problem))
}

/// A warning where some rows of the table have no column.
fn uncovered(file: &str, rows: &[usize], targets: &Targets<'_>) -> Option<Finding> {
    let mut has = vec![false; targets.output().len()];
    rows.iter().for_each(|&row| has[row] = true);
    let missing = has.iter().filter(|has| !**has).count();
    let label = targets.label(has.iter().position(|has| !has)?);
    let message = format!(
        "`{}` has no column for {missing} of {} region-sectors, which count as zero; the first is `{}`",
        shown_path(file),
        has.len(),
        shown(&label)
    );
    let kind = FindingKind::SatelliteGaps;
    Some(Finding::new(Severity::Warning, kind, label, missing as f64, message))
}

/// Numbers added up at the places of their columns.
fn by_rows(mut rows: Vec<Row>, places: &[usize], count: usize) -> Vec<Row> {
    for row in &mut rows {
        let mut sums = vec![0.0; count];
        places.iter().zip(&row.values).for_each(|(&place, value)| sums[place] += value);
        row.values = sums;
    }
    rows
}
