//! Effective rates, and the revenue that they bring in.

use super::{Levies, sums};
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::ratio;
use crate::measures::trade::Exports;
use crate::models::registry::Model;
use crate::scenario::{Scenario, Tariffs};
use crate::table::Partition;

/// Trade on which duties are paid, before and after a change.
#[derive(Debug, Clone)]
pub struct Taxed {
    /// What the trade is called in results: `statutory`, or a model.
    pub name: String,
    /// M⁰.
    pub before: Exports,
    /// M¹.
    pub after: Exports,
}

impl Taxed {
    /// Nobody reacts: M of the table before and after.
    #[must_use]
    pub fn statutory(system: &LeontiefSystem, partition: &Partition) -> Self {
        let trade = Exports::non_negative(system.table(), partition);
        Taxed { name: "statutory".to_owned(), before: trade.clone(), after: trade }
    }

    /// Trade as a model has it; nothing from a model that has no trade of its own.
    ///
    /// # Errors
    /// Those of the model.
    pub fn of_model(
        system: &LeontiefSystem,
        scenario: &Scenario,
        model: &dyn Model,
    ) -> Result<Option<Self>> {
        let found = model.imports(system, scenario)?;
        let name = model.record().name.to_owned();
        Ok(found.map(|[before, after]| Taxed { name, before, after }))
    }
}

/// The effective rate of one importer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effective {
    /// Σ M¹.
    pub imports: f64,
    /// Σ τ⁰M⁰ / Σ M⁰.
    pub rate_before: f64,
    /// Σ τ¹M¹ / Σ M¹; undefined without imports.
    pub rate: f64,
    /// The same over what pays any duty; undefined where nothing does.
    pub rate_dutiable: f64,
    /// Σ (τ¹ − τ⁰) m⁰, m = M / Σ M: what the rates alone change.
    pub statutory_effect: f64,
    /// Σ τ¹ (m¹ − m⁰): what other trade changes. Both add up to the change of the rate.
    pub substitution_effect: f64,
    /// Σ τ⁰M⁰.
    pub revenue_before: f64,
    /// Σ τ¹M¹.
    pub revenue: f64,
}

/// Effective rates of all economies, in the order of the partition.
///
/// Cost: 2n·economies multiplications.
///
/// # Examples
/// ```
/// use tripole::models::duties::{Taxed, effective};
/// use tripole::table::Geography;
/// use tripole::{Accounting, LeontiefSystem, read, scenario};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let geography = Geography::regions(table.index());
/// let war = scenario::read_scenario(scenario::builtin_scenario("us-china-tariff-war")?, &geography)?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let trade = Taxed::statutory(&system, geography.economies());
/// let usa = geography.economies().find("USA")?.position();
/// let rates = effective(&war.tariffs()?, &trade);
/// // A quarter of what comes from China, a small part of all imports.
/// assert!((rates[usa].rate_dutiable - 0.25).abs() < 1e-12 && rates[usa].rate < 0.06);
/// # Ok::<(), tripole::Error>(())
/// ```
#[must_use]
pub fn effective(tariffs: &Tariffs, trade: &Taxed) -> Vec<Effective> {
    let (before, after) = (tariffs.before(), tariffs.after());
    let all = |trade: &Exports| sums(after, trade, |_, m| m);
    let (imports_before, imports) = (all(&trade.before), all(&trade.after));
    let dutiable = sums(after, &trade.after, |rate, m| if rate > 0.0 { m } else { 0.0 });
    let dutied = sums(after, &trade.after, |rate, m| if rate > 0.0 { rate * m } else { 0.0 });
    let old = sums(before, &trade.before, |rate, m| rate * m);
    let at_old_trade = sums(after, &trade.before, |rate, m| rate * m);
    let new = sums(after, &trade.after, |rate, m| rate * m);
    let of = |r: usize| {
        let rate_before = ratio(old[r], imports_before[r]);
        let statutory = ratio(at_old_trade[r], imports_before[r]);
        let rate = ratio(new[r], imports[r]);
        Effective {
            imports: imports[r],
            rate_before,
            rate,
            rate_dutiable: ratio(dutied[r], dutiable[r]),
            statutory_effect: statutory - rate_before,
            substitution_effect: rate - statutory,
            revenue_before: old[r],
            revenue: new[r],
        }
    };
    (0..imports.len()).map(of).collect()
}

impl Effective {
    /// One row for each economy and trade: the keys `importer`, `trade`; `imports`, `rate_before`, `rate`,
    /// `rate_dutiable`, `statutory_effect`, `substitution_effect`, `revenue_before`, `revenue`, as [`Effective`]
    /// defines them.
    #[must_use]
    pub fn frame(tariffs: &Tariffs, trades: &[Taxed], unit: &str) -> Frame {
        let found: Vec<Vec<Effective>> = trades.iter().map(|it| effective(tariffs, it)).collect();
        let names: Vec<&str> = trades.iter().map(|it| it.name.as_str()).collect();
        let (economies, count) = (tariffs.economies(), trades.len());
        let rows = economies.len() * count;
        let of = |number: fn(&Effective) -> f64| -> Vec<f64> {
            (0..rows).map(|row| number(&found[row % count][row / count])).collect()
        };
        let money = || Unit::money(unit);
        Frame::new("effective", rows)
            .with_key("importer", economies.names(), (0..rows).map(|row| row / count))
            .with_key("trade", &names, (0..rows).map(|row| row % count))
            .with_indicator("imports", money(), of(|it| it.imports))
            .with_indicator("rate_before", Unit::Rate, of(|it| it.rate_before))
            .with_indicator("rate", Unit::Rate, of(|it| it.rate))
            .with_indicator("rate_dutiable", Unit::Rate, of(|it| it.rate_dutiable))
            .with_indicator("statutory_effect", Unit::Difference, of(|it| it.statutory_effect))
            .with_indicator(
                "substitution_effect",
                Unit::Difference,
                of(|it| it.substitution_effect),
            )
            .with_indicator("revenue_before", money(), of(|it| it.revenue_before))
            .with_indicator("revenue", money(), of(|it| it.revenue))
    }
}

/// One row for each importer, trade and authority: `rate`, R_a / Σ M¹, and `revenue`, R_a = Σ c_a M¹. Those of an
/// importer add up to its revenue.
#[must_use]
pub fn revenue_by_authority(levies: &Levies, trades: &[Taxed], unit: &str) -> Frame {
    let (economies, names) = (levies.tariffs().economies(), levies.names());
    let trade_names: Vec<&str> = trades.iter().map(|it| it.name.as_str()).collect();
    let (count, authorities) = (trades.len(), names.len());
    let revenues: Vec<Vec<Vec<f64>>> = trades
        .iter()
        .map(|trade| {
            let of = |rates| sums(rates, &trade.after, |rate, m| rate * m);
            levies.rates().iter().map(of).collect()
        })
        .collect();
    let all: Vec<Vec<f64>> =
        trades.iter().map(|trade| sums(levies.tariffs().after(), &trade.after, |_, m| m)).collect();
    let rows = economies.len() * count * authorities;
    let at = |row: usize| (row / authorities / count, row / authorities % count, row % authorities);
    let revenue: Vec<f64> = (0..rows)
        .map(|row| {
            let (importer, trade, authority) = at(row);
            revenues[trade][authority][importer]
        })
        .collect();
    let rate = (0..rows).map(|row| ratio(revenue[row], all[at(row).1][at(row).0])).collect();
    Frame::new("revenue_by_authority", rows)
        .with_key("importer", economies.names(), (0..rows).map(|row| at(row).0))
        .with_key("trade", &trade_names, (0..rows).map(|row| at(row).1))
        .with_key("authority", names, (0..rows).map(|row| at(row).2))
        .with_indicator("rate", Unit::Rate, rate)
        .with_indicator("revenue", Unit::money(unit), revenue)
}

/// One row for each importer, exporter, sector with some trade, and trade: `imports` M¹, `rate` Σ τ¹M¹ / Σ M¹ over
/// both uses, `revenue`; of importers that levy anything before or after.
#[must_use]
pub fn revenue_by_flow(tariffs: &Tariffs, trades: &[Taxed], unit: &str) -> Frame {
    let economies = tariffs.economies();
    let (before, after) = (tariffs.before(), tariffs.after());
    let levies = |buyer: usize| {
        let some =
            |matrix: &crate::linalg::Matrix| matrix.column(buyer).iter().any(|it| *it != 0.0);
        [before, after].into_iter().any(|rates| some(&rates.inputs) || some(&rates.final_use))
    };
    let mut lines = vec![];
    for (buyer, _) in economies.economies().filter(|(id, _)| levies(id.position())) {
        let buyer = buyer.position();
        for cell in economies.cells().iter().filter(|it| it.economy.position() != buyer) {
            let sold = |trade: &Exports, row: usize| {
                (trade.intermediate[(row, buyer)], trade.final_use[(row, buyer)])
            };
            let is_some = trades.iter().any(|trade| {
                cell.rows.iter().any(|&row| {
                    let (inputs, finals) = sold(&trade.after, row);
                    inputs + finals > 0.0
                })
            });
            if !is_some {
                continue;
            }
            for (place, trade) in trades.iter().enumerate() {
                let (mut imports, mut revenue) = (0.0, 0.0);
                for &row in &cell.rows {
                    let (inputs, finals) = sold(&trade.after, row);
                    imports += inputs + finals;
                    revenue += after.inputs[(row, buyer)] * inputs
                        + after.final_use[(row, buyer)] * finals;
                }
                lines.push((buyer, cell, place, imports, revenue));
            }
        }
    }
    let names: Vec<&str> = trades.iter().map(|it| it.name.as_str()).collect();
    let sectors = economies.index().sector_codes();
    let money = || Unit::money(unit);
    Frame::new("revenue_by_flow", lines.len())
        .with_key("importer", economies.names(), lines.iter().map(|it| it.0))
        .with_key("exporter", economies.names(), lines.iter().map(|it| it.1.economy.position()))
        .with_key("sector", sectors, lines.iter().map(|it| it.1.sector.position()))
        .with_key("trade", &names, lines.iter().map(|it| it.2))
        .with_indicator("imports", money(), lines.iter().map(|it| it.3).collect())
        .with_indicator("rate", Unit::Rate, lines.iter().map(|it| ratio(it.4, it.3)).collect())
        .with_indicator("revenue", money(), lines.iter().map(|it| it.4).collect())
}
