//! What can be wrong with the shards of a result: parts that were made apart, to be put together.

use super::{Hint, OptionName, shown, shown_path};

/// What is wrong with a shard, or with its file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the message of each variant says it")]
pub enum ShardProblem {
    #[error("`{}` is no shard: K/N is expected, the K-th of N, with K from 1 to N", shown(found))]
    NotOne { found: String },
    #[error("it is not finished: `{}` is beside it", shown_path(left))]
    Unfinished { left: String },
    #[error("`{}`, which says which shard it is, is not beside it", shown_path(note))]
    NoNote { note: String },
    #[error("it does not say which shard it is of")]
    Note,
    #[error(
        "it is of another run than `{}`: the grid, the table, its conventions or groups, the regions \
         that are shown, or the program are others",
        shown_path(first)
    )]
    OtherRun { first: String },
    #[error("it is shard {shard}, but `{}` is shard {other}", shown_path(first))]
    OtherDivision { shard: String, first: String, other: String },
    #[error("it is shard {shard}, and so is `{}`", shown_path(first))]
    Twice { shard: String, first: String },
    #[error("rows are not as many as were written: {found} instead of {expected}")]
    Rows { found: usize, expected: usize },
    #[error("it, or the note beside it, is not what was written")]
    Changed,
    #[error("its columns are not those of `{}`", shown_path(first))]
    Columns { first: String },
}

impl ShardProblem {
    /// What to do about it, where the message does not say so.
    pub(super) fn hint(&self) -> Option<Hint> {
        let shard = || OptionName::Shard;
        let hint = match self {
            ShardProblem::NotOne { .. } => return None,
            ShardProblem::Unfinished { .. } => {
                "run this shard again: it goes on where it was interrupted".into()
            }
            ShardProblem::NoNote { .. } | ShardProblem::Note => Hint::from("a run with ")
                .set(shard())
                .say(" saves a file and a note beside it: copy both of them"),
            ShardProblem::OtherRun { .. } | ShardProblem::OtherDivision { .. } => {
                Hint::from("give the files of one run, whose options differ in ")
                    .set(shard())
                    .say(" alone")
            }
            ShardProblem::Twice { .. } => "leave one of them out".into(),
            ShardProblem::Rows { .. } | ShardProblem::Changed | ShardProblem::Columns { .. } => {
                "copy the file and its note again, or run this shard anew".into()
            }
        };
        Some(hint)
    }
}
