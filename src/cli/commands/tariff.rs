//! Tariff scenarios: prices, exposure, substitution, general equilibrium.

use tripole::frame::Level;
use tripole::models::Record;
use tripole::models::beside::{self, AllModels, Demand};
use tripole::models::registry::{Answer, Quantities, Question, named};
use tripole::scenario::Scenario;
use tripole::{Error, Frame, Result};

use super::super::Outcome;
use super::super::args::{ALL_MODELS, Asks, OfTariffs, Run, TariffArgs, TariffBy};
use super::super::hints;
use super::super::load::{self, Loaded};
use super::super::messages::tell;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::super::terminal::{Look, pretty};
use super::scenario::{
    CAVEAT, ready, refuse_numbers, refuse_settings, say_caveat, say_caveat_of, settings,
    settings_of_all, through, with_source,
};
use super::{only_economies, say_one_by_one, warn};

pub fn tariff(args: &TariffArgs, run: &Run) -> Result<Outcome> {
    if args.model == ALL_MODELS {
        let demand = if args.same_elasticity { Demand::Same } else { Demand::Own };
        refuse_numbers(&args.settings.typed, demand, "`--model all`")?;
        return match args.by {
            TariffBy::Own(Level::Region) => side_by_side(args, run),
            _ => under_all(args, run),
        };
    }
    if args.same_elasticity {
        let reason = "it is of the models armington and ge beside each other: `--model all`";
        return Err(Error::conflict("`--same-elasticity`", "one model", reason));
    }
    let record = named(&args.model)?;
    refuse_options(args, record)?;
    let sink = Sink::open(&args.output, run)?;
    let (loaded, scenario) = load::scenario(&args.what, &args.view, run)?;
    record.reads_all(&scenario)?;
    if args.by != TariffBy::Indicators {
        load::say_idle_blocs(&args.view.grouping, (&loaded, &scenario), &args.importer, run);
    }
    sink.put(answer(args, (&loaded, &scenario), record, run)?)
}

/// What the models say of the same measures, in one table.
fn side_by_side(args: &TariffArgs, run: &Run) -> Result<Outcome> {
    refuse_markets(args, &beside::RECORD)?;
    if args.settings.typed.iter().any(|(name, _)| *name == "category") {
        let reason = "consumer prices would be of other baskets than in the models beside it: `--model price` has them";
        return Err(Error::conflict("`--category`", "`--model all`", reason));
    }
    let sink = Sink::open(&args.output, run)?;
    let (loaded, scenario) = load::scenario(&args.what, &args.view, run)?;
    load::say_idle_blocs(&args.view.grouping, (&loaded, &scenario), &args.importer, run);
    say_one_by_one("--region", &args.region, &loaded.codes(), run);
    let given = settings_of_all(&args.settings.typed, &loaded.table, run)?;
    load::say_entries(&scenario, &loaded.table, None, run)?;
    let demand = if args.same_elasticity { Demand::Same } else { Demand::Own };
    let models = AllModels::new(&loaded.table, &given, demand)?;
    let system = load::system(&loaded.table, &loaded.accounting, run)?;
    let stage = Stage::start("models", run);
    let found = models.ask(&system, &scenario)?;
    drop(stage);
    for model in found.models() {
        let name = model.record.name;
        match &model.outcomes {
            Ok(outcomes) => {
                if let Some(search) = outcomes.search.as_ref().filter(|_| run.verbose) {
                    tell!("{}", pretty(search, Look::default()).trim_end());
                }
                say_caveat_of(name, model.caveat, run);
                outcomes.warnings.iter().try_for_each(|it| warn(format!("{name}: {it}"), run))?;
            }
            Err(reason) => {
                let said = format!("{name} is left out: {}", hints::message(reason));
                if !matches!(reason, Error::UnreadChange { .. } | Error::NotOfAYear { .. }) {
                    warn(said, run)?;
                } else if !run.quiet {
                    tell!("note: {said}");
                }
            }
        }
    }
    for (name, text) in found.remarks() {
        if !run.quiet {
            tell!("note: {name}: {text}");
        }
    }
    let frame = only_economies(found.frame(), "region", &args.region, &loaded.codes())?;
    let frame = with_source(frame, &args.settings.typed);
    sink.put(load::with_passed_over(frame.with_note(CAVEAT, beside::RECORD.caveat), &scenario))
}

/// What every model says that reads the scenario and has results of the level, each under its name.
fn under_all(args: &TariffArgs, run: &Run) -> Result<Outcome> {
    let TariffBy::Own(level) = args.by else {
        let reason = "name the model that changes quantities: `armington` or `ge`";
        return Err(Error::conflict("`--by indicators`", "`--model all`", reason));
    };
    if args.same_elasticity {
        let reason = "the models stand side by side in results by region: leave out `--by`";
        return Err(Error::conflict("`--same-elasticity`", "this `--by`", reason));
    }
    let records: Vec<_> =
        OfTariffs::models().filter(|record| record.levels.contains(&level)).collect();
    records.iter().try_for_each(|record| refuse_markets(args, record))?;
    let sink = Sink::open(&args.output, run)?;
    let (loaded, scenario) = load::scenario(&args.what, &args.view, run)?;
    let mut frames = vec![];
    for record in records {
        if let Err(reason) = record.reads_all(&scenario) {
            if !run.quiet {
                tell!("note: {} is left out: {}", record.name, hints::message(&reason));
            }
            continue;
        }
        let frame = answer(args, (&loaded, &scenario), record, run)?;
        let name = format!("{}: {}", record.name, frame.name());
        frames.push(frame.with_name(&name));
    }
    if frames.is_empty() {
        let remedy = "give each kind of change a scenario of its own";
        return Err(Error::lacking("no model reads all of this scenario", remedy));
    }
    sink.put_all("tariff", frames)
}

/// What one model says.
fn answer(
    args: &TariffArgs,
    (loaded, scenario): (&Loaded, &Scenario),
    record: &'static Record,
    run: &Run,
) -> Result<Frame> {
    let given = settings(record, &args.settings.typed, &loaded.table, run)?;
    load::say_entries(scenario, &loaded.table, record.days(&given), run)?;
    let model = (record.make)(&loaded.table, &given)?;
    let markets = loaded.codes().chosen_economies(&args.importer)?;
    say_one_by_one("--importer", &args.importer, &loaded.codes(), run);
    say_one_by_one("--region", &args.region, &loaded.codes(), run);
    let TariffBy::Own(by) = args.by else {
        let system = load::unsolved(&loaded.table, &loaded.accounting, run)?;
        let found = through(&system, scenario, model.as_ref(), run)?;
        let _stage = Stage::start("measuring", run);
        let frame = found.frame(Level::Region, None)?;
        let frame = only_economies(frame, "region", &args.region, &loaded.codes())?;
        return Ok(load::with_passed_over(frame.with_note(CAVEAT, model.caveat()), scenario));
    };
    let system = ready(loaded, record, run)?;
    let question = Question { system: &system, scenario, by, markets: &markets };
    let stage = Stage::start(record.name, run);
    let Answer { frame, search, warnings } = model.result(&question)?;
    drop(stage);
    if let Some(search) = search.filter(|_| run.verbose) {
        tell!("{}", pretty(&search, Look::default()).trim_end());
    }
    say_caveat(model.as_ref(), run);
    frame.notes().iter().filter(|_| !run.quiet).for_each(|(name, text)| {
        tell!("note: {}: {name}: {text}", record.name);
    });
    warnings.into_iter().try_for_each(|warning| warn(warning, run))?;
    let frame = only_economies(frame, "importer", &args.importer, &loaded.codes())?;
    let frame = only_economies(frame, "region", &args.region, &loaded.codes())?;
    let frame = with_source(frame, &args.settings.typed);
    Ok(load::with_passed_over(frame.with_note(CAVEAT, model.caveat()), scenario))
}

/// Options that this model or level would ignore in silence.
fn refuse_options(args: &TariffArgs, record: &Record) -> Result<()> {
    let refuse = |first: &str, second: String, reason: &'static str| {
        Err(Error::conflict(format!("`{first}`"), second, reason))
    };
    let model = || format!("`--model {}`", record.name);
    match args.by {
        TariffBy::Own(level) => level.among(record.name, record.levels)?,
        TariffBy::Indicators if record.quantities == Quantities::Unchanged => {
            let reason = "it changes no quantities: `--model armington` and `ge` have indicators";
            return refuse("--by indicators", model(), reason);
        }
        TariffBy::Indicators => {}
    }
    refuse_settings(&args.settings.typed, record)?;
    refuse_markets(args, record)?;
    let has_baskets = args.by == TariffBy::Own(Level::Region);
    if args.settings.typed.iter().any(|(name, _)| *name == "category") && !has_baskets {
        let reason = "it chooses the basket of consumer prices, which `--by region` has";
        return refuse("--category", "this `--by`".to_owned(), reason);
    }
    Ok(())
}

/// Regions or markets that a result of this level does not have.
fn refuse_markets(args: &TariffArgs, record: &Record) -> Result<()> {
    if let TariffBy::Own(level @ (Level::Pair | Level::PairSector)) = args.by {
        super::refuse_filter(&args.region, "--region", level.name())?;
    }
    // Tariffs by pair have markets only where they are sales.
    let has_markets = matches!(args.by, TariffBy::Own(Level::PairSector))
        || args.by == TariffBy::Own(Level::Pair) && record.quantities == Quantities::BeforeAndAfter;
    if !args.importer.is_empty() && !has_markets {
        let reason = "use `--by pair-sector`, which has a column of markets";
        return Err(Error::conflict("`--importer`", "this `--by`", reason));
    }
    Ok(())
}
