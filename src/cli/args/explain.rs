//! Options of what codes mean, and of who belongs to which group.

use std::ffi::OsString;

use clap::Args;

use super::super::claims::READ;
use super::{Output, Reading};

/// What `explain --help` ends with.
pub const EXPLAIN_HELP: &str = "\
A code is a column of a result, a method, a model, a class, a region, a sector, or a group of regions; a word is
one of the debate, such as reshoring, vertical specialisation or choke point.
Without a code: all columns, command by command, and all other words.

Examples:
  tripole explain vax_ratio DVA_INTrex2
  tripole explain C26 DEU EU27
  tripole explain friend-shoring 'choke point'
  tripole explain --json";

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Codes or words to explain [default: list all]
    #[arg(value_name = "CODE", value_hint = clap::ValueHint::Other)]
    pub codes: Vec<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct GroupsArgs {
    /// Groups, and the table whose regions are looked for [default: all groups, and the built-in table]
    #[arg(value_name = "GROUP|TABLE", value_hint = READ)]
    pub group: Vec<OsString>,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub output: Output,
}
