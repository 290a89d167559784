//! Element by element, of vectors of one length.

/// Pairs of elements.
///
/// # Panics
/// If the lengths differ.
fn pairs<'a>(a: &'a [f64], b: &'a [f64]) -> impl Iterator<Item = (f64, f64)> + 'a {
    assert_eq!(a.len(), b.len(), "vectors of unequal lengths");
    a.iter().copied().zip(b.iter().copied())
}

/// a ∘ b.
pub(crate) fn times(a: &[f64], b: &[f64]) -> Vec<f64> {
    pairs(a, b).map(|(a, b)| a * b).collect()
}

/// a + b.
pub(crate) fn plus(a: &[f64], b: &[f64]) -> Vec<f64> {
    pairs(a, b).map(|(a, b)| a + b).collect()
}

/// a − b.
pub(crate) fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    pairs(a, b).map(|(a, b)| a - b).collect()
}

/// a / b, each undefined (NaN) over zero.
pub(crate) fn ratios(a: &[f64], b: &[f64]) -> Vec<f64> {
    pairs(a, b).map(|(a, b)| ratio(a, b)).collect()
}

/// A ratio, undefined (NaN) over zero.
pub(crate) fn ratio(above: f64, below: f64) -> f64 {
    if below == 0.0 { f64::NAN } else { above / below }
}

/// a'b.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
