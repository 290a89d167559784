//! Tariff schedules: rates by product, partner, authority and day, and how they stack; from these to the
//! rates of a table.
//!
//! A [`Schedule`] is read from five files and a set of rules ([`ScheduleFiles`]). It says what is levied on
//! every product of the weights on a day ([`Schedule::lines`]), on the cells of a table
//! ([`Schedule::rates`]), in the mean of periods ([`Schedule::means`]), and gives the tariffs of a table
//! before and after ([`Schedule::tariffs`]).
//!
//! # Which line applies
//! Of the lines of an authority that fit a product, importer, exporter and day, the one with the longest
//! prefix wins, then the one whose exporter is closest (a code before a group before `*`), then whose importer
//! is. Two lines between which nothing decides are refused when they are read.
//!
//! # How authorities stack
//! An authority meets the share m of a flow that its content and those to whom it yields leave it. It adds
//! m·rate, lifts those that it is over to a floor, m·max(0, rate − Σ c), or stands in their place: c becomes
//! (1 − m)·c. Preferences split a flow into disjoint parts, in each of which rates are stacked; c = Σ π·c(part).
//! The contributions add up to the rate.
//!
//! # Cost
//! One pass over the rates keeps 40 bytes a line of the importers that are wanted, sorts them, and finds ties
//! among neighbours. Then every product costs the lines of its prefixes that the last one did not have, and one
//! evaluation for each class of exporters that no line tells apart. Weights are kept at 24 bytes a line.
//!
//! # References
//! Own construction. Anderson (1995), *Economic Inquiry*, on dispersion; the stacking rules reproduce the
//! public tariff rate tracker of the Budget Lab at Yale.

mod cells;
mod concordance;
mod day;
mod files;
mod into_tariffs;
mod lines;
mod means;
mod notes;
mod parties;
mod product;
mod rates;
mod rules;
mod stack;
mod store;
mod walk;
mod weights;

pub use cells::RateOptions;
pub use day::{Day, Period};
pub use files::ScheduleFiles;
pub use into_tariffs::{Fill, PathVisit, RatesOf, ScheduleTariffs, TariffOptions};
pub use means::{MeanCell, MeanRates};
pub use rates::{CompiledRates, LineRates, RateCell, RateLabels};

use std::collections::HashMap;

use concordance::Parts;
use lines::Shares;
use parties::{Closeness, Parties, Party};
use rules::Rules;
use store::Store;
use weights::Weights;

use crate::error::{Error, Place, Result, ScheduleProblem};
use crate::table::Finding;

/// A tariff schedule: what authorities levy on products of partners, and the trade that it falls on.
///
/// # Examples
/// ```
/// use tripole::read::Input;
/// use tripole::scenario::schedule::{RateOptions, Schedule, ScheduleFiles};
/// let file = |name: &str, text: &str| Input::bytes(name, text);
/// let files = ScheduleFiles {
///     rates: file(
///         "rates.csv",
///         "authority,importer,exporter,product,rate,kind,from,to\n\
///          mfn,USA,*,*,0.02,add,,\n\
///          mfn,USA,*,8703,0.025,add,,\n\
///          s232,USA,*,8703,0.25,add,2025-04-03,\n",
///     ),
///     rules: file("rules.toml", "[authority.mfn]\n[authority.s232]\n"),
///     weights: file(
///         "weights.csv",
///         "importer,exporter,product,value\nUSA,DEU,870323,3\nUSA,DEU,847130,1\n",
///     ),
///     concordance: file("concordance.csv", "product,sector,share\n*,MAN,1\n"),
///     contents: None,
///     preferences: None,
/// };
/// let schedule = Schedule::read(&files, &[])?;
/// let rates = schedule.rates("2025-09-01".parse()?, &RateOptions::default())?;
/// // Three quarters at 27.5 per cent, one quarter at 2.
/// assert!((rates.cells()[0].mean - 0.21125).abs() < 1e-12);
/// let frame = rates.by_authority();
/// let s232 = frame.value(&["USA", "DEU", "MAN", "s232"], "mean").unwrap_or_default();
/// assert!((s232 - 0.1875).abs() < 1e-12);
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug)]
pub struct Schedule {
    parties: Parties,
    rules: Rules,
    /// Authorities, each behind those that it depends on.
    order: Vec<usize>,
    rates: Store,
    rates_file: String,
    contents: Shares,
    preferences: Shares,
    weights: Weights,
    parts: Parts,
    /// Regions of the exporters, in the order in which the weights have them.
    regions: Vec<String>,
    region_of: HashMap<Party, usize>,
    findings: Vec<Finding>,
}

impl Schedule {
    /// Read a schedule, and of it the lines of these importers, under the codes that the files have; of all
    /// importers that the weights have if none is named.
    ///
    /// Cost: one pass over each file; memory of 40 bytes for each line of rates and 24 for each of weights
    /// that is kept.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Input`] with file and line for columns, authorities, kinds, preferences and
    /// contents that are not known; rates, shares, values, days and products that are none; two lines between
    /// which nothing decides; rules that wait for each other; flows given twice; shares of a product that do
    /// not add up to one; lines for products finer than those of the weights; an importer without weights.
    pub fn read(files: &ScheduleFiles, importers: &[String]) -> Result<Self> {
        let (rules, mut parties) = rules::read_rules(&files.rules)?;
        let weights = weights::read_weights(&files.weights, importers, &mut parties)?;
        let parts = concordance::read_parts(&files.concordance)?;
        let contents = files.contents.as_ref().map(|it| lines::read_contents(it, &mut parties));
        let contents = contents.transpose()?.unwrap_or_default();
        let preferences = files.preferences.as_ref();
        let preferences = preferences.map(|it| lines::read_preferences(it, &rules, &mut parties));
        let preferences = preferences.transpose()?.unwrap_or_default();
        let wanted = lines::Wanted::new(weights.importers());
        let read = lines::read_rates(&files.rates, &rules, &mut parties, &contents.names, wanted)?;
        let order = rules.order(&read.kinds)?;
        let (mut regions, mut places, mut region_of) = (vec![], HashMap::new(), HashMap::new());
        for &exporter in &weights.exporters {
            let region = rules.region(parties.name(exporter)).to_owned();
            let place = *places.entry(region.clone()).or_insert_with(|| {
                regions.push(region);
                regions.len() - 1
            });
            region_of.insert(exporter, place);
        }
        let mut schedule = Schedule {
            parties,
            rules,
            order,
            rates: read.store,
            rates_file: read.file,
            contents,
            preferences,
            weights,
            parts,
            regions,
            region_of,
            findings: read.findings,
        };
        if importers.is_empty() {
            schedule.check_importers(&read.unwanted)?;
        }
        schedule.check_depth()?;
        schedule.note_all(&read.kinds);
        Ok(schedule)
    }

    /// What a reader of the results should know: products without a sector, lines that no product of the
    /// weights meets, authorities without a line, exceptions and codes of the rules without trade, codes that only
    /// the weights have, trade of importers with themselves, and rates that look like per cent.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Codes of the importers.
    #[must_use]
    pub fn importers(&self) -> Vec<String> {
        self.weights.importers().map(|code| self.parties.name(code).to_owned()).collect()
    }

    /// Names of the authorities, as the rules have them.
    #[must_use]
    pub fn authorities(&self) -> &[String] {
        self.rules.names()
    }

    /// The days on which a rate begins or ends, in order.
    #[must_use]
    pub fn days(&self) -> Vec<Day> {
        let mut days: Vec<Day> =
            self.rates.lines().iter().flat_map(|it| [it.from, it.to]).collect();
        days.sort_unstable();
        days.dedup();
        days.retain(|day| ![Day::FIRST, Day::LAST].contains(day));
        days
    }

    /// The regions that the exporters are in.
    #[must_use]
    pub fn regions(&self) -> &[String] {
        &self.regions
    }

    /// The region that the rules put a code into, or the code itself.
    #[must_use]
    pub fn region<'a>(&'a self, code: &'a str) -> &'a str {
        self.rules.region(code)
    }

    /// Groups of the rules, and the codes in each.
    pub fn groups(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.parties.groups()
    }

    /// The sectors that products belong to.
    #[must_use]
    pub fn sectors(&self) -> &[String] {
        self.parts.sectors()
    }

    /// Whether rates are told apart by what goods are bought for.
    #[must_use]
    pub fn is_by_use(&self) -> bool {
        self.parts.by_use()
    }

    /// An importer that lines name must have weights.
    fn check_importers(&self, unwanted: &[(Party, u32)]) -> Result<()> {
        let code = |party: &Party| self.parties.closeness(*party) == Closeness::Code;
        let Some((party, line)) = unwanted.iter().find(|(party, _)| code(party)) else {
            return Ok(());
        };
        let problem = ScheduleProblem::NoWeights { importer: self.parties.name(*party).to_owned() };
        let place = Place::Line(u64::from(*line));
        Err(Error::input(&self.rates_file, place, problem.into()))
    }

    /// No line may be finer than the products of the weights.
    fn check_depth(&self) -> Result<()> {
        for importer in self.weights.importers() {
            let own = self.parties.all_of(Some(importer));
            let stores = [
                (&self.rates, &self.rates_file),
                (&self.contents.store, &self.contents.file),
                (&self.preferences.store, &self.preferences.file),
            ];
            for trade in self.weights.products(importer) {
                let Some(leaf) = trade.first().map(|it| it.product) else { continue };
                let trade_with = |exporter: Option<Party>| -> f64 {
                    let covered = |code| exporter.is_none_or(|it| self.parties.covers(it, code));
                    trade.iter().filter(|it| covered(it.exporter)).map(|it| it.value).sum()
                };
                let mut wrong = self
                    .parts
                    .finer(leaf)
                    .map(|(product, number)| (&self.parts.file, number, product, trade_with(None)));
                for (store, file) in stores {
                    let first = || {
                        store.runs_of(&own).find_map(|(_, range)| {
                            let run = store.run(range);
                            let next = run.partition_point(|it| it.product <= leaf);
                            run.get(next).filter(|it| it.product < leaf.end())
                        })
                    };
                    let line = if wrong.is_none() { first() } else { None };
                    wrong = wrong.or(line.map(|line| {
                        (file, line.number, line.product, trade_with(Some(line.exporter)))
                    }));
                }
                if let Some((file, number, product, trade)) = wrong {
                    let (product, leaf) = (product.to_string(), leaf.to_string());
                    let problem = ScheduleProblem::Finer { product, leaf, trade };
                    let place = Place::Line(u64::from(number));
                    return Err(Error::input(file, place, problem.into()));
                }
            }
        }
        Ok(())
    }
}
