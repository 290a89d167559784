//! The regions of blocs, under whatever codes a table has them.

use std::collections::HashSet;

use super::find_country;
use crate::table::{Bloc, Index, RegionId};

/// The regions of a bloc that a table has, in the order of the table.
#[must_use]
pub fn bloc_members(index: &Index, bloc: &Bloc) -> Vec<RegionId> {
    let found = bloc.codes.iter().filter_map(|code| find_country(index, code));
    let mut members: Vec<RegionId> = found.collect();
    members.sort_unstable();
    members.dedup();
    members
}

/// Blocs with the codes that a table has for their regions, and those that it does not have.
#[must_use]
pub fn blocs_of(index: &Index, blocs: &[Bloc]) -> Vec<Bloc> {
    let code = |code: &String| {
        find_country(index, code).map_or(code.clone(), |region| index.region(region).to_owned())
    };
    let of = |bloc: &Bloc| {
        let mut seen: HashSet<String> = HashSet::new();
        let codes = bloc.codes.iter().map(code).filter(|code| seen.insert(code.clone())).collect();
        Bloc { name: bloc.name.clone(), codes }
    };
    blocs.iter().map(of).collect()
}
