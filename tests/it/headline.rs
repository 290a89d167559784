//! The poles and their leaders, under whatever codes a table has them.

use tripole::measures::headline::{Snapshot, headline, leading_sectors, pole_balances};
use tripole::table::Concordance;
use tripole::{Accounting, Frame, LeontiefSystem, Mrio, read};

/// The three-pole table, and the same with codes of two letters, as FIGARO has them.
fn tables() -> [Mrio; 2] {
    let input = read::Input::parse("builtin:three-pole-2011").unwrap();
    let table = read::read(&input, &read::ReadOptions::default()).unwrap().table;
    let two_letters = |code: &String| {
        let known = tripole::sources::Country::of_code(code);
        let short = known.and_then(|country| country.codes.iter().find(|code| code.len() == 2));
        (code.clone(), short.map_or(code.clone(), |code| (*code).to_owned()))
    };
    let codes = table.index().region_codes().iter().map(two_letters).collect();
    let short = table.aggregate(Some(&Concordance::new(codes)), None).unwrap();
    [table, short]
}

/// Labels of a key, row by row.
fn labels(frame: &Frame, key: &str) -> Vec<String> {
    let key = frame.key(key).unwrap();
    key.codes().iter().map(|&code| key.labels()[code as usize].clone()).collect()
}

fn economies_of(frame: &Frame, kind: &str) -> Vec<String> {
    let kinds = labels(frame, "kind").into_iter().zip(labels(frame, "economy"));
    kinds.filter(|(other, _)| other == kind).map(|(_, economy)| economy).collect()
}

fn same_numbers(ours: &Frame, theirs: &Frame) {
    assert_eq!(ours.rows(), theirs.rows());
    for (a, b) in ours.indicators().iter().zip(theirs.indicators()) {
        for (a_value, b_value) in a.values().iter().zip(b.values()) {
            let close = (a_value - b_value).abs() <= 1e-9 * b_value.abs().max(1e-6);
            assert!(
                close || a_value.is_nan() && b_value.is_nan(),
                "{}: {a_value} {b_value}",
                a.name()
            );
        }
    }
}

#[test]
fn leaders_are_met_under_other_codes() {
    let systems = tables().map(|table| LeontiefSystem::new(table, &Accounting::default()).unwrap());
    let blocs = read::builtin_blocs();
    let worlds = systems.each_ref().map(|system| Snapshot::of_year(system, &blocs).unwrap());
    let [long, short] =
        worlds.each_ref().map(|world| headline(std::slice::from_ref(world)).unwrap());
    assert_eq!(economies_of(&long, "leader"), ["USA", "DEU", "CHN", "JPN", "KOR"]);
    assert_eq!(economies_of(&short, "leader"), ["US", "DE", "CN", "JP", "KR"]);
    assert_eq!(economies_of(&short, "pole"), economies_of(&long, "pole"));
    same_numbers(&short, &long);
    let [long, short] =
        worlds.each_ref().map(|world| leading_sectors(std::slice::from_ref(world)).unwrap());
    assert_eq!(labels(&short, "economy"), ["US", "DE", "CN", "JP", "KR"]);
    assert_eq!(labels(&short, "key_sectors"), labels(&long, "key_sectors"));
    same_numbers(&short, &long);
    let [long, short] = worlds.map(|world| pole_balances(&[world]).unwrap());
    assert_eq!(labels(&short, "exporter"), labels(&long, "exporter"));
    same_numbers(&short, &long);
}

/// A pole without any of them is led by its largest economy.
#[test]
fn without_a_leader_the_largest_leads() {
    let [table, _] = tables();
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let codes = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect();
    let bloc = tripole::Bloc { name: "South".to_owned(), codes: codes(&["IDN", "MEX", "AUS"]) };
    let world = Snapshot::of_year(&system, &[bloc]).unwrap();
    let frame = headline(&[world]).unwrap();
    let index = system.table().index();
    let gdp = |code: &str| -> f64 {
        let rows = index.rows(index.find_region(code).unwrap());
        rows.map(|row| system.value_added()[row]).sum()
    };
    let largest = ["IDN", "MEX", "AUS"].into_iter().max_by(|a, b| gdp(a).total_cmp(&gdp(b)));
    assert_eq!(economies_of(&frame, "leader"), [largest.unwrap()]);
}
