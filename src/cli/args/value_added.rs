//! Options of the measures of trade in value added.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Measure;

#[derive(Debug, Args)]
pub struct TradeArgs {
    /// Level of the result
    #[arg(long, value_enum, default_value = "region")]
    pub by: TradeLevel,
    /// Add imports by use
    #[arg(long)]
    pub imports: bool,
    /// Only these exporters
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub exporter: Vec<String>,
    /// Only these importers
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub importer: Vec<String>,
    /// Only these sectors
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub sector: Vec<String>,
    #[command(flatten)]
    pub measure: Measure,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TradeLevel {
    Region,
    Sector,
    Pair,
    PairSector,
}

#[derive(Debug, Args)]
pub struct VaArgs {
    /// Origin by sector
    #[arg(long)]
    pub origin_sectors: bool,
    /// Destination by product demanded
    #[arg(long)]
    pub final_sectors: bool,
    /// Only these origins
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub origin: Vec<String>,
    /// Only these destinations
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub destination: Vec<String>,
    #[command(flatten)]
    pub measure: Measure,
}

#[derive(Debug, Args)]
pub struct VaxArgs {
    /// Level of the result
    #[arg(long, value_enum, default_value = "region")]
    pub by: VaxLevel,
    /// Only these exporters
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub exporter: Vec<String>,
    /// Only these importers
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub importer: Vec<String>,
    /// Only these sectors
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub sector: Vec<String>,
    #[command(flatten)]
    pub measure: Measure,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VaxLevel {
    Region,
    Sector,
    Pair,
}

#[derive(Debug, Args)]
pub struct ExportsArgs {
    /// Only these exporters
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub exporter: Vec<String>,
    /// Exports of these sectors, each one; `all` for every sector
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub sector: Vec<String>,
    /// Exports to these partners, each one; `all` for every partner
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub importer: Vec<String>,
    /// Split by these origins of value added, each one; `all` for every origin
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub origin: Vec<String>,
    /// Origins by sector
    #[arg(long)]
    pub origin_sectors: bool,
    /// Split by these destinations of final demand, each one; `all` for every destination
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub destination: Vec<String>,
    /// Destinations by product demanded
    #[arg(long)]
    pub destination_sectors: bool,
    /// With origins or destinations: content and participation (gvc, gvc_backward, gvc_forward) too
    #[arg(long)]
    pub gvc: bool,
    /// Decomposition: Borin-Mancini; Koopman-Wang-Wei (total exports); Wang-Wei-Zhu (every pair,
    /// with --sector every sector of it); Miroudot-Ye; OECD indicators (as the command `tiva`)
    #[arg(long, value_enum, default_value = "bm")]
    pub method: MethodName,
    /// Perimeter within which value added is counted once
    #[arg(long, value_enum, default_value = "exporter")]
    pub perspective: PerspectiveName,
    /// Count a unit that leaves several times at its first exit or at its last
    #[arg(long, value_enum, default_value = "source")]
    pub approach: ApproachName,
    #[command(flatten)]
    pub measure: Measure,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MethodName {
    Bm,
    Kww,
    Wwz,
    My,
    Tiva,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PerspectiveName {
    Exporter,
    World,
    Sectexp,
    Bilateral,
    Sectbil,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ApproachName {
    Source,
    Sink,
}

#[derive(Debug, Args)]
pub struct ImportsArgs {
    /// Only these importers
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub importer: Vec<String>,
    /// Imports of these products, each one; `all` for every product
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub sector: Vec<String>,
    /// Only these origins
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub origin: Vec<String>,
    /// Any set of sales instead, written 'SELLERS:SECTORS>BUYERS'; may be repeated
    #[arg(long, value_name = "FLOW", conflicts_with_all = ["importer", "sector"])]
    pub flow: Vec<String>,
    /// Sets of sales from a CSV file with the columns `sellers`, `sectors`, `buyers`; empty or `all`
    /// means all, codes are separated by blanks
    #[arg(long, value_name = "FILE", conflicts_with_all = ["importer", "sector"])]
    pub perimeter: Option<PathBuf>,
    #[command(flatten)]
    pub measure: Measure,
}

#[derive(Debug, Args)]
pub struct BilateralArgs {
    /// Only these exporters
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub exporter: Vec<String>,
    /// Only these importers
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub importer: Vec<String>,
    #[command(flatten)]
    pub measure: Measure,
}

#[derive(Debug, Args)]
pub struct TivaArgs {
    /// Only these reporters
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub reporter: Vec<String>,
    /// By industry: these, or `all`
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub industry: Vec<String>,
    /// By partner: these, or `all`
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub partner: Vec<String>,
    /// Only these indicators
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub indicator: Vec<String>,
    /// Service industries: gives the indicators EXGR_SERV_...
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub services: Vec<String>,
    #[command(flatten)]
    pub measure: Measure,
}

#[derive(Debug, Args)]
pub struct ParticipationArgs {
    /// Measure: Borin-Mancini; its three parts; Koopman-Powers-Wang-Wei; Wang-Wei-Yu-Zhu;
    /// output by borders; Hummels-Ishii-Yi
    #[arg(long, value_enum, default_value = "bm")]
    pub measure: MeasureName,
    /// Level of the result
    #[arg(long, value_enum, default_value = "region")]
    pub by: ParticipationLevel,
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
pub enum MeasureName {
    Bm,
    Tripartite,
    Kpww,
    Wwyz,
    Output,
    Hiy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ParticipationLevel {
    Region,
    RegionSector,
    Pair,
    Bloc,
}

#[derive(Debug, Args)]
pub struct MultipliersArgs {
    /// Only these regions
    #[arg(long, visible_alias = "exporter", value_delimiter = ',', value_name = "CODES")]
    pub region: Vec<String>,
    /// Only these sectors
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub sector: Vec<String>,
    #[command(flatten)]
    pub measure: Measure,
}
