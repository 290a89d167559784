//! Position and linkages.

use tripole::leontief::Solver;
use tripole::measures::linkages::{LinkageMeasure, Scope};
use tripole::measures::position::{PositionBy, PositionMeasure};
use tripole::measures::{linkages as linkage, position as measure};
use tripole::sources;
use tripole::{Error, LeontiefSystem, Partition, Result};

use super::super::Outcome;
use super::super::args::{
    CountryName, LinkageMeasureName, LinkagesArgs, LinkagesLevel, PositionArgs, PositionLevel,
    PositionMeasureName, Run, ScopeName, SolverName,
};
use super::super::load;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{only_economies, only_sectors, refuse_filter};

pub fn position(args: &PositionArgs, run: &Run) -> Result<Outcome> {
    let by = match args.by {
        PositionLevel::RegionSector => PositionBy::RegionSector,
        PositionLevel::Sector => PositionBy::Sector,
        PositionLevel::World => PositionBy::World,
        PositionLevel::Region | PositionLevel::Bloc => PositionBy::Region,
    };
    if matches!(by, PositionBy::Region | PositionBy::World) {
        refuse_filter(&args.sector, "--sector", "region")?;
    }
    if matches!(by, PositionBy::Sector | PositionBy::World) {
        refuse_filter(&args.region, "--region", "sector")?;
    }
    let measures = measures(args);
    let solver = match args.solver {
        SolverName::Auto => Solver::Automatic,
        SolverName::Lu => Solver::Lu,
        SolverName::Iterative => Solver::Iterative,
    };
    let sink = Sink::open(&args.table.output, Some(&args.table.table.table))?;
    let loaded = load::measure(&args.table, &[&args.region], run)?;
    let partition = match args.by {
        PositionLevel::Bloc => loaded.geography.blocs().clone(),
        _ => loaded.partition.clone(),
    };
    let system = LeontiefSystem::new(loaded.table.clone(), &loaded.accounting)?;
    let (system, partition) = match args.country {
        CountryName::Wavg => (system, partition),
        CountryName::Collapsed => {
            let system = system.collapsed(&partition)?;
            let partition = Partition::regions(system.table().index());
            (system, partition)
        }
    };
    let (system, undefined) = if args.net_inventories {
        let named = args.table.conventions.inventory_category.as_deref();
        let category = sources::inventory_category(system.table().demand(), named)?;
        measure::net_of_inventories(&system, category)?
    } else {
        (system, vec![])
    };
    if solver == Solver::Lu || measures.contains(&PositionMeasure::Kpww) {
        load::factorise(&system, run)?;
    }
    let stage = Stage::start("position", run);
    let frame = measure::position(&system, &partition, by, &measures, solver, &undefined)?;
    drop(stage);
    let frame = frame.choose(&args.indicator)?;
    let codes = loaded.codes_in(&partition);
    let frame = only_economies(frame, "region", &args.region, &codes)?;
    sink.put(only_sectors(frame, "sector", &args.sector, &codes)?)
}

/// The families asked for by name or by their columns; all of them otherwise.
fn measures(args: &PositionArgs) -> Vec<PositionMeasure> {
    let all = [PositionMeasure::Stages, PositionMeasure::Kpww, PositionMeasure::Lengths];
    let named: Vec<PositionMeasure> = args
        .measure
        .iter()
        .map(|name| match name {
            PositionMeasureName::Stages => PositionMeasure::Stages,
            PositionMeasureName::Kpww => PositionMeasure::Kpww,
            PositionMeasureName::Lengths => PositionMeasure::Lengths,
        })
        .collect();
    if !named.is_empty() {
        return named;
    }
    let of = |name: &String| measure::family(name);
    let families: Vec<Option<PositionMeasure>> = args.indicator.iter().map(of).collect();
    if families.is_empty() || families.contains(&None) {
        return all.to_vec();
    }
    all.into_iter().filter(|family| families.contains(&Some(*family))).collect()
}

pub fn linkages(args: &LinkagesArgs, run: &Run) -> Result<Outcome> {
    let scope = match args.scope {
        ScopeName::World => Scope::World,
        ScopeName::Domestic => Scope::Domestic,
    };
    if args.by != LinkagesLevel::RegionSector {
        refuse_filter(&args.sector, "--sector", "region")?;
        refuse_families(args)?;
    }
    let sink = Sink::open(&args.table.output, Some(&args.table.table.table))?;
    let loaded = load::measure(&args.table, &[&args.region], run)?;
    let system = LeontiefSystem::new(loaded.table.clone(), &loaded.accounting)?;
    // Local inverses are enough inside economies.
    if scope == Scope::World {
        load::factorise(&system, run)?;
    }
    let partition = match args.by {
        LinkagesLevel::Bloc => loaded.geography.blocs().clone(),
        _ => loaded.partition.clone(),
    };
    let stage = Stage::start("linkages", run);
    let frame = match args.by {
        LinkagesLevel::RegionSector => {
            linkage::linkages(&system, &partition, scope, &families(args))?
        }
        LinkagesLevel::Region => linkage::regional_linkages(&system, &partition)?,
        LinkagesLevel::Bloc => linkage::bloc_multipliers(&system, &partition)?,
    };
    drop(stage);
    let frame = frame.choose(&args.indicator)?;
    // Sectors are those of single regions, whatever acts as one economy.
    let lines = match args.by {
        LinkagesLevel::RegionSector => Partition::regions(system.table().index()),
        _ => partition,
    };
    let codes = loaded.codes_in(&lines);
    let frame = only_economies(frame, "region", &args.region, &codes)?;
    sink.put(only_sectors(frame, "sector", &args.sector, &codes)?)
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
        (ScopeName::Domestic, _) => conflict("`--scope domestic`"),
        (_, false) => conflict("`--measure`"),
        _ => Ok(()),
    }
}

fn families(args: &LinkagesArgs) -> Vec<LinkageMeasure> {
    let of = |name: &LinkageMeasureName| match name {
        LinkageMeasureName::Direct => LinkageMeasure::Direct,
        LinkageMeasureName::Total => LinkageMeasure::Total,
        LinkageMeasureName::Dispersion => LinkageMeasure::Dispersion,
        LinkageMeasureName::Net => LinkageMeasure::Net,
        LinkageMeasureName::Removal => LinkageMeasure::Removal,
        LinkageMeasureName::Pure => LinkageMeasure::Pure,
        LinkageMeasureName::Regional => LinkageMeasure::Regional,
        LinkageMeasureName::Eigenvector => LinkageMeasure::Eigenvector,
    };
    match (args.measure.is_empty(), args.scope) {
        (false, _) => args.measure.iter().map(of).collect(),
        (true, ScopeName::Domestic) => vec![LinkageMeasure::Direct, LinkageMeasure::Total],
        (true, ScopeName::World) => {
            let all = LinkageMeasure::ALL.into_iter();
            all.filter(|measure| *measure != LinkageMeasure::Eigenvector).collect()
        }
    }
}
