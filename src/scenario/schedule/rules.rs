//! How the rates of several authorities stack: `rules.toml`.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use toml::Spanned;

use super::parties::{MOST_PARTIES, Parties, Party};
use super::store::Kind;
use crate::error::{Error, Problem, Result, ScheduleProblem, nearest};
use crate::read::Input;
use crate::scenario::UNSCHEDULED;
use crate::scenario::file::{Codes, each, error_at, text_of, toml_error};

/// Most authorities, preferences and groups, and most members of all groups.
const MOST_NAMES: usize = 1000;
const MOST_MEMBERS: usize = 100_000;

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    base: Vec<Spanned<String>>,
    #[serde(default)]
    group: Named<Vec<Spanned<String>>>,
    #[serde(default)]
    region: Named<Spanned<String>>,
    #[serde(default)]
    authority: Named<AuthorityEntry>,
    #[serde(default)]
    preference: Named<PreferenceEntry>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct AuthorityEntry {
    #[serde(default)]
    yields_to: Vec<Spanned<String>>,
    #[serde(default)]
    excluded_by: Vec<Spanned<String>>,
    over: Option<Vec<Spanned<String>>>,
    #[serde(default, rename = "except")]
    exceptions: Vec<ExceptionEntry>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ExceptionEntry {
    exporter: Option<Spanned<Codes>>,
    importer: Option<Spanned<Codes>>,
    yields_to: Option<Vec<Spanned<String>>>,
    excluded_by: Option<Vec<Spanned<String>>>,
    over: Option<Vec<Spanned<String>>>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PreferenceEntry {
    #[serde(default)]
    exempts: Vec<Spanned<String>>,
}

/// The entries of a table under their names, as they follow each other in the file.
#[derive(Debug)]
struct Named<T>(Vec<(Spanned<String>, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Named(vec![])
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(NamedVisitor(PhantomData))
    }
}

struct NamedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for NamedVisitor<T> {
    type Value = Named<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Named<T>, A::Error> {
        let mut entries: Vec<(Spanned<String>, T)> = vec![];
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        entries.sort_by_key(|(name, _)| name.span().start);
        Ok(Named(entries))
    }
}

/// What an authority is to others, by their places.
#[derive(Debug, Clone, Default)]
struct Relations {
    yields_to: Vec<u16>,
    excluded_by: Vec<u16>,
    over: Vec<u16>,
}

/// What an authority is to others for some trade.
#[derive(Debug, Clone, Copy)]
pub(super) struct RelationsOf<'a> {
    pub yields_to: &'a [u16],
    pub excluded_by: &'a [u16],
    pub over: &'a [u16],
}

/// What an authority is to others for the trade of some.
#[derive(Debug)]
pub(super) struct Exception {
    exporters: Option<Vec<Party>>,
    importers: Option<Vec<Party>>,
    yields_to: Option<Vec<u16>>,
    excluded_by: Option<Vec<u16>>,
    over: Option<Vec<u16>>,
}

#[derive(Debug)]
struct Authority {
    /// Where it is written.
    byte: usize,
    relations: Relations,
    exceptions: Vec<Exception>,
}

/// The rules of a schedule.
#[derive(Debug)]
pub(super) struct Rules {
    file: String,
    text: String,
    names: Vec<String>,
    authorities: Vec<Authority>,
    preferences: Vec<String>,
    /// Which authorities each preference exempts from.
    exempts: Vec<Vec<bool>>,
    /// Codes of the schedule, the regions of the table that they are in, and where that is written.
    regions: HashMap<String, (String, usize)>,
}

/// Names and where each is written, of a list without repetitions.
struct Reader<'a> {
    of: (&'a str, &'a str),
}

impl Reader<'_> {
    fn error(&self, byte: usize, problem: Problem) -> Error {
        error_at(self.of, byte, problem)
    }

    /// Places of names among those of authorities.
    fn authorities(&self, names: &[String], listed: &[Spanned<String>]) -> Result<Vec<u16>> {
        let mut found = vec![];
        for name in listed {
            let position = names.iter().position(|known| known == name.get_ref());
            let position = position.and_then(|position| u16::try_from(position).ok());
            let position = position.ok_or_else(|| {
                let code = name.get_ref().clone();
                let near = nearest(names, &code);
                self.error(
                    name.span().start,
                    Problem::UnknownCode { what: "authority", code, near },
                )
            })?;
            if !found.contains(&position) {
                found.push(position);
            }
        }
        Ok(found)
    }

    fn count(&self, what: &'static str, found: usize, limit: usize) -> Result<()> {
        if found <= limit {
            return Ok(());
        }
        Err(self.error(0, Problem::TooMany { what, found, limit }))
    }

    /// The parties of a list of codes and groups.
    fn parties(&self, parties: &mut Parties, codes: &Spanned<Codes>) -> Result<Vec<Party>> {
        let list = each(codes);
        if list.is_empty() {
            return Err(self.error(codes.span().start, Problem::EmptyList));
        }
        let found: Option<Vec<Party>> = list.iter().map(|(code, _)| parties.number(code)).collect();
        found.ok_or_else(|| {
            let (found, limit) = (parties.len(), MOST_PARTIES);
            self.error(codes.span().start, Problem::TooMany { what: "codes", found, limit })
        })
    }
}

/// Read rules, and the groups of codes that they name.
pub(super) fn read_rules(input: &Input) -> Result<(Rules, Parties)> {
    let (file, text) = text_of(input)?;
    let reader = Reader { of: (&file, &text) };
    let written: File = toml::from_str(&text).map_err(|error| {
        let problem = |reason| ScheduleProblem::Rules { reason }.into();
        toml_error((&file, &text), &error, problem)
    })?;
    reader.count("authorities", written.authority.0.len(), MOST_NAMES)?;
    reader.count("preferences", written.preference.0.len(), MOST_NAMES)?;
    reader.count("groups", written.group.0.len(), MOST_NAMES)?;
    let mut parties = groups(&reader, &written.group)?;
    let names: Vec<String> =
        written.authority.0.iter().map(|(name, _)| name.get_ref().clone()).collect();
    for (name, _) in &written.authority.0 {
        check_name(&reader, name)?;
    }
    let base = reader.authorities(&names, &written.base)?;
    let mut authorities = vec![];
    for (own, (name, entry)) in (0_u16..).zip(&written.authority.0) {
        authorities.push(authority(&reader, &names, (&base, own), name, entry, &mut parties)?);
    }
    let (mut preferences, mut exempts) = (vec![], vec![]);
    for (name, entry) in &written.preference.0 {
        preferences.push(name.get_ref().clone());
        let exempt = reader.authorities(&names, &entry.exempts)?;
        exempts.push((0_u16..).zip(&names).map(|(a, _)| exempt.contains(&a)).collect());
    }
    let regions = written.region.0.into_iter().map(|(code, region)| {
        let byte = region.span().start;
        (code.into_inner(), (region.into_inner(), byte))
    });
    let regions = regions.collect();
    let rules = Rules { file, text, names, authorities, preferences, exempts, regions };
    Ok((rules, parties))
}

/// Groups and the codes in them.
fn groups(reader: &Reader<'_>, written: &Named<Vec<Spanned<String>>>) -> Result<Parties> {
    let names: HashSet<&str> = written.0.iter().map(|(name, _)| name.get_ref().as_str()).collect();
    let (mut groups, mut count) = (vec![], 0);
    for (name, members) in &written.0 {
        if members.is_empty() {
            return Err(reader.error(name.span().start, Problem::EmptyList));
        }
        if matches!(name.get_ref().trim(), "*" | "") {
            let by = "is no name for a group";
            let problem = ScheduleProblem::Name { name: name.get_ref().clone(), by };
            return Err(reader.error(name.span().start, problem.into()));
        }
        let group = members.iter().find(|code| names.contains(code.get_ref().as_str()));
        let wrong = group.map(|code| (code, "is a group, and members of groups are codes"));
        let star = members.iter().find(|code| matches!(code.get_ref().as_str(), "*" | ""));
        let wrong = wrong.or_else(|| star.map(|code| (code, "is no code")));
        if let Some((code, by)) = wrong {
            let problem = ScheduleProblem::Name { name: code.get_ref().clone(), by };
            return Err(reader.error(code.span().start, problem.into()));
        }
        count += members.len();
        let codes = members.iter().map(|code| code.get_ref().clone()).collect();
        groups.push((name.get_ref().clone(), codes));
    }
    reader.count("members of groups", count, MOST_MEMBERS)?;
    Parties::new(&groups).ok_or_else(|| {
        reader.error(0, Problem::TooMany { what: "codes", found: count, limit: MOST_PARTIES })
    })
}

fn check_name(reader: &Reader<'_>, name: &Spanned<String>) -> Result<()> {
    // Results call so what no authority levies.
    if !["", UNSCHEDULED].contains(&name.get_ref().trim()) {
        return Ok(());
    }
    let by = "is no name for an authority";
    let problem = ScheduleProblem::Name { name: name.get_ref().clone(), by };
    Err(reader.error(name.span().start, problem.into()))
}

fn authority(
    reader: &Reader<'_>,
    names: &[String],
    (base, own): (&[u16], u16),
    name: &Spanned<String>,
    entry: &AuthorityEntry,
    parties: &mut Parties,
) -> Result<Authority> {
    let over = match &entry.over {
        Some(over) => reader.authorities(names, over)?,
        // What is base itself is not over itself.
        None => base.iter().copied().filter(|a| *a != own).collect(),
    };
    let relations = Relations {
        yields_to: reader.authorities(names, &entry.yields_to)?,
        excluded_by: reader.authorities(names, &entry.excluded_by)?,
        over,
    };
    let mut exceptions = vec![];
    for it in &entry.exceptions {
        let list = |list: &Option<Vec<Spanned<String>>>| {
            list.as_ref().map(|list| reader.authorities(names, list)).transpose()
        };
        let mut of = |codes: &Option<Spanned<Codes>>| {
            codes.as_ref().map(|codes| reader.parties(parties, codes)).transpose()
        };
        exceptions.push(Exception {
            exporters: of(&it.exporter)?,
            importers: of(&it.importer)?,
            yields_to: list(&it.yields_to)?,
            excluded_by: list(&it.excluded_by)?,
            over: list(&it.over)?,
        });
    }
    Ok(Authority { byte: name.span().start, relations, exceptions })
}

impl Exception {
    /// Whether it is for the trade of an importer and an exporter, each of whom is of these parties.
    pub fn fits(&self, (importer, exporter): (&[Party], &[Party])) -> bool {
        let fits = |named: &Option<Vec<Party>>, parties: &[Party]| {
            named.as_ref().is_none_or(|named| named.iter().any(|party| parties.contains(party)))
        };
        fits(&self.exporters, exporter) && fits(&self.importers, importer)
    }
}

impl Authority {
    /// All that it must wait for, whatever the trade.
    fn waits_for(&self, over: bool) -> impl Iterator<Item = u16> {
        let own = &self.relations;
        let all = own.yields_to.iter().chain(&own.excluded_by);
        let exceptions = self.exceptions.iter();
        let others = exceptions.flat_map(|it| [&it.yields_to, &it.excluded_by]).flatten().flatten();
        let over = over.then(|| self.all_over()).into_iter().flatten();
        all.chain(others).copied().chain(over)
    }

    fn all_over(&self) -> impl Iterator<Item = u16> {
        let others = self.exceptions.iter().filter_map(|it| it.over.as_ref()).flatten();
        self.relations.over.iter().chain(others).copied()
    }
}

impl Rules {
    /// Names of the authorities, as they follow each other in the file.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn preferences(&self) -> &[String] {
        &self.preferences
    }

    /// Which authorities a preference exempts from.
    pub fn exempt(&self, preference: u16) -> &[bool] {
        self.exempts.get(usize::from(preference)).map_or(&[], Vec::as_slice)
    }

    /// The region of a code, which is the code itself unless the rules say otherwise.
    pub fn region<'a>(&'a self, code: &'a str) -> &'a str {
        self.regions.get(code).map_or(code, |(region, _)| region)
    }

    /// Codes that the rules put into regions.
    pub fn in_regions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.regions.iter().map(|(code, (region, _))| (code.as_str(), region.as_str()))
    }

    /// What is wrong with the region of a code, if it is written here.
    pub fn region_error(&self, code: &str, problem: Problem) -> Option<Error> {
        let (_, byte) = self.regions.get(code)?;
        Some(error_at((&self.file, &self.text), *byte, problem))
    }

    /// Exceptions, each with the name of its authority and its place among the exceptions of this.
    pub fn exceptions(&self) -> impl Iterator<Item = (&str, usize, &Exception)> {
        let each = self.names.iter().zip(&self.authorities);
        each.flat_map(|(name, it)| {
            (1..)
                .zip(&it.exceptions)
                .map(move |(place, exception)| (name.as_str(), place, exception))
        })
    }

    /// The parties that exceptions name as exporters.
    pub fn named(&self) -> impl Iterator<Item = Party> {
        let exceptions = self.authorities.iter().flat_map(|it| &it.exceptions);
        exceptions.filter_map(|it| it.exporters.as_ref()).flatten().copied()
    }

    /// What an authority is to others where these trade. Of the exceptions that fit, the first that has a key
    /// says what it is.
    pub fn relations(
        &self,
        authority: usize,
        (importer, exporter): (&[Party], &[Party]),
    ) -> RelationsOf<'_> {
        let Some(it) = self.authorities.get(authority) else {
            return RelationsOf { yields_to: &[], excluded_by: &[], over: &[] };
        };
        let own = &it.relations;
        let fitting = |list: fn(&Exception) -> Option<&Vec<u16>>| {
            it.exceptions.iter().filter(|it| it.fits((importer, exporter))).find_map(list)
        };
        RelationsOf {
            yields_to: fitting(|it| it.yields_to.as_ref()).unwrap_or(&own.yields_to),
            excluded_by: fitting(|it| it.excluded_by.as_ref()).unwrap_or(&own.excluded_by),
            over: fitting(|it| it.over.as_ref()).unwrap_or(&own.over),
        }
    }

    /// The authorities in an order in which each comes after all that its own contribution depends on,
    /// whatever their order in the file.
    ///
    /// It must come after those that it yields to and is excluded by, and with floors after those that it is
    /// over. Where nothing of that speaks against it, what is replaced comes before what replaces it, and
    /// this before what is a floor over the same.
    pub fn order(&self, kinds: &[HashSet<Kind>]) -> Result<Vec<usize>> {
        let count = self.authorities.len();
        let has = |a: usize, kind| kinds.get(a).is_some_and(|kinds| kinds.contains(&kind));
        let mut must: Vec<HashSet<usize>> = vec![];
        let mut would: Vec<HashSet<usize>> = vec![];
        for (a, it) in self.authorities.iter().enumerate() {
            must.push(it.waits_for(has(a, Kind::Floor)).map(usize::from).collect());
            let mut before: HashSet<usize> = HashSet::new();
            if has(a, Kind::Replace) {
                before.extend(it.all_over().map(usize::from));
            }
            if has(a, Kind::Floor) {
                let own: HashSet<u16> = it.all_over().collect();
                let replaces = |b: &usize| {
                    has(*b, Kind::Replace)
                        && self.authorities[*b].all_over().any(|under| own.contains(&under))
                };
                before.extend((0..count).filter(|b| *b != a).filter(replaces));
            }
            would.push(before);
        }
        let mut order: Vec<usize> = vec![];
        let mut left: Vec<usize> = (0..count).collect();
        while !left.is_empty() {
            let free = |before: &HashSet<usize>| !left.iter().any(|b| before.contains(b));
            let ready: Vec<usize> = left.iter().copied().filter(|a| free(&must[*a])).collect();
            let alone = |before: &HashSet<usize>, a: usize| {
                !left.iter().any(|b| *b != a && before.contains(b))
            };
            let next = ready.iter().find(|a| alone(&would[**a], **a)).or(ready.first());
            let Some(&next) = next else { return Err(self.circle(&must, &left)) };
            order.push(next);
            left.retain(|a| *a != next);
        }
        Ok(order)
    }

    /// The authorities that wait for each other.
    fn circle(&self, must: &[HashSet<usize>], left: &[usize]) -> Error {
        let next = |a: usize| left.iter().copied().find(|b| must[a].contains(b));
        let mut path: Vec<usize> = left.first().copied().into_iter().collect();
        while let Some(b) = path.last().and_then(|a| next(*a)) {
            if let Some(start) = path.iter().position(|a| *a == b) {
                path.drain(..start);
                break;
            }
            path.push(b);
        }
        let names = path.iter().map(|a| self.names[*a].clone()).collect();
        let byte = path.first().map_or(0, |a| self.authorities[*a].byte);
        let problem = ScheduleProblem::Circle { names }.into();
        error_at((&self.file, &self.text), byte, problem)
    }
}
