//! OECD indicators.

use tripole::frame::Level;
use tripole::measures::tiva::tiva;
use tripole::measures::value_added::{Sides, value_added};

use crate::support::{Case, Ledger, label};

/// Codes that are stored as they are, by whatever level they have.
const EXPORTS: [&str; 7] =
    ["EXGR_INT", "EXGR_FNL", "EXGR_INTDVA", "EXGR_FNLDVA", "EXGR_DDC", "EXGR_IDC", "EXGR_RIM"];

pub fn meet(case: &Case, ledger: &mut Ledger) {
    for by in [Level::Region, Level::RegionSector, Level::Pair, Level::PairSector] {
        let frame = tiva(&case.system, &case.partition, by, &[]).unwrap();
        let value = |code: &str, row: usize| frame.real(code).map(|values| values[row]);
        for row in 0..frame.rows() {
            let (c, i) =
                (label(&frame, "reporter", row, ""), label(&frame, "industry", row, "TOTAL"));
            let p = label(&frame, "partner", row, "WLD");
            let mut meet = |measure: &str, cells: [&str; 5], ours: Option<f64>| {
                if let Some(ours) = ours {
                    ledger.meet(&[&[measure, "tiva", ""][..], &cells[..]].concat(), ours);
                }
            };
            let flow = [c, i, p, "ALL", "ALL"];
            for code in EXPORTS {
                meet(code, flow, value(code, row));
            }
            meet("REII", flow, value("REII", row));
            if by != Level::Pair {
                continue;
            }
            meet("BALGR_g", flow, value("BALGR", row));
            meet("BALVAFD_g", flow, value("BALVAFD", row));
            meet("FEXDVAPSH_g", flow, value("FEXDVAPSH", row));
            meet("DEXFVAPSH_g", [c, i, "WLD", p, "ALL"], value("DEXFVAPSH", row));
            meet("DFD_FVA_g", ["", i, "", p, c], value("DFD_FVA", row));
            meet("FD_VASH_g", ["", i, "", p, c], value("FD_VASH", row));
            meet("IMGR_DVA", [p, i, c, c, "ALL"], value("IMGR_DVA", row));
        }
    }
    of_oneself(case, ledger);
}

/// A country is no partner of itself: nothing of it is foreign, and its share of its own final
/// demand is in the table of value added by origin and destination.
fn of_oneself(case: &Case, ledger: &mut Ledger) {
    let names = case.partition.names();
    let used = value_added(&case.system, &case.partition, Sides::default()).unwrap();
    for c in names {
        let from = |t: &String| used.value(&[t, c], "value_added").unwrap();
        let share = 100.0 * from(c) / names.iter().map(from).sum::<f64>();
        ledger.meet(&["FD_VASH_g", "tiva", "", "", "TOTAL", "", c, c], share);
        ledger.meet(&["DFD_FVA_g", "tiva", "", "", "TOTAL", "", c, c], 0.0);
        ledger.meet(&["DEXFVAPSH_g", "tiva", "", c, "TOTAL", "WLD", c, "ALL"], 0.0);
    }
}
