//! Words on standard error. Where nobody hears them (a full disk, a closed pipe), the work goes on:
//! they are no result. Who runs a command in its own process hears them instead.

use std::cell::RefCell;
use std::fmt::Arguments;
use std::io::{self, Write};

use tripole::error::shown_path;

/// What a run has said: lines about it, and text that is its answer.
#[derive(Debug, Default)]
pub struct Heard {
    pub lines: Vec<String>,
    pub text: String,
}

thread_local! {
    /// Runs of this thread whose words are heard, the innermost last: a thread that waits for others may
    /// take up another run in between.
    static HEARD: RefCell<Vec<Heard>> = const { RefCell::new(vec![]) };
}

/// Work whose words are heard instead of printed; said from this thread, as commands do.
#[allow(dead_code)]
pub fn hearing<T>(work: impl FnOnce() -> T) -> (T, Heard) {
    HEARD.with_borrow_mut(|heard| heard.push(Heard::default()));
    let done = work();
    (done, HEARD.with_borrow_mut(Vec::pop).unwrap_or_default())
}

/// Put words where they are heard; whether somebody does.
fn heard(put: impl FnOnce(&mut Heard)) -> bool {
    HEARD.with_borrow_mut(|heard| heard.last_mut().map(put).is_some())
}

/// Whether the words of this thread are heard.
pub fn is_heard() -> bool {
    HEARD.with_borrow(|heard| !heard.is_empty())
}

/// Write a line on standard error; whatever a name or a path in it holds, a terminal can show it.
pub fn line(words: Arguments<'_>) {
    let lines: Vec<String> = words.to_string().split('\n').map(shown_path).collect();
    let words = lines.join("\n");
    let new = |heard: &mut Heard| {
        if !heard.lines.contains(&words) {
            heard.lines.push(words.clone());
        }
    };
    if !heard(new) {
        let _ = io::stderr().write_all(format!("{words}\n").as_bytes());
    }
}

/// Write text that is an answer on standard output.
pub fn answer(text: &str) -> io::Result<()> {
    if heard(|heard| heard.text.push_str(text)) {
        return Ok(());
    }
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush())
}

/// Write a line on standard error, given as to `format!`.
macro_rules! tell {
    ($($words:tt)*) => { $crate::cli::messages::line(format_args!($($words)*)) };
}
pub(super) use tell;
