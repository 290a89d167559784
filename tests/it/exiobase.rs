//! Folders of EXIOBASE 3 and of pymrio: the fixtures, what may differ in them, what is wrong with them, and
//! the accounts that come with them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tripole::read::{Grid, Input, ReadOptions, Reading, read, read_own_accounts};
use tripole::table::{Mrio, PrimaryKind};
use tripole::{Result, sources};

use crate::cli::{ok, shown, stderr, stdout, tripole};
use crate::support::{read_path, shared};

const FIXTURES: &str = "formats/fixtures";

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_all(&entry.path(), &target);
        } else {
            fs::write(target, fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}

/// A copy of a fixture's folder, to be changed.
struct Copy {
    _scratch: tempfile::TempDir,
    path: PathBuf,
}

impl Copy {
    /// `None` where the fixtures are not here.
    fn of(folder: &str) -> Option<Self> {
        let from = shared(FIXTURES)?.join(folder);
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join(from.file_name().unwrap());
        copy_all(&from, &path);
        Some(Copy { _scratch: scratch, path })
    }

    fn edit(&self, file: &str, change: impl Fn(String) -> String) -> &Self {
        let path = self.path.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let changed = change(text.clone());
        assert_ne!(text, changed, "{file}: nothing is changed");
        fs::write(path, changed).unwrap();
        self
    }

    fn remove(&self, file: &str) -> &Self {
        fs::remove_file(self.path.join(file)).unwrap();
        self
    }

    fn read(&self) -> Result<Reading> {
        read_path(self.path.clone(), &ReadOptions::default())
    }

    fn name(&self) -> &str {
        self.path.to_str().unwrap()
    }

    /// What is said where it is refused, and what to do.
    fn refused(&self) -> String {
        let error = self.read().expect_err("it is read");
        let text = format!("{error}; hint: {}", error.hint().unwrap_or_default());
        assert!(!text.contains('\n'), "{text}");
        text
    }
}

fn messages(reading: &Reading) -> Vec<&str> {
    reading.findings.iter().map(|finding| finding.message.as_str()).collect()
}

fn close(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() <= 1e-12 * b.abs().max(1.0), "{what}: {a}, expected {b}");
    }
}

/// Flows, output, value added and taxes, over final demand too, are those of the canonical file.
fn same(table: &Mrio, expected: &Mrio, what: &str) {
    assert_eq!(table.index(), expected.index(), "{what}");
    assert_eq!(table.demand(), expected.demand(), "{what}");
    close(table.intermediate().values(), expected.intermediate().values(), what);
    close(table.final_demand().values(), expected.final_demand().values(), what);
    close(table.reported_output().unwrap(), expected.reported_output().unwrap(), what);
    close(&table.reported_value_added().unwrap(), &expected.reported_value_added().unwrap(), what);
    let taxes = |table: &Mrio| {
        let rows = table.primary().iter().filter(|row| row.kind == PrimaryKind::Taxes);
        let rows: Vec<Vec<f64>> =
            rows.map(|row| [row.inputs.clone(), row.final_demand.clone()].concat()).collect();
        assert_eq!(rows.len(), 1, "{what}");
        rows.concat()
    };
    close(&taxes(table), &taxes(expected), what);
}

fn texts(value: &Value, name: &str) -> Vec<String> {
    value[name].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Every form of every fixture is its expected table, metadata and rows.
#[test]
fn fixtures() {
    let Some(folder) = shared(FIXTURES) else { return };
    for (fixture, file, unit) in [
        ("exiobase3", "IOT_2019_ixi", "million EUR"),
        ("exiobase3", "IOT_2019_ixi.zip", "million EUR"),
        ("exiobase3", "IOT_2019_ixi/Z.txt", "million EUR"),
        ("exiobase3_split", "IOT_2019_ixi", "million EUR"),
        ("exiobase3_split", "IOT_2019_ixi.zip", "million EUR"),
        ("exiobase3_coeff", "IOT_2019_ixi", "million EUR"),
        ("pymrio_own", "saved", "Mill USD"),
        ("pymrio_own", "saved.zip", "Mill USD"),
        ("pymrio_own", "saved_parquet", "Mill USD"),
    ] {
        let what = format!("{fixture}/{file}");
        let reading = read_path(folder.join(&what), &ReadOptions::default())
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        let table = &reading.table;
        let beside = |name: &str| folder.join(fixture).join(name);
        let expected = read_path(beside("expected.csv"), &ReadOptions::default()).unwrap().table;
        same(table, &expected, &what);
        let warns = |f: &tripole::Finding| f.severity > tripole::Severity::Note;
        assert!(!reading.findings.iter().any(warns), "{what}: {:?}", reading.findings);

        let said: Value =
            serde_json::from_slice(&fs::read(beside("expected.json")).unwrap()).unwrap();
        assert_eq!(table.index().region_codes(), texts(&said, "regions"));
        assert_eq!(table.index().sector_codes(), texts(&said, "sectors"));
        assert_eq!(table.demand().categories(), texts(&said, "fd_categories"));
        assert_eq!(table.source().unit.as_deref(), Some(unit));
        assert_eq!(table.source().year.map(i64::from), said["year"].as_i64(), "{what}");
        let inventories = sources::inventories(table.demand()).unwrap();
        assert!(table.demand().category(inventories).starts_with("Changes in inventories"));

        let rows = fs::read_to_string(beside("expected_rows.csv")).unwrap();
        let mut count = 0;
        for record in csv::Reader::from_reader(rows.as_bytes()).records() {
            let record = record.unwrap();
            let row = table.primary().iter().find(|row| row.name == record[0]);
            let row = row.unwrap_or_else(|| panic!("{what}: {}", &record[0]));
            let values: Vec<f64> =
                record.iter().skip(1).map(|cell| cell.parse().unwrap()).collect();
            close(&[row.inputs.clone(), row.final_demand.clone()].concat(), &values, &row.name);
            count += 1;
        }
        assert_eq!(table.primary().len(), count, "{what}");
    }
}

/// Edition and year are said, the year by the name of the folder or chosen among several folders.
#[test]
fn editions_and_years() {
    let Some(copy) = Copy::of("exiobase3/IOT_2019_ixi") else { return };
    let note = copy.read().unwrap().table.source().note.clone();
    assert!(
        note.ends_with("EXIOBASE 3, industries by industries (exio382_synthetic v3.81)"),
        "{note}"
    );
    // Products instead of industries, and no word of the edition.
    fs::rename(copy.path.join("industries.txt"), copy.path.join("products.txt")).unwrap();
    copy.edit("metadata.json", |text| text.replace("\"name\":", "\"name\" "));
    let reading = copy.read().unwrap();
    let note = &reading.table.source().note;
    assert!(note.ends_with("EXIOBASE 3, products by products"), "{note}");
    assert!(
        messages(&reading).iter().any(|m| m.contains("metadata.json") && m.contains("left aside"))
    );

    let parent = copy.path.parent().unwrap();
    let alone = read_path(parent.to_owned(), &ReadOptions::default()).unwrap();
    assert_eq!(alone.table.source().year, Some(2019));
    copy_all(&copy.path, &parent.join("IOT_2020_pxp"));
    let of = |year| read_path(parent.to_owned(), &ReadOptions { year, ..ReadOptions::default() });
    let error = of(None).unwrap_err().to_string();
    assert!(
        error.ends_with("several tables in the folder: `IOT_2019_ixi`, `IOT_2020_pxp`"),
        "{error}"
    );
    assert_eq!(of(Some(2020)).unwrap().table.source().year, Some(2020));
    let error = of(Some(2021)).unwrap_err().to_string();
    assert!(error.contains("no table of year 2021"), "{error}");
}

/// Cells of a text that tabs part, and back.
fn grid(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn text(grid: &[Vec<String>]) -> String {
    grid.iter().map(|line| line.join("\t") + "\n").collect()
}

/// Columns behind the labels in another order.
fn reordered(text_of: &str, labels: usize, order: impl Fn(usize) -> Vec<usize>) -> String {
    let cells = grid(text_of);
    let order = order(cells[0].len() - labels);
    let line = |line: &Vec<String>| {
        let moved = order.iter().map(|k| line[labels + k].clone());
        line[..labels].iter().cloned().chain(moved).collect()
    };
    text(&cells.iter().map(line).collect::<Vec<_>>())
}

/// Rows and columns in other orders, in each file another one: labels alone count.
#[test]
fn labels_count_and_not_positions() {
    let Some(copy) = Copy::of("pymrio_own/saved") else { return };
    let expected = copy.read().unwrap().table;
    // Sector by sector instead of region by region.
    let by_sector = |n: usize| (0..n).map(|k| k % 4 * 3 + k / 4).collect();
    let backwards = |n: usize| (0..n).rev().collect();
    copy.edit("Z.txt", |text| reordered(&text, 2, by_sector));
    copy.edit("Y.txt", |text| reordered(&text, 2, backwards));
    copy.edit("factor_inputs/F.txt", |text| reordered(&text, 1, backwards));
    copy.edit("x.txt", |of| {
        let mut cells = grid(&of);
        cells[1..].rotate_left(5);
        text(&cells)
    });
    let reading = copy.read().unwrap();
    let said = messages(&reading);
    assert!(said.iter().any(|m| m.contains("Z.txt` are not in the order of regions")), "{said:?}");
    let moved = "are in another order than the columns of";
    let of = |file: &str| {
        said.iter().any(|m| m.contains(moved) && m.contains(&format!("{file}.txt` {moved}")))
    };
    assert!(of("x") && of("Z"), "{said:?}");
    // Rows in the order of the columns, whatever that is, are not remarkable.
    let rows = |of: String| {
        let cells = grid(&of);
        let by_sector = (0..12).map(|k| cells[3 + k % 4 * 3 + k / 4].clone());
        text(&cells[..3].iter().cloned().chain(by_sector).collect::<Vec<_>>())
    };
    let other = Copy::of("pymrio_own/saved").unwrap();
    other.edit("Z.txt", |of| rows(reordered(&of, 2, by_sector))).edit("Y.txt", rows);
    other.remove("x.txt");
    let again = other.read().unwrap();
    let said = messages(&again);
    assert!(!said.iter().any(|m| m.contains(moved)), "{said:?}");
    assert_eq!(again.table.intermediate(), expected.intermediate());
    let table = reading.table;
    assert_eq!(table.index(), expected.index());
    assert_eq!(table.intermediate(), expected.intermediate());
    assert_eq!(table.reported_output(), expected.reported_output());
    assert_eq!(table.reported_value_added(), expected.reported_value_added());
    assert_eq!(table.row_sums(), expected.row_sums());
    // The categories stand in the order of the file.
    let first = table.demand().categories().first().unwrap();
    assert_eq!(first, "Changes in inventories and valuables");
}

/// A region without a sector: pymrio has such tables, EXIOBASE does not.
#[test]
fn regions_without_a_sector() {
    let without = |copy: &Copy, flows: &[&str], accounts: &str| {
        for file in flows {
            copy.edit(file, |of| {
                let mut cells = grid(&of);
                let column = (2..cells[0].len())
                    .find(|&k| cells[0][k] == "MEX" && cells[1][k] == "other" && *file == "Z.txt");
                cells.retain(|line| line[..2] != ["MEX", "other"]);
                if let Some(column) = column {
                    cells.iter_mut().for_each(|line| drop(line.remove(column)));
                }
                text(&cells)
            });
        }
        copy.edit(accounts, |of| {
            let mut cells = grid(&of);
            let column = (1..cells[0].len())
                .find(|&k| cells[0][k] == "MEX" && cells[1][k] == "other")
                .unwrap();
            cells.iter_mut().for_each(|line| drop(line.remove(column)));
            text(&cells)
        });
    };
    let Some(copy) = Copy::of("pymrio_own/saved") else { return };
    without(&copy, &["Z.txt", "Y.txt", "x.txt"], "factor_inputs/F.txt");
    let reading = copy.read().unwrap();
    assert_eq!(reading.table.index().len(), 11);
    let said = messages(&reading);
    assert!(said.iter().any(|m| m.contains("`MEX` lacks `other`")), "{said:?}");
    fs::write(copy.path.join("industries.txt"), "Number\tName\n").unwrap();
    assert!(copy.refused().contains("region `MEX` has no sector `other`"), "{}", copy.refused());
    let options = ReadOptions { grid: Grid::Ragged, ..ReadOptions::default() };
    assert_eq!(read_path(copy.path.clone(), &options).unwrap().table.index().len(), 11);
}

/// Commas or semicolons in place of tabs, whatever the description says; names with commas in marks;
/// line ends of Windows and a byte order mark.
#[test]
fn separators_are_seen() {
    let Some(copy) = Copy::of("exiobase3/IOT_2019_ixi") else { return };
    let expected = copy.read().unwrap().table;
    let comma = "Cultivation of wheat, \"and rye\" & others (a)";
    for separator in [",", ";"] {
        let Some(copy) = Copy::of("exiobase3/IOT_2019_ixi") else { return };
        for file in ["Z", "Y", "x", "unit", "satellite/F", "satellite/F_Y", "satellite/unit"] {
            copy.edit(&format!("{file}.txt"), |of| {
                let marked = |cell: &String| match cell.replace("Cultivation of wheat", comma) {
                    cell if cell.contains([',', ';', '"']) => {
                        format!("\"{}\"", cell.replace('"', "\"\""))
                    }
                    cell => cell,
                };
                let line = |line: Vec<String>| {
                    line.iter().map(marked).collect::<Vec<_>>().join(separator) + "\r\n"
                };
                format!("\u{feff}{}", grid(&of).into_iter().map(line).collect::<String>())
            });
            let at = |end: &str| copy.path.join(format!("{file}.{end}"));
            fs::rename(at("txt"), at("csv")).unwrap();
        }
        copy.remove("A.txt");
        let table = copy.read().unwrap().table;
        assert_eq!(table.index().sector_codes()[0], comma);
        assert_eq!(table.intermediate(), expected.intermediate());
        assert_eq!(table.reported_value_added(), expected.reported_value_added());
        assert_eq!(table.reported_output(), expected.reported_output());
    }
}

/// Header lines that are longer than what is read at a time.
#[test]
fn long_headers() {
    let folder = tempfile::tempdir().unwrap();
    let (sectors, tail) = (600, "x".repeat(950));
    let labels: Vec<(String, String)> = ["A", "B"]
        .iter()
        .flat_map(|r| (0..sectors).map(|k| ((*r).to_owned(), format!("{k} {}", tail.clone()))))
        .collect();
    let of = |columns: &[(String, String)], cell: &dyn Fn(usize, usize) -> usize| {
        let head = |part: &dyn Fn(&(String, String)) -> String| {
            columns.iter().map(|label| format!("\t{}", part(label))).collect::<String>()
        };
        let mut text = format!("region\t{}\n", head(&|l| l.0.clone()));
        text.push_str(&format!("sector\t{}\n", head(&|l| l.1.clone())));
        text.push_str(&format!("region\tsector{}\n", "\t".repeat(columns.len())));
        for (row, (region, sector)) in labels.iter().enumerate() {
            text.push_str(&format!("{region}\t{sector}"));
            (0..columns.len()).for_each(|k| text.push_str(&format!("\t{}", cell(row, k))));
            text.push('\n');
        }
        text
    };
    let users: Vec<(String, String)> = ["A", "B"].map(|r| (r.to_owned(), "f".to_owned())).into();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let z = of(&labels, &|i, j| (i * 7 + j) % 3);
    assert!(z.lines().take(2).map(str::len).sum::<usize>() > 1 << 20);
    write("Z.txt", &z);
    write("Y.txt", &of(&users, &|i, j| 1000 + i + j));
    write("file_parameters.json", "{\"systemtype\": \"IOSystem\"}");
    let reading = read_path(folder.path().to_owned(), &ReadOptions::default()).unwrap();
    let z = reading.table.intermediate();
    assert_eq!(z.shape(), (1200, 1200));
    assert!((0..1200).all(|i| (0..1200).all(|j| z[(i, j)] == ((i * 7 + j) % 3) as f64)));
    assert_eq!(reading.table.final_demand()[(1199, 1)], 2200.0);
    let said = messages(&reading);
    assert!(said.iter().any(|m| m.contains("no accounts have rows that are called value added")));
}

/// Coefficients: with output as published it is taken, without it is solved; those that admit none are
/// refused.
#[test]
fn coefficients() {
    let Some(copy) = Copy::of("exiobase3/IOT_2019_ixi") else { return };
    let expected = copy.read().unwrap().table;
    copy.remove("Z.txt");
    let reading = copy.read().unwrap();
    close(reading.table.intermediate().values(), expected.intermediate().values(), "A and x");
    assert_eq!(reading.table.reported_output(), expected.reported_output());
    assert!(messages(&reading).contains(&"the files hold coefficients: flows are A times output"));
    copy.remove("x.txt");
    let reading = copy.read().unwrap();
    close(reading.table.intermediate().values(), expected.intermediate().values(), "A alone");
    assert!(messages(&reading).iter().any(|m| m.contains("x = (I - A)^-1 y")));
    // Columns whose coefficients add up to more than one.
    copy.edit("A.txt", |of| of.replace("\t0.1", "\t0.9"));
    let said = copy.refused();
    assert!(said.contains("A.txt") && said.contains("the coefficients admit no output"), "{said}");
    // I - A itself is singular.
    let Some(copy) = Copy::of("exiobase3_coeff/IOT_2019_ixi") else { return };
    copy.edit("A.txt", |of| {
        let mut cells = grid(&of);
        for (row, line) in cells.iter_mut().enumerate().skip(3) {
            line[2] = if row == 3 { "1" } else { "0" }.to_owned();
        }
        text(&cells)
    });
    assert!(copy.refused().contains("US_Cultivation of wheat"), "{}", copy.refused());
    // Accounts as coefficients.
    let Some(copy) = Copy::of("pymrio_own/saved") else { return };
    let expected = copy.read().unwrap().table;
    copy.edit("factor_inputs/F.txt", |of| {
        let mut cells = grid(&of);
        for line in cells.iter_mut().skip(3) {
            for (cell, x) in line.iter_mut().skip(1).zip(expected.reported_output().unwrap()) {
                let value: f64 = cell.parse().unwrap();
                *cell = if *x == 0.0 { 0.0 } else { value / x }.to_string();
            }
        }
        text(&cells)
    });
    let at = |name: &str| copy.path.join("factor_inputs").join(name);
    fs::rename(at("F.txt"), at("S.txt")).unwrap();
    let found = copy.read().unwrap().table.reported_value_added().unwrap();
    close(&found, &expected.reported_value_added().unwrap(), "S times x");
}

/// Which accounts are value added where their name is free.
#[test]
fn value_added_of_pymrio() {
    let renamed = |copy: &Copy, name: &str| {
        fs::rename(copy.path.join("factor_inputs"), copy.path.join(name)).unwrap();
    };
    let Some(copy) = Copy::of("pymrio_own/saved") else { return };
    let expected = copy.read().unwrap().table.reported_value_added();
    let said = |copy: &Copy| {
        let reading = copy.read().unwrap();
        let text = messages(&reading).join("; ");
        (reading.table.reported_value_added(), text)
    };
    renamed(&copy, "my_accounts");
    let (found, text) = said(&copy);
    assert_eq!(found, expected);
    assert_eq!(
        text,
        "value added of `my_accounts`: `Value Added`; taxes less subsidies on products: `Taxes less subsidies`"
    );
    // Two that could be meant.
    copy_all(&copy.path.join("my_accounts"), &copy.path.join("others"));
    let (found, text) = said(&copy);
    assert_eq!(found, None);
    assert!(
        text.contains("several accounts are called value added: `my_accounts`, `others`"),
        "{text}"
    );
    // Neither is in money.
    for name in ["my_accounts", "others"] {
        copy.edit(&format!("{name}/unit.txt"), |of| of.replace("Mill USD", "jobs"));
    }
    let (found, text) = said(&copy);
    assert_eq!(found, None);
    assert!(text.contains("value added is output less intermediate inputs"), "{text}");
    // Rows of a name of their own, where the accounts are named so.
    let Some(copy) = Copy::of("pymrio_own/saved") else { return };
    for file in ["F.txt", "unit.txt"] {
        copy.edit(&format!("factor_inputs/{file}"), |of| of.replace("Value Added", "Our rewards"));
    }
    assert_eq!(said(&copy).0, expected);
    // The parts of a total are not counted a second time.
    let Some(copy) = Copy::of("pymrio_own/saved") else { return };
    copy.edit("factor_inputs/F.txt", |of| {
        let value_added = of.lines().find(|line| line.starts_with("Value Added")).unwrap();
        format!("{of}{}\n", value_added.replace("Value Added", "Compensation of employees"))
    });
    assert_eq!(said(&copy).0, expected);
}

/// What is done to a folder.
type Damage = fn(&Copy) -> &Copy;

/// What is done, and what is said.
const CASES: &[(&str, Damage, &[&str])] = &[
    ("Y is missing", |c| c.remove("Y.txt"), &["the file `Y.txt` is missing"]),
    ("neither Z nor A", |c| c.remove("Z.txt").remove("A.txt"), &["the file `Z.txt` is missing"]),
    (
        "a row less",
        |c| c.edit("Z.txt", |of| of.lines().take(14).map(|line| format!("{line}\n")).collect()),
        &["Z.txt", "row `WA_Private households with employed persons (95)`", "is missing"],
    ),
    (
        "a row more",
        |c| c.edit("Z.txt", |of| of.clone() + &of.lines().last().unwrap().replace("WA", "XX")),
        &["Z.txt` line 16", "row `XX_Private households", "is not in"],
    ),
    (
        "a row twice",
        |c| c.edit("Z.txt", |of| of.clone() + of.lines().last().unwrap()),
        &["label `WA_Private households", "occurs twice: line 15 and line 16"],
    ),
    (
        "a column twice",
        |c| c.edit("Z.txt", |of| of.replacen("US\tUS\tUS\tCN", "US\tUS\tUS\tUS", 1)),
        &["Z.txt", "label `US_Cultivation of wheat` occurs twice: column 1 and column 4"],
    ),
    (
        "a line too short",
        |c| c.edit("Z.txt", |of| of.replacen("\t171.125\t", "\t", 1)),
        &["Z.txt` line 4", "13 fields, the header has 14"],
    ),
    (
        "a header line too short",
        |c| c.edit("Y.txt", |of| of.replacen("\tWA\n", "\n", 1)),
        &["Y.txt` line 2", "30 fields, the header has 29"],
    ),
    (
        "no number",
        |c| c.edit("Z.txt", |of| of.replacen("\t124\t", "\tn/a\t", 1)),
        &["Z.txt` line 4, column `US_Manufacture of machinery", "`n/a` is not a number"],
    ),
    (
        "not a number",
        |c| c.edit("satellite/F.txt", |of| of.replacen("\t-2.875\t", "\tNaN\t", 1)),
        &["F.txt` line 4, column `US_Manufacture", "`NaN` is not a finite number"],
    ),
    (
        "a decimal comma",
        |c| c.edit("x.txt", |of| of.replacen("1014.875", "1014,875", 1)),
        &["x.txt` line 2, column `indout`", "`1014,875` is not a number", "decimal point"],
    ),
    (
        "an empty label",
        |c| c.edit("Z.txt", |of| of.replacen("\tCultivation of wheat\t", "\t\t", 1)),
        &["Z.txt` line 1", "an empty code"],
    ),
    (
        "an account without a name",
        |c| {
            c.edit("satellite/F.txt", |of| {
                of.replacen("\nOther net taxes on production\t", "\n\t", 1)
            })
        },
        &["F.txt` line 5", "an empty code"],
    ),
    (
        "one column of labels",
        |c| {
            c.edit("Z.txt", |of| {
                text(
                    &grid(&of)
                        .into_iter()
                        .map(|mut l| {
                            l.remove(0);
                            l
                        })
                        .collect::<Vec<_>>(),
                )
            })
        },
        &["Z.txt` line 1", "1 columns of labels, expected 2"],
    ),
    (
        "broken JSON",
        |c| c.edit("satellite/file_parameters.json", |of| of.replacen(':', "", 1)),
        &["satellite", "file_parameters.json", "damaged JSON"],
    ),
    (
        "UTF-16",
        |c| {
            let text = fs::read_to_string(c.path.join("Z.txt")).unwrap();
            let bytes = text.encode_utf16().flat_map(u16::to_le_bytes);
            fs::write(
                c.path.join("Z.txt"),
                [0xff, 0xfe].into_iter().chain(bytes).collect::<Vec<_>>(),
            )
            .unwrap();
            c
        },
        &["Z.txt", "this is UTF-16 text"],
    ),
    (
        "Latin-1",
        |c| {
            fs::write(c.path.join("Z.txt"), b"region\t\tUS\nsector\t\tCaf\xe9\n").unwrap();
            c
        },
        &["Z.txt` line 2", "not UTF-8"],
    ),
    (
        "an empty file",
        |c| {
            fs::write(c.path.join("Y.txt"), "").unwrap();
            c
        },
        &["Y.txt", "the file is empty"],
    ),
    (
        "a header alone",
        |c| c.edit("Z.txt", |of| of.lines().take(2).map(|line| format!("{line}\n")).collect()),
        &["Z.txt", "a header but no data rows"],
    ),
    (
        "accounts of other columns",
        |c| c.edit("satellite/F.txt", |of| of.replacen("\tMX\tMX\tMX", "\tMX\tMX\tMY", 1)),
        &["F.txt` line 1", "column `MX_Private households", "is missing"],
    ),
    (
        "final demand of an unknown region",
        |c| c.edit("Y.txt", |of| of.replacen("\tWA\n", "\tWW\n", 1)),
        &["Y.txt` line 1", "final demand of region `WW`, which has no rows"],
    ),
    (
        "a pickle",
        |c| {
            fs::rename(c.path.join("Y.txt"), c.path.join("Y.pkl")).unwrap();
            c
        },
        &["Y.pkl", "a pickle of Python", "save_all"],
    ),
    (
        "several units",
        |c| c.edit("unit.txt", |of| of.replacen("M.EUR", "TJ", 1)),
        &["unit.txt", "several units: `M.EUR`, `TJ`", "hybrid"],
    ),
    (
        "a stray mark",
        |c| c.edit("Z.txt", |of| of.replacen("US\tCultivation", "\"US\tCultivation", 1)),
        &["Z.txt` line 4", "a quotation mark opens here"],
    ),
];

/// What is wrong with a folder is said in one message that names the file and the place.
#[test]
fn refusals() {
    for (what, damage, wanted) in CASES {
        let Some(copy) = Copy::of("exiobase3/IOT_2019_ixi") else { return };
        damage(&copy);
        let said = copy.refused();
        for words in *wanted {
            assert!(said.contains(words), "{what}: {said:?} lacks {words:?}");
        }
    }
}

/// Blank cells are zero, counted, and the first is named.
#[test]
fn blank_cells() {
    let Some(copy) = Copy::of("exiobase3/IOT_2019_ixi") else { return };
    copy.edit("Z.txt", |of| of.replacen("\t124\t78\t", "\t\t \t", 1));
    let reading = copy.read().unwrap();
    let said = messages(&reading).join("; ");
    assert!(
        said.contains("2 blank cells of") && said.contains("first at line 4, column `US_Man"),
        "{said}"
    );
    assert_eq!(reading.table.intermediate()[(0, 1)], 0.0);
    assert_eq!(reading.table.intermediate()[(0, 3)], 10.625);
}

/// What EXIOBASE publishes beside its monetary tables of version 3.
#[test]
fn other_products_are_named() {
    for (files, wanted) in [
        (&["mrIot_version2.2.2.txt", "mrFinalDemand_version2.2.2.txt"][..], "EXIOBASE 1 or 2"),
        (&["MR_HIOT_2011_v3_3_18_by_product_technology.csv"], "the hybrid version of EXIOBASE"),
        (
            &["supply.csv", "use.csv", "final_demand.csv", "value_added.csv"],
            "supply and use tables",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            fs::write(folder.path().join(file), "region\t\tA\n").unwrap();
        }
        for path in [folder.path().to_owned(), folder.path().join(files[0])] {
            let error = read_path(path, &ReadOptions::default()).unwrap_err();
            assert!(error.to_string().contains(wanted), "{error}");
            assert!(error.hint().unwrap().to_string().contains("IOT_YEAR_ixi.zip"));
        }
    }
}

/// Whatever byte of whatever file is another one, reading ends with a table or a message of one line.
#[test]
fn damaged_text() {
    let Some(copy) = Copy::of("pymrio_own/saved") else { return };
    let mut refused = 0;
    for file in
        ["Z.txt", "Y.txt", "x.txt", "unit.txt", "file_parameters.json", "factor_inputs/F.txt"]
    {
        let path = copy.path.join(file);
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(61) {
            for byte in *b"\t\n\r\",0-e\0\xff" {
                let mut bytes = whole.clone();
                bytes[at] = byte;
                fs::write(&path, bytes).unwrap();
                if let Err(error) = copy.read() {
                    assert!(!error.to_string().contains('\n'), "{error}");
                    refused += 1;
                }
            }
        }
        fs::write(&path, whole).unwrap();
    }
    assert!(refused > 250, "{refused}");
    copy.read().unwrap();
}

/// Parquet that is damaged anywhere, and a folder of it that is zipped.
#[test]
fn damaged_parquet() {
    let Some(copy) = Copy::of("pymrio_own/saved_parquet") else { return };
    let path = copy.path.join("Z.parquet");
    let whole = fs::read(&path).unwrap();
    for length in [0, 3, 4, 8, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        let said = copy.refused();
        assert!(said.contains("Z.parquet") && said.contains("damaged Parquet data"), "{said}");
    }
    for at in (0..whole.len()).step_by(37) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        fs::write(&path, &bytes).unwrap();
        if let Err(error) = copy.read() {
            assert!(!error.to_string().contains('\n'), "{error}");
        }
    }
    fs::write(&path, whole).unwrap();
    copy.remove("x.parquet");
    fs::write(copy.path.join("x.pkl"), b"\x80\x04").unwrap();
    assert!(copy.refused().contains("a pickle of Python"), "{}", copy.refused());
}

/// The accounts of a fixture that are named.
fn accounts(folder: &str, named: &[&str]) -> Option<Result<Vec<tripole::table::Account>>> {
    let input = Input::Path(shared(FIXTURES)?.join(folder));
    let options = ReadOptions::default();
    let table = read(&input, &options).unwrap().table;
    let found = read_own_accounts(&input, &options, &table, named);
    Some(found.map(|reading| reading.satellite.accounts().to_vec()))
}

#[test]
fn accounts_of_a_table() {
    const CO2: &str = "CO2 - combustion - air";
    for folder in [
        "exiobase3/IOT_2019_ixi",
        "exiobase3_split/IOT_2019_ixi.zip",
        "exiobase3_coeff/IOT_2019_ixi",
    ] {
        let Some(found) = accounts(folder, &[CO2, "Employment: Low-skilled male"]) else { return };
        let found = found.unwrap();
        let names: Vec<(&str, &str)> = found.iter().map(|a| (&*a.name, &*a.unit)).collect();
        assert_eq!(names, [(CO2, "kg"), ("Employment: Low-skilled male", "1000 p")], "{folder}");
        let co2: Vec<f64> = (1..=12).rev().map(|k| f64::from(k) * 1000.0).collect();
        assert_eq!(found[0].by_producers, co2);
        // What F_Y (or F_hh) says of the categories of each region, added up.
        let path = shared(FIXTURES).unwrap().join("exiobase3/IOT_2019_ixi/satellite/F_Y.txt");
        let of_users = fs::read_to_string(path).unwrap();
        let line = of_users.lines().find(|line| line.starts_with(CO2)).unwrap();
        let cells: Vec<f64> = line.split('\t').skip(1).map(|cell| cell.parse().unwrap()).collect();
        let sums: Vec<f64> = cells.chunks(7).map(|region| region.iter().sum()).collect();
        assert_eq!(found[0].by_users, sums, "{folder}");
        assert!(sums.iter().any(|sum| *sum > 0.0));
    }
    // A name with commas, cut as a command line cuts it; a group; all of them.
    let rent = "Compensation of employees; wages, salaries, & employers' social contributions: Low-skilled";
    let cut: Vec<&str> = rent.split(',').collect();
    let named = |named: &[&str]| accounts("exiobase3_split/IOT_2019_ixi", named).unwrap().unwrap();
    assert_eq!(named(&cut)[0].name, rent);
    assert_eq!(named(&[&cut[..], &["air_emissions"]].concat()).len(), 2);
    assert_eq!(named(&[]).len(), 11);
    assert_eq!(named(&["all"]).len(), 11);
    let error = accounts("exiobase3_split/IOT_2019_ixi", &["CO2"]).unwrap().unwrap_err();
    assert_eq!(error.to_string(), "unknown account `CO2`");
    assert!(error.hint().unwrap().to_string().contains(CO2), "{:?}", error.hint());
    // Accounts of Eora26, without the account of discrepancies.
    let found =
        accounts("eora26/Eora26_2015_bp", &["I-GHG-CH4 emissions (Gg); Total"]).unwrap().unwrap();
    assert_eq!(found[0].unit, "Gg");
    assert_eq!(found[0].by_producers, (10..22).map(f64::from).collect::<Vec<_>>());
    assert_eq!(found[0].by_users, [7.5; 4]);
    // A canonical table has none.
    let error = accounts("exiobase3/expected.csv", &[]).unwrap().unwrap_err();
    assert_eq!(error.to_string(), "the table has no accounts of its own");
}

/// Two groups with an account of one name: neither is taken for the other.
#[test]
fn accounts_of_one_name() {
    let Some(copy) = Copy::of("exiobase3_split/IOT_2019_ixi") else { return };
    copy_all(&copy.path.join("air_emissions"), &copy.path.join("water"));
    let input = Input::Path(copy.path.clone());
    let table = copy.read().unwrap().table;
    let named = |name: &str| read_own_accounts(&input, &ReadOptions::default(), &table, &[name]);
    let error = named("CO2 - combustion - air").unwrap_err().to_string();
    let both = "`air_emissions/CO2 - combustion - air`, `water/CO2 - combustion - air`";
    assert!(error.contains("air_emissions/CO2") && error.contains("water/CO2"), "{error} {both}");
    let water = named("water").unwrap().satellite;
    assert_eq!(water.accounts()[0].name, "water/CO2 - combustion - air");
    assert_eq!(named("water/CO2 - combustion - air").unwrap().satellite, water);
}

/// Accounts whose rows have labels of two columns.
#[test]
fn accounts_under_two_labels() {
    let Some(copy) = Copy::of("exiobase3_split/IOT_2019_ixi") else { return };
    for file in ["F", "F_Y", "unit"] {
        copy.edit(&format!("air_emissions/{file}.txt"), |of| {
            let mut cells = grid(&of);
            for line in &mut cells {
                let more = match line[0].as_str() {
                    "stressor" => "compartment",
                    name if name.starts_with("CO2") => "air",
                    _ => "",
                };
                line.insert(1, more.to_owned());
            }
            text(&cells)
        });
    }
    let input = Input::Path(copy.path.clone());
    let table = copy.read().unwrap().table;
    let named = ["CO2 - combustion - air; air"];
    let found = read_own_accounts(&input, &ReadOptions::default(), &table, &named).unwrap();
    let account = &found.satellite.accounts()[0];
    assert_eq!((account.unit.as_str(), account.by_producers[11]), ("kg", 1000.0));
    assert!(account.by_users.iter().any(|value| *value != 0.0));
}

/// Direct use under another name than the account of producers is not taken for none in silence.
#[test]
fn direct_use_without_its_row_is_said() {
    let Some(copy) = Copy::of("exiobase3_split/IOT_2019_ixi") else { return };
    let table = copy.read().unwrap().table;
    let input = Input::Path(copy.path.clone());
    let named = ["CO2 - combustion - air"];
    let found = || read_own_accounts(&input, &ReadOptions::default(), &table, &named).unwrap();
    let words = "has no row `CO2 - combustion - air`: its direct use by final users counts as zero";
    let said = |found: &tripole::read::SatelliteReading| {
        found.findings.iter().any(|(_, finding)| finding.message.contains(words))
    };
    assert!(!said(&found()));
    copy.edit("air_emissions/F_Y.txt", |of| of.replace("CO2 - combustion - air", "CO2 burnt"));
    assert!(said(&found()));
}

/// The commands that read accounts take those of the table.
#[test]
fn footprints_of_a_table() {
    let Some(copy) = Copy::of("exiobase3_split/IOT_2019_ixi") else { return };
    let folder = copy.name();
    let own = ok(&["footprint", folder, "--account", "air_emissions"]);
    // The same numbers in a file.
    let mut file = "region,sector,account,value,unit\n".to_owned();
    let table = copy.read().unwrap().table;
    let index = table.index();
    for row in 0..index.len() {
        let node = index.node(row);
        let (region, sector) = (index.region(node.region), index.sector(node.sector));
        file.push_str(&format!(
            "{region},{sector},CO2 - combustion - air,{},kg\n",
            12000 - 1000 * row
        ));
    }
    let of_users = fs::read_to_string(copy.path.join("air_emissions/F_Y.txt")).unwrap();
    let of_users = grid(&of_users);
    let line = of_users.iter().find(|line| line[0].starts_with("CO2")).unwrap();
    for (k, region) in index.region_codes().iter().enumerate() {
        let sum: f64 = (0..7).map(|c| line[1 + 7 * k + c].parse::<f64>().unwrap()).sum();
        file.push_str(&format!("{region},FD,CO2 - combustion - air,{sum},kg\n"));
    }
    let path = copy.path.parent().unwrap().join("co2.csv");
    fs::write(&path, file).unwrap();
    let given = ok(&["footprint", folder, "--satellite", path.to_str().unwrap()]);
    assert_eq!(own, given);
    assert!(own.contains("CO2 - combustion - air,kg,"), "{own}");
    // Both in one archive; a sector without output that emits is said.
    let all = tripole(&["footprint", folder]);
    assert!(stdout(&all).contains("Employment: Low-skilled male,1000 p,"), "{}", stderr(&all));
    assert!(stderr(&all).contains("`MX_Private households"), "{}", stderr(&all));
    let chains = ok(&[
        "gvc-income",
        folder,
        "--products",
        "Cultivation of wheat",
        "--account",
        "employment",
    ]);
    assert!(chains.contains("Employment: Low-skilled male"), "{chains}");
    let none = shown(&["footprint", folder, "--account", "CH4"]);
    assert!(none.starts_with("1\n") && none.contains("unknown account `CH4`"), "{none}");
    let without = shown(&["footprint", "builtin:three-pole-2011"]);
    assert!(without.contains("the table has no accounts of its own"), "{without}");
}

/// A sector is found by its name, commas and all, and by the short code that EXIOBASE lists beside it.
#[test]
fn sectors_by_name_and_short_code() {
    const NAME: &str = "Sale, maintenance, repair: motor vehicles (50)";
    let Some(copy) = Copy::of("exiobase3_split/IOT_2019_ixi") else { return };
    for file in ["Z", "Y", "x", "unit", "factor_inputs/F", "employment/F", "air_emissions/F"] {
        copy.edit(&format!("{file}.txt"), |of| of.replace("Cultivation of wheat", NAME));
    }
    copy.remove("A.txt").edit("industries.txt", |of| of.replace("Cultivation of wheat", NAME));
    let table = copy.read().unwrap().table;
    let index = table.index();
    let sector = index.find_sector("i01.b").unwrap();
    assert_eq!((index.sector(sector), index.short_code(sector)), (NAME, Some("i01.b")));
    assert!(index.find_sector("i99").is_err());
    let of = |typed: &[&str]| {
        ok(&[&["gvc-income", copy.name(), "--products"], typed, &["--account", "employment"]]
            .concat())
    };
    assert_eq!(of(&["i01.b"]), of(&[NAME]));
    assert_eq!(of(&["CN:i01.b"]), of(&[&format!("CN:{NAME}")]));
    assert_ne!(of(&["CN:i01.b"]), of(&[NAME]));
    let args = ["linkages", copy.name(), "--sector"];
    let by = |typed: &str| stdout(&tripole(&[&args[..], &[typed]].concat()));
    assert_eq!(by("i01.b"), by(NAME));
    assert_eq!(by("i01.b").lines().count(), 5, "{}", by("i01.b"));
}

/// What is read can be written and read again.
#[test]
fn converted_and_read_again() {
    for folder in ["exiobase3_split/IOT_2019_ixi.zip", "pymrio_own/saved_parquet"] {
        let Some(fixtures) = shared(FIXTURES) else { return };
        let scratch = tempfile::tempdir().unwrap();
        let (from, to) = (fixtures.join(folder), scratch.path().join("t.csv"));
        ok(&["convert", from.to_str().unwrap(), to.to_str().unwrap()]);
        let expected = fixtures.join(folder.split('/').next().unwrap()).join("expected.csv");
        assert_eq!(
            fs::read_to_string(&to).unwrap().lines().count(),
            fs::read_to_string(&expected).unwrap().lines().count(),
        );
        let again = read_path(to, &ReadOptions::default()).unwrap().table;
        let table = read_path(from, &ReadOptions::default()).unwrap().table;
        same(&again, &read_path(expected, &ReadOptions::default()).unwrap().table, folder);
        assert_eq!(again.source().year, table.source().year);
        assert_eq!(again.source().unit, table.source().unit);
    }
}
