//! The rows of a sheet above its numbers: whose layout it is in, its labels, what its titles say.

use std::collections::{BTreeMap, HashSet};

use super::cells::{Address, Cell};
use crate::error::{Problem, shown};
use crate::read::layout::distinct;
use crate::read::{Layout, ReadOptions, years_in};
use crate::sources::{RECORDS, Shape, SheetLabels, SourceRecord};
use crate::table::{Finding, FindingKind, Severity};

/// Rows in which every known layout shows itself.
pub(super) const HEAD: u32 = 8;

/// What a cell holds that is kept.
#[derive(Clone)]
pub(super) enum Held {
    Number(f64),
    Text(String),
    Wrong(Problem),
}

impl Held {
    pub fn of(cell: Cell<'_>) -> Self {
        match cell {
            Cell::Number(number) => Held::Number(number),
            Cell::Text(text) => Held::Text(text.to_owned()),
            Cell::Wrong(problem) => Held::Wrong(problem),
        }
    }

    pub fn cell(&self) -> Cell<'_> {
        match self {
            Held::Number(number) => Cell::Number(*number),
            Held::Text(text) => Cell::Text(text),
            Held::Wrong(problem) => Cell::Wrong(problem.clone()),
        }
    }

    /// The text of a label; nothing for other cells.
    fn text(&self) -> Option<&str> {
        if let Held::Text(text) = self { Some(text.trim()) } else { None }
    }

    /// The code in a cell.
    pub fn code(&self) -> Result<&str, Problem> {
        match self {
            Held::Text(text) => Ok(text.trim()),
            Held::Number(number) => Err(Problem::NoCode { found: format!("the number {number}") }),
            Held::Wrong(Problem::DateCell) => Err(Problem::NoCode { found: "a date".to_owned() }),
            Held::Wrong(problem) => Err(problem.clone()),
        }
    }
}

/// The first rows of a sheet.
#[derive(Default)]
pub(super) struct Head {
    pub cells: BTreeMap<Address, Held>,
}

/// A source, and where its labels stand.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    pub source: &'static SourceRecord,
    pub labels: &'static SheetLabels,
}

/// The labels of the columns of numbers.
#[derive(Default)]
pub(super) struct Header {
    pub labels: Vec<String>,
    /// The codes of regions, each once.
    pub regions: Vec<String>,
    /// The sector or category of each, totals excepted.
    pub item_of: Vec<Option<String>>,
    /// All of these.
    pub items: HashSet<String>,
}

/// A problem in one cell.
pub(super) type Wrong = (Address, Problem);

impl Plan {
    /// All layouts of sheets, or the one that is asked for.
    pub fn all(options: &ReadOptions) -> impl Iterator<Item = Plan> {
        let wanted = options.layout;
        let plans = RECORDS.iter().flat_map(|source| {
            source.shapes.iter().filter_map(move |shape| match shape {
                Shape::Sheet(labels) => Some(Plan { source, labels }),
                Shape::Numbered(_) | Shape::Flat(_) => None,
            })
        });
        plans.filter(move |plan| wanted.is_none_or(|layout| layout == Layout::Wide(plan.source)))
    }

    /// The label of a row or column, of what stands for its region, code and name.
    pub fn label(self, region: &str, item: &str, name: &str) -> Result<String, Problem> {
        let total = region.is_empty() || region.eq_ignore_ascii_case(self.labels.world);
        if total {
            let of_code = item.is_empty() || (self.is_known(name) && !self.is_known(item));
            return Ok(if of_code { name } else { item }.to_owned());
        }
        if item.is_empty() {
            return Err(Problem::NoCode { found: "nothing".to_owned() });
        }
        Ok(format!("{region}_{item}"))
    }

    /// Whether a code or name means a total or a row below the intermediate block.
    pub fn is_known(self, label: &str) -> bool {
        let rules = self.source.wide_labels();
        rules.is_total(label) || rules.primary(label).is_some() || self.is_derived(label)
    }

    /// Whether a row adds up others.
    pub fn is_derived(self, label: &str) -> bool {
        self.labels.derived.contains(&label)
    }
}

impl Head {
    fn text(&self, row: u32, column: u32) -> Option<&str> {
        self.cells.get(&(row, column)).and_then(Held::text)
    }

    fn code(&self, row: u32, column: u32) -> Result<&str, Wrong> {
        let held = self.cells.get(&(row, column));
        held.map_or(Ok(""), |held| held.code().map_err(|problem| ((row, column), problem)))
    }

    /// The layout that the sheet is in.
    pub fn plan(&self, options: &ReadOptions) -> Option<Plan> {
        Plan::all(options).find(|plan| {
            let SheetLabels { rows, columns, .. } = plan.labels;
            self.is_mark(rows.letter, (rows.mark, columns.behind()))
                && self.is_mark(columns.letter, (rows.behind(), columns.mark))
        })
    }

    /// Whether a cell holds this letter and a number.
    fn is_mark(&self, letter: char, (row, column): Address) -> bool {
        let number = self.text(row, column).and_then(|text| text.strip_prefix(letter));
        number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    }

    /// The labels of the columns.
    pub fn header(&self, plan: Plan) -> Result<Header, Wrong> {
        let SheetLabels { rows, columns, world, .. } = plan.labels;
        let lines = [rows.item, rows.name, rows.region, rows.mark];
        let is_label = |&(row, column): &Address| {
            lines.contains(&row) && column >= columns.behind() && self.text(row, column) != Some("")
        };
        let last = self.cells.keys().filter(|at| is_label(at)).map(|(_, column)| *column).max();
        let (mut header, mut regions) = (Header::default(), vec![]);
        for column in columns.behind()..=last.unwrap_or_default() {
            let (region, item) = (self.code(rows.region, column)?, self.code(rows.item, column)?);
            let name = self.text(rows.name, column).unwrap_or_default();
            if region.is_empty() && !item.is_empty() && !plan.is_known(item) && !plan.is_known(name)
            {
                let problem = Problem::NoRegion { code: item.to_owned() };
                return Err(((rows.region, column), problem));
            }
            let at = |problem| ((rows.item, column), problem);
            header.labels.push(plan.label(region, item, name).map_err(at)?);
            let total = region.is_empty() || region.eq_ignore_ascii_case(world);
            header.item_of.push((!total).then(|| item.to_owned()));
            if !total {
                header.items.insert(item.to_owned());
                regions.push(region);
            }
        }
        header.regions = distinct(regions.into_iter()).into_iter().map(str::to_owned).collect();
        Ok(header)
    }

    /// What stands above and left of the labels.
    pub fn titles(&self, plan: Plan) -> impl Iterator<Item = &str> {
        let SheetLabels { rows, columns, .. } = plan.labels;
        let above = |(row, column): &Address| *row < rows.behind() && *column < columns.behind();
        self.cells.iter().filter(move |(at, _)| above(at)).filter_map(|(_, held)| held.text())
    }

    /// The unit that a title states, where it is not the source's, and a warning.
    pub fn other_unit(&self, plan: Plan) -> Option<(String, Finding)> {
        let known = plan.source.unit?;
        let (title, unit) =
            self.titles(plan).find_map(|title| Some((title, stated_unit(title)?)))?;
        if unit == known {
            return None;
        }
        let message = format!(
            "the sheet says `{}`, and tables of this source are in {known}: the unit is taken to be {}",
            shown(title),
            shown(&unit)
        );
        let finding = Finding::new(Severity::Warning, FindingKind::Container, "", 0.0, message);
        Some((unit, finding))
    }

    /// The year of which the titles speak, the first where there are several.
    pub fn year(&self, plan: Plan) -> Option<i32> {
        self.titles(plan).find_map(|title| years_in(title).last())
    }
}

/// The unit that a title states, such as `(millions of US$)`: a power of ten and a currency, in our
/// spelling where both are known.
fn stated_unit(title: &str) -> Option<String> {
    const SCALES: [&str; 3] = ["thousand", "million", "billion"];
    const CURRENCIES: [(&str, &[&str]); 2] =
        [("US$", &["us$", "usd", "us dollar", "u.s. dollar"]), ("EUR", &["eur", "\u{20ac}"])];
    let lower = title.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).collect();
    let is_word =
        |scale: &&str| words.iter().any(|word| word.strip_suffix('s').unwrap_or(word) == *scale);
    let scale = SCALES.into_iter().find(is_word);
    let currency = CURRENCIES
        .into_iter()
        .find(|(_, spellings)| spellings.iter().any(|spelling| lower.contains(spelling)));
    let bare = title.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    match (scale, currency) {
        (Some(scale), Some((currency, _))) => Some(format!("{scale} {currency}")),
        (Some(_), None) => Some(bare.unwrap_or(title).to_owned()),
        (None, Some(_)) => bare.map(str::to_owned),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_in_titles() {
        for (title, unit) in [
            ("(millions of US$)", Some("million US$")),
            ("(in thousand US dollars)", Some("thousand US$")),
            ("USD million", Some("million US$")),
            ("(millions of euro)", Some("million EUR")),
            ("(millions of yen)", Some("millions of yen")),
            ("(US$)", Some("US$")),
            ("World Input-Output Table for 2007", None),
            ("62 economies, in current prices", None),
            ("Table of Europe", None),
        ] {
            assert_eq!(stated_unit(title).as_deref(), unit, "{title}");
        }
    }
}
