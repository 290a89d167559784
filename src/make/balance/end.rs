//! When a balancing ends, and whether it has met its totals.

use super::{Stop, Target};
use crate::error::Error;

/// What rounding may take from a sum of cells, relative to the cells that it adds up …
const ROUNDING_OF_SUMS: f64 = 64.0 * f64::EPSILON;
/// … as far as these are no more than so many times the size of the total.
const MOST_CELLS: f64 = 1e4;

/// What a finished matrix lacks of its totals, if some are missed by more than the tolerance. `after`
/// are the sums of its own positive and absolute negative terms: an iteration may count with
/// multipliers that no cell can be multiplied by.
pub(super) fn missed(
    values: &[f64],
    after: &[(f64, f64)],
    sizes: &[f64],
    stop: &Stop,
) -> Option<Vec<f64>> {
    let gaps: Vec<f64> = values.iter().zip(after).map(|(c, (p, q))| c - (p - q)).collect();
    let is_met = |((gap, (p, q)), size): ((&f64, &(f64, f64)), &f64)| {
        let rounding = ROUNDING_OF_SUMS * (p + q).min(MOST_CELLS * size);
        gap.abs() <= stop.tolerance * size + rounding
    };
    let all = gaps.iter().zip(after).zip(sizes).all(is_met);
    (!all).then_some(gaps)
}

/// The end of a balancing that did not meet its totals.
pub(super) fn unmet(
    method: &'static str,
    sweeps: usize,
    stop: &Stop,
    targets: &[Target],
    gaps: &[f64],
    sizes: &[f64],
) -> Error {
    let relative = |at: usize| gaps[at].abs() / sizes[at];
    let is_unmet = |at: &usize| relative(*at).is_nan() || relative(*at) > stop.tolerance;
    let mut worst: Vec<usize> = (0..targets.len()).filter(is_unmet).collect();
    worst.sort_by(|&a, &b| relative(b).total_cmp(&relative(a)));
    let gap = worst.first().map_or(0.0, |&at| relative(at));
    let lines = worst.iter().map(|&at| targets[at].name()).collect();
    Error::Unbalanced { method, sweeps, gap, lines }
}

/// Whether a gap still falls: by at least a hundredth within so many sweeps.
pub(super) struct Patience {
    best: f64,
    since: usize,
    limit: usize,
}

/// Sweeps without a better gap after which a balancing is given up.
const PATIENCE: usize = 200;

impl Patience {
    /// Before giving up.
    pub fn new() -> Self {
        Patience::of(PATIENCE)
    }

    /// For so many sweeps.
    pub fn of(limit: usize) -> Self {
        Patience { best: f64::INFINITY, since: 0, limit }
    }

    pub fn is_over(&mut self, gap: f64) -> bool {
        if gap < 0.99 * self.best {
            (self.best, self.since) = (gap, 0);
        } else {
            self.since += 1;
        }
        self.since >= self.limit || gap.is_nan()
    }
}
