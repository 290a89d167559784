//! Income, jobs and other accounts in the value chains of chosen final products.

use crate::error::{Error, Result};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, times};
use crate::measures::footprint::intensities;
use crate::table::lines::Lines;
use crate::table::{Account, CellId, Partition, Satellite};

/// Columns of the result, whose names no account may have.
const COLUMNS: [&str; 4] = ["region", "sector", "gvc_income", "gvc_income_share"];

/// The levels of [`gvc_income`]: every economy that contributes, or every sector of it.
pub const LEVELS: &[Level] = &[Level::Region, Level::RegionSector];

/// How [`gvc_income`] is shown, and what it traces beside income.
#[derive(Debug, Clone, Copy, Default)]
pub struct IncomeOptions<'a> {
    /// One of [`LEVELS`].
    pub by: Level,
    /// Accounts (jobs, emissions) to be traced as well.
    pub satellite: Option<&'a Satellite>,
}

/// Value added in the world's final purchases of a set P of products, by who adds it; and the use
/// of satellite accounts in the same chains.
///
/// Frame `gvc_income` with keys `region[, sector]` and columns
///
/// | column | formula | unit |
/// |---|---|---|
/// | `gvc_income` | v̂B(f∘1_P) | the table's |
/// | `gvc_income_share` | the same over its sum | ratio; empty where the sum is zero |
/// | one per account, under its name | ŝB(f∘1_P), s = S/x | the account's own |
///
/// f sums the final purchases of all regions; where the final product is finished does not matter
/// for `products` of every economy, and does for those of one. Income of disjoint sets adds up;
/// over all products it is GDP, up to output that belongs to no destination. With jobs as an
/// account these are GVC jobs. A group sums over its members.
///
/// Cost beyond the factor: one solve, 2n² flops, whatever the number of products.
///
/// # Errors
/// As [`LeontiefSystem::factorise`]; [`Error::Level`] for a level that is none of [`LEVELS`],
/// [`Error::Shape`] for accounts of another table, [`Error::Conflict`] for an account with the name of another column.
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::income::{IncomeOptions, gvc_income};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let cars = [partition.find_cell(table.index(), "DEU:TRQ")?];
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = gvc_income(&system, &partition, &cars, &IncomeOptions::default())?;
/// let own = frame.value(&["DEU"], "gvc_income_share").unwrap_or_default();
/// assert!(own > 0.6 && own < 0.7);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Timmer, Los, Stehrer and de Vries (2013), *Economic Policy* 28; Timmer, Erumban, Los, Stehrer
/// and de Vries (2014), *Journal of Economic Perspectives* 28(2); Los, Timmer and de Vries (2015),
/// *Journal of Regional Science* 55.
pub fn gvc_income(
    system: &LeontiefSystem,
    partition: &Partition,
    products: &[CellId],
    options: &IncomeOptions<'_>,
) -> Result<Frame> {
    let index = system.table().index();
    let lines = Lines::at("gvc_income", options.by, LEVELS, index, partition)?;
    partition.check_cells(products)?;
    let accounts: &[Account] = options.satellite.map_or(&[], Satellite::accounts);
    Satellite::new(index, accounts.to_vec())?;
    if let Some(account) = accounts.iter().find(|a| COLUMNS.contains(&a.name.as_str())) {
        return Err(Error::conflict(
            format!("the account `{}`", account.name),
            "the column of that name",
            "rename the account in the satellite file",
        ));
    }
    let bought = system.final_demand_by_destination(partition).row_sums();
    let mut chosen = vec![0.0; system.order()];
    for &id in products {
        partition.cell(id).rows.iter().for_each(|&row| chosen[row] = bought[row]);
    }
    let needed = system.solve(Matrix::from_column(chosen))?;
    let needed = needed.column(0);
    let sums = |coefficients: &[f64]| lines.sum(&times(coefficients, needed));
    let income = sums(system.value_added_coefficients());
    let world: f64 = income.iter().sum();
    let share = |income: &f64| if world == 0.0 { f64::NAN } else { income / world };
    let shares = income.iter().map(share).collect();
    let money = Unit::money(system.table().unit());
    let frame = lines.frame().with_indicator("gvc_income", money, income).with_indicator(
        "gvc_income_share",
        Unit::Share,
        shares,
    );
    Ok(accounts.iter().fold(frame, |frame, account| {
        let used = sums(&intensities(system, account));
        frame.with_indicator(account.name.as_str(), Unit::quantity(&account.unit), used)
    }))
}
