//! GLORIA: supply and use in matrices without labels, of which the use is kept.

use std::path::{Path, PathBuf};

use tripole::frame::Destination;
use tripole::read::{EmptyRegions, Input, ReadOptions, Reading, read};
use tripole::write::{PrimaryRows, TableFormat, write_table};

use crate::cli::{stderr, tripole};
use crate::support::{read_path, shared};

const MATRICES: &str = "GLORIA_MRIOs_59_2019";
const README: &str = "GLORIA_ReadMe_059.xlsx";

fn name(part: &str) -> String {
    format!("20240111_120secMother_AllCountries_002_{part}-Results_2019_059_Markup001(full).csv")
}

fn fixture() -> Option<PathBuf> {
    shared("formats/fixtures/gloria")
}

/// The fixture in a folder of its own, where it can be changed.
fn copied() -> Option<tempfile::TempDir> {
    let (from, folder) = (fixture()?, tempfile::tempdir().unwrap());
    let copy = |from: &Path, to: &Path| std::fs::write(to, std::fs::read(from).unwrap()).unwrap();
    copy(&from.join(README), &folder.path().join(README));
    std::fs::create_dir(folder.path().join(MATRICES)).unwrap();
    for entry in std::fs::read_dir(from.join(MATRICES)).unwrap() {
        let path = entry.unwrap().path();
        copy(&path, &folder.path().join(MATRICES).join(path.file_name().unwrap()));
    }
    Some(folder)
}

fn of(path: PathBuf) -> tripole::Result<Reading> {
    read_path(path, &ReadOptions::default())
}

fn written(reading: &Reading) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    let destination = Destination::create(&path).unwrap();
    let (format, rows) = (TableFormat::Canonical, PrimaryRows::Totals);
    write_table(&reading.table, destination, format, rows).unwrap();
    std::fs::read_to_string(path).unwrap()
}

/// A zip archive of the matrices and the labels.
fn zipped(folder: &Path, labels: bool) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    let mut add = |name: String, path: PathBuf| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, &std::fs::read(path).unwrap()).unwrap();
    };
    for part in ["T", "Y", "V"] {
        let file = name(part);
        add(format!("{MATRICES}/{file}"), folder.join(MATRICES).join(file));
    }
    if labels {
        add(README.to_owned(), folder.join(README));
    }
    zip.finish().unwrap().into_inner()
}

/// The folder, the one above it, the matrix of flows, and archives with the labels in them or beside them.
#[test]
fn the_fixture_is_read_as_expected() {
    let (Some(folder), Some(copy)) = (fixture(), copied()) else { return };
    let expected = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    std::fs::write(copy.path().join("a.zip"), zipped(&folder, false)).unwrap();
    for path in [
        folder.clone(),
        folder.join(MATRICES),
        folder.join(MATRICES).join(name("T")),
        copy.path().join("a.zip"),
    ] {
        let reading =
            of(path.clone()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(written(&reading) == expected("expected.csv"), "{}", path.display());
        let source = reading.table.source();
        assert_eq!((source.year, source.unit.as_deref()), (Some(2019), Some("thousand US$")));
        let said: Vec<&str> = reading.findings.iter().map(|f| f.message.as_str()).collect();
        assert!(said.contains(&"regions without any flow stay in the table: `DYE`"), "{said:?}");
        assert_eq!(said.len(), 2, "{said:?}");
        let without = ReadOptions { empty_regions: EmptyRegions::Drop, ..ReadOptions::default() };
        let reading = read_path(path, &without).unwrap();
        assert!(written(&reading) == expected("expected_without_empty_regions.csv"));
    }
    let reading = read(&Input::bytes("b.zip", zipped(&folder, true)), &ReadOptions::default());
    let table = reading.unwrap().table;
    let rows = expected("expected_rows.csv");
    for (line, row) in rows.lines().skip(1).zip(table.primary()) {
        let numbers: Vec<f64> = line.split(',').skip(1).map(|n| n.parse().unwrap()).collect();
        assert_eq!(line.split(',').next().unwrap(), row.name);
        assert_eq!(numbers, [&row.inputs[..], &row.final_demand[..]].concat(), "{}", row.name);
    }
    assert_eq!(table.primary().len(), 6);
}

/// Any other shape than that of the fixture, and lines in several blocks: made here, read, and compared.
#[test]
fn other_sizes_are_read_too() {
    const SHAPE: (usize, usize, usize, usize) = (7, 90, 2, 3);
    let (regions, sectors, users, items) = SHAPE;
    let (n, side) = (regions * sectors, 2 * regions * sectors);
    let folder = tempfile::tempdir().unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let mut list = |sheet: &str, columns: &[(&str, usize)]| {
        let sheet = book.add_worksheet().set_name(sheet).unwrap();
        for (column, (title, count)) in (1..).zip(columns) {
            sheet.write(0, column, *title).unwrap();
            for k in 0..*count {
                sheet.write(k as u32 + 1, column, format!("{}{k}", &title[..1])).unwrap();
            }
        }
    };
    list("Regions", &[("Region_acronyms", regions)]);
    list("Sectors", &[("Sector_names", sectors)]);
    list("Others", &[("Value_added_names", items), ("Final_demand_names", users)]);
    book.save(folder.path().join("gloria_readme.xlsx")).unwrap();

    let industry =
        |k: usize| (k % (2 * sectors) < sectors).then(|| k / (2 * sectors) * sectors + k % sectors);
    let product = |k: usize| if industry(k).is_some() { None } else { industry(k - sectors) };
    let flow = |i: usize, j: usize| ((i * 31 + j * 17) % 23) as f64 / 8.0;
    let bought = |i: usize, c: usize| ((i * 7 + c * 3) % 11) as f64;
    let made = |i: usize| {
        (0..n).map(|j| flow(i, j)).sum::<f64>()
            + (0..regions * users).map(|c| bought(i, c)).sum::<f64>()
    };
    let text = |rows: usize, columns: usize, cell: &dyn Fn(usize, usize) -> f64| -> String {
        let line = |row: usize| {
            let cells = (0..columns).map(|column| cell(row, column).to_string());
            cells.collect::<Vec<_>>().join(",") + "\n"
        };
        (0..rows).map(line).collect()
    };
    let flows = text(side, side, &|row, column| match (
        industry(row),
        product(row),
        industry(column),
        product(column),
    ) {
        (Some(i), _, _, Some(j)) if i == j => made(i),
        (_, Some(i), Some(j), _) => flow(i, j),
        _ => 0.0,
    });
    assert!(flows.len() > 3 << 20, "several blocks");
    let demand =
        text(side, regions * users, &|row, column| product(row).map_or(0.0, |i| bought(i, column)));
    let paid = text(regions * items, side, &|row, column| {
        let own = row / items == column / (2 * sectors);
        industry(column).filter(|_| own).map_or(0.0, |i| ((i + row) % 5) as f64)
    });
    for (part, text) in [("T", flows), ("Y", demand), ("V", paid)] {
        std::fs::write(folder.path().join(name(part)), text).unwrap();
    }
    let table = of(folder.path().to_owned()).unwrap().table;
    assert_eq!((table.index().len(), table.demand().len()), (n, regions * users));
    assert_eq!(table.index().label(sectors), "R1_S0");
    for i in 0..n {
        for j in 0..n {
            assert_eq!(table.intermediate()[(i, j)], flow(i, j), "{i} {j}");
        }
        for c in 0..regions * users {
            assert_eq!(table.final_demand()[(i, c)], bought(i, c), "{i} {c}");
        }
        assert_eq!(table.reported_output().unwrap()[i], made(i));
        for (item, row) in table.primary().iter().enumerate() {
            let row_of_region = i / sectors * items + item;
            assert_eq!(row.inputs[i], ((i + row_of_region) % 5) as f64);
        }
    }
}

/// A cell of a matrix is changed, or a file: one message says where and what.
#[test]
fn what_is_wrong_is_named() {
    type Change<'a> = &'a dyn Fn(&Path);
    let cell = |part: &'static str, row: usize, column: usize, text: &'static str| {
        move |folder: &Path| {
            let path = folder.join(MATRICES).join(name(part));
            let content = std::fs::read_to_string(&path).unwrap();
            let mut lines: Vec<Vec<&str>> =
                content.lines().map(|line| line.split(',').collect()).collect();
            lines[row][column] = text;
            let lines: Vec<String> = lines.iter().map(|line| line.join(",")).collect();
            std::fs::write(path, lines.join("\n")).unwrap();
        }
    };
    let remove =
        |file: PathBuf| move |folder: &Path| std::fs::remove_file(folder.join(&file)).unwrap();
    let matrix = |part: &str| PathBuf::from(MATRICES).join(name(part));
    let wrong: [(Change<'_>, &str); 9] = [
        (
            &cell("T", 1, 3, "7"),
            "line 2, column `4`: industry `CHN_Machinery and equipment` makes 7 of product `CHN_Growing wheat` too",
        ),
        (&cell("T", 0, 1, "5"), "line 1, column `2`: 5 in a part of the matrix that is zero"),
        (&cell("T", 3, 4, "5"), "line 4, column `5`: 5 in a part of the matrix that is zero"),
        (&cell("T", 3, 0, "n/a"), "line 4, column `1`: `n/a` is not a number"),
        (&cell("Y", 0, 0, "5"), "line 1, column `1`: 5 in a part of the matrix that is zero"),
        (&cell("V", 2, 3, "5"), "line 3, column `4`: 5 in a part of the matrix that is zero"),
        (&cell("T", 4, 4, "0,0"), "line 5: 31 fields"),
        (&remove(matrix("V")), "the file `..._V-Results_2019_059_Markup001(full).csv` is missing"),
        (&remove(PathBuf::from(README)), "the file `GLORIA_ReadMe_059.xlsx` is missing"),
    ];
    for (change, wanted) in wrong {
        let Some(folder) = copied() else { return };
        change(folder.path());
        let error = of(folder.path().join(MATRICES)).unwrap_err();
        assert!(error.to_string().contains(wanted), "{error}");
    }
    let Some(folder) = copied() else { return };
    let small = ReadOptions { max_cells: 500, ..ReadOptions::default() };
    let error = read_path(folder.path().to_owned(), &small).unwrap_err().to_string();
    assert!(error.contains("a table of 15 x 45 cells, the limit is 500 cells"), "{error}");
    // Rounding beside a supply is none.
    cell("T", 1, 3, "1e-9")(folder.path());
    assert!(of(folder.path().to_owned()).is_ok());
}

#[test]
fn all_files_are_inputs() {
    let Some(folder) = copied() else { return };
    let text = |path: PathBuf| path.to_string_lossy().into_owned();
    let table = text(folder.path().join(MATRICES));
    for file in [PathBuf::from(README), PathBuf::from(MATRICES).join(name("Y"))] {
        // The name must be that of a table to be written.
        let path = folder.path().join(&file);
        let run = tripole(&["convert", &table, &text(path)]);
        let error = stderr(&run);
        assert!(error.contains("is the input itself"), "{}: {error}", file.display());
    }
    let out = text(folder.path().join("out.csv"));
    let run = tripole(&["convert", &table, &out, "--empty-regions", "drop"]);
    assert!(run.status.success(), "{}", stderr(&run));
    assert!(!std::fs::read_to_string(out).unwrap().contains("DYE"));
}
