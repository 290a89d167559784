//! The world perspective: foreign value added that adds up over countries.
//!
//! ```text
//! source   FVA_ts = v_t'L_t A_ts L_s e_s
//! sink     FVA_ts = VB_ts [ Σ_r d_sr + A_st L_t Σ_q d_tq ],   d_sr = Y_sr + A_sr L_r Y_rr
//! ```
//!
//! Borin and Mancini (2019), equations 52 and 54. World totals by origin agree.

use rayon::prelude::*;

use super::flows::{Content, Flows};
use super::{Approach, Line, Terms, minus_own};
use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, minus};
use crate::table::{EconomyId, Partition};

/// What crosses borders for the first or for the last time.
pub(super) enum Crossing {
    /// L_t A_ts L_s e_s: what every other economy t makes for the exports of s, by column s.
    First(Matrix),
    /// d = e − A^m L e, exports that the direct importers do not use for their own exports, and A_st L_t d_t, what
    /// economy t (by column) buys from every row for those it sells itself.
    Last(Vec<f64>, Matrix),
}

/// What every row sells to those who do not sell it on, d, and what its economy makes for that, L d.
pub(super) struct LastSales {
    sold: Vec<f64>,
    made: Vec<f64>,
}

impl Flows<'_> {
    /// About 4n² flops.
    pub fn crossing(&self, approach: Approach) -> Result<Crossing> {
        let (system, partition) = (self.system, self.partition);
        Ok(match approach {
            Approach::Source => {
                let made = system.solve_local(&self.sold_by_row(), partition)?;
                let bought = system.foreign_inputs_by_user(&made, partition);
                Crossing::First(system.solve_local_columns(&bought, partition)?)
            }
            Approach::Sink => {
                let LastSales { sold, made } = self.last_sales_of_all()?;
                Crossing::Last(sold, system.foreign_inputs_by_user(&made, partition))
            }
        })
    }

    /// A^m L Y^d: imported inputs from every row that end in the final demand of their users.
    pub fn direct(&self) -> Result<Vec<f64>> {
        Ok(self.system.foreign_inputs(&self.absorbed()?, self.partition))
    }

    /// d = e − A^m L e, given both. Where output is the row sum it is Y^f + A^m L Y^d; where it is not, it
    /// also holds what ends in the discrepancy of the importers, which they do not sell on either.
    pub fn last_sales(&self, exports: &[f64], further: &[f64]) -> Result<LastSales> {
        let sold = minus(exports, further);
        Ok(LastSales { made: self.system.solve_local(&sold, self.partition)?, sold })
    }

    /// As [`Flows::last_sales`], from scratch.
    fn last_sales_of_all(&self) -> Result<LastSales> {
        let exports = self.sold_by_row();
        let made = self.system.solve_local(&exports, self.partition)?;
        self.last_sales(&exports, &self.system.foreign_inputs(&made, self.partition))
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

    /// All exports of every row.
    pub fn sold_by_row(&self) -> Vec<f64> {
        (0..self.system.order()).map(|row| self.sold(row)).collect()
    }

    /// Foreign value added in all exports of an economy, counted at its first crossing in the
    /// world: Σ_{t≠s} v_t'L_t A_ts L_s e_s.
    fn first_crossings(&self, exporters: &[EconomyId], local: &[f64]) -> Result<Vec<f64>> {
        let made = self.system.solve_local(&self.sold_by_row(), self.partition)?;
        let bought = self.system.foreign_inputs_left(local, self.partition);
        let of = |id: &EconomyId| self.rows(*id).iter().map(|&j| bought[j] * made[j]).sum();
        Ok(exporters.iter().map(of).collect())
    }

    /// Foreign value added counted at its last crossing: Σ_{t≠s} VB_ts (d_s + A_st L_t d_t), given
    /// A_s· and VB transposed.
    pub fn last_crossing(
        &self,
        id: EconomyId,
        inputs: &Matrix,
        last: &LastSales,
        origins: &Matrix,
    ) -> f64 {
        let others = self.others(id);
        let through = self.by_importer(inputs, &others, &last.made);
        let of_row = |(k, &row): (usize, &usize)| -> f64 {
            let others = others.iter().map(|t| t.position());
            others.map(|t| origins[(row, t)] * (last.sold[row] + through[(k, t)])).sum()
        };
        self.rows(id).iter().enumerate().map(of_row).sum()
    }

    /// Content of one unit of every row of the exporters: a solve for an economy's own value added
    /// and one for that of all others, or one for every origin where these are fewer.
    fn contents(&self, exporters: &[EconomyId]) -> Result<Vec<Content>> {
        if 2 * exporters.len() >= self.partition.len() {
            let origins = self.system.value_added_by_origin(self.partition)?;
            return Ok(exporters.iter().map(|&id| self.content_of(id, &origins)).collect());
        }
        let of = |&id: &EconomyId| {
            let shares = self.system.solve_left(self.own_and_foreign(id))?;
            let pick = |all: &[f64]| self.rows(id).iter().map(|&row| all[row]).collect();
            Ok(Content { own: pick(shares.column(0)), foreign: pick(shares.column(1)) })
        };
        exporters.iter().map(of).collect()
    }

    /// Content of one unit of every row of an economy, from VB transposed.
    pub fn content_of(&self, id: EconomyId, origins: &Matrix) -> Content {
        let (rows, s) = (self.rows(id), id.position());
        Content {
            own: rows.iter().map(|&row| origins[(row, s)]).collect(),
            foreign: rows.iter().map(|&row| minus_own(origins, row, s)).collect(),
        }
    }

    fn others(&self, id: EconomyId) -> Vec<EconomyId> {
        self.partition.economies().map(|(other, _)| other).filter(|&other| other != id).collect()
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
    let flows = &Flows::new(system, partition)?;
    let totals =
        Totals { flows, outputs: flows.outputs(exporters)?, local: flows.local_value_added()? };
    let inputs_of = |id: EconomyId| flows.inputs_from(flows.rows(id));
    Ok(match approach {
        Approach::Source => {
            let contents = flows.contents(exporters)?;
            let first = flows.first_crossings(exporters, &totals.local)?;
            let lines = exporters.par_iter().zip(&contents).zip(&first);
            lines
                .map(|((&id, content), &fva)| totals.line(id, &inputs_of(id), content, fva))
                .collect()
        }
        Approach::Sink => {
            let origins = system.value_added_by_origin(partition)?;
            let last = flows.last_sales_of_all()?;
            let line = |&id: &EconomyId| {
                let (inputs, content) = (inputs_of(id), flows.content_of(id, &origins));
                let fva = flows.last_crossing(id, &inputs, &last, &origins);
                totals.line(id, &inputs, &content, fva)
            };
            exporters.par_iter().map(line).collect()
        }
    })
}

/// What all exports of an economy are made of, whatever the approach.
struct Totals<'a> {
    flows: &'a Flows<'a>,
    /// X_·s for the exporters.
    outputs: Matrix,
    /// vL, stacked.
    local: Vec<f64>,
}

impl Totals<'_> {
    /// `inputs` are A_s·.
    fn line(&self, id: EconomyId, inputs: &Matrix, content: &Content, fva: f64) -> Line {
        let flows = self.flows;
        let home = self.outputs.column(id.position());
        let returned = flows.by_importer(inputs, &flows.others(id), home).row_sums();
        let mut terms = Terms { fva, ..Terms::default() };
        for (k, &row) in flows.rows(id).iter().enumerate() {
            let exports = flows.sold(row);
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
