//! Long tables: one cell per line, `row_region,row_sector,col_region,col_item,value`.
//!
//! A row without region is a primary row (`VA`, `TLS`, …); the item `OUT` without region is
//! output; `DISC` without region is a demand that belongs to nobody. A cell that is left out
//! is zero. Flat files of sources are read as such tables, under the names that their records give.

mod flat;
mod keys;

use std::collections::HashSet;

use flat::Lines;
pub(super) use flat::asymmetric;
use keys::Role;
pub(super) use keys::{Explained, Keys, Rules, Unexplained, explain};

use super::ReadOptions;
use super::records::{Record, Records};
use super::text::{Opened, not_a_number};
use super::totals::{Totals, imports_finding, lost_rows};
use crate::error::{Error, Place, Problem, Result, shown};
use crate::linalg::{Matrix, room};
use crate::sources::FlatLabels;
use crate::table::{Finding, FindingKind, Parts, Primary, PrimaryKind, RegionId, Severity};

/// The header.
pub(crate) const COLUMNS: [&str; 5] =
    ["row_region", "row_sector", "col_region", "col_item", "value"];

/// Cells of Z from which a table must give at least one in a hundred.
const SPARSE: usize = 50_000_000;

/// Read the rest of an opened text as a long table, canonical or under the `labels` of a source; 16
/// bytes a cell besides the matrices. The year is what the file says of it.
pub(super) fn read(
    mut text: Opened,
    (labels, options): (Option<&'static FlatLabels>, &ReadOptions),
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let (name, header) = (text.name.clone(), text.header.clone());
    let mut long = Long::new((&name, Place::Line(text.header_line)), &header, (labels, options))?;
    let (mut records, mut record) = (Records::of(&mut text, u64::MAX), Record::default());
    while records.read(&mut record)? {
        let year = long.year_column().map(|column| record.cell(column));
        if long.is_wanted(record.number, year)? {
            long.add(&record)?;
        }
    }
    long.finish(findings)
}

/// A long table whose lines are still to come.
pub(super) struct Long<'a> {
    file: &'a str,
    labels: Option<&'static FlatLabels>,
    options: &'a ReadOptions,
    header: &'a [String],
    lines: Lines,
    cells: Cells,
    items: [String; 2],
}

impl<'a> Long<'a> {
    /// A table under a header.
    pub fn new(
        (file, place): (&'a str, Place),
        header: &'a [String],
        (labels, options): (Option<&'static FlatLabels>, &'a ReadOptions),
    ) -> Result<Self> {
        let lines = Lines::of(labels, header, options.year);
        let lines = lines.map_err(|problem| Error::input(file, place, problem))?;
        let (cells, items) = (Cells::default(), [String::new(), String::new()]);
        Ok(Long { file, labels, options, header, lines, cells, items })
    }

    /// The column of years.
    pub fn year_column(&self) -> Option<usize> {
        self.lines.year_column()
    }

    /// Whether a line is of the year that is read, and to be added.
    pub fn is_wanted(&mut self, line: u64, year: Option<&str>) -> Result<bool> {
        let Some((column, year)) = self.year_column().zip(year) else { return Ok(true) };
        let place = || Place::Cell { line, column: self.header[column].clone() };
        self.lines.is_wanted(year).map_err(|problem| Error::input(self.file, place(), problem))
    }

    /// Add a line.
    pub fn add(&mut self, record: &Record) -> Result<()> {
        let line = record.number;
        let fail = |place, problem| Error::input(self.file, place, problem);
        let cell = self.lines.cell(record, &mut self.items);
        let cell = cell.map_err(|problem| fail(Place::Line(line), problem))?;
        let Some([row, column]) = cell else { return Ok(()) };
        let found = self.lines.amount(record);
        let number = found.parse::<f64>().ok().filter(|v| v.is_finite());
        let number = number.ok_or_else(|| {
            let place = Place::Cell { line, column: self.lines.amounts().to_owned() };
            fail(place, not_a_number(found.to_owned()))
        })?;
        let cells = &mut self.cells;
        cells.add((row, column, number), line);
        let shape = (cells.rows.pairs.len(), cells.columns.pairs.len());
        refuse_large(shape, cells.producers, cells.values.len(), self.options.max_cells)
            .map_err(|problem| fail(Place::Line(line), problem))
    }

    /// The table, once all lines have been added.
    pub fn finish(self, findings: &mut Vec<Finding>) -> Result<Parts> {
        let Long { file, labels, options, lines, mut cells, .. } = self;
        let fail = |problem| Error::input(file, Place::File, problem);
        if labels.is_some() {
            cells.complete(options).map_err(fail)?;
        }
        let year = lines.year(options.year).map_err(fail)?;
        let producers = cells.producers;
        if producers * producers > SPARSE && cells.values.len() < producers * producers / 100 {
            return Err(fail(Problem::Sparse { producers, cells: cells.values.len() }));
        }
        refuse_doubles(file, &cells)?;
        let mut parts = assemble(file, &cells, (labels, options), findings)?;
        parts.source.year = year;
        Ok(parts)
    }
}

/// The cells of a long table: where each is, and its amount.
#[derive(Default)]
struct Cells {
    rows: Keys,
    columns: Keys,
    values: Vec<(u32, u32, f64)>,
    at: Physical,
    /// Rows that have a region.
    producers: usize,
}

impl Cells {
    /// Sectors and categories that a region has no cell of, and others have. How many rows and columns that
    /// makes is looked at first.
    fn complete(&mut self, options: &ReadOptions) -> std::result::Result<(), Problem> {
        let own = self.rows.pairs.iter().filter(|(region, _)| !region.is_empty());
        let sectors: HashSet<String> = own.map(|(_, sector)| sector.clone()).collect();
        let is_category = |item: &str| !sectors.contains(item);
        let shape = (self.rows.completed(|_| true), self.columns.completed(is_category));
        let below = self.rows.pairs.iter().filter(|(region, _)| region.is_empty()).count();
        let producers = shape.0.saturating_sub(below);
        refuse_large(shape, producers, self.values.len(), options.max_cells)?;
        self.rows.complete(|_| true);
        self.columns.complete(is_category);
        Ok(())
    }

    fn add(&mut self, (row, column, amount): ((&str, &str), (&str, &str), f64), line: u64) {
        let known = self.rows.pairs.len();
        self.at.add(self.values.len(), line);
        let position = self.rows.position(row.0, row.1);
        self.values.push((position, self.columns.position(column.0, column.1), amount));
        self.producers += usize::from(self.rows.pairs.len() > known && !row.0.is_empty());
    }
}

/// The matrices are as large as the keys say, however few cells have been given.
fn refuse_large(
    (rows, columns): (usize, usize),
    producers: usize,
    cells: usize,
    limit: usize,
) -> std::result::Result<(), Problem> {
    if cells > limit || rows.saturating_mul(columns) > limit {
        return Err(Problem::TooLarge { rows, columns, limit });
    }
    if producers.saturating_mul(producers) > limit {
        return Err(Problem::TooLarge { rows: producers, columns: producers, limit });
    }
    Ok(())
}

/// Whether a header is that of a canonical long table, or of one that lacks something.
pub(super) fn is_meant(header: &[String]) -> bool {
    let has = |name: &str| header.iter().any(|found| found == name);
    header.first().is_some_and(|first| first == COLUMNS[0]) || COLUMNS.into_iter().all(has)
}

/// Physical lines of cells that mostly follow each other.
#[derive(Default)]
struct Physical {
    /// The cells whose lines do not follow the one before.
    jumps: Vec<(usize, u64)>,
    next: u64,
}

impl Physical {
    fn add(&mut self, cell: usize, line: u64) {
        if line != self.next {
            self.jumps.push((cell, line));
        }
        self.next = line + 1;
    }

    fn of(&self, cell: usize) -> u64 {
        let jump = self.jumps.partition_point(|(first, _)| *first <= cell);
        let jump = jump.checked_sub(1).and_then(|k| self.jumps.get(k));
        jump.map_or(0, |(first, line)| line + (cell - first) as u64)
    }
}

fn refuse_doubles(file: &str, cells: &Cells) -> Result<()> {
    let width = cells.columns.pairs.len();
    let mut seen = vec![0_u64; (cells.rows.pairs.len() * width).div_ceil(64)];
    for (k, &(row, column, _)) in cells.values.iter().enumerate() {
        let bit = row as usize * width + column as usize;
        let word = &mut seen[bit / 64];
        if *word >> (bit % 64) & 1 == 1 {
            let first = cells.values.iter().position(|cell| (cell.0, cell.1) == (row, column));
            let (row, column) = (cells.rows.label(row), cells.columns.label(column));
            let first = cells.at.of(first.unwrap_or(k));
            let problem = Problem::CellTwice { row, column, first };
            return Err(Error::input(file, Place::Line(cells.at.of(k)), problem));
        }
        *word |= 1 << (bit % 64);
    }
    Ok(())
}

fn assemble(
    file: &str,
    cells: &Cells,
    (labels, options): (Option<&'static FlatLabels>, &ReadOptions),
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let rules = labels.map_or_else(|| Rules::of(&cells.rows), Rules::Flat);
    let explained = explain(&cells.rows, &cells.columns, (rules, options), findings);
    let explained = explained.map_err(|e| match e {
        Unexplained::Problem(problem) => Error::input(file, Place::File, problem),
        Unexplained::Error(error) => error,
    })?;
    if labels.is_some() {
        findings.extend(absent_cells(&explained, &cells.values));
    }
    let (n, finals) = (explained.index.len(), explained.demand.len());
    room("the table", n * (n + finals))?;
    let (mut parts, totals) = fill(explained, &cells.values);
    findings.extend(lost_rows(&parts, totals.of_demand.as_deref(), (file, Place::File))?);
    let kinds: Vec<PrimaryKind> = parts.primary.iter().map(|row| row.kind).collect();
    findings.extend(totals.findings(&parts.index, &kinds));
    findings.extend(imports_finding(&parts));
    parts.reported_output = totals.published();
    Ok(parts)
}

/// Cells of flows that are left out, and the first pair of regions of which all are.
fn absent_cells(explained: &Explained<'_>, cells: &[(u32, u32, f64)]) -> Option<Finding> {
    let (index, demand) = (&explained.index, &explained.demand);
    let mut pairs: HashSet<(RegionId, RegionId)> = HashSet::new();
    let mut given = 0;
    for &(row, column, _) in cells {
        let Role::Node(seller) = explained.rows[row as usize] else { continue };
        let buyer = match explained.columns[column as usize] {
            Role::Node(buyer) => Some(index.node(buyer).region),
            Role::Demand(k) => demand.columns()[k].region,
            Role::Primary(_) | Role::Output => continue,
        };
        given += 1;
        pairs.extend(buyer.map(|buyer| (index.node(seller).region, buyer)));
    }
    let all = index.len() * (index.len() + demand.len());
    let absent = all.checked_sub(given).filter(|absent| *absent > 0)?;
    let regions = || index.regions().flat_map(|r| index.regions().map(move |s| (r, s)));
    let whole = regions().find(|pair| !pairs.contains(pair)).map_or(String::new(), |(r, s)| {
        let (r, s) = (shown(index.region(r)), shown(index.region(s)));
        format!("; of sales of `{r}` to `{s}` there is none")
    });
    let message = format!("{absent} of {all} cells are absent and taken as zero{whole}");
    Some(Finding::new(Severity::Warning, FindingKind::BlankCells, "", absent as f64, message))
}

/// Every cell in its place.
fn fill(explained: Explained<'_>, cells: &[(u32, u32, f64)]) -> (Parts, Totals) {
    let Explained { index, demand, primary, rows, columns } = explained;
    let (n, finals) = (index.len(), demand.len());
    let (intermediate, final_demand) = (Matrix::zeros(n, n), Matrix::zeros(n, finals));
    let mut parts = Parts::new(index, demand, intermediate, final_demand);
    let empty = |(name, kind): (&str, PrimaryKind)| {
        let (inputs, final_demand) = (vec![0.0; n], vec![0.0; finals]);
        Primary { name: name.to_owned(), kind, inputs, final_demand }
    };
    parts.primary = primary.into_iter().map(empty).collect();
    let mut totals = Totals::default();
    let put = |to: &mut Option<Vec<f64>>, count: usize, at: usize, value: f64| {
        to.get_or_insert_with(|| vec![f64::NAN; count])[at] = value;
    };
    for &(row, column, value) in cells {
        match (rows[row as usize], columns[column as usize]) {
            (Role::Node(i), Role::Node(j)) => parts.intermediate[(i, j)] = value,
            (Role::Node(i), Role::Demand(j)) => parts.final_demand[(i, j)] = value,
            (Role::Node(i), Role::Output) => put(&mut totals.column, n, i, value),
            (Role::Primary(p), Role::Node(j)) => parts.primary[p].inputs[j] = value,
            (Role::Primary(p), Role::Demand(j)) => parts.primary[p].final_demand[j] = value,
            (Role::Output, Role::Node(j)) => put(&mut totals.row, n, j, value),
            (Role::Output, Role::Demand(j)) => put(&mut totals.of_demand, finals, j, value),
            (Role::Primary(_) | Role::Output, Role::Output)
            | (Role::Demand(_), _)
            | (_, Role::Primary(_)) => {}
        }
    }
    (parts, totals)
}
