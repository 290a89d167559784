//! Restructuring before and after: reference results, the figures of the specification, what is
//! conserved, and one example done by hand.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::models::impact::indicators;
use tripole::models::redirection::{
    Purchases, Redirection, Resourcing, Towards, redirect, resourcing,
};
use tripole::read::ReadOptions;
use tripole::table::Geography;
use tripole::{
    Accounting, Demand, Frame, Group, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts,
    RegionId, RowSet,
};

use crate::extract::from_the_table;
use crate::redirect::{CASTS, Cast, scenarios};
use crate::support::{config, drawn_table, gunzip, records, shared, shared_table};

/// Family and indicator of the reference's codes.
const CODES: [(&str, [&str; 2]); 12] = [
    ("x", ["output", "output"]),
    ("va", ["output", "value_added"]),
    ("exports", ["trade", "exports"]),
    ("imports", ["trade", "imports"]),
    ("dva", ["value_added_trade", "dva"]),
    ("dvash", ["value_added_trade", "dva_share"]),
    ("vax", ["value_added_trade", "vax"]),
    ("U", ["position", "upstreamness"]),
    ("D", ["position", "downstreamness"]),
    ("hhi_imp", ["concentration", "hhi_partners"]),
    ("hhi_fd_f", ["concentration", "hhi_final_demand"]),
    ("hhi_in_f", ["concentration", "hhi_inputs"]),
];

/// Relative 1e-8, also for shares.
fn close(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= 1e-8 * theirs.abs() || (ours.is_nan() && theirs.is_nan())
}

/// Indicators before and after, every region its own bloc.
fn compared(before: &LeontiefSystem, after: &Resourcing, partition: &Partition) -> Frame {
    indicators(
        before,
        after.after(),
        &Geography::of(partition.clone(), partition.clone()),
        Level::Region,
    )
    .unwrap()
}

fn opened(cast: &Cast) -> Option<LeontiefSystem> {
    let table = shared_table(cast.table, &ReadOptions::default())?;
    Some(LeontiefSystem::new(table, &from_the_table()).unwrap())
}

/// Values of the reference by scenario, code, side and region.
fn reference(name: &str) -> BTreeMap<[String; 4], f64> {
    let path = shared(&format!("reference/pos/{name}__shocks.csv.gz")).unwrap();
    let rows = records(&gunzip(&path));
    let before_after = |measure: &str| -> Option<[String; 3]> {
        let mut parts = measure.strip_prefix("rs.")?.split('.').map(str::to_owned);
        let key = [parts.next()?, parts.next()?, parts.next()?];
        Some(key)
    };
    rows.iter()
        .filter_map(|r| {
            let [scenario, code, side] = before_after(&r["measure"])?;
            let value = r["value"].parse().unwrap_or(f64::NAN);
            Some(([scenario, code, side, r["region"].clone()], value))
        })
        .collect()
}

#[test]
fn references_agree() {
    for cast in &CASTS {
        let Some(system) = opened(cast) else { return };
        let partition = Partition::regions(system.table().index());
        let mut reference = reference(cast.name);
        for (name, redirection) in scenarios(cast, &system) {
            let Some(scenario) = name.strip_prefix("rs.") else { continue };
            let found = resourcing(&system, std::slice::from_ref(&redirection)).unwrap();
            let frame = compared(&system, &found, &partition);
            for region in partition.names() {
                for (code, [family, indicator]) in CODES {
                    for side in ["before", "after"] {
                        let key = [scenario, code, side, region].map(str::to_owned);
                        let theirs = reference.remove(&key).unwrap();
                        let ours = frame.value(&[family, region, indicator], side).unwrap();
                        assert!(close(ours, theirs), "{} {key:?}: {ours} {theirs}", cast.name);
                    }
                }
            }
        }
        // Friends of the large tables are not known; see the casts.
        reference.retain(|key, _| key[0] != "friend20" || !cast.friends.is_empty());
        assert!(reference.is_empty(), "{}: {:?}", cast.name, reference.keys().next());
    }
}

/// Section 8 of the specification, WIOD 2013 release, in whole millions.
#[test]
fn figures_of_china_plus_one() {
    let figures = [
        ("wiod13_1995", [("CHN", -780.0), ("MEX", 232.0), ("IND", 271.0), ("TWN", 98.0)]),
        ("wiod13_2011", [("CHN", -13237.0), ("MEX", 4246.0), ("IND", 5329.0), ("TWN", 1894.0)]),
    ];
    for (name, figures) in figures {
        let cast = CASTS.iter().find(|cast| cast.name == name).unwrap();
        let Some(system) = opened(cast) else { return };
        let partition = Partition::regions(system.table().index());
        let scenario = scenarios(cast, &system).into_iter().find(|s| s.0 == "rs.chinaplus1");
        let found = resourcing(&system, &[scenario.unwrap().1]).unwrap();
        let frame = compared(&system, &found, &partition);
        for (region, printed) in figures {
            let ours = frame.value(&["output", region, "value_added"], "change").unwrap();
            assert!((ours - printed).abs() <= 0.5, "{name} {region}: {ours}");
        }
    }
}

/// Two regions, one product. B sells 40 of its 100 to A, which makes 60 of its own; half of
/// B's sales come home.
#[test]
fn reshoring_by_hand() {
    let index = Index::new([("A", "g"), ("B", "g")]).unwrap();
    let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")]).unwrap();
    let z = Matrix::from_rows(&[[0.0, 0.0], [40.0, 0.0]]);
    let f = Matrix::from_rows(&[[80.0, 0.0], [0.0, 60.0]]);
    let table = Mrio::new(Parts::new(index, demand, z, f)).unwrap();
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let index = system.table().index();
    let partition = Partition::regions(index);
    let a = index.find_region("A").unwrap();
    let reshoring = Redirection::reshoring(index, &[a], &[index.find_sector("g").unwrap()], 0.5);
    let found = resourcing(&system, &[reshoring]).unwrap();
    // A needs a quarter of a unit of B's and, now, of its own per unit: 80 / (1 − 1/4).
    let output = 80.0 / 0.75;
    let frame = compared(&system, &found, &partition);
    let after = |family, region, indicator| frame.value(&[family, region, indicator], "after");
    let is = |value: Option<f64>, expected: f64| (value.unwrap() - expected).abs() < 1e-9;
    assert!(is(after("output", "A", "output"), output));
    assert!(is(after("output", "B", "output"), 60.0 + output / 4.0));
    assert!(is(after("output", "A", "value_added"), output / 2.0));
    assert!(is(after("trade", "A", "imports"), output / 4.0));
    assert!(is(after("position", "A", "upstreamness"), 4.0 / 3.0));
    let percent = frame.value(&["output", "A", "output"], "change_percent");
    assert!(is(percent, 100.0 / 3.0));
    let by = Level::RegionSector;
    let sectors = indicators(
        &system,
        found.after(),
        &Geography::of(partition.clone(), partition.clone()),
        by,
    )
    .unwrap();
    assert!(is(sectors.value(&["output", "A", "g", "output"], "after"), output));
    assert!(found.conservation().holds());
    let table = found.after().table();
    assert!((table.intermediate()[(0, 0)] - output / 4.0).abs() < 1e-9);
}

#[test]
fn blocs_are_one_economy() {
    let Some(table) = shared_table("reference/tables/bloc8x4.csv", &ReadOptions::default()) else {
        return;
    };
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let index = system.table().index();
    let partition = Partition::regions(index);
    let group = Group::new(index, "NAM", &["USA", "CAN", "MEX"]).unwrap();
    let blocs = Partition::new(index, &[group]).unwrap();
    let region = |code| index.find_region(code).unwrap();
    let china = RowSet::regions(index, &[region("CHN")]);
    let bloc = ["USA", "CAN", "MEX"].map(region);
    let near = Redirection::nearshoring(china, &[region("USA")], &bloc, 0.2);
    let of = |by| {
        let found = resourcing(&system, std::slice::from_ref(&near)).unwrap();
        indicators(&system, found.after(), &Geography::of(partition.clone(), blocs.clone()), by)
            .unwrap()
    };
    let (regions, blocs): (Frame, Frame) = (of(Level::Region), of(Level::Bloc));
    let value = |frame: &Frame, key: [&str; 3]| frame.value(&key, "change").unwrap();
    let sum: f64 =
        ["USA", "CAN", "MEX"].map(|r| value(&regions, ["output", r, "value_added"])).iter().sum();
    assert!((value(&blocs, ["output", "NAM", "value_added"]) - sum).abs() < 1e-6 && sum > 0.0);
    // What comes from Canada and Mexico instead is no import of the bloc.
    assert!(value(&blocs, ["trade", "NAM", "imports"]) < 0.0);
    assert!(value(&regions, ["shares", "USA", "inputs_va_regional"]) > 0.0);
}

proptest! {
    #![proptest_config(config(64))]

    /// The new table has the outputs that were solved for, and conserves what it must.
    #[test]
    fn the_new_table_balances(
        drawn in drawn_table(),
        (one, two) in (0usize..16, 0usize..16),
        share in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0f64],
        home in any::<bool>(),
        purchases in prop_oneof![Just(Purchases::Inputs), Just(Purchases::InputsAndFinal)],
    ) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let index = system.table().index();
        let (n, partition) = (index.len(), Partition::regions(index));
        let cell = |row: usize| RowSet::from(&partition.cells()[row % n]);
        let regions: Vec<RegionId> = index.regions().collect();
        let towards = if home { Towards::Home } else { Towards::Proportional(regions.clone()) };
        let redirection = Redirection {
            losers: RowSet::union([cell(one), cell(two)]),
            buyers: regions,
            share,
            towards,
            purchases,
        };
        let after = redirect(&system, &redirection).unwrap();
        let table = after.table(&system).unwrap();
        for (sum, x) in table.row_sums().iter().zip(after.output()) {
            prop_assert!((sum - x).abs() <= drawn.tolerance(), "{} {}", sum, x);
        }
        if share == 0.0 {
            prop_assert!(table.intermediate().distance(system.table().intermediate()) <= drawn.tolerance());
        }
        // A table that a redirection leaves without output in a sector that buys is refused.
        let found = resourcing(&system, std::slice::from_ref(&redirection)).unwrap();
        prop_assert!(found.conservation().holds(), "{:?}", found.conservation());
    }
}
