//! Tables in the shape of a matrix: the canonical CSV, and those of sources with labels of their own.

use rayon::prelude::*;

use super::layout::{ColumnRole, Labels, Meaning, RowRole};
use super::text::{Batch, Opened, bad_cell};
use super::{Layout, ReadOptions};
use crate::error::{Place, Problem, Result, shown};
use crate::linalg::Matrix;
use crate::sources::SourceRecord;
use crate::table::{Demand, Finding, FindingKind, Index, Parts, Primary, Severity};

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
    let batches = text.rows(options.max_cells)?;
    let (meaning, source) = {
        let rows: Vec<(u64, &str)> = batches
            .iter()
            .flat_map(|b| &b.rows)
            .map(|row| (row.line, row.label.as_str()))
            .collect();
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
        };
        second_header(&text, &batches)?;
        (labels.explain(options, findings)?, source)
    };
    check_cells(&text, &batches, &meaning, findings)?;
    Ok((assemble(batches, meaning, findings)?, Layout::Wide(source)))
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
fn check_cells(
    text: &Opened,
    batches: &[Batch],
    meaning: &Meaning,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let mut blanks = 0_usize;
    let mut first_blank: Option<(u64, &str)> = None;
    let rows = batches.iter().flat_map(|b| &b.rows).zip(&meaning.rows);
    for (row, role) in rows.filter(|(_, role)| **role != RowRole::Ignored) {
        for (column, found) in &row.bad {
            if meaning.columns[*column as usize] != ColumnRole::Ignored {
                return Err(bad_cell(&text.name, &text.header, row.line, *column, found.clone()));
            }
        }
        for &column in &row.blank {
            let counts = match (role, meaning.columns[column as usize]) {
                (RowRole::Node(_), ColumnRole::Ignored) => false,
                (RowRole::Node(_), _) | (_, ColumnRole::Node(_)) => true,
                _ => false,
            };
            if counts {
                blanks += 1;
                first_blank.get_or_insert((row.line, &text.header[column as usize + 1]));
            }
        }
    }
    if let Some((line, column)) = first_blank {
        let count =
            if blanks == 1 { "1 blank cell".to_owned() } else { format!("{blanks} blank cells") };
        let message =
            format!("{count} read as 0, first at line {line}, column `{}`", shown(column));
        findings.push(Finding::new(
            Severity::Warning,
            FindingKind::BlankCells,
            column,
            0.0,
            message,
        ));
    }
    Ok(())
}

/// Sort the numbers into matrices. The rows are scattered batch by batch, column by column in
/// parallel, and each batch is freed behind it.
fn assemble(batches: Vec<Batch>, meaning: Meaning, findings: &mut Vec<Finding>) -> Result<Parts> {
    let Meaning { nodes, demand, rows: roles, columns } = meaning;
    let index = Index::new(nodes.iter().map(|(r, s)| (r, s)))?;
    let demand = Demand::new(&index, demand.iter().map(|(r, c)| (r.as_ref(), c)))?;
    let (n, width) = (index.len(), columns.len());
    let mut source_of_node = vec![0; n];
    let mut source_of_demand = vec![0; demand.len()];
    let mut output_column = None;
    for (position, role) in columns.iter().enumerate() {
        match role {
            ColumnRole::Node(k) => source_of_node[*k] = position,
            ColumnRole::Demand(k) => source_of_demand[*k] = position,
            ColumnRole::Output => output_column = Some(position),
            ColumnRole::Ignored => {}
        }
    }
    let mut intermediate = Matrix::zeros(n, n);
    let mut final_demand = Matrix::zeros(n, demand.len());
    let mut primary: Vec<Primary> = vec![];
    let mut column_output: Option<Vec<f64>> = output_column.map(|_| vec![0.0; n]);
    let mut row_output: Option<Vec<f64>> = None;
    let mut roles = roles.into_iter();
    for batch in batches {
        let roles: Vec<RowRole> = roles.by_ref().take(batch.rows.len()).collect();
        let cell = |row: usize, column: usize| batch.values[row * width + column];
        let targets: Vec<(usize, usize)> = roles
            .iter()
            .enumerate()
            .filter_map(
                |(row, role)| if let RowRole::Node(k) = role { Some((row, *k)) } else { None },
            )
            .collect();
        let scatter = |matrix: &mut Matrix, sources: &[usize]| {
            matrix.par_columns_mut().zip(sources).for_each(|(column, &source)| {
                targets.iter().for_each(|&(row, k)| column[k] = cell(row, source));
            });
        };
        scatter(&mut intermediate, &source_of_node);
        scatter(&mut final_demand, &source_of_demand);
        if let (Some(output), Some(source)) = (&mut column_output, output_column) {
            targets.iter().for_each(|&(row, k)| output[k] = cell(row, source));
        }
        let along = |row: usize, sources: &[usize]| {
            sources.iter().map(|&s| cell(row, s)).collect::<Vec<_>>()
        };
        for (row, role) in roles.into_iter().enumerate() {
            match role {
                RowRole::Primary(kind) => primary.push(Primary {
                    name: batch.rows[row].label.clone(),
                    kind,
                    inputs: along(row, &source_of_node),
                    final_demand: along(row, &source_of_demand),
                }),
                RowRole::Output => row_output = Some(along(row, &source_of_node)),
                RowRole::Node(_) | RowRole::Ignored => {}
            }
        }
    }
    output_findings(&index, row_output.as_deref(), column_output.as_deref(), &primary, findings);
    let mut parts = Parts::new(index, demand, intermediate, final_demand);
    parts.primary = primary;
    parts.reported_output = row_output.or(column_output);
    Ok(parts)
}

/// Missing totals, and an output row that disagrees with the output column.
fn output_findings(
    index: &Index,
    row: Option<&[f64]>,
    column: Option<&[f64]>,
    primary: &[Primary],
    findings: &mut Vec<Finding>,
) {
    let mut missing = |what: &str, used: &str| {
        let message = format!("the file has no {what}; {used}");
        findings.push(Finding::new(
            Severity::Warning,
            FindingKind::MissingTotals,
            "",
            0.0,
            message,
        ));
    };
    if row.is_none() && column.is_none() {
        missing("output row or column", "output is the row sum");
    }
    if primary.is_empty() {
        missing("value added row", "value added is output less intermediate inputs");
    }
    let (Some(row), Some(column)) = (row, column) else { return };
    let world: f64 = row.iter().map(|x| x.abs()).sum();
    let gap = |k: usize| (row[k] - column[k]).abs();
    let worst = (0..row.len())
        .filter(|&k| gap(k) > 1e-3 * row[k].abs() && gap(k) > 1e-8 * world)
        .max_by(|&a, &b| gap(a).total_cmp(&gap(b)));
    if let Some(k) = worst {
        let label = index.label(k);
        let message = format!(
            "the output row and the output column disagree, most at `{}`: {} and {}; the row is used",
            shown(&label),
            row[k],
            column[k]
        );
        findings.push(Finding::new(
            Severity::Warning,
            FindingKind::OutputDisagrees,
            label,
            row[k] - column[k],
            message,
        ));
    }
}
