//! Nine and sixteen terms.

use tripole::frame::Level;
use tripole::measures::decompose::{kww, wwz};

use crate::support::{Case, Ledger, label};

pub fn meet(case: &Case, ledger: &mut Ledger) {
    let frame = kww(&case.system, &case.partition, &[]).unwrap();
    for column in frame.indicators() {
        let measure = format!("KWW_{}", column.name());
        for (row, &ours) in column.values().iter().enumerate() {
            let s = label(&frame, "exporter", row, "");
            ledger.meet(&[&measure, "kww", "", s, "TOTAL", "WLD", "ALL", "ALL"], ours);
        }
    }
    for by in [Level::Pair, Level::PairSector] {
        let frame = wwz(&case.system, &case.partition, by, &[]).unwrap();
        for (position, column) in frame.indicators().iter().enumerate() {
            let measure = format!("WWZ_T{}_{}", position + 1, column.name());
            for (row, &ours) in column.values().iter().enumerate() {
                let (s, i) =
                    (label(&frame, "exporter", row, ""), label(&frame, "sector", row, "TOTAL"));
                let r = label(&frame, "importer", row, "WLD");
                ledger.meet(&[&measure, "wwz", "", s, i, r, "ALL", "ALL"], ours);
            }
        }
    }
}
