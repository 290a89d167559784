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
