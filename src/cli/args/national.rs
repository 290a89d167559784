//! Options of national tables.

use clap::Args;
use std::path::PathBuf;
use tripole::measures::linkages::Scope;
use tripole::measures::national::NationalFamily;

use super::super::claims::READ;
use super::choice::among;
use super::{Measure, OnlyCells};

/// What `national --help` ends with.
pub const NATIONAL_HELP: &str = "\
Of a table of several economies each is taken as a national table of its own: what the others
sell to it is imports, what they buy exports (EXP). A table of one country is one of home-made
products, with imports in a row (IMP). Where flows hold imported products and a column of final
demand their imports (IMPO, with a minus), every user at home is given the share of imports of a
product, or what `--import-matrix` says, before anything is computed; a note says so.

  effects     coefficient (per unit of output), effect (per unit of final demand) and multiplier
              (effect over coefficient) of output, imports (IMP), taxes on products (TLS), value
              added (GVA), its parts (D1, D29X39, B2A3G) and accounts
  content     what is in each category of final demand: directly, through production, and in all
  dependence  output of each product that each category of final demand needs, as a share of its
              output
  gdp         gross domestic product from value added and from spending

Imports in exports (vertical specialisation) are the indirect content IMP of exports.

Examples:
  tripole national --region USA
  tripole national --region DEU --family content --input IMP
  tripole national my_country.csv --input IMP,D1 --sort effect --top 10
  tripole national total_use.csv --reexports proportional --family gdp
  tripole national --region MEX --satellite jobs.csv --input jobs";

#[derive(Debug, Args)]
pub struct NationalArgs {
    /// What is shown
    #[arg(long, value_parser = among(NationalFamily::ALL, NationalFamily::name), default_value = "effects")]
    pub family: NationalFamily,
    /// Only these inputs: IMP, TLS, GVA, D1, ..., output or an account (`effects`, `content`)
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub input: Vec<String>,
    /// Only these categories of final demand (`content`, `dependence`)
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub category: Vec<String>,
    /// Accounts as inputs in units of their own: a CSV file with the columns `region`, `sector`,
    /// `account`, `value`, `unit`
    #[arg(long, value_name = "CSV", value_hint = READ)]
    pub satellite: Option<PathBuf>,
    /// Each economy as a national table of its own, the others abroad; or all economies of the table together
    #[arg(long, value_parser = among(Scope::ALL, Scope::name), default_value = "domestic")]
    pub scope: Scope,
    #[command(flatten)]
    pub only: OnlyCells,
    #[command(flatten)]
    pub measure: Measure,
}
