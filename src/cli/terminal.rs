//! Frames for people: an aligned table with units and thousands separators.

use comfy_table::{
    Cell, CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle,
};

use super::hints::ALL_ROWS;
use tripole::Frame;
use tripole::error::shown;
use tripole::frame::{Indicator, Key, Rounding, group_digits};

/// Rows shown before the rest is only counted.
const ROWS: usize = 60;
/// Headings of more characters are broken between words on a terminal.
const HEADING: usize = 14;

/// The frame as an aligned table, numbers rounded for reading, at most 60 rows. What is wider
/// than `width` characters goes on below, block by block, with the keys repeated.
pub fn pretty(frame: &Frame, width: Option<u16>) -> String {
    let rows = frame.rows().min(ROWS);
    let text = |key: &Key| Column {
        heading: words(key.name()),
        cells: (0..rows).map(|row| shown(key.label(row))).collect(),
        alignment: CellAlignment::Left,
    };
    let keys: Vec<Column> = frame.keys().iter().map(text).collect();
    let numbers = frame.indicators().iter().map(|indicator| column(indicator, rows, width));
    let indicators: Vec<Column> = numbers.chain(frame.remarks().iter().map(text)).collect();
    let blocks = blocks(&keys, &indicators, width.map_or(usize::MAX, usize::from));
    let blocks: Vec<String> = blocks.iter().map(|block| table(&keys, block, rows)).collect();
    let mut text = blocks.join("\n");
    if frame.rows() > ROWS {
        text.push_str(&format!(
            "… {} more rows: {ALL_ROWS}\n",
            group_digits((frame.rows() - ROWS) as f64, 0)
        ));
    }
    text
}

/// An indicator as it is printed, its unit below its name.
fn column(indicator: &Indicator, rows: usize, width: Option<u16>) -> Column {
    let rounding = Rounding::of(indicator);
    let cells: Vec<String> =
        indicator.values()[..rows].iter().map(|&value| rounding.show(value)).collect();
    let mut heading = shown(&words(indicator.name()));
    if width.is_some() {
        heading = wrapped(&heading, longest(&cells).max(HEADING));
    }
    if let Some(unit) = indicator.unit().name() {
        heading = format!("{heading}\n{}", shown(&unit));
    }
    Column { heading, cells, alignment: CellAlignment::Right }
}

/// One column, as it is printed.
struct Column {
    heading: String,
    cells: Vec<String>,
    alignment: CellAlignment,
}

impl Column {
    /// Characters, with the space on both sides and before the next column.
    fn width(&self) -> usize {
        let heading = self.heading.lines().map(|line| line.chars().count()).max();
        heading.unwrap_or(0).max(longest(&self.cells)) + 3
    }
}

fn longest(cells: &[String]) -> usize {
    cells.iter().map(|cell| cell.chars().count()).max().unwrap_or(0)
}

/// Words on lines of at most `width` characters, unless one word is longer.
fn wrapped(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = vec![];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
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

    #[test]
    fn wide_frames_go_on_below() {
        let mut frame = Frame::new("wide", 2).with_key("region", &["USA", "CHN"], [0, 1]);
        for k in 0..6 {
            let name = format!("a_rather_long_name_{k}");
            frame = frame.with_indicator(name, Unit::Ratio, vec![0.5, f64::from(k)]);
        }
        let text = pretty(&frame, Some(60));
        assert!(text.lines().all(|line| line.chars().count() <= 60), "{text}");
        assert_eq!(text.matches(" USA ").count(), 2, "{text}");
        assert_eq!(text.lines().filter(|line| line.is_empty()).count(), 1);
        // Without a width everything stands side by side.
        assert_eq!(pretty(&frame, None).matches(" USA ").count(), 1);
    }
}
