//! exvatools 0.9.0, `make_exvadir`, `get_va_*` and `bkdown=origin`: value added by origin.

use std::collections::{BTreeSet, HashMap};

use tripole::frame::Level;
use tripole::measures::decompose::{Approach, Flow, Perspective, Query, Split, SplitItems};
use tripole::measures::trade::{ImportColumns, trade};
use tripole::measures::value_added::{Detail, Sides, value_added};

use super::exvatools::{ITEMS, SOURCE, term};
use super::meet_with_sums;
use crate::decompose::split_frame;
use crate::support::{Case, Ledger, label};

const PEER: &str = "exvatools";
const USES_BY_SECTOR: &str = "final and intermediate exports, by sector";
const USES_BY_ORIGIN: &str = "final and intermediate exports, by origin";

fn source(flow: Flow) -> Query {
    Query { flow, perspective: Perspective::Exporter, approach: Approach::Source }
}

/// Content and value added of exports, for every exporting sector by country of origin, and for
/// all exports by country and sector of origin; by direct importer, and by final destination.
///
/// We have value added by destination, but not content, and neither for final and intermediate
/// exports apart: those rows are added up to what we have.
pub fn exports(case: &Case, ledger: &mut Ledger) {
    ledger.add_up(|cells| {
        let Some(rest) = cells[1].strip_prefix("make_exvadir(EXGRY") else { return false };
        let content = ["TC", "DC", "FC"].contains(&cells[2]);
        cells[5] = if content { "WLD" } else { cells[5] };
        let by_use = rest.starts_with('_');
        if by_use {
            cells[1] = if rest.contains("exporter") { USES_BY_SECTOR } else { USES_BY_ORIGIN };
        }
        content || by_use
    });
    let to =
        |origin| Split { origin: Some(origin), destination: None, items: SplitItems::ValueAdded };
    let until = |origin| Split {
        origin: Some(origin),
        destination: Some(Detail::Total),
        items: SplitItems::ValueAdded,
    };
    let by_sector = ["make_exvadir(EXGRY,exporter)", USES_BY_SECTOR];
    let by_origin = ["make_exvadir(EXGRY,origin)", USES_BY_ORIGIN];
    let via: Vec<String> = case
        .partition
        .names()
        .iter()
        .map(|r| format!("make_exvadir(EXGRY,exporter,via={r})"))
        .collect();
    for (functions, flow, split) in [
        (&["make_exvadir(EXGR,exporter)"][..], Flow::SectorBilateral, to(Detail::Total)),
        (&["make_exvadir(EXGR,origin)"], Flow::Bilateral, to(Detail::Sectors)),
        (&by_sector, Flow::Sector, to(Detail::Total)),
        (&by_sector, Flow::Sector, until(Detail::Total)),
        (&by_origin, Flow::Total, to(Detail::Sectors)),
        (&by_origin, Flow::Total, until(Detail::Sectors)),
    ] {
        let frame = split_frame(case, source(flow), split, &[]);
        let columns = [(["TC", "DC", "FC"], "content"), (["TVA", "DVA", "FVA"], "va")];
        for (names, column) in columns {
            let Some(values) = frame.real(column) else { continue };
            for (row, &ours) in values.iter().enumerate() {
                let (s, i) = (label(&frame, "exporter", row, ""), label(&frame, "sector", row, ""));
                let r = label(&frame, "importer", row, label(&frame, "destination", row, "WLD"));
                let t = label(&frame, "origin", row, "");
                let sector = label(&frame, "origin_sector", row, "");
                let origin = if sector.is_empty() { t.to_owned() } else { format!("{t}_{sector}") };
                let [all, own, foreign] = names;
                for name in [all, if s == t { own } else { foreign }] {
                    for function in functions {
                        ledger.meet(&[PEER, function, name, s, i, r, &origin], ours);
                    }
                    // What goes through an importer, wherever it ends, is what it buys.
                    if let Ok(id) = case.partition.find(r) {
                        ledger.meet(&[PEER, &via[id.position()], name, s, i, "WLD", &origin], ours);
                    }
                }
            }
        }
    }
}

/// Content of exports by origin and exporting sector, and all sums over either.
pub fn content(case: &Case, ledger: &mut Ledger) {
    // By destination and use we have no content.
    ledger.add_up(|cells| {
        let part = cells[1] == "get_va_exgry";
        if part {
            cells[2] = if cells[2] == "EXGRY" { "EXGRY" } else { "final and intermediate" };
            cells[5] = "WLD";
        }
        part
    });
    let by_sector: BTreeSet<String> = ledger
        .rows()
        .filter(|(c, _)| c[1] == "get_va_exgr" && c[6].contains('_'))
        .map(|(c, _)| c[3].to_owned())
        .collect();
    let by_sector: Vec<&str> = by_sector.iter().map(String::as_str).collect();
    for flow in [Flow::Sector, Flow::Total] {
        for (origin, exporters) in [(Detail::Total, &[][..]), (Detail::Sectors, &by_sector)] {
            if origin == Detail::Sectors && exporters.is_empty() {
                continue;
            }
            let split =
                Split { origin: Some(origin), destination: None, items: SplitItems::ValueAdded };
            let frame = split_frame(case, source(flow), split, exporters);
            for (row, &ours) in frame.real("content").unwrap().iter().enumerate() {
                let s = label(&frame, "exporter", row, "");
                let i = label(&frame, "sector", row, "TOTAL");
                let t = label(&frame, "origin", row, "");
                let of = label(&frame, "origin_sector", row, "TOTAL");
                let (home, abroad) = if s == t { (ours, 0.0) } else { (0.0, ours) };
                for origin in [&format!("{t}_{of}"), t] {
                    let mut meet = |function, name, ours| {
                        ledger.meet(&[PEER, function, name, s, i, "WLD", origin], ours);
                    };
                    if *origin == *t && of != "TOTAL" {
                        continue;
                    }
                    meet("get_va_exgr", "TC", ours);
                    meet("get_va_exgr", "DC", home);
                    meet("get_va_exgr", "FC", abroad);
                    meet("get_va_exgry", "EXGRY", ours);
                    meet("get_va_exgry", "final and intermediate", ours);
                }
            }
        }
    }
}

/// The cells that stand for an origin in a file with sectors, and in one without.
fn origins(country: &str, sector: &str) -> [String; 3] {
    [format!("{country}_{sector}"), format!("{country}_TOTAL"), country.to_owned()]
}

/// Value added in final demand by origin, in total and for every product.
pub fn final_demand(case: &Case, ledger: &mut Ledger) {
    let split = (Detail::Sectors, Detail::Sectors);
    let frame = if ledger.rows().any(|(c, _)| c[2] == "VAX") {
        value_added(&case.system, &case.partition, Sides { origin: split.0, destination: split.1 })
            .unwrap()
    } else {
        value_added(
            &case.system,
            &case.partition,
            Sides { origin: split.0, destination: Detail::Total },
        )
        .unwrap()
    };
    let mut sums: HashMap<(String, &str, &str, String), f64> = HashMap::new();
    for (row, value) in frame.real("value_added").unwrap().iter().enumerate() {
        let (t, of) = (label(&frame, "origin", row, ""), label(&frame, "origin_sector", row, ""));
        let l = label(&frame, "destination", row, "");
        let product = label(&frame, "final_sector", row, "TOTAL");
        for product in BTreeSet::from([product, "TOTAL"]) {
            for origin in origins(t, of) {
                for (name, part) in [("TOTAL", true), ("VAD", t == l), ("VAX", t != l)] {
                    let function = format!("get_va_fd(sec_fd={product})");
                    let value = if part { *value } else { 0.0 };
                    *sums.entry((function, name, l, origin.clone())).or_default() += value;
                }
            }
        }
    }
    for ((function, name, l, origin), ours) in sums {
        ledger.meet(&[PEER, &function, name, "", "", l, &origin], ours);
    }
}

/// The items of exports by sector of origin: own value added by its own sector, foreign by sector
/// of all other countries together.
pub fn breakdown(case: &Case, ledger: &mut Ledger) {
    const STANDARD: &str = "make_exvadec(bm_src,standard,bkdown=origin)";
    if !ledger.has(STANDARD) {
        return;
    }
    ledger.add_up(|cells| cells[1].contains("terms,bkdown") && term(cells));
    // The large tables have origins of all exports, not of those to each importer.
    let by_importer = ledger.rows().any(|(c, _)| c[5] != "WLD" && !c[6].is_empty());
    let flow = if by_importer { Flow::Bilateral } else { Flow::Total };
    let parts =
        Split { origin: Some(Detail::Sectors), destination: None, items: SplitItems::ValueAdded };
    let ends = Split {
        origin: Some(Detail::Sectors),
        destination: Some(Detail::Total),
        items: SplitItems::ValueAdded,
    };
    let mut sums: HashMap<(&str, [&str; 3]), f64> = HashMap::new();
    let whole = split_frame(case, source(flow), parts, &[]);
    for row in 0..whole.rows() {
        let s = label(&whole, "exporter", row, "");
        let key =
            [s, label(&whole, "importer", row, "WLD"), label(&whole, "origin_sector", row, "")];
        let ours = |column| whole.real(column).unwrap()[row];
        let (all, once) = (ours("content"), ours("va"));
        // Backward participation is all foreign content and what is counted twice at home.
        let items = if s == label(&whole, "origin", row, "") {
            [("DC", all), ("DVA", once), ("DDC", all - once), ("GVCB", all - once)]
        } else {
            [("FC", all), ("FVA", once), ("FDC", all - once), ("GVCB", all)]
        };
        for (name, value) in items {
            *sums.entry((name, key)).or_default() += value;
        }
    }
    let ended = split_frame(case, source(flow), ends, &[]);
    for (row, value) in ended.real("va").unwrap().iter().enumerate() {
        let s = label(&ended, "exporter", row, "");
        if s == label(&ended, "origin", row, "") {
            let home = s == label(&ended, "destination", row, "");
            let r = label(&ended, "importer", row, "WLD");
            let key = [s, r, label(&ended, "origin_sector", row, "")];
            *sums.entry((if home { "REF" } else { "VAX" }, key)).or_default() += value;
        }
    }
    // Gross exports have no origin; theirs stay by exporting sector.
    let table = case.system.table();
    let gross = trade(table, &case.partition, Level::PairSector, ImportColumns::Standard).unwrap();
    for (row, value) in gross.real("exports").unwrap().iter().enumerate() {
        let r = if by_importer { label(&gross, "importer", row, "") } else { "WLD" };
        let key = [label(&gross, "exporter", row, ""), r, label(&gross, "sector", row, "")];
        *sums.entry(("EXGR", key)).or_default() += value;
    }
    for ((name, [s, r, of]), ours) in sums {
        for output in ["basic", "standard", "terms"] {
            let function = format!("make_exvadec(bm_src,{output},bkdown=origin)");
            ledger.meet(&[PEER, &function, name, s, "", r, of], ours);
        }
    }
    // Where origins are added up, an exporter and importer are left.
    let query = Query { flow: Flow::Bilateral, ..source(flow) };
    let pairs =
        tripole::measures::decompose::exports(&case.system, &case.partition, query, &[]).unwrap();
    for names in [ITEMS, SOURCE] {
        meet_with_sums(ledger, [PEER, STANDARD], names, &pairs);
    }
}
