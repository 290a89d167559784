//! Schedules of tariffs that were named at the start.

use std::path::{Path, PathBuf};

use super::*;
use crate::cli::{ok, stderr, tripole};

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/tariffs")
}

fn entry(folder: &str) -> Value {
    json!({ "folder": folder, "date": "2026-03-15", "base_date": "2025-01-15" })
}

fn scenario(entry: &Value) -> Value {
    json!({ "name": "duties", "schedule": [entry] })
}

#[test]
fn a_schedule_gives_the_numbers_of_the_command_line() {
    let parent = seeds().parent().unwrap().to_owned();
    let served = Served::within(&parent, &["--schedule", "./tariffs"]);
    let known = served.get("/api/v1/schedules", &[]).json();
    let known = &known["schedules"][0];
    assert_eq!(known["name"], "tariffs");
    let folder = known["folder"].as_str().unwrap();
    assert_eq!(folder, seeds().to_str().unwrap());
    // By hand, from `rates.csv`: the first and the last day on which a rate begins or ends.
    let rates = std::fs::read_to_string(seeds().join("rates.csv")).unwrap();
    let mut days: Vec<&str> = rates
        .lines()
        .skip(1)
        .flat_map(|line| line.split(',').skip(6).take(2))
        .filter(|day| !day.is_empty())
        .collect();
    days.sort_unstable();
    days.dedup();
    assert_eq!(known["days"], json!(days));

    let described =
        served.post("/api/v1/describe", &json!({ "scenario": scenario(&entry(folder)) }));
    let described = described.json();
    assert_eq!(described["changes"], json!(["tariff"]));
    let kept = tempfile::tempdir().unwrap();
    let file = kept.path().join("scenario.toml");
    std::fs::write(&file, described["toml"].as_str().unwrap()).unwrap();
    let file = file.to_str().unwrap();
    for (name, options, line) in [
        ("tariff", json!({ "model": "all" }), vec!["--model", "all"]),
        ("revenue", json!({ "importer": "USA" }), vec!["--importer", "USA"]),
        ("incidence", json!({}), vec![]),
    ] {
        let mut asked = json!({ "scenario": scenario(&entry(folder)), "format": "csv" });
        asked.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
        let found = served.post(&format!("/api/v1/{name}"), &asked);
        assert_eq!(found.status, 200, "{}", found.text());
        let line = [vec![name, file], line, vec!["--csv", "--quiet"]].concat();
        assert_eq!(found.text(), ok(&line), "{name}");
    }
}

/// An importer that is named again is the same one.
#[test]
fn importers_count_once() {
    let served = Served::with(&["--schedule", seeds().to_str().unwrap()]);
    let numbers = |importers: Value| {
        let mut entry = entry(seeds().to_str().unwrap());
        entry["importer"] = importers;
        let asked = json!({ "scenario": scenario(&entry), "model": "price", "format": "csv" });
        served.post("/api/v1/tariff", &asked).ok("importers")
    };
    assert_eq!(numbers(json!(vec!["USA"; 20_000])), numbers(json!("USA")));
}

/// What was read at the start is what is answered, whatever becomes of the files.
#[test]
fn schedules_are_held() {
    let kept = tempfile::tempdir().unwrap();
    let folder = kept.path().join("duties");
    std::fs::create_dir(&folder).unwrap();
    for file in std::fs::read_dir(seeds()).unwrap() {
        let file = file.unwrap().path();
        std::fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
    }
    let served = Served::within(kept.path(), &["--schedule", "duties"]);
    std::fs::remove_dir_all(&folder).unwrap();
    let folder = served.get("/api/v1/schedules", &[]).json();
    let folder = folder["schedules"][0]["folder"].as_str().unwrap().to_owned();
    let asked = json!({ "scenario": scenario(&entry(&folder)), "model": "price" });
    let reply = served.post("/api/v1/tariff", &asked);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let asked = json!({ "scenario": scenario(&entry(&format!("{folder}/"))), "model": "price" });
    assert_eq!(served.post("/api/v1/tariff", &asked).status, 200);
}

#[test]
fn other_files_stay_unread() {
    let parent = seeds().parent().unwrap().to_owned();
    let served = Served::within(&parent, &["--schedule", "tariffs"]);
    let folder = seeds().to_str().unwrap().to_owned();
    let mut with_file = entry(&folder);
    with_file["rates"] = json!("/etc/passwd");
    let mut with_content = entry(&folder);
    with_content["content"] = json!(format!("{folder}/content.csv"));
    let elsewhere = entry(parent.to_str().unwrap());
    let up = entry(&format!("{folder}/../tariffs"));
    for entry in [with_file, with_content, elsewhere, up, entry("tariffs"), entry(".")] {
        for at in ["tariff", "describe", "incidence"] {
            let reply =
                served.post(&format!("/api/v1/{at}"), &json!({ "scenario": scenario(&entry) }));
            let (said, _) = reply.refusal(400, &format!("{at} {entry}"));
            assert!(said.contains("given at the start"), "{entry}: {said}");
        }
    }
    served.is_right("schedules elsewhere");
}

#[test]
fn a_schedule_that_cannot_be_read_is_refused_at_the_start() {
    let folder = seeds();
    let folder = folder.to_str().unwrap();
    let roundabout = format!("{folder}/../tariffs");
    for (options, wanted) in [
        (vec!["--schedule", "nowhere"], "`nowhere` is no schedule of tariffs"),
        (vec!["--schedule", folder, "--schedule", "/"], "concordance.csv"),
        (vec!["--schedule", folder, "--schedule", folder], "named twice"),
        (vec!["--schedule", folder, "--schedule", &roundabout], "named twice"),
    ] {
        let output = tripole(&[&["serve", "--port", "0"], &options[..]].concat());
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(wanted), "{}", stderr(&output));
    }
}

/// One folder under two names, and a file that never begins.
#[test]
#[cfg(unix)]
fn links_and_pipes_are_no_schedules() {
    let kept = tempfile::tempdir().unwrap();
    let link = kept.path().join("link");
    std::os::unix::fs::symlink(seeds(), &link).unwrap();
    let (folder, link) = (seeds(), link.to_str().unwrap().to_owned());
    let options = ["--schedule", folder.to_str().unwrap(), "--schedule", &link];
    let output = tripole(&[&["serve", "--port", "0"], &options[..]].concat());
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("named twice"), "{}", stderr(&output));

    let piped = kept.path().join("piped");
    std::fs::create_dir(&piped).unwrap();
    for file in std::fs::read_dir(seeds()).unwrap() {
        let file = file.unwrap();
        if file.file_type().unwrap().is_file() && file.file_name() != "rates.csv" {
            std::fs::copy(file.path(), piped.join(file.file_name())).unwrap();
        }
    }
    let made = Command::new("mkfifo").arg(piped.join("rates.csv")).status().unwrap();
    assert!(made.success());
    let output = tripole(&["serve", "--port", "0", "--schedule", piped.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("rates.csv"), "{}", stderr(&output));
}
