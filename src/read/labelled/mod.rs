//! Files of numbers whose rows and columns have labels of several parts, as pandas writes tables: text of
//! header lines and label columns, or Parquet.

mod lines;
#[cfg(feature = "parquet")]
mod parquet;

use std::collections::HashMap;

use lines::Lines;
#[cfg(feature = "parquet")]
pub(super) use parquet::read_long;

use super::ReadOptions;
use super::pieces::Files;
use crate::error::{Error, Place, Problem, Result, shown, shown_path};
use crate::linalg::{Matrix, room};
use crate::table::{Finding, FindingKind, Severity};

/// How many header lines a file has, and how many columns of labels where that is known.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub headers: usize,
    pub labels: Option<usize>,
}

impl Form {
    /// Regions above items in columns, and beside them in rows.
    pub const FLOWS: Form = Form { headers: 2, labels: Some(2) };
    /// One header line above region and sector of the rows.
    pub const VECTOR: Form = Form { headers: 1, labels: Some(2) };
    /// Accounts in rows, under names of one part or several.
    pub const ACCOUNTS: Form = Form { headers: 2, labels: None };
}

/// The parts of a label as one text.
pub(super) fn joined(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("_")
}

/// What stands between the parts of a label where they are looked up.
const BETWEEN: char = '\u{1f}';

fn key(parts: &[String]) -> String {
    parts.join(&BETWEEN.to_string())
}

/// Labels, and the place of each.
pub(super) struct Places {
    /// The file that they are from, for messages.
    pub file: String,
    labels: Vec<Vec<String>>,
    at: HashMap<String, usize>,
    /// The places of the labels in the order in which the file has them.
    listed: Vec<usize>,
}

impl Places {
    /// The labels of columns, which must differ and have no empty part.
    pub fn new(file: &str, labels: Vec<Vec<String>>) -> Result<Self> {
        let mut at = HashMap::with_capacity(labels.len());
        for (position, label) in labels.iter().enumerate() {
            if label.iter().any(String::is_empty) {
                let problem = Problem::EmptyCode;
                return Err(Error::input(file, Place::Line(1), problem));
            }
            if let Some(first) = at.insert(key(label), position) {
                let (first, second) =
                    (format!("column {}", first + 1), format!("column {}", position + 1));
                let problem = Problem::Duplicate { label: joined(label), first, second };
                return Err(Error::input(file, Place::Line(1), problem));
            }
        }
        let listed = (0..labels.len()).collect();
        Ok(Places { file: file.to_owned(), labels, at, listed })
    }

    /// The same labels in another order than that of the file.
    pub fn moved(self, labels: Vec<Vec<String>>) -> Result<Self> {
        let moved = Places::new(&self.file, labels)?;
        let place = |label| moved.at.get(&key(label)).copied().unwrap_or_default();
        let listed = self.labels.iter().map(|label| place(label)).collect();
        Ok(Places { listed, ..moved })
    }

    pub fn len(&self) -> usize {
        self.labels.len()
    }

    pub fn labels(&self) -> &[Vec<String>] {
        &self.labels
    }

    /// The place of every one of some columns, all of which must be among these, and all of these among
    /// them.
    pub fn align(&self, file: &str, columns: &[Vec<String>]) -> Result<Vec<usize>> {
        let theirs = Places::new(file, columns.to_vec())?;
        let what = "column";
        if let Some(label) = self.labels.iter().find(|label| !theirs.at.contains_key(&key(label))) {
            let (label, other) = (joined(label), self.file.clone());
            let problem = Problem::LabelMissing { what, label, other };
            return Err(Error::input(file, Place::Line(1), problem));
        }
        let place = |label: &Vec<String>| {
            self.at.get(&key(label)).copied().ok_or_else(|| {
                let (label, other) = (joined(label), self.file.clone());
                let problem = Problem::LabelStrange { what, label, other };
                Error::input(file, Place::Line(1), problem)
            })
        };
        columns.iter().map(place).collect()
    }
}

/// A file whose header has been read.
pub(super) struct Labelled {
    /// What messages call the file.
    pub title: String,
    /// The labels of each column of numbers, one for each header line.
    pub columns: Vec<Vec<String>>,
    body: Body,
}

enum Body {
    Lines(Lines),
    #[cfg(feature = "parquet")]
    Parquet(Box<parquet::Columns>),
}

/// A row that was asked for.
pub(super) struct Row {
    /// The parts of its label.
    pub label: Vec<String>,
    /// Its numbers, in the order of the columns.
    pub values: Vec<f64>,
}

/// What of a row is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Numbers,
    Label,
    Nothing,
}

/// Blank cells: how many, and where the first is.
#[derive(Default)]
struct Blanks {
    count: usize,
    first: Option<(Place, String)>,
}

impl Blanks {
    fn add(&mut self, count: usize, first: impl FnOnce() -> (Place, String)) {
        if count > 0 && self.count == 0 {
            self.first = Some(first());
        }
        self.count += count;
    }

    fn finding(self, file: &str) -> Option<Finding> {
        let (place, column) = self.first?;
        let (cells, file) = (if self.count == 1 { "cell" } else { "cells" }, shown_path(file));
        let message =
            format!("{} blank {cells} of `{file}` read as 0, first at{place}", self.count);
        Some(Finding::new(Severity::Warning, FindingKind::BlankCells, column, 0.0, message))
    }
}

impl Labelled {
    /// Open one of the files and read its header.
    pub fn open(files: &Files, file: &str, form: Form) -> Result<Self> {
        let title = files.title(file);
        if file.to_lowercase().ends_with(".parquet") {
            #[cfg(feature = "parquet")]
            {
                let (columns, body) = parquet::Columns::open(files, file, form)?;
                return Ok(Labelled { title, columns, body: Body::Parquet(Box::new(body)) });
            }
            #[cfg(not(feature = "parquet"))]
            {
                let problem = Problem::NotBuilt { kind: "Parquet files", feature: "parquet" };
                return Err(Error::input(title, Place::File, problem));
            }
        }
        let (columns, lines) = Lines::open(files.open(file)?, form)?;
        Ok(Labelled { title, columns, body: Body::Lines(lines) })
    }

    /// All numbers: the rows by their labels at the places of `rows`, each of which occurs once, and the
    /// columns at the places given for them.
    pub fn matrix(
        self,
        rows: &Places,
        columns: &[usize],
        options: &ReadOptions,
        findings: &mut Vec<Finding>,
    ) -> Result<Matrix> {
        let (n, width) = (rows.len(), columns.len());
        if n.saturating_mul(width) > options.max_cells {
            let problem = Problem::TooLarge { rows: n, columns: width, limit: options.max_cells };
            return Err(Error::input(&self.title, Place::Line(1), problem));
        }
        room("the numbers of a file", n.saturating_mul(width))?;
        let mut matrix = Matrix::zeros(n, width);
        let mut sources = vec![0; width];
        columns.iter().enumerate().for_each(|(source, &target)| sources[target] = source);
        let mut seen =
            Seen { file: &self.title, rows, places: vec![None; n], next: 0, moved: None };
        let mut blanks = Blanks::default();
        match self.body {
            Body::Lines(lines) => {
                let header = (&*self.title, &*self.columns);
                lines.fill(header, &mut seen, (&mut matrix, &sources), &mut blanks)?;
            }
            #[cfg(feature = "parquet")]
            Body::Parquet(body) => {
                body.fill(&mut seen, (&mut matrix, &sources), &mut blanks)?;
            }
        }
        seen.all()?;
        findings.extend(seen.order());
        findings.extend(blanks.finding(&self.title));
        Ok(matrix)
    }

    /// The rows that are wanted, in their order; of those whose label alone is, that.
    pub fn rows(
        self,
        wanted: impl Fn(&[String]) -> Kept + Sync,
        limit: usize,
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Row>> {
        let mut blanks = Blanks::default();
        let rows = match self.body {
            Body::Lines(lines) => {
                lines.rows((&self.title, &self.columns), &wanted, limit, &mut blanks)?
            }
            #[cfg(feature = "parquet")]
            Body::Parquet(body) => body.rows(&wanted, limit, &mut blanks)?,
        };
        findings.extend(blanks.finding(&self.title));
        let mut names = HashMap::new();
        for (position, row) in rows.iter().enumerate() {
            if let Some(first) = names.insert(key(&row.label), position) {
                let (first, second) =
                    (format!("row {}", first + 1), format!("row {}", position + 1));
                let problem = Problem::Duplicate { label: joined(&row.label), first, second };
                return Err(Error::input(&self.title, Place::File, problem));
            }
        }
        Ok(rows)
    }
}

/// Which rows of a matrix have been read.
struct Seen<'a> {
    file: &'a str,
    rows: &'a Places,
    /// Where each was.
    places: Vec<Option<Place>>,
    /// Rows so far.
    next: usize,
    /// The first row that does not stand where the columns have it.
    moved: Option<usize>,
}

impl Seen<'_> {
    /// The place in the matrix of the next row.
    fn place(&mut self, label: &[String], at: Place) -> Result<usize> {
        let Some(&row) = self.rows.at.get(&key(label)) else {
            let (label, other) = (joined(label), self.rows.file.clone());
            let problem = Problem::LabelStrange { what: "row", label, other };
            return Err(Error::input(self.file, at, problem));
        };
        if let Some(first) = &self.places[row] {
            let (first, second) = (first.to_string(), at.to_string());
            let (first, second) = (first.trim().to_owned(), second.trim().to_owned());
            let problem = Problem::Duplicate { label: joined(label), first, second };
            return Err(Error::input(self.file, Place::File, problem));
        }
        self.places[row] = Some(at);
        if self.rows.listed[self.next] != row && self.moved.is_none() {
            self.moved = Some(row);
        }
        self.next += 1;
        Ok(row)
    }

    fn all(&self) -> Result<()> {
        let Some(row) = self.places.iter().position(Option::is_none) else { return Ok(()) };
        let (label, other) = (joined(&self.rows.labels[row]), self.rows.file.clone());
        let problem = Problem::LabelMissing { what: "row", label, other };
        Err(Error::input(self.file, Place::File, problem))
    }

    /// A warning where rows are in another order than columns.
    fn order(&self) -> Option<Finding> {
        let label = joined(&self.rows.labels[self.moved?]);
        let message = format!(
            "the rows of `{}` are in another order than the columns of `{}`, and are matched by label; the first is `{}`",
            shown_path(self.file),
            shown_path(&self.rows.file),
            shown(&label)
        );
        Some(Finding::new(Severity::Warning, FindingKind::Order, label, 0.0, message))
    }
}

/// The units of rows: the last cell of every line below the header, and the label before it.
pub(super) fn units(files: &Files, file: &str) -> Result<Vec<(Vec<String>, String)>> {
    #[cfg(feature = "parquet")]
    if file.to_lowercase().ends_with(".parquet") {
        let form = Form { headers: 1, labels: None };
        let (columns, body) = parquet::Columns::open(files, file, form)?;
        return body.texts(columns.len() - 1);
    }
    let mut lines = lines::cells(files.open(file)?)?.into_iter();
    let width = lines.next().map_or(0, |(_, header)| header.len());
    let unit = |(line, mut cells): (u64, Vec<String>)| {
        if cells.len() != width || width < 2 {
            let problem = Problem::FieldCount { found: cells.len(), expected: width.max(2) };
            return Err(Error::input(files.title(file), Place::Line(line), problem));
        }
        let unit = cells.pop().unwrap_or_default();
        Ok((cells, unit))
    };
    lines.map(unit).collect()
}

/// The cells of every line of a small file, its header among them.
pub(super) fn small_file(files: &Files, file: &str) -> Result<Vec<Vec<String>>> {
    let lines = lines::cells(files.open(file)?)?;
    Ok(lines.into_iter().map(|(_, cells)| cells).collect())
}
