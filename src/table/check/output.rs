//! What is noteworthy about the output of sectors, their inputs and their value added.

use super::{plural, rounded, worst};
use crate::error::{Result, shown};
use crate::table::{Accounting, Finding, FindingKind, Mrio, OutputFrom, Severity};

impl Mrio {
    /// Findings on sectors: negative or no output, inputs without output, negative value added.
    pub(super) fn output_findings(&self, accounting: &Accounting) -> Result<Vec<Finding>> {
        let (output, inputs) = (self.output_of(accounting), self.input_sums());
        let mut findings: Vec<Finding> = [
            self.negative_output(accounting, output),
            self.zero_output(output),
            self.sales_without_output(output),
            self.inputs_without_output(output, inputs),
        ]
        .into_iter()
        .flatten()
        .collect();
        if self.usable(accounting, output) {
            let accounts = self.accounts(accounting)?;
            findings.extend(self.negative_value_added(&accounts.value_added));
            findings.extend(self.no_value_added(output, inputs));
        }
        Ok(findings)
    }

    /// A finding at the sector of the largest |value| among those meant; `text` takes their
    /// number, that sector's label and its value.
    fn at_worst(
        &self,
        (severity, kind): (Severity, FindingKind),
        meant: impl Fn(usize) -> bool,
        value: impl Fn(usize) -> f64,
        text: impl FnOnce(usize, &str, f64) -> String,
    ) -> Option<Finding> {
        let (count, at) = worst(self.index().len(), meant, |k| value(k).abs())?;
        let (label, value) = (self.index().label(at), value(at));
        let message = text(count, &shown(&label), value);
        Some(Finding::new(severity, kind, label, value, message))
    }

    /// Published output that is zero, blank or negative where the row has sales.
    pub(super) fn nothing_published(&self, accounting: &Accounting) -> Option<Finding> {
        let published = self.reported_output()?;
        let (severity, remark) = match accounting.output {
            OutputFrom::Rows => (Severity::Warning, "; output is the row sum"),
            OutputFrom::Table => (Severity::Error, ""),
        };
        let sales = |k: usize| self.row_sums()[k];
        let (count, at) = worst(published.len(), |k| self.publishes_nothing(k), sales)?;
        let (label, value) = (self.index().label(at), published[at]);
        let found = if value == 0.0 { "0 or blank".to_owned() } else { value.to_string() };
        let message = format!(
            "{} no output as published although there are sales, largest `{}` ({found}, sales {}){remark}",
            plural(count, "sector has", "sectors have"),
            shown(&label),
            sales(at),
        );
        Some(Finding::new(severity, FindingKind::NothingPublished, label, value, message))
    }

    fn negative_output(&self, accounting: &Accounting, output: &[f64]) -> Option<Finding> {
        let refused = self.refuse_negative_output(accounting).is_err();
        let severity = if refused { Severity::Error } else { Severity::Warning };
        self.at_worst(
            (severity, FindingKind::NegativeOutput),
            |k| output[k] < 0.0,
            |k| output[k],
            |count, label, value| {
                let have = plural(count, "sector has", "sectors have");
                format!(
                    "{have} negative output, largest `{label}` ({value}); signs of its shares are not to be trusted"
                )
            },
        )
    }

    fn zero_output(&self, output: &[f64]) -> Option<Finding> {
        self.at_worst(
            (Severity::Note, FindingKind::ZeroOutput),
            |k| output[k] == 0.0 && !self.publishes_nothing(k),
            |_| 0.0,
            |count, label, _| {
                let have = plural(count, "sector has", "sectors have");
                format!("{have} zero output, first `{label}`; ratios to it are left empty")
            },
        )
    }

    fn sales_without_output(&self, output: &[f64]) -> Option<Finding> {
        let rows: Vec<usize> = (0..output.len()).filter(|&row| output[row] == 0.0).collect();
        if rows.is_empty() {
            return None;
        }
        let mut sales = vec![0.0; output.len()];
        for flows in [self.intermediate(), self.final_demand()] {
            let sizes = flows.row_sizes(&rows);
            rows.iter().zip(sizes).for_each(|(&row, size)| sales[row] += size);
        }
        self.at_worst(
            (Severity::Note, FindingKind::ZeroOutputSales),
            |k| output[k] == 0.0 && sales[k] > 0.0,
            |k| sales[k],
            |count, label, _| {
                let have = plural(count, "sector has", "sectors have");
                format!("{have} zero output but sales of both signs, largest `{label}`")
            },
        )
    }

    fn inputs_without_output(&self, output: &[f64], inputs: &[f64]) -> Option<Finding> {
        let (severity, remark) = if self.dropped_columns(output).is_ok() {
            (Severity::Warning, "; the inputs are left out")
        } else {
            (Severity::Error, "")
        };
        self.at_worst(
            (severity, FindingKind::ZeroOutputInputs),
            |k| output[k] == 0.0 && inputs[k] != 0.0 && !self.publishes_nothing(k),
            |k| inputs[k],
            |count, label, value| {
                let have = plural(count, "sector has", "sectors have");
                format!("{have} zero output but buys inputs, largest `{label}` ({value}){remark}")
            },
        )
    }

    fn negative_value_added(&self, value_added: &[f64]) -> Option<Finding> {
        self.at_worst(
            (Severity::Warning, FindingKind::NegativeValueAdded),
            |k| value_added[k] < 0.0,
            |k| value_added[k],
            |count, label, value| {
                let have = plural(count, "sector has", "sectors have");
                format!("{have} negative value added, largest `{label}` ({})", rounded(value))
            },
        )
    }

    fn no_value_added(&self, output: &[f64], inputs: &[f64]) -> Option<Finding> {
        self.at_worst(
            (Severity::Note, FindingKind::NoValueAdded),
            |k| output[k] > 0.0 && inputs[k] >= output[k],
            |k| inputs[k] / output[k],
            |count, label, share| {
                let buy = plural(count, "sector buys", "sectors buy");
                format!(
                    "{buy} as many inputs as output, or more, largest share `{label}` ({share:.4})"
                )
            },
        )
    }
}
