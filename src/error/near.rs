//! The code that was meant.

use std::collections::HashSet;

use super::{Error, Result};

/// Position of `code` among `codes`, or an error that names the nearest ones.
pub(crate) fn find(what: &'static str, codes: &[String], code: &str) -> Result<usize> {
    codes.iter().position(|c| c == code).ok_or_else(|| Error::Unknown {
        what,
        code: code.to_owned(),
        near: nearest(codes, code),
    })
}

/// As [`find`], of a few names that are all told where none is like the one typed.
pub(crate) fn find_named(what: &'static str, names: &[String], name: &str) -> Result<usize> {
    find(what, names, name).map_err(|error| match error {
        Error::Unknown { what, code, near } if near.is_empty() => {
            Error::Unknown { what, code, near: names.to_vec() }
        }
        other => other,
    })
}

/// Codes one or two edits (or only letter case) away, nearest first, at most three.
///
/// # Examples
/// ```
/// use tripole::error::nearest;
/// let codes = ["DEU", "FRA", "USA"].map(str::to_owned);
/// assert_eq!(nearest(&codes, "dau"), ["DEU"]);
/// assert!(nearest(&codes, "China").is_empty());
/// ```
#[must_use]
pub fn nearest(codes: &[String], code: &str) -> Vec<String> {
    let wanted = code.to_lowercase();
    let limit = if wanted.chars().count() <= 4 { 1 } else { 2 };
    let mut near: Vec<(usize, &String)> = codes
        .iter()
        .map(|c| (strsim::damerau_levenshtein(&c.to_lowercase(), &wanted), c))
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    let mut seen = HashSet::new();
    near.retain(|(_, code)| seen.insert(*code));
    near.into_iter().take(3).map(|(_, c)| c.clone()).collect()
}
