//! From tables to files: text, workbooks, binary tables, and what other programs read.

#[cfg(feature = "binary")]
mod binary;
mod files;
mod matrix;
mod pymrio;
#[cfg(feature = "xlsx")]
mod sheet;
mod template;
mod user;

pub use files::{TableFiles, TableForm};
pub use matrix::{Bands, LeftOut, Lines, MatrixCells, MatrixCsv, MatrixFiles, MatrixName};
pub use template::Template;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result, named};
use crate::frame::{Destination, FileFormat, Frame, Unit, io_error, number};
use crate::read::back;
use crate::read::long::COLUMNS;
use crate::table::{Mrio, Primary, PrimaryKind};

/// A layout that tables are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// The canonical CSV: rows `TLS`, others, `VA`, `OUT` below.
    Canonical,
    /// `row_region,row_sector,col_region,col_item,value`; zero cells left out.
    Long,
}

named!(TableFormat, "layout": Canonical = "canonical", Long = "long");

/// How tax rows are written in the canonical layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PrimaryRows {
    /// All tax rows added into one row `TLS`, all value added rows into `VA` (that of the OECD
    /// edition of 2016, which holds the taxes too, beside a `TLS` of zeros).
    #[default]
    Totals,
    /// Every row under its own name.
    AsRead,
}

/// Most columns of a sheet.
const SHEET_COLUMNS: usize = 16_384;

/// Write a table to `destination`: in the canonical layout as `.csv`, `.csv.gz` or `.xlsx`, in the long one
/// as `.csv`, `.csv.gz`, `.dta` or `.parquet`.
///
/// The written numbers read back to exactly the same table: decimals are the shortest that
/// round-trip, and output is written as published, or as the row sum where none is. A table that
/// would be read otherwise is refused, and nothing is written: a region code with the separator `_`
/// in the canonical layout, a sector with the code of a final demand category, a label that is the
/// name of a total. A workbook is read again before it has its name. What year, unit and source are,
/// a workbook says on a sheet of its own, and files of Stata and Parquet in their notes.
///
/// # Errors
/// [`Error::Io`]; [`Error::Ending`] for an ending that the layout has not;
/// [`Error::Input`] for a table that would be read otherwise, or not at all; [`Error::Encode`] for more
/// columns than a sheet has.
pub fn write_table(
    table: &Mrio,
    destination: Destination,
    format: TableFormat,
    rows: PrimaryRows,
) -> Result<()> {
    let primary = primary_rows(table, rows);
    let below: Vec<(&str, PrimaryKind)> =
        primary.iter().map(|row| (row.name.as_str(), kind_of(row))).collect();
    let name = destination.path().display().to_string();
    let file = destination.format();
    match (format, file, file.csv()) {
        (TableFormat::Canonical, _, Some(compress)) => {
            back::canonical(table, &below, &name)?;
            destination.write(compress, |out| canonical(table, rows, out))
        }
        (TableFormat::Long, _, Some(compress)) => {
            back::long(table, &below, &name)?;
            destination.write(compress, |out| long(table, rows, out))
        }
        #[cfg(feature = "xlsx")]
        (TableFormat::Canonical, FileFormat::Xlsx, None) => {
            back::canonical(table, &below, &name)?;
            let bytes = sheet::workbook(table, rows, destination.path())?;
            #[cfg(feature = "workbooks")]
            back::workbook(table, (&below, &primary), &name, &bytes)?;
            destination.write(crate::frame::Compress::No, |out| out.write_all(&bytes))
        }
        (TableFormat::Long, FileFormat::Stata | FileFormat::Parquet, None) => {
            back::long(table, &below, &name)?;
            destination.save(&[frame(table, rows)])
        }
        (TableFormat::Canonical, ..) => Err(other_ending(destination.path(), CANONICAL)),
        (TableFormat::Long, ..) => Err(other_ending(destination.path(), LONG)),
    }
}

/// The endings of files in the two layouts.
const CANONICAL: &str = "`.csv`, `.csv.gz`, `.xlsx`";
const LONG: &str = "`.csv`, `.csv.gz`, `.dta`, `.parquet`";

fn other_ending(path: &Path, known: &'static str) -> Error {
    Error::Ending { path: path.to_owned(), known }
}

/// A file beside another one: its name without the ending, and an end.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name: OsString = path.file_stem().unwrap_or_default().to_owned();
    name.push(end);
    path.with_file_name(name)
}

/// What a row is read as: added up into `VA`, taxes in it are not seen.
fn kind_of(row: &Primary) -> PrimaryKind {
    match row.kind {
        PrimaryKind::ValueAddedWithTaxes if row.name == "VA" => PrimaryKind::ValueAdded,
        kind => kind,
    }
}

/// The primary rows to write, value added last.
fn primary_rows(table: &Mrio, rows: PrimaryRows) -> Vec<Primary> {
    if rows == PrimaryRows::AsRead {
        return table.primary().to_vec();
    }
    let mut out: Vec<Primary> = vec![];
    let mut add = |name: &str, kind: PrimaryKind, row: &Primary| match out
        .iter_mut()
        .find(|known| known.name == name)
    {
        Some(sum) => {
            sum.inputs.iter_mut().zip(&row.inputs).for_each(|(s, v)| *s += v);
            sum.final_demand.iter_mut().zip(&row.final_demand).for_each(|(s, v)| *s += v);
        }
        None => out.push(Primary { name: name.to_owned(), kind, ..row.clone() }),
    };
    let of = |kind: PrimaryKind| table.primary().iter().filter(move |row| row.kind == kind);
    of(PrimaryKind::Taxes).for_each(|row| add("TLS", row.kind, row));
    if let (Some(row), None) =
        (of(PrimaryKind::ValueAddedWithTaxes).next(), of(PrimaryKind::Taxes).next())
    {
        // Taxes cannot be told apart from value added: a row of zeros says that none are.
        let (n, columns) = (row.inputs.len(), row.final_demand.len());
        let (inputs, final_demand) = (vec![0.0; n], vec![0.0; columns]);
        let none = Primary { name: String::new(), kind: PrimaryKind::Taxes, inputs, final_demand };
        add("TLS", PrimaryKind::Taxes, &none);
    }
    of(PrimaryKind::Other).for_each(|row| add(&row.name, row.kind, row));
    of(PrimaryKind::Imports).for_each(|row| add(&row.name, row.kind, row));
    of(PrimaryKind::Component).for_each(|row| add(&row.name, row.kind, row));
    of(PrimaryKind::ValueAdded).for_each(|row| add("VA", row.kind, row));
    of(PrimaryKind::ValueAddedWithTaxes).for_each(|row| add("VA", row.kind, row));
    out
}

/// Rows of a column-major matrix that are transposed together.
const BAND: usize = 64;

fn canonical(table: &Mrio, rows: PrimaryRows, out: &mut dyn Write) -> io::Result<()> {
    let (index, demand) = (table.index(), table.demand());
    let output = table.reported_output().unwrap_or(table.row_sums());
    let mut csv = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(out);
    csv.write_field("").map_err(io_error)?;
    for row in 0..index.len() {
        csv.write_field(index.label(row)).map_err(io_error)?;
    }
    for column in 0..demand.len() {
        csv.write_field(demand.label(index, column)).map_err(io_error)?;
    }
    csv.write_field("OUT").map_err(io_error)?;
    csv.write_record(None::<&[u8]>).map_err(io_error)?;

    let width = index.len() + demand.len();
    let mut band = vec![0.0; BAND * width];
    let mut cell = Vec::with_capacity(32);
    for start in (0..index.len()).step_by(BAND) {
        let height = BAND.min(index.len() - start);
        for j in 0..width {
            let column = match j.checked_sub(index.len()) {
                None => table.intermediate().column(j),
                Some(demand) => table.final_demand().column(demand),
            };
            (0..height).for_each(|k| band[k * width + j] = column[start + k]);
        }
        for k in 0..height {
            csv.write_field(index.label(start + k)).map_err(io_error)?;
            let values = band[k * width..(k + 1) * width].iter().chain([&output[start + k]]);
            write_numbers(&mut csv, values, &mut cell)?;
        }
    }
    let nothing = vec![0.0; demand.len() + 1];
    for row in primary_rows(table, rows) {
        csv.write_field(&row.name).map_err(io_error)?;
        write_numbers(
            &mut csv,
            row.inputs.iter().chain(&row.final_demand).chain([&0.0]),
            &mut cell,
        )?;
    }
    csv.write_field("OUT").map_err(io_error)?;
    write_numbers(&mut csv, output.iter().chain(&nothing), &mut cell)?;
    csv.flush()
}

fn write_numbers<'a, W: Write>(
    csv: &mut csv::Writer<W>,
    values: impl Iterator<Item = &'a f64>,
    cell: &mut Vec<u8>,
) -> io::Result<()> {
    for &value in values {
        cell.clear();
        number(value, cell);
        csv.write_field(&*cell).map_err(io_error)?;
    }
    csv.write_record(None::<&[u8]>).map_err(io_error)?;
    Ok(())
}

/// A row or column of a long table.
#[derive(Clone, Copy)]
enum At {
    Node(usize),
    User(usize),
    Primary(usize),
    Output,
}

/// The cells of a long table: all of the first row and all outputs, so that every label occurs in order; of
/// the rest only what is not zero.
fn cells(
    table: &Mrio,
    primary: &[Primary],
    mut put: impl FnMut(At, At, f64) -> io::Result<()>,
) -> io::Result<()> {
    let (index, demand) = (table.index(), table.demand());
    let output = table.reported_output().unwrap_or(table.row_sums());
    for (i, &made) in output.iter().enumerate() {
        for j in 0..index.len() {
            let value = table.intermediate()[(i, j)];
            if value != 0.0 || i == 0 {
                put(At::Node(i), At::Node(j), value)?;
            }
        }
        for j in 0..demand.len() {
            let value = table.final_demand()[(i, j)];
            if value != 0.0 || i == 0 {
                put(At::Node(i), At::User(j), value)?;
            }
        }
        put(At::Node(i), At::Output, made)?;
    }
    for (k, row) in primary.iter().enumerate() {
        for (j, &value) in row.inputs.iter().enumerate().filter(|(j, v)| **v != 0.0 || *j == 0) {
            put(At::Primary(k), At::Node(j), value)?;
        }
        for (j, &value) in row.final_demand.iter().enumerate().filter(|(_, v)| **v != 0.0) {
            put(At::Primary(k), At::User(j), value)?;
        }
    }
    Ok(())
}

fn long(table: &Mrio, rows: PrimaryRows, out: &mut dyn Write) -> io::Result<()> {
    let (index, demand, primary) = (table.index(), table.demand(), primary_rows(table, rows));
    let mut csv = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(out);
    csv.write_record(COLUMNS).map_err(io_error)?;
    let mut cell = Vec::with_capacity(32);
    let codes = |at: At| match at {
        At::Node(row) => {
            let node = index.node(row);
            [index.region(node.region), index.sector(node.sector)]
        }
        At::User(column) => {
            let label = demand.columns()[column];
            [label.region.map_or("", |r| index.region(r)), demand.category(label.category)]
        }
        At::Primary(row) => ["", primary[row].name.as_str()],
        At::Output => ["", "OUT"],
    };
    cells(table, &primary, |row, column, value| {
        cell.clear();
        number(value, &mut cell);
        let labels = [codes(row), codes(column)];
        labels.iter().flatten().try_for_each(|code| csv.write_field(code)).map_err(io_error)?;
        csv.write_field(&cell).map_err(io_error)?;
        csv.write_record(None::<&[u8]>).map_err(io_error)
    })?;
    csv.flush()
}

/// The cells of a long table, and in its notes what it is of.
fn frame(table: &Mrio, rows: PrimaryRows) -> Frame {
    let (index, demand, primary) = (table.index(), table.demand(), primary_rows(table, rows));
    let (regions, sectors) = (index.region_codes(), index.sector_codes());
    let code = |at: At| match at {
        At::Node(row) => {
            let node = index.node(row);
            [node.region.position(), node.sector.position()]
        }
        At::User(column) => {
            let label = demand.columns()[column];
            let region = label.region.map_or(regions.len(), crate::table::RegionId::position);
            [region, sectors.len() + label.category.position()]
        }
        At::Primary(row) => [regions.len(), sectors.len() + row],
        At::Output => [regions.len(), sectors.len() + demand.categories().len()],
    };
    let (mut codes, mut values) = ([const { vec![] }; 4], vec![]);
    // Nothing is written here that could fail.
    let _ = cells(table, &primary, |row, column, value| {
        let places = [code(row), code(column)];
        codes.iter_mut().zip(places.into_iter().flatten()).for_each(|(codes, at)| codes.push(at));
        values.push(value);
        Ok(())
    });
    let with = |labels: &[String], more: Vec<String>| -> Vec<String> {
        labels.iter().cloned().chain(more).collect()
    };
    let places = with(regions, vec![String::new()]);
    let names = primary.iter().map(|row| row.name.clone()).collect();
    let items = demand.categories().iter().cloned().chain(["OUT".to_owned()]).collect();
    let labels = [places.clone(), with(sectors, names), places, with(sectors, items)];
    let source = table.source();
    let mut frame = Frame::new("table", values.len());
    for ((name, labels), codes) in COLUMNS.into_iter().zip(&labels).zip(codes) {
        frame = frame.with_key(name, labels, codes);
    }
    frame = frame.with_indicator(COLUMNS[4], Unit::money(table.unit()), values);
    let year = source.year.map(|year| ("year", year.to_string()));
    let unit = source.unit.clone().map(|unit| ("unit", unit));
    let said = [year, unit, Some(("source", source.note.clone()))];
    said.into_iter().flatten().fold(frame, |frame, (name, text)| frame.with_note(name, text))
}
