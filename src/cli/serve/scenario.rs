//! Scenarios of requests: entries in JSON or the text of a file, and what they mean for a table.

use serde_json::{Value, json};
use tripole::models::MODELS;
use tripole::models::registry::{Time, model_of};
use tripole::read::Input;
use tripole::scenario::{Context, NamedFiles, builtin_scenarios, read_scenario, scenario_input};
use tripole::table::Accounting;
use tripole::{Error, Result};

use super::super::hints;
use super::house::{Refusal, Table};
use super::question::SCENARIO;

/// The text of a scenario, of its entries if they are given as such.
pub fn text_of(given: &Value) -> std::result::Result<String, Refusal> {
    let wrong = |reason: String| {
        Refusal::wrong(
            format!("`scenario` cannot be read: {reason}"),
            "it is the text of a scenario file, or an object with its keys",
        )
    };
    match given {
        Value::String(text) => Ok(text.clone()),
        Value::Object(_) => toml::to_string(given).map_err(|reason| wrong(reason.to_string())),
        _ => Err(wrong("neither a text nor an object".to_owned())),
    }
}

/// What a scenario is and means for a table: its text, the models that read it, what of it does nothing.
pub fn described(table: &Table, given: &Value) -> std::result::Result<Value, Refusal> {
    let (input, text) = match given {
        Value::String(name) if name.starts_with("builtin:") => {
            (scenario_input(name)?, text_of_built_in(name)?)
        }
        given => {
            let text = text_of(given)?;
            (Input::bytes(SCENARIO, text.as_str()), text)
        }
    };
    let accounting = Accounting::default();
    let context = Context::new(&table.geography, table.held.table().clone(), &accounting)?;
    let scenario = read_scenario(input, &context.with_files(NamedFiles::Refused))?;
    let findings: Vec<String> =
        scenario.findings(table.held.table(), None)?.iter().map(hints::finding).collect();
    // A model of a whole year does not know on which day something begins.
    let is_timed = scenario.by_day().is_some();
    let readers: Vec<&str> = MODELS
        .into_iter()
        .filter(|record| record.unread(&scenario).is_none())
        .filter(|record| record.time == Time::Days || !is_timed)
        .map(|record| record.name)
        .collect();
    let kinds: Vec<&str> = scenario.kinds().into_iter().map(|kind| kind.name()).collect();
    Ok(json!({
        "toml": text,
        "name": scenario.name,
        "description": scenario.description,
        "changes": kinds,
        "model": model_of(&scenario).map(|record| record.name).ok(),
        "models": readers,
        "by_day": is_timed,
        "findings": findings,
    }))
}

fn text_of_built_in(name: &str) -> Result<String> {
    match scenario_input(name)? {
        Input::Bytes { bytes, .. } => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        _ => Ok(String::new()),
    }
}

/// The scenarios that come with the program.
pub fn built_in() -> Result<Value> {
    let of = |name: &'static str| -> Result<Value> {
        let text = text_of_built_in(&format!("builtin:{name}"))?;
        let failed = |e: toml::de::Error| Error::io("read", name, std::io::Error::other(e));
        let value: toml::Table = toml::from_str(&text).map_err(failed)?;
        let word = |key: &str| value.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        Ok(json!({
            "id": format!("builtin:{name}"),
            "name": word("name"),
            "description": word("description"),
            "toml": text,
        }))
    };
    builtin_scenarios().into_iter().map(of).collect()
}
