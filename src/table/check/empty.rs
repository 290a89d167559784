//! Rows that make next to nothing.

use crate::error::shown_list;
use crate::table::Mrio;
use crate::table::finding::{Finding, FindingKind, Severity};

/// Below this share of the output of all rows a row makes next to nothing.
const NEXT_TO_NOTHING: f64 = 1e-9;

impl Mrio {
    /// The rows that make something, and less than a billionth of the output of all: their amounts
    /// are rounding as much as data, so that ratios to their output or exports can be anything.
    #[must_use]
    pub fn nearly_empty(&self) -> Option<Finding> {
        let output = self.reported_output().unwrap_or(self.row_sums());
        let least = NEXT_TO_NOTHING * output.iter().map(|x| x.abs()).sum::<f64>();
        let rows: Vec<String> = (0..output.len())
            .filter(|&row| output[row] != 0.0 && output[row].abs() < least)
            .map(|row| self.index().label(row))
            .collect();
        if rows.is_empty() {
            return None;
        }
        let message = format!(
            "less than a billionth of all output, so that ratios to it mean little: {}",
            shown_list(&rows)
        );
        let kind = FindingKind::NearlyEmpty;
        Some(Finding::new(Severity::Note, kind, &rows[0], rows.len() as f64, message))
    }
}
