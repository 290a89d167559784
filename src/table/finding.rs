//! Something noteworthy about a table: its severity, kind, place and message.

use std::fmt;

use crate::error::{Hint, Wording};

/// Severity of a [`Finding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// For information.
    Note,
    /// Shown with every result; an error where warnings are.
    Warning,
    /// Results would be meaningless.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident => $text:literal,)*) => {
        /// What a [`Finding`] is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum FindingKind { $($(#[$doc])* $name,)* }

        impl FindingKind {
            /// The name that scripts rely on.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(FindingKind::$name => $text,)* }
            }
        }
    };
}

kinds! {
    /// Codes of regions that were given and are none of the table's.
    StrangeCodes => "strange_codes",
    /// Purchases that no other supplier can take over.
    Unplaced => "unplaced",
    /// Published output that is zero, blank or negative where there are sales.
    NothingPublished => "nothing_published",
    /// Inputs that look like coefficients, not amounts.
    LikeCoefficients => "like_coefficients",
    /// Labels that give a full table in two ways.
    TwoReadings => "two_readings",
    /// Rows of imports from outside the table.
    Imports => "imports",
    /// Imports that are not told apart from what is made at home.
    ImportsUnclear => "imports_unclear",
    /// Final demand that pays value added.
    DemandPays => "demand_pays_value_added",
    /// Sectors that some regions have and others lack.
    SectorGaps => "sector_gaps",
    /// Final demand columns that a region lacks.
    DemandGaps => "demand_gaps",
    /// Published output differs from the row sum.
    RowImbalance => "row_imbalance",
    /// Inputs and value added do not add up to output.
    ColumnImbalance => "column_imbalance",
    /// Negative gross output.
    NegativeOutput => "negative_output",
    /// Negative value added.
    NegativeValueAdded => "negative_value_added",
    /// Negative intermediate flows.
    NegativeFlow => "negative_flow",
    /// Negative final demand other than inventories.
    NegativeDemand => "negative_demand",
    /// Sectors without output.
    ZeroOutput => "zero_output",
    /// Sectors without output that sell something.
    ZeroOutputSales => "zero_output_sales",
    /// Sectors without output that buy inputs.
    ZeroOutputInputs => "zero_output_inputs",
    /// Columns whose coefficients sum to one or more.
    NoValueAdded => "coefficients_above_one",
    /// Perron root of one or more.
    NotProductive => "not_productive",
    /// Perron root below one.
    Productive => "productive",
    /// A region that trades with nobody.
    NoTrade => "region_without_trade",
    /// A column or line separator other than the usual.
    Separator => "separator",
    /// A header of two lines.
    TwoHeaders => "two_header_lines",
    /// Lines above the header.
    Preamble => "preamble",
    /// An account of statistical discrepancies that is left out.
    Discrepancy => "discrepancy_left_out",
    /// Blank cells read as zero.
    BlankCells => "blank_cells",
    /// Numbers that a workbook holds as text.
    TextNumbers => "numbers_as_text",
    /// A table at the prices of another year.
    OtherPrices => "other_prices",
    /// Rows or columns that are no part of the table.
    Ignored => "ignored",
    /// Output or value added not in the file.
    MissingTotals => "missing_totals",
    /// Rows or columns in an unusual order.
    Order => "order",
    /// Labels that a spreadsheet or terminal could execute.
    NastyLabel => "nasty_label",
    /// Output row and column disagree.
    OutputDisagrees => "output_disagrees",
    /// Parts of value added that are not what the row of it says.
    ValueAddedDisagrees => "value_added_disagrees",
    /// Split countries that were merged or kept.
    SplitCountry => "split_country",
    /// Value added that contains product taxes.
    TaxesInValueAdded => "taxes_in_value_added",
    /// A final demand column that belongs to no region.
    Unassigned => "unassigned_demand",
    /// A year, unit or ending that contradicts the content.
    Container => "container",
    /// Region-sectors without a line in a satellite account.
    SatelliteGaps => "satellite_gaps",
    /// A sector without output that a satellite account is used by.
    SatelliteWithoutOutput => "satellite_without_output",
    /// Imports without a recorded partner.
    Unallocated => "unallocated_imports",
    /// Exports reported and exports implied by the imports of others.
    ExportGap => "export_gap",
    /// Rows whose output is next to nothing beside that of the table.
    NearlyEmpty => "nearly_empty",
    /// An entry of a scenario, or an option, that means no sale of the table.
    NothingMeant => "nothing_meant",
    /// An entry of a scenario whose numbers change nothing.
    NothingChanges => "nothing_changes",
    /// A rate so large that it may have been meant as per cent.
    LargeRate => "large_rate",
    /// A range of numbers whose steps do not meet its end.
    MissedEnd => "missed_end",
    /// A known group of which the table lacks most members.
    MembersMissing => "members_missing",
    /// Trade in products that belong to no sector.
    NoSector => "products_without_sector",
    /// Trade of a table of which the weights of a schedule have nothing.
    NoWeights => "trade_without_weights",
    /// Weights of a schedule that are no trade between economies of the table.
    NotOfTable => "weights_not_of_table",
    /// Lines of a schedule that no product meets.
    IdleLines => "lines_without_trade",
    /// Authorities of a schedule that set no rate.
    IdleAuthority => "authority_without_line",
    /// Exceptions, and codes of groups and regions, of the rules of a schedule that meet no trade.
    IdleRules => "rules_without_trade",
    /// A day of rates that is before the day that it is compared with.
    DaysReversed => "days_reversed",
    /// Exporters that only the weights of a schedule name.
    OnlyInWeights => "codes_only_in_weights",
    /// Trade of an importer with itself.
    OwnTrade => "own_trade",
    /// Goods that no product of a schedule belongs to.
    NoProducts => "goods_without_products",
    /// Shares of exempt content below 0 or above 1.
    ContentShare => "content_share",
    /// Trade near the threshold of a rule of origin.
    NearThreshold => "near_threshold",
    /// What the answer of a partner comes to.
    Answered => "answered",
    /// How a table was read that is in nobody's layout.
    Assumed => "assumed",
    /// Digits lost in the solution of the linear system.
    Conditioning => "conditioning",
    /// Shares of output that shares of sales imply.
    ImpliedShares => "implied_shares",
    /// Inputs of parts that were balanced, since value added would have been below zero.
    PartsBalanced => "parts_balanced",
}

impl FindingKind {
    /// Whether it makes numbers doubtful: they may rest on a misreading, on an entry that does nothing, or
    /// on digits that were lost. Of the others some are about how a file is written, and some are what
    /// published tables are like (negative cells, rows that do not balance, sectors without output).
    #[must_use]
    pub fn is_doubt(self) -> bool {
        matches!(
            self,
            FindingKind::StrangeCodes
                | FindingKind::Unplaced
                | FindingKind::LikeCoefficients
                | FindingKind::TwoReadings
                | FindingKind::DemandPays
                | FindingKind::ImportsUnclear
                | FindingKind::DemandGaps
                | FindingKind::NotProductive
                | FindingKind::BlankCells
                | FindingKind::Ignored
                | FindingKind::OutputDisagrees
                | FindingKind::ValueAddedDisagrees
                | FindingKind::SatelliteGaps
                | FindingKind::NothingMeant
                | FindingKind::NothingChanges
                | FindingKind::LargeRate
                | FindingKind::MissedEnd
                | FindingKind::MembersMissing
                | FindingKind::NoSector
                | FindingKind::NoWeights
                | FindingKind::NoProducts
                | FindingKind::NotOfTable
                | FindingKind::IdleLines
                | FindingKind::IdleAuthority
                | FindingKind::IdleRules
                | FindingKind::DaysReversed
                | FindingKind::ContentShare
                | FindingKind::Conditioning
        )
    }
}

impl FindingKind {
    /// Whether published tables are usually like this: rows and columns that do not quite add up,
    /// negative cells, sectors without output.
    #[must_use]
    pub fn is_usual(self) -> bool {
        matches!(
            self,
            FindingKind::RowImbalance
                | FindingKind::ColumnImbalance
                | FindingKind::NegativeOutput
                | FindingKind::NegativeValueAdded
                | FindingKind::NegativeFlow
                | FindingKind::NegativeDemand
                | FindingKind::ZeroOutput
                | FindingKind::NoValueAdded
        )
    }
}

/// Something noteworthy about a table or how it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Its severity.
    pub severity: Severity,
    /// What about.
    pub kind: FindingKind,
    /// The worst or first place, a label; empty for the table as a whole.
    pub place: String,
    /// The amount there.
    pub value: f64,
    /// One line for people.
    pub message: String,
    /// How to avoid it, where the message does not say so; follows the message after `; `.
    pub hint: Option<Hint>,
}

impl Finding {
    /// A finding.
    #[must_use]
    pub fn new(
        severity: Severity,
        kind: FindingKind,
        place: impl Into<String>,
        value: f64,
        message: impl Into<String>,
    ) -> Self {
        let (place, message) = (place.into(), message.into());
        Finding { severity, kind, place, value, message, hint: None }
    }

    /// The finding with a hint.
    #[must_use]
    pub fn with_hint(self, hint: Hint) -> Self {
        Finding { hint: Some(hint), ..self }
    }

    /// The message and the hint in the words of a front end.
    #[must_use]
    pub fn worded(&self, words: &dyn Wording) -> String {
        match &self.hint {
            Some(hint) => format!("{}; {}", self.message, hint.worded(words)),
            None => self.message.clone(),
        }
    }
}
