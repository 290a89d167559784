//! How another program runs a command in its own process.

use std::ffi::OsString;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use clap::{CommandFactory, FromArgMatches, Parser};
use tripole::read::{Input, ReadOptions};
use tripole::{Error, Frame, LeontiefSystem, Mrio};

use super::super::args::{Cli, Conventions, Grouping, Run, TableArgs};
use super::super::load::Loaded;
use super::super::messages::{Heard, hearing};
use super::super::{claims, command_of, every_turn, hints, load, unused};
use super::{Desk, Held, Pace, Reach, Taken, Things, locked};

impl Held {
    pub fn new(table: Arc<Mrio>, origin: Option<(Input, ReadOptions)>) -> Self {
        Held {
            table,
            origin,
            systems: Mutex::default(),
            digest: OnceLock::new(),
            findings: Mutex::default(),
        }
    }

    pub fn table(&self) -> &Arc<Mrio> {
        &self.table
    }
}

impl Pace {
    /// The stage of the work, the steps that are done of it, and of how many; of none where they are not
    /// counted.
    pub fn now(&self) -> (&'static str, usize, usize) {
        let of = self.of.load(Ordering::Relaxed);
        (*locked(&self.stage), self.done.load(Ordering::Relaxed).min(of), of)
    }

    /// Work that ends with the run.
    pub fn over<T>(&self, work: impl FnOnce() -> T) -> T {
        self.stopped.over(work)
    }

    /// The run ends at the next place where it can.
    pub fn stop(&self) {
        self.stopped.stop();
    }
}

impl Desk {
    /// A desk with these tables and files, each under the name by which options ask for it.
    pub fn with(
        tables: Vec<(OsString, Arc<Held>)>,
        files: Vec<(OsString, Arc<[u8]>)>,
        pace: Arc<Pace>,
    ) -> Self {
        let (rows, reach, taken) = Default::default();
        Desk(Some(Box::new(Things { tables, files, rows, pace, reach, taken })))
    }

    /// For a run that may read and write so much beside what lies here.
    pub fn reaching(mut self, reach: Reach) -> Self {
        if let Some(things) = &mut self.0 {
            things.reach = reach;
        }
        self
    }

    /// With the rows of a sweep that is to be summarised.
    pub fn with_rows(mut self, rows: Frame) -> Self {
        if let Some(things) = &mut self.0 {
            things.rows = Some(rows);
        }
        self
    }

    fn pace(&self) -> Arc<Pace> {
        self.0.as_ref().map(|things| things.pace.clone()).unwrap_or_default()
    }

    fn into_taken(self) -> Taken {
        let Some(things) = self.0 else { return Taken::default() };
        things.taken.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a run has come to.
#[derive(Debug)]
pub struct Answer {
    pub taken: Taken,
    /// Text that the program would print.
    pub text: String,
    /// The words around a picture of the result.
    #[cfg(feature = "pictures")]
    pub caption: tripole::picture::Caption,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Failure {
    /// The words mean nothing.
    Words(clap::Error),
    Error(Box<Wrong>),
}

/// What was wrong, as the program says it, with what to do about it.
#[derive(Debug)]
pub struct Wrong {
    pub error: Error,
    pub message: String,
    pub hint: Option<String>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let (message, hint) = (hints::message(&error), hints::hint(&error));
        Failure::Error(Box::new(Wrong { error, message, hint }))
    }
}

/// Run a command; with its answer all that it had to say about it, each line once.
pub fn run(words: &[OsString], desk: Desk) -> (Result<Answer, Failure>, Vec<String>) {
    let pace = desk.pace();
    let work = || claims::apart(|| answered(words, desk));
    let (answer, Heard { lines, text }) = hearing(|| pace.over(work));
    (answer.map(|answer| Answer { text, ..answer }), lines)
}

/// A table and how it is read.
#[derive(Parser)]
struct Read {
    #[command(flatten)]
    table: TableArgs,
    #[command(flatten)]
    run: Run,
}

/// Read a table: the words are its name and the options of reading.
pub fn read_table(words: &[OsString], desk: Desk) -> (Result<Held, Failure>, Vec<String>) {
    let (held, Heard { lines, .. }) = hearing(|| held(words, desk));
    (held, lines)
}

fn held(words: &[OsString], desk: Desk) -> Result<Held, Failure> {
    let line = std::iter::once(OsString::from("tripole")).chain(words.iter().cloned());
    let Read { table: TableArgs { table, reading }, mut run } =
        Read::try_parse_from(line).map_err(Failure::Words)?;
    run.desk = desk;
    let input = load::file_or_builtin(&table, &run)?;
    let (read, findings) = load::read(&table, &reading, &run)?;
    load::report(&findings, true, &run)?;
    Ok(Held::new(read, Some((input, load::read_options(&reading)))))
}

/// A table that lies on the desk, its conventions and groups.
#[derive(Parser)]
struct View {
    #[command(flatten)]
    table: TableArgs,
    #[command(flatten)]
    conventions: Conventions,
    #[command(flatten)]
    grouping: Grouping,
    #[command(flatten)]
    run: Run,
}

impl View {
    fn of(words: &[OsString], desk: Desk) -> Result<Self, Failure> {
        let line = std::iter::once(OsString::from("tripole")).chain(words.iter().cloned());
        let mut view = View::try_parse_from(line).map_err(Failure::Words)?;
        view.run.desk = desk;
        Ok(view)
    }

    fn open(&self) -> Result<Loaded, Error> {
        let TableArgs { table, reading } = &self.table;
        load::open(table, (reading, &self.conventions, &self.grouping), &[], &self.run)
    }
}

/// What there is to say of a table that is seen so, before anything is solved.
#[derive(Debug)]
pub struct Seen {
    /// Codes of the list of blocs that the table does not have.
    pub unmet: Vec<String>,
}

/// See a table: the words are its name, conventions and groups.
pub fn seen(words: &[OsString], desk: Desk) -> (Result<Seen, Failure>, Vec<String>) {
    let (seen, Heard { lines, .. }) = hearing(|| {
        let view = View::of(words, desk)?;
        Ok(Seen { unmet: load::unmet(&view.open()?.geography) })
    });
    (seen, lines)
}

/// The factorised system of a table that is seen so, the one that its measures use; groups play no part in it.
pub fn system(
    words: &[OsString],
    desk: Desk,
) -> (Result<Arc<LeontiefSystem>, Failure>, Vec<String>) {
    let (system, Heard { lines, .. }) = hearing(|| {
        let view = View::of(words, desk)?;
        let loaded = view.open()?;
        Ok(load::system(&loaded.table, &loaded.accounting, &view.run)?)
    });
    (system, lines)
}

/// The program's own description of its commands, made once: a run in memory may take less time than that.
pub fn description() -> &'static clap::Command {
    static DESCRIPTION: OnceLock<clap::Command> = OnceLock::new();
    DESCRIPTION.get_or_init(|| {
        let mut program = Cli::command();
        program.build();
        program
    })
}

fn answered(words: &[OsString], desk: Desk) -> Result<Answer, Failure> {
    let mut program = description().clone();
    let line = std::iter::once(OsString::from("tripole")).chain(words.iter().cloned());
    let matches = program.try_get_matches_from_mut(line).map_err(Failure::Words)?;
    let mut cli = Cli::from_arg_matches(&matches).map_err(Failure::Words)?;
    // How results are printed is no part of the question.
    let shown = words.iter().filter(|word| *word != "--csv");
    let shown = shown.map(|word| word.to_string_lossy().into_owned());
    cli.run.ledger.asked(shown.collect(), &program, &matches);
    cli.run.desk = desk;
    if matches!(cli.run.desk.reach(), Reach::Desk(_)) {
        claims::refuse_files(&program, &matches, &cli.run.desk)?;
    }
    claims::claim_all(&program, &matches, &|name| cli.run.desk.holds(name))?;
    if let Some((command, arguments)) = command_of(&program, &matches) {
        unused::check((command.get_name(), arguments), &cli.run)?;
    }
    every_turn(&cli)?;
    Ok(Answer {
        #[cfg(feature = "pictures")]
        caption: cli.run.ledger.caption(),
        taken: cli.run.desk.into_taken(),
        text: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use tripole::read::read;

    use super::*;

    fn asked(words: &[&str], desk: Desk) -> (Result<Answer, Failure>, Vec<String>) {
        run(&words.iter().map(OsString::from).collect::<Vec<_>>(), desk)
    }

    fn held() -> Arc<Held> {
        held_of("builtin:three-pole-2011")
    }

    fn held_of(name: &str) -> Arc<Held> {
        let input = Input::parse(name).unwrap();
        let reading = read(&input, &ReadOptions::default()).unwrap();
        Arc::new(Held::new(Arc::new(reading.table), None))
    }

    #[test]
    fn tables_files_results_and_words_stay_in_memory() {
        let held = held();
        let desk = |files| Desk::with(vec![("mine".into(), held.clone())], files, Arc::default());
        let (answer, lines) = asked(&["vax", "mine", "--by", "region"], desk(vec![]));
        let taken = answer.unwrap().taken;
        assert_eq!(taken.frames.len(), 1);
        let ratio = taken.frames[0].value(&["USA"], "vax_ratio").unwrap();
        assert!((0.79..0.80).contains(&ratio), "{ratio}");
        assert!(lines.is_empty(), "{lines:?}");
        // One system for both.
        assert_eq!(held.systems.lock().unwrap().len(), 1);
        let (answer, _) = asked(&["position", "mine"], desk(vec![]));
        assert_eq!(answer.unwrap().taken.frames[0].name(), "position");
        assert_eq!(held.systems.lock().unwrap().len(), 1);
        let text =
            "name = \"t\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\npercent = 10\n";
        let file = ("scenario".into(), text.as_bytes().into());
        let (answer, lines) = asked(&["tariff", "mine", "scenario"], desk(vec![file]));
        assert_eq!(answer.unwrap().taken.frames.len(), 1);
        assert!(lines.iter().any(|line| line.starts_with("note: price:")), "{lines:?}");
    }

    #[test]
    fn a_run_that_is_stopped_ends_and_what_is_wrong_is_said() {
        let pace = Arc::new(Pace::default());
        let desk = || Desk::with(vec![("mine".into(), held())], vec![], pace.clone());
        let (answer, _) = asked(&["vax", "mine", "--by", "nothing"], desk());
        assert!(matches!(answer, Err(Failure::Words(_))), "{answer:?}");
        let (answer, _) = asked(&["vax", "mine", "--exporter", "USB"], desk());
        let Err(Failure::Error(wrong)) = answer else { panic!("{answer:?}") };
        assert_eq!(wrong.message, "unknown region or bloc `USB`");
        assert!(wrong.hint.is_some_and(|hint| hint.contains("USA")));
        pace.stop();
        let (answer, _) = asked(&["vax", "mine"], desk());
        let Err(Failure::Error(wrong)) = answer else { panic!("{answer:?}") };
        assert!(matches!(wrong.error, Error::Io { .. }), "{wrong:?}");
    }

    /// In a pool of its own or in everybody's: who asks hears what there is to say, whoever reads ahead.
    #[test]
    fn tables_of_several_years_may_lie_in_memory() {
        let held = ["builtin:three-pole-1995", "builtin:three-pole-2011"].map(held_of);
        let words = ["compare", "first", "second", "--family", "exports,mobility"];
        let run = || {
            let tables = [("first", &held[0]), ("second", &held[1])];
            let tables = tables.map(|(name, held)| (name.into(), held.clone()));
            let desk = Desk::with(tables.into(), vec![], Arc::default());
            let (answer, lines) = asked(&[&words[..], &["--verbose"]].concat(), desk);
            (answer.unwrap().taken.frames, lines)
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        for (frames, lines) in [pool.install(run), run()] {
            let names: Vec<&str> = frames.iter().map(Frame::name).collect();
            assert_eq!(names, ["exports", "mobility"]);
            let exports = ["1995", "2011"].map(|year| frames[0].value(&["USA", year], "exports"));
            assert!(exports[0] > Some(0.0) && exports[0] < exports[1], "{exports:?}");
            let moved = frames[1].value(&["TOTAL", "1995-2011"], "mobility").unwrap();
            assert!((0.19..0.2).contains(&moved), "{moved}");
            // One line or two: what is said twice, here the same time, is heard once.
            assert!(lines.iter().any(|line| line.starts_with("computing: ")), "{lines:?}");
        }
    }
}
