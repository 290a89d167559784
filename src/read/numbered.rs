//! Tables with a record for each row, whose columns have a region and the number or code of an industry, as
//! the World Input-Output Database is published for Stata and R, and its long-run tables in one file.

use std::collections::{BTreeSet, HashMap};

use super::layout::{Labels, distinct};
use super::records::{Record, Records};
use super::text::{Batch, Growing, Opened, Row, not_a_number, row_labels};
use super::wide::{assemble, check_cells};
use super::{Layout, ReadOptions};
use crate::error::{Error, Place, Problem, Result};
use crate::linalg::room;
use crate::sources::{ItemNumbers, NumberedLabels, RECORDS, Shape, SourceRecord};
use crate::table::{Finding, Parts};

/// Most years that are remembered to be named.
const YEARS: usize = 200;

/// Rows of a batch, which is freed as a whole once it is sorted in.
const BATCH: usize = 64;

/// Where the labels and numbers of records are.
pub(super) struct Plan {
    source: &'static SourceRecord,
    labels: &'static NumberedLabels,
    code: usize,
    region: usize,
    /// Where the industries of columns have numbers.
    number: Option<usize>,
    year: usize,
    columns: Vec<Column>,
}

/// A column of numbers.
struct Column {
    at: usize,
    /// Its name in the file.
    name: String,
    /// Region and number of the industry or category; nothing where the name is the label.
    buyer: Option<(String, u32)>,
}

impl Plan {
    /// The plan of records with these columns; nothing if they are of another layout.
    pub fn of(header: &[String], options: &ReadOptions) -> Option<Self> {
        let shapes =
            RECORDS.iter().flat_map(|source| source.shapes.iter().map(move |s| (source, s)));
        let meant = shapes.filter_map(|(source, shape)| match shape {
            Shape::Numbered(labels) => Some((*source, labels)),
            Shape::Sheet(_) | Shape::Flat(_) => None,
        });
        let mut meant = meant.filter(|(source, _)| {
            options.layout.is_none_or(|layout| layout == Layout::Wide(source))
        });
        meant.find_map(|(source, labels)| Plan::new(source, labels, header))
    }

    fn new(
        source: &'static SourceRecord,
        labels: &'static NumberedLabels,
        header: &[String],
    ) -> Option<Self> {
        let at = |name: &str| header.iter().position(|found| found == name);
        let (code, region) = (at(labels.code)?, at(labels.region)?);
        let year = at(labels.year)?;
        let number = match &labels.numbers {
            Some(numbers) => Some(at(numbers.column)?),
            None => None,
        };
        let of_numbers = |&(at, name): &(usize, &String)| {
            let described = labels.described.contains(&name.as_str());
            let labels = [Some(code), Some(region), number, Some(year)];
            !described && !name.is_empty() && !labels.contains(&Some(at))
        };
        let columns: Vec<(usize, &String)> = header.iter().enumerate().filter(of_numbers).collect();
        let columns = match &labels.numbers {
            Some(numbers) => numbered(&columns, numbers, labels.world),
            None => labelled(&columns, source.wide_labels().separator, labels.world),
        };
        (!columns.is_empty()).then_some(Plan {
            source,
            labels,
            code,
            region,
            number,
            year,
            columns,
        })
    }
}

/// Columns named after a region and the number of an industry.
fn numbered(columns: &[(usize, &String)], numbers: &ItemNumbers, world: &str) -> Vec<Column> {
    let is_prefixed = |name: &str| name == world || name.starts_with(numbers.prefix);
    let prefixed = columns.iter().all(|(_, name)| is_prefixed(name));
    let column = |&(at, name): &(usize, &String)| {
        let bare = if prefixed { name.strip_prefix(numbers.prefix) } else { None };
        Column { at, name: name.clone(), buyer: buyer(bare.unwrap_or(name)) }
    };
    columns.iter().map(column).collect()
}

/// Columns named by their labels, those of totals after the world.
fn labelled(columns: &[(usize, &String)], separator: char, world: &str) -> Vec<Column> {
    let column = |&(at, name): &(usize, &String)| {
        let total = name.strip_prefix(world).and_then(|rest| rest.strip_prefix(separator));
        Column { at, name: total.unwrap_or(name).to_owned(), buyer: None }
    };
    columns.iter().map(column).collect()
}

/// Region and number in the name of a column, such as `CHN54`.
fn buyer(name: &str) -> Option<(String, u32)> {
    let region = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = name[region.len()..].parse().ok()?;
    (!region.is_empty()).then(|| (region.to_owned(), number))
}

/// What a cell of numbers holds.
pub(super) enum Amount {
    Number(f64),
    Blank,
    /// What is no number.
    Text(String),
}

/// The cells of a record.
pub(super) trait Cells {
    /// The text of a label, or of a number among them.
    fn label(&self, column: usize) -> Result<String>;
    /// A number.
    fn amount(&self, column: usize) -> Result<Amount>;
}

/// The rows of a table, as its records are read.
pub(super) struct Rows<'a> {
    file: &'a str,
    plan: Plan,
    /// The year that is meant, once it is known.
    year: Option<i32>,
    asked: Option<i32>,
    /// All that the records have.
    years: BTreeSet<i32>,
    limit: usize,
    /// Codes of industries by their numbers.
    codes: HashMap<u32, String>,
    regions: Vec<String>,
    batches: Vec<Batch>,
    batch: Growing,
    count: usize,
}

impl<'a> Rows<'a> {
    /// No rows yet of a table that is planned; at most as many cells as the options allow.
    pub fn new(file: &'a str, header: Place, plan: Plan, options: &ReadOptions) -> Result<Self> {
        let (width, limit) = (plan.columns.len(), options.max_cells);
        if width.saturating_mul(width) > limit {
            let problem = Problem::TooLarge { rows: width, columns: width, limit };
            return Err(Error::input(file, header, problem));
        }
        // The numbers as they are read, and as they are sorted.
        room("the table", width.saturating_mul(2 * width))?;
        Ok(Rows {
            file,
            plan,
            year: options.year,
            asked: options.year,
            years: BTreeSet::new(),
            limit,
            codes: HashMap::new(),
            regions: vec![],
            batches: vec![],
            batch: Growing::default(),
            count: 0,
        })
    }

    /// The next record, at a line.
    pub fn add(&mut self, line: u64, cells: &impl Cells) -> Result<()> {
        let fail = |problem| Error::input(self.file, Place::Line(line), problem);
        let year = self.number(line, self.plan.year, cells)?;
        if self.years.len() < YEARS {
            self.years.insert(year);
        }
        // Other years than the one that was asked for are passed over; where none was, they are named.
        if self.asked.is_none() && self.years.len() > 1 {
            self.batches.clear();
            self.batch = Growing::default();
            return Ok(());
        }
        if *self.year.get_or_insert(year) != year {
            return Ok(());
        }
        let (code, region) = (cells.label(self.plan.code)?, cells.label(self.plan.region)?);
        if code.is_empty() || region.is_empty() {
            return Err(fail(Problem::EmptyCode));
        }
        let labels = self.plan.labels;
        let total = region.eq_ignore_ascii_case(labels.world);
        if total && labels.derived.contains(&code.as_str()) {
            return Ok(());
        }
        let label = if total { code } else { self.producer(line, region, code, cells)? };
        let mut row = Row { line, label, blank: vec![], bad: vec![] };
        for (column, position) in self.plan.columns.iter().zip(0..) {
            self.batch.values.push(match cells.amount(column.at)? {
                Amount::Number(number) => number,
                Amount::Blank => {
                    row.blank.push(position);
                    0.0
                }
                Amount::Text(found) => {
                    if row.bad.len() == super::text::BAD_LIMIT {
                        let column = column.name.clone();
                        let place = Place::Cell { line, column };
                        return Err(Error::input(self.file, place, not_a_number(found)));
                    }
                    row.bad.push((position, found));
                    0.0
                }
            });
        }
        self.batch.rows.push(row);
        if self.batch.rows.len() == BATCH {
            self.batches.push(self.batch.take());
        }
        self.count += 1;
        let columns = self.plan.columns.len();
        if self.count.saturating_mul(columns) > self.limit {
            let problem = Problem::TooLarge { rows: self.count, columns, limit: self.limit };
            return Err(Error::input(self.file, Place::File, problem));
        }
        Ok(())
    }

    /// The whole number in a column of labels.
    fn number<N: std::str::FromStr>(
        &self,
        line: u64,
        column: usize,
        cells: &impl Cells,
    ) -> Result<N> {
        let found = cells.label(column)?;
        found.parse().map_err(|_| {
            let labels = self.plan.labels;
            let number = labels.numbers.as_ref().map_or(labels.year, |numbers| numbers.column);
            let name = if column == self.plan.year { labels.year } else { number };
            let place = Place::Cell { line, column: name.to_owned() };
            Error::input(self.file, place, Problem::NotANumber { found })
        })
    }

    /// The label of a producer, whose number, where it has one, stands for its code.
    fn producer(
        &mut self,
        line: u64,
        region: String,
        code: String,
        cells: &impl Cells,
    ) -> Result<String> {
        let number = self.plan.number.map(|column| self.number(line, column, cells)).transpose()?;
        match number.map(|number| (number, self.codes.get(&number))) {
            Some((number, Some(known))) if *known != code => {
                let problem = Problem::NumberTwice { number, first: known.clone(), second: code };
                return Err(Error::input(self.file, Place::Line(line), problem));
            }
            Some((number, None)) => {
                self.codes.insert(number, code.clone());
            }
            Some(_) | None => {}
        }
        let label = format!("{region}_{code}");
        if self.regions.last() != Some(&region) {
            self.regions.push(region);
        }
        Ok(label)
    }

    /// The label of a column, of the codes that rows have.
    fn column_label(&self, column: &Column) -> std::result::Result<String, Problem> {
        let Some((region, number)) = &column.buyer else { return Ok(column.name.clone()) };
        let category = || {
            let first = self.plan.labels.numbers.as_ref()?.first_category;
            let place = number.checked_sub(first)? as usize;
            self.plan.source.categories.get(place).map(|category| category.code)
        };
        let item = self.codes.get(number).map(String::as_str).or_else(category);
        let item = item.ok_or_else(|| Problem::MissingRow { label: column.name.clone() })?;
        Ok(format!("{region}_{item}"))
    }

    /// The table and its year, once all records have been read.
    pub fn finish(
        mut self,
        (header_line, options): (u64, &ReadOptions),
        findings: &mut Vec<Finding>,
    ) -> Result<(Parts, Layout, Option<i32>)> {
        self.batches.push(self.batch.take());
        let years = || self.years.iter().copied().collect();
        let refused = match self.asked {
            None if self.years.len() > 1 => Some(Problem::SeveralYears { years: years() }),
            Some(year) if self.count == 0 && !self.years.is_empty() => {
                Some(Problem::NoSuchYear { year, years: years() })
            }
            _ if self.count == 0 => Some(Problem::NoRows),
            _ => None,
        };
        if let Some(problem) = refused {
            return Err(Error::input(self.file, Place::File, problem));
        }
        let header = Place::Line(header_line);
        let labels = self.plan.columns.iter().map(|column| self.column_label(column));
        let labels: Vec<String> = labels
            .collect::<std::result::Result<_, _>>()
            .map_err(|problem| Error::input(self.file, header.clone(), problem))?;
        let rows = row_labels(&self.batches);
        let labels = Labels {
            file: self.file,
            columns: &labels,
            header_line,
            rows: &rows,
            source: self.plan.source,
            sheet: None,
        };
        let mut options = options.clone();
        let regions = distinct(self.regions.iter().map(String::as_str));
        options.region_codes.extend(regions.into_iter().map(str::to_owned));
        let meaning = labels.explain(&options, findings)?;
        let names = self.plan.columns.iter().map(|column| column.name.clone());
        let names: Vec<String> = std::iter::once(String::new()).chain(names).collect();
        check_cells((self.file, &names), &self.batches, &meaning, findings)?;
        let parts = assemble(self.batches, meaning, (self.file, header), findings)?;
        Ok((parts, Layout::Wide(self.plan.source), self.year))
    }
}

/// A record of a text.
impl Cells for Record {
    fn label(&self, column: usize) -> Result<String> {
        Ok(self.cell(column).to_owned())
    }

    fn amount(&self, column: usize) -> Result<Amount> {
        let cell = self.cell(column);
        Ok(match cell.parse::<f64>() {
            Ok(number) if number.is_finite() => Amount::Number(number),
            _ if cell.is_empty() => Amount::Blank,
            _ => Amount::Text(cell.chars().take(200).collect()),
        })
    }
}

/// Read the rest of an opened text as such records.
pub(super) fn read(
    mut text: Opened,
    plan: Plan,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<(Parts, Layout, Option<i32>)> {
    let (name, header_line) = (text.name.clone(), text.header_line);
    let mut rows = Rows::new(&name, Place::Line(header_line), plan, options)?;
    let (mut records, mut record) = (Records::of(&mut text, u64::MAX), Record::default());
    while records.read(&mut record)? {
        rows.add(record.number, &record)?;
    }
    rows.finish((header_line, options), findings)
}
