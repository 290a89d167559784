//! Options of transit.

use clap::Args;
use tripole::frame::Level;
use tripole::measures::transit;

use super::Measure;
use super::choice::level;

/// What `transit --help` ends with.
pub const TRANSIT_HELP: &str = "\
What passes through an economy is what would have to find another way without it: nothing is
bought elsewhere instead, and no loss is forecast. A passage is counted once however often a
chain comes back.

  region, bloc     what passes on the way from others to others (transit_foreign) and back to
                   where it was added (transit_return); how many pairs depend on it
  pair             value added of every origin absorbed in every destination, for every crossed
                   economy
  region-sector    stages of a final product in the crossed economy (frequency), and the share of
                   its value that is there at least once (once)

Examples:
  tripole transit
  tripole transit my_table.csv --by bloc
  tripole transit --by pair --crossed CHN --destination USA --sort dependence --top 10
  tripole transit my_table.csv --group NAFTA=USA,CAN,MEX --by region-sector --products DEU:TRQ";

#[derive(Debug, Args)]
pub struct TransitArgs {
    /// Level of the result
    #[arg(long, value_parser = level(transit::LEVELS), default_value = "region")]
    pub by: Level,
    /// Dependence of a pair above which it is counted in `pairs`, from 0 to below 1 [default: 0.05]
    #[arg(long, value_name = "SHARE")]
    pub threshold: Option<f64>,
    /// Only these crossed economies
    #[arg(long, visible_alias = "region", value_delimiter = ',', value_name = "CODES")]
    pub crossed: Vec<String>,
    /// Only these origins of value added (with `--by pair`)
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub origin: Vec<String>,
    /// Only these destinations (with `--by pair`)
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub destination: Vec<String>,
    /// Only these final products: sectors (of all regions) or REGION:SECTOR (with `--by region-sector`)
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub products: Vec<String>,
    #[command(flatten)]
    pub measure: Measure,
}
