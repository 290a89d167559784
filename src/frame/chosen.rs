//! Some rows and columns of a frame, and other names for them.

use std::collections::HashSet;

use super::tidy::UNIT;
use super::{Frame, Indicator, Key, Unit, text_key};
use crate::error::{Error, Problem, Result, find_named};

/// The order of rows by a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// From the smallest to the largest, from A to Z.
    Rising,
    /// From the largest to the smallest, from Z to A.
    Falling,
}

impl Frame {
    /// Only the rows whose `key` is one of `labels`, in the frame's own order.
    #[must_use]
    pub fn select<S: AsRef<str>>(self, key: &str, labels: &[S]) -> Self {
        let Some(column) = self.key(key) else { return self };
        let wanted: Vec<bool> = column
            .labels
            .iter()
            .map(|label| labels.iter().any(|wanted| wanted.as_ref() == label))
            .collect();
        let kept: Vec<usize> =
            (0..self.rows).filter(|&row| wanted[column.codes[row] as usize]).collect();
        self.with_rows_at(&kept)
    }

    /// These rows alone, in this order.
    ///
    /// # Panics
    /// If there is no such row.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Unit};
    /// let frame = Frame::new("output", 2)
    ///     .with_text("region", &["USA", "CHN"])
    ///     .with_indicator("output", Unit::Ratio, vec![1.0, 2.0]);
    /// assert_eq!(frame.with_rows_at(&[1, 0]).real("output"), Some([2.0, 1.0].as_slice()));
    /// ```
    #[must_use]
    pub fn with_rows_at(self, kept: &[usize]) -> Self {
        let of_kept = |keys: &[Key]| {
            let of = |k: &Key| kept.iter().map(|&row| k.codes[row]).collect();
            keys.iter().map(|k| Key { codes: of(k), ..k.clone() }).collect()
        };
        let of = |c: &Indicator| Indicator {
            name: c.name.clone(),
            unit: c.unit.of_rows(kept),
            values: kept.iter().map(|&row| c.values[row]).collect(),
        };
        Frame {
            rows: kept.len(),
            keys: of_kept(&self.keys),
            remarks: of_kept(&self.remarks),
            indicators: self.indicators.iter().map(of).collect(),
            ..self
        }
    }

    /// The first rows with their keys from one on, and nothing else.
    #[cfg(feature = "sweep")]
    pub(crate) fn lines_of(self, rows: usize, first_key: usize) -> Self {
        let rows: Vec<usize> = (0..rows.min(self.rows)).collect();
        let keys = first_key.min(self.keys.len())..self.keys.len();
        self.with_rows_at(&rows).keys_alone(keys)
    }

    /// All numbers, row by row.
    #[cfg(feature = "sweep")]
    pub(crate) fn by_row(&self) -> Vec<f64> {
        let row = |row: usize| self.indicators.iter().map(move |column| column.values[row]);
        (0..self.rows).flat_map(row).collect()
    }

    /// Rows in the order of a column: numbers as `order` says, with what is undefined last, labels
    /// from A to Z or back. Rows that have the same stay in the order in which they are.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a name that no column has.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Order, Unit};
    /// let frame = Frame::new("trade", 3)
    ///     .with_text("region", &["USA", "CHN", "DEU"])
    ///     .with_indicator("exports", Unit::Ratio, vec![1.0, f64::NAN, 2.0]);
    /// let ranked = frame.sorted_by("exports", Order::Falling)?.top(2);
    /// assert_eq!(ranked.real("exports"), Some([2.0, 1.0].as_slice()));
    /// let days = Frame::new("days", 3).with_text("day", &["10", "9", "0"]);
    /// let days = days.sorted_by("day", Order::Rising)?;
    /// assert_eq!(days.key("day").map(|key| key.label(2)), Some("10"));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn sorted_by(self, column: &str, order: Order) -> Result<Self> {
        let mut rows: Vec<usize> = (0..self.rows).collect();
        if let Some(values) = self.real(column) {
            rows.sort_by(|&a, &b| {
                let (a, b) = (values[a], values[b]);
                let defined = b.is_finite().cmp(&a.is_finite());
                defined.then(match order {
                    Order::Falling => b.total_cmp(&a),
                    Order::Rising => a.total_cmp(&b),
                })
            });
        } else if let Some(key) = self.key(column).or_else(|| self.remark(column)) {
            // Days and years are in the order of numbers.
            let numbers: Option<Vec<f64>> = key
                .labels()
                .iter()
                .map(|label| label.parse().ok().filter(|it: &f64| it.is_finite()))
                .collect();
            let number =
                |row: usize| numbers.as_ref().map_or(0.0, |all| all[key.codes()[row] as usize]);
            let compare = |a: usize, b: usize| {
                number(a).total_cmp(&number(b)).then_with(|| key.label(a).cmp(key.label(b)))
            };
            rows.sort_by(|&a, &b| match order {
                Order::Falling => compare(b, a),
                Order::Rising => compare(a, b),
            });
        } else {
            let known: Vec<String> = self.names().map(str::to_owned).collect();
            find_named("column of this result", &known, column)?;
        }
        Ok(self.with_rows_at(&rows))
    }

    /// The first rows, of at most this number.
    #[must_use]
    pub fn top(self, count: usize) -> Self {
        let kept: Vec<usize> = (0..self.rows.min(count)).collect();
        self.with_rows_at(&kept)
    }

    /// These columns of numbers, in the order named, beside all keys and words about rows.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a name that no such column has.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Unit};
    /// let frame = Frame::new("trade", 1)
    ///     .with_text("region", &["USA"])
    ///     .with_indicator("exports", Unit::Ratio, vec![1.0])
    ///     .with_indicator("imports", Unit::Ratio, vec![2.0]);
    /// let turned = frame.with_columns(&["imports", "exports"])?;
    /// assert_eq!(turned.indicators()[0].name(), "imports");
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn with_columns<S: AsRef<str>>(self, names: &[S]) -> Result<Self> {
        let known: Vec<String> = self.indicators.iter().map(|c| c.name.clone()).collect();
        let mut places: Vec<usize> = vec![];
        for name in names.iter().map(AsRef::as_ref) {
            indicator(std::slice::from_ref(&self), &known, name)?;
            let place = known.iter().position(|known| known == name);
            places.extend(place.filter(|place| !places.contains(place)));
        }
        let indicators = places.into_iter().map(|place| self.indicators[place].clone()).collect();
        Ok(Frame { indicators, ..self })
    }

    /// Shares, relative changes and rates times a hundred, in per cent.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Unit};
    /// let frame = Frame::new("prices", 1)
    ///     .with_text("region", &["USA"])
    ///     .with_indicator("price", Unit::Change, vec![0.25]);
    /// assert_eq!(frame.in_percent().value(&["USA"], "price"), Some(25.0));
    /// ```
    #[must_use]
    pub fn in_percent(mut self) -> Self {
        let keyed = self.keys.iter().position(|key| key.name == UNIT);
        if let Some(place) = keyed.filter(|_| self.indicators.iter().any(|c| c.unit == Unit::Keyed))
        {
            let units: Vec<Unit> =
                self.keys[place].labels.iter().map(|label| Unit::called(label)).collect();
            let codes = self.keys[place].codes.clone();
            let labels: Vec<String> =
                codes.iter().map(|code| units[*code as usize].in_percent().to_string()).collect();
            self.keys[place] = text_key(UNIT, &labels);
            for column in self.indicators.iter_mut().filter(|column| column.unit == Unit::Keyed) {
                let rows = column.values.iter_mut().zip(&codes);
                rows.filter(|(_, code)| units[**code as usize].is_said_in_percent())
                    .for_each(|(value, _)| *value *= 100.0);
            }
        }
        for column in &mut self.indicators {
            match &column.unit {
                Unit::Each(units) => {
                    let rows = column.values.iter_mut().zip(units.iter());
                    rows.filter(|(_, unit)| unit.is_said_in_percent())
                        .for_each(|(value, _)| *value *= 100.0);
                    column.unit = Unit::Each(units.iter().map(Unit::in_percent).collect());
                }
                unit if unit.is_said_in_percent() => {
                    column.unit = unit.in_percent();
                    column.values.iter_mut().for_each(|value| *value *= 100.0);
                }
                _ => {}
            }
        }
        self
    }

    /// Whether [`Frame::in_percent`] changes a number of it.
    #[must_use]
    pub fn has_percents(&self) -> bool {
        let of_key = || {
            let labels = self.key(UNIT).map(|key| key.labels.iter());
            labels.into_iter().flatten().any(|label| Unit::called(label).is_said_in_percent())
        };
        self.indicators.iter().any(|column| match &column.unit {
            Unit::Keyed => of_key(),
            Unit::Each(units) => units.iter().any(Unit::is_said_in_percent),
            unit => unit.is_said_in_percent(),
        })
    }

    /// Some of the keys and nothing else.
    #[cfg(feature = "sweep")]
    pub(crate) fn keys_alone(self, kept: std::ops::Range<usize>) -> Self {
        let keys = self.keys[kept].to_vec();
        Frame { keys, indicators: vec![], remarks: vec![], notes: vec![], ..self }
    }

    /// With keys that are numbers as columns of numbers, before all others: parameters, of which people draw
    /// charts. Keys that hold other words stay.
    #[must_use]
    pub fn with_numbers_for<S: AsRef<str>>(mut self, names: &[S]) -> Self {
        let mut numbers = vec![];
        for name in names {
            let place = self.keys.iter().position(|key| key.name == name.as_ref());
            let Some(key) = place.map(|place| &self.keys[place]) else { continue };
            let values: Option<Vec<f64>> = key.labels.iter().map(|l| l.parse().ok()).collect();
            if let (Some(place), Some(values)) = (place, values.filter(|v| !v.is_empty())) {
                let key = self.keys.remove(place);
                let values = key.codes.iter().map(|code| values[*code as usize]).collect();
                numbers.push(Indicator { name: key.name.into(), unit: Unit::Number, values });
            }
        }
        numbers.append(&mut self.indicators);
        Frame { indicators: numbers, ..self }
    }

    /// Under another name.
    #[must_use]
    pub fn with_name(self, name: &str) -> Self {
        Frame { name: name.to_owned(), ..self }
    }

    /// With indicators under other names.
    ///
    /// # Panics
    /// If two columns get the same name.
    #[must_use]
    pub fn with_names(mut self, name: impl Fn(&str) -> String) -> Self {
        for mut column in std::mem::take(&mut self.indicators) {
            column.name = name(&column.name);
            self.check_new(&column.name);
            self.indicators.push(column);
        }
        self
    }

    /// With a key column under another name.
    ///
    /// # Panics
    /// If there is another column of that name.
    #[must_use]
    pub fn with_key_named(mut self, name: &str, other: &'static str) -> Self {
        if let Some(place) = self.keys.iter().position(|key| key.name == name) {
            let mut key = self.keys.remove(place);
            self.check_new(other);
            key.name = other.into();
            self.keys.insert(place, key);
        }
        self
    }

    /// Keep only these indicators, in this order. Without names all are kept.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a name that the frame does not have.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Unit};
    /// let frame = Frame::new("trade", 1)
    ///     .with_text("region", &["USA"])
    ///     .with_indicator("exports", Unit::Ratio, vec![1.0])
    ///     .with_indicator("imports", Unit::Ratio, vec![2.0]);
    /// assert!(frame.clone().choose(&["export".to_owned()]).is_err());
    /// assert!(frame.choose(&["imports".to_owned()])?.real("exports").is_none());
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn choose(self, names: &[String]) -> Result<Self> {
        if names.is_empty() {
            return Ok(self);
        }
        let known: Vec<String> = self.indicators.iter().map(|c| c.name.clone()).collect();
        for name in names {
            indicator(std::slice::from_ref(&self), &known, name)?;
        }
        Ok(self.with_only(names))
    }

    /// Keep only these indicators of several frames. Every name must be an indicator of one of
    /// them. Frames without any are left out; without names all are kept.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a name that no frame has.
    pub fn choose_among(frames: Vec<Self>, names: &[String]) -> Result<Vec<Self>> {
        if names.is_empty() {
            return Ok(frames);
        }
        let indicators = frames.iter().flat_map(|frame| &frame.indicators);
        let mut known: Vec<String> = indicators.map(|c| c.name.clone()).collect();
        let mut seen = HashSet::new();
        known.retain(|name| seen.insert(name.clone()));
        for name in names {
            indicator(&frames, &known, name)?;
        }
        let kept = frames.into_iter().map(|frame| frame.with_only(names));
        Ok(kept.filter(|frame| !frame.indicators.is_empty()).collect())
    }

    /// Only the indicators named, in the frame's own order.
    #[must_use]
    pub fn with_only<S: AsRef<str>>(mut self, names: &[S]) -> Self {
        self.indicators.retain(|c| names.iter().any(|name| name.as_ref() == c.name));
        self
    }
}

/// Refuse a name that no indicator of some frames has; where none is like it, all are named.
fn indicator(frames: &[Frame], known: &[String], name: &str) -> Result<()> {
    let is_key = |frame: &Frame| frame.key(name).is_some() || frame.remark(name).is_some();
    if !known.iter().any(|it| it == name) && frames.iter().any(is_key) {
        let problem = Problem::KeyColumn { name: name.to_owned(), columns: known.to_vec() };
        return Err(Error::Code { problem: Box::new(problem) });
    }
    find_named("indicator of this result", known, name).map(|_| ())
}
