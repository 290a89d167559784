//! What the systems of a run were solved with.

use std::sync::{Mutex, PoisonError};

use tripole::leontief::{Diagnostics, Effort, Efforts};
use tripole::linalg::Pivoting;
use tripole::{LeontiefSystem, Result};

use super::args::Run;
use super::load::say_diagnostics;
use super::messages::tell;

/// What the systems of a run were solved with, which is said at its end; the systems themselves may be gone by then.
#[derive(Debug, Default)]
pub struct Solved(Mutex<Vec<Record>>);

#[derive(Debug)]
struct Record {
    efforts: Efforts,
    falls_back: bool,
    /// Whether it was said how good its factor is.
    is_told: bool,
}

impl Record {
    /// Whether a factor had to stand in for another way.
    fn fell_back(&self) -> bool {
        let is_factor = |it: &Effort| matches!(it, Effort::Factor { .. });
        self.falls_back && self.efforts.so_far().iter().any(is_factor)
    }
}

impl Solved {
    pub fn keep(&self, system: &LeontiefSystem) {
        let (efforts, falls_back) = (system.record(), system.falls_back());
        let record = Record { efforts, falls_back, is_told: false };
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Views of one system count together.
        match records.iter_mut().find(|known| known.efforts.is_of(&record.efforts)) {
            Some(known) => known.falls_back |= record.falls_back,
            None => records.push(record),
        }
    }

    /// That it was said how good the factor of a system is.
    pub fn told(&self, system: &LeontiefSystem) {
        let efforts = system.record();
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = records.iter_mut().filter(|record| record.efforts.is_of(&efforts));
        same.for_each(|record| record.is_told = true);
    }

    /// Say how good a factor is that was made while a measure was computed, because another way did not do: before the
    /// result is written, so that under `--strict` there is none.
    pub fn judge(&self, run: &Run) -> Result<()> {
        let made: Vec<Diagnostics> = {
            let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let untold = records.iter_mut().filter(|record| record.falls_back && !record.is_told);
            let told = |record: &mut Record| {
                let diagnostics = record.efforts.diagnostics();
                record.is_told = diagnostics.is_some();
                diagnostics
            };
            untold.filter_map(told).collect()
        };
        made.iter().try_for_each(|diagnostics| say_diagnostics(diagnostics, run))
    }

    /// Where sweeps or refinements did not do, a note; the rest for those who want to know, each way once.
    pub fn say(&self, run: &Run) {
        let records = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if run.verbose {
            let mut efforts = vec![];
            let all = records.iter().flat_map(|record| record.efforts.so_far());
            all.for_each(|effort| effort.join(&mut efforts));
            efforts.iter().for_each(|effort| tell!("{}", effort_of(effort)));
        }
        if records.iter().any(Record::fell_back) && !run.quiet {
            tell!(
                "note: this table takes a factor in double precision: sweeps, or one in single precision, do not \
                 reach its accuracy"
            );
        }
    }
}

fn effort_of(effort: &Effort) -> String {
    match effort {
        Effort::Factor { pivoting: Pivoting::Without } => {
            "solved by a factor, without exchanges of rows".to_owned()
        }
        Effort::Factor { pivoting: Pivoting::Partial } => {
            "solved by a factor, with partial pivoting".to_owned()
        }
        Effort::Inverse => "solved by the inverse".to_owned(),
        Effort::Mixed { sides, refinements, backward_error } => format!(
            "{sides} right-hand sides by a factor in single precision, refined up to {refinements} times: backward error {backward_error:.1e}"
        ),
        Effort::Sweeps { sides, sweeps, backward_error } => format!(
            "{sides} right-hand sides by up to {sweeps} sweeps over the regions: backward error {backward_error:.1e}"
        ),
    }
}
