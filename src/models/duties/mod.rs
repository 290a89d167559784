//! What tariffs bring in, by importer, authority and month, and whose value added pays them.
//!
//! | question | where |
//! |---|---|
//! | effective rates and revenue at some trade, and what changed them | [`effective`] |
//! | whose tariffs on whom change, on how much trade | [`ChangedTariffs`] |
//! | effective rates and revenue by authority of a schedule | [`Levies`], [`revenue_by_authority`] |
//! | paths by month | [`revenue_path`] |
//! | value added behind what is taxed, by origin | [`incidence`] |
//!
//! M is trade by use at basic prices, what an economy sells to itself and negative flows left out.

mod changed;
mod effective;
mod incidence;
mod levies;

pub use changed::ChangedTariffs;
pub use effective::{Effective, Taxed, effective, revenue_by_authority, revenue_by_flow};
pub use incidence::{Incidence, IncidenceBy, incidence};
pub use levies::Levies;
#[cfg(feature = "scenario-files")]
pub use levies::{PathBy, revenue_path};

use crate::linalg::Matrix;
use crate::measures::trade::Exports;
use crate::scenario::Rates;

/// Σ over rows of what `of` makes of rate and trade, one number per importer, both uses together.
fn sums(rates: &Rates, trade: &Exports, of: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let part = |rates: &Matrix, trade: &Matrix, buyer: usize| -> f64 {
        rates.column(buyer).iter().zip(trade.column(buyer)).map(|(rate, m)| of(*rate, *m)).sum()
    };
    let buyers = 0..trade.intermediate.columns();
    buyers
        .map(|buyer| {
            part(&rates.inputs, &trade.intermediate, buyer)
                + part(&rates.final_use, &trade.final_use, buyer)
        })
        .collect()
}
