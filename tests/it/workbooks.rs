//! Tables in workbooks, and those of the World Input-Output Database of 2016 in its other forms, against
//! the fixtures: every amount there is exact in binary, so equality is.

use std::collections::BTreeMap;
use std::path::Path;

use rust_xlsxwriter::{Workbook, Worksheet};
use serde_json::Value;
use tripole::frame::{Destination, Frame, Unit};
use tripole::read::{Input, Layout, ReadOptions, read};
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

/// The records of WIOD 2016 as CSV, as Stata file, and as R writes the CSV.
#[test]
fn records_are_read_as_expected() {
    let Some(folder) = shared("formats/fixtures/wiod2016_stata") else { return };
    let name = "WIOT2014_October16_ROW";
    let text = std::fs::read_to_string(folder.join(format!("{name}.csv"))).unwrap();
    let stata = std::fs::read(folder.join(format!("{name}.dta"))).unwrap();
    // R names columns without the `v`, and may number the rows.
    let (header, rows) = text.split_once('\n').unwrap();
    let header = header.replace(",v", ",").replace(',', "\",\"");
    let rows = rows.lines().zip(1..).map(|(line, row)| format!("\"{row}\",{line}\n"));
    let of_r = format!("\"\",\"{header}\"\n{}", rows.collect::<String>());
    for (file, bytes) in
        [("a.csv", text.clone().into_bytes()), ("b.dta", stata), ("c.csv", of_r.into_bytes())]
    {
        let reading = read(&Input::bytes(file, bytes), &ReadOptions::default());
        let reading = reading.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(reading.findings.is_empty(), "{file}: {:?}", reading.findings);
        check(file, &reading.table, &folder);
        check_rows(file, &reading.table, &folder);
    }
}

fn refused(name: &str, bytes: impl AsRef<[u8]>, options: &ReadOptions) -> String {
    let error = read(&Input::bytes(name, bytes), options).unwrap_err();
    format!("{error}\nhint: {}", error.hint().unwrap_or_default())
}

#[test]
fn records_refuse_what_is_wrong() {
    let Some(folder) = shared("formats/fixtures/wiod2016_stata") else { return };
    let text = std::fs::read_to_string(folder.join("WIOT2014_October16_ROW.csv")).unwrap();
    let several = text.replacen(",CHN,5,2014,", ",CHN,5,2013,", 1);
    let default = ReadOptions::default();
    let at = |year| ReadOptions { year: Some(year), ..ReadOptions::default() };
    for (text, options, wanted) in [
        (several, &default, "several years in the file: 2013, 2014"),
        (text.clone(), &at(1999), "no lines of 1999 in the file, which has 2014"),
        (
            text.replacen(",MEX,1,", ",MEX,2,", 1).replacen("A01,", "A02,", 1),
            &default,
            "line 8: number 1 stands for `A02` and for `A01`",
        ),
        (text.replace("vCHN54", "vCHN53"), &default, "column `vCHN53` has no row of that label"),
        (
            text.replacen(",1,2014,", ",one,2014,", 1),
            &default,
            "column `RNr`: `one` is not a number",
        ),
        (
            text.replacen("171.125", "NA", 1),
            &default,
            "line 2, column `vCHN1`: `NA` is not a number",
        ),
    ] {
        let error = refused("table.csv", text, options);
        assert!(error.contains(wanted), "{error}");
    }
    // The lines of the year that is asked for, and no others.
    let twice = text.lines().skip(1).map(|line| line.replace(",2014,", ",2013,") + "\n");
    let twice = text.clone() + &twice.collect::<String>();
    let reading = read(&Input::bytes("table.csv", twice), &at(2013)).unwrap();
    assert_eq!(reading.table.source().year, Some(2013));
    assert_eq!(reading.table.index().len(), 12);

    // Another file for Stata, and one that is cut off.
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("other.dta");
    let other = Frame::new("x", 1).with_indicator("n", Unit::Ratio, vec![1.0]);
    Destination::create(&path).unwrap().save(std::slice::from_ref(&other)).unwrap();
    let error = refused("other.dta", std::fs::read(path).unwrap(), &default);
    assert!(
        error.contains("expected the columns `IndustryCode,Country,RNr,Year`, `row_region,"),
        "{error}"
    );
    let stata = std::fs::read(folder.join("WIOT2014_October16_ROW.dta")).unwrap();
    let error = refused("t.dta", &stata[..20_000], &default);
    assert!(error.contains("damaged Stata data"), "{error}");
    let of_r = shared("formats/fixtures/wiod2016_r/WIOT2014_October16_ROW.RData").unwrap();
    let error = refused("wiot.RData", std::fs::read(of_r).unwrap(), &default);
    assert!(error.contains("an R data file") && error.contains("write.csv"), "{error}");
}

/// The wide file of the long-run tables, damaged: each damage is named by its line and column.
#[test]
fn records_of_codes_refuse_what_is_wrong() {
    let Some(path) = shared("formats/fixtures/lr_wiod2022/lr_wiod_wiot_wide.csv") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let options = ReadOptions { year: Some(1999), ..ReadOptions::default() };
    for (from, to, wanted) in [
        ("1999,CHN,AtB", "199x,CHN,AtB", "line 2, column `year`: `199x` is not a number"),
        ("1999,CHN,AtB", "1999,,AtB", "line 2: an empty code"),
        ("85.5625", "n/a", "line 2, column `CHN_AtB`: `n/a` is not a number"),
        ("1999,CHN,LtQ", "2000,CHN,LtQ", "column `CHN_LtQ` has no row of that label"),
        ("1999,CHN,D15t16", "1999,CHN,AtB", "label `CHN_AtB` occurs twice: line 2 and line 3"),
        ("CHN_xCONS_h", "CHM_xCONS_h", "final demand of region `CHM`, which has no rows"),
        ("CHN_xCONS_h", "CHN_xCONS_g", "label `CHN_xCONS_g` occurs twice"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert!(changed != text, "{from}");
        let error = refused("lr_wiod_wiot_wide.csv", changed, &options);
        assert!(error.contains(wanted), "{error}");
    }
    let changed = text.replacen("1999,xTOT,xSD", "1999,xTOT,xOther", 1);
    let reading = read(&Input::bytes("wide.csv", changed), &options).unwrap();
    let said =
        reading.findings.iter().any(|f| f.message.contains("unknown rows ignored: `xOther`"));
    assert!(said, "{:?}", reading.findings);
}

/// An archive of files.
fn archive<'a>(files: impl IntoIterator<Item = (&'a str, Vec<u8>)>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    for (name, bytes) in files {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, &bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The parts of a workbook, one of which is changed.
fn changed(workbook: &Path, part: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut book = zip::ZipArchive::new(std::fs::File::open(workbook).unwrap()).unwrap();
    let mut parts = vec![];
    for position in 0..book.len() {
        let mut entry = book.by_index(position).unwrap();
        let mut bytes = vec![];
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        let name = String::from_utf8(entry.name_raw().to_vec()).unwrap();
        parts.push((name.clone(), if name == part { change(bytes) } else { bytes }));
    }
    archive(parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())))
}

#[test]
fn archives_of_workbooks_are_read() {
    let Some(folder) = shared("formats/fixtures/wiod2016_excel") else { return };
    let book = std::fs::read(folder.join("WIOT2014_Nov16_ROW.xlsb")).unwrap();
    let one = archive([("WIOTS/WIOT2014_Nov16_ROW.xlsb", book.clone())]);
    let reading = read(&Input::bytes("WIOTS_in_EXCEL.zip", one), &ReadOptions::default()).unwrap();
    check("one", &reading.table, &folder);
    let several = [("WIOT2013_Nov16_ROW.xlsb", book.clone()), ("WIOT2014_Nov16_ROW.xlsb", book)];
    let several = archive(several);
    let error = refused("WIOTS_in_EXCEL.zip", &several, &ReadOptions::default());
    assert!(error.contains("several tables in the archive") && error.contains("`year`"), "{error}");
    let options = ReadOptions { year: Some(2014), ..ReadOptions::default() };
    let reading = read(&Input::bytes("WIOTS_in_EXCEL.zip", several), &options).unwrap();
    check("several", &reading.table, &folder);
    assert!(reading.table.source().note.contains("WIOT2014_Nov16_ROW.xlsb, sheet 2014"));
}

/// A result of a formula that is an error, a date among the numbers, and a cut-off sheet of a binary
/// workbook.
#[test]
fn binary_workbooks_refuse_what_is_wrong() {
    let Some(path) = shared("formats/fixtures/wiod2016_excel/WIOT2014_Nov16_ROW.xlsb") else {
        return;
    };
    let sheet = "xl/worksheets/sheet1.bin";
    // The first number: a record of type 5 and 16 bytes.
    let first = |bytes: &[u8]| {
        let number = 171.125_f64.to_le_bytes();
        bytes.windows(8).position(|window| window == number).unwrap()
    };
    let error = changed(&path, sheet, |mut bytes| {
        let at = first(&bytes);
        let record: Vec<u8> = [&[11, 9][..], &bytes[at - 8..at], &[0x2a]].concat();
        bytes.splice(at - 10..at + 8, record);
        bytes
    });
    let error = refused("t.xlsb", error, &ReadOptions::default());
    assert!(error.contains("sheet 2014, cell E7: `#N/A` is not a number"), "{error}");
    let infinite = changed(&path, sheet, |mut bytes| {
        let at = first(&bytes);
        bytes[at..at + 8].copy_from_slice(&f64::INFINITY.to_le_bytes());
        bytes
    });
    let error = refused("t.xlsb", infinite, &ReadOptions::default());
    assert!(error.contains("cell E7: `inf` is not a finite number"), "{error}");
    for cut in [100, 3000, 14_000] {
        let short = changed(&path, sheet, |bytes| bytes[..cut].to_vec());
        let error = refused("t.xlsb", short, &ReadOptions::default());
        assert!(error.contains("damaged workbook data"), "{error}");
    }
}

/// A file whose name is of another year than its sheet.
#[test]
fn years_that_disagree_are_said() {
    let Some(path) = shared("formats/fixtures/wiod2016_excel/WIOT2014_Nov16_ROW.xlsx") else {
        return;
    };
    let bytes = std::fs::read(path).unwrap();
    for (name, year, wanted) in [
        ("WIOT2013_Nov16.xlsx", None, "sheet 2014 is of 2014, the file's name says 2013"),
        ("WIOT2014_Nov16.xlsx", Some(2013), "year 2013 was asked for, sheet 2014 says 2014"),
    ] {
        let options = ReadOptions { year, ..ReadOptions::default() };
        let reading = read(&Input::bytes(name, &bytes), &options).unwrap();
        assert!(reading.findings.iter().any(|f| f.message.contains(wanted)), "{name}");
        assert_eq!(reading.table.source().year, year.or(Some(2014)));
    }
}

/// A small table in the layout of WIOD 2013: region `A`, sectors `c1` and `c2`, every amount 1.5.
fn fill(sheet: &mut Worksheet, title: &str) {
    sheet.write(0, 0, title).unwrap();
    for (column, code) in (4..).zip(["c1", "c2", "c37"]) {
        sheet.write(4, column, "A").unwrap();
        sheet.write(5, column, code).unwrap();
    }
    for (row, code) in (6..).zip(["c1", "c2"]) {
        sheet.write(row, 2, "A").unwrap();
        sheet.write(row, 3, code).unwrap();
        (4..7).for_each(|column| {
            sheet.write(row, column, 1.5).unwrap();
        });
    }
}

type Change = dyn Fn(&mut Worksheet);

/// The table with a change, read.
fn with(change: impl Fn(&mut Worksheet)) -> tripole::Result<tripole::read::Reading> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("T 2010").unwrap();
    fill(sheet, "a table");
    change(sheet);
    read(&Input::bytes("book.xlsx", book.save_to_buffer().unwrap()), &ReadOptions::default())
}

#[test]
fn labels_of_sheets_are_refused_by_their_cell() {
    let wrong: [(&Change, &str); 6] = [
        (
            &|sheet| {
                sheet.write(7, 2, " ").unwrap();
            },
            "sheet T 2010, cell C8: no region stands here, and code `c2` belongs to one",
        ),
        (
            &|sheet| {
                sheet.write(7, 3, 12).unwrap();
            },
            "sheet T 2010, cell D8: the number 12, where a code belongs",
        ),
        (
            &|sheet| {
                sheet.write(8, 2, "A").unwrap();
                sheet.write(8, 3, "c1").unwrap();
            },
            "sheet T 2010, row 9: label `A_c1` occurs twice: row 7 and row 9",
        ),
        (
            &|sheet| {
                sheet.write(5, 5, "c1").unwrap();
            },
            "sheet T 2010, row 6: label `A_c1` occurs twice: column E and column F",
        ),
        (
            &|sheet| {
                sheet.write(5, 6, "c3").unwrap();
            },
            "sheet T 2010, cell G6: column `A_c3` has no row of that label",
        ),
        (
            &|sheet| {
                sheet.write(7, 5, true).unwrap();
            },
            "sheet T 2010, cell F8: `TRUE` is not a number",
        ),
    ];
    for (change, wanted) in wrong {
        let error = with(change).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn what_stands_beside_a_table_is_told_from_it() {
    // Words below and beside it are remarks, and rows of blanks are none.
    let quiet = |sheet: &mut Worksheet| {
        sheet.write(9, 0, "Source: made up").unwrap();
        sheet.write(10, 1, "see the notes").unwrap();
        sheet.write(6, 9, "a remark").unwrap();
        sheet.write(8, 4, " ").unwrap();
        sheet.write(11, 3, "r69").unwrap();
        (4..6).for_each(|column| {
            sheet.write(11, column, 4.5).unwrap();
        });
    };
    let reading = with(quiet).unwrap();
    let messages: Vec<&str> = reading.findings.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(
        messages,
        ["the file has no value added row; value added is output less intermediate inputs"]
    );
    assert_eq!(reading.table.reported_output(), Some(&[4.5, 4.5][..]));
    assert_eq!(reading.table.source().year, Some(2010));

    let reading = with(|sheet| {
        quiet(sheet);
        sheet.write(6, 9, 7).unwrap();
        sheet.write(12, 3, "r77").unwrap();
        sheet.write(12, 4, 7).unwrap();
        sheet.write(12, 5, "#REF!").unwrap();
    });
    let messages: Vec<String> =
        reading.unwrap().findings.into_iter().map(|finding| finding.message).collect();
    let said = |words: &str| messages.iter().any(|message| message.contains(words));
    assert!(
        said("1 number beside the table is ignored, first in sheet T 2010, cell J7"),
        "{messages:?}"
    );
    assert!(said("unknown rows ignored: `r77`"), "{messages:?}");
}

/// Cells that are shown as one have the number of all in the first: read as they stand, the others would be
/// zero.
#[test]
fn merged_numbers_are_refused() {
    let merge = |first: (u32, u16), last: (u32, u16)| {
        with(|sheet| {
            let format = rust_xlsxwriter::Format::new();
            sheet.merge_range(first.0, first.1, last.0, last.1, "", &format).unwrap();
            sheet.write(first.0, first.1, 3).unwrap();
            sheet.write(11, 1, "Source: made up").unwrap();
        })
    };
    for (first, last, wanted) in [
        ((6, 4), (6, 5), "sheet T 2010, cell E7: one of the merged cells E7:F7"),
        ((6, 6), (7, 6), "sheet T 2010, cell G7: one of the merged cells G7:G8"),
    ] {
        let error = merge(first, last).unwrap_err();
        assert!(error.to_string().contains(wanted), "{error}");
        assert!(error.hint().unwrap().to_string().contains("unmerge them"));
    }
    // Titles above and remarks below may be merged.
    let fine = with(|sheet| {
        let format = rust_xlsxwriter::Format::new();
        sheet.merge_range(1, 0, 1, 6, "a title", &format).unwrap();
        sheet.merge_range(11, 0, 11, 6, "Source: made up", &format).unwrap();
    });
    assert_eq!(fine.unwrap().table.row_sums(), [4.5, 4.5]);
}

/// The records of a binary workbook that merge cells.
#[test]
fn merged_numbers_of_binary_workbooks_are_refused() {
    let Some(path) = shared("formats/fixtures/wiod2016_excel/WIOT2014_Nov16_ROW.xlsb") else {
        return;
    };
    let merged = changed(&path, "xl/worksheets/sheet1.bin", |mut bytes| {
        // The end of the cells, of type 0x92.
        let end = [0x92, 0x01, 0x00];
        let at = bytes.windows(3).position(|window| window == end).unwrap() + 3;
        let numbers = [6_u32, 7, 4, 4].map(u32::to_le_bytes).concat();
        bytes.splice(at..at, [&[0xb0, 0x01, 16][..], &numbers].concat());
        bytes
    });
    let error = refused("t.xlsb", merged, &ReadOptions::default());
    assert!(error.contains("sheet 2014, cell E7: one of the merged cells E7:E8"), "{error}");
}

/// The unit that a sheet states is that of its amounts.
#[test]
fn units_of_sheets_are_kept() {
    let unit = |text: &str| {
        let reading = with(|sheet| {
            sheet.write(3, 0, text).unwrap();
        })
        .unwrap();
        let said = reading.findings.iter().any(|f| f.message.contains("the unit is taken to be"));
        (reading.table.source().unit.clone().unwrap(), said)
    };
    assert_eq!(unit("(millions of US$)"), ("million US$".to_owned(), false));
    assert_eq!(unit("(thousands of US$)"), ("thousand US$".to_owned(), true));
    assert_eq!(unit("(millions of EUR)"), ("million EUR".to_owned(), true));
    let options = ReadOptions { unit: Some("peanuts".to_owned()), ..ReadOptions::default() };
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(sheet, "a table");
    sheet.write(3, 0, "(millions of EUR)").unwrap();
    let reading = read(&Input::bytes("b.xlsx", book.save_to_buffer().unwrap()), &options).unwrap();
    assert_eq!(reading.table.source().unit.as_deref(), Some("peanuts"));
}

/// Where neither sheet nor title has a year, the first in the name is that of the data: later ones are of the
/// release. So it is among the files of an archive and of a folder.
#[test]
fn years_of_workbooks_are_the_first_in_their_names() {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("Table").unwrap(), "a table");
    let bytes = book.save_to_buffer().unwrap();
    let names = ["ADB-MRIO62-2019_Dec2022.xlsx", "ADB-MRIO62-2020_Dec2022.xlsx"];
    let year = |input: &Input, year| {
        let options = ReadOptions { year, ..ReadOptions::default() };
        read(input, &options).unwrap().table.source().year
    };
    assert_eq!(year(&Input::bytes(names[0], &bytes), None), Some(2019));
    let both = archive(names.map(|name| (name, bytes.clone())));
    assert_eq!(year(&Input::bytes("ADB_2000-2022.zip", both), Some(2020)), Some(2020));
    let prices = read(&Input::bytes("ADB 2019 constant.xlsx", &bytes), &ReadOptions::default());
    let prices = prices.unwrap().findings;
    let said = "not at current prices, as `ADB 2019 constant.xlsx` says";
    assert_eq!(prices.iter().filter(|f| f.message.contains(said)).count(), 1, "{prices:?}");
    let one = archive([(names[1], bytes.clone())]);
    assert_eq!(year(&Input::bytes("ADB_2000-2022.zip", one), None), Some(2020));
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        std::fs::write(folder.path().join(name), &bytes).unwrap();
    }
    assert_eq!(year(&Input::Path(folder.path().to_owned()), Some(2019)), Some(2019));
}

/// Prices of the year before, as names of files say it whatever the form.
#[test]
fn other_prices_are_said_of_every_form() {
    let Some(folder) = shared("formats/fixtures/wiod2016_stata") else { return };
    for (file, name) in [
        ("WIOT2014_October16_ROW.csv", "wiot2014_pyp_october16_row.csv"),
        ("WIOT2014_October16_ROW.dta", "WIOT2014_PYP_October16_ROW.dta"),
        ("WIOT2014_October16_ROW.csv", "WIOT2014_October16_ROW.csv"),
    ] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let reading = read(&Input::bytes(name, bytes), &ReadOptions::default()).unwrap();
        let wanted = format!("not at current prices, as `{name}` says");
        let said = reading.findings.iter().any(|f| f.message.contains(&wanted));
        assert_eq!(said, name.to_lowercase().contains("pyp"), "{name}");
    }
}

/// Sheets of several years, and of other prices.
#[test]
fn years_choose_among_sheets() {
    let table = |name: &str, title: &str| {
        let mut book = Workbook::new();
        for sheet in [name, "2011"] {
            fill(book.add_worksheet().set_name(sheet).unwrap(), title);
        }
        Input::bytes("book.xlsx", book.save_to_buffer().unwrap())
    };
    let at = |year| ReadOptions { year: Some(year), ..ReadOptions::default() };
    let book = table("2010", "at previous year's prices");
    let error = read(&book, &ReadOptions::default()).unwrap_err();
    assert!(error.to_string().contains("several sheets hold tables: `2010`, `2011`"), "{error}");
    assert_eq!(error.hint().unwrap().to_string(), "choose one with `sheet`, or by `year`");
    let error = read(&book, &at(1999)).unwrap_err().to_string();
    assert!(error.contains("no sheet with a table of year 1999"), "{error}");
    let text = ReadOptions { layout: Some(Layout::Long), ..at(2011) };
    let error = read(&book, &text).unwrap_err().to_string();
    assert_eq!(error, "format `long` cannot be combined with a workbook");
    let reading = read(&book, &at(2011)).unwrap();
    assert_eq!(reading.table.index().sector_codes(), ["c1", "c2"]);
    let said = |words: &str| reading.findings.iter().any(|f| f.message.contains(words));
    assert!(said("not at current prices, as `at previous year's prices` says"));
    assert!(reading.table.source().note.contains("sheet 2011 (at previous year's prices)"));
}

proptest::proptest! {
    #![proptest_config(crate::support::config(200))]

    /// Whatever bytes a workbook is damaged with, reading ends with a table or a message: those of the
    /// archive, and those of a sheet whose check sum is right again.
    #[test]
    fn damaged_workbooks_never_panic(
        binary in proptest::bool::ANY,
        inside in proptest::bool::ANY,
        damage in proptest::collection::vec(
            (proptest::prelude::any::<proptest::sample::Index>(), 0usize..4, proptest::num::u8::ANY),
            1..6,
        ),
    ) {
        let Some(folder) = shared("formats/fixtures/wiod2016_excel") else { return Ok(()) };
        let damaged = |mut bytes: Vec<u8>| {
            for (place, kind, byte) in &damage {
                let at = place.index(bytes.len());
                match kind {
                    0 => bytes[at] = *byte,
                    1 => bytes.insert(at, *byte),
                    2 if bytes.len() > 1 => { bytes.remove(at); }
                    _ => bytes.truncate(at.max(1)),
                }
            }
            bytes
        };
        let (ending, sheet) = if binary { ("xlsb", "sheet1.bin") } else { ("xlsx", "sheet1.xml") };
        let path = folder.join(format!("WIOT2014_Nov16_ROW.{ending}"));
        let bytes = if inside {
            changed(&path, &format!("xl/worksheets/{sheet}"), damaged)
        } else {
            damaged(std::fs::read(&path).unwrap())
        };
        let input = Input::bytes(format!("book.{ending}"), bytes);
        if let Err(error) = read(&input, &ReadOptions::default()) {
            proptest::prop_assert!(!error.to_string().contains('\n'), "{}", error);
        }
    }
}

/// Addresses that overflow the numbers of the library that reads them.
#[test]
fn addresses_that_no_sheet_has_are_refused() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_number(0, 0, 1.0).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    for address in ["AAAAAAAAAAAAAA1", "A99999999999"] {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
        let mut made = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
        for position in 0..archive.len() {
            let mut entry = archive.by_index(position).unwrap();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
            let plain = zip::write::SimpleFileOptions::default();
            made.start_file(entry.name().unwrap(), plain).unwrap();
            let text = text.replace("r=\"A1\"", &format!("r=\"{address}\""));
            std::io::Write::write_all(&mut made, text.as_bytes()).unwrap();
        }
        let bytes = made.finish().unwrap().into_inner();
        let error = read(&Input::bytes("x.xlsx", bytes), &ReadOptions::default()).unwrap_err();
        assert!(error.to_string().contains("an address that no sheet has"), "{error}");
    }
}
