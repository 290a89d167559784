//! Frames as CSV and JSON.

use std::io::{self, BufWriter, Write};
use std::ops::Range;

use rayon::prelude::*;

use super::typed::Column;
use super::{Frame, Key};

/// Append the shortest decimal that reads back to exactly `value`; nothing when it is
/// undefined (NaN or infinite).
pub fn number(value: f64, out: &mut Vec<u8>) {
    if !value.is_finite() {
        return;
    }
    if value == 0.0 {
        out.push(b'0');
        return;
    }
    let mut buffer = ryu::Buffer::new();
    let text = buffer.format_finite(value);
    out.extend_from_slice(text.strip_suffix(".0").unwrap_or(text).as_bytes());
}

/// The input-output error inside a CSV error, its kind kept: a closed pipe must be known as one.
pub(crate) fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A label as a spreadsheet may see it: one that it would run as a formula gets a leading
/// apostrophe.
pub(super) fn safe(label: &str) -> std::borrow::Cow<'_, str> {
    if label.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{label}").into()
    } else {
        label.into()
    }
}

/// Rows of a frame that a thread writes at a time.
const TOGETHER: usize = 4096;

/// Frames of the same columns written below each other as one CSV file, without holding more
/// than one of them.
pub struct CsvStream<W: Write> {
    out: BufWriter<W>,
    begun: bool,
}

impl<W: Write> CsvStream<W> {
    /// A stream into a writer.
    pub fn new(out: W) -> Self {
        CsvStream { out: BufWriter::with_capacity(1 << 16, out), begun: false }
    }

    /// A stream into a writer that has the header, and perhaps rows, already.
    pub fn below(out: W) -> Self {
        CsvStream { begun: true, ..CsvStream::new(out) }
    }

    /// Write the rows of a frame, below a header if it is the first. Blocks of many rows become text in
    /// parallel.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn push(&mut self, frame: &Frame) -> io::Result<()> {
        if !std::mem::replace(&mut self.begun, true) {
            let names = lines(|csv| {
                for name in frame.names() {
                    csv.write_field(safe(name).as_bytes())?;
                }
                csv.write_record(None::<&[u8]>)
            });
            self.out.write_all(&names?)?;
        }
        let safe_labels = |keys: &'_ [Key]| -> Vec<Vec<String>> {
            let of = |key: &Key| key.labels.iter().map(|label| safe(label).into_owned()).collect();
            keys.iter().map(of).collect()
        };
        let labels = [safe_labels(&frame.keys), safe_labels(&frame.remarks)];
        let starts: Vec<usize> = (0..frame.rows).step_by(TOGETHER).collect();
        let block = |start: &usize| {
            lines(|csv| rows(frame, &labels, *start..frame.rows.min(start + TOGETHER), csv))
        };
        for starts in starts.chunks(4 * rayon::current_num_threads()) {
            let blocks: Vec<io::Result<Vec<u8>>> = match starts {
                [start] => vec![block(start)],
                _ => starts.par_iter().map(block).collect(),
            };
            for block in blocks {
                self.out.write_all(&block?)?;
            }
        }
        Ok(())
    }

    /// Write what is still buffered, and go on.
    ///
    /// # Errors
    /// Those of the writer.
    #[cfg(feature = "sweep")]
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// The writer; what is still buffered is not in it.
    #[cfg(feature = "sweep")]
    pub(super) fn get_ref(&self) -> &W {
        self.out.get_ref()
    }

    /// Write what is still buffered.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Lines of text that `fill` writes.
fn lines(fill: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>) -> io::Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(vec![]);
    fill(&mut csv).map_err(io_error)?;
    csv.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// Some rows of a frame, whose keys and remarks have these labels.
fn rows(
    frame: &Frame,
    [labels, words]: &[Vec<Vec<String>>; 2],
    rows: Range<usize>,
    csv: &mut csv::Writer<Vec<u8>>,
) -> csv::Result<()> {
    let mut cell = Vec::with_capacity(32);
    for row in rows {
        for (key, labels) in frame.keys.iter().zip(labels) {
            csv.write_field(labels[key.codes[row] as usize].as_bytes())?;
        }
        for indicator in &frame.indicators {
            cell.clear();
            number(indicator.values[row], &mut cell);
            csv.write_field(&cell)?;
        }
        for (remark, words) in frame.remarks.iter().zip(words) {
            csv.write_field(words[remark.codes[row] as usize].as_bytes())?;
        }
        csv.write_record(None::<&[u8]>)?;
    }
    Ok(())
}

impl Frame {
    /// Write as CSV: a header line of names, `\n` line ends, shortest round-trip decimals, an
    /// empty cell where a number is undefined.
    ///
    /// # Errors
    /// Those of the writer.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Unit};
    /// let frame = Frame::new("vax", 2)
    ///     .with_text("exporter", &["USA", "CHN"])
    ///     .with_indicator("vax_ratio", Unit::Ratio, vec![0.75, f64::NAN]);
    /// let mut csv = vec![];
    /// frame.write_csv(&mut csv)?;
    /// assert_eq!(csv, b"exporter,vax_ratio\nUSA,0.75\nCHN,\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn write_csv(&self, out: impl Write) -> io::Result<()> {
        let mut stream = CsvStream::new(out);
        stream.push(self)?;
        stream.finish()
    }

    /// Write as JSON: an array with one object per row, its columns in their order; `null` where a number
    /// is undefined. Years, days and stages are numbers. A frame
    /// with notes or an [`About`](super::About) is an object of `about`, `columns` (what each
    /// is), `notes`, by name, and `rows`, that array.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_json(&self, mut out: impl Write) -> io::Result<()> {
        use serde_json::Value;
        let mut head: Vec<(&str, Value)> = vec![];
        if let Some(about) = self.about() {
            head.push(("about", about.to_json()));
            let columns = self.columns_about();
            head.push(("columns", columns.iter().map(super::ColumnAbout::to_json).collect()));
        }
        if !self.notes.is_empty() {
            let text = |(name, text): &(String, String)| (name.clone(), Value::from(text.as_str()));
            head.push(("notes", Value::Object(self.notes.iter().map(text).collect())));
        }
        for (position, (name, value)) in head.iter().enumerate() {
            write!(out, "{}\"{name}\":", if position == 0 { "{" } else { ",\n" })?;
            serde_json::to_writer(&mut out, value)?;
        }
        if !head.is_empty() {
            out.write_all(b",\n\"rows\":")?;
        }
        self.write_json_rows(&mut out)?;
        out.write_all(if head.is_empty() { b"\n" } else { b"}\n" })?;
        out.flush()
    }

    /// Write the rows alone as JSON: the array of [`Frame::write_json`].
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_json_rows(&self, mut out: impl Write) -> io::Result<()> {
        use serde_json::Value;
        out.write_all(b"[")?;
        let columns = self.typed();
        let names: Vec<Value> = self.names().map(Value::from).collect();
        for row in 0..self.rows {
            out.write_all(if row == 0 { b"\n" } else { b",\n" })?;
            for (place, (name, column)) in names.iter().zip(&columns).enumerate() {
                let value = match column {
                    Column::Words(key) => Value::from(key.label(row)),
                    Column::Whole(key, numbers) => Value::from(numbers[key.codes()[row] as usize]),
                    Column::Real(indicator) => Value::from(indicator.values()[row]),
                };
                out.write_all(if place == 0 { b"{" } else { b"," })?;
                write!(out, "{name}:{value}")?;
            }
            out.write_all(if columns.is_empty() { b"{}" } else { b"}" })?;
        }
        out.write_all(b"\n]")
    }

    /// Names of all columns.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let numbers = self.indicators.iter().map(|c| c.name.as_str());
        self.keys.iter().map(Key::name).chain(numbers).chain(self.remarks.iter().map(Key::name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Unit;

    #[test]
    fn numbers_are_short_and_read_back() {
        for value in [0.1 + 0.2, 1e300, -2.5e-7, 123_456_789.0, 1e21, -0.0, 5e-324] {
            let mut text = vec![];
            number(value, &mut text);
            let text = String::from_utf8(text).expect("ASCII");
            assert!(!text.ends_with(".0"), "{text}");
            assert!(text.parse::<f64>().expect("a number") == value, "{text}");
        }
        let mut text = vec![];
        number(f64::NAN, &mut text);
        number(f64::INFINITY, &mut text);
        assert!(text.is_empty());
    }

    #[test]
    fn formulas_are_neutralised() {
        let frame = Frame::new("x", 1).with_text("exporter", &["=1+1"]).with_indicator(
            "exports",
            Unit::Ratio,
            vec![f64::NAN],
        );
        let mut csv = vec![];
        frame.write_csv(&mut csv).expect("memory");
        assert_eq!(csv, b"exporter,exports\n'=1+1,\n");
        let mut json = vec![];
        frame.write_json(&mut json).expect("memory");
        assert_eq!(json, b"[\n{\"exporter\":\"=1+1\",\"exports\":null}\n]\n");
    }
}
