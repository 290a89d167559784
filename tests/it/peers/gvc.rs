//! gvc 6.4.0 and pymrio 0.7.0: value added by origin and destination, content of exports.

use std::collections::HashMap;

use tripole::frame::Level;
use tripole::measures::participation::{Measure, participation};
use tripole::measures::tiva::tiva;
use tripole::measures::trade::{ImportColumns, trade};
use tripole::measures::value_added::{Detail, Sides, value_added, vax};

use crate::support::{Case, Ledger, label};

pub fn gvc(case: &Case, ledger: &mut Ledger) {
    let (system, partition) = (&case.system, &case.partition);
    let forward = vax(system, partition, Level::RegionSector).unwrap();
    let mut totals: HashMap<&str, f64> = HashMap::new();
    for (row, &ours) in forward.real("vax_forward").unwrap().iter().enumerate() {
        let (s, i) = (label(&forward, "exporter", row, ""), label(&forward, "sector", row, ""));
        ledger.meet(&["gvc", "ffddva", "ffddva", "", "", "", &format!("{s}_{i}")], ours);
        *totals.entry(s).or_default() += ours;
    }
    for (s, ours) in totals {
        ledger.meet(&["gvc", "ffddva(aggregate)", "ffddva", "", "", "", s], ours);
    }

    // Content of exports: own value added in others', others' in one's own.
    let by = Level::RegionSector;
    let content = participation(system, partition, Measure::Kpww, by).unwrap();
    for row in 0..content.rows() {
        let (s, i) = (label(&content, "region", row, ""), label(&content, "sector", row, ""));
        let ours = |column| content.real(column).unwrap()[row];
        ledger.meet(&["gvc", "e2r", "e2r", "", "", "", &format!("{s}_{i}")], ours("iv"));
        ledger.meet(&["gvc", "i2e", "i2e", s, i, "", ""], ours("fv"));
    }

    // Value added in domestic final demand, own and foreign, by industry of origin.
    let used = value_added(
        system,
        partition,
        Sides { origin: Detail::Sectors, destination: Detail::Total },
    )
    .unwrap();
    let mut sums: HashMap<(&str, &str, &str), f64> = HashMap::new();
    for (row, value) in used.real("value_added").unwrap().iter().enumerate() {
        let (t, i) = (label(&used, "origin", row, ""), label(&used, "origin_sector", row, ""));
        let l = label(&used, "destination", row, "");
        let name = if t == l { "dfddva" } else { "dfdfva" };
        *sums.entry((name, l, i)).or_default() += value;
        *sums.entry((name, l, "")).or_default() += value;
    }
    for ((name, l, i), ours) in sums {
        let function = if i.is_empty() { format!("{name}(aggregate)") } else { name.to_owned() };
        ledger.meet(&["gvc", &function, name, "", "", l, i], ours);
    }
}

/// The only extension is residual value added. DIFFERENCE: what pymrio calls imports and
/// consumption by sector is by final product, where gvc and exvatools go by industry of origin.
pub fn pymrio(case: &Case, ledger: &mut Ledger) {
    let (system, partition) = (&case.system, &case.partition);
    let mut extension = |matrix: &str, s: &str, i: &str, ours: f64| {
        ledger.meet(&["pymrio", &format!("extension {matrix}"), "va|VA", s, i, "", ""], ours);
    };
    let made = tiva(system, partition, Level::RegionSector, &[]).unwrap();
    for row in 0..made.rows() {
        let (s, i) = (label(&made, "reporter", row, ""), label(&made, "industry", row, ""));
        let ours = |code| made.real(code).unwrap()[row];
        extension("D_pba", s, i, ours("VALU"));
        extension("D_exp", s, i, ours("FFD_DVA"));
        // Undefined where nothing is made; pymrio then takes zero.
        let made_any = ours("PROD") != 0.0;
        extension("S", s, i, if made_any { ours("PROD_VASH") / 100.0 } else { 0.0 });
        extension("M", s, i, if made_any { 1.0 } else { 0.0 });
    }
    let made = tiva(system, partition, Level::Region, &[]).unwrap();
    for row in 0..made.rows() {
        let s = label(&made, "reporter", row, "");
        let ours = |code| made.real(code).unwrap()[row];
        extension("D_pba_reg", s, "TOTAL", ours("VALU"));
        extension("D_exp_reg", s, "TOTAL", ours("FFD_DVA"));
        extension("D_imp_reg", s, "TOTAL", ours("DFD_FVA"));
        extension("D_cba_reg", s, "TOTAL", ours("VALU") - ours("BALGR"));
    }
    let used = value_added(
        system,
        partition,
        Sides { origin: Detail::Total, destination: Detail::Sectors },
    )
    .unwrap();
    let mut sums: HashMap<(&str, &str, &str), f64> = HashMap::new();
    for (row, value) in used.real("value_added").unwrap().iter().enumerate() {
        let (t, l) = (label(&used, "origin", row, ""), label(&used, "destination", row, ""));
        let product = label(&used, "final_sector", row, "");
        *sums.entry(("D_cba", l, product)).or_default() += value;
        if t != l {
            *sums.entry(("D_imp", l, product)).or_default() += value;
        }
    }
    for ((matrix, l, product), ours) in sums {
        extension(matrix, l, product, ours);
    }

    let function = "get_gross_trade";
    for by in [Level::Pair, Level::RegionSector] {
        let frame = trade(system.table(), partition, by, ImportColumns::Detailed).unwrap();
        for row in 0..frame.rows() {
            let (s, i) =
                (label(&frame, "exporter", row, ""), label(&frame, "sector", row, "TOTAL"));
            let r = label(&frame, "importer", row, "");
            let ours = |column| frame.real(column).unwrap()[row];
            ledger.meet(&["pymrio", function, "bilat_flows", s, i, r, ""], ours("exports"));
            ledger.meet(&["pymrio", function, "totals_exports", s, i, r, ""], ours("exports"));
            ledger.meet(&["pymrio", function, "totals_imports", s, i, r, ""], ours("imports"));
        }
    }
}
