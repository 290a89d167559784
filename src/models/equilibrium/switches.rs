//! What may be otherwise than in the base model: deficits, floors of wages, capital in the long run.

use super::base_year::BaseYear;
use crate::error::{Error, Result};
use crate::linalg::Matrix;
use crate::table::EconomyId;

/// What becomes of imports less exports of every economy, in the baseline and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Deficits {
    /// They stay what they are, as transfers in the numeraire.
    #[default]
    Fixed,
    /// There are none: the baseline is the world at base tariffs without them.
    Zero,
    /// They keep their ratio to world income, revenue included.
    World,
}

/// What a floor of wages is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FloorKind {
    /// The wage of the baseline, in the numeraire.
    Nominal,
    /// The wage of the baseline over the price of consumption.
    Real,
}

/// The unit of prices, wages and amounts after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Numeraire {
    /// World value added keeps its value of the base year.
    #[default]
    World,
    /// The wage of an economy keeps its value.
    WageOf(EconomyId),
}

/// Wages do not fall below a share of what they were; who is then not hired is unemployed.
///
/// With φ the level and B̂ value added in changes, ŵ = max(B̂, floor) and L̂ = B̂/ŵ, so that
/// (1 − L̂)(ŵ − floor) = 0: there is unemployment only where a floor binds.
#[derive(Debug, Clone, PartialEq)]
pub struct WageFloors {
    /// What they are shares of.
    pub kind: FloorKind,
    /// The level φ of every economy, from 0, where wages are flexible, to 1.
    pub levels: Vec<f64>,
}

/// What capital is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum CapitalGoods {
    /// All final use: its price is that of capital too.
    Same {
        /// The share of capital income that is invested, from 0 to 1; the rest is consumed.
        reinvested: f64,
    },
    /// Goods of their own: what is invested in the base year, sectors x economies, tariffs
    /// included. It follows capital income.
    Investment(Matrix),
}

/// The long run: capital is built up until its rental has the ratio to the price of capital goods that
/// it had.
///
/// A bundle of labour and capital costs f̂ = ŵ^(1 − α) (P̂^K)^α, and there is so much capital as is worth
/// that: K̂ = B̂/P̂^K, with B̂ value added in changes.
#[derive(Debug, Clone, PartialEq)]
pub struct LongRunCapital {
    /// The share α of capital in the value added of every economy, from 0 to below 1.
    pub shares: Vec<f64>,
    /// What it is made of.
    pub goods: CapitalGoods,
}

/// What is otherwise than in the base model; all of it can be combined.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Switches {
    /// What becomes of deficits.
    pub deficits: Deficits,
    /// Floors of wages, if there are any.
    pub floors: Option<WageFloors>,
    /// Capital, if it moves.
    pub capital: Option<LongRunCapital>,
    /// The unit of prices and amounts after the change, in which deficits are fixed, and nominal floors: both
    /// depend on it.
    pub numeraire: Numeraire,
}

impl Switches {
    /// Whether there can be more or less value added at constant prices: employment or capital move.
    pub(super) fn moves_volumes(&self) -> bool {
        self.floors.is_some() || self.capital.is_some()
    }
}

impl From<Deficits> for Switches {
    fn from(deficits: Deficits) -> Self {
        Switches { deficits, ..Switches::default() }
    }
}

/// What closes the model: who pays for deficits, what income is spent on, what value added costs.
#[derive(Debug, Clone)]
pub(super) struct Closure {
    /// Shares of products in consumption α^C, or in all final use where nothing is invested apart;
    /// sectors x economies.
    pub consumption: Matrix,
    /// Shares of products in investment, where it has goods of its own.
    pub investment: Option<Matrix>,
    /// What is invested where value added is what it was.
    pub invested: Vec<f64>,
    /// D, and the world income that it is a share of, where it is one.
    pub deficits: Vec<f64>,
    pub shared: Option<f64>,
    /// α, where capital moves.
    pub capital: Option<Vec<f64>>,
    pub floors: Option<Floors>,
    pub numeraire: Option<usize>,
}

/// Floors of wages in logarithms; −∞ where wages are flexible.
#[derive(Debug, Clone)]
pub(super) struct Floors {
    pub kind: FloorKind,
    pub logs: Vec<f64>,
}

/// What value added costs in every economy, in logarithms.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pay {
    /// ln ŵ.
    pub wages: Vec<f64>,
    /// ln f̂, of a bundle of labour and capital.
    pub bundles: Vec<f64>,
}

/// That levels are floors of wages.
pub(super) fn check_floors(floors: &[f64]) -> Result<()> {
    let expected = "a share of the wage before, from 0 to 1";
    levels("a floor of wages", floors, expected, |level| level <= 1.0)
}

/// That shares are those of capital in value added.
pub(super) fn check_capital(shares: &[f64]) -> Result<()> {
    levels("a share of capital", shares, "a ratio from 0 to below 1", |share| share < 1.0)
}

impl Closure {
    /// The closure of a base year, without floors: those are known once the baseline is.
    pub fn new(base: &BaseYear, switches: &Switches) -> Result<Self> {
        let g = base.economies.len();
        let world = base.wages.iter().sum::<f64>() + base.revenues().iter().sum::<f64>();
        let mut closure = Closure {
            consumption: base.final_shares.clone(),
            investment: None,
            invested: vec![0.0; g],
            deficits: match switches.deficits {
                Deficits::Fixed | Deficits::World => base.deficits.clone(),
                Deficits::Zero => vec![0.0; g],
            },
            shared: (switches.deficits == Deficits::World).then_some(world),
            capital: None,
            floors: None,
            numeraire: match switches.numeraire {
                Numeraire::World => None,
                Numeraire::WageOf(economy) if economy.position() < g => Some(economy.position()),
                Numeraire::WageOf(_) => return Err(Error::OtherTable { what: "the numeraire" }),
            },
        };
        if let Some(floors) = &switches.floors {
            count("a floor of wages", &floors.levels, g)?;
            check_floors(&floors.levels)?;
        }
        if let Some(capital) = &switches.capital {
            count("a share of capital", &capital.shares, g)?;
            check_capital(&capital.shares)?;
            closure.capital = Some(capital.shares.clone());
            closure.invest(base, capital)?;
        }
        Ok(closure)
    }

    /// What is invested, and what of.
    fn invest(&mut self, base: &BaseYear, capital: &LongRunCapital) -> Result<()> {
        let amounts = match &capital.goods {
            CapitalGoods::Same { reinvested } => {
                let expected = "a share from 0 to 1";
                levels("the share that is reinvested", &[*reinvested], expected, |s| s <= 1.0)?;
                let of = |(share, wages): (&f64, &f64)| reinvested * share * wages;
                self.invested = capital.shares.iter().zip(&base.wages).map(of).collect();
                return Ok(());
            }
            CapitalGoods::Investment(amounts) => amounts,
        };
        let (found, expected) = (amounts.shape(), base.final_shares.shape());
        if found != expected {
            return Err(Error::Shape { what: "investment", found, expected });
        }
        let incomes = base.incomes();
        let mut shares = amounts.clone();
        for (n, income) in incomes.iter().enumerate() {
            let refuse = |problem, value| {
                let economy = base.economies[n].clone();
                Err(Error::Economy { economy, problem, value })
            };
            let invested: f64 = amounts.column(n).iter().sum();
            if !(invested > 0.0 && amounts.column(n).iter().all(|amount| *amount >= 0.0)) {
                return refuse("no investment, or less than none of a product", invested);
            }
            let all: f64 = base.final_use[n];
            let consumed = self.consumption.column_mut(n);
            for (share, amount) in consumed.iter_mut().zip(amounts.column(n)) {
                let left = *share * all - amount;
                if left < -1e-9 * all {
                    return refuse("less final use of a product than is invested of it", left);
                }
                *share = left.max(0.0);
            }
            let left: f64 = consumed.iter().sum();
            if left <= 0.0 || income - invested < 0.0 {
                return refuse("no consumption beside its investment", income - invested);
            }
            consumed.iter_mut().for_each(|share| *share /= left);
            shares.column_mut(n).iter_mut().for_each(|share| *share /= invested);
            self.invested[n] = invested;
        }
        self.investment = Some(shares);
        Ok(())
    }

    /// With floors that are shares of the wages of a world.
    pub fn with_floors(mut self, floors: &WageFloors, wages: &[f64], prices: &Matrix) -> Self {
        let log = |(n, level): (usize, &f64)| match floors.kind {
            FloorKind::Real => level.ln() + wages[n] - index(&self.consumption, prices, n),
            FloorKind::Nominal if self.numeraire == Some(n) => f64::NEG_INFINITY,
            FloorKind::Nominal => {
                level.ln() + wages[n] - self.numeraire.map_or(0.0, |unit| wages[unit])
            }
        };
        let logs = floors.levels.iter().enumerate().map(log).collect();
        self.floors = Some(Floors { kind: floors.kind, logs });
        self
    }

    /// Whether there are floors of real wages.
    pub fn is_real(&self) -> bool {
        self.floors.as_ref().is_some_and(|floors| floors.kind == FloorKind::Real)
    }

    /// Whether the search for prices is accelerated: where what value added costs depends on them it must
    /// be, and with floors of wages it makes up for more trials. The base model keeps its numbers to the last digit.
    pub fn is_accelerated(&self) -> bool {
        self.floors.is_some()
            || self.capital.as_ref().is_some_and(|shares| shares.iter().any(|share| *share > 0.0))
    }

    /// What value added costs, at these changes of its amount and these prices (logarithms): ŵ =
    /// max(B̂, floor), f̂ = ŵ^(1 − α) (P̂^K)^α.
    pub fn pay(&self, values: &[f64], prices: &Matrix, pay: &mut Pay) {
        pay.wages.copy_from_slice(values);
        if let Some(floors) = &self.floors {
            for (n, (wage, floor)) in pay.wages.iter_mut().zip(&floors.logs).enumerate() {
                let floor = match floors.kind {
                    FloorKind::Real => floor + index(&self.consumption, prices, n),
                    FloorKind::Nominal => floor + self.numeraire.map_or(0.0, |unit| values[unit]),
                };
                *wage = wage.max(floor);
            }
        }
        pay.bundles.copy_from_slice(&pay.wages);
        if let Some(shares) = &self.capital {
            for (n, (bundle, share)) in pay.bundles.iter_mut().zip(shares).enumerate() {
                if *share > 0.0 {
                    *bundle += share * (self.capital_price(prices, n) - *bundle);
                }
            }
        }
    }

    /// What deficits are at so much world income and these wages (logarithms): where they do not follow
    /// the one, they are fixed in the numeraire.
    pub fn transfers(&self, income: f64, wages: &[f64]) -> Vec<f64> {
        let share = match (self.shared, self.numeraire) {
            (Some(world), _) => income / world,
            (None, Some(unit)) => wages[unit].exp(),
            (None, None) => 1.0,
        };
        self.deficits.iter().map(|deficit| deficit * share).collect()
    }

    /// ln P̂^K of an economy.
    pub fn capital_price(&self, prices: &Matrix, economy: usize) -> f64 {
        index(self.investment.as_ref().unwrap_or(&self.consumption), prices, economy)
    }

    /// ln P̂ of an economy.
    pub fn price(&self, prices: &Matrix, economy: usize) -> f64 {
        index(&self.consumption, prices, economy)
    }

    /// Final use of products by an economy of this income whose value added has changed to `value`
    /// times what it was: α^C (I − INV) + α^I INV.
    pub fn final_use(&self, economy: usize, product: usize, income: f64, value: f64) -> f64 {
        let consumed = self.consumption[(product, economy)];
        match &self.investment {
            None => consumed * income,
            Some(shares) => {
                let invested = value * self.invested[economy];
                consumed * (income - invested) + shares[(product, economy)] * invested
            }
        }
    }
}

/// Σ_j α_j ln P̂_j of an economy.
fn index(shares: &Matrix, prices: &Matrix, economy: usize) -> f64 {
    let terms = shares.column(economy).iter().zip(prices.column(economy));
    terms.map(|(share, price)| share * price).sum()
}

fn count(what: &'static str, values: &[f64], economies: usize) -> Result<()> {
    if values.len() == economies {
        return Ok(());
    }
    let (found, expected) = ((values.len(), 1), (economies, 1));
    Err(Error::Shape { what, found, expected })
}

fn levels(
    what: &'static str,
    values: &[f64],
    expected: &'static str,
    allowed: impl Fn(f64) -> bool,
) -> Result<()> {
    match values.iter().find(|value| !(**value >= 0.0 && allowed(**value))) {
        Some(&value) => Err(Error::Range { what, value, expected }),
        None => Ok(()),
    }
}
