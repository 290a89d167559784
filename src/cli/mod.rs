//! The command line: one file for what can be typed, one for loading tables, one for printing,
//! one for the words of errors, one per kind of command.

mod args;
mod bench;
mod commands;
mod describe;
mod hints;
mod load;
mod output;
mod progress;
mod terminal;
mod unused;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};
use tripole::Error;

use args::{Cli, Command, Run};

/// What a command ends with, besides an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// The command did its work and found the table wanting (`check`).
    Refused,
}

pub fn main() -> ExitCode {
    let arguments = Cli::command().get_matches();
    let cli = match Cli::from_arg_matches(&arguments) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let threads = cli.run.threads.unwrap_or(0);
    let run = || {
        unused::check(&arguments, &cli.run)?;
        dispatch(&cli.command, &cli.run)
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let result = match pool {
        Ok(pool) => pool.install(run),
        Err(_) => run(),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::FAILURE,
        Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {}", hints::message(&error));
            if let Some(hint) = hints::hint(&error) {
                eprintln!("\nhint: {hint}");
            }
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &Command, run: &Run) -> tripole::Result<Outcome> {
    match command {
        Command::Info(args) => describe::info(args, run),
        Command::Check(args) => describe::check(args, run),
        Command::Formats => describe::formats(),
        Command::Convert(args) => commands::convert(args, run),
        Command::Trade(args) => commands::trade(args, run),
        Command::Va(args) => commands::va(args, run),
        Command::Vax(args) => commands::vax(args, run),
        Command::Exports(args) => commands::exports(args, run),
        Command::Imports(args) => commands::imports(args, run),
        Command::Bilateral(args) => commands::bilateral(args, run),
        Command::Tiva(args) => commands::tiva(args, run),
        Command::Participation(args) => commands::participation(args, run),
        Command::Position(args) => commands::position(args, run),
        Command::Linkages(args) => commands::linkages(args, run),
        Command::Chains(args) => commands::chains(args, run),
        Command::Reer(args) => commands::reer(args, run),
        Command::Rca(args) => commands::rca(args, run),
        Command::Apl(args) => commands::apl(args, run),
        Command::Smile(args) => commands::smile(args, run),
        Command::GvcIncome(args) => commands::gvc_income(args, run),
        Command::Footprint(args) => commands::footprint(args, run),
        Command::Multipliers(args) => commands::multipliers(args, run),
        Command::Extract(args) => commands::extract(args, run),
        Command::Scenario(args) => commands::scenario(args, run),
        Command::Sweep(args) => commands::sweep(args, run),
        Command::Tariff(args) => commands::tariff(args, run),
        Command::Compare(args) => commands::compare(args, run),
        Command::Build(args) => commands::build(args, run),
        Command::Balance(args) => commands::balance(args, run),
        Command::Update(args) => commands::update(args, run),
        Command::Split(args) => commands::split(args, run),
        Command::Indices(args) => commands::indices(args, run),
        Command::Bench(args) => bench::run(args, run),
    }
}
