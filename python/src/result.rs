//! Results: columns for NumPy, Arrow, files, pictures and people.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch,
    RecordBatchIterator, StringArray,
};
use arrow_schema::{ArrowError, Field, Schema};
use numpy::PyArray1;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule};
use serde_json::json;
use tripole::frame::{CodesOf, Destination, Figures, Key};
use tripole::picture::{Caption, Flows, PictureFormat, PictureKind, Spread, draw};

use crate::cli::outside::{Look, Rows, pretty};
use crate::failure::of_error;

/// A result: keys, numbers, words about rows.
#[pyclass(frozen, module = "tripole._tripole")]
#[derive(Clone)]
pub struct Frame {
    frame: Arc<tripole::Frame>,
}

impl Frame {
    pub fn new(frame: tripole::Frame) -> Self {
        Frame { frame: Arc::new(frame) }
    }

    pub fn frame(&self) -> &tripole::Frame {
        &self.frame
    }

    fn key(&self, name: &str) -> PyResult<&Key> {
        let key = self.frame.key(name).or_else(|| self.frame.remark(name));
        key.ok_or_else(|| PyValueError::new_err(format!("no column `{name}`")))
    }
}

#[pymethods]
impl Frame {
    #[getter]
    fn name(&self) -> &str {
        self.frame.name()
    }

    #[getter]
    fn rows(&self) -> usize {
        self.frame.rows()
    }

    /// Every column in order: name, what it is (`key`, `number`, `words`), unit, label, definition, source.
    #[getter]
    fn columns(&self) -> Vec<(String, &'static str, String, String, String, String)> {
        let (keys, numbers) = (self.frame.keys().len(), self.frame.indicators().len());
        let kind = |place: usize| match place {
            place if place < keys => "key",
            place if place < keys + numbers => "number",
            _ => "words",
        };
        let about = self.frame.columns_about().into_iter().enumerate();
        let column = |(place, it): (usize, tripole::frame::ColumnAbout)| {
            (it.name, kind(place), it.unit, it.label, it.definition, it.source)
        };
        about.map(column).collect()
    }

    /// What is true of all rows, under its names.
    #[getter]
    fn notes(&self) -> Vec<(String, String)> {
        self.frame.notes().to_vec()
    }

    /// Where it comes from, as JSON.
    #[getter]
    fn about(&self) -> Option<String> {
        self.frame.about().map(|about| about.to_json().to_string())
    }

    /// Numbers of a key whose labels are numbers: years, days, scenarios, parameters of a sweep. With the
    /// numbers whether all are whole; an empty label is NaN.
    fn key_numbers<'py>(
        &self,
        py: Python<'py>,
        name: &str,
    ) -> Option<(Bound<'py, PyArray1<f64>>, bool)> {
        let numbers = numbers_of(&self.frame, self.frame.key(name)?)?;
        let whole = numbers.iter().all(|number| number.fract() == 0.0);
        let key = self.frame.key(name)?;
        let values = key.codes().iter().map(|code| numbers[*code as usize]).collect();
        Some((PyArray1::from_vec(py, values), whole))
    }

    /// Shares, relative changes and rates as per cent.
    fn in_percent(&self) -> Self {
        Frame::new((*self.frame).clone().in_percent())
    }

    /// Labels of a key or of words, and which of them every row has.
    fn labels<'py>(
        &self,
        py: Python<'py>,
        name: &str,
    ) -> PyResult<(Vec<String>, Bound<'py, PyArray1<i32>>)> {
        let key = self.key(name)?;
        Ok((key.labels().to_vec(), PyArray1::from_vec(py, codes(key))))
    }

    /// Numbers of a column; NaN where undefined.
    fn numbers<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyArray1<f64>>> {
        let numbers = self.frame.real(name);
        let numbers =
            numbers.ok_or_else(|| PyValueError::new_err(format!("no column `{name}`")))?;
        Ok(PyArray1::from_slice(py, numbers))
    }

    /// With a column of names after every column of codes.
    fn with_names(&self) -> Self {
        Frame::new((*self.frame).clone().with_name_columns())
    }

    /// The rows of several results of the same columns below each other.
    #[staticmethod]
    fn stacked(py: Python<'_>, frames: Vec<Py<Frame>>) -> PyResult<Self> {
        let frames: Vec<&tripole::Frame> = frames.iter().map(|frame| frame.get().frame()).collect();
        let names = |frame: &tripole::Frame| -> Vec<String> {
            frame.columns_about().into_iter().map(|column| column.name).collect()
        };
        let alike = frames.iter().all(|frame| names(frame) == names(frames[0]));
        let all = py.detach(|| if alike { tripole::Frame::stacked(&frames) } else { None });
        let wrong = "results of the same columns are expected, at least one";
        all.map(Frame::new).ok_or_else(|| PyValueError::new_err(wrong))
    }

    /// Results of the same columns below each other, told apart by a first key.
    #[staticmethod]
    fn told_apart(py: Python<'_>, key: &str, parts: Vec<(String, Py<Frame>)>) -> PyResult<Self> {
        let key = if key == "year" { "year" } else { "table" };
        let parts: Vec<(String, tripole::Frame)> =
            parts.iter().map(|(name, of)| (name.clone(), (*of.get().frame).clone())).collect();
        let all = py.detach(|| tripole::Frame::told_apart(key, parts));
        all.map(Frame::new).map_err(|error| of_error(py, error))
    }

    fn csv(&self, py: Python<'_>) -> PyResult<String> {
        let mut bytes = vec![];
        py.detach(|| self.frame.write_csv(&mut bytes))?;
        Ok(String::from_utf8(bytes)?)
    }

    /// A table for people, of so many rows at most.
    fn text(&self, width: u16, rows: usize) -> String {
        let look = Look { width: Some(width), ..Look::default() };
        if self.frame.rows() <= rows {
            return pretty(&self.frame, look);
        }
        pretty(&(*self.frame).clone().top(rows), Look { rows: Rows::Top, ..look })
    }

    /// The first rows as people read them: units of the columns, then cells, column by column.
    fn cells(&self, rows: usize) -> (Vec<String>, Vec<Vec<String>>) {
        let frame = &self.frame;
        let rows = rows.min(frame.rows());
        let figures = Figures::of(frame);
        let words = |key: &Key| (0..rows).map(|row| key.label(row).to_owned()).collect::<Vec<_>>();
        let keys = frame.keys().iter().map(|key| (String::new(), words(key)));
        let unit = |it: &tripole::frame::Indicator| match figures.unit(it) {
            Some(unit) => unit,
            None => it.unit().name().unwrap_or_default(),
        };
        let numbers = frame.indicators().iter().map(|it| (unit(it), figures.cells(it, rows)));
        let remarks = frame.remarks().iter().map(|key| (String::new(), words(key)));
        keys.chain(numbers).chain(remarks).unzip()
    }

    /// Save results, in the form of the file's ending.
    #[staticmethod]
    #[pyo3(signature = (frames, path, name="results", keys=Vec::new()))]
    fn save(
        py: Python<'_>,
        frames: Vec<Py<Frame>>,
        path: PathBuf,
        name: &str,
        keys: Vec<String>,
    ) -> PyResult<()> {
        const KEYS: [&str; 4] = ["region", "sector", "partner", "period"];
        let keys: Vec<&'static str> =
            KEYS.into_iter().filter(|key| keys.iter().any(|it| it == key)).collect();
        let frames: Vec<tripole::Frame> =
            frames.iter().map(|frame| (*frame.get().frame).clone()).collect();
        let saved = py.detach(|| {
            let file = Destination::create(path)?;
            if frames.len() > 1 && !file.format().holds_several() {
                return file.save(&[tripole::Frame::tidy_by(name, &keys, &frames)]);
            }
            file.save(&frames)
        });
        saved.map_err(|error| of_error(py, error))
    }

    /// Draw results as a kind of picture: the SVG, or the bytes of PNG or PDF.
    #[staticmethod]
    #[allow(clippy::too_many_arguments)]
    #[pyo3(signature = (frames, kind, around, title=None, show=None, form="svg"))]
    fn drawn<'py>(
        py: Python<'py>,
        frames: Vec<Py<Frame>>,
        kind: &str,
        around: (Vec<i32>, String, String, Vec<(String, String)>),
        title: Option<String>,
        show: Option<String>,
        form: &str,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let frames: Vec<tripole::Frame> =
            frames.iter().map(|frame| (*frame.get().frame).clone()).collect();
        let (years, of, source, blocs) = around;
        let caption = Caption { title, show, years, of, source, blocs, ..Caption::default() };
        let kind = KINDS.iter().find(|(name, _)| *name == kind).map(|(_, kind)| *kind);
        let kind = kind.ok_or_else(|| PyValueError::new_err("no such kind of picture"))?;
        let form = match form {
            "png" => PictureFormat::Png,
            "pdf" => PictureFormat::Pdf,
            _ => PictureFormat::Svg,
        };
        let bytes = py.detach(|| {
            let picture = draw(kind, &frames, &caption)?;
            picture.bytes(form)
        });
        Ok(PyBytes::new(py, &bytes.map_err(|error| of_error(py, error))?))
    }

    /// The result as a stream of Arrow: keys as dictionaries, undefined numbers as null, units and definitions
    /// with the columns.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // Producers may ignore what is asked for where they cannot cast.
        drop(requested_schema);
        let batch = py.detach(|| batch(&self.frame));
        let batch = batch.map_err(|error| PyValueError::new_err(error.to_string()))?;
        let schema = batch.schema();
        let batches = RecordBatchIterator::new([Ok::<_, ArrowError>(batch)], schema);
        let stream = FFI_ArrowArrayStream::new(Box::new(batches));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let bytes = py.detach(|| postcard::to_allocvec(&*self.frame));
        let bytes = bytes.map_err(|error| PyValueError::new_err(error.to_string()))?;
        let made = py.get_type::<Frame>().getattr("from_bytes")?;
        Ok((made, (PyBytes::new(py, &bytes),)))
    }

    /// What was pickled.
    #[staticmethod]
    fn from_bytes(bytes: &[u8]) -> PyResult<Self> {
        let damaged = || PyValueError::new_err("this is no result of this version of tripole");
        let frame: tripole::Frame = postcard::from_bytes(bytes).map_err(|_| damaged())?;
        if frame.is_sound() { Ok(Frame::new(frame)) } else { Err(damaged()) }
    }

    fn __eq__(&self, other: &Self) -> bool {
        same(&self.frame, &other.frame)
    }
}

/// The same columns with the same labels and numbers, row by row; all that is undefined is alike.
fn same(one: &tripole::Frame, other: &tripole::Frame) -> bool {
    let keys = |a: &[Key], b: &[Key]| {
        let rows = |a: &Key, b: &Key| (0..one.rows()).all(|row| a.label(row) == b.label(row));
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.name() == b.name() && rows(a, b))
    };
    let numbers =
        |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| a == b || a.is_nan() && b.is_nan());
    let (a, b) = (one.indicators(), other.indicators());
    one.rows() == other.rows()
        && keys(one.keys(), other.keys())
        && keys(one.remarks(), other.remarks())
        && a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| a.name() == b.name() && numbers(a.values(), b.values()))
}

/// Kinds of pictures by their names in the program.
const KINDS: [(&str, PictureKind); 16] = [
    ("smile", PictureKind::Smile),
    ("participation", PictureKind::Participation),
    ("position", PictureKind::Position),
    ("linkages", PictureKind::Linkages),
    ("waterfall", PictureKind::Waterfall),
    ("poles", PictureKind::Poles(Flows::Chord)),
    ("sankey", PictureKind::Poles(Flows::Sankey)),
    ("shares", PictureKind::Shares),
    ("suppliers", PictureKind::Suppliers),
    ("hubs", PictureKind::Hubs),
    ("upgrading", PictureKind::Upgrading),
    ("incidence", PictureKind::Incidence),
    ("before-after", PictureKind::BeforeAfter),
    ("daily", PictureKind::Daily),
    ("sweep", PictureKind::Sweep(Spread::Fan)),
    ("tornado", PictureKind::Sweep(Spread::Tornado)),
];

/// Keys whose labels are numbers where all of them are written as such.
const NUMBERS: [&str; 4] = ["year", "day", "stage", "scenario"];

/// The numbers that the labels of a key stand for: of years, days and scenarios, and of the parameters of a
/// sweep. Codes of regions and sectors are words, whatever they look like.
fn numbers_of(frame: &tripole::Frame, key: &Key) -> Option<Vec<f64>> {
    let is_parameter = frame.key("scenario").is_some() && CodesOf::key(key.name()).is_none();
    if !NUMBERS.contains(&key.name()) && !is_parameter || key.labels().is_empty() {
        return None;
    }
    let number = |label: &String| match label.as_str() {
        "" => Some(f64::NAN),
        label if label.starts_with('0') && label.len() > 1 && !label.starts_with("0.") => None,
        label => label.parse::<f64>().ok().filter(|number| number.is_finite()),
    };
    let numbers: Vec<f64> = key.labels().iter().map(number).collect::<Option<_>>()?;
    numbers.iter().any(|number| !number.is_nan()).then_some(numbers)
}

fn codes(key: &Key) -> Vec<i32> {
    key.codes().iter().map(|code| i32::try_from(*code).unwrap_or(i32::MAX)).collect()
}

fn batch(frame: &tripole::Frame) -> Result<RecordBatch, ArrowError> {
    let mut columns: Vec<(Field, ArrayRef)> = vec![];
    let about = frame.columns_about();
    let described = |name: &str, field: Field| {
        let Some(column) = about.iter().find(|column| column.name == name) else { return field };
        let said = [
            ("unit", &column.unit),
            ("label", &column.label),
            ("definition", &column.definition),
            ("source", &column.source),
        ];
        let said = said.into_iter().filter(|(_, text)| !text.is_empty());
        let said = said.map(|(name, text)| (name.to_owned(), text.clone()));
        field.with_metadata(said.collect::<HashMap<String, String>>())
    };
    let words = |key: &Key| -> Result<(Field, ArrayRef), ArrowError> {
        let labels = StringArray::from_iter_values(key.labels());
        let array =
            DictionaryArray::<Int32Type>::try_new(Int32Array::from(codes(key)), Arc::new(labels))?;
        let field = Field::new(key.name(), array.data_type().clone(), false);
        Ok((described(key.name(), field), Arc::new(array)))
    };
    for key in frame.keys() {
        let Some(numbers) = numbers_of(frame, key) else {
            columns.push(words(key)?);
            continue;
        };
        let values = key.codes().iter().map(|code| numbers[*code as usize]);
        let array: ArrayRef = if numbers.iter().all(|number| number.fract() == 0.0) {
            Arc::new(values.map(|value| value as i64).collect::<Int64Array>())
        } else {
            let known = |value: f64| (!value.is_nan()).then_some(value);
            Arc::new(values.map(known).collect::<Float64Array>())
        };
        let field = Field::new(key.name(), array.data_type().clone(), true);
        columns.push((described(key.name(), field), array));
    }
    for indicator in frame.indicators() {
        let values = indicator.values();
        let array: Float64Array = if values.iter().any(|value| value.is_nan()) {
            values.iter().map(|value| (!value.is_nan()).then_some(*value)).collect()
        } else {
            values.to_vec().into()
        };
        let field = Field::new(indicator.name(), array.data_type().clone(), true);
        columns.push((described(indicator.name(), field), Arc::new(array)));
    }
    for remark in frame.remarks() {
        columns.push(words(remark)?);
    }
    let notes: serde_json::Map<_, _> =
        frame.notes().iter().map(|(name, text)| (name.clone(), text.clone().into())).collect();
    let known = json!({
        "name": frame.name(),
        "notes": notes,
        "about": frame.about().map(tripole::frame::About::to_json),
    });
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
    let schema = Schema::new(fields)
        .with_metadata(HashMap::from([("tripole".to_owned(), known.to_string())]));
    RecordBatch::try_new(Arc::new(schema), arrays)
}
