//! Value added in gross exports: decompositions of every flow, from every perspective, by either
//! approach.
//!
//! Gross exports E of an economy s are split into domestic and foreign **content** (value added
//! counted at every crossing of a border) and, inside each, into **value added** (counted once)
//! and **double counting**. What "once" means is the perspective: the perimeter within which a
//! unit must not be counted again.
//!
//! | question | perspective |
//! |---|---|
//! | how much GDP of s is in all it exports? | exporter |
//! | the same, so that foreign value added adds up over countries | world |
//! | how much GDP of s is at stake if all sales of s to r stopped? | bilateral |
//! | … if all exports of one sector stopped? | sector-exporter |
//! | … if the exports of one sector to r stopped? | sector-bilateral |
//!
//! Within the exporter (and world) perspective a unit that leaves s more than once is assigned
//! either to its first exit (**source**) or to its last (**sink**); totals agree, single flows
//! differ. "Foreign value added" has five values in the literature (see the table in each
//! function): content, exporter, world by source, world by sink, and the terms seven and eight of
//! Koopman, Wang and Wei. They answer different questions.
//!
//! Items, with E = dc + fc and, with value added from the table, `other` (taxes, margins and
//! discrepancy, (1 − v'B) E):
//!
//! What ends in the row discrepancy of output taken from the table, with no user, is part of `dva`, `vax` and
//! `fva` by either approach: nobody sells it on.
//!
//! | item | meaning |
//! |---|---|
//! | `dc`, `fc` | domestic, foreign content: VB_s,k E and Σ_{t≠s} VB_t,k E |
//! | `dva`, `ddc` | domestic value added, domestic double counting: dc = dva + ddc |
//! | `vax`, `reflection` | dva absorbed abroad, dva that comes home: dva = vax + reflection |
//! | `davax` | dva absorbed by the direct importer without crossing another border |
//! | `vaxim` | dva absorbed by the direct importer, by whatever route (sink) |
//! | `fva`, `fdc` | foreign value added, foreign double counting: fc = fva + fdc |
//! | `gvc` | E − davax = `gvc_backward` (E − dva) + `gvc_forward` (dva − davax) |
//!
//! References: Borin and Mancini (2019), World Bank Policy Research WP 8804; Borin and Mancini
//! (2023), *Economic Systems Research* 35(4); items and options as in Stata `icio` (Belotti, Borin
//! and Mancini 2021, *Stata Journal* 21(3)).

mod bilateral;
mod cells;
mod exporter;
mod flows;
mod groups;
mod imports;
mod kww;
mod perimeter;
mod policy;
mod query;
mod split;
mod world;
mod wwz;

pub use bilateral::bilateral;
pub(crate) use bilateral::pairs;
pub use cells::Cells;
pub use imports::{ImportsOf, imports};
pub use kww::{kww, kww_grouped};
pub use policy::perimeter;
pub use query::{Approach, Flow, Perspective, Query};
pub use split::{Split, SplitItems, exports_split};
pub use wwz::{WWZ_LEVELS, WWZ_TERMS, wwz, wwz_grouped};

use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::table::Partition;
use flows::Flows;

/// The independent items of one flow; all others are differences of these.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Terms {
    pub exports: f64,
    dc: f64,
    fc: f64,
    pub dva: f64,
    pub fva: f64,
    reflection: f64,
    davax: f64,
    vaxim: f64,
}

impl std::ops::AddAssign for Terms {
    fn add_assign(&mut self, other: Terms) {
        self.exports += other.exports;
        self.dc += other.dc;
        self.fc += other.fc;
        self.dva += other.dva;
        self.fva += other.fva;
        self.reflection += other.reflection;
        self.davax += other.davax;
        self.vaxim += other.vaxim;
    }
}

impl Terms {
    /// Domestic value added that is absorbed abroad.
    pub fn vax(&self) -> f64 {
        self.dva - self.reflection
    }
}

/// A column of the result and how it follows from the terms.
type Item = (&'static str, fn(&Terms) -> f64);

/// One flow: whose exports, perhaps of which cell of the partition, perhaps to whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    exporter: usize,
    cell: Option<usize>,
    importer: Option<usize>,
    /// What the flow is made of.
    pub terms: Terms,
}

/// Decompose exports as `query` says, in the cells asked for (`&[]` for all).
///
/// Frame `exports` with keys `exporter[, sector][, importer]` and the columns of the module's
/// table: from the exporter's perspective by source `exports, dc, dva, vax, reflection, davax, ddc,
/// fc, fva, fdc, gvc, gvc_backward, gvc_forward`; by sink without `davax` and `gvc*`, and for
/// pairs with `vaxim`; otherwise `exports, dc, dva, vax, reflection, ddc, fc, fva, fdc`. `other`
/// is added when value added is the table's row.
///
/// Formulas (VALUE_ADDED 8 of the specification; k a row of s, r ≠ s the importer, D_kr(l) the
/// part of E_kr that ends in the final demand of l):
///
/// ```text
/// source    dva = vL_k E_kr      fva = [Σ_{t≠s} VB_ts B_ss⁻¹ L_s]_k E_kr    reflection = vL_k D_kr(s)
///           davax = vL_k (Y_kr + A_kr· L_r Y_rr)
/// sink      D̃_kr(l) = Y_kr [l = r] + A_kr· (X_r(l) − B_rs y(l)),   y(l) = B_ss⁻¹ (X_s(l) − [l = s] L_s Y_ss)
///           dva = VB_s,k Σ_l D̃_kr(l)    fva = Σ_{t≠s} VB_t,k Σ_l D̃_kr(l)    reflection: l = s, vaxim: l = r
/// perimeter dva = VB_s z,  fva = Σ_{t≠s} VB_t z,  z = (I + A_ST B_TS)⁻¹ E_ST
/// ```
///
/// Cost beyond the factor, for e exporters and r importers asked for out of G economies: 2n² flops
/// for each of
///
/// | perspective | columns of the inverse | right-hand sides |
/// |---|---|---|
/// | exporter, by source | rows of the exporters | e |
/// | exporter, by source, solved by sweeps | none | 2e + min(2e, G) |
/// | exporter, by sink | rows of the exporters | min(e + r, G) |
/// | bilateral | rows of the exporters | e |
/// | sector-exporter, sector-bilateral | their rows in the sectors asked for | e |
/// | world, by source | none | e + min(2e, G) |
/// | world, by sink | none | e + G |
///
/// then about 2n² in all and 2n n_s for each exporter. From two thirds of the rows on, the columns
/// are taken from the whole inverse, made once (4/3·n³ flops, n² numbers) up to 11,500 rows; otherwise
/// they are streamed. No inversion per exporter, pair or sector. Sectors spare little from the
/// exporter's perspective, which takes all exports of an economy together, nor does an exporter from
/// the world's by sink, which follows value added of every origin.
///
/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) for a perspective that the flow cannot have, and for
/// importers or sectors of a flow that is not divided by them; those of
/// [`LeontiefSystem::factorise`].
pub fn exports(
    system: &LeontiefSystem,
    partition: &Partition,
    query: Query,
    cells: impl Into<Cells>,
) -> Result<Frame> {
    let query = query.resolved()?;
    let lines = lines(system, partition, query, cells.into())?;
    let frame = keyed("exports", system, partition, query.flow, &lines);
    Ok(with_items(frame, system, &items(query, system), &lines))
}

/// The flows that [`exports`] shows, in the same order.
pub(crate) fn export_lines(
    system: &LeontiefSystem,
    partition: &Partition,
    query: Query,
) -> Result<Vec<Line>> {
    lines(system, partition, query.resolved()?, Cells::default())
}

/// Exports under the names and definitions of Miroudot and Ye (2021, *Economic Systems
/// Research* 33(1)): frame `my` with columns `EXGR, DC, DVA, VAX, REF, DDC, FC, FVA, FDC`.
///
/// Their perimeters are the perspectives of [`exports`] (by source), and so are the numbers; but
/// with the world perimeter nothing foreign counts as value added: FVA = 0 and FDC = FC, where
/// the first part of the foreign double counting is what [`Perspective::World`] calls foreign
/// value added.
///
/// # Errors
/// As [`exports`].
pub fn miroudot_ye(
    system: &LeontiefSystem,
    partition: &Partition,
    query: Query,
    cells: impl Into<Cells>,
) -> Result<Frame> {
    let query = Query { approach: Approach::Source, ..query }.resolved()?;
    let lines = lines(system, partition, query, cells.into())?;
    let fva: fn(&Terms) -> f64 =
        if query.perspective == Perspective::World { |_| 0.0 } else { |t| t.fva };
    let fdc: fn(&Terms) -> f64 =
        if query.perspective == Perspective::World { |t| t.fc } else { |t| t.fc - t.fva };
    let items: [Item; 9] = [
        ("EXGR", |t| t.exports),
        ("DC", |t| t.dc),
        ("DVA", |t| t.dva),
        ("VAX", |t| t.dva - t.reflection),
        ("REF", |t| t.reflection),
        ("DDC", |t| t.dc - t.dva),
        ("FC", |t| t.fc),
        ("FVA", fva),
        ("FDC", fdc),
    ];
    let frame = keyed("my", system, partition, query.flow, &lines);
    Ok(with_items(frame, system, &items, &lines))
}

/// Numbers of a line while it is computed, and columns of the result that it becomes.
const LINE: usize = size_of::<Line>() / size_of::<f64>();
const COLUMNS: usize = 14;

/// The lines of a query that is resolved.
fn lines(
    system: &LeontiefSystem,
    partition: &Partition,
    query: Query,
    cells: Cells,
) -> Result<Vec<Line>> {
    let chosen = cells.within(partition, query.flow)?;
    chosen.has_room(partition, LINE + COLUMNS)?;
    match query.perspective {
        Perspective::Exporter => {
            exporter::exporter_lines(system, partition, query.approach, &chosen)
        }
        Perspective::World => {
            world::world_lines(system, partition, query.approach, &chosen.exporters)
        }
        Perspective::Bilateral | Perspective::SectorExporter | Perspective::SectorBilateral => {
            let flows = Flows::new(system, partition)?;
            flows.perimeter_lines(&chosen, &flows.outputs(&chosen.exporters)?)
        }
    }
}

/// Sum over a row without the own economy's column.
fn minus_own(matrix: &Matrix, row: usize, own: usize) -> f64 {
    (0..matrix.columns()).filter(|&r| r != own).map(|r| matrix[(row, r)]).sum()
}

/// A frame with the keys of the lines of a flow.
fn keyed(
    name: &'static str,
    system: &LeontiefSystem,
    partition: &Partition,
    flow: Flow,
    lines: &[Line],
) -> Frame {
    let cells = partition.cells();
    let exporters = lines.iter().map(|l| l.exporter);
    let mut frame =
        Frame::new(name, lines.len()).with_key("exporter", partition.names(), exporters);
    if flow.has_sector() {
        let codes = system.table().index().sector_codes();
        let sectors = lines.iter().filter_map(|l| l.cell).map(|c| cells[c].sector.position());
        frame = frame.with_key("sector", codes, sectors);
    }
    if flow.has_importer() {
        let importers = lines.iter().filter_map(|l| l.importer);
        frame = frame.with_key("importer", partition.names(), importers);
    }
    frame
}

fn with_items(frame: Frame, system: &LeontiefSystem, items: &[Item], lines: &[Line]) -> Frame {
    items.iter().fold(frame, |frame, (name, item)| {
        let values = lines.iter().map(|line| item(&line.terms)).collect();
        frame.with_indicator(*name, Unit::money(system.table().unit()), values)
    })
}

/// The columns of [`exports`].
fn items(query: Query, system: &LeontiefSystem) -> Vec<Item> {
    let exporter = query.perspective == Perspective::Exporter;
    let source = exporter && query.approach == Approach::Source;
    let vaxim = exporter && query.approach == Approach::Sink && query.flow.has_importer();
    let mut items: Vec<Item> =
        vec![("exports", |t| t.exports), ("dc", |t| t.dc), ("dva", |t| t.dva), ("vax", Terms::vax)];
    if vaxim {
        items.push(("vaxim", |t| t.vaxim));
    }
    items.push(("reflection", |t| t.reflection));
    if source {
        items.push(("davax", |t| t.davax));
    }
    items.push(("ddc", |t| t.dc - t.dva));
    items.push(("fc", |t| t.fc));
    items.push(("fva", |t| t.fva));
    items.push(("fdc", |t| t.fc - t.fva));
    if source {
        items.push(("gvc", |t| t.exports - t.davax));
        items.push(("gvc_backward", |t| t.exports - t.dva));
        items.push(("gvc_forward", |t| t.dva - t.davax));
    }
    if !system.closes() {
        items.push(("other", |t| t.exports - t.dc - t.fc));
    }
    items
}
