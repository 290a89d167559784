//! Scenarios of requests: entries in JSON or the text of a file, and what they mean for a table.

use serde_json::{Value, json};
use tripole::Result;
use tripole::models::MODELS;
use tripole::models::registry::{Time, model_of};
use tripole::read::Input;
use tripole::scenario::{
    BuiltIn, ChangeKind, Context, NamedFiles, read_scenario, scenario_input, text_of_entries,
};
use tripole::table::Accounting;

use super::super::desk::Schedules;
use super::super::hints;
use super::house::{Refusal, Table};
use super::question::SCENARIO;

/// The text of a scenario, of its entries if they are given as such.
pub fn text_of(given: &Value) -> std::result::Result<String, Refusal> {
    match given {
        Value::String(text) => Ok(text.clone()),
        Value::Object(_) => Ok(text_of_entries(given)?),
        _ => Err(Refusal::wrong(
            "`scenario` is neither a text nor an object",
            "it is the text of a scenario file, or an object with its keys",
        )),
    }
}

/// What a scenario is and means for a table: its text, the models that read it, what of it does nothing.
pub fn described(
    table: &Table,
    schedules: Schedules,
    given: &Value,
) -> std::result::Result<Value, Refusal> {
    let (input, text) = match given {
        Value::String(name) if name.starts_with("builtin:") => {
            let input = scenario_input(name)?;
            let text = match &input {
                Input::Bytes { bytes, .. } => String::from_utf8_lossy(bytes).into_owned(),
                _ => String::new(),
            };
            (input, text)
        }
        given => {
            let text = text_of(given)?;
            (Input::bytes(SCENARIO, text.as_str()), text)
        }
    };
    let accounting = Accounting::default();
    let context = Context::new(&table.geography, table.held.table().clone(), &accounting)?;
    let scenario = read_scenario(input, context.with_files(NamedFiles::Held(schedules)))?;
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
    let kinds: Vec<&str> = scenario.kinds().into_iter().map(ChangeKind::name).collect();
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

/// The scenarios that come with the program.
pub fn built_in() -> Result<Value> {
    let of = |it: &BuiltIn| {
        let (id, name) = (format!("builtin:{}", it.id), &it.name);
        json!({ "id": id, "name": name, "description": it.description, "toml": it.text })
    };
    Ok(tripole::scenario::built_in()?.iter().map(of).collect())
}
