//! Long tables: one cell per line, `row_region,row_sector,col_region,col_item,value`.
//!
//! A row without region is a primary row (`VA`, `TLS`, …); the item `OUT` without region is
//! output; `DISC` without region is a demand that belongs to nobody. A cell that is left out
//! is zero.

use std::collections::{HashMap, HashSet};

use super::layout::{Order, refuse_gaps};
use super::records::{Record, Records};
use super::text::{Opened, not_a_number};
use super::{Grid, ReadOptions};
use crate::error::{Error, Place, Problem, Result};
use crate::linalg::Matrix;
use crate::sources::{SourceRecord, WideLabels};
use crate::table::{
    Demand, Finding, FindingKind, Index, Parts, Primary, PrimaryKind, RegionId, Severity,
};

/// The header.
pub(crate) const COLUMNS: [&str; 5] =
    ["row_region", "row_sector", "col_region", "col_item", "value"];

/// Cells of Z from which a table must give at least one in a hundred.
const SPARSE: usize = 50_000_000;

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
    let mut producers = 0_usize;
    let name = text.name.clone();
    let (mut records, mut record) = (Records::of(&mut text, u64::MAX), Record::default());
    while records.read(&mut record)? {
        let line = record.number;
        let [row_region, row_sector, col_region, col_item, value] =
            [0, 1, 2, 3, 4].map(|column| record.cell(column));
        let fail = |problem| {
            Error::input(&name, Place::Cell { line, column: COLUMNS[4].to_owned() }, problem)
        };
        let number = value.parse::<f64>().ok().filter(|v| v.is_finite());
        let number = number.ok_or_else(|| fail(not_a_number(value.to_owned())))?;
        if row_sector.is_empty() || col_item.is_empty() {
            return Err(Error::input(&name, Place::Line(line), Problem::EmptyCode));
        }
        let known = rows.pairs.len();
        cells.push((
            rows.position(row_region, row_sector),
            columns.position(col_region, col_item),
            number,
        ));
        producers += usize::from(rows.pairs.len() > known && !row_region.is_empty());
        let shape = (rows.pairs.len(), columns.pairs.len());
        refuse_large(shape, producers, cells.len(), options.max_cells)
            .map_err(|problem| Error::input(&name, Place::Line(line), problem))?;
    }
    if producers * producers > SPARSE && cells.len() < producers * producers / 100 {
        let problem = Problem::Sparse { producers, cells: cells.len() };
        return Err(text.error(Place::File, problem));
    }
    refuse_doubles(&text, &rows, &columns, &cells)?;
    assemble(&text, &rows, &columns, &cells, options, findings)
}

/// The matrices are as large as the keys say, however few cells have been given.
fn refuse_large(
    (rows, columns): (usize, usize),
    producers: usize,
    cells: usize,
    limit: usize,
) -> std::result::Result<(), Problem> {
    if cells > limit || rows.saturating_mul(columns) > limit {
        return Err(Problem::TooLarge { rows, columns, limit });
    }
    if producers.saturating_mul(producers) > limit {
        return Err(Problem::TooLarge { rows: producers, columns: producers, limit });
    }
    Ok(())
}

fn refuse_doubles(
    text: &Opened,
    rows: &Keys,
    columns: &Keys,
    cells: &[(u32, u32, f64)],
) -> Result<()> {
    let width = columns.pairs.len();
    let mut seen = vec![0_u64; (rows.pairs.len() * width).div_ceil(64)];
    for &(row, column, _) in cells {
        let bit = row as usize * width + column as usize;
        let word = &mut seen[bit / 64];
        if *word >> (bit % 64) & 1 == 1 {
            let problem =
                Problem::CellTwice { row: rows.label(row), column: columns.label(column) };
            return Err(text.error(Place::File, problem));
        }
        *word |= 1 << (bit % 64);
    }
    Ok(())
}

/// Positions of `(region, item)` pairs sorted by region, regions in order of first appearance.
fn region_major(pairs: &[(&str, &str)]) -> Order {
    let mut rank: HashMap<&str, usize> = HashMap::new();
    for (region, _) in pairs {
        let next = rank.len();
        rank.entry(region).or_insert(next);
    }
    Order::by_key(pairs.len(), |k| rank[pairs[k].0])
}

fn assemble(
    text: &Opened,
    rows: &Keys,
    columns: &Keys,
    cells: &[(u32, u32, f64)],
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let refuse = |problem| text.error(Place::File, problem);
    let producers = rows.pairs.iter().filter(|(region, _)| !region.is_empty());
    let nodes: Vec<(&str, &str)> = producers.map(|(r, s)| (r.as_str(), s.as_str())).collect();
    if nodes.is_empty() {
        return Err(refuse(Problem::NoTable));
    }
    if options.grid == Grid::Full {
        refuse_gaps(&nodes).map_err(refuse)?;
    }
    let Order { order, place } = region_major(&nodes);
    let index = Index::new(order.iter().map(|&k| nodes[k]))?;
    let node_at: HashMap<(&str, &str), usize> = nodes.iter().copied().zip(place).collect();

    let rules = rules(rows);
    let (column_roles, demand) =
        explain_columns(columns, &node_at, &index, rules).map_err(|e| match e {
            Unexplained::Problem(problem) => refuse(problem),
            Unexplained::Error(error) => error,
        })?;
    let (row_roles, primary) = explain_rows(rows, &node_at, rules).map_err(refuse)?;
    let parts = fill(index, demand, primary, (&row_roles, &column_roles), cells);
    findings.extend(missing_totals(&parts));
    Ok(parts)
}

/// What every row key is, and the names and kinds of the rows of value added.
#[allow(clippy::type_complexity, reason = "two lists that belong together, used once")]
fn explain_rows<'a>(
    rows: &'a Keys,
    node_at: &HashMap<(&str, &str), usize>,
    rules: &WideLabels,
) -> std::result::Result<(Vec<Role>, Vec<(&'a str, PrimaryKind)>), Problem> {
    let (mut roles, mut primary) = (vec![], vec![]);
    for (region, item) in &rows.pairs {
        roles.push(if !region.is_empty() {
            Role::Node(node_at[&(region.as_str(), item.as_str())])
        } else if rules.is_total(item) {
            Role::Output
        } else if let Some(kind) = rules.primary(item) {
            primary.push((item.as_str(), kind));
            Role::Primary(primary.len() - 1)
        } else {
            return Err(Problem::MissingColumn { label: item.clone() });
        });
    }
    Ok((roles, primary))
}

/// Every cell in its place.
fn fill(
    index: Index,
    demand: Demand,
    primary: Vec<(&str, PrimaryKind)>,
    (row_roles, column_roles): (&[Role], &[Role]),
    cells: &[(u32, u32, f64)],
) -> Parts {
    let (n, finals) = (index.len(), demand.len());
    let (intermediate, final_demand) = (Matrix::zeros(n, n), Matrix::zeros(n, finals));
    let mut parts = Parts::new(index, demand, intermediate, final_demand);
    let empty = |(name, kind): (&str, PrimaryKind)| {
        let (inputs, final_demand) = (vec![0.0; n], vec![0.0; finals]);
        Primary { name: name.to_owned(), kind, inputs, final_demand }
    };
    parts.primary = primary.into_iter().map(empty).collect();
    for &(row, column, value) in cells {
        match (row_roles[row as usize], column_roles[column as usize]) {
            (Role::Node(i), Role::Node(j)) => parts.intermediate[(i, j)] = value,
            (Role::Node(i), Role::Demand(j)) => parts.final_demand[(i, j)] = value,
            (Role::Node(i), Role::Output) => {
                parts.reported_output.get_or_insert_with(|| vec![0.0; n])[i] = value;
            }
            (Role::Primary(p), Role::Node(j)) => parts.primary[p].inputs[j] = value,
            (Role::Primary(p), Role::Demand(j)) => parts.primary[p].final_demand[j] = value,
            _ => {}
        }
    }
    parts
}

fn missing_totals(parts: &Parts) -> Vec<Finding> {
    let output = "the file has no cells of output (item OUT); output is the row sum";
    let value_added =
        "the file has no value added row; value added is output less intermediate inputs";
    let missing = [
        parts.reported_output.is_none().then_some(output),
        parts.primary.is_empty().then_some(value_added),
    ];
    let finding =
        |message| Finding::new(Severity::Warning, FindingKind::MissingTotals, "", 0.0, message);
    missing.into_iter().flatten().map(finding).collect()
}

/// How the rows without region read.
fn rules(rows: &Keys) -> &'static WideLabels {
    let below = rows.pairs.iter().filter(|(region, _)| region.is_empty());
    let items: Vec<&str> = below.map(|(_, item)| item.as_str()).collect();
    SourceRecord::of_labels("", &items).wide_labels()
}

/// Why a column could not be explained.
enum Unexplained {
    Problem(Problem),
    Error(Error),
}

impl From<Error> for Unexplained {
    fn from(error: Error) -> Self {
        Unexplained::Error(error)
    }
}

/// What every column key is, and the final demand columns, region-major.
fn explain_columns(
    columns: &Keys,
    node_at: &HashMap<(&str, &str), usize>,
    index: &Index,
    rules: &WideLabels,
) -> std::result::Result<(Vec<Role>, Demand), Unexplained> {
    let refuse = |problem| Err(Unexplained::Problem(problem));
    let sectors: HashSet<&str> = index.sector_codes().iter().map(String::as_str).collect();
    let mut demands: Vec<(&str, &str)> = vec![];
    let mut roles: Vec<Role> = vec![];
    for (region, item) in &columns.pairs {
        roles.push(match node_at.get(&(region.as_str(), item.as_str())) {
            Some(&node) => Role::Node(node),
            None if region.is_empty() && rules.is_total(item) => Role::Output,
            None if index.find_region(region).is_err() && rules.unallocated(item).is_none() => {
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
    let rank = |region: &str| index.find_region(region).map_or(usize::MAX, RegionId::position);
    let Order { order, place } = Order::by_key(demands.len(), |k| rank(demands[k].0));
    for role in &mut roles {
        if let Role::Demand(k) = role {
            *k = place[*k];
        }
    }
    let labels = order.iter().map(|&k| {
        let (region, item) = demands[k];
        ((!region.is_empty()).then_some(region), item)
    });
    Ok((roles, Demand::new(index, labels)?))
}
