//! Models side by side, burdens of households, and published elasticities, as users meet them.

use super::*;
use crate::cli::documented::repository;

const WAR: &str = "builtin:us-china-tariff-war";

/// The files of the worked example.
fn example() -> [String; 6] {
    let file = |name: &str| {
        repository(&format!("seeds/households/{name}.csv")).to_string_lossy().into_owned()
    };
    [
        "--bridge".to_owned(),
        file("bridge"),
        "--spending".to_owned(),
        file("spending"),
        "--households".to_owned(),
        file("households"),
    ]
}

fn of_example(options: &[&str]) -> Output {
    let example = example();
    let mut words = vec!["households", "builtin:universal-tariff"];
    words.extend(example.iter().map(String::as_str));
    words.extend(options);
    tripole(&words)
}

fn number(row: &HashMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

/// The worked example: the poor pay more of their income, and a rebate by heads turns that round.
#[test]
fn the_example_of_households_runs() {
    let output = of_example(&["--csv"]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("note: scale: spending of all groups is 0."), "{said}");
    assert!(said.contains("note: price: an upper bound"), "{said}");
    let rows = records(&stdout(&output));
    let groups: Vec<&str> = rows.iter().map(|row| row["group"].as_str()).collect();
    assert_eq!(groups, ["q1", "q2", "q3", "q4", "q5"]);
    let percents: Vec<f64> = rows.iter().map(|row| number(row, "burden_income_percent")).collect();
    assert!(percents.windows(2).all(|two| two[0] > two[1]), "{percents:?}");
    for row in &rows {
        assert_eq!(number(row, "rebate"), 0.0);
        assert_eq!(row["burden"], row["net_burden"]);
        let spending = number(row, "spending");
        let share = 100.0 * number(row, "burden") / spending;
        assert!((share - number(row, "burden_spending_percent")).abs() < 1e-9);
    }
    assert_eq!(number(&rows[0], "spending"), 24.0 * 21_700.0);

    let rebated = of_example(&["--csv", "--rebate", "per-head", "--elasticity", "0.5"]);
    let net = records(&stdout(&rebated));
    assert!(number(&net[0], "net_burden") < 0.0, "{net:?}");
    assert!(number(&net[0], "burden_ces") < number(&net[0], "burden"));
    let fixed = records(&stdout(&of_example(&["--csv", "--margins", "fixed"])));
    assert!(number(&fixed[0], "burden") < number(&rows[0], "burden"));

    let total: f64 = rows.iter().map(|row| number(row, "burden")).sum();
    for by in ["category", "group-category"] {
        let parts = records(&stdout(&of_example(&["--csv", "--by", by])));
        let sum: f64 = parts.iter().map(|row| number(row, "burden")).sum();
        assert!((sum - total).abs() < 1e-6, "{by}: {sum} {total}");
    }
    for model in ["armington", "ge"] {
        let other = records(&stdout(&of_example(&["--csv", "--model", model])));
        assert!(number(&other[0], "burden") < number(&rows[0], "burden"), "{model}");
    }
}

#[test]
fn households_need_an_importer_and_files() {
    insta::assert_snapshot!(shown(&["households", WAR, "--by", "sector"]), @r"
    1
    error: 2 economies change a tariff, and households are of one

    hint: name the one whose households they are: `--importer` one of `USA`, `CHN`
    ");
    let universal = "builtin:universal-tariff";
    insta::assert_snapshot!(shown(&["households", universal]), @r"
    1
    error: `--by group` needs `--bridge`

    hint: name both files; `--by sector` and `--by origin` have prices without them
    ");
    let example = example();
    let [bridge, file, ..] = &example;
    insta::assert_snapshot!(shown(&["households", universal, "--by", "origin", bridge, file]), @r"
    1
    error: `--bridge` cannot be combined with `--by origin`

    hint: prices of sectors need no spending: leave it out
    ");
    let by_sector = ["households", universal, "--by", "sector", "--csv"];
    let prices = records(&ok(&by_sector));
    assert_eq!(prices.len(), 16);
    let of_households = ok(&[&by_sector[..], &["--category", "c37"]].concat());
    assert_ne!(of_households, ok(&by_sector));
    let refused = shown(&[&by_sector[..], &["--category", "c37", "--model", "ge"]].concat());
    assert!(refused.contains("`--category` cannot be combined with `--model ge`"), "{refused}");
    // Whoever imports: origins are all economies.
    let war = ["households", WAR, "--importer", "CHN", "--by", "origin", "--csv"];
    let rows = records(&ok(&war));
    assert_eq!(rows.len(), 16 * 19);
    let usa = rows.iter().find(|row| row["origin"] == "USA" && row["sector"] == "ELE").unwrap();
    assert!(number(usa, "price") > 0.25);
}

/// One table, with a column per model, the spread and where every value comes from.
#[test]
fn all_models_are_one_table() {
    let text = ok(&["tariff", WAR, "--model", "all", "--region", "USA,CHN", "--csv"]);
    let head = text.lines().next().unwrap();
    assert_eq!(
        head,
        "region,measure,price,armington,ge,exposure,low,high,models,low_model,high_model,\
         price_status,armington_status,ge_status,exposure_status"
    );
    let rows = records(&text);
    assert_eq!(rows.len(), 14);
    for row in &rows {
        for model in ["price", "armington", "ge", "exposure"] {
            let is_empty = row[&format!("{model}_status")] == "undefined";
            assert_eq!(row[model].is_empty(), is_empty, "{row:?}");
        }
        let solved = ["price", "armington", "ge"].into_iter();
        let solved: Vec<f64> = solved
            .filter(|model| row[&format!("{model}_status")] == "solved")
            .map(|model| number(row, model))
            .collect();
        assert_eq!(number(row, "models"), solved.len() as f64);
        assert_eq!(number(row, "low"), solved.iter().copied().fold(f64::INFINITY, f64::min));
        assert_eq!(number(row, "high"), solved.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    }
    // Each value is that of the model alone.
    let value = |measure: &str, model: &str| {
        let row = rows.iter().find(|row| row["region"] == "USA" && row["measure"] == measure);
        number(row.unwrap(), model)
    };
    let alone = |model: &str, column: &str| {
        let rows = ok(&["tariff", WAR, "--model", model, "--region", "USA", "--csv"]);
        number(&records(&rows)[0], column)
    };
    assert_eq!(value("consumer_price", "price"), alone("price", "consumer_prices"));
    assert_eq!(value("revenue", "armington"), alone("armington", "revenue_after"));
    assert_eq!(value("real_income", "ge"), alone("ge", "real_income"));
    assert_eq!(value("gdp_volume", "exposure"), -alone("exposure", "va_share"));
    let long = records(&ok(&["tariff", WAR, "--model", "all", "--region", "USA", "--long"]));
    let unit = |measure: &str| {
        let row = long.iter().find(|row| row["measure"] == measure && row["indicator"] == "ge");
        row.unwrap()["unit"].clone()
    };
    assert_eq!(
        (unit("revenue").as_str(), unit("exports").as_str()),
        ("million US$", "relative change")
    );
}

#[test]
fn what_all_models_leave_out_is_said() {
    let said = stderr(&tripole(&["tariff", WAR, "--model", "all"]));
    for words in [
        "note: elasticities: armington sigma = 5 (11 sectors), 2 (5 sectors), ge theta = 5; the same demand would be",
        "note: opposite signs: ",
        " falls by ",
        "note: ge: a long run without unemployment",
        "note: exposure: it says what is at stake",
    ] {
        assert!(said.contains(words), "no {words:?} in {said}");
    }
    let same = stderr(&tripole(&["tariff", WAR, "--model", "all", "--same-elasticity"]));
    assert!(same.contains("armington sigma = 6, ge theta = 5; that is the same demand"), "{same}");
    let short = shown(&["tariff", WAR, "--same-elasticity"]);
    assert!(short.contains("`--same-elasticity` cannot be combined with one model"), "{short}");
    let by =
        shown(&["tariff", WAR, "--model", "all", "--same-elasticity", "--by", "region-sector"]);
    assert!(by.contains("cannot be combined with this `--by`"), "{by}");
    let basket = shown(&["tariff", WAR, "--model", "all", "--category", "c37"]);
    assert!(basket.contains("`--category` cannot be combined with `--model all`"), "{basket}");
    // Embargoes are read by one of them.
    let stop = tripole(&["tariff", "builtin:us-china-decoupling", "--model", "all", "--csv"]);
    assert!(
        stderr(&stop).contains("note: ge is left out: `--model ge` does not read"),
        "{}",
        stderr(&stop)
    );
    let rows = records(&stdout(&stop));
    assert!(rows.iter().all(|row| row["ge"].is_empty() && row["models"] == "0"), "{rows:?}");
}

#[test]
fn elasticities_have_names() {
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("ge.json").to_string_lossy().into_owned();
    let ge = ["tariff", WAR, "--model", "ge", "--region", "USA"];
    ok(&[&ge[..], &["--elasticities", "boehm-long", "-o", &saved]].concat());
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&saved).unwrap()).unwrap();
    let source = json["notes"]["elasticities boehm-long"].as_str().unwrap();
    assert!(source.contains("Boehm, Levchenko and Pandalai-Nayar (2023)"), "{source}");
    assert_eq!(json["about"]["options"]["elasticities"], "boehm-long", "{}", json["about"]);
    let again = shown(&["rerun", &saved]);
    assert!(again.starts_with("0\n") && again.contains("the same, to the last digit"), "{again}");
    // A uniform theta of one is a file of ones.
    let file = folder.path().join("ones.csv").to_string_lossy().into_owned();
    std::fs::write(&file, "sector,elasticity\nall,1\n").unwrap();
    let of =
        |elasticities: &str| ok(&[&ge[..], &["--csv", "--elasticities", elasticities]].concat());
    assert_eq!(of("boehm-long"), of(&file));
    let refused = |model: &str, elasticities: &str| {
        shown(&["tariff", WAR, "--model", model, "--elasticities", elasticities])
    };
    insta::assert_snapshot!(refused("ge", "boehm-short"), @r"
    1
    error: the elasticities `boehm-short` cannot be combined with a model with trade elasticities

    hint: its sigma is below one, and theta = sigma - 1 would be below zero: it is for the model `armington`
    ");
    ok(&["tariff", WAR, "--model", "armington", "--elasticities", "boehm-short"]);
    let wiod = refused("ge", "caliendo-parro");
    assert!(wiod.contains("have no numbers for the sectors of this table: `AGR`"), "{wiod}");
    assert!(
        wiod.contains("hint: name a CSV file with the columns `sector` and `elasticity`"),
        "{wiod}"
    );
    insta::assert_snapshot!(refused("ge", "caliendo-paro"), @r"
    1
    error: unknown file or set of elasticities `caliendo-paro`

    hint: a similar code exists: `caliendo-parro`
    ");
    insta::assert_snapshot!(refused("all", &file).replace(&file, "FILE"), @r"
    1
    error: `--elasticities` of a file cannot be combined with `--model all`

    hint: the numbers would be sigma in armington and theta in ge: add `--same-elasticity`, with which they are theta and sigma = theta + 1, or ask for one model
    ");
    let both = ["tariff", WAR, "--model", "all", "--elasticities", &file, "--same-elasticity"];
    let said = stderr(&tripole(&both));
    assert!(said.contains("armington sigma = 2, ge theta = 1; that is the same demand"), "{said}");
    let explained = ok(&["explain", "uniform-5"]);
    assert!(explained.contains("(elasticities)") && explained.contains("Fontagne"), "{explained}");
}

/// On the sectors of WIOD 2013 the mapping is warned about once, and so is the elasticity of petroleum.
#[test]
fn a_mapping_of_elasticities_is_warned_about() {
    let Some(table) = shared("data/wiod13/wiod13_2011.csv.gz") else { return };
    let table = table.to_string_lossy().into_owned();
    let all = ["tariff", &table, "builtin:universal-tariff", "--model", "all"];
    let output = tripole(&[&all[..], &["--elasticities", "caliendo-parro", "--csv"]].concat());
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(said.matches("mapped to those of WIOD 2013").count(), 1, "{said}");
    assert!(
        said.contains("theta of `c8 (64.85)`") && said.contains("sigma of `c8 (65.85)`"),
        "{said}"
    );
    assert!(said.contains("ge theta = 1.45 to 64.85 by sector; that is the same demand"), "{said}");
}

/// The spread over a grid: every scenario under all models.
#[test]
fn a_sweep_has_all_models() {
    let folder = tempfile::tempdir().unwrap();
    let grid = folder.path().join("all.toml").to_string_lossy().into_owned();
    let text = "name = \"all\"\nmodel = \"all\"\n[parameters]\nrate = [10, 20]\ntheta = [2, 5]\n\
                [elasticities]\nall = \"$theta\"\n\
                [[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\npercent = \"$rate\"\n";
    std::fs::write(&grid, text).unwrap();
    let rows = records(&ok(&["sweep", &grid, "--region", "USA"]));
    assert_eq!(rows.len(), 4 * 7);
    let value = |rate: &str, theta: &str, measure: &str, column: &str| {
        let row = rows
            .iter()
            .find(|row| row["rate"] == rate && row["theta"] == theta && row["measure"] == measure);
        number(row.unwrap(), column)
    };
    assert!(value("20", "5", "consumer_price", "low") > value("10", "5", "consumer_price", "low"));
    let push = |theta: &str| value("20", theta, "consumer_price", "price");
    assert_eq!(push("2"), push("5"));
    assert!(
        value("20", "2", "consumer_price", "armington")
            > value("20", "5", "consumer_price", "armington")
    );
    let summary = records(&ok(&["sweep", &grid, "--summary", "--region", "USA"]));
    assert!(summary.iter().any(|row| row["measure"] == "real_income"), "{:?}", summary.first());
}
