//! The redirections that are talked about, by their names.
//!
//! Where a constructor moves inputs only, `Redirection { purchases: Purchases::InputsAndFinal,
//! ..it }` moves final demand too.

use super::{Purchases, Redirection, Towards};
use crate::table::{Index, RegionId, RowSet, SectorId};

impl Redirection {
    /// Reshoring: `buyers` (one region, or the members of one economy) buy a share of their
    /// foreign inputs of some goods at home.
    ///
    /// Losers are all regions that are not among the buyers. Every buyer turns to its own region.
    #[must_use]
    pub fn reshoring(index: &Index, buyers: &[RegionId], goods: &[SectorId], share: f64) -> Self {
        Redirection {
            losers: goods_of(index, goods, |region| !buyers.contains(&region)),
            buyers: buyers.to_vec(),
            share,
            towards: Towards::Home,
            purchases: Purchases::Inputs,
        }
    }

    /// Nearshoring: `buyers` turn from a distant supplier to the other regions of their bloc, in
    /// proportion to what they buy there already.
    #[must_use]
    pub fn nearshoring(
        distant: RowSet,
        buyers: &[RegionId],
        bloc: &[RegionId],
        share: f64,
    ) -> Self {
        let near = bloc.iter().copied().filter(|region| !buyers.contains(region)).collect();
        Redirection {
            losers: distant,
            buyers: buyers.to_vec(),
            share,
            towards: Towards::Proportional(near),
            purchases: Purchases::Inputs,
        }
    }

    /// Friend-shoring: every one of the `friends` turns from all suppliers of some goods who are
    /// no friends to those who are, itself included, in proportion.
    #[must_use]
    pub fn friend_shoring(
        index: &Index,
        friends: &[RegionId],
        goods: &[SectorId],
        share: f64,
    ) -> Self {
        Redirection {
            losers: goods_of(index, goods, |region| !friends.contains(&region)),
            buyers: friends.to_vec(),
            share,
            towards: Towards::Proportional(friends.to_vec()),
            purchases: Purchases::Inputs,
        }
    }

    /// China+1: `buyers` move a share of what they buy of one supplier to others, with given
    /// weights.
    #[must_use]
    pub fn plus_one(
        supplier: RowSet,
        buyers: &[RegionId],
        others: &[(RegionId, f64)],
        share: f64,
    ) -> Self {
        Redirection {
            losers: supplier,
            buyers: buyers.to_vec(),
            share,
            towards: Towards::Fixed(others.to_vec()),
            purchases: Purchases::Inputs,
        }
    }

    /// An export ban that is made good: nothing of the supplier reaches the buyers any more,
    /// neither as an input nor for final use, and all of it is bought elsewhere. For a ban
    /// without replacement see [`perimeter`](crate::measures::decompose::perimeter).
    #[must_use]
    pub fn export_ban(supplier: RowSet, buyers: &[RegionId], towards: Towards) -> Self {
        Redirection {
            losers: supplier,
            buyers: buyers.to_vec(),
            share: 1.0,
            towards,
            purchases: Purchases::InputsAndFinal,
        }
    }
}

/// The rows of some goods in the chosen regions.
fn goods_of(index: &Index, goods: &[SectorId], chosen: impl Fn(RegionId) -> bool) -> RowSet {
    let nodes = index.nodes().iter();
    let is_in = nodes.map(|node| chosen(node.region) && goods.contains(&node.sector));
    RowSet::where_true(index, is_in)
}
