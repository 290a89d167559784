//! Making tables: built, balanced, updated, split, made symmetric.

use std::path::Path;

use tripole::frame::Destination;
use tripole::make::balance::{Quadratic, Report, Scaling, Signs, Step, Stop};
use tripole::make::supply_use::{Gaps, Model, read_mixed, read_supply_use};
use tripole::make::{
    BelowZero, Method, SeedFiles, Side, column_label, read_cell_totals, read_sector_shares,
    read_seeds, read_shares, read_side_totals, read_totals,
};
use tripole::sources::CodeReader;
use tripole::table::FindingKind;
use tripole::write::{PrimaryRows, TableFiles};
use tripole::{Error, Frame, Index, Mrio, Partition, RegionId, Result};

use super::super::Outcome;
use super::super::args::{
    BalanceArgs, BalancingName, BuildArgs, Run, SplitArgs, StopArgs, SymmetricArgs, SymmetricName,
    UpdateArgs,
};
use super::super::load;
use super::super::messages::tell;
use super::super::output;
use super::super::progress::{Stage, Steps};
use super::read_satellite;

pub fn build(args: &BuildArgs, run: &Run) -> Result<Outcome> {
    let files = Files::open(&args.out, args.stop.report.as_deref())?;
    let exports = args.exports.as_deref().map(output::frame_file).transpose()?;
    let reading = Stage::start("reading", run);
    let seeds = read_seeds(&SeedFiles::in_folder(&args.seeds))?;
    drop(reading);
    if !run.quiet {
        let categories = tripole::error::shown_list(seeds.demand.categories());
        tell!("note: users that are no sectors, taken as final demand: {categories}");
    }
    let rest = args.rest.as_deref().map(|code| region(&seeds.index, code)).transpose()?;
    let stage = Stage::quiet("balancing", run);
    let built = tripole::make::build(&seeds, rest, &stop(&args.stop), &mut progress(run))?;
    drop(stage);
    load::report(&built.findings, true, run)?;
    if run.desk.takes() {
        run.desk.keep(vec![built.exports]);
    } else if let Some(file) = exports {
        file.save(&[built.exports])?;
    }
    files.write(&built.table, &built.report, run)
}

pub fn balance(args: &BalanceArgs, run: &Run) -> Result<Outcome> {
    if args.spread.is_some() && args.method != BalancingName::Quadratic {
        return Err(Error::conflict(
            "`--spread`",
            "a method other than `--method quadratic`",
            "the others know no standard errors of cells",
        ));
    }
    let files = Files::open(&args.out, args.stop.report.as_deref())?;
    let table = load::table(&args.table, run)?;
    let mut targets = vec![];
    for (path, side) in [(&args.rows, Side::Rows), (&args.cols, Side::Columns)] {
        if let Some(path) = path {
            targets.extend(read_side_totals(load::file(path, run), &table, side)?);
        }
    }
    if let Some(path) = &args.cells {
        targets.extend(read_cell_totals(load::file(path, run), &table)?);
    }
    let stage = Stage::quiet("balancing", run);
    let moved = tripole::make::rebalance(&table, &targets, &method(args), &mut progress(run))?;
    drop(stage);
    let biproportional = matches!(args.method, BalancingName::Ras | BalancingName::Gras);
    let has_errors = targets.iter().any(|target| target.error > 0.0);
    if biproportional && has_errors && moved.report.gave_way().next().is_none() && !run.quiet {
        tell!(
            "note: the standard errors play no part: the totals agree with each other, and all are met"
        );
    }
    files.write(&moved.table, &moved.report, run)
}

/// The method asked for.
fn method(args: &BalanceArgs) -> Method {
    let stop = stop(&args.stop);
    match args.method {
        BalancingName::Ras => Method::Ras(stop),
        BalancingName::Gras => Method::Gras(stop),
        BalancingName::Scaling => Method::Scaling(Scaling { stop, ..Scaling::default() }),
        BalancingName::Quadratic => {
            let spread = args.spread.unwrap_or_default();
            Method::Quadratic(Quadratic { spread, signs: Signs::Protect, stop })
        }
    }
}

pub fn update(args: &UpdateArgs, run: &Run) -> Result<Outcome> {
    let files = Files::open(&args.out, args.stop.report.as_deref())?;
    let table = load::table(&args.table, run)?;
    let totals = read_totals(load::file(&args.totals, run), &table)?;
    let stage = Stage::quiet("balancing", run);
    let updated = tripole::make::update(&table, &totals, &stop(&args.stop), &mut progress(run))?;
    drop(stage);
    files.write(&updated.table, &updated.report, run)
}

pub fn split(args: &SplitArgs, run: &Run) -> Result<Outcome> {
    let Some(sector) = &args.sector else { return split_region(args, run) };
    if args.satellite.is_some() && args.satellite_output.is_none() && !run.desk.takes() {
        return Err(Error::lacking(
            "`--satellite` needs `--satellite-output`",
            "name a file for the accounts of the parts",
        ));
    }
    let destination = output::table_file(&args.out)?;
    let accounts_file = args.satellite_output.as_deref().map(output::frame_file).transpose()?;
    let table = load::table(&args.table, run)?;
    let satellite = args.satellite.as_deref();
    let satellite = satellite.map(|path| read_satellite(path, &[], &table, run)).transpose()?;
    let partition = Partition::regions(table.index());
    let codes = CodeReader::new(&partition);
    let sector = codes.sector(sector)?;
    let regions = match args.region.as_slice() {
        [] => vec![],
        named => codes.regions(named)?,
    };
    let shares = read_sector_shares(load::file(&args.shares, run), &table, sector, &regions)?;
    let below_zero = if args.balance { BelowZero::Balance } else { BelowZero::Refuse };
    let split = tripole::make::split_sector(&table, sector, &shares, below_zero)?;
    load::report(&split.findings, true, run)?;
    let was_balanced = split.findings.iter().any(|it| it.kind == FindingKind::PartsBalanced);
    if args.balance && !was_balanced && !run.quiet {
        tell!("note: no part has value added below zero, and nothing was balanced");
    }
    if let Some(satellite) = satellite {
        let frame = split.satellite(&satellite)?.frame(split.table.index());
        if run.desk.takes() {
            run.desk.keep(vec![frame]);
        } else if let Some(file) = accounts_file {
            file.save(&[frame])?;
        }
    }
    let _stage = Stage::start("writing", run);
    output::save_table(&split.table, destination, PrimaryRows::Totals, run)
}

fn split_region(args: &SplitArgs, run: &Run) -> Result<Outcome> {
    let destination = output::table_file(&args.out)?;
    let table = load::table(&args.table, run)?;
    // The name of a country may have a comma.
    let region = region(table.index(), &args.region.join(",")).map_err(|error| {
        let several = args.region.iter().all(|code| region(table.index(), code).is_ok());
        if args.region.len() < 2 || !several {
            return error;
        }
        Error::conflict(
            "several regions",
            "a split without `--sector`",
            "split one region after the other, or name the sector that is to be split in all of them",
        )
    })?;
    let shares = read_shares(load::file(&args.shares, run), &table, region)?;
    let split = tripole::make::split(&table, region, &shares)?;
    let _stage = Stage::start("writing", run);
    output::save_table(&split, destination, PrimaryRows::Totals, run)
}

pub fn symmetric(args: &SymmetricArgs, run: &Run) -> Result<Outcome> {
    if args.mixed.is_some() != (args.model == SymmetricName::E) {
        let why =
            "the cells of supply under industry technology are those of the mixed model: give both";
        return Err(if args.mixed.is_some() {
            Error::conflict("`--mixed`", "a model other than `--model e`", why)
        } else {
            Error::lacking("`--model e` needs `--mixed`", why)
        });
    }
    let destination = output::table_file(&args.out)?;
    let reading = Stage::start("reading", run);
    let (system, findings) = read_supply_use(load::file_or_builtin(&args.supply_use, run)?)?;
    let model = match (args.model, &args.mixed) {
        (SymmetricName::A, _) => Model::ProductTechnology,
        (SymmetricName::B, _) => Model::IndustryTechnology,
        (SymmetricName::C, _) => Model::FixedIndustrySales,
        (SymmetricName::D, _) => Model::FixedProductSales,
        (SymmetricName::E, cells) => {
            let cells = cells.as_deref().map(|path| read_mixed(load::file(path, run), &system));
            Model::Mixed(cells.transpose()?.unwrap_or_default())
        }
    };
    drop(reading);
    load::report(&findings, true, run)?;
    let gaps = if args.allow_gaps { Gaps::Keep } else { Gaps::Refuse };
    let made = tripole::make::supply_use::symmetric(&system, &model, gaps)?;
    load::report(&made.findings, true, run)?;
    let _stage = Stage::start("writing", run);
    output::save_table(&made.table, destination, PrimaryRows::Totals, run)
}

/// The region that a typed code stands for.
fn region(index: &Index, code: &str) -> Result<RegionId> {
    CodeReader::new(&Partition::regions(index)).region(code)
}

fn stop(args: &StopArgs) -> Stop {
    Stop { tolerance: args.tolerance, sweeps: args.sweeps }
}

/// A bar of per cents, counted in digits of the largest gap.
fn progress(run: &Run) -> impl FnMut(Step) {
    let (steps, mut first) = (Steps::new(100, run), None);
    move |step| steps.done(step.percent(*first.get_or_insert(step.gap)))
}

/// The files of a balancing, opened before anything is computed.
struct Files {
    table: TableFiles,
    report: Option<Destination>,
}

impl Files {
    fn open(table: &Path, report: Option<&Path>) -> Result<Self> {
        let report = report.map(output::frame_file).transpose()?;
        Ok(Files { table: output::table_file(table)?, report })
    }

    /// The report first: it says what is in the table.
    fn write(self, table: &Mrio, report: &Report, run: &Run) -> Result<Outcome> {
        if !run.quiet {
            say(report);
        }
        if run.desk.takes() {
            run.desk.keep(vec![frame(table, report)]);
        } else if let Some(file) = self.report {
            file.save(&[frame(table, report)])?;
        }
        let _stage = Stage::start("writing", run);
        output::save_table(table, self.table, PrimaryRows::Totals, run)
    }
}

fn frame(table: &Mrio, report: &Report) -> Frame {
    let (index, demand) = (table.index(), table.demand());
    report.frame(|row, column| {
        format!("{} > {}", index.label(row), column_label(index, demand, column))
    })
}

/// The report in a few lines on standard error.
fn say(report: &Report) {
    tell!(
        "note: {}: {} totals met in {} sweeps; largest gap {} before, {} after (relative to its total)",
        report.method,
        report.met(),
        report.sweeps,
        gap(report.gap_before),
        gap(report.gap_after)
    );
    let (before, after) = report.zeros;
    if before != after || report.sign_changes > 0 {
        tell!("note: {before} cells were zero, {after} are; {} changed sign", report.sign_changes);
    }
    let moved = |line: &tripole::make::balance::Line| (line.used - line.target).abs();
    let worst = report.gave_way().max_by(|a, b| moved(a).total_cmp(&moved(b)));
    if let Some(line) = worst {
        tell!(
            "note: {} gave way, most the {} `{}`: {} asked for, {} reached",
            match report.gave_way().count() {
                1 => "1 total".to_owned(),
                count => format!("{count} totals"),
            },
            line.kind,
            tripole::error::shown(&line.label),
            line.target,
            line.after
        );
    }
}

/// A relative gap: plain where that can be read, else in powers of ten.
fn gap(value: f64) -> String {
    match value {
        0.0 => "0".to_owned(),
        small if small < 1e-3 => format!("{small:.1e}"),
        large => format!("{large:.3}"),
    }
}
