//! Tables in spreadsheets of people's own: titles above, labels in one line or in several, names in place of
//! codes, totals inside, a single country.
//!
//! The rows are written again as the canonical text, each on the line where it stood, and read as such: what
//! is checked there is checked here, and what is said has the row of the sheet.

mod labels;
mod sums;
mod words;

use std::collections::HashSet;
use std::sync::Arc;

use crate::error::{Problem, shown, shown_list};
use crate::frame::number;
use crate::read::decimals::Numbers;
use crate::table::{Finding, FindingKind, Severity};

use labels::{Found, Labels, find};
use words::{Role, role};

/// Label columns that are looked at, and rows of labels above the numbers.
const LABEL_COLUMNS: u32 = 12;
const HEADERS: usize = 4;
/// Rows from which it is told where numbers begin.
const SAMPLE: usize = 400;
/// Characters of words among the numbers, which are shown where they are refused.
const WORDS: usize = 60;

/// What a cell holds; blank ones are left out.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Number(f64),
    Text(Arc<str>),
}

impl Cell {
    fn label(&self) -> String {
        match self {
            Cell::Number(value) => text_of(*value),
            Cell::Text(text) => one_line(text),
        }
    }

    fn is_number(&self) -> bool {
        matches!(self, Cell::Number(_))
    }
}

/// A row that is not blank: its number, and its cells by column, both from 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub number: u32,
    pub cells: Vec<(u32, Cell)>,
}

impl Row {
    fn at(&self, column: u32) -> Option<&Cell> {
        let place = self.cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        Some(&self.cells[place].1)
    }

    fn from(&self, column: u32) -> impl Iterator<Item = &(u32, Cell)> {
        self.cells.iter().filter(move |(at, _)| *at >= column)
    }

    /// Whether it counts its columns: 1, 2, 3, ...
    fn counts(&self, column: u32) -> bool {
        let numbers: Vec<f64> = self
            .from(column)
            .filter_map(|(_, cell)| if let Cell::Number(n) = cell { Some(*n) } else { None })
            .collect();
        numbers.len() > 1
            && numbers.len() == self.from(column).count()
            && numbers.iter().zip(1..).all(|(number, place)| *number == f64::from(place))
    }
}

/// The table of a sheet as canonical text.
pub(super) struct Canonical {
    pub text: String,
    /// The number of the first row with numbers.
    #[cfg(feature = "workbooks")]
    pub body: u32,
    pub findings: Vec<Finding>,
    /// The lines above the labels.
    pub titles: Vec<String>,
    /// The codes of its regions, where they are known apart from the sectors.
    pub regions: Vec<String>,
}

/// Where the labels and numbers of a sheet are.
struct Frame<'a> {
    /// The first column of numbers.
    start: u32,
    titles: &'a [Row],
    headers: Vec<&'a Row>,
    body: &'a [Row],
}

/// Whether a sheet has a block of numbers with labels above and beside it.
#[cfg(feature = "workbooks")]
pub(super) fn holds_table(rows: &[Row]) -> bool {
    frame(rows).is_some()
}

/// The table of a sheet; nothing where labels of rows and columns do not meet.
pub(super) fn canonical(rows: &[Row]) -> Result<Option<Canonical>, Problem> {
    let Some(frame) = frame(rows) else { return Ok(None) };
    let Some(mut found) = find(&frame.columns(), &frame.rows())? else { return Ok(None) };
    frame.refuse_labels_as_numbers()?;
    frame.refuse_unnamed(&found)?;
    frame.settle_sums(&mut found)?;
    let Some(text) = frame.written(&found) else { return Ok(None) };
    let numbers = frame.body.iter().map(|row| row.from(frame.start).count()).sum::<usize>();
    let producers = found.producers;
    // What is blank is zero, but a table is not made of blanks.
    if producers > 2000 && numbers < producers * producers / 64 {
        return Err(Problem::Sparse { producers, cells: numbers });
    }
    let titles = frame.titles.iter().flat_map(|row| row.cells.iter().map(|(_, cell)| cell.label()));
    let findings = frame.findings(&found);
    Ok(Some(Canonical {
        text,
        #[cfg(feature = "workbooks")]
        body: frame.body.first().map_or(0, |row| row.number),
        findings,
        titles: titles.collect(),
        regions: found.regions,
    }))
}

/// The cells of a sheet as they stand, for readers of other layouts.
#[cfg(feature = "workbooks")]
pub(super) fn plain(rows: &[Row]) -> String {
    let (mut text, mut line) = (String::new(), 0);
    for row in rows {
        while line + 1 < row.number {
            text.push('\n');
            line += 1;
        }
        let mut column = 1;
        for (at, cell) in &row.cells {
            while column < *at {
                text.push(',');
                column += 1;
            }
            push_cell(&mut text, &cell.label());
        }
        text.push('\n');
        line += 1;
    }
    text
}

/// The rows of a text, whatever parts its cells; decimals may have commas where something else does.
/// Nothing where a line of numbers has more or fewer cells than another: some may be lost.
pub(super) fn rows_of_text(text: &str) -> Option<Vec<Row>> {
    let sample: Vec<&str> = text.lines().take(SAMPLE).collect();
    let count = |wanted: u8| {
        let bare = sample.iter().flat_map(|line| line.split('"').step_by(2));
        bare.flat_map(str::bytes).filter(|byte| *byte == wanted).count()
    };
    let separator = [b',', b'\t', b';'].into_iter().max_by_key(|&it| count(it))?;
    let numbers = Numbers::of(separator);
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(separator).trim(csv::Trim::All);
    let (mut rows, mut width) = (vec![], None);
    for record in reader.from_reader(text.as_bytes()).into_records() {
        let record = record.ok()?;
        let number = u32::try_from(record.position()?.line()).ok()?;
        let cell = |text: &str| {
            let number = numbers.read(text).ok().and_then(|text| text.parse::<f64>().ok());
            match number.filter(|number| number.is_finite()) {
                Some(number) => Cell::Number(number),
                None => Cell::Text(text.into()),
            }
        };
        let cells = record.iter().zip(1..).filter(|(text, _)| !text.is_empty());
        let cells: Vec<(u32, Cell)> = cells.map(|(text, column)| (column, cell(text))).collect();
        // A year may stand alone above the table.
        if cells.len() > 2
            && cells.iter().any(|(_, cell)| cell.is_number())
            && *width.get_or_insert(record.len()) != record.len()
        {
            return None;
        }
        if !cells.is_empty() {
            rows.push(Row { number, cells });
        }
    }
    Some(rows)
}

/// Find the numbers: rows with a label in one of the first columns and numbers behind it.
fn frame(rows: &[Row]) -> Option<Frame<'_>> {
    let count = |row: &Row| row.cells.iter().filter(|(_, cell)| cell.is_number()).count();
    let most = rows.iter().take(SAMPLE).map(count).max().filter(|most| *most > 1)?;
    let sample: Vec<&Row> =
        rows.iter().take(SAMPLE).filter(|row| 2 * count(row) >= most && !row.counts(1)).collect();
    let texts = |column: u32| {
        let is_text = |row: &&&Row| matches!(row.at(column), Some(Cell::Text(_)));
        2 * sample.iter().filter(is_text).count() > sample.len()
    };
    let start = (1..=LABEL_COLUMNS).rev().find(|column| texts(*column))? + 1;
    // A row of numbers 1, 2, 3 counts the columns: above their labels, or below them without one of its own.
    let numbers_only = |place: usize| {
        let is_text = |(_, cell): &(u32, Cell)| !cell.is_number();
        let labels_above = || rows[..place].iter().any(|row| row.from(start).any(is_text));
        let labelled = || (1..start).any(|column| rows[place].at(column).is_some());
        rows[place].counts(start) && (!labelled() || !labels_above())
    };
    let least = if most > 2 { 2 } else { 1 };
    let is_data = |place: &usize| {
        let row = &rows[*place];
        let labelled = (1..start).any(|column| row.at(column).is_some());
        let numbers = row.from(start).filter(|(_, cell)| cell.is_number()).count();
        labelled && numbers >= least && !numbers_only(*place)
    };
    let first = (0..rows.len()).find(is_data)?;
    let has_labels = |row: &&Row| row.from(start).count() > 1;
    let above = rows[..first].iter().rev().take_while(has_labels).count().min(HEADERS);
    let titles = first - above;
    let headers: Vec<&Row> =
        (titles..first).filter(|&place| !numbers_only(place)).map(|place| &rows[place]).collect();
    if headers.is_empty() {
        return None;
    }
    Some(Frame { start, titles: &rows[..titles], headers, body: &rows[first..] })
}

impl Frame<'_> {
    /// The last column with a label.
    fn end(&self) -> u32 {
        let last = |row: &&Row| row.cells.last().map_or(0, |(column, _)| *column);
        self.headers.iter().map(last).max().unwrap_or(0)
    }

    fn columns(&self) -> Labels {
        let width = (self.end() + 1).saturating_sub(self.start) as usize;
        let line = |row: &&Row| {
            let mut line = vec![String::new(); width];
            for (column, cell) in row.from(self.start) {
                line[(column - self.start) as usize] = cell.label();
            }
            line
        };
        Labels::new(self.headers.iter().map(line).collect())
    }

    fn rows(&self) -> Labels {
        let line = |column: u32| {
            self.body
                .iter()
                .map(|row| row.at(column).map(Cell::label).unwrap_or_default())
                .collect()
        };
        let lines: Vec<Vec<String>> = (1..self.start).map(line).collect();
        Labels::new(lines.into_iter().filter(|line| line.iter().any(|it| !it.is_empty())).collect())
    }

    /// The canonical text: every row on the line of its number.
    fn written(&self, found: &Found) -> Option<String> {
        let kept: Vec<usize> =
            (0..found.columns.len()).filter(|&k| found.columns[k].is_some()).collect();
        let header = self.headers.last()?.number;
        let mut text = "\n".repeat(header as usize - 1);
        for &column in &kept {
            text.push(',');
            push_cell(&mut text, found.columns[column].as_deref().unwrap_or_default());
        }
        text.push('\n');
        let mut line = header;
        let mut digits = vec![];
        let producers: HashSet<&String> = found.columns.iter().flatten().collect();
        for (row, label) in self.body.iter().zip(&found.rows) {
            // Words below a table are remarks.
            let counts = |label: &&String| {
                producers.contains(label) || row.from(self.start).any(|(_, cell)| cell.is_number())
            };
            let Some(label) = label.as_ref().filter(counts) else { continue };
            while line + 1 < row.number {
                text.push('\n');
                line += 1;
            }
            push_cell(&mut text, label);
            let mut cells = row.from(self.start).peekable();
            for &column in &kept {
                text.push(',');
                let at = self.start + column as u32;
                while cells.next_if(|(column, _)| *column < at).is_some() {}
                match cells.next_if(|(column, _)| *column == at) {
                    Some((_, Cell::Number(value))) => {
                        digits.clear();
                        number(*value, &mut digits);
                        text.push_str(std::str::from_utf8(&digits).unwrap_or_default());
                    }
                    Some((_, Cell::Text(words))) => {
                        push_cell(
                            &mut text,
                            &one_line(words).chars().take(WORDS).collect::<String>(),
                        );
                    }
                    None => {}
                }
            }
            text.push('\n');
            line += 1;
        }
        Some(text)
    }

    /// A line of numbers that are written as words would be taken for one of labels: its own label is that of
    /// a column, or of a row where a column is written so.
    fn refuse_labels_as_numbers(&self) -> Result<(), Problem> {
        let above = self.headers.iter().flat_map(|row| row.from(self.start));
        let mut labels: HashSet<String> = above.map(|(_, cell)| cell.label()).collect();
        let beside = self.body.iter().flat_map(|row| row.cells.iter());
        let beside = beside.filter(|(column, _)| *column < self.start);
        labels.extend(beside.map(|(_, cell)| cell.label()));
        for row in &self.headers {
            let corner = row.cells.iter().filter(|(column, _)| *column < self.start);
            let mut corner = corner.map(|(_, cell)| cell.label());
            if let Some(label) = corner.find(|label| labels.contains(label)) {
                let reason = format!(
                    "`{}` in row {} is a label among the labels of others: its row or column has no \
                     plain numbers",
                    shown(&label),
                    row.number
                );
                return Err(Problem::OwnSheet { reason });
            }
        }
        Ok(())
    }

    /// Numbers without a label would be lost.
    fn refuse_unnamed(&self, found: &Found) -> Result<(), Problem> {
        let end = self.end();
        for (place, row) in self.body.iter().enumerate() {
            let numbers = row.from(self.start).filter(|(_, cell)| cell.is_number());
            let columns: Vec<u32> = numbers.map(|(at, _)| *at).collect();
            let unnamed = found.unnamed_rows.contains(&place);
            if unnamed && !columns.is_empty() && !row.counts(self.start) {
                let reason = format!("row {} has numbers and no label", row.number);
                return Err(Problem::OwnSheet { reason });
            }
            let is_unnamed = |at: &&u32| {
                **at > end || found.unnamed_columns.contains(&((**at - self.start) as usize))
            };
            let lost = columns.iter().find(is_unnamed).filter(|_| found.rows[place].is_some());
            if let Some(column) = lost {
                let number = row.number;
                let reason =
                    format!("row {number} has a number in column {column}, which has no label");
                return Err(Problem::OwnSheet { reason });
            }
        }
        Ok(())
    }

    /// Leave out what is the sum of others by its numbers.
    fn settle_sums(&self, found: &mut Found) -> Result<(), Problem> {
        let names: HashSet<String> = found.columns.iter().flatten().cloned().collect();
        let labels: HashSet<String> = found.rows.iter().flatten().cloned().collect();
        let rows = self.body.iter().zip(&found.rows);
        let producing = |(_, label): &(&Row, &Option<String>)| {
            label.as_ref().is_some_and(|label| names.contains(label))
        };
        let producing_rows: Vec<&Row> = rows.filter(producing).map(|(row, _)| row).collect();
        let columns = (self.start..).zip(&found.columns);
        let producing = |(_, label): &(u32, &Option<String>)| {
            label.as_ref().is_some_and(|label| labels.contains(label))
        };
        let producing_columns: Vec<u32> = columns.filter(producing).map(|(at, _)| at).collect();
        let value = |row: &Row, column: u32| match row.at(column) {
            Some(Cell::Number(value)) => *value,
            _ => 0.0,
        };
        let columns: Vec<sums::Line> = (self.start..)
            .take(found.columns.len())
            .map(|column| producing_rows.iter().map(|row| value(row, column)).collect())
            .collect();
        let rows: Vec<sums::Line> = self
            .body
            .iter()
            .map(|row| producing_columns.iter().map(|&column| value(row, column)).collect())
            .collect();
        let left_out = sums::settle(found, (&columns, &rows))?;
        if !left_out.is_empty() {
            let names = shown_list(&left_out);
            let words = format!("left out, by their numbers the sums of others: {names}");
            found.said.push((FindingKind::Assumed, words));
        }
        Ok(())
    }

    fn findings(&self, found: &Found) -> Vec<Finding> {
        let note = |kind, words: String| Finding::new(Severity::Note, kind, "", 0.0, words);
        let mut said = vec![];
        if !self.titles.is_empty() {
            let lines = match self.titles {
                [one] => format!("row {} above the labels is a title", one.number),
                all => format!("{} rows above the labels are titles", all.len()),
            };
            said.push(note(FindingKind::Preamble, lines));
        }
        said.extend(found.said.iter().map(|(kind, words)| note(*kind, words.clone())));
        said
    }
}

/// A text as a cell of CSV.
fn push_cell(out: &mut String, text: &str) {
    if text.contains([',', '"']) || text.starts_with([' ', '#']) || text.ends_with(' ') {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

/// A text without the breaks that spreadsheets put into it.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number as a label: as spreadsheets show it.
fn text_of(value: f64) -> String {
    let mut digits = vec![];
    number(value, &mut digits);
    String::from_utf8(digits).unwrap_or_default()
}
