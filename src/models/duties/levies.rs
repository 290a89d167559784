//! Who levies what.

#[cfg(feature = "scenario-files")]
use super::sums;
use crate::error::Result;
#[cfg(feature = "scenario-files")]
use crate::error::{Error, named};
#[cfg(feature = "scenario-files")]
use crate::frame::{Frame, Unit};
#[cfg(feature = "scenario-files")]
use crate::measures::trade::Exports;
#[cfg(feature = "scenario-files")]
use crate::scenario::schedule::Period;
use crate::scenario::{LEAST_RATE, Rates, ReliefFor, Scenario, Tariffs, UNSCHEDULED};
#[cfg(feature = "scenario-files")]
use crate::table::Finding;
use crate::table::Mrio;

/// The tariffs of a scenario after, by the authority that levies them; they add up to the rates.
#[derive(Debug, Clone)]
pub struct Levies {
    tariffs: Tariffs,
    /// Whether some of them are on a part of the value that only some origins have.
    on_content: bool,
    names: Vec<String>,
    rates: Vec<Rates>,
}

impl Levies {
    /// Those of a scenario for a table: the authorities of its schedules, under their names, and all else as
    /// `(other)`, where there is any.
    ///
    /// Memory: the rates of the table, once for each authority.
    ///
    /// # Errors
    /// As [`Scenario::tariffs`] and [`Schedule::contributions`](crate::scenario::schedule::Schedule::contributions).
    pub fn of(scenario: &Scenario, table: &Mrio) -> Result<Self> {
        let tariffs = scenario.tariffs()?;
        let (mut names, mut rates): (Vec<String>, Vec<Rates>) =
            scenario.levied(table)?.into_iter().unzip();
        let mut rest = tariffs.after().clone();
        rates.iter().for_each(|levied| rest.subtract(levied));
        rest.round_off(LEAST_RATE);
        if !rest.is_zero() || names.is_empty() {
            names.push(UNSCHEDULED.to_owned());
            rates.push(rest);
        }
        let on_content = scenario.reliefs.iter().any(|it| it.of == ReliefFor::Content);
        Ok(Levies { tariffs, on_content, names, rates })
    }

    /// The tariffs.
    #[must_use]
    pub fn tariffs(&self) -> &Tariffs {
        &self.tariffs
    }

    /// Whether some of the tariffs are on a part of the value that only some origins have.
    #[must_use]
    pub fn are_on_content(&self) -> bool {
        self.on_content
    }

    /// Names of who levies.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What each levies.
    #[must_use]
    pub fn rates(&self) -> &[Rates] {
        &self.rates
    }
}

/// What lines of a path are of.
#[cfg(feature = "scenario-files")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PathBy {
    /// Every importer with duties.
    #[default]
    Importer,
    /// Every authority of an importer.
    Authority,
}

#[cfg(feature = "scenario-files")]
named!(PathBy, "line of a path": Importer = "importer", Authority = "authority");

/// Effective rates and revenue of the schedules of a scenario over periods, at the trade of the table: one row for
/// each period and importer (and authority): the keys `period`, `importer` (`authority`); `rate`, of a year's imports,
/// and `revenue`, that of as many days as the period has: Σ τM · days / 365.
///
/// Rates of a period are the means over its days.
///
/// # Errors
/// [`Error::Conflict`] for a scenario without schedules, or with other tariffs, exempt content or answers, which
/// have no days; as [`Schedule::path`](crate::scenario::schedule::Schedule::path).
#[cfg(feature = "scenario-files")]
pub fn revenue_path(
    scenario: &Scenario,
    table: &Mrio,
    periods: &[Period],
    by: PathBy,
) -> Result<(Frame, Vec<Finding>)> {
    let others = !scenario.tariffs.is_empty()
        || !scenario.reliefs.is_empty()
        || !scenario.answers.is_empty();
    if others || scenario.schedules.is_empty() {
        let reason = "only schedules have days: give a scenario of `[[schedule]]` entries alone";
        return Err(Error::conflict("a path of revenue", "this scenario", reason));
    }
    let economies = scenario.geography().economies();
    let trade = Exports::non_negative(table, economies);
    let mut names: Vec<String> = vec![];
    for scheduled in &scenario.schedules {
        for name in scheduled.schedule().authorities() {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    let (g, authorities) = (economies.len(), names.len());
    let none = Rates::none(economies);
    let all_imports = sums(&none, &trade, |_, m| m);
    // By period, importer and authority; then the whole, and what no authority levies of it.
    let width = authorities + 1;
    let mut revenue = vec![0.0; periods.len() * g * (width + 1)];
    let mut findings = vec![];
    for scheduled in &scenario.schedules {
        let schedule = scheduled.schedule();
        let place_of: Vec<usize> = schedule
            .authorities()
            .iter()
            .map(|name| names.iter().position(|known| known == name).unwrap_or(authorities))
            .collect();
        let mut period = 0;
        findings.extend(schedule.path(
            (table, economies),
            scheduled.options(),
            periods,
            &mut |_, all, each| {
                let mut put = |place: usize, rates: &Rates| {
                    for (r, sum) in sums(rates, &trade, |rate, m| rate * m).iter().enumerate() {
                        revenue[(period * g + r) * (width + 1) + place] += sum;
                    }
                };
                put(authorities, all);
                for (rates, place) in each.iter().zip(&place_of) {
                    put(*place, rates);
                }
                period += 1;
                Ok(())
            },
        )?);
    }
    findings.dedup();
    // What uniform rates have beyond the means that authorities add up to.
    let mut has_rest = false;
    for line in revenue.chunks_mut(width + 1) {
        let levied: f64 = line[..authorities].iter().sum();
        let rest = line[authorities] - levied;
        let rest = if rest.abs() <= LEAST_RATE * line[authorities].abs() { 0.0 } else { rest };
        has_rest |= rest != 0.0;
        line[width] = rest;
    }
    if has_rest {
        names.push(UNSCHEDULED.to_owned());
    }
    let taxes = |r: usize| {
        (0..periods.len()).any(|p| revenue[(p * g + r) * (width + 1) + authorities] != 0.0)
    };
    let taxing: Vec<usize> = (0..g).filter(|r| taxes(*r)).collect();
    let places: Vec<usize> = match by {
        PathBy::Importer => vec![authorities],
        PathBy::Authority if has_rest => (0..authorities).chain([width]).collect(),
        PathBy::Authority => (0..authorities).collect(),
    };
    let mut lines = vec![];
    for p in 0..periods.len() {
        for &r in &taxing {
            lines.extend(places.iter().map(|place| (p, r, *place)));
        }
    }
    let of = |line: &(usize, usize, usize)| revenue[(line.0 * g + line.1) * (width + 1) + line.2];
    let part = |p: usize| periods[p].days() as f64 / 365.0;
    let labels: Vec<String> = periods.iter().map(Period::name).collect();
    let mut frame = Frame::new("revenue_path", lines.len())
        .with_key("period", &labels, lines.iter().map(|it| it.0))
        .with_key("importer", economies.names(), lines.iter().map(|it| it.1));
    if by == PathBy::Authority {
        frame = frame.with_key("authority", &names, lines.iter().map(|it| it.2.min(authorities)));
    }
    let rate = |line: &(usize, usize, usize)| crate::linalg::ratio(of(line), all_imports[line.1]);
    let frame =
        frame.with_indicator("rate", Unit::Rate, lines.iter().map(rate).collect()).with_indicator(
            "revenue",
            Unit::money(table.unit()),
            lines.iter().map(|line| of(line) * part(line.0)).collect(),
        );
    Ok((frame, findings))
}
