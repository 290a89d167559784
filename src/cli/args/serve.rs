//! Options of the page.

use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::Args;

use super::super::claims::{READ, READ_FOLDER};
use super::Reading;

pub const SERVE_HELP: &str = "\
The address that is printed has a word of its own in it, which changes with every start: who has it can ask, and
nobody else. Only the tables and schedules named here can be asked about; nothing leaves the machine, and nothing is written.
Ctrl-C stops it.

Examples:
  tripole serve
  tripole serve wiod_1995.csv.gz wiod_2011.csv.gz --open
  tripole serve my_table.tripole --port 9000
  tripole serve --schedule seeds/tariffs";

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Tables, files or `builtin:NAME` [default: the built-in tables of 2011 and 1995]
    #[arg(value_hint = READ, value_name = "TABLE")]
    pub tables: Vec<OsString>,
    /// A folder with a schedule of tariffs that scenarios may take, each day's rates of it
    #[arg(long = "schedule", value_name = "FOLDER", value_hint = READ_FOLDER)]
    pub schedules: Vec<PathBuf>,
    /// Port; 0 takes one that is free
    #[arg(long, default_value_t = 8737, value_name = "N")]
    pub port: u16,
    /// Address of this machine at which it listens; others than the loopback let other machines ask
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_name = "ADDRESS")]
    pub address: IpAddr,
    /// A name under which this machine is asked, beside its address (of a proxy, say)
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub allow_host: Vec<String>,
    /// Pages of other origins that may ask, such as `https://observablehq.com`
    #[arg(long, value_delimiter = ',', value_name = "ORIGINS")]
    pub allow_origin: Vec<String>,
    /// Show it in the browser
    #[arg(long)]
    pub open: bool,
    #[command(flatten)]
    pub reading: Reading,
}
