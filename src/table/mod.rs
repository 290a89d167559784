//! The multi-region input-output table, and the names of what is in it.
//!
//! An [`Mrio`] holds what its source says; [`Accounting`] says which output and which value added a
//! computation uses; a [`Partition`] says which rows make one economy. Everything is matched by
//! label through an [`Index`], and ids are only made by what they belong to.

mod accounting;
mod aggregate;
mod blocs;
mod cells;
mod check;
mod empty_regions;
mod finding;
mod geography;
mod index;
mod inventories;
pub(crate) mod lines;
mod mrio;
mod partition;
mod rows;
mod sales;
mod satellite;

pub use accounting::{Accounting, Accounts, Inventories, OutputFrom, ValueAddedFrom};
pub use blocs::{BlocMap, Reach};
pub use cells::CellId;
pub(crate) use check::rounded;
pub use finding::{Finding, FindingKind, Severity};
pub use geography::Geography;
pub(crate) use index::identifier;
pub use index::{CategoryId, Demand, DemandColumn, Index, Node, RegionId, SectorId};
pub use mrio::{Mrio, Parts, Primary, PrimaryKind, Source};
pub use partition::{Bloc, Cell, Concordance, Economy, EconomyId, Group, Partition};
pub use rows::RowSet;
pub use sales::{Sales, SalesSet, Uses};
pub use satellite::{Account, Satellite};
pub(crate) use satellite::{FINAL_USERS, LARGEST_AMOUNT};
