//! Gross trade between economies, for production and for final use.
//!
//! Exports of row k of economy s to economy r ≠ s are the sales to the producers of r plus the
//! sales to its final users, E = E_int + E_fin. Sales inside a group that counts as one economy are
//! not trade. Demand that belongs to no region is not an import of any economy.

use rayon::prelude::*;

use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::linalg::Matrix;
use crate::table::lines::PARTITION;
use crate::table::{Mrio, Partition};

/// Sales by product row and buying economy, n x economies, those at home among them.
pub(crate) struct Deliveries {
    /// For production.
    pub intermediate: Matrix,
    /// For final use.
    pub final_use: Matrix,
}

impl Deliveries {
    /// All sales of a table; n² additions, buyers in parallel.
    ///
    /// # Panics
    /// If the partition is of the rows of another table.
    pub fn of(table: &Mrio, partition: &Partition) -> Self {
        let own = partition.check_rows(PARTITION, table.index());
        assert!(own.is_ok(), "sales to economies of another table");
        let n = table.index().len();
        let mut intermediate = Matrix::zeros(n, partition.len());
        let mut final_use = Matrix::zeros(n, partition.len());
        let economies: Vec<_> = partition.economies().collect();
        let add = |sum: &mut [f64], column: &[f64]| {
            sum.iter_mut().zip(column).for_each(|(cell, flow)| *cell += flow);
        };
        intermediate.par_columns_mut().zip(&economies).for_each(|(sum, (_, economy))| {
            economy.rows.iter().for_each(|&j| add(sum, table.intermediate().column(j)));
        });
        final_use.par_columns_mut().zip(&economies).for_each(|(sum, (_, economy))| {
            for (j, label) in table.demand().columns().iter().enumerate() {
                if label.region.is_some_and(|region| economy.regions.contains(&region)) {
                    add(sum, table.final_demand().column(j));
                }
            }
        });
        Deliveries { intermediate, final_use }
    }

    /// For any use.
    pub fn total(self) -> Matrix {
        plus(self.intermediate, &self.final_use)
    }
}

fn plus(mut total: Matrix, more: &Matrix) -> Matrix {
    for r in 0..total.columns() {
        let sum = total.column_mut(r);
        sum.iter_mut().zip(more.column(r)).for_each(|(sum, flow)| *sum += flow);
    }
    total
}

/// Exports by product row and importing economy, n x economies; zero in the own economy.
#[derive(Debug, Clone, PartialEq)]
pub struct Exports {
    /// For production.
    pub intermediate: Matrix,
    /// For final use.
    pub final_use: Matrix,
}

impl Exports {
    /// All exports of a table; n² additions, importers in parallel.
    ///
    /// # Panics
    /// If the partition is of the rows of another table.
    #[must_use]
    pub fn of(table: &Mrio, partition: &Partition) -> Self {
        // Every row is added up, which needs no branch; what is sold at home is no export.
        let Deliveries { mut intermediate, mut final_use } = Deliveries::of(table, partition);
        for (id, economy) in partition.economies() {
            for matrix in [&mut intermediate, &mut final_use] {
                let column = matrix.column_mut(id.position());
                economy.rows.iter().for_each(|&row| column[row] = 0.0);
            }
        }
        Exports { intermediate, final_use }
    }

    /// The same without negative flows, which pay no duties: M, imports by use.
    ///
    /// # Panics
    /// As [`Exports::of`].
    #[must_use]
    pub fn non_negative(table: &Mrio, partition: &Partition) -> Self {
        let mut flows = Exports::of(table, partition);
        for matrix in [&mut flows.intermediate, &mut flows.final_use] {
            for buyer in 0..matrix.columns() {
                matrix.column_mut(buyer).iter_mut().for_each(|flow| *flow = flow.max(0.0));
            }
        }
        flows
    }

    /// E = E_int + E_fin, n x economies.
    #[must_use]
    pub fn total(&self) -> Matrix {
        plus(self.intermediate.clone(), &self.final_use)
    }

    /// e = E u: exports of every row to all partners.
    #[must_use]
    pub fn by_row(&self) -> Vec<f64> {
        self.total().row_sums()
    }
}

/// The levels of [`trade`]: the total of every economy, every product of it, every pair of
/// economies, every product of a pair.
pub const LEVELS: &[Level] = &[Level::Region, Level::RegionSector, Level::Pair, Level::PairSector];

/// Whether imports are shown beside exports at every level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ImportColumns {
    /// Only where the level has them anyway.
    #[default]
    Standard,
    /// Imports by use: what `exporter` buys abroad (from `importer`, of `sector`).
    Detailed,
}

/// One line of the result: an economy, perhaps one product, perhaps one partner.
struct Line {
    economy: usize,
    sector: Option<usize>,
    partner: Option<usize>,
}

/// The lines of a level; products of an economy are those it makes, or all.
fn lines_of(partition: &Partition, sectors: usize, by: Level, imports: ImportColumns) -> Vec<Line> {
    let g = partition.len();
    let mut shown = vec![imports == ImportColumns::Detailed; g * sectors];
    for cell in partition.cells() {
        shown[cell.economy.position() * sectors + cell.sector.position()] = true;
    }
    let products = |economy: usize| -> Vec<Option<usize>> {
        match by {
            Level::RegionSector | Level::PairSector => {
                (0..sectors).filter(|i| shown[economy * sectors + i]).map(Some).collect()
            }
            _ => vec![None],
        }
    };
    let partners = |economy: usize| -> Vec<Option<usize>> {
        match by {
            Level::Pair | Level::PairSector => (0..g).filter(|&r| r != economy).map(Some).collect(),
            _ => vec![None],
        }
    };
    let mut lines = vec![];
    for economy in 0..g {
        for sector in products(economy) {
            let partners = partners(economy).into_iter();
            lines.extend(partners.map(|partner| Line { economy, sector, partner }));
        }
    }
    lines
}

/// Sales summed by selling economy, product and buying economy.
pub(super) struct Sums {
    sectors: usize,
    economies: usize,
    values: Vec<f64>,
}

impl Sums {
    /// Sales of rows to economies (n x economies), the products of all economies from a list of so many sectors.
    pub fn of(sales: &Matrix, partition: &Partition, sectors: usize) -> Self {
        let economies = partition.len();
        let mut values = vec![0.0; economies * sectors * economies];
        for cell in partition.cells() {
            let at = (cell.economy.position() * sectors + cell.sector.position()) * economies;
            for r in 0..economies {
                values[at + r] = cell.rows.iter().map(|&row| sales[(row, r)]).sum();
            }
        }
        Sums { sectors, economies, values }
    }

    /// What an economy sells of a product to another, or at home.
    pub fn flow(&self, seller: usize, product: usize, buyer: usize) -> f64 {
        self.values[(seller * self.sectors + product) * self.economies + buyer]
    }

    /// The flows of a line's products with its partners; `flow` takes product and partner.
    fn over(&self, line: &Line, flow: impl Fn(usize, usize) -> f64) -> f64 {
        let range = |one: Option<usize>, all: usize| one.map_or(0..all, |k| k..k + 1);
        range(line.sector, self.sectors)
            .flat_map(|i| range(line.partner, self.economies).map(move |r| (i, r)))
            .map(|(i, r)| flow(i, r))
            .sum()
    }

    fn sold(&self, lines: &[Line]) -> Vec<f64> {
        let sold = |line: &Line| self.over(line, |i, r| self.flow(line.economy, i, r));
        lines.iter().map(sold).collect()
    }

    fn bought(&self, lines: &[Line]) -> Vec<f64> {
        let bought = |line: &Line| self.over(line, |i, s| self.flow(s, i, line.economy));
        lines.iter().map(bought).collect()
    }
}

/// Gross trade at the level asked for.
///
/// | level | keys | columns |
/// |---|---|---|
/// | region | `exporter` | `exports, exports_intermediate, exports_final, imports, balance` |
/// | region-sector | `exporter, sector` | `exports, exports_intermediate, exports_final` |
/// | pair | `exporter, importer` | `exports, exports_intermediate, exports_final, balance` |
/// | pair-sector | `exporter, sector, importer` | `exports, exports_intermediate, exports_final` |
///
/// [`ImportColumns::Detailed`] adds `imports, imports_intermediate, imports_final`, the imports
/// of `exporter` (from `importer`, of the product `sector`). n² additions.
///
/// # Errors
/// [`Error::Level`](crate::Error::Level) for a level that is none of [`LEVELS`].
///
/// # Examples
/// ```
/// use tripole::{Partition, read};
/// use tripole::frame::Level;
/// use tripole::measures::trade::{ImportColumns, trade};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let frame = trade(&table, &partition, Level::Region, ImportColumns::Standard)?;
/// let sum = |column| frame.real(column).map_or(0.0, |values| values.iter().sum::<f64>());
/// // The exports of the world are its imports.
/// assert!((sum("exports") - sum("imports")).abs() < 1e-9 * sum("exports"));
/// assert!(frame.value(&["USA"], "balance").is_some_and(|balance| balance < 0.0));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn trade(
    table: &Mrio,
    partition: &Partition,
    by: Level,
    imports: ImportColumns,
) -> Result<Frame> {
    by.among("trade", LEVELS)?;
    partition.check_rows(PARTITION, table.index())?;
    let exports = Exports::of(table, partition);
    let sectors = table.index().sectors().len();
    if by == Level::PairSector {
        // Ten columns, and where each line belongs.
        let rows = (partition.len() * sectors).saturating_mul(partition.len().saturating_sub(1));
        Frame::room(rows, 3, 10 + size_of::<Line>() / size_of::<f64>())?;
    }
    let lines = lines_of(partition, sectors, by, imports);
    let inputs = Sums::of(&exports.intermediate, partition, sectors);
    let final_use = Sums::of(&exports.final_use, partition, sectors);
    let add = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + b).collect::<Vec<f64>>();
    let (sold_inputs, sold_final) = (inputs.sold(&lines), final_use.sold(&lines));
    let (bought_inputs, bought_final) = (inputs.bought(&lines), final_use.bought(&lines));
    let (sold, bought) = (add(&sold_inputs, &sold_final), add(&bought_inputs, &bought_final));
    let balance = sold.iter().zip(&bought).map(|(e, m)| e - m).collect();

    let money = || Unit::money(table.unit());
    let mut frame = keyed(table, partition, by, &lines)
        .with_indicator("exports", money(), sold)
        .with_indicator("exports_intermediate", money(), sold_inputs)
        .with_indicator("exports_final", money(), sold_final);
    if imports == ImportColumns::Detailed || by == Level::Region {
        frame = frame.with_indicator("imports", money(), bought);
    }
    if imports == ImportColumns::Detailed {
        frame = frame
            .with_indicator("imports_intermediate", money(), bought_inputs)
            .with_indicator("imports_final", money(), bought_final);
    }
    if matches!(by, Level::Region | Level::Pair) {
        frame = frame.with_indicator("balance", money(), balance);
    }
    Ok(frame)
}

/// The keys of the lines.
fn keyed(table: &Mrio, partition: &Partition, by: Level, lines: &[Line]) -> Frame {
    let economies = lines.iter().map(|line| line.economy);
    let mut frame =
        Frame::new("trade", lines.len()).with_key("exporter", partition.names(), economies);
    if matches!(by, Level::RegionSector | Level::PairSector) {
        let codes = table.index().sector_codes();
        frame = frame.with_key("sector", codes, lines.iter().filter_map(|line| line.sector));
    }
    if matches!(by, Level::Pair | Level::PairSector) {
        let partners = lines.iter().filter_map(|line| line.partner);
        frame = frame.with_key("importer", partition.names(), partners);
    }
    frame
}
