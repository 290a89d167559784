//! VALUE_ADDED 13, item 14: what scaling, order and proportional splits leave as it is.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tripole::frame::{Level, Unit};
use tripole::make::synthetic::Uniform;
use tripole::measures::decompose::{
    Approach, Flow, ImportsOf, Perspective, Query, bilateral, exports, imports, kww, wwz,
};
use tripole::measures::participation::{Measure, participation};
use tripole::measures::tiva::tiva;
use tripole::measures::trade::{ImportColumns, trade};
use tripole::measures::value_added::{Detail, Sides, content_of_exports, value_added, vax};
use tripole::read::ReadOptions;
use tripole::{Demand, Frame, Index, Matrix, Mrio, Parts};

use crate::support::{Case, config, drawn_table, shared_table};

const MEASURES: [Measure; 6] = [
    Measure::BorinMancini,
    Measure::Tripartite,
    Measure::Kpww,
    Measure::Wwyz,
    Measure::Output,
    Measure::VerticalSpecialisation,
];

/// Everything that has no sectors in it.
fn of_countries(case: &Case) -> Vec<Frame> {
    use Approach::{Sink, Source};
    let (system, partition) = (&case.system, &case.partition);
    let flow = |flow, perspective, approach| {
        exports(system, partition, Query { flow, perspective, approach }, &[]).unwrap()
    };
    let mut frames = vec![
        trade(system.table(), partition, Level::Pair, ImportColumns::Detailed).unwrap(),
        flow(Flow::Total, Perspective::Exporter, Source),
        flow(Flow::Bilateral, Perspective::Exporter, Source),
        flow(Flow::Bilateral, Perspective::Exporter, Sink),
        flow(Flow::Bilateral, Perspective::Bilateral, Source),
        flow(Flow::Total, Perspective::World, Source),
        flow(Flow::Total, Perspective::World, Sink),
        kww(system, partition, &[]).unwrap(),
        wwz(system, partition, Level::Pair, &[]).unwrap(),
        imports(system, partition, &ImportsOf::Total, &[]).unwrap(),
        bilateral(system, partition).unwrap(),
        value_added(system, partition, Sides::default()).unwrap(),
        vax(system, partition, Level::Pair).unwrap(),
        content_of_exports(system, partition).unwrap(),
    ];
    let of = |measure| participation(system, partition, measure, Level::Region).unwrap();
    frames.extend(MEASURES.map(of));
    frames
}

/// Everything that has.
fn of_sectors(case: &Case) -> Vec<Frame> {
    use Approach::{Sink, Source};
    let (system, partition) = (&case.system, &case.partition);
    let flow = |flow, perspective, approach| {
        exports(system, partition, Query { flow, perspective, approach }, &[]).unwrap()
    };
    let products = ImportsOf::Sectors(system.table().index().sectors().collect());
    let mut frames = vec![
        trade(system.table(), partition, Level::PairSector, ImportColumns::Standard).unwrap(),
        flow(Flow::SectorBilateral, Perspective::Exporter, Source),
        flow(Flow::SectorBilateral, Perspective::Exporter, Sink),
        flow(Flow::Sector, Perspective::SectorExporter, Source),
        flow(Flow::SectorBilateral, Perspective::SectorBilateral, Source),
        wwz(system, partition, Level::PairSector, &[]).unwrap(),
        imports(system, partition, &products, &[]).unwrap(),
        value_added(
            system,
            partition,
            Sides { origin: Detail::Sectors, destination: Detail::Sectors },
        )
        .unwrap(),
        vax(system, partition, Level::RegionSector).unwrap(),
        tiva(system, partition, Level::RegionSector, &[]).unwrap(),
        tiva(system, partition, Level::PairSector, &[]).unwrap(),
    ];
    let by = Level::RegionSector;
    let of = |&measure: &Measure| participation(system, partition, measure, by).ok();
    frames.extend(MEASURES.iter().filter_map(of));
    frames
}

/// Numbers under frame, labels and column, and whether they are amounts.
fn numbers(frames: &[Frame]) -> BTreeMap<String, (f64, bool)> {
    let mut out = BTreeMap::new();
    for (place, frame) in frames.iter().enumerate() {
        for column in frame.indicators() {
            let money = matches!(column.unit(), Unit::Money(_));
            for (row, &value) in column.values().iter().enumerate() {
                let labels: Vec<&str> = frame.keys().iter().map(|key| key.label(row)).collect();
                let key = format!("{place} {} {} {labels:?}", frame.name(), column.name());
                out.insert(key, (value, money));
            }
        }
    }
    out
}

/// The same amounts in both, under the same labels.
fn same(before: &[Frame], after: &[Frame], tolerance: f64) -> Result<(), TestCaseError> {
    let (before, after) = (numbers(before), numbers(after));
    prop_assert_eq!(before.len(), after.len());
    for (key, &(value, money)) in &before {
        let other = after.get(key).map(|(value, _)| *value);
        prop_assert!(other.is_some(), "no {key}");
        let gap = (value - other.unwrap()).abs();
        prop_assert!(!money || gap <= tolerance, "{key}: {value}, {other:?}");
    }
    Ok(())
}

/// A row of a new table: a share of a row of the old one, under a label.
struct Row {
    old: usize,
    label: (String, String),
    share: f64,
}

fn rows_of(table: &Mrio) -> Vec<Row> {
    let index = table.index();
    let label = |row: usize| {
        let node = index.node(row);
        (index.region(node.region).to_owned(), index.sector(node.sector).to_owned())
    };
    (0..index.len()).map(|old| Row { old, label: label(old), share: 1.0 }).collect()
}

/// A table of these rows (and columns) and final-demand columns of another.
fn rebuilt(table: &Mrio, rows: &[Row], demand: &[usize]) -> Mrio {
    let index = Index::new(rows.iter().map(|row| row.label.clone())).unwrap();
    let (z, f, n) = (table.intermediate(), table.final_demand(), rows.len());
    let cell = |i: usize, j: usize| rows[i].share * rows[j].share * z[(rows[i].old, rows[j].old)];
    let used = |i: usize, j: usize| rows[i].share * f[(rows[i].old, demand[j])];
    let labels = demand.iter().map(|&column| {
        let column = table.demand().columns()[column];
        let region = column.region.map(|region| table.index().region(region));
        (region, table.demand().category(column.category))
    });
    let labels = Demand::new(&index, labels).unwrap();
    let (z, f) = (Matrix::from_fn(n, n, cell), Matrix::from_fn(n, demand.len(), used));
    Mrio::new(Parts::new(index, labels, z, f)).unwrap()
}

/// The table with a row, and its column, cut in two of the same proportions.
fn with_split(table: &Mrio, row: usize, share: f64) -> Mrio {
    let mut rows = rows_of(table);
    let (region, sector) = rows[row].label.clone();
    let half = Row { old: row, label: (region, format!("{sector}-half")), share: 1.0 - share };
    rows[row].share = share;
    rows.insert(row + 1, half);
    rebuilt(table, &rows, &(0..table.demand().len()).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(config(48))]

    /// Every amount scales with the table, and no ratio does. A power of two, so that both are
    /// rounded alike.
    #[test]
    fn scale(drawn in drawn_table(), power in -8..8i32) {
        let factor = f64::from(power).exp2();
        let mut parts = drawn.table.clone().into_parts();
        for matrix in [&mut parts.intermediate, &mut parts.final_demand] {
            *matrix = Matrix::from_fn(matrix.rows(), matrix.columns(), |i, j| matrix[(i, j)] * factor);
        }
        let before = Case::new(drawn.table.clone(), &[]);
        let after = Case::new(Mrio::new(parts).unwrap(), &[]);
        for frames in [of_countries, of_sectors] {
            let (before, after) = (numbers(&frames(&before)), numbers(&frames(&after)));
            prop_assert_eq!(before.len(), after.len());
            for ((key, (value, money)), (other, _)) in before.iter().zip(after.values()) {
                let expected = if *money { value * factor } else { *value };
                let tolerance = if *money { drawn.tolerance() * factor } else { 1e-9 * (1.0 + value.abs()) };
                let close = (expected - other).abs() <= tolerance || (expected.is_nan() && other.is_nan());
                prop_assert!(close, "{key}: {expected}, {other}");
            }
        }
    }

    /// Neither does the order of regions, of sectors in each, or of final-demand columns matter.
    #[test]
    fn order(drawn in drawn_table(), seed in any::<u64>()) {
        let mut uniform = Uniform::new(seed);
        let mut keys = |count: usize| (0..count).map(|_| uniform.draw()).collect::<Vec<f64>>();
        let (regions, places) = (keys(drawn.regions), keys(drawn.table.index().len()));
        let columns = keys(drawn.table.demand().len());
        let region = |row: &Row| regions[drawn.table.index().node(row.old).region.position()];
        let mut rows = rows_of(&drawn.table);
        rows.sort_by(|a, b| {
            region(a).total_cmp(&region(b)).then(places[a.old].total_cmp(&places[b.old]))
        });
        let mut demand: Vec<usize> = (0..columns.len()).collect();
        demand.sort_by(|&a, &b| columns[a].total_cmp(&columns[b]));
        let before = Case::new(drawn.table.clone(), &[]);
        let after = Case::new(rebuilt(&drawn.table, &rows, &demand), &[]);
        for frames in [of_countries, of_sectors] {
            same(&frames(&before), &frames(&after), drawn.tolerance())?;
        }
    }

    /// A row in two proportional halves leaves what is said of countries as it is.
    #[test]
    fn split_rows(drawn in drawn_table(), row in any::<prop::sample::Index>(), share in 0.1..0.9f64) {
        let row = row.index(drawn.table.index().len());
        let before = Case::new(drawn.table.clone(), &[]);
        let after = Case::new(with_split(&drawn.table, row, share), &[]);
        same(&of_countries(&before), &of_countries(&after), drawn.tolerance())?;
    }

    /// So do final users of a country in one column instead of several.
    #[test]
    fn merged_final_users(drawn in drawn_table()) {
        let mut parts = drawn.table.clone().into_parts();
        let categories = parts.demand.len() / drawn.regions;
        let merged = Matrix::from_fn(parts.index.len(), drawn.regions, |i, r| {
            (0..categories).map(|c| parts.final_demand[(i, r * categories + c)]).sum()
        });
        parts.demand = Demand::new(
            &parts.index,
            parts.index.region_codes().iter().map(|code| (Some(code.as_str()), "FD")),
        ).unwrap();
        parts.final_demand = merged;
        let before = Case::new(drawn.table.clone(), &[]);
        let after = Case::new(Mrio::new(parts).unwrap(), &[]);
        // Consumption by itself is no more to be seen in the merged column.
        let kept = |frames: Vec<Frame>| -> Vec<Frame> {
            let without = |frame: Frame| {
                let names = frame.indicators().iter().map(|c| c.name().to_owned());
                let names: Vec<String> = names.filter(|name| !name.starts_with("CONS_")).collect();
                frame.with_only(&names)
            };
            frames.into_iter().map(without).collect()
        };
        for frames in [of_countries, of_sectors] {
            let (before, after) = (kept(frames(&before)), kept(frames(&after)));
            same(&before, &after, drawn.tolerance())?;
        }
    }
}

/// The sector perspectives are about a sector as a whole: value added that one half sells abroad
/// and that returns in what the other half exports is counted by both.
#[test]
fn halves_of_a_sector_do_not_add_up() {
    let Some(table) = shared_table("reference/tables/leather_names.csv", &ReadOptions::default())
    else {
        return;
    };
    let whole = Case::new(table.clone(), &[]);
    let halves = Case::new(with_split(&table, 0, 0.5), &[]);
    let [exporter, sector] = ["Argentina", "Agriculture"];
    for (flow, perspective, rest) in [
        (Flow::Sector, Perspective::SectorExporter, &[][..]),
        (Flow::SectorBilateral, Perspective::SectorBilateral, &["Turkey"]),
    ] {
        let query = Query { flow, perspective, ..Query::default() };
        let value = |case: &Case, sector: &str, item: &str| {
            let frame = exports(&case.system, &case.partition, query, &[]).unwrap();
            frame.value(&[&[exporter, sector][..], rest].concat(), item).unwrap()
        };
        let half = format!("{sector}-half");
        let both = |item: &str| value(&halves, sector, item) + value(&halves, &half, item);
        for item in ["exports", "dc", "fc"] {
            assert!((both(item) - value(&whole, sector, item)).abs() < 1e-9, "{item}");
        }
        for item in ["dva", "fva"] {
            assert!(both(item) > value(&whole, sector, item) + 1e-4, "{item}");
        }
    }
}
