//! Frames for people: an aligned table with units and thousands separators.

use comfy_table::{
    Cell, CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle,
};

use super::hints::ALL_ROWS;
use tripole::Frame;
use tripole::error::shown;
use tripole::frame::{Indicator, Key, Unit};

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
    let format = NumberFormat::of(indicator);
    let cells: Vec<String> =
        indicator.values()[..rows].iter().map(|&value| format.show(value)).collect();
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

enum NumberFormat {
    Decimals(usize),
    Exponent,
    /// As many decimals as the number's own size asks for.
    Each,
}

impl NumberFormat {
    fn of(indicator: &Indicator) -> Self {
        let finite = || indicator.values().iter().filter(|v| v.is_finite());
        let largest = finite().fold(0.0_f64, |m, v| m.max(v.abs()));
        let decimals = match indicator.unit() {
            Unit::Residual => return NumberFormat::Exponent,
            Unit::Each(_) | Unit::Keyed => return NumberFormat::Each,
            _ if finite().all(|v| v.fract() == 0.0) => 0,
            Unit::Ratio | Unit::Share | Unit::Index | Unit::Count => 4,
            Unit::Money(_)
            | Unit::Quantity(_)
            | Unit::YearsOfWork(_)
            | Unit::Per(..)
            | Unit::Percent
            | Unit::Number => decimals_for(largest),
        };
        NumberFormat::Decimals(decimals)
    }

    fn show(&self, value: f64) -> String {
        match self {
            _ if !value.is_finite() => String::new(),
            NumberFormat::Decimals(decimals) => group_digits(value, *decimals),
            NumberFormat::Exponent => format!("{value:.1e}"),
            NumberFormat::Each => group_digits(value, decimals_for(value.abs())),
        }
    }
}

fn decimals_for(size: f64) -> usize {
    match size {
        _ if size >= 10_000.0 => 0,
        _ if size >= 100.0 => 1,
        _ => 4,
    }
}

/// `-1234567.5` as `-1,234,567.5`.
fn group_digits(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('-');
    }
    for (k, digit) in whole.chars().enumerate() {
        if k > 0 && (whole.len() - k).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn digits_are_grouped() {
        assert_eq!(group_digits(-1_234_567.5, 1), "-1,234,567.5");
        assert_eq!(group_digits(999.0, 0), "999");
        assert_eq!(group_digits(-0.000_01, 2), "0.00");
    }
}
