//! Maps of regions and sectors to groups, under the codes that a table has.

use std::collections::{HashMap, HashSet};

use super::codes::{Read, is_word, typed};
use super::{CodeReader, whole_of};
use crate::error::{Problem, Result};
use crate::table::{Concordance, SectorId};

impl CodeReader<'_> {
    /// A map of regions under the codes that the table has for them. A line under the table's own
    /// code goes before one that stands for the region in another way.
    ///
    /// # Errors
    /// [`Error::Code`](crate::Error::Code) for a code that may mean several things, for a region in two
    /// groups, and for names of groups that would be read as another region.
    pub fn region_map(&self, map: &Concordance) -> Result<Concordance> {
        let read = |code: &str| Ok(self.codes_of(&self.region_list(code)?));
        let map = mapped(map, self.index().region_codes(), read).map_err(typed)?;
        self.refuse_names(&map).map_err(typed)?;
        Ok(map)
    }

    /// Names of groups that results, or who reads the table that the map makes, take for other regions.
    fn refuse_names(&self, map: &Concordance) -> Read<()> {
        let mut members: HashMap<&str, HashSet<&str>> = HashMap::new();
        for (code, group) in map.pairs() {
            members.entry(group).or_default().insert(code);
        }
        let otherwise =
            |group: &str, read| Err(Problem::ReadsOtherwise { label: group.to_owned(), read });
        for (_, group) in map.pairs() {
            let (own, index) = (&members[group.as_str()], self.index());
            if is_word(group) && members.len() > 1 {
                return otherwise(group, "all regions");
            }
            if whole_of(group).is_some() && !own.contains(group.as_str()) {
                return otherwise(group, "a part of a country that the OECD splits");
            }
            let meant = self.region_list(group).unwrap_or_default();
            if let [region] = meant[..]
                && !own.contains(index.region(region))
            {
                return Err(Problem::TakenCode { code: group.clone() });
            }
        }
        Ok(())
    }

    /// A map of sectors under the codes that the table has for them; else as
    /// [`CodeReader::region_map`].
    ///
    /// # Errors
    /// As [`CodeReader::region_map`] and [`CodeReader::sectors`].
    pub fn sector_map(&self, map: &Concordance) -> Result<Concordance> {
        let code = |sector: SectorId| self.index().sector(sector).to_owned();
        let read = |text: &str| Ok(self.sector_list(text)?.into_iter().map(code).collect());
        mapped(map, self.index().sector_codes(), read).map_err(typed)
    }
}

/// A map under a table's own codes.
fn mapped(
    map: &Concordance,
    own: &[String],
    read: impl Fn(&str) -> Read<Vec<String>>,
) -> Read<Concordance> {
    let own: HashSet<&String> = own.iter().collect();
    let written: HashSet<&String> = map.pairs().iter().map(|(code, _)| code).collect();
    let mut groups: HashMap<String, &String> = HashMap::new();
    let mut pairs: Vec<(String, String)> = vec![];
    for (code, group) in map.pairs() {
        let codes = if own.contains(code) { Ok(vec![code.clone()]) } else { read(code) };
        let codes = match codes {
            Err(unknown) if unknown.is_unknown() => vec![code.clone()],
            other => other?.into_iter().filter(|it| it == code || !written.contains(it)).collect(),
        };
        for code in codes {
            match groups.insert(code.clone(), group) {
                Some(first) if first != group => {
                    let (first, second) = (first.clone(), group.clone());
                    return Err(Problem::CodeTwice { code, first, second });
                }
                Some(_) => {}
                None => pairs.push((code, group.clone())),
            }
        }
    }
    Ok(Concordance::new(pairs))
}
