//! Whether what is about to be written will be read as the same table.
//!
//! Labels go through the reader itself, numbers need not: every finite number is read as it is
//! written. The options are the default ones, except that a region may lack sectors where regions
//! of the table do.

use super::header::{header_of, likely_separator, survives, survives_in};
use super::layout::{ColumnRole, Labels, Meaning, RowRole};
use super::long::{Keys, Rules, Unexplained, explain};
use super::{Grid, ReadOptions, refuse_unusable};
use crate::error::{Error, Place, Problem, Result};
use crate::sources::{SourceRecord, import_columns};
use crate::table::{Mrio, PrimaryKind};

/// Names and kinds of the rows below the intermediate block, in their order.
type Below<'a> = [(&'a str, PrimaryKind)];

fn options(table: &Mrio) -> ReadOptions {
    let index = table.index();
    let full = index.regions().len() * index.sectors().len() == index.len();
    let grid = if full { Grid::Full } else { Grid::Ragged };
    ReadOptions { grid, ..ReadOptions::default() }
}

/// The error for a label that would be read otherwise.
fn refuse<T>(name: &str, label: impl Into<String>, read: &'static str) -> Result<T> {
    let problem = Problem::ReadsOtherwise { label: label.into(), read };
    Err(Error::input(name, Place::File, problem))
}

/// A column of imports would be taken out of the flows.
fn check_imports(name: &str, table: &Mrio) -> Result<()> {
    let one = table.index().regions().len() == 1;
    match import_columns(table.demand()).first() {
        Some(category) if one => {
            let label = table.demand().category(*category);
            refuse(name, label, "imports of products from anywhere, to be taken off")
        }
        _ => Ok(()),
    }
}

/// What no table of this program may have in its codes.
fn check_codes(name: &str, table: &Mrio, separator: Option<char>) -> Result<()> {
    check_imports(name, table)?;
    for code in table.index().region_codes() {
        if separator.is_some_and(|separator| code.contains(separator)) {
            let problem = Problem::SeparatorInCode { code: code.clone() };
            return Err(Error::input(name, Place::File, problem));
        }
    }
    let demand = table.demand();
    let sectors = table.index().sector_codes();
    match demand.categories().iter().find(|category| sectors.contains(category)) {
        Some(code) => {
            let problem = Problem::SectorAndCategory { code: code.clone() };
            Err(Error::input(name, Place::File, problem))
        }
        None => Ok(()),
    }
}

/// Refuse a table that, written in the canonical layout to `name`, would be read otherwise.
pub(crate) fn canonical(table: &Mrio, below: &Below<'_>, name: &str) -> Result<()> {
    refuse_unusable(table, name)?;
    check_codes(name, table, Some('_'))?;
    let (index, demand) = (table.index(), table.demand());
    let mut columns: Vec<String> = (0..index.len()).map(|row| index.label(row)).collect();
    let mut rows = columns.clone();
    columns.extend((0..demand.len()).map(|column| demand.label(index, column)));
    columns.push("OUT".to_owned());
    rows.extend(below.iter().map(|(label, _)| (*label).to_owned()));
    rows.push("OUT".to_owned());

    let separator = check_header(name, &columns)?;
    if let Some(label) = rows.iter().find(|label| !survives(label, separator)) {
        return refuse(name, label, "another label");
    }
    let labels: Vec<&str> = rows.iter().map(String::as_str).collect();
    check_below(name, below, SourceRecord::of_labels("", &labels))?;
    let numbered: Vec<(u64, &str)> = (2..).zip(labels.iter().copied()).collect();
    let source = SourceRecord::of_labels("", &labels);
    let labels = Labels {
        file: name,
        columns: &columns,
        header_line: 1,
        rows: &numbered,
        source,
        sheet: None,
    };
    let meaning = labels.explain(&options(table), &mut vec![])?;

    check_rows(name, table, below, (&rows, &meaning))?;
    check_columns(name, table, (&columns, &meaning))
}

/// Rows below have names that say what they are wherever they stand.
fn check_below(name: &str, below: &Below<'_>, source: &'static SourceRecord) -> Result<()> {
    let rules = source.wide_labels();
    match below.iter().find(|(label, _)| rules.primary(label).is_none()) {
        Some((label, _)) => {
            let problem = Problem::RowOfSource { label: (*label).to_owned() };
            Err(Error::input(name, Place::File, problem))
        }
        None => Ok(()),
    }
}

/// Rows mean what they are written for.
fn check_rows(
    name: &str,
    table: &Mrio,
    below: &Below<'_>,
    (rows, meaning): (&[String], &Meaning),
) -> Result<()> {
    let index = table.index();
    let nodes = index.nodes().iter().map(|n| (index.region(n.region), index.sector(n.sector)));
    let meant = meaning.nodes.iter().map(|(r, s)| (r.as_str(), s.as_str()));
    if let Some((row, _)) = nodes.zip(meant).enumerate().find(|(_, (own, read))| own != read) {
        return refuse(name, index.label(row), "another region or sector");
    }
    let role = |row: usize| {
        let below = row.checked_sub(index.len()).map(|k| below.get(k));
        below.map_or(RowRole::Node(row), |kind| {
            kind.map_or(RowRole::Output, |(_, kind)| RowRole::Primary(*kind))
        })
    };
    match (0..rows.len()).find(|&row| meaning.rows[row] != role(row)) {
        Some(row) => refuse(name, &rows[row], "another kind of row"),
        None => Ok(()),
    }
}

/// Columns mean what they are written for.
fn check_columns(
    name: &str,
    table: &Mrio,
    (columns, meaning): (&[String], &Meaning),
) -> Result<()> {
    let (index, demand) = (table.index(), table.demand());
    let users = demand.columns().iter();
    let mut users = users.map(|c| (c.region.map(|r| index.region(r)), demand.category(c.category)));
    for (column, label) in columns.iter().enumerate() {
        let right = match meaning.columns[column] {
            ColumnRole::Node(k) => k == column,
            // Final demand may be in another order, which nothing depends on.
            ColumnRole::Demand(k) => {
                let (region, category) = &meaning.demand[k];
                column >= index.len() && users.next() == Some((region.as_deref(), category))
            }
            ColumnRole::Output => column == columns.len() - 1,
            ColumnRole::Ignored => false,
        };
        if !right {
            return refuse(name, label, "another kind of column");
        }
    }
    Ok(())
}

/// The separator that the header is read with; an error where its labels are read otherwise.
fn check_header(name: &str, columns: &[String]) -> Result<u8> {
    let mut line = csv::Writer::from_writer(vec![]);
    let labels = std::iter::once("").chain(columns.iter().map(String::as_str));
    let written = line.write_record(labels).is_ok();
    if let Some(label) = columns.iter().find(|label| !written || !survives(label, b',')) {
        return refuse(name, label, "another label");
    }
    let (header, separator) = header_of(name, line.into_inner().unwrap_or_default())?;
    let other = columns.iter().zip(header.iter().skip(1)).find(|(own, read)| own != read);
    match other.map(|(own, _)| own.clone()) {
        Some(label) => refuse(name, label, "several labels"),
        None if header.len() != columns.len() + 1 => refuse(name, &columns[0], "several labels"),
        None => Ok(separator),
    }
}

/// Refuse a table that, written as a long table to `name`, would be read otherwise.
pub(crate) fn long(table: &Mrio, below: &Below<'_>, name: &str) -> Result<()> {
    refuse_unusable(table, name)?;
    check_codes(name, table, None)?;
    let (index, demand) = (table.index(), table.demand());
    let node =
        |row: usize| (index.region(index.node(row).region), index.sector(index.node(row).sector));
    let user = |column: usize| {
        let column = demand.columns()[column];
        (column.region.map_or("", |r| index.region(r)), demand.category(column.category))
    };
    let nodes: Vec<(&str, &str)> = (0..index.len()).map(node).collect();
    let below_keys = below.iter().map(|(label, _)| ("", *label));
    let rows = keys(name, nodes.iter().copied().chain(below_keys))?;
    let named: Vec<&str> = below.iter().map(|(label, _)| *label).collect();
    check_below(name, below, SourceRecord::of_labels("", &named))?;
    let users = (0..demand.len()).map(user);
    let columns = keys(name, nodes.iter().copied().chain(users).chain([("", "OUT")]))?;
    let explained = explain(&rows, &columns, (Rules::of(&rows), &options(table)), &mut vec![]);
    let explained = explained.map_err(|e| match e {
        Unexplained::Problem(problem) => Error::input(name, Place::File, problem),
        Unexplained::Error(error) => error,
    })?;
    if explained.index != *index {
        return refuse(name, index.label(0), "other regions or sectors");
    }
    if explained.demand.len() != demand.len() {
        return refuse(name, demand.label(index, 0), "other final demand");
    }
    let read = explained.primary.iter().map(Some).chain(std::iter::repeat(None));
    match below.iter().zip(read).find(|(own, read)| Some(*own) != *read) {
        Some(((label, _), _)) => refuse(name, *label, "another kind of row"),
        None => Ok(()),
    }
}

/// Pairs of codes as the reader of a long table collects them.
fn keys<'a>(name: &str, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Keys> {
    let mut keys = Keys::default();
    for (count, (region, item)) in pairs.enumerate() {
        if item.is_empty() {
            return Err(Error::input(name, Place::File, Problem::EmptyCode));
        }
        if let Some(code) = [region, item].into_iter().find(|code| !survives(code, b',')) {
            return refuse(name, code, "another code");
        }
        if (keys.position(region, item) as usize) < count {
            return refuse(name, format!("{region}_{item}"), "another row or column");
        }
    }
    Ok(keys)
}

/// Refuse a table whose numbers and list of countries would be read otherwise, or not at all.
pub(crate) fn user(table: &Mrio, name: &str) -> Result<()> {
    refuse_unusable(table, name)?;
    match table.index().region_codes().iter().find(|code| !survives(code, b',')) {
        Some(code) => refuse(name, code, "another code"),
        None => Ok(()),
    }
}

/// Refuse a table that, written as a folder of pymrio with its primary inputs in the accounts `inputs`,
/// would be read otherwise.
pub(crate) fn pymrio(table: &Mrio, below: &Below<'_>, (name, inputs): (&str, &str)) -> Result<()> {
    refuse_unusable(table, name)?;
    check_imports(name, table)?;
    let (index, demand) = (table.index(), table.demand());
    let named = below.iter().map(|(label, _)| *label);
    let unit = table.source().unit.as_deref();
    let codes = index.region_codes().iter().chain(index.sector_codes()).chain(demand.categories());
    let mut labels = codes.map(String::as_str).chain(named).chain(unit);
    if let Some(label) = labels.find(|label| label.is_empty() || !survives_in(label, TABS)) {
        return refuse(name, label, "another label");
    }
    let regions = |row: usize| index.region(index.node(row).region);
    let header: Vec<&str> = (0..index.len()).map(regions).collect();
    if likely_separator(&format!("region\t{}", header.join("\t"))) != b'\t' {
        return refuse(name, header[0], "several labels");
    }
    if demand.is_empty() {
        return Err(Error::input(name, Place::File, Problem::NoDemand));
    }
    if let Some(column) = (0..demand.len()).find(|&k| demand.columns()[k].region.is_none()) {
        let problem = Problem::DemandOfNobody { label: demand.label(index, column) };
        return Err(Error::input(name, Place::File, problem));
    }
    if options(table).grid == Grid::Full {
        for (region, code) in index.regions().zip(index.region_codes()) {
            let of_region = || demand.columns().iter().filter(|it| it.region == Some(region));
            let lacks = |k: &usize| of_region().all(|it| it.category.position() != *k);
            if let Some(gap) = (0..demand.categories().len()).find(lacks) {
                let (region, category) = (code.clone(), demand.categories()[gap].clone());
                return Err(Error::input(
                    name,
                    Place::File,
                    Problem::DemandGap { region, category },
                ));
            }
        }
    }
    let wanted: Vec<(&str, Option<PrimaryKind>)> =
        below.iter().map(|(label, kind)| (*label, Some(*kind))).collect();
    let names: Vec<&str> = below.iter().map(|(label, _)| *label).collect();
    let read = super::exiobase::kinds_of_rows(inputs, &names, unit);
    match wanted.iter().zip(&read).find(|((_, own), read)| own != *read) {
        Some(((label, _), None)) => refuse(name, *label, "no primary input"),
        Some(((label, _), Some(_))) => refuse(name, *label, "another kind of row"),
        None => Ok(()),
    }
}

/// Refuse a table that would not be read as it was, although its labels and numbers are.
#[cfg(feature = "binary")]
pub(crate) fn binary(table: &Mrio, name: &str) -> Result<()> {
    refuse_unusable(table, name)?;
    check_codes(name, table, None)?;
    if table.demand().is_empty() {
        return Err(Error::input(name, Place::File, Problem::NoDemand));
    }
    match super::national::sum_of_parts(table) {
        Some((whole, _)) => refuse(name, whole.name, "the sum of the parts of value added"),
        None => Ok(()),
    }
}

/// Tabs, written and read.
const TABS: (u8, u8) = (b'\t', b'\t');

/// Refuse a workbook that is not read as the table that was written.
#[cfg(all(feature = "workbooks", feature = "xlsx"))]
pub(crate) fn workbook(
    table: &Mrio,
    (below, rows): (&Below<'_>, &[crate::table::Primary]),
    name: &str,
    bytes: &[u8],
) -> Result<()> {
    let input = super::Input::bytes(name.to_owned(), bytes);
    let read = super::read(&input, &options(table))?.table;
    let same_primary = read.primary().len() == rows.len()
        && read.primary().iter().zip(rows).zip(below).all(|((read, own), (_, kind))| {
            read.name == own.name
                && read.kind == *kind
                && read.inputs == own.inputs
                && read.final_demand == own.final_demand
        });
    let output = table.reported_output().unwrap_or(table.row_sums());
    let same = read.index().region_codes() == table.index().region_codes()
        && read.index().sector_codes() == table.index().sector_codes()
        && read.index().nodes() == table.index().nodes()
        && read.demand().columns() == table.demand().columns()
        && read.demand().categories() == table.demand().categories()
        && read.intermediate().values() == table.intermediate().values()
        && read.final_demand().values() == table.final_demand().values()
        && read.reported_output() == Some(output);
    if same && same_primary { Ok(()) } else { refuse(name, "table", "another table") }
}
