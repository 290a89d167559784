//! Best tariffs as frames.

use super::{HIGHEST_RATE, Nash, Optimum, Point};
use crate::error::shown;
use crate::frame::{Frame, Unit};

impl Optimum {
    /// By `region`: the best `rate` of who levies it, and `real_income`, the change of what every economy can
    /// afford against the rates that there were; and of who levies it the ends between which the rate was
    /// looked for, `lower_rate` and `upper_rate`, with `lower_real_income` and `upper_real_income`. A note
    /// `end` says that the best rate is one of them.
    #[must_use]
    pub fn frame(&self) -> Frame {
        let importer = self.levy.importer.position();
        let own = |value: f64| -> Vec<f64> {
            let of = |n| if n == importer { value } else { f64::NAN };
            (0..self.economies.len()).map(of).collect()
        };
        let [lower, upper] = self.ends;
        let frame = Frame::new("optimal", self.economies.len())
            .with_key("region", &self.economies, 0..self.economies.len())
            .with_indicator("rate", Unit::Rate, own(self.best.rate))
            .with_indicator("real_income", Unit::Change, self.real_income.clone())
            .with_indicator("lower_rate", Unit::Rate, own(lower.rate))
            .with_indicator("lower_real_income", Unit::Change, own(lower.real_income))
            .with_indicator("upper_rate", Unit::Rate, own(upper.rate))
            .with_indicator("upper_real_income", Unit::Change, own(upper.real_income));
        self.end().into_iter().fold(frame, |frame, text| frame.with_note("end", text))
    }

    /// Every rate that was tried, by `rate` from the lowest: `real_income` of who levies it.
    #[must_use]
    pub fn search(&self) -> Frame {
        let column = |of: fn(&Point) -> f64| self.tried.iter().map(of).collect();
        let importer = self.levy.importer.position();
        let labels = (0..self.tried.len()).map(|_| importer);
        Frame::new("optimal_search", self.tried.len())
            .with_key("region", &self.economies, labels)
            .with_indicator("rate", Unit::Rate, column(|point| point.rate))
            .with_indicator("real_income", Unit::Change, column(|point| point.real_income))
    }

    /// That the best rate is an end of what was looked at.
    #[must_use]
    pub fn end(&self) -> Option<String> {
        let importer = shown(&self.economies[self.levy.importer.position()]);
        if self.best.rate == 0.0 {
            Some(format!("no tariff is better for `{importer}` than none; subsidies are not looked at"))
        } else if self.best.rate == HIGHEST_RATE {
            let most = 100.0 * HIGHEST_RATE;
            Some(format!("`{importer}` still gains at {most} per cent, the highest rate looked at"))
        } else {
            None
        }
    }
}

impl Nash {
    /// By `region`: the `rate` of every player, and `real_income`, the change of what every economy can
    /// afford against the rates that there were. Notes `rounds` and, where a player's rate is an end of
    /// what is looked at, `end`.
    #[must_use]
    pub fn frame(&self) -> Frame {
        let count = self.economies.len();
        let mut rates = vec![f64::NAN; count];
        let mut ends = vec![];
        for (player, rate) in self.players.iter().zip(&self.rates) {
            rates[player.position()] = *rate;
            if *rate == 0.0 || *rate == HIGHEST_RATE {
                let name = shown(&self.economies[player.position()]);
                ends.push(format!("`{name}` {} per cent", 100.0 * rate));
            }
        }
        let frame = Frame::new("optimal", count)
            .with_key("region", &self.economies, 0..count)
            .with_indicator("rate", Unit::Rate, rates)
            .with_indicator("real_income", Unit::Change, self.real_income.clone())
            .with_note("rounds", self.rounds().to_string());
        if ends.is_empty() {
            return frame;
        }
        frame.with_note("end", format!("at an end of what is looked at: {}", ends.join(", ")))
    }

    /// By `round` and `region`: the `rate` of every player after every round of best responses.
    #[must_use]
    pub fn search(&self) -> Frame {
        let rounds: Vec<String> = (1..=self.path.len()).map(|round| round.to_string()).collect();
        let rows = self.path.len() * self.players.len();
        let players = self.players.len().max(1);
        Frame::new("optimal_search", rows)
            .with_key("round", &rounds, (0..rows).map(|row| row / players))
            .with_key("region", &self.economies, (0..rows).map(|row| self.players[row % players].position()))
            .with_indicator("rate", Unit::Rate, self.path.concat())
    }

    /// Rounds of best responses until they had settled.
    #[must_use]
    pub fn rounds(&self) -> usize {
        self.path.len()
    }
}
