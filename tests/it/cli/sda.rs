//! What made accounts grow between two tables, as it is asked for.

use std::fs;

use super::*;

/// One region and sector in two years, with accounts: 0.5 · 1.25 · 80 = 50 becomes 0.4 · 2 · 100 = 80.
struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    fn new() -> Self {
        let files = Files { folder: tempfile::tempdir().unwrap() };
        files.write("toy_2000.csv", ",A_x,A_f,OUT\nA_x,20,80,100\nVA,80,0,0\nOUT,100,0,0\n");
        files.write("toy_2010.csv", ",A_x,A_f,OUT\nA_x,100,100,200\nVA,100,0,0\nOUT,200,0,0\n");
        let header = "region,sector,account,value,unit\n";
        files.write("gas_2000.csv", &format!("{header}A,x,CO2,50,kt\nA,FD,CO2,3,kt\n"));
        files.write("gas_2010.csv", &format!("{header}A,x,CO2,80,kt\nA,FD,CO2,5,kt\n"));
        files
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.folder.path().join(name), text).unwrap();
        self.path(name)
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    /// Tables and accounts of both years as words.
    fn words(&self) -> Vec<String> {
        let [a, b, c, d] = ["toy_2000.csv", "toy_2010.csv", "gas_2000.csv", "gas_2010.csv"]
            .map(|name| self.path(name));
        ["sda".to_owned(), a, b, "--satellite".to_owned(), c, "--satellite".to_owned(), d].to_vec()
    }

    /// What is printed as CSV.
    fn asked(&self, more: &[&str]) -> String {
        let words = self.words();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        ok(&[&words[..], &["--csv"], more].concat())
    }

    /// What is refused, without the folder.
    fn refused(&self, words: &[&str]) -> String {
        let output = tripole(words);
        assert_eq!(output.status.code(), Some(1), "{words:?}");
        assert!(output.stdout.is_empty(), "{words:?}");
        stderr(&output).replace(&format!("{}/", self.folder.path().to_string_lossy()), "")
    }
}

fn number(row: &HashMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

#[test]
fn two_years_by_hand() {
    let files = Files::new();
    let text = files.asked(&[]);
    assert!(
        text.starts_with(
            "account,unit,scheme,region,before,after,change,intensity,technology,trade_inputs,trade_final,mix,level,\
             direct,dead\nCO2,kt,pba,A,53,85,32,"
        ),
        "{text}"
    );
    for (method, effects) in [("shapley", [-14.75, 30.25, 14.5]), ("polar", [-15.0, 30.75, 14.25])]
    {
        let rows = records(&files.asked(&["--method", method]));
        let schemes: Vec<&str> = rows.iter().map(|row| row["scheme"].as_str()).collect();
        assert_eq!(schemes, ["pba", "cba"]);
        for row in &rows {
            for (column, effect) in ["intensity", "technology", "level"].iter().zip(effects) {
                assert!((number(row, column) - effect).abs() < 1e-9, "{method} {column}: {row:?}");
            }
            assert!((number(row, "direct") - 2.0).abs() < 1e-9 && number(row, "dead") == 0.0);
        }
    }
    let text = files.asked(&["--merge", "trade,demand", "--scheme", "cba", "--region", "A"]);
    let header = "account,unit,scheme,region,before,after,change,intensity,technology,trade,demand,direct,dead\n";
    assert!(text.starts_with(header) && text.lines().count() == 2, "{text}");
    assert!((number(&records(&text)[0], "demand") - 14.5).abs() < 1e-9, "{text}");
    let text = files.asked(&["--output-from", "table"]);
    assert!(text.lines().next().unwrap().ends_with(",direct,dead,other"), "{text}");
}

/// Impacts by factors: 1 kt is 1000 t.
#[test]
fn impacts_are_decomposed_too() {
    let files = Files::new();
    let factors = files.write(
        "factors.csv",
        "impact,account,factor,account_unit,unit\nwarming,CO2,1000,kt,t CO2-eq\n",
    );
    let rows = records(&files.asked(&["--characterisation", &factors, "--scheme", "pba"]));
    assert_eq!(rows.len(), 1);
    assert_eq!((&*rows[0]["account"], &*rows[0]["unit"]), ("warming", "t CO2-eq"));
    assert!((number(&rows[0], "intensity") + 14_750.0).abs() < 1e-6, "{rows:?}");
}

/// What current prices do to a result is said, and what is noteworthy about accounts with the file that it is of.
#[test]
fn notes_are_said() {
    let files = Files::new();
    let words = files.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let said = |more: &[&str]| stderr(&tripole(&[&words[..], &["--csv"], more].concat()));
    assert!(said(&[]).contains("note: at current prices `level` holds inflation"), "{}", said(&[]));
    assert_eq!(said(&["--quiet"]), "");
    let note = "note: `--value-added` changes nothing in this result";
    assert!(
        said(&["--value-added", "table"]).contains(note),
        "{}",
        said(&["--value-added", "table"])
    );
    files.write("gas_2010.csv", "region,sector,account,value,unit\nA,FD,CO2,5,kt\n");
    let said = said(&[]);
    assert!(
        said.contains("gas_2010.csv`: account `CO2`: 1 of 1 region-sectors have no line"),
        "{said}"
    );
}

/// The built-in tables, if none are named: what the world uses changes by what the files say.
#[test]
fn the_built_in_years() {
    let files = Files::new();
    let header = "region,sector,account,value,unit\n";
    let first = files.write("one.csv", &format!("{header}CHN,ELE,jobs,100,persons\n"));
    let second = files.write("two.csv", &format!("{header}CHN,ELE,jobs,150,persons\n"));
    let asked = |more: &[&str]| {
        let words = ["sda", "--satellite", &first, "--satellite", &second, "--csv", "--quiet"];
        records(&ok(&[&words[..], more].concat()))
    };
    for scheme in ["pba", "cba"] {
        let rows = asked(&["--scheme", scheme]);
        assert_eq!(rows.len(), 19);
        let change: f64 = rows.iter().map(|row| number(row, "change")).sum();
        assert!((change - 50.0).abs() < 1e-6, "{scheme}: {change}");
        for row in &rows {
            let columns =
                ["intensity", "technology", "trade_inputs", "trade_final", "mix", "level"];
            let sum: f64 = columns.iter().map(|column| number(row, column)).sum();
            assert!((sum - number(row, "change")).abs() < 1e-6, "{row:?}");
        }
    }
    // A bloc that is named is one economy.
    let rows = asked(&["--scheme", "pba", "--region", "Asia-Pacific"]);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["region"], "Asia-Pacific");
    assert!((number(&rows[0], "change") - 50.0).abs() < 1e-6);
}

/// Accounts that tables bring along are taken where no files are named.
#[test]
fn accounts_of_the_tables() {
    let Some(table) = shared("formats/fixtures/exiobase3_split/IOT_2019_ixi.zip") else { return };
    let table = table.to_string_lossy().into_owned();
    let words = ["sda", &table, &table, "--account", "air_emissions", "--quiet", "--csv"];
    let rows = records(&ok(&words));
    assert!(!rows.is_empty());
    // Nothing changes between a year and itself.
    for row in &rows {
        let (change, before) = (number(row, "change"), number(row, "before"));
        assert!(change.abs() <= 1e-9 * before.abs().max(1.0), "{row:?}");
    }
}

#[test]
fn what_cannot_be_is_said() {
    let files = Files::new();
    let words = files.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [first, second] = [words[1], words[2]];
    let (gas, later_gas) = (words[4], words[6]);
    let other = files.write("other_2010.csv", ",B_x,B_f,OUT\nB_x,100,100,200\nOUT,200,0,0\n");
    let header = "region,sector,account,value,unit\n";
    let tonnes = files.write("tonnes.csv", &format!("{header}A,x,CO2,80000,t\n"));
    let methane = files.write("methane.csv", &format!("{header}A,x,CO2,80,kt\nA,x,CH4,1,kt\n"));
    let of = |tables: &[&str], accounts: &[&str], more: &[&str]| {
        let accounts: Vec<&str> = accounts.iter().flat_map(|path| ["--satellite", path]).collect();
        files.refused(&[&["sda", "--quiet"][..], tables, &accounts[..], more].concat())
    };
    let years = [first, second];
    for (said, message) in [
        (
            of(&years, &[gas], &[]),
            "the number of `--satellite` files is 1, expected two, of the earlier year and of the later one",
        ),
        (
            of(&[first], &[gas, later_gas], &[]),
            "the number of tables is 1, expected two, the earlier and the later",
        ),
        (
            of(&[second, first], &[later_gas, gas], &[]),
            "a table of 2010 cannot be combined with one of 2000",
        ),
        (
            of(&[first, &other], &[gas, later_gas], &[]),
            "`toy_2000.csv` and `other_2010.csv` have different rows: row 1 is `A_x` in the first and `B_x` in the second",
        ),
        (
            of(&years, &[gas, &tonnes], &[]),
            "account `CO2` is in `kt` in the earlier year and in `t` in the later one",
        ),
        (of(&years, &[gas, &methane], &[]), "account `CH4` is missing in the earlier year"),
        (of(&years, &[&methane, gas], &[]), "account `CH4` is missing in the later year"),
        (of(&years, &[gas, later_gas], &["--account", "CO"]), "unknown account `CO`"),
        (of(&years, &[gas, later_gas], &["--region", "C"]), "unknown region or bloc `C`"),
        (
            of(&years, &[gas, later_gas], &["--year", "2000"]),
            "`--year` cannot be combined with several tables",
        ),
        (
            of(&years, &[gas, later_gas], &["--years", "2000"]),
            "the number of `--years` is 1, expected one for each table",
        ),
        (of(&years, &[], &[]), "the table has no accounts of its own"),
        (of(&years, &[gas, "none.csv"], &[]), "cannot read `none.csv`"),
    ] {
        assert!(said.starts_with("error: ") && said.contains(message), "{said}");
    }
    // Those that both years have can be chosen.
    let words = ["sda", first, second, "--satellite", gas, "--satellite", &methane];
    let text = ok(&[&words[..], &["--account", "CO2", "--csv", "--quiet"]].concat());
    assert_eq!(records(&text).len(), 2);
    assert_eq!(tripole(&["sda", "--method", "mean"]).status.code(), Some(2));
    assert_eq!(tripole(&["sda", "--scheme", "iba"]).status.code(), Some(2));
}
