//! What a scenario file is read beside.

use std::sync::{Arc, OnceLock};
#[cfg(feature = "scenario-files")]
use std::sync::{Mutex, PoisonError};

#[cfg(feature = "scenario-files")]
use super::schedule::{Schedule, ScheduleFiles, ScheduleTariffs, TariffOptions};
use crate::error::{Error, Result};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::table::{Accounting, Geography, Mrio};

/// How a table is seen, and the table itself, which some entries of scenarios need: schedules, duties on content,
/// answers of equal value. Without it they are refused.
///
/// What is found out about the table and read from other files is kept, so that the scenarios of a grid share it.
#[derive(Debug, Clone)]
pub struct Context {
    geography: Geography,
    table: Option<(Arc<Mrio>, Accounting)>,
    #[cfg(feature = "scenario-files")]
    files: NamedFiles,
    known: Arc<Known>,
}

/// Which files entries may name.
#[cfg(feature = "scenario-files")]
#[derive(Debug, Clone, Default)]
pub enum NamedFiles {
    /// Any, beside the scenario.
    #[default]
    Read,
    /// Folders of schedules under these names, which lie in memory. Others are refused: who wrote the scenario may not
    /// see the files of this machine.
    Held(Arc<[(String, ScheduleFiles)]>),
}

#[derive(Debug, Default)]
struct Known {
    /// S', rows x origins.
    origins: OnceLock<Arc<Matrix>>,
    #[cfg(feature = "scenario-files")]
    schedules: Mutex<Vec<(Source, Arc<Schedule>)>>,
    #[cfg(feature = "scenario-files")]
    tariffs: Mutex<Vec<(Source, TariffOptions, Arc<ScheduleTariffs>)>>,
}

/// The files of a schedule, and the importers that are wanted of it.
#[cfg(feature = "scenario-files")]
type Source = (ScheduleFiles, Vec<String>);

impl From<&Geography> for Context {
    /// Without the table.
    fn from(geography: &Geography) -> Self {
        Context {
            geography: geography.clone(),
            table: None,
            #[cfg(feature = "scenario-files")]
            files: NamedFiles::default(),
            known: Arc::default(),
        }
    }
}

impl From<&Context> for Context {
    fn from(context: &Context) -> Self {
        context.clone()
    }
}

impl Context {
    /// A table that is seen so, under these conventions.
    ///
    /// # Errors
    /// [`Error::OtherTable`](crate::Error::OtherTable).
    pub fn new(geography: &Geography, table: Arc<Mrio>, accounting: &Accounting) -> Result<Self> {
        geography.economies().check_rows("the economies of a scenario", table.index())?;
        let table = Some((table, accounting.clone()));
        Ok(Context { table, ..Context::from(geography) })
    }

    /// With entries that may name these files.
    #[cfg(feature = "scenario-files")]
    #[must_use]
    pub fn with_files(mut self, files: NamedFiles) -> Self {
        self.files = files;
        self
    }

    /// Which files entries may name.
    #[cfg(feature = "scenario-files")]
    pub(super) fn files(&self) -> &NamedFiles {
        &self.files
    }

    /// The economies and blocs.
    #[must_use]
    pub fn geography(&self) -> &Geography {
        &self.geography
    }

    /// The table, if it is known.
    #[must_use]
    pub fn table(&self) -> Option<&Mrio> {
        self.table.as_ref().map(|(table, _)| table.as_ref())
    }

    fn of_table(&self) -> Result<&(Arc<Mrio>, Accounting)> {
        let reason = "make the context of the table";
        let none = || Error::conflict("an entry that needs the table", "no table", reason);
        self.table.as_ref().ok_or_else(none)
    }

    /// The table, which must be known.
    pub(super) fn needed(&self) -> Result<&Mrio> {
        self.of_table().map(|(table, _)| table.as_ref())
    }

    /// The system of the table, of which nothing is solved.
    pub(super) fn system(&self) -> Result<LeontiefSystem> {
        let (table, accounting) = self.of_table()?;
        LeontiefSystem::new(table.clone(), accounting)
    }

    /// S' with S = R v̂ L: whose value added a unit of every product is, rows x origins.
    ///
    /// Cost: one factor, and as many transposed solves as there are economies, once.
    pub(super) fn origins(&self) -> Result<Arc<Matrix>> {
        if let Some(known) = self.known.origins.get() {
            return Ok(known.clone());
        }
        let found = Arc::new(self.system()?.value_added_by_origin(self.geography.economies())?);
        Ok(self.known.origins.get_or_init(|| found).clone())
    }

    /// A schedule, read once.
    #[cfg(feature = "scenario-files")]
    pub(super) fn schedule(
        &self,
        files: &ScheduleFiles,
        importers: &[String],
    ) -> Result<Arc<Schedule>> {
        let source = (files.clone(), importers.to_vec());
        let mut known = self.known.schedules.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, schedule)) = known.iter().find(|(other, _)| *other == source) {
            return Ok(schedule.clone());
        }
        let schedule = Arc::new(Schedule::read(files, importers)?);
        known.push((source, schedule.clone()));
        Ok(schedule)
    }

    /// The tariffs that a schedule gives, computed once.
    #[cfg(feature = "scenario-files")]
    pub(super) fn scheduled(
        &self,
        files: &ScheduleFiles,
        importers: &[String],
        options: &TariffOptions,
    ) -> Result<(Arc<Schedule>, Arc<ScheduleTariffs>)> {
        let table = self.needed()?;
        let schedule = self.schedule(files, importers)?;
        let source = (files.clone(), importers.to_vec());
        let mut known = self.known.tariffs.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |it: &&(Source, TariffOptions, _)| it.0 == source && it.1 == *options;
        if let Some((.., tariffs)) = known.iter().find(same) {
            return Ok((schedule, tariffs.clone()));
        }
        let found = schedule.tariffs(table, self.geography.economies(), options)?;
        let found = Arc::new(found);
        known.push((source, options.clone(), found.clone()));
        Ok((schedule, found))
    }
}
