//! Days, outages, and what comes out of them.

use std::ops::Range;

use super::network::{Network, YEAR};
use super::start::cells_times;
use super::{Loss, Warning, left_over, lines_of, positive};
use crate::error::{Error, Result};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, minus, ratio, ratios, times};
use crate::sources;
use crate::table::lines::Lines;
use crate::table::{Index, Mrio, Partition};

/// A loss of capacity for some days.
#[derive(Debug, Clone, PartialEq)]
pub struct Outage {
    /// What is lost.
    pub loss: Loss,
    /// The days of the loss, counted from 0: `5..45` are forty days, beginning with the sixth.
    pub days: Range<usize>,
}

/// Number of days that are computed, from day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon(usize);

impl Default for Horizon {
    /// A year.
    fn default() -> Self {
        Horizon(365)
    }
}

impl Horizon {
    /// The checked constructor: 1 to 36,500 days.
    ///
    /// # Errors
    /// [`Error::Range`].
    pub fn days(days: usize) -> Result<Self> {
        if (1..=36_500).contains(&days) {
            return Ok(Horizon(days));
        }
        let (what, expected) = ("the number of days", "1 to 36500");
        Err(Error::Range { what, value: days as f64, expected })
    }
}

/// Capacities day by day, by the network's places.
pub(super) struct Capacities {
    steady: Vec<f64>,
    outages: Vec<Hit>,
    days: usize,
}

/// Days, and what is left of the places that an outage hits.
struct Hit {
    days: Range<usize>,
    left: Vec<(usize, f64)>,
}

impl Capacities {
    pub fn new(
        (index, network): (&Index, &Network),
        outages: &[Outage],
        horizon: Horizon,
    ) -> Result<Self> {
        let one = |outage: &Outage| {
            let left = left_over(index, [&outage.loss])?;
            let places = network.rows().iter().enumerate();
            let hit = places.filter(|(_, row)| left[**row] != 1.0);
            let left = hit.map(|(place, row)| (place, left[*row])).collect();
            Ok(Hit { days: outage.days.clone(), left })
        };
        let outages = outages.iter().map(one).collect::<Result<_>>()?;
        Ok(Capacities { steady: network.output.clone(), outages, days: horizon.0 })
    }

    pub fn days(&self) -> Range<usize> {
        0..self.days
    }

    /// Capacities of a day, before overproduction, into `capacity`.
    pub fn on(&self, day: usize, capacity: &mut [f64]) {
        capacity.copy_from_slice(&self.steady);
        for hit in self.outages.iter().filter(|hit| hit.days.contains(&day)) {
            hit.left.iter().for_each(|(place, left)| capacity[*place] *= left);
        }
    }
}

/// Days that stocks last and days over which they are refilled, with the warning that belongs to
/// them.
pub(super) fn check_stocks(stock_days: f64, restocking_days: f64) -> Result<Vec<Warning>> {
    positive("the number of days that stocks last", stock_days)?;
    positive("the number of days over which stocks are refilled", restocking_days)?;
    let slow = restocking_days > stock_days;
    Ok(slow
        .then_some(Warning::SlowRestocking { restocking_days, stock_days })
        .into_iter()
        .collect())
}

/// Output and unmet final demand of all rows on all days. Memory 2nT numbers for T days.
#[derive(Debug, Clone)]
pub struct Course<'a> {
    system: &'a LeontiefSystem,
    steady: Vec<f64>,
    demand: Vec<f64>,
    output: Matrix,
    unmet: Matrix,
    warnings: Vec<Warning>,
}

impl<'a> Course<'a> {
    pub(super) fn new(
        system: &'a LeontiefSystem,
        network: &Network,
        days: usize,
        warnings: Vec<Warning>,
    ) -> Self {
        let n = network.rows().len();
        let (output, unmet) = (Matrix::zeros(n, days), Matrix::zeros(n, days));
        let (mut steady, mut demand) = (vec![0.0; n], vec![0.0; n]);
        for (place, &row) in network.rows().iter().enumerate() {
            (steady[row], demand[row]) = (network.output[place], network.demand[place]);
        }
        Course { system, steady, demand, output, unmet, warnings }
    }

    /// A day's output and the share of orders served, by the network's places.
    pub(super) fn record(&mut self, network: &Network, day: usize, output: &[f64], served: &[f64]) {
        for (place, &row) in network.rows().iter().enumerate() {
            self.output[(row, day)] = output[place];
            self.unmet[(row, day)] = network.demand[place] * (1.0 - served[place]);
        }
    }

    /// Output of a day before anything happens, x⁰/365.
    #[must_use]
    pub fn steady_output(&self) -> &[f64] {
        &self.steady
    }

    /// Final demand of every day, f⁰/365, by row.
    #[must_use]
    pub fn final_demand(&self) -> &[f64] {
        &self.demand
    }

    /// Output by row and day.
    #[must_use]
    pub fn output(&self) -> &Matrix {
        &self.output
    }

    /// Final demand that is not met by row and day; it is lost, not put off.
    #[must_use]
    pub fn unmet(&self) -> &Matrix {
        &self.unmet
    }

    /// Warnings that must be read before the numbers are used.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// All days together: frame `disruption` with the keys of the level and the columns
    ///
    /// | column | what | unit |
    /// |---|---|---|
    /// | `output_change` | output of all days less that of as many steady ones | money |
    /// | `va_change` | the same of v̂x | money |
    /// | `final_demand_unmet` | final demand for the line's products that was not met | money |
    /// | `output_ratio` | output over that of as many steady days; empty where that is zero | ratio |
    /// | `output_ratio_lowest` | the same of the line's worst day | ratio |
    /// | `day_of_lowest` | the first such day, from 0 | day |
    ///
    /// # Errors
    /// [`Error::Level`](crate::Error::Level) for a level that is none of
    /// [`DISRUPTION_LEVELS`](super::DISRUPTION_LEVELS).
    pub fn summary(&self, partition: &Partition, by: Level) -> Result<Frame> {
        let system = self.system;
        let lines = lines_of("disruption", by, system, partition)?;
        let days = self.output.columns() as f64;
        let change: Vec<f64> = self
            .output
            .row_sums()
            .iter()
            .zip(&self.steady)
            .map(|(sum, steady)| sum - days * steady)
            .collect();
        let steady = lines.sum(&self.steady);
        let usual: Vec<f64> = steady.iter().map(|x| x * days).collect();
        let output_change = lines.sum(&change);
        let made: Vec<f64> = usual.iter().zip(&output_change).map(|(x, c)| x + c).collect();
        let lowest = self.lowest(&lines, &steady);
        let va_change = lines.sum(&times(system.value_added_coefficients(), &change));
        let money = || Unit::money(system.table().unit());
        let of_lowest = |day: &(f64, usize)| if day.0.is_nan() { f64::NAN } else { day.1 as f64 };
        Ok(lines
            .frame()
            .with_indicator("output_change", money(), output_change)
            .with_indicator("va_change", money(), va_change)
            .with_indicator("final_demand_unmet", money(), lines.sum(&self.unmet.row_sums()))
            .with_indicator("output_ratio", Unit::Ratio, ratios(&made, &usual))
            .with_indicator(
                "output_ratio_lowest",
                Unit::Ratio,
                lowest.iter().map(|day| day.0).collect(),
            )
            .with_indicator("day_of_lowest", Unit::Number, lowest.iter().map(of_lowest).collect()))
    }

    /// The lowest ratio to steady output of every line, and its first day.
    fn lowest(&self, lines: &Lines, steady: &[f64]) -> Vec<(f64, usize)> {
        let mut lowest = vec![(f64::NAN, 0); steady.len()];
        for day in 0..self.output.columns() {
            let sums = lines.sum(self.output.column(day));
            for ((lowest, sum), steady) in lowest.iter_mut().zip(sums).zip(steady) {
                let of_day = ratio(sum, *steady);
                if lowest.0.is_nan() || of_day < lowest.0 {
                    *lowest = (of_day, day);
                }
            }
        }
        lowest
    }

    /// Day by day: frame `disruption_days` with the keys of the level and `day`, from 0, and the
    /// columns `output`, `output_steady`, `final_demand_unmet` (money) and `output_ratio`, output
    /// over steady output (empty where that is zero).
    ///
    /// # Errors
    /// [`Error::Level`](crate::Error::Level) for a level that is none of
    /// [`DISRUPTION_LEVELS`](super::DISRUPTION_LEVELS).
    pub fn series(&self, partition: &Partition, by: Level) -> Result<Frame> {
        let system = self.system;
        let lines = lines_of("disruption_days", by, system, partition)?;
        let days = self.output.columns();
        let steady = lines.sum(&self.steady);
        let line_by_line = |of: &Matrix| {
            let sums: Vec<Vec<f64>> = (0..days).map(|day| lines.sum(of.column(day))).collect();
            (0..steady.len())
                .flat_map(|line| sums.iter().map(move |sums| sums[line]))
                .collect::<Vec<f64>>()
        };
        let (output, unmet) = (line_by_line(&self.output), line_by_line(&self.unmet));
        let steady: Vec<f64> = steady.iter().flat_map(|x| std::iter::repeat_n(*x, days)).collect();
        let ratio = ratios(&output, &steady);
        let names: Vec<String> = (0..days).map(|day| day.to_string()).collect();
        let money = || Unit::money(system.table().unit());
        let keys = lines.frame().repeated(days);
        let of_row = (0..keys.rows()).map(|row| row % days);
        Ok(keys
            .with_key("day", &names, of_row)
            .with_indicator("output", money(), output)
            .with_indicator("output_steady", money(), steady)
            .with_indicator("final_demand_unmet", money(), unmet)
            .with_indicator("output_ratio", Unit::Ratio, ratio))
    }

    /// Final demand not met over all days by the economy that goes without: rationing serves all
    /// buyers of a row alike, so that every one loses in proportion to what it buys of it.
    ///
    /// Frame `unmet` with the key `region` and the columns `final_demand`, of as many steady days,
    /// `final_demand_unmet` (money) and `unmet_share`. Final demand of no region is left out.
    ///
    /// # Errors
    /// [`Error::OtherTable`](crate::Error::OtherTable) for economies of another table.
    pub fn unmet_by_buyer(&self, partition: &Partition) -> Result<Frame> {
        let system = self.system;
        system.check_partition(partition)?;
        let share = ratios(&self.unmet.row_sums(), &self.demand);
        let (table, days) = (system.table(), self.output.columns() as f64);
        let inventories = sources::inventories(table.demand());
        let (mut all, mut unmet) = (vec![0.0; partition.len()], vec![0.0; partition.len()]);
        for (j, label) in table.demand().columns().iter().enumerate() {
            let bought = Some(label.category) != inventories;
            let Some(region) = label.region.filter(|_| bought) else { continue };
            let buyer = partition.of_region(region).position();
            for (cell, share) in table.final_demand().column(j).iter().zip(&share) {
                if *cell > 0.0 {
                    all[buyer] += cell / YEAR * days;
                    unmet[buyer] += cell / YEAR * share;
                }
            }
        }
        let money = || Unit::money(table.unit());
        let unmet_share = ratios(&unmet, &all);
        Ok(Lines::economies("unmet", "region", partition)
            .frame()
            .with_indicator("final_demand", money(), all)
            .with_indicator("final_demand_unmet", money(), unmet)
            .with_indicator("unmet_share", Unit::Share, unmet_share))
    }

    /// The table of as many steady days as were computed (amounts of so many days, not of a
    /// year): final demand F⁰ without inventories and
    /// negative cells, Z⁰ = A x̂⁰, output x⁰, value added v ∘ x⁰, all times days/365. n²
    /// multiplications.
    ///
    /// # Errors
    /// Those of [`Mrio::new`].
    pub fn table_before(&self) -> Result<Mrio> {
        let days = self.output.columns() as f64;
        let output = self.steady.iter().map(|x| x * days).collect();
        self.table_of(&vec![1.0; self.steady.len()], output)
    }

    /// The table of all days together: output X summed over them, inputs used as of the recipes
    /// Z' = A X̂, value added v ∘ X, and the cells of row k of final demand times what was served
    /// of it over what was asked for. n² multiplications.
    ///
    /// Inputs delivered and inputs used differ day by day, so that rows need not balance: the
    /// discrepancy of a row is [`Course::stocked`].
    ///
    /// # Errors
    /// Those of [`Mrio::new`].
    pub fn table(&self) -> Result<Mrio> {
        self.table_of(&self.served(), self.output.row_sums())
    }

    /// ρ = X − A X − final demand served, by row, in amounts of all days: what users' stocks
    /// gained of it (below zero: lost). Where suppliers stand in for each other, so do the rows of
    /// a product: one was bought instead of another. Where an input does not bind and runs out,
    /// the recipe counts it as used. Zero in a steady course. 2n² flops.
    #[must_use]
    pub fn stocked(&self) -> Vec<f64> {
        let system = self.system;
        let (output, days) = (self.output.row_sums(), self.output.columns() as f64);
        let served = times(&self.demand, &self.served());
        let inputs = system.inputs_for(&Matrix::from_column(output.clone()));
        let left = minus(&output, inputs.column(0));
        left.iter().zip(served).map(|(left, served)| left - days * served).collect()
    }

    /// The share of the final demand for every row that was met over all days.
    fn served(&self) -> Vec<f64> {
        let days = self.output.columns() as f64;
        let served =
            |(unmet, f): (f64, &f64)| if *f > 0.0 { 1.0 - unmet / (days * f) } else { 1.0 };
        self.unmet.row_sums().into_iter().zip(&self.demand).map(served).collect()
    }

    fn table_of(&self, served: &[f64], output: Vec<f64>) -> Result<Mrio> {
        let system = self.system;
        let days = self.output.columns() as f64;
        let factors: Vec<f64> = served.iter().map(|served| served * days / YEAR).collect();
        let flows = system.table().intermediate().clone();
        let note = format!(
            "final demand without inventories and negative cells; amounts of {days} days of {YEAR}"
        );
        system.table_at(flows, cells_times(system, &factors), output, &note)
    }
}
