//! Tariff scenarios.

use tripole::models::MODELS;

use super::*;

/// The chain of two: A's output of 100 needs nothing, B's 100 needs 20 of A. B taxes A's goods at
/// 50 per cent: B's costs rise by 0.5 x 20 / 100, its final users pay that on their own 60, A's on
/// their 40 of 120, and nobody buys final goods of A in B. The 20 that are taxed are A's own value
/// added.
const CHAIN: &str = ",A_x,B_x,A_f,B_f,OUT\nA_x,0,20,80,0,100\nB_x,0,0,40,60,100\nVA,100,80,0,0,0\nOUT,100,100,0,0,0\n";

const TAX: &str = "name = \"tax\"\n[[tariff]]\nimporter = \"B\"\nexporter = \"A\"\npercent = 50\n";

struct Files {
    _folder: tempfile::TempDir,
    table: String,
    scenario: String,
}

fn files(scenario: &str) -> Files {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (table, file) = (path("chain.csv"), path("scenario.toml"));
    std::fs::write(&table, CHAIN).unwrap();
    std::fs::write(&file, scenario).unwrap();
    Files { _folder: folder, table, scenario: file }
}

fn of_chain(scenario: &str, options: &[&str]) -> String {
    let files = files(scenario);
    let mut args = vec!["tariff", &files.table, &files.scenario];
    args.extend(options);
    let folder = files.table.replace("chain.csv", "");
    let caveats = MODELS.map(|record| format!("note: {}: {}\n", record.name, record.caveat));
    caveats.iter().fold(shown(&args).replace(&folder, ""), |text, it| text.replace(it, ""))
}

#[test]
fn prices_of_a_chain_small_enough_to_check() {
    insta::assert_snapshot!(of_chain(TAX, &[]), @r"
    0
    region,consumer_prices,consumer_prices_first_order,output_prices,output_prices_first_order,export_prices,revenue_before,revenue,revenue_change,revenue_change_percent,revenue_at_new_prices
    A,0.03333333333333333,0.03333333333333333,0,0,0,0,0,0,,0
    B,0.1,0.1,0.1,0.1,0.1,0,10,10,,10
    ");
    insta::assert_snapshot!(of_chain(TAX, &["--by", "region-sector"]), @r"
    0
    region,sector,direct_cost,first_order,price,nominal,input,effective_imports,effective_balanced
    A,x,0,0,0,0,0,0,0
    B,x,0.1,0.1,0.1,0.5,0.1,0.5,0.5
    ");
    insta::assert_snapshot!(of_chain(TAX, &["--by", "pair-sector", "--importer", "B"]), @r"
    0
    exporter,sector,importer,tariff,cumulative,cumulative_first_order,magnification
    A,x,B,0.5,0.5,0.5,1
    B,x,B,0,0.10000000000000009,0.1,
    ");
    insta::assert_snapshot!(of_chain(TAX, &["--by", "pair", "--pass-through", "0.5"]), @r"
    0
    levied_by,region,output_prices
    A,A,0
    A,B,0
    B,A,0
    B,B,0.05
    note: price: producers pass on the share of rises in costs that was set, and nobody buys less or elsewhere
    ");
    let stages = of_chain(TAX, &["--by", "stage"]);
    assert!(stages.contains("B,0,0.1\n") && stages.contains("B,8 and more,0\n"), "{stages}");
}

/// A tariff that is doubled from 25 per cent brings twice the 5 on the 20 that B buys, at old
/// quantities and prices. What the two models of quantities say after stands beside what they say
/// before, and the difference and its share of the latter with it, at every level.
#[test]
fn tariffs_say_what_changed() {
    let double = TAX.replace("[[tariff]]", "[[tariff]]\nimporter = \"B\"\nexporter = \"A\"\npercent = 25\nkind = \"before\"\n[[tariff]]");
    let text = of_chain(&double, &[]);
    let b = text.lines().find(|line| line.starts_with("B,")).unwrap();
    assert!(b.contains(",5,10,5,100,"), "{text}");
    let war = "builtin:us-china-tariff-war";
    let mut seen = 0;
    for (model, levels) in [
        ("armington", vec!["region", "region-sector", "pair-sector"]),
        ("ge", vec!["region", "region-sector", "pair", "pair-sector"]),
    ] {
        for by in levels {
            let rows = records(&ok(&["tariff", war, "--model", model, "--by", by, "--csv"]));
            let names: Vec<String> = rows[0]
                .keys()
                .filter_map(|name| name.strip_suffix("_before"))
                .map(str::to_owned)
                .collect();
            assert!(!names.is_empty(), "{model} {by}");
            for (row, name) in rows.iter().flat_map(|row| names.iter().map(move |name| (row, name)))
            {
                let cell = |what: &str| row[&format!("{name}_{what}")].clone();
                let number = |what: &str| cell(what).parse::<f64>().unwrap();
                let (before, after) = (number("before"), number("after"));
                let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-9);
                assert!(near(number("change"), after - before), "{model} {by} {name} {row:?}");
                if before == 0.0 {
                    assert!(cell("change_percent").is_empty(), "{row:?}");
                } else {
                    let percent = 100.0 * (after - before) / before.abs();
                    assert!(near(number("change_percent"), percent), "{model} {by} {name} {row:?}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 5000, "{seen}");
}

/// Which measure of welfare to quote, and how far the other is from it, is said once, beside the
/// numbers too.
#[test]
fn the_measure_of_welfare_to_quote_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ge.json").to_string_lossy().into_owned();
    let war = "builtin:us-china-tariff-war";
    let said = stderr(&tripole(&["tariff", war, "--model", "ge", "-o", &file]));
    assert_eq!(said.matches("quote `real_income`, which is exact").count(), 1, "{said}");
    assert_eq!(
        said.matches("note: ge: welfare: `welfare_first_order` is farthest").count(),
        1,
        "{said}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let note = json["notes"]["welfare"].as_str().unwrap();
    let rows = json["rows"].as_array().unwrap();
    let gap = |row: &serde_json::Value| {
        (row["welfare_first_order"].as_f64().unwrap() - row["real_income"].as_f64().unwrap()).abs()
    };
    let worst = rows.iter().max_by(|a, b| gap(a).total_cmp(&gap(b))).unwrap();
    assert!(note.contains(&format!("`{}`", worst["region"].as_str().unwrap())), "{note}");
    assert!(
        note.contains(&format!("{:.3}", 100.0 * worst["real_income"].as_f64().unwrap())),
        "{note}"
    );
    let sectors = tripole(&["tariff", war, "--model", "ge", "--by", "region-sector", "--csv"]);
    assert!(!stderr(&sectors).contains("welfare:"), "{}", stderr(&sectors));
}

#[test]
fn exposure_of_a_chain_small_enough_to_check() {
    insta::assert_snapshot!(of_chain(TAX, &["--model", "exposure"]), @r"
    0
    region,sales,va,va_share
    A,20,20,0.2
    B,0,0,0
    ");
    // B sells 40 to A, 8 of it A's own value added, which comes home.
    let stop =
        "name = \"stop\"\n[[embargo]]\nimporter = \"A\"\nexporter = \"all\"\nuse = \"final\"\n";
    insta::assert_snapshot!(of_chain(stop, &["--model", "exposure", "--by", "pair-sector"]), @r"
    0
    exporter,sector,importer,sales,counted_once,dva,fva
    B,x,A,40,1,32,8
    ");
}

#[test]
fn what_a_model_does_not_know_is_refused() {
    let stop = "name = \"stop\"\n[[embargo]]\nimporter = \"A\"\nexporter = \"B\"\n";
    insta::assert_snapshot!(of_chain(stop, &[]), @r"
    1
    error: `--model price` does not read `[[embargo]]` in the scenario

    hint: read by exposure (`tripole tariff`), extraction, pbl, ario (`tripole scenario`)
    ");
    insta::assert_snapshot!(of_chain(TAX, &["--model", "exposure", "--by", "stage"]), @r"
    1
    error: exposure has no level `stage`: it has `region`, `region-sector`, `pair-sector`
    ");
    for options in [
        ["--model", "exposure", "--pass-through", "0.5"],
        ["--by", "pair", "--importer", "B"],
        ["--by", "pair", "--category", "f"],
        ["--by", "region", "--category", "g"],
        ["--by", "region", "--pass-through", "2"],
    ] {
        assert!(of_chain(TAX, &options).starts_with("1\nerror: "), "{options:?}");
    }
    assert_eq!(tripole(&["tariff"]).status.code(), Some(2));
    assert_eq!(tripole(&["tariff", "a", "b", "c"]).status.code(), Some(2));
}

#[test]
fn prohibitive_tariffs_have_no_prices() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let text = ",A_x,B_x,A_f,B_f\nA_x,0,60,40,0\nB_x,60,0,0,40\n";
    std::fs::write(path("loop.csv"), text).unwrap();
    let war = "name = \"war\"\n[[tariff]]\nimporter = \"all\"\nexporter = \"all\"\nrate = 0.7\n";
    std::fs::write(path("war.toml"), war).unwrap();
    insta::assert_snapshot!(shown(&["tariff", &path("loop.csv"), &path("war.toml")]), @r"
    1
    warning: the file has no output row or column; output is the row sum
    warning: the file has no value added row; value added is output less intermediate inputs
    error: with these tariffs no finite prices exist: the coefficients at purchasers' prices have spectral radius 1.0200, at `A_x`, `B_x`

    hint: these sectors cannot pass on what their own inputs cost them: lower the rates, or ask for `--model exposure`, which needs no prices
    ");
}

/// Every scenario that comes with the program runs on the built-in table.
#[test]
fn built_in_scenarios_run() {
    let war = ok(&["tariff", "builtin:us-china-tariff-war", "--csv"]);
    let row = |text: &str, region: &str| {
        let line = text.lines().find(|line| line.starts_with(region)).unwrap().to_owned();
        line.split(',').skip(1).map(|cell| cell.parse().unwrap_or(f64::NAN)).collect::<Vec<f64>>()
    };
    // Both pay more, others a little; only the two have revenue.
    let (usa, chn, deu) = (row(&war, "USA"), row(&war, "CHN"), row(&war, "DEU"));
    assert!(usa[0] > 0.002 && chn[0] > 0.002 && deu[0] > 0.0 && deu[0] < usa[0], "{war}");
    assert!(usa[6] > chn[6] && chn[6] > 0.0 && deu[6] == 0.0, "{war}");
    let universal = ok(&["tariff", "builtin:universal-tariff", "--csv"]);
    assert!(row(&universal, "USA")[6] > 0.0 && row(&universal, "CHN")[6] == 0.0, "{universal}");
    // Prices fall where tariffs do.
    let agreement = ok(&["tariff", "builtin:transatlantic-agreement", "--csv"]);
    let usa = row(&agreement, "USA");
    assert!(usa[0] < 0.0 && usa[5] > 0.0 && usa[6] == 0.0, "{agreement}");
    let exposed = ok(&["tariff", "builtin:us-china-decoupling", "--model", "exposure", "--csv"]);
    let shares = ["USA", "CHN", "DEU"].map(|region| row(&exposed, region)[2]);
    assert!(shares[1] > shares[0] && shares[0] > shares[2], "{exposed}");
}

/// Whoever names a table alone is told what is lacking, in every command that takes a scenario or a grid.
#[test]
fn a_table_without_a_scenario_is_refused() {
    let files = files(TAX);
    let words =
        "is a table, and no scenario\n\nhint: say behind the table what changes: a TOML file";
    for command in ["tariff", "scenario", "revenue", "sweep"] {
        for table in [files.table.as_str(), "builtin:three-pole-2011"] {
            let text = shown(&[command, table]);
            assert!(text.starts_with("1\n") && text.contains(words), "{command} {table}: {text}");
        }
    }
    // Two tables are no table and scenario either.
    let text = shown(&["tariff", &files.table, &files.table]);
    assert!(text.starts_with("1\n") && text.contains(words), "{text}");
}

/// A group acts as one, so its members cannot levy alone.
#[test]
fn members_of_groups_do_not_levy() {
    let group = ["--group", "NAFTA=USA,CAN,MEX"];
    let args = [&["tariff", "builtin:universal-tariff"][..], &group].concat();
    insta::assert_snapshot!(shown(&args), @r"
    1
    error: `builtin:universal-tariff` line 9, character 12: `USA` is part of `NAFTA`, which acts as one economy here

    hint: name the whole of `NAFTA`, which is a group of `--group`, a bloc named here, or a country in parts
    ");
    insta::assert_snapshot!(shown(&["tariff", "builtin:universal-tarif"]), @r"
    1
    error: unknown built-in scenario `universal-tarif`

    hint: a similar code exists: `universal-tariff`
    ");
}
