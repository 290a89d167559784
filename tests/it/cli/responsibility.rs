//! Who answers for an account, and impacts of accounts, as they are asked for.

use std::fs;

use super::*;

/// A sells inputs to B; accounts in two units, and factors for them.
struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    fn new() -> Self {
        let files = Files { folder: tempfile::tempdir().unwrap() };
        files.write("table.csv", ",A_x,B_x,A_f,B_f,OUT\nA_x,0,10,0,0,10\nB_x,0,0,0,20,20\nVA,10,10,0,0,0\nOUT,10,20,0,0,0\n");
        files.write(
            "gas.csv",
            "region,sector,account,value,unit\nA,x,CO2,6,kt\nB,x,CO2,2,kt\nB,FD,CO2,1,kt\nA,x,CH4,0.5,kt\nB,x,CH4,0,kt\n",
        );
        files.write(
            "gwp.csv",
            "impact,account,factor,account_unit,unit\nGWP,CO2,1,kt,kt CO2-eq\nGWP,CH4,28,kt,kt CO2-eq\n",
        );
        files
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.folder.path().join(name), text).unwrap();
        self.path(name)
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    /// Exit code and all that is printed, without the folder.
    fn said(&self, command: &str, more: &[&str]) -> String {
        let (table, gas) = (self.path("table.csv"), self.path("gas.csv"));
        let text = shown(&[&[command, &table, "--satellite", &gas, "--csv"], more].concat());
        text.replace(&format!("{}/", self.folder.path().to_string_lossy()), "")
    }
}

/// A keeps half of 6; B gets 3, adds 2 and keeps half of 5, and its users answer for the rest and their own.
#[test]
fn responsibility_by_hand() {
    let files = Files::new();
    let asked = |more: &[&str]| {
        files.said("responsibility", &[&["--account", "CO2", "--alpha", "0.5"], more].concat())
    };
    insta::assert_snapshot!(asked(&[]), @r"
    0
    account,unit,region,pba,cba,cba_eebt,iba,shared_producer,shared_consumer,shared,half,cba_iba
    CO2,kt,A,6,0,0,7,3,0,3,3,3.5
    CO2,kt,B,3,9,9,2,2.5,3.5,6,6,5.5
    ");
    insta::assert_snapshot!(asked(&["--by", "region-sector"]), @r"
    0
    account,unit,region,sector,alpha,shared_producer
    CO2,kt,A,x,0.5,3
    CO2,kt,B,x,0.5,2.5
    ");
    insta::assert_snapshot!(files.said("responsibility", &["--account", "CO2", "--by", "pair"]), @r"
    0
    account,unit,exporter,importer,eebt
    CO2,kt,A,B,6
    CO2,kt,B,A,0
    ");
    insta::assert_snapshot!(asked(&["--group", "G=A,B"]), @r"
    0
    account,unit,region,pba,cba,cba_eebt,iba,shared_producer,shared_consumer,shared,half,cba_iba
    CO2,kt,G,9,9,9,9,5.5,3.5,9,9,9
    ");
}

/// α of a file, by sector and by region; rows without a line keep the default, which is said.
#[test]
fn shares_of_a_file() {
    let files = Files::new();
    let all = files.write("alpha.csv", "sector,alpha\nall,0.5\n");
    let asked = |alpha: &str| {
        files.said(
            "responsibility",
            &["--account", "CO2", "--by", "region-sector", "--alpha", alpha],
        )
    };
    assert_eq!(asked(&all), asked("0.5"));
    let some = files.write("alpha.csv", "region,sector,alpha\nA,x,0.25\n");
    insta::assert_snapshot!(asked(&some), @r"
    0
    account,unit,region,sector,alpha,shared_producer
    CO2,kt,A,x,0.25,4.5
    CO2,kt,B,x,0.5,1.75
    note: `--alpha`: 1 of 2 region-sectors have no line and keep the default
    ");
    let wrong = |text: &str| asked(&files.write("alpha.csv", text));
    for (text, message) in [
        ("sector,alpha\nx,1.5\n", "line 2, column `alpha`: 1.5 is not a number from 0 to 1"),
        ("sector,alpha\ny,0.5\n", "line 2, column `sector`: unknown sector `y`"),
        ("sector,alpha\nx,0.5\nx,0.6\n", "line 3: `A_x` is given twice, first on line 2"),
        (
            "sector,share\nx,0.5\n",
            "line 1: expected the columns `sector,alpha`, found `sector`, `share`",
        ),
    ] {
        let said = wrong(text);
        assert!(said.starts_with(&format!("1\nerror: `alpha.csv` {message}")), "{said}");
    }
}

/// Footprints and responsibilities of impacts; what factors do not fit is one clear message.
#[test]
fn impacts_of_accounts() {
    let files = Files::new();
    let gwp = files.path("gwp.csv");
    insta::assert_snapshot!(files.said("footprint", &["--characterisation", &gwp]), @r"
    0
    account,unit,region,production_based,consumption_based,embodied_imports,embodied_exports,direct_use
    GWP,kt CO2-eq,A,20,0,0,20,0
    GWP,kt CO2-eq,B,3,23,20,0,1
    ");
    let text = files.said("responsibility", &["--characterisation", &gwp, "--columns", "pba,cba"]);
    insta::assert_snapshot!(text, @r"
    0
    account,unit,region,pba,cba
    GWP,kt CO2-eq,A,20,0
    GWP,kt CO2-eq,B,3,23
    ");
    let one = files.said(
        "footprint",
        &["--account", "CO2", "--characterisation", &gwp, "--columns", "direct_use"],
    );
    insta::assert_snapshot!(one, @r"
    0
    account,unit,region,direct_use
    GWP,kt CO2-eq,A,0
    GWP,kt CO2-eq,B,1
    warning: impact `GWP`: 1 of its 2 accounts are not there and count as nothing: `CH4`
    ");
    let header = "impact,account,factor,account_unit,unit\n";
    for (lines, message) in [
        (
            "GWP,CO2,1,Gg,t\n",
            "line 2, column `account_unit`: account `CO2` is in `kt`, and the factor is for `Gg`",
        ),
        ("GWP,CO2,1,kt,t\nGWP,CO2,1,kt,t\n", "line 3: `GWP: CO2` is given twice, first on line 2"),
        ("GWP,N2O,1,kt,t\n", "line 2: none of the accounts of impact `GWP` is there: `N2O`"),
        ("GWP,CO2,one,kt,t\n", "line 2, column `factor`: `one` is not a number"),
    ] {
        let path = files.write("bad.csv", &format!("{header}{lines}"));
        for command in ["footprint", "responsibility"] {
            let said = files.said(command, &["--characterisation", &path]);
            assert!(said.starts_with(&format!("1\nerror: `bad.csv` {message}")), "{said}");
        }
    }
    let path = files.write("bad.csv", "impact,account,factor\nGWP,CO2,1\n");
    let said = files.said("footprint", &["--characterisation", &path]);
    let columns = "expected the columns `impact,account,factor,account_unit,unit`";
    assert!(said.contains(columns), "{said}");
}

/// Accounts that a table brings along are taken where no file is named.
#[test]
fn accounts_of_the_table() {
    let Some(table) = shared("formats/fixtures/exiobase3_split/IOT_2019_ixi.zip") else { return };
    let table = table.to_string_lossy().into_owned();
    let accounts = ["--account", "air_emissions", "--quiet", "--csv"];
    let run = |command: &str| records(&ok(&[&[command, &table], &accounts[..]].concat()));
    let (used, answered) = (run("footprint"), run("responsibility"));
    assert!(!used.is_empty());
    assert_eq!(used.len(), answered.len());
    for (used, answered) in used.iter().zip(&answered) {
        let number =
            |row: &HashMap<String, String>, column: &str| -> f64 { row[column].parse().unwrap() };
        assert_eq!(
            (&used["account"], &used["region"]),
            (&answered["account"], &answered["region"])
        );
        let (a, b) = (number(used, "production_based"), number(answered, "pba"));
        assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0));
    }
}

#[test]
fn what_cannot_be_is_said() {
    let files = Files::new();
    let said = |more: &[&str]| {
        let text = files.said("responsibility", more);
        assert!(text.starts_with("1\nerror: "), "{more:?} {text}");
        text
    };
    for (more, message) in [
        (&["--alpha", "2"][..], "the share that is passed on is 2, expected a number from 0 to 1"),
        (&["--alpha", "0.5", "--by", "pair"], "does not depend on what sellers pass on"),
        (&["--sector", "x"], "the result has no such column at this level"),
        (&["--alpha", "none.csv"], "cannot read `none.csv`"),
        (&["--account", "CO"], "unknown account `CO`"),
    ] {
        let text = said(more);
        assert!(text.contains(message), "{more:?} {text}");
    }
    let alone = shown(&["responsibility", &files.path("table.csv")]);
    assert!(alone.contains("error: the table has no accounts of its own"), "{alone}");
}
