//! Long tables: one cell per line, `row_region,row_sector,col_region,col_item,value`.
//!
//! A row without region is a primary row (`VA`, `TLS`, …); the item `OUT` without region is
//! output; `DISC` without region is a demand that belongs to nobody. A cell that is left out
//! is zero.

use std::collections::{HashMap, HashSet};

use super::layout::{primary, refuse_gaps, total};
use super::text::{Opened, not_a_number};
use super::{Grid, ReadOptions};
use crate::error::{Error, Place, Problem, Result};
use crate::labels::{Demand, Index};
use crate::linalg::Matrix;
use crate::mrio::{Finding, FindingKind, Parts, Primary, Severity};

/// The header.
pub(super) const COLUMNS: [&str; 5] = ["row_region", "row_sector", "col_region", "col_item", "value"];

/// Pairs of codes in order of first appearance.
#[derive(Default)]
struct Keys {
    pairs: Vec<(String, String)>,
    at: HashMap<String, HashMap<String, u32>>,
}

impl Keys {
    fn position(&mut self, region: &str, item: &str) -> u32 {
        if let Some(&known) = self.at.get(region).and_then(|items| items.get(item)) {
            return known;
        }
        let position = u32::try_from(self.pairs.len()).unwrap_or(u32::MAX);
        self.at.entry(region.to_owned()).or_default().insert(item.to_owned(), position);
        self.pairs.push((region.to_owned(), item.to_owned()));
        position
    }

    fn label(&self, position: u32) -> String {
        let (region, item) = &self.pairs[position as usize];
        if region.is_empty() { item.clone() } else { format!("{region}_{item}") }
    }
}

/// What a row or column key turned out to be.
#[derive(Clone, Copy)]
enum Role {
    Node(usize),
    Demand(usize),
    Primary(usize),
    Output,
}

/// Read the rest of an opened text as a long table; 16 bytes a cell besides the matrices.
pub(super) fn read(
    mut text: Opened,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let header: Vec<&str> = text.header.iter().map(String::as_str).collect();
    if header != COLUMNS {
        let problem = Problem::Columns {
            expected: "row_region,row_sector,col_region,col_item,value",
            found: text.header.clone(),
        };
        return Err(text.error(Place::Line(text.header_line), problem));
    }
    let (mut rows, mut columns) = (Keys::default(), Keys::default());
    let mut cells: Vec<(u32, u32, f64)> = vec![];
    let name = text.name.clone();
    text.records(|line, record| {
        let [row_region, row_sector, col_region, col_item, value] = record else { return Ok(()) };
        let fail = |problem| {
            Error::input(&name, Place::Cell { line, column: COLUMNS[4].to_owned() }, problem)
        };
        let number = value.parse::<f64>().ok().filter(|v| v.is_finite());
        let number = number.ok_or_else(|| fail(not_a_number((*value).to_owned())))?;
        if row_sector.is_empty() || col_item.is_empty() {
            return Err(Error::input(&name, Place::Line(line), Problem::EmptyCode));
        }
        if cells.len() >= options.max_cells {
            let (r, c) = (rows.pairs.len(), columns.pairs.len());
            let problem = Problem::TooLarge { rows: r, columns: c, limit: options.max_cells };
            return Err(Error::input(&name, Place::Line(line), problem));
        }
        cells.push((rows.position(row_region, row_sector), columns.position(col_region, col_item), number));
        Ok(())
    })?;
    let size = rows.pairs.len().saturating_mul(columns.pairs.len());
    if size > options.max_cells {
        let (r, c) = (rows.pairs.len(), columns.pairs.len());
        let problem = Problem::TooLarge { rows: r, columns: c, limit: options.max_cells };
        return Err(text.error(Place::File, problem));
    }
    refuse_doubles(&text, &rows, &columns, &cells)?;
    assemble(&text, &rows, &columns, &cells, options, findings)
}

fn refuse_doubles(text: &Opened, rows: &Keys, columns: &Keys, cells: &[(u32, u32, f64)]) -> Result<()> {
    let width = columns.pairs.len();
    let mut seen = vec![0_u64; (rows.pairs.len() * width).div_ceil(64)];
    for &(row, column, _) in cells {
        let bit = row as usize * width + column as usize;
        let word = &mut seen[bit / 64];
        if *word >> (bit % 64) & 1 == 1 {
            let problem = Problem::CellTwice { row: rows.label(row), column: columns.label(column) };
            return Err(text.error(Place::File, problem));
        }
        *word |= 1 << (bit % 64);
    }
    Ok(())
}

/// Positions of `(region, item)` pairs sorted by region, regions in order of first appearance.
fn region_major(pairs: &[(&str, &str)]) -> (Vec<usize>, Vec<usize>) {
    let mut rank: HashMap<&str, usize> = HashMap::new();
    for (region, _) in pairs {
        let next = rank.len();
        rank.entry(region).or_insert(next);
    }
    let mut order: Vec<usize> = (0..pairs.len()).collect();
    order.sort_by_key(|&k| (rank[pairs[k].0], k));
    let mut place = vec![0; pairs.len()];
    order.iter().enumerate().for_each(|(new, &old)| place[old] = new);
    (order, place)
}

fn assemble(
    text: &Opened,
    rows: &Keys,
    columns: &Keys,
    cells: &[(u32, u32, f64)],
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let refuse = |problem| Err(text.error(Place::File, problem));
    let nodes: Vec<(&str, &str)> =
        rows.pairs.iter().filter(|(r, _)| !r.is_empty()).map(|(r, s)| (r.as_str(), s.as_str())).collect();
    if nodes.is_empty() {
        return refuse(Problem::NoTable);
    }
    if options.grid == Grid::Full {
        refuse_gaps(&nodes).map_err(|problem| text.error(Place::File, problem))?;
    }
    let (order, place) = region_major(&nodes);
    let index = Index::new(order.iter().map(|&k| nodes[k]))?;
    let node_at: HashMap<(&str, &str), usize> = nodes.iter().copied().zip(place).collect();

    let mut primary_rows: Vec<Primary> = vec![];
    let mut row_roles: Vec<Role> = vec![];
    for (region, item) in &rows.pairs {
        row_roles.push(if !region.is_empty() {
            Role::Node(node_at[&(region.as_str(), item.as_str())])
        } else if total(item) {
            Role::Output
        } else if let Some(kind) = primary(item) {
            let (inputs, final_demand) = (vec![0.0; index.len()], vec![]);
            primary_rows.push(Primary { name: item.clone(), kind, inputs, final_demand });
            Role::Primary(primary_rows.len() - 1)
        } else {
            return refuse(Problem::MissingColumn { label: item.clone() });
        });
    }
    let sectors: HashSet<&str> = nodes.iter().map(|(_, s)| *s).collect();
    let mut demands: Vec<(&str, &str)> = vec![];
    let mut column_roles: Vec<Role> = vec![];
    for (region, item) in &columns.pairs {
        column_roles.push(match node_at.get(&(region.as_str(), item.as_str())) {
            Some(&node) => Role::Node(node),
            None if region.is_empty() && total(item) => Role::Output,
            None if index.find_region(region).is_err() && item != "DISC" => {
                return refuse(Problem::DemandRegion { region: region.clone() });
            }
            None if sectors.contains(item.as_str()) => {
                return refuse(Problem::MissingRow { label: format!("{region}_{item}") });
            }
            None => {
                demands.push((region, item));
                Role::Demand(demands.len() - 1)
            }
        });
    }
    if demands.is_empty() {
        return refuse(Problem::NoDemand);
    }
    let by_region = |k: &usize| index.find_region(demands[*k].0).map_or(usize::MAX, |r| r.position());
    let mut demand_order: Vec<usize> = (0..demands.len()).collect();
    demand_order.sort_by_key(|k| (by_region(k), *k));
    let mut demand_place = vec![0; demands.len()];
    demand_order.iter().enumerate().for_each(|(new, &old)| demand_place[old] = new);
    let demand = Demand::new(
        &index,
        demand_order.iter().map(|&k| {
            let (region, item) = demands[k];
            ((!region.is_empty()).then_some(region), item)
        }),
    )?;

    let mut intermediate = Matrix::zeros(index.len(), index.len());
    let mut final_demand = Matrix::zeros(index.len(), demand.len());
    let mut output = vec![0.0; index.len()];
    let mut has_output = false;
    primary_rows.iter_mut().for_each(|row| row.final_demand = vec![0.0; demand.len()]);
    for &(row, column, value) in cells {
        match (row_roles[row as usize], column_roles[column as usize]) {
            (Role::Node(i), Role::Node(j)) => intermediate[(i, j)] = value,
            (Role::Node(i), Role::Demand(j)) => final_demand[(i, demand_place[j])] = value,
            (Role::Node(i), Role::Output) => {
                output[i] = value;
                has_output = true;
            }
            (Role::Primary(p), Role::Node(j)) => primary_rows[p].inputs[j] = value,
            (Role::Primary(p), Role::Demand(j)) => primary_rows[p].final_demand[demand_place[j]] = value,
            _ => {}
        }
    }
    let mut missing = |message: &str| {
        findings.push(Finding::new(Severity::Warning, FindingKind::MissingTotals, "", 0.0, message));
    };
    if !has_output {
        missing("the file has no cells of output (item OUT); output is the row sum");
    }
    if primary_rows.is_empty() {
        missing("the file has no value added row; value added is output less intermediate inputs");
    }
    let mut parts = Parts::new(index, demand, intermediate, final_demand);
    parts.primary = primary_rows;
    parts.reported_output = has_output.then_some(output);
    Ok(parts)
}
