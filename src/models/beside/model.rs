//! All models that are compared, as one.

use super::{COMPARED, SideBySide, elasticities_in_words, side_by_side};
use crate::error::{Error, Result};
use crate::frame::Level;
use crate::leontief::LeontiefSystem;
use crate::models::registry::{Answer, Factor, Model, Quantities, Question, Record, Time};
use crate::models::settings::{ELASTICITIES, Given, Setting};
use crate::models::{armington, equilibrium};
use crate::scenario::{ChangeKind, ElasticityKind, Scenario};
use crate::table::Mrio;

/// Whether models that substitute do so by the same demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Demand {
    /// Each has its own elasticities: by default σ = 5 for goods and 2 for services, θ = 5.
    #[default]
    Own,
    /// σ = θ + 1, with the elasticities of trade θ of general equilibrium.
    Same,
}

/// All models as one, for sweeps: what is known of [`AllModels`]. It is not in
/// [`MODELS`](crate::models::MODELS), of which it is made.
pub static RECORD: Record = Record {
    name: "all",
    summary: "every model of tariffs beside the others, and how far they are apart",
    caveat: "the spread is of models under the elasticities named, no interval of confidence: each leaves out what \
             its own caveat says",
    reads: &[ChangeKind::Tariff, ChangeKind::Barrier, ChangeKind::Embargo],
    after: &[ChangeKind::Relocate],
    settings: &SETTINGS,
    time: Time::Year,
    quantities: Quantities::Unchanged,
    levels: &[Level::Region],
    factor: Factor::OfTable,
    stands_in: |_| false,
    make: |table, given| {
        let demand = if given.has(ELASTICITIES.name) { Demand::Same } else { Demand::Own };
        let all = vec![given.clone(); COMPARED.len()];
        Ok(Box::new(AllModels::new(table, &all, demand)?))
    },
};

/// The elasticities of all models, and the switches of general equilibrium.
const SETTINGS: [Setting; equilibrium::SETTINGS.len()] = {
    let mut settings = equilibrium::SETTINGS;
    settings[0] = Setting {
        help: "Elasticities of trade theta: a CSV file sector,elasticity; sigma is theta + 1",
        ..ELASTICITIES
    };
    settings
};

/// The models that are compared, each with its settings.
#[derive(Debug)]
pub struct AllModels {
    models: Vec<Box<dyn Model>>,
}

impl AllModels {
    /// The models of [`COMPARED`], each with what was given for it. With [`Demand::Same`] elasticities that
    /// were given are those of trade, and σ follows from them.
    ///
    /// # Errors
    /// [`Error::Shape`] for other than one set of settings per model; [`Error::Conflict`] for elasticities
    /// under [`Demand::Own`] that would be σ in one model and θ in the other; those of making the models.
    ///
    /// # Examples
    /// ```
    /// use tripole::models::beside::{AllModels, COMPARED, Demand};
    /// use tripole::models::Given;
    /// use tripole::read::{Input, ReadOptions, read};
    /// let table = read(&Input::parse("builtin:three-pole-2011")?, &ReadOptions::default())?.table;
    /// let given = vec![Given::default(); COMPARED.len()];
    /// let models = AllModels::new(&table, &given, Demand::Same)?;
    /// assert_eq!(models.models().len(), 4);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn new(table: &Mrio, given: &[Given], demand: Demand) -> Result<Self> {
        let (found, expected) = ((given.len(), 1), (COMPARED.len(), 1));
        if found != expected {
            return Err(Error::Shape { what: "the list of settings of models", found, expected });
        }
        if demand == Demand::Own && given.iter().any(Given::has_numbers_of_elasticities) {
            let reason = "the numbers would be theta in one model and sigma in the other: ask for the same demand, \
                          sigma = theta + 1, or for one model alone";
            return Err(Error::conflict("elasticities of a file", "all models", reason));
        }
        let make = |(record, given): (&&'static Record, &Given)| (record.make)(table, given);
        let mut models = COMPARED.iter().zip(given).map(make).collect::<Result<Vec<_>>>()?;
        if demand == Demand::Same {
            let place = |record: &Record| COMPARED.iter().position(|it| it.name == record.name);
            let places = place(&equilibrium::RECORD).zip(place(&armington::RECORD));
            if let Some((ge, armington)) = places {
                let defaults = equilibrium::EquilibriumOptions::for_index(table.index());
                let trade = defaults.elasticities;
                let theta = given[ge].elasticities(table, trade, ElasticityKind::Trade)?;
                let of_sigma = given[armington].clone();
                let of_sigma = of_sigma.with_elasticities(table.index(), &theta.plus_one());
                models[armington] = (armington::RECORD.make)(table, &of_sigma)?;
            }
        }
        Ok(AllModels { models })
    }

    /// The models with their defaults.
    ///
    /// # Errors
    /// As [`AllModels::new`].
    pub fn with_defaults(table: &Mrio) -> Result<Self> {
        AllModels::new(table, &vec![Given::default(); COMPARED.len()], Demand::default())
    }

    /// The models, in the order of [`COMPARED`].
    #[must_use]
    pub fn models(&self) -> &[Box<dyn Model>] {
        &self.models
    }

    /// That of this name, where it is among them.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&dyn Model> {
        self.models.iter().map(AsRef::as_ref).find(|model| model.record().name == name)
    }

    /// The elasticities of those that read all of a scenario, in words, as
    /// [`SideBySide::elasticities`]; nothing where none has some.
    #[must_use]
    pub fn elasticities(&self, scenario: &Scenario) -> Option<String> {
        let reading = self.models.iter().filter(|it| it.record().unread(scenario).is_none());
        let found = reading.filter_map(|model| {
            let (kind, numbers) = model.elasticities()?;
            Some((model.record().name, kind, numbers))
        });
        elasticities_in_words(&found.collect::<Vec<_>>())
    }

    /// What they say: [`side_by_side`].
    ///
    /// # Errors
    /// As [`side_by_side`].
    pub fn ask(&self, system: &LeontiefSystem, scenario: &Scenario) -> Result<SideBySide> {
        side_by_side(system, scenario, &self.models)
    }
}

impl Model for AllModels {
    fn record(&self) -> &'static Record {
        &RECORD
    }

    fn result(&self, question: &Question<'_>) -> Result<Answer> {
        question.by.among(RECORD.name, RECORD.levels)?;
        let found = self.ask(question.system, question.scenario)?;
        let warnings = found.answers().flat_map(|(_, outcomes)| outcomes.warnings.clone());
        Ok(Answer { warnings: warnings.collect(), ..Answer::from(found.frame()) })
    }
}
