//! The world perspective: foreign value added that adds up over countries.
//!
//! ```text
//! source   FVA_ts = v_t'L_t A_ts L_s e_s
//! sink     FVA_ts = VB_ts [ Σ_r d_sr + A_st L_t Σ_q d_tq ],   d_sr = Y_sr + A_sr L_r Y_rr
//! ```
//!
//! Borin and Mancini (2019), equations 52 and 54. World totals by origin agree.

use super::flows::Flows;
use super::{Approach, Line, Terms, minus_own};
use crate::error::Result;
use crate::linalg::Matrix;
use crate::table::EconomyId;

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
                let inputs = system.foreign_inputs(&self.absorbed, partition);
                let finals = rows.map(|row| {
                    minus_own(&self.final_demand, row, partition.of_row(row).position())
                });
                let last: Vec<f64> = finals.zip(&inputs).map(|(y, a)| y + a).collect();
                let made = system.solve_local(&last, partition)?;
                Crossing::Last(last, system.foreign_inputs_by_user(&made, partition))
            }
        })
    }

    /// Total exports of every exporter; `dc`, `dva`, `vax`, `reflection` are those of the
    /// exporter perspective, which agree by both approaches. About 4n² flops, no inverse.
    pub fn world_lines(&self, approach: Approach, exporters: &[EconomyId]) -> Result<Vec<Line>> {
        let g = self.partition.len();
        let v = self.system.value_added_coefficients();
        let own = |row: usize| self.partition.of_row(row).position();
        let mut foreign = vec![0.0; g];
        match self.crossing(approach)? {
            Crossing::First(outputs) => {
                for (s, sum) in foreign.iter_mut().enumerate() {
                    *sum = outputs.column(s).iter().zip(v).map(|(x, v)| x * v).sum();
                }
            }
            Crossing::Last(last, through) => {
                for row in 0..last.len() {
                    let origins = (0..g).filter(|&t| t != own(row));
                    foreign[own(row)] += origins
                        .map(|t| self.origins[(row, t)] * (last[row] + through[(row, t)]))
                        .sum::<f64>();
                }
            }
        }
        exporters
            .iter()
            .map(|&id| {
                let s = id.position();
                let (domestic, content) = self.content(id);
                let returned = self.returned(id);
                let mut terms = Terms { fva: foreign[s], ..Terms::default() };
                for (k, &row) in self.rows(id).iter().enumerate() {
                    let exports = self.sold(row);
                    terms += Terms {
                        exports,
                        dc: domestic[k] * exports,
                        fc: content[k] * exports,
                        dva: self.local[row] * exports,
                        reflection: self.local[row] * returned[k],
                        ..Terms::default()
                    };
                }
                Ok(Line { exporter: s, cell: None, importer: None, terms })
            })
            .collect()
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

    /// Σ_r D_kr(s) for the rows k of s.
    fn returned(&self, id: EconomyId) -> Vec<f64> {
        let own = id.position();
        let sums = self.by_importer(&self.inputs_from(id), self.outputs.column(own));
        (0..sums.rows())
            .map(|k| (0..sums.columns()).filter(|&r| r != own).map(|r| sums[(k, r)]).sum())
            .collect()
    }
}
