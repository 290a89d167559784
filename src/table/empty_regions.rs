//! Regions without any flow, as tables of many years have them for countries that are no more.

use super::{Demand, Index, Mrio, Parts, Primary, RegionId};
use crate::error::Result;
use crate::linalg::{Matrix, room};

impl Mrio {
    /// The regions that neither sell nor buy anything, pay nothing, and have no published output.
    #[must_use]
    pub fn empty_regions(&self) -> Vec<RegionId> {
        self.index().regions().filter(|region| self.is_empty_region(*region)).collect()
    }

    fn is_empty_region(&self, region: RegionId) -> bool {
        let mut rows = self.index().rows(region);
        let no_sums =
            rows.clone().all(|row| self.row_sums()[row] == 0.0 && self.input_sums()[row] == 0.0);
        let (z, f) = (self.intermediate(), self.final_demand());
        let is_zero = |values: &[f64]| values.iter().all(|value| *value == 0.0);
        let users = || self.demand().columns().iter().enumerate();
        let mut used = users().filter(|(_, column)| column.region == Some(region));
        no_sums
            && self.reported_output().is_none_or(|output| is_zero(&output[rows.clone()]))
            && self.primary().iter().all(|row| is_zero(&row.inputs[rows.clone()]))
            && used.all(|(column, _)| {
                let paid = self.primary().iter().all(|row| row.final_demand[column] == 0.0);
                is_zero(f.column(column)) && paid
            })
            && rows.all(|row| {
                let sold = |matrix: &Matrix| (0..matrix.columns()).all(|j| matrix[(row, j)] == 0.0);
                is_zero(z.column(row)) && sold(z) && sold(f)
            })
    }

    /// This table without some of its regions, their rows and their columns.
    ///
    /// # Errors
    /// [`Error::Memory`](crate::Error::Memory) where there is no room for the smaller table.
    pub(crate) fn without_regions(self, regions: &[RegionId]) -> Result<Mrio> {
        let index = self.index();
        let nodes = index.nodes().iter().enumerate();
        let rows: Vec<usize> =
            nodes.filter(|(_, node)| !regions.contains(&node.region)).map(|(row, _)| row).collect();
        let users = self.demand().columns().iter().enumerate();
        let columns: Vec<usize> = users
            .filter(|(_, column)| column.region.is_none_or(|region| !regions.contains(&region)))
            .map(|(column, _)| column)
            .collect();
        room("the table", rows.len() * (rows.len() + columns.len()))?;
        let code = |row: usize| {
            let node = index.node(row);
            (index.region(node.region), index.sector(node.sector))
        };
        let user = |column: usize| {
            let label = self.demand().columns()[column];
            (label.region.map(|r| index.region(r)), self.demand().category(label.category))
        };
        let kept = Index::new(rows.iter().map(|row| code(*row)))?;
        let demand = Demand::new(&kept, columns.iter().map(|column| user(*column)))?;
        let some = |values: &[f64], places: &[usize]| -> Vec<f64> {
            places.iter().map(|place| values[*place]).collect()
        };
        let block = |matrix: &Matrix, columns: &[usize]| {
            Matrix::from_fn(rows.len(), columns.len(), |i, j| matrix[(rows[i], columns[j])])
        };
        let z = block(self.intermediate(), &rows);
        let f = block(self.final_demand(), &columns);
        let mut parts = Parts::new(kept, demand, z, f);
        let primary = |row: &Primary| Primary {
            name: row.name.clone(),
            kind: row.kind,
            inputs: some(&row.inputs, &rows),
            final_demand: some(&row.final_demand, &columns),
        };
        parts.primary = self.primary().iter().map(primary).collect();
        parts.reported_output = self.reported_output().map(|output| some(output, &rows));
        parts.source = self.source().clone();
        Mrio::new(parts)
    }
}
