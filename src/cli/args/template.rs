//! Options of a table to be filled in.

use std::path::PathBuf;

use clap::Args;

/// What `template --help` ends with.
pub const TEMPLATE_HELP: &str = "\
A number makes as many codes (R1, R2, ...; S1, S2, ...), which can be renamed in the file.

Examples:
  tripole template --regions 3 --sectors 4 -o my.xlsx
  tripole template --regions DEU,FRA,ROW --sectors agr,ind,ser --demand HFCE,GFCF -o my.csv";

#[derive(Debug, Args)]
pub struct TemplateArgs {
    /// How many regions, or their codes
    #[arg(long, value_delimiter = ',', value_name = "N|CODES", required = true)]
    pub regions: Vec<String>,
    /// How many sectors, or their codes
    #[arg(long, value_delimiter = ',', value_name = "N|CODES", required = true)]
    pub sectors: Vec<String>,
    /// Categories of final demand
    #[arg(long, value_delimiter = ',', value_name = "CODES", default_value = "FD")]
    pub demand: Vec<String>,
    /// Save as .csv or .xlsx instead of printing CSV
    #[arg(short = 'o', long = "output", value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,
}
