//! A schedule in a scenario.

use std::sync::Arc;

use super::schedule::{Schedule, ScheduleFiles, ScheduleTariffs, TariffOptions};
use super::{Context, Tariffs};
use crate::error::Result;
use crate::table::Finding;

/// A schedule of tariffs, and what it gives for a table.
#[derive(Debug, Clone)]
pub struct Scheduled {
    schedule: Arc<Schedule>,
    files: ScheduleFiles,
    options: TariffOptions,
    given: Arc<ScheduleTariffs>,
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        self.files == other.files && self.options == other.options && self.given == other.given
    }
}

impl Scheduled {
    /// The tariffs of some importers (all of the weights if none is named) in the table of a context; files are read
    /// once for a context.
    ///
    /// # Errors
    /// As [`Schedule::read`] and [`Schedule::tariffs`].
    pub fn new(
        context: &Context,
        files: ScheduleFiles,
        importers: &[String],
        options: TariffOptions,
    ) -> Result<Self> {
        let (schedule, given) = context.scheduled(&files, importers, &options)?;
        Ok(Scheduled { schedule, files, options, given })
    }

    /// The schedule.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// Its files.
    #[must_use]
    pub fn files(&self) -> &ScheduleFiles {
        &self.files
    }

    /// Its days, and how rates are averaged.
    #[must_use]
    pub fn options(&self) -> &TariffOptions {
        &self.options
    }

    /// What it gives.
    #[must_use]
    pub fn tariffs(&self) -> &Tariffs {
        &self.given.tariffs
    }

    /// What a reader of the results should know.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.given.findings
    }
}
