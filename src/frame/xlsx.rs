//! Frames as a workbook.

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{Frame, Indicator, Key};
use crate::error::{Error, Result};

/// Most rows of a worksheet, the header included.
const SHEET_ROWS: usize = 1_048_576;

/// The bytes of a workbook with one sheet for each frame; `path` is what errors name.
///
/// # Errors
/// [`Error::Encode`] for more rows than a worksheet can hold.
pub(super) fn workbook(frames: &[Frame], path: &Path) -> Result<Vec<u8>> {
    let fail = |reason: String| Error::Encode { path: path.to_owned(), reason };
    if let Some(frame) = frames.iter().find(|f| f.rows() >= SHEET_ROWS) {
        return Err(fail(format!(
            "a worksheet holds {} rows, the result has {}; save it as .csv",
            SHEET_ROWS - 1,
            frame.rows()
        )));
    }
    let mut workbook = Workbook::new();
    for frame in frames {
        workbook.push_worksheet(sheet(frame).map_err(|e| fail(e.to_string()))?);
    }
    if frames.iter().any(|frame| !frame.notes().is_empty()) {
        workbook.push_worksheet(notes(frames).map_err(|e| fail(e.to_string()))?);
    }
    workbook.save_to_buffer().map_err(|e| fail(e.to_string()))
}

/// The frame as a worksheet: units in the header, first row frozen, filters on.
fn sheet(frame: &Frame) -> std::result::Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    let name = frame.name().chars().filter(|c| !"[]:*?/\\".contains(*c)).take(31);
    sheet.set_name(name.collect::<String>())?;
    let bold = Format::new().set_bold();
    let keys = frame.keys().iter().map(|key| key.name().to_owned());
    let words = frame.remarks().iter().map(|key| key.name().to_owned());
    let headers = keys.chain(frame.indicators().iter().map(header)).chain(words);
    for (column, header) in headers.enumerate() {
        sheet.write_string_with_format(0, column_number(column), header, &bold)?;
    }
    for (column, key) in frame.keys().iter().enumerate() {
        labels(&mut sheet, column_number(column), key, frame.rows())?;
    }
    for (offset, indicator) in frame.indicators().iter().enumerate() {
        let column = column_number(frame.keys().len() + offset);
        for (row, &value) in indicator.values().iter().enumerate().filter(|(_, v)| v.is_finite()) {
            sheet.write_number(row_number(row), column, value)?;
        }
    }
    let columns = frame.keys().len() + frame.indicators().len();
    for (offset, remark) in frame.remarks().iter().enumerate() {
        labels(&mut sheet, column_number(columns + offset), remark, frame.rows())?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if let Some(last) = (columns + frame.remarks().len()).checked_sub(1) {
        let (row, column) = (row_number(frame.rows().saturating_sub(1)), column_number(last));
        sheet.autofilter(0, 0, row, column)?;
        sheet.set_column_range_width(0, column, 18)?;
    }
    Ok(sheet)
}

/// What is true of all rows of the frames, on a sheet of its own.
fn notes(frames: &[Frame]) -> std::result::Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name("notes")?;
    let bold = Format::new().set_bold();
    for (column, header) in ["result", "note", "text"].into_iter().enumerate() {
        sheet.write_string_with_format(0, column_number(column), header, &bold)?;
    }
    let all = frames.iter().flat_map(|frame| frame.notes().iter().map(move |note| (frame, note)));
    for (row, (frame, (name, text))) in all.enumerate() {
        for (column, cell) in [frame.name(), name, text].into_iter().enumerate() {
            sheet.write_string(row_number(row), column_number(column), cell)?;
        }
    }
    sheet.set_column_range_width(0, 1, 18)?;
    Ok(sheet)
}

/// `exports (million US$)`.
fn header(indicator: &Indicator) -> String {
    match indicator.unit().name() {
        Some(unit) => format!("{} ({unit})", indicator.name()),
        None => indicator.name().to_owned(),
    }
}

fn labels(
    sheet: &mut Worksheet,
    column: u16,
    key: &Key,
    rows: usize,
) -> std::result::Result<(), XlsxError> {
    (0..rows)
        .try_for_each(|row| sheet.write_string(row_number(row), column, key.label(row)).map(|_| ()))
}

fn row_number(row: usize) -> u32 {
    u32::try_from(row + 1).unwrap_or(u32::MAX)
}

fn column_number(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}
