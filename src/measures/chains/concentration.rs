//! Concentration of amounts over their sources.

use crate::linalg::ratio;

/// Concentration of amounts. Negative ones count as zero; everything is undefined when nothing is
/// left.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Concentration {
    /// Σp².
    pub herfindahl: f64,
    /// (Σp² − 1/m) / (1 − 1/m) over m possible sources.
    pub normalised: f64,
    /// 1 / Σp².
    pub effective_number: f64,
    /// −Σ p ln p.
    pub entropy: f64,
    /// exp of the entropy.
    pub entropy_number: f64,
    /// ln m less the entropy.
    pub theil: f64,
    /// Largest share.
    pub largest: f64,
    /// One less the largest share.
    pub substitutability: f64,
    /// The three largest shares together.
    pub top_three: f64,
    /// Position of the largest; the first of equal ones.
    pub largest_position: Option<usize>,
}

impl Concentration {
    /// Of `amounts`, of which only those in `possible` (positions) can be sources.
    pub(super) fn of(amounts: &[f64], possible: &[usize]) -> Self {
        let count = possible.len() as f64;
        let total: f64 = possible.iter().map(|&k| amounts[k].max(0.0)).sum();
        let shares: Vec<f64> =
            possible.iter().map(|&k| ratio(amounts[k].max(0.0), total)).collect();
        if shares.iter().any(|share| share.is_nan()) || shares.is_empty() {
            return Concentration::undefined();
        }
        let herfindahl: f64 = shares.iter().map(|p| p * p).sum();
        let entropy: f64 = -shares.iter().filter(|p| **p > 0.0).map(|p| p * p.ln()).sum::<f64>();
        let first_of_largest =
            |best: usize, k: usize| if shares[k] > shares[best] { k } else { best };
        let best = (0..shares.len()).fold(0, first_of_largest);
        let mut sorted = shares.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        Concentration {
            herfindahl,
            normalised: ratio(herfindahl - 1.0 / count, 1.0 - 1.0 / count),
            effective_number: 1.0 / herfindahl,
            entropy,
            entropy_number: entropy.exp(),
            theil: count.ln() - entropy,
            largest: shares[best],
            substitutability: 1.0 - shares[best],
            top_three: sorted.iter().take(3).sum(),
            largest_position: Some(possible[best]),
        }
    }

    fn undefined() -> Self {
        Concentration {
            herfindahl: f64::NAN,
            normalised: f64::NAN,
            effective_number: f64::NAN,
            entropy: f64::NAN,
            entropy_number: f64::NAN,
            theil: f64::NAN,
            largest: f64::NAN,
            substitutability: f64::NAN,
            top_three: f64::NAN,
            largest_position: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_shares_are_the_least_concentrated() {
        let even = Concentration::of(&[2.0, 2.0, 2.0, 2.0], &[0, 1, 2, 3]);
        assert!((even.herfindahl - 0.25).abs() < 1e-15 && even.normalised.abs() < 1e-15);
        assert!(even.theil.abs() < 1e-15 && (even.effective_number - 4.0).abs() < 1e-14);
        assert_eq!((even.largest_position, even.top_three), (Some(0), 0.75));
        let none = Concentration::of(&[0.0, -1.0], &[0, 1]);
        assert!(none.herfindahl.is_nan() && none.largest_position.is_none());
        // What is not possible does not count; what is negative is nothing.
        let two = Concentration::of(&[100.0, 3.0, 1.0, -4.0], &[1, 2, 3]);
        assert!((two.largest - 0.75).abs() < 1e-15 && two.largest_position == Some(1));
    }

    proptest! {
        #[test]
        fn merging_sources_never_lowers_concentration(
            amounts in prop::collection::vec(-1.0..10.0f64, 2..8),
            merged in 1usize..8,
        ) {
            let merged = 1 + merged % (amounts.len() - 1).max(1);
            prop_assume!(merged < amounts.len() && amounts[0] >= 0.0 && amounts[merged] >= 0.0);
            let all: Vec<usize> = (0..amounts.len()).collect();
            let mut fewer = amounts.clone();
            fewer[0] += fewer.remove(merged);
            let (apart, together) =
                (Concentration::of(&amounts, &all), Concentration::of(&fewer, &all[1..].iter().map(|k| k - 1).collect::<Vec<_>>()));
            prop_assume!(!apart.herfindahl.is_nan());
            prop_assert!(together.herfindahl >= apart.herfindahl - 1e-12);
            prop_assert!(together.entropy <= apart.entropy + 1e-12);
        }
    }
}
