//! The Armington model in the registry.

use super::{ArmingtonOptions, FinalRule, respond};
use crate::error::Result;
use crate::frame::Level;
use crate::leontief::LeontiefSystem;
use crate::measures::trade::Exports;
use crate::models::beside::Outcomes;
use crate::models::households::BuyerPrices;
use crate::models::impact::{Details, Impact, rows_balance};
use crate::models::registry::{Answer, Factor, Model, Quantities, Question, Record, Time};
use crate::models::relocated::AfterRelocation;
use crate::models::settings::{ELASTICITIES, Setting, Takes};
use crate::scenario::{ChangeKind, Elasticities, ElasticityKind, Scenario};
use crate::table::EconomyId;

/// What is known of the model; its settings are [`ArmingtonOptions`].
pub static RECORD: Record = Record {
    name: "armington",
    summary: "buyers change suppliers; technology, wages and incomes fixed",
    caveat: "world value added is not conserved, and the result follows the elasticities",
    reads: &[ChangeKind::Tariff],
    after: &[ChangeKind::Relocate],
    settings: &[
        ELASTICITIES,
        Setting {
            name: "final-use",
            takes: Takes::Word(&["quantity", "spending"]),
            help: "What final users hold on to: the quantity of every product, or spending on it",
            default: "quantity",
        },
    ],
    time: Time::Year,
    quantities: Quantities::BeforeAndAfter,
    levels: &[Level::Region, Level::RegionSector, Level::PairSector],
    factor: Factor::OfTable,
    stands_in: |_| false,
    make: |table, given| {
        let mut options = ArmingtonOptions::for_index(table.index());
        options.elasticities =
            given.elasticities(table, options.elasticities, ElasticityKind::Substitution)?;
        if given.word("final-use") == Some(1) {
            options.final_rule = FinalRule::FixedSpending;
        }
        Ok(Box::new(AfterRelocation(options)))
    },
};

impl Model for ArmingtonOptions {
    fn record(&self) -> &'static Record {
        &RECORD
    }

    fn world<'a>(&self, system: &'a LeontiefSystem, scenario: &Scenario) -> Result<Impact<'a>> {
        let tariffs = scenario.tariffs()?;
        let response = respond(system, &tariffs, self)?;
        let found = Impact::of_table(system, scenario, response.table_after().clone())?;
        let check = rows_balance(system, found.after());
        Ok(found.with_check(check).with_details(Details::Search(response.convergence())))
    }

    fn imports(
        &self,
        system: &LeontiefSystem,
        scenario: &Scenario,
    ) -> Result<Option<[Exports; 2]>> {
        let tariffs = scenario.tariffs()?;
        let response = respond(system, &tariffs, self)?;
        let before = Exports::non_negative(system.table(), tariffs.economies());
        let mut after = Exports::non_negative(response.table_after(), tariffs.economies());
        for matrix in [&mut after.intermediate, &mut after.final_use] {
            for buyer in 0..matrix.columns() {
                let cells = matrix.column_mut(buyer).iter_mut().zip(response.prices());
                cells.for_each(|(flow, price)| *flow *= price);
            }
        }
        Ok(Some([before, after]))
    }

    fn result(&self, question: &Question<'_>) -> Result<Answer> {
        let Question { system, scenario, by, .. } = *question;
        by.among(RECORD.name, RECORD.levels)?;
        let tariffs = scenario.tariffs()?;
        let response = respond(system, &tariffs, self)?;
        let frame = match by {
            Level::RegionSector => response.sectors(),
            Level::PairSector => response.trade(),
            _ => response.countries(),
        };
        Ok(Answer { frame, search: Some(response.convergence()), warnings: vec![] })
    }

    fn elasticities(&self) -> Option<(ElasticityKind, &Elasticities)> {
        Some((ElasticityKind::Substitution, &self.elasticities))
    }

    fn outcomes(&self, system: &LeontiefSystem, scenario: &Scenario) -> Result<Option<Outcomes>> {
        Ok(Some(self.beside(system, &scenario.tariffs()?)?))
    }

    fn buyer_prices(
        &self,
        system: &LeontiefSystem,
        scenario: &Scenario,
        buyer: EconomyId,
    ) -> Result<Option<BuyerPrices>> {
        Ok(Some(self.paid(system, &scenario.tariffs()?, buyer)?))
    }
}
