//! The structure of chains, exchange-rate weights.

use std::ffi::OsString;

use clap::Args;
use clap::builder::PossibleValue;
use tripole::frame::Level;
use tripole::measures::chains::{self, ChainFamily};
use tripole::measures::change::IndicatorFamily;

use super::super::claims::READ;
use super::choice::{described, level};
use super::{Measure, OnlyCells};

#[derive(Debug, Args)]
pub struct ChainsArgs {
    /// Level of the result
    #[arg(long, value_parser = level(chains::LEVELS), default_value = "region")]
    pub by: Level,
    /// Families of measures [default: all that have a result at the level]
    #[arg(long, value_parser = described(families(), family), value_delimiter = ',', value_name = "NAMES")]
    pub family: Vec<IndicatorFamily>,
    /// An earlier table of the same regions and sectors, for the family upgrading
    #[arg(long, value_name = "TABLE", value_hint = READ)]
    pub since: Option<OsString>,
    /// Only chains of these products; `manufactures` in tables of a known classification
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub products: Vec<String>,
    /// Count only these goods as inputs in measures of exposure; `manufactures` likewise
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub inputs: Vec<String>,
    /// Only these columns
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub indicator: Vec<String>,
    #[command(flatten)]
    pub only: OnlyCells,
    #[command(flatten)]
    pub measure: Measure,
}

/// The families of one table, and what changed since an earlier one.
fn families() -> Vec<IndicatorFamily> {
    let mut families = ChainFamily::ALL.map(IndicatorFamily::Chains).to_vec();
    families.push(IndicatorFamily::Upgrading);
    families
}

/// What help says of a family.
fn family(family: IndicatorFamily) -> PossibleValue {
    let about = match family {
        IndicatorFamily::Chains(ChainFamily::Shares) => {
            "Local, regional, global shares, backward and forward"
        }
        IndicatorFamily::Chains(ChainFamily::Flows) => {
            "Trade and value added between regions, or between and inside blocs"
        }
        IndicatorFamily::Chains(ChainFamily::Introversion) => "How much blocs trade inside",
        IndicatorFamily::Chains(ChainFamily::Diversification) => {
            "Concentration of suppliers and markets, face value beside look-through"
        }
        IndicatorFamily::Chains(ChainFamily::Exposure) => {
            "Exposure to each supplier, seen and hidden, and to each market"
        }
        IndicatorFamily::Chains(ChainFamily::Crossings) => {
            "Value added by the number of borders it crosses; complexity"
        }
        IndicatorFamily::Chains(ChainFamily::Shape) => "Stages and breadth: snakes and spiders",
        IndicatorFamily::Chains(ChainFamily::Hubs) => {
            "Strength, PageRank, betweenness, pass-through"
        }
        _ => "What exports carry since an earlier table, and the path into chains; needs --since",
    };
    PossibleValue::new(family.name()).help(about)
}

#[derive(Debug, Args)]
pub struct ReerArgs {
    /// Only these regions
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub region: Vec<String>,
    #[command(flatten)]
    pub measure: Measure,
}
