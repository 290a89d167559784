//! Options of tariff scenarios.

use std::ffi::OsString;

use clap::Args;
use tripole::frame::Level;

use super::super::claims::READ;
use super::{Asks, OfTariffs, Output, Settings, View, names};

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
  all       region         the models side by side: consumer prices, real wages and income, GDP, trade
                           and revenue, a column each, and how far they are apart
  both      indicators     trade in value added, position, concentration, local, regional and
                           global shares before and after (as `tripole scenario` has them, which
                           also has them by sector and bloc, and satellite accounts)

Amounts of armington and ge have four columns, _before, _after, _change and _change_percent; prices,
wages and welfare are relative changes (0.01 is one per cent). price: all costs passed on, quantities unchanged.
armington: technology, wages and incomes fixed; buyers substitute between suppliers of a product
(elasticity 5 for goods, 2 for services). ge: Caliendo and Parro (2015), wages, prices and incomes
adjust, revenue is rebated, deficits stay (trade elasticity 5), [[barrier]] entries count too; its first-order welfare and exact
real income can differ a great deal, see the documentation. --elasticities changes the numbers: a file,
or a published set: caliendo-parro (WIOD 2013), uniform-5, boehm-long, boehm-short (armington only).
A set is of one demand, with sigma = theta + 1; of a file each model takes the numbers for its own.

Examples:
  tripole tariff builtin:us-china-tariff-war
  tripole tariff my_table.csv my_scenario.toml --by region-sector -o prices.csv
  tripole tariff builtin:universal-tariff --by pair-sector --importer USA
  tripole tariff my_table.csv builtin:us-china-decoupling --model exposure
  tripole tariff my_table.csv builtin:rcep --model ge
  tripole tariff my_table.csv my_scenario.toml --model armington --elasticities sigma.csv
  tripole tariff my_table.csv my_scenario.toml --model all --same-elasticity --region USA
  tripole tariff builtin:universal-tariff --model all --elasticities boehm-long";

#[derive(Debug, Args)]
pub struct TariffArgs {
    /// The scenario, `builtin:NAME` or a TOML file; before it the table, unless it is the built-in
    /// one of 2011
    #[arg(required = true, num_args = 1..=2, value_name = "SCENARIO", value_hint = READ)]
    pub what: Vec<OsString>,
    /// The model. price: costs passed on from buyer to buyer; exposure: value added in the goods
    /// concerned; armington: buyers change suppliers; ge: general equilibrium; all: side by side
    #[arg(long, value_parser = models(), default_value = "price", value_name = "MODEL")]
    pub model: String,
    /// Level of the result
    #[arg(long, value_parser = by, default_value = "region", value_name = "LEVEL")]
    pub by: TariffBy,
    /// Only these regions
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub region: Vec<String>,
    /// Only these markets (`--by pair`, `--by pair-sector`)
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub importer: Vec<String>,
    /// With `--model all`, sigma = theta + 1: buyers of armington and ge substitute alike (numbers of
    /// --elasticities are theta)
    #[arg(long)]
    pub same_elasticity: bool,
    #[command(flatten)]
    pub settings: Settings<OfTariffs>,
    #[command(flatten)]
    pub view: View,
    #[command(flatten)]
    pub output: Output,
}

/// The word for every model that reads the scenario.
pub const ALL_MODELS: &str = "all";

fn models() -> Vec<&'static str> {
    let mut models = names::<OfTariffs>();
    models.push(ALL_MODELS);
    models
}

/// What a result of a tariff scenario is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TariffBy {
    /// A level of the model's own result.
    Own(Level),
    /// Every indicator before and after, by region.
    Indicators,
}

/// The word for [`TariffBy::Indicators`].
const INDICATORS: &str = "indicators";

fn by(text: &str) -> Result<TariffBy, String> {
    if text == INDICATORS {
        return Ok(TariffBy::Indicators);
    }
    let levels: Vec<Level> =
        OfTariffs::models().flat_map(|record| record.levels).copied().collect();
    match text.parse() {
        Ok(level) if levels.contains(&level) => Ok(TariffBy::Own(level)),
        _ => {
            let mut names: Vec<&str> = levels.iter().map(|level| level.name()).collect();
            names.push(INDICATORS);
            names.sort_unstable();
            names.dedup();
            Err(format!("one of {} is expected", names.join(", ")))
        }
    }
}
