//! Where files are read from.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::Builtin;
use crate::error::{Error, Place, Problem, Result};

/// Most bytes of a small file, unpacked.
const LIMIT: u64 = 1 << 30;

/// Where a table, or a small file beside one, is read from.
///
/// # Examples
/// ```
/// use tripole::read::{Input, ReadOptions, read, read_concordance};
/// let table = "row_region,row_sector,col_region,col_item,value\nA,x,A,x,1\nA,x,A,HFCE,3\n";
/// let reading = read(&Input::bytes("table.csv", table), &ReadOptions::default())?;
/// assert_eq!(reading.table.row_sums(), [4.0]);
/// let map = read_concordance(Input::bytes("map.csv", "code,group\nA,B\n"))?;
/// assert_eq!(reading.table.aggregate(Some(&map), None)?.index().region_codes(), ["B"]);
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, plain or compressed.
    Path(PathBuf),
    /// Standard input.
    Stdin,
    /// Bytes in memory, plain or compressed as those of a file.
    Bytes {
        /// What messages call them, and what a year and an ending are read from: a file's name.
        name: String,
        /// The bytes.
        bytes: Arc<[u8]>,
    },
    /// A table that comes with the program.
    Builtin(Builtin),
}

impl Input {
    /// `-`, `builtin:NAME` or a path.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a built-in table that does not exist.
    pub fn parse(text: &str) -> Result<Self> {
        if text == "-" {
            return Ok(Input::Stdin);
        }
        match text.strip_prefix("builtin:") {
            Some(name) => Builtin::find(name).map(Input::Builtin),
            None => Ok(Input::Path(PathBuf::from(text))),
        }
    }

    /// Bytes in memory under a name.
    #[must_use]
    pub fn bytes(name: impl Into<String>, bytes: impl AsRef<[u8]>) -> Self {
        Input::Bytes { name: name.into(), bytes: bytes.as_ref().into() }
    }

    /// The name that messages use.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Input::Path(path) => path.display().to_string(),
            Input::Stdin => "<stdin>".to_owned(),
            Input::Bytes { name, .. } => name.clone(),
            Input::Builtin(builtin) => format!("builtin:{}", builtin.name()),
        }
    }

    /// All bytes of a small file, unpacked if they are gzipped.
    pub(crate) fn contents(&self) -> Result<Vec<u8>> {
        let bytes = match self {
            Input::Path(path) => std::fs::read(path).map_err(|e| Error::io("read", path, e))?,
            Input::Stdin => {
                let mut bytes = vec![];
                let read = std::io::stdin().read_to_end(&mut bytes);
                read.map_err(|e| Error::io("read", self.name(), e))?;
                bytes
            }
            Input::Bytes { bytes, .. } => bytes.to_vec(),
            Input::Builtin(builtin) => builtin.bytes().to_vec(),
        };
        if bytes.starts_with(&[0x1f, 0x8b]) { self.unpacked(&bytes) } else { Ok(bytes) }
    }

    fn unpacked(&self, packed: &[u8]) -> Result<Vec<u8>> {
        let damaged = |reason: String| {
            Error::input(self.name(), Place::File, Problem::Damaged { kind: "gzip", reason })
        };
        let mut bytes = vec![];
        let mut decoder = MultiGzDecoder::new(packed).take(LIMIT + 1);
        let length = decoder.read_to_end(&mut bytes).map_err(|e| damaged(e.to_string()))?;
        if length as u64 > LIMIT {
            return Err(damaged(format!("more than {LIMIT} bytes unpacked")));
        }
        Ok(bytes)
    }
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Self {
        Input::Path(path)
    }
}

impl From<&PathBuf> for Input {
    fn from(path: &PathBuf) -> Self {
        Input::Path(path.clone())
    }
}

impl From<&Path> for Input {
    fn from(path: &Path) -> Self {
        Input::Path(path.to_owned())
    }
}

impl From<&Input> for Input {
    fn from(input: &Input) -> Self {
        input.clone()
    }
}
