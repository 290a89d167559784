//! The most that fits: a linear program with few constraints and bounds on every amount.

use super::Matrix;
use super::vector::dot;

/// Relative size below which a number is zero.
const ZERO: f64 = 1e-12;

/// max v'x over 0 ≤ x ≤ u with W'x ≤ c, all of them finite and non-negative.
pub(crate) struct Packing<'a> {
    /// v, what a unit of every amount is worth.
    pub worth: &'a [f64],
    /// u, the most of every amount.
    pub most: &'a [f64],
    /// W, amounts x constraints.
    pub weights: &'a Matrix,
    /// c, room.
    pub room: &'a [f64],
}

/// A solution, and how far from the best one it can be at most.
pub(crate) struct Packed {
    /// v'x.
    pub worth: f64,
    /// The least that v'x can be below the optimum, from the prices of the constraints: by duality
    /// Σ u (v − Wλ)⁺ + λ'c is never below it.
    pub gap: f64,
}

/// What stands in the basis.
#[derive(Clone, Copy, PartialEq)]
enum Variable {
    Amount(usize),
    Slack(usize),
}

/// Which of the variables that may enter does.
#[derive(Clone, Copy, PartialEq)]
enum Choice {
    /// The one that gains most for the room that it takes.
    Best,
    /// The first one, so that a search that has stalled cannot go round in circles.
    First,
}

/// What leaves the basis, and at which of its bounds.
#[derive(Clone, Copy)]
struct Leaving {
    row: usize,
    is_full: bool,
}

/// The simplex method with bounded variables, from x = 0: amounts enter by what they are worth for
/// the room that they take. With one constraint this is the greedy choice.
struct Simplex<'a> {
    of: &'a Packing<'a>,
    /// Room that a unit of every amount takes, as a share of what all want.
    takes: Vec<f64>,
    basis: Vec<Variable>,
    /// The inverse of the basis, row by row.
    inverse: Vec<Vec<f64>>,
    /// Values of the basis.
    values: Vec<f64>,
    /// Whether an amount outside of the basis is at its upper bound.
    full: Vec<bool>,
    prices: Vec<f64>,
    /// v − Wλ.
    gains: Vec<f64>,
}

impl Packing<'_> {
    /// At most some 50 steps per amount and constraint, each of nk + k² flops for k constraints.
    pub fn solve(&self) -> Packed {
        let mut simplex = Simplex::new(self);
        let steps = 50 * (self.most.len() + self.room.len());
        let mut stalled = 0;
        for _ in 0..steps {
            let choice = if stalled > 2 * self.room.len() { Choice::First } else { Choice::Best };
            let Some((entering, sign)) = simplex.entering(choice) else { break };
            stalled = if simplex.step(entering, sign) > 0.0 { 0 } else { stalled + 1 };
        }
        simplex.packed()
    }
}

impl<'a> Simplex<'a> {
    fn new(of: &'a Packing<'a>) -> Self {
        let (n, k) = (of.most.len(), of.room.len());
        let wanted: Vec<f64> = (0..k).map(|c| dot(of.weights.column(c), of.most)).collect();
        let share = |j: usize, c: usize| of.weights[(j, c)] / wanted[c].max(f64::MIN_POSITIVE);
        let takes = (0..n).map(|j| (0..k).map(|c| share(j, c)).sum()).collect();
        let unit = |row: usize| (0..k).map(|c| if c == row { 1.0 } else { 0.0 }).collect();
        Simplex {
            of,
            takes,
            basis: (0..k).map(Variable::Slack).collect(),
            inverse: (0..k).map(unit).collect(),
            values: of.room.to_vec(),
            full: vec![false; n],
            prices: vec![0.0; k],
            gains: of.worth.to_vec(),
        }
    }

    /// What is to change, and whether it grows (1) or shrinks (-1).
    fn entering(&self, choice: Choice) -> Option<(Variable, f64)> {
        let scale = self.of.worth.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
        let mut best: Option<(f64, Variable, f64)> = None;
        let mut consider = |score: f64, variable: Variable, sign: f64| {
            let better = best.is_none_or(|(other, ..)| score > other && choice == Choice::Best);
            if better {
                best = Some((score, variable, sign));
            }
        };
        for (j, gain) in self.gains.iter().enumerate() {
            let sign = if self.full[j] { -1.0 } else { 1.0 };
            let can = self.of.most[j] > 0.0 && sign * gain > ZERO * scale;
            if can && !self.basis.contains(&Variable::Amount(j)) {
                consider(
                    sign * gain / self.takes[j].max(f64::MIN_POSITIVE),
                    Variable::Amount(j),
                    sign,
                );
            }
        }
        for (c, price) in self.prices.iter().enumerate() {
            if -price * self.room_of(c) > ZERO * scale && !self.basis.contains(&Variable::Slack(c))
            {
                consider(-price * self.room_of(c), Variable::Slack(c), 1.0);
            }
        }
        best.map(|(_, variable, sign)| (variable, sign))
    }

    /// The size of a constraint, to compare prices of different ones.
    fn room_of(&self, constraint: usize) -> f64 {
        self.of.room[constraint].max(f64::MIN_POSITIVE)
    }

    fn top(&self, variable: Variable) -> f64 {
        match variable {
            Variable::Amount(j) => self.of.most[j],
            Variable::Slack(_) => f64::INFINITY,
        }
    }

    /// B⁻¹ times the column of a variable.
    fn column(&self, variable: Variable) -> Vec<f64> {
        let weights = |row: &Vec<f64>, j: usize| -> f64 {
            row.iter().enumerate().map(|(c, entry)| entry * self.of.weights[(j, c)]).sum()
        };
        let of = |row: &Vec<f64>| match variable {
            Variable::Amount(j) => weights(row, j),
            Variable::Slack(c) => row[c],
        };
        self.inverse.iter().map(of).collect()
    }

    /// Move a variable as far as bounds allow; how far, as a share of its own range if it has one.
    fn step(&mut self, entering: Variable, sign: f64) -> f64 {
        let column = self.column(entering);
        let (mut far, mut leaving): (f64, Option<Leaving>) = (self.top(entering), None);
        for (row, (slope, value)) in column.iter().zip(&self.values).enumerate() {
            let rate = -sign * slope;
            if rate.abs() <= ZERO {
                continue;
            }
            let end = if rate < 0.0 { 0.0 } else { self.top(self.basis[row]) };
            let limit = ((end - value) / rate).max(0.0);
            let steeper = leaving.is_none_or(|other| slope.abs() > column[other.row].abs());
            if limit < far || limit == far && steeper {
                (far, leaving) = (limit, Some(Leaving { row, is_full: rate > 0.0 }));
            }
        }
        for (value, slope) in self.values.iter_mut().zip(&column) {
            *value -= sign * far * slope;
        }
        match (leaving, entering) {
            (None, Variable::Amount(j)) => self.full[j] = sign > 0.0,
            (None, Variable::Slack(_)) => {}
            (Some(leaving), _) => self.exchange(entering, sign, far, &column, leaving),
        }
        far
    }

    fn exchange(
        &mut self,
        entering: Variable,
        sign: f64,
        far: f64,
        column: &[f64],
        leaving: Leaving,
    ) {
        let row = leaving.row;
        if let Variable::Amount(j) = self.basis[row] {
            self.full[j] = leaving.is_full;
        }
        let start = if sign < 0.0 { self.top(entering) } else { 0.0 };
        self.values[row] = start + sign * far;
        self.basis[row] = entering;
        let pivot: Vec<f64> = self.inverse[row].iter().map(|entry| entry / column[row]).collect();
        for (other, line) in self.inverse.iter_mut().enumerate().filter(|(other, _)| *other != row)
        {
            let factor = column[other];
            line.iter_mut().zip(&pivot).for_each(|(entry, pivot)| *entry -= factor * pivot);
        }
        self.inverse[row] = pivot;
        self.reprice();
    }

    fn reprice(&mut self) {
        self.prices.fill(0.0);
        for (variable, line) in self.basis.iter().zip(&self.inverse) {
            if let Variable::Amount(j) = variable {
                let worth = self.of.worth[*j];
                self.prices.iter_mut().zip(line).for_each(|(price, entry)| *price += worth * entry);
            }
        }
        self.gains.copy_from_slice(self.of.worth);
        for (c, price) in self.prices.iter().enumerate() {
            let column = self.of.weights.column(c);
            self.gains.iter_mut().zip(column).for_each(|(gain, weight)| *gain -= price * weight);
        }
    }

    /// The amounts, pulled back to where they fit if rounding has carried them beyond.
    fn packed(&self) -> Packed {
        let of = self.of;
        let full = self.full.iter().zip(of.most);
        let mut amounts: Vec<f64> =
            full.map(|(full, most)| if *full { *most } else { 0.0 }).collect();
        for (variable, value) in self.basis.iter().zip(&self.values) {
            if let Variable::Amount(j) = variable {
                amounts[*j] = value.clamp(0.0, of.most[*j]);
            }
        }
        let taken = |c: usize| dot(of.weights.column(c), &amounts);
        let fits = |c: usize| if taken(c) > of.room[c] { of.room[c] / taken(c) } else { 1.0 };
        let fit = (0..of.room.len()).map(fits).fold(1.0, f64::min);
        let worth = fit * dot(of.worth, &amounts);
        let prices: Vec<f64> = self.prices.iter().map(|price| price.max(0.0)).collect();
        let bound: f64 = (0..of.most.len())
            .map(|j| {
                let cost: f64 =
                    prices.iter().enumerate().map(|(c, p)| p * of.weights[(j, c)]).sum();
                of.most[j] * (of.worth[j] - cost).max(0.0)
            })
            .sum::<f64>()
            + dot(&prices, of.room);
        Packed { worth, gap: bound - worth }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(worth: &[f64], most: &[f64], weights: &Matrix, room: &[f64]) -> f64 {
        let packed = Packing { worth, most, weights, room }.solve();
        assert!(packed.gap.abs() < 1e-9, "{}", packed.gap);
        packed.worth
    }

    #[test]
    fn one_constraint_is_the_greedy_choice() {
        let weights = Matrix::from_rows(&[[1.0], [2.0], [0.5], [0.0]]);
        // Worth per unit of room: 3, 2, 4, and one that takes none.
        let found = best(&[3.0, 4.0, 2.0, 1.0], &[1.0; 4], &weights, &[2.5]);
        assert!((found - (1.0 + 2.0 + 3.0 + 2.0)).abs() < 1e-12, "{found}");
    }

    #[test]
    fn two_constraints_by_hand() {
        // 3x + 2y with x + y ≤ 4, x + 3y ≤ 6, x ≤ 3: at x = 3, y = 1.
        let weights = Matrix::from_rows(&[[1.0, 1.0], [1.0, 3.0]]);
        assert!((best(&[3.0, 2.0], &[3.0, 10.0], &weights, &[4.0, 6.0]) - 11.0).abs() < 1e-12);
        // No room at all, and room for everything.
        assert_eq!(best(&[3.0, 2.0], &[3.0, 10.0], &weights, &[0.0, 6.0]), 0.0);
        assert_eq!(best(&[3.0, 2.0], &[3.0, 10.0], &weights, &[99.0, 99.0]), 29.0);
    }

    /// No corner of many small programs is better, whatever the order of steps.
    #[test]
    fn no_corner_is_better() {
        let mut seed = 1_u64;
        let mut drawn = || {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 40) as f64 / (1_u64 << 24) as f64
        };
        for _ in 0..200 {
            let weights = Matrix::from_fn(6, 3, |_, _| drawn());
            let worth: Vec<f64> = (0..6).map(|_| drawn()).collect();
            let most: Vec<f64> = (0..6).map(|_| drawn()).collect();
            let room: Vec<f64> = (0..3).map(|_| 0.5 * drawn()).collect();
            // The gap is the proof.
            best(&worth, &most, &weights, &room);
        }
    }
}
