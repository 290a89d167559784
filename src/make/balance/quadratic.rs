//! Least squares: every cell and every total has a standard error.

use std::ops::Range;

use rayon::prelude::*;

use super::end::{Patience, missed, unmet};
use super::report::{Outcome, Report};
use super::targets::{
    ALL_ZERO, TargetPlaces, reconciled, refuse, refuse_contradictions, refuse_not_finite, sizes,
};
use super::{Balanced, Step, Stop, Sum, Target};
use crate::error::{Error, Hint, OptionName, Result, named};
use crate::linalg::Matrix;

/// How the standard error of a cell follows from its seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spread {
    /// σ = |z⁰|: the same relative error for every cell.
    #[default]
    Proportional,
    /// σ = √|z⁰|: small cells are relatively less certain, as counts are. The result is the first
    /// order of [`gras`](super::gras).
    SquareRoot,
}

named!(Spread, "law of standard errors":
    Proportional = "proportional",
    SquareRoot = "square-root",
);

/// What becomes of cells that least squares would give another sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signs {
    /// They are set to zero and stay there, and the rest is balanced again, until none is left.
    #[default]
    Protect,
    /// They change sign.
    Free,
}

/// Least squares: spread of the cells and rule for signs.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Quadratic {
    /// Standard errors of cells.
    pub spread: Spread,
    /// Rule for signs.
    pub signs: Signs,
    /// When to stop.
    pub stop: Stop,
}

/// Rounds of setting cells to zero before giving up.
const ROUNDS: usize = 100;
/// Parts that the columns are cut into; fixed, so that results do not depend on threads.
const PARTS: usize = 32;

/// The matrix with the least Σ(z − z⁰)²/σ² + Σ(Gz − c)²/τ²,
///
/// ```text
/// z = z⁰ + ΣG'λ,  (GΣG' + T) λ = c − Gz⁰,  Σ = diag σ², T = diag τ²
/// ```
///
/// where τ = 0 means a total that must be met. The system has one unknown per target, is positive
/// (semi-)definite and never formed: conjugate gradients with diagonal preconditioning need one
/// pass over the matrix a step. Redundant exact totals make it singular, but consistent if they
/// agree, which is all that the iteration needs. Zero cells stay zero, since σ = 0.
///
/// Cost per step: 4 flops a cell and a few per term of the sets, in parallel; some tens to hundreds
/// of steps per round, one round unless signs are protected and some change. Memory beside seed and
/// result: σ² of every cell.
///
/// # Errors
/// [`Error::Impossible`] naming the targets over zero cells; [`Error::SumsDiffer`];
/// [`Error::Unbalanced`]; [`Error::Range`], [`Error::Shape`], [`Error::Label`] for malformed
/// targets.
///
/// # Examples
/// ```
/// use tripole::Matrix;
/// use tripole::make::balance::{Quadratic, Sum, Target, quadratic};
/// let seed = Matrix::from_rows(&[[4.0, 1.0], [2.0, 3.0]]);
/// let targets = [
///     Target::exact("first row", Sum::Row(0), 10.0),
///     Target::exact("second row", Sum::Row(1), 5.0),
/// ];
/// let z = quadratic(&seed, &targets, &Quadratic::default(), &mut |_| ())?.matrix;
/// assert!((z[(0, 0)] + z[(0, 1)] - 10.0).abs() < 1e-8);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Stone, Champernowne and Meade (1942); Byron (1978), who solves it by conjugate gradients too.
pub fn quadratic(
    seed: &Matrix,
    targets: &[Target],
    options: &Quadratic,
    progress: &mut dyn FnMut(Step),
) -> Result<Balanced> {
    refuse_not_finite(seed)?;
    let stop = &options.stop;
    let lines = TargetPlaces::new(seed.shape(), targets)?;
    refuse_contradictions(&lines, targets, seed)?;
    let before = lines.parts(seed, targets);
    let given: Vec<f64> = targets.iter().map(|t| t.value).collect();
    let sizes = sizes(&given, &before);
    let exact = targets.iter().all(|t| t.error == 0.0) && options.signs == Signs::Protect;
    let values = if exact { reconciled(&lines, targets, &before, seed)? } else { given.clone() };
    let unreachable = |c: f64, (p, q): (f64, f64)| p == 0.0 && q == 0.0 && c != 0.0;
    refuse(targets, &given, &before, unreachable, ALL_ZERO)?;

    let mut base = seed.clone();
    let variance = Matrix::from_fn(seed.rows(), seed.columns(), |i, j| match options.spread {
        Spread::Proportional => seed[(i, j)].powi(2),
        Spread::SquareRoot => seed[(i, j)].abs(),
    });
    let mut system = System::new(variance, &lines, targets, values);
    let mut steps = 0;
    for _ in 0..ROUNDS {
        let solution = system.solve(&base, stop, &sizes, &mut steps, progress)?;
        let matrix = system.moved(&base, &solution);
        if options.signs == Signs::Free || !clip(seed, &matrix, &mut base, &mut system.variance) {
            let done = Done { seed, matrix, solution, steps, before, sizes };
            return done.balanced(&system, stop);
        }
    }
    Err(Error::NotConverged {
        what: "setting cells of another sign to zero",
        steps: ROUNDS,
        residual: f64::NAN,
        remedy: Hint::from("use ")
            .set(OptionName::Method.set("gras"))
            .say(" or `scaling`, which keep signs by themselves"),
    })
}

/// Sets cells whose sign is another to zero for good; whether there are any.
fn clip(seed: &Matrix, matrix: &Matrix, base: &mut Matrix, variance: &mut Matrix) -> bool {
    let mut some = false;
    for j in 0..seed.columns() {
        for (i, (old, new)) in seed.column(j).iter().zip(matrix.column(j)).enumerate() {
            if old * new < 0.0 {
                base[(i, j)] = 0.0;
                variance[(i, j)] = 0.0;
                some = true;
            }
        }
    }
    some
}

/// A solution, and what it is judged by.
struct Done<'a> {
    seed: &'a Matrix,
    matrix: Matrix,
    solution: Vec<f64>,
    steps: usize,
    before: Vec<(f64, f64)>,
    sizes: Vec<f64>,
}

impl Done<'_> {
    fn balanced(self, system: &System, stop: &Stop) -> Result<Balanced> {
        let Done { seed, matrix, solution, steps, before, sizes } = self;
        let (targets, method) = (system.targets, "least squares");
        let after = system.lines.parts(&matrix, targets);
        // Gz = c − Tλ: what is asked of an uncertain total in the end.
        let each = system.values.iter().zip(targets).zip(&solution);
        let used: Vec<f64> = each.map(|((c, t), lambda)| c - t.error.powi(2) * lambda).collect();
        if let Some(gaps) = missed(&used, &after, &sizes, stop) {
            return Err(unmet(method, steps, stop, targets, &gaps, &sizes));
        }
        let outcome =
            Outcome { method, sweeps: steps, seed, matrix: &matrix, targets, values: &used };
        let report = Report::new(&outcome, &before, &after, &sizes);
        Ok(Balanced { matrix, report })
    }
}

/// A term of a set: row, target, weight.
type Place = (usize, usize, f64);

/// GΣG' + T as products.
struct System<'a> {
    variance: Matrix,
    lines: &'a TargetPlaces,
    targets: &'a [Target],
    /// c.
    values: Vec<f64>,
    /// Terms of the sets of cells, by column.
    terms: Vec<Vec<Place>>,
    columns: Vec<Range<usize>>,
}

impl<'a> System<'a> {
    fn new(
        variance: Matrix,
        lines: &'a TargetPlaces,
        targets: &'a [Target],
        values: Vec<f64>,
    ) -> Self {
        let mut terms = vec![vec![]; variance.columns()];
        for &position in &lines.sets {
            if let Sum::Cells(cells) = &targets[position].sum {
                cells.iter().for_each(|t| terms[t.column].push((t.row, position, t.weight)));
            }
        }
        let width = variance.columns().div_ceil(PARTS).max(1);
        let columns = (0..variance.columns()).step_by(width);
        let columns = columns.map(|j| j..(j + width).min(variance.columns())).collect();
        System { variance, lines, targets, values, terms, columns }
    }

    /// G'λ in column j.
    fn adjoint(&self, j: usize, lambda: &[f64], cells: &mut [f64]) {
        let of = |at: Option<usize>| at.map_or(0.0, |at| lambda[at]);
        let own = of(self.lines.columns[j]);
        cells.iter_mut().zip(&self.lines.rows).for_each(|(y, at)| *y = own + of(*at));
        self.terms[j].iter().for_each(|&(i, at, weight)| cells[i] += weight * lambda[at]);
    }

    /// (GΣG' + T) λ.
    fn product(&self, lambda: &[f64]) -> Vec<f64> {
        let mut image = self.sums(|j, cells| {
            self.adjoint(j, lambda, cells);
            cells.iter_mut().zip(self.variance.column(j)).for_each(|(y, v)| *y *= v);
        });
        let own = image.iter_mut().zip(lambda).zip(self.targets);
        own.for_each(|((y, lambda), t)| *y += t.error.powi(2) * lambda);
        image
    }

    /// G of the matrix whose columns `fill` gives; parts of the columns in parallel, added up in
    /// order.
    fn sums(&self, fill: impl Fn(usize, &mut [f64]) + Sync) -> Vec<f64> {
        let rows = self.variance.rows();
        let part = |columns: &Range<usize>| {
            let (mut cells, mut by_row) = (vec![0.0; rows], vec![0.0; rows]);
            let mut sums = vec![0.0; self.targets.len()];
            for j in columns.clone() {
                fill(j, &mut cells);
                by_row.iter_mut().zip(&cells).for_each(|(sum, y)| *sum += y);
                if let Some(at) = self.lines.columns[j] {
                    sums[at] += cells.iter().sum::<f64>();
                }
                self.terms[j].iter().for_each(|&(i, at, weight)| sums[at] += weight * cells[i]);
            }
            for (at, sum) in self.lines.rows.iter().zip(by_row) {
                if let Some(at) = *at {
                    sums[at] += sum;
                }
            }
            sums
        };
        let parts: Vec<Vec<f64>> = self.columns.par_iter().map(part).collect();
        let mut total = vec![0.0; self.targets.len()];
        for sums in parts {
            total.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum);
        }
        total
    }

    /// Diagonal of GΣG' + T.
    fn diagonal(&self) -> Vec<f64> {
        let mut diagonal: Vec<f64> = self.targets.iter().map(|t| t.error.powi(2)).collect();
        for j in 0..self.variance.columns() {
            let column = self.variance.column(j);
            for (at, v) in self.lines.rows.iter().zip(column) {
                if let Some(at) = *at {
                    diagonal[at] += v;
                }
            }
            if let Some(at) = self.lines.columns[j] {
                diagonal[at] += column.iter().sum::<f64>();
            }
            let terms = self.terms[j].iter();
            terms.for_each(|&(i, at, weight)| diagonal[at] += weight * weight * column[i]);
        }
        diagonal
    }

    /// c − Gz − Tλ for z = base + ΣG'λ.
    fn rest(&self, base: &Matrix, lambda: &[f64]) -> Vec<f64> {
        let image = self.product(lambda);
        let own = self.sums(|j, cells| cells.copy_from_slice(base.column(j)));
        let each = self.values.iter().zip(image).zip(own);
        each.map(|((c, image), own)| c - own - image).collect()
    }

    /// λ for a base, by conjugate gradients. They restart from the true residual until it is within
    /// the tolerance. Each run aims a thousand times lower, so that cells are as exact as totals.
    fn solve(
        &self,
        base: &Matrix,
        stop: &Stop,
        sizes: &[f64],
        steps: &mut usize,
        progress: &mut dyn FnMut(Step),
    ) -> Result<Vec<f64>> {
        let worst = |rest: &[f64]| {
            let gaps = rest.iter().zip(sizes).map(|(gap, size)| gap.abs() / size);
            gaps.fold(0.0, |worst: f64, gap| if gap.is_nan() { gap } else { worst.max(gap) })
        };
        let aim = 1e-3 * stop.tolerance;
        let scale: Vec<f64> =
            self.diagonal().iter().map(|d| if *d > 0.0 { 1.0 / d } else { 0.0 }).collect();
        let mut lambda = vec![0.0; self.targets.len()];
        let (mut rest, mut patience) = (self.rest(base, &lambda), Patience::new());
        loop {
            let start = worst(&rest);
            if start <= aim {
                return Ok(lambda);
            }
            let mut direction = crate::linalg::times(&scale, &rest);
            let mut size = dot(&rest, &direction);
            let mut over = false;
            while worst(&rest) > aim && !over && size > 0.0 {
                *steps += 1;
                let gap = worst(&rest);
                progress(Step { sweep: *steps, gap, tolerance: aim });
                over = *steps >= stop.sweeps || patience.is_over(gap);
                let image = self.product(&direction);
                let along = dot(&direction, &image);
                if along <= 0.0 || !along.is_finite() {
                    break;
                }
                let length = size / along;
                lambda.iter_mut().zip(&direction).for_each(|(l, d)| *l += length * d);
                rest.iter_mut().zip(&image).for_each(|(r, y)| *r -= length * y);
                let next = crate::linalg::times(&scale, &rest);
                let new_size = dot(&rest, &next);
                let turn = new_size / size;
                direction.iter_mut().zip(&next).for_each(|(d, r)| *d = r + turn * *d);
                size = new_size;
            }
            rest = self.rest(base, &lambda);
            let reached = worst(&rest);
            if over || reached.is_nan() || reached > 0.5 * start {
                return if reached <= stop.tolerance {
                    Ok(lambda)
                } else {
                    Err(unmet("least squares", *steps, stop, self.targets, &rest, sizes))
                };
            }
        }
    }

    /// base + ΣG'λ.
    fn moved(&self, base: &Matrix, lambda: &[f64]) -> Matrix {
        let mut matrix = base.clone();
        let rows = base.rows();
        matrix.par_columns_mut().enumerate().for_each(|(j, column)| {
            let mut change = vec![0.0; rows];
            self.adjoint(j, lambda, &mut change);
            let cells = column.iter_mut().zip(change).zip(self.variance.column(j));
            cells.for_each(|((z, y), v)| *z += v * y);
        });
        matrix
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
