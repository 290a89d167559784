//! Changes whose consequences models compute.
//!
//! A [`Scenario`] is what a scenario file says, bound to the rows and economies of one table. Every
//! model uses some of its parts; [`Scenario::kinds`] lists those it has.

mod content;
mod context;
mod elasticities;
#[cfg(feature = "scenario-files")]
mod file;
mod findings;
mod nothing;
#[cfg(feature = "sweep")]
mod parameters;
mod presets;
mod ratings;
mod redirection;
mod retaliation;
#[cfg(feature = "scenario-files")]
pub mod schedule;
#[cfg(feature = "scenario-files")]
mod scheduled;
mod sheets;
mod tariffs;

pub use content::{ContentBy, ContentDuty, OriginRule, Relief, ReliefFor, content_shares};
pub use context::Context;
#[cfg(feature = "scenario-files")]
pub use context::NamedFiles;
pub use elasticities::{Elasticities, ElasticityKind};
#[cfg(feature = "scenario-files")]
pub use file::{
    BuiltIn, built_in, builtin_scenario, builtin_scenarios, read_scenario, scenario_input,
    text_of_entries,
};
#[cfg(feature = "sweep")]
pub use file::{ScenarioGrid, read_grid};
pub use findings::Origin;
pub use nothing::{no_final_use, no_output, no_sale};
#[cfg(feature = "sweep")]
pub use parameters::{
    Distribution, MOST_SCENARIOS, Parameter, ParameterGrid, Sampling, Shape, Value, Values,
    numbers_between,
};
pub use presets::{Preset, PresetNumbers};
pub use ratings::{Rating, Ratings};
pub use redirection::{Purchases, Redirection, Towards};
pub use retaliation::{Answer, AnswerBy, Answered};
#[cfg(feature = "scenario-files")]
pub use scheduled::Scheduled;
pub use sheets::{read_elasticities, read_ratings, read_stock_days};
pub use tariffs::{Rates, Tariff, TariffKind, Tariffs};

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::stop;
use crate::table::{Finding, Geography, Index, Mrio, Partition, RegionId, RowSet, Sales, SalesSet};

/// Changes to a table, all at the same time.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    geography: Geography,
    /// A short name.
    pub name: String,
    /// What happens, and what is assumed.
    pub description: String,
    /// Where the numbers come from.
    pub source: String,
    /// Tariffs; agreements are tariffs set to zero.
    pub tariffs: Vec<Tariff>,
    /// Tariffs by schedules of products.
    #[cfg(feature = "scenario-files")]
    pub schedules: Vec<Scheduled>,
    /// The parts of all tariffs that stay where some content is exempt.
    pub reliefs: Vec<Relief>,
    /// What partners answer to the tariffs above.
    pub answers: Vec<Answered>,
    /// Costs of trade that bring nobody revenue.
    pub barriers: Vec<Barrier>,
    /// Sales that stop.
    pub embargoes: Vec<Embargo>,
    /// Purchases that move to other suppliers.
    pub relocations: Vec<Redirection>,
    /// Changes of final demand.
    pub demand: Vec<DemandChange>,
    /// Losses of capacity.
    pub supply: Vec<SupplyLoss>,
    /// Regions that the scenario names and may do without, which the table does not have.
    pub passed_over: Vec<PassedOver>,
    /// Where its changes are written.
    pub origins: Vec<Origin>,
    /// The blocs that its entries name, or look for neighbours in.
    pub named_blocs: BTreeSet<String>,
    /// What is noteworthy about entries that were worked out with the table.
    pub remarks: Vec<Finding>,
}

/// Members of a list of regions that the table does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// The name of the list; `weights` for optional weights.
    pub list: String,
    /// The members, as they are written.
    pub members: Vec<String>,
}

/// A new barrier to trade of the iceberg kind: where one unit was shipped for a delivery before,
/// 1 + cost units must be shipped for it now. It raises prices as a tariff of that rate does, but
/// brings no revenue: the difference is used up on the way.
///
/// Barriers of before are in the prices of the table; costs come on top of them, and two barriers
/// on one flow compound.
#[derive(Debug, Clone, PartialEq)]
pub struct Barrier {
    /// The sales that it falls on.
    pub sales: Sales,
    /// What is lost on the way, as a ratio to what arrives, above −1 (below 0 a barrier falls).
    pub cost: f64,
}

impl Barrier {
    /// The costs of some barriers together, by selling row and buying economy.
    ///
    /// # Errors
    /// [`Error::Range`] for a cost that is not a finite number above −1.
    pub(crate) fn costs(barriers: &[Barrier], partition: &Partition) -> Result<Rates> {
        let mut costs = Rates::none(partition);
        for &Barrier { ref sales, cost } in barriers {
            if !(cost.is_finite() && cost > -1.0) {
                let expected = "a ratio above -1";
                return Err(Error::Range { what: "the cost of a barrier", value: cost, expected });
            }
            partition.check_same("a barrier", sales.economies())?;
            costs.change(sales, |others| (1.0 + others) * (1.0 + cost) - 1.0);
        }
        Ok(costs)
    }
}

/// Sales that stop.
#[derive(Debug, Clone, PartialEq)]
pub struct Embargo {
    /// The sales.
    pub sales: Sales,
    /// The share of them that stops, from 0 to 1.
    pub share: f64,
    /// The first day of it, counted from 0.
    pub start: u32,
    /// Its duration in days; `None` is for good.
    pub days: Option<u32>,
}

impl From<Sales> for Embargo {
    /// All of the sales, for good.
    fn from(sales: Sales) -> Self {
        Embargo { sales, share: 1.0, start: 0, days: None }
    }
}

impl Embargo {
    /// Whether a model of a whole year, in which sales stop or do not, would get it wrong.
    #[must_use]
    pub fn is_by_day(&self) -> bool {
        self.days.is_some() || self.start > 0 || self.share != 1.0
    }
}

/// Final demand that changes.
#[derive(Debug, Clone, PartialEq)]
pub struct DemandChange {
    /// The regions whose final users change their purchases.
    pub buyers: Vec<RegionId>,
    /// The rows whose products they buy more or less of.
    pub products: RowSet,
    /// The relative change: −0.1 is a tenth less.
    pub change: f64,
}

/// Capacity that is lost.
#[derive(Debug, Clone, PartialEq)]
pub struct SupplyLoss {
    /// The rows that lose capacity.
    pub rows: RowSet,
    /// The share of capacity that is lost, from 0 to 1.
    pub loss: f64,
    /// The first day of the loss, counted from 0.
    pub start: u32,
    /// Its duration in days; `None` is for good.
    pub days: Option<u32>,
}

impl SupplyLoss {
    /// Whether it begins or ends on some day, which a model of a whole year does not know.
    #[must_use]
    pub fn is_by_day(&self) -> bool {
        self.days.is_some() || self.start > 0
    }
}

/// A kind of change, under its name in scenario files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// `tariff`, `agreement`.
    Tariff,
    /// `barrier`.
    Barrier,
    /// `embargo`.
    Embargo,
    /// `relocate`.
    Relocate,
    /// `demand`.
    Demand,
    /// `supply`.
    Supply,
}

impl ChangeKind {
    /// The name in scenario files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ChangeKind::Tariff => "tariff",
            ChangeKind::Barrier => "barrier",
            ChangeKind::Embargo => "embargo",
            ChangeKind::Relocate => "relocate",
            ChangeKind::Demand => "demand",
            ChangeKind::Supply => "supply",
        }
    }
}

/// Rates and shares up to this are what rounding leaves of zero.
pub(crate) const LEAST_RATE: f64 = 1e-12;

/// Zero for what rounding leaves of it.
pub(crate) fn rounded_off(value: f64) -> f64 {
    if value.abs() <= LEAST_RATE { 0.0 } else { value }
}

/// What results call that which no authority of a schedule levies; no authority may be called so.
pub(crate) const UNSCHEDULED: &str = "(other)";

impl Scenario {
    /// Nothing changes yet in a table that is seen so.
    #[must_use]
    pub fn new(geography: &Geography) -> Self {
        Scenario {
            geography: geography.clone(),
            name: String::new(),
            description: String::new(),
            source: String::new(),
            tariffs: vec![],
            #[cfg(feature = "scenario-files")]
            schedules: vec![],
            reliefs: vec![],
            answers: vec![],
            barriers: vec![],
            embargoes: vec![],
            relocations: vec![],
            demand: vec![],
            supply: vec![],
            passed_over: vec![],
            origins: vec![],
            named_blocs: BTreeSet::new(),
            remarks: vec![],
        }
    }

    /// The economies and blocs that it is about.
    #[must_use]
    pub fn geography(&self) -> &Geography {
        &self.geography
    }

    /// That it is about this table.
    pub(crate) fn check_table(&self, index: &Index) -> Result<()> {
        self.geography.economies().check_rows("the scenario", index)
    }

    /// A kind of change that begins or ends on some day.
    #[must_use]
    pub fn by_day(&self) -> Option<ChangeKind> {
        if self.supply.iter().any(SupplyLoss::is_by_day) {
            return Some(ChangeKind::Supply);
        }
        self.embargoes.iter().any(Embargo::is_by_day).then_some(ChangeKind::Embargo)
    }

    /// The kinds of change in it.
    #[must_use]
    pub fn kinds(&self) -> Vec<ChangeKind> {
        let all = [
            ChangeKind::Tariff,
            ChangeKind::Barrier,
            ChangeKind::Embargo,
            ChangeKind::Relocate,
            ChangeKind::Demand,
            ChangeKind::Supply,
        ];
        let is_here = |kind: &ChangeKind| match kind {
            ChangeKind::Tariff => self.count(*kind) > 0 || self.scheduled().next().is_some(),
            _ => self.count(*kind) > 0,
        };
        all.into_iter().filter(is_here).collect()
    }

    /// Tariffs before and after. What is in force before stays in force unless a rate is set, by a schedule or an
    /// entry; then comes what is added, then what is relieved for its content, then what partners answer.
    ///
    /// # Errors
    /// As [`Tariffs::new`]; [`Error::OtherTable`] for sales among other economies.
    pub fn tariffs(&self) -> Result<Tariffs> {
        let unanswered = self.unanswered()?;
        if self.answers.is_empty() {
            return Ok(unanswered);
        }
        let (before, mut after) = (unanswered.before().clone(), unanswered.after().clone());
        self.answers.iter().for_each(|answer| after.add(&answer.added));
        Tariffs::new(self.geography.economies(), before, after)
    }

    /// The tariffs that partners answer.
    pub(crate) fn unanswered(&self) -> Result<Tariffs> {
        let economies = self.geography.economies();
        for tariff in &self.tariffs {
            economies.check_same("a tariff", tariff.sales.economies())?;
        }
        let of_kind = |kind| self.tariffs.iter().filter(move |tariff| tariff.kind == kind);
        let before = self.rates_before();
        let mut after = before.clone();
        for tariffs in self.scheduled() {
            economies.check_same("a schedule", tariffs.economies())?;
            after.take_changes(tariffs);
        }
        for tariff in of_kind(TariffKind::Set) {
            stop::go_on()?;
            after.change(&tariff.sales, |_| tariff.rate);
        }
        after.add(&self.rates_added());
        self.reliefs.iter().for_each(|relief| relief.apply(&mut after));
        if !self.reliefs.is_empty() {
            after.refuse_negative(&before, economies)?;
        }
        Tariffs::new(economies, before, after)
    }

    /// The tariffs of its schedules.
    #[cfg(feature = "scenario-files")]
    fn scheduled(&self) -> impl Iterator<Item = &Tariffs> {
        self.schedules.iter().map(Scheduled::tariffs)
    }

    /// What each authority of its schedules levies after, relieved as all tariffs are; authorities of one name
    /// together.
    #[cfg(feature = "scenario-files")]
    pub(crate) fn levied(&self, table: &Mrio) -> Result<Vec<(String, Rates)>> {
        let mut levied: Vec<(String, Rates)> = vec![];
        for scheduled in &self.schedules {
            let (schedule, economies) = (scheduled.schedule(), self.geography.economies());
            let each = schedule.contributions(table, economies, scheduled.options())?;
            for (name, mut rates) in schedule.authorities().iter().zip(each) {
                self.reliefs.iter().for_each(|relief| relief.apply(&mut rates));
                match levied.iter_mut().find(|(known, _)| known == name) {
                    Some((_, sum)) => sum.add(&rates),
                    None => levied.push((name.clone(), rates)),
                }
            }
        }
        Ok(levied)
    }

    /// What schedules levy: nothing where they cannot be read.
    #[cfg(not(feature = "scenario-files"))]
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
    pub(crate) fn levied(&self, _: &Mrio) -> Result<Vec<(String, Rates)>> {
        Ok(vec![])
    }

    /// The tariffs of its schedules: none where they cannot be read.
    #[cfg(not(feature = "scenario-files"))]
    #[allow(clippy::unused_self)]
    fn scheduled(&self) -> impl Iterator<Item = &Tariffs> {
        std::iter::empty()
    }

    /// What is added on top, all entries together. Amounts that cancel out are exactly zero, so that
    /// rounding does not make a change of nothing.
    fn rates_added(&self) -> Rates {
        let mut added = Rates::none(self.geography.economies());
        for tariff in self.tariffs.iter().filter(|tariff| tariff.kind == TariffKind::Added) {
            added.change(&tariff.sales, |rate| rounded_off(rate + tariff.rate));
        }
        added
    }

    /// The rates that are in force before.
    fn rates_before(&self) -> Rates {
        let mut before = Rates::none(self.geography.economies());
        for tariff in self.tariffs.iter().filter(|tariff| tariff.kind == TariffKind::Before) {
            before.change(&tariff.sales, |_| tariff.rate);
        }
        self.scheduled().for_each(|tariffs| before.add(tariffs.before()));
        before
    }

    /// The sales that tariffs or embargoes of the scenario touch: whose rate changes, or that
    /// stop.
    ///
    /// # Errors
    /// As [`Scenario::tariffs`].
    pub fn touched(&self) -> Result<SalesSet> {
        let mut touched = self.tariffs()?.changed();
        self.embargoes.iter().try_for_each(|embargo| touched.add(&embargo.sales))?;
        Ok(touched)
    }
}
