//! Ways to solve with I − A: a factor, one in single precision, the inverse, sweeps over regions.

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::choice::{Else, Method, Need, Solver};
use super::{Diagnostics, LeontiefSystem};
use crate::error::{Error, Hint, MemoryFor, OptionName, Result};
use crate::linalg::{
    Held, Lu, Matrix, MixedLu, Pivoting, Refined, Scaled, Side, Sweeps, Swept, ZeroPivot,
    has_one_sign, inverse, room, together,
};

/// What was done to solve, added up over all solves by the same method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Effort {
    /// A factor in double precision.
    Factor {
        /// Whether rows had to be exchanged.
        pivoting: Pivoting,
    },
    /// The inverse itself.
    Inverse,
    /// A factor in single precision.
    Mixed {
        /// Right-hand sides of all solves.
        sides: usize,
        /// Residuals in double precision that refined those of one solve, at most.
        refinements: usize,
        /// Largest componentwise backward error.
        backward_error: f64,
    },
    /// Sweeps over the regions.
    Sweeps {
        /// Right-hand sides of all solves.
        sides: usize,
        /// Products with the table for those of one solve, at most.
        sweeps: usize,
        /// Largest componentwise backward error.
        backward_error: f64,
    },
}

impl Effort {
    /// Put it among others: added to what was done by the same method, or behind them.
    pub fn join(self, others: &mut Vec<Effort>) {
        let same = |known: &Effort| std::mem::discriminant(known) == std::mem::discriminant(&self);
        match others.iter_mut().find(|known| same(known)) {
            Some(known) => *known = known.and(self),
            None => others.push(self),
        }
    }

    /// This and another one of the same method.
    fn and(self, other: Effort) -> Effort {
        use Effort::{Mixed, Sweeps};
        match (self, other) {
            (
                Mixed { sides: k, refinements: m, backward_error: e },
                Mixed { sides, refinements, backward_error },
            ) => Mixed {
                sides: k + sides,
                refinements: m.max(refinements),
                backward_error: e.max(backward_error),
            },
            (
                Sweeps { sides: k, sweeps: m, backward_error: e },
                Sweeps { sides, sweeps, backward_error },
            ) => Sweeps {
                sides: k + sides,
                sweeps: m.max(sweeps),
                backward_error: e.max(backward_error),
            },
            (_, other) => other,
        }
    }
}

/// Numbers of sides from which their memory is asked for: 8 MiB.
const MANY: usize = 1 << 20;
/// Numbers that local factors may have, where half of the table is less: 64 MiB.
const LOCALS: usize = 1 << 23;

/// What was made to solve with; each at most once.
#[derive(Debug, Default)]
pub(super) struct Solving {
    factor: OnceLock<std::result::Result<(Lu, Diagnostics), Failure>>,
    inverse: OnceLock<Option<(Matrix, Diagnostics)>>,
    mixed: OnceLock<std::result::Result<(MixedLu, Diagnostics), Unfit>>,
    sweeps: OnceLock<Option<Sweeps>>,
    locals: Mutex<Locals>,
    efforts: Efforts,
}

/// What is done to solve one system, now and later, for who asks when the system may be gone.
#[derive(Debug, Clone, Default)]
pub struct Efforts(Arc<Mutex<Log>>);

#[derive(Debug, Default)]
struct Log {
    efforts: Vec<Effort>,
    /// Of the factor in double precision, if there is one.
    diagnostics: Option<Diagnostics>,
}

impl Efforts {
    /// What was done so far, each method once.
    #[must_use]
    pub fn so_far(&self) -> Vec<Effort> {
        self.log().efforts.clone()
    }

    /// How good the factor in double precision is, if one was made so far.
    #[must_use]
    pub fn diagnostics(&self) -> Option<Diagnostics> {
        self.log().diagnostics
    }

    /// Whether both are of one system.
    #[must_use]
    pub fn is_of(&self, other: &Efforts) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    fn note(&self, effort: Effort) {
        effort.join(&mut self.log().efforts);
    }

    fn note_factor(&self, pivoting: Pivoting, diagnostics: Diagnostics) {
        self.note(Effort::Factor { pivoting });
        self.log().diagnostics = Some(diagnostics);
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Factors of sets of rows, and how many numbers they have.
#[derive(Debug, Default)]
struct Locals {
    of: HashMap<Vec<usize>, Arc<Lu>>,
    numbers: usize,
}

/// Why there is no factor; kept so that every later solve reports it too.
#[derive(Debug, Clone)]
pub(super) enum Failure {
    Singular(String),
    NotProductive(f64, Vec<String>),
}

/// Why a factor in single precision is of no use.
#[derive(Debug, Clone)]
enum Unfit {
    /// It needs exchanges of rows, or more digits.
    Pivots,
    Failed(Failure),
}

impl From<&Failure> for Error {
    fn from(failure: &Failure) -> Self {
        match failure {
            Failure::Singular(label) => Error::Singular { label: label.clone() },
            Failure::NotProductive(root, labels) => {
                Error::NotProductive { root: *root, labels: labels.clone() }
            }
        }
    }
}

impl Solving {
    /// The factor of these rows, if it is kept.
    pub(super) fn local(&self, rows: &[usize]) -> Option<Arc<Lu>> {
        let locals = self.locals.lock().unwrap_or_else(PoisonError::into_inner);
        locals.of.get(rows).cloned()
    }

    /// Keep the factor of these rows of a table of so many, where there is room.
    pub(super) fn keep_local(&self, rows: &[usize], made: Arc<Lu>, order: usize) -> Arc<Lu> {
        let mut locals = self.locals.lock().unwrap_or_else(PoisonError::into_inner);
        let numbers = rows.len() * rows.len();
        let most = (order * order / 2).max(LOCALS.min(2 * order * order));
        if locals.numbers + numbers <= most && !locals.of.contains_key(rows) {
            locals.numbers += numbers;
            locals.of.insert(rows.to_vec(), made.clone());
        }
        made
    }
}

impl LeontiefSystem {
    /// What was done so far to solve.
    #[must_use]
    pub fn efforts(&self) -> Vec<Effort> {
        self.solving.efforts.so_far()
    }

    /// The record of what is done to solve, which does not keep the table in memory.
    #[must_use]
    pub fn record(&self) -> Efforts {
        self.solving.efforts.clone()
    }

    /// Make what the system is solved with now instead of at the first solve: see
    /// [`LeontiefSystem::suited`]; for sweeps almost nothing.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`].
    pub fn prepare(&self) -> Result<()> {
        match self.method {
            Method::Inverse if self.inverted()?.is_some() => Ok(()),
            Method::Factor | Method::Inverse => self.factorise(),
            Method::Mixed(or_else) => match (self.mixed()?, or_else) {
                (Some(_), _) | (None, Else::Refuse) => Ok(()),
                (None, Else::Factor) => self.factorise(),
            },
            Method::Sweeps(or_else) => match (self.sweeps(), or_else) {
                (Some(_), _) => Ok(()),
                (None, Else::Refuse) => Err(self.not_reached("iteration on I − A", f64::NAN, 0)),
                (None, Else::Factor) => self.factorise(),
            },
        }
    }

    /// Factorise I − A now instead of at the first solve: ⅔n³ flops, n² numbers.
    ///
    /// # Errors
    /// [`Error::Singular`] naming the sector whose pivot vanishes, [`Error::NotProductive`]
    /// when the Perron root of A is one or more: the inverse would exist but have negative
    /// entries and no meaning as a series; [`Error::Memory`].
    pub fn factorise(&self) -> Result<()> {
        self.factor().map(|_| ())
    }

    /// Whether there is memory for a factor of this order beside that of the system.
    pub(crate) fn has_room(&self) -> Result<()> {
        room(MemoryFor::OwnFactor, self.order() * self.order())
    }

    pub(super) fn factor(&self) -> Result<&(Lu, Diagnostics)> {
        if self.solving.factor.get().is_none() {
            room(MemoryFor::Factor, self.order() * self.order())?;
        }
        let made = self.solving.factor.get_or_init(|| {
            let made = self.make_factor()?;
            self.solving.efforts.note_factor(made.0.pivoting(), made.1);
            Ok(made)
        });
        made.as_ref().map_err(Error::from)
    }

    /// Column j of I − A.
    fn fill(&self, j: usize, column: &mut [f64]) {
        let x = self.output()[j];
        if x != 0.0 {
            let scale = -1.0 / x;
            let flows = self.table.intermediate().column(j);
            column.iter_mut().zip(flows).for_each(|(cell, flow)| *cell = flow * scale);
        }
        column[j] += 1.0;
    }

    fn make_factor(&self) -> std::result::Result<(Lu, Diagnostics), Failure> {
        let lu = Lu::new(self.order(), |j, column| self.fill(j, column))
            .map_err(|ZeroPivot { column }| Failure::Singular(self.table.index().label(column)))?;
        let diagnostics = self.diagnose(|side, mut sides| {
            match side {
                Side::Right => lu.solve(&mut sides),
                Side::Left => lu.solve_transposed(&mut sides),
            }
            sides
        })?;
        Ok((lu, diagnostics))
    }

    /// The inverse without a factor; `None` where it takes exchanges of rows.
    fn inverted(&self) -> Result<Option<&(Matrix, Diagnostics)>> {
        if self.solving.inverse.get().is_none() {
            room(MemoryFor::Inverse, self.order() * self.order())?;
        }
        let made = self.solving.inverse.get_or_init(|| {
            let inverse = inverse(self.order(), |j, column| self.fill(j, column))?;
            // What is wrong with the table the factor says.
            let diagnostics = self.diagnose(|side, sides| product(&inverse, side, &sides)).ok()?;
            self.solving.efforts.note(Effort::Inverse);
            Some((inverse, diagnostics))
        });
        Ok(made.as_ref())
    }

    /// The factor in single precision; `None` where it is of no use.
    fn mixed(&self) -> Result<Option<&(MixedLu, Diagnostics)>> {
        if self.solving.mixed.get().is_none() {
            room(MemoryFor::SingleFactor, self.order() * self.order() / 2)?;
        }
        let made = self.solving.mixed.get_or_init(|| {
            let lu = MixedLu::new(self.order(), |j, column| self.fill(j, column));
            let lu = lu.ok_or(Unfit::Pivots)?;
            let all_reached = Cell::new(true);
            let solve = |side, sides: Matrix| {
                let refined = self.refined(&lu, side, &sides);
                all_reached.set(all_reached.get() && refined.is_accepted());
                refined.solution
            };
            let diagnostics = self.diagnose(solve);
            // What is no solution says nothing about the table.
            if !all_reached.get() {
                return Err(Unfit::Pivots);
            }
            let diagnostics = diagnostics.map_err(Unfit::Failed)?;
            Ok((lu, diagnostics))
        });
        match made {
            Ok(made) => Ok(Some(made)),
            Err(Unfit::Pivots) => Ok(None),
            Err(Unfit::Failed(failure)) => Err(failure.into()),
        }
    }

    fn refined(&self, lu: &MixedLu, side: Side, sides: &Matrix) -> Refined {
        let scale = self.scale();
        lu.solve(self.scaled(&scale), side, sides)
    }

    /// One over output; zero without any.
    pub(super) fn scale(&self) -> Vec<f64> {
        self.output().iter().map(|x| if *x == 0.0 { 0.0 } else { 1.0 / x }).collect()
    }

    /// A of the given scale, which is one over output.
    fn scaled<'a>(&'a self, scale: &'a [f64]) -> Scaled<'a> {
        Scaled { z: self.table.intermediate(), scale }
    }

    /// Condition number, residual and lost digits of the factor, or of the inverse or the factor in single
    /// precision where the system is solved by these.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`].
    pub fn diagnostics(&self) -> Result<&Diagnostics> {
        match self.method {
            Method::Inverse => {
                if let Some((_, diagnostics)) = self.inverted()? {
                    return Ok(diagnostics);
                }
            }
            Method::Mixed(_) => {
                if let Some((_, diagnostics)) = self.mixed()? {
                    return Ok(diagnostics);
                }
            }
            Method::Factor | Method::Sweeps(_) => {}
        }
        self.factor().map(|(_, diagnostics)| diagnostics)
    }

    /// Whether there is a factor already, made by [`LeontiefSystem::factorise`] or by the first solve.
    #[must_use]
    pub fn is_factorised(&self) -> bool {
        matches!(self.solving.factor.get(), Some(Ok(_)))
    }

    /// The Leontief inverse B, n x n: 2n³ flops, or 4/3·n³ beyond a factor that is there. Measures do not
    /// need it.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`].
    pub fn leontief_inverse(&self) -> Result<Matrix> {
        if self.is_inverted()
            && let Some((inverse, _)) = self.inverted()?
        {
            return Ok(inverse.clone());
        }
        let lu = &self.factor()?.0;
        room(MemoryFor::Inverse, 2 * self.order() * self.order())?;
        Ok(lu.inverse())
    }

    /// The inverse of a view that is solved by it.
    pub(super) fn kept_inverse(&self) -> Result<Option<&Matrix>> {
        if !self.is_inverted() {
            return Ok(None);
        }
        Ok(self.inverted()?.map(|(inverse, _)| inverse))
    }

    /// Whether there is memory to solve for so many sides, beyond the sides themselves: where they are few the answer is
    /// not worth the question.
    fn has_room_for(&self, sides: &Matrix) -> Result<()> {
        let numbers = sides.rows().saturating_mul(sides.columns());
        let times = match self.method {
            Method::Factor => 0,
            Method::Inverse | Method::Mixed(_) => 1,
            Method::Sweeps(_) => 5,
        };
        if numbers < MANY || times == 0 {
            return Ok(());
        }
        room(MemoryFor::Sides(sides.columns()), numbers.saturating_mul(times))
    }

    pub(super) fn solved(&self, side: Side, mut sides: Matrix) -> Result<Matrix> {
        self.has_room_for(&sides)?;
        match self.method {
            Method::Inverse => {
                if let Some((inverse, _)) = self.inverted()? {
                    return Ok(product(inverse, side, &sides));
                }
            }
            Method::Mixed(or_else) => {
                if let Some(solution) = self.solved_mixed(side, &sides, or_else)? {
                    return Ok(solution);
                }
            }
            Method::Sweeps(or_else) => {
                if let Some(solution) = self.solved_by_sweeps(side, &sides, or_else)? {
                    return Ok(solution);
                }
            }
            Method::Factor => {}
        }
        let lu = &self.factor()?.0;
        match side {
            Side::Right => lu.solve(&mut sides),
            Side::Left => lu.solve_transposed(&mut sides),
        }
        Ok(sides)
    }

    /// B r for one right-hand side r by the chosen solver; `sides` is how many such systems the
    /// caller solves in all. What the system is solved with is used if it is made already, unless another way
    /// is asked for.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`]; with [`Solver::Iterative`] and [`Solver::Mixed`] also
    /// [`Error::NotConverged`] when the backward error stays above 1e-13.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
    /// use tripole::leontief::Solver;
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let output = system.solve_vector(&[50.0, 50.0], Solver::Automatic, 1)?;
    /// assert!(output.iter().all(|x| (x - 100.0).abs() < 1e-12));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn solve_vector(&self, side: &[f64], solver: Solver, sides: usize) -> Result<Vec<f64>> {
        let view = self.suited_to(Need::Vectors(sides), solver);
        Ok(view.solve(Matrix::from_column(side.to_vec()))?.column(0).to_vec())
    }

    /// w'B for one weight vector w, likewise.
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve_vector`].
    pub fn solve_vector_left(
        &self,
        weights: &[f64],
        solver: Solver,
        sides: usize,
    ) -> Result<Vec<f64>> {
        let view = self.suited_to(Need::Vectors(sides), solver);
        Ok(view.solve_left(Matrix::from_column(weights.to_vec()))?.column(0).to_vec())
    }

    /// Whether what this view is solved with is made, or has been chosen for what is to be solved.
    pub(super) fn is_at_hand(&self) -> bool {
        match self.method {
            Method::Factor => self.is_factorised(),
            Method::Inverse => self.solving.inverse.get().is_some(),
            Method::Mixed(_) | Method::Sweeps(_) => true,
        }
    }

    fn solved_mixed(&self, side: Side, sides: &Matrix, or_else: Else) -> Result<Option<Matrix>> {
        let mut reached = (f64::NAN, 0);
        if let Some((lu, _)) = self.mixed()? {
            let refined = self.refined(lu, side, sides);
            let is_accepted = refined.is_accepted();
            let Refined { solution, backward_error, refinements } = refined;
            if is_accepted {
                let sides = sides.columns();
                self.solving.efforts.note(Effort::Mixed { sides, refinements, backward_error });
                return Ok(Some(solution));
            }
            reached = (backward_error, refinements);
        }
        let (residual, steps) = reached;
        match or_else {
            Else::Factor => Ok(None),
            Else::Refuse => {
                let what = "the refinement of a factor in single precision";
                Err(self.not_reached(what, residual, steps))
            }
        }
    }

    fn solved_by_sweeps(
        &self,
        side: Side,
        sides: &Matrix,
        or_else: Else,
    ) -> Result<Option<Matrix>> {
        let start = Matrix::zeros(sides.rows(), sides.columns());
        let probed = self.with_probe(sides);
        let swept = match &probed {
            Some(probed) => {
                let start = Matrix::zeros(probed.rows(), probed.columns());
                self.swept(side, probed, start, &Held::default())
            }
            None => self.swept(side, sides, start, &Held::default()),
        };
        let Some(swept) = self.accepted(swept, or_else)? else { return Ok(None) };
        Ok(Some(match probed {
            Some(_) => swept.select_columns(&(0..sides.columns()).collect::<Vec<_>>()),
            None => swept,
        }))
    }

    /// The sides with one more that reaches every row, where they leave rows out: sweeps that converge for
    /// sides that reach all rows prove that the table is productive. Sides of mixed signs prove nothing.
    fn with_probe(&self, sides: &Matrix) -> Option<Matrix> {
        let mut reached: Vec<bool> = self.output().iter().map(|x| *x == 0.0).collect();
        for column in (0..sides.columns()).map(|k| sides.column(k)).filter(|it| has_one_sign(it)) {
            let cells = reached.iter_mut().zip(column);
            cells.for_each(|(reached, value)| *reached |= *value != 0.0);
        }
        if reached.iter().all(|reached| *reached) {
            return None;
        }
        Some(sides.beside(&Matrix::from_column(vec![1.0; sides.rows()])))
    }

    /// Sweeps over the regions; `None` where a region alone has no inverse.
    pub(super) fn swept(
        &self,
        side: Side,
        sides: &Matrix,
        start: Matrix,
        held: &Held<'_>,
    ) -> Option<Swept> {
        let scale = self.scale();
        Some(self.sweeps()?.solve(self.scaled(&scale), side, sides, start, held))
    }

    /// What sweeps need beforehand; `None` where a region alone has no inverse, or an ill-conditioned one.
    fn sweeps(&self) -> Option<&Sweeps> {
        let made = self.solving.sweeps.get_or_init(|| {
            let scale = self.scale();
            Sweeps::new(self.scaled(&scale), self.blocks())
        });
        made.as_ref()
    }

    /// Regions that follow each other, small ones together.
    pub(super) fn blocks(&self) -> Vec<Range<usize>> {
        let index = self.table.index();
        together(index.regions().map(|region| index.rows(region)))
    }

    pub(super) fn accepted(&self, swept: Option<Swept>, or_else: Else) -> Result<Option<Matrix>> {
        let (residual, steps) = match swept {
            Some(swept) if swept.is_accepted() => {
                let Swept { solution, backward_error, sweeps } = swept;
                let sides = solution.columns();
                self.solving.efforts.note(Effort::Sweeps { sides, sweeps, backward_error });
                return Ok(Some(solution));
            }
            Some(swept) => (swept.backward_error, swept.sweeps),
            None => (f64::NAN, 0),
        };
        match or_else {
            Else::Factor => Ok(None),
            Else::Refuse => Err(self.not_reached("iteration on I − A", residual, steps)),
        }
    }

    /// Why a way that was asked for by name does not do: the table, or the way.
    fn not_reached(&self, what: &'static str, residual: f64, steps: usize) -> Error {
        let (root, labels) = self.table.perron_root(self.output());
        let flows = self.table.intermediate().values();
        if root >= 1.0 && flows.iter().all(|flow| *flow >= 0.0) {
            return Error::NotProductive { root, labels };
        }
        let remedy = Hint::from("use ").set(OptionName::Solver.set("lu"));
        Error::NotConverged { what, residual, steps, remedy }
    }
}

fn product(inverse: &Matrix, side: Side, sides: &Matrix) -> Matrix {
    match side {
        Side::Right => inverse.times(sides),
        Side::Left => inverse.transpose_times(sides),
    }
}
