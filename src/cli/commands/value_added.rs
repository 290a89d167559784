//! Trade in value added.

use clap::ValueEnum;
use clap::builder::PossibleValue;
use tripole::frame::Level;
use tripole::leontief::Need;
use tripole::measures::decompose::{
    Approach, Cells, Flow, ImportsOf, Perspective, Query, Split, SplitItems,
};
use tripole::measures::participation::Measure;
use tripole::measures::trade::ImportColumns;
use tripole::measures::value_added::{Detail, Sides, value_added};
use tripole::measures::{decompose, multipliers as multiplier, participation};
use tripole::read::read_perimeter;
use tripole::scenario::no_sale;
use tripole::table::SalesSet;
use tripole::{Error, LeontiefSystem, Result};

use super::super::Outcome;
use super::super::args::{
    BilateralArgs, ExportsArgs, ImportsArgs, MethodName, MultipliersArgs, OnlyPairs,
    ParticipationArgs, Run, TermsName, TivaArgs, TradeArgs, VaArgs, VaxArgs, word_of_trade,
};
use super::super::load::{self, Loaded};
use super::super::output::Sink;
use super::super::progress::{Stage, Steps};
use super::{
    Only, noted, only_economies, only_sectors, refuse_filter, refuse_own_sales, warn_of_nothing,
};

pub fn trade(args: &TradeArgs, run: &Run) -> Result<Outcome> {
    let by = args.by;
    if matches!(by, Level::Region | Level::RegionSector) {
        refuse_filter(&args.only.importer, "--importer", word_of_trade(by))?;
    }
    if matches!(by, Level::Region | Level::Pair) {
        refuse_filter(&args.sector, "--sector", word_of_trade(by))?;
    }
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.only.exporter, &args.only.importer], run)?;
    refuse_own_pairs(&args.only, &loaded)?;
    let table = loaded.accounting.table(&loaded.table)?;
    let imports = if args.imports { ImportColumns::Detailed } else { ImportColumns::Standard };
    let frame = tripole::measures::trade::trade(&table, &loaded.partition, by, imports)?;
    let frame = only_economies(frame, "exporter", &args.only.exporter, &loaded.codes())?;
    let frame = only_economies(frame, "importer", &args.only.importer, &loaded.codes())?;
    sink.put(only_sectors(frame, "sector", &args.sector, &loaded.codes())?)
}

fn refuse_own_pairs(only: &OnlyPairs, loaded: &Loaded) -> Result<()> {
    let (exporter, importer) = (("--exporter", &*only.exporter), ("--importer", &*only.importer));
    refuse_own_sales(exporter, importer, &loaded.codes())
}

pub fn va(args: &VaArgs, run: &Run) -> Result<Outcome> {
    let detail = |sectors: bool| if sectors { Detail::Sectors } else { Detail::Total };
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.origin, &args.destination], run)?;
    let g = loaded.partition.len();
    let need =
        if args.origin_sectors && args.final_sectors { Need::Inverse } else { Need::Sides(g) };
    let system = loaded.system_for(need, run)?;
    let (system, of) = load::for_categories(&system, &args.demand.category)?;
    let stage = Stage::start("value added", run);
    let sides =
        Sides { origin: detail(args.origin_sectors), destination: detail(args.final_sectors) };
    let frame = value_added(&system, &loaded.partition, sides)?;
    drop(stage);
    let frame = only_economies(frame, "origin", &args.origin, &loaded.codes())?;
    let frame = only_economies(frame, "destination", &args.destination, &loaded.codes())?;
    let _stage = Stage::start("writing", run);
    sink.put(noted(frame, of))
}

pub fn vax(args: &VaxArgs, run: &Run) -> Result<Outcome> {
    let by = args.by;
    if by == Level::RegionSector && !args.demand.category.is_empty() {
        let reason = "what a sector's own exports carry is of no category: choose regions or pairs";
        return Err(Error::conflict("`--category`", "`--by region-sector`", reason));
    }
    if by != Level::Pair {
        refuse_filter(&args.only.importer, "--importer", word_of_trade(by))?;
    }
    if by != Level::RegionSector {
        refuse_filter(&args.sector, "--sector", word_of_trade(by))?;
    }
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.only.exporter, &args.only.importer], run)?;
    refuse_own_pairs(&args.only, &loaded)?;
    let system = loaded.system_for(Need::Sides(2 * loaded.partition.len()), run)?;
    let (system, of) = load::for_categories(&system, &args.demand.category)?;
    let frame = tripole::measures::value_added::vax(&system, &loaded.partition, by)?;
    let frame = noted(frame, of);
    let frame = only_economies(frame, "exporter", &args.only.exporter, &loaded.codes())?;
    let frame = only_economies(frame, "importer", &args.only.importer, &loaded.codes())?;
    sink.put(only_sectors(frame, "sector", &args.sector, &loaded.codes())?)
}

/// The flow that lists of sectors and partners ask for.
fn flow_of(sectors: &[String], partners: &[String]) -> Flow {
    match (sectors.is_empty(), partners.is_empty()) {
        (true, true) => Flow::Total,
        (false, true) => Flow::Sector,
        (true, false) => Flow::Bilateral,
        (false, false) => Flow::SectorBilateral,
    }
}

pub fn exports(args: &ExportsArgs, run: &Run) -> Result<Outcome> {
    let flow = flow_of(&args.sector, &args.importer);
    let query = Query { flow, perspective: args.perspective, approach: args.approach };
    let query = query.resolved()?;
    if args.method != MethodName::Bm {
        refuse_for_method(args)?;
    }
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(
        &args.measure,
        &[&args.exporter, &args.importer, &args.origin, &args.destination],
        run,
    )?;
    let (exporter, importer) = (("--exporter", &*args.exporter), ("--importer", &*args.importer));
    refuse_own_sales(exporter, importer, &loaded.codes())?;
    let partition = &loaded.partition;
    let cells = Cells {
        exporters: loaded.codes().chosen_economies(&args.exporter)?,
        importers: loaded.codes().chosen_economies(&args.importer)?,
        sectors: loaded.codes().chosen_sectors(&args.sector)?,
    };
    let need = match (args.method, split_of(args)) {
        (MethodName::Bm | MethodName::My, None) => query.need(&cells, partition),
        (MethodName::Wwz, _) => Need::Inverse,
        (MethodName::Tiva, _) => Need::Sides(5 * partition.len()),
        (MethodName::Kww | MethodName::Bm | MethodName::My, _) => Need::Factor,
    };
    let system = loaded.system_for(need, run)?;
    if let Some(split) = split_of(args) {
        return split_exports(args, (&system, &loaded), query, split, cells, sink, run);
    }
    let stage = Stage::start("decomposing", run);
    let frame = match args.method {
        MethodName::Bm => decompose::exports(&system, partition, query, cells)?,
        MethodName::My => decompose::miroudot_ye(&system, partition, query, cells)?,
        MethodName::Tiva => {
            let frame = tripole::measures::tiva::tiva(&system, partition, flow.level(), &[])?;
            let frame = only_economies(frame, "reporter", &args.exporter, &loaded.codes())?;
            let frame = only_economies(frame, "partner", &args.importer, &loaded.codes())?;
            only_sectors(frame, "industry", &args.sector, &loaded.codes())?
        }
        MethodName::Kww => match terms(args, &sink) {
            TermsName::All => decompose::kww(&system, partition, &cells.exporters)?,
            TermsName::Groups => decompose::kww_grouped(&system, partition, &cells.exporters)?,
        },
        MethodName::Wwz => {
            let by = if args.sector.is_empty() { Level::Pair } else { Level::PairSector };
            match terms(args, &sink) {
                TermsName::All => decompose::wwz(&system, partition, by, cells)?,
                TermsName::Groups => decompose::wwz_grouped(&system, partition, by, cells)?,
            }
        }
    };
    drop(stage);
    let _stage = Stage::start("writing", run);
    sink.put(frame)
}

/// Groups of terms for people who did not ask for columns; else all terms.
fn terms(args: &ExportsArgs, sink: &Sink<'_>) -> TermsName {
    let output = &args.measure.output;
    let asked = output.aligned.all_columns
        || !output.choice.columns.is_empty()
        || output.choice.sort.is_some();
    let usual = if sink.is_for_people() && !asked { TermsName::Groups } else { TermsName::All };
    args.terms.unwrap_or(usual)
}

/// The split by origin and destination that is asked for, if any.
fn split_of(args: &ExportsArgs) -> Option<Split> {
    let side = |codes: &[String], sectors: bool| match (sectors, codes.is_empty()) {
        (true, _) => Some(Detail::Sectors),
        (false, false) => Some(Detail::Total),
        (false, true) => None,
    };
    let split = Split {
        origin: side(&args.origin, args.origin_sectors),
        destination: side(&args.destination, args.destination_sectors),
        items: if args.gvc { SplitItems::Participation } else { SplitItems::ValueAdded },
    };
    (split.origin.is_some() || split.destination.is_some()).then_some(split)
}

fn split_exports(
    args: &ExportsArgs,
    (system, loaded): (&LeontiefSystem, &Loaded),
    query: Query,
    split: Split,
    cells: Cells,
    sink: Sink<'_>,
    run: &Run,
) -> Result<Outcome> {
    let (partition, codes) = (&loaded.partition, loaded.codes());
    let shown = [
        Only::economies("origin", &args.origin, &codes)?,
        Only::economies("destination", &args.destination, &codes)?,
    ];
    let count = partition.chosen(&cells.exporters).len();
    let _stage = Stage::quiet("decomposing and writing", run);
    let steps = Steps::new(count, run);
    let (mut last, mut done) = (None, 0);
    sink.stream(|emit| {
        decompose::exports_split(system, partition, query, split, cells, |id, frame| {
            if last.replace(id) != Some(id) {
                steps.done(done);
                done += 1;
            }
            emit(shown.iter().fold(frame, |frame, only| only.of(frame)))
        })
    })
}

pub fn imports(args: &ImportsArgs, run: &Run) -> Result<Outcome> {
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.importer, &args.origin], run)?;
    let read = |text: &String| loaded.codes().sales(text);
    let mut sales = args.flow.iter().map(read).collect::<Result<Vec<_>>>()?;
    if let Some(path) = &args.perimeter {
        sales.extend(read_perimeter(load::file(path, run), &loaded.codes())?);
    }
    if !sales.is_empty() {
        let options =
            std::iter::repeat_n("flow", args.flow.len()).chain(std::iter::repeat("perimeter"));
        for (set, option) in sales.iter().zip(options) {
            warn_of_nothing(option, no_sale(&loaded.table, set), run)?;
        }
        let set = SalesSet::of(&loaded.partition, &sales)?;
        let system = load::system(&loaded.table, &loaded.accounting, run)?;
        let frame = decompose::perimeter(&system, &set)?;
        return sink.put(only_economies(frame, "origin", &args.origin, &loaded.codes())?);
    }
    let importers = loaded.codes().chosen_economies(&args.importer)?;
    let products = loaded.codes().chosen_sectors(&args.sector)?;
    let of = match (args.sector.is_empty(), products.is_empty()) {
        (true, _) => ImportsOf::Total,
        (false, true) => ImportsOf::Sectors(loaded.table.index().sectors().collect()),
        (false, false) => ImportsOf::Sectors(products),
    };
    let system = loaded.system_for(Need::Inverse, run)?;
    let stage = Stage::start("decomposing", run);
    let frame = decompose::imports(&system, &loaded.partition, &of, &importers)?;
    drop(stage);
    sink.put(only_economies(frame, "origin", &args.origin, &loaded.codes())?)
}

pub fn tiva(args: &TivaArgs, run: &Run) -> Result<Outcome> {
    let by = flow_of(&args.industry, &args.partner).level();
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.reporter, &args.partner], run)?;
    let (reporter, partner) = (("--reporter", &*args.reporter), ("--partner", &*args.partner));
    refuse_own_sales(reporter, partner, &loaded.codes())?;
    let system = loaded.system_for(Need::Sides(5 * loaded.partition.len()), run)?;
    let stage = Stage::start("indicators", run);
    let services = loaded.codes().chosen_sectors(&args.services)?;
    let frame = tripole::measures::tiva::tiva(&system, &loaded.partition, by, &services)?;
    drop(stage);
    let frame = frame.choose(&args.indicator)?;
    let frame = only_economies(frame, "reporter", &args.reporter, &loaded.codes())?;
    let frame = only_economies(frame, "partner", &args.partner, &loaded.codes())?;
    sink.put(only_sectors(frame, "industry", &args.industry, &loaded.codes())?)
}

pub fn bilateral(args: &BilateralArgs, run: &Run) -> Result<Outcome> {
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.only.exporter, &args.only.importer], run)?;
    refuse_own_pairs(&args.only, &loaded)?;
    let system = loaded.system_for(Need::Inverse, run)?;
    let stage = Stage::start("decomposing", run);
    let frame = decompose::bilateral(&system, &loaded.partition)?;
    drop(stage);
    let frame = only_economies(frame, "exporter", &args.only.exporter, &loaded.codes())?;
    sink.put(only_economies(frame, "importer", &args.only.importer, &loaded.codes())?)
}

/// Options that mean something for the Borin-Mancini decomposition only.
fn refuse_for_method(args: &ExportsArgs) -> Result<()> {
    let method = args.method.to_possible_value();
    let method = method.as_ref().map_or("", PossibleValue::get_name);
    let conflict = |first: &str, reason: &'static str| {
        Err(Error::conflict(first, format!("`--method {method}`"), reason))
    };
    if args.perspective != Perspective::Exporter && args.method != MethodName::My {
        return conflict(
            "`--perspective`",
            "this method has one perspective of its own; use `--method bm` for others",
        );
    }
    if args.approach != Approach::Source {
        return conflict(
            "`--approach`",
            "this method has one approach of its own; use `--method bm` for others",
        );
    }
    if split_of(args).is_some() {
        return conflict(
            "`--origin` or `--destination`",
            "the terms of this method are not split further; use `--method bm`",
        );
    }
    if args.method == MethodName::Kww && !(args.sector.is_empty() && args.importer.is_empty()) {
        return conflict(
            "`--sector` or `--importer`",
            "Koopman, Wang and Wei decompose total exports only; `--method wwz` is their extension to sectors and partners",
        );
    }
    Ok(())
}

pub fn participation(args: &ParticipationArgs, run: &Run) -> Result<Outcome> {
    let (measure, by) = (args.measure, args.by);
    if by != Level::RegionSector {
        refuse_filter(&args.only.sector, "--sector", by.name())?;
    }
    let sink = Sink::open(&args.table.output, run)?;
    let loaded = load::measure(&args.table, &[&args.only.region], run)?;
    let partition = match by {
        Level::Bloc => loaded.blocs()?.clone(),
        _ => loaded.partition.clone(),
    };
    // For the others local inverses are enough.
    let said = matches!(measure, Measure::Kpww | Measure::VerticalSpecialisation);
    let system = if said {
        loaded.system_for(Need::Sides(2 * partition.len()), run)?
    } else {
        load::unsolved(&loaded.table, &loaded.accounting, run)?
    };
    let stage = Stage::start("participation", run);
    let frame = participation::participation(&system, &partition, measure, by)?;
    drop(stage);
    if !said {
        load::say_local_quality(&system, &partition, run)?;
    }
    let frame = only_economies(frame, "region", &args.only.region, &loaded.codes_in(&partition))?;
    sink.put(only_sectors(frame, "sector", &args.only.sector, &loaded.codes())?)
}

pub fn multipliers(args: &MultipliersArgs, run: &Run) -> Result<Outcome> {
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.only.region], run)?;
    let system = loaded.system_for(Need::Sides(loaded.partition.len() + 1), run)?;
    let frame = multiplier::multipliers(&system, &loaded.partition)?;
    let frame = only_economies(frame, "region", &args.only.region, &loaded.codes())?;
    sink.put(only_sectors(frame, "sector", &args.only.sector, &loaded.codes())?)
}
