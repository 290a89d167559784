//! Cost push beside other models, and for who buys.

use super::{CostPush, PriceWeights, Prices, revenue};
use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::measures::trade::Exports;
use crate::models::beside::{Measured, Outcomes, Status};
use crate::models::households::BuyerPrices;
use crate::scenario::Tariffs;
use crate::table::EconomyId;

impl CostPush {
    /// Consumer prices, and revenue with new prices at old quantities, which do not change.
    pub(super) fn beside(&self, system: &LeontiefSystem, tariffs: &Tariffs) -> Result<Outcomes> {
        let prices = Prices::new(system, tariffs, self.pass)?;
        let weights = PriceWeights::of(system, tariffs.economies(), &self.categories);
        let (dearer, _) = prices.consumer_prices(&weights.consumed);
        let new: Vec<f64> = prices.changes().iter().map(|dp| 1.0 + dp).collect();
        let revenue = revenue(&weights.exports, tariffs.after(), &new);
        Ok(Outcomes::none(tariffs.economies().len())
            .with_prices(dearer)
            .with_unchanged(&[Measured::GdpVolume, Measured::Exports, Measured::Imports])
            .with(Measured::Revenue, Status::Solved, revenue))
    }

    /// What final users pay, and revenue at old quantities.
    pub(super) fn paid(
        &self,
        system: &LeontiefSystem,
        tariffs: &Tariffs,
        buyer: EconomyId,
    ) -> Result<BuyerPrices> {
        let prices = Prices::new(system, tariffs, self.pass)?;
        let exports = Exports::of(system.table(), tariffs.economies());
        let new: Vec<f64> = prices.changes().iter().map(|dp| 1.0 + dp).collect();
        let (one, at) = (vec![1.0; new.len()], buyer.position());
        let revenue = [
            revenue(&exports, tariffs.before(), &one)[at],
            revenue(&exports, tariffs.after(), &new)[at],
        ];
        let rows = tariffs.of_final_use(buyer).zip(&new).map(|(paid, p)| p * paid - 1.0).collect();
        Ok(BuyerPrices { rows, sectors: None, revenue, warnings: vec![] })
    }
}
