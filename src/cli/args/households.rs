//! Options of burdens of households.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use tripole::models::Record;
use tripole::models::households::{MODELS_OF_PRICES, Margins, Rebate, SpendingOf};

use super::super::claims::READ;
use super::choice::among;
use super::{Asks, Output, Settings, View, names};

/// The table may be left out, the scenario may not.
pub const HOUSEHOLDS_USAGE: &str = "tripole households [OPTIONS] [TABLE] <SCENARIO>";

/// What `households --help` ends with.
pub const HOUSEHOLDS_HELP: &str = "\
What tariffs cost groups of households: prices of sectors for final users, through a bridge to prices of
what households buy, times what they spend. The files are CSV:

  bridge.csv      sector,category,share[,margin,margin_sector]   shares of a category add up to 1
  spending.csv    group,category,value                           per household, see --spending-of
  households.csv  group[,households][,income]                    number of households; their income

Amounts are in the unit of the table and of its year: households in millions times dollars are million
US$. burden is what the basket of before costs more; with --elasticity, burden_ces and burden_second are
less, as households move to what became less dear. --rebate gives the change of tariff revenue back, and
net_burden is what is left. ge: prices relative to the wage of the importer. seeds/households has
files for the built-in table, whose numbers are made up.

Examples:
  tripole households builtin:universal-tariff --by origin
  tripole households builtin:us-china-tariff-war --importer CHN --by sector
  tripole households builtin:universal-tariff --bridge bridge.csv --spending spending.csv
  tripole households my_table.csv my_scenario.toml --bridge bridge.csv --spending spending.csv";

/// Models with prices that final users pay.
#[derive(Debug, Clone)]
pub struct OfPrices;

impl Asks for OfPrices {
    fn models() -> impl Iterator<Item = &'static Record> {
        MODELS_OF_PRICES.into_iter()
    }
}

/// What a line of the result is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HouseholdLines {
    /// A group of households
    Group,
    /// A category of spending
    Category,
    /// A category of spending of a group
    GroupCategory,
    /// A sector whose products final users buy
    Sector,
    /// A sector of an economy of origin
    Origin,
}

impl HouseholdLines {
    /// Whether it is of spending rather than of prices alone.
    pub fn is_of_spending(self) -> bool {
        !matches!(self, HouseholdLines::Sector | HouseholdLines::Origin)
    }
}

#[derive(Debug, Args)]
pub struct HouseholdsArgs {
    /// The scenario, `builtin:NAME` or a TOML file; before it the table, unless it is the built-in
    /// one of 2011
    #[arg(required = true, num_args = 1..=2, value_name = "SCENARIO", value_hint = READ)]
    pub what: Vec<OsString>,
    /// What categories of spending are made of: sector,category,share[,margin,margin_sector]
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub bridge: Option<PathBuf>,
    /// Who spends how much on what: group,category,value
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub spending: Option<PathBuf>,
    /// Number and income of households: group[,households][,income]
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub households: Option<PathBuf>,
    /// The economy whose households they are [default: the only one that changes a tariff]
    #[arg(long, value_name = "CODE")]
    pub importer: Option<String>,
    /// The model of prices
    #[arg(long, value_parser = names::<OfPrices>(), default_value = "price", value_name = "MODEL")]
    pub model: String,
    /// What a line of the result is of; sector, origin: prices alone, without files
    #[arg(long, value_enum, default_value = "group", value_name = "LINES")]
    pub by: HouseholdLines,
    /// Distribution margins of the bridge: left aside, or of a fixed amount with the price of their own
    /// sector, or in proportion to the goods, which is the same as left aside
    #[arg(long, value_parser = among(Margins::ALL, Margins::name), default_value = Margins::None.name(), value_name = "RULE")]
    pub margins: Margins,
    /// Who gets the change of tariff revenue: nobody, every household alike, or in proportion to spending
    #[arg(long, value_parser = among(Rebate::ALL, Rebate::name), default_value = Rebate::None.name(), value_name = "RULE")]
    pub rebate: Rebate,
    /// What amounts are of where the number of households is given: one household, or the group
    #[arg(long, value_parser = among(SpendingOf::ALL, SpendingOf::name), default_value = SpendingOf::Household.name(), value_name = "OF")]
    pub spending_of: SpendingOf,
    /// Elasticity of substitution between categories, 0 or more
    #[arg(long, default_value_t = 0.0, value_name = "ETA")]
    pub elasticity: f64,
    #[command(flatten)]
    pub settings: Settings<OfPrices>,
    #[command(flatten)]
    pub view: View,
    #[command(flatten)]
    pub output: Output,
}
