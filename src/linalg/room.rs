//! Whether there is memory for what is large, asked before it is used.

use crate::error::{Error, Result};

/// Ask for the memory of so many numbers, and give it back at once: a program whose memory ends in
/// the middle of its work cannot say so any more.
///
/// # Errors
/// [`Error::Memory`] where the system refuses.
pub(crate) fn room(what: &'static str, numbers: usize) -> Result<()> {
    let mut asked: Vec<f64> = vec![];
    let refused = asked.try_reserve_exact(numbers).is_err();
    // Used, so that it is asked for in programs that are built to be fast, too.
    std::hint::black_box(&asked);
    if refused { Err(Error::Memory { what, numbers }) } else { Ok(()) }
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
