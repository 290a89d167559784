//! Average propagation lengths: the average number of sales through which one product reaches
//! another.
//!
//! With H = Σ_k k Aᵏ = B(B − I), the length from i to j is H_ij / (B − I)_ij: the mean number of
//! rounds of the input that j needs of i directly and indirectly, each weighted by its amount.
//! The Ghosh inverse gives the same numbers. Where the linkage (B − I)_ij is tiny, rounding makes
//! the ratio meaningless, so it is left empty up to a minimum linkage.

use std::sync::Arc;

use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::table::{Cell, CellId, Concordance, Partition};

/// The linkage up to which a length is left empty, unless another is asked for: below it
/// rounding dominates.
pub const MINIMUM_LINKAGE: f64 = 1e-12;

/// Suppliers that are emitted at once.
const BATCH: usize = 256;

/// The levels of [`apl`]. The table is first aggregated to one sector per economy, to one economy
/// for the world, or to one sector per bloc (an economy of a partition of blocs).
pub const LEVELS: &[Level] = &[Level::Region, Level::Sector, Level::Bloc];

/// The pairs of products that [`apl_of_products`] gives lengths for.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductPairs {
    /// The suppliers; all, if empty.
    pub from: Vec<CellId>,
    /// The users; all, if empty.
    pub to: Vec<CellId>,
    /// The linkage up to which a length is left empty.
    pub minimum_linkage: f64,
}

impl Default for ProductPairs {
    fn default() -> Self {
        ProductPairs { from: vec![], to: vec![], minimum_linkage: MINIMUM_LINKAGE }
    }
}

/// Average propagation lengths between all economies, or all sectors, of the added-up table.
///
/// Frame `apl` with keys `from, to` (economies or sectors) and columns `linkage` = (B − I)_ij,
/// what one unit of final demand for the product of `to` needs of `from` beyond itself, and
/// `apl` = [B(B − I)]_ij / (B − I)_ij ≥ 1, the number of sales on the way; empty where the
/// linkage is at most `minimum` in size.
///
/// The inverse is that of the small table (groups of the partition as one economy), so the length
/// within an economy counts its own rounds. For the detail of the whole table see
/// [`apl_of_products`]. Cost: n² additions, no factor of the whole table.
///
/// # Errors
/// [`Error::Level`](crate::Error::Level) for a level that is none of [`LEVELS`]; those of
/// [`LeontiefSystem::new`] and [`LeontiefSystem::factorise`], for the small table.
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::frame::Level;
/// use tripole::measures::apl::{MINIMUM_LINKAGE, apl};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = apl(&system, &partition, Level::Region, MINIMUM_LINKAGE)?;
/// let length = |from, to| frame.value(&[from, to], "apl").unwrap_or_default();
/// assert!(length("CHN", "CHN") < length("CHN", "USA") && length("CHN", "CHN") > 1.0);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Dietzenbacher and Romero (2007), *International Regional Science Review* 30(4).
pub fn apl(
    system: &LeontiefSystem,
    partition: &Partition,
    by: Level,
    minimum: f64,
) -> Result<Frame> {
    let small = added_up(system, partition, by)?;
    let by_sector = by == Level::Sector;
    let index = small.table().index();
    let codes = if by_sector { index.sector_codes() } else { index.region_codes() };
    let regions = Partition::regions(index);
    let cells: Vec<&Cell> = regions.cells().iter().collect();
    let lengths = Lengths::by_columns(&small, &cells, &cells)?;
    let pairs = codes.len() * codes.len();
    let frame = Frame::new("apl", pairs)
        .with_key("from", codes, (0..pairs).map(|k| k / codes.len()))
        .with_key("to", codes, (0..pairs).map(|k| k % codes.len()));
    Ok(lengths.columns(frame, minimum))
}

/// The system of the small table whose inverse [`apl`] takes at a level; n² additions.
///
/// # Errors
/// As [`apl`], but for the factor.
pub fn added_up(
    system: &LeontiefSystem,
    partition: &Partition,
    by: Level,
) -> Result<LeontiefSystem> {
    by.among("apl", LEVELS)?;
    system.check_partition(partition)?;
    if by == Level::Sector { in_one_economy(system) } else { system.collapsed(partition) }
}

/// The system of the table with one economy for the world.
fn in_one_economy(system: &LeontiefSystem) -> Result<LeontiefSystem> {
    let codes = system.table().index().region_codes().iter();
    let all = Concordance::new(codes.map(|c| (c.clone(), "WLD".to_owned())).collect());
    system.of_sums(system.table().aggregate(Some(&all), None)?)
}

/// Average propagation lengths between products of the whole table, handed to `emit` in frames of
/// the same columns, supplier outermost.
///
/// Frames `apl` with keys `from, from_sector, to, to_sector` and the columns of [`apl`], of the
/// inverse of the whole table. A product of a group sums over its members as suppliers and
/// averages over them, weighted by output, as users: linkage and H alike, before the ratio.
///
/// Cost beyond the factor: 4n² flops per supplier or per user, whichever are fewer; all pairs,
/// 4n³, come in frames of some hundred suppliers.
///
/// # Errors
/// As [`LeontiefSystem::factorise`], and those of `emit`.
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::apl::{ProductPairs, apl_of_products};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let pairs = ProductPairs {
///     from: vec![partition.find_cell(system.table().index(), "CHN:ELE")?],
///     to: vec![partition.find_cell(system.table().index(), "USA:TRQ")?],
///     ..ProductPairs::default()
/// };
/// let mut lengths = vec![];
/// apl_of_products(&system, &partition, &pairs, |frame| {
///     lengths.extend(frame.real("apl").map(<[f64]>::to_vec).unwrap_or_default());
///     Ok(())
/// })?;
/// assert!(lengths.len() == 1 && lengths[0] > 1.0);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Dietzenbacher and Romero (2007), *International Regional Science Review* 30(4).
pub fn apl_of_products(
    system: &LeontiefSystem,
    partition: &Partition,
    pairs: &ProductPairs,
    mut emit: impl FnMut(Frame) -> Result<()>,
) -> Result<()> {
    system.check_partition(partition)?;
    partition.check_cells(&[&*pairs.from, &*pairs.to].concat())?;
    let chosen = |named: &[CellId]| -> Vec<&Cell> {
        if named.is_empty() {
            partition.cells().iter().collect()
        } else {
            named.iter().map(|&id| partition.cell(id)).collect()
        }
    };
    let (from, to, minimum) = (chosen(&pairs.from), chosen(&pairs.to), pairs.minimum_linkage);
    let regions: Arc<[String]> = partition.names().into();
    let sectors: Arc<[String]> = system.table().index().sector_codes().into();
    let frame = |from: &[&Cell]| {
        let pairs = || from.iter().flat_map(|i| to.iter().map(move |j| (i, j)));
        let economy = |cell: &Cell| cell.economy.position() as u32;
        let sector = |cell: &Cell| cell.sector.position() as u32;
        Frame::new("apl", from.len() * to.len())
            .with_shared_key("from", regions.clone(), pairs().map(|(i, _)| economy(i)).collect())
            .with_shared_key(
                "from_sector",
                sectors.clone(),
                pairs().map(|(i, _)| sector(i)).collect(),
            )
            .with_shared_key("to", regions.clone(), pairs().map(|(_, j)| economy(j)).collect())
            .with_shared_key(
                "to_sector",
                sectors.clone(),
                pairs().map(|(_, j)| sector(j)).collect(),
            )
    };
    if to.len() < from.len() {
        return emit(Lengths::by_columns(system, &from, &to)?.columns(frame(&from), minimum));
    }
    for batch in from.chunks(BATCH) {
        emit(Lengths::by_rows(system, batch, &to)?.columns(frame(batch), minimum))?;
    }
    Ok(())
}

/// B − I and B(B − I) between suppliers and users, users x suppliers.
struct Lengths {
    linkage: Matrix,
    weighted: Matrix,
}

impl Lengths {
    /// One pair of solves per user, from the coefficients A w of its column: B A = B − I without
    /// the cancellation of a subtraction.
    fn by_columns(system: &LeontiefSystem, from: &[&Cell], to: &[&Cell]) -> Result<Self> {
        let mut inputs = Matrix::zeros(system.order(), to.len());
        for (k, cell) in to.iter().enumerate() {
            let column = inputs.column_mut(k);
            for (j, scale) in scales(system, cell) {
                let flows = system.table().intermediate().column(j);
                column.iter_mut().zip(flows).for_each(|(sum, flow)| *sum += flow * scale);
            }
        }
        let linkage = system.solve(inputs)?;
        let weighted = system.solve(linkage.clone())?;
        let fold = |of_row: &Matrix| {
            Matrix::from_fn(to.len(), from.len(), |j, i| {
                from[i].rows.iter().map(|&row| of_row[(row, j)]).sum()
            })
        };
        Ok(Lengths { linkage: fold(&linkage), weighted: fold(&weighted) })
    }

    /// One pair of solves per supplier, from the coefficients of its row.
    fn by_rows(system: &LeontiefSystem, from: &[&Cell], to: &[&Cell]) -> Result<Self> {
        let (z, x) = (system.table().intermediate(), system.output());
        let mut sales = Matrix::zeros(system.order(), from.len());
        for j in (0..system.order()).filter(|&j| x[j] != 0.0) {
            let flows = z.column(j);
            for (i, cell) in from.iter().enumerate() {
                sales[(j, i)] = cell.rows.iter().map(|&row| flows[row]).sum::<f64>() / x[j];
            }
        }
        let linkage = system.solve_left(sales)?;
        let weighted = system.solve_left(linkage.clone())?;
        let users: Vec<Vec<(usize, f64)>> = to.iter().map(|cell| scales(system, cell)).collect();
        let fold = |of_row: &Matrix| {
            Matrix::from_fn(to.len(), from.len(), |j, i| {
                users[j].iter().map(|&(row, scale)| of_row[(row, i)] * scale * x[row]).sum()
            })
        };
        Ok(Lengths { linkage: fold(&linkage), weighted: fold(&weighted) })
    }

    fn columns(&self, frame: Frame, minimum: f64) -> Frame {
        let lengths = self.linkage.values().iter().zip(self.weighted.values());
        let lengths =
            lengths.map(|(l, h)| if l.abs() <= minimum { f64::NAN } else { h / l }).collect();
        frame.with_indicator("linkage", Unit::Ratio, self.linkage.values().to_vec()).with_indicator(
            "apl",
            Unit::Count,
            lengths,
        )
    }
}

/// The members of a user that have output, each with what its flows are divided by: weights by
/// output make that the output of all, x_j / Σx · 1 / x_j.
fn scales(system: &LeontiefSystem, cell: &Cell) -> Vec<(usize, f64)> {
    let x = system.output();
    let members = cell.rows.iter().copied().filter(|&row| x[row] != 0.0);
    let total: f64 = members.clone().map(|row| x[row]).sum();
    if total == 0.0 { vec![] } else { members.map(|row| (row, 1.0 / total)).collect() }
}
