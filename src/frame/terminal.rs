//! Frames for people: an aligned table with units and thousands separators.

use comfy_table::{
    Cell, CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle,
};

use super::{Frame, Indicator, Unit};
use crate::error::shown;

/// Rows shown before the rest is only counted.
const ROWS: usize = 60;

impl Frame {
    /// The frame as an aligned table of at most `width` characters, numbers rounded for
    /// reading, at most 60 rows.
    #[must_use]
    pub fn pretty(&self, width: Option<u16>) -> String {
        let mut table = Table::new();
        let rule = TableStyle::new()
            .header_lines(ContentLineStyle::none().junction(' '))
            .header_separator(LineStyle::none().fill('─').junction('─'))
            .content_lines(ContentLineStyle::none().junction(' '));
        table.load_style(rule).set_content_arrangement(match width {
            Some(_) => ContentArrangement::Dynamic,
            None => ContentArrangement::Disabled,
        });
        if let Some(width) = width {
            table.set_width(width);
        }
        let formats: Vec<NumberFormat> = self.indicators.iter().map(NumberFormat::of).collect();
        let mut header: Vec<Cell> = self.keys.iter().map(|k| Cell::new(words(k.name))).collect();
        header.extend(self.indicators.iter().map(|c| {
            let text = match &c.unit {
                Unit::Money(unit) => format!("{}\n{}", shown(&words(&c.name)), shown(unit)),
                _ => shown(&words(&c.name)),
            };
            Cell::new(text).set_alignment(CellAlignment::Right)
        }));
        table.set_header(header);
        for row in 0..self.rows.min(ROWS) {
            let mut cells: Vec<Cell> =
                self.keys.iter().map(|k| Cell::new(shown(k.label(row)))).collect();
            cells.extend(self.indicators.iter().zip(&formats).map(|(c, format)| {
                Cell::new(format.show(c.values[row])).set_alignment(CellAlignment::Right)
            }));
            table.add_row(cells);
        }
        let mut text: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        if self.rows > ROWS {
            text.push_str(&format!(
                "… {} more rows: `-o FILE.csv` (or .xlsx, .json) saves them all, `--csv` prints them\n",
                group_digits((self.rows - ROWS) as f64, 0)
            ));
        }
        text
    }
}

/// `vax_ratio` as `vax ratio`.
fn words(name: &str) -> String {
    name.replace('_', " ")
}

enum NumberFormat {
    Decimals(usize),
    Exponent,
}

impl NumberFormat {
    fn of(indicator: &Indicator) -> Self {
        let finite = || indicator.values.iter().filter(|v| v.is_finite());
        let largest = finite().fold(0.0_f64, |m, v| m.max(v.abs()));
        if indicator.unit == Unit::Exponent {
            return NumberFormat::Exponent;
        }
        let decimals = match indicator.unit {
            _ if finite().all(|v| v.fract() == 0.0) => 0,
            Unit::Ratio | Unit::Multiplier => 4,
            _ if largest >= 10_000.0 => 0,
            _ if largest >= 100.0 => 1,
            _ => 4,
        };
        NumberFormat::Decimals(decimals)
    }

    fn show(&self, value: f64) -> String {
        match self {
            _ if !value.is_finite() => String::new(),
            NumberFormat::Decimals(decimals) => group_digits(value, *decimals),
            NumberFormat::Exponent => format!("{value:.1e}"),
        }
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
    fn digits_are_grouped() {
        assert_eq!(group_digits(-1_234_567.5, 1), "-1,234,567.5");
        assert_eq!(group_digits(999.0, 0), "999");
        assert_eq!(group_digits(-0.000_01, 2), "0.00");
    }
}
