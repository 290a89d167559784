//! Comparative advantage, propagation lengths, smile curves and income in chains: agreement with
//! `reference/pos` and with peers, and the identities of the specification.

use std::collections::HashMap;

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::measures::apl::{MINIMUM_LINKAGE, ProductPairs, apl, apl_of_products};
use tripole::measures::income::{IncomeOptions, gvc_income};
use tripole::measures::rca::rca;
use tripole::measures::smile::smile;
use tripole::read::ReadOptions;
use tripole::sources::CodeReader;
use tripole::table::{CellId, OutputFrom, ValueAddedFrom};
use tripole::{Accounting, Frame, Group, LeontiefSystem, Matrix, Partition};

use crate::support::{config, drawn_table, gunzip, records, shared, shared_table};

type Row = HashMap<String, String>;

/// A table of `reference/pos`, its system under the conventions that the reference was made
/// with, and the rows of its part `position`.
pub struct Case {
    pub name: &'static str,
    pub system: LeontiefSystem,
    pub partition: Partition,
    rows: Vec<Row>,
}

/// The conventions of `reference/pos`.
pub fn as_published() -> Accounting {
    Accounting {
        output: OutputFrom::Table,
        value_added: ValueAddedFrom::Table,
        ..Accounting::default()
    }
}

pub fn cases() -> Vec<Case> {
    let tables = [
        ("leather", "reference/tables/leather.csv"),
        ("bloc8x4", "reference/tables/bloc8x4.csv"),
        ("edge3x2", "reference/tables/edge3x2.csv"),
        ("wiod13_1995", "data/wiod13/wiod13_1995.csv.gz"),
        ("wiod13_2011", "data/wiod13/wiod13_2011.csv.gz"),
    ];
    let case = |(name, path)| {
        let table = shared_table(path, &ReadOptions::default())?;
        let rows = shared(&format!("reference/pos/{name}__position.csv.gz"))?;
        let partition = Partition::regions(table.index());
        let system = LeontiefSystem::new(table, &as_published()).unwrap();
        Some(Case { name, system, partition, rows: records(&gunzip(&rows)) })
    };
    tables.into_iter().filter_map(case).collect()
}

impl Case {
    /// Manufactures, the products of the reference's chains.
    pub fn manufactures(&self) -> Vec<CellId> {
        let wiod: Vec<String> = (3..=16).map(|k| format!("c{k}")).collect();
        let sectors: Vec<&str> = match self.name {
            "leather" => vec!["TEX", "TRQ"],
            "bloc8x4" => vec!["MAN", "ELE"],
            "edge3x2" => vec!["G"],
            _ => wiod.iter().map(String::as_str).collect(),
        };
        CodeReader::new(&self.partition).products(&sectors).unwrap()
    }

    /// Rows of a measure: their labels under `names`, and their value, NaN where empty.
    pub fn of(&self, measure: &str, names: &[&str]) -> Vec<(Vec<String>, f64)> {
        let rows = self.rows.iter().filter(|r| r["measure"] == measure);
        rows.map(|r| {
            let value = if r["value"].is_empty() { f64::NAN } else { r["value"].parse().unwrap() };
            (names.iter().map(|name| r[*name].clone()).collect(), value)
        })
        .collect()
    }
}

/// 1e-8 relative; the references have twelve digits, and zeros that are rounding there.
pub fn close(ours: f64, theirs: f64) -> bool {
    ours.is_nan() && theirs.is_nan() || (ours - theirs).abs() <= 1e-8 * theirs.abs() + 1e-13
}

/// Every number of a frame under its key labels.
pub fn lookup(frame: &Frame, indicator: &str) -> HashMap<Vec<String>, f64> {
    let values = frame.real(indicator).unwrap();
    (0..frame.rows())
        .map(|row| (frame.keys().iter().map(|k| k.label(row).to_owned()).collect(), values[row]))
        .collect()
}

/// All of `theirs` must be ours, and nothing of ours be left over.
pub fn same(what: &str, theirs: &[(Vec<String>, f64)], frame: &Frame, indicator: &str) {
    let ours = lookup(frame, indicator);
    assert_eq!(ours.len(), theirs.len(), "{what} {indicator}");
    for (key, theirs) in theirs {
        let ours = *ours.get(key).unwrap_or_else(|| panic!("{what}: no {key:?}"));
        assert!(close(ours, *theirs), "{what} {indicator} {key:?}: ours {ours}, {theirs}");
    }
}

#[test]
fn comparative_advantage_of_the_reference() {
    for case in cases() {
        let frame = rca(&case.system, &case.partition).unwrap();
        for (measure, column) in [
            ("rca.gross", "rca_exports"),
            ("rca.dva_origin", "rca_dva_origin"),
            ("rca.vax_origin", "rca_vax_origin"),
            ("rca.dva_exporting", "rca_dva_exporter"),
        ] {
            same(case.name, &case.of(measure, &["region", "sector"]), &frame, column);
        }
    }
}

/// R package gvc, `nrca`: domestic value added by sector of origin.
///
/// DIFFERENCE: exports of sectors without output (WIOD has some of one or two units) have no value
/// added there, with residual value added they are their own here. Of WIOD therefore the run with
/// published output and value added, where both leave them out.
#[test]
fn comparative_advantage_of_gvc() {
    let mut compared = 0;
    for (table, file, accounting) in [
        ("reference/tables/leather_names.csv", "toy/leather/gvc.csv", Accounting::default()),
        ("reference/tables/wiodtest.csv", "toy/wiodtest/gvc.csv", Accounting::default()),
        ("reference/tables/wiod13agg_2011.csv.gz", "wiod13_agg/gvc.csv.gz", Accounting::default()),
        ("data/wiod13/wiod13_2011.csv.gz", "wiod13_2011/gvc_reportedX.csv.gz", as_published()),
    ] {
        let Some(table) = shared_table(table, &ReadOptions::default()) else { return };
        let path = shared(&format!("reference/peers/{file}")).unwrap();
        let packed = path.extension().is_some_and(|e| e == "gz");
        let text = if packed { gunzip(&path) } else { std::fs::read_to_string(&path).unwrap() };
        let partition = Partition::regions(table.index());
        let system = LeontiefSystem::new(table, &accounting).unwrap();
        let ours = lookup(&rca(&system, &partition).unwrap(), "rca_dva_origin");
        for r in records(&text).iter().filter(|r| r["function"] == "nrca") {
            let mine = ours[&vec![r["exporter"].clone(), r["exporter_sector"].clone()]];
            let theirs = r["value"].parse().unwrap_or(f64::NAN);
            assert!(close(mine, theirs), "{file} {r:?}: {mine}");
            compared += 1;
        }
    }
    assert_eq!(compared, 9 + 18 + 246 + 1435);
}

#[test]
fn propagation_lengths_of_the_reference() {
    for case in cases() {
        for (measure, by, names) in [
            ("apl.country", Level::Region, ["region", "partner"]),
            ("apl.sector", Level::Sector, ["sector", "partner_sector"]),
        ] {
            let frame = apl(&case.system, &case.partition, by, MINIMUM_LINKAGE).unwrap();
            same(case.name, &case.of(measure, &names), &frame, "apl");
        }
    }
}

#[test]
fn smile_curves_of_the_reference() {
    let mut compared = 0;
    for case in cases() {
        let index = case.system.table().index();
        let names = case.rows.iter().filter_map(|r| r["measure"].strip_prefix("smile."));
        let mut names: Vec<&str> = names.filter_map(|name| name.strip_suffix(".va")).collect();
        names.dedup();
        for name in names {
            let chain = case.partition.find_cell(index, &name.replacen('_', ":", 1)).unwrap();
            let frame = smile(&case.system, &case.partition, &[chain]).unwrap();
            for (measure, column) in [
                ("va", "va"),
                ("share", "va_share"),
                ("vacoef", "va_coefficient"),
                ("dist", "distance"),
            ] {
                let mut theirs = case.of(&format!("smile.{name}.{measure}"), &["region", "sector"]);
                compared += theirs.len();
                theirs.iter_mut().for_each(|(key, _)| key.insert(0, name.replacen('_', ":", 1)));
                same(case.name, &theirs, &frame, column);
            }
        }
    }
    assert!(compared == 0 || compared == 4 * (9 + 2 * 32 + 6 + 2 * 4 * 1435), "{compared}");
}

#[test]
fn income_of_the_reference() {
    for case in cases() {
        let products = case.manufactures();
        let income = |by| {
            gvc_income(
                &case.system,
                &case.partition,
                &products,
                &IncomeOptions { by, ..Default::default() },
            )
            .unwrap()
        };
        let (total, theirs): (Vec<_>, Vec<_>) = case
            .of("gvcincome.man", &["region", "sector"])
            .into_iter()
            .partition(|(key, _)| key[1].is_empty());
        same(case.name, &theirs, &income(Level::RegionSector), "gvc_income");
        let total: Vec<_> = total.into_iter().map(|(key, v)| (vec![key[0].clone()], v)).collect();
        same(case.name, &total, &income(Level::Region), "gvc_income");
    }
}

/// POSITION_LINKAGES_SHOCKS section 8; Timmer et al. (2014) print 79 % for 1995.
#[test]
fn german_value_added_in_german_cars() {
    for (year, share) in [(1995, 0.7907), (2011, 0.6558)] {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let Some(table) = shared_table(&path, &ReadOptions::default()) else { return };
        let partition = Partition::regions(table.index());
        let chain = partition.find_cell(table.index(), "DEU:c15").unwrap();
        let system = LeontiefSystem::new(table, &as_published()).unwrap();
        let income = gvc_income(&system, &partition, &[chain], &IncomeOptions::default()).unwrap();
        let ours = income.value(&["DEU"], "gvc_income_share").unwrap();
        assert!((ours - share).abs() < 0.5e-4, "{year}: {ours}");
        let curve = smile(&system, &partition, &[chain]).unwrap().select("region", &["DEU"]);
        let sum: f64 = curve.real("va_share").unwrap().iter().filter(|s| !s.is_nan()).sum();
        assert!((sum - share).abs() < 0.5e-4, "{year}: {sum}");
    }
}

/// All frames of `apl_of_products`, one under the other.
fn products(
    system: &LeontiefSystem,
    partition: &Partition,
    from: &[CellId],
    to: &[CellId],
) -> Frame {
    let mut all: Option<Frame> = None;
    let (from, to) = (from.to_vec(), to.to_vec());
    let pairs = ProductPairs { from, to, ..ProductPairs::default() };
    apl_of_products(system, partition, &pairs, |frame| {
        all = Some(match all.take() {
            Some(above) => above.with_rows(frame),
            None => frame,
        });
        Ok(())
    })
    .unwrap();
    all.unwrap()
}

/// The first two regions as one economy.
pub fn paired(table: &tripole::Mrio) -> Partition {
    let codes = table.index().region_codes();
    let group = Group::new(table.index(), "PAIR", &codes[..codes.len().min(2)]).unwrap();
    Partition::new(table.index(), &[group]).unwrap()
}

proptest! {
    #![proptest_config(config(64))]

    /// Weighted by the world's sectors, the indices of an economy average to one; weighted by
    /// economies, those of a sector do. The world as one group trades with nobody.
    #[test]
    fn advantages_average_to_one(drawn in drawn_table()) {
        let table = &drawn.table;
        let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        let regions = Partition::regions(table.index());
        let frame = rca(&system, &regions).unwrap();
        let exports = tripole::measures::trade::Exports::of(table, &regions).by_row();
        let world: f64 = exports.iter().sum();
        let index = frame.real("rca_exports").unwrap();
        let symmetric = frame.real("rca_exports_symmetric").unwrap();
        for (b, s) in index.iter().zip(symmetric) {
            prop_assert!(b.is_nan() && s.is_nan() || close((1.0 + s) / (1.0 - s), *b));
        }
        for (id, economy) in regions.economies() {
            let mut mean = 0.0;
            for (cell, b) in regions.cells().iter().zip(index) {
                let of_sector: f64 = regions
                    .cells()
                    .iter()
                    .filter(|c| c.sector == cell.sector)
                    .flat_map(|c| &c.rows)
                    .map(|&row| exports[row])
                    .sum();
                if cell.economy == id && !b.is_nan() {
                    mean += b * of_sector / world;
                }
            }
            let trades = economy.rows.iter().any(|&row| exports[row] != 0.0);
            prop_assert!(!trades || (mean - 1.0).abs() < 1e-9, "{}: {}", economy.name, mean);
        }
        let all = Group::new(table.index(), "ALL", table.index().region_codes()).unwrap();
        let one = rca(&system, &Partition::new(table.index(), &[all]).unwrap()).unwrap();
        prop_assert!(one.indicators().iter().flat_map(tripole::frame::Indicator::values).all(|b| b.is_nan()));
    }

    /// H = B(B − I) over B − I, the same from suppliers and from users, and from the Ghosh
    /// inverse; at least one; a group's linkage is a sum over suppliers and a mean over users.
    #[test]
    fn propagation_lengths_by_definition(drawn in drawn_table()) {
        let table = &drawn.table;
        let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        let regions = Partition::regions(table.index());
        let n = system.order();
        let minus = |a: &Matrix, b: &Matrix| Matrix::from_fn(n, n, |i, j| a[(i, j)] - b[(i, j)]);
        let (inverse, unit) = (system.leontief_inverse().unwrap(), Matrix::identity(n));
        let linkage = minus(&inverse, &unit);
        let weighted = inverse.times(&linkage);
        let ghosh = system.solve_ghosh(&unit).unwrap();
        let sales = minus(&ghosh, &unit);
        let weighted_sales = ghosh.times(&sales);

        let all = products(&system, &regions, &[], &[]);
        let ids: Vec<CellId> = regions.cell_ids().collect();
        let by_user = ids.iter().map(|&to| products(&system, &regions, &[], &[to]));
        let by_user: Vec<Frame> = by_user.collect();
        for i in 0..n {
            for j in 0..n {
                let (l, length) =
                    (all.real("linkage").unwrap()[i * n + j], all.real("apl").unwrap()[i * n + j]);
                prop_assert!((l - linkage[(i, j)]).abs() < 1e-12 * inverse[(j, j)].max(1.0));
                prop_assert!((by_user[j].real("linkage").unwrap()[i] - l).abs() < 1e-12 * l.abs().max(1.0));
                prop_assert_eq!(length.is_nan(), l.abs() <= MINIMUM_LINKAGE);
                if l > 1e-6 {
                    prop_assert!(length > 1.0 - 1e-12);
                    prop_assert!((length - weighted[(i, j)] / linkage[(i, j)]).abs() < 1e-8 * length);
                    let other = weighted_sales[(i, j)] / sales[(i, j)];
                    prop_assert!((length - other).abs() < 1e-8 * length, "{} {}", length, other);
                    prop_assert!((length - by_user[j].real("apl").unwrap()[i]).abs() < 1e-10 * length);
                }
            }
        }
        let pair = paired(table);
        let grouped = products(&system, &pair, &[], &[]);
        let x = system.output();
        let cells = pair.cells();
        for (k, l) in grouped.real("linkage").unwrap().iter().enumerate() {
            let (from, to) = (&cells[k / cells.len()].rows, &cells[k % cells.len()].rows);
            let total: f64 = to.iter().map(|&j| x[j]).sum();
            let of_user = |j: usize| from.iter().map(|&i| linkage[(i, j)]).sum::<f64>();
            let mean: f64 = to.iter().map(|&j| of_user(j) * x[j]).sum::<f64>() / total;
            prop_assert!(total == 0.0 && *l == 0.0 || (l - mean).abs() < 1e-11 * mean.max(1.0));
        }
        // Adding up first: one economy has one length, and a group is one economy.
        let small = apl(&system, &pair, Level::Region, MINIMUM_LINKAGE).unwrap();
        prop_assert_eq!(small.rows(), pair.len() * pair.len());
        let sum = |f: &dyn Fn(usize, usize) -> f64| {
            let rows = &pair.economy(pair.of_row(0)).rows;
            rows.iter().flat_map(|&i| rows.iter().map(move |&j| (i, j))).map(|(i, j)| f(i, j)).sum::<f64>()
        };
        if pair.len() == 1 {
            let output: f64 = x.iter().sum();
            let a = sum(&|i, j| if x[j] == 0.0 { 0.0 } else { table.intermediate()[(i, j)] }) / output;
            let length = small.real("apl").unwrap()[0];
            prop_assert!(a == 0.0 || (length - 1.0 / (1.0 - a)).abs() < 1e-9 * length);
        }
    }

    /// Shares of a chain add up to one; weighted by distance, to the chain's length u'B; the
    /// distance beyond the buyer's own stage is the propagation length. Groups add up.
    #[test]
    fn smile_curves_by_definition(drawn in drawn_table()) {
        let table = &drawn.table;
        let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        let (x, n) = (system.output(), system.order());
        let regions = Partition::regions(table.index());
        let chains: Vec<CellId> = regions.cell_ids().filter(|id| x[id.position()] != 0.0).collect();
        let frame = smile(&system, &regions, &chains).unwrap();
        let lengths = system.solve_left(Matrix::from_column(vec![1.0; n])).unwrap();
        let apl = products(&system, &regions, &[], &[]);
        let (share, distance) = (frame.real("va_share").unwrap(), frame.real("distance").unwrap());
        let demand = table.final_demand().row_sums();
        for (c, id) in chains.iter().enumerate() {
            let j = id.position();
            let lines: Vec<usize> =
                (c * n..(c + 1) * n).filter(|&line| !share[line].is_nan()).collect();
            let sum: f64 = lines.iter().map(|&line| share[line]).sum();
            prop_assert!((sum - 1.0).abs() < 1e-10);
            let linked = lines.iter().filter(|&&line| !distance[line].is_nan());
            let length: f64 = linked.map(|&line| share[line] * distance[line]).sum();
            prop_assert!((length - lengths[(j, 0)]).abs() < 1e-9 * length);
            for &line in &lines {
                let k = line - c * n;
                let gain = share[line] * demand[j];
                prop_assert!((frame.real("va").unwrap()[line] - gain).abs() < 1e-9 * gain.abs().max(1.0));
                let round = apl.real("apl").unwrap()[k * n + j];
                if k != j && apl.real("linkage").unwrap()[k * n + j] > 1e-6 {
                    prop_assert!((distance[line] - 1.0 - round).abs() < 1e-8 * round);
                }
            }
        }
        let pair = paired(table);
        let groups: Vec<CellId> = pair.cell_ids().collect();
        let grouped = smile(&system, &pair, &groups).unwrap();
        for (g, &id) in groups.iter().enumerate() {
            let members = &pair.cell(id).rows;
            for (k, cell) in pair.cells().iter().enumerate() {
                let line = g * pair.cells().len() + k;
                let own = |&row: &usize| -> f64 {
                    let from = cell.rows.iter().filter(|&&k| x[k] != 0.0);
                    let from = from.map(|&k| {
                        system.value_added_coefficients()[k]
                            * system.inverse_columns(&[row]).unwrap()[(k, 0)]
                    });
                    from.sum::<f64>() * demand[row]
                };
                let sum: f64 = members.iter().map(own).sum();
                let ours = grouped.real("va").unwrap()[line];
                let amount: f64 = members.iter().map(|&row| demand[row]).sum();
                prop_assert!(ours.is_nan() || amount.abs() < 1e-9 || (ours - sum).abs() < 1e-8 * sum.abs().max(1.0));
            }
        }
    }

    /// Income of disjoint sets adds up, over all products to value added; groups are sums.
    #[test]
    fn income_adds_up(drawn in drawn_table(), cut in 0usize..16) {
        let table = &drawn.table;
        let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        let regions = Partition::regions(table.index());
        let all: Vec<CellId> = regions.cell_ids().collect();
        let (some, rest) = all.split_at(cut.min(all.len()));
        let income = |partition: &Partition, products: &[CellId]| -> Vec<f64> {
            let frame = gvc_income(&system, partition, products, &IncomeOptions { by: Level::RegionSector, ..Default::default() });
            frame.unwrap().real("gvc_income").unwrap().to_vec()
        };
        let scale = system.output().iter().fold(1.0, |m: f64, x| m.max(*x));
        let (first, second) = (income(&regions, some), income(&regions, rest));
        for (row, whole) in income(&regions, &all).iter().enumerate() {
            prop_assert!((whole - first[row] - second[row]).abs() < 1e-10 * scale);
            let w = system.value_added()[row];
            prop_assert!(system.output()[row] == 0.0 || (whole - w).abs() < 1e-10 * scale);
        }
        let none = gvc_income(&system, &regions, &[], &IncomeOptions::default()).unwrap();
        prop_assert!(none.real("gvc_income").unwrap().iter().all(|income| *income == 0.0));
        prop_assert!(none.real("gvc_income_share").unwrap().iter().all(|share| share.is_nan()));
        prop_assert_eq!(smile(&system, &regions, &[]).unwrap().rows(), 0);
        let pair = paired(table);
        let every: Vec<CellId> = pair.cell_ids().collect();
        let grouped = gvc_income(&system, &pair, &every, &IncomeOptions::default()).unwrap();
        let fine = income(&regions, &all);
        for (id, economy) in pair.economies() {
            let sum: f64 = economy.rows.iter().map(|&row| fine[row]).sum();
            let ours = grouped.real("gvc_income").unwrap()[id.position()];
            prop_assert!((ours - sum).abs() < 1e-10 * scale);
        }
    }
}
