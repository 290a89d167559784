//! Pictures: a command is run as it is, and what it would print is drawn.

use tripole::Result;

use super::super::Outcome;
use super::super::args::{PlotArgs, PlotCommand, Run};

pub fn plot(args: &PlotArgs, run: &Run) -> Result<Outcome> {
    let (kind, picture) = args.what.picture();
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
    }
}
