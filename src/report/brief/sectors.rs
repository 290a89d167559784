//! The sectors of a few economies, and why they are those that are shown.

use super::{Brief, CAVEAT, NAMED, NOTHING, of_one};
use crate::error::Result;
use crate::frame::{Frame, Level};
use crate::models::impact::Family;
use crate::models::registry::{Quantities, Question};
use crate::report::words::{change, listed, money};
use crate::report::{Block, Section, label, ranked};
use crate::table::EconomyId;

/// What changes an economy next to nothing, compared with the one that changes most.
const LESSER: f64 = 0.1;

/// An economy whose sectors are shown, and why in a sentence.
pub(super) struct Shown {
    pub economy: EconomyId,
    pub reason: String,
}

impl Brief<'_> {
    /// The economy that was asked for. Without one that which levies most, where tariffs change, and that
    /// which changes most of the others; where no tariffs change the two that the change is largest for in money,
    /// or one where the second changes little.
    pub(super) fn shown(&self) -> Vec<Shown> {
        if let Some(economy) = self.options.focus {
            let reason = "Shown because it was asked for.".to_owned();
            return vec![Shown { economy, reason }];
        }
        let Some(levying) = self.levies_most() else { return self.changed_in_money() };
        let size = |id: EconomyId| self.change_of(id);
        let others = self.ranked_by(size).into_iter().filter(|id| *id != levying.economy);
        let other = others.take(1).filter(|id| size(*id) > NOTHING);
        let other: Vec<Shown> =
            other.map(|id| self.because_it_changes(id, levying.economy)).collect();
        std::iter::once(levying).chain(other).collect()
    }

    /// The two economies that the change is largest for, in money; one where the second changes little.
    fn changed_in_money(&self) -> Vec<Shown> {
        let value_added = self.value_added();
        let size = |id: EconomyId| self.change_of(id) * value_added[id.position()].abs();
        let ids = self.ranked_by(size);
        let most = ids.first().map_or(0.0, |id| size(*id));
        let kept =
            ids.into_iter().take(2).enumerate().filter(|(place, id)| {
                *place == 0 || size(*id) > LESSER * most && !self.is_rest(*id)
            });
        let unit = self.writer.basis.now.system.table().unit();
        kept.map(|(place, economy)| Shown {
            economy,
            reason: format!(
                "Shown because in money the change is {} there{}: {} {}, of value added of {}.",
                if place == 0 { "largest" } else { "second largest" },
                self.left_aside(size, economy),
                Self::what(&self.answers[self.own]),
                change(100.0 * self.answers[self.own].effect[economy.position()]),
                money(value_added[economy.position()], unit)
            ),
        })
        .collect()
    }

    /// Value added of every economy before.
    fn value_added(&self) -> Vec<f64> {
        let now = self.writer.basis.now;
        let values = now.system.value_added();
        let economies = now.geography.economies().economies();
        economies.map(|(_, it)| it.rows.iter().map(|&row| values[row]).sum()).collect()
    }

    /// How much an economy changes under the scenario's own model.
    fn change_of(&self, id: EconomyId) -> f64 {
        let effect = self.answers[self.own].effect[id.position()];
        if effect.is_finite() { effect.abs() } else { 0.0 }
    }

    /// Whether it is no economy but what a table has not by itself, whose sectors say little.
    fn is_rest(&self, id: EconomyId) -> bool {
        self.writer.is_rest(&self.names()[id.position()])
    }

    /// All economies, the largest first; what is no economy by itself comes last.
    fn ranked_by(&self, size: impl Fn(EconomyId) -> f64) -> Vec<EconomyId> {
        let economies = self.writer.basis.now.geography.economies().economies();
        let mut ids: Vec<EconomyId> = economies.map(|(id, _)| id).collect();
        ids.sort_by(|a, b| {
            let by_kind = self.is_rest(*a).cmp(&self.is_rest(*b));
            by_kind.then(size(*b).total_cmp(&size(*a)))
        });
        ids
    }

    /// The economy whose duties are the largest, before or after, of those whose tariffs change.
    fn levies_most(&self) -> Option<Shown> {
        let duties = self.duties.as_ref()?;
        let size = |id: &EconomyId| {
            let of = &duties.rates[id.position()];
            of.revenue.max(of.revenue_before)
        };
        let changing = duties.changed.iter().map(|it| it.importer);
        let economy =
            changing.filter(|id| !self.is_rest(*id)).max_by(|a, b| size(a).total_cmp(&size(b)))?;
        let (of, unit) =
            (&duties.rates[economy.position()], self.writer.basis.now.system.table().unit());
        let after = match of.revenue {
            0.0 => "no duties any more".to_owned(),
            some => format!("duties of {}", money(some, unit)),
        };
        let before = match of.revenue_before {
            0.0 => "none".to_owned(),
            some => money(some, unit),
        };
        let when = if of.revenue < of.revenue_before { " before" } else { "" };
        let reason = format!(
            "Shown because, of those whose tariffs change, it levies most{when}: {after} ({before} before), at the trade of the table."
        );
        Some(Shown { economy, reason })
    }

    /// What is larger than the one that is shown, and no economy by itself, in words.
    fn left_aside(&self, size: impl Fn(EconomyId) -> f64, shown: EconomyId) -> String {
        let mut ids = self.writer.basis.now.geography.economies().economies().map(|it| it.0);
        let passed = ids.find(|id| self.is_rest(*id) && size(*id) > size(shown));
        let words = |id: EconomyId| self.writer.region(&self.names()[id.position()]);
        passed.map(|id| format!(", {} left aside", words(id))).unwrap_or_default()
    }

    fn because_it_changes(&self, economy: EconomyId, levying: EconomyId) -> Shown {
        let own = &self.answers[self.own];
        let size = |id: EconomyId| if id == levying { 0.0 } else { self.change_of(id) };
        let aside = self.left_aside(size, economy);
        let reason = format!(
            "Shown because, but for {}{aside}, its {} changes most: {}.",
            self.writer.region(&self.names()[levying.position()]),
            Self::what(own),
            change(100.0 * own.effect[economy.position()])
        );
        Shown { economy, reason }
    }

    /// Whether the scenario's own model has results of its own for sectors.
    fn has_sectors(&self) -> bool {
        let own = &self.answers[self.own];
        own.frame.is_some() && own.record.quantities == Quantities::BeforeAndAfter
    }

    /// The sectors of all economies: those of the model's own result, or else all indicators.
    pub(super) fn by_sector(&self) -> Result<Frame> {
        let by = Level::RegionSector;
        if !self.has_sectors() {
            return self.found.frame_of(&[Family::Output], by, None);
        }
        let system = self.writer.basis.now.system;
        let question = Question { system, scenario: self.scenario, by, markets: &[] };
        Ok(self.model.result(&question)?.frame.with_note(CAVEAT, self.model.caveat()))
    }

    /// The sectors of one economy.
    pub(super) fn sectors(
        &self,
        Shown { economy, reason }: Shown,
        by_sector: &Frame,
        finding: &mut Vec<String>,
    ) -> Result<Section> {
        let code = self.writer.basis.now.geography.economies().economy(economy).name.clone();
        let name = self.writer.region(&code);
        let by = Level::RegionSector;
        let own = &self.answers[self.own];
        let frame = of_one(by_sector.clone(), Some(&code));
        let (frame, column) = if self.has_sectors() {
            (frame, "value_added_change_percent")
        } else {
            let frame = frame.select("family", &["output"]);
            (frame.select("indicator", &["value_added"]), "change_percent")
        };
        let order = ranked(&frame, column)?;
        let words = |(row, value): &(usize, f64)| {
            format!("{} ({})", self.writer.sector(label(&frame, "sector", *row)), change(*value))
        };
        let is_some = |value: f64| value.abs() > 100.0 * NOTHING;
        let up: Vec<String> =
            order.iter().filter(|it| it.1 > 0.0 && is_some(it.1)).take(NAMED).map(words).collect();
        let down = order.iter().rev().filter(|it| it.1 < 0.0 && is_some(it.1));
        let down: Vec<String> = down.take(NAMED).map(words).collect();
        let mut parts = vec![];
        if !up.is_empty() {
            parts.push(format!("rises most in {}", listed(&up)));
        }
        if !down.is_empty() {
            parts.push(format!("falls most in {}", listed(&down)));
        }
        let mut blocks = vec![Block::Text(reason)];
        if !parts.is_empty() {
            let money = self.wage_of(&code).map(|wage| {
                format!(
                    " That is in money of the model, in which wages there change by {}: what rises by more has more work.",
                    change(100.0 * wage)
                )
            });
            let money = money.unwrap_or_default();
            let text = format!("In {name}, value added {}.{money}", parts.join(" and "));
            finding.insert(finding.len().saturating_sub(1), text.clone());
            blocks.push(Block::Text(text));
        }
        blocks.push(if self.has_sectors() {
            self.incidence((own.record, by), column, (frame, Some(&code)))?
        } else {
            self.before_after((by, by_sector), ("output", "value_added"), Some(&code))?
        });
        Ok(Section { title: format!("By sector: {}", self.writer.title_of(&code)), blocks })
    }

    /// The change of the wage of an economy, in money of the model, where it has wages.
    fn wage_of(&self, code: &str) -> Option<f64> {
        self.answers[self.own].frame.as_ref()?.value(&[code], "wage")
    }
}
