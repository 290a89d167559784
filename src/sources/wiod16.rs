//! World Input-Output Database, release of 2016.

use super::DemandUse::{Consumption, FixedCapital, Inventories};
use super::record::{Category, Edition, Evidence, Sectors, SourceRecord};

/// The record.
pub static RECORD: SourceRecord = SourceRecord {
    name: "wiod16",
    title: "World Input-Output Database, release of 2016",
    unit: Some("million US$"),
    labels: None,
    flat: &[],
    editions: &[Edition {
        name: "2016",
        regions: &[
            "AUS", "AUT", "BEL", "BGR", "BRA", "CAN", "CHE", "CHN", "CYP", "CZE", "DEU", "DNK",
            "ESP", "EST", "FIN", "FRA", "GBR", "GRC", "HRV", "HUN", "IDN", "IND", "IRL", "ITA",
            "JPN", "KOR", "LTU", "LUX", "LVA", "MEX", "MLT", "NLD", "NOR", "POL", "PRT", "ROU",
            "RUS", "SVK", "SVN", "SWE", "TUR", "TWN", "USA", "ROW",
        ],
        sectors: Sectors::Isic(&[
            "A01", "A02", "A03", "B", "C10-C12", "C13-C15", "C16", "C17", "C18", "C19", "C20",
            "C21", "C22", "C23", "C24", "C25", "C26", "C27", "C28", "C29", "C30", "C31_C32", "C33",
            "D35", "E36", "E37-E39", "F", "G45", "G46", "G47", "H49", "H50", "H51", "H52", "H53",
            "I", "J58", "J59_J60", "J61", "J62_J63", "K64", "K65", "K66", "L68", "M69_M70", "M71",
            "M72", "M73", "M74_M75", "N", "O84", "P85", "Q", "R_S", "T", "U",
        ]),
        knowledge: &[
            "C20", "C21", "C26", "C27", "C28", "C29", "C30", "J61", "J62_J63", "K64", "K65", "K66",
            "M69_M70", "M71", "M72", "M73", "M74_M75", "N",
        ],
    }],
    areas: &[],
    categories: &[
        Category::new("CONS_h", "Final consumption expenditure by households", Consumption),
        Category::new(
            "CONS_np",
            "Final consumption expenditure by non-profit institutions",
            Consumption,
        ),
        Category::new("CONS_g", "Final consumption expenditure by government", Consumption),
        Category::new("GFCF", "Gross fixed capital formation", FixedCapital),
        Category::new("INVEN", "Changes in inventories and valuables", Inventories),
    ],
    evidence: Evidence::Each,
    parts: &[],
};
