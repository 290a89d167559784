//! Options of scenarios before and after.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use tripole::models::disruption::InputRule;
use tripole::scenario::Model;

use super::{Conventions, Grouping, Output, Reactions, Reading};

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
  [[embargo]]               extraction     sales stop, nothing replaces them
  [[demand]]                demand         output follows final demand
  [[supply]] without days   rationing      missing inputs stop their users (others: mixed: users are
                                           served first; inoperability: the loss is of final demand)
  [[supply]] with days      ario           day by day, stocks and overproduction (other: pbl)
  [[tariff]], [[agreement]], [[barrier]]
                            ge             wages, prices, incomes adjust (other: armington)

Rules that the result must obey are checked, and said on standard error.

Examples:
  tripole scenario builtin:china-plus-one
  tripole scenario my_table.csv builtin:reshoring-usa --by bloc --satellite jobs.csv
  tripole scenario builtin:chip-embargo --family value_added_trade
  tripole scenario builtin:us-china-tariff-war --model armington --by region-sector -o after.csv
  tripole scenario my_table.csv outage.toml --model ario --days 180 --by day -o days.csv";

#[derive(Debug, Args)]
pub struct ScenarioArgs {
    /// The scenario, `builtin:NAME` or a TOML file; before it the table, unless it is the built-in
    /// one of 2011
    #[arg(required = true, num_args = 1..=2, value_name = "SCENARIO")]
    pub what: Vec<String>,
    /// The model [default: that of the scenario's entries, see below]
    #[arg(long, value_parser = worlds())]
    pub model: Option<Model>,
    /// Level of the result; day: output and unmet final demand of every day (`ario`, `pbl`)
    #[arg(long, value_enum, default_value = "region")]
    pub by: ScenarioLevel,
    /// Only these families
    #[arg(long, value_delimiter = ',', value_enum, value_name = "FAMILIES")]
    pub family: Vec<IndicatorFamily>,
    /// Only these regions
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub region: Vec<String>,
    /// Satellite accounts (jobs, emissions), before and after: a CSV file with the columns
    /// `region`, `sector`, `account`, `value`, `unit`
    #[arg(long, value_name = "FILE")]
    pub satellite: Option<PathBuf>,
    /// Only these accounts
    #[arg(long, value_delimiter = ',', value_name = "NAMES", requires = "satellite")]
    pub account: Vec<String>,
    #[command(flatten)]
    pub daily: Daily,
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

/// The models that go from day to day.
#[derive(Debug, Args)]
#[command(next_help_heading = "Day by day (ario, pbl)")]
pub struct Daily {
    /// Days that are computed [default: 365]
    #[arg(long, value_name = "N")]
    pub days: Option<usize>,
    /// Days that stocks of inputs last [default: 90, of pbl 10]
    #[arg(long, value_name = "DAYS")]
    pub stock_days: Option<f64>,
    /// Days over which a gap in stocks is ordered [default: 60, of pbl 10]
    #[arg(long, value_name = "DAYS")]
    pub restocking_days: Option<f64>,
    /// Part of the stock below which output is cut (`ario`) [default: 0.8]
    #[arg(long, value_name = "SHARE")]
    pub psi: Option<f64>,
    /// Most that a sector makes over its usual output (`ario`) [default: 1.25]
    #[arg(long, value_name = "RATIO")]
    pub overproduction: Option<f64>,
    /// Days over which overproduction builds up (`ario`) [default: 365]
    #[arg(long, value_name = "DAYS")]
    pub overproduction_days: Option<f64>,
    /// Whom orders go to (`ario`): the suppliers of before, or those who can deliver
    /// [default: steady]
    #[arg(long, value_enum, value_name = "RULE")]
    pub suppliers: Option<SuppliersName>,
    /// How missing inputs bind (`pbl`) [default: half]
    #[arg(long, value_enum, value_name = "RULE")]
    pub inputs: Option<InputsName>,
    /// What inputs are to their users (`pbl`): a CSV file product,user,rating, which is critical,
    /// important or other [default: all important]
    #[arg(long, value_name = "FILE")]
    pub ratings: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SuppliersName {
    Steady,
    Available,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputsName {
    Leontief,
    Strong,
    Half,
    Weak,
    Linear,
}

impl From<InputsName> for InputRule {
    fn from(name: InputsName) -> Self {
        match name {
            InputsName::Leontief => InputRule::Leontief,
            InputsName::Strong => InputRule::Strong,
            InputsName::Half => InputRule::Half,
            InputsName::Weak => InputRule::Weak,
            InputsName::Linear => InputRule::Linear,
        }
    }
}

/// A model with a world before and after, under its name.
fn worlds() -> impl TypedValueParser<Value = Model> {
    let names = Model::ALL.into_iter().filter(|model| model.has_world()).map(Model::name);
    PossibleValuesParser::new(names).try_map(|name| Model::named(&name).ok_or("no such model"))
}

/// The families of indicators before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum IndicatorFamily {
    Output,
    Trade,
    ValueAddedTrade,
    Participation,
    Position,
    Concentration,
    Shares,
    Satellite,
}

impl IndicatorFamily {
    pub fn name(self) -> &'static str {
        match self {
            IndicatorFamily::Output => "output",
            IndicatorFamily::Trade => "trade",
            IndicatorFamily::ValueAddedTrade => "value_added_trade",
            IndicatorFamily::Participation => "participation",
            IndicatorFamily::Position => "position",
            IndicatorFamily::Concentration => "concentration",
            IndicatorFamily::Shares => "shares",
            IndicatorFamily::Satellite => "satellite",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScenarioLevel {
    Region,
    RegionSector,
    Bloc,
    Day,
}
