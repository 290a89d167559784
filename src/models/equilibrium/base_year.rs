//! Shares of a base year.

use crate::error::{Error, Result, find};
use crate::linalg::Matrix;
use crate::table::{EconomyId, SectorId};

/// Flows of a base year of G economies and J sectors, to make a [`BaseYear`] from.
#[derive(Debug, Clone, PartialEq)]
pub struct BaseYearFlows {
    /// Codes of the economies.
    pub economies: Vec<String>,
    /// Codes of the sectors.
    pub sectors: Vec<String>,
    /// Unit of all amounts.
    pub unit: String,
    /// Sales of every sector, exporters x importers (G x G), net of tariffs, those at home on the
    /// diagonal.
    pub trade: Vec<Matrix>,
    /// Tariffs of every sector, exporters x importers, as ratios.
    pub tariffs: Vec<Matrix>,
    /// Inputs of every economy, inputs x users (J x J), tariffs included.
    pub inputs: Vec<Matrix>,
    /// Value added, sectors x economies.
    pub value_added: Matrix,
    /// Final use, sectors x economies, tariffs included.
    pub final_use: Matrix,
    /// Trade elasticity θ of every sector, above zero.
    pub elasticities: Vec<f64>,
}

/// Costs of trade after a change, one matrix exporters x importers per sector.
#[derive(Debug, Clone, PartialEq)]
pub struct TradeCosts {
    /// Tariffs τ', as ratios.
    pub tariffs: Vec<Matrix>,
    /// Iceberg costs after over before, d̂: one where nothing changes.
    pub icebergs: Vec<Matrix>,
}

/// A base year as the model sees it: shares, wages, deficits, tariffs, elasticities.
///
/// Memory: 3·G²J + G·J² numbers.
#[derive(Debug, Clone)]
pub struct BaseYear {
    pub(super) economies: Vec<String>,
    pub(super) sectors: Vec<String>,
    pub(super) unit: String,
    pub(super) tariffs: Vec<Matrix>,
    /// π, exporters x importers per sector; columns add up to one, or to zero without spending.
    pub(super) shares: Vec<Matrix>,
    /// γ_nkj, inputs x users per economy.
    pub(super) inputs: Vec<Matrix>,
    /// γ_nj, sectors x economies.
    pub(super) primary: Matrix,
    /// α_nj, sectors x economies.
    pub(super) final_shares: Matrix,
    /// X_nj, economies x sectors.
    pub(super) spending: Matrix,
    /// wL.
    pub(super) wages: Vec<f64>,
    /// Final use, tariffs included.
    pub(super) final_use: Vec<f64>,
    /// Imports less exports, net of tariffs.
    pub(super) deficits: Vec<f64>,
    pub(super) elasticities: Vec<f64>,
}

impl BaseYear {
    /// The checked constructor: shares and totals from flows.
    ///
    /// Flows that do not fit together exactly (final use and inputs against imports, in published
    /// data) are taken as they are; the baseline of [`BaseYear::change`] is then the nearest world in
    /// which they do.
    ///
    /// # Errors
    /// [`Error::Shape`]; [`Error::Range`] for flows that are negative or not finite, tariffs of
    /// −1 or less, elasticities that are not above zero; [`Error::Economy`] for an economy
    /// without value added or final use.
    pub fn new(parts: BaseYearFlows) -> Result<Self> {
        check(&parts)?;
        let (g, j) = (parts.economies.len(), parts.sectors.len());
        let mut spending = Matrix::zeros(g, j);
        let mut shares = parts.trade.clone();
        for (sector, share) in shares.iter_mut().enumerate() {
            for n in 0..g {
                let column = share.column_mut(n);
                let rates = parts.tariffs[sector].column(n);
                column.iter_mut().zip(rates).for_each(|(flow, rate)| *flow *= 1.0 + rate);
                spending[(n, sector)] = column.iter().sum();
                normalise(column);
            }
        }
        let (inputs, primary) = cost_shares(parts.inputs, &parts.value_added);
        let final_use = parts.final_use.column_sums();
        let mut final_shares = parts.final_use;
        (0..g).for_each(|n| normalise(final_shares.column_mut(n)));
        Ok(BaseYear {
            deficits: deficits(&parts.trade, g),
            wages: parts.value_added.column_sums(),
            economies: parts.economies,
            sectors: parts.sectors,
            unit: parts.unit,
            tariffs: parts.tariffs,
            shares,
            inputs,
            primary,
            final_use,
            final_shares,
            spending,
            elasticities: parts.elasticities,
        })
    }

    /// Codes of the economies.
    #[must_use]
    pub fn economies(&self) -> &[String] {
        &self.economies
    }

    /// Codes of the sectors.
    #[must_use]
    pub fn sectors(&self) -> &[String] {
        &self.sectors
    }

    /// The costs of trade of the base year.
    #[must_use]
    pub fn base_costs(&self) -> TradeCosts {
        let g = self.economies.len();
        let ones = Matrix::from_fn(g, g, |_, _| 1.0);
        TradeCosts { tariffs: self.tariffs.clone(), icebergs: vec![ones; self.sectors.len()] }
    }

    /// Imports less exports of every economy, net of tariffs.
    #[must_use]
    pub fn deficits(&self) -> &[f64] {
        &self.deficits
    }

    /// The economy of this code.
    ///
    /// # Errors
    /// [`Error::Unknown`], with the nearest codes.
    pub fn economy(&self, code: &str) -> Result<EconomyId> {
        find("economy", &self.economies, code).map(EconomyId::at)
    }

    /// The sector of this code.
    ///
    /// # Errors
    /// [`Error::Unknown`], with the nearest codes.
    pub fn sector(&self, code: &str) -> Result<SectorId> {
        find("sector", &self.sectors, code).map(SectorId::at)
    }

    /// Tariff revenue of every economy.
    pub(super) fn revenues(&self) -> Vec<f64> {
        let of_pair = |j: usize, i: usize, n: usize| {
            let (rate, spent) = (self.tariffs[j][(i, n)], self.spending[(n, j)]);
            rate * self.shares[j][(i, n)] * spent / (1.0 + rate)
        };
        let g = self.economies.len();
        let sectors = 0..self.sectors.len();
        let of = |n| sectors.clone().map(|j| (0..g).map(|i| of_pair(j, i, n)).sum::<f64>()).sum();
        (0..g).map(of).collect()
    }

    /// What every economy earns and is given.
    pub(super) fn incomes(&self) -> Vec<f64> {
        let earned = self.wages.iter().zip(self.revenues()).zip(&self.deficits);
        earned.map(|((wages, revenue), deficit)| wages + revenue + deficit).collect()
    }

    /// Sectors whose value added is negative, as `REGION_SECTOR`: the model can be solved with
    /// them, but a rise of wages makes their product cheaper.
    #[must_use]
    pub fn negative_value_added(&self) -> Vec<String> {
        let mut labels = vec![];
        for (n, economy) in self.economies.iter().enumerate() {
            for (sector, share) in self.sectors.iter().zip(self.primary.column(n)) {
                if *share < 0.0 {
                    labels.push(format!("{economy}_{sector}"));
                }
            }
        }
        labels
    }

    /// Whether any of these sells any of these products to an economy.
    pub(crate) fn sells(
        &self,
        sellers: &[EconomyId],
        sectors: &[SectorId],
        buyer: EconomyId,
    ) -> bool {
        let sells = |sector: &SectorId, seller: &EconomyId| {
            self.shares[sector.position()][(seller.position(), buyer.position())] > 0.0
        };
        sectors.iter().any(|sector| sellers.iter().any(|seller| sells(sector, seller)))
    }

    /// Sectors with an elasticity above this.
    pub(super) fn steep(&self, most: f64) -> Vec<String> {
        let steep = self.sectors.iter().zip(&self.elasticities).filter(|(_, theta)| **theta > most);
        steep.map(|(sector, _)| sector.clone()).collect()
    }

    pub(crate) fn check_costs(&self, costs: &TradeCosts) -> Result<()> {
        let g = self.economies.len();
        let (sectors, square) = (self.sectors.len(), (g, g));
        squares("the tariffs after", &costs.tariffs, sectors, square)?;
        squares("the changes of iceberg costs", &costs.icebergs, sectors, square)?;
        let rates = costs.tariffs.iter().flat_map(Matrix::values);
        within("a tariff", rates, "a ratio above -1", |rate| rate > -1.0)?;
        let icebergs = costs.icebergs.iter().flat_map(Matrix::values);
        within("a change of iceberg costs", icebergs, "above 0", |ratio| ratio > 0.0)
    }
}

fn check(parts: &BaseYearFlows) -> Result<()> {
    let (g, j) = (parts.economies.len(), parts.sectors.len());
    squares("the trade of a sector", &parts.trade, j, (g, g))?;
    squares("the tariffs on a sector", &parts.tariffs, j, (g, g))?;
    squares("the inputs of an economy", &parts.inputs, g, (j, j))?;
    let single = std::slice::from_ref::<Matrix>;
    squares("value added", single(&parts.value_added), 1, (j, g))?;
    squares("final use", single(&parts.final_use), 1, (j, g))?;
    squares("elasticities", &[Matrix::from_column(parts.elasticities.clone())], 1, (j, 1))?;
    let flows = parts.trade.iter().flat_map(Matrix::values);
    within("a sale", flows, "0 or more", |flow| flow >= 0.0)?;
    within("final use", parts.final_use.values(), "0 or more", |flow| flow >= 0.0)?;
    let rates = parts.tariffs.iter().flat_map(Matrix::values);
    within("a tariff", rates, "a ratio above -1", |rate| rate > -1.0)?;
    within("a trade elasticity", &parts.elasticities, "above 0", |theta| theta > 0.0)?;
    let inputs = parts.inputs.iter().flat_map(Matrix::values);
    within("an input", inputs, "a finite number", |_| true)?;
    within("value added", parts.value_added.values(), "a finite number", |_| true)?;
    let totals = [("no value added", &parts.value_added), ("no final use", &parts.final_use)];
    for (problem, matrix) in totals {
        for (economy, value) in parts.economies.iter().zip(matrix.column_sums()) {
            if value <= 0.0 {
                return Err(Error::Economy { economy: economy.clone(), problem, value });
            }
        }
    }
    Ok(())
}

fn squares(
    what: &'static str,
    matrices: &[Matrix],
    count: usize,
    expected: (usize, usize),
) -> Result<()> {
    if matrices.len() != count {
        return Err(Error::Shape { what, found: (matrices.len(), 1), expected: (count, 1) });
    }
    match matrices.iter().map(Matrix::shape).find(|shape| *shape != expected) {
        Some(found) => Err(Error::Shape { what, found, expected }),
        None => Ok(()),
    }
}

fn within<'a>(
    what: &'static str,
    values: impl IntoIterator<Item = &'a f64>,
    expected: &'static str,
    allowed: impl Fn(f64) -> bool,
) -> Result<()> {
    match values.into_iter().find(|value| !(value.is_finite() && allowed(**value))) {
        Some(&value) => Err(Error::Range { what, value, expected }),
        None => Ok(()),
    }
}

fn normalise(column: &mut [f64]) {
    let sum: f64 = column.iter().sum();
    if sum != 0.0 {
        column.iter_mut().for_each(|cell| *cell /= sum);
    }
}

/// γ_nkj and γ_nj; a sector without costs would pay wages only.
fn cost_shares(mut inputs: Vec<Matrix>, value_added: &Matrix) -> (Vec<Matrix>, Matrix) {
    let mut primary = value_added.clone();
    for (n, matrix) in inputs.iter_mut().enumerate() {
        for user in 0..matrix.columns() {
            let bought: f64 = matrix.column(user).iter().sum();
            let cost = bought + value_added[(user, n)];
            matrix
                .column_mut(user)
                .iter_mut()
                .for_each(|cell| *cell = if cost == 0.0 { 0.0 } else { *cell / cost });
            primary[(user, n)] = if cost == 0.0 { 1.0 } else { value_added[(user, n)] / cost };
        }
    }
    (inputs, primary)
}

fn deficits(trade: &[Matrix], economies: usize) -> Vec<f64> {
    let mut deficits = vec![0.0; economies];
    for flows in trade {
        let (imports, exports) = (flows.column_sums(), flows.row_sums());
        let balances = imports.iter().zip(exports);
        deficits.iter_mut().zip(balances).for_each(|(sum, (m, e))| *sum += m - e);
    }
    deficits
}
