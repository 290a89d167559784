//! The finding in sentences.

use super::answers::{Answer, title_of};
use super::{Brief, LITTLE, LITTLE_IN_WORDS, NAMED, NOTHING};
use crate::report::label;
use crate::report::words::{capital, change, listed, money};
use crate::scenario::PassedOver;
use crate::sources::region_name;

impl Brief<'_> {
    /// For whom the models that say what changes do not agree on the direction, the widest apart first, with
    /// the lowest and the highest answer.
    fn disputed(&self) -> Vec<(usize, [&Answer; 2])> {
        let range = |k: usize| {
            let models =
                || self.answers.iter().filter(|it| it.is_change && it.effect[k].is_finite());
            let low = models().min_by(|a, b| a.effect[k].total_cmp(&b.effect[k]))?;
            let high = models().max_by(|a, b| a.effect[k].total_cmp(&b.effect[k]))?;
            let is_wide = low.effect[k] < -LITTLE && high.effect[k] > LITTLE;
            is_wide.then_some((k, [low, high]))
        };
        let mut found: Vec<(usize, [&Answer; 2])> =
            (0..self.names().len()).filter_map(range).collect();
        let width = |(k, [low, high]): &(usize, [&Answer; 2])| high.effect[*k] - low.effect[*k];
        found.sort_by(|a, b| width(b).total_cmp(&width(a)));
        found
    }

    /// Winners and losers of a model by name, and where the models do not agree who it is.
    fn sides(&self, answer: &Answer) -> [Vec<String>; 2] {
        let mut order: Vec<(usize, f64)> = answer.effect.iter().copied().enumerate().collect();
        let disputed = self.disputed();
        order.retain(|(_, effect)| effect.abs() > NOTHING);
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        let words = |(k, effect): &(usize, f64)| {
            // Who is left out of such a list makes another one the worst or the best; so nobody is.
            let is_disputed = disputed.iter().any(|(other, _)| other == k);
            let doubt = if is_disputed { "; the models disagree on the sign" } else { "" };
            format!("{} ({}{doubt})", self.writer.region(&self.names()[*k]), change(100.0 * effect))
        };
        let up = order.iter().filter(|it| it.1 > 0.0).take(NAMED).map(words).collect();
        let down = order.iter().rev().filter(|it| it.1 < 0.0).take(NAMED).map(words).collect();
        [up, down]
    }

    /// What the number of a model is, in words.
    pub(super) fn what(answer: &Answer) -> &'static str {
        match answer.record.name {
            "ge" => "real income",
            "price" => "consumer prices",
            "exposure" => "value added at stake",
            _ => "value added",
        }
    }

    /// What rises and falls under a model, and where most.
    fn moves(&self, answer: &Answer) -> Option<String> {
        let [up, down] = self.sides(answer);
        let mut parts = vec![];
        if !up.is_empty() {
            parts.push(format!("rises most in {}", listed(&up)));
        }
        if !down.is_empty() {
            parts.push(format!("falls most in {}", listed(&down)));
        }
        let what = Self::what(answer);
        (!parts.is_empty()).then(|| format!("{what} {}", parts.join(", and ")))
    }

    pub(super) fn finding(&self) -> Vec<String> {
        let own = &self.answers[self.own];
        let mut said = self.passed_over();
        match self.moves(own) {
            Some(moves) => said.push(format!("{}.", capital(&moves))),
            None => said.push("Nothing changes that would round to more than zero.".to_owned()),
        }
        said.push(format!(
            "So says the scenario's own model, {}: {}.",
            title_of(own.record),
            own.record.summary
        ));
        said.extend(self.revenue());
        let others =
            self.answers.iter().enumerate().filter(|(k, it)| *k != self.own && it.is_change);
        said.extend(others.filter_map(|(_, answer)| {
            Some(format!("Under {}, {}.", title_of(answer.record), self.moves(answer)?))
        }));
        said.extend(self.disagreement());
        said.push(format!("Not to be quoted without this: {}.", own.caveat));
        said
    }

    /// Members that the scenario names and the table lacks, before any number.
    fn passed_over(&self) -> Vec<String> {
        let of = |passed: &PassedOver| {
            let names =
                passed.members.iter().map(|code| region_name(code).unwrap_or_else(|| code.clone()));
            let names: Vec<String> = names.collect();
            format!(
                "This is {} without {}: the table does not have {}.",
                passed.list,
                listed(&names),
                if names.len() == 1 { "it" } else { "them" }
            )
        };
        self.scenario.passed_over.iter().map(of).collect()
    }

    /// Tariff revenue and real wages, which real income hides.
    fn revenue(&self) -> Option<String> {
        let frame = self.answers[self.own].frame.as_ref()?;
        let revenue = frame.real("revenue_change")?;
        let wages = frame.real("real_wage");
        let unit = self.writer.basis.now.system.table().unit();
        let mut rows: Vec<usize> = (0..frame.rows())
            .filter(|&row| revenue[row].is_finite() && revenue[row] != 0.0)
            .collect();
        rows.sort_by(|&a, &b| revenue[b].abs().total_cmp(&revenue[a].abs()));
        let words = |row: usize| {
            let sign = if revenue[row] > 0.0 { "+" } else { "" };
            let wage = wages.map(|wages| format!(", real wage {}", change(100.0 * wages[row])));
            format!(
                "{} ({sign}{}{})",
                self.writer.region(label(frame, "region", row)),
                money(revenue[row], unit),
                wage.unwrap_or_default()
            )
        };
        let some: Vec<String> = rows.into_iter().take(NAMED).map(words).collect();
        (!some.is_empty()).then(|| {
            format!(
                "Tariff revenue, which is handed back to households in it, changes most in {}.",
                listed(&some)
            )
        })
    }

    /// Whether the models agree on the direction, and for whom they do not.
    fn disagreement(&self) -> Option<String> {
        if self.answers.iter().filter(|it| it.is_change).count() < 2 {
            return None;
        }
        let disputed = self.disputed();
        let words = |(k, ends): &(usize, [&Answer; 2])| {
            let ends = ends.map(|answer| {
                let size = change(100.0 * answer.effect[*k]);
                format!("{size} {}, {}", Self::what(answer), title_of(answer.record))
            });
            format!("{} ({})", self.writer.region(&self.names()[*k]), ends.join("; "))
        };
        let mut some: Vec<String> = disputed.iter().take(5).map(words).collect();
        if disputed.len() > some.len() {
            some.push(format!(
                "{} more, whose signs differ in the table of models",
                disputed.len() - some.len()
            ));
        }
        Some(if disputed.is_empty() {
            format!(
                "Beyond {LITTLE_IN_WORDS}, the models agree on the direction for every economy; on the size they do not."
            )
        } else {
            format!(
                "The models point in two directions for {}: they measure different things, so neither number should be quoted without \
                 the other.",
                listed(&some)
            )
        })
    }
}
