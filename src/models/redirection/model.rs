//! Re-sourcing in the registry.

use super::{Conservation, resourcing};
use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::models::impact::{Check, Details, Impact};
use crate::models::registry::{Factor, Model, Quantities, Record, Time};
use crate::scenario::{ChangeKind, Scenario};

/// What is known of [`Redirecting`].
pub static RECORD: Record = Record {
    name: "resourcing",
    summary: "buyers turn to other suppliers as they are told; technology stays",
    caveat: "it says who would have produced: prices, incomes and capacities do not change",
    reads: &[ChangeKind::Relocate],
    after: &[],
    settings: &[],
    time: Time::Year,
    quantities: Quantities::BeforeAndAfter,
    levels: &[],
    factor: Factor::OfTable,
    stands_in: |_| true,
    make: |_, _| Ok(Box::new(Redirecting)),
};

/// The redirections of a scenario, one after the other: [`resourcing`](fn@resourcing).
#[derive(Debug, Clone, Copy, Default)]
pub struct Redirecting;

impl Model for Redirecting {
    fn record(&self) -> &'static Record {
        &RECORD
    }

    fn world<'a>(&self, system: &'a LeontiefSystem, scenario: &Scenario) -> Result<Impact<'a>> {
        let moved = resourcing(system, &scenario.relocations)?;
        let mut found = Impact::new(system, scenario, moved.shared_after());
        for check in moved.conservation().checks() {
            found = found.with_check(check);
        }
        Ok(found.with_details(Details::Resourcing(moved)))
    }
}

impl Conservation {
    fn checks(&self) -> Vec<Check> {
        let gap = (self.value_added_after - self.value_added_before).abs();
        let mut checks = vec![];
        if self.value_added_is_residual {
            let gap = gap / self.value_added_before.abs();
            checks.push(Check::new("world value added stays", gap));
        }
        checks.push(Check::new("inputs stay, by product and producer", self.input_gap));
        checks.push(Check::new("final demand stays, by product and buyer", self.final_demand_gap));
        checks
    }
}
