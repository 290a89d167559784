//! decompr 6.8.0.

use tripole::frame::Level;
use tripole::measures::decompose::{kww, wwz};
use tripole::measures::trade::{ImportColumns, trade};
use tripole::measures::value_added::{Detail, Sides, value_added};

use super::{Names, meet_with_sums};
use crate::support::{Case, Ledger, label};

const PEER: &str = "decompr";

pub const NINE: Names = &[
    ("DVA_FIN", &["T1"]),
    ("DVA_INT", &["T2"]),
    ("DVA_INTrex", &["T3"]),
    ("RDV_FIN", &["T4"]),
    ("RDV_INT", &["T5"]),
    ("DDC", &["T6"]),
    ("FVA_FIN", &["T7"]),
    ("FVA_INT", &["T8"]),
    ("FDC", &["T9"]),
];

/// Its names of the sixteen terms (PEERS C).
const SIXTEEN: Names = &[
    ("DVA_FIN", &["DVA_FIN"]),
    ("DVA_INT", &["DVA_INT"]),
    ("DVA_INTrexI1", &["DVA_INTrex1"]),
    ("DVA_INTrexF", &["DVA_INTrex2"]),
    ("DVA_INTrexI2", &["DVA_INTrex3"]),
    ("RDV_FIN", &["RDV_FIN1"]),
    ("RDV_FIN2", &["RDV_FIN2"]),
    ("RDV_INT", &["RDV_INT"]),
    ("DDC_FIN", &["DDC_FIN"]),
    ("DDC_INT", &["DDC_INT"]),
    ("MVA_FIN", &["MVA_FIN"]),
    ("MVA_INT", &["MVA_INT"]),
    ("MDC", &["MDC"]),
    ("OVA_FIN", &["OVA_FIN"]),
    ("OVA_INT", &["OVA_INT"]),
    ("ODC", &["ODC"]),
    // What the terms leave unexplained of exports.
    ("texpdiff", &[]),
    ("texpdiffpercent", &[]),
    ("texpfddiff", &[]),
    ("texpfddiffpercent", &[]),
    ("texpintdiff", &[]),
    ("texpintdiffpercent", &[]),
];

const SIXTEEN_AS_NINE: Names = &[
    ("DVA_FIN", &["DVA_FIN"]),
    ("DVA_INT", &["DVA_INT", "DVA_INTrex1"]),
    ("DVA_INTrex", &["DVA_INTrex2", "DVA_INTrex3"]),
    ("RDV_FIN", &["RDV_FIN1", "RDV_FIN2"]),
    ("RDV_INT", &["RDV_INT"]),
    ("DDC", &["DDC_FIN", "DDC_INT"]),
    ("FVA_FIN", &["MVA_FIN", "OVA_FIN"]),
    ("FVA_INT", &["MVA_INT", "OVA_INT"]),
    ("FDC", &["MDC", "ODC"]),
];

const GROSS: Names = &[
    ("texp", &["exports"]),
    ("texpint", &["exports_intermediate"]),
    ("texpfd", &["exports_final"]),
];

/// Whether an indicator of `wwz` is one of the sixteen terms.
pub fn is_term(indicator: &str) -> bool {
    SIXTEEN.iter().any(|(name, columns)| *name == indicator && !columns.is_empty())
}

pub fn terms(case: &Case, ledger: &mut Ledger) {
    let nine = kww(&case.system, &case.partition, &[]).unwrap();
    meet_with_sums(ledger, [PEER, "kww"], NINE, &nine);
    let sixteen = wwz(&case.system, &case.partition, Level::PairSector, &[]).unwrap();
    meet_with_sums(ledger, [PEER, "wwz"], SIXTEEN, &sixteen);
    meet_with_sums(ledger, [PEER, "wwz2kww"], SIXTEEN_AS_NINE, &sixteen);
    let table = case.system.table();
    let gross = trade(table, &case.partition, Level::PairSector, ImportColumns::Standard).unwrap();
    meet_with_sums(ledger, [PEER, "wwz"], GROSS, &gross);
}

/// Value added by source and user: of a unit, of output, of exports, of final demand.
pub fn leontief(case: &Case, ledger: &mut Ledger) {
    if !ledger.has("leontief(none)") {
        return;
    }
    let (system, index) = (&case.system, case.system.table().index());
    let inverse = system.leontief_inverse().unwrap();
    let v = system.value_added_coefficients();
    let exports = tripole::measures::trade::Exports::of(system.table(), &case.partition).by_row();
    for (j, user) in index.nodes().iter().enumerate() {
        let (s, i) = (index.region(user.region), index.sector(user.sector));
        for (k, source) in index.nodes().iter().enumerate() {
            let origin = format!("{}_{}", index.region(source.region), index.sector(source.sector));
            let unit = v[k] * inverse[(k, j)];
            for (function, ours) in [
                ("leontief(none)", unit),
                ("leontief(output)", unit * system.output()[j]),
                ("leontief(exports)", unit * exports[j]),
            ] {
                ledger.meet(&[PEER, function, "VA", s, i, "", &origin], ours);
            }
        }
    }
    let used = value_added(
        system,
        &case.partition,
        Sides { origin: Detail::Sectors, destination: Detail::Total },
    )
    .unwrap();
    for (row, &ours) in used.real("value_added").unwrap().iter().enumerate() {
        let (t, i) = (label(&used, "origin", row, ""), label(&used, "origin_sector", row, ""));
        let l = label(&used, "destination", row, "");
        let origin = format!("{t}_{i}");
        ledger.meet(&[PEER, "leontief(final_demand)", "VA", "", "", l, &origin], ours);
    }
}
