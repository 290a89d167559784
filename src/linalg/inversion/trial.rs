//! One method, timed.

use std::hint::black_box;
use std::time::Instant;

use super::{Inversion, Method};
use crate::linalg::scaled::largest_share;
use crate::linalg::{
    Backend, Factored, Held, Lu, Matrix, MixedLu, Pivoting, Scaled, Side, Sweeps, ZeroPivot, dot,
    gmres, inverse,
};

/// Most terms of Neumann's series, and most products of other iterations.
const MOST_TERMS: usize = 2000;
const MOST_PRODUCTS: usize = 500;
/// Share of its sum below which the next term of the series changes nothing.
const NOTHING: f64 = 0.5 * f64::EPSILON;
/// Residual at which minimal residuals stop, relative to the side, and the largest backward error that counts as
/// reached: the residual of an ill-conditioned matrix does not fall as far.
const TOLERANCE: f64 = 1e-14;
const ACCEPTED: f64 = 1e-12;

/// What a method did.
#[derive(Debug)]
pub struct Trial {
    /// Of the fastest run.
    pub seconds: f64,
    /// Floating-point operations, by the formula of [`Method`].
    pub flops: f64,
    /// Terms, products, sweeps or refinements, where the method repeats something.
    pub steps: Option<usize>,
    /// Exchanges of rows, of a factor.
    pub exchanges: Option<usize>,
    /// The largest element of U over the largest of M, of a factor.
    pub growth: Option<f64>,
    /// The solution of the sides, the inverse, or the product.
    pub solution: Matrix,
}

/// Why a method has no result.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Shortfall {
    /// The elimination ends.
    #[error("no pivot in column {}", *column + 1)]
    NoPivot {
        /// The column, from zero.
        column: usize,
    },
    /// Elimination without exchanges of rows is not stable, or not accurate enough.
    #[error("it needs exchanges of rows")]
    Exchanges,
    /// A region alone is singular, not productive or ill-conditioned.
    #[error("a region alone is too near to being singular, or not productive")]
    Blocks,
    /// An iteration stopped short.
    #[error("not reached: error {error:.1e} after {steps} steps")]
    NotReached {
        /// The error that it watches.
        error: f64,
        /// Terms, products, sweeps or refinements.
        steps: usize,
    },
    /// The library does not have the method.
    #[error("not a method of this library")]
    NotInLibrary,
}

impl From<ZeroPivot> for Shortfall {
    fn from(ZeroPivot { column }: ZeroPivot) -> Self {
        Shortfall::NoPivot { column }
    }
}

type Outcome<T> = Result<T, Shortfall>;

/// The time of the fastest of some runs, and what the last one made; the first run, which is cold, counts only where
/// it is the only one.
fn fastest<T>(repeat: usize, work: impl Fn() -> Outcome<T>) -> Outcome<(f64, T)> {
    let run = || -> Outcome<(f64, T)> {
        let start = Instant::now();
        let made = black_box(work()?);
        Ok((start.elapsed().as_secs_f64(), made))
    };
    let (mut least, mut last) = run()?;
    for _ in 1..repeat {
        // What was made before goes first: it may be as large as the matrix.
        drop(last);
        let (seconds, made) = run()?;
        least = least.min(seconds);
        last = made;
    }
    Ok((least, last))
}

impl Inversion {
    /// Time a method of a library on these sides; what the sides are is not asked where it takes none. The
    /// fastest of `repeat` runs counts.
    ///
    /// # Errors
    /// [`Shortfall`]: a matrix or an accuracy that the method does not reach.
    ///
    /// # Panics
    /// If the sides have not as many rows as the matrix, or are none.
    pub fn trial(
        &self,
        backend: Backend,
        method: Method,
        sides: &Matrix,
        repeat: usize,
    ) -> Outcome<Trial> {
        if !method.is_in(backend) {
            return Err(Shortfall::NotInLibrary);
        }
        let n = self.order() as f64;
        match method {
            Method::Lu => self.factors(backend, Pivoting::Partial, sides, repeat),
            Method::Unpivoted => self.factors(backend, Pivoting::Without, sides, repeat),
            Method::Solve => {
                let factored = backend.factor(&self.matrix)?;
                let (seconds, solution) = fastest(repeat, || Ok(factored.solve(sides)))?;
                let flops = 2.0 * n * n * sides.columns() as f64;
                Ok(Trial {
                    exchanges: Some(factored.exchanges()),
                    ..plain(seconds, flops, solution)
                })
            }
            Method::Inverse => {
                let timed = fastest(repeat, || Ok(backend.inverse(&self.matrix)?))?;
                Ok(plain(timed.0, 2.0 * n.powi(3), timed.1))
            }
            Method::Jordan => {
                let fill = |j: usize, out: &mut [f64]| out.copy_from_slice(self.matrix.column(j));
                let work = || inverse(self.order(), fill).ok_or(Shortfall::Exchanges);
                let (seconds, solution) = fastest(repeat, work)?;
                Ok(plain(seconds, 2.0 * n.powi(3), solution))
            }
            Method::Mixed => self.mixed(sides, repeat),
            Method::Gmres | Method::GmresLocal => self.minimal_residuals(method, sides, repeat),
            Method::Power => self.series(sides, repeat),
            Method::Sweeps => self.sweeps(sides, repeat),
            Method::Product => {
                let work = || Ok(backend.product(&self.matrix, &self.matrix));
                let (seconds, solution) = fastest(repeat, work)?;
                Ok(plain(seconds, 2.0 * n.powi(3), solution))
            }
        }
    }

    fn factors(
        &self,
        backend: Backend,
        pivoting: Pivoting,
        sides: &Matrix,
        repeat: usize,
    ) -> Outcome<Trial> {
        let work = || -> Outcome<Factored> {
            match backend {
                Backend::Faer => Ok(Factored::Faer(Box::new(Lu::by(pivoting, &self.matrix)?))),
                #[cfg(feature = "nalgebra")]
                Backend::Nalgebra => Ok(backend.factor(&self.matrix)?),
            }
        };
        let (seconds, factored) = fastest(repeat, work)?;
        let largest = self.matrix.values().iter().fold(0.0_f64, |most, m| most.max(m.abs()));
        let flops = 2.0 / 3.0 * (self.order() as f64).powi(3);
        Ok(Trial {
            exchanges: Some(factored.exchanges()),
            growth: Some(factored.largest_of_upper() / largest),
            ..plain(seconds, flops, factored.solve(sides))
        })
    }

    fn mixed(&self, sides: &Matrix, repeat: usize) -> Outcome<Trial> {
        let ones = vec![1.0; self.order()];
        let matrix = Scaled { z: &self.coefficients, scale: &ones };
        let fill = |j: usize, out: &mut [f64]| out.copy_from_slice(self.matrix.column(j));
        let work = || {
            let lu = MixedLu::new(self.order(), fill).ok_or(Shortfall::Exchanges)?;
            Ok(lu.solve(matrix, Side::Right, sides))
        };
        let (seconds, refined) = fastest(repeat, work)?;
        let (error, steps) = (refined.backward_error, refined.refinements);
        if !refined.is_accepted() {
            return Err(Shortfall::NotReached { error, steps });
        }
        let (n, k) = (self.order() as f64, sides.columns() as f64);
        let flops = 2.0 / 3.0 * n.powi(3) + 4.0 * n * n * k * steps as f64;
        Ok(Trial { steps: Some(steps), ..plain(seconds, flops, refined.solution) })
    }

    fn minimal_residuals(&self, method: Method, sides: &Matrix, repeat: usize) -> Outcome<Trial> {
        let side = sides.column(0);
        let is_local = method == Method::GmresLocal;
        let work = || {
            let own = if is_local { self.own_inverses()? } else { vec![] };
            let precondition = |x: &[f64]| {
                let mut out = x.to_vec();
                for (rows, own) in self.blocks.iter().zip(&own) {
                    out[rows.clone()].copy_from_slice(&own.times_vector(&x[rows.clone()]));
                }
                out
            };
            let product = |x: &[f64]| self.matrix.times_vector(x);
            Ok(gmres(product, precondition, side, TOLERANCE, MOST_PRODUCTS))
        };
        let (seconds, reached) = fastest(repeat, work)?;
        let size = |x: &[f64]| dot(x, x).sqrt();
        let of_side = size(side);
        let whole = super::one_norm(&self.matrix) * size(&reached.solution) + of_side;
        let (error, steps) = (reached.residual * of_side / whole, reached.products);
        if error.is_nan() || error > ACCEPTED {
            return Err(Shortfall::NotReached { error, steps });
        }
        let (n, p) = (self.order() as f64, steps as f64);
        let (cubes, squares) = if is_local { self.powers_of_blocks() } else { (0.0, 0.0) };
        let flops = 2.0 * n * n * p + 2.0 * cubes + 2.0 * squares * p;
        let solution = Matrix::from_column(reached.solution);
        Ok(Trial { steps: Some(steps), ..plain(seconds, flops, solution) })
    }

    /// The inverses of the blocks on the diagonal.
    fn own_inverses(&self) -> Outcome<Vec<Matrix>> {
        use rayon::prelude::*;
        let inverse = |rows: &std::ops::Range<usize>| {
            let rows: Vec<usize> = rows.clone().collect();
            Ok(Lu::of(&self.matrix.block(&rows, &rows))?.inverse())
        };
        let found: Vec<Outcome<Matrix>> = self.blocks.par_iter().map(inverse).collect();
        found.into_iter().collect()
    }

    /// Σ n_s³ and Σ n_s² of the blocks.
    fn powers_of_blocks(&self) -> (f64, f64) {
        let sizes = || self.blocks.iter().map(|rows| rows.len() as f64);
        (sizes().map(|n| n.powi(3)).sum(), sizes().map(|n| n * n).sum())
    }

    fn series(&self, sides: &Matrix, repeat: usize) -> Outcome<Trial> {
        let work = || {
            let (mut sum, mut term) = (sides.clone(), sides.clone());
            let (mut error, mut steps) = (f64::INFINITY, 0);
            while error > NOTHING && steps < MOST_TERMS {
                term = self.coefficients.times(&term);
                steps += 1;
                let cells = sum.values_mut().iter_mut().zip(term.values());
                cells.for_each(|(sum, term)| *sum += term);
                error = largest_share(&term, &sum);
                if !error.is_finite() {
                    break;
                }
            }
            if error.is_nan() || error > NOTHING {
                return Err(Shortfall::NotReached { error, steps });
            }
            Ok((sum, steps))
        };
        let (seconds, (solution, steps)) = fastest(repeat, work)?;
        let (n, k) = (self.order() as f64, sides.columns() as f64);
        let flops = 2.0 * n * n * k * steps as f64;
        Ok(Trial { steps: Some(steps), ..plain(seconds, flops, solution) })
    }

    fn sweeps(&self, sides: &Matrix, repeat: usize) -> Outcome<Trial> {
        let ones = vec![1.0; self.order()];
        let matrix = Scaled { z: &self.coefficients, scale: &ones };
        let work = || {
            let sweeps = Sweeps::new(matrix, self.blocks.clone()).ok_or(Shortfall::Blocks)?;
            let start = Matrix::zeros(sides.rows(), sides.columns());
            Ok(sweeps.solve(matrix, Side::Right, sides, start, &Held::default()))
        };
        let (seconds, swept) = fastest(repeat, work)?;
        if !swept.is_accepted() {
            let (error, steps) = (swept.backward_error, swept.sweeps);
            return Err(Shortfall::NotReached { error, steps });
        }
        let (n, k, steps) = (self.order() as f64, sides.columns() as f64, swept.sweeps as f64);
        let (cubes, squares) = self.powers_of_blocks();
        let flops = 2.0 * cubes + 2.0 * squares * k * steps + 2.0 * n * n * k * (steps + 1.0);
        Ok(Trial { steps: Some(swept.sweeps), ..plain(seconds, flops, swept.solution) })
    }
}

/// A trial without factors or steps.
fn plain(seconds: f64, flops: f64, solution: Matrix) -> Trial {
    Trial { seconds, flops, steps: None, exchanges: None, growth: None, solution }
}
