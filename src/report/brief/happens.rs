//! What a scenario changes, in a few lines made of the scenario itself.

use super::answers::title_of;
use super::{Brief, NAMED};
use crate::error::Result;
use crate::models::duties::ChangedTariffs;
use crate::report::words::{change, listed, money, percent};
use crate::report::{Block, Section};
use crate::scenario::{AnswerBy, Answered, Purchases, Redirection, Towards};
use crate::sources::{ProductGroup, products};
use crate::table::{EconomyId, RegionId, RowSet, Sales, SectorId, Uses};

/// Most lines of a kind, and rows of the table below.
const LINES: usize = 5;
const ROWS: usize = 10;

/// Below this part of what is answered nothing is left that cannot be matched.
const MATCHED: f64 = 1e-9;

/// The first lines, and how many more there are.
fn first(mut lines: Vec<String>, most: usize, what: &str) -> Vec<String> {
    if lines.len() > most {
        let more = lines.len() - most;
        lines.truncate(most);
        lines.push(format!("And {more} more {what}."));
    }
    lines
}

/// When something begins and ends, where it is not there for good from the start.
fn days(start: u32, days: Option<u32>) -> String {
    match (start, days) {
        (0, None) => String::new(),
        (start, None) => format!(" from day {start} on"),
        (start, Some(days)) => format!(" for {days} days from day {start} on"),
    }
}

impl Brief<'_> {
    /// What its author says of the scenario, what it changes, and the model that it is meant for.
    pub(super) fn what_happens(&self) -> Result<Section> {
        let mut blocks = vec![];
        for text in [&self.scenario.description, &self.scenario.source] {
            let text = text.split_whitespace().collect::<Vec<&str>>().join(" ");
            if !text.is_empty() {
                blocks.push(Block::Text(text));
            }
        }
        let mut lines = self.tariffs_in_words();
        let answers = self.scenario.answers.iter().map(|answer| self.answer_in_words(answer));
        lines.extend(first(answers.collect(), LINES, "answers"));
        lines.extend(first(self.entries_in_words(), 2 * LINES, "entries"));
        if !lines.is_empty() {
            blocks.push(Block::List(lines));
        }
        let now = self.writer.basis.now;
        let (economies, unit) = (now.geography.economies(), now.system.table().unit());
        if let Some(duties) = self.duties.as_ref().filter(|it| !it.changed.is_empty()) {
            let frame = ChangedTariffs::frame(&duties.changed, economies, unit);
            let title = ("Whose tariffs on whom change", &[][..]);
            blocks.push(self.writer.first_rows(frame, title, ROWS)?);
        }
        if !self.scenario.answers.is_empty() {
            let frame = Answered::frame(&self.scenario.answers, economies, unit);
            let shown = ["value", "revenue", "value_answer", "revenue_answer", "short"];
            let title = ("What is answered, and what cannot be matched", &shown[..]);
            blocks.push(self.writer.first_rows(frame, title, ROWS)?);
        }
        blocks.push(Block::Text(format!(
            "The scenario's own model is {} (`{}`): {}.",
            title_of(self.record()),
            self.record().name,
            self.record().summary
        )));
        blocks.extend(self.set().map(Block::Text));
        Ok(Section { title: "What happens".to_owned(), blocks })
    }

    /// A line for each economy whose tariffs change, that whose duties change most first.
    fn tariffs_in_words(&self) -> Vec<String> {
        let Some(duties) = &self.duties else { return vec![] };
        let mut importers: Vec<(EconomyId, f64)> = vec![];
        for of in &duties.changed {
            let size = (of.revenue - of.revenue_before).abs();
            match importers.iter_mut().find(|(known, _)| *known == of.importer) {
                Some((_, sum)) => *sum += size,
                None => importers.push((of.importer, size)),
            }
        }
        importers.sort_by(|a, b| b.1.total_cmp(&a.1));
        let line = |(importer, _): &(EconomyId, f64)| {
            let own = duties.changed.iter().filter(|it| it.importer == *importer);
            self.tariffs_of(*importer, &own.collect::<Vec<_>>())
        };
        first(importers.iter().map(line).collect(), LINES, "economies whose tariffs change")
    }

    /// What an economy changes, its partners in the order of the duties.
    fn tariffs_of(&self, importer: EconomyId, changed: &[&ChangedTariffs]) -> String {
        let sum = |of: fn(&ChangedTariffs) -> f64| changed.iter().map(|it| of(it)).sum::<f64>();
        let imports = sum(|it| it.imports);
        let rates = [sum(|it| it.revenue_before), sum(|it| it.revenue)].map(|it| it / imports);
        let moves = if changed.iter().all(|it| it.revenue > it.revenue_before) {
            "rise"
        } else if changed.iter().all(|it| it.revenue < it.revenue_before) {
            "fall"
        } else {
            "go"
        };
        let mut sectors: Vec<SectorId> =
            changed.iter().flat_map(|it| it.sectors.iter().copied()).collect();
        sectors.sort_unstable();
        sectors.dedup();
        let partners: Vec<EconomyId> = changed.iter().map(|it| it.exporter).collect();
        let [first, ..] = partners.as_slice() else { return String::new() };
        let most = if partners.len() > NAMED {
            format!(", most on {},", self.economy_in_words(*first))
        } else {
            String::new()
        };
        format!(
            "Tariffs of {} on {} of {}{most} {moves} from {} to {} on average, on imports of {}.",
            self.economy_in_words(importer),
            self.sectors_in_words(&sectors),
            self.economies_in_words(&partners),
            percent(rates[0]),
            percent(rates[1]),
            money(imports, self.writer.basis.now.system.table().unit()),
        )
    }

    fn answer_in_words(&self, found: &Answered) -> String {
        let unit = self.writer.basis.now.system.table().unit();
        let [by, to] = [found.answer.by, found.answer.to].map(|it| self.economy_in_words(it));
        let how = match found.answer.how {
            AnswerBy::Mirror => "sector by sector",
            AnswerBy::Value => "as much trade",
            AnswerBy::Revenue => "as much duty",
        };
        let what = if found.value == 0.0 {
            "no tariff there rises, so that there is nothing to answer".to_owned()
        } else if found.base == 0.0 {
            "nothing is bought there that may be taxed".to_owned()
        } else {
            let short = if found.short > MATCHED * found.value {
                format!("; trade of {} cannot be matched", money(found.short, unit))
            } else {
                String::new()
            };
            format!(
                "imports of {} are taxed for exports of {} that are, with duties of {} for {}{short}",
                money(found.value_answer, unit),
                money(found.value, unit),
                money(found.revenue_answer, unit),
                money(found.revenue, unit)
            )
        };
        format!("Answer of {by} to the tariffs of {to} ({how}): {what}.")
    }

    /// A line for each change but tariffs.
    fn entries_in_words(&self) -> Vec<String> {
        let scenario = self.scenario;
        let mut lines = vec![];
        for barrier in &scenario.barriers {
            let moves = if barrier.cost < 0.0 { "fall" } else { "rise" };
            lines.push(format!(
                "Costs of selling {} {moves} by {}.",
                self.sales_in_words(&barrier.sales),
                percent(barrier.cost.abs())
            ));
        }
        for embargo in &scenario.embargoes {
            let part = match embargo.share {
                1.0 => "Sales".to_owned(),
                share => format!("{} of the sales", percent(share)),
            };
            lines.push(format!(
                "{part} of {} stop{}.",
                self.sales_in_words(&embargo.sales),
                days(embargo.start, embargo.days)
            ));
        }
        lines.extend(scenario.relocations.iter().map(|moved| self.moved_in_words(moved)));
        for demand in &scenario.demand {
            lines.push(format!(
                "Final demand of {} for {} changes by {}.",
                self.regions_in_words(&demand.buyers),
                self.products_in_words(&demand.products),
                change(100.0 * demand.change)
            ));
        }
        for supply in &scenario.supply {
            lines.push(format!(
                "{} of the output of {} is lost{}.",
                percent(supply.loss),
                self.products_in_words(&supply.rows),
                days(supply.start, supply.days)
            ));
        }
        lines
    }

    fn moved_in_words(&self, moved: &Redirection) -> String {
        let purchases = match moved.purchases {
            Purchases::Inputs => "inputs that producers in",
            Purchases::InputsAndFinal => "inputs and final products that buyers in",
        };
        let towards = match &moved.towards {
            Towards::Home => "suppliers at home".to_owned(),
            Towards::Proportional(regions) => {
                format!("{}, in proportion to what is bought there", self.regions_in_words(regions))
            }
            Towards::Fixed(weights) => {
                let regions: Vec<RegionId> = weights.iter().map(|(region, _)| *region).collect();
                self.regions_in_words(&regions)
            }
        };
        format!(
            "{} of the {purchases} {} buy of {} moves to {towards}.",
            percent(moved.share),
            self.regions_in_words(&moved.buyers),
            self.products_in_words(&moved.losers),
        )
    }

    /// What is sold by whom to whom.
    fn sales_in_words(&self, sales: &Sales) -> String {
        let uses = match sales.uses() {
            Uses::All => "",
            Uses::Intermediate => " for production",
            Uses::Final => " for final use",
        };
        format!(
            "{} to {}{uses}",
            self.products_in_words(sales.rows()),
            self.economies_in_words(sales.importers())
        )
    }

    /// Sectors and whose they are.
    fn products_in_words(&self, rows: &RowSet) -> String {
        let economies = self.writer.basis.now.geography.economies();
        let mut sectors: Vec<SectorId> =
            rows.rows().iter().map(|&row| economies.index().node(row).sector).collect();
        let mut of: Vec<EconomyId> = rows.rows().iter().map(|&row| economies.of_row(row)).collect();
        sectors.sort_unstable();
        sectors.dedup();
        of.sort_unstable();
        of.dedup();
        format!("{} of {}", self.sectors_in_words(&sectors), self.economies_in_words(&of))
    }

    fn regions_in_words(&self, regions: &[RegionId]) -> String {
        let economies = self.writer.basis.now.geography.economies();
        let mut of: Vec<EconomyId> = vec![];
        for id in regions.iter().map(|region| economies.of_region(*region)) {
            if !of.contains(&id) {
                of.push(id);
            }
        }
        self.economies_in_words(&of)
    }

    fn economy_in_words(&self, id: EconomyId) -> String {
        self.writer.region(&self.names()[id.position()])
    }

    /// A few by name, many by their number.
    fn economies_in_words(&self, ids: &[EconomyId]) -> String {
        match ids.len() {
            all if all > NAMED && all == self.names().len() => "all economies".to_owned(),
            others if others > NAMED && others + 1 == self.names().len() => {
                "all other economies".to_owned()
            }
            many if many > NAMED => format!("{many} economies"),
            _ => listed(&ids.iter().map(|id| self.economy_in_words(*id)).collect::<Vec<_>>()),
        }
    }

    /// All of them, a group of products by its name, a few by theirs, or how many.
    fn sectors_in_words(&self, sectors: &[SectorId]) -> String {
        let index = self.writer.basis.now.system.table().index();
        let all = index.sectors().len();
        if sectors.len() == all {
            return "all goods and services".to_owned();
        }
        let group = ProductGroup::ALL.into_iter().find(|it| products(index, *it) == sectors);
        match (group, sectors.len()) {
            (Some(group @ (ProductGroup::Goods | ProductGroup::Services)), _) => {
                format!("all {}", group.name())
            }
            (Some(group), _) => group.name().to_owned(),
            (None, few) if few <= NAMED => {
                let names = sectors.iter().map(|it| self.writer.sector(index.sector(*it)));
                listed(&names.collect::<Vec<_>>())
            }
            (None, some) => format!("{some} of {all} sectors"),
        }
    }
}
