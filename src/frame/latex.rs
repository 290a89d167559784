//! Frames as tables of LaTeX, for `\input`: a `tabular` with the rules of the package booktabs.

use std::io::{self, Write};

use super::Frame;
use super::printed::{Printed, PrintedColumn, source_line};

/// Write frames below each other: labels of columns, units in a second line, numbers rounded for
/// reading, and a line that says where they come from.
///
/// # Errors
/// Those of the writer.
///
/// # Examples
/// ```
/// use tripole::frame::{Frame, Unit, write_latex};
/// let frame = Frame::new("trade", 2)
///     .with_text("exporter", &["USA", "R&D_1"])
///     .with_indicator("exports", Unit::money("million US$"), vec![1234.5, -0.5]);
/// let mut out = vec![];
/// write_latex(&[frame], &mut out)?;
/// let text = String::from_utf8_lossy(&out);
/// assert!(text.contains("USA & 1,234.5 \\\\\n") && text.contains("R\\&D\\_1 & $-$0.5 \\\\\n"), "{text}");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_latex(frames: &[Frame], mut out: impl Write) -> io::Result<()> {
    for (position, frame) in frames.iter().enumerate() {
        if position > 0 {
            out.write_all(b"\n\\bigskip\n\n")?;
        }
        if frames.len() > 1 {
            writeln!(out, "\\noindent\\textbf{{{}}}\\par\\smallskip", escaped(frame.name()))?;
        }
        table(frame, &mut out)?;
    }
    out.flush()
}

fn table(frame: &Frame, out: &mut impl Write) -> io::Result<()> {
    // Shares among the rows are shown as shares.
    let frame = &frame.clone().with_units_of_rows();
    let printed = Printed::of(frame);
    let align: String =
        printed.columns.iter().map(|c| if c.is_number() { 'r' } else { 'l' }).collect();
    writeln!(out, "% Needs \\usepackage{{booktabs}}.")?;
    writeln!(
        out,
        "\\noindent\\begin{{tabular}}{{{}}}\n\\toprule",
        if align.is_empty() { "l" } else { &align }
    )?;
    line(&printed, |column| escaped(&column.label), out)?;
    if printed.columns.iter().any(|column| !column.unit.is_empty()) {
        line(&printed, |column| escaped(&column.unit), out)?;
    }
    writeln!(out, "\\midrule")?;
    for row in 0..frame.rows() {
        line(&printed, |column| cell(column, row), out)?;
    }
    writeln!(out, "\\bottomrule\n\\end{{tabular}}")?;
    match source_line(frame) {
        Some(text) => {
            writeln!(out, "\n\\smallskip\\noindent{{\\footnotesize {}\\par}}", escaped(&text))
        }
        None => Ok(()),
    }
}

fn line(
    printed: &Printed<'_>,
    text: impl Fn(&PrintedColumn<'_>) -> String,
    out: &mut impl Write,
) -> io::Result<()> {
    let cells: Vec<String> = printed.columns.iter().map(text).collect();
    writeln!(out, "{} \\\\", cells.join(" & "))
}

/// A cell; a minus is one, and no hyphen.
fn cell(column: &PrintedColumn<'_>, row: usize) -> String {
    let text = column.cell(row);
    if !column.is_number() {
        return escaped(&text);
    }
    match text.strip_prefix('-') {
        Some(digits) => format!("$-${digits}"),
        None => text.into_owned(),
    }
}

/// A text as LaTeX prints it. A bracket or star that begins a line would be read as an option of the
/// line before; two hyphens would become a dash.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
            '|' => out.push_str("\\textbar{}"),
            '`' => out.push_str("\\textasciigrave{}"),
            '[' | ']' | '*' | '"' => out.push_str(&format!("{{{c}}}")),
            '-' | '\'' | ',' if before == c => out.push_str(&format!("{{}}{c}")),
            '…' => out.push_str("\\ldots{}"),
            _ if c.is_control() => out.push(' '),
            _ => out.push(c),
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_of_a_label_is_a_command() {
        assert_eq!(
            escaped(r"&%$#_{}~^\"),
            r"\&\%\$\#\_\{\}\textasciitilde{}\textasciicircum{}\textbackslash{}"
        );
        assert_eq!(escaped("[x] *\n--"), "{[}x{]} {*} -{}-");
        assert_eq!(escaped("Côte d'Ivoire"), "Côte d'Ivoire");
    }
}
