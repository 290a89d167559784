//! What the labels of a wide table mean.
//!
//! Nothing is told by position: a column is intermediate because a row has its label, final
//! demand because its region has rows, and a total because of its name.

mod readings;
mod refusals;
mod remarks;

use std::collections::{HashMap, HashSet};

use readings::readings_finding;
pub(super) use refusals::{refuse_gaps, refuse_one_meaning};
use remarks::{ignored_findings, nasty_findings, order_findings};

use super::{Grid, ReadOptions};
use crate::error::{Error, Place, Problem, Result, is_invisible};
use crate::sources::{SourceRecord, WideLabels};
use crate::table::{Finding, PrimaryKind};

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowRole {
    /// A producer; the position in [`Layout::nodes`].
    Node(usize),
    Primary(PrimaryKind),
    Output,
    Ignored,
}

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnRole {
    /// A producer; the position in [`Meaning::nodes`].
    Node(usize),
    /// Final demand; the position in [`Meaning::demand`].
    Demand(usize),
    Output,
    Ignored,
}

/// The labels explained.
pub(super) struct Meaning {
    /// `(region, sector)` of all producers, region-major.
    pub nodes: Vec<(String, String)>,
    /// `(region, category)` of all final demand columns, region-major; without region last.
    pub demand: Vec<(Option<String>, String)>,
    pub rows: Vec<RowRole>,
    pub columns: Vec<ColumnRole>,
}

/// The labels of a table as they stand in it.
pub(super) struct Labels<'a> {
    pub file: &'a str,
    /// Labels of the columns of numbers, and the line that holds them.
    pub columns: &'a [String],
    pub header_line: u64,
    /// Line and label of every row.
    pub rows: &'a [(u64, &'a str)],
    /// Whose labels they are.
    pub source: &'static SourceRecord,
    /// The sheet of a workbook that they stand in.
    pub sheet: Option<Sheet<'a>>,
}

/// A sheet of a workbook, whose lines are rows and whose columns have letters.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'a> {
    pub name: &'a str,
    /// The first column of numbers, from 0.
    pub first: u32,
}

/// The rows explained: producers by line and label, in the order of the file.
struct Rows<'a> {
    roles: Vec<RowRole>,
    producers: Vec<(u64, &'a str)>,
    ignored: Vec<String>,
}

/// The columns explained.
struct Columns {
    roles: Vec<ColumnRole>,
    demand: Vec<(Option<String>, String)>,
    ignored: Vec<String>,
}

/// What the rows have said when columns are explained.
struct Known<'a> {
    node_at: HashMap<&'a str, usize>,
    region_rank: HashMap<&'a str, usize>,
    sectors: HashSet<&'a str>,
}

/// What one column is, before its place among others is known.
enum Column<'a> {
    Node(usize),
    Demand(Option<&'a str>, &'a str),
    Output,
    /// Of a region that no producer has.
    OtherRegion(&'a str),
    Unknown,
}

/// Positions in another order: `order[new]` is the old position, `place[old]` the new one.
pub(super) struct Order {
    pub order: Vec<usize>,
    pub place: Vec<usize>,
}

impl Order {
    /// Sorted by key; equal ones stay in their order.
    pub fn by_key<K: Ord>(count: usize, key: impl Fn(usize) -> K) -> Self {
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|&k| key(k));
        let mut place = vec![0; count];
        order.iter().enumerate().for_each(|(new, &old)| place[old] = new);
        Order { order, place }
    }
}

/// A label without case, blanks and invisible characters.
fn normalised(label: &str) -> String {
    label
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

impl Labels<'_> {
    fn rules(&self) -> &'static WideLabels {
        self.source.wide_labels()
    }

    /// Split `REGION_ITEM` at the first separator, or behind the longest of the region codes given.
    fn split<'l>(&self, label: &'l str, options: &ReadOptions) -> Option<(&'l str, &'l str)> {
        let separator = self.rules().separator;
        let known = options
            .region_codes
            .iter()
            .filter_map(|code| {
                let item = label.strip_prefix(code.as_str())?.strip_prefix(separator)?;
                Some((&label[..code.len()], item))
            })
            .max_by_key(|(region, _)| region.len());
        known
            .or_else(|| label.split_once(separator))
            .filter(|(region, item)| !region.is_empty() && !item.is_empty())
    }

    fn fail<T>(&self, place: Place, problem: Problem) -> Result<T> {
        Err(Error::input(self.file, self.place(place), problem))
    }

    /// A place as the file counts it.
    fn place(&self, place: Place) -> Place {
        match (place, self.sheet) {
            (Place::Line(row), Some(sheet)) => {
                Place::SheetRow { sheet: sheet.name.to_owned(), row }
            }
            (place, _) => place,
        }
    }

    /// A line as it is called in a message.
    fn line(&self, number: u64) -> String {
        format!("{} {number}", if self.sheet.is_some() { "row" } else { "line" })
    }

    /// A column as it is called in a message; that of labels is the first column of a text.
    fn column_name(&self, position: usize) -> String {
        match self.sheet {
            Some(sheet) => format!("column {}", letters(sheet.first + position as u32)),
            None => format!("column {}", position + 2),
        }
    }

    fn header<T>(&self, problem: Problem) -> Result<T> {
        self.fail(Place::Line(self.header_line), problem)
    }

    /// Explain every label, or say which one cannot be explained.
    pub fn explain(&self, options: &ReadOptions, findings: &mut Vec<Finding>) -> Result<Meaning> {
        self.refuse_shapes()?;
        let Rows { mut roles, producers, ignored } = self.explain_rows(options)?;
        let pairs = self.split_producers(&producers, options)?;
        let regions = distinct(pairs.iter().map(|(region, _)| *region));
        let sectors = distinct(pairs.iter().map(|(_, sector)| *sector));
        self.refuse_missing_rows(&producers, &regions, &sectors, options)?;
        if options.grid == Grid::Full {
            refuse_gaps(&pairs).or_else(|problem| self.header(problem))?;
        }

        let region_rank: HashMap<&str, usize> =
            regions.iter().enumerate().map(|(k, r)| (*r, k)).collect();
        let region_major = Order::by_key(pairs.len(), |k| region_rank[pairs[k].0]);
        for role in &mut roles {
            if let RowRole::Node(old) = role {
                *old = region_major.place[*old];
            }
        }
        let labels = producers.iter().zip(&region_major.place);
        let node_at = labels.map(|((_, label), &place)| (*label, place)).collect();
        let known = Known { node_at, region_rank, sectors: sectors.into_iter().collect() };
        let columns = self.explain_columns(options, &known)?;

        order_findings(&columns.roles, &region_major.order, findings);
        ignored_findings("row", &ignored, findings);
        ignored_findings("column", &columns.ignored, findings);
        let ordered = region_major.order.iter().map(|&old| pairs[old]);
        let nodes: Vec<(String, String)> =
            ordered.map(|(region, sector)| (region.to_owned(), sector.to_owned())).collect();
        let given = (self.rules().separator, options.region_codes.as_slice());
        findings.extend(readings_finding(&nodes, &columns.demand, given));
        nasty_findings(&nodes, &columns.demand, findings);
        Ok(Meaning { nodes, demand: columns.demand, rows: roles, columns: columns.roles })
    }

    fn explain_rows(&self, options: &ReadOptions) -> Result<Rows<'_>> {
        let column_at = self.column_positions()?;
        let mut rows = Rows { roles: vec![], producers: vec![], ignored: vec![] };
        let mut seen: HashMap<&str, u64> = HashMap::new();
        for &(line, label) in self.rows {
            if let Some(first) = seen.insert(label, line)
                && !label.is_empty()
            {
                let (first, second) = (self.line(first), self.line(line));
                let label = label.to_owned();
                return self.fail(Place::Line(line), Problem::Duplicate { label, first, second });
            }
            rows.roles.push(if self.rules().is_total(label) {
                RowRole::Output
            } else if let Some(kind) = self.rules().primary(label) {
                self.refuse_two_meanings(line, label, &column_at, options)?;
                RowRole::Primary(kind)
            } else if column_at.contains_key(label) {
                rows.producers.push((line, label));
                RowRole::Node(rows.producers.len() - 1)
            } else {
                self.refuse_row(line, label, &column_at, options)?;
                rows.ignored.push(label.to_owned());
                RowRole::Ignored
            });
        }
        if rows.producers.is_empty() {
            return self.fail(Place::File, Problem::NoTable);
        }
        let below = self.rows.iter().zip(&rows.roles).filter_map(|(&(line, label), role)| {
            let kind = match role {
                RowRole::Output => None,
                RowRole::Primary(kind) => Some(*kind),
                RowRole::Node(_) | RowRole::Ignored => return None,
            };
            Some((line, label, kind))
        });
        refuse_one_meaning(below)
            .or_else(|(line, problem)| self.fail(Place::Line(line), problem))?;
        Ok(rows)
    }

    /// Region and sector of every producer.
    fn split_producers<'l>(
        &self,
        producers: &[(u64, &'l str)],
        options: &ReadOptions,
    ) -> Result<Vec<(&'l str, &'l str)>> {
        let split = |&(line, label): &(u64, &'l str)| {
            let problem = || Problem::NoSeparator { label: label.to_owned() };
            self.split(label, options)
                .ok_or_else(|| Error::input(self.file, self.place(Place::Line(line)), problem()))
        };
        producers.iter().map(split).collect()
    }

    fn column_positions(&self) -> Result<HashMap<&str, usize>> {
        let mut at: HashMap<&str, usize> = HashMap::with_capacity(self.columns.len());
        for (column, label) in self.columns.iter().enumerate().filter(|(_, l)| !l.is_empty()) {
            if let Some(first) = at.insert(label, column) {
                let (first, second) = (self.column_name(first), self.column_name(column));
                return self.header(Problem::Duplicate { label: label.clone(), first, second });
            }
        }
        Ok(at)
    }

    fn explain_columns(&self, options: &ReadOptions, known: &Known<'_>) -> Result<Columns> {
        let (mut roles, mut ignored) = (Vec::with_capacity(self.columns.len()), vec![]);
        let mut demand: Vec<(Option<&str>, &str)> = vec![];
        let mut behind_output: Option<&str> = None;
        for label in self.columns {
            roles.push(match self.column(label, options, known)? {
                Column::Node(node) => ColumnRole::Node(node),
                Column::Output => {
                    if let Some(first) = behind_output.replace(label) {
                        let (first, second) = (first.to_owned(), label.clone());
                        return self.header(Problem::OneMeaning {
                            first,
                            second,
                            meaning: "output",
                        });
                    }
                    ColumnRole::Output
                }
                Column::Demand(region, category) => {
                    demand.push((region, category));
                    ColumnRole::Demand(demand.len() - 1)
                }
                // Behind the column of output there may be anything.
                Column::OtherRegion(region) if behind_output.is_none() => {
                    return self.header(Problem::DemandRegion { region: region.to_owned() });
                }
                Column::OtherRegion(_) | Column::Unknown => {
                    ignored.push(label.clone());
                    ColumnRole::Ignored
                }
            });
        }
        if demand.is_empty() {
            return self.header(Problem::NoDemand);
        }
        let categories = distinct(demand.iter().map(|(_, category)| *category));
        let category_rank: HashMap<&str, usize> =
            categories.into_iter().enumerate().map(|(k, category)| (category, k)).collect();
        let region_major = Order::by_key(demand.len(), |k| {
            let (region, category) = demand[k];
            let region = region.map_or(known.region_rank.len(), |r| known.region_rank[r]);
            (region, category_rank[category])
        });
        for role in &mut roles {
            if let ColumnRole::Demand(old) = role {
                *old = region_major.place[*old];
            }
        }
        let ordered = region_major.order.iter().map(|&k| demand[k]);
        let demand: Vec<(Option<String>, String)> =
            ordered.map(|(r, category)| (r.map(str::to_owned), category.to_owned())).collect();
        self.refuse_demand_gaps(&demand)?;
        Ok(Columns { roles, demand, ignored })
    }

    fn column<'l>(
        &self,
        label: &'l str,
        options: &ReadOptions,
        known: &Known<'_>,
    ) -> Result<Column<'l>> {
        if let Some(&node) = known.node_at.get(label) {
            return Ok(Column::Node(node));
        }
        if self.rules().is_total(label) {
            return Ok(Column::Output);
        }
        if let Some(category) = self.rules().unallocated(label) {
            return Ok(Column::Demand(None, category));
        }
        let is_region = |code| known.region_rank.contains_key(code);
        match self.split(label, options) {
            Some((region, category)) if is_region(region) => {
                Ok(Column::Demand(Some(region), category))
            }
            // The OECD edition of 2016 writes the category first.
            Some((category, region)) if is_region(region) => {
                Ok(Column::Demand(Some(region), category))
            }
            Some((_, item)) if known.sectors.contains(item) => {
                self.header(Problem::MissingRow { label: label.to_owned() })
            }
            Some((region, _)) => Ok(Column::OtherRegion(region)),
            None => Ok(Column::Unknown),
        }
    }
}

/// The letters of a column of a sheet, from 0.
pub(super) fn letters(column: u32) -> String {
    let mut letters = vec![];
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

pub(super) fn distinct<'a>(items: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    items.filter(|item| seen.insert(*item)).collect()
}
