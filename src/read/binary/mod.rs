//! Binary tables, for repeated use: safetensors files whose numbers are read into the matrices as they are.
//!
//! | tensor | what | shape |
//! |---|---|---|
//! | `Z` | intermediate flows | users x sellers |
//! | `F` | final demand | columns of final demand x sellers |
//! | `primary_inputs` | what producers pay | rows below x producers |
//! | `primary_final_demand` | what final users pay | rows below x columns of final demand |
//! | `output` | output as published; left out where none is | producers |
//!
//! Numbers lie column after column, as in a [`Matrix`]; the rows of a tensor are the columns of a matrix. Labels
//! and everything else are JSON in the metadata ([`header`]), with the CRC-32 of every tensor and one of its own.
//! Sizes are compared with those of the file before anything is made room for.

mod header;
mod numbers;

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::hash::Hash;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

pub(crate) use header::{Tensor, compose};
pub(crate) use numbers::{check_sum, each_block};

use self::header::Header;
use self::numbers::Bytes;
use super::source::is_tensors;
use super::{Input, Layout, ReadOptions, input};
use crate::error::{Error, OptionName, Place, Problem, Result};
use crate::linalg::{Matrix, Numbers, room};
use crate::table::{Demand, Index, Parts, Primary, PrimaryKind, Source};

/// Bytes of the length of the header, which a file begins with.
const LENGTH: usize = 8;

/// What a file is that this is asked of and that it is not.
const NO_TENSORS: &str = "it does not begin as a safetensors file";

/// Read a binary table; nothing if the input is none.
pub(super) fn read(input: &Input, options: &ReadOptions) -> Result<Option<Parts>> {
    let file = match open(input)? {
        Some(file) => file,
        // A folder may hold one.
        None if options.layout == Some(Layout::Binary) && !is_folder(input) => {
            let problem = Problem::NoBinaryTable { found: NO_TENSORS };
            return Err(Error::input(input.name(), Place::File, problem));
        }
        None => return Ok(None),
    };
    if let Some(layout) = options.layout.filter(|layout| *layout != Layout::Binary) {
        let format = OptionName::Format.set(layout.name());
        let reason = "such a table says itself what it holds, and has no other format";
        return Err(Error::conflict(format, "a binary table", reason));
    }
    file.table(options).map(Some)
}

fn is_folder(input: &Input) -> bool {
    input.path().is_some_and(Path::is_dir)
}

/// A file that begins as one of tensors.
struct Opened<'a> {
    name: String,
    bytes: Bytes<'a>,
}

/// Open an input that begins as such files do; nothing for other inputs. What is no regular file can be read
/// once only, and is left to whoever reads it as a stream.
fn open(input: &Input) -> Result<Option<Opened<'_>>> {
    let (name, mut head) = (input.name(), vec![]);
    let bytes = match input {
        Input::Path(path) if path.is_file() => {
            let fail = |error| Error::io("read", path, error);
            let file = File::open(path).map_err(fail)?;
            (&file).take(LENGTH as u64 + 1).read_to_end(&mut head).map_err(fail)?;
            let length = file.metadata().map_err(fail)?.len();
            let ending = Layout::Binary.name();
            let called = path.extension().is_some_and(|end| end.eq_ignore_ascii_case(ending));
            if called && !is_tensors(&head) && head.contains(&0) {
                return Err(damaged(&name, "it does not begin with the length of a header"));
            }
            Bytes::of_file(file, length)
        }
        Input::Bytes { bytes, .. } => {
            head.extend(bytes.iter().take(LENGTH + 1));
            Bytes::Memory(bytes)
        }
        Input::Stdin => {
            let bytes = Bytes::stream(io::stdin());
            return Ok(input::stdin_begins(is_tensors)?.then_some(Opened { name, bytes }));
        }
        _ => return Ok(None),
    };
    Ok(is_tensors(&head).then_some(Opened { name, bytes }))
}

fn damaged(name: &str, reason: impl Into<String>) -> Error {
    Error::input(name, Place::File, Problem::DamagedTable { reason: reason.into() })
}

impl Opened<'_> {
    /// The table.
    fn table(mut self, options: &ReadOptions) -> Result<Parts> {
        let header = self.header()?;
        let said = header.said().map_err(|problem| self.refused(problem))?;
        let (n, columns, below) = (said.rows.len(), said.demand.len(), said.primary.len());
        let (width, limit) = (n.saturating_add(columns), options.max_cells);
        if n.saturating_mul(width) > limit {
            return Err(self.refused(Problem::TooLarge { rows: n, columns: width, limit }));
        }
        let index = index_of(&said.rows).map_err(|problem| self.refused(problem))?;
        let index = index.with_short_codes(&said.short_codes);
        let demand = demand_of(&index, &said.demand).map_err(|problem| self.refused(problem))?;
        header.check_shapes([n, columns, below]).map_err(|problem| self.refused(problem))?;
        let whole = (LENGTH as u64).saturating_add(header.length).saturating_add(header.numbers());
        if let Some(length) = self.bytes.length().filter(|length| *length != whole) {
            let reason = format!("it has {length} bytes, by its header it should have {whole}");
            return Err(damaged(&self.name, reason));
        }
        room("the table", n.saturating_mul(width))?;
        let mut found = self.tensors(&header)?;
        let mut numbers = |tensor: Tensor| std::mem::take(&mut found[tensor.position()]);
        let (inputs, paid) = (numbers(Tensor::PrimaryInputs), numbers(Tensor::PrimaryFinalDemand));
        let row = |(k, (name, kind)): (usize, (String, PrimaryKind))| Primary {
            name,
            kind,
            inputs: inputs[k * n..(k + 1) * n].to_vec(),
            final_demand: paid[k * columns..(k + 1) * columns].to_vec(),
        };
        let has_output = header.has(Tensor::Output);
        Ok(Parts {
            intermediate: Matrix::from_values(n, n, numbers(Tensor::Flows)),
            final_demand: Matrix::from_values(n, columns, numbers(Tensor::FinalDemand)),
            primary: said.primary.into_iter().enumerate().map(row).collect(),
            reported_output: has_output.then(|| numbers(Tensor::Output).to_vec()),
            source: Source { year: said.year, unit: said.unit, note: said.note },
            index,
            demand,
        })
    }

    /// What stands before the numbers.
    fn header(&mut self) -> Result<Header> {
        let mut length = [0; LENGTH];
        self.bytes.exactly(0, &mut length).map_err(|error| self.failed(error))?;
        let length = u64::from_le_bytes(length);
        let most = self.bytes.length().map_or(u64::MAX, |all| all.saturating_sub(LENGTH as u64));
        if length > most.min(header::LIMIT) {
            let reason = format!("its header is said to have {length} bytes");
            return Err(damaged(&self.name, reason));
        }
        let text = self.bytes.some(LENGTH as u64, length).map_err(|error| self.failed(error))?;
        Header::read(&text).map_err(|problem| self.refused(problem))
    }

    /// The numbers of every tensor, in the order of [`Tensor::ALL`], each compared with its check sum.
    fn tensors(&mut self, header: &Header) -> Result<[Numbers<f64>; Tensor::ALL.len()]> {
        let mut found: [Numbers<f64>; Tensor::ALL.len()] = Default::default();
        // In the order in which they stand in the file, which a stream needs.
        for (tensor, start, count) in header.places() {
            let start = LENGTH as u64 + header.length + start;
            let read = self.bytes.numbers(start, count);
            let (numbers, sum) = read.map_err(|error| self.failed(error))?;
            if Some(sum) != header.sum_of(tensor) {
                let reason = format!("the check sum of `{}` is another one", tensor.name());
                return Err(damaged(&self.name, reason));
            }
            found[tensor.position()] = numbers;
        }
        if self.bytes.goes_on().map_err(|error| self.failed(error))? {
            return Err(damaged(&self.name, "it goes on behind its last number"));
        }
        Ok(found)
    }

    fn refused(&self, problem: Problem) -> Error {
        Error::input(&self.name, Place::File, problem)
    }

    fn failed(&self, error: io::Error) -> Error {
        match error.kind() {
            ErrorKind::UnexpectedEof => damaged(&self.name, "it ends before its last number"),
            _ => Error::io("read", &self.name, error),
        }
    }
}

/// The rows of labels that the header has.
fn index_of(rows: &[(String, String)]) -> std::result::Result<Index, Problem> {
    if rows.is_empty() {
        return Err(Problem::NoRows);
    }
    Index::new(rows.iter().map(|(region, sector)| (region, sector))).map_err(|_| {
        let label = |row: usize| format!("{}_{}", rows[row].0, rows[row].1);
        match twice(rows) {
            Some((first, second)) => repeated(label(first), "row", (first, second)),
            None => Problem::DamagedTable {
                reason: "the rows of a region do not follow each other".to_owned(),
            },
        }
    })
}

/// The columns of final demand that the header has.
fn demand_of(
    index: &Index,
    columns: &[(Option<String>, String)],
) -> std::result::Result<Demand, Problem> {
    if columns.is_empty() {
        return Err(Problem::NoDemand);
    }
    let known: HashSet<&String> = index.region_codes().iter().collect();
    let mut regions = columns.iter().filter_map(|(region, _)| region.as_ref());
    if let Some(region) = regions.find(|region| !known.contains(region)) {
        return Err(Problem::DemandRegion { region: region.clone() });
    }
    let labels = columns.iter().map(|(region, category)| (region.as_ref(), category));
    let demand = Demand::new(index, labels).map_err(|_| {
        let (first, second) = twice(columns).unwrap_or_default();
        repeated(columns[first].1.clone(), "column of final demand", (first, second))
    })?;
    let sectors: HashSet<&String> = index.sector_codes().iter().collect();
    match demand.categories().iter().find(|category| sectors.contains(category)) {
        Some(code) => Err(Problem::SectorAndCategory { code: code.clone() }),
        None => Ok(demand),
    }
}

/// Places of the first label that occurs twice.
fn twice<T: Hash + Eq>(labels: &[T]) -> Option<(usize, usize)> {
    let mut seen = HashMap::new();
    let mut all = labels.iter().enumerate();
    all.find_map(|(place, label)| seen.insert(label, place).map(|first| (first, place)))
}

fn repeated(label: String, what: &str, (first, second): (usize, usize)) -> Problem {
    let place = |at: usize| format!("{what} {}", at + 1);
    Problem::Duplicate { label, first: place(first), second: place(second) }
}
