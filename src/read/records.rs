//! The lines of a text below its header, one after the other as they come.

use super::cells::{split, trimmed};
use super::stream::Block;
use super::text::{LABEL_LIMIT, Opened, check_text};
use super::watched::Watched;
use crate::error::{Error, Place, Problem, Result};
use crate::stop;

/// A line as text cells, and its physical number.
#[derive(Default)]
pub(crate) struct Record {
    pub number: u64,
    text: String,
    /// Where each cell ends in the text.
    ends: Vec<usize>,
}

impl Record {
    /// A cell, trimmed; empty behind the last one.
    pub fn cell(&self, position: usize) -> &str {
        let start =
            position.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(position).copied());
        range.and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
    }

    /// Take other cells.
    #[cfg(any(feature = "stata", feature = "parquet"))]
    pub(super) fn set(
        &mut self,
        number: u64,
        cells: impl Iterator<Item = Result<String>>,
    ) -> Result<()> {
        self.number = number;
        self.text.clear();
        self.ends.clear();
        for cell in cells {
            self.text.push_str(&cell?);
            self.ends.push(self.text.len());
        }
        Ok(())
    }

    fn fill(&mut self, line: &str, separator: u8) -> std::result::Result<(), Problem> {
        self.text.clear();
        self.ends.clear();
        let mut longest = 0;
        split(line, separator, &mut |cell| {
            let cell = trimmed(cell);
            longest = longest.max(cell.len());
            self.text.push_str(cell);
            self.ends.push(self.text.len());
        })?;
        if longest > LABEL_LIMIT {
            return Err(Problem::LongLabel { found: longest, limit: LABEL_LIMIT });
        }
        Ok(())
    }
}

/// The records of a text, read as they are asked for.
pub(crate) struct Records {
    name: String,
    separator: u8,
    width: usize,
    /// Most bytes that are read, and those that are left of them.
    limit: u64,
    left: u64,
    blocks: Box<dyn Iterator<Item = Result<Block>> + Send>,
    block: String,
    /// Where the next line begins in the block, and its number.
    at: usize,
    number: u64,
    /// Whether there was a record, or need not be one.
    any: bool,
    ended: bool,
    watched: Vec<Watched>,
}

impl Records {
    /// The records below the header of a text of at most `limit` bytes.
    pub(super) fn of(text: &mut Opened, limit: u64) -> Self {
        Records {
            name: text.name.clone(),
            separator: text.separator,
            width: text.header.len(),
            limit,
            left: limit,
            blocks: Box::new(text.blocks()),
            block: String::new(),
            at: 0,
            number: 1,
            any: false,
            ended: false,
            watched: vec![],
        }
    }

    /// The same, with columns that no reader asks for and that are not to change what lines mean.
    pub(super) fn watching(self, watched: Vec<Watched>) -> Self {
        Records { watched, ..self }
    }

    /// The same, of which there may be none.
    pub fn or_none(self) -> Self {
        Records { any: true, ..self }
    }

    /// Read the next record into `record`; `false` where there is none.
    ///
    /// A text without any record is refused, unless there may be none.
    pub fn read(&mut self, record: &mut Record) -> Result<bool> {
        stop::go_on()?;
        let read = self.next_record(record);
        self.ended = !matches!(read, Ok(true));
        read
    }

    fn next_record(&mut self, record: &mut Record) -> Result<bool> {
        while !self.ended {
            while let Some((line, next)) = self.line() {
                let number = self.number;
                let filled =
                    if is_blank(line) { None } else { Some(record.fill(line, self.separator)) };
                (self.at, self.number) = (next, number + 1);
                if let Some(filled) = filled {
                    record.number = number;
                    return self.checked(record, filled).map(|()| true);
                }
            }
            if !self.next_block()? {
                return if self.any {
                    Ok(false)
                } else {
                    Err(self.error(Place::File, Problem::NoRows))
                };
            }
        }
        Ok(false)
    }

    fn checked(&mut self, record: &Record, filled: std::result::Result<(), Problem>) -> Result<()> {
        self.any = true;
        let (found, expected) = (record.ends.len(), self.width);
        let count =
            if found == expected { Ok(()) } else { Err(Problem::FieldCount { found, expected }) };
        filled.and(count).map_err(|problem| self.error(Place::Line(record.number), problem))?;
        let wrong = self.watched.iter_mut().find_map(|column| column.wrong(record));
        wrong.map_or(Ok(()), |(column, problem)| {
            Err(self.error(Place::Cell { line: record.number, column }, problem))
        })
    }

    /// The next line of the block without its end, and where the one behind it begins.
    fn line(&self) -> Option<(&str, usize)> {
        let rest = self.block.get(self.at..).filter(|rest| !rest.is_empty())?;
        let (line, next) = match rest.find('\n') {
            Some(end) => (&rest[..end], self.at + end + 1),
            None => (rest, self.block.len()),
        };
        Some((line.trim_end_matches('\r'), next))
    }

    fn next_block(&mut self) -> Result<bool> {
        let Some(block) = self.blocks.next().transpose()? else { return Ok(false) };
        check_text(&self.name, &block)?;
        let Some(left) = self.left.checked_sub(block.bytes.len() as u64) else {
            return Err(self.error(Place::File, Problem::TooLong { limit: self.limit }));
        };
        (self.left, self.at, self.number) = (left, 0, block.first_line);
        self.block = String::from_utf8(block.bytes).unwrap_or_default();
        Ok(true)
    }

    fn error(&self, place: Place, problem: Problem) -> Error {
        Error::input(&self.name, place, problem)
    }
}

impl Iterator for Records {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = Record::default();
        self.read(&mut record).map(|any| any.then_some(record)).transpose()
    }
}

/// Whether a line is passed over.
pub(super) fn is_blank(line: &str) -> bool {
    trimmed(line).is_empty()
}
