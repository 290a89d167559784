//! Readers and writers against the fixtures: every amount there is exact in binary, so equality
//! is.

use std::path::Path;

use tripole::frame::Destination;
use tripole::read::{
    Grid, Input, Layout, ReadOptions, SplitCountries, builtin_blocs, read, read_blocs,
    read_concordance,
};
use tripole::sources;
use tripole::table::{Mrio, PrimaryKind};
use tripole::write::{PrimaryRows, TableFormat, write_table};
use tripole::{Accounting, Error, Partition};

use crate::support::{read_path, shared};

const FIXTURES: &str = "formats/fixtures";

fn options(split: SplitCountries, year: Option<i32>) -> ReadOptions {
    ReadOptions { split, year, ..ReadOptions::default() }
}

fn written(table: &Mrio, rows: PrimaryRows) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    write_table(table, Destination::create(&path).unwrap(), TableFormat::Canonical, rows).unwrap();
    std::fs::read_to_string(path).unwrap()
}

/// Reading `file` and writing it gives `expected`, byte for byte.
fn yields(file: &str, expected: &str, options: &ReadOptions) {
    let Some(folder) = shared(FIXTURES) else { return };
    let reading = read_path(folder.join(file), options).unwrap_or_else(|e| panic!("{file}: {e}"));
    let expected_text = std::fs::read_to_string(folder.join(expected)).unwrap();
    assert!(
        written(&reading.table, PrimaryRows::Totals) == expected_text,
        "{file} is not {expected}"
    );
}

#[test]
fn canonical_plain_and_gzipped() {
    let merge = options(SplitCountries::Merge, None);
    yields("canonical/table.csv", "canonical/expected.csv", &merge);
    yields("canonical/table.csv.gz", "canonical/expected.csv", &merge);
}

/// Several frames in one file, a damaged one, and one that unpacks to too much.
#[test]
fn zstandard() {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    let table = tripole::make::synthetic::table(2, 3, 1).unwrap();
    let text = written(&table, PrimaryRows::Totals);
    let pack = |bytes: &[u8]| compress_to_vec(bytes, CompressionLevel::Fastest);
    let (first, second) = text.as_bytes().split_at(text.len() / 2);
    let read_bytes =
        |bytes: &[u8]| read(&Input::bytes("table.csv.zst", bytes), &ReadOptions::default());
    let frames = [pack(first), pack(second)].concat();
    let reading = read_bytes(&frames).unwrap();
    assert!(reading.findings.is_empty(), "{:?}", reading.findings);
    assert_eq!(reading.table.intermediate(), table.intermediate());
    assert_eq!(reading.table.final_demand(), table.final_demand());

    let error = read_bytes(&frames[..frames.len() - 9]).unwrap_err().to_string();
    assert!(error.contains("damaged Zstandard data"), "{error}");
    let dense = pack(&vec![b'0'; 1 << 20]).repeat(70);
    let error = read_bytes(&dense).unwrap_err().to_string();
    assert!(error.contains("the limit is 200 to 1"), "{error}");
}

#[test]
fn icio_editions_merged_and_split() {
    for (folder, files, year) in [
        ("icio2016", &["ICIO2016_2011.csv", "ICIO2016_2011.zip"][..], 2011),
        ("icio2018", &["ICIO2018_2015.CSV", "ICIO2018_2015.zip"], 2015),
        ("icio2021", &["ICIO2021_2018.csv", "ICIO_2015-2018.zip"], 2018),
        ("icio2023_ext", &["2020.csv", "2016-2020_EXT.zip"], 2020),
        ("icio2025_ext", &["2022.csv", "2016-2022_EXT.zip"], 2022),
    ] {
        for file in files {
            let file = format!("{folder}/{file}");
            let (merge, keep) = (
                options(SplitCountries::Merge, Some(year)),
                options(SplitCountries::Keep, Some(year)),
            );
            yields(&file, &format!("{folder}/expected.csv"), &merge);
            yields(&file, &format!("{folder}/expected_split.csv"), &keep);
        }
    }
    let merge = options(SplitCountries::Merge, None);
    for (file, expected) in [
        ("icio2023_small/2020_SML.csv", "icio2023_small/expected.csv"),
        ("icio2023_small/2016-2020_SML.zip", "icio2023_small/expected.csv"),
        ("icio2025_small/2022_SML.csv", "icio2025_small/expected.csv"),
        ("icio2025_small/2016-2022_SML.zip", "icio2025_small/expected.csv"),
        ("icio2021/ICIO2021_2017.csv", "icio2021/expected_2017.csv"),
    ] {
        yields(file, expected, &merge);
    }
}

/// Flows, value added, output and taxes are those of the canonical file beside a fixture, which adds
/// up the rows below, and year and unit are known.
fn agrees(
    file: &str,
    expected: &str,
    asked: Option<i32>,
    (year, unit): (i32, &str),
) -> Option<Mrio> {
    let folder = shared(FIXTURES)?;
    let options = options(SplitCountries::Merge, asked);
    let reading = read_path(folder.join(file), &options).unwrap_or_else(|e| panic!("{file}: {e}"));
    let reading = reading.table;
    let expected = read_path(folder.join(expected), &ReadOptions::default()).unwrap().table;
    assert_eq!(reading.index(), expected.index(), "{file}");
    assert_eq!(reading.demand(), expected.demand(), "{file}");
    assert_eq!(reading.intermediate(), expected.intermediate(), "{file}");
    assert_eq!(reading.final_demand(), expected.final_demand(), "{file}");
    assert_eq!(reading.reported_value_added(), expected.reported_value_added(), "{file}");
    assert_eq!(reading.row_sums(), expected.reported_output().unwrap(), "{file}");
    if let Some(output) = reading.reported_output() {
        assert_eq!(output, expected.reported_output().unwrap(), "{file}");
    }
    // Over the producers taxes and all other rows that are no value added; over final demand taxes.
    let sums = |table: &Mrio| -> Vec<f64> {
        let rows = table
            .primary()
            .iter()
            .filter(|row| matches!(row.kind, PrimaryKind::Taxes | PrimaryKind::Other));
        rows.fold(vec![0.0; table.index().len()], |sum, row| {
            sum.iter().zip(&row.inputs).map(|(a, b)| a + b).collect()
        })
    };
    assert_eq!(sums(&reading), sums(&expected), "{file}");
    assert_eq!(reading.source().year, Some(year), "{file}");
    assert_eq!(reading.source().unit.as_deref(), Some(unit), "{file}");
    Some(reading)
}

#[test]
fn figaro_matrices_and_flat_files() {
    for (fixture, file) in [
        ("figaro_matrix", "matrix_eu-ic-io_ind-by-ind_25ed_2023.csv"),
        ("figaro_matrix_pxp", "matrix_eu-ic-io_prod-by-prod_25ed_2023.csv"),
        ("figaro_flat", "flatfile_eu-ic-io_ind-by-ind_25ed_2023.csv"),
        ("figaro_flat", "flatfile_eu-ic-io_ind-by-ind_25ed_2023.zip"),
        ("figaro_flat/pxp", "flatfile_eu-ic-io_prod-by-prod_25ed_2023.csv"),
    ] {
        let (file, expected) = (format!("{fixture}/{file}"), format!("{fixture}/expected.csv"));
        let Some(table) = agrees(&file, &expected, None, (2023, "million EUR")) else { return };
        let inventories = sources::inventories(table.demand()).unwrap();
        assert_eq!(table.demand().category(inventories), "P5M");
        let taxes: Vec<&str> = table
            .primary()
            .iter()
            .filter(|row| row.kind == PrimaryKind::Taxes)
            .map(|row| row.name.as_str())
            .collect();
        assert_eq!(taxes, ["W2_D21X31"]);
    }
}

/// Tables in several files: a folder, an archive, labels apart, or the file of flows named itself.
#[test]
fn tables_in_several_files() {
    let Some(folder) = shared(FIXTURES) else { return };
    let thousand = (2015, "thousand US$");
    for file in [
        "eora26/Eora26_2015_bp",
        "eora26/Eora26_2015_bp.zip",
        "eora26/labels_apart/Eora26_2015_bp.zip",
        "eora26/Eora26_2015_bp/Eora26_2015_bp_T.txt",
    ] {
        agrees(file, "eora26/expected.csv", None, thousand).unwrap();
        let reading = read_path(folder.join(file), &ReadOptions::default()).unwrap();
        let left_out = "the account `ROW` of statistical discrepancies is left out";
        assert!(reading.findings.iter().any(|f| f.message.starts_with(left_out)), "{file}");
    }
    // Neither says year or unit, nor do the files of `decompr` name the categories.
    let flows = |file: &str| {
        let reading = read_path(folder.join(file), &ReadOptions::default());
        reading.unwrap_or_else(|e| panic!("{file}: {e}")).table
    };
    let numbers = |table: &Mrio| {
        let demand = table.final_demand().values().to_vec();
        (table.index().clone(), table.intermediate().values().to_vec(), demand)
    };
    let user = flows("icio_user/expected.csv");
    assert_eq!(flows("icio_user/toy_2020.csv").demand(), user.demand());
    assert_eq!(flows("icio_user/toy_2020.csv").source().year, Some(2020));
    for file in ["icio_user/toy_2020.csv", "icio_user"] {
        assert_eq!(numbers(&flows(file)), numbers(&user), "{file}");
    }
    let vectors = flows("decompr_vectors/expected.csv");
    for file in ["decompr_vectors", "decompr_vectors/x.csv"] {
        let read = flows(file);
        assert_eq!(numbers(&read), numbers(&vectors), "{file}");
        assert_eq!(read.reported_output(), vectors.reported_output());
        assert_eq!(read.reported_value_added(), vectors.reported_value_added());
    }
}

/// What is read from flat files and from files in pieces can be written, and is read again as it was.
#[test]
fn downloads_can_be_converted() {
    let Some(folder) = shared(FIXTURES) else { return };
    for (file, year) in [
        ("wiod2013_long/wiot_full.csv", Some(2007)),
        ("lr_wiod2022/lr_wiod_wiot_final_filled.csv", Some(2000)),
        ("lr_wiod2022/lr_wiod_wiot_wide.csv", Some(1999)),
        ("wiod2013_long/wiot_full.dta", Some(2007)),
        ("figaro_flat/flatfile_eu-ic-io_ind-by-ind_25ed_2023.csv", None),
        ("eora26/Eora26_2015_bp.zip", None),
        ("icio_user/toy_2020.csv", None),
        ("decompr_vectors", None),
    ] {
        let options = options(SplitCountries::Merge, year);
        let table = read_path(folder.join(file), &options).unwrap().table;
        let text = written(&table, PrimaryRows::Totals);
        let again = read(&Input::bytes("again.csv", text), &ReadOptions::default());
        let again = again.unwrap_or_else(|e| panic!("{file}: {e}")).table;
        assert_eq!(again.index(), table.index(), "{file}");
        assert_eq!(again.intermediate(), table.intermediate(), "{file}");
        assert_eq!(again.final_demand(), table.final_demand(), "{file}");
        assert_eq!(again.reported_value_added(), table.reported_value_added(), "{file}");
    }
}

/// The pieces of a table are never the place of what is made of it, and lists are taken as they belong.
#[test]
fn pieces_are_inputs() {
    let Some(fixtures) = shared(FIXTURES) else { return };
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["toy_2020.csv", "toy_countrylist.csv"] {
        std::fs::copy(fixtures.join("icio_user").join(name), at(name)).unwrap();
    }
    let path = |name: &str| at(name).to_string_lossy().into_owned();
    let run =
        crate::cli::tripole(&["convert", &path("toy_2020.csv"), &path("toy_countrylist.csv")]);
    assert!(crate::cli::stderr(&run).contains("is the input itself"));
    // A file that is none of the layout that is asked for, whatever its name.
    std::fs::write(at("\u{e9}.csv"), ",A_x\nA_x,1\n").unwrap();
    for format in ["eora26", "decompr", "icio-user"] {
        let run = crate::cli::tripole(&["info", &path("\u{e9}.csv"), "--format", format]);
        assert_eq!(run.status.code(), Some(1), "{}", crate::cli::stderr(&run));
    }
    std::fs::remove_file(at("\u{e9}.csv")).unwrap();
    let regions = || {
        let reading = read_path(at("toy_2020.csv"), &ReadOptions::default());
        reading.map(|reading| reading.table.index().region_codes().to_vec())
    };
    std::fs::write(at("other_countrylist.csv"), "A\nB\nC\n").unwrap();
    assert_eq!(regions().unwrap(), ["CHN", "MEX", "USA"]);
    std::fs::rename(at("toy_countrylist.csv"), at("third_countrylist.csv")).unwrap();
    assert!(regions().unwrap_err().to_string().contains("several tables in the folder"));
    std::fs::remove_file(at("other_countrylist.csv")).unwrap();
    std::fs::write(at("third_countrylist.csv"), "CHN,MEX,USA\n").unwrap();
    assert!(regions().unwrap_err().to_string().contains("line 1: 3 fields"));
}

/// A folder with one table is that table; with several it says which there are.
#[test]
fn folders_of_tables() {
    let folder = tempfile::tempdir().unwrap();
    let table = "row_region,row_sector,col_region,col_item,value\nA,x,A,x,1\nA,x,A,f,2\n";
    let path = folder.path().to_owned();
    let of = |year| read_path(path.clone(), &options(SplitCountries::Merge, year));
    assert!(of(None).unwrap_err().to_string().contains("a folder, and none of the known"));
    std::fs::write(folder.path().join("t_2010.csv"), table).unwrap();
    std::fs::write(folder.path().join("ReadMe.txt"), "read me").unwrap();
    assert_eq!(of(None).unwrap().table.source().year, Some(2010));
    std::fs::write(folder.path().join("t_2011.csv"), table).unwrap();
    let error = of(None).unwrap_err();
    assert!(
        error.to_string().ends_with("several tables in the folder: `t_2010.csv`, `t_2011.csv`")
    );
    assert!(error.hint().unwrap().to_string().contains("name the file itself"));
    assert_eq!(of(Some(2011)).unwrap().table.source().year, Some(2011));
    let error = of(Some(2012)).unwrap_err().to_string();
    assert!(error.contains("no table of year 2012 in the folder"), "{error}");
}

/// Files of several years: one is chosen, or the years are named.
#[test]
fn flat_files_of_several_years() {
    let dollars = "million US$";
    for (file, expected, year) in [
        ("wiod2013_long/wiot_full.csv", "wiod2013_long/expected.csv", 2007),
        ("wiod2013_long/wiot_full.csv", "wiod2013_long/expected_2006.csv", 2006),
        ("lr_wiod2022/lr_wiod_wiot_final_filled.csv", "lr_wiod2022/expected.csv", 2000),
        ("lr_wiod2022/lr_wiod_wiot_final_filled.csv", "lr_wiod2022/expected_1999.csv", 1999),
        ("lr_wiod2022/lr_wiod_wiot_wide.csv", "lr_wiod2022/expected.csv", 2000),
        ("lr_wiod2022/lr_wiod_wiot_wide.csv", "lr_wiod2022/expected_1999.csv", 1999),
        ("wiod2013_long/wiot_full.dta", "wiod2013_long/expected.csv", 2007),
        ("wiod2013_long/wiot_full.dta", "wiod2013_long/expected_2006.csv", 2006),
    ] {
        if agrees(file, expected, Some(year), (year, dollars)).is_none() {
            return;
        }
    }
    let Some(folder) = shared(FIXTURES) else { return };
    for (file, years) in [
        ("lr_wiod2022/lr_wiod_wiot_final_filled.csv", "1999, 2000"),
        ("lr_wiod2022/lr_wiod_wiot_wide.csv", "1999, 2000"),
        ("wiod2013_long/wiot_full.dta", "2006, 2007"),
    ] {
        let said = |asked| {
            let options = options(SplitCountries::Merge, asked);
            read_path(folder.join(file), &options).unwrap_err().to_string()
        };
        assert!(said(None).ends_with(&format!("several years in the file: {years}")), "{file}");
        let absent = format!("no lines of 1980 in the file, which has {years}");
        assert!(said(Some(1980)).ends_with(&absent), "{file}: {}", said(Some(1980)));
    }
}

/// What flat files leave out is zero and counted, a sector or category of a region too.
#[test]
fn flat_files_may_leave_cells_out() {
    const HEAD: &str = "icioiRow,icioiCol,refArea,rowIi,counterpartArea,colIi,obsValue\n";
    let lines = ["AT,A01,AT,A01,1", "AT,A01,AT,P3_S14,2", "BE,B,AT,A01,3", "BE,B,BE,P51G,4"];
    let lines: String = lines.map(|line| format!("x,y,{line}\n")).concat();
    let input = Input::bytes("flat_2020.csv", format!("{HEAD}{lines}x,y,W2,D1,AT,A01,5\n"));
    let reading = read(&input, &ReadOptions::default()).unwrap();
    let table = &reading.table;
    let labels: Vec<String> = (0..4).map(|row| table.index().label(row)).collect();
    assert_eq!(labels, ["AT_A01", "AT_B", "BE_A01", "BE_B"]);
    assert_eq!(table.row_sums(), [3.0, 0.0, 0.0, 7.0]);
    assert_eq!(table.demand().len(), 4);
    let said: Vec<&str> = reading.findings.iter().map(|f| f.message.as_str()).collect();
    let counted =
        "28 of 32 cells are absent and taken as zero; of sales of `AT` to `BE` there is none";
    assert!(said.contains(&counted), "{said:?}");
    for (head, words) in [
        ("icsupRow,icsupCol,refArea,rowPi,counterpartArea,colPi,obsValue\n", "a supply table"),
        ("icuseRow,icuseCol,refArea,rowPi,counterpartArea,colPi,obsValue\n", "a use table"),
    ] {
        let input = Input::bytes("flat_2020.csv", format!("{head}{lines}"));
        let error = read(&input, &ReadOptions::default()).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

/// The parts of a split country act as one economy: trade among them is no trade.
#[test]
fn split_parts_are_one_economy() {
    let Some(path) = shared("formats/fixtures/icio2023_ext/2020.csv") else { return };
    let table = read_path(path, &options(SplitCountries::Keep, None)).unwrap().table;
    let groups = sources::split_countries(table.index());
    let partition = Partition::new(table.index(), &groups).unwrap();
    assert_eq!(partition.names(), ["CHN", "MEX", "USA", "ROW"]);
    let china = partition.economy(partition.find("CHN").unwrap());
    assert_eq!(china.regions.len(), 3);
}

/// Year, unit, names of the rows below: `expected.json` and `expected_rows.csv` of ICIO 2018.
#[test]
fn icio_metadata_and_native_rows() {
    let Some(folder) = shared(FIXTURES) else { return };
    let reading =
        read_path(folder.join("icio2018/ICIO2018_2015.zip"), &ReadOptions::default()).unwrap();
    let table = reading.table;
    assert_eq!(table.source().year, Some(2015));
    assert_eq!(table.source().unit.as_deref(), Some("million US$"));
    let names: Vec<&str> = table.primary().iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["MEX_TAXSUB", "USA_TAXSUB", "CHN_TAXSUB", "ROW_TAXSUB", "VALU"]);
    let native = std::fs::read_to_string(folder.join("icio2018/expected_rows.csv")).unwrap();
    let ours = written(&table, PrimaryRows::AsRead);
    for line in native.lines().skip(1) {
        let name = line.split(',').next().unwrap();
        let mine = ours.lines().find(|l| l.split(',').next() == Some(name)).unwrap();
        assert_eq!(mine.strip_suffix(",0"), Some(line), "{name}");
    }

    let old = read_path(folder.join("icio2016/ICIO2016_2011.csv"), &ReadOptions::default())
        .unwrap()
        .table;
    assert_eq!(old.primary()[0].kind, PrimaryKind::ValueAddedWithTaxes);
    let last = old.demand().columns().last().unwrap();
    assert_eq!((last.region, old.demand().category(last.category)), (None, "DISC"));
    let inventories = sources::inventories(old.demand());
    let findings = old.check(&Accounting::default(), inventories).unwrap();
    assert!(findings.iter().any(|f| f.kind.name() == "unassigned_demand"));
}

#[test]
fn year_chooses_in_an_archive() {
    let Some(path) = shared("formats/fixtures/icio2021/ICIO_2015-2018.zip") else { return };
    let error = read_path(path.clone(), &ReadOptions::default()).unwrap_err();
    assert!(error.to_string().contains("ICIO2021_2017.csv"), "{error}");
    assert_eq!(error.hint().unwrap().to_string(), "choose one with `year`");
    let error = read_path(path, &options(SplitCountries::Merge, Some(1970))).unwrap_err();
    assert!(error.to_string().contains("no table of year 1970"), "{error}");
}

/// The OECD's doubtful extended tables: read, with the doubt said.
#[test]
fn incomplete_splits_are_said() {
    for (file, wanted) in [
        ("icio_only_cn1/2020.csv", "only `CN1` of the parts of `CHN` is present"),
        (
            "icio_mex_and_parts/2020.csv",
            "rows of `MEX` are not empty beside its parts `MX1`, `MX2`",
        ),
    ] {
        let Some(path) = shared(&format!("formats/bad_inputs/{file}")) else { return };
        let reading = read_path(path, &ReadOptions::default()).unwrap();
        assert!(
            reading.findings.iter().any(|f| f.message.contains(wanted)),
            "{:?}",
            reading.findings
        );
    }
}

#[test]
fn long_tables_read_back() {
    let Some(folder) = shared(FIXTURES) else { return };
    for file in ["canonical/table.csv", "icio2016/ICIO2016_2011.csv", "icio2023_ext/2020.csv"] {
        let table =
            read_path(folder.join(file), &options(SplitCountries::Keep, None)).unwrap().table;
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("long.csv.gz");
        let destination = Destination::create(&path).unwrap();
        write_table(&table, destination, TableFormat::Long, PrimaryRows::AsRead).unwrap();
        let again = read_path(path, &options(SplitCountries::Keep, None)).unwrap();
        assert!(
            again.findings.iter().all(|f| f.severity == tripole::Severity::Note),
            "{:?}",
            again.findings
        );
        let again = again.table;
        assert_eq!(again.index(), table.index());
        assert_eq!(again.demand(), table.demand());
        assert_eq!(again.intermediate(), table.intermediate());
        assert_eq!(again.final_demand(), table.final_demand());
        assert_eq!(again.primary(), table.primary());
        assert_eq!(again.reported_output(), table.reported_output());
    }
}

fn long(text: &str) -> tripole::Result<tripole::read::Reading> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.csv");
    std::fs::write(&path, text).unwrap();
    read(&Input::Path(path), &ReadOptions::default())
}

#[test]
fn long_tables_refuse_what_is_wrong() {
    const HEAD: &str = "row_region,row_sector,col_region,col_item,value\n";
    for (body, wanted) in [
        (
            "A,x,A,x,1\nA,x,A,f,2\nA,x,A,f,3\n",
            "line 4: cell `A_x` to `A_f` is given twice, first on line 3",
        ),
        ("A,x,A,x,1\nA,x,A,f,n/a\n", "line 3, column `value`: `n/a` is not a number"),
        ("A,x,A,x,1\nA,x,A,f,inf\n", "line 3, column `value`: `inf` is not a finite number"),
        ("A,x,A,x,1\n", "no final demand column"),
        ("A,x,A,x,1\nA,x,B,f,2\n", "final demand of region `B`, which has no rows"),
        ("A,x,A,x,1\nA,y,A,f,1\nB,x,A,f,2\n", "region `B` has no sector `y`"),
        ("A,x,A,x,1\nA,x,A\n", "line 3: 3 fields, the header has 5"),
        ("A,,A,x,1\n", "line 2: an empty code"),
    ] {
        let error = long(&format!("{HEAD}{body}")).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    }
    let error = long("row_region,row_sector,value\nA,x,1\n").unwrap_err().to_string();
    assert!(
        error.contains("expected the columns `row_region,row_sector,col_region,col_item,value`"),
        "{error}"
    );
}

#[test]
fn ragged_tables_on_request() {
    let text = ",A_x,A_y,B_x,A_f,B_f,OUT\nA_x,1,1,1,5,2,10\nA_y,1,1,1,5,2,10\nB_x,1,1,1,2,5,10\nVA,7,7,7,0,0,0\nOUT,10,10,10,0,0,0\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ragged.csv");
    std::fs::write(&path, text).unwrap();
    let error = read_path(path.clone(), &ReadOptions::default()).unwrap_err();
    assert!(error.to_string().contains("region `B` has no sector `y`"), "{error}");
    let options = ReadOptions { grid: Grid::Ragged, ..ReadOptions::default() };
    let table = read_path(path, &options).unwrap().table;
    let b = table.index().find_region("B").unwrap();
    assert_eq!(table.index().rows(b), 2..3);
    assert!(
        table
            .check(&Accounting::default(), sources::inventories(table.demand()))
            .unwrap()
            .iter()
            .all(|f| f.severity == tripole::Severity::Note)
    );
}

#[test]
fn region_codes_with_underscores() {
    let Some(path) = shared("formats/bad_inputs/underscore_region.csv") else { return };
    let codes = ["CHN", "MEX", "ROW_ASIA"].map(str::to_owned).to_vec();
    let options = ReadOptions { region_codes: codes, ..ReadOptions::default() };
    let table = read_path(path, &options).unwrap().table;
    assert_eq!(table.index().region_codes(), ["CHN", "MEX", "ROW_ASIA"]);
    assert_eq!(table.index().sector_codes(), ["c1", "c2"]);
}

/// The embedded tables are what `tripole convert` makes of WIOD with the maps beside them.
#[test]
fn builtin_tables_come_from_wiod() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let regions = read_concordance(data.join("three_pole_regions.csv")).unwrap();
    let sectors = read_concordance(data.join("three_pole_sectors.csv")).unwrap();
    for year in [1995, 2011] {
        let Some(path) = shared(&format!("data/wiod13/wiod13_{year}.csv.gz")) else { return };
        let wiod = read_path(path, &ReadOptions::default()).unwrap().table;
        let made = wiod
            .aggregate(Some(&regions), Some(&sectors))
            .and_then(Mrio::with_output_from_rows)
            .and_then(Mrio::with_residual_value_added)
            .unwrap();
        let input = Input::parse(format!("builtin:three-pole-{year}")).unwrap();
        let ours = read(&input, &ReadOptions::default()).unwrap().table;
        assert_eq!(ours.index(), made.index());
        assert_eq!(ours.intermediate(), made.intermediate());
        assert_eq!(ours.final_demand(), made.final_demand());
        assert_eq!(ours.reported_output(), made.reported_output());
        assert_eq!(ours.primary(), made.primary());
        assert_eq!(ours.source().year, Some(year));
    }
}

#[test]
fn builtin_blocs_cover_the_known_tables() {
    let blocs = builtin_blocs();
    let names: Vec<&str> = blocs.iter().map(|b| b.name.as_str()).collect();
    assert_eq!(names, ["North America", "Europe", "Asia-Pacific", "Other"]);
    let covered = |code: &str| blocs.iter().any(|b| b.codes.iter().any(|c| c == code));
    let table = read(&Input::parse("builtin:three-pole-2011").unwrap(), &ReadOptions::default())
        .unwrap()
        .table;
    assert!(table.index().region_codes().iter().all(|c| covered(c)));
    // The list for WIOD agrees.
    let Some(path) = shared("data/wiod13/blocs.csv") else { return };
    for bloc in read_blocs(&path).unwrap() {
        let ours = blocs.iter().find(|b| b.name == bloc.name).unwrap();
        assert!(bloc.codes.iter().all(|c| ours.codes.contains(c)), "{}", bloc.name);
    }
}

#[test]
fn maps_refuse_what_is_wrong() {
    let map = |text: &str| read_concordance(Input::bytes("map.csv", text));
    for (text, wanted) in [
        (
            "from,to\na,b\n",
            "line 1: expected the columns `code,group` or `code,bloc`, found `from`, `to`",
        ),
        ("code,group\na,b\na,c\n", "line 3: code `a` is given twice, to `b` and to `c`"),
        ("code,group\na,\n", "line 2: an empty code or group"),
        ("code,group\n", "a header but no data rows"),
    ] {
        let error = map(text).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    }
    let map = map("code,group\nUSA,NAM\n").unwrap();
    let table = tripole::make::synthetic::table(2, 2, 1).unwrap();
    let error = table.aggregate(Some(&map), None).unwrap_err();
    assert!(matches!(&error, Error::Unmapped { codes, .. } if codes.len() == 2), "{error}");
}

#[test]
fn layouts_have_names() {
    for layout in Layout::all() {
        assert_eq!(Layout::named(layout.name()).unwrap(), layout);
    }
    assert!(Layout::named("icoi").is_err());
}
