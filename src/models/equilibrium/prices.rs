//! Costs, prices and sourcing at given wages.

use rayon::prelude::*;

use super::base_year::{BaseYear, TradeCosts};
use super::switches::{Closure, FloorKind, Floors, Pay};
use crate::error::{Error, Result};
use crate::linalg::{Anderson, Matrix};

/// Largest change of a logarithm of a price at which prices are settled.
const SETTLED: f64 = 1e-14;
/// Change that is still accepted when rounding keeps them from it.
const ACCEPTED: f64 = 1e-11;
const MOST_ROUNDS: usize = 20_000;
/// Accelerated rounds without a smaller change that show that rounding keeps them from it.
const STALLED: usize = 4;
/// Plain rounds after an accelerated search has led nowhere, and twice as many after each further time, up
/// to the most.
const CAREFUL_ROUNDS: usize = 8;
const MOST_CAREFUL_ROUNDS: usize = 512;
/// Rounds that an accelerated search remembers, and the most that it moves a logarithm at once.
const REMEMBERED: usize = 6;
const LONGEST: f64 = 1.0;
/// ln ŵ from where on floors of wages are given up.
const HIGHEST_WAGE: f64 = 13.815_510_557_964_274;

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
    /// What value added costs.
    pub pay: Pay,
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
            pay: Pay { wages: vec![0.0; g], bundles: vec![0.0; g] },
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

    /// Prices at these changes of value added (their logarithms), from those in `quotes`; how many rounds
    /// it took.
    ///
    /// The map from prices to prices contracts at a rate of about the share of inputs in costs.
    /// A round takes 4GJ(G + J) flops and 2GJ powers. Where wages or capital follow prices it contracts
    /// less, or hardly at all, and is accelerated.
    pub fn settle(&self, values: &[f64], closure: &Closure, quotes: &mut Quotes) -> Result<usize> {
        if closure.is_accelerated() {
            return self.settle_with_pay(values, closure, quotes);
        }
        closure.pay(values, &quotes.prices, &mut quotes.pay);
        let mut last = f64::INFINITY;
        for round in 1..=MOST_ROUNDS {
            self.costs(quotes);
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

    /// That floors of real wages can all be met, where every economy has one.
    ///
    /// Where all of them bind, twice the prices bring twice the wages and costs: the map from prices to
    /// prices is increasing and of degree one, and has a rate of growth that lies between the smallest and
    /// the largest rise of any prices that it is put to (Collatz and Wielandt). From one on no wages are
    /// high enough, whatever value added is; below it there are always some.
    ///
    /// # Errors
    /// [`Error::Impossible`].
    pub fn check_floors(&self, closure: &Closure, start: &Quotes) -> Result<()> {
        let all_real = |floors: &Floors| {
            floors.kind == FloorKind::Real && floors.logs.iter().all(|floor| floor.is_finite())
        };
        if !closure.floors.as_ref().is_some_and(all_real) {
            return Ok(());
        }
        let (mut quotes, none) = (start.clone(), vec![f64::NEG_INFINITY; start.pay.wages.len()]);
        let mut ends = [f64::NEG_INFINITY, f64::INFINITY];
        for _ in 0..MOST_ROUNDS {
            closure.pay(&none, &quotes.prices, &mut quotes.pay);
            let from = quotes.prices.values().to_vec();
            self.costs(&mut quotes);
            self.excess(&mut quotes);
            self.prices(&mut quotes);
            let to = quotes.prices.values_mut();
            // Of products that nobody buys prices stay what they are.
            let rises =
                from.iter().zip(&*to).filter(|(_, to)| **to != 0.0).map(|(from, to)| to - from);
            ends = rises.fold([f64::INFINITY, f64::NEG_INFINITY], |[least, most], rise| {
                [least.min(rise), most.max(rise)]
            });
            if ends[0] > 0.0 || ends[1] < 0.0 || ends[1] - ends[0] < SETTLED {
                break;
            }
            let growth = 0.5 * (ends[0] + ends[1]);
            to.iter_mut().filter(|price| **price != 0.0).for_each(|price| *price -= growth);
        }
        if ends[1] < 0.0 { Ok(()) } else { Err(self.floors_fail(closure)) }
    }

    /// Prices where value added follows them.
    fn settle_with_pay(
        &self,
        values: &[f64],
        closure: &Closure,
        quotes: &mut Quotes,
    ) -> Result<usize> {
        let (mut memory, mut bound) = (Anderson::new(REMEMBERED), vec![]);
        let (mut best, mut stalled, mut plain, mut careful) = (f64::INFINITY, 0, 0, CAREFUL_ROUNDS);
        for round in 1..=MOST_ROUNDS {
            closure.pay(values, &quotes.prices, &mut quotes.pay);
            let highest = quotes.pay.wages.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let from = quotes.prices.values().to_vec();
            self.costs(quotes);
            self.excess(quotes);
            let change = self.prices(quotes);
            if !change.is_finite() {
                break;
            }
            // Accelerated rounds go up and down before rounding stops them.
            stalled = if change < best { 0 } else { stalled + 1 };
            best = best.min(change);
            if change <= SETTLED || (change < ACCEPTED && stalled >= STALLED) {
                return Ok(round);
            }
            if highest > HIGHEST_WAGE {
                return Err(self.floors_fail(closure));
            }
            if plain > 0 {
                plain -= 1;
                continue;
            }
            // What was learnt with some floors binding says nothing of others; and where learning leads
            // nowhere, plain rounds never take prices farther away.
            let binding: Vec<bool> =
                quotes.pay.wages.iter().zip(values).map(|(wage, value)| wage > value).collect();
            if binding != bound {
                memory.forget();
                bound = binding;
            }
            // Where every floor binds the map is of degree one: if all prices fall they fall as far as the
            // first wage leaves its floor, and no solution is passed over on the way.
            let falls =
                from.iter().zip(quotes.prices.values()).all(|(from, to)| to < from || *to == 0.0);
            if falls && closure.is_real() && bound.iter().all(|binds| *binds) {
                let above = quotes.pay.wages.iter().zip(values).map(|(wage, value)| wage - value);
                let fall = above.fold(f64::INFINITY, f64::min);
                let prices = quotes.prices.values_mut().iter_mut();
                prices.filter(|price| **price != 0.0).for_each(|price| *price -= fall);
                continue;
            }
            if stalled >= STALLED {
                memory.forget();
                (plain, stalled, best) = (careful, 0, change);
                careful = (2 * careful).min(MOST_CAREFUL_ROUNDS);
                continue;
            }
            let next = memory.next(&from, quotes.prices.values());
            let longest = from.iter().zip(&next).fold(0.0, |m: f64, (a, b)| m.max((b - a).abs()));
            let scale = if longest > LONGEST { LONGEST / longest } else { 1.0 };
            let cells = quotes.prices.values_mut().iter_mut();
            cells.zip(from.iter().zip(&next)).for_each(|(cell, (from, next))| {
                *cell = from + scale * (next - from);
            });
        }
        Err(Error::NotConverged {
            what: "the search for prices",
            residual: best,
            steps: MOST_ROUNDS,
            remedy: "try smaller changes of tariffs, smaller elasticities, lower floors of wages or smaller \
                     shares of capital"
                .into(),
        })
    }

    fn floors_fail(&self, closure: &Closure) -> Error {
        let floors = closure.floors.iter().flat_map(|floors| &floors.logs);
        let bound = self.base.economies.iter().zip(floors).filter(|(_, floor)| floor.is_finite());
        Error::Impossible {
            problem: "the floors cannot hold together: no wages are high enough for all of them",
            lines: bound.map(|(economy, _)| economy.clone()).collect(),
            remedy: "lower the floors, leave some economies flexible, or take nominal floors"
                .into(),
        }
    }

    /// ln ĉ_nj = γ_nj ln f̂_n + Σ_k γ_nkj ln P̂_nk, and ĉ^−θ.
    fn costs(&self, quotes: &mut Quotes) {
        let base = self.base;
        let (prices, bundles) = (&quotes.prices, &quotes.pay.bundles);
        quotes.costs.par_columns_mut().enumerate().for_each(|(n, costs)| {
            let (inputs, log_prices) = (&base.inputs[n], prices.column(n));
            for (j, cost) in costs.iter_mut().enumerate() {
                let bought = inputs.column(j).iter().zip(log_prices).map(|(share, p)| share * p);
                *cost = base.primary[(j, n)] * bundles[n] + bought.sum::<f64>();
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
