//! Dense linear algebra: the only module that names faer and nalgebra.
//!
//! [`Matrix`] is a plain column-major matrix; products, LU and inverses of it run on faer in
//! the rayon pool of the caller. With the feature `nalgebra`, [`Backend`] offers the same inverse from
//! nalgebra, an independent implementation, for cross-checks; [`inversion`] times and judges ways to invert.

mod anderson;
mod backend;
mod double_double;
mod gmres;
pub mod inversion;
mod lu;
mod mixed;
mod numbers;
#[cfg(feature = "nalgebra")]
mod other;
mod packing;
mod room;
mod scaled;
mod sweeps;
mod unpivoted;
mod vector;

use std::ops::{Index, IndexMut};

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use rayon::prelude::*;

pub(crate) use anderson::Anderson;
pub use backend::{Backend, Factored};
pub(crate) use double_double::{Twofold, twofold_residual};
pub(crate) use gmres::gmres;
pub use lu::{Lu, Pivoting, ZeroPivot};
pub(crate) use mixed::{MixedLu, Refined};
pub(crate) use numbers::Numbers;
pub(crate) use packing::Packing;
pub(crate) use room::room;
pub use room::{MemoryLimit, limit_memory};
pub(crate) use scaled::{Scaled, Side, has_one_sign};
pub(crate) use sweeps::{Held, Sweeps, Swept, together};
pub(crate) use unpivoted::inverse;
pub(crate) use vector::{dot, minus, plus, ratio, ratios, times};

/// Work below this many flops is not worth a second thread; so the many small blocks that are
/// handled economy by economy do not compete with the loop over economies.
const WORTH_THREADS: usize = 4_000_000;

/// Cells above which one pass over them is worth a second thread: such work waits for memory.
const WORTH_PASSING: usize = 1 << 18;

/// Columns that are passed over together: a sum waits for the one before it, four do not wait for each other.
const TOGETHER: usize = 4;

/// Fewest rows whose sums a thread makes: shorter pieces of columns are not read ahead.
const FEWEST_ROWS: usize = 512;

/// faer's parallelism for the rayon pool that this call runs in and the work to be done.
fn parallelism(flops: usize) -> Par {
    match rayon::current_num_threads() {
        threads if threads > 1 && flops >= WORTH_THREADS => Par::rayon(threads),
        _ => Par::Seq,
    }
}

/// A dense column-major matrix of `f64`.
///
/// Operations on two matrices, or on a matrix and a vector, refuse shapes that do not fit each other:
/// they panic, because shapes follow from code and never from data. What takes matrices from outside
/// (tables, seeds, right-hand sides) checks them first and returns an error.
///
/// # Examples
/// ```
/// use tripole::Matrix;
/// let z = Matrix::from_rows(&[[150.0, 500.0], [200.0, 100.0]]);
/// assert_eq!(z[(0, 1)], 500.0);
/// assert_eq!(z.column(0), [150.0, 200.0]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    values: Numbers<f64>,
    rows: usize,
    columns: usize,
}

impl Matrix {
    /// A matrix of zeros.
    #[must_use]
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Matrix { values: Numbers::zeros(rows * columns), rows, columns }
    }

    /// The identity.
    #[must_use]
    pub fn identity(order: usize) -> Self {
        let mut matrix = Matrix::zeros(order, order);
        (0..order).for_each(|k| matrix[(k, k)] = 1.0);
        matrix
    }

    /// A matrix whose element (i, j) is `value(i, j)`.
    #[must_use]
    pub fn from_fn(
        rows: usize,
        columns: usize,
        mut value: impl FnMut(usize, usize) -> f64,
    ) -> Self {
        let mut matrix = Matrix::zeros(rows, columns);
        for j in 0..columns {
            matrix.column_mut(j).iter_mut().enumerate().for_each(|(i, cell)| *cell = value(i, j));
        }
        matrix
    }

    /// A small matrix written row by row, as in a textbook.
    #[must_use]
    pub fn from_rows<const N: usize>(rows: &[[f64; N]]) -> Self {
        Matrix::from_fn(rows.len(), N, |i, j| rows[i][j])
    }

    /// A matrix of the given columns, all of length `rows`.
    ///
    /// # Panics
    /// If a column is of another length.
    #[must_use]
    pub fn from_columns(rows: usize, columns: &[Vec<f64>]) -> Self {
        assert!(columns.iter().all(|column| column.len() == rows), "columns of {rows} rows");
        Matrix { values: columns.concat().into(), rows, columns: columns.len() }
    }

    /// A matrix of these values, column after column.
    ///
    /// # Panics
    /// If there are not so many.
    #[cfg(feature = "binary")]
    pub(crate) fn from_values(rows: usize, columns: usize, values: Numbers<f64>) -> Self {
        assert_eq!(values.len(), rows * columns, "values of a matrix");
        Matrix { values, rows, columns }
    }

    /// One column.
    #[must_use]
    pub fn from_column(column: Vec<f64>) -> Self {
        Matrix { rows: column.len(), columns: 1, values: column.into() }
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Rows and columns.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// Column `j`.
    ///
    /// # Panics
    /// If there is no such column.
    #[must_use]
    pub fn column(&self, j: usize) -> &[f64] {
        &self.values[j * self.rows..(j + 1) * self.rows]
    }

    /// Column `j`, to be changed.
    ///
    /// # Panics
    /// If there is no such column.
    #[must_use]
    pub fn column_mut(&mut self, j: usize) -> &mut [f64] {
        &mut self.values[j * self.rows..(j + 1) * self.rows]
    }

    /// All values, column after column.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// All values, column after column, to be changed.
    pub(crate) fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }

    /// The columns, in parallel.
    pub(crate) fn par_columns(&self) -> rayon::slice::ChunksExact<'_, f64> {
        self.values.par_chunks_exact(self.rows.max(1))
    }

    /// The columns, to be changed in parallel.
    pub(crate) fn par_columns_mut(&mut self) -> rayon::slice::ChunksExactMut<'_, f64> {
        let rows = self.rows.max(1);
        self.values.par_chunks_exact_mut(rows)
    }

    /// Blocks of so many columns, to be changed in parallel; the last may be narrower.
    pub(crate) fn par_column_blocks_mut(
        &mut self,
        width: usize,
    ) -> rayon::slice::ChunksMut<'_, f64> {
        let cells = (self.rows * width).max(1);
        self.values.par_chunks_mut(cells)
    }

    /// Row `i`, copied.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn row(&self, i: usize) -> Vec<f64> {
        (0..self.columns).map(|j| self[(i, j)]).collect()
    }

    /// I + the matrix.
    ///
    /// # Panics
    /// If the matrix is not square.
    #[must_use]
    pub fn plus_identity(mut self) -> Matrix {
        assert_eq!(self.rows, self.columns, "I + a matrix that is not square");
        (0..self.rows).for_each(|k| self[(k, k)] += 1.0);
        self
    }

    /// The matrix product `self · other`; 2·rows·inner·columns flops.
    ///
    /// # Panics
    /// If `other` has not as many rows as this matrix has columns.
    ///
    /// # Examples
    /// ```
    /// use tripole::Matrix;
    /// let a = Matrix::from_rows(&[[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(a.times(&Matrix::from_column(vec![1.0, 10.0])).column(0), [21.0, 43.0]);
    /// ```
    #[must_use]
    pub fn times(&self, other: &Matrix) -> Matrix {
        product(self.view(), other.view())
    }

    /// The product `selfᵀ · other`.
    ///
    /// # Panics
    /// If `other` has not as many rows as this matrix.
    ///
    /// # Examples
    /// ```
    /// use tripole::Matrix;
    /// let a = Matrix::from_rows(&[[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(a.transpose_times(&Matrix::from_column(vec![1.0, 10.0])).column(0), [31.0, 42.0]);
    /// ```
    #[must_use]
    pub fn transpose_times(&self, other: &Matrix) -> Matrix {
        product(self.view().transpose(), other.view())
    }

    /// The product with a vector; 2·rows·columns flops.
    ///
    /// # Panics
    /// If the vector is not as long as this matrix has columns.
    #[must_use]
    pub fn times_vector(&self, vector: &[f64]) -> Vec<f64> {
        product(self.view(), MatRef::from_column_major_slice(vector, vector.len(), 1))
            .values
            .into_vec()
    }

    /// The product of the transpose with a vector; 2·rows·columns flops.
    ///
    /// # Panics
    /// If the vector is not as long as this matrix has rows.
    #[must_use]
    pub fn transpose_times_vector(&self, vector: &[f64]) -> Vec<f64> {
        let vector = MatRef::from_column_major_slice(vector, vector.len(), 1);
        product(self.view().transpose(), vector).values.into_vec()
    }

    /// The transpose, copied.
    #[must_use]
    pub fn transposed(&self) -> Matrix {
        Matrix::from_fn(self.columns, self.rows, |i, j| self[(j, i)])
    }

    /// The rows and columns named, copied.
    ///
    /// # Panics
    /// If there is no such row or column.
    ///
    /// # Examples
    /// ```
    /// use tripole::Matrix;
    /// let a = Matrix::from_rows(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// assert_eq!(a.block(&[1], &[2, 0]).row(0), [6.0, 4.0]);
    /// ```
    #[must_use]
    pub fn block(&self, rows: &[usize], columns: &[usize]) -> Matrix {
        let mut block = Matrix::zeros(rows.len(), columns.len());
        for (target, &j) in columns.iter().enumerate() {
            let source = self.column(j);
            block.column_mut(target).iter_mut().zip(rows).for_each(|(cell, &i)| *cell = source[i]);
        }
        block
    }

    /// The columns named, copied.
    ///
    /// # Panics
    /// If there is no such column.
    #[must_use]
    pub fn select_columns(&self, columns: &[usize]) -> Matrix {
        let mut values = Vec::with_capacity(self.rows * columns.len());
        columns.iter().for_each(|&j| values.extend_from_slice(self.column(j)));
        Matrix { values: values.into(), rows: self.rows, columns: columns.len() }
    }

    /// This matrix and, to its right, another of as many rows.
    ///
    /// # Panics
    /// If the rows are not as many.
    ///
    /// # Examples
    /// ```
    /// use tripole::Matrix;
    /// let both = Matrix::identity(2).beside(&Matrix::from_column(vec![7.0, 8.0]));
    /// assert_eq!(both.row(1), [0.0, 1.0, 8.0]);
    /// ```
    #[must_use]
    pub fn beside(&self, right: &Matrix) -> Matrix {
        assert_eq!(self.rows, right.rows, "rows of matrices beside each other");
        let mut values = Vec::with_capacity(self.values.len() + right.values.len());
        values.extend_from_slice(&self.values);
        values.extend_from_slice(&right.values);
        Matrix { values: values.into(), rows: self.rows, columns: self.columns + right.columns }
    }

    /// Sum of every column, added from its first row on; columns in parallel where there are many cells.
    #[must_use]
    pub fn column_sums(&self) -> Vec<f64> {
        self.passed_over().sums
    }

    /// Sum of every row, added column by column; rows in parallel where there are many cells.
    #[must_use]
    pub fn row_sums(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.rows];
        // A row is added up by one thread: its sum does not depend on how many there are.
        let add = |first: usize, sums: &mut [f64]| {
            let rows = first..first + sums.len();
            for j in 0..self.columns {
                let column = &self.column(j)[rows.clone()];
                sums.iter_mut().zip(column).for_each(|(sum, value)| *sum += value);
            }
        };
        let threads = self.threads();
        if threads == 1 {
            add(0, &mut sums);
            return sums;
        }
        let height = self.rows.div_ceil(2 * threads).max(FEWEST_ROWS);
        let blocks = sums.par_chunks_mut(height).enumerate();
        blocks.for_each(|(block, sums)| add(block * height, sums));
        sums
    }

    /// Sum of the sizes of each of some rows, added column by column.
    ///
    /// # Panics
    /// If there is no such row.
    pub(crate) fn row_sizes(&self, rows: &[usize]) -> Vec<f64> {
        let mut sizes = vec![0.0; rows.len()];
        let add = |(sizes, rows): (&mut [f64], &[usize])| {
            for j in 0..self.columns {
                let column = self.column(j);
                sizes.iter_mut().zip(rows).for_each(|(size, &row)| *size += column[row].abs());
            }
        };
        let height = rows.len().div_ceil(self.threads()).max(1);
        sizes.par_chunks_mut(height).zip(rows.par_chunks(height)).for_each(add);
        sizes
    }

    /// What one pass over all cells finds.
    pub(crate) fn passed_over(&self) -> PassedOver {
        let mut columns = vec![Column::NONE; self.columns];
        let cells = (TOGETHER * self.rows).max(1);
        let pass = |(found, cells): (&mut [Column], &[f64])| pass_over(found, cells, self.rows);
        if self.threads() == 1 {
            columns.chunks_mut(TOGETHER).zip(self.values.chunks(cells)).for_each(pass);
        } else {
            columns.par_chunks_mut(TOGETHER).zip(self.values.par_chunks(cells)).for_each(pass);
        }
        let least = columns.iter().fold(f64::INFINITY, |least, column| least.min(column.least));
        let most = columns.iter().fold(f64::NEG_INFINITY, |most, column| most.max(column.most));
        PassedOver { sums: columns.iter().map(|column| column.sum).collect(), least, most }
    }

    /// Threads that a pass over all cells is worth.
    fn threads(&self) -> usize {
        if self.values.len() < WORTH_PASSING { 1 } else { rayon::current_num_threads() }
    }

    /// The difference from a matrix of the same shape.
    ///
    /// # Panics
    /// If the shapes differ.
    #[must_use]
    pub fn minus(&self, other: &Matrix) -> Matrix {
        assert_eq!(self.shape(), other.shape(), "shapes of a difference");
        let mut out = self.clone();
        out.values.iter_mut().zip(&*other.values).for_each(|(a, b)| *a -= b);
        out
    }

    /// Largest absolute difference from another matrix of the same shape.
    ///
    /// # Panics
    /// If the shapes differ.
    #[must_use]
    pub fn distance(&self, other: &Matrix) -> f64 {
        assert_eq!(self.shape(), other.shape(), "shapes of a distance");
        self.values.iter().zip(&*other.values).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    }

    /// Largest absolute element of `self · other − target`, the residual of an inverse or a
    /// solution.
    ///
    /// # Panics
    /// If the product is not of the shape of `target`, or there is none.
    ///
    /// # Examples
    /// ```
    /// use tripole::Matrix;
    /// let a = Matrix::from_rows(&[[2.0, 0.0], [0.0, 4.0]]);
    /// let x = Matrix::from_column(vec![1.0, 1.0]);
    /// assert_eq!(a.residual(&x, &Matrix::from_column(vec![2.0, 3.0])), 1.0);
    /// ```
    #[must_use]
    pub fn residual(&self, other: &Matrix, target: &Matrix) -> f64 {
        assert_eq!(self.columns, other.rows, "columns of the left and rows of the right factor");
        assert_eq!(
            (self.rows, other.columns),
            target.shape(),
            "shapes of a product and its target"
        );
        let mut rest = target.clone();
        let par = parallelism(2 * self.rows * self.columns * other.columns);
        matmul(rest.view_mut(), Accum::Add, self.view(), other.view(), -1.0, par);
        rest.values.iter().fold(0.0, |largest, value| largest.max(value.abs()))
    }

    fn view(&self) -> MatRef<'_, f64> {
        MatRef::from_column_major_slice(&self.values, self.rows, self.columns)
    }

    fn view_mut(&mut self) -> MatMut<'_, f64> {
        MatMut::from_column_major_slice_mut(&mut self.values, self.rows, self.columns)
    }
}

/// What one pass over the cells of a matrix finds.
pub(crate) struct PassedOver {
    /// Sum of every column.
    pub sums: Vec<f64>,
    /// The least cell; infinity where there is none.
    pub least: f64,
    /// The largest cell; minus infinity where there is none.
    pub most: f64,
}

/// What one pass over a column finds.
#[derive(Clone, Copy)]
struct Column {
    sum: f64,
    least: f64,
    most: f64,
}

impl Column {
    /// A column without cells. Sums of the standard library begin with −0, and so do these.
    const NONE: Column = Column { sum: -0.0, least: f64::INFINITY, most: f64::NEG_INFINITY };

    fn add(&mut self, value: f64) {
        self.sum += value;
        // One instruction each, which `f64::min` and `f64::max` are not.
        self.least = if value < self.least { value } else { self.least };
        self.most = if value > self.most { value } else { self.most };
    }
}

/// Pass over a few columns of so many rows that follow each other.
fn pass_over(found: &mut [Column], cells: &[f64], rows: usize) {
    let columns: Vec<&[f64]> = cells.chunks(rows.max(1)).collect();
    let &[a, b, c, d] = columns.as_slice() else {
        for (found, column) in found.iter_mut().zip(columns) {
            column.iter().for_each(|value| found.add(*value));
        }
        return;
    };
    let mut four = [Column::NONE; TOGETHER];
    for (((a, b), c), d) in a.iter().zip(b).zip(c).zip(d) {
        four.iter_mut().zip([a, b, c, d]).for_each(|(found, value)| found.add(*value));
    }
    found.copy_from_slice(&four);
}

fn product(left: MatRef<'_, f64>, right: MatRef<'_, f64>) -> Matrix {
    assert_eq!(left.ncols(), right.nrows(), "columns of the left and rows of the right factor");
    let mut out = Matrix::zeros(left.nrows(), right.ncols());
    let par = parallelism(2 * left.nrows() * left.ncols() * right.ncols());
    matmul(out.view_mut(), Accum::Replace, left, right, 1.0, par);
    out
}

impl Index<(usize, usize)> for Matrix {
    type Output = f64;

    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        assert!(i < self.rows, "row {i} of a matrix with {} rows", self.rows);
        &self.values[j * self.rows + i]
    }
}

impl IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
        assert!(i < self.rows, "row {i} of a matrix with {} rows", self.rows);
        &mut self.values[j * self.rows + i]
    }
}

/// What output multipliers lose in rounding.
const ROUNDING: f64 = 1e-9;

/// Whether multipliers m, (I − A')m = u, are those of a productive A: a non-negative one is exactly where every element
/// is at least one.
pub(crate) fn is_productive(multipliers: &[f64]) -> bool {
    multipliers.iter().all(|m| *m >= 1.0 - ROUNDING)
}

/// The rows that carry a Perron vector (largest element one), heaviest first.
pub(crate) fn heaviest(vector: &[f64]) -> Vec<usize> {
    let mut heavy: Vec<usize> = (0..vector.len()).filter(|&k| vector[k] > 0.1).collect();
    heavy.sort_by(|&a, &b| vector[b].total_cmp(&vector[a]));
    heavy
}

/// Perron root of a non-negative matrix given as a function `y ↦ M y`, by power iteration,
/// with the vector that belongs to it (largest element one).
///
/// The iteration runs on M + I/2, which has the same vector and converges also when M is
/// cyclic; it stops when the bounds of Collatz and Wielandt agree to 1e-10 or after 2,000
/// products.
pub(crate) fn perron(order: usize, product: impl Fn(&[f64]) -> Vec<f64>) -> (f64, Vec<f64>) {
    const SHIFT: f64 = 0.5;
    let mut vector = vec![1.0; order];
    let mut root = 0.0;
    for _ in 0..2000 {
        let image: Vec<f64> =
            product(&vector).iter().zip(&vector).map(|(y, x)| y + SHIFT * x).collect();
        let scale = image.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        if scale == 0.0 {
            return (0.0, vector);
        }
        if !scale.is_finite() {
            return (f64::INFINITY, vector);
        }
        let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
        for (y, x) in image.iter().zip(&vector) {
            if *x > 1e-12 {
                low = low.min(y / x);
                high = high.max(y / x);
            }
        }
        root = scale - SHIFT;
        vector = image.into_iter().map(|value| value / scale).collect();
        if high - low <= 1e-10 * high {
            break;
        }
    }
    (root, vector)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn perron_root_of_a_cycle() {
        let cycle = Matrix::from_rows(&[[0.0, 2.0], [0.5, 0.0]]);
        let (root, vector) = perron(2, |x| cycle.times_vector(x));
        assert!((root - 1.0).abs() < 1e-9, "{root}");
        assert!((vector[0] / vector[1] - 2.0).abs() < 1e-8);
    }

    /// What an operation that must not go through says.
    fn refusal<T>(run: impl Fn() -> T + std::panic::UnwindSafe) -> String {
        let refused = std::panic::catch_unwind(run).err().expect("shapes that do not fit");
        refused.downcast::<String>().map_or_else(|_| String::new(), |text| *text)
    }

    #[test]
    fn shapes_must_fit() {
        let (wide, tall) = (Matrix::zeros(2, 3), Matrix::zeros(3, 2));
        let square = || Matrix::identity(2);
        let vector = [1.0; 4];
        assert!(refusal(|| wide.times(&wide)).contains("left and rows of the right"));
        assert!(refusal(|| wide.transpose_times(&tall)).contains("rows of the right"));
        assert!(refusal(|| wide.times_vector(&vector)).contains("rows of the right"));
        assert!(refusal(|| wide.transpose_times_vector(&vector)).contains("of the right"));
        assert!(refusal(|| wide.minus(&tall)).contains("shapes of a difference"));
        assert!(refusal(|| wide.distance(&tall)).contains("shapes of a distance"));
        assert!(refusal(|| wide.beside(&tall)).contains("rows of matrices beside"));
        assert!(refusal(|| tall.clone().plus_identity()).contains("not square"));
        assert!(refusal(|| square().residual(&square(), &tall)).contains("its target"));
        assert!(refusal(|| Matrix::from_columns(2, &[vec![1.0]])).contains("of 2 rows"));
        assert!(refusal(|| Lu::of(&wide)).contains("not square"));
        let lu = Lu::of(&square()).expect("regular");
        assert!(refusal(|| lu.solve(&mut tall.clone())).contains("right-hand sides"));
        assert!(refusal(|| lu.solve_transposed(&mut tall.clone())).contains("right-hand sides"));
        assert!(refusal(|| plus(&[1.0], &vector)).contains("vectors of unequal lengths"));
    }

    #[test]
    fn products_and_blocks() {
        let a = Matrix::from_rows(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
        assert_eq!(a.transpose_times(&a), Matrix::from_rows(&[[35.0, 44.0], [44.0, 56.0]]));
        assert_eq!(a.times_vector(&[1.0, -1.0]), [-1.0, -1.0, -1.0]);
        assert_eq!(a.block(&[2, 0], &[1]), Matrix::from_rows(&[[6.0], [2.0]]));
        assert_eq!((a.row_sums(), a.column_sums()), (vec![3.0, 7.0, 11.0], vec![9.0, 12.0]));
    }

    /// One pass in several threads finds what one thread finds cell by cell, to the last bit.
    #[test]
    fn passes_do_not_depend_on_threads() {
        let value = |i: usize, j: usize| ((i * 31 + j * 17) % 1013) as f64 / 7.0 - 3.0;
        let large = WORTH_PASSING.div_ceil(700);
        for (rows, columns) in [(0, 3), (3, 0), (1, 1), (5, 7), (700, large), (large, 703)] {
            let matrix = Matrix::from_fn(rows, columns, value);
            let bits = |values: Vec<f64>| values.into_iter().map(f64::to_bits).collect::<Vec<_>>();
            let column = |j: usize| (0..rows).map(|i| matrix[(i, j)]).sum();
            assert_eq!(bits(matrix.column_sums()), bits((0..columns).map(column).collect()));
            let row = |i: usize| (0..columns).fold(0.0, |sum, j| sum + matrix[(i, j)]);
            assert_eq!(bits(matrix.row_sums()), bits((0..rows).map(row).collect()));
            let all = || matrix.values().iter().copied();
            let passed = matrix.passed_over();
            assert_eq!(passed.least, all().fold(f64::INFINITY, f64::min));
            assert_eq!(passed.most, all().fold(f64::NEG_INFINITY, f64::max));
            let rows: Vec<usize> = (0..rows).rev().step_by(3).collect();
            let size = |i: &usize| (0..columns).fold(0.0, |sum, j| sum + matrix[(*i, j)].abs());
            assert_eq!(bits(matrix.row_sizes(&rows)), bits(rows.iter().map(size).collect()));
        }
    }
}
