//! Rows, columns, units and names that are asked for: nothing of them is passed over in silence.

use std::fs;
use std::path::Path;

use super::{ok, shown, stderr, stdout, tripole};
use crate::support::records;

/// A tariff that every model reads.
const TARIFF: &str = "name = \"x\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\n\
                      sectors = \"electronics\"\nkind = \"added\"\npercent = 25\n";

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn a_group_is_one_economy_of_a_comparison() {
    let text = ok(&["compare", "--family", "exports", "--region", "Europe", "--csv"]);
    let rows = records(&text);
    assert!(rows.iter().all(|row| row["region"] == "Europe") && rows.len() == 2, "{text}");
    // What its members sell to each other is no export.
    let of_bloc = records(&ok(&["compare", "--family", "exports", "--by", "bloc", "--csv"]));
    let bloc = of_bloc.iter().find(|row| row["region"] == "Europe" && row["period"] == "2011");
    assert_eq!(rows[1]["exports"], bloc.unwrap()["exports"]);
    let partner = ok(&["compare", "--family", "flows", "--partner", "NAFTA", "--csv"]);
    let partners = records(&partner);
    assert!(partners.iter().all(|row| row["partner"] == "NAFTA") && !partners.is_empty());
}

#[test]
fn members_that_are_shown_one_by_one_are_said() {
    let note = "note: `--region Europe` shows its members one by one; `--group` makes one economy";
    let output = tripole(&["scenario", "builtin:china-plus-one", "--region", "Europe"]);
    assert!(stderr(&output).contains(note), "{}", stderr(&output));
    let blocs = ["scenario", "builtin:china-plus-one", "--by", "bloc", "--region", "Europe"];
    assert!(!stderr(&tripole(&blocs)).contains("one by one"));
    let one = tripole(&["scenario", "builtin:china-plus-one", "--region", "DEU"]);
    assert!(!stderr(&one).contains("one by one"));
}

#[test]
fn relative_changes_are_in_per_cent_where_asked_for() {
    let value = |args: &[&str], column: &str| -> f64 {
        let rows = records(&ok(args));
        rows.iter().find(|row| row["region"] == "USA").unwrap()[column].parse().unwrap()
    };
    let war = "builtin:us-china-tariff-war";
    for (model, column) in
        [("price", "consumer_prices"), ("armington", "consumer_prices"), ("ge", "real_income")]
    {
        let plain = value(&["tariff", war, "--model", model], column);
        let percent = value(&["tariff", war, "--model", model, "--percent"], column);
        assert!(
            plain != 0.0 && (percent - 100.0 * plain).abs() < 1e-12,
            "{model} {plain} {percent}"
        );
        let long = ok(&["tariff", war, "--model", model, "--long"]);
        assert!(long.contains(&format!("USA,{column},relative change,")), "{long}");
        let pretty = ok(&["tariff", war, "--model", model, "--columns", column, "--pretty"]);
        assert!(pretty.lines().any(|line| line.trim() == "%"), "{pretty}");
    }
    let rates = ok(&["tariff", war, "--by", "region-sector", "--long"]);
    assert!(rates.contains(",nominal,rate,"), "{rates}");
}

#[test]
fn shares_among_rows_of_other_units_are_in_per_cent() {
    let of = |args: &[&str]| -> Vec<(String, f64)> {
        let all = [&["scenario", "builtin:china-plus-one", "--region", "CHN"], args].concat();
        let rows = records(&ok(&all));
        rows.iter().map(|row| (row["indicator"].clone(), row["before"].parse().unwrap())).collect()
    };
    let plain = of(&["--family", "value_added_trade"]);
    let percent = of(&["--family", "value_added_trade", "--percent"]);
    for ((name, plain), (_, percent)) in plain.iter().zip(&percent) {
        let factor = if name == "dva_share" { 100.0 } else { 1.0 };
        assert!((percent - factor * plain).abs() <= 1e-9 * plain.abs(), "{name} {plain} {percent}");
    }
    assert!(plain.iter().any(|(name, _)| name == "dva_share"));
}

#[test]
fn the_vax_ratio_is_shown_alike() {
    for args in [&["vax", "--long"][..], &["compare", "--family", "exports", "--long", "--csv"]] {
        let text = ok(args);
        assert!(text.contains(",vax_ratio,share,"), "{text}");
    }
}

#[test]
fn per_cent_of_nothing_is_said() {
    let note = "note: `--percent` changes nothing in this result";
    let said = |args: &[&str]| stderr(&tripole(args));
    assert!(said(&["trade", "--percent"]).contains(&format!("{note}: no column is a share")));
    let tiva = ["tiva", "--indicator", "EXGR_DVASH", "--percent"];
    assert!(said(&tiva).contains(&format!("{note}: what is a share")), "{}", said(&tiva));
    assert!(!said(&["vax", "--percent"]).contains(note));
    // Results that are printed as they come, too.
    let split = ["exports", "--exporter", "DEU", "--origin", "all", "--percent"];
    assert!(said(&split).contains(note), "{}", said(&split));
}

#[test]
fn columns_of_several_families_are_chosen_of_each() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), "tariff.toml", TARIFF);
    let all = ["tariff", &file, "--model", "all", "--by", "region-sector"];
    let text = ok(&[&all[..], &["--columns", "price,cost"]].concat());
    let rows = records(&text);
    let found: std::collections::BTreeSet<(&str, &str)> =
        rows.iter().map(|row| (row["family"].as_str(), row["indicator"].as_str())).collect();
    let wanted = [
        ("armington: sectors", "price"),
        ("ge: sectors", "cost"),
        ("ge: sectors", "price"),
        ("price: prices", "price"),
    ];
    assert_eq!(found.into_iter().collect::<Vec<_>>(), wanted);
    let text =
        ok(&["compare", "--family", "exports,position", "--columns", "vax_ratio,plv", "--csv"]);
    assert!(records(&text).iter().all(|row| ["vax_ratio", "plv"].contains(&&*row["indicator"])));
    // Ranked by a column of a family: each family that has it.
    let ranked = ["--columns", "vax_ratio", "--sort", "vax_ratio", "--top", "2", "--csv"];
    let ranked =
        records(&ok(&[&["compare", "--family", "exports,position"], &ranked[..]].concat()));
    assert_eq!(ranked.len(), 2);
    let by_value = ["compare", "--family", "exports,position", "--sort", "value", "--csv"];
    let by_value = records(&ok(&by_value));
    let first: f64 = by_value[0]["value"].parse().unwrap();
    assert!(by_value.iter().filter_map(|row| row["value"].parse().ok()).all(|v: f64| v <= first));
    let unknown = shown(&["compare", "--family", "exports,position", "--columns", "vax_ration"]);
    assert!(unknown.starts_with("1\n") && unknown.contains("`vax_ratio`"), "{unknown}");
}

#[test]
fn folders_have_the_columns_that_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let results = folder.path().join("results");
    let results = results.to_str().unwrap();
    let options =
        ["--family", "exports,position", "--columns", "vax_ratio", "--names", "--percent"];
    ok(&[&["compare"], &options[..], &["-o", results]].concat());
    let text = fs::read_to_string(format!("{results}/exports.csv")).unwrap();
    assert!(text.starts_with("region,region_name,period,vax_ratio\n"), "{text}");
    let first: f64 = text.lines().nth(1).unwrap().rsplit(',').next().unwrap().parse().unwrap();
    assert!(first > 1.0, "{text}");
    assert!(!Path::new(&format!("{results}/position.csv")).exists());
}

#[test]
fn what_is_no_choice_is_said_in_full() {
    for (args, parts) in [
        (&["compare", "--family", "nonsense"][..], &["there are: ", "`shift_share`"][..]),
        (&["vax", "--sort", "vax:sideways"], &["`sideways`", "there are: `up`, `down`"]),
        (
            &["vax", "--columns", "exporter"],
            &["`exporter` tells rows apart", "`exports`, `vax`, `vax_ratio`"],
        ),
        (&["vax", "--sort", "nothing"], &["there are: `exporter`, `exports`"]),
    ] {
        let text = shown(args);
        assert!(text.starts_with("1\n"), "{text}");
        parts.iter().for_each(|part| assert!(text.contains(part), "{part}: {text}"));
    }
}

#[test]
fn a_group_is_asked_for_by_name() {
    let rows = records(&ok(&["groups", "eu27"]));
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0]["group"].as_str(), rows[0]["members"].as_str()), ("EU27", "27"));
}

#[test]
fn the_headline_is_chosen_from_as_other_results_are() {
    let text =
        ok(&["indices", "--csv", "--sort", "vax_ratio", "--top", "3", "--columns", "vax_ratio"]);
    assert!(text.starts_with("economy,kind,year,hub,vax_ratio\n"), "{text}");
    let ratios: Vec<f64> =
        records(&text).iter().map(|row| row["vax_ratio"].parse().unwrap()).collect();
    assert!(ratios.len() == 3 && ratios.windows(2).all(|two| two[0] >= two[1]), "{ratios:?}");
    let percent = records(&ok(&["indices", "--csv", "--percent"]));
    assert!(percent[0]["vax_ratio"].parse::<f64>().unwrap() > 50.0);
    let named = ok(&["indices", "--csv", "--names"]);
    assert!(named.contains("DEU,Germany,leader,2011"), "{named}");
    // Of the tables below each other those that have the column are left.
    let pretty = ok(&["indices", "--pretty", "--columns", "vax_ratio"]);
    assert!(!pretty.contains("balance va"), "{pretty}");
}

#[test]
fn names_that_do_not_show_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let names = "code,name\nXYZ,Nowhere\nDEU,Deutschland\nQQ,Nothing\nWLD,World\n";
    let file = written(folder.path(), "names.csv", names);
    let idle = "`--labels` changes nothing here: this form has names only with `--names`";
    let csv = tripole(&["vax", "--labels", &file]);
    assert!(stderr(&csv).contains(idle) && !stdout(&csv).contains("Deutschland"));
    let named = tripole(&["vax", "--labels", &file, "--names"]);
    assert!(!stderr(&named).contains(idle) && stdout(&named).contains(",Deutschland,"));
    let unmet = "are no region or sector of the table: `QQ`, `WLD`, `XYZ`";
    assert!(stderr(&named).contains(&format!("note: 3 of the codes in {file} {unmet}")));
    // All of the world is a line of its own in another result.
    let split = ["exports", "--exporter", "DEU", "--origin", "all", "--labels", &file, "--names"];
    assert!(stderr(&tripole(&split)).contains("are no region or sector"));
    let table = tripole(&["vax", "--labels", &file, "--pretty"]);
    assert!(!stderr(&table).contains(idle) && stdout(&table).contains("DEU Deutschland"));
    let group = ["vax", "--group", "XYZ=USA,CAN", "--labels", &file, "--names"];
    assert!(stderr(&tripole(&group)).contains(": `QQ`, `WLD`"));
}

#[test]
fn names_that_are_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (text, part) in [
        ("code,name\nDEU,\n", "line 2: an empty name"),
        ("code,name\nUSA,x\nDEU,  \n", "line 3: an empty name"),
        ("code,name\nDEU,\u{1b}[31mred\n", "line 2: `\\u{1b}[31mred` has a control character"),
    ] {
        let file = written(folder.path(), "names.csv", text);
        let said = shown(&["vax", "--labels", &file]);
        assert!(said.starts_with("1\n") && said.contains(part), "{said}");
    }
}

#[test]
fn a_country_that_is_not_in_the_table_is_no_other_one() {
    for (code, part, hint) in [
        (
            "GRC",
            "Greece (`GRC`) is no region of this table",
            "it is inside of `WEU`: Other western EU",
        ),
        ("Poland", "Poland is no region of this table", "it is inside of `CEE`"),
        ("BRA", "Brazil (`BRA`)", "it is inside of `ROW`: Rest of the world"),
    ] {
        let text = shown(&["vax", "--exporter", code]);
        assert!(text.starts_with("1\n") && text.contains(part) && text.contains(hint), "{text}");
        assert!(!text.contains("PRC") && !text.contains("similar"), "{text}");
    }
    let text = shown(&["vax", "--exporter", "UST"]);
    assert!(
        text.contains("a similar code exists: `USA`") || text.contains("similar codes"),
        "{text}"
    );
}

#[test]
fn results_as_parquet_are_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let parquet = path("vax.parquet");
    ok(&["vax", "-o", &parquet]);
    assert_eq!(ok(&["rerun", &parquet]), "vax: 19 rows: the same, to the last digit\n");
    for name in ["vax.xlsx", "vax.dta", "vax.tex"] {
        let file = path(name);
        ok(&["vax", "-o", &file]);
        let said = shown(&["rerun", &file]);
        let hint = "give the file that `--about` saved beside it";
        assert!(said.starts_with("1\n") && said.contains(hint), "{said}");
    }
    // A file of the same form that nobody here wrote, and one that is cut off.
    fs::write(&parquet, b"PAR1 and nothing else").unwrap();
    assert!(shown(&["rerun", &parquet]).contains("it does not say which run it is of"));
}

#[test]
fn all_models_say_what_not_to_quote_without() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), "tariff.toml", TARIFF);
    let saved = folder.path().join("all.json").to_string_lossy().into_owned();
    let said = stderr(&tripole(&["tariff", &file, "--model", "all", "-o", &saved]));
    let count = |model: &str| said.matches(&format!("note: {model}: ")).count();
    assert_eq!(["price", "exposure", "armington", "ge"].map(count), [1; 4], "{said}");
    assert!(said.contains("quote `real_income`"), "{said}");
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&saved).unwrap()).unwrap();
    let notes = json["notes"].as_object().unwrap();
    let of = |name: &str| notes[name].as_str().unwrap();
    assert!(of("price").starts_with("an upper bound"), "{notes:?}");
    assert!(of("caveat").starts_with("the spread is of models"), "{notes:?}");
    assert!(of("elasticities").contains("ge theta = 5"), "{notes:?}");
    assert!(["armington", "ge", "exposure"].iter().all(|model| !of(model).is_empty()));
}

#[test]
fn a_role_that_an_option_is_called_by_is_pointed_to() {
    for (command, typed, meant) in [
        ("vax", "--region", "--exporter"),
        ("tiva", "--country", "--reporter"),
        ("trade", "--partner", "--importer"),
    ] {
        let said = stderr(&tripole(&[command, typed, "DEU"]));
        assert!(said.contains(&format!("'{meant}'")) && !said.contains("--region-codes"), "{said}");
    }
}

/// A change of shares is no share: 0.01 is a percentage point.
#[test]
fn changes_of_shares_are_points() {
    let words = ["scenario", "builtin:china-plus-one", "--region", "MEX", "--quiet"];
    let of = |more: &[&str]| ok(&[&words[..], more].concat());
    let long = records(&of(&["--long", "--csv"]));
    let line = |statistic: &str| {
        let is_it = |row: &&std::collections::HashMap<String, String>| {
            row["indicator"] == "gvc_share" && row["statistic"] == statistic
        };
        let row = long.iter().find(is_it).unwrap();
        (row["unit"].clone(), row["value"].parse::<f64>().unwrap())
    };
    let ((unit, before), (_, after)) = (line("before"), line("after"));
    assert_eq!((unit.as_str(), line("change").0.as_str()), ("share", "difference of shares"));
    let percent = records(&of(&["--long", "--csv", "--percent"]));
    let change =
        percent.iter().find(|r| r["indicator"] == "gvc_share" && r["statistic"] == "change");
    assert_eq!(change.unwrap()["unit"], "percentage points");
    let points: f64 = change.unwrap()["value"].parse().unwrap();
    assert!((points - 100.0 * (after - before)).abs() < 1e-9, "{points}");
}

#[test]
fn rows_of_json_have_their_columns_in_order() {
    let text = ok(&["vax", "--columns", "vax_ratio,exports", "--json"]);
    assert!(text.contains("\n{\"exporter\":\"USA\",\"vax_ratio\":"), "{text}");
    let text = ok(&["vax", "--beside", "builtin:three-pole-1995", "--json"]);
    assert!(text.contains("{\"year\":2011,\"exporter\":\"USA\","), "{text}");
}

#[test]
fn a_group_of_ones_own_is_not_a_known_one() {
    let said = |words: &[&str]| stderr(&tripole(words));
    let own = ["vax", "--group", "EU27=DEU,FRA", "--exporter", "EU27", "--markdown", "--names"];
    assert!(!said(&own).contains("lacks") && !ok(&own).contains("European Union"), "{}", ok(&own));
    let known = ["vax", "--exporter", "EU27", "--names", "--csv"];
    assert!(ok(&known).contains("European Union of 27 (only DEU, FRA, ITA)"), "{}", ok(&known));
}

#[test]
fn names_in_workbooks_are_each_one_column() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.xlsx");
    ok(&["vax", "--names", "-o", &path.to_string_lossy(), "--quiet"]);
    let mut book = zip::ZipArchive::new(fs::File::open(&path).unwrap()).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut book.by_name("xl/sharedStrings.xml").unwrap(), &mut text)
        .unwrap();
    assert_eq!(text.matches(">exporter_name<").count(), 1);
    let mut sheet = String::new();
    std::io::Read::read_to_string(
        &mut book.by_name("xl/worksheets/sheet1.xml").unwrap(),
        &mut sheet,
    )
    .unwrap();
    assert!(
        !sheet.contains("r=\"F1\""),
        "five columns: exporter, its name, exports, vax, vax_ratio"
    );
}

#[test]
fn rankings_are_filtered_by_what_is_extracted() {
    let all = records(&ok(&["extract", "--each", "region-sector", "--csv"]));
    let some = records(&ok(&["extract", "--each", "region-sector", "--region", "DEU", "--csv"]));
    assert_eq!(some.len(), 16);
    let own: Vec<_> = all.iter().filter(|row| row["region"] == "DEU").cloned().collect();
    assert_eq!(some, own);
    let said = stderr(&tripole(&["extract", "--each", "product", "--region", "DEU"]));
    assert!(said.contains("`--each region-sector` has both"), "{said}");
}

#[test]
fn tariffs_are_shown_for_some_regions() {
    let war = "builtin:us-china-tariff-war";
    for model in ["price", "ge"] {
        let rows = records(&ok(&["tariff", war, "--model", model, "--region", "USA,CHN", "--csv"]));
        assert!(
            rows.iter().all(|row| ["USA", "CHN"].contains(&row["region"].as_str())),
            "{rows:?}"
        );
        assert!(!rows.is_empty());
    }
    let pairs = ["tariff", war, "--by", "pair-sector", "--region", "USA"];
    assert!(stderr(&tripole(&pairs)).contains("cannot be combined with `--by pair-sector`"));
}

#[test]
fn a_scenario_of_a_group_says_what_the_table_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), "eu.toml", &TARIFF.replace("\"USA\"", "\"EU27\""));
    let saved = folder.path().join("x.json").to_string_lossy().into_owned();
    let said = stderr(&tripole(&["tariff", &file, "--quiet", "-o", &saved]));
    assert!(said.starts_with("warning: EU27 is DEU, FRA, ITA here: the table lacks 24"), "{said}");
    assert_eq!(tripole(&["tariff", &file, "--strict"]).status.code(), Some(1));
    let json: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&saved).unwrap()).unwrap();
    assert!(json["notes"]["not in the table of EU27"].as_str().unwrap().starts_with("AUT, BEL"));
    assert!(json["about"]["findings"][0].as_str().unwrap().contains("lacks 24"), "{json}");
}

#[test]
fn the_base_year_of_equilibrium_is_said_to_be_no_table() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), "t.toml", TARIFF);
    let said = stderr(&tripole(&["scenario", &file, "--model", "ge", "--csv"]));
    assert!(said.contains("note: `before` is the base year of the model"), "{said}");
    let said = stderr(&tripole(&["scenario", &file, "--model", "armington", "--csv"]));
    assert!(!said.contains("base year"), "{said}");
}

#[test]
fn a_result_is_repeated_where_its_files_are() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), "t.toml", TARIFF);
    let run = |at: &Path, words: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("tripole").unwrap();
        command.args(words).current_dir(at).output().unwrap()
    };
    run(folder.path(), &["tariff", "t.toml", "-o", "r.json"]);
    let saved = folder.path().join("r.json").to_string_lossy().into_owned();
    let elsewhere = tempfile::tempdir().unwrap();
    let output = run(elsewhere.path(), &["rerun", &saved]);
    let said = stderr(&output);
    assert!(
        said.contains("`t.toml`, which the result comes from, is not in this folder"),
        "{said}"
    );
    assert!(!said.contains("not as it was") && output.status.code() == Some(1), "{said}");
    assert_eq!(run(folder.path(), &["rerun", &saved]).status.code(), Some(0));
}

#[test]
fn the_beginning_of_a_groups_name_leads_to_it() {
    for typed in ["EU", "European Union"] {
        let said = stderr(&tripole(&["vax", "--exporter", typed]));
        assert!(said.contains("`EU27`, `EU28`"), "{said}");
    }
    let said = stderr(&tripole(&["vax", "--group", "EU27,USMCA"]));
    assert!(
        said.contains("names several groups, each of which is a definition of its own"),
        "{said}"
    );
}

/// The order is that of a column that is not shown too, before the first rows are kept.
#[test]
fn a_result_is_in_the_order_of_a_column_that_is_left_out() {
    let all = records(&ok(&["vax", "--sort", "vax", "--top", "3"]));
    let some = records(&ok(&["vax", "--sort", "vax", "--top", "3", "--columns", "vax_ratio"]));
    let exporters = |rows: &[std::collections::HashMap<String, String>]| -> Vec<String> {
        rows.iter().map(|row| row["exporter"].clone()).collect()
    };
    assert_eq!(exporters(&some), exporters(&all));
    assert!(some[0].contains_key("vax_ratio") && !some[0].contains_key("vax"));
    let days =
        ["scenario", "builtin:chip-embargo", "--model", "ario", "--by", "day", "--days", "30"];
    let days = ok(&[&days[..], &["--region", "TWN", "--sort", "day:down", "--top", "2"]].concat());
    let days: Vec<String> = records(&days).iter().map(|row| row["day"].clone()).collect();
    assert_eq!(days, ["29", "28"]);
}

/// Where rows have units of their own, numbers are in them.
#[test]
fn rows_with_units_are_scaled_wherever_they_are_printed() {
    let base =
        ["scenario", "builtin:china-plus-one", "--family", "output,shares", "--region", "USA"];
    let exact = records(&ok(&base));
    let of = |indicator: &str| -> f64 {
        exact.iter().find(|row| row["indicator"] == indicator).unwrap()["before"].parse().unwrap()
    };
    for form in ["--markdown", "--latex"] {
        let text = ok(&[&base[..], &[form]].concat()).replace('\\', "");
        let cell = |indicator: &str, unit: &str| -> f64 {
            let line = text.lines().find(|line| line.contains(&format!(" {indicator} ")));
            let cells: Vec<&str> = line.unwrap().split(['|', '&']).map(str::trim).collect();
            let place = cells.iter().position(|cell| *cell == unit).unwrap();
            cells[place + 1].replace(',', "").parse().unwrap()
        };
        let share = cell("final_va_local", "%");
        assert!((share - 100.0 * of("final_va_local")).abs() < 0.06, "{form}: {share}");
        let output = cell("output", "billion US$");
        assert!((output - of("output") / 1e3).abs() < 0.6, "{form}: {output}");
    }
}
