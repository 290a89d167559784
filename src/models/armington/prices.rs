//! Basic prices when costs follow the prices of composites.

use rayon::prelude::*;

use super::composite::{Market, Products, Wanted, sectors_of_rows};
use crate::error::{Error, Result};
use crate::leontief::LeontiefSystem;
use crate::linalg::Anderson;
use crate::scenario::Tariffs;
use crate::table::Partition;

/// Largest change of a price at which prices are settled.
const SETTLED: f64 = 1e-12;
const MOST_ROUNDS: usize = 2000;
/// Rounds that are remembered.
const REMEMBERED: usize = 5;
/// A round contracts where its change is below this share of the one before; that is seen in so many of them.
const CONTRACTING: f64 = 0.9;
const SEEN: usize = 3;

/// Basic prices and how they were found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Prices {
    /// p of every row.
    pub basic: Vec<f64>,
    pub rounds: usize,
    /// The last change.
    pub change: f64,
}

impl Prices {
    /// p_j = 1 + (Σ_i spending_ij (P_ij − 1) + Σ negative cells' rise) / x_j, from p = 1. A
    /// contraction at about the Perron root of A. Once the rounds are seen to contract, Anderson's method goes
    /// on from what they have shown, in a third of the rounds; where they do not, prices have no end.
    pub fn settle(
        system: &LeontiefSystem,
        partition: &Partition,
        tariffs: &Tariffs,
        sigma: &[f64],
    ) -> Result<Self> {
        let of_row = sectors_of_rows(system);
        let products = Products { of_row: &of_row, sigma };
        let (before, after) = (&tariffs.before().inputs, &tariffs.after().inputs);
        let mut basic = vec![1.0; system.order()];
        let mut change = f64::INFINITY;
        let (mut memory, mut contracting) = (Anderson::new(REMEMBERED), 0);
        for round in 1..=MOST_ROUNDS {
            let market = Market::new(before, after, products, &basic, Wanted::Prices);
            let next = costs(system, partition, products, &market, &basic);
            let moved = next.iter().zip(&basic).map(|(new, old)| (new - old).abs() / old.abs());
            // `max` would pass over NaN.
            let now = moved.fold(0.0, |most, by| if by > most || by.is_nan() { by } else { most });
            contracting = if now < CONTRACTING * change { contracting + 1 } else { 0 };
            change = now;
            if change <= SETTLED {
                return Ok(Prices { basic: next, rounds: round, change });
            }
            if !change.is_finite() || next.iter().any(|price| *price <= 0.0) {
                break;
            }
            let ahead = memory.next(&basic, &next);
            let is_price = |price: &f64| *price > 0.0 && price.is_finite();
            basic = if contracting >= SEEN && ahead.iter().all(is_price) { ahead } else { next };
        }
        Err(Error::NotConverged {
            what: "the search for prices",
            residual: change,
            steps: MOST_ROUNDS,
            remedy: "try lower tariffs: on inputs that are bought again and again they may have no finite price".into(),
        })
    }
}

/// Unit costs of all rows, buyers in parallel.
fn costs(
    system: &LeontiefSystem,
    partition: &Partition,
    products: Products,
    market: &Market,
    basic: &[f64],
) -> Vec<f64> {
    let table = system.table();
    let cost = |(user, &x): (usize, &f64)| {
        if x == 0.0 {
            return 1.0;
        }
        let (flows, buyer) = (table.intermediate().column(user), partition.of_row(user));
        let composites = market.composites(products, flows, buyer);
        let spending = composites.spending.iter().zip(&composites.price);
        let dearer: f64 = spending.map(|(spent, price)| spent * (price - 1.0)).sum();
        let below = flows.iter().enumerate().filter(|(_, flow)| **flow < 0.0);
        let fixed: f64 = below.map(|(row, flow)| flow * market.rise(row, buyer, basic[row])).sum();
        1.0 + (dearer + fixed) / x
    };
    system.output().par_iter().enumerate().map(cost).collect()
}
