//! Sums of products to twice the digits of doubles, as pairs of doubles.

use super::Matrix;

/// Rows whose residuals one thread computes at a time.
const ROWS: usize = 256;

/// a + b as the nearest double and what it leaves out, exactly; six flops.
///
/// # References
/// Knuth (1998), *The Art of Computer Programming*, vol. 2, 3rd ed., section 4.2.2, theorem B.
pub(crate) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let of_b = sum - a;
    (sum, (a - (sum - of_b)) + (b - of_b))
}

/// a·b as the nearest double and what it leaves out, exactly where nothing underflows; one fused operation.
pub(crate) fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    (product, a.mul_add(b, -product))
}

/// A running sum of products: what rounding leaves out is summed up beside it.
///
/// The result is that of twice the working precision, rounded once: for n terms its error is at most
/// u|Σ| + γ²Σ|·| with γ = nu.
///
/// # References
/// Ogita, Rump and Oishi (2005), "Accurate sum and dot product", *SIAM Journal on Scientific Computing* 26(6),
/// algorithm 5.3.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TwofoldSum {
    high: f64,
    low: f64,
}

impl TwofoldSum {
    /// The sum of one number.
    pub fn of(value: f64) -> Self {
        TwofoldSum { high: value, low: 0.0 }
    }

    /// Add a·(b + c), where c is what b leaves out.
    pub fn add_product(&mut self, a: f64, (b, c): (f64, f64)) {
        let (product, left_out) = two_product(a, b);
        let (sum, rest) = two_sum(self.high, product);
        self.high = sum;
        self.low += rest + a.mul_add(c, left_out);
    }

    /// The sum, rounded.
    pub fn value(self) -> f64 {
        self.high + self.low
    }
}

/// A matrix with twice the digits: the sum of two, of which the second holds what the first leaves out.
#[derive(Debug, Clone)]
pub(crate) struct Twofold {
    pub high: Matrix,
    pub low: Matrix,
}

impl Twofold {
    /// A matrix that doubles hold.
    pub fn of(high: Matrix) -> Self {
        let low = Matrix::zeros(high.rows(), high.columns());
        Twofold { high, low }
    }

    /// Add a correction, which is small.
    pub fn add(&mut self, step: &Matrix) {
        let cells = self.high.values_mut().iter_mut().zip(self.low.values_mut());
        for ((high, low), step) in cells.zip(step.values()) {
            let (sum, rest) = two_sum(*high, *step);
            (*high, *low) = two_sum(sum, rest + *low);
        }
    }
}

/// B − M X in twice the working precision, rounded: n²k products of some ten flops each, in parallel over
/// sides and rows.
pub(crate) fn twofold_residual(m: &Matrix, x: &Twofold, b: &Matrix) -> Matrix {
    use rayon::prelude::*;
    let mut rest = b.clone();
    rest.par_columns_mut().enumerate().for_each(|(side, column)| {
        column.par_chunks_mut(ROWS).enumerate().for_each(|(block, part)| {
            let mut sums = [TwofoldSum::default(); ROWS];
            sums.iter_mut().zip(part.iter()).for_each(|(sum, b)| *sum = TwofoldSum::of(*b));
            let first = block * ROWS;
            for j in 0..m.columns() {
                let by = (-x.high[(j, side)], -x.low[(j, side)]);
                let cells = &m.column(j)[first..first + part.len()];
                sums.iter_mut().zip(cells).for_each(|(sum, m)| sum.add_product(*m, by));
            }
            part.iter_mut().zip(&sums).for_each(|(rest, sum)| *rest = sum.value());
        });
    });
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost() {
        let tiny = 2.0_f64.powi(-80);
        assert_eq!(two_sum(1.0, tiny), (1.0, tiny));
        assert_eq!(two_sum(tiny, -1.0), (-1.0, tiny));
        // (1 + e)(1 − e) = 1 − e², of which a double holds only the 1.
        let e = 2.0_f64.powi(-30);
        let (product, left_out) = two_product(1.0 + e, 1.0 - e);
        assert_eq!((product, left_out), (1.0, -e * e));
    }

    #[test]
    fn sums_that_cancel_keep_their_digits() {
        // 10¹⁶ + 1 − 10¹⁶, which is 0 in doubles.
        let mut sum = TwofoldSum::of(1e16);
        sum.add_product(1.0, (1.0, 0.0));
        sum.add_product(-1.0, (1e16, 0.0));
        assert_eq!(sum.value(), 1.0);
        // The low part of a factor counts.
        let mut sum = TwofoldSum::of(-3.0);
        sum.add_product(3.0, (1.0, 1e-25));
        assert!((sum.value() / 3e-25 - 1.0).abs() < 1e-15);
    }

    #[test]
    fn residuals_of_a_nearly_singular_matrix() {
        let nearly = Matrix::from_rows(&[[1.0, 0.5], [0.5, 0.25 + 2.0_f64.powi(-40)]]);
        let x = Twofold::of(Matrix::from_column(vec![3.0, -6.0]));
        let b = Matrix::from_column(vec![0.0, 0.0]);
        let rest = twofold_residual(&nearly, &x, &b);
        assert_eq!(rest.column(0), [0.0, 6.0 * 2.0_f64.powi(-40)]);
    }

    #[test]
    fn corrections_add_up_beyond_doubles() {
        let mut x = Twofold::of(Matrix::from_column(vec![1.0]));
        for _ in 0..4 {
            x.add(&Matrix::from_column(vec![2.0_f64.powi(-60)]));
        }
        assert_eq!((x.high[(0, 0)], x.low[(0, 0)]), (1.0, 2.0_f64.powi(-58)));
    }
}
