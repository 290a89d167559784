//! Options of hypothetical extraction.

use clap::Args;
use clap::builder::PossibleValue;
use tripole::frame::Level;
use tripole::measures::extract::{self, ExtractionKind};

use super::Measure;
use super::choice::{described, level};

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").required(true).multiple(true)))]
pub struct ExtractArgs {
    /// Extract these regions, all together; with --each only the lines of these
    #[arg(long, value_delimiter = ',', value_name = "CODES", group = "what")]
    pub region: Vec<String>,
    /// Extract these sectors in all regions, all together; with --each only the lines of these
    #[arg(long, value_delimiter = ',', value_name = "CODES", group = "what")]
    pub sector: Vec<String>,
    /// Extract these sectors of these regions, all together
    #[arg(long, value_delimiter = ',', value_name = "REGION:SECTOR", group = "what")]
    pub cell: Vec<String>,
    /// Extract the regions of this bloc or group; the losers stay regions
    #[arg(long, value_delimiter = ',', value_name = "NAMES", group = "what")]
    pub bloc: Vec<String>,
    /// Extract every one of these alone, the one that costs the world most value added first (for
    /// ghosh: output); equals share a `rank`, in the order of the table
    #[arg(long, value_parser = level(extract::EXTRACTED), value_name = "WHAT", group = "what",
          conflicts_with_all = ["cell", "bloc", "by"])]
    pub each: Option<Level>,
    /// What is cut. complete: everything; interregional: inputs from and to others; backward: all
    /// inputs; backward-off: inputs from others; forward: all sales of inputs; forward-off: sales
    /// of inputs to others; exports: all sales abroad; autarky: all trade; ghosh: sales, in the
    /// supply-driven model
    #[arg(long, value_parser = described(ExtractionKind::ALL, kind), default_value = "complete")]
    pub kind: ExtractionKind,
    /// Everybody buys elsewhere instead, in proportion to what they buy there already: who loses
    /// and who gains (a negative loss)
    #[arg(long, conflicts_with_all = ["each", "kind"])]
    pub replace: bool,
    /// Losers [default: region]
    #[arg(long, value_parser = level(extract::LOSERS), value_name = "LEVEL")]
    pub by: Option<Level>,
    #[command(flatten)]
    pub measure: Measure,
}

/// The word for a kind, and how some type it.
fn kind(kind: ExtractionKind) -> PossibleValue {
    let value = PossibleValue::new(kind.name());
    match kind {
        ExtractionKind::BackwardOff => value.alias("backward_off"),
        ExtractionKind::ForwardOff => value.alias("forward_off"),
        _ => value,
    }
}
