//! Words on standard error. Where nobody hears them (a full disk, a closed pipe), the work goes on:
//! they are no result.

use std::fmt::Arguments;
use std::io::{self, Write};

/// Write a line on standard error.
pub fn line(words: Arguments<'_>) {
    let _ = io::stderr().write_all(format!("{words}\n").as_bytes());
}

/// Write a line on standard error, given as to `format!`.
macro_rules! tell {
    ($($words:tt)*) => { $crate::cli::messages::line(format_args!($($words)*)) };
}
pub(super) use tell;
