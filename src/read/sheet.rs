//! Small CSV files whose columns have names: records with their physical lines, cells by column.

use std::collections::HashMap;

use super::Input;
use crate::error::{Error, Place, Problem, Result, nearest};
use crate::table::{Index, Mrio};

/// A file of records.
pub(crate) struct Sheet {
    file: String,
    names: Vec<String>,
    header: HashMap<String, usize>,
    lines: Vec<Record>,
}

/// A record and its physical line.
pub(crate) struct Record {
    pub number: u64,
    cells: csv::StringRecord,
}

impl Sheet {
    /// Read a CSV file, plain or gzipped, that has at least the `expected` columns, written with
    /// commas.
    pub fn open(input: &Input, expected: &'static str) -> Result<Self> {
        let sheet = Sheet::read(input)?;
        if expected.split(',').all(|name| sheet.has(name)) {
            Ok(sheet)
        } else {
            Err(sheet.other_columns(expected))
        }
    }

    /// Read a file of any columns, each with a name of its own.
    pub fn read(input: &Input) -> Result<Self> {
        let (file, bytes) = (input.name(), input.contents()?);
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let malformed = |e: &csv::Error| {
            let problem = match e.kind() {
                csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                    Problem::FieldCount { found: *len as usize, expected: *expected_len as usize }
                }
                _ => Problem::Csv { reason: e.to_string() },
            };
            Error::input(&file, Place::Line(line_of(bytes, e.position())), problem)
        };
        let names = reader.headers().map_err(|e| malformed(&e))?.clone();
        let mut header: HashMap<String, usize> = HashMap::new();
        for (k, name) in names.iter().enumerate() {
            if let Some(first) = header.insert(name.to_owned(), k).filter(|_| !name.is_empty()) {
                let place = |k: usize| format!("column {}", k + 1);
                let (label, first, second) = (name.to_owned(), place(first), place(k));
                let problem = Problem::Duplicate { label, first, second };
                return Err(Error::input(&file, Place::Line(1), problem));
            }
        }
        let mut lines = vec![];
        for record in reader.records() {
            let cells = record.map_err(|e| malformed(&e))?;
            lines.push(Record { number: line_of(bytes, cells.position()), cells });
        }
        let names = names.iter().map(str::to_owned).collect();
        Ok(Sheet { file, names, header, lines })
    }

    /// The sheet, if it has lines.
    pub fn with_lines(self) -> Result<Self> {
        if self.lines.is_empty() { Err(self.fail_file(Problem::NoRows)) } else { Ok(self) }
    }

    pub fn lines(&self) -> &[Record] {
        &self.lines
    }

    pub fn has(&self, column: &str) -> bool {
        self.header.contains_key(column)
    }

    /// A cell; empty if the file has no such column.
    pub fn text<'a>(&self, line: &'a Record, column: &str) -> &'a str {
        self.header.get(column).and_then(|k| line.cells.get(*k)).unwrap_or_default()
    }

    /// A finite number.
    pub fn number(&self, line: &Record, column: &str) -> Result<f64> {
        let found = self.text(line, column);
        let fail = |problem| Err(self.fail(line, column, problem));
        match found.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            Ok(_) => fail(Problem::NotFinite { found: found.to_owned() }),
            Err(_) => fail(Problem::NotANumber { found: found.to_owned() }),
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

    /// What is wrong with a line.
    pub fn fail_line(&self, line: &Record, problem: Problem) -> Error {
        Error::input(&self.file, Place::Line(line.number), problem)
    }

    /// That the file has other columns than those expected.
    pub fn other_columns(&self, expected: &'static str) -> Error {
        let problem = Problem::Columns { expected, found: self.names.clone() };
        Error::input(&self.file, Place::Line(1), problem)
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

/// The physical line of a record: the parser counts from before the blank lines above it.
fn line_of(bytes: &[u8], position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else { return 1 };
    let rest = usize::try_from(position.byte()).ok().and_then(|byte| bytes.get(byte..));
    let ends = rest.unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    position.line() + ends.filter(|byte| **byte == b'\n').count() as u64
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
