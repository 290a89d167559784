//! One inverse from independent libraries, for cross-checks and benchmarks.

use super::{Lu, Matrix, ZeroPivot};
use crate::error::named;

/// A library that factorises and inverts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// faer: blocked, SIMD, parallel; the one that every measure uses.
    Faer,
    /// nalgebra: sequential and independent of faer.
    #[cfg(feature = "nalgebra")]
    Nalgebra,
}

/// A factorised matrix of one of the libraries.
#[derive(Debug, Clone)]
pub enum Factored {
    /// Factors of faer.
    Faer(Box<Lu>),
    /// Factors of nalgebra.
    #[cfg(feature = "nalgebra")]
    Nalgebra(Box<nalgebra::LU<f64, nalgebra::Dyn, nalgebra::Dyn>>),
}

#[cfg(feature = "nalgebra")]
named!(Backend, "library": Faer = "faer", Nalgebra = "nalgebra");
#[cfg(not(feature = "nalgebra"))]
named!(Backend, "library": Faer = "faer");

impl Backend {
    /// Factorise a square matrix with partial pivoting.
    ///
    /// # Errors
    /// [`ZeroPivot`] for a singular matrix.
    ///
    /// # Panics
    /// If the matrix is not square.
    pub fn factor(self, matrix: &Matrix) -> Result<Factored, ZeroPivot> {
        assert_eq!(matrix.rows(), matrix.columns(), "LU of a matrix that is not square");
        match self {
            Backend::Faer => Ok(Factored::Faer(Box::new(Lu::of(matrix)?))),
            #[cfg(feature = "nalgebra")]
            Backend::Nalgebra => {
                let lu = nalgebra::DMatrix::from(matrix).lu();
                match (0..matrix.rows()).find(|&k| lu.lu_internal()[(k, k)] == 0.0) {
                    Some(column) => Err(ZeroPivot { column }),
                    None => Ok(Factored::Nalgebra(Box::new(lu))),
                }
            }
        }
    }

    /// The product of two matrices, the yardstick for the rates of the rest.
    ///
    /// # Panics
    /// As [`Matrix::times`].
    #[must_use]
    pub fn product(self, left: &Matrix, right: &Matrix) -> Matrix {
        match self {
            Backend::Faer => left.times(right),
            #[cfg(feature = "nalgebra")]
            Backend::Nalgebra => {
                (nalgebra::DMatrix::from(left) * nalgebra::DMatrix::from(right)).into()
            }
        }
    }

    /// The inverse of a square matrix.
    ///
    /// # Errors
    /// [`ZeroPivot`] for a singular matrix.
    ///
    /// # Panics
    /// If the matrix is not square.
    pub fn inverse(self, matrix: &Matrix) -> Result<Matrix, ZeroPivot> {
        Ok(self.factor(matrix)?.inverse())
    }
}

impl Factored {
    /// M⁻¹R.
    ///
    /// # Panics
    /// If R has not as many rows as M.
    #[must_use]
    pub fn solve(&self, sides: &Matrix) -> Matrix {
        match self {
            Factored::Faer(lu) => {
                let mut out = sides.clone();
                lu.solve(&mut out);
                out
            }
            #[cfg(feature = "nalgebra")]
            Factored::Nalgebra(lu) => {
                let mut out = nalgebra::DMatrix::from(sides);
                lu.solve_mut(&mut out);
                out.into()
            }
        }
    }

    /// Exchanges of rows in search of pivots.
    #[must_use]
    pub fn exchanges(&self) -> usize {
        match self {
            Factored::Faer(lu) => match &lu.rows {
                Some(rows) => rows.forward.len() - cycles(&rows.forward),
                None => 0,
            },
            #[cfg(feature = "nalgebra")]
            Factored::Nalgebra(lu) => lu.p().len(),
        }
    }

    /// The largest absolute element of U.
    #[must_use]
    pub fn largest_of_upper(&self) -> f64 {
        match self {
            Factored::Faer(lu) => upper(lu.order(), |i, j| lu.factors[(i, j)]),
            #[cfg(feature = "nalgebra")]
            Factored::Nalgebra(lu) => {
                let factors = lu.lu_internal();
                upper(factors.nrows(), |i, j| factors[(i, j)])
            }
        }
    }

    /// M⁻¹.
    #[must_use]
    pub fn inverse(&self) -> Matrix {
        match self {
            Factored::Faer(lu) => lu.inverse(),
            #[cfg(feature = "nalgebra")]
            Factored::Nalgebra(lu) => {
                let order = lu.lu_internal().nrows();
                let mut out = nalgebra::DMatrix::identity(order, order);
                lu.solve_mut(&mut out);
                out.into()
            }
        }
    }
}

/// The largest absolute element on and above the diagonal.
fn upper(order: usize, value: impl Fn(usize, usize) -> f64) -> f64 {
    let cells = (0..order).flat_map(|j| (0..=j).map(move |i| (i, j)));
    cells.fold(0.0, |most, (i, j)| most.max(value(i, j).abs()))
}

/// Cycles of a permutation. Each exchange of row k with one below it joins two of them, so that n less their
/// number have been exchanged.
fn cycles(of: &[usize]) -> usize {
    let mut seen = vec![false; of.len()];
    let mut count = 0;
    for start in 0..of.len() {
        if seen[start] {
            continue;
        }
        count += 1;
        let mut at = start;
        while !seen[at] {
            seen[at] = true;
            at = of[at];
        }
    }
    count
}
