//! Options of comparative advantage, of the chains of single products and of satellite accounts.

use std::path::PathBuf;

use clap::Args;
use tripole::frame::Level;
use tripole::measures::{apl, footprint, income};

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

#[derive(Debug, Args)]
#[command(mut_arg("region", |arg| arg.help("Only these regions; of pairs, only these users")))]
pub struct FootprintArgs {
    /// Satellite accounts: a CSV file with the columns `region`, `sector`, `account`, `value`,
    /// `unit`; direct use by final users has a final demand category, or FD, for its sector. Without
    /// it, the accounts that the table brings along (EXIOBASE, pymrio, Eora26)
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub satellite: Option<PathBuf>,
    /// Only these accounts; of the table's own also groups of them, such as air_emissions
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub account: Vec<String>,
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
