//! One total after the other, where totals may contradict each other.

use rayon::prelude::*;

use super::end::{Patience, missed, unmet};
use super::report::{Outcome, Report};
use super::targets::{
    TargetPlaces, multiplier, reconciled, refuse_contradictions, refuse_not_finite,
    refuse_out_of_reach, sizes,
};
use super::{Balanced, Step, Stop, Sum, Target, Term};
use crate::error::{Error, Result};
use crate::linalg::Matrix;

/// Cyclic scaling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scaling {
    /// Share of its gap by which the least certain target moves each time that totals contradict
    /// each other; from above 0 to 1.
    pub relax: f64,
    /// When to stop.
    pub stop: Stop,
}

impl Default for Scaling {
    /// Half the gap.
    fn default() -> Self {
        Scaling { relax: 0.5, stop: Stop::default() }
    }
}

/// A sweep that lowers the gaps by less than this share of them has not lowered them: only a
/// contradiction is left.
const STALLED: f64 = 1e-6;
/// Nor have so many sweeps that lower the largest gap by less than a hundredth.
const CREEPING: usize = 50;

/// The seed scaled to one total after the other - rows, then columns, then sets of cells - until
/// all are met; where they contradict each other, uncertain totals give way to reliable ones.
///
/// Each total Σ g z = c multiplies its positive terms by r and divides its negative ones by it, r
/// as in [`gras`](super::gras). Its gap is measured at its turn, before its own scaling. When
/// neither the largest gap of a sweep nor the sum of all falls any more, or the largest has hardly
/// fallen for fifty sweeps, the totals contradict each other: then every target moves by relax · τ/max τ of its own gap towards the
/// matrix, max τ over the targets that have not settled. Reliable targets (τ near zero) hold,
/// the others settle where they agree. Without contradiction, and for rows and columns alone, the
/// result is that of [`gras`](super::gras).
///
/// Cost: one pass over the matrix per sweep, in parallel by column, and a few flops per term of the
/// sets, one after the other.
///
/// # Errors
/// As [`gras`](super::gras), but sums may differ if some target has a standard error;
/// [`Error::Range`] for `relax`.
///
/// # Examples
/// ```
/// use tripole::Matrix;
/// use tripole::make::balance::{Scaling, Sum, Target, Term, scaling};
/// let seed = Matrix::from_rows(&[[4.0, 1.0], [2.0, 3.0]]);
/// let diagonal = [0, 1].map(|k| Term { row: k, column: k, weight: 1.0 }).to_vec();
/// let targets = [Target::exact("diagonal", Sum::Cells(diagonal), 14.0)];
/// let z = scaling(&seed, &targets, &Scaling::default(), &mut |_| ())?.matrix;
/// assert!((z[(0, 0)] - 8.0).abs() < 1e-8 && (z[(1, 1)] - 6.0).abs() < 1e-8);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// In the manner of KRAS (Lenzen, Gallego and Wood 2009), whose rule for moving targets differs:
/// theirs moves single targets by a step of their standard error.
pub fn scaling(
    seed: &Matrix,
    targets: &[Target],
    options: &Scaling,
    progress: &mut dyn FnMut(Step),
) -> Result<Balanced> {
    refuse_not_finite(seed)?;
    if !(options.relax > 0.0 && options.relax <= 1.0) {
        let (what, value) = ("the relaxation", options.relax);
        return Err(Error::Range { what, value, expected: "a number above 0, at most 1" });
    }
    let stop = &options.stop;
    let lines = TargetPlaces::new(seed.shape(), targets)?;
    refuse_contradictions(&lines, targets, seed)?;
    let before = lines.parts(seed, targets);
    let least_certain = targets.iter().fold(0.0, |most: f64, t| most.max(t.error));
    let mut values: Vec<f64> = targets.iter().map(|t| t.value).collect();
    if least_certain == 0.0 {
        values = reconciled(&lines, targets, &before, seed)?;
    }
    refuse_out_of_reach(targets, &values, &before)?;
    let sizes = sizes(&values, &before);
    let mut state = State::new(seed, &lines);
    let (mut patience, mut creeping, mut sweep) = (Patience::new(), Patience::of(CREEPING), 0);
    // Without a contradiction the sum of gaps falls in every sweep, with one it may stand still from
    // the start, while the largest falls to where the contradiction alone is left.
    let mut last = (f64::INFINITY, f64::INFINITY);
    let after = loop {
        sweep += 1;
        let gaps = state.sweep(&lines, targets, &values);
        let relative = gaps.iter().zip(&sizes).map(|(gap, size)| gap.abs() / size);
        let worst = relative.fold(0.0, |w: f64, gap| if gap.is_nan() { gap } else { w.max(gap) });
        progress(Step { sweep, gap: worst, tolerance: stop.tolerance });
        let mut lacking = None;
        if worst <= stop.tolerance {
            // Each gap is from before its own turn: later turns may have moved it again.
            let after = lines.parts(&state.matrix, targets);
            lacking = missed(&values, &after, &sizes, stop);
            if lacking.is_none() {
                break after;
            }
        }
        if sweep >= stop.sweeps || patience.is_over(worst) {
            let gaps = lacking.as_ref().unwrap_or(&gaps);
            return Err(unmet("scaling", sweep, stop, targets, gaps, &sizes));
        }
        let (sum, largest) = gaps
            .iter()
            .fold((0.0, 0.0_f64), |(sum, largest), gap| (sum + gap.abs(), largest.max(gap.abs())));
        let stalled = |now: f64, before: f64| now > (1.0 - STALLED) * before;
        let stands_still = stalled(sum, last.0) && stalled(largest, last.1);
        // The first sweep begins with lines that nothing has scaled yet.
        if sweep > 2 && least_certain > 0.0 && (creeping.is_over(largest) || stands_still) {
            give_way(&mut values, (&gaps, &sizes), targets, options);
            creeping = Patience::of(CREEPING);
        }
        last = (sum, largest);
    };
    let matrix = state.matrix;
    let method = "scaling";
    let outcome =
        Outcome { method, sweeps: sweep, seed, matrix: &matrix, targets, values: &values };
    let report = Report::new(&outcome, &before, &after, &sizes);
    Ok(Balanced { matrix, report })
}

/// Gaps below this share of the largest one are of what has settled.
const SETTLED: f64 = 1e-3;

/// Move the targets by relax · τ/max τ of their gaps. The largest τ is that of the targets which have
/// not settled: where contradictions have nothing to do with each other, one does not slow the others.
fn give_way(
    values: &mut [f64],
    (gaps, sizes): (&[f64], &[f64]),
    targets: &[Target],
    options: &Scaling,
) {
    let relative = || gaps.iter().zip(sizes).map(|(gap, size)| gap.abs() / size);
    let worst = relative().fold(0.0, f64::max);
    let open = targets.iter().zip(relative()).filter(|(_, gap)| *gap >= SETTLED * worst);
    let most = |most: f64, target: &Target| most.max(target.error);
    let of_open = open.map(|(target, _)| target).fold(0.0, most);
    let largest = if of_open > 0.0 { of_open } else { targets.iter().fold(0.0, most) };
    let moving = values.iter_mut().zip(gaps).zip(targets);
    moving.for_each(|((c, gap), t)| *c -= options.relax * (t.error / largest).min(1.0) * gap);
}

/// The matrix, which of its columns have negative cells, and the positive and negative sums of its
/// rows.
struct State {
    matrix: Matrix,
    mixed: Vec<bool>,
    p: Vec<f64>,
    q: Vec<f64>,
}

/// What a column gave: its own gap, and its part of the sums of rows.
struct Part {
    gaps: Vec<f64>,
    p: Vec<f64>,
    q: Vec<f64>,
}

/// Parts that the columns are cut into; fixed, so that results do not depend on threads.
const PARTS: usize = 32;

impl State {
    fn new(seed: &Matrix, lines: &TargetPlaces) -> Self {
        let rows = lines.rows.len();
        let negative = |j| seed.column(j).iter().any(|z| *z < 0.0);
        let mixed = (0..seed.columns()).map(negative).collect();
        let mut state =
            State { matrix: seed.clone(), mixed, p: vec![0.0; rows], q: vec![0.0; rows] };
        for j in 0..seed.columns() {
            add(seed.column(j), &mut state.p, &mut state.q);
        }
        state
    }

    /// One round over all totals; the gap of each at its turn.
    fn sweep(&mut self, lines: &TargetPlaces, targets: &[Target], values: &[f64]) -> Vec<f64> {
        let mut gaps = vec![0.0; targets.len()];
        let mut r = vec![1.0; lines.rows.len()];
        for (i, at) in lines.rows.iter().enumerate() {
            if let Some(at) = *at {
                gaps[at] = values[at] - (self.p[i] - self.q[i]);
                r[i] = usable(multiplier(values[at], self.p[i], self.q[i]));
            }
        }
        let rows = r.len();
        let width = lines.columns.len().div_ceil(PARTS).max(1);
        let of_columns: Vec<Option<f64>> =
            lines.columns.iter().map(|at| at.map(|at| values[at])).collect();
        let chunks = self.matrix.par_column_blocks_mut(width);
        let chunks = chunks.zip(of_columns.par_chunks(width)).zip(self.mixed.par_chunks(width));
        let over: Vec<f64> = r.iter().map(|r| 1.0 / r).collect();
        let parts: Vec<Part> = chunks
            .map(|((block, totals), mixed)| {
                let (p, q) = (vec![0.0; rows], vec![0.0; rows]);
                let mut part = Part { gaps: vec![0.0; totals.len()], p, q };
                for (k, column) in block.chunks_exact_mut(rows.max(1)).enumerate() {
                    let cells = column.iter_mut().zip(&r).zip(&over);
                    cells.for_each(|((z, r), over)| *z *= if *z >= 0.0 { *r } else { *over });
                    if let Some(total) = totals[k] {
                        let (p, q) = both(column);
                        part.gaps[k] = total - (p - q);
                        let s = usable(multiplier(total, p, q));
                        let over = 1.0 / s;
                        column.iter_mut().for_each(|z| *z *= if *z >= 0.0 { s } else { over });
                    }
                    if mixed[k] {
                        add(column, &mut part.p, &mut part.q);
                    } else {
                        add_positive(column, &mut part.p);
                    }
                }
                part
            })
            .collect();
        self.p.fill(0.0);
        self.q.fill(0.0);
        for (k, part) in parts.iter().enumerate() {
            self.p.iter_mut().zip(&part.p).for_each(|(sum, p)| *sum += p);
            self.q.iter_mut().zip(&part.q).for_each(|(sum, q)| *sum += q);
            for (at, gap) in lines.columns[k * width..].iter().zip(&part.gaps) {
                if let Some(at) = *at {
                    gaps[at] = *gap;
                }
            }
        }
        for &at in &lines.sets {
            if let Sum::Cells(terms) = &targets[at].sum {
                gaps[at] = self.scale_set(terms, values[at]);
            }
        }
        gaps
    }

    /// Scale a set of cells to its total; the gap before.
    fn scale_set(&mut self, terms: &[Term], total: f64) -> f64 {
        let (mut p, mut q) = (0.0, 0.0);
        for t in terms {
            let value = t.weight * self.matrix[(t.row, t.column)];
            if value > 0.0 { p += value } else { q -= value }
        }
        let r = usable(multiplier(total, p, q));
        for t in terms {
            let cell = &mut self.matrix[(t.row, t.column)];
            let old = *cell;
            *cell *= if t.weight * old > 0.0 { r } else { 1.0 / r };
            let sum = if old > 0.0 { &mut self.p[t.row] } else { &mut self.q[t.row] };
            *sum += cell.abs() - old.abs();
        }
        total - (p - q)
    }
}

/// A target on its way can for a moment be out of reach: its line then waits for the others.
fn usable(r: f64) -> f64 {
    if r > 0.0 && r.is_finite() { r } else { 1.0 }
}

/// Sums of positive and of absolute negative cells, each in eight running sums so that it can be
/// vectorised.
fn both(column: &[f64]) -> (f64, f64) {
    const LANES: usize = 8;
    let (mut p, mut q) = ([0.0; LANES], [0.0; LANES]);
    let (head, tail) = column.as_chunks::<LANES>();
    for cells in head {
        for k in 0..LANES {
            p[k] += cells[k].max(0.0);
            q[k] += (-cells[k]).max(0.0);
        }
    }
    let sum = |lanes: [f64; LANES], sign: f64| {
        lanes.iter().sum::<f64>() + tail.iter().map(|z| (sign * z).max(0.0)).sum::<f64>()
    };
    (sum(p, 1.0), sum(q, -1.0))
}

/// Add a column to the sums of rows.
fn add(column: &[f64], p: &mut [f64], q: &mut [f64]) {
    for ((z, p), q) in column.iter().zip(p).zip(q) {
        *p += z.max(0.0);
        *q += (-z).max(0.0);
    }
}

/// A column without negative cells.
fn add_positive(column: &[f64], p: &mut [f64]) {
    p.iter_mut().zip(column).for_each(|(p, z)| *p += z);
}
