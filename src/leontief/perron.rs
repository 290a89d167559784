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

/// Power steps before the shift is chosen, and the most inverse steps after it.
const POWER_STEPS: usize = 20;
const MOST_STEPS: usize = 500;
const TOLERANCE: f64 = 1e-13;

impl LeontiefSystem {
    /// Perron root and vectors of the coefficients, by inverse iteration: a few products with A
    /// give an upper bound σ of the root (Collatz and Wielandt), then one LU of σI − A and a
    /// few solves from each side reach a change below 1e-13 where power iteration needs
    /// hundreds of steps. ⅔n³ + some 20 x 2n² flops, n² numbers. On a reducible table the
    /// vectors are those of the dominant class. Where nothing ever returns to where it came from the root is
    /// zero and the vectors are undefined.
    ///
    /// # Errors
    /// [`Error::NotConverged`]; [`Error::Singular`] if the shift meets a pivot of zero.
    pub fn perron_vectors(&self) -> Result<PerronVectors> {
        let (z, x) = (self.table().intermediate(), self.output());
        let n = self.order();
        let mut vector = vec![1.0; n];
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
        if bound == 0.0 {
            return Ok(PerronVectors::undefined(n));
        }
        let shift = bound * (1.0 + 1e-6);
        let lu = Lu::new(n, |j, column| {
            if x[j] != 0.0 {
                let flows = column.iter_mut().zip(z.column(j));
                flows.for_each(|(cell, flow)| *cell = -flow / x[j]);
            }
            column[j] += shift;
        })
        .map_err(|ZeroPivot { column }| Error::Singular {
            label: self.table().index().label(column),
        })?;
        let found = iterate(n, |y| lu.solve_transposed(y))
            .and_then(|left| Ok((left, iterate(n, |y| lu.solve(y))?)));
        let ((left, root), (right, _)) = match found {
            Ok(found) => found,
            Err(_) if !has_cycle(z) => return Ok(PerronVectors::undefined(n)),
            Err(error) => return Err(error),
        };
        let per_output = |(y, x): (f64, &f64)| if *x == 0.0 { 0.0 } else { y / x };
        let right: Vec<f64> = right.into_iter().zip(x).map(per_output).collect();
        Ok(PerronVectors { root: shift - 1.0 / root, left: mean_one(left), right: mean_one(right) })
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

/// The vector that `solve` stretches most, from ones, and by how much.
fn iterate(n: usize, solve: impl Fn(&mut Matrix)) -> Result<(Vec<f64>, f64)> {
    let mut vector = vec![1.0 / n as f64; n];
    let mut change = f64::INFINITY;
    for _ in 0..MOST_STEPS {
        let mut image = Matrix::from_column(vector.clone());
        solve(&mut image);
        let stretch: f64 = image.column(0).iter().sum();
        let next: Vec<f64> = image.column(0).iter().map(|y| y / stretch).collect();
        let largest = next.iter().fold(0.0_f64, |m, y| m.max(y.abs()));
        change = next.iter().zip(&vector).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) / largest;
        vector = next;
        if change < TOLERANCE {
            return Ok((vector, stretch));
        }
    }
    Err(Error::NotConverged {
        what: "the iteration for the Perron vector",
        residual: change,
        steps: MOST_STEPS,
        remedy: "leave out the eigenvector measure".into(),
    })
}

fn mean_one(vector: Vec<f64>) -> Vec<f64> {
    let mean = vector.iter().sum::<f64>() / vector.len() as f64;
    vector.into_iter().map(|y| ratio(y, mean)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_are_found() {
        let chain = Matrix::from_rows(&[[0.0, 1.0, 1.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]);
        assert!(!has_cycle(&chain));
        let round = Matrix::from_rows(&[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]);
        assert!(has_cycle(&round) && has_cycle(&Matrix::identity(1)));
    }
}
