//! From a file, an archive or standard input to a stream of blocks of whole lines.
//!
//! Everything is read as a stream; packed data that unpacks to a multiple of its size which no
//! table reaches is refused.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use super::Input;
use super::archive::{Nested, open_zip};
use super::guard::{Counted, Guarded};
use super::stream::{Failure, Text, pump, spawn};
use crate::error::{Error, Place, Problem, Result};
use crate::table::{Finding, FindingKind, Severity};
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// What the first bytes say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Plain,
    Gzip,
    Zstd,
    Zip,
}

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
            let findings = ending_finding(path, container);
            let mut text = match container {
                Container::Plain => plain(&name, reader),
                Container::Gzip => gzip(&name, reader, packed),
                Container::Zstd => zstd(&name, reader, packed),
                Container::Zip => open_zip(&name, reader, year, Nested::Allowed)?,
            };
            text.findings = findings;
            Ok(text)
        }
        Input::Stdin => {
            let fail = |source| Error::io("read", "<stdin>", source);
            // A pipe may give its first bytes one by one.
            let mut head = vec![];
            io::stdin().take(512).read_to_end(&mut head).map_err(fail)?;
            let container = recognise(&name, &head)?;
            let mut reader =
                BufReader::with_capacity(1 << 16, Cursor::new(head).chain(io::stdin()));
            match container {
                Container::Plain => Ok(plain(&name, reader)),
                Container::Gzip => Ok(gzip(&name, reader, 0)),
                Container::Zstd => Ok(zstd(&name, reader, 0)),
                Container::Zip => {
                    let mut bytes = vec![];
                    reader.read_to_end(&mut bytes).map_err(fail)?;
                    open_zip(&name, Cursor::new(bytes), year, Nested::Allowed)
                }
            }
        }
        Input::Bytes { bytes, .. } => {
            let container = recognise(&name, bytes.get(..512).unwrap_or(bytes))?;
            let (packed, reader) = (bytes.len() as u64, Cursor::new(bytes.clone()));
            let mut text = match container {
                Container::Plain => plain(&name, reader),
                Container::Gzip => gzip(&name, reader, packed),
                Container::Zstd => zstd(&name, reader, packed),
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
        [0x1f, 0x8b, ..] => Ok(Container::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Ok(Container::Zstd),
        [b'P', b'K', 3 | 5 | 7, ..] => Ok(Container::Zip),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, _, 0, ..] | [0, _, 0, _, ..] => {
            refuse(Problem::Utf16)
        }
        [0xd0, 0xcf, 0x11, 0xe0, ..] => refuse(Problem::Binary { kind: "an old Excel workbook" }),
        [b'P', b'A', b'R', b'1', ..] => refuse(Problem::Binary { kind: "a Parquet file" }),
        [b'%', b'P', b'D', b'F', ..] => refuse(Problem::Binary { kind: "a PDF document" }),
        _ if visible == Some(&b'<') => refuse(Problem::Html),
        _ => Ok(Container::Plain),
    }
}

/// A note where the ending and the content disagree.
fn ending_finding(path: &Path, container: Container) -> Vec<Finding> {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let (fits, what) = match container {
        Container::Plain => (
            !matches!(ending.as_str(), "gz" | "zst" | "zip" | "xlsx" | "xlsb" | "xls"),
            "plain text",
        ),
        Container::Gzip => (matches!(ending.as_str(), "gz" | "gzip"), "gzip data"),
        Container::Zstd => (matches!(ending.as_str(), "zst" | "zstd"), "Zstandard data"),
        Container::Zip => (true, "a zip archive"),
    };
    if fits {
        return vec![];
    }
    let message =
        format!("the file's ending is `.{ending}`, its content is {what}; read by content");
    vec![Finding::new(Severity::Warning, FindingKind::Container, "", 0.0, message)]
}

fn plain(name: &str, reader: impl Read + Send + 'static) -> Text {
    spawn(name, None, Failure::Plain, move |sender, failure| pump(reader, sender, failure))
}

fn gzip(name: &str, reader: impl Read + Send + 'static, packed: u64) -> Text {
    let (counted, packed) = Counted::new(reader, packed);
    spawn(name, None, Failure::Packed("gzip"), move |sender, failure| {
        let decoder = MultiGzDecoder::new(BufReader::with_capacity(1 << 16, counted));
        pump(Guarded::new(decoder, packed), sender, failure);
    })
}

fn zstd(name: &str, reader: impl Read + Send + 'static, packed: u64) -> Text {
    let (counted, packed) = Counted::new(reader, packed);
    spawn(name, None, Failure::Packed("Zstandard"), move |sender, failure| {
        let decoder = ZstdFrames::Between(BufReader::with_capacity(1 << 16, counted));
        pump(Guarded::new(decoder, packed), sender, failure);
    })
}

/// Zstandard data may be several frames, one after the other.
enum ZstdFrames<R: BufRead> {
    Between(R),
    Within(Box<StreamingDecoder<R, FrameDecoder>>),
    Ended,
}

impl<R: BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(self, ZstdFrames::Ended) {
                ZstdFrames::Ended => return Ok(0),
                ZstdFrames::Between(mut reader) => {
                    if !reader.fill_buf()?.is_empty() {
                        let frame = StreamingDecoder::new(reader).map_err(io::Error::other)?;
                        *self = ZstdFrames::Within(Box::new(frame));
                    }
                }
                ZstdFrames::Within(mut frame) => {
                    let count = frame.read(buffer)?;
                    if count > 0 {
                        *self = ZstdFrames::Within(frame);
                        return Ok(count);
                    }
                    let (stored, found) = (
                        frame.decoder.get_checksum_from_data(),
                        frame.decoder.get_calculated_checksum(),
                    );
                    if stored.is_some() && stored != found {
                        return Err(io::Error::other("the check sum does not match"));
                    }
                    *self = ZstdFrames::Between(frame.into_inner());
                }
            }
        }
    }
}
