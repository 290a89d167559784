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

use tripole::{Error, Frame, Mrio, Partition, Result};

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
    Err(Error::Conflict {
        first: format!("`{option}`"),
        second: format!("`--by {level}`"),
        reason: "the result has no such column at this level; choose another `--by`",
    })
}

/// What the codes stand for; nothing for `all`, which no list means too.
fn chosen<T>(codes: &[String], find: impl Fn(&str) -> Result<T>) -> Result<Vec<T>> {
    if codes.iter().any(|code| code == "all") {
        return Ok(vec![]);
    }
    codes.iter().map(|code| find(code)).collect()
}

/// What was typed as `[TABLE] SCENARIO`; the table is the built-in one if it was left out.
fn table_and_scenario(what: &[String]) -> (&str, &str) {
    match what {
        [table, source] => (table.as_str(), source.as_str()),
        [source] => ("builtin:three-pole-2011", source.as_str()),
        _ => ("", ""),
    }
}
