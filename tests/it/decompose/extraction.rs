//! VALUE_ADDED 2.1: value added of any perimeter is the GDP lost in its extraction, by origin.

use tripole::linalg::Backend;
use tripole::measures::decompose::{
    Approach, Flow, ImportsOf, Perspective, Query, exports, imports, perimeter,
};
use tripole::sources::CodeReader;
use tripole::table::{Sales, SalesSet};
use tripole::{Frame, LeontiefSystem, Matrix};

use crate::support::{Case, config, drawn_table};

/// GDP by origin that is lost when the sales of `rows` to `buyers` (regions, all their producers
/// and final users) are deleted: v'BYu − v'B̃Ỹu with dense algebra.
fn lost(system: &LeontiefSystem, rows: &[usize], buyers: &[usize]) -> Vec<f64> {
    lost_when(system, |row, buyer| rows.contains(&row) && buyers.contains(&buyer))
}

/// The same for the sales that `deleted(row, buying region)` says.
fn lost_when(system: &LeontiefSystem, deleted: impl Fn(usize, usize) -> bool) -> Vec<f64> {
    let table = system.table();
    let (n, x) = (system.order(), system.output());
    let region = |row: usize| table.index().node(row).region.position();
    let gdp = |delete: bool| -> Vec<f64> {
        let m = Matrix::from_fn(n, n, |i, j| {
            let a = if x[j] == 0.0 { 0.0 } else { table.intermediate()[(i, j)] / x[j] };
            f64::from(u8::from(i == j)) - if delete && deleted(i, region(j)) { 0.0 } else { a }
        });
        let demand: Vec<f64> = (0..n)
            .map(|i| {
                let columns = table.demand().columns().iter().enumerate();
                let kept =
                    columns.filter(|(_, c)| !delete || !deleted(i, c.region.unwrap().position()));
                kept.map(|(j, _)| table.final_demand()[(i, j)]).sum()
            })
            .collect();
        let output = Backend::Nalgebra.inverse(&m).unwrap().times_vector(&demand);
        let mut gdp = vec![0.0; table.index().regions().len()];
        for (row, made) in output.iter().enumerate() {
            gdp[region(row)] += system.value_added_coefficients()[row] * made;
        }
        gdp
    };
    gdp(false).iter().zip(gdp(true)).map(|(before, after)| before - after).collect()
}

proptest::proptest! {
    #![proptest_config(config(64))]

    /// VALUE_ADDED 2.1: value added of any perimeter is the GDP lost in its extraction, by origin.
    #[test]
    fn extraction_identity(drawn in drawn_table()) {
        let Case { system, partition } = Case::new(drawn.table.clone(), &[]);
        let index = system.table().index().clone();
        let g = drawn.regions;
        let tolerance = drawn.tolerance();
        let close = |a: f64, b: f64| (a - b).abs() <= tolerance;
        let frame = |flow, perspective| {
            exports(&system, &partition, Query { flow, perspective, approach: Approach::Source }, &[]).unwrap()
        };
        let check = |frame: &Frame, keys: &[&str], lost: &[f64], s: usize| {
            let dva = frame.value(keys, "dva").unwrap();
            let fva = frame.value(keys, "fva").unwrap();
            let foreign: f64 = (0..g).filter(|&t| t != s).map(|t| lost[t]).sum();
            close(dva, lost[s]) && close(fva, foreign)
        };
        let total = frame(Flow::Total, Perspective::Exporter);
        let pairs = frame(Flow::Bilateral, Perspective::Bilateral);
        let sectors = frame(Flow::Sector, Perspective::SectorExporter);
        let cells = frame(Flow::SectorBilateral, Perspective::SectorBilateral);
        let imported = imports(&system, &partition, &ImportsOf::Total, &[]).unwrap();
        let products = imports(&system, &partition, &ImportsOf::Sectors(index.sectors().collect()), &[]).unwrap();
        for (id, economy) in partition.economies() {
            let s = id.position();
            let others: Vec<usize> = (0..g).filter(|&r| r != s).collect();
            let name = economy.name.as_str();
            proptest::prop_assert!(check(&total, &[name], &lost(&system, &economy.rows, &others), s));
            for &row in &economy.rows {
                let sector = index.sector(index.node(row).sector);
                proptest::prop_assert!(check(&sectors, &[name, sector], &lost(&system, &[row], &others), s));
                for &r in &others {
                    let keys = [name, sector, &partition.names()[r]];
                    proptest::prop_assert!(check(&cells, &keys, &lost(&system, &[row], &[r]), s));
                }
            }
            for &r in &others {
                let keys = [name, partition.names()[r].as_str()];
                proptest::prop_assert!(check(&pairs, &keys, &lost(&system, &economy.rows, &[r]), s));
            }
            // Imports of this economy from all others, and of each product.
            let abroad: Vec<usize> = (0..system.order()).filter(|row| !economy.rows.contains(row)).collect();
            let gone = lost(&system, &abroad, &[s]);
            for (t, gone) in gone.iter().enumerate() {
                let va = imported.value(&[name, &partition.names()[t]], "va").unwrap();
                proptest::prop_assert!(close(va, *gone));
            }
            for sector in index.sectors() {
                let sellers: Vec<usize> =
                    abroad.iter().copied().filter(|&row| index.node(row).sector == sector).collect();
                let gone = lost(&system, &sellers, &[s]);
                for (t, gone) in gone.iter().enumerate() {
                    let keys = [name, index.sector(sector), &partition.names()[t]];
                    proptest::prop_assert!(close(products.value(&keys, "va").unwrap(), *gone));
                }
            }
        }
    }

    /// Any set of sales: value added is the GDP lost without them.
    #[test]
    fn any_perimeter_is_an_extraction(
        drawn in drawn_table(),
        choices in proptest::collection::vec((0usize..4, 0usize..5, 0usize..5), 1..4),
    ) {
        let Case { system, partition } = Case::new(drawn.table.clone(), &[]);
        let index = system.table().index().clone();
        let name = |k: usize| if k < drawn.regions { format!("R{}", k + 1) } else { "all".to_owned() };
        let sector = |k: usize| if k < index.sectors().len() { format!("S{}", k + 1) } else { "all".to_owned() };
        let texts: Vec<String> = choices
            .iter()
            .map(|&(s, i, r)| format!("{}:{}>{}", name(s), sector(i), name(r)))
            .collect();
        let codes = CodeReader::new(&partition);
        let sales: Vec<Sales> = texts.iter().map(|t| codes.sales(t).unwrap()).collect();
        let set = SalesSet::of(&partition, &sales).unwrap();
        let frame = perimeter(&system, &set).unwrap();
        let gone = lost_when(&system, |row, buyer| {
            let node = index.node(row);
            node.region.position() != buyer
                && choices.iter().any(|&(s, i, r)| {
                    (s >= drawn.regions || s == node.region.position())
                        && (i >= index.sectors().len() || i == node.sector.position())
                        && (r >= drawn.regions || r == buyer)
                })
        });
        let tolerance = drawn.tolerance();
        for (va, gone) in frame.real("va").unwrap().iter().zip(&gone) {
            proptest::prop_assert!((va - gone).abs() <= tolerance);
        }
        let (sold, content) = (frame.real("sales").unwrap(), frame.real("content").unwrap());
        proptest::prop_assert!((sold.iter().sum::<f64>() - content.iter().sum::<f64>()).abs() <= tolerance);
    }
}
