//! The commands that compute: parse, call, print.

mod build;
mod chains;
mod compare;
mod explain;
mod extract;
mod gains;
mod headline;
mod households;
mod national;
mod optimal;
#[cfg(feature = "pictures")]
mod plot;
mod policy;
mod position;
#[cfg(feature = "reports")]
mod report;
mod requirements;
mod responsibility;
mod satellites;
mod scenario;
mod sda;
mod sweep;
mod tables;
mod tariff;
mod template;
mod transit;
mod type_two;
mod value_added;

pub use build::{balance, build, split, symmetric, update};
pub use chains::{chains, reer};
pub use compare::compare;
pub use explain::{explain, groups};
pub use extract::extract;
pub use gains::{balances, gains, trade_costs};
pub use headline::indices;
pub use households::households;
pub use national::national;
pub use optimal::optimal;
#[cfg(feature = "pictures")]
pub use plot::plot;
pub use policy::{incidence, rates, retaliation, revenue};
pub use position::{linkages, position};
#[cfg(feature = "reports")]
pub use report::report;
pub use requirements::requirements;
pub use responsibility::responsibility;
pub use satellites::*;
pub use scenario::scenario;
pub use sda::sda;
#[cfg(feature = "pictures")]
pub use sweep::sweep;
pub use sweep::sweep_command;
pub use tables::convert;
pub use tariff::tariff;
pub use template::template;
pub use transit::transit;
pub use type_two::type_two;
pub use value_added::*;

use std::ffi::OsStr;
use std::path::Path;

use tripole::error::shown;
use tripole::read::{
    Input, ReadOptions, SatelliteReading, read_characterisation, read_own_accounts,
};
use tripole::sources::CodeReader;
use tripole::table::Satellite;
use tripole::{Error, Frame, Mrio, Result};

use super::args::{Accounts, Measure, Run};
use super::load;
use super::messages::tell;
use super::progress::Stage;

/// The rows of a result whose `key` is one of these labels; all, if there are none.
struct Only {
    key: &'static str,
    labels: Vec<String>,
}

impl Only {
    /// Those of the economies that codes stand for.
    fn economies(key: &'static str, names: &[String], codes: &CodeReader<'_>) -> Result<Self> {
        let found = codes.chosen_economies(names)?.into_iter();
        let labels = found.map(|id| codes.partition().economy(id).name.clone()).collect();
        Ok(Only { key, labels })
    }

    /// Those of the regions that codes stand for, of every member where they name a group.
    fn regions(key: &'static str, names: &[String], codes: &CodeReader<'_>) -> Result<Self> {
        let found = if names.is_empty() { vec![] } else { codes.regions(names)? };
        let labels = found.into_iter().map(|id| codes.index().region(id).to_owned()).collect();
        Ok(Only { key, labels })
    }

    /// Those of the sectors that codes stand for.
    fn sectors(key: &'static str, names: &[String], codes: &CodeReader<'_>) -> Result<Self> {
        let found = codes.chosen_sectors(names)?.into_iter();
        let labels = found.map(|id| codes.index().sector(id).to_owned()).collect();
        Ok(Only { key, labels })
    }

    fn of(&self, frame: Frame) -> Frame {
        if self.labels.is_empty() { frame } else { frame.select(self.key, &self.labels) }
    }
}

/// A result with the categories that it is of.
fn noted(frame: Frame, of: Option<String>) -> Frame {
    of.into_iter().fold(frame, |frame, of| frame.with_note("final demand", of))
}

/// Only the rows of the economies that codes stand for.
fn only_economies(
    frame: Frame,
    key: &'static str,
    names: &[String],
    codes: &CodeReader<'_>,
) -> Result<Frame> {
    Ok(Only::economies(key, names, codes)?.of(frame))
}

/// Say of groups and blocs that an option names that their members are shown one by one: what reacts
/// to a scenario are economies as they are, and only `--group` makes others of them.
fn say_one_by_one(option: &str, names: &[String], codes: &CodeReader<'_>, run: &Run) {
    for name in names.iter().map(|name| name.trim()).filter(|_| !run.quiet) {
        let is_group = codes.bloc(name).is_some() || codes.known_group(name).is_some();
        if is_group && codes.economies(&[name]).is_ok_and(|members| members.len() > 1) {
            tell!(
                "note: `{option} {}` shows its members one by one; `--group` makes one economy of them",
                shown(name)
            );
        }
    }
}

/// Refuse an exporter that is its own only importer, of which no row would be left.
fn refuse_own_sales(
    (exporter, exporters): (&str, &[String]),
    (importer, importers): (&str, &[String]),
    codes: &CodeReader<'_>,
) -> Result<()> {
    let (sellers, buyers) =
        (codes.chosen_economies(exporters)?, codes.chosen_economies(importers)?);
    let own = sellers.iter().all(|seller| buyers.iter().all(|buyer| buyer == seller));
    if sellers.is_empty() || buyers.is_empty() || !own {
        return Ok(());
    }
    let name = &codes.partition().economy(sellers[0]).name;
    Err(Error::conflict(
        format!("`{exporter} {}`", exporters.join(",")),
        format!("`{importer} {}`", importers.join(",")),
        format!("sales of `{name}` to itself are no trade: name another economy in one of the two"),
    ))
}

/// Only the rows of the sectors that codes stand for.
fn only_sectors(
    frame: Frame,
    key: &'static str,
    names: &[String],
    codes: &CodeReader<'_>,
) -> Result<Frame> {
    Ok(Only::sectors(key, names, codes)?.of(frame))
}

/// A filter on a key that this level does not have would be ignored in silence: refuse it.
fn refuse_filter(codes: &[String], option: &str, level: &str) -> Result<()> {
    if codes.is_empty() {
        return Ok(());
    }
    Err(Error::conflict(
        format!("`{option}`"),
        format!("`--by {level}`"),
        "the result has no such column at this level; choose another `--by`",
    ))
}

/// Read satellite accounts of a table from a file, say what was noteworthy about those chosen, and keep
/// them.
fn read_satellite(path: &Path, accounts: &[String], table: &Mrio, run: &Run) -> Result<Satellite> {
    let mut reading = tripole::read::read_satellite(load::file(path, run), table)?;
    reading.satellite = reading.satellite.with_only(accounts)?;
    say_satellite(reading, run)
}

/// Read the accounts of a file, or, where none is given, those chosen of the table's own.
fn read_accounts(
    path: Option<&Path>,
    accounts: &[String],
    (measure, table): (&Measure, &Mrio),
    run: &Run,
) -> Result<Satellite> {
    if let Some(path) = path {
        return read_satellite(path, accounts, table, run);
    }
    let beside = run.ledger.beside();
    let name = beside.as_deref().unwrap_or(&measure.table.table);
    let options = load::read_options(&measure.table.reading);
    say_satellite(own_accounts(name, options, (table, accounts), run)?, run)
}

/// Read the accounts that a table brings along, of those chosen.
fn own_accounts(
    name: &OsStr,
    options: ReadOptions,
    (table, accounts): (&Mrio, &[String]),
    run: &Run,
) -> Result<SatelliteReading> {
    let (input, options) = match run.desk.origin(name) {
        Some(origin) => origin.clone(),
        // One that was made in memory has no files.
        None if run.desk.table(name).is_some() => (Input::bytes("", []), ReadOptions::default()),
        None => (Input::parse(name)?, options),
    };
    let _stage = Stage::start("reading accounts", run);
    read_own_accounts(&input, &options, table, accounts)
}

/// The accounts of a file or of the table, or, where factors are given, impacts of them.
fn read_impacts(args: &Accounts, of: (&Measure, &Mrio), run: &Run) -> Result<Satellite> {
    let accounts = read_accounts(args.satellite.as_deref(), &args.account, of, run)?;
    let Some(path) = &args.characterisation else { return Ok(accounts) };
    let index = of.1.index();
    say_satellite(read_characterisation(load::file(path, run), index, &accounts)?, run)
}

fn say_satellite(reading: SatelliteReading, run: &Run) -> Result<Satellite> {
    let satellite = reading.satellite;
    let shown: Vec<_> = reading
        .findings
        .into_iter()
        .filter(|(account, _)| satellite.accounts().iter().any(|a| a.name == *account))
        .map(|(_, finding)| finding)
        .collect();
    load::report(&shown, true, run)?;
    Ok(satellite)
}

/// A warning where what an option names means nothing in the table.
fn warn_of_nothing(option: &str, why: Option<String>, run: &Run) -> Result<()> {
    match why {
        Some(why) => warn(format!("`--{option}`: no sale of the table is meant: {why}"), run),
        None => Ok(()),
    }
}

/// A warning, or the end under `--strict`.
fn warn(message: String, run: &Run) -> Result<()> {
    if run.strict {
        return Err(Error::Strict { message });
    }
    tell!("warning: {message}");
    Ok(())
}
