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
    let Some(places) = places(&text.header) else {
        let problem = Problem::Columns {
            expected: "row_region,row_sector,col_region,col_item,value",
            found: text.header.clone(),
        };
        return Err(text.error(Place::Line(text.header_line), problem));
    };
    let (mut rows, mut columns) = (Keys::default(), Keys::default());
    let mut cells: Vec<(u32, u32, f64)> = vec![];
    let mut lines = Lines::default();
    let mut producers = 0_usize;
    let name = text.name.clone();
    let (mut records, mut record) = (Records::of(&mut text, u64::MAX), Record::default());
    while records.read(&mut record)? {
        let line = record.number;
        let [row_region, row_sector, col_region, col_item, value] =
            places.map(|column| record.cell(column));
        let fail = |problem| {
            Error::input(&name, Place::Cell { line, column: COLUMNS[4].to_owned() }, problem)
        };
        let number = value.parse::<f64>().ok().filter(|v| v.is_finite());
        let number = number.ok_or_else(|| fail(not_a_number(value.to_owned())))?;
        if row_sector.is_empty() || col_item.is_empty() {
            return Err(Error::input(&name, Place::Line(line), Problem::EmptyCode));
        }
        let known = rows.pairs.len();
        lines.add(cells.len(), line);
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
    refuse_doubles((&text, &lines), &rows, &columns, &cells)?;
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

/// Whether a header is that of a long table, or of one that lacks something.
pub(super) fn is_meant(header: &[String]) -> bool {
    header.first().is_some_and(|first| first == COLUMNS[0]) || places(header).is_some()
}

/// Where the columns of a long table are, in whatever order; nothing if these are not its columns.
fn places(header: &[String]) -> Option<[usize; 5]> {
    let at = |name: &str| header.iter().position(|found| found == name);
    let [Some(a), Some(b), Some(c), Some(d), Some(e)] = COLUMNS.map(at) else { return None };
    (header.len() == COLUMNS.len()).then_some([a, b, c, d, e])
}

/// Physical lines of cells that mostly follow each other.
#[derive(Default)]
struct Lines {
    /// The cells whose lines do not follow the one before.
    jumps: Vec<(usize, u64)>,
    next: u64,
}

impl Lines {
    fn add(&mut self, cell: usize, line: u64) {
        if line != self.next {
            self.jumps.push((cell, line));
        }
        self.next = line + 1;
    }

    fn of(&self, cell: usize) -> u64 {
        let jump = self.jumps.partition_point(|(first, _)| *first <= cell);
        let jump = jump.checked_sub(1).and_then(|k| self.jumps.get(k));
        jump.map_or(0, |(first, line)| line + (cell - first) as u64)
    }
}

fn refuse_doubles(
    (text, lines): (&Opened, &Lines),
    rows: &Keys,
    columns: &Keys,
    cells: &[(u32, u32, f64)],
) -> Result<()> {
    let width = columns.pairs.len();
    let mut seen = vec![0_u64; (rows.pairs.len() * width).div_ceil(64)];
    for (k, &(row, column, _)) in cells.iter().enumerate() {
        let bit = row as usize * width + column as usize;
        let word = &mut seen[bit / 64];
        if *word >> (bit % 64) & 1 == 1 {
            let first = cells.iter().position(|cell| (cell.0, cell.1) == (row, column));
            let (row, column) = (rows.label(row), columns.label(column));
            let problem = Problem::CellTwice { row, column, first: lines.of(first.unwrap_or(k)) };
            return Err(text.error(Place::Line(lines.of(k)), problem));
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
