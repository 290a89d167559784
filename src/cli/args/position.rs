//! Options of position and linkages.

use clap::{Args, ValueEnum};
use tripole::frame::Level;
use tripole::measures::linkages::{self, LinkageMeasure, Scope};
use tripole::measures::position::{self, PositionMeasure};

use super::choice::{among, level};
use super::{Measure, OnlyCells};

#[derive(Debug, Args)]
pub struct PositionArgs {
    /// Level of the result
    #[arg(long, value_parser = level(position::LEVELS), default_value = "region")]
    pub by: Level,
    /// Families of columns: upstreamness, downstreamness and shares; Koopman et al.; production
    /// lengths [default: all]
    #[arg(long, value_parser = among(PositionMeasure::ALL, PositionMeasure::name), value_delimiter = ',', value_name = "NAMES")]
    pub measure: Vec<PositionMeasure>,
    /// Only these columns
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub indicator: Vec<String>,
    /// As if output had gone to its users instead of into stocks (Antras and Chor 2018)
    #[arg(long)]
    pub net_inventories: bool,
    /// A region's value: output-weighted mean over its sectors, or of a table whose sectors were
    /// added up first
    #[arg(long, value_enum, default_value = "wavg")]
    pub country: CountryName,
    #[command(flatten)]
    pub only: OnlyCells,
    #[command(flatten)]
    pub table: Measure,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CountryName {
    Wavg,
    Collapsed,
}

#[derive(Debug, Args)]
pub struct LinkagesArgs {
    /// Level of the result: sectors as the table has them; whole regions; blocs against blocs
    #[arg(long, value_parser = level(linkages::LEVELS), default_value = "region-sector")]
    pub by: Level,
    /// All transactions, or those inside regions
    #[arg(long, value_parser = among(Scope::ALL, Scope::name), default_value = "world")]
    pub scope: Scope,
    /// Families of columns [default: all but eigenvector; with --scope domestic direct and total]
    #[arg(long, value_parser = among(LinkageMeasure::ALL, LinkageMeasure::name), value_delimiter = ',', value_name = "NAMES")]
    pub measure: Vec<LinkageMeasure>,
    /// Only these columns
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub indicator: Vec<String>,
    #[command(flatten)]
    pub only: OnlyCells,
    #[command(flatten)]
    pub table: Measure,
}
