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
mod entry_points;
mod equilibrium;
mod extract;
#[cfg(unix)]
mod faults_files;
mod faults_make;
mod faults_scenario;
mod faults_tables;
mod faults_text;
mod formats;
mod frames;
mod frozen;
mod glossary;
mod groups;
mod headline;
mod hostile;
mod identities;
mod impact;
mod layers;
mod leontief;
mod levels;
mod linkages;
mod nafta;
mod one_reader;
mod other_tables;
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
