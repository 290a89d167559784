//! The one form in which results leave: a tidy table of named columns, keys first.
//!
//! No two columns of a [`Frame`] have the same name. It can be read in memory ([`Frame::real`],
//! [`Frame::key`]) and saved in the forms that [`FileFormat`] lists, which
//! [`results`](crate::results) describes. A number that is undefined is NaN in memory and an empty
//! cell, or what the form has for one, in every file.

mod about;
mod change;
mod check_sum;
mod chosen;
mod destination;
mod figures;
mod folder;
pub mod glossary;
mod latex;
mod level;
mod markdown;
mod names;
mod package;
#[cfg(feature = "parquet")]
mod parquet;
mod pending;
mod printed;
#[cfg(feature = "sweep")]
mod resumable;
mod rounded;
#[cfg(feature = "sweep")]
mod shard;
mod stata;
mod tidy;
mod typed;
mod unit;
mod write;
#[cfg(feature = "xlsx")]
mod xlsx;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::error::{MemoryFor, Result};
use crate::linalg::room;

pub use about::{About, ColumnAbout, FileAbout, GroupAbout, ResultAbout, TableAbout};
pub(crate) use change::changes;
pub(crate) use check_sum::check_sum;
pub use chosen::Order;
pub use destination::{Compress, Destination, FileFormat};
pub use figures::Figures;
pub(crate) use folder::Body;
pub use folder::ResultFolder;
pub use latex::write_latex;
pub use level::Level;
pub use markdown::write_markdown;
#[cfg(feature = "pictures")]
pub(crate) use names::inside;
pub use names::{CodesOf, Names};
pub use pending::target_of;
#[cfg(feature = "reports")]
pub(crate) use printed::Printed;
#[cfg(feature = "sweep")]
pub use resumable::{Leftovers, Resumable};
pub use rounded::{Rounding, group_digits};
#[cfg(feature = "sweep")]
pub use shard::{Shard, ShardOf, Shards};
#[cfg(feature = "sweep")]
pub(crate) use tidy::LONG_COLUMNS;
pub use unit::{Money, Unit};
pub(crate) use write::io_error;
pub use write::{CsvStream, number};

/// Rows from which the memory of a result is asked for.
const MANY: usize = 1 << 16;

/// Labels of a key column: a list of names and, for every row, which one.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Key {
    name: Cow<'static, str>,
    labels: Arc<[String]>,
    codes: Vec<u32>,
}

impl Key {
    /// The column's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The distinct labels that rows point into; not all of them need occur.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// For every row the position of its label in [`Key::labels`].
    #[must_use]
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The label of a row.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn label(&self, row: usize) -> &str {
        &self.labels[self.codes[row] as usize]
    }
}

/// Numbers of an indicator column.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Indicator {
    name: String,
    unit: Unit,
    values: Vec<f64>,
}

impl Indicator {
    /// The column's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the numbers are.
    #[must_use]
    pub fn unit(&self) -> &Unit {
        &self.unit
    }

    /// The numbers; NaN where undefined.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }
}

/// A tidy table: key columns, then one column per indicator.
///
/// # Examples
/// ```
/// use tripole::frame::{Frame, Unit};
/// let frame = Frame::new("trade", 2)
///     .with_key("exporter", &["USA", "CHN"], [0, 1])
///     .with_indicator("exports", Unit::money("million US$"), vec![10.0, 20.5]);
/// let mut csv = vec![];
/// frame.write_csv(&mut csv)?;
/// assert_eq!(csv, b"exporter,exports\nUSA,10\nCHN,20.5\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Frame {
    name: String,
    rows: usize,
    keys: Vec<Key>,
    indicators: Vec<Indicator>,
    /// Words about rows, after all numbers.
    remarks: Vec<Key>,
    /// What is true of all rows.
    notes: Vec<(String, String)>,
    /// Names of what keys have the codes of.
    names_of: Arc<Names>,
    /// Where it comes from.
    about: Option<Arc<About>>,
}

impl Frame {
    /// A frame of `rows` rows without columns; `name` becomes the sheet's or file's name.
    #[must_use]
    pub fn new(name: impl Into<String>, rows: usize) -> Self {
        Frame {
            name: name.into(),
            rows,
            keys: vec![],
            indicators: vec![],
            remarks: vec![],
            notes: vec![],
            names_of: Arc::default(),
            about: None,
        }
    }

    /// With a key column whose rows point into `labels`.
    ///
    /// # Panics
    /// If there are not as many codes as rows, or a code points nowhere; if there is a column of
    /// this name.
    #[must_use]
    pub fn with_key<S: AsRef<str>>(
        mut self,
        name: &'static str,
        labels: &[S],
        codes: impl IntoIterator<Item = usize>,
    ) -> Self {
        let key = self.made_key(name.into(), labels, codes);
        self.push_key(key);
        self
    }

    fn push_key(&mut self, key: Key) {
        self.check_new(key.name());
        self.keys.push(key);
    }

    /// Columns of a file are found by their names.
    fn check_new(&self, name: &str) {
        assert!(!self.has_column(name), "two columns {name} of {}", self.name);
    }

    fn made_key<S: AsRef<str>>(
        &self,
        name: Cow<'static, str>,
        labels: &[S],
        codes: impl IntoIterator<Item = usize>,
    ) -> Key {
        let labels: Arc<[String]> = labels.iter().map(|l| l.as_ref().to_owned()).collect();
        let codes: Vec<u32> = codes
            .into_iter()
            .map(|code| {
                assert!(code < labels.len(), "label {code} of {}", labels.len());
                u32::try_from(code).unwrap_or(u32::MAX)
            })
            .collect();
        assert_eq!(codes.len(), self.rows, "rows of key column {name}");
        Key { name, labels, codes }
    }

    /// With a key column that shares its list of labels with other frames.
    ///
    /// # Panics
    /// As [`Frame::with_key`].
    #[must_use]
    pub fn with_shared_key(
        mut self,
        name: &'static str,
        labels: Arc<[String]>,
        codes: Vec<u32>,
    ) -> Self {
        assert_eq!(codes.len(), self.rows, "rows of key column {name}");
        assert!(codes.iter().all(|&code| (code as usize) < labels.len()), "labels of {name}");
        self.push_key(Key { name: name.into(), labels, codes });
        self
    }

    /// Every row `times` times in a row, to be told apart by a further key; only for frames that
    /// have no indicators yet.
    ///
    /// # Panics
    /// If there are indicators.
    #[must_use]
    pub fn repeated(mut self, times: usize) -> Self {
        assert!(self.indicators.is_empty(), "keys are repeated before there are numbers");
        for key in &mut self.keys {
            key.codes =
                key.codes.iter().flat_map(|&code| std::iter::repeat_n(code, times)).collect();
        }
        self.rows *= times;
        self
    }

    /// With the rows of another frame of the same columns below; labels must be shared.
    ///
    /// # Panics
    /// If the columns differ.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Unit};
    /// let of = |region, x| {
    ///     Frame::new("output", 1)
    ///         .with_key("region", &["USA", "CHN"], [region])
    ///         .with_indicator("output", Unit::Ratio, vec![x])
    /// };
    /// let both = of(0, 1.0).with_rows(of(1, 2.0));
    /// assert_eq!(both.value(&["CHN"], "output"), Some(2.0));
    /// ```
    #[must_use]
    pub fn with_rows(mut self, below: Frame) -> Self {
        assert!(
            self.keys.len() == below.keys.len() && self.indicators.len() == below.indicators.len()
        );
        self.rows += below.rows;
        for (key, more) in self.keys.iter_mut().zip(below.keys) {
            assert!(key.name == more.name && key.labels == more.labels, "labels of {}", key.name);
            key.codes.extend(more.codes);
        }
        assert_eq!(self.remarks.len(), below.remarks.len());
        for (remark, more) in self.remarks.iter_mut().zip(below.remarks) {
            let texts: Vec<String> = [&*remark, &more]
                .into_iter()
                .flat_map(|key| key.codes.iter().map(|&code| key.labels[code as usize].clone()))
                .collect();
            let (labels, codes) = distinct(&texts);
            *remark = Key {
                name: more.name,
                labels: labels.into_iter().map(str::to_owned).collect(),
                codes: codes.into_iter().map(|code| code as u32).collect(),
            };
        }
        for (column, more) in self.indicators.iter_mut().zip(below.indicators) {
            column.values.extend(more.values);
            column.unit.extend(more.unit);
        }
        self
    }

    /// [`Frame::with_rows`], if there is memory for all of them: a result that comes in parts grows until its last one.
    ///
    /// # Errors
    /// [`Error::Memory`](crate::Error::Memory) where the system refuses, or the limit of [`limit_memory`](crate::linalg::limit_memory) is
    /// below.
    ///
    /// # Panics
    /// If the columns differ.
    pub fn with_rows_if_room(self, below: Frame) -> Result<Frame> {
        let rows = self.rows + below.rows;
        // What is there already is copied when it grows.
        let numbers = numbers_of(rows, self.keys.len() + self.remarks.len(), self.indicators.len());
        room(MemoryFor::Collected(rows), numbers)?;
        Ok(self.with_rows(below))
    }

    /// Ask for the memory of a result of so many rows, with so many columns of keys and of numbers, before it is computed.
    pub(crate) fn room(rows: usize, keys: usize, indicators: usize) -> Result<()> {
        if rows < MANY {
            return Ok(());
        }
        room(MemoryFor::Rows(rows), numbers_of(rows, keys, indicators))
    }

    /// With a key column of one text per row.
    ///
    /// # Panics
    /// If there are not as many texts as rows, or if there is a column of this name.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Unit};
    /// let frame = Frame::new("chains", 3)
    ///     .with_text("shape", &["snake", "spider", "snake"])
    ///     .with_indicator("depth", Unit::Count, vec![3.0, 2.0, 4.0]);
    /// assert_eq!(frame.select("shape", &["snake"]).real("depth"), Some([3.0, 4.0].as_slice()));
    /// ```
    #[must_use]
    pub fn with_text<S: AsRef<str>>(self, name: &'static str, texts: &[S]) -> Self {
        let (labels, codes) = distinct(texts);
        self.with_key(name, &labels, codes)
    }

    /// With a text key before all other keys.
    ///
    /// # Panics
    /// As [`Frame::with_text`].
    #[must_use]
    pub fn with_first_text<S: AsRef<str>>(
        mut self,
        name: impl Into<Cow<'static, str>>,
        texts: &[S],
    ) -> Self {
        let (labels, codes) = distinct(texts);
        let key = self.made_key(name.into(), &labels, codes);
        self.check_new(key.name());
        self.keys.insert(0, key);
        self
    }

    /// With a column of words about the rows, which stands after all numbers, in every form, and
    /// tells no rows apart.
    ///
    /// # Panics
    /// As [`Frame::with_text`].
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Unit};
    /// let frame = Frame::new("impact", 2)
    ///     .with_text("region", &["USA", "CHN"])
    ///     .with_remark("flag", &["", "falling"])
    ///     .with_indicator("change", Unit::Ratio, vec![0.0, -0.5]);
    /// let mut csv = vec![];
    /// frame.write_csv(&mut csv)?;
    /// assert_eq!(csv, b"region,change,flag\nUSA,0,\nCHN,-0.5,falling\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn with_remark<S: AsRef<str>>(
        mut self,
        name: impl Into<Cow<'static, str>>,
        texts: &[S],
    ) -> Self {
        let (labels, codes) = distinct(texts);
        let key = self.made_key(name.into(), &labels, codes);
        self.check_new(key.name());
        self.remarks.push(key);
        self
    }

    /// With something that is true of all rows, under a name: it stands beside the rows in JSON, and
    /// on a sheet of its own in a workbook.
    #[must_use]
    pub fn with_note(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.notes.push((name.into(), text.into()));
        self
    }

    /// With an indicator column.
    ///
    /// # Panics
    /// If there are not as many values as rows, or if there is a column of this name.
    #[must_use]
    pub fn with_indicator(mut self, name: impl Into<String>, unit: Unit, values: Vec<f64>) -> Self {
        let name = name.into();
        assert_eq!(values.len(), self.rows, "rows of indicator column {name}");
        self.check_new(&name);
        self.indicators.push(Indicator { name, unit, values });
        self
    }

    /// Name of the frame.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Key columns.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Words about the rows, after all numbers.
    #[must_use]
    pub fn remarks(&self) -> &[Key] {
        &self.remarks
    }

    /// The words of a column about the rows.
    #[must_use]
    pub fn remark(&self, name: &str) -> Option<&Key> {
        self.remarks.iter().find(|remark| remark.name == name)
    }

    /// What is true of all rows, under its names.
    #[must_use]
    pub fn notes(&self) -> &[(String, String)] {
        &self.notes
    }

    /// Indicator columns.
    #[must_use]
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    /// Whether a column has this name.
    #[must_use]
    pub fn has_column(&self, name: &str) -> bool {
        self.key(name).is_some() || self.real(name).is_some() || self.remark(name).is_some()
    }

    /// The numbers of an indicator.
    #[must_use]
    pub fn real(&self, name: &str) -> Option<&[f64]> {
        self.indicators.iter().find(|c| c.name == name).map(Indicator::values)
    }

    /// A key column.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|k| k.name == name)
    }

    /// Whether its columns fit each other, as those of a frame that was built do; of one that comes out of
    /// bytes it is not known.
    #[cfg(feature = "serde")]
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let fits = |key: &Key| {
            key.codes.len() == self.rows
                && key.codes.iter().all(|&code| (code as usize) < key.labels.len())
        };
        let units = |unit: &Unit| match unit {
            Unit::Each(units) => units.len() == self.rows,
            _ => true,
        };
        self.keys.iter().chain(&self.remarks).all(fits)
            && self.indicators.iter().all(|it| it.values.len() == self.rows && units(&it.unit))
    }

    /// The indicator's value in the row whose key labels are `labels`, in column order; NaN where it
    /// is undefined. `None` where there is no such row, and also where no column has this name:
    /// [`Frame::has_column`] tells a mistyped name from a row that is not there.
    #[must_use]
    pub fn value(&self, labels: &[&str], indicator: &str) -> Option<f64> {
        let values = self.real(indicator)?;
        (0..self.rows)
            .find(|&row| {
                labels.len() == self.keys.len()
                    && self.keys.iter().zip(labels).all(|(key, label)| key.label(row) == *label)
            })
            .map(|row| values[row])
    }
}

/// Numbers of 8 bytes that a frame has: half of one for each row of a key.
fn numbers_of(rows: usize, keys: usize, indicators: usize) -> usize {
    rows.saturating_mul(keys).div_ceil(2).saturating_add(rows.saturating_mul(indicators))
}

/// A key of texts, whose labels are each once.
fn text_key<S: AsRef<str>>(name: &'static str, texts: &[S]) -> Key {
    let (labels, codes) = distinct(texts);
    let codes = codes.into_iter().map(|code| u32::try_from(code).unwrap_or(u32::MAX)).collect();
    Key { name: name.into(), labels: labels.into_iter().map(str::to_owned).collect(), codes }
}

/// The texts that there are, and which of them each row has.
fn distinct<S: AsRef<str>>(texts: &[S]) -> (Vec<&str>, Vec<usize>) {
    let mut labels: Vec<&str> = vec![];
    let mut code_of: HashMap<&str, usize> = HashMap::new();
    let mut codes = Vec::with_capacity(texts.len());
    for text in texts {
        let text = text.as_ref();
        codes.push(*code_of.entry(text).or_insert_with(|| {
            labels.push(text);
            labels.len() - 1
        }));
    }
    (labels, codes)
}
