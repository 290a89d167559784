//! From a file, an archive or standard input to a stream of blocks of whole lines.
//!
//! Everything is read as a stream; packed data that unpacks to a multiple of its size which no
//! table reaches is refused.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use super::Input;
#[cfg(feature = "archives")]
use super::archive::{Nested, open_zip};
use super::guard::{Counted, Guarded};
use super::stream::{BLOCK, Failure, Text, at_once, pump, spawn};
#[cfg(feature = "archives")]
use super::zstd::zstd;
use crate::error::{Error, Place, Problem, Result};
use crate::table::{Finding, FindingKind, Severity};
use flate2::bufread::MultiGzDecoder;

/// What the first bytes say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    One(Packing),
    #[cfg(feature = "archives")]
    Zip,
}

/// How a single file is packed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Packing {
    Plain,
    Gzip,
    #[cfg(feature = "archives")]
    Zstd,
}

impl Packing {
    /// The text of a file of `packed` bytes (0: not known).
    fn open(self, name: &str, reader: impl Read + Send + 'static, packed: u64) -> Text {
        match self {
            Packing::Plain => plain(name, reader),
            Packing::Gzip => gzip(name, reader, packed),
            #[cfg(feature = "archives")]
            Packing::Zstd => zstd(name, reader, packed),
        }
    }
}

#[cfg_attr(
    not(feature = "archives"),
    allow(unused_variables, reason = "archives have several years")
)]
pub(super) fn open(input: &Input, year: Option<i32>) -> Result<Text> {
    let name = input.name();
    match input {
        Input::Path(path) => {
            let fail = |source| Error::io("read", path, source);
            if path.is_dir() {
                return Err(Error::input(name, Place::File, Problem::Folder));
            }
            let file = File::open(path).map_err(fail)?;
            let packed = file.metadata().map_err(fail)?.len();
            let mut reader = BufReader::with_capacity(1 << 16, file);
            let head = reader.fill_buf().map_err(fail)?.to_vec();
            let container = recognise(&name, &head)?;
            let mut text = match container {
                Container::One(packing) => packing.open(&name, reader, packed),
                #[cfg(feature = "archives")]
                Container::Zip => open_zip(&name, reader, year, Nested::Allowed)?,
            };
            text.findings = ending_finding(path, container);
            Ok(text)
        }
        Input::Stdin => {
            let fail = |source| Error::io("read", "<stdin>", source);
            // A pipe may give its first bytes one by one.
            let mut head = vec![];
            io::stdin().take(512).read_to_end(&mut head).map_err(fail)?;
            let container = recognise(&name, &head)?;
            let reader = BufReader::with_capacity(1 << 16, Cursor::new(head).chain(io::stdin()));
            match container {
                Container::One(packing) => Ok(packing.open(&name, reader, 0)),
                #[cfg(feature = "archives")]
                Container::Zip => {
                    let (mut reader, mut bytes) = (reader, vec![]);
                    reader.read_to_end(&mut bytes).map_err(fail)?;
                    open_zip(&name, Cursor::new(bytes), year, Nested::Allowed)
                }
            }
        }
        Input::Bytes { bytes, .. } => {
            let container = recognise(&name, bytes.get(..512).unwrap_or(bytes))?;
            let (packed, reader) = (bytes.len() as u64, Cursor::new(bytes.clone()));
            let mut text = match container {
                Container::One(Packing::Plain) if bytes.len() <= BLOCK => at_once(&name, reader),
                Container::One(packing) => packing.open(&name, reader, packed),
                #[cfg(feature = "archives")]
                Container::Zip => open_zip(&name, reader, year, Nested::Allowed)?,
            };
            text.findings = ending_finding(Path::new(&name), container);
            Ok(text)
        }
        Input::Builtin(builtin) => {
            let bytes = builtin.bytes();
            Ok(gzip(&name, bytes, bytes.len() as u64))
        }
    }
}

fn recognise(name: &str, head: &[u8]) -> Result<Container> {
    let refuse = |problem| Err(Error::input(name, Place::File, problem));
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let visible = text.iter().find(|b| !b.is_ascii_whitespace());
    match head {
        // Before what is told by zeros: the length of its header has some.
        _ if is_tensors(head) => refuse(tensors()),
        [0x1f, 0x8b, ..] => Ok(Container::One(Packing::Gzip)),
        #[cfg(feature = "archives")]
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Ok(Container::One(Packing::Zstd)),
        #[cfg(feature = "archives")]
        [b'P', b'K', 3 | 5 | 7, ..] => Ok(Container::Zip),
        #[cfg(not(feature = "archives"))]
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [b'P', b'K', 3 | 5 | 7, ..] => refuse(Problem::NoArchives),
        [0, 0, ..] => refuse(Problem::Nul),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, _, 0, ..] | [0, _, 0, _, ..] => {
            refuse(Problem::Utf16)
        }
        [0xd0, 0xcf, 0x11, 0xe0, ..] => refuse(Problem::Binary { kind: "an old Excel workbook" }),
        [b'P', b'A', b'R', b'1', ..] => refuse(Problem::Binary { kind: "a Parquet file" }),
        [b'%', b'P', b'D', b'F', ..] => refuse(Problem::Binary { kind: "a PDF document" }),
        [0x89, b'H', b'D', b'F', ..] => {
            refuse(Problem::Binary { kind: "an HDF5 file (as of MATLAB and NetCDF)" })
        }
        [0x37, 0x7a, 0xbc, 0xaf, ..] => refuse(Problem::Binary { kind: "a 7z archive" }),
        [b'R', b'a', b'r', b'!', ..] => refuse(Problem::Binary { kind: "a RAR archive" }),
        [0xfd, b'7', b'z', b'X', b'Z', ..] => refuse(Problem::Binary { kind: "an xz archive" }),
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => refuse(Problem::Binary { kind: "a bzip2 archive" }),
        _ if text.starts_with(b"MATLAB 5.0 MAT-file") => {
            refuse(Problem::Binary { kind: "a MATLAB file" })
        }
        _ if text.starts_with(b"SQLite format 3") => {
            refuse(Problem::Binary { kind: "a database of SQLite" })
        }
        _ if visible == Some(&b'{') => refuse(Problem::Binary { kind: "JSON" }),
        _ if text.starts_with(b"<stata_dta>") => refuse(stata()),
        _ if visible == Some(&b'<') => refuse(Problem::Html),
        _ => Ok(Container::One(Packing::Plain)),
    }
}

/// Refuse a part of a table that is not the text that its name promises, by its first bytes.
pub(super) fn expect_text(name: &str, bytes: &[u8]) -> Result<()> {
    let found = recognise(name, bytes.get(..512).unwrap_or(bytes))?;
    if found == Container::One(Packing::Plain) {
        return Ok(());
    }
    Err(Error::input(name, Place::File, Problem::Binary { kind: "a packed file" }))
}

/// A Stata file that is not read, because it comes as a stream or because nobody can read it here.
fn stata() -> Problem {
    if cfg!(feature = "stata") {
        Problem::Binary { kind: "a Stata file in a stream" }
    } else {
        Problem::NotBuilt { kind: "Stata files", feature: "stata" }
    }
}

/// Whether a file begins as one of tensors does: the length of its header in eight bytes, and a brace.
pub(super) fn is_tensors(head: &[u8]) -> bool {
    matches!(head, [_, _, _, _, 0, 0, 0, 0, b'{', ..])
}

/// A file of tensors that is not read, because it comes as a stream or because nobody can read it here.
pub(super) fn tensors() -> Problem {
    if cfg!(feature = "binary") {
        Problem::PackedTable
    } else {
        Problem::NotBuilt { kind: "binary tables", feature: "binary" }
    }
}

/// A note where the ending and the content disagree.
fn ending_finding(path: &Path, container: Container) -> Vec<Finding> {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let (fits, what) = match container {
        Container::One(Packing::Plain) => (
            !matches!(
                ending.as_str(),
                "gz" | "zst" | "zip" | "xlsx" | "xlsb" | "xls" | "ods" | "tripole"
            ),
            "plain text",
        ),
        Container::One(Packing::Gzip) => (matches!(ending.as_str(), "gz" | "gzip"), "gzip data"),
        #[cfg(feature = "archives")]
        Container::One(Packing::Zstd) => {
            (matches!(ending.as_str(), "zst" | "zstd"), "Zstandard data")
        }
        #[cfg(feature = "archives")]
        Container::Zip => (true, "a zip archive"),
    };
    if fits {
        return vec![];
    }
    let message =
        format!("the file's ending is `.{ending}`, its content is {what}; read by content");
    vec![Finding::new(Severity::Warning, FindingKind::Container, "", 0.0, message)]
}

pub(super) fn plain(name: &str, reader: impl Read + Send + 'static) -> Text {
    spawn(name, None, Failure::Plain, move |sender, failure| pump(reader, sender, failure))
}

fn gzip(name: &str, reader: impl Read + Send + 'static, packed: u64) -> Text {
    let (counted, packed) = Counted::new(reader, packed);
    spawn(name, None, Failure::Packed("gzip"), move |sender, failure| {
        let decoder = MultiGzDecoder::new(BufReader::with_capacity(1 << 16, counted));
        pump(Guarded::new(decoder, packed), sender, failure);
    })
}

#[cfg(all(test, not(feature = "archives")))]
mod tests {
    use super::*;
    use crate::read::{ReadOptions, read};

    #[test]
    fn archives_need_their_feature() {
        for head in [&b"PK\x03\x04"[..], b"\x28\xb5\x2f\xfd"] {
            let input = Input::bytes("t.zip", head);
            let error = read(&input, &ReadOptions::default()).expect_err("no reader");
            assert!(error.to_string().contains("does not read zip archives"), "{error}");
            assert!(error.hint().is_some_and(|hint| hint.to_string().contains("`archives`")));
        }
    }
}
