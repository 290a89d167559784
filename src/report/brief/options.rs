//! What is chosen for a brief: the settings of its models, and what is shown.

use super::Brief;
use super::answers::title_of;
use crate::error::Result;
use crate::models::beside::AllModels;
use crate::models::registry::{Model, Record};
use crate::report::words::listed;
use crate::scenario::{ChangeKind, Preset};
use crate::table::{EconomyId, Mrio};

/// The setting whose numbers have a source.
const ELASTICITIES: &str = "elasticities";

/// What is chosen for a [`brief`](super::brief).
#[derive(Debug)]
pub struct BriefOptions {
    /// The economy whose sectors are shown. Without one they are that which levies most, where tariffs change,
    /// and that which changes most of the others.
    pub focus: Option<EconomyId>,
    /// The models of tariffs with their settings; all others have their defaults.
    pub models: AllModels,
    /// What was set in them: names of settings, and the text that was given for each.
    pub settings: Vec<(&'static str, String)>,
}

/// A model of the options, or one made for the moment.
pub(super) enum Held<'a> {
    Theirs(&'a dyn Model),
    Made(Box<dyn Model>),
}

impl Held<'_> {
    pub fn get(&self) -> &dyn Model {
        match self {
            Held::Theirs(model) => *model,
            Held::Made(model) => model.as_ref(),
        }
    }
}

impl BriefOptions {
    /// All models with their defaults.
    ///
    /// # Errors
    /// As [`AllModels::with_defaults`].
    pub fn with_defaults(table: &Mrio) -> Result<Self> {
        Ok(BriefOptions { focus: None, models: AllModels::with_defaults(table)?, settings: vec![] })
    }

    /// The model of a record, with its settings.
    pub(super) fn model(&self, record: &Record, table: &Mrio) -> Result<Held<'_>> {
        Ok(match self.models.named(record.name) {
            Some(model) => Held::Theirs(model),
            None => Held::Made(record.with_defaults(table)?),
        })
    }

    /// What was given for a setting.
    fn given(&self, name: &str) -> Option<&str> {
        self.settings.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    }
}

impl Brief<'_> {
    /// What was set in the models, each with the models that have it.
    pub(super) fn set(&self) -> Option<String> {
        let having = |name: &str| -> Vec<String> {
            let models = self.options.models.models().iter().map(|model| model.record());
            let reading = models.filter(|record| record.unread(self.scenario).is_none());
            reading.filter(|record| record.has_setting(name)).map(title_of).collect()
        };
        let words = |(name, text): &(&'static str, String)| {
            // Backticks would begin a code.
            let text = text.replace('`', "'");
            let space = if text.is_empty() { "" } else { " " };
            format!("`{name}`{space}{text} ({})", listed(&having(name)))
        };
        let set: Vec<String> = self.options.settings.iter().map(words).collect();
        (!set.is_empty()).then(|| {
            format!(
                "Set for this page: {}. All else is as the models have it by default.",
                set.join("; ")
            )
        })
    }

    /// The elasticities of the models, and where they are from.
    fn elasticities(&self) -> Option<String> {
        let words = self.options.models.elasticities(self.scenario)?;
        let from = match self.options.given(ELASTICITIES) {
            None => "Elasticities are the program's defaults".to_owned(),
            Some(text) => match Preset::ALL.into_iter().find(|preset| preset.name() == text) {
                Some(preset) => {
                    format!("Elasticities are of the published set {text} ({})", preset.source())
                }
                None => format!(
                    "Elasticities are those of the file {text}, and the program's defaults for sectors that it does not name"
                ),
            },
        };
        Some(format!(
            "{from}: {words}. They decide the size of results: a sweep over them shows by how much."
        ))
    }

    /// How general equilibrium is closed, where it says something.
    fn closure(&self) -> Option<String> {
        let answer = self.answers.iter().find(|answer| answer.record.name == "ge")?;
        let is_own = |(name, text): &&(&'static str, String)| {
            *name != ELASTICITIES && answer.record.has_setting(name) && !text.is_empty()
        };
        let set: Vec<String> = self
            .options
            .settings
            .iter()
            .filter(is_own)
            .map(|(name, text)| format!("{} {text}", name.replace('-', " ")))
            .collect();
        Some(if set.is_empty() {
            "General equilibrium has its defaults: trade deficits are held in value, wages are flexible, capital does not move."
                .to_owned()
        } else {
            format!("General equilibrium is set otherwise than by default: {}.", listed(&set))
        })
    }

    /// Definitions and sources of what is shown.
    pub(super) fn method(&self) -> Vec<String> {
        let mut said = vec![
            "Every number compares a world with the scenario and the same world without it: nothing else changes between them, and \
             no number is a forecast."
                .to_owned(),
        ];
        if self.record().name == "ge" {
            said.push(
                "The world without the scenario is the base year of the model, calibrated so that everything balances: its exports and \
                 participation differ from those of the table."
                    .to_owned(),
            );
        }
        let kinds = self.scenario.kinds();
        if kinds.contains(&ChangeKind::Tariff) || kinds.contains(&ChangeKind::Barrier) {
            said.push(
                "Exposure: Rouzet and Miroudot (2013). Prices along chains: Leontief's price model with tariffs on each crossing. \
                 Substitution: Armington (1969). General equilibrium: Caliendo and Parro (2015); real income is exact."
                    .to_owned(),
            );
            said.extend(self.elasticities());
            said.extend(self.closure());
        }
        if kinds.contains(&ChangeKind::Embargo) || kinds.contains(&ChangeKind::Supply) {
            said.push(
                "Extraction: Los, Timmer and de Vries (2016). Mixed and inoperability models: Miller and Blair (2009), Santos and \
                 Haimes (2004). Rationing and days: Pichler and Farmer (2022), Hallegatte (2013), Pichler and others (2022)."
                    .to_owned(),
            );
        }
        said.push(
            "The table's year is not the scenario's: shares of trade have moved since. Amounts are those of the table, in current prices."
                .to_owned(),
        );
        said
    }
}
