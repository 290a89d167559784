//! What a run has read and how it was asked, for its result to say where it comes from.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clap::{ArgMatches, Command};
use sha2::{Digest, Sha256};
use tripole::error::shown_path;
use tripole::frame::{About, CodesOf, FileAbout, GroupAbout, Names, ResultAbout, TableAbout};
#[cfg(feature = "pictures")]
use tripole::picture::{Caption, PictureKind, blocs_of_economies};
use tripole::read::Input;
use tripole::sources::{KnownGroup, SourceRecord};
use tripole::table::{Economy, Geography, Inventories, OutputFrom, ValueAddedFrom};
use tripole::{Accounting, Error, Frame, Mrio, Partition, Result, scenario, sources};

#[cfg(feature = "pictures")]
use super::args::PictureArgs;
use super::claims;
use super::desk::Desk;

/// Most bytes of a file beside a table whose text is kept.
const TEXT: usize = 1 << 16;
/// What the words of a run begin with in results.
const PROGRAM: &str = concat!("tripole ", env!("CARGO_PKG_VERSION"));

/// What is known of a run so far.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    about: About,
    tables: Vec<OsString>,
    names: Arc<Names>,
    /// Names of the user's own, which win.
    own: Names,
    /// Codes of all tables, with the groups and blocs that stand for their regions.
    regions: HashSet<String>,
    sectors: HashSet<String>,
    /// Files beside tables: what each is given for, and its name.
    files: Vec<(String, OsString)>,
    /// What an earlier run had, where this one repeats it.
    earlier: Option<Vec<ResultAbout>>,
    /// Tables for the same question, and those that have answered.
    beside: Vec<OsString>,
    answered: Vec<Vec<Frame>>,
    /// Blocs of regions, those of several.
    #[cfg(feature = "pictures")]
    blocs: Vec<(String, String)>,
    /// What is drawn of the result, where it is.
    #[cfg(feature = "pictures")]
    picture: Option<(PictureKind, PictureArgs)>,
}

impl Ledger {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The words of a run, its options and the files that they name.
    pub fn asked(&self, words: Vec<String>, program: &Command, matches: &ArgMatches) {
        let mut known = self.known();
        PROGRAM.clone_into(&mut known.about.program);
        known.about.command = words;
        if let Some((command, below)) = super::command_of(program, matches) {
            known.files = claims::inputs(command, below);
            known.about.options = options(below);
            let beside = below.try_get_raw("beside").ok().flatten();
            known.beside = beside.into_iter().flatten().map(OsStr::to_owned).collect();
        }
    }

    /// What tells the tables of the run apart, in the order in which they were read: their years, or names.
    #[cfg(feature = "reports")]
    pub fn labels_of_tables(&self) -> Vec<String> {
        let known = self.known();
        let tables = &known.about.tables;
        let named = |table: &TableAbout| {
            let name = Path::new(&table.name).file_name();
            name.map_or_else(|| table.name.clone(), |name| name.to_string_lossy().into_owned())
        };
        match labels_of(tables) {
            Ok((_, labels)) if tables.iter().all(|table| table.year.is_some()) => labels,
            _ => tables.iter().map(named).collect(),
        }
    }

    /// A file that another one names.
    pub fn read(&self, role: &str, path: &Path) {
        let file = (role.to_owned(), path.as_os_str().to_owned());
        let mut known = self.known();
        if !known.files.contains(&file) {
            known.files.push(file);
        }
    }

    /// The words of the run.
    #[cfg(feature = "reports")]
    pub fn words(&self) -> Vec<String> {
        self.known().about.command.clone()
    }

    /// How often the question is asked: of the table, and of each beside it.
    pub fn turns(&self) -> usize {
        1 + self.known().beside.len()
    }

    /// The table whose turn it is, if it is not the first.
    pub fn beside(&self) -> Option<OsString> {
        let known = self.known();
        let turn = known.answered.len();
        turn.checked_sub(1).and_then(|turn| known.beside.get(turn)).cloned()
    }

    /// An answer: kept until all tables have answered; then all of them, each family of frames told
    /// apart by the year of the tables, or by their names where years are not known or the same.
    pub fn answer(&self, frames: Vec<Frame>) -> Result<Option<Vec<Frame>>> {
        if self.turns() == 1 {
            return Ok(Some(frames));
        }
        let mut known = self.known();
        known.answered.push(frames);
        if known.answered.len() <= known.beside.len() {
            return Ok(None);
        }
        let (key, labels) = labels_of(&known.about.tables)?;
        let mut answered: Vec<_> =
            std::mem::take(&mut known.answered).into_iter().map(Vec::into_iter).collect();
        let mut stacked = vec![];
        while let Some(parts) = answered.iter_mut().map(Iterator::next).collect::<Option<Vec<_>>>()
        {
            stacked.push(Frame::told_apart(key, labels.iter().cloned().zip(parts).collect())?);
        }
        Ok(Some(stacked))
    }

    /// What an earlier run had, to be compared with and not written again.
    pub fn repeat(&self, earlier: Vec<ResultAbout>) {
        self.known().earlier = Some(earlier);
    }

    /// What an earlier run had, if this one repeats it.
    pub fn earlier(&self) -> Option<Vec<ResultAbout>> {
        self.known().earlier.clone()
    }

    /// A table that was read.
    pub fn table(&self, name: &OsStr, table: &Mrio) {
        let source = table.source();
        let (index, mut known) = (table.index(), self.known());
        known.regions.extend(index.region_codes().iter().cloned());
        known.sectors.extend(index.sector_codes().iter().cloned());
        known.tables.push(name.to_owned());
        let title = SourceRecord::of_codes(index).map(|record| record.title.to_owned());
        let title = title.unwrap_or_else(|| source.note.clone());
        // The name of the table stands first in what is said of it.
        let says_more = |note: &&String| **note != title && **note != name.to_string_lossy();
        let origin = Some(&source.note).filter(says_more).cloned();
        known.about.tables.push(TableAbout {
            name: shown_path(&name.to_string_lossy()),
            sha256: String::new(),
            year: source.year,
            unit: source.unit.clone(),
            source: title,
            origin,
            regions: index.regions().len(),
            sectors: index.sectors().len(),
        });
        let (known_names, own) = (sources::names_of(&Geography::regions(index)), known.own.clone());
        let names = Arc::make_mut(&mut known.names);
        names.add_all(known_names);
        names.add_all(own);
    }

    /// Groups and blocs, whose names say themselves what they are.
    pub fn conventions(&self, accounting: &Accounting, geography: Option<&Geography>) {
        let said = vec![
            ("output".to_owned(), words_of_output(accounting.output).to_owned()),
            ("value added".to_owned(), words_of_value_added(accounting.value_added).to_owned()),
            ("inventories".to_owned(), words_of_inventories(&accounting.inventories)),
        ];
        let mut known = self.known();
        if let Some(geography) = geography {
            let names = [geography.economies(), geography.blocs()].map(Partition::names);
            known.regions.extend(names.concat());
            known.about.groups = groups_of(geography.economies());
            #[cfg(feature = "pictures")]
            known.blocs.extend(blocs_of_economies(geography));
            let (of_groups, own) = (sources::names_of(geography), known.own.clone());
            let names = Arc::make_mut(&mut known.names);
            names.add_all(of_groups);
            names.add_all(own);
        }
        known.about.conventions = said;
    }

    /// The result is to be drawn.
    #[cfg(feature = "pictures")]
    pub fn draw(&self, kind: PictureKind, options: &PictureArgs) {
        self.known().picture = Some((kind, options.clone()));
    }

    /// What is drawn of the result, where it is.
    #[cfg(feature = "pictures")]
    pub fn picture(&self) -> Option<(PictureKind, PictureArgs)> {
        self.known().picture.clone()
    }

    /// Where the numbers of the tables come from, for the line below a picture.
    #[cfg(feature = "pictures")]
    pub fn sources(&self) -> String {
        match self.heading().filter(|heading| !heading.is_empty()) {
            Some(heading) => format!("Source: {heading}; {PROGRAM}."),
            None => format!("Source: {PROGRAM}."),
        }
    }

    /// The words around a picture.
    #[cfg(feature = "pictures")]
    pub fn caption(&self) -> Caption {
        let sources = self.sources();
        let known = self.known();
        let years: Vec<i32> = known.about.tables.iter().filter_map(|it| it.year).collect();
        let is_scenario =
            |(role, name): &&(String, OsString)| role == "scenario" && !known.tables.contains(name);
        let scenario = known.files.iter().rfind(is_scenario);
        let scenario = scenario.and_then(|(_, name)| Path::new(name).file_name()?.to_str());
        let scenario = scenario.map(|name| format!("Scenario: {}. ", shown_path(name)));
        let source = scenario.unwrap_or_default() + &sources;
        let says = |(option, words): &&(String, String)| match option.as_str() {
            "products" | "inputs" | "category" => true,
            "perspective" => words != "exporter",
            "approach" => words != "source",
            _ => false,
        };
        let typed = known.about.options.iter().filter(says);
        let of: Vec<String> = typed.map(|(option, words)| format!("{option}: {words}")).collect();
        let (of, blocs) = (of.join("; "), known.blocs.clone());
        Caption { years, of, source, blocs, ..Caption::default() }
    }

    /// Something noteworthy.
    pub fn finding(&self, words: String) {
        let findings = &mut self.known().about.findings;
        if !findings.contains(&words) {
            findings.push(words);
        }
    }

    /// Names in place of those that are known.
    pub fn rename(&self, names: Names) {
        let mut known = self.known();
        Arc::make_mut(&mut known.names).add_all(names.clone());
        known.own.add_all(names);
    }

    /// Names of what results are of without a table; those of the user's own win.
    pub fn rename_known(&self, names: Names) {
        let mut known = self.known();
        let own = known.own.clone();
        let all = Arc::make_mut(&mut known.names);
        all.add_all(names);
        all.add_all(own);
    }

    /// Codes that the user has names for and no table has, nor these results.
    pub fn unmet_names(&self, frames: &[Frame]) -> Vec<String> {
        let known = self.known();
        let has = |kind: CodesOf, code: &str| {
            let mut keys = frames.iter().flat_map(Frame::keys);
            keys.any(|key| {
                CodesOf::key(key.name()) == Some(kind) && key.labels().iter().any(|it| it == code)
            })
        };
        let is_region = |code: &str| known.regions.contains(code) || has(CodesOf::Regions, code);
        let is_sector = |code: &str| known.sectors.contains(code) || has(CodesOf::Sectors, code);
        known.own.unmet(is_region, is_sector).into_iter().map(str::to_owned).collect()
    }

    /// Names of the regions and sectors of all tables.
    pub fn names(&self) -> Arc<Names> {
        self.known().names.clone()
    }

    /// One line about the tables, for a heading.
    pub fn heading(&self) -> Option<String> {
        let known = self.known();
        let named = |table: &TableAbout| {
            let name = Path::new(&table.name)
                .file_name()
                .map_or(table.name.clone(), |name| name.to_string_lossy().into_owned());
            let year = table.year.map(|year| year.to_string());
            let year = year.filter(|year| !name.contains(year.as_str()));
            [Some(name), year].into_iter().flatten().collect::<Vec<String>>().join(", ")
        };
        // Tables of one source beside each other, which is said once.
        let same = |a: &TableAbout, b: &TableAbout| a.source == b.source;
        let lines = known.about.tables.chunk_by(same).map(|tables| {
            let names: Vec<String> = tables.iter().map(named).collect();
            let source = tables.first().map(|table| &table.source);
            let source = source.filter(|source| tables.iter().all(|table| table.name != **source));
            [Some(names.join(" and ")), source.cloned()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
        });
        let lines: Vec<String> = lines.collect();
        (!lines.is_empty()).then(|| shown_path(&lines.join("; ")))
    }

    /// Where a result comes from that stays in memory, as its table perhaps does, of which there is no file.
    pub fn about_in_memory(&self, desk: &Desk) -> Arc<About> {
        let known = self.known();
        let mut about = known.about.clone();
        for (table, name) in about.tables.iter_mut().zip(&known.tables) {
            table.sha256 = desk.digest(name);
        }
        let beside = known.files.iter().filter(|(_, name)| !known.tables.contains(name));
        // What cannot be read again is there by its name.
        let about_of = |(role, name): &(String, OsString)| match desk.file(name) {
            Some(Input::Bytes { bytes, .. }) => FileAbout {
                role: role.clone(),
                name: shown_path(&name.to_string_lossy()),
                sha256: hex(&Sha256::digest(&bytes)),
                text: String::from_utf8(bytes.to_vec()).ok().filter(|text| text.len() <= TEXT),
            },
            _ => file_about(role, name).unwrap_or_default(),
        };
        about.files = beside.map(about_of).collect();
        Arc::new(about)
    }

    /// Where a result comes from, the files read again for what identifies them.
    pub fn about(&self, results: Vec<ResultAbout>) -> Result<Arc<About>> {
        let known = self.known();
        let mut about = known.about.clone();
        about.results = results;
        for (table, name) in about.tables.iter_mut().zip(&known.tables) {
            table.sha256 = digest_of_table(name)?;
        }
        let beside = known.files.iter().filter(|(_, name)| !known.tables.contains(name));
        about.files = beside.map(|(role, name)| file_about(role, name)).collect::<Result<_>>()?;
        Ok(Arc::new(about))
    }
}

/// What counts as one economy of several regions, and known groups of one.
fn groups_of(economies: &Partition) -> Vec<GroupAbout> {
    let index = economies.index();
    let about = |group: &Economy| {
        let members = group.regions.iter().map(|region| index.region(*region).to_owned()).collect();
        let missing = match KnownGroup::of_economy(group, index) {
            Some(known) => known.missing(index).into_iter().map(str::to_owned).collect(),
            None => vec![],
        };
        GroupAbout { name: group.name.clone(), members, missing }
    };
    let groups = economies.economies().map(|(_, group)| about(group));
    groups.filter(|group| group.members.len() > 1 || !group.missing.is_empty()).collect()
}

/// What tells tables apart: their years, or else their names.
fn labels_of(tables: &[TableAbout]) -> Result<(&'static str, Vec<String>)> {
    let apart = |labels: &[String]| (1..labels.len()).all(|k| !labels[..k].contains(&labels[k]));
    let years = tables.iter().filter_map(|table| table.year.map(|year| year.to_string()));
    let years: Vec<String> = years.collect();
    if apart(&years) && years.len() == tables.len() {
        return Ok(("year", years));
    }
    let names: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
    if apart(&names) {
        return Ok(("table", names));
    }
    Err(Error::conflict("`--beside`", "a table that is there already", "name each table once"))
}

/// The options in force, by name; those that say where a result goes are no part of it.
fn options(matches: &ArgMatches) -> Vec<(String, String)> {
    const PLACES: [&str; 6] = ["file", "output", "about", "csv", "json", "pretty"];
    let groups = |id: &str| id.starts_with(char::is_uppercase);
    let ids = matches.ids().map(clap::Id::as_str);
    let kept = ids.filter(|id| !PLACES.contains(id) && !groups(id));
    let mut options: Vec<(String, String)> = kept
        .filter_map(|id| {
            let raw = matches.try_get_raw(id).ok().flatten()?;
            let words: Vec<String> = raw.map(|word| word.to_string_lossy().into_owned()).collect();
            (!words.is_empty()).then(|| (id.replace('_', "-"), words.join(" ")))
        })
        .collect();
    options.sort();
    options
}

fn words_of_output(from: OutputFrom) -> &'static str {
    match from {
        OutputFrom::Rows => "row sums",
        OutputFrom::Table => "as the table has it",
    }
}

fn words_of_value_added(from: ValueAddedFrom) -> &'static str {
    match from {
        ValueAddedFrom::Residual => "output less inputs",
        ValueAddedFrom::Table => "as the table has it",
    }
}

fn words_of_inventories(rule: &Inventories) -> String {
    match rule {
        Inventories::Keep => "final demand".to_owned(),
        Inventories::Drop(category) => format!("`{category}` left out"),
    }
}

/// SHA-256 of a table's bytes; empty where they are gone, as those of standard input are.
pub fn digest_of_table(name: &OsStr) -> Result<String> {
    digest_of(&Input::parse(name)?)
}

/// The same of what a table is read from.
pub fn digest_of(input: &Input) -> Result<String> {
    match input {
        Input::Stdin => Ok(String::new()),
        Input::Path(path) => digest_of_file(path),
        Input::Bytes { bytes, .. } => Ok(hex(&Sha256::digest(bytes))),
        Input::Builtin(builtin) => Ok(hex(&Sha256::digest(builtin.bytes()))),
    }
}

fn digest_of_file(path: &Path) -> Result<String> {
    let fail = |source| Error::io("read", path, source);
    if !path.is_file() {
        return Ok(String::new());
    }
    let mut file = std::fs::File::open(path).map_err(fail)?;
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer).map_err(fail)? {
            0 => return Ok(hex(&hasher.finalize())),
            count => hasher.update(&buffer[..count]),
        }
    }
}

/// A file beside a table: its digest, and its text where that is short.
pub fn file_about(role: &str, name: &OsStr) -> Result<FileAbout> {
    let shown = shown_path(&name.to_string_lossy());
    let mut about = FileAbout { role: role.to_owned(), name: shown, ..FileAbout::default() };
    if name == "-" || name == "builtin" {
        return Ok(about);
    }
    let path = Path::new(name);
    let bytes = if path.is_file() {
        let length = path.metadata().map_or(u64::MAX, |found| found.len());
        if length > TEXT as u64 {
            about.sha256 = digest_of_file(path)?;
            return Ok(about);
        }
        std::fs::read(path).map_err(|source| Error::io("read", path, source))?
    } else {
        match scenario::scenario_input(name) {
            Ok(Input::Bytes { bytes, .. }) => bytes.to_vec(),
            _ => return Ok(about),
        }
    };
    about.sha256 = hex(&Sha256::digest(&bytes));
    about.text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    Ok(about)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The figures of a result by which it is known again, as its frames come.
#[derive(Default)]
pub struct Figured {
    name: String,
    rows: usize,
    hasher: Sha256,
    totals: Vec<(String, f64, f64)>,
}

impl Figured {
    /// Further rows.
    pub fn push(&mut self, frame: &Frame) {
        if self.totals.is_empty() {
            frame.name().clone_into(&mut self.name);
            let none =
                |indicator: &tripole::frame::Indicator| (indicator.name().to_owned(), 0.0, 0.0);
            self.totals = frame.indicators().iter().map(none).collect();
        }
        self.rows += frame.rows();
        for row in 0..frame.rows() {
            for key in frame.keys().iter().chain(frame.remarks()) {
                self.hasher.update(key.label(row).as_bytes());
                self.hasher.update([0]);
            }
            for indicator in frame.indicators() {
                let value = indicator.values()[row];
                // All that is undefined is alike, and so are both zeros.
                let value = if value.is_finite() { value + 0.0 } else { f64::NAN };
                self.hasher.update(value.to_bits().to_le_bytes());
            }
        }
        for (total, indicator) in self.totals.iter_mut().zip(frame.indicators()) {
            for value in indicator.values().iter().filter(|value| value.is_finite()) {
                total.1 += value;
                total.2 += value.abs();
            }
        }
    }

    /// All rows have come.
    pub fn finish(self) -> ResultAbout {
        ResultAbout {
            name: self.name,
            rows: self.rows,
            sha256: hex(&self.hasher.finalize()),
            totals: self.totals,
        }
    }

    /// A whole result.
    pub fn of(frame: &Frame) -> ResultAbout {
        let mut figured = Figured::default();
        figured.push(frame);
        figured.finish()
    }
}
