//! Some rows and columns of a frame, and other names for them.

use super::{Frame, Indicator, Key};
use crate::error::{Error, Result, find};

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
        Frame {
            rows: kept.len(),
            keys: of_kept(&self.keys),
            remarks: of_kept(&self.remarks),
            notes: self.notes,
            names_of: self.names_of,
            about: self.about,
            indicators: self
                .indicators
                .iter()
                .map(|c| Indicator {
                    name: c.name.clone(),
                    unit: c.unit.of_rows(kept),
                    values: kept.iter().map(|&row| c.values[row]).collect(),
                })
                .collect(),
            name: self.name,
        }
    }

    /// Some of the keys and nothing else.
    #[cfg(feature = "sweep")]
    pub(crate) fn keys_alone(self, kept: std::ops::Range<usize>) -> Self {
        let keys = self.keys[kept].to_vec();
        Frame { keys, indicators: vec![], remarks: vec![], notes: vec![], ..self }
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
            indicator(&known, name)?;
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
        let known: Vec<String> = indicators.map(|c| c.name.clone()).collect();
        for name in names {
            indicator(&known, name)?;
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

/// Refuse a name that no indicator has; where none is like it, all are named.
fn indicator(known: &[String], name: &str) -> Result<()> {
    find("indicator of this result", known, name).map(|_| ()).map_err(|error| match error {
        Error::Unknown { what, code, near } if near.is_empty() => {
            let mut near = known.to_vec();
            near.dedup();
            Error::Unknown { what, code, near }
        }
        other => other,
    })
}
