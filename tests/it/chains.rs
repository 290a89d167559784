//! Comparative advantage, propagation lengths, smile curves and income in chains: agreement with
//! `reference/pos` and with peers, and the identities of the specification.

use std::collections::HashMap;

use proptest::prelude::*;
use tripole::formats::ReadOptions;
use tripole::mrio::{OutputFrom, ValueAddedFrom};
use tripole::rca::rca;
use tripole::{Accounting, Frame, Group, LeontiefSystem, Partition};

use crate::support::{config, drawn_table, gunzip, records, shared, shared_table};

type Row = HashMap<String, String>;

/// A table of `reference/pos`, its system under the conventions that the reference was made
/// with, and the rows of its part `position`.
pub struct Case {
    pub name: &'static str,
    pub system: LeontiefSystem,
    pub partition: Partition,
    rows: Vec<Row>,
}

/// The conventions of `reference/pos`.
pub fn as_published() -> Accounting {
    Accounting {
        output: OutputFrom::Table,
        value_added: ValueAddedFrom::Table,
        ..Accounting::default()
    }
}

pub fn cases() -> Vec<Case> {
    let tables = [
        ("leather", "reference/tables/leather.csv"),
        ("bloc8x4", "reference/tables/bloc8x4.csv"),
        ("edge3x2", "reference/tables/edge3x2.csv"),
        ("wiod13_1995", "data/wiod13/wiod13_1995.csv.gz"),
        ("wiod13_2011", "data/wiod13/wiod13_2011.csv.gz"),
    ];
    let case = |(name, path)| {
        let table = shared_table(path, &ReadOptions::default())?;
        let rows = shared(&format!("reference/pos/{name}__position.csv.gz"))?;
        let partition = Partition::regions(table.index());
        let system = LeontiefSystem::new(table, &as_published()).unwrap();
        Some(Case { name, system, partition, rows: records(&gunzip(&rows)) })
    };
    tables.into_iter().filter_map(case).collect()
}

impl Case {
    /// Rows of a measure: their labels under `names`, and their value, NaN where empty.
    pub fn of(&self, measure: &str, names: &[&str]) -> Vec<(Vec<String>, f64)> {
        let rows = self.rows.iter().filter(|r| r["measure"] == measure);
        rows.map(|r| {
            let value = if r["value"].is_empty() { f64::NAN } else { r["value"].parse().unwrap() };
            (names.iter().map(|name| r[*name].clone()).collect(), value)
        })
        .collect()
    }
}

/// 1e-8 relative; the references have twelve digits, and zeros that are rounding there.
pub fn close(ours: f64, theirs: f64) -> bool {
    ours.is_nan() && theirs.is_nan() || (ours - theirs).abs() <= 1e-8 * theirs.abs() + 1e-13
}

/// Every number of a frame under its key labels.
pub fn lookup(frame: &Frame, indicator: &str) -> HashMap<Vec<String>, f64> {
    let values = frame.real(indicator).unwrap();
    (0..frame.rows())
        .map(|row| (frame.keys().iter().map(|k| k.label(row).to_owned()).collect(), values[row]))
        .collect()
}

/// All of `theirs` must be ours, and nothing of ours be left over.
pub fn same(what: &str, theirs: &[(Vec<String>, f64)], frame: &Frame, indicator: &str) {
    let ours = lookup(frame, indicator);
    assert_eq!(ours.len(), theirs.len(), "{what} {indicator}");
    for (key, theirs) in theirs {
        let ours = *ours.get(key).unwrap_or_else(|| panic!("{what}: no {key:?}"));
        assert!(close(ours, *theirs), "{what} {indicator} {key:?}: ours {ours}, {theirs}");
    }
}

#[test]
fn comparative_advantage_of_the_reference() {
    for case in cases() {
        let frame = rca(&case.system, &case.partition).unwrap();
        for (measure, column) in [
            ("rca.gross", "rca_exports"),
            ("rca.dva_origin", "rca_dva_origin"),
            ("rca.vax_origin", "rca_vax_origin"),
            ("rca.dva_exporting", "rca_dva_exporter"),
        ] {
            same(case.name, &case.of(measure, &["region", "sector"]), &frame, column);
        }
    }
}

/// R package gvc, `nrca`: domestic value added by sector of origin.
///
/// DIFFERENCE: exports of sectors without output (WIOD has some of one or two units) have no value
/// added there, with residual value added they are their own here. Of WIOD therefore the run with
/// published output and value added, where both leave them out.
#[test]
fn comparative_advantage_of_gvc() {
    let mut compared = 0;
    for (table, file, accounting) in [
        ("reference/tables/leather_names.csv", "toy/leather/gvc.csv", Accounting::default()),
        ("reference/tables/wiodtest.csv", "toy/wiodtest/gvc.csv", Accounting::default()),
        ("reference/tables/wiod13agg_2011.csv.gz", "wiod13_agg/gvc.csv.gz", Accounting::default()),
        ("data/wiod13/wiod13_2011.csv.gz", "wiod13_2011/gvc_reportedX.csv.gz", as_published()),
    ] {
        let Some(table) = shared_table(table, &ReadOptions::default()) else { return };
        let path = shared(&format!("reference/peers/{file}")).unwrap();
        let packed = path.extension().is_some_and(|e| e == "gz");
        let text = if packed { gunzip(&path) } else { std::fs::read_to_string(&path).unwrap() };
        let partition = Partition::regions(table.index());
        let system = LeontiefSystem::new(table, &accounting).unwrap();
        let ours = lookup(&rca(&system, &partition).unwrap(), "rca_dva_origin");
        for r in records(&text).iter().filter(|r| r["function"] == "nrca") {
            let mine = ours[&vec![r["exporter"].clone(), r["exporter_sector"].clone()]];
            let theirs = r["value"].parse().unwrap_or(f64::NAN);
            assert!(close(mine, theirs), "{file} {r:?}: {mine}");
            compared += 1;
        }
    }
    assert_eq!(compared, 9 + 18 + 246 + 1435);
}

proptest! {
    #![proptest_config(config(64))]

    /// Weighted by the world's sectors, the indices of an economy average to one; weighted by
    /// economies, those of a sector do. The world as one group trades with nobody.
    #[test]
    fn advantages_average_to_one(drawn in drawn_table()) {
        let table = &drawn.table;
        let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        let regions = Partition::regions(table.index());
        let frame = rca(&system, &regions).unwrap();
        let exports = tripole::trade::Exports::of(table, &regions).by_row();
        let world: f64 = exports.iter().sum();
        let index = frame.real("rca_exports").unwrap();
        let symmetric = frame.real("rca_exports_symmetric").unwrap();
        for (b, s) in index.iter().zip(symmetric) {
            prop_assert!(b.is_nan() && s.is_nan() || close((1.0 + s) / (1.0 - s), *b));
        }
        for (id, economy) in regions.economies() {
            let mut mean = 0.0;
            for (cell, b) in regions.cells().iter().zip(index) {
                let of_sector: f64 = regions
                    .cells()
                    .iter()
                    .filter(|c| c.sector == cell.sector)
                    .flat_map(|c| &c.rows)
                    .map(|&row| exports[row])
                    .sum();
                if cell.economy == id && !b.is_nan() {
                    mean += b * of_sector / world;
                }
            }
            let trades = economy.rows.iter().any(|&row| exports[row] != 0.0);
            prop_assert!(!trades || (mean - 1.0).abs() < 1e-9, "{}: {}", economy.name, mean);
        }
        let all = Group::new(table.index(), "ALL", table.index().region_codes()).unwrap();
        let one = rca(&system, &Partition::new(table.index(), &[all]).unwrap()).unwrap();
        prop_assert!(one.indicators().iter().flat_map(tripole::frame::Indicator::values).all(|b| b.is_nan()));
    }

}
