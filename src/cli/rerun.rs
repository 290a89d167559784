//! The run that a result came from, once more.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use tripole::error::{Place, Problem, shown_path};
use tripole::frame::{About, ResultAbout};
use tripole::{Error, Result};

use super::Outcome;
use super::args::{Command, RerunArgs, Run};
use super::ledger::{digest_of_table, file_about};
use super::messages::tell;
use super::output::say;

/// Sums that differ by less of the sum of sizes differ by the order of additions alone.
const ROUNDING: f64 = 1e-12;

/// What is to be typed, and what it gave.
pub struct Earlier {
    pub words: Vec<OsString>,
    pub results: Vec<ResultAbout>,
}

/// Read what a result says of itself, and say what has changed since.
pub fn read(args: &RerunArgs, run: &Run) -> Result<Earlier> {
    // A folder of results says it in a file of its own.
    let described = args.about.join("datapackage.json");
    let about =
        if described.is_file() { About::read(&described)? } else { About::read(&args.about)? };
    let Some(about) = about.filter(|about| !about.results.is_empty()) else {
        return Err(no_run(args));
    };
    say_changes(&about, run)?;
    let words = about.command.iter().map(OsString::from);
    let words = std::iter::once(OsString::from("tripole")).chain(words).collect();
    Ok(Earlier { words, results: about.results })
}

/// The file says nothing that can be run again.
pub fn no_run(args: &RerunArgs) -> Error {
    Error::input(args.about.display().to_string(), Place::File, Problem::NotAbout)
}

/// A benchmark is run again, but never repeated: its numbers are times.
pub fn refuse_times(command: &Command) -> Result<()> {
    match command {
        Command::Bench(_) => Err(Error::lacking(
            "a benchmark is not repeated: its numbers are times, which differ from run to run",
            "run `tripole bench inverse` again with the same words, and put both results beside each other",
        )),
        _ => Ok(()),
    }
}

/// Whether a command has results to compare, and writes nothing else.
pub fn is_repeatable(command: &clap::Command) -> bool {
    command.get_name() == "indices" || command.get_arguments().any(|it| it.get_id() == "about")
}

/// Whether the files and the program are those of the run.
fn say_changes(about: &About, run: &Run) -> Result<()> {
    let own = concat!("tripole ", env!("CARGO_PKG_VERSION"));
    if about.program != own && !run.quiet {
        tell!("note: the result is of {}, this is {own}", shown_path(&about.program));
    }
    for table in &about.tables {
        if table.sha256.is_empty() {
            let problem = Problem::InputGone { name: table.name.clone() };
            return Err(Error::input("<stdin>", Place::File, problem));
        }
        refuse_elsewhere(&table.name, &table.sha256)?;
        if digest_of_table(OsStr::new(&table.name))? != table.sha256 {
            tell!("warning: {} is not as it was", shown_path(&table.name));
        }
    }
    for file in &about.files {
        refuse_elsewhere(&file.name, &file.sha256)?;
        let now = file_about(&file.role, OsStr::new(&file.name))?;
        if now.sha256 != file.sha256 {
            tell!("warning: {} is not as it was", shown_path(&file.name));
        }
    }
    Ok(())
}

/// A file that was there and cannot be found: it lies where the run was started.
fn refuse_elsewhere(name: &str, sha256: &str) -> Result<()> {
    let path = Path::new(name);
    if sha256.is_empty() || name.starts_with("builtin") || path.exists() {
        return Ok(());
    }
    let problem = Problem::InputElsewhere { name: name.to_owned() };
    Err(Error::input(name, Place::File, problem))
}

/// Say whether results are those of an earlier run.
pub fn compare(earlier: &[ResultAbout], now: &[ResultAbout]) -> Result<Outcome> {
    let mut same = earlier.len() == now.len();
    if !same {
        say(&format!("{} results then, {} now\n", earlier.len(), now.len()))?;
    }
    for (before, after) in earlier.iter().zip(now) {
        let words = difference(before, after);
        same &= words.is_none();
        let exact = before.sha256 == after.sha256;
        let words = words.unwrap_or_else(|| {
            if exact {
                return "the same, to the last digit".to_owned();
            }
            format!("the same, but for rounding (sums agree to {ROUNDING:.0e})")
        });
        say(&format!("{}: {} rows: {words}\n", after.name, after.rows))?;
    }
    Ok(if same { Outcome::Done } else { Outcome::Refused })
}

/// What of a result is not as it was.
fn difference(before: &ResultAbout, after: &ResultAbout) -> Option<String> {
    if before.sha256 == after.sha256 {
        return None;
    }
    if before.rows != after.rows {
        return Some(format!("there were {} rows", before.rows));
    }
    let names = |result: &ResultAbout| -> Vec<String> {
        result.totals.iter().map(|(name, _, _)| name.clone()).collect()
    };
    if names(before) != names(after) {
        return Some(format!("the columns were {}", names(before).join(", ")));
    }
    let gap = |(then, now): (&(String, f64, f64), &(String, f64, f64))| {
        let size = then.2.abs().max(now.2.abs());
        let gap = (then.1 - now.1).abs().max((then.2 - now.2).abs());
        (gap > ROUNDING * size)
            .then(|| format!("`{}` added up to {}, now to {}", now.0, then.1, now.1))
    };
    before.totals.iter().zip(&after.totals).find_map(gap)
}
