//! Zip archives: finding the entry that is the table, and refusing archives that are not safe to
//! unpack.
//!
//! Nothing is unpacked to disk, entry names are only compared, and sizes in the directory are not
//! relied on.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use zip::ZipArchive;
use zip::result::ZipError;

use super::guard::{Guarded, RATIO_LIMIT, too_dense};
use super::stream::{Explain, Failure, Text, pump, spawn};
use super::{Input, year_in};
use crate::error::{Error, Place, Problem, Result};
use crate::linalg::room;

/// One entry of an archive, as its directory describes it.
pub(super) struct Entry {
    pub position: usize,
    pub name: String,
    pub packed: u64,
    claimed: u64,
}

fn zip_error(name: &str, error: &ZipError) -> Error {
    Error::input(name, Place::File, Problem::Zip { reason: error.to_string() })
}

/// The files of an archive, after refusing every archive that is not a plain one.
pub(super) fn entries<R: Read + Seek>(
    name: &str,
    archive: &mut ZipArchive<R>,
) -> Result<Vec<Entry>> {
    if archive.is_empty() {
        return Err(Error::input(name, Place::File, Problem::ZipEmpty));
    }
    let mut found: Vec<Entry> = vec![];
    let mut names = HashSet::new();
    for position in 0..archive.len() {
        let entry = archive.by_index_raw(position).map_err(|e| zip_error(name, &e))?;
        let title = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let refuse = |problem| Err(Error::input(name, Place::Entry(title.clone()), problem));
        let drive = title.as_bytes().get(1) == Some(&b':');
        let outside = title.starts_with(['/', '\\'])
            || drive
            || title.split(['/', '\\']).any(|part| part == "..");
        if outside {
            return refuse(Problem::ZipOutside);
        }
        if entry.is_symlink() {
            return refuse(Problem::ZipLink);
        }
        if entry.encrypted() {
            return refuse(Problem::ZipEncrypted);
        }
        if too_dense(entry.size(), entry.compressed_size()) {
            return refuse(Problem::ZipRatio {
                claimed: entry.size(),
                packed: entry.compressed_size(),
                limit: RATIO_LIMIT,
            });
        }
        if !entry.is_dir() && !names.insert(title.clone()) {
            return refuse(Problem::ZipTwice);
        }
        if !entry.is_dir() {
            found.push(Entry {
                position,
                name: title,
                packed: entry.compressed_size(),
                claimed: entry.size(),
            });
        }
    }
    if archive.has_duplicate_names() {
        let title = found.first().map(|e| e.name.clone()).unwrap_or_default();
        return Err(Error::input(name, Place::Entry(title), Problem::ZipTwice));
    }
    Ok(found)
}

/// Whether a file or bytes begin as a zip archive does.
pub(super) fn is_zip(input: &Input) -> bool {
    let mut head = [0; 4];
    let read = opened(input).ok().flatten().map(|mut reader| reader.read_exact(&mut head));
    read.is_some_and(|read| read.is_ok()) && matches!(head, [b'P', b'K', 3 | 5 | 7, _])
}

fn archive_of(input: &Input) -> Result<ZipArchive<Box<dyn Seekable>>> {
    let name = input.name();
    let problem = || Problem::Zip { reason: "no archive".to_owned() };
    let reader = opened(input)?.ok_or_else(|| Error::input(&name, Place::File, problem()))?;
    ZipArchive::new(reader).map_err(|e| zip_error(&name, &e))
}

/// The names of the files of an archive that is safe to open.
pub(super) fn names(input: &Input) -> Result<Vec<String>> {
    let found = entries(&input.name(), &mut archive_of(input)?)?;
    Ok(found.into_iter().map(|entry| entry.name).collect())
}

/// The text of one file of an archive, called `title` in messages.
pub(super) fn open_entry(input: &Input, title: &str, entry: &str) -> Result<Text> {
    let mut archive = archive_of(input)?;
    let wanted = named_entry(input, &mut archive, entry)?;
    Ok(spawn_entry(title, archive, &wanted))
}

/// All bytes of one file of an archive.
pub(super) fn entry_bytes(input: &Input, entry: &str) -> Result<Vec<u8>> {
    let mut archive = archive_of(input)?;
    let wanted = named_entry(input, &mut archive, entry)?;
    bytes_of(&input.name(), &mut archive, &wanted)
}

fn named_entry<R: Read + Seek>(
    input: &Input,
    archive: &mut ZipArchive<R>,
    name: &str,
) -> Result<Entry> {
    let found = entries(&input.name(), archive)?;
    found.into_iter().find(|it| it.name == name).ok_or_else(|| {
        let problem = Problem::ZipNoTable { entries: vec![name.to_owned()] };
        Error::input(input.name(), Place::File, problem)
    })
}

/// All bytes of one file of an archive, unpacked.
fn bytes_of<R: Read + Seek>(
    name: &str,
    archive: &mut ZipArchive<R>,
    entry: &Entry,
) -> Result<Vec<u8>> {
    room("the packed file", usize::try_from(entry.claimed / 8).unwrap_or(usize::MAX))?;
    let part = archive.by_index(entry.position).map_err(|e| zip_error(name, &e))?;
    let mut bytes = vec![];
    let packed = Arc::new(AtomicU64::new(entry.packed));
    // The check sum is compared at the end, one byte behind the last.
    let read = Guarded::new(part, packed).take(entry.claimed + 1).read_to_end(&mut bytes);
    read.map_err(|error| {
        Explain { name: name.to_owned(), failure: Failure::Zip(entry.name.clone()) }.error(error)
    })?;
    Ok(bytes)
}

/// Name and bytes of the archive that is meant among those that an archive holds, where it holds no table
/// itself; nothing for other inputs, and where none can be chosen.
pub(super) fn inner(input: &Input, year: Option<i32>) -> Result<Option<(String, Vec<u8>)>> {
    if !is_zip(input) {
        return Ok(None);
    }
    let name = input.name();
    let Ok(mut archive) = archive_of(input) else { return Ok(None) };
    // What is wrong with it is said where it is read as one table.
    let Ok(found) = entries(&name, &mut archive) else { return Ok(None) };
    let candidates = visible(&found, &["zip"]);
    if candidates.is_empty() || !visible(&found, &["csv"]).is_empty() {
        return Ok(None);
    }
    let Ok(entry) = choose(&name, &found, &candidates, year) else { return Ok(None) };
    bytes_of(&name, &mut archive, entry).map(|bytes| Some((entry.name.clone(), bytes)))
}

/// The first `limit` bytes of one file of an archive, called `title` in messages.
pub(super) fn entry_start(input: &Input, title: &str, entry: &str, limit: u64) -> Result<Vec<u8>> {
    let mut archive = archive_of(input)?;
    let wanted = named_entry(input, &mut archive, entry)?;
    let part = archive.by_index(wanted.position).map_err(|e| zip_error(title, &e))?;
    let packed = Arc::new(AtomicU64::new(wanted.packed));
    let mut bytes = vec![];
    let explain = Explain { name: title.to_owned(), failure: Failure::Zip(wanted.name) };
    let read = Guarded::new(part, packed).take(limit).read_to_end(&mut bytes);
    read.map_err(|error| explain.error(error))?;
    Ok(bytes)
}

/// Read an entry in a thread of its own.
fn spawn_entry<R: Read + Seek + Send + 'static>(
    name: &str,
    mut archive: ZipArchive<R>,
    entry: &Entry,
) -> Text {
    let (position, packed) = (entry.position, entry.packed);
    let failure = Failure::Zip(entry.name.clone());
    spawn(name, Some(entry.name.clone()), failure, move |sender, explain| {
        match archive.by_index(position) {
            Ok(inner) => {
                let packed = Arc::new(AtomicU64::new(packed));
                pump(Guarded::new(inner, packed), sender, explain);
            }
            Err(error) => {
                let _ = sender.send(Err(zip_error(&explain.name, &error)));
            }
        }
    })
}

/// Whether a year chooses one of these entries.
fn by_year(entries: &[&Entry]) -> bool {
    let mut counts: HashMap<i32, usize> = HashMap::new();
    for year in entries.iter().filter_map(|entry| year_in(&base(&entry.name))) {
        *counts.entry(year).or_default() += 1;
    }
    counts.values().any(|count| *count == 1)
}

/// The last part of an entry's name, in lower case.
fn base(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).to_lowercase()
}

fn ends_in(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case(ending))
}

/// The entries with one of these endings, those that an operating system left excepted.
fn visible<'e>(found: &'e [Entry], endings: &[&str]) -> Vec<&'e Entry> {
    let left = |e: &Entry| e.name.starts_with("__MACOSX/") || base(&e.name).starts_with("._");
    let meant = |e: &Entry| endings.iter().any(|ending| ends_in(&e.name, ending));
    found.iter().filter(|entry| !left(entry) && meant(entry)).collect()
}

/// The one of several candidates that is meant.
fn choose<'e>(
    name: &str,
    found: &[Entry],
    candidates: &[&'e Entry],
    year: Option<i32>,
) -> Result<&'e Entry> {
    let refuse = |problem| Err(Error::input(name, Place::File, problem));
    let names = |list: &[&Entry]| list.iter().map(|e| e.name.clone()).collect::<Vec<_>>();
    let chosen: Vec<&Entry> = match year {
        Some(_) => candidates.iter().filter(|e| year_in(&base(&e.name)) == year).copied().collect(),
        None => candidates.to_vec(),
    };
    let dated = |e: &Entry| year_in(&base(&e.name)).is_some();
    match (chosen.as_slice(), candidates, year) {
        ([one], ..) => Ok(one),
        // Its year is what the user says, as that of any file.
        ([], [one], _) if !dated(one) => Ok(one),
        ([], [], _) => {
            let all: Vec<String> = found.iter().map(|e| e.name.clone()).collect();
            refuse(Problem::ZipNoTable { entries: all })
        }
        ([], _, Some(year)) if candidates.iter().any(|entry| dated(entry)) => {
            refuse(Problem::ZipYear { year, entries: names(candidates) })
        }
        (_, _, None) if by_year(&chosen) => refuse(Problem::ZipChoice { entries: names(&chosen) }),
        ([], ..) => refuse(Problem::ZipAlike { entries: names(candidates) }),
        _ => refuse(Problem::ZipAlike { entries: names(&chosen) }),
    }
}

/// What can be read at any place.
pub(super) trait Seekable: Read + Seek + Send {}

impl Seekable for BufReader<File> {}
impl Seekable for Cursor<Arc<[u8]>> {}

/// A reader of an input that begins as a zip archive does; nothing for other inputs. What is no
/// regular file can be read once only, and is left to whoever reads it as a stream.
pub(super) fn opened(input: &Input) -> Result<Option<Box<dyn Seekable>>> {
    const START: [u8; 2] = *b"PK";
    match input {
        Input::Path(path) if path.is_file() => {
            let fail = |source| Error::io("read", path, source);
            let mut start = vec![];
            let file = File::open(path).map_err(fail)?;
            (&file).take(2).read_to_end(&mut start).map_err(fail)?;
            if start != START {
                return Ok(None);
            }
            let file = File::open(path).map_err(fail)?;
            Ok(Some(Box::new(BufReader::with_capacity(1 << 16, file))))
        }
        Input::Bytes { bytes, .. } if bytes.starts_with(&START) => {
            Ok(Some(Box::new(Cursor::new(Arc::clone(bytes)))))
        }
        _ => Ok(None),
    }
}

/// Tables that are no text, by their endings.
const WHOLE_FILES: &[&str] = &[
    #[cfg(feature = "workbooks")]
    "xlsx",
    #[cfg(feature = "workbooks")]
    "xlsm",
    #[cfg(feature = "workbooks")]
    "xlsb",
    #[cfg(feature = "workbooks")]
    "ods",
    #[cfg(feature = "stata")]
    "dta",
];

/// Name and bytes of the workbook or Stata file that an archive holds; nothing for other inputs, and
/// where the archive has text or another archive.
pub(super) fn packed(input: &Input, year: Option<i32>) -> Result<Option<(String, Vec<u8>)>> {
    let name = input.name();
    let Some(Ok(mut archive)) = opened(input)?.map(ZipArchive::new) else { return Ok(None) };
    let is_workbook = archive.index_for_name("[Content_Types].xml").is_some()
        || archive.index_for_name("mimetype").is_some();
    if is_workbook || archive.is_empty() {
        return Ok(None);
    }
    let found = entries(&name, &mut archive)?;
    let candidates = visible(&found, WHOLE_FILES);
    if candidates.is_empty() || !visible(&found, &["csv", "zip"]).is_empty() {
        return Ok(None);
    }
    let entry = choose(&name, &found, &candidates, year)?;
    bytes_of(&name, &mut archive, entry).map(|bytes| Some((entry.name.clone(), bytes)))
}

/// Whether an archive may hold another one; the OECD packed its 2023 edition so, one level deep.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Nested {
    Allowed,
    Refused,
}

pub(super) fn open_zip<R: Read + Seek + Send + 'static>(
    name: &str,
    reader: R,
    year: Option<i32>,
    nested: Nested,
) -> Result<Text> {
    let mut archive = ZipArchive::new(reader).map_err(|e| zip_error(name, &e))?;
    let found = entries(name, &mut archive)?;
    let refuse = |problem| Err(Error::input(name, Place::File, problem));
    if found.iter().any(|e| e.name == "[Content_Types].xml") {
        return refuse(if cfg!(feature = "workbooks") {
            Problem::Binary { kind: "a workbook in a stream, or in an unknown form" }
        } else {
            Problem::NotBuilt { kind: "workbooks", feature: "workbooks" }
        });
    }
    if ["mimetype", "content.xml"].iter().all(|part| found.iter().any(|e| e.name == *part)) {
        return refuse(Problem::Binary { kind: "an OpenDocument spreadsheet or text" });
    }
    let ends = |ending| visible(&found, &[ending]);
    let (tables, inner) = (ends("csv"), ends("zip"));
    let candidates = if tables.is_empty() && nested == Nested::Allowed { inner } else { tables };
    let entry = choose(name, &found, &candidates, year)?;
    let (position, member, packed) = (entry.position, entry.name.clone(), entry.packed);
    if ends_in(&member, "zip") {
        let mut bytes =
            Vec::with_capacity(usize::try_from(entry.claimed.min(1 << 20)).unwrap_or(0));
        let inner = archive.by_index(position).map_err(|e| zip_error(name, &e))?;
        Guarded::new(inner, Arc::new(AtomicU64::new(packed))).read_to_end(&mut bytes).map_err(
            |e| Explain { name: name.to_owned(), failure: Failure::Zip(member.clone()) }.error(e),
        )?;
        return open_zip(&format!("{name}: {member}"), Cursor::new(bytes), year, Nested::Refused);
    }
    Ok(spawn_entry(name, archive, entry))
}
