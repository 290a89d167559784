//! Which models there are, and what they know.

use super::{Kind, Scenario, SupplyLoss};

/// A model that says what follows from a scenario: who reacts, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Model {
    /// All costs are passed on: [`crate::models::price`].
    #[default]
    Price,
    /// Nobody reacts: value added in what is hit, [`crate::models::price`].
    Exposure,
    /// Buyers turn to other suppliers as they are told: [`crate::models::redirection`].
    Resourcing,
    /// Sales stop, nothing replaces them: [`crate::models::disruption`].
    Extraction,
    /// Final demand changes, output follows: [`crate::models::disruption`].
    Demand,
    /// Some outputs are given, suppliers and final demand adjust: [`crate::models::disruption`].
    Mixed,
    /// Final demand is lost: [`crate::models::disruption`].
    Inoperability,
    /// Missing inputs stop their users, at once: [`crate::models::disruption`].
    Rationing,
    /// Missing inputs stop their users day by day, by how critical they are: [`crate::models::disruption`].
    Binding,
    /// Missing inputs stop their users day by day, with stocks and overproduction:
    /// [`crate::models::disruption`].
    Ario,
    /// Buyers substitute between suppliers as prices change: [`crate::models::armington`].
    Armington,
    /// Wages, prices and incomes adjust: [`crate::models::equilibrium`].
    Equilibrium,
}

impl Model {
    /// All of them.
    pub const ALL: [Model; 12] = [
        Model::Price,
        Model::Exposure,
        Model::Resourcing,
        Model::Extraction,
        Model::Demand,
        Model::Mixed,
        Model::Inoperability,
        Model::Rationing,
        Model::Binding,
        Model::Ario,
        Model::Armington,
        Model::Equilibrium,
    ];

    /// The name in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Model::Price => "price",
            Model::Exposure => "exposure",
            Model::Resourcing => "resourcing",
            Model::Extraction => "extraction",
            Model::Demand => "demand",
            Model::Mixed => "mixed",
            Model::Inoperability => "inoperability",
            Model::Rationing => "rationing",
            Model::Binding => "pbl",
            Model::Ario => "ario",
            Model::Armington => "armington",
            Model::Equilibrium => "ge",
        }
    }

    /// The model of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Model> {
        Model::ALL.into_iter().find(|model| model.name() == name)
    }

    /// The kinds of change that it knows.
    #[must_use]
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Model::Price | Model::Armington => &[Kind::Tariff],
            Model::Exposure => &[Kind::Tariff, Kind::Embargo],
            Model::Resourcing => &[Kind::Relocate],
            Model::Extraction => &[Kind::Embargo],
            Model::Demand => &[Kind::Demand],
            Model::Mixed
            | Model::Inoperability
            | Model::Rationing
            | Model::Binding
            | Model::Ario => &[Kind::Supply],
            Model::Equilibrium => &[Kind::Tariff, Kind::Barrier],
        }
    }

    /// A kind of change in the scenario that it does not know.
    #[must_use]
    pub fn unknown(self, scenario: &Scenario) -> Option<Kind> {
        scenario.kinds().into_iter().find(|kind| !self.kinds().contains(kind))
    }

    /// The model of a world before and after that knows everything in a scenario, the first of
    /// these: re-sourcing, extraction, demand, rationing (ARIO, where a loss of supply begins or ends
    /// on some day), general equilibrium. `None` where the scenario mixes what no model knows
    /// together.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Index, Partition, scenario};
    /// use tripole::scenario::Model;
    /// let index = Index::new([("USA", "c3"), ("CHN", "c3")])?;
    /// let partition = Partition::regions(&index);
    /// let war = scenario::builtin_scenario("us-china-tariff-war")?;
    /// let war = scenario::read_scenario(war, &index, &partition, &[])?;
    /// assert_eq!(Model::of(&war), Some(Model::Equilibrium));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    #[must_use]
    pub fn of(scenario: &Scenario) -> Option<Model> {
        let by_day = |loss: &SupplyLoss| loss.days.is_some() || loss.start > 0;
        let supply =
            if scenario.supply.iter().any(by_day) { Model::Ario } else { Model::Rationing };
        let order =
            [Model::Resourcing, Model::Extraction, Model::Demand, supply, Model::Equilibrium];
        order.into_iter().find(|model| model.unknown(scenario).is_none())
    }

    /// Whether its result is a world, beside the one before; prices and exposure have none.
    #[must_use]
    pub fn has_world(self) -> bool {
        !matches!(self, Model::Price | Model::Exposure)
    }

    /// Whether it goes from day to day.
    #[must_use]
    pub fn is_daily(self) -> bool {
        matches!(self, Model::Binding | Model::Ario)
    }

    /// Whether it has elasticities.
    #[must_use]
    pub fn substitutes(self) -> bool {
        matches!(self, Model::Armington | Model::Equilibrium)
    }
}
