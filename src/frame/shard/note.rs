//! What is said of a shard, in a file beside it.

use std::path::{Path, PathBuf};

use flate2::Crc;

use super::super::pending::{Pending, target_of};
use super::{Shard, ShardOf};
use crate::error::{Error, Place, Problem, Result, ShardProblem};

/// What `NAME.shard.json` holds, beside the file `NAME` of a shard.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(in crate::frame) struct Note {
    /// What stands for the run.
    pub(super) fingerprint: String,
    shard: usize,
    of: usize,
    /// Steps of the shard and of the whole run.
    scenarios: usize,
    all_scenarios: usize,
    /// Rows below the header.
    pub(super) rows: usize,
    bytes: u64,
    /// A check sum of all this and of the bytes of the file.
    check: u32,
}

impl Note {
    /// Of a file with so many rows below its header, and the check sum of all its bytes.
    pub(in crate::frame) fn new(of: &ShardOf, rows: usize, content: &Crc, bytes: u64) -> Self {
        let ShardOf { shard, fingerprint, steps } = of;
        let scenarios = shard.range(*steps).len();
        let mut check = Crc::new();
        let text =
            format!("{fingerprint} {shard} {scenarios} {steps} {rows} {bytes} {}", content.sum());
        check.update(text.as_bytes());
        Note {
            fingerprint: fingerprint.clone(),
            shard: shard.number(),
            of: shard.of(),
            scenarios,
            all_scenarios: *steps,
            rows,
            bytes,
            check: check.sum(),
        }
    }

    /// Where the note of a file is.
    pub(in crate::frame) fn beside(path: &Path) -> PathBuf {
        let mut name = target_of(path).into_os_string();
        name.push(".shard.json");
        PathBuf::from(name)
    }

    /// Write it beside the file `path`, in one piece.
    pub(in crate::frame) fn save(&self, path: &Path) -> Result<()> {
        let note = Note::beside(path);
        let fail = |e| Error::io("write", &note, e);
        let text = serde_json::to_string_pretty(self).map_err(|e| fail(e.into()))?;
        let mut file = Pending::open(&note).map_err(fail)?;
        file.writer().write_all(format!("{text}\n").as_bytes()).map_err(fail)?;
        file.publish().map_err(fail)
    }

    /// The note beside a file.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let note = Note::beside(path);
        let name = |path: &Path| path.to_string_lossy().into_owned();
        let wrong =
            |path: &Path, problem| Error::input(name(path), Place::File, Problem::Shard(problem));
        let text = match std::fs::read(&note) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(wrong(path, ShardProblem::NoNote { note: name(&note) }));
            }
            other => other.map_err(|e| Error::io("read", &note, e))?,
        };
        let found: Option<Note> = serde_json::from_slice(&text).ok();
        let found = found.filter(|found| Shard::new(found.shard, found.of).is_ok());
        found.ok_or_else(|| wrong(&note, ShardProblem::Note))
    }

    /// Which shard it is of.
    pub(super) fn shard(&self) -> Result<Shard> {
        Shard::new(self.shard, self.of)
    }

    /// Whether it was written of a file with these bytes.
    pub(super) fn is_of(&self, content: &Crc, bytes: u64) -> bool {
        let of = |shard| ShardOf {
            shard,
            fingerprint: self.fingerprint.clone(),
            steps: self.all_scenarios,
        };
        self.shard().is_ok_and(|shard| *self == Note::new(&of(shard), self.rows, content, bytes))
    }
}
