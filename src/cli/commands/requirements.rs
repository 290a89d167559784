//! Requirements tables.

use std::ops::Range;
use std::path::Path;

use tripole::frame::Level;
use tripole::measures::requirements::{Requirements, Selection, cells, requirements as found};
use tripole::table::{EconomyId, SectorId};
use tripole::write::{LeftOut, Lines, MatrixCells, MatrixCsv, MatrixFiles};
use tripole::{Error, LeontiefSystem, Matrix, Result};

use super::super::Outcome;
use super::super::args::{RequirementsArgs, Run};
use super::super::load::{self, Loaded};
use super::super::messages::tell;
use super::super::output::{self, Sink};
use super::super::progress::Stage;

pub fn requirements(args: &RequirementsArgs, run: &Run) -> Result<Outcome> {
    refuse_idle(args)?;
    let path = args.measure.output.file.as_deref();
    let whole = path.filter(|path| args.wide || is_matrix_file(path));
    if whole.is_some() && !args.measure.beside.is_empty() {
        let reason = "a file holds one matrix";
        return Err(Error::conflict("`--beside`", "a file of a matrix", reason));
    }
    let target = match whole {
        Some(path) => Target::open(path, args)?,
        None => Target::Lines(Sink::open(&args.measure.output, run)?),
    };
    let loaded = load::measure(&args.measure, &[], run)?;
    let names = &args.measure.grouping.groups;
    if args.by == Level::RegionSector && !names.is_empty() {
        let reason = "cells are those of the table as it is; `--by region` adds groups up, `tripole convert --regions` makes \
                      a smaller table";
        return Err(Error::conflict("`--group`", "`--by region-sector`", reason));
    }
    let rows = places(&args.row, args.by, &loaded)?;
    let columns = places(&args.column, args.by, &loaded)?;
    let count =
        |some: &[usize]| if some.is_empty() { loaded.table.index().len() } else { some.len() };
    let is_text = !matches!(&target, Target::Binary(..));
    if args.by == Level::RegionSector && is_text {
        refuse_many(count(&rows).saturating_mul(count(&columns)), args)?;
    }
    let system = load::unsolved(&loaded.table, &loaded.accounting, run)?;
    if args.matrix.is_inverse() {
        load::factorise(&system, run)?;
    }
    match target {
        Target::Lines(sink) => {
            let stage = Stage::start("solving", run);
            let selection = Selection { rows: &rows, columns: &columns, least: args.min };
            let (frame, left) = found(&system, &loaded.partition, args.matrix, args.by, selection)?;
            drop(stage);
            say_left_out(left, args, run);
            if !run.quiet {
                tell!("note: the matrix is {}", args.matrix.name());
            }
            sink.put(frame.with_note("matrix", args.matrix.name()))
        }
        Target::Wide(file, path) => {
            let _stage = Stage::start("writing", run);
            wide(&system, (file, path), (&rows, &columns), args, run)
        }
        Target::Binary(files, path) => {
            let _stage = Stage::start("writing", run);
            let say = output::saying(&[path, files.labels()]);
            let bands = &mut bands(&system, args.matrix, run);
            let left = files.write_bands(system.table().index(), system.output(), bands)?;
            say_left_out(left, args, run);
            say(run);
            Ok(Outcome::Done)
        }
    }
}

/// Where cells go.
enum Target<'a> {
    /// A line for each.
    Lines(Sink<'a>),
    Wide(MatrixCsv, &'a Path),
    Binary(MatrixFiles, &'a Path),
}

impl<'a> Target<'a> {
    fn open(path: &'a Path, args: &RequirementsArgs) -> Result<Self> {
        if args.wide {
            return Ok(Target::Wide(MatrixCsv::create(path)?, path));
        }
        let cells = match args.min {
            Some(least) => MatrixCells::AtLeast(least),
            None if args.coordinate => MatrixCells::NotZero,
            None => MatrixCells::All,
        };
        Ok(Target::Binary(output::matrix_files(path, cells)?, path))
    }
}

fn is_matrix_file(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    matches!(ending.as_deref(), Some("npy" | "mtx"))
}

/// Options that would do nothing.
fn refuse_idle(args: &RequirementsArgs) -> Result<()> {
    let path = args.measure.output.file.as_deref();
    let is_matrix = path.is_some_and(is_matrix_file);
    let output = &args.measure.output;
    let of_lines = [
        ("`--long`", output.long),
        ("`--sort`", output.choice.sort.is_some()),
        ("`--top`", output.choice.top.is_some()),
        ("`--columns`", !output.choice.columns.is_empty()),
        ("`--percent`", output.choice.percent),
        ("`--about`", output.about.is_some()),
        ("`--names`", output.naming.names),
        ("`--labels`", output.naming.labels.is_some()),
    ];
    let idle = of_lines.iter().find(|(_, given)| *given);
    if let Some((name, _)) = idle.filter(|_| args.wide || is_matrix) {
        return Err(Error::conflict(*name, "a file of a matrix", "it is for lines"));
    }
    if args.wide && (path.is_none() || is_matrix) {
        return Err(Error::lacking("`--wide` needs a file of CSV", "name it: `-o FILE.csv`"));
    }
    if (args.wide || is_matrix) && args.by != Level::RegionSector {
        let by = format!("`--by {}`", args.by);
        return Err(Error::conflict(
            "a matrix of all cells",
            by,
            "leave `--by` out, or write lines",
        ));
    }
    if is_matrix && (!args.row.is_empty() || !args.column.is_empty()) {
        let reason = "these files are square: write lines, or `--wide -o FILE.csv`";
        return Err(Error::conflict("`--row` and `--column`", "a file of a whole matrix", reason));
    }
    let is_market = path.and_then(Path::extension).is_some_and(|it| it.eq_ignore_ascii_case("mtx"));
    if args.coordinate && !is_market {
        return Err(Error::lacking("`--coordinate` needs a file .mtx", "name it: `-o FILE.mtx`"));
    }
    match args.min {
        Some(least) if !(least.is_finite() && least > 0.0) => {
            Err(Error::Range { what: "`--min`", value: least, expected: "a number above zero" })
        }
        Some(_) if args.wide || (is_matrix && !is_market) => {
            let reason = "every cell has its place there: write lines, or a file .mtx";
            Err(Error::conflict("`--min`", "a matrix of all cells", reason))
        }
        _ => Ok(()),
    }
}

/// The places that codes stand for: of economies, of sectors, or of rows of the table (`REGION:SECTOR`, a region or a
/// sector of all).
fn places(names: &[String], by: Level, loaded: &Loaded) -> Result<Vec<usize>> {
    let codes = loaded.codes();
    match by {
        Level::Region => {
            let found = codes.chosen_economies(names)?.into_iter();
            return Ok(found.map(EconomyId::position).collect());
        }
        Level::Sector => {
            let found = codes.chosen_sectors(names)?.into_iter();
            return Ok(found.map(SectorId::position).collect());
        }
        _ => {}
    }
    let partition = &loaded.partition;
    let mut found: Vec<usize> = vec![];
    for name in names {
        let some = match codes.economies(&[name]) {
            Ok(economies) => {
                economies.into_iter().flat_map(|id| partition.economy(id).rows.clone()).collect()
            }
            Err(error) => {
                let cells = codes
                    .products(&[name])
                    .map_err(|other| if name.contains(':') { other } else { error })?;
                let rows = cells.into_iter().flat_map(|id| partition.cell(id).rows.clone());
                rows.collect::<Vec<usize>>()
            }
        };
        found.extend(some.into_iter().filter(|row| !found.contains(row)).collect::<Vec<_>>());
    }
    Ok(found)
}

/// Text of more cells than that is too long to be of use.
fn refuse_many(cells: usize, args: &RequirementsArgs) -> Result<()> {
    if cells <= args.max_written {
        return Ok(());
    }
    let message = format!("{cells} cells as text, and {} are the most", args.max_written);
    let remedy = "write `-o FILE.npy`, choose rows and columns, add up with `--by`, or allow more with `--max-written`";
    Err(Error::lacking(message, remedy))
}

/// Rows and columns of the matrix as they are asked for.
fn bands<'a>(
    system: &'a LeontiefSystem,
    matrix: Requirements,
    run: &'a Run,
) -> impl FnMut(Lines, Range<usize>) -> Result<Matrix> + 'a {
    move |lines, range| {
        run.desk.go_on()?;
        let places: Vec<usize> = range.collect();
        match lines {
            Lines::Rows => matrix.rows(system, &places),
            Lines::Columns => matrix.columns(system, &places),
        }
    }
}

/// A matrix with labels: all of it as it is solved, or chosen rows and columns.
fn wide(
    system: &LeontiefSystem,
    (file, path): (MatrixCsv, &Path),
    (rows, columns): (&[usize], &[usize]),
    args: &RequirementsArgs,
    run: &Run,
) -> Result<Outcome> {
    let say = output::saying(&[path]);
    let index = system.table().index();
    let labels = |some: &[usize]| -> Vec<String> {
        let all = 0..index.len();
        if some.is_empty() {
            all.map(|row| index.label(row)).collect()
        } else {
            some.iter().map(|row| index.label(*row)).collect()
        }
    };
    if rows.is_empty() && columns.is_empty() {
        let all = labels(&[]);
        file.write(&all, &all, &mut bands(system, args.matrix, run))?;
    } else {
        let all: Vec<usize> = (0..index.len()).collect();
        let or_all = |some: &[usize]| if some.is_empty() { all.clone() } else { some.to_vec() };
        let values = cells(system, args.matrix, &or_all(rows), &or_all(columns))?;
        let mut bands = |_, range: Range<usize>| {
            let cell = |j: usize, place: usize| values[(range.start + place, j)];
            Ok(Matrix::from_fn(values.columns(), range.len(), cell))
        };
        file.write(&labels(rows), &labels(columns), &mut bands)?;
    }
    say(run);
    Ok(Outcome::Done)
}

fn say_left_out(left: LeftOut, args: &RequirementsArgs, run: &Run) {
    if let Some(least) = args.min.filter(|_| !run.quiet) {
        tell!(
            "note: {} cells below {least} are left out, of one column at most {:.6} in all",
            left.cells,
            left.largest_column
        );
    }
}
