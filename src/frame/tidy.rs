//! Frames of different keys in one long frame.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Frame, Key, Unit};

impl Frame {
    /// One row per number of several frames: `family` (the frame's name), every key that one of
    /// them has, `indicator`, `value`. A key that a frame does not have is empty in its rows.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Unit};
    /// let one = Frame::new("trade", 1)
    ///     .with_key("region", &["USA"], [0])
    ///     .with_indicator("exports", Unit::Plain, vec![10.0]);
    /// let two = Frame::new("world", 1).with_indicator("output", Unit::Plain, vec![20.0]);
    /// let mut csv = vec![];
    /// Frame::tidy("all", &[one, two]).write_csv(&mut csv)?;
    /// assert_eq!(csv, b"family,region,indicator,value\ntrade,USA,exports,10\nworld,,output,20\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn tidy(name: impl Into<String>, frames: &[Frame]) -> Frame {
        Frame::tidy_by(name, &[], frames)
    }

    /// [`Frame::tidy`] with these keys first, in this order, whether or not a frame has them; for results
    /// whose columns should not depend on what was asked for.
    #[must_use]
    pub fn tidy_by(name: impl Into<String>, keys: &[&'static str], frames: &[Frame]) -> Frame {
        let mut names: Vec<Cow<'static, str>> = keys.iter().map(|&key| key.into()).collect();
        for key in frames.iter().flat_map(|frame| &frame.keys) {
            if !names.contains(&key.name) {
                names.push(key.name.clone());
            }
        }
        let rows = frames.iter().map(|frame| frame.rows * frame.indicators.len()).sum();
        let mut family = Labels::default();
        let mut keys: Vec<Labels> = names.iter().map(|_| Labels::default()).collect();
        let mut indicator = Labels::default();
        let mut values = Vec::with_capacity(rows);
        for frame in frames {
            let columns = frame.indicators.len();
            family.repeat(&frame.name, frame.rows * columns);
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
        tidy.keys.push(family.into_key("family".into()));
        tidy.keys.extend(keys.into_iter().zip(names).map(|(labels, name)| labels.into_key(name)));
        tidy.keys.push(indicator.into_key("indicator".into()));
        tidy.with_indicator("value", Unit::Mixed, values)
    }
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
