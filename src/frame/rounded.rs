//! Numbers rounded for reading.

use super::{Indicator, Unit};

/// How the numbers of a column are rounded for people. Files for programs hold every digit.
///
/// # Examples
/// ```
/// use tripole::frame::{Frame, Rounding, Unit};
/// let frame = Frame::new("trade", 1)
///     .with_indicator("exports", Unit::money("million US$"), vec![1_234_567.8])
///     .with_indicator("vax_ratio", Unit::Ratio, vec![0.698_76]);
/// let shown = |k: usize| {
///     let column = &frame.indicators()[k];
///     Rounding::of(column).show(column.values()[0])
/// };
/// assert_eq!((shown(0), shown(1)), ("1,234,568".to_owned(), "0.6988".to_owned()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// All with as many decimals.
    Decimals(usize),
    /// As powers of ten.
    Exponent,
    /// As many decimals as the number's own size asks for.
    Each,
}

impl Rounding {
    /// What suits the unit and the size of the numbers of a column.
    #[must_use]
    pub fn of(indicator: &Indicator) -> Self {
        let finite = || indicator.values().iter().filter(|v| v.is_finite());
        let largest = finite().fold(0.0_f64, |m, v| m.max(v.abs()));
        let decimals = match indicator.unit() {
            Unit::Residual => return Rounding::Exponent,
            Unit::Each(_) | Unit::Keyed => return Rounding::Each,
            _ if finite().all(|v| v.fract() == 0.0) => 0,
            Unit::Share
            | Unit::Change
            | Unit::Rate
            | Unit::Difference
            | Unit::Ratio
            | Unit::Index
            | Unit::Count => 4,
            Unit::Money(_)
            | Unit::Quantity(_)
            | Unit::YearsOfWork(_)
            | Unit::Per(..)
            | Unit::Percent
            | Unit::Points
            | Unit::Number => decimals_for(largest),
        };
        Rounding::Decimals(decimals)
    }

    /// A number as text; empty where it is undefined.
    #[must_use]
    pub fn show(&self, value: f64) -> String {
        match self {
            _ if !value.is_finite() => String::new(),
            Rounding::Decimals(decimals) => group_digits(value, *decimals),
            Rounding::Exponent => format!("{value:.1e}"),
            Rounding::Each => group_digits(value, decimals_for(value.abs())),
        }
    }
}

pub(super) fn decimals_for(size: f64) -> usize {
    match size {
        _ if size >= 10_000.0 => 0,
        _ if size >= 100.0 => 1,
        _ => 4,
    }
}

/// `-1234567.5` as `-1,234,567.5`.
#[must_use]
pub fn group_digits(value: f64, decimals: usize) -> String {
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
