//! One linear system by iteration, for matrices that are only known by their products.

use super::vector::dot;

/// What an iteration reached.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reached {
    pub solution: Vec<f64>,
    /// ‖b − M x‖ / ‖b‖ in the 2-norm, computed anew from the solution.
    pub residual: f64,
    /// Products with M.
    pub products: usize,
}

/// Basis vectors kept before a restart.
const BASIS: usize = 40;

/// Solve M P y = b, x = P y, by the generalised minimal residual method (Saad and Schultz 1986,
/// *SIAM J. Sci. Stat. Comput.* 7(3)) with restarts. Preconditioning from the right keeps the
/// monitored residual that of the system itself. Stops at the tolerance, or after `most` products.
/// 2n flops per kept vector and product beyond those of M and P; at most 41 vectors.
pub(crate) fn gmres(
    product: impl Fn(&[f64]) -> Vec<f64>,
    precondition: impl Fn(&[f64]) -> Vec<f64>,
    b: &[f64],
    tolerance: f64,
    most: usize,
) -> Reached {
    let size = norm(b);
    let mut x = vec![0.0; b.len()];
    let (mut products, mut rest, mut residual) = (0, b.to_vec(), 1.0);
    if size == 0.0 {
        return Reached { solution: x, residual: 0.0, products };
    }
    while residual > tolerance && products < most {
        let mut cycle = Cycle::new(&rest);
        while cycle.steps() < BASIS && products < most {
            products += 1;
            let image = product(&precondition(cycle.last()));
            if !cycle.step(image, 0.5 * tolerance * size) {
                break;
            }
        }
        let step = precondition(&cycle.solution());
        x.iter_mut().zip(step).for_each(|(x, s)| *x += s);
        rest = product(&x).iter().zip(b).map(|(image, b)| b - image).collect();
        products += 1;
        let reached = norm(&rest) / size;
        if reached.is_nan() || reached >= 0.5 * residual {
            residual = reached.min(residual);
            break;
        }
        residual = reached;
    }
    Reached { solution: x, residual, products }
}

/// The steps between two restarts: an orthonormal basis of the Krylov space (Arnoldi), and the QR
/// factors of the Hessenberg matrix by Givens rotations.
struct Cycle {
    basis: Vec<Vec<f64>>,
    /// Columns of R.
    upper: Vec<Vec<f64>>,
    rotations: Vec<(f64, f64)>,
    /// The rotated right-hand side; its last entry is the residual.
    side: Vec<f64>,
    /// The residual at the start.
    start: f64,
}

impl Cycle {
    fn new(rest: &[f64]) -> Self {
        let start = norm(rest);
        Cycle {
            basis: vec![scaled(rest, 1.0 / start)],
            upper: vec![],
            rotations: vec![],
            side: vec![start],
            start,
        }
    }

    fn steps(&self) -> usize {
        self.upper.len()
    }

    /// The basis vector whose image comes next.
    fn last(&self) -> &[f64] {
        &self.basis[self.upper.len()]
    }

    /// Take the image of the last basis vector in. `false` where the cycle has nothing to gain:
    /// the residual is down to `enough`, or the space is exhausted.
    fn step(&mut self, mut image: Vec<f64>, enough: f64) -> bool {
        let last = self.upper.len();
        let mut column: Vec<f64> = Vec::with_capacity(last + 2);
        for v in &self.basis {
            let along = dot(&image, v);
            image.iter_mut().zip(v).for_each(|(w, v)| *w -= along * v);
            column.push(along);
        }
        let below = norm(&image);
        for (k, (c, s)) in self.rotations.iter().enumerate() {
            let (above, under) = (column[k], column[k + 1]);
            column[k] = c * above + s * under;
            column[k + 1] = c * under - s * above;
        }
        let diagonal = column[last].hypot(below);
        let (c, s) =
            if diagonal == 0.0 { (1.0, 0.0) } else { (column[last] / diagonal, below / diagonal) };
        column[last] = diagonal;
        self.rotations.push((c, s));
        self.upper.push(column);
        self.side.push(-s * self.side[last]);
        self.side[last] *= c;
        if self.side[last + 1].abs() <= enough || below <= f64::EPSILON * self.start {
            return false;
        }
        self.basis.push(scaled(&image, 1.0 / below));
        true
    }

    /// The combination of basis vectors that leaves the least residual.
    fn solution(&self) -> Vec<f64> {
        let mut y = self.side.clone();
        for k in (0..self.upper.len()).rev() {
            let known: f64 = (k + 1..self.upper.len()).map(|j| self.upper[j][k] * y[j]).sum();
            let pivot = self.upper[k][k];
            y[k] = if pivot == 0.0 { 0.0 } else { (y[k] - known) / pivot };
        }
        let mut sum = vec![0.0; self.basis[0].len()];
        for (v, y) in self.basis.iter().zip(&y).take(self.upper.len()) {
            sum.iter_mut().zip(v).for_each(|(s, v)| *s += y * v);
        }
        sum
    }
}

fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

fn scaled(a: &[f64], by: f64) -> Vec<f64> {
    a.iter().map(|a| a * by).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::Matrix;

    #[test]
    fn solves_what_it_can_and_says_what_it_cannot() {
        let m = Matrix::from_rows(&[[2.0, -1.0, 0.0], [-0.5, 1.0, 0.25], [0.0, 3.0, 4.0]]);
        let wanted = [1.0, -2.0, 0.5];
        let b = m.times_vector(&wanted);
        let reached = gmres(|x| m.times_vector(x), <[f64]>::to_vec, &b, 1e-14, 100);
        assert!(reached.residual < 1e-13, "{}", reached.residual);
        for (x, wanted) in reached.solution.iter().zip(wanted) {
            assert!((x - wanted).abs() < 1e-12);
        }
        // A singular system whose right-hand side is out of reach: the residual stays.
        let m = Matrix::from_rows(&[[1.0, 1.0], [1.0, 1.0]]);
        let reached = gmres(|x| m.times_vector(x), <[f64]>::to_vec, &[1.0, 0.0], 1e-14, 100);
        assert!(reached.residual > 0.5);
    }
}
