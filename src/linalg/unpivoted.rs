//! LU factors and inverses without row exchanges, for matrices that need none.
//!
//! Where every column has its largest part on the diagonal, partial pivoting never exchanges rows
//! (Higham 2002, *Accuracy and Stability of Numerical Algorithms*, section 9.5). Without the search
//! for pivots nearly all of the work is in matrix products. `check` says afterwards whether the factors
//! are as good as pivoting would have made them.

use std::ops::{Div, DivAssign, Mul, Neg, SubAssign};

use bytemuck::Pod;
use faer::linalg::matmul::matmul;
use faer::linalg::triangular_solve as triangular;
use faer::traits::RealField;
use faer::{Accum, Mat, MatMut, MatRef, Par};

use super::{Matrix, parallelism};

/// Order up to which columns are eliminated one by one.
const SMALL: usize = 64;
/// Columns that a step of an inversion handles at once.
const WIDE: usize = 192;
/// The same inside the block on the diagonal.
const NARROW: usize = 48;
/// Largest multiplier, and growth of the elements, up to which factors count as stable.
const STABLE: f64 = 10.0;

/// Numbers in double or single precision.
pub(super) trait Real:
    RealField
    + Pod
    + Into<f64>
    + PartialEq
    + Div<Output = Self>
    + DivAssign
    + Mul<Output = Self>
    + Neg<Output = Self>
    + SubAssign
{
    const ZERO: Self;
    const ONE: Self;
}

impl Real for f64 {
    const ZERO: f64 = 0.0;
    const ONE: f64 = 1.0;
}

impl Real for f32 {
    const ZERO: f32 = 0.0;
    const ONE: f32 = 1.0;
}

/// What threads share of work that is not worth all of them alone.
fn threads<T: Real>(rows: usize, inner: usize, columns: usize) -> Par {
    parallelism(2 * rows * inner * columns)
}

fn add_product<T: Real>(out: MatMut<'_, T>, left: MatRef<'_, T>, right: MatRef<'_, T>, by: T) {
    let par = threads::<T>(left.nrows(), left.ncols(), right.ncols());
    matmul(out, Accum::Add, left, right, by, par);
}

fn set_product<T: Real>(out: MatMut<'_, T>, left: MatRef<'_, T>, right: MatRef<'_, T>, by: T) {
    let par = threads::<T>(left.nrows(), left.ncols(), right.ncols());
    matmul(out, Accum::Replace, left, right, by, par);
}

/// Overwrite M with its packed factors L (unit diagonal, not stored) and U: halves at a time, so that all
/// but SMALL of n columns are handled by products. ⅔n³ flops, no memory.
pub(super) fn factorise<T: Real>(mut m: MatMut<'_, T>) {
    let order = m.nrows();
    if order <= SMALL {
        return eliminate(m);
    }
    let half = (order / 2).next_multiple_of(SMALL).min(order - 1);
    let (mut first, mut above, mut left, mut rest) = m.as_mut().split_at_mut(half, half);
    factorise(first.as_mut());
    let par = threads::<T>(half, half, order - half);
    triangular::solve_unit_lower_triangular_in_place(first.as_ref(), above.as_mut(), par);
    // L₂₁U₁₁ = M₂₁, solved from the left as U₁₁'L₂₁' = M₂₁'.
    let (upper, lower) = (first.as_ref().transpose(), left.as_mut().transpose_mut());
    triangular::solve_lower_triangular_in_place(upper, lower, par);
    add_product(rest.as_mut(), left.as_ref(), above.as_ref(), -T::ONE);
    factorise(rest);
}

/// Column by column.
fn eliminate<T: Real>(mut m: MatMut<'_, T>) {
    let order = m.nrows();
    for k in 0..order {
        let pivot = m[(k, k)];
        (k + 1..order).for_each(|i| m[(i, k)] /= pivot);
        let (done, mut rest) = m.as_mut().split_at_col_mut(k + 1);
        let below = done.as_ref().col(k).subrows(k + 1, order - k - 1);
        for j in 0..order - k - 1 {
            let by = rest[(k, j)];
            let column = rest.as_mut().col_mut(j).subrows_mut(k + 1, order - k - 1);
            let (Some(column), Some(below)) =
                (column.try_as_col_major_mut(), below.try_as_col_major())
            else {
                continue;
            };
            let cells = column.as_slice_mut().iter_mut().zip(below.as_slice());
            cells.for_each(|(cell, l)| *cell -= *l * by);
        }
    }
}

/// Whether factors are as stable as those with pivoting: no multiplier above 10, no element ten times as
/// large as the largest one of the matrix, and the first pivot that is zero or not finite.
pub(super) fn check<T: Real>(factors: MatRef<'_, T>, largest: f64) -> Check {
    use rayon::prelude::*;
    let of_column = |j: usize| {
        let (mut above, mut below) = (0.0_f64, 0.0_f64);
        if let Some(column) = factors.col(j).try_as_col_major() {
            let (upper, lower) = column.as_slice().split_at(j + 1);
            // Written so that what is no number counts as too large.
            let larger = |most: f64, value: &T| {
                let size = Into::<f64>::into(*value).abs();
                if size <= most { most } else { size }
            };
            above = upper.iter().fold(above, larger);
            below = lower.iter().fold(below, larger);
        }
        let pivot: f64 = factors[(j, j)].into();
        let stable = below <= STABLE && above <= STABLE * largest;
        if pivot == 0.0 || !pivot.is_finite() {
            Check::NoPivot(j)
        } else if stable {
            Check::Stable
        } else {
            Check::Unstable
        }
    };
    let worst = |a: Check, b: Check| match (a, b) {
        (Check::NoPivot(a), Check::NoPivot(b)) => Check::NoPivot(a.min(b)),
        (Check::NoPivot(a), _) | (_, Check::NoPivot(a)) => Check::NoPivot(a),
        (Check::Unstable, _) | (_, Check::Unstable) => Check::Unstable,
        _ => Check::Stable,
    };
    (0..factors.ncols()).into_par_iter().map(of_column).reduce(|| Check::Stable, worst)
}

/// What [`check`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    Stable,
    Unstable,
    NoPivot(usize),
}

/// Overwrite R with U⁻¹L⁻¹R; 2n²k flops.
pub(super) fn solve<T: Real>(factors: MatRef<'_, T>, mut sides: MatMut<'_, T>) {
    let par = threads::<T>(factors.nrows(), factors.nrows(), sides.ncols());
    triangular::solve_unit_lower_triangular_in_place(factors, sides.as_mut(), par);
    triangular::solve_upper_triangular_in_place(factors, sides, par);
}

/// Overwrite R with L⁻ᵀU⁻ᵀR; 2n²k flops.
pub(super) fn solve_transposed<T: Real>(factors: MatRef<'_, T>, mut sides: MatMut<'_, T>) {
    let par = threads::<T>(factors.nrows(), factors.nrows(), sides.ncols());
    triangular::solve_lower_triangular_in_place(factors.transpose(), sides.as_mut(), par);
    triangular::solve_unit_upper_triangular_in_place(factors.transpose(), sides, par);
}

/// Whether at least half of a column's absolute sum is on the diagonal.
pub(super) fn is_dominated(column: &[f64], diagonal: usize) -> bool {
    2.0 * column[diagonal].abs() >= column.iter().map(|value| value.abs()).sum()
}

/// Whether a matrix of which so many columns are dominated by the diagonal is tried without exchanges of rows.
pub(super) fn are_enough(dominated: usize, order: usize) -> bool {
    10 * dominated >= 9 * order
}

/// The inverse of the n x n matrix whose columns are written by `fill`, without a factor of it: 2n³
/// flops, n² numbers and little more, by Gauss and Jordan's elimination, all of it products. `None` where it needs exchanges of rows, or is not
/// accurate: M X u − u is above 1e-10.
pub(crate) fn inverse(order: usize, fill: impl Fn(usize, &mut [f64]) + Sync) -> Option<Matrix> {
    use rayon::prelude::*;
    let mut out = Matrix::zeros(order, order);
    out.par_columns_mut().enumerate().for_each(|(j, column)| fill(j, column));
    let dominated = (0..order).into_par_iter().filter(|j| is_dominated(out.column(*j), *j)).count();
    if !are_enough(dominated, order) {
        return None;
    }
    jordan(out.view_mut(), WIDE);
    let sums = out.times_vector(&vec![1.0; order]);
    let of_chunk = |chunk: &[usize]| {
        let (mut sum, mut column) = (vec![0.0; order], vec![0.0; order]);
        for &j in chunk {
            column.fill(0.0);
            fill(j, &mut column);
            sum.iter_mut().zip(&column).for_each(|(sum, m)| *sum += m * sums[j]);
        }
        sum
    };
    let all: Vec<usize> = (0..order).collect();
    let parts: Vec<Vec<f64>> = all.par_chunks(256).map(of_chunk).collect();
    let mut image = vec![0.0; order];
    for part in &parts {
        image.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
    }
    image.iter().all(|value| (value - 1.0).abs() <= 1e-10).then_some(out)
}

/// Overwrite M with its inverse, so many columns at a time: 2n³ flops.
fn jordan<T: Real>(mut m: MatMut<'_, T>, wide: usize) {
    let order = m.nrows();
    let mut start = 0;
    while start < order {
        let width = wide.min(order - start);
        let end = start + width;
        let mut own = m.as_mut().submatrix_mut(start, start, width, width);
        if width > NARROW {
            jordan(own.as_mut(), NARROW);
        } else {
            jordan_small(own.as_mut());
        }
        let own: Mat<T> = own.as_ref().to_owned();
        let mut across = Mat::<T>::zeros(width, order);
        let rows = m.as_ref().submatrix(start, 0, width, order);
        set_product(across.as_mut(), own.as_ref(), rows, T::ONE);
        let down: Mat<T> = m.as_ref().submatrix(0, start, order, width).to_owned();
        let others = [(0, start), (end, order)].into_iter().filter(|(from, to)| from < to);
        for (from, to) in others.clone() {
            let down = down.as_ref().subrows(from, to - from);
            for (first, last) in others.clone() {
                let across = across.as_ref().subcols(first, last - first);
                let rest = m.as_mut().submatrix_mut(from, first, to - from, last - first);
                add_product(rest, down, across, -T::ONE);
            }
            let column = m.as_mut().submatrix_mut(from, start, to - from, width);
            set_product(column, down, own.as_ref(), -T::ONE);
        }
        for (first, last) in others {
            let mut row = m.as_mut().submatrix_mut(start, first, width, last - first);
            row.copy_from(across.as_ref().subcols(first, last - first));
        }
        start = end;
    }
}

fn jordan_small<T: Real>(mut m: MatMut<'_, T>) {
    let order = m.nrows();
    let mut down = vec![T::ZERO; order];
    for k in 0..order {
        let inverse = T::ONE / m[(k, k)];
        (0..order).for_each(|i| down[i] = m[(i, k)]);
        for j in (0..order).filter(|j| *j != k) {
            let by = m[(k, j)] * inverse;
            if let Some(column) = m.as_mut().col_mut(j).try_as_col_major_mut() {
                let cells = column.as_slice_mut().iter_mut().zip(&down);
                cells.for_each(|(cell, d)| *cell -= *d * by);
            }
            m[(k, j)] = by;
        }
        (0..order).for_each(|i| m[(i, k)] = -(down[i] * inverse));
        m[(k, k)] = inverse;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inverse_without_pivots() {
        let share = |i: usize, j: usize| ((i * 31 + j * 17) % 23) as f64 / (23.0 * 260.0);
        let m = Matrix::from_fn(260, 260, |i, j| f64::from(u8::from(i == j)) - share(i, j));
        let found = inverse(260, |j, column| column.copy_from_slice(m.column(j))).expect("one");
        assert!(m.residual(&found, &Matrix::identity(260)) < 1e-13);
        // Rows exchanged: the same matrix has no large diagonal.
        let turned = |j: usize, column: &mut [f64]| column.copy_from_slice(m.column((j + 1) % 260));
        assert!(inverse(260, turned).is_none());
    }
}
