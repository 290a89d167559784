//! Agreement with independent implementations beyond value added (for that, `decompose` and
//! `peers`).

use tripole::Accounting;
use tripole::read::ReadOptions;
use tripole::sources;
use tripole::table::{OutputFrom, ValueAddedFrom};

use crate::support::{shared, shared_table};

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
        let findings = table.check(&accounting, sources::inventories(table.demand())).unwrap();
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
