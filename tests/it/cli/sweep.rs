//! Sweeps over grids of scenarios.

use std::collections::HashMap;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::*;
use crate::support::records;

/// The chain of `tariff.rs`: B's inputs of 20 from A are a fifth of its output, so that a tariff of t makes
/// its product dearer by t/5, exactly; its final users buy 60 of it, A's 40 beside 80 of A's own.
const CHAIN: &str = ",A_x,B_x,A_f,B_f,OUT\nA_x,0,20,80,0,100\nB_x,0,0,40,60,100\nVA,100,80,0,0,0\nOUT,100,100,0,0,0\n";

const GRID: &str = "name = \"tax\"\n[parameters]\nby = [\"B\", \"A\"]\nrate = { from = 0, to = 50, step = 25 }\n\
    [[tariff]]\nimporter = \"$by\"\nexporter = \"A\"\npercent = \"$rate\"\n";

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn a_sweep_small_enough_to_check() {
    let folder = tempfile::tempdir().unwrap();
    let table = write(folder.path(), "chain.csv", CHAIN);
    let grid = write(folder.path(), "grid.toml", GRID);
    // A does not tax its own goods: the second half is all zero.
    let shown = shown(&["sweep", &table, &grid, "--region", "B", "--quiet"]);
    insta::assert_snapshot!(shown.replace(&grid, "grid.toml"), @r"
    0
    scenario,by,rate,region,consumer_prices,consumer_prices_first_order,output_prices,output_prices_first_order,export_prices,revenue_before,revenue,revenue_change,revenue_change_percent,revenue_at_new_prices
    1,B,0,B,0,0,0,0,0,0,0,0,,0
    2,B,25,B,0.05,0.05,0.05,0.05,0.05,0,5,5,,5
    3,B,50,B,0.1,0.1,0.1,0.1,0.1,0,10,10,,10
    4,A,0,B,0,0,0,0,0,0,0,0,,0
    5,A,25,B,0,0,0,0,0,0,0,0,,0
    6,A,50,B,0,0,0,0,0,0,0,0,,0
    warning: `grid.toml` line 5: `[[tariff]]`: no sale of the table is meant: an economy's sales to itself are never meant (scenario 4: by = A, rate = 0)
    ");
}

/// The six scenarios above: B's revenue is 0, 5, 10, 0, 0, 0. Its mean is 2.5, its sum of squares about it
/// 87.5, so that its standard deviation is the root of 17.5; sorted 0, 0, 0, 0, 5, 10 the quantile of 75
/// per cent lies three quarters of the way from the fourth to the fifth. By `by` the means are 5 and 0, by
/// `rate` 0, 2.5 and 5: squares of 6 x 6.25 and 2 x 2 x 6.25, of 87.5. Ranks of the rates are 1.5, 3.5, 5.5
/// twice, those of revenue 2.5, 5, 6, 2.5, 2.5, 2.5: their products about the means 3.5 add up to 7, the
/// squares to 16 and 12.5. Who levies moves more than the rate, by 3/7 to 2/7.
#[test]
fn a_summary_small_enough_to_check() {
    let folder = tempfile::tempdir().unwrap();
    let table = write(folder.path(), "chain.csv", CHAIN);
    let grid = write(folder.path(), "grid.toml", GRID);
    let text = ok(&["sweep", &table, &grid, "--region", "B", "--summary"]);
    let rows = records(&text);
    let value = |family: &str, parameter: &str, statistic: &str| {
        let is_it = |row: &&HashMap<String, String>| {
            row["family"] == family
                && row["region"] == "B"
                && row["indicator"] == "revenue"
                && row["parameter"] == parameter
                && row["statistic"] == statistic
        };
        let row = rows.iter().find(is_it).unwrap_or_else(|| panic!("{family} {statistic}: {text}"));
        (row["value"].parse::<f64>().unwrap_or(f64::NAN), row["note"].clone())
    };
    let near = |(found, _): (f64, String), wanted: f64| (found - wanted).abs() < 1e-12;
    for (statistic, wanted) in [
        ("scenarios", 6.0),
        ("mean", 2.5),
        ("sd", 17.5_f64.sqrt()),
        ("min", 0.0),
        ("p5", 0.0),
        ("p50", 0.0),
        ("p75", 3.75),
        ("p95", 8.75),
        ("max", 10.0),
    ] {
        assert!(near(value("summary", "", statistic), wanted), "{statistic}: {text}");
    }
    assert!(near(value("sensitivity", "by", "sobol_first_order"), 37.5 / 87.5), "{text}");
    assert!(near(value("sensitivity", "rate", "sobol_first_order"), 25.0 / 87.5), "{text}");
    assert!(
        near(value("sensitivity", "rate", "spearman"), 7.0 / (16.0_f64 * 12.5).sqrt()),
        "{text}"
    );
    assert!(near(value("sensitivity", "by", "rank"), 1.0), "{text}");
    assert!(near(value("sensitivity", "rate", "rank"), 2.0), "{text}");
    let (spearman, note) = value("sensitivity", "by", "spearman");
    assert!(spearman.is_nan() && note == "codes have no order: no rank correlation", "{note}");
}

/// A workbook has the scenarios too, JSON and CSV the same numbers; what needs a run that goes on is
/// refused.
#[test]
fn summaries_are_saved_as_other_results() {
    let folder = tempfile::tempdir().unwrap();
    let grid = write(
        folder.path(),
        "grid.toml",
        &GRID.replace("\"B\", \"A\"", "\"USA\", \"CHN\"").replace("\"A\"", "\"DEU\""),
    );
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let book = path("s.xlsx");
    let run = tripole(&["sweep", &grid, "--summary", "-o", &book]);
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    let mut book = zip::ZipArchive::new(std::fs::File::open(&book).unwrap()).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut book.by_name("xl/workbook.xml").unwrap(), &mut text)
        .unwrap();
    for sheet in ["summary", "sensitivity", "scenarios", "About"] {
        assert!(text.contains(&format!("name=\"{sheet}\"")), "{text}");
    }
    ok(&["sweep", &grid, "--summary", "-o", &path("s.csv")]);
    let printed = ok(&["sweep", &grid, "--summary"]);
    assert_eq!(std::fs::read_to_string(path("s.csv")).unwrap(), printed);
    ok(&["sweep", &grid, "--summary", "-o", &path("s.json")]);
    assert!(!folder.path().join("s.csv.partial").exists());
    assert_eq!(
        tripole(&["sweep", &grid, "--summary", "--restart", "-o", "s.csv"]).status.code(),
        Some(2)
    );
    // Models of worlds before and after have families of their own.
    let moved = "name = \"m\"\nmodel = \"resourcing\"\n[parameters]\nshare = [10, 50]\n[[relocate]]\nbuyer = \"USA\"\n\
        from = \"CHN\"\nrule = \"home\"\npercent = \"$share\"\n";
    let grid = write(folder.path(), "moved.toml", moved);
    let rows = records(&ok(&["sweep", &grid, "--summary", "--region", "USA"]));
    let row = rows.iter().find(|row| {
        row["indicator_family"] == "output"
            && row["indicator"] == "output"
            && row["measure"] == "change"
            && row["statistic"] == "spearman"
    });
    assert_eq!(row.unwrap()["value"], "1");
}

#[test]
fn what_cannot_be_resumed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let grid = write(folder.path(), "grid.toml", GRID);
    insta::assert_snapshot!(shown(&["sweep", &grid, "-o", "x.xlsx"]), @r"
    1
    error: `sweep` cannot be combined with `-o x.xlsx`

    hint: a sweep is written line by line, so that it can go on where it was interrupted: save it as `.csv`, or what it comes to with `--summary`
    ");
    assert_eq!(tripole(&["sweep"]).status.code(), Some(2));
    assert_eq!(tripole(&["sweep", "g.toml", "--restart"]).status.code(), Some(2));
}

/// A parameter is a column of the result, and no column is there twice, in the long form either.
#[test]
fn parameters_have_names_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let table = write(folder.path(), "chain.csv", CHAIN);
    let run = |name: &str| {
        let text = GRID.replace("rate", name);
        let grid = write(folder.path(), "grid.toml", &text);
        shown(&["sweep", &table, &grid])
    };
    for name in ["region", "scenario", "unit", "value", "indicator", "statistic"] {
        let message = run(name);
        assert!(message.contains(&format!("`{name}` is no name for a parameter")), "{message}");
    }
    let message = run("revenue");
    let expected = "the parameter `revenue` cannot be combined with the column of that name";
    assert!(message.contains(expected), "{message}");
}

/// What a sweep says of one scenario beside what a run of it alone says.
fn same(what: &str, ours: &[HashMap<String, String>], alone: &str) {
    let alone = records(alone);
    assert_eq!(ours.len(), alone.len(), "{what}");
    for (ours, theirs) in ours.iter().zip(&alone) {
        for (column, value) in theirs {
            let agree = match (ours[column].parse::<f64>(), value.parse::<f64>()) {
                (Ok(a), Ok(b)) => (a - b).abs() <= 1e-11 * b.abs().max(1e-3),
                _ => ours[column] == *value,
            };
            assert!(agree, "{what} {column}: {} {value}", ours[column]);
        }
    }
}

/// A grid that comes with the program, and its text.
fn shipped(name: &str) -> (String, String) {
    let path = format!("{}/seeds/sweeps/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    (path, text)
}

/// Every rate and answer of the grid that comes with the program, beside the same tariffs run alone.
#[test]
fn single_runs_say_the_same_of_the_grid_of_tariffs() {
    let folder = tempfile::tempdir().unwrap();
    let (grid, text) = shipped("us-tariffs-on-china");
    let all = records(&ok(&["sweep", &grid]));
    assert_eq!(all.len(), 26 * 19);
    for (place, ours) in all.chunks(19).enumerate() {
        // Rates move fastest.
        let (answer, rate) = ([0, 25][place / 13], 5 * (place % 13));
        assert!(ours.iter().all(|row| row["scenario"] == (place + 1).to_string()));
        assert!(ours.iter().all(|row| row["answer"].parse() == Ok(f64::from(answer))));
        assert!(ours.iter().all(|row| row["rate"].parse() == Ok(rate as f64)));
        let known = ["model = ", "[parameters]", "answer = ", "rate = "];
        let lines = text.lines().filter(|line| !known.iter().any(|key| line.starts_with(key)));
        let single = lines.collect::<Vec<_>>().join("\n");
        let single = single.replace("\"$rate\"", &rate.to_string());
        let single = single.replace("\"$answer\"", &answer.to_string());
        assert!(!single.contains('$'), "{single}");
        let single = write(folder.path(), "s.toml", &single);
        let alone = ok(&["tariff", &single, "--model", "price", "--csv"]);
        same(&format!("{answer} {rate}"), ours, &alone);
    }
}

/// Every draw of elasticities of the grid that comes with the program, beside a run with these.
#[test]
fn single_runs_say_the_same_of_the_grid_of_elasticities() {
    let goods = ["AGR", "MIN", "FOD", "TEX", "OMF", "PET", "CHM", "MET", "MCH", "ELE", "TRQ"];
    let services = ["UTC", "TRD", "TRN", "BUS", "PUB"];
    let folder = tempfile::tempdir().unwrap();
    let (grid, _) = shipped("armington-elasticities");
    let all = records(&ok(&["sweep", &grid]));
    assert_eq!(all.len(), 100 * 19);
    for (place, ours) in all.chunks(19).enumerate() {
        assert!(ours.iter().all(|row| row["scenario"] == (place + 1).to_string()));
        let line = |group: &str| {
            let sigma = ours[0][&format!("sigma_{group}")].clone();
            move |sector: &&str| format!("{sector},{sigma}\n")
        };
        let mut elasticities = "sector,elasticity\n".to_owned();
        elasticities.extend(goods.iter().map(line("goods")));
        elasticities.extend(services.iter().map(line("services")));
        let elasticities = write(folder.path(), "e.csv", &elasticities);
        let war = "builtin:us-china-tariff-war";
        let options = ["--model", "armington", "--elasticities", &elasticities, "--csv"];
        same(&place.to_string(), ours, &ok(&[&["tariff", war], &options[..]].concat()));
    }
}

/// Every scenario of a grid of each model, beside the same one run alone.
#[test]
fn single_runs_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for (model, entry) in [
        ("price", "[[agreement]]\nmembers = [\"USA\", \"MEX\", \"CAN\"]\n"),
        ("exposure", "[[embargo]]\nimporter = \"DEU\"\nexporter = \"CHN\"\n"),
        ("armington", ""),
        ("ge", ""),
    ] {
        let entries = |who: &str, rate: &str| {
            format!(
                "{entry}[[tariff]]\nimporter = \"USA\"\nexporter = {who}\nsectors = \"manufactures\"\npercent = {rate}\n\
                     [[tariff]]\nimporter = \"CHN\"\nexporter = \"all\"\nkind = \"before\"\nrate = 0.05\n"
            )
        };
        let head = format!(
            "name = \"n\"\nmodel = \"{model}\"\n[parameters]\nwho = [\"CHN\", \"DEU\"]\nrate = [0, 12.5, 40]\n"
        );
        let grid =
            write(folder.path(), "g.toml", &format!("{head}{}", entries("\"$who\"", "\"$rate\"")));
        let all = records(&ok(&["sweep", &grid]));
        assert_eq!(all.len(), 6 * 19);
        for (place, (who, rate)) in [
            ("CHN", "0"),
            ("CHN", "12.5"),
            ("CHN", "40"),
            ("DEU", "0"),
            ("DEU", "12.5"),
            ("DEU", "40"),
        ]
        .into_iter()
        .enumerate()
        {
            let text = format!("name = \"n\"\n{}", entries(&format!("\"{who}\""), rate));
            let single = write(folder.path(), "s.toml", &text);
            let alone = ok(&["tariff", &single, "--model", model, "--csv"]);
            let ours = &all[place * 19..(place + 1) * 19];
            for row in ours {
                assert_eq!((row["who"].as_str(), row["rate"].as_str()), (who, rate));
            }
            same(&format!("{model} {who} {rate}"), ours, &alone);
        }
    }
}

#[test]
fn the_grids_that_come_along_run() {
    for (grid, scenarios) in [("us-tariffs-on-china", 26), ("armington-elasticities", 100)] {
        let path = format!("{}/seeds/sweeps/{grid}.toml", env!("CARGO_MANIFEST_DIR"));
        let text = ok(&["sweep", &path, "--region", "USA"]);
        assert_eq!(text.lines().count(), 1 + scenarios, "{grid}");
        // Nothing was taxed before.
        all_numbers(&text, &["region"], |row, column| {
            column == "revenue_change_percent" && row["revenue_before"] == "0"
        });
    }
}

/// Killed in the middle and run again, the file has the bytes of a run that nobody disturbed.
#[test]
fn a_killed_sweep_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let text = "name = \"n\"\nmodel = \"ge\"\nseed = 5\ndraws = 80\nscenario = \"builtin:us-china-tariff-war\"\n\
                [parameters]\ntheta = { uniform = [3, 8] }\n[elasticities]\nall = \"$theta\"\n";
    let grid = write(folder.path(), "g.toml", text);
    let path = |name: &str| folder.path().join(name);
    let [whole, torn] =
        ["whole.csv", "torn.csv"].map(|name| path(name).to_string_lossy().into_owned());
    ok(&["sweep", &grid, "-o", &whole]);
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("tripole"))
        .args(["sweep", &grid, "-o", &torn, "--threads", "1"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while !path("torn.csv.resume").exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be stopped");
        assert!(start.elapsed() < Duration::from_mins(1));
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(path("torn.csv.partial").exists() && !path("torn.csv").exists());
    // Another grid does not go on with it.
    let other = write(folder.path(), "h.toml", &text.replace("seed = 5", "seed = 6"));
    let said = shown(&["sweep", &other, "-o", &torn]);
    assert!(said.contains("is what another run began") && said.contains("--restart"), "{said}");
    let again = tripole(&["sweep", &grid, "-o", &torn]);
    assert_eq!(again.status.code(), Some(0), "{}", stderr(&again));
    assert!(stderr(&again).contains("note: going on after scenario "), "{}", stderr(&again));
    assert!(stderr(&again).contains(" of 80\n"));
    assert_eq!(std::fs::read(&whole).unwrap(), std::fs::read(&torn).unwrap());
    assert!(!path("torn.csv.resume").exists() && !path("torn.csv.partial").exists());
}

/// What was done before a scenario that has no solution is kept; the message says which it is.
#[test]
fn a_scenario_that_fails_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let table = write(
        folder.path(),
        "loop.csv",
        ",A_x,B_x,A_f,B_f,OUT\nA_x,0,60,40,0,100\nB_x,60,0,0,40,100\nVA,40,40,0,0,0\nOUT,100,100,0,0,0\n",
    );
    let text = "name = \"war\"\n[parameters]\nrate = { from = 0, to = 0.8, step = 0.02 }\n\
                [[tariff]]\nimporter = \"all\"\nexporter = \"all\"\nrate = \"$rate\"\n";
    let grid = write(folder.path(), "war.toml", text);
    let out = folder.path().join("war.csv").to_string_lossy().into_owned();
    let said = shown(&["sweep", &table, &grid, "-o", &out]);
    assert!(
        said.starts_with(
            "1\nerror: scenario 35 (rate = 0.68): with these tariffs no finite prices"
        ),
        "{said}"
    );
    assert!(said.contains("or leave these values out of the grid"), "{said}");
    let kept = std::fs::read_to_string(format!("{out}.partial")).unwrap();
    assert_eq!(kept.lines().count(), 1 + 2 * 32);
}

/// Models with a world before and after give every indicator, as `scenario` does.
#[test]
fn worlds_before_and_after() {
    let folder = tempfile::tempdir().unwrap();
    let supply = "[[supply]]\nregion = \"CHN\"\nsectors = \"ELE\"\npercent = ";
    let moved = "[[relocate]]\nbuyer = \"USA\"\nfrom = \"CHN\"\nsectors = \"ELE\"\nrule = \"home\"\npercent = ";
    for (model, entry) in [("resourcing", moved), ("rationing", supply), ("mixed", supply)] {
        let head =
            format!("name = \"x\"\nmodel = \"{model}\"\n[parameters]\nshare = [0, 15, 30]\n");
        let grid = write(folder.path(), "grid.toml", &format!("{head}{entry}\"$share\"\n"));
        let all = ok(&["sweep", &grid, "--quiet"]);
        assert!(all.starts_with("scenario,share,family,region,indicator,before,after,"), "{all}");
        let single = write(folder.path(), "single.toml", &format!("name = \"x\"\n{entry}30\n"));
        let single = ok(&["scenario", &single, "--model", model, "--csv", "--quiet"]);
        let third = all.lines().filter_map(|line| line.strip_prefix("3,30,"));
        let (third, single): (Vec<&str>, Vec<&str>) = (third.collect(), single.lines().collect());
        assert_eq!(third.len() + 1, single.len());
        for (ours, alone) in third.iter().zip(&single[1..]) {
            let (ours, alone): (Vec<&str>, Vec<&str>) =
                (ours.split(',').collect(), alone.split(',').collect());
            assert_eq!(ours[..3], alone[..3], "{model}");
            for (a, b) in ours[3..5].iter().zip(&alone[3..5]) {
                if let (Ok(a), Ok(b)) = (a.parse::<f64>(), b.parse::<f64>()) {
                    assert!((a - b).abs() <= 1e-9 * b.abs().max(1e-3), "{model} {ours:?} {a} {b}");
                } else {
                    assert_eq!(a, b);
                }
            }
        }
        // Nothing happens without a share.
        let changes = all.lines().filter_map(|line| line.strip_prefix("1,0,"));
        let still = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            let number = |at: usize| cells[at].parse::<f64>().unwrap_or(0.0);
            number(5).abs() <= 1e-9 * number(3).abs().max(1e-3)
        };
        assert!(changes.clone().count() > 0 && changes.clone().all(still), "{model}");
    }
}

/// Days of a daily model are those of `scenario --days`, and of no other model.
#[test]
fn days_of_a_sweep() {
    let folder = tempfile::tempdir().unwrap();
    let outage = "[[supply]]\nregion = \"CHN\"\nsectors = \"ELE\"\ndays = 10\npercent = ";
    let head = |model: &str| {
        format!("name = \"x\"\nmodel = \"{model}\"\ndays = 20\n[parameters]\nshare = [30]\n")
    };
    let grid = write(folder.path(), "g.toml", &format!("{}{outage}\"$share\"\n", head("ario")));
    let single = write(folder.path(), "s.toml", &format!("name = \"x\"\n{outage}30\n"));
    let all = ok(&["sweep", &grid, "--quiet"]);
    let alone = ok(&["scenario", &single, "--days", "20", "--csv", "--quiet"]);
    let line = |text: &str, start: &str| {
        let line = text.lines().find(|line| line.starts_with(start)).unwrap().to_owned();
        line.split(',').rev().nth(2).unwrap().parse::<f64>().unwrap()
    };
    let key = "output,CHN,output,";
    let (ours, theirs) = (line(&all, &format!("1,30,{key}")), line(&alone, key));
    assert!((ours / theirs - 1.0).abs() < 1e-9, "{ours} {theirs}");
    let grid = write(folder.path(), "g.toml", &format!("{}{outage}\"$share\"\n", head("mixed")));
    let output = tripole(&["sweep", &grid]);
    assert!(stderr(&output).contains("line 3, character 8: days for a model that has none"));
}

#[test]
fn a_summary_has_the_forms_of_all_results() {
    let folder = tempfile::tempdir().unwrap();
    let text = GRID.replace("\"B\", \"A\"", "\"USA\", \"CHN\"").replace("\"A\"", "\"DEU\"");
    let grid = write(folder.path(), "grid.toml", &text);
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (json, about) = (path("s.json"), path("about.json"));
    let summary = ["sweep", grid.as_str(), "--summary", "--quiet"];
    for more in [&["-o", &json][..], &["--csv", "--about", &about]] {
        ok(&[&summary[..], more].concat());
    }
    for result in [&json, &about] {
        let said = ok(&["rerun", result]);
        assert!(said.contains("the same, to the last digit"), "{said}");
    }
    let best = ok(&[&summary[..], &["--csv", "--top", "1", "--sort", "value"]].concat());
    assert_eq!(best.lines().count(), 2, "{best}");
    for option in [&["--json"][..], &["--about", &about], &["--percent"], &["--top", "3"]] {
        let line = [&["sweep", grid.as_str()][..], option].concat();
        let said = stderr(&tripole(&line));
        assert!(said.contains("cannot be combined with `sweep` without `--summary`"), "{said}");
    }
}

#[test]
fn shares_of_a_summary_are_said_in_per_cent() {
    let folder = tempfile::tempdir().unwrap();
    let text = GRID.replace("\"B\", \"A\"", "\"USA\", \"CHN\"").replace("\"A\"", "\"DEU\"");
    let grid = write(folder.path(), "grid.toml", &text);
    let of = |more: &[&str]| {
        let words = [&["sweep", grid.as_str(), "--summary", "--csv", "--quiet"][..], more].concat();
        let rows = records(&ok(&words));
        let row = rows.into_iter().find(|row| {
            row["indicator"] == "consumer_prices"
                && row["statistic"] == "max"
                && row["region"] == "DEU"
        });
        let row = row.unwrap();
        (row["unit"].clone(), row["value"].parse::<f64>().unwrap())
    };
    let ((unit, plain), (percent, value)) = (of(&[]), of(&["--percent"]));
    assert_eq!((unit.as_str(), percent.as_str()), ("relative change", "per cent"));
    assert!((value - 100.0 * plain).abs() < 1e-12 * value.abs() && plain != 0.0, "{value} {plain}");
}
