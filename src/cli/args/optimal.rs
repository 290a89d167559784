//! Options of the tariffs that are best for who levies them.

use std::ffi::OsString;

use clap::{ArgGroup, Args, ValueEnum};
use tripole::models::{MODELS, Record};

use super::super::claims::READ;
use super::{Asks, Output, Settings, View};

/// What `optimal --help` ends with.
pub const OPTIMAL_HELP: &str = "\
One rate on the products of all others, or of those of --on, that lets its importer afford most in general
equilibrium (the model ge of `tripole tariff`, whose settings there are here too): the largest real income, or
real consumption with --capital-share. --players: rates of several, each best against the latest of the
others, until none moves any more (Nash). Rates are from 0 to 1,000 per cent; all others, and what is
compared with, are those of --scenario after the change, or none.

A group or bloc that is named acts as one economy. uniform_rate: the best rate; real_income (with
--capital-share real_consumption): its change against the rates that there were; lower_, upper_: the ends
between which the best rate was looked for. --show search: every rate that was tried, or the rates of every round.

Even a small country gains by a tariff of about one over the trade elasticity (5): products differ by
origin, so that it has a monopoly in its own. Nobody answers one importer alone; --players do. Other
elasticities give other rates (--elasticities).

Examples:
  tripole optimal --importer USA
  tripole optimal my_table.csv --importer USA --on CHN --products electronics -o usa.csv
  tripole optimal --importer USA --show search
  tripole optimal my_table.csv --players USA,CHN,EU27
  tripole optimal --players USA,CHN --everybody --scenario builtin:rcep
  tripole optimal --importer USA --on CHN --scenario seeds/tariffs/answer.toml";

/// General equilibrium alone.
#[derive(Debug, Clone)]
pub struct OfEquilibrium;

impl Asks for OfEquilibrium {
    fn models() -> impl Iterator<Item = &'static Record> {
        MODELS.into_iter().filter(|record| record.name == "ge")
    }
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("who").required(true).multiple(false)))]
pub struct OptimalArgs {
    /// A file (.csv, .gz, .zst, .zip, .tripole), `-` for standard input, or `builtin:NAME`
    #[arg(default_value = "builtin:three-pole-2011", value_hint = READ)]
    pub table: OsString,
    /// Who looks for its best rate
    #[arg(long, value_name = "CODE", group = "who")]
    pub importer: Option<String>,
    /// Several who answer each other
    #[arg(long, value_delimiter = ',', value_name = "CODES", group = "who")]
    pub players: Vec<String>,
    /// Only products of these are taxed [default: of all others]
    #[arg(long, value_delimiter = ',', value_name = "CODES", requires = "importer")]
    pub on: Vec<String>,
    /// The products that are taxed [default: goods; all, where the table has codes of its own]
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub products: Vec<String>,
    /// Players tax everybody else, not the other players alone
    #[arg(long, requires = "players")]
    pub everybody: bool,
    /// Rates that players start from, as ratios: one for all, or one each [default: those there are]
    #[arg(
        allow_negative_numbers = true,
        long,
        value_delimiter = ',',
        value_name = "RATES",
        requires = "players"
    )]
    pub start: Vec<f64>,
    /// Other tariffs and barriers, a TOML file or `builtin:NAME` (see `tripole tariff`): a rate that is looked
    /// for stands in their place
    #[arg(long, value_name = "SCENARIO", value_hint = READ)]
    pub scenario: Option<OsString>,
    /// regions: the best rates and what every economy can afford; search: every rate that was tried, of
    /// players the rates of every round
    #[arg(long, value_enum, default_value = "regions", value_name = "WHAT")]
    pub show: OptimalShow,
    #[command(flatten)]
    pub settings: Settings<OfEquilibrium>,
    #[command(flatten)]
    pub view: View,
    #[command(flatten)]
    pub output: Output,
}

/// What a result of best tariffs is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OptimalShow {
    Regions,
    Search,
}
