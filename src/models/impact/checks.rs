//! Rules that a result must obey.

use std::fmt;

use crate::leontief::LeontiefSystem;
use crate::linalg::{minus, plus};

/// Relative gap up to which a rule holds.
const KEPT: f64 = 1e-9;

/// A rule, and how far the result is from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Check {
    rule: &'static str,
    gap: f64,
}

impl Check {
    /// A rule with its relative gap.
    #[must_use]
    pub fn new(rule: &'static str, gap: f64) -> Self {
        Check { rule, gap }
    }

    /// That amounts are between none and the most there can be.
    #[must_use]
    pub fn within<'a>(
        rule: &'static str,
        amounts: impl Iterator<Item = (&'a f64, &'a f64)>,
    ) -> Self {
        let mut worst = 0.0_f64;
        let mut most_of_all = f64::MIN_POSITIVE;
        for (amount, most) in amounts {
            worst = worst.max(amount - most).max(-amount);
            most_of_all = most_of_all.max(most.abs());
        }
        Check::new(rule, worst / most_of_all)
    }

    /// What must hold.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// The relative gap.
    #[must_use]
    pub fn gap(&self) -> f64 {
        self.gap
    }

    /// Whether it holds, up to a relative 1e-9.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.gap <= KEPT
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (relative gap {:.0e})", self.rule, self.gap)
    }
}

fn sum(values: &[f64]) -> f64 {
    values.iter().sum()
}

fn size(values: &[f64]) -> f64 {
    values.iter().map(|value| value.abs()).sum::<f64>().max(f64::MIN_POSITIVE)
}

/// World value added changes by as much as what is left for final demand, if value added is all
/// that inputs leave.
pub(super) fn accounts(
    base: &LeontiefSystem,
    before: &LeontiefSystem,
    after: &LeontiefSystem,
) -> Option<Check> {
    let left = |system: &LeontiefSystem| {
        sum(&plus(&system.table().final_demand().row_sums(), system.discrepancy()))
    };
    let value_added = sum(after.value_added()) - sum(before.value_added());
    let demand = left(after) - left(before);
    let gap = (value_added - demand).abs() / size(before.value_added());
    base.closes().then(|| Check::new("world value added changes by as much as final demand", gap))
}

/// Rows are as balanced after as they were before.
pub(crate) fn rows_balance(before: &LeontiefSystem, after: &LeontiefSystem) -> Check {
    let gaps = minus(after.discrepancy(), before.discrepancy());
    let worst = gaps.iter().zip(before.output()).fold(0.0, |worst: f64, (gap, x)| {
        worst.max(gap.abs() / x.abs().max(size(before.output()) / before.order() as f64))
    });
    Check::new("rows balance as before", worst)
}
