//! Requirements tables.

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::measures::requirements::{Requirements, Selection, cells, requirements};
use tripole::{Accounting, Frame, LeontiefSystem, Matrix, Partition};

use super::{Reference, TABLES, system_of};
use crate::support::{config, drawn_table};

const TOLERANCE: f64 = 1e-9;

/// Every cell of the reference, each from a row and from a column, and all sums.
#[test]
fn every_row_of_the_reference() {
    let mut met = 0;
    for (name, path) in TABLES {
        let (Some(reference), Some(system)) = (Reference::open(name), system_of(path)) else {
            return;
        };
        let index = system.table().index();
        let partition = Partition::regions(index);
        let place = |region: &str, sector: &str| {
            let region = index.find_region(region).unwrap();
            let sector = index.find_sector(sector).unwrap();
            index.rows(region).find(|row| index.node(*row).sector == sector).unwrap()
        };
        for matrix in Requirements::ALL {
            let measure = format!("req.{}", matrix.name());
            // Of WIOD there are one row and one column.
            let (of_row, of_column): (Vec<usize>, Vec<usize>) = if name == "wiod13_2011" {
                (vec![place("CHN", "c14")], vec![place("DEU", "c15")])
            } else {
                let all: Vec<usize> = (0..index.len()).collect();
                (all.clone(), all)
            };
            let rows = matrix.rows(&system, &of_row).unwrap();
            let columns = matrix.columns(&system, &of_column).unwrap();
            met += reference.meet(&measure, TOLERANCE, |[r, s, p, q, _]| {
                let (i, j) = (place(r, s), place(p, q));
                let by_row = of_row.iter().position(|row| *row == i).map(|at| rows[(j, at)]);
                let by_column =
                    of_column.iter().position(|row| *row == j).map(|at| columns[(i, at)]);
                if let (Some(a), Some(b)) = (by_row, by_column) {
                    assert!((a - b).abs() < 1e-11, "{matrix} {i} {j}: {a} {b}");
                }
                by_row.or(by_column).unwrap()
            });
            let sums =
                |by| requirements(&system, &partition, matrix, by, Selection::default()).unwrap();
            let ((regions, _), (sectors, _)) = (sums(Level::Region), sums(Level::Sector));
            let of =
                |frame: &Frame, keys: [&str; 2]| frame.value(&keys, "value").unwrap_or(f64::NAN);
            met += reference.meet(
                &format!("req.region.{}", matrix.name()),
                TOLERANCE,
                |[r, _, p, ..]| of(&regions, [r, p]),
            );
            met += reference.meet(
                &format!("req.sector.{}", matrix.name()),
                TOLERANCE,
                |[_, s, _, q, _]| of(&sectors, [s, q]),
            );
        }
    }
    // All rows `req.` of the four files.
    assert_eq!(met, 567 + 108 + 7168 + 480 + 252 + 78 + 20_090 - 7 + 17_436);
}

fn system(drawn: tripole::Mrio) -> LeontiefSystem {
    LeontiefSystem::new(drawn, &Accounting::default()).unwrap()
}

fn whole(system: &LeontiefSystem, matrix: Requirements) -> Matrix {
    let all: Vec<usize> = (0..system.order()).collect();
    cells(system, matrix, &all, &all).unwrap()
}

proptest! {
    #![proptest_config(config(64))]

    /// L (I - A) = I; Q = x̂⁻¹Lx̂ where there is output; vL adds up to one; chosen cells are those of the whole.
    #[test]
    fn identities_of_cells(drawn in drawn_table()) {
        let system = system(drawn.table);
        let n = system.order();
        let [a, l, less, q, vl, ima] = [
            Requirements::Inputs,
            Requirements::Leontief,
            Requirements::LeontiefLessIdentity,
            Requirements::Ghosh,
            Requirements::ValueAdded,
            Requirements::Operator,
        ]
        .map(|matrix| whole(&system, matrix));
        let x = system.output();
        for j in 0..n {
            for i in 0..n {
                let unit = f64::from(u8::from(i == j));
                let product: f64 = (0..n).map(|k| l[(i, k)] * ima[(k, j)]).sum();
                prop_assert!((product - unit).abs() < 1e-9);
                prop_assert!((ima[(i, j)] - (unit - a[(i, j)])).abs() < 1e-15);
                prop_assert!((less[(i, j)] - (l[(i, j)] - unit)).abs() < 1e-12);
                if x[i] == 0.0 || x[j] == 0.0 {
                    prop_assert_eq!(q[(i, j)], unit);
                } else {
                    prop_assert!((q[(i, j)] * x[i] - l[(i, j)] * x[j]).abs() < 1e-9 * (1.0 + x[j]));
                }
            }
            let sum: f64 = (0..n).map(|i| vl[(i, j)]).sum();
            prop_assert!((sum - 1.0).abs() < 1e-9);
        }
        let (some, others) = ([n - 1], [0, n - 1]);
        for matrix in Requirements::ALL {
            let all = whole(&system, matrix);
            let (wide, tall) = (
                cells(&system, matrix, &some, &others).unwrap(),
                cells(&system, matrix, &others, &some).unwrap(),
            );
            for (k, other) in others.into_iter().enumerate() {
                prop_assert!((wide[(0, k)] - all[(n - 1, other)]).abs() < 1e-12);
                prop_assert!((tall[(k, 0)] - all[(other, n - 1)]).abs() < 1e-12);
            }
        }
    }

    /// Sums keep the totals: agg L · P f = P x; (P w)' · agg Q = (P x)'; columns of agg vL add up to one.
    #[test]
    fn totals_survive_adding_up(drawn in drawn_table()) {
        let system = system(drawn.table);
        let index = system.table().index().clone();
        let partition = Partition::regions(&index);
        for by in [Level::Region, Level::Sector] {
            let line = |row: usize| {
                let node = index.node(row);
                if by == Level::Region { node.region.position() } else { node.sector.position() }
            };
            let labels =
                if by == Level::Region { index.region_codes() } else { index.sector_codes() };
            let sums = |values: &[f64]| {
                let mut sums = vec![0.0; labels.len()];
                (0..index.len()).for_each(|row| sums[line(row)] += values[row]);
                sums
            };
            let (f, x, w) =
                (sums(&system.closing_demand()), sums(system.output()), sums(system.value_added()));
            let of = |matrix| {
                let (frame, _) =
                    requirements(&system, &partition, matrix, by, Selection::default()).unwrap();
                let values = frame.real("value").unwrap().to_vec();
                Matrix::from_fn(labels.len(), labels.len(), |i, j| values[i * labels.len() + j])
            };
            let (l, less, q, vl) = (
                of(Requirements::Leontief),
                of(Requirements::LeontiefLessIdentity),
                of(Requirements::Ghosh),
                of(Requirements::ValueAdded),
            );
            let times = |share: f64, amount: f64| if amount == 0.0 { 0.0 } else { share * amount };
            let scale = 1e-9 * (1.0 + x.iter().sum::<f64>());
            for i in 0..labels.len() {
                if f.iter().all(|f| *f != 0.0) {
                    let made: f64 = (0..labels.len()).map(|j| times(l[(i, j)], f[j])).sum();
                    prop_assert!((made - x[i]).abs() < scale);
                }
                if w.iter().all(|w| *w != 0.0) {
                    let made: f64 = (0..labels.len()).map(|j| times(q[(j, i)], w[j])).sum();
                    prop_assert!((made - x[i]).abs() < scale);
                }
                let sum: f64 = (0..labels.len()).map(|j| vl[(j, i)]).sum();
                prop_assert!(f[i] == 0.0 || (sum - 1.0).abs() < 1e-6 * (1.0 + scale / f[i].abs()));
                for j in 0..labels.len() {
                    let unit = f64::from(u8::from(i == j));
                    let gap = less[(i, j)] - (l[(i, j)] - unit);
                    prop_assert!(f[j] == 0.0 || gap.abs() < 1e-6 * (1.0 + scale / f[j].abs()));
                }
            }
        }
    }
}

/// What is left out is counted, and the largest column of it added up.
#[test]
fn small_cells_are_left_out() {
    let text = ",A_x,A_y,A_f\nA_x,10,0,90\nA_y,20,0,80\n";
    let input = tripole::read::Input::bytes("t.csv", text);
    let table = tripole::read::read(&input, &tripole::read::ReadOptions::default()).unwrap().table;
    let system = system(table);
    let partition = Partition::regions(system.table().index());
    let some = Selection { least: Some(0.15), ..Selection::default() };
    let (kept, left) =
        requirements(&system, &partition, Requirements::Inputs, Level::RegionSector, some).unwrap();
    assert_eq!(kept.real("value"), Some([0.2].as_slice()), "zeros are below, too, and no loss");
    assert_eq!((left.cells, left.largest_column), (1, 0.1));
    // Of chosen lines, what is left out of them is counted and no more.
    let second = Selection { rows: &[1], ..some };
    let (kept, left) =
        requirements(&system, &partition, Requirements::Inputs, Level::Sector, second).unwrap();
    assert_eq!((kept.real("value"), left.cells), (Some([0.2].as_slice()), 0));
}
