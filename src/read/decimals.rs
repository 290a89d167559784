//! Numbers of small files, whose decimals a comma may mark.

use std::borrow::Cow;
use std::cell::Cell;

use crate::error::Problem;

/// What stands before the decimals of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Point,
    Comma,
}

/// How the numbers of a file are written. A comma marks decimals where something else separates the
/// columns, and then in all numbers of the file.
#[derive(Debug)]
pub(super) struct Numbers {
    separator: u8,
    /// The mark that the numbers so far have.
    mark: Cell<Option<Mark>>,
}

impl Numbers {
    /// Of a file with this separator.
    pub fn of(separator: u8) -> Self {
        Numbers { separator, mark: Cell::new(None) }
    }

    /// A number with a decimal point. What is none is left as it is.
    pub fn read<'a>(&self, text: &'a str) -> Result<Cow<'a, str>, Problem> {
        let numeric = |b: u8| b.is_ascii_digit() || b"+-.,eE".contains(&b);
        if !text.bytes().all(numeric) {
            return Ok(text.into());
        }
        let mark = match (text.contains('.'), text.contains(',')) {
            (false, false) => return Ok(text.into()),
            (true, false) => Mark::Point,
            (false, true) => Mark::Comma,
            (true, true) => return Err(ambiguous(text, "both a comma and a point")),
        };
        if mark == Mark::Comma {
            if self.separator == b',' {
                let reason = "a comma, which separates the columns of this file";
                return Err(ambiguous(text, reason));
            }
            if text.matches(',').count() > 1 {
                return Err(ambiguous(text, "several commas"));
            }
            if self.mark.get().is_none() && may_be_thousands(text) {
                let reason = "a comma before three digits, which may be decimals or thousands";
                return Err(ambiguous(text, reason));
            }
        }
        match self.mark.replace(Some(mark)) {
            Some(before) if before != mark => {
                Err(ambiguous(text, "another decimal mark than the numbers above it"))
            }
            _ if mark == Mark::Comma => Ok(text.replace(',', ".").into()),
            _ => Ok(text.into()),
        }
    }
}

/// Whether a comma may stand for thousands: `12,500`, and neither `0,125` nor `12,5`.
fn may_be_thousands(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let (before, after) = text.split_once(',').unwrap_or((text, ""));
    let before = before.trim_start_matches(['+', '-']);
    let short = (1..=3).contains(&before.len()) && after.len() == 3;
    short && digits(before) && digits(after) && !before.starts_with('0')
}

fn ambiguous(found: &str, why: &'static str) -> Problem {
    Problem::DecimalMark { found: found.to_owned(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(separator: u8, texts: &[&str]) -> Vec<Option<String>> {
        let numbers = Numbers::of(separator);
        texts.iter().map(|text| numbers.read(text).ok().map(Cow::into_owned)).collect()
    }

    #[test]
    fn commas_mark_decimals_where_they_separate_nothing() {
        let some = |text: &str| Some(text.to_owned());
        for separator in [b';', b'\t'] {
            let found = read(separator, &["1", "0,125", "-2,5", "12,500", "1,5e3"]);
            assert_eq!(
                found,
                [some("1"), some("0.125"), some("-2.5"), some("12.500"), some("1.5e3")]
            );
        }
        assert_eq!(read(b',', &["0,5", "0.5"]), [None, some("0.5")]);
    }

    #[test]
    fn what_may_mean_two_numbers_is_refused() {
        for text in ["12,500", "-1,234", "1.234,5", "1,234.5", "1,234,567"] {
            assert_eq!(read(b';', &[text]), [None], "{text}");
        }
        assert_eq!(read(b';', &["0.5", "0,5"])[1], None);
        assert_eq!(read(b';', &["0,5", "0.5"])[1], None);
    }
}
