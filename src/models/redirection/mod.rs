//! Buyers turn from some suppliers to others of the same product, at base technology.
//!
//! For every buying column j (a sector, or a final user) and product p, the amount
//! share · Σ_{losers i of p} max(flow_ij, 0) moves to other suppliers of p. By product, inputs per
//! unit of output and final demand stay what they were, so v does too, and with residual value
//! added world value added is conserved: 1'(I − A') = v', v'x' = 1'f⁺. World output is not.
//!
//! With the changed rows S, their change Δ = (A' − A)_S· and ψ the change of all sales of S at old
//! outputs,
//!
//! ```text
//! x' = (I − A')⁻¹ (F'1 + ρ) = x + B_·S (I − Δ B_·S)⁻¹ ψ
//! ```
//!
//! Prices, incomes and capacities do not change: the result says who would have produced.
//!
//! Source: the idea is that of Dietzenbacher, van Burken and Kondo (2019), "Hypothetical
//! extractions from a global perspective", *Economic Systems Research* 31(4); the rules for what
//! columns buy nowhere else are this project's (POSITION_LINKAGES_SHOCKS 5.6).

mod model;
mod replacement;
mod resourcing;
mod scenarios;
mod table;

pub use model::{RECORD, Redirecting};
pub use replacement::replacement;
pub use resourcing::{Conservation, Resourcing, resourcing};

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Lu, Matrix, ZeroPivot};
pub use crate::scenario::{Purchases, Redirection, Towards};
use crate::sources;
use crate::table::{Index, Mrio, RegionId};

/// The world after a redirection.
#[derive(Debug, Clone, PartialEq)]
pub struct Redirected {
    output: Vec<f64>,
    moves: Moves,
}

impl Redirected {
    /// Output x' of all rows.
    #[must_use]
    pub fn output(&self) -> &[f64] {
        &self.output
    }

    /// Purchases that found other suppliers, at old outputs.
    #[must_use]
    pub fn moved(&self) -> f64 {
        self.moves.columns().map(|column| column.moved).sum()
    }

    /// Purchases that found none, and stay with the losers.
    #[must_use]
    pub fn unplaced(&self) -> f64 {
        self.moves.columns().map(|column| column.unplaced).sum()
    }
}

/// Let buyers turn to other suppliers, and solve for output.
///
/// Cost beyond the factor, for |S| = s changed rows (all regions' rows of the losers' products):
/// n·s to share out, then s solves and 2ns² for the update, or ⅔n³ for a new factor where s
/// exceeds a third of n.
///
/// # Errors
/// [`Error::Range`] for a share outside 0 to 1, or weights that are negative or not finite;
/// [`Error::Singular`] when the new table has no inverse; as [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, RowSet, read};
/// use tripole::models::redirection::{Redirection, redirect};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let index = table.index().clone();
/// let partition = Partition::regions(&index);
/// let (china, electronics) = (partition.find("CHN")?, index.find_sector("ELE")?);
/// let losers = RowSet::cell(&index, &partition, china, electronics)?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let after = redirect(&system, &Redirection::replacing(&index, losers))?;
/// let v = system.value_added_coefficients();
/// let world = |x: &[f64]| v.iter().zip(x).map(|(v, x)| v * x).sum::<f64>();
/// let (before, after) = (world(system.output()), world(after.output()));
/// assert!((before - after).abs() < 1e-9 * before);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn redirect(system: &LeontiefSystem, redirection: &Redirection) -> Result<Redirected> {
    check(redirection, system.table().index())?;
    let moves = Moves::of(system, redirection);
    let n = system.order();
    let (mut sales, mut touched) = (vec![0.0; n], vec![false; n]);
    for &(row, amount) in moves.columns().flat_map(|column| &column.changes) {
        sales[row] += amount;
        touched[row] = true;
    }
    let changed: Vec<usize> = (0..n).filter(|&row| touched[row]).collect();
    let output = match changed.len() {
        0 => system.output().to_vec(),
        few if 3 * few <= n => moves.updated(system, &changed, &sales)?,
        _ => moves.solved_again(system, &sales)?,
    };
    Ok(Redirected { output, moves })
}

fn check(redirection: &Redirection, index: &Index) -> Result<()> {
    redirection.losers.check_rows(index)?;
    index.check_regions(&redirection.buyers)?;
    match &redirection.towards {
        Towards::Home => {}
        Towards::Proportional(regions) => index.check_regions(regions)?,
        Towards::Fixed(weights) => {
            index.check_regions(&weights.iter().map(|(region, _)| *region).collect::<Vec<_>>())?;
        }
    }
    let range = |what, value, expected| Err(Error::Range { what, value, expected });
    if !(0.0..=1.0).contains(&redirection.share) {
        return range("the share of purchases that moves", redirection.share, "0 to 1");
    }
    if let Towards::Fixed(weights) = &redirection.towards
        && let Some((_, weight)) = weights.iter().find(|(_, w)| !(w.is_finite() && *w >= 0.0))
    {
        return range("the weight of a supplier", *weight, "0 or more");
    }
    Ok(())
}

/// What one buying column moves.
#[derive(Debug, Clone, PartialEq, Default)]
struct Column {
    /// Changes of its purchases by row, at old outputs.
    changes: Vec<(usize, f64)>,
    moved: f64,
    unplaced: f64,
}

/// What all columns move: (n + columns of final demand) times the changed rows.
#[derive(Debug, Clone, PartialEq)]
struct Moves {
    inputs: Vec<Column>,
    finals: Vec<Column>,
}

/// The rows of one product.
struct Product {
    losers: Vec<usize>,
    targets: Vec<usize>,
}

impl Moves {
    fn of(system: &LeontiefSystem, redirection: &Redirection) -> Self {
        let table = system.table();
        let (index, demand) = (table.index(), table.demand());
        let products = products(system, redirection);
        let totals = match redirection.towards {
            Towards::Proportional(_) => purchases_by_region(table),
            _ => Matrix::zeros(0, 0),
        };
        let mut buys = vec![false; index.regions().len()];
        redirection.buyers.iter().for_each(|buyer| buys[buyer.position()] = true);
        let column = |buyer: Option<RegionId>, flows: &[f64]| match buyer {
            Some(buyer) if buys[buyer.position()] => {
                move_column(system, redirection, &products, &totals, buyer, flows)
            }
            _ => Column::default(),
        };
        let input = |j: usize| {
            let produces = system.output()[j] != 0.0;
            let buyer = produces.then(|| index.node(j).region);
            column(buyer, table.intermediate().column(j))
        };
        let inventories = sources::inventories(demand);
        let moves_final = redirection.purchases == Purchases::InputsAndFinal;
        let final_use = |j: usize| {
            let label = demand.columns()[j];
            let moves = moves_final && Some(label.category) != inventories;
            column(label.region.filter(|_| moves), table.final_demand().column(j))
        };
        Moves {
            inputs: (0..system.order()).into_par_iter().map(input).collect(),
            finals: (0..demand.len()).into_par_iter().map(final_use).collect(),
        }
    }

    fn columns(&self) -> impl Iterator<Item = &Column> {
        self.inputs.iter().chain(&self.finals)
    }

    /// x + B_·S (I − Δ B_·S)⁻¹ ψ.
    fn updated(
        &self,
        system: &LeontiefSystem,
        changed: &[usize],
        sales: &[f64],
    ) -> Result<Vec<f64>> {
        let (n, x) = (system.order(), system.output());
        let mut place = vec![0; n];
        changed.iter().enumerate().for_each(|(k, &row)| place[row] = k);
        let mut delta = Matrix::zeros(changed.len(), n);
        for (j, column) in self.inputs.iter().enumerate().filter(|(j, _)| x[*j] != 0.0) {
            column.changes.iter().for_each(|(row, amount)| {
                delta[(place[*row], j)] += amount / x[j];
            });
        }
        let columns = system.block_columns(changed.len())?.of(changed)?;
        let round = delta.times(&columns);
        let small = Matrix::identity(changed.len()).minus(&round);
        let mut extra = Matrix::from_column(changed.iter().map(|&row| sales[row]).collect());
        system.small_factor(&small, changed)?.solve(&mut extra);
        let gained = columns.times_vector(extra.column(0));
        Ok(x.iter().zip(gained).map(|(x, gained)| x + gained).collect())
    }

    /// x + (I − A')⁻¹ ψ with a new factor.
    fn solved_again(&self, system: &LeontiefSystem, sales: &[f64]) -> Result<Vec<f64>> {
        let (z, x) = (system.table().intermediate(), system.output());
        system.has_room()?;
        let factor = Lu::new(system.order(), |j, column| {
            if x[j] != 0.0 {
                column.iter_mut().zip(z.column(j)).for_each(|(cell, flow)| *cell = -flow / x[j]);
                let changes = &self.inputs[j].changes;
                changes.iter().for_each(|(row, amount)| column[*row] -= amount / x[j]);
            }
            column[j] += 1.0;
        })
        .map_err(|ZeroPivot { column }| Error::Singular {
            label: system.table().index().label(column),
        })?;
        let mut extra = Matrix::from_column(sales.to_vec());
        factor.solve(&mut extra);
        Ok(x.iter().zip(extra.column(0)).map(|(x, gained)| x + gained).collect())
    }
}

/// Every product of the losers: its losing rows, and the rows that may supply instead.
fn products(system: &LeontiefSystem, redirection: &Redirection) -> Vec<Product> {
    let index = system.table().index();
    let mut may = vec![false; index.regions().len()];
    match &redirection.towards {
        // Whichever is the buyer's region, which differs from column to column.
        Towards::Home => may.fill(true),
        Towards::Proportional(regions) => {
            regions.iter().for_each(|region| may[region.position()] = true);
        }
        Towards::Fixed(weights) => {
            weights.iter().for_each(|(region, _)| may[region.position()] = true);
        }
    }
    let losers = redirection.losers.rows();
    let mut of_sector: Vec<Product> =
        index.sectors().map(|_| Product { losers: vec![], targets: vec![] }).collect();
    for (row, node) in index.nodes().iter().enumerate() {
        let product = &mut of_sector[node.sector.position()];
        if losers.binary_search(&row).is_ok() {
            product.losers.push(row);
        } else if may[node.region.position()] && system.output()[row] != 0.0 {
            product.targets.push(row);
        }
    }
    of_sector.retain(|product| !product.losers.is_empty());
    of_sector
}

fn move_column(
    system: &LeontiefSystem,
    redirection: &Redirection,
    products: &[Product],
    totals: &Matrix,
    buyer: RegionId,
    flows: &[f64],
) -> Column {
    let mut column = Column::default();
    for product in products {
        let bought: f64 = product.losers.iter().map(|&row| flows[row].max(0.0)).sum();
        let amount = redirection.share * bought;
        if amount == 0.0 {
            continue;
        }
        let weights = weights(system, &redirection.towards, product, totals, buyer, flows);
        let whole: f64 = weights.iter().sum();
        if whole <= 0.0 {
            column.unplaced += amount;
            continue;
        }
        column.moved += amount;
        for &row in product.losers.iter().filter(|&&row| flows[row] > 0.0) {
            column.changes.push((row, -redirection.share * flows[row]));
        }
        for (&row, weight) in product.targets.iter().zip(&weights).filter(|(_, w)| **w > 0.0) {
            column.changes.push((row, amount * weight / whole));
        }
    }
    column
}

/// How much of what a column moves goes to each target.
fn weights(
    system: &LeontiefSystem,
    towards: &Towards,
    product: &Product,
    totals: &Matrix,
    buyer: RegionId,
    flows: &[f64],
) -> Vec<f64> {
    let index = system.table().index();
    let each = |weight: &dyn Fn(usize) -> f64| -> Vec<f64> {
        product.targets.iter().map(|&row| weight(row)).collect()
    };
    let some = |weights: &Vec<f64>| weights.iter().any(|weight| *weight > 0.0);
    let region = |row: usize| index.node(row).region;
    match towards {
        Towards::Home => each(&|row| f64::from(u8::from(region(row) == buyer))),
        Towards::Fixed(given) => each(&|row| {
            given.iter().filter(|(of, _)| *of == region(row)).map(|(_, weight)| weight).sum()
        }),
        Towards::Proportional(_) => {
            let already = each(&|row| flows[row].max(0.0));
            if some(&already) {
                return already;
            }
            let of_region = each(&|row| totals[(row, buyer.position())].max(0.0));
            if some(&of_region) {
                return of_region;
            }
            each(&|row| system.output()[row].max(0.0))
        }
    }
}

/// Purchases of every region from every row; n x regions.
fn purchases_by_region(table: &Mrio) -> Matrix {
    let (index, demand) = (table.index(), table.demand());
    let mut totals = Matrix::zeros(index.len(), index.regions().len());
    let inputs = (0..index.len()).map(|j| (index.node(j).region, table.intermediate().column(j)));
    let finals = demand.columns().iter().enumerate();
    let finals =
        finals.filter_map(|(j, label)| Some((label.region?, table.final_demand().column(j))));
    for (region, flows) in inputs.chain(finals) {
        let sums = totals.column_mut(region.position());
        sums.iter_mut().zip(flows).for_each(|(sum, flow)| *sum += flow);
    }
    totals
}
