//! The price model in the registry.

use super::{PassThrough, PriceWeights, Prices};
use crate::error::Result;
use crate::frame::{Frame, Level};
use crate::leontief::LeontiefSystem;
use crate::models::beside::Outcomes;
use crate::models::households::BuyerPrices;
use crate::models::registry::{
    Answer, Factor, Model, Quantities, Question, Record, Time, one_by_one,
};
use crate::models::relocated::AfterRelocation;
use crate::models::settings::{Setting, Takes};
use crate::scenario::{ChangeKind, Scenario, Tariffs};
use crate::table::{CategoryId, EconomyId};

/// Most scenarios whose prices are solved together.
const WIDEST_BLOCK: usize = 32;
/// Bytes that the tariffs of a block may take.
const BLOCK_BYTES: usize = 1 << 27;

/// What is known of [`CostPush`].
pub static RECORD: Record = Record {
    name: "price",
    summary: "costs passed on from buyer to buyer; quantities unchanged",
    caveat: "an upper bound on prices at given wages: all costs are passed on and nobody buys less or elsewhere",
    reads: &[ChangeKind::Tariff],
    after: &[ChangeKind::Relocate],
    settings: &[
        Setting {
            name: "pass-through",
            takes: Takes::Number("SHARE"),
            help: "Share of rises in costs that producers pass on",
            default: "1",
        },
        Setting {
            name: "category",
            takes: Takes::Categories,
            help: "Final demand categories whose prices are consumer prices, in results by region",
            default: "all",
        },
    ],
    time: Time::Year,
    quantities: Quantities::Unchanged,
    levels: &[Level::Region, Level::RegionSector, Level::Pair, Level::PairSector, Level::Stage],
    factor: Factor::Vectors(TERMS),
    stands_in: |_| false,
    make: |_, given| {
        let mut share = 1.0;
        given.number("pass-through", &mut share);
        let (pass, categories) = (PassThrough::new(share)?, given.categories("category"));
        Ok(Box::new(AfterRelocation(CostPush { pass, categories })))
    },
};

/// Terms of the series that prices are without a factor, as a rule.
const TERMS: usize = 10;

/// Tariffs as costs that are passed on: [`Prices`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CostPush {
    /// What producers pass on.
    pub pass: PassThrough,
    /// Final demand whose prices are consumer prices; none means all.
    pub categories: Vec<CategoryId>,
}

impl Model for CostPush {
    fn record(&self) -> &'static Record {
        &RECORD
    }

    fn caveat(&self) -> &'static str {
        if self.pass == PassThrough::default() {
            return RECORD.caveat;
        }
        "producers pass on the share of rises in costs that was set, and nobody buys less or elsewhere"
    }

    fn result(&self, question: &Question<'_>) -> Result<Answer> {
        let Question { system, scenario, by, markets } = *question;
        by.among(RECORD.name, RECORD.levels)?;
        let tariffs = scenario.tariffs()?;
        let prices = Prices::new(system, &tariffs, self.pass)?;
        let frame = match by {
            Level::RegionSector => prices.by_sector()?,
            Level::Pair => prices.levied_by()?,
            Level::PairSector => prices.cumulative(markets)?,
            Level::Stage => prices.stages(),
            _ => prices.by_region(&self.categories),
        };
        Ok(frame.into())
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

    fn results(
        &self,
        system: &LeontiefSystem,
        scenarios: &[Scenario],
    ) -> Result<Vec<Result<Frame>>> {
        if self.pass != PassThrough::default() {
            return Ok(one_by_one(self, system, scenarios));
        }
        let sets: Result<Vec<Tariffs>> = scenarios.iter().map(Scenario::tariffs).collect();
        let sets = sets?;
        let Some(first) = sets.first() else { return Ok(vec![]) };
        let weights = PriceWeights::of(system, first.economies(), &self.categories);
        let all = Prices::many(system, &sets)?;
        Ok(all.into_iter().map(|one| Ok(one?.by_region_of(&weights))).collect())
    }

    fn together(&self, system: &LeontiefSystem, economies: usize) -> usize {
        let bytes = 4 * size_of::<f64>() * system.order() * economies;
        (BLOCK_BYTES / bytes.max(1)).clamp(1, WIDEST_BLOCK)
    }
}
