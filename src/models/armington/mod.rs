//! Tariffs when buyers change suppliers and nothing else adjusts: technology, wages and incomes
//! stay fixed.
//!
//! Inside every column of the table and for every product i, suppliers k are substituted for each
//! other with the elasticity σ_i (Armington). With the shares θ of suppliers in the value bought,
//! tariffs before included, and the rise of purchaser prices π_k = p_k(1 + τ')/(1 + τ),
//!
//! ```text
//! P = (Σ_k θ_k π_k^(1−σ))^(1/(1−σ))        price of the composite (σ = 1: Π π_k^θ_k)
//! q'/q = (P/π_k)^σ                          quantity from k per unit of the composite
//! p_j = 1 + Σ_i H_ij (P_ij − 1)             H_ij: spending on i per unit of output, tariffs included
//! A' = A ∘ (q'/q),  F' likewise,  x' = (I − A')⁻¹ (F'u + ρ)
//! ```
//!
//! The composite per unit of output is fixed, and in final demand either its quantity or what is
//! spent on it ([`FinalRule`]). Changes in inventories, negative cells, and demand of no region
//! stay as they are. Quantities are at base prices; those of a composite of several suppliers do
//! not add up, so world value added at base prices is *not* conserved: it can rise when an
//! efficient supplier is taxed. With σ = 0 this is the cost-push model.
//!
//! Source: Armington (1969), "A Theory of Demand for Products Distinguished by Place of
//! Production", *IMF Staff Papers* 16(1); inside an inter-country table as this project defines it
//! (POSITION_LINKAGES_SHOCKS 5.2).

mod composite;
mod model;
mod outcomes;
mod prices;
mod results;
mod table;

pub use model::RECORD;

use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::leontief::LeontiefSystem;
use crate::scenario::{Elasticities, Tariffs};
use crate::table::{Index, Mrio, Partition};

use prices::Prices;

/// Elasticity between suppliers of a good unless others are given.
pub const GOODS_ELASTICITY: f64 = 5.0;
/// Elasticity between suppliers of a service.
pub const SERVICES_ELASTICITY: f64 = 2.0;

/// What final users keep constant when prices change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FinalRule {
    /// The quantity of every product.
    #[default]
    FixedQuantity,
    /// What they spend on every product, tariffs included: Cobb-Douglas preferences at fixed
    /// income.
    FixedSpending,
}

/// Choices of [`armington`].
#[derive(Debug, Clone, PartialEq)]
pub struct ArmingtonOptions {
    /// Elasticities of substitution σ between suppliers of a product.
    pub elasticities: Elasticities,
    /// What final users keep constant.
    pub final_rule: FinalRule,
}

impl ArmingtonOptions {
    /// σ = 5 for goods and 2 for services where the sectors are of a known source (5 for all
    /// elsewhere), quantities of final use fixed.
    #[must_use]
    pub fn for_index(index: &Index) -> Self {
        let elasticities = Elasticities::of_constants(index, GOODS_ELASTICITY, SERVICES_ELASTICITY);
        ArmingtonOptions { elasticities, final_rule: FinalRule::default() }
    }
}

/// The table before and after buyers responded.
#[derive(Debug)]
pub struct Response<'a> {
    system: &'a LeontiefSystem,
    partition: &'a Partition,
    tariffs: &'a Tariffs,
    prices: Prices,
    after: Mrio,
}

/// Results of [`armington`] as frames.
#[derive(Debug, Clone, PartialEq)]
pub struct ArmingtonEffects {
    /// [`Response::countries`].
    pub countries: Frame,
    /// [`Response::sectors`].
    pub sectors: Frame,
    /// [`Response::trade`].
    pub trade: Frame,
    /// [`Response::convergence`].
    pub convergence: Frame,
}

/// How buyers respond to `tariffs`.
///
/// Cost: for each of some 40 rounds of prices 2n² flops and n(G + J) powers (a supplier's price
/// relative to a market is raised to a power once, not once per buying column); then one solve
/// with n² numbers of the new table beside the old.
///
/// # Errors
/// [`Error::OtherTable`] for tariffs of another table, [`Error::Shape`] for such elasticities; [`Error::NotConverged`] when
/// prices have no finite solution; those of [`LeontiefSystem::new`] and
/// [`LeontiefSystem::solve_vector`] for the new table.
///
/// # Examples
/// ```
/// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};
/// use tripole::models::armington::{ArmingtonOptions, respond};
/// use tripole::scenario::{Rates, Tariffs};
/// // Two regions that make one good from nothing; each buys half of it from the other.
/// let index = Index::new([("AAA", "g"), ("BBB", "g")])?;
/// let demand = Demand::new(&index, [(Some("AAA"), "f"), (Some("BBB"), "f")])?;
/// let f = Matrix::from_rows(&[[50.0, 50.0], [50.0, 50.0]]);
/// let table = Mrio::new(Parts::new(index, demand, Matrix::zeros(2, 2), f))?;
/// let partition = Partition::regions(table.index());
/// let before = Rates::none(&partition);
/// let after = Rates::for_all_uses(Matrix::from_rows(&[[0.0, 0.0], [0.25, 0.0]]));
/// let tariffs = Tariffs::new(&partition, before, after)?;
/// let options = ArmingtonOptions::for_index(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let response = respond(&system, &tariffs, &options)?;
/// // σ = 5: P = ((1 + 1.25⁻⁴)/2)^(−1/4); imports fall to 50 (P/1.25)⁵.
/// let price = (0.5_f64 + 0.5 * 1.25_f64.powi(-4)).powf(-0.25);
/// let imports = response.table_after().final_demand()[(1, 0)];
/// assert!((imports - 50.0 * (price / 1.25).powi(5)).abs() < 1e-9);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn respond<'a>(
    system: &'a LeontiefSystem,
    tariffs: &'a Tariffs,
    options: &ArmingtonOptions,
) -> Result<Response<'a>> {
    let partition = tariffs.economies();
    partition.check_rows("the set of tariffs", system.table().index())?;
    let (found, expected) =
        (options.elasticities.by_sector().len(), system.table().index().sectors().len());
    if found != expected {
        let what = "the list of elasticities";
        return Err(Error::Shape { what, found: (found, 1), expected: (expected, 1) });
    }
    let sigma = options.elasticities.by_sector();
    let prices = Prices::settle(system, partition, tariffs, sigma)?;
    let after = table::after(system, partition, tariffs, options, &prices)?;
    Ok(Response { system, partition, tariffs, prices, after })
}

/// Consequences of `tariffs` when buyers respond to prices: [`respond`], then all frames.
///
/// # Errors
/// As [`respond`].
pub fn armington(
    system: &LeontiefSystem,
    tariffs: &Tariffs,
    options: &ArmingtonOptions,
) -> Result<ArmingtonEffects> {
    let response = respond(system, tariffs, options)?;
    Ok(ArmingtonEffects {
        countries: response.countries(),
        sectors: response.sectors(),
        trade: response.trade(),
        convergence: response.convergence(),
    })
}

impl Response<'_> {
    /// Basic prices p of all rows; one before.
    #[must_use]
    pub fn prices(&self) -> &[f64] {
        &self.prices.basic
    }

    /// The table after, quantities at base prices: Z' = A' x̂', F', output x', and value added v x'
    /// in a row `VA`. Its rows balance; its columns do not add up to output.
    #[must_use]
    pub fn table_after(&self) -> &Mrio {
        &self.after
    }
}
