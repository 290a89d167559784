//! Value added by origin in the sales that a measure hits.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Lu, Matrix, ZeroPivot, ratios, times};
use crate::measures::trade::Exports;
use crate::table::lines::Lines;
use crate::table::{EconomyId, Partition, SalesSet};

/// The levels of [`exposure`]: every economy of origin, or every sector of it.
pub const LEVELS: &[Level] = &[Level::Region, Level::RegionSector];

/// Value added by origin in a set of sales across borders, each unit counted once: what every
/// origin would lose if these sales stopped and nothing replaced them.
///
/// With Ã the coefficients without the inputs in the set, and ε the sales in the set by seller,
/// for production and for final use,
///
/// ```text
/// va = v̂ (I − Ã)⁻¹ ε
/// ```
///
/// Frame `exposure` with the keys `region` or `region, sector` (the origin) and the columns `sales`
/// (in the set, by the seller, gross), `va`, `va_share` (of all value added of the origin; empty
/// without any). The same set by [`crate::measures::decompose::perimeter`] gives the same value added.
///
/// Cost: one factor of I − Ã, ⅔n³ flops and n² numbers, however large the set; the system's own
/// is not needed.
///
/// # Errors
/// [`Error::Level`] for a level that is none of [`LEVELS`]; [`Error::OtherTable`] for a set of
/// another table; [`Error::Singular`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, RowSet, read};
/// use tripole::frame::Level;
/// use tripole::measures::exposure::exposure;
/// use tripole::table::{Sales, SalesSet, Uses};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let (usa, chn) = (partition.find("USA")?, partition.find("CHN")?);
/// let rows = RowSet::economy(&partition, chn);
/// let sales = Sales::new(&partition, rows, vec![usa], Uses::All)?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let set = SalesSet::of(&partition, [&sales])?;
/// let frame = exposure(&system, &set, Level::Region)?;
/// // Not all that the United States buy from China is Chinese value added, but all is somebody's,
/// // except what crosses twice.
/// let sum = |column| frame.real(column).map_or(0.0, |values| values.iter().sum::<f64>());
/// let (sales, all) = (sum("sales"), sum("va"));
/// assert!(frame.value(&["CHN"], "va").is_some_and(|chinese| chinese < all));
/// assert!(all < sales && all > 0.99 * sales);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Perimeters: Borin and Mancini (2019), World Bank Policy Research WP 8804; any set of flows:
/// this project.
pub fn exposure(system: &LeontiefSystem, set: &SalesSet, by: Level) -> Result<Frame> {
    let (index, partition) = (system.table().index(), set.economies());
    partition.check_rows("the set of sales", index)?;
    let lines = Lines::at("exposure", by, LEVELS, index, partition)?;
    let sales = sales_in(system, set).row_sums();
    let va = value_added_in(system, set, sales.clone())?;
    let money = || Unit::money(system.table().unit());
    let exposed = lines.sum(&va);
    let share = ratios(&exposed, &lines.sum(system.value_added()));
    Ok(lines
        .frame()
        .with_indicator("sales", money(), lines.sum(&sales))
        .with_indicator("va", money(), exposed)
        .with_indicator("va_share", Unit::Share, share))
}

/// v̂ (I − Ã)⁻¹ ε by row, see [`exposure`](fn@exposure).
///
/// # Errors
/// As [`exposure`](fn@exposure).
pub fn exposed_by_row(system: &LeontiefSystem, set: &SalesSet) -> Result<Vec<f64>> {
    let partition = set.economies();
    partition.check_rows("the set of sales", system.table().index())?;
    value_added_in(system, set, sales_in(system, set).row_sums())
}

fn value_added_in(system: &LeontiefSystem, set: &SalesSet, sales: Vec<f64>) -> Result<Vec<f64>> {
    let partition = set.economies();
    let (z, x) = (system.table().intermediate(), system.output());
    system.has_room()?;
    let lu = Lu::new(system.order(), |j, column| {
        if x[j] != 0.0 {
            let cut = set.inputs(partition.of_row(j));
            let cells = column.iter_mut().zip(z.column(j)).zip(cut);
            cells.filter(|(_, cut)| !**cut).for_each(|((cell, flow), _)| *cell = -flow / x[j]);
        }
        column[j] += 1.0;
    })
    .map_err(|ZeroPivot { column }| Error::Singular {
        label: system.table().index().label(column),
    })?;
    let mut output = Matrix::from_column(sales);
    lu.solve(&mut output);
    Ok(times(output.column(0), system.value_added_coefficients()))
}

/// Value added in every flow of a set, taken alone: product k of an exporter bought by r, counted
/// when it first enters r.
///
/// Frame `exposure` with keys `exporter, sector, importer`, one line per flow that is not zero, and the
/// columns `sales` E_kr (in the set), `counted_once` (1 / (1 + Σ_{j∈r} a_kj b_jk) with the inputs a_kj
/// that are in the set: below one where part of the flow had been in r before as an earlier part of
/// it), `dva` and `fva`, value added of the exporter and of others in what is counted once. The
/// three differ from the sales by double counting. For a group as the exporter, sums over its
/// members' flows.
///
/// Cost beyond the factor: 2n² flops and n numbers per selling row, economy by economy.
///
/// # Errors
/// As [`exposure`](fn@exposure), and [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::exposure::exposure_by_flow;
/// use tripole::sources::CodeReader;
/// use tripole::table::SalesSet;
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let sales = CodeReader::new(&partition).sales("CHN:ELE>USA")?;
/// let frame = exposure_by_flow(&system, &SalesSet::of(&partition, [&sales])?)?;
/// let of = |column| frame.value(&["CHN", "ELE", "USA"], column).unwrap_or_default();
/// // Part of it is foreign value added; a little had been in the United States before.
/// assert!(of("fva") > 0.0 && of("dva") + of("fva") <= of("sales"));
/// assert!(of("counted_once") < 1.0);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Borin and Mancini (2019), sectoral-bilateral perspective; Miroudot and Ye (2021), *Economic
/// Systems Research* 33(1). The factor is the update of Sherman and Morrison.
pub fn exposure_by_flow(system: &LeontiefSystem, set: &SalesSet) -> Result<Frame> {
    let partition = set.economies();
    partition.check_rows("the set of sales", system.table().index())?;
    let sales = sales_in(system, set);
    let g = partition.len();
    let mut found: Vec<Flow> = vec![];
    for (seller, economy) in partition.economies() {
        let sells = |row: &usize| (0..g).any(|r| sales[(*row, r)] != 0.0);
        let rows: Vec<usize> = economy.rows.iter().copied().filter(sells).collect();
        let columns = system.inverse_columns(&rows)?;
        let of_row = |(position, &row): (usize, &usize)| {
            flows_of(system, partition, set, &sales, (seller, row), columns.column(position))
        };
        let flows: Vec<Vec<Flow>> = rows.par_iter().enumerate().map(of_row).collect();
        let mut flows: Vec<Flow> = flows.into_iter().flatten().collect();
        let sector = |flow: &Flow| system.table().index().node(flow.row).sector;
        flows.sort_by_key(|flow| (sector(flow), flow.importer));
        flows.dedup_by(|next, first| {
            let same = sector(next) == sector(first) && next.importer == first.importer;
            if same {
                first.add(next);
            }
            same
        });
        found.append(&mut flows);
    }
    let index = system.table().index();
    let money = || Unit::money(system.table().unit());
    let column = |of: fn(&Flow) -> f64| found.iter().map(of).collect::<Vec<f64>>();
    Ok(Frame::new("exposure", found.len())
        .with_key(
            "exporter",
            partition.names(),
            found.iter().map(|flow| partition.of_row(flow.row).position()),
        )
        .with_key(
            "sector",
            index.sector_codes(),
            found.iter().map(|flow| index.node(flow.row).sector.position()),
        )
        .with_key("importer", partition.names(), found.iter().map(|flow| flow.importer))
        .with_indicator("sales", money(), column(|flow| flow.sales))
        .with_indicator("counted_once", Unit::Share, column(|flow| flow.once / flow.sales))
        .with_indicator("dva", money(), column(|flow| flow.dva))
        .with_indicator("fva", money(), column(|flow| flow.fva)))
}

/// A row's sales to one economy.
struct Flow {
    row: usize,
    importer: usize,
    sales: f64,
    /// Sales counted once.
    once: f64,
    dva: f64,
    fva: f64,
}

impl Flow {
    fn add(&mut self, other: &Flow) {
        self.sales += other.sales;
        self.once += other.once;
        self.dva += other.dva;
        self.fva += other.fva;
    }
}

/// The flows of one row, given its column of the inverse.
fn flows_of(
    system: &LeontiefSystem,
    partition: &Partition,
    set: &SalesSet,
    sales: &Matrix,
    (seller, row): (EconomyId, usize),
    column: &[f64],
) -> Vec<Flow> {
    let (z, x) = (system.table().intermediate(), system.output());
    let (mut own, mut others) = (0.0, 0.0);
    for (origin, amount) in times(column, system.value_added_coefficients()).iter().enumerate() {
        *(if partition.of_row(origin) == seller { &mut own } else { &mut others }) += amount;
    }
    let importers = partition.economies().filter(|(r, _)| sales[(row, r.position())] != 0.0);
    importers
        .map(|(r, economy)| {
            let buys = set.inputs(r)[row];
            let users = economy.rows.iter().filter(|&&j| buys && x[j] != 0.0);
            let again: f64 = users.map(|&j| z[(row, j)] / x[j] * column[j]).sum();
            let sales = sales[(row, r.position())];
            let once = sales / (1.0 + again);
            Flow { row, importer: r.position(), sales, once, dva: own * once, fva: others * once }
        })
        .collect()
}

/// Sales in the set by row and importing economy, n x economies.
pub(crate) fn sales_in(system: &LeontiefSystem, set: &SalesSet) -> Matrix {
    let partition = set.economies();
    let exports = Exports::of(system.table(), partition);
    let mut sales = Matrix::zeros(system.order(), partition.len());
    for (r, _) in partition.economies() {
        let flows = [
            (exports.intermediate.column(r.position()), set.inputs(r)),
            (exports.final_use.column(r.position()), set.final_use(r)),
        ];
        for (flows, meant) in flows {
            let cells = sales.column_mut(r.position()).iter_mut().zip(flows).zip(meant);
            cells.filter(|(_, meant)| **meant).for_each(|((sum, flow), _)| *sum += flow);
        }
    }
    sales
}
