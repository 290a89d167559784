//! Files that appear whole or not at all.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::NamedTempFile;

use super::Frame;
use crate::error::{Error, Result};

/// A file format for results, told by the file's ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// `.csv`
    Csv,
    /// `.csv.gz`
    CsvGz,
    /// `.xlsx`, with the feature `xlsx`
    Xlsx,
    /// `.json`
    Json,
}

impl FileFormat {
    /// The endings that are understood, for messages.
    pub const ENDINGS: &str = if cfg!(feature = "xlsx") {
        "`.csv`, `.csv.gz`, `.xlsx`, `.json`"
    } else {
        "`.csv`, `.csv.gz`, `.json`"
    };

    /// The format that the ending of `path` means.
    ///
    /// # Errors
    /// [`Error::Ending`] for any other ending; [`Error::NotBuilt`] for a workbook where the feature
    /// `xlsx` is off.
    ///
    /// # Examples
    /// ```
    /// use std::path::Path;
    /// use tripole::frame::FileFormat;
    /// assert_eq!(FileFormat::of(Path::new("vax.csv.gz"))?, FileFormat::CsvGz);
    /// assert!(FileFormat::of(Path::new("vax.txt")).is_err());
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn of(path: &Path) -> Result<Self> {
        let ending = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase());
        let inner = path.file_stem().map(Path::new).and_then(ending);
        match (ending(path).as_deref(), inner.as_deref()) {
            (Some("csv"), _) => Ok(FileFormat::Csv),
            (Some("gz"), Some("csv")) => Ok(FileFormat::CsvGz),
            (Some("xlsx"), _) if cfg!(feature = "xlsx") => Ok(FileFormat::Xlsx),
            (Some("xlsx"), _) => Err(no_workbooks(path)),
            (Some("json"), _) => Ok(FileFormat::Json),
            _ => Err(Error::Ending { path: path.to_owned(), known: FileFormat::ENDINGS }),
        }
    }
}

fn no_workbooks(path: &Path) -> Error {
    Error::NotBuilt { path: path.to_owned(), format: "workbooks", feature: "xlsx" }
}

/// A file to be written. It is opened under a temporary name beside its own before anything is
/// computed, so that a missing or read-only folder is found at once, and renamed when it is
/// complete. If it is dropped before that, nothing is left behind.
#[derive(Debug)]
pub struct Destination {
    path: PathBuf,
    file: NamedTempFile,
}

impl Destination {
    /// Open the file beside `path`.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder does not exist or cannot be written to.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let fail = |source| Error::io("write", path, source);
        if path.is_dir() {
            return Err(fail(std::io::ErrorKind::IsADirectory.into()));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".tripole-").suffix(".partial");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder).map_err(fail)?;
        Ok(Destination { path: path.to_owned(), file })
    }

    /// The name that the file will have.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Write through `body` (gzipped when `compress` says so), then rename.
    ///
    /// # Errors
    /// [`Error::Io`]; nothing is left behind.
    pub fn write(
        self,
        compress: Compress,
        body: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<()> {
        let path = self.path.clone();
        self.stream(compress, |out| body(out).map_err(|e| Error::io("write", &path, e)))
    }

    /// As [`Destination::write`], for a body that also computes.
    ///
    /// # Errors
    /// [`Error::Io`] and those of `body`; nothing is left behind.
    pub fn stream(
        mut self,
        compress: Compress,
        body: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        let path = self.path.clone();
        let fail = |source| Error::io("write", &path, source);
        let mut out = BufWriter::with_capacity(1 << 18, self.file.as_file_mut());
        match compress {
            Compress::No => body(&mut out)?,
            Compress::Gzip => {
                let mut gz = GzEncoder::new(&mut out, Compression::new(6));
                body(&mut gz)?;
                gz.finish().map_err(fail)?;
            }
        }
        out.flush().map_err(fail)?;
        drop(out);
        self.finish()
    }

    /// Write frames: one sheet each in a workbook; any other format holds exactly one.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Encode`] for more rows than a worksheet can hold, [`Error::Ending`].
    pub fn save(self, frames: &[Frame]) -> Result<()> {
        match FileFormat::of(&self.path)? {
            FileFormat::Csv => {
                self.write(Compress::No, |out| each(frames, |f| f.write_csv(&mut *out)))
            }
            FileFormat::CsvGz => {
                self.write(Compress::Gzip, |out| each(frames, |f| f.write_csv(&mut *out)))
            }
            FileFormat::Json => {
                self.write(Compress::No, |out| each(frames, |f| f.write_json(&mut *out)))
            }
            FileFormat::Xlsx => self.save_workbook(frames),
        }
    }

    #[cfg(feature = "xlsx")]
    fn save_workbook(self, frames: &[Frame]) -> Result<()> {
        let bytes = super::xlsx::workbook(frames, &self.path)?;
        self.write(Compress::No, |out| out.write_all(&bytes))
    }

    #[cfg(not(feature = "xlsx"))]
    fn save_workbook(self, _: &[Frame]) -> Result<()> {
        Err(no_workbooks(&self.path))
    }

    fn finish(self) -> Result<()> {
        let Destination { path, file } = self;
        let _: File = file.persist(&path).map_err(|e| Error::io("write", &path, e.error))?;
        Ok(())
    }
}

/// Whether a file is gzipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compress {
    /// As it is.
    No,
    /// With gzip.
    Gzip,
}

fn each(frames: &[Frame], write: impl FnMut(&Frame) -> std::io::Result<()>) -> std::io::Result<()> {
    frames.iter().try_for_each(write)
}

#[cfg(all(test, not(feature = "xlsx")))]
mod tests {
    use super::*;

    #[test]
    fn workbooks_need_their_feature() {
        let error = FileFormat::of(Path::new("r.xlsx")).expect_err("no writer");
        assert_eq!(
            error.to_string(),
            "cannot write `r.xlsx`: this build has no writer of workbooks"
        );
        assert!(error.hint().is_some_and(|hint| hint.to_string().contains("feature `xlsx`")));
        assert!(!FileFormat::ENDINGS.contains("xlsx"));
    }
}
