//! What there is to choose from, what can be asked, and what is said where something is wrong.

use super::*;
use crate::cli::documented::repository;

fn texts(of: &Value, name: &str) -> Vec<String> {
    let all = of.as_array().unwrap_or_else(|| panic!("{of}"));
    all.iter().map(|it| it[name].as_str().unwrap_or_else(|| panic!("{it}")).to_owned()).collect()
}

#[test]
fn tables_models_and_scenarios_are_there_to_choose_from() {
    let served = Served::start();
    let reply = served.get("/api/v1/tables", &[]);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let tables = reply.json();
    let tables = &tables["tables"];
    assert_eq!(texts(tables, "name"), ["three-pole-2011", "three-pole-1995"]);
    for table in tables.as_array().unwrap() {
        let (codes, sectors) =
            (texts(&table["economies"], "code"), texts(&table["sectors"], "code"));
        assert!(
            codes.contains(&"USA".to_owned()) && codes.contains(&"CHN".to_owned()),
            "{codes:?}"
        );
        assert!(texts(&table["economies"], "name").contains(&"China".to_owned()));
        assert!(table["year"].is_number() && table["unit"].is_string(), "{table}");
        for word in table["products"].as_array().unwrap() {
            let of = word["sectors"].as_array().unwrap();
            assert!(!of.is_empty(), "{word}");
            assert!(of.iter().all(|it| sectors.iter().any(|code| it == code)), "{word}");
        }
        for group in table["groups"].as_array().unwrap() {
            let of = group["members"].as_array().unwrap();
            assert!(of.iter().all(|it| codes.iter().any(|code| it == code)), "{group}");
        }
    }
    let models = served.get("/api/v1/models", &[]).json();
    let names = texts(&models["models"], "name");
    for name in ["price", "exposure", "armington", "ge"] {
        assert!(names.iter().any(|it| it == name), "{names:?}");
    }
    assert!(texts(&models["models"], "caveat").iter().all(|it| !it.is_empty()));
    let scenarios = served.get("/api/v1/scenarios", &[]).json();
    let scenarios = scenarios["scenarios"].as_array().unwrap();
    assert!(scenarios.len() > 8, "{}", scenarios.len());
    for scenario in scenarios {
        // Each can be asked about, and means what its text means.
        let id = scenario["id"].as_str().unwrap();
        let by_name = served.post("/api/v1/describe", &json!({ "scenario": id })).json();
        let by_text =
            served.post("/api/v1/describe", &json!({ "scenario": scenario["toml"] })).json();
        assert_eq!(by_name, by_text, "{id}");
        assert_eq!(by_name["name"], scenario["name"], "{id}");
        assert!(by_name["models"].as_array().is_some_and(|it| !it.is_empty()), "{id}: {by_name}");
    }
}

#[test]
fn a_file_is_served_by_the_name_of_its_stem() {
    let folder = tempfile::tempdir().unwrap();
    let toy = crate::cli::toy(folder.path());
    let served = Served::with(&[&toy]);
    let tables = served.get("/api/v1/tables", &[]).json();
    assert_eq!(texts(&tables["tables"], "name"), ["toy"]);
    let found = served.get("/api/v1/va", &[("table", "toy"), ("format", "csv")]).ok("va");
    assert_eq!(found, crate::cli::ok(&["va", &toy, "--csv", "--quiet"]));
    // The command says the file, which runs anywhere.
    let answer = served.get("/api/v1/va", &[]).json();
    assert!(answer["command"].as_str().unwrap().contains(&toy), "{}", answer["command"]);
}

/// The names in a list of the program's source.
fn list(source: &str, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(repository(source)).unwrap();
    let (_, rest) = text.split_once(&format!("pub const {name}: ")).unwrap();
    let (_, rest) = rest.split_once("= [").unwrap();
    let (list, _) = rest.split_once(']').unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn everything_described_can_be_asked() {
    let served = Served::start();
    let described = served.get("/api/v1/openapi.json", &[]).json();
    assert!(described["openapi"].as_str().unwrap().starts_with("3."));
    let paths = described["paths"].as_object().unwrap();
    let asked = list("src/cli/serve/question.rs", "ASKED");
    assert!(asked.len() > 30, "{asked:?}");
    for name in &asked {
        assert!(crate::cli::commands().contains(name), "`{name}` is no command");
        assert!(paths.contains_key(&format!("/api/v1/{name}")), "{name}");
    }
    let mut ids = std::collections::BTreeSet::new();
    for (path, ways) in paths {
        for (way, of) in ways.as_object().unwrap() {
            let id = of["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} twice");
            assert!(!of["summary"].as_str().unwrap().is_empty(), "{path}");
            let mut names = std::collections::BTreeSet::new();
            for parameter in of["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap();
                assert!(names.insert(name), "{path} {way}: {name} twice");
                assert!(parameter["schema"]["type"].is_string(), "{path} {name}");
            }
        }
    }
    // With the table alone, and a scenario where one is taken: an answer, or what is missing.
    let takes = |ways: &Value| {
        let parameters = ways["get"]["parameters"].as_array();
        parameters.into_iter().flatten().any(|it| it["name"] == "scenario")
    };
    let paths: Vec<(&String, bool)> = paths.iter().map(|(path, it)| (path, takes(it))).collect();
    let mut answered = 0;
    std::thread::scope(|scope| {
        let at_work: Vec<_> = (0..2)
            .map(|part| {
                let (paths, served) = (&paths, &served);
                scope.spawn(move || {
                    let mine = paths.iter().skip(part).step_by(2);
                    let replies = mine.map(|(path, takes)| {
                        let mut pairs = vec![("table", "three-pole-2011")];
                        if *takes {
                            pairs.push(("scenario", WAR));
                        }
                        (path, served.get(path, &pairs))
                    });
                    replies.collect::<Vec<_>>()
                })
            })
            .collect();
        for (path, reply) in at_work.into_iter().flat_map(|it| it.join().unwrap()) {
            match reply.status {
                200 => answered += 1,
                400 => {
                    reply.refusal(400, path);
                }
                status => panic!("{path}: {status} {}", reply.text()),
            }
        }
    });
    // What needs a file, an importer or two tables cannot be.
    assert!(answered >= paths.len() * 2 / 3, "{answered} of {}", paths.len());
}

#[test]
fn what_is_wrong_is_said_with_what_to_do() {
    let served = Served::start();
    for (path, pairs, status, message, hint) in [
        ("vax", &[("exporter", "UST")][..], 400, "unknown region or bloc `UST`", "USA"),
        ("vax", &[("by", "sector"), ("sector", "ELX")], 400, "unknown sector `ELX`", "ELE"),
        ("vax", &[("importer", "CHN")], 400, "importer", "choose another"),
        ("vax", &[("by", "planet")], 400, "planet", ""),
        ("vax", &[("exportr", "USA")], 400, "`exportr` is no option of `vax`", "exporter"),
        (
            "vax",
            &[("table", "three-pole-2012")],
            400,
            "there is no table `three-pole-2012`",
            "three-pole-2011",
        ),
        ("vax", &[("table", "")], 400, "there is no table", "three-pole-2011"),
        ("vax", &[("format", "xlsx")], 400, "format", "csv"),
        ("vax", &[("scenario", WAR)], 400, "scenario", "tariff"),
        ("vax", &[("long", "perhaps")], 400, "long", "true"),
        ("vax", &[("exporter", "")], 400, "`exporter` cannot", "value"),
        ("tariff", &[], 400, "a scenario is missing", "builtin:"),
        ("extract", &[], 400, "region|sector", "openapi"),
        ("smile", &[], 400, "`chain` is missing", "openapi"),
        ("info", &[("format", "csv")], 400, "form of its own", "format"),
        ("vax", &[("exporter", "QQQ")], 400, "QQQ", "`/api/v1/tables` lists"),
        ("vax", &[("group", "--help")], 400, "`--help`", "NAFTA"),
        (
            "tariff",
            &[("scenario", "builtin:us-china-tarif-war")],
            400,
            "us-china-tarif-war",
            "us-china-tariff-war",
        ),
        ("tariff", &[("scenario", "name = ")], 400, "", ""),
        ("describe", &[], 400, "a scenario is missing", "scenario"),
        ("describe", &[("scenario", "nonsense")], 400, "", ""),
        ("frobnicate", &[], 404, "nothing", "openapi"),
        ("plot/frobnicate", &[], 404, "nothing", "openapi"),
        ("plot/sweep", &[], 404, "nothing", "openapi"),
        ("plot/inverse", &[], 404, "nothing", "openapi"),
        ("convert", &[], 404, "nothing", "openapi"),
        ("serve", &[], 404, "nothing", "openapi"),
        ("help", &[], 404, "nothing", "openapi"),
        ("", &[], 404, "nothing", "openapi"),
        ("vax/more", &[], 404, "nothing", "openapi"),
    ] {
        let what = format!("{path} {pairs:?}");
        let (said, help) = served.get(&format!("/api/v1/{path}"), pairs).refusal(status, &what);
        assert!(said.contains(message), "{what}: {said}");
        assert!(help.contains(hint), "{what}: {help}");
        // Words of the command line mean nothing here.
        assert!(!said.contains("Usage:"), "{what}: {said}");
    }
    for (path, body, message, hint) in [
        ("vax", json!({ "by": { "a": 1 } }), "by", "text"),
        ("vax", json!({ "exporter": [["USA"]] }), "exporter", "text"),
        ("vax", json!({ "table": 7 }), "table", "tables"),
        ("vax", json!({ "files": [] }), "files", ""),
        ("vax", json!({ "files": { "a.csv": 7 } }), "files", ""),
        ("tariff", json!({ "scenario": 7 }), "scenario", "text"),
        ("tariff", json!({ "scenario": null }), "missing", "scenario"),
        ("tariff", json!({ "scenario": { "name": "n", "tarif": [] } }), "tarif", "tariff"),
        (
            "tariff",
            json!({ "scenario": { "name": "n", "tariff": [{ "importer": "USB", "exporter": "CHN", "percent": 1 }] } }),
            "USB",
            "USA",
        ),
        ("tariff", json!({ "scenario": { "name": null, "tariff": [] } }), "`name` is null", ""),
        (
            "tariff",
            json!({ "scenario": { "name": "n", "tariff": [{ "importer": "USA" }, { "percent": null }] } }),
            "`tariff.2.percent` is null",
            "",
        ),
    ] {
        let what = format!("{path} {body}");
        let (said, help) = served.post(&format!("/api/v1/{path}"), &body).refusal(400, &what);
        assert!(said.contains(message), "{what}: {said}");
        assert!(help.contains(hint), "{what}: {help}");
    }
    served.is_right("mistakes");
}

/// What a program may mean well, and would lose something of.
#[test]
fn nothing_of_a_request_is_lost() {
    let served = Served::start();
    let asked = |method: &str, target: &str, lines: &str, body: &str| {
        let mut stream = served.connect();
        stream.write_all(served.written(method, target, lines, body).as_bytes()).unwrap();
        Reply::read(&mut stream).unwrap()
    };
    let json = "Content-Type: application/json\r\nContent-Length: 2\r\n";
    let (said, hint) = asked("GET", "/api/v1/vax", json, "{}").refusal(400, "a GET with a body");
    assert!(said.contains("no body") && hint.contains("POST"), "{said}: {hint}");
    let packed = format!("{json}Content-Encoding: gzip\r\n");
    let (said, _) = asked("POST", "/api/v1/vax", &packed, "{}").refusal(415, "a packed body");
    assert!(said.contains("packed"), "{said}");
    let plain = format!("{json}Content-Encoding: identity\r\n");
    assert_eq!(asked("POST", "/api/v1/vax", &plain, "{}").status, 200);
    let target = "/api/v1/vax?exporter=%ff";
    let (said, _) = asked("GET", target, "", "").refusal(400, "no text");
    assert!(said.contains("`exporter`") && said.contains("UTF-8"), "{said}");
    // With names as without.
    for picture in ["before-after", "incidence"] {
        let path = format!("/api/v1/plot/{picture}");
        let reply = served.get(&path, &[("scenario", WAR), ("names", "true")]);
        assert!(reply.ok(picture).starts_with("<svg"), "{picture}");
    }
}

/// Options as the address and as the body have them.
#[test]
fn values_are_texts_numbers_lists_and_switches() {
    let served = Served::start();
    let one = served.get("/api/v1/vax", &[("exporter", "USA,CHN"), ("format", "csv")]).ok("one");
    assert_eq!(one.lines().count(), 3);
    let twice = [("exporter", "USA"), ("exporter", "CHN"), ("format", "csv")];
    assert_eq!(served.get("/api/v1/vax", &twice).ok("twice"), one);
    for body in [
        json!({ "exporter": ["USA", "CHN"], "format": "csv" }),
        json!({ "exporter": "USA,CHN", "format": "csv", "long": false, "sector": [], "by": null }),
        json!({ "exporter": "USA,CHN", "format": "csv", "table": "three-pole-2011" }),
    ] {
        assert_eq!(served.post("/api/v1/vax", &body).ok("body"), one, "{body}");
    }
    let wanted = crate::cli::ok(&["vax", "--top", "3", "--sort", "vax", "--csv", "--quiet"]);
    let found = json!({ "top": 3, "sort": "vax", "format": "csv" });
    assert_eq!(served.post("/api/v1/vax", &found).ok("top"), wanted);
    // Half in the address, half in the body; not twice.
    let body = json!({ "exporter": "USA,CHN" });
    assert_eq!(served.post("/api/v1/vax?format=csv", &body).ok("half"), one);
    let (said, _) = served.post("/api/v1/vax?exporter=USA", &body).refusal(400, "both");
    assert!(said.contains("exporter"), "{said}");
    // Underscores as in other languages.
    let found = served
        .post("/api/v1/tariff", &json!({ "scenario": WAR, "pass_through": 0.5, "format": "csv" }));
    let wanted = crate::cli::ok(&["tariff", WAR, "--pass-through", "0.5", "--csv", "--quiet"]);
    assert_eq!(found.ok("pass"), wanted);
}

/// Requests that could be taken for others, or in two ways.
#[test]
fn one_question_is_not_taken_for_another() {
    let served = Served::start();
    let odd = served.post("/api/v1/vax", &json!({ "files": { "--by=region": "--top=3" } }));
    let plain = served.get("/api/v1/vax", &[("by", "region"), ("top", "3")]).json();
    assert_eq!(odd.json()["command"], "tripole vax builtin:three-pole-2011");
    assert_eq!(plain["results"][0]["rows"].as_array().unwrap().len(), 3);
    served.post("/api/v1/vax", &json!({ "table": [] })).refusal(400, "no table");
    let both = json!({ "model": "price", "scenario": quarter(), "files": { "scenario.toml": "name = \"x\"" } });
    served.post("/api/v1/tariff", &both).refusal(400, "two scenarios");
    let several = [("table", "three-pole-2011,three-pole-1995")];
    let (said, _) = served.get("/api/v1/vax", &several).refusal(400, "two tables");
    assert!(said.contains("takes one table"), "{said}");
    let in_order = [("table", "three-pole-1995,three-pole-2011"), ("family", "exports")];
    assert_eq!(served.get("/api/v1/compare", &in_order).status, 200);
}
