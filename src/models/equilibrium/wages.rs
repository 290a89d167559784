//! Value added that clears all markets of labour and capital; wages, in the base model.

use super::Stopping;
use super::base_year::{BaseYear, TradeCosts};
use super::prices::{Prices, Quotes};
use super::spending::Spending;
use super::switches::Closure;
use crate::error::{Error, Result};
use crate::linalg::{Anderson, Lu, Matrix};

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
/// The same, and the steps that are remembered, where wages have floors.
const LONGEST_WITH_FLOORS: f64 = 0.3;
const REMEMBERED: usize = 30;
/// The smallest share of a measured step that is tried.
const LEAST_SHARE: f64 = 1e-3;
/// Smallest share of a gap by which wages move after going back.
const LEAST_STEP: f64 = 1.0 / 64.0;
/// Steps without learning after going back once; twice as many after each further time, up to the
/// most.
const CAREFUL_STEPS: usize = 8;
const MOST_CAREFUL_STEPS: usize = 128;

/// A solved world.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// ln B̂, value added of an economy in changes: its wages, where nobody is unemployed.
    pub(super) values: Vec<f64>,
    pub(super) quotes: Quotes,
    /// X', economies x sectors.
    pub(super) spending: Matrix,
    /// Flows net of tariffs, exporters x importers per sector.
    pub(super) flows: Vec<Matrix>,
    /// Y', economies x sectors.
    pub(super) sales: Matrix,
    pub(super) revenue: Vec<f64>,
    /// I'.
    pub(super) income: Vec<f64>,
    /// D'.
    pub(super) transfers: Vec<f64>,
    pub(super) search: Search,
}

/// How a search went.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Search {
    pub trials: usize,
    pub rounds: usize,
    pub products: usize,
    pub gap: f64,
}

/// The largest gap of a trial, its value added, and its gaps.
type Reached = (f64, Vec<f64>, Vec<f64>);

/// A trial of value added, and the state as far as it follows from them.
struct Trial<'a> {
    base: &'a BaseYear,
    costs: &'a TradeCosts,
    prices: Prices<'a>,
    closure: &'a Closure,
    quotes: Quotes,
    spending: Matrix,
    search: Search,
}

impl State {
    /// Solve for value added, wages, prices and spending at these costs of trade, from where
    /// another state is, or from no change.
    ///
    /// Broyden's method on the logarithm of the demand for value added over its amount: it begins as the
    /// damped iteration ŵ ← ŵ (demand/wages)^½ and learns the response of all gaps to all wages
    /// from the steps it takes. When the largest gap grows threefold it goes back to the best
    /// wages, forgets, and takes steps of half the size, some of them before it learns again. G²
    /// numbers beside the state. Where forty trials bring nothing better, the response is measured
    /// anew, one trial per economy.
    pub(super) fn solve(
        base: &BaseYear,
        costs: &TradeCosts,
        closure: &Closure,
        from: Option<&State>,
        stopping: Stopping,
    ) -> Result<State> {
        let mut trial = Trial {
            base,
            costs,
            prices: Prices::new(base, costs),
            closure,
            quotes: from.map_or_else(|| Quotes::unchanged(base), |state| state.quotes.clone()),
            spending: from.map_or(&base.spending, |state| &state.spending).clone(),
            search: Search::default(),
        };
        let mut wages = from.map_or_else(|| vec![0.0; base.wages.len()], |s| s.values.clone());
        if closure.floors.is_some() {
            trial.prices.check_floors(closure, &trial.quotes)?;
            let values = trial.search_with_floors(wages, stopping)?;
            return Ok(trial.finish(values));
        }
        let mut gaps = trial.gaps(&wages)?;
        let mut best = (largest(&gaps), wages.clone(), gaps.clone());
        let mut response = Response::careful(wages.len(), FIRST_STEP);
        let (mut careful, mut left, mut stalled) = (CAREFUL_STEPS, 0_usize, 0);
        while largest(&gaps) > stopping.tolerance {
            if trial.search.trials >= stopping.most_steps || !best.0.is_finite() {
                return Err(trial.gives_up(best.0));
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

impl State {
    /// Prices, wages and amounts in units in which the wage of an economy keeps its value; as they are
    /// for none.
    pub(super) fn in_wages_of(mut self, economy: Option<usize>) -> State {
        let Some(economy) = economy else { return self };
        let shift = -self.quotes.pay.wages[economy];
        let Quotes { costs, prices, pay, .. } = &mut self.quotes;
        let logs = [
            costs.values_mut(),
            prices.values_mut(),
            pay.wages.as_mut_slice(),
            pay.bundles.as_mut_slice(),
            self.values.as_mut_slice(),
        ];
        logs.into_iter().flatten().for_each(|log| *log += shift);
        let amounts = [
            self.spending.values_mut(),
            self.sales.values_mut(),
            self.revenue.as_mut_slice(),
            self.income.as_mut_slice(),
            self.transfers.as_mut_slice(),
        ];
        let flows = self.flows.iter_mut().map(Matrix::values_mut);
        let scale = shift.exp();
        amounts.into_iter().chain(flows).flatten().for_each(|amount| *amount *= scale);
        self
    }
}

impl Trial<'_> {
    fn gives_up(&self, residual: f64) -> Error {
        Error::NotConverged {
            what: "the search for wages",
            residual,
            steps: self.search.trials,
            remedy: "try smaller changes of tariffs or smaller elasticities".into(),
        }
    }

    /// Value added where wages have floors: the damped iteration ln B̂ ← ln B̂ + ½ gap with the memory of
    /// [`Anderson`]. How value added answers to gaps is another thing above a floor than at it, so that
    /// what Broyden's method has learnt on one side misleads on the other.
    fn search_with_floors(&mut self, mut values: Vec<f64>, stopping: Stopping) -> Result<Vec<f64>> {
        let (mut damp, mut memory) = (FIRST_STEP, Anderson::new(REMEMBERED));
        let mut gaps = self.gaps(&values)?;
        let (mut best, mut stalled) = ((largest(&gaps), values.clone(), gaps.clone()), 0);
        let mut milestone = best.0;
        while largest(&gaps) > stopping.tolerance {
            if stalled >= STALLED && best.0 <= ACCEPTED {
                self.gaps(&best.1)?;
                self.search.gap = best.0;
                return Ok(best.1);
            }
            if self.search.trials >= stopping.most_steps || !best.0.is_finite() {
                return Err(self.gives_up(best.0));
            }
            let reached = largest(&gaps);
            let astray = reached.is_nan() || reached > ASTRAY * best.0;
            if astray {
                memory.forget();
                damp = (0.7 * damp).max(LEAST_STEP);
                (values, gaps) = (best.1.clone(), best.2.clone());
            }
            if stalled >= STALLED {
                // Near floors that just hold, value added answers too steeply for any damping.
                let Some(better) = self.newton(&best)? else { return Err(self.gives_up(best.0)) };
                (values, gaps) = (better.1.clone(), better.2.clone());
                best = better;
                continue;
            }
            let image: Vec<f64> = values.iter().zip(&gaps).map(|(v, gap)| v + damp * gap).collect();
            let next = memory.next(&values, &image);
            let step: Vec<f64> = next.iter().zip(&values).map(|(next, v)| next - v).collect();
            let longest = largest(&step);
            let scale =
                if longest > LONGEST_WITH_FLOORS { LONGEST_WITH_FLOORS / longest } else { 1.0 };
            values.iter_mut().zip(&step).for_each(|(v, step)| *v += scale * step);
            normalise(self.base, &mut values);
            gaps = self.gaps(&values)?;
            let reached = largest(&gaps);
            if reached < best.0 {
                best = (reached, values.clone(), gaps.clone());
            }
            // Crumbs are no progress.
            let halved = best.0 <= 0.5 * milestone;
            (milestone, stalled) = if halved { (best.0, 0) } else { (milestone, stalled + 1) };
        }
        self.search.gap = largest(&gaps);
        Ok(values)
    }

    /// A better trial than this one, whose response is measured; nothing if none is found that way.
    fn newton(&mut self, (reached, values, gaps): &Reached) -> Result<Option<Reached>> {
        let Some(matrix) = self.response(values, gaps)? else { return Ok(None) };
        let (step, mut share) = (matrix.times_vector(gaps), 1.0);
        while share >= LEAST_SHARE {
            let mut better: Vec<f64> =
                values.iter().zip(&step).map(|(value, step)| value + share * step).collect();
            normalise(self.base, &mut better);
            let gaps = self.gaps(&better)?;
            if largest(&gaps) < *reached {
                return Ok(Some((largest(&gaps), better, gaps)));
            }
            share *= 0.5;
        }
        Ok(None)
    }

    /// ln (Σ_j γ_nj Y'_nj / B̂_n wL_n); infinite where nobody is employed.
    fn gaps(&mut self, wages: &[f64]) -> Result<Vec<f64>> {
        let base = self.base;
        self.search.trials += 1;
        self.search.rounds += self.prices.settle(wages, self.closure, &mut self.quotes)?;
        let equations = Spending::new((base, self.closure), self.costs, &self.prices, &self.quotes);
        let values: Vec<f64> = wages.iter().map(|value| value.exp()).collect();
        let paid: Vec<f64> = base.wages.iter().zip(&values).map(|(wl, value)| wl * value).collect();
        let transfers = self.closure.transfers(paid.iter().sum(), &self.quotes.pay.wages);
        let incomes: Vec<f64> = paid.iter().zip(&transfers).map(|(w, d)| w + d).collect();
        let (spending, products) = equations.solve(&incomes, &values, &self.spending)?;
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

    fn finish(self, values: Vec<f64>) -> State {
        let together = (self.base, self.closure);
        let equations = Spending::new(together, self.costs, &self.prices, &self.quotes);
        let flows = equations.flows(&self.spending);
        let revenue = equations.revenues(&self.spending);
        let paid = self.base.wages.iter().zip(&values).map(|(wl, value)| wl * value.exp());
        let paid: Vec<f64> = paid.collect();
        let world = paid.iter().sum::<f64>() + revenue.iter().sum::<f64>();
        let transfers = self.closure.transfers(world, &self.quotes.pay.wages);
        let income = paid.iter().zip(&revenue).zip(&transfers);
        let income = income.map(|((paid, rev), d)| paid + rev + d).collect();
        State {
            values,
            sales: sales(&flows),
            spending: self.spending,
            flows,
            revenue,
            income,
            transfers,
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
