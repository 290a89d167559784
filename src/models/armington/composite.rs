//! Composites of the suppliers of a product.

use rayon::prelude::*;

use super::FinalRule;
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::sources;
use crate::table::{DemandColumn, EconomyId, Partition};

/// What suppliers' prices mean in every market, for one kind of use; n x economies.
pub(super) struct Market<'a> {
    /// τ before and after.
    before: &'a Matrix,
    after: &'a Matrix,
    /// (1 + τ)·π^(1−σ), or (1 + τ)·ln π where σ = 1.
    weights: Matrix,
    /// π^−σ.
    answers: Matrix,
}

/// Sectors of rows, elasticities of sectors.
#[derive(Clone, Copy)]
pub(super) struct Products<'a> {
    pub of_row: &'a [usize],
    pub sigma: &'a [f64],
}

/// Composites of a column.
pub(super) struct Composites {
    /// Spending on every product by cells above zero, tariffs before included.
    pub spending: Vec<f64>,
    /// P; one where nothing is bought.
    pub price: Vec<f64>,
}

impl<'a> Market<'a> {
    /// At basic prices p: n powers per economy, two with `answers`.
    pub fn new(
        before: &'a Matrix,
        after: &'a Matrix,
        products: Products,
        basic: &[f64],
        wanted: Wanted,
    ) -> Self {
        let (n, g) = before.shape();
        let mut weights = Matrix::zeros(n, g);
        weights.par_columns_mut().enumerate().for_each(|(market, weights)| {
            for (row, weight) in weights.iter_mut().enumerate() {
                let paid = 1.0 + before[(row, market)];
                let sigma = products.sigma[products.of_row[row]];
                let rise = basic[row] * (1.0 + after[(row, market)]) / paid;
                *weight = paid * if sigma == 1.0 { rise.ln() } else { power(rise, 1.0 - sigma) };
            }
        });
        let mut answers = Matrix::zeros(0, 0);
        if wanted == Wanted::Quantities {
            answers = Matrix::zeros(n, g);
            answers.par_columns_mut().enumerate().for_each(|(market, answers)| {
                for (row, answer) in answers.iter_mut().enumerate() {
                    let sigma = products.sigma[products.of_row[row]];
                    let paid = (1.0 + after[(row, market)]) / (1.0 + before[(row, market)]);
                    *answer = power(basic[row] * paid, -sigma);
                }
            });
        }
        Market { before, after, weights, answers }
    }

    /// Composites of the flows that a buyer in `economy` pays: 2n flops, J powers.
    pub fn composites(&self, products: Products, flows: &[f64], economy: EconomyId) -> Composites {
        let market = economy.position();
        let (rates, weights) = (self.before.column(market), self.weights.column(market));
        let mut spending = vec![0.0; products.sigma.len()];
        let mut price = spending.clone();
        let cells = flows.iter().zip(rates.iter().zip(weights)).zip(products.of_row);
        for ((flow, (rate, weight)), &product) in cells {
            if *flow > 0.0 {
                spending[product] += flow * (1.0 + rate);
                price[product] += flow * weight;
            }
        }
        let totals = spending.iter().zip(products.sigma);
        for (price, (&total, &sigma)) in price.iter_mut().zip(totals) {
            *price = match total {
                0.0 => 1.0,
                total if sigma == 1.0 => (*price / total).exp(),
                total => power(*price / total, 1.0 / (1.0 - sigma)),
            };
        }
        Composites { spending, price }
    }

    /// Flows times q'/q = (P/π)^σ where above zero, divided by P where spending is held on to.
    pub fn respond(
        &self,
        products: Products,
        flows: &mut [f64],
        economy: EconomyId,
        held: FinalRule,
    ) {
        let composites = self.composites(products, flows, economy);
        let of_product = |(price, sigma): (&f64, &f64)| match held {
            FinalRule::FixedQuantity => power(*price, *sigma),
            FinalRule::FixedSpending => power(*price, sigma - 1.0),
        };
        let scale: Vec<f64> = composites.price.iter().zip(products.sigma).map(of_product).collect();
        let answers = self.answers.column(economy.position());
        let cells = flows.iter_mut().zip(answers).zip(products.of_row);
        for ((flow, answer), &product) in cells {
            if *flow > 0.0 {
                *flow *= scale[product] * answer;
            }
        }
    }

    /// The rise of what a cell below zero is paid, per unit of it.
    pub fn rise(&self, row: usize, economy: EconomyId, basic: f64) -> f64 {
        let at = (row, economy.position());
        basic * (1.0 + self.after[at]) - (1.0 + self.before[at])
    }
}

/// Whether quantities are wanted or prices alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Prices,
    Quantities,
}

/// Most prices relative to a market do not change at all.
fn power(base: f64, exponent: f64) -> f64 {
    if base == 1.0 { 1.0 } else { base.powf(exponent) }
}

/// The sector of every row.
pub(super) fn sectors_of_rows(system: &LeontiefSystem) -> Vec<usize> {
    system.table().index().nodes().iter().map(|node| node.sector.position()).collect()
}

/// The economy of every final demand column that belongs to one, unless it holds inventories.
pub(super) fn final_buyers(
    system: &LeontiefSystem,
    partition: &Partition,
) -> Vec<Option<EconomyId>> {
    let demand = system.table().demand();
    let inventories = sources::inventories(demand);
    let buyer = |label: &DemandColumn| {
        let region = label.region.filter(|_| Some(label.category) != inventories);
        region.map(|region| partition.of_region(region))
    };
    demand.columns().iter().map(buyer).collect()
}
