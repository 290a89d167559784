//! The bilateral and sector perspectives: z = (I + A_ST B_TS)⁻¹ E_ST for small S.

use super::cells::{Chosen, Group, Market};
use super::flows::{Content, Flows};
use super::{Line, Terms};
use crate::error::Result;
use crate::linalg::Matrix;
use crate::table::EconomyId;

/// An exporter's own quantities in the rows asked for, while their columns of the inverse are at
/// hand.
struct Exporter<'a> {
    flows: &'a Flows<'a>,
    rows: &'a [usize],
    inputs: Matrix,
    columns: &'a Matrix,
    content: Content,
    /// D_kr(s) = A_kr· X_r(s), |rows| x G.
    returned: Matrix,
}

impl Exporter<'_> {
    /// Terms of the perimeter of a group's rows to the users in a market.
    fn terms(&self, group: &Group, market: &Market) -> Result<Terms> {
        let flows = self.flows;
        let members: Vec<usize> =
            group.rows.iter().filter_map(|row| self.rows.binary_search(row).ok()).collect();
        let users: Vec<usize> =
            market.members.iter().flat_map(|&r| flows.rows(r)).copied().collect();
        let small =
            self.inputs.block(&members, &users).times(&self.columns.block(&users, &members));
        let sum = |of: &dyn Fn(usize) -> f64| -> f64 {
            market.members.iter().map(|r| of(r.position())).sum()
        };
        let mut sides = Matrix::zeros(members.len(), 2);
        for (at, &k) in members.iter().enumerate() {
            sides[(at, 0)] = sum(&|r| flows.exports[(self.rows[k], r)]);
            sides[(at, 1)] = sum(&|r| self.returned[(k, r)]);
        }
        let gross: Vec<f64> = sides.column(0).to_vec();
        flows.system.small_factor(&small.plus_identity(), &group.rows)?.solve(&mut sides);
        let mut terms = Terms::default();
        for (at, &k) in members.iter().enumerate() {
            let (own, foreign) = (self.content.own[k], self.content.foreign[k]);
            terms += Terms {
                exports: gross[at],
                dc: own * gross[at],
                fc: foreign * gross[at],
                dva: own * sides[(at, 0)],
                fva: foreign * sides[(at, 0)],
                reflection: own * sides[(at, 1)],
                davax: 0.0,
                vaxim: 0.0,
            };
        }
        Ok(terms)
    }
}

impl Flows<'_> {
    /// One line for every group of rows and every market. Of the inverse only the columns of the
    /// rows asked for are needed, of `outputs` X_·s for the exporters.
    pub fn perimeter_lines(&self, chosen: &Chosen, outputs: &Matrix) -> Result<Vec<Line>> {
        let rows_of = |&id: &EconomyId| {
            let groups = chosen.groups_of(self.partition, id).into_iter();
            let mut rows: Vec<usize> = groups.flat_map(|group| group.rows).collect();
            rows.sort_unstable();
            rows
        };
        let rows: Vec<Vec<usize>> = chosen.exporters.iter().map(rows_of).collect();
        let sets: Vec<&[usize]> = rows.iter().map(Vec::as_slice).collect();
        let blocks = self.system.visit_columns(&sets, |position, columns| {
            let (id, rows) = (chosen.exporters[position], sets[position]);
            let (inputs, home) = (self.inputs_from(rows), outputs.column(id.position()));
            let returned = self.by_importer(&inputs, &chosen.importers_of(id), home);
            let content = self.content(id, columns);
            let exporter = Exporter { flows: self, rows, inputs, columns, content, returned };
            let markets = chosen.markets_of(id);
            let mut lines = vec![];
            for group in chosen.groups_of(self.partition, id) {
                for market in &markets {
                    let terms = exporter.terms(&group, market)?;
                    let (cell, importer) = (group.cell, market.importer);
                    lines.push(Line { exporter: id.position(), cell, importer, terms });
                }
            }
            Ok(lines)
        })?;
        Ok(blocks.into_iter().flatten().collect())
    }
}
