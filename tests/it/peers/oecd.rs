//! exvatools 0.9.0, `make_exvadec(oecd, ..)`: OECD indicators and content.

use std::collections::HashMap;

use tripole::frame::Level;
use tripole::measures::decompose::{
    Approach, Flow, Perspective, Query, Split, SplitItems, exports,
};
use tripole::measures::tiva::tiva;
use tripole::measures::value_added::{Detail, Sides, value_added};

use super::exvatools::CONTENT;
use super::{meet_totals, meet_with_sums};
use crate::decompose::split_frame;
use crate::support::{Case, Ledger, label};

const PEER: &str = "exvatools";
const STANDARD: &str = "make_exvadec(oecd,standard)";
const TIVA: &str = "make_exvadec(oecd,tiva)";

/// Codes that mean the same, whatever the level.
const CODES: [&str; 15] = [
    "PROD", "EXGR", "EXGR_INT", "EXGR_FNL", "EXGR_DVA", "EXGR_FVA", "EXGR_DDC", "EXGR_IDC",
    "EXGR_RIM", "IMGR", "IMGR_INT", "IMGR_FNL", "BALGR", "FFD_DVA", "BALVAFD",
];

pub fn indicators(case: &Case, ledger: &mut Ledger) {
    let (system, partition) = (&case.system, &case.partition);
    for by in [Level::Region, Level::RegionSector, Level::Pair, Level::PairSector] {
        let frame = tiva(system, partition, by, &[]).unwrap();
        for row in 0..frame.rows() {
            let (c, i) =
                (label(&frame, "reporter", row, ""), label(&frame, "industry", row, "TOTAL"));
            let p = label(&frame, "partner", row, "WLD");
            for code in CODES {
                let Some(values) = frame.real(code) else { continue };
                for function in [TIVA, "make_exvadec(oecd,terms)"] {
                    ledger.meet(&[PEER, function, code, c, i, p, ""], values[row]);
                }
            }
            if let Some(values) = frame.real("VALU") {
                ledger.meet(&[PEER, TIVA, "VA", c, i, p, ""], values[row]);
            }
        }
    }
    let query = Query { flow: Flow::SectorBilateral, ..Query::default() };
    let frame = exports(system, partition, query, &[]).unwrap();
    meet_with_sums(ledger, [PEER, STANDARD], CONTENT, &frame);
    absorbed(case, ledger);
    contained(case, ledger);

    // DIFFERENCE: it subtracts value added by who absorbs it from value added by direct importer,
    // and by sector of origin from that of the exporting sector: only the total is reflection.
    let returned = |cells: &[&str]| [STANDARD, TIVA].contains(&cells[1]) && cells[2] == "REF";
    let total = exports(system, partition, Query::default(), &[]).unwrap();
    for function in [STANDARD, TIVA] {
        meet_totals(ledger, [PEER, function], &[("REF", "reflection")], &total, returned);
    }
}

/// Value added of an industry in final demand, at home, abroad and everywhere. What is foreign in
/// the demand of `exporter` is by industry of origin, too.
fn absorbed(case: &Case, ledger: &mut Ledger) {
    let used = value_added(
        &case.system,
        &case.partition,
        Sides { origin: Detail::Sectors, destination: Detail::Total },
    )
    .unwrap();
    let mut sums: HashMap<(&str, [&str; 3]), f64> = HashMap::new();
    for (row, value) in used.real("value_added").unwrap().iter().enumerate() {
        let (t, i) = (label(&used, "origin", row, ""), label(&used, "origin_sector", row, ""));
        let l = label(&used, "destination", row, "");
        for sector in [i, "TOTAL"] {
            for partner in [l, "WLD"] {
                *sums.entry(("FD_VA", [t, sector, partner])).or_default() += value;
                let (home, abroad) = if t == l { (*value, 0.0) } else { (0.0, *value) };
                *sums.entry(("DXD_DVA", [t, sector, partner])).or_default() += home;
                *sums.entry(("VAX", [t, sector, partner])).or_default() += abroad;
                *sums.entry(("BALVAFD", [t, sector, partner])).or_default() += abroad;
            }
            for partner in [t, "WLD"] {
                let foreign = if t == l { 0.0 } else { *value };
                *sums.entry(("DFD_FVA", [l, sector, partner])).or_default() += foreign;
                *sums.entry(("BALVAFD", [l, sector, partner])).or_default() -= foreign;
            }
        }
    }
    for ((indicator, [c, i, p]), ours) in sums {
        let function = if indicator == "VAX" { STANDARD } else { TIVA };
        ledger.meet(&[PEER, function, indicator, c, i, p, ""], ours);
    }
}

/// DIFFERENCE: participation of method `oecd` counts content at every crossing, Borin and Mancini
/// once. Its `importer` is no importer: backward, the origin of what is foreign in the exports of
/// `exporter`; forward, the country in whose exports it is, sectors being that country's (gvc has
/// the sector of origin).
fn contained(case: &Case, ledger: &mut Ledger) {
    let query = Query {
        flow: Flow::Sector,
        perspective: Perspective::Exporter,
        approach: Approach::Source,
    };
    let split =
        Split { origin: Some(Detail::Total), destination: None, items: SplitItems::ValueAdded };
    let frame = split_frame(case, query, split, &[]);
    let mut sums: HashMap<([&str; 2], [&str; 3]), f64> = HashMap::new();
    for (row, content) in frame.real("content").unwrap().iter().enumerate() {
        let (s, i) = (label(&frame, "exporter", row, ""), label(&frame, "sector", row, ""));
        let t = label(&frame, "origin", row, "");
        if s == t {
            continue;
        }
        for sector in [i, "TOTAL"] {
            for (names, from, to) in [(["GVCB", "DEXFVAP"], s, t), (["GVCF", "FEXDVAP"], t, s)] {
                for partner in [to, "WLD"] {
                    *sums.entry((names, [from, sector, partner])).or_default() += content;
                    *sums.entry((["GVC", ""], [from, sector, partner])).or_default() += content;
                }
            }
        }
    }
    for ((names, [c, i, p]), ours) in sums {
        for (function, indicator) in [STANDARD, TIVA].into_iter().zip(names) {
            ledger.meet(&[PEER, function, indicator, c, i, p, ""], ours);
        }
    }
}
