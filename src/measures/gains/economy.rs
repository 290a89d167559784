//! What one economy buys, and what autarky would cost it.

use super::{GainsOfEconomy, Undefined};
use crate::error::{Error, Result};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Lu, Matrix, ZeroPivot, heaviest, is_productive, perron, ratio};
use crate::measures::trade::Sums;
use crate::table::{CategoryId, EconomyId, Partition, SectorId};

/// Purchases of one economy by product.
pub(super) struct Purchases {
    /// Names of its products, for messages.
    labels: Vec<String>,
    /// X_rk.
    all: Vec<f64>,
    /// own_rk.
    own: Vec<f64>,
    /// Of final use alone: all, and from home.
    final_use: [f64; 2],
    /// β_rk.
    beta: Vec<f64>,
    /// α_r.
    inputs: Matrix,
    /// x_rk.
    output: Vec<f64>,
    value_added: f64,
}

impl Purchases {
    /// Those of an economy, of sales by seller, product and buyer.
    pub fn of(
        system: &LeontiefSystem,
        (partition, id): (&Partition, EconomyId),
        (inputs, final_use): (&Sums, &Sums),
        inventories: Option<CategoryId>,
    ) -> Self {
        let (table, economy) = (system.table(), partition.economy(id));
        let (index, r) = (table.index(), id.position());
        let count = index.sectors().len();
        let from_all = |flows: &Sums, k: usize| -> f64 {
            (0..partition.len()).map(|s| flows.flow(s, k, r)).sum()
        };
        let products = || 0..count;
        let final_all: Vec<f64> = products().map(|k| from_all(final_use, k)).collect();
        let final_own: Vec<f64> = products().map(|k| final_use.flow(r, k, r)).collect();
        let all = products().map(|k| from_all(inputs, k) + final_all[k]).collect();
        let own = products().map(|k| inputs.flow(r, k, r) + final_own[k]).collect();

        let sector = |row: usize| index.node(row).sector.position();
        let mut spent = vec![0.0; count];
        for (column, label) in table.demand().columns().iter().enumerate() {
            let is_own = label.region.is_some_and(|region| economy.regions.contains(&region));
            if is_own && Some(label.category) != inventories {
                let cells = table.final_demand().column(column).iter().enumerate();
                cells.for_each(|(row, cell)| spent[sector(row)] += cell.max(0.0));
            }
        }
        let total: f64 = spent.iter().sum();
        let beta = spent.iter().map(|amount| ratio(*amount, total)).collect();

        let mut output = vec![0.0; count];
        let mut bought = Matrix::zeros(count, count);
        for &j in &economy.rows {
            output[sector(j)] += system.output()[j];
            let column = bought.column_mut(sector(j));
            let flows = table.intermediate().column(j).iter().enumerate();
            flows.for_each(|(row, flow)| column[sector(row)] += flow);
        }
        for (k, x) in output.iter().enumerate() {
            let per_unit = |cell: &mut f64| *cell = if *x == 0.0 { 0.0 } else { *cell / x };
            bought.column_mut(k).iter_mut().for_each(per_unit);
        }
        let label = |code: &String| format!("{}_{code}", economy.name);
        Purchases {
            labels: index.sector_codes().iter().map(label).collect(),
            all,
            own,
            final_use: [final_all.iter().sum(), final_own.iter().sum()],
            beta,
            inputs: bought,
            output,
            value_added: economy.rows.iter().map(|&row| system.value_added()[row]).sum(),
        }
    }

    /// Whether anything of a product comes from abroad.
    pub fn is_imported(&self, k: usize) -> bool {
        self.all[k] != self.own[k]
    }

    /// b = (I − α)⁻¹β: output of every product, made at home, behind a unit of final spending.
    ///
    /// A non-negative α is productive exactly when (I − α')m = u has a solution with every element at least one; of
    /// one with negative cells this says nothing, and it is accepted.
    fn weights(&self) -> Result<Vec<f64>> {
        let count = self.labels.len();
        let left =
            Matrix::from_fn(count, count, |i, j| f64::from(u8::from(i == j)) - self.inputs[(i, j)]);
        let lu = Lu::of(&left).map_err(|ZeroPivot { column }| Error::Singular {
            label: self.labels[column].clone(),
        })?;
        let mut multipliers = Matrix::from_column(vec![1.0; count]);
        lu.solve_transposed(&mut multipliers);
        if !is_productive(multipliers.column(0)) && self.inputs.values().iter().all(|a| *a >= 0.0) {
            let (root, vector) = perron(count, |y| self.inputs.times_vector(y));
            let labels = heaviest(&vector).into_iter().map(|k| self.labels[k].clone()).collect();
            return Err(Error::NotProductive { root, labels });
        }
        let mut weights = Matrix::from_column(self.beta.clone());
        lu.solve(&mut weights);
        Ok(weights.column(0).to_vec())
    }

    /// Gains with a trade elasticity for one product, and those of all products.
    pub fn gains(&self, theta: f64, thetas: &[f64], rule: Undefined) -> Result<GainsOfEconomy> {
        let weight = self.weights()?;
        let (bought, made): (f64, f64) = (self.all.iter().sum(), self.output.iter().sum());
        let domestic = ratio(self.own.iter().sum(), bought);
        let has_share = bought > 0.0 && domestic > 0.0;
        let one = |exponent: f64| {
            if has_share { lost(domestic.ln() * exponent) } else { f64::NAN }
        };
        let one_int =
            if self.value_added > 0.0 { one(made / (theta * self.value_added)) } else { f64::NAN };

        let no_share = |k: usize| self.all[k] < 0.0 || (self.all[k] != 0.0 && self.own[k] <= 0.0);
        let lambda: Vec<f64> =
            self.own.iter().zip(&self.all).map(|(own, all)| ratio(*own, *all)).collect();
        // e/r: how much more of its spending than of its output the economy has in a product.
        let scale = |k: usize| {
            let above = self.all[k] * made;
            let below = bought * self.output[k];
            if above == 0.0 || below == 0.0 { 1.0 } else { above / below }
        };
        let over_products = |weights: &[f64], factor: &dyn Fn(usize) -> f64| {
            // Where nothing is spent there are no weights.
            if weights.iter().any(|weight| weight.is_nan()) {
                return f64::NAN;
            }
            let logarithm = |(k, weight): (usize, &f64)| match weight {
                _ if self.all[k] == 0.0 || *weight == 0.0 => 0.0,
                _ if no_share(k) && rule == Undefined::Skip => 0.0,
                _ if no_share(k) => f64::NAN,
                weight => factor(k).ln() * weight / thetas[k],
            };
            lost(weights.iter().enumerate().map(logarithm).sum())
        };
        let has_weight = |k: usize| self.beta[k].abs() > 0.0 || weight[k].abs() > 0.0;
        let undefined = (0..lambda.len()).filter(|&k| no_share(k) && has_weight(k));
        Ok(GainsOfEconomy {
            domestic,
            domestic_final: ratio(self.final_use[1], self.final_use[0]),
            one: one(1.0 / theta),
            one_int,
            multi: over_products(&self.beta, &|k| lambda[k]),
            multi_mc: over_products(&self.beta, &|k| lambda[k] * scale(k)),
            multi_int: over_products(&weight, &|k| lambda[k]),
            undefined: undefined.map(SectorId::at).collect(),
            lambda,
            beta: self.beta.clone(),
            weight,
        })
    }
}

/// 1 − eˡ of the logarithm of what is left; not a number where it is not finite.
fn lost(logarithm: f64) -> f64 {
    if logarithm.is_finite() { -logarithm.exp_m1() } else { f64::NAN }
}
