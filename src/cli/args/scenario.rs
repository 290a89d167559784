//! Options of scenarios before and after.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use tripole::frame::Level;
use tripole::models::impact::{Family, IMPACT_LEVELS};

use super::super::claims::READ;
use super::choice::among;
use super::{OfWorlds, Output, Settings, View, names};

/// The table may be left out, the scenario may not.
pub const SCENARIO_USAGE: &str = "tripole scenario [OPTIONS] [TABLE] <SCENARIO>";

/// What `scenario --help` ends with.
pub const SCENARIO_HELP: &str = "\
A scenario is a TOML file (docs/scenarios.md describes it), or one that comes with the program:
builtin:NAME; a NAME that there is not lists them all.

Every indicator family before and after: output, trade, trade in value added, participation,
position, concentration of suppliers, local, regional and global shares, satellite accounts. The
model is that of what the scenario changes, unless --model says otherwise:

  [[relocate]]              resourcing     buyers turn to other suppliers, technology stays
  [[embargo]] without days  extraction     sales stop, nothing replaces them
  [[demand]]                demand         output follows final demand
  [[supply]] without days   rationing      missing inputs stop their users (others: mixed: users are
                                           served first; inoperability: the loss is of final demand)
  [[supply]], [[embargo]]
  with days                 ario           day by day, stocks and overproduction (other: pbl)
  [[tariff]], [[agreement]], [[barrier]]
                            ge             wages, prices, incomes adjust (other: armington)

Rules that the result must obey are checked, and said on standard error. Day by day a loss means
something only where output comes back: the column flag says where it does not (falling, stuck,
recovering, ongoing) and where more is lost than without any stock (beyond_upper_end).
--compare puts one outage or embargo through all models, with a label for each.

Examples:
  tripole scenario builtin:china-plus-one
  tripole scenario my_table.csv builtin:reshoring-usa --by bloc --satellite jobs.csv
  tripole scenario builtin:chip-embargo --family value_added_trade
  tripole scenario builtin:us-china-tariff-war --model armington --by region-sector -o after.csv
  tripole scenario my_table.csv outage.toml --model ario --days 180 --by day -o days.csv
  tripole scenario outage.toml --compare
  tripole scenario outage.toml --stock-days stocks.csv --suppliers available";

#[derive(Debug, Args)]
pub struct ScenarioArgs {
    /// The scenario, `builtin:NAME` or a TOML file; before it the table, unless it is the built-in
    /// one of 2011
    #[arg(required = true, num_args = 1..=2, value_name = "SCENARIO", value_hint = READ)]
    pub what: Vec<OsString>,
    /// The model [default: that of the scenario's entries, see below]
    #[arg(long, value_parser = names::<OfWorlds>(), value_name = "MODEL")]
    pub model: Option<String>,
    /// Level of the result; day: output and unmet final demand of every day (`ario`, `pbl`)
    #[arg(long, value_parser = levels(), default_value = "region", value_name = "LEVEL")]
    pub by: Level,
    /// Only these families
    #[arg(long, value_delimiter = ',', value_parser = among(Family::ALL, Family::name), value_name = "FAMILIES")]
    pub family: Vec<Family>,
    /// Only these regions
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub region: Vec<String>,
    /// Satellite accounts (jobs, emissions), before and after: a CSV file with the columns
    /// `region`, `sector`, `account`, `value`, `unit`
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub satellite: Option<PathBuf>,
    /// Only these accounts
    #[arg(long, value_delimiter = ',', value_name = "NAMES", requires = "satellite")]
    pub account: Vec<String>,
    /// One outage or embargo in every model beside the others, in per cent of value added of all days
    #[arg(long, conflicts_with_all = ["model", "by", "family", "satellite", "account"])]
    pub compare: bool,
    #[command(flatten)]
    pub settings: Settings<OfWorlds>,
    #[command(flatten)]
    pub view: View,
    #[command(flatten)]
    pub output: Output,
}

fn levels() -> impl TypedValueParser<Value = Level> {
    let levels = IMPACT_LEVELS.iter().chain(&[Level::Day]).map(|level| level.name());
    PossibleValuesParser::new(levels).try_map(|name| name.parse::<Level>())
}
