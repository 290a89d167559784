//! How the program solves, and how much memory it may take.

use std::path::Path;

use tripole::frame::Destination;
use tripole::leontief::Solver;
use tripole::make::synthetic;
use tripole::read::{Input, ReadOptions, read};
use tripole::write::{PrimaryRows, TableFiles, TableFormat, write_table};
use tripole::{Matrix, Mrio};

use super::{ok, stderr, tripole};
use crate::support::{grid_table, records};

/// A made table of 300 rows.
fn made(folder: &Path) -> String {
    let path = folder.join("made.csv");
    let table = synthetic::table(10, 30, 1).unwrap();
    let destination = Destination::create(&path).unwrap();
    write_table(&table, destination, TableFormat::Canonical, PrimaryRows::AsRead).unwrap();
    path.to_string_lossy().into_owned()
}

/// One account of the built-in table: a thousandth of output, and a little where there is more of it.
fn account(folder: &Path) -> String {
    let input = Input::parse("builtin:three-pole-2011").unwrap();
    let table = read(&input, &ReadOptions::default()).unwrap().table;
    let index = table.index();
    let mut text = "region,sector,account,value,unit\n".to_owned();
    for (row, output) in table.row_sums().iter().enumerate() {
        let node = index.node(row);
        let value = if *output > 0.0 { output * (1 + row % 5) as f64 / 1000.0 } else { 0.0 };
        let (region, sector) = (index.region(node.region), index.sector(node.sector));
        text.push_str(&format!("{region},{sector},jobs,{value},persons\n"));
    }
    let path = folder.join("jobs.csv");
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

/// The same lines and labels, and numbers to 1e-9 of themselves, or of a thousandth of the largest in their column.
fn same_csv(args: &[&str], found: &str, wanted: &str) {
    assert_eq!(found.lines().next(), wanted.lines().next(), "{args:?}");
    let (found, wanted) = (records(found), records(wanted));
    assert!(!wanted.is_empty() && found.len() == wanted.len(), "{args:?}");
    for column in wanted[0].keys() {
        let number = |cell: &String| cell.parse::<f64>().ok();
        let numbers = wanted.iter().filter_map(|row| number(&row[column]));
        let largest = numbers.fold(0.0_f64, |most, value| most.max(value.abs()));
        for (found, wanted) in found.iter().zip(&wanted) {
            let (found, wanted) = (&found[column], &wanted[column]);
            let is_same = match (number(found), number(wanted)) {
                (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b.abs().max(1e-3 * largest),
                _ => found == wanted,
            };
            assert!(is_same, "{args:?} {column}: {found} {wanted}");
        }
    }
}

#[test]
fn results_do_not_depend_on_the_solver() {
    let folder = tempfile::tempdir().unwrap();
    let jobs = account(folder.path());
    let tariffs = "builtin:us-china-tariff-war";
    for args in [
        &["va"][..],
        &["vax"],
        &["exports"],
        &["exports", "--sector", "all", "--importer", "all", "--exporter", "CHN,USA"],
        &["participation", "--measure", "kpww"],
        &["position"],
        &["position", "--measure", "kpww", "--by", "region-sector"],
        &["footprint", "--satellite", &jobs],
        &["tariff", tariffs, "--model", "price"],
    ] {
        let by =
            |solver: Solver| ok(&[args, &["--csv", "--quiet", "--solver", solver.name()]].concat());
        let factor = by(Solver::Lu);
        for solver in Solver::ALL.into_iter().filter(|solver| *solver != Solver::Lu) {
            same_csv(&[args, &[solver.name()]].concat(), &by(solver), &factor);
        }
    }
}

#[test]
fn the_way_that_was_taken_is_said() {
    for (solver, words) in [
        ("lu", "solved by a factor, "),
        ("mixed", "right-hand sides by a factor in single precision, refined"),
        ("iterative", "sweeps over the regions: backward error"),
    ] {
        let output = tripole(&["va", "--solver", solver, "--verbose"]);
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(text.contains(words), "{solver}: {text}");
        assert!(text.contains("memory: the flows take "), "{solver}: {text}");
        assert!(text.contains(" in use"), "{solver}: {text}");
    }
    let output = tripole(&["va", "--solver", "fast"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

/// The program alone has more than a tenth of a MiB.
#[test]
fn what_takes_more_memory_than_allowed_is_refused_before_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    let table = made(folder.path());
    let out = folder.path().join("out.csv");
    let name = out.to_string_lossy().into_owned();
    for args in [&["info", &table][..], &["va", &table], &["va", &table, "-o", &name]] {
        let output = tripole(&[args, &["--max-memory", "0.1M"]].concat());
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {text}");
        assert!(output.stdout.is_empty(), "{args:?}");
        let (_, needed) = text.split_once("error: there is no memory for ").unwrap();
        assert!(needed.contains(": 2 MiB are needed"), "{text}");
        let (_, hint) = text.split_once("hint: ").unwrap();
        assert!(hint.contains("--max-memory"), "{text}");
        let files = std::fs::read_dir(folder.path()).unwrap().count();
        assert!(files == 1 && !out.exists(), "{args:?}: {text}");
        // With enough of it all goes on.
        ok(&[args, &["--max-memory", "8"]].concat());
        std::fs::remove_file(&out).ok();
    }
}

#[test]
fn sizes_of_memory_are_numbers_with_units() {
    for wrong in ["", "much", "12x", "-1", "0", "nan", "1e9", "G"] {
        let limit = format!("--max-memory={wrong}");
        let output = tripole(&["va", &limit]);
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{wrong}: {text}");
        assert!(output.stdout.is_empty() && text.contains("--max-memory"), "{wrong}: {text}");
    }
    for right in ["8", "8G", "8192M", "8 g"] {
        ok(&["va", "--csv", "--max-memory", right]);
    }
}

#[test]
fn the_limit_is_said_beside_what_is_in_use() {
    let output = tripole(&["va", "--verbose", "--max-memory", "3"]);
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    let line = text.lines().find(|line| line.starts_with("memory: ")).unwrap();
    assert!(line.contains(" of 3.00 GiB in use"), "{line}");
}

/// A made table of 2000 rows, whose matrix takes 31 MiB, and how many MiB the program has when it is read.
#[cfg(target_os = "linux")]
fn large(folder: &Path) -> (String, u64) {
    let path = folder.join("large.tripole");
    let table = synthetic::table(40, 50, 1).unwrap();
    TableFiles::open(&path, None).unwrap().write(&table, PrimaryRows::AsRead).unwrap();
    let name = path.to_string_lossy().into_owned();
    let used = in_use(&["vax", &name, "--solver", "iterative"]);
    (name, used)
}

/// MiB that a command has before it solves, rounded up.
#[cfg(target_os = "linux")]
fn in_use(args: &[&str]) -> u64 {
    let output = tripole(&[args, &["--verbose", "--max-memory", "8"]].concat());
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    let line = text.lines().find(|line| line.starts_with("memory: ")).unwrap();
    let (_, used) = line.rsplit_once("more; ").unwrap();
    let used: f64 = used.split_once(" GiB").unwrap().0.parse().unwrap();
    // Nothing below zero is in use.
    #[allow(clippy::cast_sign_loss)]
    let whole = (used * 1024.0).ceil() as u64;
    whole
}

/// What is refused is named, and what is said about it helps there and nowhere else.
#[cfg(target_os = "linux")]
#[test]
fn the_hint_fits_what_was_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (table, used) = large(folder.path());
    let refused = |args: &[&str], limit: u64| -> (String, String) {
        let limit = format!("{limit}M");
        let output = tripole(&[args, &["--max-memory", &limit]].concat());
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {text}");
        let (error, hint) = text.split_once("\n\nhint: ").unwrap();
        let (_, error) = error.split_once("there is no memory for ").unwrap();
        (error.to_owned(), hint.to_owned())
    };
    let (error, hint) = refused(&["vax", &table], 10);
    assert!(error.starts_with("the table: "), "{error}");
    assert!(!hint.contains("--solver") && hint.contains("`--max-memory`"), "{hint}");

    let (error, hint) = refused(&["vax", &table, "--solver", "lu"], used + 8);
    assert!(error.starts_with("a factor of the table: 31 MiB are needed"), "{error}");
    assert!(hint.starts_with("`--solver iterative` takes next to nothing"), "{hint}");

    let sectors = ["va", &table, "--origin-sectors", "--final-sectors", "--solver", "iterative"];
    let (error, hint) = refused(&sectors, used + 16);
    assert!(error.starts_with("a result of 4000000 rows: 122 MiB are needed"), "{error}");
    assert!(!hint.contains("--solver") && hint.contains("`--by`"), "{hint}");
}

/// A result that comes in parts is counted where it is held, and not where it is written as it comes.
#[cfg(target_os = "linux")]
#[test]
fn what_is_written_as_it_comes_takes_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let table = made(folder.path());
    let split = ["exports", &table, "--origin-sectors", "--sector", "all", "--importer", "all"];
    let limit = format!("{}M", in_use(&["vax", &table]) + 20);
    let to = |name: &str| {
        let path = folder.path().join(name);
        let path = path.to_string_lossy().into_owned();
        tripole(&[&split[..], &["--max-memory", &limit, "-o", &path]].concat())
    };
    let refused = to("held.json");
    let text = stderr(&refused);
    assert_eq!(refused.status.code(), Some(1), "{text}");
    assert!(text.contains("there is no memory for the first "), "{text}");
    assert!(text.contains("hint: save it as `.csv` or `.csv.gz`"), "{text}");
    let written = to("streamed.csv");
    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
}

#[test]
fn memory_and_the_way_are_said_of_every_table_and_once() {
    let lines = |args: &[&str]| -> Vec<String> {
        let output = tripole(&[args, &["--verbose"]].concat());
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {text}");
        text.lines().map(str::to_owned).collect()
    };
    let count =
        |lines: &[String], words: &str| lines.iter().filter(|it| it.starts_with(words)).count();
    let position = lines(&["position", "--solver", "iterative"]);
    assert_eq!(count(&position, "memory: the flows take "), 1, "{position:?}");
    let compared = lines(&["compare", "--family", "exports"]);
    assert_eq!(count(&compared, "memory: the flows take "), 2, "{compared:?}");
    assert_eq!(count(&compared, "solved by "), 1, "{compared:?}");
}

/// Three regions of 220 sectors with these coefficients, whose outputs are one.
fn of_coefficients(a: impl Fn(usize, usize) -> f64) -> Mrio {
    let z = Matrix::from_fn(660, 660, a);
    let sales = z.row_sums();
    let rest = |i: usize, r: usize| if i / 220 == r { 1.0 - sales[i] } else { 0.0 };
    grid_table(3, 220, z, Matrix::from_fn(660, 3, rest), 1)
}

/// Two sectors of the first region that sell almost all they make to each other: it is ill-conditioned alone, so that
/// no sweep is tried.
fn one_region() -> Mrio {
    of_coefficients(|i, j| match (i.min(j), i.max(j)) {
        (0, 1) => 1.0 - 1e-9,
        (0 | 1, _) => 0.0,
        _ if i / 220 == j / 220 => 0.3 / 220.0,
        _ => 0.1 / 220.0,
    })
}

/// Value added of a thousand-millionth of output everywhere: no region is ill-conditioned alone, and sweeps do not end.
fn everywhere() -> Mrio {
    of_coefficients(|_, _| (1.0 - 1e-9) / 660.0)
}

/// Where a factor has to stand in because the table is ill-conditioned, that is a warning, as with the factor that is
/// asked for; under `--strict` there is no result.
#[test]
fn strict_fails_where_the_factor_that_stands_in_is_poor() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    for (name, table) in [("region.tripole", one_region()), ("all.tripole", everywhere())] {
        let (file, out) = (path(name), path("va.csv"));
        TableFiles::open(&file, None).unwrap().write(&table, PrimaryRows::AsRead).unwrap();
        for solver in ["auto", "lu"] {
            let said = tripole(&["va", &file, "--solver", solver]);
            let text = stderr(&said);
            assert_eq!(said.status.code(), Some(0), "{name} {solver}: {text}");
            let warnings = text.lines().filter(|line| line.starts_with("warning: ")).count();
            assert_eq!(warnings, 1, "{name} {solver}: {text}");
            assert!(text.contains("warning: the linear system is ill-conditioned"), "{text}");
            let stands_in = text.contains("note: this table takes a factor in double precision");
            assert_eq!(stands_in, solver == "auto", "{name} {solver}: {text}");
            let strict = tripole(&["va", &file, "--solver", solver, "--strict", "-o", &out]);
            let text = stderr(&strict);
            assert_eq!(strict.status.code(), Some(1), "{name} {solver}: {text}");
            assert!(text.contains("error: the linear system is ill-conditioned"), "{text}");
            assert!(text.contains("an error because of `--strict`"), "{text}");
            assert!(strict.stdout.is_empty() && !Path::new(&out).exists(), "{name} {solver}");
        }
    }
}
