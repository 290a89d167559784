//! Tables and labels: what can be read in two ways is said, what would be read otherwise is not
//! written, and only what is used is judged.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tripole::frame::Destination;
use tripole::read::ReadOptions;
use tripole::table::{Primary, PrimaryKind};
use tripole::write::{PrimaryRows, TableFormat, write_table};
use tripole::{Demand, Index, Matrix, Mrio, Parts};

use crate::cli::{TOY, ok, stderr, stdout, tripole};
use crate::support::{agrees, config, read_path, records, shared};

/// Value-added exports of the tables of three regions, and of four, from the notes on the faults.
const VAX_OF_THREE: [f64; 3] =
    [88.483_636_230_703_54, 83.815_835_420_502_31, 70.306_777_149_614_82];
const VAX_OF_FOUR: [f64; 4] =
    [50.866_405_988_358_06, 44.199_093_990_980_89, 56.964_417_011_527_48, 53.658_414_162_496_32];

/// A file of a fault, or `None` when skipping.
fn fault(path: &str) -> Option<String> {
    Some(shared(&format!("faults/{path}"))?.to_string_lossy().into_owned())
}

/// The column of numbers of a result on these arguments, and what was said beside it.
fn column(args: &[&str], name: &str) -> (Vec<f64>, String) {
    let output = tripole(args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    let numbers = records(&stdout(&output)).iter().map(|row| row[name].parse().unwrap()).collect();
    (numbers, stderr(&output))
}

/// The message of a command that refuses.
fn refused(args: &[&str]) -> String {
    let output = tripole(args);
    assert_eq!(output.status.code(), Some(1), "{args:?}: {}", stdout(&output));
    stderr(&output)
}

fn assert_near(found: &[f64], wanted: &[f64], tolerance: f64) {
    assert_eq!(found.len(), wanted.len(), "{found:?}");
    let near = found.iter().zip(wanted).all(|(x, y)| (x - y).abs() < tolerance);
    assert!(near, "{found:?} is not {wanted:?}");
}

/// A table in a folder of its own.
fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn labels_that_can_be_read_in_two_ways() {
    let Some(provinces) = fault("03_underscore_in_groups/provinces.csv") else { return };
    let said = stderr(&tripole(&["vax", &provinces]));
    let words =
        "the regions are `CHN`, cut at the first `_` (this is done), or `CHN_N`, `CHN_S`, `CHN_W`";
    assert!(said.contains(words) && said.contains("`--region-codes CHN_N,CHN_S,CHN_W`"), "{said}");
    let codes = ["vax", &provinces, "--region-codes", "CHN_N,CHN_S,CHN_W"];
    let (vax, said) = column(&codes, "vax");
    assert_near(&vax, &VAX_OF_THREE, 1e-9);
    assert!(!said.contains("two ways"), "{said}");
    // The first reading is as good once its code is given.
    let said = stderr(&tripole(&["info", &provinces, "--region-codes", "CHN"]));
    assert!(!said.contains("two ways"), "{said}");

    let grid = fault("03_underscore_in_groups/grid.csv").unwrap();
    let said = stderr(&tripole(&["vax", &grid]));
    assert!(said.contains("two ways") && said.contains("`AS_N`, `AS_S`, `EU_N`, `EU_S`"), "{said}");
    let (vax, _) = column(&["vax", &grid, "--region-codes", "AS_N,AS_S,EU_N,EU_S"], "vax");
    assert_near(&vax, &VAX_OF_FOUR, 1e-9);
}

/// Codes of published tables hold the separator, and none of them is in doubt.
#[test]
fn sectors_with_the_separator_are_in_no_doubt() {
    let folder = tempfile::tempdir().unwrap();
    let labels = |regions: &[&str], items: &[&str]| -> Vec<String> {
        regions.iter().flat_map(|r| items.iter().map(move |i| format!("{r}_{i}"))).collect()
    };
    for (sectors, categories) in [
        (["A01_02", "A03"], ["HFCE", "INVNT"]),
        (["C31_C32", "R_S"], ["CONS_h", "CONS_g"]),
        (["CPA_A01", "CPA_B"], ["P3_S14", "P3_S13"]),
        (["A_1", "B_1"], ["A_f", "C_f"]),
    ] {
        let nodes = labels(&["AT", "US"], &sectors);
        let all = [nodes.clone(), labels(&["AT", "US"], &categories)].concat();
        let row = |label: &String| format!("{label},{}\n", vec!["1"; all.len()].join(","));
        let rows: String = nodes.iter().map(row).collect();
        let path = file(&folder, "table.csv", &format!(",{}\n{rows}", all.join(",")));
        let output = tripole(&["info", &path]);
        assert!(!stderr(&output).contains("two ways"), "{}", stderr(&output));
    }
}

#[test]
fn groups_with_the_separator_are_not_written() {
    let Some(table) = fault("03_underscore_in_groups/table.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.csv").to_string_lossy().into_owned();
    let grid = fault("03_underscore_in_groups/map_grid.csv").unwrap();
    let message = refused(&["convert", &table, &out, "--regions", &grid]);
    assert!(message.contains("region code `EU_Core` contains `_`"), "{message}");
    for name in ["_", "A_B", "A_", "_A"] {
        let map = format!("code,group\nAUT,{name}\nBEL,X\nCHN,Y\nJPN,Z\n");
        let map = file(&folder, "map.csv", &map);
        let message = refused(&["convert", &table, &out, "--regions", &map]);
        assert!(message.contains(&format!("region code `{name}` contains `_`")), "{message}");
    }
    assert!(!Path::new(&out).exists());
    // A long table has a column for the region, so that nothing is in doubt.
    ok(&["convert", &table, &out, "--regions", &grid, "--to", "long"]);
    let (vax, _) = column(&["vax", &out], "vax");
    let order = stdout(&tripole(&["vax", &out]));
    assert!(order.contains("EU_Core"), "{order}");
    assert_near(&vax, &VAX_OF_FOUR, 1e-9);
}

#[test]
fn a_sector_like_a_category_is_not_written() {
    let Some(table) = fault("14_concordance/table.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.csv").to_string_lossy().into_owned();
    let map = fault("14_concordance/sector_like_category.csv").unwrap();
    for layout in ["canonical", "long"] {
        let message = refused(&["convert", &table, &out, "--sectors", &map, "--to", layout]);
        assert!(message.contains("`HFCE` is a sector and a final demand category"), "{message}");
        assert!(!Path::new(&out).exists());
    }
}

#[test]
fn published_output_that_is_not_used_is_not_judged() {
    for (name, words) in [
        (
            "zero",
            "no output as published although there are sales, largest `BBB_MAN` (0 or blank, sales 147)",
        ),
        ("blank", "2 blank cells of output read as not published, first at line 6, column `OUT`"),
        (
            "negative",
            "no output as published although there are sales, largest `BBB_MAN` (-147, sales 147)",
        ),
        ("cut_off", "1 blank cell of output read as not published, first at line 10, column `OUT`"),
    ] {
        let Some(path) = fault(&format!("04_published_output/{name}.csv")) else { return };
        let (vax, said) = column(&["vax", &path], "vax");
        assert_near(&vax, &VAX_OF_THREE, 1e-9);
        assert!(said.contains(words), "{name}: {said}");
        assert_eq!(tripole(&["check", &path]).status.code(), Some(0), "{name}");
        // What is used is judged.
        let message = refused(&["vax", &path, "--output-from", "table"]);
        assert!(!message.contains("zero output"), "{name}: {message}");
        assert!(message.contains("error: output of `"), "{name}: {message}");
    }
    let Some(path) = fault("04_published_output/computed_negative.csv") else { return };
    for command in ["vax", "check"] {
        let output = tripole(&[command, &path]);
        let text = stdout(&output) + &stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains("`BBB_MAN`"), "{text}");
    }
}

/// A blank in the row of output is filled from the column of output, which says the same.
#[test]
fn output_that_only_the_column_publishes() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "t.csv", &TOY.replace("OUT,42,89,90,62", "OUT,42,,90,62"));
    let reading = read_path(PathBuf::from(path), &ReadOptions::default()).unwrap();
    assert_eq!(reading.table.reported_output(), Some([42.0, 89.0, 90.0, 62.0].as_slice()));
}

#[test]
fn imports_of_a_national_table_are_no_value_added() {
    let Some(path) = fault("07_national_table/table.csv") else { return };
    let (imports, said) = column(&["multipliers", &path], "import_multiplier");
    assert_near(&imports, &[0.172_993_23, 0.269_385_24, 0.125_854_45], 1e-8);
    assert!(said.contains("row `IMP` holds inputs imported from outside the table (77)"), "{said}");
    let (added, _) = column(&["multipliers", &path], "va_multiplier");
    assert!(added.iter().zip(&imports).all(|(v, m)| agrees(v + m, 1.0)), "{added:?}");
    let info = ok(&["info", &path]);
    assert!(info.contains("GDP               328.0"), "{info}");
    assert!(ok(&["check", &path]).contains("0 errors, 0 warnings"));
    // The row survives, and so does what it means, where value added is computed anew.
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    for name in ["Imports c.i.f.", "IMPORTS", "M", "imports (cif)"] {
        let table = file(&folder, "t.csv", &text.replace("\nIMP,", &format!("\n{name},")));
        let out = folder.path().join("out.csv").to_string_lossy().into_owned();
        ok(&["convert", &table, &out, "--value-added", "residual"]);
        let info = ok(&["info", &out]);
        assert!(info.contains("GDP               328.0"), "{name}: {info}");
    }
}

/// A table and its warning, or its refusal, without a row or a column of another one.
#[test]
fn rows_of_one_meaning_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let row = |label: &str| format!("{label},20,61,48,40,0,0,0,0,0\n");
    for (extra, words) in [
        (row("TOTAL"), "`TOTAL` and `OUT` both are output"),
        (row("GO"), "`GO` and `OUT` both are output"),
        (row("VALU"), "`VA` and `VALU` both are value added"),
        (row("W2_D1"), "`VA` and `W2_D1` both are value added"),
        (row("IMP") + &row("Imports"), "`IMP` and `Imports` both are imports"),
    ] {
        let path = file(&folder, "t.csv", &TOY.replace("OUT,42", &format!("{extra}OUT,42")));
        let message = refused(&["info", &path]);
        assert!(message.contains(words), "{message}");
    }
    let two: String = TOY
        .lines()
        .map(|line| {
            let last = line.rsplit(',').next().unwrap();
            format!("{line},{}\n", if last == "OUT" { "TOTAL" } else { last })
        })
        .collect();
    let message = refused(&["info", &file(&folder, "two.csv", &two)]);
    assert!(message.contains("`OUT` and `TOTAL` both are output"), "{message}");
    // A sector with the name of a row below: its column is no final demand.
    let taxes = TOY.replace("CHN_s", "W2_D21X31").replace("CHN_g", "W2_g").replace("CHN_", "W2_");
    let message = refused(&["info", &file(&folder, "taxes.csv", &taxes)]);
    assert!(
        message.contains("`W2_D21X31` is a sector of region `W2`, and the name of a row"),
        "{message}"
    );
}

#[test]
fn a_lost_row_is_no_final_demand() {
    let Some(path) = fault("h06_lost_rows_become_demand/table.csv") else { return };
    let message = refused(&["check", &path]);
    assert!(message.contains("row `A_z` is missing"), "{message}");
    let folder = tempfile::tempdir().unwrap();
    // The output of one column among others tells it too, in either layout.
    let wide = ",A_x,A_z,A_F,A_G,OUT\nA_x,1,3,10,2,16\nOUT,16,30,0,0,0\n";
    let long = "row_region,row_sector,col_region,col_item,value\nA,x,A,x,1\nA,x,A,z,3\nA,x,A,F,10\n\
                A,x,A,G,2\nA,x,,OUT,16\n,OUT,A,x,16\n,OUT,A,z,30\n";
    for text in [wide, long] {
        let message = refused(&["info", &file(&folder, "t.csv", text)]);
        assert!(message.contains("row `A_z` is missing"), "{message}");
    }
    // Totals of final demand are no output.
    let totals =
        ",A_x,A_y,A_F,A_G,OUT\nA_x,1,2,10,3,16\nA_y,3,1,9,2,15\nVA,12,12,0,0,0\nOUT,16,15,19,5,0\n";
    ok(&["info", &file(&folder, "totals.csv", totals)]);
    // Value added that a final user pays is said.
    let paid = TOY.replace("VA,20,61,48,40,0", "VA,20,61,48,40,7");
    let said = stderr(&tripole(&["info", &file(&folder, "paid.csv", &paid)]));
    assert!(said.contains("final demand column `USA_HFCE` pays value added (7)"), "{said}");
}

#[test]
fn a_category_of_one_region_is_refused_in_long_tables() {
    let Some(path) = fault("h20_unknown_sector_becomes_demand/table.csv") else { return };
    let message = refused(&["check", &path]);
    assert!(message.contains("region `A` has no final demand category `cc`"), "{message}");
    let output = tripole(&["info", &path, "--ragged"]);
    assert!(stderr(&output).contains("has no final demand category `cc`"), "{}", stderr(&output));
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.csv").to_string_lossy().into_owned();
    ok(&["convert", &path, &out, "--ragged"]);
    ok(&["info", &out]);
}

#[test]
fn output_in_a_row_of_a_long_table_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        "row_region,row_sector,col_region,col_item,value\nA,x,A,x,1\nA,x,A,F,10\n,OUT,A,x,11\n";
    let path = PathBuf::from(file(&folder, "t.csv", text));
    let table = read_path(path, &ReadOptions::default()).unwrap().table;
    assert_eq!(table.reported_output(), Some([11.0].as_slice()));
}

#[test]
fn figaro_is_read_with_product_codes() {
    let Some(path) = fault("18_shapes_of_other_tools/figaro_like.csv") else { return };
    let info = ok(&["info", &path]);
    assert!(info.contains("`CPA_A01`, `CPA_B`") && info.contains("`W2_D21X31`"), "{info}");
}

/// The small table under two header lines, as programs write it whose labels are pairs.
fn two_lines(names: bool) -> String {
    let cut = |label: &str| match label.split_once('_') {
        Some((region, item)) => (region.to_owned(), item.to_owned()),
        None => (label.to_owned(), String::new()),
    };
    let mut lines = TOY.lines();
    let header: Vec<(String, String)> = lines.next().unwrap().split(',').skip(1).map(cut).collect();
    let of = |part: &dyn Fn(&(String, String)) -> String| {
        header.iter().map(part).collect::<Vec<_>>().join(",")
    };
    let mut text = format!("region,,{}\nsector,,{}\n", of(&|p| p.0.clone()), of(&|p| p.1.clone()));
    if names {
        text += &format!("region,sector{}\n", ",".repeat(header.len()));
    }
    for line in lines {
        let (label, numbers) = line.split_once(',').unwrap();
        let (region, item) = cut(label);
        text += &format!("{region},{item},{numbers}\n");
    }
    text
}

#[test]
fn two_header_lines() {
    let folder = tempfile::tempdir().unwrap();
    let read = |text: &str| {
        let path = PathBuf::from(file(&folder, "t.csv", text));
        read_path(path, &ReadOptions::default()).unwrap_or_else(|e| panic!("{e}: {text}"))
    };
    let one = read(TOY).table;
    for text in [two_lines(true), two_lines(false), two_lines(true).replace(',', "\t")] {
        let two = read(&text);
        assert!(two.findings.iter().any(|f| f.message.contains("two header lines")));
        assert_eq!((two.table.index(), two.table.demand()), (one.index(), one.demand()));
        assert_eq!(two.table.intermediate(), one.intermediate());
        assert_eq!(two.table.final_demand(), one.final_demand());
        assert_eq!(two.table.primary(), one.primary());
        assert_eq!(two.table.reported_output(), one.reported_output());
    }
    // Regions stand alone, so that they may hold the separator.
    let table = read(&two_lines(true).replace("CHN", "CHN_N")).table;
    assert_eq!(table.index().region_codes(), ["USA", "CHN_N"]);
    // The line of a cell is that of the file.
    let path = file(&folder, "bad.csv", &two_lines(true).replace("USA,s,6,", "USA,s,x,"));
    let message = refused(&["info", &path]);
    assert!(message.contains("line 5, column `USA_g`: `x` is not a number"), "{message}");
    let Some(path) = fault("18_shapes_of_other_tools/two_header_rows.csv") else { return };
    let message = refused(&["info", &path]);
    assert!(message.contains("no final demand column"), "{message}");
}

#[test]
fn coefficients_are_named() {
    let Some(path) = fault("18_shapes_of_other_tools/coefficients.csv") else { return };
    let said = stderr(&tripole(&["vax", &path]));
    assert!(said.contains("these look like coefficients"), "{said}");
    let folder = tempfile::tempdir().unwrap();
    let whole = ",A_x,A_y,A_F\nA_x,0.1,0.2,10\nA_y,0.3,0.1,0.2\nVA,0.6,0.7,0\n";
    let said = stderr(&tripole(&["info", &file(&folder, "t.csv", whole)]));
    let checked = stdout(&tripole(&["check", &file(&folder, "t.csv", whole)]));
    assert!(checked.contains("these look like coefficients"), "{said}{checked}");
    // A table in large units has inputs of less than one too.
    let small: String = TOY
        .lines()
        .enumerate()
        .map(|(k, line)| {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            if k > 0 {
                cells[1..].iter_mut().for_each(|c| *c = format!("{c}e-3"));
            }
            cells.join(",") + "\n"
        })
        .collect();
    let checked = stdout(&tripole(&["check", &file(&folder, "small.csv", &small)]));
    assert!(!checked.contains("coefficients,"), "{checked}");
}

#[test]
fn amounts_whose_products_are_no_numbers_are_named() {
    let folder = tempfile::tempdir().unwrap();
    for (factor, words) in [("e200", "too large"), ("e-200", "too small")] {
        let text = TOY.lines().enumerate().map(|(k, line)| {
            let scaled =
                |cell: &str| if k == 0 { cell.to_owned() } else { format!("{cell}{factor}") };
            let (label, numbers) = line.split_once(',').unwrap();
            format!("{label},{}\n", numbers.split(',').map(scaled).collect::<Vec<_>>().join(","))
        });
        let path = file(&folder, "t.csv", &text.collect::<String>());
        let message = refused(&["vax", &path]);
        assert!(message.contains("`USA_g` amounts to") && message.contains(words), "{message}");
        assert!(message.contains("unit"), "{message}");
    }
}

/// A sector with inputs and no output stops only what needs its column.
#[test]
fn inputs_without_output_stop_what_needs_them() {
    for (name, label) in [("zero_output_inputs", "MEX_c2"), ("negative_output", "MEX_c1")] {
        let Some(path) = shared(&format!("formats/bad_inputs/{name}.csv")) else { return };
        let path = path.to_string_lossy().into_owned();
        for command in ["trade", "info"] {
            let output = tripole(&[command, &path]);
            assert_eq!(output.status.code(), Some(0), "{command}: {}", stderr(&output));
            let said = stderr(&output);
            assert!(said.contains("warning:") && said.contains(&format!("`{label}`")), "{said}");
            assert_eq!(tripole(&[command, &path, "--strict"]).status.code(), Some(1));
        }
        for command in ["check", "va", "multipliers"] {
            let output = tripole(&[command, &path]);
            let text = stdout(&output) + &stderr(&output);
            assert_eq!(output.status.code(), Some(1), "{command}: {text}");
            assert!(text.contains(&format!("`{label}`")), "{command}: {text}");
        }
    }
}

/// Rounding left no sales to a sector whose output is published: its inputs are left out here too.
#[test]
fn positions_net_of_inventories_without_output() {
    let folder = tempfile::tempdir().unwrap();
    let text = "\
,A_x,A_y,B_x,B_y,A_HFCE,A_INVNT,B_HFCE,B_INVNT,OUT
A_x,10,5,2,1,20,1,4,-1,42
A_y,6,20,1,1,60,0,1,0,89
B_x,5,3,30,8,12,0,30,2,90
B_y,0,0,0,0,0,0,0,0,1
";
    let path = file(&folder, "t.csv", text);
    let (plain, said) = column(&["position", &path, "--measure", "stages"], "upstreamness");
    assert!(said.contains("zero output but buys inputs, largest `B_y` (10)"), "{said}");
    let net = ["position", &path, "--measure", "stages", "--net-inventories"];
    let (net, _) = column(&net, "upstreamness");
    assert!(plain.len() == net.len() && plain != net, "{plain:?} {net:?}");
}

/// What the manifest wants of every file, seen through the program.
fn outcome(path: &str) -> &'static str {
    let runs = ["info", "check", "va"].map(|command| tripole(&[command, path]));
    for run in &runs {
        let code = run.status.code();
        assert!(matches!(code, Some(0 | 1)), "{path}: {code:?} {}", stderr(run));
        assert!(code == Some(0) || !(stdout(run) + &stderr(run)).is_empty(), "{path}: no word");
    }
    if runs.iter().any(|run| run.status.code() == Some(1)) {
        return "ERROR";
    }
    let warned = runs.iter().any(|run| (stdout(run) + &stderr(run)).contains("warning: "));
    let strict = tripole(&["va", path, "--strict"]).status.code();
    assert_eq!(warned, strict == Some(1), "{path}: warned {warned}, strict {strict:?}");
    if warned { "WARN" } else { "OK" }
}

/// Files with another outcome than the manifest wants, that outcome, and why. A file that comes to
/// be as wanted must leave this list.
const NOT_AS_WANTED: &[(&str, &str, &str)] = &[
    ("zip_nested.zip", "OK", "opened one level deep, which the catalogue allows"),
    ("eora_no_trailing_tab", "ERROR", "folders of Eora are not read yet"),
    ("eora_crlf_labels", "ERROR", "folders of Eora are not read yet"),
    ("figaro_flat_sparse", "ERROR", "flat files of FIGARO are not read yet"),
    ("icio_only_cn1", "ERROR", "folders are not read yet; the file in it is"),
    ("icio_mex_and_parts", "ERROR", "folders are not read yet; the file in it is"),
];

#[test]
fn the_manifest_through_the_program() {
    let Some(manifest) = shared("formats/bad_inputs/manifest.csv") else { return };
    let text = std::fs::read_to_string(&manifest).unwrap();
    let folder = manifest.parent().unwrap();
    let (mut wrong, mut count) = (vec![], 0);
    let exceptions: HashMap<&str, &str> =
        NOT_AS_WANTED.iter().map(|(file, found, _)| (*file, *found)).collect();
    for row in records(&text) {
        let (file, wanted) = (row["file"].as_str(), row["outcome"].replace("LIMIT", "ERROR"));
        let path = folder.join(file);
        assert!(path.exists(), "{file}");
        let found = outcome(&path.to_string_lossy());
        // Numbers in legal spellings unbalance the table, which is another matter.
        let fits = wanted.split('/').any(|one| one == found)
            || (file.starts_with("legal_number") && found == "WARN")
            || (wanted == "OK/ERROR" && found == "WARN");
        match exceptions.get(file) {
            None if fits => {}
            Some(listed) if !fits && *listed == found => {}
            Some(_) if fits => wrong.push(format!("{file} is as wanted: take it off the list")),
            _ => wrong.push(format!("{file}: wanted {wanted}, found {found}")),
        }
        count += 1;
    }
    assert!(count > 160, "only {count} files");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Words that mean something to a reader, or to a program that a label passes through.
const HOSTILE: &[&str] = &[
    "A",
    "B",
    "AB",
    "A_B",
    "_",
    "A_",
    "_A",
    "OUT",
    "TOTAL",
    "GO",
    "VA",
    "TLS",
    "DISC",
    "HFCE",
    "W2",
    "D21X31",
    "TAXSUB",
    "VA+TAXSUB",
    "VALU",
    "IMP",
    "M",
    "a,b",
    "a\"b",
    "\"",
    " A",
    "A ",
    "x y",
    "é",
    "\u{a0}N",
    "N\u{a0}",
    "=1+1",
    "#",
    "sep=;",
    ";;;;;;;;;;;;",
    "\t\t\t\t\t\t\t\t\t",
    "",
    "\n",
    "A\rB",
    "0",
    "1",
    "V1",
    "rowLabels",
    "row_region",
    "\u{feff}A",
    "a",
    "A\u{200b}",
    "N_A",
    "S_A",
    "N_B",
    "S_B",
    "\0",
    "1e5",
    "nan",
    "-",
    ".",
];

fn names(most: usize) -> impl Strategy<Value = Vec<String>> {
    let word = prop_oneof![
        2 => prop::sample::select(HOSTILE).prop_map(str::to_owned),
        2 => "[A-Z]{1,3}",
        1 => "[A-C]_[A-C]",
        1 => "\\PC{0,4}",
    ];
    prop::collection::hash_set(word, 1..=most).prop_map(|set| {
        let mut list: Vec<String> = set.into_iter().collect();
        list.sort();
        list
    })
}

/// A table of these names whose cells all differ.
fn table_of(
    regions: &[String],
    sectors: &[String],
    categories: &[String],
    rows: &[String],
) -> Mrio {
    let pairs = |items: &[String]| -> Vec<(String, String)> {
        let of = |r: &String| items.iter().map(|i| (r.clone(), i.clone())).collect::<Vec<_>>();
        regions.iter().flat_map(of).collect()
    };
    let index = Index::new(pairs(sectors)).unwrap();
    let columns = pairs(categories).into_iter().map(|(r, c)| (Some(r), c));
    let demand = Demand::new(&index, columns).unwrap();
    let (n, m) = (index.len(), demand.len());
    let z = Matrix::from_fn(n, n, |i, j| (1 + i * n + j) as f64);
    let f = Matrix::from_fn(n, m, |i, j| (1000 + i * m + j) as f64);
    let mut parts = Parts::new(index, demand, z, f);
    let kind = |name: &str| match name {
        "VA" | "VALU" => PrimaryKind::ValueAdded,
        "VA+TAXSUB" => PrimaryKind::ValueAddedWithTaxes,
        "IMP" | "M" => PrimaryKind::Imports,
        "TLS" => PrimaryKind::Taxes,
        _ => PrimaryKind::Other,
    };
    let row = |name: &String| Primary {
        name: name.clone(),
        kind: kind(name),
        inputs: vec![3.0; n],
        final_demand: vec![0.0; m],
    };
    parts.primary = rows.iter().map(row).collect();
    Mrio::new(parts).unwrap()
}

proptest! {
    #![proptest_config(config(1500))]

    /// What is written is read as it was; what would not be is refused before a file appears.
    #[test]
    fn what_is_written_is_read_as_it_was(
        regions in names(3),
        sectors in names(3),
        categories in names(2),
        rows in prop_oneof![2 => Just(vec!["VA".to_owned()]), 1 => names(2)],
        long in any::<bool>(),
        totals in any::<bool>(),
    ) {
        let table = table_of(&regions, &sectors, &categories, &rows);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.csv");
        let format = if long { TableFormat::Long } else { TableFormat::Canonical };
        let kept = if totals { PrimaryRows::Totals } else { PrimaryRows::AsRead };
        let written = write_table(&table, Destination::create(&path).unwrap(), format, kept);
        if let Err(error) = written {
            prop_assert!(!path.exists());
            prop_assert!(!error.to_string().contains(['\n', '\r']), "{}", error);
            return Ok(());
        }
        let reading = read_path(path, &ReadOptions::default());
        prop_assert!(reading.is_ok(), "{}", reading.unwrap_err());
        let read = reading.unwrap().table;
        prop_assert_eq!(read.index(), table.index());
        prop_assert_eq!(read.demand(), table.demand());
        prop_assert_eq!(read.intermediate(), table.intermediate());
        prop_assert_eq!(read.final_demand(), table.final_demand());
        prop_assert_eq!(read.reported_output(), Some(table.row_sums()));
        prop_assert_eq!(read.reported_value_added(), table.reported_value_added());
        prop_assert_eq!(read.imported_inputs(), table.imported_inputs());
    }
}

/// The refusals of the property above are not of everything.
#[test]
fn ordinary_names_are_written() {
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let odd = ["a,b", "a\"b", "é", "=1+1", "x y", "OUT", "VA", "A01_02", "#"];
    let table =
        table_of(&names(&odd[..7]), &names(&odd), &names(&["HFCE", "f,g"]), &names(&["VA"]));
    let folder = tempfile::tempdir().unwrap();
    for format in [TableFormat::Canonical, TableFormat::Long] {
        let path = folder.path().join(format.name()).with_extension("csv");
        let destination = Destination::create(&path).unwrap();
        write_table(&table, destination, format, PrimaryRows::Totals).unwrap();
        let read = read_path(path, &ReadOptions::default()).unwrap().table;
        assert_eq!((read.index(), read.intermediate()), (table.index(), table.intermediate()));
    }
}
