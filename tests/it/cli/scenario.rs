//! Restructuring scenarios, and tariffs when somebody reacts.

use super::*;
use crate::support::records;

fn number(text: &str, keys: &[(&str, &str)], column: &str) -> f64 {
    let rows = records(text);
    let mut found = rows.iter().filter(|row| keys.iter().all(|(key, label)| row[*key] == *label));
    let row = found.next().unwrap_or_else(|| panic!("{keys:?}: {text}"));
    row[column].parse().unwrap()
}

#[test]
fn china_plus_one_before_and_after() {
    let output = tripole(&["scenario", "builtin:china-plus-one"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let said = stderr(&output);
    assert!(said.contains("note: conserved: world value added"), "{said}");
    let text = stdout(&output);
    assert!(text.starts_with("family,region,indicator,before,after,change,change_percent\n"));
    let change = |region: &str| {
        let keys = [("family", "output"), ("region", region), ("indicator", "value_added")];
        number(&text, &keys, "change")
    };
    assert!(change("CHN") < 0.0 && change("MEX") > 0.0 && change("TWN") > 0.0);
    let rows = records(&text);
    let all = rows.iter().filter(|row| row["indicator"] == "value_added");
    let world: f64 = all.map(|row| row["change"].parse::<f64>().unwrap()).sum();
    assert!(world.abs() < 1e-3, "world value added stays: {world}");
    // By sector, China's electronics lose most.
    let text = ok(&["scenario", "builtin:china-plus-one", "--by", "region-sector", "--csv"]);
    let loss = number(&text, &[("region", "CHN"), ("sector", "ELE")], "va_change");
    assert!(loss < change("CHN") / 4.0, "{loss}");
    let bloc = ok(&["scenario", "builtin:nearshoring-usmca", "--by", "bloc", "--csv"]);
    let keys = [("region", "North America"), ("family", "output"), ("indicator", "value_added")];
    assert!(number(&bloc, &keys, "change") > 0.0);
}

#[test]
fn every_scenario_of_relocation_runs() {
    for name in ["reshoring-usa", "nearshoring-usmca", "friend-shoring", "china-plus-one"] {
        let scenario = format!("builtin:{name}");
        let text = ok(&["scenario", &scenario, "--csv"]);
        assert!(text.lines().count() > 19 * 10 && !text.contains("NaN"), "{name}");
    }
}

/// Costs of trade that are nobody's revenue are for general equilibrium alone.
#[test]
fn barriers_in_general_equilibrium() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.toml");
    let entry = "importer = \"USA\"\nexporter = \"CHN\"\nsectors = \"electronics\"\ncost = 0.1\n";
    std::fs::write(&file, format!("name = \"n\"\n[[barrier]]\n{entry}")).unwrap();
    let file = file.to_str().unwrap();
    let text = ok(&["tariff", file, "--model", "ge", "--csv"]);
    let of = |region: &str, column: &str| number(&text, &[("region", region)], column);
    assert!(of("USA", "real_income") < 0.0 && of("CHN", "real_income") < 0.0);
    assert_eq!(of("USA", "revenue_after"), 0.0);
    for model in ["price", "armington", "exposure"] {
        let output = tripole(&["tariff", file, "--model", model]);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1));
        let expected = format!(
            "error: `--model {model}` cannot be combined with `[[barrier]]` in the scenario\n\nhint: `--model ge` knows barriers"
        );
        assert!(said.contains(&expected), "{said}");
    }
}

/// Members of a list that the table does not have are named once, and not with `--quiet`.
#[test]
fn members_that_are_passed_over_are_said() {
    let rcep = ["tariff", "builtin:rcep", "--model", "ge", "--csv"];
    let output = tripole(&rcep);
    let said = stderr(&output);
    let note = "note: RCEP: not in the table: BRN, KHM, LAO, MYS, MMR, NZL, PHL, SGP, THA, VNM";
    assert_eq!(said.matches(note).count(), 1, "{said}");
    let income = |region: &str| number(&stdout(&output), &[("region", region)], "real_income");
    assert!(income("KOR") > 0.0 && income("TWN") < 0.0);
    let quiet = tripole(&[&rcep[..], &["--quiet"]].concat());
    assert!(!stderr(&quiet).contains("note:"), "{}", stderr(&quiet));
    let chips = tripole(&["tariff", "builtin:chip-embargo", "--model", "exposure", "--csv"]);
    assert!(stderr(&chips).contains("note: Chip makers: not in the table: NLD\n"));
}

#[test]
fn tariffs_in_general_equilibrium_and_with_substitution() {
    let war = "builtin:us-china-tariff-war";
    let text = ok(&["tariff", war, "--model", "ge", "--csv"]);
    assert!(text.starts_with("region,real_wage,real_income,welfare_first_order,"), "{text}");
    let income = |region: &str| number(&text, &[("region", region)], "real_income");
    assert!(income("USA") < 0.0 && income("CHN") < 0.0 && income("MEX") > 0.0);
    let pairs = ok(&["tariff", war, "--model", "ge", "--by", "pair", "--importer", "USA", "--csv"]);
    let keys = [("exporter", "CHN"), ("importer", "USA")];
    assert!(number(&pairs, &keys, "trade_after") < 0.6 * number(&pairs, &keys, "trade_before"));
    let text = ok(&["tariff", war, "--model", "armington", "--csv"]);
    let of = |region: &str, column: &str| number(&text, &[("region", region)], column);
    assert!(of("USA", "imports_after") < of("USA", "imports_before"));
    // Without substitution the price of the basket is that of the cost push.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sigma.csv");
    let sectors = "AGR MIN FOD TEX OMF PET CHM MET MCH ELE TRQ UTC TRD TRN BUS PUB";
    let lines: String = sectors.split(' ').map(|sector| format!("{sector},0\n")).collect();
    std::fs::write(&file, format!("sector,elasticity\n{lines}")).unwrap();
    let file = file.to_str().unwrap();
    let fixed = ok(&["tariff", war, "--model", "armington", "--elasticities", file, "--csv"]);
    let pushed = ok(&["tariff", war, "--csv"]);
    let keys = [("region", "MEX")];
    let (a, b) =
        (number(&fixed, &keys, "consumer_prices"), number(&pushed, &keys, "consumer_prices"));
    assert!((a - b).abs() < 1e-9 && number(&text, &keys, "consumer_prices") < b, "{a} {b}");
}

#[test]
fn what_a_model_does_not_know_is_refused() {
    insta::assert_snapshot!(shown(&["scenario", "builtin:us-china-tariff-war"]), @r"
    1
    error: `scenario` cannot be combined with `[[tariff]]` in the scenario

    hint: it knows relocations; tariffs, agreements and embargoes are for `tripole tariff`
    ");
    insta::assert_snapshot!(shown(&["tariff", "builtin:china-plus-one", "--model", "ge"]), @r"
    1
    error: `--model ge` cannot be combined with `[[relocate]]` in the scenario

    hint: this model knows tariffs, agreements and barriers
    ");
    insta::assert_snapshot!(shown(&["tariff", "builtin:us-china-tariff-war", "--model", "ge", "--by", "stage"]), @r"
    1
    error: `--by stage` cannot be combined with `--model ge`

    hint: ge has the levels region, region-sector, pair and pair-sector
    ");
    insta::assert_snapshot!(shown(&["tariff", "builtin:us-china-tariff-war", "--deficits", "zero"]), @r"
    1
    error: `--deficits` cannot be combined with `--model price`

    hint: it is of `--model ge`
    ");
}
