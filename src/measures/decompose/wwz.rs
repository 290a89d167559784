//! Wang, Wei and Zhu (2013): sixteen terms of bilateral exports, in total or by sector.

use super::Flow;
use super::cells::{Cells, Chosen};
use super::flows::{Content, Flows};
use super::groups::{TermGroup, grouped};
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::table::{EconomyId, Partition};

/// Names of the terms, in the order of the paper's numbering used here.
pub const WWZ_TERMS: [&str; 16] = [
    "DVA_FIN",
    "DVA_INT",
    "DVA_INTrex1",
    "DVA_INTrex2",
    "DVA_INTrex3",
    "RDV_FIN1",
    "RDV_FIN2",
    "RDV_INT",
    "DDC_FIN",
    "DDC_INT",
    "MVA_FIN",
    "MVA_INT",
    "MDC",
    "OVA_FIN",
    "OVA_INT",
    "ODC",
];

/// The levels of [`wwz`]: every pair of economies, or every exporting sector of a pair.
pub const WWZ_LEVELS: &[Level] = &[Level::Pair, Level::PairSector];

/// Global quantities, n x G or n; of the columns those of exporters and importers.
struct World<'a> {
    flows: &'a Flows<'a>,
    /// B_·t Y_tt by t, and its row sum.
    own: Matrix,
    own_total: Vec<f64>,
    /// B_·t Y^f_t by t, and its row sum.
    exported: Matrix,
    exported_total: Vec<f64>,
    /// B_rr Efin_rs in the rows of the importers r and the columns of the exporters s.
    inside: Matrix,
    /// B Efin, in the columns of the exporters.
    through: Matrix,
    /// L_r e_r.
    made_for_exports: Vec<f64>,
    /// vL, L_r Y_rr, stacked.
    local: Vec<f64>,
    absorbed: Vec<f64>,
    /// VB transposed.
    origins: Matrix,
}

/// The sixteen terms of Wang, Wei and Zhu (2013) for every pair, or sector of every pair.
///
/// Frame `wwz` with keys `exporter[, sector], importer` and the sixteen columns of
/// [`WWZ_TERMS`]: domestic value added in final exports (`DVA_FIN`), in intermediate exports
/// absorbed by the importer (`DVA_INT`) or re-exported (`DVA_INTrex1` … `3`), returned
/// (`RDV_…`), domestic double counting (`DDC_…`), value added and double counting of the importer
/// (`MVA_…`, `MDC`) and of others (`OVA_…`, `ODC`).
///
/// With `other` where the table leaves a rest ([`LeontiefSystem::explains_all`]): exports that end with no
/// user, in the discrepancy between published output and row sums, and with value added from the
/// table what is no value added (taxes, margins).
///
/// The terms and `other` add up to exports in every cell; they may be added over importers and sectors, and
/// then map to [`kww`](super::kww): T1 = DVA_FIN, T2 + T3 = (2), T4 + T5 = (3), T6 + T7 = (4), T8 =
/// (5), T9 + T10 = (6), T11 + T14 = (7), T12 + T15 = (8), T13 + T16 = (9). For a single pair its
/// domestic value added mixes two conventions (final exports at their last, the rest at their
/// first crossing); for bilateral questions use [`exports`](super::exports).
///
/// Cost beyond the factor, for e exporters and r importers asked for out of G economies: 2n² flops
/// for each of G origins, of min(e + r, G) + 1 right-hand sides, twice, and of e more; then the
/// blocks B_rr of the importers, applied to final exports by e·r solves or, where they have fewer
/// rows, taken from their block columns (the inverse once, if most of it is wanted); about 30 n n_s
/// for each exporter. Sectors spare nothing: a sector's terms go through all rows of its buyers.
///
/// # Errors
/// As [`LeontiefSystem::factorise`]; [`Error::Level`](crate::Error::Level) for a level that is none
/// of [`WWZ_LEVELS`]; [`Error::Conflict`](crate::Error::Conflict) for sectors at the level of pairs.
pub fn wwz(
    system: &LeontiefSystem,
    partition: &Partition,
    by: Level,
    cells: impl Into<Cells>,
) -> Result<Frame> {
    let (frame, columns, rest) = columns(system, partition, by, cells.into())?;
    let money = || Unit::money(system.table().unit());
    let frame = WWZ_TERMS
        .iter()
        .zip(columns)
        .fold(frame, |frame, (name, values)| frame.with_indicator(*name, money(), values));
    Ok(if system.explains_all() { frame } else { frame.with_indicator("other", money(), rest) })
}

/// The terms of [`wwz`] added up to what they are about, with their shares in exports: frame
/// `wwz_grouped` with `exports`, each group and its share in exports: `DVA` the five `DVA_...`, `RDV`
/// the three `RDV_...`, `FVA` the two `MVA_...` and two `OVA_...`, `PDC` the two `DDC_...`, `MDC` and
/// `ODC`.
///
/// # Errors
/// As [`wwz`].
pub fn wwz_grouped(
    system: &LeontiefSystem,
    partition: &Partition,
    by: Level,
    cells: impl Into<Cells>,
) -> Result<Frame> {
    use TermGroup::{Domestic, Double, Foreign, Returned};
    const GROUPS: [TermGroup; 16] = [
        Domestic, Domestic, Domestic, Domestic, Domestic, Returned, Returned, Returned, Double,
        Double, Foreign, Foreign, Double, Foreign, Foreign, Double,
    ];
    let (frame, columns, rest) = columns(system, partition, by, cells.into())?;
    let terms = GROUPS.into_iter().zip(columns);
    Ok(grouped(frame.with_name("wwz_grouped"), system, terms, rest))
}

/// The keys, sixteen columns and what they leave.
fn columns(
    system: &LeontiefSystem,
    partition: &Partition,
    by: Level,
    cells: Cells,
) -> Result<(Frame, Vec<Vec<f64>>, Vec<f64>)> {
    by.among("wwz", WWZ_LEVELS)?;
    let sectors = by == Level::PairSector;
    let flow = if sectors { Flow::SectorBilateral } else { Flow::Bilateral };
    let chosen = cells.within(partition, flow)?;
    // Sixteen terms and what they leave; three places while they are computed.
    chosen.has_room(partition, 16 + 1 + 4)?;
    let flows = Flows::new(system, partition)?;
    let world = World::new(&flows, &chosen)?;
    // (exporter, cell, importer) and sixteen terms.
    let mut keys: Vec<(usize, Option<usize>, usize)> = vec![];
    let mut columns: Vec<Vec<f64>> = vec![vec![]; 16];
    let mut rest = vec![];
    for &id in &chosen.exporters {
        let importers = chosen.importers_of(id);
        let terms = world.terms(id, &importers);
        for group in chosen.groups_of(partition, id) {
            let members = flows.places(id, &group.rows);
            for r in importers.iter().map(|r| r.position()) {
                keys.push((id.position(), group.cell, r));
                let sold = members.iter().map(|&k| flows.exports[(flows.rows(id)[k], r)]);
                let mut left: f64 = sold.sum();
                for (column, term) in columns.iter_mut().zip(&terms) {
                    let amount: f64 = members.iter().map(|&k| term[(k, r)]).sum();
                    left -= amount;
                    column.push(amount);
                }
                rest.push(left);
            }
        }
    }
    let mut frame = Frame::new("wwz", keys.len()).with_key(
        "exporter",
        partition.names(),
        keys.iter().map(|k| k.0),
    );
    if sectors {
        let cells = partition.cells();
        let sectors = keys.iter().filter_map(|k| k.1).map(|c| cells[c].sector.position());
        frame = frame.with_key("sector", system.table().index().sector_codes(), sectors);
    }
    frame = frame.with_key("importer", partition.names(), keys.iter().map(|k| k.2));
    Ok((frame, columns, rest))
}

impl<'a> World<'a> {
    fn new(flows: &'a Flows<'a>, chosen: &Chosen) -> Result<Self> {
        let (system, partition) = (flows.system, flows.partition);
        let (n, g) = (system.order(), partition.len());
        let home = |row: usize| partition.of_row(row).position();
        let (mut own, mut exported) = (Matrix::zeros(n, g), Matrix::zeros(n, g));
        let mut final_exports = flows.final_demand.clone();
        for row in 0..n {
            let s = home(row);
            own[(row, s)] = final_exports[(row, s)];
            final_exports[(row, s)] = 0.0;
            exported[(row, s)] = (0..g).map(|r| final_exports[(row, r)]).sum();
        }
        let partners = chosen.partners();
        let (own, own_total) = flows.solve_some_and_total(&own, &partners)?;
        let (exported, exported_total) = flows.solve_some_and_total(&exported, &partners)?;
        Ok(World {
            flows,
            own,
            own_total,
            exported,
            exported_total,
            inside: inside(flows, chosen, &final_exports)?,
            through: flows.solve_some(&final_exports, &chosen.exporters)?,
            made_for_exports: system.solve_local(&flows.exports.row_sums(), partition)?,
            local: flows.local_value_added()?,
            absorbed: flows.absorbed()?,
            origins: system.value_added_by_origin(partition)?,
        })
    }

    /// Sixteen matrices n_s x G for one exporter, zero but for these importers.
    fn terms(&self, id: EconomyId, importers: &[EconomyId]) -> Vec<Matrix> {
        let (flows, s, g) = (self.flows, id.position(), self.flows.partition.len());
        let rows = flows.rows(id);
        let inputs = flows.inputs_from(rows);
        let Content { own: domestic, foreign } = flows.content_of(id, &self.origins);
        let n = flows.system.order();
        let home = |j: usize| flows.partition.of_row(j).position();
        let needs = |weight: &dyn Fn(usize) -> f64| {
            let weights: Vec<f64> = (0..n).map(weight).collect();
            flows.by_importer(&inputs, importers, &weights)
        };
        let (own, exported, inside) = (&self.own, &self.exported, &self.inside);
        // A_sr times what the importer's rows do with it; terms two to nine, then ten, twelve
        // and thirteen.
        let local: [Matrix; 8] = [
            needs(&|j| own[(j, home(j))]),
            needs(&|j| self.own_total[j] - own[(j, home(j))] - own[(j, s)]),
            needs(&|j| exported[(j, home(j))] - inside[(j, s)]),
            needs(&|j| {
                self.exported_total[j]
                    - exported[(j, home(j))]
                    - exported[(j, s)]
                    - self.through[(j, s)]
                    + inside[(j, s)]
            }),
            needs(&|j| inside[(j, s)]),
            needs(&|j| self.through[(j, s)] - inside[(j, s)]),
            needs(&|j| own[(j, s)]),
            needs(&|j| exported[(j, s)]),
        ];
        let (all, absorbed, further) = (
            needs(&|j| flows.system.output()[j]),
            needs(&|j| self.absorbed[j]),
            needs(&|j| self.made_for_exports[j]),
        );
        let final_exports = |k: usize, r: usize| flows.final_demand[(rows[k], r)];
        let importer = |k: usize, r: usize| self.origins[(rows[k], r)];
        let term = |f: &dyn Fn(usize, usize) -> f64| {
            let mut term = Matrix::zeros(rows.len(), g);
            for r in importers.iter().map(|r| r.position()) {
                term.column_mut(r).iter_mut().enumerate().for_each(|(k, cell)| *cell = f(k, r));
            }
            term
        };
        let mut terms = vec![term(&|k, r| domestic[k] * final_exports(k, r))];
        terms.extend(local.iter().map(|m| term(&|k, r| self.local[rows[k]] * m[(k, r)])));
        terms.push(term(&|k, r| (domestic[k] - self.local[rows[k]]) * all[(k, r)]));
        terms.push(term(&|k, r| importer(k, r) * final_exports(k, r)));
        terms.push(term(&|k, r| importer(k, r) * absorbed[(k, r)]));
        terms.push(term(&|k, r| importer(k, r) * further[(k, r)]));
        let third = |k: usize, r: usize| foreign[k] - importer(k, r);
        terms.push(term(&|k, r| third(k, r) * final_exports(k, r)));
        terms.push(term(&|k, r| third(k, r) * absorbed[(k, r)]));
        terms.push(term(&|k, r| third(k, r) * further[(k, r)]));
        terms
    }
}

/// B_rr Efin_rs for the importers r and the exporters s: a solve for every pair, or block columns
/// where the importers have fewer rows than there are pairs.
fn inside(flows: &Flows<'_>, chosen: &Chosen, final_exports: &Matrix) -> Result<Matrix> {
    let (n, importers) = (flows.system.order(), &chosen.importers);
    let sellers: Vec<usize> = chosen.exporters.iter().map(|id| id.position()).collect();
    let sets: Vec<&[usize]> = importers.iter().map(|&id| flows.rows(id)).collect();
    let mut inside = Matrix::from_fn(n, flows.partition.len(), |_, _| f64::NAN);
    if sellers.len() * sets.len() < sets.iter().map(|rows| rows.len()).sum() {
        for &s in &sellers {
            let mut sides = Matrix::zeros(n, sets.len());
            for (k, rows) in sets.iter().enumerate() {
                rows.iter().for_each(|&row| sides[(row, k)] = final_exports[(row, s)]);
            }
            let solved = flows.system.solve(sides)?;
            for (k, rows) in sets.iter().enumerate() {
                rows.iter().for_each(|&row| inside[(row, s)] = solved[(row, k)]);
            }
        }
        return Ok(inside);
    }
    let blocks = flows.system.visit_own_blocks(&sets, |at, block| {
        Ok(block.times(&final_exports.block(sets[at], &sellers)))
    })?;
    for (rows, block) in sets.iter().zip(&blocks) {
        for (k, &s) in sellers.iter().enumerate() {
            let column = inside.column_mut(s);
            rows.iter().zip(block.column(k)).for_each(|(&row, &made)| column[row] = made);
        }
    }
    Ok(inside)
}
