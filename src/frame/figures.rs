//! Numbers as people read them: amounts in a scale that is said once, shares as per cent.

use std::sync::Arc;

use super::rounded::{decimals_for, group_digits};
use super::{Frame, Indicator, Money, Unit};

/// Digits of shares and of small ratios that are shown.
const DIGITS: u8 = 3;

/// How the numbers of a frame are written for people: all amounts in one scale, shares as per cent with
/// three significant digits, and nothing that is not zero as if it were.
///
/// # Examples
/// ```
/// use tripole::frame::{Figures, Frame, Unit};
/// let frame = Frame::new("vax", 2)
///     .with_indicator("vax", Unit::money("million US$"), vec![1_111_387.0, 3_043.0])
///     .with_indicator("share", Unit::Share, vec![0.694, 0.0123]);
/// let (figures, columns) = (Figures::of(&frame), frame.indicators());
/// assert_eq!(figures.unit(&columns[0]).as_deref(), Some("billion US$"));
/// assert_eq!(figures.cells(&columns[0], 2), ["1,111.4", "3.0"]);
/// assert_eq!(figures.show(&columns[1], 0.694), "69.4");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Of all amounts of one currency: the currency, and the power of ten that they are shown in.
    money: Option<(String, u8)>,
}

/// Names of powers of ten.
const SCALES: [(u8, &str); 5] =
    [(0, ""), (3, "thousand "), (6, "million "), (9, "billion "), (12, "trillion ")];

impl Figures {
    /// Amounts are shown with at most five digits before the point, all in one scale.
    #[must_use]
    pub fn of(frame: &Frame) -> Self {
        let amounts: Vec<(&Money, f64)> = frame.indicators().iter().flat_map(amounts).collect();
        let first = amounts.first().map(|(money, _)| *money);
        let one = first.filter(|first| amounts.iter().all(|(money, _)| money == first));
        let Some(money) = one.filter(|money| has_scale(money)) else {
            return Figures { money: None };
        };
        let largest = amounts.iter().map(|(_, largest)| *largest).fold(0.0, f64::max);
        let digits = (largest * 10f64.powi(i32::from(money.exponent()))).log10();
        let fits = |scale: &&(u8, &str)| digits < f64::from(scale.0) + 5.0;
        let scale = SCALES.iter().find(fits).map_or(12, |scale| scale.0);
        // What is small enough stays as the table has it.
        let own = money.exponent();
        let scale = if (0.1..1e5).contains(&largest) { own } else { scale };
        Figures { money: Some((money.currency().to_owned(), scale)) }
    }

    /// The factor that turns a number of a unit into what is shown.
    fn factor(&self, unit: &Unit) -> f64 {
        match (unit, &self.money) {
            (unit, _) if unit.is_said_in_percent() => 100.0,
            (Unit::Money(money), Some((_, scale))) => {
                10f64.powi(i32::from(money.exponent()) - i32::from(*scale))
            }
            _ => 1.0,
        }
    }

    /// A number of a column in the unit in which it is shown.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Figures, Frame, Unit};
    /// let frame = Frame::new("vax", 1)
    ///     .with_indicator("vax", Unit::money("million US$"), vec![1_111_387.0])
    ///     .with_indicator("vax_ratio", Unit::Share, vec![0.5]);
    /// let (figures, columns) = (Figures::of(&frame), frame.indicators());
    /// assert_eq!(figures.scaled(&columns[0], 0), 1111.387);
    /// assert_eq!(figures.scaled(&columns[1], 0), 50.0);
    /// ```
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn scaled(&self, indicator: &Indicator, row: usize) -> f64 {
        let unit = match indicator.unit() {
            Unit::Each(units) => &units[row],
            unit => unit,
        };
        indicator.values()[row] * self.factor(unit)
    }

    /// The unit that a column is headed with.
    #[must_use]
    pub fn unit(&self, indicator: &Indicator) -> Option<String> {
        self.shown_unit(indicator.unit())
    }

    /// The unit of each row of a column whose rows have units of their own; empty for pure numbers.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Figures, Frame, Unit};
    /// let units = vec![Unit::money("million US$"), Unit::Share].into();
    /// let frame = Frame::new("impact", 2)
    ///     .with_text("indicator", &["exports", "gvc_share"])
    ///     .with_indicator("before", Unit::Each(units), vec![1_500_000.0, 0.25]);
    /// let (figures, before) = (Figures::of(&frame), &frame.indicators()[0]);
    /// assert_eq!(figures.units(before), Some(vec!["billion US$".to_owned(), "%".to_owned()]));
    /// assert_eq!(figures.cells(before, 2), ["1,500.0", "25.0"]);
    /// ```
    #[must_use]
    pub fn units(&self, indicator: &Indicator) -> Option<Vec<String>> {
        let Unit::Each(units) = indicator.unit() else { return None };
        Some(units.iter().map(|unit| self.shown_unit(unit).unwrap_or_default()).collect())
    }

    fn shown_unit(&self, unit: &Unit) -> Option<String> {
        match (unit, &self.money) {
            (Unit::Percent, _) => Some("%".to_owned()),
            (Unit::Difference | Unit::Points, _) => Some("% points".to_owned()),
            (unit, _) if unit.is_said_in_percent() => Some("%".to_owned()),
            (Unit::Money(_), Some((currency, scale))) => {
                let name = SCALES.iter().find(|(known, _)| known == scale).map_or("", |s| s.1);
                Some(format!("{name}{currency}"))
            }
            (unit, _) => unit.name(),
        }
    }

    /// The first `rows` numbers of a column, points below each other where they have one unit.
    ///
    /// # Panics
    /// If there are not as many.
    #[must_use]
    pub fn cells(&self, indicator: &Indicator, rows: usize) -> Vec<String> {
        let values = &indicator.values()[..rows];
        if let Unit::Each(units) = indicator.unit() {
            let rows = units.iter().zip(values);
            return rows.map(|(unit, value)| self.show_as(unit, indicator, *value)).collect();
        }
        let cells = values.iter().map(|&value| self.show(indicator, value)).collect();
        let has_points = matches!(self.digits(indicator.unit(), indicator), Digits::Significant);
        if has_points { aligned(cells) } else { cells }
    }

    /// A number of a column, or a sum of its numbers.
    #[must_use]
    pub fn show(&self, indicator: &Indicator, value: f64) -> String {
        self.show_as(indicator.unit(), indicator, value)
    }

    /// The number of a column in a row, which may have a unit of its own.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn show_at(&self, indicator: &Indicator, row: usize) -> String {
        let unit = match indicator.unit() {
            Unit::Each(units) => &units[row],
            unit => unit,
        };
        self.show_as(unit, indicator, indicator.values()[row])
    }

    fn show_as(&self, unit: &Unit, indicator: &Indicator, value: f64) -> String {
        let value = value * self.factor(unit);
        if !value.is_finite() {
            return String::new();
        }
        match self.digits(unit, indicator) {
            Digits::Fixed(decimals) => fixed(value, decimals),
            Digits::Significant => significant(value),
            Digits::Exponent => format!("{value:.1e}"),
            Digits::Each => fixed(value, decimals_for(value.abs())),
        }
    }

    /// The digits of the numbers of a column that have this unit.
    fn digits(&self, unit: &Unit, indicator: &Indicator) -> Digits {
        let factor = self.factor(unit);
        let whole = values_in(unit, indicator).all(|v| v.fract() == 0.0);
        let largest = values_in(unit, indicator).fold(0.0, |m, v| f64::max(m, v.abs())) * factor;
        match unit {
            Unit::Residual => Digits::Exponent,
            Unit::Each(_) | Unit::Keyed => Digits::Each,
            Unit::Share
            | Unit::Change
            | Unit::Rate
            | Unit::Difference
            | Unit::Percent
            | Unit::Points => Digits::Significant,
            _ if whole && factor >= 1.0 => Digits::Fixed(0),
            Unit::Ratio | Unit::Index | Unit::Count if largest < 0.1 => Digits::Significant,
            Unit::Ratio | Unit::Index | Unit::Count => Digits::Fixed(4),
            Unit::Money(_) => Digits::Fixed(decimals_of_amounts(largest)),
            Unit::Quantity(_) | Unit::YearsOfWork(_) | Unit::Per(..) | Unit::Number => {
                Digits::Fixed(decimals_for(largest))
            }
        }
    }
}

impl Frame {
    /// With the units that the key `unit` names as those of the rows themselves, without that key: for who
    /// shows shares in per cent. Other frames stay.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Figures, Frame, Unit};
    /// let long = Frame::new("vax", 1)
    ///     .with_text("exporter", &["USA"])
    ///     .with_indicator("vax_ratio", Unit::Share, vec![0.75])
    ///     .long()
    ///     .with_units_of_rows();
    /// let value = &long.indicators()[0];
    /// assert_eq!(Figures::of(&long).cells(value, 1), ["75.0"]);
    /// ```
    #[must_use]
    pub fn with_units_of_rows(mut self) -> Self {
        let place = self.keys.iter().position(|key| key.name == "unit");
        let keyed = self.indicators.iter().any(|column| column.unit == Unit::Keyed);
        let Some(place) = place.filter(|_| keyed) else { return self };
        let key = self.keys.remove(place);
        let units: Arc<[Unit]> = (0..self.rows).map(|row| Unit::called(key.label(row))).collect();
        for column in self.indicators.iter_mut().filter(|column| column.unit == Unit::Keyed) {
            column.unit = Unit::Each(units.clone());
        }
        self
    }

    /// With the units of rows in a key `unit`, those of its first column whose rows have some. A frame that
    /// has this key stays.
    #[cfg(feature = "xlsx")]
    pub(super) fn with_key_of_units(self) -> Self {
        let units = self.indicators.iter().find_map(|column| match &column.unit {
            Unit::Each(units) => Some(units.clone()),
            _ => None,
        });
        let Some(units) = units.filter(|_| self.key("unit").is_none()) else { return self };
        let labels: Vec<String> = units.iter().map(Unit::to_string).collect();
        self.with_text("unit", &labels)
    }
}

/// The kinds of money of a column, each with the size of its largest number.
fn amounts(indicator: &Indicator) -> Vec<(&Money, f64)> {
    let kinds: &[Unit] = match indicator.unit() {
        Unit::Each(units) => units,
        unit => std::slice::from_ref(unit),
    };
    let mut found: Vec<(&Money, f64)> = vec![];
    for unit in kinds {
        if let Unit::Money(money) = unit
            && !found.iter().any(|(known, _)| *known == money)
        {
            let largest = values_in(unit, indicator).fold(0.0, |m, v| f64::max(m, v.abs()));
            found.push((money, largest));
        }
    }
    found
}

/// The numbers of a column that have this unit: all, or those of some rows.
fn values_in<'a>(unit: &'a Unit, indicator: &'a Indicator) -> impl Iterator<Item = f64> + 'a {
    let has_unit = move |row: usize| match indicator.unit() {
        Unit::Each(units) => units[row] == *unit,
        _ => true,
    };
    let values = indicator.values().iter().enumerate();
    values.filter(move |(row, v)| v.is_finite() && has_unit(*row)).map(|(_, v)| *v)
}

/// How many digits numbers are written with.
enum Digits {
    /// So many decimals.
    Fixed(usize),
    /// Three significant digits, whatever the size.
    Significant,
    Exponent,
    /// As many decimals as the number's own size asks for.
    Each,
}

/// Whether what a table calls its unit has a scale, so that another can be named.
fn has_scale(money: &Money) -> bool {
    money.exponent() > 0
}

fn decimals_of_amounts(size: f64) -> usize {
    match size {
        _ if size >= 10_000.0 => 0,
        _ if size >= 100.0 => 1,
        _ if size >= 10.0 => 2,
        _ => 3,
    }
}

/// With so many decimals; what is not zero does not look as if it were.
fn fixed(value: f64, decimals: usize) -> String {
    let vanishes = value != 0.0 && value.abs() < 0.5 / 10f64.powf(decimals as f64);
    if vanishes { rounded(value, 1) } else { group_digits(value, decimals) }
}

/// With three significant digits; whole numbers from a hundred on.
fn significant(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { rounded(value, DIGITS) }
}

/// With so many significant digits, as a decimal unless it is tiny.
fn rounded(value: f64, digits: u8) -> String {
    let size = value.abs().log10().floor() as i32;
    if size < -6 {
        return format!("{value:.*e}", usize::from(digits) - 1);
    }
    group_digits(value, usize::try_from(i32::from(digits) - 1 - size).unwrap_or(0))
}

/// Cells whose points are below each other, whatever decimals they have.
fn aligned(cells: Vec<String>) -> Vec<String> {
    let decimals = |cell: &String| cell.split_once('.').map_or(0, |(_, after)| after.len() + 1);
    let most = cells.iter().map(decimals).max().unwrap_or(0);
    let pad = |cell: String| {
        if cell.is_empty() {
            return cell;
        }
        format!("{cell}{}", " ".repeat(most - decimals(&cell)))
    };
    cells.into_iter().map(pad).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(unit: Unit, values: &[f64]) -> (Option<String>, Vec<String>) {
        let frame = Frame::new("x", values.len()).with_indicator("x", unit, values.to_vec());
        let (figures, indicator) = (Figures::of(&frame), &frame.indicators()[0]);
        (figures.unit(indicator), figures.cells(indicator, values.len()))
    }

    #[test]
    fn amounts_have_one_scale() {
        let (unit, cells) = column(Unit::money("million US$"), &[2_084_965.4, 4_926.0, 0.5]);
        assert_eq!(unit.as_deref(), Some("billion US$"));
        assert_eq!(cells, ["2,085.0", "4.9", "0.0005"]);
        let (unit, cells) = column(Unit::money("million US$"), &[99.0, 0.25]);
        assert_eq!((unit.as_deref(), cells[1].as_str()), (Some("million US$"), "0.25"));
        let (unit, cells) = column(Unit::money("million US$"), &[0.02, 0.0]);
        assert_eq!((unit.as_deref(), cells[0].as_str()), (Some("US$"), "20,000"));
        // A unit of no known scale stays.
        let (unit, cells) = column(Unit::money("units of the table"), &[2_084_965.4]);
        assert_eq!(unit.as_deref(), Some("units of the table"));
        assert_eq!(cells, ["2,084,965"]);
    }

    #[test]
    fn shares_have_three_digits() {
        let (unit, cells) = column(Unit::Share, &[0.382_14, 0.053_11, 0.000_123, 0.0, 1.0]);
        assert_eq!(unit.as_deref(), Some("%"));
        assert_eq!(cells, ["38.2   ", "5.31  ", "0.0123", "0     ", "100     "].map(str::to_owned));
    }

    #[test]
    fn changes_and_rates_are_shown_as_shares_are() {
        for unit in [Unit::Change, Unit::Rate] {
            let (heading, cells) = column(unit, &[-0.0123, 0.25]);
            assert_eq!(heading.as_deref(), Some("%"));
            assert_eq!(cells, ["-1.23", "25.0 "]);
        }
    }

    #[test]
    fn what_is_not_zero_does_not_look_like_it() {
        assert_eq!(column(Unit::Ratio, &[0.000_031_4]).1, ["0.0000314"]);
        assert_eq!(column(Unit::Ratio, &[1.5, 0.000_031_4]).1, ["1.5000", "0.00003"]);
        assert_eq!(column(Unit::Ratio, &[1.5, 3.14e-9]).1[1], "3e-9");
        assert_eq!(column(Unit::Share, &[f64::NAN]).1, [""]);
    }
}
