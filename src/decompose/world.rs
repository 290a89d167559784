//! The world perspective: foreign value added that adds up over countries.
//!
//! ```text
//! source   FVA_ts = v_t'L_t A_ts L_s e_s
//! sink     FVA_ts = VB_ts [ Σ_r d_sr + A_st L_t Σ_q d_tq ],   d_sr = Y_sr + A_sr L_r Y_rr
//! ```
//!
//! Borin and Mancini (2019), equations 52 and 54. World totals by origin agree.

use super::flows::Flows;
use super::{Approach, Line, Terms};
use crate::error::Result;
use crate::labels::EconomyId;

impl Flows<'_> {
    /// Total exports of every exporter; `dc`, `dva`, `vax`, `reflection` are those of the
    /// exporter perspective, which agree by both approaches. About 4n² flops, no inverse.
    pub fn world_lines(&self, approach: Approach, exporters: &[EconomyId]) -> Result<Vec<Line>> {
        let g = self.partition.len();
        let n = self.system.order();
        let by_row = self.exports.row_sums();
        let foreign = match approach {
            Approach::Source => {
                let made = self.system.solve_local(&by_row, self.partition)?;
                self.for_first_reexport(&made)
            }
            Approach::Sink => {
                // Exports absorbed by the direct importers, d, and what each economy makes for them.
                let direct = self.system.foreign_inputs(&self.absorbed, self.partition);
                let last: Vec<f64> = (0..n)
                    .map(|row| {
                        let own = self.partition.of_row(row).position();
                        let sold: f64 =
                            (0..g).filter(|&r| r != own).map(|r| self.final_demand[(row, r)]).sum();
                        sold + direct[row]
                    })
                    .collect();
                let made = self.system.solve_local(&last, self.partition)?;
                let mut foreign = self.through_the_origin(&made);
                for (row, &sold) in last.iter().enumerate() {
                    let s = self.partition.of_row(row).position();
                    let content: f64 =
                        (0..g).filter(|&t| t != s).map(|t| self.origins[(row, t)]).sum();
                    foreign[s] += content * sold;
                }
                foreign
            }
        };
        exporters
            .iter()
            .map(|&id| {
                let s = id.position();
                let (domestic, content) = self.content(id);
                let returned = self.returned(id);
                let mut terms = Terms { fva: foreign[s], ..Terms::default() };
                for (k, &row) in self.rows(id).iter().enumerate() {
                    let exports = by_row[row];
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

    /// Σ_{t≠s} v_t'L_t A_ts w_s for every exporter s.
    fn for_first_reexport(&self, weights: &[f64]) -> Vec<f64> {
        let mut foreign = vec![0.0; self.partition.len()];
        self.system.each_column(weights, self.partition, |user, weight, column| {
            let abroad =
                column.iter().enumerate().filter(|(i, _)| self.partition.of_row(*i) != user);
            foreign[user.position()] +=
                weight * abroad.map(|(i, z)| self.local[i] * z).sum::<f64>();
        });
        foreign
    }

    /// Σ_{t≠s} VB_ts A_st w_t for every exporter s: what s sells to the origin t, which exports
    /// it once more.
    fn through_the_origin(&self, weights: &[f64]) -> Vec<f64> {
        let mut foreign = vec![0.0; self.partition.len()];
        self.system.each_column(weights, self.partition, |origin, weight, column| {
            let content = self.origins.column(origin.position());
            for (k, z) in column.iter().enumerate() {
                let exporter = self.partition.of_row(k);
                if exporter != origin {
                    foreign[exporter.position()] += content[k] * z * weight;
                }
            }
        });
        foreign
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
