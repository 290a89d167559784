//! Targets sorted by what they are over, and what stands against them.

use std::collections::{HashMap, HashSet};

use super::{Sum, Target, Term};
use crate::error::{Error, Result};
use crate::linalg::Matrix;

/// Row and column totals whose sums differ by less than this share of them differ by rounding.
const ROUNDING: f64 = 1e-9;

/// Positions of the targets of every row and column, and of the sets of cells.
pub(super) struct TargetPlaces {
    pub rows: Vec<Option<usize>>,
    pub columns: Vec<Option<usize>>,
    pub sets: Vec<usize>,
}

impl TargetPlaces {
    pub fn new((rows, columns): (usize, usize), targets: &[Target]) -> Result<Self> {
        let mut lines =
            TargetPlaces { rows: vec![None; rows], columns: vec![None; columns], sets: vec![] };
        for (position, target) in targets.iter().enumerate() {
            let range =
                |what, value| Err(Error::Range { what, value, expected: "a finite number" });
            if !target.value.is_finite() {
                return range("a total", target.value);
            }
            if !target.error.is_finite() || target.error < 0.0 {
                let (what, value) = ("the standard error of a total", target.error);
                return Err(Error::Range { what, value, expected: "a number of zero or more" });
            }
            let outside = |found| Error::Shape {
                what: "the matrix of a total",
                found,
                expected: (rows, columns),
            };
            let slot = match &target.sum {
                Sum::Row(row) => {
                    lines.rows.get_mut(*row).ok_or_else(|| outside((row + 1, columns)))
                }
                Sum::Column(column) => {
                    lines.columns.get_mut(*column).ok_or_else(|| outside((rows, column + 1)))
                }
                Sum::Cells(terms) => {
                    check_terms(terms, &target.label, outside, (rows, columns))?;
                    lines.sets.push(position);
                    continue;
                }
            }?;
            if slot.replace(position).is_some() {
                return Err(Error::Label { label: target.label.clone() });
            }
        }
        Ok(lines)
    }

    /// Sums of the positive and of the absolute negative terms of every target; one pass.
    pub fn parts(&self, matrix: &Matrix, targets: &[Target]) -> Vec<(f64, f64)> {
        let mut parts = vec![(0.0, 0.0); targets.len()];
        let mut add = |at: Option<usize>, value: f64| {
            if let Some(at) = at {
                let part = if value > 0.0 { &mut parts[at].0 } else { &mut parts[at].1 };
                *part += value.abs();
            }
        };
        for (j, &of_column) in self.columns.iter().enumerate() {
            for (&value, &of_row) in matrix.column(j).iter().zip(&self.rows) {
                add(of_row, value);
                add(of_column, value);
            }
        }
        for &position in &self.sets {
            let Sum::Cells(terms) = &targets[position].sum else { continue };
            terms.iter().for_each(|t| add(Some(position), t.weight * matrix[(t.row, t.column)]));
        }
        parts
    }
}

fn check_terms(
    terms: &[Term],
    label: &str,
    outside: impl Fn((usize, usize)) -> Error,
    (rows, columns): (usize, usize),
) -> Result<()> {
    if let Some(term) = terms.iter().find(|t| t.row >= rows || t.column >= columns) {
        return Err(outside((term.row + 1, term.column + 1)));
    }
    if let Some(term) = terms.iter().find(|t| !t.weight.is_finite()) {
        let (what, value) = ("the weight of a cell", term.weight);
        return Err(Error::Range { what, value, expected: "a finite number" });
    }
    let mut places: Vec<(usize, usize)> = terms.iter().map(|t| (t.column, t.row)).collect();
    places.sort_unstable();
    places.dedup();
    if places.len() < terms.len() { Err(Error::Label { label: label.to_owned() }) } else { Ok(()) }
}

/// What every gap is relative to; see [`Stop::tolerance`](super::Stop::tolerance).
pub(super) fn sizes(values: &[f64], parts: &[(f64, f64)]) -> Vec<f64> {
    let mean = values.iter().map(|c| c.abs()).sum::<f64>() / values.len().max(1) as f64;
    let floor = if mean > 0.0 { mean.min(1.0) } else { 1.0 };
    values.iter().zip(parts).map(|(c, (p, q))| c.abs().max(floor).max(1e-4 * (p + q))).collect()
}

/// Refuse totals that multiplying cells by positive numbers cannot reach.
pub(super) fn refuse_out_of_reach(
    targets: &[Target],
    values: &[f64],
    parts: &[(f64, f64)],
) -> Result<()> {
    let all_zero = |c: f64, (p, q): (f64, f64)| p == 0.0 && q == 0.0 && c != 0.0;
    refuse(targets, values, parts, all_zero, ALL_ZERO)?;
    let positive = |c: f64, (p, q): (f64, f64)| p > 0.0 && q == 0.0 && c <= 0.0;
    refuse(targets, values, parts, positive, ONLY_POSITIVE)?;
    let negative = |c: f64, (p, q): (f64, f64)| p == 0.0 && q > 0.0 && c >= 0.0;
    refuse(targets, values, parts, negative, ONLY_NEGATIVE)
}

/// What is wrong, and what to do about it.
type Refusal = (&'static str, &'static str);

pub(super) const ALL_ZERO: Refusal = (
    "all cells are zero, but not the total of",
    "zero cells stay zero: put a seed above zero into these lines, or leave their totals out",
);
const ONLY_POSITIVE: Refusal = (
    "all cells are positive or zero, but not the total of",
    "signs stay: a total of zero or less needs a negative cell. Set the cells to zero in the table, or \
     leave these totals out",
);
const ONLY_NEGATIVE: Refusal = (
    "all cells are negative or zero, but not the total of",
    "signs stay: a total of zero or more needs a positive cell. Put one into the table, or leave these \
     totals out",
);

/// Refuse the targets for which `wrong(c, (p, q))`, by name.
pub(super) fn refuse(
    targets: &[Target],
    values: &[f64],
    parts: &[(f64, f64)],
    wrong: impl Fn(f64, (f64, f64)) -> bool,
    (problem, remedy): Refusal,
) -> Result<()> {
    let each = targets.iter().zip(values).zip(parts);
    let lines: Vec<String> = each
        .filter(|((_, c), parts)| wrong(**c, **parts))
        .map(|((target, c), _)| format!("{} = {c}", target.name()))
        .collect();
    let remedy = remedy.into();
    if lines.is_empty() { Ok(()) } else { Err(Error::Impossible { problem, lines, remedy }) }
}

/// The totals with rows and columns that add up to the same amount, c ± τ² (Σu − Σt)/Στ²: the
/// least squares change, borne by the totals with a standard error. Where some line with cells is
/// free there is nothing to reconcile, but its signs must be able to take up the rest. A difference of rounding is borne by the columns in
/// proportion to their size.
pub(super) fn reconciled(
    lines: &TargetPlaces,
    targets: &[Target],
    parts: &[(f64, f64)],
    seed: &Matrix,
) -> Result<Vec<f64>> {
    let mut values: Vec<f64> = targets.iter().map(|t| t.value).collect();
    let free = Free::new(lines, seed);
    let given = |of: &[Option<usize>]| -> Vec<usize> {
        let with_cells = |at: &usize| parts[*at].0 + parts[*at].1 > 0.0;
        of.iter().flatten().copied().filter(with_cells).collect()
    };
    let (rows, columns) = (given(&lines.rows), given(&lines.columns));
    let sum = |of: &[usize], f: &dyn Fn(usize) -> f64| of.iter().map(|&at| f(at)).sum::<f64>();
    let (u, t) = (sum(&rows, &|at| values[at]), sum(&columns, &|at| values[at]));
    if free.rows.is_some() || free.columns.is_some() {
        refuse_rest_out_of_reach("columns", free.rows, free.columns, u - t)?;
        refuse_rest_out_of_reach("rows", free.columns, free.rows, t - u)?;
        return Ok(values);
    }
    let size = |at: usize| targets[at].value.abs();
    let (row_size, column_size) = (sum(&rows, &size), sum(&columns, &size));
    let variance = |at: usize| targets[at].error.powi(2);
    let whole = sum(&rows, &variance) + sum(&columns, &variance);
    if whole > 0.0 {
        rows.iter().for_each(|&at| values[at] -= (u - t) * variance(at) / whole);
        columns.iter().for_each(|&at| values[at] += (u - t) * variance(at) / whole);
    } else if (u - t).abs() <= ROUNDING * row_size.max(column_size) && column_size > 0.0 {
        columns.iter().for_each(|&at| values[at] += (u - t) * size(at) / column_size);
    } else if u != t {
        return Err(Error::SumsDiffer { rows: u, columns: t });
    }
    Ok(values)
}

/// Positive and absolute negative cells of the rows without a total, and of the columns; `None`
/// where every line with cells has one.
struct Free {
    rows: Option<(f64, f64)>,
    columns: Option<(f64, f64)>,
}

impl Free {
    fn new(lines: &TargetPlaces, seed: &Matrix) -> Self {
        let mut free = [(0.0, 0.0); 2];
        for (j, of_column) in lines.columns.iter().enumerate() {
            for (z, of_row) in seed.column(j).iter().zip(&lines.rows) {
                for (side, at) in free.iter_mut().zip([of_row, of_column]) {
                    if at.is_none() {
                        side.0 += z.max(0.0);
                        side.1 += (-z).max(0.0);
                    }
                }
            }
        }
        let some = |(p, q): (f64, f64)| (p + q > 0.0).then_some((p, q));
        Free { rows: some(free[0]), columns: some(free[1]) }
    }
}

/// Where every line across has a total, the lines without one are left with the rest.
fn refuse_rest_out_of_reach(
    which: &'static str,
    across: Option<(f64, f64)>,
    free: Option<(f64, f64)>,
    rest: f64,
) -> Result<()> {
    let (None, Some((p, q))) = (across, free) else { return Ok(()) };
    let problem = match (p > 0.0, q > 0.0) {
        (true, false) if rest <= 0.0 => {
            "only positive cells are in the lines without a total, but the others leave for them"
        }
        (false, true) if rest >= 0.0 => {
            "only negative cells are in the lines without a total, but the others leave for them"
        }
        _ => return Ok(()),
    };
    let lines = vec![format!("all {which} without a total = {rest}")];
    let remedy = "leave more totals out, so that other lines can take up the rest".into();
    Err(Error::Impossible { problem, lines, remedy })
}

/// Refuse what is no number in the seed.
pub(super) fn refuse_not_finite(seed: &Matrix) -> Result<()> {
    match seed.values().iter().find(|z| !z.is_finite()) {
        Some(&value) => {
            Err(Error::Range { what: "a cell of the seed", value, expected: "a finite number" })
        }
        None => Ok(()),
    }
}

/// Refuse totals of the same cells that must be met and are not the same amount. Zero cells count for
/// nothing.
pub(super) fn refuse_contradictions(
    lines: &TargetPlaces,
    targets: &[Target],
    seed: &Matrix,
) -> Result<()> {
    if lines.sets.is_empty() {
        return Ok(());
    }
    let of_sets: HashSet<usize> =
        lines.sets.iter().map(|&at| cells(&targets[at].sum, seed).len()).collect();
    let mut known: HashMap<Vec<(usize, usize, u64)>, usize> = HashMap::new();
    for (at, target) in targets.iter().enumerate().filter(|(_, target)| target.error == 0.0) {
        let own = cells(&target.sum, seed);
        if own.is_empty() || !of_sets.contains(&own.len()) {
            continue;
        }
        let first = &targets[*known.entry(own).or_insert(at)];
        let size = first.value.abs().max(target.value.abs());
        if (first.value - target.value).abs() > ROUNDING * size {
            let line = |target: &Target| format!("{} = {}", target.name(), target.value);
            return Err(Error::Impossible {
                problem: "totals of the same cells contradict each other",
                lines: vec![line(first), line(target)],
                remedy:
                    "leave one of them out, or give the one that may give way a standard error \
                         (column `error`)"
                        .into(),
            });
        }
    }
    Ok(())
}

/// Column, row and weight of the cells of a total that are not zero.
fn cells(sum: &Sum, seed: &Matrix) -> Vec<(usize, usize, u64)> {
    let one = 1.0_f64.to_bits();
    let mut cells: Vec<(usize, usize, u64)> = match sum {
        Sum::Row(row) => (0..seed.columns()).map(|j| (j, *row, one)).collect(),
        Sum::Column(column) => (0..seed.rows()).map(|i| (*column, i, one)).collect(),
        Sum::Cells(terms) => terms.iter().map(|t| (t.column, t.row, t.weight.to_bits())).collect(),
    };
    cells.retain(|&(column, row, _)| seed[(row, column)] != 0.0);
    cells.sort_unstable();
    cells
}

/// A number p·r − q/r = u for p, q of zero or more, by the form without cancellation:
/// r = (u + √(u² + 4pq)) / 2p for u ≥ 0, 2q / (√(u² + 4pq) − u) for u < 0; −q/u where p = 0, u/p where
/// q = 0, one where both are.
pub(super) fn multiplier(u: f64, p: f64, q: f64) -> f64 {
    if p == 0.0 {
        return if q == 0.0 { 1.0 } else { -q / u };
    }
    if q == 0.0 {
        return u / p;
    }
    let root = u.hypot(2.0 * p.sqrt() * q.sqrt());
    if u >= 0.0 { (u + root) / (2.0 * p) } else { 2.0 * q / (root - u) }
}

#[cfg(test)]
mod tests {
    use super::multiplier;

    #[test]
    fn multipliers_reach_their_totals() {
        for (u, p, q) in [(3.0, 2.0, 0.5), (-3.0, 2.0, 0.5), (0.0, 4.0, 1.0), (1e9, 1.0, 1e-9)] {
            let r = multiplier(u, p, q);
            assert!(
                r > 0.0 && (p * r - q / r - u).abs() <= 1e-15 * u.abs().max(4.0),
                "{u} {p} {q}"
            );
        }
        assert_eq!(multiplier(-2.0, 0.0, 4.0), 2.0);
        assert_eq!((multiplier(6.0, 2.0, 0.0), multiplier(0.0, 0.0, 0.0)), (3.0, 1.0));
        // u + √ would lose every digit here.
        let r = multiplier(-1e9, 1.0, 1.0);
        assert!((r * 1e9 - 1.0).abs() < 1e-15);
    }
}
