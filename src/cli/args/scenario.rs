//! Options of restructuring scenarios.

use clap::{Args, ValueEnum};

use super::{Conventions, Grouping, Output, Reading};

/// The table may be left out, the scenario may not.
pub const SCENARIO_USAGE: &str = "tripole scenario [OPTIONS] [TABLE] <SCENARIO>";

/// What `scenario --help` ends with.
pub const SCENARIO_HELP: &str = "\
A scenario is a TOML file (docs/scenarios.md describes it) whose entries are [[relocate]], or one
that comes with the program: builtin:reshoring-usa, builtin:nearshoring-usmca,
builtin:friend-shoring, builtin:china-plus-one.

Purchases move to other suppliers of the same product, at the technology of the base year; prices,
incomes and capacities stay. The result says who would have produced: output, value added, trade,
value-added exports, position, concentration of suppliers, local, regional and global shares.
What was conserved is said on standard error.

Examples:
  tripole scenario builtin:china-plus-one
  tripole scenario my_table.csv builtin:reshoring-usa --by bloc
  tripole scenario my_table.csv my_scenario.toml --by region-sector -o sectors.csv";

#[derive(Debug, Args)]
pub struct ScenarioArgs {
    /// The scenario, `builtin:NAME` or a TOML file; before it the table, unless it is the built-in
    /// one of 2011
    #[arg(required = true, num_args = 1..=2, value_name = "SCENARIO")]
    pub what: Vec<String>,
    /// Level of the result; by region-sector output and value added only
    #[arg(long, value_enum, default_value = "region")]
    pub by: ScenarioLevel,
    /// Only these regions
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub region: Vec<String>,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub conventions: Conventions,
    #[command(flatten)]
    pub grouping: Grouping,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScenarioLevel {
    Region,
    RegionSector,
    Bloc,
}
