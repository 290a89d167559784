//! Shards put together.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, ReaderBuilder};

use super::super::check_sum::Summed;
use super::super::resumable::Resumable;
use super::super::{Compress, Destination, io_error};
use super::{Note, Shard};
use crate::error::{Error, Place, Problem, Result, ShardProblem};

/// Bytes that are read at once.
const BUFFER: usize = 1 << 18;
/// Shards that a message names.
const NAMED: usize = 8;

/// All shards of a run, each a CSV file with the note that was written beside it (`NAME.shard.json`).
#[derive(Debug)]
pub struct Shards {
    /// In their order.
    parts: Vec<Part>,
    /// Bytes of the header that all of them have.
    head: u64,
}

#[derive(Debug)]
struct Part {
    path: PathBuf,
    shard: Shard,
    note: Note,
}

impl Shards {
    /// Look at the files of all shards, named in any order. Each is read once, for its rows and its
    /// check sum; memory does not grow with their length.
    ///
    /// # Errors
    /// [`Error::Input`] with [`Problem::Shard`] for a file that is not finished, has no note, belongs to
    /// another run or another number of shards, is there twice, or is not what was written;
    /// [`Error::MissingShards`]; [`Error::Io`].
    pub fn read<P: AsRef<Path>>(paths: &[P]) -> Result<Self> {
        let mut parts: Vec<Part> =
            paths.iter().map(|path| Part::of(path.as_ref())).collect::<Result<_>>()?;
        for part in parts.iter().skip(1) {
            part.refuse_another_run(&parts[0])?;
        }
        parts.sort_by_key(|part| part.shard);
        if let Some(pair) = parts.windows(2).find(|pair| pair[0].shard == pair[1].shard) {
            let (shard, first) = (pair[1].shard.to_string(), pair[0].name());
            return Err(pair[1].wrong(ShardProblem::Twice { shard, first }));
        }
        refuse_gaps(&parts)?;
        let (first, (names, head)) = (parts[0].name(), parts[0].header()?);
        for part in parts.iter().skip(1) {
            if part.header()? != (names.clone(), head) {
                return Err(part.wrong(ShardProblem::Columns { first }));
            }
        }
        Ok(Shards { parts, head })
    }

    /// Where the note of the file of a shard is.
    #[must_use]
    pub fn note_of(path: &Path) -> PathBuf {
        Note::beside(path)
    }

    /// Rows below the header of all of them together.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.parts.iter().map(|part| part.note.rows).sum()
    }

    /// Write the file that a run of all steps would have written, byte for byte: the header, then the
    /// rows of every shard. The files are read once more, in pieces.
    ///
    /// # Errors
    /// [`Error::Input`] where a file has changed since [`Shards::read`]; [`Error::Io`]. In both cases a
    /// file that has no name yet gets none.
    pub fn save(&self, file: Destination) -> Result<()> {
        let (name, compress) = (file.path().to_owned(), file.format().csv());
        file.stream(compress.unwrap_or(Compress::No), |out| {
            let mut skipped = 0;
            for part in &self.parts {
                part.copy(skipped, &mut |bytes| {
                    out.write_all(bytes).map_err(|e| Error::io("write", &name, e))
                })?;
                skipped = self.head;
            }
            Ok(())
        })
    }
}

/// Refuse shards, in their order, of which some are not there.
fn refuse_gaps(parts: &[Part]) -> Result<()> {
    let of = parts.first().map_or(1, |part| part.shard.of());
    if parts.len() == of {
        return Ok(());
    }
    let is_there =
        |number: &usize| parts.binary_search_by_key(number, |it| it.shard.number()).is_ok();
    let missing = (1..=of).filter(|number| !is_there(number));
    let shards = missing.take(NAMED).map(|number| format!("{number}/{of}")).collect();
    Err(Error::MissingShards { shards, count: of - parts.len() })
}

impl Part {
    /// The file of a shard, of which its note alone is read.
    fn of(path: &Path) -> Result<Self> {
        let [unfinished, _] = Resumable::beside(path);
        if unfinished.exists() {
            let left = unfinished.to_string_lossy().into_owned();
            return Err(wrong(path, ShardProblem::Unfinished { left }));
        }
        std::fs::metadata(path).map_err(|e| Error::io("read", path, e))?;
        let note = Note::read(path)?;
        Ok(Part { path: path.to_owned(), shard: note.shard()?, note })
    }

    fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    fn wrong(&self, problem: ShardProblem) -> Error {
        wrong(&self.path, problem)
    }

    fn refuse_another_run(&self, first: &Part) -> Result<()> {
        let (other, first_name) = (first.shard.to_string(), first.name());
        if self.note.fingerprint != first.note.fingerprint {
            return Err(self.wrong(ShardProblem::OtherRun { first: first_name }));
        }
        if self.shard.of() != first.shard.of() {
            let shard = self.shard.to_string();
            return Err(self.wrong(ShardProblem::OtherDivision {
                shard,
                first: first_name,
                other,
            }));
        }
        Ok(())
    }

    /// The names of the columns and the bytes up to the first row, of a file that is what was written.
    fn header(&self) -> Result<(ByteRecord, u64)> {
        let fail = |e| Error::io("read", &self.path, e);
        let damaged = |e| fail(io_error(e));
        let file = Summed::new(File::open(&self.path).map_err(fail)?);
        let mut csv = ReaderBuilder::new().flexible(true).buffer_capacity(BUFFER).from_reader(file);
        let names = csv.byte_headers().map_err(damaged)?.clone();
        let head = csv.position().byte();
        let (mut rows, mut row) = (0, ByteRecord::new());
        while csv.read_byte_record(&mut row).map_err(damaged)? {
            rows += 1;
        }
        if rows != self.note.rows {
            return Err(self.wrong(ShardProblem::Rows { found: rows, expected: self.note.rows }));
        }
        self.refuse_change(csv.get_ref())?;
        Ok((names, head))
    }

    /// Give all bytes of the file after the first `skipped` to `put`.
    fn copy(&self, skipped: u64, put: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let fail = |e| Error::io("read", &self.path, e);
        let mut file = Summed::new(File::open(&self.path).map_err(fail)?);
        let mut buffer = vec![0; BUFFER];
        let mut left = skipped as usize;
        loop {
            match file.read(&mut buffer).map_err(fail)? {
                0 => return self.refuse_change(&file),
                count => {
                    let skip = left.min(count);
                    left -= skip;
                    put(&buffer[skip..count])?;
                }
            }
        }
    }

    fn refuse_change(&self, file: &Summed<File>) -> Result<()> {
        if self.note.is_of(file.sum(), file.bytes()) {
            return Ok(());
        }
        Err(self.wrong(ShardProblem::Changed))
    }
}

fn wrong(path: &Path, problem: ShardProblem) -> Error {
    Error::input(path.to_string_lossy(), Place::File, Problem::Shard(problem))
}
