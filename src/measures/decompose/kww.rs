//! Koopman, Wang and Wei (2014): nine terms of total exports.

use super::columns::{OwnAndOthers, own_and_others};
use super::flows::{Flows, Needs, distinct};
use super::minus_own;
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::table::{EconomyId, Partition};

const NAMES: [&str; 10] =
    ["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "fva_last_crossing"];

/// The nine terms of Koopman, Wang and Wei (2014, eq. 36) for total exports.
///
/// Frame `kww` with key `exporter` and columns `T1` … `T9`, then `fva_last_crossing`:
///
/// | term | meaning |
/// |---|---|
/// | `T1` | domestic value added in final exports |
/// | `T2`, `T3` | in intermediate exports, absorbed by the direct importer; re-exported to third countries |
/// | `T4`, `T5` | returning home in final goods, in intermediate goods |
/// | `T6` | domestic double counting |
/// | `T7`, `T8` | foreign value added in final, in intermediate exports |
/// | `T9` | foreign double counting |
///
/// Σ T = exports; T1+T2+T3 = vax; T4+T5 = reflection; T6 = ddc; T7+T8+T9 = fc. T7 and T8 are as
/// published; they leave out goods whose origin exports them once more, so their sum is short of
/// foreign value added at its last crossing (world perspective, sink), which
/// `fva_last_crossing` gives. At the level of sectors or partners the decomposition does not
/// exist; see [`wwz`](super::wwz).
///
/// Cost beyond the factor: 2n² flops for each of min(G, 2G') columns, twice, and of min(G, rows of
/// the exporters) more (G economies, G' exporters asked for); then about 10n². The last crossing of
/// foreign value added needs what every economy sells on, so that local factors are made of all.
///
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
pub fn kww(
    system: &LeontiefSystem,
    partition: &Partition,
    exporters: &[EconomyId],
) -> Result<Frame> {
    let chosen = &*partition.chosen(exporters);
    let nine = Nine::new(system, partition, chosen)?;
    let mut columns = vec![vec![]; 10];
    for (at, &id) in chosen.iter().enumerate() {
        columns.iter_mut().zip(nine.terms(at, id)).for_each(|(c, value)| c.push(value));
    }
    let frame = Frame::new("kww", chosen.len()).with_key(
        "exporter",
        partition.names(),
        chosen.iter().map(|id| id.position()),
    );
    Ok(NAMES.iter().zip(columns).fold(frame, |frame, (name, values)| {
        frame.with_indicator(*name, Unit::Money(system.table().unit().to_owned()), values)
    }))
}

/// What the terms are made of; by exporter where they ask for its own columns only.
struct Nine<'a> {
    flows: Flows<'a>,
    /// X_·s and Σ_{r≠s} X_·r.
    outputs: Vec<OwnAndOthers>,
    /// B_·s Y_ss and Σ_{r≠s} B_·r Y_rr.
    for_own_demand: Vec<OwnAndOthers>,
    /// VB transposed in the rows of the exporters.
    origins: Matrix,
    own_demand: Vec<f64>,
    by_row: Vec<f64>,
    /// A^m L Y^d and A^m L e.
    direct: Vec<f64>,
    further: Vec<f64>,
    last_crossings: Vec<f64>,
}

impl<'a> Nine<'a> {
    fn new(
        system: &'a LeontiefSystem,
        partition: &'a Partition,
        chosen: &[EconomyId],
    ) -> Result<Self> {
        let all = partition.chosen(&[]);
        let needs = Needs { local: distinct(chosen), absorbed: all, ..Needs::sales(partition) };
        let flows = Flows::new(system, partition, &needs)?;
        let own = |row: usize| partition.of_row(row).position();
        let own_demand: Vec<f64> =
            (0..system.order()).map(|row| flows.final_demand[(row, own(row))]).collect();
        let mut sides = Matrix::zeros(system.order(), partition.len());
        own_demand.iter().enumerate().for_each(|(row, &y)| sides[(row, own(row))] = y);
        let solve = |sides| system.solve(sides);
        let origins = flows.origins_of(chosen)?;
        let by_row = flows.exports.row_sums();
        let made_for_exports = system.solve_local(&by_row, partition)?;
        Ok(Nine {
            outputs: own_and_others(&flows.final_demand, chosen, solve)?,
            for_own_demand: own_and_others(&sides, chosen, solve)?,
            direct: system.foreign_inputs(&flows.absorbed, partition),
            further: system.foreign_inputs(&made_for_exports, partition),
            last_crossings: flows.last_crossings(chosen, &origins)?,
            flows,
            origins,
            own_demand,
            by_row,
        })
    }

    /// The nine terms of an exporter, at its place among those chosen, and the last crossing.
    fn terms(&self, at: usize, id: EconomyId) -> [f64; 10] {
        let (flows, s) = (&self.flows, id.position());
        let v = flows.system.value_added_coefficients();
        let (outputs, for_own_demand) = (&self.outputs[at], &self.for_own_demand[at]);
        let (mut t, mut vax) = ([0.0; 10], 0.0);
        for &row in flows.rows(id) {
            let domestic = self.origins[(row, s)];
            let foreign = minus_own(&self.origins, row, s);
            let final_exports = minus_own(&flows.final_demand, row, s);
            let inner = domestic - flows.local[row];
            vax += v[row] * outputs.others[row];
            t[0] += domestic * final_exports;
            t[1] += v[row] * for_own_demand.others[row];
            t[3] += v[row] * (outputs.own[row] - for_own_demand.own[row]);
            t[4] += inner * self.own_demand[row];
            t[5] += inner * self.by_row[row];
            t[6] += foreign * final_exports;
            t[7] += foreign * self.direct[row];
            t[8] += foreign * self.further[row];
        }
        t[2] = vax - t[0] - t[1];
        t[9] = self.last_crossings[at];
        t
    }
}
