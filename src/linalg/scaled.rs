//! The matrix M = I − Z ŝ of a table Z and a diagonal ŝ, which is never stored, and residuals with it.

use std::ops::Range;

use faer::MatRef;

use super::Matrix;

/// Which side the matrix stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// M x = b.
    Right,
    /// x'M = b'.
    Left,
}

/// The matrix Z and the diagonal of ŝ.
#[derive(Clone, Copy)]
pub(crate) struct Scaled<'a> {
    pub z: &'a Matrix,
    pub scale: &'a [f64],
}

impl Scaled<'_> {
    /// The columns of Z.
    pub(super) fn columns(&self, range: &Range<usize>) -> MatRef<'_, f64> {
        self.z.view().subcols(range.start, range.len())
    }

    /// Z ŝ X, or ŝ Z'X.
    pub fn times(&self, side: Side, x: &Matrix) -> Matrix {
        match side {
            Side::Right => {
                let mut scaled = x.clone();
                scale_rows(&mut scaled, self.scale);
                self.z.times(&scaled)
            }
            Side::Left => {
                let mut image = self.z.transpose_times(x);
                scale_rows(&mut image, self.scale);
                image
            }
        }
    }

    /// b − M x, or b − M'x, for M = I − Z ŝ. Where signs are mixed, what cancels counts in |M||x|: one more product.
    pub(super) fn residual(&self, side: Side, b: &Matrix, x: &Matrix) -> Residual {
        let mut rest = self.times(side, x);
        let mut size = if has_one_sign(x.values()) {
            rest.clone()
        } else {
            let mut sizes = x.clone();
            sizes.values_mut().iter_mut().for_each(|x| *x = x.abs());
            self.times(side, &sizes)
        };
        let cells = rest.values_mut().iter_mut().zip(size.values_mut());
        for (((rest, size), b), x) in cells.zip(b.values()).zip(x.values()) {
            *size = size.abs() + b.abs() + x.abs();
            *rest += b - x;
        }
        Residual { rest, size }
    }
}

/// What is left of a system of equations, and against what it counts, element by element.
pub(super) struct Residual {
    /// b − M x.
    pub rest: Matrix,
    /// |b| + |x| + |Z ŝ||x|.
    pub size: Matrix,
}

impl Residual {
    /// The componentwise backward error.
    pub fn error(&self) -> f64 {
        largest_share(&self.rest, &self.size)
    }
}

/// Whether no two of them have opposite signs.
pub(crate) fn has_one_sign(values: &[f64]) -> bool {
    values.iter().all(|value| *value >= 0.0) || values.iter().all(|value| *value <= 0.0)
}

/// The largest |a| / |b| over all elements; nothing over nothing does not count.
pub(super) fn largest_share(a: &Matrix, b: &Matrix) -> f64 {
    let cells = a.values().iter().zip(b.values());
    cells.fold(0.0, |most: f64, (a, b)| {
        let share = a.abs() / b.abs();
        // Written so that what is no number counts as too large.
        if *a == 0.0 || share <= most { most } else { share }
    })
}

/// The rows of a part times their scale.
pub(super) fn scale_rows(part: &mut Matrix, scale: &[f64]) {
    for k in 0..part.columns() {
        part.column_mut(k).iter_mut().zip(scale).for_each(|(value, s)| *value *= s);
    }
}
