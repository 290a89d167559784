//! Linkages: references, identities, deleting and solving again.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tripole::measures::linkages::{
    LinkageMeasure, Scope, bloc_multipliers, linkages, regional_linkages,
};
use tripole::read::ReadOptions;
use tripole::table::{Inventories, OutputFrom, ValueAddedFrom};
use tripole::{Accounting, Frame, LeontiefSystem, Matrix, Mrio, Partition};

use crate::support::{config, drawn_table, every_measure, gunzip, records, shared, shared_table};

fn published() -> Accounting {
    Accounting {
        output: OutputFrom::Table,
        value_added: ValueAddedFrom::Table,
        inventories: Inventories::Keep,
    }
}

fn all_of(system: &LeontiefSystem) -> [Frame; 3] {
    let partition = Partition::regions(system.table().index());
    let total = [LinkageMeasure::Direct, LinkageMeasure::Total];
    [
        linkages(system, &partition, Scope::World, &LinkageMeasure::ALL).unwrap(),
        linkages(system, &partition, Scope::Domestic, &total).unwrap(),
        regional_linkages(system, &partition).unwrap(),
    ]
}

/// Which of the three frames has a measure of the reference, and under which name.
fn column(measure: &str) -> Option<(usize, &'static str)> {
    Some(match measure {
        "lk.dbl" => (0, "backward_direct"),
        "lk.dfl" => (0, "forward_direct"),
        "lk.dbl_n" => (0, "backward_direct_index"),
        "lk.dfl_n" => (0, "forward_direct_index"),
        "lk.tbl" => (0, "backward_total"),
        "lk.tfl" => (0, "forward_total"),
        "lk.tsl" => (0, "forward_leontief"),
        "lk.tbl_n" => (0, "power_of_dispersion"),
        "lk.tsl_n" => (0, "sensitivity_of_dispersion"),
        "lk.tfl_n" => (0, "forward_total_index"),
        "lk.key" => (0, "key_sector"),
        "lk.cv_b" => (0, "backward_cv"),
        "lk.cv_f" => (0, "forward_cv"),
        "lk.cv_s" => (0, "forward_leontief_cv"),
        "lk.net_b" => (0, "net_backward"),
        "lk.net_f" => (0, "net_forward"),
        "lk.dvl_b" => (0, "dvl_backward"),
        "lk.dvl_f" => (0, "dvl_forward"),
        "lk.pbl" => (0, "pure_backward"),
        "lk.pfl" => (0, "pure_forward"),
        "lk.ptl" => (0, "pure_total"),
        "lk.pbl_n" => (0, "pure_backward_index"),
        "lk.pfl_n" => (0, "pure_forward_index"),
        "lk.ptl_n" => (0, "pure_total_index"),
        "lk.eig_b" => (0, "eigenvector_backward"),
        "lk.eig_f" => (0, "eigenvector_forward"),
        "mult.intra" => (0, "multiplier_intraregional"),
        "mult.inter" => (0, "multiplier_interregional"),
        "mult.feedback" => (0, "feedback"),
        "mult.feedback_pct" => (0, "feedback_percent"),
        "mult.spill_share" => (0, "spillover_share"),
        "mult.va_intra" => (0, "va_multiplier_intraregional"),
        "mult.va_inter" => (0, "va_multiplier_interregional"),
        "lk.dbl_dom" => (1, "backward_direct"),
        "lk.dfl_dom" => (1, "forward_direct"),
        "lk.dbl_dom_n" => (1, "backward_direct_index"),
        "lk.dfl_dom_n" => (1, "forward_direct_index"),
        "lk.tbl_dom" => (1, "backward_total"),
        "lk.tfl_dom" => (1, "forward_total"),
        "lk.tbl_dom_n" => (1, "power_of_dispersion"),
        "lk.tfl_dom_n" => (1, "forward_total_index"),
        "lk.key_dom" => (1, "key_sector"),
        "pure.region.pbl" => (2, "pure_backward"),
        "pure.region.pfl" => (2, "pure_forward"),
        "mult.miller_feedback_pct" => (2, "feedback_percent"),
        _ => return None,
    })
}

fn against_reference(table: Mrio, file: &str) {
    let Some(path) = shared(file) else { return };
    let system = LeontiefSystem::new(table, &published()).unwrap();
    let frames = all_of(&system);
    let mut compared = BTreeSet::new();
    let rows = records(&gunzip(&path));
    for r in &rows {
        let measure = r["measure"].as_str();
        if measure == "lk.lambda" {
            let root = system.perron_vectors().unwrap().root;
            assert!((root - r["value"].parse::<f64>().unwrap()).abs() < 1e-9, "{file}: {root}");
            compared.insert(measure.to_owned());
        }
        let Some((frame, column)) = column(measure) else { continue };
        let labels: Vec<&str> = match r["sector"].as_str() {
            "" => vec![&r["region"]],
            sector => vec![&r["region"], sector],
        };
        let ours = frames[frame].value(&labels, column).unwrap();
        let theirs = &r["value"];
        let same = match theirs.parse::<f64>() {
            Err(_) => ours.is_nan(),
            Ok(theirs) => {
                let tolerance = if measure.starts_with("lk.eig") { 1e-7 } else { 1e-8 };
                // What is a difference of large numbers is held to their size.
                let scale = if column.starts_with("pure") { 1e-3 } else { 1e-6 };
                (ours - theirs).abs() <= tolerance * theirs.abs().max(scale)
            }
        };
        assert!(same, "{file} {measure} {labels:?}: {ours}, reference {theirs}");
        compared.insert(measure.to_owned());
    }
    // Extractions.
    every_measure(file, &rows, &compared, &["hem.", "lk.hem", "gem."]);
}

#[test]
fn linkages_of_small_tables() {
    for name in ["leather", "bloc8x4", "edge3x2"] {
        let path = format!("reference/tables/{name}.csv");
        let Some(table) = shared_table(&path, &ReadOptions::default()) else { return };
        against_reference(table, &format!("reference/pos/{name}__linkages.csv.gz"));
    }
}

#[test]
fn linkages_of_the_world() {
    for year in [1995, 2011] {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let Some(table) = shared_table(&path, &ReadOptions::default()) else { return };
        against_reference(table, &format!("reference/pos/wiod13_{year}__linkages.csv.gz"));
    }
}

/// Section 8: the Perron root of A.
#[test]
fn perron_roots_to_recognise() {
    for (year, printed) in [(1995, 0.56052), (2011, 0.61016)] {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let Some(table) = shared_table(&path, &ReadOptions::default()) else { return };
        let root = LeontiefSystem::new(table, &published()).unwrap().perron_vectors().unwrap().root;
        assert!((root - printed).abs() < 0.5001e-5, "{year}: {root}");
    }
}

/// A as a dense matrix, with chosen rows and columns of it deleted.
fn coefficients(system: &LeontiefSystem, kept: impl Fn(usize, usize) -> bool) -> Matrix {
    let (x, z) = (system.output(), system.table().intermediate());
    Matrix::from_fn(system.order(), system.order(), |i, j| {
        if x[j] == 0.0 || !kept(i, j) { 0.0 } else { z[(i, j)] / x[j] }
    })
}

/// (I − A)⁻¹ f by a general solver, f⁺ as demand.
fn solved(a: &Matrix, demand: &[f64]) -> Vec<f64> {
    let n = demand.len();
    let left = nalgebra::DMatrix::from_fn(n, n, |i, j| f64::from(i == j) - a[(i, j)]);
    let right = nalgebra::DVector::from_column_slice(demand);
    left.lu().solve(&right).unwrap().as_slice().to_vec()
}

proptest! {
    #![proptest_config(config(64))]

    /// Removal, pure linkages and feedback are what deleting the flows and solving again gives;
    /// net multipliers have the mean one; Perron vectors are vectors of A.
    #[test]
    fn linkages_by_definition(drawn in drawn_table()) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let index = system.table().index();
        let partition = Partition::regions(index);
        let [world, _, regions] = all_of(&system);
        let column = |name: &str| world.real(name).unwrap();
        let (x, n) = (system.output(), system.order());
        let size = x.iter().fold(1.0, |m: f64, x| m.max(x.abs()));
        let whole = coefficients(&system, |_, _| true);
        let demand: Vec<f64> = (0..n).map(|i| x[i] - (0..n).map(|j| whole[(i, j)] * x[j]).sum::<f64>()).collect();
        let rows = |region: usize| index.rows(index.regions().nth(region).unwrap());
        for j in (0..n).filter(|&j| x[j] != 0.0) {
            // Dietzenbacher and van der Linden: column j of A deleted, over own output.
            let without = solved(&coefficients(&system, |_, c| c != j), &demand);
            let lost: f64 = x.iter().zip(&without).map(|(x, y)| x - y).sum();
            prop_assert!((column("dvl_backward")[j] * x[j] - lost).abs() < 1e-8 * size);
            // Guilhoto, Sonis and Hewings: 1'Δ_M A_Mj Δ_j f_j, and its mirror image.
            let others = coefficients(&system, |i, c| i != j && c != j);
            let own = 1.0 / (1.0 - whole[(j, j)]);
            let bought: Vec<f64> = (0..n)
                .map(|i| if i == j { 0.0 } else { whole[(i, j)] * own * demand[j] })
                .collect();
            let back: f64 = solved(&others, &bought).iter().sum();
            prop_assert!((column("pure_backward")[j] - back).abs() < 1e-8 * size);
            let rest: Vec<f64> = (0..n).map(|i| if i == j { 0.0 } else { demand[i] }).collect();
            let made = solved(&others, &rest);
            let sold: f64 = (0..n).filter(|&i| i != j).map(|i| whole[(j, i)] * made[i]).sum();
            prop_assert!((column("pure_forward")[j] - own * sold).abs() < 1e-8 * size);
        }
        for k in 0..regions.rows() {
            let inside = rows(k);
            let isolated = coefficients(&system, |i, j| inside.contains(&i) == inside.contains(&j));
            let of_region: Vec<f64> = (0..n).map(|i| if inside.contains(&i) { demand[i] } else { 0.0 }).collect();
            let made = solved(&isolated, &of_region);
            let bought: Vec<f64> = (0..n)
                .map(|i| if inside.contains(&i) { 0.0 } else { inside.clone().map(|j| whole[(i, j)] * made[j]).sum() })
                .collect();
            let back: f64 = solved(&isolated, &bought).iter().sum();
            prop_assert!((regions.real("pure_backward").unwrap()[k] - back).abs() < 1e-8 * size);
            let elsewhere: Vec<f64> = demand.iter().zip(&of_region).map(|(f, own)| f - own).collect();
            let made = solved(&isolated, &elsewhere);
            let sold: Vec<f64> = (0..n)
                .map(|i| if inside.contains(&i) { (0..n).filter(|j| !inside.contains(j)).map(|j| whole[(i, j)] * made[j]).sum() } else { 0.0 })
                .collect();
            let forward: f64 = solved(&isolated, &sold).iter().sum();
            prop_assert!((regions.real("pure_forward").unwrap()[k] - forward).abs() < 1e-8 * size);
        }
        let live: Vec<usize> = (0..n).filter(|&j| x[j] != 0.0).collect();
        let total: f64 = live.iter().map(|&j| x[j]).sum();
        for name in ["net_backward", "net_forward"] {
            let mean = live.iter().map(|&j| x[j] * column(name)[j]).sum::<f64>() / total;
            prop_assert!((mean - 1.0).abs() < 1e-8, "{name}: {mean}");
        }
        for j in &live {
            prop_assert!(column("feedback")[*j] > -1e-9);
        }
        let vectors = system.perron_vectors().unwrap();
        if vectors.root > 1e-6 {
            let scale = vectors.left.iter().fold(0.0_f64, |m, q| m.max(q.abs()));
            for j in 0..n {
                let image: f64 = (0..n).map(|i| vectors.left[i] * whole[(i, j)]).sum();
                prop_assert!((image - vectors.root * vectors.left[j]).abs() < 1e-7 * scale);
            }
        }
        let pairs = bloc_multipliers(&system, &partition).unwrap();
        let value_added = pairs.real("va_multiplier").unwrap();
        let g = partition.len();
        for k in 0..g {
            // All value added in a unit of demand is somebody's.
            let sum: f64 = value_added[k * g..(k + 1) * g].iter().sum();
            prop_assert!(sum.is_nan() || (sum - 1.0).abs() < 1e-8);
        }
    }
}
