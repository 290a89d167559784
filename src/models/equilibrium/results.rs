//! What changed, as frames.

use super::Equilibrium;
use super::wages::State;
use crate::error::shown;
use crate::frame::{Frame, Unit};
use crate::linalg::{Matrix, ratio};

/// The name of the note that says what is otherwise than in the base model.
const SWITCHES: &str = "switches";
/// The name of the note that sets the two measures of welfare side by side.
const WELFARE: &str = "welfare";

/// Where the first-order measure says something else than exact real income does; nothing where
/// nothing changes.
fn farthest_apart(economies: &[String], exact: &[f64], first_order: &[f64]) -> Option<String> {
    let gap = |n: usize| (first_order[n] - exact[n]).abs();
    let worst = (0..economies.len()).max_by(|&a, &b| gap(a).total_cmp(&gap(b)))?;
    let percent = |values: &[f64]| 100.0 * values[worst];
    (gap(worst) > 0.0).then(|| {
        format!(
            "`welfare_first_order` is farthest from `real_income`, which is exact, for `{}`: {:.3} \
             against {:.3} per cent",
            shown(&economies[worst]),
            percent(first_order),
            percent(exact)
        )
    })
}

/// What changes in an economy, as ratios to the baseline less one; in the numeraire, where it is of
/// money.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Changes {
    /// ŵ, the wage.
    pub wage: f64,
    /// L̂ = B̂/ŵ, employment.
    pub employment: f64,
    /// P̂, the price of consumption; of all final use where investment has no goods of its own.
    pub price: f64,
    /// ŵ/P̂.
    pub real_wage: f64,
    /// ŵL̂/P̂.
    pub real_labour_income: f64,
    /// Î/P̂. It is no measure of welfare where capital is built up.
    pub real_income: f64,
    /// Ĉ/P̂, with C = I less what is invested.
    pub real_consumption: f64,
    /// K̂ = B̂/P̂^K; zero where capital does not move.
    pub capital: f64,
    /// L̂^(1 − α) K̂^α.
    pub gdp_volume: f64,
    /// Sales abroad at the prices of the baseline.
    pub exports: f64,
    /// Purchases abroad at the prices of the baseline, net of tariffs.
    pub imports: f64,
    /// P̂^K, the price of capital goods.
    pub investment_price: f64,
    /// Tariff revenue after, an amount.
    pub revenue: f64,
}

/// What a pair adds to the welfare of the first of its economies, as shares of baseline income.
#[derive(Debug, Clone, Copy, Default)]
struct Terms {
    terms_of_trade: f64,
    volume_of_trade: f64,
}

/// One of the changes.
type Of = fn(&Changes) -> f64;

impl Equilibrium {
    /// By `region`, changes as shares of the baseline (0.01 is one per cent):
    ///
    /// | column | definition |
    /// |---|---|
    /// | `real_wage` | ŵ/P̂ − 1 with P̂_n = Π_j P̂_nj^α_nj |
    /// | `real_income` | Î/P̂ − 1, exact in this model |
    /// | `welfare_first_order` | `terms_of_trade` + `volume_of_trade`: equation 15 of Caliendo and Parro (2015) |
    /// | `terms_of_trade` | Σ (E_nij(ĉ_n − 1) − M_nij(ĉ_i − 1)) / I_n |
    /// | `volume_of_trade` | Σ τ_nij M_nij (M̂_nij − ĉ_i) / I_n |
    /// | `wage`, `price_index` | ŵ − 1, P̂ − 1 |
    /// | `income_before`, `income_after`, `income_change`, `income_change_percent` | amounts, as [`Frame::with_before_and_after`] has them |
    /// | `revenue_before`, `revenue_after`, `revenue_change`, `revenue_change_percent` | tariff revenue, likewise |
    /// | `base_wage` | ŵ − 1 of the baseline against the data: zero where the data are an equilibrium |
    ///
    /// With floors of wages or capital there are more, of [`Changes`]: `employment` and
    /// `real_labour_income` with floors, `real_consumption`, `capital` and `investment_price` with capital,
    /// `gdp_volume`, `exports_volume` and `imports_volume` with either; P̂ is the price of consumption.
    ///
    /// The first-order measure holds tariffs at their base rates and leaves out what lost revenue
    /// takes away beyond first order: for large cuts it can be far above `real_income`. A table
    /// without base tariffs has no volume term, though new tariffs do cost. A note `welfare` names
    /// the economy for which the two are farthest apart.
    #[must_use]
    pub fn countries(&self) -> Frame {
        let (base, before, after) = (&self.base, &self.before, &self.after);
        let g = base.economies.len();
        let own = |f: &dyn Fn(usize) -> f64| (0..g).map(f).collect::<Vec<f64>>();
        let log_index = |state: &State, n: usize| self.closure.price(&state.quotes.prices, n);
        let prices = own(&|n| log_index(after, n) - log_index(before, n));
        let wages = own(&|n| after.quotes.pay.wages[n] - before.quotes.pay.wages[n]);
        let terms = self.terms();
        let total =
            |of: &dyn Fn(&Terms) -> f64| own(&|n| terms[n * g..(n + 1) * g].iter().map(of).sum());
        let exact = own(&|n| after.income[n] / before.income[n] * (-prices[n]).exp() - 1.0);
        let first_order = total(&|t| t.terms_of_trade + t.volume_of_trade);
        let farthest = farthest_apart(&base.economies, &exact, &first_order);
        let money = Unit::money(&base.unit);
        let frame = Frame::new("countries", g)
            .with_key("region", &base.economies, 0..g)
            .with_indicator("real_wage", Unit::Change, own(&|n| (wages[n] - prices[n]).exp_m1()))
            .with_indicator("real_income", Unit::Change, exact)
            .with_indicator("welfare_first_order", Unit::Change, first_order)
            .with_indicator("terms_of_trade", Unit::Change, total(&|t| t.terms_of_trade))
            .with_indicator("volume_of_trade", Unit::Change, total(&|t| t.volume_of_trade))
            .with_indicator("wage", Unit::Change, own(&|n| wages[n].exp_m1()))
            .with_indicator("price_index", Unit::Change, own(&|n| prices[n].exp_m1()))
            .with_before_and_after("income", &money, before.income.clone(), after.income.clone())
            .with_before_and_after("revenue", &money, before.revenue.clone(), after.revenue.clone())
            .with_indicator(
                "base_wage",
                Unit::Change,
                own(&|n| before.quotes.pay.wages[n].exp_m1()),
            );
        let frame = self.with_switches(frame);
        let frame =
            self.described().into_iter().fold(frame, |frame, text| frame.with_note(SWITCHES, text));
        farthest.into_iter().fold(frame, |frame, text| frame.with_note(WELFARE, text))
    }

    /// What changes in every economy, in their order.
    #[must_use]
    pub fn changes(&self) -> Vec<Changes> {
        let (closure, before, after) = (&self.closure, &self.before, &self.after);
        let volumes = self.trade_volumes();
        let of = |n: usize| {
            let rise = |of: &dyn Fn(&State) -> f64| of(after) - of(before);
            let wage = rise(&|state| state.quotes.pay.wages[n]);
            let value = rise(&|state| state.values[n]);
            let price = rise(&|state| closure.price(&state.quotes.prices, n));
            let capital_price = rise(&|state| closure.capital_price(&state.quotes.prices, n));
            let consumed =
                |state: &State| state.income[n] - closure.invested[n] * state.values[n].exp();
            let share = closure.capital.as_ref().map_or(0.0, |shares| shares[n]);
            let employment = value - wage;
            let capital = if share > 0.0 { value - capital_price } else { 0.0 };
            let real = |after: f64, before: f64| after / before * (-price).exp() - 1.0;
            let (exports, imports) = volumes[n];
            Changes {
                wage: wage.exp_m1(),
                employment: employment.exp_m1(),
                price: price.exp_m1(),
                real_wage: (wage - price).exp_m1(),
                real_labour_income: (value - price).exp_m1(),
                real_income: real(after.income[n], before.income[n]),
                real_consumption: real(consumed(after), consumed(before)),
                capital: capital.exp_m1(),
                gdp_volume: ((1.0 - share) * employment + share * capital).exp_m1(),
                exports,
                imports,
                investment_price: capital_price.exp_m1(),
                revenue: after.revenue[n],
            }
        };
        (0..self.base.economies.len()).map(of).collect()
    }

    /// Changes of exports and imports at the prices of the baseline; undefined without any before.
    fn trade_volumes(&self) -> Vec<(f64, f64)> {
        let g = self.base.economies.len();
        let mut sums = vec![[[0.0; 2]; 2]; g];
        for (time, state) in [&self.before, &self.after].into_iter().enumerate() {
            for (j, flows) in state.flows.iter().enumerate() {
                for buyer in 0..g {
                    for seller in (0..g).filter(|&seller| seller != buyer) {
                        let rise =
                            state.quotes.costs[(j, seller)] - self.before.quotes.costs[(j, seller)];
                        let volume = flows[(seller, buyer)] * (-rise).exp();
                        sums[seller][0][time] += volume;
                        sums[buyer][1][time] += volume;
                    }
                }
            }
        }
        let change = |[before, after]: [f64; 2]| ratio(after, before) - 1.0;
        sums.into_iter().map(|[exports, imports]| (change(exports), change(imports))).collect()
    }

    /// The columns that only switches give a meaning.
    fn with_switches(&self, frame: Frame) -> Frame {
        let floors = self.closure.floors.is_some();
        let capital = self.closure.capital.is_some();
        if !floors && !capital {
            return frame;
        }
        let changes = self.changes();
        let columns: [(&str, bool, Of); 8] = [
            ("employment", floors, |of| of.employment),
            ("real_labour_income", floors, |of| of.real_labour_income),
            ("real_consumption", capital, |of| of.real_consumption),
            ("capital", capital, |of| of.capital),
            ("investment_price", capital, |of| of.investment_price),
            ("gdp_volume", true, |of| of.gdp_volume),
            ("exports_volume", true, |of| of.exports),
            ("imports_volume", true, |of| of.imports),
        ];
        let shown = columns.into_iter().filter(|(_, is_shown, _)| *is_shown);
        shown.fold(frame, |frame, (name, _, of)| {
            frame.with_indicator(name, Unit::Change, changes.iter().map(of).collect())
        })
    }

    /// By `exporter` and `importer`, sales at home included, net of tariffs: `trade` as
    /// [`Frame::with_before_and_after`] has it; and what trade with `importer` adds to the first-order welfare of `exporter`,
    /// both ways together: `terms_of_trade`, `volume_of_trade`.
    #[must_use]
    pub fn pairs(&self) -> Frame {
        let base = &self.base;
        let g = base.economies.len();
        let sum = |flows: &[Matrix]| -> Vec<f64> {
            let cell = |at: usize| flows.iter().map(|flow| flow[(at / g, at % g)]).sum();
            (0..g * g).map(cell).collect()
        };
        let money = Unit::money(&base.unit);
        let terms = self.terms();
        Frame::new("pairs", g * g)
            .with_key("exporter", &base.economies, (0..g * g).map(|at| at / g))
            .with_key("importer", &base.economies, (0..g * g).map(|at| at % g))
            .with_before_and_after("trade", &money, sum(&self.before.flows), sum(&self.after.flows))
            .with_indicator(
                "terms_of_trade",
                Unit::Change,
                terms.iter().map(|t| t.terms_of_trade).collect(),
            )
            .with_indicator(
                "volume_of_trade",
                Unit::Change,
                terms.iter().map(|t| t.volume_of_trade).collect(),
            )
    }

    /// By `exporter`, `sector`, `importer` where something is sold before, at home included: `trade`
    /// net of tariffs and the rate of the `tariff`, as [`Frame::with_before_and_after`] has them.
    #[must_use]
    pub fn trade(&self) -> Frame {
        let base = &self.base;
        let (g, sectors) = (base.economies.len(), base.sectors.len());
        let sold = |&(i, j, n): &(usize, usize, usize)| self.before.flows[j][(i, n)] != 0.0;
        let lines: Vec<(usize, usize, usize)> = (0..g * sectors * g)
            .map(|at| (at / (sectors * g), at / g % sectors, at % g))
            .filter(sold)
            .collect();
        let column = |matrices: &[Matrix]| -> Vec<f64> {
            lines.iter().map(|&(i, j, n)| matrices[j][(i, n)]).collect()
        };
        let money = Unit::money(&base.unit);
        let trade = [&self.before, &self.after].map(|state| column(&state.flows));
        let tariff = [&base.tariffs, &self.tariffs_after.tariffs].map(|rates| column(rates));
        let ([trade, trade_after], [tariff, tariff_after]) = (trade, tariff);
        Frame::new("trade", lines.len())
            .with_key("exporter", &base.economies, lines.iter().map(|line| line.0))
            .with_key("sector", &base.sectors, lines.iter().map(|line| line.1))
            .with_key("importer", &base.economies, lines.iter().map(|line| line.2))
            .with_before_and_after("trade", &money, trade, trade_after)
            .with_before_and_after("tariff", &Unit::Rate, tariff, tariff_after)
    }

    /// By `region` and `sector`: changes of the `cost` of production and of the `price` to buyers
    /// (ĉ − 1, P̂ − 1), `output` (sales at home and abroad) and `value_added` as
    /// [`Frame::with_before_and_after`] has them.
    #[must_use]
    pub fn sectors(&self) -> Frame {
        let (base, before, after) = (&self.base, &self.before, &self.after);
        let (g, sectors) = (base.economies.len(), base.sectors.len());
        let column = |f: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
            (0..g * sectors).map(|at| f(at / sectors, at % sectors)).collect()
        };
        let change = |of: &dyn Fn(&State) -> &Matrix| {
            column(&|n, j| (of(after)[(j, n)] - of(before)[(j, n)]).exp_m1())
        };
        let value_added =
            |state: &State| column(&|n, j| base.primary[(j, n)] * state.sales[(n, j)]);
        let output = |state: &State| column(&|n, j| state.sales[(n, j)]);
        let money = Unit::money(&base.unit);
        Frame::new("sectors", g * sectors)
            .with_key("region", &base.economies, (0..g * sectors).map(|at| at / sectors))
            .with_key("sector", &base.sectors, (0..g * sectors).map(|at| at % sectors))
            .with_indicator("cost", Unit::Change, change(&|state| &state.quotes.costs))
            .with_indicator("price", Unit::Change, change(&|state| &state.quotes.prices))
            .with_before_and_after("output", &money, output(before), output(after))
            .with_before_and_after("value_added", &money, value_added(before), value_added(after))
    }

    /// How the two searches went, by `world` (before, after): trials of wages, rounds of prices,
    /// products of the spending system, largest relative gap left on a labour market.
    #[must_use]
    pub fn convergence(&self) -> Frame {
        let searches = [self.before.search, self.after.search];
        let column = |f: &dyn Fn(usize) -> f64| (0..2).map(f).collect::<Vec<f64>>();
        let count = |f: &dyn Fn(usize) -> usize| column(&|k| f(k) as f64);
        Frame::new("convergence", 2)
            .with_key("world", &["before", "after"], 0..2)
            .with_indicator("wage_trials", Unit::Count, count(&|k| searches[k].trials))
            .with_indicator("price_rounds", Unit::Count, count(&|k| searches[k].rounds))
            .with_indicator("spending_products", Unit::Count, count(&|k| searches[k].products))
            .with_indicator("largest_gap", Unit::Residual, column(&|k| searches[k].gap))
    }

    /// Welfare of every economy by partner, economy outermost; zero with itself.
    fn terms(&self) -> Vec<Terms> {
        let (base, before, after) = (&self.base, &self.before, &self.after);
        let g = base.economies.len();
        let mut terms = vec![Terms::default(); g * g];
        for (j, (flows, flows_after)) in before.flows.iter().zip(&after.flows).enumerate() {
            let dearer = |n: usize| after.quotes.costs[(j, n)] - before.quotes.costs[(j, n)];
            for buyer in 0..g {
                for seller in (0..g).filter(|&seller| seller != buyer) {
                    let flow = flows[(seller, buyer)];
                    let rise = flow * dearer(seller).exp_m1();
                    let rate = base.tariffs[j][(seller, buyer)];
                    let grown = flows_after[(seller, buyer)] - flow - rise;
                    let bought = &mut terms[buyer * g + seller];
                    bought.terms_of_trade -= rise / before.income[buyer];
                    bought.volume_of_trade += rate * grown / before.income[buyer];
                    terms[seller * g + buyer].terms_of_trade += rise / before.income[seller];
                }
            }
        }
        terms
    }
}
