//! Several years beside each other, and what changed between them.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tripole::error::shown_path;
use tripole::frame::Level;
use tripole::measures::change::{
    Comparison, IndicatorFamily, PathThresholds, SpatialThresholds, comparable,
};
use tripole::read::ReadOptions;
use tripole::sources::{CodeReader, knowledge_sectors};
use tripole::table::Geography;
use tripole::{Error, Finding, Frame, Index, LeontiefSystem, Mrio, Partition, Result, SectorId};

use super::super::Outcome;
use super::super::ahead::Ahead;
use super::super::args::{CompareArgs, Output, Rules, Run, View};
use super::super::load;
use super::super::messages::tell;
use super::super::output::{self, Folder, Sink};
use super::super::progress::{Stage, Steps};
use super::Only;
use super::headline::BUILTIN_YEARS;

/// Keys of the long table, whatever is asked for.
const KEYS: [&str; 4] = ["region", "sector", "partner", "period"];

pub fn compare(args: &CompareArgs, run: &Run) -> Result<Outcome> {
    let families = families(args, run)?;
    let tables = tables(args)?;
    let target = Target::open(args, run)?;
    let mut results = Results::new(&families);
    let mut earlier: Option<Year> = None;
    let mut comparison: Option<Comparison> = None;
    let steps = Steps::new(tables.len(), run);
    let read = |position: usize, name: &OsStr| {
        let year = args.years.get(position).copied();
        load::read_quietly(name, &read_options(&args.view, year), run)
    };
    let mut ahead = Ahead::new(&tables, read, run);
    while let Some((position, name, read)) = ahead.take() {
        let table = noted((name, &args.view), read?, run)?;
        let year = year(&table, name)?;
        if let Some(before) = &earlier {
            refuse_backwards(before.year, year)?;
        }
        let comparison = match &mut comparison {
            Some(comparison) => comparison,
            none => {
                let comparison = comparison_of(args, &table, &families, run)?;
                results.only = chosen(args, &comparison.geography)?;
                none.insert(comparison)
            }
        };
        let accounting = load::accounting(&args.view.conventions, &table)?;
        let now = Year { system: load::unsolved(&table, &accounting, run)?, year };
        // Without inventories the system has a table of its own.
        drop(table);
        if let Some(before) = &earlier {
            comparable(&before.system, &now.system)?;
        }
        let computed = compute((&mut results, comparison), earlier.take(), &now, &mut ahead, run);
        computed.map_err(|e| {
            let table = name.to_string_lossy().into_owned();
            Error::InTable { table, source: Box::new(e) }
        })?;
        earlier = Some(now);
        steps.done(position + 1);
    }
    drop((earlier, steps));
    let _stage = Stage::start("writing", run);
    target.put(results.frames(), run)
}

/// A table in the order of the years.
struct Year {
    system: Arc<LeontiefSystem>,
    year: i32,
}

/// Everything about one table and the change since the one before it. That one goes as soon as nothing is
/// asked of it any more, and only then the next is read: there are never more than two, each perhaps
/// with its factor.
fn compute<T: Send, R: Fn(usize, &OsStr) -> T + Sync>(
    (results, comparison): (&mut Results, &Comparison),
    earlier: Option<Year>,
    now: &Year,
    ahead: &mut Ahead<'_, T, R>,
    run: &Run,
) -> Result<()> {
    load::say_memory(&now.system, run);
    let factorise = || {
        let stage = Stage::quiet("factorising", run);
        now.system.factorise()?;
        drop(stage);
        load::say_quality(&now.system, run)
    };
    let Some(earlier) = earlier.filter(|_| results.needs_earlier()) else {
        return ahead.meanwhile((), || {
            factorise()?;
            let _stage = Stage::quiet("computing", run);
            results.add_year(comparison, usize::MAX, now)
        });
    };
    factorise()?;
    let stage = Stage::quiet("computing", run);
    match results.add_changes(comparison, &earlier, now) {
        (families, Ok(())) => ahead.meanwhile(earlier, move || {
            let _stage = stage;
            results.add_year(comparison, families, now)
        }),
        // What fails is the first family that does, whichever kind it is of.
        (families, Err(error)) => results.add_year(comparison, families, now).and(Err(error)),
    }
}

/// The families asked for, or all of the level that have the columns whose rows are chosen.
fn families(args: &CompareArgs, run: &Run) -> Result<Vec<IndicatorFamily>> {
    let by = args.by;
    let refuse = |family: &str, with: String, reason: &'static str| {
        Err(Error::conflict(format!("`--{family}`"), with, reason))
    };
    let filters = filters(args);
    let lacking = |family: &IndicatorFamily| {
        filters.iter().find(|(key, _)| !family.keys(by).contains(key)).map(|(key, _)| *key)
    };
    if args.family.is_empty() {
        let all = IndicatorFamily::ALL.into_iter().filter(|family| family.is_at(by));
        let (kept, others): (Vec<_>, Vec<_>) = all.partition(|family| lacking(family).is_none());
        if kept.is_empty() {
            let with = format!("`--by {by}`, at which no family has all of these columns");
            return refuse(filters[0].0, with, "choose another `--by`, or fewer of the filters");
        }
        if !others.is_empty() && !run.quiet {
            let names: Vec<&str> = others.iter().map(|family| family.name()).collect();
            tell!("note: left out, without such a column: {}", names.join(", "));
        }
        return Ok(kept);
    }
    let named = args.family.iter().map(|name| name.parse());
    let named = named.collect::<Result<Vec<IndicatorFamily>>>()?;
    for family in &named {
        if !family.is_at(by) {
            let reason = "it is of regions; use `--by region`";
            return refuse(&format!("family {family}"), format!("`--by {by}`"), reason);
        }
        if let Some(key) = lacking(family) {
            let reason = "its result has no such column at this level: leave one of them out, or choose \
                          another `--by`";
            return refuse(key, format!("`--family {family}` and `--by {by}`"), reason);
        }
    }
    Ok(named)
}

/// Keys whose rows are chosen, and by which codes.
fn filters(args: &CompareArgs) -> Vec<(&'static str, &[String])> {
    let all: [(_, &[String]); 3] =
        [("region", &args.only.region), ("sector", &args.only.sector), ("partner", &args.partner)];
    all.into_iter().filter(|(_, codes)| !codes.is_empty()).collect()
}

/// The rows that are kept of every family.
fn chosen(args: &CompareArgs, geography: &Geography) -> Result<Vec<Only>> {
    let lines = if args.by == Level::Bloc { geography.blocs() } else { geography.economies() };
    let codes = CodeReader::new(lines).with_blocs(geography.listed());
    let only = |(key, names): (&'static str, &[String])| match key {
        "sector" => Only::sectors(key, names, &codes),
        _ => Only::economies(key, names, &codes),
    };
    filters(args).into_iter().map(only).collect()
}

/// The tables asked for, or the built-in ones.
fn tables(args: &CompareArgs) -> Result<Vec<OsString>> {
    let tables = match args.tables.as_slice() {
        [] => BUILTIN_YEARS.map(OsString::from).to_vec(),
        named => named.to_vec(),
    };
    if tables.len() < 2 {
        return Err(Error::Range {
            what: "the number of tables",
            value: tables.len() as f64,
            expected: "two or more",
        });
    }
    refuse_years(&args.view, &args.years, tables.len())?;
    Ok(tables)
}

/// One year for several tables, or another number of years than of tables.
pub(super) fn refuse_years(view: &View, years: &[i32], tables: usize) -> Result<()> {
    if view.reading.year.is_some() {
        return Err(Error::conflict(
            "`--year`",
            "several tables",
            "give the year of each with `--years`, in the order of the tables",
        ));
    }
    if !years.is_empty() && years.len() != tables {
        return Err(Error::Range {
            what: "the number of `--years`",
            value: years.len() as f64,
            expected: "one for each table",
        });
    }
    Ok(())
}

/// One of several tables, of a year that may be given, with its warnings.
pub(super) fn read_year(
    (name, view): (&OsStr, &View),
    year: Option<i32>,
    run: &Run,
) -> Result<Arc<Mrio>> {
    noted((name, view), load::read_with(name, &read_options(view, year), run)?, run)
}

fn read_options(view: &View, year: Option<i32>) -> ReadOptions {
    ReadOptions { year, ..load::read_options(&view.reading) }
}

/// One of several tables that has been read: what is noteworthy about it said, and which of them.
fn noted(
    (name, view): (&OsStr, &View),
    (table, mut findings): (Arc<Mrio>, Vec<Finding>),
    run: &Run,
) -> Result<Arc<Mrio>> {
    let accounting = load::accounting(&view.conventions, &table)?;
    findings.extend(load::accounting_findings(&table, &accounting)?);
    if run.verbose || run.strict {
        let table = shown_path(&name.to_string_lossy());
        findings.iter_mut().for_each(|f| f.message = format!("`{table}`: {}", f.message));
    }
    load::say_findings(&findings, name, run)?;
    run.ledger.table(name, &table);
    Ok(table)
}

fn year(table: &Mrio, name: &OsStr) -> Result<i32> {
    let named = || Error::NoYear { table: name.to_string_lossy().into_owned() };
    table.source().year.ok_or_else(named)
}

/// Changes are from one table to the next, so their order matters.
pub(super) fn refuse_backwards(before: i32, year: i32) -> Result<()> {
    if before < year {
        return Ok(());
    }
    Err(Error::conflict(
        format!("a table of {before}"),
        format!("one of {year} after it"),
        "name the tables from the earliest to the latest, each once; their years are in their names \
         or in `--years`",
    ))
}

/// Families in which it matters what lies in which bloc.
const OF_BLOCS: [&str; 5] = ["shares", "introversion", "hubs", "mobility", "spatial"];

/// How all tables are seen; the first says what its codes mean.
fn comparison_of(
    args: &CompareArgs,
    table: &Mrio,
    families: &[IndicatorFamily],
    run: &Run,
) -> Result<Comparison> {
    let index = table.index();
    let knowledge = knowledge(&args.rules, index)?;
    if knowledge.is_empty() && families.contains(&IndicatorFamily::Upgrading) && !run.quiet {
        tell!(
            "note: the knowledge-intensive sectors of this classification are not known, so nobody \
             is found at the low end; name them with `--knowledge`"
        );
    }
    let notes = load::Notes::of(&args.view.grouping.blocs, run);
    if families.iter().any(|family| OF_BLOCS.contains(&family.name())) || args.by == Level::Bloc {
        notes.say_blocs(index);
    }
    // A group or bloc that is named is one economy, as in every other measure; blocs are already.
    let named: &[&[String]] =
        if args.by == Level::Bloc { &[] } else { &[&args.only.region, &args.partner] };
    let geography = load::geography(table, &args.view.grouping, named, run)?;
    let accounting = load::accounting(&args.view.conventions, table)?;
    run.ledger.conventions(&accounting, Some(&geography));
    Ok(Comparison {
        geography,
        by: args.by,
        knowledge,
        path: PathThresholds {
            participation: args.rules.path_participation,
            content: args.rules.path_content,
            knowledge: args.rules.path_knowledge,
        },
        spatial: SpatialThresholds {
            chain: args.rules.spatial_chain,
            weight: args.rules.spatial_weight,
        },
    })
}

/// The knowledge sectors named, or the known ones.
fn knowledge(rules: &Rules, index: &Index) -> Result<Vec<SectorId>> {
    if rules.knowledge.is_empty() {
        return Ok(knowledge_sectors(index));
    }
    CodeReader::new(&Partition::regions(index)).sectors(&rules.knowledge)
}

/// Frames by family, each with its period.
struct Results {
    of: Vec<(IndicatorFamily, Vec<(String, Frame)>)>,
    /// The rows that are kept.
    only: Vec<Only>,
}

impl Results {
    fn new(families: &[IndicatorFamily]) -> Self {
        Results { of: families.iter().map(|family| (*family, vec![])).collect(), only: vec![] }
    }

    /// Whether the table before is needed to the end.
    fn needs_earlier(&self) -> bool {
        self.of.iter().any(|(family, _)| family.is_of_change())
    }

    /// The changes between two tables; how many families came before one that fails, all where none does.
    fn add_changes(
        &mut self,
        comparison: &Comparison,
        before: &Year,
        now: &Year,
    ) -> (usize, Result<()>) {
        let period = format!("{}-{}", before.year, now.year);
        let of = |family| comparison.between(family, &before.system, &now.system);
        let changes =
            self.of.iter_mut().enumerate().filter(|(_, (family, _))| family.is_of_change());
        for (position, (family, frames)) in changes {
            match of(*family) {
                Ok(frame) => frames.extend(kept(frame, &self.only).map(|it| (period.clone(), it))),
                Err(error) => return (position, Err(error)),
            }
        }
        (self.of.len(), Ok(()))
    }

    /// What is of one table alone, of the first so many families.
    fn add_year(&mut self, comparison: &Comparison, families: usize, now: &Year) -> Result<()> {
        let singles = self.of.iter_mut().take(families);
        for (family, frames) in singles.filter(|(family, _)| !family.is_of_change()) {
            let frame = comparison.of_year(*family, &now.system)?;
            frames.extend(kept(frame, &self.only).map(|it| (now.year.to_string(), it)));
        }
        Ok(())
    }

    /// One frame per family, with the key `period`.
    fn frames(self) -> Vec<Frame> {
        self.of.into_iter().filter_map(|(_, frames)| stacked(frames)).collect()
    }
}

/// The rows that are kept of a result.
fn kept(frame: Option<Frame>, only: &[Only]) -> Option<Frame> {
    frame.map(|frame| only.iter().fold(frame, |frame, only| only.of(frame)))
}

/// Periods below each other.
fn stacked(frames: Vec<(String, Frame)>) -> Option<Frame> {
    let periods: Vec<String> = frames.iter().map(|(period, _)| period.clone()).collect();
    let keyed = frames.into_iter().enumerate().map(|(position, (_, frame))| {
        let rows = frame.rows();
        frame.with_key("period", &periods, std::iter::repeat_n(position, rows))
    });
    keyed.reduce(Frame::with_rows)
}

/// Where results go.
enum Target<'a> {
    /// One CSV file per family.
    Folder(Folder, &'a Output),
    Sink(Sink<'a>),
}

impl<'a> Target<'a> {
    fn open(args: &'a CompareArgs, run: &'a Run) -> Result<Self> {
        let is_folder = |path: &&PathBuf| {
            *path != Path::new("-") && (path.extension().is_none() || path.is_dir())
        };
        match args.output.file.as_ref().filter(is_folder) {
            Some(path) => Ok(Target::Folder(output::folder(path, run)?, &args.output)),
            None => Ok(Target::Sink(Sink::open(&args.output, run)?)),
        }
    }

    fn put(self, frames: Vec<Frame>, run: &Run) -> Result<Outcome> {
        match self {
            Target::Sink(sink) => sink.put_all_by("compare", &KEYS, frames),
            Target::Folder(folder, output) => {
                output::save_all(folder, output::ready(frames, output, run)?, run)
            }
        }
    }
}
