//! Tables in spreadsheets of people's own: titles above, labels in one line or in several, names in place of
//! codes, totals inside, a single country.
//!
//! The rows are written again as the canonical text, each on the line where it stood, and read as such: what
//! is checked there is checked here, and what is said has the row of the sheet.

mod labels;
mod sums;
mod words;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::error::{Problem, shown, shown_list};
use crate::frame::number;
use crate::read::decimals::Numbers;
use crate::sources::Income;
use crate::table::{Finding, FindingKind, Severity};

use labels::{Found, Labels, find};
use words::{IMP, Role, TLS, VA, is_whole, role};

/// Label columns that are looked at, and rows of labels above the numbers.
const LABEL_COLUMNS: u32 = 12;
const HEADERS: usize = 4;
/// Rows from which it is told where numbers begin.
const SAMPLE: usize = 400;
/// Columns that the canonical layout has without a region.
const KNOWN_COLUMNS: [&str; 2] = ["OUT", "DISC"];
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
    let merged = frame.merged_parts(&mut found)?;
    frame.refuse_positive_imports(&found)?;
    frame.refuse_nobodys_sales(&found)?;
    let Some(text) = frame.written(&found, &merged) else { return Ok(None) };
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
    let words = || (1..=LABEL_COLUMNS).rev().find(|column| texts(*column));
    let start = words().or_else(|| numbered_labels(rows, &sample))? + 1;
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

/// The first column where the codes of sectors are numbers, each once, that stand above columns too.
fn numbered_labels(rows: &[Row], sample: &[&Row]) -> Option<u32> {
    let labels: Vec<String> = sample.iter().filter_map(|row| row.at(1).map(Cell::label)).collect();
    let distinct: HashSet<&String> = labels.iter().collect();
    let above = rows.iter().find(|row| row.from(2).count() > 1)?;
    let columns: HashSet<String> = above.from(2).map(|(_, cell)| cell.label()).collect();
    let shared = labels.iter().filter(|label| columns.contains(*label)).count();
    let labelled = labels.len() + 1 >= sample.len() && distinct.len() == labels.len();
    (labelled && shared > 1 && above.at(1).is_none()).then_some(1)
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

    /// A column of imports beside those of final demand is taken off what the rows add up to, as statistical
    /// offices print it with or without a minus: read as demand, it would raise output.
    fn refuse_positive_imports(&self, found: &Found) -> Result<(), Problem> {
        let rows: HashSet<&String> = found.rows.iter().flatten().collect();
        for (column, label) in (self.start..).zip(&found.columns) {
            let Some(label) = label.as_ref().filter(|label| !rows.contains(label)) else {
                continue;
            };
            let item = label.rsplit_once('_').map_or(label.as_str(), |(_, item)| item);
            let total = self.body.iter().filter_map(|row| match row.at(column) {
                Some(Cell::Number(value)) => Some(*value),
                _ => None,
            });
            if is_whole(item) && total.sum::<f64>() > 0.0 {
                let reason = format!(
                    "column `{}` holds imports as positive numbers, which would count as sales: write them with a \
                     minus (output is then sales less imports), or give the imports of each user in a row `{IMP}` \
                     and home-made products alone above it",
                    shown(item)
                );
                return Err(Problem::OwnSheet { reason });
            }
        }
        Ok(())
    }

    /// Sales to a column that is neither a sum nor of a region would be lost.
    fn refuse_nobodys_sales(&self, found: &Found) -> Result<(), Problem> {
        let rows: HashSet<&String> = found.rows.iter().flatten().collect();
        let producers: HashSet<&String> =
            found.columns.iter().flatten().filter(|label| rows.contains(label)).collect();
        let regions: HashSet<&str> =
            producers.iter().filter_map(|label| Some(label.split_once('_')?.0)).collect();
        let regions = || regions.iter().copied().chain(found.regions.iter().map(String::as_str));
        let of_region = |label: &str| {
            regions()
                .any(|region| label.strip_prefix(region).is_some_and(|rest| rest.starts_with('_')))
        };
        for (column, label) in (self.start..).zip(&found.columns) {
            let Some(label) = label.as_ref().filter(|label| {
                !producers.contains(label) && !KNOWN_COLUMNS.contains(&label.as_str())
            }) else {
                continue;
            };
            let sells = |(row, label): (&Row, &Option<String>)| {
                label.as_ref().is_some_and(|label| producers.contains(label))
                    && matches!(row.at(column), Some(Cell::Number(value)) if *value != 0.0)
            };
            if !of_region(label) && self.body.iter().zip(&found.rows).any(sells) {
                let reason = format!(
                    "column `{}` has numbers, is no sum of others, and belongs to no region: write the region of its \
                     users above it, or take it out",
                    shown(label)
                );
                return Err(Problem::OwnSheet { reason });
            }
        }
        Ok(())
    }

    /// Add up the rows of imports, of taxes and of value added, unless one of them is all of it; the sums, by the
    /// place of the first row of each.
    fn merged_parts(&self, found: &mut Found) -> Result<HashMap<usize, Row>, Problem> {
        let mut merged = HashMap::new();
        for word in [IMP, TLS, VA] {
            let of_word =
                found.parts.iter().filter(|(_, it)| **it == word).map(|(place, _)| *place);
            let places: Vec<usize> = of_word.filter(|&k| found.rows[k].is_some()).collect();
            let Some(&first) = places.first() else { continue };
            let names: Vec<String> = places.iter().filter_map(|&k| found.rows[k].clone()).collect();
            if word == VA && keep_components(found, &places, &names) {
                continue;
            }
            let is_whole_row = |(place, label): (usize, &Option<String>)| {
                label.as_deref() == Some(word) && !places.contains(&place)
            };
            if found.rows.iter().enumerate().any(is_whole_row) {
                let words = format!(
                    "left out as parts of `{word}`, which has a row of its own: {}",
                    shown_list(&names)
                );
                found.said.push((FindingKind::Assumed, words));
                places.iter().for_each(|&place| found.rows[place] = None);
                continue;
            }
            let whole = |place: &usize| found.rows[*place].as_deref().is_some_and(is_whole);
            if let Some(whole) = places.iter().copied().find(whole).filter(|_| names.len() > 1) {
                let others: Vec<usize> =
                    places.iter().copied().filter(|&place| place != whole).collect();
                if same_numbers(&self.body[whole], &self.sum_of(&others)?, self.start) {
                    let parts: Vec<String> =
                        others.iter().filter_map(|&k| found.rows[k].take()).collect();
                    let words = format!("left out as parts of imports: {}", shown_list(&parts));
                    found.said.push((FindingKind::Assumed, words));
                    found.rows[whole] = Some(word.to_owned());
                    continue;
                }
                let reason = format!(
                    "`{}` may hold the other rows of imports or stand beside them ({}), and is not their sum: \
                     keep one, or those that add up to all imports",
                    shown(found.rows[whole].as_deref().unwrap_or_default()),
                    shown_list(&names)
                );
                return Err(Problem::OwnSheet { reason });
            }
            if let [_, _, ..] = places.as_slice() {
                let words = format!("added up to one row `{word}`: {}", shown_list(&names));
                found.said.push((FindingKind::Assumed, words));
                merged.insert(first, self.sum_of(&places)?);
            }
            places.iter().for_each(|&place| found.rows[place] = None);
            found.rows[first] = Some(word.to_owned());
        }
        Ok(merged)
    }

    /// The sum of rows of numbers, at the place of the first.
    fn sum_of(&self, places: &[usize]) -> Result<Row, Problem> {
        let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
        for row in places.iter().map(|&place| &self.body[place]) {
            for (column, cell) in row.from(self.start) {
                match cell {
                    Cell::Number(value) => *sums.entry(*column).or_default() += value,
                    Cell::Text(words) => {
                        let words = one_line(words).chars().take(WORDS).collect::<String>();
                        let (number, words) = (row.number, shown(&words));
                        let reason =
                            format!("row {number} has `{words}` in column {column}, no number");
                        return Err(Problem::OwnSheet { reason });
                    }
                }
            }
        }
        let cells = sums.into_iter().map(|(column, sum)| (column, Cell::Number(sum))).collect();
        Ok(Row { number: self.body[places[0]].number, cells })
    }

    /// The canonical text: every row on the line of its number, but those that stand for several.
    fn written(&self, found: &Found, merged: &HashMap<usize, Row>) -> Option<String> {
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
        let body = self.body.iter().enumerate().map(|(k, row)| merged.get(&k).unwrap_or(row));
        for (row, label) in body.zip(&found.rows) {
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

/// Give the parts of value added that are known their codes: beside a row of all of it, in which case the others are left out, or
/// where they make it up together. Whether nothing is left to be added up.
fn keep_components(found: &mut Found, places: &[usize], names: &[String]) -> bool {
    let incomes: Vec<Option<Income>> = names.iter().map(|name| Income::called(name)).collect();
    let once = |income: &Income| incomes.iter().filter(|it| **it == Some(*income)).count() == 1;
    let beside = |(place, label): (usize, &Option<String>)| {
        label.as_deref() == Some(VA) && !places.contains(&place)
    };
    let all = incomes.iter().all(|it| it.as_ref().is_some_and(once))
        && [Income::Compensation, Income::Surplus].iter().all(once);
    let has_whole = found.rows.iter().enumerate().any(beside);
    let some = has_whole && incomes.iter().flatten().any(once);
    if !(all || some) {
        return false;
    }
    let mut left_out = vec![];
    let mut kept = vec![];
    for ((&place, income), name) in places.iter().zip(&incomes).zip(names) {
        let code = income.filter(once).map(|income| income.code().to_owned());
        if code.is_some() {
            kept.push(name.clone());
        } else {
            left_out.push(name.clone());
        }
        found.rows[place] = code;
    }
    let words = format!("read as parts of value added: {}", shown_list(&kept));
    found.said.push((FindingKind::Assumed, words));
    if !left_out.is_empty() {
        let left_out = shown_list(&left_out);
        let words = format!("left out as parts of `{VA}`, which has a row of its own: {left_out}");
        found.said.push((FindingKind::Assumed, words));
    }
    true
}

/// Whether two rows hold the same numbers from a column on; blanks are zero.
fn same_numbers(one: &Row, other: &Row, start: u32) -> bool {
    let value = |row: &Row, column: u32| match row.at(column) {
        Some(Cell::Number(value)) => *value,
        _ => 0.0,
    };
    let mut columns = one.from(start).chain(other.from(start)).map(|(column, _)| *column);
    columns.all(|column| {
        let (a, b) = (value(one, column), value(other, column));
        (a - b).abs() <= 1e-6 * a.abs().max(b.abs()) + 1e-9
    })
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
