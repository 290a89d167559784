//! How good a solution is.

use super::{Inversion, Method, Question, largest_share, positive_sides};
use crate::linalg::Matrix;

/// Half the distance from one to the next double.
const UNIT: f64 = 0.5 * f64::EPSILON;

/// How far a solution X of M X = B, or an inverse X with B = I, is from the true one. What is not known is NaN.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    /// max |B − M X|; of a product P of M with itself, max |P r − M (M r)| for a vector r.
    pub residual: f64,
    /// max |I − X M| of an inverse.
    pub left_residual: f64,
    /// max |B − M X| / (|M||X| + |B|), element by element: the least relative change of the elements of M and B
    /// that makes X exact (Oettli and Prager 1964; Higham 2002, theorem 7.3).
    pub backward_componentwise: f64,
    /// max ‖b − M x‖ / (‖M‖‖x‖ + ‖b‖) over sides, in the norm of largest sums (Rigal and Gaches 1967; Higham 2002,
    /// theorem 7.1).
    pub backward_normwise: f64,
    /// max |x − x*| / max |x*| over sides, against the reference solution x*.
    pub forward_max: f64,
    /// max |x − x*| / |x*|, element by element.
    pub forward_componentwise: f64,
    /// What [`Accuracy::forward_max`] cannot exceed where A ≥ 0: M⁻¹(|r| + γ(|M||x| + |b|)), γ = (n + 3)u, over
    /// max |x|.
    pub bound_max: f64,
    /// The same over |x|, element by element.
    pub bound_componentwise: f64,
}

impl Accuracy {
    /// Nothing is known.
    const UNKNOWN: Accuracy = Accuracy {
        residual: f64::NAN,
        left_residual: f64::NAN,
        backward_componentwise: f64::NAN,
        backward_normwise: f64::NAN,
        forward_max: f64::NAN,
        forward_componentwise: f64::NAN,
        bound_max: f64::NAN,
        bound_componentwise: f64::NAN,
    };
}

impl Inversion {
    /// How good a solution is: two products of 2n²k flops, one more of an inverse, and a solve for the bound.
    ///
    /// For A ≥ 0 the inverse is not negative, so that |x − x*| ≤ M⁻¹|b − M x| holds element by element; the residual
    /// r that is computed is off by γ(|M||x| + |b|) at most (Higham 2002, sections 3.5 and 7.2). The bound is solved
    /// for in double precision: it is itself right to some digits, which is more than is read of it. It is relative to
    /// x less the bound, so that it holds for errors relative to the true x*.
    ///
    /// # Panics
    /// If the solution is not of the shape of the sides, or of the matrix.
    #[must_use]
    pub fn judged(&self, method: Method, question: &Question, solution: &Matrix) -> Accuracy {
        if method == Method::Product {
            return Accuracy { residual: self.residual_of_product(solution), ..Accuracy::UNKNOWN };
        }
        let Question { sides, reference } = question;
        let rest = sides.minus(&self.matrix.times(solution));
        let sizes = absolute(&self.matrix);
        let mut scale = sizes.times(&absolute(solution));
        let cells = scale.values_mut().iter_mut().zip(sides.values());
        cells.for_each(|(cell, b)| *cell += b.abs());
        let mut found = Accuracy {
            residual: largest(rest.values()),
            backward_componentwise: largest_share(&rest, &scale),
            backward_normwise: normwise(&sizes, solution, sides, &rest),
            ..Accuracy::UNKNOWN
        };
        if matches!(method, Method::Inverse | Method::Jordan) {
            found.left_residual = largest(
                Matrix::identity(self.order()).minus(&solution.times(&self.matrix)).values(),
            );
        }
        if let Some(reference) = reference {
            let mut off = solution.minus(&reference.high);
            let cells = off.values_mut().iter_mut().zip(reference.low.values());
            cells.for_each(|(off, low)| *off -= low);
            found.forward_max = over_largest(&off, &reference.high);
            found.forward_componentwise = largest_share(&off, &reference.high);
        }
        if let (Some(_), Some(factor)) = (self.multiplier, &self.factor) {
            let gamma = (self.order() as f64 + 3.0) * UNIT;
            let mut bound = absolute(&rest);
            let cells = bound.values_mut().iter_mut().zip(scale.values());
            cells.for_each(|(cell, scale)| *cell += gamma * scale);
            factor.solve(&mut bound);
            let mut least = absolute(solution);
            let cells = least.values_mut().iter_mut().zip(bound.values());
            cells.for_each(|(x, bound)| *x = (*x - bound).max(0.0));
            found.bound_max = over_largest(&bound, &least);
            found.bound_componentwise = largest_share(&bound, &least);
        }
        found
    }

    fn residual_of_product(&self, product: &Matrix) -> f64 {
        let sides = positive_sides(self.order(), 1);
        product.residual(&sides, &self.matrix.times(&self.matrix.times(&sides)))
    }
}

fn absolute(matrix: &Matrix) -> Matrix {
    let mut out = matrix.clone();
    out.values_mut().iter_mut().for_each(|value| *value = value.abs());
    out
}

/// The largest absolute value; infinite if some is no number.
fn largest(values: &[f64]) -> f64 {
    let larger = |most: f64, y: &f64| if y.is_nan() { f64::INFINITY } else { most.max(y.abs()) };
    values.iter().fold(0.0, larger)
}

/// The largest max |a| / max |b| of their columns.
fn over_largest(a: &Matrix, b: &Matrix) -> f64 {
    let of_column = |k: usize| largest(a.column(k)) / largest(b.column(k));
    (0..a.columns()).map(of_column).fold(0.0, f64::max)
}

fn normwise(sizes: &Matrix, x: &Matrix, b: &Matrix, rest: &Matrix) -> f64 {
    let norm = largest(&sizes.row_sums());
    let of_side =
        |k: usize| largest(rest.column(k)) / (norm * largest(x.column(k)) + largest(b.column(k)));
    (0..b.columns()).map(of_side).fold(0.0, f64::max)
}
