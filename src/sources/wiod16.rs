//! World Input-Output Database, release of 2016.

use super::DemandUse::{Consumption, FixedCapital, Inventories};
use super::record::{
    Category, Edition, Evidence, ItemNumbers, Label, Lines, NumberedLabels, Sectors, Shape,
    SheetLabels, SourceRecord, WideLabels,
};
use crate::table::PrimaryKind;

/// The record.
pub static RECORD: SourceRecord = SourceRecord {
    name: "wiod16",
    title: "World Input-Output Database, release of 2016",
    unit: Some("million US$"),
    labels: Some(LABELS),
    shapes: &[
        Shape::Sheet(SheetLabels {
            rows: Lines { item: 3, name: 4, region: 5, mark: 6, letter: 'c' },
            columns: Lines { item: 1, name: 2, region: 3, mark: 4, letter: 'r' },
            world: "TOT",
            derived: DERIVED,
        }),
        Shape::Numbered(NumberedLabels {
            code: "IndustryCode",
            region: "Country",
            year: "Year",
            numbers: Some(ItemNumbers { column: "RNr", prefix: 'v', first_category: 57 }),
            described: &["IndustryDescription"],
            world: "TOT",
            derived: DERIVED,
        }),
    ],
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

const LABELS: WideLabels = WideLabels {
    recognised_by: "workbook: codes c1, c2, ... in row 6 and r1, r2, ... in column D; CSV or Stata: columns IndustryCode, Country, RNr, Year",
    corners: &[],
    separator: '_',
    totals: &["TOT", "Total output"],
    primary: &[
        (Label::Is("TXSP"), PrimaryKind::Taxes),
        // Adjustments of exports from cif to fob, and purchases abroad by residents and here by
        // others.
        (Label::Is("EXP_adj"), PrimaryKind::Other),
        (Label::Is("PURR"), PrimaryKind::Other),
        (Label::Is("PURNR"), PrimaryKind::Other),
        (Label::Is("IntTTM"), PrimaryKind::Other),
    ],
    unallocated: &[],
};

/// Total intermediate consumption.
const DERIVED: &[&str] = &["II_fob"];
