//! What a folder of results holds, for programs: a Data Package (Frictionless, version 1).

use serde_json::{Value, json};

use super::typed::Column;
use super::write::safe;
use super::{ColumnAbout, Frame};

/// The name that readers of such packages look for.
pub(super) const FILE: &str = "datapackage.json";

/// The description of frames that lie in CSV files of these names. It says nothing of the time, so
/// that the same results have the same description.
pub(super) fn descriptor(frames: &[Frame], files: &[String]) -> Value {
    let resources: Vec<Value> =
        frames.iter().zip(files).map(|(frame, file)| resource(frame, file)).collect();
    let mut package = json!({
        "profile": "tabular-data-package",
        "name": "tripole-results",
        "resources": resources,
    });
    if let Some(about) = frames.iter().find_map(Frame::about) {
        package["about"] = about.to_json();
    }
    package
}

fn resource(frame: &Frame, file: &str) -> Value {
    let columns = frame.typed().into_iter().zip(frame.columns_about());
    let fields: Vec<Value> = columns.map(|(column, about)| field(&column, about)).collect();
    let notes: Vec<Value> =
        frame.notes().iter().map(|(name, text)| json!({ "name": name, "text": text })).collect();
    let mut resource = json!({
        "profile": "tabular-data-resource",
        "name": slug(frame.name()),
        "path": file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": { "delimiter": ",", "lineTerminator": "\n", "header": true },
        "schema": { "fields": fields, "missingValues": [""] },
    });
    if !notes.is_empty() {
        resource["notes"] = Value::from(notes);
    }
    resource
}

fn field(column: &Column<'_>, about: ColumnAbout) -> Value {
    let kind = match column {
        Column::Words(_) => "string",
        Column::Whole(..) => "integer",
        Column::Real(_) => "number",
    };
    let mut field = json!({ "name": safe(&about.name), "type": kind, "title": about.label });
    let said = [("description", about.definition), ("unit", about.unit), ("source", about.source)];
    for (name, text) in said.into_iter().filter(|(_, text)| !text.is_empty()) {
        field[name] = text.into();
    }
    field
}

/// A name in the characters that names of resources have.
fn slug(name: &str) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
    name.to_lowercase().chars().map(allowed).collect()
}
