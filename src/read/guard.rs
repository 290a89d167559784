//! Packed data that unpacks to a multiple of its size which no table reaches.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Unpacked bytes per packed byte above which an archive is refused …
pub(super) const RATIO_LIMIT: u64 = 200;
/// … once it has given this many bytes.
const RATIO_FREE: u64 = 64 << 20;

/// Counts packed bytes as they are consumed, where the size is not known beforehand.
pub(super) struct Counted<R> {
    inner: R,
    packed: Option<Arc<AtomicU64>>,
}

impl<R> Counted<R> {
    /// Count from the start, unless the size is known (not zero).
    pub fn new(inner: R, size: u64) -> (Self, Arc<AtomicU64>) {
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
pub(super) struct TooDense {
    pub produced: u64,
    pub packed: u64,
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

/// Whether no table is packed so densely.
pub(super) fn too_dense(unpacked: u64, packed: u64) -> bool {
    unpacked > RATIO_FREE && unpacked / RATIO_LIMIT > packed
}
