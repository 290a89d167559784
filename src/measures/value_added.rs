//! Value added by origin and destination, value-added exports, and the content of exports.
//!
//! With X = B Y (n x economies) the output needed for the final demand of each economy:
//!
//! ```text
//! value added of origin row k in the final demand of l:   VAY_kl = v_k X_kl
//! value-added exports of s to l ≠ s:                      VAX_sl = Σ_{k∈s} VAY_kl
//! content of origin t in the exports of row k:            (VB)_t,k E_k
//! ```
//!
//! Total value added by origin is GDP, by destination it is final demand; total balances in
//! value added equal total gross balances, bilateral ones do not.
//!
//! References: Johnson and Noguera (2012), *Journal of International Economics* 86; Koopman,
//! Wang and Wei (2014), *American Economic Review* 104(2); Borin and Mancini (2019), World
//! Bank Policy Research WP 8804.

use crate::error::{MemoryFor, Result};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, ratios, room};
use crate::measures::trade::Exports;
use crate::table::{EconomyId, Partition};

/// Whether a side of the result is shown by economy or by economy and sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// One line per economy.
    #[default]
    Total,
    /// One line per sector of every economy.
    Sectors,
}

/// How the two sides of [`value_added`] are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sides {
    /// The origin of value added.
    pub origin: Detail,
    /// The final demand that it ends in; with sectors, by product demanded.
    pub destination: Detail,
}

/// Value added by origin (economy, or economy and sector) and by destination (economy of
/// final demand, or economy and product demanded).
///
/// Frame `va` with keys `origin[, origin_sector], destination[, final_sector]` and the column
/// `value_added`. A final sector is the product bought by the final user, whoever made it.
///
/// Cost beyond the factor: 2n² flops per economy; with sectors on both sides 2n² per
/// destination and sector, as much as an inverse when every sector is wanted.
///
/// # Errors
/// As [`LeontiefSystem::factorise`]; [`Error::Memory`](crate::Error::Memory) for a result that is too long.
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::value_added::{Sides, value_added};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = value_added(&system, &partition, Sides::default())?;
/// let at_home = frame.value(&["USA", "USA"], "value_added").unwrap_or_default();
/// let abroad = frame.value(&["USA", "CHN"], "value_added").unwrap_or_default();
/// assert!(at_home > 100.0 * abroad / 2.0 && abroad > 0.0);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn value_added(system: &LeontiefSystem, partition: &Partition, sides: Sides) -> Result<Frame> {
    system.check_partition(partition)?;
    let Sides { origin, destination } = sides;
    let (g, cells) = (partition.len(), partition.cells());
    let index = system.table().index();
    let sectors = index.sectors().len();
    has_room(system, partition, sides)?;
    let v = system.value_added_coefficients();
    // Rows of the result, one per origin: a value for each destination (and product).
    let by_origin: Matrix = match (origin, destination) {
        (Detail::Total, Detail::Total) => {
            fold_rows(&system.output_by_destination(partition)?, v, g, |row| {
                partition.of_row(row).position()
            })
        }
        (Detail::Sectors, Detail::Total) => {
            let of_row = cell_of_row(partition, index.len());
            fold_rows(&system.output_by_destination(partition)?, v, cells.len(), |row| of_row[row])
        }
        (Detail::Total, Detail::Sectors) => {
            let origins = system.value_added_by_origin(partition)?;
            let demand = demand_by_product(system, partition);
            origins.transpose_times(&demand)
        }
        (Detail::Sectors, Detail::Sectors) => {
            let of_row = cell_of_row(partition, index.len());
            let outputs = system.solve(demand_by_product(system, partition))?;
            fold_rows(&outputs, v, cells.len(), |row| of_row[row])
        }
    };
    let (origins, destinations) = by_origin.shape();
    let rows = origins * destinations;
    let each = |row: usize| (row / destinations, row % destinations);
    let mut frame = Frame::new("va", rows);
    frame = match origin {
        Detail::Total => frame.with_key("origin", partition.names(), (0..rows).map(|k| each(k).0)),
        Detail::Sectors => frame
            .with_key(
                "origin",
                partition.names(),
                (0..rows).map(|k| cells[each(k).0].economy.position()),
            )
            .with_key(
                "origin_sector",
                index.sector_codes(),
                (0..rows).map(|k| cells[each(k).0].sector.position()),
            ),
    };
    frame = match destination {
        Detail::Total => {
            frame.with_key("destination", partition.names(), (0..rows).map(|k| each(k).1))
        }
        Detail::Sectors => frame
            .with_key("destination", partition.names(), (0..rows).map(|k| each(k).1 / sectors))
            .with_key("final_sector", index.sector_codes(), (0..rows).map(|k| each(k).1 % sectors)),
    };
    let values = (0..rows).map(|k| by_origin[each(k)]).collect();
    Ok(frame.with_indicator("value_added", money(system), values))
}

/// Whether there is memory for a result with sectors: its cells as a matrix, then its columns, and where it has sectors on
/// both sides a right-hand side for every destination and product.
fn has_room(system: &LeontiefSystem, partition: &Partition, sides: Sides) -> Result<()> {
    let products = partition.len() * system.table().index().sectors().len();
    let (origins, origin_keys) = match sides.origin {
        Detail::Total => (partition.len(), 1),
        Detail::Sectors => (partition.cells().len(), 2),
    };
    let (destinations, keys) = match sides.destination {
        Detail::Total => (partition.len(), 1),
        Detail::Sectors => (products, 2),
    };
    Frame::room(origins.saturating_mul(destinations), origin_keys + keys, 2)?;
    match sides {
        Sides { origin: Detail::Sectors, destination: Detail::Sectors } => {
            room(MemoryFor::Sides(products), system.order().saturating_mul(products))
        }
        _ => Ok(()),
    }
}

/// v̂ M with rows added up into `targets` groups.
fn fold_rows(
    matrix: &Matrix,
    v: &[f64],
    targets: usize,
    target: impl Fn(usize) -> usize,
) -> Matrix {
    let mut out = Matrix::zeros(targets, matrix.columns());
    for l in 0..matrix.columns() {
        let sums = out.column_mut(l);
        for (row, (x, v)) in matrix.column(l).iter().zip(v).enumerate() {
            sums[target(row)] += v * x;
        }
    }
    out
}

pub(crate) fn cell_of_row(partition: &Partition, rows: usize) -> Vec<usize> {
    let mut of = vec![0; rows];
    for (position, cell) in partition.cells().iter().enumerate() {
        cell.rows.iter().for_each(|&row| of[row] = position);
    }
    of
}

/// Final demand by destination and product, n x (economies · sectors), sector innermost.
pub(crate) fn demand_by_product(system: &LeontiefSystem, partition: &Partition) -> Matrix {
    let y = system.final_demand_by_destination(partition);
    let index = system.table().index();
    let sectors = index.sectors().len();
    let mut out = Matrix::zeros(y.rows(), y.columns() * sectors);
    for l in 0..y.columns() {
        for (row, &value) in y.column(l).iter().enumerate() {
            out[(row, l * sectors + index.node(row).sector.position())] = value;
        }
    }
    out
}

/// The levels of [`vax`]: the total of every economy, every sector of it forward and backward,
/// every pair of economies.
pub const LEVELS: &[Level] = &[Level::Region, Level::RegionSector, Level::Pair];

/// Value-added exports (Johnson and Noguera 2012): domestic value added absorbed abroad.
///
/// | level | keys | columns |
/// |---|---|---|
/// | region | `exporter` | `exports, vax, vax_ratio` |
/// | region-sector | `exporter, sector` | `exports, vax_forward, vax_backward, vax_ratio` |
/// | pair | `exporter, importer` | `exports, vax, vax_ratio` |
///
/// - `vax` = Σ_{k∈s} v_k X_kl over foreign destinations l (or the partner): who absorbs it,
///   through whatever route.
/// - `vax_forward`, by sector of origin: Σ_{l≠s} v_k X_kl. It may exceed the sector's own
///   exports, because the sector also exports through others.
/// - `vax_backward`, by exporting sector: vL_k (e_k − Σ_{r≠s} D_kr(s)), where
///   D_kr(s) = A_kr· X_r(s) is what comes back home. At most e_k when nothing is negative.
///   Both add up to the economy's `vax`.
/// - `vax_ratio` = vax / exports (forward for a sector); empty where exports are zero.
///
/// Cost beyond the factor: 2n² flops per economy; backward n² more.
///
/// # Errors
/// As [`LeontiefSystem::factorise`]; [`Error::Level`](crate::Error::Level) for a level that is none
/// of [`LEVELS`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::frame::Level;
/// use tripole::measures::value_added::vax;
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = vax(&system, &partition, Level::Region)?;
/// let ratio = |region| frame.value(&[region], "vax_ratio").unwrap_or_default();
/// // Mexico assembles more than Russia, whose exports are mostly raw materials.
/// assert!(ratio("MEX") < ratio("RUS") && ratio("RUS") < 1.0);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn vax(system: &LeontiefSystem, partition: &Partition, by: Level) -> Result<Frame> {
    by.among("vax", LEVELS)?;
    system.check_partition(partition)?;
    let g = partition.len();
    if by == Level::RegionSector {
        let found = VaxOfSectors::of(system, partition)?;
        let columns = [("vax_forward", found.forward), ("vax_backward", found.backward)];
        return Ok(vax_columns(system, keys_of_cells(system, partition), found.exports, &columns));
    }
    let flows = VaxFlows::of(system, partition)?;
    if by == Level::Region {
        let VaxOfEconomies { exports, vax } = flows.of_economies();
        let frame = Frame::new("vax", g).with_key("exporter", partition.names(), 0..g);
        return Ok(vax_columns(system, frame, exports, &[("vax", vax)]));
    }
    let pairs: Vec<(usize, usize)> =
        (0..g).flat_map(|s| (0..g).filter(move |&l| l != s).map(move |l| (s, l))).collect();
    let frame = Frame::new("vax", pairs.len())
        .with_key("exporter", partition.names(), pairs.iter().map(|p| p.0))
        .with_key("importer", partition.names(), pairs.iter().map(|p| p.1));
    let of = |m: &Matrix| pairs.iter().map(|&p| m[p]).collect::<Vec<f64>>();
    Ok(vax_columns(system, frame, of(&flows.gross), &[("vax", of(&flows.absorbed))]))
}

/// Gross exports and value added by economy and destination, G x G.
struct VaxFlows {
    gross: Matrix,
    absorbed: Matrix,
}

impl VaxFlows {
    fn of(system: &LeontiefSystem, partition: &Partition) -> Result<Self> {
        let exports = Exports::of(system.table(), partition).total();
        let outputs = system.output_by_destination(partition)?;
        let v = system.value_added_coefficients();
        let g = partition.len();
        let ones = vec![1.0; exports.rows()];
        let economy = |row: usize| partition.of_row(row).position();
        Ok(VaxFlows {
            gross: fold_rows(&exports, &ones, g, economy),
            absorbed: fold_rows(&outputs, v, g, economy),
        })
    }

    fn of_economies(&self) -> VaxOfEconomies {
        let g = self.gross.rows();
        let abroad = |m: &Matrix| -> Vec<f64> {
            (0..g).map(|s| (0..g).filter(|&l| l != s).map(|l| m[(s, l)]).sum()).collect()
        };
        VaxOfEconomies { exports: abroad(&self.gross), vax: abroad(&self.absorbed) }
    }
}

/// Exports and value-added exports of every economy.
pub(crate) struct VaxOfEconomies {
    exports: Vec<f64>,
    /// `vax` of [`vax`].
    pub vax: Vec<f64>,
}

impl VaxOfEconomies {
    /// [`vax`] at the level of regions.
    ///
    /// # Errors
    /// As [`vax`].
    pub fn of(system: &LeontiefSystem, partition: &Partition) -> Result<Self> {
        Ok(VaxFlows::of(system, partition)?.of_economies())
    }
}

/// Exports and value-added exports of every cell, by sector of origin and by exporting sector.
pub(crate) struct VaxOfSectors {
    exports: Vec<f64>,
    /// `vax_forward` of [`vax`].
    pub forward: Vec<f64>,
    /// `vax_backward` of [`vax`].
    pub backward: Vec<f64>,
}

impl VaxOfSectors {
    /// [`vax`] at the level of sectors.
    ///
    /// # Errors
    /// As [`vax`].
    pub fn of(system: &LeontiefSystem, partition: &Partition) -> Result<Self> {
        let exports = Exports::of(system.table(), partition).total();
        let outputs = system.output_by_destination(partition)?;
        let (g, cells) = (partition.len(), partition.cells());
        let v = system.value_added_coefficients();
        let by_row = exports.row_sums();
        let forward_row = |row: usize| -> f64 {
            let s = partition.of_row(row).position();
            v[row] * (0..g).filter(|&l| l != s).map(|l| outputs[(row, l)]).sum::<f64>()
        };
        let local = system.solve_local_left(v, partition)?;
        let returned = returned_exports(system, partition, &outputs);
        let backward_row = |row: usize| local[row] * (by_row[row] - returned[row]);
        let sum = |f: &dyn Fn(usize) -> f64| -> Vec<f64> {
            cells.iter().map(|cell| cell.rows.iter().map(|&row| f(row)).sum()).collect()
        };
        Ok(VaxOfSectors {
            exports: sum(&|row| by_row[row]),
            forward: sum(&forward_row),
            backward: sum(&backward_row),
        })
    }
}

fn keys_of_cells(system: &LeontiefSystem, partition: &Partition) -> Frame {
    let cells = partition.cells();
    let sectors = system.table().index().sector_codes();
    Frame::new("vax", cells.len())
        .with_key("exporter", partition.names(), cells.iter().map(|c| c.economy.position()))
        .with_key("sector", sectors, cells.iter().map(|c| c.sector.position()))
}

fn vax_columns(
    system: &LeontiefSystem,
    frame: Frame,
    exports: Vec<f64>,
    columns: &[(&str, Vec<f64>)],
) -> Frame {
    let ratio = ratios(&columns[0].1, &exports);
    let mut frame = frame.with_indicator("exports", money(system), exports);
    for (name, values) in columns {
        frame = frame.with_indicator(*name, money(system), values.clone());
    }
    frame.with_indicator("vax_ratio", Unit::Share, ratio)
}

/// Σ_{r≠s} D_kr(s) for every row k of s: the part of k's intermediate exports that ends in the
/// final demand of s itself, A_k,abroad X_abroad(s). n² multiplications.
pub(crate) fn returned_exports(
    system: &LeontiefSystem,
    partition: &Partition,
    outputs: &Matrix,
) -> Vec<f64> {
    use rayon::prelude::*;
    let (z, x) = (system.table().intermediate(), system.output());
    let economies: Vec<_> = partition.economies().collect();
    let parts: Vec<Vec<f64>> = economies
        .par_iter()
        .map(|(id, economy)| {
            let needed = outputs.column(id.position());
            let mut sums = vec![0.0; economy.rows.len()];
            for j in (0..z.columns()).filter(|&j| partition.of_row(j) != *id && x[j] != 0.0) {
                let weight = needed[j] / x[j];
                let column = z.column(j);
                sums.iter_mut()
                    .zip(&economy.rows)
                    .for_each(|(sum, &row)| *sum += column[row] * weight);
            }
            sums
        })
        .collect();
    let mut out = vec![0.0; z.rows()];
    for ((_, economy), part) in economies.iter().zip(&parts) {
        economy.rows.iter().zip(part).for_each(|(&row, &value)| out[row] = value);
    }
    out
}

/// Content of exports: value added of every origin in the gross exports of every exporter,
/// counted at each crossing.
///
/// Frame `content` with keys `exporter, origin` and the column `content`,
/// C_ts = Σ_{k∈s} (VB)_t,k e_k. With residual value added the origins add up to gross exports:
/// domestic content DC_s = C_ss, foreign content FC_s the rest (VS of Koopman, Wang and Wei).
///
/// Cost beyond the factor: 2n² flops per economy.
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::value_added::content_of_exports;
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = content_of_exports(&system, &partition)?;
/// let from = |origin| frame.value(&["MEX", origin], "content").unwrap_or_default();
/// // Next to Mexico itself, the United States add most to its exports.
/// assert!(from("MEX") > from("USA") && from("USA") > from("CHN"));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn content_of_exports(system: &LeontiefSystem, partition: &Partition) -> Result<Frame> {
    system.check_partition(partition)?;
    let exports = Exports::of(system.table(), partition).by_row();
    let origins = system.value_added_by_origin(partition)?;
    let g = partition.len();
    let content = |s: EconomyId, t: usize| -> f64 {
        let column = origins.column(t);
        partition.economy(s).rows.iter().map(|&k| column[k] * exports[k]).sum()
    };
    let values = partition.economies().flat_map(|(s, _)| (0..g).map(move |t| (s, t)));
    let values: Vec<f64> = values.map(|(s, t)| content(s, t)).collect();
    Ok(Frame::new("content", g * g)
        .with_key("exporter", partition.names(), (0..g * g).map(|k| k / g))
        .with_key("origin", partition.names(), (0..g * g).map(|k| k % g))
        .with_indicator("content", money(system), values))
}

fn money(system: &LeontiefSystem) -> Unit {
    Unit::money(system.table().unit())
}
