//! The table after a redirection.

use super::Redirected;
use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::table::Mrio;

impl Redirected {
    /// The new table: Z' = A' x̂', F', output x', and primary inputs per unit of output as they
    /// were, w' = v ∘ x'. Row discrepancies stay, so that it is balanced as the old one was; a
    /// sector without output keeps its column. `system` is the one that was redirected.
    ///
    /// n² numbers and as many multiplications.
    ///
    /// # Errors
    /// Those of [`Mrio::new`].
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, LeontiefSystem, Partition, RowSet, read};
    /// use tripole::models::redirection::{Redirection, redirect};
    /// let input = read::Input::parse("builtin:three-pole-2011")?;
    /// let table = read::read(&input, &read::ReadOptions::default())?.table;
    /// let partition = Partition::regions(table.index());
    /// let (china, ele) = (partition.find("CHN")?, table.index().find_sector("ELE")?);
    /// let losers = RowSet::cell(table.index(), &partition, china, ele)?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let after = redirect(&system, &Redirection::replacing(system.table().index(), losers))?;
    /// let table = after.table(&system)?;
    /// let gap = table.row_sums().iter().zip(after.output()).map(|(sum, x)| (sum - x).abs());
    /// assert!(gap.fold(0.0, f64::max) < 1e-3);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn table(&self, system: &LeontiefSystem) -> Result<Mrio> {
        let (x, after) = (system.output(), &self.output);
        let mut parts = system.table().clone().into_parts();
        let scale = |j: usize| if x[j] == 0.0 { 1.0 } else { after[j] / x[j] };
        for (j, column) in self.moves.inputs.iter().enumerate() {
            let cells = parts.intermediate.column_mut(j);
            column.changes.iter().for_each(|(row, amount)| cells[*row] += amount);
            cells.iter_mut().for_each(|cell| *cell *= scale(j));
        }
        for (j, column) in self.moves.finals.iter().enumerate() {
            let cells = parts.final_demand.column_mut(j);
            column.changes.iter().for_each(|(row, amount)| cells[*row] += amount);
        }
        for row in &mut parts.primary {
            row.inputs.iter_mut().enumerate().for_each(|(j, cell)| *cell *= scale(j));
        }
        if let Some(reported) = &mut parts.reported_output {
            // Where output is the row sum, what the source publishes beside it moves along.
            let moved = reported.iter_mut().zip(after.iter().zip(x));
            moved.for_each(|(reported, (after, x))| *reported += after - x);
        }
        parts.source.note.push_str("; purchases redirected");
        Mrio::new(parts)
    }
}
