//! Frames for people: an aligned table with units, names beside codes and numbers of a size that
//! can be read, and lines below it that say what it leaves out.

use std::ops::Range;

use comfy_table::{
    Cell, CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle,
};

use super::hints::{ALL_COLUMNS, ALL_ROWS, EXPLAIN};
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
    let rows = frame.rows().min(ROWS);
    let figures = Figures::of(frame);
    let Choice { shown, zero, seldom } = Choice::of(frame, look);
    let lines = lines(frame, &shown, rows, look);
    let names = name_width(frame, rows, look.width);
    let keys: Vec<Column> =
        frame.keys().iter().map(|key| key_column(frame, key, &lines, names)).collect();
    let mut columns: Vec<Column> =
        shown.iter().map(|indicator| column(frame, indicator, &figures, &lines, look)).collect();
    columns.extend(frame.remarks().iter().map(|key| key_column(frame, key, &lines, None)));
    let mut blocks = blocks(&keys, &columns, look.width.map_or(usize::MAX, usize::from));
    let beyond =
        if look.is_cut() && blocks.len() > BLOCKS { blocks.split_off(BLOCKS) } else { vec![] };
    let beyond = beyond.into_iter().flatten().map(|column| column.name.as_str());
    let rest: Vec<&str> = beyond.chain(seldom.iter().map(|indicator| indicator.name())).collect();
    let blocks: Vec<String> = blocks.iter().map(|block| table(&keys, block, lines.len())).collect();
    let mut text = blocks.join("\n");
    below(&mut text, frame, &zero, &rest);
    text
}

/// The rows, and sums of amounts below them where rows are parts of one whole: of different codes,
/// none of which holds the others. With two keys also below every label of the first.
fn lines(frame: &Frame, shown: &[&Indicator], rows: usize, look: Look) -> Vec<Line> {
    let of_codes = |key: &Key| {
        CodesOf::key(key.name()).is_some()
            && !(0..frame.rows()).any(|row| WHOLES.contains(&key.label(row)))
    };
    let keys = frame.keys();
    let parts = frame.rows() > 1 && !keys.is_empty() && keys.iter().all(of_codes);
    let amounts = shown.iter().any(|indicator| matches!(indicator.unit(), Unit::Money(_)));
    if !parts || !amounts || look.rows == Rows::Top {
        return (0..rows).map(Line::Row).collect();
    }
    let mut lines = vec![];
    let mut start = 0;
    for row in 0..rows {
        lines.push(Line::Row(row));
        let label = |row: usize| keys[0].label(row);
        let ends = row + 1 == frame.rows() || label(row + 1) != label(row);
        if !ends {
            continue;
        }
        let all = start == 0 && row + 1 == frame.rows();
        if keys.len() == 2 && row > start && !all {
            lines.push(Line::Sum(start..row + 1, Scope::Label));
        }
        start = row + 1;
    }
    lines.push(Line::Sum(0..frame.rows(), Scope::All));
    lines
}

/// Lines below a table: what it leaves out, and what its codes are.
fn below(text: &mut String, frame: &Frame, zero: &[&Indicator], rest: &[&str]) {
    if frame.rows() > ROWS {
        let more = group_digits((frame.rows() - ROWS) as f64, 0);
        text.push_str(&format!("… {more} more rows: {ALL_ROWS}\n"));
    }
    if !rest.is_empty() {
        let columns = if rest.len() == 1 { "column" } else { "columns" };
        text.push_str(&format!("… {} more {columns}: {}\n", rest.len(), listed(rest)));
        text.push_str(&format!("  {ALL_COLUMNS}\n"));
    }
    if !zero.is_empty() {
        let names: Vec<&str> = zero.iter().map(|indicator| indicator.name()).collect();
        text.push_str(&format!("zero or empty throughout: {}\n", listed(&names)));
    }
    let coded = |indicator: &&Indicator| {
        indicator.name().chars().any(char::is_uppercase)
            && glossary::term(frame.name(), indicator.name()).is_some()
    };
    if let Some(first) = frame.indicators().iter().find(coded) {
        text.push_str(&format!("{EXPLAIN} {}`\n", first.name()));
    }
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
    Column { name: indicator.name().to_owned(), heading, cells, alignment: CellAlignment::Right }
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

/// One column, as it is printed.
struct Column {
    name: String,
    heading: String,
    cells: Vec<String>,
    alignment: CellAlignment,
}

impl Column {
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
    cells.iter().map(|cell| count(cell)).max().unwrap_or(0)
}

/// Words on lines of at most `width` characters, unless one word is longer.
fn wrapped(text: &str, width: usize) -> String {
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

fn table(keys: &[Column], block: &[Column], rows: usize) -> String {
    let mut table = Table::new();
    let rule = TableStyle::new()
        .header_lines(ContentLineStyle::none().junction(' '))
        .header_separator(LineStyle::none().fill('─').junction('─'))
        .content_lines(ContentLineStyle::none().junction(' '));
    table.load_style(rule).set_content_arrangement(ContentArrangement::Disabled);
    let columns = || keys.iter().chain(block);
    let aligned = |text: &String, column: &Column| Cell::new(text).set_alignment(column.alignment);
    table.set_header(columns().map(|column| aligned(&column.heading, column)));
    for row in 0..rows {
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
    use tripole::frame::Unit;

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

    #[test]
    fn further_columns_are_counted() {
        let text = wide(Some(30));
        assert_eq!(text.matches(" USA ").count(), 2, "{text}");
        assert!(text.contains("more columns: a_rather_long_name_2"), "{text}");
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
    }
}
