//! Options of requirements tables.

use clap::Args;
use tripole::frame::Level;
use tripole::measures::requirements::{self, Requirements};

use super::Measure;
use super::choice::{among, level};

/// What `requirements --help` ends with.
pub const REQUIREMENTS_HELP: &str = "\
  A    input coefficients: what one unit of output of the column buys from the row
  B    output coefficients: the share of the row's output that the column buys
  L    Leontief's inverse: output of the row behind one unit of final demand for the column
  LmI  the same without the unit itself
  Q    Ghosh's inverse: output of the column for one unit of value added of the row
  vL   value added of the row in one unit of final demand for the column
  ImA  I - A, for other programs

Rows and columns are codes (CHN:ELE, all:goods, MEX). Chosen cells are solved for, nothing is
inverted. By region and sector flows are added up and then divided: that looks through the whole
table, and is not the inverse of a smaller one. Whole matrices go to .npy, .mtx (with the labels
beside them) or, with --wide, to .csv, and are written as they are solved.

Examples:
  tripole requirements --row CHN:ELE --column MEX
  tripole requirements my_table.csv --matrix vL --by region
  tripole requirements my_table.csv --wide -o inverse.csv
  tripole requirements my_table.csv --matrix ImA --coordinate -o ima.mtx";

#[derive(Debug, Args)]
pub struct RequirementsArgs {
    /// The matrix
    #[arg(long, value_parser = among(Requirements::ALL, Requirements::name), default_value = "L", value_name = "MATRIX")]
    pub matrix: Requirements,
    /// Cells of single rows, or of sums of them
    #[arg(long, value_parser = level(requirements::LEVELS), default_value = "region-sector", value_name = "LEVEL")]
    pub by: Level,
    /// Only these rows
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub row: Vec<String>,
    /// Only these columns
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub column: Vec<String>,
    /// A matrix with labels and not a line for each cell (with `-o FILE.csv`)
    #[arg(long)]
    pub wide: bool,
    /// Leave out cells closer to zero than this, and say how many (not of `--wide` and .npy)
    #[arg(long, value_name = "NUMBER")]
    pub min: Option<f64>,
    /// In .mtx only the cells that are not zero, each with its row and column
    #[arg(long)]
    pub coordinate: bool,
    /// Most cells that are written as text
    #[arg(long, default_value = "10000000", value_name = "COUNT")]
    pub max_written: usize,
    #[command(flatten)]
    pub measure: Measure,
}
