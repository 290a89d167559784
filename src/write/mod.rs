//! From tables to files: canonical CSV and long CSV, plain or gzipped.

mod template;

pub use template::Template;

use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, Result, named};
use crate::frame::{Destination, io_error, number};
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

/// Write a table to `destination`; gzipped if its name ends in `.gz`.
///
/// The written numbers read back to exactly the same table: decimals are the shortest that
/// round-trip, and output is written as published, or as the row sum where none is. A table that
/// would be read otherwise is refused, and nothing is written: a region code with the separator `_`
/// in the canonical layout, a sector with the code of a final demand category, a label that is the
/// name of a total.
///
/// # Errors
/// [`Error::Io`]; [`Error::Ending`] for a name that is neither `.csv` nor `.csv.gz`;
/// [`Error::Input`] for a table that would be read otherwise, or not at all.
pub fn write_table(
    table: &Mrio,
    destination: Destination,
    format: TableFormat,
    rows: PrimaryRows,
) -> Result<()> {
    let Some(compress) = destination.format().csv() else {
        return Err(not_csv(destination.path()));
    };
    let below = primary_rows(table, rows);
    let below: Vec<(&str, PrimaryKind)> =
        below.iter().map(|row| (row.name.as_str(), kind_of(row))).collect();
    let name = destination.path().display().to_string();
    match format {
        TableFormat::Canonical => back::canonical(table, &below, &name)?,
        TableFormat::Long => back::long(table, &below, &name)?,
    }
    destination.write(compress, |out| match format {
        TableFormat::Canonical => canonical(table, rows, out),
        TableFormat::Long => long(table, rows, out),
    })
}

/// What a row is read as: added up into `VA`, taxes in it are not seen.
fn kind_of(row: &Primary) -> PrimaryKind {
    match row.kind {
        PrimaryKind::ValueAddedWithTaxes if row.name == "VA" => PrimaryKind::ValueAdded,
        kind => kind,
    }
}

fn not_csv(path: &Path) -> Error {
    Error::Ending { path: path.to_owned(), known: "`.csv`, `.csv.gz`" }
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

/// All cells of the first row and all outputs, so that every label occurs in order; of the
/// rest only what is not zero.
fn long(table: &Mrio, rows: PrimaryRows, out: &mut dyn Write) -> io::Result<()> {
    let (index, demand) = (table.index(), table.demand());
    let output = table.reported_output().unwrap_or(table.row_sums());
    let mut csv = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(out);
    csv.write_record(COLUMNS).map_err(io_error)?;
    let mut cell = Vec::with_capacity(32);
    let mut put = |row: [&str; 2], column: [&str; 2], value: f64| -> io::Result<()> {
        cell.clear();
        number(value, &mut cell);
        row.iter().chain(&column).try_for_each(|code| csv.write_field(code)).map_err(io_error)?;
        csv.write_field(&cell).map_err(io_error)?;
        csv.write_record(None::<&[u8]>).map_err(io_error)?;
        Ok(())
    };
    let node = |row: usize| {
        let node = index.node(row);
        [index.region(node.region), index.sector(node.sector)]
    };
    let user = |column: usize| {
        let label = demand.columns()[column];
        [label.region.map_or("", |r| index.region(r)), demand.category(label.category)]
    };
    for (i, &made) in output.iter().enumerate() {
        for j in 0..index.len() {
            let value = table.intermediate()[(i, j)];
            if value != 0.0 || i == 0 {
                put(node(i), node(j), value)?;
            }
        }
        for j in 0..demand.len() {
            let value = table.final_demand()[(i, j)];
            if value != 0.0 || i == 0 {
                put(node(i), user(j), value)?;
            }
        }
        put(node(i), ["", "OUT"], made)?;
    }
    for row in primary_rows(table, rows) {
        for (j, &value) in row.inputs.iter().enumerate().filter(|(j, v)| **v != 0.0 || *j == 0) {
            put(["", &row.name], node(j), value)?;
        }
        for (j, &value) in row.final_demand.iter().enumerate().filter(|(_, v)| **v != 0.0) {
            put(["", &row.name], user(j), value)?;
        }
    }
    csv.flush()
}
