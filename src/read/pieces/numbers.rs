//! Files of numbers without labels, and files of labels without numbers.

use super::Files;
use crate::error::{Error, Place, Problem, Result};
use crate::linalg::{Matrix, room};
use crate::read::ReadOptions;
use crate::read::cells::{split, trimmed};
use crate::read::stream::Block;
use crate::read::text::{Batch, Opened, bad_cell, check_text};
use crate::table::{Finding, FindingKind, Severity};

/// Most lines of a file of labels.
const LINES: usize = 1_000_000;

/// A matrix of numbers, whose cells `separator` parts.
pub(super) fn matrix(
    files: &Files,
    file: &str,
    (separator, options): (u8, &ReadOptions),
    findings: &mut Vec<Finding>,
) -> Result<Matrix> {
    let mut text = Opened::headless(files.open(file)?, separator)?;
    let (name, header) = (text.name.clone(), text.header.clone());
    let batches = text.rows(options.max_cells)?;
    let mut blanks = 0;
    for row in batches.iter().flat_map(|batch| &batch.rows) {
        if let Some((column, found)) = row.bad.first() {
            return Err(bad_cell(&name, &header, row.line, *column, found.clone()));
        }
        blanks += row.blank.len();
    }
    if blanks > 0 {
        let message = format!("{blanks} blank cells of `{name}` read as 0");
        findings.push(Finding::new(Severity::Warning, FindingKind::BlankCells, "", 0.0, message));
    }
    sorted(&batches, header.len() - 1)
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

/// The cells of every line of a file of labels, blank ones at their end left out.
pub(super) fn labels(files: &Files, file: &str, separator: u8) -> Result<Vec<Vec<String>>> {
    let (text, mut lines) = (files.open(file)?, vec![]);
    let name = text.name.clone();
    for block in text.blocks {
        let block: Block = block?;
        check_text(&name, &block)?;
        let content = String::from_utf8(block.bytes).unwrap_or_default();
        for (line, number) in content.lines().zip(block.first_line..) {
            let line = line.trim_start_matches('\u{feff}');
            if trimmed(line).is_empty() {
                continue;
            }
            let mut cells: Vec<String> = vec![];
            let fail = |problem| Error::input(&name, Place::Line(number), problem);
            split(line, separator, &mut |cell| cells.push(trimmed(cell).to_owned()))
                .map_err(fail)?;
            while cells.last().is_some_and(String::is_empty) {
                cells.pop();
            }
            if lines.len() == LINES {
                let (what, found, limit) = ("labels", LINES + 1, LINES);
                return Err(fail(Problem::TooMany { what, found, limit }));
            }
            lines.push(cells);
        }
    }
    if lines.is_empty() { Err(Error::input(name, Place::File, Problem::Empty)) } else { Ok(lines) }
}

/// The one cell of every line.
pub(super) fn codes(files: &Files, file: &str) -> Result<Vec<String>> {
    let code = |(k, line): (usize, Vec<String>)| match <[String; 1]>::try_from(line) {
        Ok([code]) => Ok(code),
        Err(found) => {
            let problem = Problem::FieldCount { found: found.len(), expected: 1 };
            Err(Error::input(files.title(file), Place::Line(k as u64 + 1), problem))
        }
    };
    labels(files, file, b',')?.into_iter().enumerate().map(code).collect()
}
