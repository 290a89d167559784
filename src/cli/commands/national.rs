//! What national tables are published for.

use tripole::measures::linkages::Scope;
use tripole::measures::national::{EXPORTS, National, NationalFamily};
use tripole::sources::chosen_categories;
use tripole::table::{OutputFrom, ValueAddedFrom};
use tripole::{Error, Mrio, Result};

use super::super::Outcome;
use super::super::args::{NationalArgs, Run};
use super::super::load;
use super::super::messages::tell;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{only_economies, only_sectors, read_satellite};

pub fn national(args: &NationalArgs, run: &Run) -> Result<Outcome> {
    let family = args.family;
    let of_products = matches!(family, NationalFamily::Effects | NationalFamily::Dependence);
    let of_inputs = matches!(family, NationalFamily::Effects | NationalFamily::Content);
    let of_users = matches!(family, NationalFamily::Content | NationalFamily::Dependence);
    for (refused, names, option) in [
        (!of_products, &args.only.sector, "--sector"),
        (!of_inputs, &args.input, "--input"),
        (!of_users, &args.category, "--category"),
    ] {
        if refused {
            refuse(names, option, family)?;
        }
    }
    if !of_inputs && args.satellite.is_some() {
        let reason =
            "accounts are inputs of `effects` and `content`; dependence is the same for all";
        let family = format!("`--family {}`", family.name());
        return Err(Error::conflict("`--satellite`", family, reason));
    }
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.only.region], run)?;
    let table = &*loaded.table;
    let accounts =
        args.satellite.as_ref().map(|path| read_satellite(path, &[], table, run)).transpose()?;
    let categories = categories(args, table)?;
    let apart = args.scope == Scope::Domestic && loaded.partition.len() > 1;
    let system = if apart {
        load::unsolved(&loaded.table, &loaded.accounting, run)?
    } else {
        load::system(&loaded.table, &loaded.accounting, run)?
    };
    let of_table = loaded.accounting.output == OutputFrom::Table
        || loaded.accounting.value_added == ValueAddedFrom::Table;
    if of_table && !run.quiet {
        tell!(
            "note: with published output or value added effects, content and dependence add up to one only where the table is \
             balanced"
        );
    }
    let stage = Stage::start("national table", run);
    let frame = National::of(&system, &loaded.partition, accounts.as_ref(), args.scope)?;
    let mut frame = frame.frame(family, &args.input)?;
    drop(stage);
    if args.scope == Scope::Domestic {
        load::say_local_quality(&system, &loaded.partition, run)?;
    }
    if !categories.is_empty() {
        frame = frame.select("category", &categories);
    }
    let key = if family == NationalFamily::Content { "destination" } else { "region" };
    let frame = only_economies(frame, key, &args.only.region, &loaded.codes())?;
    sink.put(only_sectors(frame, "sector", &args.only.sector, &loaded.codes())?)
}

/// The categories that are shown; none stands for all. Exports to the other economies are no category of the table.
fn categories(args: &NationalArgs, table: &Mrio) -> Result<Vec<String>> {
    let of_table = |code: &&String| {
        !code.eq_ignore_ascii_case(EXPORTS) || table.demand().find_category(code).is_ok()
    };
    let (own, others): (Vec<&String>, Vec<&String>) = args.category.iter().partition(of_table);
    let mut labels: Vec<String> = if own.is_empty() && !others.is_empty() {
        vec![]
    } else {
        let chosen = chosen_categories(table.demand(), &own)?;
        if chosen.is_empty() {
            return Ok(vec![]);
        }
        chosen.iter().map(|id| table.demand().category(*id).to_owned()).collect()
    };
    labels.extend(others.iter().map(|_| EXPORTS.to_owned()));
    Ok(labels)
}

/// Codes of a column that a family does not have.
fn refuse(names: &[String], option: &str, family: NationalFamily) -> Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let reason = "the result has no such column; choose another family";
    Err(Error::conflict(format!("`{option}`"), format!("`--family {}`", family.name()), reason))
}
