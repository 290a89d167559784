//! Change between two tables: agreement with `reference/pos`, identities on pairs of random tables,
//! examples that can be checked by hand.

mod identities;
mod reference;

use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};

/// Three regions, one sector each, that only sell to final users: value added is output.
///
/// Rows sell to the columns; A and B are one bloc.
fn simple(flows: [[f64; 3]; 3]) -> LeontiefSystem {
    let index = Index::new([("A", "x"), ("B", "x"), ("C", "x")]).unwrap();
    let demand = ["A", "B", "C"].map(|region| (Some(region), "f"));
    let demand = Demand::new(&index, demand).unwrap();
    let table = Parts::new(index, demand, Matrix::zeros(3, 3), Matrix::from_rows(&flows));
    LeontiefSystem::new(Mrio::new(table).unwrap(), &Accounting::default()).unwrap()
}
