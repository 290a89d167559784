//! CSV files whose writing takes so long that an interrupted run must be able to continue.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use flate2::Crc;

use super::check_sum::Summed;
use super::pending::{Pending, folder_of, sync_folder, target_of};
use super::shard::{self, ShardOf};
use super::{CsvStream, Frame, check_sum};
use crate::error::{Error, Result};

/// Time between two notes of how far the file has come.
const BETWEEN_NOTES: Duration = Duration::from_millis(200);

/// A CSV file of many frames. Until it is complete it is called `NAME.partial`. Beside it,
/// `NAME.resume` holds a fingerprint of everything that the content depends on, the number of steps
/// done, where they end in the file, and a check sum of all this and of the bytes up to there. A run
/// with the same fingerprint continues there, and the complete file equals that of an uninterrupted
/// run byte for byte. Bytes after the end are of steps that were not noted: they are written again.
///
/// Of a [`Shard`](super::Shard) the complete file has another note beside it, `NAME.shard.json`, by which
/// [`Shards`](super::Shards) knows what it is: fingerprint, shard, scenarios, rows, bytes, check sum.
#[derive(Debug)]
pub struct Resumable {
    path: PathBuf,
    partial: PathBuf,
    note: PathBuf,
    fingerprint: String,
    file: File,
    sum: Crc,
    done: usize,
    rows: usize,
    noted: Instant,
    shard: Option<ShardOf>,
}

/// What `NAME.resume` holds.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Note {
    fingerprint: String,
    done: usize,
    rows: usize,
    bytes: u64,
    check: u32,
}

impl Note {
    fn new(fingerprint: &str, (done, rows): (usize, usize), bytes: u64, content: &Crc) -> Self {
        let mut check = Crc::new();
        let text = format!("{fingerprint} {done} {rows} {bytes} {}", content.sum());
        check.update(text.as_bytes());
        Note { fingerprint: fingerprint.to_owned(), done, rows, bytes, check: check.sum() }
    }

    /// Whether this is what was noted of a file with this check sum.
    fn is_of(&self, content: &Crc) -> bool {
        *self == Note::new(&self.fingerprint, (self.done, self.rows), self.bytes, content)
    }
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
    /// The names of the unfinished file and of its note.
    #[must_use]
    pub fn beside(path: &Path) -> [PathBuf; 2] {
        ["partial", "resume"].map(|ending| {
            let mut name = target_of(path).into_os_string();
            name.push(".");
            name.push(ending);
            PathBuf::from(name)
        })
    }

    /// Open the unfinished file of `path`, or begin a new one. What is there already is read once,
    /// for its check sum. At the end of a symbolic link, all files are beside what it leads to.
    ///
    /// # Errors
    /// [`Error::Io`], also where another process is writing the file, and where `path` is a pipe or a
    /// device; [`Error::OtherRun`] where the unfinished file has another fingerprint, or where it or
    /// its note is not what was written.
    pub fn open(path: &Path, fingerprint: &str, leftovers: Leftovers) -> Result<Self> {
        let fail = |source| Error::io("write", path, source);
        refuse_other_than_files(path).map_err(fail)?;
        let [partial, note] = Resumable::beside(path);
        let known = if leftovers == Leftovers::Continue && partial.exists() {
            read_note(&note)?
        } else {
            None
        };
        let options =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).clone();
        let mut file = options.open(&partial).map_err(fail)?;
        // Where files cannot be locked at all, nobody is kept out.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            let reason = std::io::Error::other("another run is writing it");
            return Err(Error::io("write", &partial, reason));
        }
        let (mut done, mut rows, mut bytes, mut sum) = (0, 0, 0, Crc::new());
        if let Some(known) = known {
            let other = |difference| Error::OtherRun { path: partial.clone(), difference };
            if known.fingerprint != fingerprint {
                return Err(other(
                    "the grid, the table, its conventions or groups, the shard, or the program have changed \
                     since",
                ));
            }
            if file.metadata().map_err(fail)?.len() < known.bytes {
                return Err(other("its end is missing"));
            }
            sum = sum_of(&file, known.bytes).map_err(fail)?;
            if !known.is_of(&sum) {
                return Err(other("it, or the note beside it, was changed since"));
            }
            (done, rows, bytes) = (known.done, known.rows, known.bytes);
        }
        if done == 0 {
            // A note of what is cut off now would be wrong of what comes.
            remove(&note)?;
        }
        file.set_len(bytes).map_err(fail)?;
        file.seek(SeekFrom::End(0)).map_err(fail)?;
        let (path, fingerprint) = (target_of(path), fingerprint.to_owned());
        let (noted, shard) = (Instant::now(), None);
        Ok(Resumable { path, partial, note, fingerprint, file, sum, done, rows, noted, shard })
    }

    /// As [`Resumable::open`], for the file of a shard, whose steps are counted from its own first.
    ///
    /// # Errors
    /// As [`Resumable::open`].
    pub fn open_shard(path: &Path, of: ShardOf, leftovers: Leftovers) -> Result<Self> {
        let own = format!("{} {}", of.fingerprint, of.shard);
        let file = Resumable::open(path, &own, leftovers)?;
        Ok(Resumable { shard: Some(of), ..file })
    }

    /// Steps of the work that are in the file.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done
    }

    /// Append the frames that `run` gives, each with the number of steps of the file that are done by
    /// then, and rename the file when `run` ends. If `run` fails, the frames before the failure stay, and
    /// a later run continues after them.
    ///
    /// # Errors
    /// [`Error::Io`] and those of `run`.
    pub fn write(
        mut self,
        run: impl FnOnce(&mut dyn FnMut(Frame, usize) -> Result<()>) -> Result<()>,
    ) -> Result<()> {
        let fail = |path: &Path, source| Error::io("write", path, source);
        let file = self.file.try_clone().map_err(|e| fail(&self.partial, e))?;
        let before = self.file.stream_position().map_err(|e| fail(&self.partial, e))?;
        let copy = Summed::after(file, std::mem::take(&mut self.sum), before);
        let mut csv = if self.done == 0 { CsvStream::new(copy) } else { CsvStream::below(copy) };
        let result = run(&mut |frame, done| {
            csv.push(&frame).map_err(|e| fail(&self.partial, e))?;
            self.done = done;
            self.rows += frame.rows();
            if self.noted.elapsed() >= BETWEEN_NOTES {
                csv.flush().map_err(|e| fail(&self.partial, e))?;
                self.take_note(csv.get_ref())?;
            }
            Ok(())
        });
        csv.flush().map_err(|e| fail(&self.partial, e))?;
        if result.is_err() {
            self.take_note(csv.get_ref())?;
            return result;
        }
        self.file.sync_all().map_err(|e| fail(&self.partial, e))?;
        // Before the name, so that a shard that has one is never without its note.
        if let Some(of) = &self.shard {
            let whole = csv.get_ref();
            shard::Note::new(of, self.rows, whole.sum(), whole.bytes()).save(&self.path)?;
        }
        std::fs::rename(&self.partial, &self.path).map_err(|e| fail(&self.path, e))?;
        sync_folder(folder_of(&self.path));
        remove(&self.note)
    }

    /// Write down how far the file has come, in one piece; after its bytes are on the disk.
    fn take_note(&mut self, content: &Summed<File>) -> Result<()> {
        let fail = |e| Error::io("write", &self.note, e);
        self.file.sync_data().map_err(fail)?;
        let steps = (self.done, self.rows);
        let note = Note::new(&self.fingerprint, steps, content.bytes(), content.sum());
        let text = serde_json::to_string(&note).map_err(|e| fail(e.into()))?;
        let mut beside = Pending::open(&self.note).map_err(fail)?;
        beside.writer().write_all(text.as_bytes()).map_err(fail)?;
        beside.publish().map_err(fail)?;
        self.noted = Instant::now();
        Ok(())
    }
}

/// The check sum of the first bytes of a file.
fn sum_of(mut file: &File, bytes: u64) -> io::Result<Crc> {
    file.rewind()?;
    check_sum(file.take(bytes))
}

/// A folder, a pipe and a device cannot be gone on with.
fn refuse_other_than_files(path: &Path) -> io::Result<()> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(found) if !found.is_file() => Err(io::Error::other("it is no file")),
        _ => Ok(()),
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
    use std::io::Write;

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
        // A note or bytes that are not those that were written are refused.
        let [partial, note] = Resumable::beside(&path);
        for (file, from, to) in [
            (&partial, "2,2", "2,3"),
            (&note, "\"done\":2", "\"done\":1"),
            (&note, "\"done\":2", "\"done\":0"),
            (&note, "\"bytes\":", "\"bytes\":1"),
        ] {
            let text = std::fs::read_to_string(file).expect("there");
            assert!(text.contains(from), "{text}");
            std::fs::write(file, text.replace(from, to)).expect("changed");
            let changed = open("a", Leftovers::Continue).map(|_| ()).expect_err("was changed");
            assert!(matches!(changed, Error::OtherRun { .. }), "{changed}");
            std::fs::write(file, text).expect("mended");
        }
        // What was written after the last note is cut off.
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
