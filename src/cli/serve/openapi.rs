//! The interface as OpenAPI describes it, made of the program's own description of its commands.

use clap::builder::ValueHint;
use clap::{Arg, Command};
use serde_json::{Map, Value, json};

use super::super::desk::within::description;
use super::house::House;
use super::question::{ASKED, Asked, FILES, FORMAT, SCENARIO_KEY, TABLE, options, takes_scenario};

/// Everything that can be asked.
pub fn described(house: &House) -> Value {
    let mut paths = Map::new();
    for (path, summary, of) in [
        ("tables", "Tables with their economies, sectors, words for products, groups", "tables"),
        ("models", "Models, what they read and what not to quote without", "models"),
        ("scenarios", "Scenarios that come with the program", "scenarios"),
        ("schedules", "Schedules of tariffs that scenarios may name, by folder", "schedules"),
    ] {
        let schema = json!({ "type": "object", "properties": { of: { "type": "array" } } });
        let answers = json!({ "200": answer(summary, "application/json", &schema) });
        let get = json!({ "summary": summary, "operationId": path, "responses": answers });
        paths.insert(format!("/api/v1/{path}"), json!({ "get": get }));
    }
    let summary = "What a scenario is and means for a table";
    let names = [TABLE, SCENARIO_KEY];
    paths.insert(
        "/api/v1/describe".to_owned(),
        operations("describe", summary, &common(house, &names), "application/json"),
    );
    for name in ASKED {
        if let Ok(command) = Asked::Command(name).command() {
            let described = of_command(house, name, command, "application/json");
            paths.insert(format!("/api/v1/{name}"), described);
        }
    }
    if let Ok(command) = Asked::Report.command() {
        paths
            .insert("/api/v1/report".to_owned(), of_command(house, "report", command, "text/html"));
    }
    let plots =
        description().find_subcommand("plot").into_iter().flat_map(Command::get_subcommands);
    for plot in plots {
        let name = plot.get_name();
        if let Ok(command) = Asked::Plot(name).command() {
            let described = of_command(house, &format!("plot-{name}"), command, "image/svg+xml");
            paths.insert(format!("/api/v1/plot/{name}"), described);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "tripole",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Input-output value-added accounting on the tables of this session. Every path is a command of the \
                program and gives its numbers; options have the names that they have on the command line.",
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }, { "bearer": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": { "type": "apiKey", "in": "query", "name": "token" },
                "bearer": { "type": "http", "scheme": "bearer" },
            },
            "schemas": { "Answer": whole(), "Error": error() },
        },
    })
}

/// Results, as they leave unless another form is asked for.
fn whole() -> Value {
    let text = json!({ "type": "string" });
    let column = json!({ "type": "object", "properties": {
        "name": text, "unit": text, "label": text, "definition": text, "source": text,
    } });
    json!({
        "type": "object",
        "properties": {
            "command": { "type": "string", "description": "The command line that gives the same" },
            "results": { "type": "array", "items": { "type": "object", "properties": {
                "name": text,
                "keys": { "type": "array", "items": text },
                "columns": { "type": "array", "items": column },
                "notes": { "type": "array", "items": { "type": "object" } },
                "rows": { "type": "array", "items": { "type": "object" } },
            } } },
            "about": { "type": "object", "description": "Where the numbers come from: tables, options, scenario, findings" },
            "messages": { "type": "array", "items": text, "description": "Notes and warnings" },
        },
    })
}

fn error() -> Value {
    json!({ "type": "object", "properties": { "error": { "type": "object", "properties": {
        "message": { "type": "string" },
        "hint": { "type": ["string", "null"] },
    } } } })
}

fn answer(summary: &str, kind: &str, schema: &Value) -> Value {
    json!({ "description": summary, "content": { kind: { "schema": schema } } })
}

/// What every command understands.
fn common(house: &House, names: &[&str]) -> Vec<Value> {
    let tables: Vec<&str> = house.tables().iter().map(|table| table.name.as_str()).collect();
    let all = [
        json!({
            "name": TABLE, "in": "query",
            "description": "The table, or several separated by commas where a command compares them",
            "schema": { "type": "string", "default": tables.first() },
            "examples": { "tables": { "value": tables.join(",") } },
        }),
        json!({
            "name": FORMAT, "in": "query",
            "description": "json (all results with columns and messages), rows (the rows of one), csv",
            "schema": { "type": "string" },
        }),
        json!({
            "name": SCENARIO_KEY, "in": "query",
            "description": "builtin:NAME; in the body of a POST also the text or the entries of a scenario file",
            "schema": { "type": "string" },
        }),
    ];
    all.into_iter().filter(|it| names.iter().any(|name| it["name"] == **name)).collect()
}

fn of_command(house: &House, id: &str, command: &Command, kind: &str) -> Value {
    let mut names = vec![TABLE, FORMAT];
    if takes_scenario(command) {
        names.push(SCENARIO_KEY);
    }
    let mut parameters = common(house, &names);
    let is_own = |long: &&str| ![TABLE, SCENARIO_KEY].contains(long);
    parameters.extend(
        options(command).filter(|(long, _)| is_own(long)).map(|(long, arg)| parameter(long, arg)),
    );
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    operations(id, &about, &parameters, kind)
}

/// Asked by an address, or by a body with the same names.
fn operations(id: &str, summary: &str, parameters: &[Value], kind: &str) -> Value {
    let mut properties = Map::new();
    for parameter in parameters {
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        let mut schema = parameter["schema"].clone();
        if name == SCENARIO_KEY {
            schema = json!({ "type": ["string", "object"] });
        }
        schema["description"] = parameter["description"].clone();
        properties.insert(name, schema);
    }
    let files = "Small files that options name, as texts by their names";
    let texts = json!({ "type": "string" });
    properties.insert(
        FILES.to_owned(),
        json!({ "type": "object", "additionalProperties": texts, "description": files }),
    );
    let schema = match kind {
        "application/json" => json!({ "$ref": "#/components/schemas/Answer" }),
        _ => json!({ "type": "string" }),
    };
    let wrong = json!({ "$ref": "#/components/schemas/Error" });
    let answers = json!({
        "200": answer(summary, kind, &schema),
        "400": answer("What was asked means nothing here", "application/json", &wrong),
        "403": answer("Without the token, or from elsewhere", "application/json", &wrong),
    });
    let body = json!({ "content": { "application/json": { "schema": {
        "type": "object", "properties": properties,
    } } } });
    json!({
        "get": {
            "summary": summary, "operationId": id, "parameters": parameters, "responses": answers,
        },
        "post": {
            "summary": summary, "operationId": format!("{id}-post"), "requestBody": body,
            "responses": answers,
        },
    })
}

fn parameter(long: &str, arg: &Arg) -> Value {
    let mut schema = Map::new();
    let takes = arg.get_action().takes_values();
    schema.insert("type".to_owned(), json!(if takes { "string" } else { "boolean" }));
    if takes {
        let values: Vec<String> =
            arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        // Several may be given, separated by commas.
        if !values.is_empty() && arg.get_value_delimiter().is_none() {
            schema.insert("enum".to_owned(), json!(values));
        }
        let defaults = arg.get_default_values().iter();
        let defaults: Vec<String> = defaults.map(|it| it.to_string_lossy().into_owned()).collect();
        if !defaults.is_empty() {
            schema.insert("default".to_owned(), json!(defaults.join(",")));
        }
    }
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    if arg.get_value_hint() == ValueHint::FilePath && takes {
        help.push_str("; here one of `files`, or what is built in");
    }
    json!({ "name": long, "in": "query", "description": help, "schema": schema })
}
