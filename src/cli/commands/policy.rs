//! Trade policy: schedules of tariffs, what they bring in, whose value added pays, who answers.

use clap::ValueEnum;
use tripole::error::shown_path;
use tripole::frame::Key;
use tripole::models::duties::{
    Effective, Levies, PathBy, Taxed, incidence as paid, revenue_by_authority, revenue_by_flow,
    revenue_path,
};
use tripole::models::registry::named;
use tripole::read::Input;
use tripole::scenario::schedule::{Period, RateOptions, Schedule, ScheduleFiles};
use tripole::scenario::{Answered, ChangeKind, Scenario};
use tripole::sources::CodeReader;
use tripole::table::{Geography, Index, RegionId};
use tripole::{Error, Frame, Partition, Result};

use super::super::Outcome;
use super::super::args::{
    Every, IncidenceArgs, RatesArgs, RatesBy, RetaliationArgs, RevenueArgs, RevenueBy, Run,
    TradeName,
};
use super::super::claims;
use super::super::load::{self, Loaded};
use super::super::output::Sink;
use super::super::progress::Stage;
use super::scenario::settings;
use super::{Only, only_economies, only_sectors, refuse_filter, say_one_by_one};

pub fn rates(args: &RatesArgs, run: &Run) -> Result<Outcome> {
    if args.folder.is_file() {
        let folder = shown_path(&args.folder.to_string_lossy());
        let message = format!("`{folder}` is a file, and a schedule is a folder of files");
        return Err(Error::lacking(message, "name its folder"));
    }
    let files = files(args, run);
    for (role, input) in files.each() {
        if let Input::Path(path) = input {
            claims::claim_input(path.as_os_str())?;
            run.ledger.read(role, path);
        }
    }
    let of_products = matches!(args.by, RatesBy::Product | RatesBy::ProductAuthority);
    let conflicts = [
        ("`--period`", !args.period.is_empty(), "products have rates on a day: give `--date`"),
        ("`--sector`", !args.sector.is_empty(), "a product may be of several sectors"),
        ("`--base-date`", args.base_date.is_some(), "it is for means over products"),
        ("`--elasticity`", args.elasticity.is_some(), "it is for means over products"),
    ];
    if args.every.is_some() && args.period.is_empty() {
        let reason = "it cuts periods into parts: give `--period`";
        return Err(Error::conflict("`--every`", "`--date`", reason));
    }
    if let Some((option, _, reason)) = conflicts.iter().find(|it| it.1 && of_products) {
        return Err(Error::conflict(*option, "this `--by`", *reason));
    }
    let sink = Sink::open(&args.output, run)?;
    let stage = Stage::start("reading the schedule", run);
    let schedule = Schedule::read(&files, &args.importer)?;
    drop(stage);
    load::report(schedule.findings(), true, run)?;
    say_names(&schedule, run)?;
    let mut options = RateOptions { base_date: args.base_date, ..RateOptions::default() };
    if let Some(elasticity) = args.elasticity {
        options.elasticity = elasticity;
    }
    let _stage = Stage::start("rates", run);
    let frame = match (args.date, args.by) {
        (Some(date), RatesBy::Sector) => schedule.rates(date, &options)?.frame(),
        (Some(date), RatesBy::Authority) => schedule.rates(date, &options)?.by_authority(),
        (Some(date), RatesBy::Product) => schedule.lines(date)?.frame(),
        (Some(date), RatesBy::ProductAuthority) => schedule.lines(date)?.by_authority(),
        (None, by) => {
            let means = schedule.means(&parts(&args.period, args.every)?, &options)?;
            if by == RatesBy::Authority { means.by_authority() } else { means.frame() }
        }
    };
    sink.put(only(frame, &schedule, args)?)
}

/// The files of a folder, and those that are named.
fn files(args: &RatesArgs, run: &Run) -> ScheduleFiles {
    let mut files = ScheduleFiles::in_folder(&args.folder);
    let needed = [
        (&mut files.rates, &args.rates),
        (&mut files.rules, &args.rules),
        (&mut files.weights, &args.weights),
        (&mut files.concordance, &args.concordance),
    ];
    for (place, file) in needed {
        if let Some(path) = file {
            *place = load::file(path, run);
        }
    }
    files.contents = args.content.as_ref().map(|it| load::file(it, run)).or(files.contents);
    files.preferences =
        args.preferences.as_ref().map(|it| load::file(it, run)).or(files.preferences);
    files
}

/// Names of regions and sectors that are those of a known source.
fn say_names(schedule: &Schedule, run: &Run) -> Result<()> {
    let importers = schedule.importers();
    let regions = importers.iter().chain(schedule.regions());
    let mut seen = std::collections::HashSet::new();
    let regions: Vec<&String> = regions.filter(|it| seen.insert(it.as_str())).collect();
    let cells = regions.iter().flat_map(|region| {
        schedule.sectors().iter().map(move |sector| (region.as_str(), sector.as_str()))
    });
    let index = Index::new(cells)?;
    run.ledger.rename_known(tripole::sources::names_of(&Geography::regions(&index)));
    Ok(())
}

/// Most parts of periods: a hundred years of days.
const MOST_PARTS: i64 = 36_525;

/// Periods, perhaps cut into months or days.
fn parts(periods: &[Period], every: Option<Every>) -> Result<Vec<Period>> {
    let length: i64 = match every {
        None => 1,
        Some(Every::Month) => periods.iter().map(|it| 1 + it.days() / 28).sum(),
        Some(Every::Day) => periods.iter().map(Period::days).sum(),
    };
    if length > MOST_PARTS {
        let reason = format!("they have about {length} parts, and {MOST_PARTS} are the most");
        return Err(Error::conflict("these periods", "`--every`", reason));
    }
    let parts: Vec<Period> = match every {
        None => periods.to_vec(),
        Some(Every::Month) => periods.iter().flat_map(Period::months).collect(),
        Some(Every::Day) => periods.iter().flat_map(Period::each_day).collect(),
    };
    // One that is given twice is the same lines.
    let mut seen = std::collections::HashSet::new();
    Ok(parts.into_iter().filter(|part| seen.insert((part.from(), part.to()))).collect())
}

/// The rows of these exporters and sectors: codes, names, and groups of the rules.
fn only(frame: Frame, schedule: &Schedule, args: &RatesArgs) -> Result<Frame> {
    let labels = frame.keys().iter().find(|it| it.name() == "exporter").map(Key::labels);
    let labels = labels.unwrap_or_default();
    if labels.is_empty() || (args.exporter.is_empty() && args.sector.is_empty()) {
        return Ok(frame);
    }
    let cells = labels.iter().flat_map(|exporter| {
        schedule.sectors().iter().map(move |sector| (exporter.as_str(), sector.as_str()))
    });
    let index = Index::new(cells)?;
    let partition = Partition::regions(&index);
    // Of products the exporters are codes, of sectors the regions that these are in.
    let known =
        |code: &str| index.find_region(code).or_else(|_| index.find_region(schedule.region(code)));
    let lists: Vec<(String, Vec<RegionId>)> = schedule
        .groups()
        .map(|(name, codes)| {
            (name.to_owned(), codes.into_iter().filter_map(|it| known(it).ok()).collect())
        })
        .collect();
    let codes = CodeReader::new(&partition).with_lists(&lists);
    let frame = Only::regions("exporter", &args.exporter, &codes)?.of(frame);
    only_sectors(frame, "sector", &args.sector, &codes)
}

/// A table and a scenario that changes tariffs.
fn loaded(
    (what, importer): (&[std::ffi::OsString], &[String]),
    view: &super::super::args::View,
    run: &Run,
) -> Result<(Loaded, Scenario)> {
    let (loaded, scenario) = load::scenario(what, view, run)?;
    if !scenario.kinds().contains(&ChangeKind::Tariff) {
        let reason = "it has no `[[tariff]]`, `[[agreement]]` or `[[schedule]]`";
        return Err(Error::lacking("this scenario changes no duties", reason));
    }
    load::say_entries(&scenario, &loaded.table, None, run)?;
    let grouping = &view.grouping;
    load::say_idle_blocs(grouping, (&loaded, &scenario), importer, run);
    say_one_by_one("--importer", importer, &loaded.codes(), run);
    Ok((loaded, scenario))
}

pub fn revenue(args: &RevenueArgs, run: &Run) -> Result<Outcome> {
    let every = [TradeName::Statutory, TradeName::Armington, TradeName::Ge];
    let trades_asked = if args.trade.is_empty() { &every[..] } else { &args.trade };
    for (name, _) in &args.settings.typed {
        let has = |trade: &TradeName| {
            record_of(*trade)
                .is_some_and(|record| named(record).is_ok_and(|it| it.has_setting(name)))
        };
        if !trades_asked.iter().any(has) || !args.period.is_empty() {
            let reason = "no trade that is asked for reacts with it";
            return Err(Error::conflict(format!("`--{name}`"), "this `--trade`", reason));
        }
    }
    let level = args.by.to_possible_value();
    if let Some(level) = level.filter(|_| args.by != RevenueBy::Flow) {
        refuse_filter(&args.exporter, "--exporter", level.get_name())?;
        refuse_filter(&args.sector, "--sector", level.get_name())?;
    }
    let is_path = !args.period.is_empty();
    if is_path && args.by == RevenueBy::Flow {
        let reason = "a path is of importers or authorities";
        return Err(Error::conflict("`--period`", "`--by flow`", reason));
    }
    if is_path && args.trade.iter().any(|trade| *trade != TradeName::Statutory) {
        let reason = "a path is at the trade of the table";
        return Err(Error::conflict("`--period`", "this `--trade`", reason));
    }
    let sink = Sink::open(&args.output, run)?;
    let (loaded, scenario) = loaded((&args.what, &args.importer), &args.view, run)?;
    if is_path {
        let by = match args.by {
            RevenueBy::Authority => PathBy::Authority,
            _ => PathBy::Importer,
        };
        let _stage = Stage::start("duties", run);
        let periods = parts(&args.period, args.every)?;
        let (frame, _) = revenue_path(&scenario, &loaded.table, &periods, by)?;
        return sink.put(only_economies(frame, "importer", &args.importer, &loaded.codes())?);
    }
    // Trade as it is needs no solution of anything.
    let is_solved = trades_asked.iter().any(|trade| *trade != TradeName::Statutory);
    let make = if is_solved { load::system } else { load::unsolved };
    let system = make(&loaded.table, &loaded.accounting, run)?;
    let mut trades: Vec<Taxed> = vec![];
    let mut asked: Vec<TradeName> = vec![];
    for trade in trades_asked {
        if asked.contains(trade) {
            continue;
        }
        asked.push(*trade);
        let Some(name) = record_of(*trade) else {
            trades.push(Taxed::statutory(&system, loaded.geography.economies()));
            continue;
        };
        let record = named(name)?;
        record.reads_all(&scenario)?;
        let typed = args.settings.typed.iter().filter(|(name, _)| record.has_setting(name));
        let typed: Vec<(&'static str, String)> = typed.cloned().collect();
        let model = (record.make)(&loaded.table, &settings(record, &typed, &loaded.table, run)?)?;
        let _stage = Stage::start(record.name, run);
        trades.extend(Taxed::of_model(&system, &scenario, model.as_ref())?);
    }
    let unit = loaded.table.unit();
    let frame = match args.by {
        RevenueBy::Importer => Effective::frame(&scenario.tariffs()?, &trades, unit),
        RevenueBy::Flow => revenue_by_flow(&scenario.tariffs()?, &trades, unit),
        RevenueBy::Authority => {
            revenue_by_authority(&Levies::of(&scenario, &loaded.table)?, &trades, unit)
        }
    };
    let codes = loaded.codes();
    let frame = only_economies(frame, "importer", &args.importer, &codes)?;
    let frame = only_economies(frame, "exporter", &args.exporter, &codes)?;
    say_one_by_one("--exporter", &args.exporter, &codes, run);
    sink.put(only_sectors(frame, "sector", &args.sector, &codes)?)
}

/// The model of a trade.
fn record_of(trade: TradeName) -> Option<&'static str> {
    match trade {
        TradeName::Statutory => None,
        TradeName::Armington => Some("armington"),
        TradeName::Ge => Some("ge"),
    }
}

/// Changes that a command of duties would ignore in silence.
fn refuse_unread(command: &str, scenario: &Scenario) -> Result<()> {
    let kinds = scenario.kinds();
    let Some(kind) = kinds.into_iter().find(|kind| *kind != ChangeKind::Tariff) else {
        return Ok(());
    };
    let entries = format!("`[[{}]]` in the scenario", kind.name());
    let reason = "it is of duties on trade as it is: leave these entries out";
    Err(Error::conflict(format!("`{command}`"), entries, reason))
}

pub fn incidence(args: &IncidenceArgs, run: &Run) -> Result<Outcome> {
    if !args.origin.is_empty() && args.by == tripole::models::duties::IncidenceBy::Importer {
        refuse_filter(&args.origin, "--origin", args.by.name())?;
    }
    let sink = Sink::open(&args.output, run)?;
    let (loaded, scenario) = loaded((&args.what, &args.importer), &args.view, run)?;
    say_one_by_one("--origin", &args.origin, &loaded.codes(), run);
    refuse_unread("incidence", &scenario)?;
    let levies = Levies::of(&scenario, &loaded.table)?;
    let system = load::system(&loaded.table, &loaded.accounting, run)?;
    let stage = Stage::start("incidence", run);
    let frame = paid(&system, &levies, args.by, args.split_by)?;
    drop(stage);
    let frame = only_economies(frame, "importer", &args.importer, &loaded.codes())?;
    sink.put(only_economies(frame, "origin", &args.origin, &loaded.codes())?)
}

pub fn retaliation(args: &RetaliationArgs, run: &Run) -> Result<Outcome> {
    let sink = Sink::open(&args.output, run)?;
    let (loaded, scenario) = loaded((&args.what, &[]), &args.view, run)?;
    refuse_unread("retaliation", &scenario)?;
    if scenario.answers.is_empty() {
        let reason = "it has no `[[retaliation]]` entry";
        return Err(Error::lacking("no partner answers in this scenario", reason));
    }
    let economies = loaded.geography.economies();
    sink.put(Answered::frame(&scenario.answers, economies, loaded.table.unit()))
}
