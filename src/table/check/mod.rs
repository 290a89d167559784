//! What is noteworthy about a table: findings, never failures.

mod empty;
mod flows;
mod output;

use super::finding::{Finding, FindingKind, Severity};
use super::{Accounting, CategoryId, Mrio, OutputFrom, PrimaryKind};
use crate::error::{Result, shown};
use crate::linalg::{heaviest, perron};

/// A gap is noteworthy above this share of the row's own output …
const OWN_SHARE: f64 = 1e-3;
/// … and above this share of the output of all rows (about one million US$ of the world).
const WORLD_SHARE: f64 = 1e-8;
/// Gaps that add up to more than this share of all output make a table unusable.
const UNUSABLE_SHARE: f64 = 0.05;

/// Positions where `test` holds and the one with the largest `size`.
fn worst(
    n: usize,
    test: impl Fn(usize) -> bool,
    size: impl Fn(usize) -> f64,
) -> Option<(usize, usize)> {
    let mut found: Option<(usize, usize)> = None;
    for k in (0..n).filter(|&k| test(k)) {
        found = match found {
            Some((count, best)) if size(best) >= size(k) => Some((count + 1, best)),
            Some((count, _)) => Some((count + 1, k)),
            None => Some((1, k)),
        };
    }
    found
}

fn plural(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

impl Mrio {
    /// Everything noteworthy under the given conventions, including whether the table is
    /// productive (power iteration, about 2n² flops a step). Never fails because of what it
    /// finds. Negative final demand is normal in `inventories`, the category of changes in
    /// inventories, if it is known ([`inventories`](crate::sources::inventories)).
    ///
    /// # Errors
    /// Only when the conventions themselves cannot be applied to this table, for example
    /// output from a table that has none.
    pub fn check(
        &self,
        accounting: &Accounting,
        inventories: Option<CategoryId>,
    ) -> Result<Vec<Finding>> {
        let mut findings = self.accounting_findings(accounting, inventories)?;
        findings.extend(self.productivity(accounting)?);
        Ok(findings)
    }

    /// Every finding of [`Mrio::check`] but the productivity of the table; n² additions.
    ///
    /// # Errors
    /// As [`Mrio::check`].
    pub fn accounting_findings(
        &self,
        accounting: &Accounting,
        inventories: Option<CategoryId>,
    ) -> Result<Vec<Finding>> {
        let mut findings = vec![];
        findings.extend(self.row_balance());
        findings.extend(self.nothing_published(accounting));
        findings.extend(self.column_balance());
        findings.extend(self.like_coefficients());
        findings.extend(self.output_findings(accounting)?);
        findings.extend(self.negative_flows());
        findings.extend(self.negative_demand(inventories));
        findings.extend(self.unassigned_demand());
        findings.extend(self.taxes_in_value_added());
        findings.extend(self.without_trade());
        Ok(findings)
    }

    pub(super) fn output_of(&self, accounting: &Accounting) -> &[f64] {
        match (accounting.output, self.reported_output()) {
            (OutputFrom::Table, Some(output)) => output,
            _ => self.row_sums(),
        }
    }

    /// Whether coefficients can be made with this output.
    fn usable(&self, accounting: &Accounting, output: &[f64]) -> bool {
        self.refuse_negative_output(accounting).is_ok() && self.dropped_columns(output).is_ok()
    }

    /// The worst gap between `left` and `right`, if any is noteworthy.
    fn balance(
        &self,
        kind: FindingKind,
        sides: [&str; 3],
        left: &[f64],
        right: &[f64],
    ) -> Option<Finding> {
        let world: f64 = left.iter().map(|x| x.abs()).sum();
        let gap = |k: usize| (left[k] - right[k]).abs();
        let noteworthy =
            |k: usize| gap(k) > OWN_SHARE * left[k].abs() && gap(k) > WORLD_SHARE * world;
        let (count, at) = worst(left.len(), noteworthy, gap)?;
        let total: f64 = (0..left.len()).map(gap).sum();
        let severity =
            if total > UNUSABLE_SHARE * world { Severity::Error } else { Severity::Warning };
        let label = self.index().label(at);
        let share = if left[at] == 0.0 {
            String::new()
        } else {
            format!(", {:.2} %", 100.0 * gap(at) / left[at].abs())
        };
        let [what, first, second] = sides;
        let message = format!(
            "{} out of balance by more than 0.1 % of output, largest gap at `{}`: {first} {}, {second} {} ({}{share})",
            plural(count, &format!("{what} is"), &format!("{what}s are")),
            shown(&label),
            left[at],
            right[at],
            rounded(left[at] - right[at]),
        );
        Some(Finding::new(severity, kind, label, left[at] - right[at], message))
    }

    /// Published output against row sums: a finding where a gap is noteworthy. Rows whose published
    /// output says nothing have a finding of their own.
    pub(crate) fn row_balance(&self) -> Option<Finding> {
        self.reported_output()?;
        let sides = ["row", "output", "sales"];
        self.balance(FindingKind::RowImbalance, sides, &self.best_output(), self.row_sums())
    }

    fn column_balance(&self) -> Option<Finding> {
        self.reported_value_added()?;
        let mut costs = self.primary_total(|kind| kind != PrimaryKind::Component)?;
        costs.iter_mut().zip(self.input_sums()).for_each(|(sum, inputs)| *sum += inputs);
        let sides = ["column", "output", "inputs and value added"];
        self.balance(FindingKind::ColumnImbalance, sides, &self.best_output(), &costs)
    }

    fn productivity(&self, accounting: &Accounting) -> Result<Option<Finding>> {
        if !self.usable(accounting, self.output_of(accounting)) {
            return Ok(None);
        }
        let accounts = self.accounts(accounting)?;
        let (root, places) = self.perron_root(&accounts.output);
        let place = places.first().cloned().unwrap_or_default();
        let (severity, kind, text) = if root < 1.0 {
            (Severity::Note, FindingKind::Productive, "below one: the table is productive")
        } else {
            (
                Severity::Error,
                FindingKind::NotProductive,
                "one or more: the Leontief series diverges",
            )
        };
        let message = format!("the Perron root of the coefficient matrix is {root:.5}, {text}");
        Ok(Some(Finding::new(severity, kind, place, root, message)))
    }

    /// Perron root of |A| with A = Z x̂⁻¹, and the sectors that carry it, heaviest first.
    pub(crate) fn perron_root(&self, output: &[f64]) -> (f64, Vec<String>) {
        let z = self.intermediate();
        let (root, vector) = perron(output.len(), |y| {
            let mut image = vec![0.0; output.len()];
            for (j, &x) in output.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                let weight = y[j] / x.abs();
                if weight != 0.0 {
                    image
                        .iter_mut()
                        .zip(z.column(j))
                        .for_each(|(sum, flow)| *sum += flow.abs() * weight);
                }
            }
            image
        });
        (root, heaviest(&vector).into_iter().map(|k| self.index().label(k)).collect())
    }
}

/// A number for a message: at most six significant digits.
pub(crate) fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let digits = 5 - value.abs().log10().floor() as i32;
    let factor = 10f64.powi(digits.clamp(-300, 300));
    (value * factor).round() / factor
}
