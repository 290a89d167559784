//! What tables of papers have in common: labels of columns, their units, rounded cells, and a line of
//! where they come from.

use std::borrow::Cow;
use std::sync::Arc;

use super::about::GroupAbout;
use super::tidy::UNIT;
use super::typed::Column;
use super::{Figures, Frame, Indicator, Key};

/// A frame as it is printed in a paper.
pub(crate) struct Printed<'a> {
    pub columns: Vec<PrintedColumn<'a>>,
}

/// A column as it is printed.
pub(crate) struct PrintedColumn<'a> {
    pub label: String,
    /// Empty where the label says it all.
    pub unit: String,
    cells: Cells<'a>,
}

enum Cells<'a> {
    Words(&'a Key),
    Numbers(&'a Indicator, Arc<Figures>),
    /// The units of rows that have units of their own.
    Units(Vec<String>),
}

impl<'a> Printed<'a> {
    pub fn of(frame: &'a Frame) -> Self {
        let figures = Arc::new(Figures::of(frame));
        let unit = |column: &Column<'_>| match column {
            Column::Real(indicator) => figures.unit(indicator),
            Column::Words(_) | Column::Whole(..) => None,
        };
        let columns = frame.typed().into_iter().zip(frame.columns_about());
        let columns = columns.map(|(column, about)| PrintedColumn {
            unit: unit(&column).unwrap_or_else(|| about.shown_unit(&column)),
            // The terms of papers are known by their codes, and explained below the table.
            label: if is_code(&about.name) { heading(&about.name) } else { about.label },
            cells: match column {
                Column::Words(key) | Column::Whole(key, _) => Cells::Words(key),
                Column::Real(indicator) => Cells::Numbers(indicator, figures.clone()),
            },
        });
        let mut columns: Vec<PrintedColumn<'a>> = columns.collect();
        let units = frame.indicators().iter().find_map(|indicator| figures.units(indicator));
        if let Some(units) = units.filter(|_| frame.key(UNIT).is_none()) {
            let (label, unit) = ("Unit".to_owned(), String::new());
            let column = PrintedColumn { label, unit, cells: Cells::Units(units) };
            columns.insert(frame.keys().len(), column);
        }
        Printed { columns }
    }
}

impl PrintedColumn<'_> {
    pub fn is_number(&self) -> bool {
        matches!(self.cells, Cells::Numbers(..))
    }

    /// The text of a row; empty where it is undefined.
    pub fn cell(&self, row: usize) -> Cow<'_, str> {
        match &self.cells {
            Cells::Words(key) => key.label(row).into(),
            Cells::Units(units) => units[row].as_str().into(),
            Cells::Numbers(indicator, figures) => figures.show_at(indicator, row).into(),
        }
    }
}

/// The code that a column is the share of.
fn share_of(name: &str) -> Option<&str> {
    name.strip_suffix("_share").filter(|code| is_code(code))
}

fn heading(name: &str) -> String {
    share_of(name).map_or_else(|| name.to_owned(), |code| format!("{code} share"))
}

/// Whether a column has the code of a paper or a source for its name, as `DVA_FIN` and `EXGR` are.
fn is_code(name: &str) -> bool {
    name.chars().any(char::is_uppercase)
}

/// What the codes in the header are, table, year and program, then what is true of all rows; nothing where
/// nothing is known.
pub(super) fn source_line(frame: &Frame) -> Option<String> {
    let columns = frame.columns_about();
    // What a code is says what its share is.
    let is_share = |name: &str| {
        share_of(name).is_some_and(|code| columns.iter().any(|column| column.name == code))
    };
    let codes = columns.iter().filter(|it| is_code(&it.name) && !is_share(&it.name));
    let mut parts: Vec<String> = codes
        .filter(|column| !column.definition.is_empty())
        .map(|column| format!("{}: {}.", column.name, column.label))
        .collect();
    if let Some(about) = frame.about() {
        for table in &about.tables {
            let year = table.year.map(|year| year.to_string());
            let name = [table.name.clone(), table.source.clone()].into_iter().chain(year);
            let words: Vec<String> = name.filter(|word| !word.is_empty()).collect();
            parts.push(format!("Table: {}.", words.join(", ")));
        }
        let short = about.groups.iter().filter_map(GroupAbout::shortfall);
        parts.extend(short.map(|words| format!("{words}.")));
        if !about.program.is_empty() {
            parts.push(format!("Computed with {}.", about.program));
        }
    }
    parts.extend(
        frame.notes().iter().map(|(name, text)| format!("{name}: {}.", text.trim_end_matches('.'))),
    );
    (!parts.is_empty()).then(|| parts.join(" "))
}
