//! What is noteworthy about single flows: their signs, and who trades.

use rayon::prelude::*;

use super::{plural, rounded};
use crate::error::shown;
use crate::linalg::Matrix;
use crate::table::{CategoryId, Finding, FindingKind, Mrio, PrimaryKind, Severity};

/// How many cells are negative; row, column and value of the first of the most negative ones.
type Negatives = (usize, usize, usize, f64);

/// The negative cells of some columns, in parallel.
fn negatives(matrix: &Matrix, columns: impl Fn(usize) -> bool + Sync) -> Option<Negatives> {
    let more = |first: Negatives, next: Negatives| {
        let (_, i, j, value) = if first.3 <= next.3 { first } else { next };
        (first.0 + next.0, i, j, value)
    };
    let of_column = |(j, column): (usize, &[f64])| {
        let cells = column.iter().enumerate().filter(|(_, value)| **value < 0.0);
        cells.map(|(i, value)| (1, i, j, *value)).reduce(more)
    };
    let judged = matrix.par_columns().enumerate().filter(|(j, _)| columns(*j));
    judged.filter_map(of_column).reduce_with(more)
}

impl Mrio {
    pub(super) fn negative_flows(&self) -> Option<Finding> {
        if !self.has_negative_flows() {
            return None;
        }
        let (count, i, j, value) = negatives(self.intermediate(), |_| true)?;
        let place = format!("{} to {}", self.index().label(i), self.index().label(j));
        let message = format!(
            "{} negative, largest `{}` ({value}); kept as it is",
            plural(count, "intermediate flow is", "intermediate flows are"),
            shown(&place)
        );
        Some(Finding::new(Severity::Warning, FindingKind::NegativeFlow, place, value, message))
    }

    /// Negative cells of final demand outside inventories.
    pub(super) fn negative_demand(&self, inventories: Option<CategoryId>) -> Option<Finding> {
        let demand = self.demand();
        let judged = |j: usize| {
            let column = &demand.columns()[j];
            Some(column.category) != inventories && column.region.is_some()
        };
        let (count, i, j, value) = negatives(self.final_demand(), judged)?;
        let place = format!("{} to {}", self.index().label(i), demand.label(self.index(), j));
        let outside = if inventories.is_some() {
            "outside inventories"
        } else {
            "(no category is known to hold inventories)"
        };
        let cells = plural(
            count,
            &format!("cell of final demand {outside} is"),
            &format!("cells of final demand {outside} are"),
        );
        let message =
            format!("{cells} negative, largest `{}` ({value}); kept as it is", shown(&place));
        Some(Finding::new(Severity::Warning, FindingKind::NegativeDemand, place, value, message))
    }

    /// Columns of final demand without a region.
    pub(super) fn unassigned_demand(&self) -> Vec<Finding> {
        let columns = self.demand().columns().iter().enumerate();
        let found = columns.filter(|(_, label)| label.region.is_none()).map(|(column, label)| {
            let place = self.demand().category(label.category).to_owned();
            let total: f64 = self.final_demand().column(column).iter().sum();
            let message = format!(
                "column `{}` ({}) belongs to no region: it is part of output, but nobody's demand",
                shown(&place),
                rounded(total)
            );
            Finding::new(Severity::Warning, FindingKind::Unassigned, place, total, message)
        });
        found.collect()
    }

    pub(super) fn taxes_in_value_added(&self) -> Option<Finding> {
        let taxed = self.primary().iter().any(|row| row.kind == PrimaryKind::ValueAddedWithTaxes);
        taxed.then(|| {
            let message = "the value added row contains taxes less subsidies on products";
            Finding::new(Severity::Note, FindingKind::TaxesInValueAdded, "", 0.0, message)
        })
    }

    /// Inputs that look like coefficients per unit of output, where the table needs amounts: columns
    /// that add up to one with value added while output is another amount, or that nowhere exceed
    /// one and are less than a fifth of all output. In published tables inputs are about half of it.
    pub(super) fn like_coefficients(&self) -> Option<Finding> {
        let (inputs, output) = (self.input_sums(), self.row_sums());
        let used: Vec<usize> = (0..inputs.len()).filter(|&k| inputs[k] != 0.0).collect();
        if used.len() < 2 || self.has_negative_flows() || inputs.iter().any(|x| *x > 1.0) {
            return None;
        }
        let (all, bought): (f64, f64) = (output.iter().sum(), inputs.iter().sum());
        let paid = self.primary_total(|kind| kind != PrimaryKind::Component);
        let to_one = paid.is_some_and(|paid| {
            used.iter().all(|&k| (inputs[k] + paid[k] - 1.0).abs() < 1e-6)
                && used.iter().any(|&k| (output[k] - 1.0).abs() > 1e-3)
        });
        (to_one || bought < 0.2 * all).then(|| {
            let message = format!(
                "no sector has inputs of more than 1, and all inputs are {:.1} % of output: these look like \
                 coefficients, where amounts are expected",
                100.0 * bought / all
            );
            let kind = FindingKind::LikeCoefficients;
            Finding::new(Severity::Warning, kind, "", bought, message)
        })
    }

    /// Regions that neither sell to another nor buy from one.
    pub(super) fn without_trade(&self) -> Vec<Finding> {
        let trades = self.trading_regions();
        let regions = self.index().region_codes().iter().zip(trades);
        let idle = regions.filter(|(_, trades)| !trades).map(|(code, _)| {
            let message = format!(
                "region `{}` trades with nobody in the table; measures of trade are zero or empty",
                shown(code)
            );
            Finding::new(Severity::Note, FindingKind::NoTrade, code.clone(), 0.0, message)
        });
        idle.collect()
    }

    fn trading_regions(&self) -> Vec<bool> {
        let index = self.index();
        let mut trades = vec![false; index.region_codes().len()];
        let mut mark = |buyer: usize, flows: &[f64]| {
            for seller in index.regions() {
                let (rows, seller) = (index.rows(seller), seller.position());
                // Most pairs are known to trade after a few columns, which saves the pass over all flows.
                let is_new = seller != buyer && !(trades[seller] && trades[buyer]);
                if is_new && flows[rows].iter().any(|flow| *flow != 0.0) {
                    trades[seller] = true;
                    trades[buyer] = true;
                }
            }
        };
        let z = self.intermediate();
        let region_of = |row: usize| index.node(row).region.position();
        (0..z.columns()).for_each(|j| mark(region_of(j), z.column(j)));
        for (j, column) in self.demand().columns().iter().enumerate() {
            if let Some(buyer) = column.region {
                mark(buyer.position(), self.final_demand().column(j));
            }
        }
        trades
    }
}
