//! Tariff scenarios: prices and exposure.

use std::sync::Arc;

use tripole::price::{ExposureBy, PassThrough, Prices, exposure, exposure_by_flow};
use tripole::scenario::{Kind, Scenario};
use tripole::{Error, Frame, LeontiefSystem, Partition, Result, formats};

use super::super::Outcome;
use super::super::args::{ModelName, Run, TariffArgs, TariffLevel};
use super::super::load;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{chosen, economies, only};

pub fn tariff(args: &TariffArgs, run: &Run) -> Result<Outcome> {
    refuse_options(args)?;
    let (table, source) = match args.what.as_slice() {
        [table, source] => (table.as_str(), source.as_str()),
        [source] => ("builtin:three-pole-2011", source.as_str()),
        _ => ("", ""),
    };
    let pass = args.pass_through.map_or(Ok(PassThrough::default()), PassThrough::new)?;
    let sink = Sink::open(&args.output, Some(table))?;
    let table = load::table_of(table, &args.reading, run)?;
    let accounting = load::accounting(&args.conventions);
    load::say_accounting(&table, &accounting, run)?;
    let partition = load::partition(&table, &args.grouping, &[])?;
    let blocs = load::blocs(&args.grouping.blocs)?;
    // Before anything is factorised.
    let scenario = formats::read_scenario(source, table.index(), &partition, &blocs)?;
    refuse_kinds(args.model, &scenario)?;
    let categories = chosen(&args.category, |code| table.demand().find_category(code))?;
    let importers = chosen(&args.importer, |code| partition.find(code))?;
    let table = Arc::new(table);
    let frame = match args.model {
        ModelName::Price => {
            let tariffs = scenario.tariffs(&partition)?;
            let system = load::system(&table, &accounting, run)?;
            let _stage = Stage::start("prices", run);
            let prices = Prices::new(&system, &partition, &tariffs, pass)?;
            match args.by {
                TariffLevel::Region => prices.by_region(&categories),
                TariffLevel::RegionSector => prices.by_sector()?,
                TariffLevel::Pair => prices.levied_by()?,
                TariffLevel::PairSector => prices.cumulative(&importers),
                TariffLevel::Stage => prices.stages(),
            }
        }
        ModelName::Exposure => {
            let system = LeontiefSystem::new(table, &accounting)?;
            let frame = exposed(args.by, &system, &partition, &scenario, run)?;
            only(frame, "importer", &args.importer, economies(&partition))?
        }
    };
    sink.put(frame)
}

fn exposed(
    by: TariffLevel,
    system: &LeontiefSystem,
    partition: &Partition,
    scenario: &Scenario,
    run: &Run,
) -> Result<Frame> {
    let set = scenario.touched(partition)?;
    let by = match by {
        TariffLevel::RegionSector => ExposureBy::RegionSector,
        TariffLevel::PairSector => {
            load::factorise(system, run)?;
            let _stage = Stage::start("exposure", run);
            return exposure_by_flow(system, partition, &set);
        }
        TariffLevel::Region | TariffLevel::Pair | TariffLevel::Stage => ExposureBy::Region,
    };
    let _stage = Stage::start("exposure", run);
    exposure(system, partition, &set, by)
}

/// Options that this model or level would ignore in silence.
fn refuse_options(args: &TariffArgs) -> Result<()> {
    let refuse = |first: &str, second: String, reason| {
        Err(Error::Conflict { first: format!("`{first}`"), second, reason })
    };
    let model = || format!("`--model {}`", args.model.name());
    let level = || format!("`--by {}`", args.by.name());
    if args.model == ModelName::Exposure {
        if matches!(args.by, TariffLevel::Pair | TariffLevel::Stage) {
            let reason = "exposure has the levels region, region-sector and pair-sector";
            return refuse(&format!("--by {}", args.by.name()), model(), reason);
        }
        if args.pass_through.is_some() {
            return refuse("--pass-through", model(), "exposure has no prices");
        }
    }
    if !args.importer.is_empty() && args.by != TariffLevel::PairSector {
        return refuse(
            "--importer",
            level(),
            "use `--by pair-sector`, which has a column of markets",
        );
    }
    let consumer_prices = args.model == ModelName::Price && args.by == TariffLevel::Region;
    if !args.category.is_empty() && !consumer_prices {
        let with = if args.model == ModelName::Price { level() } else { model() };
        let reason =
            "it chooses the basket of consumer prices: `--model price --by region` has them";
        return refuse("--category", with, reason);
    }
    Ok(())
}

/// Changes that the model does not know would be ignored in silence.
fn refuse_kinds(model: ModelName, scenario: &Scenario) -> Result<()> {
    let (known, reason): (&[Kind], _) = match model {
        ModelName::Price => (
            &[Kind::Tariff],
            "the price model knows tariffs and agreements; `--model exposure` knows embargoes too",
        ),
        ModelName::Exposure => {
            (&[Kind::Tariff, Kind::Embargo], "exposure knows tariffs, agreements and embargoes")
        }
    };
    let Some(kind) = scenario.kinds().into_iter().find(|kind| !known.contains(kind)) else {
        return Ok(());
    };
    Err(Error::Conflict {
        first: format!("`--model {}`", model.name()),
        second: format!("`[[{}]]` in the scenario", kind.name()),
        reason,
    })
}
