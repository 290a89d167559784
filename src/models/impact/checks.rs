//! Rules that a result must obey.

use std::fmt;

use crate::leontief::LeontiefSystem;
use crate::linalg::{minus, plus};
use crate::models::equilibrium::Equilibrium;
use crate::models::redirection::Conservation;

/// Relative gap up to which a rule holds.
const KEPT: f64 = 1e-9;

/// A rule, and how far the result is from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Check {
    rule: &'static str,
    gap: f64,
}

impl Check {
    pub(super) fn new(rule: &'static str, gap: f64) -> Self {
        Check { rule, gap }
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

pub(super) fn of_resourcing(kept: &Conservation) -> Vec<Check> {
    let gap = (kept.value_added_after - kept.value_added_before).abs();
    let mut checks = vec![];
    if kept.value_added_is_residual {
        let gap = gap / kept.value_added_before.abs();
        checks.push(Check::new("world value added stays", gap));
    }
    checks.push(Check::new("inputs stay, by product and producer", kept.input_gap));
    checks.push(Check::new("final demand stays, by product and buyer", kept.final_demand_gap));
    checks
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
pub(super) fn rows(before: &LeontiefSystem, after: &LeontiefSystem) -> Check {
    let gaps = minus(after.discrepancy(), before.discrepancy());
    let worst = gaps.iter().zip(before.output()).fold(0.0, |worst: f64, (gap, x)| {
        worst.max(gap.abs() / x.abs().max(size(before.output()) / before.order() as f64))
    });
    Check::new("rows balance as before", worst)
}

/// The value added that is lost is that in the sales that stop, by economy.
pub(super) fn exposed(before: &[f64], after: &[f64], exposed: &[f64]) -> Check {
    let lost = minus(before, after);
    let gap = minus(&lost, exposed).iter().fold(0.0, |worst: f64, gap| worst.max(gap.abs()));
    let rule = "the value added lost is that in the sales that stop, each unit once";
    Check::new(rule, gap / size(before))
}

/// Amounts between none and the most there can be.
pub(super) fn within<'a>(
    rule: &'static str,
    amounts: impl Iterator<Item = (&'a f64, &'a f64)>,
) -> Check {
    let mut worst = 0.0_f64;
    let mut most_of_all = f64::MIN_POSITIVE;
    for (amount, most) in amounts {
        worst = worst.max(amount - most).max(-amount);
        most_of_all = most_of_all.max(most.abs());
    }
    Check::new(rule, worst / most_of_all)
}

pub(super) fn of_equilibrium(solved: &Equilibrium, deficits: &[f64]) -> Vec<Check> {
    let pairs = solved.pairs();
    let trade = pairs.real("trade_after").unwrap_or_default();
    let g = deficits.len();
    let all: f64 = size(trade);
    let imbalance = |n: usize| {
        let imports: f64 = (0..g).map(|seller| trade[seller * g + n]).sum();
        let exports: f64 = (0..g).map(|buyer| trade[n * g + buyer]).sum();
        (imports - exports - deficits[n]).abs() / all
    };
    let worst = (0..g).map(imbalance).fold(0.0, f64::max);
    let convergence = solved.convergence();
    let labour = convergence.value(&["after"], "largest_gap").unwrap_or(f64::NAN);
    vec![
        Check::new("labour markets clear", labour),
        Check::new("imports less exports are the deficits asked for", worst),
    ]
}
