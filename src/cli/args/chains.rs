//! The structure of chains, exchange-rate weights.

use clap::{Args, ValueEnum};

use super::Measure;

#[derive(Debug, Args)]
pub struct ChainsArgs {
    /// Level of the result
    #[arg(long, value_enum, default_value = "region")]
    pub by: ChainsLevel,
    /// Families of measures [default: all that have a result at the level]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "NAMES")]
    pub family: Vec<FamilyName>,
    /// An earlier table of the same regions and sectors, for the family upgrading
    #[arg(long, value_name = "TABLE")]
    pub since: Option<String>,
    /// Only chains of these products; `manufactures` in tables of a known classification
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub products: Vec<String>,
    /// Count only these goods as inputs in measures of exposure; `manufactures` likewise
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub inputs: Vec<String>,
    /// Only these columns
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub indicator: Vec<String>,
    /// Only these regions
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub region: Vec<String>,
    /// Only these sectors
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub sector: Vec<String>,
    #[command(flatten)]
    pub measure: Measure,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ChainsLevel {
    Region,
    RegionSector,
    Bloc,
    Product,
    World,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FamilyName {
    /// Local, regional, global shares, backward and forward
    Shares,
    /// Trade and value added between regions, or between and inside blocs
    Flows,
    /// How much blocs trade inside
    Introversion,
    /// Concentration of suppliers and markets, face value beside look-through
    Diversification,
    /// Exposure to each supplier, seen and hidden, and to each market
    Exposure,
    /// Value added by the number of borders it crosses; complexity
    Crossings,
    /// Stages and breadth: snakes and spiders
    Shape,
    /// Strength, PageRank, betweenness, pass-through
    Hubs,
    /// What exports carry since an earlier table, and the path into chains; needs --since
    Upgrading,
}

#[derive(Debug, Args)]
pub struct ReerArgs {
    /// Only these regions
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub region: Vec<String>,
    #[command(flatten)]
    pub measure: Measure,
}
