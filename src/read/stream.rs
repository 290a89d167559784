//! Blocks of whole lines, sent by a thread that reads them.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::guard::{RATIO_LIMIT, TooDense};
use crate::error::{Error, Place, Problem, Result};
use crate::table::Finding;

/// Bytes of a block; a longer line makes a longer block.
pub(super) const BLOCK: usize = 1 << 20;
/// Longest line.
const LINE_LIMIT: usize = 64 << 20;

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

/// How a failed read is explained.
#[derive(Clone)]
pub(super) enum Failure {
    Plain,
    Packed(&'static str),
    #[cfg(feature = "archives")]
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
            #[cfg(feature = "archives")]
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
    let refused = sender.clone();
    let thread = std::thread::Builder::new().spawn(move || body(&sender, &explain));
    if let Err(reason) = thread {
        let _ = refused.send(Err(Error::io("start", "a thread to read in", reason)));
    }
    Text { name: name.to_owned(), member, findings: vec![], blocks }
}

/// A text of at most one block, which needs no thread to wait for its reader.
pub(super) fn at_once(name: &str, reader: impl Read) -> Text {
    let (sender, blocks) = sync_channel(4);
    let explain = Explain { name: name.to_owned(), failure: Failure::Plain };
    pump(reader, &sender, &explain);
    Text { name: name.to_owned(), member: None, findings: vec![], blocks }
}

/// Send the text as blocks of whole lines, until the first failure or until the receiver is gone.
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
