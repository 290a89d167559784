//! What can be set in a model, under names that files and front ends share.

use std::path::Path;

use super::disruption::Stocks;
use super::equilibrium::ByRegion;
use crate::error::{Error, Result, find, nearest};
use crate::read::Input;
use crate::scenario::{
    Elasticities, ElasticityKind, Preset, Ratings, read_elasticities, read_ratings, read_stock_days,
};
use crate::sources::{CodeReader, chosen_categories};
use crate::table::{CategoryId, Index, Mrio, Partition, RegionId, SectorId};

/// Something that can be set in a model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// The name, in words joined by `-`.
    pub name: &'static str,
    /// What is given.
    pub takes: Takes,
    /// What it is, in one line.
    pub help: &'static str,
    /// The default, as text.
    pub default: &'static str,
}

/// Elasticities by sector, of the models that have them.
pub(crate) const ELASTICITIES: Setting = Setting {
    name: "elasticities",
    takes: Takes::Elasticities,
    help: "Elasticities of substitution (sigma) or of trade (theta): a CSV file sector,elasticity, or a published \
           set: caliendo-parro, uniform-5, boehm-long, boehm-short",
    default: "armington 5 for goods and 2 for services, ge 5",
};

/// What is given for a setting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Takes {
    /// A number; what it counts or measures.
    Number(&'static str),
    /// A whole number; what it counts.
    Count(&'static str),
    /// One of some words.
    Word(&'static [&'static str]),
    /// Codes of final demand categories.
    Categories,
    /// Elasticities by sector: a file with the columns sector, elasticity, or the name of a [`Preset`].
    Elasticities,
    /// Ratings of inputs: a file with the columns product, user, rating.
    Ratings,
    /// Days that stocks last: a number, or a file with the columns product, days.
    StockDays,
    /// A number for all regions, and others for some: `0.4,USA=0.3`. Regions that are not named have zero
    /// where no number is for all; what the numbers are.
    ByRegion(&'static str),
    /// The code of a region, or this word.
    RegionOr(&'static str),
    /// Nothing: that it is given says it all.
    Nothing,
}

/// What was given for a setting.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A whole number.
    Count(usize),
    /// The place of a word among those that the setting takes.
    Word(usize),
    /// Final demand categories.
    Categories(Vec<CategoryId>),
    /// Elasticities of some sectors.
    Elasticities(Vec<(SectorId, f64)>),
    /// Published elasticities.
    Preset(Preset),
    /// Ratings.
    Ratings(Ratings),
    /// Days that stocks last, by product; the last one counts.
    StockDays(Vec<(SectorId, f64)>),
    /// A number for every region.
    ByRegion(ByRegion),
    /// A region, or none where the word stands for it.
    Region(Option<RegionId>),
    /// It is given.
    Given,
}

impl Setting {
    /// What a text means for this setting; where it is the path of a file, `open` gives the file.
    ///
    /// # Errors
    /// [`Error::Unknown`] for words and codes that there are not; [`Error::Setting`] for what is no
    /// number; those of `open` and of the readers of files.
    pub fn read(
        &self,
        text: &str,
        open: impl Fn(&Path) -> Result<Input>,
        table: &Mrio,
    ) -> Result<Value> {
        let file = || open(Path::new(text));
        let number = || Error::Setting { name: self.name, found: text.to_owned() };
        Ok(match self.takes {
            Takes::Number(_) => Value::Number(text.parse().map_err(|_| number())?),
            Takes::Count(_) => Value::Count(text.parse().map_err(|_| number())?),
            Takes::Word(words) => {
                let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
                Value::Word(find("word", &words, text)?)
            }
            Takes::Categories => Value::Categories(chosen_categories(table.demand(), &[text])?),
            Takes::Elasticities => {
                if let Some(preset) = Preset::ALL.into_iter().find(|it| it.name() == text) {
                    return Ok(Value::Preset(preset));
                }
                let read = read_elasticities(file()?, table.index());
                Value::Elasticities(read.map_err(|error| or_preset(error, text))?)
            }
            Takes::Ratings => Value::Ratings(read_ratings(file()?, table.index())?),
            Takes::StockDays => match text.parse() {
                Ok(f64::INFINITY) => Value::StockDays(
                    table.index().sectors().map(|sector| (sector, f64::INFINITY)).collect(),
                ),
                Ok(days) => Value::Number(days),
                Err(_) => Value::StockDays(read_stock_days(file()?, table.index())?),
            },
            Takes::ByRegion(_) => Value::ByRegion(self.by_region(text, table)?),
            Takes::RegionOr(word) if text.trim() == word => Value::Region(None),
            Takes::RegionOr(_) => {
                let regions = Partition::regions(table.index());
                Value::Region(Some(CodeReader::new(&regions).region(text)?))
            }
            Takes::Nothing => Value::Given,
        })
    }

    /// Numbers for all regions and for some, separated by commas.
    fn by_region(&self, text: &str, table: &Mrio) -> Result<ByRegion> {
        let regions = Partition::regions(table.index());
        let codes = CodeReader::new(&regions);
        let mut numbers = ByRegion::from(0.0);
        for part in text.split(',') {
            let number = |text: &str| -> Result<f64> {
                let found = || Error::Setting { name: self.name, found: part.to_owned() };
                text.trim().parse().map_err(|_| found())
            };
            match part.split_once('=') {
                None => numbers.others = number(part)?,
                Some((code, value)) => {
                    let value = number(value)?;
                    let named = codes.regions(&[code])?.into_iter();
                    numbers.some.extend(named.map(|region| (region, value)));
                }
            }
        }
        Ok(numbers)
    }
}

/// A file that is not there and has nearly the name of a set of elasticities.
fn or_preset(error: Error, text: &str) -> Error {
    let is_absent =
        matches!(&error, Error::Io { source, .. } if source.kind() == std::io::ErrorKind::NotFound);
    let sets = Preset::ALL.map(|preset| preset.name().to_owned());
    let begun = |set: &&String| !text.is_empty() && set.starts_with(text);
    let mut near: Vec<String> = sets.iter().filter(begun).cloned().collect();
    if near.is_empty() {
        near = nearest(&sets, text);
    }
    if !is_absent || near.is_empty() {
        return error;
    }
    Error::Unknown { what: "file or set of elasticities", code: text.to_owned(), near }
}

/// Settings that were given; the others have their defaults.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Given(Vec<(&'static str, Value)>);

impl Given {
    /// With one more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.0.push((name, value));
        self
    }

    /// Put a number where one was given.
    pub(crate) fn number(&self, name: &str, place: &mut f64) {
        if let Some(Value::Number(number)) = self.get(name) {
            *place = *number;
        }
    }

    pub(crate) fn count(&self, name: &str) -> Option<usize> {
        match self.get(name) {
            Some(Value::Count(count)) => Some(*count),
            _ => None,
        }
    }

    /// Which of the words was given.
    pub(crate) fn word(&self, name: &str) -> Option<usize> {
        match self.get(name) {
            Some(Value::Word(place)) => Some(*place),
            _ => None,
        }
    }

    pub(crate) fn categories(&self, name: &str) -> Vec<CategoryId> {
        match self.get(name) {
            Some(Value::Categories(categories)) => categories.clone(),
            _ => vec![],
        }
    }

    /// Elasticities of a kind with those that were given.
    pub(crate) fn elasticities(
        &self,
        table: &Mrio,
        others: Elasticities,
        kind: ElasticityKind,
    ) -> Result<Elasticities> {
        match self.get(ELASTICITIES.name) {
            Some(Value::Elasticities(numbers)) => others.with(table.index(), numbers),
            Some(Value::Preset(preset)) => {
                Ok(preset.elasticities(table.index(), kind)?.elasticities)
            }
            _ => Ok(others),
        }
    }

    pub(crate) fn by_region(&self, name: &str) -> Option<ByRegion> {
        match self.get(name) {
            Some(Value::ByRegion(numbers)) => Some(numbers.clone()),
            Some(Value::Number(number)) => Some(ByRegion::from(*number)),
            _ => None,
        }
    }

    pub(crate) fn region(&self, name: &str) -> Option<RegionId> {
        match self.get(name) {
            Some(Value::Region(region)) => *region,
            _ => None,
        }
    }

    /// Whether elasticities were given as numbers that each model takes for its own.
    pub(crate) fn has_numbers_of_elasticities(&self) -> bool {
        matches!(self.get(ELASTICITIES.name), Some(Value::Elasticities(_)))
    }

    /// With these elasticities for all sectors.
    pub(crate) fn with_elasticities(self, index: &Index, numbers: &Elasticities) -> Self {
        let all = index.sectors().map(|sector| (sector, numbers.of(sector))).collect();
        self.with(ELASTICITIES.name, Value::Elasticities(all))
    }

    pub(crate) fn ratings(&self) -> Option<Ratings> {
        match self.get("ratings") {
            Some(Value::Ratings(ratings)) => Some(ratings.clone()),
            _ => None,
        }
    }

    /// Stocks as they are, with what was given of them.
    pub(crate) fn stocks(&self, others: Stocks) -> Stocks {
        let mut stocks = match self.get("stock-days") {
            Some(Value::Number(days)) => {
                Stocks { restocking_days: others.restocking_days, ..Stocks::of_all(*days) }
            }
            Some(Value::StockDays(products)) => others.with_products(products.clone()),
            _ => others,
        };
        if let Some(Value::Number(days)) = self.get("restocking-days") {
            stocks.restocking_days = Some(*days);
        }
        stocks
    }

    /// Whether it was given.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}
