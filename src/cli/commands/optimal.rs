//! The tariffs that are best for who levies them.

use tripole::models::Model;
use tripole::models::equilibrium::{EquilibriumOptions, RECORD, Shock};
use tripole::models::optimal::{Against, Levy, Nash, Optimum, Rivalry};
use tripole::scenario::Scenario;
use tripole::sources::goods;
use tripole::table::{EconomyId, SectorId};
use tripole::{Error, Result};

use super::super::Outcome;
use super::super::args::{OptimalArgs, OptimalShow, Run};
use super::super::load::{self, Loaded};
use super::super::messages::tell;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::scenario::{CAVEAT, say_caveat, settings};
use super::warn;

pub fn optimal(args: &OptimalArgs, run: &Run) -> Result<Outcome> {
    let of_players = [("`--everybody`", args.everybody), ("`--start`", !args.start.is_empty())];
    if let Some((option, _)) =
        of_players.iter().find(|(_, given)| *given && args.players.is_empty())
    {
        let reason = "it is for several who answer each other: `--players`";
        return Err(Error::conflict(*option, "`--importer`", reason));
    }
    if !args.on.is_empty() && args.importer.is_none() {
        let reason = "players tax each other, or everybody else with `--everybody`";
        return Err(Error::conflict("`--on`", "`--players`", reason));
    }
    let sink = Sink::open(&args.output, run)?;
    let named: Vec<String> = args.importer.iter().cloned().collect();
    let together: [&[String]; 3] = [&named, &args.players, &args.on];
    let loaded = load::open(&args.table, args.view.parts(), &together, run)?;
    let scenario = read(args, &loaded, run)?;
    let given = settings(&RECORD, &args.settings.typed, &loaded.table, run)?;
    let options = EquilibriumOptions::of_settings(&loaded.table, &given)?;
    let sectors = products(args, &loaded, run)?;
    let codes = loaded.codes();
    let everybody = || loaded.partition.economies().map(|(id, _)| id);
    let players = match codes.chosen_economies(&args.players)? {
        // `all` of them.
        none if none.is_empty() && !args.players.is_empty() => everybody().collect(),
        some => some,
    };
    let importer = args.importer.as_deref().map(|code| one(code, &loaded)).transpose()?;
    let on = codes.chosen_economies(&args.on)?;
    let system = load::unsolved(&loaded.table, &loaded.accounting, run)?;
    let stage = Stage::start("best tariffs", run);
    let tariffs = scenario.tariffs()?;
    let shock = Shock { tariffs: &tariffs, barriers: &scenario.barriers };
    let world = Rivalry::of_table(&system, shock, &options)?;
    world.warnings().into_iter().try_for_each(|warning| warn(warning, run))?;
    let heard = &mut |_: &_| run.desk.go_on();
    let frame = if let Some(importer) = importer {
        let exporters: Vec<EconomyId> =
            if on.is_empty() { everybody().filter(|id| *id != importer).collect() } else { on };
        let found = world.best_rate(&Levy { importer, exporters, sectors }, heard)?;
        drop(stage);
        say_best(&found, run)?;
        match args.show {
            OptimalShow::Regions => found.frame(),
            OptimalShow::Search => found.search(),
        }
    } else {
        let against = if args.everybody { Against::Everybody } else { Against::Players };
        let start = match args.start.as_slice() {
            [] => None,
            [rate] => Some(vec![*rate; players.len()]),
            rates => Some(rates.to_vec()),
        };
        let found = world.nash(&players, &sectors, (against, start.as_deref()), heard)?;
        drop(stage);
        say_nash(&found, run)?;
        match args.show {
            OptimalShow::Regions => found.frame(),
            OptimalShow::Search => found.search(),
        }
    };
    say_caveat(&options, run);
    let frame = frame.with_note(CAVEAT, options.caveat());
    sink.put(load::with_passed_over(frame, &scenario))
}

/// The scenario of other rates; one of nothing where none is named.
fn read(args: &OptimalArgs, loaded: &Loaded, run: &Run) -> Result<Scenario> {
    let Some(source) = &args.scenario else { return Ok(Scenario::new(&loaded.geography)) };
    let found = load::read_scenario(source, &loaded.context()?, run)?;
    load::say_passed_over(&found, loaded.table.index(), run)?;
    RECORD.reads_all(&found)?;
    if !found.relocations.is_empty() {
        let reason = "best tariffs are of the table as it is: leave the relocation out";
        return Err(Error::conflict("`optimal`", "a scenario with `relocate`", reason));
    }
    load::say_entries(&found, &loaded.table, None, run)?;
    Ok(found)
}

/// The products that are taxed.
fn products(args: &OptimalArgs, loaded: &Loaded, run: &Run) -> Result<Vec<SectorId>> {
    let index = loaded.table.index();
    let chosen = loaded.codes().chosen_sectors(&args.products)?;
    if !chosen.is_empty() {
        return Ok(chosen);
    }
    let known = if args.products.is_empty() { goods(index) } else { vec![] };
    if !known.is_empty() {
        return Ok(known);
    }
    if args.products.is_empty() && !run.quiet {
        tell!(
            "note: which sectors are goods is not known of these codes: all are taxed; `--products` names some"
        );
    }
    Ok(index.sectors().collect())
}

/// The one economy that a code stands for.
fn one(code: &str, loaded: &Loaded) -> Result<EconomyId> {
    match loaded.codes().economies(&[code])?.as_slice() {
        [economy] => Ok(*economy),
        found => Err(Error::lacking(
            format!("`--importer {code}` names {} economies, and a rate is of one", found.len()),
            "make one of them with `--group`, or let them play with `--players`",
        )),
    }
}

/// Per cent, as people say it.
fn percent(ratio: f64) -> String {
    format!("{:.3}", 100.0 * ratio)
}

fn say_best(found: &Optimum, run: &Run) -> Result<()> {
    if !run.quiet {
        tell!(
            "note: the best rate of {} is {} per cent: it changes what it can afford by {} per cent",
            found.importer(),
            percent(found.best.rate),
            percent(found.best.real_income)
        );
    }
    found.end().map_or(Ok(()), |text| warn(text, run))
}

fn say_nash(found: &Nash, run: &Run) -> Result<()> {
    if !run.quiet {
        let each = found.outcomes().map(|(code, rate, real_income)| {
            format!("{code} {} ({} of what it can afford)", percent(rate), percent(real_income))
        });
        tell!(
            "note: rates that answer each other, after {} rounds, in per cent: {}; another `--start` may lead \
             elsewhere",
            found.rounds(),
            each.collect::<Vec<_>>().join(", ")
        );
    }
    found.end().map_or(Ok(()), |text| warn(text, run))
}
