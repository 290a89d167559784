//! Which cells of a decomposition are asked for, so that no others are computed.

use super::Flow;
use crate::error::{Error, Hint, OptionName, Result};
use crate::frame::Frame;
use crate::table::{Cell, EconomyId, Partition, SectorId};

/// The cells of a decomposition that are asked for. An empty list means all of them, so that the
/// default is every cell.
///
/// Exporters come in the order of their list, importers and sectors in that of the table; naming one
/// again changes nothing. A slice
/// of economies stands for all cells of these exporters: `&[china]`, and `&[]` for everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    /// Whose exports.
    pub exporters: Vec<EconomyId>,
    /// To whom; only for flows to partners.
    pub importers: Vec<EconomyId>,
    /// Of which sectors; only for flows of sectors.
    pub sectors: Vec<SectorId>,
}

impl<T: AsRef<[EconomyId]> + ?Sized> From<&T> for Cells {
    fn from(exporters: &T) -> Self {
        Cells { exporters: exporters.as_ref().to_vec(), ..Cells::default() }
    }
}

impl Cells {
    /// The cells of a flow within a partition.
    ///
    /// # Errors
    /// [`Error::Conflict`] for importers or sectors of a flow that is not divided by them;
    /// [`Error::OtherTable`] for economies that the partition does not have, and sectors.
    pub(super) fn within(self, partition: &Partition, flow: Flow) -> Result<Chosen> {
        let refuse = |option: OptionName, reason: &'static str| {
            Err(Error::conflict(option, flow.name(), Hint::from(reason)))
        };
        if !self.importers.is_empty() && !flow.has_importer() {
            return refuse(OptionName::Importer, "these exports are not divided by importer");
        }
        if !self.sectors.is_empty() && !flow.has_sector() {
            return refuse(OptionName::Sector, "these exports are not divided by sector");
        }
        partition.check_economies(&self.exporters)?;
        partition.check_economies(&self.importers)?;
        partition.index().check_sectors(&self.sectors)?;
        let exporters = partition.chosen(&self.exporters);
        let importers = in_order(partition.chosen(&self.importers));
        Ok(Chosen { exporters, importers, sectors: self.sectors, flow })
    }
}

/// The cells of a flow within a partition.
pub(super) struct Chosen {
    /// In the order of their list.
    pub exporters: Vec<EconomyId>,
    /// In the order of the partition; all of them where the flow is not divided by importer.
    pub importers: Vec<EconomyId>,
    sectors: Vec<SectorId>,
    flow: Flow,
}

/// Rows whose exports are added up: those of a cell of the partition, or of an economy.
pub(super) struct Group {
    /// The place of the cell among all cells.
    pub cell: Option<usize>,
    pub rows: Vec<usize>,
}

impl Chosen {
    /// Exporters and importers, each once, in the order of the partition.
    pub fn partners(&self) -> Vec<EconomyId> {
        in_order([&*self.exporters, &*self.importers].concat())
    }

    /// Importers of an exporter's goods.
    pub fn importers_of(&self, exporter: EconomyId) -> Vec<EconomyId> {
        self.importers.iter().copied().filter(|&importer| importer != exporter).collect()
    }

    /// An exporter's importers, one by one or, where the flow is not divided by importer, together.
    pub fn markets_of(&self, exporter: EconomyId) -> Vec<Market> {
        let importers = self.importers_of(exporter);
        if !self.flow.has_importer() {
            return vec![Market { importer: None, members: importers }];
        }
        let one = |id: EconomyId| Market { importer: Some(id.position()), members: vec![id] };
        importers.into_iter().map(one).collect()
    }

    /// Whether there is memory for a line of each exporter, sector and importer, with so many numbers.
    pub fn has_room(&self, partition: &Partition, numbers: usize) -> Result<()> {
        if !(self.flow.has_sector() && self.flow.has_importer()) {
            return Ok(());
        }
        let of = |exporter: &EconomyId| {
            self.groups_of(partition, *exporter).len() * self.importers_of(*exporter).len()
        };
        Frame::room(self.exporters.iter().map(of).sum(), 3, numbers)
    }

    /// What is added up of an exporter's rows: one group, or one for every cell asked for.
    pub fn groups_of(&self, partition: &Partition, exporter: EconomyId) -> Vec<Group> {
        if !self.flow.has_sector() {
            let rows = partition.economy(exporter).rows.clone();
            return vec![Group { cell: None, rows }];
        }
        let asked = |cell: &Cell| {
            let sector = self.sectors.is_empty() || self.sectors.contains(&cell.sector);
            cell.economy == exporter && sector
        };
        let cells = partition.cells().iter().enumerate().filter(|(_, cell)| asked(cell));
        cells.map(|(at, cell)| Group { cell: Some(at), rows: cell.rows.clone() }).collect()
    }
}

/// Importers that are taken together.
pub(super) struct Market {
    /// The importer, if it is one.
    pub importer: Option<usize>,
    pub members: Vec<EconomyId>,
}

/// Each economy once, in the order of the partition.
fn in_order(mut economies: Vec<EconomyId>) -> Vec<EconomyId> {
    economies.sort_unstable();
    economies.dedup();
    economies
}
