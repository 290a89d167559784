//! Gains from trade: the part of real consumption that an economy would lose in autarky, from the shares of what it
//! buys at home (Arkolakis, Costinot and Rodríguez-Clare 2012).
//!
//! Of economy r and product k: `X_rk` all purchases, for production and final use, `own_rk` those from r itself,
//! x_rk output, `w_r` value added, θ the trade elasticity.
//!
//! ```text
//! λ_rk = own_rk / X_rk,   λ_r = Σ_k own_rk / Σ_k X_rk      domestic shares
//! β_rk                     shares in final spending, without changes in inventories, negative cells as zero
//! α_r (N x N)              purchases of k, from anywhere, per unit of output of product s in r
//! ```
//!
//! | code | what is left of real consumption | |
//! |---|---|---|
//! | `one` | λ_r^(1/θ) | one product |
//! | `one_int` | λ_r^(x_r/(θ w_r)) | one product, with inputs |
//! | `multi` | Π_k λ_rk^(β_rk/θ_k) | products, perfect competition |
//! | `multi_mc` | Π_k (λ_rk e_rk/r_rk)^(β_rk/θ_k) | monopolistic competition; e share of k in purchases, r share in output |
//! | `multi_int` | Π_k λ_rk^(b_rk/θ_k), b_r = (I − α_r)⁻¹β_r | products, with inputs |
//!
//! # References
//! Arkolakis, Costinot and Rodríguez-Clare (2012), *American Economic Review* 102(1), 94–130, eq. 1; Costinot and
//! Rodríguez-Clare (2014), *Handbook of International Economics* 4, ch. 4, sections 2 and 3: their equations for one
//! and several sectors, perfect and monopolistic competition, with and without intermediate goods.

mod economy;

use rayon::prelude::*;

use crate::error::{Error, Result, named, shown_list};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::measures::trade::{Deliveries, Sums};
use crate::table::{CategoryId, EconomyId, Partition, SectorId};
use economy::Purchases;

/// A column by its name.
type Column = (&'static str, fn(&GainsOfEconomy) -> f64);

/// What becomes of gains over products where an economy buys a product and supplies none of it to itself: its
/// domestic share is zero, the loss total, and the number says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Undefined {
    /// They are not a number.
    #[default]
    Empty,
    /// These products are left out (a factor of one), which gives a lower bound.
    Skip,
}

named!(Undefined, "rule for undefined gains": Empty = "empty", Skip = "skip");

/// Trade elasticities θ by product.
#[derive(Debug, Clone, PartialEq)]
pub enum Thetas {
    /// One for all products.
    Uniform(f64),
    /// One for each of these; a product without one must not be traded.
    Listed(Vec<(SectorId, f64)>),
}

/// Options of gains from trade.
#[derive(Debug, Clone, PartialEq)]
pub struct GainsOptions {
    /// θ of the formulas with one product.
    pub theta: f64,
    /// θ_k of those with several.
    pub by_product: Thetas,
    /// What becomes of gains that are undefined.
    pub undefined: Undefined,
    /// The category of final demand that is left out of β: changes in inventories.
    pub inventories: Option<CategoryId>,
}

/// The trade elasticity where none is given.
pub const THETA: f64 = 5.0;

impl Default for GainsOptions {
    fn default() -> Self {
        GainsOptions {
            theta: THETA,
            by_product: Thetas::Uniform(THETA),
            undefined: Undefined::default(),
            inventories: None,
        }
    }
}

/// The levels that gains have: economies, and the shares of their products.
pub const LEVELS: [Level; 2] = [Level::Region, Level::RegionSector];

/// Gains of one economy, each as a part of its real consumption: 0.05 is five per cent. Not a number where undefined.
#[derive(Debug, Clone, PartialEq)]
pub struct GainsOfEconomy {
    /// λ_r.
    pub domestic: f64,
    /// The same of final use alone, changes in inventories among it.
    pub domestic_final: f64,
    /// One product.
    pub one: f64,
    /// One product, with inputs.
    pub one_int: f64,
    /// Products, perfect competition.
    pub multi: f64,
    /// Products, monopolistic competition.
    pub multi_mc: f64,
    /// Products, with inputs.
    pub multi_int: f64,
    /// λ_rk; not a number where nothing is bought.
    pub lambda: Vec<f64>,
    /// β_rk.
    pub beta: Vec<f64>,
    /// b_rk.
    pub weight: Vec<f64>,
    /// Products that are bought and have a weight, and of which the economy supplies none to itself (or whose
    /// purchases are below zero, out of stocks): their share has no logarithm.
    pub undefined: Vec<SectorId>,
}

/// Gains from trade of every economy.
///
/// Edge cases: a product that nobody in r buys has the factor one. Where r buys a product and sells itself none (or
/// less than none, out of stocks) and the product has a weight, `multi`, `multi_mc` and `multi_int` are as
/// [`Undefined`] says. A share above one (imports below zero) is kept: the product lowers the gain. A product that
/// no economy buys from another needs no θ; without one its factor is one. The factor e/r is one where e or r is
/// zero. `one` needs λ_r > 0, `one_int` value added above zero, and β something that is spent: else not a number.
///
/// Cost: n² additions, and N³ for each economy, economies in parallel; no global system is solved.
///
/// # Errors
/// [`Error::OtherTable`]; [`Error::Range`] for a θ that is not a finite number above zero; [`Error::Lacking`] for
/// products that are traded and have none; [`Error::NotProductive`] or [`Error::Singular`] for an economy whose
/// I − α_r has no inverse that is a series.
///
/// # Panics
/// If the table has no such product.
pub fn gains_of_economies(
    system: &LeontiefSystem,
    partition: &Partition,
    options: &GainsOptions,
) -> Result<Vec<GainsOfEconomy>> {
    system.check_partition(partition)?;
    above_zero(options.theta)?;
    let index = system.table().index();
    let sectors = index.sectors().len();
    let deliveries = Deliveries::of(system.table(), partition);
    let inputs = Sums::of(&deliveries.intermediate, partition, sectors);
    let final_use = Sums::of(&deliveries.final_use, partition, sectors);
    let economies: Vec<EconomyId> = partition.economies().map(|(id, _)| id).collect();
    let outside = system.table().imported_inputs().unwrap_or_default();
    if outside.iter().any(|imports| *imports != 0.0) {
        return Err(Error::lacking(
            "the table has imports from outside it, of which products are not known",
            "gains rest on what is bought at home and abroad of each product: take a table with the partners in it",
        ));
    }
    let purchases: Vec<Purchases> = economies
        .par_iter()
        .map(|&id| {
            let flows = (&inputs, &final_use);
            Purchases::of(system, (partition, id), flows, options.inventories)
        })
        .collect();
    let thetas = thetas(system, &purchases, &options.by_product)?;
    purchases
        .par_iter()
        .map(|purchases| purchases.gains(options.theta, &thetas, options.undefined))
        .collect()
}

/// That a trade elasticity is one.
pub(super) fn above_zero(theta: f64) -> Result<()> {
    if theta.is_finite() && theta > 0.0 {
        return Ok(());
    }
    let expected = "a finite number above zero";
    Err(Error::Range { what: "a trade elasticity", value: theta, expected })
}

/// θ of every product, infinite for those that need none: a share to the power of nothing is one.
fn thetas(system: &LeontiefSystem, purchases: &[Purchases], given: &Thetas) -> Result<Vec<f64>> {
    let index = system.table().index();
    let mut all = match given {
        Thetas::Uniform(theta) => {
            above_zero(*theta)?;
            return Ok(vec![*theta; index.sectors().len()]);
        }
        Thetas::Listed(_) => vec![f64::INFINITY; index.sectors().len()],
    };
    if let Thetas::Listed(listed) = given {
        for (sector, theta) in listed {
            above_zero(*theta)?;
            all[sector.position()] = *theta;
        }
    }
    let is_traded = |k: usize| purchases.iter().any(|it| it.is_imported(k));
    let lacking: Vec<&str> = index
        .sectors()
        .filter(|sector| all[sector.position()].is_infinite() && is_traded(sector.position()))
        .map(|sector| index.sector(sector))
        .collect();
    if lacking.is_empty() {
        return Ok(all);
    }
    let message = format!("no trade elasticity of {}, which are traded", shown_list(&lacking));
    Err(Error::lacking(message, "give one for every product that is traded"))
}

/// Gains from trade ([`gains_of_economies`]) as lines. The gains are parts of real consumption that would be lost
/// ([`Unit::Share`]): 0.05 is five per cent.
///
/// | level | keys | columns |
/// |---|---|---|
/// | region | `region` | `lambda1`, `lambda1_final` (shares), `one`, `one_int`, `multi`, `multi_mc`, `multi_int` (shares); `without_home`, the products that make gains undefined |
/// | region-sector | `region, sector` | `lambda`, `beta` (shares), `weight` (ratio), of all products of the table |
///
/// # Errors
/// [`Error::Level`]; those of [`gains_of_economies`].
///
/// # Examples
/// ```
/// use tripole::frame::Level;
/// use tripole::measures::gains::{GainsOptions, gains};
/// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};
/// let index = Index::new([("A", "g"), ("B", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
/// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
/// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let options = GainsOptions { theta: 1.0, ..GainsOptions::default() };
/// let frame = gains(&system, &partition, Level::Region, &options)?;
/// let of_a = |column| frame.value(&["A"], column).unwrap_or(f64::NAN);
/// // A buys 20 + 40 of 90 at home: with an elasticity of one it loses a third of its consumption in autarky, and
/// // more where inputs become dear as well: output is 100, value added 70.
/// assert!((of_a("lambda1") - 2.0 / 3.0).abs() < 1e-12);
/// assert!((of_a("one") - 1.0 / 3.0).abs() < 1e-12);
/// assert!((of_a("one_int") - (1.0 - (2.0_f64 / 3.0).powf(100.0 / 70.0))).abs() < 1e-12);
/// // Over products the elasticity is five.
/// assert!((of_a("multi") - (1.0 - (2.0_f64 / 3.0).powf(0.2))).abs() < 1e-12);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn gains(
    system: &LeontiefSystem,
    partition: &Partition,
    by: Level,
    options: &GainsOptions,
) -> Result<Frame> {
    by.among("gains", &LEVELS)?;
    let found = gains_of_economies(system, partition, options)?;
    let index = system.table().index();
    if by == Level::RegionSector {
        let count = index.sectors().len();
        let places = || 0..found.len() * count;
        let of = |values: fn(&GainsOfEconomy) -> &Vec<f64>| {
            found.iter().flat_map(|it| values(it).iter().copied()).collect()
        };
        return Ok(Frame::new("gains_products", found.len() * count)
            .with_key("region", partition.names(), places().map(|place| place / count))
            .with_key("sector", index.sector_codes(), places().map(|place| place % count))
            .with_indicator("lambda", Unit::Share, of(|it| &it.lambda))
            .with_indicator("beta", Unit::Share, of(|it| &it.beta))
            .with_indicator("weight", Unit::Ratio, of(|it| &it.weight)));
    }
    let columns: [Column; 7] = [
        ("lambda1", |it| it.domestic),
        ("lambda1_final", |it| it.domestic_final),
        ("one", |it| it.one),
        ("one_int", |it| it.one_int),
        ("multi", |it| it.multi),
        ("multi_mc", |it| it.multi_mc),
        ("multi_int", |it| it.multi_int),
    ];
    let codes = |it: &GainsOfEconomy| -> String {
        let codes: Vec<&str> = it.undefined.iter().map(|sector| index.sector(*sector)).collect();
        codes.join(" ")
    };
    let names: Vec<String> = found.iter().map(codes).collect();
    let frame =
        Frame::new("gains", found.len()).with_key("region", partition.names(), 0..found.len());
    let frame = columns.into_iter().fold(frame, |frame, (name, of)| {
        frame.with_indicator(name, Unit::Share, found.iter().map(of).collect())
    });
    Ok(frame.with_remark("without_home", &names))
}
