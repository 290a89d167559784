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
//! [`Switches`] change that, one by one or together: deficits that follow world income or vanish
//! ([`Deficits`]), wages that do not fall below a floor, so that there is unemployment ([`WageFloors`]),
//! and capital that is built up in the long run ([`LongRunCapital`]). With B̂ value added in changes:
//!
//! ```text
//! ŵ_n = max(B̂_n, floor_n), L̂_n = B̂_n/ŵ_n             wages and employment
//! f̂_n = ŵ_n^(1 − α_n) (P̂^K_n)^α_n                    cost of a bundle of labour and capital, for ŵ in ĉ
//! K̂_n = B̂_n/P̂^K_n                                    capital whose rental keeps its ratio to its price
//! D'_n = s D_n, s = Σ I'/Σ I                          deficits that follow world income
//! ```
//!
//! and B̂ for ŵ in incomes and markets. Labour moves between the sectors of a country and not between
//! countries in all of them. Every change is compared with a baseline under the same switches.
//!
//! | question | where |
//! |---|---|
//! | shares of a base year | [`BaseYear`], from arrays ([`BaseYearFlows`]) or from a table ([`BaseYear::from_table`]) |
//! | after other costs of trade | [`BaseYear::change`], an [`Equilibrium`] of before and after |
//! | after many of them | [`BaseYear::baseline`], a [`Baseline`] that is solved once |
//! | both in one call | [`equilibrium`] |
//!
//! Source: Caliendo and Parro (2015), "Estimates of the Trade and Welfare Effects of NAFTA",
//! *Review of Economic Studies* 82(1), equations 7 to 15; exact hat algebra after Dekle, Eaton and
//! Kortum (2008).

mod base_year;
mod calibrate;
mod model;
mod options;
mod outcomes;
mod prices;
mod results;
mod spending;
mod switches;
mod table;
mod wages;

pub use base_year::{BaseYear, BaseYearFlows, TradeCosts};
pub use model::RECORD;
pub(crate) use model::SETTINGS;
pub use options::{
    ByRegion, CapitalByRegion, CapitalGoodsOfTable, EquilibriumOptions, FloorsByRegion,
};
pub use results::Changes;
pub use switches::{
    CapitalGoods, Deficits, FloorKind, LongRunCapital, Numeraire, Switches, WageFloors,
};
pub(crate) use wages::State;

use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::scenario::{Barrier, Tariffs};

use switches::Closure;

/// Trade elasticity of every sector unless others are given; near the middle of published ones.
pub const TRADE_ELASTICITY: f64 = 5.0;

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

/// The world before and after a change.
#[derive(Debug, Clone)]
pub struct Equilibrium {
    base: BaseYear,
    switches: Switches,
    closure: Closure,
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
/// As [`BaseYear::from_table`] and [`BaseYear::change`]; [`Error::Range`] for regions of one economy that
/// have different floors or shares of capital; [`Error::Missing`] where investment has goods of its own and
/// no final demand is known to be investment.
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
    let shock = shock.into();
    let solved = options.solve(system, shock)?;
    Ok(solved.effects())
}

/// A base year under some switches, solved at the base tariffs: what changes are compared with.
#[derive(Debug, Clone)]
pub struct Baseline {
    base: BaseYear,
    switches: Switches,
    closure: Closure,
    before: State,
    stopping: Stopping,
}

impl BaseYear {
    /// The world after other costs of trade: the baseline is solved first, at the base tariffs and
    /// under the same switches, and what follows is compared with it.
    ///
    /// # Errors
    /// As [`BaseYear::baseline`] and [`Baseline::change`].
    pub fn change(
        self,
        costs: TradeCosts,
        switches: impl Into<Switches>,
        stopping: Stopping,
    ) -> Result<Equilibrium> {
        self.check_costs(&costs)?;
        self.baseline(switches, stopping)?.change(costs)
    }

    /// The world at the base tariffs and under the switches. Floors of wages are shares of its wages, so
    /// that none binds in it.
    ///
    /// # Errors
    /// [`Error::Shape`] and [`Error::Range`] for switches that do not fit; [`Error::Economy`] for an economy
    /// whose surplus leaves it no income, and for one that invests nothing, or more than it earns;
    /// [`Error::NotConverged`] when no wages clear all labour markets to the tolerance asked for.
    pub fn baseline(self, switches: impl Into<Switches>, stopping: Stopping) -> Result<Baseline> {
        let switches = switches.into();
        let closure = Closure::new(&self, &switches)?;
        let before = State::solve(&self, &self.base_costs(), &closure, None, stopping)?;
        refuse_no_income(&self.economies, &closure, &before)?;
        let closure = match &switches.floors {
            Some(floors) => {
                closure.with_floors(floors, &before.quotes.pay.wages, &before.quotes.prices)
            }
            None => closure,
        };
        Ok(Baseline { base: self, switches, closure, before, stopping })
    }
}

impl Baseline {
    /// The base year that it was made of.
    #[must_use]
    pub fn base_year(&self) -> &BaseYear {
        &self.base
    }

    /// Whether capital is built up.
    pub(crate) fn has_capital(&self) -> bool {
        self.switches.capital.is_some()
    }

    /// What is otherwise than in the base model, in words.
    pub(crate) fn described(&self) -> Option<String> {
        self.switches.described(&self.base.economies)
    }

    /// The world after other costs of trade.
    ///
    /// # Errors
    /// [`Error::Shape`] and [`Error::Range`] for costs that do not fit; [`Error::NotConverged`] when no
    /// wages clear all labour markets to the tolerance asked for; [`Error::Impossible`] for floors of real
    /// wages that cannot all be met; [`Error::Economy`] for an economy without income.
    pub fn change(self, costs: TradeCosts) -> Result<Equilibrium> {
        self.base.check_costs(&costs)?;
        let after = self.world(&costs, None)?;
        let Baseline { base, switches, closure, before, .. } = self;
        let unit = closure.numeraire;
        let (before, after) = (before.in_wages_of(unit), after.in_wages_of(unit));
        Ok(Equilibrium { base, switches, closure, tariffs_after: costs, before, after })
    }

    /// The world at some costs of trade, from another or from the baseline.
    pub(crate) fn world(&self, costs: &TradeCosts, from: Option<&State>) -> Result<State> {
        let from = Some(from.unwrap_or(&self.before));
        let after = State::solve(&self.base, costs, &self.closure, from, self.stopping)?;
        refuse_no_income(&self.base.economies, &self.closure, &after)?;
        Ok(after)
    }

    /// The logarithm of what each economy can afford in a world, against the baseline: real income, or
    /// real consumption where capital is built up.
    pub(crate) fn welfare(&self, world: &State) -> Vec<f64> {
        let of = |state: &State, n: usize| {
            let invested = self.closure.invested[n] * state.values[n].exp();
            (state.income[n] - invested).ln() - self.closure.price(&state.quotes.prices, n)
        };
        (0..self.base.economies.len()).map(|n| of(world, n) - of(&self.before, n)).collect()
    }
}

/// An economy that gives away more than it earns would buy less than nothing of everything.
fn refuse_no_income(economies: &[String], closure: &Closure, world: &State) -> Result<()> {
    let refuse = |n: usize, problem, value| {
        Err(Error::Economy { economy: economies[n].clone(), problem, value })
    };
    for (n, &income) in world.income.iter().enumerate() {
        if income <= 0.0 {
            let problem =
                "no income left after its trade surplus, which is fixed and more than it earns";
            return refuse(n, problem, income);
        }
        let consumed = income - closure.invested[n] * world.values[n].exp();
        if consumed < 0.0 {
            return refuse(n, "no consumption left beside its investment", consumed);
        }
    }
    Ok(())
}

impl Equilibrium {
    /// The base year that the model was calibrated to.
    #[must_use]
    pub fn base_year(&self) -> &BaseYear {
        &self.base
    }

    /// Flows net of tariffs before and after, exporters x importers per sector.
    fn flows(&self) -> [&[Matrix]; 2] {
        [&self.before.flows, &self.after.flows]
    }

    /// What is otherwise than in the base model.
    #[must_use]
    pub fn switches(&self) -> &Switches {
        &self.switches
    }

    /// What is otherwise than in the base model, in words.
    pub(crate) fn described(&self) -> Option<String> {
        self.switches.described(&self.base.economies)
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
