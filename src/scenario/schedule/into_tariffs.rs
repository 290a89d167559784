//! From a schedule to the tariffs of a table, before and after.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Schedule;
use super::cells::RateOptions;
use super::day::Day;
use super::rates::{CompiledRates, RateCell};
use crate::error::{Error, Place, Problem, Result, ScheduleProblem, named};
use crate::linalg::Matrix;
use crate::scenario::{Rates, Tariff, TariffKind, Tariffs};
use crate::sources::CodeReader;
use crate::table::{
    EconomyId, Finding, FindingKind, Mrio, Partition, RegionId, RowSet, Sales, SectorId, Severity,
    Uses,
};

/// Which rate of a cell is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RatesOf {
    /// The mean at the trade of the weights.
    #[default]
    Mean,
    /// The uniform rate with the same price of the cell.
    Ces,
}

named!(RatesOf, "rate of a cell": Mean = "mean", Ces = "ces");

/// The rates of trade that the weights do not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Fill {
    /// Those of the importer's trade with everybody, were it with this exporter.
    #[default]
    Importer,
    /// None.
    Zero,
    /// It is refused.
    Refuse,
}

named!(Fill, "fill": Importer = "importer", Zero = "zero", Refuse = "refuse");

/// How a schedule becomes the tariffs of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TariffOptions {
    /// The day of the rates after.
    pub date: Day,
    /// How rates are averaged; the rates before are those of its base date, and none without it.
    pub rates: RateOptions,
    /// Which rate of a cell is taken.
    pub rates_of: RatesOf,
    /// The rates of trade without weights.
    pub fill: Fill,
}

impl TariffOptions {
    /// The rates of a day, against none.
    #[must_use]
    pub fn on(date: Day) -> Self {
        let (rates_of, fill) = (RatesOf::default(), Fill::default());
        TariffOptions { date, rates: RateOptions::default(), rates_of, fill }
    }
}

/// The tariffs of a table that a schedule gives.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduleTariffs {
    /// Before and after.
    pub tariffs: Tariffs,
    /// Those of the schedule, and how much trade has no weights.
    pub findings: Vec<Finding>,
}

impl ScheduleTariffs {
    /// The same as entries of a scenario: what was in force before, and what is set. Rates of zero are left out
    /// unless they change.
    ///
    /// # Errors
    /// [`Error::OtherTable`], which would be a bug.
    pub fn entries(&self) -> Result<Vec<Tariff>> {
        let (before, after) = (self.tariffs.before(), self.tariffs.after());
        let mut entries =
            entries_of(&self.tariffs, before, TariffKind::Before, &|rate, _| rate != 0.0)?;
        let set =
            entries_of(&self.tariffs, after, TariffKind::Set, &|rate, before| rate != before)?;
        entries.extend(set);
        Ok(entries)
    }
}

/// Rates of one kind, those of one importer, use and size in one entry.
fn entries_of(
    tariffs: &Tariffs,
    rates: &Rates,
    kind: TariffKind,
    counts: &dyn Fn(f64, f64) -> bool,
) -> Result<Vec<Tariff>> {
    let economies = tariffs.economies();
    let before = tariffs.before();
    let mut found = vec![];
    for (importer, _) in economies.economies() {
        let pairs = [
            (Uses::Intermediate, &rates.inputs, &before.inputs),
            (Uses::Final, &rates.final_use, &before.final_use),
        ];
        let mut by_rate: BTreeMap<(u64, bool), Vec<usize>> = BTreeMap::new();
        for (uses, rates, before) in pairs {
            for row in 0..rates.rows() {
                let at = (row, importer.position());
                if counts(rates[at], before[at]) {
                    by_rate
                        .entry((rates[at].to_bits(), uses == Uses::Final))
                        .or_default()
                        .push(row);
                }
            }
        }
        for ((bits, is_final), rows) in &by_rate {
            let other = by_rate.get(&(*bits, !is_final));
            let uses = match (is_final, other == Some(rows)) {
                (true, true) => continue,
                (false, true) => Uses::All,
                (true, false) => Uses::Final,
                (false, false) => Uses::Intermediate,
            };
            let rows = RowSet::of_table(economies.index(), rows.clone());
            let sales = Sales::new(economies, rows, vec![importer], uses)?;
            found.push(Tariff { sales, rate: f64::from_bits(*bits), kind });
        }
    }
    Ok(found)
}

/// One cell of a table: row, importer, whether it is final use.
type Flow = (usize, usize, bool);

/// Where the codes of a schedule are in a table.
struct Places {
    importers: Vec<EconomyId>,
    sectors: Vec<SectorId>,
}

impl Places {
    /// Trade of the importers in sectors of the schedule that has no rate yet.
    fn missing(
        &self,
        table: &Mrio,
        economies: &Partition,
        known: &HashSet<Flow>,
    ) -> Vec<(Flow, f64)> {
        let sectors: HashSet<SectorId> = self.sectors.iter().copied().collect();
        let mut importers = self.importers.clone();
        importers.sort_unstable();
        importers.dedup();
        let mut found = vec![];
        for importer in importers {
            let economy = economies.economy(importer);
            let columns: Vec<usize> = table
                .demand()
                .columns()
                .iter()
                .enumerate()
                .filter(|(_, column)| column.region.is_some_and(|r| economy.regions.contains(&r)))
                .map(|(k, _)| k)
                .collect();
            for row in 0..economies.index().len() {
                let own = economies.of_row(row) == importer;
                if own || !sectors.contains(&economies.index().node(row).sector) {
                    continue;
                }
                let sum = |matrix: &Matrix, columns: &[usize]| -> f64 {
                    columns.iter().map(|column| matrix[(row, *column)].max(0.0)).sum()
                };
                let uses = [
                    (false, sum(table.intermediate(), &economy.rows)),
                    (true, sum(table.final_demand(), &columns)),
                ];
                for (is_final, amount) in uses {
                    let flow = (row, importer.position(), is_final);
                    if amount > 0.0 && !known.contains(&flow) {
                        found.push((flow, amount));
                    }
                }
            }
        }
        found
    }
}

impl Schedule {
    /// The tariffs of a table: the rates of `date` after, those of the base date before.
    ///
    /// Both are by use where the concordance has it. Regions that several importers of the schedule are in pay
    /// the means of their rates by value. Trade of the table in sectors of the concordance that has no weights
    /// gets the rates that [`Fill`] says, and a finding says how much it is; sectors without products have no
    /// tariffs.
    ///
    /// # Errors
    /// As [`Schedule::rates`]; [`Error::Input`] for regions and sectors that the table does not have, for an
    /// importer that is a part of a group which acts as one economy, and for trade without weights where it is
    /// refused; [`Error::OtherTable`].
    pub fn tariffs(
        &self,
        table: &Mrio,
        economies: &Partition,
        options: &TariffOptions,
    ) -> Result<ScheduleTariffs> {
        economies.check_rows("the economies of a schedule", table.index())?;
        let places = self.places(economies)?;
        let own = self.rates(options.date, &options.rates)?;
        let own_before = match options.rates.base_date {
            Some(base) => Some(self.rates(base, &options.rates)?),
            None => None,
        };
        let mut after = Rates::none(economies);
        let mut before = Rates::none(economies);
        let regions = self.region_ids(economies, self.regions())?;
        let placed =
            place(&own, (&regions, &places), economies, options.rates_of, &mut after, None);
        let known = placed.flows;
        if let Some(own) = &own_before {
            place(own, (&regions, &places), economies, options.rates_of, &mut before, None);
        }
        let missing = places.missing(table, economies, &known);
        let mut findings = self.findings.clone();
        findings.extend(placed.lost);
        if !missing.is_empty() {
            findings.push(self.unweighted(economies, &missing, options.fill)?);
        }
        if options.fill == Fill::Importer && !missing.is_empty() {
            let flows: HashSet<Flow> = missing.iter().map(|(flow, _)| *flow).collect();
            let rows = |row: &usize| economies.index().node(*row).region;
            let mut sellers: Vec<RegionId> =
                missing.iter().map(|((row, ..), _)| rows(row)).collect();
            sellers.sort_unstable();
            sellers.dedup();
            let codes = self.codes_of(economies, &sellers, &regions);
            let fill = |date, rates: &mut Rates| -> Result<()> {
                let filled = self.rates_filled(date, &options.rates, &codes)?;
                let of = (&sellers[..], &places);
                place(&filled, of, economies, options.rates_of, rates, Some(&flows));
                Ok(())
            };
            fill(options.date, &mut after)?;
            if let Some(base) = options.rates.base_date {
                fill(base, &mut before)?;
            }
        }
        Ok(ScheduleTariffs { tariffs: Tariffs::new(economies, before, after)?, findings })
    }

    fn places(&self, economies: &Partition) -> Result<Places> {
        let index = economies.index();
        let names = self.importers();
        let regions: Vec<String> =
            names.iter().map(|code| self.rules.region(code).to_owned()).collect();
        let ids = self.region_ids(economies, &regions)?;
        let mut importers = vec![];
        for region in ids {
            let economy = economies.of_region(region);
            if economies.economy(economy).regions.len() > 1 {
                let group = economies.economy(economy).name.clone();
                let region = index.region(region).to_owned();
                let problem = Problem::PartOfGroup { region, group };
                return Err(Error::input(&self.weights.file, Place::File, problem));
            }
            importers.push(economy);
        }
        let sectors = self.sectors().iter().map(|code| {
            index.find_sector(code).map_err(|error| match error {
                Error::Unknown { what, code, near } => {
                    let problem = Problem::UnknownCode { what, code, near };
                    Error::input(&self.parts.file, Place::File, problem)
                }
                other => other,
            })
        });
        Ok(Places { importers, sectors: sectors.collect::<Result<_>>()? })
    }

    /// The regions of a table under these codes.
    fn region_ids(&self, economies: &Partition, codes: &[String]) -> Result<Vec<RegionId>> {
        let reader = CodeReader::new(economies);
        let found = codes.iter().map(|code| {
            reader.one_region(code).map_err(|problem| {
                // Written in the rules, or a code of the weights that they leave as it is.
                let written = self.rules.in_regions().find(|(_, region)| region == code);
                let at = written.and_then(|(of, _)| self.rules.region_error(of, problem.clone()));
                at.unwrap_or_else(|| Error::input(&self.weights.file, Place::File, problem))
            })
        });
        found.collect()
    }

    /// What the schedule calls some regions of a table.
    fn codes_of(
        &self,
        economies: &Partition,
        sellers: &[RegionId],
        own: &[RegionId],
    ) -> Vec<String> {
        let code = |seller: &RegionId| {
            let place = own.iter().position(|region| region == seller);
            let known = place.and_then(|place| self.regions.get(place)).cloned();
            known.unwrap_or_else(|| economies.index().region(*seller).to_owned())
        };
        sellers.iter().map(code).collect()
    }

    /// How much trade has no weights.
    fn unweighted(
        &self,
        economies: &Partition,
        missing: &[(Flow, f64)],
        fill: Fill,
    ) -> Result<Finding> {
        let trade: f64 = missing.iter().map(|(_, amount)| amount).sum();
        let largest = missing.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let ((row, importer, _), amount) = largest.copied().unwrap_or_default();
        let (seller, buyer) = (economies.index().label(row), economies.names()[importer].clone());
        if fill == Fill::Refuse {
            let problem = ScheduleProblem::Unweighted { trade, largest: amount, seller, buyer };
            let file = &self.weights.file;
            return Err(Error::input(file, Place::File, problem.into()));
        }
        let rates = match fill {
            Fill::Importer => {
                "it gets the rates that the importer's trade with everybody would pay"
            }
            Fill::Zero | Fill::Refuse => "its rates are zero",
        };
        let message = format!(
            "trade of {trade} has no weights, the largest flow is {amount} of `{seller}` to `{buyer}`; {rates}"
        );
        Ok(Finding::new(Severity::Warning, FindingKind::NoWeights, seller, trade, message))
    }
}

/// What became of the rates of cells.
struct Placed {
    /// The flows of the table that have a rate.
    flows: HashSet<Flow>,
    /// Trade of the weights that is no trade between economies of the table.
    lost: Option<Finding>,
}

/// Put the rates of cells where they belong: means by value where several cells are one flow of the table. Only
/// `flows` are written where they are given.
fn place(
    rates: &CompiledRates,
    (regions, places): (&[RegionId], &Places),
    economies: &Partition,
    rates_of: RatesOf,
    into: &mut Rates,
    flows: Option<&HashSet<Flow>>,
) -> Placed {
    let index = economies.index();
    let rows: HashMap<(RegionId, SectorId), usize> =
        index.nodes().iter().enumerate().map(|(row, it)| ((it.region, it.sector), row)).collect();
    let mut sums: BTreeMap<Flow, (f64, f64)> = BTreeMap::new();
    let (mut lost, mut largest) = (0.0, (0.0, String::new()));
    let rate = |cell: &RateCell| match rates_of {
        RatesOf::Mean => cell.mean,
        RatesOf::Ces => cell.ces,
    };
    for cell in rates.cells() {
        let importer = places.importers[cell.importer];
        let (region, sector) = (regions[cell.region], places.sectors[cell.sector]);
        let row = rows.get(&(region, sector)).filter(|row| economies.of_row(**row) != importer);
        let Some(&row) = row else {
            lost += cell.value;
            if cell.value > largest.0 {
                largest =
                    (cell.value, format!("{}_{}", index.region(region), index.sector(sector)));
            }
            continue;
        };
        for uses in cell.uses.each() {
            let flow = (row, importer.position(), uses == Uses::Final);
            if flows.is_none_or(|flows| flows.contains(&flow)) {
                let sum = sums.entry(flow).or_default();
                sum.0 += cell.value * rate(cell);
                sum.1 += cell.value;
            }
        }
    }
    for (&(row, importer, is_final), (sum, value)) in &sums {
        let matrix = if is_final { &mut into.final_use } else { &mut into.inputs };
        matrix[(row, importer)] = sum / value;
    }
    let (amount, label) = largest;
    let message = format!(
        "weights of {lost} are of no flow between economies of the table, the largest is {amount} of `{label}`"
    );
    let lost = (lost > 0.0)
        .then(|| Finding::new(Severity::Warning, FindingKind::NotOfTable, label, lost, message));
    Placed { flows: sums.into_keys().collect(), lost }
}
