//! Folders of results that appear whole or not at all.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::pending::{Pending, beside, folder_of, sync_folder, target_of};
use super::{Compress, Destination, FileFormat, Frame, package};
use crate::error::{Error, Result};

/// A folder for one CSV file per frame, and `datapackage.json`, which says what is in them. It is
/// looked at before anything is computed: a name that cannot become a folder is found at once. Every
/// file is whole before the first has its name. A new folder gets its name with all files in it; in
/// one that exists, files of the same names are replaced and the others stay.
#[derive(Debug)]
pub struct ResultFolder {
    path: PathBuf,
    /// Where it is, or will be.
    target: PathBuf,
    /// The nearest folder above, or itself, that exists.
    base: PathBuf,
}

impl ResultFolder {
    /// Look at a folder, which need not exist.
    ///
    /// # Errors
    /// [`Error::Io`] where there is a file of this name, or no folder can be written to.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let target = or_here(&target_of(path)).to_owned();
        let fail = |source| Error::io("create the folder", path, source);
        let base = target.ancestors().map(or_here).find(|folder| folder.exists());
        let base = base.ok_or_else(|| fail(ErrorKind::NotFound.into()))?.to_owned();
        // A file that stays without content says whether there can be others.
        Pending::in_folder(&base, &target).map_err(fail)?;
        Ok(ResultFolder { path: path.to_owned(), target, base })
    }

    /// The files that these frames become.
    #[must_use]
    pub fn files(&self, frames: &[Frame]) -> Vec<PathBuf> {
        self.files_named(&names_of(frames))
    }

    /// The files of these names.
    #[must_use]
    pub fn files_named<S: AsRef<str>>(&self, names: &[S]) -> Vec<PathBuf> {
        names.iter().map(|name| self.path.join(name.as_ref())).collect()
    }

    /// Names in the folder that these frames do not replace.
    #[must_use]
    pub fn others(&self, frames: &[Frame]) -> Vec<String> {
        self.others_than(&names_of(frames))
    }

    /// Names in the folder that are none of these.
    #[must_use]
    pub fn others_than<S: AsRef<str>>(&self, names: &[S]) -> Vec<String> {
        let there = fs::read_dir(&self.target).into_iter().flatten().flatten();
        let mut others: Vec<String> = there
            .map(|entry| entry.file_name())
            .filter(|other| !names.iter().any(|name| OsStr::new(name.as_ref()) == other))
            .map(|other| other.to_string_lossy().into_owned())
            .collect();
        others.sort();
        others
    }

    /// Write one CSV file per frame, under the frame's name, and what they are.
    ///
    /// # Errors
    /// [`Error::Io`]; a new folder is not there then, and of one that existed no file is changed
    /// unless the file system fails while names are given.
    pub fn save(self, frames: &[Frame]) -> Result<()> {
        let names: Vec<String> = frames.iter().map(file_name).collect();
        let written = frames.iter().zip(&names).map(|(frame, name)| {
            self.destination(name, FileFormat::Csv)?.filled(std::slice::from_ref(frame))
        });
        let mut written = written.collect::<Result<Vec<Destination>>>()?;
        let package = format!("{:#}\n", package::descriptor(frames, &names));
        let file = self.destination(package::FILE, FileFormat::Json)?;
        written.push(file.with_bytes(package.as_bytes())?);
        self.named(written)
    }

    /// Write files of these names and bytes.
    ///
    /// # Errors
    /// As [`ResultFolder::save`].
    pub fn save_files(self, files: &[(String, Vec<u8>)]) -> Result<()> {
        let written = files
            .iter()
            .map(|(name, bytes)| self.destination(name, FileFormat::Csv)?.with_bytes(bytes));
        let written = written.collect::<Result<Vec<Destination>>>()?;
        self.named(written)
    }

    /// Write files of these names (with `/` between a folder and what is in it) into a folder that is not
    /// there yet.
    ///
    /// # Errors
    /// As [`ResultFolder::save`]; [`Error::Io`] where there is something of its name.
    pub(crate) fn save_new(self, files: &[(&str, Body<'_>)]) -> Result<()> {
        let written = files.iter().map(|(name, body)| {
            self.destination(name, FileFormat::Csv)?.written(Compress::No, |out| body(out))
        });
        let written = written.collect::<Result<Vec<Destination>>>()?;
        let fail = |e| Error::io("create the folder", &self.path, e);
        if self.target.exists() {
            return Err(fail(ErrorKind::AlreadyExists.into()));
        }
        self.publish(written).map_err(fail)
    }

    /// Give all files their names.
    fn named(self, written: Vec<Destination>) -> Result<()> {
        if self.target.is_dir() {
            return written.into_iter().try_for_each(Destination::publish);
        }
        self.publish(written).map_err(|e| Error::io("create the folder", &self.path, e))
    }

    /// A file of the folder, still without its name.
    fn destination(&self, name: &str, format: FileFormat) -> Result<Destination> {
        let path = self.path.join(name);
        let pending = self.pending(&path).map_err(|e| Error::io("write", &path, e))?;
        Ok(Destination::of(path, format, pending))
    }

    fn pending(&self, path: &Path) -> io::Result<Pending> {
        if self.target.is_dir() {
            Pending::open(path)
        } else {
            Pending::in_folder(&self.base, path)
        }
    }

    /// The files in a new folder beside its name, which then is renamed.
    fn publish(&self, written: Vec<Destination>) -> io::Result<()> {
        let first =
            self.target.ancestors().take_while(|folder| or_here(folder) != self.base).last();
        let first = first.unwrap_or(&self.target);
        let made = beside().make_in(&self.base, |path| fs::create_dir(path))?;
        let made = Made(made.into_temp_path().keep()?);
        let below = self.target.strip_prefix(first).map_err(io::Error::other)?;
        let folder = made.0.join(below);
        fs::create_dir_all(&folder)?;
        for destination in written {
            let inside = destination.path().strip_prefix(&self.path).map_err(io::Error::other)?;
            let file = folder.join(inside);
            fs::create_dir_all(folder_of(&file))?;
            destination.publish_as(&file)?;
        }
        fs::rename(&made.0, first)?;
        sync_folder(folder_of(first));
        Ok(())
    }
}

/// What writes a file.
pub(crate) type Body<'a> = Box<dyn Fn(&mut dyn io::Write) -> io::Result<()> + 'a>;

/// A folder that is removed unless it has been renamed.
struct Made(PathBuf);

impl Drop for Made {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A folder, the present one where a relative name goes up no further.
fn or_here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// The files that frames become, and that which says what they are.
fn names_of(frames: &[Frame]) -> Vec<String> {
    frames.iter().map(file_name).chain([package::FILE.to_owned()]).collect()
}

fn file_name(frame: &Frame) -> String {
    format!("{}.csv", frame.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Unit;

    fn frame(name: &'static str) -> Frame {
        Frame::new(name, 1).with_indicator("value", Unit::Count, vec![1.0])
    }

    #[test]
    fn a_new_folder_has_all_files_or_is_not_there() {
        let above = tempfile::tempdir().expect("a folder");
        let path = above.path().join("a").join("b");
        let names = |folder: &Path| {
            let entries = fs::read_dir(folder).expect("a folder");
            let mut names: Vec<_> = entries.map(|e| e.expect("a name").file_name()).collect();
            names.sort();
            names
        };
        let folder = ResultFolder::open(&path).expect("can be made");
        assert!(names(above.path()).is_empty());
        // A file that cannot have its name leaves nothing of the others.
        assert!(folder.save(&[frame("x"), frame("\0")]).is_err());
        assert!(names(above.path()).is_empty());
        ResultFolder::open(&path).expect("can be made").save(&[frame("y")]).expect("written");
        assert_eq!(names(&path), ["datapackage.json", "y.csv"]);
        ResultFolder::open(&path).expect("there").save(&[frame("x"), frame("z")]).expect("written");
        assert_eq!(names(&path), ["datapackage.json", "x.csv", "y.csv", "z.csv"]);
        assert_eq!(names(above.path()), ["a"]);
    }
}
