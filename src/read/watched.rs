//! Columns of small files that no reader asks for, and that would change what the lines mean.

use super::records::Record;
use crate::error::Problem;

/// Columns that lines of several years, or of several parts of a year, have.
const TIMES: [&str; 5] = ["year", "date", "month", "period", "time"];
/// Columns that weigh lines.
const WEIGHTS: [&str; 4] = ["weight", "weights", "share", "factor"];

/// What a column would change.
#[derive(Debug, PartialEq, Eq)]
enum Change {
    /// Which lines are meant: all must have what the first one has.
    Time(Option<String>),
    /// How much of a line is meant: all of it, or the line is refused.
    Weight,
}

/// A column that is watched while lines are read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Watched {
    column: usize,
    name: String,
    change: Change,
}

impl Watched {
    /// The columns to watch among those of a file of which `expected`, with commas between, are read.
    pub fn among(names: &[String], expected: &str) -> Vec<Watched> {
        let others =
            names.iter().enumerate().filter(|(_, name)| !expected.split(',').any(|it| it == *name));
        let watch = |(column, name): (usize, &String)| {
            let known = name.to_lowercase();
            let change = match () {
                () if TIMES.contains(&known.as_str()) => Change::Time(None),
                () if WEIGHTS.contains(&known.as_str()) => Change::Weight,
                () => return None,
            };
            Some(Watched { column, name: name.clone(), change })
        };
        others.filter_map(watch).collect()
    }

    /// The column, and what is wrong with a line in it.
    pub fn wrong(&mut self, line: &Record) -> Option<(String, Problem)> {
        let found = line.cell(self.column);
        let problem = match &mut self.change {
            Change::Weight if found.is_empty() || found.parse() == Ok(1.0) => return None,
            Change::Weight => Problem::Weighted { found: found.to_owned() },
            Change::Time(first) => match first {
                Some(first) if first == found => return None,
                Some(first) => Problem::OtherTime { found: found.to_owned(), first: first.clone() },
                None => {
                    *first = Some(found.to_owned());
                    return None;
                }
            },
        };
        Some((self.name.clone(), problem))
    }
}
