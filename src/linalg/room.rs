//! Whether there is memory for what is large, asked before it is used.

use std::sync::{PoisonError, RwLock};

use crate::error::{Error, MemoryFor, Result};

/// Most memory that the process may have, and how it is told how much it has.
#[derive(Debug, Clone, Copy)]
pub struct MemoryLimit {
    /// Bytes.
    pub most: u64,
    /// Bytes that the process has now.
    pub in_use: fn() -> u64,
}

static LIMIT: RwLock<Option<MemoryLimit>> = RwLock::new(None);

/// From now on refuse what would take more memory than this: tables, factors, inverses, many right-hand sides, long
/// results and all else of the order of n², before they are made. It is of the whole process; `None` lifts it.
pub fn limit_memory(limit: Option<MemoryLimit>) {
    *LIMIT.write().unwrap_or_else(PoisonError::into_inner) = limit;
}

/// Ask for the memory of so many numbers, and give it back at once: a program whose memory ends in
/// the middle of its work cannot say so any more.
///
/// # Errors
/// [`Error::Memory`] where the system refuses, or the limit of [`limit_memory`] is below.
pub(crate) fn room(what: impl Into<MemoryFor>, numbers: usize) -> Result<()> {
    let what = what.into();
    let limit = *LIMIT.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(MemoryLimit { most, in_use }) = limit {
        let left = most.saturating_sub(in_use());
        if (numbers as u64).saturating_mul(8) > left {
            return Err(Error::Memory { what, numbers, left: Some(left) });
        }
    }
    let mut asked: Vec<f64> = vec![];
    let refused = asked.try_reserve_exact(numbers).is_err();
    // Used, so that it is asked for in programs that are built to be fast, too.
    std::hint::black_box(&asked);
    if refused { Err(Error::Memory { what, numbers, left: None }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_machine_has_is_refused() {
        assert!(room("a matrix", 1000).is_ok());
        for numbers in [1 << 45, usize::MAX] {
            let error = room("a matrix", numbers).expect_err("more than there is");
            assert!(error.to_string().starts_with("there is no memory for a matrix: "), "{error}");
        }
        let error = room("a matrix", 1 << 45).expect_err("more than there is");
        assert!(error.to_string().ends_with(": 262144 GiB are needed"), "{error}");
    }
}
