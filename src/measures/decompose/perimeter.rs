//! The bilateral and sector perspectives: z = (I + A_ST B_TS)⁻¹ E_ST for small S.

use super::flows::Flows;
use super::{Line, Perspective, Terms};
use crate::error::Result;
use crate::linalg::Matrix;
use crate::table::EconomyId;

/// An exporter's own quantities while its block column is at hand.
struct Exporter<'a> {
    rows: &'a [usize],
    inputs: Matrix,
    columns: &'a Matrix,
    domestic: Vec<f64>,
    foreign: Vec<f64>,
    /// D_kr(s) = A_kr· X_r(s), n_s x G.
    returned: Matrix,
}

impl Flows<'_> {
    fn exporter<'a>(&'a self, id: EconomyId, columns: &'a Matrix) -> Exporter<'a> {
        let inputs = self.inputs_from(id);
        let (domestic, foreign) = self.content(id);
        let returned = self.by_importer(&inputs, self.outputs.column(id.position()));
        Exporter { rows: self.rows(id), inputs, columns, domestic, foreign, returned }
    }

    /// Terms of the perimeter of rows `members` (positions within the exporter) to `users`,
    /// whose importers are `partners`.
    fn perimeter_terms(
        &self,
        exporter: &Exporter<'_>,
        members: &[usize],
        users: &[usize],
        partners: &[usize],
    ) -> Result<Terms> {
        let small =
            exporter.inputs.block(members, users).times(&exporter.columns.block(users, members));
        let rows: Vec<usize> = members.iter().map(|&k| exporter.rows[k]).collect();
        let sold =
            |k: usize| partners.iter().map(|&r| self.exports[(exporter.rows[k], r)]).sum::<f64>();
        let home = |k: usize| partners.iter().map(|&r| exporter.returned[(k, r)]).sum::<f64>();
        let mut sides = Matrix::zeros(members.len(), 2);
        for (at, &k) in members.iter().enumerate() {
            sides[(at, 0)] = sold(k);
            sides[(at, 1)] = home(k);
        }
        let gross: Vec<f64> = sides.column(0).to_vec();
        self.system.small_factor(&small.plus_identity(), &rows)?.solve(&mut sides);
        let mut terms = Terms::default();
        for (at, &k) in members.iter().enumerate() {
            terms += Terms {
                exports: gross[at],
                dc: exporter.domestic[k] * gross[at],
                fc: exporter.foreign[k] * gross[at],
                dva: exporter.domestic[k] * sides[(at, 0)],
                fva: exporter.foreign[k] * sides[(at, 0)],
                reflection: exporter.domestic[k] * sides[(at, 1)],
                davax: 0.0,
                vaxim: 0.0,
            };
        }
        Ok(terms)
    }

    /// All exports of s to r, every pair.
    pub fn bilateral_lines(&self, exporters: &[EconomyId]) -> Result<Vec<Line>> {
        let blocks =
            self.system.visit_block_columns(self.partition, exporters, |id, columns| {
                let exporter = self.exporter(id, columns);
                let members: Vec<usize> = (0..exporter.rows.len()).collect();
                self.partners(id)
                    .map(|(r, users)| {
                        let terms = self.perimeter_terms(&exporter, &members, users, &[r])?;
                        Ok(Line { exporter: id.position(), cell: None, importer: Some(r), terms })
                    })
                    .collect::<Result<Vec<Line>>>()
            })?;
        Ok(blocks.into_iter().flatten().collect())
    }

    /// All exports of a sector, to everyone or to every partner.
    pub fn sector_lines(
        &self,
        perspective: Perspective,
        exporters: &[EconomyId],
    ) -> Result<Vec<Line>> {
        let blocks =
            self.system.visit_block_columns(self.partition, exporters, |id, columns| {
                let exporter = self.exporter(id, columns);
                let (partners, users): (Vec<usize>, Vec<&[usize]>) = self.partners(id).unzip();
                let abroad: Vec<usize> = users.concat();
                let mut lines = vec![];
                for (cell, rows) in self.cells(id) {
                    let members: Vec<usize> = rows
                        .iter()
                        .filter_map(|row| exporter.rows.binary_search(row).ok())
                        .collect();
                    let line = |importer, terms| Line {
                        exporter: id.position(),
                        cell: Some(cell),
                        importer,
                        terms,
                    };
                    if perspective == Perspective::SectorExporter {
                        let terms =
                            self.perimeter_terms(&exporter, &members, &abroad, &partners)?;
                        lines.push(line(None, terms));
                        continue;
                    }
                    for (&r, users) in partners.iter().zip(&users) {
                        let terms = self.perimeter_terms(&exporter, &members, users, &[r])?;
                        lines.push(line(Some(r), terms));
                    }
                }
                Ok(lines)
            })?;
        Ok(blocks.into_iter().flatten().collect())
    }

    /// Every other economy and its rows.
    fn partners(&self, id: EconomyId) -> impl Iterator<Item = (usize, &[usize])> {
        let others = self.partition.economies().filter(move |(other, _)| *other != id);
        others.map(|(other, economy)| (other.position(), economy.rows.as_slice()))
    }
}
