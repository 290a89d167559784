//! Workbooks that the Python package MARIO exports: a sheet of all flows, and one of units.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::cells::{Address, Book, Cell};
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

fn flows(name: &str, book: &mut Book, options: &ReadOptions) -> Result<Block> {
    let mut heads: BTreeMap<Address, Held> = BTreeMap::new();
    let mut block = Block { file: name.to_owned(), ..Block::default() };
    let mut width = 0;
    let mut labels: Vec<(u32, Key)> = vec![];
    let fail = |address, problem| at_cell(name, FLOWS, (address, problem));
    let merged = book.cells(name, FLOWS, &mut |address, cell| {
        let (row, column) = address;
        if row <= LABELS {
            if column > LABELS {
                width = width.max((column - LABELS) as usize);
            }
            heads.insert(address, Held::of(cell));
            return Ok(ControlFlow::Continue(()));
        }
        let limit = options.max_cells;
        if labels.last().is_none_or(|(last, _)| *last != row) {
            let rows = labels.len() + 1;
            if rows.max(width).saturating_mul(width) > limit {
                let problem = Problem::TooLarge { rows: rows.max(width), columns: width, limit };
                return Err(Error::input(name, Place::File, problem));
            }
            if labels.is_empty() {
                room("the table", width.saturating_mul(width))?;
            }
            labels.push((row, Key::default()));
            block.values.resize(rows * width, 0.0);
        }
        let Some(place) = column.checked_sub(LABELS + 1) else {
            let text = Held::of(cell);
            let text = text.code().map_err(|problem| fail(address, problem))?.to_owned();
            if let Some((_, key)) = labels.last_mut() {
                key[column as usize - 1] = text;
            }
            return Ok(ControlFlow::Continue(()));
        };
        let number = match cell {
            Cell::Number(number) if number.is_finite() => number,
            Cell::Number(number) => {
                return Err(fail(address, Problem::NotFinite { found: number.to_string() }));
            }
            Cell::Text(text) if text.trim().is_empty() => 0.0,
            Cell::Text(text) => {
                plain_number(text.trim()).map_err(|problem| fail(address, problem))?
            }
            Cell::Wrong(problem) => return Err(fail(address, problem)),
        };
        let first = (labels.len() - 1) * width;
        let value = (place as usize) < width;
        if let Some(value) = block.values.get_mut(first + place as usize).filter(|_| value) {
            *value = number;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if let Some((first, last)) =
        merged.iter().find(|(_, (row, column))| (*row).min(*column) > LABELS)
    {
        let range = format!("{}:{}", cell_name(*first), cell_name(*last));
        let address = (first.0.max(LABELS + 1), first.1.max(LABELS + 1));
        return Err(fail(address, Problem::MergedCells { range }));
    }
    for column in 0..width as u32 {
        let mut key = Key::default();
        for row in 1..=LABELS {
            let address = (row, LABELS + 1 + column);
            let text = heads.get(&address).map_or(Ok(""), Held::code);
            let text = text.map_err(|problem| fail(address, problem))?;
            text.clone_into(&mut key[row as usize - 1]);
        }
        block.columns.push(key);
    }
    block.rows = labels.into_iter().map(|(_, key)| key).collect();
    Ok(block)
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
