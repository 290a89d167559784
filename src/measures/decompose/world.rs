//! The world perspective: foreign value added that adds up over countries.
//!
//! ```text
//! source   FVA_ts = v_t'L_t A_ts L_s e_s
//! sink     FVA_ts = VB_ts [ Σ_r d_sr + A_st L_t Σ_q d_tq ],   d_sr = Y_sr + A_sr L_r Y_rr
//! ```
//!
//! Borin and Mancini (2019), equations 52 and 54. World totals by origin agree.

use rayon::prelude::*;

use super::columns::{OwnAndOthers, coefficients_by_origin, origins, own_and_others};
use super::flows::{Destinations, Flows, Needs, distinct};
use super::{Approach, Line, Terms, minus_own};
use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::table::{EconomyId, Partition};

/// What crosses borders for the first or for the last time.
pub(super) enum Crossing {
    /// L_t A_ts L_s e_s: what every other economy t makes for the exports of s, by column s.
    First(Matrix),
    /// d = Y^f + A^m L Y^d, exports absorbed by the direct importers, and A_st L_t d_t, what
    /// economy t (by column) buys from every row for those it sells itself.
    Last(Vec<f64>, Matrix),
}

impl Flows<'_> {
    /// About 4n² flops.
    pub fn crossing(&self, approach: Approach) -> Result<Crossing> {
        let (system, partition) = (self.system, self.partition);
        let rows = 0..system.order();
        Ok(match approach {
            Approach::Source => {
                let sold: Vec<f64> = rows.map(|row| self.sold(row)).collect();
                let made = system.solve_local(&sold, partition)?;
                let bought = system.foreign_inputs_by_user(&made, partition);
                Crossing::First(system.solve_local_columns(&bought, partition)?)
            }
            Approach::Sink => {
                let last = self.sold_last();
                let made = system.solve_local(&last, partition)?;
                Crossing::Last(last, system.foreign_inputs_by_user(&made, partition))
            }
        })
    }

    /// d = Y^f + A^m L Y^d: what every row exports to those who absorb it; 2n² flops.
    fn sold_last(&self) -> Vec<f64> {
        let own = |row: usize| self.partition.of_row(row).position();
        let inputs = self.system.foreign_inputs(&self.absorbed, self.partition);
        let rows = inputs.iter().enumerate();
        rows.map(|(row, a)| minus_own(&self.final_demand, row, own(row)) + a).collect()
    }

    /// VB transposed in the rows of some economies.
    pub fn origins_of(&self, economies: &[EconomyId]) -> Result<Matrix> {
        let rows: Vec<usize> =
            distinct(economies).iter().flat_map(|&id| self.rows(id)).copied().collect();
        origins(self.system, self.partition, &rows)
    }

    /// Output of every row that carries the value added in all exports of an economy, each unit
    /// counted once in the world; `columns` are B_·s. By source 2n² at most, by sink 2n n_s flops.
    pub fn world_outputs(
        &self,
        id: EconomyId,
        crossing: &Crossing,
        columns: &Matrix,
    ) -> Result<Vec<f64>> {
        let (s, rows) = (id.position(), self.rows(id));
        let of_own = |amounts: &[f64]| rows.iter().map(|&row| amounts[row]).collect::<Vec<f64>>();
        let mut outputs = match crossing {
            Crossing::First(outputs) => outputs.column(s).to_vec(),
            Crossing::Last(last, through) => {
                let mut outputs = columns.times_vector(&of_own(last));
                for (t, economy) in self.partition.economies() {
                    let sold = of_own(through.column(t.position()));
                    for &row in &economy.rows {
                        let once = sold.iter().enumerate().map(|(k, x)| columns[(row, k)] * x);
                        outputs[row] += once.sum::<f64>();
                    }
                }
                outputs
            }
        };
        let mut own = Matrix::from_column(rows.iter().map(|&row| self.sold(row)).collect());
        self.system.local_factor(rows)?.solve(&mut own);
        rows.iter().zip(own.column(0)).for_each(|(&row, &made)| outputs[row] = made);
        Ok(outputs)
    }

    /// All exports of a row.
    pub fn sold(&self, row: usize) -> f64 {
        minus_own(&self.exports, row, self.partition.of_row(row).position())
    }

    /// Foreign value added in all exports of every exporter, counted at its first crossing in the
    /// world: v_t'L_t A_ts L_s e_s over t ≠ s.
    fn first_crossings(&self, exporters: &[EconomyId]) -> Result<Vec<f64>> {
        let (system, partition) = (self.system, self.partition);
        let mut sold = vec![0.0; system.order()];
        for &row in exporters.iter().flat_map(|&id| self.rows(id)) {
            sold[row] = self.sold(row);
        }
        let made = system.solve_local_of(&sold, partition, &distinct(exporters))?;
        let bought = |j: usize| system.foreign_inputs_of(j, &self.local, partition) * made[j];
        let of = |id: &EconomyId| self.rows(*id).iter().map(|&j| bought(j)).sum();
        Ok(exporters.par_iter().map(of).collect())
    }

    /// The same at its last crossing: VB_ts (d_s + A_st L_t d_t), given VB transposed in the rows
    /// of the exporters.
    pub fn last_crossings(&self, exporters: &[EconomyId], origins: &Matrix) -> Result<Vec<f64>> {
        let last = self.sold_last();
        let made = self.system.solve_local(&last, self.partition)?;
        let all = self.partition.chosen(&[]);
        let of = |&id: &EconomyId| {
            let rows = self.rows(id);
            let through = self.by_importer(&self.inputs_from(rows), &all, &made);
            let of_row = |(k, &row): (usize, &usize)| -> f64 {
                let others = (0..all.len()).filter(|&t| t != id.position());
                others.map(|t| origins[(row, t)] * (last[row] + through[(k, t)])).sum()
            };
            rows.iter().enumerate().map(of_row).sum()
        };
        Ok(exporters.par_iter().map(of).collect())
    }

    /// One line for all exports of an economy; but for `fva` as from the exporter's perspective.
    fn world_line(&self, id: EconomyId, content: &Content, fva: f64) -> Line {
        let rows = self.rows(id);
        let home = self.outputs.column(id.position());
        let abroad: Vec<EconomyId> =
            self.partition.chosen(&[]).into_iter().filter(|&other| other != id).collect();
        let returned = self.by_importer(&self.inputs_from(rows), &abroad, home).row_sums();
        let mut terms = Terms { fva, ..Terms::default() };
        for (k, &row) in rows.iter().enumerate() {
            let exports = self.sold(row);
            terms += Terms {
                exports,
                dc: content.own[k] * exports,
                fc: content.foreign[k] * exports,
                dva: self.local[row] * exports,
                reflection: self.local[row] * returned[k],
                ..Terms::default()
            };
        }
        Line { exporter: id.position(), cell: None, importer: None, terms }
    }
}

/// Own and foreign value-added content of one unit of every row of an exporter.
struct Content {
    own: Vec<f64>,
    foreign: Vec<f64>,
}

impl Content {
    /// Of every exporter, without its block column: a solve for its own value added and one for
    /// that of all others.
    fn solved(flows: &Flows<'_>, exporters: &[EconomyId]) -> Result<Vec<Content>> {
        let weights = coefficients_by_origin(flows.system, flows.partition);
        let found = own_and_others(&weights, exporters, |sides| flows.system.solve_left(sides))?;
        let of = |(id, found): (&EconomyId, OwnAndOthers)| {
            let pick = |all: &[f64]| flows.rows(*id).iter().map(|&row| all[row]).collect();
            Content { own: pick(&found.own), foreign: pick(&found.others) }
        };
        Ok(exporters.iter().zip(found).map(of).collect())
    }

    /// The same from VB transposed.
    fn of(flows: &Flows<'_>, id: EconomyId, origins: &Matrix) -> Content {
        let rows = flows.rows(id);
        let s = id.position();
        Content {
            own: rows.iter().map(|&row| origins[(row, s)]).collect(),
            foreign: rows.iter().map(|&row| minus_own(origins, row, s)).collect(),
        }
    }
}

/// Total exports of every exporter; `dc`, `dva`, `vax`, `reflection` are those of the exporter
/// perspective, which agree by both approaches. No inverse.
pub(super) fn world_lines(
    system: &LeontiefSystem,
    partition: &Partition,
    approach: Approach,
    exporters: &[EconomyId],
) -> Result<Vec<Line>> {
    let flows = Flows::new(system, partition, &needs(partition, approach, exporters))?;
    let (contents, foreign) = match approach {
        Approach::Source => {
            (Content::solved(&flows, exporters)?, flows.first_crossings(exporters)?)
        }
        Approach::Sink => {
            let origins = flows.origins_of(exporters)?;
            let content = |&id: &EconomyId| Content::of(&flows, id, &origins);
            (exporters.iter().map(content).collect(), flows.last_crossings(exporters, &origins)?)
        }
    };
    let lines = exporters.iter().zip(&contents).zip(foreign);
    Ok(lines.map(|((&id, content), fva)| flows.world_line(id, content, fva)).collect())
}

/// By source value added leaves any economy for the exporters; by sink what they sell is followed
/// to the last economy.
fn needs(partition: &Partition, approach: Approach, exporters: &[EconomyId]) -> Needs {
    let exporters = distinct(exporters);
    let needs = Needs {
        sellers: exporters.clone(),
        buyers: partition.chosen(&[]),
        outputs: Destinations::Each(exporters.clone()),
        ..Needs::default()
    };
    match approach {
        Approach::Source => Needs { local: partition.chosen(&[]), ..needs },
        Approach::Sink => Needs { local: exporters, absorbed: partition.chosen(&[]), ..needs },
    }
}
