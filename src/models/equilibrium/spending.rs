//! Spending of economies on products at given sourcing and wages: a linear system.

use rayon::prelude::*;

use super::base_year::{BaseYear, TradeCosts};
use super::prices::{Prices, Quotes};
use super::switches::Closure;
use crate::error::{Error, Result};
use crate::linalg::{Matrix, gmres};

/// Relative residual of spending that is aimed at, and the one that is still accepted.
const TOLERANCE: f64 = 1e-15;
const ACCEPTED: f64 = 1e-11;
const MOST_PRODUCTS: usize = 400;

/// X = Γ Y(X) + α (R(X) + base) in units of each economy's own base wages, so that small
/// economies are solved as well as large ones. Where deficits follow world income, they are a share of
/// revenue too: α (R(X) + D ΣR(X)/I⁰ + base).
pub(super) struct Spending<'a> {
    base: &'a BaseYear,
    closure: &'a Closure,
    /// π'/(1 + τ') · wL_n/wL_i, exporters x importers per sector.
    sourcing: Vec<Matrix>,
    /// Σ_i τ'π'/(1 + τ'), economies x sectors.
    revenue: Matrix,
}

impl<'a> Spending<'a> {
    pub fn new(
        (base, closure): (&'a BaseYear, &'a Closure),
        costs: &TradeCosts,
        prices: &Prices,
        quotes: &Quotes,
    ) -> Self {
        let g = base.economies.len();
        let sector = |j: usize| {
            let mut sourcing = prices.sourcing(j, quotes);
            let mut revenue = vec![0.0; g];
            for (n, revenue) in revenue.iter_mut().enumerate() {
                let rates = costs.tariffs[j].column(n).iter().zip(&base.wages);
                for (share, (rate, wages)) in sourcing.column_mut(n).iter_mut().zip(rates) {
                    let net = *share / (1.0 + rate);
                    *revenue += rate * net;
                    *share = net * (base.wages[n] / wages);
                }
            }
            (sourcing, revenue)
        };
        let sectors: Vec<(Matrix, Vec<f64>)> =
            (0..base.sectors.len()).into_par_iter().map(sector).collect();
        let (sourcing, revenue): (Vec<_>, Vec<_>) = sectors.into_iter().unzip();
        Spending { base, closure, sourcing, revenue: Matrix::from_columns(g, &revenue) }
    }

    /// Spending, economies x sectors, at incomes other than revenue (and what deficits follow of it) of
    /// economies whose value added has changed to `values` times what it was, from a first guess; and
    /// how many products of 2GJ(G + J) flops it took.
    ///
    /// Residuals are minimised over Krylov spaces (no matrix of the size of the system is formed),
    /// then one more round of the equations evens out what is left.
    pub fn solve(
        &self,
        incomes: &[f64],
        values: &[f64],
        guess: &Matrix,
    ) -> Result<(Matrix, usize)> {
        let base = self.base;
        let (g, j) = guess.shape();
        let scaled = |matrix: &Matrix| {
            Matrix::from_fn(g, j, |n, k| matrix[(n, k)] / base.wages[n]).values().to_vec()
        };
        let fixed =
            Matrix::from_fn(g, j, |n, k| self.closure.final_use(n, k, incomes[n], values[n]));
        let fixed = scaled(&fixed);
        let start = scaled(guess);
        let rest = |x: &[f64]| -> Vec<f64> {
            let round = self.round(x);
            fixed.iter().zip(x).zip(round).map(|((b, x), round)| b - (x - round)).collect()
        };
        let side = rest(&start);
        let norm = |values: &[f64]| values.iter().map(|v| v * v).sum::<f64>().sqrt();
        let (size, missing) = (norm(&fixed), norm(&side));
        let mut x = start;
        let mut products = 2;
        if missing > TOLERANCE * size {
            let less = |x: &[f64]| x.iter().zip(self.round(x)).map(|(x, y)| x - y).collect();
            let tolerance = TOLERANCE * size / missing;
            let reached = gmres(less, <[f64]>::to_vec, &side, tolerance, MOST_PRODUCTS);
            let residual = reached.residual * missing / size;
            if residual.is_nan() || residual > ACCEPTED {
                return Err(Error::NotConverged {
                    what: "the search for spending",
                    residual,
                    steps: reached.products,
                    remedy: "look for economies that live on tariff revenue or transfers alone"
                        .into(),
                });
            }
            x.iter_mut().zip(&reached.solution).for_each(|(x, step)| *x += step);
            products += reached.products;
        }
        let round = self.round(&x);
        let even =
            Matrix::from_fn(g, j, |n, k| (fixed[n + k * g] + round[n + k * g]) * base.wages[n]);
        Ok((even, products))
    }

    /// The spending that spending brings about: inputs for the sales that it is, and final use of
    /// the revenue that it yields; economies x sectors.
    fn round(&self, spending: &[f64]) -> Vec<f64> {
        let base = self.base;
        let (g, sectors) = self.revenue.shape();
        let sales = self.sales(spending);
        let mut by_economy = Matrix::zeros(sectors, g);
        let of = |n| (0..sectors).map(|j| self.revenue[(n, j)] * spending[n + j * g]).sum();
        let mut revenues: Vec<f64> = (0..g).map(of).collect();
        if self.closure.shared.is_some() {
            let world = revenues.iter().zip(&base.wages).map(|(revenue, wages)| revenue * wages);
            let given = self.closure.transfers(world.sum(), &[]);
            let given = given.iter().zip(&base.wages).map(|(given, wages)| given / wages);
            revenues.iter_mut().zip(given).for_each(|(revenue, given)| *revenue += given);
        }
        by_economy.par_columns_mut().enumerate().for_each(|(n, bought)| {
            let revenue = revenues[n];
            let shares = self.closure.consumption.column(n);
            bought.iter_mut().zip(shares).for_each(|(cell, share)| *cell = share * revenue);
            for j in 0..sectors {
                let sold = sales[(n, j)];
                let inputs = base.inputs[n].column(j);
                bought.iter_mut().zip(inputs).for_each(|(cell, share)| *cell += share * sold);
            }
        });
        (0..g * sectors).map(|at| by_economy[(at / g, at % g)]).collect()
    }

    /// Sales net of tariffs in the sellers' units, economies x sectors.
    fn sales(&self, spending: &[f64]) -> Matrix {
        let (g, sectors) = self.revenue.shape();
        let mut sales = Matrix::zeros(g, sectors);
        sales.par_columns_mut().enumerate().for_each(|(j, sold)| {
            for (n, spent) in spending[j * g..(j + 1) * g].iter().enumerate() {
                let shares = self.sourcing[j].column(n);
                sold.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share * spent);
            }
        });
        sales
    }

    /// Flows net of tariffs at this spending, exporters x importers per sector.
    pub fn flows(&self, spending: &Matrix) -> Vec<Matrix> {
        let wages = &self.base.wages;
        let sector = |j: usize| {
            let mut flows = self.sourcing[j].clone();
            for n in 0..flows.columns() {
                let spent = spending[(n, j)] / wages[n];
                let column = flows.column_mut(n);
                column.iter_mut().zip(wages).for_each(|(flow, wages)| *flow *= spent * wages);
            }
            flows
        };
        (0..self.sourcing.len()).into_par_iter().map(sector).collect()
    }

    /// Tariff revenue of every economy at this spending.
    pub fn revenues(&self, spending: &Matrix) -> Vec<f64> {
        let (g, sectors) = self.revenue.shape();
        let of = |n| (0..sectors).map(|j| self.revenue[(n, j)] * spending[(n, j)]).sum();
        (0..g).map(of).collect()
    }
}
