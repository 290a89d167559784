//! `bench inverse`: its columns, what its numbers must satisfy, and what it says where there are none.

use std::collections::HashMap;

use super::*;

const HEADER: &str = "backend,what,n,threads,sides,matrix,seconds,gflops,residual,of_product,flops,\
    backward_componentwise,backward_normwise,forward_max,forward_componentwise,bound_max,\
    bound_componentwise,left_residual,condition,exchanges,growth,steps,note";

type Line = HashMap<String, String>;

fn lines(args: &[&str]) -> Vec<Line> {
    let text = ok(&[&["bench", "inverse", "--repeat", "1", "--quiet"], args].concat());
    assert_eq!(text.lines().next(), Some(HEADER));
    records(&text)
}

fn number(line: &Line, column: &str) -> Option<f64> {
    let cell = &line[column];
    (!cell.is_empty()).then(|| cell.parse().unwrap())
}

/// Errors are within their bounds, where there are any.
fn check(line: &Line) {
    let of = |column: &str| number(line, column).unwrap_or_else(|| panic!("{column}: {line:?}"));
    assert!(of("seconds") > 0.0 && of("gflops") > 0.0 && of("of_product") > 0.0, "{line:?}");
    assert!((of("gflops") * of("seconds") * 1e9 / of("flops") - 1.0).abs() < 1e-9, "{line:?}");
    assert!(line["note"].is_empty(), "{line:?}");
    let is_product = line["what"] == "product";
    assert_eq!(number(line, "forward_max").is_none(), is_product, "{line:?}");
    if is_product {
        assert!(of("residual") < 1e-12, "{line:?}");
        return;
    }
    assert!(of("backward_componentwise") < 1e-10 && of("backward_normwise") < 1e-13, "{line:?}");
    assert!(of("forward_max") <= of("bound_max"), "{line:?}");
    if let Some(bound) = number(line, "bound_componentwise") {
        assert!(of("forward_componentwise") <= bound, "{line:?}");
    }
    let is_inverse = ["inverse", "jordan"].contains(&line["what"].as_str());
    assert_eq!(number(line, "left_residual").is_some(), is_inverse, "{line:?}");
    assert_eq!(line["sides"] == line["n"], is_inverse, "{line:?}");
}

#[test]
fn every_method_on_a_made_matrix() {
    let found = lines(&["--sizes", "80", "--sides", "regions,1,5"]);
    let methods = |backend: &str| -> Vec<String> {
        let own = found.iter().filter(|line| line["backend"] == backend);
        own.map(|line| format!("{} {}", line["what"], line["sides"])).collect()
    };
    // Eighty rows are two regions.
    assert_eq!(
        methods("faer"),
        [
            "lu ",
            "unpivoted ",
            "solve 2",
            "solve 1",
            "solve 5",
            "inverse 80",
            "jordan 80",
            "mixed 2",
            "mixed 1",
            "mixed 5",
            "gmres 1",
            "gmres-local 1",
            "power 2",
            "power 1",
            "power 5",
            "sweeps 2",
            "sweeps 1",
            "sweeps 5",
            "product "
        ]
    );
    assert_eq!(
        methods("nalgebra"),
        ["lu ", "solve 2", "solve 1", "solve 5", "inverse 80", "product "]
    );
    found.iter().for_each(check);
    for line in &found {
        assert_eq!((line["n"].as_str(), line["matrix"].as_str()), ("80", "made"));
        // At most 2 · 1 / (1 − 0.7).
        let condition = number(line, "condition").unwrap();
        assert!((1.0..2.0 / 0.3).contains(&condition), "{condition}");
    }
    // A matrix that is dominated by its diagonal needs no exchanges, and does not grow.
    for line in found.iter().filter(|line| ["lu", "unpivoted"].contains(&line["what"].as_str())) {
        assert_eq!(line["exchanges"], "0", "{line:?}");
        assert!(number(line, "growth").unwrap() <= 2.0, "{line:?}");
    }
    let steps = |what: &str| {
        number(found.iter().find(|line| line["what"] == what).unwrap(), "steps").unwrap()
    };
    assert!((10.0..150.0).contains(&steps("power")) && steps("mixed") <= 4.0);
    assert!(steps("gmres") < 60.0 && steps("gmres-local") <= steps("gmres"));
}

#[test]
fn tables_and_made_matrices_of_several_sizes() {
    let found = lines(&[
        "builtin:three-pole-2011",
        "--sizes",
        "20,30",
        "--what",
        "lu,sweeps",
        "--backends",
        "faer",
    ]);
    let seen: Vec<(&str, &str)> =
        found.iter().map(|line| (line["matrix"].as_str(), line["what"].as_str())).collect();
    assert_eq!(seen.len(), 9);
    assert_eq!(seen[0], ("builtin:three-pole-2011", "lu"));
    assert_eq!(seen[3..6], [("made", "lu"), ("made", "sweeps"), ("made", "sweeps")]);
    found.iter().for_each(check);
    // Without a size it is the built-in table alone, and the older words still choose.
    let found = lines(&["--what", "lu,solve,inverse,product", "--sides", "1"]);
    assert_eq!(found.len(), 8);
    found.iter().for_each(check);
    let found = lines(&["--sizes", "20", "--methods", "solve", "--backends", "faer"]);
    assert_eq!(found.len(), 2);
}

/// Three economies of one sector that keep a ten-thousandth: the condition number is ten thousand.
#[test]
fn a_badly_conditioned_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nearly.csv");
    let text = ",A_x,B_x,C_x,A_f,B_f,C_f,OUT\n\
        A_x,500000,200000,299900,100,0,0,1000000\n\
        B_x,200000,600000,199900,0,100,0,1000000\n\
        C_x,299900,199900,500100,0,0,100,1000000\n\
        VA,100,100,100,0,0,0,0\n\
        OUT,1000000,1000000,1000000,0,0,0,0\n";
    std::fs::write(&path, text).unwrap();
    let name = path.to_str().unwrap();
    let found = lines(&[name, "--backends", "faer"]);
    let line = |what: &str| found.iter().find(|line| line["what"] == what).unwrap();
    for what in ["lu", "unpivoted", "solve", "inverse", "jordan", "gmres-local"] {
        let line = line(what);
        let condition = number(line, "condition").unwrap();
        assert!((1e3..1e5).contains(&condition), "{line:?}");
        assert!(number(line, "forward_max").unwrap() <= number(line, "bound_max").unwrap());
        assert!(number(line, "forward_max").unwrap() < 1e-10, "{line:?}");
    }
    // Terms of the series fall by a ten-thousandth each: it has no result, and says so.
    let power = line("power");
    assert_eq!((power["seconds"].as_str(), power["forward_max"].as_str()), ("", ""));
    assert!(power["note"].starts_with("not reached: error "), "{power:?}");
    let said = tripole(&["bench", "inverse", name, "--what", "power", "--repeat", "1"]);
    assert_eq!(said.status.code(), Some(0));
    assert!(stderr(&said).contains("note: faer, power, 3 rows of nearly.csv: not reached"));
}

#[test]
fn what_no_library_has_is_refused() {
    let said = tripole(&["bench", "inverse", "--what", "lu,jordan", "--backends", "nalgebra"]);
    assert_eq!(said.status.code(), Some(1));
    assert!(stderr(&said).contains("it is a method of faer"), "{}", stderr(&said));
    for args in [["--sides", "0"], ["--sides", "all"], ["--sizes", "1"], ["--what", "svd"]] {
        let said = tripole(&[&["bench", "inverse"], &args[..]].concat());
        assert_eq!(said.status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn all_methods_have_a_word() {
    let base = ["--sizes", "20", "--backends", "faer", "--sides", "1"];
    let methods = |what: &[&str]| -> Vec<String> {
        let found = lines(&[&base[..], what].concat());
        found.iter().map(|line| line["what"].clone()).collect()
    };
    let all = methods(&[]);
    assert_eq!(all.len(), 11);
    assert_eq!(methods(&["--what", "all"]), all);
    assert_eq!(methods(&["--what", "lu,all"]), all);
    assert_eq!(methods(&["--what", "solve,lu"]), ["solve", "lu"]);
    // A library has what it has of them.
    let found = lines(&["--sizes", "20", "--backends", "nalgebra", "--what", "all"]);
    assert!(found.iter().all(|line| line["backend"] == "nalgebra"), "{found:?}");
}

/// Timing would take hours here, if it began.
#[test]
fn columns_that_there_are_not_are_refused_before_the_first_is_timed() {
    let hours = ["--sizes", "40000", "--repeat", "1000"];
    for (command, wrong) in [
        (&["plot", "inverse"][..], ["--show", "secs"]),
        (&["bench", "inverse"], ["--columns", "secs"]),
        (&["bench", "inverse"], ["--sort", "secs"]),
    ] {
        let said = tripole(&[command, &hours[..], &wrong[..]].concat());
        let text = stderr(&said);
        assert_eq!(said.status.code(), Some(1), "{wrong:?}: {text}");
        assert!(text.contains("`secs`"), "{wrong:?}: {text}");
    }
}

#[test]
fn times_are_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("times.json").to_string_lossy().into_owned();
    ok(&["bench", "inverse", "--sizes", "20", "--repeat", "1", "--quiet", "-o", &file]);
    let said = tripole(&["rerun", &file]);
    let text = stderr(&said);
    assert_eq!(said.status.code(), Some(1), "{text}");
    assert!(text.contains("a benchmark is not repeated: its numbers are times"), "{text}");
}

#[test]
fn forms_and_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let base = ["--sizes", "30", "--repeat", "1", "--quiet", "-o"];
    for (name, words) in [
        ("b.md", "| Library |"),
        ("b.json", "\"backward_componentwise\""),
        ("b.csv", "backend,what,n,threads"),
    ] {
        let file = at(name);
        ok(&[&["bench", "inverse"], &base[..], &[&file]].concat());
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(words), "{name}: {text}");
    }
    for (show, words) in [("of_product", "gmres, 1 side"), ("seconds", "(s)")] {
        let file = at("b.svg");
        ok(&[&["plot", "inverse", "--show", show], &base[..], &[&file]].concat());
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains("Ways to invert") && text.contains(words), "{show}: {text}");
    }
}
