//! Balancing: the matrix nearest to a seed z⁰ that has given totals.
//!
//! | method | the result | seeds | totals |
//! |---|---|---|---|
//! | [`ras`] | z = r̂ z⁰ ŝ | zero or more | rows, columns |
//! | [`gras`] | r P s − M/(r s), z⁰ = P − M | any signs | rows, columns |
//! | [`quadratic`] | min Σ(z − z⁰)²/σ² + Σ(Gz − c)²/τ² | any signs | any linear |
//! | [`scaling`] | terms of a total multiplied by r where positive, divided where negative, one total after the other | any signs | any linear |
//!
//! A [`Target`] is a total c of some cells, perhaps weighted, with a standard error τ. With τ = 0
//! it must be met; otherwise it may change. A row or column without a target is free: its
//! multiplier is one, and it follows the others. Zero cells stay zero in all methods, and signs
//! stay in all but [`quadratic`] with [`Signs::Free`].
//!
//! Nothing is printed: progress is reported to a callback, the outcome as a [`Report`]. A balancing
//! that does not meet its totals is an error that names them, and totals that no such matrix can
//! have are refused before the first sweep.
//!
//! # References
//! Stone (1961) and Bacharach (1970), *Biproportional Matrices and Input-Output Change*, for RAS;
//! Junius and Oosterhaven (2003), *Economic Systems Research* 15(1), Lenzen, Wood and Gallego
//! (2007), *ESR* 19(4), and Temurshoev, Miller and Bouwmeester (2013), *ESR* 25(3), for GRAS;
//! Stone, Champernowne and Meade (1942), *Review of Economic Studies* 9(2), and Byron (1978),
//! *Journal of the Royal Statistical Society* A 141(3), for least squares; Lenzen, Gallego and Wood
//! (2009), *ESR* 21(1), for conflicting totals.

mod end;
mod gras;
mod quadratic;
mod report;
mod scaling;
mod targets;

pub use gras::{gras, ras};
pub use quadratic::{Quadratic, Signs, Spread, quadratic};
pub use report::{Change, Line, Report};
pub use scaling::{Scaling, scaling};

use crate::linalg::Matrix;

/// A cell in a [`Sum::Cells`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// Row of the cell.
    pub row: usize,
    /// Column of the cell.
    pub column: usize,
    /// What the cell is multiplied by, g; one for a plain total.
    pub weight: f64,
}

/// The cells that a total is over.
#[derive(Debug, Clone, PartialEq)]
pub enum Sum {
    /// All cells of a row.
    Row(usize),
    /// All cells of a column.
    Column(usize),
    /// Some cells, each at most once, Σ g z.
    Cells(Vec<Term>),
}

impl Sum {
    /// `row`, `column` or `cells`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Sum::Row(_) => "row",
            Sum::Column(_) => "column",
            Sum::Cells(_) => "cells",
        }
    }
}

/// A total that the matrix is to have.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Its name in messages and reports.
    pub label: String,
    /// The cells.
    pub sum: Sum,
    /// Their total, c.
    pub value: f64,
    /// Standard error of the total, τ: zero for one that must be met.
    pub error: f64,
}

impl Target {
    /// A total that must be met.
    #[must_use]
    pub fn exact(label: impl Into<String>, sum: Sum, value: f64) -> Self {
        Target { label: label.into(), sum, value, error: 0.0 }
    }

    /// What it is a total of, and its label: `row USA_c1`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.sum.kind(), self.label)
    }

    /// This total with a standard error.
    #[must_use]
    pub fn with_error(self, error: f64) -> Self {
        Target { error, ..self }
    }
}

/// When to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    /// Largest gap that counts as none, relative to the size of its total: |c|, or where that is
    /// smaller the mean of all |c|, at most one, or 1e-4 of the absolute cells of the line
    /// (totals near zero of large cells of both signs are only known to rounding).
    pub tolerance: f64,
    /// Most sweeps over the matrix.
    pub sweeps: usize,
}

impl Default for Stop {
    /// A billionth, and five thousand sweeps.
    fn default() -> Self {
        Stop { tolerance: 1e-9, sweeps: 5000 }
    }
}

/// Progress of a balancing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Sweeps done.
    pub sweep: usize,
    /// The largest gap, relative to the size of its total.
    pub gap: f64,
    /// Gap at which the balancing ends.
    pub tolerance: f64,
}

impl Step {
    /// Per cent of the way from the gap `first` to the tolerance, counted in digits of the gap.
    #[must_use]
    pub fn percent(&self, first: f64) -> usize {
        let way = (first / self.tolerance).ln();
        let done = if way > 0.0 { (first / self.gap).ln() / way } else { 1.0 };
        (1..=100).take_while(|percent| f64::from(*percent) <= 100.0 * done).count()
    }
}

/// A balanced matrix, and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Balanced {
    /// The matrix, of the seed's shape.
    pub matrix: Matrix,
    /// Totals before and after, sweeps, largest changes.
    pub report: Report,
}
