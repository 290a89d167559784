//! Value added in exports by origin and by destination of final demand, flow by flow.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use super::flows::Flows;
use super::{Approach, Perspective, Query};
use crate::error::{Error, Result};
use crate::frame::{Frame, Unit};
use crate::labels::{EconomyId, Partition};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::value_added::{Detail, cell_of_row, demand_by_product};

/// Most numbers that are held at once before they are handed on.
const HELD: usize = 4_000_000;

/// How value added in exports is split; at least one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// By origin of the value added.
    pub origin: Option<Detail>,
    /// By destination of final demand.
    pub destination: Option<Detail>,
}

/// Lists of labels, shared by all frames.
struct Labels {
    economies: Arc<[String]>,
    sectors: Arc<[String]>,
    /// Economy and sector of every origin and destination.
    origins: Vec<(u32, Option<u32>)>,
    destinations: Vec<(u32, Option<u32>)>,
}

/// One flow of an exporter: its rows (positions), the cell they are, and its importers.
struct Line {
    cell: Option<usize>,
    members: Vec<usize>,
    partners: Vec<usize>,
    importer: Option<usize>,
}

/// Value added in exports by origin, destination or both, handed to `emit` frame by frame in the
/// order of flows, so that results of any size go through little memory.
///
/// Frames `exports` with keys `exporter[, sector][, importer][, origin[, origin_sector]][,
/// destination[, destination_sector]]` and the column `va`; without destinations also `content`.
/// A destination sector is the product that final users buy. Every unit is counted once within
/// the perspective of `query`:
///
/// ```text
/// source      va(t, l) = Σ_k [VB_ts B_ss⁻¹ L_s]_k D_kr(l),   D_kr(l) = Y_kr [l = r] + A_kr· X_r(l)
/// sink        va(t, l) = Σ_k VB_t,k D̃_kr(l)
/// perimeter   va(t, l) = VB_tS (I + A_ST B_TS)⁻¹ D_ST(l)
/// ```
///
/// Cost beyond the factor: X (2n² flops per destination), the inverse once or streamed, and per
/// exporter 2 n n_s flops per destination and 2 n_s flops per number of the result.
///
/// # Errors
/// [`Error::Conflict`] for the world perspective, whose value added has no destination; those of
/// [`LeontiefSystem::factorise`] and of `emit`.
pub fn exports_split(
    system: &LeontiefSystem,
    partition: &Partition,
    query: Query,
    split: Split,
    exporters: &[EconomyId],
    mut emit: impl FnMut(EconomyId, Frame) -> Result<()>,
) -> Result<()> {
    let query = query.resolved()?;
    if query.perspective == Perspective::World {
        return Err(Error::Conflict {
            first: "`--perspective world`".to_owned(),
            second: "`--origin` or `--destination`".to_owned(),
            reason: "origins and destinations are split from the exporter's perspective; use `--perspective exporter`",
        });
    }
    let flows = Flows::new(system, partition)?;
    let chosen = &*partition.chosen(exporters);
    let splitter = Splitter::new(&flows, query, split)?;
    let wanted = chosen.iter().map(|&id| flows.rows(id).len()).sum();
    let blocks = system.block_columns(wanted)?;
    for &id in chosen {
        let exporter = Exporter::new(&splitter, id, blocks.of(flows.rows(id))?)?;
        let lines = splitter.lines(id);
        let size = exporter.origins.rows() * splitter.width();
        for chunk in lines.chunks((HELD / size.max(1)).max(1)) {
            let frames: Vec<Frame> =
                chunk.par_iter().map(|line| exporter.frame(line)).collect::<Result<_>>()?;
            frames.into_iter().try_for_each(|frame| emit(id, frame))?;
        }
    }
    Ok(())
}

/// What is the same for all exporters.
struct Splitter<'a> {
    flows: &'a Flows<'a>,
    query: Query,
    split: Split,
    labels: Labels,
    /// Final demand and output by destination, n x L; `None` without destinations.
    demand: Option<(Matrix, Matrix)>,
    /// Which origin every row belongs to.
    origin_of_row: Vec<usize>,
}

impl<'a> Splitter<'a> {
    fn new(flows: &'a Flows<'a>, query: Query, split: Split) -> Result<Self> {
        let (system, partition) = (flows.system, flows.partition);
        let index = system.table().index();
        let sectors = index.sectors().len();
        let code = |position: usize| u32::try_from(position).unwrap_or(u32::MAX);
        let economies = || (0..partition.len()).map(|e| (code(e), None)).collect::<Vec<_>>();
        let cells = partition.cells();
        let (origins, origin_of_row) = match split.origin {
            Some(Detail::Sectors) => (
                cells
                    .iter()
                    .map(|c| (code(c.economy.position()), Some(code(c.sector.position()))))
                    .collect(),
                cell_of_row(partition, system.order()),
            ),
            _ => (
                economies(),
                (0..system.order()).map(|row| partition.of_row(row).position()).collect(),
            ),
        };
        let (demand, destinations) = match split.destination {
            None => (None, vec![]),
            Some(Detail::Total) => {
                (Some((flows.final_demand.clone(), flows.outputs.clone())), economies())
            }
            Some(Detail::Sectors) => {
                let demand = demand_by_product(system, partition);
                let outputs = system.solve(demand.clone())?;
                let of = |k: usize| (code(k / sectors), Some(code(k % sectors)));
                (Some((demand, outputs)), (0..partition.len() * sectors).map(of).collect())
            }
        };
        let labels = Labels {
            economies: partition.names().into(),
            sectors: index.sector_codes().into(),
            origins,
            destinations,
        };
        Ok(Splitter { flows, query, split, labels, demand, origin_of_row })
    }

    /// Destinations, or one column of all exports.
    fn width(&self) -> usize {
        self.labels.destinations.len().max(1)
    }

    fn lines(&self, id: EconomyId) -> Vec<Line> {
        let rows = self.flows.rows(id);
        let place = |row: &usize| rows.binary_search(row).unwrap_or(0);
        let groups: Vec<(Option<usize>, Vec<usize>)> = if self.query.flow.has_sector() {
            self.flows
                .cells(id)
                .map(|(cell, rows)| (Some(cell), rows.iter().map(place).collect()))
                .collect()
        } else {
            vec![(None, (0..rows.len()).collect())]
        };
        let others: Vec<usize> =
            (0..self.flows.partition.len()).filter(|&r| r != id.position()).collect();
        let mut lines = vec![];
        for (cell, members) in groups {
            if self.query.flow.has_importer() {
                lines.extend(others.iter().map(|&r| Line {
                    cell,
                    members: members.clone(),
                    partners: vec![r],
                    importer: Some(r),
                }));
            } else {
                lines.push(Line { cell, members, partners: others.clone(), importer: None });
            }
        }
        lines
    }

    /// Rows added up to origins.
    fn by_origin(&self, matrix: &Matrix) -> Matrix {
        let v = self.flows.system.value_added_coefficients();
        let mut out = Matrix::zeros(self.labels.origins.len(), matrix.columns());
        for k in 0..matrix.columns() {
            let sums = out.column_mut(k);
            for (row, value) in matrix.column(k).iter().enumerate() {
                sums[self.origin_of_row[row]] += v[row] * value;
            }
        }
        out
    }
}

/// One exporter with its block column at hand.
struct Exporter<'a> {
    splitter: &'a Splitter<'a>,
    id: EconomyId,
    inputs: Matrix,
    columns: Matrix,
    /// Content by origin of one unit of every row, origins x n_s; and value added by origin as
    /// counted from the exporter's perspective.
    content: Matrix,
    origins: Matrix,
    /// Output of every row that the exports are traced through, n x L; without destinations
    /// none is needed.
    traced: Option<Cow<'a, Matrix>>,
}

impl<'a> Exporter<'a> {
    fn new(splitter: &'a Splitter<'a>, id: EconomyId, columns: Matrix) -> Result<Self> {
        let flows = splitter.flows;
        let rows = flows.rows(id);
        let query = splitter.query;
        let content = splitter.by_origin(&columns);
        let source =
            query.perspective == Perspective::Exporter && query.approach == Approach::Source;
        let origins = if source {
            splitter.by_origin(&flows.system.exporter_columns(rows, &columns)?)
        } else {
            content.clone()
        };
        let sink = query.perspective == Perspective::Exporter && query.approach == Approach::Sink;
        let traced = match &splitter.demand {
            Some((demand, outputs)) if sink => {
                Some(Cow::Owned(flows.without_reexports(id, &columns, demand, outputs)?))
            }
            Some((_, outputs)) => Some(Cow::Borrowed(outputs)),
            None if sink => {
                let total = Matrix::from_column(flows.outputs.row_sums());
                let demand = Matrix::from_column(flows.final_demand.row_sums());
                Some(Cow::Owned(flows.without_reexports_in_total(id, &columns, &demand, &total)?))
            }
            None => None,
        };
        let inputs = flows.inputs_from(id);
        Ok(Exporter { splitter, id, inputs, columns, content, origins, traced })
    }

    /// D of a line: its rows x destinations (or one column of all).
    fn exports_by_destination(&self, line: &Line) -> Matrix {
        let (splitter, flows) = (self.splitter, self.splitter.flows);
        let rows = flows.rows(self.id);
        let mut out = Matrix::zeros(line.members.len(), splitter.width());
        for &r in &line.partners {
            let users = flows.rows_at(r);
            if let Some(traced) = &self.traced {
                let every: Vec<usize> = (0..traced.columns()).collect();
                let through =
                    self.inputs.block(&line.members, users).times(&traced.block(users, &every));
                for l in 0..out.columns() {
                    out.column_mut(l).iter_mut().zip(through.column(l)).for_each(|(d, a)| *d += a);
                }
            }
            for (at, &k) in line.members.iter().enumerate() {
                match &splitter.demand {
                    None if self.traced.is_none() => out[(at, 0)] += flows.exports[(rows[k], r)],
                    None => out[(at, 0)] += flows.final_demand[(rows[k], r)],
                    Some((demand, _)) => {
                        // The columns of final demand that belong to the importer.
                        let each = demand.columns() / flows.partition.len();
                        for l in r * each..(r + 1) * each {
                            out[(at, l)] += demand[(rows[k], l)];
                        }
                    }
                }
            }
        }
        out
    }

    /// D within the perimeter: (I + A_ST B_TS)⁻¹ D, or D itself from the exporter's perspective.
    fn counted_once(&self, line: &Line, mut exports: Matrix) -> Result<Matrix> {
        let splitter = self.splitter;
        if splitter.query.perspective == Perspective::Exporter {
            return Ok(exports);
        }
        let flows = splitter.flows;
        let users: Vec<usize> =
            line.partners.iter().flat_map(|&r| flows.rows_at(r)).copied().collect();
        let small = self
            .inputs
            .block(&line.members, &users)
            .times(&self.columns.block(&users, &line.members));
        let rows: Vec<usize> = line.members.iter().map(|&k| flows.rows(self.id)[k]).collect();
        flows.system.small_factor(&small.plus_identity(), &rows)?.solve(&mut exports);
        Ok(exports)
    }

    fn frame(&self, line: &Line) -> Result<Frame> {
        let (splitter, labels) = (self.splitter, &self.splitter.labels);
        let destinations = !labels.destinations.is_empty();
        let exports = self.exports_by_destination(line);
        let select = |matrix: &Matrix| matrix.select_columns(&line.members);
        let gross = (!destinations).then(|| {
            let rows = splitter.flows.rows(self.id);
            let sold = |&k: &usize| {
                line.partners.iter().map(|&r| splitter.flows.exports[(rows[k], r)]).sum::<f64>()
            };
            Matrix::from_column(line.members.iter().map(sold).collect())
        });
        let content = gross.map(|gross| select(&self.content).times(&gross));
        let amounts = select(&self.origins).times(&self.counted_once(line, exports)?);
        // Without origins, their sum.
        let by_origin = splitter.split.origin.is_some();
        let reduce = |m: Matrix| {
            if by_origin {
                m
            } else {
                Matrix::from_fn(1, m.columns(), |_, l| m.column(l).iter().sum())
            }
        };
        let amounts = reduce(amounts);
        let (height, width) = amounts.shape();
        let rows = height * width;
        let repeat = |position: usize| vec![u32::try_from(position).unwrap_or(u32::MAX); rows];
        let mut frame = Frame::new("exports", rows).with_shared_key(
            "exporter",
            labels.economies.clone(),
            repeat(self.id.position()),
        );
        if let Some(cell) = line.cell {
            let sector = splitter.flows.partition.cells()[cell].sector.position();
            frame = frame.with_shared_key("sector", labels.sectors.clone(), repeat(sector));
        }
        if let Some(importer) = line.importer {
            frame = frame.with_shared_key("importer", labels.economies.clone(), repeat(importer));
        }
        let side = |frame: Frame,
                    names: [&'static str; 2],
                    list: &[(u32, Option<u32>)],
                    of: &dyn Fn(usize) -> usize| {
            let frame = frame.with_shared_key(
                names[0],
                labels.economies.clone(),
                (0..rows).map(|k| list[of(k)].0).collect(),
            );
            let sectors: Vec<u32> = (0..rows).filter_map(|k| list[of(k)].1).collect();
            if sectors.is_empty() {
                return frame;
            }
            frame.with_shared_key(names[1], labels.sectors.clone(), sectors)
        };
        if by_origin {
            frame = side(frame, ["origin", "origin_sector"], &labels.origins, &|k| k / width);
        }
        if destinations {
            let names = ["destination", "destination_sector"];
            frame = side(frame, names, &labels.destinations, &|k| k % width);
        }
        let unit = || Unit::Money(splitter.flows.system.table().unit().to_owned());
        let flat = |m: &Matrix| (0..rows).map(|k| m[(k / width, k % width)]).collect::<Vec<f64>>();
        frame = frame.with_indicator("va", unit(), flat(&amounts));
        if let Some(content) = content {
            frame = frame.with_indicator("content", unit(), flat(&reduce(content)));
        }
        Ok(frame)
    }
}

impl Flows<'_> {
    /// Rows of the economy at a position.
    fn rows_at(&self, position: usize) -> &[usize] {
        &self.partition.economy(EconomyId::at(position)).rows
    }

    /// x̃(l) = X(l) − B_·s y(l), y(l) = B_ss⁻¹ (X_s(l) − L_s Y_ss [l is at home]): output by
    /// destination that is not made for a further export of s.
    fn without_reexports(
        &self,
        id: EconomyId,
        columns: &Matrix,
        demand: &Matrix,
        outputs: &Matrix,
    ) -> Result<Matrix> {
        let each = demand.columns() / self.partition.len();
        let home: Vec<usize> = (id.position() * each..(id.position() + 1) * each).collect();
        self.remove_exports(id, columns, demand, outputs, &home)
    }

    /// The same for all destinations in one column.
    fn without_reexports_in_total(
        &self,
        id: EconomyId,
        columns: &Matrix,
        demand: &Matrix,
        outputs: &Matrix,
    ) -> Result<Matrix> {
        let mut own = demand.clone();
        for &row in self.rows(id) {
            own[(row, 0)] = self.final_demand[(row, id.position())];
        }
        self.remove_exports(id, columns, &own, outputs, &[0])
    }

    /// `home` are the columns of `demand` that hold the own final demand of the economy.
    fn remove_exports(
        &self,
        id: EconomyId,
        columns: &Matrix,
        demand: &Matrix,
        outputs: &Matrix,
        home: &[usize],
    ) -> Result<Matrix> {
        let rows = self.rows(id);
        let every: Vec<usize> = (0..outputs.columns()).collect();
        let mut made = demand.block(rows, home);
        self.system.local_factor(rows)?.solve(&mut made);
        let mut y = outputs.block(rows, &every);
        for (k, &l) in home.iter().enumerate() {
            y.column_mut(l).iter_mut().zip(made.column(k)).for_each(|(y, own)| *y -= own);
        }
        self.own_block(id, columns)?.solve(&mut y);
        let mut out = columns.times(&y);
        for l in 0..out.columns() {
            out.column_mut(l).iter_mut().zip(outputs.column(l)).for_each(|(o, x)| *o = x - *o);
        }
        Ok(out)
    }
}
