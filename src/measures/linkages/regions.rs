//! Linkages of whole regions and blocs.

use super::Linkages;
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, ratio, times};
use crate::table::{EconomyId, Partition};

/// Linkages of every economy K as one block: frame `linkages` with key `region`.
///
/// | column | formula | source |
/// |---|---|---|
/// | `backward_total`, `forward_total` | output-weighted means of D and U over the rows of K | |
/// | `pure_backward` | 1'Δ_M A_MK Δ_K f_K = 1'L_MK L_KK⁻¹ Δ_K f_K | Guilhoto, Sonis and Hewings (1996, 2005) |
/// | `pure_forward` | 1'Δ_K A_KM Δ_M f_M = 1'Δ_K L_KK⁻¹ (x_K − L_KK f_K) | the same |
/// | `pure_total` | their sum | |
/// | `feedback_percent` | 100·1'(L_KK − Δ_K) f_K / 1'L_KK f_K: own output that comes back through others | Miller (1966) |
///
/// Δ_K = (I − A_KK)⁻¹, M all rows outside K, f final demand with the row discrepancy. Cost beyond
/// the factor: the inverse once, or streamed, and 2n_K³ flops per economy.
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::linkages::regional_linkages;
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = regional_linkages(&system, &partition)?;
/// let feedback = |region| frame.value(&[region], "feedback_percent").unwrap_or_default();
/// // More of what a large economy makes comes back to it through others.
/// assert!(feedback("CHN") > feedback("TUR"));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn regional_linkages(system: &LeontiefSystem, partition: &Partition) -> Result<Frame> {
    system.check_partition(partition)?;
    let x = system.output();
    let total = Linkages::of_world(system)?;
    let final_use = system.closing_demand();
    let all = partition.chosen(&[]);
    let sets: Vec<&[usize]> = partition.economies().map(|(_, e)| e.rows.as_slice()).collect();
    let found = system.visit_own_blocks(&sets, |k, own| {
        let rows = sets[k];
        let of = |values: &[f64]| -> Vec<f64> { rows.iter().map(|&row| values[row]).collect() };
        let (demand, output) = (of(&final_use), of(x));
        let local = system.local_factor(rows)?;
        let inverse = system.small_factor(own, rows)?;
        let made = |side: Vec<f64>| -> Matrix {
            let mut side = Matrix::from_column(side);
            local.solve(&mut side);
            side
        };
        let delivered = made(demand.clone());
        let mut alone = delivered.clone();
        inverse.solve(&mut alone);
        let everywhere: f64 = times(&of(&total.backward), alone.column(0)).iter().sum();
        let at_home: f64 = own.times(&alone).column_sums()[0];
        let from_own_demand = own.times_vector(&demand);
        let rest = output.iter().zip(&from_own_demand).map(|(x, own)| x - own).collect();
        let mut caused = Matrix::from_column(rest);
        inverse.solve(&mut caused);
        local.solve(&mut caused);
        let with_feedback: f64 = from_own_demand.iter().sum();
        let without: f64 = delivered.column_sums()[0];
        Ok([
            everywhere - at_home,
            caused.column_sums()[0],
            100.0 * (with_feedback - without) / with_feedback,
        ])
    })?;
    let mean = |linkage: &[f64]| -> Vec<f64> {
        let of = |id: &EconomyId| {
            let rows = &partition.economy(*id).rows;
            let weight: f64 = rows.iter().map(|&row| x[row]).sum();
            let sum: f64 = rows.iter().map(|&row| x[row] * linkage[row]).sum();
            ratio(sum, weight)
        };
        all.iter().map(of).collect()
    };
    let money = || Unit::money(system.table().unit());
    let column = |k: usize| found.iter().map(|f| f[k]).collect::<Vec<f64>>();
    let both = found.iter().map(|f| f[0] + f[1]).collect();
    let percent = column(2).into_iter().map(|p| if p.is_finite() { p } else { f64::NAN }).collect();
    Ok(Frame::new("linkages", all.len())
        .with_key("region", partition.names(), 0..all.len())
        .with_indicator("backward_total", Unit::Ratio, mean(&total.backward))
        .with_indicator("forward_total", Unit::Ratio, mean(&total.forward))
        .with_indicator("pure_backward", money(), column(0))
        .with_indicator("pure_forward", money(), column(1))
        .with_indicator("pure_total", money(), both)
        .with_indicator("feedback_percent", Unit::Percent, percent))
}

/// Output and value added in economy `partner` per unit of final demand for the products of
/// economy `region`, at the mix of products that final users everywhere buy of it: frame
/// `linkages` with keys `region, partner`. With blocs as economies, what the poles are to each
/// other.
///
/// R L f_K / 1'f_K, and v-weighted: Miller and Blair (2009), 6.3. One solve per economy, 2n²
/// flops each; empty where final demand for the products of an economy is zero.
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::linkages::bloc_multipliers;
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = bloc_multipliers(&system, &partition)?;
/// let of = |region, partner| frame.value(&[region, partner], "output_multiplier").unwrap_or_default();
/// // Final demand for Mexican products calls forth more in the United States than the reverse.
/// assert!(of("MEX", "USA") > of("USA", "MEX"));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn bloc_multipliers(system: &LeontiefSystem, partition: &Partition) -> Result<Frame> {
    system.check_partition(partition)?;
    let g = partition.len();
    let sold = system.table().final_demand().row_sums();
    let outputs = system.solve_by_economy(&sold, partition)?;
    let spent: Vec<f64> = partition
        .economies()
        .map(|(_, economy)| economy.rows.iter().map(|&row| sold[row]).sum())
        .collect();
    let v = system.value_added_coefficients();
    let sum = |weight: &dyn Fn(usize) -> f64| -> Vec<f64> {
        let of = |pair: usize| {
            let (region, partner) = (pair / g, pair % g);
            let rows = &partition.economy(EconomyId::at(partner)).rows;
            let total: f64 = rows.iter().map(|&row| weight(row) * outputs[(row, region)]).sum();
            ratio(total, spent[region])
        };
        (0..g * g).map(of).collect()
    };
    Ok(Frame::new("linkages", g * g)
        .with_key("region", partition.names(), (0..g * g).map(|k| k / g))
        .with_key("partner", partition.names(), (0..g * g).map(|k| k % g))
        .with_indicator("output_multiplier", Unit::Ratio, sum(&|_| 1.0))
        .with_indicator("va_multiplier", Unit::Ratio, sum(&|row| v[row])))
}
