//! All integration tests, one binary.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bad_inputs;
mod chains;
mod change;
mod cli;
mod decompose;
mod disruption;
mod extract;
mod formats;
mod identities;
mod layers;
mod leontief;
mod linkages;
mod parity;
mod peers;
mod position;
mod published;
mod redirect;
mod resourcing;
mod satellites;
mod splits;
mod structure;
mod support;
mod tiva;
