//! The command line: one file for what can be typed, one for loading tables, one for printing,
//! one for the words of errors, one per kind of command.

mod ahead;
mod args;
mod bench;
mod claims;
mod commands;
mod describe;
mod desk;
mod guide;
mod hints;
mod ledger;
mod load;
mod manual;
mod memory;
mod messages;
mod output;
#[cfg(feature = "pictures")]
mod picture;
mod progress;
mod quoted;
mod rerun;
#[cfg(feature = "serve")]
mod serve;
mod solved;
mod terminal;
mod unused;

use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use rayon::ThreadPoolBuilder;
use tripole::Error;
use tripole::error::shown_path;
use tripole::leontief::Solver;

use args::{Cli, Command, RerunArgs, Run};
use messages::tell;

/// What a command ends with, besides an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// The command did its work and found the table wanting (`check`).
    Refused,
}

/// What a program that has these files needs of them to run commands itself (`python/`).
#[allow(unused_imports)]
pub mod outside {
    pub use super::args::Cli;
    pub use super::desk::within::{Failure, Seen, Wrong, read_table, run, seen, system};
    pub use super::desk::{Desk, Held, Pace};
    pub use super::guide::{Entry, entries};
    pub use super::program;
    pub use super::terminal::{Look, Rows, pretty};
}

// Who has these files and is not the program begins elsewhere.
#[allow(dead_code)]
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    ExitCode::from(program(&words))
}

/// Run the program with these words; its exit code.
pub fn program(words: &[OsString]) -> u8 {
    let result = typed(words).and_then(|cli| match cli {
        Some((cli, program, matches)) => in_threads(&cli.run, || {
            memory::limit(cli.run.max_memory);
            claims::apart(|| {
                claims::claim_all(&program, &matches, &|_| false)?;
                if let Some((command, arguments)) = command_of(&program, &matches) {
                    unused::check((command.get_name(), arguments), &cli.run)?;
                }
                every_turn(&cli)
            })
        }),
        None => Ok(Outcome::Done),
    });
    match result {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Refused) => 1,
        Err(Error::Io { source, .. }) if source.kind() == ErrorKind::BrokenPipe => 0,
        Err(error) => {
            tell!("error: {}", hints::message(&error));
            if let Some(hint) = hints::hint(&error) {
                tell!("\nhint: {hint}");
            }
            1
        }
    }
}

/// Ask of the table, and of every one beside it.
fn every_turn(cli: &Cli) -> tripole::Result<Outcome> {
    let mut outcome = Outcome::Done;
    for _ in 0..cli.run.ledger.turns() {
        outcome = dispatch(&cli.command, &cli.run)?;
    }
    Ok(outcome)
}

/// The run of an earlier result, whose numbers are compared with what it had.
fn again(args: &RerunArgs, run: &Run) -> tripole::Result<Outcome> {
    let earlier = rerun::read(args, run)?;
    let command = Cli::command();
    let parsed = command.clone().try_get_matches_from(&earlier.words);
    let matches = parsed.map_err(|_| rerun::no_run(args))?;
    let below = matches.subcommand_name().and_then(|name| command.find_subcommand(name));
    let mut cli = Cli::from_arg_matches(&matches).map_err(|_| rerun::no_run(args))?;
    rerun::refuse_times(&cli.command)?;
    // How it is solved now is asked for beside the result, and else as it was.
    if run.solver != Solver::Automatic {
        cli.run.solver = run.solver;
    }
    if !below.is_some_and(rerun::is_repeatable) || matches!(cli.command, Command::Rerun(_)) {
        return Err(rerun::no_run(args));
    }
    let words = earlier.words.iter().skip(1);
    let words = words.map(|word| word.to_string_lossy().into_owned()).collect();
    cli.run.ledger.asked(words, &command, &matches);
    cli.run.ledger.repeat(earlier.results);
    every_turn(&cli)
}

/// What was typed, beside the description of what can be typed, which takes milliseconds to make and is
/// made once; nothing where it was a question about the program.
fn typed(words: &[OsString]) -> tripole::Result<Option<(Cli, clap::Command, ArgMatches)>> {
    let mut command = Cli::command();
    let line = std::iter::once(OsString::from("tripole")).chain(words.iter().cloned());
    let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let matches = match command.try_get_matches_from_mut(line) {
        Ok(matches) => matches,
        Err(wrong) if wrong.use_stderr() => refused(&pointed(wrong, &command, &words)),
        Err(answer) => {
            let said = answer.print().and_then(|()| std::io::stdout().flush());
            return said.map(|()| None).map_err(|e| Error::io("write", "<stdout>", e));
        }
    };
    match Cli::from_arg_matches(&matches) {
        Ok(cli) => {
            cli.run.ledger.asked(words, &command, &matches);
            Ok(Some((cli, command, matches)))
        }
        Err(wrong) => refused(&wrong.format(&mut command)),
    }
}

/// What people type for an option that a command calls by the role that regions play in it.
pub const ROLES: [(&str, &[&str]); 4] = [
    ("--region", &["exporter", "reporter", "importer", "origin"]),
    ("--country", &["region", "exporter", "reporter", "importer"]),
    ("--economy", &["region", "exporter", "reporter", "importer"]),
    ("--partner", &["importer", "exporter", "destination"]),
];

/// An error about an option that there is not, with the one that is meant.
fn pointed(mut wrong: clap::Error, program: &clap::Command, words: &[String]) -> clap::Error {
    let Some(ContextValue::String(typed)) = wrong.get(ContextKind::InvalidArg) else {
        return wrong;
    };
    let roles = ROLES.iter().find(|(word, _)| word == typed).map(|(_, roles)| *roles);
    let command = words.iter().find_map(|word| program.find_subcommand(word));
    let Some((roles, command)) = roles.zip(command) else { return wrong };
    let has = |role: &&&str| command.get_arguments().any(|it| it.get_long() == Some(**role));
    if let Some(role) = roles.iter().find(has) {
        wrong.insert(ContextKind::SuggestedArg, ContextValue::String(format!("--{role}")));
        wrong.remove(ContextKind::Usage);
    }
    wrong
}

/// The command whose options were typed, below `plot` where its result is drawn, below `sweep` where its
/// shards are put together, and below `bench`.
fn command_of<'a>(
    program: &'a clap::Command,
    matches: &'a ArgMatches,
) -> Option<(&'a clap::Command, &'a ArgMatches)> {
    let (name, own) = matches.subcommand()?;
    let command = program.find_subcommand(name)?;
    match own.subcommand().filter(|_| ["plot", "sweep", "bench"].contains(&name)) {
        Some((name, own)) => Some((command.find_subcommand(name)?, own)),
        None => Some((command, own)),
    }
}

/// In as many threads as asked for; in this one alone where the system gives no others.
fn in_threads(
    run: &Run,
    work: impl FnOnce() -> tripole::Result<Outcome> + Send,
) -> tripole::Result<Outcome> {
    let pool = ThreadPoolBuilder::new().num_threads(run.threads.unwrap_or(0)).build();
    let alone = || ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
    match pool.or_else(|_| alone()) {
        Ok(pool) => pool.install(work),
        Err(reason) => Err(Error::io("start", "threads", std::io::Error::other(reason))),
    }
}

/// A command line that cannot be read is repeated as it was typed, which may be anything.
fn refused(error: &clap::Error) -> ! {
    let text = error.render().to_string();
    if !error.use_stderr() || text.chars().all(|c| c == '\n' || !c.is_control()) {
        error.exit()
    }
    let lines: Vec<String> = text.lines().map(shown_path).collect();
    clap::Error::raw(error.kind(), format!("{}\n", lines.join("\n").trim_start_matches("error: ")))
        .exit()
}

fn dispatch(command: &Command, run: &Run) -> tripole::Result<Outcome> {
    let outcome = answer(command, run);
    // What is no single result was not judged before it was written.
    let judged = run.solved.judge(run);
    run.solved.say(run);
    outcome.and_then(|outcome| judged.map(|()| outcome))
}

fn answer(command: &Command, run: &Run) -> tripole::Result<Outcome> {
    match command {
        Command::Info(args) => describe::info(args, run),
        Command::Check(args) => describe::check(args, run),
        Command::Formats => describe::formats(),
        Command::Explain(args) => commands::explain(args),
        Command::Groups(args) => commands::groups(args, run),
        Command::Convert(args) => commands::convert(args, run),
        Command::Template(args) => commands::template(args, run),
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
        Command::Gains(args) => commands::gains(args, run),
        Command::TradeCosts(args) => commands::trade_costs(args, run),
        Command::Balances(args) => commands::balances(args, run),
        Command::Reer(args) => commands::reer(args, run),
        Command::Rca(args) => commands::rca(args, run),
        Command::Apl(args) => commands::apl(args, run),
        Command::Smile(args) => commands::smile(args, run),
        Command::GvcIncome(args) => commands::gvc_income(args, run),
        Command::Footprint(args) => commands::footprint(args, run),
        Command::Responsibility(args) => commands::responsibility(args, run),
        Command::National(args) => commands::national(args, run),
        Command::Multipliers(args) => commands::multipliers(args, run),
        Command::TypeTwo(args) => commands::type_two(args, run),
        Command::Requirements(args) => commands::requirements(args, run),
        Command::Transit(args) => commands::transit(args, run),
        Command::Extract(args) => commands::extract(args, run),
        Command::Scenario(args) => commands::scenario(args, run),
        Command::Sweep(args) => commands::sweep_command(args, run),
        Command::Tariff(args) => commands::tariff(args, run),
        Command::Rates(args) => commands::rates(args, run),
        Command::Revenue(args) => commands::revenue(args, run),
        Command::Incidence(args) => commands::incidence(args, run),
        Command::Retaliation(args) => commands::retaliation(args, run),
        Command::Households(args) => commands::households(args, run),
        Command::Optimal(args) => commands::optimal(args, run),
        Command::Compare(args) => commands::compare(args, run),
        Command::Sda(args) => commands::sda(args, run),
        Command::Build(args) => commands::build(args, run),
        Command::Balance(args) => commands::balance(args, run),
        Command::Update(args) => commands::update(args, run),
        Command::Split(args) => commands::split(args, run),
        Command::Symmetric(args) => commands::symmetric(args, run),
        Command::Indices(args) => commands::indices(args, run),
        #[cfg(feature = "pictures")]
        Command::Plot(args) => commands::plot(args, run),
        #[cfg(feature = "reports")]
        Command::Report(args) => commands::report(args, run),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::serve(args, run),
        Command::Rerun(args) => again(args, run),
        Command::Completions(args) => manual::completions(args),
        Command::Man(args) => manual::man(args, run),
        Command::Bench(args) => bench::run(args, run),
    }
}
