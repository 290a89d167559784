//! Where results go: a file, or standard output in the form that its reader expects.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tripole::error::shown_list;
use tripole::frame::{Compress, CsvStream, Destination, FileFormat, ResultFolder};
use tripole::{Error, Frame, Result};

use super::Outcome;
use super::args::{Output, Print, Run};
use super::claims::claim_output;
use super::messages::tell;
use super::terminal::pretty;

/// A place for one result, opened before anything is computed.
pub enum Sink<'a> {
    File(Destination, &'a Output),
    Stdout(&'a Output),
}

impl<'a> Sink<'a> {
    /// Open the file asked for, or standard output.
    pub fn open(output: &'a Output) -> Result<Self> {
        match &output.file {
            Some(path) if path != Path::new("-") => {
                Ok(Sink::File(Destination::create(path)?, output))
            }
            _ => Ok(Sink::Stdout(output)),
        }
    }

    /// Write a result that comes in frames of the same columns: straight to CSV, one frame at a
    /// time; collected for every other form.
    pub fn stream(
        self,
        run: impl FnOnce(&mut dyn FnMut(Frame) -> Result<()>) -> Result<()>,
    ) -> Result<Outcome> {
        let shape = |frame: Frame, output: &Output| if output.long { frame.long() } else { frame };
        let compress = match &self {
            Sink::File(destination, _) => match destination.format() {
                FileFormat::Csv => Some(Compress::No),
                FileFormat::CsvGz => Some(Compress::Gzip),
                FileFormat::Xlsx | FileFormat::Json => None,
            },
            Sink::Stdout(output) => {
                let pretty = io::stdout().is_terminal() && !output.print.csv;
                (!output.print.json && !output.print.pretty && !pretty).then_some(Compress::No)
            }
        };
        match (self, compress) {
            (Sink::File(destination, output), Some(compress)) => {
                let path = destination.path().to_owned();
                let fail = |e| Error::io("write", &path, e);
                destination.stream(compress, |out| {
                    let mut csv = CsvStream::new(out);
                    run(&mut |frame| csv.push(&shape(frame, output)).map_err(fail))?;
                    csv.finish().map_err(fail)
                })?;
                Ok(Outcome::Done)
            }
            (Sink::Stdout(output), Some(_)) => {
                let fail = |e| Error::io("write", "<stdout>", e);
                let mut csv = CsvStream::new(io::stdout().lock());
                run(&mut |frame| csv.push(&shape(frame, output)).map_err(fail))?;
                csv.finish().map_err(fail)?;
                Ok(Outcome::Done)
            }
            (sink, None) => {
                let mut all: Option<Frame> = None;
                run(&mut |frame| {
                    all = Some(match all.take() {
                        Some(above) => above.with_rows(frame),
                        None => frame,
                    });
                    Ok(())
                })?;
                sink.put(all.unwrap_or_else(|| Frame::new("exports", 0)))
            }
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

    /// Write a result of several families: one sheet each in a workbook, one aligned table below
    /// the other for people, one long frame (see [`Frame::tidy_by`]) in every other form. A single
    /// family is an ordinary result.
    pub fn put_all(self, name: &str, frames: Vec<Frame>) -> Result<Outcome> {
        self.put_all_by(name, &[], frames)
    }

    /// [`Sink::put_all`] with these keys first in the long frame (see [`Frame::tidy_by`]).
    pub fn put_all_by(
        self,
        name: &str,
        keys: &[&'static str],
        mut frames: Vec<Frame>,
    ) -> Result<Outcome> {
        if frames.len() == 1 {
            return self.put(frames.swap_remove(0));
        }
        match self {
            Sink::File(destination, output) => {
                if destination.format() != FileFormat::Xlsx {
                    destination.save(&[Frame::tidy_by(name, keys, &frames)])?;
                } else if output.long {
                    destination.save(&frames.iter().map(Frame::long).collect::<Vec<Frame>>())?;
                } else {
                    destination.save(&frames)?;
                }
            }
            Sink::Stdout(output) if prints_tables(&output.print) && !output.long => {
                for (position, frame) in frames.iter().enumerate() {
                    let gap = if position == 0 { "" } else { "\n" };
                    say(&format!("{gap}{}\n", frame.name()))?;
                    print(frame, &output.print)?;
                }
            }
            Sink::Stdout(output) => print(&Frame::tidy_by(name, keys, &frames), &output.print)?,
        }
        Ok(Outcome::Done)
    }
}

/// Where a frame goes: a file, or standard output as CSV.
pub fn frame_file(path: &Path) -> Result<Destination> {
    if path == Path::new("-") {
        return Ok(Destination::through("<stdout>", FileFormat::Csv, io::stdout()));
    }
    Destination::create(path)
}

/// Where a table goes: CSV, plain or gzipped.
pub fn table_file(path: &Path) -> Result<Destination> {
    match FileFormat::of(path) {
        _ if path == Path::new("-") => frame_file(path),
        Ok(FileFormat::Csv | FileFormat::CsvGz) => frame_file(path),
        _ => Err(Error::Ending { path: path.to_owned(), known: "`.csv`, `.csv.gz`" }),
    }
}

/// A folder for one file per frame, looked at before anything is computed.
pub fn folder(path: &Path) -> Result<ResultFolder> {
    if FileFormat::of(path).is_ok() && !path.is_dir() {
        return Err(Error::conflict(
            format!("`-o {}`", path.display()),
            "one file per family",
            "it is the name of a file: name a folder, or leave it out and save what is printed",
        ));
    }
    ResultFolder::open(path)
}

/// Write one file per frame into a folder, and say which, and what else is there.
pub fn save_all(folder: ResultFolder, frames: &[Frame], run: &Run) -> Result<Outcome> {
    let files = folder.files(frames);
    files.iter().try_for_each(|file| claim_output(file.as_os_str()))?;
    let others = folder.others(frames);
    folder.save(frames)?;
    say_saved(&files, &others, run)
}

/// Write files of these names and bytes into a folder, and say which, and what else is there.
pub fn save_files(folder: ResultFolder, files: &[(String, Vec<u8>)], run: &Run) -> Result<Outcome> {
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let (paths, others) = (folder.files_named(&names), folder.others_than(&names));
    folder.save_files(files)?;
    say_saved(&paths, &others, run)
}

fn say_saved(files: &[PathBuf], others: &[String], run: &Run) -> Result<Outcome> {
    if !run.quiet {
        files.iter().for_each(|file| tell!("wrote {}", file.display()));
        if !others.is_empty() {
            tell!("note: the folder holds other files, left as they are: {}", shown_list(others));
        }
    }
    Ok(Outcome::Done)
}

/// Whether frames are printed as aligned tables, so that several may follow each other.
pub fn prints_tables(print: &Print) -> bool {
    print.pretty || (io::stdout().is_terminal() && !print.csv && !print.json)
}

/// Print a frame as the options say: aligned on a terminal, CSV elsewhere.
pub fn print(frame: &Frame, print: &Print) -> Result<()> {
    let terminal = io::stdout().is_terminal();
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = if print.json {
        frame.write_json(&mut out)
    } else if prints_tables(print) {
        let width = terminal.then(terminal_width);
        out.write_all(pretty(frame, width).as_bytes())
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
