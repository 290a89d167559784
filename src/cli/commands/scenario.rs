//! Scenarios, before and after.

use std::sync::Arc;

use tripole::models::armington::FinalRule;
use tripole::models::disruption::{DisruptionBy, Horizon, Suppliers};
use tripole::models::equilibrium::Deficits;
use tripole::models::impact::{Details, Impact, ImpactBy, Settings, impact};
use tripole::scenario::{Model, Scenario};
use tripole::sources::CodeReader;
use tripole::{Bloc, Error, Frame, Index, LeontiefSystem, Partition, Result, scenario};

use super::super::Outcome;
use super::super::args::{
    Daily, DeficitsName, FinalUseName, Reactions, Run, ScenarioArgs, ScenarioLevel, SuppliersName,
};
use super::super::load;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{Only, read_satellite, say_passed_over, table_and_scenario, warn};

pub fn scenario(args: &ScenarioArgs, run: &Run) -> Result<Outcome> {
    let (table, source) = table_and_scenario(&args.what);
    let sink = Sink::open(&args.output, Some(table))?;
    let table = load::table_of(table, &args.reading, run)?;
    let accounting = load::accounting(&args.conventions, &table)?;
    load::say_accounting(&table, &accounting, run)?;
    let partition = load::partition(&table, &args.grouping)?;
    let listed = load::blocs(&args.grouping.blocs)?;
    // Before anything is factorised.
    let scenario = scenario::read_scenario(source, table.index(), &partition, &listed)?;
    say_passed_over(&scenario, run);
    let model = match args.model {
        Some(model) => model,
        None => model_of(&scenario)?,
    };
    refuse_options(args, model)?;
    let satellite = match &args.satellite {
        Some(path) => Some(read_satellite(path, &args.account, &table, run)?),
        None => None,
    };
    let settings = settings(&args.daily, &args.reactions, table.index())?;
    let blocs = load::bloc_partition(&table, &args.grouping)?;
    let lines = if args.by == ScenarioLevel::Bloc { &blocs } else { &partition };
    let shown = {
        let codes = CodeReader::new(table.index(), lines).with_blocs(&listed);
        Only::economies("region", &args.region, &codes)?
    };
    let system = ready(table, &accounting, model, run)?;
    let found = through(&system, (&partition, &blocs), &scenario, (model, &settings), run)?;
    let by = match args.by {
        ScenarioLevel::Region => ImpactBy::Region,
        ScenarioLevel::RegionSector => ImpactBy::RegionSector,
        ScenarioLevel::Bloc => ImpactBy::Bloc,
        ScenarioLevel::Day => return sink.put(shown.of(by_day(&found, &system))),
    };
    let stage = Stage::start("measuring", run);
    let frame = found.frame(by, satellite.as_ref())?;
    drop(stage);
    let families: Vec<&str> = args.family.iter().map(|family| family.name()).collect();
    let frame = if families.is_empty() { frame } else { frame.select("family", &families) };
    sink.put(shown.of(frame))
}

/// The system of a table, factorised where the model needs it.
fn ready(
    table: tripole::Mrio,
    accounting: &tripole::Accounting,
    model: Model,
    run: &Run,
) -> Result<LeontiefSystem> {
    // The world before is the model's own: what it is calibrated to is not solved with.
    match model {
        Model::Equilibrium => LeontiefSystem::new(table, accounting),
        _ => load::system(&Arc::new(table), accounting, run),
    }
}

/// Run the model, and say what was noteworthy.
pub(super) fn through<'a>(
    system: &'a LeontiefSystem,
    (partition, blocs): (&'a Partition, &'a Partition),
    scenario: &Scenario,
    (model, settings): (Model, &Settings),
    run: &Run,
) -> Result<Impact<'a>> {
    let stage = Stage::start(model.name(), run);
    let found = impact(system, partition, blocs, scenario, model, settings)?;
    drop(stage);
    say(&found, system.table().unit(), run)?;
    Ok(found)
}

/// A scenario run through its own model with the defaults, and the names of both.
pub(super) fn by_default<'a>(
    system: &'a LeontiefSystem,
    blocs: (&'a Partition, &'a Partition),
    source: &str,
    listed: &[Bloc],
    run: &Run,
) -> Result<(Impact<'a>, String)> {
    let index = system.table().index();
    let scenario = scenario::read_scenario(source, index, blocs.0, listed)?;
    say_passed_over(&scenario, run);
    let model = model_of(&scenario)?;
    let settings = Settings::for_index(index)?;
    let found = through(system, blocs, &scenario, (model, &settings), run)?;
    Ok((found, format!("{} (model {})", scenario.name, model.name())))
}

pub(super) fn model_of(scenario: &Scenario) -> Result<Model> {
    let kinds = scenario.kinds();
    let name = |position: usize| kinds.get(position).map_or("", |kind| kind.name());
    Model::of(scenario).ok_or_else(|| Error::Conflict {
        first: format!("`[[{}]]`", name(0)),
        second: format!("`[[{}]]` in one scenario", name(1)),
        reason: "no model knows both: put them into two scenarios",
    })
}

/// What the rules say, and what the model warns of.
fn say(found: &Impact<'_>, unit: &str, run: &Run) -> Result<()> {
    for warning in found.warnings() {
        warn(warning.clone(), run)?;
    }
    for check in found.checks() {
        if !check.holds() {
            warn(format!("not held: {check}"), run)?;
        } else if !run.quiet {
            eprintln!("note: held: {check}");
        }
    }
    if run.quiet {
        return Ok(());
    }
    match found.details() {
        Details::Resourcing(moved) => {
            eprintln!("note: purchases of {:.0} ({unit}) move to other suppliers", moved.moved());
            if moved.unplaced() > 0.0 {
                eprintln!(
                    "note: purchases of {:.0} find no other supplier, and stay where they are",
                    moved.unplaced()
                );
            }
        }
        Details::Search(frame) if run.verbose => eprint!("{}", frame.pretty(None)),
        Details::Search(_) | Details::Days(_) | Details::None => {}
    }
    Ok(())
}

fn by_day(found: &Impact<'_>, system: &LeontiefSystem) -> Frame {
    let Details::Days(course) = found.details() else {
        return Frame::new("disruption_days", 0);
    };
    course.series(system, found.partition(), DisruptionBy::Region)
}

fn settings(daily: &Daily, reactions: &Reactions, index: &Index) -> Result<Settings> {
    let mut settings = Settings::for_index(index)?;
    if let Some(days) = daily.days {
        settings.horizon = Horizon::days(days)?;
    }
    let (ario, binding) = (&mut settings.ario, &mut settings.binding);
    for (given, number) in [
        (daily.stock_days, &mut ario.stock_days),
        (daily.restocking_days, &mut ario.restocking_days),
        (daily.stock_days, &mut binding.stock_days),
        (daily.restocking_days, &mut binding.restocking_days),
        (daily.psi, &mut ario.psi),
        (daily.overproduction, &mut ario.overproduction),
        (daily.overproduction_days, &mut ario.overproduction_days),
    ] {
        *number = given.unwrap_or(*number);
    }
    if daily.suppliers == Some(SuppliersName::Available) {
        ario.suppliers = Suppliers::Available;
    }
    if let Some(rule) = daily.inputs {
        settings.binding.rule = rule.into();
    }
    if let Some(path) = &daily.ratings {
        settings.binding.ratings = scenario::read_ratings(path, index)?;
    }
    react(&mut settings, reactions, index)?;
    Ok(settings)
}

/// What was said of how buyers and markets react.
pub(super) fn react(settings: &mut Settings, reactions: &Reactions, index: &Index) -> Result<()> {
    if reactions.final_use == Some(FinalUseName::Spending) {
        settings.armington.final_rule = FinalRule::FixedSpending;
    }
    if reactions.deficits == Some(DeficitsName::Zero) {
        settings.equilibrium.deficits = Deficits::Zero;
    }
    if let Some(path) = &reactions.elasticities {
        for known in [&mut settings.armington.elasticities, &mut settings.equilibrium.elasticities]
        {
            *known = scenario::read_elasticities(path, index, known.clone())?;
        }
    }
    Ok(())
}

/// Reactions that this model does not know.
pub(super) fn refuse_reactions(reactions: &Reactions, model: Model) -> Result<()> {
    for (option, given, fits, reason) in [
        (
            "--elasticities",
            reactions.elasticities.is_some(),
            model.substitutes(),
            "nothing is substituted there",
        ),
        (
            "--deficits",
            reactions.deficits.is_some(),
            model == Model::Equilibrium,
            "it is of `--model ge`",
        ),
        (
            "--final-use",
            reactions.final_use.is_some(),
            model == Model::Armington,
            "it is of `--model armington`",
        ),
    ] {
        if given && !fits {
            let second = format!("`--model {}`", model.name());
            return Err(Error::Conflict { first: format!("`{option}`"), second, reason });
        }
    }
    Ok(())
}

/// Options that this model or level would ignore in silence.
fn refuse_options(args: &ScenarioArgs, model: Model) -> Result<()> {
    refuse_reactions(&args.reactions, model)?;
    let daily = &args.daily;
    let (days, ario) = (model.is_daily(), model == Model::Ario);
    let of_days = "it is of the models that go from day to day, ario and pbl";
    let (of_ario, of_pbl) = ("it is of `--model ario`", "it is of `--model pbl`");
    for (option, given, fits, reason) in [
        ("--by day", args.by == ScenarioLevel::Day, days, of_days),
        ("--days", daily.days.is_some(), days, of_days),
        ("--stock-days", daily.stock_days.is_some(), days, of_days),
        ("--restocking-days", daily.restocking_days.is_some(), days, of_days),
        ("--psi", daily.psi.is_some(), ario, of_ario),
        ("--overproduction", daily.overproduction.is_some(), ario, of_ario),
        ("--overproduction-days", daily.overproduction_days.is_some(), ario, of_ario),
        ("--suppliers", daily.suppliers.is_some(), ario, of_ario),
        ("--inputs", daily.inputs.is_some(), model == Model::Binding, of_pbl),
        ("--ratings", daily.ratings.is_some(), model == Model::Binding, of_pbl),
    ] {
        if given && !fits {
            let second = format!("`--model {}`", model.name());
            return Err(Error::Conflict { first: format!("`{option}`"), second, reason });
        }
    }
    let by_day = args.by == ScenarioLevel::Day;
    for (option, given) in
        [("--family", !args.family.is_empty()), ("--satellite", args.satellite.is_some())]
    {
        if given && by_day {
            return Err(Error::Conflict {
                first: format!("`{option}`"),
                second: "`--by day`".to_owned(),
                reason: "days have output and unmet final demand only: choose another `--by`",
            });
        }
    }
    Ok(())
}
