//! The files of a folder or of an archive.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, Place, Problem, Result};
#[cfg(feature = "archives")]
use crate::read::archive;
use crate::read::stream::Text;
use crate::read::{Input, source, year_in};

/// Most files of a folder that are looked at.
const LIMIT: usize = 10_000;

/// Files that may be the pieces of one table.
pub(in crate::read) struct Files {
    /// The folder or archive as the user named it.
    pub name: String,
    place: Whence,
    /// Names within it, in order.
    names: Vec<String>,
    /// The one that was named, among those of its folder.
    chosen: Option<String>,
}

/// Where files are.
enum Whence {
    Folder(PathBuf),
    /// A file or bytes.
    #[cfg(feature = "archives")]
    Archive(Input),
}

/// What files of text may end in, that are read whether packed or not.
const TEXTS: [&str; 6] = [".txt", ".csv", ".txt.gz", ".csv.gz", ".txt.zst", ".csv.zst"];

impl Files {
    /// The files in an input that is a folder or an archive, or beside one that has its labels in other
    /// files; else nothing.
    pub fn of(input: &Input) -> Result<Option<Self>> {
        if let Input::Path(path) = input
            && path.is_dir()
        {
            return Files::in_folder(path, &input.name())?.with_folders().map(Some);
        }
        #[cfg(feature = "archives")]
        if archive::is_zip(input) {
            // What is wrong with it is said where it is read as one table.
            let Ok(names) = archive::names(input) else { return Ok(None) };
            if names.iter().any(|name| name == "[Content_Types].xml") {
                return Ok(None);
            }
            let place = Whence::Archive(input.clone());
            return Ok(Some(Files { name: input.name(), place, names, chosen: None }));
        }
        // What is no regular file can be read once only.
        let Some(path) = input.path().filter(|path| path.is_file()) else { return Ok(None) };
        let (Some(folder), Some(file)) = (path.parent(), path.file_name()) else { return Ok(None) };
        let file = file.to_string_lossy().into_owned();
        if !TEXTS.iter().any(|end| file.to_lowercase().ends_with(end)) {
            return Ok(None);
        }
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        // A file can be read in a folder whose list cannot.
        let files = Files::in_folder(folder, &input.name()).and_then(Files::with_folders).ok();
        Ok(files.map(|files| Files { chosen: Some(file), ..files }))
    }

    /// These files, and those in the folders of a table that has its accounts in folders of their own: in
    /// those of this folder if it is such a table, or else, where it holds no file of a table, two deep.
    fn with_folders(mut self) -> Result<Self> {
        let path = match &self.place {
            Whence::Folder(path) => path.clone(),
            #[cfg(feature = "archives")]
            Whence::Archive(_) => return Ok(self),
        };
        let is_root = self.names.iter().any(|name| is_description(name));
        if !is_root && self.names.iter().any(|name| ends_as_table(name)) {
            return Ok(self);
        }
        for inner in folders(&path)? {
            // What cannot be looked into is no part of a table.
            let Ok(Files { names: found, .. }) = Files::in_folder(&path.join(&inner), &inner)
            else {
                continue;
            };
            if !is_root && !found.iter().any(|name| is_description(name)) {
                continue;
            }
            self.add(&inner, found);
            let deeper = if is_root { vec![] } else { folders(&path.join(&inner))? };
            for deep in deeper.iter().map(|deep| format!("{inner}/{deep}")) {
                if let Ok(files) = Files::in_folder(&path.join(&deep), &deep) {
                    self.add(&deep, files.names);
                }
            }
        }
        self.names.sort_unstable();
        Ok(self)
    }

    /// The files of a folder within this one, as many as are looked at.
    fn add(&mut self, folder: &str, names: Vec<String>) {
        let room = LIMIT.saturating_sub(self.names.len());
        self.names.extend(names.into_iter().take(room).map(|name| format!("{folder}/{name}")));
    }

    /// The folders that hold files, each with its files; that of the files without folder is empty.
    pub fn folders(&self) -> Vec<(&str, Vec<&str>)> {
        let mut found: Vec<(&str, Vec<&str>)> = vec![];
        for name in self.all(|_| true) {
            let folder = name.rfind(['/', '\\']).map_or("", |at| &name[..at]);
            match found.iter_mut().find(|(known, _)| *known == folder) {
                Some((_, files)) => files.push(name),
                None => found.push((folder, vec![name])),
            }
        }
        found
    }

    /// What the folder, the archive or the folder of the file that was named is called.
    pub fn place_name(&self) -> String {
        let path = match &self.place {
            Whence::Folder(path) => path.canonicalize().unwrap_or_else(|_| path.clone()),
            #[cfg(feature = "archives")]
            Whence::Archive(input) => PathBuf::from(input.name()),
        };
        path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// All bytes of one of the files, at most so many.
    pub fn bytes(&self, file: &str, limit: u64) -> Result<Vec<u8>> {
        let bytes = match &self.place {
            Whence::Folder(path) => {
                let path = path.join(file);
                let fail = |error| Error::io("read", &path, error);
                let mut bytes = vec![];
                let opened = File::open(&path).map_err(fail)?;
                opened.take(limit + 1).read_to_end(&mut bytes).map_err(fail)?;
                bytes
            }
            #[cfg(feature = "archives")]
            Whence::Archive(input) => {
                archive::entry_start(input, &self.title(file), file, limit + 1)?
            }
        };
        if bytes.len() as u64 > limit {
            return Err(Error::input(self.title(file), Place::File, Problem::TooLong { limit }));
        }
        Ok(bytes)
    }

    /// The file that was named, where it was one of the files.
    pub fn chosen(&self) -> Option<&str> {
        self.chosen.as_deref()
    }

    /// Whether the lines of a file have no labels: numbers alone, in the first line or behind a header that
    /// was left in.
    pub fn is_bare(&self, file: &str) -> bool {
        let first = self.open(file).ok().and_then(|text| text.blocks.recv().ok()?.ok());
        let bytes = first.map(|block| block.bytes).unwrap_or_default();
        let is_number = |cell: &str| cell.trim().is_empty() || cell.trim().parse::<f64>().is_ok();
        let is_bare = |line: &[u8]| {
            String::from_utf8_lossy(line).trim_end().split([',', ';', '\t']).all(is_number)
        };
        bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()).take(2).any(is_bare)
    }

    /// The files of a folder itself, hidden ones left out.
    pub fn in_folder(path: &Path, name: &str) -> Result<Self> {
        let fail = |error| Error::io("read", path, error);
        let mut names = vec![];
        for entry in fs::read_dir(path).map_err(fail)?.take(LIMIT) {
            let entry = entry.map_err(fail)?;
            let file = entry.file_name().to_string_lossy().into_owned();
            if !file.starts_with('.') && entry.path().is_file() {
                names.push(file);
            }
        }
        names.sort_unstable();
        Ok(Files {
            name: name.to_owned(),
            place: Whence::Folder(path.to_owned()),
            names,
            chosen: None,
        })
    }

    /// Whether these are archives in an archive, and no tables.
    pub fn holds_archives(&self) -> bool {
        let has = |end: &str| self.find(|file| file.ends_with(end)).is_some();
        self.is_archive() && has(".zip") && !has(".csv")
    }

    fn is_archive(&self) -> bool {
        match self.place {
            Whence::Folder(_) => false,
            #[cfg(feature = "archives")]
            Whence::Archive(_) => true,
        }
    }

    /// The files of those folders in a folder whose names in lower case begin so; nothing if there is none.
    pub fn within(&self, beginning: &str) -> Option<Files> {
        let path = match &self.place {
            Whence::Folder(path) if self.chosen.is_none() => path,
            Whence::Folder(_) => return None,
            #[cfg(feature = "archives")]
            Whence::Archive(_) => return None,
        };
        let mut names = vec![];
        for entry in fs::read_dir(path).ok()?.take(LIMIT).filter_map(std::result::Result::ok) {
            let folder = entry.file_name().to_string_lossy().into_owned();
            if !folder.to_lowercase().starts_with(beginning) || !entry.path().is_dir() {
                continue;
            }
            let files = Files::in_folder(&entry.path(), "").ok()?.names;
            names.extend(files.iter().map(|file| format!("{folder}/{file}")));
        }
        names.sort_unstable();
        let (name, place) = (self.name.clone(), Whence::Folder(path.clone()));
        (!names.is_empty()).then_some(Files { name, place, names, chosen: None })
    }

    /// The files of the folder that a folder or archive is in.
    pub fn above(&self) -> Option<Files> {
        let path = match &self.place {
            Whence::Folder(path) => path.join(".."),
            #[cfg(feature = "archives")]
            Whence::Archive(input) => {
                let folder = input.path()?.parent()?;
                if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() }
            }
        };
        Files::in_folder(&path, &self.name).ok()
    }

    /// One of the files as an input of its own.
    #[cfg_attr(
        not(feature = "archives"),
        allow(clippy::unnecessary_wraps, reason = "archives may be damaged")
    )]
    pub fn input(&self, file: &str) -> Result<Input> {
        match &self.place {
            Whence::Folder(path) => Ok(Input::Path(path.join(file))),
            #[cfg(feature = "archives")]
            Whence::Archive(input) => {
                Ok(Input::bytes(self.title(file), archive::entry_bytes(input, file)?))
            }
        }
    }

    /// The first file whose last part in lower case is as wanted.
    pub fn find(&self, wanted: impl Fn(&str) -> bool) -> Option<&str> {
        self.all(wanted).next()
    }

    /// All of them.
    pub fn all(&self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
        let is_meant = move |name: &&String| {
            let last = last_part(name);
            !name.starts_with("__MACOSX/") && !last.starts_with('.') && wanted(&last)
        };
        self.names.iter().filter(is_meant).map(String::as_str)
    }

    /// The file with this last part beside another, or the only one of that name.
    pub fn near(&self, other: &str, last: &str) -> Option<&str> {
        let folder = |name: &str| name.rfind(['/', '\\']).map(|at| name[..at].to_owned());
        let wanted = last.to_lowercase();
        let found: Vec<&str> = self.all(|name| name == wanted).collect();
        let beside = found.iter().find(|name| folder(name) == folder(other)).copied();
        beside.or(match found.as_slice() {
            [one] => Some(one),
            _ => None,
        })
    }

    /// The paths of files, where they are no part of an archive.
    pub fn paths(&self, some: &[&str]) -> Vec<PathBuf> {
        match &self.place {
            Whence::Folder(path) => some.iter().map(|name| path.join(name)).collect(),
            #[cfg(feature = "archives")]
            Whence::Archive(_) => vec![],
        }
    }

    /// What messages call a file of these.
    pub fn title(&self, file: &str) -> String {
        match &self.place {
            Whence::Folder(path) => path.join(file).display().to_string(),
            #[cfg(feature = "archives")]
            Whence::Archive(_) => format!("{}: {file}", self.name),
        }
    }

    /// Open one of the files.
    pub fn open(&self, file: &str) -> Result<Text> {
        match &self.place {
            Whence::Folder(path) => {
                let path = path.join(file);
                let opened = File::open(&path).map_err(|error| Error::io("read", &path, error))?;
                let lower = file.to_lowercase();
                if [".gz", ".zst"].iter().any(|end| lower.ends_with(end)) {
                    return source::open(&Input::Path(path), None);
                }
                Ok(source::plain(&self.title(file), BufReader::new(opened)))
            }
            #[cfg(feature = "archives")]
            Whence::Archive(input) => archive::open_entry(input, &self.title(file), file),
        }
    }

    /// Files of another archive beside this one or in the folder.
    pub fn beside(&self, name: &str) -> Result<Option<Files>> {
        let path = match &self.place {
            Whence::Folder(path) => Some(path.join(name)),
            #[cfg(feature = "archives")]
            Whence::Archive(input) => input.path().map(|path| path.with_file_name(name)),
        };
        let path = path.filter(|path| path.is_file());
        path.map_or(Ok(None), |path| Files::of(&Input::Path(path)))
    }

    /// The only one of some of the files, or the only one of the year asked for.
    pub fn choose<'a>(&self, some: &[&'a str], year: Option<i32>) -> Result<&'a str> {
        let of_year = some.iter().copied().filter(|file| year.is_none() || year_in(file) == year);
        let names = || some.iter().map(|file| (*file).to_owned()).collect();
        let problem = match (of_year.collect::<Vec<_>>().as_slice(), some, year) {
            ([one], ..) => return Ok(one),
            // Its year is what the user says, as that of any file.
            ([], [one], _) if year_in(one).is_none() => return Ok(one),
            ([], _, Some(year)) => Problem::FolderYear { year, files: names() },
            _ => Problem::FolderChoice { files: names() },
        };
        Err(Error::input(&self.name, Place::File, problem))
    }

    /// That a file is missing.
    pub fn missing(&self, file: &str) -> Error {
        let found = self.names.clone();
        Error::input(&self.name, Place::File, Problem::NoPiece { file: file.to_owned(), found })
    }
}

/// Whether a file describes a folder of EXIOBASE or pymrio.
fn is_description(name: &str) -> bool {
    let name = last_part(name);
    ["file_parameters.json", "industries.txt", "products.txt"].contains(&name.as_str())
}

/// Endings of the files that a table may be in by itself.
const TABLES: [&str; 7] = [".csv", ".csv.gz", ".csv.zst", ".zip", ".xlsx", ".xlsb", ".dta"];

fn ends_as_table(name: &str) -> bool {
    let name = name.to_lowercase();
    TABLES.iter().any(|end| name.ends_with(end))
}

/// The names of the folders in a folder, hidden ones left out.
fn folders(path: &Path) -> Result<Vec<String>> {
    let fail = |error| Error::io("read", path, error);
    let mut names = vec![];
    for entry in fs::read_dir(path).map_err(fail)?.take(LIMIT) {
        let entry = entry.map_err(fail)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // A link may lead back.
        if !name.starts_with('.') && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// The last part of a file's name, in lower case.
pub(in crate::read) fn last_part(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase()
}

/// The only table of a folder of single files, if there is one and no other.
pub(in crate::read) fn lone_table(path: &Path) -> Option<PathBuf> {
    only_table(path, "", None).ok()
}

/// The one table of a folder of single files, by its year if several have one.
pub(in crate::read) fn only_table(path: &Path, name: &str, year: Option<i32>) -> Result<PathBuf> {
    let files = Files::in_folder(path, name)?;
    let ends = [".csv", ".csv.gz", ".csv.zst", ".zip", ".xlsx", ".xlsb", ".ods", ".dta"];
    let with = |ends: &[&str]| -> Vec<&str> {
        files.all(|file| ends.iter().any(|end| file.ends_with(end))).collect()
    };
    let mut tables = with(&ends);
    // A binary table beside others was made of one of them.
    if tables.is_empty() {
        tables = with(&[".tripole"]);
    }
    if tables.is_empty() {
        let nearest = super::nearest(&files);
        return Err(Error::input(name, Place::File, nearest.unwrap_or(Problem::Folder)));
    }
    files.choose(&tables, year).map(|file| path.join(file))
}
