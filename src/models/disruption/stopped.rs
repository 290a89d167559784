//! Sales that stop, and nothing replaces them.

use std::sync::Arc;

use super::{compared, lines_of};
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::{LeontiefSystem, Solver};
use crate::linalg::{Matrix, minus};
use crate::table::{
    Accounting, Inventories, Mrio, OutputFrom, Partition, Parts, SalesSet, ValueAddedFrom,
};

/// The world without some of its sales.
#[derive(Debug, Clone)]
pub struct Stopped<'a> {
    system: &'a LeontiefSystem,
    /// The flows that go on, still at the old outputs.
    left: Mrio,
    sales: Vec<f64>,
    output: Vec<f64>,
}

impl Stopped<'_> {
    /// Output x' of all rows.
    #[must_use]
    pub fn output(&self) -> &[f64] {
        &self.output
    }

    /// Sales ε that stop, by selling row, for production and final use, as they were before.
    #[must_use]
    pub fn sales(&self) -> &[f64] {
        &self.sales
    }

    /// Inputs that users go without, at the new outputs: u'(A − A')x'. Where value added is the
    /// residual, that of the world is so much less than its final demand.
    #[must_use]
    pub fn inputs_missing(&self) -> f64 {
        let system = self.system;
        let (before, left) = (system.table().input_sums(), self.left.input_sums());
        let growth = self.output.iter().zip(system.output());
        let growth = growth.map(|(after, x)| if *x == 0.0 { 0.0 } else { after / x });
        minus(before, left).iter().zip(growth).map(|(missing, growth)| missing * growth).sum()
    }

    /// Frame `stopped` with the keys of the level and the columns `output_before`, `output`,
    /// `output_change`, `output_ratio`, `va_before`, `va`, `va_change`, and `sales_stopped`, by
    /// the seller (money).
    ///
    /// # Errors
    /// [`Error::Level`](crate::Error::Level) for a level that is none of
    /// [`DISRUPTION_LEVELS`](super::DISRUPTION_LEVELS).
    pub fn frame(&self, partition: &Partition, by: Level) -> Result<Frame> {
        let system = self.system;
        let lines = lines_of("stopped", by, system, partition)?;
        let money = Unit::money(system.table().unit());
        Ok(compared(system, &lines, system.output(), &self.output).with_indicator(
            "sales_stopped",
            money,
            lines.sum(&self.sales),
        ))
    }

    /// The table afterwards: Z' = A' x̂', F', output x' and value
    /// added v ∘ x'; the discrepancy stays. Users make without the missing inputs what they made
    /// with them: a column of Z' and its value added add up to less than output, over all columns
    /// by [`Stopped::inputs_missing`]. n² multiplications.
    ///
    /// # Errors
    /// Those of [`Mrio::new`].
    pub fn table(&self) -> Result<Mrio> {
        let system = self.system;
        let (flows, finals) = (self.left.intermediate().clone(), self.left.final_demand().clone());
        system.table_at(flows, finals, self.output.clone(), "some sales stopped")
    }
}

/// Let some sales across borders stop, without anything in their place: hypothetical extraction of
/// any set of flows.
///
/// With A' and F' without them, and ε the sales that stop, by seller,
///
/// ```text
/// x' = (I − A')⁻¹ (F'u + ρ) = x − (I − A')⁻¹ ε
/// ```
///
/// Changes in inventories and negative purchases of the buyers stop too. Users of the inputs that
/// are missing make what is still asked of them without, with the value added per unit of output
/// that they had. So v̂(x − x'), the value added that every sector loses, is what
/// [`exposure`](crate::measures::exposure::exposure()) says is at stake.
///
/// Cost: n² to cut the table, and one system with I − A' of n unknowns, iterated from 500 rows on
/// (some 20 products of 2n²), ⅔n³ below; the system's own factor is not needed. Memory n².
///
/// # Errors
/// [`Error::OtherTable`](crate::Error::OtherTable) for a selection of another table;
/// [`Error::Singular`](crate::Error::Singular) and
/// [`Error::NotProductive`](crate::Error::NotProductive) for what is left.
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, RowSet, read};
/// use tripole::frame::Level;
/// use tripole::models::disruption::stopped;
/// use tripole::table::{Sales, SalesSet, Uses};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let (usa, chn) = (partition.find("USA")?, partition.find("CHN")?);
/// let rows = RowSet::economy(&partition, chn);
/// let sales = Sales::new(&partition, rows, vec![usa], Uses::All)?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let set = SalesSet::of(&partition, [&sales])?;
/// let after = stopped(&system, &set)?;
/// let frame = after.frame(&partition, Level::Region)?;
/// let lost = |region| frame.value(&[region], "va_change").unwrap_or_default();
/// // China's suppliers lose with it.
/// assert!(lost("CHN") < lost("KOR") && lost("KOR") < 0.0);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Los, Timmer and de Vries (2016), *American Economic Review* 106(7), for exports of a country;
/// any set of flows: this project (POSITION_LINKAGES_SHOCKS 2.6 and 5.1).
pub fn stopped<'a>(system: &'a LeontiefSystem, set: &SalesSet) -> Result<Stopped<'a>> {
    let partition = set.economies();
    partition.check_rows("the set of sales", system.table().index())?;
    let (table, x) = (system.table(), system.output());
    let mut sales = vec![0.0; system.order()];
    let mut flows = table.intermediate().clone();
    for (j, output) in x.iter().enumerate() {
        cut(&mut flows, j, set.inputs(partition.of_row(j)), &mut sales);
        if *output == 0.0 {
            flows.column_mut(j).fill(0.0);
        }
    }
    let mut finals = table.final_demand().clone();
    for (j, label) in table.demand().columns().iter().enumerate() {
        if let Some(region) = label.region {
            cut(&mut finals, j, set.final_use(partition.of_region(region)), &mut sales);
        }
    }
    let mut parts = Parts::new(table.index().clone(), table.demand().clone(), flows, finals);
    parts.reported_output = Some(x.to_vec());
    let left = Arc::new(Mrio::new(parts)?);
    let mut output = x.to_vec();
    if sales.iter().any(|sale| *sale != 0.0) {
        let accounting = Accounting {
            output: OutputFrom::Table,
            value_added: ValueAddedFrom::Residual,
            inventories: Inventories::Keep,
        };
        let changed = LeontiefSystem::new(Arc::clone(&left), &accounting)?;
        output = minus(x, &changed.solve_vector(&sales, Solver::Automatic, 1)?);
    }
    Ok(Stopped { system, left: Arc::unwrap_or_clone(left), sales, output })
}

/// Set the cells of the set to zero in a column, and add them to the lost sales of their rows.
fn cut(flows: &mut Matrix, column: usize, meant: &[bool], sales: &mut [f64]) {
    let cells = flows.column_mut(column).iter_mut().zip(meant).zip(sales);
    for ((cell, _), sum) in cells.filter(|((_, meant), _)| **meant) {
        *sum += *cell;
        *cell = 0.0;
    }
}
