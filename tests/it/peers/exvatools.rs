//! exvatools 0.9.0.

use tripole::frame::Level;
use tripole::measures::decompose::{
    Approach, Flow, Perspective, Query, exports, kww, miroudot_ye, wwz,
};

use super::{Names, meet_totals, meet_with_sums};
use crate::support::{Case, Ledger, agrees, label};

const PEER: &str = "exvatools";

pub const ITEMS: Names = &[
    ("EXGR", &["exports"]),
    ("DC", &["dc"]),
    ("DVA", &["dva"]),
    ("VAX", &["vax"]),
    ("REF", &["reflection"]),
    ("DDC", &["ddc"]),
    ("FC", &["fc"]),
    ("FVA", &["fva"]),
    ("FDC", &["fdc"]),
];

pub const SOURCE: Names = &[
    ("DAVAX", &["davax"]),
    ("GVC", &["gvc"]),
    ("GVCB", &["gvc_backward"]),
    ("GVCF", &["gvc_forward"]),
];

/// The names of Miroudot and Ye, which are ours by `--method my`.
const MIROUDOT_YE: Names = &[
    ("EXGR", &["EXGR"]),
    ("DC", &["DC"]),
    ("DVA", &["DVA"]),
    ("DDC", &["DDC"]),
    ("FC", &["FC"]),
    ("FVA", &["FVA"]),
    ("FDC", &["FDC"]),
];

/// DIFFERENCE: with the world perimeter Miroudot and Ye have no foreign value added by
/// construction; all of it is double counted.
const WORLD: Names = &[
    ("EXGR", &["exports"]),
    ("DC", &["dc"]),
    ("DVA", &["dva"]),
    ("DDC", &["ddc"]),
    ("FC", &["fc"]),
    ("FVA", &[]),
];

/// Turns a numbered part of an item (FVA1, REF2) into the item; whether it was one.
pub fn term(cells: &mut [&str]) -> bool {
    let item = cells[2].trim_end_matches(|c: char| c.is_ascii_digit());
    let part = item != cells[2];
    cells[2] = item;
    part
}

/// The exporter's perspective, where cells add up to totals.
pub fn exporter(case: &Case, ledger: &mut Ledger) {
    ledger.add_up(|cells| {
        ["bm_src,terms)", "bm_snk,terms)"].iter().any(|f| cells[1].ends_with(f)) && term(cells)
    });
    let flow = Flow::SectorBilateral;
    let of = |approach| {
        let query = Query { flow, perspective: Perspective::Exporter, approach };
        exports(&case.system, &case.partition, query, &[]).unwrap()
    };
    let (source, sink) = (of(Approach::Source), of(Approach::Sink));
    let query = Query { flow, ..Query::default() };
    let my = miroudot_ye(&case.system, &case.partition, query, &[]).unwrap();
    for (function, names, frame) in [
        ("make_exvadec(bm_src,standard)", ITEMS, &source),
        ("make_exvadec(bm_src,basic)", ITEMS, &source),
        ("make_exvadec(bm_src,terms)", ITEMS, &source),
        ("make_exvadec(my,standard)", MIROUDOT_YE, &my),
        ("make_exvadec(my,terms)", MIROUDOT_YE, &my),
        ("make_exvadec(bm_snk,standard)", ITEMS, &sink),
        ("make_exvadec(bm_snk,terms)", ITEMS, &sink),
    ] {
        meet_with_sums(ledger, [PEER, function], names, frame);
    }
    meet_with_sums(ledger, [PEER, "make_exvadec(bm_src,standard)"], SOURCE, &source);
    meet_with_sums(
        ledger,
        [PEER, "make_exvadec(bm_snk,standard)"],
        &[("VAXIM", &["vaxim"])],
        &sink,
    );
    meet_with_sums(ledger, [PEER, "make_exvadec(my,terms2,perim=WLD)"], WORLD, &source);
    world(case, ledger);
}

/// DIFFERENCE: where the importer is a country in parts, exvatools multiplies sums of blocks for
/// VAXIM instead of summing products (VALUE_ADDED 16, 8b); none of its figures is right. Ours are
/// those of the reference, and 84.45 for Spain's services to Mexico, not 98.80.
pub fn importers_in_parts(case: &Case, ledger: &mut Ledger) {
    let wrong = ledger.take(|cells| cells[2] == "VAXIM" && ["MEX", "CHN"].contains(&cells[5]));
    let query = Query { flow: Flow::SectorBilateral, approach: Approach::Sink, ..Query::default() };
    let frame = exports(&case.system, &case.partition, query, &[]).unwrap();
    let ours = |s: &str, i: &str, r: &str| frame.value(&[s, i, r], "vaxim").unwrap();
    assert_eq!(wrong.len(), 2 * 15);
    for (cells, theirs) in wrong {
        assert!(!agrees(ours(&cells[3], &cells[4], &cells[5]), theirs), "{cells:?}");
    }
    assert!((ours("ESP", "D41T98", "MEX") - 84.45).abs() < 0.005);
}

/// DIFFERENCE: what the world perimeter of Miroudot and Ye counts first as double counting (FDC1)
/// is our foreign value added from the world's perspective by source, a number of exporters.
fn world(case: &Case, ledger: &mut Ledger) {
    let function = [PEER, "make_exvadec(my,terms2,perim=WLD)"];
    let query = Query { perspective: Perspective::World, ..Query::default() };
    let frame = exports(&case.system, &case.partition, query, &[]).unwrap();
    let parts = [("FDC1", "fva"), ("FDC2", "fdc")];
    meet_totals(ledger, function, &parts, &frame, |cells| cells[2].starts_with("FDC"));
    let named = miroudot_ye(&case.system, &case.partition, query, &[]).unwrap();
    let function = [PEER, "make_exvadec(my,standard,perim=WLD)"];
    let items = ["EXGR", "DC", "DVA", "DDC", "FC", "FVA", "FDC"].map(|name| (name, name));
    meet_totals(ledger, function, &items, &named, |_| true);
}

/// The bilateral and the sector perspective. Their cells have no meaning of their own, so they are
/// added up to the perimeter first.
pub fn perimeters(case: &Case, ledger: &mut Ledger) {
    let partner = "make_exvadec(bm_src,terms,partner)";
    if !ledger.rows().any(|(cells, _)| cells[6].contains('=')) {
        return;
    }
    ledger.add_up(|cells| {
        let by_partner = cells[1].ends_with(",partner)") && cells[4] != "TOTAL";
        let by_sector = cells[1].ends_with(",sector)");
        cells[4] = if by_partner { "TOTAL" } else { cells[4] };
        cells[5] = if by_sector { "WLD" } else { cells[5] };
        (cells[1] == partner && term(cells)) || by_partner || by_sector
    });
    for (flow, perspective, functions) in [
        (
            Flow::Bilateral,
            Perspective::Bilateral,
            &[partner, "make_exvadec(bm_src,basic,partner)", "make_exvadec(my,standard,partner)"][..],
        ),
        (
            Flow::Sector,
            Perspective::SectorExporter,
            &["make_exvadec(bm_src,basic,sector)", "make_exvadec(my,standard,sector)"],
        ),
    ] {
        let query = Query { flow, perspective, approach: Approach::Source };
        let frame = exports(&case.system, &case.partition, query, &[]).unwrap();
        for function in functions {
            for (theirs, columns) in ITEMS {
                for row in 0..frame.rows() {
                    let (s, i) =
                        (label(&frame, "exporter", row, ""), label(&frame, "sector", row, "TOTAL"));
                    let r = label(&frame, "importer", row, "WLD");
                    let ours = frame.real(columns[0]).unwrap()[row];
                    if flow == Flow::Bilateral {
                        let perimeter = format!("partner={r}");
                        ledger.meet(&[PEER, function, theirs, s, i, r, &perimeter], ours);
                        continue;
                    }
                    // Nothing of any other sector is in the perimeter.
                    for other in case.system.table().index().sector_codes() {
                        let perimeter = format!("sector={other}");
                        let ours = if other == i { ours } else { 0.0 };
                        ledger.meet(&[PEER, function, theirs, s, i, r, &perimeter], ours);
                    }
                }
            }
        }
    }
}

const SIXTEEN: Names = &[
    ("DVA_FIN", &["DVA_FIN"]),
    ("DVA_INT", &["DVA_INT"]),
    ("DVA_INTrex1", &["DVA_INTrex1"]),
    ("DVA_INTrex2", &["DVA_INTrex2"]),
    ("DVA_INTrex3", &["DVA_INTrex3"]),
    ("RDV_FIN1", &["RDV_FIN1"]),
    ("RDV_FIN2", &["RDV_FIN2"]),
    ("RDV_INT", &["RDV_INT"]),
    ("DDC_FIN", &["DDC_FIN"]),
    ("DDC_INT", &["DDC_INT"]),
    ("MDC", &["MDC"]),
    ("ODC", &["ODC"]),
];

/// The other names of foreign terms in the first list of terms.
const FOREIGN_TERMS: Names = &[
    ("FVA_FIN1", &["MVA_FIN"]),
    ("FVA_INT1", &["MVA_INT"]),
    ("FVA_FIN2", &["OVA_FIN"]),
    ("FVA_INT2", &["OVA_INT"]),
];

/// DIFFERENCE: exvatools swaps the labels OVA_FIN and OVA_INT in its second list of terms
/// (PEERS A3); swapped back they agree, and so does the first list.
const SWAPPED: Names = &[
    ("MVA_FIN", &["MVA_FIN"]),
    ("MVA_INT", &["MVA_INT"]),
    ("OVA_FIN", &["OVA_INT"]),
    ("OVA_INT", &["OVA_FIN"]),
];

const WWZ_ITEMS: Names = &[
    (
        "DC",
        &[
            "DVA_FIN",
            "DVA_INT",
            "DVA_INTrex1",
            "DVA_INTrex2",
            "DVA_INTrex3",
            "RDV_FIN1",
            "RDV_FIN2",
            "RDV_INT",
            "DDC_FIN",
            "DDC_INT",
        ],
    ),
    (
        "DVA",
        &[
            "DVA_FIN",
            "DVA_INT",
            "DVA_INTrex1",
            "DVA_INTrex2",
            "DVA_INTrex3",
            "RDV_FIN1",
            "RDV_FIN2",
            "RDV_INT",
        ],
    ),
    ("VAX", &["DVA_FIN", "DVA_INT", "DVA_INTrex1", "DVA_INTrex2", "DVA_INTrex3"]),
    ("REF", &["RDV_FIN1", "RDV_FIN2", "RDV_INT"]),
    ("DDC", &["DDC_FIN", "DDC_INT"]),
    ("FC", &["MVA_FIN", "MVA_INT", "MDC", "OVA_FIN", "OVA_INT", "ODC"]),
    ("FVA", &["MVA_FIN", "MVA_INT", "OVA_FIN", "OVA_INT"]),
    ("FDC", &["MDC", "ODC"]),
];

const NINE: Names = &[
    ("VAX1", &["T1"]),
    ("VAX2", &["T2"]),
    ("VAX3", &["T3"]),
    ("REF1", &["T4"]),
    ("REF2", &["T5"]),
    ("DDC", &["T6"]),
    ("FVA1", &["T7"]),
    ("FVA2", &["T8"]),
    ("FDC", &["T9"]),
    ("DC", &["T1", "T2", "T3", "T4", "T5", "T6"]),
    ("DVA", &["T1", "T2", "T3", "T4", "T5"]),
    ("VAX", &["T1", "T2", "T3"]),
    ("REF", &["T4", "T5"]),
    ("FC", &["T7", "T8", "T9"]),
    ("FVA", &["T7", "T8"]),
    ("EXGR", &["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9"]),
];

pub fn terms(case: &Case, ledger: &mut Ledger) {
    let frame = wwz(&case.system, &case.partition, Level::PairSector, &[]).unwrap();
    for (function, foreign) in
        [("make_exvadec(wwz,terms)", FOREIGN_TERMS), ("make_exvadec(wwz,terms2)", SWAPPED)]
    {
        meet_with_sums(ledger, [PEER, function], SIXTEEN, &frame);
        meet_with_sums(ledger, [PEER, function], foreign, &frame);
        meet_with_sums(ledger, [PEER, function], WHOLE, &frame);
    }
    meet_with_sums(ledger, [PEER, "make_exvadec(wwz,standard)"], WWZ_ITEMS, &frame);
    meet_with_sums(ledger, [PEER, "make_exvadec(wwz,standard)"], WHOLE, &frame);

    // Nine terms are terms of countries; exvatools prints parts of them by sector.
    ledger.add_up(|cells| {
        let part = cells[1].contains("(kww,") && cells[4] != "TOTAL";
        cells[4] = if part { "TOTAL" } else { cells[4] };
        part
    });
    let nine = kww(&case.system, &case.partition, &[]).unwrap();
    for function in ["make_exvadec(kww,terms)", "make_exvadec(kww,standard)"] {
        // The terms as far as the function has them; its DDC and FDC are two of them.
        meet_with_sums(ledger, [PEER, function], NINE, &nine);
    }
}

/// All sixteen terms.
const WHOLE: Names = &[(
    "EXGR",
    &[
        "DVA_FIN",
        "DVA_INT",
        "DVA_INTrex1",
        "DVA_INTrex2",
        "DVA_INTrex3",
        "RDV_FIN1",
        "RDV_FIN2",
        "RDV_INT",
        "DDC_FIN",
        "DDC_INT",
        "MVA_FIN",
        "MVA_INT",
        "MDC",
        "OVA_FIN",
        "OVA_INT",
        "ODC",
    ],
)];

/// A bloc as one exporter; its members are nobody's importers then.
pub fn bloc(case: &Case, name: &str, ledger: &mut Ledger) {
    let id = case.partition.find(name).unwrap();
    let of = |approach| {
        let query =
            Query { flow: Flow::SectorBilateral, perspective: Perspective::Exporter, approach };
        exports(&case.system, &case.partition, query, &[id]).unwrap()
    };
    let (source, sink) = (of(Approach::Source), of(Approach::Sink));
    for (function, names, frame) in [
        ("make_exvadec(bm_src,standard)", ITEMS, &source),
        ("make_exvadec(bm_src,standard)", SOURCE, &source),
        ("make_exvadec(my,standard)", ITEMS, &source),
        ("make_exvadec(bm_snk,standard)", ITEMS, &sink),
        ("make_exvadec(bm_snk,standard)", &[("VAXIM", &["vaxim"])], &sink),
        ("make_exvadec(oecd,standard)", CONTENT, &source),
    ] {
        meet_with_sums(ledger, [PEER, function], names, frame);
    }
}

/// What method `oecd` shares with the others.
pub const CONTENT: Names = &[
    ("EXGR", &["exports"]),
    ("DC", &["dc"]),
    ("DVA", &["dva"]),
    ("DDC", &["ddc"]),
    ("FC", &["fc"]),
];
