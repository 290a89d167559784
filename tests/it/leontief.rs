//! The linear system against dense algebra.

use approx::assert_relative_eq;
use proptest::prelude::*;
use tripole::frame::{Indicator, Level};
use tripole::leontief::{Perimeter, Solver};
use tripole::linalg::{Backend, Lu};
use tripole::make::synthetic::leontief_matrix;
use tripole::measures::linkages::{LinkageMeasure, Scope, linkages};
use tripole::measures::national::{National, NationalFamily};
use tripole::measures::participation::{Measure as Participation, participation};
use tripole::measures::tiva::tiva;
use tripole::measures::value_added::{Sides, value_added};
use tripole::table::{OutputFrom, ValueAddedFrom};
use tripole::{Accounting, Demand, Error, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};

use crate::support::{Drawn, config, drawn_table, grid_table};

fn system(drawn: &Drawn) -> LeontiefSystem {
    LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap()
}

/// A, dense, from its definition.
fn dense_coefficients(system: &LeontiefSystem) -> Matrix {
    let n = system.order();
    let x = system.output();
    Matrix::from_fn(n, n, |i, j| {
        if x[j] == 0.0 { 0.0 } else { system.table().intermediate()[(i, j)] / x[j] }
    })
}

/// (I − A)⁻¹ by nalgebra, independent of the engine's factor.
fn dense_inverse(a: &Matrix) -> Matrix {
    let n = a.rows();
    let m = Matrix::from_fn(n, n, |i, j| f64::from(u8::from(i == j)) - a[(i, j)]);
    Backend::Nalgebra.inverse(&m).unwrap()
}

fn scale(matrix: &Matrix) -> f64 {
    matrix.values().iter().fold(1.0, |m, v| v.abs().max(m))
}

fn close(a: &Matrix, b: &Matrix) -> bool {
    a.distance(b) <= 1e-11 * scale(b)
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn solves_equal_the_dense_inverse(drawn in drawn_table()) {
        let system = system(&drawn);
        let n = system.order();
        let inverse = dense_inverse(&dense_coefficients(&system));
        prop_assert!(close(&system.leontief_inverse().unwrap(), &inverse));
        let rows: Vec<usize> = (0..n).step_by(2).collect();
        let all: Vec<usize> = (0..n).collect();
        prop_assert!(close(&system.inverse_columns(&rows).unwrap(), &inverse.block(&all, &rows)));
        prop_assert!(close(&system.inverse_rows(&rows).unwrap(), &inverse.block(&rows, &all).transposed()));
        let sides = Matrix::from_fn(n, 3, |i, j| (i * 7 + j * 3) as f64 % 5.0 - 1.0);
        prop_assert!(close(&system.inputs_for(&sides), &dense_coefficients(&system).times(&sides)));
    }

    #[test]
    fn ghosh_by_similarity(drawn in drawn_table()) {
        let system = system(&drawn);
        let (n, x) = (system.order(), system.output());
        let allocation = Matrix::from_fn(n, n, |i, j| {
            if x[i] == 0.0 { 0.0 } else { system.table().intermediate()[(i, j)] / x[i] }
        });
        let sides = Matrix::from_fn(n, 2, |i, j| 1.0 + (i + j) as f64);
        let expected = dense_inverse(&allocation).times(&sides);
        prop_assert!(close(&system.solve_ghosh(&sides).unwrap(), &expected));
    }

    /// B̃ by update equals deleting the sales and inverting again, from both sides, for random
    /// perimeters of both shapes.
    #[test]
    fn perimeters_equal_inverting_again(
        drawn in drawn_table(),
        sellers in prop::collection::vec(any::<bool>(), 16),
        users in prop::collection::vec(any::<bool>(), 16),
    ) {
        let system = system(&drawn);
        let n = system.order();
        let rows: Vec<usize> = (0..n).filter(|k| sellers[*k]).collect();
        let columns: Vec<usize> = (0..n).filter(|k| users[*k]).collect();
        prop_assume!(!rows.is_empty() && !columns.is_empty());
        let mut a = dense_coefficients(&system);
        for &i in &rows {
            for &j in &columns {
                a[(i, j)] = 0.0;
            }
        }
        let expected = dense_inverse(&a);
        let perimeter = Perimeter::new(&system, &rows, &columns).unwrap();
        prop_assert!(close(&perimeter.solve(&Matrix::identity(n)).unwrap(), &expected));
        prop_assert!(close(&perimeter.solve_left(&Matrix::identity(n)).unwrap(), &expected.transposed()));

        // z = (I + A_ST B_TS)⁻¹ μ by its definition.
        let inverse = system.leontief_inverse().unwrap();
        let sales = Matrix::from_fn(rows.len(), 2, |i, j| 1.0 + (i * 2 + j) as f64);
        let mut w = system.coefficients(&rows, &columns).times(&inverse.block(&columns, &rows));
        (0..rows.len()).for_each(|k| w[(k, k)] += 1.0);
        let z = perimeter.first_crossing(&sales).unwrap();
        prop_assert!(w.residual(&z, &sales) < 1e-10 * scale(&w) * scale(&sales));
    }

    #[test]
    fn closed_forms_of_exporters_and_importers(drawn in drawn_table()) {
        let system = system(&drawn);
        let n = system.order();
        let partition = Partition::regions(system.table().index());
        let all: Vec<usize> = (0..n).collect();
        for (_, economy) in partition.economies() {
            let others: Vec<usize> = (0..n).filter(|k| !economy.rows.contains(k)).collect();
            let columns = system.inverse_columns(&economy.rows).unwrap();

            let mut exporter = dense_coefficients(&system);
            economy.rows.iter().for_each(|&i| others.iter().for_each(|&j| exporter[(i, j)] = 0.0));
            let expected = dense_inverse(&exporter).block(&all, &economy.rows);
            prop_assert!(close(&system.exporter_columns(&economy.rows, &columns).unwrap(), &expected));

            let mut importer = dense_coefficients(&system);
            others.iter().for_each(|&i| economy.rows.iter().for_each(|&j| importer[(i, j)] = 0.0));
            let solved = system.leontief_inverse().unwrap();
            let ours = system.importer_solve(&economy.rows, &columns, &solved).unwrap();
            prop_assert!(close(&ours, &dense_inverse(&importer)));

            // Σ_{r≠s} B_sr A_rs L_s = B_ss − L_s.
            let inverse = &solved;
            let local = system.local_inverse(&economy.rows).unwrap();
            let loops = inverse
                .block(&economy.rows, &others)
                .times(&system.coefficients(&others, &economy.rows))
                .times(&local);
            let own = inverse.block(&economy.rows, &economy.rows);
            let difference = Matrix::from_fn(own.rows(), own.columns(), |i, j| own[(i, j)] - local[(i, j)]);
            prop_assert!(close(&loops, &difference));
        }
    }

    #[test]
    fn condition_number_is_that_of_the_inverse(drawn in drawn_table()) {
        let system = system(&drawn);
        let a = dense_coefficients(&system);
        let n = a.rows();
        let norm = |m: &Matrix| {
            (0..n).map(|j| m.column(j).iter().map(|v| v.abs()).sum::<f64>()).fold(0.0, f64::max)
        };
        let m = Matrix::from_fn(n, n, |i, j| f64::from(u8::from(i == j)) - a[(i, j)]);
        let expected = norm(&m) * norm(&dense_inverse(&a));
        let diagnostics = system.diagnostics().unwrap();
        prop_assert!(diagnostics.condition_is_exact);
        prop_assert!((diagnostics.condition / expected - 1.0).abs() < 1e-9);
        prop_assert!(diagnostics.residual < 1e-12);
    }
}

#[test]
fn two_libraries_agree() {
    for order in [1, 2, 17, 128, 300] {
        let matrix = leontief_matrix(order, 7);
        let (ours, theirs) =
            (Backend::Faer.inverse(&matrix).unwrap(), Backend::Nalgebra.inverse(&matrix).unwrap());
        assert!(close(&ours, &theirs), "order {order}: {}", ours.distance(&theirs));
        assert!(matrix.residual(&ours, &Matrix::identity(order)) < 1e-13);
    }
}

#[test]
fn nalgebra_in_and_out() {
    let theirs = nalgebra::DMatrix::from_row_slice(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    let ours = Matrix::from(&theirs);
    assert_eq!(ours, Matrix::from_rows(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]));
    assert_eq!(nalgebra::DMatrix::from(ours), theirs);
}

#[test]
fn lu_of_a_large_matrix_solves_from_both_sides() {
    let matrix = leontief_matrix(500, 3);
    let lu = Lu::of(&matrix).unwrap();
    let sides = Matrix::from_fn(500, 9, |i, j| ((i * 31 + j * 17) % 13) as f64);
    let mut solution = sides.clone();
    lu.solve(&mut solution);
    assert!(matrix.residual(&solution, &sides) < 1e-12);
    let mut left = sides.clone();
    lu.solve_transposed(&mut left);
    assert!(matrix.transposed().residual(&left, &sides) < 1e-12);
}

/// One sector that feeds only itself: I − A has a zero column.
#[test]
fn a_closed_sector_is_singular_and_named() {
    let z = Matrix::from_rows(&[[10.0, 0.0], [0.0, 2.0]]);
    let f = Matrix::from_rows(&[[0.0], [5.0]]);
    let table = grid_table(1, 2, z, f, 1);
    let error =
        LeontiefSystem::new(table, &Accounting::default()).unwrap().factorise().unwrap_err();
    assert!(matches!(&error, Error::Singular { label } if label == "R1_S1"), "{error}");
}

/// Two sectors that buy 1.5 times their output from each other: the inverse exists, with
/// negative entries, but means nothing. Root of [[0, 1.5], [1.5, 0]] is 1.5.
#[test]
fn an_explosive_table_is_refused() {
    let z = Matrix::from_rows(&[[0.0, 15.0], [15.0, 0.0]]);
    let f = Matrix::from_rows(&[[-5.0], [-5.0]]);
    let table = grid_table(1, 2, z, f, 1);
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    match system.factorise().unwrap_err() {
        Error::NotProductive { root, labels } => {
            assert_relative_eq!(root, 1.5, epsilon = 1e-8);
            assert_eq!(labels, ["R1_S1", "R1_S2"]);
        }
        other => panic!("{other}"),
    }
}

/// What needs no factor of the whole table refuses an economy that is explosive by itself, as all else does.
#[test]
fn an_economy_that_is_explosive_alone_is_refused() {
    let z = Matrix::from_rows(&[[2.0, 1.0, 0.0], [0.0, 0.0, 15.0], [0.0, 15.0, 0.0]]);
    let f = Matrix::from_rows(&[[7.0, 0.0], [0.0, -5.0], [0.0, -5.0]]);
    let index = Index::new([("A", "g"), ("B", "g"), ("B", "h")]).unwrap();
    let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")]).unwrap();
    let table = Mrio::new(Parts::new(index, demand, z, f)).unwrap();
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let partition = Partition::regions(system.table().index());
    let refused = [
        linkages(&system, &partition, Scope::Domestic, &[LinkageMeasure::Total]),
        participation(&system, &partition, Participation::BorinMancini, Level::Region),
        participation(&system, &partition, Participation::Tripartite, Level::RegionSector),
        National::of(&system, &partition, None, Scope::Domestic)
            .and_then(|found| found.frame(NationalFamily::Effects, &[])),
        value_added(&system, &partition, Sides::default()),
    ];
    for found in refused {
        match found {
            Err(Error::NotProductive { root, labels }) => {
                assert_relative_eq!(root, 1.5, epsilon = 1e-8);
                assert_eq!(labels, ["B_g", "B_h"]);
            }
            other => panic!("{other:?}"),
        }
    }
    // The other economy alone is as it was.
    assert!(system.local_factor(&[0]).is_ok());
}

/// Value added of a ten-thousand-millionth of output: ten of sixteen digits are gone, and the
/// diagnostics say so.
#[test]
fn lost_digits_are_noticed() {
    let share = 1e-10;
    let z = Matrix::from_rows(&[[0.0, 1.0 - share], [1.0 - share, 0.0]]);
    let f = Matrix::from_rows(&[[share], [share]]);
    let system = LeontiefSystem::new(grid_table(1, 2, z, f, 1), &Accounting::default()).unwrap();
    let diagnostics = system.diagnostics().unwrap();
    // ‖I − A‖₁ = 2 − share, ‖(I − A)⁻¹‖₁ = 1/share.
    assert_relative_eq!(diagnostics.condition, 2.0 / share, max_relative = 1e-5);
    assert!(diagnostics.is_poor() && diagnostics.digits() < 6.0, "{diagnostics:?}");
}

#[test]
fn zero_output_with_inputs_is_refused() {
    let z = Matrix::from_rows(&[[1.0, 4.0], [0.0, 0.0]]);
    let f = Matrix::from_rows(&[[5.0], [0.0]]);
    let error = LeontiefSystem::new(grid_table(1, 2, z, f, 1), &Accounting::default()).unwrap_err();
    assert!(
        matches!(&error, Error::ZeroOutputWithInputs { label, amount } if label == "R1_S2" && *amount == 4.0)
    );
}

/// VALUE_ADDED 1.3: without output v is one (residual) or zero (table).
#[test]
fn value_added_of_sectors_without_output() {
    let z = Matrix::from_rows(&[[1.0, 0.0], [0.0, 0.0]]);
    let f = Matrix::from_rows(&[[5.0, 1.0], [1.0, -1.0]]);
    let table = grid_table(1, 2, z, f, 2);
    let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
    assert_eq!(system.value_added_coefficients()[1], 1.0);
    let mut parts = table.into_parts();
    parts.primary = vec![tripole::table::Primary {
        name: "VA".to_owned(),
        kind: tripole::table::PrimaryKind::ValueAdded,
        inputs: vec![6.0, 0.0],
        final_demand: vec![0.0, 0.0],
    }];
    let table = tripole::Mrio::new(parts).unwrap();
    let accounting = Accounting { value_added: ValueAddedFrom::Table, ..Accounting::default() };
    let system = LeontiefSystem::new(table.clone(), &accounting).unwrap();
    assert_eq!(system.value_added_coefficients()[1], 0.0);

    let accounting = Accounting { output: OutputFrom::Table, ..Accounting::default() };
    let error = LeontiefSystem::new(table, &accounting).unwrap_err();
    assert!(matches!(error, Error::Missing { .. }), "{error}");
}

#[test]
fn wrong_shapes_are_errors() {
    let table = tripole::make::synthetic::table(2, 2, 1).unwrap();
    let partition = Partition::regions(table.index());
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    assert!(matches!(system.solve(Matrix::zeros(3, 1)), Err(Error::Shape { .. })));
    assert!(matches!(system.solve_left(Matrix::zeros(5, 2)), Err(Error::Shape { .. })));
    assert!(matches!(system.solve_local_left(&[1.0], &partition), Err(Error::Shape { .. })));
}

/// Economies are shared out among threads: to the last digit, whatever their number.
#[test]
fn local_systems_do_not_depend_on_threads() {
    let table = tripole::make::synthetic::table(12, 10, 1).unwrap();
    let partition = Partition::regions(table.index());
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let amounts: Vec<f64> = (0..system.order()).map(|row| (row % 7) as f64 - 2.0).collect();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| -> Vec<Vec<u64>> {
            let right = system.solve_vector(&amounts, Solver::Iterative, 1).unwrap();
            let left = system.solve_vector_left(&amounts, Solver::Iterative, 1).unwrap();
            let content = tiva(&system, &partition, Level::RegionSector, &[]).unwrap();
            let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect();
            let columns = content.indicators().iter().map(Indicator::values);
            [&*right, &left].into_iter().chain(columns).map(bits).collect()
        })
    };
    let alone = run(1);
    assert!([2, 3].map(run).iter().all(|together| *together == alone));
}

/// Two economies without an inverse of their own: the first one is named, whichever thread is first.
#[test]
fn the_first_of_several_errors_is_returned() {
    let mut parts = tripole::make::synthetic::table(6, 3, 1).unwrap().into_parts();
    let n = 18;
    // R03 and R05 use up all that they make, sector by sector.
    for row in (6..9).chain(12..15) {
        for other in 0..n {
            parts.intermediate[(row, other)] = 0.0;
            parts.intermediate[(other, row)] = 0.0;
        }
        parts.intermediate[(row, row)] = 1.0;
        (0..parts.final_demand.columns()).for_each(|j| parts.final_demand[(row, j)] = 0.0);
    }
    let table = tripole::Mrio::new(parts).unwrap();
    let partition = Partition::regions(table.index());
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    for _ in 0..20 {
        let error = system.solve_local(&vec![1.0; n], &partition).unwrap_err();
        assert!(matches!(&error, Error::Singular { label } if label == "R03_S01"), "{error}");
    }
}
