//! The headline.

use super::*;

/// The main job: three poles, their leaders, 1995 beside 2011, and figures that make economic
/// sense.
#[test]
fn indices_shows_poles_and_leaders() {
    let text = ok(&["indices", "--csv"]);
    let keys: Vec<String> =
        text.lines().map(|line| line.split(',').take(3).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(keys[0], "economy,kind,year");
    assert_eq!(
        keys[1..5],
        [
            "North America,pole,1995",
            "North America,pole,2011",
            "USA,leader,1995",
            "USA,leader,2011"
        ]
    );
    assert_eq!(keys.len(), 17);
    for line in text.lines().skip(1) {
        let cells: Vec<f64> = line.split(',').skip(3).map(|cell| cell.parse().unwrap()).collect();
        let [gdp, share, exports, vax, ratio, dva, fva, backward, forward] = cells[..] else {
            panic!("{line}")
        };
        assert!(
            gdp > exports && exports > vax && (0.5..0.97).contains(&ratio) && share < 0.32,
            "{line}"
        );
        assert!(dva > ratio && dva + fva < 1.0 && dva + fva > 0.98, "{line}");
        assert!((1.0 - dva - backward).abs() < 1e-9 && (0.05..0.4).contains(&forward), "{line}");
    }
    // Exports of Germany in 2011, VALUE_ADDED 16.1.
    assert!(
        text.lines().any(|line| line.starts_with("DEU,leader,2011,") && line.contains(",1601451,")),
        "{text}"
    );
    // A table of one's own has one year.
    let one = ok(&["indices", "builtin:three-pole-2011", "--csv"]);
    assert_eq!(one.lines().count(), 9);
    let pretty = ok(&["indices", "--pretty"]);
    assert!(pretty.contains("balance va") && pretty.contains("North America   Europe"), "{pretty}");
}

#[test]
fn indices_writes_one_file_per_family() {
    let folder = tempfile::tempdir().unwrap();
    let results = folder.path().join("results");
    ok(&["indices", "-o", results.to_str().unwrap()]);
    let mut names: Vec<String> = std::fs::read_dir(&results)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "balances.csv",
            "bilateral.csv",
            "content.csv",
            "exports.csv",
            "headline.csv",
            "linkages.csv",
            "multipliers.csv",
            "participation.csv",
            "position.csv",
            "sectors.csv",
            "trade.csv",
            "va.csv",
            "vax.csv",
        ]
    );
    for name in names {
        let text = std::fs::read_to_string(results.join(name)).unwrap();
        assert!(!text.contains("NaN") && !text.contains("inf"), "NaN in a file");
    }
}
