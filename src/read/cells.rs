//! One line of text to its cells: the one rule of quotation marks and line ends, for tables and
//! small files alike.

use std::borrow::Cow;

use crate::error::Problem;

/// Characters of a piece of text that a message repeats.
const SHOWN: usize = 200;

/// Blanks that are trimmed; a no-break space is not, because it makes two labels differ.
pub(super) fn blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

/// A cell without the blanks around it.
pub(super) fn trimmed(cell: &str) -> &str {
    cell.trim_matches(blank)
}

/// Call `take` with every cell of a line (without its line end), without quotation marks.
///
/// A cell whose first character is a quotation mark ends with the next one that is not doubled, on
/// the same line, and only blanks may follow. A mark inside a cell that does not begin with one is
/// part of it; an odd number of them is taken for one that was not closed.
pub(super) fn split(line: &str, separator: u8, take: &mut impl FnMut(&str)) -> Result<(), Problem> {
    if line.contains('\r') {
        return Err(Problem::LoneReturn);
    }
    if line.contains('"') {
        split_quoted(line, char::from(separator), take)
    } else {
        split_plain(line, separator, take);
        Ok(())
    }
}

/// The cells of a text without quotation marks.
fn split_plain(text: &str, separator: u8, take: &mut impl FnMut(&str)) {
    let mut from = 0;
    for (at, _) in text.bytes().enumerate().filter(|(_, byte)| *byte == separator) {
        take(&text[from..at]);
        from = at + 1;
    }
    take(&text[from..]);
}

fn split_quoted(line: &str, separator: char, take: &mut impl FnMut(&str)) -> Result<(), Problem> {
    // Where tabs separate, a tab is no blank.
    let space = |c: char| blank(c) && c != separator;
    let (mut rest, mut marks) = (line, 0);
    loop {
        let Some(body) = rest.trim_start_matches(space).strip_prefix('"') else {
            let (cell, after) = rest.split_once(separator).unwrap_or((rest, ""));
            marks += cell.bytes().filter(|byte| *byte == b'"').count();
            take(cell);
            if cell.len() == rest.len() {
                break;
            }
            rest = after;
            continue;
        };
        let (cell, after) = quoted(body).ok_or(Problem::OpenQuote)?;
        take(&cell);
        let after = after.trim_start_matches(space);
        match after.strip_prefix(separator) {
            Some(after) => rest = after,
            None if after.is_empty() => break,
            None => {
                let found = after.split(separator).next().unwrap_or_default();
                return Err(Problem::AfterQuote { found: found.chars().take(SHOWN).collect() });
            }
        }
        // Most files have marks around labels alone.
        if let (Ok(separator), false) = (u8::try_from(separator), rest.contains('"')) {
            split_plain(rest, separator, take);
            break;
        }
    }
    if marks % 2 == 1 { Err(Problem::OpenQuote) } else { Ok(()) }
}

/// What stands before the closing mark and what behind it; `None` without a closing mark.
fn quoted(body: &str) -> Option<(Cow<'_, str>, &str)> {
    let (cell, mut after) = body.split_once('"')?;
    let mut cell = Cow::Borrowed(cell);
    while let Some(doubled) = after.strip_prefix('"') {
        let (more, behind) = doubled.split_once('"')?;
        let text = cell.to_mut();
        text.push('"');
        text.push_str(more);
        after = behind;
    }
    Some((cell, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str, separator: u8) -> Result<Vec<String>, Problem> {
        let mut found = vec![];
        split(line, separator, &mut |cell| found.push(trimmed(cell).to_owned()))?;
        Ok(found)
    }

    #[test]
    fn marks_go_and_what_they_hold_stays() {
        for (line, expected) in [
            ("a, b ,c", vec!["a", "b", "c"]),
            ("\"a\",1,2", vec!["a", "1", "2"]),
            (" \"a\" ,\" b \",\"\"", vec!["a", "b", ""]),
            ("\"a,b\",\"say \"\"x\"\"\",", vec!["a,b", "say \"x\"", ""]),
            ("1,\"a\"", vec!["1", "a"]),
            ("1,a\"b\"c,2", vec!["1", "a\"b\"c", "2"]),
            ("\u{a0}a,\"\u{a0}b\"", vec!["\u{a0}a", "\u{a0}b"]),
            ("\"\"\"\"", vec!["\""]),
        ] {
            assert_eq!(cells(line, b','), Ok(expected.into_iter().map(str::to_owned).collect()));
        }
        assert_eq!(
            cells("\"a\"\t\t\"b\"\t", b'\t'),
            Ok(["a", "", "b", ""].map(str::to_owned).into())
        );
        assert_eq!(cells("\"a\";1,5", b';'), Ok(["a", "1,5"].map(str::to_owned).into()));
    }

    #[test]
    fn marks_that_do_not_close_are_refused() {
        for line in ["\"a,1", "a,\"b", "5\" pipe,1", "\"a\"\",1", "\"a\",5\" pipe"] {
            assert_eq!(cells(line, b','), Err(Problem::OpenQuote), "{line}");
        }
        for (line, text) in
            [("\"a\"b,1", "b"), ("\"a\" b\"c\",1", "b\"c\""), ("\"\"a\"\",1", "a\"\"")]
        {
            assert_eq!(cells(line, b','), Err(Problem::AfterQuote { found: text.to_owned() }));
        }
        assert_eq!(cells("\"a\",1\rb,2", b','), Err(Problem::LoneReturn));
        assert_eq!(cells("a,1\rb,2", b','), Err(Problem::LoneReturn));
    }
}
