//! A file for a report.

use std::path::Path;

use crate::error::{Error, Result};
use crate::frame::{Compress, Destination};

/// A file for a report, opened before anything is computed, that appears whole or not at all.
#[derive(Debug)]
pub struct ReportFile(Destination);

impl ReportFile {
    /// The endings that are understood, for messages.
    pub const ENDINGS: &str = "`.html`";

    /// Open a file.
    ///
    /// # Errors
    /// [`Error::Ending`] for another ending, [`Error::Io`] where it cannot be written.
    pub fn create(path: &Path) -> Result<Self> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let known =
            ending.is_some_and(|it| ["html", "htm"].contains(&it.to_ascii_lowercase().as_str()));
        if !known {
            return Err(Error::Ending { path: path.to_owned(), known: Self::ENDINGS });
        }
        Ok(ReportFile(Destination::plain(path)?))
    }

    /// Write a page.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn save(self, page: &str) -> Result<()> {
        self.0.write(Compress::No, |out| out.write_all(page.as_bytes()))
    }
}
