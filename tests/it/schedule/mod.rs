//! Tariff schedules: agreement with an independent implementation, identities, and every refusal.

mod brute;
mod identities;
mod into_tables;
mod reference;
mod refused;
mod rounding;

use tripole::read::Input;
use tripole::scenario::schedule::{Schedule, ScheduleFiles};

/// A small schedule; every text can be replaced.
#[derive(Debug, Clone)]
struct Texts {
    rates: String,
    rules: String,
    weights: String,
    concordance: String,
    contents: Option<String>,
    preferences: Option<String>,
}

impl Texts {
    fn files(&self) -> ScheduleFiles {
        let file = |name: &str, text: &String| Input::bytes(name, text);
        ScheduleFiles {
            rates: file("rates.csv", &self.rates),
            rules: file("rules.toml", &self.rules),
            weights: file("weights.csv", &self.weights),
            concordance: file("concordance.csv", &self.concordance),
            contents: self.contents.as_ref().map(|text| file("content.csv", text)),
            preferences: self.preferences.as_ref().map(|text| file("preferences.csv", text)),
        }
    }

    fn read(&self) -> tripole::Result<Schedule> {
        Schedule::read(&self.files(), &[])
    }
}
