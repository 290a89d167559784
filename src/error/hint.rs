//! What to do about an error, as data: sentences, settings and tasks. Each front end words the
//! settings and tasks as its users know them ([`Wording`]); [`Plain`] is the library's own way.

use std::borrow::Cow;
use std::fmt;

/// An option that messages speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OptionName {
    /// Where a result comes from, in a file beside it.
    About,
    /// Runs whose shortages never end are made.
    AllowCollapse,
    /// Supply and use may differ.
    AllowGaps,
    /// Which crossing of a border a unit of value added is assigned to.
    Approach,
    /// Inputs of parts are balanced where value added would be below zero.
    Balance,
    /// The list of blocs.
    Blocs,
    /// The level of the results.
    By,
    /// Destinations of value added, one line each.
    Destination,
    /// What becomes of regions without any flow.
    EmptyRegions,
    /// A set of sales, sellers and their sectors to buyers.
    Flow,
    /// The format of a table.
    Format,
    /// Regions that act as one economy.
    Group,
    /// Exports split by participation in value chains.
    Gvc,
    /// The importers of a flow.
    Importer,
    /// Imports of a national table, product by user.
    ImportMatrix,
    /// Whether changes in inventories are final demand.
    Inventories,
    /// The category of final demand that holds changes in inventories.
    InventoryCategory,
    /// Rows below the flows under their own names.
    KeepRows,
    /// The kind of extraction.
    Kind,
    /// Most cells of a table.
    MaxCells,
    /// Most memory of a run.
    MaxMemory,
    /// The measure, where a result has several.
    Measure,
    /// The algorithm that balances, or the decomposition.
    Method,
    /// The model of how the world reacts.
    Model,
    /// Where gross output comes from.
    OutputFrom,
    /// The perimeter within which value added is counted once.
    Perspective,
    /// Regions may lack sectors that others have.
    Ragged,
    /// Whether exports of a national table hold imports.
    Reexports,
    /// The codes of all regions.
    RegionCodes,
    /// Begin again instead of going on with an interrupted run.
    Restart,
    /// Days over which a gap in stocks is ordered.
    RestockingDays,
    /// The world, or each economy by itself.
    Scope,
    /// The sectors of a flow.
    Sector,
    /// One of several parts of a run, which are put together later.
    Shard,
    /// The sheet of a workbook.
    Sheet,
    /// How systems of equations are solved.
    Solver,
    /// What becomes of countries that a source splits.
    Split,
    /// Warnings are errors.
    Strict,
    /// The unit of amounts.
    Unit,
    /// Where value added comes from.
    ValueAdded,
    /// The year of a table.
    Year,
    /// The years of several tables, in their order.
    Years,
}

impl OptionName {
    /// Every option, by its name.
    pub const ALL: [OptionName; 42] = [
        OptionName::About,
        OptionName::AllowCollapse,
        OptionName::AllowGaps,
        OptionName::Approach,
        OptionName::Balance,
        OptionName::Blocs,
        OptionName::By,
        OptionName::Destination,
        OptionName::EmptyRegions,
        OptionName::Flow,
        OptionName::Format,
        OptionName::Group,
        OptionName::Gvc,
        OptionName::ImportMatrix,
        OptionName::Importer,
        OptionName::Inventories,
        OptionName::InventoryCategory,
        OptionName::KeepRows,
        OptionName::Kind,
        OptionName::MaxCells,
        OptionName::MaxMemory,
        OptionName::Measure,
        OptionName::Method,
        OptionName::Model,
        OptionName::OutputFrom,
        OptionName::Perspective,
        OptionName::Ragged,
        OptionName::Reexports,
        OptionName::RegionCodes,
        OptionName::Restart,
        OptionName::RestockingDays,
        OptionName::Scope,
        OptionName::Sector,
        OptionName::Shard,
        OptionName::Sheet,
        OptionName::Solver,
        OptionName::Split,
        OptionName::Strict,
        OptionName::Unit,
        OptionName::ValueAdded,
        OptionName::Year,
        OptionName::Years,
    ];

    /// The name that stays the same whatever the front end, words joined by `_`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            OptionName::About => "about",
            OptionName::AllowCollapse => "allow_collapse",
            OptionName::AllowGaps => "allow_gaps",
            OptionName::Approach => "approach",
            OptionName::Balance => "balance",
            OptionName::Blocs => "blocs",
            OptionName::By => "by",
            OptionName::Destination => "destination",
            OptionName::EmptyRegions => "empty_regions",
            OptionName::Flow => "flow",
            OptionName::Format => "format",
            OptionName::Group => "group",
            OptionName::Gvc => "gvc",
            OptionName::Importer => "importer",
            OptionName::ImportMatrix => "import_matrix",
            OptionName::Inventories => "inventories",
            OptionName::InventoryCategory => "inventory_category",
            OptionName::KeepRows => "keep_rows",
            OptionName::Kind => "kind",
            OptionName::MaxCells => "max_cells",
            OptionName::MaxMemory => "max_memory",
            OptionName::Measure => "measure",
            OptionName::Method => "method",
            OptionName::Model => "model",
            OptionName::OutputFrom => "output_from",
            OptionName::Perspective => "perspective",
            OptionName::Ragged => "ragged",
            OptionName::Reexports => "reexports",
            OptionName::RegionCodes => "region_codes",
            OptionName::Restart => "restart",
            OptionName::RestockingDays => "restocking_days",
            OptionName::Scope => "scope",
            OptionName::Sector => "sector",
            OptionName::Shard => "shard",
            OptionName::Sheet => "sheet",
            OptionName::Solver => "solver",
            OptionName::Split => "split",
            OptionName::Strict => "strict",
            OptionName::Unit => "unit",
            OptionName::ValueAdded => "value_added",
            OptionName::Year => "year",
            OptionName::Years => "years",
        }
    }

    /// The option with a value.
    #[must_use]
    pub fn set(self, value: impl Into<Cow<'static, str>>) -> Setting {
        Setting { option: self, value: Some(value.into()) }
    }
}

/// An option, perhaps with the value that it has or should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Which option.
    pub option: OptionName,
    /// Its value; `None` where the option itself is meant.
    pub value: Option<Cow<'static, str>>,
}

impl From<OptionName> for Setting {
    fn from(option: OptionName) -> Self {
        Setting { option, value: None }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Plain.setting(self))
    }
}

/// Something else that can be asked for, where it shows or mends what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Task {
    /// Look at what a table holds: its codes, year and totals.
    Overview,
    /// List what is noteworthy or wrong about a table.
    Findings,
    /// List the formats that can be read.
    Formats,
    /// Add up sectors by a concordance.
    AddUpSectors,
    /// Add up regions and sectors by concordances.
    AddUp,
    /// Run a scenario: every indicator before and after.
    Scenario,
    /// Run tariffs or embargoes alone.
    Tariffs,
    /// Read how this is used, and which names there are.
    Manual,
    /// Read what the columns of results and other codes mean.
    Glossary,
    /// List the groups of regions that are known by name.
    Groups,
    /// Make a table to be filled in.
    Template,
}

impl Task {
    /// Every task.
    pub const ALL: [Task; 11] = [
        Task::Overview,
        Task::Findings,
        Task::Formats,
        Task::AddUpSectors,
        Task::AddUp,
        Task::Scenario,
        Task::Tariffs,
        Task::Manual,
        Task::Glossary,
        Task::Groups,
        Task::Template,
    ];
}

/// How a front end words settings and tasks.
///
/// # Examples
/// A front end for Python, where options are arguments:
/// ```
/// use tripole::error::{Hint, OptionName, Setting, Task, Wording};
/// struct Python;
/// impl Wording for Python {
///     fn setting(&self, setting: &Setting) -> String {
///         match &setting.value {
///             Some(value) => format!("`{}=\"{value}\"`", setting.option.name()),
///             None => format!("`{}`", setting.option.name()),
///         }
///     }
///     fn task(&self, task: Task) -> String {
///         format!("`tripole.{task:?}()`").to_lowercase()
///     }
/// }
/// let hint = Hint::from("use ").set(OptionName::Solver.set("lu"));
/// assert_eq!(hint.worded(&Python), "use `solver=\"lu\"`");
/// assert_eq!(hint.to_string(), "use solver `lu`");
/// ```
pub trait Wording {
    /// An option, with its value if it has one.
    fn setting(&self, setting: &Setting) -> String;
    /// What does the task, as a noun: "… lists the codes of the table".
    fn task(&self, task: Task) -> String;
}

/// The words of the library itself: names of options, and plain English for tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plain;

impl Wording for Plain {
    fn setting(&self, setting: &Setting) -> String {
        let name = setting.option.name();
        match &setting.value {
            Some(value) => format!("{} `{value}`", name.replace('_', " ")),
            None => format!("`{name}`"),
        }
    }

    fn task(&self, task: Task) -> String {
        let words = match task {
            Task::Overview => "an overview",
            Task::Findings => "the list of findings",
            Task::Formats => "the documentation of formats",
            Task::AddUpSectors => "a concordance of sectors",
            Task::AddUp => "concordances of regions and sectors",
            Task::Scenario => "the impact of a scenario",
            Task::Tariffs => "the analysis of tariffs",
            Task::Manual => "the documentation",
            Task::Glossary => "the glossary",
            Task::Groups => "the list of known groups",
            Task::Template => "a template",
        };
        words.to_owned()
    }
}

/// A part of a hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Words that are the same in every front end.
    Text(Cow<'static, str>),
    /// What to set, or to leave out.
    Setting(Setting),
    /// What to ask for.
    Task(Task),
}

/// What to do next: a sentence with settings and tasks in it.
///
/// # Examples
/// ```
/// use tripole::error::{Hint, OptionName};
/// let hint = Hint::from("use ").set(OptionName::Method.set("scaling")).say(" or `quadratic`");
/// assert_eq!(hint.to_string(), "use method `scaling` or `quadratic`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hint(Vec<Part>);

impl Hint {
    /// The hint and further words.
    #[must_use]
    pub fn say(self, words: impl Into<Cow<'static, str>>) -> Self {
        self.with(Part::Text(words.into()))
    }

    /// The hint and an option, perhaps with its value.
    #[must_use]
    pub fn set(self, setting: impl Into<Setting>) -> Self {
        self.with(Part::Setting(setting.into()))
    }

    /// The hint and a task.
    #[must_use]
    pub fn ask(self, task: Task) -> Self {
        self.with(Part::Task(task))
    }

    fn with(mut self, part: Part) -> Self {
        self.0.push(part);
        self
    }

    /// Its parts, in their order.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// In the words of a front end.
    #[must_use]
    pub fn worded(&self, words: &dyn Wording) -> String {
        let parts = self.0.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Setting(setting) => Cow::Owned(words.setting(setting)),
            Part::Task(task) => Cow::Owned(words.task(*task)),
        });
        parts.collect()
    }
}

impl From<&'static str> for Hint {
    fn from(text: &'static str) -> Self {
        Hint::default().say(text)
    }
}

impl From<String> for Hint {
    fn from(text: String) -> Self {
        Hint::default().say(text)
    }
}

impl From<Setting> for Hint {
    fn from(setting: Setting) -> Self {
        Hint::default().set(setting)
    }
}

impl From<OptionName> for Hint {
    fn from(option: OptionName) -> Self {
        Hint::default().set(option)
    }
}

impl From<Task> for Hint {
    fn from(task: Task) -> Self {
        Hint::default().ask(task)
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.worded(&Plain))
    }
}

/// One side of a contradiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Party {
    /// An option, perhaps with its value.
    Setting(Setting),
    /// Anything else, in words that are the same in every front end.
    Other(String),
}

impl Party {
    /// In the words of a front end.
    #[must_use]
    pub fn worded(&self, words: &dyn Wording) -> String {
        match self {
            Party::Setting(setting) => words.setting(setting),
            Party::Other(text) => text.clone(),
        }
    }
}

impl From<Setting> for Party {
    fn from(setting: Setting) -> Self {
        Party::Setting(setting)
    }
}

impl From<OptionName> for Party {
    fn from(option: OptionName) -> Self {
        Party::Setting(option.into())
    }
}

impl From<String> for Party {
    fn from(text: String) -> Self {
        Party::Other(text)
    }
}

impl From<&str> for Party {
    fn from(text: &str) -> Self {
        Party::Other(text.to_owned())
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.worded(&Plain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_has_a_name_of_its_own() {
        let mut names: Vec<&str> = OptionName::ALL.iter().map(|option| option.name()).collect();
        assert!(names.is_sorted(), "{names:?}");
        names.dedup();
        assert_eq!(names.len(), OptionName::ALL.len());
        assert!(Task::ALL.iter().all(|task| !Plain.task(*task).is_empty()));
    }

    #[test]
    fn parts_are_worded_in_their_order() {
        let hint = Hint::from(Task::Overview).say(" lists them: ").set(OptionName::MaxCells);
        assert_eq!(hint.to_string(), "an overview lists them: `max_cells`");
        assert_eq!(hint.parts().len(), 3);
        assert_eq!(
            Party::from(OptionName::OutputFrom.set("table")).to_string(),
            "output from `table`"
        );
    }
}
