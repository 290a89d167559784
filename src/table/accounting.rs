//! The output, value added and final demand that a computation uses.

use std::borrow::Cow;

use super::{Mrio, Primary, PrimaryKind};
use crate::error::{Error, Hint, OptionName, Result, named};

/// Share of all output up to which a negative output is rounding; WIOD has -2 of 5e7.
const ROUNDING: f64 = 1e-6;

/// Where gross output comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OutputFrom {
    /// Sum of Z and F along the row; x = B Y u holds exactly. What exvatools, and by default
    /// decompr, do.
    #[default]
    Rows,
    /// The output that the source publishes; the row discrepancy ρ stays, and belongs to no
    /// destination.
    Table,
}

named!(OutputFrom, "source of output": Rows = "rows", Table = "table");

/// Where value added comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ValueAddedFrom {
    /// Output less intermediate inputs, v = 1 − u'A; then v'B = u' and every decomposition
    /// closes. A sector without output has v = 1. Inputs in rows of imports from outside the table, and the
    /// taxes on products beside them ([`Mrio::outside_inputs`]), are taken off too; what v'B then lacks of one
    /// is imports and taxes.
    #[default]
    Residual,
    /// The source's value added row, v = VA / x; what v'B lacks of one is taxes, margins and
    /// discrepancy. A sector without output has v = 0.
    Table,
}

named!(ValueAddedFrom, "source of value added": Residual = "residual", Table = "table");

/// What becomes of changes in inventories.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Inventories {
    /// They are final demand like any other.
    #[default]
    Keep,
    /// They are left out of final demand, and output is recomputed as the row sum without
    /// them. The code is that of their category in the table;
    /// [`inventory_category`](crate::sources::inventory_category) finds it.
    Drop(String),
}

/// The accounting conventions of a computation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accounting {
    /// Where output comes from.
    pub output: OutputFrom,
    /// Where value added comes from.
    pub value_added: ValueAddedFrom,
    /// What becomes of changes in inventories.
    pub inventories: Inventories,
}

/// Output and value added under an [`Accounting`], all of length n.
#[derive(Debug, Clone, PartialEq)]
pub struct Accounts {
    /// Gross output x.
    pub output: Vec<f64>,
    /// Value added w.
    pub value_added: Vec<f64>,
    /// Value-added coefficients v = w/x; one (residual) or zero (table) where x = 0.
    pub coefficients: Vec<f64>,
    /// x less what A x̂ and F explain of it, ρ: zero with output from rows, unless the inputs
    /// of a sector without output had to be dropped.
    pub discrepancy: Vec<f64>,
}

impl Accounting {
    /// The table whose final demand these conventions use: `table` itself, or a copy without
    /// inventories.
    ///
    /// # Errors
    /// [`Error::Unknown`] when the table has no such inventory category, [`Error::Conflict`] when
    /// dropping it contradicts the other conventions.
    pub fn table<'a>(&self, table: &'a Mrio) -> Result<Cow<'a, Mrio>> {
        let Inventories::Drop(code) = &self.inventories else { return Ok(Cow::Borrowed(table)) };
        let conflict = |second: OptionName| {
            Error::conflict(
                OptionName::Inventories.set("drop"),
                second.set("table"),
                "without inventories output is recomputed, so output and value added must be recomputed too",
            )
        };
        if self.output == OutputFrom::Table {
            return Err(conflict(OptionName::OutputFrom));
        }
        if self.value_added == ValueAddedFrom::Table {
            return Err(conflict(OptionName::ValueAdded));
        }
        let category = table.demand().find_category(code)?;
        Ok(Cow::Owned(table.without_category(category)?))
    }
}

impl Mrio {
    /// Output and value added of this table under `accounting`, whose inventory rule has been
    /// applied already (see [`Accounting::table`]).
    ///
    /// # Errors
    /// [`Error::Missing`] when the output or value added asked for is not in the source,
    /// [`Error::ZeroOutputWithInputs`] for a sector without output that buys inputs,
    /// [`Error::NothingPublished`] where only the published output of such a sector is zero.
    /// Negative output is not refused here, since worlds after a scenario may have it where inventories
    /// are run down: a source is judged by [`Mrio::refuse_negative_output`].
    ///
    /// A sector whose row sum is zero while its published output is not (rounding can do that)
    /// is no such error: its inputs are dropped, and what they were bought from shows as
    /// discrepancy. [`Mrio::check`] reports the amount.
    pub fn accounts(&self, accounting: &Accounting) -> Result<Accounts> {
        let default = |option: OptionName, value: &'static str| {
            Hint::from("use ").set(option.set(value)).say(", the default")
        };
        let output = match accounting.output {
            OutputFrom::Rows => self.row_sums().to_vec(),
            OutputFrom::Table => self
                .reported_output()
                .ok_or_else(|| Error::Missing {
                    what: "output row or column",
                    remedy: default(OptionName::OutputFrom, "rows"),
                })?
                .to_vec(),
        };
        let dropped = self.dropped_columns(&output)?;
        let (value_added, without_output) = match accounting.value_added {
            ValueAddedFrom::Residual => (self.residual(&output), 1.0),
            ValueAddedFrom::Table => (
                self.reported_value_added().ok_or_else(|| Error::Missing {
                    what: "value added row",
                    remedy: default(OptionName::ValueAdded, "residual"),
                })?,
                0.0,
            ),
        };
        let coefficients = output
            .iter()
            .zip(&value_added)
            .map(|(&x, &w): (&f64, &f64)| if x == 0.0 { without_output } else { w / x })
            .collect();
        let mut discrepancy: Vec<f64> =
            output.iter().zip(self.row_sums()).map(|(x, sum)| x - sum).collect();
        for column in dropped {
            let flows = self.intermediate().column(column);
            discrepancy.iter_mut().zip(flows).for_each(|(rho, flow)| *rho += flow);
        }
        Ok(Accounts { output, value_added, coefficients, discrepancy })
    }

    /// Output less inputs, those from outside the table among them; zero without output.
    fn residual(&self, output: &[f64]) -> Vec<f64> {
        let mut used = self.input_sums().to_vec();
        for row in self.outside_inputs() {
            used.iter_mut().zip(&row.inputs).for_each(|(sum, paid)| *sum += paid);
        }
        let of = |(x, used): (&f64, &f64)| if *x == 0.0 { 0.0 } else { x - used };
        output.iter().zip(&used).map(of).collect()
    }

    /// Refuse a source with a sector whose output is negative. The output that is used is judged, and no
    /// other: row sums or what is published. Less than a millionth of all output is rounding, and without
    /// inventories output is no longer that of the source: both are findings only.
    ///
    /// # Errors
    /// [`Error::NegativeOutput`], with the first such sector.
    pub fn refuse_negative_output(&self, accounting: &Accounting) -> Result<()> {
        let output = self.output_of(accounting);
        let world: f64 = output.iter().map(|x| x.abs()).sum();
        let negative = output.iter().position(|x| *x < -ROUNDING * world);
        match (&accounting.inventories, negative) {
            (Inventories::Keep, Some(row)) => {
                Err(Error::NegativeOutput { label: self.index().label(row), value: output[row] })
            }
            _ => Ok(()),
        }
    }

    /// Columns with inputs but without output; an error unless the source publishes an output.
    pub(super) fn dropped_columns(&self, output: &[f64]) -> Result<Vec<usize>> {
        let columns =
            (0..output.len()).filter(|&k| output[k] == 0.0 && self.input_sums()[k] != 0.0);
        columns
            .map(|k| match self.reported_output() {
                Some(reported) if reported[k] != 0.0 => Ok(k),
                Some(_) if self.publishes_nothing(k) => Err(Error::NothingPublished {
                    label: self.index().label(k),
                    sales: self.row_sums()[k],
                }),
                _ => Err(Error::ZeroOutputWithInputs {
                    label: self.index().label(k),
                    amount: self.input_sums()[k],
                }),
            })
            .collect()
    }

    /// The table with output set to the row sums, so that no discrepancy is left.
    ///
    /// # Errors
    /// Those of [`Mrio::new`].
    pub fn with_output_from_rows(self) -> Result<Mrio> {
        let output = self.row_sums().to_vec();
        let mut parts = self.into_parts();
        parts.reported_output = Some(output);
        Mrio::new(parts)
    }

    /// The table with one value added row, output less intermediate inputs, instead of all its
    /// primary rows but [`Mrio::outside_inputs`].
    ///
    /// # Errors
    /// Those of [`Mrio::new`].
    pub fn with_residual_value_added(self) -> Result<Mrio> {
        let output = self.best_output();
        let outside: Vec<Primary> = self.outside_inputs().cloned().collect();
        let mut inputs: Vec<f64> =
            output.iter().zip(self.input_sums()).map(|(x, used)| x - used).collect();
        for row in &outside {
            inputs.iter_mut().zip(&row.inputs).for_each(|(left, paid)| *left -= paid);
        }
        let final_demand = vec![0.0; self.demand().len()];
        let row =
            Primary { name: "VA".to_owned(), kind: PrimaryKind::ValueAdded, inputs, final_demand };
        let mut parts = self.into_parts();
        parts.primary = outside;
        parts.primary.push(row);
        Mrio::new(parts)
    }
}
