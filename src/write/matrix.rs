//! Matrices of a table for other programs: NumPy's `.npy`, the Matrix Market's `.mtx`, and CSV with labels.

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;

use super::{BAND, beside};
use crate::error::{Error, Result, named};
use crate::frame::{Compress, Destination, io_error, number};
use crate::linalg::Matrix;
use crate::table::{Accounting, Index, Mrio, OutputFrom};

/// A matrix of a table, n x n.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatrixName {
    /// Intermediate flows Z, in the table's unit.
    Flows,
    /// Input coefficients A = Z x̂⁻¹; a sector without output has a column of zeros.
    Coefficients,
    /// I − A, whose inverse is Leontief's.
    Leontief,
}

named!(MatrixName, "matrix": Flows = "Z", Coefficients = "A", Leontief = "ImA");

/// Which cells of a Matrix Market file are written.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum MatrixCells {
    /// All, column by column.
    #[default]
    All,
    /// Those that are not zero, each with its row and column.
    NotZero,
    /// Those that are this far from zero or farther, each with its row and column.
    AtLeast(f64),
}

/// Which way a matrix is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// Row after row.
    Rows,
    /// Column after column.
    Columns,
}

/// Hands out rows or columns of a matrix, those of a range, each as a column of what comes back.
pub type Bands<'a> = dyn FnMut(Lines, Range<usize>) -> Result<Matrix> + 'a;

/// What a file does not have of a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LeftOut {
    /// How many cells that are not zero.
    pub cells: usize,
    /// The largest sum of their amounts in one column.
    pub largest_column: f64,
}

/// The form of the file.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    Npy,
    Market(MatrixCells),
}

/// The files of a matrix, opened before anything is read: the numbers, and the labels of rows and columns
/// beside them, `NAME_labels.csv` (`index,region,sector,output`, counted from 1).
///
/// # Examples
/// ```
/// use tripole::read::{Input, ReadOptions, read};
/// use tripole::table::OutputFrom;
/// use tripole::write::{MatrixCells, MatrixFiles, MatrixName};
/// # let folder = tempfile::tempdir().map_err(|e| tripole::Error::io("write", "", e))?;
/// let files = MatrixFiles::create(folder.path().join("coefficients.npy"), MatrixCells::All)?;
/// assert!(files.labels().ends_with("coefficients_labels.csv"));
/// let table = read(&Input::parse("builtin:three-pole-2011")?, &ReadOptions::default())?.table;
/// files.write(&table, MatrixName::Coefficients, OutputFrom::Rows)?;
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug)]
pub struct MatrixFiles {
    matrix: Destination,
    form: Form,
    labels: Destination,
}

impl MatrixFiles {
    /// Open the files: `.npy` (version 1.0, doubles by rows) or `.mtx` (real, general; shortest decimals
    /// that read back to the same numbers).
    ///
    /// # Errors
    /// [`Error::Ending`] for another ending, and for single cells of `.npy`, which holds all; [`Error::Io`]
    /// where they cannot be written.
    pub fn create(path: impl AsRef<Path>, cells: MatrixCells) -> Result<Self> {
        let path = path.as_ref();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let other = |known| Err(Error::Ending { path: path.to_owned(), known });
        let form = match (ending.as_deref(), cells) {
            (Some("npy"), MatrixCells::All) => Form::Npy,
            (Some("npy"), _) => return other("`.mtx`"),
            (Some("mtx"), cells) => Form::Market(cells),
            _ => return other("`.npy`, `.mtx`"),
        };
        let labels = Destination::create(beside(path, "_labels.csv"))?;
        Ok(MatrixFiles { matrix: Destination::plain(path)?, form, labels })
    }

    /// The file of the labels.
    #[must_use]
    pub fn labels(&self) -> &Path {
        self.labels.path()
    }

    /// Write a matrix and its labels; both files are whole before one has its name. Coefficients are of the
    /// output given, which also stands beside the labels; n² numbers are computed and none kept.
    ///
    /// # Errors
    /// [`Error::Io`]; for coefficients those of [`Mrio::accounts`].
    pub fn write(self, table: &Mrio, name: MatrixName, output: OutputFrom) -> Result<()> {
        let accounting = Accounting { output, ..Accounting::default() };
        let output = match (name, output) {
            (MatrixName::Flows, OutputFrom::Rows) => table.row_sums().to_vec(),
            (MatrixName::Flows, OutputFrom::Table) => table.best_output(),
            _ => table.accounts(&accounting)?.output,
        };
        let flows = table.intermediate();
        let cell = |i: usize, j: usize| {
            let (z, x) = (flows[(i, j)], output[j]);
            let share = || if x == 0.0 { 0.0 } else { z / x };
            match name {
                MatrixName::Flows => z,
                MatrixName::Coefficients => share(),
                MatrixName::Leontief => f64::from(u8::from(i == j)) - share(),
            }
        };
        let n = output.len();
        let mut bands = |lines, range: Range<usize>| {
            Ok(Matrix::from_fn(n, range.len(), |other, place| match lines {
                Lines::Rows => cell(range.start + place, other),
                Lines::Columns => cell(other, range.start + place),
            }))
        };
        self.write_bands(table.index(), &output, &mut bands).map(|_| ())
    }

    /// Write a matrix that is handed out by rows (`.npy`) or by columns (`.mtx`; twice for single cells, which
    /// are counted first), with the labels of its rows and columns and the output beside them. One band of it is kept at
    /// a time.
    ///
    /// # Errors
    /// [`Error::Io`]; those of `bands`.
    pub fn write_bands(
        self,
        index: &Index,
        output: &[f64],
        bands: &mut Bands<'_>,
    ) -> Result<LeftOut> {
        let path = self.matrix.path().to_owned();
        let fail = |error| Error::io("write", &path, error);
        let mut left = LeftOut::default();
        let numbers = self.matrix.streamed(Compress::No, |out| {
            match self.form {
                Form::Npy => npy(index.len(), bands, &mut Failing { out, fail: &fail })?,
                Form::Market(cells) => {
                    left = market(index.len(), cells, bands, &mut Failing { out, fail: &fail })?;
                }
            }
            Ok(())
        })?;
        let labels = self.labels.written(Compress::No, |out| labels(index, output, out))?;
        labels.publish()?;
        numbers.publish()?;
        Ok(left)
    }
}

/// A matrix as CSV, with the labels of its columns in the first line and those of its rows in the first column.
///
/// # Examples
/// ```
/// use tripole::Matrix;
/// use tripole::write::MatrixCsv;
/// # let folder = tempfile::tempdir().map_err(|e| tripole::Error::io("write", "", e))?;
/// let path = folder.path().join("m.csv");
/// let numbers = Matrix::from_rows(&[[1.0, 0.5], [0.0, 2.0]]);
/// // Rows come as columns.
/// let mut bands = |_, range: std::ops::Range<usize>| {
///     Ok(Matrix::from_fn(2, range.len(), |j, place| numbers[(range.start + place, j)]))
/// };
/// MatrixCsv::create(&path)?.write(&["a", "b"], &["x", "y"], &mut bands)?;
/// let text = std::fs::read_to_string(&path).map_err(|e| tripole::Error::io("read", &path, e))?;
/// assert_eq!(text, "row,x,y\na,1,0.5\nb,0,2\n");
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug)]
pub struct MatrixCsv(Destination);

impl MatrixCsv {
    /// Open the file.
    ///
    /// # Errors
    /// [`Error::Ending`] for another ending than `.csv`; [`Error::Io`] where it cannot be written.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        if path.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("csv")) {
            return Err(Error::Ending { path: path.to_owned(), known: "`.csv`" });
        }
        Ok(MatrixCsv(Destination::plain(path)?))
    }

    /// Write a matrix that is handed out by rows; it is whole before it has its name. Numbers that are none are
    /// empty cells.
    ///
    /// # Errors
    /// [`Error::Io`]; those of `bands`.
    pub fn write<R: AsRef<str> + Sync, C: AsRef<str>>(
        self,
        rows: &[R],
        columns: &[C],
        bands: &mut Bands<'_>,
    ) -> Result<()> {
        let path = self.0.path().to_owned();
        let fail = |error| Error::io("write", &path, error);
        let file = self.0.streamed(Compress::No, |out| {
            let head = std::iter::once("row").chain(columns.iter().map(AsRef::as_ref));
            out.write_all(&record(head)).map_err(&fail)?;
            for start in (0..rows.len()).step_by(BAND) {
                let range = start..rows.len().min(start + BAND);
                let band = bands(Lines::Rows, range.clone())?;
                let lines: Vec<Vec<u8>> = range
                    .into_par_iter()
                    .map(|row| {
                        let mut line = record([rows[row].as_ref()]);
                        line.pop();
                        for value in band.column(row - start) {
                            line.push(b',');
                            if value.is_finite() {
                                number(*value, &mut line);
                            }
                        }
                        line.push(b'\n');
                        line
                    })
                    .collect();
                lines.iter().try_for_each(|line| out.write_all(line)).map_err(&fail)?;
            }
            Ok(())
        })?;
        file.publish()
    }
}

/// A line of CSV, with its end.
fn record<'a>(cells: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(vec![]);
    // Nothing fails in memory.
    let written = csv.write_record(cells).ok().and_then(|()| csv.into_inner().ok());
    written.unwrap_or_default()
}

/// A writer whose errors are those of the library.
struct Failing<'a> {
    out: &'a mut dyn Write,
    fail: &'a dyn Fn(io::Error) -> Error,
}

impl Failing<'_> {
    fn all(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).map_err(self.fail)
    }
}

fn npy(n: usize, bands: &mut Bands<'_>, out: &mut Failing<'_>) -> Result<()> {
    /// Magic bytes, version and length of the header.
    const HEAD: usize = 10;
    const ALIGNED: usize = 64;
    let mut header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({n}, {n}), }}");
    let whole = (HEAD + header.len() + 1).next_multiple_of(ALIGNED);
    header.push_str(&" ".repeat(whole - HEAD - header.len() - 1));
    header.push('\n');
    let length = u16::try_from(header.len()).map_err(io::Error::other).map_err(out.fail)?;
    out.all(b"\x93NUMPY\x01\x00")?;
    out.all(&length.to_le_bytes())?;
    out.all(header.as_bytes())?;
    for start in (0..n).step_by(BAND) {
        let band = bands(Lines::Rows, start..n.min(start + BAND))?;
        let bytes: Vec<u8> = band.values().iter().flat_map(|value| value.to_le_bytes()).collect();
        out.all(&bytes)?;
    }
    Ok(())
}

fn market(
    n: usize,
    cells: MatrixCells,
    bands: &mut Bands<'_>,
    out: &mut Failing<'_>,
) -> Result<LeftOut> {
    let mut left = LeftOut::default();
    let is_in = |value: f64| match cells {
        MatrixCells::All => true,
        MatrixCells::NotZero => value != 0.0,
        MatrixCells::AtLeast(least) => value != 0.0 && value.abs() >= least,
    };
    let ranges = || (0..n).step_by(BAND).map(|start| start..n.min(start + BAND));
    if cells == MatrixCells::All {
        out.all(format!("%%MatrixMarket matrix array real general\n{n} {n}\n").as_bytes())?;
    } else {
        let mut count = 0;
        for range in ranges() {
            let band = bands(Lines::Columns, range)?;
            for place in 0..band.columns() {
                let (inside, outside): (Vec<f64>, Vec<f64>) =
                    band.column(place).iter().copied().partition(|value| is_in(*value));
                let some: Vec<f64> = outside.into_iter().filter(|value| *value != 0.0).collect();
                count += inside.len();
                left.cells += some.len();
                let sum = some.iter().map(|value| value.abs()).sum();
                left.largest_column = left.largest_column.max(sum);
            }
        }
        let head = format!("%%MatrixMarket matrix coordinate real general\n{n} {n} {count}\n");
        out.all(head.as_bytes())?;
    }
    for range in ranges() {
        let start = range.start;
        let band = bands(Lines::Columns, range)?;
        let columns: Vec<Vec<u8>> = (0..band.columns())
            .into_par_iter()
            .map(|place| {
                let mut text = vec![];
                for (i, value) in band.column(place).iter().enumerate() {
                    if !is_in(*value) {
                        continue;
                    }
                    if cells != MatrixCells::All {
                        text.extend_from_slice(
                            format!("{} {} ", i + 1, start + place + 1).as_bytes(),
                        );
                    }
                    number(*value, &mut text);
                    text.push(b'\n');
                }
                text
            })
            .collect();
        columns.iter().try_for_each(|text| out.all(text))?;
    }
    Ok(left)
}

fn labels(index: &Index, output: &[f64], out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["index", "region", "sector", "output"]).map_err(io_error)?;
    let mut cell = vec![];
    for (row, (node, value)) in index.nodes().iter().zip(output).enumerate() {
        cell.clear();
        number(*value, &mut cell);
        let place = (row + 1).to_string();
        let texts = [&place, index.region(node.region), index.sector(node.sector)];
        csv.write_record(texts.map(str::as_bytes).into_iter().chain([&*cell])).map_err(io_error)?;
    }
    csv.flush()
}
