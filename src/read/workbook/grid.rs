//! From the cells of a sheet to rows of numbers under labels.

use std::collections::HashSet;
use std::ops::ControlFlow;

use super::cells::{Address, Cell, Merged};
use super::head::{HEAD, Head, Header, Held, Plan, Wrong};
use crate::error::{Error, Place, Problem, Result, shown};
use crate::linalg::room;
use crate::read::ReadOptions;
use crate::read::layout::{ColumnRole, Labels, Meaning, RowRole, Sheet, letters};
use crate::read::text::{Batch, Growing, Row, not_a_number, row_labels};
use crate::table::{Finding, FindingKind, Severity};

/// Cells that are no numbers which a sheet may have before it is refused at once.
const BAD_LIMIT: usize = 64;
/// Rows that a table may have besides those of its columns.
const ROWS_BESIDE: usize = 1000;
/// Rows of a batch, which is freed as a whole once it is sorted in.
const BATCH: usize = 64;

/// A sheet that is being read.
pub(super) struct Grid<'a> {
    file: &'a str,
    sheet: &'a str,
    plan: Plan,
    header: Header,
    /// The first row and column of numbers, from 1.
    start: Address,
    row: Current,
    batches: Vec<Batch>,
    batch: Growing,
    rows: usize,
    /// Cells that are no numbers: the row of the table, and the place.
    bad: Vec<(usize, Wrong)>,
    texts: Count,
    beside: Count,
}

/// The row that is being read.
#[derive(Default)]
struct Current {
    /// Its number, or 0 before the first one.
    number: u32,
    /// The cells of its label columns.
    labels: Vec<Option<Held>>,
    values: Vec<f64>,
    filled: Vec<bool>,
    bad: Vec<Wrong>,
    /// Whether a cell holds a number.
    any: bool,
}

impl Current {
    fn begin(&mut self, number: u32) {
        self.number = number;
        self.labels.fill(None);
        self.values.fill(0.0);
        self.filled.fill(false);
        self.bad.clear();
        self.any = false;
    }

    fn code(&self, column: u32) -> std::result::Result<&str, Wrong> {
        let held = self.labels.get(column as usize - 1).and_then(Option::as_ref);
        held.map_or(Ok(""), |held| held.code().map_err(|p| ((self.number, column), p)))
    }
}

/// How many cells of a kind there are, and the first.
#[derive(Default)]
struct Count {
    number: usize,
    first: Option<Address>,
}

impl Count {
    fn add(&mut self, address: Address) {
        self.number += 1;
        self.first.get_or_insert(address);
    }

    /// A warning, in the words for one cell and for several.
    fn finding(&self, kind: FindingKind, sheet: &str, words: [&str; 2]) -> Option<Finding> {
        let first = cell_name(self.first?);
        let what = match self.number {
            1 => format!("1 {}", words[0]),
            more => format!("{more} {}", words[1]),
        };
        let message = format!("{what}, first in sheet {}, cell {first}", shown(sheet));
        Some(Finding::new(Severity::Warning, kind, first, self.number as f64, message))
    }
}

/// The rows of a sheet, its labels explained.
pub(super) struct Explained {
    pub batches: Vec<Batch>,
    pub meaning: Meaning,
    pub header: Place,
}

impl<'a> Grid<'a> {
    /// A grid under the labels of a head, whose other rows are still to come; at most `limit` cells.
    pub fn new(
        (file, sheet): (&'a str, &'a str),
        head: &Head,
        plan: Plan,
        limit: usize,
    ) -> Result<Self> {
        let header = head.header(plan).map_err(|wrong| at_cell(file, sheet, wrong))?;
        let (rows, columns) = (plan.labels.rows, plan.labels.columns);
        let width = header.labels.len();
        if width.saturating_mul(width) > limit {
            let problem = Problem::TooLarge { rows: width, columns: width, limit };
            return Err(Error::input(file, row_place(sheet, rows.mark), problem));
        }
        // The numbers as they are read, and as they are sorted.
        room("the table", width.saturating_mul(2 * width))?;
        let start = (rows.behind(), columns.behind());
        let row = Current {
            labels: vec![None; columns.behind() as usize - 1],
            values: vec![0.0; width],
            filled: vec![false; width],
            ..Current::default()
        };
        let mut grid = Grid {
            file,
            sheet,
            plan,
            header,
            start,
            row,
            batches: vec![],
            batch: Growing::default(),
            rows: 0,
            bad: vec![],
            texts: Count::default(),
            beside: Count::default(),
        };
        for (&address, held) in head.cells.iter().filter(|((row, _), _)| *row >= start.0) {
            grid.add(address, held.cell())?;
        }
        Ok(grid)
    }

    /// The next cell; those of the head are known.
    pub fn take(&mut self, address: Address, cell: Cell<'_>) -> Result<ControlFlow<()>> {
        if address.0 > HEAD {
            self.add(address, cell)?;
        }
        Ok(ControlFlow::Continue(()))
    }

    fn add(&mut self, address: Address, cell: Cell<'_>) -> Result<()> {
        let (row, column) = address;
        if row != self.row.number {
            self.finish_row()?;
            self.row.begin(row);
        }
        let Some(position) = column.checked_sub(self.start.1) else {
            self.row.labels[column as usize - 1] = Some(Held::of(cell));
            return Ok(());
        };
        let number = match cell {
            Cell::Number(number) if number.is_finite() => Ok(number),
            Cell::Number(number) => Err(Problem::NotFinite { found: number.to_string() }),
            Cell::Text(text) if text.trim().is_empty() => return Ok(()),
            Cell::Text(text) => plain_number(text.trim()).inspect(|_| self.texts.add(address)),
            Cell::Wrong(problem) => Err(problem),
        };
        self.row.any |= number.is_ok();
        match (number, self.row.values.get_mut(position as usize)) {
            (Ok(number), Some(value)) => {
                *value = number;
                self.row.filled[position as usize] = true;
            }
            (Ok(_), None) => self.beside.add(address),
            (Err(problem), Some(_)) => self.row.bad.push((address, problem)),
            // Words beside a table are remarks.
            (Err(_), None) => {}
        }
        Ok(())
    }

    /// Keep the row that has been read, if it belongs to the table.
    fn finish_row(&mut self) -> Result<()> {
        if self.row.number == 0 {
            return Ok(());
        }
        let Some(label) = self.row_label().map_err(|wrong| self.at_cell(wrong))? else {
            return Ok(());
        };
        let rules = self.plan.source.wide_labels();
        let of_output = rules.is_total(&label);
        let labels = self.header.labels.iter().zip(&self.row.filled).zip(0..);
        let blank = labels
            .filter(|((label, filled), _)| !**filled && (of_output || rules.is_total(label)))
            .map(|(_, position)| position)
            .collect();
        self.batch.rows.push(Row { line: self.row.number.into(), label, blank, bad: vec![] });
        self.batch.values.extend_from_slice(&self.row.values);
        self.bad.extend(self.row.bad.drain(..).map(|wrong| (self.rows, wrong)));
        self.rows += 1;
        if self.batch.rows.len() == BATCH {
            self.batches.push(self.batch.take());
        }
        let columns = self.header.labels.len();
        if self.rows > columns + ROWS_BESIDE {
            let problem = Problem::ManyRows { rows: self.rows, columns };
            let place = row_place(self.sheet, self.row.number);
            return Err(Error::input(self.file, place, problem));
        }
        let first = self.bad.first().filter(|_| self.bad.len() > BAD_LIMIT);
        first.map_or(Ok(()), |(_, wrong)| Err(self.at_cell(wrong.clone())))
    }

    /// The label of the row that has been read; nothing for remarks, and for totals of other rows.
    fn row_label(&self) -> std::result::Result<Option<String>, Wrong> {
        let (row, columns) = (&self.row, self.plan.labels.columns);
        let region = row.code(columns.region)?;
        let item = row.code(columns.item)?;
        let name = row.code(columns.name).unwrap_or_default();
        let empty = !row.any && row.bad.is_empty();
        if region.is_empty() && self.header.items.contains(item) && !self.plan.is_known(item) {
            let problem = Problem::NoRegion { code: item.to_owned() };
            return Err(((row.number, columns.region), problem));
        }
        let at = |problem| ((row.number, columns.item), problem);
        let label = self.plan.label(region, item, name).map_err(at)?;
        let remark = empty && region.is_empty() && !self.plan.is_known(&label);
        Ok(Some(label).filter(|label| !remark && !self.plan.is_derived(label)))
    }

    /// Explain all labels, and refuse cells of the table that are no numbers, or merged.
    pub fn explain(
        mut self,
        merged: &[Merged],
        options: &ReadOptions,
        findings: &mut Vec<Finding>,
    ) -> Result<Explained> {
        self.finish_row()?;
        self.batches.push(self.batch.take());
        let rows = row_labels(&self.batches);
        let header_row = self.plan.labels.rows.item;
        let header = row_place(self.sheet, header_row);
        if rows.is_empty() {
            return Err(Error::input(self.file, header, Problem::NoRows));
        }
        self.refuse_lost_sectors(&rows)?;
        let labels = Labels {
            file: self.file,
            columns: &self.header.labels,
            header_line: header_row.into(),
            rows: &rows,
            source: self.plan.source,
            sheet: Some(Sheet { name: self.sheet, first: self.start.1 - 1 }),
        };
        let mut options = options.clone();
        options.region_codes.extend(self.header.regions.iter().cloned());
        let meaning = labels.explain(&options, findings)?;
        self.refuse_bad(&meaning)?;
        self.refuse_merged(merged, &meaning)?;
        let words = ["number stored as text is read", "numbers stored as text are read"];
        findings.extend(self.texts.finding(FindingKind::TextNumbers, self.sheet, words));
        let words = ["number beside the table is ignored", "numbers beside the table are ignored"];
        findings.extend(self.beside.finding(FindingKind::Ignored, self.sheet, words));
        Ok(Explained { batches: self.batches, meaning, header })
    }

    /// A sector of the source that has columns and no row would be taken for final demand.
    fn refuse_lost_sectors(&self, rows: &[(u64, &str)]) -> Result<()> {
        let known: HashSet<&str> = rows.iter().map(|(_, label)| *label).collect();
        let columns = self.header.labels.iter().zip(&self.header.item_of).zip(self.start.1..);
        for ((label, item), column) in columns {
            let sector = item.as_ref().is_some_and(|item| self.plan.source.has_sector(item));
            if sector && !known.contains(label.as_str()) {
                let address = (self.plan.labels.rows.item, column);
                return Err(self.at_cell((address, Problem::MissingRow { label: label.clone() })));
            }
        }
        Ok(())
    }

    fn refuse_bad(&self, meaning: &Meaning) -> Result<()> {
        let counts = |(row, ((_, column), _)): &&(usize, Wrong)| {
            meaning.rows[*row] != RowRole::Ignored
                && meaning.columns[(column - self.start.1) as usize] != ColumnRole::Ignored
        };
        match self.bad.iter().find(counts) {
            Some((_, wrong)) => Err(self.at_cell(wrong.clone())),
            None => Ok(()),
        }
    }

    /// Cells of the table that are shown as one hold the number of all in the first, and nothing in the
    /// others.
    fn refuse_merged(&self, merged: &[Merged], meaning: &Meaning) -> Result<()> {
        let rows = self.batches.iter().flat_map(|batch| &batch.rows).zip(&meaning.rows);
        let rows: Vec<u64> =
            rows.filter(|(_, role)| **role != RowRole::Ignored).map(|(row, _)| row.line).collect();
        let columns = (self.start.1..).zip(&meaning.columns);
        let columns: Vec<u32> = columns
            .filter(|(_, role)| **role != ColumnRole::Ignored)
            .map(|(column, _)| column)
            .collect();
        let first_in = |from: u32, to: u32| {
            let row = *rows.get(rows.partition_point(|row| *row < from.into()))?;
            u32::try_from(row).ok().filter(|row| *row <= to)
        };
        for &((top, left), (bottom, right)) in merged {
            let column = columns.get(columns.partition_point(|column| *column < left)).copied();
            let within = first_in(top, bottom).zip(column.filter(|column| *column <= right));
            if let Some(address) = within.filter(|_| (top, left) != (bottom, right)) {
                let range = range_name((top, left), (bottom, right));
                return Err(self.at_cell((address, Problem::MergedCells { range })));
            }
        }
        Ok(())
    }

    fn at_cell(&self, wrong: Wrong) -> Error {
        at_cell(self.file, self.sheet, wrong)
    }
}

/// The number that a text spells in plain digits.
pub(super) fn plain_number(text: &str) -> std::result::Result<f64, Problem> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let number = text.parse::<f64>().ok().filter(|number| plain && number.is_finite());
    number.ok_or_else(|| not_a_number(text.chars().take(200).collect()))
}

/// The address of a cell as spreadsheets write it.
pub(super) fn cell_name((row, column): Address) -> String {
    format!("{}{row}", letters(column.saturating_sub(1)))
}

/// The addresses of the first and the last of some cells.
pub(super) fn range_name(first: Address, last: Address) -> String {
    format!("{}:{}", cell_name(first), cell_name(last))
}

fn row_place(sheet: &str, row: u32) -> Place {
    Place::SheetRow { sheet: sheet.to_owned(), row: row.into() }
}

pub(super) fn at_cell(file: &str, sheet: &str, (address, problem): Wrong) -> Error {
    let place = Place::SheetCell { sheet: sheet.to_owned(), cell: cell_name(address) };
    Error::input(file, place, problem)
}
