//! What the brief says of tariffs alone: the same measures under every model, and what duties fall on.

use super::sectors::Shown;
use super::{Brief, NAMED};
use crate::error::Result;
use crate::models::duties::{
    ChangedTariffs, Effective, Incidence, IncidenceBy, Levies, Taxed, effective, incidence,
};
use crate::report::words::{listed, money, percent};
use crate::report::{Block, Section, Writer};
use crate::scenario::{ChangeKind, Scenario, Tariffs};

/// What tariffs change, at the trade of the table.
pub(super) struct Duties {
    pub tariffs: Tariffs,
    pub trade: Taxed,
    /// By economy.
    pub rates: Vec<Effective>,
    pub changed: Vec<ChangedTariffs>,
}

impl Duties {
    /// Those of a scenario; nothing where it changes no tariffs.
    pub fn of(writer: &Writer<'_>, scenario: &Scenario) -> Result<Option<Self>> {
        if !scenario.kinds().contains(&ChangeKind::Tariff) {
            return Ok(None);
        }
        let now = writer.basis.now;
        let tariffs = scenario.tariffs()?;
        let trade = Taxed::statutory(now.system, now.geography.economies());
        let rates = effective(&tariffs, &trade);
        let changed = ChangedTariffs::all(&tariffs, &trade);
        Ok(Some(Duties { tariffs, trade, rates, changed }))
    }
}

impl Brief<'_> {
    /// Whether tariffs are all that changes.
    fn is_of_tariffs(&self) -> bool {
        self.scenario.kinds() == [ChangeKind::Tariff]
    }

    /// What the models of tariffs say of the same measures, for the economies that the page is about.
    pub(super) fn measures(&self, shown: &[Shown]) -> Result<Option<Section>> {
        let system = self.writer.basis.now.system;
        if !self.is_of_tariffs() {
            return Ok(None);
        }
        // A model that fails is named with its reason where all of them are listed.
        let asked = self.options.models.ask(system, self.scenario);
        let Ok(found) = asked else { return Ok(None) };
        let names: Vec<&String> =
            shown.iter().map(|it| &self.names()[it.economy.position()]).collect();
        let frame = found.frame().select("region", &names);
        let text = "The same measures under every model that has them, for the economies whose sectors are shown below; what a model does \
                    not have is empty. Low and high are those of \
                    the models that solve for the number, which is no interval of confidence.";
        let remarks = found.remarks().map(|(name, text)| format!("{name}: {text}."));
        let shown = self.writer.table(frame, ("Measure by measure", &[]))?;
        let mut blocks = vec![Block::Text(text.to_owned()), shown];
        let remarks: Vec<String> = remarks.collect();
        if !remarks.is_empty() {
            blocks.push(Block::List(remarks));
        }
        Ok(Some(Section { title: "Measure by measure".to_owned(), blocks }))
    }

    /// What the tariffs would bring in at the trade of the table, and whose value added they fall on.
    pub(super) fn duties(&self) -> Result<Option<Section>> {
        let system = self.writer.basis.now.system;
        let Some(Duties { tariffs, trade, rates, .. }) =
            self.duties.as_ref().filter(|_| self.is_of_tariffs())
        else {
            return Ok(None);
        };
        let unit = system.table().unit();
        let mut taxing: Vec<usize> = (0..rates.len()).filter(|r| rates[*r].revenue > 0.0).collect();
        taxing.sort_by(|a, b| rates[*b].revenue.total_cmp(&rates[*a].revenue));
        let names: Vec<&String> = taxing.iter().map(|r| &self.names()[*r]).collect();
        if names.is_empty() {
            return Ok(None);
        }
        let words = |r: &usize| {
            let of = &rates[*r];
            format!(
                "{} {} ({} of its imports, {} before)",
                self.writer.region(&self.names()[*r]),
                money(of.revenue, unit),
                percent(of.rate),
                percent(of.rate_before)
            )
        };
        let said: Vec<String> = taxing.iter().take(NAMED).map(words).collect();
        let text = format!(
            "At the trade of the table, before anybody reacts, duties would be: {}. They fall on the value added of others than those \
             who are meant, and on that of the importer that comes back in what it buys.",
            listed(&said)
        );
        let trades = std::slice::from_ref(trade);
        let frame = Effective::frame(tariffs, trades, unit).select("importer", &names);
        let shown = ["imports", "rate_before", "rate", "revenue_before", "revenue"];
        let mut blocks = vec![
            Block::Text(text),
            self.writer.table(frame, ("Effective rates and revenue", &shown))?,
        ];
        let levies = Levies::of(self.scenario, system.table())?;
        if !levies.are_on_content() {
            let origins = incidence(system, &levies, IncidenceBy::Importer, Incidence::Together)?;
            let origins = origins.select("importer", &names);
            let shown = ["duty", "own_share", "partner_share", "third_share"];
            blocks.push(self.writer.table(origins, ("Whose value added they fall on", &shown))?);
        }
        Ok(Some(Section { title: "What the duties fall on".to_owned(), blocks }))
    }
}
