//! Trade at customs value, by which rates are weighted: `weights.csv`.

use std::collections::HashSet;
use std::ops::Range;

use super::lines::{number, too_many_parties};
use super::parties::{Closeness, Parties, Party};
use super::product::Prefix;
use crate::error::{Error, Place, Problem, Result, ScheduleProblem};
use crate::read::Input;
use crate::read::sheet::{Record, Sheet};

/// Values above this are no trade, and sums of them could overflow.
const MOST_VALUE: f64 = 1e18;
/// Smaller ones lose digits when they are multiplied by rates.
const LEAST_VALUE: f64 = 1e-100;

/// The trade of one importer in one product with one exporter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    pub product: Prefix,
    pub value: f64,
    pub importer: Party,
    pub exporter: Party,
    pub number: u32,
}

/// All trade of the importers that are wanted, sorted by importer, product and exporter.
#[derive(Debug)]
pub(super) struct Weights {
    pub file: String,
    all: Vec<Weight>,
    /// The importers, as they are wanted or as the file has them.
    importers: Vec<(Party, Range<usize>)>,
    /// Lines whose importer is their exporter, and what they add up to.
    pub own: (usize, f64),
    /// Exporters and regions in the order in which the file has them.
    pub exporters: Vec<Party>,
}

impl Weights {
    pub fn importers(&self) -> impl ExactSizeIterator<Item = Party> + '_ {
        self.importers.iter().map(|(importer, _)| *importer)
    }

    /// The trade of an importer.
    pub fn of(&self, importer: Party) -> &[Weight] {
        let found = self.importers.iter().find(|(party, _)| *party == importer);
        found.and_then(|(_, range)| self.all.get(range.clone())).unwrap_or_default()
    }

    /// The trade of an importer, product after product.
    pub fn products(&self, importer: Party) -> impl Iterator<Item = &[Weight]> {
        self.of(importer).chunk_by(|a, b| a.product == b.product)
    }
}

/// Read `weights.csv`, and keep the trade of these importers, or of all that it has if none is named.
pub(super) fn read_weights(
    input: &Input,
    named: &[String],
    parties: &mut Parties,
) -> Result<Weights> {
    let (sheet, mut records) = Sheet::open_only(input, "importer,exporter,product,value", "")?;
    let position = |name: &str| sheet.position(name);
    let (importer_at, exporter_at) = (position("importer"), position("exporter"));
    let product_at = position("product");
    let (mut all, mut own) = (vec![], (0, 0.0));
    let (mut order, mut exporters) = (Seen::default(), Seen::default());
    let mut wanted = Seen::default();
    named.iter().filter_map(|code| parties.number(code)).for_each(|it| wanted.note(it));
    let mut record = Record::default();
    while records.read(&mut record)? {
        let it = &record;
        let importer = code(&sheet, it, ("importer", importer_at), parties)?;
        let exporter = code(&sheet, it, ("exporter", exporter_at), parties)?;
        let found = it.cell(product_at);
        let product = Prefix::digits(found).ok_or_else(|| {
            let problem = ScheduleProblem::Product { found: found.to_owned(), star: false };
            sheet.fail(it, "product", problem.into())
        })?;
        let value = sheet.number(it, "value")?;
        if value != 0.0 && !(LEAST_VALUE..=MOST_VALUE).contains(&value) {
            let problem =
                Problem::Amount { value, expected: "zero, or a number from 1e-100 to 1e18" };
            return Err(sheet.fail(it, "value", problem));
        }
        if !named.is_empty() && !wanted.known.contains(&importer) {
            continue;
        }
        order.note(importer);
        if importer == exporter {
            own.0 += 1;
            own.1 += value;
            continue;
        }
        exporters.note(exporter);
        all.push(Weight { product, value, importer, exporter, number: number(&sheet, it)? });
    }
    all.sort_unstable_by_key(|it| (it.importer, it.product, it.exporter, it.number));
    let key = |it: &Weight| (it.importer, it.product, it.exporter);
    if let Some([first, second]) = all.windows(2).find(|pair| key(&pair[0]) == key(&pair[1])) {
        let name = |party| parties.name(party);
        let label = format!("{},{},{}", name(first.importer), name(first.exporter), first.product);
        let problem = Problem::LineTwice { label, first: u64::from(first.number) };
        return Err(sheet.fail_at(u64::from(second.number), problem));
    }
    let order = if named.is_empty() { order } else { wanted }.list;
    let mut importers = vec![];
    for importer in order {
        let start = all.partition_point(|it| it.importer < importer);
        let end = all.partition_point(|it| it.importer <= importer);
        let some = all[start..end].iter().any(|it| it.value > 0.0);
        if !some {
            return Err(no_weights(sheet.file(), parties.name(importer)));
        }
        importers.push((importer, start..end));
    }
    Ok(Weights { file: sheet.file().to_owned(), all, importers, own, exporters: exporters.list })
}

/// An importer of which there is no trade.
pub(super) fn no_weights(file: &str, importer: &str) -> Error {
    let problem = ScheduleProblem::NoWeights { importer: importer.to_owned() };
    Error::input(file, Place::File, problem.into())
}

/// A code, and no group.
fn code(
    sheet: &Sheet,
    record: &Record,
    (column, position): (&'static str, usize),
    parties: &mut Parties,
) -> Result<Party> {
    let text = record.cell(position);
    if text.is_empty() {
        return Err(sheet.fail(record, column, Problem::EmptyCode));
    }
    let party = parties.number(text).ok_or_else(|| too_many_parties(sheet, record, column))?;
    let by = match parties.closeness(party) {
        Closeness::Code => return Ok(party),
        Closeness::Group => "is a group of the rules, and trade is of codes",
        Closeness::Everybody => "is no code",
    };
    let problem = ScheduleProblem::Name { name: text.to_owned(), by };
    Err(sheet.fail(record, column, problem.into()))
}

/// Parties, each once, in the order in which they are seen.
#[derive(Default)]
struct Seen {
    list: Vec<Party>,
    known: HashSet<Party>,
}

impl Seen {
    fn note(&mut self, party: Party) {
        if self.known.insert(party) {
            self.list.push(party);
        }
    }
}
