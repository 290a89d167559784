//! Cells of a partition: sectors of one economy, written `REGION:SECTOR`.

use super::{Cell, Index, Partition, SectorId, identifier};
use crate::error::{Error, Result};

identifier!(
    /// A sector of an economy: a [`Cell`] of a [`Partition`].
    CellId
);

impl Partition {
    /// The sector of an economy that this identifier stands for.
    #[must_use]
    pub fn cell(&self, id: CellId) -> &Cell {
        &self.cells()[id.position()]
    }

    /// All cells, in the order of [`Partition::cells`].
    pub fn cell_ids(&self) -> impl ExactSizeIterator<Item = CellId> + use<> {
        (0..self.cells().len()).map(CellId::at)
    }

    /// `REGION:SECTOR` of a cell.
    #[must_use]
    pub fn cell_label(&self, index: &Index, id: CellId) -> String {
        let cell = self.cell(id);
        format!("{}:{}", self.economy(cell.economy).name, index.sector(cell.sector))
    }

    /// The cell written `REGION:SECTOR`, where the region may be a group.
    ///
    /// # Errors
    /// [`Error::Product`] without a colon or for a sector that the region does not have,
    /// [`Error::Unknown`] for a code that does not exist.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Index, Partition};
    /// let index = Index::new([("USA", "agr"), ("USA", "man"), ("CHN", "man")])?;
    /// let partition = Partition::regions(&index);
    /// let id = partition.find_cell(&index, "CHN:man")?;
    /// assert_eq!(partition.cell(id).rows, [2]);
    /// assert!(partition.find_cell(&index, "CHN:agr").is_err());
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn find_cell(&self, index: &Index, text: &str) -> Result<CellId> {
        let fail = |problem| Error::Product { text: text.to_owned(), problem };
        let (region, sector) =
            text.split_once(':').ok_or_else(|| fail("is not of the form REGION:SECTOR"))?;
        let economy = self.find(region.trim())?;
        let sector = index.find_sector(sector.trim())?;
        let position = self.cells().iter().position(|c| c.economy == economy && c.sector == sector);
        position.map(CellId::at).ok_or_else(|| fail("is a sector that this region does not have"))
    }

    /// The cells of a sector, in every economy that has it.
    #[must_use]
    pub fn cells_of(&self, sector: SectorId) -> Vec<CellId> {
        self.cell_ids().filter(|&id| self.cell(id).sector == sector).collect()
    }
}
