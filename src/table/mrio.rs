//! The table itself.
//!
//! | part | symbol | shape |
//! |---|---|---|
//! | [`Mrio::intermediate`] | Z | n x n, row sells to column |
//! | [`Mrio::final_demand`] | F | n x columns of [`Demand`] |
//! | [`Mrio::primary`] | | named rows below Z and F: value added, taxes less subsidies, others |
//! | [`Mrio::reported_output`] | x as published | n |
//! | [`Mrio::row_sums`] | Z1 + F1 | n |
//!
//! A table is immutable and valid once built. It holds what the source says; which output and
//! which value added a computation uses is said by [`Accounting`].

use super::{Demand, Index};
use crate::error::{Error, Result, named};
use crate::linalg::Matrix;

/// What a primary input row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrimaryKind {
    /// Value added at basic prices.
    ValueAdded,
    /// Value added with product taxes in one row (`VA+TAXSUB` of the OECD tables of 2016).
    ValueAddedWithTaxes,
    /// Taxes less subsidies on products.
    Taxes,
    /// Inputs imported from outside the table, as national tables have them: no value added.
    Imports,
    /// A part of value added (compensation of employees, say) that stands beside a row of all of it: it is in no
    /// sum.
    Component,
    /// Anything else, such as international transport margins.
    Other,
}

named!(
    PrimaryKind, "kind of row": ValueAdded = "value-added", ValueAddedWithTaxes = "value-added-with-taxes",
    Taxes = "taxes", Imports = "imports", Component = "component", Other = "other",
);

/// A row below the intermediate block.
#[derive(Debug, Clone, PartialEq)]
pub struct Primary {
    /// Name as in the source.
    pub name: String,
    /// What it holds.
    pub kind: PrimaryKind,
    /// Payments by the n producers.
    pub inputs: Vec<f64>,
    /// Payments by final users, one per final demand column.
    pub final_demand: Vec<f64>,
}

/// Where a table comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// Year of the accounts.
    pub year: Option<i32>,
    /// Unit of all amounts, for example `million US$`.
    pub unit: Option<String>,
    /// File, edition and what was done to it.
    pub note: String,
}

/// The parts that a table is built from; see [`Mrio::new`].
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// Labels of rows and intermediate columns.
    pub index: Index,
    /// Labels of final demand columns.
    pub demand: Demand,
    /// Z.
    pub intermediate: Matrix,
    /// F.
    pub final_demand: Matrix,
    /// Rows below.
    pub primary: Vec<Primary>,
    /// Output as published.
    pub reported_output: Option<Vec<f64>>,
    /// Provenance.
    pub source: Source,
}

impl Parts {
    /// A table of flows alone; the other parts may be filled in before [`Mrio::new`].
    #[must_use]
    pub fn new(index: Index, demand: Demand, intermediate: Matrix, final_demand: Matrix) -> Self {
        Parts {
            index,
            demand,
            intermediate,
            final_demand,
            primary: vec![],
            reported_output: None,
            source: Source::default(),
        }
    }

    /// The error for a row whose sum, or that of its inputs, is no number: a cell that is none, or else the
    /// sum itself.
    fn not_finite(&self, row: usize) -> Error {
        let (z, f) = (&self.intermediate, &self.final_demand);
        let label = |row: usize| self.index.label(row);
        let user = |column: usize| self.demand.label(&self.index, column);
        let sold = (0..z.columns()).find(|&j| !z[(row, j)].is_finite()).map(|j| (row, label(j)));
        let used = || (0..f.columns()).find(|&j| !f[(row, j)].is_finite()).map(|j| (row, user(j)));
        let bought = || {
            let seller = z.column(row).iter().position(|flow| !flow.is_finite());
            seller.map(|seller| (seller, label(row)))
        };
        match sold.or_else(used).or_else(bought) {
            Some((seller, user)) => {
                Error::NotFinite { what: "the flow", label: format!("{} to {user}", label(seller)) }
            }
            None => Error::NotFinite { what: Mrio::ROW_SUM, label: label(row) },
        }
    }
}

/// A multi-region input-output table.
#[derive(Debug, Clone, PartialEq)]
pub struct Mrio {
    parts: Parts,
    row_sums: Vec<f64>,
    input_sums: Vec<f64>,
    /// The least of all flows in Z.
    least_flow: f64,
    /// The largest size of a cell in Z and F.
    largest_cell: f64,
}

impl Mrio {
    /// What the sum of a row is called where it is no number, although its cells are.
    pub(crate) const ROW_SUM: &'static str = "the sum of the row";

    /// The checked constructor: shapes fit and every number is finite. Two passes over Z, in parallel.
    ///
    /// # Errors
    /// [`Error::Shape`], [`Error::NotFinite`] (also when a row's sum overflows).
    ///
    /// # Examples
    /// ```
    /// use tripole::{Demand, Index, Matrix, Mrio, Parts};
    /// // Miller and Blair (2009), table 2.3: two sectors, one region.
    /// let index = Index::new([("AAA", "agr"), ("AAA", "man")])?;
    /// let demand = Demand::new(&index, [(Some("AAA"), "f")])?;
    /// let z = Matrix::from_rows(&[[150.0, 500.0], [200.0, 100.0]]);
    /// let f = Matrix::from_rows(&[[350.0], [1700.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// assert_eq!(table.row_sums(), [1000.0, 2000.0]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn new(parts: Parts) -> Result<Self> {
        let (n, columns) = (parts.index.len(), parts.demand.len());
        let shape = |what, found, expected| {
            if found == expected { Ok(()) } else { Err(Error::Shape { what, found, expected }) }
        };
        shape("the intermediate block", parts.intermediate.shape(), (n, n))?;
        shape("final demand", parts.final_demand.shape(), (n, columns))?;
        for row in &parts.primary {
            shape("a primary input row", (1, row.inputs.len()), (1, n))?;
            shape(
                "final demand of a primary input row",
                (1, row.final_demand.len()),
                (1, columns),
            )?;
            if !row.inputs.iter().chain(&row.final_demand).all(|value| value.is_finite()) {
                return Err(Error::NotFinite {
                    what: "primary input row",
                    label: row.name.clone(),
                });
            }
        }
        if let Some(output) = &parts.reported_output {
            shape("output", (output.len(), 1), (n, 1))?;
            if let Some(row) = output.iter().position(|value| !value.is_finite()) {
                return Err(Error::NotFinite { what: "output", label: parts.index.label(row) });
            }
        }
        let mut row_sums = parts.intermediate.row_sums();
        row_sums.iter_mut().zip(parts.final_demand.row_sums()).for_each(|(sum, f)| *sum += f);
        let (flows, used) = (parts.intermediate.passed_over(), parts.final_demand.passed_over());
        let input_sums = flows.sums;
        if let Some(row) =
            (0..n).find(|&row| !row_sums[row].is_finite() || !input_sums[row].is_finite())
        {
            return Err(parts.not_finite(row));
        }
        let extremes = [flows.least, flows.most, used.least, used.most];
        let sizes = extremes.into_iter().filter(|cell| cell.is_finite()).map(f64::abs);
        let largest_cell = sizes.fold(0.0, f64::max);
        Ok(Mrio { parts, row_sums, input_sums, least_flow: flows.least, largest_cell })
    }

    /// Labels of rows and intermediate columns.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.parts.index
    }

    /// Labels of final demand columns.
    #[must_use]
    pub fn demand(&self) -> &Demand {
        &self.parts.demand
    }

    /// Z, n x n.
    #[must_use]
    pub fn intermediate(&self) -> &Matrix {
        &self.parts.intermediate
    }

    /// F, n x columns.
    #[must_use]
    pub fn final_demand(&self) -> &Matrix {
        &self.parts.final_demand
    }

    /// Rows below Z and F.
    #[must_use]
    pub fn primary(&self) -> &[Primary] {
        &self.parts.primary
    }

    /// Output as published, if the source says it.
    #[must_use]
    pub fn reported_output(&self) -> Option<&[f64]> {
        self.parts.reported_output.as_deref()
    }

    /// Sum of Z and F along every row.
    #[must_use]
    pub fn row_sums(&self) -> &[f64] {
        &self.row_sums
    }

    /// Sum of Z down every column: intermediate inputs.
    #[must_use]
    pub fn input_sums(&self) -> &[f64] {
        &self.input_sums
    }

    /// Whether a flow in Z is below zero.
    pub(crate) fn has_negative_flows(&self) -> bool {
        self.least_flow < 0.0
    }

    /// The largest size of a cell in Z and F.
    pub(crate) fn largest_cell(&self) -> f64 {
        self.largest_cell
    }

    /// Published output less row sums, ρ; zero where no output is published.
    #[must_use]
    pub fn discrepancy(&self) -> Vec<f64> {
        match self.reported_output() {
            Some(output) => output.iter().zip(&self.row_sums).map(|(x, sum)| x - sum).collect(),
            None => vec![0.0; self.row_sums.len()],
        }
    }

    /// The value added row of the source (the sum, if it has several); `None` if it has none.
    #[must_use]
    pub fn reported_value_added(&self) -> Option<Vec<f64>> {
        self.primary_total(|kind| {
            matches!(kind, PrimaryKind::ValueAdded | PrimaryKind::ValueAddedWithTaxes)
        })
    }

    /// Inputs from outside the table: the rows of imports added up; `None` if there is none.
    #[must_use]
    pub fn imported_inputs(&self) -> Option<Vec<f64>> {
        self.primary_total(|kind| kind == PrimaryKind::Imports)
    }

    /// Whether the published output of a row says nothing: it is zero, blank or negative although the
    /// row has sales beyond rounding.
    #[must_use]
    pub fn publishes_nothing(&self, row: usize) -> bool {
        let world: f64 = self.row_sums.iter().map(|x| x.abs()).sum();
        self.reported_output()
            .is_some_and(|output| output[row] <= 0.0 && self.row_sums[row] > 1e-8 * world)
    }

    /// Output as published, and the row sum where none is published or what is says nothing.
    #[must_use]
    pub fn best_output(&self) -> Vec<f64> {
        let Some(output) = self.reported_output() else { return self.row_sums.clone() };
        let best = |row| if self.publishes_nothing(row) { self.row_sums[row] } else { output[row] };
        (0..output.len()).map(best).collect()
    }

    /// The rows that are inputs from outside the table and no value added: of imports and, beside them, of taxes on
    /// products, as national tables have both.
    pub fn outside_inputs(&self) -> impl Iterator<Item = &Primary> {
        let has_imports = self.primary().iter().any(|row| row.kind == PrimaryKind::Imports);
        let outside = move |kind| match kind {
            PrimaryKind::Imports => true,
            PrimaryKind::Taxes => has_imports,
            _ => false,
        };
        self.primary().iter().filter(move |row| outside(row.kind))
    }

    /// Every row that producers pay, each amount once: all but the [`PrimaryKind::Component`]s.
    pub fn paid(&self) -> impl Iterator<Item = &Primary> {
        self.primary().iter().filter(|row| row.kind != PrimaryKind::Component)
    }

    /// Sum over the primary rows of the chosen kinds; `None` if there is none.
    pub(crate) fn primary_total(&self, chosen: impl Fn(PrimaryKind) -> bool) -> Option<Vec<f64>> {
        let mut rows = self.primary().iter().filter(|row| chosen(row.kind)).map(|row| &row.inputs);
        let mut total = rows.next()?.clone();
        rows.for_each(|row| total.iter_mut().zip(row).for_each(|(sum, value)| *sum += value));
        Some(total)
    }

    /// Provenance.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.parts.source
    }

    /// The unit of amounts, or a phrase that says that it is not known.
    #[must_use]
    pub fn unit(&self) -> &str {
        self.source().unit.as_deref().unwrap_or("units of the table")
    }

    /// This table with another provenance.
    #[must_use]
    pub fn with_source(mut self, source: Source) -> Self {
        self.parts.source = source;
        self
    }

    /// The parts, to build another table from.
    #[must_use]
    pub fn into_parts(self) -> Parts {
        self.parts
    }
}
