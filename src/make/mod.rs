//! Making tables: from national accounts and trade, from an older table, and of parts of a region or sector.
//!
//! | function | from | to |
//! |---|---|---|
//! | [`build`] | national tables and bilateral trade | a multi-region table, by import proportionality and [`gras`](crate::make::balance::gras) |
//! | [`update`] | a table and new totals | the nearest table with these totals |
//! | [`rebalance`] | a table and totals of rows, columns and cells | the table with these totals, by any method |
//! | [`split`] | a table and shares | the table with one region cut into parts |
//! | [`split_sector`] | a table and shares | the table with one sector cut into parts, in some regions or all |
//! | [`supply_use::symmetric`] | supply and use | a symmetric table, by one of five models |
//! | [`with_flows`] | a table and balanced flows | the table of these flows |
//!
//! Every result is a balanced [`Mrio`]: output is the row sum, and value added closes the columns. It can
//! be read again when it is written: what reading would refuse is refused here, by name.

pub mod balance;
mod rebalance;
mod seed_files;
mod seeds;
mod sound;
mod split;
pub mod supply_use;
pub mod synthetic;
mod totals;
mod update;

pub use rebalance::{Method, rebalance};
pub use seed_files::{SeedFiles, read_seeds};
pub use seeds::{Built, Proportional, Seeds, build, proportional};
pub(crate) use split::SHARE_ROUNDING;
pub use split::{
    BelowZero, SectorPart, SectorShares, SectorSplit, Shares, read_sector_shares, split,
    split_sector,
};
pub use totals::{Side, read_cell_totals, read_shares, read_side_totals, read_totals};
pub use update::{Total, Totals, Updated, update};

use crate::error::Result;
use crate::linalg::Matrix;
use crate::make::balance::{Sum, Target};
use crate::table::{Demand, Index, Mrio, Primary, PrimaryKind};

/// Z and F of a table beside each other, n x (n + demand columns): what is balanced.
#[must_use]
pub fn flows(table: &Mrio) -> Matrix {
    table.intermediate().beside(table.final_demand())
}

/// `REGION_SECTOR` or `REGION_CATEGORY` of a column of [`flows`].
#[must_use]
pub fn column_label(index: &Index, demand: &Demand, column: usize) -> String {
    match column.checked_sub(index.len()) {
        None => index.label(column),
        Some(column) => demand.label(index, column),
    }
}

/// A total of a row of [`flows`].
fn row_target(index: &Index, row: usize, value: f64) -> Target {
    Target::exact(index.label(row), Sum::Row(row), value)
}

/// A total of a column of [`flows`].
fn column_target(index: &Index, demand: &Demand, column: usize, value: f64) -> Target {
    Target::exact(column_label(index, demand, column), Sum::Column(column), value)
}

/// The table with other flows Z and F under the same labels. Both stand side by side in one matrix,
/// as [`flows`] gives them. Output is the row sum, or zero where that is negative (a sector that
/// only sells out of stock, or by rounding); where all cells of a row are zero, it is the output that the
/// table publishes, which small sectors have by rounding. Primary rows other than value added stay; value added,
/// in one row, is what closes the columns.
///
/// # Errors
/// [`Error::Shape`](crate::Error::Shape), [`Error::NotFinite`](crate::Error::NotFinite);
/// [`Error::Unusable`](crate::Error::Unusable) where a sector is left with inputs but without output, so that no
/// reader would take the table.
///
/// # Examples
/// ```
/// use tripole::{Demand, Index, Matrix, Mrio, Parts};
/// use tripole::make::{flows, with_flows};
/// let index = Index::new([("A", "g"), ("B", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
/// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
/// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let mut cells = flows(&table);
/// cells[(0, 2)] += 5.0;
/// let changed = with_flows(&table, &cells)?;
/// // A sells 5 more to its final users; its inputs stay.
/// assert_eq!(changed.row_sums(), [105.0, 100.0]);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn with_flows(table: &Mrio, flows: &Matrix) -> Result<Mrio> {
    let others = table.primary().iter().filter(|row| !of_value_added(row)).cloned().collect();
    assembled(table, flows, others)
}

fn is_value_added(row: &Primary) -> bool {
    matches!(row.kind, PrimaryKind::ValueAdded | PrimaryKind::ValueAddedWithTaxes)
}

/// Value added or a part of it: what does not hold any more when flows change.
fn of_value_added(row: &Primary) -> bool {
    is_value_added(row) || row.kind == PrimaryKind::Component
}

/// [`with_flows`] with the primary rows other than value added given.
fn assembled(table: &Mrio, flows: &Matrix, others: Vec<Primary>) -> Result<Mrio> {
    let n = table.index().len();
    let mut parts = table.clone().into_parts();
    let columns: Vec<usize> = (0..flows.columns()).collect();
    let (producers, users) = columns.split_at(n.min(columns.len()));
    parts.intermediate = flows.select_columns(producers);
    parts.final_demand = flows.select_columns(users);
    let published = parts.reported_output.as_deref();
    let kept = |row: usize| published.filter(|_| sound::sells_nothing(flows, row)).map(|x| x[row]);
    let sums = flows.row_sums().into_iter().enumerate();
    let output: Vec<f64> = sums.map(|(row, x)| kept(row).unwrap_or(x).max(0.0)).collect();
    let mut closing =
        parts.primary.iter().find(|row| is_value_added(row)).cloned().unwrap_or_else(|| {
            let final_demand = vec![0.0; users.len()];
            Primary {
                name: "VA".to_owned(),
                kind: PrimaryKind::ValueAdded,
                inputs: vec![],
                final_demand,
            }
        });
    let used = parts.intermediate.column_sums();
    closing.inputs = output.iter().zip(used).map(|(x, used)| x - used).collect();
    for row in &others {
        closing.inputs.iter_mut().zip(&row.inputs).for_each(|(w, paid)| *w -= paid);
    }
    parts.primary = others;
    parts.primary.push(closing);
    parts.reported_output = Some(output);
    sound::readable(Mrio::new(parts)?)
}
