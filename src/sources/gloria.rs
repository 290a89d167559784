//! GLORIA, the Global Resource Input-Output Assessment: 164 regions with 120 industries and products, under
//! names instead of codes.

use super::eora26;
use super::record::{Evidence, SourceRecord};

/// The record.
pub static RECORD: SourceRecord = SourceRecord {
    name: "gloria",
    title: "GLORIA, the Global Resource Input-Output Assessment",
    unit: Some("thousand US$"),
    labels: None,
    shapes: &[],
    editions: &[],
    areas: &[
        ("XAF", "Rest of Africa"),
        ("XAM", "Rest of the Americas"),
        ("XAS", "Rest of Asia-Pacific"),
        ("XEU", "Rest of Europe"),
    ],
    categories: eora26::CATEGORIES,
    evidence: Evidence::Each,
    parts: &[],
};
