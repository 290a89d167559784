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
        (Label::Words(COMPENSATION), PrimaryKind::Component),
        (Label::Words(PRODUCTION_TAXES), PrimaryKind::Component),
        (Label::Words(SURPLUS), PrimaryKind::Component),
        (Label::Words(MARGINS), PrimaryKind::Other),
        (Label::Words(DISCREPANCY), PrimaryKind::Other),
    ],
    unallocated: &["DISC"],
};

/// What the World Input-Output Database calls the row of trade and transport margins, without a code.
const MARGINS: &[&str] = &["internationaltransportmargins"];

/// What output and inputs of a system of supply and use differ by.
const DISCREPANCY: &[&str] = &["discrepancy"];

/// Names of taxes less subsidies on products that are understood everywhere, and tell no source.
pub(super) const TAXES: Label = Label::Words(&[
    "d21x31",
    "nettaxesonproducts",
    "producttaxeslesssubsidies",
    "taxeslesssubsidies",
    "taxeslesssubsidiesonproducts",
    "taxesonproductslesssubsidies",
    "taxesonproductslesssubsidiesonproducts",
    "taxsub",
    "txs",
]);

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

/// Compensation of employees: all of it, no part such as wages.
const COMPENSATION: &[&str] = &["d1", "compensationofemployees", "totalcompensationofemployees"];

/// Other taxes less subsidies on production.
const PRODUCTION_TAXES: &[&str] = &[
    "d29x39",
    "othertaxeslesssubsidiesonproduction",
    "othertaxesonproductionlesssubsidies",
    "othertaxesonproductionlesssubsidiesonproduction",
    "othernettaxesonproduction",
    "taxeslesssubsidiesonproduction",
];

/// Gross operating surplus and mixed income.
const SURPLUS: &[&str] = &[
    "b2a3g",
    "grossoperatingsurplus",
    "operatingsurplus",
    "operatingsurplusandmixedincome",
    "grossoperatingsurplusandmixedincome",
    "grossoperatingsurplusandgrossmixedincome",
    "operatingsurplusgross",
    "operatingsurplusandmixedincomegross",
];

/// The parts of which value added is the sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Income {
    /// Compensation of employees, `D1`.
    Compensation,
    /// Other taxes less subsidies on production, `D29X39`.
    ProductionTaxes,
    /// Gross operating surplus and mixed income, `B2A3G`.
    Surplus,
}

impl Income {
    /// All of them.
    pub const ALL: [Income; 3] = [Income::Compensation, Income::ProductionTaxes, Income::Surplus];

    /// The part that a row of this name holds all of, under the codes of the European System of Accounts or in English.
    ///
    /// # Examples
    /// ```
    /// use tripole::sources::Income;
    /// assert_eq!(Income::called("Compensation of employees"), Some(Income::Compensation));
    /// assert_eq!(Income::called("D11"), None);
    /// ```
    #[must_use]
    pub fn called(name: &str) -> Option<Income> {
        let words = |income| match income {
            Income::Compensation => COMPENSATION,
            Income::ProductionTaxes => PRODUCTION_TAXES,
            Income::Surplus => SURPLUS,
        };
        Income::ALL.into_iter().find(|income| Label::Words(words(*income)).fits(name))
    }

    /// The code of the European System of Accounts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Income::Compensation => "D1",
            Income::ProductionTaxes => "D29X39",
            Income::Surplus => "B2A3G",
        }
    }
}
