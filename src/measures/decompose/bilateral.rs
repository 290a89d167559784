//! One line per pair of economies: gross flows, balances, and three notions of value-added exports.

use super::cells::Cells;
use super::flows::Flows;
use super::{Flow, Line};
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::table::{EconomyId, Partition};

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
    let pairs = pairs(system, partition)?;
    let column = |of: fn(&Pair) -> f64| pairs.iter().map(of).collect::<Vec<f64>>();
    let unit = || Unit::money(system.table().unit());
    let of = |side: fn(&Pair) -> EconomyId| pairs.iter().map(move |pair| side(pair).position());
    Ok(Frame::new("bilateral", pairs.len())
        .with_key("exporter", partition.names(), of(|pair| pair.exporter))
        .with_key("importer", partition.names(), of(|pair| pair.importer))
        .with_indicator("exports", unit(), column(|pair| pair.exports))
        .with_indicator("imports", unit(), column(|pair| pair.imports))
        .with_indicator("balance_gross", unit(), column(Pair::balance))
        .with_indicator("balance_va", unit(), column(Pair::balance_of_value_added))
        .with_indicator("vax_c", unit(), column(|pair| pair.absorbed))
        .with_indicator("vax_d", unit(), column(|pair| pair.direct))
        .with_indicator("vax_p", unit(), column(|pair| pair.finished)))
}

/// What one economy sells to and buys from another.
pub(crate) struct Pair {
    pub exporter: EconomyId,
    pub importer: EconomyId,
    exports: f64,
    imports: f64,
    /// Value added of the exporter that the importer absorbs, and the other way round.
    absorbed: f64,
    absorbed_at_home: f64,
    direct: f64,
    finished: f64,
}

impl Pair {
    /// Gross.
    pub fn balance(&self) -> f64 {
        self.exports - self.imports
    }

    /// In value added.
    pub fn balance_of_value_added(&self) -> f64 {
        self.absorbed - self.absorbed_at_home
    }
}

/// What [`bilateral`] shows, every pair.
///
/// # Errors
/// As [`bilateral`].
pub(crate) fn pairs(system: &LeontiefSystem, partition: &Partition) -> Result<Vec<Pair>> {
    let flows = Flows::new(system, partition)?;
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
    let pair = |line: &Line| {
        let (s, r) = (line.exporter, line.importer?);
        Some(Pair {
            exporter: all[s],
            importer: all[r],
            exports: sold(s, r),
            imports: sold(r, s),
            absorbed: absorbed(s, r),
            absorbed_at_home: absorbed(r, s),
            direct: line.terms.dva,
            finished: finished(s, r),
        })
    };
    Ok(direct.iter().filter_map(pair).collect())
}
