//! Value added in trade: every row of the reference, and identities on random tables.

// Numbers of ours under the reference's names, by subject.
mod exports;
mod imports;
mod participation;
mod terms;
mod tiva;
mod trade;

mod cells;
mod extraction;
mod invariance;
mod order;
mod reference;
mod sums;

pub use exports::split_frame;
