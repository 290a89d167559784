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
    assert!(said.contains("note: held: world value added stays"), "{said}");
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
    assert!(
        text.starts_with("family,region,sector,indicator,before,after,change,change_percent\n")
    );
    let keys = [("region", "CHN"), ("sector", "ELE"), ("indicator", "value_added")];
    let loss = number(&text, &keys, "change");
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
        assert!(text.lines().count() > 19 * 10, "{name}");
        all_numbers(&text, &["family", "region", "indicator"], of_nothing);
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
            "error: `--model {model}` does not read `[[barrier]]` in the scenario\n\nhint: read by ge (`tripole tariff`)"
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
    let note =
        "warning: RCEP is CHN, JPN, KOR, IDN, AUS here: the table lacks 10 of its 15 members: BRN";
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
    insta::assert_snapshot!(shown(&["tariff", "builtin:china-plus-one", "--model", "ge"]), @r"
    1
    error: `--model ge` does not read `[[relocate]]` in the scenario

    hint: read by resourcing (`tripole scenario`); ge takes it beside tariff or barrier, of which there is none
    ");
    insta::assert_snapshot!(shown(&["tariff", "builtin:us-china-tariff-war", "--model", "ge", "--by", "stage"]), @r"
    1
    error: ge has no level `stage`: it has `region`, `region-sector`, `pair`, `pair-sector`
    ");
    insta::assert_snapshot!(shown(&["tariff", "builtin:us-china-tariff-war", "--deficits", "zero"]), @r"
    1
    error: `--deficits` cannot be combined with `--model price`

    hint: it is a setting of ge
    ");
}

/// A scenario of these entries in a file.
fn written(folder: &std::path::Path, entries: &str) -> String {
    let path = folder.join("scenario.toml");
    std::fs::write(&path, format!("name = \"Made up\"\n{entries}\n")).unwrap();
    path.to_str().unwrap().to_owned()
}

const OUTAGE: &str = "[[supply]]\nregion = \"CHN\"\nsectors = \"ELE\"\npercent = 40\n";

/// Every kind of change finds its model; every model runs where it is asked for.
#[test]
fn every_kind_of_change_has_a_model() {
    let folder = tempfile::tempdir().unwrap();
    let days = format!("{OUTAGE}days = 20\n");
    let slump = "[[demand]]\nbuyer = \"USA\"\nsectors = \"ELE\"\npercent = -10\n";
    let ban = "[[embargo]]\nimporter = \"USA\"\nexporter = \"CHN\"\nsectors = \"ELE\"\n";
    let wall = "[[barrier]]\nimporter = \"USA\"\nexporter = \"CHN\"\npercent = 10\n";
    let cases: [(&str, &[&str]); 8] = [
        (OUTAGE, &[]),
        (OUTAGE, &["--model", "mixed"]),
        (OUTAGE, &["--model", "inoperability"]),
        (&days, &["--days", "30"]),
        (&days, &["--days", "30", "--model", "pbl", "--inputs", "leontief"]),
        (slump, &[]),
        (ban, &[]),
        (wall, &[]),
    ];
    for (entries, options) in cases {
        let scenario = written(folder.path(), entries);
        let output = tripole(&[&["scenario", &scenario, "--csv"], options].concat());
        assert_eq!(output.status.code(), Some(0), "{entries} {}", stderr(&output));
        assert!(stderr(&output).contains("note: held: "), "{}", stderr(&output));
        assert!(!stderr(&output).contains("not held"), "{}", stderr(&output));
        let text = stdout(&output);
        all_numbers(&text, &["family", "region", "indicator", "flag"], of_nothing);
        let keys = [("family", "output"), ("region", "CHN"), ("indicator", "value_added")];
        assert!(number(&text, &keys, "change") < 0.0, "{entries} {options:?}");
    }
}

#[test]
fn day_by_day() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = written(folder.path(), &format!("{OUTAGE}days = 20\n"));
    let text =
        ok(&["scenario", &scenario, "--by", "day", "--days", "30", "--region", "CHN", "--csv"]);
    assert!(text.starts_with("region,day,output,output_steady,"), "{text}");
    let rows = records(&text);
    assert_eq!(rows.len(), 30);
    let ratio = |day: usize| rows[day]["output_ratio"].parse::<f64>().unwrap();
    assert!(ratio(0) < 1.0 && ratio(10) < 1.0);
    // The loss over all days is that of the table of all days.
    let all = ok(&["scenario", &scenario, "--days", "30", "--csv", "--quiet"]);
    let keys = [("family", "output"), ("region", "CHN"), ("indicator", "output")];
    let made: f64 = rows.iter().map(|row| row["output"].parse::<f64>().unwrap()).sum();
    assert!((made / number(&all, &keys, "after") - 1.0).abs() < 1e-9);
}

#[test]
fn families_accounts_and_levels() {
    let folder = tempfile::tempdir().unwrap();
    let jobs = folder.path().join("jobs.csv");
    std::fs::write(
        &jobs,
        "region,sector,account,value,unit\nCHN,ELE,jobs,1000,thousand\nMEX,ELE,jobs,100,thousand\n",
    )
    .unwrap();
    let plus_one = "builtin:china-plus-one";
    let jobs = jobs.to_str().unwrap();
    let text = ok(&["scenario", plus_one, "--satellite", jobs, "--family", "satellite", "--csv"]);
    let change = |region: &str, column: &str| number(&text, &[("region", region)], column);
    assert_eq!(change("CHN", "before"), 1000.0);
    assert!(change("CHN", "change") < 0.0 && change("MEX", "change") > 0.0);
    // As much per cent as output of the sector.
    let sectors = ok(&["scenario", plus_one, "--by", "region-sector", "--csv"]);
    let keys = [("region", "CHN"), ("sector", "ELE"), ("indicator", "output")];
    let output = number(&sectors, &keys, "change_percent");
    assert!((change("CHN", "change_percent") / output - 1.0).abs() < 1e-9);
    let war = "builtin:us-china-tariff-war";
    assert_eq!(
        ok(&["scenario", war, "--csv", "--quiet"]),
        ok(&["tariff", war, "--model", "ge", "--by", "indicators", "--csv", "--quiet"])
    );
    let armington = ok(&["tariff", war, "--model", "armington", "--by", "indicators", "--csv"]);
    let keys = [("family", "shares"), ("region", "USA"), ("indicator", "final_va_local")];
    assert!(number(&armington, &keys, "change") > 0.0);
}

#[test]
fn the_headline_before_and_after() {
    let text = ok(&["indices", "--scenario", "builtin:us-china-tariff-war", "--csv"]);
    let of = |year: &str| number(&text, &[("economy", "USA"), ("year", year)], "va_local");
    assert!(of("2011 after") > of("2011 before"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results");
    let path = path.to_str().unwrap();
    ok(&["indices", "--scenario", "builtin:china-plus-one", "-o", path]);
    let impact = std::fs::read_to_string(format!("{path}/impact.csv")).unwrap();
    assert!(impact.starts_with("family,region,indicator,before,after,"));
}

#[test]
fn what_contradicts_itself_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let days = written(folder.path(), &format!("{OUTAGE}days = 20\n"));
    insta::assert_snapshot!(shown(&["scenario", &days, "--model", "rationing"]), @r"
    1
    error: `--model rationing` does not know `days` or `start` of a `[[supply]]` in the scenario

    hint: it is a model of a whole year: leave them out, or use `--model pbl`, or use `--model ario`
    ");
    insta::assert_snapshot!(shown(&["scenario", &days, "--family", "output", "--by", "day"]), @r"
    1
    error: `--family` cannot be combined with `--by day`

    hint: days have output and unmet final demand only: choose another `--by`
    ");
    insta::assert_snapshot!(shown(&["scenario", "builtin:china-plus-one", "--days", "30"]), @r"
    1
    error: `--days` cannot be combined with `--model resourcing`

    hint: it is a setting of pbl, ario
    ");
    insta::assert_snapshot!(shown(&["scenario", "builtin:china-plus-one", "--model", "ge"]), @r"
    1
    error: `--model ge` does not read `[[relocate]]` in the scenario

    hint: read by resourcing (`tripole scenario`); ge takes it beside tariff or barrier, of which there is none
    ");
    let mixed = written(
        folder.path(),
        &format!("{OUTAGE}[[embargo]]\nimporter = \"USA\"\nexporter = \"CHN\"\n"),
    );
    insta::assert_snapshot!(shown(&["scenario", &mixed]), @r"
    1
    error: no model is meant for `embargo`, `supply` together unless it is named

    hint: read by pbl, ario (`tripole scenario`)
    ");
}

/// Ratings decide which missing inputs stop whom: with none critical, users of electronics go on.
#[test]
fn ratings_of_inputs() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = written(folder.path(), &OUTAGE.replace("40", "100"));
    let file = folder.path().join("ratings.csv");
    let run = |lines: &str| {
        std::fs::write(&file, format!("product,user,rating\n{lines}")).unwrap();
        let path = file.to_str().unwrap().to_owned();
        let head = ["scenario", &scenario, "--model", "pbl", "--inputs", "strong", "--days", "60"];
        tripole(&[&head[..], &["--ratings", &path, "--csv"]].concat())
    };
    let keys = [("family", "output"), ("region", "CHN"), ("indicator", "output")];
    let lost = |lines: &str| {
        let output = run(lines);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        number(&stdout(&output), &keys, "change")
    };
    let (all, none) = (lost("all,all,critical\n"), lost("all,all,other\n"));
    let but_one = lost("all,all,0\nELE,TRQ,1\n");
    assert!(all < but_one && but_one < none, "{all} {but_one} {none}");
    let mut piped = Command::cargo_bin("tripole").unwrap();
    piped.args(["scenario", &scenario, "--model", "pbl", "--inputs", "strong", "--days", "60"]);
    let piped = piped.args(["--ratings", "-", "--csv"]);
    let piped = piped.write_stdin("product,user,rating\nall,all,0\nELE,TRQ,1\n").output().unwrap();
    assert_eq!(number(&stdout(&piped), &keys, "change"), but_one, "{}", stderr(&piped));
    for (lines, said) in [
        ("ELX,TRQ,critical\n", "line 2, column `product`: unknown sector `ELX`"),
        ("ELE,TRQ,vital\n", "line 2, column `rating`: unknown rating `vital`"),
        ("ELE,TRQ,1\nELE,TRQ,0\n", "line 3: `ELE > TRQ` is given twice, first on line 2"),
    ] {
        let output = run(lines);
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
        assert_eq!(output.status.code(), Some(1));
    }
}
