//! What takes the inverse itself, gathered in one pass over its block columns.

use super::Columns;
use crate::error::Result;
use crate::frame::Unit;
use crate::leontief::LeontiefSystem;
use crate::linalg::{minus, ratios};
use crate::table::Partition;

/// Sums over columns and rows of the inverse L, by row of the table.
pub(super) struct Inverse {
    /// l_jj.
    pub diagonal: Vec<f64>,
    pub spread: Spread,
    /// Σ over the own economy of a column of L, of Δ_r, and v-weighted.
    own: Vec<f64>,
    local: Vec<f64>,
    own_value_added: Vec<f64>,
    /// v'L.
    value_added: Vec<f64>,
}

/// Squared deviations from the mean.
pub(super) struct Spread {
    pub columns: Vec<f64>,
    pub rows: Vec<f64>,
    pub ghosh_rows: Vec<f64>,
}

/// The part of one economy's columns.
struct Part {
    diagonal: Vec<f64>,
    spread: Vec<f64>,
    own: Vec<f64>,
    own_value_added: Vec<f64>,
    value_added: Vec<f64>,
    rows: Vec<f64>,
    ghosh_rows: Vec<f64>,
}

impl Inverse {
    /// `row_sums` are L1 and `ghosh` Q1, known from solves. About 8n² flops beyond the inverse.
    pub fn gather(
        system: &LeontiefSystem,
        partition: &Partition,
        row_sums: &[f64],
        ghosh: &[f64],
    ) -> Result<Self> {
        let (x, v) = (system.output(), system.value_added_coefficients());
        let n = system.order();
        let size = n as f64;
        let local = system.solve_local_left(&vec![1.0; n], partition)?;
        let all = partition.chosen(&[]);
        let parts = system.visit_block_columns(partition, &all, |id, columns| {
            let rows = &partition.economy(id).rows;
            let mut part = Part {
                diagonal: vec![],
                spread: vec![],
                own: vec![],
                own_value_added: vec![],
                value_added: vec![],
                rows: vec![0.0; n],
                ghosh_rows: vec![0.0; n],
            };
            for (k, &j) in rows.iter().enumerate() {
                let column = columns.column(k);
                let mean = column.iter().sum::<f64>() / size;
                part.diagonal.push(column[j]);
                part.spread.push(column.iter().map(|l| (l - mean).powi(2)).sum());
                part.own.push(rows.iter().map(|&row| column[row]).sum());
                part.own_value_added.push(rows.iter().map(|&row| v[row] * column[row]).sum());
                part.value_added.push(column.iter().zip(v).map(|(l, v)| l * v).sum());
                for (row, l) in column.iter().enumerate() {
                    part.rows[row] += (l - row_sums[row] / size).powi(2);
                    let allocated = match (x[row] == 0.0, row == j) {
                        (false, _) => l * x[j] / x[row],
                        (true, true) => 1.0,
                        (true, false) => 0.0,
                    };
                    part.ghosh_rows[row] += (allocated - ghosh[row] / size).powi(2);
                }
            }
            Ok(part)
        })?;
        let mut gathered = Inverse {
            diagonal: vec![0.0; n],
            spread: Spread { columns: vec![0.0; n], rows: vec![0.0; n], ghosh_rows: vec![0.0; n] },
            own: vec![0.0; n],
            local,
            own_value_added: vec![0.0; n],
            value_added: vec![0.0; n],
        };
        for (&id, part) in all.iter().zip(&parts) {
            for (k, &row) in partition.economy(id).rows.iter().enumerate() {
                gathered.diagonal[row] = part.diagonal[k];
                gathered.spread.columns[row] = part.spread[k];
                gathered.own[row] = part.own[k];
                gathered.own_value_added[row] = part.own_value_added[k];
                gathered.value_added[row] = part.value_added[k];
            }
            let add = |sums: &mut [f64], parts: &[f64]| {
                sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
            };
            add(&mut gathered.spread.rows, &part.rows);
            add(&mut gathered.spread.ghosh_rows, &part.ghosh_rows);
        }
        Ok(gathered)
    }

    /// Multipliers inside and outside the own economy, feedback and spillover.
    pub fn regional(&self, total: &[f64]) -> Columns {
        let outside = minus(total, &self.own);
        let feedback = minus(&self.own, &self.local);
        let percent = feedback.iter().zip(&self.own).map(|(f, own)| 100.0 * f / own).collect();
        let induced: Vec<f64> = total.iter().map(|total| total - 1.0).collect();
        let spillover = ratios(&outside, &induced);
        let value_added_outside = minus(&self.value_added, &self.own_value_added);
        vec![
            ("multiplier_intraregional", Unit::Ratio, self.own.clone()),
            ("multiplier_interregional", Unit::Ratio, outside),
            ("feedback", Unit::Ratio, feedback),
            ("feedback_percent", Unit::Percent, percent),
            ("spillover_share", Unit::Share, spillover),
            ("va_multiplier_intraregional", Unit::Ratio, self.own_value_added.clone()),
            ("va_multiplier_interregional", Unit::Ratio, value_added_outside),
        ]
    }
}
