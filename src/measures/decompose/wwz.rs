//! Wang, Wei and Zhu (2013): sixteen terms of bilateral exports, in total or by sector.

use super::flows::Flows;
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

/// Quantities of all economies, n x G or n.
struct World {
    /// B_·t Y_tt by t, and its row sum.
    own: Matrix,
    own_total: Vec<f64>,
    /// B_·t Y^f_t by t, and its row sum.
    exported: Matrix,
    exported_total: Vec<f64>,
    /// B_rr Efin_r· in the rows of r.
    inside: Matrix,
    /// B Efin.
    through: Matrix,
    /// L_r e_r.
    made_for_exports: Vec<f64>,
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
/// Cost beyond the factor: the inverse once for its diagonal blocks (or streamed), three times
/// 2n² flops per economy, then about 30n².
///
/// # Errors
/// As [`LeontiefSystem::factorise`]; [`Error::Level`](crate::Error::Level) for a level that is none
/// of [`WWZ_LEVELS`].
pub fn wwz(
    system: &LeontiefSystem,
    partition: &Partition,
    by: Level,
    exporters: &[EconomyId],
) -> Result<Frame> {
    by.among("wwz", WWZ_LEVELS)?;
    let flows = Flows::new(system, partition)?;
    let chosen = &*partition.chosen(exporters);
    let world = World::new(&flows)?;
    // (exporter, cell, importer) and sixteen terms.
    let mut keys: Vec<(usize, Option<usize>, usize)> = vec![];
    let mut columns: Vec<Vec<f64>> = vec![vec![]; 16];
    for &id in chosen {
        let s = id.position();
        let rows = world.terms(&flows, id);
        let place = |row: &usize| flows.rows(id).binary_search(row).unwrap_or(0);
        let groups: Vec<(Option<usize>, Vec<usize>)> = if by == Level::PairSector {
            let cells = flows.cells(id);
            cells.map(|(c, members)| (Some(c), members.iter().map(place).collect())).collect()
        } else {
            vec![(None, (0..rows[0].rows()).collect())]
        };
        for (cell, members) in groups {
            for r in (0..partition.len()).filter(|&r| r != s) {
                keys.push((s, cell, r));
                for (column, term) in columns.iter_mut().zip(&rows) {
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
    if by == Level::PairSector {
        let cells = partition.cells();
        let sectors = keys.iter().filter_map(|k| k.1).map(|c| cells[c].sector.position());
        frame = frame.with_key("sector", system.table().index().sector_codes(), sectors);
    }
    frame = frame.with_key("importer", partition.names(), keys.iter().map(|k| k.2));
    Ok(WWZ_TERMS.iter().zip(columns).fold(frame, |frame, (name, values)| {
        frame.with_indicator(*name, Unit::Money(system.table().unit().to_owned()), values)
    }))
}

impl World {
    fn new(flows: &Flows<'_>) -> Result<Self> {
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
        let (own, exported) = (system.solve(own)?, system.solve(exported)?);
        let all = partition.chosen(&[]);
        let blocks = system.visit_block_columns(partition, &all, |id, columns| {
            let rows = flows.rows(id);
            let (here, everyone): (Vec<usize>, Vec<usize>) =
                ((0..rows.len()).collect(), (0..g).collect());
            Ok(columns.block(rows, &here).times(&final_exports.block(rows, &everyone)))
        })?;
        let mut inside = Matrix::zeros(n, g);
        for (&id, block) in all.iter().zip(&blocks) {
            for l in 0..g {
                let column = inside.column_mut(l);
                flows
                    .rows(id)
                    .iter()
                    .zip(block.column(l))
                    .for_each(|(&row, &value)| column[row] = value);
            }
        }
        Ok(World {
            own_total: own.row_sums(),
            exported_total: exported.row_sums(),
            own,
            exported,
            inside,
            through: system.solve(final_exports)?,
            made_for_exports: system.solve_local(&flows.exports.row_sums(), partition)?,
        })
    }

    /// Sixteen matrices n_s x G for one exporter.
    fn terms(&self, flows: &Flows<'_>, id: EconomyId) -> Vec<Matrix> {
        let (s, g) = (id.position(), flows.partition.len());
        let rows = flows.rows(id);
        let inputs = flows.inputs_from(id);
        let (domestic, foreign) = flows.content(id);
        let n = flows.system.order();
        let home = |j: usize| flows.partition.of_row(j).position();
        let needs = |weight: &dyn Fn(usize) -> f64| {
            flows.by_importer(&inputs, &(0..n).map(weight).collect::<Vec<f64>>())
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
        let importer = |k: usize, r: usize| flows.origins[(rows[k], r)];
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
