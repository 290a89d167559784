//! The numbers and names of a frame, as a picture needs them.

use std::collections::BTreeSet;

use crate::error::{Error, Hint, Result, find_named};
use crate::frame::{Figures, Frame, Indicator, glossary};

/// A frame that is drawn.
pub(super) struct Numbers<'a> {
    frame: &'a Frame,
    figures: Figures,
}

/// A column in the unit in which it is shown.
pub(super) struct Column<'a> {
    indicator: &'a Indicator,
    pub values: Vec<f64>,
    /// Its unit in words; nothing for pure numbers.
    pub unit: Option<String>,
    /// What it is called in words.
    pub label: String,
}

impl<'a> Numbers<'a> {
    /// The first of frames that has these columns.
    pub fn of(frames: &'a [Frame], columns: &[&str]) -> Result<Self> {
        let has = |frame: &&Frame| columns.iter().all(|column| frame.has_column(column));
        let frame = frames.iter().find(has).ok_or_else(|| lacks(columns, frames))?;
        Ok(Numbers { frame, figures: Figures::of(frame) })
    }

    pub fn rows(&self) -> usize {
        self.frame.rows()
    }

    /// Refuse a result that has several labels under another key than these: rows would be told apart by
    /// nothing in the picture.
    pub fn told_by(&self, keys: &[&str]) -> Result<()> {
        // Names beside codes tell rows apart no further.
        let is_name =
            |name: &str| name.strip_suffix("_name").is_some_and(|of| self.frame.key(of).is_some());
        let others = self.frame.keys().iter().filter(|key| !keys.contains(&key.name()));
        for key in others.filter(|key| !is_name(key.name())) {
            let labels: BTreeSet<&str> = (0..self.rows()).map(|row| key.label(row)).collect();
            if labels.len() > 1 {
                let some: Vec<&str> = labels.iter().copied().take(3).collect();
                let more = if labels.len() > 3 { ", ..." } else { "" };
                return Err(Error::conflict(
                    format!("several of `{}` ({}{more})", key.name(), some.join(", ")),
                    "one picture",
                    "choose one of them",
                ));
            }
        }
        Ok(())
    }

    pub fn has(&self, column: &str) -> bool {
        self.frame.has_column(column)
    }

    /// The code of a key in a row.
    pub fn code(&self, key: &str, row: usize) -> &'a str {
        self.frame.key(key).map_or("", |key| key.label(row))
    }

    /// The name of a key's label in a row, or its code where it has none.
    pub fn name(&self, key: &str, row: usize) -> &'a str {
        let Some(key) = self.frame.key(key) else { return "" };
        self.frame.name_in(key, row).unwrap_or_else(|| key.label(row))
    }

    /// The name of a chain, that of one product of a region; its code where it has none.
    pub fn chain(&self, code: &str) -> String {
        let key = self.frame.key("chain").and_then(|key| self.frame.names_of(key).zip(Some(key)));
        let found = key.and_then(|(names, key)| {
            let place = key.labels().iter().position(|label| label == code)?;
            names.labels().get(place).cloned()
        });
        found.filter(|name| !name.is_empty()).unwrap_or_else(|| code.to_owned())
    }

    pub fn column(&self, name: &str) -> Result<Column<'a>> {
        let found = self.frame.indicators().iter().find(|column| column.name() == name);
        let indicator = found.ok_or_else(|| lacks(&[name], std::slice::from_ref(self.frame)))?;
        let values: Vec<f64> =
            (0..self.rows()).map(|row| self.figures.scaled(indicator, row)).collect();
        let (unit, label) = (self.figures.unit(indicator), self.label_of(name));
        Ok(Column { indicator, values, unit, label })
    }

    /// What a row is about, in words: its economy and sector, and its year where tables stand beside each other.
    pub fn row(&self, row: usize) -> String {
        const KEYS: [&str; 7] =
            ["region", "exporter", "bloc", "economy", "importer", "origin", "reporter"];
        let places = KEYS.into_iter().filter(|key| self.has(key)).map(|key| self.name(key, row));
        let mut words: Vec<&str> = places.filter(|word| !word.is_empty()).collect();
        let sector = self.name("sector", row);
        if !sector.is_empty() {
            // That of the only region goes without saying.
            if words.len() == 1 && self.is_one("region") {
                words.clear();
            }
            words.push(sector);
        }
        let joined = words.join(": ");
        let table = ["year", "table"].map(|key| self.code(key, row));
        match table.into_iter().find(|label| !label.is_empty()) {
            Some(table) => format!("{joined}, {table}"),
            None => joined,
        }
    }

    /// The economy of a row, whatever the key is called.
    pub fn economy(&self, row: usize) -> &'a str {
        let keys = ["region", "bloc", "exporter", "economy"];
        keys.into_iter().find(|key| self.has(key)).map_or("", |key| self.code(key, row))
    }

    /// The name of the region of all rows, where it is one.
    pub fn only_region(&self) -> Option<&'a str> {
        (self.rows() > 0 && self.is_one("region")).then(|| self.name("region", 0))
    }

    /// Whether a key has one label in all rows.
    fn is_one(&self, key: &str) -> bool {
        self.frame.key(key).is_some_and(|key| key.codes().windows(2).all(|two| two[0] == two[1]))
    }

    /// The rows of one indicator, where results give each row one: of that which is asked for, or else of the
    /// first.
    ///
    /// # Errors
    /// [`Error::Unknown`] where there is no such indicator.
    pub fn rows_of(&self, asked: Option<&str>) -> Result<Vec<usize>> {
        let all = || 0..self.rows();
        let Some(key) = self.frame.key("indicator") else { return Ok(all().collect()) };
        let wanted = match asked {
            Some(asked) => {
                let there: Vec<String> = key
                    .labels()
                    .iter()
                    .filter(|it| all().any(|k| key.label(k) == *it))
                    .cloned()
                    .collect();
                there[find_named("indicator", &there, asked)?].clone()
            }
            None => self.code("indicator", 0).to_owned(),
        };
        let rows: Vec<usize> = all().filter(|&row| key.label(row) == wanted).collect();
        // Of what is before and after a scenario the change in per cent, which has one unit.
        let measure = |row: usize| self.code("measure", row);
        let has = |wanted: &str| rows.iter().any(|&row| measure(row) == wanted);
        let first = rows.first().map_or("", |&row| measure(row));
        let chosen = if has("change_percent") { "change_percent" } else { first };
        Ok(rows.into_iter().filter(|&row| measure(row) == chosen).collect())
    }

    /// The unit of a row of a column.
    pub fn unit_of_row(&self, column: &Column<'_>, row: usize) -> Option<String> {
        match self.figures.units(column.indicator) {
            Some(units) => units.get(row).cloned().filter(|unit| !unit.is_empty()),
            None => column.unit.clone(),
        }
    }

    /// What an indicator is called in words.
    pub fn label_of(&self, indicator: &str) -> String {
        let term = glossary::term(self.frame.name(), indicator);
        let term = term.or_else(|| glossary::term("indicator", indicator));
        let label = term.map_or_else(|| indicator.replace('_', " "), |term| term.label.clone());
        let mut letters = label.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// A number of a column in words.
    pub fn show(&self, column: &Column<'_>, row: usize) -> String {
        let words = self.figures.show(column.indicator, column.indicator.values()[row]);
        match &column.unit {
            Some(unit) if unit == "%" => format!("{words} %"),
            Some(unit) => format!("{words} {unit}"),
            None => words,
        }
    }
}

impl Column<'_> {
    /// Its label and unit, for an axis.
    pub fn title(&self) -> String {
        match &self.unit {
            Some(unit) => format!("{} ({unit})", self.label),
            None => self.label.clone(),
        }
    }
}

/// No frame has these columns.
fn lacks(columns: &[&str], frames: &[Frame]) -> Error {
    let all = frames.iter().flat_map(Frame::indicators).map(Indicator::name);
    let all: BTreeSet<&str> = all.collect();
    let known = if columns.len() == 1 && all.len() < 30 {
        let names: Vec<&str> = all.into_iter().collect();
        format!("; there are {}", names.join(", "))
    } else {
        "; leave out what chooses a level, a method or columns".to_owned()
    };
    Error::Missing {
        what: "column that the picture shows",
        remedy: Hint::from(format!("it needs {}{known}", columns.join(", "))),
    }
}

/// Nothing to draw.
pub(super) fn refuse_empty(count: usize) -> Result<()> {
    if count > 0 {
        return Ok(());
    }
    Err(Error::Missing {
        what: "number that the picture could show",
        remedy: Hint::from("all are empty: choose other regions, sectors or columns"),
    })
}
