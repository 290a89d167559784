//! What a sweep comes to, on designs whose answers are known.

use proptest::prelude::*;
use tripole::frame::{Frame, Unit};
use tripole::models::sweep::summary::{Spread, Summary, first_order, spearman};
use tripole::scenario::{Distribution, Parameter, ParameterGrid, Sampling, Shape, Value, Values};

use crate::support::config;

fn listed(name: &str, values: &[f64]) -> Parameter {
    let values = Values::Each(values.iter().map(|x| Value::Number(*x)).collect());
    Parameter { name: name.to_owned(), values }
}

fn drawn(name: &str) -> Parameter {
    let shape = Shape::Uniform { low: 0.0, high: 1.0 };
    let distribution = Distribution::new(shape, f64::NEG_INFINITY, f64::INFINITY).unwrap();
    Parameter { name: name.to_owned(), values: Values::Drawn(distribution) }
}

/// Frames as a sweep gives them, so many scenarios in each, of the results `y` of every point.
fn summed_up(grid: &ParameterGrid, block: usize, y: &dyn Fn(&[f64]) -> f64) -> [Frame; 2] {
    let mut summary = Summary::of(grid);
    let positions: Vec<usize> = (0..grid.len()).collect();
    for positions in positions.chunks(block) {
        let points: Vec<Vec<Value>> =
            positions.iter().map(|position| grid.point(*position).unwrap()).collect();
        let numbers = |point: &Vec<Value>| -> Vec<f64> {
            let number = |value: &Value| match value {
                Value::Number(number) => *number,
                Value::Code(code) => code.len() as f64,
            };
            point.iter().map(number).collect()
        };
        let names: Vec<String> = positions.iter().map(|p| (p + 1).to_string()).collect();
        let mut frame =
            Frame::new("made", positions.len()).with_text("region", &vec!["A"; positions.len()]);
        for (place, parameter) in grid.parameters().iter().enumerate().rev() {
            let texts: Vec<String> = points.iter().map(|point| point[place].to_string()).collect();
            frame = frame.with_first_text(parameter.name.clone(), &texts);
        }
        let values = points.iter().map(|point| y(&numbers(point))).collect();
        let frame =
            frame.with_first_text("scenario", &names).with_indicator("y", Unit::Ratio, values);
        summary.push(&frame, positions[positions.len() - 1] + 1).unwrap();
    }
    summary.frames().unwrap()
}

fn of(frame: &Frame, parameter: &str, column: &str) -> f64 {
    frame.value(&["A", "y", parameter], column).unwrap()
}

/// y = ab + c over a = 1, 2 and b = 1, 3 and c = 0, 1, all numbers by hand. ab is 1, 3, 2, 6, with the mean 3
/// and squares of 14 about it; c adds a quarter: a variance of 3.5 + 0.25. Means by a are 2 and 4, by b 1.5
/// and 4.5: variances of 1 and 2.25, and 0.25 is left for a and b together.
#[test]
fn shares_of_a_product_and_a_sum() {
    let grid = ParameterGrid::new(
        vec![listed("a", &[1.0, 2.0]), listed("b", &[1.0, 3.0]), listed("c", &[0.0, 1.0])],
        None,
    )
    .unwrap();
    for block in [1, 3, 8] {
        let [spread, moves] = summed_up(&grid, block, &|x| x[0] * x[1] + x[2]);
        for (parameter, share, rank) in [("a", 1.0, 2.0), ("b", 2.25, 1.0), ("c", 0.25, 3.0)] {
            let found = of(&moves, parameter, "sobol_first_order");
            assert!((found - share / 3.75).abs() < 1e-14, "{parameter}: {found}");
            assert_eq!(of(&moves, parameter, "rank"), rank);
        }
        let value = |column: &str| spread.value(&["A", "y", "ratio"], column).unwrap();
        assert_eq!(
            (value("scenarios"), value("mean"), value("min"), value("max")),
            (8.0, 3.5, 1.0, 7.0)
        );
        assert!((value("sd") - (8.0_f64 * 3.75 / 7.0).sqrt()).abs() < 1e-14);
    }
}

/// Parameters drawn together have no index of their own; one that is drawn alone has, and so have
/// those that are listed beside.
#[test]
fn draws_have_indices_where_the_design_allows() {
    let draws = Some(Sampling { seed: 7, draws: 200 });
    let grid = ParameterGrid::new(vec![drawn("u"), drawn("w")], draws).unwrap();
    let [_, moves] = summed_up(&grid, 7, &|x| x[0] + 0.1 * x[1]);
    assert!(of(&moves, "u", "sobol_first_order").is_nan());
    assert!(moves.remark("note").unwrap().label(0).starts_with("drawn at random beside others"));
    let (u, w) = (of(&moves, "u", "spearman"), of(&moves, "w", "spearman"));
    assert!(u > 0.98 && w.abs() < 0.5, "{u} {w}");
    assert_eq!((of(&moves, "u", "rank"), of(&moves, "w", "rank")), (1.0, 2.0));

    let grid = ParameterGrid::new(vec![listed("a", &[0.0, 1.0]), drawn("u")], draws).unwrap();
    let [_, moves] = summed_up(&grid, 7, &|x| 2.0 * x[0] + x[1]);
    let (a, u) = (of(&moves, "a", "sobol_first_order"), of(&moves, "u", "sobol_first_order"));
    // Without interactions they add up to all of it: Var(2a) is 1, that of 200 draws some 1/12.
    assert!((a + u - 1.0).abs() < 1e-12 && (a - 12.0 / 13.0).abs() < 0.01, "{a} {u}");
}

/// A result that does not change is moved by nothing, and one that is not always there has no index.
#[test]
fn what_does_not_change_is_moved_by_nothing() {
    let grid =
        ParameterGrid::new(vec![listed("a", &[1.0, 2.0]), listed("b", &[5.0])], None).unwrap();
    let [spread, moves] = summed_up(&grid, 1, &|_| 0.1 + 0.2);
    assert!(of(&moves, "a", "spearman").is_nan() && of(&moves, "a", "sobol_first_order").is_nan());
    assert_eq!(moves.remark("note").unwrap().label(0), "the result does not change");
    assert_eq!(spread.value(&["A", "y", "ratio"], "sd"), Some(0.0));
    let [spread, moves] = summed_up(&grid, 1, &|x| if x[0] == 1.0 { f64::NAN } else { x[0] });
    assert_eq!(spread.value(&["A", "y", "ratio"], "scenarios"), Some(1.0));
    assert!(spread.value(&["A", "y", "ratio"], "sd").unwrap().is_nan());
    assert!(of(&moves, "a", "sobol_first_order").is_nan());
    let [_, moves] = summed_up(&grid, 1, &|x| x[0]);
    assert_eq!(
        (of(&moves, "a", "sobol_first_order"), of(&moves, "b", "sobol_first_order")),
        (1.0, 0.0)
    );
    assert_eq!(moves.remark("note").unwrap().label(1), "it takes one value");
}

#[test]
fn a_sweep_that_is_not_whole_has_no_summary() {
    let grid = ParameterGrid::new(vec![listed("a", &[1.0, 2.0])], None).unwrap();
    assert!(Summary::of(&grid).frames().is_err());
    let mut summary = Summary::of(&grid);
    let frame = |rows: usize| {
        Frame::new("made", rows)
            .with_text("scenario", &vec!["1"; rows])
            .with_text("a", &vec!["1"; rows])
            .with_text("region", &["A", "B"][..rows])
            .with_indicator("y", Unit::Ratio, vec![1.0; rows])
    };
    summary.push(&frame(1), 1).unwrap();
    assert!(summary.push(&frame(2), 2).is_err());
    assert!(summary.frames().is_err());
}

/// The equal second and third of 1, 2, 2, 3 share the rank 2.5, the pair of a falling result 1.5: about
/// the mean of 2.5, x has -1.5, 0, 0, 1.5 and y 1.5, 0.5, -1, -1; products of -3.75, squares of 4.5 each.
#[test]
fn ties_share_the_mean_of_their_ranks() {
    let found = spearman(&[1.0, 2.0, 2.0, 3.0], &[9.0, 8.0, 7.0, 7.0]);
    assert!((found + 3.75 / 4.5).abs() < 1e-15, "{found}");
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn moments_are_those_of_the_formulas(y in prop::collection::vec(-1e3..1e3f64, 2..60)) {
        let spread = Spread::of(&y);
        let n = y.len() as f64;
        let mean = y.iter().sum::<f64>() / n;
        // Σy² − nȳ², another form of the sum of squares.
        let squares = y.iter().map(|y| y * y).sum::<f64>() - n * mean * mean;
        prop_assert!((spread.mean - mean).abs() < 1e-9);
        prop_assert!((spread.sd.powi(2) - squares / (n - 1.0)).abs() < 1e-6);
        // At least a share p of all is at or below the quantile, and 1 - p at or above it, but for one.
        for (quantile, p) in spread.quantiles.into_iter().zip([0.05, 0.25, 0.5, 0.75, 0.95]) {
            let below = y.iter().filter(|y| **y <= quantile).count() as f64;
            let above = y.iter().filter(|y| **y >= quantile).count() as f64;
            prop_assert!(below >= (p * (n - 1.0)).floor() && above >= ((1.0 - p) * (n - 1.0)).floor());
        }
        prop_assert!(spread.quantiles.windows(2).all(|q| q[0] <= q[1]));
        prop_assert!(spread.min <= spread.quantiles[0] && spread.quantiles[4] <= spread.max);
    }

    /// y = a x1 + b x2 on a full grid: the shares are a² Var(x1) and b² Var(x2) over their sum.
    #[test]
    fn shares_of_a_linear_function(
        x1 in prop::collection::btree_set(-50..50i32, 2..6),
        x2 in prop::collection::btree_set(-50..50i32, 2..6),
        a in 0.1..3.0f64,
        b in -3.0..-0.1f64,
    ) {
        let of_set = |set: &std::collections::BTreeSet<i32>| set.iter().map(|x| f64::from(*x)).collect::<Vec<f64>>();
        let (x1, x2) = (of_set(&x1), of_set(&x2));
        let variance = |x: &[f64]| {
            let mean = x.iter().sum::<f64>() / x.len() as f64;
            x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / x.len() as f64
        };
        let (of_1, of_2) = (a * a * variance(&x1), b * b * variance(&x2));
        let grid = ParameterGrid::new(vec![listed("x1", &x1), listed("x2", &x2)], None).unwrap();
        let [_, moves] = summed_up(&grid, 4, &|x| a * x[0] + b * x[1]);
        let share = |name: &str| of(&moves, name, "sobol_first_order");
        prop_assert!((share("x1") - of_1 / (of_1 + of_2)).abs() < 1e-10);
        prop_assert!((share("x2") - of_2 / (of_1 + of_2)).abs() < 1e-10);
        prop_assert!(of(&moves, "x1", "spearman") > 0.0 && of(&moves, "x2", "spearman") < 0.0);
    }

    /// Whatever rises with x has the rank correlation 1, and what falls -1.
    #[test]
    fn what_is_monotone_is_perfectly_correlated(x in prop::collection::btree_set(-500..500i32, 2..40)) {
        let x: Vec<f64> = x.into_iter().map(|x| f64::from(x) / 100.0).collect();
        let rises: Vec<f64> = x.iter().map(|x| x.exp()).collect();
        let falls: Vec<f64> = x.iter().map(|x| -x.powi(3)).collect();
        prop_assert!((spearman(&x, &rises) - 1.0).abs() < 1e-12);
        prop_assert!((spearman(&x, &falls) + 1.0).abs() < 1e-12);
    }

    /// A share is between none and all, and that of every scenario alone is all.
    #[test]
    fn shares_are_shares(y in prop::collection::vec(-10.0..10.0f64, 4..30), groups in prop::collection::vec(0..4u32, 30)) {
        let share = first_order(&groups[..y.len()], &y);
        prop_assert!((-1e-12..=1.0 + 1e-12).contains(&share));
        let alone: Vec<u32> = (0..y.len() as u32).collect();
        prop_assert!((first_order(&alone, &y) - 1.0).abs() < 1e-12);
    }
}
