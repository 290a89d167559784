//! Every row of `reference/va` is compared, or is of a kind that is listed here.

use std::collections::BTreeSet;

use tripole::sources::split_countries;
use tripole::{Group, Index};

use super::{exports, imports, participation, terms, tiva, trade};
use crate::support::{Case, EU27, Ledger, group};

/// Kinds of rows that nothing here computes yet. Whoever adds the measure takes the line away:
/// a kind that is compared must not be listed.
const NOT_YET: &[&str] = &[
    // What gvcAnalyzer prints for output; its parts do not close (PEERS A11, A12).
    "GVCA_",
];

const LEATHER: &str = "reference/tables/leather_names.csv";
const WIODTEST: &str = "reference/tables/wiodtest.csv";
const ICIOTEST: &str = "reference/tables/iciotest.csv";

/// Our numbers, and which perspectives of the reference they are.
type Subject = (&'static [&'static str], fn(&Case, &mut Ledger));

const SUBJECTS: [Subject; 7] = [
    (&["", "exporter", "vax", "los_timmer", "content", "vs"], trade::meet),
    (&["exporter", "world", "bilateral", "sectexp", "sectbil"], exports::items),
    (&["exporter", "bilateral"], exports::splits),
    (&["kww", "wwz"], terms::meet),
    (&["importer", "sectimp", "los_timmer"], imports::meet),
    (&["tripartite", "kpww", "vs", "wwyz", "output_split"], participation::meet),
    (&["tiva"], tiva::meet),
];

/// Compares every row of a file; gives back which kinds were left out.
fn agree(
    file: &str,
    table: &str,
    groups: impl Fn(&Index) -> Vec<Group>,
) -> Option<BTreeSet<&'static str>> {
    let case = Case::open(table, groups)?;
    let mut ledger = Ledger::open(&format!("reference/va/{file}.csv.gz"))?;
    for (perspectives, meet) in SUBJECTS {
        // The files of groups have a few perspectives only.
        if perspectives.iter().any(|perspective| ledger.has(perspective)) {
            meet(&case, &mut ledger);
        }
    }
    Some(ledger.close(NOT_YET))
}

#[test]
fn leather() {
    agree("leather", LEATHER, |_| vec![]);
}

#[test]
fn wiodtest() {
    let Some(left_out) = agree("wiodtest", WIODTEST, |_| vec![]) else { return };
    assert!(left_out.iter().eq(NOT_YET.iter().collect::<BTreeSet<_>>()), "only {left_out:?}");
}

#[test]
fn wiodtest_groups() {
    agree("wiodtest_group_NAFTA", WIODTEST, |index| vec![group(index, "NAFTA", &["USA", "MEX"])]);
    agree("wiodtest_group_EU27", WIODTEST, |index| vec![group(index, "EU27", &["ESP", "FRA"])]);
}

/// Mexico and China in parts that stay rows and act as one economy each.
#[test]
fn iciotest_and_groups() {
    agree("iciotest", ICIOTEST, split_countries);
    agree("iciotest_group_NAFTA", ICIOTEST, |index| {
        let china = split_countries(index).remove(1);
        vec![group(index, "NAFTA", &["USA", "MEX", "MX1", "MX2"]), china]
    });
    agree("iciotest_group_EU27", ICIOTEST, |index| {
        let mut all = split_countries(index);
        all.push(group(index, "EU27", &["ESP", "FRA"]));
        all
    });
}

fn wiod(year: i32) {
    let table = format!("data/wiod13/wiod13_{year}.csv.gz");
    agree(&format!("wiod13_{year}"), &table, |_| vec![]);
}

#[test]
fn wiod_1995() {
    wiod(1995);
}

#[test]
fn wiod_2011() {
    wiod(2011);
}

#[test]
fn wiod_groups() {
    for year in [1995, 2011] {
        let table = format!("data/wiod13/wiod13_{year}.csv.gz");
        agree(&format!("wiod13_{year}_groups"), &table, |index| {
            vec![
                group(index, "USMCA", &["USA", "MEX", "CAN"]),
                group(index, "EU27", &EU27),
                group(index, "EASTASIA", &["CHN", "JPN", "KOR", "TWN"]),
            ]
        });
    }
}
