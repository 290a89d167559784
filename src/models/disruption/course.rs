//! What comes out of a run day by day.

use std::sync::OnceLock;

use super::daily::{Disruption, Horizon};
use super::network::{Network, YEAR};
use super::start::{cells, cells_times};
use super::stops::{Mask, buyers};
use super::verdict::{SEEN, is_beyond, upper_end};
use super::{Flag, Flags, Note, Verdict, Warning, lines_of};
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, minus, ratio, ratios, times};
use crate::sources;
use crate::table::lines::Lines;
use crate::table::{Mrio, Partition};

/// The column of flags.
pub(crate) const FLAG: &str = "flag";

/// Names and values of what was set, as they stand in the notes of a file.
pub(super) type Stated = Vec<(&'static str, String)>;

/// Output and unmet final demand of all rows on all days. Memory 2nT numbers for T days.
#[derive(Debug, Clone)]
pub struct Course<'a> {
    system: &'a LeontiefSystem,
    steady: Vec<f64>,
    demand: Vec<f64>,
    output: Matrix,
    unmet: Matrix,
    filled: Matrix,
    bought: Option<Bought>,
    disruption: Disruption,
    warnings: Vec<Warning>,
    notes: Vec<Note>,
    stated: Stated,
    upper: OnceLock<Vec<f64>>,
}

/// What buyers get where some of them may not buy from everybody.
#[derive(Debug, Clone)]
struct Bought {
    economies: Partition,
    /// Days on which a unit of final demand was met, rows x economies, those of none last.
    days: Matrix,
}

impl<'a> Course<'a> {
    /// Before the first day; `economies` are those among which sales stop, if any do.
    pub(super) fn new(
        system: &'a LeontiefSystem,
        network: &Network,
        economies: Option<&Partition>,
        horizon: Horizon,
    ) -> Self {
        let (n, days) = (network.rows().len(), horizon.length());
        let (mut steady, mut demand) = (vec![0.0; n], vec![0.0; n]);
        for (place, &row) in network.rows().iter().enumerate() {
            (steady[row], demand[row]) = (network.output[place], network.demand[place]);
        }
        let bought = economies.map(|economies| Bought {
            days: Matrix::zeros(n, economies.len() + 1),
            economies: economies.clone(),
        });
        Course {
            system,
            steady,
            demand,
            output: Matrix::zeros(n, days),
            unmet: Matrix::zeros(n, days),
            filled: Matrix::zeros(0, n),
            bought,
            disruption: Disruption::default(),
            warnings: vec![],
            notes: vec![],
            stated: vec![],
            upper: OnceLock::new(),
        }
    }

    /// A day's output and the share of orders served, by the network's places.
    pub(super) fn record(
        &mut self,
        network: &Network,
        day: usize,
        [output, served]: [&[f64]; 2],
        mask: Option<&Mask>,
    ) {
        for (place, &row) in network.rows().iter().enumerate() {
            self.output[(row, day)] = output[place];
            let f = network.demand[place];
            self.unmet[(row, day)] = match mask {
                None => f * (1.0 - served[place]),
                Some(mask) => f - mask.wanted()[place] * served[place],
            };
            if let Some(bought) = &mut self.bought {
                for buyer in 0..bought.days.columns() {
                    let open = mask.map_or(1.0, |mask| mask.of_final_users()[(place, buyer)]);
                    bought.days[(row, buyer)] += open * served[place];
                }
            }
        }
    }

    pub(super) fn set_filled(&mut self, filled: Matrix) {
        self.filled = filled;
    }

    pub(super) fn note_all(&mut self, notes: impl IntoIterator<Item = Note>) {
        self.notes.extend(notes);
    }

    /// The course with what must be said of it.
    pub(super) fn judged(
        mut self,
        disruption: Disruption,
        warnings: Vec<Warning>,
        stated: Stated,
    ) -> Self {
        let days = self.output.columns();
        self.stated = vec![("days", days.to_string())];
        self.stated.extend(stated);
        self.warnings = warnings;
        self.warnings.extend(disruption.begins_late(days));
        self.disruption = disruption;
        let verdict = self.verdict();
        if let Some(verdict) = verdict.filter(|verdict| verdict.is_no_forecast()) {
            self.warnings.push(Warning::NoForecast { verdict });
        }
        if let Some(over) = self.disruption.over().filter(|over| days < over + SEEN && *over > 0) {
            self.notes.push(Note::ShortRun { days: days.saturating_sub(over) });
        }
        let world = verdict.map_or("no verdict: what happens does not end", Verdict::name);
        self.stated.push(("world", world.to_owned()));
        self
    }

    /// Whether output of the world came back; `None` where what happens does not end.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        let all: Vec<usize> = (0..self.steady.len()).collect();
        self.verdict_on(&all)
    }

    fn verdict_on(&self, rows: &[usize]) -> Option<Verdict> {
        let over = self.disruption.over()?;
        let sum = |of: &[f64]| rows.iter().map(|&row| of[row]).sum::<f64>();
        let level = |day: usize| ratio(sum(self.output.column(day)), sum(&self.steady));
        Verdict::of(level, self.output.columns(), over)
    }

    /// The flags of several rows together, as one line.
    fn flags_on(&self, rows: &[usize]) -> Result<Flags> {
        let mut flags = Flags::of(self.verdict_on(rows));
        if self.disruption.outages.is_empty() || !self.disruption.stops.is_empty() {
            return Ok(flags);
        }
        let (upper, v, days) =
            (self.upper()?, self.system.value_added_coefficients(), self.output.columns() as f64);
        let (mut lost, mut most, mut usual) = (0.0, 0.0, 0.0);
        for &row in rows {
            let made: f64 = self.output.row(row).iter().sum();
            lost += v[row] * (days * self.steady[row] - made);
            usual += v[row] * days * self.steady[row];
            most += upper[row];
        }
        if is_beyond(lost, most, usual) {
            flags.add(Flag::BeyondUpperEnd);
        }
        Ok(flags)
    }

    /// Value added that every row loses at the upper end.
    fn upper(&self) -> Result<&[f64]> {
        if let Some(known) = self.upper.get() {
            return Ok(known);
        }
        let found = upper_end(self.system, &self.disruption.outages, self.output.columns())?;
        Ok(self.upper.get_or_init(|| found))
    }

    /// With an upper end that is known already.
    pub(super) fn with_upper(self, upper: Vec<f64>) -> Self {
        // Empty until now: nobody has asked.
        let _ = self.upper.set(upper);
        self
    }

    /// What the numbers of every economy must not be quoted without: the flags of the regions that
    /// it consists of, so that a bloc carries those of its members.
    ///
    /// Beside the verdicts ([`Verdict`]), [`Flag::BeyondUpperEnd`] where only capacity is lost: one
    /// static rationing ([`ration`](super::ration)) for every set of outages that are in force
    /// together, the first time that it is asked for.
    ///
    /// # Errors
    /// Those of [`ration`](super::ration).
    pub fn flags(&self, economies: &Partition) -> Result<Vec<Flags>> {
        let lines = Lines::economies("flags", "region", economies);
        self.flags_of(lines.rows(), Level::Region)
    }

    /// The flags of the lines of a level.
    pub(crate) fn flags_of(&self, lines: &[Vec<usize>], by: Level) -> Result<Vec<Flags>> {
        let index = self.system.table().index();
        let parts: Vec<Flags> = match by {
            Level::World => return lines.iter().map(|rows| self.flags_on(rows)).collect(),
            Level::RegionSector => {
                let each = (0..index.len()).map(|row| self.flags_on(&[row]));
                each.collect::<Result<_>>()?
            }
            _ => {
                let rows = index.regions().map(|region| index.rows(region).collect::<Vec<_>>());
                rows.map(|rows| self.flags_on(&rows)).collect::<Result<_>>()?
            }
        };
        let part = |row: usize| match by {
            Level::RegionSector => row,
            _ => index.node(row).region.position(),
        };
        let of_line = |rows: &Vec<usize>| {
            let mut parts_of: Vec<usize> = rows.iter().map(|&row| part(row)).collect();
            parts_of.dedup();
            Flags::union(parts_of.into_iter().map(|part| &parts[part]))
        };
        Ok(lines.iter().map(of_line).collect())
    }

    /// A frame with the flags of its lines, every one for so many rows below each other.
    fn flagged(&self, frame: Frame, lines: &Lines, by: Level, times: usize) -> Result<Frame> {
        let flags = self.flags_of(lines.rows(), by)?;
        let flags = flags.iter().map(Flags::to_string);
        let texts: Vec<String> = flags.flat_map(|text| std::iter::repeat_n(text, times)).collect();
        Ok(self.with_notes(frame.with_remark(FLAG, &texts)))
    }

    /// A frame with what was set, and how the world stands, in its notes.
    pub(crate) fn with_notes(&self, frame: Frame) -> Frame {
        let notes = self.stated.iter();
        notes.fold(frame, |frame, (name, value)| frame.with_note(*name, value.clone()))
    }

    /// What was set, and how the world stands: names and values.
    #[must_use]
    pub fn stated(&self) -> &[(&'static str, String)] {
        &self.stated
    }

    /// What is good to know, and no reason to doubt the numbers.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Stocks after the last day as shares of their aims at steady output, products x users; NaN
    /// for what a user does not use and for what never binds.
    #[must_use]
    pub fn stocks_filled(&self) -> &Matrix {
        &self.filled
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
    /// | `flag` | what the line must not be quoted without ([`Flags`]), last and in words | |
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
    #[must_use]
    pub fn unmet_by_buyer(&self, partition: &Partition) -> Frame {
        let system = self.system;
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
        Lines::economies("unmet", "region", partition)
            .frame()
            .with_indicator("final_demand", money(), all)
            .with_indicator("final_demand_unmet", money(), unmet)
            .with_indicator("unmet_share", Unit::Share, unmet_share)
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
