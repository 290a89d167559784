//! Cells of a table, and the elasticities with which rates are averaged in them.

use super::day::Day;
use super::walk::{Flow, Product, Rates};
use super::weights::Weight;
use super::{Party, Schedule};
use crate::error::{Error, Result, find};
use crate::linalg::room;
use crate::table::Uses;

/// How rates are averaged.
#[derive(Debug, Clone, PartialEq)]
pub struct RateOptions {
    /// The day under whose rates the weights were observed. Without it they count as if there had been none.
    pub base_date: Option<Day>,
    /// Elasticity of substitution between the products of a cell.
    pub elasticity: f64,
    /// Elasticities of sectors that have another one.
    pub elasticity_of: Vec<(String, f64)>,
}

impl Default for RateOptions {
    fn default() -> Self {
        RateOptions { base_date: None, elasticity: 5.0, elasticity_of: vec![] }
    }
}

/// Elasticities above this make powers of rates overflow.
const MOST_ELASTICITY: f64 = 100.0;

/// The distinct elasticities, and which of them each sector has.
#[derive(Debug, Clone)]
pub(super) struct Elasticities {
    pub distinct: Vec<f64>,
    pub of_sector: Vec<usize>,
}

impl Elasticities {
    /// Of the sectors of a schedule.
    pub fn new(options: &RateOptions, sectors: &[String]) -> Result<Self> {
        let mut elasticities = Elasticities { distinct: vec![], of_sector: vec![0; sectors.len()] };
        let all = elasticities.place(options.elasticity)?;
        elasticities.of_sector.fill(all);
        for (sector, value) in &options.elasticity_of {
            let place = elasticities.place(*value)?;
            if let Some(of) = elasticities.of_sector.get_mut(find("sector", sectors, sector)?) {
                *of = place;
            }
        }
        Ok(elasticities)
    }

    fn place(&mut self, value: f64) -> Result<usize> {
        if !(0.0..=MOST_ELASTICITY).contains(&value) {
            let expected = "a number from 0 to 100";
            return Err(Error::Range { what: "an elasticity of substitution", value, expected });
        }
        let known = self.distinct.iter().position(|other| *other == value);
        Ok(known.unwrap_or_else(|| {
            self.distinct.push(value);
            self.distinct.len() - 1
        }))
    }
}

/// What one rate T adds to the means of a cell, for a flow of one: b = (1 + T⁰)^σ.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Powers {
    pub base: f64,
    /// b·((1 + T)^{1−σ} − 1), or b·ln(1 + T) for σ = 1: no digits are lost where rates are small.
    pub cost: f64,
    /// b·(1 + T)^{−σ}.
    pub after: f64,
}

impl Powers {
    pub fn of(elasticity: f64, rate: f64, base_rate: f64) -> Self {
        let base = (elasticity * base_rate.ln_1p()).exp();
        let log = rate.ln_1p();
        let cost = if elasticity == 1.0 { log } else { ((1.0 - elasticity) * log).exp_m1() };
        let after = base * (-elasticity * log).exp();
        Powers { base, cost: base * cost, after }
    }
}

/// The uniform rate with the same price of the cell: (Σ b(1+T)^{1−σ} / Σ b)^{1/(1−σ)} − 1.
pub(super) fn uniform_rate(elasticity: f64, base: f64, cost: f64) -> f64 {
    let mean = cost / base;
    if elasticity == 1.0 { mean.exp_m1() } else { (mean.ln_1p() / (1.0 - elasticity)).exp_m1() }
}

/// Where cells of one importer are: region outermost, then sector, then use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub regions: usize,
    pub sectors: usize,
    pub uses: usize,
}

impl Layout {
    pub fn cells(self) -> usize {
        self.regions * self.sectors * self.uses
    }

    pub fn cell(self, region: usize, sector: usize, uses: Uses) -> usize {
        let uses = usize::from(uses == Uses::Final);
        (region * self.sectors + sector) * self.uses + uses
    }

    /// Region, sector and use of a cell.
    pub fn of(self, cell: usize) -> (usize, usize, Uses) {
        let (place, uses) = (cell / self.uses, cell % self.uses);
        let uses = match (self.uses, uses) {
            (1, _) => Uses::All,
            (_, 0) => Uses::Intermediate,
            _ => Uses::Final,
        };
        (place / self.sectors, place % self.sectors, uses)
    }
}

/// Whose rates the trade of an importer is looked at under.
pub(super) enum Sellers<'s> {
    /// Every exporter's own.
    Own,
    /// Those of others, each with its part, by the region that they are in: all trade of the importer counts
    /// for each region.
    Others(&'s [Vec<(Option<Party>, f64)>]),
}

impl Schedule {
    pub(super) fn layout(&self, regions: usize) -> Layout {
        let uses = if self.parts.by_use() { 2 } else { 1 };
        Layout { regions, sectors: self.parts.sectors().len(), uses }
    }

    /// That there is memory for so many numbers in each cell with trade.
    pub(super) fn room_for(
        &self,
        importer: Party,
        layout: Layout,
        sellers: &Sellers<'_>,
        numbers: usize,
    ) -> Result<()> {
        let most = match sellers {
            Sellers::Own => self.weights.of(importer).len().saturating_mul(self.parts.most()),
            Sellers::Others(_) => usize::MAX,
        };
        room("the rates of cells", layout.cells().min(most).saturating_mul(numbers))
    }

    /// Every product of an importer that has a sector, with its flows of some value.
    pub(super) fn each_cell<'a>(
        &'a self,
        importer: Party,
        sellers: &Sellers<'_>,
        visit: &mut dyn FnMut(&Product<'a>, &mut Rates<'a>) -> Result<()>,
    ) -> Result<()> {
        let mut flows_of = |trade: &[Weight], flows: &mut Vec<Flow>| {
            let without = trade.first().is_none_or(|it| self.parts.of(it.product).is_empty());
            if without {
                return;
            }
            match sellers {
                Sellers::Own => {
                    let each = trade.iter().filter(|it| it.value > 0.0).map(|it| Flow {
                        exporter: Some(it.exporter),
                        slot: self.region_of.get(&it.exporter).copied().unwrap_or(0),
                        value: it.value,
                    });
                    flows.extend(each);
                }
                Sellers::Others(regions) => {
                    let all: f64 = trade.iter().map(|it| it.value).sum();
                    let sellers = regions.iter().enumerate();
                    let each = sellers.flat_map(|(slot, sellers)| {
                        sellers.iter().map(move |(exporter, part)| (slot, *exporter, all * part))
                    });
                    let each = each.filter(|(.., value)| *value > 0.0);
                    flows.extend(each.map(|(slot, exporter, value)| Flow {
                        exporter,
                        slot,
                        value,
                    }));
                }
            }
        };
        self.each_product(importer, &mut flows_of, visit)
    }
}
