//! Flat files of a source: one cell a line.

use crate::table::PrimaryKind;

/// How the flat CSV files of a source, one cell a line, are recognised and read. All cells of a table
/// are expected in them: those that are absent are zero, and counted.
#[derive(Debug, PartialEq, Eq)]
pub struct FlatLabels {
    /// Name of the layout in options and messages.
    pub name: &'static str,
    /// How a file is recognised, for people.
    pub recognised_by: &'static str,
    /// Names of the columns: region and sector of the seller, region and item of the buyer, amount.
    pub columns: [&'static str; 5],
    /// Name of the column of years, where a file has several.
    pub year: Option<&'static str>,
    /// Columns that say again what the others say.
    pub others: &'static [&'static str],
    /// What stands before the numbers of items in the source's own codes.
    pub prefix: &'static str,
    /// What stands before the items of rows of no region in the source's own names of them.
    pub below_prefix: &'static str,
    /// The region of rows and columns that are of no region.
    pub nobody: &'static str,
    /// Items of no region, and what each is. A row is told by its item alone.
    pub below: &'static [(&'static str, Beyond)],
}

/// What a row or column beyond the flows between regions is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// A row of value added, taxes and the like; no column.
    Primary(PrimaryKind),
    /// Gross output.
    Output,
    /// A sum of others, or what has no place in a table.
    Ignored,
}

impl FlatLabels {
    /// What an item beyond the flows between regions is, if it is one.
    #[must_use]
    pub fn beyond(&self, item: &str) -> Option<Beyond> {
        self.below.iter().find(|(known, _)| *known == item).map(|(_, what)| *what)
    }

    /// The share of its columns that a header has.
    #[must_use]
    pub fn fit(&self, header: &[String]) -> f64 {
        let own = self.columns.iter().chain(self.others).chain(&self.year);
        let found = own.clone().filter(|name| header.iter().any(|it| it == *name)).count();
        found as f64 / own.count() as f64
    }
}
