//! Options of comparing years.

use std::ffi::OsString;

use clap::Args;
use tripole::frame::Level;
use tripole::measures::change;

use super::super::claims::READ;
use super::choice::level;
use super::{OnlyCells, Output, View};

/// What stands below the options.
pub const COMPARE_HELP: &str = "\
Families of each year: exports, participation, position, shares, flows, introversion,
diversification, exposure, crossings, shape, hubs. Families of the change from each table to the
next: relocation, mobility, shift_share, upgrading, spatial, decomposition.

Several families make one long table: family, region, sector, partner, period, what else a family
is split by, indicator, unit, value; in a workbook a sheet for each, and with -o FOLDER a CSV file
for each. One family has a column per indicator.

--region, --sector and --partner keep the rows of what they name, in families with that column; without
--family the others are left out.

gvc_path (upgrading): 0 not deeper in chains, 1 deeper and keeps more of its exports, 2 low-end
lock-in (deeper, keeps no more, knowledge content below the world's and not climbing), 3 expansion
(keeps no more, larger share of the world's value-added exports), 4 hollowing (the rest).
spatial_class (spatial): 0 stable, 1 localisation, 2 regionalisation, 3 delocalisation,
4 relocation.

Examples:
  tripole compare --family upgrading
  tripole compare --family exports,relocation --by region-sector --region CHN --sector ELE
  tripole compare wiod13_1995.csv.gz wiod13_2011.csv.gz -o change.csv
  tripole compare my_1995.csv my_2008.csv my_2018.csv --by region-sector -o results
  tripole compare a.csv b.csv --years 2000,2010 --family decomposition,spatial -o change.xlsx";

#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Tables of the same regions and sectors, earliest first; files or `builtin:NAME` [default:
    /// the built-in tables of 1995 and 2011]
    #[arg(value_name = "TABLE", value_hint = READ)]
    pub tables: Vec<OsString>,
    /// Only these families [default: all]
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub family: Vec<String>,
    /// Level of the result; a family without sectors is by region, introversion always by bloc
    #[arg(long, value_parser = level(change::LEVELS), default_value = "region")]
    pub by: Level,
    #[command(flatten)]
    pub only: OnlyCells,
    /// Only these partners (`flows`, `exposure`)
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub partner: Vec<String>,
    /// Years of the tables, in their order; chooses the tables in archives [default: from the
    /// names of the files]
    #[arg(long, value_delimiter = ',', value_name = "YEARS")]
    pub years: Vec<i32>,
    #[command(flatten)]
    pub rules: Rules,
    #[command(flatten)]
    pub view: View,
    #[command(flatten)]
    pub output: Output,
}

/// What the classes are told by. Changes of shares: 0.01 is one percentage point.
#[derive(Debug, Args)]
#[command(next_help_heading = "Classes")]
pub struct Rules {
    /// Knowledge-intensive sectors [default: chemicals, machinery, electrical and transport
    /// equipment, telecommunications, finance and business services of the known classifications]
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub knowledge: Vec<String>,
    /// gvc_path: deeper in chains if participation rose by at least this share of exports
    #[arg(long, default_value_t = 0.01, value_parser = share, value_name = "SHARE")]
    pub path_participation: f64,
    /// gvc_path: keeps more if own content rose by more than this share of exports
    #[arg(long, default_value_t = 0.001, value_parser = share, value_name = "SHARE")]
    pub path_content: f64,
    /// gvc_path: climbing if the knowledge content rose by more than this
    #[arg(long, default_value_t = 0.01, value_parser = share, value_name = "SHARE")]
    pub path_knowledge: f64,
    /// spatial_class: a chain moved if a share of value added changed by at least this
    #[arg(long, default_value_t = 0.01, value_parser = share, value_name = "SHARE")]
    pub spatial_chain: f64,
    /// spatial_class: an activity left if its share of the world fell by at least this, relative
    /// to what it was
    #[arg(long, default_value_t = 0.05, value_parser = share, value_name = "SHARE")]
    pub spatial_weight: f64,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a number from 0 to 1 is expected".to_owned()),
    }
}
