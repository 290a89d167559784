//! Tariffs on a table whose purchases have moved: relocation first, then the model on what it leaves.

use std::sync::Arc;

use super::beside::Outcomes;
use super::households::BuyerPrices;
use super::impact::Impact;
use super::redirection::{Resourcing, resourcing};
use super::registry::{Answer, Model, Question, Record, one_by_one};
use crate::error::Result;
use crate::frame::Frame;
use crate::leontief::LeontiefSystem;
use crate::measures::trade::Exports;
use crate::scenario::{Elasticities, ElasticityKind, Scenario};
use crate::table::EconomyId;

/// The note of a result whose base is not the table.
pub(crate) const BASE: &str = "base";

/// What a result is relative to where purchases have moved.
pub(crate) const MOVED: &str = "the table after the relocations of the scenario, at base technology and prices: what the others change \
                     there";

/// A model that sees the table after the relocations of a scenario ([`resourcing`]), if it has some: at base technology and
/// prices buyers turn to other suppliers, and the other changes come on top. Worlds, trade and revenue are from the table as it is to
/// the one after both; the model's own results, and those beside other models, are relative to the table after relocation.
///
/// Cost: that of the model, of the relocation and of a factor of the table after it; for worlds and trade, of the model twice.
#[derive(Debug)]
pub(crate) struct AfterRelocation<M>(pub(crate) M);

/// The table after relocation, and the changes that are left.
struct Moved {
    system: Arc<LeontiefSystem>,
    rest: Scenario,
    said: Vec<String>,
}

impl Moved {
    /// Nothing where no purchases move.
    fn of(system: &LeontiefSystem, scenario: &Scenario) -> Result<Option<Self>> {
        if scenario.relocations.is_empty() {
            return Ok(None);
        }
        let moved = resourcing(system, &scenario.relocations)?;
        let mut rest = scenario.clone();
        rest.relocations.clear();
        let said = in_words(&moved, system.table().unit());
        Ok(Some(Moved { system: moved.shared_after(), rest, said }))
    }
}

fn in_words(moved: &Resourcing, unit: &str) -> Vec<String> {
    let mut said = vec![format!(
        "purchases of {:.0} ({unit}) move to other suppliers first; the other changes meet the table after that",
        moved.moved()
    )];
    if moved.unplaced() > 0.0 {
        said.push(format!(
            "purchases of {:.0} find no other supplier, and stay where they are",
            moved.unplaced()
        ));
    }
    said
}

impl<M: Model> Model for AfterRelocation<M> {
    fn record(&self) -> &'static Record {
        self.0.record()
    }

    fn caveat(&self) -> &'static str {
        self.0.caveat()
    }

    fn world<'a>(&self, system: &'a LeontiefSystem, scenario: &Scenario) -> Result<Impact<'a>> {
        let Some(moved) = Moved::of(system, scenario)? else {
            return self.0.world(system, scenario);
        };
        // The world before is the model's own, with the tariffs that are in force already.
        let unmoved = self.0.world(system, &moved.rest)?;
        let found = self.0.world(&moved.system, &moved.rest)?;
        Ok(unmoved.followed_by(found).with_notes(moved.said))
    }

    fn result(&self, question: &Question<'_>) -> Result<Answer> {
        let Some(moved) = Moved::of(question.system, question.scenario)? else {
            return self.0.result(question);
        };
        let asked = Question { system: &moved.system, scenario: &moved.rest, ..*question };
        let Answer { frame, search, warnings } = self.0.result(&asked)?;
        let frame = frame.with_note(BASE, MOVED).with_note("relocation", moved.said.join("; "));
        Ok(Answer { frame, search, warnings })
    }

    fn imports(
        &self,
        system: &LeontiefSystem,
        scenario: &Scenario,
    ) -> Result<Option<[Exports; 2]>> {
        let Some(moved) = Moved::of(system, scenario)? else {
            return self.0.imports(system, scenario);
        };
        let unmoved = self.0.imports(system, &moved.rest)?;
        let found = self.0.imports(&moved.system, &moved.rest)?;
        Ok(unmoved.zip(found).map(|([before, _], [_, after])| [before, after]))
    }

    fn elasticities(&self) -> Option<(ElasticityKind, &Elasticities)> {
        self.0.elasticities()
    }

    fn outcomes(&self, system: &LeontiefSystem, scenario: &Scenario) -> Result<Option<Outcomes>> {
        match Moved::of(system, scenario)? {
            None => self.0.outcomes(system, scenario),
            Some(moved) => self.0.outcomes(&moved.system, &moved.rest),
        }
    }

    fn buyer_prices(
        &self,
        system: &LeontiefSystem,
        scenario: &Scenario,
        buyer: EconomyId,
    ) -> Result<Option<BuyerPrices>> {
        match Moved::of(system, scenario)? {
            None => self.0.buyer_prices(system, scenario, buyer),
            Some(moved) => self.0.buyer_prices(&moved.system, &moved.rest, buyer),
        }
    }

    fn results(
        &self,
        system: &LeontiefSystem,
        scenarios: &[Scenario],
    ) -> Result<Vec<Result<Frame>>> {
        if scenarios.iter().all(|scenario| scenario.relocations.is_empty()) {
            return self.0.results(system, scenarios);
        }
        Ok(one_by_one(self, system, scenarios))
    }

    fn together(&self, system: &LeontiefSystem, economies: usize) -> usize {
        self.0.together(system, economies)
    }
}
