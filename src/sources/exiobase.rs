//! EXIOBASE 3: 49 regions, industries or products under names, and its rows of primary inputs.

use super::DemandUse::{Consumption, FixedCapital, Inventories};
use super::record::{Category, Edition, Evidence, Sectors, SourceRecord, letters};
use crate::table::PrimaryKind;

/// The record. Its sectors have names in place of codes, as its files of flows have them.
pub static RECORD: SourceRecord = SourceRecord {
    name: "exiobase3",
    title: "EXIOBASE 3, monetary tables of industries or of products",
    unit: Some("million EUR"),
    labels: None,
    shapes: &[],
    editions: &[Edition {
        name: "3",
        regions: &[
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR",
            "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
            "AU", "BR", "CA", "CH", "CN", "ID", "IN", "JP", "KR", "MX", "NO", "RU", "TR", "TW",
            "US", "ZA", "WA", "WE", "WF", "WL", "WM",
        ],
        sectors: Sectors::Own(&[]),
        knowledge: &[],
    }],
    areas: &[
        ("WA", "Rest of Asia and Pacific"),
        ("WE", "Rest of Europe"),
        ("WF", "Rest of Africa"),
        ("WL", "Rest of America"),
        ("WM", "Rest of Middle East"),
        ("WWA", "Rest of Asia and Pacific"),
        ("WWE", "Rest of Europe"),
        ("WWF", "Rest of Africa"),
        ("WWL", "Rest of America"),
        ("WWM", "Rest of Middle East"),
    ],
    categories: &[
        Category::new(
            "Final consumption expenditure by households",
            "Final consumption expenditure by households",
            Consumption,
        ),
        Category::new(
            "Final consumption expenditure by non-profit organisations serving households (NPISH)",
            "Final consumption expenditure by non-profit institutions",
            Consumption,
        ),
        Category::new(
            "Final consumption expenditure by government",
            "Final consumption expenditure by government",
            Consumption,
        ),
        Category::new(
            "Gross fixed capital formation",
            "Gross fixed capital formation",
            FixedCapital,
        ),
        Category::new("Changes in inventories", "Changes in inventories", Inventories),
        Category::new(
            "Changes in inventories and valuables",
            "Changes in inventories and valuables",
            Inventories,
        ),
        Category::new("Changes in valuables", "Changes in valuables", FixedCapital),
    ],
    evidence: Evidence::Each,
    parts: &[],
};

/// What a row of accounts holds by its name, if it is one of primary inputs in money: those of EXIOBASE,
/// and what value added and taxes on products are commonly called.
///
/// # Examples
/// ```
/// use tripole::sources::primary_input;
/// use tripole::table::PrimaryKind;
/// let kind = |name| primary_input(name);
/// assert_eq!(kind("Operating surplus: Rents on land"), Some(PrimaryKind::ValueAdded));
/// assert_eq!(kind("Taxes less subsidies on products purchased: Total"), Some(PrimaryKind::Taxes));
/// assert_eq!(kind("CO2 - combustion - air"), None);
/// ```
#[must_use]
pub fn primary_input(name: &str) -> Option<PrimaryKind> {
    const TAXES: [&str; 4] =
        ["tls", "taxsub", "taxeslesssubsidies", "taxeslesssubsidiesonproducts"];
    const VALUE_ADDED: [&str; 10] = [
        "taxeslesssubsidiesonproduction",
        "othernettaxesonproduction",
        "othertaxesonproduction",
        "othertaxeslesssubsidiesonproduction",
        "compensationofemployees",
        "operatingsurplus",
        "grossoperatingsurplus",
        "netoperatingsurplus",
        "mixedincome",
        "consumptionoffixedcapital",
    ];
    let name = letters(name);
    if is_whole(&name) || VALUE_ADDED.iter().any(|start| name.starts_with(start)) {
        return Some(PrimaryKind::ValueAdded);
    }
    let of_products = name.starts_with(TAXES[3]);
    (of_products || TAXES.contains(&name.as_str())).then_some(PrimaryKind::Taxes)
}

/// Whether a row of this name is all value added, not a part of it.
pub(crate) fn is_whole_value_added(name: &str) -> bool {
    is_whole(&letters(name))
}

/// Whether accounts of this name hold primary inputs, whatever the names of their rows.
pub(crate) fn holds_primary_inputs(name: &str) -> bool {
    const NAMES: [&str; 6] =
        ["factorinputs", "factorinput", "valueadded", "va", "primaryinputs", "primaryinput"];
    NAMES.contains(&letters(name).as_str())
}

fn is_whole(letters: &str) -> bool {
    ["va", "valu"].contains(&letters)
        || ["valueadded", "grossvalueadded", "totalvalueadded"]
            .iter()
            .any(|s| letters.starts_with(s))
}
