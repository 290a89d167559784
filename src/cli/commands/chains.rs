//! The structure of chains, exchange-rate weights.

use std::ffi::OsStr;

use tripole::frame::Level;
use tripole::leontief::Need;
use tripole::measures::chains::{ChainFamily, Chains, Goods, need};
use tripole::measures::change::{self, PathThresholds, upgrading};
use tripole::sources::knowledge_sectors;
use tripole::{Error, Frame, LeontiefSystem, Partition, Result};

use super::super::Outcome;
use super::super::args::{ChainsArgs, Reading, ReerArgs, Run};
use super::super::load;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{only_economies, only_sectors, refuse_filter};

pub fn chains(args: &ChainsArgs, run: &Run) -> Result<Outcome> {
    let by = args.by;
    if !matches!(by, Level::Region | Level::RegionSector) {
        refuse_filter(&args.only.region, "--region", by.name())?;
    }
    if !matches!(by, Level::RegionSector | Level::Product) {
        refuse_filter(&args.only.sector, "--sector", by.name())?;
    }
    let families = families(&args.family, by)?;
    let since = earlier(args)?;
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.only.region], run)?;
    let goods = Goods {
        products: loaded.codes().chosen_sectors(&args.products)?,
        inputs: loaded.codes().chosen_sectors(&args.inputs)?,
    };
    let of_blocs = [ChainFamily::Shares, ChainFamily::Introversion, ChainFamily::Hubs];
    let of_blocs = by == Level::Bloc || families.iter().any(|family| of_blocs.contains(family));
    let blocs = loaded.geography.blocs();
    // Upgrading solves for the exports of either year on top.
    let need = match since {
        Some(_) => Need::Factor,
        None => need(&families, by, &loaded.partition),
    };
    let system = loaded.system_for(need, run)?;
    let stage = Stage::start("chains", run);
    let chains = Chains::new(&system, &loaded.geography, &goods)?;
    let mut frames: Vec<Frame> = vec![];
    for family in families {
        frames.extend(chains.family(family, by)?);
    }
    if let Some(table) = since {
        let economies = if by == Level::Bloc { blocs } else { &loaded.partition };
        frames.push(upgrading_since(table, args, &system, economies, run)?);
    }
    drop(stage);
    let frames = Frame::choose_among(frames, &args.indicator)?.into_iter().map(|frame| {
        let frame = only_economies(frame, "region", &args.only.region, &loaded.codes())?;
        only_sectors(frame, "sector", &args.only.sector, &loaded.codes())
    });
    let frames = frames.collect::<Result<Vec<Frame>>>()?;
    if of_blocs {
        loaded.say_blocs();
    }
    sink.put_all("chains", frames)
}

/// The families of one table asked for, or all of the level.
fn families(named: &[change::IndicatorFamily], by: Level) -> Result<Vec<ChainFamily>> {
    let of = |family: &change::IndicatorFamily| match family {
        change::IndicatorFamily::Chains(family) => Some(*family),
        _ => None,
    };
    if named.is_empty() {
        return Ok(ChainFamily::ALL.into_iter().filter(|family| family.is_at(by)).collect());
    }
    let named: Vec<ChainFamily> = named.iter().filter_map(of).collect();
    match named.iter().find(|family| !family.is_at(by)) {
        None => Ok(named),
        Some(family) => Err(Error::conflict(
            format!("`--family {family}`"),
            format!("`--by {by}`"),
            "introversion is of blocs, exposure and hubs are of regions, flows of both, \
             diversification of all but the world",
        )),
    }
}

/// The earlier table, if upgrading is wanted.
fn earlier(args: &ChainsArgs) -> Result<Option<&OsStr>> {
    let (by, named) = (args.by, args.family.contains(&change::IndicatorFamily::Upgrading));
    let conflict = |first: &str, second: &str, reason: &'static str| {
        Err(Error::conflict(first, second, reason))
    };
    match &args.since {
        None if named => conflict(
            "`--family upgrading`",
            "a single table",
            "it is a change between two: name the earlier table with `--since`",
        ),
        None => Ok(None),
        Some(_) if !named && !args.family.is_empty() => {
            conflict("`--since`", "these families", "add `upgrading` to them, or leave it out")
        }
        Some(_) if !matches!(by, Level::Region | Level::Bloc) => {
            conflict("`--since`", &format!("`--by {by}`"), "upgrading is of regions and of blocs")
        }
        Some(table) => Ok(Some(table)),
    }
}

/// What the exports of every economy (or bloc) carry since an earlier table.
fn upgrading_since(
    table: &OsStr,
    args: &ChainsArgs,
    system: &LeontiefSystem,
    economies: &Partition,
    run: &Run,
) -> Result<Frame> {
    // The year that was typed is that of the later table.
    let reading = Reading { year: None, ..args.measure.table.reading.clone() };
    let (earlier, _) = load::table_under(table, (&reading, &args.measure.conventions), run)?;
    let before = load::system(&earlier, system.accounting(), run)?;
    let knowledge = knowledge_sectors(system.table().index());
    upgrading(&before, system, economies, &knowledge, &PathThresholds::default())
}

pub fn reer(args: &ReerArgs, run: &Run) -> Result<Outcome> {
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.region], run)?;
    let system = loaded.system_for(Need::Sides(loaded.partition.len()), run)?;
    let frame = tripole::measures::reer::reer(&system, &loaded.partition)?;
    sink.put(only_economies(frame, "region", &args.region, &loaded.codes())?)
}
