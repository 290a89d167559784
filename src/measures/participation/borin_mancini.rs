//! Exports that cross at least two borders.

use super::Local;
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{minus, ratios, times};
use crate::table::Partition;
use crate::table::lines::Lines;

/// [`Measure::BorinMancini`](super::Measure::BorinMancini) of every line.
pub(crate) struct BorinMancini {
    exports: Vec<f64>,
    gvc: Vec<f64>,
    backward: Vec<f64>,
    forward: Vec<f64>,
    /// Of exports, as the next two.
    pub gvc_share: Vec<f64>,
    pub backward_share: Vec<f64>,
    pub forward_share: Vec<f64>,
}

impl BorinMancini {
    /// Of the exports of these lines.
    ///
    /// # Errors
    /// As [`LeontiefSystem::local_factor`].
    pub fn of(system: &LeontiefSystem, partition: &Partition, lines: &Lines) -> Result<Self> {
        let local = Local::new(system, partition)?;
        let dva = times(&local.value_added, &local.exports);
        let davax = times(&local.value_added, &local.direct);
        let exports = lines.sum(&local.exports);
        let gvc = lines.sum(&minus(&local.exports, &davax));
        let backward = lines.sum(&minus(&local.exports, &dva));
        let forward = lines.sum(&minus(&dva, &davax));
        Ok(BorinMancini {
            gvc_share: ratios(&gvc, &exports),
            backward_share: ratios(&backward, &exports),
            forward_share: ratios(&forward, &exports),
            exports,
            gvc,
            backward,
            forward,
        })
    }

    pub(super) fn into_columns(self, frame: Frame, money: &Unit) -> Frame {
        frame
            .with_indicator("exports", money.clone(), self.exports)
            .with_indicator("gvc", money.clone(), self.gvc)
            .with_indicator("gvc_backward", money.clone(), self.backward)
            .with_indicator("gvc_forward", money.clone(), self.forward)
            .with_indicator("gvc_share", Unit::Share, self.gvc_share)
            .with_indicator("gvc_backward_share", Unit::Share, self.backward_share)
            .with_indicator("gvc_forward_share", Unit::Share, self.forward_share)
    }
}
