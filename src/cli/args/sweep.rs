//! Options of sweeps.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use tripole::frame::Shard;

use super::super::claims::READ;
use super::{Output, View};

/// The table may be left out, the grid may not.
pub const SWEEP_USAGE: &str = "tripole sweep [OPTIONS] [TABLE] <GRID>
       tripole sweep merge [OPTIONS] <FILES>...";

/// What `sweep --help` ends with.
pub const SWEEP_HELP: &str = "\
A grid is a scenario file with parameters in it (docs/scenarios.md, \"Sweeps\"):

  name = \"Tariffs on China\"
  model = \"price\"                # or exposure, armington, ge, resourcing, ario, ...
                                 # all: the models of tariffs side by side
  [parameters]
  rate = { from = 0, to = 60, step = 5 }
  who = [\"USA\", \"MEX\"]
  [[tariff]]
  importer = \"$who\"
  exporter = \"CHN\"
  percent = \"$rate\"

Parameters may be drawn: noise = { normal = [1, 0.1] }, with `seed` and `draws`. The result is CSV,
one row per scenario and region. With -o FILE.csv it is written as it comes, to FILE.csv.partial; a run
that was interrupted goes on where it was when the same command is given again, and ends with the same
file. The other options of output are of --summary. On two processors a table of 1,435 rows takes under 2 seconds per thousand scenarios of prices.

--summary gives mean, standard deviation, quantiles and ends of every result, and what moves it: the
rank correlation of each parameter with it, and the share of its variance that comes from the
parameter alone (first-order index of Sobol), where the design allows: for listed parameters, and for
one that is drawn alone.

--shard K/N runs the K-th of N parts of the scenarios, on as many machines as there are, and
`sweep merge` makes one file of the parts, byte for byte that of one run.

Examples:
  tripole sweep seeds/sweeps/us-tariffs-on-china.toml --region USA,CHN
  tripole sweep seeds/sweeps/us-tariffs-on-china.toml --summary --region USA
  tripole sweep my_table.csv my_grid.toml --summary -o summary.xlsx
  tripole sweep my_table.csv my_grid.toml -o sweep.csv
  tripole sweep my_table.csv my_grid.toml -o sweep.csv --restart
  tripole sweep my_table.csv my_grid.toml --shard 3/40 -o part-03.csv
  tripole sweep merge part-*.csv -o all.csv";

/// What `sweep merge --help` ends with.
const MERGE_HELP: &str = "\
Each file is what `sweep --shard K/N -o FILE` has written, with FILE.shard.json beside it. All must
be there, once, finished, of the same grid, table and options, and as they were written.

Examples:
  tripole sweep merge part-*.csv -o all.csv
  tripole sweep merge part-1.csv part-2.csv part-3.csv -o all.csv.gz";

/// A sweep, or what is made of its shards.
#[derive(Debug, Args)]
pub struct SweepCommand {
    #[command(subcommand)]
    pub task: Option<SweepTask>,
    #[command(flatten)]
    pub of: SweepArgs,
}

#[derive(Debug, Subcommand)]
pub enum SweepTask {
    /// Put the files of all shards together, in any order: the file of one run
    #[command(after_help = MERGE_HELP)]
    Merge(MergeArgs),
}

#[derive(Debug, Args)]
pub struct MergeArgs {
    /// The files of all shards
    #[arg(required = true, value_name = "FILES", value_hint = READ)]
    pub files: Vec<PathBuf>,
    /// Save as .csv or .csv.gz instead of printing; `-` prints
    #[arg(short = 'o', long = "output", value_name = "FILE", help_heading = "Output")]
    pub file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct SweepArgs {
    /// The grid, a TOML file; before it the table, unless it is the built-in one of 2011
    #[arg(required = true, num_args = 1..=2, value_name = "GRID", value_hint = READ)]
    pub what: Vec<OsString>,
    /// Only these regions
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub region: Vec<String>,
    /// Only the K-th of N parts of the scenarios, nearly equal and in their order
    #[arg(long, value_name = "K/N", help_heading = "Output")]
    pub shard: Option<Shard>,
    /// Begin anew, whatever an interrupted run left
    #[arg(long, requires = "file", help_heading = "Output")]
    pub restart: bool,
    /// Instead of every scenario: how each result is spread over them, and which parameter moves it, in
    /// all forms of results (a workbook has a sheet of the scenarios too, where they fit)
    #[arg(long, conflicts_with = "restart", help_heading = "Output")]
    pub summary: bool,
    #[command(flatten)]
    pub view: View,
    #[command(flatten)]
    pub output: Output,
}
