//! Prices of sectors for final users.

use crate::error::{Error, Result};
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, ratio};
use crate::models::registry::Model;
use crate::scenario::{Scenario, Tariffs};
use crate::table::{CategoryId, EconomyId};

/// What a model says of the prices that final users of one economy pay, and of its revenue.
#[derive(Debug, Clone, PartialEq)]
pub struct BuyerPrices {
    /// Change of the price of every row for them, duties included.
    pub rows: Vec<f64>,
    /// Change of the price of every sector, where the model has one of its own rather than the mean over
    /// origins.
    pub sectors: Option<Vec<f64>>,
    /// Tariff revenue of the economy before and after, the latter at new prices.
    pub revenue: [f64; 2],
    /// What the numbers should not be read without.
    pub warnings: Vec<String>,
}

/// Prices of sectors for final users of an economy, relative to those before.
#[derive(Debug, Clone, PartialEq)]
pub struct FinalPrices {
    pub(super) economy: String,
    origins: Vec<String>,
    pub(super) sectors: Vec<String>,
    unit: String,
    /// Δ by sector; NaN where nothing is bought.
    pub(super) pooled: Vec<f64>,
    /// δ by sector and origin; of a group, a mean with w as weights, and NaN where nothing is bought.
    by_origin: Matrix,
    /// Number of rows by sector and origin.
    made: Matrix,
    /// w by sector and origin.
    spent: Matrix,
    pub(super) revenue: [f64; 2],
    /// What the numbers should not be read without.
    pub warnings: Vec<String>,
}

/// The economies that change a tariff, in the order of the table.
#[must_use]
pub fn levying(tariffs: &Tariffs) -> Vec<EconomyId> {
    let (before, after) = (tariffs.before(), tariffs.after());
    let changes = |r: usize| {
        before.inputs.column(r) != after.inputs.column(r)
            || before.final_use.column(r) != after.final_use.column(r)
    };
    let all = tariffs.economies().economies().map(|(id, _)| id);
    all.filter(|id| changes(id.position())).collect()
}

impl FinalPrices {
    /// The prices that a model gives for a scenario. Weights are what final users of `buyer` spend before, in
    /// `categories` of final demand or in all of them if none is named; rows of which they buy less than
    /// nothing, out of stock, count as none.
    ///
    /// Cost: that of the model, and n² additions.
    ///
    /// # Errors
    /// [`Error::OtherTable`]; [`Error::UnreadChange`] for a scenario of which the model does not read all;
    /// [`Error::NoPrices`] for a model without prices; those of the model.
    ///
    /// # Examples
    /// ```
    /// use tripole::models::households::FinalPrices;
    /// use tripole::models::price::CostPush;
    /// use tripole::read::{Input, ReadOptions, read};
    /// use tripole::table::Geography;
    /// use tripole::{Accounting, LeontiefSystem, scenario};
    /// let table = read(&Input::parse("builtin:three-pole-2011")?, &ReadOptions::default())?.table;
    /// let geography = Geography::regions(table.index());
    /// let war = scenario::builtin_scenario("us-china-tariff-war")?;
    /// let war = scenario::read_scenario(war, &geography)?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let usa = geography.economies().find("USA")?;
    /// let prices = FinalPrices::of(&system, &war, &CostPush::default(), usa, &[])?;
    /// let of = |sector| prices.frame().value(&[sector], "price").unwrap_or_default();
    /// assert!(of("ELE") > 0.04 && of("BUS") < 0.002);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn of(
        system: &LeontiefSystem,
        scenario: &Scenario,
        model: &dyn Model,
        buyer: EconomyId,
        categories: &[CategoryId],
    ) -> Result<Self> {
        scenario.check_table(system.table().index())?;
        let record = model.record();
        record.reads_all(scenario)?;
        if !scenario.relocations.is_empty() {
            return Err(Error::conflict(
                "prices of final users",
                "a scenario with `relocate`",
                "baskets are those of the table as it is: leave the relocation out",
            ));
        }
        let Some(prices) = model.buyer_prices(system, scenario, buyer)? else {
            return Err(Error::NoPrices { model: record.name });
        };
        let tariffs = scenario.tariffs()?;
        Ok(FinalPrices::weighted(system, &tariffs, prices, buyer, categories))
    }

    fn weighted(
        system: &LeontiefSystem,
        tariffs: &Tariffs,
        prices: BuyerPrices,
        buyer: EconomyId,
        categories: &[CategoryId],
    ) -> Self {
        let (index, partition) = (system.table().index(), tariffs.economies());
        let counts = |category| categories.is_empty() || categories.contains(&category);
        let bought = system.demand_for(partition, counts);
        let (bought, rates) =
            (bought.column(buyer.position()), tariffs.before().final_use.column(buyer.position()));
        let (sectors, origins) = (index.sectors().len(), partition.len());
        let mut spent = Matrix::zeros(sectors, origins);
        let (mut dearer, mut rises) = (spent.clone(), spent.clone());
        let mut made = spent.clone();
        for (row, node) in index.nodes().iter().enumerate() {
            let paid = bought[row].max(0.0) * (1.0 + rates[row]);
            let at = (node.sector.position(), partition.of_row(row).position());
            spent[at] += paid;
            dearer[at] += paid * prices.rows[row];
            made[at] += 1.0;
            rises[at] += prices.rows[row];
        }
        let all = |matrix: &Matrix, sector: usize| -> f64 {
            (0..origins).map(|origin| matrix[(sector, origin)]).sum()
        };
        let pooled = (0..sectors).map(|sector| {
            let mean = ratio(all(&dearer, sector), all(&spent, sector));
            match &prices.sectors {
                Some(own) if !mean.is_nan() => own[sector],
                _ => mean,
            }
        });
        let pooled = pooled.collect();
        // A price is one of its supplier, whether or not something is bought.
        let by_origin = Matrix::from_fn(sectors, origins, |sector, origin| {
            let at = (sector, origin);
            if made[at] == 1.0 { rises[at] } else { ratio(dearer[at], spent[at]) }
        });
        FinalPrices {
            economy: partition.names()[buyer.position()].clone(),
            origins: partition.names().to_vec(),
            sectors: index.sector_codes().to_vec(),
            unit: system.table().unit().to_owned(),
            pooled,
            by_origin,
            spent,
            made,
            revenue: prices.revenue,
            warnings: prices.warnings,
        }
    }

    /// Code of the economy whose final users pay these prices.
    #[must_use]
    pub fn economy(&self) -> &str {
        &self.economy
    }

    /// Δ by sector, in the order of the table; NaN where final users buy nothing.
    #[must_use]
    pub fn by_sector(&self) -> &[f64] {
        &self.pooled
    }

    /// What final users spend before on products that they buy, duties included.
    #[must_use]
    pub fn spending(&self) -> f64 {
        self.spent.values().iter().sum()
    }

    /// Tariff revenue after, at new prices, less that before.
    #[must_use]
    pub fn revenue_change(&self) -> f64 {
        let [before, after] = self.revenue;
        after - before
    }

    pub(super) fn money(&self) -> Unit {
        Unit::money(&self.unit)
    }

    /// By `sector`: `spending` of before, duties included, and the change of the `price`; empty where nothing
    /// is bought.
    #[must_use]
    pub fn frame(&self) -> Frame {
        Frame::new("final_prices", self.sectors.len())
            .with_key("sector", &self.sectors, 0..self.sectors.len())
            .with_indicator("spending", self.money(), self.spent.row_sums())
            .with_indicator("price", Unit::Change, self.pooled.clone())
    }

    /// The same by `sector` and `origin`, of all that is made somewhere.
    #[must_use]
    pub fn frame_by_origin(&self) -> Frame {
        let (sectors, origins) = self.spent.shape();
        let all = (0..sectors).flat_map(|sector| (0..origins).map(move |origin| (sector, origin)));
        let lines: Vec<(usize, usize)> = all.filter(|at| self.made[*at] > 0.0).collect();
        let column = |of: &Matrix| lines.iter().map(|at| of[*at]).collect::<Vec<f64>>();
        Frame::new("final_prices", lines.len())
            .with_key("sector", &self.sectors, lines.iter().map(|line| line.0))
            .with_key("origin", &self.origins, lines.iter().map(|line| line.1))
            .with_indicator("spending", self.money(), column(&self.spent))
            .with_indicator("price", Unit::Change, column(&self.by_origin))
    }
}
