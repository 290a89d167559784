//! Which cells of a decomposition are wanted, so that no others are computed.

use super::Flow;
use crate::error::{Error, Hint, OptionName, Result};
use crate::table::{Cell, EconomyId, Partition, SectorId};

/// The cells of a decomposition that are wanted; an empty list means all, and so does the default.
///
/// Exporters come in the order of their list, importers and sectors in that of the table. A slice
/// of economies stands for all cells of these exporters: `&[china]`, `&[]` for everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    /// Whose exports.
    pub exporters: Vec<EconomyId>,
    /// To whom; only for flows to partners.
    pub importers: Vec<EconomyId>,
    /// Of which sectors; only for flows of sectors.
    pub sectors: Vec<SectorId>,
}

impl From<&[EconomyId]> for Cells {
    fn from(exporters: &[EconomyId]) -> Self {
        Cells { exporters: exporters.to_vec(), ..Cells::default() }
    }
}

impl<const N: usize> From<&[EconomyId; N]> for Cells {
    fn from(exporters: &[EconomyId; N]) -> Self {
        Cells::from(exporters.as_slice())
    }
}

impl Cells {
    /// The cells within a partition.
    ///
    /// # Errors
    /// [`Error::Conflict`] for importers or sectors of a flow that has none.
    pub(super) fn within(&self, partition: &Partition, flow: Flow) -> Result<Chosen> {
        if !self.importers.is_empty() && !flow.has_importer() {
            let reason = Hint::from("these exports are not divided by importer");
            return Err(Error::conflict(OptionName::Importer, flow.name(), reason));
        }
        if !self.sectors.is_empty() && !flow.has_sector() {
            let reason = Hint::from("these exports are not divided by sector");
            return Err(Error::conflict(OptionName::Sector, flow.name(), reason));
        }
        let mut importers = partition.chosen(&self.importers);
        importers.sort_unstable();
        importers.dedup();
        let exporters = partition.chosen(&self.exporters);
        Ok(Chosen { exporters, importers, sectors: self.sectors.clone(), flow })
    }
}

/// Cells within a partition.
pub(super) struct Chosen {
    pub exporters: Vec<EconomyId>,
    /// In the order of the partition; all of them where the flow is not divided by importer.
    pub importers: Vec<EconomyId>,
    sectors: Vec<SectorId>,
    pub flow: Flow,
}

/// Rows whose exports are added up: those of a cell of the partition, or of an economy.
pub(super) struct Group {
    pub cell: Option<usize>,
    pub rows: Vec<usize>,
}

impl Chosen {
    /// Exporters and importers, each once, in the order of the partition.
    pub fn partners(&self) -> Vec<EconomyId> {
        let mut all = [&*self.exporters, &*self.importers].concat();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Importers of an exporter's goods.
    pub fn importers_of(&self, exporter: EconomyId) -> impl Iterator<Item = EconomyId> {
        self.importers.iter().copied().filter(move |&importer| importer != exporter)
    }

    /// What is added up of an exporter's rows: one group, or one for every cell wanted.
    pub fn groups(&self, partition: &Partition, exporter: EconomyId) -> Vec<Group> {
        if !self.flow.has_sector() {
            let rows = partition.economy(exporter).rows.clone();
            return vec![Group { cell: None, rows }];
        }
        let wanted = |cell: &Cell| {
            let asked = self.sectors.is_empty() || self.sectors.contains(&cell.sector);
            cell.economy == exporter && asked
        };
        let cells = partition.cells().iter().enumerate().filter(|(_, cell)| wanted(cell));
        cells.map(|(at, cell)| Group { cell: Some(at), rows: cell.rows.clone() }).collect()
    }

    /// The rows of all groups of an exporter, in the order of the table.
    pub fn rows(&self, partition: &Partition, exporter: EconomyId) -> Vec<usize> {
        let groups = self.groups(partition, exporter);
        let mut rows: Vec<usize> = groups.into_iter().flat_map(|group| group.rows).collect();
        rows.sort_unstable();
        rows
    }
}
