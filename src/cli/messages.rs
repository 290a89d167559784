//! Words on standard error. Where nobody hears them (a full disk, a closed pipe), the work goes on:
//! they are no result.

use std::fmt::Arguments;
use std::io::{self, Write};

use tripole::error::shown_path;

/// Write a line on standard error; whatever a name or a path in it holds, a terminal can show it.
pub fn line(words: Arguments<'_>) {
    let lines: Vec<String> = words.to_string().split('\n').map(shown_path).collect();
    let _ = io::stderr().write_all(format!("{}\n", lines.join("\n")).as_bytes());
}

/// Write a line on standard error, given as to `format!`.
macro_rules! tell {
    ($($words:tt)*) => { $crate::cli::messages::line(format_args!($($words)*)) };
}
pub(super) use tell;
