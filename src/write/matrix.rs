//! Matrices of a table for other programs: NumPy's `.npy` and the Matrix Market's `.mtx`.

use std::io::{self, Write};
use std::path::Path;

use super::{BAND, beside};
use crate::error::{Error, Result, named};
use crate::frame::{Compress, Destination, io_error, number};
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MatrixCells {
    /// All, column by column.
    #[default]
    All,
    /// Those that are not zero, each with its row and column.
    NotZero,
}

/// The form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
            (Some("npy"), MatrixCells::NotZero) => return other("`.mtx`"),
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
        let matrix = Values { table, name, output: &output };
        let numbers = self.matrix.written(Compress::No, |out| match self.form {
            Form::Npy => matrix.npy(out),
            Form::Market(cells) => matrix.market(cells, out),
        })?;
        let index = table.index();
        let labels = self.labels.written(Compress::No, |out| labels(index, &output, out))?;
        labels.publish()?;
        numbers.publish()
    }
}

/// The numbers of a matrix, computed as they are written.
struct Values<'a> {
    table: &'a Mrio,
    name: MatrixName,
    output: &'a [f64],
}

impl Values<'_> {
    fn order(&self) -> usize {
        self.output.len()
    }

    fn cell(&self, i: usize, j: usize) -> f64 {
        let (z, x) = (self.table.intermediate()[(i, j)], self.output[j]);
        let share = || if x == 0.0 { 0.0 } else { z / x };
        match self.name {
            MatrixName::Flows => z,
            MatrixName::Coefficients => share(),
            MatrixName::Leontief => f64::from(u8::from(i == j)) - share(),
        }
    }

    fn npy(&self, out: &mut dyn Write) -> io::Result<()> {
        /// Magic bytes, version and length of the header.
        const HEAD: usize = 10;
        const ALIGNED: usize = 64;
        let n = self.order();
        let mut header =
            format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({n}, {n}), }}");
        let whole = (HEAD + header.len() + 1).next_multiple_of(ALIGNED);
        header.push_str(&" ".repeat(whole - HEAD - header.len() - 1));
        header.push('\n');
        let length = u16::try_from(header.len()).map_err(io::Error::other)?;
        out.write_all(b"\x93NUMPY\x01\x00")?;
        out.write_all(&length.to_le_bytes())?;
        out.write_all(header.as_bytes())?;
        let mut band = vec![0.0; BAND * n];
        for start in (0..n).step_by(BAND) {
            let height = BAND.min(n - start);
            for j in 0..n {
                (0..height).for_each(|k| band[k * n + j] = self.cell(start + k, j));
            }
            band[..height * n].iter().try_for_each(|value| out.write_all(&value.to_le_bytes()))?;
        }
        Ok(())
    }

    fn market(&self, cells: MatrixCells, out: &mut dyn Write) -> io::Result<()> {
        let n = self.order();
        let mut line = Vec::with_capacity(64);
        match cells {
            MatrixCells::All => {
                writeln!(out, "%%MatrixMarket matrix array real general\n{n} {n}")?;
            }
            MatrixCells::NotZero => {
                let count: usize =
                    (0..n).map(|j| (0..n).filter(|&i| self.cell(i, j) != 0.0).count()).sum();
                writeln!(out, "%%MatrixMarket matrix coordinate real general\n{n} {n} {count}")?;
            }
        }
        for j in 0..n {
            for i in 0..n {
                let value = self.cell(i, j);
                line.clear();
                match cells {
                    MatrixCells::NotZero if value == 0.0 => continue,
                    MatrixCells::NotZero => write!(line, "{} {} ", i + 1, j + 1)?,
                    MatrixCells::All => {}
                }
                number(value, &mut line);
                line.push(b'\n');
                out.write_all(&line)?;
            }
        }
        Ok(())
    }
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
