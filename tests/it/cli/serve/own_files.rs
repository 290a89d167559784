//! No file of this machine is read or written for who asks; what is sent along is.

use std::path::PathBuf;

use super::*;
use crate::cli::ok;

/// What must never leave.
const SECRET: &str = "seventeen-owls";

/// A folder with files as options would have them, each with the secret in it.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    for name in
        ["mine.csv", "1", "0.5", "inf", "nan", "boehm-long", "builtin", "-", "scenario.toml"]
    {
        std::fs::write(path.join(name), format!("code,bloc\nUSA,{SECRET}\nCHN,{SECRET}\n"))
            .unwrap();
    }
    std::fs::create_dir(path.join("schedule")).unwrap();
    std::fs::write(path.join("schedule/rates.csv"), SECRET).unwrap();
    (folder, path)
}

/// Options of commands that are described as files, with the path where they are.
fn files_named(served: &Served) -> Vec<(String, String)> {
    let described = served.get("/api/v1/openapi.json", &[]).json();
    let mut found = vec![];
    for (path, ways) in described["paths"].as_object().unwrap() {
        for parameter in ways["get"]["parameters"].as_array().into_iter().flatten() {
            if parameter["description"].as_str().unwrap_or_default().contains("one of `files`") {
                found.push((path.clone(), parameter["name"].as_str().unwrap().to_owned()));
            }
        }
    }
    found
}

#[test]
fn no_file_of_this_machine_is_read() {
    let (_kept, path) = folder();
    let served = Served::within(&path, &[]);
    let options = files_named(&served);
    for name in ["blocs", "satellite", "elasticities", "since", "bridge"] {
        assert!(options.iter().any(|(_, option)| option == name), "{name}: {options:?}");
    }
    let mine = path.join("mine.csv").to_string_lossy().into_owned();
    let schedule = path.join("schedule").to_string_lossy().into_owned();
    let mut seen = std::collections::BTreeSet::new();
    for (at, option) in &options {
        // One command for an option that many have.
        if !seen.insert(option.clone()) {
            continue;
        }
        for value in [
            mine.as_str(),
            "mine.csv",
            "./mine.csv",
            "schedule",
            &schedule,
            "/etc/passwd",
            "../../../../etc/passwd",
            "/proc/self/environ",
            "/dev/stdin",
            "-",
            "file:///etc/passwd",
            "http://127.0.0.1:1/",
            // As numbers and sets are, which are no files.
            "1",
            "0.5",
            "inf",
            "nan",
            "scenario.toml",
            "boehm-long",
            "builtin",
            "",
        ] {
            let what = format!("{at} {option}={value}");
            let mut pairs = vec![(option.as_str(), value)];
            if at.contains("tariff") || at.contains("households") || at.ends_with("scenario") {
                pairs.push(("scenario", WAR));
            }
            let reply = served.get(at, &pairs);
            assert!(!reply.text().contains(SECRET), "{what}: {}", reply.shown());
            assert!(!reply.text().contains("root:"), "{what}: {}", reply.shown());
            // A number may be meant as one, a word as the name of what is built in.
            let is_word = value == "builtin" || (value == "boehm-long" && option == "elasticities");
            if value.parse::<f64>().is_err() && !is_word {
                let (said, _) = reply.refusal(400, &what);
                // Whether there is such a file is no one's business either.
                assert!(!said.contains("No such file"), "{what}: {said}");
            }
        }
    }
    for (at, option) in [("vax", "blocs"), ("tariff", "elasticities"), ("footprint", "satellite")] {
        let mut pairs = vec![(option, "1")];
        if at == "tariff" {
            pairs.extend([("scenario", WAR), ("model", "ge")]);
        }
        let (said, _) = served.get(&format!("/api/v1/{at}"), &pairs).refusal(400, option);
        assert!(!said.contains(SECRET), "{said}");
    }
    served.is_right("names of files");
}

/// A text that is sent along stands for the file of its name, also where there is one of that name.
#[test]
fn what_is_sent_along_is_read_in_place_of_files() {
    let (_kept, path) = folder();
    let served = Served::within(&path, &[]);
    let mine = path.join("mine.csv").to_string_lossy().into_owned();
    let absent = "/nowhere/at/all.csv";
    for (at, option) in files_named(&served) {
        for name in [mine.as_str(), absent] {
            let what = format!("{at} {option}={name}");
            let mut body = json!({ "files": { name: "a,b\nsent,along\n" } });
            body[option.as_str()] = json!(name);
            if at.contains("tariff") || at.contains("households") || at.ends_with("scenario") {
                body["scenario"] = json!(WAR);
            }
            let reply = served.post(&at, &body);
            assert!(!reply.text().contains(SECRET), "{what}: {}", reply.shown());
            assert!(!reply.text().contains("No such file"), "{what}: {}", reply.shown());
            assert!(reply.status < 500, "{what}: {}", reply.text());
        }
    }
}

#[test]
fn scenarios_name_no_files() {
    let (_kept, path) = folder();
    let served = Served::within(&path, &[]);
    let schedule = path.join("schedule").to_string_lossy().into_owned();
    for folder in ["/etc", "schedule", &schedule, ".", ""] {
        for key in ["folder", "rates"] {
            let mut entry = json!({ "date": "2025-01-01" });
            entry[key] = json!(folder);
            let scenario = json!({ "name": "n", "schedule": [entry] });
            let text = format!(
                "name = \"n\"\n[[schedule]]\ndate = \"2025-01-01\"\n{key} = \"{folder}\"\n"
            );
            for scenario in [scenario, json!(text)] {
                for at in ["tariff", "describe", "revenue", "incidence", "scenario", "retaliation"]
                {
                    let what = format!("{at} {scenario}");
                    let reply =
                        served.post(&format!("/api/v1/{at}"), &json!({ "scenario": scenario }));
                    let (said, _) = reply.refusal(400, &what);
                    assert!(
                        !said.contains(SECRET) && !said.contains("No such file"),
                        "{what}: {said}"
                    );
                    assert!(!said.contains("rates.csv"), "{what}: {said}");
                }
            }
        }
    }
    // A scenario is no name of a file either.
    for name in ["scenario.toml", "/etc/passwd", "-", "quarter.toml"] {
        for at in ["tariff", "describe"] {
            let reply = served.get(&format!("/api/v1/{at}"), &[("scenario", name)]);
            let (said, _) = reply.refusal(400, name);
            assert!(!said.contains(SECRET) && !said.contains("root:"), "{name}: {said}");
        }
    }
}

#[test]
fn nothing_is_written_and_the_machine_is_not_for_who_asks() {
    let (_kept, path) = folder();
    let served = Served::within(&path, &[]);
    let before = std::fs::read_dir(&path).unwrap().count();
    for (option, value) in [
        ("output", "out.csv"),
        ("o", "out.csv"),
        ("about", "about.json"),
        ("threads", "1"),
        ("max-memory", "1"),
        ("max_memory", "1"),
        ("quiet", "true"),
        ("verbose", "true"),
        ("csv", "true"),
        ("year", "2011"),
        ("sheet", "a"),
        ("unit", "euro"),
        ("split", "keep"),
        ("ragged", "true"),
        ("max-cells", "1"),
        ("import-matrix", "mine.csv"),
        ("labels", "mine.csv"),
        ("help", "true"),
        ("version", "true"),
        ("--exporter", "USA"),
        ("exporter=USA --output", "out.csv"),
        ("", "x"),
    ] {
        let (said, _) = served.post("/api/v1/vax", &json!({ option: value })).refusal(400, option);
        assert!(said.contains("is no option"), "{option}: {said}");
    }
    // Values are values, whatever they look like.
    for value in [
        "--output=out.csv",
        "-o",
        "USA --output out.csv",
        "USA\0--output=out.csv",
        "USA\n--help",
        "@mine.csv",
    ] {
        let reply = served.post("/api/v1/vax", &json!({ "exporter": value }));
        let (said, _) = reply.refusal(400, value);
        assert!(!said.contains(SECRET), "{said}");
    }
    let (_, _) = served.get("/api/v1/report", &[("output", "out.html")]).refusal(400, "report");
    let (_, _) = served.get("/api/v1/plot/position", &[("output", "x.svg")]).refusal(400, "plot");
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), before);
}

/// Jobs of every sector: a thousandth of a number that differs.
fn jobs(served: &Served) -> String {
    let tables = served.get("/api/v1/tables", &[]).json();
    let table = &tables["tables"][0];
    let mut text = "region,sector,account,value,unit\n".to_owned();
    for (i, region) in table["economies"].as_array().unwrap().iter().enumerate() {
        for (k, sector) in table["sectors"].as_array().unwrap().iter().enumerate() {
            let (region, sector) = (region["code"].as_str(), sector["code"].as_str());
            let line = (region.unwrap(), sector.unwrap(), 1 + i + 3 * k);
            text.push_str(&format!("{},{},jobs,{},persons\n", line.0, line.1, line.2));
        }
    }
    text
}

#[test]
fn accounts_names_and_sets_that_are_sent_along_work() {
    let served = Served::start();
    let jobs = jobs(&served);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    };
    let blocs = "code,bloc\nUSA,One\nCHN,One\nDEU,Other\n";
    let elasticities = "sector,elasticity\nELE,7\n";
    for (at, name, text, body, line) in [
        (
            "footprint",
            "jobs.csv",
            jobs.as_str(),
            json!({ "satellite": "jobs.csv" }),
            vec!["footprint", "--satellite"],
        ),
        (
            "responsibility",
            "jobs.csv",
            &jobs,
            json!({ "satellite": "jobs.csv" }),
            vec!["responsibility", "--satellite"],
        ),
        (
            "chains",
            "mine",
            blocs,
            json!({ "blocs": "mine", "family": "shares" }),
            vec!["chains", "--family", "shares", "--blocs"],
        ),
        (
            "tariff",
            "../theta.csv",
            elasticities,
            json!({ "elasticities": "../theta.csv", "model": "armington", "scenario": WAR }),
            vec!["tariff", WAR, "--model", "armington", "--elasticities"],
        ),
    ] {
        let mut body = body;
        body["files"] = json!({ name: text });
        body["format"] = json!("csv");
        let reply = served.post(&format!("/api/v1/{at}"), &body);
        let path = file(name.trim_start_matches("../"), text);
        let mut line = line;
        line.extend([path.as_str(), "--csv", "--quiet"]);
        let output = crate::cli::tripole(&line);
        if output.status.success() {
            assert_eq!(reply.ok(at), crate::cli::stdout(&output), "{at}");
        } else {
            // Refused alike.
            let (said, _) = reply.refusal(400, at);
            panic!("{at}: {said}; {}", crate::cli::stderr(&output));
        }
    }
    // Built in are the blocs and tables that come along.
    let found = served.get("/api/v1/vax", &[("blocs", "builtin"), ("format", "csv")]).ok("blocs");
    assert_eq!(found, ok(&["vax", "--csv", "--quiet"]));
    let pairs = [("family", "upgrading"), ("since", "builtin:three-pole-1995"), ("format", "csv")];
    let found = served.get("/api/v1/chains", &pairs).ok("since");
    let line = ["chains", "--family", "upgrading", "--since", "builtin:three-pole-1995"];
    let wanted = ok(&[&line[..], &["--csv", "--quiet"]].concat());
    assert_eq!(found, wanted);
    // A table of the session by the name that it has there.
    let pairs = [("family", "upgrading"), ("since", "three-pole-1995"), ("format", "csv")];
    assert_eq!(served.get("/api/v1/chains", &pairs).ok("since"), wanted);
}

/// A name that begins as those of what is built in do is no way to a file.
#[cfg(unix)]
#[test]
fn nothing_is_read_by_a_name_that_looks_built_in() {
    let (_kept, path) = folder();
    std::fs::create_dir(path.join("builtin:")).unwrap();
    std::fs::write(path.join("builtin:mine"), format!("code,bloc\nUSA,{SECRET}\n")).unwrap();
    let served = Served::within(&path, &[]);
    for (at, option) in files_named(&served) {
        for value in ["builtin:/../mine.csv", "builtin:../mine.csv", "builtin:mine"] {
            let pairs = [(option.as_str(), value), ("scenario", WAR)];
            let takes =
                at.contains("tariff") || at.contains("households") || at.ends_with("scenario");
            let reply = served.get(&at, &pairs[..if takes { 2 } else { 1 }]);
            let what = format!("{at} {option}={value}");
            let (said, _) = reply.refusal(400, &what);
            assert!(!said.contains(SECRET) && !said.contains("No such file"), "{what}: {said}");
        }
    }
}

/// Names of tables and scenarios are no names of small files, though files may be called so.
#[test]
fn what_is_built_in_is_no_file_of_that_name() {
    let kept = tempfile::tempdir().unwrap();
    let served = Served::within(kept.path(), &[]);
    let options = files_named(&served);
    let accounts = format!("region,sector,account,value,unit\nUSA,ELE,{SECRET},1,t\n");
    for name in ["builtin:three-pole-2011", "builtin:us-china-tariff-war"] {
        std::fs::write(kept.path().join(name), &accounts).unwrap();
    }
    let mut seen = std::collections::BTreeSet::new();
    for (at, option) in &options {
        if ["beside", "since", "scenario"].contains(&option.as_str()) || !seen.insert(option) {
            continue;
        }
        for value in ["three-pole-2011", "builtin:three-pole-2011", "builtin:us-china-tariff-war"] {
            let what = format!("{at} {option}={value}");
            let mut pairs = vec![(option.as_str(), value)];
            if at.contains("tariff") || at.contains("households") || at.ends_with("scenario") {
                pairs.push(("scenario", WAR));
            }
            let reply = served.get(at, &pairs);
            assert!(!reply.text().contains(SECRET), "{what}: {}", reply.shown());
            reply.refusal(400, &what);
        }
    }
    assert!(seen.len() > 4, "{seen:?}");
}
