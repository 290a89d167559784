//! Scenarios before and after: no shock, no change; rules that hold; satellite accounts by hand.

use proptest::prelude::*;
use tripole::models::equilibrium::{Stopping, World};
use tripole::models::impact::{Check, Details, ImpactBy, Settings, impact};
use tripole::models::redirection::{Purchases, Redirection, Towards};
use tripole::read::ReadOptions;
use tripole::scenario::{
    Barrier, DemandChange, Elasticities, Model, Scenario, SupplyLoss, Tariff, TariffKind,
};
use tripole::table::{Account, Flows, Satellite, Uses};
use tripole::{
    Accounting, Demand, Error, Frame, Group, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts,
    RowSet, read,
};

use crate::equilibrium::roomy;
use crate::support::{config, drawn_table, shared_table};

/// Models with a world before and after.
fn worlds() -> Vec<Model> {
    Model::ALL.into_iter().filter(|model| model.has_world()).collect()
}

/// A change of the size `size` that this model knows, of the first row and all regions.
fn change(model: Model, system: &LeontiefSystem, partition: &Partition, size: f64) -> Scenario {
    let index = system.table().index();
    let rows = RowSet::from(&partition.cells()[0]);
    let importers = partition.economies().map(|(id, _)| id).collect();
    let flows = Flows { rows: rows.clone(), importers, uses: Uses::All };
    let none = || Flows { importers: vec![], ..flows.clone() };
    let mut scenario = Scenario::default();
    let days = if model.is_daily() { Some(20) } else { None };
    match model {
        Model::Price | Model::Exposure => {}
        Model::Resourcing => scenario.relocations.push(Redirection {
            losers: rows,
            buyers: index.regions().collect(),
            share: size,
            towards: Towards::Proportional(index.regions().collect()),
            purchases: Purchases::InputsAndFinal,
        }),
        Model::Extraction => {
            scenario.embargoes.push(if size == 0.0 { none() } else { flows });
        }
        Model::Demand => scenario.demand.push(DemandChange {
            buyers: index.regions().collect(),
            products: rows,
            change: -size,
        }),
        Model::Mixed | Model::Inoperability | Model::Rationing | Model::Binding | Model::Ario => {
            scenario.supply.push(SupplyLoss { rows, loss: size, start: 0, days });
        }
        Model::Armington => {
            scenario.tariffs.push(Tariff { flows, rate: size, kind: TariffKind::Set });
        }
        Model::Equilibrium => {
            scenario.tariffs.push(Tariff {
                flows: flows.clone(),
                rate: size,
                kind: TariffKind::Set,
            });
            scenario.barriers.push(Barrier { flows, cost: size });
        }
    }
    scenario
}

fn settings(index: &Index) -> Settings {
    let mut settings = Settings::for_index(index);
    settings.horizon = tripole::models::disruption::Horizon::days(30).unwrap();
    settings
}

/// Every number before and after, by its labels.
fn sides(frame: &Frame) -> impl Iterator<Item = (String, f64, f64)> + '_ {
    let (before, after) = (frame.real("before").unwrap(), frame.real("after").unwrap());
    (0..frame.rows()).map(move |row| {
        let labels: Vec<&str> = frame.keys().iter().map(|key| key.label(row)).collect();
        (labels.join(" "), before[row], after[row])
    })
}

proptest! {
    #![proptest_config(config(48))]

    /// A scenario of size zero leaves every indicator of every family as it was, and every
    /// model's rules hold.
    #[test]
    fn no_shock_changes_nothing(drawn in drawn_table(), model in prop::sample::select(worlds())) {
        let table = if model == Model::Equilibrium { roomy(&drawn.table) } else { drawn.table.clone() };
        let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let scenario = change(model, &system, &partition, 0.0);
        let settings = settings(system.table().index());
        let found = impact(&system, &partition, &partition, &scenario, model, &settings).unwrap();
        for check in found.checks() {
            prop_assert!(check.holds(), "{:?} {}", model, check);
        }
        let size = 1e-8 * system.output().iter().fold(1.0_f64, |most, x| most.max(x.abs()));
        for by in [ImpactBy::Region, ImpactBy::RegionSector, ImpactBy::Bloc] {
            for (label, before, after) in sides(&found.frame(by, None).unwrap()) {
                let amount = ["output ", "trade ", "value_added_trade "]
                    .iter()
                    .any(|family| label.starts_with(family));
                let same = before.is_nan() && after.is_nan()
                    || (before - after).abs() <= if amount { size } else { 1e-6 };
                // Shares of amounts that are rounding have no digits.
                let little = label.contains("share") || label.contains("hhi") || label.contains("va_");
                prop_assert!(same || little && !amount, "{:?} {}: {} {}", model, label, before, after);
            }
        }
    }

    /// What each model must obey holds for changes of any size.
    #[test]
    fn rules_hold(drawn in drawn_table(), model in prop::sample::select(worlds()), size in 0.0..0.9f64) {
        let table = if model == Model::Equilibrium { roomy(&drawn.table) } else { drawn.table.clone() };
        let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let scenario = change(model, &system, &partition, size);
        let settings = settings(system.table().index());
        let found = match impact(&system, &partition, &partition, &scenario, model, &settings) {
            // Tables and tariffs without a solution are refused, as the models' own tests show.
            Err(Error::NotConverged { .. } | Error::NotProductive { .. }) => return Ok(()),
            found => found.unwrap(),
        };
        prop_assert!(!found.checks().is_empty(), "{:?}", model);
        for check in found.checks() {
            prop_assert!(check.holds(), "{:?} {}", model, check);
        }
    }
}

/// Two regions, one product made from nothing; B's final users buy half of what A makes.
fn pair() -> LeontiefSystem {
    let index = Index::new([("A", "g"), ("B", "g")]).unwrap();
    let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")]).unwrap();
    let f = Matrix::from_rows(&[[50.0, 50.0], [0.0, 100.0]]);
    let table = Mrio::new(Parts::new(index, demand, Matrix::zeros(2, 2), f)).unwrap();
    LeontiefSystem::new(table, &Accounting::default()).unwrap()
}

fn jobs(index: &Index, by_producers: Vec<f64>) -> Satellite {
    let by_users = vec![0.0; index.regions().len()];
    let account = Account { name: "jobs".into(), unit: "persons".into(), by_producers, by_users };
    Satellite::new(index, vec![account]).unwrap()
}

/// A fifth less final demand of B for A's product: 10 of A's 100, and 1 of its 10 jobs.
#[test]
fn jobs_follow_output() {
    let system = pair();
    let index = system.table().index().clone();
    let partition = Partition::regions(&index);
    let mut scenario = Scenario::default();
    scenario.demand.push(DemandChange {
        buyers: vec![index.find_region("B").unwrap()],
        products: RowSet::from(&partition.cells()[0]),
        change: -0.2,
    });
    let settings = Settings::for_index(&index);
    assert_eq!(Model::of(&scenario), Some(Model::Demand));
    let found =
        impact(&system, &partition, &partition, &scenario, Model::Demand, &settings).unwrap();
    let jobs = jobs(&index, vec![10.0, 40.0]);
    let frame = found.frame(ImpactBy::Region, Some(&jobs)).unwrap();
    let change = |family, region, name| frame.value(&[family, region, name], "change").unwrap();
    assert!((change("output", "A", "value_added") + 10.0).abs() < 1e-12);
    assert!((change("satellite", "A", "jobs") + 1.0).abs() < 1e-12);
    assert_eq!(change("satellite", "B", "jobs"), 0.0);
    let percent = frame.value(&["satellite", "A", "jobs"], "change_percent").unwrap();
    assert!((percent + 10.0).abs() < 1e-9);
    let frame = found.frame(ImpactBy::RegionSector, Some(&jobs)).unwrap();
    assert!((frame.value(&["satellite", "A", "g", "jobs"], "after").unwrap() - 9.0).abs() < 1e-12);
    assert!((frame.value(&["trade", "A", "g", "exports"], "after").unwrap() - 40.0).abs() < 1e-12);
}

/// In general equilibrium accounts follow what is made, not what it is sold for; without input
/// linkages that is value added over the wage.
#[test]
fn accounts_in_equilibrium_follow_quantities() {
    let input = read::Input::parse("builtin:three-pole-2011").unwrap();
    let table = read::read(&input, &ReadOptions::default()).unwrap().table;
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let index = system.table().index().clone();
    let group = Group::new(&index, "NAFTA", &["USA", "CAN", "MEX"]).unwrap();
    let partition = Partition::new(&index, &[group]).unwrap();
    let wide = Group::new(&index, "America", &["USA", "CAN", "MEX"]).unwrap();
    let blocs = Partition::new(&index, &[wide]).unwrap();
    // The group levies together.
    let nafta = partition.find("NAFTA").unwrap();
    let china = RowSet::economy(&partition, partition.find("CHN").unwrap());
    let flows = Flows { rows: china, importers: vec![nafta], uses: Uses::All };
    let mut scenario = Scenario::default();
    scenario.tariffs.push(Tariff { flows, rate: 0.25, kind: TariffKind::Set });
    let settings = Settings::for_index(&index);
    let found =
        impact(&system, &partition, &blocs, &scenario, Model::Equilibrium, &settings).unwrap();
    assert!(matches!(found.details(), Details::Search(_)));
    let satellite = jobs(&index, system.output().to_vec());
    let frame = found.frame(ImpactBy::RegionSector, Some(&satellite)).unwrap();
    let tariffs = scenario.tariffs(&partition).unwrap();
    let theta = Elasticities::uniform(&index, 5.0).unwrap();
    let (world, costs) = World::from_table(&system, &partition, &tariffs, &theta).unwrap();
    let solved = world.change(costs, settings.equilibrium.deficits, Stopping::default()).unwrap();
    let sectors = solved.sectors();
    for (region, sector) in [("NAFTA", "ELE"), ("CHN", "ELE"), ("DEU", "TRQ")] {
        let of = |column| sectors.value(&[region, sector], column).unwrap();
        let side = |side| frame.value(&["satellite", region, sector, "jobs"], side).unwrap();
        // One per unit of the table's output, so that they count it.
        let expected = of("output_after") / (1.0 + of("cost"));
        assert!((side("before") / of("output_before") - 1.0).abs() < 1e-9, "{region} {sector}");
        assert!((side("after") / expected - 1.0).abs() < 1e-9, "{region} {sector}");
    }
    // The bloc is known by the name that it has, though its only member is a group.
    let blocs = found.frame(ImpactBy::Bloc, None).unwrap();
    let change = |name| blocs.value(&["trade", name, "exports"], "change").unwrap();
    assert!(change("America") < 0.0 && change("CHN") < 0.0);
}

/// Complete loss of the sales of one exporter to one importer: what the world loses is what the
/// reference for an export ban says, here with every other indicator.
#[test]
fn an_embargo_costs_what_is_exposed() {
    let Some(table) = shared_table("reference/tables/bloc8x4.csv", &ReadOptions::default()) else {
        return;
    };
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let index = system.table().index();
    let partition = Partition::regions(index);
    let (usa, chn) = (partition.find("USA").unwrap(), partition.find("CHN").unwrap());
    let rows = RowSet::economy(&partition, chn);
    let mut scenario = Scenario::default();
    scenario.embargoes.push(Flows { rows, importers: vec![usa], uses: Uses::All });
    assert_eq!(Model::of(&scenario), Some(Model::Extraction));
    let settings = Settings::for_index(index);
    let model = Model::Extraction;
    let found = impact(&system, &partition, &partition, &scenario, model, &settings).unwrap();
    assert!(found.checks().iter().all(Check::holds));
    let frame = found.frame(ImpactBy::Region, None).unwrap();
    let change = |family, name| frame.value(&[family, "CHN", name], "change").unwrap();
    assert!(change("output", "value_added") < 0.0 && change("trade", "exports") < 0.0);
    // Sales that stopped are gone from both sides.
    let trade = |region, name| frame.value(&["trade", region, name], "change").unwrap();
    let exports: f64 = partition.names().iter().map(|r| trade(r, "exports")).sum();
    let imports: f64 = partition.names().iter().map(|r| trade(r, "imports")).sum();
    assert!((exports - imports).abs() < 1e-9 * exports.abs());
}

/// A model asked for what it does not know refuses it, by name.
#[test]
fn unknown_changes_are_refused() {
    let system = pair();
    let index = system.table().index();
    let partition = Partition::regions(index);
    let settings = Settings::for_index(index);
    for asked in worlds() {
        for given in worlds() {
            let scenario = change(given, &system, &partition, 0.1);
            let known = scenario.kinds().iter().all(|kind| asked.kinds().contains(kind));
            let ends = scenario.supply.iter().any(|loss| loss.days.is_some());
            let found = impact(&system, &partition, &partition, &scenario, asked, &settings);
            match found {
                Err(Error::Conflict { first, .. }) => {
                    assert!(!known || ends && !asked.is_daily(), "{asked:?} {given:?}");
                    assert_eq!(first, format!("`--model {}`", asked.name()));
                }
                found => assert!(known, "{asked:?} {given:?} {}", found.is_ok()),
            }
        }
    }
}
