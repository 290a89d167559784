//! Frames for people: an aligned table with units and thousands separators.

use comfy_table::{
    Cell, CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle,
};

use super::{Frame, Indicator, Unit};
use crate::error::shown;

/// Rows shown before the rest is only counted.
const ROWS: usize = 60;
/// Headings of more characters are broken between words on a terminal.
const HEADING: usize = 14;

impl Frame {
    /// The frame as an aligned table, numbers rounded for reading, at most 60 rows. What is wider
    /// than `width` characters goes on below, block by block, with the keys repeated.
    #[must_use]
    pub fn pretty(&self, width: Option<u16>) -> String {
        let mut text = self.aligned(width);
        if let Some(more) = self.rows_beyond() {
            text.push_str(&format!("{more}\n"));
        }
        text
    }

    /// As [`Frame::pretty`]; where rows are left out, `how` says how to see them.
    #[must_use]
    pub fn pretty_saying(&self, width: Option<u16>, how: &str) -> String {
        let mut text = self.aligned(width);
        if let Some(more) = self.rows_beyond() {
            text.push_str(&format!("{more}: {how}\n"));
        }
        text
    }

    /// How many rows are not shown.
    fn rows_beyond(&self) -> Option<String> {
        let more = self.rows.checked_sub(ROWS).filter(|more| *more > 0)?;
        Some(format!("… {} more rows", group_digits(more as f64, 0)))
    }

    fn aligned(&self, width: Option<u16>) -> String {
        let rows = self.rows.min(ROWS);
        let keys: Vec<Column> = self
            .keys
            .iter()
            .map(|key| Column {
                heading: words(key.name()),
                cells: (0..rows).map(|row| shown(key.label(row))).collect(),
                alignment: CellAlignment::Left,
            })
            .collect();
        let indicators = self.indicators.iter().map(|indicator| {
            let format = NumberFormat::of(indicator);
            let cells: Vec<String> =
                indicator.values[..rows].iter().map(|&value| format.show(value)).collect();
            let mut heading = shown(&words(&indicator.name));
            if width.is_some() {
                heading = wrapped(&heading, longest(&cells).max(HEADING));
            }
            if let Unit::Money(unit) = &indicator.unit {
                heading = format!("{heading}\n{}", shown(unit));
            }
            Column { heading, cells, alignment: CellAlignment::Right }
        });
        let indicators: Vec<Column> = indicators.collect();
        let blocks = blocks(&keys, &indicators, width.map_or(usize::MAX, usize::from));
        let blocks: Vec<String> = blocks.iter().map(|block| table(&keys, block, rows)).collect();
        blocks.join("\n")
    }
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
        let finite = || indicator.values.iter().filter(|v| v.is_finite());
        let largest = finite().fold(0.0_f64, |m, v| m.max(v.abs()));
        match indicator.unit {
            Unit::Exponent => return NumberFormat::Exponent,
            Unit::Mixed => return NumberFormat::Each,
            _ => {}
        }
        let decimals = match indicator.unit {
            _ if finite().all(|v| v.fract() == 0.0) => 0,
            Unit::Ratio | Unit::Multiplier => 4,
            _ => decimals_for(largest),
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
        let text = frame.pretty(Some(60));
        assert!(text.lines().all(|line| line.chars().count() <= 60), "{text}");
        assert_eq!(text.matches(" USA ").count(), 2, "{text}");
        assert_eq!(text.lines().filter(|line| line.is_empty()).count(), 1);
        // Without a width everything stands side by side.
        assert_eq!(frame.pretty(None).matches(" USA ").count(), 1);
    }

    #[test]
    fn rows_beyond_the_most_are_counted() {
        let frame = |rows: usize| {
            Frame::new("long", rows).with_indicator("share", Unit::Ratio, vec![0.5; rows])
        };
        assert!(!frame(ROWS).pretty_saying(None, "ask for them").contains('…'));
        assert!(frame(ROWS + 2).pretty(None).ends_with("… 2 more rows\n"));
        let said = frame(ROWS + 2).pretty_saying(None, "ask for them");
        assert!(said.ends_with("… 2 more rows: ask for them\n"), "{said}");
    }

    #[test]
    fn digits_are_grouped() {
        assert_eq!(group_digits(-1_234_567.5, 1), "-1,234,567.5");
        assert_eq!(group_digits(999.0, 0), "999");
        assert_eq!(group_digits(-0.000_01, 2), "0.00");
    }
}
