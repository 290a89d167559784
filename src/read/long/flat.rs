//! Lines of flat files of a source as cells of a long table.

use std::collections::BTreeSet;

use super::COLUMNS;
use crate::error::Problem;
use crate::read::records::Record;
use crate::sources::{Beyond, FlatLabels};

/// Most years that are remembered to be named.
const YEARS: usize = 200;

/// Where the columns of a long file are, and how its items are read.
pub(super) struct Lines {
    labels: Option<&'static FlatLabels>,
    places: [usize; 5],
    year: Option<usize>,
    /// The year asked for, or else the first one.
    wanted: Option<i32>,
    years: BTreeSet<i32>,
}

/// A line that is a cell: region and item of row and column, and the amount as it is written.
pub(super) type Cell<'a> = [(&'a str, &'a str); 2];

/// A supply or use table: FIGARO's flat files of these.
pub(in crate::read) fn asymmetric(header: &[String]) -> Option<Problem> {
    let kinds = [("icsupRow", "supply"), ("icuseRow", "use")];
    let (_, kind) = kinds.into_iter().find(|(name, _)| header.iter().any(|it| it == name))?;
    Some(Problem::Asymmetric { kind })
}

impl Lines {
    /// The columns of a header, or what was expected.
    pub fn of(
        labels: Option<&'static FlatLabels>,
        header: &[String],
        asked: Option<i32>,
    ) -> Result<Self, Problem> {
        let columns = labels.map_or(COLUMNS, |labels| labels.columns);
        let others = labels.map_or(&[][..], |labels| labels.others);
        let year = labels.and_then(|labels| labels.year);
        let at = |name: &str| header.iter().position(|found| found == name);
        let expected = columns.len() + others.len() + usize::from(year.is_some());
        let [Some(a), Some(b), Some(c), Some(d), Some(e)] = columns.map(at) else {
            return Err(expect(labels, header));
        };
        if header.len() != expected || others.iter().chain(&year).any(|name| at(name).is_none()) {
            return Err(expect(labels, header));
        }
        let (places, year) = ([a, b, c, d, e], year.and_then(at));
        Ok(Lines {
            labels,
            places,
            year,
            wanted: asked.filter(|_| year.is_some()),
            years: BTreeSet::new(),
        })
    }

    /// The column of years.
    pub fn year_column(&self) -> Option<usize> {
        self.year
    }

    /// Whether a line of this year is read.
    pub fn is_wanted(&mut self, found: &str) -> Result<bool, Problem> {
        let year =
            found.parse::<i32>().map_err(|_| Problem::NotANumber { found: found.to_owned() })?;
        if self.years.len() < YEARS {
            self.years.insert(year);
        }
        Ok(*self.wanted.get_or_insert(year) == year)
    }

    /// The year of the lines, where the file says it; several, none of them asked for, are refused.
    pub fn year(&self, asked: Option<i32>) -> Result<Option<i32>, Problem> {
        if self.year.is_none() {
            return Ok(None);
        }
        let years = || self.years.iter().copied().collect();
        match asked {
            Some(year) if !self.years.contains(&year) => {
                Err(Problem::NoSuchYear { year, years: years() })
            }
            None if self.years.len() > 1 => Err(Problem::SeveralYears { years: years() }),
            _ => Ok(self.wanted),
        }
    }

    /// The amount of a line as it is written.
    pub fn amount<'a>(&self, record: &'a Record) -> &'a str {
        record.cell(self.places[4])
    }

    /// The name of the column of amounts.
    pub fn amounts(&self) -> &'static str {
        self.labels.map_or(COLUMNS, |labels| labels.columns)[4]
    }

    /// What a line is of; nothing if it is a sum of others. The codes of items are put into `items`.
    pub fn cell<'a>(
        &self,
        record: &'a Record,
        items: &'a mut [String; 2],
    ) -> Result<Option<Cell<'a>>, Problem> {
        let [row_region, row_item, col_region, col_item] =
            [0, 1, 2, 3].map(|k| record.cell(self.places[k]));
        if row_item.is_empty() || col_item.is_empty() {
            return Err(Problem::EmptyCode);
        }
        let Some(labels) = self.labels else {
            return Ok(Some([(row_region, row_item), (col_region, col_item)]));
        };
        let unknown = |region: &str, item: &str| Problem::UnknownItem {
            region: region.to_owned(),
            item: item.to_owned(),
        };
        let (below, beside) = (labels.beyond(row_item), labels.beyond(col_item));
        let prefix = |beyond: Option<Beyond>| match beyond {
            Some(_) => labels.below_prefix,
            None => labels.prefix,
        };
        let codes = [(prefix(below), row_item), (prefix(beside), col_item)];
        for (item, (prefix, code)) in items.iter_mut().zip(codes) {
            item.clear();
            item.push_str(prefix);
            item.push_str(code);
        }
        let row = match below {
            Some(Beyond::Ignored) => return Ok(None),
            Some(_) => ("", items[0].as_str()),
            None if row_region == labels.nobody => return Err(unknown(row_region, row_item)),
            None => (row_region, items[0].as_str()),
        };
        let column = match beside {
            Some(Beyond::Output) => ("", items[1].as_str()),
            None if col_region == labels.nobody => return Err(unknown(col_region, col_item)),
            None => (col_region, items[1].as_str()),
            Some(Beyond::Ignored | Beyond::Primary(_)) => return Ok(None),
        };
        Ok(Some([row, column]))
    }
}

fn expect(labels: Option<&'static FlatLabels>, header: &[String]) -> Problem {
    let (columns, before) = match labels {
        Some(labels) => {
            (labels.columns, labels.year.iter().chain(labels.others).copied().collect())
        }
        None => (COLUMNS, vec![]),
    };
    let expected = [before, columns.to_vec()].concat().join(",").into();
    Problem::Columns { expected, found: header.to_vec() }
}
