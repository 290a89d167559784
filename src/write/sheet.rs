//! A table as a workbook: the canonical layout on a sheet, and what it is of on another.

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{PrimaryRows, SHEET_COLUMNS, primary_rows};
use crate::error::{Error, Result};
use crate::table::Mrio;

/// The bytes of a workbook with the sheets `table` and `about`; `path` is what errors name.
///
/// # Errors
/// [`Error::Encode`] for more columns than a sheet has.
pub(super) fn workbook(table: &Mrio, rows: PrimaryRows, path: &Path) -> Result<Vec<u8>> {
    let fail = |reason: String| Error::Encode { path: path.to_owned(), reason };
    // Beside the numbers stand the labels of rows, and output.
    let columns = table.index().len() + table.demand().len() + 2;
    if columns > SHEET_COLUMNS {
        return Err(fail(format!(
            "a sheet has 16,384 columns, the table {columns}; write it as .csv.gz, or add regions or sectors up first"
        )));
    }
    filled(table, rows).map_err(|error| fail(error.to_string()))
}

fn filled(table: &Mrio, rows: PrimaryRows) -> std::result::Result<Vec<u8>, XlsxError> {
    let (index, demand, n) = (table.index(), table.demand(), table.index().len());
    let output = table.reported_output().unwrap_or(table.row_sums());
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet().set_name("table")?;
    let column = |place: usize| u16::try_from(place + 1).unwrap_or(u16::MAX);
    let row = |place: usize| u32::try_from(place + 1).unwrap_or(u32::MAX);
    let users = (0..demand.len()).map(|k| demand.label(index, k));
    let labels = (0..n).map(|k| index.label(k)).chain(users).chain(["OUT".to_owned()]);
    for (k, label) in labels.enumerate() {
        sheet.write_string_with_format(0, column(k), label, &bold)?;
    }
    let last = n + demand.len();
    for (i, &made) in output.iter().enumerate() {
        sheet.write_string_with_format(row(i), 0, index.label(i), &bold)?;
        for j in 0..n {
            sheet.write_number(row(i), column(j), table.intermediate()[(i, j)])?;
        }
        for j in 0..demand.len() {
            sheet.write_number(row(i), column(n + j), table.final_demand()[(i, j)])?;
        }
        sheet.write_number(row(i), column(last), made)?;
    }
    let primary = primary_rows(table, rows);
    for (place, one) in (n..).zip(&primary) {
        sheet.write_string_with_format(row(place), 0, &*one.name, &bold)?;
        for (j, value) in one.inputs.iter().chain(&one.final_demand).enumerate() {
            sheet.write_number(row(place), column(j), *value)?;
        }
    }
    let below = row(n + primary.len());
    sheet.write_string_with_format(below, 0, "OUT", &bold)?;
    for (j, made) in output.iter().enumerate() {
        sheet.write_number(below, column(j), *made)?;
    }
    sheet.set_column_width(0, 16)?;
    sheet.set_freeze_panes(1, 1)?;

    let source = table.source();
    let about = workbook.add_worksheet().set_name("about")?;
    if let Some(year) = source.year {
        about.write_string(0, 0, "year")?.write_number(0, 1, f64::from(year))?;
    }
    if let Some(unit) = &source.unit {
        about.write_string(1, 0, "unit")?.write_string(1, 1, unit)?;
    }
    about.write_string(2, 0, "source")?.write_string(2, 1, &source.note)?;
    workbook.save_to_buffer()
}
