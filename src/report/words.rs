//! Numbers as sentences have them.

use crate::frame::{Money, group_digits};

/// Names of powers of ten.
const SCALES: [(i32, &str); 4] = [(12, "trillion "), (9, "billion "), (6, "million "), (0, "")];

/// A share in per cent.
pub(super) fn percent(share: f64) -> String {
    if share == 0.0 { "0 %".to_owned() } else { format!("{} %", decimals(100.0 * share)) }
}

/// A number with two decimals.
pub(super) fn hundredths(value: f64) -> String {
    let words = format!("{:.2}", value.abs());
    if value < 0.0 && words != "0.00" { format!("\u{2212}{words}") } else { words }
}

/// The same with its sign, of what is in per cent already.
pub(super) fn change(percent: f64) -> String {
    format!("{} %", signed(percent))
}

/// A number with its sign.
pub(super) fn signed(value: f64) -> String {
    let words = decimals(value);
    if value > 0.0 && !words.trim_matches(['0', '.']).is_empty() {
        format!("+{words}")
    } else {
        words
    }
}

/// A number with as many decimals as it has to say.
pub(super) fn decimals(value: f64) -> String {
    let digits = match value.abs() {
        small if small < 0.1 => 3,
        small if small < 1.0 => 2,
        _ => 1,
    };
    let words = group_digits(value.abs(), digits);
    let is_zero = words.chars().all(|c| matches!(c, '0' | '.'));
    if value < 0.0 && !is_zero { format!("\u{2212}{words}") } else { words }
}

/// An amount with its currency, three or four digits of it.
pub(super) fn money(amount: f64, unit: &str) -> String {
    let money = Money::parse(unit);
    let all = amount.abs() * 10f64.powi(i32::from(money.exponent()));
    let scale = SCALES.iter().find(|(power, _)| all >= 10f64.powi(*power));
    let (power, name) = scale.copied().unwrap_or((0, ""));
    let shown = all / 10f64.powi(power);
    let digits = if shown < 10.0 { 2 } else { usize::from(shown < 100.0) };
    let sign = if amount < 0.0 { "\u{2212}" } else { "" };
    format!("{sign}{} {name}{}", group_digits(shown, digits), money.currency())
        .trim_end()
        .to_owned()
}

/// Things one after the other: `a`, `a and b`, `a, b and c`; `a, b; and c` where commas are in them.
pub(super) fn listed<S: AsRef<str>>(items: &[S]) -> String {
    let has_commas = items.iter().any(|item| item.as_ref().contains(", "));
    let (comma, and) = if has_commas { ("; ", "; and ") } else { (", ", " and ") };
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{}{and}{}", first.join(comma), last.as_ref())
        }
    }
}

/// A sentence from its first letter on.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A place among so many from the highest: the highest, the 2nd highest, the lowest.
pub(super) fn place_of(place: usize, all: usize) -> String {
    match place {
        1 => "the highest".to_owned(),
        last if last == all => "the lowest".to_owned(),
        place => format!("the {} highest", ordinal(place)),
    }
}

/// A place in an order: 1st, 2nd, 3rd.
fn ordinal(place: usize) -> String {
    let ending = match (place % 10, place % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{place}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words() {
        assert_eq!(percent(0.7987), "79.9 %");
        assert_eq!(percent(0.0042), "0.42 %");
        assert_eq!(percent(0.0), "0 %");
        assert_eq!([hundredths(-0.724), hundredths(-0.001)], ["\u{2212}0.72", "0.00"]);
        assert_eq!(
            [place_of(1, 9), place_of(9, 9), place_of(2, 9)],
            ["the highest", "the lowest", "the 2nd highest"]
        );
        assert_eq!(change(-0.0932), "\u{2212}0.093 %");
        assert_eq!(change(1.26), "+1.3 %");
        assert_eq!(change(0.0), "0.000 %");
        assert_eq!(change(-0.0001), "0.000 %");
        assert_eq!(money(1_601_451.0, "million US$"), "1.60 trillion US$");
        assert_eq!(money(-12.34, "million EUR"), "\u{2212}12.3 million EUR");
        assert_eq!(money(119_782.0, "million US$"), "120 billion US$");
        assert_eq!(money(0.0, "million US$"), "0.00 US$");
        assert_eq!(money(3.5, ""), "3.50");
    }

    #[test]
    fn lists_and_places() {
        assert_eq!(listed::<&str>(&[]), "");
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
        assert_eq!(listed(&["wood, paper", "coke"]), "wood, paper; and coke");
        assert_eq!(capital("the rest"), "The rest");
        let places = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111];
        let words = places.map(ordinal);
        let expected =
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th"];
        assert_eq!(words, expected);
    }
}
