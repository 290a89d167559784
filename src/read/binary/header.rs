//! What stands before the numbers of a binary table, written and read.
//!
//! The metadata of safetensors are texts: `format` (this one's name), `version`, `table` (JSON: labels, rows below,
//! year, unit, source, check sums of the tensors) and `crc32` (that of the text `table`, in hexadecimal digits).

use std::collections::HashMap;

use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};
use serde_json::{Map, Value, json};

use super::numbers::check_sum_of_bytes;
use crate::error::{Problem, named, shown};
use crate::read::text::LABEL_LIMIT;
use crate::table::{DemandColumn, Mrio, Node, PrimaryKind};

/// What the metadata call this format.
const FORMAT: &str = "tripole";
/// The version that is written, and the latest that is read.
const VERSION: u32 = 1;
/// Most bytes of a header: labels of as many rows as tables have.
pub(super) const LIMIT: u64 = 1 << 25;
/// Bytes of a number.
const NUMBER: usize = size_of::<f64>();

/// A tensor of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tensor {
    /// Z.
    Flows,
    /// F.
    FinalDemand,
    /// What producers pay, row by row below.
    PrimaryInputs,
    /// What final users pay.
    PrimaryFinalDemand,
    /// Output as published.
    Output,
}

named!(
    Tensor, "tensor": Flows = "Z", FinalDemand = "F", PrimaryInputs = "primary_inputs",
    PrimaryFinalDemand = "primary_final_demand", Output = "output",
);

impl Tensor {
    /// Its place among all of them.
    pub fn position(self) -> usize {
        self as usize
    }

    /// Its shape, of so many producers, columns of final demand and rows below.
    fn shape(self, [producers, columns, below]: [usize; 3]) -> Vec<usize> {
        match self {
            Tensor::Flows => vec![producers, producers],
            Tensor::FinalDemand => vec![columns, producers],
            Tensor::PrimaryInputs => vec![below, producers],
            Tensor::PrimaryFinalDemand => vec![below, columns],
            Tensor::Output => vec![producers],
        }
    }
}

/// What a file says of its table beside the numbers.
pub(super) struct Said {
    pub rows: Vec<(String, String)>,
    pub demand: Vec<(Option<String>, String)>,
    pub primary: Vec<(String, PrimaryKind)>,
    pub short_codes: Vec<(String, String)>,
    pub year: Option<i32>,
    pub unit: Option<String>,
    pub note: String,
}

/// The header of a table that is to be written, with the check sums of the tensors that it has; its length stands
/// before it. It has as many bytes as bring the numbers to a multiple of eight.
///
/// # Errors
/// [`Problem`] for a label that would not be read, or for more labels than are read.
pub(crate) fn compose(table: &Mrio, sums: &[(Tensor, u32)]) -> Result<Vec<u8>, Problem> {
    let (index, demand) = (table.index(), table.demand());
    let node = |node: &Node| [index.region(node.region), index.sector(node.sector)];
    let user = |column: &DemandColumn| {
        (column.region.map(|region| index.region(region)), demand.category(column.category))
    };
    let primary = table.primary().iter().map(|row| (row.name.as_str(), row.kind.name()));
    let primary: Vec<(&str, &str)> = primary.collect();
    let codes = index.region_codes().iter().chain(index.sector_codes()).chain(demand.categories());
    let mut labels = codes.map(String::as_str).chain(primary.iter().map(|(name, _)| *name));
    labels.try_for_each(check_label)?;
    let named = |(tensor, sum): &(Tensor, u32)| (tensor.name().to_owned(), Value::from(*sum));
    let said = json!({
        "rows": index.nodes().iter().map(node).collect::<Vec<_>>(),
        "final_demand": demand.columns().iter().map(user).collect::<Vec<_>>(),
        "primary": primary,
        "short_codes": index.short_codes(),
        "year": table.source().year,
        "unit": table.source().unit,
        "source": table.source().note,
        "crc32": sums.iter().map(named).collect::<Map<_, _>>(),
    });
    let said = said.to_string();
    let sizes = [index.len(), demand.len(), primary.len()];
    let mut header = Map::new();
    let crc32 = format!("{:08x}", check_sum_of_bytes(said.as_bytes()));
    let version = VERSION.to_string();
    let metadata = json!({ "format": FORMAT, "version": version, "table": said, "crc32": crc32 });
    header.insert("__metadata__".to_owned(), metadata);
    let mut start = 0;
    for (tensor, _) in sums {
        let shape = tensor.shape(sizes);
        let end = start + NUMBER * shape.iter().product::<usize>();
        let info = TensorInfo { dtype: Dtype::F64, shape, data_offsets: (start, end) };
        let info = serde_json::to_value(info).unwrap_or_default();
        header.insert(tensor.name().to_owned(), info);
        start = end;
    }
    let mut text = Value::Object(header).to_string().into_bytes();
    text.resize(text.len().next_multiple_of(NUMBER), b' ');
    let length = text.len() as u64;
    if length > LIMIT {
        return Err(Problem::TooLong { limit: LIMIT });
    }
    Ok([&length.to_le_bytes()[..], &text[..]].concat())
}

/// Refuse a label that no file of text could have.
fn check_label(label: &str) -> Result<(), Problem> {
    if label.is_empty() {
        return Err(Problem::EmptyCode);
    }
    if label.len() > LABEL_LIMIT {
        return Err(Problem::LongLabel { found: label.len(), limit: LABEL_LIMIT });
    }
    if label.contains(['\n', '\r', '\0']) {
        return Err(Problem::ControlCharacter { text: label.to_owned() });
    }
    Ok(())
}

/// A header that was read, whose tensors lie behind each other without gaps.
pub(super) struct Header {
    /// Its bytes.
    pub length: u64,
    metadata: Metadata,
    /// What it says of the table.
    table: Value,
}

impl Header {
    /// The header in these bytes.
    pub fn read(text: &[u8]) -> Result<Self, Problem> {
        let metadata: Metadata = serde_json::from_slice(text)
            .map_err(|error| damaged(format!("its header cannot be read: {}", cut(&error))))?;
        let no_text = HashMap::new();
        let texts = metadata.metadata().as_ref().unwrap_or(&no_text);
        if texts.get("format").map(String::as_str) != Some(FORMAT) {
            let found = "a safetensors file whose metadata have no `format` = `tripole`";
            return Err(Problem::NoBinaryTable { found });
        }
        match texts.get("version").and_then(|version| version.parse::<u32>().ok()) {
            Some(VERSION) => {}
            Some(version) if version > VERSION => {
                return Err(Problem::NewerTable { version, known: VERSION });
            }
            _ => return Err(damaged("it does not say the version of its format")),
        }
        let said = texts.get("table").map_or("", String::as_str);
        let sum = format!("{:08x}", check_sum_of_bytes(said.as_bytes()));
        if texts.get("crc32") != Some(&sum) {
            return Err(damaged("the check sum of its labels is another one"));
        }
        let table = serde_json::from_str(said)
            .map_err(|error| damaged(format!("its labels cannot be read: {}", cut(&error))))?;
        Ok(Header { length: text.len() as u64, metadata, table })
    }

    /// What it says of the table.
    pub fn said(&self) -> Result<Said, Problem> {
        let lacks = |what: &str| damaged(format!("its labels have no `{what}` that can be read"));
        let list = |what: &'static str| {
            self.table.get(what).and_then(Value::as_array).ok_or_else(|| lacks(what))
        };
        let pairs = |what: &'static str| {
            let pair = |pair: &Value| Some((text(pair.get(0)?)?, text(pair.get(1)?)?));
            let all = list(what)?.iter().map(pair).collect::<Option<Vec<_>>>();
            all.ok_or_else(|| lacks(what))
        };
        let user = |pair: &Value| match pair.get(0)? {
            Value::Null => Some((None, text(pair.get(1)?)?)),
            region => Some((Some(text(region)?), text(pair.get(1)?)?)),
        };
        let demand = list("final_demand")?.iter().map(user).collect::<Option<Vec<_>>>();
        let kind = |(name, kind): (String, String)| Some((name, kind.parse().ok()?));
        let primary = pairs("primary")?.into_iter().map(kind).collect::<Option<Vec<_>>>();
        let year = match self.table.get("year") {
            None | Some(Value::Null) => None,
            Some(year) => {
                let year = year.as_i64().and_then(|year| i32::try_from(year).ok());
                Some(year.ok_or_else(|| lacks("year"))?)
            }
        };
        let said = Said {
            rows: pairs("rows")?,
            demand: demand.ok_or_else(|| lacks("final_demand"))?,
            primary: primary.ok_or_else(|| lacks("primary"))?,
            short_codes: pairs("short_codes")?,
            year,
            unit: self.table.get("unit").and_then(text),
            note: self.table.get("source").and_then(text).unwrap_or_default(),
        };
        said.check_labels()?;
        Ok(said)
    }

    /// That there are the tensors of a table of so many producers, columns of final demand and rows below, and no
    /// others.
    pub fn check_shapes(&self, sizes: [usize; 3]) -> Result<(), Problem> {
        for tensor in Tensor::ALL {
            let name = tensor.name();
            match self.metadata.info(name) {
                None if tensor == Tensor::Output => {}
                None => {
                    return Err(Problem::NoTensor { name, found: self.metadata.offset_keys() });
                }
                Some(info) if info.dtype != Dtype::F64 => {
                    return Err(Problem::TensorType { name, found: info.dtype.to_string() });
                }
                Some(info) => {
                    let (found, expected) = (info.shape.clone(), tensor.shape(sizes));
                    if found != expected {
                        return Err(Problem::TensorShape { name, found, expected });
                    }
                }
            }
        }
        let names = self.metadata.offset_keys();
        match names.iter().find(|name| Tensor::ALL.iter().all(|it| it.name() != *name)) {
            Some(name) => {
                Err(damaged(format!("the tensor `{}` is no part of a table", shown(name))))
            }
            None => Ok(()),
        }
    }

    /// Whether the file has a tensor.
    pub fn has(&self, tensor: Tensor) -> bool {
        self.metadata.info(tensor.name()).is_some()
    }

    /// Bytes of all numbers.
    pub fn numbers(&self) -> u64 {
        self.metadata.data_len() as u64
    }

    /// The tensors in the order in which they stand in the file, each with the place of its first byte among
    /// those of all, and how many numbers it has.
    pub fn places(&self) -> Vec<(Tensor, u64, usize)> {
        let place = |tensor: Tensor| {
            let (start, end) = self.metadata.info(tensor.name())?.data_offsets;
            Some((tensor, start as u64, (end - start) / NUMBER))
        };
        let mut places: Vec<_> = Tensor::ALL.into_iter().filter_map(place).collect();
        // One without numbers stands before the one that begins where it does.
        places.sort_by_key(|(_, start, count)| (*start, *count));
        places
    }

    /// The check sum that a tensor should have.
    pub fn sum_of(&self, tensor: Tensor) -> Option<u32> {
        let sum = self.table.get("crc32")?.get(tensor.name())?.as_u64()?;
        u32::try_from(sum).ok()
    }
}

impl Said {
    fn check_labels(&self) -> Result<(), Problem> {
        let codes = self.rows.iter().flat_map(|(region, sector)| [region, sector]);
        // Regions of final demand are among those of rows.
        let categories = self.demand.iter().map(|(_, category)| category);
        let names = self.primary.iter().map(|(name, _)| name);
        codes.chain(categories).chain(names).try_for_each(|label| check_label(label))
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn damaged(reason: impl Into<String>) -> Problem {
    Problem::DamagedTable { reason: reason.into() }
}

/// What the library says, of which the file may have written most.
fn cut(error: &serde_json::Error) -> String {
    shown(&error.to_string())
}
