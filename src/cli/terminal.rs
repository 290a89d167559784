//! Frames for people: an aligned table with units, names beside codes and numbers of a size that
//! can be read, and lines below it that say what it leaves out.

use std::collections::HashSet;
use std::ops::Range;

use comfy_table::{
    Cell, CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle,
};

use super::hints::{ALL_COLUMNS, ALL_NAMES, ALL_ROWS, EXPLAIN};
use super::quoted::quoted;
use tripole::Frame;
use tripole::error::shown;
use tripole::frame::{CodesOf, Figures, Indicator, Key, Unit, glossary, group_digits};

/// Rows shown before the rest is only counted.
const ROWS: usize = 60;
/// Headings of more characters are broken between words on a terminal.
const HEADING: usize = 14;
/// Blocks below each other before further columns are only counted.
const BLOCKS: usize = 2;
/// Characters that names beside codes keep, or they are left out.
const NAME: usize = 10;
/// Lines of names below a table before the rest is left out.
const LEGEND: usize = 5;
/// The column of places in a ranking.
const RANK: &str = "rank";
/// The column of units of rows.
const UNIT: &str = "unit";
/// Columns of numbers that fit beside keys, if these can be narrow enough.
const BESIDE: usize = 3;
/// Characters that labels keep where keys are too wide for a line.
const LABEL: usize = 12;
/// Characters on a line of words about a row, at least.
const REMARK: usize = 20;
/// Most characters of the name of a class beside its number.
const CLASS: usize = 16;
/// Labels of rows that hold others already.
const WHOLES: [&str; 4] = ["TOTAL", "WLD", "all", "world"];

/// How a frame is to be shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// Characters of a line; none where lines may be of any length, and every column is shown.
    pub width: Option<u16>,
    pub columns: Shown,
    pub rows: Rows,
}

/// Which rows a frame has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rows {
    /// All of them, so that their sum says something.
    #[default]
    All,
    /// The first ones.
    Top,
}

/// Which columns are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// Those that answer the question first, in two blocks, without those that are zero throughout.
    #[default]
    First,
    /// All.
    All,
}

impl Look {
    fn is_cut(self) -> bool {
        self.width.is_some() && self.columns == Shown::First
    }
}

/// A line of the table.
enum Line {
    Row(usize),
    /// The sum of these rows: of one label of the first key, or of all.
    Sum(Range<usize>, Scope),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Label,
    All,
}

/// The frame as an aligned table, numbers rounded for reading, at most 60 rows. What is wider
/// than the width goes on below, in a second block with the keys repeated.
pub fn pretty(frame: &Frame, look: Look) -> String {
    let frame = match frame.key(UNIT) {
        Some(_) => &frame.clone().with_units_of_rows(),
        None => frame,
    };
    let rows = frame.rows().min(ROWS);
    let Choice { shown, zero, seldom } = Choice::of(frame, look);
    let lines = lines(frame, &shown, rows, look);
    let names = name_width(frame, rows, look.width);
    let (keys, columns) = columns(frame, &shown, &lines, (names, look));
    let width = look.width.map_or(usize::MAX, usize::from);
    let mut blocks = blocks(&keys, &columns, width);
    let beyond =
        if look.is_cut() && blocks.len() > BLOCKS { blocks.split_off(BLOCKS) } else { vec![] };
    let beyond = beyond.into_iter().flatten().map(|column| column.name.as_str());
    let rest: Vec<&str> = beyond.chain(seldom.iter().map(|indicator| indicator.name())).collect();
    let blocks: Vec<String> = blocks.iter().map(|block| table(&keys, block, &lines)).collect();
    let mut text = blocks.join("\n");
    if names.is_none() && look.width.is_some() {
        text.push_str(&legend(frame, rows, width));
    }
    for line in below(frame, &zero, &rest) {
        text.push_str(&wrapped(&line, width).replace('\n', "\n  "));
        text.push('\n');
    }
    text
}

/// Keys and what stands beside them, so that a few columns fit on a line.
fn columns(
    frame: &Frame,
    shown: &[&Indicator],
    lines: &[Line],
    (names, look): (Option<usize>, Look),
) -> (Vec<Column>, Vec<Column>) {
    let figures = Figures::of(frame);
    let mut keys: Vec<Column> =
        frame.keys().iter().map(|key| key_column(frame, key, lines, names)).collect();
    keys.extend(unit_column(shown, &figures, lines));
    let mut columns: Vec<Column> =
        shown.iter().map(|indicator| column(frame, indicator, &figures, lines, look)).collect();
    let says =
        |key: &&Key| !look.is_cut() || (0..frame.rows()).any(|row| !key.label(row).is_empty());
    let remarks = frame.remarks().iter().filter(says);
    let mut remarks: Vec<Column> = remarks.map(|key| key_column(frame, key, lines, None)).collect();
    if let Some(width) = look.width.map(usize::from) {
        make_room(&mut keys, &columns, width);
        let room = width.saturating_sub(keys.iter().map(Column::width).sum());
        remarks.iter_mut().for_each(|column| column.shorten(room.saturating_sub(3).max(REMARK)));
    }
    columns.append(&mut remarks);
    (keys, columns)
}

/// The units of rows that have units of their own.
fn unit_column(shown: &[&Indicator], figures: &Figures, lines: &[Line]) -> Option<Column> {
    let units = shown.iter().find_map(|indicator| figures.units(indicator))?;
    let cell = |line: &Line| match line {
        Line::Row(row) => units[*row].clone(),
        Line::Sum(..) => String::new(),
    };
    let (name, heading) = (UNIT.to_owned(), UNIT.to_owned());
    let cells = lines.iter().map(cell).collect();
    Some(Column { name, heading, cells, alignment: CellAlignment::Left, shorter: fold })
}

/// What the codes of the rows are called, for tables without room for names beside them.
fn legend(frame: &Frame, rows: usize, width: usize) -> String {
    let mut said: Vec<String> = vec![];
    for key in frame.keys() {
        let Some(names) = frame.names_of(key) else { continue };
        for row in 0..rows {
            let words = format!("{} {}", shown(key.label(row)), shown(names.label(row)));
            if !names.label(row).is_empty() && !said.contains(&words) {
                said.push(words);
            }
        }
    }
    let lines = joined(&said, width);
    let more = lines.len().saturating_sub(LEGEND);
    let mut text: String = lines.iter().take(LEGEND).map(|line| format!("{line}\n")).collect();
    if more > 0 {
        text.push_str(&format!("… further names: {ALL_NAMES}\n"));
    }
    text
}

/// Items on lines of at most so many characters, none of them broken unless it is longer alone.
fn joined(items: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for (position, item) in items.iter().enumerate() {
        let item = if position + 1 < items.len() { format!("{item};") } else { item.clone() };
        match lines.last_mut() {
            Some(line) if count(line) + 1 + count(&item) <= width => {
                line.push(' ');
                line.push_str(&item);
            }
            _ => lines.push(item),
        }
    }
    lines
}

/// What crosses several economies is counted for each of them.
const CROSSED: &str = "crossed";

/// The rows, and sums of amounts below them where rows are parts of one whole: of different codes,
/// none of which holds the others. With two keys also below every label of the first.
fn lines(frame: &Frame, shown: &[&Indicator], rows: usize, look: Look) -> Vec<Line> {
    let of_codes = |key: &Key| {
        CodesOf::key(key.name()).is_some()
            && !(0..frame.rows()).any(|row| WHOLES.contains(&key.label(row)))
    };
    let keys = frame.keys();
    // What is ranked is looked at line by line, each in a world of its own.
    let parts = frame.rows() > 1
        && !keys.is_empty()
        && keys.iter().all(of_codes)
        && keys.iter().all(|key| key.name() != CROSSED)
        && !frame.has_column(RANK);
    let amounts = shown.iter().any(|indicator| matches!(indicator.unit(), Unit::Money(_)));
    if !parts || !amounts || look.rows == Rows::Top {
        return (0..rows).map(Line::Row).collect();
    }
    let mut lines = vec![];
    let mut start = 0;
    let together = are_together(&keys[0]);
    for row in 0..rows {
        lines.push(Line::Row(row));
        let label = |row: usize| keys[0].label(row);
        let ends = row + 1 == frame.rows() || label(row + 1) != label(row);
        if !ends {
            continue;
        }
        let all = start == 0 && row + 1 == frame.rows();
        if keys.len() == 2 && together && row > start && !all {
            lines.push(Line::Sum(start..row + 1, Scope::Label));
        }
        start = row + 1;
    }
    lines.push(Line::Sum(0..frame.rows(), Scope::All));
    lines
}

/// Whether the rows of each label follow each other, as they do not where rows are sorted by a number.
fn are_together(key: &Key) -> bool {
    let mut seen = HashSet::new();
    key.codes().chunk_by(|a, b| a == b).all(|run| seen.insert(run[0]))
}

/// Lines below a table: what it leaves out, and what its codes are.
fn below(frame: &Frame, zero: &[&Indicator], rest: &[&str]) -> Vec<String> {
    let mut lines = vec![];
    if frame.rows() > ROWS {
        let more = group_digits((frame.rows() - ROWS) as f64, 0);
        lines.push(format!("… {more} more rows: {ALL_ROWS}"));
    }
    if !rest.is_empty() {
        let columns = if rest.len() == 1 { "column" } else { "columns" };
        lines.push(format!("… {} more {columns}: {}", rest.len(), listed(rest)));
        lines.push(format!("  {ALL_COLUMNS}"));
    }
    if !zero.is_empty() {
        let names: Vec<&str> = zero.iter().map(|indicator| indicator.name()).collect();
        lines.push(format!("zero or empty throughout: {}", listed(&names)));
    }
    let coded = |indicator: &&Indicator| {
        indicator.name().chars().any(char::is_uppercase)
            && glossary::term(frame.name(), indicator.name()).is_some()
    };
    if let Some(first) = frame.indicators().iter().find(coded) {
        lines.push(format!("{EXPLAIN} {}`", first.name()));
    }
    lines
}

/// A few names, the others counted.
fn listed(names: &[&str]) -> String {
    const FEW: usize = 3;
    let few: Vec<String> = names.iter().take(FEW).map(|name| shown(name)).collect();
    match names.len().saturating_sub(FEW) {
        0 => few.join(", "),
        1 => format!("{} and 1 other", few.join(", ")),
        more => format!("{} and {more} others", few.join(", ")),
    }
}

/// The columns of numbers, by whether they are shown.
#[derive(Default)]
struct Choice<'a> {
    shown: Vec<&'a Indicator>,
    /// Those that say nothing in any row.
    zero: Vec<&'a Indicator>,
    /// Those that are seldom quoted.
    seldom: Vec<&'a Indicator>,
}

impl<'a> Choice<'a> {
    fn of(frame: &'a Frame, look: Look) -> Self {
        let all = || frame.indicators().iter();
        if !look.is_cut() {
            return Choice { shown: all().collect(), ..Choice::default() };
        }
        let first = quoted(frame.name());
        let place = |indicator: &&Indicator| {
            first.iter().position(|name| *name == indicator.name()).unwrap_or(usize::MAX)
        };
        let says = |indicator: &&Indicator| {
            indicator.values().iter().any(|value| value.is_finite() && *value != 0.0)
        };
        let (mut shown, mut zero): (Vec<&Indicator>, Vec<&Indicator>) = all().partition(says);
        if shown.is_empty() {
            std::mem::swap(&mut shown, &mut zero);
        }
        let mut seldom = vec![];
        if shown.iter().any(|indicator| place(indicator) < usize::MAX) {
            (shown, seldom) = shown.into_iter().partition(|i| place(i) < usize::MAX);
            shown.sort_by_key(place);
        }
        Choice { shown, zero, seldom }
    }
}

/// An indicator as it is printed, its unit below its name.
fn column(
    frame: &Frame,
    indicator: &Indicator,
    figures: &Figures,
    lines: &[Line],
    look: Look,
) -> Column {
    let classes = glossary::term(frame.name(), indicator.name()).map_or(&[][..], |t| &t.classes);
    let rows = figures.cells(indicator, frame.rows().min(ROWS));
    let cell = |line: &Line| match line {
        Line::Row(row) => {
            let value = indicator.values()[*row];
            match classes.iter().find(|(code, _)| code.parse() == Ok(value)) {
                Some((code, word)) => format!("{code} {}", cut(word, CLASS)),
                None => rows[*row].clone(),
            }
        }
        Line::Sum(rows, _) => match indicator.unit() {
            Unit::Money(_) => {
                figures.show(indicator, indicator.values()[rows.clone()].iter().sum())
            }
            _ => String::new(),
        },
    };
    let cells: Vec<String> = lines.iter().map(cell).collect();
    let mut heading = shown(&words(indicator.name()));
    if look.width.is_some() {
        heading = wrapped(&heading, longest(&cells).max(HEADING));
    }
    if let Some(unit) = figures.unit(indicator) {
        heading = format!("{heading}\n{}", shown(&unit));
    }
    let name = indicator.name().to_owned();
    Column { name, heading, cells, alignment: CellAlignment::Right, shorter: fold }
}

/// How many characters of names fit beside the codes; none where there is no room or no name.
fn name_width(frame: &Frame, rows: usize, width: Option<u16>) -> Option<usize> {
    let named: Vec<Key> = frame.keys().iter().filter_map(|key| frame.names_of(key)).collect();
    if named.is_empty() {
        return None;
    }
    let Some(width) = width.map(usize::from) else { return Some(usize::MAX) };
    let longest = |key: &Key| (0..rows).map(|row| count(key.label(row))).max().unwrap_or(0);
    let codes: usize = frame.keys().iter().map(|key| longest(key).max(HEADING / 2) + 3).sum();
    let room = (width / 2).saturating_sub(codes) / named.len();
    (room >= NAME).then_some(room)
}

/// A key, with the names of its codes cut to so many characters; sums are named in the first and
/// last.
fn key_column(frame: &Frame, key: &Key, lines: &[Line], names: Option<usize>) -> Column {
    let rows = frame.rows().min(ROWS);
    let named = names.and_then(|width| Some((width, frame.names_of(key)?)));
    let widest = (0..rows).map(|row| count(&shown(key.label(row)))).max().unwrap_or(0);
    let of_row = |row: usize| {
        let code = shown(key.label(row));
        if let Some((width, names)) = &named {
            let name = names.label(row);
            if !name.is_empty() && name != code {
                return format!("{code:widest$} {}", cut(&shown(name), *width));
            }
        }
        code
    };
    let place = frame.keys().iter().position(|other| other.name() == key.name());
    let cell = |line: &Line| match (line, place) {
        (Line::Row(row), _) => of_row(*row),
        (Line::Sum(_, Scope::All), Some(0)) | (Line::Sum(_, Scope::Label), Some(1)) => {
            "sum".to_owned()
        }
        (Line::Sum(rows, Scope::Label), Some(0)) => shown(key.label(rows.start)),
        (Line::Sum(..), _) => String::new(),
    };
    let cells = lines.iter().map(cell).collect();
    Column {
        name: key.name().to_owned(),
        heading: words(key.name()),
        cells,
        alignment: CellAlignment::Left,
        shorter: if named.is_some() { cut } else { fold },
    }
}

/// The first characters of a text, with a sign where there were more.
fn cut(text: &str, width: usize) -> String {
    if count(text) <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Words on lines of at most so many characters; a longer one goes on after a `_` or `-`, or
/// ends there.
fn fold(text: &str, most: usize) -> String {
    let mut lines: Vec<String> = vec![];
    for line in wrapped(text, most).lines() {
        let mut start = true;
        for part in line.split_inclusive(['_', '-']) {
            match lines.last_mut().filter(|_| !start) {
                Some(line) if count(line) + count(part) <= most => line.push_str(part),
                _ => lines.push(part.to_owned()),
            }
            start = false;
        }
    }
    let lines: Vec<String> = lines.iter().map(|line| cut(line, most)).collect();
    lines.join("\n")
}

/// One column, as it is printed.
struct Column {
    name: String,
    heading: String,
    cells: Vec<String>,
    alignment: CellAlignment,
    /// How a cell is made narrower: a code and its name are one line.
    shorter: fn(&str, usize) -> String,
}

/// Make keys so narrow that as many as possible of the first columns fit beside them: they stay as they are
/// where that gains none.
fn make_room(keys: &mut [Column], columns: &[Column], width: usize) {
    let all = |keys: &[Column]| keys.iter().map(Column::width).sum::<usize>();
    let widest = columns.iter().map(Column::width).max().unwrap_or(0);
    let beside =
        |count: usize| columns.iter().take(count).map(Column::width).sum::<usize>().max(widest);
    if all(keys) + beside(BESIDE) <= width {
        return;
    }
    keys.iter_mut().for_each(Column::fold_heading);
    let least: usize = keys.iter().map(Column::least).sum();
    let gained =
        (1..=BESIDE.min(columns.len())).rev().find(|count| least + beside(*count) <= width);
    narrow(keys, width.saturating_sub(beside(gained.unwrap_or(1))));
}

/// Make the longest labels narrower until all keys fit.
fn narrow(keys: &mut [Column], room: usize) {
    loop {
        let excess = keys.iter().map(Column::width).sum::<usize>().saturating_sub(room);
        let widest = keys.iter_mut().max_by_key(|column| longest(&column.cells));
        let Some(column) = widest.filter(|_| excess > 0) else { return };
        let now = longest(&column.cells);
        if now <= LABEL {
            return;
        }
        column.shorten(now.saturating_sub(excess).max(LABEL));
    }
}

impl Column {
    /// No line of it has more characters.
    fn shorten(&mut self, most: usize) {
        let shorter = self.shorter;
        self.cells.iter_mut().for_each(|cell| *cell = shorter(cell, most));
        self.fold_heading();
    }

    /// The heading is no wider than the cells, but for single words.
    fn fold_heading(&mut self) {
        self.heading = wrapped(&self.heading.replace('\n', " "), longest(&self.cells));
    }

    /// The width that it has at least.
    fn least(&self) -> usize {
        let heading = self.heading.lines().map(count).max().unwrap_or(0);
        heading.max(longest(&self.cells).min(LABEL)) + 3
    }

    /// Characters, with the space on both sides and before the next column.
    fn width(&self) -> usize {
        let heading = self.heading.lines().map(count).max();
        heading.unwrap_or(0).max(longest(&self.cells)) + 3
    }
}

fn count(text: &str) -> usize {
    text.chars().count()
}

fn longest(cells: &[String]) -> usize {
    cells.iter().flat_map(|cell| cell.lines()).map(count).max().unwrap_or(0)
}

/// Words on lines of at most `width` characters, unless one word is longer.
pub fn wrapped(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = vec![];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if count(line) + 1 + count(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// Consecutive columns that fit beside the keys; at least one in a block.
fn blocks<'a>(keys: &[Column], columns: &'a [Column], width: usize) -> Vec<&'a [Column]> {
    let beside: usize = keys.iter().map(Column::width).sum();
    let (mut blocks, mut rest) = (vec![], columns);
    while !rest.is_empty() {
        let mut used = beside;
        let fits = |column: &&Column| {
            used += column.width();
            used <= width.saturating_add(1)
        };
        let (block, later) = rest.split_at(rest.iter().take_while(fits).count().max(1));
        blocks.push(block);
        rest = later;
    }
    if blocks.is_empty() {
        blocks.push(columns);
    }
    blocks
}

/// A block of columns; a sum only where one of them has a sum.
fn table(keys: &[Column], block: &[Column], lines: &[Line]) -> String {
    let mut table = Table::new();
    let rule = TableStyle::new()
        .header_lines(ContentLineStyle::none().junction(' '))
        .header_separator(LineStyle::none().fill('─').junction('─'))
        .content_lines(ContentLineStyle::none().junction(' '));
    table.load_style(rule).set_content_arrangement(ContentArrangement::Disabled);
    let columns = || keys.iter().chain(block);
    let aligned = |text: &String, column: &Column| Cell::new(text).set_alignment(column.alignment);
    table.set_header(columns().map(|column| aligned(&column.heading, column)));
    let is_sum = |row: usize| matches!(lines[row], Line::Sum(..));
    let says = |row: usize| block.iter().any(|column| !column.cells[row].is_empty());
    for row in (0..lines.len()).filter(|&row| !is_sum(row) || says(row)) {
        table.add_row(columns().map(|column| aligned(&column.cells[row], column)));
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// `vax_ratio` as `vax ratio`.
fn words(name: &str) -> String {
    name.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tripole::frame::{Names, Unit};

    fn wide(width: Option<u16>) -> String {
        let mut frame = Frame::new("wide", 2).with_key("region", &["USA", "CHN"], [0, 1]);
        for k in 0..6 {
            let name = format!("a_rather_long_name_{k}");
            frame = frame.with_indicator(name, Unit::Ratio, vec![0.5, f64::from(k)]);
        }
        pretty(&frame, Look { width, ..Look::default() })
    }

    #[test]
    fn wide_frames_go_on_below() {
        let text = wide(Some(60));
        assert!(text.lines().all(|line| count(line) <= 60), "{text}");
        assert_eq!(text.matches(" USA ").count(), 2, "{text}");
        assert_eq!(text.lines().filter(|line| line.is_empty()).count(), 1);
        // Without a width everything stands side by side.
        assert_eq!(wide(None).matches(" USA ").count(), 1);
    }

    /// Three keys with names, one of them of many words, and words about rows.
    fn crowded() -> Frame {
        let mut names = Names::default();
        names.add_region("USA", "United States");
        names.add_sector("TRQ", "Transport equipment");
        let titles = ["Organisation for Economic Co-operation and Development", "short"];
        let remark = "one two three four five six seven eight nine ten eleven twelve thirteen";
        Frame::new("x", 2)
            .with_text("exporter", &["USA", "CHN"])
            .with_text("sector", &["TRQ", "ELE"])
            .with_text("title", &titles)
            .with_text("indicator", &["consumer_prices_first_order_of_all", "y"])
            .with_indicator("exports", Unit::money("million US$"), vec![10.0, 5.5])
            .with_indicator("a_rather_long_name_of_a_column", Unit::Ratio, vec![0.5, 0.25])
            .with_remark("note", &[remark, ""])
            .with_remark("nothing", &["", ""])
            .with_names_of(std::sync::Arc::new(names))
    }

    #[test]
    fn nothing_is_wider_than_the_terminal() {
        for width in [70, 80, 120] {
            let text = pretty(&crowded(), Look { width: Some(width), ..Look::default() });
            let wide = text.lines().find(|line| count(line) > usize::from(width));
            assert_eq!(wide, None, "{width}\n{text}");
            assert!(!text.contains("nothing"), "{text}");
        }
        // Names without room stand below.
        let text = pretty(&crowded(), Look { width: Some(70), ..Look::default() });
        assert!(text.contains("\nUSA United States; TRQ Transport equipment\n"), "{text}");
    }

    #[test]
    fn labels_are_folded_before_they_are_cut() {
        assert_eq!(fold("consumer_prices_first_order", 16), "consumer_prices_\nfirst_order");
        assert_eq!(fold("Southern Common Market", 12), "Southern\nCommon\nMarket");
        assert_eq!(fold("incomprehensibilities", 12), "incomprehen…");
        assert_eq!(fold("for Trans-Pacific Partnership", 12), "for\nTrans-\nPacific\nPartnership");
        assert_eq!(fold("OMF CHM ELE", 40), "OMF CHM ELE");
    }

    #[test]
    fn rows_of_other_units_say_so() {
        let units = vec![Unit::money("million US$"), Unit::Share].into();
        let frame = Frame::new("impact", 2)
            .with_text("indicator", &["exports", "gvc_share"])
            .with_indicator("before", Unit::Each(units), vec![1_500_000.0, 0.25]);
        let line = |text: &str, start: &str| {
            let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
            text.lines().map(words).find(|line| line.starts_with(start)).unwrap_or_default()
        };
        let text = pretty(&frame, Look::default());
        assert_eq!(line(&text, "exports"), "exports billion US$ 1,500.0");
        assert_eq!(line(&text, "gvc_share"), "gvc_share % 25.0");
        let long = pretty(&frame.long(), Look::default());
        assert_eq!(line(&long, "gvc_share"), "gvc_share before % 25.0");
    }

    #[test]
    fn further_columns_are_counted() {
        let text = wide(Some(30));
        assert_eq!(text.matches(" USA ").count(), 2, "{text}");
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("more columns: a_rather_long_name_2"), "{text}");
    }

    #[test]
    fn columns_of_zeros_are_named_below() {
        let frame = Frame::new("x", 2)
            .with_text("region", &["USA", "CHN"])
            .with_indicator("one", Unit::Ratio, vec![0.5, 0.25])
            .with_indicator("none", Unit::Ratio, vec![0.0, f64::NAN]);
        let text = pretty(&frame, Look { width: Some(80), ..Look::default() });
        assert!(text.ends_with("zero or empty throughout: none\n"), "{text}");
        let all = Look { width: Some(80), columns: Shown::All, ..Look::default() };
        assert!(!pretty(&frame, all).contains("throughout"));
    }

    #[test]
    fn amounts_of_parts_are_added_up() {
        let of = |label: &str| {
            let frame = Frame::new("x", 2)
                .with_text("region", &["USA", label])
                .with_indicator("exports", Unit::money("million US$"), vec![10.0, 5.5])
                .with_indicator("ratio", Unit::Ratio, vec![0.5, 0.25]);
            pretty(&frame, Look::default())
        };
        let total = of("CHN").lines().last().map(str::to_owned).unwrap_or_default();
        assert_eq!(total.split_whitespace().collect::<Vec<_>>(), ["sum", "15.50"]);
        assert!(!of("WLD").contains("sum"));
    }

    #[test]
    fn parts_of_each_label_are_added_up() {
        let frame = Frame::new("x", 4)
            .with_text("exporter", &["USA", "USA", "CHN", "CHN"])
            .with_text("sector", &["a", "b", "a", "b"])
            .with_indicator("exports", Unit::money("million US$"), vec![1.0, 2.0, 4.0, 8.0]);
        let text = pretty(&frame, Look::default());
        let lines: Vec<String> = text
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert!(lines.contains(&"USA sum 3".to_owned()), "{text}");
        assert!(lines.contains(&"CHN sum 12".to_owned()), "{text}");
        assert!(lines.contains(&"sum 15".to_owned()), "{text}");
        // Sorted by a number, rows of a label lie apart: their sums would be of some of them.
        let sorted = frame.clone().with_rows_at(&[3, 2, 0, 1]).with_rows_at(&[0, 2, 1, 3]);
        assert_eq!(pretty(&sorted, Look::default()).matches("sum").count(), 1);
        let ranked = frame.with_indicator("rank", Unit::Number, vec![4.0, 3.0, 2.0, 1.0]);
        assert!(!pretty(&ranked, Look::default()).contains("sum"));
    }
}
