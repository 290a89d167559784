//! Commands that are run while Python waits: without its lock, stopped by Ctrl-C, their progress told.

use std::ffi::OsString;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use numpy::PyArray2;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tripole::Matrix;
use tripole::error::{Place, Problem};

use crate::cli::outside::{self, Desk, Failure, Pace};
use crate::failure::{of_error, raised};
use crate::result::Frame;
use crate::table::{Table, array};

/// Bytes of the stack of a run.
const STACK: usize = 16 << 20;
/// How often is looked for Ctrl-C, and progress told.
const LOOK: Duration = Duration::from_millis(50);

/// The threads that were asked for; rayon's own where none were.
static POOL: Mutex<Option<Arc<ThreadPool>>> = Mutex::new(None);

fn pool() -> Option<Arc<ThreadPool>> {
    POOL.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Work in so many threads from now on; in as many as there are processors for `None`.
#[pyfunction]
#[pyo3(signature = (count=None))]
pub fn set_threads(py: Python<'_>, count: Option<usize>) -> PyResult<()> {
    let made = count.map(|count| ThreadPoolBuilder::new().num_threads(count).build()).transpose();
    let made = made.map_err(|reason| {
        of_error(py, tripole::Error::io("start", "threads", std::io::Error::other(reason)))
    })?;
    *POOL.lock().unwrap_or_else(PoisonError::into_inner) = made.map(Arc::new);
    Ok(())
}

/// How many threads there are.
#[pyfunction]
pub fn threads() -> usize {
    pool().map_or_else(rayon::current_num_threads, |pool| pool.current_num_threads())
}

/// What a run has come to: frames, a table, text, the words around a picture (years, products, source, blocs of
/// regions), and what it had to say.
pub type Ran = (
    Vec<Frame>,
    Option<Table>,
    String,
    (Vec<i32>, String, String, Vec<(String, String)>),
    Vec<String>,
);

/// Run the words of a command. Tables and small files stand for the names under which they come; `rows` are
/// those of a sweep that is summarised.
#[pyfunction]
#[pyo3(signature = (words, tables, files, progress=None, rows=None))]
pub fn run(
    py: Python<'_>,
    words: Vec<OsString>,
    tables: Vec<(OsString, Py<Table>)>,
    files: Vec<(OsString, Py<PyBytes>)>,
    progress: Option<Py<PyAny>>,
    rows: Option<Py<Frame>>,
) -> PyResult<Ran> {
    let pace = Arc::new(Pace::default());
    let desk = desk(py, tables, files, &pace);
    let desk = match rows {
        Some(rows) => desk.with_rows(rows.get().frame().clone()),
        None => desk,
    };
    let writes = |word: &OsString| {
        let word = word.to_string_lossy();
        word.strip_prefix("--output=").is_some_and(|path| path != "-")
    };
    let leaving = if words.iter().any(writes) { Leaving::WhenDone } else { Leaving::AtOnce };
    let (answer, lines) =
        waited(py, &pace, progress.as_ref(), leaving, move || outside::run(&words, desk))?;
    match answer {
        Ok(answer) => {
            let caption = answer.caption;
            let around = (caption.years, caption.of, caption.source, caption.blocs);
            let frames = answer.taken.frames.into_iter().map(Frame::new).collect();
            let table = answer.taken.table.map(|table| Table::new(table, None));
            Ok((frames, table, answer.text, around, lines))
        }
        Err(failure) => Err(raised(py, failure)),
    }
}

/// What there is to say of a table under conventions and groups, and which codes of its blocs it lacks.
#[pyfunction]
pub fn seen(
    py: Python<'_>,
    words: Vec<OsString>,
    tables: Vec<(OsString, Py<Table>)>,
    files: Vec<(OsString, Py<PyBytes>)>,
) -> PyResult<(Vec<String>, Vec<String>)> {
    let pace = Arc::new(Pace::default());
    let desk = desk(py, tables, files, &pace);
    let work = move || outside::seen(&words, desk);
    let (seen, lines) = waited(py, &pace, None, Leaving::AtOnce, work)?;
    Ok((seen.map_err(|failure| raised(py, failure))?.unmet, lines))
}

/// A matrix of a system, input coefficients `A` or the Leontief inverse `L`, and what there is to say of it.
#[pyfunction]
pub fn matrix<'py>(
    py: Python<'py>,
    name: &str,
    words: Vec<OsString>,
    tables: Vec<(OsString, Py<Table>)>,
    files: Vec<(OsString, Py<PyBytes>)>,
) -> PyResult<(Bound<'py, PyArray2<f64>>, Vec<String>)> {
    let pace = Arc::new(Pace::default());
    let desk = desk(py, tables, files, &pace);
    let inverse = name == "L";
    let work = move || {
        let (system, lines) = outside::system(&words, desk);
        let made = system.and_then(|system| -> Result<Matrix, Failure> {
            if inverse {
                return Ok(system.leontief_inverse()?);
            }
            let all: Vec<usize> = (0..system.order()).collect();
            Ok(system.coefficients(&all, &all))
        });
        (made, lines)
    };
    let (made, lines) = waited(py, &pace, None, Leaving::AtOnce, work)?;
    Ok((array(py, &made.map_err(|failure| raised(py, failure))?)?, lines))
}

fn desk(
    py: Python<'_>,
    tables: Vec<(OsString, Py<Table>)>,
    files: Vec<(OsString, Py<PyBytes>)>,
    pace: &Arc<Pace>,
) -> Desk {
    let held = |(name, table): (OsString, Py<Table>)| (name, table.get().held().clone());
    let bytes = |(name, bytes): (OsString, Py<PyBytes>)| (name, bytes.as_bytes(py).into());
    let (tables, files) = (tables.into_iter().map(held), files.into_iter().map(bytes));
    Desk::with(tables.collect(), files.collect(), pace.clone())
}

/// When a run that is stopped is left.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// At once: it ends by itself, and nobody sees what it makes.
    AtOnce,
    /// When it has ended: it may write a file.
    WhenDone,
}

/// What work in a thread of its own comes to, while Python's lock is free; where Ctrl-C is pressed, it is left
/// alone and ends as soon as it can.
pub fn waited<T: Send + 'static>(
    py: Python<'_>,
    pace: &Arc<Pace>,
    progress: Option<&Py<PyAny>>,
    leaving: Leaving,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let (sender, mut receiver) = channel();
    let pool = pool();
    let started = thread::Builder::new().stack_size(STACK).spawn(move || {
        let done = match pool {
            Some(pool) => pool.install(work),
            None => work(),
        };
        // Nobody waits for a run that was stopped.
        let _ = sender.send(done);
    });
    started.map_err(|reason| of_error(py, tripole::Error::io("start", "a thread", reason)))?;
    loop {
        let (back, got) = py.detach(move || looked(receiver));
        receiver = back;
        match got {
            Ok(done) => {
                told(py, pace, progress)?;
                return Ok(done);
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Err(stop) = py.check_signals().and_then(|()| told(py, pace, progress)) {
                    pace.stop();
                    if leaving == Leaving::WhenDone {
                        py.detach(move || receiver.recv()).ok();
                    }
                    return Err(stop);
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(PyRuntimeError::new_err(
                    "tripole: an internal error; please report it with the message above",
                ));
            }
        }
    }
}

/// Tell how far the work is, once it has begun.
fn told(py: Python<'_>, pace: &Pace, progress: Option<&Py<PyAny>>) -> PyResult<()> {
    match (progress, pace.now()) {
        (Some(callback), (stage, done, of)) if !stage.is_empty() => {
            callback.call1(py, (stage, done, of)).map(drop)
        }
        _ => Ok(()),
    }
}

fn looked<T>(receiver: Receiver<T>) -> (Receiver<T>, Result<T, RecvTimeoutError>) {
    let got = receiver.recv_timeout(LOOK);
    (receiver, got)
}

/// A scenario in the words of its file, out of JSON.
#[pyfunction]
pub fn to_toml(py: Python<'_>, json: &str) -> PyResult<String> {
    let wrong = |reason: serde_json::Error| {
        let problem = Problem::Toml { reason: reason.to_string() };
        tripole::Error::input("scenario", Place::File, problem)
    };
    let entries = serde_json::from_str(json).map_err(|reason| of_error(py, wrong(reason)))?;
    tripole::scenario::text_of_entries(&entries).map_err(|error| of_error(py, error))
}

/// The program itself; its exit code.
#[pyfunction]
pub fn main(py: Python<'_>, words: Vec<OsString>) -> u8 {
    py.detach(|| outside::program(&words))
}
