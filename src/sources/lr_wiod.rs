//! Long-run World Input-Output Database, release of 2022: 1965 to 2000.

use super::DemandUse::{Consumption, FixedCapital, Inventories};
use super::flat::{Beyond, FlatLabels};
use super::record::{
    Category, Edition, Evidence, Label, NumberedLabels, Sector, Sectors, Shape, SourceRecord,
    WideLabels,
};
use crate::table::PrimaryKind;

/// The record.
pub static RECORD: SourceRecord = SourceRecord {
    name: "lr-wiod",
    title: "Long-run World Input-Output Database, release of 2022",
    unit: Some("million US$"),
    labels: Some(LABELS),
    shapes: &[
        WIDE,
        Shape::Flat(FlatLabels {
            name: "lr-wiod-long",
            recognised_by: "long-run WIOD CSV: header year,row_country,row_id,row_isic3,col_country,col_id,col_isic3,value",
            columns: ["row_country", "row_isic3", "col_country", "col_isic3", "value"],
            year: Some("year"),
            others: &["row_id", "col_id"],
            prefix: "",
            below_prefix: "",
            nobody: "xTOT",
            below: &[
                ("xII", Beyond::Ignored),
                ("xVA", Beyond::Primary(PrimaryKind::ValueAdded)),
                ("xTXSP", Beyond::Primary(PrimaryKind::Taxes)),
                ("xSD", Beyond::Primary(PrimaryKind::Other)),
                ("xPURNR", Beyond::Primary(PrimaryKind::Other)),
                ("xPURR", Beyond::Primary(PrimaryKind::Other)),
                ("xMRG_int", Beyond::Primary(PrimaryKind::Other)),
                ("xGO", Beyond::Output),
                ("xX", Beyond::Ignored),
                ("xM", Beyond::Ignored),
            ],
        }),
    ],
    editions: &[Edition {
        name: "2022",
        regions: &[
            "AUS", "AUT", "BEL", "BRA", "CAN", "CHN", "DEU", "DNK", "ESP", "FIN", "FRA", "GBR",
            "GRC", "HKG", "IND", "IRL", "ITA", "JPN", "KOR", "MEX", "NLD", "PRT", "SWE", "TWN",
            "USA", "xROW",
        ],
        sectors: Sectors::Own(SECTORS),
        knowledge: &["D24", "D29", "D30t33", "D34t35", "I64", "J", "K"],
    }],
    areas: &[],
    categories: &[
        Category::new("xCONS_h", "Final consumption expenditure by households", Consumption),
        Category::new("xCONS_g", "Final consumption expenditure by government", Consumption),
        Category::new("xGFCF", "Gross fixed capital formation", FixedCapital),
        Category::new("xINV", "Changes in inventories", Inventories),
    ],
    evidence: Evidence::All,
    parts: &[],
};

/// All years in one file, a record for each row.
const WIDE: Shape = Shape::Numbered(NumberedLabels {
    code: "row_isic3",
    region: "row_country",
    year: "year",
    numbers: None,
    // Exports, imports and margins by row.
    described: &["row_id", "xTOT_xX", "xTOT_xM", "xTOT_xMRG_int"],
    world: "xTOT",
    derived: &["xII"],
});

/// The rows of the wide file, and of a table that was written again.
const LABELS: WideLabels = WideLabels {
    recognised_by: "long-run WIOD, wide: header year,row_country,row_isic3 and columns CODE_ISIC3; or in the canonical layout with rows xVA, xTXSP, xSD and the like",
    corners: &[],
    separator: '_',
    totals: &["xGO"],
    primary: &[
        (Label::Is("xVA"), PrimaryKind::ValueAdded),
        (Label::Is("xTXSP"), PrimaryKind::Taxes),
        (Label::Is("xSD"), PrimaryKind::Other),
        (Label::Is("xPURNR"), PrimaryKind::Other),
        (Label::Is("xPURR"), PrimaryKind::Other),
        (Label::Is("xMRG_int"), PrimaryKind::Other),
    ],
    unallocated: &[],
};

const SECTORS: &[Sector] = &[
    Sector::third("AtB", "Agriculture, hunting, forestry and fishing", (1, 5)),
    Sector::third("C", "Mining and quarrying", (10, 14)),
    Sector::third("D15t16", "Food, beverages and tobacco", (15, 16)),
    Sector::third("D17t19", "Textiles, leather and footwear", (17, 19)),
    Sector::third("D21t22", "Pulp, paper, printing and publishing", (21, 22)),
    Sector::third("D23", "Coke, refined petroleum and nuclear fuel", (23, 23)),
    Sector::third("D24", "Chemicals and chemical products", (24, 24)),
    Sector::third("D25", "Rubber and plastics", (25, 25)),
    Sector::third("D26", "Other non-metallic mineral products", (26, 26)),
    Sector::third("D27t28", "Basic metals and fabricated metal products", (27, 28)),
    Sector::third("D29", "Machinery n.e.c.", (29, 29)),
    Sector::third("D30t33", "Electrical and optical equipment", (30, 33)),
    Sector::third("D34t35", "Transport equipment", (34, 35)),
    Sector::third("Dnec", "Manufacturing n.e.c.; recycling", (36, 37)),
    Sector::services("E", "Electricity, gas and water supply"),
    Sector::services("F", "Construction"),
    Sector::services("G", "Wholesale and retail trade"),
    Sector::services("H", "Hotels and restaurants"),
    Sector::services("I60t63", "Transport and storage"),
    Sector::services("I64", "Post and telecommunications"),
    Sector::services("J", "Financial intermediation"),
    Sector::services("K", "Real estate, renting and business activities"),
    Sector::services("LtQ", "Community, social and personal services"),
];
