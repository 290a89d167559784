//! Imports by origin, in total and by product, and the three notions of bilateral value added.

use std::collections::BTreeSet;

use tripole::measures::decompose::{ImportsOf, bilateral, imports};

use crate::support::{Case, Ledger, label};

pub fn meet(case: &Case, ledger: &mut Ledger) {
    let products = ImportsOf::Sectors(case.system.table().index().sectors().collect());
    for (of, perspective) in [(ImportsOf::Total, "importer"), (products, "sectimp")] {
        // The large tables have one importer by product, the groups none.
        let importers: BTreeSet<&str> =
            ledger.rows().filter(|(c, _)| c[1] == perspective).map(|(c, _)| c[5]).collect();
        let importers: Vec<_> =
            importers.into_iter().map(|name| case.partition.find(name).unwrap()).collect();
        if importers.is_empty() {
            continue;
        }
        let frame = imports(&case.system, &case.partition, &of, &importers).unwrap();
        let column = |name| frame.real(name).unwrap();
        let counted_again: Vec<f64> =
            column("content").iter().zip(column("va")).map(|(content, va)| content - va).collect();
        for (measure, values) in
            [("gtrade", column("content")), ("va", column("va")), ("dc", &counted_again)]
        {
            for (row, &ours) in values.iter().enumerate() {
                let (r, i) =
                    (label(&frame, "importer", row, ""), label(&frame, "sector", row, "TOTAL"));
                let t = label(&frame, "origin", row, "");
                ledger.meet(&[measure, perspective, "", "WLD", i, r, t, "ALL"], ours);
            }
        }
    }
    let pairs = bilateral(&case.system, &case.partition).unwrap();
    for (measure, column) in [("VAX_C", "vax_c"), ("VAX_D", "vax_d"), ("VAX_P", "vax_p")] {
        for (row, &ours) in pairs.real(column).unwrap().iter().enumerate() {
            let (s, r) = (label(&pairs, "exporter", row, ""), label(&pairs, "importer", row, ""));
            ledger.meet(&[measure, "los_timmer", "", s, "TOTAL", r, "ALL", "ALL"], ours);
        }
    }
}
