//! What can be asked, in the program's own description of it.

use std::any::TypeId;

use clap::builder::ValueHint;
use clap::{Arg, ArgAction, Command, CommandFactory};
use pyo3::prelude::*;
use serde_json::{Value, json};

use crate::cli::outside::{Cli, Entry, entries};

/// Every command with its options, and the entries of the guide, as JSON.
#[pyfunction]
pub fn registry() -> String {
    let program = Cli::command();
    let commands: Vec<Value> = program.get_subcommands().map(described).collect();
    let entries: Vec<Value> = entries().iter().map(Entry::to_json).collect();
    json!({ "version": env!("CARGO_PKG_VERSION"), "commands": commands, "guide": entries })
        .to_string()
}

fn described(command: &Command) -> Value {
    let options: Vec<Value> =
        command.get_arguments().filter(|option| !option.is_hide_set()).map(option).collect();
    json!({
        "name": command.get_name(),
        "about": command.get_about().map(ToString::to_string),
        "options": options,
    })
}

fn option(option: &Arg) -> Value {
    let values: Vec<String> = if option.get_action().takes_values() {
        option.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect()
    } else {
        vec![]
    };
    let most = option.get_num_args().map_or(1, |range| range.max_values());
    let many = matches!(option.get_action(), ArgAction::Append) || most > 1;
    let defaults = option.get_default_values().iter();
    json!({
        "id": option.get_id().as_str(),
        "long": option.get_long(),
        "help": option.get_help().map(ToString::to_string),
        "flag": !option.get_action().takes_values(),
        "many": many,
        "delimiter": option.get_value_delimiter(),
        "required": option.is_required_set(),
        "values": values,
        "default": defaults.map(|value| value.to_string_lossy().into_owned()).collect::<Vec<_>>(),
        "kind": kind(option),
        "file": match option.get_value_hint() {
            ValueHint::FilePath => Some("read"),
            ValueHint::DirPath => Some("folder"),
            ValueHint::AnyPath => Some("written"),
            _ => None,
        },
    })
}

/// What the words of an option are read as.
fn kind(option: &Arg) -> &'static str {
    let id = option.get_value_parser().type_id();
    let whole = [
        TypeId::of::<u32>(),
        TypeId::of::<u64>(),
        TypeId::of::<usize>(),
        TypeId::of::<i32>(),
        TypeId::of::<i64>(),
    ];
    if whole.iter().any(|it| id == *it) {
        "integer"
    } else if id == TypeId::of::<f64>() {
        "number"
    } else {
        "text"
    }
}
