//! GLORIA: supply and use of industries and products in matrices without labels, which are in a workbook.
//!
//! The matrix of flows has a row and a column for every industry and every product of every region,
//! 39,360 in all: it is read line by line, and only the use of products by industries is kept.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Files;
use super::numbers::{Expected, lines_of, refuse_twice};
use crate::error::{Error, Place, Problem, Result};
use crate::linalg::{Matrix, room};
use crate::read::stream::Block;
use crate::read::text::{check_text, not_a_number};
use crate::read::{Input, ReadOptions};
use crate::table::{Demand, Finding, FindingKind, Index, Parts, Primary, PrimaryKind, Severity};

/// Blocks of lines that are parsed together, and then sorted in.
const BLOCKS: usize = 16;

/// What folders that hold the matrices of a year are called, in lower case.
const FOLDER: &str = "gloria_mrios";

/// The columns of the workbook with regions, sectors, rows of value added, and final demand.
#[cfg(feature = "workbooks")]
const COLUMNS: [&str; 4] =
    ["Region_acronyms", "Sector_names", "Value_added_names", "Final_demand_names"];

/// What the name of a matrix says: `DATE_120secMother_..._T-Results_YEAR_RELEASE_Markup001(full).csv`.
struct Name {
    /// `t`, `y`, `v`, `tq`, `yq`.
    part: String,
    year: Option<i32>,
    release: String,
    markup: Option<u32>,
}

impl Name {
    fn of(file: &str) -> Option<Self> {
        let last = file.rsplit(['/', '\\']).next().unwrap_or(file).to_lowercase();
        let (before, behind) = last.strip_suffix(".csv")?.split_once("-results_")?;
        let mut words = behind.split('_');
        let (year, release) = (words.next()?, words.next()?);
        let markup = words.next().and_then(|word| word.strip_prefix("markup"));
        let digits = |word: &str| {
            let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
            word[..end].parse().ok()
        };
        Some(Name {
            part: before.rsplit('_').next()?.to_owned(),
            year: year.parse().ok(),
            release: release.to_owned(),
            markup: markup.and_then(digits),
        })
    }
}

/// Whether a file holds flows, at whatever prices.
fn is_flows(file: &str) -> bool {
    Name::of(file).is_some_and(|name| name.part == "t")
}

/// Whether a file, its name in lower case, is one of the matrices.
pub(super) fn is_piece(file: &str) -> bool {
    Name::of(file).is_some()
}

fn is_labels(file: &str) -> bool {
    let ending = Path::new(file).extension().and_then(|ending| ending.to_str());
    file.contains("gloria") && file.contains("readme") && matches!(ending, Some("xlsx" | "xlsb"))
}

pub(super) fn is_meant(files: &Files) -> bool {
    match files.chosen() {
        Some(file) => is_flows(file),
        None => files.find(is_flows).is_some() || within(files).is_some(),
    }
}

/// The files of the folders in a folder, where the matrices are in one of these.
fn within(files: &Files) -> Option<Files> {
    if files.find(is_flows).is_some() {
        return None;
    }
    files.within(FOLDER).filter(|files| files.find(is_flows).is_some())
}

/// The paths of all files that a table may be read from.
pub(super) fn all(files: &Files) -> Vec<PathBuf> {
    let below = within(files);
    let matrices = below.as_ref().unwrap_or(files);
    let pieces: Vec<&str> = matrices.all(is_piece).collect();
    let mut paths = matrices.paths(&pieces);
    for place in [Some(files), files.above().as_ref()].into_iter().flatten() {
        paths.extend(place.paths(&place.all(is_labels).collect::<Vec<_>>()));
    }
    paths
}

/// Regions and sectors, each of which is an industry and a product.
struct Sides {
    sectors: usize,
    /// Sectors of all regions.
    all: usize,
}

/// What a row or column of flows is.
enum Side {
    Industry(usize),
    Product(usize),
}

impl Sides {
    /// Industries of a region come first, its products follow.
    fn of(&self, position: usize) -> Side {
        let (region, place) = (position / (2 * self.sectors), position % (2 * self.sectors));
        match place.checked_sub(self.sectors) {
            None => Side::Industry(region * self.sectors + place),
            Some(product) => Side::Product(region * self.sectors + product),
        }
    }

    fn product(&self, position: usize) -> Option<usize> {
        if let Side::Product(product) = self.of(position) { Some(product) } else { None }
    }

    fn industry(&self, position: usize) -> Option<usize> {
        if let Side::Industry(industry) = self.of(position) { Some(industry) } else { None }
    }
}

/// A row of flows.
enum Flows {
    /// An industry and what it supplies.
    Supply(usize, f64),
    /// A product and what every industry uses of it.
    Use(usize, Vec<f64>),
}

/// Read T, Y and V at basic prices. The supply of industries must be that of their own products alone: then
/// what industries use is what they buy from each other, whatever is assumed of their technology.
pub(super) fn read(
    files: &Files,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Parts> {
    let below = within(files);
    let matrices = below.as_ref().unwrap_or(files);
    let flows = chosen(matrices, options.year)?;
    let name = Name::of(flows).ok_or_else(|| matrices.missing(flows))?;
    let above = files.above();
    let places: Vec<&Files> = [files].into_iter().chain(&above).collect();
    let labels = Labels::read(matrices, &places, &name)?;
    let table = Matrices::new(matrices, (flows, &name), &labels);
    let (n, finals) = (table.sides.all, labels.regions.len() * labels.demand.len());
    if n.saturating_mul(n + finals) > options.max_cells {
        let problem = Problem::TooLarge { rows: n, columns: n + finals, limit: options.max_cells };
        return Err(Error::input(&labels.file, Place::File, problem));
    }
    room("the table", n * (n + finals))?;
    let index = Index::new(pairs(&labels.regions, &labels.sectors))?;
    let users = pairs(&labels.regions, &labels.demand);
    let demand = Demand::new(&index, users.map(|(region, category)| (Some(region), category)))?;
    let (z, output) = table.flows(&index)?;
    let (f, inputs) = (table.demand(finals)?, table.inputs()?);
    findings.push(supply_finding());
    let mut parts = Parts::new(index, demand, z, f);
    parts.reported_output = Some(output);
    let primary = |(name, inputs): (&String, Vec<f64>)| Primary {
        name: name.clone(),
        kind: PrimaryKind::ValueAddedWithTaxes,
        inputs,
        final_demand: vec![0.0; finals],
    };
    parts.primary = labels.value_added.iter().zip(inputs).map(primary).collect();
    parts.source.year = name.year;
    Ok(parts)
}

/// The matrices of a table, and what its labels say of them.
struct Matrices<'a> {
    files: &'a Files,
    /// The file of flows, and what its name says.
    flows: (&'a str, &'a Name),
    labels: &'a Labels,
    sides: Sides,
}

impl<'a> Matrices<'a> {
    fn new(files: &'a Files, flows: (&'a str, &'a Name), labels: &'a Labels) -> Self {
        let sectors = labels.sectors.len();
        let sides = Sides { sectors, all: labels.regions.len() * sectors };
        Matrices { files, flows, labels, sides }
    }

    /// The file of another matrix at basic prices, of the same year and release.
    fn file(&self, part: &str) -> Result<&'a str> {
        let name = self.flows.1;
        let is_wanted = |other: Name| {
            let same = (other.year, &other.release) == (name.year, &name.release);
            same && other.part == part && other.markup == Some(1)
        };
        let wanted = |file: &str| Name::of(file).is_some_and(is_wanted);
        let found: Vec<&str> = self.files.all(wanted).collect();
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(self.files.missing(&name.beside(part))),
            _ => self.files.choose(&found, None),
        }
    }

    fn sizes(&self, what: &'static str, rows: usize, columns: usize) -> Expected {
        let labels = self.labels.file.clone();
        Expected { what, rows, columns: Some(columns), labels }
    }

    /// What industries use of products, and what they supply.
    fn flows(&self, index: &Index) -> Result<(Matrix, Vec<f64>)> {
        let n = self.sides.all;
        let (mut z, mut output) = (Matrix::zeros(n, n), vec![0.0; n]);
        let sizes = self.sizes("T", 2 * n, 2 * n);
        let row = |row: usize, line: &str| flows_of(&self.sides, index, row, line);
        stream((self.files, self.flows.0), &sizes, row, |rows| {
            let mut used = vec![];
            for row in rows {
                match row {
                    Flows::Supply(industry, made) => output[industry] = made,
                    Flows::Use(product, amounts) => used.push((product, amounts)),
                }
            }
            sort_in(&mut z, &used);
        })?;
        Ok((z, output))
    }

    /// What final demand buys of products.
    fn demand(&self, finals: usize) -> Result<Matrix> {
        let n = self.sides.all;
        let mut f = Matrix::zeros(n, finals);
        let row = |row: usize, line: &str| match self.sides.of(row) {
            Side::Product(product) => Ok(Some((product, kept((line, finals), finals, Some)?))),
            Side::Industry(_) => kept((line, finals), 0, |_| None).map(|_| None),
        };
        stream((self.files, self.file("y")?), &self.sizes("Y", 2 * n, finals), row, |rows| {
            sort_in(&mut f, &rows.into_iter().flatten().collect::<Vec<_>>());
        })?;
        Ok(f)
    }

    /// What industries pay, by item.
    fn inputs(&self) -> Result<Vec<Vec<f64>>> {
        let (n, items) = (self.sides.all, self.labels.value_added.len());
        let mut inputs = vec![vec![0.0; n]; items];
        let row = |row: usize, line: &str| {
            let paid = kept((line, 2 * n), n, |column| self.sides.industry(column))?;
            Ok((row % items, paid))
        };
        let sizes = self.sizes("V", self.labels.regions.len() * items, 2 * n);
        stream((self.files, self.file("v")?), &sizes, row, |rows| {
            for (item, paid) in rows {
                inputs[item].iter_mut().zip(paid).for_each(|(sum, amount)| *sum += amount);
            }
        })?;
        Ok(inputs)
    }
}

/// Codes of regions, each beside all items.
fn pairs<'a>(
    regions: &'a [String],
    items: &'a [String],
) -> impl Iterator<Item = (&'a String, &'a String)> {
    regions.iter().flat_map(move |region| items.iter().map(move |item| (region, item)))
}

fn supply_finding() -> Finding {
    let message = "every industry supplies its own product alone: flows of products to industries are taken as \
                   flows between industries";
    Finding::new(Severity::Note, FindingKind::Container, "", 0.0, message)
}

impl Name {
    /// What another matrix beside this one is called, whatever the date before it.
    fn beside(&self, part: &str) -> String {
        let year = self.year.map_or_else(|| "YEAR".to_owned(), |year| year.to_string());
        let (part, release) = (part.to_uppercase(), &self.release);
        format!("..._{part}-Results_{year}_{release}_Markup001(full).csv")
    }
}

/// The flows at basic prices: those that were named, or those of the year asked for.
fn chosen(files: &Files, year: Option<i32>) -> Result<&str> {
    let at_basic_prices =
        |file: &str| is_flows(file) && Name::of(file).is_some_and(|name| name.markup == Some(1));
    let missing = || {
        let others: Vec<Name> = files.all(is_flows).filter_map(Name::of).collect();
        let Some(one) = others.first() else {
            return files.missing("..._T-Results_YEAR_RELEASE_Markup001(full).csv");
        };
        let markup = |name: &Name| name.markup.map(|markup| format!("Markup{markup:03}"));
        let mut markups: Vec<String> = others.iter().filter_map(markup).collect();
        markups.sort_unstable();
        markups.dedup();
        let problem = Problem::NoBasicPrices { file: one.beside("t"), markups };
        Error::input(&files.name, Place::File, problem)
    };
    match files.chosen() {
        Some(file) if at_basic_prices(file) => Ok(file),
        Some(_) => Err(missing()),
        None => {
            let all: Vec<&str> = files.all(at_basic_prices).collect();
            if all.is_empty() { Err(missing()) } else { files.choose(&all, year) }
        }
    }
}

/// The labels of the workbook that comes with a release.
struct Labels {
    file: String,
    regions: Vec<String>,
    sectors: Vec<String>,
    value_added: Vec<String>,
    demand: Vec<String>,
}

impl Labels {
    /// Those beside the matrices, or else in the first of some places that has a workbook; that of the
    /// release, where there are several.
    fn read(matrices: &Files, places: &[&Files], name: &Name) -> Result<Self> {
        for files in [matrices].iter().chain(places) {
            let all: Vec<&str> = files.all(is_labels).collect();
            let of_release: Vec<&str> =
                all.iter().copied().filter(|file| file.contains(&name.release)).collect();
            let own = if of_release.is_empty() { &all } else { &of_release };
            if !own.is_empty() {
                let file = files.choose(own, None)?;
                return Labels::of(&files.title(file), &files.input(file)?);
            }
        }
        Err(matrices.missing(&format!("GLORIA_ReadMe_{}.xlsx", name.release)))
    }

    fn of(file: &str, input: &Input) -> Result<Self> {
        let columns = label_columns(file, input)?;
        for column in &columns {
            refuse_twice(file, column.iter().map(|(row, text)| (u64::from(*row), text.clone())))?;
        }
        let mut columns = columns
            .into_iter()
            .map(|column| column.into_iter().map(|(_, text)| text).collect::<Vec<String>>());
        let mut next = || columns.next().unwrap_or_default();
        let (regions, sectors, value_added, demand) = (next(), next(), next(), next());
        Ok(Labels { file: file.to_owned(), regions, sectors, value_added, demand })
    }
}

#[cfg(feature = "workbooks")]
fn label_columns(_: &str, input: &Input) -> Result<Vec<Vec<(u32, String)>>> {
    crate::read::workbook::columns(input, &COLUMNS)
}

#[cfg(not(feature = "workbooks"))]
fn label_columns(file: &str, _: &Input) -> Result<Vec<Vec<(u32, String)>>> {
    let problem = Problem::NotBuilt { kind: "workbooks", feature: "workbooks" };
    Err(Error::input(file, Place::File, problem))
}

/// A problem in a column, from 0, or in the line.
type Wrong = (Option<usize>, Problem);

/// Put every line of a matrix of these sizes, parsed in parallel, where it belongs.
fn stream<R: Send>(
    (files, file): (&Files, &str),
    sizes: &Expected,
    parse: impl Fn(usize, &str) -> std::result::Result<R, Wrong> + Sync,
    mut keep: impl FnMut(Vec<R>),
) -> Result<()> {
    let text = files.open(file)?;
    let name = text.name.clone();
    let columns = sizes.columns.unwrap_or_default();
    let block = |block: Block| -> Result<Vec<R>> {
        check_text(&name, &block)?;
        let content = std::str::from_utf8(&block.bytes).unwrap_or_default();
        let content = content.trim_start_matches('\u{feff}');
        let mut parsed = vec![];
        for (line, number) in content.lines().zip(block.first_line..) {
            let row = usize::try_from(number - 1).unwrap_or(usize::MAX);
            if row >= sizes.rows && line.trim().is_empty() {
                continue;
            }
            let width = || line.split(',').count();
            if row >= sizes.rows || (row == 0 && width() != columns) {
                sizes.refuse(&name, (lines_of(files, file)?, width()))?;
            }
            let fail = |(column, problem): Wrong| {
                let place = match column {
                    Some(column) => Place::Cell { line: number, column: (column + 1).to_string() },
                    None => Place::Line(number),
                };
                Error::input(&name, place, problem)
            };
            parsed.push(parse(row, line).map_err(fail)?);
        }
        Ok(parsed)
    };
    let (mut blocks, mut rows) = (text.blocks.into_iter(), 0);
    loop {
        let some: Vec<Block> = blocks.by_ref().take(BLOCKS).collect::<Result<_>>()?;
        if some.is_empty() {
            return sizes.refuse(&name, (rows, columns));
        }
        let parsed: Vec<Result<Vec<R>>> = some.into_par_iter().map(&block).collect();
        for lines in parsed {
            let lines = lines?;
            rows += lines.len();
            keep(lines);
        }
    }
}

/// The numbers of a line at the places where its columns belong, `count` of them; columns that belong nowhere
/// must be zero.
fn kept(
    (line, width): (&str, usize),
    count: usize,
    place: impl Fn(usize) -> Option<usize>,
) -> std::result::Result<Vec<f64>, Wrong> {
    let mut numbers = vec![0.0; count];
    each_number(line, width, |column, number| {
        match place(column).and_then(|place| numbers.get_mut(place)) {
            Some(kept) => *kept = number,
            None => return Err(Problem::OutsideBlock { found: number }),
        }
        Ok(())
    })?;
    Ok(numbers)
}

/// Every number that is not zero of a line of `width` cells.
fn each_number(
    line: &str,
    width: usize,
    mut take: impl FnMut(usize, f64) -> std::result::Result<(), Problem>,
) -> std::result::Result<(), Wrong> {
    let line = line.trim_end_matches('\r');
    let (mut found, mut wrong) = (0, None);
    for (column, cell) in line.split(',').enumerate() {
        found = column + 1;
        let is_zero = cell.bytes().all(|byte| byte == b'0' || byte == b'.') && cell.contains('0');
        if is_zero || wrong.is_some() {
            continue;
        }
        let number = cell.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        let number = number.ok_or_else(|| not_a_number(cell.chars().take(200).collect()));
        let taken = number.and_then(|it| if it == 0.0 { Ok(()) } else { take(column, it) });
        wrong = taken.err().map(|problem| (Some(column), problem));
    }
    // A cell too many or too few makes those behind it wrong.
    if found != width {
        return Err((None, Problem::FieldCount { found, expected: width }));
    }
    wrong.map_or(Ok(()), Err)
}

/// Beside what an industry makes of its own product, less than this share of other products is rounding.
const ROUNDING: f64 = 1e-9;

/// A row of flows: the supply of an industry, or the use of a product.
fn flows_of(
    sides: &Sides,
    index: &Index,
    row: usize,
    line: &str,
) -> std::result::Result<Flows, Wrong> {
    let industry = match sides.of(row) {
        Side::Product(product) => {
            let used = kept((line, 2 * sides.all), sides.all, |column| sides.industry(column))?;
            return Ok(Flows::Use(product, used));
        }
        Side::Industry(industry) => industry,
    };
    let (mut own, mut other) = (0.0, None::<(usize, f64)>);
    each_number(line, 2 * sides.all, |column, made| {
        match sides.product(column) {
            Some(product) if product == industry => own = made,
            Some(_) if other.is_none_or(|(_, most)| most.abs() < made.abs()) => {
                other = Some((column, made));
            }
            Some(_) => {}
            None => return Err(Problem::OutsideBlock { found: made }),
        }
        Ok(())
    })?;
    match other.filter(|(_, made)| made.abs() > ROUNDING * own.abs()) {
        Some((column, made)) => {
            let product = sides.product(column).map_or_else(String::new, |k| index.label(k));
            let problem = Problem::OtherProducts { industry: index.label(industry), product, made };
            Err((Some(column), problem))
        }
        None => Ok(Flows::Supply(industry, own)),
    }
}

/// Put rows into a matrix that has its columns one after the other.
fn sort_in(matrix: &mut Matrix, rows: &[(usize, Vec<f64>)]) {
    matrix.par_columns_mut().enumerate().for_each(|(column, target)| {
        rows.iter().for_each(|(row, numbers)| target[*row] = numbers[column]);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_matrices() {
        let file = "20240111_120secMother_AllCountries_002_T-Results_2019_059_Markup001(full).csv";
        let name = Name::of(file).unwrap_or_else(|| panic!("{file}"));
        assert_eq!((name.part.as_str(), name.year, name.markup), ("t", Some(2019), Some(1)));
        assert_eq!(name.release, "059");
        assert!(is_flows(file) && is_piece(file));
        assert!(!is_flows(&file.replace("_T-", "_TQ-")) && is_piece(&file.replace("_T-", "_TQ-")));
        assert!(!is_piece("Eora26_2015_bp_T.txt"));
    }
}
