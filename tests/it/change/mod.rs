//! Change between two tables: agreement with `reference/pos`, identities on pairs of random tables,
//! examples that can be checked by hand.

mod identities;
mod reference;

use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};

/// Three regions with one sector each.
fn three(inputs: [[f64; 3]; 3], finished: [[f64; 3]; 3]) -> LeontiefSystem {
    let index = Index::new([("A", "x"), ("B", "x"), ("C", "x")]).unwrap();
    let demand = ["A", "B", "C"].map(|region| (Some(region), "f"));
    let demand = Demand::new(&index, demand).unwrap();
    let table = Parts::new(index, demand, Matrix::from_rows(&inputs), Matrix::from_rows(&finished));
    LeontiefSystem::new(Mrio::new(table).unwrap(), &Accounting::default()).unwrap()
}

/// They only sell to final users: value added is output.
fn simple(finished: [[f64; 3]; 3]) -> LeontiefSystem {
    three([[0.0; 3]; 3], finished)
}

/// A makes a product of 100 for C from inputs of B and of 10 of C; B and C also sell at home.
fn with_inputs(of_b: f64, own: [f64; 2]) -> LeontiefSystem {
    three(
        [[0.0; 3], [of_b, 0.0, 0.0], [10.0, 0.0, 0.0]],
        [[0.0, 0.0, 100.0], [0.0, own[0], 0.0], [0.0, 0.0, own[1]]],
    )
}
