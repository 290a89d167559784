//! Pictures: a command is run as it is, and what it would print is drawn.

use tripole::{Error, Result};

use super::super::Outcome;
use super::super::args::{PlotArgs, PlotCommand, Run};
use super::super::bench;

pub fn plot(args: &PlotArgs, run: &Run) -> Result<Outcome> {
    let (kind, picture) = args.what.picture();
    refuse_parts(&args.what)?;
    run.ledger.draw(kind, picture);
    match &args.what {
        PlotCommand::Smile(args) => super::smile(&args.of, run),
        PlotCommand::Participation(args) => super::participation(&args.of, run),
        PlotCommand::Position(args) => super::position(&args.of, run),
        PlotCommand::Linkages(args) => super::linkages(&args.of, run),
        PlotCommand::Waterfall(args) => super::exports(&args.of, run),
        PlotCommand::Poles(args) => super::chains(&args.plotted.of, run),
        PlotCommand::Shares(args) | PlotCommand::Suppliers(args) | PlotCommand::Upgrading(args) => {
            super::chains(&args.of, run)
        }
        PlotCommand::Hubs(args) => super::va(&args.of, run),
        PlotCommand::Incidence(args) => super::tariff(&args.of, run),
        PlotCommand::BeforeAfter(args) | PlotCommand::Daily(args) => super::scenario(&args.of, run),
        PlotCommand::Sweep(args) => super::sweep(&args.plotted.of, run),
        PlotCommand::Inverse(args) => bench::inverse(&args.of, run),
    }
}

/// Refuse options that leave out a part of what sums and shares in the picture are of.
fn refuse_parts(what: &PlotCommand) -> Result<()> {
    let typed = match what {
        PlotCommand::Hubs(args) => vec![
            (!args.of.origin.is_empty(), "--origin"),
            (!args.of.destination.is_empty(), "--destination"),
            (args.of.origin_sectors, "--origin-sectors"),
            (args.of.final_sectors, "--final-sectors"),
        ],
        PlotCommand::Poles(args) => vec![(!args.plotted.of.only.region.is_empty(), "--region")],
        _ => vec![],
    };
    match typed.into_iter().find(|(typed, _)| *typed) {
        Some((_, option)) => Err(Error::conflict(
            format!("`{option}`"),
            "this picture",
            "it is of everybody: what it adds up would be of a part",
        )),
        None => Ok(()),
    }
}
