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

/// A file that is read or written from its start, with the check sum of what went through.
#[cfg(feature = "sweep")]
pub(super) struct Summed<T> {
    inner: T,
    sum: Crc,
    bytes: u64,
}

#[cfg(feature = "sweep")]
impl<T> Summed<T> {
    /// At its start.
    pub(super) fn new(inner: T) -> Self {
        Summed::after(inner, Crc::new(), 0)
    }

    /// After so many bytes with this check sum.
    pub(super) fn after(inner: T, sum: Crc, bytes: u64) -> Self {
        Summed { inner, sum, bytes }
    }

    /// The check sum up to here.
    pub(super) fn sum(&self) -> &Crc {
        &self.sum
    }

    /// Bytes up to here.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    fn passed(&mut self, bytes: &[u8]) {
        self.sum.update(bytes);
        self.bytes += bytes.len() as u64;
    }
}

#[cfg(feature = "sweep")]
impl<T: io::Write> io::Write for Summed<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.passed(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(feature = "sweep")]
impl<T: Read> Read for Summed<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.passed(&buffer[..count]);
        Ok(count)
    }
}
