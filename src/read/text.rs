//! From blocks of lines to a header and rows of numbers, in parallel.

use std::sync::mpsc::Receiver;

use rayon::prelude::*;

use super::headers::{self, Pairs, pair};
use super::stream::{Block, Text};

use crate::error::{Error, Place, Problem, Result};
use crate::table::{Finding, FindingKind, Severity};

/// Longest label in bytes.
const LABEL_LIMIT: usize = 1000;
/// Cells that are no numbers which a row may have before it is refused at once.
const BAD_LIMIT: usize = 64;

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
    separator: u8,
    first: Block,
    blocks: Option<Receiver<Result<Block>>>,
}

/// Rows that were parsed together.
#[derive(Default)]
pub(super) struct Batch {
    pub rows: Vec<Row>,
    /// Numbers of the rows, row after row; `header.len() - 1` of them each.
    pub values: Vec<f64>,
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
    pub fn new(text: Text) -> Result<Self> {
        let Text { name, blocks, mut findings, .. } = text;
        let mut first = match blocks.recv() {
            Ok(block) => block?,
            Err(_) => return Err(Error::input(name, Place::File, Problem::Empty)),
        };
        if first.bytes.starts_with(b"\xef\xbb\xbf") {
            first.bytes.drain(..3);
            first.first_byte += 3;
        }
        let (mut header, header_line, separator) = read_header(&name, &mut first, &mut findings)?;
        let (mut regions, mut labels) = (vec![], 1);
        if let Some(pairs) = second_header(&header, &mut first, separator) {
            findings.push(headers::finding());
            (header, regions, labels) = (pairs.header, pairs.regions, pairs.labels);
        }
        let blocks = Some(blocks);
        Ok(Opened {
            name,
            header,
            header_line,
            findings,
            regions,
            labels,
            separator,
            first,
            blocks,
        })
    }

    /// The blocks that are left, the one that began with the header first.
    fn blocks(&mut self) -> impl Iterator<Item = Result<Block>> + Send + use<> {
        let first = std::mem::take(&mut self.first);
        std::iter::once(Ok(first)).chain(self.blocks.take().into_iter().flatten())
    }

    /// An error about this text.
    pub fn error(&self, place: Place, problem: Problem) -> Error {
        Error::input(&self.name, place, problem)
    }

    /// Parse all lines as a label and numbers, in parallel.
    pub fn rows(&mut self) -> Result<Vec<Batch>> {
        let blocks = self.blocks();
        let (name, header, shape) =
            (self.name.as_str(), self.header.as_slice(), (self.separator, self.labels));
        let results: Vec<(u64, Result<Batch>)> = blocks
            .par_bridge()
            .map(|block| match block {
                Ok(block) => (block.first_line, parse_block(&block, name, header, shape)),
                Err(error) => (u64::MAX, Err(error)),
            })
            .collect();
        let batches = in_order(results)?;
        if batches.iter().all(|batch| batch.rows.is_empty()) {
            return Err(self.error(Place::File, Problem::NoRows));
        }
        Ok(batches)
    }

    /// Call `take` with every line as text cells, in order.
    pub fn records(&mut self, mut take: impl FnMut(u64, &[&str]) -> Result<()>) -> Result<()> {
        let mut any = false;
        for block in self.blocks() {
            let block = block?;
            check_text(&self.name, &block)?;
            let mut plain: Vec<&str> = vec![];
            for (number, line) in lines(&block) {
                any = true;
                let quoted;
                plain.clear();
                if line.contains('"') {
                    quoted = split_line(line, self.separator)
                        .map_err(|problem| self.error(Place::Line(number), problem))?;
                    let cells: Vec<&str> = quoted.iter().map(String::as_str).collect();
                    self.check_fields(number, &cells)?;
                    take(number, &cells)?;
                } else {
                    plain.extend(
                        line.split(self.separator as char).map(|cell| cell.trim_matches(blank)),
                    );
                    self.check_fields(number, &plain)?;
                    take(number, &plain)?;
                }
            }
        }
        if any { Ok(()) } else { Err(self.error(Place::File, Problem::NoRows)) }
    }

    fn check_fields(&self, number: u64, cells: &[&str]) -> Result<()> {
        let place = Place::Line(number);
        if cells.len() != self.header.len() {
            let problem = Problem::FieldCount { found: cells.len(), expected: self.header.len() };
            return Err(self.error(place, problem));
        }
        match cells.iter().find(|cell| cell.len() > LABEL_LIMIT) {
            Some(cell) => {
                Err(self.error(place, Problem::LongLabel { found: cell.len(), limit: LABEL_LIMIT }))
            }
            None => Ok(()),
        }
    }
}

/// Batches in the order of their lines, or the error of the earliest line.
fn in_order(mut results: Vec<(u64, Result<Batch>)>) -> Result<Vec<Batch>> {
    results.sort_by_key(|(line, _)| *line);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Find the header, cut it and all before it off the block, and tell its line and separator.
fn read_header(
    name: &str,
    block: &mut Block,
    findings: &mut Vec<Finding>,
) -> Result<(Vec<String>, u64, u8)> {
    check_text(name, block)?;
    let mut separator = None;
    let mut cut = 0;
    let mut line = block.first_line;
    let text = std::str::from_utf8(&block.bytes).unwrap_or_default();
    for raw in text.split_inclusive('\n') {
        cut += raw.len();
        let content = raw.trim_end_matches(['\n', '\r']);
        let place = Place::Line(line);
        line += 1;
        if content.contains('\r') {
            return Err(Error::input(name, Place::File, Problem::CrOnly));
        }
        if content.trim().is_empty() {
            continue;
        }
        let hint = content.strip_prefix("sep=").filter(|rest| rest.len() == 1);
        if let Some(rest) = hint {
            separator = rest.bytes().next();
        }
        let mut warn = |kind, message| {
            findings.push(Finding::new(Severity::Warning, kind, "", 0.0, message));
        };
        if hint.is_some() || content.starts_with('#') {
            warn(FindingKind::Preamble, format!("line {} above the header skipped", line - 1));
            continue;
        }
        let separator = separator.unwrap_or_else(|| likely_separator(content));
        if separator != b',' {
            let tab = separator == b'\t';
            let shown = if tab { "a tab".into() } else { format!("`{}`", separator as char) };
            let message = format!("columns are separated by {shown}, not by a comma");
            warn(FindingKind::Separator, message);
        }
        let header = split_line(content, separator)
            .map_err(|problem| Error::input(name, place.clone(), problem))?;
        if let Some(label) = header.iter().find(|label| label.len() > LABEL_LIMIT) {
            let problem = Problem::LongLabel { found: label.len(), limit: LABEL_LIMIT };
            return Err(Error::input(name, place, problem));
        }
        if header.len() < 2 {
            return Err(Error::input(name, place, Problem::NoTable));
        }
        block.bytes.drain(..cut);
        block.first_byte += cut as u64;
        block.first_line = line;
        return Ok((header, line - 1, separator));
    }
    Err(Error::input(name, Place::File, Problem::Empty))
}

/// What the next lines say if they belong to the header; they are then cut off the block.
fn second_header(header: &[String], block: &mut Block, separator: u8) -> Option<Pairs> {
    let text = std::str::from_utf8(&block.bytes).ok()?;
    let mut lines = text.split_inclusive('\n');
    let cells = |line: &str| split_line(line.trim_end_matches(['\n', '\r']), separator).ok();
    let (second, third) = (lines.next()?, lines.next());
    let named = third.and_then(cells);
    let pairs = Pairs::of(header, &cells(second)?, named.as_deref())?;
    let cut: usize = text.split_inclusive('\n').take(pairs.lines).map(str::len).sum();
    block.bytes.drain(..cut);
    block.first_byte += cut as u64;
    block.first_line += pairs.lines as u64;
    Some(pairs)
}

/// The one of `,`, `;` and tab that occurs most often.
fn likely_separator(line: &str) -> u8 {
    let count = |wanted: u8| line.bytes().filter(|&b| b == wanted).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|&s| count(s)).unwrap_or(b',')
}

/// Refuse bytes that no table has.
fn check_text(name: &str, block: &Block) -> Result<()> {
    let line_of = |byte: usize| {
        block.first_line + block.bytes[..byte].iter().filter(|&&b| b == b'\n').count() as u64
    };
    if let Some(byte) = block.bytes.iter().position(|&b| b == 0) {
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

/// The cells of a line, trimmed and without quotation marks.
fn split_line(line: &str, separator: u8) -> std::result::Result<Vec<String>, Problem> {
    if !line.contains('"') {
        return Ok(line
            .split(separator as char)
            .map(|cell| cell.trim_matches(blank).to_owned())
            .collect());
    }
    if line.bytes().filter(|&b| b == b'"').count() % 2 == 1 {
        return Err(Problem::OpenQuote);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .trim(csv::Trim::All)
        .from_reader(line.as_bytes());
    let mut record = csv::StringRecord::new();
    reader.read_record(&mut record).map_err(|e| Problem::Csv { reason: e.to_string() })?;
    Ok(record.iter().map(str::to_owned).collect())
}

/// Separator and cells of a header line, as they are read.
pub(super) fn header_of(name: &str, line: Vec<u8>) -> Result<(Vec<String>, u8)> {
    let mut block = Block { first_line: 1, first_byte: 0, bytes: line };
    let (header, _, separator) = read_header(name, &mut block, &mut vec![])?;
    Ok((header, separator))
}

/// Whether a label that is written as the first cell of a line is read as it is.
pub(super) fn survives(label: &str, separator: u8) -> bool {
    let mut line = csv::Writer::from_writer(vec![]);
    let written = line.write_record([label, "0"]).is_ok();
    let bytes = line.into_inner().unwrap_or_default();
    let Some(text) = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_suffix('\n'))
    else {
        return false;
    };
    // Beside a quoted cell all blanks are trimmed, whatever their kind.
    let whole = written
        && label.trim() == label
        && label.len() <= LABEL_LIMIT
        && !text.contains(['\n', '\r', '\0']);
    whole && split_line(text, separator).is_ok_and(|cells| cells == [label, "0"])
}

/// Blanks that are trimmed; a no-break space is not, because it makes two labels differ.
fn blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r')
}

/// All lines of a block with their numbers, without line ends, blank ones left out.
fn lines(block: &Block) -> impl Iterator<Item = (u64, &str)> {
    let text = std::str::from_utf8(&block.bytes).unwrap_or_default();
    text.split('\n')
        .zip(block.first_line..)
        .map(|(line, number)| (number, line.strip_suffix('\r').unwrap_or(line)))
        .filter(|(_, line)| !line.trim_matches(blank).is_empty())
}

fn parse_block(
    block: &Block,
    name: &str,
    header: &[String],
    (separator, labels): (u8, usize),
) -> Result<Batch> {
    check_text(name, block)?;
    let width = header.len() - 1;
    let mut batch = Batch::default();
    let estimate = block.bytes.len() / 3 + width;
    batch.values.reserve(estimate.min(1 << 20));
    for (number, line) in lines(block) {
        let fail = |problem| Error::input(name, Place::Line(number), problem);
        let mut row = Row { line: number, label: String::new(), blank: vec![], bad: vec![] };
        let mut fields = 0;
        let start = batch.values.len();
        let mut take = |cell: &str| {
            if fields < labels {
                row.label = pair(&row.label, cell.trim_matches(blank));
            } else if fields < labels + width {
                batch.values.push(read_cell(cell, fields - labels, &mut row));
            }
            fields += 1;
        };
        if line.contains('"') {
            split_line(line, separator).map_err(fail)?.iter().for_each(|cell| take(cell));
        } else {
            let mut from = 0;
            for (at, _) in line.bytes().enumerate().filter(|(_, b)| *b == separator) {
                take(&line[from..at]);
                from = at + 1;
            }
            take(&line[from..]);
        }
        if row.label.len() > LABEL_LIMIT {
            return Err(fail(Problem::LongLabel { found: row.label.len(), limit: LABEL_LIMIT }));
        }
        if fields != width + labels {
            return Err(fail(Problem::FieldCount { found: fields, expected: width + labels }));
        }
        if row.label.is_empty() && row.blank.len() == width {
            batch.values.truncate(start);
            continue;
        }
        if row.bad.len() > BAD_LIMIT {
            let (column, found) = row.bad.swap_remove(0);
            return Err(bad_cell(name, header, number, column, found));
        }
        batch.rows.push(row);
    }
    Ok(batch)
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

fn read_cell(cell: &str, column: usize, row: &mut Row) -> f64 {
    if cell == "0" {
        return 0.0;
    }
    let number = cell.parse::<f64>().or_else(|_| cell.trim_matches(blank).parse::<f64>());
    match number {
        Ok(value) if value.is_finite() => value,
        _ => {
            let column = u32::try_from(column).unwrap_or(u32::MAX);
            let cell = cell.trim_matches(blank);
            if cell.is_empty() {
                row.blank.push(column);
            } else if row.bad.len() <= BAD_LIMIT {
                row.bad.push((column, cell.chars().take(200).collect()));
            }
            0.0
        }
    }
}
