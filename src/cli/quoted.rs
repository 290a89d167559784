//! Which columns people quote: those that an aligned table shows first.

/// The columns of a frame that a terminal shows, in this order; the others are counted. None where all
/// are shown.
pub fn quoted(frame: &str) -> &'static [&'static str] {
    FIRST.iter().find(|(name, _)| *name == frame).map_or(&[], |(_, columns)| columns)
}

const FIRST: [(&str, &[&str]); 5] = [
    (
        "bench",
        &[
            "seconds",
            "gflops",
            "of_product",
            "backward_componentwise",
            "forward_componentwise",
            "bound_componentwise",
            "steps",
        ],
    ),
    (
        "headline",
        &[
            "va_local",
            "va_regional",
            "va_global",
            "introversion",
            "suppliers",
            "upstreamness",
            "gvc_position",
            "gvc_share",
            "vax_ratio",
        ],
    ),
    (
        "position",
        &[
            "upstreamness",
            "downstreamness",
            "gvc_position",
            "kpww_participation",
            "kpww_forward",
            "kpww_backward",
            "kpww_position",
            "final_share",
            "va_share",
            "plv",
            "plv_gvc",
            "ply_gvc",
        ],
    ),
    (
        "households",
        &[
            "spending",
            "burden",
            "burden_spending_percent",
            "burden_income_percent",
            "net_burden",
            "net_income_percent",
            "price",
        ],
    ),
    (
        "linkages",
        &[
            "key_sector",
            "power_of_dispersion",
            "forward_total_index",
            "backward_total",
            "forward_total",
            "backward_direct",
            "forward_direct",
            "backward_cv",
            "forward_cv",
        ],
    ),
];
