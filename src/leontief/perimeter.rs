//! The inverse after deleting the sales of some rows to some users, from the same factor.
//!
//! For a set of selling rows S and of using columns T, Ã is A with the block A_ST set to zero
//! and B̃ = (I − Ã)⁻¹. With W = I + A_ST B_TS,
//!
//! ```text
//! B̃   = B − B_·S W⁻¹ A_ST B_T·             (row form, |S| x |S| system)
//!     = B − B_·S A_ST W'⁻¹ B_T·            (column form, W' = I + B_TS A_ST, |T| x |T|)
//! ```
//!
//! so that applying B̃ to a vector costs one more solve of the old factor, never an inversion.

use rayon::prelude::*;

use super::choice::Method;
use super::{LeontiefSystem, check_shape};
use crate::error::{Error, Result};
use crate::linalg::{Held, Lu, Matrix, Side, ZeroPivot, dot};
use crate::table::{EconomyId, Partition};

/// A perimeter: the sales of rows S to users T, and the small system that deletes them.
///
/// # References
/// Borin and Mancini (2019), World Bank Policy Research WP 8804; Miroudot and Ye (2021),
/// *Economic Systems Research* 33(1); the update is the identity of Sherman, Morrison and
/// Woodbury.
#[derive(Debug)]
pub struct Perimeter<'a> {
    system: &'a LeontiefSystem,
    rows: Vec<usize>,
    users: Vec<usize>,
    /// A_ST, |S| x |T|.
    sales: Matrix,
    form: Form,
}

/// Which of the two equal systems is factorised: the smaller one.
#[derive(Debug)]
enum Form {
    /// I + A_ST B_TS.
    Row(Lu),
    /// I + B_TS A_ST.
    Column(Lu),
}

impl<'a> Perimeter<'a> {
    /// Prepare the deletion of the sales of `rows` to `users`: min(|S|, |T|) solves (2n² flops
    /// each) and a factorisation of that order.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`]; [`Error::Singular`] when the table without these
    /// sales has no inverse.
    pub fn new(system: &'a LeontiefSystem, rows: &[usize], users: &[usize]) -> Result<Self> {
        let sales = system.coefficients(rows, users);
        let all = |len: usize| (0..len).collect::<Vec<_>>();
        let singular = |ZeroPivot { .. }| Error::Singular {
            label: rows.first().map(|&r| system.table().index().label(r)).unwrap_or_default(),
        };
        let form = if rows.len() <= users.len() {
            let columns = system.inverse_columns(rows)?;
            let cross = columns.block(users, &all(rows.len()));
            Form::Row(Lu::of(&sales.times(&cross).plus_identity()).map_err(singular)?)
        } else {
            let transposed = system.inverse_rows(users)?;
            let cross = transposed.block(rows, &all(users.len())).transposed();
            Form::Column(Lu::of(&cross.times(&sales).plus_identity()).map_err(singular)?)
        };
        Ok(Perimeter { system, rows: rows.to_vec(), users: users.to_vec(), sales, form })
    }

    /// W⁻¹ A_ST y for y of height |T|.
    fn deleted(&self, mut used: Matrix) -> Matrix {
        match &self.form {
            Form::Row(lu) => {
                let mut out = self.sales.times(&used);
                lu.solve(&mut out);
                out
            }
            Form::Column(lu) => {
                lu.solve(&mut used);
                self.sales.times(&used)
            }
        }
    }

    /// (W⁻¹ A_ST)' y for y of height |S|.
    fn deleted_transposed(&self, mut sold: Matrix) -> Matrix {
        match &self.form {
            Form::Row(lu) => {
                lu.solve_transposed(&mut sold);
                self.sales.transpose_times(&sold)
            }
            Form::Column(lu) => {
                let mut out = self.sales.transpose_times(&sold);
                lu.solve_transposed(&mut out);
                out
            }
        }
    }

    /// B̃ R: two solves of the old factor and two products with A_ST.
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve`].
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
    /// use tripole::leontief::Perimeter;
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// // Without the inputs that A sells to B, A makes 50 / 0.8 and B (50 + 0.1 x 62.5) / 0.6.
    /// let perimeter = Perimeter::new(&system, &[0], &[1])?;
    /// let output = perimeter.solve(&Matrix::from_column(vec![50.0, 50.0]))?;
    /// assert!((output[(0, 0)] - 62.5).abs() < 1e-12 && (output[(1, 0)] - 93.75).abs() < 1e-12);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn solve(&self, sides: &Matrix) -> Result<Matrix> {
        let before = self.system.solve(sides.clone())?;
        let all: Vec<usize> = (0..before.columns()).collect();
        let correction = self.deleted(before.block(&self.users, &all));
        let mut corrected = sides.clone();
        subtract_rows(&mut corrected, &self.rows, &correction);
        self.system.solve(corrected)
    }

    /// (W'B̃)' for weights W: as [`Perimeter::solve`] from the left.
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve_left`].
    pub fn solve_left(&self, weights: &Matrix) -> Result<Matrix> {
        let before = self.system.solve_left(weights.clone())?;
        let all: Vec<usize> = (0..before.columns()).collect();
        let correction = self.deleted_transposed(before.block(&self.rows, &all));
        let mut corrected = weights.clone();
        subtract_rows(&mut corrected, &self.users, &correction);
        self.system.solve_left(corrected)
    }

    /// z = (I + A_ST B_TS)⁻¹ μ for sales μ (|S| x k) of the rows S: what is left of them when
    /// every unit is counted the first time it crosses the perimeter. Value added of origin t
    /// is VB_tS z.
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve`].
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
    /// use tripole::leontief::Perimeter;
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// // Every unit that A sells to B calls forth 0.3 x 0.1/0.45 more of these sales.
    /// let perimeter = Perimeter::new(&system, &[0], &[1])?;
    /// let once = perimeter.first_crossing(&Matrix::from_column(vec![40.0]))?;
    /// assert!((once[(0, 0)] - 37.5).abs() < 1e-12);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn first_crossing(&self, sales: &Matrix) -> Result<Matrix> {
        check_shape("the sales of the rows", sales, (self.rows.len(), sales.columns()))?;
        match &self.form {
            Form::Row(lu) => {
                let mut out = sales.clone();
                lu.solve(&mut out);
                Ok(out)
            }
            Form::Column(_) => {
                let mut sides = Matrix::zeros(self.system.order(), sales.columns());
                for k in 0..sales.columns() {
                    self.rows
                        .iter()
                        .zip(sales.column(k))
                        .for_each(|(&row, &m)| sides[(row, k)] = m);
                }
                let all: Vec<usize> = (0..sales.columns()).collect();
                let used = self.system.solve(sides)?.block(&self.users, &all);
                let correction = self.deleted(used);
                let mut out = sales.clone();
                subtract_rows(&mut out, &(0..self.rows.len()).collect::<Vec<_>>(), &correction);
                Ok(out)
            }
        }
    }
}

fn subtract_rows(target: &mut Matrix, rows: &[usize], amounts: &Matrix) {
    for k in 0..target.columns() {
        let column = target.column_mut(k);
        rows.iter().zip(amounts.column(k)).for_each(|(&row, amount)| column[row] -= amount);
    }
}

/// Closed forms: perimeters whose small system is known beforehand.
impl LeontiefSystem {
    /// B̃_·s = B_·s B_ss⁻¹ L_s of the perimeter "all exports of s" (n x n_s), given the columns
    /// B_·s; no system but the local ones. Its own block is L_s.
    ///
    /// # Errors
    /// [`Error::Singular`] for a singular block; [`Error::Shape`].
    pub fn exporter_columns(&self, rows: &[usize], columns: &Matrix) -> Result<Matrix> {
        check_shape("the columns of the inverse", columns, (self.order(), rows.len()))?;
        let all: Vec<usize> = (0..rows.len()).collect();
        let own = columns.block(rows, &all);
        // Q with B_ss Q = L_s, hence B_·s Q; the own block is then L_s up to rounding.
        let mut q = self.local_inverse(rows)?;
        self.small_factor(&own, rows)?.solve(&mut q);
        Ok(columns.times(&q))
    }

    /// B̃ R of the perimeter "all imports of r", given B R (n x k) and the columns B_·r. With
    /// h = B_rr⁻¹ (BR)_r it is L_r h in the rows of r and (BR)_j − B_jr h in all others.
    ///
    /// # Errors
    /// [`Error::Singular`] for a singular block; [`Error::Shape`].
    pub fn importer_solve(
        &self,
        rows: &[usize],
        columns: &Matrix,
        solved: &Matrix,
    ) -> Result<Matrix> {
        check_shape("the columns of the inverse", columns, (self.order(), rows.len()))?;
        check_shape("the solution", solved, (self.order(), solved.columns()))?;
        let (here, all): (Vec<usize>, Vec<usize>) =
            ((0..rows.len()).collect(), (0..solved.columns()).collect());
        let mut h = solved.block(rows, &all);
        self.small_factor(&columns.block(rows, &here), rows)?.solve(&mut h);
        // B̃ = B − [B_·r (I − A_rr) − I_·r] L_r B_rr⁻¹ B_r·, where (I − A_rr) L_r = I.
        let mut out = columns.times(&h);
        for k in 0..out.columns() {
            let column = out.column_mut(k);
            column.iter_mut().zip(solved.column(k)).for_each(|(o, s)| *o = s - *o);
        }
        self.local_factor(rows)?.solve(&mut h);
        for k in 0..out.columns() {
            rows.iter().enumerate().for_each(|(position, &row)| out[(row, k)] += h[(position, k)]);
        }
        Ok(out)
    }

    /// For each economy s of those named and its table without sales to others, B̃: the part of w'B̃ in the
    /// columns of s, for weights w of all rows but its own. That is what others put into one unit of each
    /// product of s before it leaves s for the first time:
    ///
    /// ```text
    /// u_T' = w_T' (I − A_TT)⁻¹        u_s' = u_T' A_Ts L_s        T: all rows but those of s
    /// ```
    ///
    /// n numbers, zero for other economies. All in one go, with as many sweeps as a solve of one side for each,
    /// and one product more; `None` where the system is not solved by sweeps, or they do not converge.
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve_local_left`].
    pub(crate) fn foreign_before_exports(
        &self,
        weights: &[f64],
        partition: &Partition,
        economies: &[EconomyId],
    ) -> Result<Option<Vec<f64>>> {
        let Method::Sweeps(or_else) = self.method else { return Ok(None) };
        let mut sides = Matrix::zeros(self.order(), economies.len());
        let rows: Vec<&[usize]> =
            economies.iter().map(|id| partition.economy(*id).rows.as_slice()).collect();
        for (k, rows) in rows.iter().enumerate() {
            let column = sides.column_mut(k);
            column.copy_from_slice(weights);
            rows.iter().for_each(|&row| column[row] = 0.0);
        }
        let start = Matrix::zeros(self.order(), economies.len());
        let held = Held { rows: rows.clone() };
        let swept = self.swept(Side::Left, &sides, start, &held);
        let Some(content) = self.accepted(swept, or_else)? else { return Ok(None) };
        let (scale, z) = (self.scale(), self.table.intermediate());
        let mut bought = vec![0.0; self.order()];
        for (k, rows) in rows.iter().enumerate() {
            let content = content.column(k);
            let of_row = |row: &usize| dot(z.column(*row), content) * scale[*row];
            let sums: Vec<f64> = rows.par_iter().map(of_row).collect();
            rows.iter().zip(sums).for_each(|(&row, sum)| bought[row] = sum);
        }
        self.solve_local_left(&bought, partition).map(Some)
    }

    /// Factors of a small block whose rows stand for rows of the table; an error names the row.
    pub(crate) fn small_factor(&self, block: &Matrix, rows: &[usize]) -> Result<Lu> {
        Lu::of(block).map_err(|ZeroPivot { column }| Error::Singular {
            label: self.table().index().label(rows[column]),
        })
    }
}
