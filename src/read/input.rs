//! Where files are read from.

use std::ffi::OsStr;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Builtin;
#[cfg(feature = "scenario-files")]
use super::{source, stream::Block, text::check_text};
use crate::error::{Error, Result};
#[cfg(feature = "scenario-files")]
use crate::error::{Place, Problem};

/// Most bytes of a small file beside a table, unpacked.
pub(super) const SMALL_FILE_LIMIT: u64 = 1 << 29;
/// Most bytes of a file whose lines may be millions, unpacked.
#[cfg(feature = "scenario-files")]
pub(super) const LINES_LIMIT: u64 = 1 << 33;

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
    /// [`Error::Unknown`](crate::Error::Unknown) for a built-in table that does not exist.
    pub fn parse(text: impl AsRef<OsStr>) -> Result<Self> {
        let text = text.as_ref();
        match text.to_str().map(|text| (text, text.strip_prefix("builtin:"))) {
            Some(("-", _)) => Ok(Input::Stdin),
            Some((_, Some(name))) => Builtin::find(name).map(Input::Builtin),
            // A path need not be text.
            _ => Ok(Input::Path(PathBuf::from(text))),
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

    /// A file with its bytes in memory: what becomes of it later changes nothing. Anything else is as it was.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io).
    pub fn held(&self) -> Result<Self> {
        let Input::Path(path) = self else { return Ok(self.clone()) };
        let failed = |reason| Error::io("read", path, reason);
        // What is no file may never end, or never begin.
        if !std::fs::metadata(path).map_err(failed)?.is_file() {
            return Err(failed(std::io::Error::other("it is no plain file")));
        }
        let bytes = std::fs::read(path).map_err(failed)?.into();
        Ok(Input::Bytes { name: self.name(), bytes })
    }

    /// The path, of a file or folder.
    pub(super) fn path(&self) -> Option<&Path> {
        if let Input::Path(path) = self { Some(path) } else { None }
    }

    /// All of a text of at most `limit` bytes, unpacked.
    #[cfg(feature = "scenario-files")]
    pub(crate) fn text(&self, limit: u64) -> Result<String> {
        let (name, mut bytes) = (self.name(), vec![]);
        for block in source::open(self, None)?.blocks {
            bytes.append(&mut block?.bytes);
            if bytes.len() as u64 > limit {
                return Err(Error::input(name, Place::File, Problem::TooLong { limit }));
            }
        }
        let all = Block { first_line: 1, first_byte: 0, bytes };
        check_text(&name, &all)?;
        let text = String::from_utf8(all.bytes).unwrap_or_default();
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }
}

/// All bytes of standard input, if it begins as an archive, a workbook or a Stata file does, which are not
/// read as streams. What begins otherwise stays where it is.
pub(super) fn whole_stdin() -> Result<Option<Vec<u8>>> {
    const BEGINNINGS: [&[u8]; 2] = [b"PK", b"<stata_dta>"];
    let fail = |source| Error::io("read", "<stdin>", source);
    let mut stdin = io::stdin().lock();
    let head = stdin.fill_buf().map_err(fail)?;
    if !BEGINNINGS.iter().any(|beginning| head.starts_with(beginning)) {
        return Ok(None);
    }
    let mut bytes = vec![];
    stdin.read_to_end(&mut bytes).map_err(fail)?;
    Ok(Some(bytes))
}

/// Whether standard input begins in this way, as far as its first bytes are there. They stay where they are.
#[cfg(feature = "binary")]
pub(super) fn stdin_begins(test: fn(&[u8]) -> bool) -> Result<bool> {
    let fail = |error| Error::io("read", "<stdin>", error);
    io::stdin().lock().fill_buf().map(test).map_err(fail)
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
