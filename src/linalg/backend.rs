//! One inverse from two independent libraries, for cross-checks and benchmarks.

use super::{Lu, Matrix, ZeroPivot};
use crate::error::named;

/// A library that factorises and inverts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// faer: blocked, SIMD, parallel; the one that every measure uses.
    Faer,
    /// nalgebra: sequential and independent of faer.
    Nalgebra,
}

/// A factorised matrix of either library.
#[derive(Debug, Clone)]
pub enum Factored {
    /// Factors of faer.
    Faer(Box<Lu>),
    /// Factors of nalgebra.
    Nalgebra(Box<nalgebra::LU<f64, nalgebra::Dyn, nalgebra::Dyn>>),
}

named!(Backend, "library": Faer = "faer", Nalgebra = "nalgebra");

impl Backend {
    /// Factorise a square matrix with partial pivoting.
    ///
    /// # Errors
    /// [`ZeroPivot`] for a singular matrix.
    pub fn factor(self, matrix: &Matrix) -> Result<Factored, ZeroPivot> {
        match self {
            Backend::Faer => Ok(Factored::Faer(Box::new(Lu::of(matrix)?))),
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
    #[must_use]
    pub fn product(self, left: &Matrix, right: &Matrix) -> Matrix {
        match self {
            Backend::Faer => left.times(right),
            Backend::Nalgebra => {
                (nalgebra::DMatrix::from(left) * nalgebra::DMatrix::from(right)).into()
            }
        }
    }

    /// The inverse of a square matrix.
    ///
    /// # Errors
    /// [`ZeroPivot`] for a singular matrix.
    pub fn inverse(self, matrix: &Matrix) -> Result<Matrix, ZeroPivot> {
        Ok(self.factor(matrix)?.inverse())
    }
}

impl Factored {
    /// M⁻¹R.
    #[must_use]
    pub fn solve(&self, sides: &Matrix) -> Matrix {
        match self {
            Factored::Faer(lu) => {
                let mut out = sides.clone();
                lu.solve(&mut out);
                out
            }
            Factored::Nalgebra(lu) => {
                let mut out = nalgebra::DMatrix::from(sides);
                lu.solve_mut(&mut out);
                out.into()
            }
        }
    }

    /// M⁻¹.
    #[must_use]
    pub fn inverse(&self) -> Matrix {
        match self {
            Factored::Faer(lu) => lu.inverse(),
            Factored::Nalgebra(lu) => {
                let order = lu.lu_internal().nrows();
                let mut out = nalgebra::DMatrix::identity(order, order);
                lu.solve_mut(&mut out);
                out.into()
            }
        }
    }
}
