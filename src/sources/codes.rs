//! The one reader of codes of regions and sectors that people type: in options, groups, maps, sales and
//! scenario files. `docs/codes.md` describes what may be typed.

use super::{Country, KnownGroup, ProductGroup, bloc_members, products, sector_titles};
use crate::error::{Error, Problem, Result, nearest};
use crate::table::{
    Bloc, CellId, EconomyId, Geography, Group, Index, Partition, RegionId, RowSet, Sales, SectorId,
    Uses,
};

/// The result of reading one code; where it was typed is known to the caller.
pub(super) type Read<T> = std::result::Result<T, Problem>;

/// The word for all regions or sectors.
const ALL: &str = "all";

/// What results call the world.
const WORLD: [&str; 2] = ["World", "WLD"];

/// Whether a name is a word that stands for all regions.
pub(crate) fn is_word(name: &str) -> bool {
    names_the_world(name) || name.trim().eq_ignore_ascii_case(ALL)
}

/// Whether a name is that of the world.
pub(crate) fn names_the_world(name: &str) -> bool {
    WORLD.iter().any(|word| name.trim().eq_ignore_ascii_case(word))
}

/// Most pieces between commas that a name is made of.
const LONGEST_NAME: usize = 6;

/// Reads codes of the regions and sectors of a table.
///
/// A region may be typed by its code, by another spelling of its country, by its English name, or
/// within a group, bloc, list or [`KnownGroup`]; a sector by its code, its English name, in a range `c3-c16` or in
/// a group of [products](ProductGroup). `all` is all of them. A code of the table always wins;
/// upper and lower case count only where they decide; blanks around codes and commas do not.
///
/// # Examples
/// ```
/// use tripole::sources::CodeReader;
/// use tripole::{Index, Partition};
/// let index = Index::new([("DEU", "c3"), ("DEU", "c17"), ("ROM", "c3")])?;
/// let partition = Partition::regions(&index);
/// let codes = CodeReader::new(&partition);
/// let regions = codes.regions(&["germany, RO"])?;
/// assert_eq!(regions, [index.find_region("DEU")?, index.find_region("ROM")?]);
/// assert_eq!(codes.sectors(&["manufactures"])?, [index.find_sector("c3")?]);
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct CodeReader<'a> {
    index: &'a Index,
    partition: &'a Partition,
    blocs: &'a [Bloc],
    lists: &'a [(String, Vec<RegionId>)],
    hears: Option<fn(&'static KnownGroup, &[&'static str])>,
}

/// What a code of regions stands for.
#[derive(Debug, Clone, Copy)]
enum Meaning<'a> {
    Economy(EconomyId),
    Region(RegionId),
    All,
    List(&'a (String, Vec<RegionId>)),
    Bloc(&'a Bloc),
    Known(&'static KnownGroup),
}

impl<'a> CodeReader<'a> {
    /// A reader of the codes of a table that is cut into the economies of `partition`.
    #[must_use]
    pub fn new(partition: &'a Partition) -> Self {
        CodeReader { index: partition.index(), partition, blocs: &[], lists: &[], hears: None }
    }

    /// A reader of the codes of a table, its economies and the blocs of its list.
    #[must_use]
    pub fn of(geography: &'a Geography) -> Self {
        CodeReader::new(geography.economies()).with_blocs(geography.listed())
    }

    /// Read the names of these blocs too.
    #[must_use]
    pub fn with_blocs(self, blocs: &'a [Bloc]) -> Self {
        CodeReader { blocs, ..self }
    }

    /// Read the names of these lists of regions too.
    #[must_use]
    pub fn with_lists(self, lists: &'a [(String, Vec<RegionId>)]) -> Self {
        CodeReader { lists, ..self }
    }

    /// Tell `hears` of every [`KnownGroup`] that is named and of the members that the table lacks, if
    /// it lacks any: they are passed over, which nobody sees in a result.
    #[must_use]
    pub fn telling(self, hears: fn(&'static KnownGroup, &[&'static str])) -> Self {
        CodeReader { hears: Some(hears), ..self }
    }

    /// The table's codes.
    #[must_use]
    pub fn index(&self) -> &'a Index {
        self.index
    }

    /// The economies that codes are read for.
    #[must_use]
    pub fn partition(&self) -> &'a Partition {
        self.partition
    }

    /// The regions that codes stand for, in the order in which they are named.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the nearest codes; [`Error::Code`] for one that may mean several
    /// things, and for an empty list.
    pub fn regions<S: AsRef<str>>(&self, codes: &[S]) -> Result<Vec<RegionId>> {
        united(each(codes, |_| false).iter().map(|code| self.region_list(code))).map_err(typed)
    }

    /// The one region that a code stands for.
    ///
    /// # Errors
    /// As [`CodeReader::regions`], and [`Error::Code`] for several.
    pub fn region(&self, code: &str) -> Result<RegionId> {
        self.one_region(code).map_err(typed)
    }

    /// The economies that codes stand for, in the order in which they are named.
    ///
    /// # Errors
    /// As [`CodeReader::regions`], and [`Error::Code`] for a part of an economy, alone or beside a
    /// code that names the whole of it.
    pub fn economies<S: AsRef<str>>(&self, codes: &[S]) -> Result<Vec<EconomyId>> {
        let lists: Read<Vec<Vec<RegionId>>> =
            each(codes, |_| false).iter().map(|code| self.region_list(code)).collect();
        let lists = lists.map_err(typed)?;
        let regions = united(lists.iter().cloned().map(Ok)).map_err(typed)?;
        self.refuse_parts_beside(&lists).map_err(typed)?;
        self.whole_economies(&regions).map_err(typed)
    }

    /// A part beside its whole would be lost in it.
    fn refuse_parts_beside(&self, lists: &[Vec<RegionId>]) -> Read<()> {
        for (_, economy) in self.partition.economies().filter(|(_, one)| one.regions.len() > 1) {
            let named = |list: &Vec<RegionId>| {
                economy.regions.iter().filter(|region| list.contains(region)).count()
            };
            let whole = lists.iter().any(|list| named(list) == economy.regions.len());
            let part = |list: &&Vec<RegionId>| (1..economy.regions.len()).contains(&named(list));
            if let (true, Some(list)) = (whole, lists.iter().find(part)) {
                let member = list.iter().find(|region| economy.regions.contains(region));
                let region = member.map_or("", |region| self.index.region(*region)).to_owned();
                return Err(Problem::PartOfGroup { region, group: economy.name.clone() });
            }
        }
        Ok(())
    }

    /// The economies named; none if none is named or `all` are, which is all of them.
    ///
    /// # Errors
    /// As [`CodeReader::economies`].
    ///
    /// # Examples
    /// ```
    /// use tripole::sources::CodeReader;
    /// use tripole::{Index, Partition};
    /// let index = Index::new([("USA", "c3"), ("USA", "c17"), ("CHN", "c3")])?;
    /// let partition = Partition::regions(&index);
    /// let codes = CodeReader::new(&partition);
    /// // None stands for all.
    /// assert_eq!(codes.chosen_economies(&["all"])?, []);
    /// assert_eq!(codes.chosen_economies(&["china"])?, [partition.find("CHN")?]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn chosen_economies<S: AsRef<str>>(&self, codes: &[S]) -> Result<Vec<EconomyId>> {
        let own = |code: &str| self.by_code(code).is_some();
        if names_all(codes, own) { Ok(vec![]) } else { self.economies(codes) }
    }

    /// The sectors that codes stand for, in the order in which they are named.
    ///
    /// # Errors
    /// As [`CodeReader::regions`]; [`Error::Code`] for a range that runs backwards and for products
    /// that the table does not have, or whose codes are of no known source.
    pub fn sectors<S: AsRef<str>>(&self, codes: &[S]) -> Result<Vec<SectorId>> {
        let titles = self.titles();
        let title = |text: &str| {
            self.is_sector(text) || titles.iter().any(|(_, title)| plain(title) == plain(text))
        };
        united(each(codes, title).iter().map(|code| self.sector_list(code))).map_err(typed)
    }

    /// The one sector that a code stands for.
    ///
    /// # Errors
    /// As [`CodeReader::sectors`], and [`Error::Code`] for several.
    pub fn sector(&self, code: &str) -> Result<SectorId> {
        match self.sectors(&[code])?.as_slice() {
            [sector] => Ok(*sector),
            _ => Err(typed(Problem::SeveralSectors { code: code.to_owned() })),
        }
    }

    /// The sectors named; none if none is named or `all` are, which is all of them.
    ///
    /// # Errors
    /// As [`CodeReader::sectors`].
    pub fn chosen_sectors<S: AsRef<str>>(&self, codes: &[S]) -> Result<Vec<SectorId>> {
        let own = |code: &str| self.index.sector_of(code).is_some();
        if names_all(codes, own) { Ok(vec![]) } else { self.sectors(codes) }
    }

    /// Sales across borders written `CHN,MEX:c12,c13>USA`: who sells, which products, who buys. The
    /// products and their colon may be left out; `all` or nothing may stand for any of the three.
    ///
    /// # Errors
    /// [`Error::Flow`] without `>`; as [`CodeReader::economies`] and [`CodeReader::sectors`].
    ///
    /// # Examples
    /// ```
    /// use tripole::sources::CodeReader;
    /// use tripole::{Index, Partition};
    /// let index = Index::new([("USA", "c3"), ("USA", "c17"), ("CHN", "c3")])?;
    /// let partition = Partition::regions(&index);
    /// let codes = CodeReader::new(&partition);
    /// let sales = codes.sales("united states:goods>CHN")?;
    /// assert_eq!((sales.rows().len(), sales.importers().len()), (1, 1));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn sales(&self, text: &str) -> Result<Sales> {
        let fail = || Error::Flow { flow: text.to_owned() };
        let (from, buyers) = text.split_once('>').ok_or_else(fail)?;
        let (sellers, sectors) = from.split_once(':').unwrap_or((from, "all"));
        let listed = |list| Some(list).filter(|list: &&str| !list.trim().is_empty());
        let economies = |list| -> Result<Vec<EconomyId>> {
            Ok(self.partition.chosen(&self.chosen_economies(listed(list).as_slice())?))
        };
        let rows = RowSet::union(
            economies(sellers)?.into_iter().map(|seller| RowSet::economy(self.partition, seller)),
        );
        let rows = match self.chosen_sectors(listed(sectors).as_slice())? {
            sectors if sectors.is_empty() => rows,
            sectors => rows.of_sectors(self.index, &sectors),
        };
        Sales::new(self.partition, rows, economies(buyers)?, Uses::All)
    }

    /// That a list of economies, which may be empty, can be read.
    pub(crate) fn check_economies(&self, list: &str) -> Result<()> {
        if list.is_empty() { Ok(()) } else { self.chosen_economies(&[list]).map(drop) }
    }

    /// That a list of sectors, which may be empty, can be read.
    pub(crate) fn check_sectors(&self, list: &str) -> Result<()> {
        if list.is_empty() { Ok(()) } else { self.chosen_sectors(&[list]).map(drop) }
    }

    /// The cells that codes stand for, `REGION:SECTOR`, where either may stand for several.
    ///
    /// # Errors
    /// As [`CodeReader::economies`] and [`CodeReader::sectors`]; [`Error::Product`] without a colon
    /// and for a sector that the region does not have.
    ///
    /// # Examples
    /// ```
    /// use tripole::sources::CodeReader;
    /// use tripole::{Index, Partition};
    /// let index = Index::new([("USA", "c3"), ("USA", "c17"), ("CHN", "c3")])?;
    /// let partition = Partition::regions(&index);
    /// let codes = CodeReader::new(&partition);
    /// // China has no services in this table.
    /// assert_eq!(codes.cells(&["all:c3"])?.len(), 2);
    /// assert!(codes.cells(&["CHN:c17"]).is_err());
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn cells<S: AsRef<str>>(&self, codes: &[S]) -> Result<Vec<CellId>> {
        let cell = |code: &String| {
            let problem = "is not of the form REGION:SECTOR";
            let fail = || Error::Product { text: code.clone(), problem };
            let (region, sector) = code.split_once(':').ok_or_else(fail)?;
            self.cells_of(region, sector)
        };
        all_cells(each(codes, |text| self.ends_in_sector(text)).iter().map(cell))
    }

    /// The cells that codes of products stand for: as [`CodeReader::cells`], and `SECTOR` for that
    /// of every economy.
    ///
    /// # Errors
    /// As [`CodeReader::cells`].
    pub fn products<S: AsRef<str>>(&self, codes: &[S]) -> Result<Vec<CellId>> {
        let product = |code: &String| {
            let pair = code.split_once(':').filter(|_| !self.is_sector(code));
            let (region, sector) = pair.unwrap_or((ALL, code));
            self.cells_of(region, sector)
        };
        let whole = |text: &str| self.is_sector(text) || self.ends_in_sector(text);
        all_cells(each(codes, whole).iter().map(product))
    }

    /// Whether a text is the code of a sector, as the source writes it.
    fn is_sector(&self, text: &str) -> bool {
        self.index.sector_codes().iter().any(|code| code == text)
    }

    /// Whether a text ends in such a code, behind a region and a colon.
    fn ends_in_sector(&self, text: &str) -> bool {
        let parts = text.split_once(':').filter(|(region, _)| !region.contains(','));
        parts.is_some_and(|(_, sector)| self.is_sector(sector.trim()))
    }

    /// Some sectors of some economies, where they have them.
    fn cells_of(&self, region: &str, sector: &str) -> Result<Vec<CellId>> {
        let (economies, sectors) = (self.chosen_economies(&[region])?, self.sectors(&[sector])?);
        let mut found = vec![];
        for economy in self.partition.chosen(&economies) {
            for &sector in &sectors {
                let named = |id: &CellId| {
                    let cell = self.partition.cell(*id);
                    cell.economy == economy && cell.sector == sector
                };
                found.extend(self.partition.cell_ids().find(named));
            }
        }
        if found.is_empty() {
            let text = format!("{}:{}", region.trim(), sector.trim());
            let problem = "is a sector that this region does not have";
            return Err(Error::Product { text, problem });
        }
        Ok(found)
    }

    /// The cells named; none if none is named or `all` are, which is all of them.
    ///
    /// # Errors
    /// As [`CodeReader::cells`].
    pub fn chosen_cells<S: AsRef<str>>(&self, codes: &[S]) -> Result<Vec<CellId>> {
        let own = |code: &str| self.index.sector_of(code).is_some();
        if names_all(codes, own) { Ok(vec![]) } else { self.cells(codes) }
    }

    /// A group written `NAFTA=USA,CAN,MEX`, or the name of a [`KnownGroup`].
    ///
    /// # Errors
    /// [`Error::Group`] for another text without `=`, without name or members, and for a name that stands for another region or
    /// bloc, in whatever spelling, or for a sector; as [`CodeReader::regions`].
    pub fn group(&self, definition: &str) -> Result<Group> {
        let fail = |group: &str, problem| Error::Group { group: group.to_owned(), problem };
        let Some((name, members)) = definition.split_once('=') else {
            let known = self.known_group(definition);
            let group = known.ok_or_else(|| fail(definition, self.no_group(definition)))?;
            let regions = self.regions(&[group.name])?;
            return Group::new(self.index, group.name, &self.codes_of(&regions));
        };
        let name = name.trim();
        if name.is_empty() || members.split(',').all(|code| code.trim().is_empty()) {
            return Err(fail(name, "has no name or no members"));
        }
        let members = self.regions(&[members])?;
        let another = match self.meaning(name) {
            Ok(Meaning::Known(_)) => false,
            Ok(meaning) => !self.regions_of(meaning).iter().all(|region| members.contains(region)),
            Err(problem) => matches!(problem, Problem::Ambiguous { .. }),
        };
        if another {
            return Err(fail(name, "has the name of a region or bloc that is not in it"));
        }
        if self.index.sector_of(name).is_some() || ProductGroup::named(name).is_some() {
            return Err(fail(name, "has the name of a sector"));
        }
        if is_word(name) && members.len() < self.index.regions().len() {
            return Err(fail(name, "has a name that results have for the world or all regions"));
        }
        Group::new(self.index, name, &self.codes_of(&members))
    }

    pub(super) fn codes_of(&self, regions: &[RegionId]) -> Vec<String> {
        regions.iter().map(|region| self.index.region(*region).to_owned()).collect()
    }

    /// The bloc that a code stands for, if it is one.
    #[must_use]
    pub fn bloc(&self, code: &str) -> Option<&'a Bloc> {
        match self.meaning(code.trim()) {
            Ok(Meaning::Bloc(bloc)) => Some(bloc),
            _ => None,
        }
    }

    /// The known group that a code stands for, if it is one: neither a code or group of the table nor
    /// a bloc or list has its name.
    #[must_use]
    pub fn known_group(&self, code: &str) -> Option<&'static KnownGroup> {
        match self.meaning(code.trim()) {
            Ok(Meaning::Known(group)) => Some(group),
            _ => None,
        }
    }

    /// The regions of a bloc or known group under this name as a group; `None` where the code stands
    /// for something else, or the table has no region of it.
    #[must_use]
    pub fn named_group(&self, code: &str) -> Option<Group> {
        match self.meaning(code.trim()).ok()? {
            Meaning::Bloc(bloc) => bloc.group(self.index),
            Meaning::Known(known) => {
                let members = self.codes_of(&known.regions(self.index));
                Group::new(self.index, known.name, &members).ok()
            }
            _ => None,
        }
    }

    /// Why a text defines no group.
    fn no_group(&self, definition: &str) -> &'static str {
        let mut parts = definition.split(',');
        if definition.contains(',') && parts.all(|part| self.known_group(part.trim()).is_some()) {
            return "names several groups, each of which is a definition of its own";
        }
        "is not of the form NAME=CODE,CODE"
    }

    /// The regions that one code stands for.
    pub(crate) fn region_list(&self, code: &str) -> Read<Vec<RegionId>> {
        let meaning = self.meaning(code.trim())?;
        let regions = self.regions_of(meaning);
        match meaning {
            Meaning::Bloc(bloc) if regions.is_empty() => {
                return Err(Problem::EmptyBloc { bloc: bloc.name.clone() });
            }
            Meaning::Known(group) if regions.is_empty() => {
                return Err(Problem::AllPassedOver { list: group.name.to_owned() });
            }
            Meaning::Known(group) => {
                let missing = group.missing(self.index);
                if let Some(hears) = self.hears.filter(|_| !missing.is_empty()) {
                    hears(group, &missing);
                }
            }
            _ => {}
        }
        Ok(regions)
    }

    /// The one region that a code stands for.
    pub(crate) fn one_region(&self, code: &str) -> Read<RegionId> {
        match self.region_list(code) {
            Ok(found) => match found.as_slice() {
                [region] => Ok(*region),
                _ => Err(Problem::SeveralRegions { code: code.to_owned() }),
            },
            Err(Problem::UnknownCode { code, near, .. }) => {
                Err(Problem::UnknownCode { what: "region", code, near })
            }
            Err(other) => Err(other),
        }
    }

    /// The economies of regions, which must be meant whole.
    pub(crate) fn whole_economies(&self, regions: &[RegionId]) -> Read<Vec<EconomyId>> {
        let mut found: Vec<EconomyId> = vec![];
        for &region in regions {
            let id = self.partition.of_region(region);
            let economy = self.partition.economy(id);
            if !economy.regions.iter().all(|member| regions.contains(member)) {
                let (region, group) = (self.index.region(region).to_owned(), economy.name.clone());
                return Err(Problem::PartOfGroup { region, group });
            }
            found.push(id);
        }
        Ok(distinct(found))
    }

    /// The sectors that one code stands for.
    pub(crate) fn sector_list(&self, code: &str) -> Read<Vec<SectorId>> {
        let code = code.trim();
        if let Ok(sector) = self.index.find_sector(code) {
            return Ok(vec![sector]);
        }
        if code == ALL {
            return Ok(self.index.sectors().collect());
        }
        if let Some(group) = ProductGroup::named(code) {
            return self.product_group(group);
        }
        let exact = |end: &str| self.index.sector_of(end);
        match self.range(code, exact) {
            Some(range) => range,
            None => self.likely_sectors(code),
        }
    }

    /// What a code of regions stands for.
    fn meaning(&self, code: &str) -> Read<Meaning<'a>> {
        let list = || self.lists.iter().find(|(name, _)| name == code).map(Meaning::List);
        let bloc = || self.blocs.iter().find(|bloc| bloc.name == code).map(Meaning::Bloc);
        let exact = self
            .by_code(code)
            .or_else(|| (code == ALL).then_some(Meaning::All))
            .or_else(list)
            .or_else(bloc)
            .or_else(|| match self.of_country(Country::of_code(code)?).as_slice() {
                [only] => Some(*only),
                _ => None,
            });
        if let Some(meaning) = exact {
            return Ok(meaning);
        }
        // What the table and its lists call by a name goes before what everybody does.
        match self.likely(code) {
            Err(unknown) if unknown.is_unknown() => {
                KnownGroup::named(code).map(Meaning::Known).ok_or(unknown)
            }
            other => other,
        }
    }

    /// The economy or region that has this very code.
    fn by_code(&self, code: &str) -> Option<Meaning<'a>> {
        let economy = self.partition.economy_of(code).map(Meaning::Economy);
        economy.or_else(|| self.index.region_of(code).map(Meaning::Region))
    }

    /// A country under the codes that the table has for it, one unless it has the country twice.
    fn of_country(&self, country: &Country) -> Vec<Meaning<'a>> {
        country.codes.iter().filter_map(|code| self.by_code(code)).collect()
    }

    fn regions_of(&self, meaning: Meaning<'a>) -> Vec<RegionId> {
        match meaning {
            Meaning::Economy(id) => self.partition.economy(id).regions.clone(),
            Meaning::Region(id) => vec![id],
            Meaning::All => self.index.regions().collect(),
            Meaning::List((_, regions)) => regions.clone(),
            Meaning::Bloc(bloc) => bloc_members(self.index, bloc),
            Meaning::Known(group) => group.regions(self.index),
        }
    }

    fn name_of(&self, meaning: Meaning<'a>) -> &'a str {
        match meaning {
            Meaning::Economy(id) => &self.partition.economy(id).name,
            Meaning::Region(id) => self.index.region(id),
            Meaning::All => ALL,
            Meaning::List((name, _)) => name,
            Meaning::Bloc(bloc) => &bloc.name,
            Meaning::Known(group) => group.name,
        }
    }

    /// Names and codes, other than those of the table, that its regions have.
    fn other_names(&self) -> Vec<(&'static str, Meaning<'a>)> {
        let mut found = vec![];
        for country in super::COUNTRIES {
            for meaning in self.of_country(country) {
                let names = country.names.iter().chain(country.codes);
                found.extend(names.map(|name| (*name, meaning)));
            }
        }
        for (code, name) in super::RECORDS.iter().flat_map(|record| record.areas) {
            found.extend(self.by_code(code).map(|meaning| (*name, meaning)));
        }
        found
    }

    /// The only thing that a text can mean but for upper and lower case, or as an English name.
    fn likely(&self, text: &str) -> Read<Meaning<'a>> {
        let economies = self.partition.economies().map(|(id, _)| Meaning::Economy(id));
        let alone = |id: &RegionId| self.partition.find(self.index.region(*id)).is_err();
        let own = economies
            .chain(self.index.regions().filter(alone).map(Meaning::Region))
            .chain([Meaning::All])
            .chain(self.lists.iter().map(Meaning::List))
            .chain(self.blocs.iter().map(Meaning::Bloc))
            .map(|meaning| (self.name_of(meaning), meaning));
        let wanted = plain(text);
        let mut found: Vec<Meaning<'a>> = vec![];
        let is_meant = |name: &str| !wanted.is_empty() && plain(name) == wanted;
        for (_, meaning) in own.chain(self.other_names()).filter(|(name, _)| is_meant(name)) {
            let regions = self.regions_of(meaning);
            if !found.iter().any(|other| self.regions_of(*other) == regions) {
                found.push(meaning);
            }
        }
        match found.as_slice() {
            [] => Err(self.unknown_region(text)),
            [meaning] => Ok(*meaning),
            several => {
                let candidates = several.iter().map(|it| self.name_of(*it).to_owned()).collect();
                Err(Problem::Ambiguous { code: text.to_owned(), candidates })
            }
        }
    }

    fn unknown_region(&self, code: &str) -> Problem {
        // Another country is never what a known one was meant to be.
        if let Some(country) = Country::called(code) {
            let within = super::region_around(self.index, country);
            return Problem::NotInTable { code: code.to_owned(), name: country.name(), within };
        }
        let mut known = self.partition.names().to_vec();
        known.extend_from_slice(self.index.region_codes());
        let here = self.blocs.iter().filter(|bloc| !bloc_members(self.index, bloc).is_empty());
        known.extend(here.map(|bloc| bloc.name.clone()));
        known.extend(self.lists.iter().map(|(name, _)| name.clone()));
        let what = if self.blocs.is_empty() && self.lists.is_empty() {
            "region"
        } else {
            "region or bloc"
        };
        let others = || {
            let groups = super::GROUPS.iter().map(|group| group.name);
            let names = self.other_names().into_iter().map(|(name, _)| name).chain(groups);
            names.map(str::to_owned).collect()
        };
        let mut near = near(&known, others, code);
        if near.is_empty() {
            let countries = super::COUNTRIES.iter().map(|country| country.name().to_owned());
            near = nearest(&countries.collect::<Vec<String>>(), code);
        }
        // `EU` and `European Union` are the beginnings of names of groups.
        let wanted = plain(code);
        let begins = |group: &&KnownGroup| {
            wanted.len() > 1
                && [group.name, group.title].iter().any(|name| plain(name).starts_with(&wanted))
        };
        let mut groups: Vec<String> =
            super::GROUPS.iter().filter(begins).map(|group| group.name.to_owned()).collect();
        if !groups.is_empty() {
            groups.truncate(3);
            near = groups;
        }
        Problem::UnknownCode { what, code: code.to_owned(), near }
    }

    /// Sectors with their English names, where these are known.
    fn titles(&self) -> Vec<(SectorId, &'static str)> {
        sector_titles(self.index)
    }

    /// The likely sectors, as [`CodeReader::likely`] gives regions.
    fn likely_sectors(&self, text: &str) -> Read<Vec<SectorId>> {
        let wanted = plain(text);
        if wanted == ALL {
            return Ok(self.index.sectors().collect());
        }
        let mut found = self.sectors_like(text);
        let titles = self.titles();
        let titled = titles.iter().filter(|(_, title)| plain(title) == wanted).map(|(s, _)| *s);
        found.extend(titled);
        let found = distinct(found);
        match found.as_slice() {
            [] => {}
            [sector] => return Ok(vec![*sector]),
            several => {
                let candidates = several.iter().map(|s| self.index.sector(*s).to_owned()).collect();
                return Err(Problem::Ambiguous { code: text.to_owned(), candidates });
            }
        }
        if let Some(group) = ProductGroup::named(&wanted) {
            return self.product_group(group);
        }
        let only = |end: &str| match self.sectors_like(end).as_slice() {
            [sector] => Some(*sector),
            _ => None,
        };
        if let Some(range) = self.range(text, only) {
            return range;
        }
        if let Some(end) = self.bad_end(text) {
            return self.likely_sectors(end);
        }
        let others = || {
            let words = ProductGroup::ALL.into_iter().map(ProductGroup::name);
            words.chain(titles.iter().map(|(_, title)| *title)).map(str::to_owned).collect()
        };
        let near = near(self.index.sector_codes(), others, text);
        Err(Problem::UnknownCode { what: "sector", code: text.to_owned(), near })
    }

    /// The sectors of this code but for upper and lower case.
    fn sectors_like(&self, code: &str) -> Vec<SectorId> {
        let wanted = code.to_lowercase();
        let like = |sector: &SectorId| self.index.sector(*sector).to_lowercase() == wanted;
        self.index.sectors().filter(like).collect()
    }

    /// The sectors from one to another, in the order of the table.
    fn range(
        &self,
        text: &str,
        find: impl Fn(&str) -> Option<SectorId>,
    ) -> Option<Read<Vec<SectorId>>> {
        // Codes may contain the dash themselves.
        let ends = text.match_indices('-').find_map(|(dash, _)| {
            Some((find(text[..dash].trim())?, find(text[dash + 1..].trim())?))
        });
        let (first, last) = ends?;
        if first > last {
            return Some(Err(Problem::BackwardRange { range: text.to_owned() }));
        }
        Some(Ok(self.index.sectors().filter(|sector| (first..=last).contains(sector)).collect()))
    }

    /// The end of a range that is no sector, where the other one is.
    fn bad_end<'t>(&self, text: &'t str) -> Option<&'t str> {
        let known = |end: &str| !self.sectors_like(end).is_empty();
        text.match_indices('-').find_map(|(dash, _)| {
            let (first, last) = (text[..dash].trim(), text[dash + 1..].trim());
            match (known(first), known(last)) {
                (true, false) => Some(last),
                (false, true) => Some(first),
                _ => None,
            }
        })
    }

    fn product_group(&self, group: ProductGroup) -> Read<Vec<SectorId>> {
        let found = products(self.index, group);
        if !found.is_empty() {
            return Ok(found);
        }
        let word = group.name();
        let known = ProductGroup::ALL.into_iter().any(|any| !products(self.index, any).is_empty());
        Err(if known { Problem::NoProducts { word } } else { Problem::UnknownSource { word } })
    }
}

/// A group written `NAFTA=USA,CAN,MEX`, in a table whose regions are economies of their own.
///
/// # Errors
/// As [`CodeReader::group`].
pub fn group(index: &Index, definition: &str) -> Result<Group> {
    CodeReader::new(&Partition::regions(index)).group(definition)
}

/// An error about a code that was typed outside of any file.
pub(super) fn typed(problem: Problem) -> Error {
    match problem {
        Problem::UnknownCode { what, code, near } => Error::Unknown { what, code, near },
        problem => Error::Code { problem: Box::new(problem) },
    }
}

/// Whether nothing is named, or `all` where that is not the code `own` to the table. In other letters
/// it is `all` only where no spelling of it is a code.
pub(super) fn names_all<S: AsRef<str>>(codes: &[S], own: impl Fn(&str) -> bool) -> bool {
    let taken = |code: &str| own(code) || code != ALL && [ALL, "All", "ALL"].into_iter().any(&own);
    let all = |code: &String| code.eq_ignore_ascii_case(ALL) && !taken(code);
    codes.is_empty() || each(codes, |_| false).iter().any(all)
}

/// The codes between commas. Names that contain commas themselves, as `name` knows, stay whole.
pub(super) fn each<S: AsRef<str>>(codes: &[S], name: impl Fn(&str) -> bool) -> Vec<String> {
    let pieces = codes.iter().flat_map(|list| list.as_ref().split(',')).map(str::trim);
    let pieces: Vec<&str> = pieces.filter(|piece| !piece.is_empty()).collect();
    let (mut found, mut rest) = (vec![], pieces.as_slice());
    while let Some((first, _)) = rest.split_first() {
        let joined = |count: usize| rest[..count].join(", ");
        let longest = rest.len().min(LONGEST_NAME);
        let count = (2..=longest).rev().find(|count| name(&joined(*count))).unwrap_or(1);
        found.push(if count == 1 { (*first).to_owned() } else { joined(count) });
        rest = &rest[count..];
    }
    found
}

/// All that lists name, each once.
pub(super) fn united<T: Copy + PartialEq>(
    lists: impl Iterator<Item = Read<Vec<T>>>,
) -> Read<Vec<T>> {
    let found = lists.collect::<Read<Vec<Vec<T>>>>()?;
    if found.is_empty() { Err(Problem::EmptyList) } else { Ok(distinct(found.concat())) }
}

/// All cells of some lists, each once.
fn all_cells(lists: impl Iterator<Item = Result<Vec<CellId>>>) -> Result<Vec<CellId>> {
    let found = lists.collect::<Result<Vec<_>>>()?.concat();
    if found.is_empty() { Err(typed(Problem::EmptyList)) } else { Ok(distinct(found)) }
}

/// Each once, at its first place.
fn distinct<T: Copy + PartialEq>(items: Vec<T>) -> Vec<T> {
    let mut found = vec![];
    for item in items {
        if !found.contains(&item) {
            found.push(item);
        }
    }
    found
}

/// The nearest codes; if none is near, the nearest of other names.
fn near(codes: &[String], others: impl Fn() -> Vec<String>, code: &str) -> Vec<String> {
    let mut found = nearest(codes, code);
    if found.is_empty() {
        found = nearest(&others(), code);
    }
    found.dedup();
    found
}

/// Letters and digits in lower case, all else as single blanks.
pub(super) fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
