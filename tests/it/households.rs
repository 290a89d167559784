//! Burdens of households: agreement with the independent implementation, and what always holds.

use std::collections::HashMap;

use proptest::prelude::*;
use tripole::models::armington::ArmingtonOptions;
use tripole::models::equilibrium::EquilibriumOptions;
use tripole::models::exposure::Exposure;
use tripole::models::households::{
    Bridge, Burden, BurdenOptions, FinalPrices, Households, Margins, Rebate, Spending, SpendingOf,
    burden, levying, read_bridge, read_households, read_spending,
};
use tripole::models::price::{CostPush, PassThrough, Prices};
use tripole::models::{MODELS, Model};
use tripole::read::{Input, ReadOptions, read};
use tripole::scenario::{Scenario, Tariff, TariffKind};
use tripole::table::{Geography, Index, Uses};
use tripole::{Accounting, LeontiefSystem, Mrio};

use crate::beside::{TABLES, scenario_of};
use crate::equilibrium::published;
use crate::support::{config, gunzip, records, shared, shared_table};

fn system(table: Mrio) -> LeontiefSystem {
    LeontiefSystem::new(table, &Accounting::default()).unwrap()
}

/// Twelve digits are printed.
fn close(ours: f64, theirs: &str) -> bool {
    let theirs: f64 = theirs.parse().unwrap();
    (ours - theirs).abs() <= 1e-10_f64.max(1e-11 * theirs.abs())
}

#[test]
fn prices_of_the_reference_are_met() {
    let Some(path) = shared("reference/tariff/prices.csv.gz") else { return };
    let rows = records(&gunzip(&path));
    let mut met = 0;
    for (name, path, pair, goods) in TABLES {
        let Some(table) = shared_table(path, &ReadOptions::default()) else { return };
        let system = LeontiefSystem::new(table, &published()).unwrap();
        for scenario_name in ["one", "war", "all", "schedule"] {
            let mut of_case = rows
                .iter()
                .filter(|row| row["table"] == name && row["scenario"] == scenario_name)
                .peekable();
            if of_case.peek().is_none() {
                continue;
            }
            let scenario = scenario_of(scenario_name, system.table(), pair, goods);
            let buyer = scenario.geography().economies().find(pair[0]).unwrap();
            let prices =
                FinalPrices::of(&system, &scenario, &CostPush::default(), buyer, &[]).unwrap();
            let (pooled, origins) = (prices.frame(), prices.frame_by_origin());
            for row in of_case {
                assert_eq!(row["importer"], pair[0]);
                let ours = if row["origin"].is_empty() {
                    pooled.value(&[&row["sector"]], "price")
                } else {
                    origins.value(&[&row["sector"], &row["origin"]], "price")
                };
                let ours = ours.unwrap_or_else(|| panic!("{row:?}"));
                assert!(close(ours, &row["value"]), "{row:?}: ours {ours}");
                met += 1;
            }
        }
    }
    assert_eq!(met, rows.len());
}

/// The files of the references.
fn files(index: &Index) -> Option<(Bridge, Spending, Households)> {
    let file = |name: &str| shared(&format!("reference/tariff/{name}"));
    let bridge = read_bridge(Input::Path(file("bridge.csv")?), index).unwrap();
    let spending = read_spending(Input::Path(file("spending.csv")?), &bridge).unwrap();
    let households = read_households(Input::Path(file("households.csv")?), &spending).unwrap();
    Some((bridge, spending, households))
}

#[test]
fn burdens_of_the_reference_are_met() {
    let (name, path, pair, goods) = TABLES[0];
    let Some(table) = shared_table(path, &ReadOptions::default()) else { return };
    let system = system(table);
    let (bridge, spending, households) = files(system.table().index()).unwrap();
    let rows = std::fs::read_to_string(shared("reference/tariff/household_burden.csv").unwrap());
    let rows = records(&rows.unwrap());
    let columns: HashMap<&str, &str> = [
        ("burden", "burden"),
        ("pct_spending", "burden_spending_percent"),
        ("pct_income", "burden_income_percent"),
        ("burden_ces", "burden_ces"),
        ("burden_second", "burden_second"),
        ("net", "net_burden"),
    ]
    .into();
    let mut prices = HashMap::new();
    for row in &rows {
        assert_eq!(row["table"], name);
        let prices = prices.entry(row["scenario"].clone()).or_insert_with(|| {
            let scenario = scenario_of(&row["scenario"], system.table(), pair, goods);
            let buyer = scenario.geography().economies().find(pair[0]).unwrap();
            FinalPrices::of(&system, &scenario, &CostPush::default(), buyer, &[]).unwrap()
        });
        let options = BurdenOptions {
            margins: row["margins"].parse().unwrap(),
            rebate: row["rebate"].replace('_', "-").parse().unwrap(),
            amounts: SpendingOf::Household,
            elasticity: 0.5,
        };
        let found = burden(prices, &bridge, &spending, Some(&households), &options).unwrap();
        let ours = match row["measure"].as_str() {
            "price" => found.by_category().value(&[&row["category"]], "price"),
            measure => found.by_group().value(&[&row["group"]], columns[measure]),
        };
        let ours = ours.unwrap_or_else(|| panic!("{row:?}"));
        assert!(close(ours, &row["value"]), "{row:?}: ours {ours}");
    }
    assert_eq!(rows.len(), 492);
}

/// The built-in table under a tariff of the United States on all goods.
fn built_in(rate: f64) -> (LeontiefSystem, Scenario) {
    let input = Input::parse("builtin:three-pole-2011").unwrap();
    let table = read(&input, &ReadOptions::default()).unwrap().table;
    let mut scenario = scenario_of("all", &table, ["USA", "CHN"], &["ELE", "TEX", "FOD", "AGR"]);
    scenario.tariffs[0].rate = rate;
    (system(table), scenario)
}

fn text(name: &str, text: &str) -> Input {
    Input::bytes(name, text)
}

/// A bridge in which every category is a sector, and spending that is the table's own.
fn identity(system: &LeontiefSystem, prices: &FinalPrices) -> (Bridge, Spending) {
    let (mut bridge, mut spending) =
        ("sector,category,share\n".to_owned(), "group,category,value\n".to_owned());
    let frame = prices.frame();
    for (row, code) in system.table().index().sector_codes().iter().enumerate() {
        bridge += &format!("{code},of {code},1\n");
        spending += &format!("all,of {code},{}\n", frame.real("spending").unwrap()[row]);
    }
    let bridge = read_bridge(text("bridge.csv", &bridge), system.table().index()).unwrap();
    let spending = read_spending(text("spending.csv", &spending), &bridge).unwrap();
    (bridge, spending)
}

/// With a bridge that changes nothing, what households pay more is the change of consumer prices.
#[test]
fn an_identity_bridge_gives_the_change_of_consumer_prices() {
    let (system, scenario) = built_in(0.2);
    let buyer = scenario.geography().economies().find("USA").unwrap();
    // Where nothing is sold out of stock, weights are those of consumer prices.
    let consumption =
        tripole::sources::chosen_categories(system.table().demand(), &["c37"]).unwrap();
    let prices =
        FinalPrices::of(&system, &scenario, &CostPush::default(), buyer, &consumption).unwrap();
    let (bridge, spending) = identity(&system, &prices);
    let found = burden(&prices, &bridge, &spending, None, &BurdenOptions::default()).unwrap();
    let tariffs = scenario.tariffs().unwrap();
    let all = Prices::new(&system, &tariffs, PassThrough::default()).unwrap();
    let consumer = all.by_region(&consumption).value(&["USA"], "consumer_prices").unwrap();
    let ours = found.by_group().value(&["all"], "burden_spending_percent").unwrap();
    assert!((ours - 100.0 * consumer).abs() < 1e-11, "{ours} {consumer}");
    // In the notes spending is once the table's.
    assert!(found.notes()[0].1.contains("is 1.0000 times"), "{:?}", found.notes());
}

/// Where buyers substitute the price of a basket is lower, and each model says its own.
#[test]
fn every_model_of_prices_has_burdens() {
    let (system, scenario) = built_in(0.2);
    let buyer = scenario.geography().economies().find("USA").unwrap();
    let index = system.table().index();
    let of = |model: &dyn Model| {
        let prices = FinalPrices::of(&system, &scenario, model, buyer, &[]).unwrap();
        let (bridge, spending) = identity(&system, &prices);
        let options = BurdenOptions { rebate: Rebate::Spending, ..BurdenOptions::default() };
        let found = burden(&prices, &bridge, &spending, None, &options).unwrap();
        let frame = found.by_group();
        let value = |column: &str| frame.value(&["all"], column).unwrap();
        assert!((value("rebate") - prices.revenue_change()).abs() < 1e-6);
        (value("burden_spending_percent"), prices)
    };
    let (push, push_prices) = of(&CostPush::default());
    let (armington, _) = of(&ArmingtonOptions::for_index(index));
    let (ge, ge_prices) = of(&EquilibriumOptions::for_index(index));
    assert!(
        0.0 < armington && armington < push && 0.0 < ge && ge < push,
        "{push} {armington} {ge}"
    );
    assert!(ge_prices.revenue_change() < push_prices.revenue_change());
    // Relative to the wage the price of a sector in general equilibrium is below the mean over origins.
    let ele = index.find_sector("ELE").unwrap().position();
    assert!(ge_prices.by_sector()[ele] < push_prices.by_sector()[ele]);
    let error = FinalPrices::of(&system, &scenario, &Exposure, buyer, &[]).unwrap_err();
    assert!(error.to_string().contains("`exposure` has no prices"), "{error}");
    assert_eq!(levying(&scenario.tariffs().unwrap()), [buyer]);
    for record in tripole::models::households::MODELS_OF_PRICES {
        assert!(MODELS.iter().any(|known| known.name == record.name));
        let model = record.with_defaults(system.table()).unwrap();
        assert!(model.buyer_prices(&system, &scenario, buyer).unwrap().is_some());
    }
}

/// Prices that rise by the same rate everywhere cost everybody that rate, whatever the elasticity.
#[test]
fn a_uniform_rise_costs_everybody_the_same() {
    // Two regions that make from nothing; one buys all abroad.
    let index = Index::new([("AAA", "g"), ("AAA", "s"), ("BBB", "g"), ("BBB", "s")]).unwrap();
    let demand = tripole::Demand::new(&index, [(Some("AAA"), "f"), (Some("BBB"), "f")]).unwrap();
    let f = tripole::Matrix::from_rows(&[[0.0, 5.0], [0.0, 7.0], [20.0, 1.0], [30.0, 2.0]]);
    let z = tripole::Matrix::zeros(4, 4);
    let table = Mrio::new(tripole::Parts::new(index, demand, z, f)).unwrap();
    let geography = Geography::regions(table.index());
    let mut scenario = Scenario::new(&geography);
    let partition = geography.economies();
    let sales = tripole::sources::CodeReader::new(partition).sales("BBB>AAA").unwrap();
    assert_eq!(sales.uses(), Uses::All);
    scenario.tariffs.push(Tariff { sales, rate: 0.1, kind: TariffKind::Set });
    let system = system(table);
    let buyer = partition.find("AAA").unwrap();
    let prices = FinalPrices::of(&system, &scenario, &CostPush::default(), buyer, &[]).unwrap();
    let (bridge, _) = identity(&system, &prices);
    let spending =
        "group,category,value\npoor,of g,9\npoor,of s,1\nrich,of g,20\nrich,of s,70\nnone,of g,0\n";
    let spending = read_spending(text("spending.csv", spending), &bridge).unwrap();
    for elasticity in [0.0, 0.5, 1.0, 3.0] {
        let options = BurdenOptions { elasticity, ..BurdenOptions::default() };
        let found = burden(&prices, &bridge, &spending, None, &options).unwrap().by_group();
        for (group, spent) in [("poor", 10.0), ("rich", 90.0)] {
            for column in ["burden", "burden_second", "burden_ces"] {
                let ours = found.value(&[group], column).unwrap();
                assert!((ours - 0.1 * spent).abs() < 1e-12, "{group} {column} {ours}");
            }
        }
        // Who spends nothing has no burden, and no per cent of it.
        assert_eq!(found.value(&["none"], "burden"), Some(0.0));
        assert!(found.value(&["none"], "burden_spending_percent").unwrap().is_nan());
        assert!(found.value(&["poor"], "income").unwrap().is_nan());
    }
    let options = BurdenOptions { elasticity: -0.1, ..BurdenOptions::default() };
    assert!(burden(&prices, &bridge, &spending, None, &options).is_err());
    let options = BurdenOptions { rebate: Rebate::PerHead, ..BurdenOptions::default() };
    let error = burden(&prices, &bridge, &spending, None, &options).unwrap_err().to_string();
    assert!(error.contains("a rebate by heads"), "{error}");
}

/// What nobody buys for final use has no price, and neither have categories made of it; a share of zero
/// of it is nothing.
#[test]
fn what_nobody_buys_has_no_price() {
    let index = Index::new([("AAA", "g"), ("AAA", "s"), ("BBB", "g"), ("BBB", "s")]).unwrap();
    let demand = tripole::Demand::new(&index, [(Some("AAA"), "f"), (Some("BBB"), "f")]).unwrap();
    let f = tripole::Matrix::from_rows(&[[10.0, 5.0], [0.0, 7.0], [20.0, 1.0], [0.0, 2.0]]);
    let z = tripole::Matrix::zeros(4, 4);
    let table = Mrio::new(tripole::Parts::new(index, demand, z, f)).unwrap();
    let scenario = {
        let geography = Geography::regions(table.index());
        let mut scenario = Scenario::new(&geography);
        let codes = tripole::sources::CodeReader::new(geography.economies());
        let sales = codes.sales("BBB>AAA").unwrap();
        scenario.tariffs.push(Tariff { sales, rate: 0.1, kind: TariffKind::Set });
        scenario
    };
    let system = system(table);
    let buyer = scenario.geography().economies().find("AAA").unwrap();
    let prices = FinalPrices::of(&system, &scenario, &CostPush::default(), buyer, &[]).unwrap();
    assert!(prices.by_sector()[1].is_nan() && prices.frame_by_origin().rows() == 4);
    let lines =
        "sector,category,share,margin,margin_sector\ng,a,1,,\ns,a,0,,\ng,b,0.5,1,g\ns,b,0.5,,\n";
    let bridge = read_bridge(text("bridge.csv", lines), system.table().index()).unwrap();
    let spending = "group,category,value\nx,a,10\ny,a,5\ny,b,5\n";
    let spending = read_spending(text("spending.csv", spending), &bridge).unwrap();
    let found = burden(&prices, &bridge, &spending, None, &BurdenOptions::default()).unwrap();
    assert!(found.warnings[0].contains("buy nothing of `s`"), "{:?}", found.warnings);
    assert!(found.prices()[0] > 0.0 && found.prices()[1].is_nan());
    assert!(found.burdens()[0] > 0.0 && found.burdens()[1].is_nan());
}

/// What is sold out of stock is no purchase: it weighs nothing, and its price is there all the same.
#[test]
fn what_comes_out_of_stock_weighs_nothing() {
    let index = Index::new([("AAA", "g"), ("BBB", "g")]).unwrap();
    let demand = tripole::Demand::new(&index, [(Some("AAA"), "f"), (Some("BBB"), "f")]).unwrap();
    let f = tripole::Matrix::from_rows(&[[10.0, 5.0], [-4.0, 9.0]]);
    let table =
        Mrio::new(tripole::Parts::new(index, demand, tripole::Matrix::zeros(2, 2), f)).unwrap();
    let geography = Geography::regions(table.index());
    let mut scenario = Scenario::new(&geography);
    let codes = tripole::sources::CodeReader::new(geography.economies());
    let sales = codes.sales("BBB>AAA").unwrap();
    scenario.tariffs.push(Tariff { sales, rate: 0.1, kind: TariffKind::Set });
    let system = system(table);
    let buyer = geography.economies().find("AAA").unwrap();
    let prices = FinalPrices::of(&system, &scenario, &CostPush::default(), buyer, &[]).unwrap();
    assert_eq!((prices.by_sector(), prices.spending()), ([0.0].as_slice(), 10.0));
    let abroad = prices.frame_by_origin().value(&["g", "BBB"], "price").unwrap();
    assert!((abroad - 0.1).abs() < 1e-15, "{abroad}");
}

fn refused(bridge: &str, spending: &str, households: &str) -> String {
    let index = Index::new([("AAA", "c1"), ("AAA", "c2")]).unwrap();
    let read = || -> tripole::Result<()> {
        let bridge = read_bridge(text("bridge.csv", bridge), &index)?;
        let spending = read_spending(text("spending.csv", spending), &bridge)?;
        read_households(text("households.csv", households), &spending)?;
        Ok(())
    };
    let error = read().unwrap_err();
    format!("{error}\nhint: {}", error.hint().map(|hint| hint.to_string()).unwrap_or_default())
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    const BRIDGE: &str =
        "sector,category,share,margin,margin_sector\nc1,food,0.6,0.2,c2\nc2,food,0.4,,\n";
    const SPENDING: &str = "group,category,value\nq1,food,2\n";
    let of_bridge = |text: &str| refused(text, SPENDING, "group,income\nq1,1\n");
    let cases = [
        (
            of_bridge("sector,category,share\nc1,food,0.5\nc2,food,0.25\n"),
            "`bridge.csv` line 3: the shares of `food` add up to 0.75, expected 1",
        ),
        (
            of_bridge("sector,category,share\nc1,food,-0.1\nc2,food,1.1\n"),
            "`bridge.csv` line 2, column `share`: -0.1 is not a number of zero or more",
        ),
        (of_bridge("sector,category\nc1,food\n"), "`bridge.csv` line 1: expected the columns"),
        (
            of_bridge("sector,category,share\nc3,food,1\n"),
            "`bridge.csv` line 2, column `sector`: unknown sector `c3`",
        ),
        (
            of_bridge("sector,category,share\nc1-c2,food,1\n"),
            "`bridge.csv` line 2, column `sector`: `c1-c2` may mean `c1`, `c2`",
        ),
        (
            of_bridge("sector,category,share\nc1,food,0.5\nc1,food,0.5\n"),
            "`bridge.csv` line 3: `c1 food` is given twice, first on line 2",
        ),
        (
            of_bridge("sector,category,share,margin,margin_sector\nc1,food,1,1.2,c2\n"),
            "`bridge.csv` line 2, column `margin`: 1.2 is not a share from 0 to 1",
        ),
        (
            of_bridge("sector,category,share,margin,margin_sector\nc1,food,1,0.2,\n"),
            "`bridge.csv` line 2, column `margin_sector`: an empty name",
        ),
        (
            refused(BRIDGE, "group,category,value\nq1,food,2\nq1,fodo,1\n", ""),
            "`spending.csv` line 3, column `category`: unknown category `fodo`",
        ),
        (
            refused(BRIDGE, "group,category,value\nq1,food,-2\n", ""),
            "`spending.csv` line 2, column `value`: -2 is not a number of zero or more",
        ),
        (
            refused(&format!("{BRIDGE}c1,heat,1,,\n"), SPENDING, ""),
            "`spending.csv`: the category `heat` of `bridge.csv` is missing",
        ),
        (
            refused(BRIDGE, SPENDING, "group,income\nq1,-1\n"),
            "`households.csv` line 2, column `income`: -1 is not a number of zero or more",
        ),
        (
            refused(BRIDGE, SPENDING, "group,income\nq2,1\n"),
            "`households.csv` line 2, column `group`: unknown group `q2`",
        ),
        (
            refused(BRIDGE, "group,category,value\nq1,food,2\nq2,food,2\n", "group,income\nq1,1\n"),
            "`households.csv`: the group `q2` of `spending.csv` is missing",
        ),
        (
            refused(BRIDGE, SPENDING, "group,value\nq1,1\n"),
            "`households.csv` line 1: expected the columns `group,households,income`",
        ),
    ];
    for (said, expected) in cases {
        assert!(said.starts_with(expected), "{said}\nexpected {expected}");
        // Where the message itself says what is expected no hint is needed.
        let says = [" is not a ", "expected the columns"].iter().any(|words| said.contains(words));
        let (_, hint) = said.split_once("\nhint: ").unwrap();
        assert!(says || !hint.is_empty(), "{said}");
    }
}

/// Numbers of a drawn bridge, spending and households.
#[derive(Debug, Clone)]
struct Drawn {
    shares: Vec<f64>,
    margins: Vec<f64>,
    spent: Vec<f64>,
    counts: Vec<f64>,
    elasticity: f64,
    rate: f64,
}

prop_compose! {
    fn drawn()(
        shares in prop::collection::vec(0.01..1.0f64, 12),
        margins in prop::collection::vec(0.0..1.0f64, 12),
        spent in prop::collection::vec(0.0..1000.0f64, 9),
        counts in prop::collection::vec(1.0..50.0f64, 3),
        elasticity in prop_oneof![Just(0.0), Just(1.0), 0.0..4.0f64],
        rate in 0.01..0.6f64,
    ) -> Drawn {
        Drawn { shares, margins, spent, counts, elasticity, rate }
    }
}

proptest! {
    #![proptest_config(config(32))]

    /// Burdens add up; substitution makes them smaller; what is given back is taken off.
    #[test]
    fn burdens_obey_their_rules(drawn in drawn()) {
        let (system, scenario) = built_in(drawn.rate);
        let buyer = scenario.geography().economies().find("USA").unwrap();
        let prices =
            FinalPrices::of(&system, &scenario, &CostPush::default(), buyer, &[]).unwrap();
        let sectors = ["ELE", "TEX", "FOD", "TRD"];
        let mut lines = "sector,category,share,margin,margin_sector\n".to_owned();
        for c in 0..3 {
            let own = &drawn.shares[4 * c..4 * c + 4];
            let all: f64 = own.iter().sum();
            for (k, sector) in sectors.iter().enumerate() {
                let share = own[k] / all;
                let margin = drawn.margins[4 * c + k];
                lines += &format!("{sector},c{c},{share},{margin},TRD\n");
            }
        }
        let bridge = read_bridge(text("bridge.csv", &lines), system.table().index()).unwrap();
        let mut lines = "group,category,value\n".to_owned();
        for (k, value) in drawn.spent.iter().enumerate() {
            lines += &format!("g{},c{},{value}\n", k / 3, k % 3);
        }
        let spending = read_spending(text("spending.csv", &lines), &bridge).unwrap();
        let mut lines = "group,households,income\n".to_owned();
        for (k, count) in drawn.counts.iter().enumerate() {
            lines += &format!("g{k},{count},10\n");
        }
        let households = read_households(text("households.csv", &lines), &spending).unwrap();
        let of = |margins, rebate| -> Burden {
            let amounts = SpendingOf::Household;
            let options = BurdenOptions { margins, rebate, amounts, elasticity: drawn.elasticity };
            burden(&prices, &bridge, &spending, Some(&households), &options).unwrap()
        };
        let (none, fixed) = (of(Margins::None, Rebate::None), of(Margins::Fixed, Rebate::None));
        let same = of(Margins::Proportional, Rebate::None);
        prop_assert_eq!(none.prices(), same.prices());
        // Trade is dearer by less than these goods.
        let all = none.prices().iter().zip(fixed.prices());
        prop_assert!(all.into_iter().all(|(whole, part)| *part <= whole + 1e-15));
        for (laspeyres, ces) in none.burdens().iter().zip(none.with_substitution()) {
            prop_assert!(*ces <= laspeyres + 1e-9 * laspeyres.abs(), "{ces} {laspeyres}");
            if drawn.elasticity == 0.0 {
                prop_assert!((ces - laspeyres).abs() <= 1e-9 * laspeyres.abs());
            }
        }
        let total: f64 = none.burdens().iter().sum();
        let parts: f64 = none.by_group_and_category().real("burden").unwrap().iter().sum();
        let by_category: f64 = none.by_category().real("burden").unwrap().iter().sum();
        prop_assert!((parts - total).abs() <= 1e-9 * total.abs());
        prop_assert!((by_category - total).abs() <= 1e-9 * total.abs());
        for rebate in [Rebate::PerHead, Rebate::Spending] {
            let net: f64 = of(Margins::None, rebate).by_group().real("net_burden").unwrap().iter().sum();
            let expected = total - prices.revenue_change();
            prop_assert!((net - expected).abs() <= 1e-9 * expected.abs());
        }
        // All of a group are its households together.
        let options = BurdenOptions { amounts: SpendingOf::Group, ..BurdenOptions::default() };
        let of_groups = burden(&prices, &bridge, &spending, Some(&households), &options).unwrap();
        let both = none.burdens().iter().zip(of_groups.burdens()).zip(&drawn.counts);
        for ((all, one), count) in both {
            prop_assert!((all - one * count).abs() <= 1e-9 * all.abs());
        }
    }

    /// The second order is what substitution comes to for small prices: their gap is of third order.
    #[test]
    fn the_second_order_is_right_to_second_order(drawn in drawn()) {
        let gap = |rate: f64| -> f64 {
            let (system, scenario) = built_in(rate);
            let buyer = scenario.geography().economies().find("USA").unwrap();
            let prices =
                FinalPrices::of(&system, &scenario, &CostPush::default(), buyer, &[]).unwrap();
            let lines = "sector,category,share\nELE,a,1\nTRD,b,1\n";
            let bridge = read_bridge(text("bridge.csv", lines), system.table().index()).unwrap();
            let lines = format!(
                "group,category,value\ng,a,{}\ng,b,{}\n",
                100.0 + drawn.spent[0], 100.0 + drawn.spent[1]
            );
            let spending = read_spending(text("spending.csv", &lines), &bridge).unwrap();
            let options = BurdenOptions { elasticity: 0.5 + drawn.elasticity, ..Default::default() };
            let found = burden(&prices, &bridge, &spending, None, &options).unwrap().by_group();
            let of = |column: &str| found.value(&["g"], column).unwrap();
            assert!((of("burden") - of("burden_ces")).abs() > 2.0 * (of("burden_second") - of("burden_ces")).abs());
            (of("burden_second") - of("burden_ces")) / rate.powi(3)
        };
        // Over the cube of the rate the gap settles: a part of second order would make its steps grow, as 1/rate does.
        let (far, near, nearer) = (gap(0.04), gap(0.02), gap(0.01));
        let (first, second) = ((far - near).abs(), (near - nearer).abs());
        let size = far.abs().max(nearer.abs());
        prop_assert!(second <= 0.75 * first + 1e-3 * size, "{far} {near} {nearer}");
    }
}
