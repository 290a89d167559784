//! Codes of products, and the prefixes that stand for all products below them.

use std::fmt;

/// Most digits of a product.
pub(super) const DIGITS: u32 = 10;

/// Up to ten digits that products begin with, in eight bytes: the digits with zeros behind them, and how
/// many there are. A prefix is before all that begin with it, and these follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Prefix(u64);

impl Prefix {
    /// What all products begin with: nothing.
    pub const ALL: Prefix = Prefix(0);

    /// The prefix that a text is: 2 to 10 digits.
    pub fn digits(text: &str) -> Option<Self> {
        let length = u32::try_from(text.len()).ok()?;
        if !(2..=DIGITS).contains(&length) || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let number: u64 = text.parse().ok()?;
        Some(Prefix::of(number * 10_u64.pow(DIGITS - length), length))
    }

    /// The same, or `*` for all.
    pub fn or_all(text: &str) -> Option<Self> {
        if text == "*" { Some(Prefix::ALL) } else { Prefix::digits(text) }
    }

    fn of(padded: u64, length: u32) -> Self {
        Prefix(padded << 4 | u64::from(length))
    }

    fn padded(self) -> u64 {
        self.0 >> 4
    }

    /// How many digits it has.
    pub fn length(self) -> u32 {
        // Four bits.
        (self.0 & 15) as u32
    }

    /// Its first digits.
    pub fn cut(self, length: u32) -> Self {
        if length >= self.length() {
            return self;
        }
        let below = 10_u64.pow(DIGITS - length);
        Prefix::of(self.padded() / below * below, length)
    }

    /// The first prefix that neither begins with this one nor comes before it.
    pub fn end(self) -> Self {
        Prefix((self.padded() + 10_u64.pow(DIGITS - self.length())) << 4)
    }

    /// How many of the first digits of two are the same.
    pub fn common(self, other: Prefix) -> u32 {
        let most = self.length().min(other.length());
        (0..=most).rev().find(|&length| self.cut(length) == other.cut(length)).unwrap_or(0)
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            0 => f.write_str("*"),
            length => {
                let digits = self.padded() / 10_u64.pow(DIGITS - length);
                write!(f, "{digits:0width$}", width = length as usize)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Prefix {
        Prefix::or_all(text).expect("a product")
    }

    #[test]
    fn prefixes_come_before_what_they_begin() {
        let sorted =
            ["*", "01", "0101", "010100", "0101000000", "0101000001", "02", "99", "9999999999"];
        for (k, text) in sorted.iter().enumerate() {
            assert_eq!(of(text).to_string(), *text);
            assert!(sorted[..k].iter().all(|before| of(before) < of(text)));
            let below = |other: &&&str| *text == "*" || other.starts_with(text);
            let inside = |other: &&&str| (of(text)..of(text).end()).contains(&of(other));
            assert!(sorted.iter().all(|other| below(&other) == inside(&other)), "{text}");
        }
        assert_eq!(of("0201").cut(2), of("02"));
        assert_eq!((of("0201").common(of("0202")), of("0201").common(of("02"))), (3, 2));
        assert_eq!(of("0201").common(of("12")), 0);
    }

    #[test]
    fn what_is_no_product_is_refused() {
        for text in ["", "1", "12345678901", "84.71", "84 ", "8४", "-84", "+84", "**"] {
            assert_eq!(Prefix::or_all(text), None, "{text}");
        }
        assert_eq!(Prefix::digits("*"), None);
    }
}
