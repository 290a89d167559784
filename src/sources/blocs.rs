//! The regions of blocs, under whatever codes a table has them.

use super::find_country;
use crate::table::{Bloc, Group, Index, RegionId};

/// The regions of a bloc that a table has, in the order of the table.
#[must_use]
pub fn bloc_members(index: &Index, bloc: &Bloc) -> Vec<RegionId> {
    let found = bloc.codes.iter().filter_map(|code| find_country(index, code));
    let mut members: Vec<RegionId> = found.collect();
    members.sort_unstable();
    members.dedup();
    members
}

/// A bloc as a group; `None` if the table has none of its regions.
#[must_use]
pub fn bloc_group(index: &Index, bloc: &Bloc) -> Option<Group> {
    let members = bloc_members(index, bloc);
    let codes: Vec<&str> = members.iter().map(|region| index.region(*region)).collect();
    if codes.is_empty() { None } else { Group::new(index, &bloc.name, &codes).ok() }
}

/// Those blocs, each as a group, of which the table has a region.
#[must_use]
pub fn bloc_groups(index: &Index, blocs: &[Bloc]) -> Vec<Group> {
    blocs.iter().filter_map(|bloc| bloc_group(index, bloc)).collect()
}
