//! VALUE_ADDED 13, item 15: what cannot exceed what when nothing is negative.

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::measures::decompose::{Approach, Flow, Perspective, Query, exports, kww, wwz};
use tripole::measures::participation::{Measure, participation};
use tripole::{Frame, Matrix, Mrio};

use crate::support::{Case, Drawn, config, drawn_table, label};

/// The drawn table without what is taken out of stock; value added only becomes larger.
fn without_negatives(drawn: &Drawn) -> Case {
    let mut parts = drawn.table.clone().into_parts();
    let f = &parts.final_demand;
    parts.final_demand = Matrix::from_fn(f.rows(), f.columns(), |i, j| f[(i, j)].max(0.0));
    Case::new(Mrio::new(parts).unwrap(), &[])
}

fn of(case: &Case, flow: Flow, perspective: Perspective, approach: Approach) -> Frame {
    exports(&case.system, &case.partition, Query { flow, perspective, approach }, &[]).unwrap()
}

/// A column added up over what `key` does not tell apart.
fn sums(frame: &Frame, column: &str, key: [&str; 2]) -> Vec<(Vec<String>, f64)> {
    let mut out: Vec<(Vec<String>, f64)> = vec![];
    for (row, value) in frame.real(column).unwrap().iter().enumerate() {
        let labels: Vec<String> = key.map(|key| label(frame, key, row, "").to_owned()).to_vec();
        match out.iter_mut().find(|(found, _)| *found == labels) {
            Some((_, sum)) => *sum += value,
            None => out.push((labels, *value)),
        }
    }
    out
}

/// Each of the columns at most the next, place by place.
fn ascending(
    columns: &[(&Frame, &str)],
    key: [&str; 2],
    tolerance: f64,
) -> Result<(), TestCaseError> {
    for pair in columns.windows(2) {
        let [low, high] = [0, 1].map(|k| sums(pair[k].0, pair[k].1, key));
        prop_assert_eq!(low.len(), high.len());
        for ((place, low), (other, high)) in low.iter().zip(&high) {
            prop_assert_eq!(place, other);
            let (below, above) = (pair[0].1, pair[1].1);
            prop_assert!(*low <= high + tolerance, "{place:?}: {below} {low}, {above} {high}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn perspectives(drawn in drawn_table()) {
        use Approach::{Sink, Source};
        prop_assume!(drawn.regions > 1);
        let case = without_negatives(&drawn);
        let tolerance = drawn.tolerance();
        let cells = Flow::SectorBilateral;
        let (source, sink) =
            (of(&case, cells, Perspective::Exporter, Source), of(&case, cells, Perspective::Exporter, Sink));
        let pairs = of(&case, Flow::Bilateral, Perspective::Bilateral, Source);
        let sectors = of(&case, Flow::Sector, Perspective::SectorExporter, Source);
        let narrow = of(&case, cells, Perspective::SectorBilateral, Source);

        // The narrower the perimeter, the less is counted twice.
        let pair = ["exporter", "importer"];
        for wide in [&source, &sink] {
            let columns = [(wide, "dva"), (&pairs, "dva"), (&narrow, "dva"), (wide, "dc")];
            ascending(&columns, pair, tolerance)?;
        }
        let sector = ["exporter", "sector"];
        let columns = [(&source, "dva"), (&sectors, "dva"), (&narrow, "dva"), (&source, "dc")];
        ascending(&columns, sector, tolerance)?;

        // Absorbed by the direct importer at once, by whatever route, abroad at all.
        let total = ["exporter", ""];
        let columns =
            [(&source, "davax"), (&sink, "vaxim"), (&sink, "vax"), (&sink, "dva"), (&sink, "dc")];
        ascending(&columns, total, tolerance)?;
        ascending(&[(&source, "davax"), (&source, "vax")], pair, tolerance)?;
        ascending(&[(&sink, "vaxim"), (&sink, "vax")], pair, tolerance)?;

        // What is foreign the first or last time it leaves any country, this one, or ever.
        for approach in [Source, Sink] {
            let world = of(&case, Flow::Total, Perspective::World, approach);
            let columns = [(&world, "fva"), (&source, "fva"), (&source, "fc")];
            ascending(&columns, total, tolerance)?;
        }
    }

    /// Items and terms are parts of what is not negative.
    #[test]
    fn signs(drawn in drawn_table()) {
        let case = without_negatives(&drawn);
        let (system, partition) = (&case.system, &case.partition);
        let mut frames = vec![
            wwz(system, partition, Level::PairSector, &[]).unwrap(),
            kww(system, partition, &[]).unwrap(),
        ];
        for approach in [Approach::Source, Approach::Sink] {
            frames.push(of(&case, Flow::SectorBilateral, Perspective::Exporter, approach));
            frames.push(of(&case, Flow::Total, Perspective::World, approach));
        }
        for perspective in [Perspective::SectorBilateral, Perspective::Bilateral] {
            frames.push(of(&case, Flow::SectorBilateral, perspective, Approach::Source));
        }
        let by = Level::RegionSector;
        for measure in [Measure::BorinMancini, Measure::Tripartite, Measure::Wwyz, Measure::Output] {
            frames.push(participation(system, partition, measure, by).unwrap());
        }
        for frame in &frames {
            for column in frame.indicators() {
                for value in column.values() {
                    // A share of nothing is undefined.
                    let bound = value.is_nan() || *value >= -drawn.tolerance();
                    prop_assert!(bound, "{} {}: {value}", frame.name(), column.name());
                    let share = column.name().ends_with("_share");
                    prop_assert!(!share || value.is_nan() || *value <= 1.0 + 1e-6, "{}", column.name());
                }
            }
        }
        // Nine terms leave out what its origin exports once more.
        let nine = &frames[1];
        for row in 0..nine.rows() {
            let term = |name: &str| nine.real(name).unwrap()[row];
            prop_assert!(term("T7") + term("T8") <= term("fva_last_crossing") + drawn.tolerance());
        }
    }
}
