//! Options of tariff scenarios.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use tripole::scenario::Model;

use super::{Conventions, Grouping, Output, Reading};

/// The table may be left out, the scenario may not.
pub const TARIFF_USAGE: &str = "tripole tariff [OPTIONS] [TABLE] <SCENARIO>";

/// What `tariff --help` ends with.
pub const TARIFF_HELP: &str = "\
A scenario is a TOML file (docs/scenarios.md describes it) or one that comes with the program:
builtin:us-china-tariff-war, builtin:universal-tariff, builtin:transatlantic-agreement, builtin:rcep,
builtin:fta-europe-asia; and the embargoes, with --model exposure only, builtin:us-china-decoupling
and builtin:chip-embargo.

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
  armington region         output, value added, trade when buyers change suppliers
  armington region-sector  the same by sector; pair-sector: every flow before and after
  ge        region         real wages, first-order welfare and exact real income, revenue
  ge        region-sector  output and prices; pair, pair-sector: trade before and after
  both      indicators     trade in value added, position, concentration, local, regional and
                           global shares before and after (as `tripole scenario` has them, which
                           also has them by sector and bloc, and satellite accounts)

Changes are relative (0.01 is one per cent). price: all costs passed on, quantities unchanged.
armington: technology, wages and incomes fixed; buyers substitute between suppliers of a product
(elasticity 5 for goods, 2 for services). ge: Caliendo and Parro (2015), wages, prices and incomes
adjust, revenue is rebated, deficits stay (trade elasticity 5), [[barrier]] entries count too; its first-order welfare and exact
real income can differ a great deal, see the documentation. --elasticities changes the numbers.

Examples:
  tripole tariff builtin:us-china-tariff-war
  tripole tariff my_table.csv my_scenario.toml --by region-sector -o prices.csv
  tripole tariff builtin:universal-tariff --by pair-sector --importer USA
  tripole tariff my_table.csv builtin:us-china-decoupling --model exposure
  tripole tariff my_table.csv builtin:rcep --model ge
  tripole tariff my_table.csv my_scenario.toml --model armington --elasticities sigma.csv";

#[derive(Debug, Args)]
pub struct TariffArgs {
    /// The scenario, `builtin:NAME` or a TOML file; before it the table, unless it is the built-in
    /// one of 2011
    #[arg(required = true, num_args = 1..=2, value_name = "SCENARIO")]
    pub what: Vec<String>,
    /// The model. price: costs passed on from buyer to buyer; exposure: value added in the goods
    /// concerned; armington: buyers change suppliers; ge: general equilibrium
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
    /// Only these markets (`--by pair`, `--by pair-sector`)
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub importer: Vec<String>,
    #[command(flatten)]
    pub reactions: Reactions,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub conventions: Conventions,
    #[command(flatten)]
    pub grouping: Grouping,
    #[command(flatten)]
    pub output: Output,
}

/// How buyers and markets react to tariffs.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reactions (armington, ge)")]
pub struct Reactions {
    /// Elasticities of `armington` or `ge`: a CSV file sector,elasticity
    #[arg(long, value_name = "FILE")]
    pub elasticities: Option<PathBuf>,
    /// Trade deficits in `ge`: fixed, or none before and after [default: fixed]
    #[arg(long, value_enum, value_name = "RULE")]
    pub deficits: Option<DeficitsName>,
    /// What final users hold on to in `armington`: the quantity of every product, or spending on
    /// it [default: quantity]
    #[arg(long, value_enum, value_name = "RULE")]
    pub final_use: Option<FinalUseName>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModelName {
    Price,
    Exposure,
    Armington,
    Ge,
}

impl From<ModelName> for Model {
    fn from(name: ModelName) -> Self {
        match name {
            ModelName::Price => Model::Price,
            ModelName::Exposure => Model::Exposure,
            ModelName::Armington => Model::Armington,
            ModelName::Ge => Model::Equilibrium,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DeficitsName {
    Fixed,
    Zero,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FinalUseName {
    Quantity,
    Spending,
}

impl ModelName {
    pub fn name(self) -> &'static str {
        Model::from(self).name()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TariffLevel {
    Region,
    RegionSector,
    Pair,
    PairSector,
    Stage,
    Indicators,
}

impl TariffLevel {
    pub fn name(self) -> &'static str {
        match self {
            TariffLevel::Region => "region",
            TariffLevel::RegionSector => "region-sector",
            TariffLevel::Pair => "pair",
            TariffLevel::PairSector => "pair-sector",
            TariffLevel::Stage => "stage",
            TariffLevel::Indicators => "indicators",
        }
    }
}
