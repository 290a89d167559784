//! Accuracy of the solution of the linear system.

use super::{Failure, LeontiefSystem};
use crate::linalg::{Lu, Matrix};

/// Numerical quality of a factorisation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Diagnostics {
    /// Condition number ‖I − A‖₁ ‖(I − A)⁻¹‖₁.
    pub condition: f64,
    /// Whether the condition number is exact: it is when A has no negative entry, because
    /// the largest column sum of the inverse is then the largest output multiplier. Otherwise
    /// it is a lower bound.
    pub condition_is_exact: bool,
    /// Largest relative error in recovering output from final demand, |B f⁺ − x| / max |x|.
    pub residual: f64,
    /// Smallest output multiplier; below one only with negative coefficients.
    pub smallest_multiplier: f64,
}

impl Diagnostics {
    /// Decimal digits that results keep in the worst case: 16 less the magnitude of the
    /// condition number.
    #[must_use]
    pub fn digits(&self) -> f64 {
        (-(f64::EPSILON * self.condition.max(1.0)).log10()).clamp(0.0, 16.0)
    }

    /// Whether fewer than eight digits are safe, or the residual says so.
    #[must_use]
    pub fn is_poor(&self) -> bool {
        self.digits() < 8.0 || self.residual > 1e-9 || !self.residual.is_finite()
    }
}

impl LeontiefSystem {
    /// One solve from each side: 4n² flops.
    ///
    /// A non-negative A is productive exactly when (I − A')z = u has a solution with every element
    /// at least one. With negative coefficients the Perron root of |A| decides. Where it is one or
    /// more, the test says nothing, and the table is accepted.
    pub(super) fn diagnose(&self, lu: &Lu) -> Result<Diagnostics, Failure> {
        let n = self.order();
        let (z, x) = (self.table.intermediate(), self.output());
        let mut multipliers = Matrix::from_column(vec![1.0; n]);
        lu.solve_transposed(&mut multipliers);
        let mut signs = true;
        let mut norm = 0.0_f64;
        for j in 0..n {
            let (mut sum, mut least) = (0.0, 0.0_f64);
            if x[j] != 0.0 {
                for &flow in z.column(j) {
                    sum += flow.abs();
                    least = least.min(flow * x[j].signum());
                }
                sum /= x[j].abs();
            }
            let own = if x[j] == 0.0 { 0.0 } else { z[(j, j)] / x[j] };
            norm = norm.max(sum - own.abs() + (1.0 - own).abs());
            signs &= least >= 0.0;
        }
        let smallest = multipliers.column(0).iter().copied().fold(f64::INFINITY, f64::min);
        let largest = multipliers.column(0).iter().fold(0.0_f64, |m, y| m.max(y.abs()));
        let productive = multipliers.column(0).iter().all(|&y| y >= 1.0 - 1e-9);
        if !productive {
            let (root, labels) = self.table.perron_root(x);
            if signs {
                return Err(Failure::NotProductive(root, labels));
            }
        }
        let mut solution: Vec<f64> = x.to_vec();
        let intermediate = self.inputs_for(&Matrix::from_column(x.to_vec()));
        solution.iter_mut().zip(intermediate.column(0)).for_each(|(f, used)| *f -= used);
        let mut solution = Matrix::from_column(solution);
        lu.solve(&mut solution);
        let scale = x.iter().fold(0.0_f64, |m, x| m.max(x.abs())).max(f64::MIN_POSITIVE);
        let residual =
            solution.column(0).iter().zip(x).map(|(a, b)| (a - b).abs()).fold(0.0_f64, f64::max)
                / scale;
        Ok(Diagnostics {
            condition: norm * largest,
            condition_is_exact: signs,
            residual,
            smallest_multiplier: smallest,
        })
    }
}
