//! Options of reports.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::super::claims::READ;
use super::View;

pub const REPORT_HELP: &str = "Without `--economy` and `--scenario` it is the state of the poles; with `--economy` the profile of one economy, with `--scenario` \
the\nbrief on a scenario, who gains and who loses under every model that reads it. The page needs no network and no other file; the\nbrowser's print dialogue makes a PDF of it.\n\nExamples:\n  tripole report -o poles.html\n  tripole report --economy DEU -o germany.html\n  tripole report --scenario builtin:us-china-tariff-war -o tariffs.html\n  tripole report my_2018.csv --since my_1995.csv -o change.html";

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
    /// The economy of a profile; of a brief, that whose sectors are shown [default there: that which the
    /// scenario changes most]
    #[arg(long, value_name = "CODE")]
    pub economy: Option<String>,
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
