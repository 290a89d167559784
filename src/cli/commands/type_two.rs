//! Multipliers of type II.

use tripole::error::shown_list;
use tripole::frame::Level;
use tripole::measures::type_two::{Households, TypeTwo};
use tripole::sources::{Income, chosen_categories, of_households};
use tripole::table::{CategoryId, Primary};
use tripole::{Error, Mrio, Result};

use super::super::Outcome;
use super::super::args::{Run, TypeTwoArgs};
use super::super::load;
use super::super::messages::tell;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{only_economies, only_sectors, read_satellite, warn};

pub fn type_two(args: &TypeTwoArgs, run: &Run) -> Result<Outcome> {
    if args.by == Level::PairSector && args.one_by_one {
        let reason = "income of one closed region arises there: leave `--by` out";
        return Err(Error::conflict("`--one-by-one`", "`--by pair-sector`", reason));
    }
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.closed, &args.only.region], run)?;
    let table = &*loaded.table;
    let categories = categories(args, table, run)?;
    let compensation = compensation(args, table, run)?;
    let closed = loaded.codes().chosen_economies(&args.closed)?;
    let system = load::system(&loaded.table, &loaded.accounting, run)?;
    let households = Households {
        compensation: &compensation,
        categories: &categories,
        income: args.income,
        closed: &closed,
    };
    let stage = Stage::start("households", run);
    let found = TypeTwo::of(&system, &loaded.partition, &households)?;
    let frame = if args.one_by_one { found.one_by_one()? } else { found.frame(args.by)? };
    drop(stage);
    if let Some(warning) = found.warning().filter(|_| !args.one_by_one) {
        warn(warning, run)?;
    }
    if let Some(note) = found.note().filter(|_| !run.quiet) {
        tell!("note: {note} (`--income spending`)");
    }
    let names: Vec<&str> = categories.iter().map(|id| table.demand().category(*id)).collect();
    let frame = frame
        .with_note("households", names.join(", "))
        .with_note("compensation", args.compensation.as_str())
        .with_note("income", args.income.name());
    let frame = only_economies(frame, "region", &args.only.region, &loaded.codes())?;
    let key = if args.by == Level::PairSector { "partner_sector" } else { "sector" };
    sink.put(only_sectors(frame, key, &args.only.sector, &loaded.codes())?)
}

/// What households buy.
fn categories(args: &TypeTwoArgs, table: &Mrio, run: &Run) -> Result<Vec<CategoryId>> {
    let demand = table.demand();
    if !args.households.is_empty() {
        let chosen = chosen_categories(demand, &args.households)?;
        if !chosen.is_empty() {
            return Ok(chosen);
        }
        // `all` of them.
        return demand.categories().iter().map(|code| demand.find_category(code)).collect();
    }
    let known = of_households(demand);
    if known.is_empty() {
        let message = "which final demand is that of households is not known of these codes";
        let remedy =
            format!("name some of {} with `--households`", shown_list(demand.categories()));
        return Err(Error::lacking(message, remedy));
    }
    if !run.quiet {
        let names: Vec<&str> = known.iter().map(|id| demand.category(*id)).collect();
        tell!("note: what households buy is {}", shown_list(&names));
    }
    Ok(known)
}

/// What employees are paid, by row.
fn compensation(args: &TypeTwoArgs, table: &Mrio, run: &Run) -> Result<Vec<f64>> {
    let name = &args.compensation;
    if let Some(path) = &args.satellite {
        let satellite = read_satellite(path, std::slice::from_ref(name), table, run)?;
        let account = satellite.accounts().first();
        if let (Some(account), Some(unit)) = (account, &table.source().unit)
            && account.unit != *unit
        {
            warn(
                format!(
                    "compensation is in `{}`, the table in `{}`: multipliers with spending for a unit of it mean nothing, unless \
                     both are the same",
                    tripole::error::shown(&account.unit),
                    tripole::error::shown(unit)
                ),
                run,
            )?;
        }
        return Ok(account.map_or_else(Vec::new, |it| it.by_producers.clone()));
    }
    let like = |row: &&Primary| {
        row.name == *name
            || Income::called(name).is_some_and(|it| Income::called(&row.name) == Some(it))
    };
    if let Some(row) = table.primary().iter().find(like) {
        return Ok(row.inputs.clone());
    }
    let rows: Vec<&str> = table.primary().iter().map(|row| row.name.as_str()).collect();
    let message = format!("the table has no row `{}` of compensation", tripole::error::shown(name));
    let remedy = match rows.as_slice() {
        [] => "name an account of a file with `--satellite FILE --compensation NAME`".to_owned(),
        _ => format!(
            "it has {}: name one with `--compensation`, or an account of `--satellite FILE`",
            shown_list(&rows)
        ),
    };
    Err(Error::lacking(message, remedy))
}
