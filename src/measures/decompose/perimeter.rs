//! The bilateral and sector perspectives: z = (I + A_ST B_TS)⁻¹ E_ST for small S.

use super::cells::{Chosen, Group};
use super::flows::{Flows, Needs};
use super::{Line, Terms};
use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::table::{EconomyId, Partition};

/// An exporter's own quantities in the rows that are wanted, while their columns of the inverse
/// are at hand.
struct Exporter<'a> {
    flows: &'a Flows<'a>,
    rows: &'a [usize],
    inputs: Matrix,
    columns: &'a Matrix,
    domestic: Vec<f64>,
    foreign: Vec<f64>,
    /// D_kr(s) = A_kr· X_r(s), |rows| x G.
    returned: Matrix,
}

impl<'a> Exporter<'a> {
    fn new(
        flows: &'a Flows<'a>,
        id: EconomyId,
        rows: &'a [usize],
        columns: &'a Matrix,
        importers: &[EconomyId],
    ) -> Self {
        let inputs = flows.inputs_from(rows);
        let (domestic, foreign) = flows.content(id, columns);
        let home = flows.outputs.column(id.position());
        let returned = flows.by_importer(&inputs, importers, home);
        Exporter { flows, rows, inputs, columns, domestic, foreign, returned }
    }

    /// Terms of the perimeter of a group's rows to these importers.
    fn terms(&self, group: &Group, importers: &[EconomyId]) -> Result<Terms> {
        let places = group.rows.iter().filter_map(|row| self.rows.binary_search(row).ok());
        let members: Vec<usize> = places.collect();
        let users: Vec<usize> =
            importers.iter().flat_map(|&r| self.flows.rows(r)).copied().collect();
        let small =
            self.inputs.block(&members, &users).times(&self.columns.block(&users, &members));
        let sum =
            |of: &dyn Fn(usize) -> f64| -> f64 { importers.iter().map(|r| of(r.position())).sum() };
        let mut sides = Matrix::zeros(members.len(), 2);
        for (at, &k) in members.iter().enumerate() {
            sides[(at, 0)] = sum(&|r| self.flows.exports[(self.rows[k], r)]);
            sides[(at, 1)] = sum(&|r| self.returned[(k, r)]);
        }
        let gross: Vec<f64> = sides.column(0).to_vec();
        self.flows.system.small_factor(&small.plus_identity(), &group.rows)?.solve(&mut sides);
        let mut terms = Terms::default();
        for (at, &k) in members.iter().enumerate() {
            terms += Terms {
                exports: gross[at],
                dc: self.domestic[k] * gross[at],
                fc: self.foreign[k] * gross[at],
                dva: self.domestic[k] * sides[(at, 0)],
                fva: self.foreign[k] * sides[(at, 0)],
                reflection: self.domestic[k] * sides[(at, 1)],
                davax: 0.0,
                vaxim: 0.0,
            };
        }
        Ok(terms)
    }
}

/// One line for all exports of every group of rows, or to each importer: only the columns of the
/// inverse that belong to these rows are needed.
pub(super) fn perimeter_lines(
    system: &LeontiefSystem,
    partition: &Partition,
    chosen: &Chosen,
) -> Result<Vec<Line>> {
    let flows = Flows::new(system, partition, &Needs::perimeter(chosen))?;
    flows.perimeter_lines(chosen)
}

impl Flows<'_> {
    pub fn perimeter_lines(&self, chosen: &Chosen) -> Result<Vec<Line>> {
        let rows: Vec<Vec<usize>> =
            chosen.exporters.iter().map(|&id| chosen.rows(self.partition, id)).collect();
        let sets: Vec<&[usize]> = rows.iter().map(Vec::as_slice).collect();
        let blocks = self.system.visit_columns(&sets, |position, columns| {
            let id = chosen.exporters[position];
            let importers: Vec<EconomyId> = chosen.importers_of(id).collect();
            let exporter = Exporter::new(self, id, sets[position], columns, &importers);
            let mut lines = vec![];
            for group in chosen.groups(self.partition, id) {
                let line = |importer, terms| Line {
                    exporter: id.position(),
                    cell: group.cell,
                    importer,
                    terms,
                };
                if !chosen.flow.has_importer() {
                    lines.push(line(None, exporter.terms(&group, &importers)?));
                    continue;
                }
                for &r in &importers {
                    lines.push(line(Some(r.position()), exporter.terms(&group, &[r])?));
                }
            }
            Ok(lines)
        })?;
        Ok(blocks.into_iter().flatten().collect())
    }
}
