//! Data of smile curves: who adds value to one final product, and how far from its buyer.

use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::table::{Cell, CellId, Partition};

/// Entries of the inverse that are rounding: no distance is given along them.
const NO_LINK: f64 = 1e-14;

/// Value added to the final products of chosen chains, by every sector of every economy, with
/// its distance to the final buyer.
///
/// Frame `smile` with keys `chain` (`REGION:SECTOR` of the final product j), `region, sector` (of
/// the contributor k) and columns
///
/// | column | formula | unit | reading |
/// |---|---|---|---|
/// | `va` | v_k B_kj f_j | the table's | value added of k in all final purchases of j |
/// | `va_share` | v_k B_kj | ratio | its share in one unit; one over all k, with residual value added |
/// | `va_coefficient` | v_k | ratio | value added per unit of k's own output |
/// | `distance` | (B²)_kj / B_kj | stages | mean number of stages from k to the final buyer, at least one; less one it is, for k ≠ j, the average propagation length |
///
/// The shares weighted by distance add up to the length of the chain, u'B_·j with residual value
/// added. Which of them makes the vertical axis of the curve is the user's choice. f_j sums the
/// purchases of all regions. A chain of a group sums over its products, weighted by final demand
/// (shares and distances are empty when that is zero); a contributor that is a group sums `va` and
/// `va_share`, and averages `va_coefficient` by output and `distance` by value added. Empty for a
/// contributor without output; `distance` also without a link.
///
/// Cost beyond the factor: two solves, 4n² flops, per chain.
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::smile::smile;
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let chain = partition.find_cell(table.index(), "CHN:ELE")?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = smile(&system, &partition, &[chain])?;
/// let shares: f64 = frame.real("va_share").unwrap_or_default().iter().sum();
/// assert!((shares - 1.0).abs() < 1e-9);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Ye, Meng and Wei (2015), *Measuring smile curves in global value chains*, IDE Discussion Paper
/// 530: the data of its curves as this project reads them.
pub fn smile(system: &LeontiefSystem, partition: &Partition, chains: &[CellId]) -> Result<Frame> {
    system.check_partition(partition)?;
    partition.check_cells(chains)?;
    let index = system.table().index();
    let demand = system.final_demand_by_destination(partition).row_sums();
    let mut units = Matrix::zeros(system.order(), chains.len());
    let mut amounts = vec![];
    for (k, &id) in chains.iter().enumerate() {
        let rows = &partition.cell(id).rows;
        let amount: f64 = rows.iter().map(|&row| demand[row]).sum();
        for &row in rows {
            units[(row, k)] = match (rows.len(), amount == 0.0) {
                (1, _) => 1.0,
                (_, true) => 0.0,
                (_, false) => demand[row] / amount,
            };
        }
        amounts.push(amount);
    }
    let needed = system.solve(units)?;
    let further = system.solve(needed.clone())?;

    let cells = partition.cells();
    let names: Vec<String> = chains.iter().map(|&id| partition.cell_label(index, id)).collect();
    let lines = chains.len() * cells.len();
    let each = |line: usize| (line / cells.len().max(1), &cells[line % cells.len().max(1)]);
    let share = |line: usize| {
        let (k, cell) = each(line);
        let undefined = partition.cell(chains[k]).rows.len() > 1 && amounts[k] == 0.0;
        let shares = contributors(system, cell).map(|(row, v)| v * needed[(row, k)]);
        if undefined { f64::NAN } else { sum_or_nan(shares) }
    };
    let distance = |line: usize| {
        let (k, cell) = each(line);
        let (mut stages, mut link) = (0.0, 0.0);
        for (row, v) in contributors(system, cell) {
            let weight = if cell.rows.len() == 1 { 1.0 } else { v };
            stages += weight * further[(row, k)];
            link += weight * needed[(row, k)];
        }
        if link.abs() <= NO_LINK { f64::NAN } else { stages / link }
    };
    let coefficient = |line: usize| {
        let (w, x) = (system.value_added(), system.output());
        let rows = || contributors(system, each(line).1).map(|(row, _)| row);
        sum_or_nan(rows().map(|row| w[row])) / rows().map(|row| x[row]).sum::<f64>()
    };
    let column = |f: &dyn Fn(usize) -> f64| (0..lines).map(f).collect::<Vec<f64>>();
    let money = Unit::money(system.table().unit());
    Ok(Frame::new("smile", lines)
        .with_key("chain", &names, (0..lines).map(|line| each(line).0))
        .with_key(
            "region",
            partition.names(),
            (0..lines).map(|line| each(line).1.economy.position()),
        )
        .with_key(
            "sector",
            index.sector_codes(),
            (0..lines).map(|line| each(line).1.sector.position()),
        )
        .with_indicator("va", money, column(&|line| share(line) * amounts[each(line).0]))
        .with_indicator("va_share", Unit::Share, column(&share))
        .with_indicator("va_coefficient", Unit::Ratio, column(&coefficient))
        .with_indicator("distance", Unit::Count, column(&distance)))
}

/// The rows of a contributor that have output, with their value-added coefficients.
fn contributors<'a>(
    system: &'a LeontiefSystem,
    cell: &'a Cell,
) -> impl Iterator<Item = (usize, f64)> + use<'a> {
    let (x, v) = (system.output(), system.value_added_coefficients());
    cell.rows.iter().filter(|&&row| x[row] != 0.0).map(|&row| (row, v[row]))
}

/// The sum, undefined if there is nothing to add.
fn sum_or_nan(values: impl Iterator<Item = f64>) -> f64 {
    values.reduce(|sum, value| sum + value).unwrap_or(f64::NAN)
}
