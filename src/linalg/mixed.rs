//! Factors in single precision, solutions in double.

use faer::Mat;

use super::Matrix;
use super::lu::{Filled, Square, filled};
use super::scaled::{Scaled, Side};
use super::unpivoted::{self, Check};

/// Most refinements; two are enough for I − A.
const MOST: usize = 8;
/// Componentwise backward error that cannot be improved much.
const ENOUGH: f64 = 1e-15;
/// The largest one that is accepted.
const ACCEPTED: f64 = 1e-12;

/// Packed factors in single precision, ½n² numbers: half the memory and half the time of [`Lu`](super::Lu).
///
/// A solution in single precision is refined by residuals in double precision, which are
/// products with the matrix itself: each refinement leaves about a millionth of the error that was, as
/// long as the condition number is far below 10⁷.
///
/// # References
/// Langou, Langou, Luszczek, Kurzak, Buttari and Dongarra (2006), "Exploiting the performance of 32 bit
/// floating point arithmetic in obtaining 64 bit accuracy", *SC '06*; Higham (2002), chapter 12.
#[derive(Debug, Clone)]
pub(crate) struct MixedLu {
    factors: Square<f32>,
}

/// A solution and how good it is.
#[derive(Debug, Clone)]
pub(crate) struct Refined {
    /// The solution.
    pub solution: Matrix,
    /// max |b − M x| / (|M||x| + |b|) over all elements.
    pub backward_error: f64,
    /// Residuals that were computed.
    pub refinements: usize,
}

impl Refined {
    /// Whether the solution is one.
    pub fn is_accepted(&self) -> bool {
        self.backward_error <= ACCEPTED
    }
}

impl MixedLu {
    /// Factorise the n x n matrix whose column j is written by `fill(j, column)` into a column of zeros:
    /// ⅔n³ flops in single precision, without exchanges of rows.
    ///
    /// `None` where single precision, or elimination without exchanges, is not enough.
    pub fn new(order: usize, fill: impl Fn(usize, &mut [f64]) + Sync) -> Option<Self> {
        let Filled { values: mut factors, largest, .. } = filled(order, fill, |value| value as f32);
        unpivoted::factorise(factors.as_mut());
        let is_stable = unpivoted::check(factors.as_ref(), largest) == Check::Stable;
        is_stable.then_some(MixedLu { factors })
    }

    /// Solve in single precision.
    fn roughly(&self, side: Side, b: &Matrix) -> Matrix {
        let (rows, columns) = b.shape();
        // Columns are scaled so that single precision holds them.
        let scale = |k: usize| {
            let most = b.column(k).iter().fold(0.0_f64, |most, value| most.max(value.abs()));
            if most > 0.0 && most.is_finite() { most } else { 1.0 }
        };
        let scales: Vec<f64> = (0..columns).map(scale).collect();
        let mut low = Mat::<f32>::from_fn(rows, columns, |i, k| (b[(i, k)] / scales[k]) as f32);
        match side {
            Side::Right => unpivoted::solve(self.factors.as_ref(), low.as_mut()),
            Side::Left => unpivoted::solve_transposed(self.factors.as_ref(), low.as_mut()),
        }
        Matrix::from_fn(rows, columns, |i, k| f64::from(low[(i, k)]) * scales[k])
    }

    /// Solve M X = B, or M'X = B, and refine: 2n²k flops in single and as many in double precision for each of
    /// two or three refinements, which are products with the matrix that the factors are of.
    pub fn solve(&self, matrix: Scaled<'_>, side: Side, b: &Matrix) -> Refined {
        let mut solution = self.roughly(side, b);
        let mut refinements = 0;
        let mut before = f64::INFINITY;
        loop {
            let residual = matrix.residual(side, b, &solution);
            refinements += 1;
            let error = residual.error();
            let goes_on = error > ENOUGH && error < 0.5 * before && refinements <= MOST;
            if !goes_on {
                return Refined { solution, backward_error: error, refinements };
            }
            before = error;
            let step = self.roughly(side, &residual.rest);
            solution
                .values_mut()
                .iter_mut()
                .zip(step.values())
                .for_each(|(value, step)| *value += step);
        }
    }
}
