//! Where a table goes: one file, or several that are read together.

use std::path::{Path, PathBuf};

#[cfg(feature = "binary")]
use super::binary::write as write_binary;
use super::{CANONICAL, LONG, PrimaryRows, TableFormat, beside, pymrio, user, write_table};
use crate::error::{Error, Result, named};
use crate::frame::{Destination, FileFormat, ResultFolder};
use crate::read::Layout;
use crate::table::Mrio;

/// The forms that a table is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableForm {
    /// The canonical layout: `.csv`, `.csv.gz`, `.xlsx`.
    Canonical,
    /// One cell a line: `.csv`, `.csv.gz`, `.dta`, `.parquet`.
    Long,
    /// A folder as Python's pymrio saves it.
    Pymrio,
    /// The user table of Stata's `icio`: `.csv`, and the list of countries beside it.
    IcioUser,
    /// Binary, for repeated use: `.tripole`.
    Binary,
}

named!(
    TableForm, "layout": Canonical = "canonical", Long = "long", Pymrio = "pymrio", IcioUser = "icio-user",
    Binary = "tripole",
);

impl TableForm {
    /// Whether the ending of a file's name is that of binary tables.
    #[must_use]
    pub fn is_binary(path: &Path) -> bool {
        path.extension().is_some_and(|end| end.eq_ignore_ascii_case(Layout::Binary.name()))
    }
}

/// The ending of binary tables.
const BINARY: &str = "`.tripole`";

fn no_binary(path: &Path) -> Error {
    Error::NotBuilt { path: path.to_owned(), format: "binary tables", feature: "binary" }
}

/// The files of a table, opened before anything is read.
#[derive(Debug)]
pub enum TableFiles {
    /// One file.
    One(Destination, TableFormat),
    /// A folder of pymrio, which is not there yet.
    Pymrio(PathBuf, ResultFolder),
    /// The numbers, and the list of countries beside them.
    IcioUser(Destination, Destination),
    /// One file, with all that is known of the table.
    Binary(Destination),
}

impl TableFiles {
    /// Open the files of a form; without one the ending says it: `.dta` and `.parquet` are long, `.tripole` is
    /// binary, all else canonical.
    ///
    /// # Errors
    /// [`Error::Ending`] for an ending that the form has not; [`Error::Conflict`] for a folder of pymrio
    /// that is there already; [`Error::Io`] where the files cannot be written; [`Error::NotBuilt`] as
    /// [`FileFormat::of`], and for a binary table where the feature `binary` is off.
    pub fn open(path: impl AsRef<Path>, form: Option<TableForm>) -> Result<Self> {
        let path = path.as_ref();
        let other = |known| Err(Error::Ending { path: path.to_owned(), known });
        let one = |format| Ok(TableFiles::One(Destination::create(path)?, format));
        match form {
            Some(TableForm::Pymrio) if path.exists() => Err(Error::conflict(
                format!("the folder `{}`", path.display()),
                "a table of several files",
                "it is there already, and what is in it would be read with the table: name a new one",
            )),
            Some(TableForm::Pymrio) => {
                Ok(TableFiles::Pymrio(path.to_owned(), ResultFolder::open(path)?))
            }
            Some(TableForm::IcioUser) if !matches!(FileFormat::of(path), Ok(FileFormat::Csv)) => {
                other("`.csv`")
            }
            Some(TableForm::IcioUser) => {
                let list = Destination::create(beside(path, "_countrylist.csv"))?;
                Ok(TableFiles::IcioUser(Destination::create(path)?, list))
            }
            None | Some(TableForm::Binary) if TableForm::is_binary(path) => {
                if cfg!(feature = "binary") {
                    Ok(TableFiles::Binary(Destination::plain(path)?))
                } else {
                    Err(no_binary(path))
                }
            }
            Some(TableForm::Binary) => other(BINARY),
            _ => match (FileFormat::of(path), form) {
                (Err(error @ Error::NotBuilt { .. }), _) => Err(error),
                (Ok(FileFormat::Csv | FileFormat::CsvGz), Some(TableForm::Long))
                | (Ok(FileFormat::Stata | FileFormat::Parquet), None | Some(TableForm::Long)) => {
                    one(TableFormat::Long)
                }
                (
                    Ok(FileFormat::Csv | FileFormat::CsvGz | FileFormat::Xlsx),
                    None | Some(TableForm::Canonical),
                ) => one(TableFormat::Canonical),
                (_, Some(TableForm::Canonical)) => other(CANONICAL),
                (_, Some(TableForm::Long)) => other(LONG),
                _ => other("`.csv`, `.csv.gz`, `.xlsx`, `.dta`, `.parquet`, `.tripole`"),
            },
        }
    }

    /// The file that the table is read from, or its folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            TableFiles::One(file, _) | TableFiles::IcioUser(file, _) | TableFiles::Binary(file) => {
                file.path()
            }
            TableFiles::Pymrio(path, _) => path,
        }
    }

    /// A file that is written beside it.
    #[must_use]
    pub fn beside(&self) -> Option<&Path> {
        match self {
            TableFiles::IcioUser(_, list) => Some(list.path()),
            TableFiles::One(..) | TableFiles::Pymrio(..) | TableFiles::Binary(_) => None,
        }
    }

    /// Whether year and unit have to be said in a file beside it.
    #[must_use]
    pub fn needs_about(&self) -> bool {
        match self {
            TableFiles::One(file, _) | TableFiles::IcioUser(file, _) => {
                file.format().csv().is_some() || file.format() == FileFormat::Stata
            }
            TableFiles::Pymrio(..) | TableFiles::Binary(_) => false,
        }
    }

    /// Write a table; see [`write_table`]. All files are whole before the first has its name. A binary table
    /// has every row under its own name, whatever `rows` says.
    ///
    /// # Errors
    /// As [`write_table`]; [`Error::Input`] also for what the form cannot hold: in pymrio's folders final
    /// demand of no region, in the numbers of `icio` regions that lack a sector or a category, in a binary table
    /// labels that are blank or broken into lines.
    pub fn write(self, table: &Mrio, rows: PrimaryRows) -> Result<()> {
        match self {
            TableFiles::One(file, format) => write_table(table, file, format, rows),
            TableFiles::Pymrio(path, folder) => pymrio::write(table, (&path, folder), rows),
            TableFiles::IcioUser(file, list) => user::write(table, (file, list)),
            #[cfg(feature = "binary")]
            TableFiles::Binary(file) => write_binary(table, file),
            #[cfg(not(feature = "binary"))]
            TableFiles::Binary(file) => Err(no_binary(file.path())),
        }
    }
}
