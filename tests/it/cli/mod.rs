//! The program as its users meet it.

mod build;
mod chains;
mod compare;
mod exports;
mod extract;
mod files;
mod indices;
mod position;
mod scenario;
mod structure;
mod sweep;
mod tariff;

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

use crate::support::shared;

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
        "chains",
        "scenario",
        "reer",
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
        "tariff",
        "sweep",
        "compare",
        "build",
        "balance",
        "update",
        "split",
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
