//! Change between two tables: agreement with `reference/pos`, identities on pairs of random tables,
//! examples that can be checked by hand.

mod identities;
mod reference;

use tripole::frame::Level;
use tripole::measures::change::{Comparison, IndicatorFamily, PathThresholds, SpatialThresholds};
use tripole::read::builtin_blocs;
use tripole::sources::blocs_of;
use tripole::table::Geography;
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

/// A family is of a single table or of a change, at every level, and says which.
#[test]
fn families_are_of_a_year_or_of_a_change() {
    let [before, after] = [100.0, 120.0].map(|own| with_inputs(30.0, [own, 50.0]));
    let index = after.table().index();
    let geography =
        Geography::new(index, &[], &blocs_of(index, &builtin_blocs()).unwrap()).unwrap();
    let comparison = |by| Comparison {
        geography: geography.clone(),
        by,
        knowledge: vec![],
        path: PathThresholds::default(),
        spatial: SpatialThresholds::default(),
    };
    for by in [Level::Region, Level::RegionSector, Level::Bloc] {
        let comparison = comparison(by);
        for family in IndicatorFamily::ALL.into_iter().filter(|family| family.is_at(by)) {
            let alone = comparison.of_year(family, &after).unwrap();
            let change = comparison.between(family, &before, &after).unwrap();
            assert_eq!(alone.is_none(), family.is_of_change(), "{family} {by}");
            assert_eq!(change.is_some(), family.is_of_change(), "{family} {by}");
        }
    }
}
