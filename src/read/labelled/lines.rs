//! Text with header lines and columns of labels: parsed in parallel, a few blocks at a time, straight into
//! the matrix.

use std::sync::mpsc::Receiver;

use rayon::prelude::*;

use super::{Blanks, Form, Kept, Row, Seen, joined};
use crate::error::{Error, Place, Problem, Result};
use crate::linalg::Matrix;
use crate::read::cells::{split, trimmed};
use crate::read::header::likely_separator;
use crate::read::source::expect_text;
use crate::read::stream::{Block, Text};
use crate::read::text::{LABEL_LIMIT, check_text, first_block, lines, not_a_number};

/// Blocks that each thread parses before what they hold is sorted in.
const BLOCKS: usize = 4;
/// Columns that a thread writes to at a time: the numbers of a row that lie in one line of the cache.
const BESIDE: usize = 8;
/// Header lines at most, the one that names the labels among them.
const HEADERS: usize = 3;

/// The lines below a header.
pub(super) struct Lines {
    separator: u8,
    /// Columns of labels.
    labels: usize,
    first: Block,
    rest: Receiver<Result<Block>>,
}

/// Lines that were parsed together.
#[derive(Default)]
struct Batch {
    rows: Vec<(u64, Vec<String>)>,
    values: Vec<f64>,
    blanks: usize,
    /// Line and column of the first blank cell.
    blank: Option<(u64, usize)>,
}

impl Lines {
    /// Read the header: the labels of the columns, and what follows.
    pub fn open(text: Text, form: Form) -> Result<(Vec<Vec<String>>, Self)> {
        let Text { name, blocks, .. } = text;
        let mut first = first_block(&name, &blocks)?;
        expect_text(&name, &first.bytes)?;
        check_text(&name, &first)?;
        while lines(&first).take(HEADERS).count() < HEADERS {
            let Ok(next) = blocks.recv() else { break };
            first.bytes.extend(next?.bytes);
            check_text(&name, &first)?;
        }
        let head: Vec<(u64, String)> =
            lines(&first).take(HEADERS).map(|(line, text)| (line, text.to_owned())).collect();
        let Some((_, line)) = head.first() else {
            return Err(Error::input(name, Place::File, Problem::Empty));
        };
        let separator = likely_separator(line);
        let cells = |(line, text): &(u64, String)| {
            let mut cells: Vec<String> = vec![];
            split(text, separator, &mut |cell| cells.push(trimmed(cell).to_owned()))
                .map_err(|problem| Error::input(&name, Place::Line(*line), problem))?;
            match cells.iter().find(|cell| cell.len() > LABEL_LIMIT) {
                Some(cell) => {
                    let problem = Problem::LongLabel { found: cell.len(), limit: LABEL_LIMIT };
                    Err(Error::input(&name, Place::Line(*line), problem))
                }
                None => Ok(cells),
            }
        };
        let table = head.iter().map(cells).collect::<Result<Vec<_>>>()?;
        if table.len() <= form.headers {
            return Err(Error::input(name, Place::File, Problem::NoRows));
        }
        let width = table[0].len();
        for ((line, _), cells) in head.iter().zip(&table) {
            if cells.len() != width {
                let problem = Problem::FieldCount { found: cells.len(), expected: width };
                return Err(Error::input(name, Place::Line(*line), problem));
            }
        }
        // Above the labels of rows only the name of the header line stands.
        let behind = table[0].iter().skip(1).take_while(|cell| cell.is_empty()).count();
        let labels = match form.labels {
            Some(labels) if form.headers == 1 => labels,
            Some(labels) if labels == behind + 1 => labels,
            None => behind + 1,
            Some(_) => {
                let problem = Problem::LabelColumns { found: behind + 1 };
                return Err(Error::input(name, Place::Line(head[0].0), problem));
            }
        };
        if labels >= width {
            return Err(Error::input(name, Place::Line(head[0].0), Problem::NoNumbers));
        }
        let columns: Vec<Vec<String>> = (labels..width)
            .map(|at| table[..form.headers].iter().map(|cells| cells[at].clone()).collect())
            .collect();
        let names = |cells: &Vec<String>| {
            cells[labels..].iter().all(String::is_empty)
                && !columns.iter().any(|column| column[..] == cells[..labels])
        };
        let named = form.headers > 1 && table.get(form.headers).is_some_and(names);
        let taken = form.headers + usize::from(named);
        let last = head[taken - 1].0;
        let cut: usize = (first.bytes.split_inclusive(|byte| *byte == b'\n'))
            .take((last - first.first_line + 1) as usize)
            .map(<[u8]>::len)
            .sum();
        first.bytes.drain(..cut);
        first.first_byte += cut as u64;
        first.first_line = last + 1;
        Ok((columns, Lines { separator, labels, first, rest: blocks }))
    }

    /// Parse all lines in groups, in their order.
    fn in_groups(
        self,
        parse: impl Fn(&Block) -> Result<Batch> + Sync,
        mut take: impl FnMut(Vec<Batch>) -> Result<()>,
    ) -> Result<()> {
        let size = BLOCKS * rayon::current_num_threads();
        let mut blocks = std::iter::once(Ok(self.first)).chain(self.rest);
        loop {
            let group: Vec<Result<Block>> = blocks.by_ref().take(size).collect();
            if group.is_empty() {
                return Ok(());
            }
            let parsed = group.into_par_iter().map(|block| parse(&block?));
            let parsed: Vec<Result<Batch>> = parsed.collect();
            take(parsed.into_iter().collect::<Result<Vec<Batch>>>()?)?;
        }
    }

    /// Sort all lines into a matrix, whose column k is the column `sources[k]` of the file.
    pub fn fill(
        self,
        header: (&str, &[Vec<String>]),
        seen: &mut Seen<'_>,
        (matrix, sources): (&mut Matrix, &[usize]),
        blanks: &mut Blanks,
    ) -> Result<()> {
        let shape = (self.separator, self.labels);
        let (n, width) = (matrix.rows(), sources.len());
        self.in_groups(
            |block| parse(block, header, shape, &|_| Kept::Numbers),
            |group| {
                let mut targets: Vec<Vec<usize>> = vec![];
                for batch in &group {
                    batch.hear(header.1, blanks);
                    let rows = batch.rows.iter();
                    let places = rows.map(|(line, label)| seen.place(label, Place::Line(*line)));
                    targets.push(places.collect::<Result<_>>()?);
                }
                let sort = |(block, cells): (usize, &mut [f64])| {
                    let sources = &sources[block * BESIDE..];
                    for (batch, rows) in group.iter().zip(&targets) {
                        for (values, &row) in batch.values.chunks_exact(width).zip(rows) {
                            let columns = cells.chunks_exact_mut(n).zip(sources);
                            columns.for_each(|(column, &source)| column[row] = values[source]);
                        }
                    }
                };
                matrix.par_column_blocks_mut(BESIDE).enumerate().for_each(sort);
                Ok(())
            },
        )
    }

    /// The rows that are wanted.
    pub fn rows(
        self,
        header: (&str, &[Vec<String>]),
        wanted: &(impl Fn(&[String]) -> Kept + Sync),
        limit: usize,
        blanks: &mut Blanks,
    ) -> Result<Vec<Row>> {
        let (shape, width) = ((self.separator, self.labels), header.1.len());
        let mut rows: Vec<Row> = vec![];
        let mut cells = 0_usize;
        self.in_groups(
            |block| parse(block, header, shape, wanted),
            |group| {
                for batch in group {
                    batch.hear(header.1, blanks);
                    cells = cells.saturating_add(batch.values.len());
                    if cells > limit {
                        let problem =
                            Problem::TooLarge { rows: cells / width + 1, columns: width, limit };
                        return Err(Error::input(header.0, Place::File, problem));
                    }
                    let mut values = batch.values.chunks_exact(width);
                    rows.extend(batch.rows.into_iter().map(|(_, label)| {
                        let numbers = wanted(&label) == Kept::Numbers;
                        let values = if numbers { values.next() } else { None };
                        Row { label, values: values.unwrap_or_default().to_vec() }
                    }));
                }
                Ok(())
            },
        )?;
        Ok(rows)
    }
}

impl Batch {
    fn hear(&self, columns: &[Vec<String>], blanks: &mut Blanks) {
        let Some((line, at)) = self.blank else { return };
        blanks.add(self.blanks, || {
            let column = joined(&columns[at]);
            (Place::Cell { line, column: column.clone() }, column)
        });
    }
}

fn parse(
    block: &Block,
    (name, columns): (&str, &[Vec<String>]),
    (separator, labels): (u8, usize),
    wanted: &(impl Fn(&[String]) -> Kept + Sync),
) -> Result<Batch> {
    check_text(name, block)?;
    let width = columns.len();
    let mut batch = Batch::default();
    for (number, line) in lines(block) {
        let fail = |problem| Error::input(name, Place::Line(number), problem);
        let mut label: Vec<String> = Vec::with_capacity(labels);
        let (mut fields, mut kept, mut bad) = (0, Kept::Nothing, None);
        split(line, separator, &mut |cell| {
            if fields < labels {
                label.push(trimmed(cell).to_owned());
                if label.len() == labels {
                    kept = wanted(&label);
                }
            } else if kept == Kept::Numbers && bad.is_none() && fields < labels + width {
                match number_of(cell) {
                    Some(value) => batch.values.push(value),
                    None if trimmed(cell).is_empty() => {
                        batch.values.push(0.0);
                        batch.blanks += 1;
                        batch.blank.get_or_insert((number, fields - labels));
                    }
                    None => {
                        let found: String = trimmed(cell).chars().take(SHOWN).collect();
                        bad = Some((fields - labels, found));
                    }
                }
            }
            fields += 1;
        })
        .map_err(fail)?;
        if let Some(long) = label.iter().find(|part| part.len() > LABEL_LIMIT) {
            return Err(fail(Problem::LongLabel { found: long.len(), limit: LABEL_LIMIT }));
        }
        if fields != width + labels {
            return Err(fail(Problem::FieldCount { found: fields, expected: width + labels }));
        }
        if label.iter().all(String::is_empty) {
            return Err(fail(Problem::EmptyCode));
        }
        if let Some((column, found)) = bad {
            let place = Place::Cell { line: number, column: joined(&columns[column]) };
            return Err(Error::input(name, place, not_a_number(found)));
        }
        if kept != Kept::Nothing {
            batch.rows.push((number, label));
        }
    }
    Ok(batch)
}

/// Characters of a cell that a message repeats.
const SHOWN: usize = 200;

fn number_of(cell: &str) -> Option<f64> {
    if cell == "0" {
        return Some(0.0);
    }
    let number = cell.parse::<f64>().or_else(|_| trimmed(cell).parse::<f64>()).ok()?;
    number.is_finite().then_some(number)
}

/// Most lines of a file that is read as texts.
const LINES: usize = 1_000_000;

/// The cells of every line, with its number.
pub(super) fn cells(text: Text) -> Result<Vec<(u64, Vec<String>)>> {
    let Text { name, blocks, .. } = text;
    let (mut found, mut separator) = (vec![], None);
    let first = first_block(&name, &blocks)?;
    expect_text(&name, &first.bytes)?;
    for block in std::iter::once(Ok(first)).chain(blocks) {
        let block = block?;
        check_text(&name, &block)?;
        for (number, line) in lines(&block) {
            let fail = |problem| Error::input(&name, Place::Line(number), problem);
            let separator = *separator.get_or_insert_with(|| likely_separator(line));
            let mut cells: Vec<String> = vec![];
            split(line, separator, &mut |cell| cells.push(trimmed(cell).to_owned()))
                .map_err(fail)?;
            if found.len() == LINES {
                let (what, found, limit) = ("lines", LINES + 1, LINES);
                return Err(fail(Problem::TooMany { what, found, limit }));
            }
            found.push((number, cells));
        }
    }
    Ok(found)
}
