//! Position and linkages.

use std::sync::Arc;

use tripole::error::shown;
use tripole::frame::Level;
use tripole::leontief::{Need, Solver};
use tripole::measures::linkages::{LinkageMeasure, Scope};
use tripole::measures::position::{PositionMeasure, PositionOptions};
use tripole::measures::{linkages as linkage, position as measure};
use tripole::sources;
use tripole::{Error, Partition, Result};

use super::super::Outcome;
use super::super::args::{CountryName, LinkagesArgs, PositionArgs, Run};
use super::super::load::{self, Loaded};
use super::super::messages::tell;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{Only, only_economies, only_sectors, refuse_filter};

pub fn position(args: &PositionArgs, run: &Run) -> Result<Outcome> {
    if !matches!(args.by, Level::RegionSector | Level::Sector) {
        refuse_filter(&args.only.sector, "--sector", args.by.name())?;
    }
    if matches!(args.by, Level::Sector | Level::World) {
        refuse_filter(&args.only.region, "--region", args.by.name())?;
    }
    let sink = Sink::open(&args.table.output, run)?;
    let loaded = load::measure(&args.table, &[&args.only.region], run)?;
    let partition = match args.by {
        Level::Bloc => loaded.blocs()?.clone(),
        _ => loaded.partition.clone(),
    };
    let system = load::unsolved(&loaded.table, &loaded.accounting, run)?;
    let (system, partition) = match args.country {
        CountryName::Wavg => (system, partition),
        CountryName::Collapsed => {
            let system = Arc::new(system.collapsed(&partition)?);
            let partition = Partition::regions(system.table().index());
            (system, partition)
        }
    };
    let (system, undefined) = if args.net_inventories {
        let named = args.table.conventions.inventory_category.as_deref();
        let category = sources::inventory_category(system.table().demand(), named)?;
        let (net, undefined) = measure::net_of_inventories(&system, category)?;
        (Arc::new(net), undefined)
    } else {
        (system, vec![])
    };
    let (by, measures, solver) = (args.by, measures(args), Solver::Automatic);
    let need = measure::need(&measures, &partition);
    let system = Arc::new(system.suited(need, run.solver));
    load::say_memory(&system, run);
    let options = PositionOptions { by, measures, solver, undefined };
    let said = !system.is_swept();
    load::prepare(&system, run)?;
    let stage = Stage::start("position", run);
    let frame = measure::position(&system, &partition, &options)?;
    drop(stage);
    if !said {
        load::say_local_quality(&system, &partition, run)?;
    }
    let frame = frame.choose(&args.indicator)?;
    let codes = loaded.codes_in(&partition);
    let frame = only_economies(frame, "region", &args.only.region, &codes)?;
    sink.put(only_sectors(frame, "sector", &args.only.sector, &codes)?)
}

/// The families asked for by name or by their columns; all of them otherwise.
fn measures(args: &PositionArgs) -> Vec<PositionMeasure> {
    if !args.measure.is_empty() {
        return args.measure.clone();
    }
    let of = |name: &String| measure::family(name);
    let families: Vec<Option<PositionMeasure>> = args.indicator.iter().map(of).collect();
    if families.is_empty() || families.contains(&None) {
        return PositionMeasure::ALL.to_vec();
    }
    let all = PositionMeasure::ALL.into_iter();
    all.filter(|family| families.contains(&Some(*family))).collect()
}

pub fn linkages(args: &LinkagesArgs, run: &Run) -> Result<Outcome> {
    if args.by != Level::RegionSector {
        refuse_filter(&args.only.sector, "--sector", args.by.name())?;
        refuse_families(args)?;
    }
    let sink = Sink::open(&args.table.output, run)?;
    let loaded = load::measure(&args.table, &[&args.only.region], run)?;
    let system = load::unsolved(&loaded.table, &loaded.accounting, run)?;
    // Local inverses are enough inside economies.
    let system = match args.scope {
        Scope::World => loaded.system_for(Need::Inverse, run)?,
        Scope::Domestic => system,
    };
    let partition = match args.by {
        Level::Bloc => loaded.blocs()?.clone(),
        _ => loaded.partition.clone(),
    };
    let stage = Stage::start("linkages", run);
    let frame = match args.by {
        Level::Region => linkage::regional_linkages(&system, &partition)?,
        Level::Bloc => linkage::bloc_multipliers(&system, &partition)?,
        _ => linkage::linkages(&system, &partition, args.scope, &families(args))?,
    };
    drop(stage);
    if args.scope == Scope::Domestic {
        load::say_local_quality(&system, &partition, run)?;
    }
    let frame = frame.choose(&args.indicator)?;
    // Sectors are those of single regions, whatever acts as one economy.
    let shown = match args.by {
        Level::RegionSector => {
            say_single_regions(&args.only.region, &loaded, run);
            Only::regions("region", &args.only.region, &loaded.codes())?
        }
        _ => Only::economies("region", &args.only.region, &loaded.codes_in(&partition))?,
    };
    sink.put(only_sectors(shown.of(frame), "sector", &args.only.sector, &loaded.codes())?)
}

/// A note where a group is named, of which the sectors of every member are shown.
fn say_single_regions(names: &[String], loaded: &Loaded, run: &Run) {
    let members = |name: &&String| loaded.codes().regions(&[name]).is_ok_and(|it| it.len() > 1);
    let named = |name: &&String| !name.trim().eq_ignore_ascii_case("all");
    if let Some(name) = names.iter().filter(named).find(members).filter(|_| !run.quiet) {
        tell!(
            "note: `--region {}` shows the sectors of its members: linkages are of sectors of single regions",
            shown(name)
        );
    }
}

/// Options that mean something for single sectors only.
fn refuse_families(args: &LinkagesArgs) -> Result<()> {
    let conflict = |first: &str| {
        Err(Error::conflict(
            first,
            "`--by region` or `--by bloc`",
            "it belongs to single sectors; use `--by region-sector`, the default",
        ))
    };
    match (args.scope, args.measure.is_empty()) {
        (Scope::Domestic, _) => conflict("`--scope domestic`"),
        (_, false) => conflict("`--measure`"),
        _ => Ok(()),
    }
}

fn families(args: &LinkagesArgs) -> Vec<LinkageMeasure> {
    match (args.measure.is_empty(), args.scope) {
        (false, _) => args.measure.clone(),
        (true, Scope::Domestic) => vec![LinkageMeasure::Direct, LinkageMeasure::Total],
        (true, Scope::World) => {
            let all = LinkageMeasure::ALL.into_iter();
            all.filter(|measure| *measure != LinkageMeasure::Eigenvector).collect()
        }
    }
}
