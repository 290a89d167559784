//! tripole
pub mod error;
pub mod formats;
pub mod frame;
pub mod headline;
pub mod labels;
pub mod leontief;
pub mod linalg;
pub mod mrio;
pub mod multipliers;
pub mod synthetic;
pub mod trade;
pub mod value_added;

pub use error::{Error, Result};
pub use frame::Frame;
pub use labels::{Bloc, Concordance, Demand, Group, Index, Partition, RegionId, SectorId};
pub use leontief::LeontiefSystem;
pub use linalg::Matrix;
pub use mrio::{Accounting, Finding, Mrio, Parts, Severity};
