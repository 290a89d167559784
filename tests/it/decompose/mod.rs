//! Value added in trade: every row of the reference, and identities on random tables.

// Numbers of ours under the reference's names, by subject.
mod exports;
pub use exports::split_frame;
mod imports;
mod participation;
mod terms;
mod tiva;
mod trade;

mod extraction;
mod reference;
mod sums;
