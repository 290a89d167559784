//! Frames as tables of Markdown, as GitHub and Pandoc read them.

use std::io::{self, Write};

use super::Frame;
use super::printed::{Printed, PrintedColumn, source_line};

/// Write frames below each other: labels of columns with their units, numbers rounded for reading,
/// and a line that says where they come from.
///
/// # Errors
/// Those of the writer.
///
/// # Examples
/// ```
/// use tripole::frame::{Frame, Unit, write_markdown};
/// let frame = Frame::new("trade", 1)
///     .with_text("exporter", &["a|b"])
///     .with_indicator("exports", Unit::money("million EUR"), vec![1234.5]);
/// let mut out = vec![];
/// write_markdown(&[frame], &mut out)?;
/// let lines = "| Exporter | Gross exports (million EUR) |\n|:---|---:|\n| a\\|b | 1,234.5 |\n";
/// assert_eq!(String::from_utf8_lossy(&out), lines);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_markdown(frames: &[Frame], mut out: impl Write) -> io::Result<()> {
    for (position, frame) in frames.iter().enumerate() {
        if position > 0 {
            out.write_all(b"\n")?;
        }
        if frames.len() > 1 {
            writeln!(out, "### {}\n", escaped(frame.name()))?;
        }
        table(frame, &mut out)?;
    }
    out.flush()
}

fn table(frame: &Frame, out: &mut impl Write) -> io::Result<()> {
    // Shares among the rows are shown as shares.
    let frame = &frame.clone().with_units_of_rows();
    let printed = Printed::of(frame);
    line(&printed, heading, out)?;
    let dashes = "-".repeat(3);
    let rule = |column: &PrintedColumn<'_>| {
        if column.is_number() { format!("{dashes}:") } else { format!(":{dashes}") }
    };
    let rules: Vec<String> = printed.columns.iter().map(rule).collect();
    writeln!(out, "|{}|", rules.join("|"))?;
    for row in 0..frame.rows() {
        line(&printed, |column| escaped(&column.cell(row)), out)?;
    }
    match source_line(frame) {
        Some(text) => writeln!(out, "\n{}", escaped(&text)),
        None => Ok(()),
    }
}

fn line(
    printed: &Printed<'_>,
    text: impl Fn(&PrintedColumn<'_>) -> String,
    out: &mut impl Write,
) -> io::Result<()> {
    let cells: Vec<String> = printed.columns.iter().map(text).collect();
    writeln!(out, "| {} |", cells.join(" | "))
}

fn heading(column: &PrintedColumn<'_>) -> String {
    if column.unit.is_empty() {
        return escaped(&column.label);
    }
    escaped(&format!("{} ({})", column.label, column.unit))
}

/// A text that is nothing but text: no cell ends in it, nothing of it is marked or linked.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '&' | '#' => {
                out.extend(['\\', c]);
            }
            _ if c.is_control() => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}
