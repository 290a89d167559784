//! Foreign content of exports and own value added in the exports of others, from which Koopman,
//! Powers, Wang and Wei (2010) make their indices of participation and position.

use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, minus, plus, ratios, times};
use crate::measures::trade::Exports;
use crate::table::Partition;

/// Exports, and the value added in a unit of every product: what both concepts are made of.
pub(super) struct ExportContent<'a> {
    system: &'a LeontiefSystem,
    partition: &'a Partition,
    /// E, n x economies.
    pub flows: Matrix,
    /// e = Eu.
    pub exports: Vec<f64>,
    /// VB transposed, n x economies.
    pub origins: Matrix,
}

impl<'a> ExportContent<'a> {
    /// Sum exports up and solve for VB: n² additions and 2n² flops per economy beyond the factor.
    pub fn of(system: &'a LeontiefSystem, partition: &'a Partition) -> Result<Self> {
        let flows = Exports::of(system.table(), partition).total();
        let exports = flows.row_sums();
        let origins = system.value_added_by_origin(partition)?;
        Ok(ExportContent { system, partition, flows, exports, origins })
    }

    fn own(&self, row: usize) -> usize {
        self.partition.of_row(row).position()
    }

    /// FV by exporting row k of economy s: Σ_{t≠s} VB_tk e_k.
    pub fn foreign_content(&self) -> Vec<f64> {
        let all = self.origins.row_sums();
        let foreign = |row: usize| all[row] - self.origins[(row, self.own(row))];
        self.exports.iter().enumerate().map(|(row, e)| foreign(row) * e).collect()
    }

    /// IV by row of origin k of economy s: v_k Σ_{r≠s} B_kr e_r; 2n² flops per economy.
    pub fn in_others_exports(&self) -> Result<Vec<f64>> {
        let made_for = self.system.solve_by_economy(&self.exports, self.partition)?;
        let all = made_for.row_sums();
        let others: Vec<f64> =
            all.iter().enumerate().map(|(row, x)| x - made_for[(row, self.own(row))]).collect();
        Ok(times(self.system.value_added_coefficients(), &others))
    }

    /// IV by economy s: Σ_{r≠s} VB_sr e_r, without another solve.
    pub fn in_others_exports_by_economy(&self) -> Vec<f64> {
        let of = |s: usize| -> f64 {
            let shares = self.origins.column(s).iter().zip(&self.exports).enumerate();
            let others = shares.filter(|(row, _)| self.own(*row) != s);
            others.map(|(_, (share, e))| share * e).sum()
        };
        (0..self.partition.len()).map(of).collect()
    }
}

/// Indices of lines, empty where there are no exports E.
pub(super) struct Indices {
    /// IV/E.
    pub forward: Vec<f64>,
    /// FV/E.
    pub backward: Vec<f64>,
    /// IV/E + FV/E.
    pub participation: Vec<f64>,
    /// ln(1 + IV/E) − ln(1 + FV/E), empty where a share is −1 or less.
    pub position: Vec<f64>,
}

impl Indices {
    /// Of IV, FV and E by line.
    pub fn of(own_abroad: &[f64], foreign: &[f64], exports: &[f64]) -> Self {
        let (forward, backward) = (ratios(own_abroad, exports), ratios(foreign, exports));
        let log = |share: &f64| if *share > -1.0 { share.ln_1p() } else { f64::NAN };
        let logs = |shares: &[f64]| shares.iter().map(log).collect::<Vec<f64>>();
        let position = minus(&logs(&forward), &logs(&backward));
        Indices { participation: plus(&forward, &backward), position, forward, backward }
    }
}
