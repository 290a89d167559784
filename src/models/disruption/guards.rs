//! What can be known of a run before it is made: whether its shortages can end.
//!
//! Per product and user, with s the stock over its aim and ξ output over steady output, a user short
//! of stock makes ξ = s/ψ and orders ξ + k(o − s)⁺. In a uniform shortage stocks fall exactly if
//! orders are below 1, that is, with k < 1, below ξ* = (1 − k)/(1 − kψ). From there on nothing
//! brings output back. Where some are short and others not, those less short outbid the shortest
//! unless kψ ≥ 1; this suffices while demand is steady, and is no proof where it has fallen too, so
//! that the verdict after the run ([`Verdict`](super::Verdict)) is needed all the same.

use std::collections::BTreeSet;
use std::fmt;

use super::stocks::Plan;
use super::{Disruption, Services, Stocks, Warning};
use crate::error::{Error, Result, shown_list};
use crate::sources::{self, ProductGroup};
use crate::table::Index;

/// Whether a run may be made whose shortages can never end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Collapse {
    /// It is refused.
    #[default]
    Refused,
    /// It is made, with a warning.
    Allowed,
}

/// k below which long outages may not end.
const SLOW: f64 = 1.5;
/// ψ above which small shortages cut output at once.
const TIGHT: f64 = 0.9;

/// ξ* = (1 − k)/(1 − kψ), the share of output below which a shortage never ends; 1 where any does.
#[must_use]
pub fn threshold(k: f64, psi: f64) -> f64 {
    match k {
        k if k >= 1.0 && !(k == 1.0 && psi == 1.0) => 0.0,
        1.0 => 1.0,
        k => (1.0 - k) / (1.0 - k * psi),
    }
}

/// Refuse stocks that are refilled too slowly to end a shortage, or warn of them.
pub(super) fn check(
    plan: &Plan,
    index: &Index,
    psi: f64,
    collapse: Collapse,
) -> Result<Vec<Warning>> {
    let Some(slowest) = plan.slowest() else { return Ok(vec![]) };
    let (stock_days, restocking_days) = (plan.days[slowest], plan.restocking[slowest]);
    let k = plan.k(slowest);
    let mut warnings = vec![];
    let below = threshold(k, psi);
    if below > 0.0 {
        if collapse == Collapse::Refused {
            let others = plan.finite().any(|sector| plan.k(sector) != k);
            let product = others.then(|| index.sector_codes()[slowest].clone());
            return Err(Error::Collapse { product, stock_days, restocking_days, below });
        }
        warnings.push(Warning::Collapses { stock_days, restocking_days, below });
    } else if k < SLOW || k * psi < 1.0 {
        warnings.push(Warning::SlowRestocking { stock_days, restocking_days, psi });
    }
    if psi > TIGHT {
        warnings.push(Warning::TightStocks { psi });
    }
    Ok(warnings)
}

/// What is good to know of stocks beside what happens.
pub(super) fn notes(
    stocks: &Stocks,
    plan: &Plan,
    index: &Index,
    disruption: &Disruption,
) -> Vec<Note> {
    let mut notes = vec![];
    let hit: BTreeSet<usize> =
        disruption.rows().map(|row| index.node(row).sector.position()).collect();
    let code = |sector: usize| index.sector_codes()[sector].clone();
    let unbound = hit.into_iter().filter(|&sector| plan.days[sector].is_infinite());
    let products: Vec<String> = unbound.map(code).collect();
    if !products.is_empty() {
        notes.push(Note::NeverBinds { products });
    }
    let silent = stocks.services == Services::NeverBind && stocks.products.is_empty();
    if silent && sources::products(index, ProductGroup::Services).is_empty() {
        notes.push(Note::UnknownServices { stock_days: stocks.days });
    }
    notes
}

/// What is good to know of a run, and no reason to doubt it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Note {
    /// The run ends so soon that nobody knows whether output comes back.
    ShortRun {
        /// Days between the last outage and the end.
        days: usize,
    },
    /// What breaks down has stocks that never bind, so that its users lose nothing.
    NeverBinds {
        /// The products.
        products: Vec<String>,
    },
    /// Nobody knows which products of this table are services.
    UnknownServices {
        /// Days that all stocks last instead.
        stock_days: f64,
    },
    /// No missing input cut anybody's output: which rule would have done so does not matter.
    NothingBinds {
        /// Whether inputs are told apart by ratings.
        rated: Rated,
    },
}

/// Whether inputs are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rated {
    /// Some are critical, or the rule does not ask.
    Apart,
    /// All are important or other: at most half of output hangs on them.
    AllAlike,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::ShortRun { days } => write!(
                f,
                "the run ends {days} days after the last outage: too early to say whether output \
                 comes back, compute 60 days more than the outage lasts"
            ),
            Note::NeverBinds { products } => write!(
                f,
                "stocks of {} never bind, so that users of what breaks down lose nothing: give \
                 days of stock by product, a file with the lines `product,days` and `{},3`",
                shown_list(products),
                products.first().map_or("", String::as_str)
            ),
            Note::UnknownServices { stock_days } => write!(
                f,
                "which products of this table are services is not known: stocks of all last \
                 {stock_days} days; a file `product,days` with `inf` names those that never bind"
            ),
            Note::NothingBinds { rated } => {
                f.write_str("no missing input cut anybody's output: every rule gives the same")?;
                match rated {
                    Rated::Apart => Ok(()),
                    Rated::AllAlike => {
                        f.write_str("; no input is rated critical, so that none stops its users")
                    }
                }
            }
        }
    }
}
