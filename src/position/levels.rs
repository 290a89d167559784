//! The levels at which position is shown.

use crate::frame::Frame;
use crate::labels::{Index, Partition};

/// The level at which position is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PositionBy {
    /// Every economy.
    #[default]
    Region,
    /// Every sector of every economy.
    RegionSector,
    /// Every sector, over all economies.
    Sector,
    /// The world as one line.
    World,
}

/// Which rows make one line of the result.
pub(super) struct Lines<'a> {
    index: &'a Index,
    partition: &'a Partition,
    by: PositionBy,
    rows: Vec<Vec<usize>>,
}

impl<'a> Lines<'a> {
    pub fn new(index: &'a Index, partition: &'a Partition, by: PositionBy) -> Self {
        let rows = match by {
            PositionBy::Region => partition.economies().map(|(_, e)| e.rows.clone()).collect(),
            PositionBy::RegionSector => partition.cells().iter().map(|c| c.rows.clone()).collect(),
            PositionBy::Sector => {
                let of = |sector| {
                    (0..index.len()).filter(|&row| index.node(row).sector == sector).collect()
                };
                index.sectors().map(of).collect()
            }
            PositionBy::World => vec![(0..index.len()).collect()],
        };
        Lines { index, partition, by, rows }
    }

    pub fn by(&self) -> PositionBy {
        self.by
    }

    /// The keys.
    pub fn frame(&self) -> Frame {
        let frame = Frame::new("position", self.rows.len());
        let (names, codes) = (self.partition.names(), self.index.sector_codes());
        match self.by {
            PositionBy::Region => frame.with_key("region", names, 0..self.rows.len()),
            PositionBy::Sector => frame.with_key("sector", codes, 0..self.rows.len()),
            PositionBy::World => frame.with_key("region", &["WLD"], [0]),
            PositionBy::RegionSector => {
                let cells = self.partition.cells();
                frame
                    .with_key("region", names, cells.iter().map(|c| c.economy.position()))
                    .with_key("sector", codes, cells.iter().map(|c| c.sector.position()))
            }
        }
    }

    pub fn sum(&self, values: &[f64]) -> Vec<f64> {
        self.rows.iter().map(|rows| rows.iter().map(|&row| values[row]).sum()).collect()
    }
}
