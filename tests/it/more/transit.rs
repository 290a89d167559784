//! Transit, and chains of final products that visit an economy.

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::linalg::Lu;
use tripole::measures::decompose::{Query, exports};
use tripole::measures::extract::{ExtractOptions, extraction};
use tripole::measures::trade::Exports;
use tripole::measures::transit::{TransitOptions, transit};
use tripole::{Accounting, Error, Frame, Group, LeontiefSystem, Matrix, Partition, RowSet};

use super::{Reference, TABLES, system_of};
use crate::support::{config, drawn_table};

/// Columns by region, and how near the reference they are.
const COLUMNS: [(&str, f64); 9] = [
    ("transit", 1e-9),
    ("transit_foreign", 1e-9),
    ("transit_return", 1e-9),
    ("transit_share", 1e-9),
    ("pairs", 0.0),
    ("mean_dependence", 1e-8),
    ("intensity", 1e-8),
    ("loss", 1e-9),
    ("fva_content", 1e-9),
];

fn asked(system: &LeontiefSystem, partition: &Partition, by: Level) -> Frame {
    transit(system, partition, TransitOptions { by, ..Default::default() }).unwrap()
}

fn at(frame: &Frame, labels: &[&str], column: &str) -> f64 {
    frame.value(labels, column).unwrap_or_else(|| panic!("{labels:?} {column}"))
}

#[test]
fn every_row_of_the_reference() {
    let mut met = 0;
    for (name, path) in TABLES {
        let (Some(reference), Some(system)) = (Reference::open(name), system_of(path)) else {
            return;
        };
        let index = system.table().index();
        let partition = Partition::regions(index);
        let regions = asked(&system, &partition, Level::Region);
        for (column, tolerance) in COLUMNS {
            let measure = format!("transit.{column}");
            met += reference.meet(&measure, tolerance, |[k, ..]| at(&regions, &[k], column));
        }
        // Of WIOD there are three crossed economies.
        let crossed: Vec<_> = match name {
            "wiod13_2011" => {
                ["CHN", "DEU", "USA"].map(|code| partition.find(code).unwrap()).to_vec()
            }
            _ => vec![],
        };
        let of = |by| {
            let options = TransitOptions { by, crossed: &crossed, ..Default::default() };
            transit(&system, &partition, options).unwrap()
        };
        let (pairs, products) = (of(Level::Pair), of(Level::RegionSector));
        // Places of the lines, which are many.
        let place = |code: &str| partition.find(code).unwrap().position();
        let chosen: Vec<usize> = partition
            .chosen(&crossed)
            .into_iter()
            .map(tripole::table::EconomyId::position)
            .collect();
        let nth = |code: &str| chosen.iter().position(|k| *k == place(code)).unwrap();
        let (g, through) = (partition.len(), pairs.real("through").unwrap());
        met += reference.meet("transit.pair", 1e-9, |[o, _, d, _, k]| {
            through[(place(o) * g + place(d)) * chosen.len() + nth(k)]
        });
        let row = |region: &str, sector: &str| {
            let region = index.find_region(region).unwrap();
            let sector = index.find_sector(sector).unwrap();
            index.rows(region).find(|row| index.node(*row).sector == sector).unwrap()
        };
        for column in ["frequency", "once"] {
            let values = products.real(column).unwrap();
            met += reference.meet(&format!("ptf.{column}"), 1e-9, |[k, _, p, q, _]| {
                values[nth(k) * index.len() + row(p, q)]
            });
        }
    }
    assert_eq!(met, 27 + 27 + 54 + 72 + 512 + 512 + 27 + 27 + 36 + 369 + 5043 + 8610);
}

/// Figures to recognise a right result, of both years.
#[test]
fn known_figures_of_wiod() {
    let figures = [
        (
            "data/wiod13/wiod13_1995.csv.gz",
            [0.005_73, 0.025_36, 0.019_60],
            [4.0, 825.0, 193.0],
            [2.134, 1.469, 1.736],
            [0.015_23, 0.006_09],
        ),
        (
            "data/wiod13/wiod13_2011.csv.gz",
            [0.036_71, 0.033_78, 0.022_51],
            [346.0, 1054.0, 180.0],
            [2.589, 1.435, 1.563],
            [0.116_78, 0.040_75],
        ),
    ];
    for (path, shares, pairs, stages, products) in figures {
        let Some(system) = system_of(path) else { return };
        let index = system.table().index();
        let partition = Partition::regions(index);
        let codes = ["CHN", "DEU", "USA"];
        let crossed = codes.map(|code| partition.find(code).unwrap());
        let options = TransitOptions { crossed: &crossed, ..Default::default() };
        let frame = transit(&system, &partition, options).unwrap();
        assert_eq!(frame.rows(), 3);
        let usa = index.rows(index.find_region("USA").unwrap());
        let electronics = index.find_sector("c14").unwrap();
        let product: Vec<usize> =
            usa.filter(|row| index.node(*row).sector == electronics).collect();
        let options = TransitOptions {
            by: Level::RegionSector,
            crossed: &crossed[..1],
            products: &product,
            ..Default::default()
        };
        let visits = transit(&system, &partition, options).unwrap();
        assert_eq!(visits.rows(), 1);
        for (column, known) in ["frequency", "once"].iter().zip(products) {
            let ours = at(&visits, &["CHN", "USA", "c14"], column);
            assert!((ours - known).abs() <= 0.5e-5, "{path} {column}: {ours} {known}");
        }
        for (k, code) in codes.iter().enumerate() {
            let ours = |column| at(&frame, &[code], column);
            let near = |ours: f64, known: f64, half: f64| (ours - known).abs() <= half;
            assert!(near(ours("transit_share"), shares[k], 0.5e-5), "{path} {code}");
            assert!(near(ours("pairs"), pairs[k], 0.0), "{path} {code}");
            assert!(near(ours("intensity"), stages[k], 0.5e-3), "{path} {code}");
        }
    }
}

/// VAY of a table without these rows, columns and final sales, solved anew.
fn without(system: &LeontiefSystem, partition: &Partition, gone: &[usize]) -> Matrix {
    let n = system.order();
    let all: Vec<usize> = (0..n).collect();
    let a = system.coefficients(&all, &all);
    let is_gone = |row: usize| gone.contains(&row);
    let left = Matrix::from_fn(n, n, |i, j| {
        let unit = f64::from(u8::from(i == j));
        if is_gone(i) || is_gone(j) { unit } else { unit - a[(i, j)] }
    });
    let mut made = system.final_demand_by_destination(partition);
    for d in 0..partition.len() {
        gone.iter().for_each(|row| made[(*row, d)] = 0.0);
    }
    Lu::of(&left).unwrap().solve(&mut made);
    let mut absorbed = Matrix::zeros(partition.len(), partition.len());
    for d in 0..partition.len() {
        for row in 0..n {
            let origin = partition.of_row(row).position();
            absorbed[(origin, d)] += system.value_added_coefficients()[row] * made[(row, d)];
        }
    }
    absorbed
}

#[track_caller]
fn near(a: f64, b: f64, tolerance: f64) -> std::result::Result<(), TestCaseError> {
    let line = std::panic::Location::caller().line();
    prop_assert!((a - b).abs() <= tolerance, "line {line}: {a} {b}");
    Ok(())
}

proptest! {
    #![proptest_config(config(64))]

    /// What passes is what is lost when the rows, columns and final sales of the crossed economy are deleted; the
    /// columns by region are sums of it.
    #[test]
    fn what_passes_is_lost_without_the_economy(drawn in drawn_table()) {
        let tolerance = 100.0 * drawn.tolerance();
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let index = system.table().index();
        let mut groups = vec![];
        if drawn.regions > 2 {
            groups.push(Group::new(index, "G", &["R1", "R3"]).unwrap());
        }
        for partition in [Partition::regions(index), Partition::new(index, &groups).unwrap()] {
            let (regions, pairs) =
                (asked(&system, &partition, Level::Region), asked(&system, &partition, Level::Pair));
            let whole = without(&system, &partition, &[]);
            let (x, g) = (system.output_by_destination(&partition).unwrap(), partition.len());
            let origins = system.value_added_by_origin(&partition).unwrap();
            let gross = Exports::of(system.table(), &partition).by_row();
            let fva = exports(&system, &partition, Query::default(), &[]).unwrap();
            for (id, economy) in partition.economies() {
                let (k, name) = (id.position(), economy.name.as_str());
                let rest = without(&system, &partition, &economy.rows);
                let (mut foreign, mut back, mut all, mut lost) = (0.0, 0.0, 0.0, 0.0);
                for o in 0..g {
                    for d in 0..g {
                        let gone = whole[(o, d)] - rest[(o, d)];
                        let labels = [&*partition.names()[o], &*partition.names()[d], name];
                        near(at(&pairs, &labels, "through"), gone, tolerance)?;
                        lost += gone;
                        if o != k && d != k {
                            if o == d { back += gone } else { foreign += gone }
                            if o != d { all += whole[(o, d)] }
                        }
                    }
                }
                let value = |column| at(&regions, &[name], column);
                near(value("transit_foreign"), foreign, tolerance)?;
                near(value("transit_return"), back, tolerance)?;
                near(value("transit"), foreign + back, tolerance)?;
                near(value("loss"), lost, tolerance)?;
                if all == 0.0 {
                    prop_assert!(value("transit_share").is_nan());
                } else if all.abs() > tolerance {
                    near(value("transit_share") * all, value("transit_foreign"), tolerance)?;
                }
                // The loss is that of extraction.
                let set = RowSet::economy(&partition, id);
                let extracted =
                    extraction(&system, &partition, &set, ExtractOptions::default()).unwrap();
                near(extracted.real("va_loss").unwrap().iter().sum(), lost, tolerance)?;
                // Stages in the economy, of all value, are its output.
                let stages: f64 = economy
                    .rows
                    .iter()
                    .flat_map(|&row| (0..g).flat_map(move |o| (0..g).map(move |d| (row, o, d))))
                    .map(|(row, o, d)| origins[(row, o)] * x[(row, d)])
                    .sum();
                let output: f64 = economy.rows.iter().map(|row| system.output()[*row]).sum();
                near(stages, output, tolerance)?;
                let others = |row: usize| {
                    (0..g).filter(|o| *o != k).map(|o| origins[(row, o)]).sum::<f64>()
                };
                let content: f64 = economy.rows.iter().map(|&row| others(row) * gross[row]).sum();
                near(value("fva_content"), content, tolerance)?;
                // Foreign value added in exports is what passes, and what left and came home:
                // VB_ok L_kk⁻¹ (X_k(k) − L_D Y_kk), with nothing in it where no chain returns.
                let columns = system.inverse_columns(&economy.rows).unwrap();
                let here: Vec<usize> = (0..economy.rows.len()).collect();
                let mut at_home = system
                    .final_demand_by_destination(&partition)
                    .block(&economy.rows, &[k]);
                system.local_factor(&economy.rows).unwrap().solve(&mut at_home);
                let mut came_back = x.block(&economy.rows, &[k]);
                for (row, made) in at_home.column(0).iter().enumerate() {
                    came_back[(row, 0)] -= made;
                }
                Lu::of(&columns.block(&economy.rows, &here)).unwrap().solve(&mut came_back);
                let home: f64 = economy
                    .rows
                    .iter()
                    .enumerate()
                    .map(|(place, &row)| others(row) * came_back[(place, 0)])
                    .sum();
                let known = fva.value(&[name], "fva").unwrap();
                near(known, foreign + back + home, tolerance)?;
            }
        }
    }

    /// Visits to all economies are the stages of a product; whoever touches an economy at least once is what is born
    /// there and what passes through it.
    #[test]
    fn visits_of_products(drawn in drawn_table()) {
        let tolerance = 100.0 * drawn.tolerance();
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let (n, g) = (system.order(), partition.len());
        let frame = asked(&system, &partition, Level::RegionSector);
        let (frequency, once) = (frame.real("frequency").unwrap(), frame.real("once").unwrap());
        let stages = system.leontief_inverse().unwrap().column_sums();
        let (y, pairs) =
            (system.final_demand_by_destination(&partition), asked(&system, &partition, Level::Pair));
        let through = pairs.real("through").unwrap();
        for j in 0..n {
            near((0..g).map(|k| frequency[k * n + j]).sum(), stages[j], 1e-9 * stages[j])?;
            let home = partition.of_row(j).position();
            near(once[home * n + j], 1.0, 1e-9)?;
            for k in 0..g {
                let (f, o) = (frequency[k * n + j], once[k * n + j]);
                prop_assert!((-1e-9..=1.0 + 1e-9).contains(&o) && f >= o - 1e-9);
            }
        }
        for k in 0..g {
            for d in 0..g {
                let touched: f64 = (0..n).map(|j| once[k * n + j] * y[(j, d)]).sum();
                let passed: f64 = (0..g).map(|o| through[(o * g + d) * g + k]).sum();
                near(touched, passed, tolerance)?;
            }
        }
    }

    /// Chosen economies and products are lines of the whole; a higher threshold counts fewer pairs.
    #[test]
    fn choices_are_parts_of_the_whole(drawn in drawn_table()) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let last = [partition.chosen(&[])[partition.len() - 1]];
        let product = [system.order() - 1];
        for by in [Level::Region, Level::Pair, Level::RegionSector] {
            let whole = asked(&system, &partition, by);
            let options = TransitOptions { by, crossed: &last, products: &product, ..Default::default() };
            let some = transit(&system, &partition, options).unwrap();
            prop_assert!(some.rows() > 0);
            for row in 0..some.rows() {
                let labels: Vec<&str> = some.keys().iter().map(|key| key.label(row)).collect();
                for column in some.indicators() {
                    let (ours, all) =
                        (column.values()[row], whole.value(&labels, column.name()).unwrap());
                    let same = (ours - all).abs() <= drawn.tolerance() || ours.is_nan() && all.is_nan();
                    prop_assert!(same, "{labels:?} {}: {ours} {all}", column.name());
                }
            }
        }
        let counted = |threshold| {
            let options = TransitOptions { threshold, ..Default::default() };
            transit(&system, &partition, options).unwrap().real("pairs").unwrap().to_vec()
        };
        let (few, many) = (counted(0.5), counted(0.0));
        prop_assert!(few.iter().zip(&many).all(|(few, many)| few <= many));
    }
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let text = ",A_x,B_x,A_f,B_f\nA_x,10,0,80,10\nB_x,20,5,10,65\n";
    let input = tripole::read::Input::bytes("t.csv", text);
    let table = tripole::read::read(&input, &tripole::read::ReadOptions::default()).unwrap().table;
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let partition = Partition::regions(system.table().index());
    for threshold in [-0.1, 1.0, f64::NAN] {
        let options = TransitOptions { threshold, ..Default::default() };
        let wrong = transit(&system, &partition, options).unwrap_err();
        assert!(matches!(wrong, Error::Range { .. }), "{wrong}");
    }
    let options = TransitOptions { by: Level::RegionSector, products: &[2], ..Default::default() };
    let wrong = transit(&system, &partition, options).unwrap_err();
    assert!(matches!(wrong, Error::OtherTable { .. }), "{wrong}");
    // Two economies leave no pair without the crossed one.
    let frame = asked(&system, &partition, Level::Region);
    assert!(at(&frame, &["A"], "mean_dependence").is_nan());
    assert!(at(&frame, &["A"], "pairs").abs() < f64::EPSILON);
}
