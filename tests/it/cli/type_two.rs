//! Multipliers of type II as they are asked for.

use super::*;

#[test]
fn households_are_named_and_closed() {
    let args = ["type2", "--compensation", "VA", "--closed", "MEX", "--region", "MEX", "--csv"];
    let rows = records(&ok(&args));
    let number = |row: &HashMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    for row in &rows {
        assert!(number(row, "output_truncated") > number(row, "output_type1"));
        assert!((number(row, "income_ratio") - number(&rows[0], "income_ratio")).abs() < 1e-9);
    }
    let said = stderr(&tripole(&args));
    assert!(said.contains("what households buy is `c37`"), "{said}");
    let alone = records(&ok(&[
        "type2",
        "--compensation",
        "VA",
        "--closed",
        "MEX,CAN",
        "--one-by-one",
        "--region",
        "MEX",
        "--csv",
    ]));
    let mexico: Vec<_> = alone.iter().filter(|row| row["closed"] == "MEX").collect();
    assert_eq!(mexico.len(), rows.len());
    for (one, row) in mexico.iter().zip(&rows) {
        assert!((number(one, "output_total") - number(row, "output_total")).abs() < 1e-9);
    }
    let pairs = records(&ok(&[
        "type2",
        "--compensation",
        "VA",
        "--closed",
        "MEX",
        "--by",
        "pair-sector",
        "--csv",
    ]));
    assert!(pairs.iter().all(|row| row["region"] == "MEX"));
}

#[test]
fn what_cannot_be_is_said() {
    let said = |args: &[&str]| {
        let output = tripole(&[&["type2"], args].concat());
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        stderr(&output)
    };
    assert!(said(&[]).contains("no row `D1` of compensation"));
    assert!(said(&["--compensation", "VA", "--households", "c99"]).contains("c99"));
    assert!(
        said(&["--compensation", "VA", "--closed", "XYZ"]).contains("unknown region or bloc `XYZ`")
    );
    assert!(
        said(&["--compensation", "VA", "--households", "all"])
            .contains("spend again all that they earn")
    );
}

/// Purchases of one category; the words are those of any source.
#[test]
fn categories_of_final_demand() {
    let sum = |category: &[&str]| -> f64 {
        let rows = records(&ok(&[&["va", "--origin", "CHN", "--csv"], category].concat()));
        rows.iter().map(|row| row["value_added"].parse::<f64>().unwrap()).sum()
    };
    let parts: f64 =
        ["c37", "c38", "c39", "c41", "c42"].map(|code| sum(&["--category", code])).iter().sum();
    assert!((parts / sum(&[]) - 1.0).abs() < 1e-12);
    assert_eq!(sum(&["--category", "households"]), sum(&["--category", "c37"]));
    let output = tripole(&["vax", "--by", "region-sector", "--category", "c37"]);
    assert!(stderr(&output).contains("is of no category"));
    let output = tripole(&["va", "--category", "nobody"]);
    assert!(
        stderr(&output).contains("unknown final demand category `nobody`"),
        "{}",
        stderr(&output)
    );
}
