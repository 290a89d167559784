//! Sweeps over grids of scenarios.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use tripole::error::shown_path;
use tripole::frame::{CsvStream, FileFormat, Leftovers, Resumable};
use tripole::models::sweep::Sweep;
use tripole::read::Input;
use tripole::{Error, Frame, Result, scenario};

use super::super::Outcome;
use super::super::args::{Run, SweepArgs};
use super::super::claims::{claim_input, claim_output};
use super::super::load;
use super::super::messages::tell;
use super::super::progress::{Stage, Steps};
use super::scenario::say_caveat;
use super::{Only, warn};

pub fn sweep(args: &SweepArgs, run: &Run) -> Result<Outcome> {
    let (table, source) = load::table_and_scenario(&args.what);
    let file = args.file.as_ref().filter(|path| *path != Path::new("-"));
    if let Some(path) = file {
        refuse_ending(path)?;
        Resumable::beside(path).iter().try_for_each(|file| claim_output(file.as_os_str()))?;
    }
    let loaded = load::open(table, args.view.parts(), &[], run)?;
    let shown = Only::economies("region", &args.region, &loaded.codes())?;
    // Before anything is factorised.
    let grid = scenario::read_grid(load::scenario_file(source)?, &loaded.geography)?;
    if let Some(Input::Path(other)) = grid.other_file() {
        claim_input(other.as_os_str())?;
    }
    let system = load::unsolved(&loaded.table, &loaded.accounting)?;
    let sweep = Sweep::new(&system, &grid)?;
    if let Ok(first) = grid.scenario(0) {
        load::say_passed_over(&first, run);
    }
    load::report(&sweep.findings()?, true, run)?;
    let Some(path) = file else {
        load::factorise(&system, run)?;
        let fail = |e| Error::io("write", "<stdout>", e);
        let mut csv = CsvStream::new(std::io::stdout().lock());
        counted(&sweep, 0, run, &mut |frame, _| csv.push(&shown.of(frame)).map_err(fail))?;
        csv.finish().map_err(fail)?;
        return said(&sweep, run);
    };
    let leftovers = if args.restart { Leftovers::Discard } else { Leftovers::Continue };
    let mut hasher = DefaultHasher::new();
    (sweep.fingerprint(), &args.region).hash(&mut hasher);
    let file = Resumable::open(path, &format!("{:016x}", hasher.finish()), leftovers)?;
    let done = file.done();
    if done > 0 && !run.quiet {
        tell!("note: going on after scenario {done} of {}", sweep.len());
    }
    load::factorise(&system, run)?;
    file.write(|put| counted(&sweep, done, run, &mut |frame, done| put(shown.of(frame), done)))?;
    said(&sweep, run)
}

/// What the numbers must not be quoted without. They are there already, so that strictness decides on
/// the exit code alone.
fn said(sweep: &Sweep, run: &Run) -> Result<Outcome> {
    say_caveat(sweep.first_model()?.as_ref(), run);
    sweep.warning().map_or(Ok(()), |warning| warn(warning, run))?;
    Ok(Outcome::Done)
}

/// The sweep with its progress.
fn counted(
    sweep: &Sweep,
    done: usize,
    run: &Run,
    put: &mut dyn FnMut(Frame, usize) -> Result<()>,
) -> Result<()> {
    let _stage = Stage::quiet("scenarios", run);
    let steps = Steps::after(done, sweep.len(), run);
    sweep.run(done, &mut |frame, done| {
        put(frame, done)?;
        steps.done(done);
        Ok(())
    })
}

/// Only CSV can be cut off anywhere and gone on with.
fn refuse_ending(path: &Path) -> Result<()> {
    if FileFormat::of(path)? == FileFormat::Csv {
        return Ok(());
    }
    Err(Error::conflict(
        "`sweep`",
        format!("`-o {}`", shown_path(&path.to_string_lossy())),
        "a sweep is written line by line, so that it can go on where it was interrupted: save it \
                 as `.csv`",
    ))
}
