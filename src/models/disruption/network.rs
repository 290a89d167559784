//! Deliveries from suppliers to users, and the stocks between them, day by day.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::start::Start;
use super::stocks::Plan;
use super::stops::Mask;
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;

/// Days of the year that annual amounts are spread over.
pub(super) const YEAR: f64 = 365.0;
/// Users that one task walks through.
const BATCH: usize = 64;

/// Flows of a steady day as shares of suppliers in what each user needs of a product, and the
/// stocks and orders of every product and user.
///
/// Rows are sorted by product, so that the suppliers of one product lie together. Stocks and
/// orders are in days of steady use, products x users: S = 10 lasts ten days, an order of 1 is
/// what a steady day uses. Memory n² for the shares and 3Pn for P products; a day walks once
/// through the shares, 4n² flops (6n² with available suppliers), whatever the model.
pub(super) struct Network {
    /// The table's row at every place.
    rows: Vec<usize>,
    /// Places of every product.
    products: Vec<Range<usize>>,
    /// Output of a steady day by place.
    pub output: Vec<f64>,
    /// Final demand of a steady day by place.
    pub demand: Vec<f64>,
    /// Shares, n x n; over the suppliers of a product they sum to one where it is used.
    shares: Matrix,
    /// Use on a steady day, products of the first user, then of the second.
    uses: Vec<f64>,
    /// Stocks in days, likewise.
    stocks: Vec<f64>,
    /// Orders of a product over the weights of its suppliers, likewise.
    orders: Vec<f64>,
    /// Demand from users of every batch, n x batches.
    partial: Vec<f64>,
}

/// A user's inputs on a day: uses, stocks in days, by product.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'a> {
    pub uses: &'a [f64],
    pub stocks: &'a [f64],
}

/// What becomes of the stock of an input: the stock in days, and the order for tomorrow.
pub(super) struct Restocked {
    pub stock: f64,
    pub order: f64,
}

impl Network {
    /// The steady state, with stocks as planned; 2n² numbers while it is built.
    pub fn of(system: &LeontiefSystem, start: &Start, plan: &Plan) -> Self {
        let (index, z) = (system.table().index(), system.table().intermediate());
        let n = index.len();
        let mut rows: Vec<usize> = (0..n).collect();
        rows.sort_by_key(|&row| (index.node(row).sector.position(), row));
        let sector = |place: usize| index.node(rows[place]).sector;
        let mut products: Vec<Range<usize>> = vec![];
        for place in 0..n {
            match products.last_mut() {
                Some(run) if sector(run.start) == sector(place) => run.end = place + 1,
                _ => products.push(place..place + 1),
            }
        }
        let count = products.len();
        let mut shares = Matrix::zeros(n, n);
        let mut uses = vec![0.0; count * n];
        let walk = shares.par_columns_mut().zip(uses.par_chunks_mut(count.max(1))).enumerate();
        walk.for_each(|(user, (shares, uses))| {
            let j = rows[user];
            if system.output()[j] == 0.0 {
                return;
            }
            let scale = start.output[j] / (YEAR * system.output()[j]);
            for (run, used) in products.iter().zip(uses) {
                let flows = || rows[run.clone()].iter().map(|&row| z[(row, j)]);
                let sum: f64 = flows().sum();
                *used = sum * scale;
                if sum != 0.0 {
                    let cells = shares[run.clone()].iter_mut();
                    cells.zip(flows()).for_each(|(share, flow)| *share = flow / sum);
                }
            }
        });
        let stocks = plan.days.iter().map(|days| days * plan.filled);
        let by_place = |of: &[f64]| rows.iter().map(|&row| of[row] / YEAR).collect();
        Network {
            output: by_place(&start.output),
            demand: by_place(&start.demand),
            products,
            shares,
            stocks: stocks.cycle().take(uses.len()).collect(),
            orders: vec![1.0; uses.len()],
            uses,
            partial: vec![0.0; n * n.div_ceil(BATCH)],
            rows,
        }
    }

    /// The table's row at every place.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// Inputs of the user at a place.
    pub fn inputs(&self, user: usize) -> Inputs<'_> {
        let line = user * self.products.len()..(user + 1) * self.products.len();
        Inputs { uses: &self.uses[line.clone()], stocks: &self.stocks[line] }
    }

    /// Every supplier delivers the share `delivered` of what was ordered from it (times the
    /// weight it was ordered with); users use, restock and order again as `restock(user, product,
    /// stock, arrived)` says, all in days; the orders are shared out over suppliers in proportion to
    /// their shares, times `weights` if there are any. What may not be bought is not ordered from
    /// others, unless there are weights. `demand` becomes tomorrow's orders and final demand.
    pub fn pass(
        &mut self,
        delivered: &[f64],
        weights: Option<&[f64]>,
        flows: &Flows,
        demand: &mut [f64],
        restock: impl Fn(usize, usize, f64, f64) -> Restocked + Sync,
    ) {
        let (n, count) = (self.rows.len(), self.products.len());
        let (shares, products, uses) = (&self.shares, &self.products, &self.uses);
        let batches = self.partial.par_chunks_mut(n.max(1));
        let stocks = self.stocks.par_chunks_mut((BATCH * count).max(1));
        let orders = self.orders.par_chunks_mut((BATCH * count).max(1));
        batches.zip(stocks.zip(orders)).enumerate().for_each(
            |(batch, (demand, (stocks, orders)))| {
                demand.fill(0.0);
                let lines = stocks.chunks_mut(count).zip(orders.chunks_mut(count));
                for (user, (stocks, orders)) in (batch * BATCH..).zip(lines) {
                    let (column, uses) = (shares.column(user), &uses[user * count..]);
                    let [ordered, open] = flows.of_user(user);
                    for (p, run) in products.iter().enumerate().filter(|(p, _)| uses[*p] != 0.0) {
                        let shares = &column[run.clone()];
                        let of = |mask: Option<&'_ [f64]>, values: &[f64]| {
                            weighed(shares, &values[run.clone()], mask.map(|m| &m[run.clone()]))
                        };
                        let arrived = orders[p] * of(ordered, delivered);
                        let next = restock(user, p, stocks[p], arrived);
                        stocks[p] = next.stock;
                        orders[p] = match weights.map(|weights| of(open, weights)) {
                            None => next.order,
                            Some(0.0) => 0.0,
                            Some(weight) => next.order / weight,
                        };
                        let amount = orders[p] * uses[p];
                        share_out(
                            amount,
                            shares,
                            open.map(|m| &m[run.clone()]),
                            &mut demand[run.clone()],
                        );
                    }
                }
            },
        );
        demand.fill(0.0);
        for part in self.partial.chunks(n.max(1)) {
            demand.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
        }
        if let Some(weights) = weights {
            demand.iter_mut().zip(weights).for_each(|(sum, weight)| *sum *= weight);
        }
        let wanted = flows.next.as_ref().map_or(self.demand.as_slice(), |mask| mask.wanted());
        demand.iter_mut().zip(wanted).for_each(|(sum, f)| *sum += f);
    }

    /// Orders of a steady day and final demand, as far as flows are open, for the first day.
    pub fn first_demand(&self, mask: &Mask) -> Vec<f64> {
        let mut demand = mask.wanted().to_vec();
        let count = self.products.len();
        for user in 0..self.rows.len() {
            let (column, open) = (self.shares.column(user), mask.of_user(user));
            for (p, run) in self.products.iter().enumerate() {
                let amount = self.uses[user * count + p];
                let (open, demand) = (Some(&open[run.clone()]), &mut demand[run.clone()]);
                share_out(amount, &column[run.clone()], open, demand);
            }
        }
        demand
    }

    /// Stocks of every user as shares of their aims at steady output, products x users, by the
    /// table's rows; NaN for what is not used and for what never binds.
    pub fn filled(&self, plan: &Plan) -> Matrix {
        let count = self.products.len();
        let mut filled = Matrix::zeros(count, self.rows.len());
        for (place, &row) in self.rows.iter().enumerate() {
            let Inputs { uses, stocks } = self.inputs(place);
            for (p, n) in plan.days.iter().enumerate() {
                let known = uses[p] != 0.0 && n.is_finite();
                filled[(p, row)] = if known { stocks[p] / n } else { f64::NAN };
            }
        }
        filled
    }
}

/// What may be bought of which supplier: when what arrives today was ordered, and tomorrow.
#[derive(Default)]
pub(super) struct Flows {
    /// In force today.
    pub today: Option<Arc<Mask>>,
    /// In force tomorrow.
    pub next: Option<Arc<Mask>>,
}

impl Flows {
    /// The two of a user.
    fn of_user(&self, user: usize) -> [Option<&[f64]>; 2] {
        [&self.today, &self.next].map(|mask| mask.as_ref().map(|mask| mask.of_user(user)))
    }
}

/// Values of suppliers weighed by their shares, as far as flows are open.
fn weighed(shares: &[f64], values: &[f64], mask: Option<&[f64]>) -> f64 {
    match mask {
        None => in_lanes(shares, values, |share, value, _| share * value, values),
        Some(mask) => in_lanes(shares, values, |share, value, open| share * value * open, mask),
    }
}

/// A sum in as many lanes as a processor adds at a time, always in one order.
fn in_lanes(a: &[f64], b: &[f64], of: impl Fn(f64, f64, f64) -> f64, c: &[f64]) -> f64 {
    const LANES: usize = 8;
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    let (c, c_rest) = c.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (a, (b, c)) in a.iter().zip(b.iter().zip(c)) {
        for (k, sum) in sums.iter_mut().enumerate() {
            *sum += of(a[k], b[k], c[k]);
        }
    }
    let rest = a_rest.iter().zip(b_rest.iter().zip(c_rest));
    let rest: f64 = rest.map(|(a, (b, c))| of(*a, *b, *c)).sum();
    sums.iter().sum::<f64>() + rest
}

/// An amount ordered from suppliers by their shares, as far as flows are open.
fn share_out(amount: f64, shares: &[f64], mask: Option<&[f64]>, demand: &mut [f64]) {
    let cells = demand.iter_mut().zip(shares);
    match mask {
        None => cells.for_each(|(sum, share)| *sum += amount * share),
        Some(mask) => {
            cells.zip(mask).for_each(|((sum, share), open)| *sum += amount * share * open);
        }
    }
}
