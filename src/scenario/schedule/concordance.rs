//! Which sectors products belong to, and what for they are bought: `concordance.csv`.

use std::collections::HashMap;

use super::lines::{number, share};
use super::product::{DIGITS, Prefix};
use crate::error::{Problem, Result, ScheduleProblem, shown};
use crate::read::Input;
use crate::read::sheet::{Record, Seen, Sheet};
use crate::table::Uses;

/// What shares may miss one by.
const SLACK: f64 = 1e-9;
/// Most sectors.
const MOST_SECTORS: usize = 10_000;

/// A part of a product.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    product: Prefix,
    /// Its sector, by its place.
    pub sector: usize,
    /// What it is bought for; all uses where the file does not say.
    pub uses: Uses,
    pub share: f64,
    number: u32,
}

/// The parts of products.
#[derive(Debug)]
pub(super) struct Parts {
    pub file: String,
    /// Sorted by product.
    all: Vec<Part>,
    sectors: Vec<String>,
    by_use: bool,
}

impl Parts {
    /// Codes of the sectors, in the order in which the file has them.
    pub fn sectors(&self) -> &[String] {
        &self.sectors
    }

    /// The first line that has a sector.
    pub fn line_of(&self, sector: usize) -> Option<u32> {
        let lines = self.all.iter().filter(|it| it.sector == sector).map(|it| it.number);
        lines.min()
    }

    /// Whether it says what products are bought for.
    pub fn by_use(&self) -> bool {
        self.by_use
    }

    /// The parts of a product: those of the longest prefix.
    pub fn of(&self, product: Prefix) -> &[Part] {
        let lengths = (0..=product.length()).rev();
        let found = lengths.map(|length| self.with(product.cut(length)));
        found.into_iter().find(|parts| !parts.is_empty()).unwrap_or_default()
    }

    /// Most parts that a product can have.
    pub fn most(&self) -> usize {
        let each = self.all.chunk_by(|a, b| a.product == b.product);
        each.map(<[Part]>::len).max().unwrap_or(0)
    }

    fn with(&self, prefix: Prefix) -> &[Part] {
        let start = self.all.partition_point(|it| it.product < prefix);
        let rest = self.all.get(start..).unwrap_or_default();
        rest.get(..rest.partition_point(|it| it.product == prefix)).unwrap_or_default()
    }

    /// A part of something finer than a product, with its line.
    pub fn finer(&self, product: Prefix) -> Option<(Prefix, u32)> {
        if product.length() == DIGITS {
            return None;
        }
        let next = self.all.partition_point(|it| it.product <= product);
        let next = self.all.get(next).filter(|it| it.product < product.end());
        next.map(|it| (it.product, it.number))
    }
}

/// Read `concordance.csv`.
pub(super) fn read_parts(input: &Input) -> Result<Parts> {
    let (sheet, mut records) = Sheet::open_only(input, "product,sector,share", "use")?;
    let (product_at, sector_at) = (sheet.position("product"), sheet.position("sector"));
    let use_at = sheet.position("use");
    let (mut all, mut sectors, mut places) = (vec![], vec![], HashMap::new());
    let (mut seen, mut by_use) = (Seen::new(), None);
    let mut record = Record::default();
    while records.read(&mut record)? {
        let it = &record;
        let found = it.cell(product_at);
        let product = Prefix::or_all(found).ok_or_else(|| {
            let problem = ScheduleProblem::Product { found: found.to_owned(), star: true };
            sheet.fail(it, "product", problem.into())
        })?;
        let code = it.cell(sector_at);
        if code.is_empty() {
            return Err(sheet.fail(it, "sector", Problem::EmptyCode));
        }
        let sector = *places.entry(code.to_owned()).or_insert_with(|| {
            sectors.push(code.to_owned());
            sectors.len() - 1
        });
        if sectors.len() > MOST_SECTORS {
            let (what, found, limit) = ("sectors", sectors.len(), MOST_SECTORS);
            return Err(sheet.fail(it, "sector", Problem::TooMany { what, found, limit }));
        }
        let uses = uses(&sheet, it, use_at)?;
        let (first, filled) = *by_use.get_or_insert((it.number, uses != Uses::All));
        if filled != (uses != Uses::All) {
            let problem = ScheduleProblem::MixedUse { first, here: !filled };
            return Err(sheet.fail(it, "use", problem.into()));
        }
        let label = [found, code, it.cell(use_at)].map(shown).join(",");
        seen.add(&sheet, it, label.trim_end_matches(',').to_owned())?;
        all.push(Part {
            product,
            sector,
            uses,
            share: share(&sheet, it)?,
            number: number(&sheet, it)?,
        });
    }
    all.sort_by_key(|it| (it.product, it.number));
    for parts in all.chunk_by(|a, b| a.product == b.product) {
        let sum: f64 = parts.iter().map(|it| it.share).sum();
        let Some(last) = parts.last().filter(|_| (sum - 1.0).abs() > SLACK) else { continue };
        let problem = Problem::ShareSum { label: last.product.to_string(), sum };
        return Err(sheet.fail_at(u64::from(last.number), problem));
    }
    let by_use = by_use.is_some_and(|(_, filled)| filled);
    Ok(Parts { file: sheet.file().to_owned(), all, sectors, by_use })
}

fn uses(sheet: &Sheet, record: &Record, position: usize) -> Result<Uses> {
    match record.cell(position) {
        "" => Ok(Uses::All),
        "intermediate" => Ok(Uses::Intermediate),
        "final" => Ok(Uses::Final),
        other => {
            let near = ["intermediate", "final"].map(str::to_owned).to_vec();
            let problem = Problem::UnknownCode { what: "use", code: other.to_owned(), near };
            Err(sheet.fail(record, "use", problem))
        }
    }
}
