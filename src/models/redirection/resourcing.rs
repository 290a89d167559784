//! Restructuring: buyers turn to other suppliers.
//!
//! A [`Redirection`] (reshoring, nearshoring, friend-shoring, China+1, an export ban that is made
//! good) gives a new table at base technology. Prices, incomes and capacities do not change: the
//! result says who would have produced, not what would happen. An export ban without replacement
//! is [`stopped`](crate::models::disruption::stopped()).
//!
//! The transformation is that of [`redirect`](mod@crate::models::redirection); here are several at once, and
//! what must be conserved. [`impact`](mod@crate::models::impact) measures the world before and after.

use std::collections::HashSet;
use std::sync::Arc;

use super::check;
use crate::error::{Error, Result};
use crate::leontief::LeontiefSystem;
use crate::models::redirection::{Redirected, Redirection, redirect};
use crate::table::{Accounting, Inventories, Mrio, RegionId, SectorId};

/// Relative gap up to which a conservation rule holds.
const KEPT: f64 = 1e-9;

/// What a redirection must leave as it was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conservation {
    /// World value added before.
    pub value_added_before: f64,
    /// World value added after; the same, if value added is the residual.
    pub value_added_after: f64,
    /// Whether it is.
    pub value_added_is_residual: bool,
    /// Largest change of what a producer needs of a product from all suppliers together, per
    /// unit of output.
    pub input_gap: f64,
    /// Largest change of what a final user buys of a product from all suppliers together, over
    /// all that it buys (in absolute amounts).
    pub final_demand_gap: f64,
}

impl Conservation {
    /// Whether all that must be conserved is, up to a relative 1e-9.
    #[must_use]
    pub fn holds(&self) -> bool {
        let gap = (self.value_added_after - self.value_added_before).abs();
        let world = gap <= KEPT * self.value_added_before.abs() || !self.value_added_is_residual;
        world && self.input_gap <= KEPT && self.final_demand_gap <= KEPT
    }

    fn of(before: &LeontiefSystem, after: &LeontiefSystem) -> Self {
        let world = |system: &LeontiefSystem, x: &[f64]| -> f64 {
            system.value_added_coefficients().iter().zip(x).map(|(v, x)| v * x).sum()
        };
        let x = [before.output(), after.output()];
        let per_unit =
            |j: usize, side: usize| if x[side][j] == 0.0 { 0.0 } else { 1.0 / x[side][j] };
        let (old, new) = (before.table(), after.table());
        let inputs = (0..x[0].len()).filter(|&j| x[1][j] != 0.0).map(|j| {
            let columns = [old.intermediate().column(j), new.intermediate().column(j)];
            product_gap(old, columns, [per_unit(j, 0), per_unit(j, 1)])
        });
        let finals = (0..old.demand().len()).map(|j| {
            let columns = [old.final_demand().column(j), new.final_demand().column(j)];
            let size: f64 = columns[0].iter().map(|f| f.abs()).sum();
            let scale = if size > 0.0 { 1.0 / size } else { 1.0 };
            product_gap(old, columns, [scale; 2])
        });
        Conservation {
            value_added_before: world(before, x[0]),
            value_added_after: world(before, x[1]),
            value_added_is_residual: before.closes(),
            input_gap: inputs.fold(0.0, f64::max),
            final_demand_gap: finals.fold(0.0, f64::max),
        }
    }
}

/// Largest change of a column's sum over the suppliers of a product.
fn product_gap(table: &Mrio, columns: [&[f64]; 2], scales: [f64; 2]) -> f64 {
    let index = table.index();
    let mut sums = vec![0.0_f64; index.sectors().len()];
    for (row, node) in index.nodes().iter().enumerate() {
        sums[node.sector.position()] += columns[1][row] * scales[1] - columns[0][row] * scales[0];
    }
    sums.iter().fold(0.0, |most, sum| most.max(sum.abs()))
}

/// The world after some redirections.
#[derive(Debug)]
pub struct Resourcing {
    steps: Vec<Redirected>,
    after: Arc<LeontiefSystem>,
    conservation: Conservation,
}

impl Resourcing {
    /// Purchases that found other suppliers, at old outputs.
    #[must_use]
    pub fn moved(&self) -> f64 {
        self.steps.iter().map(Redirected::moved).sum()
    }

    /// Purchases that found none, and stay with the losers.
    #[must_use]
    pub fn unplaced(&self) -> f64 {
        self.steps.iter().map(Redirected::unplaced).sum()
    }

    /// The system of the new table, for any other measure.
    #[must_use]
    pub fn after(&self) -> &LeontiefSystem {
        &self.after
    }

    /// The world after, to be kept.
    #[must_use]
    pub fn shared_after(&self) -> Arc<LeontiefSystem> {
        self.after.clone()
    }

    /// The rules of conservation, checked.
    #[must_use]
    pub fn conservation(&self) -> &Conservation {
        &self.conservation
    }
}

/// Redirect purchases: the world after, and whether it conserves what it must.
///
/// Several redirections are of different buyers or products, so that their order does not matter.
/// [`impact`](mod@crate::models::impact) measures the world before and after.
///
/// Cost: for each redirection [`redirect`], and for each but the first one more factor (⅔n³).
/// Memory 2n² for the new system.
///
/// # Errors
/// Those of [`redirect`]; [`Error::Conflict`] for no redirection, and for two of the same buyer
/// and product; [`Error::NotProductive`] for a new table that is not.
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, RowSet, read};
/// use tripole::models::redirection::{Redirection, resourcing};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let index = table.index().clone();
/// let partition = Partition::regions(&index);
/// let china = RowSet::cell(&index, &partition, partition.find("CHN")?, index.find_sector("ELE")?)?;
/// let (usa, mexico) = (index.find_region("USA")?, index.find_region("MEX")?);
/// let plus_one = Redirection::plus_one(china, &[usa], &[(mexico, 1.0)], 0.3);
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let found = resourcing(&system, &[plus_one])?;
/// let made = |world: &LeontiefSystem, region| -> f64 {
///     index.rows(region).map(|row| world.output()[row]).sum()
/// };
/// assert!(made(found.after(), mexico) > made(&system, mexico));
/// assert!(found.conservation().holds());
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn resourcing(system: &LeontiefSystem, redirections: &[Redirection]) -> Result<Resourcing> {
    let index = system.table().index();
    redirections.iter().try_for_each(|redirection| check(redirection, index))?;
    refuse_order(system, redirections)?;
    // What inventories are to become has been done to the table already.
    let accounting = Accounting { inventories: Inventories::Keep, ..system.accounting().clone() };
    let step = |from: &LeontiefSystem, redirection| -> Result<(Redirected, LeontiefSystem)> {
        let redirected = redirect(from, redirection)?;
        let after = LeontiefSystem::new(redirected.table(from)?, &accounting)?;
        Ok((redirected, after))
    };
    let Some((first, others)) = redirections.split_first() else {
        return Err(Error::conflict(
            "re-sourcing",
            "a scenario in which no purchases move",
            "it needs a relocation",
        ));
    };
    let (redirected, mut after) = step(system, first)?;
    let mut steps = vec![redirected];
    for redirection in others {
        let (redirected, next) = step(&after, redirection)?;
        steps.push(redirected);
        after = next;
    }
    let conservation = Conservation::of(system, &after);
    Ok(Resourcing { steps, after: Arc::new(after), conservation })
}

/// Two redirections of one buyer's purchases of one product: which comes first would matter.
fn refuse_order(system: &LeontiefSystem, redirections: &[Redirection]) -> Result<()> {
    let index = system.table().index();
    let mut seen: HashSet<(RegionId, SectorId)> = HashSet::new();
    for redirection in redirections {
        let products = redirection.losers.rows().iter().map(|&row| index.node(row).sector);
        let products: HashSet<SectorId> = products.collect();
        for (&buyer, &product) in
            redirection.buyers.iter().flat_map(|b| products.iter().map(move |p| (b, p)))
        {
            if !seen.insert((buyer, product)) {
                return Err(Error::conflict(
                    "a relocation",
                    format!(
                        "another one of what `{}` buys of `{}`",
                        index.region(buyer),
                        index.sector(product)
                    ),
                    "their order would matter: put them into one, with weights",
                ));
            }
        }
    }
    Ok(())
}
