//! One row per number: of one frame, or of frames of different keys.

use std::borrow::{Borrow, Cow};
use std::collections::HashMap;

use super::{Frame, Indicator, Key, Unit};
use crate::error::{Error, Result};

/// The key that names the unit of every row.
pub(super) const UNIT: &str = "unit";
/// The key that names the column of every number.
const INDICATOR: &str = "indicator";
/// The same where indicators are a key themselves, and columns say what of them: before, after.
const STATISTIC: &str = "statistic";
/// The column of the numbers.
const VALUE: &str = "value";

/// The columns of long forms beside the keys of a frame.
#[cfg(feature = "sweep")]
pub(crate) const LONG_COLUMNS: [&str; 4] = [INDICATOR, STATISTIC, UNIT, VALUE];

impl Frame {
    /// One row per number: the keys, then `indicator`, `unit` and `value`. A frame with a key `unit`
    /// keeps it in its place; one with a key `indicator` names its columns in `statistic`.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Unit};
    /// let frame = Frame::new("vax", 1)
    ///     .with_key("exporter", &["USA"], [0])
    ///     .with_indicator("vax", Unit::money("million US$"), vec![10.0])
    ///     .with_indicator("vax_ratio", Unit::Ratio, vec![0.5]);
    /// let mut csv = vec![];
    /// frame.long().write_csv(&mut csv)?;
    /// let lines = "exporter,indicator,unit,value\nUSA,vax,million US$,10\nUSA,vax_ratio,ratio,0.5\n";
    /// assert_eq!(String::from_utf8_lossy(&csv), lines);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn long(&self) -> Self {
        let each = self.indicators.len();
        let repeat = |codes: &[u32]| -> Vec<u32> {
            codes.iter().flat_map(|&code| std::iter::repeat_n(code, each)).collect()
        };
        let repeated = |key: &Key| Key { codes: repeat(&key.codes), ..key.clone() };
        let mut long = Frame::new(self.name.clone(), self.rows * each);
        long.keys = self.keys.iter().map(repeated).collect();
        let names: Vec<&str> = self.indicators.iter().map(|c| c.name.as_str()).collect();
        let column = column_of_columns(self.key(INDICATOR).is_some());
        long = long.with_key(column, &names, (0..self.rows).flat_map(|_| 0..each));
        let mut units = Labels::default();
        self.add_units(&mut units);
        long.place_units(units);
        long.remarks = self.remarks.iter().map(repeated).collect();
        long.notes.clone_from(&self.notes);
        long.names_of = self.names_of.clone();
        long.about.clone_from(&self.about);
        let values = (0..self.rows)
            .flat_map(|row| self.indicators.iter().map(move |c| c.values[row]))
            .collect();
        long.with_indicator(VALUE, Unit::Keyed, values)
    }

    /// The key `unit`, after all others unless there is one.
    fn place_units(&mut self, units: Labels) {
        let units = units.into_key(UNIT.into());
        match self.keys.iter_mut().find(|key| key.name == UNIT) {
            Some(key) => *key = units,
            None => self.push_key(units),
        }
    }

    /// The unit of every number, row by row.
    fn add_units(&self, units: &mut Labels) {
        let key = self.key(UNIT);
        let whole = |column: &Indicator| {
            (!column.unit.differs()).then(|| units.code(&column.unit.to_string()))
        };
        let whole: Vec<Option<u32>> = self.indicators.iter().map(whole).collect();
        for row in 0..self.rows {
            let named = key.map_or("", |key| key.label(row));
            for (column, whole) in self.indicators.iter().zip(&whole) {
                let code = whole.unwrap_or_else(|| units.code(&column.unit.of_row(row, named)));
                units.codes.push(code);
            }
        }
    }

    /// The rows of frames of the same columns below each other, whatever labels their keys have; none
    /// of none. Notes are those of the first.
    ///
    /// # Panics
    /// If the columns differ.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Unit};
    /// let of = |scenario: &str, x| {
    ///     let frame = Frame::new("prices", 1).with_text("scenario", &[scenario]);
    ///     frame.with_indicator("price", Unit::Ratio, vec![x])
    /// };
    /// let both = Frame::stacked(&[of("1", 0.1), of("2", 0.2)]);
    /// assert_eq!(both.and_then(|both| both.value(&["2"], "price")), Some(0.2));
    /// ```
    #[must_use]
    pub fn stacked<F: Borrow<Frame>>(frames: &[F]) -> Option<Frame> {
        let frames: Vec<&Frame> = frames.iter().map(Borrow::borrow).collect();
        let first = *frames.first()?;
        let joined = |of: fn(&Frame) -> &[Key], place: usize| {
            let mut labels = Labels::default();
            frames.iter().for_each(|frame| labels.extend(&of(frame)[place], 1));
            labels.into_key(of(first)[place].name.clone())
        };
        let mut all = Frame { rows: 0, indicators: vec![], ..first.clone() };
        all.keys = (0..first.keys.len()).map(|place| joined(Frame::keys, place)).collect();
        all.remarks = (0..first.remarks.len()).map(|place| joined(Frame::remarks, place)).collect();
        all.rows = frames.iter().map(|frame| frame.rows).sum();
        for (place, column) in first.indicators.iter().enumerate() {
            let mut column = column.clone();
            for frame in &frames[1..] {
                assert_eq!(column.name, frame.indicators[place].name, "columns of {}", frame.name);
                column.values.extend_from_slice(&frame.indicators[place].values);
                column.unit.extend(frame.indicators[place].unit.clone());
            }
            all.indicators.push(column);
        }
        Some(all)
    }

    /// One row per number of several frames: `family` (the frame's name), every key that one of
    /// them has, `indicator`, `unit`, `value`. A key that a frame does not have is empty in its rows.
    /// Where a frame has a key `indicator`, columns are named in `statistic`.
    ///
    /// # Panics
    /// If a frame has a key `family`, or a key and another an indicator `value`.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Unit};
    /// let one = Frame::new("trade", 1)
    ///     .with_key("region", &["USA"], [0])
    ///     .with_indicator("exports", Unit::money("US$"), vec![10.0]);
    /// let two = Frame::new("world", 1).with_indicator("stages", Unit::Count, vec![2.0]);
    /// let mut csv = vec![];
    /// Frame::tidy("all", &[one, two]).write_csv(&mut csv)?;
    /// let lines = "family,region,indicator,unit,value\ntrade,USA,exports,US$,10\nworld,,stages,count,2\n";
    /// assert_eq!(String::from_utf8_lossy(&csv), lines);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn tidy(name: impl Into<String>, frames: &[Frame]) -> Frame {
        Frame::tidy_by(name, &[], frames)
    }

    /// As [`Frame::tidy`] with these keys first, in this order, whether or not a frame has them; for
    /// results whose columns should not depend on what was asked for.
    #[must_use]
    pub fn tidy_by(name: impl Into<String>, keys: &[&'static str], frames: &[Frame]) -> Frame {
        let mut names: Vec<Cow<'static, str>> = keys.iter().map(|&key| key.into()).collect();
        for key in frames.iter().flat_map(|frame| &frame.keys) {
            if !names.contains(&key.name) {
                names.push(key.name.clone());
            }
        }
        let rows = frames.iter().map(|frame| frame.rows * frame.indicators.len()).sum();
        let mut remarks: Vec<(Cow<'static, str>, Labels)> = vec![];
        for remark in frames.iter().flat_map(|frame| &frame.remarks) {
            if !remarks.iter().any(|(name, _)| *name == remark.name) {
                remarks.push((remark.name.clone(), Labels::default()));
            }
        }
        let mut family = Labels::default();
        let mut keys: Vec<Labels> = names.iter().map(|_| Labels::default()).collect();
        let mut indicator = Labels::default();
        let mut units = Labels::default();
        let mut values = Vec::with_capacity(rows);
        for frame in frames {
            let columns = frame.indicators.len();
            family.repeat(&frame.name, frame.rows * columns);
            frame.add_units(&mut units);
            for (name, labels) in &mut remarks {
                match frame.remark(name) {
                    Some(remark) => labels.extend(remark, columns),
                    None => labels.repeat("", frame.rows * columns),
                }
            }
            for (name, labels) in names.iter().zip(&mut keys) {
                match frame.key(name) {
                    Some(key) => labels.extend(key, columns),
                    None => labels.repeat("", frame.rows * columns),
                }
            }
            let codes: Vec<u32> =
                frame.indicators.iter().map(|column| indicator.code(&column.name)).collect();
            for row in 0..frame.rows {
                indicator.codes.extend_from_slice(&codes);
                values.extend(frame.indicators.iter().map(|column| column.values[row]));
            }
        }
        let mut tidy = Frame::new(name, rows);
        let column = column_of_columns(names.iter().any(|name| name == INDICATOR));
        tidy.push_key(family.into_key("family".into()));
        for (labels, name) in keys.into_iter().zip(names) {
            tidy.push_key(labels.into_key(name));
        }
        tidy.push_key(indicator.into_key(column.into()));
        tidy.place_units(units);
        tidy.remarks = remarks.into_iter().map(|(name, labels)| labels.into_key(name)).collect();
        tidy.notes = notes_of_all(frames.iter().map(|frame| (frame.name.as_str(), frame)));
        if let Some(first) = frames.first() {
            tidy.names_of = first.names_of.clone();
            tidy.about.clone_from(&first.about);
        }
        tidy.with_indicator(VALUE, Unit::Keyed, values)
    }
}

impl Frame {
    /// Frames of the same keys below each other, told apart by a first key. A column that one of
    /// them does not have is undefined in its rows; where units differ every row keeps its own.
    ///
    /// # Errors
    /// [`Error::Conflict`] for frames of different keys.
    ///
    /// # Panics
    /// If the first key has the name of another column.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Unit};
    /// let of = |label, value| {
    ///     Frame::new("vax", 1)
    ///         .with_text("exporter", &[label])
    ///         .with_indicator("vax", Unit::money("million US$"), vec![value])
    /// };
    /// let parts = vec![("1995".to_owned(), of("USA", 1.0)), ("2011".to_owned(), of("CHN", 2.0))];
    /// let mut csv = vec![];
    /// Frame::told_apart("year", parts)?.write_csv(&mut csv).expect("memory");
    /// assert_eq!(csv, b"year,exporter,vax\n1995,USA,1\n2011,CHN,2\n");
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn told_apart(key: &'static str, parts: Vec<(String, Frame)>) -> Result<Frame> {
        let Some((_, first)) = parts.first() else { return Ok(Frame::new(key, 0)) };
        let names = |keys: &[Key]| keys.iter().map(|key| key.name.clone()).collect::<Vec<_>>();
        let (keys, name) = (names(&first.keys), first.name.clone());
        if parts.iter().any(|(_, frame)| names(&frame.keys) != keys) {
            let reason = "their results have different columns";
            return Err(Error::conflict("these tables", "one result", reason));
        }
        let (mut columns, mut remarks): (Vec<String>, Vec<_>) = (vec![], vec![]);
        for (_, frame) in &parts {
            let new = frame.indicators.iter().map(|c| c.name.clone());
            columns.extend(new.filter(|name| !columns.contains(name)).collect::<Vec<_>>());
            let new = names(&frame.remarks).into_iter();
            remarks.extend(new.filter(|name| !remarks.contains(name)).collect::<Vec<_>>());
        }
        let mut stacked = Frame::new(name, parts.iter().map(|(_, frame)| frame.rows).sum());
        let mut first_key = Labels::default();
        parts.iter().for_each(|(label, frame)| first_key.repeat(label, frame.rows));
        stacked.push_key(first_key.into_key(key.into()));
        for name in keys {
            let labels = stacked_labels(&parts, |frame| frame.key(&name));
            stacked.push_key(labels.into_key(name));
        }
        for name in columns {
            let (unit, values) = stacked_column(&parts, &name);
            stacked = stacked.with_indicator(name, unit, values);
        }
        for name in remarks {
            let labels = stacked_labels(&parts, |frame| frame.remark(&name));
            stacked.remarks.push(labels.into_key(name));
        }
        stacked.notes = notes_of_all(parts.iter().map(|(label, frame)| (label.as_str(), frame)));
        if let Some((_, last)) = parts.into_iter().last() {
            stacked.names_of = last.names_of;
        }
        Ok(stacked)
    }
}

/// The notes of several frames, each said once. Where frames say different things under one name, that
/// of the frame stands before it.
fn notes_of_all<'a>(frames: impl Iterator<Item = (&'a str, &'a Frame)>) -> Vec<(String, String)> {
    let frames: Vec<_> = frames.collect();
    let all =
        || frames.iter().flat_map(|(label, frame)| frame.notes.iter().map(move |n| (label, n)));
    let mut notes: Vec<(String, String)> = vec![];
    for (label, (name, text)) in all() {
        let is_one = all().all(|(_, (other, said))| other != name || said == text);
        let name = if is_one { name.clone() } else { format!("{label}: {name}") };
        if !notes.iter().any(|(known, _)| *known == name) {
            notes.push((name, text.clone()));
        }
    }
    notes
}

/// A column of words of all parts; empty where a part does not have it.
fn stacked_labels<'a>(
    parts: &'a [(String, Frame)],
    column: impl Fn(&'a Frame) -> Option<&'a Key>,
) -> Labels {
    let mut labels = Labels::default();
    for (_, frame) in parts {
        match column(frame) {
            Some(key) => labels.extend(key, 1),
            None => labels.repeat("", frame.rows),
        }
    }
    labels
}

/// A column of numbers of all parts.
fn stacked_column(parts: &[(String, Frame)], name: &str) -> (Unit, Vec<f64>) {
    let (mut units, mut values) = (vec![], vec![]);
    for (_, frame) in parts {
        let column = frame.indicators.iter().find(|column| column.name == name);
        let own = column.map_or(Unit::Keyed, |column| column.unit.clone());
        match &own {
            Unit::Each(each) => units.extend(each.iter().cloned()),
            unit => units.extend(std::iter::repeat_n(unit.clone(), frame.rows)),
        }
        match column {
            Some(column) => values.extend_from_slice(&column.values),
            None => values.extend(std::iter::repeat_n(f64::NAN, frame.rows)),
        }
    }
    match units.split_first() {
        None => (Unit::Number, values),
        Some((first, others)) if others.iter().all(|unit| unit == first) => (first.clone(), values),
        Some(_) => (Unit::Each(units.into()), values),
    }
}

/// The key that names the column of every number, of frames that have indicators as a key or not.
const fn column_of_columns(have_indicators: bool) -> &'static str {
    if have_indicators { STATISTIC } else { INDICATOR }
}

/// A key column as it grows.
#[derive(Default)]
struct Labels {
    known: Vec<String>,
    codes: Vec<u32>,
    of: HashMap<String, u32>,
}

impl Labels {
    fn code(&mut self, label: &str) -> u32 {
        if let Some(&code) = self.of.get(label) {
            return code;
        }
        let code = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.known.push(label.to_owned());
        self.of.insert(label.to_owned(), code);
        code
    }

    fn repeat(&mut self, label: &str, count: usize) {
        let code = self.code(label);
        self.codes.extend(std::iter::repeat_n(code, count));
    }

    /// The labels of another key, each `times` times.
    fn extend(&mut self, key: &Key, times: usize) {
        let translated: Vec<u32> = key.labels.iter().map(|label| self.code(label)).collect();
        for &code in &key.codes {
            self.codes.extend(std::iter::repeat_n(translated[code as usize], times));
        }
    }

    fn into_key(self, name: Cow<'static, str>) -> Key {
        Key { name, labels: self.known.into(), codes: self.codes }
    }
}
