//! Nobody reacts: whose value added is in the sales that tariffs or embargoes hit.

use super::beside::{Measured, Outcomes, Status};
use super::registry::{Answer, Factor, Model, Quantities, Question, Record, Time};
use super::relocated::AfterRelocation;
use crate::error::Result;
use crate::frame::Level;
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, ratios};
use crate::measures::exposure::{exposed_by_row, exposure, exposure_by_flow, sales_in};
use crate::measures::trade::Exports;
use crate::scenario::{ChangeKind, Scenario};
use crate::table::lines::Lines;

/// What is known of [`Exposure`].
pub static RECORD: Record = Record {
    name: "exposure",
    summary: "value added in what is taxed or stopped, by origin",
    caveat: "it says what is at stake, not what happens: nobody turns elsewhere, no price changes",
    reads: &[ChangeKind::Tariff, ChangeKind::Embargo],
    after: &[ChangeKind::Relocate],
    settings: &[],
    time: Time::Year,
    quantities: Quantities::Unchanged,
    levels: &[Level::Region, Level::RegionSector, Level::PairSector],
    factor: Factor::Own,
    stands_in: |_| false,
    make: |_, _| Ok(Box::new(AfterRelocation(Exposure))),
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

    fn outcomes(&self, system: &LeontiefSystem, scenario: &Scenario) -> Result<Option<Outcomes>> {
        RECORD.of_a_year(scenario)?;
        let set = scenario.touched()?;
        let partition = set.economies();
        let lines = Lines::economies("exposure", "region", partition);
        let lost = |part: &[f64], all: &[f64]| -> Vec<f64> {
            // Plus zero: what nothing is lost of is zero, not minus zero.
            ratios(part, all).into_iter().map(|share| 0.0 - share).collect()
        };
        let exposed = lines.sum(&exposed_by_row(system, &set)?);
        let (touched, all) =
            (sales_in(system, &set), Exports::of(system.table(), partition).total());
        let by_seller = |flows: &Matrix| lines.sum(&flows.row_sums());
        Ok(Some(
            Outcomes::none(partition.len())
                .with(
                    Measured::GdpVolume,
                    Status::Bound,
                    lost(&exposed, &lines.sum(system.value_added())),
                )
                .with(
                    Measured::Exports,
                    Status::Bound,
                    lost(&by_seller(&touched), &by_seller(&all)),
                )
                .with(
                    Measured::Imports,
                    Status::Bound,
                    lost(&touched.column_sums(), &all.column_sums()),
                ),
        ))
    }
}
