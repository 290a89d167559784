//! Every malformed file of the manifest in a layout that is read: the wanted outcome, and the
//! words of its message.

use std::collections::{BTreeSet, HashMap};

use tripole::read::{ReadOptions, Reading};
use tripole::sources;
use tripole::{Accounting, Error, LeontiefSystem, Result};

use crate::support::{read_path, shared};

/// What a user sees first: an error, or warnings in order.
struct Seen {
    error: Option<Error>,
    warnings: Vec<String>,
    reading: Option<Reading>,
}

fn try_all(reading: &Reading) -> Result<Vec<String>> {
    let accounting = Accounting::default();
    let inventories = sources::inventories(reading.table.demand());
    let findings = reading.table.accounting_findings(&accounting, inventories)?;
    reading.table.refuse_negative_output(&accounting)?;
    LeontiefSystem::new(reading.table.clone(), &accounting)?.factorise()?;
    let warnings = reading.findings.iter().chain(&findings);
    Ok(warnings
        .filter(|f| f.severity != tripole::Severity::Note)
        .map(|f| f.message.clone())
        .collect())
}

/// Files that come in a folder of their own, and which one is named.
const IN_FOLDERS: &[(&str, &str)] = &[
    ("figaro_flat_duplicate", FLAT),
    ("figaro_flat_header", FLAT),
    ("figaro_flat_item", FLAT),
    ("figaro_flat_sparse", FLAT),
    ("icio_user_four", "toy.csv"),
    ("icio_user_header", "toy.csv"),
    ("icio_user_duplicate", "toy.csv"),
    ("icio_user_columns", "toy.csv"),
    ("lr_wiod_years", "lr_wiod_wiot_final_filled.csv"),
    ("icio_only_cn1", "2020.csv"),
    ("icio_mex_and_parts", "2020.csv"),
];
const FLAT: &str = "flatfile_eu-ic-io_ind-by-ind_25ed_2023.csv";

fn see(file: &str) -> Option<Seen> {
    let inside = IN_FOLDERS.iter().find(|(folder, _)| *folder == file);
    let inside = inside.map_or(String::new(), |(_, name)| format!("/{name}"));
    let path = shared(&format!("formats/bad_inputs/{file}{inside}"))?;
    Some(match read_path(path, &ReadOptions::default()) {
        Err(error) => Seen { error: Some(error), warnings: vec![], reading: None },
        Ok(reading) => match try_all(&reading) {
            Err(error) => Seen { error: Some(error), warnings: vec![], reading: Some(reading) },
            Ok(warnings) => Seen { error: None, warnings, reading: Some(reading) },
        },
    })
}

/// Files that are refused, and what the message says.
const REFUSED: &[(&str, &[&str])] = &[
    (
        "figaro_flat_duplicate",
        &["line 578", "cell `CN_A01` to `CN_A01` is given twice, first on line 2"],
    ),
    ("figaro_flat_header", &["line 1", "`icioiRow`, `icioiCol`, `refArea`", "obsValue"]),
    ("figaro_flat_item", &["line 578: `XX9` of `W2` is no item that is known"]),
    ("lr_wiod_years", &["several years in the file: 1999, 2000"]),
    (
        "eora_labels_short",
        &["T.txt", "T has 13 rows and 13 columns", "labels_T.txt` has labels for 12 and 12"],
    ),
    ("eora_fd_wide", &["FD.txt", "FD has 13 rows and", "labels_FD.txt` has labels for 13 and"]),
    ("eora_no_labels", &["the file `labels_FD.txt` is missing"]),
    ("icio_user_four", &["toy.csv", "6 rows and 24 columns are not those of 4 countries"]),
    ("icio_user_header", &["toy.csv", "line 1", "`v0` is not a number"]),
    ("icio_user_duplicate", &["countrylist.csv", "line 2: `CHN` is given twice, first on line 1"]),
    ("icio_user_columns", &["toy.csv", "6 rows and 23 columns are not those of 3 countries"]),
    ("exio_y_short", &["Y.txt` line 1", "region `WA` has no final demand category"]),
    ("cr_only.csv", &["lines end with CR alone"]),
    ("utf16.csv", &["utf16.csv", "this is UTF-16 text"]),
    ("latin1.csv", &["line 1: not UTF-8 at byte 15 (0xe9)"]),
    ("nul.csv", &["line 4: NUL byte"]),
    ("empty.csv", &["empty.csv", "the file is empty"]),
    ("blank.csv", &["blank.csv", "the file is empty"]),
    ("header_only.csv", &["header_only.csv", "a header but no data rows"]),
    ("long_line.csv", &["line 3: a label of 2000004 bytes, the limit is 1000"]),
    ("unclosed_quote.csv", &["line 3: a quotation mark opens here"]),
    ("quoted_newline.csv", &["line 3: a quotation mark opens here"]),
    // DIFFERENCE: the manifest names column CHN_c1, but its cell (145) has no comma; the
    // first cell with one is CHN_c2.
    ("decimal_comma_semicolon.csv", &["line 2, column `CHN_c2`: `49,125` is not a number"]),
    ("decimal_comma_quoted.csv", &["line 2, column `CHN_c2`: `49,125` is not a number"]),
    ("text_cell_na.csv", &["line 2, column `CHN_c2`: `n/a` is not a number"]),
    ("text_cell_dots.csv", &["line 2, column `CHN_c2`: `..` is not a number"]),
    ("text_cell_dash.csv", &["line 2, column `CHN_c2`: `-` is not a number"]),
    ("text_cell_word.csv", &["line 2, column `CHN_c2`: `x` is not a number"]),
    (
        "text_cell_unit.csv",
        &["line 2, column `CHN_c2`: `12.5 m` is not a number", "hint: write the bare number"],
    ),
    (
        "text_cell_money.csv",
        &["line 2, column `CHN_c2`: `$12` is not a number", "hint: write the bare number"],
    ),
    ("text_cell_percent.csv", &["line 2, column `CHN_c2`: `12%` is not a number"]),
    ("nonfinite_nan_upper.csv", &["line 2, column `CHN_c2`: `NaN` is not a finite number"]),
    ("nonfinite_nan.csv", &["line 2, column `CHN_c2`: `nan` is not a finite number"]),
    ("nonfinite_inf.csv", &["line 2, column `CHN_c2`: `inf` is not a finite number"]),
    ("nonfinite_infinity.csv", &["line 2, column `CHN_c2`: `-Infinity` is not a finite number"]),
    ("nonfinite_1e400.csv", &["line 2, column `CHN_c2`: `1e400` is not a finite number"]),
    ("odd_number_hex.csv", &["line 2, column `CHN_c2`: `0x10` is not a number"]),
    ("odd_number_underscore.csv", &["line 2, column `CHN_c2`: `1_000` is not a number"]),
    ("odd_number_fortran.csv", &["line 2, column `CHN_c2`: `1.5D+02` is not a number"]),
    (
        "odd_number_fullwidth.csv",
        &["line 2, column `CHN_c2`: `１２` is not a number", "hint: use the digits 0 to 9"],
    ),
    ("odd_number_apostrophe.csv", &["line 2, column `CHN_c2`: `1'000` is not a number"]),
    ("thousands_comma.csv", &["line 2, column `CHN_c2`: `1,238.5`", "no thousands separators"]),
    (
        "thousands_space.csv",
        &["line 2, column `CHN_c2`: `1 238.5`", "without thousands separators"],
    ),
    (
        "thousands_nbsp.csv",
        &["line 2, column `CHN_c2`: `1\\u{a0}238.5`", "without thousands separators"],
    ),
    ("thousands_european.csv", &["line 2, column `CHN_c2`: `1.238,5`", "no thousands separators"]),
    (
        "odd_minus_parentheses.csv",
        &["line 2, column `CHN_c2`: `(2)`", "write negative numbers with `-`"],
    ),
    (
        "odd_minus_unicode.csv",
        &["line 2, column `CHN_c2`: `−2`", "write negative numbers with `-`"],
    ),
    ("error_text_ref.csv", &["line 2, column `CHN_c2`: `#REF!`", "a spreadsheet error was saved"]),
    ("error_text_na.csv", &["line 2, column `CHN_c2`: `#N/A`", "a spreadsheet error was saved"]),
    (
        "error_text_div.csv",
        &["line 2, column `CHN_c2`: `#DIV/0!`", "a spreadsheet error was saved"],
    ),
    ("overflow_sum.csv", &["overflow_sum.csv", "row `CHN_c1`"]),
    ("missing_column.csv", &["line 6: row `USA_c1` has no column of that label"]),
    ("missing_row.csv", &["line 1: column `USA_c1` has no row of that label"]),
    ("ragged_short.csv", &["line 3: 13 fields, the header has 14"]),
    ("ragged_long.csv", &["line 3: 15 fields, the header has 14"]),
    ("duplicate_column.csv", &["label `CHN_c1` occurs twice: column 2 and column 3"]),
    ("duplicate_row.csv", &["label `CHN_c1` occurs twice: line 2 and line 3"]),
    ("not_cartesian.csv", &["region `MEX` has no sector `c2`", "`ragged`"]),
    ("no_separator.csv", &["label `CHNc1` has no separator `_`"]),
    ("mixed_separators.csv", &["row label `CHN.c1` and column label `CHN_c1`", "expected `_`"]),
    ("underscore_region.csv", &["regions found: `CHN`, `MEX`, `ROW`", "`region_codes`"]),
    ("near_label_case.csv", &["line 3: row label `chn_c2` differs from column label `CHN_c2`"]),
    (
        "near_label_nbsp.csv",
        &["line 3: row label `CHN_c2\\u{a0}` differs from column label `CHN_c2`"],
    ),
    (
        "near_label_zero.csv",
        &["line 3: row label `CHN_\\u{200b}c2` differs from column label `CHN_c2`"],
    ),
    ("near_label_row.csv", &["line 6: row label `RoW_c1` differs from column label `ROW_c1`"]),
    ("fd_gap.csv", &["region `MEX` has no final demand category `GFCF`"]),
    ("transposed.csv", &["transposed.csv", "the table is transposed"]),
    ("row_numbers.csv", &["line 2: the first column holds row numbers"]),
    ("two_tables.csv", &["line 10: a second header line"]),
    ("huge_header.csv", &["200001 x 200001 cells, the limit is 500000000", "`max_cells`"]),
    (
        "lost_decimals.csv",
        &["out of balance", "the worst is `CHN_c2`: output 1041375", "decimal points"],
    ),
    ("negative_output.csv", &["output of `MEX_c1` is negative (-12)"]),
    ("zero_output_inputs.csv", &["`MEX_c2` has zero output but buys inputs worth 4"]),
    ("singular.csv", &["I - A is singular at `CHN_c1`"]),
    ("explosive.csv", &["spectral radius 1.39", "`CHN_c1`, `CHN_c2`"]),
    ("all_zero.csv", &["all_zero.csv", "all amounts are zero"]),
    ("truncated.csv.gz", &["truncated.csv.gz", "damaged gzip data", "download"]),
    ("bad_crc.csv.gz", &["bad_crc.csv.gz", "damaged gzip data", "download"]),
    ("html/2020_SML.csv", &["html/2020_SML.csv", "this is a web page"]),
    ("html/WIOT2014_Nov16_ROW.xlsb", &["WIOT2014_Nov16_ROW.xlsb", "this is a web page"]),
    ("html/IOT_2019_ixi.zip", &["IOT_2019_ixi.zip", "this is a web page"]),
    ("zip_traversal_dotdot.zip", &["entry `../../evil.csv`", "points outside"]),
    ("zip_traversal_absolute.zip", &["entry `/abs_evil/evil.csv`", "points outside"]),
    ("zip_traversal_backslash.zip", &["entry `..\\..\\evil.csv`", "points outside"]),
    ("zip_traversal_drive.zip", &["entry `C:\\evil.csv`", "points outside"]),
    ("zip_symlink.zip", &["entry `2020_SML.csv`", "symbolic link"]),
    ("zip_bomb.zip", &["claims 268435467 bytes", "the limit is 200 to 1"]),
    ("zip_lying_size.zip", &["zip_lying_size.zip", "claims 4294967280 bytes"]),
    ("zip_empty.zip", &["zip_empty.zip", "the archive is empty"]),
    ("zip_cut.zip", &["zip_cut.zip", "damaged or unsupported zip archive"]),
    ("zip_encrypted.zip", &["entry `2020_SML.csv`", "password"]),
    ("zip_same_name.zip", &["entry `2020_SML.csv`", "two entries of this name"]),
    ("zip_many_years.zip", &["`2019_SML.csv`, `2020_SML.csv`", "`year`"]),
    ("unknown_folder/readme.txt", &["unknown_folder/readme.txt", "REGION_SECTOR"]),
    ("gloria_odd_rows", &["T has 29 rows and 30 columns", "labels for 30 and 30"]),
    ("gloria_readme_regions", &["T has 30 rows and 30 columns", "labels for 36 and 36"]),
    (
        "gloria_only_markup5",
        &[
            "`..._T-Results_2019_059_Markup001(full).csv`, are missing; found: `Markup004`, `Markup005`",
            "subsidies (005) are no tables",
        ],
    ),
    ("xlsx_error_ref.xlsx", &["sheet 2014, cell F8: `#REF!` is not", "a spreadsheet error"]),
    ("xlsx_error_na.xlsx", &["sheet 2014, cell F8: `#N/A` is not", "a spreadsheet error"]),
    ("xlsx_error_div.xlsx", &["sheet 2014, cell F8: `#DIV/0!` is not", "a spreadsheet error"]),
    (
        "xlsx_text_number_thousands.xlsx",
        &["sheet 2014, cell F8: `1,238.5` is not a number", "no thousands separators"],
    ),
    (
        "xlsx_text_number_parentheses.xlsx",
        &["sheet 2014, cell F8: `(2)` is not a number", "write negative numbers with `-`"],
    ),
    ("xlsx_formula.xlsx", &["sheet 2014, cell F8: a formula without a stored result"]),
    ("xlsx_date_code.xlsx", &["sheet 2014, cell F3: a date, where a code belongs", "10-12"]),
    ("xlsx_merged.xlsx", &["sheet 2014, cell F5: no region", "`C10-C12`", "unmerge"]),
    ("xlsx_no_table.xlsx", &["sheets found: `Sheet`", "row 6"]),
    ("xlsx_cut.xlsx", &["xlsx_cut.xlsx", "damaged workbook data", "download"]),
    ("alias_rom_rou.csv", &["line 4: rows have region `ROM`, columns have region `ROU`"]),
    ("alias_unknown.csv", &["line 6: rows have region `UAS`, columns have region `USA`"]),
];

/// Files that are read with a warning, and what it says.
const WARNED: &[(&str, &str)] = &[
    ("figaro_flat_sparse", "44 of 384 cells are absent and taken as zero"),
    ("icio_only_cn1", "only `CN1` of the parts of `CHN` is present"),
    ("icio_mex_and_parts", "rows of `MEX` are not empty beside its parts `MX1`, `MX2`"),
    ("exio_x_order", "x.txt` are in another order than the columns of"),
    ("exio_no_factors", "neither `factor_inputs` nor `satellite` has a file `F`"),
    ("sep_hint.csv", "line 1 above the header skipped"),
    ("comment_line.csv", "line 1 above the header skipped"),
    ("tabs.csv", "columns are separated by a tab"),
    ("semicolons.csv", "columns are separated by `;`"),
    ("empty_cell.csv", "1 blank cell read as 0, first at line 2, column `CHN_c2`"),
    ("row_order.csv", "rows and columns are in different orders"),
    ("interleaved.csv", "final demand columns stand between intermediate ones"),
    ("missing_out.csv", "the file has no output row or column"),
    ("missing_va.csv", "the file has no value added row"),
    ("missing_va_and_out.csv", "the file has no value added row"),
    ("extra_row.csv", "unknown rows ignored: `EMPLOYMENT`"),
    ("extra_column.csv", "unknown columns ignored: `note`"),
    ("trailing_commas.csv", "2 columns without label ignored"),
    ("nasty_label_formula.csv", "neutralised in results: `=1+1`"),
    ("nasty_label_path.csv", "neutralised in results: `../../x`"),
    ("nasty_label_escape.csv", "neutralised in results: `C\\u{1b}[31mN`"),
    ("nasty_label_quote.csv", "neutralised in results: `C\"N`"),
    ("unbalanced_row.csv", "largest gap at `CHN_c1`: output 931.875, sales 941.875 (-10, 1.07 %)"),
    (
        "unbalanced_column.csv",
        "largest gap at `USA_c1`: output 1486.25, inputs and value added 1511.25 (-25, 1.68 %)",
    ),
    ("out_disagree.csv", "the output row and the output column disagree, most at `CHN_c2`"),
    ("negative_va.csv", "negative value added, largest `MEX_c1` (-7)"),
    ("negative_flow.csv", "intermediate flow is negative, largest `CHN_c1 to USA_c2` (-2)"),
    ("negative_demand.csv", "is negative, largest `CHN_c1 to MEX_HFCE` (-1.5)"),
    ("gzip_inside.csv", "the file's ending is `.csv`, its content is gzip data"),
    ("plain_inside.csv.gz", "the file's ending is `.gz`, its content is plain text"),
    (
        "xlsx_text_number_plain.xlsx",
        "1 number stored as text is read, first in sheet 2014, cell F8",
    ),
    ("csv_inside.xlsx", "the file's ending is `.xlsx`, its content is plain text"),
];

/// Files that are read, with a note of what the layout always has.
const NOTED: &[(&str, &str)] = &[
    ("eora_no_trailing_tab", "the account `ROW` of statistical discrepancies is left out"),
    ("eora_crlf_labels", "the account `ROW` of statistical discrepancies is left out"),
];

/// Files that are read without a word about the reading.
const SILENT: &[&str] = &[
    "bom.csv",
    "crlf.csv",
    "blank_lines.csv",
    "no_final_newline.csv",
    "quoted.csv",
    "padded.csv",
    "legal_number_plus.csv",
    "legal_number_lead.csv",
    "legal_number_trail.csv",
    "legal_number_exp.csv",
    "legal_number_tiny.csv",
    "legal_number_negzero.csv",
    "underscore_sector.csv",
    "first_cell_v1.csv",
    "first_cell_unnamed.csv",
    "first_cell_rowlabels.csv",
    "rounding.csv",
    "zero_output.csv",
    "one_region.csv",
    "one_sector.csv",
    "zip_extras.zip",
    // A zip within a zip is opened one level deep, which the catalogue allows.
    "zip_nested.zip",
    "exio_two_header_rows",
    "xlsx_blank.xlsx",
    "xlsx_notes_first.xlsx",
    "xlsx_dimension.xlsx",
];

/// Files whose table is that of `good.csv`.
const SAME: &[&str] = &[
    "bom.csv",
    "crlf.csv",
    "blank_lines.csv",
    "no_final_newline.csv",
    "quoted.csv",
    "padded.csv",
    "sep_hint.csv",
    "comment_line.csv",
    "tabs.csv",
    "semicolons.csv",
    "row_order.csv",
    "interleaved.csv",
    "missing_out.csv",
    "missing_va.csv",
    "missing_va_and_out.csv",
    "extra_row.csv",
    "extra_column.csv",
    "trailing_commas.csv",
    "first_cell_v1.csv",
    "first_cell_unnamed.csv",
    "first_cell_rowlabels.csv",
];

#[test]
fn refused_with_the_right_words() {
    for (file, wanted) in REFUSED {
        let Some(seen) = see(file) else { return };
        let Some(error) = seen.error else { panic!("{file} was read") };
        let text = format!("{error}\nhint: {}", error.hint().unwrap_or_default());
        for words in *wanted {
            assert!(text.contains(words), "{file}: {text:?} lacks {words:?}");
        }
        assert!(!error.to_string().contains('\n') && !error.to_string().ends_with('.'), "{error}");
        assert!(
            text.chars().count() < 1000,
            "{file}: a message of {} characters",
            text.chars().count()
        );
    }
}

#[test]
fn read_with_a_warning() {
    for (file, wanted) in WARNED {
        let Some(seen) = see(file) else { return };
        assert!(seen.error.is_none(), "{file}: {}", seen.error.unwrap());
        assert!(seen.warnings.iter().any(|w| w.contains(wanted)), "{file}: {:?}", seen.warnings);
    }
}

#[test]
fn read_in_silence() {
    for file in SILENT {
        let Some(seen) = see(file) else { return };
        assert!(seen.error.is_none(), "{file}: {}", seen.error.unwrap());
        let findings = seen.reading.unwrap().findings;
        assert!(findings.is_empty(), "{file}: {findings:?}");
        if !file.starts_with("legal_number") {
            // The legal numbers unbalance the table, which is another matter.
            assert!(seen.warnings.is_empty(), "{file}: {:?}", seen.warnings);
        }
    }
}

#[test]
fn read_with_a_note() {
    for (file, wanted) in NOTED {
        let Some(seen) = see(file) else { return };
        assert!(seen.error.is_none(), "{file}: {}", seen.error.unwrap());
        let findings = seen.reading.unwrap().findings;
        assert!(findings.iter().all(|f| f.severity == tripole::Severity::Note), "{findings:?}");
        assert!(findings.iter().any(|f| f.message.contains(wanted)), "{file}: {findings:?}");
    }
}

#[test]
fn equal_to_the_undamaged_table() {
    let Some(good) = see("good.csv") else { return };
    let good = good.reading.unwrap().table;
    for file in SAME {
        let table = see(file).unwrap().reading.unwrap().table;
        for row in 0..good.index().len() {
            let label = good.index().label(row);
            let mine = (0..table.index().len()).find(|&k| table.index().label(k) == label).unwrap();
            for column in 0..good.index().len() {
                let other = good.index().label(column);
                let at =
                    (0..table.index().len()).find(|&k| table.index().label(k) == other).unwrap();
                assert_eq!(
                    table.intermediate()[(mine, at)],
                    good.intermediate()[(row, column)],
                    "{file} {label}"
                );
            }
            assert_eq!(table.row_sums()[mine], good.row_sums()[row], "{file} {label}");
        }
    }
}

/// Numbers in legal spellings are the numbers they spell.
#[test]
fn legal_numbers() {
    for (file, value) in [
        ("legal_number_plus.csv", 5.0),
        ("legal_number_lead.csv", 0.5),
        ("legal_number_trail.csv", 5.0),
        ("legal_number_exp.csv", 12.5),
        ("legal_number_tiny.csv", 0.0),
        ("legal_number_negzero.csv", 0.0),
    ] {
        let Some(seen) = see(file) else { return };
        assert_eq!(seen.reading.unwrap().table.intermediate()[(0, 1)], value, "{file}");
    }
}

/// Every file of the manifest in these layouts is in one of the lists, with its wanted outcome.
#[test]
fn nothing_of_the_manifest_is_left_out() {
    let Some(path) = shared("formats/bad_inputs/manifest.csv") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let refused: BTreeSet<&str> = REFUSED.iter().map(|(file, _)| *file).collect();
    let warned: BTreeSet<&str> = WARNED.iter().map(|(file, _)| *file).collect();
    let silent: BTreeSet<&str> = SILENT.iter().copied().collect();
    let mut count = 0;
    for record in csv::Reader::from_reader(text.as_bytes()).deserialize::<HashMap<String, String>>()
    {
        let record = record.unwrap();
        let layouts = ["canonical", "canonical.gz", "any", "zip", "path", "wiod2016 xlsx"];
        let more = [
            "figaro flat",
            "long-run WIOD",
            "oecd icio extended",
            "eora26",
            "icio user table",
            "exiobase3",
            "gloria",
        ];
        if !layouts.iter().chain(&more).any(|layout| *layout == record["layout"]) {
            continue;
        }
        let (file, outcome) = (record["file"].as_str(), record["outcome"].as_str());
        let noted = NOTED.iter().any(|(known, _)| *known == file);
        let fits = match outcome {
            "OK" => silent.contains(file) || noted,
            "WARN" => warned.contains(file),
            "ERROR" => refused.contains(file) || file == "zip_nested.zip",
            "LIMIT" => refused.contains(file),
            "OK/ERROR" => silent.contains(file) || warned.contains(file) || refused.contains(file),
            "WARN/ERROR" | "ERROR/WARN" => warned.contains(file) || refused.contains(file),
            other => panic!("outcome {other}"),
        };
        assert!(fits, "{file} should be {outcome}");
        count += 1;
    }
    assert!(count > 138, "only {count} files");
}

#[test]
fn folders_and_missing_files() {
    let error = read_path("no/such/file.csv".into(), &ReadOptions::default()).unwrap_err();
    assert!(error.to_string().starts_with("cannot read `no/such/file.csv`"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let error = read_path(folder.path().to_path_buf(), &ReadOptions::default()).unwrap_err();
    assert!(error.to_string().contains("a folder"), "{error}");
}

/// The made table as text, in either layout.
fn text(format: tripole::write::TableFormat) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    let destination = tripole::frame::Destination::create(&path).unwrap();
    let table = tripole::make::synthetic::table(2, 2, 1).unwrap();
    let rows = tripole::write::PrimaryRows::Totals;
    tripole::write::write_table(&table, destination, format, rows).unwrap();
    std::fs::read(path).unwrap()
}

proptest::proptest! {
    #![proptest_config(crate::support::config(400))]

    /// Whatever bytes a table is damaged with, reading ends with a table or a message.
    #[test]
    fn damaged_bytes_never_panic(
        long in proptest::bool::ANY,
        damage in proptest::collection::vec(
            (proptest::prelude::any::<proptest::sample::Index>(), 0usize..4, proptest::num::u8::ANY),
            1..6,
        ),
    ) {
        use tripole::write::TableFormat;
        let format = if long { TableFormat::Long } else { TableFormat::Canonical };
        let mut bytes = text(format);
        for (place, kind, byte) in damage {
            let at = place.index(bytes.len());
            // Bytes that mean something are likelier than others.
            let byte = *b",\"\n\r;\t_-.eE0 #\0"
                .get(byte as usize % 24)
                .unwrap_or(&byte);
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 if bytes.len() > 1 => { bytes.remove(at); }
                _ => bytes.truncate(at.max(1)),
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("damaged.csv");
        std::fs::write(&path, &bytes).unwrap();
        match read_path(path, &ReadOptions::default()) {
            Ok(reading) => { let _ = try_all(&reading); }
            Err(error) => proptest::prop_assert!(!error.to_string().contains('\n')),
        }
    }
}
