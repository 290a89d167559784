//! Parquet as pandas writes it: every column of the table is one of the file, its labels written as Python
//! writes a tuple, and those of the rows are columns that the metadata of pandas name.

use std::fs::File;
use std::io::Read;

use bytes::Bytes;
use parquet::basic::{Compression, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::reader::{FileReader, SerializedFileReader};
use rayon::prelude::*;
use serde_json::Value;

use super::{Blanks, Form, Kept, Row, Seen, joined};
use crate::error::{Error, Place, Problem, Result};
use crate::linalg::Matrix;
use crate::read::long::{COLUMNS, Long};
use crate::read::pieces::Files;
use crate::read::records::Record;
use crate::read::text::{LABEL_LIMIT, not_a_number};
use crate::read::{Input, ReadOptions};
use crate::table::{Finding, Parts};

/// What the library says.
type Taken = std::result::Result<(), ParquetError>;

/// Most bytes of a file, which is read as a whole.
const LIMIT: u64 = 8 << 30;

fn damaged(name: &str, reason: &dyn std::fmt::Display) -> Error {
    let problem = Problem::Damaged { kind: "Parquet", reason: reason.to_string() };
    Error::input(name, Place::File, problem)
}

/// A file whose columns lie where they can: the library takes their places for granted.
fn sound(name: &str, bytes: Vec<u8>) -> Result<SerializedFileReader<Bytes>> {
    let length = bytes.len() as u64;
    let file = SerializedFileReader::new(Bytes::from(bytes)).map_err(|it| damaged(name, &it))?;
    let is_within = |start: i64, size: i64| {
        let (start, size) = (u64::try_from(start).ok(), u64::try_from(size).ok());
        let end = start.zip(size).and_then(|(start, size)| start.checked_add(size));
        end.is_some_and(|end| end <= length)
    };
    let columns = || file.metadata().row_groups().iter().flat_map(RowGroupMetaData::columns);
    let read = [Compression::UNCOMPRESSED, Compression::SNAPPY];
    let mut codecs = columns().map(ColumnChunkMetaData::compression);
    if let Some(codec) = codecs.find(|codec| !read.contains(codec)) {
        let codec = codec.to_string().chars().take_while(char::is_ascii_alphanumeric).collect();
        return Err(Error::input(name, Place::File, Problem::Codec { codec }));
    }
    let is_sound = columns().all(|column| {
        let data = column.data_page_offset();
        let first = column.dictionary_page_offset().unwrap_or(data);
        is_within(first, column.compressed_size()) && is_within(data, 0)
    });
    if is_sound { Ok(file) } else { Err(damaged(name, &"a column lies outside of the file")) }
}

/// How a file begins.
const MAGIC: &[u8] = b"PAR1";
/// Notes of this program beside the cells.
const NOTES: &str = "tripole.notes";

/// A table of one cell a row; nothing if the input is no file of Parquet.
pub(in crate::read) fn read_long(
    input: &Input,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Option<Parts>> {
    let Some(bytes) = whole(input)? else { return Ok(None) };
    let name = input.name();
    let file = sound(&name, bytes)?;
    let meta = file.metadata().file_metadata();
    let schema = meta.schema_descr();
    let header: Vec<String> = schema.columns().iter().map(|it| it.name().to_owned()).collect();
    let (text, number) = (Physical::BYTE_ARRAY, Physical::DOUBLE);
    let types = schema.columns().iter().map(|column| column.physical_type());
    if header != COLUMNS || !types.eq([text, text, text, text, number]) {
        let problem = Problem::Columns { expected: COLUMNS.join(",").into(), found: header };
        return Err(Error::input(&name, Place::File, problem));
    }
    let notes = meta.key_value_metadata().into_iter().flatten().find(|pair| pair.key == NOTES);
    let notes = notes.and_then(|pair| serde_json::from_str::<Value>(pair.value.as_ref()?).ok());
    let said = |key: &str| Some(notes.as_ref()?.get(key)?.as_str()?.to_owned());
    let failed = |error: ParquetError| damaged(&name, &error);
    let mut long = Long::new((&name, Place::File), &header, (None, options))?;
    let (mut row, mut record) = (0, Record::default());
    for group in 0..file.num_row_groups() {
        let group = file.get_row_group(group).map_err(failed)?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(usize::MAX);
        let column = |at: usize| group.get_column_reader(at).map_err(failed);
        let (mut labels, mut values) = ([const { vec![] }; 4], vec![]);
        for (at, labels) in labels.iter_mut().enumerate() {
            texts(column(at)?, rows, labels).map_err(failed)?;
        }
        reals(column(4)?, rows, &mut values).map_err(failed)?;
        if labels.iter().any(|labels| labels.len() != values.len()) {
            return Err(damaged(&name, &"columns of several lengths"));
        }
        for (at, value) in values.iter().enumerate() {
            row += 1;
            let codes = labels.iter().map(|labels| labels[at].clone().unwrap_or_default());
            let value = value.map(|value| value.to_string()).unwrap_or_default();
            record.set(row, codes.map(|code| code.trim().to_owned()).chain([value]).map(Ok))?;
            long.add(&record)?;
        }
    }
    let mut parts = long.finish(findings)?;
    parts.source.year = said("year").and_then(|year| year.parse().ok());
    parts.source.unit = said("unit");
    Ok(Some(parts))
}

/// The bytes of an input that begins as such files do.
fn whole(input: &Input) -> Result<Option<Vec<u8>>> {
    let path = match input {
        Input::Path(path) if path.is_file() => path,
        Input::Bytes { bytes, .. } if bytes.starts_with(MAGIC) => return Ok(Some(bytes.to_vec())),
        _ => return Ok(None),
    };
    let fail = |error| Error::io("read", path, error);
    let mut file = File::open(path).map_err(fail)?;
    let mut bytes = vec![];
    (&mut file).take(MAGIC.len() as u64).read_to_end(&mut bytes).map_err(fail)?;
    if bytes != MAGIC {
        return Ok(None);
    }
    let size = file.metadata().map_err(fail)?.len();
    if size > LIMIT {
        let reason = format!("it has {size} bytes, more than {LIMIT}");
        return Err(damaged(&input.name(), &reason));
    }
    file.read_to_end(&mut bytes).map_err(fail)?;
    Ok(Some(bytes))
}

/// A file whose schema has been read.
pub(super) struct Columns {
    name: String,
    file: SerializedFileReader<Bytes>,
    /// Columns of the file that hold labels of rows, and those that hold numbers.
    labels: Vec<usize>,
    numbers: Vec<usize>,
    titles: Vec<Vec<String>>,
    rows: usize,
}

impl Columns {
    /// Read the schema: the labels of the columns of numbers, and what follows.
    pub fn open(files: &Files, file: &str, form: Form) -> Result<(Vec<Vec<String>>, Self)> {
        let name = files.title(file);
        let damaged = |reason: String| {
            Error::input(&name, Place::File, Problem::Damaged { kind: "Parquet", reason })
        };
        let file = sound(&name, files.bytes(file, LIMIT)?)?;
        let meta = file.metadata().file_metadata();
        let schema = meta.schema_descr();
        let pandas = meta.key_value_metadata().into_iter().flatten();
        let pandas = pandas.filter(|pair| pair.key == "pandas").find_map(|pair| pair.value.clone());
        let pandas: Value =
            pandas.and_then(|text| serde_json::from_str(&text).ok()).ok_or_else(|| {
                damaged("it does not say which columns are labels, as pandas does".into())
            })?;
        let index = pandas.get("index_columns").and_then(Value::as_array).cloned();
        let index: Vec<String> =
            index.unwrap_or_default().iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let names: Vec<&str> = schema.columns().iter().map(|column| column.name()).collect();
        let labels: Vec<usize> =
            index.iter().filter_map(|wanted| names.iter().position(|it| it == wanted)).collect();
        let numbers: Vec<usize> = (0..names.len()).filter(|at| !labels.contains(at)).collect();
        if labels.is_empty() || form.labels.is_some_and(|expected| expected != labels.len()) {
            let problem = Problem::LabelColumns { found: labels.len() };
            return Err(Error::input(&name, Place::File, problem));
        }
        if numbers.is_empty() {
            return Err(Error::input(&name, Place::File, Problem::NoNumbers));
        }
        let parts = |at: &usize| {
            let parts = tuple(names[*at]).unwrap_or_else(|| vec![names[*at].to_owned()]);
            let long = parts.iter().map(String::len).find(|length| *length > LABEL_LIMIT);
            if let Some(found) = long {
                let problem = Problem::LongLabel { found, limit: LABEL_LIMIT };
                return Err(Error::input(&name, Place::File, problem));
            }
            if parts.len() != form.headers {
                let problem = Problem::FieldCount { found: parts.len(), expected: form.headers };
                let column = names[*at].to_owned();
                return Err(Error::input(&name, Place::Cell { line: 1, column }, problem));
            }
            Ok(parts)
        };
        let columns = numbers.iter().map(parts).collect::<Result<Vec<_>>>()?;
        let rows = usize::try_from(meta.num_rows())
            .map_err(|_| damaged("a number of rows below zero".into()))?;
        let body = Columns { name, file, labels, numbers, titles: columns.clone(), rows };
        Ok((columns, body))
    }

    fn damaged(&self, reason: &dyn std::fmt::Display) -> Error {
        damaged(&self.name, reason)
    }

    /// The values of one column, over all groups of rows; nothing where there is none.
    fn column<T>(
        &self,
        at: usize,
        read: impl Fn(ColumnReader, usize, &mut Vec<Option<T>>) -> Taken,
    ) -> Result<Vec<Option<T>>> {
        let mut values = vec![];
        for group in 0..self.file.num_row_groups() {
            let group = self.file.get_row_group(group).map_err(|error| self.damaged(&error))?;
            let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(usize::MAX);
            if rows > self.rows.saturating_sub(values.len()) {
                return Err(self.damaged(&"more rows than it says"));
            }
            let reader = group.get_column_reader(at).map_err(|error| self.damaged(&error))?;
            read(reader, rows, &mut values).map_err(|error| self.damaged(&error))?;
        }
        if values.len() == self.rows {
            Ok(values)
        } else {
            Err(self.damaged(&format!("{} rows of {}", values.len(), self.rows)))
        }
    }

    /// The labels of all rows.
    fn row_labels(&self) -> Result<Vec<Vec<String>>> {
        let mut rows = vec![vec![]; self.rows];
        for &at in &self.labels {
            for (row, cell) in rows.iter_mut().zip(self.column(at, texts)?) {
                row.push(cell.unwrap_or_default().trim().to_owned());
            }
        }
        Ok(rows)
    }

    /// The numbers of the k-th of the columns of numbers; nothing where a cell is blank.
    fn numbers(&self, column: usize) -> Result<Vec<Option<f64>>> {
        let at = self.numbers[column];
        let schema = self.file.metadata().file_metadata().schema_descr();
        if schema.column(at).physical_type() == Physical::BYTE_ARRAY {
            let mut texts = self.column(at, texts)?.into_iter().flatten();
            let problem = not_a_number(texts.next().unwrap_or_default());
            return Err(self.fail(0, column, problem));
        }
        let values = self.column(at, reals)?;
        let wrong = values.iter().position(|value| value.is_some_and(|value| !value.is_finite()));
        match wrong {
            Some(row) => {
                let found = values[row].unwrap_or_default().to_string();
                Err(self.fail(row, column, Problem::NotFinite { found }))
            }
            None => Ok(values),
        }
    }

    fn place(&self, row: usize, column: usize) -> Place {
        let variable = Some(joined(&self.titles[column]));
        Place::Observation { number: row as u64 + 1, variable }
    }

    fn fail(&self, row: usize, column: usize, problem: Problem) -> Error {
        Error::input(&self.name, self.place(row, column), problem)
    }

    fn hear(&self, column: usize, values: &[Option<f64>], blanks: &mut Blanks) {
        let Some(first) = values.iter().position(Option::is_none) else { return };
        let count = values.iter().filter(|value| value.is_none()).count();
        blanks.add(count, || (self.place(first, column), joined(&self.titles[column])));
    }

    /// Sort all rows into a matrix, whose column k is the column `sources[k]` of the file.
    pub fn fill(
        &self,
        seen: &mut Seen<'_>,
        (matrix, sources): (&mut Matrix, &[usize]),
        blanks: &mut Blanks,
    ) -> Result<()> {
        let labels = self.row_labels()?;
        let at = |row: usize| Place::Observation { number: row as u64 + 1, variable: None };
        let places = labels.iter().enumerate().map(|(row, label)| seen.place(label, at(row)));
        let places = places.collect::<Result<Vec<usize>>>()?;
        let columns = matrix.par_columns_mut().zip(sources).map(|(column, &source)| {
            let values = self.numbers(source)?;
            for (value, &row) in values.iter().zip(&places) {
                column[row] = value.unwrap_or(0.0);
            }
            let mut own = Blanks::default();
            self.hear(source, &values, &mut own);
            Ok(own)
        });
        let columns: Vec<Result<Blanks>> = columns.collect();
        for own in columns {
            let Blanks { count, first } = own?;
            if let Some(first) = first {
                blanks.add(count, || first);
            }
        }
        Ok(())
    }

    /// The rows that are wanted.
    pub fn rows(
        &self,
        wanted: &(impl Fn(&[String]) -> Kept + Sync),
        limit: usize,
        blanks: &mut Blanks,
    ) -> Result<Vec<Row>> {
        let labels = self.row_labels()?;
        let chosen: Vec<usize> =
            (0..labels.len()).filter(|&row| wanted(&labels[row]) == Kept::Numbers).collect();
        let columns = self.titles.len();
        if chosen.len().saturating_mul(columns) > limit {
            let problem = Problem::TooLarge { rows: chosen.len(), columns, limit };
            return Err(Error::input(&self.name, Place::File, problem));
        }
        let mut values = vec![Vec::with_capacity(columns); chosen.len()];
        for column in if chosen.is_empty() { 0..0 } else { 0..columns } {
            let all = self.numbers(column)?;
            let own: Vec<Option<f64>> = chosen.iter().map(|&row| all[row]).collect();
            self.hear(column, &own, blanks);
            values.iter_mut().zip(own).for_each(|(row, value)| row.push(value.unwrap_or(0.0)));
        }
        let mut values = values.into_iter();
        let rows = labels.into_iter().filter_map(|label| match wanted(&label) {
            Kept::Numbers => Some(Row { values: values.next().unwrap_or_default(), label }),
            Kept::Label => Some(Row { values: vec![], label }),
            Kept::Nothing => None,
        });
        Ok(rows.collect())
    }

    /// The texts of a column of numbers, where it holds texts.
    pub fn texts(&self, column: usize) -> Result<Vec<(Vec<String>, String)>> {
        let texts = self.column(self.numbers[column], texts)?;
        let texts = texts.into_iter().map(Option::unwrap_or_default);
        Ok(self.row_labels()?.into_iter().zip(texts).collect())
    }
}

/// All records of a column as what `convert` makes of them.
fn all<T: DataType, R>(
    mut reader: ColumnReaderImpl<T>,
    rows: usize,
    values: &mut Vec<Option<R>>,
    convert: impl Fn(T::T) -> R,
) -> Taken {
    let (mut found, mut levels) = (vec![], vec![]);
    let mut left = rows;
    while left > 0 {
        found.clear();
        levels.clear();
        let (records, ..) = reader.read_records(left, Some(&mut levels), None, &mut found)?;
        if records == 0 {
            break;
        }
        left = left.saturating_sub(records);
        let highest = levels.iter().copied().max().unwrap_or(0);
        let mut cells = found.drain(..);
        if levels.is_empty() {
            values.extend(cells.map(|cell| Some(convert(cell))));
        } else if highest == 0 {
            values.extend(levels.iter().map(|_| None));
        } else {
            let cell =
                |level: &i16| if *level == highest { cells.next().map(&convert) } else { None };
            values.extend(levels.iter().map(cell));
        }
    }
    Ok(())
}

fn texts(reader: ColumnReader, rows: usize, values: &mut Vec<Option<String>>) -> Taken {
    match reader {
        ColumnReader::ByteArrayColumnReader(reader) => {
            all(reader, rows, values, |cell| String::from_utf8_lossy(cell.data()).into_owned())
        }
        ColumnReader::Int64ColumnReader(reader) => {
            all(reader, rows, values, |cell| cell.to_string())
        }
        ColumnReader::Int32ColumnReader(reader) => {
            all(reader, rows, values, |cell| cell.to_string())
        }
        _ => Err(ParquetError::General("labels are neither texts nor whole numbers".to_owned())),
    }
}

fn reals(reader: ColumnReader, rows: usize, values: &mut Vec<Option<f64>>) -> Taken {
    match reader {
        ColumnReader::DoubleColumnReader(reader) => all(reader, rows, values, |cell| cell),
        ColumnReader::FloatColumnReader(reader) => all(reader, rows, values, f64::from),
        ColumnReader::Int64ColumnReader(reader) => all(reader, rows, values, |cell| cell as f64),
        ColumnReader::Int32ColumnReader(reader) => all(reader, rows, values, f64::from),
        _ => Err(ParquetError::General("a column holds no numbers".to_owned())),
    }
}

/// The texts of a tuple as Python writes it; nothing if that is none.
fn tuple(text: &str) -> Option<Vec<String>> {
    let mut rest = text.strip_prefix('(')?.strip_suffix(')')?.trim();
    let mut parts = vec![];
    while !rest.is_empty() {
        let (part, behind) = literal(rest)?;
        parts.push(part.trim().to_owned());
        let behind = behind.trim_start();
        rest = match behind.strip_prefix(',') {
            Some(more) => more.trim_start(),
            None if behind.is_empty() => "",
            None => return None,
        };
    }
    Some(parts)
}

/// A text or number at the start of a line of Python, and what is behind it.
fn literal(text: &str) -> Option<(String, &str)> {
    let mark = text.chars().next()?;
    if mark != '\'' && mark != '"' {
        let end = text.find(',').unwrap_or(text.len());
        return Some((text[..end].trim().to_owned(), &text[end..]));
    }
    let mut part = String::new();
    let mut chars = text[1..].char_indices();
    while let Some((at, c)) = chars.next() {
        if c == mark {
            return Some((part, &text[1 + at + 1..]));
        }
        if c != '\\' {
            part.push(c);
            continue;
        }
        let digits = match chars.next()?.1 {
            'n' => {
                part.push('\n');
                continue;
            }
            't' => {
                part.push('\t');
                continue;
            }
            'x' => 2,
            'u' => 4,
            'U' => 8,
            other => {
                part.push(other);
                continue;
            }
        };
        let code: String = chars.by_ref().take(digits).map(|(_, c)| c).collect();
        part.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::tuple;

    #[test]
    fn tuples_of_python() {
        let parts = |text: &str| tuple(text).map(|parts| parts.join("|"));
        for (text, expected) in [
            ("('CHN', 'food')", Some("CHN|food")),
            (r#"('CN', "employers' share, net")"#, Some("CN|employers' share, net")),
            (r"('a', 'it\'s \xe9')", Some("a|it's \u{e9}")),
            ("('a', 1)", Some("a|1")),
            ("('a',)", Some("a")),
            ("plain", None),
            ("('a', 'b", None),
            ("('a' 'b')", None),
            (r"('\x2')", None),
        ] {
            assert_eq!(parts(text).as_deref(), expected, "{text}");
        }
    }
}
