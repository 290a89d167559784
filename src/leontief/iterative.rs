//! Single right-hand sides without a factor of the whole.

use rayon::prelude::*;

use super::LeontiefSystem;
use crate::error::{Error, Hint, OptionName, Result, named};
use crate::linalg::{Lu, Matrix, Reached, gmres};
use crate::table::Partition;

/// How a system with few right-hand sides is solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Solver {
    /// The factor if it exists already or costs less than iterating, which is so up to n = 500 per
    /// right-hand side (⅔n³ flops at the rate of a factorisation, against some 20 products of 2n²
    /// flops at the speed of memory). The factor is also used when the iteration does not reach its
    /// tolerance.
    #[default]
    Automatic,
    /// The factor of I − A: ⅔n³ flops once, then 2n² per right-hand side, from either side.
    Lu,
    /// Generalised minimal residuals with the local inverses as preconditioner, to a relative
    /// residual of 1e-14: about 20 products of 2n² flops per right-hand side, no n² memory
    /// beyond the table.
    Iterative,
}

named!(Solver, "solver": Automatic = "auto", Lu = "lu", Iterative = "iterative");

/// Relative residual at which iteration stops, and the one that is still accepted.
const TOLERANCE: f64 = 1e-14;
const ACCEPTED: f64 = 1e-12;
const MOST_PRODUCTS: usize = 300;
/// Rows per right-hand side from which iteration costs less than a factor.
const ROWS_PER_SIDE: usize = 500;

#[derive(Clone, Copy)]
enum Side {
    Right,
    Left,
}

impl LeontiefSystem {
    /// B r for one right-hand side r by the chosen solver; `sides` is how many such systems the
    /// caller solves in all.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`]; with [`Solver::Iterative`] also
    /// [`Error::NotConverged`] when the residual stays above 1e-12.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};
    /// use tripole::leontief::Solver;
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let partition = Partition::regions(system.table().index());
    /// let output = system.solve_vector(&[50.0, 50.0], &partition, Solver::Automatic, 1)?;
    /// assert!(output.iter().all(|x| (x - 100.0).abs() < 1e-12));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn solve_vector(
        &self,
        side: &[f64],
        partition: &Partition,
        solver: Solver,
        sides: usize,
    ) -> Result<Vec<f64>> {
        self.vector(side, partition, solver, sides, Side::Right)
    }

    /// w'B for one weight vector w, likewise.
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve_vector`].
    pub fn solve_vector_left(
        &self,
        weights: &[f64],
        partition: &Partition,
        solver: Solver,
        sides: usize,
    ) -> Result<Vec<f64>> {
        self.vector(weights, partition, solver, sides, Side::Left)
    }

    fn vector(
        &self,
        given: &[f64],
        partition: &Partition,
        solver: Solver,
        sides: usize,
        side: Side,
    ) -> Result<Vec<f64>> {
        self.check_partition(partition)?;
        let small = self.order() <= ROWS_PER_SIDE * sides.max(1);
        let factor = solver == Solver::Lu
            || solver == Solver::Automatic && (small || self.factor.get().is_some());
        if !factor {
            let reached = self.iterate(given, partition, side)?;
            if reached.residual <= ACCEPTED {
                return Ok(reached.solution);
            }
            if solver == Solver::Iterative {
                return Err(Error::NotConverged {
                    what: "iteration on I − A",
                    residual: reached.residual,
                    steps: reached.products,
                    remedy: Hint::from("use ").set(OptionName::Solver.set("lu")),
                });
            }
        }
        let given = Matrix::from_column(given.to_vec());
        let solved = match side {
            Side::Right => self.solve(given)?,
            Side::Left => self.solve_left(given)?,
        };
        Ok(solved.column(0).to_vec())
    }

    fn iterate(&self, given: &[f64], partition: &Partition, side: Side) -> Result<Reached> {
        let expected = (self.order(), 1);
        if given.len() != self.order() {
            let found = (given.len(), 1);
            return Err(Error::Shape { what: "the right-hand side", found, expected });
        }
        let keep = |rows, factor| Ok((rows, factor));
        let blocks = self.visit_local(partition, &partition.chosen(&[]), keep)?;
        let local = |values: &[f64]| {
            let of_block = |(rows, lu): &(&[usize], Lu)| {
                let mut own = Matrix::from_column(rows.iter().map(|&row| values[row]).collect());
                match side {
                    Side::Right => lu.solve(&mut own),
                    Side::Left => lu.solve_transposed(&mut own),
                }
                own
            };
            let parts: Vec<Matrix> = blocks.par_iter().map(of_block).collect();
            let mut out = vec![0.0; values.len()];
            for ((rows, _), own) in blocks.iter().zip(&parts) {
                rows.iter().zip(own.column(0)).for_each(|(&row, &value)| out[row] = value);
            }
            out
        };
        let x = self.output();
        let z = self.table().intermediate();
        let per_output = |values: Vec<f64>| -> Vec<f64> {
            let scaled = values.into_iter().zip(x);
            scaled.map(|(value, &x)| if x == 0.0 { 0.0 } else { value / x }).collect()
        };
        let product = |values: &[f64]| -> Vec<f64> {
            let image = match side {
                Side::Right => z.times_vector(&per_output(values.to_vec())),
                Side::Left => per_output(z.transpose_times_vector(values)),
            };
            values.iter().zip(image).map(|(value, image)| value - image).collect()
        };
        Ok(gmres(product, local, given, TOLERANCE, MOST_PRODUCTS))
    }
}
