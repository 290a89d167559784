//! Comparative advantage.

use tripole::Result;

use super::super::Outcome;
use super::super::args::{RcaArgs, Run};
use super::super::load;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{economies, only, sectors};

pub fn rca(args: &RcaArgs, run: &Run) -> Result<Outcome> {
    let sink = Sink::open(&args.measure.output, Some(&args.measure.table.table))?;
    let loaded = load::measure(&args.measure, &[&args.region], run)?;
    let system = load::system(&loaded.table, &loaded.accounting, run)?;
    let stage = Stage::start("comparative advantage", run);
    let frame = tripole::rca::rca(&system, &loaded.partition)?;
    drop(stage);
    let frame = only(frame, "region", &args.region, economies(&loaded.partition))?;
    sink.put(only(frame, "sector", &args.sector, sectors(system.table()))?)
}
