//! Splits by origin and destination that totals must agree with: the world perspective by origin,
//! participation by origin and destination, participation by partner.

use std::collections::HashMap;

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::measures::decompose::{
    Approach, Flow, Perspective, Query, Split, SplitItems, exports, exports_split,
};
use tripole::measures::participation::{Measure, participation};
use tripole::measures::value_added::Detail;
use tripole::{Accounting, Frame, LeontiefSystem, Partition};

use crate::support::{config, drawn_table};

fn split(system: &LeontiefSystem, partition: &Partition, query: Query, split: Split) -> Vec<Frame> {
    let mut frames = vec![];
    exports_split(system, partition, query, split, &[], |_, frame| {
        frames.push(frame);
        Ok(())
    })
    .unwrap();
    frames
}

/// Sums of an indicator over everything but these keys.
fn sums(frames: &[Frame], keys: &[&str], indicator: &str) -> HashMap<String, f64> {
    let mut sums: HashMap<String, f64> = HashMap::new();
    for frame in frames {
        let keys: Vec<_> = keys.iter().map(|key| frame.key(key).unwrap()).collect();
        for (row, value) in frame.real(indicator).unwrap().iter().enumerate() {
            let labels: Vec<&str> = keys.iter().map(|key| key.label(row)).collect();
            *sums.entry(labels.join(",")).or_default() += value;
        }
    }
    sums
}

fn close(ours: &HashMap<String, f64>, theirs: &HashMap<String, f64>, size: f64) -> bool {
    ours.len() == theirs.len()
        && ours.iter().all(|(key, value)| (value - theirs[key]).abs() < 1e-10 * size)
}

proptest! {
    #![proptest_config(config(48))]

    /// Participation split by origin and destination, at any level, adds up to the totals; the
    /// world perspective too.
    #[test]
    fn splits_add_up_to_totals(drawn in drawn_table()) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let size = drawn.table.row_sums().iter().fold(1.0, |m, x| x.abs().max(m));
        for (flow, keys) in [
            (Flow::Total, vec!["exporter"]),
            (Flow::Sector, vec!["exporter", "sector"]),
            (Flow::SectorBilateral, vec!["exporter", "sector", "importer"]),
        ] {
            let query = Query { flow, ..Query::default() };
            let totals = [exports(&system, &partition, query, &[]).unwrap()];
            for (origin, destination) in [
                (Some(Detail::Total), Some(Detail::Total)),
                (Some(Detail::Sectors), None),
                (None, Some(Detail::Sectors)),
                (Some(Detail::Sectors), Some(Detail::Sectors)),
            ] {
                let items = SplitItems::Participation;
                let frames =
                    split(&system, &partition, query, Split { origin, destination, items });
                if totals[0].rows() == 0 {
                    continue;
                }
                for item in ["gvc", "gvc_backward", "gvc_forward"] {
                    let (ours, theirs) = (sums(&frames, &keys, item), sums(&totals, &keys, item));
                    prop_assert!(close(&ours, &theirs, size), "{:?} {}", flow, item);
                }
                let content = sums(&frames, &keys, "content");
                prop_assert!(close(&content, &sums(&totals, &keys, "exports"), size));
            }
        }
        for approach in [Approach::Source, Approach::Sink] {
            let query = Query { perspective: Perspective::World, approach, ..Query::default() };
            let total = [exports(&system, &partition, query, &[]).unwrap()];
            let (dva, fva) = (sums(&total, &["exporter"], "dva"), sums(&total, &["exporter"], "fva"));
            let both = dva.iter().map(|(key, dva)| (key.clone(), dva + fva[key])).collect();
            for origin in [Detail::Total, Detail::Sectors] {
                let items = SplitItems::ValueAdded;
                let of = Split { origin: Some(origin), destination: None, items };
                let frames = split(&system, &partition, query, of);
                prop_assert!(close(&sums(&frames, &["exporter"], "va"), &both, size));
                // Both approaches give every origin the same total over the world.
                let other = if approach == Approach::Source { Approach::Sink } else { Approach::Source };
                let frames_of_other = split(&system, &partition, Query { approach: other, ..query }, of);
                let keys = ["origin"];
                prop_assert!(close(&sums(&frames, &keys, "va"), &sums(&frames_of_other, &keys, "va"), size));
            }
        }
    }

    /// Participation of pairs adds up to that of economies, and pairs are those of `exports`.
    #[test]
    fn pairs_add_up(drawn in drawn_table()) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        prop_assume!(partition.len() > 1);
        let size = drawn.table.row_sums().iter().fold(1.0, |m, x| x.abs().max(m));
        let of_pairs = exports(
            &system, &partition, Query { flow: Flow::Bilateral, ..Query::default() }, &[],
        ).unwrap();
        for (measure, items) in [
            (Measure::BorinMancini, vec!["exports", "gvc", "gvc_backward", "gvc_forward"]),
            (
                Measure::Tripartite,
                vec!["davax", "gvc_pure_forward", "gvc_two_sided", "gvc_pure_backward"],
            ),
        ] {
            let by_pair = participation(&system, &partition, measure, Level::Pair).unwrap();
            let total = participation(&system, &partition, measure, Level::Region).unwrap();
            for item in items {
                let (ours, theirs) = (
                    sums(std::slice::from_ref(&by_pair), &["region"], item),
                    sums(std::slice::from_ref(&total), &["region"], item),
                );
                prop_assert!(close(&ours, &theirs, size), "{}", item);
                if let Some(theirs) = of_pairs.real(item) {
                    let ours = by_pair.real(item).unwrap();
                    for (a, b) in ours.iter().zip(theirs) {
                        prop_assert!((a - b).abs() < 1e-10 * size, "{}", item);
                    }
                }
            }
        }
    }
}
