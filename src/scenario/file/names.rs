//! What the names of a scenario file stand for in a table.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use toml::Spanned;

use super::entries::{Codes, ListEntry, each};
use crate::error::{Error, Place, Problem, Result};
use crate::scenario::PassedOver;
use crate::sources::{CodeReader, ProductGroup, names_the_world};
use crate::stop;
use crate::table::{
    Bloc, EconomyId, Geography, Index, Partition, RegionId, RowSet, Sales, SectorId, Uses,
};

/// Most lists of a file, and most members of all of them together.
const LISTS: usize = 1000;
const MEMBERS: usize = 100_000;

/// A scenario file beside the table that it is read for.
#[derive(Clone)]
pub(super) struct Names<'a> {
    pub file: &'a str,
    pub text: &'a str,
    pub geography: &'a Geography,
    pub index: &'a Index,
    pub partition: &'a Partition,
    pub blocs: &'a [Bloc],
    /// The lists of the file, with the regions that the table has.
    pub lists: Vec<(String, Vec<RegionId>)>,
    /// Members that the lists were written with.
    members: usize,
    /// Where each line ends.
    ends: Vec<usize>,
    /// What codes stand for that have been read: English names take long to find.
    known: RefCell<HashMap<String, Vec<RegionId>>>,
    /// What the lists and weights name and the table does not have.
    passed_over: RefCell<Vec<PassedOver>>,
    /// Blocs that were named.
    pub named_blocs: RefCell<BTreeSet<String>>,
}

impl<'a> Names<'a> {
    /// No lists yet.
    pub fn new((file, text): (&'a str, &'a str), geography: &'a Geography) -> Self {
        let (partition, blocs) = (geography.economies(), geography.listed());
        let index = partition.index();
        let (lists, members) = (vec![], 0);
        let ends = text.match_indices('\n').map(|(byte, _)| byte).collect();
        let (known, passed_over) = (RefCell::default(), RefCell::default());
        Names {
            file,
            text,
            geography,
            index,
            partition,
            blocs,
            lists,
            members,
            ends,
            known,
            passed_over,
            named_blocs: RefCell::default(),
        }
    }
}

impl Names<'_> {
    /// The line of a byte of the text, from 1.
    pub fn line(&self, byte: usize) -> u64 {
        1 + self.ends.partition_point(|end| *end < byte) as u64
    }

    pub fn error(&self, byte: usize, problem: Problem) -> Error {
        error_at((self.file, self.text), byte, problem)
    }

    pub fn toml_error(&self, error: &toml::de::Error) -> Error {
        toml_error((self.file, self.text), error, |reason| Problem::Toml { reason })
    }

    /// Take a list in, without the members that this table does not have.
    pub fn add_list(&mut self, entry: &ListEntry) -> Result<()> {
        let (name, byte) = (entry.name.get_ref(), entry.name.span().start);
        if name.trim().is_empty() || name.contains(',') {
            return Err(self.error(byte, Problem::ListName { name: name.clone() }));
        }
        let is = |word: &&str| name.trim().eq_ignore_ascii_case(word);
        let by = match () {
            () if is(&"all") => Some("the word for all regions"),
            () if names_the_world(name) => Some("the world as results have it"),
            () if self.index.region_of(name).is_some() => Some("a region"),
            () if self.partition.find(name).is_ok() => Some("a group"),
            () if self.blocs.iter().any(|bloc| bloc.name == *name) => Some("a bloc"),
            () if self.lists.iter().any(|(other, _)| other == name) => Some("another list"),
            () if self.stands_for_regions(name) => {
                Some("a region, group, bloc or list in another spelling")
            }
            () if self.codes().sector_list(name).is_ok() || ProductGroup::named(name).is_some() => {
                Some("a sector")
            }
            () => None,
        };
        if let Some(by) = by {
            return Err(self.error(byte, Problem::NameTaken { name: name.clone(), by }));
        }
        self.count(entry)?;
        let (mut regions, mut absent): (Vec<RegionId>, Vec<String>) = (vec![], vec![]);
        let mut taken: HashSet<RegionId> = HashSet::new();
        for (code, byte) in each(&entry.members) {
            self.note_bloc(code);
            match self.codes().region_list(code) {
                // A list that is named twice, or within two others, is the same regions.
                Ok(found) => {
                    regions.extend(found.into_iter().filter(|one| taken.insert(*one)));
                    absent.extend(self.lacking(code));
                }
                Err(unknown) if unknown.is_unknown() => absent.push(code.to_owned()),
                Err(Problem::EmptyBloc { .. } | Problem::AllPassedOver { .. }) => {
                    absent.push(code.to_owned());
                }
                Err(problem) => return Err(self.error(byte, problem)),
            }
        }
        if regions.is_empty() {
            let problem = Problem::AllPassedOver { list: name.clone() };
            return Err(self.error(entry.members.span().start, problem));
        }
        self.lists.push((name.clone(), regions));
        self.known.borrow_mut().clear();
        self.pass_over(name, absent);
        Ok(())
    }

    /// Files that are made to grow are refused before they do.
    fn count(&mut self, entry: &ListEntry) -> Result<()> {
        self.members += each(&entry.members).len();
        let lists = self.lists.len() + 1;
        for (what, found, limit) in
            [("lists", lists, LISTS), ("members of lists", self.members, MEMBERS)]
        {
            if found > limit {
                let problem = Problem::TooMany { what, found, limit };
                return Err(self.error(entry.name.span().start, problem));
            }
        }
        Ok(())
    }

    /// Whether a name can be read as that of regions, in whatever spelling. A list goes before the
    /// group that everybody knows by its name.
    fn stands_for_regions(&self, name: &str) -> bool {
        if self.codes().known_group(name).is_some() {
            return false;
        }
        let meaning = self.codes().region_list(name);
        matches!(meaning, Ok(_) | Err(Problem::Ambiguous { .. } | Problem::EmptyBloc { .. }))
    }

    pub fn pass_over(&self, list: &str, members: Vec<String>) {
        if !members.is_empty() {
            self.passed_over.borrow_mut().push(PassedOver { list: list.to_owned(), members });
        }
    }

    /// What was passed over.
    pub fn passed_over(&self) -> Vec<PassedOver> {
        self.passed_over.take()
    }

    /// The members of a known group that the table does not have.
    fn lacking(&self, code: &str) -> Vec<String> {
        let group = self.codes().known_group(code);
        let missing = group.map(|group| group.missing(self.index)).unwrap_or_default();
        missing.into_iter().map(str::to_owned).collect()
    }

    /// Regions under the names of economies, regions, blocs and lists; `all` means every one.
    pub fn regions(&self, codes: &Spanned<Codes>) -> Result<Vec<RegionId>> {
        let mut found = vec![];
        for (code, byte) in each(codes) {
            let list = self.region_list(code);
            for region in list.map_err(|problem| self.error(byte, problem))? {
                if !found.contains(&region) {
                    found.push(region);
                }
            }
        }
        if found.is_empty() {
            return Err(self.error(codes.span().start, Problem::EmptyList));
        }
        Ok(found)
    }

    /// The regions of one code, looked for once.
    fn region_list(&self, code: &str) -> std::result::Result<Vec<RegionId>, Problem> {
        if let Some(regions) = self.known.borrow().get(code) {
            return Ok(regions.clone());
        }
        let regions = self.codes().region_list(code)?;
        self.note_bloc(code);
        self.pass_over(code, self.lacking(code));
        self.known.borrow_mut().insert(code.to_owned(), regions.clone());
        Ok(regions)
    }

    /// Keep in mind which blocs are named.
    fn note_bloc(&self, code: &str) {
        let bloc = self.codes().bloc(code).map(|bloc| bloc.name.clone());
        self.named_blocs.borrow_mut().extend(bloc);
    }

    /// Reads codes, those of the lists among them.
    pub fn codes(&self) -> CodeReader<'_> {
        CodeReader::of(self.geography).with_lists(&self.lists)
    }

    /// Economies under these names; each must be meant whole.
    pub fn economies(&self, codes: &Spanned<Codes>) -> Result<Vec<EconomyId>> {
        let regions = self.regions(codes)?;
        let economies = self.codes().whole_economies(&regions);
        economies.map_err(|problem| self.error(codes.span().start, problem))
    }

    /// Sectors under their codes, ranges of them, or words for groups of products; none means all.
    pub fn sectors(&self, codes: Option<&Spanned<Codes>>) -> Result<Vec<SectorId>> {
        let Some(codes) = codes else { return Ok(self.index.sectors().collect()) };
        let mut found: Vec<SectorId> = vec![];
        for (code, byte) in each(codes) {
            found.extend(self.sector_list(code, byte)?);
        }
        if found.is_empty() {
            return Err(self.error(codes.span().start, Problem::EmptyList));
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    pub fn sector_list(&self, code: &str, byte: usize) -> Result<Vec<SectorId>> {
        self.codes().sector_list(code).map_err(|problem| self.error(byte, problem))
    }

    pub fn rows(&self, regions: &[RegionId], sectors: Option<&Spanned<Codes>>) -> Result<RowSet> {
        stop::go_on()?;
        Ok(RowSet::products_of(self.index, regions, &self.sectors(sectors)?))
    }

    pub fn sales(
        &self,
        importer: &Spanned<Codes>,
        exporter: &Spanned<Codes>,
        sectors: Option<&Spanned<Codes>>,
        uses: impl Into<Uses>,
    ) -> Result<Sales> {
        let importers = self.economies(importer)?;
        let rows = self.rows(&self.regions(exporter)?, sectors)?;
        Sales::new(self.partition, rows, importers, uses.into())
    }
}

/// What is wrong at a byte of a file with this text.
pub(in crate::scenario) fn error_at(
    (file, text): (&str, &str),
    byte: usize,
    problem: Problem,
) -> Error {
    let before = text.get(..byte).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = 1 + before.matches('\n').count() as u64;
    let character = 1 + before[start..].chars().count() as u64;
    Error::input(file, Place::Character { line, character }, problem)
}

/// What the parser says of a text that is no TOML, or has other keys.
pub(in crate::scenario) fn toml_error(
    of: (&str, &str),
    error: &toml::de::Error,
    problem: impl FnOnce(String) -> Problem,
) -> Error {
    let byte = error.span().map_or(0, |span| span.start);
    error_at(of, byte, problem(in_words(error.message())))
}

/// What the parser says, without the names of types.
fn in_words(message: &str) -> String {
    const WORDS: [(&str, &str); 7] = [
        ("f64", "a number"),
        ("u64", "a whole number of zero or more"),
        ("u32", "a whole number of zero or more"),
        ("usize", "a whole number of zero or more"),
        ("i64", "a whole number"),
        ("i32", "a whole number"),
        ("a sequence", "a list"),
    ];
    if let Some(rest) = message.strip_prefix("invalid type: map, expected a sequence") {
        return format!("one table `[NAME]`, where a list of tables `[[NAME]]` is expected{rest}");
    }
    let mut said = message.to_owned();
    for (theirs, ours) in WORDS {
        said = said.replace(&format!("expected {theirs}"), &format!("expected {ours}"));
    }
    said
}
