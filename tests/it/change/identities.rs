//! Identities on pairs of random tables, and examples done by hand.

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::measures::change::{
    PathThresholds, SpatialOptions, decomposition, mobility, relocation, shift_share, spatial,
    upgrading,
};
use tripole::measures::value_added::vax;
use tripole::table::Geography;
use tripole::table::SectorId;
use tripole::{Accounting, Error, Frame, Index, LeontiefSystem, Matrix, Mrio, Partition};

use super::{simple, three, with_inputs};
use crate::chains::paired;
use crate::support::{config, drawn_years, grid_table};

fn system(table: &Mrio) -> LeontiefSystem {
    LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap()
}

fn column(frame: &Frame, name: &str) -> Vec<f64> {
    frame.real(name).unwrap_or_else(|| panic!("no {name}")).to_vec()
}

/// Columns added up, row by row.
fn sum(frame: &Frame, names: &[&str]) -> Vec<f64> {
    let columns: Vec<Vec<f64>> = names.iter().map(|name| column(frame, name)).collect();
    (0..frame.rows()).map(|row| columns.iter().map(|c| c[row]).sum()).collect()
}

const SHIFT: [&str; 3] = ["world_growth", "sector_mix", "competitive"];
const GROWTH: [&str; 5] =
    ["dva_world_trade", "dva_product", "dva_chain", "dva_process", "dva_functional"];

fn six(method: &str) -> Vec<String> {
    let factors = [
        "coefficients",
        "technology",
        "input_sourcing",
        "final_sourcing",
        "product_mix",
        "demand_level",
    ];
    factors.iter().map(|factor| format!("{method}_{factor}")).collect()
}

/// Equal to 1e-9 of the scale, or both undefined.
fn near(a: &[f64], b: &[f64], scale: f64) -> bool {
    a.iter().zip(b).all(|(a, b)| a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-9 * scale)
}

fn first_sectors(index: &Index) -> Vec<SectorId> {
    index.sectors().take(1).collect()
}

proptest! {
    #![proptest_config(config(96))]

    /// Shares sum to one by sector, competitive effects to zero, effects to the change; what moved
    /// between blocs is at most what moved; blocs are sums of their members.
    #[test]
    fn relocation_adds_up((first, second) in drawn_years()) {
        let (before, after) = (system(&first.table), system(&second.table));
        let index = first.table.index();
        let (regions, blocs) = (Partition::regions(index), paired(&first.table));
        let scale = first.tolerance().max(second.tolerance()) * 1e9;
        let frame = relocation(&before, &after, &regions).unwrap();
        prop_assert!(near(&sum(&frame, &SHIFT), &column(&frame, "va_change"), scale));
        for sector in index.sectors() {
            let own = frame.clone().select("sector", &[index.sector(sector)]);
            let total = |name: &str| own.real(name).unwrap().iter().sum::<f64>();
            prop_assert!(total("competitive").abs() <= 1e-9 * scale);
            for share in ["va_share_before", "va_share_after"] {
                prop_assert!(total(share).is_nan() || (total(share) - 1.0).abs() < 1e-9);
            }
        }
        let moved = mobility(&before, &after, &Geography::of(regions.clone(), blocs.clone())).unwrap();
        let parts = column(&moved, "mobility").into_iter().zip(column(&moved, "mobility_between_blocs"));
        for (all, between) in parts {
            prop_assert!(all.is_nan() || (0.0..=1.0 + 1e-9).contains(&all) && between <= all + 1e-12);
        }
        let of_regions = shift_share(&before, &after, &regions).unwrap();
        prop_assert!(near(&sum(&of_regions, &SHIFT), &column(&of_regions, "va_change"), scale));
        prop_assert!(column(&of_regions, "sector_mix").iter().sum::<f64>().abs() <= 1e-9 * scale);
        let of_blocs = shift_share(&before, &after, &blocs).unwrap();
        for name in SHIFT {
            let (fine, coarse) = (column(&of_regions, name), column(&of_blocs, name));
            let members = 2.min(fine.len());
            prop_assert!((coarse[0] - fine[..members].iter().sum::<f64>()).abs() <= 1e-9 * scale);
            prop_assert!(near(&coarse[1..], &fine[members..], scale));
        }
    }

    /// Within and between add up to the change of the own share, five factors to the growth of own
    /// value added in exports; backwards in time everything has the opposite sign.
    #[test]
    fn upgrading_adds_up((first, second) in drawn_years()) {
        let (before, after) = (system(&first.table), system(&second.table));
        let knowledge = first_sectors(first.table.index());
        let rule = PathThresholds::default();
        for partition in [Partition::regions(first.table.index()), paired(&first.table)] {
            let of = |a, b| upgrading(a, b, &partition, &knowledge, &rule).unwrap();
            let (frame, back) = (of(&before, &after), of(&after, &before));
            let parts = sum(&frame, &["dva_share_within", "dva_share_between"]);
            let size: f64 = column(&frame, "dva_share_between").iter().filter(|s| s.is_finite()).map(|s| s.abs()).sum();
            prop_assert!(near(&parts, &column(&frame, "dva_share_change"), 1.0 + size));
            let factors = GROWTH.map(|name| column(&frame, name));
            let scale: f64 = 1.0 + factors.iter().flatten().map(|effect| effect.abs()).sum::<f64>();
            prop_assert!(near(&sum(&frame, &GROWTH), &column(&frame, "dva_change"), scale));
            for name in frame.indicators().iter().map(tripole::frame::Indicator::name) {
                let negated: Vec<f64> = column(&back, name).iter().map(|value| -value).collect();
                let level = name == "gvc_path" || name.ends_with("_after");
                prop_assert!(level || near(&column(&frame, name), &negated, scale), "{}", name);
            }
            let moved: f64 = column(&frame, "vax_world_share_change").iter().sum();
            prop_assert!(moved.is_nan() || moved.abs() < 1e-9);
            let paths = column(&frame, "gvc_path");
            prop_assert!(paths.iter().all(|path| path.is_nan() || [0.0, 1.0, 2.0, 3.0, 4.0].contains(path)));
        }
    }

    /// Both methods add up exactly to the change of value-added exports; backwards in time they
    /// have the opposite sign.
    #[test]
    fn decomposition_adds_up((first, second) in drawn_years()) {
        let (before, after) = (system(&first.table), system(&second.table));
        for partition in [Partition::regions(first.table.index()), paired(&first.table)] {
            let frame = decomposition(&before, &after, &partition).unwrap();
            let back = decomposition(&after, &before, &partition).unwrap();
            for (name, system) in [("vax_before", &before), ("vax_after", &after)] {
                let direct = vax(system, &partition, Level::Region).unwrap();
                prop_assert!(near(&column(&frame, name), &column(&direct, "vax"), 1e3));
            }
            for method in ["shapley", "polar"] {
                let names = six(method);
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let effects = names.iter().map(|name| column(&frame, name));
                let scale = 1.0 + effects.flatten().map(f64::abs).sum::<f64>();
                prop_assert!(near(&sum(&frame, &names), &column(&frame, "vax_change"), scale));
                for name in names {
                    let negated: Vec<f64> = column(&back, name).iter().map(|value| -value).collect();
                    prop_assert!(near(&column(&frame, name), &negated, scale), "{}", name);
                }
            }
        }
    }

    /// The three shares of a chain go up and down together; their levels and classes make sense.
    #[test]
    fn spatial_shares_sum_to_zero((first, second) in drawn_years()) {
        let (before, after) = (system(&first.table), system(&second.table));
        let (regions, blocs) = (Partition::regions(first.table.index()), paired(&first.table));
        for by in [Level::Region, Level::RegionSector, Level::Bloc] {
            let options = SpatialOptions { by, ..Default::default() };
            let frame = spatial(&before, &after, &Geography::of(regions.clone(), blocs.clone()), &options).unwrap();
            let parts = ["local_share_change", "regional_share_change", "global_share_change"];
            let size: f64 = parts.iter().flat_map(|name| column(&frame, name)).filter(|c| c.is_finite()).map(f64::abs).sum();
            prop_assert!(sum(&frame, &parts).iter().all(|sum| sum.is_nan() || sum.abs() <= 1e-9 * (1.0 + size)));
            let classes = column(&frame, "spatial_class");
            for (row, class) in classes.iter().enumerate() {
                let local = column(&frame, parts[0])[row];
                prop_assert!(class.is_nan() || (*class == 1.0) == (local >= options.thresholds.chain));
            }
            // Alone in a bloc: nothing is regional.
            let alone = spatial(&before, &after, &Geography::of(regions.clone(), regions.clone()), &options).unwrap();
            prop_assert!(column(&alone, parts[1]).iter().all(|c| c.is_nan() || *c == 0.0));
        }
    }

    /// Nothing changes between a table and itself.
    #[test]
    fn no_change((drawn, _) in drawn_years()) {
        let system = system(&drawn.table);
        let index = drawn.table.index();
        let (regions, blocs) = (Partition::regions(index), paired(&drawn.table));
        let knowledge = first_sectors(index);
        let frames = [
            relocation(&system, &system, &regions).unwrap(),
            mobility(&system, &system, &Geography::of(regions.clone(), blocs.clone())).unwrap(),
            shift_share(&system, &system, &blocs).unwrap(),
            upgrading(&system, &system, &regions, &knowledge, &PathThresholds::default()).unwrap(),
            spatial(&system, &system, &Geography::of(regions.clone(), blocs.clone()), &SpatialOptions::default()).unwrap(),
            spatial(&system, &system, &Geography::of(regions.clone(), blocs.clone()), &SpatialOptions { by: Level::RegionSector, ..Default::default() }).unwrap(),
            decomposition(&system, &system, &regions).unwrap(),
        ];
        let levels = ["_before", "_after", "weight"];
        for frame in &frames {
            for indicator in frame.indicators() {
                let level = levels.iter().any(|end| indicator.name().ends_with(end));
                let still = |value: &f64| value.is_nan() || value.abs() <= 1e-9 * (1.0 + drawn.tolerance() * 1e9);
                prop_assert!(level || indicator.values().iter().all(still), "{}", indicator.name());
            }
        }
    }
}

/// Shares .5, .3, .2 become .2, .5, .3; A and B are a bloc, which goes from .8 to .7.
#[test]
fn a_sector_that_moves() {
    let (before, after) = moved();
    let index = before.table().index();
    let regions = Partition::regions(index);
    let blocs =
        Partition::new(index, &[tripole::sources::group(index, "AB=A,B").unwrap()]).unwrap();
    let frame = mobility(&before, &after, &Geography::of(regions.clone(), blocs.clone())).unwrap();
    for sector in ["x", "TOTAL"] {
        let of = |column| frame.value(&[sector], column).unwrap();
        assert!((of("mobility") - 0.3).abs() < 1e-15, "{}", of("mobility"));
        assert!((of("mobility_between_blocs") - 0.1).abs() < 1e-15);
        assert!((of("mobility_within_blocs") - 0.2).abs() < 1e-15);
    }
    let frame = shift_share(&before, &after, &regions).unwrap();
    let of = |column| frame.value(&["A"], column).unwrap();
    assert_eq!(SHIFT.map(of), [10.0, 0.0, -12.0]);
    assert_eq!(of("va_change"), -2.0);
}

fn moved() -> (LeontiefSystem, LeontiefSystem) {
    (
        simple([[8.0, 0.0, 2.0], [0.0, 6.0, 0.0], [2.0, 0.0, 2.0]]),
        simple([[8.0, 0.0, 0.0], [4.0, 12.0, 4.0], [0.0, 0.0, 12.0]]),
    )
}

/// A had half of C's purchases of 4, and has none of 16: −½ · 10 by sourcing, 12 · ¼ by level.
/// B gets a third of A's purchases, which go from 10 to 12, and a quarter of C's.
#[test]
fn exports_of_two_factors() {
    let (before, after) = moved();
    let partition = Partition::regions(before.table().index());
    let frame = decomposition(&before, &after, &partition).unwrap();
    for method in ["shapley", "polar"] {
        let of = |region: &str, factor: &str| {
            frame.value(&[region], &format!("{method}_{factor}")).unwrap()
        };
        for (region, sourcing, level) in [("A", -5.0, 3.0), ("B", 37.0 / 6.0, 11.0 / 6.0)] {
            assert!((of(region, "final_sourcing") - sourcing).abs() < 1e-12);
            assert!((of(region, "demand_level") - level).abs() < 1e-12);
            for none in ["coefficients", "technology", "input_sourcing", "product_mix"] {
                assert!(of(region, none).abs() < 1e-12, "{region} {none}");
            }
        }
    }
}

/// A's product of 100 is made with 10 of B and 10 of C, then with 30 of B, its neighbour. Whether
/// that is regionalisation or relocation is a matter of A's weight in the world: 80 of 200, then
/// 60 of 150 or of 200.
#[test]
fn inputs_from_the_neighbour() {
    let before = with_inputs(10.0, [50.0, 50.0]);
    let index = before.table().index();
    let regions = Partition::regions(index);
    let blocs =
        Partition::new(index, &[tripole::sources::group(index, "AB=A,B").unwrap()]).unwrap();
    for (own_demand, growth, class) in [([20.0, 30.0], 0.0, 2.0), ([50.0, 50.0], -0.25, 4.0)] {
        let after = with_inputs(30.0, own_demand);
        let geography = Geography::of(regions.clone(), blocs.clone());
        let frame = spatial(&before, &after, &geography, &SpatialOptions::default()).unwrap();
        let of = |column| frame.value(&["A"], column).unwrap();
        assert!((of("local_share_change") + 0.2).abs() < 1e-12);
        assert!((of("regional_share_change") - 0.2).abs() < 1e-12);
        assert!(of("global_share_change").abs() < 1e-12);
        assert!((of("va_share_growth") - growth).abs() < 1e-12);
        assert_eq!(of("spatial_class"), class);
        // All that A exports is its product: 80 of 100 its own, then 60.
        let frame = upgrading(&before, &after, &regions, &[], &PathThresholds::default()).unwrap();
        let of = |column| frame.value(&["A"], column).unwrap();
        assert!((of("dva_share_change") + 0.2).abs() < 1e-12);
        assert!((of("dva_share_within") + 0.2).abs() < 1e-12);
        assert!((of("dva_change") + 20.0).abs() < 1e-12 && of("knowledge_share_change").is_nan());
    }
}

#[test]
fn what_cannot_be_compared() {
    let one = simple([[1.0; 3]; 3]);
    let z = |n| Matrix::zeros(n, n);
    let other = system(&grid_table(1, 3, z(3), Matrix::from_rows(&[[1.0], [1.0], [1.0]]), 1));
    let partition = Partition::regions(one.table().index());
    let refused = decomposition(&one, &other, &partition).unwrap_err();
    assert!(matches!(refused, Error::OtherRows { row: 1, .. }), "{refused}");
    assert_eq!(
        refused.to_string(),
        "a table and a table have different rows: row 1 is `A_x` in the first and `R1_S1` in the second"
    );
    let shorter = system(&grid_table(1, 2, z(2), Matrix::from_rows(&[[1.0], [1.0]]), 1));
    let refused = mobility(&other, &shorter, &Geography::of(partition.clone(), partition.clone()))
        .unwrap_err()
        .to_string();
    assert!(
        refused.ends_with("row 3 is `R1_S3` in the first and missing in the second"),
        "{refused}"
    );
    // A group across blocs has no bloc.
    let index = one.table().index();
    let group =
        |text| Partition::new(index, &[tripole::sources::group(index, text).unwrap()]).unwrap();
    let refused =
        mobility(&one, &one, &Geography::of(group("G=B,C").clone(), group("AB=A,B").clone()))
            .unwrap_err();
    assert!(matches!(refused, Error::AcrossBlocs { .. }), "{refused}");
}

/// A buys 120 for an output of 100, from B; then 20, from itself. Buying 120 from itself it would
/// never come to an end.
#[test]
fn years_that_cannot_be_crossed() {
    let finished = |own: f64| [[own, 0.0, 0.0], [0.0, 200.0, 0.0], [0.0, 0.0, 50.0]];
    let before = three([[0.0; 3], [120.0, 0.0, 0.0], [0.0; 3]], finished(100.0));
    let after = three([[20.0, 0.0, 0.0], [0.0; 3], [0.0; 3]], finished(80.0));
    let partition = Partition::regions(before.table().index());
    let refused = decomposition(&before, &after, &partition).unwrap_err();
    assert!(matches!(refused, Error::CrossedYears), "{refused}");
    assert!(refused.hint().is_some_and(|hint| hint.to_string().contains("negative value added")));
}
