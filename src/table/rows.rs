//! Sets of rows of any shape.

use super::{Cell, EconomyId, Index, Partition, RegionId, SectorId};
use crate::error::{Error, Result};

/// Rows of a table that are taken together: an economy, a product wherever it is made, a sector
/// of an economy, or a union of such. Rows are distinct and ascending. A set remembers the rows that it
/// is of, where it was made of more than a [`Cell`], so that a measure of another table refuses it.
///
/// # Examples
/// ```
/// use tripole::{Index, Partition, RowSet};
/// let index = Index::new([("USA", "g"), ("USA", "s"), ("CHN", "g"), ("CHN", "s")])?;
/// let partition = Partition::regions(&index);
/// let china = RowSet::economy(&partition, partition.find("CHN")?);
/// let goods = RowSet::product(&index, index.find_sector("g")?);
/// assert_eq!((china.len(), goods.len()), (2, 2));
/// assert_eq!(RowSet::union([china, goods]).len(), 3);
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct RowSet {
    rows: Vec<usize>,
    of: Option<Index>,
}

impl PartialEq for RowSet {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl Eq for RowSet {}

impl RowSet {
    /// All sectors of an economy.
    #[must_use]
    pub fn economy(partition: &Partition, economy: EconomyId) -> Self {
        RowSet::of(partition.economy(economy).rows.clone()).in_table(partition.index())
    }

    /// All sectors of some regions.
    #[must_use]
    pub fn regions(index: &Index, regions: &[RegionId]) -> Self {
        let rows = regions.iter().flat_map(|&region| index.rows(region)).collect();
        RowSet::of(rows).in_table(index)
    }

    /// A sector in all regions.
    #[must_use]
    pub fn product(index: &Index, sector: SectorId) -> Self {
        let nodes = index.nodes().iter().enumerate();
        let rows = nodes.filter(|(_, node)| node.sector == sector).map(|(row, _)| row);
        RowSet::of(rows.collect()).in_table(index)
    }

    /// Some sectors of some regions, where they have them.
    #[must_use]
    pub fn products_of(index: &Index, regions: &[RegionId], sectors: &[SectorId]) -> Self {
        RowSet::regions(index, regions).of_sectors(index, sectors)
    }

    /// A sector of an economy: one row for a region, one per member for a group.
    ///
    /// # Errors
    /// [`Error::Unknown`] when no region of the economy has this sector (ragged tables).
    pub fn cell(
        index: &Index,
        partition: &Partition,
        economy: EconomyId,
        sector: SectorId,
    ) -> Result<Self> {
        let cells = partition.cells().iter();
        let mut found = cells.filter(|cell| cell.economy == economy && cell.sector == sector);
        let found = found.next().map(|cell| RowSet::from(cell).in_table(index));
        found.ok_or_else(|| Error::Unknown {
            what: "row",
            code: format!("{}_{}", partition.economy(economy).name, index.sector(sector)),
            near: vec![],
        })
    }

    /// Every row that is in one of the sets.
    #[must_use]
    pub fn union(sets: impl IntoIterator<Item = RowSet>) -> Self {
        let (mut rows, mut of) = (vec![], None);
        for set in sets {
            rows.extend(set.rows);
            of = of.or(set.of);
        }
        RowSet { of, ..RowSet::of(rows) }
    }

    /// Those of the rows that are of these sectors.
    pub(crate) fn of_sectors(self, index: &Index, sectors: &[SectorId]) -> Self {
        let rows = self.rows.into_iter();
        let rows = rows.filter(|&row| sectors.contains(&index.node(row).sector)).collect();
        RowSet { rows, of: self.of }
    }

    /// The rows of a table whose places in `chosen` hold true.
    pub(crate) fn where_true(index: &Index, chosen: impl Iterator<Item = bool>) -> Self {
        let rows = chosen.enumerate().filter(|(_, chosen)| *chosen).map(|(k, _)| k).collect();
        RowSet { rows, of: Some(index.clone()) }
    }

    fn in_table(self, index: &Index) -> Self {
        RowSet { of: Some(index.clone()), ..self }
    }

    /// That these are rows of this table; of a set made of cells, that it has so many.
    pub(crate) fn check_rows(&self, index: &Index) -> Result<()> {
        let known = match &self.of {
            Some(own) => own == index,
            None => self.rows.last().is_none_or(|&row| row < index.len()),
        };
        if known { Ok(()) } else { Err(Error::OtherTable { what: "a set of rows" }) }
    }

    fn of(mut rows: Vec<usize>) -> Self {
        rows.sort_unstable();
        rows.dedup();
        RowSet { rows, of: None }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The regions that the set is made of, if it has all rows of every region that it touches.
    #[must_use]
    pub fn whole_regions(&self, index: &Index) -> Option<Vec<RegionId>> {
        let mut regions: Vec<RegionId> =
            self.rows.iter().map(|&row| index.node(row).region).collect();
        regions.dedup();
        let rows: usize = regions.iter().map(|&region| index.rows(region).len()).sum();
        (rows == self.rows.len()).then_some(regions)
    }

    /// The rows.
    pub(crate) fn rows(&self) -> &[usize] {
        &self.rows
    }
}

impl From<&Cell> for RowSet {
    fn from(cell: &Cell) -> Self {
        RowSet::of(cell.rows.clone())
    }
}
