//! VALUE_ADDED 13 for what is computed so far, on random tables.

use proptest::prelude::*;
use tripole::frame::{Destination, Level};
use tripole::measures::multipliers::multipliers;
use tripole::measures::trade::{Exports, ImportColumns, trade};
use tripole::measures::value_added::{Detail, Sides, content_of_exports, value_added, vax};
use tripole::read::{Input, ReadOptions, read};
use tripole::write::{PrimaryRows, TableFormat, write_table};
use tripole::{Accounting, Concordance, Frame, Group, LeontiefSystem, Matrix, Mrio, Partition};

use crate::support::{Drawn, config, drawn_table};

const TOLERANCE: f64 = 1e-11;

fn system(table: &Mrio) -> LeontiefSystem {
    LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap()
}

fn size(table: &Mrio) -> f64 {
    table.row_sums().iter().fold(1.0, |m, x| x.abs().max(m))
}

/// Sum of an indicator over the rows whose key has a label.
fn sum(frame: &Frame, key: &str, label: &str, indicator: &str) -> f64 {
    let (key, values) = (frame.key(key).unwrap(), frame.real(indicator).unwrap());
    (0..frame.rows()).filter(|&row| key.label(row) == label).map(|row| values[row]).sum()
}

/// The first and last region as one economy, if there are two.
fn grouped(drawn: &Drawn) -> Partition {
    let index = drawn.table.index();
    let last = format!("R{}", drawn.regions);
    let members: Vec<&str> = if drawn.regions > 1 { vec!["R1", &last] } else { vec!["R1"] };
    Partition::new(index, &[Group::new(index, "G", &members).unwrap()]).unwrap()
}

proptest! {
    #![proptest_config(config(96))]

    /// x = B Y u, v'B = u', Σ_l X = x.
    #[test]
    fn output_and_value_added_close(drawn in drawn_table()) {
        let system = system(&drawn.table);
        let partition = Partition::regions(system.table().index());
        let outputs = system.output_by_destination(&partition).unwrap();
        for (total, x) in outputs.row_sums().iter().zip(system.output()) {
            prop_assert!((total - x).abs() < TOLERANCE * size(&drawn.table));
        }
        let origins = system.value_added_by_origin(&partition).unwrap();
        for total in origins.row_sums() {
            prop_assert!((total - 1.0).abs() < TOLERANCE);
        }
    }

    /// Σ_l VAY = GDP by origin, Σ_s VAY = final demand by destination, total balances agree;
    /// every level of detail adds up to the total; groups are sums.
    #[test]
    fn value_added_by_origin_and_destination(drawn in drawn_table()) {
        let system = system(&drawn.table);
        let index = system.table().index();
        let tolerance = TOLERANCE * size(&drawn.table) * 16.0;
        for partition in [Partition::regions(index), grouped(&drawn)] {
            let frame = value_added(&system, &partition, Sides::default()).unwrap();
            let demand = system.final_demand_by_destination(&partition);
            let exports = Exports::of(system.table(), &partition);
            let total = exports.total();
            for (id, economy) in partition.economies() {
                let name = &economy.name;
                let gdp: f64 = economy.rows.iter().map(|&row| system.value_added()[row]).sum();
                // Sales of a sector without output belong to its v = 1, not to its value added.
                let offset: f64 = economy
                    .rows
                    .iter()
                    .filter(|&&row| system.output()[row] == 0.0)
                    .map(|&row| demand.row(row).iter().sum::<f64>())
                    .sum();
                prop_assert!((sum(&frame, "origin", name, "value_added") - gdp - offset).abs() < tolerance);
                let used: f64 = demand.column(id.position()).iter().sum();
                prop_assert!((sum(&frame, "destination", name, "value_added") - used).abs() < tolerance);
                let sold: f64 = economy.rows.iter().map(|&row| total.row(row).iter().sum::<f64>()).sum();
                let bought: f64 = total.column(id.position()).iter().sum();
                let balance = sum(&frame, "origin", name, "value_added") - sum(&frame, "destination", name, "value_added");
                prop_assert!((balance - (sold - bought)).abs() < tolerance);
            }
            for (origin, destination) in [
                (Detail::Sectors, Detail::Total),
                (Detail::Total, Detail::Sectors),
                (Detail::Sectors, Detail::Sectors),
            ] {
                let fine = value_added(&system, &partition, Sides { origin, destination }).unwrap();
                let mut sums = vec![0.0; frame.rows()];
                for row in 0..fine.rows() {
                    let at = (0..frame.rows()).find(|&k| {
                        frame.key("origin").unwrap().label(k) == fine.key("origin").unwrap().label(row)
                            && frame.key("destination").unwrap().label(k) == fine.key("destination").unwrap().label(row)
                    });
                    sums[at.unwrap()] += fine.real("value_added").unwrap()[row];
                }
                for (a, b) in sums.iter().zip(frame.real("value_added").unwrap()) {
                    prop_assert!((a - b).abs() < tolerance);
                }
            }
        }
    }

    /// Domestic and foreign content add up to exports; VAX by sector, forward and backward, and
    /// by pair add up to VAX; vL e less what returns is VAX.
    #[test]
    fn exports_decompose(drawn in drawn_table()) {
        let system = system(&drawn.table);
        let tolerance = TOLERANCE * size(&drawn.table) * 16.0;
        for partition in [Partition::regions(system.table().index()), grouped(&drawn)] {
            let exports = Exports::of(system.table(), &partition).by_row();
            let content = content_of_exports(&system, &partition).unwrap();
            let region = vax(&system, &partition, Level::Region).unwrap();
            let sector = vax(&system, &partition, Level::RegionSector).unwrap();
            let pair = vax(&system, &partition, Level::Pair).unwrap();
            for (_, economy) in partition.economies() {
                let name = &economy.name;
                let gross: f64 = economy.rows.iter().map(|&row| exports[row]).sum();
                prop_assert!((sum(&content, "exporter", name, "content") - gross).abs() < tolerance);
                let total = sum(&region, "exporter", name, "vax");
                for (frame, column) in [(&sector, "vax_forward"), (&sector, "vax_backward"), (&pair, "vax")] {
                    prop_assert!((sum(frame, "exporter", name, column) - total).abs() < tolerance);
                }
                prop_assert!((sum(&sector, "exporter", name, "exports") - gross).abs() < tolerance);
            }
        }
    }

    /// World exports are world imports; every level adds up to the one above.
    #[test]
    fn gross_trade_adds_up(drawn in drawn_table()) {
        let table = &drawn.table;
        for partition in [Partition::regions(table.index()), grouped(&drawn)] {
            let frames: Vec<Frame> = [Level::Region, Level::RegionSector, Level::Pair, Level::PairSector]
                .into_iter()
                .map(|by| trade(table, &partition, by, ImportColumns::Detailed).unwrap())
                .collect();
            let tolerance = TOLERANCE * size(table) * 16.0;
            for name in partition.names() {
                for column in ["exports", "exports_final", "imports", "imports_intermediate"] {
                    let total = sum(&frames[0], "exporter", name, column);
                    for frame in &frames[1..] {
                        prop_assert!((sum(frame, "exporter", name, column) - total).abs() < tolerance);
                    }
                }
                let imports = sum(&frames[0], "exporter", name, "imports");
                prop_assert!((sum(&frames[2], "importer", name, "exports") - imports).abs() < tolerance);
            }
            let total = |column: &str| frames[0].real(column).unwrap().iter().sum::<f64>();
            prop_assert!((total("exports") - total("imports")).abs() < tolerance);
        }
    }

    /// Domestic and foreign value added of a unit add up to one; its import content is one less
    /// the local value added (Hummels, Ishii and Yi).
    #[test]
    fn multipliers_close(drawn in drawn_table()) {
        let system = system(&drawn.table);
        let partition = Partition::regions(system.table().index());
        let frame = multipliers(&system, &partition).unwrap();
        let local = system.solve_local_left(system.value_added_coefficients(), &partition).unwrap();
        let column = |name: &str| frame.real(name).unwrap();
        let inverse = system.leontief_inverse().unwrap();
        for (row, vl) in local.iter().enumerate() {
            if system.output()[row] == 0.0 {
                prop_assert!(column("output_multiplier")[row].is_nan());
                continue;
            }
            prop_assert!((column("va_multiplier")[row] - 1.0).abs() < TOLERANCE);
            prop_assert!((column("va_domestic")[row] + column("va_foreign")[row] - 1.0).abs() < TOLERANCE);
            prop_assert!((column("import_multiplier")[row] - (1.0 - vl)).abs() < TOLERANCE);
            let sum: f64 = inverse.column(row).iter().sum();
            prop_assert!((column("output_multiplier")[row] - sum).abs() < TOLERANCE * sum);
        }
    }

    /// Scaling the table scales every level and leaves every ratio alone.
    #[test]
    fn scaling_scales(drawn in drawn_table(), factor in 0.001..1000.0f64) {
        let mut parts = drawn.table.clone().into_parts();
        let scaled = |m: &Matrix| Matrix::from_fn(m.rows(), m.columns(), |i, j| m[(i, j)] * factor);
        parts.intermediate = scaled(&parts.intermediate);
        parts.final_demand = scaled(&parts.final_demand);
        let (before, after) = (system(&drawn.table), system(&Mrio::new(parts).unwrap()));
        let partition = Partition::regions(drawn.table.index());
        let of = |s: &LeontiefSystem| value_added(s, &partition, Sides { origin: Detail::Sectors, destination: Detail::Total }).unwrap();
        let (before, after) = (of(&before), of(&after));
        for (a, b) in before.real("value_added").unwrap().iter().zip(after.real("value_added").unwrap()) {
            prop_assert!((a * factor - b).abs() < TOLERANCE * size(&drawn.table) * factor * 16.0);
        }
    }

    /// Regions in another order give the same numbers.
    #[test]
    fn order_of_regions_does_not_matter(drawn in drawn_table()) {
        let codes = drawn.table.index().region_codes();
        let reversed = Concordance::new(codes.iter().rev().map(|c| (c.clone(), c.clone())).collect());
        let other = drawn.table.aggregate(Some(&reversed), None).unwrap();
        prop_assert_eq!(&other.index().region_codes()[0], &codes[codes.len() - 1]);
        let frame = |table: &Mrio| {
            let partition = Partition::regions(table.index());
            value_added(&system(table), &partition, Sides::default()).unwrap()
        };
        let (ours, theirs) = (frame(&drawn.table), frame(&other));
        for s in codes {
            for l in codes {
                let (a, b) = (ours.value(&[s, l], "value_added").unwrap(), theirs.value(&[s, l], "value_added").unwrap());
                prop_assert!((a - b).abs() < TOLERANCE * size(&drawn.table) * 16.0);
            }
        }
    }

    /// Aggregation keeps totals and balances; to one region and sector it is the world.
    #[test]
    fn aggregation_keeps_totals(drawn in drawn_table()) {
        let world = |codes: &[String]| Concordance::new(codes.iter().map(|c| (c.clone(), "W".to_owned())).collect());
        let index = drawn.table.index();
        let (regions, sectors) = (world(index.region_codes()), world(index.sector_codes()));
        let one = drawn.table.aggregate(Some(&regions), Some(&sectors)).unwrap();
        prop_assert_eq!(one.index().len(), 1);
        let total = |m: &Matrix| m.values().iter().sum::<f64>();
        let tolerance = 1e-12 * size(&drawn.table) * 64.0;
        prop_assert!((total(one.intermediate()) - total(drawn.table.intermediate())).abs() < tolerance);
        prop_assert!((total(one.final_demand()) - total(drawn.table.final_demand())).abs() < tolerance);
        prop_assert_eq!(one.demand().len(), 2);
    }

    /// Writing and reading gives back every bit, in both layouts.
    #[test]
    fn tables_round_trip(drawn in drawn_table()) {
        let folder = tempfile::tempdir().unwrap();
        for (name, format) in [("t.csv", TableFormat::Canonical), ("t.csv.gz", TableFormat::Canonical), ("l.csv", TableFormat::Long)] {
            let path = folder.path().join(name);
            let destination = Destination::create(&path).unwrap();
            write_table(&drawn.table, destination, format, PrimaryRows::Totals).unwrap();
            let again = read(&Input::Path(path), &ReadOptions::default()).unwrap().table;
            prop_assert_eq!(again.index(), drawn.table.index());
            prop_assert_eq!(again.demand(), drawn.table.demand());
            prop_assert_eq!(again.intermediate(), drawn.table.intermediate());
            prop_assert_eq!(again.final_demand(), drawn.table.final_demand());
        }
    }
}
