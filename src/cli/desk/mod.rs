//! A run inside another program (`python/`): tables and small files that lie in memory under names, and
//! results that are taken from memory, in place of paths and streams.

// The program itself has an empty desk; who runs its commands lays things on it.
#[allow(dead_code)]
pub mod within;

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::ledger::digest_of;
#[cfg(feature = "pictures")]
use tripole::picture::Picture;
use tripole::read::{Input, ReadOptions};
use tripole::scenario::schedule::ScheduleFiles;
use tripole::{Accounting, Finding, Frame, LeontiefSystem, Mrio, Result, Stop};

/// Most conventions under which the systems of a table are kept.
const MOST_SYSTEMS: usize = 4;

/// A table in memory, with the systems that were made of it.
#[derive(Debug)]
pub struct Held {
    table: Arc<Mrio>,
    /// What it was read from, and how, for the accounts that lie there too.
    origin: Option<(Input, ReadOptions)>,
    systems: Mutex<Vec<Arc<LeontiefSystem>>>,
    /// SHA-256 of the file that it was read from.
    digest: OnceLock<String>,
    /// What is noteworthy about its accounts, under the conventions that were asked for.
    findings: Mutex<Vec<(Accounting, Vec<Finding>)>>,
}

impl Held {
    /// What is noteworthy under these conventions, looked for once.
    fn findings(
        &self,
        accounting: &Accounting,
        look: impl FnOnce() -> Result<Vec<Finding>>,
    ) -> Result<Vec<Finding>> {
        let mut known = locked(&self.findings);
        if let Some((_, findings)) = known.iter().find(|(of, _)| of == accounting) {
            return Ok(findings.clone());
        }
        let findings = look()?;
        known.push((accounting.clone(), findings.clone()));
        Ok(findings)
    }

    /// SHA-256 of the file that it was read from, looked for once; empty where there is none.
    pub fn digest(&self) -> String {
        let found = || self.origin.as_ref().and_then(|(input, _)| digest_of(input).ok());
        self.digest.get_or_init(|| found().unwrap_or_default()).clone()
    }

    /// The system under these conventions, made once.
    fn system(&self, accounting: &Accounting) -> Result<Arc<LeontiefSystem>> {
        let mut systems = locked(&self.systems);
        if let Some(system) = systems.iter().find(|system| system.accounting() == accounting) {
            return Ok(system.clone());
        }
        let system = Arc::new(LeontiefSystem::new(self.table.clone(), accounting)?);
        if systems.len() == MOST_SYSTEMS {
            systems.remove(0);
        }
        systems.push(system.clone());
        Ok(system)
    }
}

/// What a run has made.
#[derive(Debug, Default)]
pub struct Taken {
    pub frames: Vec<Frame>,
    pub table: Option<Arc<Mrio>>,
    #[cfg(feature = "pictures")]
    pub picture: Option<Picture>,
}

/// How far a run is, for who waits for it, and whether it is to go on.
#[derive(Debug, Default)]
pub struct Pace {
    stage: Mutex<&'static str>,
    done: AtomicUsize,
    of: AtomicUsize,
    stopped: Stop,
}

/// What lies in memory for a run; nothing, for a run of the program.
#[derive(Debug, Default)]
pub struct Desk(Option<Box<Things>>);

#[derive(Debug, Default)]
struct Things {
    tables: Vec<(OsString, Arc<Held>)>,
    files: Vec<(OsString, Arc<[u8]>)>,
    /// All rows of a sweep that is to be summarised.
    rows: Option<Frame>,
    pace: Arc<Pace>,
    reach: Reach,
    taken: Mutex<Taken>,
}

/// Schedules of tariffs in memory, under the names of their folders.
pub type Schedules = Arc<[(String, ScheduleFiles)]>;

/// What a run may read and write beside what lies on its desk. Only the page closes it.
#[cfg_attr(not(feature = "serve"), allow(dead_code))]
#[derive(Debug, Clone, Default)]
pub enum Reach {
    /// Any file.
    #[default]
    Files,
    /// Nothing but what is built in, and schedules that scenarios may name: whoever asks has no access to the files of
    /// this machine.
    Desk(Schedules),
}

impl Desk {
    /// Whether results are taken from here.
    pub fn takes(&self) -> bool {
        self.0.is_some()
    }

    /// All rows of a sweep that is to be summarised, where others ran it.
    pub fn rows(&self) -> Option<&Frame> {
        self.0.as_ref().and_then(|things| things.rows.as_ref())
    }

    pub fn keep(&self, frames: Vec<Frame>) {
        if let Some(things) = &self.0 {
            locked(&things.taken).frames.extend(frames);
        }
    }

    #[cfg(feature = "pictures")]
    pub fn keep_picture(&self, picture: Picture) {
        if let Some(things) = &self.0 {
            locked(&things.taken).picture = Some(picture);
        }
    }

    pub fn keep_table(&self, table: Arc<Mrio>) {
        if let Some(things) = &self.0 {
            locked(&things.taken).table = Some(table);
        }
    }

    /// The table of a name.
    pub fn table(&self, name: &OsStr) -> Option<Arc<Mrio>> {
        let mut tables = self.0.iter().flat_map(|things| &things.tables);
        tables.find(|(of, _)| of == name).map(|(_, held)| held.table.clone())
    }

    /// What the run may read and write beside what lies here.
    pub fn reach(&self) -> Reach {
        self.0.as_ref().map_or(Reach::Files, |things| things.reach.clone())
    }

    /// Whether something of this name lies here.
    pub fn holds(&self, name: &OsStr) -> bool {
        self.table(name).is_some() || self.file(name).is_some()
    }

    /// What a table of this name was read from.
    pub fn origin(&self, name: &OsStr) -> Option<&(Input, ReadOptions)> {
        let mut tables = self.0.iter().flat_map(|things| &things.tables);
        tables.find(|(of, _)| of == name).and_then(|(_, held)| held.origin.as_ref())
    }

    /// The small file of a name.
    pub fn file(&self, name: &OsStr) -> Option<Input> {
        let mut files = self.0.iter().flat_map(|things| &things.files);
        let (_, bytes) = files.find(|(of, _)| of == name)?;
        let name = Path::new(name).to_string_lossy().into_owned();
        Some(Input::Bytes { name, bytes: bytes.clone() })
    }

    /// The factorised system of a table: of one that lies here the one that was made before. What is solved
    /// without the factor gets a system of its own, whose numbers do not depend on what was asked before.
    pub fn system(
        &self,
        table: &Arc<Mrio>,
        accounting: &Accounting,
    ) -> Result<Arc<LeontiefSystem>> {
        match self.held(table) {
            Some(held) => held.system(accounting),
            None => Ok(Arc::new(LeontiefSystem::new(table.clone(), accounting)?)),
        }
    }

    /// What is noteworthy about the accounts of a table: of one that lies here what was found before.
    pub fn findings(
        &self,
        table: &Arc<Mrio>,
        accounting: &Accounting,
        look: impl FnOnce() -> Result<Vec<Finding>>,
    ) -> Result<Vec<Finding>> {
        match self.held(table) {
            Some(held) => held.findings(accounting, look),
            None => look(),
        }
    }

    fn held(&self, table: &Arc<Mrio>) -> Option<&Held> {
        let mut tables = self.0.iter().flat_map(|things| &things.tables);
        tables.find(|(_, held)| Arc::ptr_eq(&held.table, table)).map(|(_, held)| &**held)
    }

    /// SHA-256 of the file that a table was read from; empty where there is none.
    pub fn digest(&self, name: &OsStr) -> String {
        let mut tables = self.0.iter().flat_map(|things| &things.tables);
        tables.find(|(of, _)| of == name).map(|(_, held)| held.digest()).unwrap_or_default()
    }

    pub fn stage(&self, name: &'static str) {
        if let Some(things) = &self.0 {
            *locked(&things.pace.stage) = name;
            things.pace.of.store(0, Ordering::Relaxed);
        }
    }

    pub fn steps(&self, done: usize, of: usize) {
        if let Some(things) = &self.0 {
            things.pace.done.store(done, Ordering::Relaxed);
            things.pace.of.store(of, Ordering::Relaxed);
        }
    }

    /// Go on, unless who waits for the run has stopped it.
    pub fn go_on(&self) -> Result<()> {
        self.0.as_ref().map_or(Ok(()), |things| things.pace.stopped.go_on())
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
