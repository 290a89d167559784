//! The exporter perspective, at any flow: a unit is counted at its first exit or at its last.

use rayon::prelude::*;

use super::cells::Chosen;
use super::flows::{Content, Flows};
use super::{Approach, Line, Terms, minus_own};
use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::table::{EconomyId, Partition};

/// Terms of a row of the exporter, by its place among these, and an importer.
type TermsOf<'a> = Box<dyn Fn(usize, usize) -> Terms + 'a>;

/// One line for every cell asked for: the block columns of the exporters, and output for some
/// destinations.
pub(super) fn exporter_lines(
    system: &LeontiefSystem,
    partition: &Partition,
    approach: Approach,
    chosen: &Chosen,
) -> Result<Vec<Line>> {
    let flows = &Flows::new(system, partition)?;
    let blocks = match approach {
        Approach::Source => {
            let source = Source::new(flows, chosen)?;
            if let Some(contents) = Contents::of(flows, &chosen.exporters)? {
                let of = |id: &EconomyId| {
                    let terms = source.terms(*id, contents.in_rows(flows.rows(*id)), chosen);
                    add_up(flows, chosen, *id, &terms)
                };
                let blocks: Vec<Vec<Line>> = chosen.exporters.par_iter().map(of).collect();
                return Ok(blocks.concat());
            }
            let visit = |id, columns: &Matrix| {
                let contents = source.contents(id, columns)?;
                let terms = source.terms(id, contents, chosen);
                Ok(add_up(flows, chosen, id, &terms))
            };
            system.visit_block_columns(partition, &chosen.exporters, visit)?
        }
        Approach::Sink => {
            let sink = Sink::new(flows, chosen)?;
            let visit = |id, columns: &Matrix| {
                let terms = sink.terms(id, columns, &chosen.importers_of(id))?;
                Ok(add_up(flows, chosen, id, &terms))
            };
            system.visit_block_columns(partition, &chosen.exporters, visit)?
        }
    };
    Ok(blocks.into_iter().flatten().collect())
}

/// Add rows up to the flow asked for.
fn add_up(flows: &Flows<'_>, chosen: &Chosen, id: EconomyId, terms: &TermsOf<'_>) -> Vec<Line> {
    let markets = chosen.markets_of(id);
    let mut lines = vec![];
    for group in chosen.groups_of(flows.partition, id) {
        let places = flows.places(id, &group.rows);
        for market in &markets {
            let mut sum = Terms::default();
            for r in market.members.iter().map(|r| r.position()) {
                places.iter().for_each(|&k| sum += terms(k, r));
            }
            let (exporter, cell, importer) = (id.position(), group.cell, market.importer);
            lines.push(Line { exporter, cell, importer, terms: sum });
        }
    }
    lines
}

/// By source a unit is followed from s to whoever absorbs it, of which only s itself matters.
struct Source<'a> {
    flows: &'a Flows<'a>,
    /// X_·s for the exporters.
    outputs: Matrix,
    local: Vec<f64>,
    absorbed: Vec<f64>,
}

impl<'a> Source<'a> {
    fn new(flows: &'a Flows<'a>, chosen: &Chosen) -> Result<Self> {
        let outputs = flows.outputs(&chosen.exporters)?;
        let (local, absorbed) = (flows.local_value_added()?, flows.absorbed()?);
        Ok(Source { flows, outputs, local, absorbed })
    }

    /// From the columns of the inverse.
    fn contents(&self, id: EconomyId, columns: &Matrix) -> Result<Contents> {
        let Content { own, foreign } = self.flows.content(id, columns);
        let first = self.first_exit(id, columns, &foreign)?;
        Ok(Contents { own, foreign, first })
    }

    fn terms(&self, id: EconomyId, contents: Contents, chosen: &Chosen) -> TermsOf<'_> {
        let flows = self.flows;
        let rows = flows.rows(id);
        let inputs = flows.inputs_from(rows);
        let importers = &chosen.importers_of(id);
        let Contents { own, foreign, first } = contents;
        let returned = flows.by_importer(&inputs, importers, self.outputs.column(id.position()));
        let direct = flows.by_importer(&inputs, importers, &self.absorbed);
        Box::new(move |k, r| {
            let row = rows[k];
            let exports = flows.exports[(row, r)];
            Terms {
                exports,
                dc: own[k] * exports,
                fc: foreign[k] * exports,
                dva: self.local[row] * exports,
                fva: first[k] * exports,
                reflection: self.local[row] * returned[(k, r)],
                davax: self.local[row] * (flows.final_demand[(row, r)] + direct[(k, r)]),
                vaxim: 0.0,
            }
        })
    }

    /// Σ_{t≠s} VB_ts B_ss⁻¹ L_s, given foreign content Σ_{t≠s} VB_ts.
    fn first_exit(&self, id: EconomyId, columns: &Matrix, foreign: &[f64]) -> Result<Vec<f64>> {
        let mut first = Matrix::from_column(foreign.to_vec());
        self.flows.own_block(id, columns)?.solve_transposed(&mut first);
        let local = self.flows.system.local_factor(self.flows.rows(id))?;
        local.solve_transposed(&mut first);
        Ok(first.column(0).to_vec())
    }
}

/// What is in one unit of some rows: of the own economy, of others, and of others before it first leaves.
struct Contents {
    own: Vec<f64>,
    foreign: Vec<f64>,
    first: Vec<f64>,
}

impl Contents {
    /// Of all rows of these exporters, without columns of the inverse: four right-hand sides for each, or
    /// fewer; `None` where these cost more than the columns.
    fn of(flows: &Flows<'_>, exporters: &[EconomyId]) -> Result<Option<Self>> {
        let (system, partition) = (flows.system, flows.partition);
        let v = system.value_added_coefficients();
        let Some(first) = system.foreign_before_exports(v, partition, exporters)? else {
            return Ok(None);
        };
        let (mut own, mut foreign) = (vec![f64::NAN; v.len()], vec![f64::NAN; v.len()]);
        if 2 * exporters.len() < partition.len() {
            let weights = exporters.iter().map(|id| flows.own_and_foreign(*id));
            let sides = weights.reduce(|left, right| left.beside(&right));
            let solved = system.solve_left(sides.unwrap_or_else(|| Matrix::zeros(v.len(), 0)))?;
            for (k, id) in exporters.iter().enumerate() {
                for &row in flows.rows(*id) {
                    (own[row], foreign[row]) = (solved[(row, 2 * k)], solved[(row, 2 * k + 1)]);
                }
            }
        } else {
            let origins = system.value_added_by_origin(partition)?;
            for row in 0..v.len() {
                let economy = partition.of_row(row).position();
                own[row] = origins[(row, economy)];
                foreign[row] = minus_own(&origins, row, economy);
            }
        }
        Ok(Some(Contents { own, foreign, first }))
    }

    fn in_rows(&self, rows: &[usize]) -> Self {
        let of = |values: &[f64]| rows.iter().map(|&row| values[row]).collect();
        Contents { own: of(&self.own), foreign: of(&self.foreign), first: of(&self.first) }
    }
}

/// By sink what others make for an exporter's further exports is left out: of their output for the
/// importer, for the exporter, and of all their output, whoever it ends with.
struct Sink<'a> {
    flows: &'a Flows<'a>,
    /// X_·l for exporters and importers.
    outputs: Matrix,
    absorbed: Vec<f64>,
    /// L_s e_s, stacked.
    made_for_exports: Vec<f64>,
}

/// Output of others that is not (again) for exports of s, x̃(l) = X(l) − B_·s y(l): for l = r in the
/// rows of r, and for l = s; and what is for these exports again, B_·s B_ss⁻¹ L_s e_s.
struct LastExit {
    there: Vec<f64>,
    home: Vec<f64>,
    again: Vec<f64>,
}

impl<'a> Sink<'a> {
    fn new(flows: &'a Flows<'a>, chosen: &Chosen) -> Result<Self> {
        let outputs = flows.outputs(&chosen.partners())?;
        let made_for_exports = flows.system.solve_local(&flows.sold_by_row(), flows.partition)?;
        Ok(Sink { flows, outputs, absorbed: flows.absorbed()?, made_for_exports })
    }

    fn terms(
        &self,
        id: EconomyId,
        columns: &Matrix,
        importers: &[EconomyId],
    ) -> Result<TermsOf<'_>> {
        let flows = self.flows;
        let rows = flows.rows(id);
        let inputs = flows.inputs_from(rows);
        let Content { own, foreign } = flows.content(id, columns);
        let last = self.last_exit(id, columns, importers)?;
        let again = flows.by_importer(&inputs, importers, &last.again);
        let returned = flows.by_importer(&inputs, importers, &last.home);
        let stays = flows.by_importer(&inputs, importers, &last.there);
        Ok(Box::new(move |k, r| {
            let row = rows[k];
            let exports = flows.exports[(row, r)];
            let last = exports - again[(k, r)];
            Terms {
                exports,
                dc: own[k] * exports,
                fc: foreign[k] * exports,
                dva: own[k] * last,
                fva: foreign[k] * last,
                reflection: own[k] * returned[(k, r)],
                davax: 0.0,
                vaxim: own[k] * (flows.final_demand[(row, r)] + stays[(k, r)]),
            }
        }))
    }

    fn last_exit(
        &self,
        id: EconomyId,
        columns: &Matrix,
        importers: &[EconomyId],
    ) -> Result<LastExit> {
        let (flows, s) = (self.flows, id.position());
        let rows = flows.rows(id);
        // y(l) for every importer l and for l = s, X_s(l) less what s makes for itself; and what s makes
        // for all its exports.
        let (home, total) = (importers.len(), importers.len() + 1);
        let mut y = Matrix::zeros(rows.len(), importers.len() + 2);
        for (k, &row) in rows.iter().enumerate() {
            for (at, importer) in importers.iter().enumerate() {
                y[(k, at)] = self.outputs[(row, importer.position())];
            }
            y[(k, home)] = self.outputs[(row, s)] - self.absorbed[row];
            y[(k, total)] = self.made_for_exports[row];
        }
        flows.own_block(id, columns)?.solve(&mut y);
        let through = columns.times(&y);
        let left = |output: &[f64], at: usize| -> Vec<f64> {
            output.iter().zip(through.column(at)).map(|(x, through)| x - through).collect()
        };
        let mut there = vec![f64::NAN; flows.system.order()];
        for (at, importer) in importers.iter().enumerate() {
            let output = self.outputs.column(importer.position());
            for &j in flows.rows(*importer) {
                there[j] = output[j] - through[(j, at)];
            }
        }
        Ok(LastExit {
            there,
            home: left(self.outputs.column(s), home),
            again: through.column(total).to_vec(),
        })
    }
}
