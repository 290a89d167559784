//! What the decompositions share: flows, and global quantities of the economies asked for.

use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::linalg::{Lu, Matrix};
use crate::measures::trade::Exports;
use crate::table::{EconomyId, Partition};

/// Flows by economy. What costs solves is made by methods, for those who need it.
///
/// Methods that are told which economies are wanted return matrices of all, n x G; what was not
/// wanted is NaN, which nobody takes for a number.
pub(super) struct Flows<'a> {
    pub system: &'a LeontiefSystem,
    pub partition: &'a Partition,
    /// E, n x G.
    pub exports: Matrix,
    /// Y, n x G.
    pub final_demand: Matrix,
}

/// Own and foreign value-added content of one unit of some rows.
pub(super) struct Content {
    pub own: Vec<f64>,
    pub foreign: Vec<f64>,
}

impl<'a> Flows<'a> {
    pub fn new(system: &'a LeontiefSystem, partition: &'a Partition) -> Result<Self> {
        system.check_partition(partition)?;
        let exports = Exports::of(system.table(), partition).total();
        let final_demand = system.final_demand_by_destination(partition);
        Ok(Flows { system, partition, exports, final_demand })
    }

    pub fn rows(&self, economy: EconomyId) -> &'a [usize] {
        &self.partition.economy(economy).rows
    }

    /// Final demand for products of the own economy, by row.
    pub fn own_demand(&self) -> Vec<f64> {
        let own = |row: usize| self.final_demand[(row, self.partition.of_row(row).position())];
        (0..self.system.order()).map(own).collect()
    }

    /// X_·l = B Y_·l for these destinations: 2n² flops each.
    pub fn outputs(&self, destinations: &[EconomyId]) -> Result<Matrix> {
        self.solve_some(&self.final_demand, destinations)
    }

    /// B R_·l for these columns of the sides R (n x G).
    pub fn solve_some(&self, sides: &Matrix, wanted: &[EconomyId]) -> Result<Matrix> {
        let at = positions(wanted);
        Ok(placed(&self.system.solve(sides.select_columns(&at))?, &at, sides.columns()))
    }

    /// B R_·l for these columns of the sides R, and B R u, the sum of all: one solve more.
    pub fn solve_some_and_total(
        &self,
        sides: &Matrix,
        wanted: &[EconomyId],
    ) -> Result<(Matrix, Vec<f64>)> {
        let at = positions(wanted);
        let total = Matrix::from_column(sides.row_sums());
        let solved = self.system.solve(sides.select_columns(&at).beside(&total))?;
        Ok((placed(&solved, &at, sides.columns()), solved.column(at.len()).to_vec()))
    }

    /// vL, stacked: what of an economy is in one unit of its products before anything leaves it.
    pub fn local_value_added(&self) -> Result<Vec<f64>> {
        self.system.solve_local_left(self.system.value_added_coefficients(), self.partition)
    }

    /// L_r Y_rr, stacked.
    pub fn absorbed(&self) -> Result<Vec<f64>> {
        self.system.solve_local(&self.own_demand(), self.partition)
    }

    /// A_R· for some rows, |R| x n.
    pub fn inputs_from(&self, rows: &[usize]) -> Matrix {
        let all: Vec<usize> = (0..self.system.order()).collect();
        self.system.coefficients(rows, &all)
    }

    /// Σ_{j∈r} A_kj w_j for every row k of the inputs and these importers r (|R| x G; zero for
    /// others).
    pub fn by_importer(&self, inputs: &Matrix, importers: &[EconomyId], weights: &[f64]) -> Matrix {
        let mut out = Matrix::zeros(inputs.rows(), self.partition.len());
        for &importer in importers {
            let sums = out.column_mut(importer.position());
            for &j in self.rows(importer).iter().filter(|&&j| weights[j] != 0.0) {
                sums.iter_mut().zip(inputs.column(j)).for_each(|(sum, a)| *sum += a * weights[j]);
            }
        }
        out
    }

    /// Content of one unit of the rows of an exporter whose columns of the inverse these are.
    pub fn content(&self, exporter: EconomyId, columns: &Matrix) -> Content {
        let weights = self.own_and_foreign(exporter);
        let content = columns.transpose_times(&weights);
        Content { own: content.column(0).to_vec(), foreign: content.column(1).to_vec() }
    }

    /// Value-added coefficients of an economy and of all others, n x 2.
    pub fn own_and_foreign(&self, economy: EconomyId) -> Matrix {
        let v = self.system.value_added_coefficients();
        let mut weights = Matrix::zeros(v.len(), 2);
        for (row, &v) in v.iter().enumerate() {
            weights[(row, usize::from(self.partition.of_row(row) != economy))] = v;
        }
        weights
    }

    /// B_ss, factorised.
    pub fn own_block(&self, exporter: EconomyId, columns: &Matrix) -> Result<Lu> {
        let rows = self.rows(exporter);
        let here: Vec<usize> = (0..rows.len()).collect();
        self.system.small_factor(&columns.block(rows, &here), rows)
    }

    /// Places of rows among those of their economy.
    pub fn places(&self, economy: EconomyId, rows: &[usize]) -> Vec<usize> {
        rows.iter().filter_map(|row| self.rows(economy).binary_search(row).ok()).collect()
    }
}

fn positions(economies: &[EconomyId]) -> Vec<usize> {
    economies.iter().map(|id| id.position()).collect()
}

/// Columns at their places among so many; NaN in others.
fn placed(columns: &Matrix, at: &[usize], width: usize) -> Matrix {
    let mut out = Matrix::from_fn(columns.rows(), width, |_, _| f64::NAN);
    for (k, &place) in at.iter().enumerate() {
        out.column_mut(place).copy_from_slice(columns.column(k));
    }
    out
}
