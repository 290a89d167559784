//! Models side by side: agreement with the independent implementation, and what always holds.

use std::collections::HashMap;
use std::sync::Arc;

use proptest::prelude::*;
use tripole::models::armington::ArmingtonOptions;
use tripole::models::beside::{
    AllModels, COMPARED, Demand, Measured, SideBySide, Status, side_by_side,
};
use tripole::models::equilibrium::EquilibriumOptions;
use tripole::models::exposure::Exposure;
use tripole::models::price::CostPush;
use tripole::models::{Given, Model, Value};
use tripole::read::ReadOptions;
use tripole::scenario::schedule::{Fill, RateOptions, ScheduleFiles, TariffOptions};
use tripole::scenario::{
    Context, Elasticities, Embargo, Preset, Scenario, Scheduled, Tariff, TariffKind,
};
use tripole::table::{EconomyId, Geography, RowSet, Sales, SectorId, Uses};
use tripole::{Accounting, LeontiefSystem, Matrix, Mrio, Parts};

use crate::equilibrium::published;
use crate::support::{config, drawn_table, records, shared, shared_table};

/// The tables of the references, the economies that levy tariffs on each other, and their goods.
pub const TABLES: [(&str, &str, [&str; 2], &[&str]); 3] = [
    ("bloc8x4", "reference/tables/bloc8x4.csv", ["USA", "CHN"], &["AGR", "MAN", "ELE"]),
    ("leather", "reference/tables/leather.csv", ["DEU", "TUR"], &["AGR", "TEX", "TRQ"]),
    (
        "wiod13_2011",
        "data/wiod13/wiod13_2011.csv.gz",
        ["USA", "CHN"],
        &[
            "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11", "c12", "c13",
            "c14", "c15", "c16",
        ],
    ),
];

/// A scenario of the references: `one`, `war`, `all`, and `schedule` of the first table.
pub fn scenario_of(name: &str, table: &Mrio, pair: [&str; 2], goods: &[&str]) -> Scenario {
    let geography = Geography::regions(table.index());
    let mut scenario = Scenario::new(&geography);
    let (index, economies) = (table.index(), geography.economies());
    let [first, second] = pair.map(|code| economies.find(code).unwrap());
    let of = |seller: Option<EconomyId>, importer: EconomyId| -> Sales {
        let sellers: Vec<_> = (0..economies.len())
            .map(|n| economies.find(&economies.names()[n]).unwrap())
            .filter(|&owner| owner != importer && seller.is_none_or(|seller| owner == seller))
            .flat_map(|owner| economies.economy(owner).regions.clone())
            .collect();
        let goods: Vec<SectorId> =
            goods.iter().map(|code| index.find_sector(code).unwrap()).collect();
        let rows = RowSet::products_of(index, &sellers, &goods);
        Sales::new(economies, rows, vec![importer], Uses::All).unwrap()
    };
    let mut tax = |sales, rate| {
        scenario.tariffs.push(Tariff { sales, rate, kind: TariffKind::Set });
    };
    match name {
        "one" => tax(of(Some(second), first), 0.25),
        "war" => {
            tax(of(Some(second), first), 0.25);
            tax(of(Some(first), second), 0.2);
        }
        "all" => tax(of(None, first), 0.1),
        "schedule" => {
            let files = ScheduleFiles::in_folder(shared("reference/tariff").unwrap());
            let base_date = "2025-01-15".parse().ok();
            let rates = RateOptions { base_date, ..RateOptions::default() };
            let options = TariffOptions {
                rates,
                fill: Fill::Zero,
                ..TariffOptions::on("2026-03-15".parse().unwrap())
            };
            let geography = scenario.geography().clone();
            let table = Arc::new(table.clone());
            let context = Context::new(&geography, table, &Accounting::default()).unwrap();
            scenario.schedules.push(Scheduled::new(&context, files, &[], options).unwrap());
        }
        other => panic!("{other}"),
    }
    scenario
}

/// The models of the references: σ = 5 for goods and 2 for the rest, θ = 5.
pub fn models_of(system: &LeontiefSystem, goods: &[&str]) -> Vec<Box<dyn Model>> {
    let index = system.table().index();
    let mut options = ArmingtonOptions::for_index(index);
    let sigma = |code: &String| if goods.contains(&code.as_str()) { 5.0 } else { 2.0 };
    let sigma = index.sector_codes().iter().map(sigma).collect();
    options.elasticities = Elasticities::new(index, sigma).unwrap();
    vec![
        Box::new(CostPush::default()),
        Box::new(options),
        Box::new(EquilibriumOptions::for_index(index)),
        Box::new(Exposure),
    ]
}

/// What the models of a table say of a scenario, and the system of the table.
fn asked(table: Mrio, scenario: &Scenario) -> (SideBySide, LeontiefSystem) {
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let models = AllModels::with_defaults(system.table()).unwrap();
    let found = models.ask(&system, scenario).unwrap();
    (found, system)
}

/// Tolerance of the references: 1e-9, of models that search 1e-7; revenue is an amount.
fn close(ours: f64, theirs: f64, model: &str) -> bool {
    let tolerance = if matches!(model, "armington" | "ge") { 1e-7 } else { 1e-9 };
    (ours - theirs).abs() <= tolerance * theirs.abs().max(1.0)
}

type Rows = Vec<HashMap<String, String>>;

fn rows(file: &str) -> Option<Rows> {
    let path = shared(&format!("reference/tariff/{file}"))?;
    Some(records(&std::fs::read_to_string(path).unwrap()))
}

#[test]
fn every_row_of_the_reference_is_met() {
    let (Some(models), Some(spreads)) = (rows("models.csv"), rows("spread.csv")) else { return };
    let mut met = [0, 0];
    for (name, path, pair, goods) in TABLES {
        let Some(table) = shared_table(path, &ReadOptions::default()) else { return };
        for scenario_name in ["one", "war", "all", "schedule"] {
            let of_case = |row: &&HashMap<String, String>| {
                row["table"] == name && row["scenario"] == scenario_name
            };
            if !models.iter().any(|row| of_case(&row)) {
                continue;
            }
            let scenario = scenario_of(scenario_name, &table, pair, goods);
            let system = LeontiefSystem::new(table.clone(), &published()).unwrap();
            let found = side_by_side(&system, &scenario, &models_of(&system, goods)).unwrap();
            let frame = found.frame();
            let text = |row: usize, column: &str| -> String {
                frame.remark(column).unwrap().label(row).to_owned()
            };
            let place = |row: &HashMap<String, String>| {
                (0..frame.rows())
                    .find(|&at| {
                        frame.key("region").unwrap().label(at) == row["region"]
                            && frame.key("measure").unwrap().label(at) == row["measure"]
                    })
                    .unwrap()
            };
            for row in models.iter().filter(of_case) {
                let (at, model) = (place(row), row["model"].as_str());
                let ours = frame.real(model).unwrap()[at];
                assert_eq!(text(at, &format!("{model}_status")), row["status"], "{row:?}");
                if row["value"].is_empty() {
                    assert!(ours.is_nan(), "{row:?}: {ours}");
                } else {
                    let theirs: f64 = row["value"].parse().unwrap();
                    assert!(close(ours, theirs, model), "{row:?}: ours {ours}");
                }
                met[0] += 1;
            }
            for row in spreads.iter().filter(of_case) {
                let at = place(row);
                for (column, model) in [("low", "low_model"), ("high", "high_model")] {
                    let (ours, named) = (frame.real(column).unwrap()[at], text(at, model));
                    assert_eq!(named, row[model], "{row:?}");
                    let theirs: f64 = row[column].parse().unwrap_or(f64::NAN);
                    assert!(
                        close(ours, theirs, &named) || (ours.is_nan() && theirs.is_nan()),
                        "{row:?}: {ours}"
                    );
                }
                let count: f64 = row["models"].parse().unwrap();
                assert_eq!(frame.real("models").unwrap()[at].to_bits(), count.to_bits());
                met[1] += 1;
            }
        }
    }
    assert_eq!(met, [models.len(), spreads.len()]);
}

/// The built-in table, and a tariff of the United States on China's electronics.
fn built_in(rate: f64) -> (Mrio, Scenario) {
    let input = tripole::read::Input::parse("builtin:three-pole-2011").unwrap();
    let table = tripole::read::read(&input, &ReadOptions::default()).unwrap().table;
    let mut scenario = scenario_of("one", &table, ["USA", "CHN"], &["ELE"]);
    scenario.tariffs[0].rate = rate;
    (table, scenario)
}

#[test]
fn without_a_tariff_all_is_zero() {
    let (table, scenario) = built_in(0.0);
    let (found, system) = asked(table, &scenario);
    for model in found.models() {
        let outcomes = model.outcomes.as_ref().unwrap();
        for measure in Measured::ALL {
            for estimate in outcomes.of(measure) {
                // Outputs are solved for again.
                let nothing = estimate.value.abs() < 1e-14;
                assert_eq!(nothing, estimate.status != Status::Undefined, "{measure} {estimate:?}");
            }
        }
    }
    assert!(found.disagreements().is_empty());
    assert!(found.models().iter().any(|model| model.record.name == "ge"));
    assert_eq!(found.frame().rows(), 7 * 19);
    let usa = scenario.geography().economies().find("USA").unwrap();
    assert_eq!(found.spread(Measured::RealIncome, usa).solved, 1);
    assert_eq!(system.table().unit(), "million US$");
}

/// What no model reads with the others leaves their columns empty, and says why.
#[test]
fn models_that_do_not_read_a_scenario_are_left_out() {
    let (table, mut scenario) = built_in(0.25);
    let sales = scenario.tariffs.remove(0).sales;
    scenario.embargoes.push(Embargo::from(sales));
    let (found, _) = asked(table, &scenario);
    let frame = found.frame();
    let out = |column: &str| frame.real(column).unwrap().iter().all(|value| value.is_nan());
    assert!(out("price") && out("armington") && out("ge") && out("low") && !out("exposure"));
    assert!(frame.real("models").unwrap().iter().all(|count| *count == 0.0));
    let notes = found.notes();
    let of = |name: &str| &notes.iter().find(|(it, _)| it == name).unwrap().1;
    assert!(of("price").starts_with("left out: model `price` does not read"), "{notes:?}");
    assert!(!of("exposure").starts_with("left out"));
    assert!(!notes.iter().any(|(name, _)| name == "elasticities"));
}

/// Both elasticities are named, and the same demand has one more between suppliers than in trade.
#[test]
fn elasticities_are_named() {
    let (table, scenario) = built_in(0.25);
    let given = |value: Option<Value>| {
        let given = Given::default();
        vec![value.map_or(given.clone(), |value| given.with("elasticities", value)); COMPARED.len()]
    };
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let said = |value, demand| {
        let models = AllModels::new(system.table(), &given(value), demand).unwrap();
        models.ask(&system, &scenario).unwrap().elasticities().unwrap()
    };
    let own = said(None, Demand::Own);
    assert!(
        own.starts_with("armington sigma = 5 (11 sectors), 2 (5 sectors), ge theta = 5; "),
        "{own}"
    );
    assert!(own.contains("the same demand would be"), "{own}");
    let same = said(None, Demand::Same);
    assert!(
        same.starts_with("armington sigma = 6, ge theta = 5; that is the same demand"),
        "{same}"
    );
    let preset = said(Some(Value::Preset(Preset::BoehmLong)), Demand::Own);
    assert!(preset.starts_with("armington sigma = 2, ge theta = 1; that is the same"), "{preset}");
    let numbers =
        Value::Elasticities(vec![(system.table().index().find_sector("ELE").unwrap(), 3.0)]);
    let of_file = said(Some(numbers.clone()), Demand::Same);
    assert!(of_file.contains("sigma = 6 (15 sectors), 4 (1 sector)"), "{of_file}");
    let error = AllModels::new(system.table(), &given(Some(numbers)), Demand::Own).unwrap_err();
    assert!(error.to_string().contains("elasticities of a file"), "{error}");
    let short = given(Some(Value::Preset(Preset::BoehmShort)));
    let error = AllModels::new(system.table(), &short, Demand::Own).unwrap_err();
    assert!(error.to_string().contains("boehm-short"), "{error}");
}

/// Where models are of opposite signs, it is said in words.
#[test]
fn opposite_signs_are_said_in_words() {
    let Some(table) = shared_table(TABLES[0].1, &ReadOptions::default()) else { return };
    let scenario = scenario_of("one", &table, TABLES[0].2, TABLES[0].3);
    let (found, _) = asked(table, &scenario);
    // Prices of others rise where wages are fixed, and fall against wages where they rise by more.
    let apart = found.disagreements();
    let prices = apart.iter().find(|it| it.measure == Measured::ConsumerPrice).unwrap();
    let spread = found.spread(Measured::ConsumerPrice, prices.widest);
    assert!(spread.low < 0.0 && spread.high > 0.0);
    let words = found.in_words(prices);
    assert!(words.contains("falls by") && words.contains("in ge and rises by"), "{words}");
    assert!(
        found.notes().iter().any(|(name, text)| name == "opposite signs" && text.contains(&words))
    );
}

/// The table without inventories and negative demand: what was stored is bought.
fn bought(table: &Mrio) -> Mrio {
    let (index, demand) = (table.index().clone(), table.demand().clone());
    let old = table.final_demand();
    let is_stock = |j: usize| demand.category(demand.columns()[j].category) == "INVNT";
    let new = Matrix::from_fn(old.rows(), old.columns(), |i, j| {
        if is_stock(j) { 0.0 } else { old[(i, j)] + old[(i, j + 1)].abs() }
    });
    Mrio::new(Parts::new(index, demand, table.intermediate().clone(), new)).unwrap()
}

proptest! {
    #![proptest_config(config(24))]

    /// The cost of composites is at most what is passed on without substitution, that itself where
    /// nobody substitutes, and the same to first order.
    #[test]
    fn composites_cost_at_most_the_cost_push(
        drawn in drawn_table(),
        rate in 0.02..0.4f64,
        sigma in 0.5..6.0f64,
    ) {
        prop_assume!(drawn.regions > 1);
        let table = bought(&drawn.table);
        let scenario = |rate: f64| {
            let goods: Vec<&str> = table.index().sector_codes().iter().map(String::as_str).collect();
            let mut scenario = scenario_of("all", &table, ["R1", "R2"], &goods);
            scenario.tariffs[0].rate = rate;
            scenario
        };
        let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        let asked = |rate: f64, sigma: f64| {
            let mut options = ArmingtonOptions::for_index(table.index());
            options.elasticities = Elasticities::uniform(table.index(), sigma).unwrap();
            let models: Vec<Box<dyn Model>> =
                vec![Box::new(CostPush::default()), Box::new(options)];
            side_by_side(&system, &scenario(rate), &models).unwrap()
        };
        let prices = |found: &SideBySide| -> [Vec<f64>; 2] {
            [0, 1].map(|model: usize| {
                let outcomes = found.models()[model].outcomes.as_ref().unwrap();
                outcomes.of(Measured::ConsumerPrice).iter().map(|it| it.value).collect()
            })
        };
        let [push, cost] = prices(&asked(rate, sigma));
        for (push, cost) in push.iter().zip(&cost) {
            prop_assert!(cost <= &(push + 1e-10), "{cost} {push}");
        }
        let [push, cost] = prices(&asked(rate, 0.0));
        for (push, cost) in push.iter().zip(&cost) {
            prop_assert!((cost - push).abs() < 1e-9, "{cost} {push}");
        }
        // Twice as far from zero, four times as far apart.
        let gap = |rate: f64| -> f64 {
            let [push, cost] = prices(&asked(rate, sigma));
            push.iter().zip(&cost).map(|(push, cost)| (push - cost).abs()).sum()
        };
        let (near, far) = (gap(1e-4), gap(2e-4));
        prop_assert!(near < 1e-10 || (3.5..4.5).contains(&(far / near)), "{near} {far}");
        // What is solved for lies within the spread.
        let found = asked(rate, sigma);
        for measure in Measured::ALL {
            for (economy, _) in scenario(rate).geography().economies().economies() {
                let spread = found.spread(measure, economy);
                let solved = found.models().iter().filter_map(|model| {
                    let estimate = model.outcomes.as_ref().unwrap().of(measure)[economy.position()];
                    (estimate.status == Status::Solved).then_some(estimate.value)
                });
                let solved: Vec<f64> = solved.collect();
                prop_assert_eq!(solved.len(), spread.solved);
                prop_assert!(solved.iter().all(|it| spread.low <= *it && *it <= spread.high));
                prop_assert_eq!(spread.solved == 0, spread.low.is_nan());
            }
        }
    }
}
