//! Options of multipliers of type II.

use std::path::PathBuf;

use clap::Args;
use tripole::frame::Level;
use tripole::measures::type_two::{self, HouseholdIncome};

use super::super::claims::READ;
use super::choice::{among, level};
use super::{Measure, OnlyCells};

/// What `type2 --help` ends with.
pub const TYPE_TWO_HELP: &str = "\
Households become a sector: they earn what employees are paid, and spend it on the categories
named. Output, value added and income for one unit of final demand are then those of all rounds
of spending (Miller and Blair 2009, section 2.5). output_truncated is the output of industries
alone, output_total counts the income of households as output, too.

Compensation, a row of the table (D1) or an account of --satellite, says where households earn.
They spend what the categories say for each unit of it, more than a unit where other incomes are
spent too; with --income spending they spend a unit for each that they earn. Closed are the
households of all regions together, or those of --closed; with --one-by-one each of them alone.

Examples:
  tripole type2 my_table.csv --satellite compensation.csv
  tripole type2 my_table.csv --satellite compensation.csv --closed DEU --csv
  tripole type2 my_table.csv --satellite compensation.csv --by pair-sector -o income.csv
  tripole type2 --compensation VA --closed MEX,CAN --one-by-one";

#[derive(Debug, Args)]
#[command(mut_arg("region", |arg| arg.help("Only these regions; of pairs, those where income arises")))]
pub struct TypeTwoArgs {
    /// Categories of final demand that are households' [default: those of the known sources]
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub households: Vec<String>,
    /// Compensation of employees: a row of the table, or an account of `--satellite`
    #[arg(long, default_value = "D1", value_name = "NAME")]
    pub compensation: String,
    /// A file of accounts: region, sector, account, value, unit
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub satellite: Option<PathBuf>,
    /// What spending is for a unit of: compensation of employees, or itself, so that nothing else is spent
    #[arg(long, value_parser = among(HouseholdIncome::ALL, HouseholdIncome::name), default_value = "compensation", value_name = "RULE")]
    pub income: HouseholdIncome,
    /// Only the households of these regions earn and spend
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub closed: Vec<String>,
    /// The households of each region alone, one after the other
    #[arg(long)]
    pub one_by_one: bool,
    /// Products, or products by the region where income arises
    #[arg(long, value_parser = level(type_two::LEVELS), default_value = "region-sector", value_name = "LEVEL")]
    pub by: Level,
    #[command(flatten)]
    pub only: OnlyCells,
    #[command(flatten)]
    pub measure: Measure,
}
