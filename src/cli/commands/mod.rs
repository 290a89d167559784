//! The commands that compute: parse, call, print.

mod build;
mod chains;
mod compare;
mod extract;
mod headline;
mod position;
mod satellites;
mod scenario;
mod sweep;
mod tables;
mod tariff;
mod value_added;

pub use build::{balance, build, split, update};
pub use chains::{chains, reer};
pub use compare::compare;
pub use extract::extract;
pub use headline::indices;
pub use position::{linkages, position};
pub use satellites::*;
pub use scenario::scenario;
pub use sweep::sweep;
pub use tables::convert;
pub use tariff::tariff;
pub use value_added::*;

use std::path::Path;

use tripole::table::Satellite;
use tripole::{Error, Frame, Mrio, Partition, Result};

use super::args::Run;
use super::load;

/// Only the rows whose `key` is one of `codes`; every code must exist.
fn only(
    frame: Frame,
    key: &'static str,
    codes: &[String],
    check: impl Fn(&str) -> Result<()>,
) -> Result<Frame> {
    if codes.is_empty() || codes.iter().any(|code| code == "all") {
        return Ok(frame);
    }
    codes.iter().try_for_each(|code| check(code))?;
    Ok(frame.select(key, codes))
}

fn economies(partition: &Partition) -> impl Fn(&str) -> Result<()> {
    move |code| partition.find(code).map(|_| ())
}

fn sectors(table: &Mrio) -> impl Fn(&str) -> Result<()> {
    move |code| table.index().find_sector(code).map(|_| ())
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

/// What the codes stand for; nothing for `all`, which no list means too.
fn chosen<T>(codes: &[String], find: impl Fn(&str) -> Result<T>) -> Result<Vec<T>> {
    if codes.iter().any(|code| code == "all") {
        return Ok(vec![]);
    }
    codes.iter().map(|code| find(code)).collect()
}

/// Read satellite accounts of a table, say what was noteworthy about those chosen, and keep them.
fn read_satellite(path: &Path, accounts: &[String], table: &Mrio, run: &Run) -> Result<Satellite> {
    let reading = tripole::read::read_satellite(load::file(path)?, table)?;
    let satellite = reading.satellite.with_only(accounts)?;
    let shown: Vec<_> = reading
        .findings
        .into_iter()
        .filter(|(account, _)| satellite.accounts().iter().any(|a| a.name == *account))
        .map(|(_, finding)| finding)
        .collect();
    load::report(&shown, true, run)?;
    Ok(satellite)
}

/// A warning, or the end under `--strict`.
fn warn(message: String, run: &Run) -> Result<()> {
    if run.strict {
        return Err(Error::Strict { message });
    }
    if !run.quiet {
        eprintln!("warning: {message}");
    }
    Ok(())
}
