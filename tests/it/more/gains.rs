//! Gains from trade, trade costs and bilateral balances.

use std::collections::HashMap;

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::measures::balances::{Balances, balances};
use tripole::measures::gains::{
    GainsOfEconomy, GainsOptions, Thetas, Undefined, gains, gains_of_economies,
};
use tripole::measures::trade::{ImportColumns, trade};
use tripole::measures::trade_costs::{TradeCosts, trade_costs};
use tripole::measures::value_added::{Sides, value_added};
use tripole::table::{EconomyId, SectorId};
use tripole::{Accounting, Error, Frame, LeontiefSystem, Mrio, Partition, sources};

use super::{Reference, TABLES, system_of};
use crate::support::{EU27, config, drawn_table, grid_table, group, shared};

/// Of the reference: 1e-9, and 1e-8 for gains and the share of third countries.
const TOLERANCE: f64 = 1e-9;
const OF_GAINS: f64 = 1e-8;

/// The elasticities of the reference: of the small tables for their sectors in order, of WIOD by code.
fn thetas(table: &Mrio, name: &str) -> Option<Thetas> {
    let index = table.index();
    if name != "wiod13_2011" {
        let numbers = [8.0, 5.0, 4.0, 5.0];
        return Some(Thetas::Listed(index.sectors().zip(numbers).collect()));
    }
    let text = std::fs::read_to_string(shared("reference/more/inputs/theta_wiod13.csv")?).unwrap();
    let number = |line: &str| {
        let (code, theta) = line.split_once(',').unwrap();
        (index.find_sector(code).unwrap(), theta.parse().unwrap())
    };
    Some(Thetas::Listed(text.lines().skip(1).map(number).collect()))
}

fn options(table: &Mrio, by_product: Thetas, undefined: Undefined) -> GainsOptions {
    let inventories = sources::inventories(table.demand());
    GainsOptions { by_product, undefined, inventories, ..GainsOptions::default() }
}

/// Names of columns whose amounts the reference has in per cent, and ours as parts.
const IN_PERCENT: [&str; 5] = ["one", "one_int", "multi", "multi_mc", "multi_int"];

#[test]
fn every_row_of_gains() {
    let mut met = 0;
    for (name, path) in TABLES {
        let (Some(reference), Some(system)) = (Reference::open(name), system_of(path)) else {
            return;
        };
        let table = system.table();
        let partition = Partition::regions(table.index());
        let by_product = thetas(table, name).unwrap();
        let [empty, skip] = [Undefined::Empty, Undefined::Skip].map(|rule| {
            let options = options(table, by_product.clone(), rule);
            gains(&system, &partition, Level::Region, &options).unwrap()
        });
        let all = options(table, by_product, Undefined::Empty);
        let products = gains(&system, &partition, Level::RegionSector, &all).unwrap();
        let of_region =
            |frame: &Frame, region: &str, column: &str| frame.value(&[region], column).unwrap();
        for column in ["lambda1", "lambda1_final"].into_iter().chain(IN_PERCENT) {
            let factor = if IN_PERCENT.contains(&column) { 100.0 } else { 1.0 };
            met += reference.meet(&format!("gains.{column}"), OF_GAINS, |[r, ..]| {
                factor * of_region(&empty, r, column)
            });
            met += reference.meet(&format!("gains.{column}_skip"), OF_GAINS, |[r, ..]| {
                factor * of_region(&skip, r, column)
            });
        }
        for column in ["lambda", "beta", "weight"] {
            met += reference.meet(&format!("gains.{column}"), OF_GAINS, |[r, s, ..]| {
                products.value(&[r, s], column).unwrap()
            });
        }
        if name == "wiod13_2011" {
            // Printed in section 12 of the specification, in per cent.
            for (region, column, percent) in [
                ("USA", "one", 1.8097),
                ("USA", "multi", 4.6784),
                ("USA", "multi_mc", 4.4507),
                ("USA", "multi_int", 8.3682),
                ("CHN", "one", 1.6850),
                ("CHN", "multi_int", 7.8426),
            ] {
                let ours = 100.0 * of_region(&skip, region, column);
                assert!((ours - percent).abs() < 6e-5, "{region} {column}: {ours}");
            }
            let words = empty.remark("without_home").unwrap();
            let lacking = (0..empty.rows()).filter(|&row| !words.label(row).is_empty()).count();
            let empty_cells =
                empty.real("multi_int").unwrap().iter().filter(|it| it.is_nan()).count();
            assert_eq!((lacking, empty_cells), (20, 20));
        }
    }
    // All rows `gains.` of the four files.
    assert_eq!(met, (27 + 96 + 18 + 3 * 1435) + 10 * (3 + 8 + 3 + 41));
}

#[test]
fn every_row_of_trade_costs() {
    let mut met = 0;
    for (name, path) in TABLES {
        let (Some(reference), Some(system)) = (Reference::open(name), system_of(path)) else {
            return;
        };
        let (table, index) = (system.table(), system.table().index());
        let partition = Partition::regions(index);
        let costs = TradeCosts::of(table, &partition, 5.0).unwrap();
        let id = |code: &str| partition.find(code).unwrap();
        let pairs = trade_costs(table, &partition, Level::Pair, 5.0).unwrap();
        let products = trade_costs(table, &partition, Level::PairSector, 5.0).unwrap();
        met += reference.meet("hr.all", TOLERANCE, |[r, _, s, ..]| {
            let h = costs.between(id(r), id(s));
            if r != s {
                assert_eq!(pairs.value(&[r, s], "head_ries").unwrap().to_bits(), h.to_bits());
            }
            h
        });
        met += reference.meet("hr.product", TOLERANCE, |[r, k, s, other, _]| {
            assert_eq!(k, other);
            costs.of_product(index.find_sector(k).unwrap(), id(r), id(s))
        });
        let one = index.sector(index.sectors().next().unwrap());
        let (first, second) = (&partition.names()[0], &partition.names()[1]);
        let shown = products.value(&[first, second, one], "tariff_equivalent").unwrap();
        let h = costs.of_product(index.sectors().next().unwrap(), id(first), id(second));
        assert!((shown - (h - 1.0)).abs() < 1e-15 || (shown.is_nan() && h.is_nan()));
        if name == "wiod13_2011" {
            for (r, s, h) in
                [("USA", "CHN", 2.4236), ("USA", "MEX", 2.0072), ("DEU", "FRA", 2.1144)]
            {
                assert!((costs.between(id(r), id(s)) - h).abs() < 6e-5, "{r} {s}");
            }
        }
    }
    // All rows `hr.` of the four files.
    assert_eq!(met, 9 + 27 + 64 + 256 + 9 + 18 + 1681 + 1681);
}

#[test]
fn every_row_of_balances() {
    let mut met = 0;
    for (name, path) in TABLES {
        let (Some(reference), Some(system)) = (Reference::open(name), system_of(path)) else {
            return;
        };
        let partition = Partition::regions(system.table().index());
        let found = Balances::of(&system, &partition).unwrap();
        let id = |code: &str| partition.find(code).unwrap();
        met +=
            reference.meet("third.balance", TOLERANCE, |[s, _, r, ..]| found.balance(id(s), id(r)));
        met += reference
            .meet("third.balance_pair", TOLERANCE, |[s, _, r, ..]| found.of_pair(id(s), id(r)));
        met += reference
            .meet("third.balance_third", TOLERANCE, |[s, _, r, ..]| found.of_third(id(s), id(r)));
        met += reference.meet("third.absorbed", TOLERANCE, |[s, _, r, _, l]| {
            found.absorbed(id(s), id(r), id(l))
        });
        let all: Vec<EconomyId> = partition.economies().map(|(id, _)| id).collect();
        let union: Vec<EconomyId> =
            if name == "wiod13_2011" { EU27.map(id).to_vec() } else { vec![] };
        met += reference.meet("third.share", OF_GAINS, |[set, ..]| {
            found.share(if set.is_empty() { &all } else { &union })
        });
        let shares = found.by_set(&[("EU27".to_owned(), union.clone())]);
        assert_eq!(shares.value(&["all"], "third_share"), Some(found.share(&all)));
        if name == "wiod13_2011" {
            assert_eq!(shares.real("pairs"), Some([820.0, 351.0].as_slice()));
            assert!((found.share(&union) - 0.25343).abs() < 6e-6);
            let (usa, china) = (id("USA"), id("CHN"));
            assert!((found.balance(usa, china) + 237_509.0).abs() < 0.6);
            assert!((found.of_third(usa, china) - 524.5).abs() < 0.06);
        }
    }
    // All rows `third.` of the four files.
    assert_eq!(met, 3 * (9 + 64 + 9 + 1681) + 27 + 512 + 27 + 5);
}

fn system(table: Mrio) -> LeontiefSystem {
    LeontiefSystem::new(table, &Accounting::default()).unwrap()
}

/// ln p̂ of products in autarky, by iteration: buyers of k pay λ^(−1/θ) more for what is made at home, whose makers
/// pay more for their inputs in turn.
fn closed(system: &LeontiefSystem, r: usize, found: &GainsOfEconomy, theta: f64) -> Vec<f64> {
    let index = system.table().index();
    let count = index.sectors().len();
    let rows = index.rows(index.regions().nth(r).unwrap());
    let mut prices = vec![0.0; count];
    for _ in 0..20_000 {
        let mut next: Vec<f64> = found
            .lambda
            .iter()
            .map(|share| if share.is_nan() { 0.0 } else { -share.ln() / theta })
            .collect();
        for j in rows.clone() {
            let k = index.node(j).sector.position();
            let column = system.table().intermediate().column(j);
            for (row, flow) in column.iter().enumerate() {
                let x = system.output()[j];
                if x != 0.0 {
                    next[k] += flow / x * prices[index.node(row).sector.position()];
                }
            }
        }
        let gap =
            prices.iter().zip(&next).map(|(a, b): (&f64, &f64)| (a - b).abs()).fold(0.0, f64::max);
        prices = next;
        if gap < 1e-14 {
            break;
        }
    }
    prices
}

proptest! {
    #![proptest_config(config(96))]

    /// One product: all formulas agree. One economy: nothing to lose. Gains with inputs are those of a closed economy's
    /// unit costs.
    #[test]
    fn identities_of_gains(drawn in drawn_table()) {
        let system = system(drawn.table);
        let index = system.table().index().clone();
        let partition = Partition::regions(&index);
        let theta = 4.0;
        let mut options = options(system.table(), Thetas::Uniform(theta), Undefined::Empty);
        options.theta = theta;
        let found = gains_of_economies(&system, &partition, &options).unwrap();
        for (r, it) in found.iter().enumerate() {
            let spends = it.beta.iter().all(|beta| beta.is_finite());
            if spends {
                prop_assert!((it.beta.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                prop_assert!(it.weight.iter().zip(&it.beta).all(|(b, beta)| b >= &(beta - 1e-9)));
            }
            let is_close = |a: f64, b: f64| (a - b).abs() < 1e-9 * (1.0 + a.abs());
            if index.sectors().len() == 1 && it.multi.is_finite() && it.lambda[0].is_finite() {
                prop_assert!(is_close(it.multi, it.one) && is_close(it.multi_mc, it.one));
                prop_assert!(it.one_int.is_nan() || is_close(it.multi_int, it.one_int));
            }
            if index.regions().len() == 1 && it.multi.is_finite() {
                for gain in [it.multi, it.multi_int] {
                    prop_assert!(gain.abs() < 1e-12);
                }
                prop_assert!(it.one.is_nan() || it.one.abs() < 1e-12);
            }
            let sound = it.lambda.iter().all(|share| share.is_nan() || *share > 0.0);
            if it.multi_int.is_finite() && sound && it.undefined.is_empty() {
                let prices = closed(&system, r, it, theta);
                let left: f64 = it.beta.iter().zip(&prices).map(|(b, p)| -b * p).sum();
                let gain = -left.exp_m1();
                prop_assert!((it.multi_int - gain).abs() < 1e-9 * (1.0 + gain.abs()), "{} {gain}", it.multi_int);
            }
        }
        // Skipped products lower the gain at most; what is defined is the same.
        options.undefined = Undefined::Skip;
        let skipped = gains_of_economies(&system, &partition, &options).unwrap();
        for (all, some) in found.iter().zip(&skipped) {
            prop_assert_eq!(&all.undefined, &some.undefined);
            if all.multi.is_finite() {
                prop_assert_eq!(all.multi, some.multi);
            }
            if all.undefined.is_empty() && all.multi_int.is_finite() {
                prop_assert_eq!(all.multi_int, some.multi_int);
            }
        }
        // The whole world as one economy has nothing to lose either.
        let names: Vec<&str> = index.region_codes().iter().map(String::as_str).collect();
        let world = Partition::new(&index, &[group(&index, "W", &names)]).unwrap();
        let one = &gains_of_economies(&system, &world, &options).unwrap()[0];
        prop_assert!(one.multi.is_nan() || one.multi.abs() < 1e-9);
        prop_assert!(one.one.is_nan() || one.one.abs() < 1e-9);
    }

    /// Symmetric, one at home, and with twice the elasticity the square root.
    #[test]
    fn identities_of_trade_costs(drawn in drawn_table(), theta in 0.5..10.0f64) {
        let partition = Partition::regions(drawn.table.index());
        let costs = TradeCosts::of(&drawn.table, &partition, theta).unwrap();
        let twice = TradeCosts::of(&drawn.table, &partition, 2.0 * theta).unwrap();
        let sectors: Vec<SectorId> = drawn.table.index().sectors().collect();
        let mut seen: HashMap<(EconomyId, EconomyId), f64> = HashMap::new();
        for (r, _) in partition.economies() {
            for (s, _) in partition.economies() {
                let h = costs.between(r, s);
                prop_assert!(r != s || h.is_nan() || (h - 1.0).abs() < 1e-12);
                prop_assert!(h.is_nan() || (h - twice.between(r, s).powi(2)).abs() < 1e-9 * h);
                seen.insert((r, s), h);
                for &k in &sectors {
                    let (a, b) = (costs.of_product(k, r, s), costs.of_product(k, s, r));
                    prop_assert!(a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()));
                }
                if sectors.len() == 1 {
                    let own = costs.of_product(sectors[0], r, s);
                    prop_assert!(own == h || (own.is_nan() && h.is_nan()));
                }
            }
        }
        let is_symmetric = seen.iter().all(|((r, s), h)| {
            let back = seen[&(*s, *r)];
            back.to_bits() == h.to_bits() || (back.is_nan() && h.is_nan())
        });
        prop_assert!(is_symmetric);
    }

    /// Parts add up to balances of gross trade, which are opposite for the two; those of an economy add up to its
    /// balance in value added; with two economies there is no third.
    #[test]
    fn identities_of_balances(drawn in drawn_table()) {
        let tolerance = drawn.tolerance();
        let system = system(drawn.table);
        let partition = Partition::regions(system.table().index());
        let found = Balances::of(&system, &partition).unwrap();
        let gross =
            trade(system.table(), &partition, Level::Pair, ImportColumns::Standard).unwrap();
        let absorbed = value_added(&system, &partition, Sides::default()).unwrap();
        let names = partition.names();
        let frame = balances(&system, &partition, Level::Pair).unwrap();
        for (s, one) in partition.economies() {
            let (mut sum, mut in_value_added) = (0.0, 0.0);
            for (r, other) in partition.economies().filter(|(r, _)| *r != s) {
                let balance = found.balance(s, r);
                let of = |column| frame.value(&[&one.name, &other.name], column).unwrap();
                let parts = of("balance_pair") + of("balance_third");
                prop_assert!((parts - balance).abs() < tolerance);
                let as_traded = gross.value(&[&one.name, &other.name], "balance").unwrap();
                prop_assert!((balance - as_traded).abs() < tolerance, "{balance} {as_traded}");
                prop_assert!((balance + found.balance(r, s)).abs() < tolerance);
                prop_assert!(names.len() > 2 || found.of_third(s, r) == 0.0);
                let va = |a: &str, b: &str| absorbed.value(&[a, b], "value_added").unwrap();
                sum += balance;
                in_value_added += va(&one.name, &other.name) - va(&other.name, &one.name);
            }
            prop_assert!((sum - in_value_added).abs() < 10.0 * tolerance, "{sum} {in_value_added}");
        }
        let all: Vec<EconomyId> = partition.economies().map(|(id, _)| id).collect();
        prop_assert_eq!(found.share(&all).is_nan(), names.len() < 3);
        prop_assert!(found.share(&all[..names.len().min(2)]).is_nan());
    }
}

/// A table of one region and of one sector, and what is refused.
#[test]
fn edges() {
    let z = tripole::Matrix::from_rows(&[[1.0, 2.0], [3.0, 1.0]]);
    let f = tripole::Matrix::from_rows(&[[5.0, 0.0], [4.0, 0.0]]);
    let system = system(grid_table(1, 2, z, f, 2));
    let partition = Partition::regions(system.table().index());
    let default = GainsOptions::default();
    let alone = gains(&system, &partition, Level::Region, &default).unwrap();
    assert_eq!(alone.value(&["R1"], "lambda1"), Some(1.0));
    assert!(alone.value(&["R1"], "one").unwrap().abs() < 1e-15);
    // Nothing is traded: no elasticity is needed.
    let none = GainsOptions { by_product: Thetas::Listed(vec![]), ..default.clone() };
    let without = gains(&system, &partition, Level::Region, &none).unwrap();
    assert_eq!(without.value(&["R1"], "multi"), Some(0.0));
    assert_eq!(trade_costs(system.table(), &partition, Level::Pair, 5.0).unwrap().rows(), 0);
    assert_eq!(balances(&system, &partition, Level::Pair).unwrap().rows(), 0);
    for theta in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let one = GainsOptions { theta, ..default.clone() };
        let many = GainsOptions { by_product: Thetas::Uniform(theta), ..default.clone() };
        for options in [one, many] {
            let refused = gains(&system, &partition, Level::Region, &options);
            assert!(matches!(refused, Err(Error::Range { .. })), "{theta}");
        }
        let refused = trade_costs(system.table(), &partition, Level::Pair, theta);
        assert!(matches!(refused, Err(Error::Range { .. })), "{theta}");
    }
    assert!(matches!(gains(&system, &partition, Level::World, &default), Err(Error::Level { .. })));
    let Some(bloc) = system_of("reference/tables/bloc8x4.csv") else { return };
    let partition = Partition::regions(bloc.table().index());
    let refused = gains(&bloc, &partition, Level::Region, &none).unwrap_err();
    assert!(
        refused.to_string().starts_with("no trade elasticity of `AGR`, `MAN`, `ELE`, `SRV`"),
        "{refused}"
    );
}

/// An economy that needs more inputs than it makes has no closed economy, though the table has an inverse.
#[test]
fn an_economy_that_is_not_productive_is_refused() {
    let z = tripole::Matrix::from_rows(&[[0.0, 0.0], [12.0, 0.0]]);
    let f = tripole::Matrix::from_rows(&[[0.0, 0.0, 10.0, 0.0], [0.0, 0.0, 20.0, 0.0]]);
    let system = system(grid_table(2, 1, z, f, 2));
    let partition = Partition::regions(system.table().index());
    assert!(system.factorise().is_ok());
    let refused = gains(&system, &partition, Level::Region, &GainsOptions::default());
    match refused {
        Err(Error::NotProductive { root, labels }) => {
            assert!((root - 1.2).abs() < 1e-9 && labels == ["R1_S1"], "{root} {labels:?}");
        }
        other => panic!("{other:?}"),
    }
}
