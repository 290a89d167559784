//! The commands on chains and satellite accounts, on tables small enough to check by hand.

use crate::cli::{ok, toy};

/// Exports are 6 and 3 of the USA, 20 and 1 of China: (6/9) / (26/30) = 0.769...
#[test]
fn comparative_advantage_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    let text = ok(&["rca", &table]);
    let mut lines = text.lines();
    assert_eq!(
        lines.next().unwrap(),
        "region,sector,rca_exports,rca_exports_symmetric,rca_dva_origin,rca_dva_origin_symmetric,\
         rca_vax_origin,rca_vax_origin_symmetric,rca_dva_exporter,rca_dva_exporter_symmetric"
    );
    let cells: Vec<&str> = lines.next().unwrap().split(',').collect();
    let (b, s): (f64, f64) = (cells[2].parse().unwrap(), cells[3].parse().unwrap());
    let by_hand = (6.0 / 9.0) / (26.0 / 30.0);
    assert!((b - by_hand).abs() < 1e-12 && (s - (by_hand - 1.0) / (by_hand + 1.0)).abs() < 1e-12);
    let one = ok(&["rca", &table, "--region", "CHN", "--sector", "s"]);
    assert!(one.lines().nth(1).unwrap().starts_with("CHN,s,"), "{one}");
}
