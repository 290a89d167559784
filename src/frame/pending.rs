//! A file on its way: without a name until it is whole.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Links in a row that a name may be of, as operating systems count.
const LINKS: usize = 40;

/// Where a file is made that is written under this name: the end of symbolic links, which stay
/// what they are.
#[must_use]
pub fn target_of(path: &Path) -> PathBuf {
    let mut target = path.to_owned();
    for _ in 0..LINKS {
        let Ok(link) = std::fs::read_link(&target) else { break };
        target = target.with_file_name("").join(link);
    }
    target
}

/// The folder that a file lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A file that is being written.
pub(super) struct Pending {
    target: PathBuf,
    place: Place,
}

/// Where the bytes are until the file is whole.
enum Place {
    /// In a file without a name: nothing is left of it, however the program ends.
    #[cfg(target_os = "linux")]
    Unnamed(File),
    /// Under a name beside its own, where files without one are not known.
    Beside(NamedTempFile),
    /// Where they go at once: pipes and devices, which nothing can be put in the place of.
    Through(Box<dyn Write + Send>),
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pending").field("target", &self.target).finish_non_exhaustive()
    }
}

impl Pending {
    /// A file that will have this name, in the place of a file that may be there, or what is
    /// written into a pipe or a device of this name.
    pub fn open(path: &Path) -> io::Result<Self> {
        let target = target_of(path);
        match std::fs::metadata(&target) {
            Ok(found) if found.is_dir() => return Err(ErrorKind::IsADirectory.into()),
            Ok(found) => {
                // A file that must not be written must not be replaced either.
                let there = OpenOptions::new().write(true).open(&target)?;
                if !found.is_file() {
                    return Ok(Pending::through(&target, Box::new(there)));
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        Pending::in_folder(folder_of(&target), &target)
    }

    /// A new file that is made in a folder and will have a name in the same file system.
    pub fn in_folder(folder: &Path, target: &Path) -> io::Result<Self> {
        // Said of the folder, and not of a name that nobody has typed.
        std::fs::metadata(folder)?;
        let place = Place::in_folder(folder)?;
        Ok(Pending { target: target.to_owned(), place })
    }

    /// What goes into a writer at once.
    pub fn through(name: &Path, writer: Box<dyn Write + Send>) -> Self {
        Pending { target: name.to_owned(), place: Place::Through(writer) }
    }

    /// Where it is written to.
    pub fn writer(&mut self) -> &mut (dyn Write + Send) {
        match &mut self.place {
            #[cfg(target_os = "linux")]
            Place::Unnamed(file) => file,
            Place::Beside(file) => file.as_file_mut(),
            Place::Through(writer) => writer,
        }
    }

    /// Give the whole file its name.
    pub fn publish(self) -> io::Result<()> {
        let target = self.target.clone();
        self.publish_as(&target)
    }

    /// Give the whole file a name, once its bytes are on the disk.
    pub fn publish_as(self, target: &Path) -> io::Result<()> {
        match self.place {
            #[cfg(target_os = "linux")]
            Place::Unnamed(file) => {
                settle(&file, target)?;
                name(&file, target)?;
            }
            Place::Beside(file) => {
                settle(file.as_file(), target)?;
                file.persist(target)?;
            }
            Place::Through(mut writer) => return writer.flush(),
        }
        sync_folder(folder_of(target));
        Ok(())
    }
}

impl Place {
    fn in_folder(folder: &Path) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(file) = unnamed(folder) {
            return Ok(Place::Unnamed(file));
        }
        beside().tempfile_in(folder).map(Place::Beside)
    }
}

/// How files are called that are not whole. They have the permissions that any new file has.
pub(super) fn beside() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tripole-").suffix(".partial");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder
}

/// The bytes on the disk, the permissions those of the file that is replaced.
fn settle(file: &File, target: &Path) -> io::Result<()> {
    if let Ok(replaced) = std::fs::metadata(target) {
        file.set_permissions(replaced.permissions())?;
    }
    file.sync_all()
}

/// That a file has a new name is on the disk, too. Some file systems cannot be told.
pub(super) fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// A file without a name, where the file system knows such, and the system how to name it later.
#[cfg(target_os = "linux")]
fn unnamed(folder: &Path) -> Option<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let file = open(folder, flags, Mode::from_raw_mode(0o666)).map(File::from).ok()?;
    handle(&file).exists().then_some(file)
}

/// The file under the name that the system has for what is open.
#[cfg(target_os = "linux")]
fn handle(file: &File) -> PathBuf {
    use std::os::fd::AsRawFd;
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

#[cfg(target_os = "linux")]
fn name(file: &File, target: &Path) -> io::Result<()> {
    match link(file, target) {
        // Only a file that has a name can replace another one.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let named = beside().make_in(folder_of(target), |path| link(file, path))?;
            named.persist(target)?;
            Ok(())
        }
        other => other,
    }
}

#[cfg(target_os = "linux")]
fn link(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    Ok(linkat(CWD, handle(file), CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}
