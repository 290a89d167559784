//! Exports of the Python package MARIO, in the layout that its version 1.3.2 writes: a file for each matrix,
//! and a workbook. The numbers are made up.

use std::path::Path;

use rust_xlsxwriter::{Workbook, Worksheet};
use tripole::read::{Input, ReadOptions, Reading, read};
use tripole::table::{Mrio, PrimaryKind};

use crate::cli::{stderr, tripole};
use crate::support::read_path;

const Z: &str = "Region,,,North,North,South,South
Level,,,Sector,Sector,Sector,Sector
Item,,,\"Food, drink\",Rest,\"Food, drink\",Rest
Region,Level,Item,,,,
North,Sector,\"Food, drink\",1.0,2.0,0.5,0.25
North,Sector,Rest,3.0,4.0,0.125,1.0
South,Sector,\"Food, drink\",0.5,0.5,2.0,1.0
South,Sector,Rest,1.5,0.0,4.0,8.0
";
const Y: &str = "Region,,,North,South
Level,,,Consumption category,Consumption category
Item,,,Final demand,Final demand
Region,Level,Item,,
North,Sector,\"Food, drink\",10.0,1.0
North,Sector,Rest,20.0,0.5
South,Sector,\"Food, drink\",0.25,16.0
South,Sector,Rest,0.5,32.0
";
const V: &str = "Region,North,North,South,South
Level,Sector,Sector,Sector,Sector
Item,\"Food, drink\",Rest,\"Food, drink\",Rest
Item,,,,
Taxes,1.0,1.5,2.0,2.5
Wages,7.75,20.625,11.625,33.25
";
const VY: &str = "Region,North,South
Level,Consumption category,Consumption category
Item,Final demand,Final demand
Item,,
Taxes,0.5,0.25
Wages,0.0,0.0
";
const X: &str = "Region,Level,Item,production
North,Sector,\"Food, drink\",14.75
North,Sector,Rest,28.625
South,Sector,\"Food, drink\",20.25
South,Sector,Rest,46.0
";
const UNITS: &str = "Level,Item,Unit
Sector,\"Food, drink\",M EUR
Sector,Rest,M EUR
Factor of production,Taxes,M EUR
Factor of production,Wages,M EUR
Satellite account,Jobs,1000 p
";

const FILES: [(&str, &str); 6] =
    [("Z", Z), ("Y", Y), ("V", V), ("VY", VY), ("X", X), ("units", UNITS)];

fn exported(folder: &Path, ending: &str, change: impl Fn(&str, &str) -> Option<String>) {
    for (name, text) in FILES {
        if let Some(text) = change(name, text) {
            std::fs::write(folder.join(format!("{name}.{ending}")), text).unwrap();
        }
    }
}

fn of(path: &Path) -> tripole::Result<Reading> {
    read_path(path.to_owned(), &ReadOptions::default())
}

fn check(table: &Mrio) {
    assert_eq!(table.index().region_codes(), ["North", "South"]);
    assert_eq!(table.index().sector_codes(), ["Food, drink", "Rest"]);
    assert_eq!(table.demand().label(table.index(), 1), "South_Final demand");
    assert_eq!(table.intermediate().column(0), [1.0, 3.0, 0.5, 1.5]);
    assert_eq!(table.intermediate().column(3), [0.25, 1.0, 1.0, 8.0]);
    assert_eq!(table.final_demand().column(1), [1.0, 0.5, 16.0, 32.0]);
    assert_eq!(table.row_sums(), [14.75, 28.625, 20.25, 46.0]);
    let rows = table.primary();
    assert_eq!([rows[0].name.as_str(), rows[1].name.as_str()], ["Taxes", "Wages"]);
    assert!(rows.iter().all(|row| row.kind == PrimaryKind::ValueAddedWithTaxes));
    assert_eq!(rows[1].inputs, [7.75, 20.625, 11.625, 33.25]);
    assert_eq!(rows[0].final_demand, [0.5, 0.25]);
    assert_eq!(table.source().unit.as_deref(), Some("M EUR"));
}

#[test]
fn folders_of_matrices_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let flows = folder.path().join("flows");
    std::fs::create_dir(&flows).unwrap();
    exported(&flows, "csv", |_, text| Some(text.to_owned()));
    for path in [folder.path(), &flows, &flows.join("Z.csv")] {
        let reading = of(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        check(&reading.table);
        assert_eq!(reading.table.reported_output(), Some(reading.table.row_sums()));
        let said: Vec<&str> = reading.findings.iter().map(|f| f.message.as_str()).collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with("all factors of production are value added"), "{said:?}");
    }
    // Other endings and separators, rows in another order, and no output.
    let other = tempfile::tempdir().unwrap();
    exported(other.path(), "txt", |name, text| {
        let mut lines: Vec<&str> = text.lines().collect();
        match name {
            "X" => return None,
            "Z" => lines.swap(4, 5),
            "Y" => lines.swap(6, 7),
            _ => {}
        }
        let text =
            lines.join("\n").replace(", ", "\u{1}").replace(',', "\t").replace('\u{1}', ", ");
        Some(text)
    });
    let table = of(other.path()).unwrap().table;
    assert_eq!(table.index().sector_codes(), ["Rest", "Food, drink"]);
    assert_eq!(table.row_sums(), [28.625, 14.75, 20.25, 46.0]);
    assert_eq!(table.intermediate().column(1), [3.0, 1.0, 0.5, 1.5]);
    assert_eq!(table.reported_output(), None);
    let out = folder.path().join("flows").join("Y.csv");
    let run = tripole(&["convert", &folder.path().to_string_lossy(), &out.to_string_lossy()]);
    assert!(stderr(&run).contains("is the input itself"), "{}", stderr(&run));
}

type Change = fn(&mut Worksheet);

/// The cells of a text in a sheet, from a row and column.
fn put(sheet: &mut Worksheet, text: &str, (row, column): (u32, u16), skip: (usize, usize)) {
    let mut lines = csv::ReaderBuilder::new();
    let mut lines = lines.has_headers(false).flexible(true).from_reader(text.as_bytes());
    for (k, record) in lines.records().skip(skip.0).enumerate() {
        for (j, cell) in record.unwrap().iter().skip(skip.1).enumerate() {
            let (row, column) = (row + k as u32, column + j as u16);
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) if cell.is_empty() => sheet,
                Err(_) => sheet.write(row, column, cell).unwrap(),
            };
        }
    }
}

fn workbook(change: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("flows").unwrap();
    for (text, row, column) in [(Z, 0, 3), (Y, 0, 7)] {
        let heads: String = text.lines().take(3).map(|line| line.to_owned() + "\n").collect();
        put(sheet, &heads, (row, column), (0, 3));
        put(sheet, text, (3, column), (4, 3));
    }
    for (row, line) in (3..).zip(Z.lines().skip(4)) {
        put(
            sheet,
            &line[..=line.rfind(|c: char| c.is_alphabetic() || c == '"').unwrap()],
            (row, 0),
            (0, 0),
        );
    }
    for (k, name) in (7..).zip(["Taxes", "Wages"]) {
        for (column, text) in (0..).zip(["-", "Factor of production", name]) {
            sheet.write(k, column, text).unwrap();
        }
    }
    put(sheet, V, (7, 3), (4, 1));
    put(sheet, VY, (7, 7), (4, 1));
    for (column, text) in (0..).zip(["-", "Satellite account", "Jobs"]) {
        sheet.write(9, column, text).unwrap();
    }
    sheet.write(9, 3, 1e9).unwrap();
    change(sheet);
    let units = book.add_worksheet().set_name("units").unwrap();
    put(units, &UNITS.replacen("Level,Item,Unit", ",,unit", 1), (0, 0), (0, 0));
    book.save_to_buffer().unwrap()
}

#[test]
fn workbooks_are_read() {
    let reading = read(&Input::bytes("export.xlsx", workbook(|_| {})), &ReadOptions::default());
    let reading = reading.unwrap();
    check(&reading.table);
    assert!(reading.table.source().note.ends_with("sheet flows"));
    let named = ReadOptions {
        layout: Some(tripole::read::Layout::named("mario").unwrap()),
        ..ReadOptions::default()
    };
    check(&read(&Input::bytes("export.xlsx", workbook(|_| {})), &named).unwrap().table);
    let wrong: [(Change, &str); 4] = [
        (
            |sheet| {
                sheet.write(3, 4, "n/a").unwrap();
            },
            "sheet flows, cell E4: `n/a` is not a number",
        ),
        (
            |sheet| {
                sheet.merge_range(3, 3, 3, 4, "1", &rust_xlsxwriter::Format::new()).unwrap();
            },
            "sheet flows, cell D4: one of the merged cells D4:E4",
        ),
        (
            |sheet| {
                sheet.write(4, 2, "Food, drink").unwrap();
            },
            "label `North_Food, drink` occurs twice",
        ),
        (
            |sheet| {
                sheet.write(1, 4, "Activity").unwrap();
            },
            "a supply and use table",
        ),
    ];
    for (change, wanted) in wrong {
        let book = Input::bytes("export.xlsx", workbook(change));
        let error = read(&book, &ReadOptions::default()).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn what_is_wrong_is_named() {
    type Change = fn(&str, &str) -> Option<String>;
    let wrong: [(Change, &str); 8] = [
        (|name, text| (name != "V").then(|| text.to_owned()), "the file `V.csv` is missing"),
        (
            |name, text| {
                Some(if name == "Z" { text.replacen("2.0", "x", 1) } else { text.to_owned() })
            },
            "line 5, column `North_Rest`: `x` is not a number",
        ),
        (
            |name, text| {
                Some(if name == "Y" {
                    text.replacen("South,Sector,Rest", "South,Sector,Best", 1)
                } else {
                    text.to_owned()
                })
            },
            "column `South_Rest` has no row of that label",
        ),
        (
            |name, text| {
                Some(if name == "Z" {
                    text.replacen("South,Sector,Rest", "South,Sector,Best", 1)
                } else {
                    text.to_owned()
                })
            },
            "row `South_Best` has no column of that label",
        ),
        (
            |name, text| {
                Some(if name == "V" {
                    text.replacen("Level,Sector", "Level,Other", 1)
                } else {
                    text.to_owned()
                })
            },
            "`Other` is none of the levels",
        ),
        (
            |name, text| {
                Some(if name == "Y" {
                    text.replacen("North,South", "North,West", 1)
                } else {
                    text.to_owned()
                })
            },
            "final demand of region `West`, which has no rows",
        ),
        (
            |name, text| {
                Some(if name == "X" {
                    text.replacen("South,Sector,Rest,46.0\n", "", 1)
                } else {
                    text.to_owned()
                })
            },
            "no line for `South_Rest`",
        ),
        (
            |name, text| {
                Some(if name == "Z" { text.replace("Sector", "Activity") } else { text.to_owned() })
            },
            "a supply and use table",
        ),
    ];
    for (change, wanted) in wrong {
        let folder = tempfile::tempdir().unwrap();
        exported(folder.path(), "csv", change);
        let error = of(folder.path()).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    }
    // Coefficients have small letters, and are no flows.
    let folder = tempfile::tempdir().unwrap();
    exported(folder.path(), "csv", |_, text| Some(text.to_owned()));
    std::fs::rename(folder.path().join("Z.csv"), folder.path().join("z.csv")).unwrap();
    let error = of(folder.path()).unwrap_err().to_string();
    assert!(error.contains("the file `Z.csv` is missing"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    exported(folder.path(), "csv", |name, text| {
        Some(if name == "units" { text.replacen("M EUR", "t", 1) } else { text.to_owned() })
    });
    let reading = of(folder.path()).unwrap();
    let wanted = "sectors have several units, `t`, `M EUR`: sums over sectors mean nothing";
    assert!(reading.findings.iter().any(|f| f.message == wanted), "{:?}", reading.findings);
}
