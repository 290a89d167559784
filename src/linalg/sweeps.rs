//! (I − Z ŝ)⁻¹ times few vectors, by sweeps over blocks.

use std::ops::Range;

use faer::Accum;
use faer::linalg::matmul::matmul;

use super::scaled::{Scaled, Side, scale_rows};
use super::{Lu, Matrix, parallelism};

/// Componentwise backward error at which the sweeps stop, and the largest one that is accepted.
const ENOUGH: f64 = 3e-15;
const ACCEPTED: f64 = 1e-13;
/// Most sweeps.
const MOST: usize = 200;
/// Sweeps after which the error must have become a tenth smaller, or more elements must have been reached.
const PATIENCE: usize = 4;
/// Rows up to which regions are swept together.
const BLOCK: usize = 128;

/// Largest column sum of a block's inverse: beyond it the sweeps, whose backward error stays small, would hide that
/// digits are lost. Ill-conditioning between blocks shows in sweeps that do not end.
const LARGEST_MULTIPLIER: f64 = 1e6;

/// Gauss and Seidel's iteration by blocks for M = I − Z ŝ, where ŝ is a diagonal and Z has its large
/// elements in blocks on the diagonal.
///
/// A sweep is one product with Z, 2n²k flops for k sides, read once from memory; nothing of the size of Z
/// is stored. For Z ŝ ≥ 0 the splitting is regular: the sweeps converge for every side exactly when M
/// is productive (its inverse is non-negative), and faster than those of Jacobi (Varga 1962, *Matrix
/// Iterative Analysis*, theorems 3.13 and 3.15). Sides that are not negative make sums without
/// cancellation, so that small elements of a solution are as good as large ones; the error that is
/// watched is that of every element.
#[derive(Debug)]
pub(crate) struct Sweeps {
    blocks: Vec<Range<usize>>,
    /// The inverses of the blocks of M on the diagonal.
    inverses: Vec<Matrix>,
}

/// What the sweeps reached.
#[derive(Debug, Clone)]
pub(crate) struct Swept {
    pub solution: Matrix,
    /// max |b − M x| / (|b| + |x| + |Z ŝ x|), over all elements.
    pub backward_error: f64,
    pub sweeps: usize,
}

impl Swept {
    /// Whether the solution is one.
    pub fn is_accepted(&self) -> bool {
        self.backward_error <= ACCEPTED
    }
}

/// Rows of single columns of the solution that are given, and stay as they are: their equations do not count.
#[derive(Debug, Clone, Default)]
pub(crate) struct Held<'a> {
    /// Rows by column; none for columns without any.
    pub rows: Vec<&'a [usize]>,
}

impl Held<'_> {
    /// Set what is held to zero, in some rows of a matrix that begins with the first of them.
    fn clear(&self, part: &mut Matrix, range: &Range<usize>) {
        for (column, rows) in self.rows.iter().enumerate() {
            let column = part.column_mut(column);
            for row in rows.iter().filter(|row| range.contains(row)) {
                column[row - range.start] = 0.0;
            }
        }
    }
}

/// What of a block is held in a column of the solution.
struct Kept {
    column: usize,
    /// Rows of the block.
    at: Vec<usize>,
    /// The factor of these rows and columns of the block's inverse; `None` where all of the block is held.
    factor: Option<Lu>,
}

impl Kept {
    /// Change a step, the block's inverse X times some rest, into the one that solves the rows of the block
    /// that are not held: what is added to the rest of the held rows is such that these stay. With the inverse of
    /// the whole block alone the sweeps would not converge where its parts trade much.
    fn hold(&self, side: Side, inverse: &Matrix, step: &mut Matrix) {
        let step = step.column_mut(self.column);
        if let Some(factor) = &self.factor {
            let mut against = Matrix::from_column(self.at.iter().map(|&i| -step[i]).collect());
            match side {
                Side::Right => factor.solve(&mut against),
                Side::Left => factor.solve_transposed(&mut against),
            }
            for (&i, &by) in self.at.iter().zip(against.column(0)) {
                match side {
                    Side::Right => {
                        let cells = step.iter_mut().zip(inverse.column(i));
                        cells.for_each(|(cell, x)| *cell += by * x);
                    }
                    Side::Left => {
                        let cells = step.iter_mut().enumerate();
                        cells.for_each(|(j, cell)| *cell += by * inverse[(i, j)]);
                    }
                }
            }
        }
        self.at.iter().for_each(|&i| step[i] = 0.0);
    }
}

/// Few columns are read from memory at its speed, which one thread alone does not reach.
fn worth_threads(sides: &Matrix, range: &Range<usize>) -> faer::Par {
    const AS_MANY: usize = 4;
    parallelism(2 * sides.rows() * range.len() * sides.columns().max(AS_MANY))
}

/// Rows of a matrix, copied.
fn rows(of: &Matrix, range: &Range<usize>) -> Matrix {
    let mut out = Matrix::zeros(range.len(), of.columns());
    for k in 0..of.columns() {
        out.column_mut(k).copy_from_slice(&of.column(k)[range.clone()]);
    }
    out
}

/// Add `by` times a part to rows of a matrix.
fn add_to_rows(to: &mut Matrix, range: &Range<usize>, part: &Matrix, by: f64) {
    for k in 0..part.columns() {
        let target = &mut to.column_mut(k)[range.clone()];
        target.iter_mut().zip(part.column(k)).for_each(|(t, p)| *t += by * p);
    }
}

/// The error of the elements so far, whether they get better, and for how long they have not.
struct Watch {
    best: f64,
    /// Elements that are not zero: where blocks lie in a row, a sweep may reach the next one only.
    reached: usize,
    since: usize,
    sweeps: usize,
}

impl Watch {
    fn new() -> Self {
        Watch { best: f64::INFINITY, reached: 0, since: 0, sweeps: 0 }
    }

    /// Take the error of a solution in; whether to go on.
    fn goes_on(&mut self, error: f64, x: &Matrix) -> bool {
        self.sweeps += 1;
        let reached = x.values().iter().filter(|x| **x != 0.0).count();
        let is_better = error < 0.9 * self.best || reached > self.reached;
        self.since = if is_better { 0 } else { self.since + 1 };
        self.best = self.best.min(error);
        self.reached = self.reached.max(reached);
        error > ENOUGH && !self.is_stuck() && self.sweeps < MOST
    }

    fn is_stuck(&self) -> bool {
        self.since >= PATIENCE
    }
}

impl Sweeps {
    /// Prepare for blocks of rows that follow each other: Σ 2n_s³ flops, Σ n_s² numbers.
    ///
    /// `None` where a block has no inverse, or one that is none of a productive economy: u'(I − A_ss)⁻¹ is below one
    /// somewhere; or one so large that digits are lost. A sweep that solves such a block would hide it.
    pub fn new(matrix: Scaled<'_>, blocks: Vec<Range<usize>>) -> Option<Self> {
        use rayon::prelude::*;
        let inverse = |range: &Range<usize>| {
            let own = Matrix::from_fn(range.len(), range.len(), |i, j| {
                let (i, j) = (range.start + i, range.start + j);
                f64::from(u8::from(i == j)) - matrix.z[(i, j)] * matrix.scale[j]
            });
            let inverse = Lu::of(&own).ok()?.inverse();
            let sums = inverse.column_sums();
            let is_sound = sums.iter().all(|sum| (1.0 - 1e-9..=LARGEST_MULTIPLIER).contains(sum));
            is_sound.then_some(inverse)
        };
        let inverses = blocks.par_iter().map(inverse).collect::<Option<Vec<Matrix>>>()?;
        Some(Sweeps { blocks, inverses })
    }

    /// Solve for the sides b, from where the solution is held.
    ///
    /// `start` holds what is held, and zeros.
    pub fn solve(
        &self,
        matrix: Scaled<'_>,
        side: Side,
        b: &Matrix,
        start: Matrix,
        held: &Held<'_>,
    ) -> Swept {
        match side {
            Side::Right => self.right(matrix, b, start, held),
            Side::Left => self.left(matrix, b, start, held),
        }
    }

    /// b − M x without the rows that are held, and the error of all others.
    fn verdict(
        matrix: Scaled<'_>,
        side: Side,
        b: &Matrix,
        x: &Matrix,
        held: &Held<'_>,
    ) -> (Matrix, f64) {
        let mut residual = matrix.residual(side, b, x);
        held.clear(&mut residual.rest, &(0..b.rows()));
        let reached = residual.error();
        (residual.rest, reached)
    }

    /// What of every block is held.
    fn kept(&self, held: &Held<'_>) -> Vec<Vec<Kept>> {
        use rayon::prelude::*;
        let of_block = |(range, inverse): (&Range<usize>, &Matrix)| {
            let of_column = |(column, rows): (usize, &&[usize])| {
                let here = rows.iter().filter(|row| range.contains(row));
                let at: Vec<usize> = here.map(|row| row - range.start).collect();
                let is_part = !at.is_empty() && at.len() < range.len();
                let factor = is_part.then(|| Lu::of(&inverse.block(&at, &at)).ok()).flatten();
                (!at.is_empty()).then_some(Kept { column, at, factor })
            };
            held.rows.iter().enumerate().filter_map(of_column).collect()
        };
        self.blocks.par_iter().zip(&self.inverses).map(of_block).collect()
    }

    fn right(&self, matrix: Scaled<'_>, b: &Matrix, start: Matrix, held: &Held<'_>) -> Swept {
        let kept = self.kept(held);
        let mut x = start;
        let mut watch = Watch::new();
        let is_zero = x.values().iter().all(|x| *x == 0.0);
        let mut rest =
            if is_zero { b.clone() } else { Self::verdict(matrix, Side::Right, b, &x, held).0 };
        held.clear(&mut rest, &(0..b.rows()));
        loop {
            loop {
                for ((range, inverse), kept) in self.blocks.iter().zip(&self.inverses).zip(&kept) {
                    let mut step = inverse.times(&rows(&rest, range));
                    kept.iter().for_each(|kept| kept.hold(Side::Right, inverse, &mut step));
                    add_to_rows(&mut x, range, &step, 1.0);
                    add_to_rows(&mut rest, range, &step, -1.0);
                    scale_rows(&mut step, &matrix.scale[range.clone()]);
                    let par = worth_threads(b, range);
                    let columns = matrix.columns(range);
                    matmul(rest.view_mut(), Accum::Add, columns, step.view(), 1.0, par);
                }
                held.clear(&mut rest, &(0..b.rows()));
                if !watch.goes_on(error(b.values(), x.values(), rest.values()), &x) {
                    break;
                }
            }
            // The rest has gathered the rounding errors of all sweeps.
            let (again, reached) = Self::verdict(matrix, Side::Right, b, &x, held);
            let is_done = reached <= 4.0 * ENOUGH || watch.is_stuck() || watch.sweeps >= MOST;
            if is_done {
                return Swept { solution: x, backward_error: reached, sweeps: watch.sweeps };
            }
            rest = again;
            watch.since = 0;
        }
    }

    fn left(&self, matrix: Scaled<'_>, b: &Matrix, start: Matrix, held: &Held<'_>) -> Swept {
        let kept = self.kept(held);
        let mut x = start;
        let mut watch = Watch::new();
        loop {
            // Every block's rest is computed anew, before it is made zero.
            let mut worst = 0.0_f64;
            for ((range, inverse), kept) in self.blocks.iter().zip(&self.inverses).zip(&kept) {
                let par = worth_threads(b, range);
                let mut rest = Matrix::zeros(range.len(), b.columns());
                let columns = matrix.columns(range).transpose();
                matmul(rest.view_mut(), Accum::Replace, columns, x.view(), 1.0, par);
                scale_rows(&mut rest, &matrix.scale[range.clone()]);
                let (given, own) = (rows(b, range), rows(&x, range));
                add_to_rows(&mut rest, &(0..range.len()), &given, 1.0);
                add_to_rows(&mut rest, &(0..range.len()), &own, -1.0);
                held.clear(&mut rest, range);
                let found = error(given.values(), own.values(), rest.values());
                worst = if found <= worst { worst } else { found };
                let mut step = inverse.transpose_times(&rest);
                kept.iter().for_each(|kept| kept.hold(Side::Left, inverse, &mut step));
                add_to_rows(&mut x, range, &step, 1.0);
            }
            if !watch.goes_on(worst, &x) {
                let reached = if watch.is_stuck() {
                    Self::verdict(matrix, Side::Left, b, &x, held).1
                } else {
                    worst
                };
                return Swept { solution: x, backward_error: reached, sweeps: watch.sweeps };
            }
        }
    }
}

/// The largest |r| / (|b| + |x| + |Z ŝ x|), where Z ŝ x = r − b + x.
fn error(b: &[f64], x: &[f64], rest: &[f64]) -> f64 {
    let cells = b.iter().zip(x).zip(rest);
    cells.fold(0.0, |worst: f64, ((b, x), rest)| {
        let share = rest.abs() / (b.abs() + x.abs() + (rest - b + x).abs());
        // Nothing at all is no error; what is no number is.
        if share <= worst || *rest == 0.0 { worst } else { share }
    })
}

/// Regions that follow each other, small ones together: the blocks of sweeps.
pub(crate) fn together(regions: impl IntoIterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = vec![];
    for rows in regions {
        match blocks.last_mut().filter(|last| last.len() + rows.len() <= BLOCK) {
            Some(last) => last.end = rows.end,
            None => blocks.push(rows),
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A matrix with two heavy blocks on its diagonal, some columns without anything.
    fn drawn(order: usize) -> (Matrix, Vec<f64>) {
        let mut seed = 7_u64;
        let mut next = move || {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 40) as f64 / (1_u64 << 24) as f64
        };
        let half = order / 2;
        let z = Matrix::from_fn(order, order, |i, j| {
            let weight = if (i < half) == (j < half) { 1.0 } else { 0.1 };
            if j % 7 == 3 { 0.0 } else { next() * weight }
        });
        let sums = z.column_sums();
        (z, sums.iter().map(|sum| if *sum == 0.0 { 0.0 } else { 0.6 / sum }).collect())
    }

    fn dense(z: &Matrix, scale: &[f64]) -> Matrix {
        Matrix::from_fn(z.rows(), z.rows(), |i, j| {
            f64::from(u8::from(i == j)) - z[(i, j)] * scale[j]
        })
    }

    fn close(a: &Matrix, b: &Matrix) {
        for (a, b) in a.values().iter().zip(b.values()) {
            assert!((a - b).abs() <= 1e-13 * b.abs().max(1e-6), "{a} {b}");
        }
    }

    #[test]
    fn both_sides_as_the_factor() {
        let (z, scale) = drawn(60);
        let matrix = Scaled { z: &z, scale: &scale };
        let sweeps = Sweeps::new(matrix, vec![0..30, 30..50, 50..60]).expect("regular");
        let b = Matrix::from_fn(60, 3, |i, j| if i % 3 == j { 1.0 + i as f64 } else { 0.0 });
        let lu = Lu::of(&dense(&z, &scale)).expect("regular");
        for side in [Side::Right, Side::Left] {
            let swept = sweeps.solve(matrix, side, &b, Matrix::zeros(60, 3), &Held::default());
            assert!(swept.is_accepted() && swept.sweeps < 30, "{}", swept.sweeps);
            let mut wanted = b.clone();
            match side {
                Side::Right => lu.solve(&mut wanted),
                Side::Left => lu.solve_transposed(&mut wanted),
            }
            close(&swept.solution, &wanted);
        }
    }

    #[test]
    fn what_is_held_stays() {
        let (z, scale) = drawn(40);
        let matrix = Scaled { z: &z, scale: &scale };
        let sweeps = Sweeps::new(matrix, vec![0..20, 20..40]).expect("regular");
        let here: Vec<usize> = (0..10).collect();
        let rest: Vec<usize> = (10..40).collect();
        let given = Matrix::from_fn(10, 1, |i, _| 1.0 + i as f64);
        let m = dense(&z, &scale);
        for side in [Side::Right, Side::Left] {
            let mut start = Matrix::zeros(40, 1);
            here.iter().for_each(|&i| start[(i, 0)] = given[(i, 0)]);
            let held = Held { rows: vec![&here] };
            let swept = sweeps.solve(matrix, side, &Matrix::zeros(40, 1), start, &held);
            assert!(swept.is_accepted());
            // M_RR x_R = −M_RH g.
            let lu = Lu::of(&m.block(&rest, &rest)).expect("regular");
            let mut wanted = match side {
                Side::Right => m.block(&rest, &here).times(&given),
                Side::Left => m.block(&here, &rest).transpose_times(&given),
            };
            wanted.values_mut().iter_mut().for_each(|value| *value = -*value);
            match side {
                Side::Right => lu.solve(&mut wanted),
                Side::Left => lu.solve_transposed(&mut wanted),
            }
            close(&swept.solution.block(&rest, &[0]), &wanted);
            assert_eq!(swept.solution.block(&here, &[0]), given);
        }
    }

    #[test]
    fn what_does_not_converge_says_so() {
        let z = Matrix::from_rows(&[[0.5, 0.8], [0.9, 0.5]]);
        let matrix = Scaled { z: &z, scale: &[1.0, 1.0] };
        let sweeps = Sweeps::new(matrix, vec![0..1, 1..2]).expect("regular");
        let b = Matrix::from_column(vec![1.0, 1.0]);
        for side in [Side::Right, Side::Left] {
            let swept = sweeps.solve(matrix, side, &b, Matrix::zeros(2, 1), &Held::default());
            assert!(!swept.is_accepted(), "{}", swept.backward_error);
        }
    }
}
