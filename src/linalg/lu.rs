//! LU in place, for many right-hand sides from both sides.

use std::ops::Index;

use bytemuck::Pod;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::lu::partial_pivoting as plu;
use faer::perm::PermRef;
use faer::{Conj, MatMut, MatRef};

use super::numbers::Numbers;
use super::unpivoted::{self, Check, Real};
use super::{Matrix, parallelism};

/// Packed factors P M = L U of a square matrix; n² numbers.
///
/// Rows are exchanged where that is needed. Where nine columns of ten have at least half of their absolute
/// sum on the diagonal, as those of I − A have, the factors are made without a search for pivots; they
/// are kept if no multiplier is above 10 and no element ten times as large as the largest one of the
/// matrix, and made again with partial pivoting otherwise. The factors of a matrix that is dominated by its
/// diagonal in every column are those of partial pivoting, up to rounding.
///
/// # References
/// Higham (2002), *Accuracy and Stability of Numerical Algorithms*, 2nd ed., sections 9.3 to 9.5.
#[derive(Debug, Clone)]
pub struct Lu {
    pub(super) factors: Square<f64>,
    pub(super) rows: Option<Exchanges>,
}

/// Where the rows went, and where they came from.
#[derive(Debug, Clone)]
pub(super) struct Exchanges {
    pub forward: Vec<usize>,
    inverse: Vec<usize>,
}

/// How a matrix was factorised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pivoting {
    /// Without exchanges of rows: the matrix needs none.
    Without,
    /// With the largest element of every column as its pivot.
    Partial,
}

/// A pivot that is zero or not finite: the matrix is singular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ZeroPivot {
    /// Column of the pivot.
    pub column: usize,
}

/// Order from which it pays to go without pivots.
const WORTH_A_TRY: usize = 128;

/// A square matrix, column by column.
#[derive(Debug, Clone)]
pub(super) struct Square<T: Pod> {
    values: Numbers<T>,
    order: usize,
}

impl<T: Real> Square<T> {
    fn zeros(order: usize) -> Self {
        Square { values: Numbers::zeros(order * order), order }
    }

    pub fn order(&self) -> usize {
        self.order
    }

    pub fn as_ref(&self) -> MatRef<'_, T> {
        MatRef::from_column_major_slice(&self.values, self.order, self.order)
    }

    pub fn as_mut(&mut self) -> MatMut<'_, T> {
        MatMut::from_column_major_slice_mut(&mut self.values, self.order, self.order)
    }
}

impl<T: Pod> Index<(usize, usize)> for Square<T> {
    type Output = T;

    fn index(&self, (i, j): (usize, usize)) -> &T {
        &self.values[j * self.order + i]
    }
}

/// A filled matrix, what part of its columns is dominated by the diagonal, and its largest element.
pub(super) struct Filled<T: Pod> {
    pub values: Square<T>,
    dominated: usize,
    pub largest: f64,
}

impl<T: Real> Filled<T> {
    /// Whether it can be expected to need no pivots.
    pub fn is_dominated(&self) -> bool {
        unpivoted::are_enough(self.dominated, self.values.order())
    }
}

/// The matrix whose column j is written by `fill(j, column)` into a column of zeros, and what is seen of it.
pub(super) fn filled<T: Real>(
    order: usize,
    fill: impl Fn(usize, &mut [f64]) + Sync,
    rounded: impl Fn(f64) -> T + Sync,
) -> Filled<T> {
    use rayon::prelude::*;
    let mut values = Square::<T>::zeros(order);
    let of_column = |buffer: &mut Vec<f64>, (j, column): (usize, &mut [T])| {
        buffer.fill(0.0);
        fill(j, buffer);
        let cells = column.iter_mut().zip(buffer.iter());
        cells.for_each(|(cell, value)| *cell = rounded(*value));
        let most = buffer.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        (usize::from(unpivoted::is_dominated(buffer, j)), most)
    };
    let both = |a: (usize, f64), b: (usize, f64)| (a.0 + b.0, a.1.max(b.1));
    let (dominated, largest) = if order < WORTH_A_TRY {
        let mut buffer = vec![0.0; order];
        let columns = values.values.chunks_exact_mut(order.max(1)).enumerate();
        columns.map(|column| of_column(&mut buffer, column)).fold((0, 0.0), both)
    } else {
        let columns = values.values.par_chunks_exact_mut(order).enumerate();
        columns.map_init(|| vec![0.0; order], of_column).reduce(|| (0, 0.0), both)
    };
    Filled { values, dominated, largest }
}

impl Lu {
    /// Factorise the n x n matrix whose column j is written by `fill(j, column)` into a column of
    /// zeros. ⅔n³ flops; only the factor (n² numbers) is allocated.
    ///
    /// # Errors
    /// [`ZeroPivot`] when a pivot is zero or not finite; faer itself reports none.
    pub fn new(order: usize, fill: impl Fn(usize, &mut [f64]) + Sync) -> Result<Self, ZeroPivot> {
        Lu::with(order, None, fill)
    }

    /// Factorise with or without pivots, whatever the matrix looks like.
    ///
    /// # Errors
    /// As [`Lu::new`].
    ///
    /// # Panics
    /// If the matrix is not square.
    pub fn by(pivoting: Pivoting, matrix: &Matrix) -> Result<Self, ZeroPivot> {
        assert_eq!(matrix.rows(), matrix.columns(), "LU of a matrix that is not square");
        let fill = |j: usize, column: &mut [f64]| column.copy_from_slice(matrix.column(j));
        Lu::with(matrix.rows(), Some(pivoting), fill)
    }

    fn with(
        order: usize,
        forced: Option<Pivoting>,
        fill: impl Fn(usize, &mut [f64]) + Sync,
    ) -> Result<Self, ZeroPivot> {
        let found = filled(order, &fill, |value| value);
        let tries = order >= WORTH_A_TRY && found.is_dominated();
        if forced == Some(Pivoting::Without) || forced.is_none() && tries {
            let Filled { values: mut factors, largest, .. } = found;
            unpivoted::factorise(factors.as_mut());
            match (unpivoted::check(factors.as_ref(), largest), forced) {
                (Check::Stable, _) | (Check::Unstable, Some(_)) => {
                    return Ok(Lu { factors, rows: None });
                }
                (Check::NoPivot(column), Some(_)) => return Err(ZeroPivot { column }),
                (Check::Unstable | Check::NoPivot(_), None) => {}
            }
            drop(factors);
            return Lu::pivoted(filled(order, fill, |value| value).values);
        }
        Lu::pivoted(found.values)
    }

    fn pivoted(mut factors: Square<f64>) -> Result<Self, ZeroPivot> {
        let order = factors.order();
        let par = parallelism(order.pow(3));
        let (mut forward, mut inverse) = (vec![0_usize; order], vec![0_usize; order]);
        let scratch =
            plu::factor::lu_in_place_scratch::<usize, f64>(order, order, par, Default::default());
        plu::factor::lu_in_place(
            factors.as_mut(),
            &mut forward,
            &mut inverse,
            par,
            MemStack::new(&mut MemBuffer::new(scratch)),
            Default::default(),
        );
        match (0..order).find(|&k| factors[(k, k)] == 0.0 || !factors[(k, k)].is_finite()) {
            Some(column) => Err(ZeroPivot { column }),
            None => Ok(Lu { factors, rows: Some(Exchanges { forward, inverse }) }),
        }
    }

    /// Factorise a matrix.
    ///
    /// # Errors
    /// [`ZeroPivot`] for a singular matrix.
    ///
    /// # Panics
    /// If the matrix is not square.
    ///
    /// # Examples
    /// ```
    /// use tripole::Matrix;
    /// use tripole::linalg::Lu;
    /// let a = Matrix::from_rows(&[[0.8, -0.3], [-0.1, 0.6]]);
    /// let lu = Lu::of(&a).map_err(|zero| format!("column {} has no pivot", zero.column))?;
    /// let mut x = Matrix::from_column(vec![50.0, 50.0]);
    /// lu.solve(&mut x);
    /// assert!(x.column(0).iter().all(|x| (x - 100.0).abs() < 1e-12));
    /// # Ok::<(), String>(())
    /// ```
    pub fn of(matrix: &Matrix) -> Result<Self, ZeroPivot> {
        assert_eq!(matrix.rows(), matrix.columns(), "LU of a matrix that is not square");
        Lu::new(matrix.rows(), |j, column| column.copy_from_slice(matrix.column(j)))
    }

    /// Number of rows and columns.
    #[must_use]
    pub fn order(&self) -> usize {
        self.factors.order()
    }

    /// Whether rows were exchanged in search of pivots.
    #[must_use]
    pub fn pivoting(&self) -> Pivoting {
        if self.rows.is_some() { Pivoting::Partial } else { Pivoting::Without }
    }

    /// Overwrite the right-hand sides R (n x k) with M⁻¹R; 2n²k flops.
    ///
    /// # Panics
    /// If there are not as many rows as in M.
    pub fn solve(&self, sides: &mut Matrix) {
        assert_eq!(sides.rows(), self.order(), "rows of right-hand sides");
        let Some(rows) = &self.rows else {
            return unpivoted::solve(self.factors.as_ref(), sides.view_mut());
        };
        let par = parallelism(2 * self.order() * self.order() * sides.columns());
        let scratch =
            plu::solve::solve_in_place_scratch::<usize, f64>(self.order(), sides.columns(), par);
        plu::solve::solve_in_place_with_conj(
            self.factors.as_ref(),
            self.factors.as_ref(),
            rows.permutation(),
            Conj::No,
            sides.view_mut(),
            par,
            MemStack::new(&mut MemBuffer::new(scratch)),
        );
    }

    /// Overwrite the columns R (n x k) with M⁻ᵀR, that is each column r with the row r'M⁻¹;
    /// 2n²k flops.
    ///
    /// # Panics
    /// If there are not as many rows as in M.
    pub fn solve_transposed(&self, sides: &mut Matrix) {
        assert_eq!(sides.rows(), self.order(), "rows of right-hand sides");
        let Some(rows) = &self.rows else {
            return unpivoted::solve_transposed(self.factors.as_ref(), sides.view_mut());
        };
        let par = parallelism(2 * self.order() * self.order() * sides.columns());
        let scratch = plu::solve::solve_transpose_in_place_scratch::<usize, f64>(
            self.order(),
            sides.columns(),
            par,
        );
        plu::solve::solve_transpose_in_place_with_conj(
            self.factors.as_ref(),
            self.factors.as_ref(),
            rows.permutation(),
            Conj::No,
            sides.view_mut(),
            par,
            MemStack::new(&mut MemBuffer::new(scratch)),
        );
    }

    /// An estimate of ‖M⁻¹‖₁ that is never above it and rarely far below: five steps at most of two solves
    /// each, 4n² flops.
    ///
    /// # References
    /// Hager (1984), "Condition estimates", SIAM Journal on Scientific and Statistical Computing 5(2).
    #[must_use]
    pub fn inverse_norm(&self) -> f64 {
        const STEPS: usize = 5;
        let order = self.order();
        let mut side = Matrix::from_column(vec![1.0 / order.max(1) as f64; order]);
        let mut norm = 0.0_f64;
        for _ in 0..STEPS {
            self.solve(&mut side);
            let found: f64 = side.values().iter().map(|x| x.abs()).sum();
            if found <= norm || !found.is_finite() {
                return if found.is_finite() { norm } else { f64::INFINITY };
            }
            norm = found;
            let mut signs = Matrix::from_column(side.values().iter().map(|x| x.signum()).collect());
            self.solve_transposed(&mut signs);
            let largest = |best: usize, k: usize| {
                let value = |k: usize| signs[(k, 0)].abs();
                if value(k) > value(best) { k } else { best }
            };
            let unit = (0..order).fold(0, largest);
            side = Matrix::zeros(order, 1);
            side[(unit, 0)] = 1.0;
        }
        norm
    }

    /// M⁻¹ as a matrix: 4/3·n³ flops, 2n² numbers besides the factor.
    #[must_use]
    pub fn inverse(&self) -> Matrix {
        let (order, par) = (self.order(), parallelism(self.order().pow(3)));
        let mut out = Matrix::zeros(order, order);
        let unmoved: Vec<usize>;
        let permutation = if let Some(rows) = &self.rows {
            rows.permutation()
        } else {
            unmoved = (0..order).collect();
            PermRef::new_checked(&unmoved, &unmoved, order)
        };
        let scratch = plu::inverse::inverse_scratch::<usize, f64>(order, par);
        plu::inverse::inverse(
            out.view_mut(),
            self.factors.as_ref(),
            self.factors.as_ref(),
            permutation,
            par,
            MemStack::new(&mut MemBuffer::new(scratch)),
        );
        out
    }
}

impl Exchanges {
    fn permutation(&self) -> PermRef<'_, usize> {
        PermRef::new_checked(&self.forward, &self.inverse, self.forward.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singular_matrices_are_reported() {
        let singular = Matrix::from_rows(&[[1.0, 2.0], [2.0, 4.0]]);
        assert_eq!(Lu::of(&singular).map(|_| ()), Err(ZeroPivot { column: 1 }));
    }

    #[test]
    fn the_norm_of_an_inverse_is_estimated() {
        let m = Matrix::from_rows(&[[2.0, 1.0, 0.0], [0.0, 3.0, 1.0], [4.0, 0.0, 5.0]]);
        let lu = Lu::of(&m).expect("regular");
        let inverse = lu.inverse();
        let sums = (0..3).map(|j| inverse.column(j).iter().map(|x| x.abs()).sum::<f64>());
        let norm = sums.fold(0.0, f64::max);
        assert!((lu.inverse_norm() - norm).abs() < 1e-14 * norm);
        let nearly = Lu::of(&Matrix::from_rows(&[[1.0, 1.0], [1.0, 1.0 + 1e-9]])).expect("regular");
        assert!((1e9..1e10).contains(&nearly.inverse_norm()));
    }

    #[test]
    fn both_sides() {
        let m = Matrix::from_rows(&[[2.0, 1.0, 0.0], [0.0, 3.0, 1.0], [4.0, 0.0, 5.0]]);
        let lu = Lu::of(&m).expect("regular");
        let side = Matrix::from_rows(&[[1.0, 0.5], [2.0, 1.0], [-3.0, 0.0]]);
        let mut right = side.clone();
        lu.solve(&mut right);
        assert!(m.residual(&right, &side) < 1e-14);
        let mut left = side.clone();
        lu.solve_transposed(&mut left);
        assert!(m.transposed().residual(&left, &side) < 1e-14);
        assert!(m.residual(&lu.inverse(), &Matrix::identity(3)) < 1e-14);
    }
}
