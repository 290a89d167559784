//! Columns of results have names of their own, in every form.

use proptest::prelude::*;
use tripole::frame::{Frame, Unit};

use crate::support::config;

/// Names that keys of results have, those of the long form among them.
const KEYS: [&str; 6] = ["region", "sector", "indicator", "unit", "flow", "year"];

fn frame(name: &str, keys: &[&'static str], columns: usize) -> Frame {
    let frame = keys
        .iter()
        .fold(Frame::new(name, 2), |frame, &key| frame.with_key(key, &["a", "b"], [0, 1]));
    (0..columns).fold(frame, |frame, k| {
        frame.with_indicator(format!("column_{k}"), Unit::Ratio, vec![k as f64, 0.5])
    })
}

fn names(frame: &Frame) -> Vec<String> {
    let mut csv = vec![];
    frame.write_csv(&mut csv).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    reader.headers().unwrap().iter().map(str::to_owned).collect()
}

fn all_differ(mut names: Vec<String>) -> bool {
    let count = names.len();
    names.sort();
    names.dedup();
    names.len() == count
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn no_two_columns_have_one_name(
        keys in prop::sample::subsequence(&KEYS, 0..=KEYS.len()),
        others in prop::sample::subsequence(&KEYS, 0..=KEYS.len()),
        columns in 1usize..4,
    ) {
        let (one, two) = (frame("one", &keys, columns), frame("two", &others, 1));
        let long = one.long();
        prop_assert!(all_differ(names(&long)), "{:?}", names(&long));
        prop_assert_eq!(long.rows(), 2 * columns);
        let tidy = Frame::tidy("all", &[one, two]);
        prop_assert!(all_differ(names(&tidy)), "{:?}", names(&tidy));
        prop_assert_eq!(tidy.rows(), 2 * columns + 2);
    }
}

#[test]
fn a_second_column_of_a_name_is_refused() {
    let once = || frame("one", &["region"], 1);
    let refused = |make: &dyn Fn() -> Frame| {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(make)).is_err()
    };
    assert!(refused(&|| once().with_key("region", &["a"], [0, 0])));
    assert!(refused(&|| once().with_text("column_0", &["a", "b"])));
    assert!(refused(&|| once().with_first_text("region", &["a", "b"])));
    assert!(refused(&|| once().with_indicator("region", Unit::Ratio, vec![0.0; 2])));
    assert!(refused(&|| frame("two", &[], 2).with_names(|_| "same".to_owned())));
    assert!(refused(&|| once().with_key_named("region", "column_0")));
    assert!(!refused(&|| once().with_key_named("region", "bloc").with_names(str::to_uppercase)));
}

/// Words about rows go with their rows into every form, after all numbers; notes stay.
#[test]
fn remarks_follow_their_rows() {
    let of = |region: usize, flag: &str, x: f64| {
        Frame::new("impact", 1)
            .with_key("region", &["USA", "CHN"], [region])
            .with_indicator("before", Unit::Ratio, vec![x])
            .with_indicator("after", Unit::Ratio, vec![2.0 * x])
            .with_remark("flag", &[flag])
            .with_note("days", "365")
    };
    let both = of(0, "", 1.0).with_rows(of(1, "falling", 2.0));
    let csv = |frame: &Frame| {
        let mut text = vec![];
        frame.write_csv(&mut text).unwrap();
        String::from_utf8(text).unwrap()
    };
    assert_eq!(csv(&both), "region,before,after,flag\nUSA,1,2,\nCHN,2,4,falling\n");
    let china = both.clone().select("region", &["CHN"]);
    assert_eq!(csv(&china), "region,before,after,flag\nCHN,2,4,falling\n");
    let long =
        "region,indicator,unit,value,flag\nCHN,before,ratio,2,falling\nCHN,after,ratio,4,falling\n";
    assert_eq!(csv(&china.long()), long);
    assert_eq!(china.long().notes(), [("days".to_owned(), "365".to_owned())]);
    let other = Frame::new("trade", 1).with_key("region", &["USA"], [0]).with_indicator(
        "exports",
        Unit::Ratio,
        vec![7.0],
    );
    let tidy = csv(&Frame::tidy("all", &[china.clone(), other]));
    assert!(tidy.ends_with("\ntrade,USA,exports,ratio,7,\n"), "{tidy}");
    assert!(tidy.contains("\nimpact,CHN,after,ratio,4,falling\n"), "{tidy}");
    let mut json = vec![];
    china.write_json(&mut json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(
        (&json["notes"]["days"], &json["rows"][0]["flag"]),
        (&"365".into(), &"falling".into())
    );
    assert!(both.has_column("flag") && both.key("flag").is_none());
}
