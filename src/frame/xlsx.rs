//! Frames as a workbook.
//!
//! A sheet has the names of columns in its first row and their units in the second; the numbers begin
//! in the third. Names of codes have columns of their own beside them. The last sheet, `About`, says where
//! the results come from, what is true of all their rows, and what every column is.

use std::collections::HashSet;
use std::path::Path;

use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};

use super::typed::{Column, cut};
use super::{ColumnAbout, Frame, Indicator, Key, Rounding, Unit};
use crate::error::{Error, Result};

/// Most rows of a worksheet, names and units included.
const SHEET_ROWS: usize = 1_048_576;
/// Rows above the numbers: names and units.
const HEAD: usize = 2;
/// Most characters of a sheet's name, and of a cell.
const SHEET_NAME: usize = 31;
const CELL: usize = 32_767;
/// Narrowest and widest column, in characters.
const WIDTHS: (usize, usize) = (8, 42);

type Written<T> = std::result::Result<T, XlsxError>;

/// The bytes of a workbook with one sheet for each frame; `path` is what errors name.
///
/// # Errors
/// [`Error::Encode`] for more rows than a worksheet can hold, or longer texts than a cell.
pub(super) fn workbook(frames: &[Frame], path: &Path) -> Result<Vec<u8>> {
    let fail = |reason: String| Error::Encode { path: path.to_owned(), reason };
    if let Some(frame) = frames.iter().find(|f| f.rows() > SHEET_ROWS - HEAD) {
        return Err(fail(format!(
            "a worksheet holds {} rows, the result has {}; save it as .csv",
            SHEET_ROWS - HEAD,
            frame.rows()
        )));
    }
    let mut workbook = Workbook::new();
    let mut names = SheetNames::default();
    for frame in frames {
        let name = names.of(frame.name());
        workbook.push_worksheet(sheet(frame, &name).map_err(|e| fail(e.to_string()))?);
    }
    let about = about(frames, &names.of("About")).map_err(|e| fail(e.to_string()))?;
    workbook.push_worksheet(about);
    workbook.save_to_buffer().map_err(|e| fail(e.to_string()))
}

/// Names of sheets, no two the same in any spelling.
#[derive(Default)]
struct SheetNames {
    taken: HashSet<String>,
}

impl SheetNames {
    /// The name of a frame without what a sheet's cannot have, at most 31 characters, with a number where
    /// an earlier sheet has it.
    fn of(&mut self, name: &str) -> String {
        let allowed = |c: char| if "[]:*?/\\'".contains(c) || c.is_control() { '_' } else { c };
        // `ge: countries` tells two frames apart: no mark is needed for that.
        let name = name.replace(": ", " ");
        let plain: String = name.chars().map(allowed).take(SHEET_NAME).collect();
        // Excel keeps this name for itself.
        let plain = match plain.trim() {
            "" => "result".to_owned(),
            name if name.eq_ignore_ascii_case("history") => format!("{name}_"),
            _ => plain,
        };
        let numbered = |count: usize| {
            let end = format!("_{count}");
            plain.chars().take(SHEET_NAME - end.len()).collect::<String>() + &end
        };
        let mut others = std::iter::once(plain.clone()).chain((2..).map(numbered));
        others.find(|name| self.taken.insert(name.to_lowercase())).unwrap_or_default()
    }
}

/// The frame as a worksheet: names, units, filters on; both rows stay when the rest moves.
fn sheet(frame: &Frame, name: &str) -> Written<Worksheet> {
    let frame = &frame.clone().with_name_columns().with_key_of_units();
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    let bold = Format::new().set_bold();
    let grey = Format::new().set_italic().set_font_color(Color::Gray);
    let columns = frame.typed();
    let last = columns.len().checked_sub(1);
    for (place, (column, about)) in columns.iter().zip(frame.columns_about()).enumerate() {
        let at = column_number(place);
        sheet.write_string_with_format(0, at, &about.name, &bold)?;
        sheet.write_string_with_format(1, at, &about.unit, &grey)?;
        cells(&mut sheet, at, column)?;
        let widest =
            widest(column).max(about.name.chars().count() + 2).max(about.unit.chars().count());
        sheet.set_column_width(at, widest.clamp(WIDTHS.0, WIDTHS.1) as f64)?;
    }
    sheet.set_freeze_panes(row_number(0), 0)?;
    if let Some(last) = last {
        let end = row_number(frame.rows().saturating_sub(1));
        // The names are above the filters' row, so that units stay where they are.
        sheet.autofilter(1, 0, end, column_number(last))?;
    }
    Ok(sheet)
}

fn cells(sheet: &mut Worksheet, at: u16, column: &Column<'_>) -> Written<()> {
    match column {
        Column::Words(key) => (0..key.codes().len()).try_for_each(|row| {
            sheet.write_string(row_number(row), at, key.label(row)).map(|_| ())
        }),
        Column::Whole(key, numbers) => {
            let format = Format::new().set_num_format("0");
            let number = |row: usize| numbers[key.codes()[row] as usize].map(f64::from);
            numbers_of(sheet, at, (0..key.codes().len()).map(number), &format)
        }
        Column::Real(indicator) => {
            let format = Format::new().set_num_format(number_format(indicator));
            let finite = indicator.values().iter().map(|&v| v.is_finite().then_some(v));
            numbers_of(sheet, at, finite, &format)
        }
    }
}

fn numbers_of(
    sheet: &mut Worksheet,
    at: u16,
    numbers: impl Iterator<Item = Option<f64>>,
    format: &Format,
) -> Written<()> {
    for (row, number) in numbers.enumerate() {
        if let Some(number) = number {
            sheet.write_number_with_format(row_number(row), at, number, format)?;
        }
    }
    Ok(())
}

/// How numbers are shown; the cells hold every digit.
fn number_format(indicator: &Indicator) -> String {
    match (indicator.unit(), Rounding::of(indicator)) {
        (Unit::Share, _) => "0.0%".to_owned(),
        (Unit::Change | Unit::Rate | Unit::Difference, _) => "0.00%".to_owned(),
        (Unit::Number, Rounding::Decimals(0)) => "0".to_owned(),
        (_, Rounding::Decimals(0)) => "#,##0".to_owned(),
        (_, Rounding::Decimals(decimals)) => format!("#,##0.{}", "0".repeat(decimals)),
        (_, Rounding::Exponent) => "0.0E+00".to_owned(),
        (_, Rounding::Each) => "General".to_owned(),
    }
}

/// Characters of the widest cell.
fn widest(column: &Column<'_>) -> usize {
    let of_labels = |key: &Key| key.labels().iter().map(|label| label.chars().count()).max();
    match column {
        Column::Words(key) | Column::Whole(key, _) => of_labels(key).unwrap_or(0),
        Column::Real(indicator) => {
            let rounding = Rounding::of(indicator);
            let shown = indicator.values().iter().map(|&value| rounding.show(value).len());
            shown.max().unwrap_or(0)
        }
    }
}

/// Where results come from, what is true of all their rows, and what their columns are.
fn about(frames: &[Frame], name: &str) -> Written<Worksheet> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    let mut lines = Lines { sheet: &mut sheet, next: 0 };
    let about = frames.iter().find_map(Frame::about).map(super::About::lines).unwrap_or_default();
    if !about.is_empty() {
        lines.heading(&["about", "text"])?;
        about.iter().try_for_each(|(name, text)| lines.push(&[name, text]))?;
        lines.next += 1;
    }
    if frames.iter().any(|frame| !frame.notes().is_empty()) {
        lines.heading(&["result", "note", "text"])?;
        for frame in frames {
            let mut notes = frame.notes().iter();
            notes.try_for_each(|(name, text)| lines.push(&[frame.name(), name, text]))?;
        }
        lines.next += 1;
    }
    lines.heading(&["result", "column", "unit", "label", "definition", "source"])?;
    for frame in frames {
        for ColumnAbout { name, unit, label, definition, source } in frame.columns_about() {
            lines.push(&[frame.name(), &name, &unit, &label, &definition, &source])?;
        }
    }
    for (column, width) in [20, 28, 22, 40, 60, 40].into_iter().enumerate() {
        sheet.set_column_width(column_number(column), width)?;
    }
    Ok(sheet)
}

/// Lines of texts, one below the other.
struct Lines<'a> {
    sheet: &'a mut Worksheet,
    next: u32,
}

impl Lines<'_> {
    fn heading(&mut self, texts: &[&str]) -> Written<()> {
        let bold = Format::new().set_bold();
        for (column, text) in texts.iter().enumerate() {
            self.sheet.write_string_with_format(self.next, column_number(column), *text, &bold)?;
        }
        self.next += 1;
        Ok(())
    }

    /// A line; a text that no cell can hold ends in an ellipsis.
    fn push(&mut self, texts: &[&str]) -> Written<()> {
        for (column, text) in texts.iter().enumerate() {
            self.sheet.write_string(self.next, column_number(column), cut(text, CELL))?;
        }
        self.next += 1;
        Ok(())
    }
}

/// The row of a sheet that holds a row of the frame.
fn row_number(row: usize) -> u32 {
    u32::try_from(row + HEAD).unwrap_or(u32::MAX)
}

fn column_number(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::SheetNames;

    #[test]
    fn sheets_have_names_of_their_own() {
        let mut names = SheetNames::default();
        let long = "a name of more than thirty-one characters";
        assert_eq!(names.of("a/b"), "a_b");
        assert_eq!(names.of("ge: countries"), "ge countries");
        assert_eq!(names.of("A[B"), "A_B_2");
        assert_eq!(names.of(long), long[..31]);
        assert_eq!(names.of(long), format!("{}_2", &long[..29]));
        assert_eq!(names.of(""), "result");
        assert_eq!(names.of("About"), "About");
        assert_eq!(names.of("about"), "about_2");
        assert_eq!(names.of("History"), "History_");
    }
}
