//! Value added in exports by origin and by destination of final demand, flow by flow.

mod exporter;

use std::sync::Arc;

use rayon::prelude::*;

use self::exporter::Exporter;
use super::cells::{Cells, Chosen, Market};
use super::flows::Flows;
use super::{Approach, Perspective, Query};
use crate::error::{Error, Hint, OptionName, Result};
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::measures::value_added::{Detail, cell_of_row, demand_by_product};
use crate::table::{EconomyId, Partition};

/// Most numbers that are held at once before they are handed on.
const HELD: usize = 4_000_000;

/// How value added in exports is split; at least one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// By origin of the value added.
    pub origin: Option<Detail>,
    /// By destination of final demand.
    pub destination: Option<Detail>,
    /// What is split.
    pub items: SplitItems,
}

/// What is split by origin and destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SplitItems {
    /// Value added counted once: `va`, and without destinations `content`.
    #[default]
    ValueAdded,
    /// Also content in any case, and what of it takes part in global value chains.
    Participation,
}

/// Lists of labels, shared by all frames.
struct Labels {
    economies: Arc<[String]>,
    sectors: Arc<[String]>,
    /// Economy and sector of every origin and destination.
    origins: Vec<(u32, Option<u32>)>,
    destinations: Vec<(u32, Option<u32>)>,
}

impl Labels {
    /// One side of the split as keys; `of` gives the side's position of a row.
    fn side(
        &self,
        frame: Frame,
        names: [&'static str; 2],
        list: &[(u32, Option<u32>)],
        of: impl Fn(usize) -> usize,
    ) -> Frame {
        let rows = frame.rows();
        let economies = (0..rows).map(|k| list[of(k)].0).collect();
        let frame = frame.with_shared_key(names[0], self.economies.clone(), economies);
        let sectors: Vec<u32> = (0..rows).filter_map(|k| list[of(k)].1).collect();
        if sectors.is_empty() {
            return frame;
        }
        frame.with_shared_key(names[1], self.sectors.clone(), sectors)
    }
}

/// One flow of an exporter: its rows (positions), the cell they are, and its importers.
struct Line {
    cell: Option<usize>,
    members: Vec<usize>,
    partners: Vec<EconomyId>,
    importer: Option<usize>,
}

/// Value added in exports by origin, destination or both, handed to `emit` frame by frame in the
/// order of flows, in the cells asked for (`&[]` for all), so that results of any size go through little memory.
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
/// world       va(t) = v_t'L_t A_ts L_s e_s by source, VB_ts (d_s + A_st L_t d_t) by sink,
///             d = Y^f + A^m L Y^d;  t = s: v_s'L_s e_s
/// ```
///
/// With [`SplitItems::Participation`] (exporter's perspective by source) also, all of the value
/// added and without the double counting that `other` is,
///
/// ```text
/// content(t, l) = Σ_k VB_t,k D_kr(l)
/// gvc(t, l) = content − [t = s] davax,   davax(l) = Σ_k W_s,k (Y_kr [l = r] + A_kr· L_r Y_rr [l = r])
/// gvc_backward = content − [t = s] va,   gvc_forward = [t = s] (va − davax)
/// ```
///
/// which is this project's consistent extension of the totals (Borin and Mancini give totals).
///
/// Cost beyond the factor: X (2n² flops per destination), the inverse once or streamed, and per
/// exporter 2 n n_s flops per destination and 2 n_s flops per number of the result.
///
/// # Errors
/// [`Error::Conflict`] for destinations from the world perspective, whose value added has none,
/// for [`SplitItems::Participation`] other than from the exporter's perspective by source, and for
/// importers or sectors of a flow that is not divided by them; those of [`LeontiefSystem::factorise`] and of `emit`.
pub fn exports_split(
    system: &LeontiefSystem,
    partition: &Partition,
    query: Query,
    split: Split,
    cells: impl Into<Cells>,
    mut emit: impl FnMut(EconomyId, Frame) -> Result<()>,
) -> Result<()> {
    let query = query.resolved()?;
    refuse(query, split)?;
    let chosen = cells.into().within(partition, query.flow)?;
    let flows = Flows::new(system, partition)?;
    let splitter = Splitter::new(&flows, query, split)?;
    if query.perspective == Perspective::World {
        return splitter.world(&chosen.exporters, emit);
    }
    let wanted = chosen.exporters.iter().map(|&id| flows.rows(id).len()).sum();
    let blocks = system.block_columns(wanted)?;
    for &id in &chosen.exporters {
        let exporter = Exporter::new(&splitter, id, blocks.of(flows.rows(id))?)?;
        let lines = splitter.lines(&chosen, id);
        let size = splitter.labels.origins.len() * splitter.width();
        for chunk in lines.chunks((HELD / size.max(1)).max(1)) {
            let frames: Vec<Frame> =
                chunk.par_iter().map(|line| exporter.frame(line)).collect::<Result<_>>()?;
            frames.into_iter().try_for_each(|frame| emit(id, frame))?;
        }
    }
    Ok(())
}

fn refuse(query: Query, split: Split) -> Result<()> {
    let exporter = query.perspective == Perspective::Exporter;
    if query.perspective == Perspective::World && split.destination.is_some() {
        let reason = Hint::from(
            "seen from the world, value added has origins only; destinations are split from the exporter's perspective, ",
        );
        return Err(Error::conflict(
            OptionName::Perspective.set(Perspective::World.name()),
            OptionName::Destination,
            reason.set(OptionName::Perspective.set(Perspective::Exporter.name())),
        ));
    }
    if split.items == SplitItems::Participation && !(exporter && query.approach == Approach::Source)
    {
        let reason = Hint::from(
            "participation is measured from the exporter's perspective by source; leave out ",
        );
        return Err(Error::conflict(
            OptionName::Gvc,
            "this perspective or approach",
            reason.set(OptionName::Perspective).say(" and ").set(OptionName::Approach),
        ));
    }
    Ok(())
}

/// What is the same for all exporters.
struct Splitter<'a> {
    flows: &'a Flows<'a>,
    /// X, n x G.
    outputs: Matrix,
    query: Query,
    split: Split,
    labels: Labels,
    /// Final demand and output by destination, n x L; `None` without destinations.
    demand: Option<(Matrix, Matrix)>,
    /// Output that the direct importers make for their own final demand, by destination;
    /// only for participation.
    direct: Option<Matrix>,
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
        let outputs = flows.outputs(&partition.chosen(&[]))?;
        let (demand, destinations) = match split.destination {
            None => (None, vec![]),
            Some(Detail::Total) => {
                (Some((flows.final_demand.clone(), outputs.clone())), economies())
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
        let direct = match (split.items, &demand) {
            (SplitItems::ValueAdded, _) => None,
            (SplitItems::Participation, None) => Some(Matrix::from_column(flows.absorbed()?)),
            (SplitItems::Participation, Some((demand, _))) => {
                let each = demand.columns() / partition.len();
                let own = Matrix::from_fn(demand.rows(), demand.columns(), |row, l| {
                    let at_home = partition.of_row(row).position() == l / each;
                    if at_home { demand[(row, l)] } else { 0.0 }
                });
                Some(system.solve_local_columns(&own, partition)?)
            }
        };
        Ok(Splitter { flows, outputs, query, split, labels, demand, direct, origin_of_row })
    }

    /// Totals by origin from the world perspective, exporter by exporter.
    fn world(
        &self,
        exporters: &[EconomyId],
        mut emit: impl FnMut(EconomyId, Frame) -> Result<()>,
    ) -> Result<()> {
        let (flows, approach) = (self.flows, self.query.approach);
        let wanted = exporters.iter().map(|&id| flows.rows(id).len()).sum();
        let blocks = flows.system.block_columns(wanted)?;
        let crossing = flows.crossing(approach)?;
        for &id in exporters {
            let columns = blocks.of(flows.rows(id))?;
            let once = Matrix::from_column(flows.world_outputs(id, &crossing, &columns)?);
            let sold: Vec<f64> = flows.rows(id).iter().map(|&row| flows.sold(row)).collect();
            let content = Matrix::from_column(columns.times_vector(&sold));
            let line = Line { cell: None, members: vec![], partners: vec![], importer: None };
            let columns =
                vec![("va", self.by_origin(&once)), ("content", self.by_origin(&content))];
            emit(id, self.frame(id, &line, columns))?;
        }
        Ok(())
    }

    /// Keys of a line and the columns, origins (or their one sum) x destinations (or one).
    fn frame(&self, id: EconomyId, line: &Line, columns: Vec<(&'static str, Matrix)>) -> Frame {
        let labels = &self.labels;
        let (height, width) = columns.first().map_or((0, 0), |(_, m)| m.shape());
        let rows = height * width;
        let repeat = |position: usize| vec![u32::try_from(position).unwrap_or(u32::MAX); rows];
        let mut frame = Frame::new("exports", rows).with_shared_key(
            "exporter",
            labels.economies.clone(),
            repeat(id.position()),
        );
        if let Some(cell) = line.cell {
            let sector = self.flows.partition.cells()[cell].sector.position();
            frame = frame.with_shared_key("sector", labels.sectors.clone(), repeat(sector));
        }
        if let Some(importer) = line.importer {
            frame = frame.with_shared_key("importer", labels.economies.clone(), repeat(importer));
        }
        if self.split.origin.is_some() {
            frame = labels.side(frame, ["origin", "origin_sector"], &labels.origins, |k| k / width);
        }
        if !labels.destinations.is_empty() {
            let names = ["destination", "destination_sector"];
            frame = labels.side(frame, names, &labels.destinations, |k| k % width);
        }
        let unit = || Unit::money(self.flows.system.table().unit());
        columns.into_iter().fold(frame, |frame, (name, m)| {
            let flat = (0..rows).map(|k| m[(k / width, k % width)]).collect();
            frame.with_indicator(name, unit(), flat)
        })
    }

    /// Destinations, or one column of all exports.
    fn width(&self) -> usize {
        self.labels.destinations.len().max(1)
    }

    fn lines(&self, chosen: &Chosen, id: EconomyId) -> Vec<Line> {
        let markets = chosen.markets_of(id);
        let mut lines = vec![];
        for group in chosen.groups_of(self.flows.partition, id) {
            let members = self.flows.places(id, &group.rows);
            lines.extend(markets.iter().map(|Market { importer, members: partners }| Line {
                cell: group.cell,
                members: members.clone(),
                partners: partners.clone(),
                importer: *importer,
            }));
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
