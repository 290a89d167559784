//! Sheets in no published layout: their rows, for the reader of tables of people's own.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::cells::{Book, Cell, Merged};
use super::grid::at_cell;
use super::other_year;
use crate::error::{Error, Place, Problem, Result};
use crate::read::own::{self, Row};
use crate::read::{ReadOptions, years_in};
use crate::table::Finding;

/// Cells of all rows together before a sheet is refused.
const CELLS: usize = 200_000_000;
/// Characters of a text that are kept.
const TEXT: usize = 1001;

/// A sheet as text that is read on.
pub(in crate::read) struct Text {
    pub sheet: String,
    pub content: String,
    pub year: Option<i32>,
    pub unit: Option<String>,
    pub regions: Vec<String>,
}

/// The sheet that says what a table is of, where this program wrote it.
const ABOUT: &str = "about";

/// The year and the unit that rows of that sheet say.
fn said(rows: &[Row]) -> (Option<i32>, Option<String>) {
    let of = |name: &str| {
        rows.iter().find_map(|row| match row.cells.as_slice() {
            [(1, own::Cell::Text(text)), (2, cell)] if **text == *name => Some(cell),
            _ => None,
        })
    };
    let year = match of("year") {
        Some(own::Cell::Number(year)) if year.fract() == 0.0 && year.abs() < 1e5 => {
            Some(*year as i32)
        }
        _ => None,
    };
    let unit = match of("unit") {
        Some(own::Cell::Text(unit)) => Some(unit.to_string()),
        _ => None,
    };
    (year, unit)
}

/// The sheet that holds the table, as text; nothing where no sheet holds one.
pub(super) fn read(
    name: &str,
    book: &mut Book,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Option<Text>> {
    let (mut sheets, mut about) = (vec![], (None, None));
    for sheet in book.sheets() {
        if sheet == ABOUT {
            about = said(&rows_of(name, &sheet, book)?.0);
        }
        if options.sheet.as_ref().is_some_and(|wanted| *wanted != sheet) {
            continue;
        }
        let (rows, merged) = rows_of(name, &sheet, book)?;
        if own::holds_table(&rows) {
            sheets.push((sheet, rows, merged));
        }
    }
    let called = |sheets: &[(String, Vec<Row>, Vec<Merged>)]| {
        sheets.iter().map(|(sheet, ..)| sheet.clone()).collect::<Vec<String>>()
    };
    if let (Some(year), true) = (options.year, sheets.len() > 1) {
        let of_year = |sheet: &str| years_in(sheet).last() == Some(year);
        if sheets.iter().any(|(sheet, ..)| of_year(sheet)) {
            sheets.retain(|(sheet, ..)| of_year(sheet));
        }
    }
    let mut found = vec![];
    for (sheet, rows, merged) in &sheets {
        let canonical = own::canonical(rows).map_err(|problem| {
            Error::input(format!("{name}: sheet {sheet}"), Place::File, problem)
        })?;
        found.extend(canonical.map(|canonical| (sheet, rows, merged, canonical)));
    }
    match (found.len(), sheets.as_slice()) {
        (1, _) => {
            let (sheet, rows, merged, canonical) = found.swap_remove(0);
            refuse_merged((name, sheet), rows, merged, canonical.body)?;
            findings.extend(canonical.findings);
            let titles = canonical.titles.iter().flat_map(|title| years_in(title));
            let mut years: Vec<i32> = years_in(sheet).chain(titles).collect();
            years.dedup();
            let year = about.0.or(if let [one] = years.as_slice() { Some(*one) } else { None });
            findings.extend(options.year.and_then(|asked| other_year(sheet, asked, year)));
            Ok(Some(Text {
                sheet: sheet.clone(),
                content: canonical.text,
                year,
                unit: about.1,
                regions: canonical.regions,
            }))
        }
        (0, []) => Ok(None),
        // A list of cells, or labels that do not meet: what is wrong is said where it is read.
        (0, [(sheet, rows, _)]) => Ok(Some(Text {
            sheet: sheet.clone(),
            content: own::plain(rows),
            year: years_in(sheet).last(),
            unit: None,
            regions: vec![],
        })),
        _ => {
            let names = if found.is_empty() {
                called(&sheets)
            } else {
                found.iter().map(|(sheet, ..)| (*sheet).clone()).collect()
            };
            Err(Error::input(name, Place::File, Problem::SheetChoice { sheets: names }))
        }
    }
}

/// The rows of a sheet, and its merged cells.
fn rows_of(name: &str, sheet: &str, book: &mut Book) -> Result<(Vec<Row>, Vec<Merged>)> {
    let mut rows: Vec<Row> = vec![];
    // One text may stand in very many cells.
    let mut texts: HashSet<Arc<str>> = HashSet::new();
    let mut count = 0;
    let merged = book.cells(name, sheet, &mut |(row, column), cell| {
        count += 1;
        if count > CELLS {
            let (what, found, limit) = ("cells", count, CELLS);
            return Err(Error::input(name, Place::File, Problem::TooMany { what, found, limit }));
        }
        let mut text = |words: &str| {
            let words: String = words.trim().chars().take(TEXT).collect();
            if let Some(known) = texts.get(words.as_str()) {
                return own::Cell::Text(known.clone());
            }
            let new: Arc<str> = words.into();
            texts.insert(new.clone());
            own::Cell::Text(new)
        };
        let cell = match cell {
            Cell::Number(number) if number.is_finite() => own::Cell::Number(number),
            Cell::Number(number) => text(&number.to_string()),
            Cell::Text(words) if words.trim().is_empty() => return Ok(ControlFlow::Continue(())),
            Cell::Text(words) => text(words),
            Cell::Wrong(Problem::NotANumber { found }) => text(&found),
            Cell::Wrong(Problem::DateCell) => text("(a date)"),
            Cell::Wrong(_) => text("(a formula without a stored result)"),
        };
        match rows.last_mut().filter(|last| last.number == row) {
            Some(last) => last.cells.push((column, cell)),
            None => rows.push(Row { number: row, cells: vec![(column, cell)] }),
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok((rows, merged))
}

/// Of merged numbers only the first is there, and the others would be zero.
fn refuse_merged(
    (name, sheet): (&str, &str),
    rows: &[Row],
    merged: &[Merged],
    body: u32,
) -> Result<()> {
    for (first, last) in merged.iter().filter(|(first, _)| first.0 >= body) {
        let row = rows.iter().find(|row| row.number == first.0);
        let cell = row.and_then(|row| row.cells.iter().find(|(column, _)| *column == first.1));
        if let Some((_, own::Cell::Number(_))) = cell {
            let range = super::grid::range_name(*first, *last);
            let problem = Problem::MergedCells { range };
            return Err(at_cell(name, sheet, (*first, problem)));
        }
    }
    Ok(())
}
