//! The headline and its folder of families.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::Path;
use tripole::error::shown_path;
use tripole::frame::Level;
use tripole::leontief::{Need, Solver};
use tripole::measures::chains::{Chains, Goods};
use tripole::measures::decompose::Query;
use tripole::measures::headline::{Snapshot, headline, leading_sectors, pole_balances};
use tripole::measures::linkages::{LinkageMeasure, Scope, linkages};
use tripole::measures::participation::Measure;
use tripole::measures::position::{PositionOptions, position};
use tripole::measures::trade::ImportColumns;
use tripole::measures::value_added::{Sides, content_of_exports, value_added};
use tripole::measures::{decompose, multipliers as multiplier, participation};
use tripole::models::disruption::Flags;
use tripole::models::impact::{Details, Impact};
use tripole::scenario::Context;
use tripole::sources::{blocs_of, manufactures};
use tripole::table::Geography;
use tripole::{Bloc, Frame, LeontiefSystem, Partition, Result};

use super::super::Outcome;
use super::super::args::{IndicesArgs, Output, Run};
use super::super::load;
use super::super::load::BUILTIN_TABLE;
use super::super::output::{self, Folder};
use super::super::terminal::Rows;
use super::scenario::by_default;

/// The tables of `indices` and `compare` when none is named.
pub(super) const BUILTIN_YEARS: [&str; 2] = ["builtin:three-pole-1995", "builtin:three-pole-2011"];

/// What the name of the world before ends with.
const BEFORE: &str = "before";

pub fn indices(args: &IndicesArgs, run: &Run) -> Result<Outcome> {
    let folder = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let folder = folder.map(|path| output::folder(path, run)).transpose()?;
    let names: Vec<&OsStr> = match (&args.table, &args.scenario) {
        (Some(table), _) => vec![table],
        (None, Some(_)) => vec![OsStr::new(BUILTIN_TABLE)],
        (None, None) => BUILTIN_YEARS.map(OsStr::new).to_vec(),
    };
    output::read_names(&args.naming, run)?;
    let (mut systems, mut tables) = (vec![], vec![]);
    for name in names {
        let (table, accounting) = load::table_under(name, (&args.reading, &args.conventions), run)?;
        systems.push(load::system_for((&table, &accounting), Need::Inverse, run)?);
        tables.push((table, accounting));
    }
    let indices = systems.iter().map(|system| system.table().index());
    let blocs = load::blocs(&args.blocs, indices, run)?;
    if let Some(system) = systems.last() {
        load::Notes::of(&args.blocs, run).say_blocs(system.table().index());
    }
    let of_first = systems.first().zip(tables.first());
    let Some((scenario, (system, (table, accounting)))) = args.scenario.as_ref().zip(of_first)
    else {
        let worlds: Result<Vec<_>> = systems.iter().map(|s| Snapshot::of_year(s, &blocs)).collect();
        let notes: Vec<&str> =
            systems.iter().map(|system| system.table().source().note.as_str()).collect();
        let title = notes.join(", ");
        return show(args, (folder, &title), &worlds?, &blocs, &Said::default(), run);
    };
    let index = system.table().index();
    let geography = Geography::new(index, &[], &blocs_of(index, &blocs)?)?;
    let context = Context::new(&geography, table.clone(), accounting)?;
    let context = context.with_files(load::named_files(run));
    let (found, title) = by_default(system, &context, scenario, run)?;
    let year = system.table().source().year.map(|year| year.to_string()).unwrap_or_default();
    let named = |system, when: &str| {
        Snapshot::new(format!("{year} {when}").trim_start().to_owned(), system, &blocs)
    };
    let worlds = [named(found.before(), BEFORE)?, named(found.after(), "after")?];
    let others = if folder.is_some() { vec![found.frame(Level::Region, None)?] } else { vec![] };
    let title = format!("{}; {title}", system.table().source().note);
    let said = Said { others, flags: flags_of(&found)? };
    show(args, (folder, &title), &worlds, &blocs, &said, run)
}

/// What a scenario adds to the headline.
#[derive(Default)]
struct Said {
    /// Frames of its own.
    others: Vec<Frame>,
    /// What numbers of the world after must not be quoted without, by region and pole; none where
    /// the model does not go from day to day.
    flags: Option<HashMap<String, Flags>>,
}

/// Keys whose labels are no economies.
const NO_ECONOMIES: [&str; 4] = ["sector", "product", "kind", "hub"];

impl Said {
    /// A frame with the flags of all economies that its keys name.
    fn of(&self, frame: Frame) -> Frame {
        let Some(flags) = &self.flags else { return frame };
        let flag = |row: usize| {
            let labels = frame.keys().iter().map(|key| (key.name(), key.label(row)));
            let labels: Vec<(&str, &str)> = labels.collect();
            if labels.iter().any(|(name, label)| *name == "year" && label.ends_with(BEFORE)) {
                return String::new();
            }
            let economies = labels.iter().filter(|(name, _)| !NO_ECONOMIES.contains(name));
            Flags::union(economies.filter_map(|(_, label)| flags.get(*label))).to_string()
        };
        let texts: Vec<String> = (0..frame.rows()).map(flag).collect();
        if frame.has_column("flag") { frame } else { frame.with_remark("flag", &texts) }
    }
}

/// The flags of every region and pole.
fn flags_of(found: &Impact<'_>) -> Result<Option<HashMap<String, Flags>>> {
    let Details::Days(course) = found.details() else { return Ok(None) };
    let mut flags = HashMap::new();
    for economies in [found.geography().economies(), found.geography().blocs()] {
        let names = economies.names().iter().cloned();
        flags.extend(names.zip(course.flags(economies)?));
    }
    Ok(Some(flags))
}

/// Print the headline below a title, or write it, these frames and every family of the last world to a folder.
fn show(
    args: &IndicesArgs,
    (folder, title): (Option<Folder>, &str),
    worlds: &[Snapshot<'_>],
    blocs: &[Bloc],
    said: &Said,
    run: &Run,
) -> Result<Outcome> {
    let output = args.as_output();
    let frame = said.of(headline(worlds)?);
    let Some(folder) = folder else {
        return print((args, &output), title, (frame, worlds), said, run);
    };
    let sectors = leading_sectors(worlds)?;
    let mut all = vec![frame, pole_balances(worlds)?, sectors];
    all.extend(said.others.iter().cloned());
    if let Some(world) = worlds.last() {
        all.extend(families(world.system())?);
        all.extend(structure(world.system(), blocs)?);
    }
    let all: Vec<Frame> = all.into_iter().map(|frame| said.of(frame)).collect();
    let all = output::ready(all, &output, run)?;
    output::say_idle_names(&all, &output, run);
    output::save_all(folder, all, run)
}

/// Print the headline, for people with the balances of the poles and what their sectors are below it.
fn print(
    (args, output): (&IndicesArgs, &Output),
    title: &str,
    (frame, worlds): (Frame, &[Snapshot<'_>]),
    said: &Said,
    run: &Run,
) -> Result<Outcome> {
    let mut frames = vec![frame];
    let is_table = output::prints_tables(&args.print);
    if is_table || run.desk.takes() {
        let balances = said.of(pole_balances(worlds)?);
        frames.extend(Some(balances).filter(|frame| frame.rows() > 0));
        frames.push(said.of(leading_sectors(worlds)?));
    }
    let frames = output::ready(frames, output, run)?;
    output::say_idle_names(&frames, output, run);
    if run.desk.takes() {
        run.desk.keep(frames);
        return Ok(Outcome::Done);
    }
    if is_table {
        output::say(&format!(
            "{}\n\n{}\n\n",
            output::in_lines(&shown_path(title)),
            output::in_lines(&legend(worlds))
        ))?;
    }
    let rows = if args.choice.top.is_some() { Rows::Top } else { Rows::All };
    for (position, frame) in frames.iter().enumerate() {
        output::say(if position > 0 { "\n" } else { "" })?;
        output::print(std::slice::from_ref(frame), &args.print, (&args.aligned, rows))?;
    }
    Ok(Outcome::Done)
}

/// What the first columns of the headline say.
fn legend(worlds: &[Snapshot<'_>]) -> String {
    let known = worlds.iter().any(|w| !manufactures(w.system().table().index()).is_empty());
    let products = if known { "manufactures" } else { "products" };
    format!(
        "Final {products}: whose value added is in them - va local: the economy's own, va regional: of \
         others in its pole, va global: from outside. suppliers: effective number of foreign ones. hub, \
         pass through: the member, and its share, through whom the pole's trade inside passes most."
    )
}

/// Every family of indicators of one table, one frame each.
fn families(system: &LeontiefSystem) -> Result<Vec<Frame>> {
    let partition = Partition::regions(system.table().index());
    let (measure, by, solver) = (Measure::BorinMancini, Level::RegionSector, Solver::Automatic);
    Ok(vec![
        tripole::measures::trade::trade(
            system.table(),
            &partition,
            Level::Pair,
            ImportColumns::Standard,
        )?,
        value_added(system, &partition, Sides::default())?,
        tripole::measures::value_added::vax(system, &partition, Level::Region)?,
        decompose::exports(system, &partition, Query::default(), &[])?,
        participation::participation(system, &partition, measure, by)?,
        decompose::bilateral(system, &partition)?,
        content_of_exports(system, &partition)?,
        multiplier::multipliers(system, &partition)?,
        position(system, &partition, &PositionOptions { by, solver, ..Default::default() })?,
        linkages(system, &partition, Scope::World, &LinkageMeasure::ALL)?,
    ])
}

/// The structure of chains, every family: by region, introversion by bloc.
fn structure(system: &LeontiefSystem, blocs: &[Bloc]) -> Result<Vec<Frame>> {
    let index = system.table().index();
    let geography = Geography::new(index, &[], &blocs_of(index, blocs)?)?;
    let chains = Chains::new(system, &geography, &Goods::default())?;
    let mut frames = chains.families(Level::Region)?;
    frames.push(chains.introversion()?);
    Ok(frames)
}
