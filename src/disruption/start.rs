//! Where models that share amounts out begin.

use crate::error::{Error, Result};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;

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
        let (index, labels) = (table.index(), table.demand());
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
        let mut demand = vec![0.0; index.len()];
        let inventories = labels.known_inventories();
        for (j, column) in labels.columns().iter().enumerate() {
            if Some(column.category) == inventories {
                continue;
            }
            let cells = table.final_demand().column(j);
            demand.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell.max(0.0));
        }
        let output = system.solve(Matrix::from_column(demand.clone()))?;
        // Rounding may leave a trace below zero.
        let output = output.column(0).iter().map(|x| x.max(0.0)).collect();
        Ok(Start { output, demand })
    }
}
