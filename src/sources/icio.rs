//! Inter-Country Input-Output tables of the OECD, editions of 2016 to 2025.

use super::DemandUse::{Consumption, FixedCapital, Inventories};
use super::record::{Category, Edition, Evidence, Label, Sectors, SourceRecord, WideLabels};
use crate::table::PrimaryKind;

/// The record.
pub static RECORD: SourceRecord = SourceRecord {
    name: "icio",
    title: "OECD Inter-Country Input-Output tables",
    unit: Some("million US$"),
    labels: Some(LABELS),
    shapes: &[],
    editions: &[EDITION_2016, EDITION_2018, EDITION_2021, EDITION_2023, EDITION_2025],
    areas: &[],
    categories: CATEGORIES,
    evidence: Evidence::Each,
    // No edition is known to have MX4.
    parts: &[("MEX", &["MX1", "MX2", "MX3", "MX4"]), ("CHN", &["CN1", "CN2", "CN3", "CN4"])],
};

/// The editions of 2023 and 2025 name their totals as the canonical layout does.
const LABELS: WideLabels = WideLabels {
    recognised_by: "OECD ICIO 2016-2025 CSV: first header cell V1, or rows VALU, REG_TAXSUB, VA+TAXSUB; parts MX1.., CN1..",
    corners: &["V1"],
    separator: '_',
    totals: &["OUT", "OUTPUT", "TOTAL"],
    primary: &[
        (Label::Is("VA"), PrimaryKind::ValueAdded),
        (Label::Is("VALU"), PrimaryKind::ValueAdded),
        (Label::Is("VA+TAXSUB"), PrimaryKind::ValueAddedWithTaxes),
        (Label::Is("TLS"), PrimaryKind::Taxes),
        (Label::EndsWith("_TAXSUB"), PrimaryKind::Taxes),
    ],
    unallocated: &["DISC"],
};

/// Names differ between editions. Purchases abroad are consumption.
const CATEGORIES: &[Category] = &[
    Category::new("HFCE", "Household final consumption expenditure", Consumption),
    Category::new(
        "NPISH",
        "Consumption of non-profit institutions serving households",
        Consumption,
    ),
    Category::new("NPS", "Consumption of non-profit institutions serving households", Consumption),
    Category::new("GGFC", "General government final consumption", Consumption),
    Category::new("GFCF", "Gross fixed capital formation", FixedCapital),
    Category::new("INVNT", "Changes in inventories", Inventories),
    Category::new("INV", "Changes in inventories", Inventories),
    Category::new("DPABR", "Direct purchases abroad by residents", Consumption),
    Category::new("P33", "Direct purchases abroad by residents", Consumption),
    Category::new("DIRP", "Direct purchases abroad by residents", Consumption),
];

/// ISIC Rev. 3; in the files each code has three letters behind it, such as `C01T05AGR`.
const EDITION_2016: Edition = Edition {
    name: "2016",
    regions: &[
        "AUS", "AUT", "BEL", "CAN", "CHL", "CZE", "DNK", "EST", "FIN", "FRA", "DEU", "GRC", "HUN",
        "ISL", "IRL", "ISR", "ITA", "JPN", "KOR", "LVA", "LUX", "MEX", "NLD", "NZL", "NOR", "POL",
        "PRT", "SVK", "SVN", "ESP", "SWE", "CHE", "TUR", "GBR", "USA", "ARG", "BGR", "BRA", "BRN",
        "CHN", "COL", "CRI", "CYP", "HKG", "HRV", "IDN", "IND", "KHM", "LTU", "MLT", "MYS", "MAR",
        "PER", "PHL", "ROU", "RUS", "SAU", "SGP", "THA", "TUN", "TWN", "VNM", "ZAF", "ROW",
    ],
    sectors: Sectors::Isic(&[
        "C01T05",
        "C10T14",
        "C15T16",
        "C17T19",
        "C20",
        "C21T22",
        "C23",
        "C24",
        "C25",
        "C26",
        "C27",
        "C28",
        "C29",
        "C30T33X31",
        "C31",
        "C34",
        "C35",
        "C36T37",
        "C40T41",
        "C45",
        "C50T52",
        "C55",
        "C60T63",
        "C64",
        "C65T67",
        "C70",
        "C71",
        "C72",
        "C73T74",
        "C75",
        "C80",
        "C85",
        "C90T93",
        "C95",
    ]),
    knowledge: &[],
};

const EDITION_2018: Edition = Edition {
    name: "2018",
    regions: &[
        "AUS", "AUT", "BEL", "CAN", "CHL", "CZE", "DNK", "EST", "FIN", "FRA", "DEU", "GRC", "HUN",
        "ISL", "IRL", "ISR", "ITA", "JPN", "KOR", "LVA", "LTU", "LUX", "MEX", "NLD", "NZL", "NOR",
        "POL", "PRT", "SVK", "SVN", "ESP", "SWE", "CHE", "TUR", "GBR", "USA", "ARG", "BRA", "BRN",
        "BGR", "KHM", "CHN", "COL", "CRI", "HRV", "CYP", "IND", "IDN", "HKG", "KAZ", "MYS", "MLT",
        "MAR", "PER", "PHL", "ROU", "RUS", "SAU", "SGP", "ZAF", "TWN", "THA", "TUN", "VNM", "ROW",
    ],
    sectors: Sectors::Isic(&[
        "01T03", "05T06", "07T08", "09", "10T12", "13T15", "16", "17T18", "19", "20T21", "22",
        "23", "24", "25", "26", "27", "28", "29", "30", "31T33", "35T39", "41T43", "45T47",
        "49T53", "55T56", "58T60", "61", "62T63", "64T66", "68", "69T82", "84", "85", "86T88",
        "90T96", "97T98",
    ]),
    knowledge: &["20T21", "26", "27", "28", "29", "30", "61", "62T63", "64T66", "69T82"],
};

/// Its regions are not known for sure.
const EDITION_2021: Edition = Edition {
    name: "2021",
    regions: &[],
    sectors: Sectors::Isic(&[
        "01T02", "03", "05T06", "07T08", "09", "10T12", "13T15", "16", "17T18", "19", "20", "21",
        "22", "23", "24", "25", "26", "27", "28", "29", "30", "31T33", "35", "36T39", "41T43",
        "45T47", "49", "50", "51", "52", "53", "55T56", "58T60", "61", "62T63", "64T66", "68",
        "69T75", "77T82", "84", "85", "86T88", "90T93", "94T96", "97T98",
    ]),
    knowledge: &[
        "20", "21", "26", "27", "28", "29", "30", "61", "62T63", "64T66", "69T75", "77T82",
    ],
};

const EDITION_2023: Edition = Edition {
    name: "2023",
    regions: &[
        "ARG", "AUS", "AUT", "BEL", "BGD", "BGR", "BLR", "BRA", "BRN", "CAN", "CHE", "CHL", "CHN",
        "CIV", "CMR", "COL", "CRI", "CYP", "CZE", "DEU", "DNK", "EGY", "ESP", "EST", "FIN", "FRA",
        "GBR", "GRC", "HKG", "HRV", "HUN", "IDN", "IND", "IRL", "ISL", "ISR", "ITA", "JOR", "JPN",
        "KAZ", "KHM", "KOR", "LAO", "LTU", "LUX", "LVA", "MAR", "MEX", "MLT", "MMR", "MYS", "NGA",
        "NLD", "NOR", "NZL", "PAK", "PER", "PHL", "POL", "PRT", "ROU", "RUS", "SAU", "SEN", "SGP",
        "SVK", "SVN", "SWE", "THA", "TUN", "TUR", "TWN", "UKR", "USA", "VNM", "ZAF", "ROW",
    ],
    sectors: Sectors::Isic(&[
        "A01_02", "A03", "B05_06", "B07_08", "B09", "C10T12", "C13T15", "C16", "C17_18", "C19",
        "C20", "C21", "C22", "C23", "C24", "C25", "C26", "C27", "C28", "C29", "C30", "C31T33", "D",
        "E", "F", "G", "H49", "H50", "H51", "H52", "H53", "I", "J58T60", "J61", "J62_63", "K", "L",
        "M", "N", "O", "P", "Q", "R", "S", "T",
    ]),
    knowledge: &["C20", "C21", "C26", "C27", "C28", "C29", "C30", "J61", "J62_63", "K", "M", "N"],
};

/// The regions of 2023 and four more, not all of which are known for sure.
const EDITION_2025: Edition = Edition {
    name: "2025",
    regions: &[],
    sectors: Sectors::Isic(&[
        "A01", "A02", "A03", "B05", "B06", "B07", "B08", "B09", "C10T12", "C13T15", "C16",
        "C17_18", "C19", "C20", "C21", "C22", "C23", "C24A", "C24B", "C25", "C26", "C27", "C28",
        "C29", "C301", "C302T309", "C31T33", "D", "E", "F", "G", "H49", "H50", "H51", "H52", "H53",
        "I", "J58T60", "J61", "J62_63", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T",
    ]),
    knowledge: &[
        "C20", "C21", "C26", "C27", "C28", "C29", "C301", "C302T309", "J61", "J62_63", "K", "M",
        "N",
    ],
};
