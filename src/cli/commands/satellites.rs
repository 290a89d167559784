//! Comparative advantage, the chains of single products, and satellite accounts.

use tripole::frame::Level;
use tripole::leontief::Need;
use tripole::measures::apl::{ProductPairs, added_up, apl as lengths, apl_of_products};
use tripole::measures::footprint::footprint as footprints;
use tripole::measures::income::{IncomeOptions, gvc_income as income};
use tripole::scenario::no_final_use;
use tripole::{Result, RowSet};

use super::super::Outcome;
use super::super::args::{AplArgs, FootprintArgs, GvcIncomeArgs, RcaArgs, Run, SmileArgs};
use super::super::load;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{
    noted, only_economies, only_sectors, read_accounts, read_impacts, refuse_filter,
    warn_of_nothing,
};

pub fn rca(args: &RcaArgs, run: &Run) -> Result<Outcome> {
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.only.region], run)?;
    let system = loaded.system_for(Need::Sides(3 * loaded.partition.len()), run)?;
    let stage = Stage::start("comparative advantage", run);
    let frame = tripole::measures::rca::rca(&system, &loaded.partition)?;
    drop(stage);
    let frame = only_economies(frame, "region", &args.only.region, &loaded.codes())?;
    sink.put(only_sectors(frame, "sector", &args.only.sector, &loaded.codes())?)
}

/// The regions in a list of products: a bloc among them is to become one economy.
fn regions_of(products: &[String]) -> Vec<String> {
    let regions = products.iter().filter_map(|text| text.split_once(':'));
    regions.map(|(region, _)| region.trim().to_owned()).collect()
}

pub fn apl(args: &AplArgs, run: &Run) -> Result<Outcome> {
    let sink = Sink::open(&args.measure.output, run)?;
    if args.by == Level::RegionSector {
        let names = [regions_of(&args.from), regions_of(&args.to)];
        let loaded = load::measure(&args.measure, &[&names[0], &names[1]], run)?;
        let partition = &loaded.partition;
        let pairs = ProductPairs {
            from: loaded.codes().chosen_cells(&args.from)?,
            to: loaded.codes().chosen_cells(&args.to)?,
            minimum_linkage: args.minimum_linkage,
        };
        let system = load::system(&loaded.table, &loaded.accounting, run)?;
        let _stage = Stage::start("propagation lengths", run);
        return sink.stream(|emit| apl_of_products(&system, partition, &pairs, &mut *emit));
    }
    let names: [&[String]; 2] = match args.by {
        Level::Region => [&args.from, &args.to],
        _ => [&[], &[]],
    };
    let loaded = load::measure(&args.measure, &names, run)?;
    let partition = match args.by {
        Level::Bloc => loaded.blocs()?.clone(),
        _ => loaded.partition.clone(),
    };
    // Only the small table needs a factor.
    let system = load::unsolved(&loaded.table, &loaded.accounting, run)?;
    load::factorise(&added_up(&system, &partition, args.by)?, run)?;
    let mut frame = lengths(&system, &partition, args.by, args.minimum_linkage)?;
    let codes = loaded.codes_in(&partition);
    for (key, names) in [("from", &args.from), ("to", &args.to)] {
        frame = match args.by {
            Level::Sector => only_sectors(frame, key, names, &codes)?,
            _ => only_economies(frame, key, names, &codes)?,
        };
    }
    sink.put(frame)
}

pub fn smile(args: &SmileArgs, run: &Run) -> Result<Outcome> {
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&regions_of(&args.chain), &args.only.region], run)?;
    let partition = &loaded.partition;
    let chains = loaded.codes().cells(&args.chain)?;
    for &chain in &chains {
        let rows = RowSet::from(partition.cell(chain));
        warn_of_nothing("chain", no_final_use(&loaded.table, &rows), run)?;
    }
    let system = loaded.system_for(Need::Sides(2 * chains.len()), run)?;
    let frame = tripole::measures::smile::smile(&system, partition, &chains)?;
    let frame = only_economies(frame, "region", &args.only.region, &loaded.codes())?;
    sink.put(only_sectors(frame, "sector", &args.only.sector, &loaded.codes())?)
}

pub fn footprint(args: &FootprintArgs, run: &Run) -> Result<Outcome> {
    if args.by == Level::RegionSector {
        refuse_filter(&args.demand.category, "--category", args.by.name())?;
    }
    if args.by != Level::RegionSector {
        refuse_filter(&args.only.sector, "--sector", args.by.name())?;
    }
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.only.region], run)?;
    let of = (&args.measure, &*loaded.table);
    let satellite = read_impacts(&args.accounts, of, run)?;
    let need = match args.by {
        Level::RegionSector => Need::Sides(satellite.accounts().len()),
        _ => Need::Sides(loaded.partition.len()),
    };
    let system = loaded.system_for(need, run)?;
    let (system, of) = load::for_categories(&system, &args.demand.category)?;
    let stage = Stage::start("footprints", run);
    let frame = noted(footprints(&system, &loaded.partition, &satellite, args.by)?, of);
    drop(stage);
    let key = if args.by == Level::Pair { "user" } else { "region" };
    let frame = only_economies(frame, key, &args.only.region, &loaded.codes())?;
    sink.put(only_sectors(frame, "sector", &args.only.sector, &loaded.codes())?)
}

pub fn gvc_income(args: &GvcIncomeArgs, run: &Run) -> Result<Outcome> {
    if args.by == Level::Region {
        refuse_filter(&args.only.sector, "--sector", args.by.name())?;
    }
    let sink = Sink::open(&args.measure.output, run)?;
    let names = [regions_of(&args.products), args.only.region.clone()];
    let loaded = load::measure(&args.measure, &[&names[0], &names[1]], run)?;
    let partition = &loaded.partition;
    let products = loaded.codes().products(&args.products)?;
    let rows = RowSet::union(products.iter().map(|&cell| RowSet::from(partition.cell(cell))));
    warn_of_nothing("products", no_final_use(&loaded.table, &rows), run)?;
    let satellite = match (&args.satellite, args.account.as_slice()) {
        (None, []) => None,
        (path, named) => {
            let of = (&args.measure, &*loaded.table);
            Some(read_accounts(path.as_deref(), named, of, run)?)
        }
    };
    let system = loaded.system_for(Need::Vectors(1), run)?;
    let (system, of) = load::for_categories(&system, &args.demand.category)?;
    let options = IncomeOptions { by: args.by, satellite: satellite.as_ref() };
    let frame = noted(income(&system, partition, &products, &options)?, of);
    let frame = only_economies(frame, "region", &args.only.region, &loaded.codes())?;
    sink.put(only_sectors(frame, "sector", &args.only.sector, &loaded.codes())?)
}
