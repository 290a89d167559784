//! The structure of chains: identities on random tables, and an example by hand.

mod reference;

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::leontief::Solver;
use tripole::measures::chains::{ChainFamily, Chains, Goods};
use tripole::measures::position::{PositionMeasure, PositionOptions, position};
use tripole::measures::reer::reer;
use tripole::table::Geography;
use tripole::{Accounting, Frame, Group, LeontiefSystem, Matrix, Mrio, Partition};

use crate::support::{config, drawn_table, grid_table};

fn drawn_chains(table: Mrio, check: impl Fn(&Chains<'_>, &LeontiefSystem, &Partition)) {
    let index = table.index();
    let economies = Partition::regions(index);
    // The first two regions are neighbours.
    let near: Vec<&str> = index.region_codes().iter().take(2).map(String::as_str).collect();
    let blocs = Partition::new(index, &[Group::new(index, "near", &near).unwrap()]).unwrap();
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let geography = Geography::of(economies.clone(), blocs);
    let chains = Chains::new(&system, &geography, &Goods::default()).unwrap();
    check(&chains, &system, &economies);
}

fn column<'a>(frame: &'a Frame, name: &str) -> &'a [f64] {
    frame.real(name).unwrap_or_else(|| panic!("no column {name}"))
}

const LEVELS: [Level; 5] =
    [Level::Region, Level::RegionSector, Level::Bloc, Level::Product, Level::World];

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn shares_add_up_to_one(drawn in drawn_table()) {
        drawn_chains(drawn.table, |chains, _, _| {
            for by in LEVELS {
                let frame = chains.shares(by).unwrap();
                let bases = frame.indicators().iter().filter_map(|c| c.name().strip_suffix("_local"));
                let bases: Vec<&str> = bases.collect();
                assert_eq!(bases.len(), if by == Level::RegionSector { 7 } else { 8 });
                for base in bases {
                    let parts = ["local", "regional", "global"]
                        .map(|reach| column(&frame, &format!("{base}_{reach}")));
                    for row in 0..frame.rows() {
                        let sum: f64 = parts.iter().map(|part| part[row]).sum();
                        // Shares of amounts that nearly cancel out are large.
                        let size = parts.iter().map(|part| part[row].abs()).fold(1.0, f64::max);
                        assert!(sum.is_nan() || (sum - 1.0).abs() < 1e-12 * size, "{by:?} {base} {sum}");
                    }
                }
            }
        });
    }

    #[test]
    fn crossings_add_up_to_value_added(drawn in drawn_table()) {
        let tolerance = drawn.tolerance();
        drawn_chains(drawn.table, |chains, system, _| {
            let frame = chains.crossings(Level::RegionSector).unwrap();
            let total = |way: &str, row: usize| -> f64 {
                let ks = ["0", "1", "2", "3", "4", "5", "more"];
                ks.iter().map(|k| column(&frame, &format!("{way}_{k}"))[row]).sum()
            };
            let sold = system.table().final_demand().row_sums();
            for (row, sold) in sold.iter().enumerate() {
                assert!((total("forward", row) - system.value_added()[row]).abs() < tolerance);
                // Value added is the residual, so final products are value added throughout.
                assert!((total("backward", row) - sold).abs() < tolerance);
            }
        });
    }

    #[test]
    fn exposure_is_never_hidden_twice(drawn in drawn_table()) {
        drawn_chains(drawn.table, |chains, system, economies| {
            let frame = chains.exposure().unwrap();
            let sold = system.table().final_demand().row_sums();
            let g = economies.len();
            for (r, (_, economy)) in economies.economies().enumerate() {
                let pairs = r * g..(r + 1) * g;
                for name in ["production", "inputs", "inputs_face_value"] {
                    let sum: f64 = column(&frame, name)[pairs.clone()].iter().sum();
                    assert!(sum.is_nan() || (sum - 1.0).abs() < 1e-9, "{name} {sum}");
                }
                if economy.rows.iter().all(|&row| sold[row] >= 0.0) {
                    let hidden = &column(&frame, "production_hidden")[pairs.clone()];
                    assert!(hidden.iter().all(|share| share.is_nan() || *share > -1e-12));
                }
                let output: f64 = economy.rows.iter().map(|&row| system.output()[row]).sum();
                let sum: f64 = column(&frame, "market")[pairs].iter().sum();
                assert!(output == 0.0 || (sum - 1.0).abs() < 1e-9, "{sum}");
            }
        });
    }

    /// Regional and global parts are those of the measures that they split.
    #[test]
    fn parts_of_participation(drawn in drawn_table()) {
        drawn_chains(drawn.table, |chains, system, economies| {
            let parts = chains.shares(Level::Region).unwrap();
            let (measures, solver) = (vec![PositionMeasure::Kpww], Solver::Lu);
            let options = PositionOptions { measures, solver, ..Default::default() };
            let whole = position(system, economies, &options).unwrap();
            for way in ["backward", "forward"] {
                for row in 0..parts.rows() {
                    let part = |reach: &str| column(&parts, &format!("kpww_{way}_{reach}"))[row];
                    let (sum, whole) =
                        (part("regional") + part("global"), column(&whole, &format!("kpww_{way}"))[row]);
                    assert!(sum.is_nan() || (sum - whole).abs() <= 1e-9 * whole.abs().max(1.0), "{way} {sum} {whole}");
                }
            }
        });
    }

    /// A table of one bloc has nothing global; one of single regions has nothing regional.
    #[test]
    fn blocs_are_what_they_are_said_to_be(drawn in drawn_table()) {
        let index = drawn.table.index();
        let economies = Partition::regions(index);
        let codes: Vec<&str> = index.region_codes().iter().map(String::as_str).collect();
        let world = Partition::new(index, &[Group::new(index, "all", &codes).unwrap()]).unwrap();
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        for (blocs, nothing) in [(&world, "global"), (&economies, "regional")] {
            let geography = Geography::of(economies.clone(), blocs.clone());
            let chains = Chains::new(&system, &geography, &Goods::default()).unwrap();
            let frame = chains.shares(Level::Region).unwrap();
            for indicator in frame.indicators().iter().filter(|c| c.name().ends_with(nothing)) {
                assert!(indicator.values().iter().all(|v| v.is_nan() || *v == 0.0));
            }
            for by in LEVELS {
                assert_eq!(
                    chains.families(by).unwrap().len(),
                    ChainFamily::ALL.iter().filter(|family| family.is_at(by)).count()
                );
            }
        }
    }

    #[test]
    fn exchange_rate_weights_add_up_to_one(drawn in drawn_table()) {
        let economies = Partition::regions(drawn.table.index());
        let system = LeontiefSystem::new(drawn.table, &Accounting::default()).unwrap();
        let frame = reer(&system, &economies).unwrap();
        let partners = economies.len() - 1;
        for indicator in frame.indicators() {
            for weights in indicator.values().chunks(partners.max(1)) {
                let sum: f64 = weights.iter().sum();
                let size = weights.iter().fold(1.0, |m: f64, w| m.max(w.abs()));
                assert!(sum.is_nan() || (sum - 1.0).abs() < 1e-7 * size, "{} {sum}", indicator.name());
            }
        }
    }
}

/// Three stages in a row over two borders: all of the first economy's value added crosses both.
#[test]
fn a_snake_by_hand() {
    let z = Matrix::from_rows(&[[0.0, 4.0, 0.0], [0.0, 0.0, 7.0], [0.0, 0.0, 0.0]]);
    let f = Matrix::from_rows(&[[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 10.0]]);
    let table = grid_table(3, 1, z, f, 1);
    drawn_chains(table, |chains, _, _| {
        let crossings = chains.crossings(Level::Region).unwrap();
        assert_eq!(crossings.value(&["R1"], "forward_2"), Some(4.0));
        assert_eq!(crossings.value(&["R2"], "forward_1"), Some(3.0));
        assert_eq!(crossings.value(&["R3"], "backward_2"), Some(4.0));
        assert_eq!(crossings.value(&["R3"], "forward_0"), Some(3.0));
        // Of the two border-crossing values only R1's is complex: 4 of 4, and 4 of 7 behind R3.
        assert_eq!(crossings.value(&["R1"], "forward_complexity"), Some(1.0));
        let backward = crossings.value(&["R3"], "backward_complexity").unwrap();
        assert!((backward - 4.0 / 7.0).abs() < 1e-15);
        // R3's product: 3 of its own, 3 from R2 (its neighbours are R1 and R2 only), 4 from R1.
        let shares = chains.shares(Level::Region).unwrap();
        assert!((shares.value(&["R3"], "final_va_local").unwrap() - 0.3).abs() < 1e-15);
        assert!((shares.value(&["R3"], "final_va_global").unwrap() - 0.7).abs() < 1e-15);
        // One supplier and nothing but R2's goods: R2 alone sells, R1 hides behind it.
        let exposure = chains.exposure().unwrap();
        // L e_3 = (0.4·1, 0.7, 1): 4 + 7 + 10 of goods.
        let of = |column| exposure.value(&["R3", "R1"], column).unwrap();
        assert!(
            (of("production") - 4.0 / 21.0).abs() < 1e-15 && of("production_face_value") == 0.0
        );
        assert!((of("production_hidden") - 4.0 / 21.0).abs() < 1e-15);
        let shape = chains.shape(Level::RegionSector).unwrap();
        let depth = shape.value(&["R3", "S1"], "depth").unwrap();
        // 1 + 0.7 + 0.4 stages.
        assert!((depth - 2.1).abs() < 1e-15);
        assert_eq!(shape.value(&["R3", "S1"], "breadth"), Some(1.0));
        let hubs = chains.hubs().unwrap();
        assert_eq!(hubs.value(&["R1", "near"], "strength_out"), Some(4.0));
        assert_eq!(hubs.value(&["R3", "R3"], "strength_in"), Some(7.0));
    });
}
