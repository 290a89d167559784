//! The header of a text: its line, its separator, and what stands above it.

use super::cells::{split, trimmed};
use super::stream::Block;
use super::text::{LABEL_LIMIT, check_text};
use crate::error::{Error, Place, Problem, Result};
use crate::table::{Finding, FindingKind, Severity};

/// What a header belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A table, which has at least one column beside that of labels.
    Table,
    /// A small file, whose columns have names.
    Sheet,
}

/// A header that was found.
pub(super) struct Header {
    pub labels: Vec<String>,
    /// Its physical line.
    pub line: u64,
    pub separator: u8,
}

/// Find the header, and cut it and all before it off the block.
pub(super) fn read_header(
    name: &str,
    block: &mut Block,
    shape: Shape,
    findings: &mut Vec<Finding>,
) -> Result<Header> {
    check_text(name, block)?;
    let mut hinted = None;
    let mut cut = 0;
    let text = std::str::from_utf8(&block.bytes).unwrap_or_default();
    for (raw, line) in text.split_inclusive('\n').zip(block.first_line..) {
        cut += raw.len();
        let content = raw.trim_end_matches(['\n', '\r']);
        if content.contains('\r') {
            return Err(Error::input(name, Place::File, Problem::CrOnly));
        }
        if content.trim().is_empty() {
            continue;
        }
        let hint = content.strip_prefix("sep=").filter(|rest| rest.len() == 1);
        if hint.is_some() || content.starts_with('#') {
            hinted = hint.and_then(|rest| rest.bytes().next()).or(hinted);
            let message = format!("line {line} above the header skipped");
            findings.push(warning(FindingKind::Preamble, message));
            continue;
        }
        let separator = hinted.unwrap_or_else(|| likely_separator(content));
        findings.extend(other_separator(separator));
        let labels = labels(content, separator, shape)
            .map_err(|problem| Error::input(name, Place::Line(line), problem))?;
        block.bytes.drain(..cut);
        block.first_byte += cut as u64;
        block.first_line = line + 1;
        return Ok(Header { labels, line, separator });
    }
    Err(Error::input(name, Place::File, Problem::Empty))
}

fn labels(line: &str, separator: u8, shape: Shape) -> std::result::Result<Vec<String>, Problem> {
    let mut labels: Vec<String> = vec![];
    split(line, separator, &mut |cell| labels.push(trimmed(cell).to_owned()))?;
    if let Some(label) = labels.iter().find(|label| label.len() > LABEL_LIMIT) {
        return Err(Problem::LongLabel { found: label.len(), limit: LABEL_LIMIT });
    }
    if shape == Shape::Table && labels.len() < 2 { Err(Problem::NoTable) } else { Ok(labels) }
}

fn warning(kind: FindingKind, message: String) -> Finding {
    Finding::new(Severity::Warning, kind, "", 0.0, message)
}

fn other_separator(separator: u8) -> Option<Finding> {
    let shown = match separator {
        b',' => return None,
        b'\t' => "a tab".to_owned(),
        other => format!("`{}`", char::from(other)),
    };
    let message = format!("columns are separated by {shown}, not by a comma");
    Some(warning(FindingKind::Separator, message))
}

/// The one of `,`, `;` and tab that occurs most often outside of quotation marks.
pub(super) fn likely_separator(line: &str) -> u8 {
    let bare: Vec<&str> = line.split('"').step_by(2).collect();
    let count =
        |wanted: u8| bare.iter().flat_map(|part| part.bytes()).filter(|&b| b == wanted).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|&s| count(s)).unwrap_or(b',')
}

/// Separator and cells of a header line, as they are read.
pub(super) fn header_of(name: &str, line: Vec<u8>) -> Result<(Vec<String>, u8)> {
    let mut block = Block { first_line: 1, first_byte: 0, bytes: line };
    let header = read_header(name, &mut block, Shape::Table, &mut vec![])?;
    Ok((header.labels, header.separator))
}

/// Whether a label that is written as the first cell of a line is read as it is.
pub(super) fn survives(label: &str, separator: u8) -> bool {
    survives_in(label, (b',', separator))
}

/// The same of a label that is written with one separator and read with another.
pub(super) fn survives_in(label: &str, (written, separator): (u8, u8)) -> bool {
    let mut line = csv::WriterBuilder::new().delimiter(written).from_writer(vec![]);
    let written = line.write_record([label, "0"]).is_ok();
    let bytes = line.into_inner().unwrap_or_default();
    let Some(text) = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_suffix('\n'))
    else {
        return false;
    };
    let mut cells: Vec<String> = vec![];
    let read = split(text, separator, &mut |cell| cells.push(trimmed(cell).to_owned())).is_ok();
    let whole = label.len() <= LABEL_LIMIT && !text.contains(['\n', '\r', '\0']);
    written && read && whole && cells == [label, "0"]
}
