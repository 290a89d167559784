//! Workbooks that the Python package MARIO exports: a sheet of all flows, and one of units.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::cells::{Address, Book, Cell, Merged};
use super::grid::{at_cell, cell_name, plain_number};
use super::head::Held;
use crate::error::{Error, Place, Problem, Result};
use crate::linalg::room;
use crate::read::pieces::mario::{Block, Blocks, Key, SECTOR};
use crate::read::{Layout, Pieces, ReadOptions};
use crate::table::{Finding, Parts};

/// The sheets.
const FLOWS: &str = "flows";
const UNITS: &str = "units";

/// Rows and columns of labels: region, level and item.
const LABELS: u32 = 3;

/// The table of a workbook, if it is such an export.
pub(super) fn read(
    name: &str,
    book: &mut Book,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Option<Parts>> {
    let meant = options.layout.is_none_or(|layout| layout == Layout::Pieces(Pieces::Mario));
    let sheets = book.sheets();
    let has = |wanted: &str| sheets.iter().any(|sheet| sheet == wanted);
    if !meant || !has(FLOWS) || !is_export(name, book)? {
        return Ok(None);
    }
    let flows = flows(name, book, options)?;
    let units = if has(UNITS) { units(name, book)? } else { vec![] };
    let blocks = Blocks { flows, demand: None, factors: None, factors_of_demand: None, units };
    blocks.table(findings).map(Some)
}

/// Whether levels stand in the second row and in the second column.
fn is_export(name: &str, book: &mut Book) -> Result<bool> {
    let (mut row, mut column) = (false, false);
    book.cells(name, FLOWS, &mut |address, cell| {
        let is_sector = matches!(cell, Cell::Text(text) if text.trim() == SECTOR);
        row |= is_sector && address == (2, LABELS + 1);
        column |= is_sector && address == (LABELS + 1, 2);
        let seen = address.0 > LABELS + 1;
        Ok(if seen { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    Ok(row && column)
}

/// The sheet of flows, as its cells come.
struct Flows<'a> {
    name: &'a str,
    limit: usize,
    heads: BTreeMap<Address, Held>,
    width: usize,
    /// The number of the row that is read, from 1.
    row: u32,
    block: Block,
}

impl Flows<'_> {
    fn fail(&self, address: Address, problem: Problem) -> Error {
        at_cell(self.name, FLOWS, (address, problem))
    }

    fn add(&mut self, address: Address, cell: Cell<'_>) -> Result<()> {
        let (row, column) = address;
        let place = column.checked_sub(LABELS + 1).map(|place| place as usize);
        if row <= LABELS {
            self.width = self.width.max(place.map_or(0, |place| place + 1));
            self.heads.insert(address, Held::of(cell));
            return Ok(());
        }
        if self.row != row {
            self.row = row;
            self.begin_row()?;
        }
        let Some(place) = place else {
            let held = Held::of(cell);
            let text = held.code().map_err(|problem| self.fail(address, problem))?;
            if let Some(key) = self.block.rows.last_mut() {
                text.clone_into(&mut key[column as usize - 1]);
            }
            return Ok(());
        };
        let number = number(cell).map_err(|problem| self.fail(address, problem))?;
        let first = (self.block.rows.len() - 1) * self.width;
        let within = place < self.width;
        if let Some(value) = self.block.values.get_mut(first + place).filter(|_| within) {
            *value = number;
        }
        Ok(())
    }

    fn begin_row(&mut self) -> Result<()> {
        let (rows, columns) = (self.block.rows.len() + 1, self.width);
        if rows.max(columns).saturating_mul(columns) > self.limit {
            let rows = rows.max(columns);
            let problem = Problem::TooLarge { rows, columns, limit: self.limit };
            return Err(Error::input(self.name, Place::File, problem));
        }
        if rows == 1 {
            room("the table", columns.saturating_mul(columns))?;
        }
        self.block.rows.push(Key::default());
        self.block.values.resize(rows * columns, 0.0);
        Ok(())
    }

    /// The block, once all cells have been added.
    fn finish(mut self, merged: &[Merged]) -> Result<Block> {
        let is_inside = |(_, (row, column)): &&Merged| (*row).min(*column) > LABELS;
        if let Some((first, last)) = merged.iter().find(is_inside) {
            let range = format!("{}:{}", cell_name(*first), cell_name(*last));
            let address = (first.0.max(LABELS + 1), first.1.max(LABELS + 1));
            return Err(self.fail(address, Problem::MergedCells { range }));
        }
        for column in (LABELS + 1..).take(self.width) {
            let mut key = Key::default();
            for (row, part) in (1..).zip(&mut key) {
                let text = self.heads.get(&(row, column)).map_or(Ok(""), Held::code);
                let text = text.map_err(|problem| self.fail((row, column), problem))?;
                text.clone_into(part);
            }
            self.block.columns.push(key);
        }
        Ok(self.block)
    }
}

/// The number in a cell.
fn number(cell: Cell<'_>) -> std::result::Result<f64, Problem> {
    match cell {
        Cell::Number(number) if number.is_finite() => Ok(number),
        Cell::Number(number) => Err(Problem::NotFinite { found: number.to_string() }),
        Cell::Text(text) if text.trim().is_empty() => Ok(0.0),
        Cell::Text(text) => plain_number(text.trim()),
        Cell::Wrong(problem) => Err(problem),
    }
}

fn flows(name: &str, book: &mut Book, options: &ReadOptions) -> Result<Block> {
    let mut flows = Flows {
        name,
        limit: options.max_cells,
        heads: BTreeMap::new(),
        width: 0,
        row: 0,
        block: Block { file: name.to_owned(), ..Block::default() },
    };
    let merged = book.cells(name, FLOWS, &mut |address, cell| {
        flows.add(address, cell).map(ControlFlow::Continue)
    })?;
    flows.finish(&merged)
}

/// Level, item and unit of every row below the first.
fn units(name: &str, book: &mut Book) -> Result<Vec<Key>> {
    let mut rows: BTreeMap<u32, Key> = BTreeMap::new();
    book.cells(name, UNITS, &mut |(row, column), cell| {
        if let (Cell::Text(text), 2.., 1..=3) = (cell, row, column) {
            text.trim().clone_into(&mut rows.entry(row).or_default()[column as usize - 1]);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(rows.into_values().collect())
}
