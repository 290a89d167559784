//! Importers and exporters: codes, groups of them, and everybody.

use std::collections::HashMap;

/// A code, a group or everybody, by its place in [`Parties`].
pub(super) type Party = u16;

/// Everybody, written `*`.
pub(super) const EVERYBODY: Party = 0;

/// Most codes and groups.
pub(super) const MOST_PARTIES: usize = 60_000;

/// How closely a party names somebody: a code does more than a group, a group more than everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Closeness {
    Everybody,
    Group,
    Code,
}

/// All that are named, each by a number. Everybody is the first, groups follow, then codes.
#[derive(Debug)]
pub(super) struct Parties {
    names: Vec<String>,
    numbers: HashMap<String, Party>,
    /// Members of groups, by the place of the group among groups, ascending.
    members: Vec<Vec<Party>>,
    /// The groups that a code is in.
    groups: HashMap<Party, Vec<Party>>,
}

impl Parties {
    /// Everybody, and groups with the codes that are in them; `None` if there are too many.
    pub fn new(groups: &[(String, Vec<String>)]) -> Option<Self> {
        let mut parties = Parties {
            names: vec![],
            numbers: HashMap::new(),
            members: vec![],
            groups: HashMap::new(),
        };
        parties.number("*")?;
        for (name, _) in groups {
            parties.number(name)?;
        }
        for (group, (_, members)) in (1..).zip(groups) {
            let mut codes =
                members.iter().map(|code| parties.number(code)).collect::<Option<Vec<_>>>()?;
            codes.sort_unstable();
            codes.dedup();
            for &code in &codes {
                parties.groups.entry(code).or_default().push(group);
            }
            parties.members.push(codes);
        }
        Some(parties)
    }

    /// The number of a name, which is a code unless it is known as something else; `None` if there are too
    /// many.
    pub fn number(&mut self, name: &str) -> Option<Party> {
        if let Some(&known) = self.numbers.get(name) {
            return Some(known);
        }
        let number = Party::try_from(self.names.len()).ok()?;
        if self.names.len() >= MOST_PARTIES {
            return None;
        }
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        Some(number)
    }

    /// The number of a name that is known.
    pub fn find(&self, name: &str) -> Option<Party> {
        self.numbers.get(name).copied()
    }

    pub fn name(&self, party: Party) -> &str {
        self.names.get(usize::from(party)).map_or("", String::as_str)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn closeness(&self, party: Party) -> Closeness {
        match usize::from(party) {
            0 => Closeness::Everybody,
            group if group <= self.members.len() => Closeness::Group,
            _ => Closeness::Code,
        }
    }

    /// The codes in a group; of a code none.
    pub fn members(&self, party: Party) -> &[Party] {
        let group = usize::from(party).checked_sub(1);
        group.and_then(|group| self.members.get(group)).map_or(&[], Vec::as_slice)
    }

    /// Names of groups, and the codes in each.
    pub fn groups(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        (1..).zip(&self.members).map(|(group, codes)| {
            (self.name(group), codes.iter().map(|code| self.name(*code)).collect())
        })
    }

    /// The groups that a code is in.
    pub fn groups_of(&self, code: Party) -> &[Party] {
        self.groups.get(&code).map_or(&[], Vec::as_slice)
    }

    /// A code, its groups and everybody: all parties that it is of, the closest first.
    pub fn all_of(&self, code: Option<Party>) -> Vec<Party> {
        let own = code
            .into_iter()
            .flat_map(|code| std::iter::once(code).chain(self.groups_of(code).iter().copied()));
        own.chain([EVERYBODY]).collect()
    }

    /// Whether a code is of a party.
    pub fn covers(&self, party: Party, code: Party) -> bool {
        party == EVERYBODY || party == code || self.members(party).binary_search(&code).is_ok()
    }

    /// Somebody who is of two parties that are equally close.
    pub fn in_both(&self, first: Party, second: Party) -> Option<Party> {
        if first == second {
            return Some(first);
        }
        let both = |code: &&Party| self.members(second).binary_search(code).is_ok();
        self.members(first).iter().find(both).copied()
    }
}
