//! Tables to tables.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tripole::error::shown_path;
use tripole::frame::Destination;
use tripole::read::{brings_accounts, read_concordance};
use tripole::sources::CodeReader;
use tripole::table::{OutputFrom, PrimaryKind, ValueAddedFrom};
use tripole::write::{MatrixCells, MatrixFiles, MatrixName, PrimaryRows, TableFiles};
use tripole::{Concordance, Error, Mrio, Partition, Result};

use super::super::Outcome;
use super::super::args::{ConvertArgs, Run};
use super::super::load;
use super::super::messages::tell;
use super::super::output;
use super::super::output::Was;
use super::super::progress::Stage;
use super::{own_accounts, say_satellite};

pub fn convert(args: &ConvertArgs, run: &Run) -> Result<Outcome> {
    let out = args.out.as_ref().or(args.output.as_ref());
    let out = out.map_or(Path::new("-"), PathBuf::as_path);
    let files = Files::open(out, args)?;
    let accounts_file = args.satellite_output.as_deref().map(output::frame_file).transpose()?;
    let map = |path: &PathBuf| read_concordance(load::file(path, run));
    let maps = |path: &Option<PathBuf>| path.as_ref().map(map).transpose();
    let (regions, sectors) = (maps(&args.regions)?, maps(&args.sectors)?);
    let (read, findings) = load::read(&args.table, &args.reading, run)?;
    load::report(&findings, true, run)?;
    if let Some(file) = accounts_file {
        save_accounts(args, file, &read, run)?;
    }
    let partition = Partition::regions(read.index());
    let notes = load::Notes::of(Path::new(""), run);
    let codes = notes.heard_by(CodeReader::new(&partition));
    let regions = regions.map(|map| codes.region_map(&map)).transpose();
    let named = |map: Option<&Path>| {
        map.map(|path| path.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let in_file = |map, error| load::in_file(named(map), error);
    let regions = regions.map_err(|error| in_file(args.regions.as_deref(), error))?;
    let sectors = sectors.map(|map| codes.sector_map(&map)).transpose();
    let sectors = sectors.map_err(|error| in_file(args.sectors.as_deref(), error))?;
    say_unused(regions.as_ref(), read.index().region_codes(), run);
    say_unused(sectors.as_ref(), read.index().sector_codes(), run);
    // What nothing is added up of stays as it is, to the last bit.
    let mut table = match (&regions, &sectors) {
        (None, None) => read,
        _ => Arc::new(read.aggregate(regions.as_ref(), sectors.as_ref())?),
    };
    let files = match files {
        Files::Matrix(name, files) => {
            let output = args.output_from.unwrap_or_default();
            let _stage = Stage::start("writing", run);
            return output::save_matrix(&table, (files, out), (name, output), run);
        }
        Files::Table(files) => files,
    };
    if args.output_from == Some(OutputFrom::Rows) {
        table = Arc::new(Arc::unwrap_or_clone(table).with_output_from_rows()?);
    }
    if args.value_added == Some(ValueAddedFrom::Residual) {
        table = Arc::new(Arc::unwrap_or_clone(table).with_residual_value_added()?);
    }
    let rows = if args.keep_rows { PrimaryRows::AsRead } else { PrimaryRows::Totals };
    if !run.quiet {
        match files {
            TableFiles::IcioUser(..) => say_numbers_alone(&table),
            // Every row stays what it is.
            TableFiles::Binary(_) if args.satellite_output.is_none() => {
                say_accounts_left(args, run)?;
            }
            TableFiles::Binary(_) => {}
            _ if rows == PrimaryRows::Totals => say_totals(&table),
            _ => {}
        }
    }
    let _stage = Stage::start("writing", run);
    output::save_table(&table, files, rows, run)
}

/// What is written, and where.
enum Files {
    Table(TableFiles),
    Matrix(MatrixName, MatrixFiles),
}

impl Files {
    fn open(path: &Path, args: &ConvertArgs) -> Result<Self> {
        let cells = if args.coordinate { MatrixCells::NotZero } else { MatrixCells::All };
        if let Some(name) = args.matrix {
            return Ok(Files::Matrix(name, output::matrix_files(path, cells)?));
        }
        refuse_matrix_file(path)?;
        output::table_files(path, args.to).map(Files::Table)
    }
}

/// A name whose ending is that of a matrix, without a word of which.
fn refuse_matrix_file(path: &Path) -> Result<()> {
    let is = |ending: &str| path.extension().is_some_and(|it| it.eq_ignore_ascii_case(ending));
    if !(is("npy") || is("mtx")) {
        return Ok(());
    }
    let path = shown_path(&path.display().to_string());
    Err(Error::lacking(
        format!("`{path}` would be a matrix, and no table"),
        format!(
            "say which one: `--matrix Z`, `A` or `ImA`; `tripole requirements TABLE --matrix L -o {path}` writes \
             inverses too"
        ),
    ))
}

/// What a reader of numbers without labels does not see.
fn say_numbers_alone(table: &Mrio) {
    let sectors = table.index().sector_codes().len();
    let categories = table.demand().categories().len();
    tell!(
        "note: the files have no names of sectors and final demand: in the order of the table they are `s1` to `s{sectors}`, \
         `f1` to `f{categories}`; output is read as the row sum, value added as output less inputs"
    );
}

/// That the accounts which a table brings along stay behind.
fn say_accounts_left(args: &ConvertArgs, run: &Run) -> Result<()> {
    let origin = run.desk.origin(&args.table).cloned();
    let (input, options) = match origin {
        Some(origin) => origin,
        None if run.desk.table(&args.table).is_some() => return Ok(()),
        None => (load::file_or_builtin(&args.table, run)?, load::read_options(&args.reading)),
    };
    if brings_accounts(&input, &options) {
        tell!(
            "note: the accounts that the table brings along are not in the file: `--satellite-output accounts.csv` \
             saves them too, for `--satellite`, or name the table that was read where they are needed"
        );
    }
    Ok(())
}

/// The accounts that a table brings along, in a file of their own.
fn save_accounts(args: &ConvertArgs, file: Destination, table: &Mrio, run: &Run) -> Result<()> {
    let options = load::read_options(&args.reading);
    let reading = own_accounts(&args.table, options, (table, &[]), run)?;
    let frame = say_satellite(reading, run)?.frame(table.index());
    let path = file.path().to_owned();
    let (was, rows) = (Was::of(&path), frame.rows());
    file.save(&[frame])?;
    output::say_written(&path, was, rows, run);
    Ok(())
}

/// What the row names of the canonical layout hide.
fn say_totals(table: &Mrio) {
    let count = |kind| table.primary().iter().filter(|row| row.kind == kind).count();
    let taxes = count(PrimaryKind::Taxes);
    if taxes > 1 {
        tell!("note: {taxes} tax rows added into `TLS`; `--keep-rows` keeps them apart");
    }
    if count(PrimaryKind::ValueAddedWithTaxes) > 0 {
        tell!(
            "note: the row `VA` holds product taxes too; `--keep-rows` keeps its name `VA+TAXSUB`"
        );
    }
}

fn say_unused(map: Option<&Concordance>, codes: &[String], run: &Run) {
    let unused = map.map(|map| map.unused(codes)).unwrap_or_default();
    if !unused.is_empty() && !run.quiet {
        tell!(
            "note: codes of the map that the table does not have: {}",
            tripole::error::shown_list(&unused)
        );
    }
}
