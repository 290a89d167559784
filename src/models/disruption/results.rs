//! The results of a run: frames, and the tables before and after.

use super::course::{Bought, Course};
use super::lines_of;
use super::network::YEAR;
use super::start::{cells, cells_times};
use super::stops::buyers;
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::linalg::{Matrix, minus, ratio, ratios, times};
use crate::sources;
use crate::table::lines::Lines;
use crate::table::{Mrio, Partition};

impl Course<'_> {
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
    /// | `flag` | what the line must not be quoted without ([`Flags`](super::Flags)), last and in words | |
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
        let frame = lines
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
            .with_indicator("day_of_lowest", Unit::Number, lowest.iter().map(of_lowest).collect());
        self.flagged(frame, &lines, by, 1)
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
        let frame = keys
            .with_key("day", &names, of_row)
            .with_indicator("output", money(), output)
            .with_indicator("output_steady", money(), steady)
            .with_indicator("final_demand_unmet", money(), unmet)
            .with_indicator("output_ratio", Unit::Ratio, ratio);
        self.flagged(frame, &lines, by, days)
    }

    /// Final demand not met over all days by the economy that goes without: rationing serves all
    /// buyers of a row alike, so that every one loses in proportion to what it buys of it; what an
    /// embargo stops is lost by the one who wanted it.
    ///
    /// Frame `unmet` with the key `region` and the columns `final_demand`, of as many steady days,
    /// `final_demand_unmet` (money) and `unmet_share`. Final demand of no region is left out.
    ///
    /// # Errors
    /// [`Error::OtherTable`](crate::Error::OtherTable) for economies of another table.
    pub fn unmet_by_buyer(&self, partition: &Partition) -> Result<Frame> {
        let system = self.system;
        system.check_partition(partition)?;
        let met = self.met();
        let (table, days) = (system.table(), self.output.columns() as f64);
        let inventories = sources::inventories(table.demand());
        let (mut all, mut unmet) = (vec![0.0; partition.len()], vec![0.0; partition.len()]);
        for (j, label) in table.demand().columns().iter().enumerate() {
            let bought = Some(label.category) != inventories;
            let Some(region) = label.region.filter(|_| bought) else { continue };
            let buyer = partition.of_region(region).position();
            for (row, cell) in table.final_demand().column(j).iter().enumerate() {
                if *cell > 0.0 {
                    all[buyer] += cell / YEAR * days;
                    unmet[buyer] += cell / YEAR * days * (1.0 - met.of(row, j));
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
        let factors = vec![days / YEAR; self.steady.len()];
        self.table_of(cells_times(self.system, &factors), output)
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
        let factor = self.output.columns() as f64 / YEAR;
        let mut demand = cells(self.system);
        let met = self.met();
        for j in 0..demand.columns() {
            let cells = demand.column_mut(j).iter_mut().enumerate();
            cells.for_each(|(row, cell)| *cell *= met.of(row, j) * factor);
        }
        self.table_of(demand, self.output.row_sums())
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

    /// The share of every cell of final demand that was met over all days.
    fn met(&self) -> Met {
        match &self.bought {
            None => Met { of_rows: self.served(), of_buyers: None },
            Some(Bought { economies, days }) => {
                let buyers = buyers(self.system, economies);
                let of_buyers = Some((buyers, days.clone(), self.output.columns() as f64));
                Met { of_rows: vec![], of_buyers }
            }
        }
    }

    fn table_of(&self, demand: Matrix, output: Vec<f64>) -> Result<Mrio> {
        let system = self.system;
        let days = self.output.columns() as f64;
        let flows = system.table().intermediate().clone();
        let note = format!(
            "final demand without inventories and negative cells; amounts of {days} days of {YEAR}"
        );
        system.table_at(flows, demand, output, &note)
    }
}

/// The share of final demand that was met, by row, or by row and buyer.
struct Met {
    of_rows: Vec<f64>,
    /// The buyer of every column, days on which a unit was met by row and buyer, and all days.
    of_buyers: Option<(Vec<usize>, Matrix, f64)>,
}

impl Met {
    /// Of a row in a column of final demand.
    fn of(&self, row: usize, column: usize) -> f64 {
        match &self.of_buyers {
            None => self.of_rows[row],
            Some((buyers, days, all)) => days[(row, buyers[column])] / all,
        }
    }
}
