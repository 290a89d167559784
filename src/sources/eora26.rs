//! Eora26: 189 countries and 26 sectors, under names instead of codes.

use super::DemandUse::{Consumption, FixedCapital, Inventories};
use super::record::{Category, Evidence, SourceRecord};

/// The record.
pub static RECORD: SourceRecord = SourceRecord {
    name: "eora26",
    title: "Eora26, the simplified tables of the Eora global supply chain database",
    unit: Some("thousand US$"),
    labels: None,
    shapes: &[],
    editions: &[],
    areas: &[],
    categories: CATEGORIES,
    evidence: Evidence::Each,
    parts: &[],
};

/// Categories of the System of National Accounts, as the same laboratory names them in all its tables.
pub(super) const CATEGORIES: &[Category] = &[
    Category::new(
        "Household final consumption P.3h",
        "Final consumption expenditure by households",
        Consumption,
    ),
    Category::new(
        "Non-profit institutions serving households P.3n",
        "Final consumption expenditure by non-profit institutions",
        Consumption,
    ),
    Category::new(
        "Government final consumption P.3g",
        "Final consumption expenditure by government",
        Consumption,
    ),
    Category::new(
        "Gross fixed capital formation P.51",
        "Gross fixed capital formation",
        FixedCapital,
    ),
    Category::new("Changes in inventories P.52", "Changes in inventories", Inventories),
    Category::new(
        "Acquisitions less disposals of valuables P.53",
        "Acquisitions less disposals of valuables",
        FixedCapital,
    ),
];
