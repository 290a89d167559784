//! What a tariff does to prices when every cost is passed on, and whose value added it hits.
//!
//! τ_kr is the ad valorem rate of importing economy r on product row k. Users in r pay
//! p_k (1 + τ_kr). With quantities and all other primary incomes per unit of output as they were,
//! and p = u before the change (Ã = A∘(1 + τ), Δτ the change of the rates, r(j) the economy of j),
//!
//! ```text
//! p' = p'Ã + v*',  v*_j = 1 − Σ_k a_kj (1 + τ⁰_k,r(j))        the model
//! dp' = c'(I − Ã)⁻¹,  c_j = Σ_k a_kj Δτ_k,r(j)                 exact: what is solved here
//! dp' ≈ c'(I − A)⁻¹ = c' + c'A + c'A² + …                      first order, stage by stage
//! ```
//!
//! Prices do not change what is bought: this is the upper end of what buyers can be made to
//! pay, and it says nothing about quantities. [`exposure`](crate::measures::exposure::exposure()) needs no prices at all: it counts the
//! value added, by origin, in the goods that are taxed.

mod cumulative;
mod many;
mod model;
mod outcomes;
mod protection;

use rayon::prelude::*;

pub use model::{CostPush, RECORD};
use protection::Protection;
pub use protection::protection;

use crate::error::{Error, Result};
use crate::frame::{Frame, Unit, changes};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Lu, Matrix, ZeroPivot, perron, plus, ratio, ratios, times};
use crate::measures::trade::Exports;
use crate::scenario::{Rates, Tariffs};
use crate::table::lines::Lines;
use crate::table::{CategoryId, Partition};

/// The share of a rise in costs that producers pass on to their buyers; the rest is lost by
/// their primary inputs. Buyers always pay the tariff itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PassThrough(f64);

impl Default for PassThrough {
    /// All of it.
    fn default() -> Self {
        PassThrough(1.0)
    }
}

impl PassThrough {
    /// A share from 0 to 1.
    ///
    /// # Errors
    /// [`Error::Range`] outside of that.
    pub fn new(share: f64) -> Result<Self> {
        if (0.0..=1.0).contains(&share) {
            return Ok(PassThrough(share));
        }
        let what = "the share of costs that is passed on";
        Err(Error::Range { what, value: share, expected: "0 to 1" })
    }
}

/// Terms of the first-order effect that are shown alone before the rest is added up.
const STAGES: usize = 8;

/// Weights of the means in [`Prices::by_region`]; they do not depend on the tariffs.
#[derive(Debug)]
pub struct PriceWeights {
    /// Y of the categories that count as consumption, n x economies.
    consumed: Matrix,
    exports: Exports,
    sold: Vec<f64>,
}

impl PriceWeights {
    /// Add up a table's; n² additions. `categories` of final demand count as consumption; an empty
    /// list means all of them.
    #[must_use]
    pub fn of(system: &LeontiefSystem, partition: &Partition, categories: &[CategoryId]) -> Self {
        let counts = |category| categories.is_empty() || categories.contains(&category);
        let exports = Exports::of(system.table(), partition);
        let sold = exports.by_row();
        PriceWeights { consumed: system.demand_for(partition, counts), exports, sold }
    }
}

/// Prices after a change of tariffs, relative to those before.
#[derive(Debug)]
pub struct Prices<'a> {
    system: &'a LeontiefSystem,
    partition: &'a Partition,
    tariffs: &'a Tariffs,
    pass: f64,
    /// c, before anything is passed on.
    direct: Vec<f64>,
    /// dp; zero for a sector without output.
    exact: Vec<f64>,
    /// Without tariffs on tariffs.
    first_order: Vec<f64>,
}

impl<'a> Prices<'a> {
    /// Solve for the prices of all rows.
    ///
    /// With the share φ passed on, dp' = φ(c' + dp'Ã), and the first order is φc'(I − φA)⁻¹.
    ///
    /// Cost: the factor of I − φÃ and that of I − φA (the system's own for φ = 1), ⅔n³ flops each
    /// and n² numbers, then three solves. A system that is solved by sweeps (see
    /// [`LeontiefSystem::suited`]) takes the series of [`Prices::many`] instead, and no factor.
    ///
    /// # Errors
    /// [`Error::ProhibitiveTariffs`] when the Perron root of φÃ is one or more, so that no finite
    /// prices exist; as [`LeontiefSystem::factorise`].
    ///
    /// # Examples
    /// Half of A's output is its own input, a quarter B's. A taxes these inputs by 40 per cent:
    /// costs rise by 0.1, and by as much again as A's own product in them becomes dearer.
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};
    /// use tripole::models::price::{PassThrough, Prices};
    /// use tripole::scenario::{Rates, Tariffs};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f")])?;
    /// let z = Matrix::from_rows(&[[50.0, 0.0], [25.0, 0.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, Matrix::from_rows(&[[50.0], [0.0]])))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let partition = Partition::regions(system.table().index());
    /// let before = Rates::none(&partition);
    /// let after = Rates::for_all_uses(Matrix::from_rows(&[[0.0, 0.0], [0.4, 0.0]]));
    /// let tariffs = Tariffs::new(&partition, before, after)?;
    /// let prices = Prices::new(&system, &tariffs, PassThrough::default())?;
    /// assert!((prices.changes()[0] - 0.2).abs() < 1e-12);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    ///
    /// # References
    /// Miller and Blair (2009), *Input-Output Analysis*, 2nd ed., section 2.6, for the price model;
    /// with tariffs as costs of inputs: Rouzet and Miroudot (2013), OECD Trade Policy Papers 174.
    pub fn new(
        system: &'a LeontiefSystem,
        tariffs: &'a Tariffs,
        pass: PassThrough,
    ) -> Result<Self> {
        if system.is_swept() && pass == PassThrough::default() {
            let found = Prices::many(system, std::slice::from_ref(tariffs))?.pop();
            return found.unwrap_or_else(|| Prices::by_factor(system, tariffs, pass));
        }
        Prices::by_factor(system, tariffs, pass)
    }

    fn by_factor(
        system: &'a LeontiefSystem,
        tariffs: &'a Tariffs,
        pass: PassThrough,
    ) -> Result<Self> {
        let partition = tariffs.economies();
        partition.check_rows("the set of tariffs", system.table().index())?;
        let PassThrough(pass) = pass;
        let rise = tariffs.after().inputs.minus(&tariffs.before().inputs);
        let direct = cost_per_unit(system, partition, &rise);
        let passed: Vec<f64> = direct.iter().map(|c| pass * c).collect();
        let mut prices = Prices {
            system,
            partition,
            tariffs,
            pass,
            direct,
            exact: vec![],
            first_order: prices_left(system, pass, Matrix::from_column(passed.clone()))?
                .column(0)
                .to_vec(),
        };
        prices.exact = prices.solve(passed)?;
        Ok(prices)
    }

    /// φc'(I − φÃ)⁻¹.
    fn solve(&self, passed: Vec<f64>) -> Result<Vec<f64>> {
        let (z, x) = (self.system.table().intermediate(), self.system.output());
        let rates = &self.tariffs.after().inputs;
        self.system.has_room()?;
        let lu = Lu::new(self.system.order(), |j, column| {
            if x[j] != 0.0 {
                let scale = -self.pass / x[j];
                let levied = rates.column(self.partition.of_row(j).position());
                let cells = column.iter_mut().zip(z.column(j)).zip(levied);
                cells.for_each(|((cell, flow), rate)| *cell = scale * flow * (1.0 + rate));
            }
            column[j] += 1.0;
        })
        .map_err(|ZeroPivot { .. }| self.prohibitive())?;
        let ones = vec![1.0; passed.len()];
        let mut sides = Matrix::from_columns(passed.len(), &[passed, ones]);
        lu.solve_transposed(&mut sides);
        // As for the table itself, a non-negative Ã is productive exactly when these are at least
        // one; where A has negative entries nothing can be said.
        let productive = sides.column(1).iter().all(|&y| y >= 1.0 - 1e-9);
        if !productive && z.values().iter().all(|flow| *flow >= 0.0) {
            return Err(self.prohibitive());
        }
        Ok(sides.column(0).to_vec())
    }

    fn prohibitive(&self) -> Error {
        let (z, x) = (self.system.table().intermediate(), self.system.output());
        let rates = &self.tariffs.after().inputs;
        let (root, vector) = perron(x.len(), |y| {
            (0..x.len())
                .into_par_iter()
                .map(|j| {
                    let levied = rates.column(self.partition.of_row(j).position());
                    let costs = z.column(j).iter().zip(levied).zip(y);
                    let sum: f64 = costs.map(|((z, rate), y)| z.abs() * (1.0 + rate) * y).sum();
                    if x[j] == 0.0 { 0.0 } else { self.pass * sum / x[j].abs() }
                })
                .collect()
        });
        let mut order: Vec<usize> = (0..vector.len()).filter(|&k| vector[k] > 0.1).collect();
        order.sort_by(|&a, &b| vector[b].total_cmp(&vector[a]));
        let index = self.system.table().index();
        let labels = order.into_iter().map(|row| index.label(row)).collect();
        Error::ProhibitiveTariffs { root, labels }
    }

    /// dp, relative changes of the prices of all rows; zero for a sector without output.
    #[must_use]
    pub fn changes(&self) -> &[f64] {
        &self.exact
    }

    /// Changes without tariffs on what earlier tariffs made dearer.
    #[must_use]
    pub fn first_order(&self) -> &[f64] {
        &self.first_order
    }

    /// Every product. Frame `prices` with keys `region, sector` and relative changes: `direct_cost`
    /// c (tariffs on own inputs), `first_order`, `price` dp; for a group, output-weighted means.
    /// Empty for a sector without output. Then the columns of [`protection()`] under the tariffs
    /// after. 4n² flops.
    ///
    /// # Errors
    /// As [`protection()`].
    pub fn by_sector(&self) -> Result<Frame> {
        let lines = Lines::cells("prices", self.system.table().index(), self.partition);
        let x = self.system.output();
        let mean = |values: &[f64]| ratios(&lines.sum(&times(values, x)), &lines.sum(x));
        let frame = lines
            .frame()
            .with_indicator("direct_cost", Unit::Change, mean(&self.direct))
            .with_indicator("first_order", Unit::Change, mean(&self.first_order))
            .with_indicator("price", Unit::Change, mean(&self.exact));
        let protected = Protection::of(self.system, self.partition, self.tariffs.after())?;
        Ok(protected.into_columns(frame))
    }

    /// Every economy. Frame `prices` with key `region` and
    ///
    /// | column | meaning |
    /// |---|---|
    /// | `consumer_prices` | Σ_k Y_kr (1 + dp_k)(1 + τ_kr) / Σ_k Y_kr (1 + τ⁰_kr) − 1 |
    /// | `consumer_prices_first_order` | the same with Δτ and first-order prices added up |
    /// | `output_prices`, `output_prices_first_order` | mean of dp with output as weights |
    /// | `export_prices` | mean of dp with exports as weights |
    /// | `revenue_before` | Σ_k τ⁰_kr M_kr on imports M for inputs and for final use |
    /// | `revenue` | Σ_k τ_kr M_kr, at old quantities and prices |
    /// | `revenue_change`, `revenue_change_percent` | `revenue` − `revenue_before`, and that in per cent; empty without revenue before |
    /// | `revenue_at_new_prices` | Σ_k τ_kr (1 + dp_k) M_kr |
    ///
    /// `categories` of final demand count as consumption; an empty list means all of them.
    #[must_use]
    pub fn by_region(&self, categories: &[CategoryId]) -> Frame {
        self.by_region_of(&PriceWeights::of(self.system, self.partition, categories))
    }

    /// [`Prices::by_region`] for weights that were added up before. 10nG flops, G economies.
    #[must_use]
    pub fn by_region_of(&self, weights: &PriceWeights) -> Frame {
        let table = self.system.table();
        let lines = Lines::economies("prices", "region", self.partition);
        let x = self.system.output();
        let mean = |values: &[f64], weights: &[f64]| {
            ratios(&lines.sum(&times(values, weights)), &lines.sum(weights))
        };
        let (consumer, consumer_first) = self.consumer_prices(&weights.consumed);
        let one = vec![1.0; x.len()];
        let new: Vec<f64> = self.exact.iter().map(|dp| 1.0 + dp).collect();
        let (before, after) = (self.tariffs.before(), self.tariffs.after());
        let (exports, sold) = (&weights.exports, &weights.sold);
        let money = || Unit::money(table.unit());
        let revenues = [revenue(exports, before, &one), revenue(exports, after, &one)];
        let (change, percent) = changes(&revenues[0], &revenues[1]);
        let [revenue_before, revenue_after] = revenues;
        lines
            .frame()
            .with_indicator("consumer_prices", Unit::Change, consumer)
            .with_indicator("consumer_prices_first_order", Unit::Change, consumer_first)
            .with_indicator("output_prices", Unit::Change, mean(&self.exact, x))
            .with_indicator("output_prices_first_order", Unit::Change, mean(&self.first_order, x))
            .with_indicator("export_prices", Unit::Change, mean(&self.exact, sold))
            .with_indicator("revenue_before", money(), revenue_before)
            .with_indicator("revenue", money(), revenue_after)
            .with_indicator("revenue_change", money(), change)
            .with_indicator("revenue_change_percent", Unit::Percent, percent)
            .with_indicator("revenue_at_new_prices", money(), revenue(exports, after, &new))
    }

    fn consumer_prices(&self, bought: &Matrix) -> (Vec<f64>, Vec<f64>) {
        let (before, after) = (&self.tariffs.before().final_use, &self.tariffs.after().final_use);
        let of = |r: usize| {
            let (mut old, mut rise, mut rise_first) = (0.0, 0.0, 0.0);
            let rates = before.column(r).iter().zip(after.column(r));
            let prices = self.exact.iter().zip(&self.first_order);
            for ((y, (before, after)), (dp, first)) in
                bought.column(r).iter().zip(rates).zip(prices)
            {
                old += y * (1.0 + before);
                rise += y * (after - before + dp * (1.0 + after));
                rise_first += y * (after - before + first);
            }
            (ratio(rise, old), ratio(rise_first, old))
        };
        (0..self.partition.len()).map(of).unzip()
    }

    /// Rise of prices by the economy that levies the tariffs. Frame `levied_by` with keys
    /// `levied_by, region` and the column `output_prices`: the part of the first-order rise of the
    /// region's output prices that comes from tariffs of the economy `levied_by`. These parts add
    /// up to `output_prices_first_order`. 2n² flops per economy.
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve_left`].
    pub fn levied_by(&self) -> Result<Frame> {
        let g = self.partition.len();
        let mut costs = Matrix::zeros(self.direct.len(), g);
        for (row, cost) in self.direct.iter().enumerate() {
            costs[(row, self.partition.of_row(row).position())] = self.pass * cost;
        }
        let parts = prices_left(self.system, self.pass, costs)?;
        let lines = Lines::economies("levied_by", "region", self.partition);
        let x = self.system.output();
        let output = lines.sum(x);
        let values = (0..g)
            .flat_map(|levier| ratios(&lines.sum(&times(parts.column(levier), x)), &output))
            .collect();
        let names = self.partition.names();
        Ok(Frame::new("levied_by", g * g)
            .with_key("levied_by", names, (0..g * g).map(|k| k / g))
            .with_key("region", names, (0..g * g).map(|k| k % g))
            .with_indicator("output_prices", Unit::Change, values))
    }

    /// Through how many sales a cost has come. Frame `stages` with keys `region, stage` and the
    /// column `output_prices`: stage 0 are tariffs on the region's own inputs, φc; stage k what
    /// reaches it through k sales, φ(φA')ᵏc; the last one all the rest. They add up to
    /// `output_prices_first_order`. 2n² flops per stage.
    #[must_use]
    pub fn stages(&self) -> Frame {
        let lines = Lines::economies("stages", "region", self.partition);
        let x = self.system.output();
        let output = lines.sum(x);
        let mean = |values: &[f64]| ratios(&lines.sum(&times(values, x)), &output);
        let mut term: Vec<f64> = self.direct.iter().map(|c| self.pass * c).collect();
        let mut sum = vec![0.0; term.len()];
        let mut means = Vec::with_capacity(STAGES + 1);
        for _ in 0..STAGES {
            means.push(mean(&term));
            sum = plus(&sum, &term);
            term = self.system.inputs_left(&term);
            term.iter_mut().for_each(|cost| *cost *= self.pass);
        }
        let rest: Vec<f64> =
            self.first_order.iter().zip(&sum).map(|(all, sum)| all - sum).collect();
        means.push(mean(&rest));
        let g = self.partition.len();
        let names: Vec<String> = (0..STAGES)
            .map(|stage| stage.to_string())
            .chain([format!("{STAGES} and more")])
            .collect();
        let places = || (0..g).flat_map(|r| (0..=STAGES).map(move |stage| (r, stage)));
        Frame::new("stages", g * names.len())
            .with_key("region", self.partition.names(), places().map(|(r, _)| r))
            .with_key("stage", &names, places().map(|(_, stage)| stage))
            .with_indicator(
                "output_prices",
                Unit::Change,
                places().map(|(r, stage)| means[stage][r]).collect(),
            )
    }
}

/// (C'(I − φA)⁻¹)': the system's own factor for φ = 1.
fn prices_left(system: &LeontiefSystem, pass: f64, mut costs: Matrix) -> Result<Matrix> {
    if pass == 1.0 {
        return system.solve_left(costs);
    }
    let (z, x) = (system.table().intermediate(), system.output());
    system.has_room()?;
    let lu = Lu::new(system.order(), |j, column| {
        if x[j] != 0.0 {
            let scale = -pass / x[j];
            column.iter_mut().zip(z.column(j)).for_each(|(cell, flow)| *cell = scale * flow);
        }
        column[j] += 1.0;
    })
    .map_err(|ZeroPivot { column }| Error::Singular {
        label: system.table().index().label(column),
    })?;
    lu.solve_transposed(&mut costs);
    Ok(costs)
}

/// Σ_k a_kj τ_k,r(j) of every row j; 2n² flops.
fn cost_per_unit(system: &LeontiefSystem, partition: &Partition, rates: &Matrix) -> Vec<f64> {
    let (z, x) = (system.table().intermediate(), system.output());
    let cost = |j: usize| {
        let levied = rates.column(partition.of_row(j).position());
        let sum: f64 = z.column(j).iter().zip(levied).map(|(flow, rate)| flow * rate).sum();
        if x[j] == 0.0 { 0.0 } else { sum / x[j] }
    };
    (0..system.order()).into_par_iter().map(cost).collect()
}

/// Σ_k τ_kr p_k M_kr of every economy r.
fn revenue(exports: &Exports, rates: &Rates, prices: &[f64]) -> Vec<f64> {
    let of = |flows: &[f64], rates: &[f64]| -> f64 {
        flows.iter().zip(rates).zip(prices).map(|((m, rate), p)| m * rate * p).sum()
    };
    let (inputs, final_use) = (&exports.intermediate, &exports.final_use);
    (0..inputs.columns())
        .map(|r| {
            of(inputs.column(r), rates.inputs.column(r))
                + of(final_use.column(r), rates.final_use.column(r))
        })
        .collect()
}
