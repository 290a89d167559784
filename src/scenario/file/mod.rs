//! Scenario files: TOML, bound to the rows and economies of a table as they are read.
//!
//! `docs/scenarios.md` describes the format. Whatever the table does not have, contradicts itself
//! or is out of range is refused with its line.

mod entries;
#[cfg(feature = "sweep")]
mod grid;
#[cfg(feature = "sweep")]
mod grid_entries;
#[cfg(feature = "sweep")]
mod grid_findings;
mod names;
mod policy;
mod resolve;

pub(super) use entries::{Codes, each};
#[cfg(feature = "sweep")]
pub use grid::{ScenarioGrid, read_grid};
pub(super) use names::{error_at, toml_error};

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::error::{Error, Place, Problem, Result, nearest};
use crate::read::Input;
use crate::scenario::{Context, Scenario};

/// Most bytes of a scenario or a grid, unpacked.
const LIMIT: u64 = 1 << 24;

/// Names and texts of the scenarios that come with the program.
const BUILTIN: [(&str, &str); 11] = [
    ("us-china-tariff-war", include_str!("../../../data/scenarios/us-china-tariff-war.toml")),
    ("universal-tariff", include_str!("../../../data/scenarios/universal-tariff.toml")),
    (
        "transatlantic-agreement",
        include_str!("../../../data/scenarios/transatlantic-agreement.toml"),
    ),
    ("rcep", include_str!("../../../data/scenarios/rcep.toml")),
    ("fta-europe-asia", include_str!("../../../data/scenarios/fta-europe-asia.toml")),
    ("us-china-decoupling", include_str!("../../../data/scenarios/us-china-decoupling.toml")),
    ("chip-embargo", include_str!("../../../data/scenarios/chip-embargo.toml")),
    ("reshoring-usa", include_str!("../../../data/scenarios/reshoring-usa.toml")),
    ("nearshoring-usmca", include_str!("../../../data/scenarios/nearshoring-usmca.toml")),
    ("friend-shoring", include_str!("../../../data/scenarios/friend-shoring.toml")),
    ("china-plus-one", include_str!("../../../data/scenarios/china-plus-one.toml")),
];

/// Names of the scenarios that come with the program, for `builtin:NAME`.
#[must_use]
pub fn builtin_scenarios() -> Vec<&'static str> {
    BUILTIN.iter().map(|(name, _)| *name).collect()
}

/// Read a scenario, a TOML file, for a table that is seen so. Names stand for
/// economies, regions, or listed blocs. Where the context has the table, not only how it is seen, the scenario may
/// have entries that depend on its flows; the files that they name lie beside the scenario.
///
/// # Errors
/// [`Error::Io`]; [`Error::Input`],
/// with line and character, for text that is no TOML, unknown keys and names, numbers out of range,
/// and flows that are given twice.
///
/// # Examples
/// ```
/// use tripole::table::Geography;
/// use tripole::{Index, scenario};
/// let index = Index::new([("USA", "c3"), ("CHN", "c3"), ("CHN", "c17")])?;
/// let geography = Geography::regions(&index);
/// let scenario = scenario::read_scenario(scenario::builtin_scenario("us-china-tariff-war")?, &geography)?;
/// let tariffs = scenario.tariffs()?;
/// // On manufactures, not on electricity.
/// assert_eq!(tariffs.after().inputs[(1, 0)], 0.25);
/// assert_eq!(tariffs.after().inputs[(2, 0)], 0.0);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn read_scenario(source: impl Into<Input>, context: impl Into<Context>) -> Result<Scenario> {
    let source = source.into();
    let (file, text) = text_of(&source)?;
    resolve::scenario((&file, &text), &context.into(), &folder_of(&source))
}

/// Where the files lie that a scenario names: beside it, or in the working directory for one without a place.
fn folder_of(source: &Input) -> PathBuf {
    match source {
        Input::Path(path) => path.parent().map(Path::to_owned).unwrap_or_default(),
        _ => PathBuf::new(),
    }
}

/// The text of a scenario file out of its entries, an object with the keys of such a file.
///
/// # Errors
/// [`Error::Input`] for what no such file can say: nothing (`null`), or something that is no object.
///
/// # Examples
/// ```
/// let entries = serde_json::json!({ "name": "t", "tariff": [{ "importer": "USA", "percent": 10 }] });
/// let text = tripole::scenario::text_of_entries(&entries)?;
/// assert_eq!(text, "name = \"t\"\n\n[[tariff]]\nimporter = \"USA\"\npercent = 10\n");
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn text_of_entries(entries: &serde_json::Value) -> Result<String> {
    let wrong = |reason: String| Error::input("scenario", Place::File, Problem::Toml { reason });
    if let Some(key) = null_in(entries) {
        return Err(wrong(format!("`{key}` is null: give it a value, or leave it out")));
    }
    let value: toml::Value = toml::Value::try_from(entries).map_err(|e| wrong(e.to_string()))?;
    toml::to_string(&value).map_err(|reason| wrong(reason.to_string()))
}

/// The first key whose value is nothing, with those that lead to it.
fn null_in(value: &serde_json::Value) -> Option<String> {
    let below = |key: &str, value| {
        let rest = null_in(value)?;
        Some(if rest.is_empty() { key.to_owned() } else { format!("{key}.{rest}") })
    };
    match value {
        serde_json::Value::Null => Some(String::new()),
        serde_json::Value::Array(all) => {
            all.iter().enumerate().find_map(|(at, value)| below(&(at + 1).to_string(), value))
        }
        serde_json::Value::Object(all) => all.iter().find_map(|(key, value)| below(key, value)),
        _ => None,
    }
}

/// A scenario that comes with the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltIn {
    /// What it is called behind `builtin:`.
    pub id: &'static str,
    /// Its name and description.
    pub name: String,
    /// See above.
    pub description: String,
    /// Its file.
    pub text: &'static str,
}

/// The scenarios that come with the program, with their texts.
///
/// # Errors
/// Never: they are read in the tests.
pub fn built_in() -> Result<Vec<BuiltIn>> {
    let of = |(id, text): &(&'static str, &'static str)| {
        let wrong = |e: toml::de::Error| {
            Error::input(*id, Place::File, Problem::Toml { reason: e.to_string() })
        };
        let file: toml::Table = toml::from_str(text).map_err(wrong)?;
        let word = |key: &str| {
            let text = file.get(key).and_then(toml::Value::as_str).unwrap_or_default();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        Ok(BuiltIn { id, name: word("name"), description: word("description"), text })
    };
    BUILTIN.iter().map(of).collect()
}

/// Where a scenario is read from: `builtin:NAME` for one that comes with the program, `-` for
/// standard input, or a path.
///
/// # Errors
/// [`Error::Unknown`] for a built-in scenario that does not exist.
pub fn scenario_input(text: impl AsRef<OsStr>) -> Result<Input> {
    let text = text.as_ref();
    match text.to_str().and_then(|text| text.strip_prefix("builtin:")) {
        Some(name) => builtin_scenario(name),
        None => Input::parse(text),
    }
}

/// A scenario that comes with the program, by its name without `builtin:`.
///
/// # Errors
/// [`Error::Unknown`], with the names there are.
pub fn builtin_scenario(name: &str) -> Result<Input> {
    let found = BUILTIN.iter().find(|(known, _)| *known == name);
    let (_, text) = found.ok_or_else(|| {
        let known: Vec<String> = BUILTIN.iter().map(|(known, _)| (*known).to_owned()).collect();
        let near = nearest(&known, name);
        let near = if near.is_empty() { known } else { near };
        Error::Unknown { what: "built-in scenario", code: name.to_owned(), near }
    })?;
    Ok(Input::bytes(format!("builtin:{name}"), text))
}

/// The name and the text of a file.
pub(super) fn text_of(input: &Input) -> Result<(String, String)> {
    Ok((input.name(), input.text(LIMIT)?))
}
