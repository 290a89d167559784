//! Labels that give a full table in two ways.
//!
//! `CHN_N_AGR` is the sector `N_AGR` of `CHN`, or the sector `AGR` of `CHN_N`. Both are whole tables
//! where every sector and every final demand category of a region begins with one of several parts,
//! and all parts have the same sectors and categories behind them.

use std::collections::{BTreeMap, BTreeSet};

use super::distinct;
use crate::error::{Hint, OptionName, shown_list};
use crate::table::{Finding, FindingKind, Severity};

/// Most regions that the hint writes out.
const LISTED: usize = 12;

/// The first parts of items that can be cut at the separator so that all parts have the same rests;
/// `None` if there is no such cut with two parts or more.
fn parts_of(items: &[&str], separator: char) -> Option<BTreeSet<String>> {
    let cuts = |item: &str| -> Vec<usize> {
        item.match_indices(separator).map(|(at, _)| at).filter(|&at| at > 0).collect()
    };
    let (first, known) = (*items.first()?, items.iter().copied().collect::<BTreeSet<_>>());
    // The parts are those that stand before one rest, the rests those that stand behind one part.
    cuts(first).into_iter().find_map(|at| {
        let (part, rest) = (&first[..at], &first[at + 1..]);
        let behind =
            |item: &str| item.strip_suffix(rest)?.strip_suffix(separator).map(str::to_owned);
        let parts: BTreeSet<String> =
            items.iter().filter_map(|item| behind(item)).filter(|p| !p.is_empty()).collect();
        let before =
            |item: &str| item.strip_prefix(part)?.strip_prefix(separator).map(str::to_owned);
        let rests: BTreeSet<String> =
            items.iter().filter_map(|item| before(item)).filter(|r| !r.is_empty()).collect();
        let full = parts.len() > 1
            && parts.len() * rests.len() == items.len()
            && parts.iter().all(|p| {
                rests.iter().all(|r| known.contains(format!("{p}{separator}{r}").as_str()))
            });
        full.then_some(parts)
    })
}

/// Whether these parts, and no others, stand before the categories too, all with the same rests.
fn same_parts(categories: &[&str], parts: &BTreeSet<String>, separator: char) -> bool {
    let rests = |part: &String| -> BTreeSet<&str> {
        let behind = categories
            .iter()
            .filter_map(|c| c.strip_prefix(part.as_str())?.strip_prefix(separator));
        behind.filter(|rest| !rest.is_empty()).collect()
    };
    let mut all = parts.iter().map(rests);
    let Some(first) = all.next() else { return false };
    !first.is_empty()
        && first.len() * parts.len() == categories.len()
        && all.all(|other| other == first)
}

/// A warning where labels give a full table in another way too. Regions whose codes were given are
/// not in doubt.
pub(super) fn readings_finding(
    nodes: &[(String, String)],
    demand: &[(Option<String>, String)],
    (separator, given): (char, &[String]),
) -> Option<Finding> {
    let (mut sectors, mut categories) =
        (BTreeMap::<&str, Vec<&str>>::new(), BTreeMap::<_, Vec<_>>::new());
    for (region, sector) in nodes {
        sectors.entry(region).or_default().push(sector);
    }
    for (region, category) in demand {
        categories
            .entry(region.as_deref().unwrap_or_default())
            .or_default()
            .push(category.as_str());
    }
    let regions = distinct(nodes.iter().map(|(region, _)| region.as_str()));
    let other = |region: &str| -> Option<Vec<String>> {
        let parts = parts_of(&sectors[region], separator)?;
        let fits = !given.iter().any(|code| code == region)
            && same_parts(categories.get(region)?, &parts, separator);
        fits.then(|| parts.iter().map(|part| format!("{region}{separator}{part}")).collect())
    };
    let others: Vec<String> =
        regions.iter().flat_map(|r| other(r).unwrap_or_else(|| vec![(*r).to_owned()])).collect();
    if others.len() == regions.len() {
        return None;
    }
    let message = format!(
        "labels can be read in two ways: the regions are {}, cut at the first `{separator}` (this is done), or {}",
        shown_list(&regions),
        shown_list(&others),
    );
    let codes = OptionName::RegionCodes;
    let listed = others.len() <= LISTED;
    let codes = if listed { codes.set(others.join(",")) } else { codes.into() };
    let hint = Hint::from("the second is read with ").set(codes);
    let kind = FindingKind::TwoReadings;
    Some(Finding::new(Severity::Warning, kind, others[0].clone(), 0.0, message).with_hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_before_equal_rests() {
        let parts =
            |items: &[&str]| parts_of(items, '_').map(|p| p.into_iter().collect::<Vec<_>>());
        assert_eq!(parts(&["N_A", "N_B", "S_A", "S_B"]), Some(vec!["N".into(), "S".into()]));
        // A sector code may hold the separator itself.
        let found = parts(&["N_A01_02", "N_B", "S_A01_02", "S_B"]);
        assert_eq!(found, Some(vec!["N".into(), "S".into()]));
        let found = parts(&["of_N_A", "of_N_B", "of_S_A", "of_S_B"]);
        assert_eq!(found, Some(vec!["of_N".into(), "of_S".into()]));
        assert_eq!(parts(&["N_A", "N_B", "S_A"]), None);
        assert_eq!(parts(&["A01_02", "A03", "B05_06"]), None);
        assert_eq!(parts(&["CPA_A", "CPA_B"]), None);
    }
}
