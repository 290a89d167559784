//! Tariffs and barriers in general equilibrium: wages, prices, sourcing, incomes and revenue all adjust.
//!
//! The model of Caliendo and Parro: many countries n, sectors j with input-output linkages, Eaton
//! and Kortum's competition between suppliers, labour that moves between sectors and not between
//! countries. It is solved in changes (a hat is after over before), so that nothing needs to be
//! known but shares of the base year, tariffs τ, and one elasticity θ_j per sector:
//!
//! ```text
//! ĉ_nj = ŵ_n^γ_nj Π_k P̂_nk^γ_nkj                     cost of a bundle of inputs
//! P̂_nj = (Σ_i π_nij (κ̂_nij ĉ_ij)^−θ_j)^(−1/θ_j)      price, κ̂ = d̂ (1 + τ')/(1 + τ)
//! π'_nij = π_nij (κ̂_nij ĉ_ij / P̂_nj)^−θ_j            sourcing
//! X'_nj = Σ_k γ_njk Y'_nk + α_nj I'_n                 spending
//! Y'_nk = Σ_i π'_ink X'_ik / (1 + τ'_ink)             sales, net of tariffs
//! I'_n = ŵ_n wL_n + Σ τ'π'X'/(1 + τ') + D'_n          income: wages, revenue, deficit
//! Σ_j γ_nj Y'_nj = ŵ_n wL_n                           labour market
//! ```
//!
//! A barrier of cost c on a flow is d̂ = 1 + c: goods that melt on the way like icebergs, so that what
//! buyers pay more is nobody's income. Trade is valued as it arrives, before tariffs.
//!
//! All amounts after the change are in units in which wages of the world, Σ wL, keep their sum.
//! Value added is all paid to labour; capital does not move either way.
//!
//! | question | where |
//! |---|---|
//! | shares of a base year | [`BaseYear`], from arrays ([`BaseYearFlows`]) or from a table ([`BaseYear::from_table`]) |
//! | after other costs of trade | [`BaseYear::change`], an [`Equilibrium`] of before and after |
//! | both in one call | [`equilibrium`] |
//!
//! Source: Caliendo and Parro (2015), "Estimates of the Trade and Welfare Effects of NAFTA",
//! *Review of Economic Studies* 82(1), equations 7 to 15; exact hat algebra after Dekle, Eaton and
//! Kortum (2008).

mod base_year;
mod calibrate;
mod model;
mod outcomes;
mod prices;
mod results;
mod spending;
mod table;
mod wages;

pub use base_year::{BaseYear, BaseYearFlows, TradeCosts};
pub use model::RECORD;

use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::leontief::LeontiefSystem;
use crate::scenario::{Barrier, Elasticities, Tariffs};
use crate::table::Index;

use wages::State;

/// Trade elasticity of every sector unless others are given; near the middle of published ones.
pub const TRADE_ELASTICITY: f64 = 5.0;

/// What becomes of imports less exports of every economy, in the baseline and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Deficits {
    /// They stay what they are, as transfers in units of world wages.
    #[default]
    Fixed,
    /// There are none: the baseline is the world at base tariffs without them.
    Zero,
}

/// When the search for wages ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stopping {
    /// Largest relative gap between the demand for labour and its wages that is looked for; up to
    /// 1e-9 is accepted where rounding allows no better, and is in the report of convergence.
    pub tolerance: f64,
    /// Most trials of wages before it is given up.
    pub most_steps: usize,
}

impl Default for Stopping {
    fn default() -> Self {
        Stopping { tolerance: 1e-11, most_steps: 1000 }
    }
}

/// What changes. Where tariffs alone do, they stand for the whole: `&tariffs`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shock<'a> {
    /// Tariffs before and after.
    pub tariffs: &'a Tariffs,
    /// Barriers after; there are none before but those in the prices of the table.
    pub barriers: &'a [Barrier],
}

impl<'a> From<&'a Tariffs> for Shock<'a> {
    fn from(tariffs: &'a Tariffs) -> Self {
        Shock { tariffs, barriers: &[] }
    }
}

/// Choices of [`equilibrium`].
#[derive(Debug, Clone, PartialEq)]
pub struct EquilibriumOptions {
    /// Trade elasticities θ, above zero.
    pub elasticities: Elasticities,
    /// What becomes of deficits.
    pub deficits: Deficits,
    /// When the search ends.
    pub stopping: Stopping,
}

impl EquilibriumOptions {
    /// θ = 5 in all sectors, deficits fixed.
    #[must_use]
    pub fn for_index(index: &Index) -> Self {
        EquilibriumOptions {
            elasticities: Elasticities::of_constants(index, TRADE_ELASTICITY, TRADE_ELASTICITY),
            deficits: Deficits::default(),
            stopping: Stopping::default(),
        }
    }
}

/// The world before and after a change.
#[derive(Debug, Clone)]
pub struct Equilibrium {
    base: BaseYear,
    /// What every economy spends beyond what it earns.
    transfers: Vec<f64>,
    tariffs_after: TradeCosts,
    before: State,
    after: State,
}

/// Results of [`equilibrium`] as frames.
#[derive(Debug, Clone, PartialEq)]
pub struct EquilibriumEffects {
    /// [`Equilibrium::countries`].
    pub countries: Frame,
    /// [`Equilibrium::pairs`].
    pub pairs: Frame,
    /// [`Equilibrium::trade`].
    pub trade: Frame,
    /// [`Equilibrium::sectors`].
    pub sectors: Frame,
    /// [`Equilibrium::convergence`].
    pub convergence: Frame,
    /// [`BaseYear::negative_value_added`]: worth a warning.
    pub negative_value_added: Vec<String>,
}

/// Consequences of tariffs and barriers in general equilibrium: calibrate to the table, solve the
/// baseline, solve for the costs of trade after.
///
/// Cost: n² to calibrate; then for each of some 20 trials of wages some 60 rounds of prices and
/// spending of 4GJ(G + J) flops each, G economies and J sectors: no array of n² numbers is
/// touched again.
///
/// # Errors
/// As [`BaseYear::from_table`] and [`BaseYear::change`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, Index, LeontiefSystem, Partition, read};
/// use tripole::models::equilibrium::{EquilibriumOptions, equilibrium};
/// use tripole::scenario::{Rates, Tariffs};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// // 25 per cent on Chinese electronics in the United States.
/// let (usa, china) = (partition.find("USA")?, partition.find("CHN")?);
/// let electronics = table.index().find_sector("ELE")?;
/// let before = Rates::none(&partition);
/// let mut after = before.clone();
/// for cell in partition.cells() {
///     if cell.economy == china && cell.sector == electronics {
///         for &row in &cell.rows {
///             after.inputs[(row, usa.position())] = 0.25;
///             after.final_use[(row, usa.position())] = 0.25;
///         }
///     }
/// }
/// let tariffs = Tariffs::new(&partition, before, after)?;
/// let options = EquilibriumOptions::for_index(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let effects = equilibrium(&system, &tariffs, &options)?;
/// let income = |code| effects.countries.value(&[code], "real_income").unwrap_or_default();
/// assert!(income("CHN") < 0.0 && income("MEX") > 0.0);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn equilibrium<'a>(
    system: &LeontiefSystem,
    shock: impl Into<Shock<'a>>,
    options: &EquilibriumOptions,
) -> Result<EquilibriumEffects> {
    let (base, costs) = BaseYear::from_table(system, shock, &options.elasticities)?;
    let solved = base.change(costs, options.deficits, options.stopping)?;
    Ok(solved.effects())
}

impl BaseYear {
    /// The world after other costs of trade: the baseline is solved first, at the base tariffs and
    /// the deficits asked for, and what follows is compared with it.
    ///
    /// # Errors
    /// [`Error::Shape`] and [`Error::Range`] for costs that do not fit; [`Error::NotConverged`] when no wages clear
    /// all labour markets to the tolerance asked for; [`Error::Economy`] for an economy whose fixed
    /// surplus leaves it no income.
    pub fn change(
        self,
        costs: TradeCosts,
        deficits: Deficits,
        stopping: Stopping,
    ) -> Result<Equilibrium> {
        self.check_costs(&costs)?;
        let transfers = match deficits {
            Deficits::Fixed => self.deficits.clone(),
            Deficits::Zero => vec![0.0; self.deficits.len()],
        };
        let before = State::solve(&self, &self.base_costs(), &transfers, None, stopping)?;
        let after = State::solve(&self, &costs, &transfers, Some(&before), stopping)?;
        refuse_no_income(&self.economies, &before)?;
        refuse_no_income(&self.economies, &after)?;
        Ok(Equilibrium { base: self, transfers, tariffs_after: costs, before, after })
    }
}

/// An economy that gives away more than it earns would buy less than nothing of everything.
fn refuse_no_income(economies: &[String], world: &State) -> Result<()> {
    match economies.iter().zip(&world.income).find(|(_, income)| **income <= 0.0) {
        Some((economy, &value)) => Err(Error::Economy {
            economy: economy.clone(),
            problem: "no income left after its trade surplus, which is fixed and more than it earns",
            value,
        }),
        None => Ok(()),
    }
}

impl Equilibrium {
    /// The base year that the model was calibrated to.
    #[must_use]
    pub fn base_year(&self) -> &BaseYear {
        &self.base
    }

    /// All frames.
    #[must_use]
    pub fn effects(&self) -> EquilibriumEffects {
        EquilibriumEffects {
            countries: self.countries(),
            pairs: self.pairs(),
            trade: self.trade(),
            sectors: self.sectors(),
            convergence: self.convergence(),
            negative_value_added: self.base.negative_value_added(),
        }
    }
}
