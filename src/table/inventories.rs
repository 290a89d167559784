//! Tables without changes in inventories: dropped, or corrected for.

use super::{Mrio, Parts, Primary};
use crate::error::Result;
use crate::linalg::Matrix;
use crate::table::{CategoryId, Demand};

impl Mrio {
    /// The table without one final demand category; output is left to the row sums, which no
    /// longer hold it, and the published output is dropped.
    ///
    /// # Errors
    /// Those of [`Mrio::new`].
    pub fn without_category(&self, category: CategoryId) -> Result<Mrio> {
        let (demand, kept) = self.other_demand(&[category])?;
        let mut parts = Parts::new(
            self.index().clone(),
            demand,
            self.intermediate().clone(),
            self.final_demand().select_columns(&kept),
        );
        parts.primary = self
            .primary()
            .iter()
            .map(|row| Primary {
                final_demand: kept.iter().map(|&c| row.final_demand[c]).collect(),
                ..row.clone()
            })
            .collect();
        parts.source = self.source().clone();
        parts.source.note.push_str("; inventories dropped");
        Mrio::new(parts)
    }

    /// The final demand columns of all other categories, and their positions here.
    pub(crate) fn other_demand(&self, categories: &[CategoryId]) -> Result<(Demand, Vec<usize>)> {
        let demand = self.demand();
        let kept: Vec<usize> = (0..demand.len())
            .filter(|&c| !categories.contains(&demand.columns()[c].category))
            .collect();
        let labels = kept.iter().map(|&c| {
            let column = demand.columns()[c];
            (column.region.map(|r| self.index().region(r)), demand.category(column.category))
        });
        Ok((Demand::new(self.index(), labels)?, kept))
    }

    /// The table as if output had gone to its users instead of into stocks: the inventory
    /// category is left out and every row of Z and of the remaining F is multiplied by
    /// x/(x − ν), ν being the change in inventories of that product over all destinations, so
    /// that output x stays (and is the published output of the result). A row whose x − ν is
    /// not positive becomes zero; these rows are returned too. A sector without output buys nothing,
    /// as in [`Mrio::accounts`]. Value added is left to be the
    /// residual. n² flops.
    ///
    /// # Errors
    /// Those of [`Mrio::new`].
    ///
    /// # References
    /// Antràs and Chor (2018), "On the Measurement of Upstreamness and Downstreamness in Global
    /// Value Chains"; the rule for x − ν ≤ 0 is this project's.
    pub fn net_of_inventories(
        &self,
        output: &[f64],
        category: CategoryId,
    ) -> Result<(Mrio, Vec<usize>)> {
        let n = self.index().len();
        let columns = self.demand().columns();
        let mut stocks = vec![0.0; n];
        for (c, _) in columns.iter().enumerate().filter(|(_, c)| c.category == category) {
            let changes = self.final_demand().column(c);
            stocks.iter_mut().zip(changes).for_each(|(sum, change)| *sum += change);
        }
        let left: Vec<f64> = output.iter().zip(&stocks).map(|(x, change)| x - change).collect();
        let factor: Vec<f64> = output
            .iter()
            .zip(&left)
            .map(|(x, left)| if *left > 0.0 { x / left } else { 0.0 })
            .collect();
        let mut intermediate = self.intermediate().clone();
        for (j, x) in output.iter().enumerate() {
            let flows = intermediate.column_mut(j).iter_mut();
            let bought = if *x == 0.0 { 0.0 } else { 1.0 };
            flows.zip(&factor).for_each(|(flow, factor)| *flow *= factor * bought);
        }
        let (demand, kept) = self.other_demand(&[category])?;
        let mut parts = Parts::new(
            self.index().clone(),
            demand,
            intermediate,
            Matrix::from_fn(n, kept.len(), |row, c| {
                self.final_demand()[(row, kept[c])] * factor[row]
            }),
        );
        let of_kept = |row: &Primary| kept.iter().map(|&c| row.final_demand[c]).collect();
        let cut = |row: &Primary| Primary { final_demand: of_kept(row), ..row.clone() };
        parts.primary = self.outside_inputs().map(cut).collect();
        parts.reported_output = Some(output.to_vec());
        parts.source = self.source().clone();
        parts.source.note.push_str("; net of inventories");
        let dropped =
            (0..n).filter(|&row| left[row] <= 0.0 && (output[row] != 0.0 || stocks[row] != 0.0));
        let dropped = dropped.collect();
        Ok((Mrio::new(parts)?, dropped))
    }
}
