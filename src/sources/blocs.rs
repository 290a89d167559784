//! The regions of blocs, under whatever codes a table has them.

use std::collections::HashSet;

use super::codes::typed;
use super::{CodeReader, Country, find_country};
use crate::error::{Problem, Result};
use crate::table::{Bloc, Index, Partition, RegionId};

/// The regions of a bloc that a table has, in the order of the table.
#[must_use]
pub fn bloc_members(index: &Index, bloc: &Bloc) -> Vec<RegionId> {
    let found = bloc.codes.iter().filter_map(|code| find_country(index, code));
    let mut members: Vec<RegionId> = found.collect();
    members.sort_unstable();
    members.dedup();
    members
}

/// Blocs with the codes that a table has for their regions, and those that it does not have. Codes are
/// read as everywhere ([`CodeReader`]): a line under a code or another spelling of a country goes
/// before one that stands for several regions, such as a [`KnownGroup`](super::KnownGroup).
///
/// # Errors
/// [`Error::Code`](crate::Error::Code) for a code that may mean several regions.
///
/// # Examples
/// ```
/// use tripole::sources::blocs_of;
/// use tripole::{Bloc, Index};
/// let index = Index::new([("DEU", "g"), ("FRA", "g"), ("USA", "g")])?;
/// let europe = Bloc { name: "Europe".into(), codes: vec!["EU27".into(), "Norway".into()] };
/// assert_eq!(blocs_of(&index, &[europe])?[0].codes, ["DEU", "FRA", "Norway"]);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn blocs_of(index: &Index, blocs: &[Bloc]) -> Result<Vec<Bloc>> {
    let regions = Partition::regions(index);
    let codes = CodeReader::new(&regions);
    let single = |code: &String| find_country(index, code);
    let taken: HashSet<RegionId> =
        blocs.iter().flat_map(|it| &it.codes).filter_map(single).collect();
    let read = |code: &String| -> Result<Vec<String>> {
        if let Some(region) = single(code) {
            return Ok(vec![index.region(region).to_owned()]);
        }
        // A country that the table lacks, as most lists have many: its code means nothing else.
        if Country::of_code(code).is_some() {
            return Ok(vec![code.clone()]);
        }
        let found = match codes.region_list(code) {
            Ok(found) => found,
            Err(Problem::AllPassedOver { .. }) => vec![],
            Err(unknown) if unknown.is_unknown() => vec![],
            Err(problem) => return Err(typed(problem)),
        };
        let several = found.len() > 1;
        let left = found.iter().filter(|region| !(several && taken.contains(region)));
        let named: Vec<String> = left.map(|region| index.region(*region).to_owned()).collect();
        Ok(if named.is_empty() { vec![code.clone()] } else { named })
    };
    let of = |bloc: &Bloc| {
        let read: Vec<Vec<String>> = bloc.codes.iter().map(read).collect::<Result<_>>()?;
        let mut seen: HashSet<String> = HashSet::new();
        let codes = read.into_iter().flatten().filter(|code| seen.insert(code.clone())).collect();
        Ok(Bloc { name: bloc.name.clone(), codes })
    };
    blocs.iter().map(of).collect()
}
