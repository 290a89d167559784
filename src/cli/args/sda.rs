//! Options of the structural decomposition of accounts.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use tripole::measures::change::{SdaMerge, SdaMethod};

use super::super::claims::READ;
use super::choice::among;
use super::{Output, View};

/// What `sda --help` ends with.
pub const SDA_HELP: &str = "\
Effects of six factors on the use of each account, by producers (scheme pba) and for final users
(cba):
  intensity      use per unit of output
  technology     inputs by product, whoever supplies them
  trade_inputs   who supplies inputs
  trade_final    who supplies final products
  mix            which products final users buy
  level          how much they buy
and the changes of direct use by final users (direct) and of use by sectors without output
(dead). They add up to change. shapley: mean over all 720 orders in which the factors can change;
polar: mean of two of them, from the first factor to the last and back.

At current prices level holds inflation and exchange rates, and intensity the opposite: deflate
both tables first.

Examples:
  tripole sda my_1995.csv my_2008.csv --satellite emissions_1995.csv --satellite emissions_2008.csv
  tripole sda my_1995.csv my_2008.csv --satellite emissions_1995.csv --satellite emissions_2008.csv --account co2 --merge trade,demand -o sda.csv
  tripole sda IOT_2010_ixi.zip IOT_2019_ixi.zip --account air_emissions --scheme cba --method polar";

#[derive(Debug, Args)]
pub struct SdaArgs {
    /// The earlier table and the later one, of the same regions and sectors; files or `builtin:NAME`
    /// [default: the built-in tables of 1995 and 2011]
    #[arg(value_name = "TABLE", value_hint = READ)]
    pub tables: Vec<OsString>,
    /// Satellite accounts, given twice: of the earlier year, then of the later one; CSV files with the
    /// columns `region`, `sector`, `account`, `value`, `unit`, as `footprint` takes them. Without them,
    /// the accounts that the tables bring along (EXIOBASE, pymrio, Eora26)
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub satellite: Vec<PathBuf>,
    /// Only these accounts; of the tables' own also groups of them, such as air_emissions
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub account: Vec<String>,
    /// Impacts of the accounts in their place: a CSV file with the columns `impact`, `account`,
    /// `factor`, `account_unit`, `unit`
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub characterisation: Option<PathBuf>,
    /// Over which orders effects are means: all of them, or the two polar ones
    #[arg(long, value_parser = among(SdaMethod::ALL, SdaMethod::name), default_value = "shapley")]
    pub method: SdaMethod,
    /// Sums in place of their parts: trade is trade_inputs and trade_final, demand is mix and level
    #[arg(long, value_delimiter = ',', value_parser = among(SdaMerge::ALL, SdaMerge::name), value_name = "NAMES")]
    pub merge: Vec<SdaMerge>,
    /// Only use by producers, or only use for final users
    #[arg(long, value_parser = ["pba", "cba"])]
    pub scheme: Option<String>,
    /// Only these regions
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub region: Vec<String>,
    /// Years of the two tables; chooses the tables in archives [default: from the names of the files]
    #[arg(long, value_delimiter = ',', value_name = "YEARS")]
    pub years: Vec<i32>,
    #[command(flatten)]
    pub view: View,
    #[command(flatten)]
    pub output: Output,
}
