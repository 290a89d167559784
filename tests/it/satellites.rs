//! Satellite accounts: footprints against `reference/pos` and pymrio, and what they must add up to.

use std::collections::HashMap;

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::measures::footprint::footprint;
use tripole::measures::income::{IncomeOptions, gvc_income};
use tripole::measures::value_added::{Sides, value_added};
use tripole::read::{ReadOptions, read_satellite};
use tripole::table::{Account, Satellite};
use tripole::{Accounting, Frame, LeontiefSystem, Partition};

use crate::chains::{cases, close, lookup, paired, same};
use crate::support::{agrees, config, drawn_table, gunzip, records, shared, shared_table};

/// One account, used by producers only.
fn one(system: &LeontiefSystem, name: &str, uses: Vec<f64>) -> Satellite {
    let index = system.table().index();
    let by_users = vec![0.0; index.regions().len()];
    let unit = "units".to_owned();
    let account = Account { name: name.to_owned(), unit, by_producers: uses, by_users };
    Satellite::new(index, vec![account]).unwrap()
}

/// The account of the reference: x (1 + k mod 7) / 100 for row k.
fn made_up(system: &LeontiefSystem) -> Satellite {
    let uses = system.output().iter().enumerate();
    one(system, "made", uses.map(|(k, x)| x * (1 + k % 7) as f64 / 100.0).collect())
}

/// Rows of a measure under the keys of our frames.
fn keyed(rows: Vec<(Vec<String>, f64)>) -> Vec<(Vec<String>, f64)> {
    let keys =
        |key: Vec<String>| ["made".to_owned(), "units".to_owned()].into_iter().chain(key).collect();
    rows.into_iter().map(|(key, value)| (keys(key), value)).collect()
}

#[test]
fn footprints_of_the_reference() {
    for case in cases() {
        let (system, partition) = (&case.system, &case.partition);
        let satellite = made_up(system);
        let frame = |by| footprint(system, partition, &satellite, by).unwrap();
        let regions = frame(Level::Region);
        for (measure, column) in [
            ("sat.pba", "production_based"),
            ("sat.cba", "consumption_based"),
            ("sat.imp", "embodied_imports"),
            ("sat.exp", "embodied_exports"),
        ] {
            same(case.name, &keyed(case.of(measure, &["region"])), &regions, column);
        }
        let pairs = keyed(case.of("sat.matrix", &["region", "partner"]));
        same(case.name, &pairs, &frame(Level::Pair), "embodied");
        // DIFFERENCE: the multiplier of a product that nobody makes is zero there, and undefined
        // here as every other ratio to output.
        let mut multipliers = keyed(case.of("sat.mult", &["region", "sector"]));
        for (row, (_, value)) in multipliers.iter_mut().enumerate() {
            if system.output()[row] == 0.0 {
                assert_eq!(*value, 0.0);
                *value = f64::NAN;
            }
        }
        same(case.name, &multipliers, &frame(Level::RegionSector), "multiplier");

        let by = Level::Region;
        let products = case.manufactures();
        let jobs = gvc_income(
            system,
            partition,
            &products,
            &IncomeOptions { by, satellite: Some(&satellite) },
        )
        .unwrap();
        same(case.name, &case.of("gvcjobs.man", &["region"]), &jobs, "made");
    }
}

/// pymrio's extension, residual value added with output from row sums. Its sectors of D_imp and
/// D_cba are those of the final product, so that sector rows are compared for production alone.
#[test]
fn footprints_of_pymrio() {
    let path = "data/wiod13/wiod13_2011.csv.gz";
    let Some(table) = shared_table(path, &ReadOptions::default()) else { return };
    let rows = records(&gunzip(&shared("reference/peers/wiod13_2011/pymrio.csv.gz").unwrap()));
    let partition = Partition::regions(table.index());
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let satellite = one(&system, "va", system.value_added().to_vec());
    let frame = |by| footprint(&system, &partition, &satellite, by).unwrap();
    let (regions, products) = (frame(Level::Region), frame(Level::RegionSector));
    let mut compared = 0;
    for (function, frame, column) in [
        ("extension D_pba_reg", &regions, "production_based"),
        ("extension D_cba_reg", &regions, "consumption_based"),
        ("extension D_imp_reg", &regions, "embodied_imports"),
        ("extension D_exp_reg", &regions, "embodied_exports"),
        ("extension D_pba", &products, "production"),
        ("extension S", &products, "intensity"),
        ("extension M", &products, "multiplier"),
    ] {
        let ours = lookup(frame, column);
        for r in rows.iter().filter(|r| r["function"] == function) {
            let theirs = r["value"].parse().unwrap_or(f64::NAN);
            let mut key = vec!["va".to_owned(), "units".to_owned(), r["exporter"].clone()];
            if r["exporter_sector"] != "TOTAL" {
                key.push(r["exporter_sector"].clone());
            }
            let mine = ours[&key];
            // DIFFERENCE: zero there, undefined here, for a sector without output.
            let idle = mine.is_nan() && theirs == 0.0;
            let amount = frame.real("production_based").is_some() || column == "production";
            let near = if amount { agrees(mine, theirs) } else { close(mine, theirs) };
            assert!(idle || near, "{function} {key:?}: {mine}, {theirs}");
            compared += 1;
        }
    }
    assert_eq!(compared, 4 * 41 + 3 * 1435);
}

/// Sum of a column over the lines whose key `name` is `label`.
fn sum(frame: &Frame, column: &str, name: &str, label: &str) -> f64 {
    let key = frame.key(name).unwrap();
    let lines = (0..frame.rows()).filter(|&row| key.label(row) == label);
    lines.map(|row| frame.real(column).unwrap()[row]).sum()
}

proptest! {
    #![proptest_config(config(64))]

    /// What is produced is consumed; pairs add up to both; value added as an account is value
    /// added; a group is the sum of its members less what they exchange.
    #[test]
    fn footprints_add_up(drawn in drawn_table(), uses in prop::collection::vec(0.0..5.0f64, 16), direct in prop::collection::vec(0.0..5.0f64, 4)) {
        let table = &drawn.table;
        let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        let regions = Partition::regions(table.index());
        let made = |row: usize| if system.output()[row] == 0.0 { 0.0 } else { uses[row % 16] };
        let account = Account {
            name: "jobs".to_owned(),
            unit: String::new(),
            by_producers: (0..system.order()).map(made).collect(),
            by_users: direct[..drawn.regions].to_vec(),
        };
        let value = Account {
            name: "va".to_owned(),
            unit: "US$".to_owned(),
            by_producers: system.value_added().to_vec(),
            by_users: vec![0.0; drawn.regions],
        };
        let satellite = Satellite::new(table.index(), vec![account, value]).unwrap();
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9 * a.abs().max(b.abs()).max(1.0);
        let of = |partition: &Partition, by| footprint(&system, partition, &satellite, by).unwrap();
        for partition in [&regions, &paired(table)] {
            let (total, pairs) = (of(partition, Level::Region), of(partition, Level::Pair));
            let products = of(partition, Level::RegionSector);
            for name in ["jobs", "va"] {
                let produced = sum(&total, "production_based", "account", name);
                prop_assert!(near(produced, sum(&total, "consumption_based", "account", name)));
                let (embodied, own) =
                    (sum(&pairs, "embodied", "account", name), sum(&pairs, "direct_use", "account", name));
                prop_assert!(near(produced, embodied + own));
                prop_assert!(near(produced - own, sum(&products, "production", "account", name)));
                let of_account = pairs.clone().select("account", &[name]);
                for (row, economy) in partition.names().iter().enumerate() {
                    let line = if name == "jobs" { row } else { partition.len() + row };
                    let column = |name: &str| total.real(name).unwrap()[line];
                    let sold = sum(&of_account, "embodied", "origin", economy);
                    let used = sum(&of_account, "embodied", "user", economy);
                    prop_assert!(near(column("production_based"), sold + column("direct_use")));
                    prop_assert!(near(column("consumption_based"), used + column("direct_use")));
                    prop_assert!(near(
                        column("consumption_based") - column("production_based"),
                        column("embodied_imports") - column("embodied_exports")
                    ));
                }
            }
            let theirs = value_added(&system, partition, Sides::default()).unwrap();
            let ours = pairs.select("account", &["va"]);
            for (a, b) in ours.real("embodied").unwrap().iter().zip(theirs.real("value_added").unwrap()) {
                prop_assert!(near(*a, *b) || drawn.table.row_sums().contains(&0.0));
            }
            // Value added per unit of final demand is one.
            let multipliers = products.select("account", &["va"]);
            for m in multipliers.real("multiplier").unwrap() {
                prop_assert!(m.is_nan() || (m - 1.0).abs() < 1e-10);
            }
        }
        let (fine, coarse) = (of(&regions, Level::Pair), of(&paired(table), Level::Pair));
        for column in ["embodied", "direct_use"] {
            let both = |frame: &Frame| sum(frame, column, "account", "jobs");
            prop_assert!(near(both(&fine), both(&coarse)));
        }
    }
}

/// Lines in any order, several categories of direct use, and what a reader is told of gaps.
#[test]
fn a_satellite_file_is_matched_by_label() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.csv");
    let toy = folder.path().join("toy.csv");
    std::fs::write(&toy, crate::cli::TOY).unwrap();
    let table = crate::support::read_path(toy, &ReadOptions::default()).unwrap().table;
    let text = "\u{feff}unit,account,value,region,sector,note\n\
        kt,co2,4,CHN,s,\nkt,co2, 1e1 ,USA,g,x\nkt,co2,2,USA,FD,\nkt,co2,0.5,USA,HFCE,\npersons,jobs,7,USA,s,\n";
    std::fs::write(&path, text).unwrap();
    let reading = read_satellite(&path, &table).unwrap();
    let accounts = reading.satellite.accounts();
    assert_eq!(accounts.iter().map(|a| a.unit.as_str()).collect::<Vec<_>>(), ["kt", "persons"]);
    assert_eq!(accounts[0].by_producers, [10.0, 0.0, 0.0, 4.0]);
    assert_eq!(accounts[0].by_users, [2.5, 0.0]);
    let gaps: HashMap<&str, f64> =
        reading.findings.iter().map(|(name, f)| (name.as_str(), f.value)).collect();
    assert_eq!(gaps, HashMap::from([("co2", 2.0), ("jobs", 3.0)]));
    let only = reading.satellite.with_only(&["jobs"]).unwrap();
    assert_eq!(only.accounts().len(), 1);
}
