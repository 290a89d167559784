//! Options of making and balancing tables.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use tripole::make::balance::Spread;

use super::super::claims::{READ, READ_FOLDER};
use super::TableArgs;
use super::choice::among;

#[derive(Debug, Args)]
#[command(next_help_heading = "Balancing")]
pub struct StopArgs {
    /// Largest gap of a total that counts as none, relative to the total
    #[arg(long, value_name = "NUMBER", default_value = "1e-9", value_parser = tolerance)]
    pub tolerance: f64,
    /// Most sweeps over the table
    #[arg(long, value_name = "N", default_value_t = 5000, value_parser = sweeps)]
    pub sweeps: usize,
    /// CSV file (or .csv.gz, .xlsx, .json) for the report: every total before and after, gaps, and
    /// the cells that changed most
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

fn tolerance(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if (1e-13..1.0).contains(&number) => Ok(number),
        _ => Err("a number from 1e-13 to below 1 is expected".to_owned()),
    }
}

fn sweeps(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=10_000_000) => Ok(count),
        _ => Err("a number from 1 to 10000000 is expected".to_owned()),
    }
}

#[derive(Debug, Args)]
pub struct BuildArgs {
    /// Folder with totals.csv, national.csv and trade.csv (or .csv.gz)
    #[arg(value_hint = READ_FOLDER)]
    pub seeds: PathBuf,
    /// The table to write: .csv, .csv.gz or .tripole
    #[arg(short = 'o', long = "output", value_name = "TABLE")]
    pub out: PathBuf,
    /// Region that sells the imports without a recorded partner [default: they are left out]
    #[arg(long, value_name = "REGION")]
    pub rest: Option<String>,
    /// CSV file for reported exports against those implied by the imports of all partners
    #[arg(long, value_name = "FILE")]
    pub exports: Option<PathBuf>,
    #[command(flatten)]
    pub stop: StopArgs,
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("totals").required(true).multiple(true)))]
pub struct BalanceArgs {
    /// Totals of rows, sales of region-sectors to all users: region,sector,value[,error]
    #[arg(long, value_name = "CSV", group = "totals", value_hint = READ)]
    pub rows: Option<PathBuf>,
    /// Totals of columns, purchases of region-sectors or of final demand categories from all
    /// suppliers: region,sector,value[,error]
    #[arg(long, value_name = "CSV", group = "totals", value_hint = READ)]
    pub cols: Option<PathBuf>,
    /// Totals of single cells or sets of cells:
    /// row_region,row_sector,col_region,col_item,value[,error]
    #[arg(long, value_name = "CSV", group = "totals", value_hint = READ)]
    pub cells: Option<PathBuf>,
    /// gras: scale rows and columns, signs kept. ras: the same, negative cells refused. quadratic:
    /// least squares, any totals. scaling: one total after the other, uncertain ones give way
    #[arg(long, value_enum, default_value = "gras")]
    pub method: BalancingName,
    /// Standard error of cells under quadratic: proportional to the cell, or to its square root
    /// [default: proportional]
    #[arg(long, value_parser = among(Spread::ALL, Spread::name), value_name = "LAW")]
    pub spread: Option<Spread>,
    /// The table to write: .csv, .csv.gz or .tripole
    #[arg(short = 'o', long = "output", value_name = "TABLE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub table: TableArgs,
    #[command(flatten)]
    pub stop: StopArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BalancingName {
    Ras,
    Gras,
    Quadratic,
    Scaling,
}

#[derive(Debug, Args)]
pub struct UpdateArgs {
    /// New totals: total,region,sector,value[,error]
    #[arg(long, value_name = "CSV", value_hint = READ)]
    pub totals: PathBuf,
    /// The table to write: .csv, .csv.gz or .tripole
    #[arg(short = 'o', long = "output", value_name = "TABLE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub table: TableArgs,
    #[command(flatten)]
    pub stop: StopArgs,
}

/// What the help of `symmetric` ends with.
pub const SYMMETRIC_HELP: &str = "\
Blocks: supply (row product, col industry); use, final (row product, col industry or category);
primary (row name, col industry or category); all at basic prices. Imports as use_imports and
final_imports, or imports (row product). At purchasers' prices use_purchasers, final_purchasers,
margins and taxes_less_subsidies (row product) instead of use and final. Without columns of regions
there is one, NAT.

Models a, c and e invert supply: they need as many products as industries, and can make cells below
zero. b and d take any, and make none. Imports become a row IMP.

Examples:
  tripole symmetric sut.csv -o table.csv
  tripole symmetric sut.csv -o products.csv --model e --mixed cells.csv
  tripole symmetric sut.csv -o table.csv.gz --model b --allow-gaps";

#[derive(Debug, Args)]
pub struct SymmetricArgs {
    /// Supply and use: a CSV file (or .csv.gz) block,row_region,row,col_region,col,value
    #[arg(value_name = "SUT", value_hint = READ)]
    pub supply_use: OsString,
    /// The table to write: .csv, .csv.gz or .tripole
    #[arg(short = 'o', long = "output", value_name = "TABLE")]
    pub out: PathBuf,
    /// a product technology, b industry technology, e mixed: products by products. c fixed industry
    /// sales, d fixed product sales: industries by industries
    #[arg(long, value_enum, default_value = "d")]
    pub model: SymmetricName,
    /// Cells of supply that model e treats by industry technology: row,col[,region]
    #[arg(long, value_name = "CSV", value_hint = READ)]
    pub mixed: Option<PathBuf>,
    /// Keep what supply and use differ by as a column and a row `discrepancy`, instead of refusing it
    #[arg(long)]
    pub allow_gaps: bool,
}

/// The models of the Eurostat manual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SymmetricName {
    A,
    B,
    C,
    D,
    E,
}

/// What the help of split ends with.
pub const SPLIT_HELP: &str = "\
A region is cut by a CSV file part,sector,share: of the output of a sector, of a final demand
category, or of all of them (FD). The shares of a sector add up to one.

A sector (--sector) is cut by a CSV file part,kind,partner,share. Every part has a share of output.
sales are its shares of what a buyer buys of the sector, inputs those of what the sector buys of a
supplier; who has no line has the shares of output. Partners are REGION_SECTOR or REGION_CATEGORY:

  part,kind,partner,share
  CHP,output,,0.4
  OEL,output,,0.6
  CHP,sales,USA_TRQ,0.7
  OEL,sales,USA_TRQ,0.3

A column region says which region a line is of, where the shares differ.

Examples:
  tripole split --region CHN --shares coast_inland.csv -o split.csv.gz
  tripole split my_table.csv --region MEX --shares states.csv -o states_table.csv
  tripole split --sector ELE --shares chips.csv -o chips_table.csv
  tripole split --sector ELE --region USA --shares chips.csv --balance -o usa_chips.csv";

#[derive(Debug, Args)]
pub struct SplitArgs {
    /// The region to split; with --sector, the regions whose sector is split [default: those that the
    /// file names, or all that have it]
    #[arg(long, value_name = "CODES", value_delimiter = ',', required_unless_present = "sector")]
    pub region: Vec<String>,
    /// The sector to split
    #[arg(long, value_name = "SECTOR")]
    pub sector: Option<String>,
    /// Shares of the parts: part,sector,share; with --sector part,kind,partner,share[,region]
    #[arg(long, value_name = "CSV", value_hint = READ)]
    pub shares: PathBuf,
    /// Balance the inputs of the parts (GRAS) where value added of one would be below zero
    #[arg(long, requires = "sector")]
    pub balance: bool,
    /// Satellite accounts to be split by shares of output: region,sector,account,value,unit
    #[arg(long, value_name = "CSV", value_hint = READ, requires = "sector")]
    pub satellite: Option<PathBuf>,
    /// CSV file (or .csv.gz) for the accounts of the parts
    #[arg(long, value_name = "FILE", requires = "satellite")]
    pub satellite_output: Option<PathBuf>,
    /// The table to write: .csv, .csv.gz or .tripole
    #[arg(short = 'o', long = "output", value_name = "TABLE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub table: TableArgs,
}
