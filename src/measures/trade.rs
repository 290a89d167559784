//! Gross trade between economies, for production and for final use.
//!
//! Exports of row k of economy s to economy r ≠ s are the sales to the producers of r plus the
//! sales to its final users, E = E_int + E_fin. Sales inside a group that counts as one economy are
//! not trade. Demand that belongs to no region is not an import of any economy.

use rayon::prelude::*;

use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::linalg::Matrix;
use crate::table::{Mrio, Partition};

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
    #[must_use]
    pub fn of(table: &Mrio, partition: &Partition) -> Self {
        let n = table.index().len();
        let mut intermediate = Matrix::zeros(n, partition.len());
        let mut final_use = Matrix::zeros(n, partition.len());
        let economies: Vec<_> = partition.economies().collect();
        let abroad = |sum: &mut [f64], column: &[f64], importer| {
            for (row, (cell, flow)) in sum.iter_mut().zip(column).enumerate() {
                if partition.of_row(row) != importer {
                    *cell += flow;
                }
            }
        };
        intermediate.par_columns_mut().zip(&economies).for_each(|(sum, (importer, economy))| {
            economy
                .rows
                .iter()
                .for_each(|&j| abroad(sum, table.intermediate().column(j), *importer));
        });
        final_use.par_columns_mut().zip(&economies).for_each(|(sum, (importer, economy))| {
            for (j, label) in table.demand().columns().iter().enumerate() {
                if label.region.is_some_and(|region| economy.regions.contains(&region)) {
                    abroad(sum, table.final_demand().column(j), *importer);
                }
            }
        });
        Exports { intermediate, final_use }
    }

    /// E = E_int + E_fin, n x economies.
    #[must_use]
    pub fn total(&self) -> Matrix {
        let mut total = self.intermediate.clone();
        for r in 0..total.columns() {
            let sum = total.column_mut(r);
            sum.iter_mut().zip(self.final_use.column(r)).for_each(|(sum, f)| *sum += f);
        }
        total
    }

    /// e = E u: exports of every row to all partners.
    #[must_use]
    pub fn by_row(&self) -> Vec<f64> {
        self.total().row_sums()
    }
}

/// The levels of [`trade`]: the total of every economy, every product of it, every pair of
/// economies, every product of a pair.
pub const LEVELS: &[Level] = &[Level::Region, Level::Sector, Level::Pair, Level::PairSector];

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

/// Gross trade at the level asked for.
///
/// | level | keys | columns |
/// |---|---|---|
/// | region | `exporter` | `exports, exports_intermediate, exports_final, imports, balance` |
/// | sector | `exporter, sector` | `exports, exports_intermediate, exports_final` |
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
    let exports = Exports::of(table, partition);
    let sectors = table.index().sectors().len();
    let g = partition.len();
    // [economy][sector][partner], sums of the rows of each cell.
    let sum = |matrix: &Matrix| {
        let mut out = vec![0.0; g * sectors * g];
        for cell in partition.cells() {
            let at = (cell.economy.position() * sectors + cell.sector.position()) * g;
            for r in 0..g {
                out[at + r] = cell.rows.iter().map(|&row| matrix[(row, r)]).sum();
            }
        }
        out
    };
    let (intermediate, final_use) = (sum(&exports.intermediate), sum(&exports.final_use));
    let flow = |values: &[f64], s: usize, i: usize, r: usize| values[(s * sectors + i) * g + r];
    let over = |one: Option<usize>, all: usize| one.map_or(0..all, |k| k..k + 1);
    let sold = |values: &[f64], line: &Line| -> f64 {
        over(line.sector, sectors)
            .flat_map(|i| over(line.partner, g).map(move |r| (i, r)))
            .map(|(i, r)| flow(values, line.economy, i, r))
            .sum()
    };
    let bought = |values: &[f64], line: &Line| -> f64 {
        over(line.sector, sectors)
            .flat_map(|i| over(line.partner, g).map(move |s| (i, s)))
            .map(|(i, s)| flow(values, s, i, line.economy))
            .sum()
    };

    let by_sector = matches!(by, Level::Sector | Level::PairSector);
    let by_partner = matches!(by, Level::Pair | Level::PairSector);
    let mut has_cell = vec![imports == ImportColumns::Detailed; g * sectors];
    for cell in partition.cells() {
        has_cell[cell.economy.position() * sectors + cell.sector.position()] = true;
    }
    let mut lines: Vec<Line> = vec![];
    for economy in 0..g {
        let products: Vec<Option<usize>> = if by_sector {
            (0..sectors).filter(|i| has_cell[economy * sectors + i]).map(Some).collect()
        } else {
            vec![None]
        };
        for sector in products {
            if by_partner {
                let partners = (0..g).filter(|&r| r != economy);
                lines.extend(partners.map(|r| Line { economy, sector, partner: Some(r) }));
            } else {
                lines.push(Line { economy, sector, partner: None });
            }
        }
    }

    let money = || Unit::money(table.unit());
    let mut frame = Frame::new("trade", lines.len()).with_key(
        "exporter",
        partition.names(),
        lines.iter().map(|line| line.economy),
    );
    if by_sector {
        let codes = table.index().sector_codes();
        frame = frame.with_key("sector", codes, lines.iter().filter_map(|line| line.sector));
    }
    if by_partner {
        let codes = lines.iter().filter_map(|line| line.partner);
        frame = frame.with_key("importer", partition.names(), codes);
    }
    let column = |f: &dyn Fn(&Line) -> f64| lines.iter().map(f).collect::<Vec<f64>>();
    let (sold_int, sold_fin) =
        (column(&|l| sold(&intermediate, l)), column(&|l| sold(&final_use, l)));
    let (bought_int, bought_fin) =
        (column(&|l| bought(&intermediate, l)), column(&|l| bought(&final_use, l)));
    let add = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + b).collect::<Vec<f64>>();
    let (sold_all, bought_all) = (add(&sold_int, &sold_fin), add(&bought_int, &bought_fin));
    let balance: Vec<f64> = sold_all.iter().zip(&bought_all).map(|(e, m)| e - m).collect();
    frame = frame
        .with_indicator("exports", money(), sold_all)
        .with_indicator("exports_intermediate", money(), sold_int)
        .with_indicator("exports_final", money(), sold_fin);
    if imports == ImportColumns::Detailed || by == Level::Region {
        frame = frame.with_indicator("imports", money(), bought_all);
    }
    if imports == ImportColumns::Detailed {
        frame = frame.with_indicator("imports_intermediate", money(), bought_int).with_indicator(
            "imports_final",
            money(),
            bought_fin,
        );
    }
    if !by_sector {
        frame = frame.with_indicator("balance", money(), balance);
    }
    Ok(frame)
}
