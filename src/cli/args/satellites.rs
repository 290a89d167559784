//! Options of comparative advantage, of the chains of single products and of satellite accounts.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use tripole::frame::Level;
use tripole::measures::{apl, footprint, income, responsibility};

use super::super::claims::READ;
use super::choice::level;
use super::{Measure, OnlyCells, OnlyDemand};

#[derive(Debug, Args)]
#[command(mut_arg("region", |arg| arg.visible_alias("exporter")))]
pub struct RcaArgs {
    #[command(flatten)]
    pub only: OnlyCells,
    #[command(flatten)]
    pub measure: Measure,
}

#[derive(Debug, Args)]
pub struct AplArgs {
    /// Only these suppliers: codes of the level, REGION:SECTOR for region-sector
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub from: Vec<String>,
    /// Only these users: codes of the level, REGION:SECTOR for region-sector
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub to: Vec<String>,
    /// Level of the result. Regions, sectors and blocs are added up first; region-sector keeps the
    /// whole table, and without --from and --to gives every pair
    #[arg(long, value_parser = level([apl::LEVELS, &[Level::RegionSector]].concat()), default_value = "region")]
    pub by: Level,
    /// Linkage up to which a length is left empty, because rounding dominates it
    #[arg(long, value_name = "NUMBER", default_value_t = apl::MINIMUM_LINKAGE, value_parser = linkage)]
    pub minimum_linkage: f64,
    #[command(flatten)]
    pub measure: Measure,
}

fn linkage(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if (0.0..f64::INFINITY).contains(&number) => Ok(number),
        _ => Err("a number of zero or more is expected".to_owned()),
    }
}

#[derive(Debug, Args)]
#[command(mut_arg("region", |arg| arg.help("Only these contributing regions")))]
#[command(mut_arg("sector", |arg| arg.help("Only these contributing sectors")))]
pub struct SmileArgs {
    /// Final products, each one a chain, written REGION:SECTOR
    #[arg(long, value_delimiter = ',', value_name = "REGION:SECTOR", required = true)]
    pub chain: Vec<String>,
    #[command(flatten)]
    pub only: OnlyCells,
    #[command(flatten)]
    pub measure: Measure,
}

/// Satellite accounts, as they are or as impacts.
#[derive(Debug, Args)]
pub struct Accounts {
    /// Satellite accounts: a CSV file with the columns `region`, `sector`, `account`, `value`,
    /// `unit`; direct use by final users has a final demand category, or FD, for its sector. Without
    /// it, the accounts that the table brings along (EXIOBASE, pymrio, Eora26)
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub satellite: Option<PathBuf>,
    /// Only these accounts; of the table's own also groups of them, such as air_emissions
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub account: Vec<String>,
    /// Impacts of the accounts in their place: a CSV file with the columns `impact`, `account`,
    /// `factor`, `account_unit`, `unit`
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub characterisation: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(mut_arg("region", |arg| arg.help("Only these regions; of pairs, only these users")))]
pub struct FootprintArgs {
    #[command(flatten)]
    pub accounts: Accounts,
    /// Level of the result
    #[arg(long, value_parser = level(footprint::LEVELS), default_value = "region")]
    pub by: Level,
    #[command(flatten)]
    pub demand: OnlyDemand,
    #[command(flatten)]
    pub only: OnlyCells,
    #[command(flatten)]
    pub measure: Measure,
}

/// What `responsibility --help` ends with.
pub const RESPONSIBILITY_HELP: &str = "\
  pba              the producer answers
  cba              the user of the final product answers, through all tables
  cba_eebt         the user of what is traded answers; domestic technology, gross exports
  iba              the supplier of primary inputs answers for what happens downstream
  shared           sellers keep 1 - alpha of what they have accumulated (shared_producer), final
                   users answer for the rest (shared_consumer)
  half, cba_iba    the means of pba and cba, and of cba and iba

Each of them adds up to all use in the world. By pair: use embodied in gross exports (eebt). By
region-sector: alpha, and what each sector keeps.

Examples:
  tripole responsibility my_table.csv --satellite emissions.csv --account co2
  tripole responsibility my_table.csv --satellite emissions.csv --characterisation factors.csv --alpha 0.5
  tripole responsibility IOT_2019_ixi.zip --account air_emissions --by pair";

#[derive(Debug, Args)]
#[command(mut_arg("region", |arg| arg.help("Only these regions; of pairs, only these exporters")))]
pub struct ResponsibilityArgs {
    #[command(flatten)]
    pub accounts: Accounts,
    /// The share of what a seller has accumulated that it passes on: a number from 0 to 1, or a CSV
    /// file with the columns `sector` and `alpha`, and perhaps `region` [default: 1 less the share of
    /// value added in output without own use]
    #[arg(long, value_name = "NUMBER|FILE", value_hint = READ)]
    pub alpha: Option<OsString>,
    /// Level of the result
    #[arg(long, value_parser = level(responsibility::LEVELS), default_value = "region")]
    pub by: Level,
    #[command(flatten)]
    pub only: OnlyCells,
    #[command(flatten)]
    pub measure: Measure,
}

#[derive(Debug, Args)]
pub struct GvcIncomeArgs {
    /// Final products: sectors (of all regions) or REGION:SECTOR, taken together
    #[arg(long, value_delimiter = ',', value_name = "CODES", required = true)]
    pub products: Vec<String>,
    /// Level of the result
    #[arg(long, value_parser = level(income::LEVELS), default_value = "region")]
    pub by: Level,
    /// Satellite accounts (jobs, emissions) to be traced as well: a CSV file with the columns
    /// `region`, `sector`, `account`, `value`, `unit`
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub satellite: Option<PathBuf>,
    /// Only these accounts; without a file, those of these names that the table brings along
    /// (EXIOBASE, pymrio, Eora26; `all` is all of them)
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub account: Vec<String>,
    #[command(flatten)]
    pub demand: OnlyDemand,
    #[command(flatten)]
    pub only: OnlyCells,
    #[command(flatten)]
    pub measure: Measure,
}
