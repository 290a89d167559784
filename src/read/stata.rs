//! Tables in Stata files (`.dta`), read record by record.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dta::stata::dta::byte_order::ByteOrder;
use dta::stata::dta::dta_error::DtaError;
use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::header::Header;
use dta::stata::dta::lazy_record::LazyRecord;
use dta::stata::dta::release::Release;
use dta::stata::dta::value::Value;
use dta::stata::stata_byte::StataByte;
use dta::stata::stata_double::StataDouble;
use dta::stata::stata_float::StataFloat;
use dta::stata::stata_int::StataInt;
use dta::stata::stata_long::StataLong;

use super::long::{COLUMNS as LONG, Long};
use super::numbered::{Amount, Cells, Plan, Rows};
use super::records::Record;
use super::{Input, Layout, ReadOptions};
use crate::error::{Error, Place, Problem, Result};
use crate::table::{Finding, Parts};

/// The variables by which tables are known.
const COLUMNS: &str = "IndustryCode,Country,RNr,Year`, `row_region,row_sector,col_region,col_item,value` or `year,row_country,row_item,col_country,col_item,value";
/// Most variables of a file; Stata has fewer.
const VARIABLES: u32 = 200_000;

/// A record, and the file that it is of.
struct Observation<'a> {
    file: &'a str,
    record: LazyRecord<'a>,
}

fn damaged(file: &str, error: &DtaError) -> Error {
    let problem = Problem::Damaged { kind: "Stata", reason: error.to_string() };
    Error::input(file, Place::File, problem)
}

impl Observation<'_> {
    fn value(&self, column: usize) -> Result<Value<'_>> {
        self.record.value(column).map_err(|error| damaged(self.file, &error))
    }
}

impl Cells for Observation<'_> {
    fn label(&self, column: usize) -> Result<String> {
        Ok(match self.amount(column)? {
            Amount::Number(number) => number.to_string(),
            Amount::Blank => String::new(),
            Amount::Text(text) => text.trim().to_owned(),
        })
    }

    fn amount(&self, column: usize) -> Result<Amount> {
        let number = match self.value(column)? {
            Value::Byte(StataByte::Present(number)) => f64::from(number),
            Value::Int(StataInt::Present(number)) => f64::from(number),
            Value::Long(StataLong::Present(number)) => f64::from(number),
            Value::Float(StataFloat::Present(number)) => f64::from(number),
            Value::Double(StataDouble::Present(number)) => number,
            Value::String(text) => return Ok(Amount::Text(text.into_owned())),
            Value::LongStringRef(_) => return Ok(Amount::Text("a long string".to_owned())),
            _ => return Ok(Amount::Blank),
        };
        Ok(if number.is_finite() {
            Amount::Number(number)
        } else {
            Amount::Text(number.to_string())
        })
    }
}

/// Read the table of a Stata file; nothing if the input is none.
pub(super) fn read(
    input: &Input,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Option<(Parts, Layout, Option<i32>)>> {
    let name = input.name();
    let Some(reader) = opened(input)? else { return Ok(None) };
    let Some(again) = opened(input)? else { return Ok(None) };
    let length = match input {
        Input::Path(path) => path.metadata().map_or(u64::MAX, |found| found.len()),
        Input::Bytes { bytes, .. } => bytes.len() as u64,
        _ => u64::MAX,
    };
    let place = Arc::new(AtomicU64::new(0));
    let reader = Counted { reader, place: Arc::clone(&place) };
    let sections = Sections { again, length, place };
    table(&name, reader, sections, (options, findings)).map(Some).map_err(of_observations)
}

/// A reader that tells how far it is.
struct Counted {
    reader: Box<dyn BufRead>,
    place: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.place.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// What lies between the variables and the observations, read once more.
struct Sections {
    again: Box<dyn BufRead>,
    length: u64,
    /// Where the variables end.
    place: Arc<AtomicU64>,
}

impl Sections {
    /// Whether what characteristics say of their lengths fits into the file: the library makes room for it
    /// before it reads.
    fn are_sound(mut self, header: &Header) -> bool {
        let start = self.place.load(Ordering::Relaxed);
        let mut left = self.length.saturating_sub(start);
        if io::copy(&mut (&mut self.again).take(start), &mut io::sink()).is_err() {
            return true;
        }
        let is_xml = header.release().is_xml_like();
        loop {
            // Whatever else is wrong is said by who reads it.
            let mut head = [0; 4];
            let opens = if is_xml { &mut head[..] } else { &mut head[..1] };
            if self.again.read_exact(opens).is_err() {
                return true;
            }
            let last = if is_xml { &head == b"</ch" } else { head[0] == 0 };
            if last {
                return true;
            }
            if is_xml && &head == b"<cha" {
                let rest = b"racteristics>".len() as u64;
                left = left.saturating_sub(4 + rest);
                if io::copy(&mut (&mut self.again).take(rest), &mut io::sink()).is_err() {
                    return true;
                }
                continue;
            }
            let mut length = [0; 4];
            if (is_xml && &head != b"<ch>") || self.again.read_exact(&mut length).is_err() {
                return true;
            }
            let length = match header.byte_order() {
                ByteOrder::BigEndian => u32::from_be_bytes(length),
                ByteOrder::LittleEndian => u32::from_le_bytes(length),
            };
            let size = u64::from(length) + if is_xml { b"</ch>".len() as u64 } else { 0 };
            left = left.saturating_sub(if is_xml { 8 } else { 5 });
            if size > left {
                return false;
            }
            left -= size;
            if io::copy(&mut (&mut self.again).take(size), &mut io::sink()).is_err() {
                return true;
            }
        }
    }
}

/// An error whose place is that of an observation and not of a line.
fn of_observations(error: Error) -> Error {
    match error {
        Error::Input { file, place, problem } => {
            let place = match place {
                Place::Line(0) => Place::File,
                Place::Line(number) => Place::Observation { number, variable: None },
                Place::Cell { line: number, column } => {
                    Place::Observation { number, variable: Some(column) }
                }
                other => other,
            };
            Error::Input { file, place, problem }
        }
        other => other,
    }
}

/// A reader of an input that begins as Stata files do; nothing for other inputs. What is no regular
/// file can be read once only, and is left to whoever reads it as a stream.
fn opened(input: &Input) -> Result<Option<Box<dyn BufRead>>> {
    let (name, mut reader): (_, Box<dyn BufRead>) = match input {
        Input::Path(path) if path.is_file() => {
            let file = File::open(path).map_err(|source| Error::io("read", path, source))?;
            (path.as_path(), Box::new(BufReader::with_capacity(1 << 16, file)))
        }
        Input::Bytes { name, bytes } => (Path::new(name), Box::new(Cursor::new(Arc::clone(bytes)))),
        _ => return Ok(None),
    };
    let head = reader.fill_buf().map_err(|source| Error::io("read", name, source))?;
    let called = name.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("dta"));
    // Before release 117 a file began with the number of its release.
    let old = called && matches!(head, [102..=115, 1 | 2, 1, ..]);
    let is_stata = head.starts_with(b"<stata_dta>") || old;
    Ok(is_stata.then_some(reader))
}

fn table(
    name: &str,
    reader: Counted,
    sections: Sections,
    (options, findings): (&ReadOptions, &mut Vec<Finding>),
) -> Result<(Parts, Layout, Option<i32>)> {
    let failed = |error: DtaError| damaged(name, &error);
    let schema = DtaReader::new().from_reader(reader).read_header().map_err(failed)?;
    let variables = schema.header().variable_count();
    if variables > VARIABLES {
        let (what, found, limit) = ("variables", variables as usize, VARIABLES as usize);
        return Err(Error::input(name, Place::File, Problem::TooMany { what, found, limit }));
    }
    let mut characteristics = schema.read_schema().map_err(failed)?;
    // Before release 110 lengths have two bytes.
    let header = characteristics.header();
    if header.release() >= Release::V110 && !sections.are_sound(header) {
        let reason = "a characteristic is longer than the file".to_owned();
        let problem = Problem::Damaged { kind: "Stata", reason };
        return Err(Error::input(name, Place::File, problem));
    }
    characteristics.skip_to_end().map_err(failed)?;
    let mut records = characteristics.into_record_reader().map_err(failed)?;
    let variables = records.schema().variables().iter();
    let header: Vec<String> = variables.map(|variable| variable.name().to_owned()).collect();
    let is_long = options.layout.is_none_or(|asked| asked == Layout::Long) && header == LONG;
    let layout = if is_long { Some(Layout::Long) } else { super::flat_layout(&header, options) };
    if let Some(layout @ (Layout::Long | Layout::Flat(..))) = layout {
        let labels = if let Layout::Flat(_, labels) = layout { Some(labels) } else { None };
        let mut long = Long::new((name, Place::File), &header, (labels, options))?;
        let (mut number, mut line) = (0, Record::default());
        while let Some(record) = records.read_lazy_record().map_err(failed)? {
            number += 1;
            let observation = Observation { file: name, record };
            let year = long.year_column().map(|column| observation.label(column)).transpose()?;
            if long.is_wanted(number, year.as_deref())? {
                let cells = (0..header.len()).map(|column| observation.label(column));
                line.set(number, cells)?;
                long.add(&line)?;
            }
        }
        let parts = long.finish(findings)?;
        let year = parts.source.year;
        return Ok((parts, layout, year));
    }
    let Some(plan) = Plan::of(&header, options) else {
        let problem = Problem::Columns { expected: COLUMNS.into(), found: header };
        return Err(Error::input(name, Place::File, problem));
    };
    let mut rows = Rows::new(name, Place::File, plan, options)?;
    let mut number = 0;
    while let Some(record) = records.read_lazy_record().map_err(failed)? {
        number += 1;
        rows.add(number, &Observation { file: name, record })?;
    }
    rows.finish((0, options), findings)
}
