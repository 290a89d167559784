//! A table moved to new totals.

use super::sound::{productive, refuse_without_output};
use super::{assembled, column_target, flows, of_value_added, row_target};
use crate::error::{Error, Result};
use crate::make::balance::{Report, Step, Stop, Target, gras};
use crate::table::{Mrio, Primary};

/// A new total and its standard error, zero for one that must be met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Total {
    /// The amount.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
}

/// New totals of a table; `None` for one that is not known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Totals {
    /// Gross output, by row.
    pub output: Vec<Option<Total>>,
    /// Value added, by row.
    pub value_added: Vec<Option<Total>>,
    /// Final demand, by column of F.
    pub final_demand: Vec<Option<Total>>,
}

impl Totals {
    /// No totals yet for this table.
    #[must_use]
    pub fn none(table: &Mrio) -> Self {
        let (n, columns) = (table.index().len(), table.demand().len());
        Totals {
            output: vec![None; n],
            value_added: vec![None; n],
            final_demand: vec![None; columns],
        }
    }
}

/// A table at new totals, and how it was balanced.
#[derive(Debug, Clone, PartialEq)]
pub struct Updated {
    /// The table.
    pub table: Mrio,
    /// Totals before and after.
    pub report: Report,
}

/// Move a table to new totals by [`gras`] on Z and F together.
///
/// | total | given | not given |
/// |---|---|---|
/// | output x of a region-sector: the row of Z and F | x | stays, the row sum |
/// | value added w: the column of Z is x − w − other primary rows | w | the share of inputs in output stays |
/// | a column of final demand | its sum | the column is free: it follows its suppliers |
///
/// Primary rows other than value added (taxes, margins) keep their ratio to output, or to the
/// total of the final demand column. Where all totals are given, output must equal inputs and
/// final demand over the world, Σw + Σ other = ΣF, or some total must have a standard error.
/// Output of the result is the row sum, value added what closes the columns. Cost: that of
/// [`gras`].
///
/// # Errors
/// [`Error::Shape`] for totals of another table; [`Error::Impossible`], before anything is computed,
/// for a negative output, and for one of zero or less of a sector that buys inputs; as [`gras`], naming
/// rows and columns; [`Error::Unusable`] for totals whose table has no Leontief inverse.
///
/// # Examples
/// ```
/// use tripole::{Demand, Index, Matrix, Mrio, Parts};
/// use tripole::make::balance::Stop;
/// use tripole::make::{Total, Totals, update};
/// let index = Index::new([("A", "g"), ("B", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
/// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
/// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let mut totals = Totals::none(&table);
/// totals.output = vec![Some(Total { value: 110.0, error: 0.0 }), None];
/// let updated = update(&table, &totals, &Stop::default(), &mut |_| ())?.table;
/// assert!((updated.row_sums()[0] - 110.0).abs() < 1e-6);
/// assert!((updated.row_sums()[1] - 100.0).abs() < 1e-6);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Junius and Oosterhaven (2003); Temurshoev, Webb and Yamano (2011), *Economic Systems Research*
/// 23(1), for how well such projections do.
pub fn update(
    table: &Mrio,
    totals: &Totals,
    stop: &Stop,
    progress: &mut dyn FnMut(Step),
) -> Result<Updated> {
    let (index, demand, n) = (table.index(), table.demand(), table.index().len());
    for (what, found, expected) in [
        ("the totals of output", totals.output.len(), n),
        ("the totals of value added", totals.value_added.len(), n),
        ("the totals of final demand", totals.final_demand.len(), demand.len()),
    ] {
        if found != expected {
            return Err(Error::Shape { what, found: (found, 1), expected: (expected, 1) });
        }
    }
    let old = table.row_sums();
    let growth = |row: usize, x: f64| match old[row] {
        // Also where all sales are zero.
        same if same == x => 1.0,
        0.0 => 0.0,
        before => x / before,
    };
    let output: Vec<Total> = totals
        .output
        .iter()
        .zip(old)
        .map(|(given, x)| given.unwrap_or(Total { value: *x, error: 0.0 }))
        .collect();
    let others: Vec<Primary> =
        table.primary().iter().filter(|row| !of_value_added(row)).cloned().collect();
    let others = scaled(others, table, totals, |row| growth(row, output[row].value));

    let mut targets: Vec<Target> = vec![];
    for (row, x) in output.iter().enumerate() {
        targets.push(row_target(index, row, x.value).with_error(x.error));
    }
    for (row, (x, w)) in output.iter().zip(&totals.value_added).enumerate() {
        let target = if let Some(w) = w {
            let paid: f64 = others.iter().map(|other| other.inputs[row]).sum();
            let inputs = x.value - w.value - paid;
            column_target(index, demand, row, inputs).with_error(x.error.hypot(w.error))
        } else {
            let inputs = table.input_sums()[row] * growth(row, x.value);
            column_target(index, demand, row, inputs).with_error(x.error)
        };
        targets.push(target);
    }
    for (column, given) in totals.final_demand.iter().enumerate() {
        if let Some(total) = given {
            let target = column_target(index, demand, n + column, total.value);
            targets.push(target.with_error(total.error));
        }
    }
    let seed = flows(table);
    refuse_negative_output(table, totals)?;
    refuse_without_output((index, table.reported_output()), &seed, &targets)?;
    let balanced = gras(&seed, &targets, stop, progress)?;
    let table = productive(assembled(table, &balanced.matrix, others)?)?;
    Ok(Updated { table, report: balanced.report })
}

/// The output of a table made is never below zero: a total that is would be met by the row alone.
fn refuse_negative_output(table: &Mrio, totals: &Totals) -> Result<()> {
    let given = totals.output.iter().enumerate().filter_map(|(row, x)| Some((row, (*x)?.value)));
    let negative = given.filter(|(_, x)| *x < 0.0);
    let lines: Vec<String> =
        negative.map(|(row, x)| format!("output {} = {x}", table.index().label(row))).collect();
    if lines.is_empty() {
        return Ok(());
    }
    let remedy = "correct these totals, or leave them out".into();
    Err(Error::Impossible { problem: "gross output cannot be negative", lines, remedy })
}

/// Primary rows that grow with what they are paid on.
fn scaled(
    mut rows: Vec<Primary>,
    table: &Mrio,
    totals: &Totals,
    growth: impl Fn(usize) -> f64,
) -> Vec<Primary> {
    let old = table.final_demand().column_sums();
    for row in &mut rows {
        row.inputs.iter_mut().enumerate().for_each(|(k, paid)| *paid *= growth(k));
        for (k, paid) in row.final_demand.iter_mut().enumerate() {
            if let (Some(total), true) = (totals.final_demand[k], old[k] != 0.0) {
                *paid *= total.value / old[k];
            }
        }
    }
    rows
}
