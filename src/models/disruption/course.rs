//! What comes out of a run day by day.

use std::sync::OnceLock;

use super::daily::{Disruption, Horizon};
use super::network::Network;
use super::stops::Mask;
use super::verdict::SEEN;
use super::{Note, Verdict, Warning};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::table::Partition;

/// The column of flags.
pub(crate) const FLAG: &str = "flag";

/// Names and values of what was set, as they stand in the notes of a file.
pub(super) type Stated = Vec<(&'static str, String)>;

/// Output and unmet final demand of all rows on all days. Memory 2nT numbers for T days.
#[derive(Debug, Clone)]
pub struct Course<'a> {
    pub(super) system: &'a LeontiefSystem,
    pub(super) steady: Vec<f64>,
    pub(super) demand: Vec<f64>,
    pub(super) output: Matrix,
    pub(super) unmet: Matrix,
    filled: Matrix,
    pub(super) bought: Option<Bought>,
    pub(super) disruption: Disruption,
    warnings: Vec<Warning>,
    notes: Vec<Note>,
    stated: Stated,
    pub(super) upper: OnceLock<Vec<f64>>,
}

/// What buyers get where some of them may not buy from everybody.
#[derive(Debug, Clone)]
pub(super) struct Bought {
    pub economies: Partition,
    /// Days on which a unit of final demand was met, rows x economies, those of none last.
    pub days: Matrix,
}

impl<'a> Course<'a> {
    /// Before the first day; `economies` are those among which sales stop, if any do.
    pub(super) fn new(
        system: &'a LeontiefSystem,
        network: &Network,
        economies: Option<&Partition>,
        horizon: Horizon,
    ) -> Self {
        let (n, days) = (network.rows().len(), horizon.length());
        let (mut steady, mut demand) = (vec![0.0; n], vec![0.0; n]);
        for (place, &row) in network.rows().iter().enumerate() {
            (steady[row], demand[row]) = (network.output[place], network.demand[place]);
        }
        let bought = economies.map(|economies| Bought {
            days: Matrix::zeros(n, economies.len() + 1),
            economies: economies.clone(),
        });
        Course {
            system,
            steady,
            demand,
            output: Matrix::zeros(n, days),
            unmet: Matrix::zeros(n, days),
            filled: Matrix::zeros(0, n),
            bought,
            disruption: Disruption::default(),
            warnings: vec![],
            notes: vec![],
            stated: vec![],
            upper: OnceLock::new(),
        }
    }

    /// A day's output and the share of orders served, by the network's places.
    pub(super) fn record(
        &mut self,
        network: &Network,
        day: usize,
        [output, served]: [&[f64]; 2],
        mask: Option<&Mask>,
    ) {
        for (place, &row) in network.rows().iter().enumerate() {
            self.output[(row, day)] = output[place];
            let f = network.demand[place];
            self.unmet[(row, day)] = match mask {
                None => f * (1.0 - served[place]),
                Some(mask) => f - mask.wanted()[place] * served[place],
            };
            if let Some(bought) = &mut self.bought {
                for buyer in 0..bought.days.columns() {
                    let open = mask.map_or(1.0, |mask| mask.of_final_users()[(place, buyer)]);
                    bought.days[(row, buyer)] += open * served[place];
                }
            }
        }
    }

    pub(super) fn set_filled(&mut self, filled: Matrix) {
        self.filled = filled;
    }

    pub(super) fn note_all(&mut self, notes: impl IntoIterator<Item = Note>) {
        self.notes.extend(notes);
    }

    /// The course with what must be said of it.
    pub(super) fn judged(
        mut self,
        disruption: Disruption,
        warnings: Vec<Warning>,
        stated: Stated,
    ) -> Self {
        let days = self.output.columns();
        self.stated = vec![("days", days.to_string())];
        self.stated.extend(stated);
        self.warnings = warnings;
        self.warnings.extend(disruption.begins_late(days));
        self.disruption = disruption;
        let verdict = self.verdict();
        if let Some(verdict) = verdict.filter(|verdict| verdict.is_no_forecast()) {
            self.warnings.push(Warning::NoForecast { verdict });
        }
        if let Some(over) = self.disruption.over().filter(|over| days < over + SEEN && *over > 0) {
            self.notes.push(Note::ShortRun { days: days.saturating_sub(over) });
        }
        let world = verdict.map_or("no verdict: what happens does not end", Verdict::name);
        self.stated.push(("world", world.to_owned()));
        self
    }

    /// What was set, and how the world stands: names and values.
    #[must_use]
    pub fn stated(&self) -> &[(&'static str, String)] {
        &self.stated
    }

    /// What is good to know, and no reason to doubt the numbers.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Stocks after the last day as shares of their aims at steady output, products x users; NaN
    /// for what a user does not use and for what never binds.
    #[must_use]
    pub fn stocks_filled(&self) -> &Matrix {
        &self.filled
    }

    /// Output of a day before anything happens, x⁰/365.
    #[must_use]
    pub fn steady_output(&self) -> &[f64] {
        &self.steady
    }

    /// Final demand of every day, f⁰/365, by row.
    #[must_use]
    pub fn final_demand(&self) -> &[f64] {
        &self.demand
    }

    /// Output by row and day.
    #[must_use]
    pub fn output(&self) -> &Matrix {
        &self.output
    }

    /// Final demand that is not met by row and day; it is lost, not put off.
    #[must_use]
    pub fn unmet(&self) -> &Matrix {
        &self.unmet
    }

    /// Warnings that must be read before the numbers are used.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}
