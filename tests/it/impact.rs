//! Scenarios before and after: no shock, no change; rules that hold; satellite accounts by hand.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use tripole::frame::Level;
use tripole::models::disruption::Yearly;
use tripole::models::equilibrium;
use tripole::models::impact::{Check, Details, IMPACT_LEVELS, impact};
use tripole::models::redirection::{Purchases, Redirection, Towards};
use tripole::models::registry::{Quantities, Time, model_of, named};
use tripole::models::{Given, MODELS, Model, Record, Value};
use tripole::read::ReadOptions;
use tripole::scenario::{
    Barrier, ChangeKind, DemandChange, Elasticities, Embargo, Scenario, SupplyLoss, Tariff,
    TariffKind,
};
use tripole::table::{Account, Geography, Sales, Satellite, Uses};
use tripole::{
    Accounting, Demand, Error, Frame, Group, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts,
    RowSet, read,
};

use crate::equilibrium::roomy;
use crate::support::{Drawn, config, drawn_table, shared_table};

/// Models with a world before and after.
fn worlds() -> Vec<&'static Record> {
    MODELS.into_iter().filter(|record| record.quantities == Quantities::BeforeAndAfter).collect()
}

/// The model, thirty days long where it has days.
fn model(record: &'static Record, table: &Mrio) -> Box<dyn Model> {
    let given = match record.time {
        Time::Days => Given::default().with("days", Value::Count(30)),
        Time::Year => Given::default(),
    };
    (record.make)(table, &given).unwrap()
}

/// A change of the size `size` that this model knows, of the first row and all regions.
fn change(record: &Record, geography: &Geography, size: f64) -> Scenario {
    let partition = geography.economies();
    let index = partition.index();
    let rows = RowSet::from(&partition.cells()[0]);
    let importers: Vec<_> = partition.economies().map(|(id, _)| id).collect();
    let sales = |importers| Sales::new(partition, rows.clone(), importers, Uses::All).unwrap();
    let mut scenario = Scenario::new(geography);
    let days = (record.time == Time::Days).then_some(20);
    for kind in record.reads {
        let flows = sales(importers.clone());
        match kind {
            ChangeKind::Relocate => scenario.relocations.push(Redirection {
                losers: rows.clone(),
                buyers: index.regions().collect(),
                share: size,
                towards: Towards::Proportional(index.regions().collect()),
                purchases: Purchases::InputsAndFinal,
            }),
            ChangeKind::Embargo => {
                let whole = if size == 0.0 { sales(vec![]) } else { flows };
                let share = if record.time == Time::Days { size } else { 1.0 };
                scenario.embargoes.push(Embargo { share, days, ..whole.into() });
            }
            ChangeKind::Demand => scenario.demand.push(DemandChange {
                buyers: index.regions().collect(),
                products: rows.clone(),
                change: -size,
            }),
            ChangeKind::Supply => {
                scenario.supply.push(SupplyLoss { rows: rows.clone(), loss: size, start: 0, days });
            }
            ChangeKind::Tariff => {
                scenario.tariffs.push(Tariff { sales: flows, rate: size, kind: TariffKind::Set });
            }
            ChangeKind::Barrier => scenario.barriers.push(Barrier { sales: flows, cost: size }),
        }
    }
    scenario
}

/// Every number before and after, by its labels.
fn sides(frame: &Frame) -> impl Iterator<Item = (String, f64, f64)> + '_ {
    let (before, after) = (frame.real("before").unwrap(), frame.real("after").unwrap());
    (0..frame.rows()).map(move |row| {
        let labels: Vec<&str> = frame.keys().iter().map(|key| key.label(row)).collect();
        (labels.join(" "), before[row], after[row])
    })
}

/// Indicators by family, at any level.
const INDICATORS: [(&str, &[&str]); 7] = [
    ("output", &["output", "value_added"]),
    ("trade", &["exports", "imports"]),
    ("value_added_trade", &["dva", "dva_share", "vax", "vax_forward", "vax_backward"]),
    ("participation", &["gvc_share", "gvc_backward_share", "gvc_forward_share"]),
    ("position", &["upstreamness", "downstreamness"]),
    ("concentration", &["hhi_partners", "hhi_final_demand", "hhi_inputs"]),
    (
        "shares",
        &[
            "final_va_local",
            "final_va_regional",
            "final_va_global",
            "inputs_va_local",
            "inputs_va_regional",
            "inputs_va_global",
        ],
    ),
];

/// The indicators of a level, with their families.
fn indicators_of(by: Level) -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_others: &[&str] = match by {
        Level::RegionSector => &["imports", "vax", "hhi_final_demand"],
        _ => &["vax_forward", "vax_backward"],
    };
    let all =
        INDICATORS.iter().flat_map(|(family, names)| names.iter().map(|name| (*family, *name)));
    all.filter(|(_, name)| !of_others.contains(name))
}

/// The table that a model is run on: general equilibrium needs value added that is no sliver of
/// output.
fn table_for(record: &Record, drawn: &Drawn) -> LeontiefSystem {
    let table = if record.name == "ge" { roomy(&drawn.table) } else { drawn.table.clone() };
    LeontiefSystem::new(table, &Accounting::default()).unwrap()
}

/// A scenario of size zero leaves every indicator of every family as it was, and every model's
/// rules hold. Every indicator of every model and level is compared somewhere, as a number.
#[test]
fn no_shock_changes_nothing() {
    let met = RefCell::new(BTreeSet::new());
    let compare = |drawn: Drawn| {
        for record in worlds() {
            let system = table_for(record, &drawn);
            let scenario = change(record, &Geography::regions(system.table().index()), 0.0);
            let model = model(record, system.table());
            let found = impact(&system, &scenario, model.as_ref()).unwrap();
            for check in found.checks() {
                prop_assert!(check.holds(), "{} {}", record.name, check);
            }
            let size = 1e-8 * system.output().iter().fold(1.0_f64, |most, x| most.max(x.abs()));
            for &by in IMPACT_LEVELS {
                let frame = found.frame(by, None).unwrap();
                let (families, names) =
                    (frame.key("family").unwrap(), frame.key("indicator").unwrap());
                for (row, (label, before, after)) in sides(&frame).enumerate() {
                    let (family, name) = (families.label(row), names.label(row));
                    let is_amount = INDICATORS[..3].iter().any(|known| known.0 == family)
                        && name != "dva_share";
                    let same = before.is_nan() && after.is_nan()
                        || (before - after).abs() <= if is_amount { size } else { 1e-8 };
                    prop_assert!(same, "{} {}: {} {}", record.name, label, before, after);
                    if before.is_finite() {
                        met.borrow_mut().insert(format!("{} {by:?} {family} {name}", record.name));
                    }
                }
            }
        }
        Ok(())
    };
    TestRunner::new(config(64)).run(&drawn_table(), compare).unwrap();
    let all = worlds()
        .into_iter()
        .flat_map(|record| IMPACT_LEVELS.iter().map(move |by| (record.name, *by)));
    let all = all.flat_map(|(model, by)| {
        indicators_of(by).map(move |(family, name)| format!("{model} {by:?} {family} {name}"))
    });
    assert_eq!(met.into_inner(), all.collect());
}

/// What each model must obey holds for changes of any size. Searches that find no solution are
/// rare, in every model; the draws are the same each time, so that how rare can be told. Where there
/// is none in general equilibrium, an economy owes a fixed surplus larger than what it still earns.
#[test]
fn rules_hold() {
    const CASES: u32 = 1000;
    let refused = RefCell::new(BTreeMap::new());
    let obey = |(drawn, size): (Drawn, f64)| {
        for record in worlds() {
            let system = table_for(record, &drawn);
            let scenario = change(record, &Geography::regions(system.table().index()), size);
            let model = model(record, system.table());
            let found = match impact(&system, &scenario, model.as_ref()) {
                Err(Error::NotConverged { .. }) => {
                    *refused.borrow_mut().entry(record.name).or_insert(0) += 1;
                    continue;
                }
                found => found.unwrap(),
            };
            prop_assert!(!found.checks().is_empty(), "{}", record.name);
            for check in found.checks() {
                prop_assert!(check.holds(), "{} {}", record.name, check);
            }
        }
        Ok(())
    };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config(CASES), random);
    runner.run(&(drawn_table(), 0.0..0.9f64), obey).unwrap();
    let refused = refused.into_inner();
    assert!(refused.values().all(|count| *count <= CASES / 500), "of {CASES}: {refused:?}");
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
    let geography = Geography::regions(&index);
    let partition = geography.economies();
    let mut scenario = Scenario::new(&geography);
    scenario.demand.push(DemandChange {
        buyers: vec![index.find_region("B").unwrap()],
        products: RowSet::from(&partition.cells()[0]),
        change: -0.2,
    });
    assert_eq!(model_of(&scenario).unwrap().name, "demand");
    let found = impact(&system, &scenario, &Yearly::Demand).unwrap();
    let jobs = jobs(&index, vec![10.0, 40.0]);
    let frame = found.frame(Level::Region, Some(&jobs)).unwrap();
    let change = |family, region, name| frame.value(&[family, region, name], "change").unwrap();
    assert!((change("output", "A", "value_added") + 10.0).abs() < 1e-12);
    assert!((change("satellite", "A", "jobs") + 1.0).abs() < 1e-12);
    assert_eq!(change("satellite", "B", "jobs"), 0.0);
    let percent = frame.value(&["satellite", "A", "jobs"], "change_percent").unwrap();
    assert!((percent + 10.0).abs() < 1e-9);
    let frame = found.frame(Level::RegionSector, Some(&jobs)).unwrap();
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
    let geography = Geography::of(partition.clone(), blocs);
    // The group levies together.
    let nafta = partition.find("NAFTA").unwrap();
    let china = RowSet::economy(&partition, partition.find("CHN").unwrap());
    let sales = Sales::new(&partition, china, vec![nafta], Uses::All).unwrap();
    let mut scenario = Scenario::new(&geography);
    scenario.tariffs.push(Tariff { sales, rate: 0.25, kind: TariffKind::Set });
    let options = equilibrium::EquilibriumOptions::for_index(&index);
    let found = impact(&system, &scenario, &options).unwrap();
    assert!(matches!(found.details(), Details::Search(_)));
    let satellite = jobs(&index, system.output().to_vec());
    let frame = found.frame(Level::RegionSector, Some(&satellite)).unwrap();
    let tariffs = scenario.tariffs().unwrap();
    let theta = Elasticities::uniform(&index, 5.0).unwrap();
    let (world, costs) = equilibrium::BaseYear::from_table(&system, &tariffs, &theta).unwrap();
    let solved = world.change(costs, options.deficits, equilibrium::Stopping::default()).unwrap();
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
    let blocs = found.frame(Level::Bloc, None).unwrap();
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
    let geography = Geography::regions(index);
    let partition = geography.economies();
    let (usa, chn) = (partition.find("USA").unwrap(), partition.find("CHN").unwrap());
    let rows = RowSet::economy(partition, chn);
    let mut scenario = Scenario::new(&geography);
    scenario.embargoes.push(Sales::new(partition, rows, vec![usa], Uses::All).unwrap().into());
    assert_eq!(model_of(&scenario).unwrap().name, "extraction");
    let found = impact(&system, &scenario, &Yearly::Extraction).unwrap();
    assert!(found.checks().iter().all(Check::holds));
    let frame = found.frame(Level::Region, None).unwrap();
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
    let geography = Geography::regions(system.table().index());
    for asked in MODELS {
        for given in MODELS {
            let scenario = change(given, &geography, 0.1);
            let known = scenario.kinds().iter().all(|kind| asked.reads.contains(kind));
            let ends = scenario.by_day().is_some();
            let model = model(asked, system.table());
            match impact(&system, &scenario, model.as_ref()) {
                Err(Error::UnreadChange { model, .. }) => {
                    assert!(!known && model == asked.name, "{} {}", asked.name, given.name);
                }
                Err(Error::NotOfAYear { model, .. }) => {
                    assert!(ends && asked.time == Time::Year && model == asked.name);
                }
                Err(Error::NoWorld { model }) => {
                    assert!(asked.quantities == Quantities::Unchanged && model == asked.name);
                }
                found => assert!(found.is_ok() && known, "{} {}", asked.name, given.name),
            }
        }
    }
}

/// What was made for one table or for some economies is refused with others, even of the same
/// size.
#[test]
fn a_scenario_knows_its_table() {
    let system = pair();
    let other = Geography::regions(&Index::new([("A", "g"), ("C", "g")]).unwrap());
    let scenario = change(named("demand").unwrap(), &other, 0.1);
    let refused = impact(&system, &scenario, &Yearly::Demand);
    assert!(matches!(refused, Err(Error::OtherTable { what: "the scenario" })));
    // The economies of one partition are not those of another.
    let index = system.table().index();
    let (regions, ours) = (Geography::regions(index), Partition::regions(index));
    let union = Partition::new(index, &[Group::new(index, "AB", &["A", "B"]).unwrap()]).unwrap();
    let row = || RowSet::from(&ours.cells()[0]);
    let buyer = union.economies().map(|(id, _)| id).collect();
    let sales = Sales::new(&union, row(), buyer, Uses::All).unwrap();
    let mut scenario = Scenario::new(&regions);
    scenario.tariffs.push(Tariff { sales, rate: 0.1, kind: TariffKind::Set });
    assert!(matches!(scenario.tariffs(), Err(Error::OtherTable { what: "a tariff" })));
    let second = ours.find("B").unwrap();
    assert!(Sales::new(&union, row(), vec![second], Uses::All).is_err());
}
