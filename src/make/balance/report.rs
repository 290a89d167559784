//! What a balancing did.

use super::Target;
use crate::frame::{Frame, Unit};
use crate::linalg::Matrix;

/// One total before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Name of the target.
    pub label: String,
    /// `row`, `column` or `cells`.
    pub kind: &'static str,
    /// The total asked for.
    pub target: f64,
    /// Its standard error.
    pub error: f64,
    /// The total that was used: another one where the target gave way.
    pub used: f64,
    /// The seed's total.
    pub before: f64,
    /// The result's total.
    pub after: f64,
}

/// One cell before and after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Row of the cell.
    pub row: usize,
    /// Column of the cell.
    pub column: usize,
    /// In the seed.
    pub before: f64,
    /// In the result.
    pub after: f64,
}

/// What a balancing did: sweeps, gaps, totals, and what became of zeros and signs.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The algorithm.
    pub method: &'static str,
    /// Sweeps over the matrix; for least squares, steps of the iteration.
    pub sweeps: usize,
    /// Largest gap between a total of the seed and its target, relative to the total's size.
    pub gap_before: f64,
    /// The lines of the result and of the totals used.
    pub gap_after: f64,
    /// Every total, in the order of the targets.
    pub lines: Vec<Line>,
    /// The cells that changed most.
    pub changes: Vec<Change>,
    /// Zero cells of the seed, and how many of the result.
    pub zeros: (usize, usize),
    /// Cells whose sign is another, zeros not counted.
    pub sign_changes: usize,
}

/// What a report is made from.
pub(super) struct Outcome<'a> {
    pub method: &'static str,
    pub sweeps: usize,
    pub seed: &'a Matrix,
    pub matrix: &'a Matrix,
    pub targets: &'a [Target],
    pub values: &'a [f64],
}

/// Cells that a report names.
const CHANGES: usize = 20;

impl Report {
    /// `before` and `after` are the sums of positive and of absolute negative terms.
    pub(super) fn new(
        outcome: &Outcome,
        before: &[(f64, f64)],
        after: &[(f64, f64)],
        sizes: &[f64],
    ) -> Self {
        let line = |(at, target): (usize, &Target)| Line {
            label: target.label.clone(),
            kind: target.sum.kind(),
            target: target.value,
            error: target.error,
            used: outcome.values[at],
            before: before[at].0 - before[at].1,
            after: after[at].0 - after[at].1,
        };
        let lines: Vec<Line> = outcome.targets.iter().enumerate().map(line).collect();
        let worst = |gap: &dyn Fn(&Line) -> f64| {
            let relative = lines.iter().zip(sizes).map(|(line, size)| gap(line).abs() / size);
            relative.fold(0.0, |most: f64, gap| if gap.is_nan() { gap } else { most.max(gap) })
        };
        let (old, new) = (outcome.seed.values(), outcome.matrix.values());
        let zeros = |values: &[f64]| values.iter().filter(|z| **z == 0.0).count();
        Report {
            method: outcome.method,
            sweeps: outcome.sweeps,
            gap_before: worst(&|line| line.target - line.before),
            gap_after: worst(&|line| line.used - line.after),
            changes: changes(outcome.seed, outcome.matrix),
            zeros: (zeros(old), zeros(new)),
            sign_changes: old.iter().zip(new).filter(|(a, b)| **a * **b < 0.0).count(),
            lines,
        }
    }

    /// How many totals the result has as they were asked for.
    #[must_use]
    pub fn met(&self) -> usize {
        self.lines.len() - self.gave_way().count()
    }

    /// The totals that gave way: those that the result does not have as they were asked for,
    /// beyond the tolerance.
    pub fn gave_way(&self) -> impl Iterator<Item = &Line> {
        let moved =
            |line: &&Line| (line.used - line.target).abs() > 1e-8 * line.target.abs().max(1e-8);
        self.lines.iter().filter(moved)
    }

    /// The report as a table `balance` with the keys `kind` and `label`, and the columns
    ///
    /// | column | of a total (`row`, `column`, `cells`) |
    /// |---|---|
    /// | `target`, `error` | the total asked for, and its standard error |
    /// | `used` | the total that the result has to meet: `target`, unless it gave way |
    /// | `before`, `after` | the total of the seed and of the result |
    /// | `gap_before`, `gap_after` | `before` less `target`, `after` less `used` |
    ///
    /// preceded by the lines `sweeps`, `largest_gap` (relative), `zeros`, `sign_changes` and
    /// `gave_way` (counts), and followed by the twenty cells that changed most (`cell`), labelled
    /// by `cell(row, column)`. What a line does not have is empty.
    #[must_use]
    pub fn frame(&self, cell: impl Fn(usize, usize) -> String) -> Frame {
        const NONE: f64 = f64::NAN;
        let mut kinds: Vec<&str> = vec![];
        let mut labels: Vec<String> = vec![];
        let mut numbers: Vec<[f64; 5]> = vec![];
        let mut units: Vec<Unit> = vec![];
        let mut add = |kind, label: String, values: [f64; 5]| {
            kinds.push(kind);
            labels.push(label);
            numbers.push(values);
            units.push(match kind {
                "largest_gap" => Unit::Residual,
                "sweeps" | "zeros" | "sign_changes" | "gave_way" => Unit::Count,
                // The matrix does not say what its amounts are of.
                _ => Unit::quantity(""),
            });
        };
        let gave_way = self.gave_way().count() as f64;
        for (kind, before, after) in [
            ("sweeps", NONE, self.sweeps as f64),
            ("largest_gap", self.gap_before, self.gap_after),
            ("zeros", self.zeros.0 as f64, self.zeros.1 as f64),
            ("sign_changes", NONE, self.sign_changes as f64),
            ("gave_way", NONE, gave_way),
        ] {
            add(kind, self.method.to_owned(), [NONE, NONE, NONE, before, after]);
        }
        for line in &self.lines {
            let values = [line.target, line.error, line.used, line.before, line.after];
            add(line.kind, line.label.clone(), values);
        }
        for change in &self.changes {
            let values = [NONE, NONE, NONE, change.before, change.after];
            add("cell", cell(change.row, change.column), values);
        }
        let column = |of: &dyn Fn(&[f64; 5]) -> f64| numbers.iter().map(of).collect::<Vec<f64>>();
        let unit = || Unit::Each(units.as_slice().into());
        Frame::new("balance", kinds.len())
            .with_text("kind", &kinds)
            .with_text("label", &labels)
            .with_indicator("target", unit(), column(&|v| v[0]))
            .with_indicator("error", unit(), column(&|v| v[1]))
            .with_indicator("used", unit(), column(&|v| v[2]))
            .with_indicator("before", unit(), column(&|v| v[3]))
            .with_indicator("after", unit(), column(&|v| v[4]))
            .with_indicator("gap_before", unit(), column(&|v| v[3] - v[0]))
            .with_indicator("gap_after", unit(), column(&|v| v[4] - v[2]))
    }
}

/// The cells with the largest absolute change, largest first.
fn changes(seed: &Matrix, matrix: &Matrix) -> Vec<Change> {
    let mut largest: Vec<Change> = Vec::with_capacity(2 * CHANGES);
    let mut least = 0.0;
    for column in 0..seed.columns() {
        for (row, (&before, &after)) in
            seed.column(column).iter().zip(matrix.column(column)).enumerate()
        {
            if (after - before).abs() > least {
                largest.push(Change { row, column, before, after });
                if largest.len() == 2 * CHANGES {
                    least = shorten(&mut largest);
                }
            }
        }
    }
    shorten(&mut largest);
    largest
}

/// Keep the largest, and say how large the least of them is.
fn shorten(changes: &mut Vec<Change>) -> f64 {
    let size = |change: &Change| (change.after - change.before).abs();
    changes.sort_by(|a, b| size(b).total_cmp(&size(a)));
    changes.truncate(CHANGES);
    changes.last().map_or(0.0, size)
}
