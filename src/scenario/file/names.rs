//! What the names of a scenario file stand for in a table.

use toml::Spanned;

use super::entries::{Codes, ListEntry, each};
use crate::error::{Error, Place, Problem, Result, nearest};
use crate::scenario::PassedOver;
use crate::sources::{ProductGroup, find_country, products};
use crate::table::{Bloc, EconomyId, Flows, Index, Partition, RegionId, RowSet, SectorId, Uses};

/// A scenario file beside the table that it is read for.
#[derive(Clone)]
pub(super) struct Names<'a> {
    pub file: &'a str,
    pub text: &'a str,
    pub index: &'a Index,
    pub partition: &'a Partition,
    pub blocs: &'a [Bloc],
    /// The lists of the file, with the regions that the table has.
    pub lists: Vec<(String, Vec<RegionId>)>,
    /// What the lists and weights name and the table does not have.
    pub passed_over: Vec<PassedOver>,
}

impl<'a> Names<'a> {
    /// No lists yet.
    pub fn new(
        (file, text): (&'a str, &'a str),
        index: &'a Index,
        partition: &'a Partition,
        blocs: &'a [Bloc],
    ) -> Self {
        Names { file, text, index, partition, blocs, lists: vec![], passed_over: vec![] }
    }
}

impl Names<'_> {
    /// The line of a byte of the text, from 1.
    pub fn line(&self, byte: usize) -> u64 {
        let before = self.text.as_bytes().iter().take(byte);
        1 + before.filter(|b| **b == b'\n').count() as u64
    }

    pub fn error(&self, byte: usize, problem: Problem) -> Error {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let character = 1 + before[start..].chars().count() as u64;
        Error::input(self.file, Place::Character { line: self.line(byte), character }, problem)
    }

    pub fn toml_error(&self, error: &toml::de::Error) -> Error {
        let byte = error.span().map_or(0, |span| span.start);
        self.error(byte, Problem::Toml { reason: error.message().to_owned() })
    }

    /// Take a list in, without the members that this table does not have.
    pub fn add_list(&mut self, entry: &ListEntry) -> Result<()> {
        let (name, byte) = (entry.name.get_ref(), entry.name.span().start);
        let by = match () {
            () if name == "all" => Some("the word for all regions"),
            () if self.index.find_region(name).is_ok() => Some("a region"),
            () if self.partition.find(name).is_ok() => Some("a group"),
            () if self.blocs.iter().any(|bloc| bloc.name == *name) => Some("a bloc"),
            () if self.lists.iter().any(|(other, _)| other == name) => Some("another list"),
            () => None,
        };
        if let Some(by) = by {
            return Err(self.error(byte, Problem::NameTaken { name: name.clone(), by }));
        }
        let (mut regions, mut absent): (Vec<RegionId>, Vec<String>) = (vec![], vec![]);
        for (code, byte) in each(&entry.members) {
            match self.region_list(code, byte) {
                Ok(found) => regions.extend(found),
                Err(_) => absent.push(code.to_owned()),
            }
        }
        if regions.is_empty() {
            let problem = Problem::AllPassedOver { list: name.clone() };
            return Err(self.error(entry.members.span().start, problem));
        }
        self.lists.push((name.clone(), regions));
        self.pass_over(name, absent);
        Ok(())
    }

    pub fn pass_over(&mut self, list: &str, members: Vec<String>) {
        if !members.is_empty() {
            self.passed_over.push(PassedOver { list: list.to_owned(), members });
        }
    }

    /// Regions under the names of economies, regions, blocs and lists; `all` means every one.
    pub fn regions(&self, codes: &Spanned<Codes>) -> Result<Vec<RegionId>> {
        let mut found = vec![];
        for (code, byte) in each(codes) {
            for region in self.region_list(code, byte)? {
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

    fn region_list(&self, code: &str, byte: usize) -> Result<Vec<RegionId>> {
        if code == "all" {
            return Ok(self.index.regions().collect());
        }
        if let Ok(economy) = self.partition.find(code) {
            return Ok(self.partition.economy(economy).regions.clone());
        }
        if let Ok(region) = self.index.find_region(code) {
            return Ok(vec![region]);
        }
        if let Some((_, regions)) = self.lists.iter().find(|(name, _)| name == code) {
            return Ok(regions.clone());
        }
        let bloc = self.blocs.iter().find(|bloc| bloc.name == code);
        if let (None, Some(region)) = (bloc, find_country(self.index, code)) {
            return Ok(vec![region]);
        }
        let what = "region or bloc";
        let code = code.to_owned();
        let Some(bloc) = bloc else {
            let mut known = self.partition.names().to_vec();
            known.extend_from_slice(self.index.region_codes());
            known.extend(self.blocs.iter().map(|bloc| bloc.name.clone()));
            known.extend(self.lists.iter().map(|(name, _)| name.clone()));
            let mut near = nearest(&known, &code);
            near.dedup();
            return Err(self.error(byte, Problem::UnknownCode { what, code, near }));
        };
        let members = self.bloc_members(bloc);
        if members.is_empty() {
            return Err(self.error(byte, Problem::EmptyBloc { bloc: code }));
        }
        Ok(members)
    }

    /// The regions of a bloc, under whatever spelling the table has them.
    pub fn bloc_members(&self, bloc: &Bloc) -> Vec<RegionId> {
        let mut members: Vec<RegionId> =
            bloc.codes.iter().filter_map(|code| find_country(self.index, code)).collect();
        members.sort_unstable();
        members.dedup();
        members
    }

    /// The same as economies, which must be meant whole.
    pub fn economies(&self, codes: &Spanned<Codes>) -> Result<Vec<EconomyId>> {
        let regions = self.regions(codes)?;
        let mut found: Vec<EconomyId> = vec![];
        for &region in &regions {
            let id = self.partition.of_region(region);
            let economy = self.partition.economy(id);
            if !economy.regions.iter().all(|member| regions.contains(member)) {
                let (region, group) = (self.index.region(region).to_owned(), economy.name.clone());
                let problem = Problem::PartOfGroup { region, group };
                return Err(self.error(codes.span().start, problem));
            }
            if !found.contains(&id) {
                found.push(id);
            }
        }
        Ok(found)
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
        if let Ok(sector) = self.index.find_sector(code) {
            return Ok(vec![sector]);
        }
        if code == "all" {
            return Ok(self.index.sectors().collect());
        }
        if let Some(group) = ProductGroup::named(code) {
            return self.product_group(group, byte);
        }
        // Codes may contain the dash themselves.
        for (dash, _) in code.match_indices('-') {
            let ends =
                [&code[..dash], &code[dash + 1..]].map(|end| self.index.find_sector(end.trim()));
            if let [Ok(first), Ok(last)] = ends {
                let range = self.index.sectors().filter(|sector| (first..=last).contains(sector));
                return if first <= last {
                    Ok(range.collect())
                } else {
                    Err(self.error(byte, Problem::BackwardRange { range: code.to_owned() }))
                };
            }
        }
        let near = nearest(self.index.sector_codes(), code);
        Err(self.error(byte, Problem::UnknownCode { what: "sector", code: code.to_owned(), near }))
    }

    fn product_group(&self, group: ProductGroup, byte: usize) -> Result<Vec<SectorId>> {
        let found = products(self.index, group);
        if !found.is_empty() {
            return Ok(found);
        }
        let word = group.name();
        let known = ProductGroup::ALL.into_iter().any(|any| !products(self.index, any).is_empty());
        let problem =
            if known { Problem::NoProducts { word } } else { Problem::UnknownSource { word } };
        Err(self.error(byte, problem))
    }

    pub fn rows(&self, regions: &[RegionId], sectors: Option<&Spanned<Codes>>) -> Result<RowSet> {
        Ok(RowSet::products_of(self.index, regions, &self.sectors(sectors)?))
    }

    pub fn flows(
        &self,
        importer: &Spanned<Codes>,
        exporter: &Spanned<Codes>,
        sectors: Option<&Spanned<Codes>>,
        uses: impl Into<Uses>,
    ) -> Result<Flows> {
        let importers = self.economies(importer)?;
        let rows = self.rows(&self.regions(exporter)?, sectors)?;
        Ok(Flows { rows, importers, uses: uses.into() })
    }
}
