//! The folder of a table: which files it has, and those of its accounts.

use serde_json::Value;

use super::Kind;
use crate::error::{Error, Place, Problem, Result, shown, shown_path};
use crate::read::labelled::small_file;
use crate::read::pieces::{Files, last_part};
use crate::read::year_in;
use crate::table::{Finding, FindingKind, Severity};

/// Most bytes of a file in JSON.
const JSON: u64 = 1 << 24;
/// What says which files there are.
const PARAMETERS: &str = "file_parameters.json";
/// What says where they are from.
const METADATA: &str = "metadata.json";
/// Endings of files of tables, as pymrio writes them.
const ENDINGS: [&str; 6] = ["txt", "csv", "tsv", "parquet", "pkl", "pickle"];

/// The folder of a table.
pub(super) struct Folder<'a> {
    pub files: &'a Files,
    pub kind: Kind,
    /// Its name among the files; empty if it is the folder or archive itself.
    root: &'a str,
    own: Listed<'a>,
    /// The folders below it that hold accounts.
    pub accounts: Vec<Accounts<'a>>,
}

/// Accounts in a folder of their own.
pub(super) struct Accounts<'a> {
    /// The name of the folder.
    pub name: &'a str,
    listed: Listed<'a>,
}

/// Files of a folder, and the names that its description gives them.
struct Listed<'a> {
    folder: &'a str,
    files: Vec<&'a str>,
    described: Value,
}

/// What the metadata say of an edition.
pub(super) struct Edition {
    pub note: String,
    pub finding: Option<Finding>,
}

impl<'a> Listed<'a> {
    fn new(files: &Files, folder: &'a str, own: Vec<&'a str>) -> Result<Self> {
        let described = match own.iter().find(|file| last_part(file) == PARAMETERS) {
            Some(file) => json(files, file)?,
            None => Value::Null,
        };
        Ok(Listed { folder, files: own, described })
    }

    /// The file of a table: of the name in the description, or of the usual one.
    fn table(&self, files: &Files, key: &str) -> Result<Option<&'a str>> {
        let named = self.described.pointer(&format!("/files/{key}/name")).and_then(Value::as_str);
        let usual = ENDINGS.map(|ending| format!("{key}.{ending}"));
        let names = named.into_iter().chain(usual.iter().map(String::as_str));
        let mut found = names.filter_map(|name| {
            self.files.iter().copied().find(|file| last_part(file) == name.to_lowercase())
        });
        let Some(file) = found.next() else { return Ok(None) };
        let is_pickle =
            |file: &str| [".pkl", ".pickle"].iter().any(|end| last_part(file).ends_with(end));
        if !is_pickle(file) {
            return Ok(Some(file));
        }
        let refused = || Error::input(files.title(file), Place::File, Problem::Pickle);
        found.find(|file| !is_pickle(file)).map(Some).ok_or_else(refused)
    }

    /// How a file of this folder is called among the files.
    fn path(&self, file: &str) -> String {
        if self.folder.is_empty() { file.to_owned() } else { format!("{}/{file}", self.folder) }
    }
}

impl Accounts<'_> {
    /// One of its files: `F`, `F_Y`, `S` or `unit`.
    pub fn table(&self, files: &Files, key: &str) -> Result<Option<&str>> {
        self.listed.table(files, key)
    }

    /// Direct use by final users, under its name of today or that of editions up to 3.8.1.
    pub fn of_users(&self, files: &Files) -> Result<Option<&str>> {
        Ok(match self.table(files, "F_Y")? {
            Some(file) => Some(file),
            None => self.table(files, "F_hh")?,
        })
    }
}

impl<'a> Folder<'a> {
    /// Whether files are such a folder.
    pub fn kind(files: &Files) -> Option<Kind> {
        let roots = roots(files);
        let is_named = |file: &str| {
            let name = last_part(file);
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
            ["z", "a", "y", "x"].contains(&stem)
        };
        let meant = match files.chosen() {
            Some(file) => is_named(file) && roots.iter().any(|(folder, _)| folder.is_empty()),
            None => true,
        };
        let of_exiobase = roots.iter().any(|(_, own)| names_sectors(own));
        (meant && !roots.is_empty()).then_some(if of_exiobase {
            Kind::Exiobase
        } else {
            Kind::Pymrio
        })
    }

    /// The only one of the folders, or the only one of the year asked for.
    pub fn of(files: &'a Files, year: Option<i32>) -> Result<Self> {
        let mut roots = roots(files);
        if files.chosen().is_some() {
            roots.retain(|(folder, _)| folder.is_empty());
        }
        let names: Vec<&str> = roots.iter().map(|(folder, _)| *folder).collect();
        let root = match names.as_slice() {
            [] => return Err(files.missing(PARAMETERS)),
            [one] if year_in(one).is_none() => one,
            some => files.choose(some, year)?,
        };
        let own = roots.iter().find(|(folder, _)| *folder == root).map(|(_, own)| own.clone());
        let own = Listed::new(files, root, own.unwrap_or_default())?;
        let kind = if names_sectors(&own.files) { Kind::Exiobase } else { Kind::Pymrio };
        let mut accounts = vec![];
        for (folder, below) in files.folders() {
            let inner = if root.is_empty() { Some(folder) } else { folder.strip_prefix(root) };
            let name = inner.map(|inner| inner.trim_start_matches('/')).unwrap_or_default();
            if name.is_empty() || name.contains('/') || folder.len() < root.len() + name.len() {
                continue;
            }
            accounts.push(Accounts { name, listed: Listed::new(files, folder, below)? });
        }
        Ok(Folder { files, kind, root, own, accounts })
    }

    /// One of its files: `Z`, `A`, `Y`, `x` or `unit`.
    pub fn table(&self, key: &str) -> Result<Option<&'a str>> {
        self.own.table(self.files, key)
    }

    /// Names of industries or products, and the short code of each, where a list of them has both.
    pub fn short_codes(&self) -> Result<Vec<(String, String)>> {
        let list = self.own.files.iter().find(|file| names_sectors(&[file]));
        let Some(lines) = list.map(|file| small_file(self.files, file)).transpose()? else {
            return Ok(vec![]);
        };
        let at = |wanted: &str| lines.first()?.iter().position(|name| name == wanted);
        let Some((name, code)) = at("Name").zip(at("CodeNr")) else { return Ok(vec![]) };
        let pair = |line: &Vec<String>| Some((line.get(name)?.clone(), line.get(code)?.clone()));
        Ok(lines.iter().skip(1).filter_map(pair).collect())
    }

    /// That one of its files is missing.
    pub fn missing(&self, file: &str) -> Error {
        self.files.missing(&self.own.path(file))
    }

    /// What messages call one of its files.
    pub fn title(&self, file: &str) -> String {
        self.files.title(file)
    }

    /// The year in the name of the folder, or in that of the archive, or else in its metadata, where
    /// this program says it.
    pub fn year(&self) -> Option<i32> {
        let said = || {
            let file = self.own.files.iter().find(|file| last_part(file) == METADATA)?;
            let year = json(self.files, file).ok()?.get("year")?.as_i64()?;
            i32::try_from(year).ok().filter(|_| self.kind == Kind::Pymrio)
        };
        year_in(self.root).or_else(|| year_in(&self.files.place_name())).or_else(said)
    }

    /// Name and version of the edition, which are not relied on: published ones contradict each other.
    pub fn edition(&self) -> Edition {
        let industries = |file: &&&str| last_part(file).starts_with("industries.");
        let of_industries = self.own.files.iter().find(industries).is_some();
        let mut note = match self.kind {
            Kind::Exiobase if of_industries => "EXIOBASE 3, industries by industries".to_owned(),
            Kind::Exiobase => "EXIOBASE 3, products by products".to_owned(),
            Kind::Pymrio => "a folder of pymrio".to_owned(),
        };
        let file = self.own.files.iter().find(|file| last_part(file) == METADATA);
        let said = match file.map(|file| (file, json(self.files, file))) {
            None => return Edition { note, finding: None },
            Some((file, Err(_))) => {
                let message = format!(
                    "`{}` cannot be read, and is left aside: the edition is not known",
                    shown_path(&self.files.title(file))
                );
                let kind = FindingKind::Container;
                let finding = Finding::new(Severity::Warning, kind, "", 0.0, message);
                return Edition { note, finding: Some(finding) };
            }
            Some((_, Ok(said))) => said,
        };
        let said =
            |name: &str| said.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let words: Vec<String> =
            ["name", "version"].into_iter().filter_map(said).map(shown).collect();
        if !words.is_empty() {
            note.push_str(&format!(" ({})", words.join(" ")));
        }
        Edition { note, finding: None }
    }
}

/// Whether industries or products are listed beside the flows, as EXIOBASE does.
fn names_sectors(own: &[&str]) -> bool {
    own.iter().any(|file| {
        let name = last_part(file);
        name.starts_with("industries.") || name.starts_with("products.")
    })
}

/// The folders of tables: those that are described, and within no other that is.
fn roots(files: &Files) -> Vec<(&str, Vec<&str>)> {
    let all = files.folders();
    let is_described = |own: &[&str]| {
        let flows = |file: &&str| ["z.txt", "a.txt"].contains(&last_part(file).as_str());
        own.iter().any(|file| last_part(file) == PARAMETERS)
            || names_sectors(own) && own.iter().any(flows)
    };
    let described: Vec<(&str, Vec<&str>)> =
        all.into_iter().filter(|(_, own)| is_described(own)).collect();
    let is_within = |folder: &str, other: &str| {
        folder != other
            && (other.is_empty()
                || folder.strip_prefix(other).is_some_and(|rest| rest.starts_with('/')))
    };
    let names: Vec<&str> = described.iter().map(|(folder, _)| *folder).collect();
    let is_root = |folder: &str| !names.iter().any(|other| is_within(folder, other));
    described.into_iter().filter(|(folder, _)| is_root(folder)).collect()
}

fn json(files: &Files, file: &str) -> Result<Value> {
    let bytes = files.bytes(file, JSON)?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    serde_json::from_slice(text).map_err(|error| {
        let problem = Problem::Damaged { kind: "JSON", reason: error.to_string() };
        Error::input(files.title(file), Place::File, problem)
    })
}
