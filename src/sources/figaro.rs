//! FIGARO tables of Eurostat, editions of 2022 to 2026.

use super::DemandUse::{Consumption, FixedCapital, Inventories};
use super::flat::{Beyond, FlatLabels};
use super::record::{Category, Edition, Evidence, Label, Sectors, Shape, SourceRecord, WideLabels};
use crate::table::PrimaryKind;

/// The record.
pub static RECORD: SourceRecord = SourceRecord {
    name: "figaro",
    title: "FIGARO tables of Eurostat",
    unit: Some("million EUR"),
    labels: Some(LABELS),
    shapes: FLAT,
    editions: &[
        Edition {
            name: "2022-2024",
            regions: &[
                "AR", "AT", "AU", "BE", "BG", "BR", "CA", "CH", "CN", "CY", "CZ", "DE", "DK", "EE",
                "ES", "FI", "FIGW1", "FR", "GB", "GR", "HR", "HU", "ID", "IE", "IN", "IT", "JP",
                "KR", "LT", "LU", "LV", "MT", "MX", "NL", "NO", "PL", "PT", "RO", "RU", "SA", "SE",
                "SI", "SK", "TR", "US", "ZA",
            ],
            sectors: SECTORS,
            knowledge: KNOWLEDGE,
        },
        Edition {
            name: "2025-2026",
            regions: &[
                "AL", "AR", "AT", "AU", "BE", "BG", "BR", "CA", "CH", "CN", "CY", "CZ", "DE", "DK",
                "EE", "ES", "FI", "FIGW1", "FR", "GB", "GR", "HR", "HU", "ID", "IE", "IN", "IT",
                "JP", "KR", "LT", "LU", "LV", "ME", "MK", "MT", "MX", "NL", "NO", "PL", "PT", "RO",
                "RS", "RU", "SA", "SE", "SI", "SK", "TR", "US", "ZA",
            ],
            sectors: SECTORS,
            knowledge: KNOWLEDGE,
        },
    ],
    areas: &[],
    categories: &[
        Category::new("P3_S13", "Final consumption expenditure of government", Consumption),
        Category::new("P3_S14", "Final consumption expenditure of households", Consumption),
        Category::new(
            "P3_S15",
            "Final consumption expenditure of non-profit institutions",
            Consumption,
        ),
        Category::new("P51G", "Gross fixed capital formation", FixedCapital),
        Category::new("P5M", "Changes in inventories and valuables", Inventories),
    ],
    evidence: Evidence::Each,
    parts: &[],
};

/// Files of cells, of industries and of products.
const FLAT: &[Shape] = &[
    Shape::Flat(FlatLabels {
        name: "figaro-flat",
        recognised_by: "FIGARO flat CSV: header icioiRow,icioiCol,refArea,rowIi,counterpartArea,colIi,obsValue",
        columns: ["refArea", "rowIi", "counterpartArea", "colIi", "obsValue"],
        others: &["icioiRow", "icioiCol"],
        ..FLAT_BASE
    }),
    Shape::Flat(FlatLabels {
        name: "figaro-flat-products",
        recognised_by: "FIGARO flat CSV of products: header iciopRow,iciopCol,refArea,rowPp,counterpartArea,colPp,obsValue",
        columns: ["refArea", "rowPp", "counterpartArea", "colPp", "obsValue"],
        others: &["iciopRow", "iciopCol"],
        ..FLAT_BASE
    }),
];

const FLAT_BASE: FlatLabels = FlatLabels {
    name: "",
    recognised_by: "",
    columns: [""; 5],
    year: None,
    others: &[],
    prefix: "",
    below_prefix: "W2_",
    nobody: "W2",
    below: &[
        ("D21X31", Beyond::Primary(PrimaryKind::Taxes)),
        ("OP_RES", Beyond::Primary(PrimaryKind::Other)),
        ("OP_NRES", Beyond::Primary(PrimaryKind::Other)),
        ("D1", Beyond::Primary(PrimaryKind::ValueAdded)),
        ("D29X39", Beyond::Primary(PrimaryKind::ValueAdded)),
        ("B2A3G", Beyond::Primary(PrimaryKind::ValueAdded)),
    ],
};

/// Files have no output. Product tables have `CPA_` before their codes.
const LABELS: WideLabels = WideLabels {
    recognised_by: "FIGARO matrix CSV: first header cell rowLabels, or rows W2_D1, W2_D21X31 and the like",
    corners: &["rowLabels"],
    separator: '_',
    totals: &[],
    primary: &[
        (Label::Is("W2_D21X31"), PrimaryKind::Taxes),
        (Label::Is("W2_OP_RES"), PrimaryKind::Other),
        (Label::Is("W2_OP_NRES"), PrimaryKind::Other),
        (Label::Is("W2_D1"), PrimaryKind::ValueAdded),
        (Label::Is("W2_D29X39"), PrimaryKind::ValueAdded),
        (Label::Is("W2_B2A3G"), PrimaryKind::ValueAdded),
    ],
    unallocated: &[],
};

const SECTORS: Sectors = Sectors::Isic(&[
    "A01", "A02", "A03", "B", "C10T12", "C13T15", "C16", "C17", "C18", "C19", "C20", "C21", "C22",
    "C23", "C24", "C25", "C26", "C27", "C28", "C29", "C30", "C31_32", "C33", "D35", "E36",
    "E37T39", "F", "G45", "G46", "G47", "H49", "H50", "H51", "H52", "H53", "I", "J58", "J59_60",
    "J61", "J62_63", "K64", "K65", "K66", "L", "M69_70", "M71", "M72", "M73", "M74_75", "N77",
    "N78", "N79", "N80T82", "O84", "P85", "Q86", "Q87_88", "R90T92", "R93", "S94", "S95", "S96",
    "T", "U",
]);

const KNOWLEDGE: &[&str] = &[
    "C20", "C21", "C26", "C27", "C28", "C29", "C30", "J61", "J62_63", "K64", "K65", "K66",
    "M69_70", "M71", "M72", "M73", "M74_75", "N77", "N78", "N79", "N80T82",
];
