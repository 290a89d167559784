//! Tables in several files: what their labels may be, where they may come from, what is said of them.

use std::path::Path;

use tripole::frame::Destination;
use tripole::read::{Grid, Input, ReadOptions, Reading, read};
use tripole::write::{PrimaryRows, TableFormat, write_table};
use tripole::{Error, Severity};

use crate::cli::{stderr, tripole};
use crate::support::{read_path, shared};

/// The files of a fixture in a folder of their own.
fn copied(fixture: &str) -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().unwrap();
    let from = shared(&format!("formats/fixtures/{fixture}"))?;
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_file() {
            // What is copied can be written.
            let bytes = std::fs::read(entry.path()).unwrap();
            std::fs::write(folder.path().join(entry.file_name()), bytes).unwrap();
        }
    }
    Some(folder)
}

fn change(folder: &Path, file: &str, change: impl Fn(String) -> String) {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let changed = change(text.clone());
    assert!(changed != text, "{file} has not changed");
    std::fs::write(path, changed).unwrap();
}

fn of(folder: &Path) -> tripole::Result<Reading> {
    read_path(folder.to_owned(), &ReadOptions::default())
}

fn said(reading: &Reading) -> Vec<&str> {
    reading.findings.iter().map(|finding| finding.message.as_str()).collect()
}

fn path(path: impl AsRef<Path>) -> String {
    path.as_ref().to_string_lossy().into_owned()
}

/// A zip archive of files.
fn zipped(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn discrepancies_of_eora_are_one_row_and_column() {
    let Some(folder) = copied("eora26/Eora26_2015_bp") else { return };
    // A region of that code, with the sectors that others have.
    change(folder.path(), "labels_T.txt", |text| text.replace("\tSUD\t", "\tROW\t"));
    change(folder.path(), "labels_FD.txt", |text| {
        let own = |line: &&str| !line.contains("\tROW\t");
        let lines = text.lines().filter(own).map(|line| line.replace("\tSUD\t", "\tROW\t") + "\n");
        lines.collect()
    });
    let used: Vec<bool> = {
        let labels = shared("formats/fixtures/eora26/Eora26_2015_bp/labels_FD.txt").unwrap();
        let text = std::fs::read_to_string(labels).unwrap();
        text.lines().map(|line| !line.contains("\tROW\t")).collect()
    };
    change(folder.path(), "Eora26_2015_bp_FD.txt", |text| {
        let line = |line: &str| {
            let cells = line.split('\t').zip(&used).filter(|(_, used)| **used);
            cells.map(|(cell, _)| cell).collect::<Vec<_>>().join("\t") + "\n"
        };
        text.lines().map(line).collect()
    });
    let reading = of(folder.path()).unwrap();
    assert_eq!(reading.table.index().region_codes(), ["CHN", "MEX", "USA", "ROW"]);
    assert_eq!(reading.table.demand().len(), 24);
    let left_out = "the account `ROW` of statistical discrepancies is left out";
    assert!(said(&reading).iter().any(|message| message.starts_with(left_out)));

    let Some(folder) = copied("eora26/Eora26_2015_bp") else { return };
    let options = ReadOptions { grid: Grid::Ragged, ..ReadOptions::default() };
    let reading = read_path(folder.path().to_owned(), &options).unwrap();
    assert!(
        said(&reading)[0].contains("is kept as a region of one sector"),
        "{:?}",
        said(&reading)
    );
    let out = folder.path().join("table.csv");
    let destination = Destination::create(&out).unwrap();
    let table = &reading.table;
    write_table(table, destination, TableFormat::Canonical, PrimaryRows::Totals).unwrap();
    let expected = shared("formats/fixtures/eora26/expected_keep_row.csv").unwrap();
    assert_eq!(std::fs::read_to_string(out).unwrap(), std::fs::read_to_string(expected).unwrap());
}

#[test]
fn labels_of_eora_are_refused_by_file_and_line() {
    type Change = fn(String) -> String;
    let wrong: [(&str, Change, &str); 4] = [
        (
            "labels_VA.txt",
            |text| text.replacen("Primary input\tNet", "Emissions\tNet", 1),
            "labels_VA.txt` line 4: `Emissions` is none of",
        ),
        (
            "labels_VA.txt",
            |text| text.replacen("Taxes on production D.29", "Compensation of employees D.1", 1),
            "labels_VA.txt` line 2: `Compensation of employees D.1` is given twice, first on line 1",
        ),
        (
            "labels_T.txt",
            |text| text.replacen("Electrical and Machinery", "Agriculture", 1),
            "labels_T.txt` line 2: `CHN_Agriculture` is given twice, first on line 1",
        ),
        (
            "Eora26_2015_bp_T.txt",
            |text| text.repeat(2),
            "Eora26_2015_bp_T.txt`: T has 26 rows and 13 columns",
        ),
    ];
    for (file, changed, wanted) in wrong {
        let Some(folder) = copied("eora26/Eora26_2015_bp") else { return };
        change(folder.path(), file, changed);
        let error = of(folder.path()).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    }
}

/// What is larger than its labels allow is refused before its numbers are kept.
#[test]
fn sizes_are_compared_before_numbers_are_read() {
    let Some(folder) = copied("eora26/Eora26_2015_bp") else { return };
    std::fs::write(folder.path().join("Eora26_2015_bp_T.txt"), "0\t".repeat(900_000) + "0\n")
        .unwrap();
    let error = of(folder.path()).unwrap_err().to_string();
    assert!(error.contains("T has 1 rows and 900001 columns"), "{error}");
    let many = "0\t".repeat(2_000_000) + "0\n";
    std::fs::write(folder.path().join("Eora26_2015_bp_T.txt"), many).unwrap();
    let error = of(folder.path()).unwrap_err().to_string();
    assert!(error.contains("2000001 columns, the limit is 1000000"), "{error}");
}

#[test]
fn what_the_vectors_of_decompr_lack_is_said() {
    let Some(folder) = copied("decompr_vectors") else { return };
    let messages = |reading: &Reading| said(reading).join("\n");
    let whole = messages(&of(folder.path()).unwrap());
    assert!(!whole.contains("row sum") && !whole.contains("v.csv"), "{whole}");
    change(folder.path(), "v.csv", |text| {
        let (first, rest) = text.split_once('\n').unwrap();
        format!("{}\n{rest}", first.parse::<f64>().unwrap() + 500.0)
    });
    let reading = of(folder.path()).unwrap();
    let other =
        reading.findings.iter().find(|finding| finding.message.starts_with("`v.csv` is not"));
    let other = other.unwrap();
    assert_eq!(other.severity, Severity::Warning);
    assert!(other.message.contains("most at `CHN_"), "{}", other.message);
    std::fs::remove_file(folder.path().join("v.csv")).unwrap();
    std::fs::remove_file(folder.path().join("o.csv")).unwrap();
    let reading = of(folder.path()).unwrap();
    let assumed =
        "not in the files: output is the row sum, value added is output less intermediate inputs";
    assert!(said(&reading).contains(&assumed), "{:?}", said(&reading));
    change(folder.path(), "i.csv", |text| {
        let first = text.lines().next().unwrap().to_owned();
        text.lines().map(|_| first.clone() + "\n").collect()
    });
    let error = of(folder.path()).unwrap_err().to_string();
    assert!(error.contains("i.csv` line 2: ") && error.contains("is given twice"), "{error}");
}

/// A flat file whose only rows below are taxes has no value added, which is said.
#[test]
fn flat_files_without_value_added_say_so() {
    const HEAD: &str = "icioiRow,icioiCol,refArea,rowIi,counterpartArea,colIi,obsValue\n";
    let lines = ["AT,A01,AT,A01,1", "AT,A01,AT,P3_S14,2", "W2,D21X31,AT,A01,1"];
    let lines: String = lines.map(|line| format!("x,y,{line}\n")).concat();
    let input = Input::bytes("flat_2020.csv", format!("{HEAD}{lines}"));
    let reading = read(&input, &ReadOptions::default()).unwrap();
    let wanted = "the file has no value added row; value added is output less intermediate inputs";
    assert!(said(&reading).contains(&wanted), "{:?}", said(&reading));
}

/// The sizes that flat files claim are looked at before anything is filled in, columns among them.
#[test]
fn flat_files_are_as_large_as_their_labels() {
    const HEAD: &str = "icioiRow,icioiCol,refArea,rowIi,counterpartArea,colIi,obsValue\n";
    let line = |k: usize| format!("x,y,R{k},A01,R{k},P{k},1\n");
    let text: String = std::iter::once(HEAD.to_owned()).chain((0..900).map(line)).collect();
    let options = ReadOptions { max_cells: 1_000_000, ..ReadOptions::default() };
    let error = read(&Input::bytes("flat.csv", text), &options).unwrap_err().to_string();
    assert!(error.contains("a table of 900 x 810000 cells, the limit is 1000000"), "{error}");
}

/// From memory, as archives on standard input come, and from an archive in an archive.
#[test]
fn archives_of_pieces_may_come_from_anywhere() {
    let Some(path) = shared("formats/fixtures/eora26/Eora26_2015_bp.zip") else { return };
    let wanted = of(&path).unwrap().table;
    let bytes = std::fs::read(&path).unwrap();
    let outer = zipped(&[("2015/Eora26_2015_bp.zip", bytes.clone()), ("readme.txt", vec![b'a'])]);
    for (name, bytes) in [("<stdin>", bytes), ("outer.zip", outer.clone())] {
        for layout in [None, Some(tripole::read::Layout::named("eora26").unwrap())] {
            let options = ReadOptions { layout, ..ReadOptions::default() };
            let reading = read(&Input::bytes(name, bytes.clone()), &options).unwrap();
            assert_eq!(reading.table.intermediate(), wanted.intermediate(), "{name}");
            assert_eq!(reading.table.source().year, Some(2015), "{name}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("outer.zip");
    std::fs::write(&file, outer).unwrap();
    assert_eq!(of(&file).unwrap().table.final_demand(), wanted.final_demand());
}

#[test]
fn user_tables_may_be_packed() {
    use std::io::Write;
    let Some(folder) = copied("icio_user") else { return };
    let wanted = of(&folder.path().join("toy_2020.csv")).unwrap().table;
    let mut gzip = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    gzip.write_all(&std::fs::read(folder.path().join("toy_2020.csv")).unwrap()).unwrap();
    std::fs::write(folder.path().join("toy_2020.csv.gz"), gzip.finish().unwrap()).unwrap();
    std::fs::remove_file(folder.path().join("toy_2020.csv")).unwrap();
    for file in [folder.path().join("toy_2020.csv.gz"), folder.path().to_owned()] {
        let reading = of(&file).unwrap();
        assert_eq!(reading.table.intermediate(), wanted.intermediate());
        assert_eq!(reading.table.source().year, Some(2020));
    }
}

/// One country whose one sector has as many users as columns fit: they are looked up, not searched, also
/// when the table is written. Searched, this test takes minutes.
#[test]
fn one_country_may_have_many_users() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t_countrylist.csv"), "A\n").unwrap();
    std::fs::write(folder.path().join("t_2020.csv"), "1,".repeat(200_000) + "1\n").unwrap();
    let reading = of(&folder.path().join("t_2020.csv")).unwrap();
    assert_eq!(reading.table.demand().len(), 200_000);
    let destination = Destination::create(folder.path().join("out.csv")).unwrap();
    let (format, rows) = (TableFormat::Canonical, PrimaryRows::Totals);
    write_table(&reading.table, destination, format, rows).unwrap();
}

#[test]
fn rows_of_a_source_alone_are_refused_with_what_to_do() {
    let Some(folder) = copied("eora26") else { return };
    let (table, out) = ("Eora26_2015_bp.zip", folder.path().join("out.csv"));
    let table = path(folder.path().join(table));
    let run = tripole(&["convert", &table, &path(&out), "--keep-rows"]);
    let error = stderr(&run);
    assert_eq!(run.status.code(), Some(1), "{error}");
    assert!(error.contains("the row `Compensation of employees D.1` says what it is"), "{error}");
    assert!(error.contains("without `--keep-rows` rows are added up"), "{error}");
    assert!(!out.exists());
}

/// All files of a table are inputs, and so are tables that a folder alone names.
#[test]
fn matrices_of_named_folders_are_inputs() {
    let Some(folder) = copied("icio_user") else { return };
    for name in ["expected.csv", "expected.json"] {
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    let convert = |out: &str| {
        let run = tripole(&["convert", &path(folder.path()), &path(folder.path().join(out))]);
        stderr(&run)
    };
    for file in ["toy_2020.csv", "toy_countrylist.csv"] {
        let error = convert(file);
        assert!(error.contains("is the input itself"), "{file}: {error}");
    }
    for name in ["toy_2020.csv", "toy_countrylist.csv"] {
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    let table = "row_region,row_sector,col_region,col_item,value\nA,x,A,x,1\nA,x,A,f,2\n";
    std::fs::write(folder.path().join("only.csv"), table).unwrap();
    let error = convert("only.csv");
    assert!(error.contains("is the input itself"), "{error}");
}

/// A file of all years that has the year asked for is no other year's, whatever its name.
#[test]
fn files_of_all_years_may_be_called_after_some() {
    let Some(file) = shared("formats/fixtures/wiod2013_long/wiot_full.csv") else { return };
    let bytes = std::fs::read(file).unwrap();
    let options = ReadOptions { year: Some(2007), ..ReadOptions::default() };
    let reading = read(&Input::bytes("wiot_full_1995-2011.csv", bytes), &options).unwrap();
    assert!(said(&reading).is_empty(), "{:?}", said(&reading));
}

#[test]
fn missing_files_are_named() {
    let Some(folder) = copied("eora26/Eora26_2015_bp") else { return };
    std::fs::remove_file(folder.path().join("labels_FD.txt")).unwrap();
    let error = of(folder.path()).unwrap_err();
    assert!(matches!(error, Error::Input { .. }));
    assert!(error.to_string().contains("the file `labels_FD.txt` is missing"), "{error}");
}
