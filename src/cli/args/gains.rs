//! Options of gains from trade, of trade costs and of bilateral balances.

use clap::Args;
use tripole::frame::Level;
use tripole::measures::gains::{self, Undefined};
use tripole::measures::{balances, trade_costs};

use super::super::claims::READ;
use super::choice::{among, level};
use super::{Measure, OnlyCells, OnlyPairs};

/// What `gains --help` ends with.
pub const GAINS_HELP: &str = "\
Gains are the part of real consumption that would be lost in autarky, 0.05 for five per cent:
  one        one product
  one_int    one product, with inputs
  multi      products, perfect competition
  multi_mc   products, monopolistic competition
  multi_int  products, with inputs
They are no better than the elasticities. Where an economy buys a product and sells itself none
of it, the loss over products is total and the cell empty; `without_home` names the product.

Examples:
  tripole gains
  tripole gains my_table.csv --elasticities uniform-5 --undefined skip -o gains.csv
  tripole gains --by region-sector --region CHN --sort weight";

/// What `trade-costs --help` ends with.
pub const TRADE_COSTS_HELP: &str = "\
head_ries is (X_rr X_ss / (X_rs X_sr))^(1/(2 theta)), the cost of trade between two economies
relative to trade at home, both ways together; tariff_equivalent is that less one. Empty where
one of the four flows is zero or less.

Examples:
  tripole trade-costs --region USA
  tripole trade-costs my_table.csv --by pair-sector --theta 8 -o trade_costs.csv";

/// What `balances --help` ends with.
pub const BALANCES_HELP: &str = "\
The pair part of a balance of gross trade is absorbed by final users in one of the two, the
third-country part by those of others. The share of the third-country part in the variance of all
balances is a note of the result, and the result of `--by world`.

Examples:
  tripole balances --exporter USA
  tripole balances --exporter USA --importer CHN --destination all
  tripole balances my_table.csv --by world --among EU27";

#[derive(Debug, Args)]
pub struct GainsArgs {
    /// Gains of regions, or the shares of products behind them
    #[arg(long, value_parser = level(gains::LEVELS), default_value = "region")]
    pub by: Level,
    /// Trade elasticity of the formulas with one product
    #[arg(long, default_value_t = gains::THETA, value_name = "NUMBER")]
    pub theta: f64,
    /// Trade elasticities of products: a CSV file sector,elasticity, or a published set:
    /// caliendo-parro, uniform-5, boehm-long [default: 5 for all]
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub elasticities: Option<String>,
    /// Gains over products where an economy buys a product and sells itself none: empty, or without
    /// these products, a lower bound
    #[arg(long, value_parser = among(Undefined::ALL, Undefined::name), default_value = "empty", value_name = "RULE")]
    pub undefined: Undefined,
    #[command(flatten)]
    pub only: OnlyCells,
    #[command(flatten)]
    pub measure: Measure,
}

#[derive(Debug, Args)]
pub struct TradeCostsArgs {
    /// Over all products, or by product
    #[arg(long, value_parser = level(trade_costs::LEVELS), default_value = "pair")]
    pub by: Level,
    /// Trade elasticity
    #[arg(long, default_value_t = gains::THETA, value_name = "NUMBER")]
    pub theta: f64,
    /// Only these regions
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub region: Vec<String>,
    /// Only these partners
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub partner: Vec<String>,
    /// Only these sectors
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub sector: Vec<String>,
    #[command(flatten)]
    pub measure: Measure,
}

#[derive(Debug, Args)]
pub struct BalancesArgs {
    /// Pairs, or the share of third countries over all of them
    #[arg(long, value_parser = level(balances::LEVELS), default_value = "pair")]
    pub by: Level,
    /// A line for each of these economies that absorbs what is traded
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub destination: Vec<String>,
    /// Only pairs among these economies; with `--by world` a line for them
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub among: Vec<String>,
    #[command(flatten)]
    pub only: OnlyPairs,
    #[command(flatten)]
    pub measure: Measure,
}
