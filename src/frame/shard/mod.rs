//! Parts of a long result that are made apart, perhaps on several machines, and put together again.

mod merge;
mod note;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::error::{Error, Problem, Result, ShardProblem};

pub use merge::Shards;
pub(super) use note::Note;

/// One of several parts of the steps of a run, all of (nearly) the same size and in their order: the
/// K-th of N, written K/N, both from 1.
///
/// # Examples
/// ```
/// use tripole::frame::Shard;
/// let shard: Shard = "2/3".parse()?;
/// assert_eq!(shard.range(10), 4..7);
/// assert!("4/3".parse::<Shard>().is_err());
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    number: usize,
    of: usize,
}

impl Shard {
    /// The `number`-th of `of`.
    ///
    /// # Errors
    /// [`Error::Code`] unless 1 <= `number` <= `of`.
    pub fn new(number: usize, of: usize) -> Result<Self> {
        let shard = Shard { number, of };
        if (1..=of).contains(&number) { Ok(shard) } else { Err(not_one(&shard.to_string())) }
    }

    /// Which one it is, from 1.
    #[must_use]
    pub fn number(self) -> usize {
        self.number
    }

    /// How many there are.
    #[must_use]
    pub fn of(self) -> usize {
        self.of
    }

    /// Which of `len` steps are in it, counted from 0. With len = qN + r, r < N, each of the first r
    /// shards has q + 1 steps and every other one q: none, where there are more shards than steps.
    #[must_use]
    pub fn range(self, len: usize) -> Range<usize> {
        let (each, more) = (len / self.of, len % self.of);
        let start = |before: usize| before * each + before.min(more);
        start(self.number - 1)..start(self.number)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let number = |digits: &str| digits.trim().parse::<usize>().ok();
        let numbers = text.split_once('/').and_then(|(k, n)| number(k).zip(number(n)));
        let (number, of) = numbers.ok_or_else(|| not_one(text))?;
        Shard::new(number, of)
    }
}

fn not_one(found: &str) -> Error {
    let problem = ShardProblem::NotOne { found: found.to_owned() };
    Error::Code { problem: Box::new(Problem::Shard(problem)) }
}

/// Which shard of which run a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShardOf {
    /// The shard.
    pub shard: Shard,
    /// What stands for everything that the rows of the whole run depend on.
    pub fingerprint: String,
    /// Steps of the whole run: scenarios of a sweep.
    pub steps: usize,
}
