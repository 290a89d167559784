//! Transit.

use tripole::frame::Level;
use tripole::leontief::Need;
use tripole::measures::transit::{THRESHOLD, TransitOptions, transit as passing};
use tripole::{Error, Result};

use super::super::Outcome;
use super::super::args::{Run, TransitArgs};
use super::super::load;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{only_economies, refuse_filter};

pub fn transit(args: &TransitArgs, run: &Run) -> Result<Outcome> {
    let by = args.by;
    if by != Level::Pair {
        refuse_filter(&args.origin, "--origin", by.name())?;
        refuse_filter(&args.destination, "--destination", by.name())?;
    }
    if by != Level::RegionSector {
        refuse_filter(&args.products, "--products", by.name())?;
    }
    if matches!(by, Level::Pair | Level::RegionSector) && args.threshold.is_some() {
        let reason = "pairs are counted by region and by bloc";
        return Err(Error::conflict("`--threshold`", format!("`--by {by}`"), reason));
    }
    let sink = Sink::open(&args.measure.output, run)?;
    let names: [&[String]; 3] = match by {
        Level::Bloc => [&[], &[], &[]],
        _ => [&args.crossed, &args.origin, &args.destination],
    };
    let loaded = load::measure(&args.measure, &names, run)?;
    let partition = match by {
        Level::Bloc => loaded.blocs()?.clone(),
        _ => loaded.partition.clone(),
    };
    let codes = loaded.codes_in(&partition);
    let crossed = codes.chosen_economies(&args.crossed)?;
    let products: Vec<usize> = if args.products.is_empty() {
        vec![]
    } else {
        let cells = codes.products(&args.products)?.into_iter();
        cells.flat_map(|id| partition.cell(id).rows.clone()).collect()
    };
    let system = loaded.system_for(Need::Inverse, run)?;
    let stage = Stage::start("transit", run);
    let threshold = args.threshold.unwrap_or(THRESHOLD);
    let options = TransitOptions { by, threshold, crossed: &crossed, products: &products };
    let frame = passing(&system, &partition, options)?;
    drop(stage);
    let frame = only_economies(frame, "origin", &args.origin, &codes)?;
    let frame = only_economies(frame, "destination", &args.destination, &codes)?;
    let _stage = Stage::start("writing", run);
    sink.put(frame)
}
