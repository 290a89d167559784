//! The layout that this program writes; tables of any source may be in it.

use super::record::{Evidence, Label, SourceRecord, WideLabels};
use crate::table::PrimaryKind;

/// The record.
pub static RECORD: SourceRecord = SourceRecord {
    name: "canonical",
    title: "Canonical CSV, any source",
    unit: None,
    labels: Some(LABELS),
    shapes: &[],
    editions: &[],
    areas: &[],
    categories: &[],
    evidence: Evidence::Each,
    parts: &[],
};

/// The labels that are understood in every wide file.
pub(super) const LABELS: WideLabels = WideLabels {
    recognised_by: "CSV, first header cell empty; REG_SEC rows and columns, REG_FD columns, OUT; rows TLS, VA, OUT below",
    corners: &[],
    separator: '_',
    totals: &["OUT", "OUTPUT", "TOTAL", "GO"],
    primary: &[
        (Label::Is("VA"), PrimaryKind::ValueAdded),
        (Label::Is("TLS"), PrimaryKind::Taxes),
        (Label::Words(IMPORTS), PrimaryKind::Imports),
        (Label::Words(MARGINS), PrimaryKind::Other),
        (Label::Words(DISCREPANCY), PrimaryKind::Other),
    ],
    unallocated: &["DISC"],
};

/// What the World Input-Output Database calls the row of trade and transport margins, without a code.
const MARGINS: &[&str] = &["internationaltransportmargins"];

/// What output and inputs of a system of supply and use differ by.
const DISCREPANCY: &[&str] = &["discrepancy"];

/// What national tables call their row of imported inputs.
const IMPORTS: &[&str] = &[
    "imp",
    "import",
    "imports",
    "m",
    "importscif",
    "importsfob",
    "totalimports",
    "importstotal",
    "importedinputs",
    "importedintermediates",
    "importedproducts",
    "importsofproducts",
    "importsofgoodsandservices",
    "useofimportedproducts",
    "useofimportedproductscif",
    "p7",
];
