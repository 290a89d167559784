//! A region cut into provinces or clusters, and a sector cut into parts.

mod region;
mod sector;
mod sector_file;

pub(crate) use region::SHARE_ROUNDING;
pub use region::{Shares, split};
pub use sector::{BelowZero, SectorPart, SectorShares, SectorSplit, split_sector};
pub use sector_file::read_sector_shares;
