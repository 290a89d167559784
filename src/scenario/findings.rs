//! What in a scenario means nothing in a table, or is hardly what it says.

use std::cell::OnceCell;
use std::ops::Range;

use super::nothing::Flows;
use super::{ChangeKind, Rates, Scenario, Tariff, TariffKind};
use crate::error::{Hint, Place, Result, shown_path};
use crate::stop;
use crate::table::{Finding, FindingKind, Mrio, Sales, Severity, Uses};

/// Rates, costs and changes of demand above this are taken for per cent by mistake: 2 is 200 per cent.
const LARGE: f64 = 2.0;

/// Where some changes of a scenario are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file as messages name it; empty for a change that was made without one.
    pub file: String,
    /// The line of its heading, from 1.
    pub line: u64,
    /// The heading without its brackets.
    pub heading: &'static str,
    /// The kind of the changes.
    pub kind: ChangeKind,
    /// Their positions among the changes of this kind.
    pub changes: Range<usize>,
}

impl Origin {
    /// As messages begin: the file, the line, the heading.
    fn named(&self) -> String {
        let heading = self.heading;
        if self.file.is_empty() {
            return format!("{heading} {}", self.changes.start + 1);
        }
        format!("`{}`{}: `[[{heading}]]`", shown_path(&self.file), Place::Line(self.line))
    }
}

/// What is noteworthy about one entry.
type Remark = (FindingKind, String, Option<Hint>);

impl Scenario {
    /// Say where the changes of a kind are written that no origin has yet.
    #[cfg(feature = "scenario-files")]
    pub(super) fn written_at(&mut self, kind: ChangeKind, origin: (&str, u64, &'static str)) {
        let (file, line, heading) = origin;
        let known = self.origins.iter().filter(|origin| origin.kind == kind);
        let start = known.map(|origin| origin.changes.end).max().unwrap_or(0);
        let changes = start..self.count(kind);
        self.origins.push(Origin { file: file.to_owned(), line, heading, kind, changes });
    }

    /// What a reader of its results should know: entries that mean no sale of this table, rates that
    /// are none yet or stay what they are, ratios above 2 that look like per cent, and losses that
    /// begin after the last of `days`, where the model has days. Each names the file and the line of
    /// its entry.
    ///
    /// Cost: as many steps as the entries mean flows, up to the first that is not zero.
    ///
    /// # Errors
    /// [`Error::OtherTable`](crate::Error::OtherTable) for a scenario of another table.
    ///
    /// # Examples
    /// ```
    /// use tripole::read::{Input, ReadOptions, read};
    /// use tripole::scenario::read_scenario;
    /// use tripole::table::Geography;
    /// let table = read(&Input::parse("builtin:three-pole-2011")?, &ReadOptions::default())?.table;
    /// let text = "name = \"n\"\n[[embargo]]\nimporter = \"USA\"\nexporter = \"USA\"\n";
    /// let file = Input::bytes("own.toml", text);
    /// let scenario = read_scenario(file, &Geography::regions(table.index()))?;
    /// let found = scenario.findings(&table, None)?;
    /// assert!(found[0].message.starts_with("`own.toml` line 2: `[[embargo]]`: no sale"));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn findings(&self, table: &Mrio, days: Option<usize>) -> Result<Vec<Finding>> {
        self.check_table(table.index())?;
        let flows = Flows::of(table, self.geography().economies());
        let all = AllRates::default();
        let mut found = self.remarks.clone();
        for origin in &self.all_origins() {
            stop::go_on()?;
            let remark = self
                .nothing_meant(origin, &flows)
                .map(|why| (FindingKind::NothingMeant, why, None))
                .or_else(|| self.late(origin, days))
                .or_else(|| self.nothing_changes(origin, &all))
                .or_else(|| self.large(origin));
            found.extend(remark.map(|(kind, message, hint)| {
                let message = format!("{}: {message}", origin.named());
                let finding = Finding::new(Severity::Warning, kind, "", 0.0, message);
                hint.into_iter().fold(finding, Finding::with_hint)
            }));
        }
        Ok(found)
    }

    pub(super) fn count(&self, kind: ChangeKind) -> usize {
        match kind {
            ChangeKind::Tariff => self.tariffs.len(),
            ChangeKind::Barrier => self.barriers.len(),
            ChangeKind::Embargo => self.embargoes.len(),
            ChangeKind::Relocate => self.relocations.len(),
            ChangeKind::Demand => self.demand.len(),
            ChangeKind::Supply => self.supply.len(),
        }
    }

    /// Those of files, as far as their changes are still there, and one for every change that was
    /// made without.
    fn all_origins(&self) -> Vec<Origin> {
        let mut all = self.origins.clone();
        all.iter_mut().for_each(|it| it.changes.end = it.changes.end.min(self.count(it.kind)));
        all.retain(|it| !it.changes.is_empty());
        for kind in self.kinds() {
            for change in 0..self.count(kind) {
                let written =
                    |origin: &Origin| origin.kind == kind && origin.changes.contains(&change);
                if !self.origins.iter().any(written) {
                    let (file, heading, changes) = (String::new(), kind.name(), change..change + 1);
                    all.push(Origin { file, line: 0, heading, kind, changes });
                }
            }
        }
        all
    }

    /// Why an entry means no sale, if it means none.
    fn nothing_meant(&self, origin: &Origin, flows: &Flows<'_>) -> Option<String> {
        let mut whys = origin.changes.clone().map(|change| match origin.kind {
            ChangeKind::Tariff => flows.no_sale(&self.tariffs[change].sales),
            ChangeKind::Barrier => flows.no_sale(&self.barriers[change].sales),
            ChangeKind::Embargo => flows.no_sale(&self.embargoes[change].sales),
            ChangeKind::Relocate => flows.nothing_moves(&self.relocations[change]),
            ChangeKind::Demand => {
                let change = &self.demand[change];
                flows.no_demand(&change.products, &change.buyers)
            }
            ChangeKind::Supply => flows.no_output(&self.supply[change].rows),
        });
        let first = whys.next()??;
        whys.all(|why| why.is_some()).then(|| format!("no sale of the table is meant: {first}"))
    }

    /// A loss or an embargo after the last day, or of no day.
    fn late(&self, origin: &Origin, days: Option<usize>) -> Option<Remark> {
        let changes = origin.changes.clone();
        let (start, lasts) = match origin.kind {
            ChangeKind::Supply => self.supply[changes].first().map(|it| (it.start, it.days))?,
            ChangeKind::Embargo => self.embargoes[changes].first().map(|it| (it.start, it.days))?,
            _ => return None,
        };
        let message = match days {
            _ if lasts == Some(0) => "it lasts no day: nothing is lost".to_owned(),
            Some(days) if start as usize >= days => {
                let last = days.saturating_sub(1);
                format!("it begins on day {start}, and the last day is {last}: nothing is lost")
            }
            _ => return None,
        };
        let more = Hint::from("days are counted from 0");
        Some((FindingKind::NothingMeant, message, Some(more)))
    }

    /// A tariff that stays what it was, or an amount of zero.
    fn nothing_changes(&self, origin: &Origin, all: &AllRates) -> Option<Remark> {
        let changes = origin.changes.clone();
        let zero = match origin.kind {
            ChangeKind::Tariff => return self.same_rates(&self.tariffs[changes], all),
            ChangeKind::Barrier => self.barriers[changes].iter().all(|it| it.cost == 0.0),
            ChangeKind::Relocate => self.relocations[changes].iter().all(|it| it.share == 0.0),
            ChangeKind::Demand => self.demand[changes].iter().all(|it| it.change == 0.0),
            ChangeKind::Supply => self.supply[changes].iter().all(|it| it.loss == 0.0),
            ChangeKind::Embargo => self.embargoes[changes].iter().all(|it| it.share == 0.0),
        };
        let message = "nothing changes: its amount is 0".to_owned();
        zero.then_some((FindingKind::NothingChanges, message, None))
    }

    fn same_rates(&self, tariffs: &[Tariff], all: &AllRates) -> Option<Remark> {
        if self.cancel_out(tariffs, all) {
            let message = "nothing changes: what is added on these sales comes to 0 in all";
            let hint = "take these entries out, or give them amounts that do not cancel out";
            return Some((FindingKind::NothingChanges, message.to_owned(), Some(hint.into())));
        }
        // Relieved or answered, rates that are the same do something.
        if !self.reliefs.is_empty() || !self.answers.is_empty() {
            return None;
        }
        let before = all.before.get_or_init(|| self.rates_before());
        let others_change = self.tariffs.iter().any(|other| other.kind != TariffKind::Before)
            || self.scheduled().next().is_some();
        let same = |tariff: &Tariff| match tariff.kind {
            TariffKind::Before => !others_change,
            TariffKind::Added => tariff.rate == 0.0,
            TariffKind::Set => before.all(&tariff.sales, |rate| rate == tariff.rate),
        };
        if !tariffs.iter().all(same) {
            return None;
        }
        let message = "nothing changes: these rates are in force before as they are after";
        let hint =
            "`kind = \"before\"` gives the rates that an entry changes; without it there were none";
        Some((FindingKind::NothingChanges, message.to_owned(), Some(hint.into())))
    }

    /// Whether several added tariffs come to nothing on all of these sales, each of them everywhere:
    /// one that takes back a part of a wider one does something.
    fn cancel_out(&self, tariffs: &[Tariff], all: &AllRates) -> bool {
        if !tariffs.iter().all(|it| it.kind == TariffKind::Added && it.rate != 0.0) {
            return false;
        }
        let sum = all.added.get_or_init(|| self.rates_added());
        let idle = |it: &Tariff| sum.all(&it.sales, |rate| rate == 0.0);
        if !tariffs.iter().all(idle) {
            return false;
        }
        let others = all.reached.get_or_init(|| {
            let mut others = Rates::none(self.geography().economies());
            let added = self.tariffs.iter().filter(|it| it.kind == TariffKind::Added && !idle(it));
            added.for_each(|it| others.change(&it.sales, |_| 1.0));
            others
        });
        tariffs.iter().all(|it| others.all(&it.sales, |rate| rate == 0.0))
    }

    /// A ratio that may have been meant as per cent.
    fn large(&self, origin: &Origin) -> Option<Remark> {
        let first = origin.changes.start;
        let (key, amount) = match origin.kind {
            ChangeKind::Tariff => ("rate", self.tariffs.get(first)?.rate),
            ChangeKind::Barrier => ("cost", self.barriers.get(first)?.cost),
            ChangeKind::Demand => ("change", self.demand.get(first)?.change),
            ChangeKind::Embargo | ChangeKind::Relocate | ChangeKind::Supply => return None,
        };
        if amount <= LARGE {
            return None;
        }
        let message = format!("the {key} {amount} is {:.0} per cent", 100.0 * amount);
        let hint = format!("`{key} = 0.25` is 25 per cent, as is `percent = 25`");
        Some((FindingKind::LargeRate, message, Some(hint.into())))
    }
}

/// Rates of all tariffs together, each made once for as many entries as ask.
#[derive(Default)]
struct AllRates {
    before: OnceCell<Rates>,
    added: OnceCell<Rates>,
    /// 1 where added tariffs that do something are levied.
    reached: OnceCell<Rates>,
}

impl Rates {
    /// Whether all rates of these sales are so.
    fn all(&self, sales: &Sales, is: impl Fn(f64) -> bool) -> bool {
        sales.pairs().all(|(row, importer)| {
            let at = (row, importer.position());
            sales.uses().each().all(|uses| match uses {
                Uses::Final => is(self.final_use[at]),
                Uses::All | Uses::Intermediate => is(self.inputs[at]),
            })
        })
    }
}
