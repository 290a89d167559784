//! Numbers printed in books: tolerance half a unit of the last printed digit.

use approx::assert_abs_diff_eq;
use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};

/// Miller and Blair (2009), *Input-Output Analysis*, 2nd ed., table 2.3: transactions of two
/// sectors, final demand 350 and 1700, output 1000 and 2000.
fn miller_blair() -> LeontiefSystem {
    let index = Index::new([("AAA", "1"), ("AAA", "2")]).unwrap();
    let demand = Demand::new(&index, [(Some("AAA"), "f")]).unwrap();
    let z = Matrix::from_rows(&[[150.0, 500.0], [200.0, 100.0]]);
    let f = Matrix::from_rows(&[[350.0], [1700.0]]);
    let table = Mrio::new(Parts::new(index, demand, z, f)).unwrap();
    LeontiefSystem::new(table, &Accounting::default()).unwrap()
}

/// Section 2.3 prints the inverse to four decimals.
#[test]
fn leontief_inverse_of_miller_and_blair() {
    let inverse = miller_blair().leontief_inverse().unwrap();
    let printed = [[1.2541, 0.3300], [0.2640, 1.1221]];
    for (i, row) in printed.iter().enumerate() {
        for (j, value) in row.iter().enumerate() {
            assert_abs_diff_eq!(inverse[(i, j)], value, epsilon = 0.5e-4);
        }
    }
}

/// The same section: final demand of 600 and 1500 needs output of 1247.5 and 1841.6 (from the
/// rounded inverse; here to one unit).
#[test]
fn new_final_demand_of_miller_and_blair() {
    let output = miller_blair().solve(Matrix::from_rows(&[[600.0], [1500.0]])).unwrap();
    assert_abs_diff_eq!(output[(0, 0)], 1247.5, epsilon = 0.1);
    assert_abs_diff_eq!(output[(1, 0)], 1841.6, epsilon = 0.1);
}
