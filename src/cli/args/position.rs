//! Options of position and linkages.

use clap::{Args, ValueEnum};

use super::Measure;

#[derive(Debug, Args)]
pub struct PositionArgs {
    /// Level of the result
    #[arg(long, value_enum, default_value = "region")]
    pub by: PositionLevel,
    /// Families of columns: upstreamness, downstreamness and shares; Koopman et al.; production
    /// lengths [default: all]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "NAMES")]
    pub measure: Vec<PositionMeasureName>,
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
    /// Solve by the factor, or by iteration
    #[arg(long, value_enum, default_value = "auto")]
    pub solver: SolverName,
    /// Only these regions
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub region: Vec<String>,
    /// Only these sectors
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub sector: Vec<String>,
    #[command(flatten)]
    pub table: Measure,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PositionLevel {
    Region,
    RegionSector,
    Sector,
    Bloc,
    World,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PositionMeasureName {
    Stages,
    Kpww,
    Lengths,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CountryName {
    Wavg,
    Collapsed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SolverName {
    Auto,
    Lu,
    Iterative,
}

#[derive(Debug, Args)]
pub struct LinkagesArgs {
    /// Level of the result: sectors as the table has them; whole regions; blocs against blocs
    #[arg(long, value_enum, default_value = "region-sector")]
    pub by: LinkagesLevel,
    /// All transactions, or those inside regions
    #[arg(long, value_enum, default_value = "world")]
    pub scope: ScopeName,
    /// Families of columns [default: all but eigenvector; with --scope domestic direct and total]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "NAMES")]
    pub measure: Vec<LinkageMeasureName>,
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
    pub table: Measure,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LinkagesLevel {
    RegionSector,
    Region,
    Bloc,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScopeName {
    World,
    Domestic,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LinkageMeasureName {
    Direct,
    Total,
    Dispersion,
    Net,
    Removal,
    Pure,
    Regional,
    Eigenvector,
}
