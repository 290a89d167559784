//! Wages that clear all labour markets.

use super::Stopping;
use super::base_year::{BaseYear, TradeCosts};
use super::prices::{Prices, Quotes};
use super::spending::Spending;
use crate::error::{Error, Result};
use crate::linalg::{Lu, Matrix};

/// First share of a gap by which wages move.
const FIRST_STEP: f64 = 0.5;
/// Largest step of a logarithm of wages.
const LONGEST_STEP: f64 = 0.5;
/// Growth of the largest gap at which the search goes back and becomes more careful.
const ASTRAY: f64 = 3.0;
/// Largest gap that is accepted where rounding keeps the search from a smaller tolerance, and the
/// trials without a better gap that show it.
const ACCEPTED: f64 = 1e-9;
const STALLED: usize = 40;
/// Smallest share of a gap by which wages move after going back.
const LEAST_STEP: f64 = 1.0 / 64.0;
/// Steps without learning after going back once; twice as many after each further time, up to the
/// most.
const CAREFUL_STEPS: usize = 8;
const MOST_CAREFUL_STEPS: usize = 128;

/// A solved world.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// ln ŵ.
    pub wages: Vec<f64>,
    pub quotes: Quotes,
    /// X', economies x sectors.
    pub spending: Matrix,
    /// Flows net of tariffs, exporters x importers per sector.
    pub flows: Vec<Matrix>,
    /// Y', economies x sectors.
    pub sales: Matrix,
    pub revenue: Vec<f64>,
    /// I'.
    pub income: Vec<f64>,
    pub search: Search,
}

/// How a search went.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Search {
    pub trials: usize,
    pub rounds: usize,
    pub products: usize,
    pub gap: f64,
}

/// A trial of wages, and the state as far as it follows from them.
struct Trial<'a> {
    base: &'a BaseYear,
    costs: &'a TradeCosts,
    prices: Prices<'a>,
    transfers: &'a [f64],
    quotes: Quotes,
    spending: Matrix,
    search: Search,
}

impl State {
    /// Solve for wages, prices and spending at these costs of trade and transfers, from where
    /// another state is, or from no change.
    ///
    /// Broyden's method on the logarithm of the demand for labour over its wages: it begins as the
    /// damped iteration ŵ ← ŵ (demand/wages)^½ and learns the response of all gaps to all wages
    /// from the steps it takes. When the largest gap grows threefold it goes back to the best
    /// wages, forgets, and takes steps of half the size, some of them before it learns again. G²
    /// numbers beside the state. Where forty trials bring nothing better, the response is measured
    /// anew, one trial per economy.
    pub fn solve(
        base: &BaseYear,
        costs: &TradeCosts,
        transfers: &[f64],
        from: Option<&State>,
        stopping: Stopping,
    ) -> Result<State> {
        let mut trial = Trial {
            base,
            costs,
            prices: Prices::new(base, costs),
            transfers,
            quotes: from.map_or_else(|| Quotes::unchanged(base), |state| state.quotes.clone()),
            spending: from.map_or(&base.spending, |state| &state.spending).clone(),
            search: Search::default(),
        };
        let mut wages = from.map_or_else(|| vec![0.0; base.wages.len()], |s| s.wages.clone());
        let mut gaps = trial.gaps(&wages)?;
        let mut best = (largest(&gaps), wages.clone(), gaps.clone());
        let mut response = Response::careful(wages.len(), FIRST_STEP);
        let (mut careful, mut left, mut stalled) = (CAREFUL_STEPS, 0_usize, 0);
        while largest(&gaps) > stopping.tolerance {
            if trial.search.trials >= stopping.most_steps || !best.0.is_finite() {
                return Err(Error::NotConverged {
                    what: "the search for wages",
                    residual: best.0,
                    steps: trial.search.trials,
                    remedy: "allow more steps, or try smaller changes of tariffs or smaller elasticities"
                        .into(),
                });
            }
            if stalled >= STALLED && best.0 <= ACCEPTED {
                wages.clone_from(&best.1);
                gaps = trial.gaps(&wages)?;
                break;
            }
            if stalled >= STALLED {
                (wages, gaps, stalled) = (best.1.clone(), best.2.clone(), 0);
                if let Some(matrix) = trial.response(&wages, &gaps)? {
                    response.matrix = matrix;
                }
            }
            let last = (wages.clone(), gaps);
            let step = response.step(&last.1);
            wages.iter_mut().zip(&step).for_each(|(w, step)| *w += step);
            normalise(base, &mut wages);
            gaps = trial.gaps(&wages)?;
            let reached = largest(&gaps);
            stalled = if reached < best.0 { 0 } else { stalled + 1 };
            if reached.is_finite() && reached <= ASTRAY * best.0 {
                if left == 0 {
                    response.learn(&last, &wages, &gaps);
                }
                left = left.saturating_sub(1);
                if reached < best.0 {
                    best = (reached, wages.clone(), gaps.clone());
                }
            } else {
                let first = (0.5 * response.first).max(LEAST_STEP);
                response = Response::careful(wages.len(), first);
                left = careful;
                careful = (2 * careful).min(MOST_CAREFUL_STEPS);
                (wages, gaps) = (best.1.clone(), best.2.clone());
            }
        }
        trial.search.gap = largest(&gaps);
        Ok(trial.finish(wages))
    }
}

impl Trial<'_> {
    /// ln (Σ_j γ_nj Y'_nj / ŵ_n wL_n); infinite where nobody is employed.
    fn gaps(&mut self, wages: &[f64]) -> Result<Vec<f64>> {
        let base = self.base;
        self.search.trials += 1;
        self.search.rounds += self.prices.settle(wages, &mut self.quotes)?;
        let equations = Spending::new(base, self.costs, &self.prices, &self.quotes);
        let paid: Vec<f64> = base.wages.iter().zip(wages).map(|(wl, w)| wl * w.exp()).collect();
        let incomes: Vec<f64> = paid.iter().zip(self.transfers).map(|(w, d)| w + d).collect();
        let (spending, products) = equations.solve(&incomes, &self.spending)?;
        self.search.products += products;
        let sales = sales(&equations.flows(&spending));
        self.spending = spending;
        let gap = |(n, paid): (usize, &f64)| {
            let shares = base.primary.column(n).iter().enumerate();
            let demand: f64 = shares.map(|(j, share)| share * sales[(n, j)]).sum();
            if demand > 0.0 { (demand / paid).ln() } else { f64::INFINITY }
        };
        Ok(paid.iter().enumerate().map(gap).collect())
    }

    /// The response −J⁻¹ of wages to gaps, measured at these wages; nothing if it cannot be
    /// inverted. What moves all wages together changes no gap, and is held by the added mean.
    fn response(&mut self, wages: &[f64], gaps: &[f64]) -> Result<Option<Matrix>> {
        const NUDGE: f64 = 1e-5;
        let order = wages.len();
        let mut columns = Vec::with_capacity(order);
        for k in 0..order {
            let mut nudged = wages.to_vec();
            nudged[k] += NUDGE;
            let moved = self.gaps(&nudged)?;
            let fall = gaps.iter().zip(&moved).map(|(old, new)| (old - new) / NUDGE);
            columns.push(fall.map(|fall| fall + 1.0 / order as f64).collect());
        }
        Ok(Lu::of(&Matrix::from_columns(order, &columns)).ok().map(|lu| lu.inverse()))
    }

    fn finish(self, wages: Vec<f64>) -> State {
        let equations = Spending::new(self.base, self.costs, &self.prices, &self.quotes);
        let flows = equations.flows(&self.spending);
        let revenue = equations.revenues(&self.spending);
        let paid = self.base.wages.iter().zip(&wages).map(|(wl, w)| wl * w.exp());
        let income =
            paid.zip(&revenue).zip(self.transfers).map(|((paid, rev), d)| paid + rev + d).collect();
        State {
            wages,
            sales: sales(&flows),
            spending: self.spending,
            flows,
            revenue,
            income,
            quotes: self.quotes,
            search: self.search,
        }
    }
}

/// Y, economies x sectors.
fn sales(flows: &[Matrix]) -> Matrix {
    let rows = flows.first().map_or(0, Matrix::rows);
    let columns: Vec<Vec<f64>> = flows.iter().map(Matrix::row_sums).collect();
    Matrix::from_columns(rows, &columns)
}

/// Wages of the world keep their sum.
fn normalise(base: &BaseYear, wages: &mut [f64]) {
    let before: f64 = base.wages.iter().sum();
    let after: f64 = base.wages.iter().zip(&*wages).map(|(wl, w)| wl * w.exp()).sum();
    let shift = (before / after).ln();
    wages.iter_mut().for_each(|w| *w += shift);
}

fn largest(gaps: &[f64]) -> f64 {
    gaps.iter().fold(0.0, |largest, gap| f64::max(largest, gap.abs()))
}

/// How wages answer to gaps: the matrix H of steps Δ ln ŵ = H · gaps.
struct Response {
    matrix: Matrix,
    first: f64,
}

impl Response {
    fn careful(order: usize, first: f64) -> Self {
        let matrix = Matrix::from_fn(order, order, |i, j| if i == j { first } else { 0.0 });
        Response { matrix, first }
    }

    fn step(&self, gaps: &[f64]) -> Vec<f64> {
        let step = self.matrix.times_vector(gaps);
        let longest = largest(&step);
        let scale = if longest > LONGEST_STEP { LONGEST_STEP / longest } else { 1.0 };
        step.into_iter().map(|step| step * scale).collect()
    }

    /// H ← H + (s − H y) s'H / s'H y, with the step s and the fall of gaps y that it brought:
    /// Broyden (1965), *Mathematics of Computation* 19.
    fn learn(&mut self, last: &(Vec<f64>, Vec<f64>), wages: &[f64], gaps: &[f64]) {
        let step: Vec<f64> = wages.iter().zip(&last.0).map(|(new, old)| new - old).collect();
        let fall: Vec<f64> = last.1.iter().zip(gaps).map(|(old, new)| old - new).collect();
        let answer = self.matrix.times_vector(&fall);
        let row = self.matrix.transpose_times_vector(&step);
        let along: f64 = step.iter().zip(&answer).map(|(s, a)| s * a).sum();
        let size: f64 = step.iter().map(|s| s * s).sum();
        // A step that says nothing about the response would be divided by almost zero. Small numbers
        // are no such thing: an economy that hardly trades answers to its wages so little.
        if along.abs() <= 1e-9 * size {
            return;
        }
        for (k, factor) in row.iter().enumerate() {
            let scale = factor / along;
            let column = self.matrix.column_mut(k).iter_mut();
            column
                .zip(step.iter().zip(&answer))
                .for_each(|(cell, (s, a))| *cell += (s - a) * scale);
        }
    }
}
