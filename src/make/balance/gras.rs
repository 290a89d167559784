//! Biproportional balancing, of seeds without negative cells (RAS) and of any (GRAS).

use std::ops::Range;

use rayon::prelude::*;

use super::end::{Patience, missed, unmet};
use super::report::{Outcome, Report};
use super::targets::{
    TargetPlaces, multiplier, reconciled, refuse_not_finite, refuse_out_of_reach, sizes,
};
use super::{Balanced, Step, Stop, Sum, Target};
use crate::error::{Error, Hint, OptionName, Result};
use crate::linalg::Matrix;

/// Most parts that the columns are cut into; fixed, so that results do not depend on threads.
const PARTS: usize = 32;

/// The biproportional matrix r̂ z⁰ ŝ with the given row and column totals: the least Σ z ln(z/z⁰).
///
/// `seed` is any matrix of zeros and positive numbers; `targets` are totals of rows and columns,
/// at most one each; lines without one keep the multiplier one. Totals with a standard error give
/// way where the sums over rows and over columns differ, in proportion to its square. Cost: that
/// of [`gras`].
///
/// # Errors
/// As [`gras`], and [`Error::Impossible`] naming the rows that have negative cells.
///
/// # Examples
/// ```
/// use tripole::Matrix;
/// use tripole::make::balance::{Stop, Sum, Target, ras};
/// let seed = Matrix::from_rows(&[[4.0, 1.0], [2.0, 3.0]]);
/// let targets = [
///     Target::exact("first row", Sum::Row(0), 10.0),
///     Target::exact("second row", Sum::Row(1), 5.0),
/// ];
/// let z = ras(&seed, &targets, &Stop::default(), &mut |_| ())?.matrix;
/// // Columns without a total keep the multiplier one: the first row is doubled.
/// assert!((z[(0, 0)] - 8.0).abs() < 1e-8 && (z[(1, 1)] - 3.0).abs() < 1e-8);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Stone (1961); Bacharach (1970).
pub fn ras(
    seed: &Matrix,
    targets: &[Target],
    stop: &Stop,
    progress: &mut dyn FnMut(Step),
) -> Result<Balanced> {
    let is_negative = |i: &usize| (0..seed.columns()).any(|j| seed[(*i, j)] < 0.0);
    if seed.values().iter().any(|z| *z < 0.0) {
        let name = |i: usize| {
            let own = targets.iter().find(|t| t.sum == Sum::Row(i));
            own.map_or_else(|| format!("row {}", i + 1), Target::name)
        };
        return Err(Error::Impossible {
            problem: "RAS scales by positive numbers only what is not negative, and there are negative cells in",
            lines: (0..seed.rows()).filter(is_negative).map(name).collect(),
            remedy: Hint::from("use GRAS (")
                .set(OptionName::Method.set("gras"))
                .say("), which keeps their sign"),
        });
    }
    biproportional("RAS", seed, targets, stop, progress)
}

/// The matrix r_i P_ij s_j − M_ij / (r_i s_j), z⁰ = P − M, with the given row and column totals.
///
/// With p = (Ps)_i, q = (M/s)_i and the row total u, r_i solves p r − q/r = u; columns alike, in
/// turns from r = 1. Zeros and signs stay; without negative cells it is [`ras`]; the seed's own
/// totals give the seed. At the solution ±ln(z/z⁰) = ln r_i + ln s_j. A column total holds to
/// rounding, a row total to the tolerance of `stop`.
///
/// Cost: one pass over the matrix per sweep, 8 flops a cell, in parallel over fixed parts of the
/// columns; beside seed and result 64 vectors of the rows' length. Convergence is linear where the
/// totals can be met, by a factor of 1.1 to 3 a sweep for world tables.
///
/// # Errors
/// [`Error::Impossible`] naming up to eight of the lines that no such matrix can meet;
/// [`Error::SumsDiffer`] when all lines have totals that must be met, and they do not add up;
/// [`Error::Unbalanced`] naming the lines unmet at the end; [`Error::Conflict`] for totals of
/// other sets of cells; [`Error::Range`], [`Error::Shape`], [`Error::Label`] for malformed targets.
///
/// # Examples
/// ```
/// use tripole::Matrix;
/// use tripole::make::balance::{Stop, Sum, Target, gras};
/// let seed = Matrix::from_rows(&[[4.0, -1.0], [2.0, 3.0]]);
/// let targets = [
///     Target::exact("a", Sum::Row(0), 5.0),
///     Target::exact("b", Sum::Row(1), 6.0),
///     Target::exact("c", Sum::Column(0), 8.0),
///     Target::exact("d", Sum::Column(1), 3.0),
/// ];
/// let balanced = gras(&seed, &targets, &Stop::default(), &mut |_| ())?;
/// let z = balanced.matrix;
/// assert!((z[(0, 0)] + z[(0, 1)] - 5.0).abs() < 1e-8 && z[(0, 1)] < 0.0);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Junius and Oosterhaven (2003); Lenzen, Wood and Gallego (2007) for 1 instead of e;
/// Temurshoev, Miller and Bouwmeester (2013) for lines without positive cells.
pub fn gras(
    seed: &Matrix,
    targets: &[Target],
    stop: &Stop,
    progress: &mut dyn FnMut(Step),
) -> Result<Balanced> {
    biproportional("GRAS", seed, targets, stop, progress)
}

fn biproportional(
    method: &'static str,
    seed: &Matrix,
    targets: &[Target],
    stop: &Stop,
    progress: &mut dyn FnMut(Step),
) -> Result<Balanced> {
    refuse_not_finite(seed)?;
    let lines = TargetPlaces::new(seed.shape(), targets)?;
    if let Some(&set) = lines.sets.first() {
        return Err(Error::conflict(
            method,
            format!("the total of cells `{}`", targets[set].label),
            Hint::from("it knows totals of rows and columns alone: use ")
                .set(OptionName::Method.set("scaling"))
                .say(" or `quadratic`"),
        ));
    }
    let before = lines.parts(seed, targets);
    let values = reconciled(&lines, targets, &before, seed)?;
    refuse_out_of_reach(targets, &values, &before)?;
    let sizes = sizes(&values, &before);
    let total = |at: &Option<usize>| at.map(|at| values[at]);
    let u: Vec<Option<f64>> = lines.rows.iter().map(total).collect();
    let t: Vec<Option<f64>> = lines.columns.iter().map(total).collect();

    let level = Level::new(&lines, seed, &values);
    let mut r = vec![1.0; seed.rows()];
    let mut parts = Part::all(seed);
    let (mut patience, mut gaps) = (Patience::new(), vec![0.0; targets.len()]);
    let mut sweep = 0;
    loop {
        sweep += 1;
        let (p, q) = columns_then_rows(seed, &t, &r, &mut parts);
        let mut worst = 0.0_f64;
        for (i, at) in lines.rows.iter().enumerate() {
            if let Some(at) = *at {
                gaps[at] = values[at] - (r[i] * p[i] - q[i] / r[i]);
                let gap = gaps[at].abs() / sizes[at];
                worst = if gap.is_nan() { gap } else { worst.max(gap) };
            }
        }
        progress(Step { sweep, gap: worst, tolerance: stop.tolerance });
        if worst <= stop.tolerance {
            break;
        }
        if sweep >= stop.sweeps || patience.is_over(worst) {
            return Err(unmet(method, sweep, stop, targets, &gaps, &sizes));
        }
        for (i, u) in u.iter().enumerate() {
            if let Some(u) = *u {
                r[i] = multiplier(u, p[i], q[i]);
            }
        }
        level.set(seed, &u, &mut r, &p, &q);
    }
    let s: Vec<f64> = parts.iter().flat_map(|part| part.s.iter().copied()).collect();
    let matrix = scaled(seed, &r, &s);
    let after = lines.parts(&matrix, targets);
    if let Some(gaps) = missed(&values, &after, &sizes, stop) {
        return Err(unmet(method, sweep, stop, targets, &gaps, &sizes));
    }
    let outcome =
        Outcome { method, sweeps: sweep, seed, matrix: &matrix, targets, values: &values };
    let report = Report::new(&outcome, &before, &after, &sizes);
    Ok(Balanced { matrix, report })
}

/// The total that remains for the lines of one side that have no total, where all lines of the
/// other side have one. Row and column multipliers determine each other up to a common level, on
/// which only these lines depend. Where they are small, alternating between rows and columns
/// converges to it very slowly. So the level is set from this total after every sweep; at the
/// solution that changes nothing.
enum Level {
    Columns(Vec<usize>, f64),
    Rows(f64),
    Fixed,
}

impl Level {
    fn new(lines: &TargetPlaces, seed: &Matrix, values: &[f64]) -> Self {
        let total = |of: &[Option<usize>]| of.iter().flatten().map(|&at| values[at]).sum::<f64>();
        let rest = total(&lines.rows) - total(&lines.columns);
        let free = |of: &[Option<usize>]| of.iter().any(Option::is_none);
        match (free(&lines.rows), free(&lines.columns)) {
            (false, true) => {
                let columns = (0..seed.columns()).filter(|&j| lines.columns[j].is_none());
                Level::Columns(columns.collect(), rest)
            }
            (true, false) => Level::Rows(-rest),
            _ => Level::Fixed,
        }
    }

    /// Multiplies the r of rows with a total u; the columns' multipliers follow in the next sweep.
    fn set(&self, seed: &Matrix, u: &[Option<f64>], r: &mut [f64], p: &[f64], q: &[f64]) {
        let level = match self {
            Level::Columns(columns, rest) => {
                let inverse: Vec<f64> = r.iter().map(|r| 1.0 / r).collect();
                let sum = |by: &[f64], sign: f64| {
                    columns.iter().map(|&j| dot(seed.column(j), by, |z| (sign * z).max(0.0))).sum()
                };
                multiplier(*rest, sum(r, 1.0), sum(&inverse, -1.0))
            }
            Level::Rows(rest) => {
                let free = |of: &[f64]| {
                    of.iter().zip(u).filter(|(_, u)| u.is_none()).map(|(sum, _)| sum).sum()
                };
                1.0 / multiplier(*rest, free(p), free(q))
            }
            Level::Fixed => return,
        };
        if level > 0.0 && level.is_finite() {
            r.iter_mut().zip(u).filter(|(_, u)| u.is_some()).for_each(|(r, _)| *r *= level);
        }
    }
}

/// Some columns, their multipliers, and what they give to the sums of rows.
struct Part {
    columns: Range<usize>,
    mixed: Vec<bool>,
    s: Vec<f64>,
    p: Vec<f64>,
    q: Vec<f64>,
}

impl Part {
    fn all(seed: &Matrix) -> Vec<Part> {
        let width = seed.columns().div_ceil(PARTS).max(1);
        let starts = (0..seed.columns()).step_by(width);
        let part = |start: usize| {
            let columns = start..(start + width).min(seed.columns());
            let negative = |j| seed.column(j).iter().any(|z| *z < 0.0);
            Part {
                mixed: columns.clone().map(negative).collect(),
                s: vec![1.0; columns.len()],
                p: vec![0.0; seed.rows()],
                q: vec![0.0; seed.rows()],
                columns,
            }
        };
        starts.map(part).collect()
    }
}

/// New column multipliers for the row multipliers r, and the sums p = Ps, q = M/s of the rows.
/// Every column is read from memory once, and a second time while it is still in the cache.
fn columns_then_rows(
    seed: &Matrix,
    t: &[Option<f64>],
    r: &[f64],
    parts: &mut [Part],
) -> (Vec<f64>, Vec<f64>) {
    let inverse: Vec<f64> = r.iter().map(|r| 1.0 / r).collect();
    parts.par_iter_mut().for_each(|part| {
        part.p.fill(0.0);
        part.q.fill(0.0);
        for (k, j) in part.columns.clone().enumerate() {
            let cells = seed.column(j);
            let mixed = part.mixed[k];
            if let Some(total) = t[j] {
                let p = dot(cells, r, |z| z.max(0.0));
                let q = if mixed { dot(cells, &inverse, |z| (-z).max(0.0)) } else { 0.0 };
                part.s[k] = multiplier(total, p, q);
            }
            let s = part.s[k];
            if mixed {
                let over = 1.0 / s;
                for ((z, p), q) in cells.iter().zip(&mut part.p).zip(&mut part.q) {
                    *p += z.max(0.0) * s;
                    *q += (-z).max(0.0) * over;
                }
            } else {
                part.p.iter_mut().zip(cells).for_each(|(p, z)| *p += z * s);
            }
        }
    });
    let (mut p, mut q) = (vec![0.0; r.len()], vec![0.0; r.len()]);
    for part in parts.iter() {
        p.iter_mut().zip(&part.p).for_each(|(sum, p)| *sum += p);
        q.iter_mut().zip(&part.q).for_each(|(sum, q)| *sum += q);
    }
    (p, q)
}

/// Σ f(a) b, in eight running sums so that it can be vectorised.
fn dot(a: &[f64], b: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let (head_a, tail_a) = a.as_chunks::<LANES>();
    let (head_b, tail_b) = b.as_chunks::<LANES>();
    for (a, b) in head_a.iter().zip(head_b) {
        for k in 0..LANES {
            sums[k] += f(a[k]) * b[k];
        }
    }
    let tail: f64 = tail_a.iter().zip(tail_b).map(|(a, b)| f(*a) * b).sum();
    sums.iter().sum::<f64>() + tail
}

/// r P s − M / (r s).
fn scaled(seed: &Matrix, r: &[f64], s: &[f64]) -> Matrix {
    let mut matrix = seed.clone();
    for (j, s) in s.iter().enumerate() {
        let cells = matrix.column_mut(j).iter_mut();
        cells.zip(r).for_each(|(z, r)| {
            let factor = r * s;
            *z = if *z >= 0.0 { *z * factor } else { *z / factor };
        });
    }
    matrix
}
