//! What changed, as frames.

use super::Response;
use crate::frame::{Frame, Unit};
use crate::linalg::{Matrix, ratio};
use crate::measures::trade::Exports;
use crate::scenario::Rates;
use crate::table::{Cell, Mrio, Partition};

/// Flows of a table by row and buying economy, own ones included.
struct SalesByBuyer {
    inputs: Matrix,
    final_use: Matrix,
}

/// Amounts of every economy, before and after.
pub(super) struct Totals {
    pub output: [Vec<f64>; 2],
    pub value_added: [Vec<f64>; 2],
    pub exports: [Vec<f64>; 2],
    pub imports: [Vec<f64>; 2],
    /// Of tariffs.
    pub revenue: [Vec<f64>; 2],
}

impl Response<'_> {
    /// By `region`: `consumer_prices` (change of what final users pay for what they buy
    /// afterwards, products that they only sell out of stock left out), and as
    /// [`Frame::with_before_and_after`] has them `output` and `value_added` at base prices,
    /// `exports`, `imports`, and tariff `revenue` (after: at new prices and quantities).
    #[must_use]
    pub fn countries(&self) -> Frame {
        let (partition, totals) = (self.partition, self.totals());
        let new = SalesByBuyer::of(&self.after, partition);
        let frame = Frame::new("countries", partition.len())
            .with_key("region", partition.names(), 0..partition.len())
            .with_indicator("consumer_prices", Unit::Change, self.consumer_prices(&new));
        let columns = [
            ("output", totals.output),
            ("value_added", totals.value_added),
            ("exports", totals.exports),
            ("imports", totals.imports),
            ("revenue", totals.revenue),
        ];
        let money = Unit::money(self.system.table().unit());
        columns.into_iter().fold(frame, |frame, (name, [before, after])| {
            frame.with_before_and_after(name, &money, before, after)
        })
    }

    /// Amounts of every economy before and after.
    pub(super) fn totals(&self) -> Totals {
        let (system, partition) = (self.system, self.partition);
        let old = SalesByBuyer::of(system.table(), partition);
        let new = SalesByBuyer::of(&self.after, partition);
        let output = self.after.reported_output().unwrap_or_default();
        let v = system.value_added_coefficients();
        let sum = |of: &dyn Fn(usize) -> f64| -> Vec<f64> {
            partition.economies().map(|(_, e)| e.rows.iter().map(|&row| of(row)).sum()).collect()
        };
        let trade =
            [system.table(), &self.after].map(|table| Exports::of(table, partition).total());
        let ones = vec![1.0; system.order()];
        let revenue_before = old.revenue(self.tariffs.before(), &ones);
        let revenue_after = new.revenue(self.tariffs.after(), self.prices());
        let x = system.output();
        Totals {
            output: [sum(&|row| x[row]), sum(&|row| output[row])],
            value_added: [sum(&|row| v[row] * x[row]), sum(&|row| v[row] * output[row])],
            exports: trade.each_ref().map(|flows| sum_rows(self, flows)),
            imports: trade.each_ref().map(Matrix::column_sums),
            revenue: [revenue_before, revenue_after],
        }
    }

    /// By `region` and `sector`: change of the basic `price` (in groups weighted with output; empty
    /// without output), `output` and `value_added` at base prices as
    /// [`Frame::with_before_and_after`] has them.
    #[must_use]
    pub fn sectors(&self) -> Frame {
        let (system, cells) = (self.system, self.partition.cells());
        let (x, v) = (system.output(), system.value_added_coefficients());
        let output = self.after.reported_output().unwrap_or_default();
        let sum = |of: &dyn Fn(usize) -> f64| -> Vec<f64> {
            cells.iter().map(|cell| cell.rows.iter().map(|&row| of(row)).sum()).collect()
        };
        let dearer = sum(&|row| x[row] * (self.prices()[row] - 1.0));
        let before = sum(&|row| x[row]);
        let price = dearer.iter().zip(&before).map(|(sum, x)| ratio(*sum, *x)).collect();
        let after = sum(&|row| output[row]);
        let value_added = [sum(&|row| v[row] * x[row]), sum(&|row| v[row] * output[row])];
        let [added_before, added_after] = value_added;
        let money = Unit::money(system.table().unit());
        let sector = |cell: &Cell| cell.sector.position();
        Frame::new("sectors", cells.len())
            .with_key("region", self.partition.names(), cells.iter().map(|c| c.economy.position()))
            .with_key("sector", system.table().index().sector_codes(), cells.iter().map(sector))
            .with_indicator("price", Unit::Change, price)
            .with_before_and_after("output", &money, before, after)
            .with_before_and_after("value_added", &money, added_before, added_after)
    }

    /// By `exporter`, `sector` and `importer`: `exports` at base prices as
    /// [`Frame::with_before_and_after`] has them.
    #[must_use]
    pub fn trade(&self) -> Frame {
        let (table, partition) = (self.system.table(), self.partition);
        let flows = [table, &self.after].map(|table| Exports::of(table, partition).total());
        let g = partition.len();
        let lines: Vec<(&Cell, usize)> = partition
            .cells()
            .iter()
            .flat_map(|cell| (0..g).map(move |buyer| (cell, buyer)))
            .filter(|(cell, buyer)| cell.economy.position() != *buyer)
            .collect();
        let column = |flows: &Matrix| -> Vec<f64> {
            let sum = |(cell, buyer): &(&Cell, usize)| {
                cell.rows.iter().map(|&row| flows[(row, *buyer)]).sum()
            };
            lines.iter().map(sum).collect()
        };
        let money = Unit::money(table.unit());
        let sectors = lines.iter().map(|line| line.0.sector.position());
        Frame::new("trade", lines.len())
            .with_key("exporter", partition.names(), lines.iter().map(|l| l.0.economy.position()))
            .with_key("sector", table.index().sector_codes(), sectors)
            .with_key("importer", partition.names(), lines.iter().map(|line| line.1))
            .with_before_and_after("exports", &money, column(&flows[0]), column(&flows[1]))
    }

    /// How the search for prices went: rounds, and the last relative change of a price.
    #[must_use]
    pub fn convergence(&self) -> Frame {
        Frame::new("convergence", 1)
            .with_key("search", &["prices"], [0])
            .with_indicator("rounds", Unit::Count, vec![self.prices.rounds as f64])
            .with_indicator("largest_change", Unit::Residual, vec![self.prices.change])
    }

    /// Σ_k y⁺ p(1 + τ') / Σ_k y⁺ (1 + τ) − 1 with what final users buy afterwards, y⁺ = max(Y', 0).
    fn consumer_prices(&self, new: &SalesByBuyer) -> Vec<f64> {
        let (before, after) = (self.tariffs.before(), self.tariffs.after());
        let index = |market: usize| {
            let (mut cost, mut base) = (0.0, 0.0);
            for (row, &bought) in new.final_use.column(market).iter().enumerate() {
                let (bought, at) = (bought.max(0.0), (row, market));
                cost += bought * (self.prices()[row] * (1.0 + after.final_use[at]));
                base += bought * (1.0 + before.final_use[at]);
            }
            ratio(cost - base, base)
        };
        (0..self.partition.len()).map(index).collect()
    }
}

/// Sums over the rows of every economy.
fn sum_rows(response: &Response, flows: &Matrix) -> Vec<f64> {
    let rows = flows.row_sums();
    let sums = response.partition.economies();
    sums.map(|(_, economy)| economy.rows.iter().map(|&row| rows[row]).sum()).collect()
}

impl SalesByBuyer {
    fn of(table: &Mrio, partition: &Partition) -> Self {
        let intermediate = table.intermediate();
        let mut inputs = Matrix::zeros(intermediate.rows(), partition.len());
        let mut final_use = inputs.clone();
        let add = |sums: &mut Matrix, buyer: usize, column: &[f64]| {
            sums.column_mut(buyer).iter_mut().zip(column).for_each(|(sum, flow)| *sum += flow);
        };
        for user in 0..intermediate.columns() {
            add(&mut inputs, partition.of_row(user).position(), intermediate.column(user));
        }
        for (j, label) in table.demand().columns().iter().enumerate() {
            if let Some(region) = label.region {
                let buyer = partition.of_region(region).position();
                add(&mut final_use, buyer, table.final_demand().column(j));
            }
        }
        SalesByBuyer { inputs, final_use }
    }

    /// Σ_k τ p (Z + Y).
    fn revenue(&self, rates: &Rates, prices: &[f64]) -> Vec<f64> {
        let of_use = |rates: &Matrix, flows: &Matrix, market: usize| -> f64 {
            let cells = rates.column(market).iter().zip(flows.column(market)).zip(prices);
            cells.map(|((rate, flow), price)| rate * flow * price).sum()
        };
        let of = |market| {
            of_use(&rates.inputs, &self.inputs, market)
                + of_use(&rates.final_use, &self.final_use, market)
        };
        (0..self.inputs.columns()).map(of).collect()
    }
}
