//! Which way to solve with I − A suits what is to be solved.

use super::LeontiefSystem;
use crate::error::named;

/// How linear systems are solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Solver {
    /// What costs least for what is to be solved, see [`LeontiefSystem::suited`].
    #[default]
    Automatic,
    /// The factor of I − A in double precision: ⅔n³ flops and n² numbers once, then 2n² flops per
    /// right-hand side.
    Lu,
    /// The factor in single precision, whose solutions are refined in double precision: half the time
    /// and half the memory of the factor, then 2n² flops in single and 4n² in double precision per side.
    Mixed,
    /// Sweeps over the regions without a factor (Gauss-Seidel by blocks): some 15 products of 2n² flops
    /// per side, no memory of the order n².
    Iterative,
}

named!(Solver, "solver": Automatic = "auto", Lu = "lu", Mixed = "mixed", Iterative = "iterative");

/// What is to be solved in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// So many right-hand sides, a few dozen at a time.
    Sides(usize),
    /// So many right-hand sides, one by one: the table is read from memory for each of them.
    Vectors(usize),
    /// More right-hand sides than a factor costs.
    Factor,
    /// Most columns of the inverse.
    Inverse,
    /// Most columns of the inverse, or so many right-hand sides instead where these are solved by sweeps.
    InverseOr(usize),
}

/// How a view of a system is solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Factor,
    Inverse,
    Mixed(Else),
    Sweeps(Else),
}

/// What happens where a method that was chosen does not reach its accuracy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Else {
    /// The factor is made after all.
    Factor,
    /// It was asked for by name, so that is an error.
    Refuse,
}

/// Rows below which a factor costs less than sweeps, and how many more rows every side takes: a factor
/// costs ⅔n³ flops near the rate of a product, 15 sweeps 30n² flops a side, and reading the table 15
/// times. Measured; see `docs/inversion.md`.
const FEWEST_ROWS: usize = 500;
const ROWS_PER_SIDE: usize = 45;
/// Sides of a block that cost as much as one alone.
pub(crate) const SIDES_PER_VECTOR: usize = 10;
/// Rows per side from which a factor in single precision pays, and the fewest rows.
const MIXED_ROWS_PER_SIDE: usize = 120;
const FEWEST_MIXED_ROWS: usize = 2000;
/// Rows up to which the whole inverse is kept: 1 GiB.
pub(super) const WHOLE: usize = 11_500;

impl LeontiefSystem {
    /// The same system, solved in the way that costs least for what it is to be used for, or by the solver
    /// that is asked for. What one view has made the others share; what a view returns does not
    /// depend on what others have solved. Without this a system is solved by its factor.
    ///
    /// | to solve | way | flops | numbers beyond the table |
    /// |---|---|---|---|
    /// | k sides (one alone counts as ten), n > 500 + 45k, no region with half of the rows | sweeps over regions | some 30n²k | n·k |
    /// | k sides, n ≥ 2000 and ≥ 120k | factor in single precision, refined | ⅔n³ (single), 8n²k | n²/2 |
    /// | more | factor | ⅔n³ + 2n²k | n² |
    /// | most of the inverse, n ≤ 11,500 | inverse | 2n³ | n² |
    /// | most of the inverse, n above | factor, columns streamed | ⅔n³ + 2n³ | n² |
    ///
    /// Where sweeps do not reach a componentwise backward error of 1e-13, or refinements one of 1e-12, and where a
    /// region alone has an output multiplier above a million, the factor is made after all, unless the way was asked
    /// for by name.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
    /// use tripole::leontief::{Effort, Need, Solver};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let swept = system.suited(Need::Sides(1), Solver::Iterative);
    /// let output = swept.solve(Matrix::from_column(vec![50.0, 50.0]))?;
    /// assert!(output.column(0).iter().all(|x| (x - 100.0).abs() < 1e-12));
    /// assert!(matches!(swept.efforts()[..], [Effort::Sweeps { sides: 1, .. }]));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    ///
    /// # References
    /// Varga (1962), *Matrix Iterative Analysis*, theorems 3.13 and 3.15 (sweeps converge exactly for
    /// productive tables); Higham (2002), *Accuracy and Stability of Numerical Algorithms*, chapter 12
    /// (refinement).
    #[must_use]
    pub fn suited(&self, need: Need, solver: Solver) -> Self {
        let mut view = self.for_categories(&self.categories);
        view.method = self.method_for(need, solver);
        view
    }

    fn method_for(&self, need: Need, solver: Solver) -> Method {
        match solver {
            Solver::Lu => Method::Factor,
            Solver::Mixed => Method::Mixed(Else::Refuse),
            Solver::Iterative => Method::Sweeps(Else::Refuse),
            Solver::Automatic => self.cheapest(need),
        }
    }

    fn cheapest(&self, need: Need) -> Method {
        let n = self.order();
        let sweeps_pay =
            |sides: usize| n > FEWEST_ROWS + ROWS_PER_SIDE * sides && self.has_small_regions();
        match need {
            Need::Vectors(sides) => self.cheapest(Need::Sides(SIDES_PER_VECTOR * sides)),
            Need::Sides(sides) | Need::InverseOr(sides) if sweeps_pay(sides) => {
                Method::Sweeps(Else::Factor)
            }
            Need::Sides(sides) if n >= FEWEST_MIXED_ROWS.max(MIXED_ROWS_PER_SIDE * sides) => {
                Method::Mixed(Else::Factor)
            }
            Need::Inverse | Need::InverseOr(_) if n <= WHOLE => Method::Inverse,
            Need::Sides(_) | Need::Factor | Need::Inverse | Need::InverseOr(_) => Method::Factor,
        }
    }

    /// Whether no region has half of the rows.
    fn has_small_regions(&self) -> bool {
        let index = self.table.index();
        index.regions().all(|region| 2 * index.rows(region).len() < self.order())
    }

    /// Whether the inverse is at hand, or will be, so that its columns cost nothing more.
    pub(super) fn is_inverted(&self) -> bool {
        self.method == Method::Inverse
    }

    /// Whether this view is solved by sweeps, with nothing made beforehand.
    #[must_use]
    pub fn is_swept(&self) -> bool {
        matches!(self.method, Method::Sweeps(_))
    }

    /// Numbers beyond the table that are made to solve, n² for a factor or the inverse.
    #[must_use]
    pub fn numbers_to_make(&self) -> usize {
        let whole = self.order() * self.order();
        match self.method {
            Method::Factor | Method::Inverse => whole,
            Method::Mixed(_) => whole / 2,
            Method::Sweeps(_) => self.blocks().iter().map(|rows| rows.len().pow(2)).sum(),
        }
    }

    /// Whether a factor stands in where the chosen way does not reach its accuracy.
    #[must_use]
    pub fn falls_back(&self) -> bool {
        matches!(self.method, Method::Sweeps(Else::Factor) | Method::Mixed(Else::Factor))
    }

    /// The view for a need, by a solver; what the system is solved with where that is made already.
    pub(crate) fn suited_to(&self, need: Need, solver: Solver) -> Self {
        if solver == Solver::Automatic && self.is_at_hand() {
            return self.for_categories(&self.categories);
        }
        self.suited(need, solver)
    }
}
