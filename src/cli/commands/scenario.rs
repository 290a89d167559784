//! Scenarios, before and after.

use std::ffi::OsStr;
use std::sync::Arc;

use tripole::frame::Level;
use tripole::leontief::Need;
use tripole::models::beside::{COMPARED, Demand};
use tripole::models::disruption::{ARIO, Comparison, Horizon, comparison};
use tripole::models::impact::{Details, Family, Impact, impact};
use tripole::models::registry::{Factor, Time, having, model_of, named};
use tripole::models::{Given, Model, Record, Value, equilibrium};
use tripole::scenario::{Context, ElasticityKind, Preset, Scenario};
use tripole::{Error, Frame, LeontiefSystem, Mrio, Result};

use super::super::Outcome;
use super::super::args::{Run, ScenarioArgs};
use super::super::load::{self, Loaded, say_passed_over};
use super::super::messages::tell;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::super::terminal::{Look, pretty};
use super::{Only, read_satellite, say_one_by_one, warn};

/// The note without which a number of a model must not be quoted.
pub(super) const CAVEAT: &str = "caveat";

pub fn scenario(args: &ScenarioArgs, run: &Run) -> Result<Outcome> {
    let sink = Sink::open(&args.output, run)?;
    let (loaded, scenario) = load::scenario(&args.what, &args.view, run)?;
    if args.compare {
        say_idle_blocs(args, &loaded, &scenario, run);
        return sink.put(compared(args, &loaded, &scenario, run)?);
    }
    let record = match &args.model {
        Some(name) => named(name)?,
        None => model_of(&scenario)?,
    };
    record.reads_all(&scenario)?;
    refuse_options(args, record)?;
    say_idle_blocs(args, &loaded, &scenario, run);
    let satellite = match &args.satellite {
        Some(path) => Some(read_satellite(path, &args.account, &loaded.table, run)?),
        None => None,
    };
    let given = settings(record, &args.settings.typed, &loaded.table, run)?;
    load::say_entries(&scenario, &loaded.table, record.days(&given), run)?;
    let model = (record.make)(&loaded.table, &given)?;
    let geography = &loaded.geography;
    let lines = if args.by == Level::Bloc { loaded.blocs()? } else { geography.economies() };
    let shown = Only::economies("region", &args.region, &loaded.codes_in(lines))?;
    say_one_by_one("--region", &args.region, &loaded.codes_in(lines), run);
    let system = ready(&loaded, record, run)?;
    let found = through(&system, &scenario, model.as_ref(), run)?;
    if args.by == Level::Day {
        let frame = shown.of(by_day(&found)?);
        return sink
            .put(load::with_passed_over(frame.with_note(CAVEAT, model.caveat()), &scenario));
    }
    let stage = Stage::start("measuring", run);
    let families = if args.family.is_empty() { &Family::ALL[..] } else { &args.family };
    let frame = found.frame_of(families, args.by, satellite.as_ref())?;
    drop(stage);
    let frame = shown.of(frame).with_note(CAVEAT, model.caveat());
    let frame = with_source(frame, &args.settings.typed);
    sink.put(load::with_passed_over(frame, &scenario))
}

/// One scenario in every model that reads it.
fn compared(args: &ScenarioArgs, loaded: &Loaded, scenario: &Scenario, run: &Run) -> Result<Frame> {
    let shown = with_world(&args.region, loaded, run)?;
    refuse_settings(&args.settings.typed, &ARIO)?;
    let (mut horizon, mut never) = (Horizon::default(), vec![]);
    for (name, value) in given(&ARIO, &args.settings.typed, &loaded.table, run)? {
        match value {
            Value::Count(days) => horizon = Horizon::days(days)?,
            Value::StockDays(all) if all.iter().all(|(_, days)| days.is_infinite()) => {
                never = all.into_iter().map(|(product, _)| product).collect();
            }
            _ => {
                let reason = "the comparison has days of stock and orders of its own: leave all out \
                              but `--days`, and a file of `--stock-days` with `inf` alone";
                return Err(Error::conflict("`--compare`", format!("`--{name}`"), reason));
            }
        }
    }
    ARIO.reads_all(scenario)?;
    load::say_entries(scenario, &loaded.table, Some(horizon.length()), run)?;
    let system = load::system(&loaded.table, &loaded.accounting, run)?;
    let stage = Stage::start("models", run);
    let Comparison { frame, warnings, notes } = comparison(&system, scenario, horizon, &never)?;
    drop(stage);
    warnings.into_iter().try_for_each(|warning| warn(warning, run))?;
    notes.iter().filter(|_| !run.quiet).for_each(|note| tell!("note: {note}"));
    Ok(shown.of(frame))
}

/// Blocs have a part in the level and in the shares.
fn say_idle_blocs(args: &ScenarioArgs, loaded: &Loaded, scenario: &Scenario, run: &Run) {
    let has_shares = args.family.is_empty() || args.family.contains(&Family::Shares);
    let of_year = !args.compare && args.by != Level::Day;
    if args.by != Level::Bloc && !(of_year && has_shares) {
        load::say_idle_blocs(&args.view.grouping, (loaded, scenario), &args.region, run);
    }
}

/// The economies that are named, and the world, of which alone the best allocation is.
fn with_world(names: &[String], loaded: &Loaded, run: &Run) -> Result<Only> {
    const WORLD: &str = "WLD";
    let codes = loaded.codes();
    let is_world = |name: &&String| name.trim() == WORLD && codes.economies(&[*name]).is_err();
    let others: Vec<String> = names.iter().filter(|name| !is_world(name)).cloned().collect();
    let mut shown = Only::economies("region", &others, &codes)?;
    say_one_by_one("--region", &others, &codes, run);
    if !shown.labels.is_empty() || (others.is_empty() && !names.is_empty()) {
        shown.labels.push(WORLD.to_owned());
    }
    Ok(shown)
}

/// The system of a table, factorised where the model solves with the factor.
pub(super) fn ready(loaded: &Loaded, record: &Record, run: &Run) -> Result<Arc<LeontiefSystem>> {
    match record.factor {
        Factor::OfTable => load::system(&loaded.table, &loaded.accounting, run),
        Factor::Vectors(sides) => loaded.system_for(Need::Vectors(sides), run),
        Factor::Own => load::unsolved(&loaded.table, &loaded.accounting, run),
    }
}

/// The setting of elasticities.
pub(super) const ELASTICITIES: &str = "elasticities";

/// What was typed for the settings of a model.
pub(super) fn settings(
    record: &'static Record,
    typed: &[(&'static str, String)],
    table: &Mrio,
    run: &Run,
) -> Result<Given> {
    let values = given(record, typed, table, run)?;
    let warnings = warnings_of_sets(record, &values, table)?;
    warnings.into_iter().try_for_each(|warning| warn(warning, run))?;
    Ok(in_one(values))
}

fn in_one(values: Vec<(&'static str, Value)>) -> Given {
    values.into_iter().fold(Given::default(), |given, (name, value)| given.with(name, value))
}

/// What was typed for each of the models that stand side by side.
pub(super) fn settings_of_all(
    typed: &[(&'static str, String)],
    table: &Mrio,
    run: &Run,
) -> Result<Vec<Given>> {
    let (mut all, mut warnings) = (vec![], vec![]);
    for record in COMPARED {
        let values = given(record, typed, table, run)?;
        for warning in warnings_of_sets(record, &values, table)? {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        all.push(in_one(values));
    }
    warnings.into_iter().try_for_each(|warning| warn(warning, run))?;
    Ok(all)
}

/// Numbers of a file that one model would take for sigma and another for theta.
pub(super) fn refuse_numbers(
    typed: &[(&'static str, String)],
    demand: Demand,
    models: &str,
) -> Result<()> {
    let is_set = |text: &str| Preset::ALL.iter().any(|preset| preset.name() == text);
    let Some((_, text)) = typed.iter().find(|(name, _)| *name == ELASTICITIES) else {
        return Ok(());
    };
    if demand == Demand::Same || is_set(text) {
        return Ok(());
    }
    let reason = "the numbers would be sigma in armington and theta in ge: add `--same-elasticity`, with which they are \
                  theta and sigma = theta + 1, or ask for one model";
    Err(Error::conflict("`--elasticities` of a file", models, reason))
}

/// What published elasticities should not be used without.
fn warnings_of_sets(
    record: &Record,
    values: &[(&'static str, Value)],
    table: &Mrio,
) -> Result<Vec<String>> {
    let kind = if record.name == equilibrium::RECORD.name {
        ElasticityKind::Trade
    } else {
        ElasticityKind::Substitution
    };
    let mut warnings = vec![];
    for (_, value) in values {
        if let Value::Preset(preset) = value {
            warnings.extend(preset.elasticities(table.index(), kind)?.warnings);
        }
    }
    Ok(warnings)
}

/// A result that says where published elasticities come from.
pub(super) fn with_source(frame: Frame, typed: &[(&'static str, String)]) -> Frame {
    let of_set = |text: &String| Preset::ALL.into_iter().find(|preset| preset.name() == text);
    let sets = typed.iter().filter(|(name, _)| *name == ELASTICITIES);
    let sets = sets.filter_map(|(_, text)| of_set(text));
    sets.fold(frame, |frame, preset| {
        frame.with_note(format!("elasticities {preset}"), preset.source())
    })
}

/// The values among it, in the order in which they were typed.
fn given(
    record: &'static Record,
    typed: &[(&'static str, String)],
    table: &Mrio,
    run: &Run,
) -> Result<Vec<(&'static str, Value)>> {
    let mut values = vec![];
    for (name, text) in typed {
        let known = record.settings.iter().find(|setting| setting.name == *name);
        if let Some(setting) = known {
            values.push((*name, setting.read(text, |path| Ok(load::file(path, run)), table)?));
        }
    }
    Ok(values)
}

/// Settings that the model does not have would be ignored in silence.
pub(super) fn refuse_settings(typed: &[(&'static str, String)], record: &Record) -> Result<()> {
    let Some((name, _)) = typed.iter().find(|(name, _)| !record.has_setting(name)) else {
        return Ok(());
    };
    Err(Error::conflict(
        format!("`--{name}`"),
        format!("`--model {}`", record.name),
        format!("it is a setting of {}", having(name).join(", ")),
    ))
}

/// Run the model, and say what was noteworthy.
pub(super) fn through<'a>(
    system: &'a LeontiefSystem,
    scenario: &Scenario,
    model: &dyn Model,
    run: &Run,
) -> Result<Impact<'a>> {
    let stage = Stage::start(model.record().name, run);
    let found = impact(system, scenario, model)?;
    drop(stage);
    say_caveat(model, run);
    say(&found, system.table().unit(), run)?;
    Ok(found)
}

/// A scenario run through its own model with the defaults, and the names of both.
pub(super) fn by_default<'a>(
    system: &'a LeontiefSystem,
    context: &Context,
    source: &OsStr,
    run: &Run,
) -> Result<(Impact<'a>, String)> {
    let scenario = load::read_scenario(source, context, run)?;
    say_passed_over(&scenario, system.table().index(), run)?;
    let record = model_of(&scenario)?;
    load::say_entries(&scenario, system.table(), record.days(&Given::default()), run)?;
    let model = record.with_defaults(system.table())?;
    let found = through(system, &scenario, model.as_ref(), run)?;
    Ok((found, format!("{} (model {})", scenario.name, record.name)))
}

/// What a number of the model must not be quoted without.
pub(super) fn say_caveat(model: &dyn Model, run: &Run) {
    say_caveat_of(model.record().name, model.caveat(), run);
}

/// The same of a model by its name.
pub(super) fn say_caveat_of(name: &str, caveat: &str, run: &Run) {
    if !run.quiet {
        tell!("note: {name}: {caveat}");
    }
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
            tell!("note: held: {check}");
        }
    }
    if run.quiet {
        return Ok(());
    }
    found.notes().iter().for_each(|note| tell!("note: {note}"));
    found.base_year().into_iter().for_each(|note| tell!("note: {note}"));
    match found.details() {
        Details::Resourcing(moved) => {
            tell!("note: purchases of {:.0} ({unit}) move to other suppliers", moved.moved());
            if moved.unplaced() > 0.0 {
                tell!(
                    "note: purchases of {:.0} find no other supplier, and stay where they are",
                    moved.unplaced()
                );
            }
        }
        Details::Search(frame) if run.verbose => {
            tell!("{}", pretty(frame, Look::default()).trim_end());
        }
        Details::Days(course) => {
            let set = course.stated().iter();
            let set = set.map(|(name, value)| format!("{} {value}", name.replace('_', " ")));
            tell!("note: {}", set.collect::<Vec<_>>().join("; "));
        }
        Details::Search(_) | Details::None => {}
    }
    Ok(())
}

fn by_day(found: &Impact<'_>) -> Result<Frame> {
    let Details::Days(course) = found.details() else {
        return Ok(Frame::new("disruption_days", 0));
    };
    course.series(found.geography().economies(), Level::Region)
}

/// Options that this model or level would ignore in silence.
fn refuse_options(args: &ScenarioArgs, record: &Record) -> Result<()> {
    refuse_settings(&args.settings.typed, record)?;
    if args.by != Level::Day {
        return Ok(());
    }
    let refuse = |first: &str, second: String, reason: &'static str| {
        Err(Error::conflict(format!("`{first}`"), second, reason))
    };
    if record.time == Time::Year {
        let model = format!("`--model {}`", record.name);
        return refuse("--by day", model, "it is a model of a whole year");
    }
    let given = [("--family", !args.family.is_empty()), ("--satellite", args.satellite.is_some())];
    match given.into_iter().find(|(_, given)| *given) {
        None => Ok(()),
        Some((option, _)) => {
            let reason = "days have output and unmet final demand only: choose another `--by`";
            refuse(option, "`--by day`".to_owned(), reason)
        }
    }
}
