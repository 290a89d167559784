//! Change between two tables of the same classification: where value added went, who upgraded, how
//! chains moved in space, and what made value-added exports and the use of accounts grow.
//!
//! | function | question | source |
//! |---|---|---|
//! | [`relocation()`], [`mobility`], [`shift_share`] | which economies gained and lost each sector of the world | shift-share: Dunn (1960); mobility: this project's construction |
//! | [`upgrading()`] | do exports carry more of an economy's own, and more knowledge-intensive, value added | factors named after Humphrey and Schmitz (2002), as proxies |
//! | [`spatial()`] | did the chains of an economy's final products come home, go to the neighbours, or far away | base: Los, Timmer and de Vries (2015); classes: this project's construction |
//! | [`decomposition()`] | technology, suppliers, product mix or level of demand behind the change of value-added exports | Dietzenbacher and Los (1998) |
//! | [`account_decomposition`] | intensity, technology, suppliers, product mix or level of demand behind the change of emissions, jobs, any account, by producers and for final users | Dietzenbacher and Los (1998) |
//!
//! [`Comparison`] gives these, but for accounts, and the indicators of single years, family by family, under one name
//! each. Every function takes the system of the earlier table and that of the later one, under the same
//! accounting. Both must have the same regions and sectors, in the same order, and the same unit.
//! Tables at current prices mix prices and volumes, and exchange rates are part of every share of
//! the world: over long spans read shares, not amounts.
//!
//! An effect of one factor among several depends on which of the others have changed already. All
//! effects here are means over orders, so that they add up exactly and no order is privileged.

mod accounts;
mod decomposition;
mod factors;
mod families;
mod orders;
mod relocation;
mod spatial;
mod upgrading;

pub use accounts::{SdaMerge, SdaMethod, SdaOptions, account_decomposition};
pub use decomposition::decomposition;
pub use families::{Comparison, IndicatorFamily, LEVELS};
pub use relocation::{mobility, relocation, shift_share};
pub use spatial::{SPATIAL_LEVELS, SpatialOptions, SpatialThresholds, spatial};
pub use upgrading::{PathThresholds, upgrading};

use crate::error::{Error, Result};
use crate::frame::Unit;
use crate::leontief::LeontiefSystem;

/// Refuse two systems whose rows do not mean the same, or whose amounts have different units.
///
/// # Errors
/// [`Error::OtherRows`] naming the first labels that differ, [`Error::OtherUnit`] when both units
/// are known and differ.
pub fn comparable(before: &LeontiefSystem, after: &LeontiefSystem) -> Result<()> {
    let (first, second) = (before.table(), after.table());
    let label = |system: &LeontiefSystem, row: usize| {
        (row < system.order()).then(|| system.table().index().label(row))
    };
    let names = || [first.source().note.clone(), second.source().note.clone()];
    let rows = before.order().max(after.order());
    if let Some(row) = (0..rows).find(|&row| label(before, row) != label(after, row)) {
        let labels = Box::new([label(before, row), label(after, row)]);
        return Err(Error::OtherRows { tables: Box::new(names()), row: row + 1, labels });
    }
    match (&first.source().unit, &second.source().unit) {
        (Some(a), Some(b)) if a != b => Err(Error::OtherUnit {
            tables: Box::new(names()),
            units: Box::new([a.clone(), b.clone()]),
        }),
        _ => Ok(()),
    }
}

fn money(system: &LeontiefSystem) -> Unit {
    Unit::money(system.table().unit())
}
