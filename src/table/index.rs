//! Regions, sectors and final demand columns, and which rows they stand for.
//!
//! Identifiers are small copyable types that are only made by the [`Index`] (or [`Demand`],
//! or [`Partition`](super::Partition)) that they belong to, so a region cannot be mistaken for a
//! sector or for a row number. The index is *ragged*: a region is a range of rows of any length.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::error::{Error, Result, find};

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// Position in the list that it belongs to.
            #[must_use]
            pub fn position(self) -> usize {
                self.0 as usize
            }

            pub(crate) fn at(position: usize) -> Self {
                Self(u32::try_from(position).unwrap_or(u32::MAX))
            }
        }
    };
}
pub(crate) use identifier;

identifier!(
    /// A region of an [`Index`].
    RegionId
);
identifier!(
    /// A sector of an [`Index`].
    SectorId
);
identifier!(
    /// A final demand category of a [`Demand`].
    CategoryId
);

/// What one row (and intermediate column) of a table stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Node {
    /// The producing region.
    pub region: RegionId,
    /// The producing sector.
    pub sector: SectorId,
}

/// Regions, sectors, and which rows belong to which region.
///
/// Copies share their labels, so that comparing what was made of one table costs nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index(Arc<Labels>);

#[derive(Debug)]
struct Labels {
    regions: Vec<String>,
    sectors: Vec<String>,
    nodes: Vec<Node>,
    rows: Vec<Range<usize>>,
    /// Other codes by which sectors are found; they are no part of what an index is.
    others: HashMap<String, SectorId>,
}

impl PartialEq for Labels {
    fn eq(&self, other: &Self) -> bool {
        self.nodes == other.nodes && self.regions == other.regions && self.sectors == other.sectors
    }
}

impl Eq for Labels {}

impl Index {
    /// An index over rows labelled `(region, sector)`, in row order; the rows of a region
    /// must follow each other.
    ///
    /// # Errors
    /// [`Error::Label`] for a repeated label or a region in two places.
    ///
    /// # Examples
    /// ```
    /// let index = tripole::Index::new([("USA", "agr"), ("USA", "man"), ("CHN", "man")])?;
    /// let china = index.find_region("CHN")?;
    /// assert_eq!(index.rows(china), 2..3);
    /// assert_eq!(index.label(1), "USA_man");
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn new<R: AsRef<str>, S: AsRef<str>>(
        labels: impl IntoIterator<Item = (R, S)>,
    ) -> Result<Self> {
        let mut index = Labels {
            regions: vec![],
            sectors: vec![],
            nodes: vec![],
            rows: vec![],
            others: HashMap::new(),
        };
        let mut regions: HashMap<String, RegionId> = HashMap::new();
        let mut sectors: HashMap<String, SectorId> = HashMap::new();
        let mut seen = std::collections::HashSet::new();
        for (row, (region, sector)) in labels.into_iter().enumerate() {
            let (region, sector) = (region.as_ref(), sector.as_ref());
            let region_id = *regions.entry(region.to_owned()).or_insert_with(|| {
                index.regions.push(region.to_owned());
                index.rows.push(row..row);
                RegionId::at(index.regions.len() - 1)
            });
            let sector_id = *sectors.entry(sector.to_owned()).or_insert_with(|| {
                index.sectors.push(sector.to_owned());
                SectorId::at(index.sectors.len() - 1)
            });
            let range = &mut index.rows[region_id.position()];
            let node = Node { region: region_id, sector: sector_id };
            if range.end != row || !seen.insert(node) {
                return Err(Error::Label { label: format!("{region}_{sector}") });
            }
            range.end = row + 1;
            index.nodes.push(node);
        }
        Ok(Index(Arc::new(index)))
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.nodes.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.nodes.is_empty()
    }

    /// All regions, in order.
    pub fn regions(&self) -> impl ExactSizeIterator<Item = RegionId> + use<> {
        (0..self.0.regions.len()).map(RegionId::at)
    }

    /// All sectors, in order of first appearance.
    pub fn sectors(&self) -> impl ExactSizeIterator<Item = SectorId> + use<> {
        (0..self.0.sectors.len()).map(SectorId::at)
    }

    /// Codes of all regions.
    #[must_use]
    pub fn region_codes(&self) -> &[String] {
        &self.0.regions
    }

    /// Codes of all sectors.
    #[must_use]
    pub fn sector_codes(&self) -> &[String] {
        &self.0.sectors
    }

    /// The code of a region, as in the source.
    #[must_use]
    pub fn region(&self, id: RegionId) -> &str {
        &self.0.regions[id.position()]
    }

    /// The code of a sector, as in the source.
    #[must_use]
    pub fn sector(&self, id: SectorId) -> &str {
        &self.0.sectors[id.position()]
    }

    /// The rows of a region.
    #[must_use]
    pub fn rows(&self, region: RegionId) -> Range<usize> {
        self.0.rows[region.position()].clone()
    }

    /// What a row stands for.
    #[must_use]
    pub fn node(&self, row: usize) -> Node {
        self.0.nodes[row]
    }

    /// What all rows stand for.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.0.nodes
    }

    /// `REGION_SECTOR` of a row.
    #[must_use]
    pub fn label(&self, row: usize) -> String {
        let Node { region, sector } = self.0.nodes[row];
        format!("{}_{}", self.region(region), self.sector(sector))
    }

    /// That these are sectors of this table.
    pub(crate) fn check_sectors(&self, named: &[SectorId]) -> Result<()> {
        let known = named.iter().all(|id| id.position() < self.0.sectors.len());
        if known { Ok(()) } else { Err(Error::OtherTable { what: "a sector" }) }
    }

    /// That these are regions of this table.
    pub(crate) fn check_regions(&self, named: &[RegionId]) -> Result<()> {
        let known = named.iter().all(|id| id.position() < self.0.regions.len());
        if known { Ok(()) } else { Err(Error::OtherTable { what: "a region" }) }
    }

    /// The region of this code.
    ///
    /// # Errors
    /// [`Error::Unknown`], with the nearest codes.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Error, Index};
    /// let index = Index::new([("USA", "g"), ("CHN", "g")])?;
    /// assert_eq!(index.region(index.find_region("CHN")?), "CHN");
    /// // An error carries the nearest codes.
    /// let Err(Error::Unknown { near, .. }) = index.find_region("CHM") else { panic!("it is unknown") };
    /// assert_eq!(near, ["CHN"]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn find_region(&self, code: &str) -> Result<RegionId> {
        find("region", &self.0.regions, code).map(RegionId::at)
    }

    /// The region of this code, if there is one; for who asks whether, since an error looks for what is near.
    #[must_use]
    pub fn region_of(&self, code: &str) -> Option<RegionId> {
        self.0.regions.iter().position(|known| known == code).map(RegionId::at)
    }

    /// The same of a sector, also by its short code.
    #[must_use]
    pub fn sector_of(&self, code: &str) -> Option<SectorId> {
        let found = self.0.sectors.iter().position(|known| known == code).map(SectorId::at);
        found.or_else(|| self.0.others.get(code).copied())
    }

    /// The sector of this code, or else of this short code where the source lists one beside it.
    ///
    /// # Errors
    /// [`Error::Unknown`], with the nearest codes.
    pub fn find_sector(&self, code: &str) -> Result<SectorId> {
        let found = find("sector", &self.0.sectors, code).map(SectorId::at);
        found.or_else(|unknown| self.0.others.get(code).copied().ok_or(unknown))
    }

    /// The short code that the source lists beside the code of a sector, if it does.
    #[must_use]
    pub fn short_code(&self, sector: SectorId) -> Option<&str> {
        self.0.others.iter().find(|(_, id)| **id == sector).map(|(code, _)| code.as_str())
    }

    /// Every short code behind the code of its sector, in the order of sectors.
    #[cfg(feature = "binary")]
    pub(crate) fn short_codes(&self) -> Vec<(&str, &str)> {
        let mut listed: Vec<(SectorId, &str)> =
            self.0.others.iter().map(|(code, sector)| (*sector, code.as_str())).collect();
        listed.sort_unstable();
        listed.into_iter().map(|(sector, code)| (self.sector(sector), code)).collect()
    }

    /// This index, whose sectors are found by short codes too, given as `(sector, short code)`. Those that
    /// stand for no sector, for two or for another one are passed over.
    pub(crate) fn with_short_codes(mut self, listed: &[(String, String)]) -> Self {
        let Some(labels) = Arc::get_mut(&mut self.0) else { return self };
        let at: HashMap<&str, usize> =
            labels.sectors.iter().enumerate().map(|(k, code)| (code.as_str(), k)).collect();
        let mut others: HashMap<String, SectorId> = HashMap::new();
        let mut twice = std::collections::HashSet::new();
        for (sector, code) in listed {
            let Some(&position) = at.get(sector.as_str()) else { continue };
            let taken = code.is_empty() || at.contains_key(code.as_str());
            if !taken && others.insert(code.clone(), SectorId::at(position)).is_some() {
                twice.insert(code.clone());
            }
        }
        others.retain(|code, _| !twice.contains(code));
        labels.others = others;
        self
    }
}

/// One final demand column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DemandColumn {
    /// The using region; `None` for a column that belongs to no region, such as the
    /// statistical discrepancy `DISC` of the OECD tables of 2016.
    pub region: Option<RegionId>,
    /// The category.
    pub category: CategoryId,
}

/// Labels of the final demand columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    categories: Vec<String>,
    columns: Vec<DemandColumn>,
}

impl Demand {
    /// Columns labelled `(using region, category)`; the region `None` belongs to nobody.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a region that `index` does not have, [`Error::Label`] for a
    /// repeated column.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Demand, Index};
    /// let index = Index::new([("USA", "g"), ("CHN", "g")])?;
    /// let columns = [(Some("USA"), "HFCE"), (Some("CHN"), "HFCE"), (None, "DISC")];
    /// let demand = Demand::new(&index, columns)?;
    /// assert_eq!((demand.len(), demand.categories().len()), (3, 2));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn new<S: AsRef<str>>(
        index: &Index,
        columns: impl IntoIterator<Item = (Option<S>, S)>,
    ) -> Result<Self> {
        let mut demand = Demand { categories: vec![], columns: vec![] };
        let mut seen = std::collections::HashSet::new();
        let mut categories: HashMap<String, usize> = HashMap::new();
        let regions: HashMap<&str, RegionId> =
            index.regions().map(|region| (index.region(region), region)).collect();
        let find =
            |code: &str| regions.get(code).copied().map_or_else(|| index.find_region(code), Ok);
        for (region, category) in columns {
            let category = category.as_ref();
            let region = region.map(|r| find(r.as_ref())).transpose()?;
            let position = *categories.entry(category.to_owned()).or_insert_with(|| {
                demand.categories.push(category.to_owned());
                demand.categories.len() - 1
            });
            let column = DemandColumn { region, category: CategoryId::at(position) };
            if !seen.insert(column) {
                return Err(Error::Label { label: category.to_owned() });
            }
            demand.columns.push(column);
        }
        Ok(demand)
    }

    /// Number of columns.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there are no columns.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// All columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[DemandColumn] {
        &self.columns
    }

    /// Codes of the categories, in order of first appearance.
    #[must_use]
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// The code of a category.
    #[must_use]
    pub fn category(&self, id: CategoryId) -> &str {
        &self.categories[id.position()]
    }

    /// `REGION_CATEGORY` of a column; `DISC_DISC` for a column without region.
    #[must_use]
    pub fn label(&self, index: &Index, column: usize) -> String {
        let DemandColumn { region, category } = self.columns[column];
        let category = self.category(category);
        format!("{}_{category}", region.map_or(category, |r| index.region(r)))
    }

    /// The category of this code.
    ///
    /// # Errors
    /// [`Error::Unknown`], with the nearest codes.
    pub fn find_category(&self, code: &str) -> Result<CategoryId> {
        find("final demand category", &self.categories, code).map(CategoryId::at)
    }
}
