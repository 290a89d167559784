//! Mean rates of periods: constant between the days on which lines begin or end.

use std::collections::BTreeMap;

use super::Schedule;
use super::cells::{Elasticities, Layout, Powers, RateOptions, Sellers, uniform_rate};
use super::day::{Day, Period};
use super::parties::Party;
use super::rates::RateLabels;
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::table::Uses;

/// Mean rates of one cell over one period, by days.
#[derive(Debug, Clone, PartialEq)]
pub struct MeanCell {
    /// Position of the period.
    pub period: usize,
    /// Position of the importer.
    pub importer: usize,
    /// Position of the region.
    pub region: usize,
    /// Position of the sector.
    pub sector: usize,
    /// What the goods are bought for; all uses where the concordance does not say.
    pub uses: Uses,
    /// V, in the unit of the weights.
    pub value: f64,
    /// Mean over the days of the mean rate.
    pub mean: f64,
    /// Mean over the days of the uniform rate with the same price.
    pub ces: f64,
    /// Mean over the days of what each authority contributes; they add up to the mean.
    pub contributions: Vec<f64>,
}

/// Mean rates of cells over periods, period outermost, then importer, region, sector and use.
#[derive(Debug, Clone, PartialEq)]
pub struct MeanRates {
    periods: Vec<String>,
    labels: RateLabels,
    cells: Vec<MeanCell>,
}

/// Sums over the products of a cell.
#[derive(Debug, Clone, Default)]
struct Sums {
    value: f64,
    base: f64,
    /// As the `cost` of [`Powers`], in each interval.
    cost: Vec<f64>,
    /// By period and authority.
    contributions: Vec<f64>,
}

/// Days between which no rate changes.
struct Intervals {
    days: Vec<Day>,
}

impl Intervals {
    fn count(&self) -> usize {
        self.days.len().saturating_sub(1)
    }

    /// The intervals between two of the days.
    fn between(&self, from: Day, to: Day) -> std::ops::Range<usize> {
        self.days.partition_point(|day| *day < from)..self.days.partition_point(|day| *day < to)
    }

    fn length(&self, interval: usize) -> f64 {
        self.days[interval + 1].days_since(self.days[interval]) as f64
    }
}

/// One class of exporters.
struct OfClass {
    /// b for a flow of one, by distinct elasticity.
    base: Vec<f64>,
    /// By distinct elasticity, in each interval.
    cost: Vec<Vec<f64>>,
    /// Means by period and authority.
    contributions: Vec<f64>,
}

impl Schedule {
    /// Mean rates over periods: Σ days·value / Σ days of the mean, the uniform rate and the contributions, over
    /// the intervals in which no rate changes. That is the mean over all days. Quantiles of periods are not
    /// defined. [`Period::months`] gives a path.
    ///
    /// Cost: one evaluation for each product, class of exporters and interval of the class's own lines; memory
    /// of the cells of one importer times intervals, and times periods and authorities.
    ///
    /// # Errors
    /// As [`Schedule::rates`]; [`Error::Memory`](crate::Error::Memory).
    ///
    /// # Examples
    /// ```no_run
    /// use tripole::scenario::schedule::{Period, RateOptions, Schedule, ScheduleFiles};
    /// let schedule = Schedule::read(&ScheduleFiles::in_folder("us-2026"), &["USA".to_owned()])?;
    /// let year: Period = "2025".parse()?;
    /// let path = schedule.means(&year.months(), &RateOptions::default())?;
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn means(&self, periods: &[Period], options: &RateOptions) -> Result<MeanRates> {
        self.compile_means(periods, options, &Sellers::Own, self.regions.clone())
    }

    /// The same of regions that sell what everybody sells to an importer, as [`Schedule::rates_filled`].
    ///
    /// # Errors
    /// As [`Schedule::means`].
    pub fn means_filled(
        &self,
        periods: &[Period],
        options: &RateOptions,
        regions: &[String],
    ) -> Result<MeanRates> {
        let sellers: Vec<_> = regions.iter().map(|region| self.sellers_in(region)).collect();
        self.compile_means(periods, options, &Sellers::Others(&sellers), regions.to_vec())
    }

    fn compile_means(
        &self,
        periods: &[Period],
        options: &RateOptions,
        sellers: &Sellers<'_>,
        regions: Vec<String>,
    ) -> Result<MeanRates> {
        let elasticities = Elasticities::new(options, self.parts.sectors())?;
        let layout = self.layout(regions.len());
        let authorities = self.rules.names().len();
        let mut cells = vec![];
        for (place, importer) in self.weights.importers().enumerate() {
            let intervals = self.intervals(importer, periods);
            let spans = (periods, &intervals);
            let sums =
                self.interval_sums(importer, spans, options, (&elasticities, layout), sellers)?;
            for (cell, sums) in &sums {
                let (region, sector, uses) = layout.of(*cell);
                let elasticity = elasticities.distinct[elasticities.of_sector[sector]];
                for (period, span) in periods.iter().enumerate() {
                    let (mean, ces, contributions) =
                        sums.of_period((period, span), &intervals, authorities, elasticity);
                    let importer = place;
                    let cell = MeanCell {
                        period,
                        importer,
                        region,
                        sector,
                        uses,
                        value: sums.value,
                        mean,
                        ces,
                        contributions,
                    };
                    cells.push(cell);
                }
            }
        }
        cells.sort_by_key(|it| it.period);
        Ok(MeanRates {
            periods: periods.iter().map(Period::name).collect(),
            labels: self.labels(regions),
            cells,
        })
    }

    /// The days of periods between which no rate of an importer changes.
    fn intervals(&self, importer: Party, periods: &[Period]) -> Intervals {
        let mut days: Vec<Day> = periods.iter().flat_map(|it| [it.from(), it.to()]).collect();
        let inside = |day: &Day| periods.iter().any(|it| it.from() < *day && *day < it.to());
        let mut changes = std::collections::HashSet::new();
        for (_, range) in self.rates.runs_of(&self.parties.all_of(Some(importer))) {
            changes.extend(self.rates.run(range).iter().flat_map(|it| [it.from, it.to]));
        }
        days.extend(changes.into_iter().filter(inside));
        days.sort_unstable();
        days.dedup();
        Intervals { days }
    }

    fn interval_sums(
        &self,
        importer: Party,
        (periods, intervals): (&[Period], &Intervals),
        options: &RateOptions,
        (elasticities, layout): (&Elasticities, Layout),
        sellers: &Sellers<'_>,
    ) -> Result<BTreeMap<usize, Sums>> {
        let authorities = self.rules.names().len();
        let numbers = intervals.count().saturating_add(periods.len().saturating_mul(authorities));
        self.room_for(importer, layout, sellers, numbers)?;
        let mut sums: BTreeMap<usize, Sums> = BTreeMap::new();
        self.each_cell(importer, sellers, &mut |product, rates| {
            let mut classes = vec![];
            for (place, class) in product.classes.iter().enumerate() {
                let base_rate = match options.base_date {
                    Some(base) => rates.at(product, place, base)?,
                    None => 0.0,
                };
                let distinct = &elasticities.distinct;
                let base = distinct.iter().map(|it| Powers::of(*it, 0.0, base_rate).base).collect();
                let cost = vec![vec![0.0; intervals.count()]; distinct.len()];
                let contributions = vec![0.0; periods.len() * authorities];
                let mut of = OfClass { base, cost, contributions };
                for (from, to) in own_intervals(class, intervals) {
                    let rate = rates.at(product, place, from)?;
                    for (cost, elasticity) in of.cost.iter_mut().zip(distinct) {
                        let powers = Powers::of(*elasticity, rate, base_rate);
                        cost[intervals.between(from, to)].fill(powers.cost);
                    }
                    for (period, sums) in
                        periods.iter().zip(of.contributions.chunks_mut(authorities.max(1)))
                    {
                        let days = to.min(period.to()).days_since(from.max(period.from())).max(0);
                        let part = days as f64 / period.days() as f64;
                        let contributions = sums.iter_mut().zip(&rates.contributions);
                        contributions.for_each(|(sum, levied)| *sum += part * levied);
                    }
                }
                classes.push(of);
            }
            let parts = self.parts.of(product.code);
            for (flow, class) in product.flows.iter().zip(&product.class_of) {
                for part in parts.iter().filter(|part| part.share > 0.0) {
                    let cell = layout.cell(flow.slot, part.sector, part.uses);
                    let elasticity = elasticities.of_sector[part.sector];
                    let sums = sums.entry(cell).or_default();
                    sums.add(flow.value * part.share, &classes[*class], elasticity);
                }
            }
            Ok(())
        })?;
        Ok(sums)
    }
}

/// The days between which a class's own lines do not change, from the first of all intervals to the last.
fn own_intervals(class: &super::stack::Class<'_>, intervals: &Intervals) -> Vec<(Day, Day)> {
    let (Some(first), Some(last)) = (intervals.days.first(), intervals.days.last()) else {
        return vec![];
    };
    let mut days = class.breakpoints(*first, *last);
    // What changes between periods counts from the next one on.
    for day in &mut days {
        let next = intervals.days.partition_point(|known| *known < *day);
        *day = intervals.days.get(next).copied().unwrap_or(*last);
    }
    days.insert(0, *first);
    days.push(*last);
    days.dedup();
    days.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

impl Sums {
    fn add(&mut self, weight: f64, class: &OfClass, elasticity: usize) {
        self.value += weight;
        self.base += weight * class.base[elasticity];
        let cost = &class.cost[elasticity];
        self.cost.resize(cost.len(), 0.0);
        self.cost.iter_mut().zip(cost).for_each(|(sum, cost)| *sum += weight * cost);
        self.contributions.resize(class.contributions.len(), 0.0);
        let contributions = self.contributions.iter_mut().zip(&class.contributions);
        contributions.for_each(|(sum, levied)| *sum += weight * levied);
    }

    /// Mean, uniform rate and contributions of a period.
    fn of_period(
        &self,
        (place, period): (usize, &Period),
        intervals: &Intervals,
        authorities: usize,
        elasticity: f64,
    ) -> (f64, f64, Vec<f64>) {
        let inside = intervals.between(period.from(), period.to());
        let days =
            inside.map(|k| intervals.length(k) * uniform_rate(elasticity, self.base, self.cost[k]));
        let ces = days.sum::<f64>() / period.days() as f64;
        let levied = self.contributions.iter().skip(place * authorities).take(authorities);
        let contributions: Vec<f64> = levied.map(|sum| sum / self.value).collect();
        (contributions.iter().sum(), ces, contributions)
    }
}

impl MeanCell {
    pub(super) fn at(&self) -> super::into_tariffs::CellKey {
        ((self.importer, self.region, self.sector, self.uses), self.value)
    }
}

impl MeanRates {
    /// The cells.
    #[must_use]
    pub fn cells(&self) -> &[MeanCell] {
        &self.cells
    }

    /// The cells of a period.
    #[must_use]
    pub fn of_period(&self, period: usize) -> &[MeanCell] {
        let start = self.cells.partition_point(|it| it.period < period);
        let end = self.cells.partition_point(|it| it.period <= period);
        &self.cells[start..end]
    }

    /// The periods, to which cells point.
    #[must_use]
    pub fn periods(&self) -> &[String] {
        &self.periods
    }

    /// What cells point to, besides periods.
    #[must_use]
    pub fn labels(&self) -> &RateLabels {
        &self.labels
    }

    /// One row for each period and cell: `period`, `importer`, `exporter` (the region), `sector`, `use` where the
    /// concordance has it; `mean`, `ces`.
    #[must_use]
    pub fn frame(&self) -> Frame {
        self.keyed("periods", 1)
            .with_indicator("mean", Unit::Rate, self.cells.iter().map(|it| it.mean).collect())
            .with_indicator("ces", Unit::Rate, self.cells.iter().map(|it| it.ces).collect())
    }

    /// One row for each period, cell and authority: `mean`, what it contributes to that of the cell.
    #[must_use]
    pub fn by_authority(&self) -> Frame {
        let authorities = &self.labels.authorities;
        let count = authorities.len();
        let rows = 0..self.cells.len() * count;
        let levied = self.cells.iter().flat_map(|it| it.contributions.iter().copied()).collect();
        self.keyed("period_contributions", count)
            .with_key("authority", authorities, rows.map(|row| row % count))
            .with_indicator("mean", Unit::Rate, levied)
    }

    /// A frame of the cells, each so many times.
    fn keyed(&self, name: &str, times: usize) -> Frame {
        let frame = Frame::new(name, self.cells.len()).with_key(
            "period",
            &self.periods,
            self.cells.iter().map(|it| it.period),
        );
        let cells = self.cells.iter().map(|it| (it.importer, it.region, it.sector, it.uses));
        self.labels.keyed(frame, cells).repeated(times)
    }
}
