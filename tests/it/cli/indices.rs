//! The headline.

use std::collections::{BTreeSet, HashMap};

use super::*;
use crate::support::records;

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
    for row in records(&text) {
        let of = |column: &str| row[column].parse::<f64>().unwrap();
        let (gdp, exports, vax) = (of("gdp"), of("exports"), of("vax"));
        assert!(gdp > exports && exports > vax && of("gdp_share") < 0.32, "{row:?}");
        let (ratio, dva, fva) = (of("vax_ratio"), of("dva_share"), of("fva_share"));
        assert!((0.5..0.97).contains(&ratio) && dva > ratio, "{row:?}");
        assert!(dva + fva < 1.0 && dva + fva > 0.98, "{row:?}");
        let (backward, forward) = (of("gvc_backward_share"), of("gvc_forward_share"));
        assert!((1.0 - dva - backward).abs() < 1e-9 && (0.05..0.4).contains(&forward), "{row:?}");
        assert!((backward + forward - of("gvc_share")).abs() < 1e-9, "{row:?}");
        let shares = ["local", "regional", "global"].map(|reach| of(&format!("va_{reach}")));
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9 && shares[0] > 0.6, "{row:?}");
        // Eighteen others at most, and chains of between one and three stages.
        assert!((2.0..18.0).contains(&of("suppliers")) && (1.5..3.0).contains(&of("upstreamness")));
        let pole = row["kind"] == "pole";
        assert_eq!(row["introversion"].is_empty(), !pole, "{row:?}");
        assert_eq!(row["hub"].is_empty(), !pole, "{row:?}");
    }
    // Manufactures became less local in every pole, and in Europe less introverted.
    let value = |economy: &str, year: &str, column: &str| {
        let rows = records(&text);
        let row = rows.iter().find(|row| row["economy"] == economy && row["year"] == year);
        row.unwrap()[column].parse::<f64>().unwrap()
    };
    for pole in ["North America", "Europe", "Asia-Pacific"] {
        assert!(value(pole, "2011", "va_local") < value(pole, "1995", "va_local") - 0.06);
    }
    assert!(value("Europe", "2011", "introversion") < value("Europe", "1995", "introversion"));
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

/// The table of README is what the program prints.
#[test]
fn readme_shows_the_headline() {
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let readme: Vec<Vec<String>> = include_str!("../../../README.md").lines().map(words).collect();
    for columns in [
        "va_local,va_regional,va_global,introversion,suppliers,upstreamness",
        "gvc_position,gvc_share,vax_ratio",
    ] {
        let text = ok(&["indices", "--pretty", "--columns", columns]);
        let leaders: Vec<Vec<String>> =
            text.lines().filter(|line| line.contains(" leader ")).map(words).collect();
        assert_eq!(leaders.len(), 10, "{text}");
        for line in leaders {
            // A narrow terminal has no room for names between codes and kinds.
            let kind = line.iter().position(|word| word == "leader").unwrap();
            let narrow = [&line[..1], &line[kind..]].concat();
            assert!(readme.contains(&narrow), "README lacks {narrow:?}");
        }
    }
}

/// Columns that hold no numbers in any file.
const LABELS: [&str; 17] = [
    "economy",
    "kind",
    "hub",
    "exporter",
    "importer",
    "origin",
    "destination",
    "region",
    "sector",
    "bloc",
    "partner",
    "flow",
    "base",
    "largest_partner",
    "most_upstream",
    "most_downstream",
    "key_sectors",
];

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
            "crossings.csv",
            "datapackage.json",
            "diversification.csv",
            "exports.csv",
            "exposure.csv",
            "flows.csv",
            "headline.csv",
            "hubs.csv",
            "introversion.csv",
            "linkages.csv",
            "multipliers.csv",
            "participation.csv",
            "position.csv",
            "sectors.csv",
            "shape.csv",
            "shares.csv",
            "trade.csv",
            "va.csv",
            "vax.csv",
        ]
    );
    let read = |name: &str| std::fs::read_to_string(results.join(name)).unwrap();
    let cell = |row: &HashMap<String, String>| [row["region"].clone(), row["sector"].clone()];
    let participation = records(&read("participation.csv"));
    let exporting = participation.iter().filter(|row| row["exports"] != "0").map(cell);
    let exporting: BTreeSet<[String; 2]> = exporting.collect();
    let members = records(&read("hubs.csv"));
    for name in names.into_iter().filter(|name| name != "datapackage.json") {
        all_numbers(&read(&name), &LABELS, |row, column| match (name.as_str(), column) {
            // Of poles alone.
            ("headline.csv", "introversion" | "introversion_va") => row["kind"] != "pole",
            // A bloc of one has no flows inside.
            ("hubs.csv", "hub_out" | "hub_in" | "hub" | "pass_through") => {
                members.iter().filter(|other| other["bloc"] == row["bloc"]).count() == 1
            }
            // Shares of exports need some, and logarithms what is above zero.
            ("participation.csv", share) => {
                share.ends_with("_share") && !exporting.contains(&cell(row))
            }
            ("position.csv", kpww) if kpww.starts_with("kpww_") => {
                let (is_log, rest) = match kpww.strip_prefix("kpww_position") {
                    Some(rest) => (true, rest),
                    None => (false, ""),
                };
                let below = |name: &str| row[name].parse::<f64>().is_ok_and(|x| x <= -1.0);
                !exporting.contains(&cell(row))
                    || is_log && (below(&format!("kpww_forward{rest}")) || below("kpww_backward"))
            }
            // The length of a part that there is nothing of.
            ("position.csv", "ply_traditional") => row["y_share_traditional"] == "0",
            _ => false,
        });
    }
}
