//! From blocks of lines to a header and rows of numbers, in parallel.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::Receiver;

use rayon::prelude::*;

use super::cells::{split, trimmed};
use super::header::{Header, Shape, read_header};
use super::records::is_blank;
use super::source::{is_tensors, tensors};
use super::stream::{Block, Text};
use super::two_headers::{self, pair, second_header};

use crate::error::{Error, Place, Problem, Result};
use crate::linalg::Numbers;
use crate::table::Finding;

/// Longest label in bytes.
pub(super) const LABEL_LIMIT: usize = 1000;
/// Cells that are no numbers which a row may have before it is refused at once.
pub(super) const BAD_LIMIT: usize = 64;

/// Most columns of a text without a header.
const WIDTH_LIMIT: usize = 1_000_000;

/// A text whose header has been read; the lines below are still to come.
pub(super) struct Opened {
    /// Name for messages.
    pub name: String,
    /// Column labels, that of the label column included.
    pub header: Vec<String>,
    /// Physical line of the header.
    pub header_line: u64,
    /// Notes on separators and preambles.
    pub findings: Vec<Finding>,
    /// Codes of the regions, where a header line of their own holds them.
    pub regions: Vec<String>,
    /// Cells at the start of a line that are its label.
    labels: usize,
    pub separator: u8,
    first: Block,
    blocks: Option<Receiver<Result<Block>>>,
}

/// Rows that were parsed together.
#[derive(Default)]
pub(super) struct Batch {
    pub rows: Vec<Row>,
    /// Numbers of the rows, row after row; `header.len() - 1` of them each.
    pub values: Numbers<f64>,
}

/// Rows that are read one by one, until they are a batch.
#[derive(Default)]
pub(super) struct Growing {
    pub rows: Vec<Row>,
    pub values: Vec<f64>,
}

impl Growing {
    /// The rows so far; the next are others.
    pub fn take(&mut self) -> Batch {
        let Growing { rows, values } = std::mem::take(self);
        Batch { rows, values: values.into() }
    }
}

/// One line of numbers.
pub(super) struct Row {
    pub line: u64,
    pub label: String,
    /// Columns (of the numbers) whose cell is blank; read as zero.
    pub blank: Vec<u32>,
    /// Columns whose cell is no finite number, and the text found.
    pub bad: Vec<(u32, String)>,
}

impl Opened {
    /// Read up to and including the header line.
    pub fn new(text: Text, shape: Shape) -> Result<Self> {
        let Text { name, blocks, mut findings, .. } = text;
        let mut first = first_block(&name, &blocks)?;
        if [b"RDX2\n", b"RDX3\n"].iter().any(|mark| first.bytes.starts_with(*mark)) {
            return Err(Error::input(name, Place::File, Problem::RData));
        }
        if is_tensors(&first.bytes) {
            return Err(Error::input(name, Place::File, tensors()));
        }
        let Header { labels, line, separator } =
            read_header(&name, &mut first, shape, &mut findings)?;
        let (mut header, mut regions, mut labels_of_line) = (labels, vec![], 1);
        let pairs = (shape == Shape::Table).then(|| second_header(&header, &mut first, separator));
        if let Some(pairs) = pairs.flatten() {
            findings.push(two_headers::finding());
            (header, regions, labels_of_line) = (pairs.header, pairs.regions, pairs.labels);
        }
        Ok(Opened {
            name,
            header,
            header_line: line,
            findings,
            regions,
            labels: labels_of_line,
            separator,
            first,
            blocks: Some(blocks),
        })
    }

    /// A text of numbers alone, whose cells `separator` parts; the columns are called by their numbers.
    pub fn headless(text: Text, separator: u8) -> Result<Self> {
        let Text { name, blocks, findings, .. } = text;
        let first = first_block(&name, &blocks)?;
        check_text(&name, &first)?;
        let mut width = 0;
        if let Some((line, text)) = lines(&first).next() {
            split(text, separator, &mut |_| width += 1)
                .map_err(|problem| Error::input(&name, Place::Line(line), problem))?;
            if width > WIDTH_LIMIT {
                let (what, found, limit) = ("columns", width, WIDTH_LIMIT);
                let problem = Problem::TooMany { what, found, limit };
                return Err(Error::input(&name, Place::Line(line), problem));
            }
        }
        let header = (0..=width).map(|column: usize| column.to_string()).collect();
        let (regions, blocks) = (vec![], Some(blocks));
        Ok(Opened {
            name,
            header,
            header_line: 0,
            findings,
            regions,
            labels: 0,
            separator,
            first,
            blocks,
        })
    }

    /// The blocks that are left, the one that began with the header first.
    pub fn blocks(&mut self) -> impl Iterator<Item = Result<Block>> + Send + use<> {
        let first = std::mem::take(&mut self.first);
        std::iter::once(Ok(first)).chain(self.blocks.take().into_iter().flatten())
    }

    /// An error about this text.
    pub fn error(&self, place: Place, problem: Problem) -> Error {
        Error::input(&self.name, place, problem)
    }

    /// Parse all lines as a label and numbers, in parallel; at most `limit` numbers. Nothing is read
    /// behind a block that is refused.
    pub fn rows(&mut self, limit: usize) -> Result<Vec<Batch>> {
        let blocks = self.blocks();
        let (name, header, shape) =
            (self.name.as_str(), self.header.as_slice(), (self.separator, self.labels));
        let (refused, numbers) = (AtomicBool::new(false), AtomicUsize::new(0));
        let parse = |block: Result<Block>| {
            let parsed = match &block {
                Ok(block) => parse_block(block, name, header, shape),
                Err(_) => Ok(Batch::default()),
            };
            let line = block.as_ref().map_or(u64::MAX, |block| block.first_line);
            let count = parsed.as_ref().map_or(0, |batch| batch.values.len());
            let sum = numbers.fetch_add(count, Ordering::Relaxed).saturating_add(count);
            let parsed = match block {
                Err(error) => Err(error),
                Ok(_) if parsed.is_ok() && sum > limit => {
                    Err(too_tall(name, header.len() - 1, limit))
                }
                Ok(_) => parsed,
            };
            refused.fetch_or(parsed.is_err(), Ordering::Relaxed);
            (line, parsed)
        };
        let results: Vec<(u64, Result<Batch>)> = blocks
            .take_while(|_| !refused.load(Ordering::Relaxed))
            .par_bridge()
            .map(parse)
            .collect();
        let batches = in_order(results)?;
        if batches.iter().all(|batch| batch.rows.is_empty()) {
            return Err(self.error(Place::File, Problem::NoRows));
        }
        Ok(batches)
    }
}

/// The first block of a text, without its byte order mark.
pub(super) fn first_block(name: &str, blocks: &Receiver<Result<Block>>) -> Result<Block> {
    let Ok(first) = blocks.recv() else {
        return Err(Error::input(name, Place::File, Problem::Empty));
    };
    let mut first = first?;
    if first.bytes.starts_with(b"\xef\xbb\xbf") {
        first.bytes.drain(..3);
        first.first_byte += 3;
    }
    Ok(first)
}

/// Line and label of every row.
pub(super) fn row_labels(batches: &[Batch]) -> Vec<(u64, &str)> {
    batches.iter().flat_map(|batch| &batch.rows).map(|row| (row.line, row.label.as_str())).collect()
}

/// A table with more rows than there can be.
fn too_tall(name: &str, columns: usize, limit: usize) -> Error {
    let problem = Problem::TooLarge { rows: limit / columns + 1, columns, limit };
    Error::input(name, Place::File, problem)
}

/// Batches in the order of their lines, or the error of the earliest line.
fn in_order(mut results: Vec<(u64, Result<Batch>)>) -> Result<Vec<Batch>> {
    results.sort_by_key(|(line, _)| *line);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Refuse bytes that no table has.
pub(super) fn check_text(name: &str, block: &Block) -> Result<()> {
    let line_of = |byte: usize| {
        block.first_line + block.bytes[..byte].iter().filter(|&&b| b == b'\n').count() as u64
    };
    if block.bytes.contains(&0) {
        let byte = block.bytes.iter().position(|&b| b == 0).unwrap_or(0);
        return Err(Error::input(name, Place::Line(line_of(byte)), Problem::Nul));
    }
    if let Err(error) = std::str::from_utf8(&block.bytes) {
        let byte = error.valid_up_to();
        return Err(Error::input(
            name,
            Place::Line(line_of(byte)),
            Problem::NotUtf8 { byte: block.first_byte + byte as u64, value: block.bytes[byte] },
        ));
    }
    Ok(())
}

/// All lines of a block with their numbers, without line ends, blank ones left out.
pub(super) fn lines(block: &Block) -> impl Iterator<Item = (u64, &str)> {
    let text = std::str::from_utf8(&block.bytes).unwrap_or_default();
    text.split('\n')
        .zip(block.first_line..)
        .map(|(line, number)| (number, line.trim_end_matches('\r')))
        .filter(|(_, line)| !is_blank(line))
}

fn parse_block(
    block: &Block,
    name: &str,
    header: &[String],
    (separator, labels): (u8, usize),
) -> Result<Batch> {
    check_text(name, block)?;
    let width = header.len() - 1;
    let mut rows: Vec<Row> = vec![];
    // A cell has its separator or line end at least.
    let most = lines(block).count().saturating_mul(width).min(block.bytes.len() + 1);
    let mut values = Numbers::zeros(most);
    let (cells, mut filled) = (&mut values[..], 0);
    for (number, line) in lines(block) {
        let fail = |problem| Error::input(name, Place::Line(number), problem);
        let mut row = Row { line: number, label: String::new(), blank: vec![], bad: vec![] };
        let mut fields = 0;
        let start = filled;
        split(line, separator, &mut |cell| {
            if fields < labels {
                row.label = pair(&row.label, trimmed(cell));
            } else if fields < labels + width {
                cells[filled] = read_cell(cell, fields - labels, &mut row);
                filled += 1;
            }
            fields += 1;
        })
        .map_err(fail)?;
        if row.label.len() > LABEL_LIMIT {
            return Err(fail(Problem::LongLabel { found: row.label.len(), limit: LABEL_LIMIT }));
        }
        if fields != width + labels {
            return Err(fail(Problem::FieldCount { found: fields, expected: width + labels }));
        }
        if row.label.is_empty() && row.blank.len() == width {
            filled = start;
            continue;
        }
        if row.bad.len() > BAD_LIMIT {
            let (column, found) = row.bad.swap_remove(0);
            return Err(bad_cell(name, header, number, column, found));
        }
        rows.push(row);
    }
    values.truncate(filled);
    Ok(Batch { rows, values })
}

/// The error for a cell that is no number, or for a second header line.
pub(super) fn bad_cell(
    name: &str,
    header: &[String],
    line: u64,
    column: u32,
    found: String,
) -> Error {
    let label = &header[column as usize + 1];
    if *label == found {
        return Error::input(name, Place::Line(line), Problem::SecondHeader);
    }
    let place = Place::Cell { line, column: label.clone() };
    Error::input(name, place, not_a_number(found))
}

/// Why a text is not a finite number.
pub(super) fn not_a_number(found: String) -> Problem {
    if found.parse::<f64>().is_ok() {
        Problem::NotFinite { found }
    } else {
        Problem::NotANumber { found }
    }
}

/// A number of digits alone, so few that it is exact: most cells of published tables.
fn whole_number(cell: &str) -> Option<f64> {
    const MOST_DIGITS: usize = 15;
    if cell.is_empty() || cell.len() > MOST_DIGITS {
        return None;
    }
    let mut value = 0_u64;
    for byte in cell.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = 10 * value + u64::from(digit);
    }
    Some(value as f64)
}

fn read_cell(cell: &str, column: usize, row: &mut Row) -> f64 {
    if let Some(value) = whole_number(cell) {
        return value;
    }
    let number = cell.parse::<f64>().or_else(|_| trimmed(cell).parse::<f64>());
    match number {
        Ok(value) if value.is_finite() => value,
        _ => {
            let column = u32::try_from(column).unwrap_or(u32::MAX);
            let cell = trimmed(cell);
            if cell.is_empty() {
                row.blank.push(column);
            } else if row.bad.len() <= BAD_LIMIT {
                row.bad.push((column, cell.chars().take(200).collect()));
            }
            0.0
        }
    }
}
