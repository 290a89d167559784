//! From a request to the words of a command.

use std::ffi::OsString;
use std::sync::Arc;

use axum::http::StatusCode;
use clap::builder::ValueHint;
use clap::{Arg, Command};
use serde_json::{Map, Value};

use super::super::ROLES;
use super::super::claims::READ;
use super::super::desk::within::description;
use super::super::hints::shell_word;
use super::house::{House, Refusal};
use super::scenario;

/// What the scenario of a request is called in commands.
pub const SCENARIO: &str = "scenario.toml";

/// The commands that can be asked: they read tables, and what they make is small.
pub const ASKED: [&str; 39] = [
    "info",
    "check",
    "groups",
    "trade",
    "va",
    "vax",
    "exports",
    "imports",
    "bilateral",
    "tiva",
    "participation",
    "position",
    "linkages",
    "chains",
    "gains",
    "trade-costs",
    "balances",
    "reer",
    "rca",
    "apl",
    "smile",
    "gvc-income",
    "footprint",
    "responsibility",
    "multipliers",
    "type2",
    "requirements",
    "transit",
    "extract",
    "tariff",
    "revenue",
    "incidence",
    "retaliation",
    "households",
    "optimal",
    "scenario",
    "compare",
    "sda",
    "indices",
];

/// Options about files, printing and the machine, which have no meaning here.
const OUTPUT: [&str; 6] = ["sort", "top", "columns", "percent", "long", "names"];
const RUNNING: [&str; 2] = ["solver", "strict"];

/// Positional arguments that are one table, or none.
const SINGLE: [&str; 5] = ["table", "what", "group", "groups", "codes"];

/// Most values of an option.
const MOST_VALUES: usize = 1000;

/// What is asked in every request, beside the options of its command.
pub const TABLE: &str = "table";
pub const FORMAT: &str = "format";
pub const FILES: &str = "files";
pub const SCENARIO_KEY: &str = "scenario";

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// All results with their columns, notes and messages.
    Whole,
    /// The rows of one result.
    Rows,
    Csv,
    Picture,
    Page,
}

/// A command, on tables of the house and small files that were sent along.
#[derive(Debug)]
pub struct Question {
    pub words: Vec<OsString>,
    /// Places of tables.
    pub tables: Vec<usize>,
    pub files: Vec<Along>,
    pub form: Form,
}

/// A command by the words that follow `tripole`, and what it prints besides.
#[derive(Debug, Clone, Copy)]
pub enum Asked<'a> {
    Command(&'a str),
    Plot(&'a str),
    Report,
}

impl Asked<'_> {
    /// The words of the command.
    fn words(self) -> Vec<OsString> {
        let words = match self {
            Asked::Command(name) => vec![name],
            Asked::Plot(picture) => vec!["plot", picture],
            Asked::Report => vec!["report"],
        };
        words.into_iter().map(OsString::from).collect()
    }

    /// Its description, if it can be asked.
    pub fn command(self) -> Result<&'static Command, Refusal> {
        let found = match self {
            Asked::Command(name) => {
                ASKED.contains(&name).then(|| description().find_subcommand(name)).flatten()
            }
            Asked::Plot(name) => description()
                .find_subcommand("plot")
                .and_then(|plot| plot.find_subcommand(name))
                .filter(|_| !["sweep", "inverse", "help"].contains(&name)),
            Asked::Report => description().find_subcommand("report"),
        };
        let unknown = || {
            let hint = "`/api/v1/openapi.json` lists what can be asked".to_owned();
            let refusal = Refusal::new(StatusCode::NOT_FOUND, "there is nothing of this name");
            Refusal { hint: Some(hint), ..refusal }
        };
        found.ok_or_else(unknown)
    }
}

/// The options of a command that can be asked, by their long names.
pub fn options(command: &Command) -> impl Iterator<Item = (&str, &Arg)> {
    let named = command.get_arguments().filter_map(|arg| Some((arg.get_long()?, arg)));
    named.filter(|(long, arg)| {
        if ["help", "version"].contains(long) {
            return false;
        }
        match arg.get_help_heading() {
            Some("Running") => RUNNING.contains(long),
            // A table of the session beside another one; how files are read was said at the start.
            Some("Reading") => *long == "beside",
            Some("Output") => OUTPUT.contains(long),
            _ => arg.get_value_hint() != ValueHint::AnyPath || !arg.get_action().takes_values(),
        }
    })
}

/// Names of the positional arguments of a command.
pub fn positionals(command: &Command) -> impl Iterator<Item = &str> {
    command.get_positionals().map(|arg| arg.get_id().as_str())
}

/// Whether a command takes a scenario.
pub fn takes_scenario(command: &Command) -> bool {
    positionals(command).any(|name| name == "what")
        || command.get_arguments().any(|arg| arg.get_long() == Some(SCENARIO_KEY))
}

impl Question {
    /// What a request asks.
    pub fn new(
        house: &House,
        asked: Asked<'_>,
        mut request: Map<String, Value>,
    ) -> Result<Self, Refusal> {
        let command = asked.command()?;
        let mut words = asked.words();
        let mut files = files_of(request.remove(FILES))?;
        let form = form_of(asked, request.remove(FORMAT).as_ref())?;
        let mut tables = tables_of(house, request.remove(TABLE))?;
        let takes_several = positionals(command).any(|it| !SINGLE.contains(&it));
        if tables.len() > 1 && !takes_several {
            let message =
                format!("`{}` takes one table, and {} are named", command.get_name(), tables.len());
            return Err(Refusal::wrong(message, "name one; `beside` sets another one beside it"));
        }
        let scenario = match request.remove(SCENARIO_KEY) {
            None | Some(Value::Null) => None,
            Some(_) if !takes_scenario(command) => {
                return Err(Refusal::wrong(
                    "`scenario` has no meaning here",
                    "`tariff`, `scenario`, `revenue`, `incidence` and others take one",
                ));
            }
            Some(Value::String(name)) if name.starts_with("builtin:") => Some(name.into()),
            Some(given) => {
                if files.iter().any(|(name, _)| name == SCENARIO) {
                    return Err(Refusal::wrong(
                        format!("`{SCENARIO}` stands in `files` beside `scenario`"),
                        "send the scenario once",
                    ));
                }
                let text = scenario::text_of(&given)?;
                files.push((SCENARIO.into(), text.into_bytes().into()));
                Some(OsString::from(SCENARIO))
            }
        };
        let mut own = vec![];
        // In an order of its own, so that one question has one answer.
        let mut asked_for: Vec<(String, Value)> = request.into_iter().collect();
        asked_for.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, value) in asked_for {
            let long = name.replace('_', "-");
            let Some((long, arg)) = options(command).find(|(known, _)| *known == long) else {
                return Err(unknown(command, &name));
            };
            own.extend(option(house, (long, arg), &value, &mut tables)?);
        }
        let typed = |at: &usize| house.tables()[*at].typed.clone();
        for place in positionals(command) {
            match place {
                "table" => words.extend(tables.first().map(typed)),
                "what" => {
                    words.extend(tables.first().map(typed));
                    words.push(scenario.clone().ok_or_else(no_scenario)?);
                }
                // A group by its name would stand before.
                "group" | "groups" | "codes" => {}
                _ => words.extend(tables.iter().map(typed)),
            }
        }
        let is_option = !positionals(command).any(|name| name == "what");
        if let (true, Some(scenario)) = (is_option, &scenario) {
            words.extend(["--scenario".into(), scenario.clone()]);
        }
        words.extend(own);
        match asked {
            Asked::Report => words.extend(["-o".into(), "-".into()]),
            Asked::Command("info" | "check") => words.push("--json".into()),
            _ => {}
        }
        Ok(Question { words, tables, files, form })
    }

    /// What makes it the same as another one.
    pub fn key(&self) -> String {
        let mut key = format!("{:?}\n", self.form);
        // Each with its length, so that no part can be taken for two.
        let mut put = |text: &str| key.push_str(&format!("{}:{text}\n", text.len()));
        put(&self.words.len().to_string());
        for word in &self.words {
            // What is no text is told apart, too.
            put(&word.as_encoded_bytes().escape_ascii().to_string());
        }
        for (name, bytes) in &self.files {
            put(&name.to_string_lossy());
            put(&String::from_utf8_lossy(bytes));
        }
        key
    }

    /// The command line that gives the same numbers, beside a file of the scenario.
    pub fn command(&self) -> String {
        let mut line = "tripole".to_owned();
        for word in &self.words {
            line.push(' ');
            line.push_str(&shell_word(&word.to_string_lossy()));
        }
        line
    }
}

fn no_scenario() -> Refusal {
    Refusal::wrong(
        "a scenario is missing",
        "give `scenario`: `builtin:us-china-tariff-war`, or in the body of a POST the text or the entries of one",
    )
}

fn unknown(command: &Command, name: &str) -> Refusal {
    let known: Vec<&str> = options(command).map(|(long, _)| long).collect();
    let message = format!("`{name}` is no option of `{}`", command.get_name());
    let typed = format!("--{}", name.replace('_', "-"));
    let roles = ROLES.iter().find(|(word, _)| *word == typed).map_or(&[][..], |(_, roles)| roles);
    let meant = match roles.iter().find(|role| known.contains(role)) {
        Some(role) => format!("perhaps `{role}`; "),
        None => String::new(),
    };
    let all = known.join(", ");
    Refusal::wrong(message, format!("{meant}its options are {TABLE}, {FORMAT}, {all}"))
}

/// The words of an option.
fn option(
    house: &House,
    (long, arg): (&str, &Arg),
    value: &Value,
    tables: &mut Vec<usize>,
) -> Result<Vec<OsString>, Refusal> {
    let wrong = |hint: &str| Refusal::wrong(format!("`{long}` cannot be {value}"), hint);
    if !arg.get_action().takes_values() {
        return match value {
            Value::Bool(true) => Ok(vec![format!("--{long}").into()]),
            Value::Bool(false) | Value::Null => Ok(vec![]),
            Value::String(text) if text.is_empty() || text == "true" => {
                Ok(vec![format!("--{long}").into()])
            }
            Value::String(text) if text == "false" => Ok(vec![]),
            _ => Err(wrong("it is `true` or `false`")),
        };
    }
    let one = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(wrong("a text, a number or a list of them is expected")),
    };
    let values = match value {
        Value::Null => return Ok(vec![]),
        Value::Array(values) => values.iter().map(one).collect::<Result<Vec<String>, _>>()?,
        value => vec![one(value)?],
    };
    if values.is_empty() {
        return Ok(vec![]);
    }
    if values.len() > MOST_VALUES {
        let message =
            format!("`{long}` has {} values, and {MOST_VALUES} are the most", values.len());
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, message));
    }
    // A table by its short name, where another one is asked for.
    let named = |value: &String, tables: &mut Vec<usize>| -> OsString {
        let found = house.tables().iter().position(|table| table.name == *value);
        match found.filter(|_| arg.get_value_hint() == READ) {
            Some(at) => {
                if !tables.contains(&at) {
                    tables.push(at);
                }
                house.tables()[at].typed.clone()
            }
            None => value.into(),
        }
    };
    let words = |value: OsString| {
        let mut word = OsString::from(format!("--{long}="));
        word.push(value);
        word
    };
    if arg.get_value_delimiter() == Some(',') {
        return Ok(vec![words(values.join(",").into())]);
    }
    Ok(values.iter().map(|value| words(named(value, tables))).collect())
}

/// The tables that are asked about, the first one where none is named.
fn tables_of(house: &House, named: Option<Value>) -> Result<Vec<usize>, Refusal> {
    let wrong = || Refusal::wrong("`table` is a name, or a list of names", "see `/api/v1/tables`");
    let names: Vec<String> = match named {
        None | Some(Value::Null) => return Ok(vec![0]),
        Some(Value::String(names)) => names.split(',').map(|it| it.trim().to_owned()).collect(),
        Some(Value::Array(names)) => {
            let text = |it: Value| it.as_str().map(str::to_owned).ok_or_else(wrong);
            names.into_iter().map(text).collect::<Result<_, _>>()?
        }
        Some(_) => return Err(wrong()),
    };
    if names.is_empty() {
        return Err(wrong());
    }
    let mut places = vec![];
    for name in names {
        let found = house.table(Some(&name))?;
        let at = house.tables().iter().position(|table| std::ptr::eq(table, found));
        places.extend(at.filter(|at| !places.contains(at)));
    }
    Ok(places)
}

fn form_of(asked: Asked<'_>, named: Option<&Value>) -> Result<Form, Refusal> {
    let usual = match asked {
        Asked::Command(_) => Form::Whole,
        Asked::Plot(_) => Form::Picture,
        Asked::Report => Form::Page,
    };
    let Some(named) = named.filter(|named| !named.is_null()) else { return Ok(usual) };
    match (asked, named.as_str()) {
        (Asked::Plot(_), Some("svg")) | (Asked::Report, Some("html")) => Ok(usual),
        (Asked::Command(_) | Asked::Plot(_), Some("json")) => Ok(Form::Whole),
        (Asked::Command(_) | Asked::Plot(_), Some("rows")) => Ok(Form::Rows),
        (Asked::Command(_) | Asked::Plot(_), Some("csv")) => Ok(Form::Csv),
        (asked, _) => Err(Refusal::wrong(
            "this `format` is not known here",
            match asked {
                Asked::Command(_) => "json, rows, csv",
                Asked::Plot(_) => "svg, json, rows, csv",
                Asked::Report => "html",
            },
        )),
    }
}

/// A small file that was sent along, and its name.
type Along = (OsString, Arc<[u8]>);

fn files_of(sent: Option<Value>) -> Result<Vec<Along>, Refusal> {
    let wrong = || {
        Refusal::wrong(
            "`files` are texts by their names",
            "such as {\"jobs.csv\": \"region,sector,account,value,unit\\n...\"}",
        )
    };
    match sent {
        None | Some(Value::Null) => Ok(vec![]),
        Some(Value::Object(files)) => files
            .into_iter()
            .map(|(name, text)| {
                let text = text.as_str().ok_or_else(wrong)?;
                Ok((OsString::from(name), text.as_bytes().into()))
            })
            .collect(),
        Some(_) => Err(wrong()),
    }
}
