//! Long tables: one cell per line, `row_region,row_sector,col_region,col_item,value`.
//!
//! A row without region is a primary row (`VA`, `TLS`, …); the item `OUT` without region is
//! output; `DISC` without region is a demand that belongs to nobody. A cell that is left out
//! is zero.

mod keys;

use keys::Role;
pub(super) use keys::{Explained, Keys, Unexplained, explain};

use super::ReadOptions;
use super::records::{Record, Records};
use super::text::{Opened, not_a_number};
use super::totals::{Totals, imports_finding, lost_rows};
use crate::error::{Error, Place, Problem, Result};
use crate::linalg::{Matrix, room};
use crate::table::{Finding, Parts, Primary, PrimaryKind};

/// The header.
pub(crate) const COLUMNS: [&str; 5] =
    ["row_region", "row_sector", "col_region", "col_item", "value"];

/// Cells of Z from which a table must give at least one in a hundred.
const SPARSE: usize = 50_000_000;

/// Read the rest of an opened text as a long table; 16 bytes a cell besides the matrices.
pub(super) fn read(
    mut text: Opened,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let header: Vec<&str> = text.header.iter().map(String::as_str).collect();
    if header != COLUMNS {
        let problem = Problem::Columns {
            expected: "row_region,row_sector,col_region,col_item,value",
            found: text.header.clone(),
        };
        return Err(text.error(Place::Line(text.header_line), problem));
    }
    let (mut rows, mut columns) = (Keys::default(), Keys::default());
    let mut cells: Vec<(u32, u32, f64)> = vec![];
    let mut producers = 0_usize;
    let name = text.name.clone();
    let (mut records, mut record) = (Records::of(&mut text, u64::MAX), Record::default());
    while records.read(&mut record)? {
        let line = record.number;
        let [row_region, row_sector, col_region, col_item, value] =
            [0, 1, 2, 3, 4].map(|column| record.cell(column));
        let fail = |problem| {
            Error::input(&name, Place::Cell { line, column: COLUMNS[4].to_owned() }, problem)
        };
        let number = value.parse::<f64>().ok().filter(|v| v.is_finite());
        let number = number.ok_or_else(|| fail(not_a_number(value.to_owned())))?;
        if row_sector.is_empty() || col_item.is_empty() {
            return Err(Error::input(&name, Place::Line(line), Problem::EmptyCode));
        }
        let known = rows.pairs.len();
        cells.push((
            rows.position(row_region, row_sector),
            columns.position(col_region, col_item),
            number,
        ));
        producers += usize::from(rows.pairs.len() > known && !row_region.is_empty());
        let shape = (rows.pairs.len(), columns.pairs.len());
        refuse_large(shape, producers, cells.len(), options.max_cells)
            .map_err(|problem| Error::input(&name, Place::Line(line), problem))?;
    }
    if producers * producers > SPARSE && cells.len() < producers * producers / 100 {
        let problem = Problem::Sparse { producers, cells: cells.len() };
        return Err(text.error(Place::File, problem));
    }
    refuse_doubles(&text, &rows, &columns, &cells)?;
    assemble(&text, &rows, &columns, &cells, options, findings)
}

/// The matrices are as large as the keys say, however few cells have been given.
fn refuse_large(
    (rows, columns): (usize, usize),
    producers: usize,
    cells: usize,
    limit: usize,
) -> std::result::Result<(), Problem> {
    if cells > limit || rows.saturating_mul(columns) > limit {
        return Err(Problem::TooLarge { rows, columns, limit });
    }
    if producers.saturating_mul(producers) > limit {
        return Err(Problem::TooLarge { rows: producers, columns: producers, limit });
    }
    Ok(())
}

fn refuse_doubles(
    text: &Opened,
    rows: &Keys,
    columns: &Keys,
    cells: &[(u32, u32, f64)],
) -> Result<()> {
    let width = columns.pairs.len();
    let mut seen = vec![0_u64; (rows.pairs.len() * width).div_ceil(64)];
    for &(row, column, _) in cells {
        let bit = row as usize * width + column as usize;
        let word = &mut seen[bit / 64];
        if *word >> (bit % 64) & 1 == 1 {
            let problem =
                Problem::CellTwice { row: rows.label(row), column: columns.label(column) };
            return Err(text.error(Place::File, problem));
        }
        *word |= 1 << (bit % 64);
    }
    Ok(())
}

fn assemble(
    text: &Opened,
    rows: &Keys,
    columns: &Keys,
    cells: &[(u32, u32, f64)],
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let explained = explain(rows, columns, options, findings).map_err(|e| match e {
        Unexplained::Problem(problem) => text.error(Place::File, problem),
        Unexplained::Error(error) => error,
    })?;
    let (n, finals) = (explained.index.len(), explained.demand.len());
    room("the table", n * (n + finals))?;
    let (mut parts, totals) = fill(explained, cells);
    findings.extend(lost_rows(&parts, totals.of_demand.as_deref(), (&text.name, Place::File))?);
    let kinds: Vec<PrimaryKind> = parts.primary.iter().map(|row| row.kind).collect();
    findings.extend(totals.findings(&parts.index, &kinds));
    findings.extend(imports_finding(&parts));
    parts.reported_output = totals.published();
    Ok(parts)
}

/// Every cell in its place.
fn fill(explained: Explained<'_>, cells: &[(u32, u32, f64)]) -> (Parts, Totals) {
    let Explained { index, demand, primary, rows, columns } = explained;
    let (n, finals) = (index.len(), demand.len());
    let (intermediate, final_demand) = (Matrix::zeros(n, n), Matrix::zeros(n, finals));
    let mut parts = Parts::new(index, demand, intermediate, final_demand);
    let empty = |(name, kind): (&str, PrimaryKind)| {
        let (inputs, final_demand) = (vec![0.0; n], vec![0.0; finals]);
        Primary { name: name.to_owned(), kind, inputs, final_demand }
    };
    parts.primary = primary.into_iter().map(empty).collect();
    let mut totals = Totals::default();
    let put = |to: &mut Option<Vec<f64>>, count: usize, at: usize, value: f64| {
        to.get_or_insert_with(|| vec![f64::NAN; count])[at] = value;
    };
    for &(row, column, value) in cells {
        match (rows[row as usize], columns[column as usize]) {
            (Role::Node(i), Role::Node(j)) => parts.intermediate[(i, j)] = value,
            (Role::Node(i), Role::Demand(j)) => parts.final_demand[(i, j)] = value,
            (Role::Node(i), Role::Output) => put(&mut totals.column, n, i, value),
            (Role::Primary(p), Role::Node(j)) => parts.primary[p].inputs[j] = value,
            (Role::Primary(p), Role::Demand(j)) => parts.primary[p].final_demand[j] = value,
            (Role::Output, Role::Node(j)) => put(&mut totals.row, n, j, value),
            (Role::Output, Role::Demand(j)) => put(&mut totals.of_demand, finals, j, value),
            (Role::Primary(_) | Role::Output, Role::Output)
            | (Role::Demand(_), _)
            | (_, Role::Primary(_)) => {}
        }
    }
    (parts, totals)
}
