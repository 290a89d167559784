//! Options of comparative advantage.

use clap::Args;

use super::Measure;

#[derive(Debug, Args)]
pub struct RcaArgs {
    /// Only these regions
    #[arg(long, visible_alias = "exporter", value_delimiter = ',', value_name = "CODES")]
    pub region: Vec<String>,
    /// Only these sectors
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub sector: Vec<String>,
    #[command(flatten)]
    pub measure: Measure,
}
