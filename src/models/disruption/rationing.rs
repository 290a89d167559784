//! Rationing at once, without stocks.

use rayon::prelude::*;

use super::start::{Start, cells, cells_times};
use super::{Loss, compared, left_over, lines_of};
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, minus, times};
use crate::table::{Mrio, Partition};

/// Relative change of demand at which it has settled.
const SETTLED: f64 = 1e-12;
/// Rounds after which what does not fit is cut.
const ROUNDS: usize = 200;

/// Among which suppliers a missing input can be made good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Nest {
    /// Suppliers of the same product stand in for each other in proportion to what they deliver:
    /// s_j = min over products of Σ_k a_kj r_k / Σ_k a_kj.
    #[default]
    Product,
    /// No supplier replaces another: s_j is the smallest r_k of all suppliers. For a table of one
    /// region. Between countries nearly every cell is positive, so that any bottleneck stops the
    /// whole world alike, and the result says nothing.
    Supplier,
}

/// The world with some capacities cut.
#[derive(Debug, Clone)]
pub struct Rationed<'a> {
    system: &'a LeontiefSystem,
    before: Vec<f64>,
    demand_before: Vec<f64>,
    capacity: Vec<f64>,
    output: Vec<f64>,
    demand: Vec<f64>,
    rounds: usize,
}

impl Rationed<'_> {
    /// Output x⁰ before, of final demand without inventories and negative cells.
    #[must_use]
    pub fn output_before(&self) -> &[f64] {
        &self.before
    }

    /// Output x = B f.
    #[must_use]
    pub fn output(&self) -> &[f64] {
        &self.output
    }

    /// The most that every row can make.
    #[must_use]
    pub fn capacity(&self) -> &[f64] {
        &self.capacity
    }

    /// Final demand f⁰ before.
    #[must_use]
    pub fn final_demand_before(&self) -> &[f64] {
        &self.demand_before
    }

    /// Final demand f that is met, by row.
    #[must_use]
    pub fn final_demand(&self) -> &[f64] {
        &self.demand
    }

    /// Rounds until demand had settled, at most 200.
    #[must_use]
    pub fn rounds(&self) -> usize {
        self.rounds
    }

    /// The most that a row makes beyond its capacity, max(x − x^max): not above zero, up to
    /// rounding.
    #[must_use]
    pub fn largest_excess(&self) -> f64 {
        minus(&self.output, &self.capacity).into_iter().fold(f64::NEG_INFINITY, f64::max)
    }

    /// The table before: final demand F⁰ without inventories
    /// and negative cells, Z⁰ = A x̂⁰, output x⁰, value added v ∘ x⁰. n² multiplications.
    ///
    /// # Errors
    /// Those of [`Mrio::new`].
    pub fn table_before(&self) -> Result<Mrio> {
        let system = self.system;
        let flows = system.table().intermediate().clone();
        let note = "final demand without inventories and negative cells";
        system.table_at(flows, cells(system), self.before.clone(), note)
    }

    /// The table afterwards: Z = A x̂, value added v ∘ x, and the cells of row k of F⁰ times
    /// f_k/f⁰_k: all buyers of a product are served alike. n² multiplications.
    ///
    /// # Errors
    /// Those of [`Mrio::new`].
    pub fn table(&self) -> Result<Mrio> {
        let system = self.system;
        let flows = system.table().intermediate().clone();
        let served = self.demand.iter().zip(&self.demand_before);
        let served: Vec<f64> =
            served.map(|(f, all)| if *all > 0.0 { f / all } else { 1.0 }).collect();
        let note = "capacity lost and rationed";
        system.table_at(flows, cells_times(system, &served), self.output.clone(), note)
    }

    /// Frame `rationing` with the keys of the level and the columns `output_before`, `output`,
    /// `output_change`, `output_ratio`, `va_before`, `va`, `va_change`, and
    /// `final_demand_before`, `final_demand`, for the line's products (money).
    ///
    /// # Errors
    /// [`Error::Level`](crate::Error::Level) for a level that is none of
    /// [`DISRUPTION_LEVELS`](super::DISRUPTION_LEVELS).
    pub fn frame(&self, partition: &Partition, by: Level) -> Result<Frame> {
        let system = self.system;
        let lines = lines_of("rationing", by, system, partition)?;
        let money = || Unit::money(system.table().unit());
        Ok(compared(system, &lines, &self.before, &self.output)
            .with_indicator("final_demand_before", money(), lines.sum(&self.demand_before))
            .with_indicator("final_demand", money(), lines.sum(&self.demand)))
    }
}

/// Cut the capacity of some rows, and ration their products among users, producers first.
///
/// With capacities x^max, and f = f⁰ at first, repeat until d settles:
///
/// ```text
/// d = B f,  r = min(1, x^max / d),  s_j = worst supply of an input (see Nest)
/// x_j = min(s_j d_j, x^max_j),  f ← min(f⁰, max(0, x − A(s ∘ d)))
/// ```
///
/// Users see their own suppliers only. Where that leaves a row k with more to make than it can,
/// because users several stages away count on it, the final demand for all that needs k is cut
/// by x^max_k / d_k. The result x = B f is feasible then: x ≤ x^max and 0 ≤ f ≤ f⁰; without a
/// loss nothing changes. Coefficients do not change, so that a row that fails altogether stops
/// everything that needs it.
///
/// Cost beyond the factor: a few rounds of one solve (2n²) and 5n²; 2n² for every such row.
///
/// # Errors
/// [`Error::Range`](crate::Error::Range) for a share outside 0 to 1;
/// [`Error::NegativeInput`](crate::Error::NegativeInput); as [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio};
/// use tripole::{Partition, Parts, RowSet};
/// use tripole::models::disruption::{Loss, Nest, ration};
/// let index = Index::new([("A", "g"), ("B", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
/// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
/// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let partition = Partition::regions(system.table().index());
/// let loss = Loss { rows: RowSet::economy(&partition, partition.find("A")?), share: 0.1 };
/// let after = ration(&system, &[loss], Nest::Product)?;
/// // No more than what is left of A's capacity of 100.
/// assert!(after.output()[0] <= 90.0 + 1e-9 && after.output()[1] <= 100.0 + 1e-9);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Pichler and Farmer (2022), *Economic Systems Research*, doi:10.1080/09535314.2021.1926934,
/// proportional rationing; the nest by product and the last cut are this project's
/// (POSITION_LINKAGES_SHOCKS 5.4).
pub fn ration<'a>(system: &'a LeontiefSystem, losses: &[Loss], nest: Nest) -> Result<Rationed<'a>> {
    let left = left_over(system.table().index(), losses)?;
    let start = Start::of(system)?;
    let capacity = times(&start.output, &left);
    let (mut orders, mut demand) = (start.output.clone(), start.demand.clone());
    let size = orders.iter().fold(0.0, |most: f64, d| most.max(*d));
    let mut rounds = 0;
    while rounds < ROUNDS {
        rounds += 1;
        let wanted = times(&supplies(system, nest, &capacity, &orders), &orders);
        let inputs = system.inputs_for(&Matrix::from_column(wanted.clone()));
        for (row, f) in demand.iter_mut().enumerate() {
            let made = wanted[row].min(capacity[row]);
            *f = (made - inputs[(row, 0)]).max(0.0).min(start.demand[row]);
        }
        let next = system.solve(Matrix::from_column(demand.clone()))?;
        let change = minus(&orders, next.column(0)).iter().fold(0.0, |c: f64, d| c.max(d.abs()));
        orders = next.column(0).to_vec();
        if change <= SETTLED * size {
            break;
        }
    }
    if cut_to_capacity(system, &capacity, &orders, &mut demand, SETTLED * size)? {
        orders = system.solve(Matrix::from_column(demand.clone()))?.column(0).to_vec();
    }
    let (before, demand_before) = (start.output, start.demand);
    Ok(Rationed { system, before, demand_before, capacity, output: orders, demand, rounds })
}

/// Final demand for what needs a row k times x^max_k / d_k, for every k with d_k above x^max_k;
/// whether there was any. Since B_k· f = d_k, none is left: cutting f only lowers the others.
fn cut_to_capacity(
    system: &LeontiefSystem,
    capacity: &[f64],
    orders: &[f64],
    demand: &mut [f64],
    tolerance: f64,
) -> Result<bool> {
    let above = |&row: &usize| orders[row] > capacity[row] + tolerance;
    let rows: Vec<usize> = (0..orders.len()).filter(above).collect();
    if rows.is_empty() {
        return Ok(false);
    }
    let needs = system.inverse_rows(&rows)?;
    let mut left = vec![1.0_f64; orders.len()];
    for (k, &row) in rows.iter().enumerate() {
        for (left, need) in left.iter_mut().zip(needs.column(k)) {
            // What is no need is zero up to rounding.
            if *need > SETTLED {
                *left = left.min(capacity[row] / orders[row]);
            }
        }
    }
    demand.iter_mut().zip(left).for_each(|(f, left)| *f *= left);
    Ok(true)
}

/// The share of its orders that every row can serve with the worst of its inputs; n² flops.
fn supplies(system: &LeontiefSystem, nest: Nest, capacity: &[f64], orders: &[f64]) -> Vec<f64> {
    let served = |(&most, &d): (&f64, &f64)| if d > 0.0 { (most / d).min(1.0) } else { 1.0 };
    let served: Vec<f64> = capacity.iter().zip(orders).map(served).collect();
    let (table, n) = (system.table(), orders.len());
    let (nodes, products) = (table.index().nodes(), table.index().sectors().len());
    let column = |j: usize| {
        if system.output()[j] == 0.0 {
            return 1.0;
        }
        let flows = table.intermediate().column(j).iter().zip(&served);
        match nest {
            Nest::Supplier => {
                flows.filter(|(z, _)| **z != 0.0).map(|(_, r)| *r).fold(1.0, f64::min)
            }
            Nest::Product => {
                let mut sums = vec![(0.0, 0.0); products];
                for ((z, r), node) in flows.zip(nodes) {
                    let sum = &mut sums[node.sector.position()];
                    *sum = (sum.0 + z * r, sum.1 + z);
                }
                sums.iter().filter(|sum| sum.1 != 0.0).map(|sum| sum.0 / sum.1).fold(1.0, f64::min)
            }
        }
    };
    (0..n).into_par_iter().map(column).collect()
}
