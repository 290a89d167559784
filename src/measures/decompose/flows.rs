//! Global quantities that the decompositions share, as far as each needs them, and the exporter
//! perspective.

use super::cells::{Chosen, Group};
use super::columns::{sales, some, some_and_sum, unknown};
use super::{Approach, Line, Terms};
use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::linalg::{Lu, Matrix};
use crate::table::{EconomyId, Partition};

/// Quantities of all economies at once; what was not needed is NaN.
pub(super) struct Flows<'a> {
    pub system: &'a LeontiefSystem,
    pub partition: &'a Partition,
    /// E, n x G.
    pub exports: Matrix,
    /// Y, n x G.
    pub final_demand: Matrix,
    /// X = B Y, n x G.
    pub outputs: Matrix,
    /// X u: output for all destinations together.
    pub output: Vec<f64>,
    /// vL, stacked.
    pub local: Vec<f64>,
    /// L_r Y_rr, stacked.
    pub absorbed: Vec<f64>,
}

/// Of which economies a measure needs each quantity; of final demand all is there.
#[derive(Default)]
pub(super) struct Needs {
    /// Exports of these.
    pub sellers: Vec<EconomyId>,
    /// Exports to these.
    pub buyers: Vec<EconomyId>,
    /// Output for the final demand of these.
    pub outputs: Destinations,
    /// vL in the rows of these.
    pub local: Vec<EconomyId>,
    /// L_r Y_rr in the rows of these.
    pub absorbed: Vec<EconomyId>,
}

/// Destinations of output, each alone or also all together.
#[derive(Default)]
pub(super) enum Destinations {
    #[default]
    None,
    Each(Vec<EconomyId>),
    EachAndSum(Vec<EconomyId>),
}

impl Needs {
    pub fn all(partition: &Partition) -> Self {
        let all = || partition.chosen(&[]);
        Needs {
            outputs: Destinations::Each(all()),
            local: all(),
            absorbed: all(),
            ..Needs::sales(partition)
        }
    }

    /// Exports alone.
    pub fn sales(partition: &Partition) -> Self {
        let all = || partition.chosen(&[]);
        Needs { sellers: all(), buyers: all(), ..Needs::default() }
    }

    /// Of the exporter perspective. By source a unit is followed from s to whoever absorbs it, of
    /// which only s itself matters; by sink, to r, to s and to all together.
    fn exporter(approach: Approach, chosen: &Chosen) -> Self {
        let (exporters, importers) = (distinct(&chosen.exporters), chosen.importers.clone());
        let needs =
            Needs { sellers: exporters.clone(), buyers: importers.clone(), ..Needs::default() };
        match approach {
            Approach::Source => Needs {
                outputs: Destinations::Each(exporters.clone()),
                local: exporters,
                absorbed: importers,
                ..needs
            },
            Approach::Sink => Needs {
                outputs: Destinations::EachAndSum(chosen.partners()),
                absorbed: exporters,
                ..needs
            },
        }
    }

    /// Of the bilateral and sector perspectives.
    pub fn perimeter(chosen: &Chosen) -> Self {
        let exporters = distinct(&chosen.exporters);
        Needs {
            sellers: exporters.clone(),
            buyers: chosen.importers.clone(),
            outputs: Destinations::Each(exporters),
            ..Needs::default()
        }
    }
}

/// Economies without repetition, in the order of the partition.
pub(super) fn distinct(economies: &[EconomyId]) -> Vec<EconomyId> {
    let mut economies = economies.to_vec();
    economies.sort_unstable();
    economies.dedup();
    economies
}

impl<'a> Flows<'a> {
    pub fn new(
        system: &'a LeontiefSystem,
        partition: &'a Partition,
        needs: &Needs,
    ) -> Result<Self> {
        let n = system.order();
        let final_demand = system.final_demand_by_destination(partition);
        let (outputs, output) = match &needs.outputs {
            Destinations::None => (unknown(n, partition.len()), vec![f64::NAN; n]),
            Destinations::Each(wanted) => (some(system, &final_demand, wanted)?, vec![f64::NAN; n]),
            Destinations::EachAndSum(wanted) => some_and_sum(system, &final_demand, wanted)?,
        };
        let v = system.value_added_coefficients();
        let own: Vec<f64> =
            (0..n).map(|row| final_demand[(row, partition.of_row(row).position())]).collect();
        Ok(Flows {
            system,
            partition,
            exports: sales(system, partition, &needs.sellers, &needs.buyers),
            outputs,
            output,
            local: system.solve_local_left_of(v, partition, &needs.local)?,
            absorbed: system.solve_local_of(&own, partition, &needs.absorbed)?,
            final_demand,
        })
    }

    pub fn rows(&self, economy: EconomyId) -> &'a [usize] {
        &self.partition.economy(economy).rows
    }

    /// A_R· for some rows, |R| x n.
    pub fn inputs_from(&self, rows: &[usize]) -> Matrix {
        let all: Vec<usize> = (0..self.system.order()).collect();
        self.system.coefficients(rows, &all)
    }

    /// Σ_{j∈r} A_kj w_j for every row k of the inputs and the importers r given (|R| x G, zero for
    /// other importers).
    pub fn by_importer(&self, inputs: &Matrix, importers: &[EconomyId], weights: &[f64]) -> Matrix {
        let mut out = Matrix::zeros(inputs.rows(), self.partition.len());
        for &importer in importers {
            let sums = out.column_mut(importer.position());
            for &j in self.rows(importer).iter().filter(|&&j| weights[j] != 0.0) {
                sums.iter_mut().zip(inputs.column(j)).for_each(|(sum, a)| *sum += a * weights[j]);
            }
        }
        out
    }

    /// Own and foreign value-added content of one unit of the rows whose columns of the inverse
    /// these are.
    pub fn content(&self, exporter: EconomyId, columns: &Matrix) -> (Vec<f64>, Vec<f64>) {
        let v = self.system.value_added_coefficients();
        let mut weights = Matrix::zeros(v.len(), 2);
        for (row, &v) in v.iter().enumerate() {
            weights[(row, usize::from(self.partition.of_row(row) != exporter))] = v;
        }
        let content = columns.transpose_times(&weights);
        (content.column(0).to_vec(), content.column(1).to_vec())
    }

    /// B_ss, factorised.
    pub fn own_block(&self, exporter: EconomyId, columns: &Matrix) -> Result<Lu> {
        let rows = self.rows(exporter);
        let here: Vec<usize> = (0..rows.len()).collect();
        self.system.small_factor(&columns.block(rows, &here), rows)
    }

    /// L_s' B_ss'⁻¹ w: what the exporter's perspective leaves of foreign content w.
    fn first_exit(
        &self,
        exporter: EconomyId,
        columns: &Matrix,
        foreign: &[f64],
    ) -> Result<Vec<f64>> {
        let mut first = Matrix::from_column(foreign.to_vec());
        self.own_block(exporter, columns)?.solve_transposed(&mut first);
        self.system.local_factor(self.rows(exporter))?.solve_transposed(&mut first);
        Ok(first.column(0).to_vec())
    }

    /// Terms of a row (by its place among those of the exporter) and an importer, by source.
    fn source_terms<'t>(
        &'t self,
        exporter: EconomyId,
        columns: &Matrix,
        importers: &[EconomyId],
    ) -> Result<impl Fn(usize, usize) -> Terms + use<'t>> {
        let rows = self.rows(exporter);
        let inputs = self.inputs_from(rows);
        let (domestic, foreign) = self.content(exporter, columns);
        let first = self.first_exit(exporter, columns, &foreign)?;
        let home = self.outputs.column(exporter.position());
        let returned = self.by_importer(&inputs, importers, home);
        let direct = self.by_importer(&inputs, importers, &self.absorbed);
        Ok(move |k: usize, r: usize| {
            let row = rows[k];
            let exports = self.exports[(row, r)];
            Terms {
                exports,
                dc: domestic[k] * exports,
                fc: foreign[k] * exports,
                dva: self.local[row] * exports,
                fva: first[k] * exports,
                reflection: self.local[row] * returned[(k, r)],
                davax: self.local[row] * (self.final_demand[(row, r)] + direct[(k, r)]),
                vaxim: 0.0,
            }
        })
    }

    /// The same by sink.
    fn sink_terms<'t>(
        &'t self,
        exporter: EconomyId,
        columns: &Matrix,
        importers: &[EconomyId],
    ) -> Result<impl Fn(usize, usize) -> Terms + use<'t>> {
        let rows = self.rows(exporter);
        let inputs = self.inputs_from(rows);
        let (domestic, foreign) = self.content(exporter, columns);
        let last = self.last_exit(exporter, columns, importers)?;
        let all = self.by_importer(&inputs, importers, &last.total);
        let returned = self.by_importer(&inputs, importers, &last.home);
        let stays = self.by_importer(&inputs, importers, &last.there);
        Ok(move |k: usize, r: usize| {
            let row = rows[k];
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
        })
    }

    fn last_exit(
        &self,
        exporter: EconomyId,
        columns: &Matrix,
        importers: &[EconomyId],
    ) -> Result<LastExit> {
        let (rows, n) = (self.rows(exporter), self.system.order());
        // y(l) for every importer l, for l = s, and their sum over all destinations: X_s(l) less
        // what s makes for itself.
        let (home, sum) = (importers.len(), importers.len() + 1);
        let mut y = Matrix::zeros(rows.len(), importers.len() + 2);
        for (k, &row) in rows.iter().enumerate() {
            for (at, importer) in importers.iter().enumerate() {
                y[(k, at)] = self.outputs[(row, importer.position())];
            }
            y[(k, home)] = self.outputs[(row, exporter.position())] - self.absorbed[row];
            y[(k, sum)] = self.output[row] - self.absorbed[row];
        }
        self.own_block(exporter, columns)?.solve(&mut y);
        let through = columns.times(&y);
        let mut there = vec![f64::NAN; n];
        for (at, &importer) in importers.iter().enumerate() {
            for &j in self.rows(importer) {
                there[j] = self.outputs[(j, importer.position())] - through[(j, at)];
            }
        }
        Ok(LastExit {
            total: (0..n).map(|j| self.output[j] - through[(j, sum)]).collect(),
            home: (0..n)
                .map(|j| self.outputs[(j, exporter.position())] - through[(j, home)])
                .collect(),
            there,
        })
    }

    /// Add rows up to the flow asked for.
    fn add_up(
        &self,
        chosen: &Chosen,
        exporter: EconomyId,
        terms: &dyn Fn(usize, usize) -> Terms,
    ) -> Vec<Line> {
        let s = exporter.position();
        let mut lines = vec![];
        for Group { cell, rows } in chosen.groups(self.partition, exporter) {
            let places = self.places(exporter, &rows);
            let mut total = Terms::default();
            for r in chosen.importers_of(exporter).map(EconomyId::position) {
                let mut sum = Terms::default();
                places.iter().for_each(|&k| sum += terms(k, r));
                if chosen.flow.has_importer() {
                    lines.push(Line { exporter: s, cell, importer: Some(r), terms: sum });
                }
                total += sum;
            }
            if !chosen.flow.has_importer() {
                lines.push(Line { exporter: s, cell, importer: None, terms: total });
            }
        }
        lines
    }

    /// Places of rows among those of their economy.
    pub fn places(&self, economy: EconomyId, rows: &[usize]) -> Vec<usize> {
        rows.iter().filter_map(|row| self.rows(economy).binary_search(row).ok()).collect()
    }

    /// The cells of an economy: their place among all cells, and their rows.
    pub fn cells(&self, economy: EconomyId) -> impl Iterator<Item = (usize, &'a [usize])> {
        let cells = self.partition.cells().iter().enumerate();
        cells.filter(move |(_, c)| c.economy == economy).map(|(k, c)| (k, c.rows.as_slice()))
    }
}

/// Output of others that is not (again) for exports of s, x̃(l) = X(l) − B_·s y(l): for all
/// destinations together, for l = s, and for l = r in the rows of r.
struct LastExit {
    total: Vec<f64>,
    home: Vec<f64>,
    there: Vec<f64>,
}

/// The exporter perspective at any flow.
pub(super) fn exporter_lines(
    system: &LeontiefSystem,
    partition: &Partition,
    approach: Approach,
    chosen: &Chosen,
) -> Result<Vec<Line>> {
    let flows = Flows::new(system, partition, &Needs::exporter(approach, chosen))?;
    let blocks =
        system.visit_block_columns(partition, &chosen.exporters, |exporter, columns| {
            let importers: Vec<EconomyId> = chosen.importers_of(exporter).collect();
            Ok(match approach {
                Approach::Source => {
                    let terms = flows.source_terms(exporter, columns, &importers)?;
                    flows.add_up(chosen, exporter, &terms)
                }
                Approach::Sink => {
                    let terms = flows.sink_terms(exporter, columns, &importers)?;
                    flows.add_up(chosen, exporter, &terms)
                }
            })
        })?;
    Ok(blocks.into_iter().flatten().collect())
}
