//! Each model, from a scenario to two worlds.

use std::borrow::Cow;
use std::sync::Arc;

use super::checks;
use super::{Details, Impact, Settings, blocs_of};
use crate::error::{Error, Result};
use crate::frame::Level;
use crate::leontief::LeontiefSystem;
use crate::measures::exposure::exposure;
use crate::models::armington::respond;
use crate::models::disruption::{
    Loss, Outage, ario, demand_change, inoperability, mixed, partially_binding, ration, stopped,
};
use crate::models::equilibrium::{Deficits, Shock, World};
use crate::models::redirection::resourcing;
use crate::scenario::{Model, Scenario, SupplyLoss};
use crate::table::{
    Accounting, Inventories, Mrio, OutputFrom, Partition, Selection, ValueAddedFrom,
};

/// What every model is given.
pub(super) struct Run<'a, 'b> {
    pub system: &'a LeontiefSystem,
    pub partition: &'a Partition,
    pub blocs: &'a Partition,
    pub scenario: &'b Scenario,
    pub settings: &'b Settings,
}

impl<'a> Run<'a, '_> {
    pub fn through(&self, model: Model) -> Result<Impact<'a>> {
        match model {
            Model::Price | Model::Exposure => Err(Error::Conflict {
                first: format!("`--model {}`", model.name()),
                second: "a world before and after".to_owned(),
                reason: "prices and exposure change no quantities: `tripole tariff` has them",
            }),
            Model::Resourcing => self.resourcing(),
            Model::Extraction => self.extraction(),
            Model::Demand => {
                let after = demand_change(self.system, &self.scenario.demand)?;
                self.balanced(after.table(self.system)?)
            }
            Model::Mixed => {
                let after = mixed(self.system, &self.lasting(model)?)?;
                let mut found = self.balanced(after.table(self.system)?)?;
                found.warnings = after.warnings().iter().map(ToString::to_string).collect();
                Ok(found)
            }
            Model::Inoperability => {
                let after = inoperability(self.system, &self.lasting(model)?)?;
                self.balanced(after.table(self.system)?)
            }
            Model::Rationing => self.rationing(),
            Model::Binding | Model::Ario => self.by_day(model),
            Model::Armington => self.armington(),
            Model::Equilibrium => self.equilibrium(),
        }
    }

    fn impact(&self, after: impl Into<Arc<LeontiefSystem>>) -> Impact<'a> {
        Impact::of(self.system, (self.partition, self.blocs), after.into())
    }

    /// The system of a table that a model made of the base, whose value added per unit of output
    /// it keeps.
    fn as_made(&self, table: Mrio) -> Result<LeontiefSystem> {
        Ok(of_its_own(table)?.with_coefficients_of(self.system))
    }

    /// A table that follows from final demand.
    fn balanced(&self, after: Mrio) -> Result<Impact<'a>> {
        let mut found = self.impact(self.as_made(after)?);
        found.checks.extend(checks::accounts(self.system, self.system, &found.after));
        Ok(found)
    }

    fn resourcing(&self) -> Result<Impact<'a>> {
        let moved = resourcing(self.system, &self.scenario.relocations)?;
        let mut found = self.impact(moved.shared_after());
        found.checks = checks::of_resourcing(moved.conservation());
        found.details = Details::Resourcing(moved);
        Ok(found)
    }

    fn extraction(&self) -> Result<Impact<'a>> {
        let (system, partition) = (self.system, self.partition);
        let set = Selection::of(partition, system.order(), &self.scenario.embargoes);
        let after = stopped(system, partition, &set)?;
        let mut found = self.impact(self.as_made(after.table(system)?)?);
        let exposed = exposure(system, partition, &set, Level::Region)?;
        let by_economy = |system: &LeontiefSystem| -> Vec<f64> {
            let economies = partition.economies();
            let of_rows =
                |rows: &[usize]| rows.iter().map(|&row| system.value_added()[row]).sum::<f64>();
            economies.map(|(_, economy)| of_rows(&economy.rows)).collect()
        };
        found.checks.push(checks::exposed(
            &by_economy(system),
            &by_economy(&found.after),
            exposed.real("va").unwrap_or_default(),
        ));
        Ok(found)
    }

    fn rationing(&self) -> Result<Impact<'a>> {
        let losses = self.lasting(Model::Rationing)?;
        let after = ration(self.system, &losses, self.settings.nest)?;
        let mut found = self.impact(self.as_made(after.table(self.system)?)?);
        let before = self.as_made(after.table_before(self.system)?)?;
        let capacity = after.output().iter().zip(after.capacity());
        found.checks.push(checks::within("no output is above capacity", capacity));
        let demand = after.final_demand().iter().zip(after.final_demand_before());
        found.checks.push(checks::within("final demand is between none and that before", demand));
        found.checks.extend(checks::accounts(self.system, &before, &found.after));
        found.before = Some(before);
        Ok(found)
    }

    fn by_day(&self, model: Model) -> Result<Impact<'a>> {
        let (system, settings) = (self.system, self.settings);
        let outages: Vec<Outage> = self.scenario.supply.iter().map(outage).collect();
        let course = if model == Model::Ario {
            ario(system, &outages, settings.horizon, &settings.ario)?
        } else {
            partially_binding(system, &outages, settings.horizon, &settings.binding)?
        };
        let mut found = self.impact(self.as_made(course.table(system)?)?);
        found.before = Some(self.as_made(course.table_before(system)?)?);
        let days = (0..course.unmet().columns())
            .flat_map(|day| course.unmet().column(day).iter().zip(course.final_demand()));
        found.checks.push(checks::within("final demand that is not met is part of it", days));
        found.warnings = course.warnings().iter().map(ToString::to_string).collect();
        found.details = Details::Days(course);
        Ok(found)
    }

    fn armington(&self) -> Result<Impact<'a>> {
        let tariffs = self.scenario.tariffs(self.partition)?;
        let response = respond(self.system, self.partition, &tariffs, &self.settings.armington)?;
        let mut found = self.impact(self.as_made(response.table_after().clone())?);
        found.checks.push(checks::rows(self.system, &found.after));
        found.details = Details::Search(response.convergence());
        Ok(found)
    }

    fn equilibrium(&self) -> Result<Impact<'a>> {
        let options = &self.settings.equilibrium;
        let tariffs = self.scenario.tariffs(self.partition)?;
        let shock = Shock { tariffs: &tariffs, barriers: &self.scenario.barriers };
        let (world, costs) =
            World::from_table(self.system, self.partition, shock, &options.elasticities)?;
        let deficits = match options.deficits {
            Deficits::Fixed => world.deficits().to_vec(),
            Deficits::Zero => vec![0.0; world.deficits().len()],
        };
        let solved = world.change(costs, options.deficits, options.stopping)?;
        let mut found = self.impact(of_its_own(solved.table_after()?)?);
        let index = found.after.table().index().clone();
        found.before = Some(of_its_own(solved.table_before()?)?);
        found.blocs = Cow::Owned(blocs_of(&index, self.partition, self.blocs)?);
        found.partition = Cow::Owned(Partition::regions(&index));
        let sectors = solved.sectors();
        let column = |name| sectors.real(name).unwrap_or_default().iter();
        let deflated = column("output_after").zip(column("cost"));
        found.volumes = Some(deflated.map(|(output, cost)| output / (1.0 + cost)).collect());
        found.checks = checks::of_equilibrium(&solved, &deficits);
        let negative = solved.world().negative_value_added();
        if !negative.is_empty() {
            let labels = crate::error::shown_list(&negative);
            found
                .warnings
                .push(format!("negative value added, on which the model is no guide: {labels}"));
        }
        found.details = Details::Search(solved.convergence());
        Ok(found)
    }

    /// Losses of a whole year: a model without days does not know one that ends.
    fn lasting(&self, model: Model) -> Result<Vec<Loss>> {
        let losses = &self.scenario.supply;
        if losses.iter().any(|loss| loss.days.is_some() || loss.start > 0) {
            return Err(Error::Conflict {
                first: format!("`--model {}`", model.name()),
                second: "`days` or `start` of a `[[supply]]` in the scenario".to_owned(),
                reason: "it is a model of a whole year: leave them out, or use `--model ario` or `pbl`",
            });
        }
        Ok(losses.iter().map(|loss| Loss { rows: loss.rows.clone(), share: loss.loss }).collect())
    }
}

fn outage(loss: &SupplyLoss) -> Outage {
    let start = loss.start as usize;
    let end = loss.days.map_or(usize::MAX, |days| start.saturating_add(days as usize));
    Outage { loss: Loss { rows: loss.rows.clone(), share: loss.loss }, days: start..end }
}

/// The system of a table that a model made, at the outputs and the value added that it gave it.
fn of_its_own(table: Mrio) -> Result<LeontiefSystem> {
    let accounting = Accounting {
        output: OutputFrom::Table,
        value_added: ValueAddedFrom::Table,
        inventories: Inventories::Keep,
    };
    LeontiefSystem::new(table, &accounting)
}
