//! Options of trade policy: schedules of tariffs, what they bring in, whose value added pays, who answers.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};
use tripole::models::duties::{Incidence, IncidenceBy};
use tripole::scenario::schedule::{Day, Period};

use super::super::claims::{READ, READ_FOLDER};
use super::choice::among;
use super::{OfDuties, Output, Settings, View};

/// What `rates --help` ends with.
pub const RATES_HELP: &str = "\
A schedule is a folder of CSV files and rules (docs/tariffs.md describes them):
  rates.csv          authority,importer,exporter,product,rate,kind,from,to,share,note
  rules.toml         which authority yields to which, groups, regions of the table
  weights.csv        importer,exporter,product,value: trade at customs value
  concordance.csv    product,sector,share,use
  content.csv        name,product,exporter,share: where duties are levied on a content
  preferences.csv    preference,product,exporter,share: where trade claims preferences

Rates are ratios (0.25 is 25 per cent). `mean` is at the trade of the weights, `ces` the uniform rate with the
same price, `bias` their difference, `mean_after` what is paid once buyers have moved between products. The
authorities add up to the mean. A scenario takes a schedule as a [[schedule]] entry.

Examples:
  tripole rates seeds/tariffs --date 2026-03-15
  tripole rates seeds/tariffs --date 2026-03-15 --by authority -o authorities.csv
  tripole rates seeds/tariffs --date 2026-03-15 --by product --importer USA
  tripole rates seeds/tariffs --period 2025,2026-01..2026-07
  tripole rates seeds/tariffs --period 2025 --every month --exporter CHN -o path.csv";

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("when").required(true).args(["date", "period"])))]
pub struct RatesArgs {
    /// The folder of the schedule
    #[arg(value_name = "FOLDER", value_hint = READ_FOLDER)]
    pub folder: PathBuf,
    /// The day of the rates, YYYY-MM-DD
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub date: Option<Day>,
    /// The day under whose rates the trade of the weights was observed: buyers had moved already
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub base_date: Option<Day>,
    /// Means over periods: YYYY, YYYY-MM, YYYY-MM-DD or FROM..TO (without the day TO)
    #[arg(long, value_delimiter = ',', value_name = "PERIODS", value_parser = period)]
    pub period: Vec<Period>,
    /// Cut the periods into months or days
    #[arg(long, value_enum, value_name = "PART", requires = "period")]
    pub every: Option<Every>,
    /// What lines are of
    #[arg(long, value_enum, default_value = "sector", value_name = "LEVEL")]
    pub by: RatesBy,
    /// Only these importers, as the files name them; of a large schedule the others are not kept
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub importer: Vec<String>,
    /// Only these exporters: regions, or with `--by product` codes of the files
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub exporter: Vec<String>,
    /// Only these sectors
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub sector: Vec<String>,
    /// Elasticity of substitution between the products of a cell [default: 5]
    #[arg(long, value_name = "NUMBER")]
    pub elasticity: Option<f64>,
    /// Rates from this file, not from the folder
    #[arg(long, value_name = "FILE", value_hint = READ, help_heading = "Files")]
    pub rates: Option<PathBuf>,
    /// Rules from this file
    #[arg(long, value_name = "FILE", value_hint = READ, help_heading = "Files")]
    pub rules: Option<PathBuf>,
    /// Trade from this file
    #[arg(long, value_name = "FILE", value_hint = READ, help_heading = "Files")]
    pub weights: Option<PathBuf>,
    /// Sectors of products from this file
    #[arg(long, value_name = "FILE", value_hint = READ, help_heading = "Files")]
    pub concordance: Option<PathBuf>,
    /// Shares of content from this file
    #[arg(long, value_name = "FILE", value_hint = READ, help_heading = "Files")]
    pub content: Option<PathBuf>,
    /// Shares that claim preferences from this file
    #[arg(long, value_name = "FILE", value_hint = READ, help_heading = "Files")]
    pub preferences: Option<PathBuf>,
    #[command(flatten)]
    pub output: Output,
}

/// Lines of `rates`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RatesBy {
    /// Importer, exporter and sector, with the spread of rates between products
    Sector,
    /// The same by authority; they add up to the mean
    Authority,
    /// Every product of every exporter
    Product,
    /// The same by authority; they add up to the rate
    ProductAuthority,
}

/// Parts of periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Every {
    /// Calendar months
    Month,
    /// Days
    Day,
}

fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|error: tripole::Error| error.to_string())
}

fn period(text: &str) -> Result<Period, String> {
    text.trim().parse().map_err(|error: tripole::Error| error.to_string())
}

/// The usage of commands on a table and a scenario.
pub const REVENUE_USAGE: &str = "tripole revenue [OPTIONS] [TABLE] <SCENARIO>";

/// What `revenue --help` ends with.
pub const REVENUE_HELP: &str = "\
Effective rates: duties over imports, at the trade of the table (statutory) and after buyers reacted (armington,
ge). The change of the rate is a statutory effect (other rates at old trade) and a substitution effect (other
trade). Amounts are in the unit of the table, a year's; in paths those of the days of each period.

Examples:
  tripole revenue builtin:us-china-tariff-war
  tripole revenue schedule.toml --by authority -o authorities.csv
  tripole revenue schedule.toml --by flow --importer USA --trade statutory --sort revenue --top 10
  tripole revenue schedule.toml --period 2025,2026 --every month --by authority -o path.csv";

#[derive(Debug, Args)]
pub struct RevenueArgs {
    /// The scenario, `builtin:NAME` or a TOML file; before it the table, unless it is the built-in
    /// one of 2011
    #[arg(required = true, num_args = 1..=2, value_name = "SCENARIO", value_hint = READ)]
    pub what: Vec<OsString>,
    /// The trade on which duties are paid [default: each of them, of a path the statutory one]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "TRADE")]
    pub trade: Vec<TradeName>,
    /// What lines are of
    #[arg(long, value_enum, default_value = "importer", value_name = "LEVEL")]
    pub by: RevenueBy,
    /// A path at the trade of the table, of schedules alone: YYYY, YYYY-MM, YYYY-MM-DD or FROM..TO
    #[arg(long, value_delimiter = ',', value_name = "PERIODS", value_parser = period)]
    pub period: Vec<Period>,
    /// Cut the periods into months or days
    #[arg(long, value_enum, value_name = "PART", requires = "period")]
    pub every: Option<Every>,
    /// Only these importers
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub importer: Vec<String>,
    /// Only these exporters (with `--by flow`)
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub exporter: Vec<String>,
    /// Only these sectors (with `--by flow`)
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub sector: Vec<String>,
    #[command(flatten)]
    pub settings: Settings<OfDuties>,
    #[command(flatten)]
    pub view: View,
    #[command(flatten)]
    pub output: Output,
}

/// The trade on which duties are paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TradeName {
    /// That of the table: nobody reacts
    Statutory,
    /// Buyers change suppliers
    Armington,
    /// General equilibrium
    Ge,
}

/// Lines of `revenue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RevenueBy {
    /// Importers, with what changed their rates
    Importer,
    /// Authorities of schedules; they add up to the importer
    Authority,
    /// Exporter and sector, of importers with duties
    Flow,
}

/// The usage of `incidence`.
pub const INCIDENCE_USAGE: &str = "tripole incidence [OPTIONS] [TABLE] <SCENARIO>";

/// What `incidence --help` ends with.
pub const INCIDENCE_HELP: &str = "\
Duties after the change, at the trade of the table, by the origin of the value added in what is taxed: own value
added that comes back, that of the partner who is taxed, and that of third economies behind it. Each border is
counted, as each duty is paid; `tariff --model exposure` counts a unit of value added once.

Examples:
  tripole incidence builtin:us-china-tariff-war
  tripole incidence my_table.csv my_scenario.toml --by origin --sort duty
  tripole incidence schedule.toml --split-by authority
  tripole incidence schedule.toml --by origin-sector --importer USA -o who.csv";

#[derive(Debug, Args)]
pub struct IncidenceArgs {
    /// The scenario, `builtin:NAME` or a TOML file; before it the table, unless it is the built-in
    /// one of 2011
    #[arg(required = true, num_args = 1..=2, value_name = "SCENARIO", value_hint = READ)]
    pub what: Vec<OsString>,
    /// What lines are of
    #[arg(long, value_parser = among(IncidenceBy::ALL, IncidenceBy::name), default_value = "importer", value_name = "LEVEL")]
    pub by: IncidenceBy,
    /// Tell duties apart by the authority that levies them, or by the use of the goods
    #[arg(long, value_parser = among(Incidence::ALL, Incidence::name), default_value = "none", value_name = "PART")]
    pub split_by: Incidence,
    /// Only these importers
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub importer: Vec<String>,
    /// Only these origins of value added
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub origin: Vec<String>,
    #[command(flatten)]
    pub view: View,
    #[command(flatten)]
    pub output: Output,
}

/// The usage of `retaliation`.
pub const RETALIATION_USAGE: &str = "tripole retaliation [OPTIONS] [TABLE] <SCENARIO>";

/// What `retaliation --help` ends with.
pub const RETALIATION_HELP: &str = "\
What the [[retaliation]] entries of a scenario come to: trade whose tariff rises and what that brings in, the
trade that may be taxed in answer, its share and rate, and what cannot be matched. Every model takes the answers
as tariffs.

  [[retaliation]]
  by = \"CHN\"              # who answers
  to = \"USA\"              # whose tariffs
  how = \"value\"           # mirror: sector by sector; value: as much trade; revenue: as much duty
  sectors = \"goods\"       # what may be taxed; left out: everything
  rate = 0.3              # of how = \"value\"; left out: the mean of what is answered

Example:
  tripole retaliation seeds/tariffs/answer.toml";

#[derive(Debug, Args)]
pub struct RetaliationArgs {
    /// The scenario, a TOML file; before it the table, unless it is the built-in one of 2011
    #[arg(required = true, num_args = 1..=2, value_name = "SCENARIO", value_hint = READ)]
    pub what: Vec<OsString>,
    #[command(flatten)]
    pub view: View,
    #[command(flatten)]
    pub output: Output,
}
