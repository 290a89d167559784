//! Output as a file gives it, in a row, a column or both, and what it says of final demand.

use crate::error::{Error, Place, Problem, Result, shown};
use crate::sources::Income;
use crate::table::{Finding, FindingKind, Index, Parts, PrimaryKind, Severity};

/// Output as published; a cell that is blank or left out is NaN.
#[derive(Default)]
pub(super) struct Totals {
    /// Of the row of output, along the producers.
    pub row: Option<Vec<f64>>,
    /// Of the column of output, down the producers.
    pub column: Option<Vec<f64>>,
    /// Of the row of output, along final demand.
    pub of_demand: Option<Vec<f64>>,
}

impl Totals {
    /// Output as published: that of the row, and that of the column where the row has none.
    pub fn published(self) -> Option<Vec<f64>> {
        let known = |x: f64| if x.is_nan() { 0.0 } else { x };
        let (row, column) = match (self.row, self.column) {
            (Some(row), Some(column)) => (row, column),
            (row, column) => {
                let only = row.or(column)?;
                return Some(only.into_iter().map(known).collect());
            }
        };
        let either = |(x, y): (&f64, &f64)| known(if x.is_nan() { *y } else { *x });
        Some(row.iter().zip(&column).map(either).collect())
    }

    /// Missing totals, and an output row that disagrees with the output column.
    pub fn findings(&self, index: &Index, parts: &[PrimaryKind]) -> Vec<Finding> {
        let missing = |what: &str, used: &str| {
            let message = format!("the file has no {what}; {used}");
            Finding::new(Severity::Warning, FindingKind::MissingTotals, "", 0.0, message)
        };
        let mut findings = vec![];
        if self.row.is_none() && self.column.is_none() {
            findings.push(missing("output row or column", "output is the row sum"));
        }
        let adds = |kind: &PrimaryKind| {
            matches!(kind, PrimaryKind::ValueAdded | PrimaryKind::ValueAddedWithTaxes)
        };
        // Parts of value added make it up where all are there.
        let components = parts.iter().filter(|kind| **kind == PrimaryKind::Component).count();
        if !parts.iter().any(adds) && components + 1 < Income::ALL.len() {
            let used = "value added is output less intermediate inputs";
            findings.push(missing("value added row", used));
        }
        findings.extend(self.disagreement(index));
        findings
    }

    fn disagreement(&self, index: &Index) -> Option<Finding> {
        let (row, column) = (self.row.as_ref()?, self.column.as_ref()?);
        let world: f64 = row.iter().filter(|x| !x.is_nan()).map(|x| x.abs()).sum();
        let gap = |k: usize| (row[k] - column[k]).abs();
        let k = (0..row.len())
            .filter(|&k| gap(k) > 1e-3 * row[k].abs() && gap(k) > 1e-8 * world)
            .max_by(|&a, &b| gap(a).total_cmp(&gap(b)))?;
        let label = index.label(k);
        let message = format!(
            "the output row and the output column disagree, most at `{}`: {} and {}; the row is used",
            shown(&label),
            row[k],
            column[k]
        );
        let kind = FindingKind::OutputDisagrees;
        Some(Finding::new(Severity::Warning, kind, label, row[k] - column[k], message))
    }
}

/// Rows of imports from outside the table, said once.
pub(super) fn imports_finding(parts: &Parts) -> Option<Finding> {
    let mut rows = parts.primary.iter().filter(|row| row.kind == PrimaryKind::Imports).peekable();
    let name = rows.peek()?.name.clone();
    let total: f64 = rows.flat_map(|row| &row.inputs).sum();
    let message = format!(
        "row `{}` holds inputs imported from outside the table ({total}): they are no value added, and no trade between \
         its regions",
        shown(&name)
    );
    Some(Finding::new(Severity::Note, FindingKind::Imports, name, total, message))
}

/// Columns of final demand that have output or value added, as producers do: their rows are lost.
///
/// Some files give the total of every final demand column in the row of output, and in some
/// households pay value added. A lost row is therefore told by output where other columns of final
/// demand have none, or by value added and an output that is not the column's total.
pub(super) fn lost_rows(
    parts: &Parts,
    of_demand: Option<&[f64]>,
    (file, place): (&str, Place),
) -> Result<Option<Finding>> {
    let columns = parts.demand.len();
    let paid = |c: usize, meant: &dyn Fn(PrimaryKind) -> bool| -> f64 {
        let rows = parts.primary.iter().filter(|row| meant(row.kind));
        rows.map(|row| row.final_demand[c]).sum()
    };
    let value_added =
        |kind| matches!(kind, PrimaryKind::ValueAdded | PrimaryKind::ValueAddedWithTaxes);
    let output = |c: usize| of_demand.map_or(0.0, |output| output[c]);
    let has = |x: f64| !x.is_nan() && x != 0.0;
    let most = 2 * (0..columns).filter(|&c| has(output(c))).count() > columns;
    for c in (0..columns).filter(|&c| has(output(c))) {
        let total = parts.final_demand.column(c).iter().sum::<f64>()
            + paid(c, &|kind| kind != PrimaryKind::Component);
        let is_total = (output(c) - total).abs() <= 1e-3 * output(c).abs();
        if !is_total && (!most || paid(c, &value_added) != 0.0) {
            let label = parts.demand.label(&parts.index, c);
            return Err(Error::input(file, place, Problem::LostRow { label, output: output(c) }));
        }
    }
    let Some(c) = (0..columns).find(|&c| paid(c, &value_added) != 0.0) else { return Ok(None) };
    let (label, amount) = (parts.demand.label(&parts.index, c), paid(c, &value_added));
    let message = format!(
        "final demand column `{}` pays value added ({amount}): if it is a sector, its row is missing",
        shown(&label)
    );
    Ok(Some(Finding::new(Severity::Warning, FindingKind::DemandPays, label, amount, message)))
}
