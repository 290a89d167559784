//! Measures of participation, by region and by sector.

use tripole::frame::Level;
use tripole::measures::participation::{Measure, participation};

use crate::support::{Case, Ledger, label};

/// Names of the reference's measures and ours.
type Columns = &'static [(&'static str, &'static str)];

const MEASURES: [(Measure, Columns); 6] = [
    (
        Measure::Tripartite,
        &[
            ("gvc_pf", "gvc_pure_forward"),
            ("gvc_ts", "gvc_two_sided"),
            ("gvc_pb", "gvc_pure_backward"),
        ],
    ),
    (
        Measure::BorinMancini,
        &[("gtrade", "exports"), ("gvc", "gvc"), ("gvcb", "gvc_backward"), ("gvcf", "gvc_forward")],
    ),
    (
        Measure::Kpww,
        &[
            ("KPWW_FV", "fv"),
            ("KPWW_IV", "iv"),
            ("KPWW_participation", "participation"),
            ("KPWW_position", "position"),
        ],
    ),
    (
        Measure::VerticalSpecialisation,
        // What older guides call re-exported imports is the measure of a national table.
        &[
            ("VS", "vs"),
            ("VS_HIY", "vs_hiy"),
            ("REII_local", "vs_hiy"),
            ("VS1", "vs1"),
            ("VS1s", "vs1_star"),
        ],
    ),
    (
        Measure::Wwyz,
        &[
            ("WWYZ_v_d", "va_domestic"),
            ("WWYZ_v_rt", "va_traditional"),
            ("WWYZ_v_gvc_s", "va_simple"),
            ("WWYZ_v_gvc_c", "va_complex"),
            ("WWYZ_v_gvc", "va_gvc"),
            ("WWYZ_y_d", "y_domestic"),
            ("WWYZ_y_rt", "y_traditional"),
            ("WWYZ_y_gvc_s", "y_simple"),
            ("WWYZ_y_gvc_c", "y_complex"),
            ("WWYZ_y_gvc", "y_gvc"),
        ],
    ),
    (
        Measure::Output,
        &[
            ("OUT3_dom", "out_domestic"),
            ("OUT3_trad", "out_traditional"),
            ("OUT3_trad_fwd", "out_traditional_forward"),
            ("OUT3_trad_bwd", "out_traditional_backward"),
            ("OUT3_gvc_pf", "out_pure_forward"),
            ("OUT3_gvc_pb", "out_pure_backward"),
            ("OUT3_gvc_ts", "out_two_sided"),
        ],
    ),
];

pub fn meet(case: &Case, ledger: &mut Ledger) {
    for by in [Level::Region, Level::RegionSector] {
        for (measure, columns) in MEASURES {
            // Vertical specialisation has no agreed definition by sector.
            if (measure, by) == (Measure::VerticalSpecialisation, Level::RegionSector) {
                continue;
            }
            let frame = participation(&case.system, &case.partition, measure, by).unwrap();
            for row in 0..frame.rows() {
                let (s, i) =
                    (label(&frame, "region", row, ""), label(&frame, "sector", row, "TOTAL"));
                let ours = |column| frame.real(column).unwrap()[row];
                let flow = [s, i, "WLD", "ALL", "ALL"];
                let made = ["", i, "", s, "ALL"];
                for &(name, column) in columns {
                    let (perspective, approach, rest) = match measure {
                        Measure::Tripartite => ("tripartite", "", flow),
                        Measure::BorinMancini => ("exporter", "source", flow),
                        Measure::Kpww => ("kpww", "", flow),
                        Measure::VerticalSpecialisation if name == "REII_local" => {
                            ("tiva", "", flow)
                        }
                        Measure::VerticalSpecialisation => ("vs", "", flow),
                        Measure::Wwyz => ("wwyz", "", made),
                        Measure::Output => ("output_split", "", made),
                    };
                    let head = [name, perspective, approach];
                    ledger.meet(&[&head[..], &rest[..]].concat(), ours(column));
                }
                // The reference also stores the sum of the parts with at least two borders.
                if measure == Measure::Output {
                    let parts = ["out_pure_forward", "out_pure_backward", "out_two_sided"];
                    let sum = parts.map(ours).iter().sum();
                    ledger.meet(&["OUT3_gvc", "output_split", "", "", i, "", s, "ALL"], sum);
                }
            }
        }
    }
    let (measure, columns) = MEASURES[0];
    let pairs = participation(&case.system, &case.partition, measure, Level::Pair).unwrap();
    for &(name, column) in columns {
        for (row, &ours) in pairs.real(column).unwrap().iter().enumerate() {
            let (s, r) = (label(&pairs, "region", row, ""), label(&pairs, "partner", row, ""));
            ledger.meet(&[name, "tripartite", "", s, "TOTAL", r, "ALL", "ALL"], ours);
        }
    }
}
