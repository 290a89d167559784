//! Files that appear whole or not at all.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::pending::Pending;
use super::stata::Stata;
use super::{Frame, write_latex, write_markdown};
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
    /// `.dta`, of Stata 14 and later
    Stata,
    /// `.parquet`, with the feature `parquet`
    Parquet,
    /// `.json`
    Json,
    /// `.tex`, a table for a paper
    Latex,
    /// `.md`, a table for a page
    Markdown,
}

impl FileFormat {
    /// The endings that are understood, for messages.
    pub const ENDINGS: &str = match (cfg!(feature = "xlsx"), cfg!(feature = "parquet")) {
        (true, true) => "`.csv`, `.csv.gz`, `.xlsx`, `.dta`, `.parquet`, `.json`, `.tex`, `.md`",
        (true, false) => "`.csv`, `.csv.gz`, `.xlsx`, `.dta`, `.json`, `.tex`, `.md`",
        (false, true) => "`.csv`, `.csv.gz`, `.dta`, `.parquet`, `.json`, `.tex`, `.md`",
        (false, false) => "`.csv`, `.csv.gz`, `.dta`, `.json`, `.tex`, `.md`",
    };

    /// The format that the ending of `path` means.
    ///
    /// # Errors
    /// [`Error::Ending`] for any other ending; [`Error::NotBuilt`] for a workbook or a Parquet file
    /// where the feature `xlsx` or `parquet` is off.
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
            (Some("dta"), _) => Ok(FileFormat::Stata),
            (Some("parquet"), _) if cfg!(feature = "parquet") => Ok(FileFormat::Parquet),
            (Some("parquet"), _) => Err(no_parquet(path)),
            (Some("json"), _) => Ok(FileFormat::Json),
            (Some("tex"), _) => Ok(FileFormat::Latex),
            (Some("md"), _) => Ok(FileFormat::Markdown),
            _ => Err(Error::Ending { path: path.to_owned(), known: FileFormat::ENDINGS }),
        }
    }

    /// Whether a file can hold results of different columns side by side: as sheets, or as tables
    /// below each other.
    #[must_use]
    pub fn holds_several(self) -> bool {
        matches!(self, FileFormat::Xlsx | FileFormat::Latex | FileFormat::Markdown)
    }

    /// How a file of CSV is packed; nothing for every other form.
    #[must_use]
    pub fn csv(self) -> Option<Compress> {
        match self {
            FileFormat::Csv => Some(Compress::No),
            FileFormat::CsvGz => Some(Compress::Gzip),
            _ => None,
        }
    }
}

fn no_workbooks(path: &Path) -> Error {
    Error::NotBuilt { path: path.to_owned(), format: "workbooks", feature: "xlsx" }
}

fn no_parquet(path: &Path) -> Error {
    Error::NotBuilt { path: path.to_owned(), format: "Parquet files", feature: "parquet" }
}

/// A file to be written. It is opened before anything is computed, so that a missing or read-only
/// folder and an ending that says nothing are found at once; it has no name until it is complete,
/// and takes the place of an older file then, with the permissions of that one. If it is dropped
/// before, nothing is left behind. Behind a symbolic link the file that it leads to is written. What
/// is no file, a pipe or a device, is written into.
#[derive(Debug)]
pub struct Destination {
    path: PathBuf,
    format: FileFormat,
    file: Pending,
}

impl Destination {
    /// Open the file, in the folder that it will be in.
    ///
    /// # Errors
    /// [`Error::Ending`] and [`Error::NotBuilt`] as [`FileFormat::of`]; [`Error::Io`] when the folder
    /// does not exist or cannot be written to, or the file is there and may not be written.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::Destination;
    /// let folder = std::env::temp_dir();
    /// let file = Destination::create(folder.join("vax.csv"))?;
    /// assert!(Destination::create(folder.join("vax.txt")).is_err());
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let format = FileFormat::of(path)?;
        let file = Pending::open(path).map_err(|source| Error::io("write", path, source))?;
        Ok(Destination::of(path.to_owned(), format, file))
    }

    /// Open a file whose ending says nothing here: what writes it knows its form.
    ///
    /// # Errors
    /// [`Error::Io`] as [`Destination::create`].
    pub(crate) fn plain(path: &Path) -> Result<Self> {
        let file = Pending::open(path).map_err(|source| Error::io("write", path, source))?;
        Ok(Destination::of(path.to_owned(), FileFormat::Csv, file))
    }

    /// What goes into a writer at once; `name` is what messages call it.
    #[must_use]
    pub fn through(
        name: impl Into<PathBuf>,
        format: FileFormat,
        writer: impl Write + Send + 'static,
    ) -> Self {
        let path = name.into();
        let file = Pending::through(&path, Box::new(writer));
        Destination::of(path, format, file)
    }

    pub(super) fn of(path: PathBuf, format: FileFormat, file: Pending) -> Self {
        Destination { path, format, file }
    }

    /// The name that the file will have.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The format that it will have.
    #[must_use]
    pub fn format(&self) -> FileFormat {
        self.format
    }

    /// Write through `body` (gzipped when `compress` says so), then give the file its name.
    ///
    /// # Errors
    /// [`Error::Io`]; nothing is left behind.
    pub fn write(
        self,
        compress: Compress,
        body: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<()> {
        self.written(compress, body)?.publish()
    }

    /// As [`Destination::write`], for a body that also computes.
    ///
    /// # Errors
    /// [`Error::Io`] and those of `body`; nothing is left behind.
    pub fn stream(
        self,
        compress: Compress,
        body: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        self.streamed(compress, body)?.publish()
    }

    /// Write frames: one sheet each in a workbook, one table each in LaTeX and Markdown; any other
    /// format holds exactly one.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Encode`] for what the format cannot hold: more rows than a worksheet
    /// has, several frames in a file of Stata or Parquet.
    pub fn save(self, frames: &[Frame]) -> Result<()> {
        self.filled(frames)?.publish()
    }

    /// The file with the frames in it, still without its name.
    pub(super) fn filled(self, frames: &[Frame]) -> Result<Self> {
        match self.format {
            FileFormat::Csv => {
                self.written(Compress::No, |out| each(frames, |f| f.write_csv(&mut *out)))
            }
            FileFormat::CsvGz => {
                self.written(Compress::Gzip, |out| each(frames, |f| f.write_csv(&mut *out)))
            }
            FileFormat::Json => {
                self.written(Compress::No, |out| each(frames, |f| f.write_json(&mut *out)))
            }
            FileFormat::Xlsx => self.filled_workbook(frames),
            FileFormat::Stata => {
                let file = Stata::of(self.only(frames)?, &self.path)?;
                self.written(Compress::No, |out| file.write(out))
            }
            FileFormat::Parquet => self.filled_parquet(frames),
            FileFormat::Latex => self.written(Compress::No, |out| write_latex(frames, out)),
            FileFormat::Markdown => self.written(Compress::No, |out| write_markdown(frames, out)),
        }
    }

    /// The one frame of a file that cannot hold more.
    fn only<'a>(&self, frames: &'a [Frame]) -> Result<&'a Frame> {
        match frames {
            [frame] => Ok(frame),
            _ => Err(Error::Encode {
                path: self.path.clone(),
                reason: format!("this format holds one result, there are {}", frames.len()),
            }),
        }
    }

    #[cfg(feature = "parquet")]
    fn filled_parquet(mut self, frames: &[Frame]) -> Result<Self> {
        let frame = self.only(frames)?;
        super::parquet::write(frame, self.file.writer())
            .map_err(|error| super::parquet::error(error, &self.path))?;
        Ok(self)
    }

    #[cfg(not(feature = "parquet"))]
    fn filled_parquet(self, _: &[Frame]) -> Result<Self> {
        Err(no_parquet(&self.path))
    }

    /// The file with these bytes in it, still without its name.
    pub(super) fn with_bytes(self, bytes: &[u8]) -> Result<Self> {
        self.written(Compress::No, |out| out.write_all(bytes))
    }

    #[cfg(feature = "xlsx")]
    fn filled_workbook(self, frames: &[Frame]) -> Result<Self> {
        let bytes = super::xlsx::workbook(frames, &self.path)?;
        self.written(Compress::No, |out| out.write_all(&bytes))
    }

    #[cfg(not(feature = "xlsx"))]
    fn filled_workbook(self, _: &[Frame]) -> Result<Self> {
        Err(no_workbooks(&self.path))
    }

    /// The file with what `body` writes in it, still without its name.
    pub(crate) fn written(
        self,
        compress: Compress,
        body: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<Self> {
        let path = self.path.clone();
        self.streamed(compress, |out| body(out).map_err(|e| Error::io("write", &path, e)))
    }

    /// The same, of what may fail otherwise than in writing.
    pub(crate) fn streamed(
        mut self,
        compress: Compress,
        body: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<Self> {
        let fail = |source| Error::io("write", &self.path, source);
        let mut out = BufWriter::with_capacity(1 << 18, self.file.writer());
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
        Ok(self)
    }

    /// Give the file its name.
    pub(crate) fn publish(self) -> Result<()> {
        let Destination { path, file, .. } = self;
        file.publish().map_err(|e| Error::io("write", &path, e))
    }

    /// Give the file another name, in the same file system.
    pub(super) fn publish_as(self, path: &Path) -> std::io::Result<()> {
        self.file.publish_as(path)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(not(feature = "parquet"))]
    #[test]
    fn parquet_needs_its_feature() {
        let error = FileFormat::of(Path::new("r.parquet")).expect_err("no writer");
        assert_eq!(
            error.to_string(),
            "cannot write `r.parquet`: this build has no writer of Parquet files"
        );
        assert!(error.hint().is_some_and(|hint| hint.to_string().contains("feature `parquet`")));
        assert!(!FileFormat::ENDINGS.contains("parquet"));
    }

    #[test]
    fn every_ending_that_is_said_is_known() {
        for ending in FileFormat::ENDINGS.split(", ") {
            let name = format!("r{}", ending.trim_matches('`'));
            assert!(FileFormat::of(Path::new(&name)).is_ok(), "{name}");
        }
    }

    #[cfg(not(feature = "xlsx"))]
    #[test]
    fn workbooks_need_their_feature() {
        let error = FileFormat::of(Path::new("r.xlsx")).expect_err("no writer");
        assert_eq!(
            error.to_string(),
            "cannot write `r.xlsx`: this build has no writer of workbooks"
        );
        assert!(error.hint().is_some_and(|hint| hint.to_string().contains("feature `xlsx`")));
        assert!(!FileFormat::ENDINGS.contains("xlsx"));
        // Before anything is computed, not when it is to be written.
        let refused = Destination::create("r.xlsx").expect_err("no writer");
        assert!(matches!(refused, Error::NotBuilt { .. }), "{refused}");
    }
}
