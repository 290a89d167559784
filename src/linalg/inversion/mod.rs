//! Ways to invert I − A, or to do without the inverse: how long each takes, and how good its result is.
//!
//! An [`Inversion`] is one matrix with its regions. [`Inversion::trial`] times one [`Method`] of one
//! [`Backend`](super::Backend); [`Inversion::judged`] says how far the result is from the true one.
//! `docs/inversion.md` says when which method pays, and why these matrices allow more than others.
//!
//! # References
//! Higham (2002), *Accuracy and Stability of Numerical Algorithms*, 2nd ed., chapters 7 (backward errors,
//! bounds), 9 (growth, matrices without exchanges), 12 (refinement), 14 (residuals of inverses).

mod accuracy;
mod method;
mod trial;

use std::ops::Range;

pub use accuracy::Accuracy;
pub use method::{Asks, Method};
pub use trial::{Shortfall, Trial};

use super::scaled::largest_share;
use super::{Lu, Matrix, Pivoting, Twofold, room, together, twofold_residual};
use crate::error::{Error, Result};

/// Most products n²k in twice the working precision for a reference solution: 99 sides at n = 3,465, the
/// inverse up to n = 1,062; some ten seconds.
const MOST_PRODUCTS: usize = 1_200_000_000;
/// Most corrections of a reference solution.
const CORRECTIONS: usize = 30;
/// Size of a correction, relative to each element, at which a reference solution no longer changes.
const SETTLED: f64 = 1e-20;
/// Largest last correction of a reference solution: beyond the last digit of a double.
const REFERENCE: f64 = 1e-17;

/// A matrix M = I − A with its regions, and what is known of its inverse.
#[derive(Debug)]
pub struct Inversion {
    matrix: Matrix,
    /// A = I − M.
    coefficients: Matrix,
    regions: usize,
    blocks: Vec<Range<usize>>,
    /// A factor in double precision that references and bounds are solved with.
    factor: Option<Lu>,
    /// ‖M⁻¹‖₁ where A ≥ 0 and M⁻¹ ≥ 0.
    multiplier: Option<f64>,
}

/// Right-hand sides, and their solution to more digits than doubles have.
#[derive(Debug)]
pub struct Question {
    /// B.
    pub sides: Matrix,
    reference: Option<Twofold>,
}

impl Inversion {
    /// Prepare a matrix whose regions are rows that follow each other: one factor and two solves.
    ///
    /// # Errors
    /// [`Error::Shape`] where the regions are not the rows of a square matrix; [`Error::Memory`].
    ///
    /// # Examples
    /// ```
    /// use tripole::linalg::Backend;
    /// use tripole::linalg::inversion::{Inversion, Method};
    /// use tripole::Matrix;
    /// let matrix = Matrix::from_rows(&[[0.8, -0.3], [-0.1, 0.6]]);
    /// let inversion = Inversion::new(matrix, &[0..1, 1..2])?;
    /// // ‖M‖₁ = 0.9, and the largest column sum of the inverse is 1.1 / 0.45.
    /// assert!((inversion.condition() - 0.9 * 1.1 / 0.45).abs() < 1e-12);
    /// let question = inversion.question(Method::Inverse.asks(), 1);
    /// let trial = inversion.trial(Backend::Faer, Method::Inverse, &question.sides, 1)?;
    /// let accuracy = inversion.judged(Method::Inverse, &question, &trial.solution);
    /// assert!(accuracy.residual < 1e-15 && accuracy.left_residual < 1e-15);
    /// assert!(accuracy.forward_componentwise <= accuracy.bound_componentwise);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(matrix: Matrix, regions: &[Range<usize>]) -> Result<Self> {
        let order = matrix.rows();
        let covered = regions
            .iter()
            .try_fold(0, |end, rows| (rows.start == end && !rows.is_empty()).then_some(rows.end));
        if matrix.columns() != order || covered != Some(order) {
            let rows = regions.last().map_or(0, |rows| rows.end);
            let (found, expected) = (matrix.shape(), (rows, rows));
            return Err(Error::Shape { what: "a matrix with its regions", found, expected });
        }
        // M, A, their factor, a solution, and what judging takes.
        room("the matrices that are timed", order.saturating_mul(order).saturating_mul(7))?;
        let mut coefficients = Matrix::identity(order);
        let cells = coefficients.values_mut().iter_mut().zip(matrix.values());
        cells.for_each(|(cell, value)| *cell -= value);
        let factor = Lu::by(Pivoting::Partial, &matrix).ok();
        let multiplier = factor.as_ref().and_then(|lu| multiplier(lu, &coefficients));
        let blocks = together(regions.iter().cloned());
        let regions = regions.len();
        Ok(Inversion { matrix, coefficients, regions, blocks, factor, multiplier })
    }

    /// Number of rows n.
    #[must_use]
    pub fn order(&self) -> usize {
        self.matrix.rows()
    }

    /// Number of regions G.
    #[must_use]
    pub fn regions(&self) -> usize {
        self.regions
    }

    /// κ₁ = ‖M‖₁‖M⁻¹‖₁, exactly where A ≥ 0 and M is productive: the norm of the inverse is then the largest
    /// output multiplier. NaN elsewhere.
    #[must_use]
    pub fn condition(&self) -> f64 {
        self.multiplier.map_or(f64::NAN, |multiplier| one_norm(&self.matrix) * multiplier)
    }

    /// Right-hand sides for what a method asks for: so many positive ones, one, or I. Their solution to twice
    /// the working precision comes with them where that takes at most 1.2·10⁹ products n²k: residuals in twice
    /// the working precision, corrected until they change nothing.
    #[must_use]
    pub fn question(&self, asks: Asks, count: usize) -> Question {
        let sides = match asks {
            Asks::Inverse => Matrix::identity(self.order()),
            Asks::Sides => positive_sides(self.order(), count),
            Asks::Side | Asks::Nothing => positive_sides(self.order(), 1),
        };
        let reference = self.reference(&sides);
        Question { sides, reference }
    }

    fn reference(&self, sides: &Matrix) -> Option<Twofold> {
        let factor = self.factor.as_ref()?;
        let products = self.order().checked_pow(2)?.checked_mul(sides.columns())?;
        if products > MOST_PRODUCTS {
            return None;
        }
        let mut solution = sides.clone();
        factor.solve(&mut solution);
        let mut solution = Twofold::of(solution);
        let mut before = f64::INFINITY;
        for _ in 0..CORRECTIONS {
            let mut step = twofold_residual(&self.matrix, &solution, sides);
            factor.solve(&mut step);
            solution.add(&step);
            let change = largest_share(&step, &solution.high);
            let falls = change < 0.5 * before;
            if change <= SETTLED || !falls {
                return (change <= REFERENCE).then_some(solution);
            }
            before = change;
        }
        None
    }
}

/// Positive sides that any program makes anew: ((31 i + 17 k) mod 13 + 1) / 13, rows and columns from zero.
fn positive_sides(order: usize, count: usize) -> Matrix {
    Matrix::from_fn(order, count, |i, k| ((i * 31 + k * 17) % 13 + 1) as f64 / 13.0)
}

/// The largest output multiplier, where A ≥ 0 and every multiplier is at least one.
fn multiplier(factor: &Lu, coefficients: &Matrix) -> Option<f64> {
    let mut multipliers = Matrix::from_column(vec![1.0; coefficients.rows()]);
    factor.solve_transposed(&mut multipliers);
    let values = multipliers.values();
    let productive = values.iter().all(|value| *value >= 1.0 - 1e-9 && value.is_finite());
    let is_known = productive && coefficients.passed_over().least >= 0.0;
    is_known.then(|| values.iter().copied().fold(1.0, f64::max))
}

/// ‖M‖₁.
fn one_norm(matrix: &Matrix) -> f64 {
    let sum = |j: usize| matrix.column(j).iter().map(|value| value.abs()).sum::<f64>();
    (0..matrix.columns()).map(sum).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::Backend;

    /// Columns of A with these sums, more at home in the two regions.
    fn made(order: usize, sum: f64) -> Inversion {
        let half = order / 2;
        let mut a = Matrix::from_fn(order, order, |i, j| {
            let near = if (i < half) == (j < half) { 1.0 } else { 0.1 };
            near * (((i * 37 + j * 61) % 97) as f64 / 97.0).powi(2)
        });
        for j in 0..order {
            let scale = sum / a.column(j).iter().sum::<f64>();
            a.column_mut(j).iter_mut().for_each(|cell| *cell *= scale);
        }
        let matrix = Matrix::identity(order).minus(&a);
        Inversion::new(matrix, &[0..half, half..order]).expect("regions of the rows")
    }

    #[test]
    fn every_method_is_within_its_bound() {
        let inversion = made(60, 0.6);
        for method in Method::ALL {
            let question = inversion.question(method.asks(), 3);
            let trial = inversion.trial(Backend::Faer, method, &question.sides, 1).expect("done");
            let accuracy = inversion.judged(method, &question, &trial.solution);
            assert!(trial.seconds > 0.0 && trial.flops > 0.0, "{method}");
            assert!(accuracy.residual < 1e-13, "{method}: {}", accuracy.residual);
            if method == Method::Product {
                assert!(accuracy.bound_max.is_nan(), "{method}");
                continue;
            }
            assert!(accuracy.backward_normwise <= 1e-13, "{method}");
            assert!(accuracy.forward_max <= accuracy.bound_max, "{method}");
            assert!(accuracy.forward_componentwise <= accuracy.bound_componentwise, "{method}");
        }
    }

    #[test]
    fn a_reference_is_better_than_doubles() {
        let inversion = made(40, 0.999_999);
        assert!(inversion.condition() > 1e5);
        let question = inversion.question(Asks::Sides, 2);
        let reference = question.reference.expect("small enough");
        let rest = twofold_residual(&inversion.matrix, &reference, &question.sides);
        assert!(rest.values().iter().all(|value| value.abs() < 1e-20), "{rest:?}");
        // Doubles alone are further off, and within the bound.
        let trial = inversion
            .trial(Backend::Faer, Method::Solve, &question.sides, 1)
            .expect("a regular matrix");
        let question = inversion.question(Asks::Sides, 2);
        let accuracy = inversion.judged(Method::Solve, &question, &trial.solution);
        assert!(accuracy.forward_max > 1e-16 && accuracy.forward_max <= accuracy.bound_max);
    }

    #[test]
    fn what_has_no_inverse_is_said() {
        let singular = Matrix::from_rows(&[[0.5, -0.5], [-0.5, 0.5]]);
        let inversion = Inversion::new(singular, &[0..1, 1..2]).expect("regions of the rows");
        assert!(inversion.condition().is_nan());
        let question = inversion.question(Asks::Sides, 1);
        for method in [Method::Lu, Method::Unpivoted, Method::Power] {
            let trial = inversion.trial(Backend::Faer, method, &question.sides, 1);
            assert!(trial.is_err(), "{method}");
        }
        let wrong = Inversion::new(Matrix::identity(3), &[0..1, 1..2]);
        assert!(matches!(wrong, Err(Error::Shape { .. })));
    }

    #[test]
    fn exchanges_and_growth_are_counted() {
        // The largest element of every column is below the diagonal.
        let m = Matrix::from_rows(&[[0.1, 1.0, 0.0], [1.0, 0.2, 0.0], [0.0, 0.5, 1.0]]);
        let inversion =
            Inversion::new(m, std::slice::from_ref(&(0..3))).expect("regions of the rows");
        let question = inversion.question(Asks::Nothing, 1);
        for backend in Backend::ALL {
            let trial = inversion.trial(backend, Method::Lu, &question.sides, 1).expect("regular");
            assert_eq!((trial.exchanges, trial.growth), (Some(1), Some(1.0)), "{backend}");
        }
        let trial =
            inversion.trial(Backend::Faer, Method::Unpivoted, &question.sides, 1).expect("regular");
        assert_eq!(trial.exchanges, Some(0));
        assert!(trial.growth.is_some_and(|growth| growth > 9.0), "{:?}", trial.growth);
    }
}
