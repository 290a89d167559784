//! Small CSV files whose columns have names: records with their physical lines, cells by column.

use std::collections::HashMap;

use super::decimals::Numbers;
use super::header::Shape;
use super::input::SMALL_FILE_LIMIT;
use super::text::Opened;
use super::watched::Watched;
use super::{Input, source};
use crate::error::{Error, Place, Problem, Result, nearest};
use crate::table::{Index, Mrio};

pub(crate) use super::records::{Record, Records};

/// A file of records: the names of its columns, in which cells are asked for.
pub(crate) struct Sheet {
    file: String,
    names: Vec<String>,
    header: HashMap<String, usize>,
    header_line: u64,
    numbers: Numbers,
}

impl Sheet {
    /// Open a CSV file, plain or compressed, that has at least the `expected` columns, listed with
    /// commas between them. Its records are read as they are asked for.
    pub fn open(input: &Input, expected: &'static str) -> Result<(Self, Records)> {
        let (sheet, records) = Sheet::read(input, expected)?;
        if expected.split(',').all(|name| sheet.has(name)) {
            Ok((sheet, records))
        } else {
            Err(sheet.other_columns(expected))
        }
    }

    /// Open a file of lines that are read one by one and may be millions. It has all of the `expected`
    /// columns, perhaps some `others`, and none beside these.
    #[cfg(feature = "scenario-files")]
    pub fn open_only(
        input: &Input,
        expected: &'static str,
        others: &'static str,
    ) -> Result<(Self, Records)> {
        let known: Vec<String> = [expected, others]
            .iter()
            .flat_map(|names| names.split(','))
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        let (sheet, records) = Sheet::limited(input, &known.join(","), super::input::LINES_LIMIT)?;
        if !expected.split(',').all(|name| sheet.has(name)) {
            return Err(sheet.other_columns(expected));
        }
        let Some(strange) = sheet.names.iter().find(|name| !known.contains(name)) else {
            return Ok((sheet, records));
        };
        let absent: Vec<String> = known.iter().filter(|name| !sheet.has(name)).cloned().collect();
        Err(sheet.unknown_column("column", strange, &absent))
    }

    /// Open a file of any columns, each with a name of its own. Those that are not `known` are left
    /// aside, unless they change what lines mean ([`Watched`]).
    pub(super) fn read(input: &Input, known: &str) -> Result<(Self, Records)> {
        Sheet::limited(input, known, SMALL_FILE_LIMIT)
    }

    fn limited(input: &Input, known: &str, limit: u64) -> Result<(Self, Records)> {
        let mut text = Opened::new(source::open(input, None)?, Shape::Sheet)?;
        let records = Records::of(&mut text, limit);
        let numbers = Numbers::of(text.separator);
        let (file, names, header_line) = (text.name, text.header, text.header_line);
        let mut header: HashMap<String, usize> = HashMap::new();
        for (k, name) in names.iter().enumerate() {
            if let Some(first) = header.insert(name.to_owned(), k).filter(|_| !name.is_empty()) {
                let place = |k: usize| format!("column {}", k + 1);
                let (label, first, second) = (name.to_owned(), place(first), place(k));
                let problem = Problem::Duplicate { label, first, second };
                return Err(Error::input(&file, Place::Line(header_line), problem));
            }
        }
        let records = records.watching(Watched::among(&names, known));
        Ok((Sheet { file, names, header, header_line, numbers }, records))
    }

    /// The name of the file in messages.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Where a column is among the cells of a line; behind all of them if the file has no such column.
    #[cfg(feature = "scenario-files")]
    pub fn position(&self, column: &str) -> usize {
        self.header.get(column).copied().unwrap_or(usize::MAX)
    }

    /// The names of the columns, in their order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// A column whose name is none of those `known`.
    pub fn unknown_column(&self, what: &'static str, name: &str, known: &[String]) -> Error {
        let (code, near) = (name.to_owned(), nearest(known, name));
        self.fail_at(self.header_line, Problem::UnknownCode { what, code, near })
    }

    pub fn has(&self, column: &str) -> bool {
        self.header.contains_key(column)
    }

    /// A cell; empty if the file has no such column.
    pub fn text<'a>(&self, line: &'a Record, column: &str) -> &'a str {
        self.header.get(column).map_or("", |k| line.cell(*k))
    }

    /// A finite number. Where semicolons or tabs separate the columns a comma may mark its decimals, if
    /// it does so in the whole file.
    pub fn number(&self, line: &Record, column: &str) -> Result<f64> {
        let found = self.text(line, column);
        let fail = |problem| self.fail(line, column, problem);
        let number = self.numbers.read(found).map_err(fail)?;
        match number.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            Ok(_) => Err(fail(Problem::NotFinite { found: found.to_owned() })),
            Err(_) => Err(fail(Problem::NotANumber { found: found.to_owned() })),
        }
    }

    /// A number of zero or more.
    pub fn amount(&self, line: &Record, column: &str) -> Result<f64> {
        let value = self.number(line, column)?;
        if value >= 0.0 {
            return Ok(value);
        }
        let problem = Problem::Amount { value, expected: "a number of zero or more" };
        Err(self.fail(line, column, problem))
    }

    /// A number of zero or more, zero where the cell is empty or missing.
    pub fn amount_or_zero(&self, line: &Record, column: &str) -> Result<f64> {
        if self.text(line, column).is_empty() { Ok(0.0) } else { self.amount(line, column) }
    }

    /// A region code that could not be told from the sector in the labels of a table.
    pub fn refuse_separator(&self, line: &Record, column: &str) -> Result<()> {
        let code = self.text(line, column);
        if !code.contains('_') {
            return Ok(());
        }
        Err(self.fail(line, column, Problem::SeparatorInCode { code: code.to_owned() }))
    }

    /// What is wrong with a cell.
    pub fn fail(&self, line: &Record, column: &str, problem: Problem) -> Error {
        let place = Place::Cell { line: line.number, column: column.to_owned() };
        Error::input(&self.file, place, problem)
    }

    /// An error about what a cell says, with its place.
    pub fn place(&self, line: &Record, column: &str, error: Error) -> Error {
        match error {
            Error::Unknown { what, code, near } => {
                self.fail(line, column, Problem::UnknownCode { what, code, near })
            }
            Error::Code { problem } => self.fail(line, column, *problem),
            other => other,
        }
    }

    /// What is wrong with a line.
    pub fn fail_line(&self, line: &Record, problem: Problem) -> Error {
        self.fail_at(line.number, problem)
    }

    /// What is wrong with a line of this number.
    pub fn fail_at(&self, line: u64, problem: Problem) -> Error {
        Error::input(&self.file, Place::Line(line), problem)
    }

    /// That the file has other columns than those expected.
    pub fn other_columns(&self, expected: &'static str) -> Error {
        let problem = Problem::Columns { expected: expected.into(), found: self.names.clone() };
        Error::input(&self.file, Place::Line(self.header_line), problem)
    }

    /// What is wrong with the file.
    pub fn fail_file(&self, problem: Problem) -> Error {
        Error::input(&self.file, Place::File, problem)
    }

    /// Position of a code among `codes`.
    pub fn code(
        &self,
        line: &Record,
        column: &str,
        what: &'static str,
        codes: &[String],
    ) -> Result<usize> {
        let code = self.text(line, column);
        codes.iter().position(|known| known == code).ok_or_else(|| {
            let near = nearest(codes, code);
            self.fail(line, column, Problem::UnknownCode { what, code: code.to_owned(), near })
        })
    }
}

/// Lines already seen, to refuse the second one.
pub(crate) struct Seen(HashMap<String, u64>);

impl Seen {
    pub fn new() -> Self {
        Seen(HashMap::new())
    }

    pub fn add(&mut self, sheet: &Sheet, line: &Record, label: String) -> Result<()> {
        if let Some(&first) = self.0.get(&label) {
            return Err(sheet.fail_line(line, Problem::LineTwice { label, first }));
        }
        self.0.insert(label, line.number);
        Ok(())
    }
}

/// Rows and columns of a table by their codes.
pub(crate) struct Codes<'a> {
    table: &'a Mrio,
    rows: HashMap<(&'a str, &'a str), usize>,
    demand: HashMap<(&'a str, &'a str), usize>,
}

impl<'a> Codes<'a> {
    pub fn new(table: &'a Mrio) -> Self {
        let (index, demand) = (table.index(), table.demand());
        let columns = demand.columns().iter().enumerate().map(|(c, column)| {
            let region = column.region.map_or("", |r| index.region(r));
            ((region, demand.category(column.category)), c)
        });
        Codes { table, rows: rows_by_code(index), demand: columns.collect() }
    }

    /// The row of the codes in two columns of a line.
    pub fn row(&self, sheet: &Sheet, line: &Record, region: &str, sector: &str) -> Result<usize> {
        let codes = (sheet.text(line, region), sheet.text(line, sector));
        self.rows.get(&codes).copied().ok_or_else(|| {
            let known = self.table.index().sector_codes();
            self.unknown(sheet, line, [region, sector], "sector", known)
        })
    }

    /// The column of Z and F beside each other.
    pub fn column(&self, sheet: &Sheet, line: &Record, region: &str, item: &str) -> Result<usize> {
        let (index, demand) = (self.table.index(), self.table.demand());
        let codes = (sheet.text(line, region), sheet.text(line, item));
        let user = || self.demand.get(&codes).map(|c| index.len() + c);
        self.rows.get(&codes).copied().or_else(user).ok_or_else(|| {
            let known = [index.sector_codes(), demand.categories()].concat();
            let what = "sector or final demand category";
            self.unknown(sheet, line, [region, item], what, &known)
        })
    }

    /// Which of two codes is not in the table, where the second is `what`, one of `known`.
    fn unknown(
        &self,
        sheet: &Sheet,
        line: &Record,
        columns: [&str; 2],
        what: &'static str,
        known: &[String],
    ) -> Error {
        let regions = self.table.index().region_codes();
        if let Err(error) = sheet.code(line, columns[0], "region", regions) {
            return error;
        }
        if let Err(error) = sheet.code(line, columns[1], what, known) {
            return error;
        }
        let [region, sector] = columns.map(|column| sheet.text(line, column).to_owned());
        sheet.fail(line, columns[1], Problem::NoSuchSector { region, sector })
    }
}

/// Rows of an index by region and sector code.
pub(crate) fn rows_by_code(index: &Index) -> HashMap<(&str, &str), usize> {
    let label = |row: usize| {
        let node = index.node(row);
        (index.region(node.region), index.sector(node.sector))
    };
    (0..index.len()).map(|row| (label(row), row)).collect()
}
