//! What a table must be before its flows are moved, and after.

use super::balance::{Sum, Target};
use crate::error::{Error, Result};
use crate::linalg::Matrix;
use crate::read::refuse_unusable;
use crate::table::{Accounting, Index, Mrio};

/// Refuse totals that leave a sector without output while it goes on buying inputs: no coefficients
/// could be made of its column. `flows` are Z and F beside each other; a row without cells has the output
/// that is published, if one is. Totals with a standard error may give way, so that only the result tells.
pub(super) fn refuse_without_output(
    (index, published): (&Index, Option<&[f64]>),
    flows: &Matrix,
    targets: &[Target],
) -> Result<()> {
    let n = index.len();
    let silent: Vec<bool> = (0..n).map(|row| sells_nothing(flows, row)).collect();
    let kept = |row: usize| published.map_or(0.0, |output| output[row]);
    let mut output: Vec<Option<f64>> = (0..n).map(|row| silent[row].then(|| kept(row))).collect();
    let mut buys: Vec<bool> = (0..n).map(|j| flows.column(j).iter().any(|z| *z != 0.0)).collect();
    for target in targets.iter().filter(|target| target.error == 0.0) {
        match target.sum {
            Sum::Row(row) if row < n && !silent[row] => output[row] = Some(target.value),
            Sum::Column(column) if column < n && target.value == 0.0 => buys[column] = false,
            _ => {}
        }
    }
    let without = (0..n).filter_map(|k| output[k].filter(|x| *x <= 0.0 && buys[k]).map(|x| (k, x)));
    let line = |(k, x): (usize, f64)| {
        let inputs: f64 = flows.column(k).iter().sum();
        format!("row {} = {x}, inputs {inputs}", index.label(k))
    };
    let lines: Vec<String> = without.map(line).collect();
    if lines.is_empty() {
        return Ok(());
    }
    Err(Error::Impossible {
        problem: "sectors that buy inputs cannot have an output of zero or less",
        lines,
        remedy: "give these rows totals above zero, or set their columns to zero in the table"
            .into(),
    })
}

/// Whether all cells of a row are zero.
pub(super) fn sells_nothing(flows: &Matrix, row: usize) -> bool {
    (0..flows.columns()).all(|j| flows[(row, j)] == 0.0)
}

/// A table that reading would accept, and every command that needs its output.
pub(super) fn readable(table: Mrio) -> Result<Mrio> {
    let accounting = Accounting::default();
    let judged = refuse_unusable(&table, "").and_then(|()| {
        table.refuse_negative_output(&accounting).map_err(unusable)?;
        table.accounts(&accounting).map(|_| ()).map_err(unusable)
    });
    match judged {
        Ok(()) => Ok(table),
        Err(Error::Input { problem, .. }) => Err(unusable(Error::Code { problem })),
        Err(other) => Err(other),
    }
}

/// A table that has a Leontief inverse, as every measure of value added needs. Some 2n² flops for each
/// step of a power iteration.
pub(super) fn productive(table: Mrio) -> Result<Mrio> {
    let (root, labels) = table.perron_root(table.row_sums());
    if root < 1.0 {
        return Ok(table);
    }
    Err(unusable(Error::NotProductive { root, labels }))
}

fn unusable(source: Error) -> Error {
    Error::Unusable { source: Box::new(source) }
}
