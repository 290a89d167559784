//! Errors of the engine as exceptions, which are classes of the Python half.

use pyo3::prelude::*;
use tripole::Error;
use tripole::error::Place;

use crate::cli::outside::{Failure, Wrong};

/// What every exception of the module knows besides its message.
struct Told {
    class: &'static str,
    message: String,
    hint: Option<String>,
    file: Option<String>,
    line: Option<u64>,
    column: Option<String>,
}

impl Told {
    fn raised(self, py: Python<'_>) -> PyErr {
        let Told { class, message, hint, file, line, column } = self;
        let made = py
            .import("tripole._errors")
            .and_then(|module| module.getattr(class))
            .and_then(|class| class.call1((message, hint, file, line, column)));
        made.map_or_else(|error| error, PyErr::from_value)
    }
}

/// The exception for what went wrong in a run.
pub fn raised(py: Python<'_>, failure: Failure) -> PyErr {
    let told = match failure {
        Failure::Words(wrong) => Told {
            class: "UsageError",
            message: said(&wrong),
            hint: None,
            file: None,
            line: None,
            column: None,
        },
        Failure::Error(wrong) => {
            let Wrong { error, message, hint } = *wrong;
            let (file, line, column) = place(&error);
            Told { class: class(&error), message, hint, file, line, column }
        }
    };
    told.raised(py)
}

/// The same of an error outside of runs.
pub fn of_error(py: Python<'_>, error: Error) -> PyErr {
    raised(py, Failure::from(error))
}

fn class(error: &Error) -> &'static str {
    match error {
        Error::Io { .. } | Error::Input { .. } | Error::Encode { .. } => "InputError",
        Error::Unknown { .. } | Error::Code { .. } => "CodeError",
        Error::Conflict { .. }
        | Error::Missing { .. }
        | Error::Ending { .. }
        | Error::Range { .. }
        | Error::Label { .. }
        | Error::NotFinite { .. }
        | Error::SameFile { .. }
        | Error::SameOutput { .. } => "UsageError",
        Error::InTable { source, .. } | Error::InScenario { source, .. } => class(source),
        _ => "TripoleError",
    }
}

/// File, line and column of what was wrong in it.
fn place(error: &Error) -> (Option<String>, Option<u64>, Option<String>) {
    match error {
        Error::Input { file, place, .. } => {
            let (line, column) = match place {
                Place::Line(line) | Place::Character { line, .. } => (Some(*line), None),
                Place::Cell { line, column } => (Some(*line), Some(column.clone())),
                _ => (None, None),
            };
            (Some(file.clone()), line, column)
        }
        Error::Io { path, .. } => (Some(path.display().to_string()), None, None),
        Error::InTable { source, .. } | Error::InScenario { source, .. } => place(source),
        _ => (None, None, None),
    }
}

/// What is wrong about words, without the program's usage.
fn said(wrong: &clap::Error) -> String {
    let text = wrong.render().to_string();
    let lines = text.lines().map(str::trim);
    let kept =
        lines.take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
    let kept: Vec<&str> = kept.filter(|line| !line.is_empty()).collect();
    kept.join("\n").trim_start_matches("error: ").to_owned()
}
