//! VALUE_ADDED 13: what adds up to what, on random tables.

use tripole::Frame;
use tripole::frame::Level;
use tripole::measures::decompose::{
    Approach, Flow, Perspective, Query, Split, SplitItems, WWZ_TERMS, exports, kww, wwz,
};
use tripole::measures::participation::{Measure, participation};
use tripole::measures::trade::Exports;
use tripole::measures::value_added::{Detail, vax};
use tripole::table::{Accounting, OutputFrom, PrimaryKind, ValueAddedFrom};
use tripole::{LeontiefSystem, Mrio, Partition};

use super::exports::split_frame;
use crate::support::{Case, config, drawn_table, grid_table};

proptest::proptest! {
    #![proptest_config(config(64))]

    /// Every split adds up to the item it splits: dva and fva over destinations, by every
    /// perspective; finer splits to coarser ones; content to dc and fc.
    #[test]
    fn splits_add_up(drawn in drawn_table()) {
        let case = Case::new(drawn.table.clone(), &[]);
        let (system, partition) = (&case.system, &case.partition);
        let tolerance = drawn.tolerance();
        proptest::prop_assume!(drawn.regions > 1);
        for (flow, perspective, approach) in [
            (Flow::Total, Perspective::Exporter, Approach::Source),
            (Flow::SectorBilateral, Perspective::Exporter, Approach::Source),
            (Flow::SectorBilateral, Perspective::Exporter, Approach::Sink),
            (Flow::Sector, Perspective::Exporter, Approach::Sink),
            (Flow::Bilateral, Perspective::Bilateral, Approach::Source),
            (Flow::Sector, Perspective::SectorExporter, Approach::Source),
            (Flow::SectorBilateral, Perspective::SectorBilateral, Approach::Source),
        ] {
            let query = Query { flow, perspective, approach };
            let items = exports(system, partition, query, &[]).unwrap();
            for split in [
                Split { origin: Some(Detail::Total), destination: None, items: SplitItems::ValueAdded },
                Split { origin: Some(Detail::Sectors), destination: None, items: SplitItems::ValueAdded },
                Split { origin: Some(Detail::Total), destination: Some(Detail::Total), items: SplitItems::ValueAdded },
                Split { origin: Some(Detail::Sectors), destination: Some(Detail::Sectors), items: SplitItems::ValueAdded },
            ] {
                let frame = split_frame(&case, query, split, &[]);
                let (exporter, origin) = (frame.key("exporter").unwrap(), frame.key("origin").unwrap());
                let each = frame.rows() / items.rows();
                for row in 0..items.rows() {
                    let (mut own, mut foreign, mut content) = (0.0, 0.0, 0.0);
                    for at in row * each..(row + 1) * each {
                        let va = frame.real("va").unwrap()[at];
                        if exporter.label(at) == origin.label(at) { own += va } else { foreign += va }
                        content += frame.real("content").map_or(0.0, |c| c[at]);
                    }
                    let item = |name: &str| items.real(name).unwrap()[row];
                    proptest::prop_assert!((own - item("dva")).abs() <= tolerance);
                    proptest::prop_assert!((foreign - item("fva")).abs() <= tolerance);
                    if split.destination.is_none() {
                        proptest::prop_assert!((content - item("dc") - item("fc")).abs() <= tolerance);
                    }
                }
            }
        }
    }

    /// VALUE_ADDED 13, items 3, 4, 5, 7, 8, 9, 10: parts add up, approaches agree in total, nine
    /// and sixteen terms map to each other, totals are those of value added by destination.
    #[test]
    fn parts_add_up(drawn in drawn_table()) {
        let Case { system, partition } = Case::new(drawn.table.clone(), &[]);
        let tolerance = drawn.tolerance();
        let close = |a: f64, b: f64| (a - b).abs() <= tolerance;
        let of = |flow, perspective, approach| {
            exports(&system, &partition, Query { flow, perspective, approach }, &[]).unwrap()
        };
        let sum = |frame: &Frame, name: &str, column: &str| -> f64 {
            let (key, values) = (frame.key("exporter").unwrap(), frame.real(column).unwrap());
            (0..frame.rows()).filter(|&row| key.label(row) == name).map(|row| values[row]).sum()
        };
        let totals = of(Flow::Total, Perspective::Exporter, Approach::Source);
        let vax = vax(&system, &partition, Level::Region).unwrap();
        let nine = kww(&system, &partition, &[]).unwrap();
        let sixteen = wwz(&system, &partition, Level::PairSector, &[]).unwrap();
        let detailed = of(Flow::SectorBilateral, Perspective::Exporter, Approach::Source);
        for name in partition.names() {
            let total = |column: &str| sum(&totals, name, column);
            proptest::prop_assert!(close(total("dc") + total("fc"), total("exports")));
            proptest::prop_assert!(close(total("vax"), sum(&vax, name, "vax")));
            proptest::prop_assert!(close(total("gvc_backward") + total("gvc_forward"), total("gvc")));
            for approach in [Approach::Source, Approach::Sink] {
                let cells = of(Flow::SectorBilateral, Perspective::Exporter, approach);
                for column in ["exports", "dc", "dva", "vax", "reflection", "ddc", "fc", "fva", "fdc"] {
                    proptest::prop_assert!(close(sum(&cells, name, column), total(column)), "{column}");
                }
            }
            let t = |k: usize| sum(&nine, name, &format!("T{k}"));
            let w = |k: usize| sum(&sixteen, name, WWZ_TERMS[k - 1]);
            proptest::prop_assert!(close((1..=9).map(t).sum(), total("exports")));
            proptest::prop_assert!(close(t(1) + t(2) + t(3), total("vax")));
            proptest::prop_assert!(close(t(4) + t(5), total("reflection")));
            proptest::prop_assert!(close(t(6), total("ddc")));
            proptest::prop_assert!(close(t(7) + t(8) + t(9), total("fc")));
            for (ours, theirs) in [
                (t(1), w(1)), (t(2), w(2) + w(3)), (t(3), w(4) + w(5)), (t(4), w(6) + w(7)), (t(5), w(8)),
                (t(6), w(9) + w(10)), (t(7), w(11) + w(14)), (t(8), w(12) + w(15)), (t(9), w(13) + w(16)),
            ] {
                proptest::prop_assert!(close(ours, theirs));
            }
        }
        // Sixteen terms add up to exports in every cell.
        for row in 0..sixteen.rows() {
            let all: f64 = sixteen.indicators().iter().map(|c| c.values()[row]).sum();
            proptest::prop_assert!(close(all, detailed.real("exports").unwrap()[row]));
        }
        // World foreign value added: equal totals by both approaches, equal to gvc_forward.
        let world = |approach| -> f64 {
            of(Flow::Total, Perspective::World, approach).real("fva").unwrap().iter().sum()
        };
        let forward: f64 = totals.real("gvc_forward").unwrap().iter().sum();
        proptest::prop_assert!(close(world(Approach::Source), forward));
        proptest::prop_assert!(close(world(Approach::Sink), forward));

        // Participation: parts add up to exports, value added, final output and output.
        let part = |measure| participation(&system, &partition, measure, Level::RegionSector).unwrap();
        let row_sum = |frame: &Frame, columns: &[&str], row: usize| -> f64 {
            columns.iter().map(|c| frame.real(c).unwrap()[row]).sum()
        };
        let (three, made, output) = (part(Measure::Tripartite), part(Measure::Wwyz), part(Measure::Output));
        let gross = Exports::of(system.table(), &partition).by_row();
        let demand = system.final_demand_by_destination(&partition).row_sums();
        let v = system.value_added_coefficients();
        let mut worlds = [0.0; 2];
        for row in 0..three.rows() {
            let x = system.output()[row];
            let parts = ["davax", "gvc_pure_forward", "gvc_two_sided", "gvc_pure_backward"];
            proptest::prop_assert!(close(row_sum(&three, &parts, row), gross[row]));
            let parts = ["va_domestic", "va_traditional", "va_simple", "va_complex"];
            proptest::prop_assert!(close(row_sum(&made, &parts, row), v[row] * x));
            let parts = ["y_domestic", "y_traditional", "y_simple", "y_complex"];
            proptest::prop_assert!(close(row_sum(&made, &parts, row), demand[row]));
            let parts =
                ["out_domestic", "out_traditional", "out_pure_forward", "out_pure_backward", "out_two_sided"];
            proptest::prop_assert!(close(row_sum(&output, &parts, row), x));
            worlds[0] += row_sum(&made, &["va_gvc"], row);
            worlds[1] += row_sum(&made, &["y_gvc"], row);
        }
        proptest::prop_assert!(close(worlds[0], worlds[1]));
    }
}

/// All exports of all economies by one perspective and approach.
fn totals(
    system: &LeontiefSystem,
    economies: &Partition,
    flow: Flow,
    of: (Perspective, Approach),
) -> Frame {
    let query = Query { flow, perspective: of.0, approach: of.1 };
    exports(system, economies, query, &[]).unwrap()
}

fn sum(frame: &Frame, column: &str) -> f64 {
    frame.real(column).unwrap().iter().sum()
}

/// What must hold where some exports end with no user: the tables of terms close with `other`, and both
/// approaches agree in total.
fn closes_with_other(system: &LeontiefSystem, tolerance: f64) {
    let economies = &Partition::regions(system.table().index());
    let close = |a: f64, b: f64, what: &str| {
        assert!((a - b).abs() <= tolerance, "{what}: {a}, {b}, {:?}", system.table());
    };
    let of = |flow, perspective, approach| totals(system, economies, flow, (perspective, approach));
    let source = of(Flow::Total, Perspective::Exporter, Approach::Source);
    let cells = of(Flow::SectorBilateral, Perspective::Exporter, Approach::Source);
    let nine = kww(system, economies, &[]).unwrap();
    let sixteen = wwz(system, economies, Level::PairSector, &[]).unwrap();
    for (terms, gross) in [(&nine, &source), (&sixteen, &cells)] {
        for row in 0..terms.rows() {
            let added = terms.indicators().iter().filter(|c| c.name() != "fva_last_crossing");
            let all: f64 = added.map(|column| column.values()[row]).sum();
            close(all, gross.real("exports").unwrap()[row], terms.name());
        }
    }
    let sink = of(Flow::Total, Perspective::Exporter, Approach::Sink);
    for column in ["exports", "dc", "dva", "vax", "reflection", "ddc", "fc", "fva", "fdc"] {
        for (a, b) in source.real(column).unwrap().iter().zip(sink.real(column).unwrap()) {
            close(*a, *b, column);
        }
    }
    let [first, last] = [Approach::Source, Approach::Sink]
        .map(|approach| of(Flow::Total, Perspective::World, approach));
    close(sum(&first, "fva"), sum(&last, "fva"), "world");
    for (a, b) in nine.real("fva_last_crossing").unwrap().iter().zip(last.real("fva").unwrap()) {
        close(*a, *b, "last crossing");
    }
}

/// The table with an output and value added of its own.
fn published(table: &Mrio, gaps: &[f64]) -> Mrio {
    let mut parts = table.clone().into_parts();
    let rows = table.row_sums().iter().zip(gaps);
    let output: Vec<f64> = rows.map(|(x, gap)| x * (1.0 + gap) + gap).collect();
    let inputs = output.iter().zip(table.input_sums()).map(|(x, used)| 0.9 * (x - used)).collect();
    parts.primary = vec![tripole::table::Primary {
        name: "VA".to_owned(),
        kind: PrimaryKind::ValueAdded,
        inputs,
        final_demand: vec![0.0; table.demand().len()],
    }];
    parts.reported_output = Some(output);
    Mrio::new(parts).unwrap()
}

proptest::proptest! {
    #![proptest_config(config(48))]

    /// Output of the table is not the row sum, and value added perhaps not the residual.
    #[test]
    fn discrepancies_are_shown(
        drawn in drawn_table(),
        gaps in proptest::collection::vec(0.0..0.05f64, 16),
    ) {
        let table = published(&drawn.table, &gaps);
        for value_added in [ValueAddedFrom::Residual, ValueAddedFrom::Table] {
            let accounting =
                Accounting { output: OutputFrom::Table, value_added, ..Accounting::default() };
            let system = LeontiefSystem::new(table.clone(), &accounting).unwrap();
            closes_with_other(&system, drawn.tolerance());
            // The nine terms are sums of the sixteen, and so is what they leave.
            let economies = Partition::regions(system.table().index());
            let nine = kww(&system, &economies, &[]).unwrap();
            let sixteen = wwz(&system, &economies, Level::PairSector, &[]).unwrap();
            for (row, name) in economies.names().iter().enumerate() {
                let rest = sum(&sixteen.clone().select("exporter", &[name]), "other");
                let gap = nine.real("other").unwrap()[row] - rest;
                proptest::prop_assert!(gap.abs() <= drawn.tolerance(), "{name}: {gap}");
            }
        }
    }
}

/// R2_S2 buys inputs, some of them abroad, and sells nothing on balance, while its source publishes an
/// output: with output from rows its inputs are dropped, and who sells them sells to nobody.
#[test]
fn dropped_inputs_are_shown() {
    let z = [[2.0, 1.0, 3.0, 1.0], [1.0, 2.0, 1.0, 2.0], [2.0, 1.0, 3.0, 1.0], [0.0; 4]];
    let f = [[5.0, 4.0], [6.0, 2.0], [3.0, 8.0], [1.0, -1.0]];
    let table = grid_table(2, 2, tripole::Matrix::from_rows(&z), tripole::Matrix::from_rows(&f), 1);
    let mut parts = table.into_parts();
    parts.reported_output = Some(vec![16.0, 14.0, 18.0, 4.0]);
    let system = LeontiefSystem::new(Mrio::new(parts).unwrap(), &Accounting::default()).unwrap();
    assert!(system.discrepancy().iter().any(|rho| *rho != 0.0));
    closes_with_other(&system, 1e-12);
    // What R1 sells to it is what the terms leave.
    let nine = kww(&system, &Partition::regions(system.table().index()), &[]).unwrap();
    assert!(nine.real("other").unwrap()[0] > 3.0 - 1e-12, "{nine:?}");
}
