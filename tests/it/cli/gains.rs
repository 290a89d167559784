//! Gains from trade, trade costs and bilateral balances as they are asked for.

use std::fs;

use super::*;

fn said(args: &[&str]) -> String {
    let output = tripole(args);
    assert_eq!(output.status.code(), Some(1), "{args:?}: {}", stderr(&output));
    let said = stderr(&output);
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
    said
}

fn number(row: &HashMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

#[test]
fn gains_of_regions_and_their_shares() {
    let rows = records(&ok(&["gains", "--csv"]));
    let usa = rows.iter().find(|row| row["region"] == "USA").unwrap();
    for column in ["one", "one_int", "multi", "multi_mc", "multi_int"] {
        let gain = number(usa, column);
        assert!(gain > 0.005 && gain < 0.3, "{column} {gain}");
    }
    let lambda = number(usa, "lambda1");
    assert!((number(usa, "one") - (1.0 - lambda.powf(0.2))).abs() < 1e-12);
    let products = ["gains", "--by", "region-sector", "--region", "USA", "--csv"];
    let products = records(&ok(&products));
    let shares: f64 = products.iter().map(|row| number(row, "beta")).sum();
    assert!((shares - 1.0).abs() < 1e-12);
    // The product over products, by hand.
    let left = |weight: &str| -> f64 {
        let log =
            |row: &HashMap<String, String>| number(row, "lambda").ln() * number(row, weight) / 5.0;
        1.0 - products.iter().map(log).sum::<f64>().exp()
    };
    assert!((left("beta") - number(usa, "multi")).abs() < 1e-12);
    assert!((left("weight") - number(usa, "multi_int")).abs() < 1e-12);
    let percent = records(&ok(&["gains", "--percent", "--region", "USA", "--csv"]));
    assert!((number(&percent[0], "multi") - 100.0 * number(usa, "multi")).abs() < 1e-12);
    let output = tripole(&["gains"]);
    assert!(stderr(&output).contains("note: the trade elasticity of every product is 5;"));
}

#[test]
fn elasticities_of_products() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    };
    let of = |args: &[&str]| {
        let all = [&["gains", "--region", "USA", "--csv"], args].concat();
        records(&ok(&all)).swap_remove(0)
    };
    let (five, eight) = (of(&[]), of(&["--theta", "8"]));
    assert_eq!(five["multi"], eight["multi"]);
    assert!(number(&eight, "one") < number(&five, "one"));
    let sectors = records(&ok(&["gains", "--by", "region-sector", "--region", "USA", "--csv"]));
    let lines = |theta: &str| -> String {
        let lines = sectors.iter().map(|row| format!("{},{theta}\n", row["sector"]));
        format!("sector,elasticity\n{}", lines.collect::<String>())
    };
    let ten = of(&["--elasticities", &file("ten.csv", &lines("10"))]);
    let gain = |row: &HashMap<String, String>, column: &str| (1.0 - number(row, column)).ln();
    assert!((gain(&ten, "multi") - 0.5 * gain(&five, "multi")).abs() < 1e-12);
    assert_eq!(of(&["--elasticities", "uniform-5"])["multi_int"], five["multi_int"]);
    let some = file("some.csv", &format!("sector,elasticity\n{},5\n", sectors[0]["sector"]));
    let message = said(&["gains", "--elasticities", &some]);
    assert!(message.contains("no trade elasticity of `") && message.contains("which are traded"));
    let zero = said(&["gains", "--elasticities", &file("zero.csv", &lines("0"))]);
    assert!(
        zero.contains("a trade elasticity is 0, expected a finite number above zero"),
        "{zero}"
    );
    let short = said(&["gains", "--elasticities", "boehm-short"]);
    assert!(short.contains("theta = sigma - 1 would be below zero"), "{short}");
    let near = said(&["gains", "--elasticities", "uniform-6"]);
    assert!(near.contains("unknown file or set of elasticities") && near.contains("`uniform-5`"));
    let negative = file("negative.csv", &lines("-1"));
    assert!(said(&["gains", "--elasticities", &negative]).contains("`-1` is negative"));
}

/// Of the table with a region that makes no goods.
#[test]
fn undefined_gains_are_empty_and_named() {
    let Some(table) = shared("reference/tables/edge3x2.csv") else { return };
    let table = table.to_string_lossy().into_owned();
    let output = tripole(&["gains", &table, "--csv"]);
    let rows = records(&stdout(&output));
    let germany = rows.iter().find(|row| row["region"] == "DEU").unwrap();
    assert!(germany["multi"].is_empty() && germany["multi_int"].is_empty());
    assert_eq!(germany["without_home"], "G");
    let note = stderr(&output);
    assert!(note.contains("`DEU: G`") && note.contains("`--undefined skip`"), "{note}");
    let skipped = tripole(&["gains", &table, "--undefined", "skip", "--csv"]);
    let row = records(&stdout(&skipped)).into_iter().find(|row| row["region"] == "DEU").unwrap();
    assert!(number(&row, "multi_int") > 0.0);
    assert!(stderr(&skipped).contains("a lower bound"), "{}", stderr(&skipped));
    let others = tripole(&["gains", &table, "--region", "USA"]);
    assert!(!stderr(&others).contains("without_home"), "{}", stderr(&others));
}

#[test]
fn trade_costs_of_pairs() {
    let pairs = records(&ok(&["trade-costs", "--csv"]));
    let of = |r: &str, s: &str| {
        let row = pairs.iter().find(|row| row["region"] == r && row["partner"] == s).unwrap();
        assert!((number(row, "head_ries") - 1.0 - number(row, "tariff_equivalent")).abs() < 1e-12);
        number(row, "head_ries")
    };
    assert_eq!(of("USA", "MEX"), of("MEX", "USA"));
    assert!(of("USA", "MEX") < of("USA", "CHN") && of("USA", "MEX") > 1.0);
    let some = ["--by", "pair-sector", "--region", "USA", "--partner", "CHN", "--sector", "ELE"];
    let products = ok(&[&["trade-costs", "--csv"][..], &some].concat());
    assert!(
        products.starts_with("region,partner,sector,head_ries,tariff_equivalent\nUSA,CHN,ELE,")
    );
    assert_eq!(products.lines().count(), 2);
    let ten = records(&ok(&["trade-costs", "--theta", "10", "--region", "USA", "--csv"]));
    let china = ten.iter().find(|row| row["partner"] == "CHN").unwrap();
    assert!((number(china, "head_ries").powi(2) - of("USA", "CHN")).abs() < 1e-9);
}

#[test]
fn balances_and_third_countries() {
    let pairs = records(&ok(&["balances", "--exporter", "USA", "--csv"]));
    let china = pairs.iter().find(|row| row["importer"] == "CHN").unwrap();
    let sum = number(china, "balance_pair") + number(china, "balance_third");
    assert!((sum - number(china, "balance")).abs() < 1e-6 * sum.abs());
    let absorbed = ["--exporter", "USA", "--importer", "CHN", "--destination", "all"];
    let absorbed = records(&ok(&[&["balances", "--csv"][..], &absorbed].concat()));
    let sum: f64 = absorbed.iter().map(|row| number(row, "balance_absorbed")).sum();
    assert!((sum - number(china, "balance")).abs() < 1e-6 * sum.abs());
    let third =
        absorbed.iter().filter(|row| !["USA", "CHN"].contains(&row["destination"].as_str()));
    let third: f64 = third.map(|row| number(row, "balance_absorbed")).sum();
    assert!((third - number(china, "balance_third")).abs() < 1e-6 * sum.abs());
    let world = records(&ok(&["balances", "--by", "world", "--among", "USA,MEX,CAN", "--csv"]));
    assert_eq!(world.len(), 2);
    assert_eq!((world[0]["among"].as_str(), world[1]["pairs"].as_str()), ("all", "3"));
    assert!(number(&world[1], "third_share").abs() < 2.0);
    let among = records(&ok(&["balances", "--among", "USA,MEX,CAN", "--csv"]));
    assert_eq!(among.len(), 6);
    let json = ok(&["balances", "--among", "USA,MEX,CAN", "--json"]);
    assert!(
        json.contains("third countries' share in the variance of balances, all pairs"),
        "{json}"
    );
    assert!(json.contains(&world[1]["third_share"][..8]), "{json}");
}

#[test]
fn what_cannot_be_is_said() {
    for command in ["gains", "trade-costs"] {
        for theta in ["0", "-2", "inf", "NaN"] {
            let message = said(&[command, &format!("--theta={theta}")]);
            assert!(message.contains("expected a finite number above zero"), "{message}");
        }
    }
    assert!(said(&["gains", "--sector", "ELE"]).contains("`--sector`"));
    let shares = said(&["gains", "--by", "region-sector", "--theta", "3"]);
    assert!(shares.contains("`--theta`") && shares.contains("no elasticity"), "{shares}");
    assert!(said(&["gains", "--region", "XYZ"]).contains("unknown region or bloc `XYZ`"));
    assert!(
        said(&["gains", "--inventory-category", "XYZ"])
            .contains("unknown final demand category `XYZ`")
    );
    assert!(said(&["trade-costs", "--sector", "ELE"]).contains("`--sector`"));
    let own = said(&["trade-costs", "--region", "USA", "--partner", "USA"]);
    assert!(own.contains("sales of `USA` to itself are no trade"), "{own}");
    assert!(said(&["balances", "--by", "world", "--exporter", "USA"]).contains("`--exporter`"));
    let one = said(&["balances", "--among", "USA"]);
    assert!(one.contains("`--among USA` names one economy"), "{one}");
    assert!(said(&["balances", "--among", "USA,XYZ"]).contains("unknown region or bloc `XYZ`"));
}
