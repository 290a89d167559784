//! Tables at the prices of another year, as titles and names of files say it.

use crate::error::shown;
use crate::table::{Finding, FindingKind, Severity};

/// The words of a text, in lower case: years stand close to letters in names.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

fn has(words: &[String], wanted: &[&str]) -> bool {
    words.iter().any(|word| wanted.contains(&word.as_str()))
}

/// Whether a title speaks of prices of another year.
#[cfg(feature = "workbooks")]
pub(super) fn in_title(title: &str) -> bool {
    has(&words(title), &["constant", "previous", "pyp"])
}

/// Whether the name of a file does, in which such words may mean other things.
pub(super) fn in_name(name: &str) -> bool {
    let words = words(name);
    has(&words, &["pyp"])
        || (has(&words, &["constant", "previous"]) && has(&words, &["price", "prices"]))
}

/// That amounts are not at current prices, as a text says.
pub(super) fn finding(text: &str) -> Finding {
    let message = format!(
        "the amounts are not at current prices, as `{}` says: shares of value added mix two years' prices",
        shown(text)
    );
    Finding::new(Severity::Warning, FindingKind::OtherPrices, "", 0.0, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_speak_of_prices() {
        for name in [
            "WIOT2014_PYP_Nov16_ROW.xlsb",
            "wiot2014pyp.csv",
            "ADB MRIO 2019, at constant 2010 prices.xlsx",
        ] {
            assert!(in_name(name), "{name}");
        }
        for name in ["copypaste.csv", "constant.csv", "previous.csv", "prices_2019.csv"] {
            assert!(!in_name(name), "{name}");
        }
    }
}
