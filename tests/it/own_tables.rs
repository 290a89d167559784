//! Tables in spreadsheets of people's own: titles, two lines of labels, names, totals, one country alone.

use std::io::Write;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::Workbook;
use tripole::Mrio;
use tripole::read::{Input, ReadOptions, Reading, read};

use crate::support::shared;

/// Two regions of two sectors, by hand: x = (21, 21, 21, 21), value added 17, 13, 9, 5.
const GRID: &[&[&str]] = &[
    &["Flows of 2019, made up"],
    &[],
    &["", "", "USA", "USA", "USA", "China", "China", "China", "USA", "China", "Total"],
    &["", "", "Farms, etc", "Works", "Total", "Farms, etc", "Works", "Total", "Use", "Use", ""],
    &["USA", "Farms, etc", "1", "2", "3", "3", "4", "7", "5", "6", "21"],
    &["", "Works", "1", "2", "3", "3", "4", "7", "5", "6", "21"],
    &["", "Total", "2", "4", "6", "6", "8", "14", "10", "12", "42"],
    &["China", "Farms, etc", "1", "2", "3", "3", "4", "7", "5", "6", "21"],
    &["", "Works", "1", "2.5", "3.5", "3", "4", "7", "5", "5.5", "21"],
    &["Value added", "", "17", "12.5", "29.5", "9", "5", "14", "", "", ""],
    &["Total output", "", "21", "21", "42", "21", "21", "42", "", "", ""],
    &[],
    &["Source: made up"],
];

fn rows(grid: &[&[&str]]) -> Vec<Vec<String>> {
    grid.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

fn text(grid: &[Vec<String>], separator: char, mark: char) -> String {
    let cell = |cell: &String| {
        let number = cell.parse::<f64>().is_ok();
        let shown = if number { cell.replace('.', &mark.to_string()) } else { cell.clone() };
        if shown.contains(separator) { format!("\"{shown}\"") } else { shown }
    };
    let line = |row: &Vec<String>| {
        row.iter().map(cell).collect::<Vec<_>>().join(&separator.to_string()) + "\n"
    };
    grid.iter().map(line).collect()
}

fn workbook(grid: &[Vec<String>], path: &Path) {
    let mut book = Workbook::new();
    let notes = book.add_worksheet().set_name("notes").unwrap();
    notes.write_string(0, 0, "see the other sheet").unwrap();
    let sheet = book.add_worksheet().set_name("table").unwrap();
    for (r, row) in (0..).zip(grid) {
        for (c, cell) in (0..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(r, c, number).unwrap(),
                Err(_) => sheet.write_string(r, c, cell).unwrap(),
            };
        }
    }
    book.save(path).unwrap();
}

/// As LibreOffice writes it: one cell for many blank ones, rows repeated to the end of the sheet.
fn open_document(grid: &[Vec<String>], path: &Path) {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let cell = |cell: &String| match cell.parse::<f64>() {
        _ if cell.is_empty() => "<table:table-cell/>".to_owned(),
        Ok(number) => format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>{cell}</text:p></table:table-cell>"
        ),
        Err(_) => format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
            escaped(cell)
        ),
    };
    let row = |row: &Vec<String>| {
        let cells: String = row.iter().map(cell).collect();
        format!(
            "<table:table-row>{cells}<table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>"
        )
    };
    let rows: String = grid.iter().map(row).collect();
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet>\
         <table:table table:name=\"table\">{rows}<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    let plain = zip::write::SimpleFileOptions::default();
    archive.start_file("mimetype", plain).unwrap();
    archive.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    archive.start_file("content.xml", plain).unwrap();
    archive.write_all(content.as_bytes()).unwrap();
    archive.finish().unwrap();
}

fn reading(path: &Path) -> Reading {
    read(&Input::from(path), &ReadOptions::default()).unwrap()
}

fn said(reading: &Reading) -> String {
    reading.findings.iter().map(|finding| format!("{}\n", finding.message)).collect()
}

/// The grid in all forms that it can be saved in.
fn forms(grid: &[Vec<String>], folder: &Path) -> Vec<PathBuf> {
    let path = |name: &str| folder.join(name);
    for (name, separator, mark) in
        [("plain.csv", ',', '.'), ("tabs.csv", '\t', ','), ("excel.csv", ';', ',')]
    {
        std::fs::write(path(name), text(grid, separator, mark)).unwrap();
    }
    workbook(grid, &path("own.xlsx"));
    open_document(grid, &path("own.ods"));
    ["plain.csv", "tabs.csv", "excel.csv", "own.xlsx", "own.ods"].map(path).to_vec()
}

fn check(table: &Mrio) {
    let index = table.index();
    assert_eq!(index.region_codes(), ["USA", "CHN"]);
    assert_eq!(index.sector_codes(), ["Farms, etc", "Works"]);
    assert_eq!(table.row_sums(), [21.0; 4]);
    let z = table.intermediate();
    assert_eq!((z[(0, 0)], z[(1, 3)], z[(3, 1)]), (1.0, 4.0, 2.5));
    let paid: f64 = table.primary().iter().map(|row| row.inputs[1]).sum();
    assert_eq!(paid, 12.5);
    assert_eq!(table.best_output(), [21.0; 4]);
}

#[test]
fn a_sheet_of_ones_own_is_read_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    for path in forms(&rows(GRID), folder.path()) {
        let reading = reading(&path);
        check(&reading.table);
        let said = said(&reading);
        assert_eq!(reading.table.source().year, Some(2019), "{}", path.display());
        for words in ["`China` is `CHN`", "left out as sums of others", "is a title"] {
            assert_eq!(said.matches(words).count(), 1, "{}: {said}", path.display());
        }
    }
}

/// Labels the other way round, and codes beside names.
#[test]
fn lines_of_labels_may_stand_in_any_order() {
    let mut grid = rows(GRID);
    grid.swap(2, 3);
    for row in &mut grid[2..11] {
        row.resize(11, String::new());
        row.swap(0, 1);
    }
    // Merged cells of regions stand in each row then.
    for (row, region) in [(5, "USA"), (6, "USA"), (8, "China")] {
        grid[row][1] = region.to_owned();
    }
    grid[9].swap(0, 1);
    grid[10].swap(0, 1);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("turned.csv");
    std::fs::write(&path, text(&grid, ',', '.')).unwrap();
    check(&reading(&path).table);
}

const NATION: &str = "Input-output table;;;;;;;\n\
    Code;Name;1;2;;;;\n;;Farms;Works;Total intermediate use;Households;Exports;Total uses\n\
    1;Farms;1,5;2;3,5;4;2,5;10\n2;Works;3;4;7;5;8;20\n\
    ;Total intermediate consumption;4,5;6;10,5;;;\n;Imports;0,5;1;1,5;2;;\n\
    ;Taxes less subsidies on products;0,5;1;1,5;;;\n;Gross value added;4,5;12;16,5;;;\n;Output;10;20;30;;;\n";

#[test]
fn a_national_table_has_no_regions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nation.csv");
    std::fs::write(&path, NATION).unwrap();
    let reading = reading(&path);
    let table = &reading.table;
    assert_eq!(table.index().region_codes(), ["NAT"]);
    assert_eq!(table.index().sector_codes(), ["Farms", "Works"]);
    assert_eq!(table.row_sums(), [10.0, 20.0]);
    let names: Vec<&str> = table.primary().iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["IMP", "TLS", "VA"]);
    let words = said(&reading);
    assert!(words.contains("labels name no region: the table is of one, called `NAT`"), "{words}");
}

/// By hand: output of farms 4 + 8 of imports + 8 of incomes = 20 of sales.
const PARTS: &[&[&str]] = &[
    &["", "Farms", "Works", "Households", "Exports", "Total"],
    &["Farms", "1", "3", "12", "4", "20"],
    &["Works", "3", "10", "17", "10", "40"],
    &["Imports from Europe", "5", "6", "2", "", ""],
    &["Imports from elsewhere", "3", "1", "1", "", ""],
    &["Taxes on products", "0.5", "1.5", "2", "", ""],
    &["Wages and salaries", "4", "12", "", "", ""],
    &["Employers' social contributions", "1", "2", "", "", ""],
    &["Gross operating surplus", "2.5", "4.5", "", "", ""],
    &["Total", "20", "40", "", "", ""],
];

#[test]
fn rows_of_imports_and_of_incomes_are_added_up() {
    let check = |grid: &[Vec<String>]| {
        let reading = text_of_grid(grid).unwrap();
        let table = reading.table.clone();
        let primary: Vec<(&str, Vec<f64>)> =
            table.paid().map(|row| (row.name.as_str(), row.inputs.clone())).collect();
        let expected = [("IMP", vec![8.0, 7.0]), ("TLS", vec![0.5, 1.5]), ("VA", vec![7.5, 18.5])];
        assert_eq!(primary, expected);
        assert_eq!(table.primary()[0].final_demand[..], [3.0, 0.0]);
        // Output less inputs of both origins, and less taxes on products.
        let accounts = table.accounts(&tripole::Accounting::default()).unwrap();
        assert_eq!(accounts.value_added, [7.5, 18.5]);
        said(&reading)
    };
    let words = check(&rows(PARTS));
    let imports = "added up to one row `IMP`: `Imports from Europe`, `Imports from elsewhere`";
    assert!(words.contains(imports), "{words}");
    let incomes =
        "`VA`: `Wages and salaries`, `Employers' social contributions`, `Gross operating surplus`";
    assert!(words.contains(incomes), "{words}");
    // A row for all of them, before or behind its parts, counts once.
    let imports: Vec<String> = ["Imports", "8", "7", "3", "", ""].map(String::from).to_vec();
    let added: Vec<String> = ["Value added", "7.5", "18.5", "", "", ""].map(String::from).to_vec();
    for place in [3, 5] {
        let mut grid = rows(PARTS);
        grid.insert(place, imports.clone());
        check(&grid);
    }
    for place in [6, 9] {
        let mut grid = rows(PARTS);
        grid.insert(place, added.clone());
        check(&grid);
    }
    // One that is not their sum could be meant in two ways.
    let mut grid = rows(PARTS);
    grid.insert(3, ["Imports", "9", "7", "3", "", ""].map(String::from).to_vec());
    let error = text_of_grid(&grid).unwrap_err().to_string();
    assert!(error.contains("`Imports` may hold the other rows of imports"), "{error}");
    // A word among them has no sum.
    let mut grid = rows(PARTS);
    grid[4][1] = "n.a.".to_owned();
    let error = text_of_grid(&grid).unwrap_err().to_string();
    assert!(error.contains("row 5 has `n.a.` in column 2"), "{error}");
}

/// Offices print imports beside final demand, to be taken off.
#[test]
fn a_column_of_imports_is_negative() {
    let mut grid = rows(PARTS);
    grid.iter_mut().for_each(|row| row.insert(5, String::new()));
    for (row, cell) in grid[..3].iter_mut().zip(["Imports", "2", "3"]) {
        row[5] = cell.to_owned();
    }
    let error = text_of_grid(&grid).unwrap_err().to_string();
    assert!(error.contains("column `Imports` holds imports as positive numbers"), "{error}");
    for (row, (cell, output)) in grid[1..3].iter_mut().zip([("-2", "18"), ("-3", "37")]) {
        row[5] = cell.to_owned();
        row[6] = output.to_owned();
    }
    for (place, cells) in [(8, ["0.5", "1.5"]), (9, ["18", "37"])] {
        grid[place][1..3].clone_from_slice(&cells.map(String::from));
    }
    let error = text_of_grid(&grid).unwrap_err().to_string();
    assert!(error.contains("row `IMP` and column `Imports` both hold imports"), "{error}");
    // Without the rows flows are those of all products: 2 of the 16 farm products that are used at home are imported.
    grid.drain(3..5);
    grid[6][1..3].clone_from_slice(&["8.5", "8.5"].map(String::from));
    let table = text_of_grid(&grid).unwrap().table;
    assert_eq!(table.row_sums(), [18.0, 37.0]);
    assert_eq!(table.demand().categories(), ["Households", "Exports"]);
    assert!((table.intermediate()[(0, 0)] - 14.0 / 16.0).abs() < 1e-12);
    assert_eq!(table.final_demand()[(0, 1)], 4.0);
}

/// A column of final demand whose region is not given is not lost.
#[test]
fn sales_to_nobody_are_refused() {
    let mut grid = rows(GRID);
    grid.iter_mut().for_each(|row| row.resize(11, String::new()));
    grid.iter_mut().for_each(|row| row.insert(10, String::new()));
    grid[2][10] = "Exports to others".to_owned();
    grid[2][11] = "Total".to_owned();
    for row in [4, 5, 7, 8] {
        grid[row][10] = "1".to_owned();
        grid[row][11].clear();
    }
    let error = text_of_grid(&grid).unwrap_err().to_string();
    assert!(error.contains("column `Exports to others` has numbers"), "{error}");
    assert!(error.contains("belongs to no region"), "{error}");
    // Nor where its label begins as a region does.
    grid[2][10] = "CHNX".to_owned();
    let error = text_of_grid(&grid).unwrap_err().to_string();
    assert!(error.contains("column `CHNX` has numbers"), "{error}");
}

fn text_of_grid(grid: &[Vec<String>]) -> tripole::Result<Reading> {
    let text = text(grid, ',', '.');
    read(&Input::bytes("own.csv", text.as_bytes()), &ReadOptions::default())
}

#[test]
fn what_does_not_meet_is_refused_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str, grid: &[Vec<String>]| {
        let path = folder.path().join(name);
        if name.ends_with("xlsx") {
            workbook(grid, &path);
        } else {
            std::fs::write(&path, text(grid, ',', '.')).unwrap();
        }
        read(&Input::from(&path), &ReadOptions::default()).unwrap_err().to_string()
    };
    // A cell that is no number is named by its row and label.
    let mut grid = rows(GRID);
    grid[7][3] = "n.a.".to_owned();
    for name in ["bad.csv", "bad.xlsx"] {
        let error = refused(name, &grid);
        assert!(error.contains("line 8") && error.contains("n.a."), "{error}");
    }
    // Rows and columns of two classifications.
    let mut grid = rows(GRID);
    for row in &mut grid[4..9] {
        row[1] = format!("{} x", row[1]);
    }
    let error = refused("strange.csv", &grid);
    assert!(error.contains("no column label of the form REGION_SECTOR"), "{error}");
}

/// Labels of several regions without a mark between region and sector are not those of one region.
#[test]
fn regions_that_are_not_told_apart_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for mark in ["", " ", "-", "."] {
        let text = format!(
            ",A{mark}{mark}Ux,A{mark}Uy,B{mark}Ux,B{mark}Uy,F,OUT\nA{mark}{mark}Ux,1,1,1,1,1,5\nA{mark}Uy,1,1,1,1,1,5\n\
             B{mark}Ux,1,1,1,1,1,5\nB{mark}Uy,1,1,1,1,1,5\nVA,1,1,1,1,,\n"
        )
        .replace(&format!("A{mark}{mark}Ux"), &format!("A{mark}Ux"));
        let path = folder.path().join("x.csv");
        std::fs::write(&path, text).unwrap();
        let error = read(&Input::from(&path), &ReadOptions::default()).unwrap_err().to_string();
        assert!(error.contains("no separator `_`"), "{mark}: {error}");
    }
}

#[test]
fn the_sheet_is_chosen_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("two.xlsx");
    let mut book = Workbook::new();
    for name in ["a", "b"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (r, row) in (0..).zip(rows(GRID)) {
            for (c, cell) in (0..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(r, c, number).unwrap(),
                    Err(_) => sheet.write_string(r, c, &cell).unwrap(),
                };
            }
        }
    }
    book.save(&path).unwrap();
    let of = |sheet: Option<&str>| {
        let options = ReadOptions { sheet: sheet.map(str::to_owned), ..ReadOptions::default() };
        read(&Input::from(&path), &options).map_err(|error| error.to_string())
    };
    check(&of(Some("b")).unwrap().table);
    let options =
        ReadOptions { sheet: Some("b".to_owned()), year: Some(2011), ..ReadOptions::default() };
    let words = said(&read(&Input::from(&path), &options).unwrap());
    assert!(words.contains("year 2011 was asked for, sheet b says 2019"), "{words}");
    assert!(of(None).unwrap_err().contains("several sheets hold tables: `a`, `b`"));
    assert!(of(Some("c")).unwrap_err().contains("no sheet `c`; sheets found: `a`, `b`"));
}

/// The canonical tables of the fixtures, as a person may have pasted them into a sheet.
#[test]
fn canonical_tables_in_sheets_are_what_they_are() {
    let Some(fixtures) = shared("formats/fixtures") else { return };
    let folder = tempfile::tempdir().unwrap();
    for name in ["icio2023_small", "figaro_matrix", "wiod2016_excel", "lr_wiod2022"] {
        let path = fixtures.join(name).join("expected.csv");
        let text = std::fs::read_to_string(&path).unwrap();
        let grid: Vec<Vec<String>> =
            text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
        let (book, open) = (folder.path().join("x.xlsx"), folder.path().join("x.ods"));
        workbook(&grid, &book);
        open_document(&grid, &open);
        let plain = reading(&path).table;
        for copy in [book, open] {
            let table = reading(&copy).table;
            assert_eq!(table.index(), plain.index(), "{name}");
            assert_eq!(table.intermediate(), plain.intermediate(), "{name}");
            assert_eq!(table.primary(), plain.primary(), "{name}");
        }
    }
}

/// Cells that stand for many others are no way to fill the memory.
#[test]
fn repeated_cells_are_not_unrolled() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.ods");
    let rows = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16000\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    let content = format!(
        "<a xmlns:office=\"o\" xmlns:table=\"t\"><table:table table:name=\"s\">{rows}</table:table></a>"
    );
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let plain = zip::write::SimpleFileOptions::default();
    for (name, text) in [("mimetype", "x"), ("content.xml", content.as_str())] {
        archive.start_file(name, plain).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    let error = read(&Input::from(&path), &ReadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("one cell stands for 1000000 others"), "{error}");
}

#[test]
fn a_template_that_is_filled_in_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["t.csv", "t.xlsx"] {
        let path = folder.path().join(name);
        let mut command = assert_cmd::Command::cargo_bin("tripole").unwrap();
        let words = ["template", "--regions", "DEU,ROW", "--sectors", "2", "-o"];
        let output = command.args(words).arg(&path).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    let text = std::fs::read_to_string(folder.path().join("t.csv")).unwrap();
    let first = ",DEU_S1,DEU_S2,ROW_S1,ROW_S2,DEU_FD,ROW_FD\nDEU_S1,,,,,,\n";
    assert!(text.starts_with(first), "{text}");
    let filled = text.replace(",,,,,,\n", ",1,1,1,1,5,1\n").replace("TLS,1,1,1,1,5,1", "TLS,,,,,,");
    let filled = filled.replace("VA,1,1,1,1,5,1", "VA,6,6,6,6,,");
    let path = folder.path().join("filled.csv");
    std::fs::write(&path, &filled).unwrap();
    assert_eq!(reading(&path).table.row_sums(), [10.0; 4]);
}

/// What is no table says which layout it is nearest to, or what it is.
#[test]
fn unknown_files_are_told_by_what_is_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let error = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        read(&Input::from(&path), &ReadOptions::default()).unwrap_err().to_string()
    };
    let flat = error("f.csv", b"icioiRow,x,y\n1,2,3\n");
    assert!(
        flat.contains("nearest to the layout `figaro-flat`") && flat.contains("missing"),
        "{flat}"
    );
    let wiod = error("w.csv", b"IndustryCode,Country,RNr\nA,USA,1\n");
    assert!(wiod.contains("`wiod16`, whose columns `Year` are missing"), "{wiod}");
    let none = error("g.csv", b"country,year,gdp\nUSA,2011,3\nCHN,2011,4\n");
    assert!(none.contains("no column label of the form REGION_SECTOR"), "{none}");
    for (bytes, kind) in [
        (&b"\x89HDF\r\n\x1a\n"[..], "an HDF5 file"),
        (b"MATLAB 5.0 MAT-file, Platform", "a MATLAB file"),
        (b"{\"a\": 1}", "JSON"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"SQLite format 3\0", "a database of SQLite"),
    ] {
        let said = error("x.csv", bytes);
        assert!(said.contains(kind), "{said}");
    }
    let parts = folder.path().join("parts");
    std::fs::create_dir(&parts).unwrap();
    for name in ["Eora26_2015_bp_T.txt", "labels_T.txt"] {
        std::fs::write(parts.join(name), "1\n").unwrap();
    }
    let odd = folder.path().join("odd");
    std::fs::create_dir(&odd).unwrap();
    std::fs::write(odd.join("Y.txt"), "1\n").unwrap();
    let said = read(&Input::from(&odd), &ReadOptions::default()).unwrap_err().to_string();
    assert!(said.contains("by `Y.txt` it is nearest to `exiobase3`"), "{said}");
}

fn text_of(lines: &[&str]) -> std::result::Result<Reading, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    std::fs::write(&path, lines.join("\n")).unwrap();
    read(&Input::from(&path), &ReadOptions::default()).map_err(|error| error.to_string())
}

/// Sums are told by their numbers, whatever they are called.
#[test]
fn sums_are_told_by_their_numbers() {
    let plain = ["T", ";a;b;HH;GOV;OUT", "a;1;2;30;50;83", "b;4;5;60;10;79", "VA;78;72;;;"];
    let want = text_of(&plain).unwrap().table;
    let with = |sums: &[(usize, &str)]| {
        let of: [[&str; 3]; 5] = [
            ["Zwischensumme", "3", "9"],
            ["Final use", "80", "70"],
            ["Gesamt", "83", "79"],
            ["X", "83", "79"],
            ["Total", "3", "9"],
        ];
        let mut lines = ["T".to_owned(), String::new(), "a".to_owned(), "b".to_owned()];
        let cells = [["a", "1", "4"], ["b", "2", "5"], ["HH", "30", "60"], ["GOV", "50", "10"]];
        for (place, cell) in cells.iter().enumerate() {
            for (at, name) in sums.iter().filter(|(at, _)| *at == place) {
                let _ = at;
                let sum = of.iter().find(|sum| sum[0] == *name).unwrap();
                (0..3).for_each(|k| lines[k + 1] += &format!(";{}", sum[k]));
            }
            (0..3).for_each(|k| lines[k + 1] += &format!(";{}", cell[k]));
        }
        for (_, name) in sums.iter().filter(|(at, _)| *at == cells.len()) {
            let sum = of.iter().find(|sum| sum[0] == *name).unwrap();
            (0..3).for_each(|k| lines[k + 1] += &format!(";{}", sum[k]));
        }
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        text_of(&lines).unwrap().table
    };
    for sums in [
        &[(4, "Gesamt")][..],
        &[(2, "Zwischensumme"), (4, "X")],
        &[(2, "Total"), (4, "Final use")],
        &[(4, "Final use"), (4, "X")],
        &[(2, "Zwischensumme"), (4, "Final use"), (4, "Gesamt")],
    ] {
        let table = with(sums);
        assert_eq!(table.demand().len(), 2, "{sums:?}");
        assert_eq!(table.row_sums(), want.row_sums(), "{sums:?}");
    }
    // Rows: the sum of inputs is no output, that of all is.
    let rows = [
        "T",
        ";a;b;HH;GOV",
        "a;1;2;30;50",
        "b;4;5;60;10",
        "Total;5;7;;",
        "VA;78;72;;",
        "Summe;83;79;;",
    ];
    let table = text_of(&rows).unwrap().table;
    assert_eq!(table.best_output(), [83.0, 79.0]);
    assert_eq!(table.primary().len(), 1);
    // A producer that is the sum of the others is refused.
    let third = ["T", ";a;b;Industries;HH", "a;1;2;3;30", "b;4;5;9;60", "Industries;5;7;12;90"];
    assert!(
        text_of(&third).unwrap_err().contains("Industries` is the sum of the producers before it")
    );
}

/// Value added stays, whatever rows it is the sum of.
#[test]
fn value_added_is_no_sum_that_is_left_out() {
    let lines = [
        "T",
        ";a;b;HH;Output",
        "a;1;2;30;33",
        "b;4;5;60;69",
        "Total intermediate inputs;5;7;;",
        "Compensation of employees;20;40;;",
        "Operating surplus;8;22;;",
        "Gross value added;28;62;;",
        "Output;33;69;;",
    ];
    let reading = text_of(&lines).unwrap();
    let added: Vec<&[f64]> = (reading.table.primary().iter())
        .filter(|row| row.name == "VA")
        .map(|row| row.inputs.as_slice())
        .collect();
    assert_eq!(added, [[28.0, 62.0]]);
    assert_eq!(reading.table.best_output(), [33.0, 69.0]);
    assert!(said(&reading).contains("`Compensation of employees`"), "{}", said(&reading));
}

/// What would be lost or taken for something else is refused, with the reason.
#[test]
fn what_would_be_misread_is_refused() {
    for (lines, words) in [
        // A row of words among numbers, whose label is that of a column.
        (
            &["T", ";a;b;c;HH", "a;n/a;n/a;n/a;n/a", "b;2,5;1,5;2,5;4,5", "c;2,5;1,5;2,5;4,5"][..],
            "`a` in row 3",
        ),
        (
            &[
                "T",
                ";a;b;c;HH",
                "a;1,523;2,251;1,525;3,512",
                "b;2,5;1,5;2,5;4,5",
                "c;2,5;1,5;2,5;4,5",
            ],
            "`a` in row 3",
        ),
        (&["T", ";a;b;c;HH", "a;-;1;2;3", "b;-;1;2;4", "c;-;1;2;5"], "`a`"),
        // Final demand of the world behind the last region.
        (
            &[
                "T",
                ";;DEU;DEU;FRA;FRA;;",
                ";;a;b;a;b;HH;Output",
                "DEU;a;1;2;3;4;50;60",
                "DEU;b;1;2;3;4;50;60",
                "FRA;a;1;2;3;4;50;60",
                "FRA;b;1;2;3;4;50;60",
            ],
            "`HH` stands behind the last region",
        ),
        // Numbers without a label.
        (&["T", ";a;b;HH;;INV", "a;1;2;3;40;5", "b;1;2;3;40;5"], "has no label"),
        (&["T", ";a;b;HH", "a;1;2;3", ";5;6;7", "b;1;2;3"], "row 4 has numbers and no label"),
        // The world beside its regions.
        (
            &[
                "T",
                ";;DEU;DEU;FRA;FRA;Total;Total;DEU;FRA",
                ";;a;b;a;b;a;b;F;F",
                "DEU;a;1;2;3;4;4;6;9;8",
                "DEU;b;1;2;3;4;4;6;9;8",
                "FRA;a;1;2;3;4;4;6;9;8",
                "FRA;b;1;2;3;4;4;6;9;8",
                "Total;a;2;4;6;8;8;12;18;16",
                "Total;b;2;4;6;8;8;12;18;16",
            ],
            "the region `Total`",
        ),
    ] {
        let error =
            text_of(lines).map(|reading| format!("{:?}", reading.table.index())).unwrap_err();
        assert!(error.contains(words), "{lines:?}: {error}");
    }
}

/// Rows that have a name and no code, years alone, small integers.
#[test]
fn names_beside_codes_say_what_has_none() {
    let lines = [
        "T",
        "2015",
        ";;A;B;P3;TU",
        ";;Agri;Ind;HH;Total use",
        "A;Agri;1;2;5;8",
        "B;Ind;3;4;6;13",
        ";Taxes less subsidies on products;1;1;;",
        ";Imports;1;2;;",
        "B1G;Value added;2;4;;",
        "P1;Output;8;13;;",
    ];
    let reading = text_of(&lines).unwrap();
    let table = &reading.table;
    assert_eq!((table.index().sector_codes().len(), table.demand().len()), (2, 1));
    let names: Vec<&str> = table.primary().iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["TLS", "IMP", "VA"]);
    assert_eq!(table.best_output(), [8.0, 13.0]);
    assert_eq!(table.source().year, Some(2015));
    let small = text_of(&["T", ";a;b;HH", "a;1;2;3", "b;4;5;6", "VA;40;40;0"]).unwrap().table;
    assert_eq!(small.row_sums(), [6.0, 15.0]);
}
