//! What is noteworthy about a table: findings, never failures.

use super::finding::{Finding, FindingKind, Severity};
use super::{Accounting, CategoryId, Mrio, OutputFrom, PrimaryKind};
use crate::error::{Result, shown};
use crate::linalg::perron;
use crate::table::Partition;

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
        findings.extend(self.column_balance());
        self.output_findings(accounting, &mut findings)?;
        self.sign_findings(inventories, &mut findings);
        self.trade_findings(&mut findings);
        Ok(findings)
    }

    fn output_of(&self, accounting: &Accounting) -> &[f64] {
        match (accounting.output, self.reported_output()) {
            (OutputFrom::Table, Some(output)) => output,
            _ => self.row_sums(),
        }
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

    /// Published output against row sums: a finding where a gap is noteworthy.
    pub(crate) fn row_balance(&self) -> Option<Finding> {
        let output = self.reported_output()?;
        let sides = ["row", "output", "sales"];
        self.balance(FindingKind::RowImbalance, sides, output, self.row_sums())
    }

    fn column_balance(&self) -> Option<Finding> {
        self.reported_value_added()?;
        let mut costs = self.primary_total(|_| true)?;
        costs.iter_mut().zip(self.input_sums()).for_each(|(sum, inputs)| *sum += inputs);
        let output = self.reported_output().unwrap_or(self.row_sums());
        let sides = ["column", "output", "inputs and value added"];
        self.balance(FindingKind::ColumnImbalance, sides, output, &costs)
    }

    fn output_findings(&self, accounting: &Accounting, findings: &mut Vec<Finding>) -> Result<()> {
        let (n, inputs) = (self.index().len(), self.input_sums());
        let output = self.output_of(accounting);
        let mut add = |severity,
                       kind,
                       found: Option<(usize, usize)>,
                       value: &dyn Fn(usize) -> f64,
                       text: &dyn Fn(usize, &str) -> String| {
            if let Some((count, at)) = found {
                let label = self.index().label(at);
                findings.push(Finding::new(
                    severity,
                    kind,
                    label.clone(),
                    value(at),
                    text(count, &shown(&label)),
                ));
            }
        };
        let negative = worst(n, |k| output[k] < 0.0, |k| -output[k]);
        add(
            Severity::Warning,
            FindingKind::NegativeOutput,
            negative,
            &|k| output[k],
            &|count, label| {
                format!(
                    "{} negative output, largest `{label}` ({}); signs of its shares are not to be trusted",
                    plural(count, "sector has", "sectors have"),
                    negative.map_or(0.0, |(_, k)| output[k])
                )
            },
        );
        let silent = worst(n, |k| output[k] == 0.0, |_| 0.0);
        add(Severity::Note, FindingKind::ZeroOutput, silent, &|_| 0.0, &|count, label| {
            format!(
                "{} zero output, first `{label}`; ratios to it are left empty",
                plural(count, "sector has", "sectors have")
            )
        });
        let sales = |k: usize| {
            let z = self.intermediate();
            let f = self.final_demand();
            (0..n).map(|j| z[(k, j)].abs()).sum::<f64>()
                + (0..f.columns()).map(|j| f[(k, j)].abs()).sum::<f64>()
        };
        let selling = worst(n, |k| output[k] == 0.0 && sales(k) > 0.0, sales);
        add(Severity::Note, FindingKind::ZeroOutputSales, selling, &sales, &|count, label| {
            format!(
                "{} zero output but sales of both signs, largest `{label}`",
                plural(count, "sector has", "sectors have")
            )
        });
        let buying = worst(n, |k| output[k] == 0.0 && inputs[k] != 0.0, |k| inputs[k].abs());
        let dropped = self.dropped_columns(output).is_ok();
        let severity = if dropped { Severity::Warning } else { Severity::Error };
        add(severity, FindingKind::ZeroOutputInputs, buying, &|k| inputs[k], &|count, label| {
            format!(
                "{} zero output but buys inputs, largest `{label}` ({}){}",
                plural(count, "sector has", "sectors have"),
                buying.map_or(0.0, |(_, k)| inputs[k]),
                if dropped { "; the inputs are left out" } else { "" }
            )
        });
        if !dropped {
            return Ok(());
        }
        let accounts = self.accounts(accounting)?;
        let w = &accounts.value_added;
        let lossy = worst(n, |k| w[k] < 0.0, |k| -w[k]);
        add(
            Severity::Warning,
            FindingKind::NegativeValueAdded,
            lossy,
            &|k| w[k],
            &|count, label| {
                format!(
                    "{} negative value added, largest `{label}` ({})",
                    plural(count, "sector has", "sectors have"),
                    rounded(lossy.map_or(0.0, |(_, k)| w[k]))
                )
            },
        );
        let share = |k: usize| inputs[k] / output[k];
        let full = worst(n, |k| output[k] > 0.0 && inputs[k] >= output[k], share);
        add(Severity::Note, FindingKind::NoValueAdded, full, &share, &|count, label| {
            format!(
                "{} as many inputs as output, or more, largest share `{label}` ({:.4})",
                plural(count, "sector buys", "sectors buy"),
                full.map_or(0.0, |(_, k)| share(k))
            )
        });
        Ok(())
    }

    fn sign_findings(&self, inventories: Option<CategoryId>, findings: &mut Vec<Finding>) {
        let n = self.index().len();
        let mut flows: Option<(usize, usize, usize, f64)> = None;
        for j in 0..n {
            for (i, &value) in self.intermediate().column(j).iter().enumerate() {
                if value < 0.0 {
                    flows = Some(match flows {
                        Some((count, a, b, least)) if least <= value => (count + 1, a, b, least),
                        Some((count, ..)) => (count + 1, i, j, value),
                        None => (1, i, j, value),
                    });
                }
            }
        }
        if let Some((count, i, j, value)) = flows {
            let place = format!("{} to {}", self.index().label(i), self.index().label(j));
            let message = format!(
                "{} negative, largest `{}` ({value}); kept as it is",
                plural(count, "intermediate flow is", "intermediate flows are"),
                shown(&place)
            );
            findings.push(Finding::new(
                Severity::Warning,
                FindingKind::NegativeFlow,
                place,
                value,
                message,
            ));
        }
        let demand = self.demand();
        let mut cells: Option<(usize, usize, usize, f64)> = None;
        for (j, column) in demand.columns().iter().enumerate() {
            if Some(column.category) == inventories || column.region.is_none() {
                continue;
            }
            for (i, &value) in
                self.final_demand().column(j).iter().enumerate().filter(|(_, v)| **v < 0.0)
            {
                cells = Some(match cells {
                    Some((count, a, b, least)) if least <= value => (count + 1, a, b, least),
                    Some((count, ..)) => (count + 1, i, j, value),
                    None => (1, i, j, value),
                });
            }
        }
        if let Some((count, i, j, value)) = cells {
            let place = format!("{} to {}", self.index().label(i), demand.label(self.index(), j));
            let where_ = if inventories.is_some() {
                "outside inventories"
            } else {
                "(no category is known to hold inventories)"
            };
            let (one, many) = (
                format!("cell of final demand {where_} is"),
                format!("cells of final demand {where_} are"),
            );
            let message = format!(
                "{} negative, largest `{}` ({value}); kept as it is",
                plural(count, &one, &many),
                shown(&place)
            );
            findings.push(Finding::new(
                Severity::Warning,
                FindingKind::NegativeDemand,
                place,
                value,
                message,
            ));
        }
    }

    fn trade_findings(&self, findings: &mut Vec<Finding>) {
        for (column, label) in self.demand().columns().iter().enumerate() {
            if label.region.is_none() {
                let place = self.demand().category(label.category).to_owned();
                let total: f64 = self.final_demand().column(column).iter().sum();
                let message = format!(
                    "column `{}` ({}) belongs to no region: it is part of output, but nobody's demand",
                    shown(&place),
                    rounded(total)
                );
                findings.push(Finding::new(
                    Severity::Warning,
                    FindingKind::Unassigned,
                    place,
                    total,
                    message,
                ));
            }
        }
        if self.primary().iter().any(|row| row.kind == PrimaryKind::ValueAddedWithTaxes) {
            findings.push(Finding::new(
                Severity::Note,
                FindingKind::TaxesInValueAdded,
                "",
                0.0,
                "the value added row contains taxes less subsidies on products",
            ));
        }
        let partition = Partition::regions(self.index());
        let z = self.intermediate();
        let mut trades = vec![false; partition.len()];
        let mut mark = |seller: usize, buyer: usize, value: f64| {
            if seller != buyer && value != 0.0 {
                trades[seller] = true;
                trades[buyer] = true;
            }
        };
        let region_of = |row: usize| self.index().node(row).region.position();
        for j in 0..z.columns() {
            z.column(j)
                .iter()
                .enumerate()
                .for_each(|(i, &value)| mark(region_of(i), region_of(j), value));
        }
        for (j, column) in self.demand().columns().iter().enumerate() {
            let Some(buyer) = column.region else { continue };
            let cells = self.final_demand().column(j).iter().enumerate();
            cells.for_each(|(i, &value)| mark(region_of(i), buyer.position(), value));
        }
        for (region, _) in trades.iter().enumerate().filter(|(_, trading)| !**trading) {
            let code = self.index().region_codes()[region].clone();
            let message = format!(
                "region `{}` trades with nobody; measures of trade are zero or empty",
                shown(&code)
            );
            findings.push(Finding::new(Severity::Note, FindingKind::NoTrade, code, 0.0, message));
        }
    }

    fn productivity(&self, accounting: &Accounting) -> Result<Option<Finding>> {
        if self.dropped_columns(self.output_of(accounting)).is_err() {
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
        let mut order: Vec<usize> = (0..vector.len()).filter(|&k| vector[k] > 0.1).collect();
        order.sort_by(|&a, &b| vector[b].total_cmp(&vector[a]));
        (root, order.into_iter().map(|k| self.index().label(k)).collect())
    }
}

/// A number for a message: at most six significant digits.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let digits = 5 - value.abs().log10().floor() as i32;
    let factor = 10f64.powi(digits.clamp(-300, 300));
    (value * factor).round() / factor
}
