//! Days of the calendar, and periods of them.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result, ScheduleProblem};

/// A day of the Gregorian calendar, from year 1 to 9999, written `2025-03-15`.
///
/// # Examples
/// ```
/// use tripole::scenario::schedule::Day;
/// let day: Day = "2024-02-29".parse()?;
/// assert_eq!(day.to_string(), "2024-02-29");
/// assert_eq!(Day::new(2024, 3, 1).map(|next| next.days_since(day)), Some(1));
/// assert!("2025-02-29".parse::<Day>().is_err());
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// Days of 400 years.
const ERA: i32 = 146_097;

impl Day {
    /// The day before all others, for what has always been so.
    pub(super) const FIRST: Day = Day(i32::MIN);
    /// The day after all others, for what stays so.
    pub(super) const LAST: Day = Day(i32::MAX);

    /// A day by its numbers; `None` where the calendar has none, or the year is not 1 to 9999.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let fits = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_of_month(year, month)).contains(&day);
        if !fits {
            return None;
        }
        // Years from March on, so that the day that some years have more is the last.
        let (month, day) = (i32::try_from(month).ok()?, i32::try_from(day).ok()?);
        let years = if month > 2 { year } else { year - 1 };
        let months = (month + 9) % 12;
        let of_years = 365 * years + years / 4 - years / 100 + years / 400;
        Some(Day(of_years + (153 * months + 2) / 5 + day - 1))
    }

    /// Year, month and day.
    #[must_use]
    pub fn numbers(self) -> (i32, u32, u32) {
        let (era, day) = (self.0.div_euclid(ERA), self.0.rem_euclid(ERA));
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let of_month = day - (153 * month + 2) / 5 + 1;
        let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
        (400 * era + year, month.unsigned_abs(), of_month.unsigned_abs())
    }

    /// How many days this is after another one.
    #[must_use]
    pub fn days_since(self, other: Day) -> i64 {
        i64::from(self.0) - i64::from(other.0)
    }

    /// The day after it.
    fn next(self) -> Day {
        Day(self.0.saturating_add(1))
    }

    /// The first day of the month after it.
    fn next_month(self) -> Day {
        let (year, month, _) = self.numbers();
        let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        Day::new(year, month, 1).unwrap_or(END)
    }

    /// The day as a period.
    pub(super) fn alone(self) -> (Day, Day) {
        (self, self.next())
    }
}

/// The day after 9999-12-31.
const END: Day = Day(3_652_365);

fn days_of_month(year: i32, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.numbers();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The number that some digits are, if they are as many.
fn digits(text: &str, count: usize) -> Option<u32> {
    let fits = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// The day that a text is.
pub(super) fn day(text: &str) -> Option<Day> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    Day::new(i32::try_from(digits(year, 4)?).ok()?, digits(month, 2)?, digits(day, 2)?)
}

fn refused(problem: ScheduleProblem) -> Error {
    Error::Code { problem: Box::new(problem.into()) }
}

impl FromStr for Day {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        day(text).ok_or_else(|| refused(ScheduleProblem::Day { found: text.to_owned() }))
    }
}

/// Some days, from the first up to the one before the end.
///
/// Written as a year (`2025`), a month (`2025-03`), a day (`2025-03-15`), or as two of them with two
/// points between, from the beginning of the first up to the beginning of the second
/// (`2025-02-04..2026-01-01`).
///
/// # Examples
/// ```
/// use tripole::scenario::schedule::Period;
/// let period: Period = "2025-02".parse()?;
/// assert_eq!(period.days(), 28);
/// assert_eq!("2025-02..2025-03".parse::<Period>()?.days(), 28);
/// let names: Vec<String> = "2025".parse::<Period>()?.months().iter().map(Period::name).collect();
/// assert_eq!((names.len(), names[2].as_str()), (12, "2025-03"));
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    name: String,
    from: Day,
    to: Day,
}

impl Period {
    /// The days from one up to the day before another; `None` if there is no day.
    #[must_use]
    pub fn new(from: Day, to: Day) -> Option<Self> {
        (from < to).then(|| Period { name: format!("{from}..{to}"), from, to })
    }

    /// As it is written.
    #[must_use]
    pub fn name(&self) -> String {
        self.name.clone()
    }

    /// The first day.
    #[must_use]
    pub fn from(&self) -> Day {
        self.from
    }

    /// The day after the last.
    #[must_use]
    pub fn to(&self) -> Day {
        self.to
    }

    /// How many days it has.
    #[must_use]
    pub fn days(&self) -> i64 {
        self.to.days_since(self.from)
    }

    /// Its months, the first and the last perhaps in part.
    #[must_use]
    pub fn months(&self) -> Vec<Period> {
        let (mut found, mut from) = (vec![], self.from);
        while from < self.to {
            let (year, month, _) = from.numbers();
            let to = from.next_month().min(self.to);
            found.push(Period { name: format!("{year:04}-{month:02}"), from, to });
            from = to;
        }
        found
    }

    /// Its days, one by one.
    #[must_use]
    pub fn each_day(&self) -> Vec<Period> {
        let (mut found, mut day) = (vec![], self.from);
        while day < self.to {
            let (from, to) = day.alone();
            found.push(Period { name: day.to_string(), from, to });
            day = to;
        }
        found
    }
}

/// The days of a year, a month or a day.
fn span(text: &str) -> Option<(Day, Day)> {
    if let Some(day) = day(text) {
        return Some(day.alone());
    }
    let (year, month) = match text.split_once('-') {
        Some((year, month)) => (digits(year, 4)?, Some(digits(month, 2)?)),
        None => (digits(text, 4)?, None),
    };
    let year = i32::try_from(year).ok()?;
    let first = Day::new(year, month.unwrap_or(1), 1)?;
    let end = match month {
        Some(_) => first.next_month(),
        None => Day::new(year + 1, 1, 1).unwrap_or(END),
    };
    Some((first, end))
}

impl FromStr for Period {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let name = text.trim();
        let days = match name.split_once("..") {
            Some((from, to)) => span(from.trim()).zip(span(to.trim())).map(|(a, b)| (a.0, b.0)),
            None => span(name),
        };
        let days = days.filter(|(from, to)| from < to);
        let (from, to) =
            days.ok_or_else(|| refused(ScheduleProblem::Period { found: name.to_owned() }))?;
        Ok(Period { name: name.to_owned(), from, to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every day of the calendar, counted one by one.
    #[test]
    fn days_are_those_that_counting_gives() {
        let (mut year, mut month, mut of_month) = (1, 1, 1);
        let first = Day::new(1, 1, 1).expect("a day");
        let mut count = 0;
        while year < 10_000 {
            let day = Day::new(year, month, of_month).expect("a day");
            assert_eq!(day.days_since(first), count);
            assert_eq!(day.numbers(), (year, month, of_month));
            count += 1;
            of_month += 1;
            if Day::new(year, month, of_month).is_none() {
                assert!(of_month > 28);
                (month, of_month) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        assert_eq!(count, 3_652_059);
        assert_eq!(END.days_since(first), count);
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "2025", "2025-13-01", "2025-00-01", "2025-01-32", "25-01-01", "2025-1-1"] {
            assert_eq!(day(text), None, "{text}");
        }
        for text in ["2023-02-29", "1900-02-29", "0000-01-01", "+202-01-01", "2025-01-01 "] {
            assert_eq!(day(text), None, "{text}");
        }
        assert!(day("2000-02-29").is_some());
    }

    #[test]
    fn periods_are_half_open() {
        let of = |text: &str| text.parse::<Period>().map(|it| it.days()).ok();
        assert_eq!(of("2024"), Some(366));
        assert_eq!(of("2024-02"), Some(29));
        assert_eq!(of("2024-02-29"), Some(1));
        assert_eq!(of("9999-12"), Some(31));
        assert_eq!(of("9999"), Some(365));
        assert_eq!(of("2024-01-31..2024-03"), Some(30));
        for text in ["", "2024-13", "2024..2024", "2025..2024", "2024-1", "..", "2024.."] {
            assert_eq!(of(text), None, "{text}");
        }
        let part: Period = "2024-01-31..2024-03-02".parse().expect("a period");
        let days: Vec<i64> = part.months().iter().map(Period::days).collect();
        assert_eq!(days, [1, 29, 1]);
    }
}
