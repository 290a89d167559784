//! One linear system by iteration, for matrices that are only known by their products.

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
        let start = norm(&rest);
        let mut basis = vec![scaled(&rest, 1.0 / start)];
        // R of the QR factors of the Hessenberg matrix, its rotations, and the right-hand side.
        let (mut upper, mut rotations) = (Vec::<Vec<f64>>::new(), Vec::<(f64, f64)>::new());
        let mut side = vec![start];
        while upper.len() < BASIS && products < most {
            let last = upper.len();
            let mut next = product(&precondition(&basis[last]));
            products += 1;
            let mut column: Vec<f64> = Vec::with_capacity(last + 2);
            for v in &basis {
                let along = dot(&next, v);
                next.iter_mut().zip(v).for_each(|(w, v)| *w -= along * v);
                column.push(along);
            }
            let below = norm(&next);
            for (k, (c, s)) in rotations.iter().enumerate() {
                let (above, under) = (column[k], column[k + 1]);
                column[k] = c * above + s * under;
                column[k + 1] = c * under - s * above;
            }
            let diagonal = column[last].hypot(below);
            let (c, s) = if diagonal == 0.0 {
                (1.0, 0.0)
            } else {
                (column[last] / diagonal, below / diagonal)
            };
            column[last] = diagonal;
            rotations.push((c, s));
            upper.push(column);
            side.push(-s * side[last]);
            side[last] *= c;
            if side[last + 1].abs() <= 0.5 * tolerance * size || below <= f64::EPSILON * start {
                break;
            }
            basis.push(scaled(&next, 1.0 / below));
        }
        for k in (0..upper.len()).rev() {
            let known: f64 = (k + 1..upper.len()).map(|j| upper[j][k] * side[j]).sum();
            let pivot = upper[k][k];
            side[k] = if pivot == 0.0 { 0.0 } else { (side[k] - known) / pivot };
        }
        let mut step = vec![0.0; b.len()];
        for (v, y) in basis.iter().zip(&side).take(upper.len()) {
            step.iter_mut().zip(v).for_each(|(s, v)| *s += y * v);
        }
        x.iter_mut().zip(precondition(&step)).for_each(|(x, s)| *x += s);
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

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
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
