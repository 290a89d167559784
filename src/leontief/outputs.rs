//! A table at other outputs.

use rayon::prelude::*;

use super::LeontiefSystem;
use crate::error::Result;
use crate::linalg::{Matrix, times};
use crate::table::{Mrio, Parts, Primary, PrimaryKind, Source};

impl LeontiefSystem {
    /// The table Z' = A' x̂', F', x' with one primary row `VA`, value added per unit of output as
    /// it was, v ∘ x'. `intermediate` holds the inputs A' x̂ still at the old outputs x and may be
    /// changed already; a sector without old output buys nothing. Rows of imports from outside the
    /// table grow with their buyers. What x' − Z'u − F'u is not zero
    /// is the discrepancy of the table. `change` says in its note what was done. n²
    /// multiplications, in place.
    ///
    /// # Errors
    /// Those of [`Mrio::new`].
    pub(crate) fn table_at(
        &self,
        mut intermediate: Matrix,
        final_demand: Matrix,
        output: Vec<f64>,
        change: &str,
    ) -> Result<Mrio> {
        let growth = |(old, new): (&f64, &f64)| if *old == 0.0 { 0.0 } else { new / old };
        let growth: Vec<f64> = self.output().par_iter().zip(&output).map(growth).collect();
        intermediate.par_columns_mut().zip(&growth).for_each(|(column, growth)| {
            column.iter_mut().for_each(|flow| *flow *= growth);
        });
        let table = self.table();
        let grown = |row: &Primary| Primary { inputs: times(&row.inputs, &growth), ..row.clone() };
        let mut primary: Vec<Primary> = table.outside_inputs().map(grown).collect();
        primary.push(Primary {
            name: "VA".to_owned(),
            kind: PrimaryKind::ValueAdded,
            inputs: times(self.value_added_coefficients(), &output),
            final_demand: vec![0.0; table.demand().len()],
        });
        Mrio::new(Parts {
            index: table.index().clone(),
            demand: table.demand().clone(),
            intermediate,
            final_demand,
            primary,
            reported_output: Some(output),
            source: Source {
                note: format!("{}; {change}", table.source().note),
                ..table.source().clone()
            },
        })
    }

    /// This system with the value added per unit of output of another one, in rows without
    /// output too, where a table can say nothing of it.
    pub(crate) fn with_coefficients_of(mut self, other: &LeontiefSystem) -> Self {
        other.value_added_coefficients().clone_into(&mut self.accounts.coefficients);
        self.accounts.value_added = times(&self.accounts.coefficients, &self.accounts.output);
        self
    }
}
