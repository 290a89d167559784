//! Files in and out, pipes, threads, interruption.

use super::*;

/// Small files from standard input, which is there once.
#[test]
fn small_files_may_come_through_a_pipe() {
    let run = |args: &[&str], text: &str| {
        let mut program = Command::cargo_bin("tripole").unwrap();
        let output = program.args(args).write_stdin(text).output().unwrap();
        (output.status.code(), stdout(&output), stderr(&output))
    };
    let accounts = "region,sector,account,value,unit\nUSA,AGR,jobs,2,persons\n";
    let (code, text, _) = run(&["footprint", "--satellite", "-", "--csv"], accounts);
    assert_eq!(code, Some(0));
    assert!(text.contains("\njobs,persons,USA,2,"), "{text}");
    let plan = "name = \"n\"\n[[demand]]\nbuyer = \"USA\"\nsectors = \"ELE\"\npercent = -10\n";
    let (code, text, _) = run(&["scenario", "-", "--csv"], plan);
    assert_eq!(code, Some(0));
    assert!(text.starts_with("family,region,indicator,before,"), "{text}");
    let war = ["scenario", "builtin:us-china-tariff-war", "--model", "ge", "--csv"];
    let typed = [&war[..], &["--elasticities", "-"]].concat();
    let (code, text, message) = run(&typed, "sector,elasticity\nELE,8\n");
    assert_eq!(code, Some(0), "{message}");
    assert!(text.starts_with("family,region,indicator,before,") && text != ok(&war), "{text}");
    let blocs = "code,bloc\nUSA,Pair\nCHN,Pair\n";
    let of_blocs = ["participation", "--by", "bloc", "--csv", "--blocs", "-"];
    let (code, text, message) = run(&of_blocs, blocs);
    assert_eq!(code, Some(0), "{message}");
    assert!(text.contains("\nPair,"), "{text}");
    let (code, _, message) = run(&["footprint", "-", "--satellite", "-"], TOY);
    assert_eq!(code, Some(1));
    insta::assert_snapshot!(message, @r"
    error: `-` cannot be combined with another `-`

    hint: standard input can be read once
    ");
    let grid = "name = \"n\"\nscenario = \"other.toml\"\n[parameters]\nrate = [1, 2]\n";
    let (code, _, message) = run(&["sweep", "-"], grid);
    assert_eq!(code, Some(1));
    assert!(message.contains("this grid lies in no folder"), "{message}");
}

/// Long output says of every number what it is of.
#[test]
fn long_output_names_units() {
    let indices = &["vax", "position", "linkages", "participation", "trade", "reer", "tiva"][..];
    let long: Vec<String> =
        indices.iter().map(|name| ok(&[name, "--long", "--csv", "--quiet"])).collect();
    let families = [ok(&["chains", "--csv"]), ok(&["compare", "--csv"])];
    let plan = ["scenario", "builtin:china-plus-one", "--long", "--csv", "--quiet"];
    for text in long.iter().chain(&families).chain([&ok(&plan)]) {
        let mut csv = csv::Reader::from_reader(text.as_bytes());
        let header = csv.headers().unwrap().clone();
        assert_eq!(header.iter().rev().take(2).collect::<Vec<_>>(), ["value", "unit"]);
        let units: std::collections::BTreeSet<String> =
            csv.records().map(|row| row.unwrap()[header.len() - 2].to_owned()).collect();
        let known = [
            "million US$",
            "ratio",
            "share",
            "relative change",
            "index",
            "count",
            "number",
            "per cent",
            "difference of shares",
        ];
        assert!(units.iter().all(|unit| known.contains(&unit.as_str())), "{units:?}");
    }
    let lines = ok(&plan);
    let columns = "family,region,indicator,statistic,unit,value\n";
    assert!(lines.starts_with(columns), "{lines}");
    assert!(lines.contains("\noutput,CHN,value_added,before,million US$,7387122\n"), "{lines}");
    assert!(lines.contains(",upstreamness,before,count,"), "{lines}");
}

#[test]
fn files_in_every_format_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let csv = ok(&["vax"]);
    for name in ["r.csv", "r.csv.gz", "r.xlsx", "r.dta", "r.parquet", "r.json", "r.tex", "r.md"] {
        assert_eq!(ok(&["vax", "-o", &path(name)]), "");
    }
    assert_eq!(std::fs::read_to_string(path("r.csv")).unwrap(), csv);
    assert_eq!(crate::support::gunzip(path("r.csv.gz").as_ref()), csv);
    let json = std::fs::read_to_string(path("r.json")).unwrap();
    let parsed: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(parsed["rows"][0]["exporter"], "USA");
    // As text, because this parser of numbers may be off by the last bit.
    let first = csv.lines().nth(1).unwrap().split(',').nth(2).unwrap();
    assert!(json.contains(&format!("\"vax\":{first},")), "{first}");
    assert!(std::fs::read(path("r.xlsx")).unwrap().starts_with(b"PK"));
    assert!(std::fs::read(path("r.parquet")).unwrap().ends_with(b"PAR1"));
    assert!(std::fs::read(path("r.dta")).unwrap().ends_with(b"</stata_dta>"));
    assert_eq!(std::fs::read_to_string(path("r.tex")).unwrap(), ok(&["vax", "--latex"]));
    assert_eq!(std::fs::read_to_string(path("r.md")).unwrap(), ok(&["vax", "--markdown"]));

    insta::assert_snapshot!(shown(&["vax", "-o", "r.txt"]), @r"
    1
    error: `r.txt` has no known ending

    hint: use one of `.csv`, `.csv.gz`, `.xlsx`, `.dta`, `.parquet`, `.json`, `.tex`, `.md`
    ");
    let missing = shown(&["vax", "-o", &path("no/such/r.csv")]);
    assert!(missing.starts_with("1\nerror: cannot write"), "{missing}");
    // A failed run leaves nothing.
    let table = toy(folder.path());
    std::fs::write(&table, TOY.replace("20,1,4", "x,1,4")).unwrap();
    let before = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(tripole(&["va", &table, "-o", &path("never.csv")]).status.code(), Some(1));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), before);
}

/// Families below each other for people, as one long table for programs, also row by row.
#[test]
fn tables_for_papers() {
    let families = ["chains", "--family", "hubs,shape"];
    let text = ok(&[&families[..], &["--markdown"]].concat());
    assert!(text.starts_with("### hubs\n\n| ") && text.contains("\n\n### shape\n\n| "), "{text}");
    let text = ok(&[&families[..], &["--latex"]].concat());
    assert_eq!(text.matches("\\begin{tabular}").count(), 2, "{text}");
    let long = ok(&[&families[..], &["--markdown", "--long"]].concat());
    assert!(long.starts_with("| Family | "), "{long}");
    let split = ["exports", "--origin", "all", "--exporter", "USA"];
    let csv = ok(&[&split[..], &["--csv"]].concat());
    let table = ok(&[&split[..], &["--markdown"]].concat());
    let rows = |text: &str| text.lines().filter(|line| line.starts_with("| ")).count();
    assert_eq!(rows(&table), csv.lines().count());
}

#[test]
fn a_workbook_holds_the_same_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.xlsx");
    ok(&["vax", "-o", path.to_str().unwrap()]);
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(
        &mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(),
        &mut sheet,
    )
    .unwrap();
    for line in ok(&["vax"]).lines().skip(1) {
        for number in line.split(',').skip(1) {
            assert!(sheet.contains(&format!("<v>{number}</v>")), "{number}");
        }
    }
}

#[test]
fn standard_input_and_strictness() {
    let run = |args: &[&str], text: &str| {
        Command::cargo_bin("tripole").unwrap().args(args).write_stdin(text).output().unwrap()
    };
    let output = run(&["vax", "-"], TOY);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(stdout(&output), ok(&["vax", &toy(folder.path())]));

    let unbalanced = TOY.replace(",42\n", ",44\n").replace("OUT,42", "OUT,44");
    let output = run(&["vax", "-"], &unbalanced);
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).contains("warning: 1 row is out of balance"), "{}", stderr(&output));
    let output = run(&["vax", "-", "--strict"], &unbalanced);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("(an error because of `--strict`)"), "{}", stderr(&output));
    // That a number may be missing is said in any case; what published tables are like, and how a file
    // is written, is not.
    let (row, cells) = TOY.lines().nth(1).unwrap().split_once(',').unwrap();
    let blank = format!("{row},,{}", cells.split_once(',').unwrap().1);
    let blank = TOY.replace(TOY.lines().nth(1).unwrap(), &blank);
    let output = run(&["vax", "-", "--quiet"], &blank);
    assert!(stderr(&output).contains("warning: 1 blank cell read as 0"), "{}", stderr(&output));
    for input in [unbalanced, TOY.replace(',', ";")] {
        assert_eq!(stderr(&run(&["vax", "-", "--quiet"], &input)), "");
    }

    let output = run(&["vax", "-"], "");
    insta::assert_snapshot!(stderr(&output), @"error: `<stdin>`: the file is empty");
}

/// The Perron root was computed with NumPy (`numpy.linalg.eigvals`): 0.42752383.
#[test]
fn check_tells_and_exits() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    insta::assert_snapshot!(shown(&["check", &table]), @r"
    0
    note: the Perron root of the coefficient matrix is 0.42752, below one: the table is productive
    0 errors, 0 warnings, 1 notes
    ");
    std::fs::write(&table, TOY.replace("20,61,48,40", "20,61,58,40")).unwrap();
    let findings: serde_json::Value =
        serde_json::from_str(&ok(&["check", &table, "--json"])).unwrap();
    assert_eq!(findings[0]["severity"], "warning");
    assert_eq!(findings[0]["kind"], "column_imbalance");
    assert_eq!(findings[0]["where"], "CHN_g");
    assert_eq!(findings[0]["value"], -10.0);
    assert_eq!(tripole(&["check", &table, "--strict"]).status.code(), Some(1));

    // An explosive table is an error of the check itself.
    let explosive = TOY
        .replace("USA_g,10,5,2,1,20,1,4,-1,42", "USA_g,60,5,2,1,-30,1,4,-1,42")
        .replace("VA,20", "VA,-30");
    std::fs::write(&table, explosive).unwrap();
    let text = shown(&["check", &table]);
    assert!(text.starts_with("1\nerror: the Perron root"), "{text}");
    // So it is of what is computed, also where economies are looked at one by one.
    for command in [
        &["va"][..],
        &["linkages", "--scope", "domestic"],
        &["national", "--scope", "domestic"],
        &["participation"],
    ] {
        let said = tripole(&[command, &[&table]].concat());
        let text = stderr(&said);
        assert_eq!(said.status.code(), Some(1), "{command:?}: {text}");
        assert!(text.contains("error: the table is not productive"), "{command:?}: {text}");
        assert!(text.contains("`USA_g`") && said.stdout.is_empty(), "{command:?}: {text}");
    }
}

#[test]
fn info_in_words_and_json() {
    let text = ok(&["info"]);
    assert!(text.contains("regions           19 (`USA`, `CAN`"), "{text}");
    let info: serde_json::Value = serde_json::from_str(&ok(&["info", "--json"])).unwrap();
    assert_eq!((info["regions"].as_u64(), info["sectors"].as_u64()), (Some(19), Some(16)));
    assert_eq!((info["year"].as_i64(), info["unit"].as_str()), (Some(2011), Some("million US$")));
    // World GDP of 2011 in WIOD, basic prices, about 69 trillion US$.
    let gdp = info["gdp"].as_f64().unwrap();
    assert!((6.8e7..7.0e7).contains(&gdp), "{gdp}");
    for key in ["final_demand", "output", "exports", "imbalance_rows_max", "imbalance_columns_max"]
    {
        assert!(info[key].is_number(), "{key}");
    }
    // A factor has as many numbers as the flows.
    assert_eq!(info["bytes_of_factor"], 8 * 304 * 304);
    let numbers = info["bytes"].as_u64().unwrap() / 8;
    let below = info["primary_rows"].as_array().unwrap().len() as u64;
    let wide = 304 + info["final_demand"].as_u64().unwrap();
    assert!([0, 304].contains(&(numbers - (304 + below) * wide)), "{numbers}");
    assert!(
        text.contains("\nmemory            0.9 MiB; a factor takes 0.7 MiB besides\n"),
        "{text}"
    );
}

/// A name that is of a matrix is refused with the words that say which.
#[test]
fn a_matrix_is_no_table() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["x.npy", "x.MTX"] {
        let file = folder.path().join(name).to_string_lossy().into_owned();
        let text = shown(&["convert", "builtin:three-pole-2011", "-o", &file]);
        assert!(
            text.starts_with("1\n") && text.contains("would be a matrix, and no table"),
            "{text}"
        );
        assert!(text.contains("`--matrix Z`, `A` or `ImA`"), "{text}");
        assert!(text.contains("tripole requirements TABLE --matrix L -o "), "{text}");
        assert!(!std::path::Path::new(&file).exists());
    }
    let file = folder.path().join("x.npy").to_string_lossy().into_owned();
    ok(&["convert", "builtin:three-pole-2011", "-o", &file, "--matrix", "A"]);
}

#[test]
fn convert_aggregates_and_never_overwrites_its_input() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    let map = folder.path().join("map.csv");
    std::fs::write(&map, "code,group\ng,all\ns,all\n").unwrap();
    let out = folder.path().join("small.csv");
    ok(&["convert", &table, out.to_str().unwrap(), "--sectors", map.to_str().unwrap()]);
    insta::assert_snapshot!(std::fs::read_to_string(&out).unwrap(), @r"
    ,USA_all,CHN_all,USA_HFCE,USA_INVNT,CHN_HFCE,CHN_INVNT,OUT
    USA_all,41,5,80,1,5,-1,131
    CHN_all,9,59,12,0,70,2,152
    VA,81,88,0,0,0,0,0
    OUT,131,152,0,0,0,0,0
    ");
    let text = shown(&["convert", &table, &table]);
    assert!(text.contains("is the input itself"), "{text}");
    assert_eq!(std::fs::read_to_string(&table).unwrap(), TOY);
}

#[test]
fn inventories_can_be_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    // Without inventories USA_g sells 10+5+2+1+20+4 = 42 and CHN_g 88.
    let info: serde_json::Value =
        serde_json::from_str(&ok(&["info", &table, "--json", "--inventories", "drop"])).unwrap();
    assert_eq!(info["output"], 42.0 + 89.0 + 88.0 + 62.0);
    assert_eq!(info["final_demand"], 2);
    insta::assert_snapshot!(shown(&["va", &table, "--inventories", "drop", "--output-from", "table"]), @r"
    1
    error: `--inventories drop` cannot be combined with `--output-from table`

    hint: without inventories output is recomputed, so output and value added must be recomputed too
    ");
}

#[test]
fn threads_do_not_change_results() {
    let Some(path) = shared("data/wiod13/wiod13_2011.csv.gz") else { return };
    let path = path.to_string_lossy().into_owned();
    let run = |threads: &str| -> Vec<f64> {
        let text = ok(&["va", &path, "--quiet", "--threads", threads]);
        text.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().parse().unwrap()).collect()
    };
    let (one, two) = (run("1"), run("2"));
    assert_eq!(one.len(), 41 * 41);
    assert!(one.iter().zip(&two).all(|(a, b)| (a - b).abs() <= 1e-12 * a.abs().max(1.0)));
}

#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::{Command as Plain, Stdio};
    let mut child = Plain::new(env!("CARGO_BIN_EXE_tripole"))
        .args(["va", "--origin-sectors", "--final-sectors"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn formats_lists_what_can_be_read() {
    let text = ok(&["formats"]);
    for word in [
        "canonical",
        "icio",
        "long",
        "gloria",
        "mario",
        "lr-wiod",
        "tripole",
        "builtin:three-pole-1995",
        ".xlsx",
    ] {
        assert!(text.contains(word), "{word}");
    }
}
