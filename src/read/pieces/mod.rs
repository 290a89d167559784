//! Tables that come in several files, in a folder or an archive: numbers here, labels there.

mod eora;
mod files;
mod gloria;
pub(super) mod mario;
mod numbers;
mod user;
mod vectors;

pub(super) use files::{Files, last_part, only_table};

use std::path::{Path, PathBuf};

use super::own_accounts::Targets;
use super::{Input, ReadOptions, exiobase};
use crate::error::{Problem, Result};
use crate::table::{Account, Finding, Parts};

/// A layout of several files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pieces {
    /// Eora26: matrices and labels in files of their own.
    Eora26,
    /// EXIOBASE 3: flows or coefficients in one folder, accounts in folders below it.
    Exiobase3,
    /// What Python's pymrio saves: the same folders of any table, also as Parquet.
    Pymrio,
    /// GLORIA: supply and use in matrices, labels in a workbook.
    Gloria,
    /// The user tables of Stata's `icio`: a matrix, and a list of countries beside it.
    IcioUser,
    /// The vectors of R's `decompr`: `x`, `y`, `k`, `i` and perhaps `o`, `v`.
    Decompr,
    /// Exports of the Python package MARIO: a file for each matrix, or a workbook.
    Mario,
}

impl Pieces {
    /// All of them.
    pub const ALL: [Pieces; 7] = [
        Pieces::Eora26,
        Pieces::Exiobase3,
        Pieces::Pymrio,
        Pieces::Gloria,
        Pieces::IcioUser,
        Pieces::Decompr,
        Pieces::Mario,
    ];

    /// The layout's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Pieces::Eora26 => "eora26",
            Pieces::Exiobase3 => "exiobase3",
            Pieces::Pymrio => "pymrio",
            Pieces::Gloria => "gloria",
            Pieces::IcioUser => "icio-user",
            Pieces::Decompr => "decompr",
            Pieces::Mario => "mario",
        }
    }

    /// How it is recognised.
    #[must_use]
    pub fn recognised_by(self) -> &'static str {
        match self {
            Pieces::Eora26 => {
                "Eora26 folder or zip: Eora26_YEAR_bp_T.txt, _FD.txt, _VA.txt, labels_T.txt, labels_FD.txt, labels_VA.txt (also in indices.zip beside it)"
            }
            Pieces::Gloria => {
                "GLORIA folder or zip: ..._T-Results_YEAR_RELEASE_Markup001(full).csv, ..._Y-Results_..., ..._V-Results_..., and GLORIA_ReadMe_RELEASE.xlsx with them or in the folder above"
            }
            Pieces::Exiobase3 => {
                "EXIOBASE 3 folder or zip: Z.txt or A.txt, Y.txt, industries.txt or products.txt, accounts in folders such as satellite or factor_inputs"
            }
            Pieces::Pymrio => {
                "folder or zip saved by Python's pymrio: file_parameters.json with Z and Y as text, CSV or Parquet, accounts in folders"
            }
            Pieces::IcioUser => {
                "user table of Stata's icio: a CSV of numbers alone, and NAME_countrylist.csv beside it, one code a line"
            }
            Pieces::Mario => {
                "export of MARIO: folder with Z.csv, Y.csv, V.csv, units.csv (or .txt), perhaps in a folder flows; or workbook with sheets flows and units"
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
            Pieces::Eora26 | Pieces::Gloria => Some("thousand US$"),
            Pieces::Exiobase3 => Some("million EUR"),
            Pieces::Pymrio | Pieces::IcioUser | Pieces::Decompr | Pieces::Mario => None,
        }
    }

    /// The paths of the files that a table may be read from.
    fn all(self, files: &Files) -> Vec<PathBuf> {
        let names: Vec<&str> = match self {
            Pieces::Eora26 => files.all(eora::is_piece).collect(),
            Pieces::Exiobase3 | Pieces::Pymrio => files.all(exiobase::has).collect(),
            Pieces::Gloria => return gloria::all(files),
            Pieces::IcioUser => user::all(files),
            Pieces::Mario => return mario::all(files),
            Pieces::Decompr => files.all(|name| vectors::FILES.contains(&name)).collect(),
        };
        files.paths(&names)
    }

    /// Whether a file of this name, in lower case, may be a part of such a table.
    fn has(self, name: &str) -> bool {
        const MATRICES: [&str; 4] = ["z", "y", "v", "units"];
        const EXIOBASE: [&str; 8] = [
            "a.txt",
            "z.txt",
            "y.txt",
            "x.txt",
            "unit.txt",
            "industries.txt",
            "products.txt",
            "finaldemands.txt",
        ];
        let stem = name.strip_suffix(".csv").or_else(|| name.strip_suffix(".txt"));
        match self {
            Pieces::Eora26 => eora::is_piece(name),
            Pieces::Exiobase3 => EXIOBASE.contains(&name),
            Pieces::Pymrio => name == "file_parameters.json",
            Pieces::Gloria => name.contains("-results_") || name.starts_with("gloria"),
            Pieces::IcioUser => user::is_list(name),
            Pieces::Decompr => vectors::FILES.contains(&name),
            Pieces::Mario => stem.is_some_and(|stem| MATRICES.contains(&stem)),
        }
    }

    /// The layout of these files, if it is one of several files.
    pub(super) fn of(files: &Files) -> Option<Self> {
        Pieces::ALL.into_iter().find(|layout| match layout {
            Pieces::Eora26 => eora::is_meant(files),
            Pieces::Exiobase3 => exiobase::kind_of(files) == Some(exiobase::Kind::Exiobase),
            Pieces::Pymrio => exiobase::kind_of(files) == Some(exiobase::Kind::Pymrio),
            Pieces::Gloria => gloria::is_meant(files),
            Pieces::IcioUser => user::is_meant(files),
            Pieces::Decompr => vectors::is_meant(files),
            Pieces::Mario => mario::is_meant(files),
        })
    }

    /// Read the table. Year, unit and edition are in the source of the parts, where the files say them.
    pub(super) fn read(
        self,
        files: &Files,
        options: &ReadOptions,
        findings: &mut Vec<Finding>,
    ) -> Result<Parts> {
        match self {
            Pieces::Eora26 => eora::read(files, options, findings),
            Pieces::Exiobase3 | Pieces::Pymrio => exiobase::read(files, options, findings),
            Pieces::Gloria => gloria::read(files, options, findings),
            Pieces::IcioUser => user::read(files, options, findings),
            Pieces::Decompr => vectors::read(files, options, findings),
            Pieces::Mario => mario::read(files, options, findings),
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
        Some(pieces) => pieces.all(&files),
        None if path.is_dir() => files::lone_table(path).into_iter().collect(),
        None => vec![],
    }
}

/// The layout that has most of these files, where it is not whole.
fn nearest(files: &Files) -> Option<Problem> {
    let of = |pieces: Pieces| files.all(|name| pieces.has(name)).collect::<Vec<&str>>();
    // The first of those that have as many.
    let pieces = Pieces::ALL.into_iter().rev().max_by_key(|pieces| of(*pieces).len())?;
    let found: Vec<String> = of(pieces).into_iter().map(str::to_owned).collect();
    let (layout, wanted) = (pieces.name(), pieces.recognised_by());
    (!found.is_empty()).then_some(Problem::NearFolder { layout, found, wanted })
}

/// The layout that is asked for, or that these files have.
fn asked(files: &Files, options: &ReadOptions) -> Option<Pieces> {
    match options.layout {
        Some(super::Layout::Pieces(pieces)) => Some(pieces),
        Some(_) => None,
        None => Pieces::of(files),
    }
}

/// Whether there are accounts beside the flows.
pub(super) fn bring_accounts(files: &Files, options: &ReadOptions) -> bool {
    match asked(files, options) {
        Some(Pieces::Eora26) => eora::has_accounts(files),
        Some(Pieces::Exiobase3 | Pieces::Pymrio) => exiobase::has_accounts(files, options.year),
        Some(Pieces::Gloria | Pieces::IcioUser | Pieces::Decompr | Pieces::Mario) | None => false,
    }
}

/// The accounts of a table that are named; nothing for a layout that has none.
pub(super) fn own_accounts(
    files: &Files,
    options: &ReadOptions,
    (targets, named): (&Targets<'_>, &[String]),
    findings: &mut Vec<Finding>,
) -> Result<Option<Vec<Account>>> {
    match asked(files, options) {
        Some(Pieces::Eora26) => eora::accounts(files, options, (targets, named), findings),
        Some(Pieces::Exiobase3 | Pieces::Pymrio) => {
            exiobase::own_accounts(files, options, (targets, named), findings)
        }
        Some(Pieces::Gloria | Pieces::IcioUser | Pieces::Decompr | Pieces::Mario) | None => {
            Ok(None)
        }
    }
}
