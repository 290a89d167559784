//! What tariffs cost groups of households: from prices of sectors to prices of what they buy, and to money.
//!
//! ```text
//! Δ_i  = Σ_s w δ_ki / Σ_s w,  w = max(Y, 0)(1 + τ⁰)     price of sector i for final users, over origins s
//! Δp_c = Σ_i b_ic Δ_i                                    price of category c, through a bridge
//! B_h  = Σ_c e_hc Δp_c                                   burden of group h, what its basket costs more
//! ```
//!
//! δ_k = p_k (1 + τ)/(1 + τ⁰) − 1 is of the model that is asked: of `price` and `armington` at given wages, and
//! of `ge` relative to the wage of the importer, with P̂ for Δ. All categories buy a sector's products
//! from the same mix of origins. Part of a price may be a distribution margin ([`Margins`]).
//!
//! The burden is that of a basket that does not change (Laspeyres). With an elasticity η between categories it
//! falls to B_h − ½ η e_h Var_h(Δp) to second order, and exactly, with a constant elasticity, to
//! e_h [(Σ_c s_hc (1 + Δp_c)^(1−η))^(1/(1−η)) − 1]; s_hc are shares in spending. Revenue may be given back
//! ([`Rebate`]); what is left is the net burden, and Σ net = Σ B − revenue.
//!
//! | question | where |
//! |---|---|
//! | prices of what final users buy, by sector and origin | [`FinalPrices`] |
//! | what categories of spending are made of | [`Bridge`], [`read_bridge`] |
//! | who spends how much on what | [`Spending`], [`read_spending`]; [`Households`], [`read_households`] |
//! | burdens | [`burden`] |
//!
//! Source: construction of this project (TARIFF_POLICY 4).

mod bridge;
mod burden;
mod prices;
mod spending;

pub use bridge::{Bridge, BridgeCell, read_bridge};
pub use burden::{Burden, BurdenOptions, Margins, Rebate, SpendingOf, burden};
pub use prices::{BuyerPrices, FinalPrices, levying};
pub use spending::{Households, Spending, read_households, read_spending};

use super::registry::Record;
use super::{armington, equilibrium, price};

/// The models that have prices of what final users buy.
pub static MODELS_OF_PRICES: [&Record; 3] =
    [&price::RECORD, &armington::RECORD, &equilibrium::RECORD];
