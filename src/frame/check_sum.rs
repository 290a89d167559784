//! Check sums of files.

use std::io::{self, Read};

use flate2::Crc;

/// The CRC-32 of all that a reader gives.
pub(crate) fn check_sum(mut reader: impl Read) -> io::Result<Crc> {
    let (mut sum, mut buffer) = (Crc::new(), vec![0; 1 << 16]);
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(sum),
            count => sum.update(&buffer[..count]),
        }
    }
}
