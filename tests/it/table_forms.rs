//! Tables in the forms of other programs: what is written is read back as the same table.

use std::path::Path;

use tripole::frame::Destination;
use tripole::read::{Input, ReadOptions, read};
use tripole::table::{Accounting, OutputFrom, Primary, PrimaryKind, Source};
use tripole::write::{
    MatrixCells, MatrixFiles, MatrixName, PrimaryRows, TableFiles, TableForm, TableFormat,
    write_table,
};
use tripole::{Demand, Error, Index, LeontiefSystem, Matrix, Mrio, Parts};

use crate::cli::{stderr, tripole};
use crate::support::{grid_table, read_path, shared, shared_table};

/// Three fixtures of different sources, and the built-in table, each with a year and a unit.
fn tables() -> Vec<(&'static str, Mrio)> {
    let builtin = read(&Input::parse("builtin:three-pole-2011").unwrap(), &ReadOptions::default());
    let mut tables = vec![("built-in", builtin.unwrap().table)];
    for fixture in ["figaro_matrix", "icio2018", "pymrio_own"] {
        let path = format!("formats/fixtures/{fixture}/expected.csv");
        let table = shared_table(&path, &ReadOptions::default());
        tables.extend(table.map(|table| (fixture, table)));
    }
    let source = |name: &str| Source {
        year: Some(2014),
        unit: Some("million US$".to_owned()),
        note: name.to_owned(),
    };
    tables.into_iter().map(|(name, table)| (name, table.with_source(source(name)))).collect()
}

/// Final demand by region and category, in whatever order it stands.
fn users(table: &Mrio) -> Vec<(String, Vec<f64>)> {
    let (index, demand) = (table.index(), table.demand());
    let column = |k: usize| (demand.label(index, k), table.final_demand().column(k).to_vec());
    let mut all: Vec<_> = (0..demand.len()).map(column).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// Amounts, labels, year and unit are the same.
fn same(name: &str, own: &Mrio, read: &Mrio, primary: &[Primary]) {
    assert_eq!(read.index().region_codes(), own.index().region_codes(), "{name}");
    assert_eq!(read.index().sector_codes(), own.index().sector_codes(), "{name}");
    assert_eq!(read.index().nodes(), own.index().nodes(), "{name}");
    assert!(read.intermediate() == own.intermediate(), "{name}: Z");
    assert!(users(read) == users(own), "{name}: Y");
    assert_eq!(read.reported_output().unwrap(), own.reported_output().unwrap_or(own.row_sums()));
    assert_eq!(read.primary(), primary, "{name}");
    assert_eq!((read.source().year, read.unit()), (own.source().year, own.unit()), "{name}");
}

/// The rows TLS and VA, as the canonical layout has them.
fn totals(table: &Mrio, folder: &Path) -> Vec<Primary> {
    let path = folder.join("totals.csv");
    let destination = Destination::create(&path).unwrap();
    write_table(table, destination, TableFormat::Canonical, PrimaryRows::Totals).unwrap();
    read_path(path, &ReadOptions::default()).unwrap().table.primary().to_vec()
}

fn back(table: &Mrio, path: &Path, form: Option<TableForm>) -> Mrio {
    TableFiles::open(path, form).unwrap().write(table, PrimaryRows::Totals).unwrap();
    read_path(path.to_owned(), &ReadOptions::default()).unwrap().table
}

#[test]
fn a_workbook_is_read_back_to_the_last_digit() {
    for (name, table) in tables() {
        let folder = tempfile::tempdir().unwrap();
        let read = back(&table, &folder.path().join("t.xlsx"), None);
        same(name, &table, &read, &totals(&table, folder.path()));
    }
}

#[test]
fn a_folder_of_pymrio_is_read_back_to_the_last_digit() {
    for (name, table) in tables() {
        let folder = tempfile::tempdir().unwrap();
        let read = back(&table, &folder.path().join("saved"), Some(TableForm::Pymrio));
        same(name, &table, &read, &totals(&table, folder.path()));
    }
}

/// The layout of pymrio's own files: the same flows and descriptions, byte for byte but for the last
/// line end.
#[test]
fn a_folder_of_pymrio_is_as_pymrio_saves_it() {
    let Some(fixture) = shared("formats/fixtures/pymrio_own/saved") else { return };
    let table = read_path(fixture.clone(), &ReadOptions::default()).unwrap().table;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("saved");
    let files = TableFiles::open(&path, Some(TableForm::Pymrio)).unwrap();
    files.write(&table, PrimaryRows::AsRead).unwrap();
    for file in
        ["Z.txt", "Y.txt", "x.txt", "unit.txt", "factor_inputs/F.txt", "factor_inputs/unit.txt"]
    {
        let text = |folder: &Path| std::fs::read_to_string(folder.join(file)).unwrap();
        assert_eq!(text(&path), text(&fixture), "{file}");
    }
    let json = |path: &Path| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(path.join("file_parameters.json")).unwrap()).unwrap()
    };
    assert_eq!(json(&path), json(&fixture));
    let own = json(&path.join("factor_inputs"));
    assert_eq!(own["files"]["F"], json(&fixture.join("factor_inputs"))["files"]["F"]);
    // A second time nothing is mixed with what is there.
    let error = TableFiles::open(&path, Some(TableForm::Pymrio)).unwrap_err();
    assert!(error.to_string().contains("saved"), "{error}");
}

#[test]
fn numbers_for_icio_are_read_back_with_its_list_of_countries() {
    for (name, table) in tables() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        let read = back(&table, &path, Some(TableForm::IcioUser));
        assert_eq!(read.index().region_codes(), table.index().region_codes(), "{name}");
        assert!(read.intermediate() == table.intermediate(), "{name}: Z");
        let columns = |table: &Mrio| -> Vec<Vec<f64>> {
            users(table).into_iter().map(|(_, column)| column).collect()
        };
        let sorted = |mut columns: Vec<Vec<f64>>| {
            columns.sort_by(|a, b| a.partial_cmp(b).unwrap());
            columns
        };
        assert!(sorted(columns(&read)) == sorted(columns(&table)), "{name}: Y");
        assert!(folder.path().join("t_countrylist.csv").is_file());
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.lines().count() == table.index().len(), "{name}");
    }
}

#[test]
fn long_cells_are_read_back_to_the_last_digit() {
    for (name, table) in tables() {
        let folder = tempfile::tempdir().unwrap();
        let primary = totals(&table, folder.path());
        let read = back(&table, &folder.path().join("t.parquet"), None);
        same(name, &table, &read, &primary);
        let stata = back(&table, &folder.path().join("t.dta"), None);
        // The command writes year and unit beside a file of Stata.
        same(name, &table, &stata.with_source(table.source().clone()), &primary);
    }
}

/// Two regions of two sectors; the second has the first alone where it is ragged.
fn ragged() -> Mrio {
    let index = Index::new([("A", "x"), ("A", "y"), ("B", "x")]).unwrap();
    let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")]).unwrap();
    let z = Matrix::from_fn(3, 3, |i, j| (1 + i + 2 * j) as f64);
    let f = Matrix::from_fn(3, 2, |i, j| (20 + i + j) as f64);
    Mrio::new(Parts::new(index, demand, z, f)).unwrap()
}

#[test]
fn what_a_form_cannot_hold_is_refused_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |table: &Mrio, file: &str, form: Option<TableForm>, words: &str| {
        let files = TableFiles::open(folder.path().join(file), form).unwrap();
        let error = files.write(table, PrimaryRows::AsRead).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{file}");
    };
    refused(&ragged(), "t.csv", Some(TableForm::IcioUser), "region `B` has no `y`");
    let mut parts = ragged().into_parts();
    let none = |name: &str, kind| Primary {
        name: name.to_owned(),
        kind,
        inputs: vec![1.0; 3],
        final_demand: vec![0.0; 2],
    };
    parts.primary = vec![none("TLS", PrimaryKind::Taxes)];
    let taxes_alone = Mrio::new(parts.clone()).unwrap();
    refused(&taxes_alone, "p", Some(TableForm::Pymrio), "`TLS` would be read as no primary input");
    parts.primary = vec![
        none("VA", PrimaryKind::ValueAdded),
        none("Compensation of employees", PrimaryKind::ValueAdded),
    ];
    let twice = Mrio::new(parts.clone()).unwrap();
    refused(&twice, "p", Some(TableForm::Pymrio), "`Compensation of employees` would be read as");
    parts.primary = vec![];
    parts.demand = Demand::new(&parts.index, [(Some("A"), "f"), (None, "g")]).unwrap();
    let nobody = Mrio::new(parts).unwrap();
    refused(&nobody, "p", Some(TableForm::Pymrio), "`g_g` is final demand of no region");
}

/// A sheet has 16,384 columns: what to do instead is said.
#[test]
fn a_table_wider_than_a_sheet_is_refused() {
    // By final demand: a table of so many sectors has two gigabytes.
    let index = Index::new([("A", "x"), ("B", "x")]).unwrap();
    let names: Vec<String> = (0..8192).map(|k| format!("f{k}")).collect();
    let pairs = ["A", "B"].into_iter().flat_map(|r| names.iter().map(move |f| (Some(r), &**f)));
    let demand = Demand::new(&index, pairs).unwrap();
    let z = Matrix::from_fn(2, 2, |_, _| 1.0);
    let f = Matrix::from_fn(2, 2 * 8192, |_, _| 1.0);
    let table = Mrio::new(Parts::new(index, demand, z, f)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let files = TableFiles::open(folder.path().join("t.xlsx"), None).unwrap();
    let error = files.write(&table, PrimaryRows::Totals).unwrap_err().to_string();
    assert!(error.contains("a sheet has 16,384 columns, the table 16388"), "{error}");
    assert!(error.contains(".csv.gz"), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn endings_that_a_form_has_not_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for (file, form) in [
        ("t.xlsx", Some(TableForm::Long)),
        ("t.parquet", Some(TableForm::Canonical)),
        ("t.dta", Some(TableForm::IcioUser)),
        ("t.tripole", Some(TableForm::Long)),
        ("t.csv", Some(TableForm::Binary)),
        ("t.json", None),
        ("t.txt", None),
    ] {
        let refused = TableFiles::open(folder.path().join(file), form);
        assert!(matches!(refused, Err(Error::Ending { .. })), "{file}");
    }
    for (file, cells) in [("t.csv", MatrixCells::All), ("t.npy", MatrixCells::NotZero)] {
        let refused = MatrixFiles::create(folder.path().join(file), cells);
        assert!(matches!(refused, Err(Error::Ending { .. })), "{file}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

const LEATHER: &str = "reference/tables/leather.csv";
const EXPORT: &str = "reference/more/export";

/// Numbers of a text, cell by cell.
fn numbers(text: &str) -> Vec<f64> {
    text.lines().skip(1).flat_map(str::split_whitespace).map(|n| n.parse().unwrap()).collect()
}

/// The outputs are those of the reference, whose sums were added up in another order.
#[test]
fn matrices_are_those_of_numpy_and_scipy() {
    let Some(table) = shared_table(LEATHER, &ReadOptions::default()) else { return };
    let Some(export) = shared(EXPORT) else { return };
    let lines = std::fs::read_to_string(export.join("leather_ImA_labels.csv")).unwrap();
    let output = lines.lines().skip(1).map(|line| line.split(',').next_back().unwrap());
    let mut parts = table.into_parts();
    parts.reported_output = Some(output.map(|x| x.parse().unwrap()).collect());
    let table = Mrio::new(parts).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, cells| {
        let files = MatrixFiles::create(folder.path().join(file), cells).unwrap();
        files.write(&table, MatrixName::Leontief, OutputFrom::Table).unwrap();
    };
    write("leather_ImA.npy", MatrixCells::All);
    write("leather_ImA.mtx", MatrixCells::All);
    write("leather_ImA_coordinate.mtx", MatrixCells::NotZero);
    let bytes = |folder: &Path, file: &str| std::fs::read(folder.join(file)).unwrap();
    let npy = "leather_ImA.npy";
    assert!(bytes(folder.path(), npy) == bytes(&export, npy), "{npy}");
    for file in ["leather_ImA.mtx", "leather_ImA_coordinate.mtx"] {
        let text = |folder: &Path| String::from_utf8(bytes(folder, file)).unwrap();
        let (own, theirs) = (text(folder.path()), text(&export));
        assert_eq!(own.lines().next(), theirs.lines().next());
        assert_eq!(numbers(&own), numbers(&theirs), "{file}");
    }
    // A whole number is `19` here and `19.0` there.
    let own = std::fs::read_to_string(folder.path().join("leather_ImA_labels.csv")).unwrap();
    assert_eq!(own, lines.replace("\r\n", "\n").replace(".0\n", "\n"));
}

/// More rows than are transposed together, and a number of every matrix by hand.
#[test]
fn a_matrix_is_written_by_rows() {
    let (n, f) = (140, Matrix::from_fn(140, 70, |i, j| 300.0 + (i * j % 7) as f64));
    let z = Matrix::from_fn(n, n, |i, j| ((i * 31 + j * 17) % 11) as f64);
    let table = grid_table(70, 2, z, f, 1);
    let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
    let all: Vec<usize> = (0..n).collect();
    let folder = tempfile::tempdir().unwrap();
    for name in MatrixName::ALL {
        let path = folder.path().join(format!("{name}.npy"));
        let files = MatrixFiles::create(&path, MatrixCells::All).unwrap();
        files.write(&table, name, OutputFrom::Rows).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let start = bytes.len() - 8 * n * n;
        assert_eq!(start % 64, 0);
        let read: Vec<f64> = bytes[start..]
            .chunks_exact(8)
            .map(|b| f64::from_le_bytes(b.try_into().unwrap()))
            .collect();
        let a = system.coefficients(&all, &all);
        for i in 0..n {
            for j in 0..n {
                let own = match name {
                    MatrixName::Flows => table.intermediate()[(i, j)],
                    MatrixName::Coefficients => a[(i, j)],
                    MatrixName::Leontief => f64::from(u8::from(i == j)) - a[(i, j)],
                };
                assert_eq!(read[i * n + j], own, "{name} {i} {j}");
            }
        }
    }
}

fn text(path: impl AsRef<Path>) -> String {
    path.as_ref().to_string_lossy().into_owned()
}

/// Files whose columns are packed in other ways are not damaged: what to do is said.
#[test]
fn parquet_of_another_codec_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let output = tripole(&["convert", "builtin:three-pole-2011", "-o", &text(&path)]);
    assert!(output.status.success());
    // Columns say their codec (field 4) before their length (field 5): Snappy is 1, Zstandard 6.
    let mut bytes = std::fs::read(&path).unwrap();
    let places: Vec<usize> = bytes
        .windows(3)
        .enumerate()
        .filter(|(_, three)| *three == [0x15, 0x02, 0x16])
        .map(|(place, _)| place + 1)
        .collect();
    assert!(places.len() >= 5);
    places.iter().for_each(|&place| bytes[place] = 0x0c);
    std::fs::write(&path, bytes).unwrap();
    let output = tripole(&["info", &text(&path)]);
    assert_eq!(output.status.code(), Some(1));
    let words = stderr(&output);
    assert!(words.contains("packed with ZSTD; Snappy and unpacked ones are read"), "{words}");
    assert!(words.contains("compression=\"snappy\""), "{words}");
}

/// A length of 1.3 GB in a file of a few kB is no reason to make room for it.
#[test]
fn lengths_in_stata_files_are_those_of_the_file() {
    const OPENS: &[u8] = b"<characteristics>";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.dta");
    let output = tripole(&["convert", "builtin:three-pole-2011", "-o", &text(&path)]);
    assert!(output.status.success());
    let bytes = std::fs::read(&path).unwrap();
    let place = bytes.windows(OPENS.len()).position(|it| it == OPENS).unwrap() + OPENS.len();
    let with = |entry: &[u8]| [&bytes[..place], entry, &bytes[place..]].concat();
    // What fits is passed over.
    let fits = with(b"<ch>\x03\0\0\0abc</ch>");
    assert!(read(&Input::bytes("t.dta", &fits), &ReadOptions::default()).is_ok());
    for length in [u32::MAX, 0x4d08_1f00] {
        let long = with(&[b"<ch>", &length.to_le_bytes()[..]].concat());
        let error = read(&Input::bytes("t.dta", &long), &ReadOptions::default()).unwrap_err();
        let words = "a characteristic is longer than the file";
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn convert_writes_every_form_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| text(folder.path().join(name));
    for (file, more, wrote) in [
        ("t.xlsx", &[][..], &["t.xlsx"][..]),
        ("t.parquet", &[], &["t.parquet"]),
        ("t.dta", &[], &["t.dta"]),
        ("saved", &["--to", "pymrio"], &["saved"]),
        ("u.csv", &["--to", "icio-user"], &["u.csv", "u_countrylist.csv"]),
        ("a.npy", &["--matrix", "A"], &["a.npy", "a_labels.csv"]),
        ("a.mtx", &["--matrix", "ImA", "--coordinate"], &["a.mtx", "a_labels.csv"]),
    ] {
        let path = at(file);
        let args = [&["convert", "builtin:three-pole-2011", "-o", &path], more].concat();
        let output = tripole(&args);
        assert!(output.status.success(), "{file}: {}", stderr(&output));
        for file in wrote {
            assert!(stderr(&output).contains(file), "{}", stderr(&output));
        }
    }
    let builtin = Input::parse("builtin:three-pole-2011").unwrap();
    let unit = read(&builtin, &ReadOptions::default()).unwrap().table.unit().to_owned();
    for file in ["t.xlsx", "t.parquet", "t.dta", "saved", "u.csv"] {
        let read = read_path(folder.path().join(file), &ReadOptions::default()).unwrap().table;
        assert_eq!((read.source().year, read.unit()), (Some(2011), &*unit), "{file}");
    }
    // An output that is an input.
    let (table, list) = (at("u.csv"), at("u_countrylist.csv"));
    let output = tripole(&["convert", &table, "-o", &list]);
    assert_eq!(output.status.code(), Some(1));
    let output = tripole(&["convert", &table, "-o", &at("saved"), "--to", "pymrio"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("it is there already"), "{}", stderr(&output));
    let output = tripole(&["convert", &table, "-o", "-", "--to", "pymrio"]);
    assert_eq!(output.status.code(), Some(1));
}
