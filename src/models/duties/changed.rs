//! Whose tariffs on whom change, on what, and by how much.

use super::Taxed;
use crate::frame::{Frame, Unit};
use crate::linalg::ratio;
use crate::scenario::Tariffs;
use crate::table::{EconomyId, Partition, SectorId};

/// The tariffs of an importer on an exporter that change, with the imports concerned.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedTariffs {
    /// Who levies.
    pub importer: EconomyId,
    /// Who is taxed.
    pub exporter: EconomyId,
    /// The sectors in which some rate changes.
    pub sectors: Vec<SectorId>,
    /// Σ M over what has another rate after.
    pub imports: f64,
    /// Σ τ⁰M over the same.
    pub revenue_before: f64,
    /// Σ τ¹M over the same.
    pub revenue: f64,
}

impl ChangedTariffs {
    /// Those of all pairs that trade in something whose rate changes, at one trade before and after: the pair
    /// whose duties change most comes first.
    ///
    /// Cost: 2n·economies steps.
    ///
    /// # Examples
    /// ```
    /// use tripole::models::duties::{ChangedTariffs, Taxed};
    /// use tripole::table::Geography;
    /// use tripole::{Accounting, LeontiefSystem, read, scenario};
    /// let input = read::Input::parse("builtin:three-pole-2011")?;
    /// let table = read::read(&input, &read::ReadOptions::default())?.table;
    /// let geography = Geography::regions(table.index());
    /// let war = scenario::read_scenario(scenario::builtin_scenario("us-china-tariff-war")?, &geography)?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let trade = Taxed::statutory(&system, geography.economies());
    /// let changed = ChangedTariffs::all(&war.tariffs()?, &trade);
    /// // The United States buy more of China than China of them; both rates go from nothing to a quarter.
    /// assert_eq!(changed.len(), 2);
    /// assert_eq!(changed[0].importer, geography.economies().find("USA")?);
    /// assert!(changed.iter().all(|it| (it.rate() - 0.25).abs() < 1e-12 && it.rate_before() == 0.0));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    #[must_use]
    pub fn all(tariffs: &Tariffs, trade: &Taxed) -> Vec<Self> {
        let economies = tariffs.economies();
        let (meant, trade) = (tariffs.changed(), &trade.before);
        let mut found = vec![];
        for (importer, _) in economies.economies() {
            let buyer = importer.position();
            let uses = [
                (
                    meant.inputs(importer),
                    &trade.intermediate,
                    [&tariffs.before().inputs, &tariffs.after().inputs],
                ),
                (
                    meant.final_use(importer),
                    &trade.final_use,
                    [&tariffs.before().final_use, &tariffs.after().final_use],
                ),
            ];
            for (exporter, economy) in economies.economies() {
                let mut of = ChangedTariffs {
                    importer,
                    exporter,
                    sectors: vec![],
                    imports: 0.0,
                    revenue_before: 0.0,
                    revenue: 0.0,
                };
                for &row in &economy.rows {
                    let changed = uses.iter().filter(|(changes, ..)| changes[row]);
                    let mut is_meant = false;
                    for (_, flows, [before, after]) in changed {
                        let flow = flows[(row, buyer)];
                        of.imports += flow;
                        of.revenue_before += before[(row, buyer)] * flow;
                        of.revenue += after[(row, buyer)] * flow;
                        is_meant = true;
                    }
                    if is_meant {
                        of.sectors.push(economies.index().node(row).sector);
                    }
                }
                if of.imports > 0.0 {
                    of.sectors.sort_unstable();
                    of.sectors.dedup();
                    found.push(of);
                }
            }
        }
        let size = |of: &ChangedTariffs| (of.revenue - of.revenue_before).abs();
        found.sort_by(|a, b| size(b).total_cmp(&size(a)));
        found
    }

    /// The mean rate before.
    #[must_use]
    pub fn rate_before(&self) -> f64 {
        ratio(self.revenue_before, self.imports)
    }

    /// The mean rate after, at the trade of before.
    #[must_use]
    pub fn rate(&self) -> f64 {
        ratio(self.revenue, self.imports)
    }

    /// One row for each: the keys `importer`, `exporter`; `changed_sectors`, how many have another rate,
    /// `changed_imports`, `rate_before`, `rate`, `revenue_before`, `revenue`, all of what changes.
    #[must_use]
    pub fn frame(changed: &[ChangedTariffs], partition: &Partition, unit: &str) -> Frame {
        let of = |number: fn(&ChangedTariffs) -> f64| changed.iter().map(number).collect();
        let money = || Unit::money(unit);
        let names = partition.names();
        Frame::new("changed_tariffs", changed.len())
            .with_key("importer", names, changed.iter().map(|it| it.importer.position()))
            .with_key("exporter", names, changed.iter().map(|it| it.exporter.position()))
            .with_indicator("changed_sectors", Unit::Count, of(|it| it.sectors.len() as f64))
            .with_indicator("changed_imports", money(), of(|it| it.imports))
            .with_indicator("rate_before", Unit::Rate, of(Self::rate_before))
            .with_indicator("rate", Unit::Rate, of(Self::rate))
            .with_indicator("revenue_before", money(), of(|it| it.revenue_before))
            .with_indicator("revenue", money(), of(|it| it.revenue))
    }
}
