//! The commands that compute: parse, call, print.

use std::path::Path;

use tripole::decompose::{
    self, Approach, Flow, ImportsOf, Perspective, Query, Sales, Split, SplitItems, WwzBy,
};
use tripole::formats::{PrimaryRows, TableFormat, read_concordance, read_perimeter, write_table};
use tripole::frame::Destination;
use tripole::headline::{headline, pole_balances};
use tripole::labels::EconomyId;
use tripole::mrio::PrimaryKind;
use tripole::multipliers as multiplier;
use tripole::participation::{self, Measure, ParticipationBy};
use tripole::tiva::TivaBy;
use tripole::trade::{ImportColumns, TradeBy};
use tripole::value_added::{Detail, VaxBy, content_of_exports, value_added};
use tripole::{Concordance, Error, Frame, LeontiefSystem, Mrio, Partition, Result, SectorId};

use super::Outcome;
use super::args::{
    ApproachName, BilateralArgs, ConvertArgs, ExportsArgs, ImportsArgs, IndicesArgs, MeasureName,
    MethodName, MultipliersArgs, OutputFromName, ParticipationArgs, ParticipationLevel,
    PerspectiveName, Run, TivaArgs, ToName, TradeArgs, TradeLevel, VaArgs, ValueAddedName, VaxArgs,
    VaxLevel,
};
use super::load;
use super::output::{self, Sink};
use super::progress::{Stage, Steps};

/// Only the rows whose `key` is one of `codes`; every code must exist.
fn only(
    frame: Frame,
    key: &'static str,
    codes: &[String],
    check: impl Fn(&str) -> Result<()>,
) -> Result<Frame> {
    if codes.is_empty() || codes.iter().any(|code| code == "all") {
        return Ok(frame);
    }
    codes.iter().try_for_each(|code| check(code))?;
    Ok(frame.select(key, codes))
}

fn economies(partition: &Partition) -> impl Fn(&str) -> Result<()> {
    move |code| partition.find(code).map(|_| ())
}

fn sectors(table: &Mrio) -> impl Fn(&str) -> Result<()> {
    move |code| table.index().find_sector(code).map(|_| ())
}

/// A filter on a key that this level does not have would be ignored in silence: refuse it.
fn refuse_filter(codes: &[String], option: &str, level: &str) -> Result<()> {
    if codes.is_empty() {
        return Ok(());
    }
    Err(Error::Conflict {
        first: format!("`{option}`"),
        second: format!("`--by {level}`"),
        reason: "the result has no such column at this level; choose another `--by`",
    })
}

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
    let frame = tripole::trade::trade(&table, &loaded.partition, by, imports);
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
    let frame = tripole::value_added::vax(&system, &loaded.partition, by)?;
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
    let exporters = chosen(&args.exporter, |code| loaded.partition.find(code))?;
    let system = load::system(&loaded.table, &loaded.accounting, run)?;
    let partition = &loaded.partition;
    if let Some(split) = split_of(args) {
        return split_exports(args, &system, partition, query, split, &exporters, sink, run);
    }
    let stage = Stage::start("decomposing", run);
    let frame = match args.method {
        MethodName::Bm => decompose::exports(&system, partition, query, &exporters)?,
        MethodName::My => decompose::miroudot_ye(&system, partition, query, &exporters)?,
        MethodName::Tiva => {
            let frame = tripole::tiva::tiva(&system, partition, tiva_by(flow), &[])?;
            let frame = only(frame, "reporter", &args.exporter, economies(partition))?;
            let frame = only(frame, "partner", &args.importer, economies(partition))?;
            only(frame, "industry", &args.sector, sectors(system.table()))?
        }
        MethodName::Kww => decompose::kww(&system, partition, &exporters)?,
        MethodName::Wwz if args.sector.is_empty() => {
            decompose::wwz(&system, partition, WwzBy::Pair, &exporters)?
        }
        MethodName::Wwz => decompose::wwz(&system, partition, WwzBy::PairSector, &exporters)?,
    };
    drop(stage);
    let frame = only(frame, "importer", &args.importer, economies(&loaded.partition))?;
    let frame = only(frame, "sector", &args.sector, sectors(system.table()))?;
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

/// What the codes stand for; nothing for `all`, which no list means too.
fn chosen<T>(codes: &[String], find: impl Fn(&str) -> Result<T>) -> Result<Vec<T>> {
    if codes.iter().any(|code| code == "all") {
        return Ok(vec![]);
    }
    codes.iter().map(|code| find(code)).collect()
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
    let frame = tripole::tiva::tiva(&system, &loaded.partition, by, &services)?;
    drop(stage);
    let frame = tripole::tiva::choose(frame, &args.indicator)?;
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
    let conflict = |first: &str, reason| {
        let second = format!("`--method {method}`");
        Err(Error::Conflict { first: first.to_owned(), second, reason })
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
        ParticipationLevel::Bloc => load::bloc_partition(&loaded.table, &args.table.grouping)?,
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

/// The tables of `indices` when none is named.
const BUILTIN_YEARS: [&str; 2] = ["builtin:three-pole-1995", "builtin:three-pole-2011"];

pub fn indices(args: &IndicesArgs, run: &Run) -> Result<Outcome> {
    let folder = args.output.as_deref().map(create_folder).transpose()?;
    let accounting = load::accounting(&args.conventions);
    let names: Vec<&str> = match &args.table {
        Some(table) => vec![table],
        None => BUILTIN_YEARS.to_vec(),
    };
    let mut systems = vec![];
    for name in names {
        let table = load::table_of(name, &args.reading, run)?;
        load::say_accounting(&table, &accounting, run)?;
        systems.push(load::system(&std::sync::Arc::new(table), &accounting, run)?);
    }
    let blocs = load::blocs(&args.blocs)?;
    let frame = headline(&systems, &blocs)?;
    let Some(folder) = folder else {
        if !output::prints_tables(&args.print) {
            output::print(&frame, &args.print)?;
            return Ok(Outcome::Done);
        }
        let notes: Vec<&str> = systems.iter().map(|s| s.table().source().note.as_str()).collect();
        output::say(&format!("{}\n\n", notes.join(", ")))?;
        output::print(&frame, &args.print)?;
        let balances = pole_balances(&systems, &blocs)?;
        if balances.rows() > 0 {
            output::say("\n")?;
            output::print(&balances, &args.print)?;
        }
        return Ok(Outcome::Done);
    };
    let mut all = vec![frame, pole_balances(&systems, &blocs)?];
    if let Some(system) = systems.last() {
        all.extend(families(system)?);
    }
    for frame in all {
        let path = folder.join(format!("{}.csv", frame.name()));
        Destination::create(&path)?.save(&[frame])?;
        if !run.quiet {
            eprintln!("wrote {}", path.display());
        }
    }
    Ok(Outcome::Done)
}

/// Every family of indicators of one table, one frame each.
fn families(system: &LeontiefSystem) -> Result<Vec<Frame>> {
    let partition = Partition::regions(system.table().index());
    let (measure, by) = (Measure::BorinMancini, ParticipationBy::RegionSector);
    Ok(vec![
        tripole::trade::trade(system.table(), &partition, TradeBy::Pair, ImportColumns::Standard),
        value_added(system, &partition, Detail::Total, Detail::Total)?,
        tripole::value_added::vax(system, &partition, VaxBy::Region)?,
        decompose::exports(system, &partition, Query::default(), &[])?,
        participation::participation(system, &partition, measure, by)?,
        decompose::bilateral(system, &partition)?,
        content_of_exports(system, &partition)?,
        multiplier::multipliers(system, &partition)?,
    ])
}

fn create_folder(path: &Path) -> Result<&Path> {
    std::fs::create_dir_all(path).map_err(|e| Error::io("create the folder", path, e))?;
    Ok(path)
}

pub fn convert(args: &ConvertArgs, run: &Run) -> Result<Outcome> {
    output::refuse_same(&args.out, Some(&args.table))?;
    let destination = Destination::create(&args.out)?;
    let maps =
        |path: &Option<std::path::PathBuf>| path.as_deref().map(read_concordance).transpose();
    let (regions, sectors) = (maps(&args.regions)?, maps(&args.sectors)?);
    let reading = load::read(&args.table, &args.reading, run)?;
    load::report(&reading.findings, true, run)?;
    let mut table = reading.table;
    say_unused(regions.as_ref(), table.index().region_codes(), run);
    say_unused(sectors.as_ref(), table.index().sector_codes(), run);
    table = table.aggregate(regions.as_ref(), sectors.as_ref())?;
    if args.output_from == Some(OutputFromName::Rows) {
        table = table.with_output_from_rows()?;
    }
    if args.value_added == Some(ValueAddedName::Residual) {
        table = table.with_residual_value_added()?;
    }
    let format = match args.to {
        ToName::Canonical => TableFormat::Canonical,
        ToName::Long => TableFormat::Long,
    };
    let rows = if args.keep_rows { PrimaryRows::AsRead } else { PrimaryRows::Totals };
    if rows == PrimaryRows::Totals && !run.quiet {
        say_totals(&table);
    }
    let _stage = Stage::start("writing", run);
    write_table(&table, destination, format, rows)?;
    Ok(Outcome::Done)
}

/// What the row names of the canonical layout hide.
fn say_totals(table: &Mrio) {
    let count = |kind| table.primary().iter().filter(|row| row.kind == kind).count();
    let taxes = count(PrimaryKind::Taxes);
    if taxes > 1 {
        eprintln!("note: {taxes} tax rows added into `TLS`; `--keep-rows` keeps them apart");
    }
    if count(PrimaryKind::ValueAddedWithTaxes) > 0 {
        eprintln!(
            "note: the row `VA` holds product taxes too; `--keep-rows` keeps its name `VA+TAXSUB`"
        );
    }
}

fn say_unused(map: Option<&Concordance>, codes: &[String], run: &Run) {
    let unused = map.map(|map| map.unused(codes)).unwrap_or_default();
    if !unused.is_empty() && !run.quiet {
        eprintln!(
            "note: codes of the map that the table does not have: {}",
            tripole::error::shown_list(&unused)
        );
    }
}
