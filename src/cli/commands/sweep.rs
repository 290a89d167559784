//! Sweeps over grids of scenarios.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::path::Path;

use tripole::error::shown_path;
use tripole::frame::{
    CsvStream, Destination, FileFormat, Leftovers, Resumable, Shard, ShardOf, Shards,
};
use tripole::models::sweep::Sweep;
use tripole::models::sweep::summary::Summary;
use tripole::read::Input;
use tripole::{Error, Frame, LeontiefSystem, Result, scenario};

use super::super::Outcome;
use super::super::args::{MergeArgs, Run, SweepArgs, SweepCommand, SweepTask};
use super::super::claims::{claim_input, claim_output};
use super::super::load;
use super::super::messages::tell;
use super::super::output::{Sink, Was, say_written};
use super::super::progress::{Stage, Steps};
use super::scenario::{CAVEAT, say_caveat};
use super::{Only, say_one_by_one, warn};

pub fn sweep_command(args: &SweepCommand, run: &Run) -> Result<Outcome> {
    match &args.task {
        Some(SweepTask::Merge(args)) => merge(args, run),
        None => sweep(&args.of, run),
    }
}

pub fn sweep(args: &SweepArgs, run: &Run) -> Result<Outcome> {
    let (table, source) = load::table_and_scenario(&args.what);
    load::refuse_table(&args.what, run)?;
    let file = args.output.file.as_ref().filter(|path| *path != Path::new("-"));
    let sink = if args.summary { Some(Sink::open(&args.output, run)?) } else { None };
    if let Some(path) = file.filter(|_| !args.summary) {
        refuse_ending(path)?;
        Resumable::beside(path).iter().try_for_each(|file| claim_output(file.as_os_str()))?;
        if args.shard.is_some() {
            claim_output(Shards::note_of(path).as_os_str())?;
        }
    }
    let loaded = load::open(table, args.view.parts(), &[], run)?;
    let shown = Only::economies("region", &args.region, &loaded.codes())?;
    say_one_by_one("--region", &args.region, &loaded.codes(), run);
    // Before anything is factorised.
    let context = loaded.context()?;
    let grid = scenario::read_grid(load::scenario_file(source, run)?, &context)?;
    if let Some(Input::Path(other)) = grid.other_file() {
        claim_input(other.as_os_str())?;
    }
    let system = load::unsolved(&loaded.table, &loaded.accounting, run)?;
    let sweep = Sweep::new(&system, &grid)?;
    if let Ok(first) = grid.scenario(0) {
        load::claim_schedules(&first, run)?;
        load::say_passed_over(&first, loaded.table.index(), run)?;
    }
    load::report(&sweep.findings()?, true, run)?;
    if let Some(sink) = sink {
        let form = file.and_then(|path| FileFormat::of(path).ok());
        return summarised((&sweep, &system), &shown, (sink, form), run);
    }
    let all = args.shard.map_or(0..sweep.len(), |shard| shard.range(sweep.len()));
    if let Some(shard) = args.shard.filter(|_| !run.quiet) {
        say_shard(shard, (&all, sweep.len()), file.is_some() || run.desk.takes());
    }
    if run.desk.takes() {
        load::factorise(&system, run)?;
        let mut kept = vec![];
        rows(&sweep, (0, &all), run, &mut |frame, _| {
            kept.push(shown.of(frame));
            Ok(())
        })?;
        run.desk.keep(Frame::stacked(&kept).into_iter().collect());
        return said(&sweep, run);
    }
    let Some(path) = file else {
        load::factorise(&system, run)?;
        let fail = |e| Error::io("write", "<stdout>", e);
        let mut csv = CsvStream::new(std::io::stdout().lock());
        rows(&sweep, (0, &all), run, &mut |frame, _| csv.push(&shown.of(frame)).map_err(fail))?;
        csv.finish().map_err(fail)?;
        return said(&sweep, run);
    };
    let leftovers = if args.restart { Leftovers::Discard } else { Leftovers::Continue };
    let (fingerprint, steps) = (fingerprint(&sweep, &shown), sweep.len());
    let file = match args.shard {
        None => Resumable::open(path, &fingerprint, leftovers)?,
        Some(shard) => {
            Resumable::open_shard(path, ShardOf { shard, fingerprint, steps }, leftovers)?
        }
    };
    let done = file.done();
    if done > 0 && !run.quiet {
        tell!("note: going on after scenario {} of {steps}", all.start + done);
    }
    load::factorise(&system, run)?;
    file.write(|put| {
        rows(&sweep, (done, &all), run, &mut |frame, done| put(shown.of(frame), done))
    })?;
    said(&sweep, run)
}

/// What stands for all that the rows depend on: the sweep, and the regions that are shown.
fn fingerprint(sweep: &Sweep, shown: &Only) -> String {
    let mut labels = shown.labels.clone();
    labels.sort_unstable();
    labels.dedup();
    let mut hasher = DefaultHasher::new();
    (sweep.fingerprint(), labels).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// What somebody who reads or merges the rows of a shard would not expect.
fn say_shard(shard: Shard, (scenarios, all): (&Range<usize>, usize), is_saved: bool) {
    if scenarios.is_empty() {
        tell!(
            "note: shard {shard} has no scenario, as the grid has {all}: its rows are a header alone"
        );
    }
    if !is_saved {
        tell!(
            "note: what is printed cannot be merged: `-o FILE.csv` saves a shard with a note of which \
             one it is"
        );
    }
}

/// The file of a sweep from those of its shards.
fn merge(args: &MergeArgs, run: &Run) -> Result<Outcome> {
    let notes = args.files.iter().map(|path| Shards::note_of(path));
    notes.into_iter().try_for_each(|note| claim_input(note.as_os_str()))?;
    let Some(path) = args.file.as_ref().filter(|path| *path != Path::new("-")) else {
        let shards = Shards::read(&args.files)?;
        shards.save(Destination::through("<stdout>", FileFormat::Csv, std::io::stdout()))?;
        return Ok(Outcome::Done);
    };
    if FileFormat::of(path)?.csv().is_none() {
        let reason = "the rows of a sweep are CSV, plain or packed: name it `.csv` or `.csv.gz`";
        return Err(Error::conflict("`sweep merge`", output_named(path), reason));
    }
    let (file, was) = (Destination::create(path)?, Was::of(path));
    let stage = Stage::start("merging", run);
    let shards = Shards::read(&args.files)?;
    shards.save(file)?;
    drop(stage);
    say_written(path, was, shards.rows(), run);
    Ok(Outcome::Done)
}

/// How the results are spread and what moves them; in a workbook also the results.
fn summarised(
    (sweep, system): (&Sweep<'_>, &LeontiefSystem),
    shown: &Only,
    (sink, form): (Sink<'_>, Option<FileFormat>),
    run: &Run,
) -> Result<Outcome> {
    let mut summary = Summary::of(sweep.parameters());
    let mut runs = (form == Some(FileFormat::Xlsx)).then(Runs::default);
    if let Some(all) = run.desk.rows() {
        summary.push(all, sweep.len())?;
    } else {
        load::factorise(system, run)?;
        rows(sweep, (0, &(0..sweep.len())), run, &mut |frame, done| {
            let frame = shown.of(frame);
            summary.push(&frame, done)?;
            if let Some(runs) = &mut runs {
                runs.add(frame);
            }
            Ok(())
        })?;
    }
    let stage = Stage::quiet("summarising", run);
    let found = summary.found()?;
    let widest = found.widest();
    let all = found.len();
    // What is the same in every scenario says nothing to who looks.
    let found = if sink.is_for_people() { found.moving() } else { found };
    if found.len() < all && !run.quiet {
        tell!(
            "note: {} of {all} results are the same in every scenario and are left out; `-o` saves them",
            all - found.len()
        );
    }
    let [spread, sensitivity] = found.frames();
    drop(stage);
    let model = sweep.first_model()?;
    let mut frames = vec![widest, spread.with_note(CAVEAT, model.caveat()), sensitivity];
    let names: Vec<&str> =
        sweep.parameters().parameters().iter().map(|parameter| parameter.name.as_str()).collect();
    let all = runs.and_then(|runs| runs.sheet(run));
    frames.extend(all.map(|all| all.with_numbers_for(&names)));
    sink.put_all("sweep", frames)?;
    said(sweep, run)
}

/// The results of all scenarios, as long as they fit on a sheet that can be opened.
#[derive(Default)]
struct Runs {
    kept: Vec<Frame>,
    rows: usize,
    cells: usize,
}

impl Runs {
    /// Rows of a sheet below the header, and cells that programs of tables still open in seconds.
    const ROWS: usize = 1_048_575;
    const CELLS: usize = 4_000_000;

    fn fit(&self) -> bool {
        self.rows <= Runs::ROWS && self.cells <= Runs::CELLS
    }

    fn add(&mut self, frame: Frame) {
        self.rows += frame.rows();
        self.cells += frame.rows() * (frame.keys().len() + frame.indicators().len());
        self.kept.push(frame);
        if !self.fit() {
            self.kept.clear();
        }
    }

    fn sheet(self, run: &Run) -> Option<Frame> {
        if !self.fit() && !run.quiet {
            tell!(
                "note: the {} rows of all scenarios are left out, too many for a sheet; `tripole sweep` \
                 without `--summary` saves them as .csv",
                self.rows
            );
        }
        Frame::stacked(&self.kept).filter(|_| self.fit()).map(|all| all.with_name("scenarios"))
    }
}

/// What the numbers must not be quoted without. They are there already, so that strictness decides on
/// the exit code alone.
fn said(sweep: &Sweep, run: &Run) -> Result<Outcome> {
    say_caveat(sweep.first_model()?.as_ref(), run);
    sweep.warning().map_or(Ok(()), |warning| warn(warning, run))?;
    Ok(Outcome::Done)
}

/// The rows of some scenarios, of which the first `done` are done, with their progress: `put` is told
/// how many of them are.
fn rows(
    sweep: &Sweep,
    (done, scenarios): (usize, &Range<usize>),
    run: &Run,
    put: &mut dyn FnMut(Frame, usize) -> Result<()>,
) -> Result<()> {
    if scenarios.is_empty() {
        return put(sweep.columns()?, 0);
    }
    let _stage = Stage::quiet("scenarios", run);
    let steps = Steps::after(done, scenarios.len(), run);
    sweep.run(scenarios.start + done..scenarios.end, &mut |frame, last| {
        run.desk.go_on()?;
        let done = last - scenarios.start;
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
        output_named(path),
        "a sweep is written line by line, so that it can go on where it was interrupted: save it \
                 as `.csv`, or what it comes to with `--summary`",
    ))
}

fn output_named(path: &Path) -> String {
    format!("`-o {}`", shown_path(&path.to_string_lossy()))
}
