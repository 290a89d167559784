//! Tables in the shape of a matrix: the canonical CSV, and those of sources with labels of their own.

use rayon::prelude::*;

use super::layout::{ColumnRole, Labels, Meaning, RowRole};
use super::text::{Batch, Opened, bad_cell, row_labels};
use super::totals::{Totals, imports_finding, lost_rows};
use super::{Layout, ReadOptions};
use crate::error::{Place, Problem, Result, shown};
use crate::linalg::{Matrix, room};
use crate::sources::SourceRecord;
use crate::table::{Demand, Finding, FindingKind, Index, Parts, Primary, PrimaryKind, Severity};

/// Read the rest of an opened text as a wide table.
pub(super) fn read(
    mut text: Opened,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<(Parts, Layout)> {
    let width = text.header.len();
    if width.saturating_mul(width) > options.max_cells {
        let problem = Problem::TooLarge { rows: width, columns: width, limit: options.max_cells };
        return Err(text.error(Place::Line(text.header_line), problem));
    }
    // The numbers as they are read, and as they are sorted.
    room("the table", width.saturating_mul(2 * width))?;
    let batches = text.rows(options.max_cells)?;
    let (meaning, source) = {
        let rows = row_labels(&batches);
        let labels: Vec<&str> = rows.iter().map(|(_, label)| *label).collect();
        let source = match options.layout {
            Some(Layout::Wide(record)) => record,
            _ => SourceRecord::of_labels(&text.header[0], &labels),
        };
        let labels = Labels {
            file: &text.name,
            columns: &text.header[1..],
            header_line: text.header_line,
            rows: &rows,
            source,
            sheet: None,
        };
        second_header(&text, &batches)?;
        let mut options = options.clone();
        options.region_codes.extend(text.regions.iter().cloned());
        (labels.explain(&options, findings)?, source)
    };
    check_cells((&text.name, &text.header), &batches, &meaning, findings)?;
    let place = (text.name.as_str(), Place::Line(text.header_line));
    Ok((assemble(batches, meaning, place, findings)?, Layout::Wide(source)))
}

/// A line that repeats the header is a second table, whatever its label.
fn second_header(text: &Opened, batches: &[Batch]) -> Result<()> {
    for row in batches.iter().flat_map(|b| &b.rows) {
        if let Some((column, found)) = row.bad.first()
            && text.header[*column as usize + 1] == *found
        {
            return Err(bad_cell(&text.name, &text.header, row.line, *column, found.clone()));
        }
    }
    Ok(())
}

/// Every cell that matters must be a number; blanks among the flows are counted.
pub(super) fn check_cells(
    (name, header): (&str, &[String]),
    batches: &[Batch],
    meaning: &Meaning,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let (mut flows, mut outputs) = (Blanks::default(), Blanks::default());
    let rows = batches.iter().flat_map(|b| &b.rows).zip(&meaning.rows);
    for (row, role) in rows.filter(|(_, role)| **role != RowRole::Ignored) {
        for (column, found) in &row.bad {
            if meaning.columns[*column as usize] != ColumnRole::Ignored {
                return Err(bad_cell(name, header, row.line, *column, found.clone()));
            }
        }
        for &column in &row.blank {
            let blanks = match (role, meaning.columns[column as usize]) {
                (RowRole::Node(_), ColumnRole::Ignored) => continue,
                (RowRole::Node(_), ColumnRole::Output) | (RowRole::Output, ColumnRole::Node(_)) => {
                    &mut outputs
                }
                (RowRole::Node(_), _) | (_, ColumnRole::Node(_)) => &mut flows,
                _ => continue,
            };
            blanks.count += 1;
            blanks.first.get_or_insert((row.line, &header[column as usize + 1]));
        }
    }
    findings.extend(flows.finding("blank cell", "read as 0"));
    findings.extend(outputs.finding("blank cell of output", "read as not published"));
    Ok(())
}

/// Blank cells of one kind: how many, and line and column of the first.
#[derive(Default)]
struct Blanks<'a> {
    count: usize,
    first: Option<(u64, &'a str)>,
}

impl Blanks<'_> {
    fn finding(&self, what: &str, done: &str) -> Option<Finding> {
        let (line, column) = self.first?;
        let count = match self.count {
            1 => format!("1 {what}"),
            more => format!("{more} {}", what.replacen("cell", "cells", 1)),
        };
        let message = format!("{count} {done}, first at line {line}, column `{}`", shown(column));
        Some(Finding::new(Severity::Warning, FindingKind::BlankCells, column, 0.0, message))
    }
}

/// Where the numbers of producers, of final demand and of output stand.
struct Columns {
    nodes: Vec<usize>,
    demand: Vec<usize>,
    output: Option<usize>,
}

impl Columns {
    fn new(roles: &[ColumnRole], nodes: usize, demand: usize) -> Self {
        let mut columns = Columns { nodes: vec![0; nodes], demand: vec![0; demand], output: None };
        for (position, role) in roles.iter().enumerate() {
            match role {
                ColumnRole::Node(k) => columns.nodes[*k] = position,
                ColumnRole::Demand(k) => columns.demand[*k] = position,
                ColumnRole::Output => columns.output = Some(position),
                ColumnRole::Ignored => {}
            }
        }
        columns
    }
}

/// Sort the numbers into matrices. The rows are scattered batch by batch, column by column in
/// parallel, and each batch is freed behind it.
pub(super) fn assemble(
    batches: Vec<Batch>,
    meaning: Meaning,
    place: (&str, Place),
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let Meaning { nodes, demand, rows: roles, columns } = meaning;
    let index = Index::new(nodes.iter().map(|(r, s)| (r, s)))?;
    let demand = Demand::new(&index, demand.iter().map(|(r, c)| (r.as_ref(), c)))?;
    let (n, width) = (index.len(), columns.len());
    let columns = Columns::new(&columns, n, demand.len());
    let mut intermediate = Matrix::zeros(n, n);
    let mut final_demand = Matrix::zeros(n, demand.len());
    let mut primary: Vec<Primary> = vec![];
    let mut totals =
        Totals { column: columns.output.map(|_| vec![f64::NAN; n]), ..Totals::default() };
    let mut roles = roles.into_iter();
    for batch in batches {
        let roles: Vec<RowRole> = roles.by_ref().take(batch.rows.len()).collect();
        let cell = |row: usize, column: usize| batch.values[row * width + column];
        let published = |row: usize, column: usize| {
            let blank = batch.rows[row].blank.iter().any(|b| *b as usize == column);
            if blank { f64::NAN } else { cell(row, column) }
        };
        let target = |(row, role): (usize, &RowRole)| match role {
            RowRole::Node(k) => Some((row, *k)),
            _ => None,
        };
        let targets: Vec<(usize, usize)> = roles.iter().enumerate().filter_map(target).collect();
        let scatter = |matrix: &mut Matrix, sources: &[usize]| {
            matrix.par_columns_mut().zip(sources).for_each(|(column, &source)| {
                targets.iter().for_each(|&(row, k)| column[k] = cell(row, source));
            });
        };
        scatter(&mut intermediate, &columns.nodes);
        scatter(&mut final_demand, &columns.demand);
        if let (Some(output), Some(source)) = (&mut totals.column, columns.output) {
            targets.iter().for_each(|&(row, k)| output[k] = published(row, source));
        }
        let along = |row: usize, sources: &[usize]| -> Vec<f64> {
            sources.iter().map(|&s| cell(row, s)).collect()
        };
        for (row, role) in roles.into_iter().enumerate() {
            match role {
                RowRole::Primary(kind) => primary.push(Primary {
                    name: batch.rows[row].label.clone(),
                    kind,
                    inputs: along(row, &columns.nodes),
                    final_demand: along(row, &columns.demand),
                }),
                RowRole::Output => {
                    totals.row = Some(columns.nodes.iter().map(|&s| published(row, s)).collect());
                    totals.of_demand = Some(along(row, &columns.demand));
                }
                RowRole::Node(_) | RowRole::Ignored => {}
            }
        }
    }
    let mut parts = Parts::new(index, demand, intermediate, final_demand);
    parts.primary = primary;
    finish(&mut parts, totals, place, findings)?;
    Ok(parts)
}

/// What totals say of a table whose flows are in place.
fn finish(
    parts: &mut Parts,
    totals: Totals,
    place: (&str, Place),
    findings: &mut Vec<Finding>,
) -> Result<()> {
    findings.extend(lost_rows(parts, totals.of_demand.as_deref(), place)?);
    let kinds: Vec<PrimaryKind> = parts.primary.iter().map(|row| row.kind).collect();
    findings.extend(totals.findings(&parts.index, &kinds));
    findings.extend(imports_finding(parts));
    parts.reported_output = totals.published();
    Ok(())
}
