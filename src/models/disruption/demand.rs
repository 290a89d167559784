//! Final demand that changes.

use super::{compared, lines_of};
use crate::error::{Error, Result};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, minus, plus};
use crate::scenario::DemandChange;
use crate::sources;
use crate::table::{Mrio, Partition};

/// The world with another final demand.
#[derive(Debug, Clone)]
pub struct Demanded<'a> {
    system: &'a LeontiefSystem,
    cells: Matrix,
    demand: Vec<f64>,
    output: Vec<f64>,
}

impl Demanded<'_> {
    /// Output x' of all rows.
    #[must_use]
    pub fn output(&self) -> &[f64] {
        &self.output
    }

    /// Final demand F'u + ρ by row.
    #[must_use]
    pub fn final_demand(&self) -> &[f64] {
        &self.demand
    }

    /// Frame `demand` with the keys of the level and the columns `output_before`, `output`,
    /// `output_change`, `output_ratio`, `va_before`, `va`, `va_change`, and
    /// `final_demand_before`, `final_demand`, for the line's products (money).
    ///
    /// # Errors
    /// [`Error::Level`](crate::Error::Level) for a level that is none of
    /// [`DISRUPTION_LEVELS`](super::DISRUPTION_LEVELS).
    pub fn frame(&self, partition: &Partition, by: Level) -> Result<Frame> {
        let system = self.system;
        let lines = lines_of("demand", by, system, partition)?;
        let money = || Unit::money(system.table().unit());
        Ok(compared(system, &lines, system.output(), &self.output)
            .with_indicator("final_demand_before", money(), lines.sum(&system.closing_demand()))
            .with_indicator("final_demand", money(), lines.sum(&self.demand)))
    }

    /// The table afterwards: Z' = A x̂', F', output x' and value
    /// added v ∘ x'; the discrepancy stays. n² multiplications.
    ///
    /// # Errors
    /// Those of [`Mrio::new`].
    pub fn table(&self) -> Result<Mrio> {
        let system = self.system;
        let flows = system.table().intermediate().clone();
        system.table_at(flows, self.cells.clone(), self.output.clone(), "final demand changed")
    }
}

/// Let final users buy more or less of some products, and solve for output:
///
/// ```text
/// x' = B (F'u + ρ) = x + B (F' − F) u
/// ```
///
/// The positive cells of the buyers' columns are multiplied by 1 + change, once for every change
/// that means them. Inventories that are known as such and negative cells stay: they are not
/// purchases. Prices, incomes and the purchases of others do not respond.
///
/// Cost beyond the factor: one solve.
///
/// # Errors
/// [`Error::Range`] for a change below −1 or not finite; as [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, RowSet, read};
/// use tripole::frame::Level;
/// use tripole::models::disruption::demand_change;
/// use tripole::scenario::DemandChange;
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let products = RowSet::product(table.index(), table.index().find_sector("ELE")?);
/// let buyers = vec![table.index().find_region("USA")?];
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let less = demand_change(&system, &[DemandChange { buyers, products, change: -0.1 }])?;
/// let frame = less.frame(&partition, Level::World)?;
/// let change = |column| frame.value(&["WLD"], column).unwrap_or_default();
/// let lost = change("final_demand") - change("final_demand_before");
/// // What is not bought is nobody's income.
/// assert!(lost < 0.0 && (change("va_change") - lost).abs() < 1e-9 * lost.abs());
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Miller and Blair (2009), *Input-Output Analysis*, 2nd ed., section 2.2.
pub fn demand_change<'a>(
    system: &'a LeontiefSystem,
    changes: &[DemandChange],
) -> Result<Demanded<'a>> {
    let labels = system.table().demand();
    let inventories = sources::inventories(labels);
    let mut cells = system.table().final_demand().clone();
    for it in changes {
        if !(it.change.is_finite() && it.change >= -1.0) {
            let (what, expected) = ("the change of final demand", "-1 or more");
            return Err(Error::Range { what, value: it.change, expected });
        }
        for (j, label) in labels.columns().iter().enumerate() {
            let buys = label.region.is_some_and(|region| it.buyers.contains(&region));
            if !buys || Some(label.category) == inventories {
                continue;
            }
            let column = cells.column_mut(j);
            for &row in it.products.rows() {
                if column[row] > 0.0 {
                    column[row] *= 1.0 + it.change;
                }
            }
        }
    }
    let change = minus(&cells.row_sums(), &system.table().final_demand().row_sums());
    let demand = plus(&system.closing_demand(), &change);
    let output = system.solve(Matrix::from_column(change))?;
    let output = plus(system.output(), output.column(0));
    Ok(Demanded { system, cells, demand, output })
}
