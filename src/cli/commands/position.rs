//! Position and linkages.

use std::sync::Arc;

use tripole::leontief::Solver;
use tripole::position::{self as measure, PositionBy, PositionMeasure};
use tripole::{Concordance, LeontiefSystem, Mrio, Partition, Result};

use super::super::Outcome;
use super::super::args::{
    CountryName, PositionArgs, PositionLevel, PositionMeasureName, Run, SolverName,
};
use super::super::load;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{economies, only, refuse_filter, sectors};

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
    let (table, partition) = match (args.by, args.country) {
        (PositionLevel::Bloc, _) => {
            let blocs = load::bloc_partition(&loaded.table, &args.table.grouping)?;
            (loaded.table.clone(), blocs)
        }
        _ => (loaded.table.clone(), loaded.partition),
    };
    let (table, partition) = match args.country {
        CountryName::Wavg => (table, partition),
        CountryName::Collapsed => collapse(&table, &partition)?,
    };
    let system = LeontiefSystem::new(table, &loaded.accounting)?;
    let (system, undefined) = if args.net_inventories {
        let named = args.table.conventions.inventory_category.as_deref();
        let category = system.table().demand().inventories(named)?;
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
    let frame = only(frame, "region", &args.region, economies(&partition))?;
    sink.put(only(frame, "sector", &args.sector, sectors(system.table()))?)
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

/// Sectors added up, and the same economies over the result.
fn collapse(table: &Mrio, partition: &Partition) -> Result<(Arc<Mrio>, Partition)> {
    let index = table.index();
    let economy = |region| partition.names()[partition.of_region(region).position()].clone();
    let regions = index.regions().map(|r| (index.region(r).to_owned(), economy(r))).collect();
    let sectors = index.sector_codes().iter().map(|s| (s.clone(), "TOTAL".to_owned())).collect();
    let (regions, sectors) = (Concordance::new(regions), Concordance::new(sectors));
    let table = table.aggregate(Some(&regions), Some(&sectors))?;
    let partition = Partition::regions(table.index());
    Ok((Arc::new(table), partition))
}
