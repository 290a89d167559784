//! Frames as Parquet files.
//!
//! Keys are texts, in a dictionary; years and days whole numbers; all else numbers. What is undefined or
//! empty is null. What a file holds beside its cells stands in the key-value metadata:
//! `tripole.frame`, the name of the result; `tripole.columns`, what each column is, in JSON;
//! `tripole.about`, where it comes from, in JSON; `tripole.notes`, what is true of all rows, in JSON.
//! Pages are compressed with Snappy.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::{ColumnPath, Type, TypePtr};
use serde_json::{Map, Value};

use super::typed::Column;
use super::{ColumnAbout, Frame};
use crate::error::Error;

/// The key of where a file comes from.
const ABOUT: &str = "tripole.about";
/// Rows that are read at a time by who reads in parts.
const GROUP: usize = 1 << 20;
/// Cells that are handed over at a time.
const BATCH: usize = 1 << 12;

/// Write a frame.
pub(super) fn write(frame: &Frame, out: impl Write + Send) -> Result<()> {
    let columns: Vec<Cells<'_>> = frame.typed().into_iter().map(Cells::of).collect();
    let names: Vec<&str> = frame.names().collect();
    let fields = columns.iter().zip(&names).map(|(cells, name)| cells.field(name));
    let fields = fields.collect::<Result<Vec<TypePtr>>>()?;
    let schema = Type::group_type_builder("tripole").with_fields(fields).build()?;
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        .set_key_value_metadata(Some(metadata(frame)));
    for (cells, name) in columns.iter().zip(&names) {
        let repeats = !matches!(cells, Cells::Real(_));
        let path = ColumnPath::new(vec![(*name).to_owned()]);
        properties = properties.set_column_dictionary_enabled(path, repeats);
    }
    let mut file = SerializedFileWriter::new(out, schema.into(), properties.build().into())?;
    for start in (0..frame.rows()).step_by(GROUP) {
        let rows = start..frame.rows().min(start + GROUP);
        let mut group = file.next_row_group()?;
        for cells in &columns {
            if let Some(mut column) = group.next_column()? {
                cells.write(rows.clone(), &mut column)?;
                column.close()?;
            }
        }
        group.close()?;
    }
    file.close().map(|_| ())
}

/// What went wrong; of the file system, as it says it.
pub(super) fn error(error: ParquetError, path: &Path) -> Error {
    let reason = |text: String| Error::Encode { path: path.to_owned(), reason: text };
    match error {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(source) => Error::io("write", path, *source),
            Err(source) => reason(source.to_string()),
        },
        other => reason(other.to_string()),
    }
}

/// The cells of a column, of keys one for each label.
enum Cells<'a> {
    Words(&'a [u32], Vec<Option<ByteArray>>),
    Whole(&'a [u32], Vec<Option<i64>>),
    Real(&'a [f64]),
}

impl<'a> Cells<'a> {
    fn of(column: Column<'a>) -> Self {
        match column {
            Column::Words(key) => {
                let text = |label: &String| (!label.is_empty()).then(|| label.as_str().into());
                Cells::Words(key.codes(), key.labels().iter().map(text).collect())
            }
            Column::Whole(key, numbers) => {
                Cells::Whole(key.codes(), numbers.into_iter().map(|n| n.map(i64::from)).collect())
            }
            Column::Real(indicator) => Cells::Real(indicator.values()),
        }
    }

    /// The type of the column. Numbers may be null whether or not one is, so that files of the same
    /// result have the same types.
    fn field(&self, name: &str) -> Result<TypePtr> {
        let (physical, logical) = match self {
            Cells::Words(..) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Cells::Whole(..) => (Physical::INT64, None),
            Cells::Real(_) => (Physical::DOUBLE, None),
        };
        let field = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        field.build().map(Arc::new)
    }

    fn write(
        &self,
        rows: std::ops::Range<usize>,
        out: &mut SerializedColumnWriter<'_>,
    ) -> Result<()> {
        let coded = |codes: &[u32], row: usize| codes[row] as usize;
        match self {
            Cells::Words(codes, texts) => {
                batches::<ByteArrayType>(rows, |row| texts[coded(codes, row)].clone(), out)
            }
            Cells::Whole(codes, numbers) => {
                batches::<Int64Type>(rows, |row| numbers[coded(codes, row)], out)
            }
            Cells::Real(values) => {
                batches::<DoubleType>(rows, |row| Some(values[row]).filter(|v| v.is_finite()), out)
            }
        }
    }
}

/// Write the cells of these rows; what is not there is null.
fn batches<T: DataType>(
    rows: std::ops::Range<usize>,
    cell: impl Fn(usize) -> Option<T::T>,
    out: &mut SerializedColumnWriter<'_>,
) -> Result<()> {
    let (mut values, mut there) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
    let end = rows.end;
    for start in rows.step_by(BATCH) {
        values.clear();
        there.clear();
        for row in start..end.min(start + BATCH) {
            let cell = cell(row);
            there.push(i16::from(cell.is_some()));
            values.extend(cell);
        }
        out.typed::<T>().write_batch(&values, Some(&there), None)?;
    }
    Ok(())
}

/// Where a file comes from, in JSON, if it says so.
pub(super) fn about(file: std::fs::File) -> Option<String> {
    let reader = SerializedFileReader::new(file).ok()?;
    let pairs = reader.metadata().file_metadata().key_value_metadata()?;
    pairs.iter().find(|pair| pair.key == ABOUT)?.value.clone()
}

/// What stands beside the cells.
fn metadata(frame: &Frame) -> Vec<KeyValue> {
    let columns: Value = frame.columns_about().iter().map(ColumnAbout::to_json).collect();
    let mut all = vec![
        KeyValue::new("tripole.frame".to_owned(), frame.name().to_owned()),
        KeyValue::new("tripole.columns".to_owned(), columns.to_string()),
    ];
    if let Some(about) = frame.about() {
        all.push(KeyValue::new(ABOUT.to_owned(), about.to_json().to_string()));
    }
    if !frame.notes().is_empty() {
        let note = |(name, text): &(String, String)| (name.clone(), Value::from(text.as_str()));
        let notes: Map<String, Value> = frame.notes().iter().map(note).collect();
        all.push(KeyValue::new("tripole.notes".to_owned(), Value::Object(notes).to_string()));
    }
    all
}
