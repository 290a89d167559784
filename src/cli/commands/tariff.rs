//! Tariff scenarios: prices, exposure, substitution, general equilibrium.

use std::sync::Arc;

use tripole::error::shown_list;
use tripole::measures::exposure::{ExposureBy, exposure, exposure_by_flow};
use tripole::models::equilibrium::Shock;
use tripole::models::impact::{ImpactBy, Settings};
use tripole::models::price::{PassThrough, Prices};
use tripole::models::{armington, equilibrium};
use tripole::scenario::{Model, Scenario, Tariffs};
use tripole::sources::{CodeReader, chosen_categories};
use tripole::{Accounting, Error, Frame, Index, LeontiefSystem, Mrio, Partition, Result, scenario};

use super::super::Outcome;
use super::super::args::{ModelName, Run, TariffArgs, TariffLevel};
use super::super::load;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::scenario::{react, refuse_reactions, through};
use super::{Only, say_passed_over, table_and_scenario, warn};

pub fn tariff(args: &TariffArgs, run: &Run) -> Result<Outcome> {
    refuse_options(args)?;
    let (table, source) = table_and_scenario(&args.what);
    let pass = args.pass_through.map_or(Ok(PassThrough::default()), PassThrough::new)?;
    let sink = Sink::open(&args.output, Some(table))?;
    let table = load::table_of(table, &args.reading, run)?;
    let accounting = load::accounting(&args.conventions, &table)?;
    load::say_accounting(&table, &accounting, run)?;
    let partition = load::partition(&table, &args.grouping)?;
    let blocs = load::blocs(&args.grouping.blocs)?;
    // Before anything is factorised.
    let scenario = scenario::read_scenario(source, table.index(), &partition, &blocs)?;
    say_passed_over(&scenario, run);
    refuse_kinds(args.model.into(), &scenario)?;
    let categories = chosen_categories(table.demand(), &args.category)?;
    let table = Arc::new(table);
    let codes = CodeReader::new(table.index(), &partition).with_blocs(&blocs);
    let importers = codes.chosen_economies(&args.importer)?;
    let shown = Only::economies("importer", &args.importer, &codes)?;
    if args.by == TariffLevel::Indicators {
        let blocs = load::bloc_partition(&table, &args.grouping)?;
        return sink.put(indicators(
            args,
            table,
            &accounting,
            (&partition, &blocs),
            &scenario,
            run,
        )?);
    }
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
                TariffLevel::Stage | TariffLevel::Indicators => prices.stages(),
            }
        }
        ModelName::Exposure => {
            let system = LeontiefSystem::new(table, &accounting)?;
            exposed(args.by, &system, &partition, &scenario, run)?
        }
        ModelName::Armington => {
            let tariffs = scenario.tariffs(&partition)?;
            let system = load::system(&table, &accounting, run)?;
            substituted(args, &system, &partition, &tariffs, run)?
        }
        ModelName::Ge => {
            let tariffs = scenario.tariffs(&partition)?;
            let system = LeontiefSystem::new(table, &accounting)?;
            let shock = Shock { tariffs: &tariffs, barriers: &scenario.barriers };
            in_equilibrium(args, &system, &partition, shock, run)?
        }
    };
    sink.put(shown.of(frame))
}

/// Every indicator before and after buyers, or markets, reacted.
fn indicators(
    args: &TariffArgs,
    table: Arc<Mrio>,
    accounting: &Accounting,
    blocs: (&Partition, &Partition),
    scenario: &Scenario,
    run: &Run,
) -> Result<Frame> {
    let settings = reacting(args, table.index())?;
    let model = args.model.into();
    let system = LeontiefSystem::new(table, accounting)?;
    let found = through(&system, blocs, scenario, (model, &settings), run)?;
    let _stage = Stage::start("measuring", run);
    found.frame(ImpactBy::Region, None)
}

/// Buyers change suppliers, wages and incomes stay.
fn substituted(
    args: &TariffArgs,
    system: &LeontiefSystem,
    partition: &Partition,
    tariffs: &Tariffs,
    run: &Run,
) -> Result<Frame> {
    let settings = reacting(args, system.table().index())?;
    let stage = Stage::start("substitution", run);
    let effects = armington::armington(system, partition, tariffs, &settings.armington)?;
    drop(stage);
    say_convergence(&effects.convergence, run);
    Ok(match args.by {
        TariffLevel::RegionSector => effects.sectors,
        TariffLevel::PairSector => effects.trade,
        _ => effects.countries,
    })
}

/// Wages, prices and incomes adjust.
fn in_equilibrium(
    args: &TariffArgs,
    system: &LeontiefSystem,
    partition: &Partition,
    shock: Shock<'_>,
    run: &Run,
) -> Result<Frame> {
    let settings = reacting(args, system.table().index())?;
    let stage = Stage::start("equilibrium", run);
    let effects = equilibrium::equilibrium(system, partition, shock, &settings.equilibrium)?;
    drop(stage);
    say_convergence(&effects.convergence, run);
    if !effects.negative_value_added.is_empty() {
        let labels = shown_list(&effects.negative_value_added);
        warn(format!("negative value added, on which the model is no guide: {labels}"), run)?;
    }
    Ok(match args.by {
        TariffLevel::RegionSector => effects.sectors,
        TariffLevel::Pair => effects.pairs,
        TariffLevel::PairSector => effects.trade,
        _ => effects.countries,
    })
}

/// How buyers and markets are to react.
fn reacting(args: &TariffArgs, index: &Index) -> Result<Settings> {
    let mut settings = Settings::for_index(index)?;
    react(&mut settings, &args.reactions, index)?;
    Ok(settings)
}

/// How the search for a solution went, with `--verbose`.
fn say_convergence(frame: &Frame, run: &Run) {
    if run.verbose {
        eprint!("{}", frame.pretty(None));
    }
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
        _ => ExposureBy::Region,
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
        if !matches!(
            args.by,
            TariffLevel::Region | TariffLevel::RegionSector | TariffLevel::PairSector
        ) {
            let reason = "exposure has the levels region, region-sector and pair-sector";
            return refuse(&format!("--by {}", args.by.name()), model(), reason);
        }
        if args.pass_through.is_some() {
            return refuse("--pass-through", model(), "exposure has no prices");
        }
    }
    refuse_levels(args)?;
    refuse_reactions(&args.reactions, args.model.into())?;
    if args.pass_through.is_some() && Model::from(args.model).substitutes() {
        return refuse("--pass-through", model(), "it is of `--model price`");
    }
    let has_markets = args.by == TariffLevel::PairSector
        || args.by == TariffLevel::Pair && args.model == ModelName::Ge;
    if !args.importer.is_empty() && !has_markets {
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

/// Levels that a model does not have.
fn refuse_levels(args: &TariffArgs) -> Result<()> {
    let (missing, reason): (&[TariffLevel], _) = match args.model {
        ModelName::Exposure => return Ok(()),
        ModelName::Price => (
            &[TariffLevel::Indicators],
            "prices change no quantities: `--model armington` and `ge` have indicators",
        ),
        ModelName::Armington => (
            &[TariffLevel::Pair, TariffLevel::Stage],
            "armington has the levels region, region-sector, pair-sector and indicators",
        ),
        ModelName::Ge => (
            &[TariffLevel::Stage],
            "ge has the levels region, region-sector, pair, pair-sector and indicators",
        ),
    };
    if !missing.contains(&args.by) {
        return Ok(());
    }
    Err(Error::Conflict {
        first: format!("`--by {}`", args.by.name()),
        second: format!("`--model {}`", args.model.name()),
        reason,
    })
}

/// Changes that the model does not know would be ignored in silence.
fn refuse_kinds(model: Model, scenario: &Scenario) -> Result<()> {
    let Some(kind) = model.unknown(scenario) else { return Ok(()) };
    Err(Error::Conflict {
        first: format!("`--model {}`", model.name()),
        second: format!("`[[{}]]` in the scenario", kind.name()),
        reason: kind.known_by(),
    })
}
