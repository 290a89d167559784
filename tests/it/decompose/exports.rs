//! Perspectives of exports, in total and by origin and destination.

use std::collections::{BTreeSet, HashMap};

use tripole::Frame;
use tripole::measures::decompose::{
    Approach, Flow, Perspective, Query, Split, SplitItems, exports, exports_split,
};
use tripole::measures::value_added::Detail;

use crate::support::{Case, Ledger, label};

/// Names of the reference's measures and ours.
const ITEMS: [(&str, &str); 14] = [
    ("gtrade", "exports"),
    ("dc", "dc"),
    ("dva", "dva"),
    ("vax", "vax"),
    ("davax", "davax"),
    ("vaxim", "vaxim"),
    ("reflection", "reflection"),
    ("ddc", "ddc"),
    ("fc", "fc"),
    ("fva", "fva"),
    ("fdc", "fdc"),
    ("gvc", "gvc"),
    ("gvcb", "gvc_backward"),
    ("gvcf", "gvc_forward"),
];

/// The reference's name of a perspective, which flows it has, and its approaches; inside the
/// bilateral and sector perimeters there is only one.
type Seen = (Perspective, &'static [Flow], &'static [(&'static str, Approach)]);

const BOTH: &[(&str, Approach)] = &[("source", Approach::Source), ("sink", Approach::Sink)];
const ONE: &[(&str, Approach)] = &[("", Approach::Source), ("", Approach::Sink)];

const PERSPECTIVES: [Seen; 5] = [
    (
        Perspective::Exporter,
        &[Flow::Total, Flow::Sector, Flow::Bilateral, Flow::SectorBilateral],
        BOTH,
    ),
    (Perspective::World, &[Flow::Total], BOTH),
    (Perspective::Bilateral, &[Flow::Bilateral], ONE),
    (Perspective::SectorExporter, &[Flow::Sector], ONE),
    (Perspective::SectorBilateral, &[Flow::SectorBilateral], ONE),
];

pub fn items(case: &Case, ledger: &mut Ledger) {
    for (perspective, flows, approaches) in PERSPECTIVES {
        if !ledger.has(perspective.name()) {
            continue;
        }
        for &(called, approach) in approaches {
            for &flow in flows {
                let query = Query { flow, perspective, approach };
                let frame = exports(&case.system, &case.partition, query, &[]).unwrap();
                for (measure, column) in ITEMS {
                    let values = frame.real(column).unwrap_or_default();
                    for (row, &ours) in values.iter().enumerate() {
                        let (s, i) = (
                            label(&frame, "exporter", row, ""),
                            label(&frame, "sector", row, "TOTAL"),
                        );
                        let r = label(&frame, "importer", row, "WLD");
                        let head = [measure, perspective.name(), called];
                        ledger.meet(&[head[0], head[1], head[2], s, i, r, "ALL", "ALL"], ours);
                    }
                }
                if flow != Flow::Total {
                    absorbed_by_importers(&frame, ledger);
                }
            }
        }
    }
}

/// `vaxim` is an item of pairs; the reference also stores its sum over importers.
fn absorbed_by_importers(pairs: &Frame, ledger: &mut Ledger) {
    let mut sums: HashMap<(&str, &str), f64> = HashMap::new();
    for (row, value) in pairs.real("vaxim").unwrap_or_default().iter().enumerate() {
        let key = (label(pairs, "exporter", row, ""), label(pairs, "sector", row, "TOTAL"));
        *sums.entry(key).or_default() += value;
    }
    for ((s, i), ours) in sums {
        ledger.meet(&["vaxim", "exporter", "sink", s, i, "WLD", "ALL", "ALL"], ours);
    }
}

/// All frames of a split, one below the other, of the exporters that a test is about.
pub fn split_frame(case: &Case, query: Query, split: Split, exporters: &[&str]) -> Frame {
    let ids: Vec<_> = exporters.iter().map(|name| case.partition.find(name).unwrap()).collect();
    let mut all: Option<Frame> = None;
    exports_split(&case.system, &case.partition, query, split, &ids, |_, frame| {
        all = Some(match all.take() {
            Some(above) => above.with_rows(frame),
            None => frame,
        });
        Ok(())
    })
    .unwrap();
    all.unwrap()
}

/// Value added by origin and destination of every flow that the reference has, and by origin
/// alone.
pub fn splits(case: &Case, ledger: &mut Ledger) {
    let to = |items| Split { origin: Some(Detail::Total), destination: Some(Detail::Total), items };
    let both = to(SplitItems::ValueAdded);
    let content = to(SplitItems::Participation);
    let origin = Split { destination: None, ..both };
    for (measure, flow, perspective, called, approach, split) in [
        ("va", Flow::Total, Perspective::Exporter, "source", Approach::Source, both),
        ("va", Flow::Total, Perspective::Exporter, "sink", Approach::Sink, both),
        ("va", Flow::Bilateral, Perspective::Exporter, "source", Approach::Source, both),
        ("va", Flow::Bilateral, Perspective::Exporter, "sink", Approach::Sink, both),
        ("va", Flow::Bilateral, Perspective::Bilateral, "", Approach::Source, both),
        ("va_in_exports", Flow::Total, Perspective::Exporter, "source", Approach::Source, origin),
        ("content", Flow::Total, Perspective::Exporter, "", Approach::Source, content),
        ("fva", Flow::Total, Perspective::World, "source", Approach::Source, origin),
        ("fva", Flow::Total, Perspective::World, "sink", Approach::Sink, origin),
    ] {
        // The large tables have a few exporters only.
        let pairs = flow == Flow::Bilateral;
        let exporters: BTreeSet<String> = ledger
            .rows()
            .filter(|(cells, _)| {
                cells[..3] == [measure, perspective.name(), called] && (cells[5] != "WLD") == pairs
            })
            .map(|(cells, _)| cells[3].to_owned())
            .collect();
        if exporters.is_empty() {
            continue;
        }
        let exporters: Vec<&str> = exporters.iter().map(String::as_str).collect();
        let query = Query { flow, perspective, approach };
        let frame = split_frame(case, query, split, &exporters);
        let column = if measure == "content" { "content" } else { "va" };
        for (row, &ours) in frame.real(column).unwrap().iter().enumerate() {
            let (s, r) =
                (label(&frame, "exporter", row, ""), label(&frame, "importer", row, "WLD"));
            let (t, l) =
                (label(&frame, "origin", row, "ALL"), label(&frame, "destination", row, "ALL"));
            // Of what is foreign the exporter itself has nothing.
            let ours = if measure == "fva" && s == t { 0.0 } else { ours };
            ledger.meet(&[measure, perspective.name(), called, s, "TOTAL", r, t, l], ours);
        }
    }
}
