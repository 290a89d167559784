//! gvcAnalyzer 0.1.1.

use tripole::frame::Level;
use tripole::measures::decompose::{Approach, Flow, Perspective, Query, exports};
use tripole::measures::participation::{Measure, participation};

use super::{Names, meet_with_sums};
use crate::support::{Case, Ledger, label};

const PEER: &str = "gvcAnalyzer";
const TRIPARTITE: &str = "bm_2025_tripartite_trade";

pub fn bilateral(case: &Case, ledger: &mut Ledger) {
    for (function, perspective, approach, names) in [
        ("bm_2023_exporter_total", Perspective::Exporter, Approach::Source, TOTAL),
        ("bm_2023_bilateral_source", Perspective::Exporter, Approach::Source, SOURCE),
        ("bm_2023_bilateral_sink", Perspective::Exporter, Approach::Sink, SINK),
        ("bm_2023_bilateral_pure", Perspective::Bilateral, Approach::Source, PURE),
        (TRIPARTITE, Perspective::Exporter, Approach::Source, TRADE),
    ] {
        let query = Query { flow: Flow::Bilateral, perspective, approach };
        let frame = exports(&case.system, &case.partition, query, &[]).unwrap();
        meet_with_sums(ledger, [PEER, function], names, &frame);
    }
}

const TOTAL: Names = &[
    ("EX_s", &["exports"]),
    ("DVA_s", &["dva"]),
    ("DDC_s", &["ddc"]),
    ("FVA_s", &["fva"]),
    ("FDC_s", &["fdc"]),
];

const SOURCE: Names = &[
    ("EX_sr", &["exports"]),
    ("DVAsource_sr", &["dva"]),
    ("DDCsource_sr", &["ddc"]),
    ("FVAsource_sr", &["fva"]),
    ("FDCsource_sr", &["fdc"]),
];

const SINK: Names = &[
    ("EX_sr", &["exports"]),
    ("DVAsink_sr", &["dva"]),
    ("DDCsink_sr", &["ddc"]),
    ("FVAsink_sr", &["fva"]),
    ("FDCsink_sr", &["fdc"]),
];

const PURE: Names = &[
    ("EX_sr", &["exports"]),
    ("DVA_star_sr", &["dva"]),
    ("DDC_star_sr", &["ddc"]),
    ("FVA_star_sr", &["fva"]),
    ("FDC_star_sr", &["fdc"]),
];

const TRADE: Names = &[
    ("E_sr", &["exports"]),
    ("DAVAX_sr", &["davax"]),
    ("GVC_sr", &["gvc"]),
    ("GVC_PF", &["gvc_forward"]),
    ("GVC_PB+TS", &["gvc_backward"]),
];

const MEASURES: &[(&str, Measure, &str)] = &[
    ("E_s", Measure::BorinMancini, "exports"),
    ("GVC_s", Measure::BorinMancini, "gvc"),
    ("share_GVC_trade", Measure::BorinMancini, "gvc_share"),
    ("GVC_PF_s", Measure::Tripartite, "gvc_pure_forward"),
    ("GVC_TS_s", Measure::Tripartite, "gvc_two_sided"),
    ("GVC_PB_s", Measure::Tripartite, "gvc_pure_backward"),
];

/// Trade-based participation. We have the three parts by region; by pair, forward and backward.
pub fn participation_in_trade(case: &Case, ledger: &mut Ledger) {
    let pairs = case.partition.len() * (case.partition.len() - 1);
    let found = ledger.rows().filter(|(c, _)| c[1] == TRIPARTITE && c[2] == "GVC_PB").count();
    // Where all pairs are there, the two backward parts are added up over partners, else for a
    // pair with each other.
    let complete = found == pairs;
    ledger.add_up(|cells| {
        let backward = cells[1] == TRIPARTITE && matches!(cells[2], "GVC_PB" | "GVC_TS");
        if backward && complete {
            cells[1] = "bm_2025_trade_measures";
            cells[2] = if cells[2] == "GVC_PB" { "GVC_PB over pairs" } else { "GVC_TS over pairs" };
            cells[5] = "WLD";
        } else if backward {
            cells[2] = "GVC_PB+TS";
        }
        backward
    });
    let function = "bm_2025_trade_measures";
    let of =
        |measure| participation(&case.system, &case.partition, measure, Level::Region).unwrap();
    for &(theirs, measure, column) in MEASURES {
        let frame = of(measure);
        for (row, &ours) in frame.real(column).unwrap().iter().enumerate() {
            let s = label(&frame, "region", row, "");
            ledger.meet(&[PEER, function, theirs, s, "TOTAL", "WLD", ""], ours);
            let over_pairs = format!("{} over pairs", theirs.trim_end_matches("_s"));
            ledger.meet(&[PEER, function, &over_pairs, s, "TOTAL", "WLD", ""], ours);
        }
    }
    // Its other shares are of participation, not of exports.
    let parts = of(Measure::Tripartite);
    for row in 0..parts.rows() {
        let [forward, two, backward] = ["gvc_pure_forward", "gvc_two_sided", "gvc_pure_backward"]
            .map(|column| parts.real(column).unwrap()[row]);
        let all = forward + two + backward;
        let s = label(&parts, "region", row, "");
        for (theirs, ours) in [
            ("share_PF_trade", forward / all),
            ("share_TS_trade", two / all),
            ("share_PB_trade", backward / all),
            ("forward_trade", (forward - backward) / all),
        ] {
            ledger.meet(&[PEER, function, theirs, s, "TOTAL", "WLD", ""], ours);
        }
    }
}
