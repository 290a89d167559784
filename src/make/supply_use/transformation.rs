//! From products by industries to one classification.

use super::accounts::Accounts;
use super::{Model, amount, cells};
use crate::error::{Error, Hint, OptionName, Result, shown};
use crate::linalg::{Lu, Matrix};
use crate::table::{Finding, FindingKind, Index, Primary, RegionId, Severity};

/// Condition number of supply above which a warning says that digits are lost.
const POOR: f64 = 1e6;
/// Condition number above which nothing is left of sixteen digits.
const SINGULAR: f64 = 1.0 / f64::EPSILON;
/// How many negative cells are named.
const WORST: usize = 3;
/// Share of the largest output below which a negative cell is rounding.
const ROUNDING: f64 = 1e-12;

/// Intermediate cells below zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Negatives {
    /// How many, without those that are rounding (1e-12 of the largest output).
    pub count: usize,
    /// Their sum.
    pub sum: f64,
    /// The three farthest below zero, the farthest first.
    pub worst: Vec<Negative>,
}

/// An intermediate cell below zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Negative {
    /// The selling row.
    pub row: String,
    /// The buying column.
    pub column: String,
    /// The cell.
    pub value: f64,
    /// The supply of a secondary product that takes most from the cell, `INDUSTRY makes PRODUCT`; `None`
    /// where the model inverts nothing, or use itself is below zero.
    pub cause: Option<String>,
}

/// What the transformation makes of use and primary inputs.
pub(super) struct Made {
    pub intermediate: Matrix,
    pub final_demand: Matrix,
    pub primary: Vec<Primary>,
    pub negatives: Negatives,
}

/// Transform under a model; see [`symmetric`](super::symmetric).
pub(super) fn transform(
    accounts: &Accounts,
    model: &Model,
    findings: &mut Vec<Finding>,
) -> Result<Made> {
    if model.inverts() {
        accounts.refuse_oblong(model)?;
    }
    let mut made = if model.is_by_industry() {
        accounts.sales(model, findings)?
    } else {
        accounts.recipes(findings, model)?
    };
    made.negatives = accounts.negatives(&made, model);
    findings.extend(made.negatives.finding(model));
    Ok(made)
}

impl Accounts {
    /// Refuse regions without as many products as industries.
    fn refuse_oblong(&self, model: &Model) -> Result<()> {
        let each = self.products.regions().zip(&self.supply);
        let oblong = each.filter(|(_, block)| block.rows() != block.columns());
        let lines: Vec<String> = oblong
            .map(|(region, block)| {
                let (products, industries) = block.shape();
                let region = self.products.region(region);
                format!("{region}: {products} products, {industries} industries")
            })
            .collect();
        if lines.is_empty() {
            return Ok(());
        }
        let problem = match model {
            Model::FixedIndustrySales => "model C needs as many products as industries",
            Model::Mixed(_) => "model E needs as many products as industries",
            _ => "model A needs as many products as industries",
        };
        let remedy = Hint::from("use ").set(OptionName::Model.set("b")).say(" or ");
        let remedy = remedy.set(OptionName::Model.set("d"));
        let remedy = remedy
            .say(", which take any number of products, or add products up until both are as many");
        Err(Error::Impossible { problem, lines, remedy })
    }

    /// S₁ of a region: supply under product technology, all of it but in models B and E.
    fn first(&self, region: usize, model: &Model) -> Option<Matrix> {
        match model {
            Model::IndustryTechnology | Model::FixedProductSales => None,
            _ => Some(self.supply[region].minus(&self.second[region])),
        }
    }

    /// What a region supplies under industry technology.
    fn rest<'a>(&'a self, region: usize, model: &Model) -> &'a Matrix {
        match model {
            Model::IndustryTechnology => &self.supply[region],
            _ => &self.second[region],
        }
    }

    /// Models A, B and E: the inputs of products, out of those of industries. Rows of W go with those of U.
    fn recipes(&self, findings: &mut Vec<Finding>, model: &Model) -> Result<Made> {
        let (n, below) = (self.products.len(), self.primary.len());
        let mut out = Matrix::zeros(n + below, n);
        for (k, region) in self.products.regions().enumerate() {
            let (products, industries) = (self.products.rows(region), self.industries.rows(region));
            let bought = |industry: usize| -> Vec<f64> {
                let inputs = self.inputs.column(industry).iter().copied();
                inputs.chain(self.primary.iter().map(|row| row.inputs[industry])).collect()
            };
            let bought: Vec<Vec<f64>> = industries.clone().map(bought).collect();
            if let Some(first) = self.first(k, model) {
                let lu = self.factor(region, &first, findings)?;
                let share = shares(&first, &self.g[industries.clone()]);
                let mut sides = Matrix::from_fn(industries.len(), n + below, |j, row| {
                    bought[j][row] * share[j]
                });
                lu.solve_transposed(&mut sides);
                let made = first.row_sums();
                for (i, product) in products.clone().enumerate() {
                    let column = out.column_mut(product).iter_mut().enumerate();
                    column.for_each(|(row, cell)| *cell = sides[(i, row)] * made[i]);
                }
            }
            let rest = self.rest(k, model);
            for (j, industry) in industries.enumerate() {
                let made = rest.column(j).iter().enumerate().filter(|(_, made)| **made != 0.0);
                for (i, made) in made {
                    let share = made / self.g[industry];
                    let column = out.column_mut(products.start + i).iter_mut().zip(&bought[j]);
                    column.for_each(|(cell, bought)| *cell += bought * share);
                }
            }
        }
        let primary = self
            .primary
            .iter()
            .enumerate()
            .map(|(k, row)| Primary { inputs: out.row(n + k), ..row.clone() });
        let primary = primary.collect();
        let intermediate = Matrix::from_fn(n, n, |i, j| out[(i, j)]);
        Ok(Made {
            intermediate,
            final_demand: self.final_demand.clone(),
            primary,
            negatives: Negatives::default(),
        })
    }

    /// Models C and D: the sales of industries, out of those of products.
    fn sales(&self, model: &Model, findings: &mut Vec<Finding>) -> Result<Made> {
        let (n, columns) = (self.industries.len(), self.demand.len());
        let sold = self.inputs.beside(&self.final_demand);
        let mut out = Matrix::zeros(n, n + columns);
        for (k, region) in self.products.regions().enumerate() {
            let (products, industries) = (self.products.rows(region), self.industries.rows(region));
            if let Some(first) = self.first(k, model) {
                let lu = self.factor(region, &first, findings)?;
                let mut sides = Matrix::from_fn(products.len(), n + columns, |i, column| {
                    sold[(products.start + i, column)]
                });
                lu.solve(&mut sides);
                for column in 0..n + columns {
                    let cells = out.column_mut(column)[industries.clone()].iter_mut();
                    let each = cells.zip(sides.column(column)).zip(&self.g[industries.clone()]);
                    each.for_each(|((cell, rate), output)| *cell = rate * output);
                }
                continue;
            }
            let mut makers: Vec<(usize, usize, f64)> = vec![];
            for j in 0..industries.len() {
                let made = self.supply[k].column(j).iter().enumerate();
                makers.extend(made.filter(|(_, made)| **made != 0.0).map(|(i, made)| {
                    let product = products.start + i;
                    (industries.start + j, product, made / self.q[product])
                }));
            }
            for column in 0..n + columns {
                let sold = sold.column(column);
                let cells = out.column_mut(column);
                for &(industry, product, share) in &makers {
                    cells[industry] += share * sold[product];
                }
            }
        }
        let all: Vec<usize> = (0..n + columns).collect();
        let (producers, users) = all.split_at(n);
        Ok(Made {
            intermediate: out.select_columns(producers),
            final_demand: out.select_columns(users),
            primary: self.primary.clone(),
            negatives: Negatives::default(),
        })
    }

    /// The factor of supply. Its condition number says how many digits are left.
    fn factor(&self, region: RegionId, supply: &Matrix, findings: &mut Vec<Finding>) -> Result<Lu> {
        let norm = |matrix: &Matrix| -> f64 {
            let sums = (0..matrix.columns())
                .map(|j| matrix.column(j).iter().map(|cell| cell.abs()).sum::<f64>());
            sums.fold(0.0, f64::max)
        };
        let Ok(lu) = Lu::of(supply) else { return Err(self.singular(region, supply)) };
        let condition = norm(supply) * lu.inverse_norm();
        if condition > SINGULAR {
            return Err(self.singular(region, supply));
        }
        if condition > POOR {
            let code = self.products.region(region);
            let message = format!(
                "supply of `{}` has a condition number of {condition:.1e}: {:.0} of 16 digits of the result are safe",
                shown(code),
                (16.0 - condition.log10()).max(0.0)
            );
            let kind = FindingKind::Conditioning;
            findings.push(Finding::new(Severity::Warning, kind, code, condition, message));
        }
        Ok(lu)
    }

    /// Names two industries whose supply makes that of a region singular: those with the largest parts in a
    /// combination of columns that is next to nothing.
    fn singular(&self, region: RegionId, supply: &Matrix) -> Error {
        let n = supply.rows();
        let largest = supply.values().iter().fold(0.0_f64, |most, cell| most.max(cell.abs()));
        let mut moved = supply.clone();
        (0..n).for_each(|k| moved[(k, k)] += 1e-8 * largest);
        let mut sides = Matrix::from_fn(n, 1, |k, _| 1.0 + k as f64 / n as f64);
        if let Ok(lu) = Lu::of(&moved) {
            lu.solve(&mut sides);
        }
        let weight = |j: usize| {
            let size: f64 = supply.column(j).iter().map(|cell| cell.abs()).sum();
            sides[(j, 0)].abs() * size.max(1e-8 * largest)
        };
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)));
        order.truncate(2);
        order.sort_unstable();
        let start = self.industries.rows(region).start;
        let lines = order.into_iter().map(|j| self.industries.label(start + j)).collect();
        let remedy = Hint::from("use ").set(OptionName::Model.set("b")).say(" or ");
        let remedy = remedy.set(OptionName::Model.set("d"));
        Error::Impossible {
            problem: "supply has no inverse, because industries make products in proportions that depend on each other",
            lines,
            remedy: remedy
                .say(", which invert nothing, or add these industries up, and their products"),
        }
    }

    /// Cells below zero, with what causes the worst.
    fn negatives(&self, made: &Made, model: &Model) -> Negatives {
        let z = &made.intermediate;
        let output = if model.is_by_industry() { &self.g } else { &self.q };
        let floor = -ROUNDING * output.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        let mut all: Vec<(usize, usize, f64)> = vec![];
        for j in 0..z.columns() {
            let cells = z.column(j).iter().enumerate().filter(|(_, cell)| **cell < floor);
            all.extend(cells.map(|(i, cell)| (i, j, *cell)));
        }
        let (count, sum) = (all.len(), all.iter().map(|(_, _, cell)| cell).sum());
        all.sort_by(|a, b| a.2.total_cmp(&b.2));
        let labels = if model.is_by_industry() { &self.industries } else { &self.products };
        let worst = all.into_iter().take(WORST).map(|(i, j, value)| Negative {
            row: labels.label(i),
            column: labels.label(j),
            value,
            cause: self.cause(z, (i, j), model),
        });
        Negatives { count, sum, worst: worst.collect() }
    }

    /// The supply of a secondary product that takes most from a cell below zero.
    ///
    /// A and E: the industry that makes most of product j buys u of i, and its secondary products k are taken
    /// to need a_ik of it each. C: of product i most is made by industry j, and other industries that make it
    /// sell it to their own customers.
    fn cause(&self, z: &Matrix, (i, j): (usize, usize), model: &Model) -> Option<String> {
        let own = if model.is_by_industry() { i } else { j };
        let index = if model.is_by_industry() { &self.industries } else { &self.products };
        let region = index.node(own).region;
        let first = self.first(region.position(), model)?;
        let (products, industries) = (self.products.rows(region), self.industries.rows(region));
        let most = |made: Vec<f64>| (0..made.len()).max_by(|&a, &b| made[a].total_cmp(&made[b]));
        let (product, industry, taken) = if model.is_by_industry() {
            let product = most(first.column(i - industries.start).to_vec())?;
            let others = (0..industries.len()).filter(|other| industries.start + other != i);
            let taken = |other: usize| {
                let row = industries.start + other;
                first[(product, other)] * z[(row, j)] / self.g[row]
            };
            let worst = others.max_by(|&a, &b| taken(a).total_cmp(&taken(b)))?;
            (product, worst, taken(worst))
        } else {
            let industry = most(first.row(j - products.start))?;
            let made = first.row_sums();
            let others = (0..products.len()).filter(|other| products.start + other != j);
            let taken = |other: usize| {
                let rate = if made[other] == 0.0 {
                    0.0
                } else {
                    z[(i, products.start + other)] / made[other]
                };
                first[(other, industry)] * rate
            };
            let worst = others.max_by(|&a, &b| taken(a).total_cmp(&taken(b)))?;
            (worst, industry, taken(worst))
        };
        let label = |index: &Index, row: usize| index.sector(index.node(row).sector).to_owned();
        let maker = self.industries.label(industries.start + industry);
        (taken > 0.0)
            .then(|| format!("{maker} makes {}", label(&self.products, products.start + product)))
    }
}

/// The share of each industry's output that is under product technology.
fn shares(first: &Matrix, output: &[f64]) -> Vec<f64> {
    let sums = first.column_sums();
    sums.iter().zip(output).map(|(sum, g)| sum / g).collect()
}

impl Negatives {
    /// A warning, with what to do about them.
    fn finding(&self, model: &Model) -> Option<Finding> {
        let worst = self.worst.first()?;
        let each = self.worst.iter().map(|cell| {
            let (row, column) = (shown(&cell.row), shown(&cell.column));
            let because = cell.cause.as_ref().map(|cause| format!(" ({})", shown(cause)));
            format!("{row} to {column} {}{}", amount(cell.value), because.unwrap_or_default())
        });
        let message = format!(
            "{} below zero, {} together; the worst: {}",
            cells(self.count),
            amount(self.sum),
            each.collect::<Vec<_>>().join(", ")
        );
        let place = format!("{} to {}", worst.row, worst.column);
        let kind = FindingKind::NegativeFlow;
        let finding = Finding::new(Severity::Warning, kind, place, worst.value, message);
        if !model.inverts() {
            return Some(finding);
        }
        let hint = if model.is_by_industry() {
            Hint::from("").set(OptionName::Model.set("d")).say(" makes none")
        } else {
            let hint = Hint::from("").set(OptionName::Model.set("e"));
            hint.say(" takes the cells of supply in brackets out, ")
                .set(OptionName::Model.set("b"))
                .say(" makes none")
        };
        Some(finding.with_hint(hint))
    }
}
