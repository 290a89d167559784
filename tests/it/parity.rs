//! Agreement with independent implementations: 1e-8 relative or 1e-6 of the table's unit.

use std::collections::HashMap;

use tripole::formats::ReadOptions;
use tripole::mrio::{OutputFrom, ValueAddedFrom};
use tripole::trade::{ImportColumns, TradeBy, trade};
use tripole::value_added::{Detail, VaxBy, content_of_exports, value_added, vax};
use tripole::{Accounting, Frame, LeontiefSystem, Mrio, Partition};

use crate::support::{agrees, gunzip, records, shared, shared_table};

/// Every number of a frame under its key labels.
fn lookup(frame: &Frame, indicator: &str) -> HashMap<Vec<String>, f64> {
    let values = frame.real(indicator).unwrap();
    (0..frame.rows())
        .map(|row| (frame.keys().iter().map(|k| k.label(row).to_owned()).collect(), values[row]))
        .collect()
}

/// Compare `theirs` with `ours` row by row, and require at least `least` comparisons.
fn compare(
    what: &str,
    pairs: impl Iterator<Item = (Vec<String>, f64)>,
    ours: &HashMap<Vec<String>, f64>,
    least: usize,
) {
    let mut count = 0;
    for (key, theirs) in pairs {
        let ours = *ours.get(&key).unwrap_or_else(|| panic!("{what}: no {key:?}"));
        assert!(agrees(ours, theirs), "{what} {key:?}: ours {ours}, reference {theirs}");
        count += 1;
    }
    assert!(count >= least, "{what}: only {count} comparisons");
}

/// Figures of POSITION_LINKAGES_SHOCKS section 8 that need no more than this: the Perron root
/// with output from the table.
#[test]
fn perron_root_of_wiod() {
    for (year, root) in [(1995, 0.56052), (2011, 0.61016)] {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let Some(table) = shared_table(&path, &ReadOptions::default()) else { return };
        let accounting = Accounting {
            output: OutputFrom::Table,
            value_added: ValueAddedFrom::Table,
            ..Accounting::default()
        };
        let findings = table.check(&accounting).unwrap();
        let found = findings.iter().find(|f| f.kind.name() == "productive").unwrap();
        assert!((found.value - root).abs() < 0.5e-5, "{year}: {}", found.value);
    }
}

/// Every year of WIOD can be read, under both sources of output, and keeps its 1,435 rows.
#[test]
fn all_years_of_wiod() {
    let Some(folder) = shared("data/wiod13") else { return };
    let mut years = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".csv.gz") {
            continue;
        }
        let table = shared_table(&format!("data/wiod13/{name}"), &ReadOptions::default()).unwrap();
        assert_eq!(table.index().len(), 1435);
        assert_eq!(table.source().year.unwrap().to_string(), name[7..11]);
        let from_rows = Accounting::default();
        let from_table = Accounting { output: OutputFrom::Table, ..Accounting::default() };
        for accounting in [from_rows, from_table] {
            table.accounts(&accounting).unwrap();
        }
        years += 1;
    }
    assert_eq!(years, 15);
}

/// Peers on the exactly balanced 41 x 6 table.
mod peers {
    use super::*;

    fn table() -> Option<(Mrio, LeontiefSystem, Partition)> {
        let table =
            shared_table("reference/tables/wiod13agg_2011.csv.gz", &ReadOptions::default())?;
        let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        let partition = Partition::regions(table.index());
        Some((table, system, partition))
    }

    fn peer(file: &str) -> Vec<HashMap<String, String>> {
        records(&gunzip(&shared(&format!("reference/peers/wiod13_agg/{file}")).unwrap()))
    }

    fn number(r: &HashMap<String, String>) -> Option<f64> {
        r["value"].parse().ok()
    }

    fn origin(r: &HashMap<String, String>) -> [String; 2] {
        let (region, sector) = r["origin"].split_once('_').unwrap();
        [region.to_owned(), sector.to_owned()]
    }

    #[test]
    fn decompr_value_added_by_origin_sector_and_destination() {
        let Some((_, system, partition)) = table() else { return };
        let ours = lookup(
            &value_added(&system, &partition, Detail::Sectors, Detail::Total).unwrap(),
            "value_added",
        );
        let rows = peer("decompr_leontief.csv.gz");
        let theirs =
            rows.iter().filter(|r| r["function"] == "leontief(final_demand)").filter_map(|r| {
                let [region, sector] = origin(r);
                Some((vec![region, sector, r["importer"].clone()], number(r)?))
            });
        compare("decompr final_demand", theirs, &ours, 10_000);
    }

    #[test]
    fn gvc_forward_value_added_exports() {
        let Some((_, system, partition)) = table() else { return };
        let ours = lookup(&vax(&system, &partition, VaxBy::Sector).unwrap(), "vax_forward");
        let rows = peer("gvc.csv.gz");
        let theirs = rows
            .iter()
            .filter(|r| r["function"] == "ffddva")
            .filter_map(|r| Some((origin(r).to_vec(), number(r)?)));
        compare("gvc ffddva", theirs, &ours, 246);
    }

    /// VAX of exvatools' Borin-Mancini source decomposition is the backward measure.
    #[test]
    fn exvatools_gross_trade_vax_and_content() {
        let Some((table, system, partition)) = table() else { return };
        let rows = peer("exvatools_exvadec.csv.gz");
        let of = |indicator: &'static str| {
            rows.iter().filter(move |r| {
                r["function"] == "make_exvadec(bm_src,standard)" && r["indicator"] == indicator
            })
        };
        let pairs =
            lookup(&trade(&table, &partition, TradeBy::Pair, ImportColumns::Standard), "exports");
        let theirs = of("EXGR")
            .filter(|r| {
                r["exporter_sector"] == "TOTAL"
                    && r["importer"] != "WLD"
                    && r["importer"] != r["exporter"]
            })
            .map(|r| (vec![r["exporter"].clone(), r["importer"].clone()], number(r).unwrap()));
        compare("exvatools EXGR", theirs, &pairs, 1640);

        let backward = lookup(&vax(&system, &partition, VaxBy::Sector).unwrap(), "vax_backward");
        let theirs =
            of("VAX").filter(|r| r["exporter_sector"] != "TOTAL" && r["importer"] == "WLD").map(
                |r| (vec![r["exporter"].clone(), r["exporter_sector"].clone()], number(r).unwrap()),
            );
        compare("exvatools VAX", theirs, &backward, 246);

        let content = content_of_exports(&system, &partition).unwrap();
        let mut domestic: HashMap<Vec<String>, f64> = HashMap::new();
        let mut foreign: HashMap<Vec<String>, f64> = HashMap::new();
        for (key, value) in lookup(&content, "content") {
            let side = if key[0] == key[1] { &mut domestic } else { &mut foreign };
            *side.entry(vec![key[0].clone()]).or_default() += value;
        }
        for (indicator, ours) in [("DC", &domestic), ("FC", &foreign)] {
            let mut sums: HashMap<Vec<String>, f64> = HashMap::new();
            for r in
                of(indicator).filter(|r| r["exporter_sector"] == "TOTAL" && r["importer"] != "WLD")
            {
                *sums.entry(vec![r["exporter"].clone()]).or_default() += number(r).unwrap();
            }
            compare(&format!("exvatools {indicator}"), sums.into_iter(), ours, 41);
        }
    }
}
