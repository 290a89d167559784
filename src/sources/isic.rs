//! Codes read as divisions of the International Standard Industrial Classification (ISIC), with a
//! letter before them or without: `C10T12`, `D29`, `C31_32`, `C15T16FOD`, `26`.

use super::{Covers, ProductGroup, Revision};

/// Beginnings of codes, behind the letter, that only one of the revisions has.
const ONLY_THIRD: [&str; 8] =
    ["01T05", "10T14", "15T16", "17T19", "21T22", "30T33", "36T37", "40T41"];
const ONLY_FOURTH: [&str; 13] = [
    "01_02", "01T02", "01T03", "05_06", "05T06", "07T08", "10T12", "10-C12", "13T15", "13-C15",
    "31T33", "31_32", "31_C32",
];

/// The revision that codes are of, if any of them tells and none tells otherwise.
pub(super) fn revision(codes: &[String]) -> Option<Revision> {
    let tells = |beginnings: &[&str], code: &String| {
        let (letter, rest) = lettered(code);
        let rest = rest.replace('t', "T");
        letter.is_none_or(|letter| ('A'..='D').contains(&letter))
            && beginnings.iter().any(|beginning| rest.starts_with(beginning))
    };
    let third = codes.iter().any(|code| code == "AtB" || tells(&ONLY_THIRD, code));
    let fourth = codes.iter().any(|code| {
        let farming = matches!(lettered(code), (Some('A'), "01" | "02" | "03"));
        farming || tells(&ONLY_FOURTH, code)
    });
    match (third, fourth) {
        (true, false) => Some(Revision::Third),
        (false, true) => Some(Revision::Fourth),
        _ => None,
    }
}

/// What a code covers in a table of this revision; `None` if nothing is known of it.
pub(super) fn covers(code: &str, revision: Option<Revision>) -> Option<Covers> {
    let section = match (code, revision) {
        ("AtB", _) => Some((1, 5)),
        ("C", Some(Revision::Third)) => Some((10, 14)),
        ("Dnec", Some(Revision::Third)) => Some((36, 37)),
        ("B" | "CPA_B", Some(Revision::Fourth)) => Some((5, 9)),
        _ => divisions(code, revision),
    };
    match (section, revision) {
        (Some((first, last)), revision)
            if Covers::Divisions(first, last, revision).is_in(ProductGroup::Goods) =>
        {
            Some(Covers::Divisions(first, last, revision))
        }
        (_, revision) => revision.map(|_| Covers::Services),
    }
}

/// The divisions of a code under one of the letters that sources put before those of goods: the
/// section of Rev. 4, or C or D before all numbers.
fn divisions(code: &str, revision: Option<Revision>) -> Option<(u32, u32)> {
    let (letter, rest) = lettered(code);
    let (first, behind) = division(rest)?;
    let ends = behind.strip_prefix(['T', 't', '-', '_']).map(|end| lettered(end).1);
    let last = ends.and_then(division).map_or(first, |(last, _)| last);
    let fits = match letter {
        None => revision.is_some(),
        Some('A') => last <= 3,
        Some('B') => (5..=9).contains(&first) && last <= 9,
        Some('C' | 'D') => true,
        Some(_) => false,
    };
    fits.then_some((first, last))
}

/// The letter before the digits of a code, and what is behind it.
pub(super) fn lettered(code: &str) -> (Option<char>, &str) {
    let code = code.strip_prefix("CPA_").unwrap_or(code);
    match code.strip_prefix(|c: char| c.is_ascii_uppercase()) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => (code.chars().next(), rest),
        _ => (None, code),
    }
}

/// The two digits that a text begins with, perhaps those of a group of the division (`301`), and
/// what is behind all digits.
fn division(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(2..=3).contains(&digits) {
        return None;
    }
    Some((text[..2].parse().ok()?, &text[digits..]))
}
