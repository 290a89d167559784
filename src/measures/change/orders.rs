//! Effects of factors that changed together, from the values of all their combinations.

/// Effect of each factor on average over all orders in which the factors can change.
///
/// `values[S]` is the outcome when exactly the factors in the set of bits S have their new value;
/// 2^k values for k factors. The effect of factor i is
///
/// ```text
/// Σ_{S ∌ i} |S|! (k − 1 − |S|)! / k! · (values[S ∪ i] − values[S])
/// ```
///
/// (Shapley 1953), the mean over all k! orders at the cost of 2^k outcomes. The effects add up to
/// `values[all] − values[none]`.
pub(super) fn all_orders(values: &[f64]) -> Vec<f64> {
    let factors = values.len().ilog2() as usize;
    let factorial = |m: usize| (1..=m).map(|m| m as f64).product::<f64>();
    let weights: Vec<f64> = (0..factors)
        .map(|m| factorial(m) * factorial(factors - 1 - m) / factorial(factors))
        .collect();
    let effect = |factor: usize| -> f64 {
        let without = (0..values.len()).filter(|set| set & (1 << factor) == 0);
        let step = |set: usize| values[set | 1 << factor] - values[set];
        without.map(|set| weights[set.count_ones() as usize] * step(set)).sum()
    };
    (0..factors).map(effect).collect()
}

/// Effect of each factor as the mean of the two polar orders, first to last and last to first
/// (Dietzenbacher and Los 1998). Adds up as [`all_orders`].
pub(super) fn polar_orders(values: &[f64]) -> Vec<f64> {
    let factors = values.len().ilog2() as usize;
    let all = values.len() - 1;
    let effect = |factor: usize| -> f64 {
        let (bit, earlier) = (1 << factor, (1 << factor) - 1);
        let later = all ^ earlier ^ bit;
        0.5 * (values[earlier | bit] - values[earlier] + values[later | bit] - values[later])
    };
    (0..factors).map(effect).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Outcome ab with a from 2 to 3 and b from 5 to 7: 10, 15, 14, 21.
    #[test]
    fn a_product_of_two_factors() {
        let values = [10.0, 15.0, 14.0, 21.0];
        assert_eq!(all_orders(&values), [6.0, 5.0]);
        assert_eq!(polar_orders(&values), [6.0, 5.0]);
    }

    /// A factor that nothing depends on has no effect, and equals have equal ones.
    #[test]
    fn symmetry() {
        let outcome = |set: usize| ((set & 1) + (set >> 1 & 1)).pow(2) as f64;
        let values: Vec<f64> = (0..8).map(outcome).collect();
        assert_eq!(all_orders(&values), [2.0, 2.0, 0.0]);
        assert_eq!(polar_orders(&values), [2.0, 2.0, 0.0]);
    }
}
