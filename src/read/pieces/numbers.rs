//! Files of numbers without labels, and files of labels without numbers.

use std::collections::HashMap;

use super::Files;
use crate::error::{Error, Place, Problem, Result};
use crate::linalg::{Matrix, room};
use crate::read::ReadOptions;
use crate::read::cells::{split, trimmed};
use crate::read::text::{Batch, Opened, bad_cell, check_text};
use crate::table::{Finding, FindingKind, Severity};

/// Most lines of a file of labels.
const LINES: usize = 1_000_000;

/// The sizes that a matrix must have, of which nothing more is read than they allow.
pub(super) struct Expected {
    /// What it is called in messages.
    pub what: &'static str,
    pub rows: usize,
    /// Any number, where nothing says it.
    pub columns: Option<usize>,
    /// The file that says so.
    pub labels: String,
}

impl Expected {
    /// The error for a matrix of these sizes, if it is one.
    pub fn refuse(&self, file: &str, found: (usize, usize)) -> Result<()> {
        let expected = (self.rows, self.columns.unwrap_or(found.1));
        if found == expected {
            return Ok(());
        }
        let (what, labels) = (self.what, self.labels.clone());
        let problem = Problem::Sizes { what, found, expected, labels };
        Err(Error::input(file, Place::File, problem))
    }
}

/// A matrix of numbers, whose cells `separator` parts, of the sizes that are expected.
pub(super) fn matrix(
    files: &Files,
    file: &str,
    (separator, options): (u8, &ReadOptions),
    expected: Option<&Expected>,
    findings: &mut Vec<Finding>,
) -> Result<Matrix> {
    let mut text = Opened::headless(files.open(file)?, separator)?;
    let (name, width) = (text.name.clone(), text.header.len() - 1);
    let other_sizes = |expected: &Expected| {
        let rows = lines_of(files, file)?;
        expected.refuse(&name, (rows, width))
    };
    let mut limit = options.max_cells;
    if let Some(expected) = expected {
        if expected.columns.is_some_and(|columns| columns != width) {
            other_sizes(expected)?;
        }
        let (rows, columns) = (expected.rows, width);
        if rows.saturating_mul(columns) > limit {
            let problem = Problem::TooLarge { rows, columns, limit };
            return Err(Error::input(name, Place::File, problem));
        }
        room("the numbers of a file", rows.saturating_mul(2 * columns))?;
        limit = rows * columns;
    }
    let batches = text.rows(limit).or_else(|error| {
        let too_large = matches!(&error, Error::Input { problem, .. }
            if matches!(**problem, Problem::TooLarge { .. }));
        if let Some(expected) = expected.filter(|_| too_large) {
            other_sizes(expected)?;
        }
        Err(error)
    })?;
    let mut blanks = 0;
    for row in batches.iter().flat_map(|batch| &batch.rows) {
        if let Some((column, found)) = row.bad.first() {
            return Err(bad_cell(&name, &text.header, row.line, *column, found.clone()));
        }
        blanks += row.blank.len();
    }
    if blanks > 0 {
        let message = format!("{blanks} blank cells of `{name}` read as 0");
        findings.push(Finding::new(Severity::Warning, FindingKind::BlankCells, "", 0.0, message));
    }
    let matrix = sorted(&batches, width)?;
    expected.map_or(Ok(()), |expected| expected.refuse(&name, matrix.shape()))?;
    Ok(matrix)
}

/// How many lines a file has that are not blank.
pub(super) fn lines_of(files: &Files, file: &str) -> Result<usize> {
    let mut lines = 0;
    for block in files.open(file)?.blocks {
        let is_blank = |line: &[u8]| line.iter().all(u8::is_ascii_whitespace);
        lines += block?.bytes.split(|b| *b == b'\n').filter(|line| !is_blank(line)).count();
    }
    Ok(lines)
}

fn sorted(batches: &[Batch], width: usize) -> Result<Matrix> {
    let rows: usize = batches.iter().map(|batch| batch.rows.len()).sum();
    room("the numbers of a file", rows.saturating_mul(width))?;
    let mut matrix = Matrix::zeros(rows, width);
    let mut first = 0;
    for batch in batches {
        let own = batch.rows.len();
        for column in 0..width {
            let target = &mut matrix.column_mut(column)[first..first + own];
            target
                .iter_mut()
                .zip(batch.values.iter().skip(column).step_by(width))
                .for_each(|(z, v)| *z = *v);
        }
        first += own;
    }
    Ok(matrix)
}

/// A line of a file of labels.
pub(super) struct Label {
    /// Its physical number.
    pub line: u64,
    /// Its cells, blank ones at the end left out.
    pub cells: Vec<String>,
}

/// Every line of a file of labels that is not blank.
pub(super) fn labels(files: &Files, file: &str, separator: u8) -> Result<Vec<Label>> {
    let (text, mut lines) = (files.open(file)?, vec![]);
    let name = text.name.clone();
    for block in text.blocks {
        let block = block?;
        check_text(&name, &block)?;
        let content = String::from_utf8(block.bytes).unwrap_or_default();
        for (text, line) in content.lines().zip(block.first_line..) {
            let text = text.trim_start_matches('\u{feff}');
            if trimmed(text).is_empty() {
                continue;
            }
            let mut cells: Vec<String> = vec![];
            let fail = |problem| Error::input(&name, Place::Line(line), problem);
            split(text, separator, &mut |cell| cells.push(trimmed(cell).to_owned()))
                .map_err(fail)?;
            while cells.last().is_some_and(String::is_empty) {
                cells.pop();
            }
            if lines.len() == LINES {
                let (what, found, limit) = ("labels", LINES + 1, LINES);
                return Err(fail(Problem::TooMany { what, found, limit }));
            }
            lines.push(Label { line, cells });
        }
    }
    if lines.is_empty() { Err(Error::input(name, Place::File, Problem::Empty)) } else { Ok(lines) }
}

/// The one cell of every line, none of them twice.
pub(super) fn codes(files: &Files, file: &str) -> Result<Vec<String>> {
    let title = files.title(file);
    let lines = labels(files, file, b',')?;
    let code = |label: &Label| match label.cells.as_slice() {
        [code] => Ok((label.line, code.clone())),
        found => {
            let problem = Problem::FieldCount { found: found.len(), expected: 1 };
            Err(Error::input(&title, Place::Line(label.line), problem))
        }
    };
    let codes: Vec<(u64, String)> = lines.iter().map(code).collect::<Result<_>>()?;
    refuse_twice(&title, codes.iter().map(|(line, code)| (*line, code.clone())))?;
    Ok(codes.into_iter().map(|(_, code)| code).collect())
}

/// Refuse labels of which two lines of a file have the same.
pub(super) fn refuse_twice(
    file: &str,
    labels: impl IntoIterator<Item = (u64, String)>,
) -> Result<()> {
    let mut seen: HashMap<String, u64> = HashMap::new();
    for (line, label) in labels {
        if let Some(&first) = seen.get(&label) {
            return Err(Error::input(file, Place::Line(line), Problem::LineTwice { label, first }));
        }
        seen.insert(label, line);
    }
    Ok(())
}
