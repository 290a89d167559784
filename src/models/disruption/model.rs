//! Disruptions in the registry.

use std::ops::Range;

use super::records::{ARIO, DEMAND, EXTRACTION, INOPERABILITY, MIXED, PBL, RATIONING};
use super::{
    Ario, Binding, Disruption, Horizon, InputRule, Loss, Nest, Outage, Stop, ario, best_allocation,
    demand_change, inoperability, mixed, partially_binding, ration, stopped,
};
use crate::error::{Error, Result};
use crate::leontief::LeontiefSystem;
use crate::linalg::times;
use crate::measures::exposure::exposed_by_row;
use crate::models::impact::{Check, Details, Impact};
use crate::models::registry::{Model, Record};
use crate::scenario::{Embargo, Scenario, SupplyLoss};
use crate::table::{Index, SalesSet};

/// The models of a whole year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Yearly {
    /// Sales stop, nothing replaces them: [`stopped()`].
    Extraction,
    /// Output follows final demand: [`demand_change`].
    Demand,
    /// Some outputs given: [`mixed`].
    Mixed,
    /// Final demand lost: [`inoperability`].
    Inoperability,
    /// Missing inputs stop their users: [`ration`].
    Rationing(Nest),
}

impl Model for Yearly {
    fn record(&self) -> &'static Record {
        match self {
            Yearly::Extraction => &EXTRACTION,
            Yearly::Demand => &DEMAND,
            Yearly::Mixed => &MIXED,
            Yearly::Inoperability => &INOPERABILITY,
            Yearly::Rationing(_) => &RATIONING,
        }
    }

    fn world<'a>(&self, system: &'a LeontiefSystem, scenario: &Scenario) -> Result<Impact<'a>> {
        let table = match self {
            Yearly::Extraction => return extraction(system, scenario),
            Yearly::Rationing(nest) => return rationing(system, scenario, *nest),
            Yearly::Demand => demand_change(system, &scenario.demand)?.table()?,
            Yearly::Inoperability => {
                inoperability(system, &lasting(&INOPERABILITY, scenario)?)?.table()?
            }
            Yearly::Mixed => {
                let after = mixed(system, &lasting(&MIXED, scenario)?)?;
                let found = Impact::of_table(system, scenario, after.table()?)?;
                let warnings = after.warnings().iter().map(ToString::to_string).collect();
                return Ok(found.with_accounts().with_warnings(warnings));
            }
        };
        Ok(Impact::of_table(system, scenario, table)?.with_accounts())
    }
}

fn extraction<'a>(system: &'a LeontiefSystem, scenario: &Scenario) -> Result<Impact<'a>> {
    EXTRACTION.of_a_year(scenario)?;
    let economies = scenario.geography().economies();
    let set = SalesSet::of(economies, scenario.embargoes.iter().map(|embargo| &embargo.sales))?;
    let after = stopped(system, &set)?;
    let found = Impact::of_table(system, scenario, after.table()?)?;
    let exposed = exposed_by_row(system, &set)?;
    let of = |amounts: &[f64]| -> Vec<f64> {
        let rows = economies.economies().map(|(_, economy)| &economy.rows);
        rows.map(|rows| rows.iter().map(|&row| amounts[row]).sum()).collect()
    };
    let lost = of(system.value_added()).into_iter().zip(of(found.after().value_added()));
    let gaps = lost.zip(of(&exposed)).map(|((before, after), exposed)| before - after - exposed);
    let worst = gaps.fold(0.0_f64, |worst, gap| worst.max(gap.abs()));
    let size = of(system.value_added()).iter().map(|w| w.abs()).sum::<f64>();
    let rule = "the value added lost is that in the sales that stop, each unit once";
    Ok(found.with_check(Check::new(rule, worst / size.max(f64::MIN_POSITIVE))))
}

fn rationing<'a>(
    system: &'a LeontiefSystem,
    scenario: &Scenario,
    nest: Nest,
) -> Result<Impact<'a>> {
    let losses = lasting(&RATIONING, scenario)?;
    let after = ration(system, &losses, nest)?;
    let capacity = after.output().iter().zip(after.capacity());
    let demand = after.final_demand().iter().zip(after.final_demand_before());
    let found = Impact::of_table(system, scenario, after.table()?)?
        .with_table_before(after.table_before()?)?
        .with_check(Check::within("no output is above capacity", capacity))
        .with_check(Check::within("final demand is between none and that before", demand));
    let [before, left] = [after.output_before(), after.output()]
        .map(|x| times(system.value_added_coefficients(), x).iter().sum::<f64>());
    let notes = lower_end(system, &losses, 100.0 * (left - before) / before)?;
    Ok(found.with_accounts().with_notes(notes))
}

/// Rows beyond which the best allocation takes longer than the rationing that it stands beside.
const FEW: usize = 64;

/// What the world would lose at least; nothing where that is not found, or not worth the search.
fn lower_end(system: &LeontiefSystem, losses: &[Loss], alike: f64) -> Result<Vec<String>> {
    if losses.iter().map(|loss| loss.rows.rows().len()).sum::<usize>() > FEW {
        return Ok(vec![]);
    }
    let best = match best_allocation(system, losses) {
        Err(Error::NotConverged { .. }) => return Ok(vec![]),
        best => best?.change_percent(),
    };
    Ok(vec![format!(
        "value added of the world changes by {alike:.4} % where all are served alike, and by \
         {best:.4} % where what is left is shared out best; of an outage for good"
    )])
}

/// Losses of a whole year: a model without days does not know one that begins or ends.
fn lasting(record: &'static Record, scenario: &Scenario) -> Result<Vec<Loss>> {
    record.of_a_year(scenario)?;
    let losses = scenario.supply.iter();
    Ok(losses.map(|loss| Loss { rows: loss.rows.clone(), share: loss.loss }).collect())
}

/// The models that go from day to day.
#[derive(Debug, Clone, PartialEq)]
pub struct Daily {
    /// How many days.
    pub horizon: Horizon,
    /// What happens on each.
    pub course: Rule,
}

/// What happens on a day.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// [`ario`](fn@ario).
    Ario(Ario),
    /// [`partially_binding`].
    Binding(Binding),
}

impl Daily {
    /// ARIO with its defaults, for a year.
    ///
    /// # Errors
    /// Never: a year is a valid horizon.
    pub fn ario() -> Result<Self> {
        Ok(Daily { horizon: Horizon::days(365)?, course: Rule::Ario(Ario::default()) })
    }

    /// The partially binding Leontief model with its defaults, for a year.
    ///
    /// # Errors
    /// Never: a year is a valid horizon.
    pub fn binding(index: &Index) -> Result<Self> {
        let course = Rule::Binding(Binding::new(index, InputRule::default()));
        Ok(Daily { horizon: Horizon::days(365)?, course })
    }
}

impl Model for Daily {
    fn record(&self) -> &'static Record {
        match self.course {
            Rule::Ario(_) => &ARIO,
            Rule::Binding(_) => &PBL,
        }
    }

    fn world<'a>(&self, system: &'a LeontiefSystem, scenario: &Scenario) -> Result<Impact<'a>> {
        let disruption = disruption(scenario);
        let course = match &self.course {
            Rule::Ario(rule) => ario(system, disruption, self.horizon, rule)?,
            Rule::Binding(rule) => partially_binding(system, disruption, self.horizon, rule)?,
        };
        let days = (0..course.unmet().columns())
            .flat_map(|day| course.unmet().column(day).iter().zip(course.final_demand()));
        let check = Check::within("final demand that is not met is part of it", days);
        let warnings = course.warnings().iter().map(ToString::to_string).collect();
        let notes = course.notes().iter().map(ToString::to_string).collect();
        let found = Impact::of_table(system, scenario, course.table()?)?
            .with_table_before(course.table_before()?)?
            .with_notes(notes);
        Ok(found
            .with_check(check)
            .with_warnings(warnings)
            .with_details(Details::Days(Box::new(course))))
    }
}

/// What a scenario says of days.
pub(super) fn disruption(scenario: &Scenario) -> Disruption {
    Disruption {
        outages: scenario.supply.iter().map(outage).collect(),
        stops: scenario.embargoes.iter().map(stop).collect(),
    }
}

fn outage(loss: &SupplyLoss) -> Outage {
    let days = days(loss.start, loss.days);
    Outage { loss: Loss { rows: loss.rows.clone(), share: loss.loss }, days }
}

fn stop(embargo: &Embargo) -> Stop {
    let days = days(embargo.start, embargo.days);
    Stop { sales: embargo.sales.clone(), share: embargo.share, days }
}

/// Days from a first one on, so many or for good.
fn days(start: u32, days: Option<u32>) -> Range<usize> {
    let start = start as usize;
    start..days.map_or(usize::MAX, |days| start.saturating_add(days as usize))
}
