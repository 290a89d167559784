//! Countries that sources split into parts.

use super::RECORDS;
use crate::table::{Group, Index};

/// All countries that a source splits, with the codes of their parts.
fn all() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    RECORDS.iter().copied().flat_map(|record| record.parts).copied()
}

/// The countries that a source splits.
pub(crate) fn split_wholes() -> impl Iterator<Item = &'static str> {
    all().map(|(whole, _)| whole)
}

/// The country that `MX1`, `CN2` and the like are parts of.
#[must_use]
pub fn whole_of(code: &str) -> Option<&'static str> {
    all().find(|(_, parts)| parts.contains(&code)).map(|(whole, _)| whole)
}

/// The parts that a source splits a country into; none of a country that is whole everywhere.
#[must_use]
pub fn parts_of(whole: &str) -> &'static [&'static str] {
    all().find(|(country, _)| *country == whole).map_or(&[], |(_, parts)| parts)
}

/// One group per country that the OECD tables split into parts: `MEX` with `MX1`, `MX2`…, `CHN`
/// with `CN1`, `CN2`…
#[must_use]
pub fn split_countries(index: &Index) -> Vec<Group> {
    let group = |(whole, parts): (&str, &[&str])| {
        let belongs = |code: &&String| *code == whole || parts.contains(&code.as_str());
        let members: Vec<&String> = index.region_codes().iter().filter(belongs).collect();
        if members.len() > 1 { Group::new(index, whole, &members).ok() } else { None }
    };
    all().filter_map(group).collect()
}
