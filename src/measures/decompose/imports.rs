//! Value added in imports: whose GDP is exposed to a tariff of the importer.

use super::flows::Flows;
use crate::error::{Error, Result};
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Lu, Matrix};
use crate::table::{EconomyId, Partition, SectorId};

/// Which imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportsOf {
    /// All imports of an economy.
    Total,
    /// Imports of each of these products.
    Sectors(Vec<SectorId>),
}

/// One line: importer, product, origin, and three amounts.
struct Line {
    importer: usize,
    sector: Option<usize>,
    origin: usize,
    gross: f64,
    content: f64,
    value_added: f64,
}

/// Imports of `importers` (all, if empty) by origin.
///
/// Frame `imports` with keys `importer[, sector], origin` and columns `imports` (gross, by the
/// origin of the goods), `content` (value added of the origin in the imports, counted at every
/// crossing: VB_t m) and `va` (counted once, the first time it enters: the GDP of the origin
/// that would be lost if the imports stopped). The origin may be the importer itself: own value
/// added that comes back.
///
/// ```text
/// total     z = B m,  h = B_rr⁻¹ z_r,   va_t = Σ_{j∈t} v_j (z_j − B_jr h) + [t = r] v_r'L_r h
/// product   S = rows of the product outside r, T = r:   va_t = VB_tS (I + A_ST B_TS)⁻¹ m_S
/// ```
///
/// Borin and Mancini (2019), equation 51, for totals; no public program was available to compare
/// the product level with, which is checked against extraction.
///
/// Cost beyond the factor: the inverse once (or streamed); per importer 2n², per product and
/// importer a system of min(G − 1, n_r) rows.
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::decompose::{ImportsOf, imports};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = imports(&system, &partition, &ImportsOf::Total, &[partition.find("USA")?])?;
/// let of = |column| frame.value(&["USA", "USA"], column).unwrap_or_default();
/// // No imports come from home, but some value added in them does.
/// assert!(of("imports") == 0.0 && of("va") > 0.0 && of("va") <= of("content"));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn imports(
    system: &LeontiefSystem,
    partition: &Partition,
    of: &ImportsOf,
    importers: &[EconomyId],
) -> Result<Frame> {
    let flows = Flows::new(system, partition)?;
    partition.check_economies(importers)?;
    let chosen = &*partition.chosen(importers);
    if let ImportsOf::Sectors(sectors) = of {
        let rows = chosen.len().saturating_mul(sectors.len()).saturating_mul(partition.len());
        Frame::room(rows, 3, 3 + size_of::<Line>() / size_of::<f64>())?;
    }
    let lines: Vec<Line> = match of {
        ImportsOf::Total => {
            let needed = system.solve(flows.exports.clone())?;
            let visit = |id: EconomyId, columns: &Matrix| flows.total_imports(id, columns, &needed);
            system.visit_block_columns(partition, chosen, visit)?
        }
        ImportsOf::Sectors(sectors) => {
            partition.index().check_sectors(sectors)?;
            let origins = system.value_added_by_origin(partition)?;
            let visit =
                |id: EconomyId, rows: &Matrix| flows.product_imports(id, rows, sectors, &origins);
            system.visit_block_rows(partition, chosen, visit)?
        }
    }
    .into_iter()
    .flatten()
    .collect();
    let unit = || Unit::money(system.table().unit());
    let mut frame = Frame::new("imports", lines.len()).with_key(
        "importer",
        partition.names(),
        lines.iter().map(|l| l.importer),
    );
    if matches!(of, ImportsOf::Sectors(_)) {
        let codes = system.table().index().sector_codes();
        frame = frame.with_key("sector", codes, lines.iter().filter_map(|l| l.sector));
    }
    Ok(frame
        .with_key("origin", partition.names(), lines.iter().map(|l| l.origin))
        .with_indicator("imports", unit(), lines.iter().map(|l| l.gross).collect())
        .with_indicator("content", unit(), lines.iter().map(|l| l.content).collect())
        .with_indicator("va", unit(), lines.iter().map(|l| l.value_added).collect()))
}

impl Flows<'_> {
    fn total_imports(&self, id: EconomyId, columns: &Matrix, needed: &Matrix) -> Result<Vec<Line>> {
        let r = id.position();
        let solved = Matrix::from_column(needed.column(r).to_vec());
        let first = self.system.importer_solve(self.rows(id), columns, &solved)?;
        let v = self.system.value_added_coefficients();
        let line = |(t, economy): (EconomyId, &crate::table::Economy)| {
            let sum =
                |f: &dyn Fn(usize) -> f64| economy.rows.iter().map(|&row| f(row)).sum::<f64>();
            Line {
                importer: r,
                sector: None,
                origin: t.position(),
                gross: sum(&|row| self.exports[(row, r)]),
                content: sum(&|row| v[row] * needed[(row, r)]),
                value_added: sum(&|row| v[row] * first[(row, 0)]),
            }
        };
        Ok(self.partition.economies().map(line).collect())
    }

    /// `own_rows` is B_r·, n_r x n; `origins` is VB transposed.
    fn product_imports(
        &self,
        id: EconomyId,
        own_rows: &Matrix,
        sectors: &[SectorId],
        origins: &Matrix,
    ) -> Result<Vec<Line>> {
        let r = id.position();
        let users = self.rows(id);
        let (here, n) = ((0..users.len()).collect::<Vec<_>>(), self.system.order());
        let index = self.system.table().index();
        let mut lines = vec![];
        for &sector in sectors {
            let sellers: Vec<usize> = (0..n)
                .filter(|&row| index.node(row).sector == sector && self.partition.of_row(row) != id)
                .collect();
            let sales = self.system.coefficients(&sellers, users);
            let cross = own_rows.block(&here, &sellers);
            let sold: Vec<f64> = sellers.iter().map(|&row| self.exports[(row, r)]).collect();
            let once = first_crossing(&sales, &cross, &sold).ok_or_else(|| Error::Singular {
                label: format!("{}_{}", self.partition.economy(id).name, index.sector(sector)),
            })?;
            for (t, _) in self.partition.economies() {
                let of = |amounts: &[f64]| -> f64 {
                    let shares = origins.column(t.position());
                    sellers.iter().zip(amounts).map(|(&row, amount)| shares[row] * amount).sum()
                };
                let own =
                    sellers.iter().zip(&sold).filter(|(row, _)| self.partition.of_row(**row) == t);
                lines.push(Line {
                    importer: r,
                    sector: Some(sector.position()),
                    origin: t.position(),
                    gross: own.map(|(_, amount)| amount).sum(),
                    content: of(&sold),
                    value_added: of(&once),
                });
            }
        }
        Ok(lines)
    }
}

/// (I + A_ST B_TS)⁻¹ m by the smaller of the two systems; `None` if it is singular.
fn first_crossing(sales: &Matrix, cross: &Matrix, sold: &[f64]) -> Option<Vec<f64>> {
    if sales.rows() <= sales.columns() {
        let mut out = Matrix::from_column(sold.to_vec());
        Lu::of(&sales.times(cross).plus_identity()).ok()?.solve(&mut out);
        return Some(out.column(0).to_vec());
    }
    // m − A_ST (I + B_TS A_ST)⁻¹ B_TS m.
    let mut used = Matrix::from_column(cross.times_vector(sold));
    Lu::of(&cross.times(sales).plus_identity()).ok()?.solve(&mut used);
    let returned = sales.times_vector(used.column(0));
    Some(sold.iter().zip(&returned).map(|(m, back)| m - back).collect())
}
