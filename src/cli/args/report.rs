//! Options of reports.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::super::claims::READ;
use super::{OfDuties, Settings, View};

pub const REPORT_HELP: &str = "\
Without `--economy` and `--scenario` it is the state of the poles; with `--economy` the profile of
one economy, with `--scenario` the brief on a scenario: what it changes, and who gains and who loses
under every model that reads it. A brief shows sectors of the economy that levies most, of those
whose tariffs change, and of the one whose income changes most of the others; without tariffs, of
the two that change most in money. Settings of models are for briefs.

The page needs no network and no other file; the browser's print dialogue makes a PDF of it.

Examples:
  tripole report -o poles.html
  tripole report --economy DEU -o germany.html
  tripole report --scenario builtin:us-china-tariff-war -o tariffs.html
  tripole report --scenario builtin:us-china-tariff-war --elasticities boehm-long -o long.html
  tripole report my_2018.csv --since my_1995.csv -o change.html";

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// A file, `-` for standard input, or `builtin:NAME` [default: the built-in table of 2011, and that of
    /// 1995 as the earlier one]
    #[arg(value_hint = READ)]
    pub table: Option<OsString>,
    /// An earlier table, for what has changed since; beside `--scenario`, how chains had changed before it
    #[arg(long, value_name = "TABLE", value_hint = READ)]
    pub since: Option<OsString>,
    /// A scenario, a TOML file or `builtin:NAME` (see `tripole scenario`): the brief on it
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub scenario: Option<OsString>,
    /// The economy of a profile; of a brief, that whose sectors are shown [default there: that which levies
    /// most, and that whose income changes most of the others]
    #[arg(long, value_name = "CODE")]
    pub economy: Option<String>,
    /// Of a brief, sigma = theta + 1: buyers of armington and ge substitute alike (numbers of --elasticities
    /// are theta)
    #[arg(long)]
    pub same_elasticity: bool,
    #[command(flatten)]
    pub settings: Settings<OfDuties>,
    /// Save as .html; `-` prints the page
    #[arg(
        short = 'o',
        long = "output",
        value_name = "FILE",
        required = true,
        help_heading = "Output"
    )]
    pub file: PathBuf,
    /// Names of your own: a CSV file with the columns `code` and `name`
    #[arg(long, value_name = "FILE", value_hint = READ, help_heading = "Output")]
    pub labels: Option<PathBuf>,
    #[command(flatten)]
    pub view: View,
}
