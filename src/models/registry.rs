//! The models, and what front ends need to know of each.
//!
//! A [`Record`] says what a model is called, which changes it reads, what can be set, at which
//! levels it has results and how to make it; [`MODELS`] lists them. The command line, sweeps and
//! every other front end walk this list, so that a new model is a module of its own and one line
//! here. A [`Model`] is a model with its settings, ready to run.

use std::fmt;

use super::beside::Outcomes;
use super::households::BuyerPrices;
use super::impact::Impact;
use super::settings::{Given, Setting};
use crate::error::{Error, Hint, Result, Task, find};
use crate::frame::{Frame, Level};
use crate::leontief::LeontiefSystem;
use crate::measures::trade::Exports;
use crate::scenario::{ChangeKind, Elasticities, ElasticityKind, Scenario};
use crate::table::{EconomyId, Mrio};

use super::{armington, disruption, equilibrium, exposure, price, redirection};

/// What is known of a model.
#[derive(Debug)]
pub struct Record {
    /// The name in files and options.
    pub name: &'static str,
    /// What it models, in one line.
    pub summary: &'static str,
    /// What a number of it must not be quoted without, in one sentence.
    pub caveat: &'static str,
    /// The changes that it reads.
    pub reads: &'static [ChangeKind],
    /// The changes that may come first, where there are some that it reads: it sees the table after them.
    pub after: &'static [ChangeKind],
    /// What can be set.
    pub settings: &'static [Setting],
    /// Whether its results are of a year or of single days.
    pub time: Time,
    /// Whether it says what the world is like afterwards.
    pub quantities: Quantities,
    /// Levels of its own result; none where [`Model::world`] says it all.
    pub levels: &'static [Level],
    /// Whether it solves with the factor of the table.
    pub factor: Factor,
    /// Whether a scenario that names no model, and has only changes that this one reads, is meant
    /// for it.
    pub stands_in: fn(&Scenario) -> bool,
    /// The model with these settings, for this table.
    pub make: fn(&Mrio, &Given) -> Result<Box<dyn Model>>,
}

/// Whether the results of a model are of a year or of single days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// A year, before and after.
    Year,
    /// Day after day.
    Days,
}

/// Whether a model says what the world is like afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantities {
    /// It gives a table of the world before and one of the world after.
    BeforeAndAfter,
    /// No quantity changes: it has results of its own only.
    Unchanged,
}

/// Whether a model solves with the factor of the table that it is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// It does, so that it pays to make it first.
    OfTable,
    /// So few right-hand sides, one by one, that a large table may do without.
    Vectors(usize),
    /// It has systems of its own, or needs none.
    Own,
}

impl Record {
    /// A kind of change in the scenario that it does not read.
    #[must_use]
    pub fn unread(&self, scenario: &Scenario) -> Option<ChangeKind> {
        let kinds = scenario.kinds();
        // What the model never reads comes before what it reads beside others.
        let left = || kinds.iter().filter(|kind| !self.takes(**kind, &kinds));
        left().find(|kind| !self.after.contains(kind)).or_else(|| left().next()).copied()
    }

    /// Whether it reads a kind of change beside the others of a scenario.
    fn takes(&self, kind: ChangeKind, all: &[ChangeKind]) -> bool {
        let has_own = || all.iter().any(|other| self.reads.contains(other));
        self.reads.contains(&kind) || (self.after.contains(&kind) && has_own())
    }

    /// Whether this can be set.
    #[must_use]
    pub fn has_setting(&self, name: &str) -> bool {
        self.settings.iter().any(|setting| setting.name == name)
    }

    /// How many days it goes through with these settings; none for a model of a whole year.
    #[must_use]
    pub fn days(&self, given: &Given) -> Option<usize> {
        let setting = self.settings.iter().find(|setting| setting.name == "days")?;
        given.count(setting.name).or_else(|| setting.default.parse().ok())
    }

    /// The model with its defaults.
    ///
    /// # Errors
    /// Never, unless the table is out of the ordinary: defaults are valid.
    pub fn with_defaults(&self, table: &Mrio) -> Result<Box<dyn Model>> {
        (self.make)(table, &Given::default())
    }

    /// Refuse a scenario of another table, or with changes that would be ignored in silence.
    pub(crate) fn check(&self, system: &LeontiefSystem, scenario: &Scenario) -> Result<()> {
        scenario.check_table(system.table().index())?;
        self.reads_all(scenario)
    }

    /// That nothing in the scenario begins or ends on some day, which a model of a whole year does
    /// not know.
    ///
    /// # Errors
    /// [`Error::NotOfAYear`].
    pub(crate) fn of_a_year(&self, scenario: &Scenario) -> Result<()> {
        let Some(kind) = scenario.by_day() else { return Ok(()) };
        Err(Error::NotOfAYear { model: self.name, kind: kind.name(), daily: daily() })
    }

    /// That no change of the scenario would be ignored in silence.
    ///
    /// # Errors
    /// [`Error::UnreadChange`].
    pub fn reads_all(&self, scenario: &Scenario) -> Result<()> {
        let Some(kind) = self.unread(scenario) else { return Ok(()) };
        let readers = match readers_of_all(scenario) {
            Some(readers) => readers,
            None if self.after.contains(&kind) => readers(kind).say(format!(
                "; {} takes it beside {}, of which there is none",
                self.name,
                self.reads.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" or ")
            )),
            None => readers(kind),
        };
        Err(Error::UnreadChange { model: self.name, kind: kind.name(), readers })
    }
}

/// What a model is asked for its own result.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The table before.
    pub system: &'a LeontiefSystem,
    /// What changes.
    pub scenario: &'a Scenario,
    /// One of the levels of the model.
    pub by: Level,
    /// Where the level has products in markets, the markets that are shown; none means all.
    pub markets: &'a [EconomyId],
}

/// A result of a model's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The numbers.
    pub frame: Frame,
    /// How the search for a solution went, where there was one.
    pub search: Option<Frame>,
    /// What the numbers should not be read without.
    pub warnings: Vec<String>,
}

impl From<Frame> for Answer {
    fn from(frame: Frame) -> Self {
        Answer { frame, search: None, warnings: vec![] }
    }
}

/// A model with its settings.
pub trait Model: fmt::Debug + Send + Sync {
    /// What is known of it.
    fn record(&self) -> &'static Record;

    /// What its numbers must not be quoted without, with these settings.
    fn caveat(&self) -> &'static str {
        self.record().caveat
    }

    /// The world before and after. Called by [`impact`](super::impact::impact()), which has checked
    /// that the model reads the scenario and that both are of one table.
    ///
    /// # Errors
    /// [`Error::NoWorld`] for a model without one; those of the model.
    fn world<'a>(&self, system: &'a LeontiefSystem, scenario: &Scenario) -> Result<Impact<'a>> {
        let _ = (system, scenario);
        Err(Error::NoWorld { model: self.record().name })
    }

    /// The model's own result.
    ///
    /// # Errors
    /// [`Error::Level`] for a level that it does not have; those of the model.
    fn result(&self, question: &Question<'_>) -> Result<Answer> {
        let record = self.record();
        Err(question.by.refused(record.name, record.levels))
    }

    /// Imports by use before and after, at the prices on which duties are paid there; nothing from a model without
    /// trade of its own.
    ///
    /// # Errors
    /// Those of the model.
    fn imports(
        &self,
        system: &LeontiefSystem,
        scenario: &Scenario,
    ) -> Result<Option<[Exports; 2]>> {
        let _ = (system, scenario);
        Ok(None)
    }

    /// The elasticities with which its trade reacts; nothing for a model without some.
    fn elasticities(&self) -> Option<(ElasticityKind, &Elasticities)> {
        None
    }

    /// What it says of the measures that models are compared by ([`beside`](super::beside)); nothing for a
    /// model that is not compared so.
    ///
    /// # Errors
    /// Those of the model.
    fn outcomes(&self, system: &LeontiefSystem, scenario: &Scenario) -> Result<Option<Outcomes>> {
        let _ = (system, scenario);
        Ok(None)
    }

    /// The prices that final users of an economy pay, and its revenue ([`households`](super::households));
    /// nothing for a model without prices.
    ///
    /// # Errors
    /// Those of the model.
    fn buyer_prices(
        &self,
        system: &LeontiefSystem,
        scenario: &Scenario,
        buyer: EconomyId,
    ) -> Result<Option<BuyerPrices>> {
        let _ = (system, scenario, buyer);
        Ok(None)
    }

    /// Its own results by region for several scenarios of one table.
    ///
    /// # Errors
    /// Those of all scenarios together; inside, of each by itself.
    fn results(
        &self,
        system: &LeontiefSystem,
        scenarios: &[Scenario],
    ) -> Result<Vec<Result<Frame>>> {
        Ok(one_by_one(self, system, scenarios))
    }

    /// Most scenarios that it answers better together than one by one.
    fn together(&self, system: &LeontiefSystem, economies: usize) -> usize {
        let _ = (system, economies);
        1
    }
}

/// A model's own results by region, one scenario after the other.
pub(crate) fn one_by_one<M: Model + ?Sized>(
    model: &M,
    system: &LeontiefSystem,
    scenarios: &[Scenario],
) -> Vec<Result<Frame>> {
    let one =
        |scenario| model.result(&Question { system, scenario, by: Level::Region, markets: &[] });
    scenarios.iter().map(|scenario| Ok(one(scenario)?.frame)).collect()
}

/// All models. A scenario that names none is taken by the first that stands in for it.
pub static MODELS: [&Record; 12] = [
    &price::RECORD,
    &exposure::RECORD,
    &redirection::RECORD,
    &disruption::EXTRACTION,
    &disruption::DEMAND,
    &disruption::MIXED,
    &disruption::INOPERABILITY,
    &disruption::RATIONING,
    &disruption::PBL,
    &disruption::ARIO,
    &armington::RECORD,
    &equilibrium::RECORD,
];

/// The model of this name.
///
/// # Errors
/// [`Error::Unknown`], with the nearest names.
///
/// # Examples
/// ```
/// use tripole::models::registry::named;
/// assert_eq!(named("ge")?.name, "ge");
/// assert!(named("gee").is_err());
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn named(name: &str) -> Result<&'static Record> {
    let names = MODELS.map(|record| record.name.to_owned());
    Ok(MODELS[find("model", &names, name)?])
}

/// Which models read all of a scenario of several kinds of change; nothing where none does, or there is one kind.
fn readers_of_all(scenario: &Scenario) -> Option<Hint> {
    if scenario.kinds().len() < 2 {
        return None;
    }
    let all = MODELS.iter().filter(|record| record.unread(scenario).is_none());
    let all: Vec<&Record> = all.copied().collect();
    (!all.is_empty()).then(|| to_be_had("all of it is read by ", &all))
}

/// That no model is meant for a scenario, with those that come nearest: what to leave out, and who reads the rest.
fn mixed(scenario: &Scenario) -> Error {
    let kinds = scenario.kinds();
    let left = |record: &Record| -> Vec<&'static str> {
        let left = kinds.iter().filter(|kind| !record.takes(**kind, &kinds));
        left.map(|kind| kind.name()).collect()
    };
    let left_out =
        MODELS.iter().map(|record| left(record)).min_by_key(Vec::len).unwrap_or_default();
    let alike: Vec<&Record> =
        MODELS.iter().copied().filter(|record| left(record) == left_out).collect();
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    let start = if left_out.is_empty() {
        "read by ".to_owned()
    } else {
        let rest: Vec<&str> =
            kinds.iter().copied().filter(|kind| !left_out.contains(kind)).collect();
        let (left, rest) = (left_out.join(", "), rest.join(", "));
        format!("put {left} into a scenario of its own: {rest} without it is read by ")
    };
    Error::MixedChanges { kinds, left_out, remedy: to_be_had(&start, &alike) }
}

/// Which models read a kind of change, and where each is to be had.
#[must_use]
pub fn readers(kind: ChangeKind) -> Hint {
    let all = MODELS.iter().copied().filter(|record| record.reads.contains(&kind));
    let all: Vec<&Record> = all.collect();
    to_be_had("read by ", &all)
}

/// These models, and where each is to be had.
fn to_be_had(start: &str, all: &[&Record]) -> Hint {
    let (own, others): (Vec<&Record>, Vec<&Record>) =
        all.iter().partition(|record| !record.levels.is_empty());
    let mut hint = Hint::from(start.to_owned());
    let first = hint.parts().len();
    for (records, task) in [(own, Task::Tariffs), (others, Task::Scenario)] {
        if records.is_empty() {
            continue;
        }
        let names: Vec<&str> = records.iter().map(|record| record.name).collect();
        let before = if hint.parts().len() > first { "), " } else { "" };
        hint = hint.say(format!("{before}{} (", names.join(", "))).ask(task);
    }
    hint.say(")")
}

/// Names of the models in which this can be set.
#[must_use]
pub fn having(setting: &str) -> Vec<&'static str> {
    MODELS.iter().filter(|record| record.has_setting(setting)).map(|record| record.name).collect()
}

/// Names of the models that go from day to day.
pub(crate) fn daily() -> Vec<&'static str> {
    MODELS.iter().filter(|record| record.time == Time::Days).map(|record| record.name).collect()
}

/// The model of a world before and after that reads everything in a scenario and stands in for it:
/// re-sourcing, extraction, demand, rationing (ARIO, where a loss of supply or an embargo begins or
/// ends on some day), general equilibrium.
///
/// # Errors
/// [`Error::MixedChanges`] where the scenario has changes that no model reads together.
///
/// # Examples
/// ```
/// use tripole::models::registry::model_of;
/// use tripole::table::Geography;
/// use tripole::{Index, scenario};
/// let geography = Geography::regions(&Index::new([("USA", "c3"), ("CHN", "c3")])?);
/// let war = scenario::read_scenario(scenario::builtin_scenario("us-china-tariff-war")?, &geography)?;
/// assert_eq!(model_of(&war)?.name, "ge");
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn model_of(scenario: &Scenario) -> Result<&'static Record> {
    let fits =
        |record: &&&Record| (record.stands_in)(scenario) && record.unread(scenario).is_none();
    MODELS.iter().find(fits).copied().ok_or_else(|| mixed(scenario))
}
