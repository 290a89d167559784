//! Zstandard data, unpacked as it is read.

use std::io::{self, BufRead, BufReader, Read};

use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::guard::{Counted, Guarded};
use super::stream::{Failure, Text, pump, spawn};

/// The text of Zstandard data of `packed` bytes (0: not known).
pub(super) fn zstd(name: &str, reader: impl Read + Send + 'static, packed: u64) -> Text {
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
