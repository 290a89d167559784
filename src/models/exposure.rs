//! Nobody reacts: whose value added is in the sales that tariffs or embargoes hit.

use super::registry::{Answer, Factor, Model, Quantities, Question, Record, Time};
use crate::error::Result;
use crate::frame::Level;
use crate::measures::exposure::{exposure, exposure_by_flow};
use crate::scenario::ChangeKind;

/// What is known of [`Exposure`].
pub static RECORD: Record = Record {
    name: "exposure",
    summary: "value added in what is taxed or stopped, by origin",
    caveat: "it says what is at stake, not what happens: nobody turns elsewhere, no price changes",
    reads: &[ChangeKind::Tariff, ChangeKind::Embargo],
    settings: &[],
    time: Time::Year,
    quantities: Quantities::Unchanged,
    levels: &[Level::Region, Level::RegionSector, Level::PairSector],
    factor: Factor::Own,
    stands_in: |_| false,
    make: |_, _| Ok(Box::new(Exposure)),
};

/// Value added in the sales that a scenario touches, as [`exposure`] and [`exposure_by_flow`] have
/// it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Exposure;

impl Model for Exposure {
    fn record(&self) -> &'static Record {
        &RECORD
    }

    fn result(&self, question: &Question<'_>) -> Result<Answer> {
        let Question { system, scenario, by, .. } = *question;
        by.among(RECORD.name, RECORD.levels)?;
        RECORD.of_a_year(scenario)?;
        let set = scenario.touched()?;
        let frame = match by {
            Level::PairSector => exposure_by_flow(system, &set)?,
            by => exposure(system, &set, by)?,
        };
        Ok(frame.into())
    }
}
