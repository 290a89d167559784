//! One line per pair of economies: gross flows, balances, and three notions of value-added exports.

use super::Flow;
use super::cells::Cells;
use super::flows::Flows;

use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::table::Partition;

/// Bilateral trade and value added, every pair.
///
/// Frame `bilateral` with keys `exporter, importer` and columns:
///
/// | column | meaning |
/// |---|---|
/// | `exports`, `imports`, `balance_gross` | E_sr, E_rs, their difference |
/// | `balance_va` | value added of s absorbed in r less value added of r absorbed in s |
/// | `vax_c` | consumption-based: value added of s absorbed by final users in r (Johnson and Noguera 2012) |
/// | `vax_d` | direct: GDP of s that would be lost if all sales of s to r stopped; the `dva` of the bilateral perspective |
/// | `vax_p` | production-based: value added of s in all final goods whose last stage of production is in r |
///
/// Only `vax_c` adds up over partners to the value-added exports of s. Source: Los and Timmer
/// (2018), NBER WP 24896; the reading of `vax_p` is not confirmed against the paper's text.
///
/// Cost beyond the factor: the inverse once (or streamed), 2n² flops per economy and side, and
/// a system of n_s rows per pair.
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
pub fn bilateral(system: &LeontiefSystem, partition: &Partition) -> Result<Frame> {
    let flows = Flows::new(system, partition);
    let every = Cells::default().within(partition, Flow::Bilateral)?;
    let all = &every.exporters;
    let outputs = flows.outputs(all)?;
    let origins = system.value_added_by_origin(partition)?;
    let direct = flows.perimeter_lines(&every, &outputs)?;
    let v = system.value_added_coefficients();
    let made: Vec<f64> = flows.final_demand.row_sums();
    let absorbed = |s: usize, r: usize| -> f64 {
        flows.rows(all[s]).iter().map(|&row| v[row] * outputs[(row, r)]).sum()
    };
    let sold = |s: usize, r: usize| -> f64 {
        flows.rows(all[s]).iter().map(|&row| flows.exports[(row, r)]).sum()
    };
    let finished = |s: usize, r: usize| -> f64 {
        flows.rows(all[r]).iter().map(|&row| origins[(row, s)] * made[row]).sum()
    };
    let pairs: Vec<(usize, usize)> =
        direct.iter().filter_map(|line| Some((line.exporter, line.importer?))).collect();
    let column = |f: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
        pairs.iter().map(|&(s, r)| f(s, r)).collect()
    };
    let unit = || Unit::money(system.table().unit());
    Ok(Frame::new("bilateral", pairs.len())
        .with_key("exporter", partition.names(), pairs.iter().map(|p| p.0))
        .with_key("importer", partition.names(), pairs.iter().map(|p| p.1))
        .with_indicator("exports", unit(), column(&sold))
        .with_indicator("imports", unit(), column(&|s, r| sold(r, s)))
        .with_indicator("balance_gross", unit(), column(&|s, r| sold(s, r) - sold(r, s)))
        .with_indicator("balance_va", unit(), column(&|s, r| absorbed(s, r) - absorbed(r, s)))
        .with_indicator("vax_c", unit(), column(&absorbed))
        .with_indicator("vax_d", unit(), direct.iter().map(|line| line.terms.dva).collect())
        .with_indicator("vax_p", unit(), column(&finished)))
}
