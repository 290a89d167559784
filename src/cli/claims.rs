//! Which files a run reads and writes, so that no output takes the place of an input or of another
//! output. Every file that is named on the command line is claimed before anything is read; what
//! is named elsewhere (the files of a folder, a scenario in a grid) as soon as it is known.

use std::cell::RefCell;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::builder::ValueHint;
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use tripole::frame::target_of;
use tripole::make::SeedFiles;
use tripole::read::{about_path, files_of_table};
use tripole::scenario::Preset;
use tripole::{Error, Result};

use super::desk::Desk;

/// What an option reads: a file, `-` or the name of something built in. Without a hint an option
/// whose value is a path writes there.
pub const READ: ValueHint = ValueHint::FilePath;
/// An option that reads the files of a folder.
pub const READ_FOLDER: ValueHint = ValueHint::DirPath;

/// What is done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Read,
    Written,
}

/// What makes two names the same file, whatever they look like.
#[derive(Debug, PartialEq, Eq)]
enum Identity {
    StandardInput,
    StandardOutput,
    #[cfg(unix)]
    Node(u64, u64),
    Name(PathBuf),
}

thread_local! {
    /// The files of the run of this thread; where it takes up another in between, those of that one last.
    static CLAIMED: RefCell<Vec<Vec<(Identity, Use)>>> = const { RefCell::new(vec![]) };
}

/// A run, whose files are its own.
pub fn apart<T>(run: impl FnOnce() -> T) -> T {
    CLAIMED.with_borrow_mut(|claimed| claimed.push(vec![]));
    let done = run();
    CLAIMED.with_borrow_mut(Vec::pop);
    done
}

/// Claim every file that the command line names; what lies in memory is none.
pub fn claim_all(
    command: &Command,
    matches: &ArgMatches,
    is_held: &dyn Fn(&OsStr) -> bool,
) -> Result<()> {
    for argument in command.get_arguments() {
        let claim = match argument.get_value_hint() {
            ValueHint::AnyPath => claim_output,
            READ => claim_input,
            READ_FOLDER => claim_seeds,
            _ => continue,
        };
        let name = argument.get_id().as_str();
        if matches.value_source(name) == Some(ValueSource::CommandLine) {
            let mut named = matches.get_raw(name).into_iter().flatten();
            named.try_for_each(|name| if is_held(name) { Ok(()) } else { claim(name) })?;
        }
    }
    match matches.subcommand() {
        Some((name, below)) => {
            let command = command.find_subcommand(name);
            command.map_or(Ok(()), |command| claim_all(command, below, is_held))
        }
        None => Ok(()),
    }
}

/// Options whose tables, scenarios and blocs may be built in.
const BUILT_IN: [&str; 4] = ["beside", "since", "scenario", "blocs"];

/// Refuse every file that the command line names, unless it lies in memory or is built in; a number or the name of
/// a published set is none.
pub fn refuse_files(command: &Command, matches: &ArgMatches, desk: &Desk) -> Result<()> {
    for argument in command.get_arguments() {
        let hint = argument.get_value_hint();
        if ![READ, READ_FOLDER, ValueHint::AnyPath].contains(&hint) {
            continue;
        }
        let name = argument.get_id().as_str();
        if matches.value_source(name) != Some(ValueSource::CommandLine) {
            continue;
        }
        // Elsewhere what is built in, a number or the name of a set is a file of that name.
        let may_be_built_in = argument.is_positional() || BUILT_IN.contains(&name);
        let takes = argument.get_value_names().into_iter().flatten();
        let may_be_number = takes.into_iter().any(|it| it.contains("|FILE"));
        let is_word = |text: &str| {
            let is_set = name == "elasticities" && Preset::ALL.iter().any(|it| text == it.name());
            (may_be_built_in && names_built_in(name, text))
                || is_set
                || (may_be_number && text.trim().parse::<f64>().is_ok())
        };
        let is_none = |value: &OsStr| match hint {
            READ if may_be_built_in => desk.holds(value) || value.to_str().is_some_and(is_word),
            READ => desk.file(value).is_some() || value.to_str().is_some_and(is_word),
            // Printed, which whoever asks hears.
            ValueHint::AnyPath => value == "-",
            _ => false,
        };
        let named = matches.get_raw(name).into_iter().flatten();
        if let Some(value) = named.into_iter().find(|value| !is_none(value)) {
            return Err(Error::lacking(
                format!("`{}` is no table or file of this session", value.to_string_lossy()),
                "only what was given at the start, what is sent along and what is built in is read, and nothing is written",
            ));
        }
    }
    match matches.subcommand() {
        Some((name, below)) => {
            let command = command.find_subcommand(name);
            command.map_or(Ok(()), |command| refuse_files(command, below, desk))
        }
        None => Ok(()),
    }
}

/// Whether this stands for what is built in, wherever it is looked for: it is no path, and no file has that name.
fn names_built_in(option: &str, text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_:".contains(c);
    let is_blocs = option == "blocs" && text == "builtin";
    is_blocs || (is_built_in(text) && text.chars().all(plain) && !Path::new(text).exists())
}

fn is_built_in(name: &str) -> bool {
    name == "builtin" || name.starts_with("builtin:")
}

/// The files that a command reads, each with the name of its option; those built in among them.
pub fn inputs(command: &Command, matches: &ArgMatches) -> Vec<(String, OsString)> {
    let mut found = vec![];
    for argument in command.get_arguments() {
        let name = argument.get_id().as_str();
        if argument.get_value_hint() == READ {
            let raw = matches.try_get_raw(name).ok().flatten().into_iter().flatten();
            let role = if name == "what" { "scenario" } else { name };
            // A published set of elasticities is no file.
            let is_set = |word: &&OsStr| {
                name == "elasticities" && Preset::ALL.iter().any(|it| *word == it.name())
            };
            let raw = raw.filter(|word| !is_set(word));
            found.extend(raw.map(|file| (role.replace('_', "-"), file.to_owned())));
        }
    }
    found
}

/// A file that is read: the outputs must be others.
pub fn claim_input(name: &OsStr) -> Result<()> {
    if name == "-" {
        claim(Identity::StandardInput, Use::Read, Path::new("-"))?;
        return claim_node(Path::new("/dev/stdin"), Use::Read);
    }
    if name.to_str().is_some_and(is_built_in) {
        return Ok(());
    }
    let path = Path::new(name);
    // What is said beside a table is read with it.
    let beside = about_path(path);
    if beside.is_file() {
        claim_node(&beside, Use::Read)?;
    }
    files_of_table(path).iter().try_for_each(|file| claim_node(file, Use::Read))?;
    claim_node(path, Use::Read)
}

/// A file that is written, and so neither read nor written otherwise.
pub fn claim_output(name: &OsStr) -> Result<()> {
    let path = Path::new(name);
    if name == "-" {
        claim(Identity::StandardOutput, Use::Written, path)
    } else {
        claim_node(path, Use::Written)
    }
}

/// Every file that a table may be built from, also those that another one is taken for today.
fn claim_seeds(folder: &OsStr) -> Result<()> {
    SeedFiles::names(Path::new(folder)).iter().try_for_each(|path| claim_node(path, Use::Read))
}

fn claim_node(path: &Path, with: Use) -> Result<()> {
    identity(path).map_or(Ok(()), |file| claim(file, with, path))
}

fn claim(file: Identity, with: Use, path: &Path) -> Result<()> {
    let earlier = CLAIMED.with_borrow_mut(|runs| {
        let claimed = runs.last_mut()?;
        let earlier = claimed.iter().find(|(known, _)| *known == file).map(|(_, with)| *with);
        claimed.push((file, with));
        earlier
    });
    let path = path.to_owned();
    match (earlier, with) {
        (Some(Use::Written), Use::Written) => Err(Error::SameOutput { path }),
        (Some(Use::Written), Use::Read) | (Some(Use::Read), Use::Written) => {
            Err(Error::SameFile { path })
        }
        (Some(Use::Read), Use::Read) if path == Path::new("-") => {
            Err(Error::conflict("`-`", "another `-`", "standard input can be read once"))
        }
        (Some(Use::Read) | None, _) => Ok(()),
    }
}

/// A name that is there: the file behind it. Another: the place where it will be. Devices can be
/// read and written as often as one likes.
fn identity(path: &Path) -> Option<Identity> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() || found.is_dir() => Some(node(path, &found)),
        Ok(_) => None,
        Err(_) => {
            let target = target_of(path);
            let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok();
            let place = folder.zip(target.file_name()).map(|(folder, name)| folder.join(name));
            Some(Identity::Name(place.unwrap_or(target)))
        }
    }
}

#[cfg(unix)]
fn node(_: &Path, found: &std::fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    Identity::Node(found.dev(), found.ino())
}

#[cfg(not(unix))]
fn node(path: &Path, _: &std::fs::Metadata) -> Identity {
    Identity::Name(path.canonicalize().unwrap_or_else(|_| path.to_owned()))
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory};

    use super::super::args::Cli;
    use super::*;

    /// Options whose value is a file without a word of whether it is read or written would be
    /// left out of what is compared.
    #[test]
    fn every_option_that_takes_a_file_is_compared() {
        fn walk(command: &Command, seen: &mut Vec<String>) {
            for argument in command.get_arguments() {
                let names = argument.get_value_names().unwrap_or_default();
                let file = ["FILE", "CSV", "TABLE", "DIR", "GRID", "SCENARIO", "MAP.csv"];
                let takes = argument.get_action().takes_values();
                let takes_file = takes && names.iter().any(|name| file.contains(&name.as_str()));
                let is_word = !argument.get_possible_values().is_empty()
                    || argument.get_value_hint() == ValueHint::Other;
                if !takes_file && (!argument.is_positional() || is_word) {
                    continue;
                }
                seen.push(format!("{} {}", command.get_name(), argument.get_id()));
                let hint = argument.get_value_hint();
                let compared = [READ, READ_FOLDER, ValueHint::AnyPath].contains(&hint);
                assert!(compared, "{} of `{}`: {hint:?}", argument.get_id(), command.get_name());
            }
            command.get_subcommands().for_each(|below| walk(below, seen));
        }
        let mut seen = vec![];
        walk(&Cli::command(), &mut seen);
        assert!(seen.len() > 80, "{seen:?}");
        assert!(seen.iter().any(|option| option == "tariff elasticities"));
    }
}
