//! Exports of the Python package MARIO: a file for each matrix in a folder, or one sheet of a workbook, with
//! three header lines and three label columns.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use super::Files;
use super::numbers::Label;
use crate::error::{Error, Place, Problem, Result, shown, shown_list};
use crate::linalg::{Matrix, room};
use crate::read::ReadOptions;
use crate::read::layout::{Order, distinct};
use crate::read::records::{Record, Records};
use crate::read::text::{Opened, not_a_number};
use crate::table::{Demand, Finding, FindingKind, Index, Parts, Primary, PrimaryKind, Severity};

/// Region, level and item of a row or column.
pub(in crate::read) type Key = [String; 3];

/// Region and item.
type Pair<'a> = (&'a str, &'a str);

/// The levels of rows and columns.
pub(in crate::read) const SECTOR: &str = "Sector";
const USER: &str = "Consumption category";
const FACTOR: &str = "Factor of production";
const ACCOUNT: &str = "Satellite account";
/// Those of tables of supply and use.
const OF_SUPPLY: [&str; 2] = ["Activity", "Commodity"];

/// A labelled block of numbers.
#[derive(Default)]
pub(in crate::read) struct Block {
    /// The file, as messages call it.
    pub file: String,
    pub columns: Vec<Key>,
    pub rows: Vec<Key>,
    /// Row after row.
    pub values: Vec<f64>,
}

impl Block {
    /// The part of some levels of rows and columns.
    fn part(&self, row: &str, column: &str) -> Part<'_> {
        let places = |keys: &[Key], level: &str| -> Vec<usize> {
            (0..keys.len()).filter(|&k| keys[k][1] == level).collect()
        };
        Part { block: self, rows: places(&self.rows, row), columns: places(&self.columns, column) }
    }

    /// Add the numbers of a line behind its labels, and say how many of its cells are blank.
    fn add_numbers(&mut self, record: &Record, labels: usize) -> Result<usize> {
        let mut blanks = 0;
        for (key, column) in self.columns.iter().zip(labels..) {
            let cell = record.cell(column);
            blanks += usize::from(cell.is_empty());
            let number = cell.parse::<f64>().ok().filter(|number| number.is_finite());
            let number = number.or(cell.is_empty().then_some(0.0)).ok_or_else(|| {
                let place = Place::Cell { line: record.number, column: label(key) };
                Error::input(&self.file, place, not_a_number(cell.to_owned()))
            })?;
            self.values.push(number);
        }
        Ok(blanks)
    }

    /// Refuse labels that stand twice, levels that are not known, and tables of supply and use.
    pub fn check(&self) -> Result<()> {
        let fail = |problem| Err(Error::input(&self.file, Place::File, problem));
        for (keys, what) in [(&self.rows, "row"), (&self.columns, "column")] {
            let mut seen: HashMap<&Key, usize> = HashMap::new();
            for (k, key) in keys.iter().enumerate() {
                if OF_SUPPLY.contains(&key[1].as_str()) {
                    return fail(Problem::Asymmetric { kind: "supply and use" });
                }
                if ![SECTOR, USER, FACTOR, ACCOUNT].contains(&key[1].as_str()) {
                    let expected = "the levels `Sector`, `Consumption category`, `Factor of production` and \
                                    `Satellite account`";
                    return fail(Problem::NoneOf { found: key[1].clone(), expected });
                }
                if let Some(first) = seen.insert(key, k) {
                    let named = |k: usize| format!("{what} {} of those with numbers", k + 1);
                    let (first, second) = (named(first), named(k));
                    return fail(Problem::Duplicate { label: label(key), first, second });
                }
            }
        }
        Ok(())
    }
}

fn label(key: &Key) -> String {
    let [region, _, item] = key;
    if region.is_empty() || region == "-" { item.clone() } else { format!("{region}_{item}") }
}

/// Rows and columns of a block.
#[derive(Clone)]
struct Part<'a> {
    block: &'a Block,
    rows: Vec<usize>,
    columns: Vec<usize>,
}

impl<'a> Part<'a> {
    fn value(&self, row: usize, column: usize) -> f64 {
        self.block.values[row * self.block.columns.len() + column]
    }

    fn keys(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let rows = &self.block.rows;
        self.rows.iter().map(|&row| (rows[row][0].as_str(), rows[row][2].as_str()))
    }

    fn column_keys(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let columns = &self.block.columns;
        self.columns.iter().map(|&k| (columns[k][0].as_str(), columns[k][2].as_str()))
    }

    /// Where rows of these labels are.
    fn rows_of(&self, labels: &[(&str, &str)]) -> Result<Vec<usize>> {
        let at: HashMap<(&str, &str), usize> = self.keys().zip(self.rows.iter().copied()).collect();
        self.places(labels, &at, self.rows.len(), |label| Problem::MissingRow { label })
    }

    /// Where columns of these labels are.
    fn columns_of(&self, labels: &[(&str, &str)]) -> Result<Vec<usize>> {
        let keys = self.column_keys();
        let at: HashMap<(&str, &str), usize> = keys.zip(self.columns.iter().copied()).collect();
        self.places(labels, &at, self.columns.len(), |label| Problem::MissingColumn { label })
    }

    /// One place for each label, and no others.
    fn places(
        &self,
        labels: &[(&str, &str)],
        at: &HashMap<(&str, &str), usize>,
        count: usize,
        missing: impl Fn(String) -> Problem,
    ) -> Result<Vec<usize>> {
        let fail = |problem| Error::input(&self.block.file, Place::File, problem);
        let place = |key: &(&str, &str)| {
            at.get(key).copied().ok_or_else(|| fail(missing(format!("{}_{}", key.0, key.1))))
        };
        let places: Vec<usize> = labels.iter().map(place).collect::<Result<_>>()?;
        if count > labels.len() {
            let known: HashSet<_> = labels.iter().collect();
            if let Some((region, item)) = at.keys().find(|key| !known.contains(key)) {
                return Err(fail(Problem::OtherLabel { label: format!("{region}_{item}") }));
            }
        }
        Ok(places)
    }

    fn matrix(&self, rows: &[usize], columns: &[usize]) -> Matrix {
        Matrix::from_fn(rows.len(), columns.len(), |i, j| self.value(rows[i], columns[j]))
    }
}

/// The blocks of a table.
pub(in crate::read) struct Blocks {
    /// Flows between sectors; in a workbook all others too.
    pub flows: Block,
    /// Final demand, value added, and what final demand pays of it, where they are apart.
    pub demand: Option<Block>,
    pub factors: Option<Block>,
    pub factors_of_demand: Option<Block>,
    /// Level, item and unit.
    pub units: Vec<Key>,
}

impl Blocks {
    /// The table.
    pub fn table(&self, findings: &mut Vec<Finding>) -> Result<Parts> {
        let apart = [&self.demand, &self.factors, &self.factors_of_demand];
        for block in apart.into_iter().flatten().chain([&self.flows]) {
            block.check()?;
        }
        let z = self.flows.part(SECTOR, SECTOR);
        if z.rows.is_empty() {
            return Err(Error::input(&self.flows.file, Place::File, Problem::NoTable));
        }
        let nodes: Vec<(&str, &str)> = z.keys().collect();
        let regions = distinct(nodes.iter().map(|(region, _)| *region));
        let rank: HashMap<&str, usize> = regions.iter().copied().zip(0..).collect();
        let order = Order::by_key(nodes.len(), |k| rank[nodes[k].0]).order;
        let nodes: Vec<(&str, &str)> = order.iter().map(|&k| nodes[k]).collect();
        let index = Index::new(nodes.iter().copied())?;
        let y = self.demand.as_ref().unwrap_or(&self.flows).part(SECTOR, USER);
        if y.columns.is_empty() {
            return Err(Error::input(&y.block.file, Place::File, Problem::NoDemand));
        }
        let users: Vec<(&str, &str)> = y.column_keys().collect();
        if let Some((region, _)) = users.iter().find(|(region, _)| !rank.contains_key(region)) {
            let problem = Problem::DemandRegion { region: (*region).to_owned() };
            return Err(Error::input(&y.block.file, Place::File, problem));
        }
        let order = Order::by_key(users.len(), |k| rank[users[k].0]).order;
        let users: Vec<(&str, &str)> = order.iter().map(|&k| users[k]).collect();
        let demand =
            Demand::new(&index, users.iter().map(|(region, item)| (Some(*region), *item)))?;
        room("the table", nodes.len() * (nodes.len() + users.len()))?;
        let flows = z.matrix(&z.rows_of(&nodes)?, &z.columns_of(&nodes)?);
        let bought = y.matrix(&y.rows_of(&nodes)?, &y.columns_of(&users)?);
        let mut parts = Parts::new(index, demand, flows, bought);
        let v = self.factors.as_ref().unwrap_or(&self.flows).part(FACTOR, SECTOR);
        let paid = match &self.demand {
            Some(_) => self.factors_of_demand.as_ref().map(|block| block.part(FACTOR, USER)),
            None => Some(self.flows.part(FACTOR, USER)),
        };
        parts.primary = factors(&v, paid.as_ref(), (&nodes, &users))?;
        parts.source.unit = self.unit(findings);
        findings.push(factors_finding());
        Ok(parts)
    }

    /// The unit of all sectors, or a warning where they have several.
    fn unit(&self, findings: &mut Vec<Finding>) -> Option<String> {
        let of_sectors = self.units.iter().filter(|[level, ..]| level == SECTOR);
        let units = distinct(of_sectors.map(|[.., unit]| unit.as_str()));
        match units.as_slice() {
            [] => None,
            [one] => Some((*one).to_owned()),
            several => {
                let message = format!(
                    "sectors have several units, {}: sums over sectors mean nothing",
                    shown_list(several)
                );
                let kind = FindingKind::Container;
                findings.push(Finding::new(Severity::Warning, kind, "", 0.0, message));
                None
            }
        }
    }
}

/// Rows of value added, with what final demand pays of each.
fn factors(
    v: &Part<'_>,
    paid: Option<&Part<'_>>,
    (nodes, users): (&[Pair<'_>], &[Pair<'_>]),
) -> Result<Vec<Primary>> {
    if v.rows.is_empty() {
        return Ok(vec![]);
    }
    let columns = v.columns_of(nodes)?;
    let paid = paid.filter(|paid| !paid.rows.is_empty());
    let bought = paid.map(|paid| paid.columns_of(users)).transpose()?;
    let name = |row: usize| v.block.rows[row][2].as_str();
    let primary = |&row: &usize| {
        let along = |part: &Part<'_>, row: usize, columns: &[usize]| -> Vec<f64> {
            columns.iter().map(|&column| part.value(row, column)).collect()
        };
        let same = |(paid, bought): (&Part<'_>, &Vec<usize>)| {
            let of_demand = paid.rows.iter().find(|&&k| paid.block.rows[k][2] == name(row))?;
            Some(along(paid, *of_demand, bought))
        };
        let of_demand = paid.zip(bought.as_ref()).and_then(same);
        Primary {
            name: name(row).to_owned(),
            kind: PrimaryKind::ValueAddedWithTaxes,
            inputs: along(v, row, &columns),
            final_demand: of_demand.unwrap_or_else(|| vec![0.0; users.len()]),
        }
    };
    Ok(v.rows.iter().map(primary).collect())
}

fn factors_finding() -> Finding {
    let message = "all factors of production are value added, taxes on products among them; satellite accounts are \
                   left out";
    Finding::new(Severity::Note, FindingKind::TaxesInValueAdded, "", 0.0, message)
}

/// The file of a matrix, whatever it ends in.
fn is(file: &str, matrix: &str) -> bool {
    file.strip_suffix(".csv").or_else(|| file.strip_suffix(".txt")) == Some(matrix)
}

/// All files that a table is read from.
const MATRICES: [&str; 6] = ["z", "y", "v", "vy", "x", "units"];

/// The files of a folder of exports, in which those of flows have a folder of their own.
fn within(files: &Files) -> Option<Files> {
    files.within("flows").filter(|files| files.find(|file| is(file, "z")).is_some())
}

pub(super) fn is_meant(files: &Files) -> bool {
    let has =
        |files: &Files| files.find(|file| is(file, "z")).is_some_and(|file| is_export(files, file));
    let named = files.chosen().map(|file| is(&file.to_lowercase(), "z") && is_export(files, file));
    named.unwrap_or_else(|| has(files) || within(files).as_ref().is_some_and(has))
}

/// Whether a file begins with lines of regions and of levels.
fn is_export(files: &Files, file: &str) -> bool {
    let first = files.open(file).ok().and_then(|text| text.blocks.recv().ok()?.ok());
    let bytes = first.map(|block| block.bytes).unwrap_or_default();
    let mut lines = bytes.split(|b| *b == b'\n');
    let mut begins = |word: &[u8]| lines.next().is_some_and(|line| line.starts_with(word));
    begins(b"Region") && begins(b"Level")
}

/// The paths of all files that a table may be read from.
pub(super) fn all(files: &Files) -> Vec<PathBuf> {
    let below = within(files);
    let place = below.as_ref().unwrap_or(files);
    place.paths(&place.all(|file| MATRICES.iter().any(|name| is(file, name))).collect::<Vec<_>>())
}

/// Read the matrices of flows.
pub(super) fn read(
    files: &Files,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let below = within(files);
    let files = below.as_ref().unwrap_or(files);
    // Coefficients have the same names in small letters.
    let is_flows =
        |file: &&str| file.rsplit(['/', '\\']).next().is_some_and(|it| it.starts_with('Z'));
    let all: Vec<&str> = match files.chosen() {
        Some(file) => vec![file],
        None => files.all(|file| is(file, "z")).collect(),
    };
    let z = all.into_iter().find(is_flows).ok_or_else(|| files.missing("Z.csv"))?;
    let ending = &z[z.len() - ".csv".len()..];
    let at = |name: &str| files.near(z, &format!("{name}{ending}"));
    let needed = |name: &str| at(name).ok_or_else(|| files.missing(&format!("{name}{ending}")));
    let mut block = |file: &str| block_of(files, file, options, findings);
    let flows = block(z)?;
    let (demand, factors) = (block(needed("Y")?)?, block(needed("V")?)?);
    let factors_of_demand = at("VY").map(&mut block).transpose()?;
    let units = at("units").map(|file| units_of(files, file)).transpose()?.unwrap_or_default();
    let blocks =
        Blocks { flows, demand: Some(demand), factors: Some(factors), factors_of_demand, units };
    let mut parts = blocks.table(findings)?;
    if let Some(file) = at("X") {
        parts.reported_output = Some(output_of(files, file, &parts.index)?);
    }
    Ok(parts)
}

/// What stands between the cells of a file: whatever follows the first word.
fn separator(files: &Files, file: &str) -> Result<u8> {
    let block = files.open(file)?.blocks.recv().ok().transpose()?.unwrap_or_default();
    let first = block.bytes.iter().find(|byte| !byte.is_ascii_alphabetic() && **byte != b'"');
    Ok(first.copied().filter(|byte| b",;\t|".contains(byte)).unwrap_or(b','))
}

/// A file of a matrix.
fn block_of(
    files: &Files,
    file: &str,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Block> {
    let mut text = Opened::headless(files.open(file)?, separator(files, file)?)?;
    text.header.pop();
    let (name, width) = (text.name.clone(), text.header.len());
    let (mut records, mut record) = (Records::of(&mut text, u64::MAX), Record::default());
    let heads = heads(&name, &mut records, width)?;
    let are_blank = |cells: &[String]| cells.iter().all(String::is_empty);
    let labels = if heads[0].get(1..3).is_some_and(are_blank) { 3 } else { 1 };
    let key = |column: usize| [0, 1, 2].map(|line: usize| heads[line][column].clone());
    let mut block = Block { file: name.clone(), ..Block::default() };
    block.columns = (labels..width).map(key).collect();
    let mut blanks = 0;
    while records.read(&mut record)? {
        let is_names = (labels..width).all(|column| record.cell(column).is_empty())
            && ["Region", "Item"].contains(&record.cell(0));
        if is_names && block.rows.is_empty() {
            continue;
        }
        block.rows.push(match labels {
            3 => [0, 1, 2].map(|column| record.cell(column).to_owned()),
            _ => [String::new(), FACTOR.to_owned(), record.cell(0).to_owned()],
        });
        let (rows, columns) = (block.rows.len(), block.columns.len());
        if rows.saturating_mul(columns) > options.max_cells {
            let problem = Problem::TooLarge { rows, columns, limit: options.max_cells };
            return Err(Error::input(name, Place::Line(record.number), problem));
        }
        blanks += block.add_numbers(&record, labels)?;
    }
    if blanks > 0 {
        let message = format!("{blanks} blank cells of `{}` read as 0", shown(&name));
        findings.push(Finding::new(Severity::Warning, FindingKind::BlankCells, "", 0.0, message));
    }
    Ok(block)
}

/// The three header lines, cell by cell.
fn heads(name: &str, records: &mut Records, width: usize) -> Result<Vec<Vec<String>>> {
    let mut record = Record::default();
    let mut heads = vec![];
    for wanted in ["Region", "Level", "Item"] {
        let any = records.read(&mut record)?;
        if !any || record.cell(0) != wanted {
            let expected = "the three header lines `Region`, `Level`, `Item`";
            let problem = Problem::NoneOf { found: record.cell(0).to_owned(), expected };
            return Err(Error::input(name, Place::Line(record.number), problem));
        }
        heads.push((0..width).map(|column| record.cell(column).to_owned()).collect());
    }
    Ok(heads)
}

/// The lines of a small file, whose first one is a header of so many columns.
fn lines(files: &Files, file: &str, width: usize) -> Result<Vec<Label>> {
    let lines = super::numbers::labels(files, file, separator(files, file)?)?;
    match lines.iter().find(|line| line.cells.len() != width) {
        Some(line) => {
            let problem = Problem::FieldCount { found: line.cells.len(), expected: width };
            Err(Error::input(files.title(file), Place::Line(line.line), problem))
        }
        None => Ok(lines.into_iter().skip(1).collect()),
    }
}

/// Level, item and unit of every line.
fn units_of(files: &Files, file: &str) -> Result<Vec<Key>> {
    let lines = lines(files, file, 3)?;
    Ok(lines.into_iter().filter_map(|line| line.cells.try_into().ok()).collect())
}

/// Output by region, level and sector.
fn output_of(files: &Files, file: &str, index: &Index) -> Result<Vec<f64>> {
    let title = files.title(file);
    let mut made: HashMap<(String, String), f64> = HashMap::new();
    for Label { line, cells } in lines(files, file, 4)? {
        let Ok([region, _, sector, amount]) = <[String; 4]>::try_from(cells) else { continue };
        let number = amount.parse::<f64>().ok().filter(|number| number.is_finite());
        let number =
            number.ok_or_else(|| Error::input(&title, Place::Line(line), not_a_number(amount)))?;
        made.insert((region, sector), number);
    }
    let output = index.nodes().iter().enumerate().map(|(row, node)| {
        let key = (index.region(node.region).to_owned(), index.sector(node.sector).to_owned());
        let missing = || Problem::NoLine { labels: vec![index.label(row)] };
        made.get(&key).copied().ok_or_else(|| Error::input(&title, Place::File, missing()))
    });
    output.collect()
}
