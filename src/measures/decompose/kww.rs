//! Koopman, Wang and Wei (2014): nine terms of total exports.

use super::flows::Flows;
use super::{Approach, minus_own};
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
/// Cost beyond the factor: three times 2n² flops per economy, then about 10n².
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
pub fn kww(
    system: &LeontiefSystem,
    partition: &Partition,
    exporters: &[EconomyId],
) -> Result<Frame> {
    let flows = Flows::new(system, partition)?;
    let chosen = &*partition.chosen(exporters);
    let (n, v) = (system.order(), system.value_added_coefficients());
    let own = |row: usize| partition.of_row(row).position();
    let own_demand: Vec<f64> = (0..n).map(|row| flows.final_demand[(row, own(row))]).collect();
    // C1, column t: B_·t Y_tt.
    let mut sides = Matrix::zeros(n, partition.len());
    own_demand.iter().enumerate().for_each(|(row, &y)| sides[(row, own(row))] = y);
    let for_own_demand = system.solve(sides)?;
    let by_row = flows.exports.row_sums();
    let made_for_exports = system.solve_local(&by_row, partition)?;
    let direct = system.foreign_inputs(&flows.absorbed, partition);
    let further = system.foreign_inputs(&made_for_exports, partition);
    let last = flows.world_lines(Approach::Sink, chosen)?;

    let mut columns = vec![vec![]; 10];
    for (&id, line) in chosen.iter().zip(&last) {
        let s = id.position();
        let (domestic, foreign) = flows.content(id);
        let mut t = [0.0; 9];
        let mut vax = 0.0;
        for (k, &row) in flows.rows(id).iter().enumerate() {
            let final_exports = minus_own(&flows.final_demand, row, s);
            let inner = domestic[k] - flows.local[row];
            vax += v[row] * minus_own(&flows.outputs, row, s);
            t[0] += domestic[k] * final_exports;
            t[1] += v[row] * minus_own(&for_own_demand, row, s);
            t[3] += v[row] * (flows.outputs[(row, s)] - for_own_demand[(row, s)]);
            t[4] += inner * own_demand[row];
            t[5] += inner * by_row[row];
            t[6] += foreign[k] * final_exports;
            t[7] += foreign[k] * direct[row];
            t[8] += foreign[k] * further[row];
        }
        t[2] = vax - t[0] - t[1];
        columns
            .iter_mut()
            .zip(t.iter().chain([&line.terms.fva]))
            .for_each(|(c, value)| c.push(*value));
    }
    let frame = Frame::new("kww", chosen.len()).with_key(
        "exporter",
        partition.names(),
        chosen.iter().map(|id| id.position()),
    );
    Ok(NAMES.iter().zip(columns).fold(frame, |frame, (name, values)| {
        frame.with_indicator(*name, Unit::money(system.table().unit()), values)
    }))
}
