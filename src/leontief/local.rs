//! What needs no global factor: local inverses of single economies, and products with the
//! blocks A^m between economies (A with its diagonal blocks set to zero).

use std::sync::Arc;

use rayon::prelude::*;

use super::{LeontiefSystem, check_shape};
use crate::error::{Error, Result};
use crate::linalg::{Lu, Matrix, ZeroPivot, heaviest, is_productive, perron};
use crate::table::{EconomyId, Partition};

/// Rows that a thread adds up in one go: pieces of columns as long as this are read ahead.
const TOGETHER: usize = 512;

impl LeontiefSystem {
    /// Factors of I − A_SS for a set of rows S alone: ⅔|S|³ flops, no global factor. They are kept for the next
    /// who asks, as long as all that are kept take less than half of the table, or little.
    ///
    /// A non-negative A_SS is productive exactly when (I − A_SS')m = u has a solution with every element at least one; of
    /// one with negative cells this says nothing, and it is accepted.
    ///
    /// # Errors
    /// [`Error::Singular`] naming the sector; [`Error::NotProductive`] where these rows need more of each other than they
    /// make, although the inverse exists.
    ///
    /// # Panics
    /// If the table has no such row.
    pub fn local_factor(&self, rows: &[usize]) -> Result<Arc<Lu>> {
        if let Some(made) = self.solving.local(rows) {
            return Ok(made);
        }
        let fill = |k: usize, column: &mut [f64]| {
            let x = self.output()[rows[k]];
            if x != 0.0 {
                let flows = self.table.intermediate().column(rows[k]);
                column.iter_mut().zip(rows).for_each(|(cell, &row)| *cell = -(flows[row] / x));
            }
            column[k] += 1.0;
        };
        let made = Lu::new(rows.len(), fill).map_err(|ZeroPivot { column }| Error::Singular {
            label: self.table.index().label(rows[column]),
        })?;
        self.refuse_unproductive(rows, &made)?;
        Ok(self.solving.keep_local(rows, Arc::new(made), self.order()))
    }

    /// Refuse rows whose own I − A_SS has an inverse that is no sum of rounds: 2|S|² flops.
    fn refuse_unproductive(&self, rows: &[usize], factor: &Lu) -> Result<()> {
        let mut multipliers = Matrix::from_column(vec![1.0; rows.len()]);
        factor.solve_transposed(&mut multipliers);
        if is_productive(multipliers.column(0)) {
            return Ok(());
        }
        let inputs = self.coefficients(rows, rows);
        if inputs.values().iter().any(|a| *a < 0.0) {
            return Ok(());
        }
        let (root, vector) = perron(rows.len(), |y| inputs.times_vector(y));
        let heavy = heaviest(&vector).into_iter();
        let labels = heavy.map(|k| self.table.index().label(rows[k])).collect();
        Err(Error::NotProductive { root, labels })
    }

    /// Make the factors of all economies now: those who then solve with them side by side find them, instead
    /// of making each of them twice. Σ ⅔n_s³ flops, economies in parallel.
    ///
    /// # Errors
    /// As [`LeontiefSystem::local_factor`].
    pub(crate) fn prepare_local(&self, partition: &Partition) -> Result<()> {
        self.visit_local(partition, &partition.chosen(&[]), |_, _| Ok(())).map(|_| ())
    }

    /// The local inverse L_s = (I − A_ss)⁻¹ of a set of rows alone: 2|S|³ flops.
    ///
    /// # Errors
    /// As [`LeontiefSystem::local_factor`].
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
    /// assert!((system.local_inverse(&[0])?[(0, 0)] - 1.0 / 0.8).abs() < 1e-12);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn local_inverse(&self, rows: &[usize]) -> Result<Matrix> {
        Ok(self.local_factor(rows)?.inverse())
    }

    /// The stacked rows w_s'L_s of all economies for weights w of all rows, length n. With
    /// w = v it is the value added of an economy in one unit of its own product before
    /// anything crosses its border. Σ ⅔n_s³ flops, economies in parallel, no global factor.
    ///
    /// # Errors
    /// As [`LeontiefSystem::local_factor`]; [`Error::Shape`] for a wrong number of weights.
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
    /// // Value added of each region in a unit of its product before it crosses a border.
    /// let own = system.solve_local_left(&[0.7, 0.3], &partition)?;
    /// assert!((own[0] - 0.7 / 0.8).abs() < 1e-12 && (own[1] - 0.3 / 0.6).abs() < 1e-12);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn solve_local_left(&self, weights: &[f64], partition: &Partition) -> Result<Vec<f64>> {
        self.local(weights, partition, Lu::solve_transposed)
    }

    /// The stacked columns L_s b_s of all economies for amounts b of all rows, length n: output
    /// that an economy's own producers need for b, before anything crosses its border. Cost as
    /// [`LeontiefSystem::solve_local_left`].
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve_local_left`].
    pub fn solve_local(&self, amounts: &[f64], partition: &Partition) -> Result<Vec<f64>> {
        self.local(amounts, partition, Lu::solve)
    }

    /// Solve for several amounts, the columns of an n x k matrix.
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve_local_left`].
    pub fn solve_local_columns(&self, amounts: &Matrix, partition: &Partition) -> Result<Matrix> {
        check_shape("the amounts", amounts, (self.order(), amounts.columns()))?;
        self.local_columns(amounts, partition, Lu::solve)
    }

    /// The stacked rows w_s'L_s for several weights, the columns of an n x k matrix: n x k.
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve_local_left`].
    pub fn solve_local_left_columns(
        &self,
        weights: &Matrix,
        partition: &Partition,
    ) -> Result<Matrix> {
        check_shape("the weights", weights, (self.order(), weights.columns()))?;
        self.local_columns(weights, partition, Lu::solve_transposed)
    }

    /// Call `visit` with the rows of every economy named and the factor of its I − A_ss,
    /// economies in parallel, results in their order. Σ ⅔n_s³ flops, no global factor.
    ///
    /// # Errors
    /// The first of [`LeontiefSystem::local_factor`] and of `visit`, in the order of the economies.
    pub(crate) fn visit_local<'a, T: Send>(
        &self,
        partition: &'a Partition,
        economies: &[EconomyId],
        visit: impl Fn(&'a [usize], Arc<Lu>) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        self.check_partition(partition)?;
        let of_economy = |id: &EconomyId| {
            let rows = &partition.economy(*id).rows;
            visit(rows, self.local_factor(rows)?)
        };
        // Collected in two steps: rayon alone would return whichever error comes first.
        let found: Vec<Result<T>> = economies.par_iter().map(of_economy).collect();
        found.into_iter().collect()
    }

    fn local(
        &self,
        sides: &[f64],
        partition: &Partition,
        solve: impl Fn(&Lu, &mut Matrix) + Sync,
    ) -> Result<Vec<f64>> {
        if sides.len() != self.order() {
            let expected = (self.order(), 1);
            return Err(Error::Shape { what: "the weights", found: (sides.len(), 1), expected });
        }
        let sides = Matrix::from_column(sides.to_vec());
        Ok(self.local_columns(&sides, partition, solve)?.column(0).to_vec())
    }

    fn local_columns(
        &self,
        sides: &Matrix,
        partition: &Partition,
        solve: impl Fn(&Lu, &mut Matrix) + Sync,
    ) -> Result<Matrix> {
        let every: Vec<usize> = (0..sides.columns()).collect();
        let parts = self.visit_local(partition, &partition.chosen(&[]), |rows, factor| {
            let mut own = sides.block(rows, &every);
            solve(&factor, &mut own);
            Ok((rows, own))
        })?;
        let mut out = Matrix::zeros(self.order(), sides.columns());
        for (rows, part) in &parts {
            for k in 0..sides.columns() {
                let column = out.column_mut(k);
                rows.iter().zip(part.column(k)).for_each(|(&row, &x)| column[row] = x);
            }
        }
        Ok(out)
    }

    /// A^m w: imported inputs from every row that outputs w of all rows need; 2n² flops.
    ///
    /// # Panics
    /// If there are not as many outputs as rows, or the partition is of another table.
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
    /// assert_eq!(system.foreign_inputs(&[100.0, 100.0], &partition), [30.0, 10.0]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    #[must_use]
    pub fn foreign_inputs(&self, weights: &[f64], partition: &Partition) -> Vec<f64> {
        let mut sums = vec![0.0; self.order()];
        // A row is added up by one thread: its sum does not depend on how many there are.
        let add = |(block, sums): (usize, &mut [f64])| {
            let rows = block * TOGETHER..block * TOGETHER + sums.len();
            let owners = &partition.of_rows()[rows.clone()];
            self.each_column(weights, partition, |user, weight, column| {
                for ((sum, flow), owner) in sums.iter_mut().zip(&column[rows.clone()]).zip(owners) {
                    if *owner != user {
                        *sum += flow * weight;
                    }
                }
            });
        };
        sums.par_chunks_mut(TOGETHER).enumerate().for_each(add);
        sums
    }

    /// Foreign inputs by the economy that uses them, n x economies; 2n² flops.
    ///
    /// # Panics
    /// As [`LeontiefSystem::foreign_inputs`].
    #[must_use]
    pub fn foreign_inputs_by_user(&self, weights: &[f64], partition: &Partition) -> Matrix {
        let mut sums = self.inputs_by_user(weights, partition);
        for (row, owner) in partition.of_rows().iter().enumerate() {
            sums[(row, owner.position())] = 0.0;
        }
        sums
    }

    /// A w with w cut by economies, n x economies: inputs from every row by the economy that uses them; 2n²
    /// flops.
    ///
    /// # Panics
    /// As [`LeontiefSystem::foreign_inputs`].
    pub(crate) fn inputs_by_user(&self, weights: &[f64], partition: &Partition) -> Matrix {
        assert_eq!(weights.len(), self.order(), "weights of the columns");
        assert!(self.check_partition(partition).is_ok(), "inputs by economies of another table");
        let (z, x) = (self.table().intermediate(), self.output());
        let mut sums = Matrix::zeros(self.order(), partition.len());
        let economies: Vec<&[usize]> =
            partition.economies().map(|(_, economy)| economy.rows.as_slice()).collect();
        sums.par_columns_mut().zip(economies).for_each(|(of_user, columns)| {
            for &j in columns.iter().filter(|&&j| x[j] != 0.0 && weights[j] != 0.0) {
                let weight = weights[j] / x[j];
                of_user.iter_mut().zip(z.column(j)).for_each(|(sum, flow)| *sum += flow * weight);
            }
        });
        sums
    }

    /// w'A^m: imported inputs per unit of output of every row, weighted by w; with w = 1 the
    /// import coefficients. 2n² flops.
    ///
    /// # Panics
    /// If there are not as many weights as rows, or the partition is of another table.
    #[must_use]
    pub fn foreign_inputs_left(&self, weights: &[f64], partition: &Partition) -> Vec<f64> {
        assert_eq!(weights.len(), self.order(), "weights of the rows");
        assert!(self.check_partition(partition).is_ok(), "inputs by economies of another table");
        let (z, x) = (self.table().intermediate(), self.output());
        let of_column = |j: usize| {
            if x[j] == 0.0 {
                return 0.0;
            }
            let user = partition.of_row(j);
            let cells = z.column(j).iter().zip(weights).zip(partition.of_rows());
            let foreign = cells.filter(|(_, owner)| **owner != user);
            foreign.map(|((flow, weight), _)| flow * weight).sum::<f64>() / x[j]
        };
        (0..self.order()).into_par_iter().map(of_column).collect()
    }

    /// Call `visit` with the user, w_j / x_j and the flows of every column j that counts.
    fn each_column(
        &self,
        weights: &[f64],
        partition: &Partition,
        mut visit: impl FnMut(EconomyId, f64, &[f64]),
    ) {
        assert_eq!(weights.len(), self.order(), "weights of the columns");
        assert!(self.check_partition(partition).is_ok(), "inputs by economies of another table");
        let (z, x) = (self.table().intermediate(), self.output());
        for j in (0..z.columns()).filter(|&j| x[j] != 0.0 && weights[j] != 0.0) {
            visit(partition.of_row(j), weights[j] / x[j], z.column(j));
        }
    }
}
