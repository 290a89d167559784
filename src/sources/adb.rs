//! Multi-Regional Input-Output tables of the Asian Development Bank: the industries of WIOD 2013
//! under its codes, regions under codes of the bank's own.

use super::DemandUse::{Consumption, FixedCapital, Inventories};
use super::record::{
    Category, Edition, Evidence, Lines, Sectors, Shape, SheetLabels, SourceRecord, WideLabels,
};
use super::wiod13;

/// The record.
pub static RECORD: SourceRecord = SourceRecord {
    name: "adb",
    title: "ADB Multi-Regional Input-Output tables",
    unit: Some("million US$"),
    labels: Some(LABELS),
    shapes: &[Shape::Sheet(SheetLabels {
        rows: Lines { item: 7, name: 5, region: 6, mark: 7, letter: 'c' },
        columns: Lines { item: 4, name: 2, region: 3, mark: 4, letter: 'c' },
        world: "TOT",
        derived: wiod13::DERIVED,
    })],
    editions: &[
        Edition {
            name: "62 economies",
            regions: &[
                "AUS", "AUT", "BEL", "BGR", "BRA", "CAN", "SWI", "PRC", "CYP", "CZE", "GER", "DEN",
                "SPA", "EST", "FIN", "FRA", "UKG", "GRC", "HRV", "HUN", "INO", "IND", "IRE", "ITA",
                "JPN", "KOR", "LTU", "LUX", "LVA", "MEX", "MLT", "NET", "NOR", "POL", "POR", "ROM",
                "RUS", "SVK", "SVN", "SWE", "TUR", "TAP", "USA", "BAN", "MAL", "PHI", "THA", "VIE",
                "KAZ", "MON", "SRI", "PAK", "FIJ", "LAO", "BRU", "BHU", "KGZ", "CAM", "MLD", "NEP",
                "SIN", "HKG", "RoW",
            ],
            sectors: Sectors::Own(wiod13::SECTORS),
            knowledge: wiod13::KNOWLEDGE,
        },
        Edition {
            name: "72 economies",
            regions: &[
                "AUS", "AUT", "BEL", "BGR", "BRA", "CAN", "SWI", "PRC", "CYP", "CZE", "GER", "DEN",
                "SPA", "EST", "FIN", "FRA", "UKG", "GRC", "HRV", "HUN", "INO", "IND", "IRE", "ITA",
                "JPN", "KOR", "LTU", "LUX", "LVA", "MEX", "MLT", "NET", "NOR", "POL", "POR", "ROM",
                "RUS", "SVK", "SVN", "SWE", "TUR", "TAP", "USA", "BAN", "MAL", "PHI", "THA", "VIE",
                "KAZ", "MON", "SRI", "PAK", "FIJ", "LAO", "BRU", "BHU", "KGZ", "CAM", "MLD", "NEP",
                "SIN", "HKG", "ARG", "COL", "ECU", "ARM", "GEO", "EGY", "KWT", "SAU", "ARE", "NZL",
                "RoW",
            ],
            sectors: Sectors::Own(wiod13::SECTORS),
            knowledge: wiod13::KNOWLEDGE,
        },
    ],
    areas: &[],
    // Sources disagree on which of F2 and F3 is the government; both are consumption.
    categories: &[
        Category::new("F1", "Final consumption expenditure by households", Consumption),
        Category::new("F2", "Final consumption expenditure", Consumption),
        Category::new("F3", "Final consumption expenditure", Consumption),
        Category::new("F4", "Gross fixed capital formation", FixedCapital),
        Category::new("F5", "Changes in inventories", Inventories),
    ],
    evidence: Evidence::All,
    parts: &[],
};

const LABELS: WideLabels = WideLabels {
    recognised_by: "workbook: codes c1, c2, ... in row 7 and in column D",
    corners: &[],
    separator: '_',
    totals: wiod13::TOTALS,
    primary: wiod13::PRIMARY,
    unallocated: &[],
};
