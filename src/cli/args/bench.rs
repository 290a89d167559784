//! Options of benchmarks.

use std::ffi::OsString;

use clap::{Args, Subcommand};
use tripole::linalg::Backend;
use tripole::linalg::inversion::Method;

use super::choice::among;
use super::{Conventions, Output, READ, Reading};

/// What `bench --help` ends with.
pub const BENCH_HELP: &str = "Examples:\n  tripole bench inverse\n  tripole bench inverse my_table.csv --sides 1,regions -o inverse.md\n  tripole bench inverse --sizes 1435,3465 --backends faer";

/// What `bench inverse --help` ends with.
pub const INVERSE_HELP: &str = "\
  lu           factors with partial pivoting
  unpivoted    factors without exchanges of rows
  solve        right-hand sides by a factor that is there
  inverse      a factor, and the inverse of it
  jordan       the inverse by elimination, without a factor
  mixed        a factor in single precision, and sides refined in double precision
  gmres        one side by minimal residuals; gmres-local with the regions solved beforehand
  power        sides by Neumann's series I + A + A^2 + ...
  sweeps       sides by sweeps over the regions (Gauss-Seidel by blocks)
  product      the product of the matrix with itself: what a library can reach

Columns are explained by `tripole explain` and in docs/inversion.md, which also says how to compare
with OpenBLAS. What is not known is an empty cell: errors against a reference solution of large
matrices, bounds where A has negative cells. A method that has no result has a note instead.

Examples:
  tripole bench inverse
  tripole bench inverse my_table.csv --what lu,solve,sweeps --sides 1,regions,200
  tripole bench inverse --sizes 1435,3465 --backends faer -o inverse.md";

#[derive(Debug, Args)]
pub struct BenchArgs {
    #[command(subcommand)]
    pub what: BenchCommand,
}

#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Ways to invert I - A of a table, or to do without the inverse: seconds, rates, errors, bounds
    #[command(after_help = INVERSE_HELP)]
    Inverse(BenchInverseArgs),
}

/// All libraries that are built in.
const BACKENDS: &str = if cfg!(feature = "nalgebra") { "faer,nalgebra" } else { "faer" };

#[derive(Debug, Args)]
pub struct BenchInverseArgs {
    /// A file (.csv, .gz, .zst, .zip, .tripole), `-` for standard input, or `builtin:NAME` [default:
    /// builtin:three-pole-2011, without `--sizes`]
    #[arg(value_hint = READ)]
    pub table: Option<OsString>,
    /// Numbers of rows of made tables, which are timed too
    #[arg(long, value_delimiter = ',', value_parser = order, value_name = "N,N")]
    pub sizes: Vec<usize>,
    /// Libraries; each times the methods that it has
    #[arg(long, value_delimiter = ',', default_value = BACKENDS, value_parser = among(Backend::ALL, Backend::name))]
    pub backends: Vec<Backend>,
    /// Methods, or `all` of them
    #[arg(long, visible_alias = "methods", value_delimiter = ',', default_value = "all", value_parser = among(Methods::every(), Methods::name), value_name = "METHODS")]
    pub what: Vec<Methods>,
    /// Numbers of right-hand sides, or `regions`: as many as there are regions
    #[arg(long, value_delimiter = ',', default_value = "1,regions", value_parser = right_sides, value_name = "K,K")]
    pub sides: Vec<RightSides>,
    /// Runs of each; the fastest counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub repeat: u32,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub conventions: Conventions,
    #[command(flatten)]
    pub output: Output,
}

impl BenchInverseArgs {
    /// The methods asked for, in the order in which they are typed; all, if `all` is among them.
    pub fn methods(&self) -> Vec<Method> {
        let named: Option<Vec<Method>> = self.what.iter().map(|asked| asked.named()).collect();
        named.unwrap_or_else(|| Method::ALL.to_vec())
    }

    /// Those that are typed by their names.
    pub fn named(&self) -> impl Iterator<Item = Method> {
        self.what.iter().filter_map(|asked| asked.named())
    }
}

/// A method, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Methods {
    All,
    One(Method),
}

impl Methods {
    fn every() -> Vec<Methods> {
        std::iter::once(Methods::All).chain(Method::ALL.map(Methods::One)).collect()
    }

    fn named(self) -> Option<Method> {
        match self {
            Methods::All => None,
            Methods::One(method) => Some(method),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Methods::All => "all",
            Methods::One(method) => method.name(),
        }
    }
}

fn order(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(order @ 2..=40_000) => Ok(order),
        _ => Err("a number from 2 to 40000 is expected".to_owned()),
    }
}

/// How many right-hand sides are solved at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RightSides {
    Count(usize),
    Regions,
}

fn right_sides(text: &str) -> Result<RightSides, String> {
    match (text, text.parse()) {
        ("regions", _) => Ok(RightSides::Regions),
        (_, Ok(count @ 1..=40_000)) => Ok(RightSides::Count(count)),
        _ => Err("a number from 1 to 40000, or `regions`, is expected".to_owned()),
    }
}
