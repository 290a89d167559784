//! The starting point of models that share amounts out.

use crate::error::{Error, Result};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::sources;

/// Final demand without inventories and negative cells, and the output that it calls forth.
pub(super) struct Start {
    /// x⁰ = B f⁰.
    pub output: Vec<f64>,
    /// f⁰ by row, all destinations.
    pub demand: Vec<f64>,
}

impl Start {
    /// n² comparisons and one solve.
    pub fn of(system: &LeontiefSystem) -> Result<Self> {
        let table = system.table();
        let index = table.index();
        for j in (0..index.len()).filter(|&j| system.output()[j] != 0.0) {
            let flows = table.intermediate().column(j);
            if let Some(row) = flows.iter().position(|flow| *flow / system.output()[j] < 0.0) {
                return Err(Error::NegativeInput {
                    buyer: index.label(j),
                    seller: index.label(row),
                    coefficient: flows[row] / system.output()[j],
                });
            }
        }
        let demand = cells(system).row_sums();
        let output = system.solve(Matrix::from_column(demand.clone()))?;
        // Rounding may leave a trace below zero.
        let output = output.column(0).iter().map(|x| x.max(0.0)).collect();
        Ok(Start { output, demand })
    }
}

/// F⁰, the cells of final demand without inventories and negative ones; n numbers per column.
pub(super) fn cells(system: &LeontiefSystem) -> Matrix {
    let labels = system.table().demand();
    let mut cells = system.table().final_demand().clone();
    let inventories = sources::inventories(labels);
    for (j, column) in labels.columns().iter().enumerate() {
        let most = if Some(column.category) == inventories { 0.0 } else { f64::INFINITY };
        cells.column_mut(j).iter_mut().for_each(|cell| *cell = cell.max(0.0).min(most));
    }
    cells
}

/// F⁰ with the cells of every row times its factor.
pub(super) fn cells_times(system: &LeontiefSystem, factor: &[f64]) -> Matrix {
    let mut cells = cells(system);
    scale_rows(&mut cells, factor);
    cells
}

/// Every row times its factor.
pub(super) fn scale_rows(cells: &mut Matrix, factor: &[f64]) {
    for j in 0..cells.columns() {
        cells.column_mut(j).iter_mut().zip(factor).for_each(|(cell, factor)| *cell *= factor);
    }
}
