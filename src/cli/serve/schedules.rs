//! Schedules of tariffs, read when the page is started.

use std::path::{Path, PathBuf, absolute};

use serde_json::{Value, json};
use tripole::error::shown_path;
use tripole::scenario::schedule::{Schedule, ScheduleFiles};
use tripole::{Error, Result};

use super::super::args::Run;
use super::super::desk::Schedules;
use super::super::load;
use super::names::short;

/// What a schedule needs.
const FILES: [&str; 4] = ["rates.csv", "rules.toml", "weights.csv", "concordance.csv"];

/// Schedules that scenarios may name.
#[derive(Debug)]
pub struct Scheduled {
    /// Under the full names of their folders, so that a scenario means the same on the command line.
    pub held: Schedules,
    /// What there is to choose from in them.
    pub known: Vec<Value>,
}

impl Scheduled {
    pub fn read(folders: &[PathBuf], run: &Run) -> Result<Self> {
        let (mut known, mut names) = (vec![], vec![]);
        let mut held: Vec<(String, ScheduleFiles)> = vec![];
        for folder in folders {
            let place = place_of(folder)?;
            // One folder may have several names: a link, or a way through another one.
            let real = |place: &String| std::fs::canonicalize(place).ok();
            let is_there = |(other, _): &(String, _)| real(other) == real(&place);
            if held.iter().any(is_there) {
                let message = format!("`{}` is named twice", shown_path(&folder.to_string_lossy()));
                return Err(Error::lacking(message, "name each schedule once"));
            }
            let is_lacking = |file: &&str| !Path::new(&place).join(file).is_file();
            if let Some(file) = FILES.into_iter().find(is_lacking) {
                let folder = shown_path(&folder.to_string_lossy());
                let message =
                    format!("`{folder}` is no schedule of tariffs: it has no file `{file}`");
                let hint = "a schedule is a folder with `rates.csv`, `rules.toml`, `weights.csv` and `concordance.csv`";
                return Err(Error::lacking(message, hint));
            }
            let files = ScheduleFiles::in_folder(&place).held()?;
            let schedule = Schedule::read(&files, &[])?;
            load::report(schedule.findings(), true, run)?;
            let name = short(Path::new(&place).as_os_str(), &names);
            known.push(described(&name, &place, &schedule));
            names.push(name);
            held.push((place, files));
        }
        Ok(Scheduled { held: held.into(), known })
    }
}

/// The full name of a folder, in which nothing is relative.
fn place_of(folder: &Path) -> Result<String> {
    let shown = folder.display().to_string();
    let place = absolute(folder).map_err(|reason| Error::io("read", &shown, reason))?;
    let place: PathBuf = place.components().collect();
    place.into_os_string().into_string().map_err(|_| {
        let message = format!("the name of `{}` is no text", shown_path(&shown));
        Error::lacking(message, "a scenario cannot name it: rename the folder")
    })
}

fn described(name: &str, place: &str, schedule: &Schedule) -> Value {
    let days: Vec<String> = schedule.days().iter().map(ToString::to_string).collect();
    json!({
        "name": name,
        "folder": place,
        "importers": schedule.importers(),
        "authorities": schedule.authorities(),
        "days": days,
    })
}
