//! Weights for real effective exchange rates in value added.

use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, ratio};
use crate::table::Partition;

/// Weights of every partner in the real effective exchange rate of every economy: frame `reer`
/// with keys `region, partner`.
///
/// With V_ik the value added of i absorbed by k, competition between i and j over all markets
/// and the weight of partner j ≠ i are
///
/// ```text
/// M_ij = Σ_k (V_ik / Σ_k V_ik) (V_jk / Σ_j V_jk),    w_ij = M_ij / (1 − M_ii)
/// ```
///
/// | column | V |
/// |---|---|
/// | `value_added` | from the table's own sectors, v̂LY summed by economy |
/// | `value_added_aggregated` | from the table with sectors added up first |
/// | `gross` | gross sales of i to k, inputs and final goods, at home too |
///
/// Weights of an economy add up to one. The change of the index is Σ_j w_ij (ln of the relative
/// value-added deflators, in one currency); deflators are the user's. Elasticities are the same everywhere.
/// Empty for an economy that sells nothing, or everything to markets where nobody else does.
/// Cost beyond the factor: 2n² flops per economy, some 7G³ more.
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::reer::reer;
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let weights = reer(&system, &partition)?;
/// // Mexico competes with the United States above all.
/// let of = |partner| weights.value(&["MEX", partner], "value_added").unwrap_or_default();
/// assert!(of("USA") > 2.0 * of("CHN"));
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Bems and Johnson (2017), "Demand for Value Added and Value-Added Exchange Rates", *American
/// Economic Journal: Macroeconomics* 9(4).
pub fn reer(system: &LeontiefSystem, partition: &Partition) -> Result<Frame> {
    system.check_partition(partition)?;
    let g = partition.len();
    let collapsed = system.collapsed(partition)?;
    let whole = Partition::regions(collapsed.table().index());
    let gross = collapsed.table().intermediate();
    let demand = collapsed.final_demand_by_destination(&whole);
    let bases = [
        ("value_added", absorption(system, partition)?),
        ("value_added_aggregated", absorption(&collapsed, &whole)?),
        ("gross", Matrix::from_fn(g, g, |i, k| gross[(i, k)] + demand[(i, k)])),
    ];
    let pairs: Vec<(usize, usize)> =
        (0..g).flat_map(|i| (0..g).filter(move |&j| j != i).map(move |j| (i, j))).collect();
    let frame = Frame::new("reer", pairs.len())
        .with_key("region", partition.names(), pairs.iter().map(|pair| pair.0))
        .with_key("partner", partition.names(), pairs.iter().map(|pair| pair.1));
    Ok(bases.into_iter().fold(frame, |frame, (name, flows)| {
        let competition = competition(&flows);
        let weight =
            |&(i, j): &(usize, usize)| ratio(competition[(i, j)], 1.0 - competition[(i, i)]);
        frame.with_indicator(name, Unit::Share, pairs.iter().map(weight).collect())
    }))
}

/// V: value added by origin and destination, economies x economies.
fn absorption(system: &LeontiefSystem, partition: &Partition) -> Result<Matrix> {
    let outputs = system.output_by_destination(partition)?;
    let mut flows = Matrix::zeros(partition.len(), partition.len());
    for k in 0..outputs.columns() {
        let sums = flows.column_mut(k);
        for (row, v) in system.value_added_coefficients().iter().enumerate() {
            sums[partition.of_row(row).position()] += v * outputs[(row, k)];
        }
    }
    Ok(flows)
}

/// M: shares of sales times shares of markets.
fn competition(flows: &Matrix) -> Matrix {
    let (sales, markets) = (flows.row_sums(), flows.column_sums());
    let (rows, columns) = flows.shape();
    let of_sales = Matrix::from_fn(rows, columns, |i, k| ratio(flows[(i, k)], sales[i]));
    // Where nobody sells there is no competition.
    let of_market = Matrix::from_fn(rows, columns, |j, k| {
        if markets[k] == 0.0 { 0.0 } else { flows[(j, k)] / markets[k] }
    });
    of_sales.times(&of_market.transposed())
}
