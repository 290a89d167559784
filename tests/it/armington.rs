//! Buyers who substitute suppliers: the reference, and what must hold in any table.

use proptest::prelude::*;
use tripole::models::armington::{
    ArmingtonEffects, ArmingtonOptions, FinalRule, armington, respond,
};
use tripole::scenario::{Elasticities, Rates, Tariffs};
use tripole::{Accounting, Error, LeontiefSystem, Matrix, Mrio, Partition};

use crate::equilibrium::{
    CASTS, Cast, Reference, by_labels, drawn_tariffs, published, rates, roomy, value,
};
use crate::support::{EU27, config, drawn_table, grid_table};

/// σ = 5 for the goods of the reference, 2 for its services.
fn options(cast: &Cast, table: &Mrio, final_rule: FinalRule) -> ArmingtonOptions {
    let index = table.index();
    let sigma = index
        .sector_codes()
        .iter()
        .map(|code| if cast.goods.contains(&code.as_str()) { 5.0 } else { 2.0 });
    ArmingtonOptions {
        elasticities: Elasticities::new(index, sigma.collect()).unwrap(),
        final_rule,
    }
}

fn agrees_with(reference: &mut Reference, prefix: &str, cast: &Cast, effects: &ArmingtonEffects) {
    let change = |frame: &tripole::Frame, labels: &[&str], of: &str| {
        value(frame, labels, &format!("{of}_after")) - value(frame, labels, &format!("{of}_before"))
    };
    let measure = |name: &str| format!("{prefix}.{name}");
    reference.agrees(&measure("dva"), |r, _, _| change(&effects.countries, &[r], "value_added"));
    reference.agrees(&measure("cpi"), |r, _, _| value(&effects.countries, &[r], "consumer_prices"));
    if prefix == "fta" {
        reference.agrees("fta.dexports", |r, _, _| change(&effects.countries, &[r], "exports"));
        return;
    }
    reference.agrees(&measure("rev"), |r, _, _| value(&effects.countries, &[r], "revenue_after"));
    let by = |column| by_labels(&effects.sectors, column);
    let (before, after, price) = (by("output_before"), by("output_after"), by("price"));
    let labels = |r: &str, s: &str| vec![r.to_owned(), s.to_owned()];
    reference.agrees(&measure("dout"), |r, s, _| after[&labels(r, s)] - before[&labels(r, s)]);
    reference.agrees(&measure("dp"), |r, s, _| price[&labels(r, s)]);
    for when in ["before", "after"] {
        let flows = by_labels(&effects.trade, &format!("exports_{when}"));
        reference.agrees(&measure(&format!("goods_trade_{when}")), |seller, _, buyer| {
            let goods = cast.goods.iter();
            let label = |sector: &str| [seller, sector, buyer].map(str::to_owned).to_vec();
            // Nothing is exported to oneself.
            if seller == buyer { 0.0 } else { goods.map(|sector| flows[&label(sector)]).sum() }
        });
    }
}

#[test]
fn agrees_with_the_reference() {
    for cast in &CASTS {
        let Some((table, mut reference)) = cast.open() else { return };
        let tariffs = [false, true].map(|retaliation| cast.tariffs(&table, retaliation));
        let rules = [FinalRule::FixedQuantity, FinalRule::FixedSpending];
        let all = rules.map(|rule| options(cast, &table, rule));
        let system = LeontiefSystem::new(table, &published()).unwrap();
        for (tariffs, name) in tariffs.iter().zip(["tar1", "tar2"]) {
            for (options, rule) in all.iter().zip(["arm_real", "arm_cd"]) {
                let effects = armington(&system, tariffs, options).unwrap();
                agrees_with(&mut reference, &format!("{name}.{rule}"), cast, &effects);
            }
        }
        for name in ["tar1.arm_", "tar2.arm_"] {
            reference.close(name);
        }
    }
}

/// The reference's free-trade area: goods traded between North America and the European Union lose
/// a tariff of 5 per cent; in the table without North America, those between the two that tax
/// each other elsewhere.
#[test]
fn free_trade_agrees_with_the_reference() {
    let north = |code: &str| ["USA", "CAN", "MEX"].contains(&code);
    let union = |code: &str| EU27.contains(&code);
    for cast in &CASTS {
        let Some((table, mut reference)) = cast.open() else { return };
        let partition = Partition::regions(table.index());
        let pair = [cast.taxer, cast.taxed];
        let free = |seller: &str, buyer: &str| match cast.name {
            "leather" => pair.contains(&seller) && pair.contains(&buyer),
            _ => north(seller) && union(buyer) || union(seller) && north(buyer),
        };
        let before = rates(&table, cast.goods, |seller, buyer| free(seller, buyer).then_some(0.05));
        let after = Rates::none(&partition);
        let tariffs = Tariffs::new(&partition, before, after).unwrap();
        let options = options(cast, &table, FinalRule::FixedQuantity);
        let system = LeontiefSystem::new(table, &published()).unwrap();
        let effects = armington(&system, &tariffs, &options).unwrap();
        agrees_with(&mut reference, "fta", cast, &effects);
        reference.close("fta.");
    }
}

/// Prices when every quantity stays: p = Ã'p + v*, by rounds.
fn cost_push(system: &LeontiefSystem, partition: &Partition, tariffs: &Tariffs) -> Vec<f64> {
    let n = system.order();
    let all: Vec<usize> = (0..n).collect();
    let a = system.coefficients(&all, &all);
    let paid =
        |rates: &Rates, i: usize, j: usize| 1.0 + rates.inputs[(i, partition.of_row(j).position())];
    let rest = |j: usize| (0..n).map(|i| a[(i, j)] * paid(tariffs.before(), i, j)).sum::<f64>();
    let rest: Vec<f64> = (0..n).map(|j| 1.0 - rest(j)).collect();
    let mut p = vec![1.0; n];
    for _ in 0..2000 {
        let inputs = |j: usize| -> f64 {
            (0..n).map(|i| a[(i, j)] * paid(tariffs.after(), i, j) * p[i]).sum()
        };
        p = (0..n).map(|j| inputs(j) + rest[j]).collect();
    }
    p
}

fn uniform(table: &Mrio, sigma: f64, final_rule: FinalRule) -> ArmingtonOptions {
    ArmingtonOptions {
        elasticities: Elasticities::uniform(table.index(), sigma).unwrap(),
        final_rule,
    }
}

const RULES: [FinalRule; 2] = [FinalRule::FixedQuantity, FinalRule::FixedSpending];

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn no_tariff_changes_nothing(drawn in drawn_table(), sigma in 0.0..8.0f64) {
        let tariffs = drawn_tariffs(&drawn.table, 0.001, |_, _| false);
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        for rule in RULES {
            let options = uniform(&drawn.table, sigma, rule);
            let response = respond(&system, &tariffs, &options).unwrap();
            prop_assert!(response.prices().iter().all(|p| *p == 1.0));
            let after = response.table_after();
            prop_assert_eq!(after.final_demand(), drawn.table.final_demand());
            let distance = after.intermediate().distance(drawn.table.intermediate());
            prop_assert!(distance < drawn.tolerance(), "{}", distance);
        }
    }

    /// σ = 0 fixes quantities: cost push. With σ > 0 buyers evade, so prices rise less.
    #[test]
    fn between_nothing_and_cost_push(drawn in drawn_table(), taxed in 0usize..4, rate in 0.001..0.6f64, sigma in 0.1..8.0f64) {
        let table = roomy(&drawn.table);
        let tariffs = drawn_tariffs(&table, rate, |row, _| row % 4 == taxed);
        let partition = Partition::regions(table.index());
        let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        let pushed = cost_push(&system, &partition, &tariffs);
        let fixed = uniform(&table, 0.0, FinalRule::FixedQuantity);
        let response = respond(&system, &tariffs, &fixed).unwrap();
        for (p, pushed) in response.prices().iter().zip(&pushed) {
            prop_assert!((p - pushed).abs() < 1e-10);
        }
        let distance = response.table_after().intermediate().distance(table.intermediate());
        prop_assert!(distance < drawn.tolerance());
        let evading = uniform(&table, sigma, FinalRule::FixedQuantity);
        let response = respond(&system, &tariffs, &evading).unwrap();
        for (p, pushed) in response.prices().iter().zip(&pushed) {
            prop_assert!(*p <= pushed + 1e-10 && *p >= 1.0 - 1e-10);
        }
    }

    /// The rule for σ = 1 is the limit of the others, and every row of the table after balances.
    #[test]
    fn continuous_at_one_and_balanced(drawn in drawn_table(), taxed in 0usize..4, rate in 0.001..0.6f64) {
        let table = roomy(&drawn.table);
        let tariffs = drawn_tariffs(&table, rate, |row, _| row % 4 == taxed);
        let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        for rule in RULES {
            let at = |sigma: f64| {
                let options = uniform(&table, sigma, rule);
                let response = respond(&system, &tariffs, &options).unwrap();
                (response.prices().to_vec(), response.table_after().clone())
            };
            let ((below, _), (one, after), (above, _)) = (at(1.0 - 1e-5), at(1.0), at(1.0 + 1e-5));
            for k in 0..one.len() {
                prop_assert!((one[k] - 0.5 * (below[k] + above[k])).abs() < 1e-8);
            }
            for (x, sum) in after.reported_output().unwrap().iter().zip(after.row_sums()) {
                prop_assert!((x - sum).abs() < drawn.tolerance());
            }
        }
    }

    /// Final goods from labour alone: prices stay, taxed sales fall, others rise, spending holds.
    #[test]
    fn taxed_sales_fall(flows in prop::collection::vec(0.1..10.0f64, 9), rate in 0.01..1.0f64, sigma in 0.1..8.0f64) {
        let f = Matrix::from_fn(3, 3, |i, j| flows[3 * i + j]);
        let table = grid_table(3, 1, Matrix::zeros(3, 3), f.clone(), 1);
        let partition = Partition::regions(table.index());
        let after = rates(&table, &["S1"], |seller, buyer| {
            (seller == "R2" && buyer == "R1").then_some(rate)
        });
        let tariffs = Tariffs::new(&partition, Rates::none(&partition), after).unwrap();
        let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        for rule in RULES {
            let response = respond(&system, &tariffs, &uniform(&table, sigma, rule)).unwrap();
            prop_assert!(response.prices().iter().all(|p| *p == 1.0));
            let new = response.table_after().final_demand();
            prop_assert!(new[(1, 0)] < f[(1, 0)]);
            prop_assert_eq!(new.column(1), f.column(1));
            if rule == FinalRule::FixedQuantity || sigma > 1.0 {
                prop_assert!(new[(0, 0)] > f[(0, 0)] && new[(2, 0)] > f[(2, 0)]);
            } else {
                let spent = new.column(0).iter().sum::<f64>() + rate * new[(1, 0)];
                let before: f64 = f.column(0).iter().sum();
                prop_assert!((spent - before).abs() < 1e-9 * before);
            }
        }
    }
}

/// A tariff on a loop that leaves no value added to pay it has no finite price.
#[test]
fn prohibitive_tariffs_are_refused() {
    let z = Matrix::from_rows(&[[0.0, 90.0], [90.0, 0.0]]);
    let f = Matrix::from_rows(&[[10.0, 0.0], [0.0, 10.0]]);
    let table = grid_table(2, 1, z, f, 1);
    let partition = Partition::regions(table.index());
    let after = rates(&table, &["S1"], |_, _| Some(0.5));
    let tariffs = Tariffs::new(&partition, Rates::none(&partition), after).unwrap();
    let options = uniform(&table, 5.0, FinalRule::FixedQuantity);
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let error = respond(&system, &tariffs, &options).unwrap_err();
    assert!(matches!(error, Error::NotConverged { .. }), "{error}");
}
