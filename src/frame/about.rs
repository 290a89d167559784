//! What a result was made of and how: table, options, conventions.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Frame, glossary};
use crate::error::{Error, Result};

/// Most bytes of a file that says where a result comes from, rows included.
const LIMIT: u64 = 1 << 28;
/// What Parquet files begin with.
const PARQUET: &[u8] = b"PAR1";

#[cfg(feature = "parquet")]
fn of_parquet(file: File) -> Option<About> {
    let text = super::parquet::about(file)?;
    About::from_json(&serde_json::from_str(&text).ok()?)
}

#[cfg(not(feature = "parquet"))]
fn of_parquet(_: File) -> Option<About> {
    None
}

/// Where a result comes from, for whoever finds it a year later.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct About {
    /// The program and its version.
    pub program: String,
    /// The words that asked for it.
    pub command: Vec<String>,
    /// The tables that were read, in order.
    pub tables: Vec<TableAbout>,
    /// Other files that were read.
    pub files: Vec<FileAbout>,
    /// Accounting conventions, by name.
    pub conventions: Vec<(String, String)>,
    /// What counts as one economy of several regions, and what it lacks.
    pub groups: Vec<GroupAbout>,
    /// Options in force, by name, those left at their default among them.
    pub options: Vec<(String, String)>,
    /// What was noteworthy about tables and scenarios.
    pub findings: Vec<String>,
    /// The figures by which its frames are known again.
    pub results: Vec<ResultAbout>,
}

/// The figures by which a result is known again.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ResultAbout {
    /// Name of the frame.
    pub name: String,
    /// Number of rows.
    pub rows: usize,
    /// SHA-256 of all labels and numbers, row by row.
    pub sha256: String,
    /// For every column of numbers its name, sum and sum of absolute values.
    pub totals: Vec<(String, f64, f64)>,
}

impl ResultAbout {
    fn to_json(&self) -> Value {
        let total = |(name, sum, size): &(String, f64, f64)| json!({ "column": name, "sum": sum, "sum_of_sizes": size });
        let totals: Vec<Value> = self.totals.iter().map(total).collect();
        json!({
            "name": self.name,
            "rows": self.rows,
            "sha256": self.sha256,
            "totals": totals,
        })
    }

    /// What [`ResultAbout::to_json`] wrote.
    fn from_json(value: &Value) -> Option<Self> {
        let total = |value: &Value| {
            let number = |name: &str| value.get(name)?.as_f64();
            Some((text(value, "column")?, number("sum")?, number("sum_of_sizes")?))
        };
        Some(ResultAbout {
            name: text(value, "name")?,
            rows: usize::try_from(value.get("rows")?.as_u64()?).ok()?,
            sha256: text(value, "sha256")?,
            totals: value.get("totals")?.as_array()?.iter().map(total).collect::<Option<_>>()?,
        })
    }
}

/// A text of an object.
fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

/// A table that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TableAbout {
    /// Its name, as it was given.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Year of the accounts.
    pub year: Option<i32>,
    /// Unit of amounts.
    pub unit: Option<String>,
    /// Source and edition.
    pub source: String,
    /// What the file says that it was made of: of a binary table the one that was converted, of a file in an archive its
    /// name there.
    pub origin: Option<String>,
    /// Number of regions.
    pub regions: usize,
    /// Number of sectors.
    pub sectors: usize,
}

/// A file beside tables: a scenario, a list of blocs, a map.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FileAbout {
    /// What it was given for: the name of the option.
    pub role: String,
    /// Its name, as it was given.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its text, where it is a short one.
    pub text: Option<String>,
}

impl About {
    /// As an object of JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let pairs = |pairs: &[(String, String)]| -> Map<String, Value> {
            pairs.iter().map(|(name, text)| (name.clone(), Value::from(text.as_str()))).collect()
        };
        let tables: Vec<Value> = self.tables.iter().map(TableAbout::to_json).collect();
        let files: Vec<Value> = self.files.iter().map(FileAbout::to_json).collect();
        json!({
            "program": self.program,
            "command": self.command,
            "tables": tables,
            "files": files,
            "conventions": pairs(&self.conventions),
            "groups": self.groups.iter().map(GroupAbout::to_json).collect::<Vec<Value>>(),
            "options": pairs(&self.options),
            "findings": self.findings,
            "results": self.results.iter().map(ResultAbout::to_json).collect::<Vec<Value>>(),
        })
    }

    /// What is needed to repeat a run and to compare with it, of what [`About::to_json`] wrote: the
    /// words, what was read, and the figures of the results. Nothing where one of them is missing.
    #[must_use]
    pub fn from_json(value: &Value) -> Option<Self> {
        let list = |name: &str| value.get(name)?.as_array();
        let words = list("command")?.iter().map(|word| word.as_str().map(str::to_owned));
        let table = |value: &Value| {
            let (name, sha256) = (text(value, "name")?, text(value, "sha256")?);
            Some(TableAbout { name, sha256, ..TableAbout::default() })
        };
        let file = |value: &Value| {
            let (role, name) = (text(value, "role")?, text(value, "name")?);
            let sha256 = text(value, "sha256")?;
            Some(FileAbout { role, name, sha256, text: text(value, "text") })
        };
        Some(About {
            program: text(value, "program")?,
            command: words.collect::<Option<_>>()?,
            tables: list("tables")?.iter().map(table).collect::<Option<_>>()?,
            files: list("files")?.iter().map(file).collect::<Option<_>>()?,
            results: list("results")?.iter().map(ResultAbout::from_json).collect::<Option<_>>()?,
            ..About::default()
        })
    }

    /// What a file says that holds it whole: a result as JSON or Parquet, the description of a folder, or
    /// what was saved beside a result. Nothing where it says none, or only in words for people.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io).
    pub fn read(path: &Path) -> Result<Option<Self>> {
        let fail = |source| Error::io("read", path, source);
        let mut file = File::open(path).map_err(fail)?;
        let mut start = vec![];
        file.by_ref().take(PARQUET.len() as u64).read_to_end(&mut start).map_err(fail)?;
        if start == PARQUET {
            return Ok(of_parquet(file));
        }
        let mut text = start;
        file.take(LIMIT).read_to_end(&mut text).map_err(fail)?;
        let value: Option<Value> = serde_json::from_slice(&text).ok();
        Ok(value.and_then(|value| About::from_json(value.get("about")?)))
    }

    /// One line for each thing to know, by name: for a sheet, or notes of a file.
    #[must_use]
    pub fn lines(&self) -> Vec<(String, String)> {
        let mut lines = vec![
            ("program".to_owned(), self.program.clone()),
            ("command".to_owned(), self.command.join(" ")),
        ];
        for table in &self.tables {
            lines.push(("table".to_owned(), table.name.clone()));
            lines.push(("sha256".to_owned(), table.sha256.clone()));
            lines.push(("source".to_owned(), table.source.clone()));
            lines.extend(table.origin.iter().map(|origin| ("origin".to_owned(), origin.clone())));
            lines.push(("year".to_owned(), table.year.map_or(String::new(), |y| y.to_string())));
            lines.push(("unit".to_owned(), table.unit.clone().unwrap_or_default()));
            lines.push(("regions".to_owned(), table.regions.to_string()));
            lines.push(("sectors".to_owned(), table.sectors.to_string()));
        }
        for file in &self.files {
            lines.push((file.role.clone(), file.name.clone()));
            lines.push((format!("{} sha256", file.role), file.sha256.clone()));
            if let Some(text) = &file.text {
                lines.push((format!("{} text", file.role), text.clone()));
            }
        }
        lines.extend(self.conventions.iter().cloned());
        for group in &self.groups {
            lines.push((format!("group {}", group.name), group.members.join(", ")));
            lines.push((
                format!("group {}, not in the table", group.name),
                group.missing.join(", "),
            ));
        }
        lines.extend(
            self.options.iter().map(|(name, text)| (format!("option {name}"), text.clone())),
        );
        lines.extend(self.findings.iter().map(|text| ("finding".to_owned(), text.clone())));
        lines.retain(|(_, text)| !text.is_empty());
        lines
    }
}

/// A group of regions that is one economy of a result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GroupAbout {
    /// Its name.
    pub name: String,
    /// The codes of its regions in the table.
    pub members: Vec<String>,
    /// Members that the table does not have, where the group is a known one.
    pub missing: Vec<String>,
}

impl GroupAbout {
    fn to_json(&self) -> Value {
        json!({ "name": self.name, "members": self.members, "missing": self.missing })
    }

    /// What it is short of, in words; nothing where it is whole.
    pub(super) fn shortfall(&self) -> Option<String> {
        let (missing, members) = (self.missing.len(), self.members.join(", "));
        let all = self.members.len() + missing;
        (missing > 0).then(|| {
            format!(
                "{} is {members} here, the table lacks {missing} of its {all} members",
                self.name
            )
        })
    }
}

impl TableAbout {
    fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "sha256": self.sha256,
            "source": self.source,
            "origin": self.origin,
            "year": self.year,
            "unit": self.unit,
            "regions": self.regions,
            "sectors": self.sectors,
        })
    }
}

impl FileAbout {
    fn to_json(&self) -> Value {
        json!({
            "role": self.role,
            "name": self.name,
            "sha256": self.sha256,
            "text": self.text,
        })
    }
}

/// What a column of a frame is, for files that describe themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnAbout {
    /// Its name.
    pub name: String,
    /// Its unit; empty for words.
    pub unit: String,
    /// A name for people, of at most 80 characters.
    pub label: String,
    /// What it is, with its formula; empty where the glossary has nothing.
    pub definition: String,
    /// Where it is defined.
    pub source: String,
}

impl ColumnAbout {
    /// As an object of JSON, without what is empty.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let parts = [
            ("name", &self.name),
            ("unit", &self.unit),
            ("label", &self.label),
            ("definition", &self.definition),
            ("source", &self.source),
        ];
        let said = parts.into_iter().filter(|(_, text)| !text.is_empty());
        said.map(|(name, text)| (name.to_owned(), Value::from(text.as_str()))).collect()
    }
}

impl Frame {
    /// With where it comes from, which every form that can carry it does.
    #[must_use]
    pub fn with_about(mut self, about: Arc<About>) -> Self {
        self.about = Some(about);
        self
    }

    /// Where it comes from.
    #[must_use]
    pub fn about(&self) -> Option<&About> {
        self.about.as_deref()
    }

    /// What its columns are, in their order.
    #[must_use]
    pub fn columns_about(&self) -> Vec<ColumnAbout> {
        let of = |name: &str, unit: String| {
            let term = glossary::term(self.name(), name);
            let text = |field: fn(&glossary::Term) -> &String| {
                term.map_or(String::new(), |t| field(t).clone())
            };
            let label = text(|term| &term.label);
            ColumnAbout {
                name: name.to_owned(),
                unit,
                label: if label.is_empty() { name.replace('_', " ") } else { label },
                definition: text(|term| &term.definition),
                source: text(|term| &term.source),
            }
        };
        let keys = self.keys().iter().map(|key| of(key.name(), String::new()));
        let numbers = self.indicators().iter().map(|c| of(c.name(), c.unit().to_string()));
        let words = self.remarks().iter().map(|key| of(key.name(), String::new()));
        keys.chain(numbers).chain(words).collect()
    }
}
