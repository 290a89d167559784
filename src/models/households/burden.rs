//! What dearer goods cost groups of households.

use super::bridge::Bridge;
use super::prices::FinalPrices;
use super::spending::{Households, Spending};
use crate::error::{Error, Result, named, shown_list};
use crate::frame::{Frame, Unit};
use crate::linalg::{Matrix, ratio};

/// What becomes of distribution margins, the part of a price that trade and transport earn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Margins {
    /// They are left aside: Δp_c = Σ b_ic Δ_i.
    #[default]
    None,
    /// They keep their amount and have the price of their own sector: Δp_c = Σ b_ic [(1 − μ)Δ_i + μ Δ_m].
    Fixed,
    /// They rise with the goods: the same number as without.
    Proportional,
}

named!(Margins, "rule for margins": None = "none", Fixed = "fixed", Proportional = "proportional");

/// Who gets what tariffs bring in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rebate {
    /// Nobody among the households.
    #[default]
    None,
    /// Every household the same amount.
    PerHead,
    /// Everybody in proportion to spending.
    Spending,
}

named!(Rebate, "rebate": None = "none", PerHead = "per-head", Spending = "spending");

/// What amounts of spending and income are of, where the number of households is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SpendingOf {
    /// One household of the group.
    #[default]
    Household,
    /// All households of the group together.
    Group,
}

named!(SpendingOf, "what spending is of": Household = "household", Group = "group");

/// Choices of [`burden`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BurdenOptions {
    /// What becomes of margins.
    pub margins: Margins,
    /// Who gets the revenue.
    pub rebate: Rebate,
    /// What amounts are of.
    pub amounts: SpendingOf,
    /// Elasticity of substitution η between categories, 0 or more.
    pub elasticity: f64,
}

/// Burdens of groups of households.
#[derive(Debug, Clone, PartialEq)]
pub struct Burden {
    groups: Vec<String>,
    categories: Vec<String>,
    money: Unit,
    /// Δp; NaN where a sector that the category buys has no price.
    prices: Vec<f64>,
    /// e, all households of a group, groups x categories.
    spent: Matrix,
    /// Number of households; NaN where it is not known.
    households: Vec<f64>,
    /// Of all households; NaN where it is not known.
    income: Vec<f64>,
    laspeyres: Vec<f64>,
    second: Vec<f64>,
    ces: Vec<f64>,
    rebate: Vec<f64>,
    notes: Vec<(String, String)>,
    /// What the numbers should not be read without.
    pub warnings: Vec<String>,
}

/// Ratio of spending to the table's final demand outside of which a rebate of the table's revenue is doubtful.
const SCALE: [f64; 2] = [0.2, 2.0];

/// What prices cost groups of households.
///
/// Spending is that of the year of the table, in its unit, and does not need to add up to its final demand; the
/// ratio of both is in the notes. A rebate is of the change of all tariff revenue of the economy, at new prices.
///
/// Cost: cells of the bridge, and groups times categories.
///
/// # Errors
/// [`Error::Range`] for an elasticity below zero; [`Error::Conflict`] for a rebate by heads without the number of
/// households.
///
/// # Examples
/// Food is dearer by what it is made of; the poor spend all on it.
/// ```
/// use tripole::models::households::{
///     BurdenOptions, FinalPrices, burden, read_bridge, read_spending,
/// };
/// use tripole::models::price::CostPush;
/// use tripole::read::{Input, ReadOptions, read};
/// use tripole::table::Geography;
/// use tripole::{Accounting, LeontiefSystem, scenario};
/// let table = read(&Input::parse("builtin:three-pole-2011")?, &ReadOptions::default())?.table;
/// let geography = Geography::regions(table.index());
/// let all = scenario::builtin_scenario("universal-tariff")?;
/// let all = scenario::read_scenario(all, &geography)?;
/// let text = "sector,category,share\nFOD,food,1\nBUS,services,1\n";
/// let bridge = read_bridge(Input::bytes("bridge.csv", text), table.index())?;
/// let text = "group,category,value\npoor,food,10\nrich,food,10\nrich,services,30\n";
/// let spending = read_spending(Input::bytes("spending.csv", text), &bridge)?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let usa = geography.economies().find("USA")?;
/// let prices = FinalPrices::of(&system, &all, &CostPush::default(), usa, &[])?;
/// let found = burden(&prices, &bridge, &spending, None, &BurdenOptions::default())?.by_group();
/// let share = |group| found.value(&[group], "burden_spending_percent").unwrap_or_default();
/// assert!(share("poor") > share("rich") && share("rich") > 0.0);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn burden(
    prices: &FinalPrices,
    bridge: &Bridge,
    spending: &Spending,
    households: Option<&Households>,
    options: &BurdenOptions,
) -> Result<Burden> {
    let eta = options.elasticity;
    if !(eta.is_finite() && eta >= 0.0) {
        let (what, expected) =
            ("the elasticity between categories", "a finite number of 0 or more");
        return Err(Error::Range { what, value: eta, expected });
    }
    let groups = spending.groups.len();
    let unknown = || vec![f64::NAN; groups];
    let counts = households.and_then(|all| all.counts.clone());
    let scale = match (&counts, options.amounts) {
        (Some(counts), SpendingOf::Household) => counts.clone(),
        _ => vec![1.0; groups],
    };
    let dearer = category_prices(prices, bridge, options.margins);
    let categories = bridge.categories.len();
    let spent = Matrix::from_fn(groups, categories, |group, category| {
        scale[group] * spending.amounts[(group, category)]
    });
    let income = households.and_then(|all| all.incomes.clone()).unwrap_or_else(unknown);
    let income = income.iter().zip(&scale).map(|(income, scale)| income * scale).collect();
    let baskets: Vec<Basket> =
        (0..groups).map(|group| Basket::of(&spent, group, &dearer, eta)).collect();
    let revenue = prices.revenue_change();
    let weights = match options.rebate {
        Rebate::None => vec![0.0; groups],
        Rebate::Spending => baskets.iter().map(|basket| basket.spent).collect(),
        Rebate::PerHead => counts.clone().ok_or_else(|| {
            let reason = "give a file of households with the columns `group` and `households`";
            Error::conflict("a rebate by heads", "an unknown number of households", reason)
        })?,
    };
    let all: f64 = weights.iter().sum();
    let rebate = weights.iter().map(|weight| {
        if options.rebate == Rebate::None { 0.0 } else { revenue * ratio(*weight, all) }
    });
    let rebate = rebate.collect();
    let mut found = Burden {
        groups: spending.groups.clone(),
        categories: bridge.categories.clone(),
        money: prices.money(),
        prices: dearer,
        spent,
        households: counts.unwrap_or_else(unknown),
        income,
        laspeyres: baskets.iter().map(|basket| basket.burden).collect(),
        second: baskets.iter().map(|basket| basket.second).collect(),
        ces: baskets.iter().map(|basket| basket.ces).collect(),
        rebate,
        notes: vec![],
        warnings: prices.warnings.clone(),
    };
    found.remark(prices, bridge, options);
    Ok(found)
}

/// Δp of every category; NaN where it buys of a sector that has no price.
fn category_prices(prices: &FinalPrices, bridge: &Bridge, margins: Margins) -> Vec<f64> {
    let mut dearer = vec![0.0; bridge.categories.len()];
    for cell in bridge.cells.iter().filter(|cell| cell.share > 0.0) {
        let of = |sector: crate::table::SectorId| prices.pooled[sector.position()];
        let rise = match (margins, cell.margin) {
            // A good that is all margin needs no price of its own.
            (Margins::Fixed, Some((1.0, earner))) => of(earner),
            (Margins::Fixed, Some((margin, earner))) => {
                (1.0 - margin) * of(cell.sector) + margin * of(earner)
            }
            _ => of(cell.sector),
        };
        dearer[cell.category] += cell.share * rise;
    }
    dearer
}

/// What a group buys, and what it costs more.
struct Basket {
    spent: f64,
    burden: f64,
    second: f64,
    ces: f64,
}

impl Basket {
    fn of(spent: &Matrix, group: usize, dearer: &[f64], eta: f64) -> Self {
        let bought = dearer.iter().enumerate().map(|(c, rise)| (spent[(group, c)], *rise));
        let bought: Vec<(f64, f64)> = bought.filter(|(amount, _)| *amount > 0.0).collect();
        let total: f64 = bought.iter().map(|(amount, _)| amount).sum();
        let burden: f64 = bought.iter().map(|(amount, rise)| amount * rise).sum();
        let mean = |of: &dyn Fn(f64) -> f64| -> f64 {
            let sum: f64 = bought.iter().map(|(amount, rise)| amount * of(*rise)).sum();
            if total == 0.0 { 0.0 } else { sum / total }
        };
        let center = mean(&|rise| rise);
        let variance = mean(&|rise| (rise - center).powi(2));
        // Of the rises less one another: their logarithms do not lose small numbers.
        let index = if eta == 1.0 {
            mean(&|rise| rise.ln_1p()).exp_m1()
        } else {
            let power = mean(&|rise| ((1.0 - eta) * rise.ln_1p()).exp_m1());
            (power.ln_1p() / (1.0 - eta)).exp_m1()
        };
        Basket {
            spent: total,
            burden,
            second: burden - 0.5 * eta * total * variance,
            ces: total * index,
        }
    }
}

impl Burden {
    /// Notes and warnings.
    fn remark(&mut self, prices: &FinalPrices, bridge: &Bridge, options: &BurdenOptions) {
        let spent: f64 = self.spent.values().iter().sum();
        let scale = spent / prices.spending();
        let mut note = |name: &str, text: String| self.notes.push((name.to_owned(), text));
        note(
            "scale",
            format!(
                "spending of all groups is {scale:.4} times what final users of `{}` spend in the table",
                prices.economy
            ),
        );
        note(
            "revenue",
            format!(
                "tariff revenue of `{}` changes by {:.4} ({}), at new prices in units of its wage before",
                prices.economy,
                prices.revenue_change(),
                self.money
            ),
        );
        note(
            "basket",
            "spending is that of before; every category buys a sector's products from the same mix of origins, \
             which under `price` and `armington` does not change: what buyers save by turning to others is in \
             `tariff` alone"
                .to_owned(),
        );
        let is_rebated = options.rebate != Rebate::None;
        if scale > SCALE[1] || (is_rebated && scale < SCALE[0]) {
            let rebate = if is_rebated { ", and the rebate is of all its revenue" } else { "" };
            self.warnings.push(format!(
                "spending is {scale:.4} times the final demand of the table{rebate}: bring both to one unit and \
                 one population"
            ));
        }
        let is_missing = |sector: usize| {
            prices.pooled[sector].is_nan()
                && bridge.cells.iter().any(|it| it.sector.position() == sector && it.share > 0.0)
        };
        let missing: Vec<&String> = (0..prices.sectors.len())
            .filter(|sector| is_missing(*sector))
            .map(|sector| &prices.sectors[sector])
            .collect();
        if !missing.is_empty() {
            self.warnings.push(format!(
                "final users of `{}` buy nothing of {}, which the bridge has: categories made of it have no price",
                prices.economy,
                shown_list(&missing)
            ));
        }
    }

    /// What the numbers should be read with, under names.
    #[must_use]
    pub fn notes(&self) -> &[(String, String)] {
        &self.notes
    }

    /// B of every group.
    #[must_use]
    pub fn burdens(&self) -> &[f64] {
        &self.laspeyres
    }

    /// B with a constant elasticity of substitution between categories.
    #[must_use]
    pub fn with_substitution(&self) -> &[f64] {
        &self.ces
    }

    /// Δp of every category.
    #[must_use]
    pub fn prices(&self) -> &[f64] {
        &self.prices
    }

    fn noted(&self, frame: Frame) -> Frame {
        self.notes.iter().fold(frame, |frame, (name, text)| frame.with_note(name, text))
    }

    /// By `group`, all its households together:
    ///
    /// | column | meaning |
    /// |---|---|
    /// | `households`, `spending`, `income` | from the files; empty where they do not say |
    /// | `burden` | B: what the basket of before costs more |
    /// | `burden_second`, `burden_ces` | B with substitution between categories, to second order and exactly |
    /// | `burden_spending_percent`, `burden_income_percent` | B in per cent; empty at zero |
    /// | `rebate`, `net_burden`, `net_income_percent` | revenue given back, and B less that |
    #[must_use]
    pub fn by_group(&self) -> Frame {
        let spending = self.spent.row_sums();
        let percent = |of: &[f64], whole: &[f64]| -> Vec<f64> {
            of.iter().zip(whole).map(|(part, whole)| 100.0 * ratio(*part, *whole)).collect()
        };
        let net: Vec<f64> = self
            .laspeyres
            .iter()
            .zip(&self.rebate)
            .map(|(burden, rebate)| burden - rebate)
            .collect();
        let money = || self.money.clone();
        let of_spending = percent(&self.laspeyres, &spending);
        let frame = Frame::new("households", self.groups.len())
            .with_key("group", &self.groups, 0..self.groups.len())
            .with_indicator("households", Unit::Count, self.households.clone())
            .with_indicator("spending", money(), spending)
            .with_indicator("income", money(), self.income.clone())
            .with_indicator("burden", money(), self.laspeyres.clone())
            .with_indicator("burden_second", money(), self.second.clone())
            .with_indicator("burden_ces", money(), self.ces.clone())
            .with_indicator("burden_spending_percent", Unit::Percent, of_spending)
            .with_indicator(
                "burden_income_percent",
                Unit::Percent,
                percent(&self.laspeyres, &self.income),
            )
            .with_indicator("rebate", money(), self.rebate.clone())
            .with_indicator("net_burden", money(), net.clone())
            .with_indicator("net_income_percent", Unit::Percent, percent(&net, &self.income));
        self.noted(frame)
    }

    /// By `category`: `spending` of all groups, the change of the `price`, and the `burden` that it brings.
    #[must_use]
    pub fn by_category(&self) -> Frame {
        let spending = self.spent.column_sums();
        let burden = (0..self.categories.len()).map(|c| self.part(spending[c], c)).collect();
        let frame = Frame::new("households", self.categories.len())
            .with_key("category", &self.categories, 0..self.categories.len())
            .with_indicator("spending", self.money.clone(), spending)
            .with_indicator("price", Unit::Change, self.prices.clone())
            .with_indicator("burden", self.money.clone(), burden);
        self.noted(frame)
    }

    /// The same by `group` and `category`: the parts of every group's burden.
    #[must_use]
    pub fn by_group_and_category(&self) -> Frame {
        let (groups, categories) = self.spent.shape();
        let lines: Vec<(usize, usize)> =
            (0..groups).flat_map(|group| (0..categories).map(move |c| (group, c))).collect();
        let column =
            |of: &dyn Fn((usize, usize)) -> f64| lines.iter().map(|at| of(*at)).collect::<Vec<_>>();
        let frame = Frame::new("households", lines.len())
            .with_key("group", &self.groups, lines.iter().map(|line| line.0))
            .with_key("category", &self.categories, lines.iter().map(|line| line.1))
            .with_indicator("spending", self.money.clone(), column(&|at| self.spent[at]))
            .with_indicator("price", Unit::Change, column(&|(_, c)| self.prices[c]))
            .with_indicator(
                "burden",
                self.money.clone(),
                column(&|at| self.part(self.spent[at], at.1)),
            );
        self.noted(frame)
    }

    /// What spending on a category costs more.
    fn part(&self, spent: f64, category: usize) -> f64 {
        if spent == 0.0 { 0.0 } else { spent * self.prices[category] }
    }
}
