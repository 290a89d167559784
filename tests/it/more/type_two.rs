//! Multipliers of type II.

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::measures::type_two::{HouseholdIncome, Households, TypeTwo};
use tripole::read::{Input, ReadOptions, read, read_satellite};
use tripole::table::CategoryId;
use tripole::{Accounting, LeontiefSystem, Partition};

use super::{Reference, TABLES, system_of};
use crate::support::{config, drawn_table, shared};

const TOLERANCE: f64 = 1e-9;

/// Categories of households, and compensation, as the reference has them.
fn given(name: &str, system: &LeontiefSystem) -> Option<(Vec<CategoryId>, Vec<f64>)> {
    let demand = system.table().demand();
    let codes: &[&str] = match name {
        "leather" => &["FD"],
        "bloc8x4" => &["HFCE"],
        "edge3x2" => &["CONS"],
        _ => &["c37", "c38"],
    };
    let categories = codes.iter().map(|code| demand.find_category(code).unwrap()).collect();
    if name == "wiod13_2011" {
        return Some((categories, system.value_added().iter().map(|w| 0.6 * w.max(0.0)).collect()));
    }
    let path = shared(&format!("reference/more/inputs/{name}_sat.csv"))?;
    let reading = read_satellite(Input::Path(path), system.table()).unwrap();
    let account = reading.satellite.accounts().iter().find(|it| it.name == "D1").unwrap();
    Some((categories, account.by_producers.clone()))
}

#[test]
fn every_row_of_the_reference() {
    let mut met = vec![];
    for (name, path) in TABLES {
        let (Some(reference), Some(system)) = (Reference::open(name), system_of(path)) else {
            return;
        };
        let partition = Partition::regions(system.table().index());
        let Some((categories, compensation)) = given(name, &system) else { return };
        let mut count = 0;
        for income in HouseholdIncome::ALL {
            let households = Households {
                compensation: &compensation,
                categories: &categories,
                income,
                closed: &[],
            };
            let code = if income == HouseholdIncome::Spending { "spending" } else { "D1" };
            let found = TypeTwo::of(&system, &partition, &households).unwrap();
            let products = match found.frame(Level::RegionSector) {
                Ok(products) => products,
                // All that is spent comes back.
                Err(tripole::Error::Impossible { .. }) if (name, code) == ("leather", "D1") => {
                    continue;
                }
                Err(other) => panic!("{name} {code}: {other}"),
            };
            let pairs = found.frame(Level::PairSector).unwrap();
            for (theirs, column) in [
                ("type1", "output_type1"),
                ("trunc", "output_truncated"),
                ("total", "output_total"),
                ("va2", "value_added_type2"),
                ("ratio", "income_ratio"),
            ] {
                let measure = format!("t2.all.{code}.{theirs}");
                count += reference.meet(&measure, TOLERANCE, |[r, s, ..]| {
                    products.value(&[r, s], column).unwrap()
                });
            }
            let measure = format!("t2.all.{code}.income2");
            count += reference.meet(&measure, TOLERANCE, |[r, _, p, q, _]| {
                pairs.value(&[r, p, q], "income_type2").unwrap()
            });
        }
        // Each economy alone.
        let households = Households {
            compensation: &compensation,
            categories: &categories,
            income: HouseholdIncome::Compensation,
            closed: &[],
        };
        let each = TypeTwo::of(&system, &partition, &households).unwrap().one_by_one().unwrap();
        for (theirs, column) in [
            ("trunc", "output_truncated"),
            ("total", "output_total"),
            ("va2", "value_added_type2"),
            ("income1", "income_type1"),
            ("income2", "income_type2"),
        ] {
            count += reference.meet(&format!("t2.one.{theirs}"), TOLERANCE, |[r, s, p, ..]| {
                each.value(&[p, r, s], column).unwrap()
            });
        }
        met.push(count);
    }
    assert_eq!(met, expected());
}

/// Rows `t2.` of the files.
fn expected() -> Vec<usize> {
    TABLES
        .iter()
        .map(|(name, _)| {
            let reference = Reference::open(name).unwrap();
            let of_type = |(measure, rows): (&String, &super::Rows)| {
                if measure.starts_with("t2.") { rows.len() } else { 0 }
            };
            reference.measures.iter().map(of_type).sum()
        })
        .collect()
}

/// Two products and households by hand: the blocks of the inverse of the enlarged matrix (Miller and Blair, section
/// 2.5).
#[test]
fn two_products_and_households() {
    let text = ",A_x,A_y,A_h,A_f,OUT\nA_x,150,500,50,300,1000\nA_y,200,100,400,1300,2000\nVA,650,1400,0,0,0\nOUT,1000,2000,0,0,0\n";
    let reading = read(&Input::bytes("t.csv", text), &ReadOptions::default()).unwrap();
    let system = LeontiefSystem::new(reading.table, &Accounting::default()).unwrap();
    let demand = system.table().demand();
    let households = Households {
        compensation: &[300.0, 500.0],
        categories: &[demand.find_category("h").unwrap()],
        income: HouseholdIncome::Compensation,
        closed: &[],
    };
    let partition = Partition::regions(system.table().index());
    let found = TypeTwo::of(&system, &partition, &households).unwrap();
    let frame = found.frame(Level::RegionSector).unwrap();
    // I - [[A, c], [H, 0]] with c = (50, 400)/800, inverted by Cramer's rule.
    let m = [[0.85, -0.25, -0.0625], [-0.2, 0.95, -0.5], [-0.3, -0.25, 1.0]];
    let minor = |r: usize, c: usize| {
        let rows: Vec<usize> = (0..3).filter(|i| *i != r).collect();
        let columns: Vec<usize> = (0..3).filter(|i| *i != c).collect();
        m[rows[0]][columns[0]] * m[rows[1]][columns[1]]
            - m[rows[0]][columns[1]] * m[rows[1]][columns[0]]
    };
    let det = m[0][0] * minor(0, 0) - m[0][1] * minor(0, 1) + m[0][2] * minor(0, 2);
    let inverse = |i: usize, j: usize| {
        let sign = if (i + j).is_multiple_of(2) { 1.0 } else { -1.0 };
        sign * minor(j, i) / det
    };
    for (j, sector) in ["x", "y"].into_iter().enumerate() {
        let of = |column| frame.value(&["A", sector], column).unwrap();
        assert!((of("output_truncated") - inverse(0, j) - inverse(1, j)).abs() < 1e-12);
        assert!((of("income_type2") - inverse(2, j)).abs() < 1e-12);
        assert!((of("output_total") - of("output_truncated") - of("income_type2")).abs() < 1e-12);
    }
}

proptest! {
    #![proptest_config(config(48))]

    /// L₂ on all that is not bought out of income is output; one closed economy has one ratio for all products.
    #[test]
    fn identities(drawn in drawn_table(), share in 0.1..0.6_f64) {
        let system = LeontiefSystem::new(drawn.table, &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let compensation: Vec<f64> =
            system.value_added().iter().map(|w| share * w.abs()).collect();
        let demand = system.table().demand();
        let categories = [demand.find_category(&demand.categories()[0]).unwrap()];
        let households = Households {
            compensation: &compensation,
            categories: &categories,
            income: HouseholdIncome::Spending,
            closed: &[],
        };
        let Ok(found) = TypeTwo::of(&system, &partition, &households) else { return Ok(()) };
        let Ok(frame) = found.frame(Level::RegionSector) else { return Ok(()) };
        let spent = system.demand_for(&partition, |category| category == categories[0]);
        let x = system.output();
        let earned: Vec<f64> = partition
            .economies()
            .map(|(_, economy)| {
                economy.rows.iter().filter(|row| x[**row] != 0.0).map(|row| compensation[*row]).sum()
            })
            .collect();
        let basket = |row: usize| -> f64 {
            let of = |g: usize| spent[(row, g)] * earned[g] / spent.column(g).iter().sum::<f64>();
            (0..partition.len()).map(of).sum()
        };
        let multiplied = frame.real("output_truncated").unwrap();
        let made: f64 = system
            .closing_demand()
            .iter()
            .enumerate()
            .map(|(row, demand)| demand - basket(row))
            .zip(multiplied)
            .map(|(other, m)| if m.is_nan() { other } else { other * m })
            .sum();
        let output: f64 = x.iter().sum();
        prop_assert!((made - output).abs() < 1e-7 * (1.0 + output), "{made} {output}");
        let one = [partition.economies().next().unwrap().0];
        let alone = Households { closed: &one, ..households };
        let ratios =
            TypeTwo::of(&system, &partition, &alone).unwrap().frame(Level::RegionSector).unwrap();
        let ratios = ratios.real("income_ratio").unwrap().iter().filter(|it| it.is_finite());
        let ratios: Vec<f64> = ratios.copied().collect();
        prop_assert!(ratios.windows(2).all(|it| (it[0] - it[1]).abs() < 1e-9 * it[0].abs()));
    }
}
