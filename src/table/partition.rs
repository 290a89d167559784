//! Coarser views of the same rows: groups of regions that act as one economy, blocs, and
//! many-to-one concordances.

use std::collections::HashSet;
use std::sync::Arc;

use super::{CellId, Index, RegionId, SectorId, identifier};
use crate::error::{Error, Result, find};

identifier!(
    /// An economy of a [`Partition`].
    EconomyId
);

/// Regions that act as one economy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    name: String,
    members: Vec<RegionId>,
    of: Index,
}

impl Group {
    /// A group of named regions.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a code that is no region, [`Error::Group`] for an empty name or
    /// list.
    pub fn new<S: AsRef<str>>(index: &Index, name: &str, members: &[S]) -> Result<Self> {
        if name.is_empty() || members.is_empty() {
            return Err(Error::Group {
                group: name.to_owned(),
                problem: "has no name or no members",
            });
        }
        let members = members
            .iter()
            .map(|code| index.find_region(code.as_ref()))
            .collect::<Result<Vec<_>>>()?;
        Ok(Group { name: name.to_owned(), members, of: index.clone() })
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The regions.
    #[must_use]
    pub fn members(&self) -> &[RegionId] {
        &self.members
    }
}

/// A bloc of a bloc list, with the codes that the list gives it; not yet bound to a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bloc {
    /// Name of the bloc.
    pub name: String,
    /// Codes of its regions.
    pub codes: Vec<String>,
}

impl Bloc {
    /// The bloc's regions that `index` has under these very codes, as a group; `None` if it has none
    /// of them. [`blocs_of`](crate::sources::blocs_of) finds them under other codes.
    #[must_use]
    pub fn group(&self, index: &Index) -> Option<Group> {
        let members: Vec<RegionId> =
            self.codes.iter().filter_map(|code| index.region_of(code)).collect();
        if members.is_empty() {
            return None;
        }
        Some(Group { name: self.name.clone(), members, of: index.clone() })
    }
}

/// One economy of a [`Partition`]: a region or a group of regions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Economy {
    /// Code of the region or name of the group.
    pub name: String,
    /// Its regions.
    pub regions: Vec<RegionId>,
    /// Its rows, ascending.
    pub rows: Vec<usize>,
}

/// A sector of an economy; one row for a region, several for a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The economy.
    pub economy: EconomyId,
    /// The sector.
    pub sector: SectorId,
    /// The rows.
    pub rows: Vec<usize>,
}

/// The rows of a table cut into economies: by default one per region, coarser where groups
/// act as one. Every trade measure is defined over a partition; the Leontief inverse does not
/// depend on it.
///
/// Copies share what they hold, so that what is made for a partition (sales, tariffs, scenarios)
/// can keep it, and cannot be mistaken for something of another partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition(Arc<Cut>);

#[derive(Debug, PartialEq, Eq)]
struct Cut {
    index: Index,
    economies: Vec<Economy>,
    names: Vec<String>,
    of_region: Vec<EconomyId>,
    of_row: Vec<EconomyId>,
    cells: Vec<Cell>,
}

impl Partition {
    /// One economy per region.
    #[must_use]
    pub fn regions(index: &Index) -> Self {
        let members = index.regions().map(|r| (index.region(r).to_owned(), vec![r])).collect();
        Partition::from_members(index, members)
    }

    /// One economy per group, at the place of its first member, and one for every region that
    /// is in none.
    ///
    /// # Errors
    /// [`Error::GroupOverlap`] when two groups share a region, [`Error::Group`] when a group
    /// has the name of a region outside it or of another group, [`Error::OtherTable`] for a group of
    /// other regions.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Group, Index, Partition};
    /// let index = Index::new([("USA", "g"), ("CHN", "g"), ("MEX", "g")])?;
    /// let partition = Partition::new(&index, &[Group::new(&index, "USMCA", &["USA", "MEX"])?])?;
    /// assert_eq!(partition.names(), ["USMCA", "CHN"]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn new(index: &Index, groups: &[Group]) -> Result<Self> {
        if groups.iter().any(|group| group.of.region_codes() != index.region_codes()) {
            return Err(Error::OtherTable { what: "a group of regions" });
        }
        refuse_one_name(groups)?;
        let mut group_of: Vec<Option<&Group>> = vec![None; index.regions().len()];
        for group in groups {
            for &member in &group.members {
                let slot = &mut group_of[member.position()];
                match slot {
                    Some(other) if *other != group => {
                        return Err(Error::GroupOverlap {
                            region: index.region(member).to_owned(),
                            first: other.name.clone(),
                            second: group.name.clone(),
                        });
                    }
                    _ => *slot = Some(group),
                }
            }
            if let Ok(region) = index.find_region(&group.name)
                && !group.members.contains(&region)
            {
                return Err(Error::Group {
                    group: group.name.clone(),
                    problem: "has the name of a region that is not its member",
                });
            }
        }
        let mut members: Vec<(String, Vec<RegionId>)> = vec![];
        for region in index.regions() {
            match group_of[region.position()] {
                None => members.push((index.region(region).to_owned(), vec![region])),
                Some(group) => match members.iter_mut().find(|(name, _)| *name == group.name) {
                    Some((_, list)) => list.push(region),
                    None => members.push((group.name.clone(), vec![region])),
                },
            }
        }
        Ok(Partition::from_members(index, members))
    }

    fn from_members(index: &Index, members: Vec<(String, Vec<RegionId>)>) -> Self {
        let mut cut = Cut {
            index: index.clone(),
            economies: vec![],
            names: vec![],
            of_region: vec![EconomyId::at(0); index.regions().len()],
            of_row: vec![EconomyId::at(0); index.len()],
            cells: vec![],
        };
        for (position, (name, regions)) in members.into_iter().enumerate() {
            let id = EconomyId::at(position);
            let mut rows: Vec<usize> = regions.iter().flat_map(|&r| index.rows(r)).collect();
            rows.sort_unstable();
            regions.iter().for_each(|r| cut.of_region[r.position()] = id);
            rows.iter().for_each(|&row| cut.of_row[row] = id);
            let mut cells: Vec<Cell> = vec![];
            for &row in &rows {
                let sector = index.node(row).sector;
                match cells.iter_mut().find(|cell| cell.sector == sector) {
                    Some(cell) => cell.rows.push(row),
                    None => cells.push(Cell { economy: id, sector, rows: vec![row] }),
                }
            }
            if regions.len() > 1 {
                cells.sort_by_key(|cell| cell.sector);
            }
            cut.cells.append(&mut cells);
            cut.names.push(name.clone());
            cut.economies.push(Economy { name, regions, rows });
        }
        Partition(Arc::new(cut))
    }

    /// The rows that are cut.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.0.index
    }

    /// That these are the rows of `what`.
    pub(crate) fn check_rows(&self, what: &'static str, index: &Index) -> Result<()> {
        if self.0.index == *index { Ok(()) } else { Err(Error::OtherTable { what }) }
    }

    /// That another partition, of `what`, is the same.
    pub(crate) fn check_same(&self, what: &'static str, other: &Partition) -> Result<()> {
        if Arc::ptr_eq(&self.0, &other.0) || self == other {
            Ok(())
        } else {
            Err(Error::OtherTable { what })
        }
    }

    /// Number of economies.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.economies.len()
    }

    /// Whether there are no economies.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.economies.is_empty()
    }

    /// All economies, in order.
    #[must_use]
    pub fn economies(&self) -> impl ExactSizeIterator<Item = (EconomyId, &Economy)> {
        self.0.economies.iter().enumerate().map(|(k, e)| (EconomyId::at(k), e))
    }

    /// The economies named, each once at its first place, or all if none is.
    #[must_use]
    pub fn chosen(&self, named: &[EconomyId]) -> Vec<EconomyId> {
        if named.is_empty() {
            return self.economies().map(|(id, _)| id).collect();
        }
        let mut seen = HashSet::new();
        named.iter().copied().filter(|economy| seen.insert(*economy)).collect()
    }

    /// That these are economies of this partition.
    pub(crate) fn check_economies(&self, named: &[EconomyId]) -> Result<()> {
        Partition::check_count("an economy", named.iter().map(|id| id.position()), self.len())
    }

    /// That these are cells of this partition.
    pub(crate) fn check_cells(&self, named: &[CellId]) -> Result<()> {
        Partition::check_count(
            "a product",
            named.iter().map(|id| id.position()),
            self.cells().len(),
        )
    }

    fn check_count(
        what: &'static str,
        mut positions: impl Iterator<Item = usize>,
        count: usize,
    ) -> Result<()> {
        if positions.all(|at| at < count) { Ok(()) } else { Err(Error::OtherTable { what }) }
    }

    /// Names of all economies.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0.names
    }

    /// An economy.
    #[must_use]
    pub fn economy(&self, id: EconomyId) -> &Economy {
        &self.0.economies[id.position()]
    }

    /// The economy of this name.
    ///
    /// # Errors
    /// [`Error::Unknown`], with the nearest names.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Group, Index, Partition};
    /// let index = Index::new([("USA", "g"), ("MEX", "g"), ("CHN", "g")])?;
    /// let nafta = Group::new(&index, "NAFTA", &["USA", "MEX"])?;
    /// let partition = Partition::new(&index, &[nafta])?;
    /// // The members of a group are no economies of their own.
    /// assert!(partition.find("NAFTA").is_ok() && partition.find("USA").is_err());
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn find(&self, name: &str) -> Result<EconomyId> {
        find("region", &self.0.names, name).map(EconomyId::at)
    }

    /// The economy of this name, if there is one; for who asks whether, since an error looks for what is near.
    #[must_use]
    pub fn economy_of(&self, name: &str) -> Option<EconomyId> {
        self.0.names.iter().position(|known| known == name).map(EconomyId::at)
    }

    /// The economy that a region belongs to.
    #[must_use]
    pub fn of_region(&self, region: RegionId) -> EconomyId {
        self.0.of_region[region.position()]
    }

    /// The economies that all rows belong to.
    pub(crate) fn of_rows(&self) -> &[EconomyId] {
        &self.0.of_row
    }

    /// The economy that a row belongs to.
    #[must_use]
    pub fn of_row(&self, row: usize) -> EconomyId {
        self.0.of_row[row]
    }

    /// Every sector of every economy, economy outermost.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        &self.0.cells
    }
}

/// Two groups of one name would become one.
fn refuse_one_name(groups: &[Group]) -> Result<()> {
    let lower = |group: &Group| group.name.to_lowercase();
    for (place, group) in groups.iter().enumerate() {
        let twice = |other: &Group| lower(other) == lower(group) && other != group;
        if groups[..place].iter().any(twice) {
            let problem = "has the name of another group, but for upper and lower case";
            return Err(Error::Group { group: group.name.clone(), problem });
        }
    }
    Ok(())
}

/// A many-to-one mapping of codes to groups, in the order in which the groups first appear.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Concordance {
    pairs: Vec<(String, String)>,
}

impl Concordance {
    /// A concordance of `(code, group)` pairs; a code occurs once.
    #[must_use]
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Concordance { pairs }
    }

    /// The pairs.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The groups that `codes` fall into, in the concordance's order, and for each code the
    /// position of its group.
    ///
    /// # Errors
    /// [`Error::Unmapped`] naming every code that has no group.
    ///
    /// # Examples
    /// ```
    /// use tripole::table::Concordance;
    /// let pairs = [("FRA", "EU"), ("CHN", "CHN"), ("DEU", "EU")];
    /// let map = Concordance::new(pairs.map(|(code, group)| (code.into(), group.into())).to_vec());
    /// let (groups, of) = map.apply("region", &["FRA".into(), "CHN".into()])?;
    /// assert_eq!((groups, of), (vec!["EU".to_owned(), "CHN".to_owned()], vec![0, 1]));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn apply(&self, what: &'static str, codes: &[String]) -> Result<(Vec<String>, Vec<usize>)> {
        let group_of = |code: &String| self.pairs.iter().find(|(c, _)| c == code).map(|(_, g)| g);
        let unmapped: Vec<String> =
            codes.iter().filter(|c| group_of(c).is_none()).cloned().collect();
        if !unmapped.is_empty() {
            return Err(Error::Unmapped { what, codes: unmapped });
        }
        let mut groups: Vec<String> = vec![];
        for (code, group) in &self.pairs {
            if codes.contains(code) && !groups.contains(group) {
                groups.push(group.clone());
            }
        }
        let positions = codes
            .iter()
            .filter_map(|c| groups.iter().position(|g| Some(g) == group_of(c)))
            .collect();
        Ok((groups, positions))
    }

    /// Codes of the concordance that are not among `codes`.
    #[must_use]
    pub fn unused(&self, codes: &[String]) -> Vec<String> {
        self.pairs.iter().map(|(c, _)| c).filter(|c| !codes.contains(c)).cloned().collect()
    }
}
