//! CSV files whose writing takes so long that an interrupted run must be able to continue.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{CsvStream, Frame};
use crate::error::{Error, Result};

/// Time between two notes of how far the file has come.
const BETWEEN_NOTES: Duration = Duration::from_millis(200);

/// A CSV file of many frames. Until it is complete it is called `NAME.partial`. Beside it,
/// `NAME.resume` holds a fingerprint of everything that the content depends on, the number of steps
/// done, and where they end in the file. A run with the same fingerprint continues there, and the
/// complete file equals that of an uninterrupted run byte for byte.
#[derive(Debug)]
pub struct Resumable {
    path: PathBuf,
    partial: PathBuf,
    note: PathBuf,
    fingerprint: String,
    file: File,
    done: usize,
    noted: Instant,
}

/// What `NAME.resume` holds.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Note {
    fingerprint: String,
    done: usize,
    bytes: u64,
}

/// Whether what an interrupted run left is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Leftovers {
    /// Continue it.
    #[default]
    Continue,
    /// Begin anew.
    Discard,
}

impl Resumable {
    /// Open the unfinished file of `path`, or begin a new one.
    ///
    /// # Errors
    /// [`Error::Io`], also where another process is writing the file; [`Error::OtherRun`] where the
    /// unfinished file has another fingerprint, or is shorter than its note says.
    pub fn open(path: &Path, fingerprint: &str, leftovers: Leftovers) -> Result<Self> {
        let fail = |source| Error::io("write", path, source);
        if path.is_dir() {
            return Err(fail(std::io::ErrorKind::IsADirectory.into()));
        }
        let [partial, note] = ["partial", "resume"].map(|ending| {
            let mut name = path.as_os_str().to_owned();
            name.push(".");
            name.push(ending);
            PathBuf::from(name)
        });
        let known = if leftovers == Leftovers::Continue && partial.exists() {
            read_note(&note)?
        } else {
            None
        };
        let options = OpenOptions::new().create(true).truncate(false).write(true).clone();
        let mut file = options.open(&partial).map_err(fail)?;
        // Where files cannot be locked at all, nobody is kept out.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            let reason = std::io::Error::other("another run is writing it");
            return Err(Error::io("write", &partial, reason));
        }
        let (mut done, mut bytes) = (0, 0);
        if let Some(known) = known {
            let other = |difference| Error::OtherRun { path: partial.clone(), difference };
            if known.fingerprint != fingerprint {
                return Err(other(
                    "the grid, the table, its conventions or groups, or the program have changed since",
                ));
            }
            if file.metadata().map_err(fail)?.len() < known.bytes {
                return Err(other("its end is missing"));
            }
            (done, bytes) = (known.done, known.bytes);
        }
        if done == 0 {
            // A note of what is cut off now would be wrong of what comes.
            remove(&note)?;
        }
        file.set_len(bytes).map_err(fail)?;
        file.seek(SeekFrom::End(0)).map_err(fail)?;
        let fingerprint = fingerprint.to_owned();
        let path = path.to_owned();
        Ok(Resumable { path, partial, note, fingerprint, file, done, noted: Instant::now() })
    }

    /// Steps of the work that are in the file.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done
    }

    /// Append the frames that `run` gives, each with the number of steps done by then, and rename
    /// the file when `run` ends. If `run` fails, the frames before the failure stay, and a later
    /// run continues after them.
    ///
    /// # Errors
    /// [`Error::Io`] and those of `run`.
    pub fn write(
        mut self,
        run: impl FnOnce(&mut dyn FnMut(Frame, usize) -> Result<()>) -> Result<()>,
    ) -> Result<()> {
        let fail = |path: &Path, source| Error::io("write", path, source);
        let copy = self.file.try_clone().map_err(|e| fail(&self.partial, e))?;
        let mut csv = if self.done == 0 { CsvStream::new(copy) } else { CsvStream::below(copy) };
        let result = run(&mut |frame, done| {
            csv.push(&frame).map_err(|e| fail(&self.partial, e))?;
            self.done = done;
            if self.noted.elapsed() >= BETWEEN_NOTES {
                csv.flush().map_err(|e| fail(&self.partial, e))?;
                self.take_note()?;
            }
            Ok(())
        });
        csv.finish().map_err(|e| fail(&self.partial, e))?;
        if result.is_err() {
            self.take_note()?;
            return result;
        }
        self.file.sync_data().map_err(|e| fail(&self.partial, e))?;
        std::fs::rename(&self.partial, &self.path).map_err(|e| fail(&self.path, e))?;
        remove(&self.note)
    }

    /// Write down how far the file has come, in one piece; after its bytes are on the disk.
    fn take_note(&mut self) -> Result<()> {
        let fail = |e| Error::io("write", &self.note, e);
        self.file.sync_data().map_err(fail)?;
        let bytes = self.file.stream_position().map_err(fail)?;
        let note = Note { fingerprint: self.fingerprint.clone(), done: self.done, bytes };
        let text = serde_json::to_string(&note).map_err(|e| fail(e.into()))?;
        let folder = self.note.parent().filter(|p| !p.as_os_str().is_empty());
        let beside = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")));
        let mut beside = beside.map_err(fail)?;
        beside.write_all(text.as_bytes()).map_err(fail)?;
        beside.persist(&self.note).map_err(|e| fail(e.error))?;
        self.noted = Instant::now();
        Ok(())
    }
}

fn remove(note: &Path) -> Result<()> {
    match std::fs::remove_file(note) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::io("remove", note, e)),
        _ => Ok(()),
    }
}

/// The note at a path; nothing if there is none.
fn read_note(path: &Path) -> Result<Option<Note>> {
    let text = match std::fs::read(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(|e| Error::io("read", path, e))?,
    };
    let note = serde_json::from_slice(&text);
    let difference = "its note is not readable";
    note.map(Some).map_err(|_| Error::OtherRun { path: path.to_owned(), difference })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Unit;

    fn step(done: usize) -> Frame {
        let frame = Frame::new("x", 1).with_text("step", &[done.to_string()]);
        frame.with_indicator("value", Unit::Count, vec![done as f64])
    }

    #[test]
    fn an_interrupted_file_is_gone_on_with() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.csv");
        let open = |fingerprint, leftovers| Resumable::open(&path, fingerprint, leftovers);
        let stopped = open("a", Leftovers::Continue).expect("new").write(|put| {
            put(step(1), 1)?;
            put(step(2), 2)?;
            Err(Error::CrossedYears)
        });
        assert!(stopped.is_err() && !path.exists());
        // What was written after the last note is cut off.
        let partial = folder.path().join("x.csv.partial");
        let mut torn = OpenOptions::new().append(true).open(&partial).expect("there");
        torn.write_all(b"3,").expect("written");
        let other = open("b", Leftovers::Continue).map(|_| ()).expect_err("another fingerprint");
        assert!(other.to_string().contains("have changed"), "{other}");
        let again = open("a", Leftovers::Continue).expect("the same");
        assert_eq!(again.done(), 2);
        again.write(|put| put(step(3), 3)).expect("written");
        let text = std::fs::read_to_string(&path).expect("complete");
        assert_eq!(text, "step,value\n1,1\n2,2\n3,3\n");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn what_was_left_may_be_discarded_and_a_short_file_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.csv");
        let left = Resumable::open(&path, "a", Leftovers::Continue).expect("new");
        let _ = left.write(|put| put(step(1), 1).and(Err(Error::CrossedYears)));
        let partial = folder.path().join("x.csv.partial");
        std::fs::write(&partial, "s").expect("written");
        let short = Resumable::open(&path, "a", Leftovers::Continue).map(|_| ());
        assert!(short.expect_err("short").to_string().contains("its end is missing"));
        let anew = Resumable::open(&path, "b", Leftovers::Discard).expect("anew");
        assert_eq!(anew.done(), 0);
        let second = Resumable::open(&path, "b", Leftovers::Continue).map(|_| ());
        assert!(second.expect_err("locked").to_string().contains("another run is writing it"));
    }
}
