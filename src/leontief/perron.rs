//! The Perron vectors of the coefficients.

use super::LeontiefSystem;
use crate::error::{Error, Result};
use crate::linalg::{Lu, Matrix, ZeroPivot, ratio};

/// The Perron root λ of A and its vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct PerronVectors {
    /// λ: below one for a productive table.
    pub root: f64,
    /// Left vector of A, q'A = λq', mean one.
    pub left: Vec<f64>,
    /// Right vector of the allocation coefficients x̂⁻¹Z, mean one.
    pub right: Vec<f64>,
}

impl PerronVectors {
    fn undefined(n: usize) -> Self {
        PerronVectors { root: 0.0, left: vec![f64::NAN; n], right: vec![f64::NAN; n] }
    }
}

/// Power steps before the shift is chosen, the most inverse steps with a shift, and the most shifts.
const POWER_STEPS: usize = 20;
const MOST_STEPS: usize = 60;
const MOST_SHIFTS: usize = 20;
/// How far above the bound of the root the shift is, relative to it.
const ABOVE: f64 = 1e-6;
const TOLERANCE: f64 = 1e-13;

impl LeontiefSystem {
    /// Perron root and vectors of the coefficients, by inverse iteration: a few products with A
    /// give an upper bound σ of the root (Collatz and Wielandt), then one LU of σI − A and a few
    /// solves from each side reach a change below 1e-13 where power iteration needs hundreds of
    /// steps. ⅔n³ + some 20 x 2n² flops, n² numbers. On a reducible table the vectors are those of
    /// the dominant class; where another class is nearly as large, the solves give a closer bound
    /// and one more LU each time. Where no input ever returns to its own sector, as with a
    /// triangular A, the root is zero and the vectors are undefined.
    ///
    /// # Errors
    /// [`Error::NotConverged`]; [`Error::Singular`] if the shift meets a pivot of zero.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// // The eigenvalues of [0.2, 0.3; 0.1, 0.4] are 0.5 and 0.1.
    /// assert!((system.perron_vectors()?.root - 0.5).abs() < 1e-12);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn perron_vectors(&self) -> Result<PerronVectors> {
        let (z, x) = (self.table().intermediate(), self.output());
        let n = self.order();
        let bound = self.bound_of_root();
        if bound == 0.0 {
            return Ok(PerronVectors::undefined(n));
        }
        let mut shift = bound * (1.0 + ABOVE);
        let mut stalled = None;
        for _ in 0..MOST_SHIFTS {
            let lu = self.shifted(shift)?;
            let found = iterate(n, |y| lu.solve_transposed(y))
                .and_then(|left| Ok((left, iterate(n, |y| lu.solve(y))?)));
            match found {
                Ok(((left, root), (right, _))) => {
                    let per_output = |(y, x): (f64, &f64)| if *x == 0.0 { 0.0 } else { y / x };
                    let right: Vec<f64> = right.into_iter().zip(x).map(per_output).collect();
                    let (left, right) = (mean_one(left), mean_one(right));
                    return Ok(PerronVectors { root: shift - 1.0 / root, left, right });
                }
                Err(_) if !has_cycle(z) => return Ok(PerronVectors::undefined(n)),
                Err(slow) => {
                    // No eigenvalue of (σI − A)⁻¹ is above the largest stretch of a positive vector.
                    shift = (shift - 1.0 / slow.largest_stretch) * (1.0 + ABOVE);
                    stalled = Some(slow);
                }
            }
        }
        Err(Error::NotConverged {
            what: "the iteration for the Perron vector",
            residual: stalled.map_or(f64::NAN, |slow| slow.change),
            steps: MOST_SHIFTS * MOST_STEPS,
            remedy: "leave out the eigenvector measure".into(),
        })
    }

    /// An upper bound of the Perron root of A, zero where there is no root.
    fn bound_of_root(&self) -> f64 {
        let mut vector = vec![1.0; self.order()];
        let mut bound = 0.0;
        for _ in 0..POWER_STEPS {
            let image = self.inputs_left(&vector);
            bound = image
                .iter()
                .zip(&vector)
                .filter(|(_, y)| **y > 1e-12)
                .map(|(image, y)| image / y)
                .fold(0.0, f64::max);
            // A + I/2 has the same vectors and converges also when A is cyclic.
            vector = image.iter().zip(&vector).map(|(image, y)| image + 0.5 * y).collect();
            let scale = vector.iter().fold(0.0_f64, |m, y| m.max(y.abs()));
            if scale == 0.0 {
                break;
            }
            vector.iter_mut().for_each(|y| *y /= scale);
        }
        bound
    }

    /// σI − A, factorised.
    fn shifted(&self, shift: f64) -> Result<Lu> {
        let (z, x) = (self.table().intermediate(), self.output());
        self.has_room()?;
        Lu::new(self.order(), |j, column| {
            if x[j] != 0.0 {
                let flows = column.iter_mut().zip(z.column(j));
                flows.for_each(|(cell, flow)| *cell = -flow / x[j]);
            }
            column[j] += shift;
        })
        .map_err(|ZeroPivot { column }| Error::Singular {
            label: self.table().index().label(column),
        })
    }
}

/// Whether some product is needed, directly or through others, to make itself: take away those
/// whose suppliers are all gone until nobody is left, or a cycle. n² steps.
fn has_cycle(flows: &Matrix) -> bool {
    let n = flows.rows();
    let suppliers = |j: usize| flows.column(j).iter().filter(|flow| **flow != 0.0).count();
    let mut left: Vec<usize> = (0..n).map(suppliers).collect();
    let mut free: Vec<usize> = (0..n).filter(|&j| left[j] == 0).collect();
    let mut gone = 0;
    while let Some(k) = free.pop() {
        gone += 1;
        for j in (0..n).filter(|&j| flows[(k, j)] != 0.0) {
            left[j] -= 1;
            if left[j] == 0 {
                free.push(j);
            }
        }
    }
    gone < n
}

/// An iteration that did not settle.
struct Slow {
    /// The last relative change of the vector.
    change: f64,
    /// By how much the last step stretched any part of it at most.
    largest_stretch: f64,
}

/// The vector that `solve` stretches most, from ones, and by how much.
fn iterate(n: usize, solve: impl Fn(&mut Matrix)) -> std::result::Result<(Vec<f64>, f64), Slow> {
    let mut vector = vec![1.0 / n as f64; n];
    let mut slow = Slow { change: f64::INFINITY, largest_stretch: f64::INFINITY };
    for _ in 0..MOST_STEPS {
        let mut image = Matrix::from_column(vector.clone());
        solve(&mut image);
        let stretch: f64 = image.column(0).iter().sum();
        let next: Vec<f64> = image.column(0).iter().map(|y| y / stretch).collect();
        let largest = next.iter().fold(0.0_f64, |m, y| m.max(y.abs()));
        let changes = next.iter().zip(&vector).map(|(a, b)| (a - b).abs());
        slow.change = changes.fold(0.0, f64::max) / largest;
        if slow.change < TOLERANCE {
            return Ok((next, stretch));
        }
        let parts = image.column(0).iter().zip(&vector).filter(|(_, y)| **y > 1e-12 * largest);
        slow.largest_stretch = parts.map(|(image, y)| image / y).fold(0.0, f64::max);
        vector = next;
    }
    Err(slow)
}

fn mean_one(vector: Vec<f64>) -> Vec<f64> {
    let mean = vector.iter().sum::<f64>() / vector.len() as f64;
    vector.into_iter().map(|y| ratio(y, mean)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Accounting, Demand, Index, Mrio, Parts};

    /// Two classes with nearly equal roots, 0.4028 and 0.4019, the larger of which sells to nobody
    /// else: the vectors are those of the larger, A₂₂ and what it needs from the other.
    #[test]
    fn classes_with_nearly_equal_roots_are_told_apart() {
        let (first, second, sold) = (0.401_87, 0.402_77, 0.572_57);
        let index = Index::new([("A", "g"), ("A", "h")]).expect("two rows");
        let demand = Demand::new(&index, [(Some("A"), "f")]).expect("a column");
        let z = Matrix::from_rows(&[[first, 0.0], [sold, second]]);
        let f = Matrix::from_rows(&[[1.0 - first], [1.0 - sold - second]]);
        let table = Mrio::new(Parts::new(index, demand, z, f)).expect("a table");
        let system = LeontiefSystem::new(table, &Accounting::default()).expect("a system");
        let found = system.perron_vectors().expect("told apart");
        assert!((found.root - second).abs() < 1e-12, "{}", found.root);
        // q'A = λq': q₁ = sold q₂ / (second − first); the right vector is the second unit vector.
        let expected = sold / (second - first);
        assert!((found.left[0] / found.left[1] / expected - 1.0).abs() < 1e-8, "{:?}", found.left);
        assert!(found.right[0].abs() < 1e-8 && (found.right[1] - 2.0).abs() < 1e-8);
    }

    #[test]
    fn cycles_are_found() {
        let chain = Matrix::from_rows(&[[0.0, 1.0, 1.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]);
        assert!(!has_cycle(&chain));
        let round = Matrix::from_rows(&[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]);
        assert!(has_cycle(&round) && has_cycle(&Matrix::identity(1)));
    }
}
