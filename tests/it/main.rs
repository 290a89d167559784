//! All integration tests, one binary.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod armington;
mod bad_inputs;
mod balance;
mod build;
mod chains;
mod change;
mod cli;
mod codes;
mod decompose;
mod disruption;
mod disruption_guards;
mod disruption_tables;
mod equilibrium;
mod extract;
mod formats;
mod frames;
mod frozen;
mod headline;
mod identities;
mod impact;
mod layers;
mod leontief;
mod levels;
mod linkages;
mod nafta;
mod parity;
mod peers;
mod position;
mod price;
mod published;
mod redirect;
mod resourcing;
mod satellites;
mod scenario;
mod small_files;
mod splits;
mod structure;
mod support;
mod sweep;
mod tiva;
