//! Tables: out of files and arrays, into arrays.

use std::ffi::OsString;
use std::sync::Arc;

use numpy::ndarray::{Array2, ShapeBuilder};
use numpy::{IntoPyArray, PyArray1, PyArray2, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use tripole::read::{Input, ReadOptions};
use tripole::table::{Primary, PrimaryKind, Source};
use tripole::{Demand, Index, Matrix, Mrio, Parts};

use crate::cli::outside::{self, Desk, Held, Pace};
use crate::failure::{of_error, raised};
use crate::running::{Leaving, waited};

/// A table in memory, and what has been solved of it.
#[pyclass(frozen, module = "tripole._tripole")]
pub struct Table {
    held: Arc<Held>,
}

/// What a row below the flows holds, by the name that pickles have.
const KINDS: [(&str, PrimaryKind); 5] = [
    ("value added", PrimaryKind::ValueAdded),
    ("value added with taxes", PrimaryKind::ValueAddedWithTaxes),
    ("taxes", PrimaryKind::Taxes),
    ("imports", PrimaryKind::Imports),
    ("other", PrimaryKind::Other),
];

/// A row below the flows: name, kind, payments of producers and of final users.
type Row<'py> = (String, String, PyReadonlyArray1<'py, f64>, PyReadonlyArray1<'py, f64>);
/// The same on the way out.
type RowOut<'py> = (String, &'static str, Bound<'py, PyArray1<f64>>, Bound<'py, PyArray1<f64>>);

/// Codes with names.
type Named = Vec<(String, String)>;

impl Table {
    pub fn new(table: Arc<Mrio>, origin: Option<(Input, ReadOptions)>) -> Self {
        Table { held: Arc::new(Held::new(table, origin)) }
    }

    pub fn held(&self) -> &Arc<Held> {
        &self.held
    }

    fn table(&self) -> &Mrio {
        self.held.table()
    }
}

#[pymethods]
impl Table {
    /// Read a table: the words are its name and the options of reading.
    #[staticmethod]
    #[pyo3(signature = (words, bytes=None, progress=None))]
    fn read(
        py: Python<'_>,
        words: Vec<OsString>,
        bytes: Option<&Bound<'_, PyBytes>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<(Self, Vec<String>)> {
        let pace = Arc::new(Pace::default());
        let name = words.first().cloned().unwrap_or_default();
        let files = bytes.map(|bytes| (name, bytes.as_bytes().into()));
        let desk = Desk::with(vec![], files.into_iter().collect(), pace.clone());
        let (read, lines) = waited(py, &pace, progress.as_ref(), Leaving::AtOnce, move || {
            outside::read_table(&words, desk)
        })?;
        let held = read.map_err(|failure| raised(py, failure))?;
        Ok((Table { held: Arc::new(held) }, lines))
    }

    /// A table of numbers in memory.
    #[staticmethod]
    #[allow(clippy::too_many_arguments)]
    fn from_parts(
        py: Python<'_>,
        z: PyReadonlyArray2<'_, f64>,
        y: PyReadonlyArray2<'_, f64>,
        rows: Vec<(String, String)>,
        columns: Vec<(Option<String>, String)>,
        primary: Vec<Row<'_>>,
        output: Option<PyReadonlyArray1<'_, f64>>,
        source: (Option<i32>, Option<String>, String),
    ) -> PyResult<Self> {
        let wrong = |error| of_error(py, error);
        let index = Index::new(rows).map_err(wrong)?;
        let demand = Demand::new(&index, columns).map_err(wrong)?;
        let vector = |array: &PyReadonlyArray1<'_, f64>| array.as_array().to_vec();
        let row = |(name, kind, inputs, demand): &Row<'_>| Primary {
            name: name.clone(),
            kind: KINDS.iter().find(|(of, _)| of == kind).map_or(PrimaryKind::Other, |it| it.1),
            inputs: vector(inputs),
            final_demand: vector(demand),
        };
        let (year, unit, note) = source;
        let parts = Parts {
            primary: primary.iter().map(row).collect(),
            reported_output: output.as_ref().map(vector),
            source: Source { year, unit, note },
            ..Parts::new(index, demand, matrix(&z), matrix(&y))
        };
        let table = py.detach(|| Mrio::new(parts)).map_err(wrong)?;
        Ok(Table::new(Arc::new(table), None))
    }

    /// Region and sector of every row.
    #[getter]
    fn rows(&self) -> Vec<(String, String)> {
        let index = self.table().index();
        let label = |node: &tripole::table::Node| {
            (index.region(node.region).to_owned(), index.sector(node.sector).to_owned())
        };
        index.nodes().iter().map(label).collect()
    }

    /// Region and category of every column of final demand.
    #[getter]
    fn columns(&self) -> Vec<(Option<String>, String)> {
        let (index, demand) = (self.table().index(), self.table().demand());
        let label = |column: &tripole::table::DemandColumn| {
            let region = column.region.map(|region| index.region(region).to_owned());
            (region, demand.category(column.category).to_owned())
        };
        demand.columns().iter().map(label).collect()
    }

    #[getter]
    fn regions(&self) -> Vec<String> {
        self.table().index().region_codes().to_vec()
    }

    #[getter]
    fn sectors(&self) -> Vec<String> {
        self.table().index().sector_codes().to_vec()
    }

    #[getter]
    fn categories(&self) -> Vec<String> {
        self.table().demand().categories().to_vec()
    }

    /// Year, unit and origin.
    #[getter]
    fn source(&self) -> (Option<i32>, Option<String>, String) {
        let Source { year, unit, note } = self.table().source().clone();
        (year, unit, note)
    }

    /// English names of regions and sectors that are known, as pairs with their codes.
    #[getter]
    fn names(&self) -> (Named, Named) {
        let index = self.table().index();
        let names = tripole::sources::names_of(&tripole::table::Geography::regions(index));
        let named = |key: &str, codes: &[String]| -> Named {
            let of = |code: &String| Some((code.clone(), names.of(key, code)?.to_owned()));
            codes.iter().filter_map(of).collect()
        };
        (named("region", index.region_codes()), named("sector", index.sector_codes()))
    }

    /// Flows between producers.
    fn z<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        array(py, self.table().intermediate())
    }

    /// Final demand.
    fn y<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        array(py, self.table().final_demand())
    }

    /// Sums of rows.
    fn row_sums<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        PyArray1::from_slice(py, self.table().row_sums())
    }

    /// Value added, as the table reports it.
    fn value_added<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyArray1<f64>>> {
        self.table().reported_value_added().map(|row| PyArray1::from_vec(py, row))
    }

    /// Output, as the table reports it.
    fn output<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyArray1<f64>>> {
        self.table().reported_output().map(|row| PyArray1::from_slice(py, row))
    }

    /// Rows below the flows.
    fn primary<'py>(&self, py: Python<'py>) -> Vec<RowOut<'py>> {
        let kind = |kind| KINDS.iter().find(|(_, it)| *it == kind).map_or("other", |it| it.0);
        let row = |row: &Primary| {
            (
                row.name.clone(),
                kind(row.kind),
                PyArray1::from_slice(py, &row.inputs),
                PyArray1::from_slice(py, &row.final_demand),
            )
        };
        self.table().primary().iter().map(row).collect()
    }
}

/// The numbers of an array, wherever they lie in memory: one copy.
fn matrix(of: &PyReadonlyArray2<'_, f64>) -> Matrix {
    let array = of.as_array();
    let mut matrix = Matrix::zeros(array.nrows(), array.ncols());
    for (j, column) in array.columns().into_iter().enumerate() {
        matrix.column_mut(j).iter_mut().zip(column).for_each(|(cell, value)| *cell = *value);
    }
    matrix
}

/// An array of Python's own.
pub fn array<'py>(py: Python<'py>, matrix: &Matrix) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let (rows, columns) = matrix.shape();
    let mut numbers = Vec::with_capacity(rows * columns);
    (0..columns).for_each(|j| numbers.extend_from_slice(matrix.column(j)));
    let array = Array2::from_shape_vec((rows, columns).f(), numbers);
    let array = array.map_err(|e| pyo3::exceptions::PyValueError::new_err(e.to_string()))?;
    Ok(array.into_pyarray(py))
}
