//! World Input-Output Database, release of 2013: Timmer, Dietzenbacher, Los, Stehrer and de Vries
//! (2015), *Review of International Economics* 23.

use super::DemandUse::{Consumption, FixedCapital, Inventories};
use super::flat::{Beyond, FlatLabels};
use super::record::{
    Category, Edition, Evidence, Label, Lines, Sector, Sectors, Shape, SheetLabels, SourceRecord,
    WideLabels,
};
use crate::table::PrimaryKind;

/// The record.
pub static RECORD: SourceRecord = SourceRecord {
    name: "wiod13",
    title: "World Input-Output Database, release of 2013",
    unit: Some("million US$"),
    labels: Some(LABELS),
    shapes: &[
        Shape::Sheet(SheetLabels {
            rows: Lines { item: 6, name: 4, region: 5, mark: 6, letter: 'c' },
            columns: Lines { item: 4, name: 2, region: 3, mark: 4, letter: 'c' },
            world: "TOT",
            derived: DERIVED,
        }),
        Shape::Flat(FLAT),
    ],
    editions: &[Edition {
        name: "2013",
        regions: &[
            "AUS", "AUT", "BEL", "BGR", "BRA", "CAN", "CHN", "CYP", "CZE", "DEU", "DNK", "ESP",
            "EST", "FIN", "FRA", "GBR", "GRC", "HUN", "IDN", "IND", "IRL", "ITA", "JPN", "KOR",
            "LTU", "LUX", "LVA", "MEX", "MLT", "NLD", "POL", "PRT", "ROM", "RUS", "SVK", "SVN",
            "SWE", "TUR", "TWN", "USA", "RoW",
        ],
        sectors: Sectors::Own(SECTORS),
        knowledge: KNOWLEDGE,
    }],
    areas: &[],
    categories: CATEGORIES,
    evidence: Evidence::Each,
    parts: &[],
};

/// All years in one file, whose sectors and categories are numbers.
const FLAT: FlatLabels = FlatLabels {
    name: "wiod13-long",
    recognised_by: "WIOD 2013 long CSV: header year,row_country,row_item,col_country,col_item,value",
    columns: ["row_country", "row_item", "col_country", "col_item", "value"],
    year: Some("year"),
    others: &[],
    prefix: "c",
    below_prefix: "r",
    nobody: "TOT",
    below: &[
        ("60", Beyond::Ignored),
        ("99", Beyond::Primary(PrimaryKind::Taxes)),
        ("61", Beyond::Primary(PrimaryKind::Other)),
        ("62", Beyond::Primary(PrimaryKind::Other)),
        ("63", Beyond::Primary(PrimaryKind::Other)),
        ("64", Beyond::Primary(PrimaryKind::ValueAdded)),
        ("65", Beyond::Primary(PrimaryKind::Other)),
        ("69", Beyond::Output),
    ],
};

const LABELS: WideLabels = WideLabels {
    recognised_by: "workbook: codes c1, c2, ... in row 6 and in column D",
    corners: &[],
    separator: '_',
    totals: TOTALS,
    primary: PRIMARY,
    unallocated: &[],
};

/// The row and the column of output.
pub(super) const TOTALS: &[&str] = &["r69", "Total output"];

/// Total intermediate consumption.
pub(super) const DERIVED: &[&str] = &["r60"];

/// Rows of the tables of 2013 and of those that follow them. Their international transport margins
/// have the code `trs`, or none.
pub(super) const PRIMARY: &[(Label, PrimaryKind)] = &[
    (Label::Is("r99"), PrimaryKind::Taxes),
    // Adjustments of exports from cif to fob, and purchases abroad by residents and here by others.
    (Label::Is("r61"), PrimaryKind::Other),
    (Label::Is("r62"), PrimaryKind::Other),
    (Label::Is("r63"), PrimaryKind::Other),
    (Label::Is("r64"), PrimaryKind::ValueAdded),
    (Label::Is("trs"), PrimaryKind::Other),
    // What the long file calls them.
    (Label::Is("r65"), PrimaryKind::Other),
];

/// There is no `c36` and no `c40`.
pub(super) const CATEGORIES: &[Category] = &[
    Category::new("c37", "Final consumption expenditure by households", Consumption),
    Category::new("c38", "Final consumption expenditure by non-profit institutions", Consumption),
    Category::new("c39", "Final consumption expenditure by government", Consumption),
    Category::new("c41", "Gross fixed capital formation", FixedCapital),
    Category::new("c42", "Changes in inventories and valuables", Inventories),
];

pub(super) const KNOWLEDGE: &[&str] = &["c9", "c13", "c14", "c15", "c27", "c28", "c30"];

/// Industries of NACE Rev. 1, whose divisions are those of ISIC Rev. 3.
pub(super) const SECTORS: &[Sector] = &[
    Sector::third("c1", "Agriculture, Hunting, Forestry and Fishing", (1, 5)),
    Sector::third("c2", "Mining and Quarrying", (10, 14)),
    Sector::third("c3", "Food, Beverages and Tobacco", (15, 16)),
    Sector::third("c4", "Textiles and Textile Products", (17, 18)),
    Sector::third("c5", "Leather, Leather and Footwear", (19, 19)),
    Sector::third("c6", "Wood and Products of Wood and Cork", (20, 20)),
    Sector::third("c7", "Pulp, Paper, Paper, Printing and Publishing", (21, 22)),
    Sector::third("c8", "Coke, Refined Petroleum and Nuclear Fuel", (23, 23)),
    Sector::third("c9", "Chemicals and Chemical Products", (24, 24)),
    Sector::third("c10", "Rubber and Plastics", (25, 25)),
    Sector::third("c11", "Other Non-Metallic Mineral", (26, 26)),
    Sector::third("c12", "Basic Metals and Fabricated Metal", (27, 28)),
    Sector::third("c13", "Machinery, Nec", (29, 29)),
    Sector::third("c14", "Electrical and Optical Equipment", (30, 33)),
    Sector::third("c15", "Transport Equipment", (34, 35)),
    Sector::third("c16", "Manufacturing, Nec; Recycling", (36, 37)),
    Sector::services("c17", "Electricity, Gas and Water Supply"),
    Sector::services("c18", "Construction"),
    Sector::services(
        "c19",
        "Sale, Maintenance and Repair of Motor Vehicles and Motorcycles; Retail Sale of Fuel",
    ),
    Sector::services(
        "c20",
        "Wholesale Trade and Commission Trade, Except of Motor Vehicles and Motorcycles",
    ),
    Sector::services(
        "c21",
        "Retail Trade, Except of Motor Vehicles and Motorcycles; Repair of Household Goods",
    ),
    Sector::services("c22", "Hotels and Restaurants"),
    Sector::services("c23", "Inland Transport"),
    Sector::services("c24", "Water Transport"),
    Sector::services("c25", "Air Transport"),
    Sector::services(
        "c26",
        "Other Supporting and Auxiliary Transport Activities; Activities of Travel Agencies",
    ),
    Sector::services("c27", "Post and Telecommunications"),
    Sector::services("c28", "Financial Intermediation"),
    Sector::services("c29", "Real Estate Activities"),
    Sector::services("c30", "Renting of M&Eq and Other Business Activities"),
    Sector::services("c31", "Public Admin and Defence; Compulsory Social Security"),
    Sector::services("c32", "Education"),
    Sector::services("c33", "Health and Social Work"),
    Sector::services("c34", "Other Community, Social and Personal Services"),
    Sector::services("c35", "Private Households with Employed Persons"),
];
