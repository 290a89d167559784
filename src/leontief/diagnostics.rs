//! Accuracy of the solution of the linear system.

use rayon::prelude::*;

use super::LeontiefSystem;
use super::solving::Failure;
use crate::error::Result;
use crate::linalg::{Matrix, Side, is_productive};
use crate::table::{EconomyId, Partition};

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
        digits(self.condition)
    }

    /// Whether fewer than eight digits are safe, or the residual says so.
    #[must_use]
    pub fn is_poor(&self) -> bool {
        self.digits() < SAFE_DIGITS || self.residual > 1e-9 || !self.residual.is_finite()
    }
}

/// Digits that are enough for every use that results are put to.
const SAFE_DIGITS: f64 = 8.0;

fn digits(condition: f64) -> f64 {
    (-(f64::EPSILON * condition.max(1.0)).log10()).clamp(0.0, 16.0)
}

/// The economy whose own inputs lead round and round with the least loss.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalDiagnostics {
    /// The economy s with the largest condition number.
    pub economy: EconomyId,
    /// Its condition number ‖I − A_ss‖₁ ‖L_s‖₁; a lower bound where coefficients are negative.
    pub condition: f64,
}

impl LocalDiagnostics {
    /// Decimal digits that local inverses keep in the worst case.
    #[must_use]
    pub fn digits(&self) -> f64 {
        digits(self.condition)
    }

    /// Whether fewer than eight digits are safe.
    #[must_use]
    pub fn is_poor(&self) -> bool {
        self.digits() < SAFE_DIGITS
    }
}

impl LeontiefSystem {
    /// The worst conditioned of the local factors, which measures that need no global factor are made
    /// of: Σ (⅔n_s³ + 2n_s²) flops. `None` for a table without economies.
    ///
    /// # Errors
    /// As [`LeontiefSystem::local_factor`]; [`Error::OtherTable`](crate::Error::OtherTable).
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let partition = Partition::regions(system.table().index());
    /// // One sector alone: |1 − a| / |1 − a|.
    /// let worst = system.local_diagnostics(&partition)?.ok_or("there are economies")?;
    /// assert!((worst.condition - 1.0).abs() < 1e-12 && !worst.is_poor());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn local_diagnostics(&self, partition: &Partition) -> Result<Option<LocalDiagnostics>> {
        let all = partition.chosen(&[]);
        let conditions = self.visit_local(partition, &all, |rows, factor| {
            let mut multipliers = Matrix::from_column(vec![1.0; rows.len()]);
            factor.solve_transposed(&mut multipliers);
            Ok(self.norm_of(rows) * largest(multipliers.column(0)))
        })?;
        let found = all.into_iter().zip(conditions);
        let each = found.map(|(economy, condition)| LocalDiagnostics { economy, condition });
        Ok(each.max_by(|a, b| a.condition.total_cmp(&b.condition)))
    }

    /// ‖I − A_SS‖₁.
    fn norm_of(&self, rows: &[usize]) -> f64 {
        let block = self.coefficients(rows, rows);
        let of_column = |k: usize| -> f64 {
            let cells = block.column(k).iter().enumerate();
            cells.map(|(i, a)| if i == k { (1.0 - a).abs() } else { a.abs() }).sum()
        };
        (0..rows.len()).map(of_column).fold(0.0, f64::max)
    }

    /// One solve from each side: 4n² flops.
    ///
    /// A non-negative A is productive exactly when (I − A')z = u has a solution with every element
    /// at least one. With negative coefficients the Perron root of |A| decides. Where it is one or
    /// more, the test says nothing, and the table is accepted.
    pub(super) fn diagnose(
        &self,
        solve: impl Fn(Side, Matrix) -> Matrix,
    ) -> std::result::Result<Diagnostics, Failure> {
        let n = self.order();
        let (z, x) = (self.table.intermediate(), self.output());
        let multipliers = solve(Side::Left, Matrix::from_column(vec![1.0; n]));
        // ‖(I − A)_j‖₁, and whether no coefficient is negative.
        let of_column = |j: usize| {
            if x[j] == 0.0 {
                return (1.0, true);
            }
            let (mut sum, mut least) = (0.0, 0.0_f64);
            for &flow in z.column(j) {
                sum += flow.abs();
                least = least.min(flow * x[j].signum());
            }
            let own = z[(j, j)] / x[j];
            (sum / x[j].abs() - own.abs() + (1.0 - own).abs(), least >= 0.0)
        };
        let larger = |a: (f64, bool), b: (f64, bool)| (a.0.max(b.0), a.1 && b.1);
        let (norm, signs) = (0..n).into_par_iter().map(of_column).reduce(|| (0.0, true), larger);
        let smallest = multipliers.column(0).iter().copied().fold(f64::INFINITY, f64::min);
        let largest = largest(multipliers.column(0));
        let productive = is_productive(multipliers.column(0));
        if !productive {
            let (root, labels) = self.table.perron_root(x);
            if signs {
                return Err(Failure::NotProductive(root, labels));
            }
        }
        let mut solution: Vec<f64> = x.to_vec();
        let intermediate = self.inputs_for(&Matrix::from_column(x.to_vec()));
        solution.iter_mut().zip(intermediate.column(0)).for_each(|(f, used)| *f -= used);
        let solution = solve(Side::Right, Matrix::from_column(solution));
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

/// Largest absolute value; infinite if some is no number.
fn largest(values: &[f64]) -> f64 {
    let larger = |most: f64, y: &f64| if y.is_nan() { f64::INFINITY } else { most.max(y.abs()) };
    values.iter().fold(0.0, larger)
}
