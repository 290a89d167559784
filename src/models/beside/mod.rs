//! Models side by side: what each says of the same measures, and how far they are apart.
//!
//! No model of a tariff has all of its consequences, so the answers stand beside each other. They meet
//! in one unit: `price` and `armington` keep primary cost fixed, so that their prices are relative to
//! the wage, and those of `ge` are divided by the wage of the economy. All are ratios less one, but
//! revenue, which is an amount.
//!
//! | measure | `price` | `armington` | `ge` | `exposure` |
//! |---|---|---|---|---|
//! | `consumer_price` | what final users pay | Σ_i H_i P_i / Σ_i H_i − 1, H_i spending of before on the composite i | P̂/ŵ − 1 | |
//! | `real_wage` | 1/(1 + `consumer_price`) − 1 | likewise | ŵ/P̂ − 1 | |
//! | `real_income` | | | Î/P̂ − 1, revenue rebated | |
//! | `gdp_volume` | 0, assumed | Σ v x' / Σ w − 1 | 0, assumed | −(value added in the flows) / GDP, a bound |
//! | `exports`, `imports` | 0, assumed | flows at base prices | flows over the seller's ĉ | −(flows concerned) / all, a bound |
//! | `revenue` | with p at old quantities | p τ × flows of after | Σ τ'π'X'/(1 + τ') | |
//!
//! A value is [solved](Status::Solved) for, [assumed](Status::Assumed) by the model, a
//! [bound](Status::Bound) or [undefined](Status::Undefined). The spread is from the lowest to the
//! highest of the values that are solved for: it is no interval of confidence, and no mean is taken.
//! The price index of `armington` here is the cost of the composites of before, inventories and cells
//! below zero left out: only that one is at most the cost push, and equal to it for σ = 0. The index
//! of [`Response::countries`](super::armington::Response::countries) weighs with what is bought
//! afterwards.
//!
//! Source: construction of this project (TARIFF_POLICY 7); the models have their own.

mod model;
mod spread;

pub use model::{AllModels, Demand, RECORD};
pub use spread::{Disagreement, Spread};

use std::sync::Arc;

use super::registry::{Model, Record};
use super::relocated::{BASE, MOVED};
use super::{armington, equilibrium, exposure, price};
use crate::error::{Error, Result, named, shown_list};
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::scenario::{Elasticities, ElasticityKind, Scenario};

/// A measure that models are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measured {
    /// Change of what final users pay, in units of the own wage.
    ConsumerPrice,
    /// Change of the wage over consumer prices.
    RealWage,
    /// Change of income over consumer prices, tariff revenue rebated.
    RealIncome,
    /// Change of value added at the prices of before.
    GdpVolume,
    /// Change of exports at the prices of before.
    Exports,
    /// Change of imports at the prices of before.
    Imports,
    /// Tariff revenue, an amount.
    Revenue,
}

named!(Measured, "measure":
    ConsumerPrice = "consumer_price",
    RealWage = "real_wage",
    RealIncome = "real_income",
    GdpVolume = "gdp_volume",
    Exports = "exports",
    Imports = "imports",
    Revenue = "revenue",
);

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// The model has solved for it.
    Solved,
    /// The model takes it for granted.
    Assumed,
    /// What would be lost if the flows stopped and nothing replaced them.
    Bound,
    /// The model does not have it.
    Undefined,
}

named!(Status, "status":
    Solved = "solved",
    Assumed = "assumed",
    Bound = "bound",
    Undefined = "undefined",
);

/// What a model says of one measure of one economy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value; NaN where it is undefined.
    pub value: f64,
    /// Where it comes from.
    pub status: Status,
}

impl Estimate {
    /// Nothing is said.
    pub const UNDEFINED: Estimate = Estimate { value: f64::NAN, status: Status::Undefined };

    /// A value; undefined where it is no number.
    #[must_use]
    pub fn new(value: f64, status: Status) -> Self {
        if value.is_nan() { Estimate::UNDEFINED } else { Estimate { value, status } }
    }
}

/// What a model says of every measure of every economy.
#[derive(Debug, Clone)]
pub struct Outcomes {
    /// By measure, in the order of [`Measured::ALL`], then by economy.
    pub(in crate::models) values: Vec<Vec<Estimate>>,
    /// The elasticities that it was solved with, where it has some.
    pub elasticities: Option<(ElasticityKind, Elasticities)>,
    /// How the search for a solution went, where there was one.
    pub search: Option<Frame>,
    /// What the numbers should not be read without.
    pub warnings: Vec<String>,
}

impl Outcomes {
    /// Nothing is defined yet for so many economies.
    #[must_use]
    pub fn none(economies: usize) -> Self {
        let values = vec![vec![Estimate::UNDEFINED; economies]; Measured::ALL.len()];
        Outcomes { values, elasticities: None, search: None, warnings: vec![] }
    }

    /// With the values of a measure, in the order of the economies.
    ///
    /// # Panics
    /// If there are not as many values as economies.
    #[must_use]
    pub fn with(mut self, measure: Measured, status: Status, values: Vec<f64>) -> Self {
        let places = &mut self.values[measure as usize];
        assert_eq!(values.len(), places.len(), "economies of {measure}");
        let all = places.iter_mut().zip(values);
        all.for_each(|(place, value)| *place = Estimate::new(value, status));
        self
    }

    /// With prices of consumers relative to the wage, and the real wage that follows from them.
    pub(crate) fn with_prices(self, dearer: Vec<f64>) -> Self {
        let real_wage = dearer.iter().map(|rise| 1.0 / (1.0 + rise) - 1.0).collect();
        self.with(Measured::ConsumerPrice, Status::Solved, dearer).with(
            Measured::RealWage,
            Status::Solved,
            real_wage,
        )
    }

    /// With measures that the model holds where they are.
    pub(crate) fn with_unchanged(self, measures: &[Measured]) -> Self {
        let economies = self.values[0].len();
        let hold = |outcomes: Outcomes, &measure: &Measured| {
            outcomes.with(measure, Status::Assumed, vec![0.0; economies])
        };
        measures.iter().fold(self, hold)
    }

    /// What is said of a measure, in the order of the economies.
    #[must_use]
    pub fn of(&self, measure: Measured) -> &[Estimate] {
        &self.values[measure as usize]
    }
}

/// The models that are compared, in the order of their columns: those that solve for more first.
pub static COMPARED: [&Record; 4] =
    [&price::RECORD, &armington::RECORD, &equilibrium::RECORD, &exposure::RECORD];

/// A model among those that stand side by side.
#[derive(Debug)]
pub struct Compared {
    /// What is known of it.
    pub record: &'static Record,
    /// What its numbers must not be quoted without.
    pub caveat: &'static str,
    /// What it says; the reason where it is left out, for it does not read all of the scenario or has no
    /// solution.
    pub outcomes: Result<Outcomes>,
}

/// What several models say of one scenario.
#[derive(Debug)]
pub struct SideBySide {
    economies: Vec<String>,
    unit: String,
    models: Vec<Compared>,
    /// What the numbers are relative to, where that is not the table.
    base: Option<&'static str>,
}

/// Ask several models about one scenario, each by [`Model::outcomes`]. A model that does not read all
/// of the scenario, or finds no solution, is left out, and its column is empty.
///
/// Cost: that of the models together.
///
/// # Errors
/// [`Error::OtherTable`] for the scenario of another table; [`Error::Conflict`] where no model reads
/// all of it; those of the models.
///
/// # Examples
/// ```
/// use tripole::models::beside::{AllModels, Measured, side_by_side};
/// use tripole::read::{Input, ReadOptions, read};
/// use tripole::table::Geography;
/// use tripole::{Accounting, LeontiefSystem, scenario};
/// let table = read(&Input::parse("builtin:three-pole-2011")?, &ReadOptions::default())?.table;
/// let geography = Geography::regions(table.index());
/// let war = scenario::builtin_scenario("us-china-tariff-war")?;
/// let war = scenario::read_scenario(war, &geography)?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let models = AllModels::with_defaults(system.table())?;
/// let found = side_by_side(&system, &war, models.models())?;
/// let usa = geography.economies().find("USA")?;
/// let spread = found.spread(Measured::ConsumerPrice, usa);
/// // Cost push is the upper end; general equilibrium, in which wages give way, the lower one.
/// assert_eq!((spread.low_model, spread.high_model), (Some("ge"), Some("price")));
/// assert_eq!(spread.solved, 3);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn side_by_side(
    system: &LeontiefSystem,
    scenario: &Scenario,
    models: &[Box<dyn Model>],
) -> Result<SideBySide> {
    scenario.check_table(system.table().index())?;
    let ask = |model: &dyn Model| -> Result<Compared> {
        let record = model.record();
        let outcomes = match record.reads_all(scenario) {
            Err(reason) => Err(reason),
            Ok(()) => match model.outcomes(system, scenario) {
                Ok(Some(outcomes)) => Ok(outcomes),
                Ok(None) => return Err(Error::NotCompared { model: record.name }),
                // The others still have something to say.
                Err(
                    reason @ (Error::NotConverged { .. }
                    | Error::Impossible { .. }
                    | Error::Economy { .. }),
                ) => Err(reason),
                Err(other) => return Err(other),
            },
        };
        Ok(Compared { record, caveat: model.caveat(), outcomes })
    };
    let models: Vec<Compared> =
        models.iter().map(|model| ask(model.as_ref())).collect::<Result<_>>()?;
    if models.iter().all(|model| model.outcomes.is_err()) {
        let reason = "give each kind of change a scenario of its own";
        return Err(Error::lacking("no model reads all of this scenario", reason));
    }
    Ok(SideBySide {
        economies: scenario.geography().economies().names().to_vec(),
        unit: system.table().unit().to_owned(),
        models,
        base: (!scenario.relocations.is_empty()).then_some(MOVED),
    })
}

/// Elasticities of models in words, each with the model's name, and whether those of both kinds are of the same
/// demand.
fn elasticities_in_words(
    models: &[(&'static str, ElasticityKind, &Elasticities)],
) -> Option<String> {
    let of_kind = |kind| models.iter().find(|(_, own, _)| *own == kind);
    let (sigma, theta) = (of_kind(ElasticityKind::Substitution), of_kind(ElasticityKind::Trade));
    let parts: Vec<String> = [sigma, theta]
        .into_iter()
        .flatten()
        .map(|(model, kind, numbers)| format!("{model} {kind} = {}", numbers.in_words()))
        .collect();
    let same = sigma.zip(theta).map(|((_, _, sigma), (_, _, theta))| {
        let mut pairs = sigma.by_sector().iter().zip(theta.by_sector());
        pairs.all(|(sigma, theta)| (sigma - theta - 1.0).abs() < 1e-9)
    });
    let said = match same {
        Some(true) => "; that is the same demand, sigma = theta + 1",
        Some(false) => {
            "; the same demand would be sigma = theta + 1, so that these models also differ by it"
        }
        None => "",
    };
    (!parts.is_empty()).then(|| format!("{}{said}", parts.join(", ")))
}

impl SideBySide {
    /// The models, in the order in which they were asked.
    #[must_use]
    pub fn models(&self) -> &[Compared] {
        &self.models
    }

    /// The models that say something, each with what it says.
    fn answers(&self) -> impl Iterator<Item = (&Compared, &Outcomes)> {
        self.models.iter().filter_map(|model| Some((model, model.outcomes.as_ref().ok()?)))
    }

    fn estimate(&self, model: usize, measure: Measured, economy: usize) -> Estimate {
        let outcomes = self.models[model].outcomes.as_ref();
        outcomes.map_or(Estimate::UNDEFINED, |outcomes| outcomes.of(measure)[economy])
    }

    /// The elasticities of the models in words, and whether they are of the same demand, σ = θ + 1;
    /// nothing where no model has some.
    #[must_use]
    pub fn elasticities(&self) -> Option<String> {
        let found = self.answers().filter_map(|(model, outcomes)| {
            let (kind, numbers) = outcomes.elasticities.as_ref()?;
            Some((model.record.name, *kind, numbers))
        });
        elasticities_in_words(&found.collect::<Vec<_>>())
    }

    /// One line per `region` and `measure`: a column per model, then `low`, `high` and `models` of the
    /// [`Spread`]; after all numbers the names `low_model` and `high_model`, and the status of every
    /// value, `MODEL_status`. What is undefined is empty. Notes have the caveat of every model, the
    /// elasticities, and where models are of opposite signs.
    #[must_use]
    pub fn frame(&self) -> Frame {
        let (g, measures) = (self.economies.len(), Measured::ALL);
        let lines: Vec<(usize, Measured)> =
            (0..g).flat_map(|economy| measures.map(|measure| (economy, measure))).collect();
        let unit = |measure| match measure {
            Measured::Revenue => Unit::money(&self.unit),
            _ => Unit::Change,
        };
        let units: Arc<[Unit]> = lines.iter().map(|(_, measure)| unit(*measure)).collect();
        let units = || Unit::Each(units.clone());
        let names = measures.map(Measured::name);
        let places = (0..lines.len()).map(|line| line % measures.len());
        let mut frame = Frame::new("side_by_side", lines.len())
            .with_key("region", &self.economies, lines.iter().map(|(economy, _)| *economy))
            .with_key("measure", &names, places);
        let estimates = |model: usize| -> Vec<Estimate> {
            lines
                .iter()
                .map(|(economy, measure)| self.estimate(model, *measure, *economy))
                .collect()
        };
        for (place, model) in self.models.iter().enumerate() {
            let values = estimates(place).iter().map(|estimate| estimate.value).collect();
            frame = frame.with_indicator(model.record.name, units(), values);
        }
        let spreads: Vec<Spread> =
            lines.iter().map(|(economy, measure)| self.spread_at(*measure, *economy)).collect();
        let column = |of: fn(&Spread) -> f64| spreads.iter().map(of).collect::<Vec<f64>>();
        let words = |of: fn(&Spread) -> Option<&'static str>| -> Vec<&str> {
            spreads.iter().map(|spread| of(spread).unwrap_or_default()).collect()
        };
        frame = frame
            .with_indicator("low", units(), column(|spread| spread.low))
            .with_indicator("high", units(), column(|spread| spread.high))
            .with_indicator("models", Unit::Count, column(|spread| spread.solved as f64))
            .with_remark("low_model", &words(|spread| spread.low_model))
            .with_remark("high_model", &words(|spread| spread.high_model));
        for (place, model) in self.models.iter().enumerate() {
            let status: Vec<&str> =
                estimates(place).iter().map(|estimate| estimate.status.name()).collect();
            frame = frame.with_remark(format!("{}_status", model.record.name), &status);
        }
        self.notes().into_iter().fold(frame, |frame, (name, text)| frame.with_note(name, text))
    }

    /// What the numbers must not be quoted without, under names.
    #[must_use]
    pub fn notes(&self) -> Vec<(String, String)> {
        let mut notes: Vec<(String, String)> = self
            .models
            .iter()
            .map(|model| {
                let text = match &model.outcomes {
                    Ok(_) => model.caveat.to_owned(),
                    Err(reason) => format!("left out: {reason}"),
                };
                (model.record.name.to_owned(), text)
            })
            .collect();
        notes.extend(self.remarks().map(|(name, text)| (name.to_owned(), text)));
        notes
    }

    /// What is said of the models together: their elasticities, and where they are of opposite signs.
    pub fn remarks(&self) -> impl Iterator<Item = (&'static str, String)> {
        let elasticities = self.elasticities().map(|text| ("elasticities", text));
        let opposite: Vec<String> =
            self.disagreements().iter().map(|it| self.in_words(it)).collect();
        let opposite = (!opposite.is_empty()).then(|| ("opposite signs", opposite.join("; ")));
        elasticities
            .into_iter()
            .chain(opposite)
            .chain(self.base.map(|base| (BASE, base.to_owned())))
    }

    /// A disagreement as a sentence: the economy where it is widest, and how many others.
    #[must_use]
    pub fn in_words(&self, disagreement: &Disagreement) -> String {
        let Disagreement { measure, economies, widest } = disagreement;
        let spread = self.spread(*measure, *widest);
        let percent = |value: f64| format!("{:.3} per cent", 100.0 * value.abs());
        let others: Vec<&String> = economies
            .iter()
            .filter(|economy| *economy != widest)
            .map(|economy| &self.economies[economy.position()])
            .collect();
        let also = match others.len() {
            0 => String::new(),
            _ => format!(", and signs differ for {}", shown_list(&others)),
        };
        format!(
            "{measure} of `{}` falls by {} in {} and rises by {} in {}{also}",
            self.economies[widest.position()],
            percent(spread.low),
            spread.low_model.unwrap_or_default(),
            percent(spread.high),
            spread.high_model.unwrap_or_default(),
        )
    }
}
