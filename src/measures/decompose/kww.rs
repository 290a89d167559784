//! Koopman, Wang and Wei (2014): nine terms of total exports.

use super::flows::{Content, Flows};
use super::groups::{TermGroup, grouped};
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
/// With `other` where the table leaves a rest ([`LeontiefSystem::explains_all`]): exports that end with no
/// user, in the discrepancy between published output and row sums, and with value added from the
/// table what is no value added (taxes, margins).
///
/// Σ T + other = exports; T1+T2+T3 = vax; T4+T5 = reflection; T6 = ddc; T7+T8+T9 = fc. T7 and T8 are as
/// published; they leave out goods whose origin exports them once more, so their sum is short of
/// foreign value added at its last crossing (world perspective, sink), which
/// `fva_last_crossing` gives. At the level of sectors or partners the decomposition does not
/// exist; see [`wwz`](super::wwz).
///
/// Cost beyond the factor: 2n² flops per economy for value added by origin, then about 8n², whatever
/// the exporters: foreign value added at its last crossing asks for every origin, and for what every
/// economy sells on.
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
pub fn kww(
    system: &LeontiefSystem,
    partition: &Partition,
    exporters: &[EconomyId],
) -> Result<Frame> {
    let (frame, columns, rest) = terms(system, partition, exporters)?;
    let money = || Unit::money(system.table().unit());
    let frame = NAMES
        .iter()
        .zip(columns)
        .fold(frame, |frame, (name, values)| frame.with_indicator(*name, money(), values));
    Ok(if system.explains_all() { frame } else { frame.with_indicator("other", money(), rest) })
}

/// The terms of [`kww`] added up to what they are about, with their shares in exports: frame
/// `kww_grouped` with `exports`, each group and its share in exports: `DVA` = T1+T2+T3, `RDV` =
/// T4+T5, `FVA` = T7+T8, `PDC` = T6+T9.
///
/// # Errors
/// As [`kww`].
pub fn kww_grouped(
    system: &LeontiefSystem,
    partition: &Partition,
    exporters: &[EconomyId],
) -> Result<Frame> {
    use TermGroup::{Domestic, Double, Foreign, Returned};
    const GROUPS: [TermGroup; 9] =
        [Domestic, Domestic, Domestic, Returned, Returned, Double, Foreign, Foreign, Double];
    let (frame, columns, rest) = terms(system, partition, exporters)?;
    let terms = GROUPS.into_iter().zip(columns);
    Ok(grouped(frame.with_name("kww_grouped"), system, terms, rest))
}

/// The keys, ten columns and what they leave.
fn terms(
    system: &LeontiefSystem,
    partition: &Partition,
    exporters: &[EconomyId],
) -> Result<(Frame, Vec<Vec<f64>>, Vec<f64>)> {
    partition.check_economies(exporters)?;
    let chosen = &*partition.chosen(exporters);
    let nine = Nine::new(system, partition)?;
    let flows = &nine.flows;
    let last = flows.last_sales(&nine.sold, &nine.further)?;
    let mut columns = vec![vec![]; 10];
    let mut rest = vec![];
    for &id in chosen {
        let inputs = flows.inputs_from(flows.rows(id));
        let crossing = flows.last_crossing(id, &inputs, &last, &nine.origins);
        let nine_terms = nine.terms(id);
        let sold: f64 = flows.rows(id).iter().map(|&row| nine.sold[row]).sum();
        rest.push(sold - nine_terms.iter().sum::<f64>());
        let terms = nine_terms.into_iter().chain([crossing]);
        columns.iter_mut().zip(terms).for_each(|(column, value)| column.push(value));
    }
    let frame = Frame::new("kww", chosen.len()).with_key(
        "exporter",
        partition.names(),
        chosen.iter().map(|id| id.position()),
    );
    Ok((frame, columns, rest))
}

/// What the terms are made of.
struct Nine<'a> {
    flows: Flows<'a>,
    /// VB transposed, n x G.
    origins: Matrix,
    /// vL, stacked.
    local: Vec<f64>,
    own_demand: Vec<f64>,
    /// All exports of every row.
    sold: Vec<f64>,
    /// A^m L Y^d and A^m L e.
    direct: Vec<f64>,
    further: Vec<f64>,
}

impl<'a> Nine<'a> {
    fn new(system: &'a LeontiefSystem, partition: &'a Partition) -> Result<Self> {
        let flows = Flows::new(system, partition)?;
        let sold = flows.sold_by_row();
        let made_for_exports = system.solve_local(&sold, partition)?;
        Ok(Nine {
            origins: system.value_added_by_origin(partition)?,
            local: flows.local_value_added()?,
            own_demand: flows.own_demand(),
            direct: flows.direct()?,
            further: system.foreign_inputs(&made_for_exports, partition),
            sold,
            flows,
        })
    }

    /// The nine terms of an exporter s.
    fn terms(&self, id: EconomyId) -> [f64; 9] {
        let (flows, s) = (&self.flows, id.position());
        let mut t = [0.0; 9];
        // v_s'B_s· times what others need: for the final demand of others from whomever, for
        // products of their own, and for what s itself finally buys from them.
        let mut vax = 0.0;
        for (row, share) in self.origins.column(s).iter().enumerate() {
            vax += share * minus_own(&flows.final_demand, row, s);
            if flows.partition.of_row(row) != id {
                t[1] += share * self.own_demand[row];
                t[3] += share * flows.final_demand[(row, s)];
            }
        }
        let Content { own, foreign } = flows.content_of(id, &self.origins);
        for (k, &row) in flows.rows(id).iter().enumerate() {
            let final_exports = minus_own(&flows.final_demand, row, s);
            let inner = own[k] - self.local[row];
            t[0] += own[k] * final_exports;
            t[4] += inner * self.own_demand[row];
            t[5] += inner * self.sold[row];
            t[6] += foreign[k] * final_exports;
            t[7] += foreign[k] * self.direct[row];
            t[8] += foreign[k] * self.further[row];
        }
        t[2] = vax - t[0] - t[1];
        t
    }
}
