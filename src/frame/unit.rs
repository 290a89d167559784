//! What the numbers of a column measure.

use std::fmt;
use std::sync::Arc;

/// What the numbers of a column measure. How they are shown, with how many decimals or as per cent,
/// is decided by what shows them.
///
/// # Examples
/// ```
/// use tripole::frame::Unit;
/// let jobs = Unit::quantity("thousand persons");
/// assert_eq!(jobs.clone().over_days().to_string(), "thousand years of work");
/// assert_eq!(jobs.per(Unit::money("million US$")).to_string(), "thousand persons per million US$");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Unit {
    /// Amounts of money.
    Money(Money),
    /// One amount over another, of any size: a coefficient, a multiplier.
    Ratio,
    /// A part of a whole; the whole is one.
    Share,
    /// A change relative to what was before: 0.01 is one per cent more.
    Change,
    /// What is levied or added for each unit of an amount: 0.01 is one per cent of it.
    Rate,
    /// One share or rate less another: 0.01 is one percentage point.
    Difference,
    /// A ratio times a hundred.
    Percent,
    /// The difference of two percentages.
    Points,
    /// How many: stages, partners, rounds. An average may have decimals.
    Count,
    /// A number on a scale of its own: concentration, comparative advantage, position.
    Index,
    /// A number that stands for something: a rank, a class, a day.
    Number,
    /// Work in years of one person, under its name: `thousand years of work`.
    YearsOfWork(String),
    /// What an account counts, under its name: `thousand persons`, `kt of CO2`; empty if unnamed.
    Quantity(String),
    /// How far from exact a result is: nearly zero, of any magnitude.
    Residual,
    /// One unit for each of another.
    Per(Box<Unit>, Box<Unit>),
    /// Every row has a unit of its own.
    Each(Arc<[Unit]>),
    /// Every row has the unit that its key `unit` names.
    Keyed,
}

/// Words for one person at work, in the units of accounts of jobs.
const PERSONS: [&str; 9] =
    ["person", "persons", "people", "job", "jobs", "worker", "workers", "employee", "employees"];

impl Unit {
    /// Amounts of money in the unit that a table names.
    #[must_use]
    pub fn money(name: &str) -> Self {
        Unit::Money(Money::parse(name))
    }

    /// The unit that is written like this, of those without a name of their own; anything else is what an
    /// account counts.
    pub(super) fn called(text: &str) -> Self {
        let plain = [
            Unit::Ratio,
            Unit::Share,
            Unit::Change,
            Unit::Rate,
            Unit::Difference,
            Unit::Percent,
            Unit::Points,
            Unit::Count,
            Unit::Index,
            Unit::Number,
            Unit::Residual,
        ];
        let found = plain.into_iter().find(|unit| unit.to_string() == text);
        found.unwrap_or_else(|| Unit::quantity(text))
    }

    /// What an account counts, in the unit that it names.
    #[must_use]
    pub fn quantity(name: &str) -> Self {
        Unit::Quantity(name.to_owned())
    }

    /// This unit for each of another.
    #[must_use]
    pub fn per(self, other: Unit) -> Self {
        Unit::Per(Box::new(self), Box::new(other))
    }

    /// The unit of what is used over some days: jobs become years of work, everything else stays.
    #[must_use]
    pub fn over_days(self) -> Self {
        let Unit::Quantity(name) = &self else { return self };
        let is_person = |word: &str| PERSONS.contains(&word.to_lowercase().as_str());
        if !name.split(' ').any(is_person) {
            return self;
        }
        let word = |word| if is_person(word) { "years of work" } else { word };
        Unit::YearsOfWork(name.split(' ').map(word).collect::<Vec<&str>>().join(" "))
    }

    /// The name of the unit where it has one of its own, as amounts do and pure numbers do not.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        match self {
            Unit::Money(_) | Unit::YearsOfWork(_) => Some(self.to_string()),
            Unit::Quantity(name) => Some(name.clone()).filter(|name| !name.is_empty()),
            Unit::Per(above, _) => above.name().map(|_| self.to_string()),
            _ => None,
        }
    }

    /// Whether a hundred times the number is what people say, in per cent: shares, relative changes, rates.
    #[must_use]
    pub fn is_said_in_percent(&self) -> bool {
        matches!(self, Unit::Share | Unit::Change | Unit::Rate | Unit::Difference)
    }

    /// The unit of a hundred times the number, where that is what people say.
    #[must_use]
    pub fn in_percent(&self) -> Self {
        match self {
            Unit::Difference => Unit::Points,
            unit if unit.is_said_in_percent() => Unit::Percent,
            unit => unit.clone(),
        }
    }

    /// The unit of the difference of two numbers of this unit: that of two shares is no share.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::Unit;
    /// assert_eq!(Unit::Share.of_difference().in_percent().to_string(), "percentage points");
    /// assert_eq!(Unit::money("EUR").of_difference(), Unit::money("EUR"));
    /// ```
    #[must_use]
    pub fn of_difference(&self) -> Self {
        match self {
            Unit::Share | Unit::Rate => Unit::Difference,
            Unit::Percent => Unit::Points,
            Unit::Each(units) => Unit::Each(units.iter().map(Unit::of_difference).collect()),
            unit => unit.clone(),
        }
    }

    /// The unit of one row, whose key `unit` is `key`.
    pub(super) fn of_row(&self, row: usize, key: &str) -> String {
        match self {
            Unit::Each(units) => units.get(row).map(Unit::to_string).unwrap_or_default(),
            Unit::Keyed => key.to_owned(),
            Unit::Per(above, below) => {
                format!("{} per {}", above.of_row(row, key), below.of_row(row, key))
            }
            _ => self.to_string(),
        }
    }

    /// Whether rows differ in their units.
    pub(super) fn differs(&self) -> bool {
        match self {
            Unit::Each(_) | Unit::Keyed => true,
            Unit::Per(above, below) => above.differs() || below.differs(),
            _ => false,
        }
    }

    /// The unit of these rows of a column.
    pub(super) fn of_rows(&self, rows: &[usize]) -> Self {
        match self {
            Unit::Each(units) => Unit::Each(rows.iter().map(|&row| units[row].clone()).collect()),
            _ => self.clone(),
        }
    }

    /// The unit of a column when the rows of another come below it.
    pub(super) fn extend(&mut self, below: Unit) {
        if let (Unit::Each(units), Unit::Each(more)) = (&mut *self, below) {
            *units = units.iter().chain(more.iter()).cloned().collect();
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unit::Money(money) => write!(f, "{money}"),
            Unit::Ratio => f.write_str("ratio"),
            Unit::Share => f.write_str("share"),
            Unit::Change => f.write_str("relative change"),
            Unit::Rate => f.write_str("rate"),
            Unit::Difference => f.write_str("difference of shares"),
            Unit::Percent => f.write_str("per cent"),
            Unit::Points => f.write_str("percentage points"),
            Unit::Count => f.write_str("count"),
            Unit::Index => f.write_str("index"),
            Unit::Number => f.write_str("number"),
            Unit::YearsOfWork(name) | Unit::Quantity(name) => f.write_str(name),
            Unit::Residual => f.write_str("residual"),
            Unit::Per(above, below) => write!(f, "{above} per {below}"),
            Unit::Each(_) | Unit::Keyed => f.write_str("mixed"),
        }
    }
}

/// Money: a currency, and how many of it are one.
///
/// # Examples
/// ```
/// use tripole::frame::Money;
/// let money = Money::parse("million US$");
/// assert_eq!((money.currency(), money.exponent()), ("US$", 6));
/// assert_eq!(money.to_string(), "million US$");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Money {
    name: String,
    currency: String,
    exponent: u8,
}

/// Words for powers of ten before a currency.
const SCALES: [(&str, u8); 17] = [
    ("thousand", 3),
    ("thousands", 3),
    ("1000", 3),
    ("million", 6),
    ("millions", 6),
    ("mln", 6),
    ("mn", 6),
    ("mio", 6),
    ("mil", 6),
    ("m", 6),
    ("1000000", 6),
    ("billion", 9),
    ("billions", 9),
    ("bn", 9),
    ("mrd", 9),
    ("trillion", 12),
    ("tn", 12),
];

impl Money {
    /// Money under the name that a table gives its unit: a word for its scale (`million`, `mn`, `M.`,
    /// `1,000`), then the currency. Without such a word the scale is one.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        let name = name.trim();
        let (word, rest) = name.split_once([' ', '.']).unwrap_or(("", name));
        let plain = word.replace([',', '.'], "").to_lowercase();
        let scale = SCALES.iter().find(|(known, _)| *known == plain);
        let rest = rest.trim_start_matches(['.', ' ']);
        let (currency, exponent) = match scale {
            Some((_, exponent)) if !rest.is_empty() => (rest.trim_start_matches("of "), *exponent),
            _ => (name, 0),
        };
        Money { name: name.to_owned(), currency: currency.to_owned(), exponent }
    }

    /// The currency, as the table writes it.
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The power of ten: 6 for millions.
    #[must_use]
    pub fn exponent(&self) -> u8 {
        self.exponent
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_and_currencies() {
        for (name, currency, exponent) in [
            ("Million USD", "USD", 6),
            ("M.EUR", "EUR", 6),
            ("mio. EUR", "EUR", 6),
            ("millions of US dollars", "US dollars", 6),
            ("1,000 CHF", "CHF", 3),
            ("bn EUR", "EUR", 9),
            ("EUR", "EUR", 0),
            ("million", "million", 0),
            ("units of the table", "units of the table", 0),
        ] {
            let money = Money::parse(name);
            assert_eq!((money.currency(), money.exponent()), (currency, exponent), "{name}");
            assert_eq!(money.to_string(), name);
        }
    }

    #[test]
    fn only_jobs_become_years_of_work() {
        let over_days = |name: &str| Unit::quantity(name).over_days();
        assert_eq!(over_days("Jobs"), Unit::YearsOfWork("years of work".to_owned()));
        assert_eq!(over_days("kt of CO2"), Unit::quantity("kt of CO2"));
        assert_eq!(Unit::Ratio.over_days(), Unit::Ratio);
    }

    #[test]
    fn names_are_of_amounts() {
        assert_eq!(Unit::money("EUR").name().as_deref(), Some("EUR"));
        assert_eq!(Unit::quantity("").name(), None);
        assert_eq!(Unit::Share.name(), None);
        assert_eq!((Unit::Change.name(), Unit::Rate.name()), (None, None));
        assert_eq!(Unit::Keyed.per(Unit::money("EUR")).name(), None);
        assert_eq!(Unit::Keyed.per(Unit::money("EUR")).of_row(0, "kt"), "kt per EUR");
    }
}
