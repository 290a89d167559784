//! Tables that come in several files, in a folder or an archive: numbers here, labels there.

mod eora;
mod files;
mod numbers;
mod user;
mod vectors;

pub(super) use files::{Files, only_table};

use std::path::{Path, PathBuf};

use super::{Input, ReadOptions};
use crate::error::Result;
use crate::table::{Finding, Parts};

/// A layout of several files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pieces {
    /// Eora26: matrices and labels in files of their own.
    Eora26,
    /// The user tables of Stata's `icio`: a matrix, and a list of countries beside it.
    IcioUser,
    /// The vectors of R's `decompr`: `x`, `y`, `k`, `i` and perhaps `o`, `v`.
    Decompr,
}

impl Pieces {
    /// All of them.
    pub const ALL: [Pieces; 3] = [Pieces::Eora26, Pieces::IcioUser, Pieces::Decompr];

    /// The layout's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Pieces::Eora26 => "eora26",
            Pieces::IcioUser => "icio-user",
            Pieces::Decompr => "decompr",
        }
    }

    /// How it is recognised.
    #[must_use]
    pub fn recognised_by(self) -> &'static str {
        match self {
            Pieces::Eora26 => {
                "Eora26 folder or zip: Eora26_YEAR_bp_T.txt, _FD.txt, _VA.txt, labels_T.txt, labels_FD.txt, labels_VA.txt (also in indices.zip beside it)"
            }
            Pieces::IcioUser => {
                "user table of Stata's icio: a CSV of numbers alone, and NAME_countrylist.csv beside it, one code a line"
            }
            Pieces::Decompr => {
                "vectors of R's decompr, a folder: x.csv, y.csv, k.csv, i.csv, perhaps o.csv and v.csv"
            }
        }
    }

    /// The unit of amounts, where it is always the same.
    #[must_use]
    pub(super) fn unit(self) -> Option<&'static str> {
        match self {
            Pieces::Eora26 => Some("thousand US$"),
            Pieces::IcioUser | Pieces::Decompr => None,
        }
    }

    /// The files that a table may be read from.
    fn all(self, files: &Files) -> Vec<&str> {
        match self {
            Pieces::Eora26 => files.all(eora::is_piece).collect(),
            Pieces::IcioUser => user::all(files),
            Pieces::Decompr => files.all(|name| vectors::FILES.contains(&name)).collect(),
        }
    }

    /// The layout of these files, if it is one of several files.
    pub(super) fn of(files: &Files) -> Option<Self> {
        Pieces::ALL.into_iter().find(|layout| match layout {
            Pieces::Eora26 => eora::is_meant(files),
            Pieces::IcioUser => user::is_meant(files),
            Pieces::Decompr => vectors::is_meant(files),
        })
    }

    /// Read the table. The year is in the source of the parts, where the names say it.
    pub(super) fn read(
        self,
        files: &Files,
        options: &ReadOptions,
        findings: &mut Vec<Finding>,
    ) -> Result<Parts> {
        match self {
            Pieces::Eora26 => eora::read(files, options, findings),
            Pieces::IcioUser => user::read(files, options, findings),
            Pieces::Decompr => vectors::read(files, options, findings),
        }
    }
}

/// The files of a folder that its table is read from, where it is named or one of them is; none for other
/// tables.
#[must_use]
pub fn files_of_table(path: &Path) -> Vec<PathBuf> {
    let Some(files) = Files::of(&Input::Path(path.to_owned())).ok().flatten() else {
        return vec![];
    };
    match Pieces::of(&files) {
        Some(pieces) => files.paths(&pieces.all(&files)),
        None if path.is_dir() => files::lone_table(path).into_iter().collect(),
        None => vec![],
    }
}
