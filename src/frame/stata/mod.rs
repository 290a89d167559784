//! Frames as Stata files.
//!
//! What a file holds beside its cells: of every variable a label of at most 80 characters with the
//! unit, the full name of the column and its unit as the characteristics `column` and `unit`, its
//! definition and source as a note; of the whole a label, and as notes where it comes from and what
//! is true of all rows. A key whose codes have names is a string, followed by a number with the names
//! as value labels; a column of classes has those of the glossary.

mod layout;
mod names;

use std::io::{self, Write};
use std::path::Path;

use layout::{Characteristic, Layout, LongText, Storage, ValueLabels, Variable};

use super::typed::{Column, cut, head};
use super::{ColumnAbout, Frame, Key, Rounding, Unit, glossary};
use crate::error::{Error, Result, shown};

/// Most bytes of a text that has a fixed place; longer ones stand elsewhere.
const FIXED: usize = 2045;
/// Most characters of the label of a variable or of a file.
const LABEL: usize = 80;
/// Most variables of a file of this format.
const VARIABLES: usize = 32_767;
/// Most value labels of a set.
const VALUE_LABELS: usize = 65_536;
/// Most bytes of a value label.
const VALUE_LABEL: usize = 32_000;
/// Bytes of a note, within the bounds of all editions; longer texts become several.
const NOTE: usize = 8_000;
/// A text that is shown in a table of Stata's is at most so wide.
const SHOWN: usize = 60;
/// The whole number, and the bits of the number, that stand for a missing one.
const MISSING: i32 = 0x7fff_ffe5;
const MISSING_BITS: u64 = 0x7fe0_0000_0000_0000;
/// Numbers from here on stand for missing ones, too.
const LARGEST: f64 = f64::from_bits(MISSING_BITS);
/// Whole numbers from here on, and up to the opposite, likewise.
const LARGEST_WHOLE: f64 = 2_147_483_620.0;

/// A frame as it goes into a file.
pub(super) struct Stata<'a> {
    layout: Layout<'a>,
    cells: Vec<Cells<'a>>,
    rows: usize,
}

/// Where the cells of a variable are taken from.
enum Cells<'a> {
    /// Texts, in so many bytes each.
    Text(&'a Key, u16),
    /// Texts elsewhere: of every label the column and row of its first cell, both from one.
    Long(&'a Key, Vec<(u16, u64)>),
    /// Of every label a number.
    Coded(&'a Key, Vec<Option<i32>>),
    /// Whole numbers.
    Whole(&'a [f64]),
    /// Numbers.
    Real(&'a [f64]),
}

/// A variable before it has a legal name.
struct Made<'a> {
    column: String,
    label: String,
    format: String,
    labels: Vec<(i32, String)>,
    cells: Cells<'a>,
    about: Option<ColumnAbout>,
}

impl<'a> Stata<'a> {
    /// All but the writing; `path` is what errors name.
    ///
    /// # Errors
    /// [`Error::Encode`] for what no Stata file can hold: more than 32767 variables, a number of more
    /// than 8.98e307, a text with a character of code 0.
    pub fn of(frame: &'a Frame, path: &Path) -> Result<Self> {
        let fail = |reason| Error::Encode { path: path.to_owned(), reason };
        let made = variables(frame).map_err(fail)?;
        if made.len() > VARIABLES {
            return Err(fail(format!(
                "a Stata file holds {VARIABLES} variables, the result has {}",
                made.len()
            )));
        }
        let columns: Vec<&str> = made.iter().map(|variable| variable.column.as_str()).collect();
        let names = names::legal(&columns);
        let mut notes = Notes::default();
        notes.of_frame(frame);
        let mut layout = Layout {
            label: plain(&cut(&dataset_label(frame), LABEL)),
            rows: frame.rows() as u64,
            variables: vec![],
            characteristics: vec![],
            value_labels: vec![],
            long_texts: vec![],
        };
        let mut cells = vec![];
        for (mut variable, name) in made.into_iter().zip(names) {
            notes.of_variable(&variable, &name);
            let labels = std::mem::take(&mut variable.labels);
            let set = if labels.is_empty() { String::new() } else { name.clone() };
            if !labels.is_empty() {
                layout.value_labels.push(ValueLabels { name: name.clone(), entries: labels });
            }
            variable.cells.place(layout.variables.len(), &mut layout.long_texts);
            layout.variables.push(Variable {
                name,
                storage: variable.cells.storage(),
                format: variable.format,
                label: variable.label,
                labels: set,
            });
            cells.push(variable.cells);
        }
        layout.long_texts.sort_by_key(|text| (text.row, text.column));
        layout.characteristics = notes.all;
        Ok(Stata { layout, cells, rows: frame.rows() })
    }

    /// Write the file.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.layout.write(out, |out| {
            let mut line: Vec<u8> = vec![];
            for row in 0..self.rows {
                line.clear();
                self.cells.iter().for_each(|cells| cells.push(row, &mut line));
                out.write_all(&line)?;
            }
            Ok(())
        })
    }
}

impl<'a> Cells<'a> {
    fn storage(&self) -> Storage {
        match self {
            Cells::Text(_, width) => Storage::Text(*width),
            Cells::Long(..) => Storage::Long,
            Cells::Coded(..) | Cells::Whole(_) => Storage::Whole,
            Cells::Real(_) => Storage::Double,
        }
    }

    /// The texts of a key, in the shortest field that holds those that occur.
    fn of_texts(key: &'a Key) -> Self {
        let longest = occurring(key).map(String::len).max().unwrap_or(0).max(1);
        match u16::try_from(longest) {
            Ok(width) if longest <= FIXED => Cells::Text(key, width),
            _ => Cells::Long(key, vec![(0, 0); key.labels().len()]),
        }
    }

    /// Give texts that stand elsewhere their places: this is the variable of that position.
    fn place(&mut self, position: usize, texts: &mut Vec<LongText<'a>>) {
        let Cells::Long(key, places) = self else { return };
        let column = u16::try_from(position + 1).unwrap_or(u16::MAX);
        for (row, &code) in key.codes().iter().enumerate() {
            let (place, text) = (&mut places[code as usize], &key.labels()[code as usize]);
            if place.1 == 0 && !text.is_empty() {
                *place = (column, row as u64 + 1);
                texts.push(LongText { column: u32::from(column), row: place.1, text });
            }
        }
    }

    /// Append the bytes of a cell.
    fn push(&self, row: usize, line: &mut Vec<u8>) {
        let number = |value: Option<i32>| value.unwrap_or(MISSING).to_le_bytes();
        match self {
            Cells::Text(key, width) => {
                let end = line.len() + usize::from(*width);
                line.extend(key.label(row).bytes());
                line.resize(end, 0);
            }
            Cells::Long(key, places) => {
                let (column, first) = places[key.codes()[row] as usize];
                line.extend(column.to_le_bytes());
                line.extend(&first.to_le_bytes()[..6]);
            }
            Cells::Coded(key, numbers) => line.extend(number(numbers[key.codes()[row] as usize])),
            Cells::Whole(values) => {
                let value = values[row];
                line.extend(number(value.is_finite().then_some(value as i32)));
            }
            Cells::Real(values) => {
                let bits =
                    if values[row].is_finite() { values[row].to_bits() } else { MISSING_BITS };
                line.extend(bits.to_le_bytes());
            }
        }
    }
}

/// The labels of a key that rows have.
fn occurring(key: &Key) -> impl Iterator<Item = &String> {
    let mut occurs = vec![false; key.labels().len()];
    key.codes().iter().for_each(|&code| occurs[code as usize] = true);
    key.labels().iter().zip(occurs).filter_map(|(label, occurs)| occurs.then_some(label))
}

/// All variables, in the order of columns, names beside their codes.
fn variables(frame: &Frame) -> std::result::Result<Vec<Made<'_>>, String> {
    let mut all = vec![];
    let named: Vec<String> = frame
        .keys()
        .iter()
        .filter_map(|key| names_of(frame, key))
        .map(|names| names.name().to_owned())
        .collect();
    for (column, about) in frame.typed().into_iter().zip(frame.columns_about()) {
        // Names as a column of their own are the value labels that come anyway.
        if matches!(column, Column::Words(key) if named.iter().any(|name| name == key.name())) {
            continue;
        }
        let label = label(&about, &column);
        let classes = classes(frame, &about.name);
        let (cells, format) = match column {
            Column::Words(key) => {
                check_texts(key)?;
                let cells = Cells::of_texts(key);
                let format = text_format(&cells);
                (cells, format)
            }
            Column::Whole(key, numbers) => (Cells::Coded(key, numbers), "%12.0g".to_owned()),
            Column::Real(indicator) => {
                check_numbers(indicator.name(), indicator.values())?;
                let whole = *indicator.unit() == Unit::Number && is_whole(indicator.values());
                let cells = if whole { Cells::Whole } else { Cells::Real };
                (cells(indicator.values()), number_format(indicator))
            }
        };
        let key = frame.key(&about.name);
        let has_numbers = !matches!(cells, Cells::Text(..) | Cells::Long(..));
        let labels = if has_numbers { classes } else { vec![] };
        all.push(Made {
            column: about.name.clone(),
            label,
            format,
            labels,
            cells,
            about: Some(about),
        });
        all.extend(key.and_then(|key| names_beside(frame, key)));
    }
    Ok(all)
}

/// The names of what a key has the codes of, where they are not too many.
fn names_of(frame: &Frame, key: &Key) -> Option<Key> {
    frame.names_of(key).filter(|names| names.labels().len() <= VALUE_LABELS)
}

/// The names of what a key has the codes of: the position of each code, with its name, or the code
/// where it has none, as value label.
fn names_beside<'a>(frame: &'a Frame, key: &'a Key) -> Option<Made<'a>> {
    let names = names_of(frame, key)?;
    let numbered = || (1_i32..).zip(key.labels().iter().zip(names.labels()));
    let text = |(number, (code, name)): (i32, (&String, &String))| {
        (number, value_label(if name.is_empty() { code } else { name }))
    };
    let labels: Vec<(i32, String)> =
        numbered().map(text).filter(|(_, text)| !text.is_empty()).collect();
    let widest = labels.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(0);
    let about = glossary::term(frame.name(), names.name()).map(|term| term.label.clone());
    let label = about.unwrap_or_else(|| format!("{}: name", key.name().replace('_', " ")));
    let number = |(number, (code, name)): (i32, (&String, &String))| {
        (!code.is_empty() || !name.is_empty()).then_some(number)
    };
    Some(Made {
        column: names.name().to_owned(),
        label: plain(&cut(&label, LABEL)),
        format: format!("%{}.0g", widest.clamp(8, SHOWN)),
        labels,
        cells: Cells::Coded(key, numbered().map(number).collect()),
        about: None,
    })
}

/// What the numbers of a column of classes stand for.
fn classes(frame: &Frame, column: &str) -> Vec<(i32, String)> {
    let classes = glossary::term(frame.name(), column).map_or(&[][..], |term| &term.classes);
    let numbered = |(code, text): &(String, String)| Some((code.parse().ok()?, value_label(text)));
    classes.iter().filter_map(numbered).collect()
}

/// The label of a variable: that of its column, and the unit where it has one.
fn label(about: &ColumnAbout, column: &Column<'_>) -> String {
    let unit = about.shown_unit(column);
    if unit.is_empty() {
        return plain(&cut(&about.label, LABEL));
    }
    let unit = format!(" ({})", cut(&unit, LABEL / 2));
    let room = LABEL - unit.chars().count();
    plain(&format!("{}{unit}", cut(&about.label, room)))
}

/// The file's label: which result, of which table.
fn dataset_label(frame: &Frame) -> String {
    let tables = frame.about().map_or(&[][..], |about| &about.tables);
    let of = |table: &super::TableAbout| match table.year {
        Some(year) => format!("{} ({year})", table.name),
        None => table.name.clone(),
    };
    let tables: Vec<String> = tables.iter().map(of).collect();
    if tables.is_empty() {
        frame.name().to_owned()
    } else {
        format!("{}: {}", frame.name(), tables.join(", "))
    }
}

/// A text about something, which ends at a character of code 0.
fn plain(text: &str) -> String {
    text.replace('\0', " ")
}

fn value_label(text: &str) -> String {
    plain(head(text, VALUE_LABEL))
}

fn text_format(cells: &Cells<'_>) -> String {
    match cells {
        Cells::Text(key, _) => {
            let widest = occurring(key).map(|label| label.chars().count()).max().unwrap_or(0);
            format!("%-{}s", widest.clamp(1, SHOWN))
        }
        _ => "%9s".to_owned(),
    }
}

/// Numbers shown as people read them: rounded, digits in groups.
fn number_format(indicator: &super::Indicator) -> String {
    let rounding = Rounding::of(indicator);
    let widest =
        indicator.values().iter().map(|&value| rounding.show(value).len()).max().unwrap_or(0);
    match rounding {
        Rounding::Decimals(decimals) if *indicator.unit() != Unit::Number && widest <= 24 => {
            format!("%{}.{decimals}fc", widest.max(9))
        }
        _ => "%10.0g".to_owned(),
    }
}

fn is_whole(values: &[f64]) -> bool {
    let mut finite = values.iter().filter(|value| value.is_finite());
    finite.all(|value| value.fract() == 0.0 && value.abs() <= LARGEST_WHOLE)
}

fn check_numbers(column: &str, values: &[f64]) -> std::result::Result<(), String> {
    match values.iter().find(|value| value.is_finite() && value.abs() >= LARGEST) {
        Some(value) => Err(format!(
            "column `{}` has {value:e}: a number of Stata is below 8.98e307",
            shown(column)
        )),
        None => Ok(()),
    }
}

fn check_texts(key: &Key) -> std::result::Result<(), String> {
    match occurring(key).find(|label| label.contains('\0')) {
        Some(label) => Err(format!(
            "column `{}` has `{}`: a text of Stata ends at a character of code 0",
            shown(key.name()),
            shown(label)
        )),
        None => Ok(()),
    }
}

/// Notes and other characteristics as they are collected.
#[derive(Default)]
struct Notes {
    all: Vec<Characteristic>,
}

impl Notes {
    fn push(&mut self, of: &str, name: impl Into<String>, text: &str) {
        self.all.push(Characteristic { of: of.to_owned(), name: name.into(), text: plain(text) });
    }

    /// Texts as what Stata lists as notes.
    fn notes(&mut self, of: &str, texts: &[String]) {
        let parts: Vec<&str> = texts.iter().flat_map(|text| parts(text)).collect();
        if parts.is_empty() {
            return;
        }
        self.push(of, "note0", &parts.len().to_string());
        for (position, part) in parts.into_iter().enumerate() {
            self.push(of, format!("note{}", position + 1), part);
        }
    }

    fn of_frame(&mut self, frame: &Frame) {
        let line = |(name, text): &(String, String)| format!("{name}: {text}");
        let about = frame.about().map(super::About::lines).unwrap_or_default();
        let texts: Vec<String> = about.iter().chain(frame.notes()).map(line).collect();
        self.notes("_dta", &texts);
    }

    fn of_variable(&mut self, variable: &Made<'_>, name: &str) {
        self.push(name, "column", &variable.column);
        let Some(about) = &variable.about else { return };
        if !about.unit.is_empty() {
            self.push(name, "unit", &about.unit);
        }
        let mut texts = vec![about.definition.clone()];
        if !about.source.is_empty() {
            texts.push(format!("Source: {}", about.source));
        }
        texts.retain(|text| !text.is_empty());
        self.notes(name, &texts);
    }
}

/// A text in pieces of at most the length of a note.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut rest) = (vec![], text);
    while !rest.is_empty() {
        let (part, later) = rest.split_at(head(rest, NOTE).len());
        parts.push(part);
        rest = later;
    }
    parts
}
