//! Buyers who change suppliers beside other models, and what they pay.

use super::composite::{Market, Products, Wanted, final_buyers, sectors_of_rows};
use super::{ArmingtonOptions, Response, respond};
use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::linalg::ratio;
use crate::models::beside::{Measured, Outcomes, Status};
use crate::models::households::BuyerPrices;
use crate::scenario::{ElasticityKind, Tariffs};
use crate::table::EconomyId;

impl ArmingtonOptions {
    /// Prices of the composites of before, flows and value added at base prices, and revenue on them.
    pub(super) fn beside(&self, system: &LeontiefSystem, tariffs: &Tariffs) -> Result<Outcomes> {
        let response = respond(system, tariffs, self)?;
        let totals = response.totals();
        let change = |[before, after]: &[Vec<f64>; 2]| -> Vec<f64> {
            before.iter().zip(after).map(|(old, new)| ratio(new - old, *old)).collect()
        };
        let [_, revenue] = totals.revenue;
        let outcomes = Outcomes::none(tariffs.economies().len())
            .with_prices(response.base_composites(self))
            .with(Measured::GdpVolume, Status::Solved, change(&totals.value_added))
            .with(Measured::Exports, Status::Solved, change(&totals.exports))
            .with(Measured::Imports, Status::Solved, change(&totals.imports))
            .with(Measured::Revenue, Status::Solved, revenue);
        Ok(Outcomes {
            elasticities: Some((ElasticityKind::Substitution, self.elasticities.clone())),
            search: Some(response.convergence()),
            ..outcomes
        })
    }

    /// What final users pay each supplier, and revenue at new flows.
    pub(super) fn paid(
        &self,
        system: &LeontiefSystem,
        tariffs: &Tariffs,
        buyer: EconomyId,
    ) -> Result<BuyerPrices> {
        let response = respond(system, tariffs, self)?;
        let paid = tariffs.of_final_use(buyer).zip(response.prices());
        let rows = paid.map(|(paid, p)| p * paid - 1.0).collect();
        let revenue = response.totals().revenue.map(|all| all[buyer.position()]);
        Ok(BuyerPrices { rows, sectors: None, revenue, warnings: vec![] })
    }
}

impl Response<'_> {
    /// Σ_i H_i P_i / Σ_i H_i − 1 of every economy: H_i what final users spent before on the composite of
    /// product i, tariffs included, inventories and cells below zero left out.
    fn base_composites(&self, options: &ArmingtonOptions) -> Vec<f64> {
        let (system, partition) = (self.system, self.partition);
        let of_row = sectors_of_rows(system);
        let products = Products { of_row: &of_row, sigma: options.elasticities.by_sector() };
        let (before, after) = (&self.tariffs.before().final_use, &self.tariffs.after().final_use);
        let market = Market::new(before, after, products, self.prices(), Wanted::Prices);
        let (mut spent, mut rise) = (vec![0.0; partition.len()], vec![0.0; partition.len()]);
        for (column, buyer) in final_buyers(system, partition).into_iter().enumerate() {
            let Some(buyer) = buyer else { continue };
            let flows = system.table().final_demand().column(column);
            let found = market.composites(products, flows, buyer);
            for (spending, price) in found.spending.iter().zip(&found.price) {
                spent[buyer.position()] += spending;
                rise[buyer.position()] += spending * (price - 1.0);
            }
        }
        rise.iter().zip(&spent).map(|(rise, spent)| ratio(*rise, *spent)).collect()
    }
}
