//! The program as its users meet it.

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

use crate::support::shared;

fn tripole(args: &[&str]) -> Output {
    Command::cargo_bin("tripole").unwrap().args(args).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn ok(args: &[&str]) -> String {
    let output = tripole(args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    stdout(&output)
}

/// Exit code, standard output and standard error in one text.
pub fn shown(args: &[&str]) -> String {
    let output = tripole(args);
    format!("{}\n{}{}", output.status.code().unwrap(), stdout(&output), stderr(&output))
}

pub const TOY: &str = "\
,USA_g,USA_s,CHN_g,CHN_s,USA_HFCE,USA_INVNT,CHN_HFCE,CHN_INVNT,OUT
USA_g,10,5,2,1,20,1,4,-1,42
USA_s,6,20,1,1,60,0,1,0,89
CHN_g,5,3,30,8,12,0,30,2,90
CHN_s,1,0,9,12,0,0,40,0,62
VA,20,61,48,40,0,0,0,0,0
OUT,42,89,90,62,0,0,0,0,0
";

pub fn toy(folder: &Path) -> String {
    let path = folder.join("toy.csv");
    std::fs::write(&path, TOY).unwrap();
    path.to_string_lossy().into_owned()
}

/// Imports, exports and balances of the toy table, added up by hand: USA sells 2+1+4-1 and
/// 1+1+1 to China, China sells 5+3+12 and 1+0+0 to the USA.
#[test]
fn trade_of_a_table_small_enough_to_check() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    insta::assert_snapshot!(ok(&["trade", &table]), @r"
    exporter,exports,exports_intermediate,exports_final,imports,balance
    USA,9,5,4,21,-12
    CHN,21,9,12,9,12
    ");
    insta::assert_snapshot!(ok(&["trade", &table, "--by", "pair-sector", "--exporter", "USA"]), @r"
    exporter,sector,importer,exports,exports_intermediate,exports_final
    USA,g,CHN,6,3,3
    USA,s,CHN,3,2,1
    ");
    insta::assert_snapshot!(ok(&["trade", &table, "--long", "--exporter", "CHN"]), @r"
    exporter,indicator,value
    CHN,exports,21
    CHN,exports_intermediate,9
    CHN,exports_final,12
    CHN,imports,9
    CHN,balance,12
    ");
    // As one economy they trade with nobody.
    insta::assert_snapshot!(ok(&["trade", &table, "--group", "G2=USA,CHN"]), @r"
    exporter,exports,exports_intermediate,exports_final,imports,balance
    G2,0,0,0,0,0
    ");
}

/// Two countries, one sector each: A sells 20 of inputs to B, B makes 100 of which 40 go to
/// final users in A. By hand: of A's exports 0.2 · 60 = 12 stay in B and 0.2 · 40 = 8 come home;
/// B's exports of 40 hold 8 of A and 32 of its own.
#[test]
fn exports_of_a_chain_small_enough_to_check() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.csv");
    let text = ",A_x,B_x,A_f,B_f,OUT\nA_x,0,20,80,0,100\nB_x,0,0,40,60,100\nVA,100,80,0,0,0\nOUT,100,100,0,0,0\n";
    std::fs::write(&path, text).unwrap();
    let table = path.to_str().unwrap();
    insta::assert_snapshot!(ok(&["exports", table]), @r"
    exporter,exports,dc,dva,vax,reflection,davax,ddc,fc,fva,fdc,gvc,gvc_backward,gvc_forward
    A,20,20,20,12,8,12,0,0,0,0,8,0,8
    B,40,32,32,32,0,32,0,8,8,0,8,8,0
    ");
    insta::assert_snapshot!(ok(&["participation", table]), @r"
    region,exports,gvc,gvc_backward,gvc_forward,gvc_share,gvc_backward_share,gvc_forward_share
    A,20,8,0,8,0.4,0,0.4
    B,40,8,8,0,0.2,0.2,0
    ");
    insta::assert_snapshot!(ok(&["exports", table, "--method", "kww"]), @r"
    exporter,T1,T2,T3,T4,T5,T6,T7,T8,T9,fva_last_crossing
    A,0,12,0,8,0,0,0,0,0,0
    B,32,0,0,0,0,0,8,0,0,8
    ");
    // A tariff of A on B's goods: 32 of B's GDP, 8 of A's own.
    insta::assert_snapshot!(ok(&["imports", table, "--importer", "A"]), @r"
    importer,origin,imports,content,va
    A,A,0,8,8
    A,B,40,32,32
    ");
    insta::assert_snapshot!(ok(&["bilateral", table, "--exporter", "A"]), @r"
    exporter,importer,exports,imports,balance_gross,balance_va,vax_c,vax_d,vax_p
    A,B,20,40,-20,-20,12,20,20
    ");
}

/// The chain above. Without B, A loses the 20 that it sold to B; without B's exports of 40 to final
/// users, B loses 40 (32 of value added) and A the 8 of inputs in them. B sells no inputs: without
/// A, only A loses. Both together are everybody, who has no others to buy from.
#[test]
fn extraction_from_a_chain_small_enough_to_check() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.csv");
    let text = ",A_x,B_x,A_f,B_f,OUT\nA_x,0,20,80,0,100\nB_x,0,0,40,60,100\nVA,100,80,0,0,0\nOUT,100,100,0,0,0\n";
    std::fs::write(&path, text).unwrap();
    let table = path.to_str().unwrap();
    insta::assert_snapshot!(ok(&["extract", table, "--region", "B"]), @r"
    loser_region,output_loss,va_loss,output_loss_share,va_loss_share
    A,20,20,0.2,0.2
    B,100,80,1,1
    ");
    insta::assert_snapshot!(ok(&["extract", table, "--region", "B", "--kind", "exports", "--by", "region-sector"]), @r"
    loser_region,loser_sector,output_loss,va_loss,output_loss_share,va_loss_share
    A,x,8,8,0.08,0.08
    B,x,40,32,0.4,0.4
    ");
    insta::assert_snapshot!(ok(&["extract", table, "--each", "region"]), @r"
    region,output_loss,va_loss,output_loss_share,va_loss_share,va_loss_own,rank
    A,100,100,0.5,0.5555555555555556,100,1
    B,120,100,0.6,0.5555555555555556,80,1
    ");
    insta::assert_snapshot!(ok(&["extract", table, "--each", "product", "--kind", "backward_off"]), @r"
    sector,output_loss,va_loss,output_loss_share,va_loss_share,va_loss_own,rank
    x,0,0,0,0,0,1
    ");
}

/// Replaced, no value added is lost on the whole: final users turn from B to A with their 100, and
/// A loses the 20 that B no longer needs. Where nobody else makes the product, it stays.
#[test]
fn extraction_with_replacement() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.csv");
    let text = ",A_x,B_x,A_f,B_f,OUT\nA_x,0,20,80,0,100\nB_x,0,0,40,60,100\nVA,100,80,0,0,0\nOUT,100,100,0,0,0\n";
    std::fs::write(&path, text).unwrap();
    let table = path.to_str().unwrap();
    insta::assert_snapshot!(ok(&["extract", table, "--region", "B", "--replace"]), @r"
    loser_region,output_loss,va_loss,output_loss_share,va_loss_share
    A,-80,-80,-0.8,-0.8
    B,100,80,1,1
    ");
    insta::assert_snapshot!(shown(&["extract", table, "--sector", "x", "--replace"]), @r"
    0
    loser_region,output_loss,va_loss,output_loss_share,va_loss_share
    A,0,0,0,0
    B,0,0,0,0
    warning: purchases of 200 of 200 units of the table find no other supplier and stay
    ");
    assert_eq!(tripole(&["extract", "--each", "region", "--replace"]).status.code(), Some(2));
    let with_kind = ["extract", "--region", "CHN", "--replace", "--kind", "forward"];
    assert_eq!(tripole(&with_kind).status.code(), Some(2));
}

#[test]
fn extraction_of_sets_without_meaning_is_refused() {
    insta::assert_snapshot!(shown(&["extract", "--sector", "ELE", "--kind", "exports"]), @r"
    1
    error: `--kind exports` cannot be combined with a set that is not made of whole regions

    hint: it cuts what whole regions sell abroad, and part of a region has no border: use `--kind forward-off`, which cuts its sales of inputs to all others, or `--kind complete`
    ");
    insta::assert_snapshot!(shown(&["extract", "--each", "region-sector", "--kind", "autarky"]), @r"
    1
    error: `--kind autarky` cannot be combined with a set that is not made of whole regions

    hint: it cuts the trade of whole regions, and part of a region has no border: use `--kind interregional`, which cuts its inputs from and to all others
    ");
    insta::assert_snapshot!(shown(&["extract", "--region", "CHN", "--sector", "ELE"]), @r"
    1
    error: `--region` cannot be combined with `--sector`

    hint: `--sector` takes a sector out in all regions; for a sector of one region write `--cell CHN:ELE`
    ");
    insta::assert_snapshot!(shown(&["extract", "--cell", "CHN_ELE"]), @r"
    1
    error: `CHN_ELE` is not of the form REGION:SECTOR

    hint: write `CHN:c14`, a region and one of its sectors
    ");
    insta::assert_snapshot!(shown(&["extract", "--cell", "CHN:ELX"]), @r"
    1
    error: unknown sector `ELX`

    hint: a similar code exists: `ELE`
    ");
    insta::assert_snapshot!(shown(&["extract", "--bloc", "Europa"]), @r"
    1
    error: unknown bloc `Europa`

    hint: a similar code exists: `Europe`
    ");
    // Nothing to extract, or two answers to what is: wrong usage.
    assert_eq!(tripole(&["extract"]).status.code(), Some(2));
    assert_eq!(tripole(&["extract", "--each", "region", "--region", "CHN"]).status.code(), Some(2));
    assert_eq!(tripole(&["extract", "--each", "region", "--by", "region"]).status.code(), Some(2));
}

/// A bloc is its regions, a union of cells is one set, and a group acts as one economy.
#[test]
fn extraction_of_blocs_and_unions() {
    let bloc = ok(&["extract", "--bloc", "North America"]);
    assert_eq!(bloc, ok(&["extract", "--region", "USA,CAN,MEX"]));
    assert!(bloc.lines().nth(1).unwrap().starts_with("USA,"), "{bloc}");
    let one = ok(&["extract", "--region", "North America"]);
    assert!(one.lines().nth(1).unwrap().starts_with("North America,"), "{one}");
    let group = ok(&["extract", "--bloc", "G", "--group", "G=USA,CAN,MEX"]);
    assert_eq!(group, one.replace("North America", "G"));
    assert_eq!(
        ok(&["extract", "--cell", "CHN:ELE,KOR:ELE"]),
        ok(&["extract", "--cell", "KOR:ELE,CHN:ELE"])
    );
    let blocs = ok(&["extract", "--each", "bloc"]);
    assert!(blocs.contains("\nNorth America,") && blocs.contains("\nEurope,"), "{blocs}");
}

/// A set of flows equals the perspective that it is: one pair, all imports of one product.
#[test]
fn perimeters_equal_their_special_cases() {
    let last = |text: &str| -> Vec<f64> {
        text.lines().skip(1).map(|l| l.rsplit(',').next().unwrap().parse().unwrap()).collect()
    };
    let flow = last(&ok(&["imports", "--flow", "all:ELE>USA"]));
    let product = last(&ok(&["imports", "--importer", "USA", "--sector", "ELE"]));
    assert_eq!(flow.len(), 19);
    assert!(flow.iter().zip(&product).all(|(a, b)| (a - b).abs() < 1e-6 * b.abs().max(1.0)));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("perimeter.csv");
    std::fs::write(&path, "sellers,sectors,buyers\n,ELE,USA\nCHN MEX,ELE,USA\n").unwrap();
    assert_eq!(last(&ok(&["imports", "--perimeter", path.to_str().unwrap()])), flow);
    insta::assert_snapshot!(shown(&["imports", "--flow", "CHN"]), @r"
    1
    error: `CHN` is not of the form SELLERS:SECTORS>BUYERS

    hint: write `--flow 'CHN,MEX:c12,c13>USA'`
    ");
}

#[test]
fn combinations_without_meaning_name_what_has_one() {
    insta::assert_snapshot!(shown(&["exports", "--perspective", "sectbil"]), @r"
    1
    error: `--perspective sectbil` cannot be combined with total exports

    hint: total exports are seen by `exporter` or `world`; add `--sector` or `--importer` (with codes, or `all`) for the others
    ");
    insta::assert_snapshot!(shown(&["exports", "--method", "kww", "--importer", "all"]), @r"
    1
    error: `--sector` or `--importer` cannot be combined with `--method kww`

    hint: Koopman, Wang and Wei decompose total exports only; `--method wwz` is their extension to sectors and partners
    ");
    insta::assert_snapshot!(shown(&["participation", "--measure", "hiy", "--by", "region-sector"]), @r"
    1
    error: `--measure hiy` cannot be combined with `--by region-sector`

    hint: vertical specialisation is defined for economies; by sector use `--measure tripartite`
    ");
}

/// VALUE_ADDED 16.1: the values of "foreign value added" of Germany 2011, and world totals.
#[test]
fn foreign_value_added_has_many_values() {
    let Some(path) = shared("data/wiod13/wiod13_2011.csv.gz") else { return };
    let path = path.to_string_lossy().into_owned();
    let cell = |args: &[&str], column: &str| -> f64 {
        let mut all = vec!["exports", &path, "--quiet", "--exporter", "DEU"];
        all.extend(args);
        let text = ok(&all);
        let mut lines = text.lines();
        let at = lines.next().unwrap().split(',').position(|name| name == column).unwrap();
        lines.next().unwrap().split(',').nth(at).unwrap().parse().unwrap()
    };
    let whole = |value: f64| value.round();
    assert_eq!(whole(cell(&[], "exports")), 1_601_451.0);
    assert_eq!(whole(cell(&[], "fc")), 436_155.0);
    assert_eq!(whole(cell(&[], "fva")), 427_416.0);
    assert_eq!(whole(cell(&["--perspective", "world", "--approach", "sink"], "fva")), 328_057.0);
    assert_eq!(whole(cell(&["--perspective", "world"], "fva")), 309_747.0);
    let kww = ["--method", "kww"];
    assert_eq!(whole(cell(&kww, "T7") + cell(&kww, "T8")), 322_874.0);
    assert_eq!(whole(cell(&kww, "fva_last_crossing")), 328_057.0);
    // China to Taiwan 2011, VALUE_ADDED 16.3.
    let pair = |approach: &str| {
        let args = [
            "exports",
            &path,
            "--quiet",
            "--exporter",
            "CHN",
            "--importer",
            "TWN",
            "--approach",
            approach,
        ];
        let text = ok(&args);
        let cells: Vec<&str> = text.lines().nth(1).unwrap().split(',').collect();
        cells[4].parse::<f64>().unwrap().round()
    };
    assert_eq!((pair("source"), pair("sink")), (28_779.0, 25_839.0));
}

#[test]
fn unknown_codes_get_the_nearest() {
    insta::assert_snapshot!(shown(&["vax", "--exporter", "UST"]), @r"
    1
    error: unknown region `UST`

    hint: a similar code exists: `USA`
    ");
    insta::assert_snapshot!(shown(&["vax", "--by", "sector", "--sector", "ELX"]), @r"
    1
    error: unknown sector `ELX`

    hint: a similar code exists: `ELE`
    ");
    insta::assert_snapshot!(shown(&["va", "builtin:three-pole-2012"]), @r"
    1
    error: unknown built-in table `three-pole-2012`

    hint: similar codes exist: `three-pole-2011`, `three-pole-1995`
    ");
}

#[test]
fn wrong_usage_exits_with_two() {
    assert_eq!(tripole(&["vax", "--by", "planet"]).status.code(), Some(2));
    assert_eq!(tripole(&["frobnicate"]).status.code(), Some(2));
    assert_eq!(tripole(&["va", "--threads", "0"]).status.code(), Some(2));
    assert_eq!(tripole(&["va", "--quiet", "--verbose"]).status.code(), Some(2));
}

#[test]
fn every_command_has_examples_in_its_help() {
    for command in [
        "bilateral",
        "exports",
        "imports",
        "participation",
        "rca",
        "apl",
        "smile",
        "footprint",
        "gvc-income",
        "info",
        "check",
        "formats",
        "convert",
        "trade",
        "va",
        "vax",
        "multipliers",
        "extract",
        "indices",
        "bench",
    ] {
        let help = ok(&[command, "--help"]);
        assert!(help.contains("Example"), "{command}");
        assert!(help.contains(&format!("tripole {command}")), "{command}");
    }
}

#[test]
fn filters_without_meaning_are_refused() {
    insta::assert_snapshot!(shown(&["vax", "--importer", "CHN"]), @r"
    1
    error: `--importer` cannot be combined with `--by region`

    hint: the result has no such column at this level; choose another `--by`
    ");
}

#[test]
fn a_bloc_may_stand_for_a_region() {
    let text = ok(&["vax", "--exporter", "North America"]);
    let line = text.lines().nth(1).unwrap();
    assert!(line.starts_with("North America,1707444,"), "{line}");
    insta::assert_snapshot!(shown(&["vax", "--exporter", "North America", "--group", "X=USA,CHN"]), @r"
    1
    error: region `USA` is a member of both `X` and `North America`

    hint: economies must not overlap; ask for them in separate runs
    ");
}

#[test]
fn files_in_every_format_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let csv = ok(&["vax"]);
    for name in ["r.csv", "r.csv.gz", "r.xlsx", "r.json"] {
        assert_eq!(ok(&["vax", "-o", &path(name)]), "");
    }
    assert_eq!(std::fs::read_to_string(path("r.csv")).unwrap(), csv);
    assert_eq!(crate::support::gunzip(path("r.csv.gz").as_ref()), csv);
    let json = std::fs::read_to_string(path("r.json")).unwrap();
    let parsed: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(parsed[0]["exporter"], "USA");
    // As text, because this parser of numbers may be off by the last bit.
    let first = csv.lines().nth(1).unwrap().split(',').nth(2).unwrap();
    assert!(json.contains(&format!("\"vax\":{first},")), "{first}");
    assert!(std::fs::read(path("r.xlsx")).unwrap().starts_with(b"PK"));

    insta::assert_snapshot!(shown(&["vax", "-o", "r.txt"]), @r"
    1
    error: `r.txt` has no known ending

    hint: use one of `.csv`, `.csv.gz`, `.xlsx`, `.json`
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
    let output = run(&["vax", "-", "--quiet"], &unbalanced);
    assert_eq!(stderr(&output), "");

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
}

/// The main job: three poles, their leaders, 1995 beside 2011, and figures that make economic
/// sense.
#[test]
fn indices_shows_poles_and_leaders() {
    let text = ok(&["indices", "--csv"]);
    let keys: Vec<String> =
        text.lines().map(|line| line.split(',').take(3).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(keys[0], "economy,kind,year");
    assert_eq!(
        keys[1..5],
        [
            "North America,pole,1995",
            "North America,pole,2011",
            "USA,leader,1995",
            "USA,leader,2011"
        ]
    );
    assert_eq!(keys.len(), 17);
    for line in text.lines().skip(1) {
        let cells: Vec<f64> = line.split(',').skip(3).map(|cell| cell.parse().unwrap()).collect();
        let [gdp, share, exports, vax, ratio, dva, fva, backward, forward] = cells[..] else {
            panic!("{line}")
        };
        assert!(
            gdp > exports && exports > vax && (0.5..0.97).contains(&ratio) && share < 0.32,
            "{line}"
        );
        assert!(dva > ratio && dva + fva < 1.0 && dva + fva > 0.98, "{line}");
        assert!((1.0 - dva - backward).abs() < 1e-9 && (0.05..0.4).contains(&forward), "{line}");
    }
    // Exports of Germany in 2011, VALUE_ADDED 16.1.
    assert!(
        text.lines().any(|line| line.starts_with("DEU,leader,2011,") && line.contains(",1601451,")),
        "{text}"
    );
    // A table of one's own has one year.
    let one = ok(&["indices", "builtin:three-pole-2011", "--csv"]);
    assert_eq!(one.lines().count(), 9);
    let pretty = ok(&["indices", "--pretty"]);
    assert!(pretty.contains("balance va") && pretty.contains("North America   Europe"), "{pretty}");
}

#[test]
fn indices_writes_one_file_per_family() {
    let folder = tempfile::tempdir().unwrap();
    let results = folder.path().join("results");
    ok(&["indices", "-o", results.to_str().unwrap()]);
    let mut names: Vec<String> = std::fs::read_dir(&results)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "balances.csv",
            "bilateral.csv",
            "content.csv",
            "exports.csv",
            "headline.csv",
            "linkages.csv",
            "multipliers.csv",
            "participation.csv",
            "position.csv",
            "sectors.csv",
            "trade.csv",
            "va.csv",
            "vax.csv",
        ]
    );
    for name in names {
        let text = std::fs::read_to_string(results.join(name)).unwrap();
        assert!(!text.contains("NaN") && !text.contains("inf"), "NaN in a file");
    }
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
fn bench_inverse_reports_rates_and_residuals() {
    let text = ok(&["bench", "inverse", "--sizes", "40", "--repeat", "1"]);
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("backend,what,n,threads,seconds,gflops,residual"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 8);
    for row in rows {
        assert!(row[5].parse::<f64>().unwrap() > 0.0, "{row:?}");
        assert!(row[6].parse::<f64>().unwrap() < 1e-12, "{row:?}");
    }
}

#[test]
fn formats_lists_what_can_be_read() {
    let text = ok(&["formats"]);
    for word in ["canonical", "icio", "long", "builtin:three-pole-1995", ".xlsx"] {
        assert!(text.contains(word), "{word}");
    }
}

/// A run that is killed in the middle leaves nothing that looks finished: the result has its
/// name only when it is whole.
#[test]
fn an_interrupted_run_leaves_no_result() {
    let folder = tempfile::tempdir().unwrap();
    let result = folder.path().join("result.csv");
    // 17 economies, every sector and partner, origins and destinations by sector: seconds of work.
    let mut run = std::process::Command::new(assert_cmd::cargo::cargo_bin!("tripole"))
        .args(["exports", "--sector", "all", "--importer", "all", "--origin-sectors"])
        .args(["--destination-sectors", "--quiet", "-o"])
        .arg(&result)
        .spawn()
        .unwrap();
    let partial = || {
        let mut files = std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap());
        files.any(|f| f.metadata().is_ok_and(|m| m.len() > 1_000_000))
    };
    while !partial() {
        assert!(run.try_wait().unwrap().is_none(), "ended before anything was written");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    assert!(!result.exists());
}

#[test]
fn position_and_linkages_are_asked_for_in_words() {
    let text = ok(&["position", "--indicator", "plv_gvc,gvc_position", "--region", "CHN", "--csv"]);
    assert!(text.starts_with("region,plv_gvc,gvc_position\nCHN,4.78"), "{text}");
    let world = ok(&["position", "--by", "world", "--measure", "stages", "--csv"]);
    assert!(world.starts_with("region,upstreamness,downstreamness,final_share,va_share\nWLD,2.13"));
    let pole = ok(&["position", "--by", "bloc", "--measure", "stages", "--csv"]);
    assert_eq!(pole.lines().count(), 5, "{pole}");
    // The same by whatever solver.
    let solved = |solver: &str| {
        let text = ok(&["position", "--measure", "stages,lengths", "--solver", solver, "--csv"]);
        let number = |cell: &str| cell.parse::<f64>().ok();
        text.split([',', '\n']).filter_map(number).collect::<Vec<f64>>()
    };
    let (direct, iterated) = (solved("lu"), solved("iterative"));
    assert!(direct.len() > 19 * 40 && direct.len() == iterated.len());
    for (a, b) in direct.iter().zip(&iterated) {
        assert!((a - b).abs() < 1e-8 * a.abs().max(1e-2), "{a} {b}");
    }
    // A mean over sectors is not the sectors added up first.
    let of = |country: &str| {
        ok(&[
            "position",
            "--country",
            country,
            "--indicator",
            "upstreamness",
            "--region",
            "CHN",
            "--csv",
        ])
    };
    assert!(
        of("wavg") != of("collapsed") && of("collapsed").starts_with("region,upstreamness\nCHN,2.")
    );
    let net = ok(&[
        "position",
        "--net-inventories",
        "--indicator",
        "upstreamness",
        "--region",
        "CHN",
        "--csv",
    ]);
    assert!(net.starts_with("region,upstreamness\nCHN,2.") && net != of("wavg"));

    let text = ok(&[
        "linkages",
        "--region",
        "DEU",
        "--sector",
        "TRQ",
        "--indicator",
        "backward_total,key_sector",
        "--csv",
    ]);
    assert!(text.starts_with("region,sector,backward_total,key_sector\nDEU,TRQ,2."), "{text}");
    let text = ok(&["linkages", "--scope", "domestic", "--csv"]);
    assert!(text.starts_with("region,sector,backward_direct,forward_direct,backward_total,"));
    let text = ok(&["linkages", "--by", "bloc", "--csv"]);
    assert_eq!(text.lines().count(), 17);
    assert!(ok(&["linkages", "--by", "region", "--csv"]).starts_with("region,backward_total,"));
}

#[test]
fn position_and_linkages_say_why_not() {
    for (args, words) in [
        (
            &["position", "--indicator", "upstreamnes"][..],
            &["unknown indicator of this result", "`upstreamness`"][..],
        ),
        (&["position", "--solver", "iterative"], &["`--measure kpww`", "leave out one"]),
        (&["position", "--sector", "MET"], &["--sector", "--by"]),
        (&["linkages", "--scope", "domestic", "--measure", "pure"], &["direct,total"]),
        (&["linkages", "--by", "region", "--measure", "net"], &["--by region-sector"]),
        (&["linkages", "--region", "CHM"], &["CHM", "CHN"]),
        (&["position", "--net-inventories", "--inventory-category", "INVT"], &["INVT"]),
    ] {
        let output = tripole(args);
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {text}");
        assert!(output.stdout.is_empty(), "{args:?}");
        assert!(words.iter().all(|word| text.contains(word)), "{args:?}: {text}");
    }
}
