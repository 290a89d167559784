//! Rates on a day: of every product, and of the cells of a table.

use std::collections::{BTreeMap, HashMap};

use super::Schedule;
use super::cells::{Elasticities, Layout, Powers, RateOptions, Sellers, uniform_rate};
use super::day::Day;
use super::parties::Party;
use super::product::Prefix;
use super::walk::Flow;
use super::weights::Weight;
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::table::Uses;

/// What quantiles may miss a weight by, relative to all of it.
const SLACK: f64 = 1e-12;

/// The rates of one cell: an importer, a region that sells to it, a sector, perhaps a use. ω is the value of a
/// product times its share in the cell, T its rate, V = Σ ω.
#[derive(Debug, Clone, PartialEq)]
pub struct RateCell {
    /// Position of the importer.
    pub importer: usize,
    /// Position of the region.
    pub region: usize,
    /// Position of the sector.
    pub sector: usize,
    /// What the goods are bought for; all uses where the concordance does not say.
    pub uses: Uses,
    /// V, in the unit of the weights.
    pub value: f64,
    /// How many products.
    pub lines: usize,
    /// Σ ωT / V.
    pub mean: f64,
    /// Share of V with T > 0.
    pub coverage: f64,
    /// Standard deviation of T by ω.
    pub sd: f64,
    /// The lowest T.
    pub min: f64,
    /// The smallest T up to which ω reaches a quarter of V.
    pub q25: f64,
    /// The same for a half.
    pub median: f64,
    /// The same for three quarters.
    pub q75: f64,
    /// The highest T.
    pub max: f64,
    /// The uniform rate with the same price of the cell, (Σ b(1+T)^{1−σ})^{1/(1−σ)} − 1, with
    /// b ∝ ω(1 + T⁰)^σ.
    pub ces: f64,
    /// What trade weights miss: `ces` less `mean`.
    pub bias: f64,
    /// Rate paid after buyers moved between the products, Σ b(1+T)^{−σ}T / Σ b(1+T)^{−σ}.
    pub mean_after: f64,
    /// Σ ωc / V of each authority; they add up to the mean.
    pub contributions: Vec<f64>,
    /// Share of V with c > 0, of each authority.
    pub covered: Vec<f64>,
}

impl RateCell {
    pub(super) fn at(&self) -> super::into_tariffs::CellKey {
        ((self.importer, self.region, self.sector, self.uses), self.value)
    }
}

/// What the cells of compiled rates point to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLabels {
    /// Codes of the importers.
    pub importers: Vec<String>,
    /// The regions that sell.
    pub regions: Vec<String>,
    /// The sectors.
    pub sectors: Vec<String>,
    /// Names of the authorities, in the order of contributions.
    pub authorities: Vec<String>,
    /// Whether cells are told apart by use.
    pub by_use: bool,
}

impl RateLabels {
    /// A frame with the keys of cells: importer, region, sector and, where they are told apart by it, use.
    pub(super) fn keyed(
        &self,
        frame: Frame,
        cells: impl Iterator<Item = (usize, usize, usize, Uses)> + Clone,
    ) -> Frame {
        let frame = frame
            .with_key("importer", &self.importers, cells.clone().map(|it| it.0))
            .with_key("exporter", &self.regions, cells.clone().map(|it| it.1))
            .with_key("sector", &self.sectors, cells.clone().map(|it| it.2));
        let uses: Vec<&str> = cells.map(|it| use_name(it.3)).collect();
        if self.by_use { frame.with_text("use", &uses) } else { frame }
    }
}

impl Schedule {
    /// What cells of these regions point to.
    pub(super) fn labels(&self, regions: Vec<String>) -> RateLabels {
        RateLabels {
            importers: self.importers(),
            regions,
            sectors: self.parts.sectors().to_vec(),
            authorities: self.rules.names().to_vec(),
            by_use: self.parts.by_use(),
        }
    }
}

/// Rates of all cells with trade, importer outermost, then region, sector and use.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledRates {
    labels: RateLabels,
    cells: Vec<RateCell>,
}

/// Rates of every flow of the weights, product by product.
#[derive(Debug, Clone, PartialEq)]
pub struct LineRates {
    /// Code of the importer.
    pub importer: Vec<String>,
    /// Code of the exporter.
    pub exporter: Vec<String>,
    /// The product.
    pub product: Vec<String>,
    /// What is levied in all.
    pub rate: Vec<f64>,
    /// What each authority levies, in the order of [`Schedule::authorities`].
    pub contributions: Vec<Vec<f64>>,
    authorities: Vec<String>,
}

/// Sums over the products of a cell.
#[derive(Debug, Clone, Default)]
struct Sums {
    last: Option<Prefix>,
    lines: usize,
    value: f64,
    taxed: f64,
    contributions: Vec<f64>,
    covered: Vec<f64>,
    powers: Powers,
    /// Σ b(1+T)^{−σ}T.
    paid: f64,
    /// ω by rate; rates are never negative, so that their bits are in their order.
    by_rate: HashMap<u64, f64>,
}

/// One class of exporters on the day.
struct OfClass {
    rate: f64,
    contributions: Vec<f64>,
    /// By distinct elasticity.
    powers: Vec<Powers>,
}

impl Sums {
    fn add(&mut self, product: Prefix, weight: f64, class: &OfClass, elasticity: usize) {
        if self.last != Some(product) {
            self.last = Some(product);
            self.lines += 1;
        }
        let authorities = class.contributions.len();
        self.contributions.resize(authorities, 0.0);
        self.covered.resize(authorities, 0.0);
        self.value += weight;
        self.taxed += if class.rate > 0.0 { weight } else { 0.0 };
        for (sum, contribution) in self.contributions.iter_mut().zip(&class.contributions) {
            *sum += weight * contribution;
        }
        for (sum, contribution) in self.covered.iter_mut().zip(&class.contributions) {
            *sum += if *contribution > 0.0 { weight } else { 0.0 };
        }
        let powers = class.powers.get(elasticity).copied().unwrap_or_default();
        self.powers.base += weight * powers.base;
        self.powers.cost += weight * powers.cost;
        self.powers.after += weight * powers.after;
        self.paid += weight * powers.after * class.rate;
        // Not the zero that is negative.
        *self.by_rate.entry((class.rate + 0.0).to_bits()).or_default() += weight;
    }

    fn cell(
        self,
        (importer, region, sector, uses): (usize, usize, usize, Uses),
        elasticity: f64,
    ) -> RateCell {
        let value = self.value;
        let mut rates: Vec<(f64, f64)> =
            self.by_rate.into_iter().map(|(bits, weight)| (f64::from_bits(bits), weight)).collect();
        rates.sort_by(|a, b| a.0.total_cmp(&b.0));
        let contributions: Vec<f64> = self.contributions.iter().map(|sum| sum / value).collect();
        let mean: f64 = contributions.iter().sum();
        let spread: f64 = rates.iter().map(|(rate, weight)| weight * (rate - mean).powi(2)).sum();
        let quantile = |share: f64| {
            let mut sum = 0.0;
            let reached = rates.iter().find(|(_, weight)| {
                sum += weight;
                sum >= share * value * (1.0 - SLACK)
            });
            reached.or(rates.last()).map_or(f64::NAN, |(rate, _)| *rate)
        };
        let ces = uniform_rate(elasticity, self.powers.base, self.powers.cost);
        RateCell {
            importer,
            region,
            sector,
            uses,
            value,
            lines: self.lines,
            mean,
            coverage: self.taxed / value,
            sd: (spread / value).sqrt(),
            min: rates.first().map_or(f64::NAN, |(rate, _)| *rate),
            q25: quantile(0.25),
            median: quantile(0.5),
            q75: quantile(0.75),
            max: rates.last().map_or(f64::NAN, |(rate, _)| *rate),
            ces,
            bias: ces - mean,
            mean_after: self.paid / self.powers.after,
            contributions,
            covered: self.covered.iter().map(|sum| sum / value).collect(),
        }
    }
}

impl Schedule {
    /// Rates of all cells with trade on a day.
    ///
    /// Cost: one evaluation for each product and class of exporters, two with a base date; memory of the cells
    /// of one importer, with the weight of every distinct rate in each.
    ///
    /// # Errors
    /// [`Error::Input`](crate::Error::Input) for a content without a share and for preferences of more than all
    /// trade, with the trade concerned; [`Error::Range`](crate::Error::Range) for an elasticity below 0 or above
    /// 100; [`Error::Unknown`](crate::Error::Unknown) for the sector of one.
    pub fn rates(&self, date: Day, options: &RateOptions) -> Result<CompiledRates> {
        self.compile(date, options, &Sellers::Own, self.regions.clone())
    }

    /// Rates that regions would pay which sell what everybody sells to an importer: the trade of each importer
    /// with all exporters, under the rates of the exporters of each region. The rates of cells without trade.
    ///
    /// The exporters of a region are those of the weights, by their trade with the importers; without any
    /// those that the rules put there; without these the one of its own name.
    ///
    /// # Errors
    /// As [`Schedule::rates`].
    pub fn rates_filled(
        &self,
        date: Day,
        options: &RateOptions,
        regions: &[String],
    ) -> Result<CompiledRates> {
        let sellers: Vec<_> = regions.iter().map(|region| self.sellers_in(region)).collect();
        self.compile(date, options, &Sellers::Others(&sellers), regions.to_vec())
    }

    /// The exporters of a region, with their parts of its trade.
    pub(super) fn sellers_in(&self, region: &str) -> Vec<(Option<Party>, f64)> {
        let place = self.regions.iter().position(|own| own == region);
        let mut trade: Vec<(Option<Party>, f64)> = vec![];
        if let Some(place) = place {
            for &exporter in
                self.weights.exporters.iter().filter(|it| self.region_of.get(it) == Some(&place))
            {
                let flows = self.weights.importers().flat_map(|importer| self.weights.of(importer));
                let sum = flows.filter(|it| it.exporter == exporter).map(|it| it.value).sum();
                trade.push((Some(exporter), sum));
            }
        }
        let sum: f64 = trade.iter().map(|(_, value)| value).sum();
        if sum > 0.0 {
            return trade.into_iter().map(|(exporter, value)| (exporter, value / sum)).collect();
        }
        let listed = self.rules.in_regions().filter(|(_, other)| *other == region);
        let mut codes: Vec<&str> = listed.map(|(code, _)| code).collect();
        codes.sort_unstable();
        if codes.is_empty() {
            codes.push(region);
        }
        let part = 1.0 / codes.len() as f64;
        codes.into_iter().map(|code| (self.parties.find(code), part)).collect()
    }

    fn compile(
        &self,
        date: Day,
        options: &RateOptions,
        sellers: &Sellers<'_>,
        regions: Vec<String>,
    ) -> Result<CompiledRates> {
        let elasticities = Elasticities::new(options, self.parts.sectors())?;
        let layout = self.layout(regions.len());
        let mut cells = vec![];
        for (place, importer) in self.weights.importers().enumerate() {
            let sums =
                self.sums(importer, (date, options.base_date), &elasticities, layout, sellers)?;
            for (cell, sums) in sums {
                let (region, sector, uses) = layout.of(cell);
                let elasticity = elasticities.distinct[elasticities.of_sector[sector]];
                cells.push(sums.cell((place, region, sector, uses), elasticity));
            }
        }
        Ok(CompiledRates { labels: self.labels(regions), cells })
    }

    /// Sums over the products of an importer, by cell.
    fn sums(
        &self,
        importer: Party,
        (date, base_date): (Day, Option<Day>),
        elasticities: &Elasticities,
        layout: Layout,
        sellers: &Sellers<'_>,
    ) -> Result<BTreeMap<usize, Sums>> {
        let numbers = 32 + 4 * self.rules.names().len();
        self.room_for(importer, layout, sellers, numbers)?;
        let mut sums: BTreeMap<usize, Sums> = BTreeMap::new();
        let mut classes: Vec<OfClass> = vec![];
        self.each_cell(importer, sellers, &mut |product, rates| {
            classes.clear();
            for class in 0..product.classes.len() {
                let base_rate = match base_date {
                    Some(base) => rates.at(product, class, base)?,
                    None => 0.0,
                };
                let rate = rates.at(product, class, date)?;
                let of = |elasticity: &f64| Powers::of(*elasticity, rate, base_rate);
                let powers = elasticities.distinct.iter().map(of).collect();
                classes.push(OfClass { rate, contributions: rates.contributions.clone(), powers });
            }
            let parts = self.parts.of(product.code);
            for (flow, class) in product.flows.iter().zip(&product.class_of) {
                for part in parts.iter().filter(|part| part.share > 0.0) {
                    let cell = layout.cell(flow.slot, part.sector, part.uses);
                    let elasticity = elasticities.of_sector[part.sector];
                    let weight = flow.value * part.share;
                    let sums = sums.entry(cell).or_default();
                    sums.add(product.code, weight, &classes[*class], elasticity);
                }
            }
            Ok(())
        })?;
        Ok(sums)
    }

    /// What is levied on every flow of the weights on a day.
    ///
    /// Memory: as many numbers as there are flows, times the authorities.
    ///
    /// # Errors
    /// As [`Schedule::rates`].
    pub fn lines(&self, date: Day) -> Result<LineRates> {
        let authorities = self.rules.names();
        let mut found = LineRates {
            importer: vec![],
            exporter: vec![],
            product: vec![],
            rate: vec![],
            contributions: vec![vec![]; authorities.len()],
            authorities: authorities.to_vec(),
        };
        let mut flows_of = |trade: &[Weight], flows: &mut Vec<Flow>| {
            let each = trade.iter().map(|it| (Some(it.exporter), it.value));
            flows.extend(each.map(|(exporter, value)| Flow { exporter, slot: 0, value }));
        };
        for importer in self.weights.importers() {
            self.each_product(importer, &mut flows_of, &mut |product, rates| {
                let mut classes = vec![];
                for class in 0..product.classes.len() {
                    let rate = rates.at(product, class, date)?;
                    classes.push((rate, rates.contributions.clone()));
                }
                for (flow, class) in product.flows.iter().zip(&product.class_of) {
                    let (rate, contributions) = &classes[*class];
                    let exporter = flow.exporter.map_or("", |code| self.parties.name(code));
                    found.importer.push(self.parties.name(importer).to_owned());
                    found.exporter.push(exporter.to_owned());
                    found.product.push(product.code.to_string());
                    found.rate.push(*rate);
                    for (column, contribution) in found.contributions.iter_mut().zip(contributions)
                    {
                        column.push(*contribution);
                    }
                }
                Ok(())
            })?;
        }
        Ok(found)
    }
}

/// The word for a use in results.
fn use_name(uses: Uses) -> &'static str {
    match uses {
        Uses::All => "",
        Uses::Intermediate => "intermediate",
        Uses::Final => "final",
    }
}

impl CompiledRates {
    /// The cells.
    #[must_use]
    pub fn cells(&self) -> &[RateCell] {
        &self.cells
    }

    /// What cells point to.
    #[must_use]
    pub fn labels(&self) -> &RateLabels {
        &self.labels
    }

    /// One row for each cell: `importer`, `exporter` (the region), `sector`, `use` where the concordance has it;
    /// `value`, `lines`, `mean`, `ces`, `bias`, `mean_after`, `coverage`, `sd`, `min`, `q25`, `median`, `q75`,
    /// `max`, as [`RateCell`] defines them.
    #[must_use]
    pub fn frame(&self) -> Frame {
        let of = |number: fn(&RateCell) -> f64| self.cells.iter().map(number).collect();
        self.keyed("rates", 1)
            .with_indicator("value", Unit::quantity(""), of(|it| it.value))
            .with_indicator("lines", Unit::Count, of(|it| it.lines as f64))
            .with_indicator("mean", Unit::Rate, of(|it| it.mean))
            .with_indicator("ces", Unit::Rate, of(|it| it.ces))
            .with_indicator("bias", Unit::Difference, of(|it| it.bias))
            .with_indicator("mean_after", Unit::Rate, of(|it| it.mean_after))
            .with_indicator("coverage", Unit::Share, of(|it| it.coverage))
            .with_indicator("sd", Unit::Difference, of(|it| it.sd))
            .with_indicator("min", Unit::Rate, of(|it| it.min))
            .with_indicator("q25", Unit::Rate, of(|it| it.q25))
            .with_indicator("median", Unit::Rate, of(|it| it.median))
            .with_indicator("q75", Unit::Rate, of(|it| it.q75))
            .with_indicator("max", Unit::Rate, of(|it| it.max))
    }

    /// One row for each cell and authority: `mean`, what it contributes to the rate, and `coverage`, the share of
    /// trade on which it levies anything.
    #[must_use]
    pub fn by_authority(&self) -> Frame {
        let authorities = &self.labels.authorities;
        let count = authorities.len();
        let each = |numbers: fn(&RateCell) -> &Vec<f64>| {
            self.cells.iter().flat_map(numbers).copied().collect()
        };
        self.keyed("contributions", count)
            .with_key(
                "authority",
                authorities,
                (0..self.cells.len() * count).map(|row| row % count),
            )
            .with_indicator("mean", Unit::Rate, each(|it| &it.contributions))
            .with_indicator("coverage", Unit::Share, each(|it| &it.covered))
    }

    /// A frame of the cells, each so many times.
    fn keyed(&self, name: &str, times: usize) -> Frame {
        let frame = Frame::new(name, self.cells.len());
        let cells = self.cells.iter().map(|it| (it.importer, it.region, it.sector, it.uses));
        let frame = self.labels.keyed(frame, cells);
        frame.repeated(times)
    }
}

impl LineRates {
    /// One row for each flow: `importer`, `exporter` (its code), `product`; `rate`.
    #[must_use]
    pub fn frame(&self) -> Frame {
        self.keyed("products").with_indicator("rate", Unit::Rate, self.rate.clone())
    }

    /// One row for each flow and authority: `rate`, what it levies; those of a flow add up to its rate.
    #[must_use]
    pub fn by_authority(&self) -> Frame {
        let count = self.authorities.len();
        let rows = 0..self.rate.len() * count;
        let levied = rows.clone().map(|row| self.contributions[row % count][row / count]);
        let levied = levied.collect();
        self.keyed("product_contributions")
            .repeated(count)
            .with_key("authority", &self.authorities, rows.map(|row| row % count))
            .with_indicator("rate", Unit::Rate, levied)
    }

    fn keyed(&self, name: &str) -> Frame {
        Frame::new(name, self.rate.len())
            .with_text("importer", &self.importer)
            .with_text("exporter", &self.exporter)
            .with_text("product", &self.product)
    }
}
