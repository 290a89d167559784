//! Who answers for an account.

use std::ffi::OsStr;
use std::path::Path;

use tripole::frame::Level;
use tripole::leontief::Need;
use tripole::measures::responsibility::{
    PassedOn, ResponsibilityOptions, responsibility as responsible,
};
use tripole::read::read_passed_on;
use tripole::{Error, Frame, Index, Result};

use super::super::Outcome;
use super::super::args::{ResponsibilityArgs, Run};
use super::super::load;
use super::super::messages::tell;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{only_economies, only_sectors, read_impacts, refuse_filter};

pub fn responsibility(args: &ResponsibilityArgs, run: &Run) -> Result<Outcome> {
    if args.by != Level::RegionSector {
        refuse_filter(&args.only.sector, "--sector", args.by.name())?;
    }
    if args.by == Level::Pair && args.alpha.is_some() {
        let reason = "use embodied in gross exports does not depend on what sellers pass on";
        return Err(Error::conflict("`--alpha`", "`--by pair`", reason));
    }
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.only.region], run)?;
    let index = loaded.table.index();
    let passed_on = match &args.alpha {
        Some(alpha) => passed_on(alpha, index, run)?,
        None => PassedOn::ValueAdded,
    };
    let satellite = read_impacts(&args.accounts, (&args.measure, &*loaded.table), run)?;
    // Pairs need local factors only.
    let system = match args.by {
        Level::Pair => load::unsolved(&loaded.table, &loaded.accounting, run)?,
        _ => loaded.system_for(Need::Sides(2 * satellite.accounts().len()), run)?,
    };
    let stage = Stage::start("responsibility", run);
    let options = ResponsibilityOptions { by: args.by, passed_on };
    let frame = responsible(&system, &loaded.partition, &satellite, &options)?;
    drop(stage);
    say_other(&frame, run);
    let key = if args.by == Level::Pair { "exporter" } else { "region" };
    let frame = only_economies(frame, key, &args.only.region, &loaded.codes())?;
    sink.put(only_sectors(frame, "sector", &args.only.sector, &loaded.codes())?)
}

/// A number, or a file of them.
fn passed_on(text: &OsStr, index: &Index, run: &Run) -> Result<PassedOn> {
    if let Some(number) = text.to_str().and_then(|text| text.trim().parse().ok()) {
        return Ok(PassedOn::Uniform(number));
    }
    let shares = read_passed_on(load::file(Path::new(text), run), index)?;
    let lacking = shares.iter().filter(|share| share.is_none()).count();
    if lacking > 0 && !run.quiet {
        tell!(
            "note: `--alpha`: {lacking} of {} region-sectors have no line and keep the default",
            shares.len()
        );
    }
    Ok(PassedOn::Rows(shares))
}

/// What the schemes leave to nobody.
fn say_other(frame: &Frame, run: &Run) {
    let other = frame.notes().iter().find(|(name, _)| name == "other");
    if let Some((_, text)) = other.filter(|_| !run.quiet) {
        tell!("note: what belongs to no economy under these conventions: {text}");
    }
}
