//! The tables that the peers were run on.

use std::collections::BTreeSet;

use tripole::read::ReadOptions;
use tripole::sources::split_countries;

use super::{decompr, exvatools, gvc, gvcanalyzer, oecd, origins};
use crate::support::{Case, EU27, Ledger, group, records, shared, shared_table};

/// What we meet the rows of a program with.
type Subject = fn(&Case, &mut Ledger);

const SMALL: &[(&str, &[Subject])] = &[
    (
        "exvatools_exvadec.csv.gz",
        &[
            exvatools::exporter,
            exvatools::perimeters,
            exvatools::terms,
            oecd::indicators,
            origins::breakdown,
        ],
    ),
    ("exvatools_exvadir.csv.gz", &[origins::exports]),
    ("exvatools_va.csv.gz", &[origins::content, origins::final_demand]),
    ("decompr.csv.gz", DECOMPR),
    ("gvc.csv", GVC),
    ("gvcAnalyzer.csv.gz", GVCANALYZER),
];

const AGGREGATED: &[(&str, &[Subject])] = &[
    (
        "exvatools_exvadec.csv.gz",
        &[exvatools::exporter, exvatools::perimeters, exvatools::terms, oecd::indicators],
    ),
    ("decompr_kww_wwz.csv.gz", DECOMPR),
    ("decompr_leontief.csv.gz", DECOMPR),
    ("gvc.csv.gz", GVC),
    ("gvcAnalyzer.csv.gz", GVCANALYZER),
];

const BOTH_YEARS: &[(&str, &[Subject])] = &[
    ("exvatools_bm_src.csv.gz", &[exvatools::exporter]),
    ("exvatools_bm_snk.csv.gz", &[exvatools::exporter]),
    ("exvatools_my.csv.gz", &[exvatools::exporter]),
    ("exvatools_kww.csv.gz", &[exvatools::terms]),
    ("exvatools_wwz.csv.gz", &[exvatools::terms]),
    ("exvatools_oecd.csv.gz", &[oecd::indicators]),
    ("exvatools_bm_src_origin.csv.gz", &[origins::breakdown]),
    ("exvatools_va.csv.gz", &[origins::content, origins::final_demand]),
    ("gvc.csv.gz", GVC),
];

const LATER_YEAR: &[(&str, &[Subject])] = &[
    ("exvatools_bm_src_full.csv.gz", &[exvatools::exporter]),
    ("exvatools_bilateral.csv.gz", &[exvatools::perimeters]),
    ("decompr_kww_wwz.csv.gz", DECOMPR),
    ("gvcAnalyzer.csv.gz", GVCANALYZER),
    ("pymrio.csv.gz", &[gvc::pymrio]),
];

const DECOMPR: &[Subject] = &[decompr::terms, decompr::leontief];
const GVC: &[Subject] = &[gvc::gvc];
const GVCANALYZER: &[Subject] = &[gvcanalyzer::participation_in_trade, gvcanalyzer::bilateral];

/// Rows of other subjects, and what we do not compute.
const LEFT_OUT: &[&str] = &[
    // Position in value chains is compared elsewhere.
    "gvc|upstream",
    "gvc|downstream",
    // Revealed comparative advantage and exports by forward linkage: not computed.
    "gvc|nrca",
    "decompr|wwz|DViX_Fsr",
    // Sales at home, and participation with its direct part by sector of origin: not computed.
    "exvatools|make_exvadec(oecd,tiva)|DOM",
    "exvatools|make_exvadec(bm_src,standard,bkdown=origin)|DAVAX|*||",
    "exvatools|make_exvadec(bm_src,standard,bkdown=origin)|GVC|*||",
    "exvatools|make_exvadec(bm_src,standard,bkdown=origin)|GVCF|*||",
    // DIFFERENCE: output measures that do not close (see `differences`).
    "gvcAnalyzer|bm_2025_output_measures",
];

fn open(folder: &str, file: &str) -> Ledger {
    let mut ledger = Ledger::open(&format!("reference/peers/{folder}/{file}")).unwrap();
    ledger.without_oneself();
    ledger
}

/// Compares every row of the files of a folder; gives back what was left out.
fn agree(case: &Case, folder: &str, files: &[(&str, &[Subject])]) -> BTreeSet<&'static str> {
    let mut left_out = BTreeSet::new();
    for (file, subjects) in files {
        let mut ledger = open(folder, file);
        for meet in *subjects {
            meet(case, &mut ledger);
        }
        left_out.extend(ledger.close(LEFT_OUT));
    }
    left_out
}

#[test]
fn leather() {
    let table = "reference/tables/leather_names.csv";
    let Some(case) = Case::open(table, |_| vec![]) else { return };
    agree(&case, "toy/leather", SMALL);
}

#[test]
fn wiodtest() {
    let table = "reference/tables/wiodtest.csv";
    let Some(case) = Case::open(table, |_| vec![]) else { return };
    let left_out = agree(&case, "toy/wiodtest", SMALL);
    assert!(left_out.iter().eq(LEFT_OUT.iter().collect::<BTreeSet<_>>()), "only {left_out:?}");
}

/// With countries in parts.
#[test]
fn iciotest() {
    let table = "reference/tables/iciotest.csv";
    let Some(case) = Case::open(table, split_countries) else { return };
    let [(file, subjects), rest @ ..] = SMALL else { panic!("files") };
    let subjects = [&[exvatools::importers_in_parts as Subject], *subjects].concat();
    agree(&case, "toy/iciotest", &[(file, &subjects)]);
    agree(&case, "toy/iciotest", &rest[..2]);
}

/// WIOD as 41 regions and 6 sectors, balanced exactly in whole numbers.
#[test]
fn aggregated_wiod() {
    let table = "reference/tables/wiod13agg_2011.csv.gz";
    let Some(case) = Case::open(table, |_| vec![]) else { return };
    agree(&case, "wiod13_agg", AGGREGATED);
}

/// DIFFERENCE: a sector without output has v = 1 here and v = 0 in the peers (PEERS A9). In 1995
/// Luxembourg's c8 makes nothing, sells 1 at home and -1 to the rest of the world; the peers leave
/// that amount undecomposed. It is the only thing in which the two differ.
#[test]
fn wiod_1995() {
    let Some(case) = Case::open("data/wiod13/wiod13_1995.csv.gz", |_| vec![]) else { return };
    let mut rows_apart = 0;
    for (file, subjects) in BOTH_YEARS {
        let mut ledger = open("wiod13_1995", file);
        ledger.may_be_apart(&[1.0]);
        subjects.iter().for_each(|meet| meet(&case, &mut ledger));
        for cells in ledger.rows_apart() {
            let of_either = |cell: &&str| ["LUX", "LUX_c8", "RoW"].contains(cell);
            assert!(cells.iter().any(of_either), "{cells:?}");
            rows_apart += 1;
        }
        ledger.close(LEFT_OUT);
    }
    assert_eq!(rows_apart, 86);
}

#[test]
fn wiod_2011() {
    let Some(case) = Case::open("data/wiod13/wiod13_2011.csv.gz", |_| vec![]) else { return };
    agree(&case, "wiod13_2011", BOTH_YEARS);
    agree(&case, "wiod13_2011", LATER_YEAR);
}

/// Blocs as one exporter each. Participation of method `oecd` is compared for countries.
#[test]
fn wiod_blocs() {
    let left_out =
        ["VAX", "REF", "GVC"].map(|item| format!("exvatools|make_exvadec(oecd,standard)|{item}"));
    let left_out: Vec<&str> = left_out.iter().map(String::as_str).collect();
    let Some(blocs) = shared("data/wiod13/blocs.csv") else { return };
    let blocs = records(&std::fs::read_to_string(blocs).unwrap());
    let members = |bloc: &str| -> Vec<&str> {
        let of = blocs.iter().filter(|r| r["bloc"] == bloc).map(|r| r["code"].as_str());
        of.collect()
    };
    for year in [1995, 2011] {
        let table = format!("data/wiod13/wiod13_{year}.csv.gz");
        let table = shared_table(&table, &ReadOptions::default()).unwrap();
        let mut ledger = open(&format!("wiod13_{year}"), "exvatools_blocs.csv.gz");
        // Luxembourg again: twelve items of two blocs, for its sector and for its importer.
        if year == 1995 {
            ledger.may_be_apart(&[1.0]);
        }
        for (name, members) in [
            ("North America", members("North America")),
            ("Europe", members("Europe")),
            ("Asia-Pacific", members("Asia-Pacific")),
            ("EU27", EU27.to_vec()),
        ] {
            let case = Case::new(table.clone(), &[group(table.index(), name, &members)]);
            let inside = ledger.take(|c| c[3] == name && members.contains(&c[5]));
            assert!(inside.iter().all(|(_, value)| *value == 0.0));
            exvatools::bloc(&case, name, &mut ledger);
        }
        assert!(ledger.rows_apart().all(|cells| ["Europe", "EU27"].contains(&cells[3])));
        assert_eq!(ledger.rows_apart().count(), if year == 1995 { 48 } else { 0 });
        let found = ledger.close(&left_out);
        assert_eq!(found.len(), left_out.len());
    }
}
