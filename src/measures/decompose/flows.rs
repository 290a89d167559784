//! Everything global that the decompositions share, and the exporter perspective.

use super::{Approach, Flow, Line, Terms};
use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::linalg::{Lu, Matrix};
use crate::measures::trade::Exports;
use crate::table::{EconomyId, Partition};

/// Quantities of all economies at once.
pub(super) struct Flows<'a> {
    pub system: &'a LeontiefSystem,
    pub partition: &'a Partition,
    /// E, n x G.
    pub exports: Matrix,
    /// Y, n x G.
    pub final_demand: Matrix,
    /// X = B Y, n x G.
    pub outputs: Matrix,
    /// VB transposed, n x G.
    pub origins: Matrix,
    /// vL, stacked.
    pub local: Vec<f64>,
    /// L_r Y_rr, stacked.
    pub absorbed: Vec<f64>,
}

/// Terms of every row of one exporter and every importer.
struct RowTerms {
    exporter: EconomyId,
    /// `[row of the exporter][importer]`.
    terms: Vec<Vec<Terms>>,
}

impl<'a> Flows<'a> {
    pub fn new(system: &'a LeontiefSystem, partition: &'a Partition) -> Result<Self> {
        let exports = Exports::of(system.table(), partition).total();
        let final_demand = system.final_demand_by_destination(partition);
        let outputs = system.solve(final_demand.clone())?;
        let origins = system.value_added_by_origin(partition)?;
        let local = system.solve_local_left(system.value_added_coefficients(), partition)?;
        let own: Vec<f64> = (0..system.order())
            .map(|row| final_demand[(row, partition.of_row(row).position())])
            .collect();
        let absorbed = system.solve_local(&own, partition)?;
        Ok(Flows { system, partition, exports, final_demand, outputs, origins, local, absorbed })
    }

    pub fn rows(&self, economy: EconomyId) -> &'a [usize] {
        &self.partition.economy(economy).rows
    }

    /// A_s·, n_s x n.
    pub fn inputs_from(&self, exporter: EconomyId) -> Matrix {
        let all: Vec<usize> = (0..self.system.order()).collect();
        self.system.coefficients(self.rows(exporter), &all)
    }

    /// Σ_{j∈r} A_kj w_j for every row k of the exporter and every importer r (n_s x G).
    pub fn by_importer(&self, inputs: &Matrix, weights: &[f64]) -> Matrix {
        let mut out = Matrix::zeros(inputs.rows(), self.partition.len());
        for (j, &weight) in weights.iter().enumerate().filter(|(_, w)| **w != 0.0) {
            let sums = out.column_mut(self.partition.of_row(j).position());
            sums.iter_mut().zip(inputs.column(j)).for_each(|(sum, a)| *sum += a * weight);
        }
        out
    }

    /// Own and foreign value-added content of one unit of every row of the exporter.
    pub fn content(&self, exporter: EconomyId) -> (Vec<f64>, Vec<f64>) {
        let g = self.partition.len();
        let s = exporter.position();
        self.rows(exporter)
            .iter()
            .map(|&row| {
                let foreign =
                    (0..g).filter(|&t| t != s).map(|t| self.origins[(row, t)]).sum::<f64>();
                (self.origins[(row, s)], foreign)
            })
            .unzip()
    }

    /// The exporter perspective at any flow.
    pub fn exporter_lines(
        &self,
        flow: Flow,
        approach: Approach,
        exporters: &[EconomyId],
    ) -> Result<Vec<Line>> {
        let blocks =
            self.system.visit_block_columns(self.partition, exporters, |exporter, columns| {
                let terms = match approach {
                    Approach::Source => self.source_terms(exporter, columns)?,
                    Approach::Sink => self.sink_terms(exporter, columns)?,
                };
                Ok(self.add_up(flow, &RowTerms { exporter, terms }))
            })?;
        Ok(blocks.into_iter().flatten().collect())
    }

    /// B_ss, factorised.
    pub fn own_block(&self, exporter: EconomyId, columns: &Matrix) -> Result<Lu> {
        let rows = self.rows(exporter);
        let here: Vec<usize> = (0..rows.len()).collect();
        self.system.small_factor(&columns.block(rows, &here), rows)
    }

    fn source_terms(&self, exporter: EconomyId, columns: &Matrix) -> Result<Vec<Vec<Terms>>> {
        let (rows, s) = (self.rows(exporter), exporter.position());
        let inputs = self.inputs_from(exporter);
        let (domestic, foreign) = self.content(exporter);
        // Σ_{t≠s} VB_ts B_ss⁻¹ L_s.
        let mut first = Matrix::from_column(foreign.clone());
        self.own_block(exporter, columns)?.solve_transposed(&mut first);
        self.system.local_factor(rows)?.solve_transposed(&mut first);
        let returned = self.by_importer(&inputs, self.outputs.column(s));
        let direct = self.by_importer(&inputs, &self.absorbed);
        Ok(self.fill(exporter, |k, row, r| {
            let exports = self.exports[(row, r)];
            Terms {
                exports,
                dc: domestic[k] * exports,
                fc: foreign[k] * exports,
                dva: self.local[row] * exports,
                fva: first[(k, 0)] * exports,
                reflection: self.local[row] * returned[(k, r)],
                davax: self.local[row] * (self.final_demand[(row, r)] + direct[(k, r)]),
                vaxim: 0.0,
            }
        }))
    }

    fn sink_terms(&self, exporter: EconomyId, columns: &Matrix) -> Result<Vec<Vec<Terms>>> {
        let (rows, s, g) = (self.rows(exporter), exporter.position(), self.partition.len());
        let inputs = self.inputs_from(exporter);
        let (domestic, foreign) = self.content(exporter);
        // y(l) for every destination l, and their sum: X_s(l) less what s makes for itself.
        let mut y = Matrix::zeros(rows.len(), g + 1);
        for (k, &row) in rows.iter().enumerate() {
            for l in 0..g {
                y[(k, l)] = self.outputs[(row, l)] - if l == s { self.absorbed[row] } else { 0.0 };
                y[(k, g)] += y[(k, l)];
            }
        }
        self.own_block(exporter, columns)?.solve(&mut y);
        // Output of others that is not (again) for exports of s: x̃ = X − B_·s y, for all
        // destinations together, for l = s, and for l = r in the rows of r.
        let through = columns.times(&y);
        let n = self.system.order();
        let total: Vec<f64> = (0..n)
            .map(|j| (0..g).map(|l| self.outputs[(j, l)]).sum::<f64>() - through[(j, g)])
            .collect();
        let home: Vec<f64> = (0..n).map(|j| self.outputs[(j, s)] - through[(j, s)]).collect();
        let there: Vec<f64> = (0..n)
            .map(|j| {
                let r = self.partition.of_row(j).position();
                self.outputs[(j, r)] - through[(j, r)]
            })
            .collect();
        let all = self.by_importer(&inputs, &total);
        let returned = self.by_importer(&inputs, &home);
        let stays = self.by_importer(&inputs, &there);
        Ok(self.fill(exporter, |k, row, r| {
            let exports = self.exports[(row, r)];
            let last = self.final_demand[(row, r)] + all[(k, r)];
            Terms {
                exports,
                dc: domestic[k] * exports,
                fc: foreign[k] * exports,
                dva: domestic[k] * last,
                fva: foreign[k] * last,
                reflection: domestic[k] * returned[(k, r)],
                davax: 0.0,
                vaxim: domestic[k] * (self.final_demand[(row, r)] + stays[(k, r)]),
            }
        }))
    }

    /// Terms of all rows and foreign importers; zero for the own economy.
    fn fill(
        &self,
        exporter: EconomyId,
        terms: impl Fn(usize, usize, usize) -> Terms,
    ) -> Vec<Vec<Terms>> {
        let s = exporter.position();
        let of_row = |(k, &row): (usize, &usize)| {
            (0..self.partition.len())
                .map(|r| if r == s { Terms::default() } else { terms(k, row, r) })
                .collect()
        };
        self.rows(exporter).iter().enumerate().map(of_row).collect()
    }

    /// Add rows up to the flow asked for.
    fn add_up(&self, flow: Flow, rows: &RowTerms) -> Vec<Line> {
        let (s, g) = (rows.exporter.position(), self.partition.len());
        let position = |row: usize| self.rows(rows.exporter).binary_search(&row).unwrap_or(0);
        let mut lines = vec![];
        let mut group = |cell: Option<usize>, members: &[usize]| {
            let mut partners = vec![Terms::default(); g];
            for &k in members {
                partners.iter_mut().zip(&rows.terms[k]).for_each(|(sum, terms)| *sum += *terms);
            }
            if flow.has_importer() {
                for (r, terms) in partners.into_iter().enumerate().filter(|(r, _)| *r != s) {
                    lines.push(Line { exporter: s, cell, importer: Some(r), terms });
                }
            } else {
                let mut total = Terms::default();
                partners.into_iter().for_each(|terms| total += terms);
                lines.push(Line { exporter: s, cell, importer: None, terms: total });
            }
        };
        if flow.has_sector() {
            for (position_of_cell, cell) in self.cells(rows.exporter) {
                let members: Vec<usize> = cell.iter().map(|&row| position(row)).collect();
                group(Some(position_of_cell), &members);
            }
        } else {
            let members: Vec<usize> = (0..rows.terms.len()).collect();
            group(None, &members);
        }
        lines
    }

    /// The cells of an economy: their place among all cells, and their rows.
    pub fn cells(&self, economy: EconomyId) -> impl Iterator<Item = (usize, &'a [usize])> {
        let cells = self.partition.cells().iter().enumerate();
        cells.filter(move |(_, c)| c.economy == economy).map(|(k, c)| (k, c.rows.as_slice()))
    }
}
