//! Options of the measures of trade in value added.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use tripole::frame::Level;
use tripole::measures::decompose::{Approach, Perspective};
use tripole::measures::{participation, trade, value_added};

use super::super::claims::READ;

use super::choice::{among, level, level_of_trade};
use super::{Measure, OnlyCells, OnlyDemand, OnlyPairs};

#[derive(Debug, Args)]
pub struct TradeArgs {
    /// Level of the result
    #[arg(long, value_parser = level_of_trade(trade::LEVELS), default_value = "region")]
    pub by: Level,
    /// Add imports by use
    #[arg(long)]
    pub imports: bool,
    #[command(flatten)]
    pub only: OnlyPairs,
    /// Only these sectors
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub sector: Vec<String>,
    #[command(flatten)]
    pub measure: Measure,
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
    pub demand: OnlyDemand,
    #[command(flatten)]
    pub measure: Measure,
}

#[derive(Debug, Args)]
pub struct VaxArgs {
    /// Level of the result
    #[arg(long, value_parser = level_of_trade(value_added::LEVELS), default_value = "region")]
    pub by: Level,
    #[command(flatten)]
    pub only: OnlyPairs,
    /// Only these sectors
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub sector: Vec<String>,
    #[command(flatten)]
    pub demand: OnlyDemand,
    #[command(flatten)]
    pub measure: Measure,
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
    /// Of `--method kww` and `wwz`: all terms, or groups of them (DVA, RDV, FVA, PDC) with shares in
    /// exports [default: groups on a terminal, all elsewhere]
    #[arg(long, value_enum, value_name = "TERMS")]
    pub terms: Option<TermsName>,
    /// Perimeter within which value added is counted once
    #[arg(long, value_parser = among(Perspective::ALL, Perspective::name), default_value = "exporter")]
    pub perspective: Perspective,
    /// Count a unit that leaves several times at its first exit or at its last
    #[arg(long, value_parser = among(Approach::ALL, Approach::name), default_value = "source")]
    pub approach: Approach,
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
pub enum TermsName {
    All,
    Groups,
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
    #[arg(long, value_name = "FILE", value_hint = READ, conflicts_with_all = ["importer", "sector"])]
    pub perimeter: Option<PathBuf>,
    #[command(flatten)]
    pub measure: Measure,
}

#[derive(Debug, Args)]
pub struct BilateralArgs {
    #[command(flatten)]
    pub only: OnlyPairs,
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
    #[arg(long, value_parser = among(participation::Measure::ALL, participation::Measure::name), default_value = "bm")]
    pub measure: participation::Measure,
    /// Level of the result
    #[arg(long, value_parser = level(participation::LEVELS), default_value = "region")]
    pub by: Level,
    #[command(flatten)]
    pub only: OnlyCells,
    #[command(flatten)]
    pub table: Measure,
}

#[derive(Debug, Args)]
#[command(mut_arg("region", |arg| arg.visible_alias("exporter")))]
pub struct MultipliersArgs {
    #[command(flatten)]
    pub only: OnlyCells,
    #[command(flatten)]
    pub measure: Measure,
}
