//! A table to be filled in.

use std::io::Write;

use super::SHEET_COLUMNS;
use crate::error::{Error, Result};
use crate::frame::{Compress, Destination, FileFormat, io_error};

/// The labels of a table without numbers.
///
/// # Examples
/// ```
/// use tripole::write::Template;
/// let labels = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
/// let template = Template::new(&labels(&["DEU", "ROW"]), &labels(&["agr"]), &labels(&["FD"]))?;
/// assert_eq!(template.columns(), ["DEU_agr", "ROW_agr", "DEU_FD", "ROW_FD"]);
/// assert_eq!(template.rows(), ["DEU_agr", "ROW_agr", "TLS", "VA"]);
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    columns: Vec<String>,
    rows: Vec<String>,
}

/// What whoever fills the table in has to know.
#[cfg(feature = "xlsx")]
const WORDS: [&str; 7] = [
    "Each row is what one sector of one region sells: to the sectors in the columns, and to final demand behind them.",
    "Write amounts of one currency and scale. A blank cell is zero.",
    "Rename regions and sectors as you like, the same in rows and columns; a label is REGION_SECTOR, without `_` in the region.",
    "Final demand may have several categories (FD is one): REGION_CATEGORY, with labels that no row has.",
    "TLS: taxes less subsidies on products that the column pays. Delete the row if they are in value added.",
    "VA: value added of the column. Delete the row to have it as output less inputs.",
    "Output is the sum of a row; a last column OUT and a last row OUT are compared with it if they are there.",
];

impl Template {
    /// The checked constructor.
    ///
    /// # Errors
    /// [`Error::Range`] without regions, sectors or categories, and for more columns than a sheet has;
    /// [`Error::Unknown`] for a code twice.
    pub fn new(regions: &[String], sectors: &[String], categories: &[String]) -> Result<Self> {
        let pairs = |items: &[String]| -> Vec<String> {
            let of = |region: &String| {
                items.iter().map(move |item| format!("{region}_{item}")).collect()
            };
            regions.iter().flat_map::<Vec<String>, _>(of).collect()
        };
        let (producers, users) = (pairs(sectors), pairs(categories));
        let columns: Vec<String> = producers.iter().chain(&users).cloned().collect();
        let count = columns.len();
        if producers.is_empty() || users.is_empty() || count >= SHEET_COLUMNS {
            return Err(Error::Range {
                what: "columns of a template",
                value: count as f64,
                expected: "2 to 16,383, with regions, sectors and final demand",
            });
        }
        let mut rows = producers;
        rows.extend(["TLS".to_owned(), "VA".to_owned()]);
        Ok(Template { columns, rows })
    }

    /// The labels of the columns of numbers.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The labels of the rows.
    #[must_use]
    pub fn rows(&self) -> &[String] {
        &self.rows
    }

    /// Write as CSV, or as a workbook with a sheet that says how to fill it in.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Ending`] for a file of another form.
    pub fn write(&self, destination: Destination) -> Result<()> {
        match destination.format() {
            FileFormat::Csv => destination.write(Compress::No, |out| self.csv(out)),
            #[cfg(feature = "xlsx")]
            FileFormat::Xlsx => {
                let path = destination.path().to_owned();
                let bytes =
                    self.workbook().map_err(|e| Error::Encode { path, reason: e.to_string() })?;
                destination.write(Compress::No, |out| out.write_all(&bytes))
            }
            _ => {
                Err(Error::Ending { path: destination.path().to_owned(), known: "`.csv`, `.xlsx`" })
            }
        }
    }

    fn csv(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        let blank = vec![""; self.columns.len()];
        let header = std::iter::once("").chain(self.columns.iter().map(String::as_str));
        csv.write_record(header).map_err(io_error)?;
        for row in &self.rows {
            let cells = std::iter::once(row.as_str()).chain(blank.iter().copied());
            csv.write_record(cells).map_err(io_error)?;
        }
        csv.flush()
    }

    #[cfg(feature = "xlsx")]
    fn workbook(&self) -> std::result::Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
        use rust_xlsxwriter::{Color, Format, Workbook};
        let mut workbook = Workbook::new();
        let bold = Format::new().set_bold();
        let number = Format::new().set_num_format("#,##0.0");
        let grey = Format::new().set_background_color(Color::RGB(0x00F2_F2F2));
        let sheet = workbook.add_worksheet().set_name("table")?;
        let place = |k: usize| u16::try_from(k + 1).unwrap_or(u16::MAX);
        for (k, label) in self.columns.iter().enumerate() {
            sheet.write_string_with_format(0, place(k), label, &bold)?;
        }
        let producers = self.rows.len() - 2;
        for (k, label) in self.rows.iter().enumerate() {
            let row = u32::from(place(k));
            sheet.write_string_with_format(row, 0, label, &bold)?;
            for column in 0..self.columns.len() {
                // Nobody's value added is paid by final users.
                let unused = k > producers && column >= producers;
                let format = if unused { &grey } else { &number };
                sheet.write_blank(row, place(column), format)?;
            }
        }
        sheet.set_column_width(0, 16)?;
        sheet.set_freeze_panes(1, 1)?;
        let notes = workbook.add_worksheet().set_name("how to fill it in")?;
        for (row, words) in (0..).zip(WORDS) {
            notes.write_string(row, 0, words)?;
        }
        notes.set_column_width(0, 110)?;
        workbook.save_to_buffer()
    }
}
