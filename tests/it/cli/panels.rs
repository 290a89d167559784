//! Tables of many years: the next one is read while this one is computed with, and nobody notices.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

/// The made table, as one of these years, with changes to its text.
fn year(folder: &Path, name: &str, changes: &[(&str, &str)]) -> String {
    let text = changes.iter().fold(TOY.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    });
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

/// Goods of China sell better.
const MORE: [(&str, &str); 3] = [
    ("CHN_g,5,3,30,8,12,0,30,2,90", "CHN_g,10,6,30,8,24,0,30,2,110"),
    ("VA,20,61,48,40", "VA,15,58,68,40"),
    ("OUT,42,89,90,62", "OUT,42,89,110,62"),
];
/// A row that does not add up to its output.
const ODD: [(&str, &str); 2] = [(",42\n", ",44\n"), ("OUT,42", "OUT,44")];
/// A sector that buys more than it produces.
const LOST: [(&str, &str); 1] = [("CHN_g,5,3,30,8,12,0,30,2,90", "CHN_g,5,3,95,8,2,0,-25,2,90")];
/// A cell that is no number.
const BAD: [(&str, &str); 1] = [("CHN_s,1,", "CHN_s,n.a.,")];

/// A run in so many threads: exit code, standard output and standard error.
fn in_threads(threads: &str, args: &[&str]) -> (Option<i32>, String, String) {
    let output = tripole(&[&["compare", "--threads", threads], args].concat());
    (output.status.code(), stdout(&output), stderr(&output))
}

#[test]
fn many_years_have_the_rows_of_their_pairs() {
    let folder = tempfile::tempdir().unwrap();
    let of = |name: &str, changes: &[(&str, &str)]| year(folder.path(), name, changes);
    let tables = [of("t_2000.csv", &[]), of("t_2005.csv", &MORE), of("t_2010.csv", &ODD)];
    let [first, second, third] = tables.each_ref().map(String::as_str);
    for families in [
        "exports,participation,position,shares,hubs,relocation,mobility,upgrading,spatial,decomposition",
        "decomposition,exports,mobility",
        "exports,position",
        "shift_share",
    ] {
        let options = ["--family", families, "--csv", "--long"];
        let run = |tables: &[&str]| ok(&[&["compare"], tables, &options[..]].concat());
        let all = run(&[first, second, third]);
        let rows = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<String>>();
        let mut pairs = rows(&run(&[first, second]));
        pairs.append(&mut rows(&run(&[second, third])));
        assert_eq!(rows(&all), pairs, "{families}");

        // Families in the order in which they were named, periods in that of the tables.
        let mut seen: Vec<(String, String)> = vec![];
        for row in records(&all) {
            let family = row.get("family").map_or(families, String::as_str);
            let next = (family.to_owned(), row["period"].clone());
            if seen.last() != Some(&next) {
                seen.push(next);
            }
        }
        let periods = |family: &str| match family {
            "relocation" | "mobility" | "shift_share" | "upgrading" | "spatial"
            | "decomposition" => vec!["2000-2005", "2005-2010"],
            _ => vec!["2000", "2005", "2010"],
        };
        let wanted: Vec<(String, String)> = families
            .split(',')
            .flat_map(|family| periods(family).into_iter().map(move |period| (family, period)))
            .map(|(family, period)| (family.to_owned(), period.to_owned()))
            .collect();
        assert_eq!(seen, wanted, "{families}");

        let of_threads =
            |threads| in_threads(threads, &[&[first, second, third], &options[..]].concat());
        let alone = of_threads("1");
        assert_eq!(alone.1, all);
        for threads in ["2", "5"] {
            assert_eq!(of_threads(threads), alone, "{families} {threads}");
        }
    }
}

/// What is said with `--verbose`, without times and without which tables were read ahead.
fn order(said: &str) -> Vec<String> {
    let words = |line: &str| match line.split_once(": ") {
        Some((stage, time)) if time.ends_with(" s") => stage.trim_end_matches(" ahead").to_owned(),
        _ => line.to_owned(),
    };
    said.lines().map(words).collect()
}

#[test]
fn nothing_is_said_before_its_turn() {
    let folder = tempfile::tempdir().unwrap();
    let of = |name: &str, changes: &[(&str, &str)]| year(folder.path(), name, changes);
    let (first, second) = (of("t_2000.csv", &[]), of("odd_2005.csv", &ODD));
    let (third, fourth) = (of("t_2010.csv", &MORE), of("odd_2015.csv", &ODD));
    let tables = [first.as_str(), &second, &third, &fourth];
    for families in ["exports", "exports,upgrading,spatial", "mobility"] {
        let options = ["--family", families, "--verbose", "--csv"];
        let args = [&tables, &options[..]].concat();
        let (alone, several) = (in_threads("1", &args), in_threads("4", &args));
        assert_eq!((alone.0, &alone.1), (Some(0), &several.1), "{}", alone.2);
        assert_eq!(order(&alone.2), order(&several.2), "{}\n{}", alone.2, several.2);
        assert_eq!(alone.2.matches("reading ahead: ").count(), 0, "{}", alone.2);
        assert_eq!(several.2.matches("reading ahead: ").count(), 3, "{}", several.2);

        // Every table is read, spoken of, factorised and computed with before the next one is.
        let mark = |line: &String| match line.as_str() {
            "reading" | "factorising" | "computing" => Some(line.clone()),
            line if line.starts_with("warning: `") && line.contains("1 row is") => {
                Some("warning".to_owned())
            }
            _ => None,
        };
        let marks: Vec<String> = order(&several.2).iter().filter_map(mark).collect();
        let plain = ["reading", "factorising", "computing"];
        let odd = ["reading", "warning", "factorising", "computing"];
        assert_eq!(marks, [&plain[..], &odd, &plain, &odd].concat(), "{}", several.2);
    }
}

#[test]
fn the_first_year_that_fails_is_the_one_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let of = |name: &str, changes: &[(&str, &str)]| year(folder.path(), name, changes);
    let (first, second) = (of("t_2000.csv", &[]), of("t_2005.csv", &MORE));
    let (lost, bad) = (of("lost_2005.csv", &LOST), of("bad_2010.csv", &BAD));
    let missing = folder.path().join("missing_2010.csv").to_string_lossy().into_owned();
    let (other, odd) = (of("other_2010.csv", &[("CHN_", "JPN_")]), of("odd_2005.csv", &ODD));
    for families in ["exports", "decomposition", "mobility,exports"] {
        for (tables, error) in [
            // It fails in computing, and the next one would not be read.
            ([&first, &lost, &bad], "lost_2005.csv`: the table is not productive"),
            ([&first, &lost, &missing], "lost_2005.csv`: the table is not productive"),
            ([&lost, &first, &bad], "lost_2005.csv`: the table is not productive"),
            // It fails in being read, or in being seen, when the one before is done.
            (
                [&first, &second, &bad],
                "bad_2010.csv` line 5, column `USA_g`: `n.a.` is not a number",
            ),
            ([&first, &second, &missing], "missing_2010.csv`: "),
            ([&first, &odd, &other], "have different rows: row 3 is `CHN_g`"),
            (
                [&second, &first, &bad],
                "a table of 2005 cannot be combined with one of 2000 after it",
            ),
            ([&first, &bad, &lost], "bad_2010.csv` line 5"),
        ] {
            let tables = tables.map(String::as_str);
            let args = [&tables[..], &["--family", families]].concat();
            let alone = in_threads("1", &args);
            assert_eq!((alone.0, alone.1.as_str()), (Some(1), ""), "{tables:?}: {}", alone.2);
            let said = alone.2.lines().find(|line| line.starts_with("error: "));
            assert!(said.is_some_and(|said| said.contains(error)), "{tables:?}: {}", alone.2);
            assert_eq!(in_threads("4", &args), alone, "{tables:?}");
        }
    }
    // A warning that is an error is one in its turn, too.
    let strict = ["--strict", "--family", "exports"];
    let args = [&[first.as_str(), &odd, &bad], &strict[..]].concat();
    let alone = in_threads("1", &args);
    assert!(alone.2.contains("odd_2005.csv") && !alone.2.contains("bad_2010.csv"), "{}", alone.2);
    assert_eq!(in_threads("4", &args), alone);
}

#[test]
fn one_of_the_years_may_come_through_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let of = |name: &str, changes: &[(&str, &str)]| year(folder.path(), name, changes);
    let (first, second) = (of("t_2000.csv", &[]), of("t_2005.csv", &MORE));
    let (third, options) = (of("t_2010.csv", &[]), ["--years", "1,2,3", "--csv"]);
    let wanted = ok(&[&["compare", &first, &second, &third], &options[..]].concat());
    let piped = std::fs::read_to_string(&second).unwrap();
    for threads in ["1", "4"] {
        let tables = ["compare", &first, "-", &third, "--threads", threads];
        let mut program = Command::cargo_bin("tripole").unwrap();
        let program = program.args([&tables, &options[..]].concat());
        let output = program.write_stdin(piped.as_str()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(stdout(&output), wanted);
    }
}
