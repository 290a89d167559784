//! What people look at and keep: ranking, columns, names, where a result comes from.

use std::fs;

use serde_json::Value;

use super::{TOY, ok, shown, stderr, stdout, toy, tripole};
use crate::support::records;

#[test]
fn rows_are_ranked() {
    let ranked =
        ok(&["vax", "--sort", "vax_ratio", "--top", "3", "--columns", "vax_ratio,exports"]);
    let lines: Vec<&str> = ranked.lines().collect();
    assert_eq!(lines[0], "exporter,vax_ratio,exports");
    assert_eq!(lines.len(), 4);
    let all = records(&ok(&["vax"]));
    let mut ratios: Vec<f64> = all.iter().map(|row| row["vax_ratio"].parse().unwrap()).collect();
    ratios.sort_by(|a, b| b.total_cmp(a));
    for (line, ratio) in lines[1..].iter().zip(&ratios) {
        assert_eq!(line.split(',').nth(1).unwrap().parse(), Ok(*ratio));
    }
    let up = records(&ok(&["vax", "--sort", "vax_ratio:up"]));
    assert_eq!(up[0]["vax_ratio"].parse(), Ok(*ratios.last().unwrap()));
    let names = records(&ok(&["vax", "--sort", "exporter"]));
    assert!(names.windows(2).all(|two| two[0]["exporter"] <= two[1]["exporter"]));
}

#[test]
fn a_column_that_is_not_there_is_refused() {
    for option in ["--sort", "--columns"] {
        let text = shown(&["vax", option, "vax_ration"]);
        assert!(text.starts_with("1\n") && text.contains("`vax_ratio`"), "{text}");
    }
    assert!(shown(&["vax", "--top", "0"]).starts_with("2\n"));
}

#[test]
fn shares_in_per_cent_in_files_too() {
    let share = |args: &[&str]| -> f64 { records(&ok(args))[0]["gvc_share"].parse().unwrap() };
    let (whole, percent) = (share(&["participation"]), share(&["participation", "--percent"]));
    assert!((percent - 100.0 * whole).abs() < 1e-12, "{whole} {percent}");
    let long = ok(&["participation", "--percent", "--long"]);
    assert!(long.contains(",gvc_share,per cent,"), "{long}");
}

#[test]
fn names_stand_beside_codes() {
    let text = ok(&["trade", "--by", "pair-sector", "--exporter", "DEU", "--names"]);
    assert!(text.starts_with("exporter,exporter_name,sector,sector_name,importer,importer_name,"));
    assert!(text.contains("\nDEU,Germany,TRQ,Transport equipment,USA,United States,"), "{text}");
    // Without the option the header stays what scripts know.
    assert!(ok(&["vax"]).starts_with("exporter,exports,vax,vax_ratio\n"));
}

#[test]
fn names_of_ones_own_win() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("names.csv");
    fs::write(&file, "code,name\nDEU,Deutschland\nTRQ,Fahrzeuge\n").unwrap();
    let file = file.to_str().unwrap();
    let text = ok(&["vax", "--by", "sector", "--names", "--labels", file]);
    assert!(text.contains("\nDEU,Deutschland,TRQ,Fahrzeuge,"), "{text}");
    assert!(text.contains(",FRA,France,") || text.contains("\nFRA,France,"), "{text}");
    fs::write(file, "code,name\nDEU,a\nDEU,b\n").unwrap();
    let text = shown(&["vax", "--labels", file]);
    assert!(text.starts_with("1\n") && text.contains("given twice"), "{text}");
}

#[test]
fn what_was_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vax.csv");
    let args = ["vax", "-o", file.to_str().unwrap()];
    let first = stderr(&tripole(&args));
    assert!(first.contains("vax.csv: 19 rows") && !first.contains("in place"), "{first}");
    let second = stderr(&tripole(&args));
    assert!(second.contains("19 rows, in place of the file that was there"), "{second}");
    assert_eq!(stderr(&tripole(&["vax", "--quiet", "-o", args[2]])), "");
}

#[test]
fn findings_of_a_table_are_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("table.csv");
    // A row that does not add up to its output, a negative cell of final demand and one of inputs.
    let text = TOY
        .replace(",42\n", ",44\n")
        .replace("OUT,42", "OUT,44")
        .replace(",60,0,1,0,89", ",-60,0,121,0,89")
        .replace("CHN_s,1,0,9,12,", "CHN_s,1,0,-9,30,");
    assert_ne!(text, TOY);
    fs::write(&file, text).unwrap();
    let output = tripole(&["vax", file.to_str().unwrap()]);
    let said = stderr(&output);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.contains("findings about") && said.contains("`tripole check` lists them: "),
        "{said}"
    );
    let all = stderr(&tripole(&["vax", file.to_str().unwrap(), "--verbose"]));
    assert!(all.matches("warning: ").count() > 1, "{all}");
}

fn about(path: &std::path::Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_result_says_where_it_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    let (csv, file) = (folder.path().join("vax.csv"), folder.path().join("vax.about.json"));
    let args = ["vax", &table, "-o", csv.to_str().unwrap(), "--about", file.to_str().unwrap()];
    ok(&args);
    let said = about(&file);
    assert_eq!(said["about"]["command"].as_array().unwrap().len(), args.len());
    assert_eq!(said["about"]["tables"][0]["name"], table.as_str());
    // What sha256sum says of the file.
    let digest = said["about"]["tables"][0]["sha256"].as_str().unwrap();
    assert_eq!(digest.len(), 64);
    assert_eq!(said["about"]["conventions"]["output"], "row sums");
    assert_eq!(said["about"]["results"][0]["rows"], 2);
    let ratio = said["columns"].as_array().unwrap().iter().find(|c| c["name"] == "vax_ratio");
    assert_eq!(ratio.unwrap()["unit"], "share");
    assert!(ratio.unwrap()["source"].as_str().unwrap().contains("Johnson"));
    // A result as JSON says it itself.
    let json = folder.path().join("vax.json");
    ok(&["vax", &table, "-o", json.to_str().unwrap()]);
    let own = about(&json);
    assert_eq!(own["about"]["tables"], said["about"]["tables"]);
    assert_eq!(own["rows"].as_array().unwrap().len(), 2);
}

#[test]
fn a_run_is_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    let (csv, file) = (folder.path().join("vax.csv"), folder.path().join("vax.about.json"));
    let file = file.to_str().unwrap();
    ok(&["vax", &table, "-o", csv.to_str().unwrap(), "--about", file]);
    fs::remove_file(&csv).unwrap();
    assert_eq!(ok(&["rerun", file]), "vax: 2 rows: the same, to the last digit\n");
    assert!(!csv.exists(), "a repeated run writes nothing");
    fs::write(&table, TOY.replace("USA_g,10,5,2", "USA_g,10,5,3")).unwrap();
    let output = tripole(&["rerun", file]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("is not as it was"), "{}", stderr(&output));
    assert!(stdout(&output).contains("added up to"), "{}", stdout(&output));
    fs::write(file, "{}").unwrap();
    assert!(shown(&["rerun", file]).starts_with("1\n"));
}

/// A run is repeated by another solver, which is taken, and its numbers are the same up to rounding.
#[test]
fn a_run_is_repeated_by_another_solver() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vax.json").to_string_lossy().into_owned();
    ok(&["vax", "-o", &file, "--solver", "lu"]);
    let again = tripole(&["rerun", &file, "--solver", "iterative"]);
    assert_eq!(again.status.code(), Some(0), "{}", stderr(&again));
    assert!(
        stdout(&again).starts_with("vax: 19 rows: the same, but for rounding"),
        "{}",
        stdout(&again)
    );
    assert!(stdout(&tripole(&["rerun", &file])).contains("to the last digit"));
}

/// A file that was changed cannot make a repeated run write anything.
#[test]
fn what_writes_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let file = path("vax.about.json");
    ok(&["vax", &table, "-o", &path("vax.csv"), "--about", &file]);
    fs::write(path("victim.csv"), "mine").unwrap();
    let said = about(file.as_ref());
    for words in
        [vec!["convert", &table, &path("victim.csv")], vec!["rerun", &file], vec!["--help"], vec![]]
    {
        let mut changed = said.clone();
        changed["about"]["command"] = words.into();
        fs::write(&file, changed.to_string()).unwrap();
        let text = shown(&["rerun", &file]);
        assert!(text.starts_with("1\n") && text.contains("which run it is of"), "{text}");
    }
    assert_eq!(fs::read_to_string(path("victim.csv")).unwrap(), "mine");
}

#[test]
fn tables_keep_their_year_and_unit() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let written = path("t.csv");
    for layout in ["canonical", "long"] {
        ok(&["convert", &table, &written, "--to", layout, "--year", "2011", "--unit", "M EUR"]);
        let info = ok(&["info", &written]);
        assert!(info.contains("2011") && info.contains("M EUR"), "{info}");
    }
    // A table without year and unit does not have those of the one that was there.
    ok(&["convert", &table, &written]);
    let info = ok(&["info", &written]);
    assert!(!info.contains("2011") && !info.contains("M EUR"), "{info}");
    // Nor does one that was changed, were it by a digit.
    ok(&["convert", &table, &written, "--year", "2011"]);
    let text = fs::read_to_string(&written).unwrap();
    fs::write(&written, text.replace("USA_g,10,", "USA_g,11,")).unwrap();
    let output = tripole(&["info", &written]);
    assert!(!stdout(&output).contains("2011"), "{}", stdout(&output));
    assert!(stderr(&output).contains("is about another table"), "{}", stderr(&output));
}

#[test]
fn the_same_question_of_several_tables() {
    let text = ok(&["vax", "builtin:three-pole-1995", "--beside", "builtin:three-pole-2011"]);
    let rows = records(&text);
    assert!(text.starts_with("year,exporter,exports,"), "{text}");
    for year in ["1995", "2011"] {
        let alone = records(&ok(&["vax", &format!("builtin:three-pole-{year}")]));
        let own: Vec<_> = rows.iter().filter(|row| row["year"] == year).collect();
        assert_eq!(own.len(), alone.len());
        for (own, alone) in own.iter().zip(&alone) {
            assert_eq!(own["vax"], alone["vax"]);
        }
    }
    let twice = shown(&["vax", "--beside", "builtin:three-pole-2011"]);
    assert!(twice.starts_with("1\n") && twice.contains("name each table once"), "{twice}");
}

#[test]
fn terms_are_grouped() {
    let (all, groups) = (
        records(&ok(&["exports", "--method", "wwz"])),
        records(&ok(&["exports", "--method", "wwz", "--terms", "groups"])),
    );
    let number = |text: &str| -> f64 { text.parse().unwrap() };
    for (all, group) in all.iter().zip(&groups) {
        let sum = |start: &[&str]| -> f64 {
            let own = all.iter().filter(|(name, _)| start.iter().any(|s| name.starts_with(s)));
            own.map(|(_, value)| number(value)).sum()
        };
        let exports = number(&group["exports"]);
        for (name, start) in [
            ("DVA", &["DVA_"][..]),
            ("RDV", &["RDV_"]),
            ("FVA", &["MVA_", "OVA_"]),
            ("PDC", &["DDC_", "MDC", "ODC"]),
        ] {
            assert!((number(&group[name]) - sum(start)).abs() <= 1e-9 * exports, "{group:?}");
            let share = number(&group[&format!("{name}_share")]);
            assert!((share * exports - sum(start)).abs() <= 1e-9 * exports, "{group:?}");
        }
    }
    assert!(shown(&["exports", "--terms", "groups"]).starts_with("1\n"));
}
