//! Options of tariff scenarios.

use clap::{Args, ValueEnum};

use super::{Conventions, Grouping, Output, Reading};

/// The table may be left out, the scenario may not.
pub const TARIFF_USAGE: &str = "tripole tariff [OPTIONS] [TABLE] <SCENARIO>";

/// What `tariff --help` ends with.
pub const TARIFF_HELP: &str = "\
A scenario is a TOML file (docs/scenarios.md describes it) or one that comes with the program:
builtin:us-china-tariff-war, builtin:universal-tariff, builtin:transatlantic-agreement,
builtin:us-china-decoupling (an embargo: only with --model exposure).

Levels of --by:
  model     level          result
  price     region         consumer, output and export prices, tariff revenue
  price     region-sector  prices of products; nominal and effective protection
  price     pair           whose tariffs raise whose output prices
  price     pair-sector    tariffs added up along chains, by product and market
  price     stage          through how many sales the cost came
  exposure  region         value added in what is taxed or stopped, by origin
  exposure  region-sector  the same by sector of origin
  exposure  pair-sector    every flow looked at alone: own and foreign value added

Prices are relative changes (0.01 is one per cent), all costs passed on and quantities unchanged.

Examples:
  tripole tariff builtin:us-china-tariff-war
  tripole tariff my_table.csv my_scenario.toml --by region-sector -o prices.csv
  tripole tariff builtin:universal-tariff --by pair-sector --importer USA
  tripole tariff my_table.csv builtin:us-china-decoupling --model exposure";

#[derive(Debug, Args)]
pub struct TariffArgs {
    /// The scenario, `builtin:NAME` or a TOML file; before it the table, unless it is the built-in
    /// one of 2011
    #[arg(required = true, num_args = 1..=2, value_name = "SCENARIO")]
    pub what: Vec<String>,
    /// The model. price: costs passed on from buyer to buyer; exposure: value added in the goods
    /// concerned
    #[arg(long, value_enum, default_value = "price")]
    pub model: ModelName,
    /// Level of the result
    #[arg(long, value_enum, default_value = "region")]
    pub by: TariffLevel,
    /// Share of rises in costs that producers pass on [default: 1]
    #[arg(long, value_name = "SHARE")]
    pub pass_through: Option<f64>,
    /// Final demand categories whose prices are consumer prices [default: all]
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub category: Vec<String>,
    /// Only these markets (`--by pair-sector`)
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub importer: Vec<String>,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub conventions: Conventions,
    #[command(flatten)]
    pub grouping: Grouping,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModelName {
    Price,
    Exposure,
}

impl ModelName {
    pub fn name(self) -> &'static str {
        match self {
            ModelName::Price => "price",
            ModelName::Exposure => "exposure",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TariffLevel {
    Region,
    RegionSector,
    Pair,
    PairSector,
    Stage,
}

impl TariffLevel {
    pub fn name(self) -> &'static str {
        match self {
            TariffLevel::Region => "region",
            TariffLevel::RegionSector => "region-sector",
            TariffLevel::Pair => "pair",
            TariffLevel::PairSector => "pair-sector",
            TariffLevel::Stage => "stage",
        }
    }
}
