//! Workbooks in records of bytes (`.xlsb`, MS-XLSB).
//!
//! The records are read here rather than by calamine, whose reader passes over the results of formulas
//! that are errors, and trusts lengths and positions that a file gives.

use std::collections::HashMap;
use std::io::{self, BufReader, Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use super::cells::{Address, Cell, Merged, Take, damaged};
use crate::error::{Problem, Result};

/// Most bytes of a record.
const RECORD_LIMIT: u32 = 1 << 24;
/// Most bytes of the file that says where the parts are.
const RELATIONS_LIMIT: u64 = 1 << 20;

// Types of records.
const ROW: u32 = 0;
const CELL_RK: u32 = 2;
const CELL_ERROR: u32 = 3;
const CELL_TRUTH: u32 = 4;
const CELL_REAL: u32 = 5;
const CELL_TEXT: u32 = 6;
const CELL_SHARED: u32 = 7;
const RESULT_TEXT: u32 = 8;
const RESULT_NUMBER: u32 = 9;
const RESULT_TRUTH: u32 = 10;
const RESULT_ERROR: u32 = 11;
const SHARED_TEXT: u32 = 19;
const FORMAT: u32 = 44;
const STYLE: u32 = 47;
const END_OF_CELLS: u32 = 0x92;
const MERGED: u32 = 0xb0;
const SHEET: u32 = 0x9c;
const CELL_STYLES: u32 = 0x269;
const END_OF_CELL_STYLES: u32 = 0x26a;

/// An opened workbook.
pub(super) struct Xlsb<R> {
    archive: ZipArchive<R>,
    /// Names of sheets, and their parts.
    sheets: Vec<(String, String)>,
    strings: Vec<String>,
    /// Whether cells of each style are shown as dates.
    dates: Vec<bool>,
}

impl<R: Read + Seek> Xlsb<R> {
    pub fn open(name: &str, reader: R) -> Result<Self> {
        let failed = |error: io::Error| damaged(name, &error);
        let mut archive = ZipArchive::new(reader).map_err(|e| damaged(name, &e))?;
        let relations = relations(&mut archive).map_err(failed)?;
        let mut part = |kind: &str, default: &str, read: &mut dyn FnMut(u32, &Body)| {
            let found = relations.values().find(|relation| relation.kind == kind);
            let path = found.map_or(default, |relation| relation.path.as_str());
            each_record(&mut archive, path, read)
        };
        let mut strings = vec![];
        part("sharedStrings", "xl/sharedStrings.bin", &mut |kind, body| {
            if kind == SHARED_TEXT {
                // A text that is cut off has its place, so that the others keep theirs.
                strings.push(body.text(1).map_or_else(String::new, |(text, _)| text));
            }
        })
        .or_else(missing)
        .map_err(failed)?;
        let mut styles = Styles::default();
        part("styles", "xl/styles.bin", &mut |kind, body| styles.add(kind, body))
            .or_else(missing)
            .map_err(failed)?;
        let mut sheets = vec![];
        each_record(&mut archive, "xl/workbook.bin", &mut |kind, body| {
            sheets.extend(body.sheet(&relations).filter(|_| kind == SHEET));
        })
        .map_err(failed)?;
        Ok(Xlsb { archive, sheets, strings, dates: styles.dates })
    }

    /// The names of its sheets of cells.
    pub fn sheets(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(|(name, _)| name.as_str())
    }

    /// Every cell of a sheet that is not blank; those that are merged, if all cells were taken.
    pub fn cells(
        &mut self,
        (file, sheet): (&str, &str),
        take: &mut Take<'_>,
    ) -> Result<Vec<Merged>> {
        let Some((_, path)) = self.sheets.iter().find(|(name, _)| name == sheet) else {
            return Err(damaged(file, &format!("no part for sheet {sheet}")));
        };
        let failed = |error: io::Error| damaged(file, &error);
        let part = self.archive.by_name(path).map_err(|e| damaged(file, &e))?;
        let mut records = Records::of(part);
        let (mut row, mut ended, mut merged) = (0_u32, false, vec![]);
        while let Some(kind) = records.next().map_err(failed)? {
            let body = &records.body;
            match kind {
                END_OF_CELLS => ended = true,
                MERGED => merged.push(body.merged().ok_or_else(cut).map_err(failed)?),
                // Records behind the cells have other meanings.
                _ if ended => {}
                ROW => row = body.u32(0).ok_or_else(cut).map_err(failed)?.saturating_add(1),
                CELL_RK..=RESULT_ERROR => {
                    let column = body.u32(0).ok_or_else(cut).map_err(failed)?;
                    let address: Address = (row, column.saturating_add(1));
                    let read = Contents { strings: &self.strings, dates: &self.dates };
                    let mut text = String::new();
                    let cell = read.cell(kind, body, &mut text).ok_or_else(cut).map_err(failed)?;
                    if take(address, cell)?.is_break() {
                        return Ok(vec![]);
                    }
                }
                _ => {}
            }
        }
        if !ended {
            return Err(failed(io::Error::other("the sheet ends before its cells do")));
        }
        Ok(merged)
    }
}

/// What cells refer to.
struct Contents<'a> {
    strings: &'a [String],
    dates: &'a [bool],
}

impl Contents<'_> {
    /// What a cell holds; nothing if its record is too short, or refers to what is not there.
    fn cell<'t>(&'t self, kind: u32, body: &Body, text: &'t mut String) -> Option<Cell<'t>> {
        let number = |value: f64| {
            let style = body.u32(4).map_or(0, |bits| bits & 0x00ff_ffff) as usize;
            if self.dates.get(style) == Some(&true) {
                Cell::Wrong(Problem::DateCell)
            } else {
                Cell::Number(value)
            }
        };
        Some(match kind {
            CELL_RK => number(packed_number(body.u32(8)?)),
            CELL_REAL | RESULT_NUMBER => number(body.f64(8)?),
            CELL_ERROR | RESULT_ERROR => {
                Cell::Wrong(Problem::NotANumber { found: error_text(body.u8(8)?).to_owned() })
            }
            CELL_TRUTH | RESULT_TRUTH => {
                let found = if body.u8(8)? == 0 { "FALSE" } else { "TRUE" };
                Cell::Wrong(Problem::NotANumber { found: found.to_owned() })
            }
            CELL_SHARED => Cell::Text(self.strings.get(body.u32(8)? as usize)?),
            CELL_TEXT | RESULT_TEXT => {
                *text = body.text(8)?.0;
                Cell::Text(text)
            }
            _ => return None,
        })
    }
}

/// A number in four bytes: a whole number or the upper half of one, perhaps in hundredths.
fn packed_number(bits: u32) -> f64 {
    let value = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & 1 == 0 { value } else { value / 100.0 }
}

fn error_text(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => "#ERROR",
    }
}

fn cut() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "a record is too short, or refers to no text")
}

/// A part that need not be there.
fn missing(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// Every record of a part of the workbook.
fn each_record<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    path: &str,
    read: &mut dyn FnMut(u32, &Body),
) -> io::Result<()> {
    let part = archive.by_name(path).map_err(|error| match error {
        ZipError::FileNotFound => io::Error::new(io::ErrorKind::NotFound, format!("no {path}")),
        other => io::Error::other(other),
    })?;
    let mut records = Records::of(part);
    while let Some(kind) = records.next()? {
        read(kind, &records.body);
    }
    Ok(())
}

/// The records of a part.
struct Records<R> {
    reader: BufReader<R>,
    body: Body,
}

impl<R: Read> Records<R> {
    fn of(part: R) -> Self {
        Records { reader: BufReader::with_capacity(1 << 16, part), body: Body(vec![]) }
    }

    /// Read the next record, and say its type; nothing at the end.
    fn next(&mut self) -> io::Result<Option<u32>> {
        let mut byte = [0];
        if self.reader.read(&mut byte)? == 0 {
            return Ok(None);
        }
        let mut kind = u32::from(byte[0]);
        if kind & 0x80 != 0 {
            self.reader.read_exact(&mut byte)?;
            kind = (kind & 0x7f) | u32::from(byte[0] & 0x7f) << 7;
        }
        let mut size = 0_u32;
        for place in 0..4 {
            self.reader.read_exact(&mut byte)?;
            size |= u32::from(byte[0] & 0x7f) << (7 * place);
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        if size > RECORD_LIMIT {
            return Err(io::Error::other(format!("a record of {size} bytes")));
        }
        self.body.0.clear();
        let read = (&mut self.reader).take(u64::from(size)).read_to_end(&mut self.body.0)?;
        if read < size as usize { Err(cut()) } else { Ok(Some(kind)) }
    }
}

/// The contents of a record.
struct Body(Vec<u8>);

impl Body {
    fn bytes<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.0.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    fn u8(&self, at: usize) -> Option<u8> {
        self.0.get(at).copied()
    }

    fn u16(&self, at: usize) -> Option<u16> {
        self.bytes(at).map(u16::from_le_bytes)
    }

    fn u32(&self, at: usize) -> Option<u32> {
        self.bytes(at).map(u32::from_le_bytes)
    }

    /// The cells that a record merges: first and last row, first and last column.
    fn merged(&self) -> Option<Merged> {
        let at = |place: usize| Some(self.u32(4 * place)?.saturating_add(1));
        Some(((at(0)?, at(2)?), (at(1)?, at(3)?)))
    }

    fn f64(&self, at: usize) -> Option<f64> {
        self.bytes(at).map(f64::from_le_bytes)
    }

    /// A text, and where it ends.
    fn text(&self, at: usize) -> Option<(String, usize)> {
        let start = at + 4;
        let end = start.checked_add(2 * self.u32(at)? as usize)?;
        let pairs = self.0.get(start..end)?.chunks_exact(2);
        let units: Vec<u16> = pairs.map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        Some((String::from_utf16_lossy(&units), end))
    }

    /// Name and part of a sheet of cells.
    fn sheet(&self, relations: &HashMap<String, Relation>) -> Option<(String, String)> {
        let (id, end) = self.text(8)?;
        let (name, _) = self.text(end)?;
        let relation = relations.get(&id).filter(|relation| relation.kind == "worksheet")?;
        Some((name, relation.path.clone()))
    }
}

/// Which styles are dates.
#[derive(Default)]
struct Styles {
    /// Formats of the workbook's own that are.
    formats: HashMap<u16, bool>,
    of_cells: bool,
    dates: Vec<bool>,
}

impl Styles {
    fn add(&mut self, kind: u32, body: &Body) {
        match kind {
            FORMAT => {
                if let (Some(number), Some((text, _))) = (body.u16(0), body.text(2)) {
                    self.formats.insert(number, shows_date(&text));
                }
            }
            CELL_STYLES => self.of_cells = true,
            END_OF_CELL_STYLES => self.of_cells = false,
            STYLE if self.of_cells => {
                let format = body.u16(2).unwrap_or_default();
                let built_in = matches!(format, 14..=22 | 27..=36 | 45..=47 | 50..=58);
                let date = self.formats.get(&format).copied();
                self.dates.push(date.unwrap_or(built_in));
            }
            _ => {}
        }
    }
}

/// Whether a number format has days, months, years, hours or seconds in it.
fn shows_date(format: &str) -> bool {
    let (mut quoted, mut bracket, mut escaped) = (false, false, false);
    format.chars().any(|c| {
        if std::mem::take(&mut escaped) {
            return false;
        }
        match c {
            '"' => quoted = !quoted,
            '[' => bracket = true,
            ']' => bracket = false,
            '\\' | '_' | '*' => escaped = true,
            _ => {}
        }
        !quoted && !bracket && matches!(c.to_ascii_lowercase(), 'd' | 'm' | 'y' | 'h' | 's')
    })
}

/// Where a part of the workbook is.
struct Relation {
    /// The last word of its type.
    kind: String,
    path: String,
}

/// The parts by their identifiers.
fn relations<R: Read + Seek>(archive: &mut ZipArchive<R>) -> io::Result<HashMap<String, Relation>> {
    let part = archive.by_name("xl/_rels/workbook.bin.rels").map_err(io::Error::other)?;
    let mut text = String::new();
    part.take(RELATIONS_LIMIT).read_to_string(&mut text)?;
    let relation = |element: &str| {
        let target = attribute(element, "Target")?;
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        let kind = attribute(element, "Type")?.rsplit('/').next()?.to_owned();
        Some((attribute(element, "Id")?.to_owned(), Relation { kind, path }))
    };
    let elements = text.split("<Relationship ").skip(1);
    Ok(elements.filter_map(|element| relation(element.split('>').next()?)).collect())
}

/// The value of an attribute of an element.
fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    element.split_ascii_whitespace().find_map(|part| {
        let value = part.strip_prefix(name)?.strip_prefix('=')?;
        let mark = value.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
        value[1..].split(mark).next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_four_bytes() {
        assert_eq!(packed_number((1.5_f64.to_bits() >> 32) as u32), 1.5);
        assert_eq!(packed_number((1.5_f64.to_bits() >> 32) as u32 | 1), 0.015);
        assert_eq!(packed_number(7 << 2 | 2), 7.0);
        assert_eq!(packed_number((-725_i32 << 2).cast_unsigned() | 3), -7.25);
    }

    #[test]
    fn formats_of_dates() {
        for format in ["dd/mm/yyyy", "[$-409]d-mmm", "h:mm:ss"] {
            assert!(shows_date(format), "{format}");
        }
        for format in ["General", "#,##0.00", "[Red]-0.0", "0 \"days\"", "0\\d", "0_d"] {
            assert!(!shows_date(format), "{format}");
        }
    }

    #[test]
    fn attributes_of_relations() {
        let element = r#"Id="rId1" Type="http://x/worksheet" Target='worksheets/sheet1.bin'/"#;
        assert_eq!(attribute(element, "Id"), Some("rId1"));
        assert_eq!(attribute(element, "Target"), Some("worksheets/sheet1.bin"));
        assert_eq!(attribute(element, "T"), None);
    }
}
