//! The Leontief system x = A x + f: one factorisation, many solves.
//!
//! [`LeontiefSystem`] owns the coefficients and the lazily made factors of I − A. Everything
//! that a measure needs from the global inverse B = (I − A)⁻¹ (written L in part of the
//! literature) is a solve from the right or from the left with few right-hand sides; local
//! inverses need no global factor at all; the inverse itself is formed only on request.

mod blocks;
mod choice;
mod diagnostics;
mod local;
mod outputs;
mod perimeter;
mod perron;
mod solving;

use std::sync::Arc;

pub use blocks::BlockColumns;
pub(crate) use choice::SIDES_PER_VECTOR;
pub use choice::{Need, Solver};
pub use diagnostics::{Diagnostics, LocalDiagnostics};
pub use perimeter::Perimeter;
pub use perron::PerronVectors;
pub use solving::{Effort, Efforts};

use choice::Method;
use solving::Solving;

use crate::error::{Error, Result};
use crate::linalg::{Matrix, Side, plus};
use crate::table::lines::PARTITION;
use crate::table::{
    Accounting, Accounts, CategoryId, Concordance, Geography, Inventories, Mrio, OutputFrom,
    Partition, ValueAddedFrom,
};

/// Coefficients of a table under chosen accounting conventions, and what is solved with them.
///
/// | quantity | symbol | here |
/// |---|---|---|
/// | coefficients | A = Z x̂⁻¹ | [`LeontiefSystem::coefficients`] |
/// | value-added coefficients | v | [`LeontiefSystem::value_added_coefficients`] |
/// | B R | | [`LeontiefSystem::solve`] |
/// | W'B | | [`LeontiefSystem::solve_left`] |
/// | B | | [`LeontiefSystem::leontief_inverse`] |
/// | L_s = (I − A_ss)⁻¹ | | [`LeontiefSystem::local_inverse`], [`LeontiefSystem::solve_local_left`] |
/// | Q = x̂⁻¹ B x̂ | | [`LeontiefSystem::solve_ghosh`] |
///
/// A sector without output has zero coefficients. Memory: Z once (shared with the table) and
/// the factor, n² numbers each, or less ([`LeontiefSystem::suited`]); A itself is never stored.
#[derive(Debug)]
pub struct LeontiefSystem {
    table: Arc<Mrio>,
    accounting: Accounting,
    accounts: Accounts,
    /// Shared with views of some final demand, and with those that are solved otherwise.
    solving: Arc<Solving>,
    method: Method,
    /// The categories that final demand is of; none stands for all.
    categories: Vec<CategoryId>,
}

impl LeontiefSystem {
    /// The system of a table; nothing is factorised yet. n² additions.
    ///
    /// # Errors
    /// Those of [`Accounting::table`] and [`Mrio::accounts`]: conventions that this table
    /// cannot follow, or a sector without output that buys inputs.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
    /// let index = Index::new([("AAA", "agr"), ("AAA", "man")])?;
    /// let demand = Demand::new(&index, [(Some("AAA"), "f")])?;
    /// let z = Matrix::from_rows(&[[150.0, 500.0], [200.0, 100.0]]);
    /// let f = Matrix::from_rows(&[[350.0], [1700.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f.clone()))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let x = system.solve(f)?;
    /// assert!((x[(0, 0)] - 1000.0).abs() < 1e-9 && (x[(1, 0)] - 2000.0).abs() < 1e-9);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    ///
    /// # References
    /// Miller and Blair (2009), *Input-Output Analysis*, 2nd ed., section 2.2.
    pub fn new(table: impl Into<Arc<Mrio>>, accounting: &Accounting) -> Result<Self> {
        let table: Arc<Mrio> = table.into();
        let table = match accounting.table(&table)? {
            std::borrow::Cow::Borrowed(_) => table,
            std::borrow::Cow::Owned(changed) => Arc::new(changed),
        };
        let accounts = table.accounts(accounting)?;
        Ok(LeontiefSystem {
            table,
            accounting: accounting.clone(),
            accounts,
            solving: Arc::default(),
            method: Method::Factor,
            categories: vec![],
        })
    }

    /// The table, without inventories if they are dropped.
    #[must_use]
    pub fn table(&self) -> &Mrio {
        &self.table
    }

    /// The accounting conventions.
    #[must_use]
    pub fn accounting(&self) -> &Accounting {
        &self.accounting
    }

    /// Refuse a partition of the rows of another table, even one of as many rows: every measure asks this
    /// first. A comparison of pointers where table and partition share an index, else of labels.
    ///
    /// # Errors
    /// [`Error::OtherTable`].
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Error, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f")])?;
    /// let f = Matrix::from_column(vec![1.0, 1.0]);
    /// let table = Mrio::new(Parts::new(index, demand, Matrix::zeros(2, 2), f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let other = Partition::regions(&Index::new([("B", "g"), ("A", "g")])?);
    /// assert!(matches!(system.check_partition(&other), Err(Error::OtherTable { .. })));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn check_partition(&self, partition: &Partition) -> Result<()> {
        partition.check_rows(PARTITION, self.table.index())
    }

    /// Refuse economies or blocs of another table.
    pub(crate) fn check_geography(&self, geography: &Geography) -> Result<()> {
        self.check_partition(geography.economies())?;
        self.check_partition(geography.blocs())
    }

    /// Number of rows n.
    #[must_use]
    pub fn order(&self) -> usize {
        self.accounts.output.len()
    }

    /// Gross output x.
    #[must_use]
    pub fn output(&self) -> &[f64] {
        &self.accounts.output
    }

    /// Value added w.
    #[must_use]
    pub fn value_added(&self) -> &[f64] {
        &self.accounts.value_added
    }

    /// Value-added coefficients v.
    #[must_use]
    pub fn value_added_coefficients(&self) -> &[f64] {
        &self.accounts.coefficients
    }

    /// Output less row sums ρ; final demand that belongs to no destination.
    #[must_use]
    pub fn discrepancy(&self) -> &[f64] {
        &self.accounts.discrepancy
    }

    /// Whether value added is the residual and nothing comes from outside the table, so that
    /// v'B = u'.
    #[must_use]
    pub fn closes(&self) -> bool {
        self.accounting.value_added == ValueAddedFrom::Residual
            && self.table.imported_inputs().is_none()
    }

    /// Whether what every row sells to named users explains its output, and value added its costs. If not,
    /// decompositions of exports by use leave a rest, `other`: output is the source's, which differs
    /// from row sums (or the inputs of a sector without output are dropped), or value added is.
    #[must_use]
    pub fn explains_all(&self) -> bool {
        self.closes() && self.explains_output()
    }

    /// Whether what every row sells to named users explains its output.
    pub(crate) fn explains_output(&self) -> bool {
        let rows = self.accounting.output == OutputFrom::Rows;
        rows && self.discrepancy().iter().all(|rho| *rho == 0.0)
    }

    /// The block A_RC of the coefficients, copied.
    ///
    /// # Panics
    /// If the table has no such row.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// // Output is 100 in both regions.
    /// assert_eq!(system.coefficients(&[0], &[0, 1]).row(0), [0.2, 0.3]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    #[must_use]
    pub fn coefficients(&self, rows: &[usize], columns: &[usize]) -> Matrix {
        let mut block = self.table.intermediate().block(rows, columns);
        for (k, &j) in columns.iter().enumerate() {
            let x = self.output()[j];
            block
                .column_mut(k)
                .iter_mut()
                .for_each(|cell| *cell = if x == 0.0 { 0.0 } else { *cell / x });
        }
        block
    }

    /// The product A Y; 2n²k flops.
    ///
    /// # Panics
    /// If Y has not as many rows as the table.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let inputs = system.inputs_for(&Matrix::from_column(vec![100.0, 100.0]));
    /// assert_eq!(inputs.column(0), [50.0, 50.0]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    #[must_use]
    pub fn inputs_for(&self, outputs: &Matrix) -> Matrix {
        let mut scaled = outputs.clone();
        for k in 0..scaled.columns() {
            scaled
                .column_mut(k)
                .iter_mut()
                .zip(self.output())
                .for_each(|(y, &x)| *y = if x == 0.0 { 0.0 } else { *y / x });
        }
        self.table.intermediate().times(&scaled)
    }

    /// The product w'A; 2n² flops.
    ///
    /// # Panics
    /// If there are not as many weights as rows.
    #[must_use]
    pub fn inputs_left(&self, weights: &[f64]) -> Vec<f64> {
        let inputs = self.table.intermediate().transpose_times_vector(weights);
        let per_unit = |(z, &x): (f64, &f64)| if x == 0.0 { 0.0 } else { z / x };
        inputs.into_iter().zip(self.output()).map(per_unit).collect()
    }

    /// B R for right-hand sides R (n x k): outputs needed for final demands R; 2n²k flops.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`]; [`Error::Shape`] for a wrong number of rows.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// // What both regions make for all final demand is their output.
    /// let output = system.solve(Matrix::from_column(vec![50.0, 50.0]))?;
    /// assert!(output.column(0).iter().all(|x| (x - 100.0).abs() < 1e-12));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn solve(&self, sides: Matrix) -> Result<Matrix> {
        self.check_sides(&sides)?;
        self.solved(Side::Right, sides)
    }

    /// (W'B)' for weights W (n x k), one column per weight vector: what a unit of final demand
    /// for each product needs of each weight; 2n²k flops.
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve`].
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// // Value added per unit of output is 0.7 and 0.3. Every unit of final demand is made of it.
    /// let content = system.solve_left(Matrix::from_column(vec![0.7, 0.3]))?;
    /// assert!(content.column(0).iter().all(|share| (share - 1.0).abs() < 1e-12));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn solve_left(&self, weights: Matrix) -> Result<Matrix> {
        self.check_sides(&weights)?;
        self.solved(Side::Left, weights)
    }

    fn check_sides(&self, sides: &Matrix) -> Result<()> {
        check_shape("the matrix of right-hand sides", sides, (self.order(), sides.columns()))
    }

    /// Q R with the Ghosh inverse Q = (I − x̂⁻¹Z)⁻¹ = x̂⁻¹ B x̂, by similarity: one solve of the
    /// same factor. A sector without output has the unit row and column.
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve`].
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// // Row sums of Q are upstreamness: half of every output is sold to producers.
    /// let stages = system.solve_ghosh(&Matrix::from_column(vec![1.0, 1.0]))?;
    /// assert!(stages.column(0).iter().all(|u| (u - 2.0).abs() < 1e-12));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    ///
    /// # References
    /// Ghosh (1958), *Economica* 25; Miller and Blair (2009), section 12.1.
    pub fn solve_ghosh(&self, sides: &Matrix) -> Result<Matrix> {
        let x = self.output();
        let mut scaled = sides.clone();
        for k in 0..scaled.columns() {
            scaled.column_mut(k).iter_mut().zip(x).for_each(|(cell, x)| *cell *= x);
        }
        let mut out = self.solve(scaled)?;
        for k in 0..out.columns() {
            let given = sides.column(k);
            for (i, cell) in out.column_mut(k).iter_mut().enumerate() {
                *cell = if x[i] == 0.0 { given[i] } else { *cell / x[i] };
            }
        }
        Ok(out)
    }

    /// The columns B_·S of the inverse, n x |S|: 2n²|S| flops. Call it economy by economy to
    /// stream the whole inverse through n(|S|) numbers.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`].
    ///
    /// # Panics
    /// If the table has no such row.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// // I − A = [0.8, −0.3; −0.1, 0.6] has the determinant 0.45.
    /// let column = system.inverse_columns(&[0])?;
    /// assert!((column[(0, 0)] - 0.6 / 0.45).abs() < 1e-12);
    /// assert!((column[(1, 0)] - 0.1 / 0.45).abs() < 1e-12);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn inverse_columns(&self, rows: &[usize]) -> Result<Matrix> {
        if let Some(inverse) = self.kept_inverse()? {
            return Ok(inverse.select_columns(rows));
        }
        let mut units = Matrix::zeros(self.order(), rows.len());
        rows.iter().enumerate().for_each(|(k, &row)| units[(row, k)] = 1.0);
        self.solve(units)
    }

    /// The rows B_S· of the inverse as columns, n x |S|: 2n²|S| flops.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`].
    ///
    /// # Panics
    /// If the table has no such row.
    pub fn inverse_rows(&self, rows: &[usize]) -> Result<Matrix> {
        if let Some(inverse) = self.kept_inverse()? {
            let all: Vec<usize> = (0..self.order()).collect();
            return Ok(inverse.block(rows, &all).transposed());
        }
        let mut units = Matrix::zeros(self.order(), rows.len());
        rows.iter().enumerate().for_each(|(k, &row)| units[(row, k)] = 1.0);
        self.solve_left(units)
    }

    /// f⁺ = F1 + ρ: final demand of all destinations and the row discrepancy, which belongs to
    /// none, so that B f⁺ = x.
    #[must_use]
    pub fn closing_demand(&self) -> Vec<f64> {
        plus(&self.table.final_demand().row_sums(), self.discrepancy())
    }

    /// What every row makes for the amounts of each economy's own rows: B b with b cut by
    /// economies, n x economies. 2n² flops per economy.
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve`].
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let partition = Partition::regions(system.table().index());
    /// let made_for = system.solve_by_economy(&[45.0, 45.0], &partition)?;
    /// // Of the 45 that A sells, B makes 10 as inputs; the reverse is 30.
    /// assert!((made_for[(1, 0)] - 10.0).abs() < 1e-12 && (made_for[(0, 1)] - 30.0).abs() < 1e-12);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn solve_by_economy(&self, amounts: &[f64], partition: &Partition) -> Result<Matrix> {
        self.check_partition(partition)?;
        let (found, expected) = ((amounts.len(), 1), (self.order(), 1));
        if found != expected {
            return Err(Error::Shape { what: "the amounts", found, expected });
        }
        let mut sides = Matrix::zeros(self.order(), partition.len());
        for (row, &amount) in amounts.iter().enumerate() {
            sides[(row, partition.of_row(row).position())] = amount;
        }
        self.solve(sides)
    }

    /// The system of the table with the sectors of every economy added up, under the same
    /// conventions: one row per economy. n² additions.
    ///
    /// # Errors
    /// Those of [`Mrio::aggregate`] and [`LeontiefSystem::new`].
    pub fn collapsed(&self, partition: &Partition) -> Result<LeontiefSystem> {
        self.check_partition(partition)?;
        let index = self.table.index();
        let economy = |r| partition.economy(partition.of_region(r)).name.clone();
        let regions = index.regions().map(|r| (index.region(r).to_owned(), economy(r)));
        let sectors = index.sector_codes().iter().map(|code| (code.clone(), "TOTAL".to_owned()));
        let (regions, sectors) =
            (Concordance::new(regions.collect()), Concordance::new(sectors.collect()));
        self.of_sums(self.table.aggregate(Some(&regions), Some(&sectors))?)
    }

    /// The system of another table that adds up this one; inventories are gone already where
    /// they are to be dropped.
    pub(crate) fn of_sums(&self, table: Mrio) -> Result<LeontiefSystem> {
        let accounting = Accounting { inventories: Inventories::Keep, ..self.accounting.clone() };
        LeontiefSystem::new(table, &accounting)
    }

    /// The system whose final demand by destination is that of some categories alone: what is made for them, and
    /// by whom, with coefficients, output and factor as they are. None stands for all. Results over disjoint categories
    /// add up to that of all.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts, Partition};
    /// let index = Index::new([("A", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "households"), (Some("A"), "state")])?;
    /// let f = Matrix::from_rows(&[[30.0, 20.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, Matrix::from_rows(&[[50.0]]), f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let state = system.table().demand().find_category("state")?;
    /// let partition = Partition::regions(system.table().index());
    /// let output = system.for_categories(&[state]).output_by_destination(&partition)?;
    /// assert!((output[(0, 0)] - 40.0).abs() < 1e-12);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    #[must_use]
    pub fn for_categories(&self, categories: &[CategoryId]) -> Self {
        LeontiefSystem {
            table: self.table.clone(),
            accounting: self.accounting.clone(),
            accounts: self.accounts.clone(),
            solving: self.solving.clone(),
            method: self.method,
            categories: categories.to_vec(),
        }
    }

    /// Whether final demand by destination is of all categories.
    #[must_use]
    pub fn is_for_all(&self) -> bool {
        self.categories.is_empty()
    }

    /// Final demand by destination Y (n x economies): F summed over the categories of every
    /// economy, or those of [`LeontiefSystem::for_categories`]. Columns that belong to no region are left out.
    ///
    /// # Panics
    /// If the partition is of the rows of another table; see [`LeontiefSystem::check_partition`].
    #[must_use]
    pub fn final_demand_by_destination(&self, partition: &Partition) -> Matrix {
        self.demand_for(partition, |category| {
            self.is_for_all() || self.categories.contains(&category)
        })
    }

    /// Final demand by destination over some categories only.
    ///
    /// # Panics
    /// As [`LeontiefSystem::final_demand_by_destination`].
    #[must_use]
    pub fn demand_for(&self, partition: &Partition, chosen: impl Fn(CategoryId) -> bool) -> Matrix {
        assert!(self.check_partition(partition).is_ok(), "demand by economies of another table");
        let mut y = Matrix::zeros(self.order(), partition.len());
        for (j, column) in self.table.demand().columns().iter().enumerate() {
            let Some(region) = column.region.filter(|_| chosen(column.category)) else { continue };
            let target = y.column_mut(partition.of_region(region).position());
            target
                .iter_mut()
                .zip(self.table.final_demand().column(j))
                .for_each(|(sum, f)| *sum += f);
        }
        y
    }

    /// Output by destination X = B Y (n x economies): what each row must produce for the final
    /// demand of each economy; 2n² flops per economy.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`].
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let partition = Partition::regions(system.table().index());
    /// let output = system.output_by_destination(&partition)?;
    /// // Final users in A buy 40 at home and 20 from B; the two destinations add up to output.
    /// assert!((output[(0, 0)] - (0.6 * 40.0 + 0.3 * 20.0) / 0.45).abs() < 1e-12);
    /// assert!(output.row_sums().iter().all(|x| (x - 100.0).abs() < 1e-12));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn output_by_destination(&self, partition: &Partition) -> Result<Matrix> {
        self.check_partition(partition)?;
        self.solve(self.final_demand_by_destination(partition))
    }

    /// Value added by origin VB, transposed (n x economies): column t holds v_t'B_t·, the value
    /// added of economy t in one unit of every product; 2n² flops per economy.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`].
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let partition = Partition::regions(system.table().index());
    /// let origins = system.value_added_by_origin(&partition)?;
    /// // A's value added in a unit of its own product, and in one of B's: 0.7 times B_AA and B_AB.
    /// assert!((origins[(0, 0)] - 0.7 * 0.6 / 0.45).abs() < 1e-12);
    /// assert!((origins[(1, 0)] - 0.7 * 0.3 / 0.45).abs() < 1e-12);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn value_added_by_origin(&self, partition: &Partition) -> Result<Matrix> {
        self.check_partition(partition)?;
        let mut weights = Matrix::zeros(self.order(), partition.len());
        for (row, &v) in self.value_added_coefficients().iter().enumerate() {
            weights[(row, partition.of_row(row).position())] = v;
        }
        self.solve_left(weights)
    }
}

/// Refuse a matrix of another shape.
fn check_shape(what: &'static str, matrix: &Matrix, expected: (usize, usize)) -> Result<()> {
    let found = matrix.shape();
    if found == expected { Ok(()) } else { Err(Error::Shape { what, found, expected }) }
}
