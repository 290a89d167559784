//! Where results go: a file, or standard output in the form that its reader expects.

use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use tripole::frame::{Destination, FileFormat};
use tripole::{Error, Frame, Result};

use super::Outcome;
use super::args::{Output, Print};

/// A place for one result, opened before anything is computed.
pub enum Sink<'a> {
    File(Destination, &'a Output),
    Stdout(&'a Output),
}

impl<'a> Sink<'a> {
    /// Open the file asked for, or standard output. `input` is the table being read.
    pub fn open(output: &'a Output, input: Option<&str>) -> Result<Self> {
        match &output.file {
            Some(path) => {
                FileFormat::of(path)?;
                refuse_same(path, input)?;
                Ok(Sink::File(Destination::create(path)?, output))
            }
            None => Ok(Sink::Stdout(output)),
        }
    }

    /// Write the result.
    pub fn put(self, frame: Frame) -> Result<Outcome> {
        match self {
            Sink::File(destination, output) => {
                let frame = if output.long { frame.long() } else { frame };
                destination.save(&[frame])?;
            }
            Sink::Stdout(output) => {
                let frame = if output.long { frame.long() } else { frame };
                print(&frame, &output.print)?;
            }
        }
        Ok(Outcome::Done)
    }
}

/// An output must not replace the table being read.
pub fn refuse_same(path: &Path, input: Option<&str>) -> Result<()> {
    let same = input.is_some_and(|input| {
        matches!((fs::canonicalize(input), fs::canonicalize(path)), (Ok(a), Ok(b)) if a == b)
    });
    if same { Err(Error::SameFile { path: path.to_owned() }) } else { Ok(()) }
}

/// Print a frame as the options say: aligned on a terminal, CSV elsewhere.
pub fn print(frame: &Frame, print: &Print) -> Result<()> {
    let terminal = io::stdout().is_terminal();
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = if print.json {
        frame.write_json(&mut out)
    } else if print.pretty || (terminal && !print.csv) {
        let width = terminal.then(terminal_width);
        out.write_all(frame.pretty(width).as_bytes())
    } else {
        frame.write_csv(&mut out)
    };
    written.and_then(|()| out.flush()).map_err(|e| Error::io("write", "<stdout>", e))
}

/// Print text.
pub fn say(text: &str) -> Result<Outcome> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|e| Error::io("write", "<stdout>", e))?;
    Ok(Outcome::Done)
}

fn terminal_width() -> u16 {
    terminal_size::terminal_size().map_or(100, |(width, _)| width.0)
}
