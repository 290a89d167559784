//! What is lost at least: the best that can be done with what is left.

use super::start::Start;
use super::{Loss, left_over};
use crate::error::{Error, Result};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, Packing, times};

/// Share of value added up to which the best allocation must be known.
const EXACT: f64 = 1e-9;
/// Needs below this are rounding.
const NO_NEED: f64 = 1e-14;

/// World value added when what is left is shared out best.
///
/// Only the world's total is unique: many allocations reach it, and differ in whose final demand
/// goes without.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BestAllocation {
    /// Value added before, of final demand without inventories and negative cells.
    pub before: f64,
    /// The most that there can be.
    pub after: f64,
}

impl BestAllocation {
    /// Its change in per cent of what was there before.
    #[must_use]
    pub fn change_percent(&self) -> f64 {
        100.0 * (self.after - self.before) / self.before
    }
}

/// Cut the capacity of some rows K, and let final demand yield where that costs the least value
/// added: a lower end of the loss beside [`ration`](super::ration), where nobody chooses.
///
/// ```text
/// max v'B f   over   0 ≤ f ≤ f⁰,   (B f)_K ≤ x_K^max
/// ```
///
/// a linear program with |K| constraints, solved exactly: its dual says how far from the optimum it can
/// be, and more than a relative 1e-9 is refused. With one row this cuts the final demand that needs
/// most of it per unit of value added. Technology does not change and nobody replaces anything, as
/// there; but nothing is served that cannot be finished.
///
/// Cost beyond the factor, for |K| = k: k + 2 solves, and some nk steps of nk.
///
/// # Errors
/// [`Error::Range`](crate::Error::Range) for a share outside 0 to 1;
/// [`Error::NegativeInput`](crate::Error::NegativeInput);
/// [`Error::NotConverged`](crate::Error::NotConverged); as [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, RowSet, read};
/// use tripole::models::disruption::{Loss, Nest, best_allocation, ration};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let ele = table.index().find_sector("ELE")?;
/// let rows = RowSet::cell(table.index(), &partition, partition.find("TWN")?, ele)?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let loss = [Loss { rows, share: 0.5 }];
/// let best = best_allocation(&system, &loss)?;
/// let alike = ration(&system, &loss, Nest::Product)?;
/// let v = system.value_added_coefficients();
/// let left: f64 = alike.output().iter().zip(v).map(|(x, v)| x * v).sum();
/// assert!(best.after < best.before && left < best.after);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Pichler and Farmer (2022), *Economic Systems Research*, doi:10.1080/09535314.2021.1926934, the
/// optimum beside their rationing schemes.
pub fn best_allocation(system: &LeontiefSystem, losses: &[Loss]) -> Result<BestAllocation> {
    let left = left_over(system.table().index(), losses)?;
    let start = Start::of(system)?;
    let v = system.value_added_coefficients();
    let before: f64 = times(v, &start.output).iter().sum();
    let hit: Vec<usize> = (0..left.len()).filter(|&row| left[row] != 1.0).collect();
    if hit.is_empty() {
        return Ok(BestAllocation { before, after: before });
    }
    let mut weights = system.inverse_rows(&hit)?;
    for k in 0..hit.len() {
        let column = weights.column_mut(k).iter_mut();
        column.for_each(|need| *need = if *need > NO_NEED { *need } else { 0.0 });
    }
    let worth = system.solve_left(Matrix::from_column(v.to_vec()))?;
    let room: Vec<f64> = hit.iter().map(|&row| start.output[row] * left[row]).collect();
    // Nobody would serve what costs value added.
    let worth: Vec<f64> = worth.column(0).iter().map(|worth| worth.max(0.0)).collect();
    let (most, weights, room) = (&start.demand, &weights, &room);
    let packed = Packing { worth: &worth, most, weights, room }.solve();
    let residual = packed.gap.abs() / before.abs().max(f64::MIN_POSITIVE);
    if residual <= EXACT {
        return Ok(BestAllocation { before, after: packed.worth });
    }
    let what = "the search for the best allocation";
    Err(Error::NotConverged { what, residual, steps: 50 * most.len(), remedy: REMEDY.into() })
}

const REMEDY: &str = "let fewer rows lose capacity";
