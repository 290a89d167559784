//! Purchases that move from some suppliers to others.

use crate::table::{Index, RegionId, RowSet};

/// Which purchases move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purchases {
    /// Inputs of producers.
    Inputs,
    /// Inputs, and final demand except inventories.
    #[default]
    InputsAndFinal,
}

/// The suppliers that gain. Losers are never among them, nor is a sector without output.
#[derive(Debug, Clone, PartialEq)]
pub enum Towards {
    /// The buyer's own region.
    Home,
    /// These regions, in proportion to what the column already buys from them; if nothing, to
    /// all purchases of the buyer's region, inventories included, where positive; if nothing, to
    /// their output.
    Proportional(Vec<RegionId>),
    /// These regions with these weights.
    Fixed(Vec<(RegionId, f64)>),
}

/// What moves, for whom, and where to.
#[derive(Debug, Clone, PartialEq)]
pub struct Redirection {
    /// The suppliers who lose.
    pub losers: RowSet,
    /// The regions that buy elsewhere.
    pub buyers: Vec<RegionId>,
    /// The share of their purchases that moves, from 0 to 1.
    pub share: f64,
    /// The suppliers that gain.
    pub towards: Towards,
    /// Which purchases move.
    pub purchases: Purchases,
}

impl Redirection {
    /// Extraction with replacement: nobody buys from `losers` any more, and everybody buys in
    /// proportion from the other suppliers.
    #[must_use]
    pub fn replacing(index: &Index, losers: RowSet) -> Self {
        Redirection {
            losers,
            buyers: index.regions().collect(),
            share: 1.0,
            towards: Towards::Proportional(index.regions().collect()),
            purchases: Purchases::InputsAndFinal,
        }
    }
}
