//! What national tables are published for.

use tripole::measures::linkages::Scope;
use tripole::measures::national::{National, NationalFamily};
use tripole::sources::chosen_categories;
use tripole::{Error, Result};

use super::super::Outcome;
use super::super::args::{NationalArgs, Run};
use super::super::load;
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
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.only.region], run)?;
    let table = &*loaded.table;
    let accounts =
        args.satellite.as_ref().map(|path| read_satellite(path, &[], table, run)).transpose()?;
    let categories = chosen_categories(table.demand(), &args.category)?;
    let system = match args.scope {
        Scope::World => load::system(&loaded.table, &loaded.accounting, run)?,
        Scope::Domestic => load::unsolved(&loaded.table, &loaded.accounting, run)?,
    };
    let stage = Stage::start("national table", run);
    let frame = National::of(&system, &loaded.partition, accounts.as_ref(), args.scope)?;
    let mut frame = frame.frame(family, &args.input)?;
    drop(stage);
    if !categories.is_empty() {
        let labels: Vec<String> =
            categories.iter().map(|id| table.demand().category(*id).to_owned()).collect();
        frame = frame.select("category", &labels);
    }
    let key = if family == NationalFamily::Content { "destination" } else { "region" };
    let frame = only_economies(frame, key, &args.only.region, &loaded.codes())?;
    sink.put(only_sectors(frame, "sector", &args.only.sector, &loaded.codes())?)
}

/// Codes of a column that a family does not have.
fn refuse(names: &[String], option: &str, family: NationalFamily) -> Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let reason = "the result has no such column; choose another family";
    Err(Error::conflict(format!("`{option}`"), format!("`--family {}`", family.name()), reason))
}
