//! A folder of files of tabs, as Python's pymrio saves a table and its primary inputs.

use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::{BAND, PrimaryRows, kind_of, primary_rows, write_numbers};
use crate::error::Result;
use crate::frame::{Body, ResultFolder, io_error};
use crate::linalg::Matrix;
use crate::read::back;
use crate::table::{DemandColumn, Mrio, PrimaryKind};

/// The folder of the primary inputs.
const INPUTS: &str = "factor_inputs";

type Tabs<'a> = csv::Writer<&'a mut dyn Write>;
/// Region and item of a column or row.
type Pair<'a> = [&'a str; 2];

/// Write a table into a folder that is not there yet.
pub(super) fn write(
    table: &Mrio,
    (path, folder): (&Path, ResultFolder),
    rows: PrimaryRows,
) -> Result<()> {
    let name = path.display().to_string();
    let mut primary = primary_rows(table, rows);
    // The rows there add up.
    primary.retain(|row| row.kind != PrimaryKind::Component);
    let below: Vec<(&str, PrimaryKind)> =
        primary.iter().map(|row| (row.name.as_str(), kind_of(row))).collect();
    back::pymrio(table, &below, (&name, INPUTS))?;
    let (index, demand) = (table.index(), table.demand());
    let node = |row: usize| {
        let node = index.node(row);
        [index.region(node.region), index.sector(node.sector)]
    };
    let nodes: Vec<Pair<'_>> = (0..index.len()).map(node).collect();
    let user = |column: &DemandColumn| {
        [column.region.map_or("", |r| index.region(r)), demand.category(column.category)]
    };
    let users: Vec<Pair<'_>> = demand.columns().iter().map(user).collect();
    let output = table.reported_output().unwrap_or(table.row_sums());
    let unit = table.source().unit.as_deref().unwrap_or_default();

    let nodes = &nodes;
    let users = &users;
    let primary = &primary;
    let mut files: Vec<(&str, Body<'_>)> = vec![
        ("Z.txt", Box::new(move |out| matrix(table.intermediate(), "sector", nodes, nodes, out))),
        ("Y.txt", Box::new(move |out| matrix(table.final_demand(), "category", nodes, users, out))),
        (
            "x.txt",
            Box::new(move |out| vector("indout", nodes, |row| Cell::Number(output[row]), out)),
        ),
        ("unit.txt", Box::new(move |out| vector("unit", nodes, |_| Cell::Text(unit), out))),
        ("file_parameters.json", text(&parameters("IOSystem", None, &FILES))),
        ("metadata.json", text(&metadata(table, path))),
    ];
    if !primary.is_empty() {
        files.extend([
            (
                "factor_inputs/F.txt",
                Box::new(move |out: &mut dyn Write| {
                    accounts(
                        nodes,
                        "sector",
                        primary.iter().map(|row| (&*row.name, &*row.inputs)),
                        out,
                    )
                }) as Body<'_>,
            ),
            (
                "factor_inputs/F_Y.txt",
                Box::new(move |out: &mut dyn Write| {
                    let rows = primary.iter().map(|row| (&*row.name, &*row.final_demand));
                    accounts(users, "category", rows, out)
                }),
            ),
            (
                "factor_inputs/unit.txt",
                Box::new(move |out: &mut dyn Write| {
                    let mut tabs = tabs(out);
                    tabs.write_record([ACCOUNTS, "unit"]).map_err(io_error)?;
                    primary
                        .iter()
                        .try_for_each(|row| tabs.write_record([&*row.name, unit]))
                        .map_err(io_error)?;
                    tabs.flush()
                }),
            ),
            (
                "factor_inputs/file_parameters.json",
                text(&parameters("Extension", Some(INPUTS), &ACCOUNT_FILES)),
            ),
        ]);
    }
    folder.save_new(&files)
}

/// What pymrio calls the names of rows of primary inputs.
const ACCOUNTS: &str = "inputtype";
/// Each file, its columns of labels and its header lines.
const FILES: [(&str, u8, u8); 4] = [("Z", 2, 2), ("Y", 2, 2), ("x", 2, 1), ("unit", 2, 1)];
const ACCOUNT_FILES: [(&str, u8, u8); 3] = [("F", 1, 2), ("F_Y", 1, 2), ("unit", 1, 1)];

enum Cell<'a> {
    Number(f64),
    Text(&'a str),
}

fn tabs(out: &mut dyn Write) -> Tabs<'_> {
    csv::WriterBuilder::new().delimiter(b'\t').buffer_capacity(1 << 16).from_writer(out)
}

fn text<'a>(value: &Value) -> Body<'a> {
    let text = format!("{value:#}\n");
    Box::new(move |out| out.write_all(text.as_bytes()))
}

fn parameters(system: &str, name: Option<&str>, files: &[(&str, u8, u8)]) -> Value {
    let file = |(key, labels, headers): &(&str, u8, u8)| {
        let said = json!({
            "name": format!("{key}.txt"),
            "nr_index_col": labels.to_string(),
            "nr_header": headers.to_string(),
        });
        ((*key).to_owned(), said)
    };
    let files: serde_json::Map<String, Value> = files.iter().map(file).collect();
    let mut all = json!({ "files": files, "systemtype": system });
    if let (Some(name), Some(all)) = (name, all.as_object_mut()) {
        all.insert("name".to_owned(), name.into());
    }
    all
}

/// What is known of the table. Neither clock nor user is in it: the same table has the same files.
fn metadata(table: &Mrio, path: &Path) -> Value {
    let source = table.source();
    json!({
        "description": source.note,
        "name": path.file_name().unwrap_or_default().to_string_lossy(),
        "system": "",
        "version": "",
        "year": source.year,
        "history": [],
    })
}

/// Two header lines, then the names of the columns of labels, then a row each.
fn matrix(
    matrix: &Matrix,
    item: &str,
    nodes: &[Pair<'_>],
    columns: &[Pair<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    let (mut tabs, width) = (tabs(out), columns.len());
    for (part, name) in ["region", item].into_iter().enumerate() {
        let codes = columns.iter().map(|pair| pair[part]);
        tabs.write_record([name, ""].into_iter().chain(codes)).map_err(io_error)?;
    }
    let blank = vec![""; width];
    tabs.write_record(["region", "sector"].iter().chain(&blank)).map_err(io_error)?;
    let (mut band, mut cell) = (vec![0.0; BAND * width], Vec::with_capacity(32));
    for (rows, start) in nodes.chunks(BAND).zip((0..).step_by(BAND)) {
        for j in 0..width {
            let column = &matrix.column(j)[start..];
            (0..rows.len()).for_each(|k| band[k * width + j] = column[k]);
        }
        for (row, values) in rows.iter().zip(band.chunks(width.max(1))) {
            row.iter().try_for_each(|code| tabs.write_field(code)).map_err(io_error)?;
            write_numbers(&mut tabs, values.iter(), &mut cell)?;
        }
    }
    tabs.flush()
}

/// One header line, then region, sector and a cell.
fn vector<'a>(
    name: &str,
    nodes: &[Pair<'_>],
    cell_of: impl Fn(usize) -> Cell<'a>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (mut tabs, mut cell) = (tabs(out), Vec::with_capacity(32));
    tabs.write_record(["region", "sector", name]).map_err(io_error)?;
    for (row, pair) in nodes.iter().enumerate() {
        pair.iter().try_for_each(|code| tabs.write_field(code)).map_err(io_error)?;
        match cell_of(row) {
            Cell::Number(value) => write_numbers(&mut tabs, [value].iter(), &mut cell)?,
            Cell::Text(text) => {
                tabs.write_field(text).map_err(io_error)?;
                tabs.write_record(None::<&[u8]>).map_err(io_error)?;
            }
        }
    }
    tabs.flush()
}

/// Primary inputs: two header lines, the name of their labels, then a row each.
fn accounts<'a>(
    columns: &[Pair<'_>],
    item: &str,
    rows: impl Iterator<Item = (&'a str, &'a [f64])>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (mut tabs, mut cell) = (tabs(out), Vec::with_capacity(32));
    for (part, name) in ["region", item].into_iter().enumerate() {
        let codes = columns.iter().map(|pair| pair[part]);
        tabs.write_record([name].into_iter().chain(codes)).map_err(io_error)?;
    }
    let blank = vec![""; columns.len()];
    tabs.write_record([ACCOUNTS].iter().chain(&blank)).map_err(io_error)?;
    for (name, values) in rows {
        tabs.write_field(name).map_err(io_error)?;
        write_numbers(&mut tabs, values.iter(), &mut cell)?;
    }
    tabs.flush()
}
