//! Options of pictures: those of the command whose result is drawn, and what is drawn of it.

use std::path::PathBuf;

use clap::{Arg, Args, Subcommand};
use tripole::picture::{Flows, PictureKind, Spread};

use super::choice::among;
use super::{
    BenchInverseArgs, ChainsArgs, ExportsArgs, LinkagesArgs, ParticipationArgs, PositionArgs,
    ScenarioArgs, SmileArgs, SweepArgs, TariffArgs, VaArgs,
};

pub const PLOT_HELP: &str = "Each kind takes the options of the command whose result it draws.\n\nExamples:\n  tripole plot position\n  tripole plot position my_table.csv -o position.svg\n  tripole plot smile --chain DEU:TRQ -o smile.pdf\n  tripole plot linkages --region CHN -o key_sectors.png --data key_sectors.csv";

#[derive(Debug, Args)]
pub struct PlotArgs {
    #[command(subcommand)]
    pub what: PlotCommand,
}

#[derive(Debug, Subcommand)]
pub enum PlotCommand {
    /// Smile curve: who adds value to a final product, by the distance from its buyer (`smile`)
    #[command(after_help = "Example:\n  tripole plot smile --chain DEU:TRQ -o smile.svg")]
    #[command(mut_args(as_picture))]
    Smile(Plotted<SmileArgs>),
    /// Participation in value chains, backward and forward, from the most to the least (`participation`)
    #[command(after_help = "Example:\n  tripole plot participation -o participation.svg")]
    #[command(mut_args(as_picture))]
    Participation(Plotted<ParticipationArgs>),
    /// Upstreamness against downstreamness (`position`)
    #[command(
        after_help = "Examples:\n  tripole plot position -o position.svg\n  tripole plot position --by region-sector --region DEU"
    )]
    #[command(mut_args(as_picture))]
    Position(Plotted<PositionArgs>),
    /// Backward against forward linkages, key sectors by name (`linkages`)
    #[command(after_help = "Example:\n  tripole plot linkages --region CHN -o key_sectors.svg")]
    #[command(mut_args(as_picture))]
    Linkages(Plotted<LinkagesArgs>),
    /// From gross exports to value-added exports (`exports`)
    #[command(after_help = "Example:\n  tripole plot waterfall --exporter DEU -o exports.svg")]
    #[command(mut_args(as_picture))]
    #[command(mut_arg("exporter", |it| it.required(true)))]
    Waterfall(Plotted<ExportsArgs>),
    /// Value added between poles (`chains --family flows`)
    #[command(after_help = "Example:\n  tripole plot poles --as sankey -o poles.svg")]
    #[command(mut_args(as_picture))]
    #[command(mut_arg("family", |it| it.default_value("flows").hide(true)))]
    #[command(mut_arg("by", |it| it.default_value("bloc")))]
    Poles(PolesArgs),
    /// Local, regional and global shares, of one table or of several years (`chains --family shares`)
    #[command(
        after_help = "Example:\n  tripole plot shares --beside builtin:three-pole-1995 -o shares.svg"
    )]
    #[command(mut_args(as_picture))]
    #[command(mut_arg("family", |it| it.default_value("shares").hide(true)))]
    #[command(mut_arg("by", |it| it.default_value("bloc")))]
    Shares(Plotted<ChainsArgs>),
    /// Whom producers depend on: buyers by origins (`chains --family exposure`)
    #[command(after_help = "Example:\n  tripole plot suppliers -o suppliers.svg")]
    #[command(mut_args(as_picture))]
    #[command(mut_arg("family", |it| it.default_value("exposure").hide(true)))]
    Suppliers(Plotted<ChainsArgs>),
    /// Who supplies whom most, as a network (`va`)
    #[command(after_help = "Example:\n  tripole plot hubs -o hubs.svg")]
    #[command(mut_args(as_picture))]
    Hubs(Plotted<VaArgs>),
    /// Shares of knowledge-intensive sectors in two years, as slopes (`chains --family upgrading`)
    #[command(
        after_help = "Example:\n  tripole plot upgrading --since builtin:three-pole-1995 -o upgrading.svg"
    )]
    #[command(mut_args(as_picture))]
    #[command(mut_arg("family", |it| it.default_value("upgrading").hide(true)))]
    #[command(mut_arg("since", |it| it.required(true)))]
    Upgrading(Plotted<ChainsArgs>),
    /// What tariffs do to economies, or to sectors (`tariff`)
    #[command(
        after_help = "Examples:\n  tripole plot incidence builtin:us-china-tariff-war -o incidence.svg\n  tripole plot incidence builtin:us-china-tariff-war --by region-sector --region USA"
    )]
    #[command(mut_args(as_picture))]
    Incidence(Plotted<TariffArgs>),
    /// Before and after a scenario (`scenario`)
    #[command(
        after_help = "Examples:\n  tripole plot before-after builtin:china-plus-one -o change.svg\n  tripole plot before-after builtin:us-china-tariff-war --family participation"
    )]
    #[command(mut_args(as_picture))]
    BeforeAfter(Plotted<ScenarioArgs>),
    /// Output day by day after a disruption (`scenario --by day`)
    #[command(after_help = "Example:\n  tripole plot daily my_outage.toml --days 180 -o days.svg")]
    #[command(mut_args(as_picture))]
    #[command(mut_arg("by", |it| it.default_value("day").hide(true)))]
    Daily(Plotted<ScenarioArgs>),
    /// How results are spread over a sweep, or which parameter moves them (`sweep --summary`)
    #[command(
        after_help = "Example:\n  tripole plot sweep seeds/sweeps/us-tariffs-on-china.toml -o sweep.svg"
    )]
    #[command(mut_args(as_picture))]
    #[command(mut_arg("summary", |it| it.default_value("true").hide(true)))]
    #[command(mut_arg("shard", |it| it.hide(true)))]
    Sweep(SpreadArgs),
    /// Rates of ways to invert I - A, over that of a matrix product; `--show seconds`, or any other column (`bench inverse`)
    #[command(after_help = "Example:\n  tripole plot inverse --sizes 40 --repeat 1 -o inverse.svg")]
    #[command(mut_args(as_picture))]
    Inverse(Plotted<BenchInverseArgs>),
}

/// The options of a command, and those of its picture.
#[derive(Debug, Args)]
pub struct Plotted<A: Args> {
    #[command(flatten)]
    pub of: A,
    #[command(flatten)]
    pub picture: PictureArgs,
}

#[derive(Debug, Args)]
pub struct PolesArgs {
    #[command(flatten)]
    pub plotted: Plotted<ChainsArgs>,
    /// On a circle, or from left to right with use at home
    #[arg(long = "as", value_parser = among(Flows::ALL, Flows::name), default_value = "chord", help_heading = "Picture")]
    pub form: Flows,
}

#[derive(Debug, Args)]
pub struct SpreadArgs {
    #[command(flatten)]
    pub plotted: Plotted<SweepArgs>,
    /// How results are spread, or which parameters move them
    #[arg(long = "as", value_parser = among(Spread::ALL, Spread::name), default_value = "fan", help_heading = "Picture")]
    pub form: Spread,
}

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Picture")]
pub struct PictureArgs {
    /// The indicator that is drawn, where a result has several [default: the first]
    #[arg(long, value_name = "INDICATOR")]
    pub show: Option<String>,
    /// A title in place of that of the kind
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Save the numbers of the picture too, in the form of the file's ending
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
}

/// Options of results in the words of pictures; those that say how numbers are printed are none.
fn as_picture(option: Arg) -> Arg {
    const PRINTED: [&str; 9] =
        ["about", "all_columns", "csv", "json", "latex", "long", "markdown", "pretty", "percent"];
    match option.get_id().as_str() {
        "file" => option.help("Save as .svg, .png or .pdf instead of drawing on the terminal"),
        id if PRINTED.contains(&id) => option.hide(true),
        _ => option,
    }
}

impl PlotCommand {
    /// The kind of picture, and its options.
    pub fn picture(&self) -> (PictureKind, &PictureArgs) {
        match self {
            PlotCommand::Smile(args) => (PictureKind::Smile, &args.picture),
            PlotCommand::Participation(args) => (PictureKind::Participation, &args.picture),
            PlotCommand::Position(args) => (PictureKind::Position, &args.picture),
            PlotCommand::Linkages(args) => (PictureKind::Linkages, &args.picture),
            PlotCommand::Waterfall(args) => (PictureKind::Waterfall, &args.picture),
            PlotCommand::Poles(args) => (PictureKind::Poles(args.form), &args.plotted.picture),
            PlotCommand::Shares(args) => (PictureKind::Shares, &args.picture),
            PlotCommand::Suppliers(args) => (PictureKind::Suppliers, &args.picture),
            PlotCommand::Hubs(args) => (PictureKind::Hubs, &args.picture),
            PlotCommand::Upgrading(args) => (PictureKind::Upgrading, &args.picture),
            PlotCommand::Incidence(args) => (PictureKind::Incidence, &args.picture),
            PlotCommand::BeforeAfter(args) => (PictureKind::BeforeAfter, &args.picture),
            PlotCommand::Daily(args) => (PictureKind::Daily, &args.picture),
            PlotCommand::Sweep(args) => (PictureKind::Sweep(args.form), &args.plotted.picture),
            PlotCommand::Inverse(args) => (PictureKind::Inverse, &args.picture),
        }
    }
}
