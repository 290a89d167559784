//! Gross trade, value added by origin and destination, value-added exports, content.

use tripole::frame::Level;
use tripole::measures::trade::{ImportColumns, trade};
use tripole::measures::value_added::{Sides, content_of_exports, value_added, vax};

use crate::support::{Case, Ledger, label};

pub fn meet(case: &Case, ledger: &mut Ledger) {
    let (system, partition) = (&case.system, &case.partition);
    for by in [Level::Region, Level::RegionSector, Level::Pair, Level::PairSector] {
        let frame = trade(system.table(), partition, by, ImportColumns::Standard).unwrap();
        for (row, &ours) in frame.real("exports").unwrap().iter().enumerate() {
            let (s, i) =
                (label(&frame, "exporter", row, ""), label(&frame, "sector", row, "TOTAL"));
            let r = label(&frame, "importer", row, "WLD");
            ledger.meet(&["gtrade", "exporter", "source", s, i, r, "ALL", "ALL"], ours);
        }
    }

    let frame = value_added(system, partition, Sides::default()).unwrap();
    for (row, &ours) in frame.real("value_added").unwrap().iter().enumerate() {
        let (t, l) = (label(&frame, "origin", row, ""), label(&frame, "destination", row, ""));
        ledger.meet(&["va_fd", "", "", "", "TOTAL", "", t, l], ours);
    }

    let sectors = vax(system, partition, Level::RegionSector).unwrap();
    for row in 0..sectors.rows() {
        let (s, i) = (label(&sectors, "exporter", row, ""), label(&sectors, "sector", row, ""));
        let value = |column| sectors.real(column).unwrap()[row];
        ledger.meet(&["VAX_forward", "vax", "", "", i, "", s, "ALL"], value("vax_forward"));
        let key = ["VAX_backward", "vax", "", s, i, "WLD", "ALL", "ALL"];
        ledger.meet(&key, value("vax_backward"));
    }
    let regions = vax(system, partition, Level::Region).unwrap();
    for (row, &ours) in regions.real("vax_ratio").unwrap().iter().enumerate() {
        let s = label(&regions, "exporter", row, "");
        ledger.meet(&["VAX_ratio", "vax", "", s, "TOTAL", "WLD", "ALL", "ALL"], ours);
    }
    let pairs = vax(system, partition, Level::Pair).unwrap();
    for (row, &ours) in pairs.real("vax").unwrap().iter().enumerate() {
        let (s, r) = (label(&pairs, "exporter", row, ""), label(&pairs, "importer", row, ""));
        ledger.meet(&["VAX_C", "los_timmer", "", s, "TOTAL", r, "ALL", "ALL"], ours);
    }

    let content = content_of_exports(system, partition).unwrap();
    for (row, &ours) in content.real("content").unwrap().iter().enumerate() {
        let (s, t) = (label(&content, "exporter", row, ""), label(&content, "origin", row, ""));
        ledger.meet(&["content", "content", "", s, "TOTAL", "WLD", t, "ALL"], ours);
        if s == t {
            ledger.meet(&["DC", "vs", "", s, "TOTAL", "WLD", "ALL", "ALL"], ours);
        }
    }
}
