//! The program as its users meet it.

mod bench;
mod build;
mod chains;
mod choices;
mod compare;
mod documented;
mod exports;
mod extract;
mod files;
mod gains;
mod guide;
mod households;
mod indices;
mod manual;
mod mends;
mod national;
mod optimal;
mod panels;
mod position;
mod requirements;
mod responsibility;
mod results;
mod scenario;
mod sda;
mod serve;
mod shards;
mod solver;
mod structure;
mod sweep;
mod tariff;
mod transit;
mod type_two;

use std::collections::HashMap;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

pub use documented::words;

use crate::support::{records, shared};

pub fn tripole(args: &[&str]) -> Output {
    Command::cargo_bin("tripole").unwrap().args(args).output().unwrap()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
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

/// Fails unless every cell of a CSV text outside of its columns of labels is a finite number, and
/// empty exactly where `undefined` says so of its row and column.
pub fn all_numbers(
    text: &str,
    labels: &[&str],
    undefined: impl Fn(&HashMap<String, String>, &str) -> bool,
) {
    let rows = records(text);
    assert!(!rows.is_empty(), "{text}");
    for row in &rows {
        for (column, cell) in row.iter().filter(|(column, _)| !labels.contains(&column.as_str())) {
            let right = if undefined(row, column) {
                cell.is_empty()
            } else {
                cell.parse::<f64>().is_ok_and(f64::is_finite)
            };
            assert!(right, "{column} is `{cell}`: {row:?}");
        }
    }
}

/// What a change is per cent of must not be zero.
pub fn of_nothing(row: &HashMap<String, String>, column: &str) -> bool {
    column == "change_percent" && row["before"].parse() == Ok(0.0)
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

#[test]
fn unknown_codes_get_the_nearest() {
    insta::assert_snapshot!(shown(&["vax", "--exporter", "UST"]), @r"
    1
    error: unknown region or bloc `UST`

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

/// The commands that `tripole --help` names, `help` itself aside.
pub fn commands() -> Vec<String> {
    let help = ok(&["--help"]);
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let list = list.take_while(|line| !line.is_empty());
    // What is too long for a line goes on further in.
    let list = list.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = list.filter_map(|line| line.split_whitespace().next()).map(str::to_owned);
    names.filter(|name| name != "help").collect()
}

/// What the help of each must hold is checked beside the definition of the commands; here, that
/// users are shown it.
#[test]
fn every_command_has_examples_in_its_help() {
    let commands = commands();
    assert!(commands.len() > 30, "{commands:?}");
    for command in commands {
        let help = ok(&[&command, "--help"]);
        let (_, examples) = help.split_once("\nExample").unwrap_or_else(|| panic!("{command}"));
        assert!(examples.contains(&format!("\n  tripole {command}")), "{command}");
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
