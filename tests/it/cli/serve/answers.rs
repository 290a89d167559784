//! Numbers are those of the command line, to the last digit.

use std::path::Path;

use super::*;
use crate::cli::{ok, words};

const BOTH: &str = "three-pole-1995,three-pole-2011";

/// Every answer as CSV beside what the command prints, in a folder where the scenario lies.
#[test]
fn numbers_are_those_of_the_command_line_to_the_digit() {
    let served = Served::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("quarter.toml");
    std::fs::write(&file, QUARTER).unwrap();
    let file = file.to_string_lossy().into_owned();
    for (path, pairs, line) in [
        ("vax", "by=region", "vax --by region"),
        (
            "vax",
            "by=sector&exporter=USA,CHN&table=three-pole-1995",
            "vax builtin:three-pole-1995 --by sector --exporter USA,CHN",
        ),
        ("exports", "", "exports"),
        (
            "exports",
            "importer=all&sector=all&exporter=DEU",
            "exports --importer all --sector all --exporter DEU",
        ),
        ("participation", "", "participation"),
        ("participation", "measure=kpww", "participation --measure kpww"),
        ("position", "by=region-sector", "position --by region-sector"),
        ("position", "long=true&percent=true", "position --long --percent"),
        ("chains", "family=shares", "chains --family shares"),
        ("linkages", "sort=backward_direct&top=7", "linkages --sort backward_direct --top 7"),
        ("bilateral", "inventories=drop", "bilateral --inventories drop"),
        (
            "compare",
            &format!("table={BOTH}&family=exports"),
            "compare builtin:three-pole-1995 builtin:three-pole-2011 --family exports",
        ),
        ("tariff", &format!("scenario={WAR}&model=all"), &format!("tariff {WAR} --model all")),
        (
            "incidence",
            &format!("scenario={WAR}&by=importer"),
            &format!("incidence {WAR} --by importer"),
        ),
        ("scenario", &format!("scenario={WAR}&model=ge"), &format!("scenario {WAR} --model ge")),
        (
            "optimal",
            &format!("importer=USA&on=CHN&scenario={WAR}"),
            &format!("optimal --importer USA --on CHN --scenario {WAR}"),
        ),
    ] {
        let target = format!("/api/v1/{path}?{pairs}&format=csv");
        let found = served.raw(served.written("GET", &target, "", "")).unwrap().ok(&target);
        let mut line = words(line);
        line.extend(["--csv".to_owned(), "--quiet".to_owned()]);
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        assert_eq!(found, ok(&line), "{target}");
    }
    // A scenario that is sent, as an object and as text.
    for (path, options) in [
        ("tariff", json!({ "model": "all" })),
        ("tariff", json!({ "model": "price", "by": "region-sector", "region": ["USA", "CHN"] })),
        ("incidence", json!({ "by": "importer" })),
        ("revenue", json!({})),
        ("scenario", json!({ "model": "ge" })),
    ] {
        let mut line =
            vec![path.to_owned(), file.clone(), "--csv".to_owned(), "--quiet".to_owned()];
        for (name, value) in options.as_object().unwrap() {
            let text = value.as_array().map_or_else(
                || value.as_str().unwrap().to_owned(),
                |all| all.iter().map(|it| it.as_str().unwrap()).collect::<Vec<_>>().join(","),
            );
            line.extend([format!("--{name}"), text]);
        }
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        let wanted = ok(&line);
        for scenario in [quarter(), json!(QUARTER)] {
            let mut body = options.clone();
            body["scenario"] = scenario;
            body["format"] = json!("csv");
            let found = served.post(&format!("/api/v1/{path}"), &body).ok(path);
            assert_eq!(found, wanted, "{path} {body}");
        }
    }
}

/// The same rows as text, as objects, and among columns, notes and messages.
#[test]
fn forms_hold_the_same_rows() {
    let served = Served::start();
    let scenario = ("scenario", WAR);
    let all = served.get("/api/v1/incidence", &[scenario]).ok("all");
    let all: Value = serde_json::from_str(&all).unwrap();
    let rows = served.get("/api/v1/incidence", &[scenario, ("format", "rows")]).json();
    let results = all["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    assert_eq!(results[0]["rows"], rows);
    assert!(rows.as_array().is_some_and(|rows| !rows.is_empty()));
    assert!(all["messages"].is_array());
    let line = words(all["command"].as_str().unwrap());
    assert_eq!(line[..2], ["tripole", "incidence"]);
    // Every cell has a column, and every column says what it holds.
    let columns = results[0]["columns"].as_array().unwrap();
    let names: Vec<&str> = columns.iter().map(|it| it["name"].as_str().unwrap()).collect();
    for row in rows.as_array().unwrap() {
        for name in row.as_object().unwrap().keys() {
            assert!(names.contains(&name.as_str()), "{name}: {names:?}");
        }
    }
    // Several results do not fit into one list of rows.
    let (message, hint) =
        served.get("/api/v1/chains", &[("format", "csv")]).refusal(400, "several");
    assert!(message.contains("tables") && hint.contains("long"), "{message} {hint}");
    let pages = served.get("/api/v1/chains", &[]).json();
    assert!(pages["results"].as_array().is_some_and(|it| it.len() > 3));
}

fn svg(folder: &Path, line: &[&str], name: &str) -> String {
    let path = folder.join(name);
    ok(&[line, &["--quiet", "-o", &path.to_string_lossy()]].concat());
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn pictures_and_reports_are_those_of_the_command_line() {
    let served = Served::start();
    let folder = tempfile::tempdir().unwrap();
    for (picture, pairs, line) in [
        ("position", &[][..], &["plot", "position"][..]),
        ("linkages", &[("region", "CHN")], &["plot", "linkages", "--region", "CHN"]),
        ("shares", &[], &["plot", "shares"]),
    ] {
        let reply = served.get(&format!("/api/v1/plot/{picture}"), pairs);
        assert_eq!(reply.header("content-type"), Some("image/svg+xml"), "{}", reply.shown());
        let drawn = svg(folder.path(), line, &format!("{picture}.svg"));
        assert_eq!(reply.text().trim_end(), drawn.trim_end(), "{picture}");
    }
    let page = served.get("/api/v1/report", &[("economy", "CHN")]).ok("report");
    // Words in a page say how it is made, which names the table.
    let table = "builtin:three-pole-2011";
    let printed = ok(&["report", table, "--economy=CHN", "-o", "-"]);
    assert!(page == printed, "{} bytes and {}", page.len(), printed.len());
}

/// Entries become a file, and the command beside it gives the same rows.
#[test]
fn a_scenario_that_was_tried_here_runs_anywhere() {
    let served = Served::start();
    for (entries, path, options) in [
        (quarter(), "tariff", json!({ "model": "all" })),
        // A name after entries, quotation marks, line ends and letters of any kind.
        (
            json!({
                "agreement": [{ "members": ["USA", "MEX"], "sectors": "goods" }],
                "name": "\"É\" 'tout'\n\\n # [[tariff]]",
                "tariff": [{ "importer": "USA", "exporter": ["CHN", "IND"], "percent": 12.5, "kind": "before" }],
            }),
            "tariff",
            json!({ "model": "price" }),
        ),
        (
            json!({
                "name": "Moved",
                "relocate": [{
                    "buyer": "USA", "from": "CHN", "sectors": "electronics", "rule": "given", "percent": 30,
                    "weights": [{ "region": "MEX", "weight": 50 }, { "region": "IND", "weight": 50 }],
                }],
            }),
            "scenario",
            json!({ "family": "output" }),
        ),
    ] {
        let described = served.post("/api/v1/describe", &json!({ "scenario": entries })).ok(path);
        let described: Value = serde_json::from_str(&described).unwrap();
        assert_eq!(described["name"], entries["name"]);
        let mut body = options;
        body["scenario"] = entries;
        let answer: Value =
            serde_json::from_str(&served.post(&format!("/api/v1/{path}"), &body).ok(path)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("scenario.toml"), described["toml"].as_str().unwrap())
            .unwrap();
        let line = words(answer["command"].as_str().unwrap());
        assert_eq!(line[0], "tripole");
        let output = Command::new(env!("CARGO_BIN_EXE_tripole"))
            .args(&line[1..])
            .args(["--quiet", "--output", "rows.json"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{line:?}: {}", String::from_utf8_lossy(&output.stderr));
        let rows = std::fs::read(folder.path().join("rows.json")).unwrap();
        let rows: Value = serde_json::from_slice(&rows).unwrap();
        assert!(rows["rows"].as_array().is_some_and(|it| !it.is_empty()));
        assert_eq!(answer["results"][0]["rows"], rows["rows"], "{line:?}");
    }
}

/// Prices under a rate between 5 and 9 per cent.
fn asked(served: &Served, k: usize) -> String {
    let mut scenario = quarter();
    scenario["tariff"][0]["percent"] = json!(5 + k % 5);
    let body = json!({ "scenario": scenario, "model": "all", "format": "csv" });
    served.post("/api/v1/tariff", &body).ok("tariff")
}

/// Many at once, several of them with the same question, get what one gets who asks alone.
#[test]
fn answers_do_not_depend_on_who_else_asks() {
    let served = Served::start();
    let alone: Vec<String> = (0..5).map(|k| asked(&served, k)).collect();
    assert!(alone.windows(2).all(|two| two[0] != two[1]));
    let fresh = Served::start();
    std::thread::scope(|scope| {
        for k in 0..15 {
            let (alone, fresh) = (&alone, &fresh);
            scope.spawn(move || assert_eq!(asked(fresh, k), alone[k % 5]));
        }
    });
}
