//! Fixed points x = g(x) sooner than by x ← g(x), from what the last steps have shown.

use std::collections::VecDeque;

use super::vector::{dot, minus};

/// The last steps of an iteration x ← g(x), which say where g(x) − x would be zero.
///
/// Anderson's method (1965, *Journal of the ACM* 12(4)) in the form of Walker and Ni (2011, *SIAM
/// Journal on Numerical Analysis* 49(4)), with the least squares by orthogonalisation: directions that
/// add nothing are left out. 4dn flops a step, and 2d vectors.
#[derive(Debug)]
pub(crate) struct Anderson {
    depth: usize,
    /// Differences of residuals and of images, the latest last.
    steps: VecDeque<(Vec<f64>, Vec<f64>)>,
    last: Option<(Vec<f64>, Vec<f64>)>,
}

/// A direction is left out when less than this share of it is new.
const NEW: f64 = 1e-8;

impl Anderson {
    pub fn new(depth: usize) -> Self {
        Anderson { depth, steps: VecDeque::new(), last: None }
    }

    /// Forget everything.
    pub fn forget(&mut self) {
        self.steps.clear();
        self.last = None;
    }

    /// The next x, after `image` = g(`x`).
    pub fn next(&mut self, x: &[f64], image: &[f64]) -> Vec<f64> {
        let residual = minus(image, x);
        if let Some((last_residual, last_image)) = &self.last {
            self.steps.push_back((minus(&residual, last_residual), minus(image, last_image)));
            if self.steps.len() > self.depth {
                self.steps.pop_front();
            }
        }
        let mut next = image.to_vec();
        let (mut directions, mut rest): (Vec<(Vec<f64>, Vec<f64>)>, _) = (vec![], residual.clone());
        // The latest steps say most, so that the older ones give way.
        for (fall, step) in self.steps.iter().rev() {
            let (mut fall, mut step) = (fall.clone(), step.clone());
            let size = dot(&fall, &fall).sqrt();
            for (known, moved) in &directions {
                let along = dot(&fall, known);
                subtract(&mut fall, along, known);
                subtract(&mut step, along, moved);
            }
            let left = dot(&fall, &fall).sqrt();
            if left <= NEW * size || !left.is_normal() {
                continue;
            }
            fall.iter_mut().chain(step.iter_mut()).for_each(|value| *value /= left);
            let along = dot(&rest, &fall);
            subtract(&mut rest, along, &fall);
            subtract(&mut next, along, &step);
            directions.push((fall, step));
        }
        self.last = Some((residual, image.to_vec()));
        next
    }
}

fn subtract(from: &mut [f64], times: f64, what: &[f64]) {
    from.iter_mut().zip(what).for_each(|(value, of)| *value -= times * of);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::Matrix;

    /// On a linear map it ends after as many steps as there are unknowns, as GMRES does.
    #[test]
    fn linear_maps_are_solved_in_as_many_steps_as_they_have_unknowns() {
        let m = Matrix::from_rows(&[[0.9, 0.05, 0.0], [0.0, 0.8, 0.1], [0.2, 0.0, 0.7]]);
        let b = [1.0, -2.0, 0.5];
        let map = |x: &[f64]| -> Vec<f64> {
            m.times_vector(x).iter().zip(b).map(|(y, b)| y + b).collect()
        };
        let (mut x, mut memory) = (vec![0.0; 3], Anderson::new(3));
        for _ in 0..5 {
            let image = map(&x);
            x = memory.next(&x, &image);
        }
        let left = minus(&map(&x), &x);
        assert!(left.iter().all(|value| value.abs() < 1e-10), "{left:?}");
        memory.forget();
        // Without a memory the next x is the image.
        assert_eq!(memory.next(&[1.0], &[2.0]), [2.0]);
    }
}
