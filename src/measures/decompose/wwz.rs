//! Wang, Wei and Zhu (2013): sixteen terms of bilateral exports, in total or by sector.

use super::cells::{Cells, Chosen};
use super::columns::{some, some_and_sum, unknown};
use super::flows::{Flows, Needs, distinct};
use super::{Flow, minus_own};
use crate::error::Result;
use crate::frame::{Frame, Unit};
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

/// Whether the terms are shown for all goods or by exporting sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WwzBy {
    /// Every pair.
    Pair,
    /// Every sector of every pair.
    PairSector,
}

/// Quantities of all economies, n x G or n; of the columns those of exporters and importers.
struct World {
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
    /// L_r e_r, in the rows of the importers.
    made_for_exports: Vec<f64>,
    /// VB transposed, in the rows of the exporters.
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
/// The terms add up to exports in every cell; they may be added over importers and sectors, and
/// then map to [`kww`](super::kww): T1 = DVA_FIN, T2 + T3 = (2), T4 + T5 = (3), T6 + T7 = (4), T8 =
/// (5), T9 + T10 = (6), T11 + T14 = (7), T12 + T15 = (8), T13 + T16 = (9). For a single pair its
/// domestic value added mixes two conventions (final exports at their last, the rest at their
/// first crossing); for bilateral questions use [`exports`](super::exports).
///
/// Cost beyond the factor, for E exporters and R importers asked for out of G economies: 2n² flops
/// for each of min(G, |E ∪ R| + 1) columns, twice, of |E| more, and of min(G, rows of E) for
/// origins; then the blocks B_rr of the importers applied to final exports, by |E||R| columns or,
/// where they have fewer rows, by their block columns (the inverse once, if most of it is wanted);
/// about 30 n n_s per exporter. All of it whatever the sectors: a sector's terms go through all
/// rows of its buyers.
///
/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) for sectors at the level of pairs; those of
/// [`LeontiefSystem::factorise`].
pub fn wwz(
    system: &LeontiefSystem,
    partition: &Partition,
    by: WwzBy,
    cells: impl Into<Cells>,
) -> Result<Frame> {
    let flow = match by {
        WwzBy::Pair => Flow::Bilateral,
        WwzBy::PairSector => Flow::SectorBilateral,
    };
    let chosen = cells.into().within(partition, flow)?;
    let flows = Flows::new(system, partition, &needs(partition, &chosen))?;
    let world = World::new(&flows, &chosen)?;
    // (exporter, cell, importer) and sixteen terms.
    let mut keys: Vec<(usize, Option<usize>, usize)> = vec![];
    let mut columns: Vec<Vec<f64>> = vec![vec![]; 16];
    for &id in &chosen.exporters {
        let terms = world.terms(&flows, &chosen, id);
        for group in chosen.groups(partition, id) {
            let members = flows.places(id, &group.rows);
            for r in chosen.importers_of(id).map(EconomyId::position) {
                keys.push((id.position(), group.cell, r));
                for (column, term) in columns.iter_mut().zip(&terms) {
                    column.push(members.iter().map(|&k| term[(k, r)]).sum());
                }
            }
        }
    }
    let mut frame = Frame::new("wwz", keys.len()).with_key(
        "exporter",
        partition.names(),
        keys.iter().map(|k| k.0),
    );
    if by == WwzBy::PairSector {
        let cells = partition.cells();
        let sectors = keys.iter().filter_map(|k| k.1).map(|c| cells[c].sector.position());
        frame = frame.with_key("sector", system.table().index().sector_codes(), sectors);
    }
    frame = frame.with_key("importer", partition.names(), keys.iter().map(|k| k.2));
    Ok(WWZ_TERMS.iter().zip(columns).fold(frame, |frame, (name, values)| {
        frame.with_indicator(*name, Unit::Money(system.table().unit().to_owned()), values)
    }))
}

fn needs(partition: &Partition, chosen: &Chosen) -> Needs {
    Needs {
        sellers: chosen.importers.clone(),
        buyers: partition.chosen(&[]),
        local: distinct(&chosen.exporters),
        absorbed: chosen.importers.clone(),
        ..Needs::default()
    }
}

impl World {
    fn new(flows: &Flows<'_>, chosen: &Chosen) -> Result<Self> {
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
        let (own, own_total) = some_and_sum(system, &own, &chosen.partners())?;
        let (exported, exported_total) = some_and_sum(system, &exported, &chosen.partners())?;
        let mut sold = vec![0.0; n];
        for &row in chosen.importers.iter().flat_map(|&id| flows.rows(id)) {
            sold[row] = flows.sold(row);
        }
        Ok(World {
            own_total,
            exported_total,
            own,
            exported,
            inside: inside(flows, chosen, &final_exports)?,
            through: some(system, &final_exports, &distinct(&chosen.exporters))?,
            made_for_exports: system.solve_local_of(&sold, partition, &chosen.importers)?,
            origins: flows.origins_of(&chosen.exporters)?,
        })
    }

    /// Sixteen matrices n_s x G for one exporter.
    fn terms(&self, flows: &Flows<'_>, chosen: &Chosen, id: EconomyId) -> Vec<Matrix> {
        let (s, g) = (id.position(), flows.partition.len());
        let rows = flows.rows(id);
        let inputs = flows.inputs_from(rows);
        let (domestic, foreign) = content(&self.origins, rows, s);
        let importers: Vec<EconomyId> = chosen.importers_of(id).collect();
        let n = flows.system.order();
        let home = |j: usize| flows.partition.of_row(j).position();
        let needs = |weight: &dyn Fn(usize) -> f64| {
            let weights: Vec<f64> = (0..n).map(weight).collect();
            flows.by_importer(&inputs, &importers, &weights)
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
            needs(&|j| flows.absorbed[j]),
            needs(&|j| self.made_for_exports[j]),
        );
        let final_exports = |k: usize, r: usize| flows.final_demand[(rows[k], r)];
        let importer = |k: usize, r: usize| self.origins[(rows[k], r)];
        let term = |f: &dyn Fn(usize, usize) -> f64| {
            Matrix::from_fn(rows.len(), g, |k, r| if r == s { 0.0 } else { f(k, r) })
        };
        let mut terms = vec![term(&|k, r| domestic[k] * final_exports(k, r))];
        terms.extend(local.iter().map(|m| term(&|k, r| flows.local[rows[k]] * m[(k, r)])));
        terms.push(term(&|k, r| (domestic[k] - flows.local[rows[k]]) * all[(k, r)]));
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

/// Own and foreign content of one unit of every row of the economy s.
fn content(origins: &Matrix, rows: &[usize], s: usize) -> (Vec<f64>, Vec<f64>) {
    rows.iter().map(|&row| (origins[(row, s)], minus_own(origins, row, s))).unzip()
}

/// B_rr Efin_rs for the importers r and the exporters s: a solve for every pair, or block columns
/// where the importers have fewer rows than there are pairs.
fn inside(flows: &Flows<'_>, chosen: &Chosen, final_exports: &Matrix) -> Result<Matrix> {
    let exporters = distinct(&chosen.exporters);
    let rows: usize = chosen.importers.iter().map(|&id| flows.rows(id).len()).sum();
    let pairs = exporters.len() * chosen.importers.len();
    let mut out = unknown(flows.system.order(), flows.partition.len());
    let mut put = |id: EconomyId, l: usize, values: &mut dyn Iterator<Item = f64>| {
        let column = out.column_mut(l);
        flows.rows(id).iter().zip(values).for_each(|(&row, value)| column[row] = value);
    };
    if pairs < rows {
        for l in exporters.iter().map(|id| id.position()) {
            let amounts = final_exports.column(l);
            let made = cut_by_economy(flows, amounts, &chosen.importers)?;
            for (k, &id) in chosen.importers.iter().enumerate() {
                put(id, l, &mut flows.rows(id).iter().map(|&row| made[(row, k)]));
            }
        }
        return Ok(out);
    }
    let wanted: Vec<usize> = exporters.iter().map(|id| id.position()).collect();
    let blocks =
        flows.system.visit_block_columns(flows.partition, &chosen.importers, |id, columns| {
            let rows = flows.rows(id);
            let here: Vec<usize> = (0..rows.len()).collect();
            Ok(columns.block(rows, &here).times(&final_exports.block(rows, &wanted)))
        })?;
    for (&id, block) in chosen.importers.iter().zip(&blocks) {
        for (k, &l) in wanted.iter().enumerate() {
            put(id, l, &mut block.column(k).iter().copied());
        }
    }
    Ok(out)
}

/// B b for the amounts b in the rows of each of these economies, by column.
fn cut_by_economy(flows: &Flows<'_>, amounts: &[f64], economies: &[EconomyId]) -> Result<Matrix> {
    let mut sides = Matrix::zeros(amounts.len(), economies.len());
    for (k, &id) in economies.iter().enumerate() {
        flows.rows(id).iter().for_each(|&row| sides[(row, k)] = amounts[row]);
    }
    flows.system.solve(sides)
}
