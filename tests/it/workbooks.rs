//! Tables in workbooks, and those of the World Input-Output Database of 2016 in its other forms, against
//! the fixtures: every amount there is exact in binary, so equality is.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use tripole::read::{Input, ReadOptions, read};
use tripole::table::{Mrio, PrimaryKind};

use crate::support::{read_path, shared};

/// A fixture, and the file in it.
const FILES: &[(&str, &str)] = &[
    ("wiod2013_xlsx", "wiot07_row_apr12.xlsx"),
    ("wiod2016_excel", "WIOT2014_Nov16_ROW.xlsx"),
    ("wiod2016_excel", "WIOT2014_Nov16_ROW.xlsb"),
    ("adb_mrio", "ADB-MRIO62-2019_Dec2022.xlsx"),
];

fn texts(expected: &Value, name: &str) -> Vec<String> {
    let texts = expected[name].as_array().into_iter().flatten();
    texts.map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Codes as they are read, of codes as a fixture expects them.
///
/// DIFFERENCE: `expected.csv` of WIOD 2013 has the codes of its row 3 (`AtB`, `19`), some of which are numbers;
/// what is read are those of row 6, `sector_codes_alt` of `expected.json`, as `FORMATS.md` recommends.
fn ours(expected: &Value) -> BTreeMap<String, String> {
    let (named, other) = (texts(expected, "sectors"), texts(expected, "sector_codes_alt"));
    if other.is_empty() {
        return named.iter().map(|code| (code.clone(), code.clone())).collect();
    }
    named.into_iter().zip(other).collect()
}

/// Amounts of `expected.csv` by row and column, under our codes.
fn cells(path: &Path, codes: &BTreeMap<String, String>) -> BTreeMap<(String, String), f64> {
    let label = |label: &str| match label.split_once('_') {
        Some((region, item)) => format!("{region}_{}", codes.get(item).map_or(item, |code| code)),
        None => label.to_owned(),
    };
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut records = lines.records().map(Result::unwrap);
    let header: Vec<String> = records.next().unwrap().iter().map(label).collect();
    let cells = records.flat_map(|record| {
        let row = label(&record[0]);
        let columns = header.iter().zip(&record).skip(1);
        let found: Vec<_> = columns
            .map(|(column, cell)| ((row.clone(), column.clone()), cell.parse().unwrap()))
            .collect();
        found
    });
    cells.collect()
}

fn label_of(table: &Mrio, column: usize) -> String {
    let n = table.index().len();
    if column < n {
        table.index().label(column)
    } else {
        table.demand().label(table.index(), column - n)
    }
}

/// Amounts of a row below the intermediate block, along producers and final demand.
fn along(table: &Mrio, meant: impl Fn(&str, PrimaryKind) -> bool) -> Vec<f64> {
    let mut sums = vec![0.0; table.index().len() + table.demand().len()];
    for row in table.primary().iter().filter(|row| meant(&row.name, row.kind)) {
        let amounts = row.inputs.iter().chain(&row.final_demand);
        sums.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
    }
    sums
}

/// Whether a row holds purchases abroad or adjustments of exports, which `expected.csv` has among the
/// taxes of producers and leaves out over final demand.
fn is_adjustment(name: &str) -> bool {
    ["r61", "r62", "r63", "EXP_adj", "PURR", "PURNR"].contains(&name)
}

fn check(fixture: &str, table: &Mrio, folder: &Path) {
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("expected.json")).unwrap())
            .unwrap();
    let codes = ours(&expected);
    assert_eq!(table.index().region_codes(), texts(&expected, "regions"), "{fixture}");
    let sectors = texts(&expected, "sectors");
    let sectors: Vec<&str> = sectors.iter().map(|code| codes[code].as_str()).collect();
    assert_eq!(table.index().sector_codes(), sectors, "{fixture}");
    assert_eq!(table.demand().categories(), texts(&expected, "fd_categories"), "{fixture}");
    assert_eq!(table.source().year.map(i64::from), expected["year"].as_i64(), "{fixture}");
    assert_eq!(table.source().unit.as_deref(), Some("million US$"), "{fixture}");

    let n = table.index().len();
    let cells = cells(&folder.join("expected.csv"), &codes);
    let value_added = along(table, |_, kind| kind == PrimaryKind::ValueAdded);
    let others = along(table, |_, kind| kind != PrimaryKind::ValueAdded);
    let taxes = along(table, |name, kind| kind != PrimaryKind::ValueAdded && !is_adjustment(name));
    let mut count = 0;
    let mut meet = |row: &str, column: &str, ours: f64| {
        assert_eq!(cells[&(row.to_owned(), column.to_owned())], ours, "{fixture} {row} {column}");
        count += 1;
    };
    for column in 0..n + table.demand().len() {
        let label = label_of(table, column);
        for row in 0..n {
            let ours = match column.checked_sub(n) {
                None => table.intermediate()[(row, column)],
                Some(demand) => table.final_demand()[(row, demand)],
            };
            meet(&table.index().label(row), &label, ours);
        }
        meet("TLS", &label, if column < n { others[column] } else { taxes[column] });
        meet("VA", &label, value_added[column]);
        let output = table.reported_output().unwrap();
        meet("OUT", &label, output.get(column).copied().unwrap_or(0.0));
    }
    for row in 0..n {
        meet(&table.index().label(row), "OUT", table.reported_output().unwrap()[row]);
    }
    // All but the corners of the rows below.
    assert_eq!(count, cells.len() - 3, "{fixture}");
}

/// The rows below the intermediate block, each by itself.
fn check_rows(fixture: &str, table: &Mrio, folder: &Path) {
    let codes = BTreeMap::new();
    let cells = cells(&folder.join("expected_rows.csv"), &codes);
    let width = table.index().len() + table.demand().len();
    assert_eq!(cells.len(), width * table.primary().len(), "{fixture}");
    let text = std::fs::read_to_string(folder.join("expected_rows.csv")).unwrap();
    for (line, row) in text.lines().skip(1).zip(table.primary()) {
        let numbers: Vec<f64> = line.split(',').skip(1).map(|n| n.parse().unwrap()).collect();
        assert_eq!(line.split(',').next().unwrap(), row.name, "{fixture}");
        assert_eq!(numbers, [&row.inputs[..], &row.final_demand[..]].concat(), "{fixture}");
    }
}

#[test]
fn fixtures_are_read_as_expected() {
    for (fixture, file) in FILES {
        let Some(folder) = shared(&format!("formats/fixtures/{fixture}")) else { return };
        let reading = read_path(folder.join(file), &ReadOptions::default());
        let reading = reading.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(reading.findings.is_empty(), "{file}: {:?}", reading.findings);
        check(file, &reading.table, &folder);
        check_rows(file, &reading.table, &folder);
    }
}

/// From memory as from a file, under whatever name.
#[test]
fn workbooks_are_read_from_bytes() {
    let Some(folder) = shared("formats/fixtures/wiod2016_excel") else { return };
    for file in ["WIOT2014_Nov16_ROW.xlsx", "WIOT2014_Nov16_ROW.xlsb"] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let table = read(&Input::bytes("download", bytes), &ReadOptions::default()).unwrap().table;
        check(file, &table, &folder);
    }
}
