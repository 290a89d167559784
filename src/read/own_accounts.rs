//! The satellite accounts that a table brings along in its own files.

use std::collections::HashMap;

use super::pieces::{self, Files};
use super::{Input, ReadOptions, SatelliteReading, satellite};
use crate::error::{Error, Hint, Problem, Result, nearest};
use crate::sources::whole_of;
use crate::table::{Finding, Index, Mrio, RegionId, Satellite};

/// Most accounts that are named one by one where none was found.
const FEW: usize = 24;
/// Most pieces between commas that the name of an account is made of.
const LONGEST: usize = 12;

/// Read the satellite accounts that the files of a table have beside its flows: EXIOBASE, folders of
/// pymrio, Eora26. `named` are the accounts that are wanted, or groups of them (`air_emissions`); all if
/// none is named, or `all`. Where two groups have an account of one name, both are called `GROUP/NAME`.
///
/// `table` is what [`read`](super::read) made of the same input. Only the accounts named are kept in
/// memory: n numbers each. A region-sector without a column counts as zero, and a finding says how many
/// there are.
///
/// # Errors
/// [`Error::Missing`] for a table that has no accounts of its own; [`Error::Unknown`] with the nearest
/// names; [`Error::Code`] for a name that several accounts have; [`Error::Io`] and [`Error::Input`] as
/// for a table.
pub fn read_own_accounts<S: AsRef<str>>(
    input: &Input,
    options: &ReadOptions,
    table: &Mrio,
    named: &[S],
) -> Result<SatelliteReading> {
    let none = || Error::Missing {
        what: "accounts of its own",
        remedy: Hint::from(
            "name a file of accounts: CSV with region, sector, account, value, unit",
        ),
    };
    let files = Files::of(input)?.ok_or_else(none)?;
    let targets = Targets::new(table);
    let named: Vec<String> = named.iter().map(|name| name.as_ref().to_owned()).collect();
    let mut findings = vec![];
    let found = pieces::own_accounts(&files, options, (&targets, &named), &mut findings)?;
    let accounts = found.ok_or_else(none)?;
    let about = accounts.first().map(|account| account.name.clone()).unwrap_or_default();
    let mut findings: Vec<(String, Finding)> =
        findings.into_iter().map(|finding| (about.clone(), finding)).collect();
    for account in &accounts {
        let idle = satellite::idle(table, account).map(|finding| (account.name.clone(), finding));
        findings.extend(idle);
    }
    Ok(SatelliteReading { satellite: Satellite::new(table.index(), accounts)?, findings })
}

/// Whether the files of a table have satellite accounts beside its flows, as [`read_own_accounts`] reads them.
/// Accounts of primary inputs, which are rows of the table, do not count. Names are looked at, and no number is read.
#[must_use]
pub fn brings_accounts(input: &Input, options: &ReadOptions) -> bool {
    let files = Files::of(input).ok().flatten();
    files.is_some_and(|files| pieces::bring_accounts(&files, options))
}

/// The rows and regions of a table by their codes, parts of countries that were put together among them.
pub(super) struct Targets<'a> {
    table: &'a Mrio,
    output: Vec<f64>,
    rows: HashMap<(&'a str, &'a str), usize>,
    regions: HashMap<&'a str, RegionId>,
}

impl<'a> Targets<'a> {
    fn new(table: &'a Mrio) -> Self {
        let index: &Index = table.index();
        let label = |row: usize| {
            let node = index.node(row);
            (index.region(node.region), index.sector(node.sector))
        };
        Targets {
            table,
            output: table.best_output(),
            rows: (0..index.len()).map(|row| (label(row), row)).collect(),
            regions: index.regions().map(|id| (index.region(id), id)).collect(),
        }
    }

    /// The row of a region and sector.
    pub fn row(&self, region: &str, sector: &str) -> Option<usize> {
        let own = self.rows.get(&(region, sector));
        own.or_else(|| self.rows.get(&(whole_of(region)?, sector))).copied()
    }

    /// The region of this code.
    pub fn region(&self, code: &str) -> Option<RegionId> {
        let own = self.regions.get(code);
        own.or_else(|| self.regions.get(whole_of(code)?)).copied()
    }

    /// The label of a row.
    pub fn label(&self, row: usize) -> String {
        self.table.index().label(row)
    }

    /// How many regions there are.
    pub fn regions(&self) -> usize {
        self.table.index().regions().len()
    }

    /// Output of every row.
    pub fn output(&self) -> &[f64] {
        &self.output
    }
}

/// An account that a table has: its name, and the group that it is in.
pub(super) struct Own {
    pub group: String,
    pub name: String,
}

/// The accounts of a table by their names.
pub(super) struct Named<'a> {
    listed: &'a [Own],
    counts: HashMap<&'a str, usize>,
}

impl<'a> Named<'a> {
    pub fn new(listed: &'a [Own]) -> Self {
        let mut counts = HashMap::new();
        listed.iter().for_each(|own| *counts.entry(own.name.as_str()).or_default() += 1);
        Named { listed, counts }
    }

    /// What an account is called in results.
    pub fn title(&self, position: usize) -> String {
        let Own { group, name } = &self.listed[position];
        match self.counts.get(name.as_str()) {
            Some(1) => name.clone(),
            _ => format!("{group}/{name}"),
        }
    }

    /// The accounts of these names and groups, as they are named; all, if none is named.
    pub fn chosen(&self, named: &[String]) -> Result<Vec<usize>> {
        let all = || (0..self.listed.len()).collect();
        let is_all = |name: &String| name.trim() == "all";
        if named.is_empty() || named.iter().any(is_all) && self.of("all").is_empty() {
            return Ok(all());
        }
        let mut chosen: Vec<usize> = vec![];
        let mut rest = named;
        while !rest.is_empty() {
            // Names have commas in them, between which they were cut.
            let joined = |count: usize| rest[..count].join(",").trim().to_owned();
            let longest = rest.len().min(LONGEST);
            let count = (1..=longest).rev().find(|count| !self.of(&joined(*count)).is_empty());
            let Some(count) = count else { return Err(self.unknown(&joined(1))) };
            let found = self.of(&joined(count));
            let of_one_name = |k: &&usize| self.listed[**k].name == joined(count);
            if found.len() > 1 && found.iter().filter(of_one_name).count() > 1 {
                let candidates = found.iter().map(|&k| self.title(k)).collect();
                let problem = Problem::Ambiguous { code: joined(count), candidates };
                return Err(Error::Code { problem: problem.into() });
            }
            chosen.extend(found);
            rest = &rest[count..];
        }
        let mut seen = std::collections::HashSet::new();
        chosen.retain(|k| seen.insert(*k));
        Ok(chosen)
    }

    /// The accounts of a name, or of a group of that name.
    fn of(&self, text: &str) -> Vec<usize> {
        let matching = |test: &dyn Fn(&Own) -> bool| -> Vec<usize> {
            let all = self.listed.iter().enumerate();
            all.filter(|(_, own)| test(own)).map(|(k, _)| k).collect()
        };
        let whole = |own: &Own| {
            text.strip_prefix(own.group.as_str()).and_then(|rest| rest.strip_prefix('/'))
                == Some(own.name.as_str())
        };
        let tests: [&dyn Fn(&Own) -> bool; 3] =
            [&|own| own.name == text, &whole, &|own| own.group == text];
        tests.into_iter().map(matching).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// That there is none of this name: the nearest, or what there is.
    fn unknown(&self, name: &str) -> Error {
        let titles: Vec<String> = (0..self.listed.len()).map(|k| self.title(k)).collect();
        let mut near = nearest(&titles, name);
        if near.is_empty() {
            // What is written in another case, or is a part of a name.
            let text = name.to_lowercase();
            let like = titles.iter().filter(|title| title.to_lowercase().contains(&text));
            near = like.take(FEW).cloned().collect();
        }
        if near.is_empty() && titles.len() <= FEW {
            near = titles;
        }
        if near.is_empty() {
            let mut groups: Vec<String> = self.listed.iter().map(|own| own.group.clone()).collect();
            groups.dedup();
            near = groups;
        }
        Error::Unknown { what: "account", code: name.to_owned(), near }
    }
}
