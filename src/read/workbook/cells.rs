//! The cells of a sheet, one after the other, whatever the form of the workbook.

use std::ops::ControlFlow;

use calamine::{DataRef, Reader, SheetType, Xlsx};

use super::ods::Ods;
use super::xlsb::Xlsb;
use crate::error::{Error, Place, Problem, Result};
use crate::read::archive::Seekable;

/// What a cell holds; blank ones are left out.
pub(super) enum Cell<'a> {
    Number(f64),
    Text(&'a str),
    /// What is neither.
    Wrong(Problem),
}

/// Row and column of a cell, from 1.
pub(super) type Address = (u32, u32);

/// The first and the last of cells that are shown as one.
pub(super) type Merged = (Address, Address);

/// The last row and the last column that a sheet can have.
pub(super) const LAST: Address = (1 << 20, 1 << 14);

/// What is done with each cell; the reading ends at the first break.
pub(super) type Take<'t> = dyn FnMut(Address, Cell<'_>) -> Result<ControlFlow<()>> + 't;

/// An opened workbook.
pub(super) enum Book {
    /// And whether any of its sheets has merged cells.
    Xml(Box<Xlsx<Box<dyn Seekable>>>, bool),
    Binary(Box<Xlsb<Box<dyn Seekable>>>),
    Open(Box<Ods>),
}

/// How the parts of a workbook are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Xml {
        merged: bool,
    },
    Binary,
    /// OpenDocument.
    Open,
}

/// The error for a workbook that is not as it should be.
pub(super) fn damaged(name: &str, reason: &dyn ToString) -> Error {
    let problem = Problem::Damaged { kind: "workbook", reason: reason.to_string() };
    Error::input(name, Place::File, problem)
}

impl Book {
    pub fn open(name: &str, reader: Box<dyn Seekable>, form: Form) -> Result<Book> {
        Ok(match form {
            Form::Xml { merged } => {
                let book = Xlsx::new(reader).map_err(|e| damaged(name, &e))?;
                Book::Xml(Box::new(book), merged)
            }
            Form::Binary => Book::Binary(Box::new(Xlsb::open(name, reader)?)),
            Form::Open => Book::Open(Box::new(Ods::open(name, reader)?)),
        })
    }

    /// The names of its sheets, those of charts left out.
    pub fn sheets(&self) -> Vec<String> {
        match self {
            Book::Xml(book, _) => {
                let sheets = book.sheets_metadata().iter();
                sheets.filter(|s| s.typ == SheetType::WorkSheet).map(|s| s.name.clone()).collect()
            }
            Book::Binary(book) => book.sheets().map(str::to_owned).collect(),
            Book::Open(book) => book.sheets().map(str::to_owned).collect(),
        }
    }

    /// Every cell of a sheet that is not blank, in the order of rows and columns; those that are merged,
    /// if all cells were taken.
    pub fn cells(&mut self, file: &str, sheet: &str, take: &mut Take<'_>) -> Result<Vec<Merged>> {
        let mut last = (0, 0);
        let mut in_order = |address: Address, cell: Cell<'_>| {
            if address <= last || address.0 > LAST.0 || address.1 > LAST.1 {
                return Err(damaged(file, &format!("a cell of sheet {sheet} is out of place")));
            }
            last = address;
            take(address, cell)
        };
        match self {
            Book::Xml(book, merged) => {
                let all = cells_of_xml(book, (file, sheet), &mut in_order)?;
                if all && *merged { merged_of_xml(book, (file, sheet)) } else { Ok(vec![]) }
            }
            Book::Binary(book) => book.cells((file, sheet), &mut in_order),
            Book::Open(book) => book.cells((file, sheet), &mut in_order),
        }
    }
}

/// Whether all cells of a sheet were taken.
fn cells_of_xml(
    book: &mut Xlsx<Box<dyn Seekable>>,
    (file, sheet): (&str, &str),
    take: &mut Take<'_>,
) -> Result<bool> {
    let failed = |error| damaged(file, &error);
    let mut cells = book.worksheet_cells_reader(sheet).map_err(failed)?;
    while let Some(found) = cells.next_cell_with_formula_metadata().map_err(failed)? {
        let (row, column) = found.pos;
        let cell = match &found.value {
            DataRef::Empty if found.formula.is_some() => Cell::Wrong(Problem::NoResult),
            DataRef::Empty => continue,
            DataRef::Float(number) => Cell::Number(*number),
            DataRef::Int(number) => Cell::Number(*number as f64),
            DataRef::SharedString(text) => Cell::Text(text),
            DataRef::String(text) => Cell::Text(text),
            DataRef::Bool(value) => {
                Cell::Wrong(Problem::NotANumber { found: value.to_string().to_uppercase() })
            }
            DataRef::Error(error) => Cell::Wrong(Problem::NotANumber { found: error.to_string() }),
            DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => {
                Cell::Wrong(Problem::DateCell)
            }
        };
        if take((row.saturating_add(1), column.saturating_add(1)), cell)?.is_break() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn merged_of_xml(
    book: &mut Xlsx<Box<dyn Seekable>>,
    (file, sheet): (&str, &str),
) -> Result<Vec<Merged>> {
    let found = book.merge_cells_by_sheet_name(sheet);
    let found = found.map_err(|error| damaged(file, &error))?;
    let address = |(row, column): (u32, u32)| (row.saturating_add(1), column.saturating_add(1));
    Ok(found.into_iter().map(|merged| (address(merged.start), address(merged.end))).collect())
}
