//! Best tariffs as frames.

use super::{HIGHEST_RATE, Nash, Optimum, Point};
use crate::error::shown;
use crate::frame::{Frame, Unit};

impl Optimum {
    /// By `region`: the best `uniform_rate` of who levies it, and `real_income`, the change of what every economy can
    /// afford against the rates that there were; and of who levies it the ends between which the rate was
    /// looked for, `lower_rate` and `upper_rate`, with `lower_real_income` and `upper_real_income`. Where capital is
    /// built up all of them are of `real_consumption`. A note `end` says that the best rate is one of the ends.
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
            .with_indicator("uniform_rate", Unit::Rate, own(self.best.rate))
            .with_indicator(self.afforded, Unit::Change, self.real_income.clone())
            .with_indicator("lower_rate", Unit::Rate, own(lower.rate))
            .with_indicator(
                format!("lower_{}", self.afforded),
                Unit::Change,
                own(lower.real_income),
            )
            .with_indicator("upper_rate", Unit::Rate, own(upper.rate))
            .with_indicator(
                format!("upper_{}", self.afforded),
                Unit::Change,
                own(upper.real_income),
            );
        let notes = [("switches", self.switches.clone()), ("end", self.end())];
        with_notes(frame, notes)
    }

    /// Who levies it.
    #[must_use]
    pub fn importer(&self) -> &str {
        &self.economies[self.levy.importer.position()]
    }

    /// Every rate that was tried, by `uniform_rate` from the lowest: `real_income` of who levies it.
    #[must_use]
    pub fn search(&self) -> Frame {
        let column = |of: fn(&Point) -> f64| self.tried.iter().map(of).collect();
        let importer = self.levy.importer.position();
        let labels = (0..self.tried.len()).map(|_| importer);
        Frame::new("optimal_search", self.tried.len())
            .with_key("region", &self.economies, labels)
            .with_indicator("uniform_rate", Unit::Rate, column(|point| point.rate))
            .with_indicator(self.afforded, Unit::Change, column(|point| point.real_income))
    }

    /// That the best rate is an end of what was looked at.
    #[must_use]
    pub fn end(&self) -> Option<String> {
        let importer = shown(&self.economies[self.levy.importer.position()]);
        if self.best.rate == 0.0 {
            Some(format!(
                "no tariff is better for `{importer}` than none; subsidies are not looked at"
            ))
        } else if self.best.rate == HIGHEST_RATE {
            let most = 100.0 * HIGHEST_RATE;
            Some(format!("`{importer}` still gains at {most} per cent, the highest rate looked at"))
        } else {
            None
        }
    }
}

impl Nash {
    /// By `region`: the `uniform_rate` of every player, and `real_income`, the change of what every economy can
    /// afford against the rates that there were. Notes `rounds` and, where a player's rate is an end of
    /// what is looked at, `end`.
    #[must_use]
    pub fn frame(&self) -> Frame {
        let count = self.economies.len();
        let mut rates = vec![f64::NAN; count];
        for (player, rate) in self.players.iter().zip(&self.rates) {
            rates[player.position()] = *rate;
        }
        let frame = Frame::new("optimal", count)
            .with_key("region", &self.economies, 0..count)
            .with_indicator("uniform_rate", Unit::Rate, rates)
            .with_indicator(self.afforded, Unit::Change, self.real_income.clone())
            .with_note("rounds", self.rounds().to_string());
        with_notes(frame, [("switches", self.switches.clone()), ("end", self.end())])
    }

    /// Which players' rates are an end of what is looked at; nothing where none is.
    #[must_use]
    pub fn end(&self) -> Option<String> {
        let at_end = |(_, rate, _): &(&str, f64, f64)| *rate == 0.0 || *rate == HIGHEST_RATE;
        let named = |(code, rate, _)| format!("`{}` {} per cent", shown(code), 100.0 * rate);
        let ends: Vec<String> = self.outcomes().filter(at_end).map(named).collect();
        let words = || format!("at an end of what is looked at: {}", ends.join(", "));
        (!ends.is_empty()).then(words)
    }

    /// Every player with its rate and the change of what it can afford.
    pub fn outcomes(&self) -> impl Iterator<Item = (&str, f64, f64)> {
        self.players.iter().zip(&self.rates).map(|(player, rate)| {
            let at = player.position();
            (self.economies[at].as_str(), *rate, self.real_income[at])
        })
    }

    /// By `round` and `region`: the `uniform_rate` of every player after every round of best responses.
    #[must_use]
    pub fn search(&self) -> Frame {
        let rounds: Vec<String> = (1..=self.path.len()).map(|round| round.to_string()).collect();
        let rows = self.path.len() * self.players.len();
        let players = self.players.len().max(1);
        Frame::new("optimal_search", rows)
            .with_key("round", &rounds, (0..rows).map(|row| row / players))
            .with_key(
                "region",
                &self.economies,
                (0..rows).map(|row| self.players[row % players].position()),
            )
            .with_indicator("uniform_rate", Unit::Rate, self.path.concat())
    }

    /// Rounds of best responses until they had settled.
    #[must_use]
    pub fn rounds(&self) -> usize {
        self.path.len()
    }
}

fn with_notes(frame: Frame, notes: [(&str, Option<String>); 2]) -> Frame {
    let written = notes.into_iter().filter_map(|(name, text)| Some((name, text?)));
    written.fold(frame, |frame, (name, text)| frame.with_note(name, text))
}
