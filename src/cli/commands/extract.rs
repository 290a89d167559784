//! Hypothetical extraction.

use tripole::frame::Level;
use tripole::leontief::Need;
use tripole::measures::extract::{ExtractOptions, extraction, extractions, sets};
use tripole::models::redirection::{Redirection, redirect, replacement};
use tripole::scenario::no_output;
use tripole::table::FindingKind;
use tripole::{Error, Finding, Frame, LeontiefSystem, Partition, Result, RowSet, Severity};

use super::super::Outcome;
use super::super::args::{ExtractArgs, Run};
use super::super::load::{self, Loaded};
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{only_economies, only_sectors, warn_of_nothing};

/// Right-hand sides of one extraction beside those for its rows; single ones count as ten.
const SIDES: usize = 40;

pub fn extract(args: &ExtractArgs, run: &Run) -> Result<Outcome> {
    refuse_ambiguous(args)?;
    if let Some(each) = args.each {
        let (regions, sectors) = match each {
            Level::RegionSector => (true, true),
            Level::Product => (false, true),
            _ => (each == Level::Region, false),
        };
        refuse_filter(if regions { &[] } else { &args.region }, "--region", each)?;
        refuse_filter(if sectors { &[] } else { &args.sector }, "--sector", each)?;
    }
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.region], run)?;
    let partition = match args.each {
        Some(Level::Bloc) => loaded.blocs()?.clone(),
        _ => loaded.partition.clone(),
    };
    let index = loaded.table.index();
    let sets = match args.each {
        Some(each) => sets(each, index, &partition)?,
        None => vec![set_of(args, &loaded)?],
    };
    if let ([set], None) = (sets.as_slice(), args.each) {
        warn_of_nothing(typed(args), no_output(&loaded.table, set), run)?;
    }
    // Before anything is factorised.
    sets.iter().try_for_each(|set| args.kind.check(index, set))?;
    let (kind, by) = (args.kind, args.by.unwrap_or_default());
    let rows = |set: &RowSet| set.len();
    let need = match args.each {
        Some(_) => Need::Inverse,
        None => Need::Sides(sets.iter().map(rows).sum::<usize>() + SIDES),
    };
    let system = loaded.system_for(need, run)?;
    let stage = Stage::start("extracting", run);
    let frame = match args.each {
        Some(each) => {
            let frame = extractions(&system, &partition, ExtractOptions { kind, by: each })?;
            let codes = loaded.codes_in(&partition);
            let frame = only_economies(frame, "region", &args.region, &codes)?;
            only_sectors(frame, "sector", &args.sector, &codes)?
        }
        None if args.replace => replaced(&system, &partition, RowSet::union(sets), by, run)?,
        None => {
            let options = ExtractOptions { kind, by };
            extraction(&system, &partition, &RowSet::union(sets), options)?
        }
    };
    drop(stage);
    sink.put(frame)
}

/// Extraction with replacement, and a warning where nobody could step in.
fn replaced(
    system: &LeontiefSystem,
    partition: &Partition,
    set: RowSet,
    by: Level,
    run: &Run,
) -> Result<Frame> {
    let redirection = Redirection::replacing(system.table().index(), set);
    let redirected = redirect(system, &redirection)?;
    let (moved, unplaced) = (redirected.moved(), redirected.unplaced());
    if unplaced > 0.0 {
        let message = format!(
            "purchases of {unplaced:.0} of {:.0} {} find no other supplier and stay",
            moved + unplaced,
            system.table().unit()
        );
        let kind = FindingKind::Unplaced;
        load::report(&[Finding::new(Severity::Warning, kind, "", unplaced, message)], false, run)?;
    }
    replacement(system, partition, &redirected, by)
}

/// A filter on a key that the lines of a ranking do not have.
fn refuse_filter(codes: &[String], option: &str, each: Level) -> Result<()> {
    if codes.is_empty() {
        return Ok(());
    }
    let reason = "its lines have no such column: `--each region-sector` has both";
    Err(Error::conflict(format!("`{option}`"), format!("`--each {}`", each.name()), reason))
}

/// The first option that names what is extracted.
fn typed(args: &ExtractArgs) -> &'static str {
    match () {
        () if !args.region.is_empty() => "region",
        () if !args.sector.is_empty() => "sector",
        () if !args.cell.is_empty() => "cell",
        () => "bloc",
    }
}

/// Regions beside sectors would be read as sectors of these regions, but mean their union.
fn refuse_ambiguous(args: &ExtractArgs) -> Result<()> {
    if args.each.is_some()
        || args.sector.is_empty()
        || (args.region.is_empty() && args.bloc.is_empty())
    {
        return Ok(());
    }
    let first = if args.region.is_empty() { "`--bloc`" } else { "`--region`" };
    Err(Error::conflict(
        first,
        "`--sector`",
        "`--sector` takes a sector out in all regions; for a sector of one region write \
         `--cell CHN:ELE`",
    ))
}

/// The rows that the options name, all together.
fn set_of(args: &ExtractArgs, loaded: &Loaded) -> Result<RowSet> {
    let (index, partition, codes) = (loaded.table.index(), &loaded.partition, loaded.codes());
    let mut sets = vec![];
    if !args.region.is_empty() {
        let economies = codes.economies(&args.region)?.into_iter();
        sets.extend(economies.map(|economy| RowSet::economy(partition, economy)));
    }
    if !args.sector.is_empty() {
        let sectors = codes.sectors(&args.sector)?.into_iter();
        sets.extend(sectors.map(|sector| RowSet::product(index, sector)));
    }
    if !args.cell.is_empty() {
        let cells = codes.cells(&args.cell)?.into_iter();
        sets.extend(cells.map(|cell| RowSet::from(partition.cell(cell))));
    }
    if !args.bloc.is_empty() {
        sets.push(RowSet::regions(index, &codes.regions(&args.bloc)?));
    }
    Ok(RowSet::union(sets))
}
