//! Tables in workbooks.
//!
//! The sheet that holds the table is told by its layout ([`SheetLabels`](crate::sources::SheetLabels)),
//! wherever it stands and whatever its name. Cells are read one by one, so that the memory needed is
//! that of the labels and numbers there are, and not of the size that a sheet claims.

mod cells;
mod grid;
mod head;
mod mario;
mod ods;
mod own;
mod xlsb;

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use zip::ZipArchive;

pub(super) use own::Text;

use cells::{Book, Form, damaged};
use grid::Grid;
use head::{HEAD, Head, Held, Plan};

use super::archive::{Seekable, entries, opened};
use super::guard::Guarded;
use super::stream::{Explain, Failure};
use super::wide::assemble;
use super::{Input, Layout, Pieces, ReadOptions, member_name, prices, year_in, years_in};
use crate::error::{Error, OptionName, Place, Problem, Result, shown};
use crate::table::{Finding, FindingKind, Parts, Severity};

/// A table that was found in a workbook.
pub(super) struct Found {
    pub parts: Parts,
    pub layout: Layout,
    /// Where in the file, in words.
    pub place: String,
    /// The year that the sheet or its titles say.
    pub year: Option<i32>,
}

/// A sheet with a table.
struct Sheet {
    name: String,
    head: Head,
    plan: Plan,
}

impl Sheet {
    /// The year of its name, or else of its titles: the first, since prices have years too.
    fn year(&self) -> Option<i32> {
        years_in(&self.name).last().or_else(|| self.head.year(self.plan))
    }
}

/// What was found in a workbook.
pub(super) enum Content {
    Table(Box<Found>),
    /// A sheet in no published layout, as text that is read on.
    Text(Text),
}

/// Read the table of a workbook; nothing if the input is none.
pub(super) fn read(
    input: &Input,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Option<Content>> {
    let name = input.name();
    let Some(reader) = opened(input)? else { return Ok(None) };
    let Some(form) = form(&name, reader)? else { return Ok(None) };
    let Some(reader) = opened(input)? else { return Ok(None) };
    let mut book = Book::open(&name, reader, form)?;
    if let Some(parts) = mario::read(&name, &mut book, options, findings)? {
        let (layout, place) = (Layout::Pieces(Pieces::Mario), "sheet flows".to_owned());
        return Ok(Some(Content::Table(Box::new(Found { parts, layout, place, year: None }))));
    }
    let sheet = match choose(&name, &mut book, options)? {
        Ok(sheet) => sheet,
        Err(none) => {
            let text = own::read(&name, &mut book, options, findings)?;
            return text.map(|text| Some(Content::Text(text))).ok_or(none);
        }
    };
    let year = sheet.year().or_else(|| year_in(member_name(&name)));
    findings.extend(match options.year {
        Some(asked) => other_year(&sheet.name, asked, year),
        None => other_name(&name, &sheet, year),
    });
    let prices = other_prices(&name, &sheet);
    findings.extend(prices.map(prices::finding));
    let unit = sheet.head.other_unit(sheet.plan);
    findings.extend(unit.as_ref().map(|(_, finding)| finding.clone()));

    let limit = options.max_cells;
    let mut grid = Grid::new((&name, &sheet.name), &sheet.head, sheet.plan, limit)?;
    let merged = book.cells(&name, &sheet.name, &mut |address, cell| grid.take(address, cell))?;
    let explained = grid.explain(&merged, options, findings)?;
    let place = (name.as_str(), explained.header);
    let mut parts = assemble(explained.batches, explained.meaning, place, findings)?;
    parts.source.unit = unit.map(|(unit, _)| unit);
    let told = prices.map(|prices| format!(" ({prices})")).unwrap_or_default();
    Ok(Some(Content::Table(Box::new(Found {
        parts,
        layout: Layout::Wide(sheet.plan.source),
        place: format!("sheet {}{told}", sheet.name),
        year,
    }))))
}

/// The texts below the cells of these names, with their rows, in whatever sheet each name stands first.
pub(super) fn columns(input: &Input, names: &[&'static str]) -> Result<Vec<Vec<(u32, String)>>> {
    let name = input.name();
    let form = opened(input)?.map_or(Ok(None), |reader| form(&name, reader))?;
    let (Some(form), Some(reader)) = (form, opened(input)?) else {
        return Err(damaged(&name, &"no workbook"));
    };
    let mut book = Book::open(&name, reader, form)?;
    let mut lists: Vec<Option<Vec<(u32, String)>>> = vec![None; names.len()];
    for sheet in book.sheets() {
        let mut here: Vec<(usize, u32)> = vec![];
        book.cells(&name, &sheet, &mut |(row, column), cell| {
            let held = Held::of(cell);
            let known = here.iter().find(|(_, at)| *at == column).map(|(list, _)| *list);
            if let Some(list) = known.and_then(|list| lists[list].as_mut()) {
                let text =
                    held.code().map_err(|p| grid::at_cell(&name, &sheet, ((row, column), p)))?;
                list.extend((!text.is_empty()).then(|| (row, text.to_owned())));
            } else if let Ok(text) = held.code()
                && let Some(list) = names.iter().position(|known| known.eq_ignore_ascii_case(text))
                && lists[list].is_none()
            {
                lists[list] = Some(vec![]);
                here.push((list, column));
            }
            Ok(ControlFlow::Continue(()))
        })?;
    }
    let found = names.iter().zip(&lists).filter(|(_, list)| list.is_some());
    let found = found.map(|(name, _)| (*name).to_owned()).collect();
    let lists: Option<Vec<_>> =
        lists.into_iter().map(|list| list.filter(|l| !l.is_empty())).collect();
    lists.ok_or_else(|| {
        let problem = Problem::Columns { expected: names.join(",").into(), found };
        Error::input(name, Place::File, problem)
    })
}

/// The form of a workbook whose parts are all whole; nothing for other archives.
///
/// The check sums of the parts are compared here, before anything is made of their contents, and what
/// they unpack to is limited.
fn form(name: &str, reader: Box<dyn Seekable>) -> Result<Option<Form>> {
    let ending = Path::new(name).extension().map(|e| e.to_string_lossy().to_lowercase());
    let called = ending.is_some_and(|e| ["xlsx", "xlsm", "xlsb", "ods"].contains(&e.as_str()));
    let mut archive = match ZipArchive::new(reader) {
        Ok(archive) => archive,
        Err(error) if called => return Err(damaged(name, &error)),
        Err(_) => return Ok(None),
    };
    let has = |part: &str| archive.index_for_name(part).is_some();
    let (binary, open) = (has("xl/workbook.bin"), has("content.xml") && has("mimetype"));
    if !binary && !open && !has("xl/workbook.xml") {
        return Ok(None);
    }
    let mut merged = false;
    for entry in entries(name, &mut archive)? {
        let part = archive.by_index(entry.position).map_err(|e| damaged(name, &e))?;
        let packed = Arc::new(AtomicU64::new(entry.packed));
        let is_sheet = entry.name.starts_with("xl/worksheets/");
        let failure = Failure::Zip(entry.name);
        let mut watch = Watch::default();
        io::copy(&mut Guarded::new(part, packed), &mut watch)
            .map_err(|error| Explain { name: name.to_owned(), failure }.error(error))?;
        merged |= watch.seen;
        if is_sheet && watch.addresses.odd {
            return Err(damaged(name, &"a cell has an address that no sheet has"));
        }
    }
    Ok(Some(match () {
        () if binary => Form::Binary,
        () if open => Form::Open,
        () => Form::Xml { merged },
    }))
}

/// Notices the name of the element that merges cells, which most sheets do not have: those that have it
/// are read once more for it.
#[derive(Default)]
struct Watch {
    seen: bool,
    /// The end of what was written before.
    tail: Vec<u8>,
    addresses: Addresses,
}

/// Looks at the addresses of cells and rows in a sheet: the library that reads them counts with numbers that
/// overflow where they are longer than any sheet has.
#[derive(Default)]
struct Addresses {
    odd: bool,
    /// The bytes before, the last one first.
    before: [u8; 4],
    /// Whether the reading is within a value, and how many letters and digits its word has so far.
    within: Option<(u8, u8)>,
}

impl Addresses {
    /// Most letters and digits of an address: those of XFD1048576.
    const MOST: (u8, u8) = (3, 7);

    fn see(&mut self, byte: u8) {
        if let Some((letters, digits)) = &mut self.within {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' => *letters = letters.saturating_add(1),
                b'0'..=b'9' => *digits = digits.saturating_add(1),
                b'"' | b'\'' | b'<' | b'>' => self.within = None,
                _ => (*letters, *digits) = (0, 0),
            }
            let most = Addresses::MOST;
            self.odd |= self.within.is_some_and(|it| it.0 > most.0 || it.1 > most.1);
        } else if byte == b'"' || byte == b'\'' {
            let named = |name: &[u8]| self.before.iter().zip(name).all(|(a, b)| a == b);
            // r="A1" and ref="A1:B2", from their ends.
            if named(b"=r ") || named(b"=r\t") || named(b"=r\n") || named(b"=fer") {
                self.within = Some((0, 0));
            }
        }
        self.before.rotate_right(1);
        self.before[0] = byte;
    }
}

impl Write for Watch {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        const NAME: &[u8] = b"mergeCell";
        let is_name = |mut rest: &[u8]| {
            while let Some(at) = rest.iter().position(|byte| *byte == NAME[0]) {
                if rest[at..].starts_with(NAME) {
                    return true;
                }
                rest = &rest[at + 1..];
            }
            false
        };
        if !self.seen {
            self.tail.extend(bytes.iter().take(NAME.len()));
            self.seen = is_name(&self.tail) || is_name(bytes);
            self.tail.clear();
            self.tail.extend(&bytes[bytes.len().saturating_sub(NAME.len())..]);
        }
        bytes.iter().for_each(|byte| self.addresses.see(*byte));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The sheet with the table that is meant, or why none is in a published layout.
fn choose(
    name: &str,
    book: &mut Book,
    options: &ReadOptions,
) -> Result<std::result::Result<Sheet, Error>> {
    let refuse = |problem| Err(Error::input(name, Place::File, problem));
    let sheets_text = matches!(options.layout, Some(Layout::Wide(_)));
    if let (None, Some(layout)) =
        (Plan::all(options).next(), options.layout.filter(|_| !sheets_text))
    {
        let format = OptionName::Format.set(layout.name());
        return Err(Error::conflict(format, "a workbook", "tables of this format are text"));
    }
    let names = book.sheets();
    let mut sheets = vec![];
    if let Some(wanted) = options.sheet.as_ref().filter(|wanted| !names.contains(wanted)) {
        let problem = Problem::UnknownSheet { sheet: wanted.clone(), sheets: names };
        return refuse(problem);
    }
    let meant = |sheet: &&String| options.sheet.as_ref().is_none_or(|wanted| wanted == *sheet);
    for sheet in names.iter().filter(meant) {
        let mut head = Head::default();
        book.cells(name, sheet, &mut |address, cell| {
            if address.0 > HEAD {
                return Ok(ControlFlow::Break(()));
            }
            head.cells.insert(address, Held::of(cell));
            Ok(ControlFlow::Continue(()))
        })?;
        let plan = head.plan(options);
        sheets.extend(plan.map(|plan| Sheet { name: sheet.clone(), head, plan }));
    }
    let called = |sheets: &[Sheet]| sheets.iter().map(|sheet| sheet.name.clone()).collect();
    if sheets.is_empty() {
        let wanted: Vec<&str> =
            Plan::all(options).map(|plan| plan.source.wide_labels().recognised_by).collect();
        let problem = Problem::NoSheet { sheets: names, wanted: wanted.join("; or ") };
        return Ok(Err(Error::input(name, Place::File, problem)));
    }
    if sheets.len() > 1 {
        let Some(year) = options.year else {
            return refuse(Problem::SheetChoice { sheets: called(&sheets) });
        };
        let all = called(&sheets);
        sheets.retain(|sheet| sheet.year() == Some(year));
        if sheets.is_empty() {
            return refuse(Problem::SheetYear { year, sheets: all });
        }
    }
    match sheets.len() {
        1 => Ok(Ok(sheets.swap_remove(0))),
        _ => refuse(Problem::SheetChoice { sheets: called(&sheets) }),
    }
}

/// A warning where a year was asked for that the sheet contradicts.
fn other_year(sheet: &str, asked: i32, said: Option<i32>) -> Option<Finding> {
    let said = said.filter(|said| *said != asked)?;
    let message = format!(
        "year {asked} was asked for, sheet {} says {said}; the year is taken to be {asked}",
        shown(sheet)
    );
    Some(Finding::new(Severity::Warning, FindingKind::Container, "", f64::from(said), message))
}

/// A warning where the titles of a sheet or the name of the file speak of other years.
fn other_name(file: &str, sheet: &Sheet, taken: Option<i32>) -> Option<Finding> {
    let taken = taken?;
    let base = member_name(file);
    let title = sheet.head.year(sheet.plan).filter(|said| *said != taken);
    let other = if title.is_some() {
        title.zip(Some("its title"))
    } else {
        let named = years_in(base).all(|said| said != taken);
        years_in(base).last().filter(|_| named).zip(Some("the file's name"))
    };
    let (said, who) = other?;
    let message = format!(
        "sheet {} is of {taken}, {who} says {said}; the year is taken to be {taken}",
        shown(&sheet.name)
    );
    Some(Finding::new(Severity::Warning, FindingKind::Container, "", f64::from(said), message))
}

/// What the titles, the name of a sheet or that of its file say of prices of another year.
fn other_prices<'a>(file: &'a str, sheet: &'a Sheet) -> Option<&'a str> {
    let names = [sheet.name.as_str(), member_name(file)];
    let mut texts = sheet.head.titles(sheet.plan).chain(names);
    texts.find(|text| prices::in_title(text))
}
