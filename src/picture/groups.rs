//! Groups by whose colours and marks points are told apart.

use std::collections::BTreeSet;

use super::Caption;
use super::page::{BLUE, COLOURS, Entry, GREY, MARKS, OTHERS};
use crate::table::{Economy, Geography};

/// The bloc of every economy that is in one with others.
#[must_use]
pub fn blocs_of_economies(geography: &Geography) -> Vec<(String, String)> {
    let blocs = geography.blocs();
    let of_economy = |economy: &Economy| {
        let bloc = blocs.economies().find(|(_, bloc)| {
            bloc.regions.len() > economy.regions.len() && bloc.regions.contains(&economy.regions[0])
        })?;
        Some((economy.name.clone(), bloc.1.name.clone()))
    };
    geography.economies().economies().filter_map(|(_, economy)| of_economy(economy)).collect()
}

/// Groups of regions by their blocs, in the order of the alphabet; all in one where there are none.
pub(super) struct Groups {
    names: Vec<String>,
}

impl Groups {
    pub fn of(caption: &Caption, regions: &BTreeSet<&str>) -> Self {
        // The blocs of the whole table, so that each has its colour in every picture of it.
        let names: BTreeSet<&String> = caption.blocs.iter().map(|(_, bloc)| bloc).collect();
        let names = names.into_iter().filter(|name| !OTHERS.contains(&name.as_str()));
        let mut names: Vec<String> = names.cloned().collect();
        let known = regions.iter().any(|region| caption.bloc(region).is_some());
        if names.len() >= COLOURS.len() || !known {
            names.clear();
        }
        Groups { names }
    }

    /// Groups of these names.
    pub fn named(names: &[&str]) -> Self {
        Groups { names: names.iter().map(|name| (*name).to_owned()).collect() }
    }

    /// The place of a region's bloc; behind all where it is in none.
    pub fn place(&self, caption: &Caption, region: &str) -> usize {
        let bloc = caption.bloc(region);
        let found = self.names.iter().position(|name| Some(name.as_str()) == bloc);
        found.unwrap_or(self.names.len())
    }

    pub fn entry(&self, place: usize) -> Entry {
        let none = self.names.is_empty();
        let colour = if none {
            BLUE
        } else {
            COLOURS.get(place).filter(|_| place < self.names.len()).copied().unwrap_or(GREY)
        };
        let name = self.names.get(place).cloned().unwrap_or_else(|| "Other".to_owned());
        let mark = Some(MARKS[place.min(MARKS.len() - 1)]);
        Entry { name, colour, mark }
    }

    /// The entries of groups that are used, where they are several.
    pub fn legend(&self, used: impl Iterator<Item = usize>) -> Vec<Entry> {
        let used: BTreeSet<usize> = used.collect();
        if self.names.is_empty() || used.len() < 2 {
            vec![]
        } else {
            used.iter().map(|it| self.entry(*it)).collect()
        }
    }

    /// The same where all marks are circles.
    pub fn round_legend(&self, used: impl Iterator<Item = usize>) -> Vec<Entry> {
        self.legend(used).into_iter().map(|entry| Entry::round(entry.name, entry.colour)).collect()
    }
}
