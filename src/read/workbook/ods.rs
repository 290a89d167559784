//! Cells of OpenDocument spreadsheets. Rows and cells that are written once and meant many times are counted,
//! and unrolled only where they hold something and as far as a sheet reaches.

use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::cells::{Cell, LAST, Merged, Take, damaged};
use crate::error::{Error, Problem, Result};
use crate::read::archive::Seekable;

/// The part with all sheets.
const CONTENT: &str = "content.xml";
/// Bytes of a text that a cell keeps: the longest label, and one.
const TEXT: usize = 1001;
/// How often a cell that holds something may stand for its neighbours too.
const REPEATS: u32 = 1 << 14;

/// An opened spreadsheet.
pub(super) struct Ods {
    archive: ZipArchive<Box<dyn Seekable>>,
    sheets: Vec<String>,
}

impl Ods {
    pub fn open(name: &str, reader: Box<dyn Seekable>) -> Result<Self> {
        let archive = ZipArchive::new(reader).map_err(|e| damaged(name, &e))?;
        let mut book = Ods { archive, sheets: vec![] };
        let mut sheets = vec![];
        book.events(name, &mut |event| {
            if let Event::Start(start) | Event::Empty(start) = event
                && start.name().as_ref() == "table:table"
            {
                sheets.push(attribute(name, &start, "table:name")?.unwrap_or_default());
            }
            Ok(ControlFlow::Continue(()))
        })?;
        book.sheets = sheets;
        Ok(book)
    }

    pub fn sheets(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(String::as_str)
    }

    fn events(
        &mut self,
        name: &str,
        take: &mut dyn FnMut(Event<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let part = self.archive.by_name(CONTENT).map_err(|e| damaged(name, &e))?;
        let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, part));
        let mut buffer = vec![];
        loop {
            match next(name, &mut reader, &mut buffer)? {
                Event::Eof => return Ok(()),
                event => {
                    if take(event)?.is_break() {
                        return Ok(());
                    }
                }
            }
            buffer.clear();
        }
    }

    /// Every cell of a sheet that is not blank, in the order of rows and columns, and those that are merged.
    pub fn cells(
        &mut self,
        (file, sheet): (&str, &str),
        take: &mut Take<'_>,
    ) -> Result<Vec<Merged>> {
        let mut state = State::default();
        self.events(file, &mut |event| state.event((file, sheet), event, take))?;
        Ok(state.merged)
    }
}

fn next<'b, R: BufRead>(
    name: &str,
    reader: &mut Reader<R>,
    buffer: &'b mut Vec<u8>,
) -> Result<Event<'b>> {
    reader.read_event_into(buffer).map_err(|e| damaged(name, &e))
}

fn attribute(file: &str, start: &BytesStart<'_>, name: &str) -> Result<Option<String>> {
    let found = start.try_get_attribute(name).map_err(|e| damaged(file, &e))?;
    let value = found
        .map(|it| it.normalized_value(XmlVersion::Implicit1_0).map(std::borrow::Cow::into_owned));
    value.transpose().map_err(|e| damaged(file, &e))
}

/// A number of rows or columns; one where nothing is said.
fn count(file: &str, start: &BytesStart<'_>, name: &str) -> Result<u32> {
    let text = attribute(file, start, name)?;
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or(1_u32).max(1))
}

/// What a cell holds, as it is read.
enum Held {
    Number(f64),
    Text,
    Wrong(Problem),
}

/// A cell of the row that is being read.
struct Kept {
    column: u32,
    times: u32,
    held: Held,
    text: String,
}

/// Where in a sheet the reading is.
#[derive(Default)]
struct State {
    /// Whether the sheet that is meant has begun.
    within: bool,
    /// How deep in tables inside of cells.
    nested: usize,
    /// The last row that is done, and how often the one that is read stands for itself.
    row: u32,
    rows: u32,
    column: u32,
    cells: Vec<Kept>,
    open: Option<Kept>,
    /// Elements inside of a cell whose text is none of the cell's.
    aside: usize,
    paragraphs: usize,
    merged: Vec<Merged>,
}

impl State {
    fn event(
        &mut self,
        (file, sheet): (&str, &str),
        event: Event<'_>,
        take: &mut Take<'_>,
    ) -> Result<ControlFlow<()>> {
        match event {
            Event::Start(start) => {
                self.start((file, sheet), &start)?;
            }
            Event::Empty(start) if self.start((file, sheet), &start)? => {
                return self.end(file, start.name().as_ref(), take);
            }
            Event::End(end) => return self.end(file, end.name().as_ref(), take),
            Event::Text(text) if self.aside == 0 => self.push(&text.xml10_content()),
            Event::GeneralRef(entity) if self.aside == 0 => {
                let char = entity.resolve_char_ref().map_err(|e| damaged(file, &e))?;
                let named = match &*entity {
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "amp" => Some('&'),
                    "apos" => Some('\''),
                    "quot" => Some('"'),
                    _ => char,
                };
                self.push(named.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]));
            }
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn push(&mut self, words: &str) {
        if let Some(cell) = &mut self.open {
            let room = TEXT.saturating_sub(cell.text.len());
            cell.text.extend(words.chars().take(room));
        }
    }

    /// Whether the element is one that has an end of its own here.
    fn start(&mut self, (file, sheet): (&str, &str), start: &BytesStart<'_>) -> Result<bool> {
        let qualified = start.name();
        let name: &str = qualified.as_ref();
        if name == "table:table" {
            if self.within {
                self.nested += 1;
            } else {
                self.within = attribute(file, start, "table:name")?.unwrap_or_default() == sheet;
            }
            return Ok(true);
        }
        if !self.within || self.nested > 0 {
            return Ok(false);
        }
        match name {
            "table:table-row" => {
                self.rows = count(file, start, "table:number-rows-repeated")?;
                self.column = 0;
                self.cells.clear();
                Ok(true)
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.begin(file, start)?;
                Ok(true)
            }
            "office:annotation" => {
                self.aside += 1;
                Ok(true)
            }
            "text:p" => {
                if self.paragraphs > 0 && self.aside == 0 {
                    self.push(" ");
                }
                self.paragraphs += 1;
                Ok(false)
            }
            "text:s" | "text:tab" | "text:line-break" if self.aside == 0 => {
                self.push(" ");
                Ok(false)
            }
            _ => Ok(false),
        }
    }

    fn begin(&mut self, file: &str, start: &BytesStart<'_>) -> Result<()> {
        let times = count(file, start, "table:number-columns-repeated")?;
        let column = self.column.saturating_add(1);
        self.column = self.column.saturating_add(times);
        self.paragraphs = 0;
        let value = |name: &str| attribute(file, start, name);
        let held = match value("office:value-type")?.as_deref() {
            Some("float" | "percentage" | "currency") => {
                let text = value("office:value")?.unwrap_or_default();
                match text.parse::<f64>() {
                    Ok(number) => Held::Number(number),
                    Err(_) => Held::Wrong(Problem::NotANumber { found: text }),
                }
            }
            Some("date" | "time") => Held::Wrong(Problem::DateCell),
            Some("boolean") => {
                let found = value("office:boolean-value")?.unwrap_or_default().to_uppercase();
                Held::Wrong(Problem::NotANumber { found })
            }
            None if value("table:formula")?.is_some() => Held::Wrong(Problem::NoResult),
            _ => Held::Text,
        };
        let wide = count(file, start, "table:number-columns-spanned")?;
        let high = count(file, start, "table:number-rows-spanned")?;
        if wide > 1 || high > 1 {
            let row = self.row.saturating_add(1);
            let last = (row.saturating_add(high - 1), column.saturating_add(wide - 1));
            self.merged.push(((row, column), last));
        }
        self.open = Some(Kept { column, times, held, text: String::new() });
        Ok(())
    }

    fn end(&mut self, file: &str, name: &str, take: &mut Take<'_>) -> Result<ControlFlow<()>> {
        match name {
            "table:table" if self.nested > 0 => self.nested -= 1,
            // Cells of other sheets are none.
            "table:table" if self.within => return Ok(ControlFlow::Break(())),
            _ if !self.within || self.nested > 0 => {}
            "office:annotation" => self.aside = self.aside.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => {
                let kept = self.open.take();
                self.cells.extend(kept.filter(|cell| {
                    !matches!(cell.held, Held::Text) || !cell.text.trim().is_empty()
                }));
            }
            "table:table-row" => return self.row(file, take),
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn row(&mut self, file: &str, take: &mut Take<'_>) -> Result<ControlFlow<()>> {
        let (first, rows) = (self.row.saturating_add(1), self.rows);
        self.row = self.row.saturating_add(rows);
        if self.cells.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        let most = self.cells.iter().map(|cell| cell.times).max().unwrap_or(1).max(rows);
        if most > REPEATS || self.row > LAST.0 {
            return Err(too_many(file, most));
        }
        for row in first..=self.row {
            for kept in &self.cells {
                for column in kept.column..kept.column.saturating_add(kept.times) {
                    let cell = match &kept.held {
                        Held::Number(number) => Cell::Number(*number),
                        Held::Text => Cell::Text(&kept.text),
                        Held::Wrong(problem) => Cell::Wrong(problem.clone()),
                    };
                    if take((row, column), cell)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

fn too_many(file: &str, most: u32) -> Error {
    damaged(file, &format!("one cell stands for {most} others"))
}
