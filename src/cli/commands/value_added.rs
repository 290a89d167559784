//! Trade in value added.

use tripole::measures::decompose::{
    Approach, Cells, Flow, ImportsOf, Perspective, Query, Sales, Split, SplitItems, WwzBy,
};
use tripole::measures::participation::{Measure, ParticipationBy};
use tripole::measures::tiva::TivaBy;
use tripole::measures::trade::{ImportColumns, TradeBy};
use tripole::measures::value_added::{Detail, VaxBy, value_added};
use tripole::measures::{decompose, multipliers as multiplier, participation};
use tripole::read::read_perimeter;
use tripole::table::EconomyId;
use tripole::{Error, LeontiefSystem, Partition, Result, SectorId};

use super::super::Outcome;
use super::super::args::{
    ApproachName, BilateralArgs, ExportsArgs, ImportsArgs, MeasureName, MethodName,
    MultipliersArgs, ParticipationArgs, ParticipationLevel, PerspectiveName, Run, TivaArgs,
    TradeArgs, TradeLevel, VaArgs, VaxArgs, VaxLevel,
};
use super::super::load;
use super::super::output::Sink;
use super::super::progress::{Stage, Steps};
use super::{chosen, economies, only, refuse_filter, sectors};

pub fn trade(args: &TradeArgs, run: &Run) -> Result<Outcome> {
    let (by, level) = match args.by {
        TradeLevel::Region => (TradeBy::Region, "region"),
        TradeLevel::Sector => (TradeBy::Sector, "sector"),
        TradeLevel::Pair => (TradeBy::Pair, "pair"),
        TradeLevel::PairSector => (TradeBy::PairSector, "pair-sector"),
    };
    if matches!(by, TradeBy::Region | TradeBy::Sector) {
        refuse_filter(&args.importer, "--importer", level)?;
    }
    if matches!(by, TradeBy::Region | TradeBy::Pair) {
        refuse_filter(&args.sector, "--sector", level)?;
    }
    let sink = Sink::open(&args.measure.output, Some(&args.measure.table.table))?;
    let loaded = load::measure(&args.measure, &[&args.exporter, &args.importer], run)?;
    let table = loaded.accounting.table(&loaded.table)?;
    let imports = if args.imports { ImportColumns::Detailed } else { ImportColumns::Standard };
    let frame = tripole::measures::trade::trade(&table, &loaded.partition, by, imports);
    let frame = only(frame, "exporter", &args.exporter, economies(&loaded.partition))?;
    let frame = only(frame, "importer", &args.importer, economies(&loaded.partition))?;
    sink.put(only(frame, "sector", &args.sector, sectors(&table))?)
}

pub fn va(args: &VaArgs, run: &Run) -> Result<Outcome> {
    let detail = |sectors: bool| if sectors { Detail::Sectors } else { Detail::Total };
    let sink = Sink::open(&args.measure.output, Some(&args.measure.table.table))?;
    let loaded = load::measure(&args.measure, &[&args.origin, &args.destination], run)?;
    let system = load::system(&loaded.table, &loaded.accounting, run)?;
    let stage = Stage::start("value added", run);
    let frame = value_added(
        &system,
        &loaded.partition,
        detail(args.origin_sectors),
        detail(args.final_sectors),
    )?;
    drop(stage);
    let frame = only(frame, "origin", &args.origin, economies(&loaded.partition))?;
    let frame = only(frame, "destination", &args.destination, economies(&loaded.partition))?;
    let _stage = Stage::start("writing", run);
    sink.put(frame)
}

pub fn vax(args: &VaxArgs, run: &Run) -> Result<Outcome> {
    let (by, level) = match args.by {
        VaxLevel::Region => (VaxBy::Region, "region"),
        VaxLevel::Sector => (VaxBy::Sector, "sector"),
        VaxLevel::Pair => (VaxBy::Pair, "pair"),
    };
    if by != VaxBy::Pair {
        refuse_filter(&args.importer, "--importer", level)?;
    }
    if by != VaxBy::Sector {
        refuse_filter(&args.sector, "--sector", level)?;
    }
    let sink = Sink::open(&args.measure.output, Some(&args.measure.table.table))?;
    let loaded = load::measure(&args.measure, &[&args.exporter, &args.importer], run)?;
    let system = load::system(&loaded.table, &loaded.accounting, run)?;
    let frame = tripole::measures::value_added::vax(&system, &loaded.partition, by)?;
    let frame = only(frame, "exporter", &args.exporter, economies(&loaded.partition))?;
    let frame = only(frame, "importer", &args.importer, economies(&loaded.partition))?;
    sink.put(only(frame, "sector", &args.sector, sectors(system.table()))?)
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

fn tiva_by(flow: Flow) -> TivaBy {
    match flow {
        Flow::Total => TivaBy::Reporter,
        Flow::Sector => TivaBy::Industry,
        Flow::Bilateral => TivaBy::Partner,
        Flow::SectorBilateral => TivaBy::IndustryPartner,
    }
}

pub fn exports(args: &ExportsArgs, run: &Run) -> Result<Outcome> {
    let flow = flow_of(&args.sector, &args.importer);
    let perspective = match args.perspective {
        PerspectiveName::Exporter => Perspective::Exporter,
        PerspectiveName::World => Perspective::World,
        PerspectiveName::Sectexp => Perspective::SectorExporter,
        PerspectiveName::Bilateral => Perspective::Bilateral,
        PerspectiveName::Sectbil => Perspective::SectorBilateral,
    };
    let approach = match args.approach {
        ApproachName::Source => Approach::Source,
        ApproachName::Sink => Approach::Sink,
    };
    let query = Query { flow, perspective, approach }.resolved()?;
    if args.method != MethodName::Bm {
        refuse_for_method(args)?;
    }
    let sink = Sink::open(&args.measure.output, Some(&args.measure.table.table))?;
    let loaded = load::measure(
        &args.measure,
        &[&args.exporter, &args.importer, &args.origin, &args.destination],
        run,
    )?;
    let partition = &loaded.partition;
    let cells = Cells {
        exporters: chosen(&args.exporter, |code| partition.find(code))?,
        importers: chosen(&args.importer, |code| partition.find(code))?,
        sectors: chosen(&args.sector, |code| loaded.table.index().find_sector(code))?,
    };
    let system = load::system(&loaded.table, &loaded.accounting, run)?;
    if let Some(split) = split_of(args) {
        return split_exports(args, &system, partition, query, split, &cells.exporters, sink, run);
    }
    let stage = Stage::start("decomposing", run);
    let frame = match args.method {
        MethodName::Bm => decompose::exports(&system, partition, query, cells)?,
        MethodName::My => decompose::miroudot_ye(&system, partition, query, cells)?,
        MethodName::Tiva => {
            let frame = tripole::measures::tiva::tiva(&system, partition, tiva_by(flow), &[])?;
            let frame = only(frame, "reporter", &args.exporter, economies(partition))?;
            let frame = only(frame, "partner", &args.importer, economies(partition))?;
            only(frame, "industry", &args.sector, sectors(system.table()))?
        }
        MethodName::Kww => decompose::kww(&system, partition, &cells.exporters)?,
        MethodName::Wwz if args.sector.is_empty() => {
            decompose::wwz(&system, partition, WwzBy::Pair, cells)?
        }
        MethodName::Wwz => decompose::wwz(&system, partition, WwzBy::PairSector, cells)?,
    };
    drop(stage);
    let _stage = Stage::start("writing", run);
    sink.put(frame)
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

#[allow(clippy::too_many_arguments, reason = "the tail of `exports`, where all of it is at hand")]
fn split_exports(
    args: &ExportsArgs,
    system: &LeontiefSystem,
    partition: &Partition,
    query: Query,
    split: Split,
    exporters: &[EconomyId],
    sink: Sink<'_>,
    run: &Run,
) -> Result<Outcome> {
    let count = if exporters.is_empty() { partition.len() } else { exporters.len() };
    let _stage = Stage::quiet("decomposing and writing", run);
    let steps = Steps::new(count, run);
    let (mut last, mut done) = (None, 0);
    sink.stream(|emit| {
        decompose::exports_split(system, partition, query, split, exporters, |id, frame| {
            if last.replace(id) != Some(id) {
                steps.done(done);
                done += 1;
            }
            let frame = only(frame, "importer", &args.importer, economies(partition))?;
            let frame = only(frame, "sector", &args.sector, sectors(system.table()))?;
            let frame = only(frame, "origin", &args.origin, economies(partition))?;
            emit(only(frame, "destination", &args.destination, economies(partition))?)
        })
    })
}

pub fn imports(args: &ImportsArgs, run: &Run) -> Result<Outcome> {
    let sink = Sink::open(&args.measure.output, Some(&args.measure.table.table))?;
    let loaded = load::measure(&args.measure, &[&args.importer, &args.origin], run)?;
    let index = loaded.table.index();
    let mut sales = args.flow.clone();
    if let Some(path) = &args.perimeter {
        sales.extend(read_perimeter(path)?);
    }
    if !sales.is_empty() {
        let parse = |text: &String| Sales::parse(index, &loaded.partition, text);
        let sales = sales.iter().map(parse).collect::<Result<Vec<_>>>()?;
        let system = load::system(&loaded.table, &loaded.accounting, run)?;
        let frame = decompose::perimeter(&system, &loaded.partition, &sales)?;
        return sink.put(only(frame, "origin", &args.origin, economies(&loaded.partition))?);
    }
    let importers = chosen(&args.importer, |code| loaded.partition.find(code))?;
    let products = chosen(&args.sector, |code| index.find_sector(code))?;
    let of = match (args.sector.is_empty(), products.is_empty()) {
        (true, _) => ImportsOf::Total,
        (false, true) => ImportsOf::Sectors(index.sectors().collect()),
        (false, false) => ImportsOf::Sectors(products),
    };
    let system = load::system(&loaded.table, &loaded.accounting, run)?;
    let stage = Stage::start("decomposing", run);
    let frame = decompose::imports(&system, &loaded.partition, &of, &importers)?;
    drop(stage);
    sink.put(only(frame, "origin", &args.origin, economies(&loaded.partition))?)
}

pub fn tiva(args: &TivaArgs, run: &Run) -> Result<Outcome> {
    let by = tiva_by(flow_of(&args.industry, &args.partner));
    let sink = Sink::open(&args.measure.output, Some(&args.measure.table.table))?;
    let loaded = load::measure(&args.measure, &[&args.reporter, &args.partner], run)?;
    let system = load::system(&loaded.table, &loaded.accounting, run)?;
    let stage = Stage::start("indicators", run);
    let index = system.table().index();
    let services = args.services.iter().map(|code| index.find_sector(code));
    let services = services.collect::<Result<Vec<SectorId>>>()?;
    let frame = tripole::measures::tiva::tiva(&system, &loaded.partition, by, &services)?;
    drop(stage);
    let frame = frame.choose(&args.indicator)?;
    let frame = only(frame, "reporter", &args.reporter, economies(&loaded.partition))?;
    let frame = only(frame, "partner", &args.partner, economies(&loaded.partition))?;
    sink.put(only(frame, "industry", &args.industry, sectors(system.table()))?)
}

pub fn bilateral(args: &BilateralArgs, run: &Run) -> Result<Outcome> {
    let sink = Sink::open(&args.measure.output, Some(&args.measure.table.table))?;
    let loaded = load::measure(&args.measure, &[&args.exporter, &args.importer], run)?;
    let system = load::system(&loaded.table, &loaded.accounting, run)?;
    let stage = Stage::start("decomposing", run);
    let frame = decompose::bilateral(&system, &loaded.partition)?;
    drop(stage);
    let frame = only(frame, "exporter", &args.exporter, economies(&loaded.partition))?;
    sink.put(only(frame, "importer", &args.importer, economies(&loaded.partition))?)
}

/// Options that mean something for the Borin-Mancini decomposition only.
fn refuse_for_method(args: &ExportsArgs) -> Result<()> {
    let method = match args.method {
        MethodName::Kww => "kww",
        MethodName::Wwz => "wwz",
        MethodName::Tiva => "tiva",
        MethodName::My => "my",
        MethodName::Bm => "bm",
    };
    let conflict = |first: &str, reason: &'static str| {
        Err(Error::conflict(first, format!("`--method {method}`"), reason))
    };
    if args.perspective != PerspectiveName::Exporter && args.method != MethodName::My {
        return conflict(
            "`--perspective`",
            "this method has one perspective of its own; use `--method bm` for others",
        );
    }
    if args.approach != ApproachName::Source {
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
    let measure = match args.measure {
        MeasureName::Bm => Measure::BorinMancini,
        MeasureName::Tripartite => Measure::Tripartite,
        MeasureName::Kpww => Measure::Kpww,
        MeasureName::Wwyz => Measure::Wwyz,
        MeasureName::Output => Measure::Output,
        MeasureName::Hiy => Measure::VerticalSpecialisation,
    };
    let by = match args.by {
        ParticipationLevel::RegionSector => ParticipationBy::RegionSector,
        _ => ParticipationBy::Region,
    };
    if by == ParticipationBy::Region {
        refuse_filter(&args.sector, "--sector", "region")?;
    }
    let sink = Sink::open(&args.table.output, Some(&args.table.table.table))?;
    let loaded = load::measure(&args.table, &[&args.region], run)?;
    let partition = match args.by {
        ParticipationLevel::Bloc => loaded.geography.blocs().clone(),
        _ => loaded.partition,
    };
    let system = match measure {
        Measure::Kpww | Measure::VerticalSpecialisation => {
            load::system(&loaded.table, &loaded.accounting, run)?
        }
        // Local inverses are enough.
        _ => LeontiefSystem::new(loaded.table.clone(), &loaded.accounting)?,
    };
    let stage = Stage::start("participation", run);
    let frame = match args.by {
        ParticipationLevel::Pair => {
            participation::participation_by_pair(&system, &partition, measure)?
        }
        _ => participation::participation(&system, &partition, measure, by)?,
    };
    drop(stage);
    let frame = only(frame, "region", &args.region, economies(&partition))?;
    sink.put(only(frame, "sector", &args.sector, sectors(system.table()))?)
}

pub fn multipliers(args: &MultipliersArgs, run: &Run) -> Result<Outcome> {
    let sink = Sink::open(&args.measure.output, Some(&args.measure.table.table))?;
    let loaded = load::measure(&args.measure, &[&args.region], run)?;
    let system = load::system(&loaded.table, &loaded.accounting, run)?;
    let frame = multiplier::multipliers(&system, &loaded.partition)?;
    let frame = only(frame, "region", &args.region, economies(&loaded.partition))?;
    sink.put(only(frame, "sector", &args.sector, sectors(system.table()))?)
}
