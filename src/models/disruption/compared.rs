//! One outage or embargo in every model, so that no number of it stands alone.

use std::collections::BTreeMap;
use std::ops::Range;

use super::course::{Course, FLAG};
use super::mixed::passed_on;
use super::model::disruption;
use super::network::YEAR;
use super::start::Start;
use super::verdict::{spells, upper_end};
use super::{
    ARIO, Ario, Binding, Disruption, Flags, Horizon, InputRule, Loss, PBL, Stocks, Suppliers,
    Warning, ario, best_allocation, left_over, partially_binding, stopped,
};
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, minus, plus, times};
use crate::models::registry::Record;
use crate::scenario::{ChangeKind, Scenario};
use crate::table::{Partition, SalesSet, SectorId};

/// What stocks do, where orders stay with the suppliers of before or move.
const STEADY: &str = "stocks bridge, no new suppliers";
const AVAILABLE: &str = "stocks bridge, orders move";

/// Days of stock and whom orders go to, from the mildest on.
const RUNS: [(f64, Suppliers); 5] = [
    (90.0, Suppliers::Available),
    (90.0, Suppliers::Steady),
    (30.0, Suppliers::Available),
    (30.0, Suppliers::Steady),
    (5.0, Suppliers::Steady),
];

/// The answers of several models to one scenario.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The numbers: frame `comparison` with the keys `region` (`WLD` first), `model` and `label`,
    /// the column `va_change_percent`, value added in per cent of that of as many steady days, and
    /// the `flag`s of the line, last and in words.
    pub frame: Frame,
    /// What the numbers should not be read without.
    pub warnings: Vec<String>,
    /// What is good to know.
    pub notes: Vec<String>,
}

/// One model's answer.
struct Entry {
    model: String,
    label: &'static str,
    /// Per cent of the world, and of every economy; NaN where the model does not say.
    world: f64,
    regions: Vec<f64>,
    /// Flags, likewise; none of models of a whole year.
    flags: Option<(Flags, Vec<Flags>)>,
}

/// Put a scenario of `[[supply]]` and `[[embargo]]` entries through every model that reads it, from
/// the sectors hit alone to the upper end, for as many days.
///
/// Models of a whole year answer for an outage for good: theirs are times days/T. In the daily ones
/// services never bind, nor do the products of `never_bind`; stocks are refilled in half of the days
/// that they last. Of the best allocation only the world's total is unique.
///
/// | model | label |
/// |---|---|
/// | direct | sectors hit alone |
/// | mixed × days/T | suppliers; users served first |
/// | extraction × days/T | exposure: what was in these sales |
/// | ario n/τ available, steady | stocks bridge, orders move or not |
/// | pbl leontief 10/10 | stocks bridge, consumers yield |
/// | best allocation × days/T | no stocks, nothing replaced, shared out best |
/// | rationing × days/T | upper end: no stocks, nothing replaced, all alike |
///
/// # Errors
/// [`Error::UnreadChange`](crate::Error::UnreadChange) for other entries; those of the models.
pub fn comparison(
    system: &LeontiefSystem,
    scenario: &Scenario,
    horizon: Horizon,
    never_bind: &[SectorId],
) -> Result<Comparison> {
    let record: &Record = &ARIO;
    record.check(system, scenario)?;
    let asked = Asked {
        system,
        scenario,
        economies: scenario.geography().economies(),
        disruption: disruption(scenario),
        horizon,
        start: Start::of(system)?,
    };
    let upper = match scenario.kinds().as_slice() {
        [ChangeKind::Supply] => {
            Some(upper_end(system, &asked.disruption.outages, horizon.length())?)
        }
        _ => None,
    };
    let mut entries = if upper.is_some() { asked.of_suppliers()? } else { asked.of_sales()? };
    let never: Vec<(SectorId, f64)> = never_bind.iter().map(|s| (*s, f64::INFINITY)).collect();
    let (mut warnings, mut notes) = (asked.unserved()?, vec![]);
    for (model, label, course) in asked.courses(&never)? {
        let course = match &upper {
            Some(upper) => course.with_upper(upper.clone()),
            None => course,
        };
        warnings.extend(course.warnings().iter().map(|warning| format!("{model}: {warning}")));
        notes.extend(course.notes().iter().map(|note| (note.to_string(), model.clone())));
        entries.push(asked.of_course(model, label, &course)?);
    }
    if let Some(upper) = &upper {
        entries.push(asked.best()?);
        let lost: Vec<f64> = upper.iter().map(|lost| -lost).collect();
        let label = "upper end: no stocks, nothing replaced, all alike";
        entries.push(asked.entry(asked.times("rationing"), label, &lost));
    }
    let frame = frame(asked.economies, &entries, horizon);
    let notes = of_models(notes).into_iter().chain(asked.left_out()).collect();
    Ok(Comparison { frame, warnings, notes })
}

/// Every note once, with the model that it is about where it is about one.
fn of_models(notes: Vec<(String, String)>) -> Vec<String> {
    let mut about: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (note, model) in notes {
        about.entry(note).or_default().push(model);
    }
    let one = |(note, models): (String, Vec<String>)| match models.as_slice() {
        [model] => format!("{model}: {note}"),
        _ => note,
    };
    about.into_iter().map(one).collect()
}

/// What every model is asked.
struct Asked<'a> {
    system: &'a LeontiefSystem,
    scenario: &'a Scenario,
    economies: &'a Partition,
    disruption: Disruption,
    horizon: Horizon,
    start: Start,
}

impl<'a> Asked<'a> {
    fn days(&self) -> f64 {
        self.horizon.length() as f64
    }

    /// Value added of every row on a steady day.
    fn usual(&self) -> Vec<f64> {
        let v = self.system.value_added_coefficients();
        times(v, &self.start.output).iter().map(|w| w / YEAR).collect()
    }

    /// The name of a model of a year, with the days that it is for.
    fn times(&self, model: &str) -> String {
        let all = self.days();
        match self.spells().as_slice() {
            [(_, days)] => format!("{model} x {days}/{all}"),
            _ => format!("{model} x days/{all}"),
        }
    }

    fn spells(&self) -> Vec<(Vec<usize>, usize)> {
        let outages = self.disruption.outages.iter().map(|outage| outage.days.clone());
        let stops = self.disruption.stops.iter().map(|stop| stop.days.clone());
        let ranges: Vec<Range<usize>> = outages.chain(stops).collect();
        spells(&ranges, self.horizon.length())
    }

    /// Changes of value added by row, over all days, in per cent of the usual.
    fn entry(&self, model: String, label: &'static str, changes: &[f64]) -> Entry {
        self.entry_of(&self.usual(), model, label, changes)
    }

    /// The same, in per cent of so much value added of a day.
    fn entry_of(
        &self,
        usual: &[f64],
        model: String,
        label: &'static str,
        changes: &[f64],
    ) -> Entry {
        let usual: Vec<f64> = usual.iter().map(|w| w * self.days()).collect();
        let percent = |rows: &[usize]| {
            let sum = |of: &[f64]| rows.iter().map(|&row| of[row]).sum::<f64>();
            100.0 * sum(changes) / sum(&usual)
        };
        let all: Vec<usize> = (0..usual.len()).collect();
        let regions = self.economies.economies().map(|(_, economy)| percent(&economy.rows));
        Entry { model, label, world: percent(&all), regions: regions.collect(), flags: None }
    }

    /// What an outage for good changes in a year, summed over the days of each.
    fn over_days(&self, of_a_year: impl Fn(&[usize]) -> Result<Vec<f64>>) -> Result<Vec<f64>> {
        let mut sum = vec![0.0; self.system.order()];
        for (active, days) in self.spells() {
            let share = days as f64 / YEAR;
            let changes = of_a_year(&active)?;
            sum.iter_mut().zip(changes).for_each(|(sum, change)| *sum += share * change);
        }
        Ok(sum)
    }

    fn losses(&self, active: &[usize]) -> Vec<Loss> {
        active.iter().map(|&k| self.disruption.outages[k].loss.clone()).collect()
    }

    /// The sectors hit, and their suppliers.
    fn of_suppliers(&self) -> Result<Vec<Entry>> {
        let (v, x) = (self.system.value_added_coefficients(), &self.start.output);
        let left = |active: &[usize]| left_over(self.system.table().index(), &self.losses(active));
        let direct = self.over_days(|active| {
            let changes = left(active)?.into_iter().zip(times(v, x));
            Ok(changes.map(|(left, w)| (left - 1.0) * w).collect())
        })?;
        let mixed =
            self.over_days(|active| Ok(times(v, &passed_on(self.system, &left(active)?, x)?)))?;
        Ok(vec![
            self.entry("direct".to_owned(), "sectors hit alone", &direct),
            self.entry(self.times("mixed"), "suppliers; users served first", &mixed),
        ])
    }

    /// The models that do not answer this, and why.
    fn left_out(&self) -> Option<String> {
        let (loss, stop) = (!self.disruption.outages.is_empty(), !self.disruption.stops.is_empty());
        let partly = self.scenario.embargoes.iter().any(|embargo| embargo.share != 1.0);
        let why = match (loss, stop) {
            (true, true) => {
                "direct, mixed, extraction, best allocation and rationing are left out: each reads \
                 losses of supply or embargoes, not both"
            }
            (false, true) if partly => {
                "extraction is left out: sales stop in it, and here a share of them goes on"
            }
            _ => return None,
        };
        Some(why.to_owned())
    }

    /// Losses that leave less of a product than its users need, before anything is left for final
    /// demand.
    fn unserved(&self) -> Result<Vec<String>> {
        let x = &self.start.output;
        let scale = 1e-12 * x.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        let mut warnings = vec![];
        for (active, _) in self.spells().iter().filter(|_| self.disruption.stops.is_empty()) {
            let index = self.system.table().index();
            let left = left_over(index, &self.losses(active))?;
            let output = plus(x, &passed_on(self.system, &left, x)?);
            let inputs = self.system.inputs_for(&Matrix::from_column(output.clone()));
            let demand = minus(&output, inputs.column(0));
            for row in (0..x.len()).filter(|&row| left[row] != 1.0 && demand[row] < -scale) {
                let warning = Warning::Unserved { label: index.label(row), left: demand[row] };
                warnings.push(format!("mixed: {warning}"));
            }
        }
        warnings.dedup();
        Ok(warnings)
    }

    /// What was in the sales that stop, where all of them do and nothing else happens.
    fn of_sales(&self) -> Result<Vec<Entry>> {
        let embargoes = &self.scenario.embargoes;
        if !self.disruption.outages.is_empty() || embargoes.iter().any(|all| all.share != 1.0) {
            return Ok(vec![]);
        }
        let (v, x) = (self.system.value_added_coefficients(), self.system.output());
        let changes = self.over_days(|active| {
            let sales = active.iter().map(|&k| &embargoes[k].sales);
            let after = stopped(self.system, &SalesSet::of(self.economies, sales)?)?;
            Ok(times(v, &minus(after.output(), x)))
        })?;
        let label = "exposure: what was in these sales; sellers' loss";
        // This model starts from the table as it is.
        let usual: Vec<f64> = times(v, x).iter().map(|w| w / YEAR).collect();
        Ok(vec![self.entry_of(&usual, self.times("extraction"), label, &changes)])
    }

    /// The daily models.
    fn courses(
        &self,
        never: &[(SectorId, f64)],
    ) -> Result<Vec<(String, &'static str, Course<'a>)>> {
        let mut courses = vec![];
        for (n, suppliers) in RUNS {
            let stocks = Stocks::of_goods(n).with_products(never.to_vec());
            let rule = Ario { stocks, suppliers, ..Ario::default() };
            let (word, label) = match suppliers {
                Suppliers::Steady => ("steady", STEADY),
                Suppliers::Available => ("available", AVAILABLE),
            };
            let model = format!("ario {n}/{} {word}", n / 2.0);
            let course = ario(self.system, self.disruption.clone(), self.horizon, &rule)?;
            courses.push((model, label, course));
        }
        let rule = Binding::new(self.system.table().index(), InputRule::Leontief);
        let course = partially_binding(self.system, self.disruption.clone(), self.horizon, &rule)?;
        courses.push(("pbl leontief 10/10".into(), "stocks bridge, consumers yield", course));
        Ok(courses)
    }

    fn of_course(&self, model: String, label: &'static str, course: &Course<'_>) -> Result<Entry> {
        let v = self.system.value_added_coefficients();
        let made = course.output().row_sums();
        let usual: Vec<f64> = course.steady_output().iter().map(|x| x * self.days()).collect();
        let entry = self.entry(model, label, &times(v, &minus(&made, &usual)));
        let all: Vec<Vec<usize>> = vec![(0..v.len()).collect()];
        let world = course.flags_of(&all, Level::World)?.swap_remove(0);
        Ok(Entry { flags: Some((world, course.flags(self.economies)?)), ..entry })
    }

    /// The least that the world loses without stocks.
    fn best(&self) -> Result<Entry> {
        let mut lost = 0.0;
        for (active, days) in self.spells() {
            let best = best_allocation(self.system, &self.losses(&active))?;
            lost += best.change_percent() * days as f64;
        }
        Ok(Entry {
            model: self.times("best allocation"),
            label: "no stocks, nothing replaced, shared out best",
            world: lost / self.days(),
            regions: vec![f64::NAN; self.economies.len()],
            flags: None,
        })
    }
}

/// The world first, then every economy; models in their order.
fn frame(economies: &Partition, entries: &[Entry], horizon: Horizon) -> Frame {
    let names: Vec<&str> =
        std::iter::once("WLD").chain(economies.names().iter().map(String::as_str)).collect();
    let rows = names.len() * entries.len();
    let place = |row: usize| (row / entries.len(), &entries[row % entries.len()]);
    let value = |row: usize| match place(row) {
        (0, entry) => entry.world,
        (line, entry) => entry.regions[line - 1],
    };
    let flag = |row: usize| match place(row) {
        (_, Entry { flags: None, .. }) => String::new(),
        (0, Entry { flags: Some((world, _)), .. }) => world.to_string(),
        (line, Entry { flags: Some((_, regions)), .. }) => regions[line - 1].to_string(),
    };
    let text = |of: &dyn Fn(usize) -> String| (0..rows).map(of).collect::<Vec<String>>();
    Frame::new("comparison", rows)
        .with_key("region", &names, (0..rows).map(|row| place(row).0))
        .with_text("model", &text(&|row| place(row).1.model.clone()))
        .with_text("label", &text(&|row| place(row).1.label.to_owned()))
        .with_indicator("va_change_percent", Unit::Percent, (0..rows).map(value).collect())
        .with_remark(FLAG, &text(&flag))
        .with_note("per_cent_of", format!("value added of {} steady days", horizon.length()))
        .with_note(ARIO.name, ARIO.caveat)
        .with_note(PBL.name, PBL.caveat)
}
