//! From a file, an archive or standard input to a stream of blocks of whole lines.
//!
//! Everything is read as a stream; packed data that unpacks to a multiple of its size which no
//! table reaches is refused.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::Input;
use super::archive::{Nested, open_zip};
use crate::error::{Error, Place, Problem, Result};
use crate::table::{Finding, FindingKind, Severity};
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// Bytes of a block; a longer line makes a longer block.
const BLOCK: usize = 1 << 20;
/// Longest line.
pub(super) const LINE_LIMIT: usize = 64 << 20;
/// Unpacked bytes per packed byte above which an archive is refused …
pub(super) const RATIO_LIMIT: u64 = 200;
/// … once it has given this many bytes.
const RATIO_FREE: u64 = 64 << 20;

/// Whole lines of a text.
#[derive(Default)]
pub(super) struct Block {
    /// Physical number of the first line.
    pub first_line: u64,
    /// Offset of the first byte.
    pub first_byte: u64,
    /// The lines, with their line ends.
    pub bytes: Vec<u8>,
}

/// A text being read by a thread of its own.
pub(super) struct Text {
    /// Name for messages.
    pub name: String,
    /// The archive's entry, if it is one.
    pub member: Option<String>,
    /// Notes on the container.
    pub findings: Vec<Finding>,
    /// The blocks, in order.
    pub blocks: Receiver<Result<Block>>,
}

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

/// How a failed read is explained.
#[derive(Clone)]
pub(super) enum Failure {
    Plain,
    Packed(&'static str),
    Zip(String),
}

pub(super) struct Explain {
    pub name: String,
    pub failure: Failure,
}

impl Explain {
    pub fn error(&self, error: io::Error) -> Error {
        if let Some(TooDense { produced, packed }) =
            error.get_ref().and_then(|e| e.downcast_ref::<TooDense>())
        {
            return Error::input(
                &self.name,
                Place::File,
                Problem::ZipRatio { claimed: *produced, packed: *packed, limit: RATIO_LIMIT },
            );
        }
        let damaged = error.raw_os_error().is_none();
        match &self.failure {
            Failure::Packed(kind) if damaged => {
                let reason = error.to_string();
                Error::input(&self.name, Place::File, Problem::Damaged { kind, reason })
            }
            Failure::Zip(member) if damaged => Error::input(
                &self.name,
                Place::Entry(member.clone()),
                Problem::Zip { reason: error.to_string() },
            ),
            _ => Error::io("read", &self.name, error),
        }
    }
}

pub(super) fn spawn(
    name: &str,
    member: Option<String>,
    failure: Failure,
    body: impl FnOnce(&SyncSender<Result<Block>>, &Explain) + Send + 'static,
) -> Text {
    let (sender, blocks) = sync_channel(4);
    let explain = Explain { name: name.to_owned(), failure };
    std::thread::spawn(move || body(&sender, &explain));
    Text { name: name.to_owned(), member, findings: vec![], blocks }
}

/// Send the text as blocks of whole lines; stop at the first failure or when nobody listens.
pub(super) fn pump(mut reader: impl Read, sender: &SyncSender<Result<Block>>, explain: &Explain) {
    let (mut line, mut byte) = (1_u64, 0_u64);
    let mut rest: Vec<u8> = vec![];
    // Whether the rest is the beginning of a line longer than a block, already searched.
    let mut long_line = false;
    loop {
        let mut bytes = std::mem::take(&mut rest);
        let searched = if long_line { bytes.len() } else { 0 };
        let wanted = (BLOCK.saturating_sub(bytes.len())).max(BLOCK / 4);
        bytes.reserve_exact(wanted);
        let read = (&mut reader).take(wanted as u64).read_to_end(&mut bytes);
        let at_end = match read {
            Ok(count) => count < wanted,
            Err(error) => {
                let _ = sender.send(Err(explain.error(error)));
                return;
            }
        };
        if !at_end {
            let found = bytes[searched..].iter().rposition(|&b| b == b'\n');
            long_line = found.is_none();
            match found {
                Some(cut) => rest = bytes.split_off(searched + cut + 1),
                None if bytes.len() > LINE_LIMIT => {
                    let problem = Problem::LongLine { limit: LINE_LIMIT };
                    let _ =
                        sender.send(Err(Error::input(&explain.name, Place::Line(line), problem)));
                    return;
                }
                None => {
                    rest = bytes;
                    continue;
                }
            }
        }
        let lines = bytes.iter().filter(|&&b| b == b'\n').count() as u64;
        let length = bytes.len() as u64;
        if !bytes.is_empty()
            && sender.send(Ok(Block { first_line: line, first_byte: byte, bytes })).is_err()
        {
            return;
        }
        line += lines;
        byte += length;
        if at_end {
            return;
        }
    }
}

/// Counts packed bytes as they are consumed, where the size is not known beforehand.
struct Counted<R> {
    inner: R,
    packed: Option<Arc<AtomicU64>>,
}

impl<R> Counted<R> {
    /// Count from the start, unless the size is known (not zero).
    fn new(inner: R, size: u64) -> (Self, Arc<AtomicU64>) {
        let packed = Arc::new(AtomicU64::new(size));
        (Counted { inner, packed: (size == 0).then(|| packed.clone()) }, packed)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if let Some(packed) = &self.packed {
            packed.fetch_add(count as u64, Ordering::Relaxed);
        }
        Ok(count)
    }
}

/// Stops an archive that unpacks to more than [`RATIO_LIMIT`] times its size.
pub(super) struct Guarded<R> {
    inner: R,
    produced: u64,
    packed: Arc<AtomicU64>,
}

impl<R: Read> Guarded<R> {
    pub fn new(inner: R, packed: Arc<AtomicU64>) -> Self {
        Guarded { inner, produced: 0, packed }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{produced} bytes from {packed}")]
struct TooDense {
    produced: u64,
    packed: u64,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.produced += count as u64;
        let packed = self.packed.load(Ordering::Relaxed);
        if too_dense(self.produced, packed) {
            return Err(io::Error::other(TooDense { produced: self.produced, packed }));
        }
        Ok(count)
    }
}

pub(super) fn too_dense(unpacked: u64, packed: u64) -> bool {
    unpacked > RATIO_FREE && unpacked / RATIO_LIMIT > packed
}
