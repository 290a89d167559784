//! The type that each column has in forms that know types.

use super::{ColumnAbout, Frame, Indicator, Key, Unit};

/// A column of a frame, by the type of its cells.
pub(super) enum Column<'a> {
    /// Texts.
    Words(&'a Key),
    /// Whole numbers that tell rows apart, as years do: of every label its number, none where the
    /// label is empty.
    Whole(&'a Key, Vec<Option<i32>>),
    /// Numbers, undefined where they are not finite.
    Real(&'a Indicator),
}

/// Keys whose labels are numbers where all of them are written as such. Codes that look like
/// numbers stay texts: `01` is not 1.
const WHOLE: [&str; 4] = ["year", "day", "stage", "scenario"];

impl Frame {
    /// All columns, in their order.
    pub(super) fn typed(&self) -> Vec<Column<'_>> {
        let of_key = |key| match whole(key) {
            Some(numbers) => Column::Whole(key, numbers),
            None => Column::Words(key),
        };
        let keys = self.keys().iter().map(of_key);
        let numbers = self.indicators().iter().map(Column::Real);
        keys.chain(numbers).chain(self.remarks().iter().map(Column::Words)).collect()
    }
}

/// The numbers that the labels of a key stand for.
fn whole(key: &Key) -> Option<Vec<Option<i32>>> {
    if !WHOLE.contains(&key.name()) {
        return None;
    }
    let number = |label: &String| match label.parse::<i32>() {
        _ if label.is_empty() => Some(None),
        Ok(number) if number.to_string() == *label && number.unsigned_abs() < 1_000_000_000 => {
            Some(Some(number))
        }
        _ => None,
    };
    let numbers: Vec<Option<i32>> = key.labels().iter().map(number).collect::<Option<_>>()?;
    numbers.iter().any(Option::is_some).then_some(numbers)
}

impl ColumnAbout {
    /// The unit as a heading shows it: that of amounts, shares and per cent, unless the label ends in it.
    /// Of other numbers the label says what they are.
    pub(super) fn shown_unit(&self, column: &Column<'_>) -> String {
        let Column::Real(indicator) = column else { return String::new() };
        let unit = match indicator.unit() {
            unit if unit.is_said_in_percent() => self.unit.clone(),
            Unit::Percent | Unit::Points => self.unit.clone(),
            unit => unit.name().unwrap_or_default(),
        };
        if self.label.ends_with(&unit) { String::new() } else { unit }
    }
}

/// At most so many characters of a text; an ellipsis is the last one where there were more.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).take(most).collect()
}

/// At most so many bytes of a text, whole characters.
pub(super) fn head(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
