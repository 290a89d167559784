//! Costs, prices and sourcing at given wages.

use rayon::prelude::*;

use super::base_year::{BaseYear, TradeCosts};
use crate::error::{Error, Result};
use crate::linalg::Matrix;

/// Largest change of a logarithm of a price at which prices are settled.
const SETTLED: f64 = 1e-14;
/// Change that is still accepted when rounding keeps them from it.
const ACCEPTED: f64 = 1e-11;
const MOST_ROUNDS: usize = 20_000;

/// The price equations at some costs of trade.
pub(super) struct Prices<'a> {
    base: &'a BaseYear,
    /// π κ̂^−θ, exporters x importers per sector.
    weights: Vec<Matrix>,
}

/// Logarithms of costs and prices, and what they imply.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quotes {
    /// ln ĉ, sectors x economies.
    pub costs: Matrix,
    /// ln P̂, sectors x economies.
    pub prices: Matrix,
    /// ĉ^−θ, economies x sectors.
    powers: Matrix,
    /// P̂^−θ − 1, economies x sectors.
    excess: Matrix,
}

impl Quotes {
    /// Nothing has changed.
    pub fn unchanged(base: &BaseYear) -> Self {
        let (g, j) = (base.economies.len(), base.sectors.len());
        Quotes {
            costs: Matrix::zeros(j, g),
            prices: Matrix::zeros(j, g),
            powers: Matrix::zeros(g, j),
            excess: Matrix::zeros(g, j),
        }
    }
}

impl<'a> Prices<'a> {
    pub fn new(base: &'a BaseYear, costs: &TradeCosts) -> Self {
        let sector = |j: usize| {
            let theta = base.elasticities[j];
            let mut weights = base.shares[j].clone();
            for n in 0..weights.columns() {
                let rates = base.tariffs[j].column(n).iter().zip(costs.tariffs[j].column(n));
                let costs = rates.zip(costs.icebergs[j].column(n));
                for (weight, ((before, after), iceberg)) in
                    weights.column_mut(n).iter_mut().zip(costs)
                {
                    let dearer = iceberg * ((1.0 + after) / (1.0 + before));
                    if dearer != 1.0 {
                        *weight *= dearer.powf(-theta);
                    }
                }
            }
            weights
        };
        Prices { base, weights: (0..base.sectors.len()).into_par_iter().map(sector).collect() }
    }

    /// Prices at wages ŵ (their logarithms), from those in `quotes`; how many rounds it took.
    ///
    /// The map from prices to prices contracts at a rate of about the share of inputs in costs.
    /// A round takes 4GJ(G + J) flops and 2GJ powers.
    pub fn settle(&self, wages: &[f64], quotes: &mut Quotes) -> Result<usize> {
        let mut last = f64::INFINITY;
        for round in 1..=MOST_ROUNDS {
            self.costs(wages, quotes);
            self.excess(quotes);
            let change = self.prices(quotes);
            if !change.is_finite() {
                break;
            }
            let stuck = change < ACCEPTED && change >= last;
            if change <= SETTLED || stuck {
                return Ok(round);
            }
            last = change;
        }
        Err(Error::NotConverged {
            what: "the search for prices",
            residual: last,
            steps: MOST_ROUNDS,
            remedy: "try smaller changes of tariffs or smaller elasticities".into(),
        })
    }

    /// ln ĉ_nj = γ_nj ln ŵ_n + Σ_k γ_nkj ln P̂_nk, and ĉ^−θ.
    fn costs(&self, wages: &[f64], quotes: &mut Quotes) {
        let base = self.base;
        let prices = &quotes.prices;
        quotes.costs.par_columns_mut().enumerate().for_each(|(n, costs)| {
            let (inputs, log_prices) = (&base.inputs[n], prices.column(n));
            for (j, cost) in costs.iter_mut().enumerate() {
                let bought = inputs.column(j).iter().zip(log_prices).map(|(share, p)| share * p);
                *cost = base.primary[(j, n)] * wages[n] + bought.sum::<f64>();
            }
        });
        let costs = &quotes.costs;
        quotes.powers.par_columns_mut().enumerate().for_each(|(j, powers)| {
            let theta = base.elasticities[j];
            let costs = (0..powers.len()).map(|n| costs[(j, n)]);
            powers.iter_mut().zip(costs).for_each(|(power, cost)| *power = (-theta * cost).exp());
        });
    }

    /// P̂^−θ − 1 = Σ_i (π κ̂^−θ ĉ_i^−θ − π), exactly zero where nothing changes or is bought.
    fn excess(&self, quotes: &mut Quotes) {
        let powers = &quotes.powers;
        quotes.excess.par_columns_mut().enumerate().for_each(|(j, excess)| {
            let power = powers.column(j);
            for (n, sum) in excess.iter_mut().enumerate() {
                let (weights, shares) = (self.weights[j].column(n), self.base.shares[j].column(n));
                let terms = weights.iter().zip(power).zip(shares);
                *sum = terms.map(|((weight, power), share)| weight * power - share).sum();
            }
        });
    }

    /// ln P̂, and its largest change.
    fn prices(&self, quotes: &mut Quotes) -> f64 {
        let mut largest = 0.0_f64;
        for (j, theta) in self.base.elasticities.iter().enumerate() {
            for (n, excess) in quotes.excess.column(j).iter().enumerate() {
                let price = -excess.ln_1p() / theta;
                let cell = &mut quotes.prices[(j, n)];
                let change = (price - *cell).abs();
                // `max` would pass over NaN.
                largest = if change > largest || change.is_nan() { change } else { largest };
                *cell = price;
            }
        }
        largest
    }

    /// π' of a sector, exporters x importers.
    pub fn sourcing(&self, sector: usize, quotes: &Quotes) -> Matrix {
        let mut shares = self.weights[sector].clone();
        let powers = quotes.powers.column(sector);
        for (n, excess) in quotes.excess.column(sector).iter().enumerate() {
            let price = 1.0 + excess;
            let column = shares.column_mut(n);
            column.iter_mut().zip(powers).for_each(|(share, power)| *share *= power / price);
        }
        shares
    }
}
