//! From a schedule to the tariffs of a table, before and after.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Schedule;
use super::cells::RateOptions;
use super::day::{Day, Period};
use super::means::MeanCell;
use super::rates::{CompiledRates, RateCell};
use crate::error::{Error, Place, Problem, Result, ScheduleProblem, named, shown_list};
use crate::linalg::Matrix;
use crate::measures::trade::Exports;
use crate::scenario::{LEAST_RATE, Rates, Tariffs};
use crate::sources::{CodeReader, goods};
use crate::table::{
    EconomyId, Finding, FindingKind, Mrio, Partition, RegionId, SectorId, Severity, Uses,
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
    /// That the rates after are of a day before those that they are compared with.
    fn reversed(&self) -> Option<Finding> {
        let (date, base) = (self.date, self.rates.base_date.filter(|base| *base > self.date)?);
        let message = format!(
            "the rates after are those of {date}, and the rates before those of {base}, which is later"
        );
        let (severity, kind) = (Severity::Warning, FindingKind::DaysReversed);
        Some(Finding::new(severity, kind, date.to_string(), base.days_since(date) as f64, message))
    }

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

/// One cell of a table: row, importer, whether it is final use.
type Flow = (usize, usize, bool);

/// Where the codes of a schedule are in a table.
struct Places {
    importers: Vec<EconomyId>,
    sectors: Vec<SectorId>,
}

impl Places {
    /// The importing economies, each once.
    fn importers_once(&self) -> Vec<EconomyId> {
        let mut importers = self.importers.clone();
        importers.sort_unstable();
        importers.dedup();
        importers
    }

    /// Goods that no product of the schedule belongs to, where importers buy any: they have no duties.
    fn without_products(&self, table: &Mrio, economies: &Partition) -> Option<Finding> {
        let index = economies.index();
        let others: Vec<SectorId> =
            goods(index).into_iter().filter(|sector| !self.sectors.contains(sector)).collect();
        let trade = Exports::non_negative(table, economies);
        let importers = self.importers_once();
        let bought = |sector: SectorId| -> f64 {
            let rows = (0..index.len()).filter(|row| index.node(*row).sector == sector);
            let of = |row: usize, buyer: &EconomyId| {
                let at = (row, buyer.position());
                trade.intermediate[at] + trade.final_use[at]
            };
            rows.flat_map(|row| importers.iter().map(move |buyer| of(row, buyer))).sum()
        };
        let amounts: Vec<(SectorId, f64)> =
            others.into_iter().map(|sector| (sector, bought(sector))).collect();
        let some: Vec<&str> = amounts
            .iter()
            .filter(|(_, amount)| *amount > 0.0)
            .map(|(sector, _)| index.sector(*sector))
            .collect();
        let first = *some.first()?;
        let trade: f64 = amounts.iter().map(|(_, amount)| amount).sum();
        let message = format!(
            "goods without a product in the concordance have no duties, imports of {trade} ({}): {}",
            table.unit(),
            shown_list(&some)
        );
        let kind = FindingKind::NoProducts;
        Some(Finding::new(Severity::Warning, kind, first, trade, message))
    }

    /// Trade of the importers in sectors of the schedule that has no rate yet.
    fn missing(
        &self,
        table: &Mrio,
        economies: &Partition,
        known: &HashSet<Flow>,
    ) -> Vec<(Flow, f64)> {
        let sectors: HashSet<SectorId> = self.sectors.iter().copied().collect();
        let mut found = vec![];
        for importer in self.importers_once() {
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

/// Takes the mean rates of a period, and what each authority contributes to them.
pub type PathVisit<'a> = dyn FnMut(&Period, &Rates, &[Rates]) -> Result<()> + 'a;

impl Schedule {
    /// The tariffs of a table: the rates of `date` after, those of the base date before.
    ///
    /// Both are by use where the concordance has it. Economies that several importers of the schedule are in pay
    /// the means of their rates by value: a group is met by its own name or by all its members. An exporter may be
    /// a group too, all of whose regions get its rates. Trade of the table in sectors of the concordance that has no weights
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
        let own = self.rates(options.date, &options.rates)?;
        let keys = own.cells().iter().map(RateCell::at);
        let bound = self.bind((table, economies), keys, options.fill)?;
        let rate = |cell: &RateCell| options.rates_of.of(cell.mean, cell.ces);
        let rates_on = |date: Day, own: &CompiledRates| -> Result<Rates> {
            let mut rates = Rates::none(economies);
            bound.place(own.cells().iter().map(|it| (it.at(), rate(it))), &mut rates);
            if bound.is_filled() {
                let filled = self.rates_filled(date, &options.rates, &bound.codes)?;
                bound.fill(filled.cells().iter().map(|it| (it.at(), rate(it))), &mut rates);
            }
            Ok(rates)
        };
        let mut after = rates_on(options.date, &own)?;
        let before = match options.rates.base_date {
            Some(base) => rates_on(base, &self.rates(base, &options.rates)?)?,
            None => Rates::none(economies),
        };
        // The same rate of other authorities is no change.
        after.settle_on(&before, LEAST_RATE);
        let tariffs = Tariffs::new(economies, before, after)?;
        let mut findings = bound.findings;
        findings.extend(options.reversed());
        Ok(ScheduleTariffs { tariffs, findings })
    }

    /// What each authority contributes to the mean rates of a table on the day of `options`, in the order of
    /// [`Schedule::authorities`]; where trade has no weights, to the rates that it gets. They add up to the rates
    /// after of [`Schedule::tariffs`] where these are means.
    ///
    /// Memory: the rates of the table, once for each authority.
    ///
    /// # Errors
    /// As [`Schedule::tariffs`].
    pub fn contributions(
        &self,
        table: &Mrio,
        economies: &Partition,
        options: &TariffOptions,
    ) -> Result<Vec<Rates>> {
        let own = self.rates(options.date, &options.rates)?;
        let keys = own.cells().iter().map(RateCell::at);
        let bound = self.bind((table, economies), keys, options.fill)?;
        let filled = if bound.is_filled() {
            Some(self.rates_filled(options.date, &options.rates, &bound.codes)?)
        } else {
            None
        };
        let of = |authority: usize| {
            let each = |rates: &CompiledRates| {
                let levied = |it: &RateCell| it.contributions.get(authority).copied();
                rates.cells().iter().map(|it| (it.at(), levied(it).unwrap_or(0.0))).collect()
            };
            let mut rates = Rates::none(economies);
            let own: Vec<(CellKey, f64)> = each(&own);
            bound.place(own.into_iter(), &mut rates);
            if let Some(filled) = &filled {
                let filled: Vec<(CellKey, f64)> = each(filled);
                bound.fill(filled.into_iter(), &mut rates);
            }
            rates
        };
        Ok((0..self.authorities().len()).map(of).collect())
    }

    /// The mean rates of a table in each of several periods, and what each authority contributes to them, handed
    /// out one period after the other.
    ///
    /// Memory: the rates of the table, once for each authority; the mean rates of all periods by cell.
    ///
    /// # Errors
    /// As [`Schedule::tariffs`] and [`Schedule::means`]; those of `visit`.
    pub fn path(
        &self,
        (table, economies): (&Mrio, &Partition),
        options: &TariffOptions,
        periods: &[Period],
        visit: &mut PathVisit<'_>,
    ) -> Result<Vec<Finding>> {
        let own = self.means(periods, &options.rates)?;
        let first = own.of_period(0).iter().map(MeanCell::at);
        let bound = self.bind((table, economies), first, options.fill)?;
        let filled = if bound.is_filled() {
            Some(self.means_filled(periods, &options.rates, &bound.codes)?)
        } else {
            None
        };
        let authorities = self.authorities().len();
        for (place, period) in periods.iter().enumerate() {
            let rates_of = |number: &dyn Fn(&MeanCell) -> f64| {
                let mut rates = Rates::none(economies);
                bound
                    .place(own.of_period(place).iter().map(|it| (it.at(), number(it))), &mut rates);
                if let Some(filled) = &filled {
                    bound.fill(
                        filled.of_period(place).iter().map(|it| (it.at(), number(it))),
                        &mut rates,
                    );
                }
                rates
            };
            let all = rates_of(&|it| options.rates_of.of(it.mean, it.ces));
            let levied = |authority: usize| {
                rates_of(&|it| it.contributions.get(authority).copied().unwrap_or(0.0))
            };
            let each: Vec<Rates> = (0..authorities).map(levied).collect();
            visit(period, &all, &each)?;
        }
        Ok(bound.findings)
    }

    /// Where the cells with trade are in a table, and which of its flows have no weights.
    fn bind(
        &self,
        (table, economies): (&Mrio, &Partition),
        cells: impl Iterator<Item = CellKey>,
        fill: Fill,
    ) -> Result<Bound> {
        economies.check_rows("the economies of a schedule", table.index())?;
        let places = self.places(economies)?;
        let own = self.exporting(economies)?;
        let mut bound = Bound {
            own,
            sellers: vec![],
            codes: vec![],
            flows: HashSet::new(),
            rows: Bound::rows_of(economies),
            places,
            economies: economies.clone(),
            findings: self.findings.clone(),
        };
        let (known, lost) = bound.known(cells);
        bound.findings.extend(lost);
        bound.findings.extend(bound.places.without_products(table, economies));
        let missing = bound.places.missing(table, economies, &known);
        if !missing.is_empty() {
            bound.findings.push(self.unweighted(economies, &missing, fill)?);
        }
        if fill == Fill::Importer {
            bound.flows = missing.iter().map(|(flow, _)| *flow).collect();
            let region = |row: usize| economies.index().node(row).region;
            let mut sellers: Vec<RegionId> =
                missing.iter().map(|((row, ..), _)| region(*row)).collect();
            sellers.sort_unstable();
            sellers.dedup();
            bound.sellers = sellers.into_iter().map(|region| vec![region]).collect();
            bound.codes = self.codes_of(economies, &bound.sellers, &bound.own);
        }
        Ok(bound)
    }

    fn places(&self, economies: &Partition) -> Result<Places> {
        let index = economies.index();
        let importers = self.importing(economies)?;
        let sectors = self.sectors().iter().enumerate().map(|(place, code)| {
            index.find_sector(code).map_err(|error| match error {
                Error::Unknown { what, code, near } => {
                    let problem = Problem::UnknownCode { what, code, near };
                    let line = self.parts.line_of(place).map(u64::from);
                    let place = line.map_or(Place::File, Place::Line);
                    Error::input(&self.parts.file, place, problem)
                }
                other => other,
            })
        });
        Ok(Places { importers, sectors: sectors.collect::<Result<_>>()? })
    }

    /// The economies of the importers. A group is met by its own name, or by all its members together.
    fn importing(&self, economies: &Partition) -> Result<Vec<EconomyId>> {
        let names = self.importers();
        let codes: Vec<String> =
            names.iter().map(|code| self.rules.region(code).to_owned()).collect();
        let lists = self.region_lists(economies, &codes)?;
        let met: HashSet<RegionId> = lists.iter().flatten().copied().collect();
        let mut found = vec![];
        for (code, list) in codes.iter().zip(&lists) {
            let each: HashSet<EconomyId> =
                list.iter().map(|region| economies.of_region(*region)).collect();
            let [id] = each.into_iter().collect::<Vec<_>>()[..] else {
                return Err(self.region_error(code, Problem::SeveralRegions { code: code.clone() }));
            };
            let economy = economies.economy(id);
            let is_whole =
                |list: &Vec<RegionId>| economy.regions.iter().all(|it| list.contains(it));
            let beside = !is_whole(list) && lists.iter().any(is_whole);
            if beside || !economy.regions.iter().all(|region| met.contains(region)) {
                let (region, group) = (code.clone(), economy.name.clone());
                return Err(self.region_error(code, ScheduleProblem::Part { region, group }.into()));
            }
            found.push(id);
        }
        Ok(found)
    }

    /// The regions of the table that each region of the exporters stands for: several where it is a group,
    /// all of which get the same rates.
    fn exporting(&self, economies: &Partition) -> Result<Vec<Vec<RegionId>>> {
        let lists = self.region_lists(economies, self.regions())?;
        let mut owners: HashMap<RegionId, usize> = HashMap::new();
        for (place, list) in lists.iter().enumerate() {
            for region in list {
                let Some(other) = owners.insert(*region, place) else { continue };
                let part = if list.len() > lists[other].len() { other } else { place };
                let whole = if part == place { other } else { place };
                let of = |place: usize| self.regions[place].clone();
                let problem = ScheduleProblem::Part { region: of(part), group: of(whole) };
                return Err(self.region_error(&of(part), problem.into()));
            }
        }
        Ok(lists)
    }

    /// The regions of a table that each of these codes stands for.
    fn region_lists(&self, economies: &Partition, codes: &[String]) -> Result<Vec<Vec<RegionId>>> {
        let reader = CodeReader::new(economies);
        let of = |code: &String| {
            reader.region_list(code).map_err(|problem| {
                let problem = match problem {
                    Problem::UnknownCode { code, near, .. } => {
                        Problem::UnknownCode { what: "region", code, near }
                    }
                    other => other,
                };
                self.region_error(code, problem)
            })
        };
        codes.iter().map(of).collect()
    }

    /// What is wrong with a region: written in the rules, or a code of the weights that they leave as it is.
    fn region_error(&self, region: &str, problem: Problem) -> Error {
        let written = self.rules.in_regions().find(|(_, it)| *it == region);
        let at = written.and_then(|(of, _)| self.rules.region_error(of, problem.clone()));
        at.unwrap_or_else(|| Error::input(&self.weights.file, Place::File, problem))
    }

    /// What the schedule calls some regions of a table.
    fn codes_of(
        &self,
        economies: &Partition,
        sellers: &[Vec<RegionId>],
        own: &[Vec<RegionId>],
    ) -> Vec<String> {
        let code = |seller: &RegionId| {
            let place = own.iter().position(|regions| regions.contains(seller));
            let known = place.and_then(|place| self.regions.get(place)).cloned();
            known.unwrap_or_else(|| economies.index().region(*seller).to_owned())
        };
        sellers.iter().flatten().map(code).collect()
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

/// Importer, region, sector and use of a cell, and its value.
pub(super) type CellKey = ((usize, usize, usize, Uses), f64);

/// A schedule beside the economies of a table.
struct Bound {
    /// The regions of its own cells, and of those that fill up.
    own: Vec<Vec<RegionId>>,
    sellers: Vec<Vec<RegionId>>,
    /// What the schedule calls the latter.
    codes: Vec<String>,
    /// The flows that are filled up.
    flows: HashSet<Flow>,
    rows: HashMap<(RegionId, SectorId), usize>,
    places: Places,
    economies: Partition,
    findings: Vec<Finding>,
}

impl Bound {
    fn rows_of(economies: &Partition) -> HashMap<(RegionId, SectorId), usize> {
        let nodes = economies.index().nodes().iter().enumerate();
        nodes.map(|(row, it)| ((it.region, it.sector), row)).collect()
    }

    fn is_filled(&self) -> bool {
        !self.flows.is_empty()
    }

    /// The rows and the importer of a cell, as far as it is trade between economies of the table.
    fn trade(&self, regions: &[Vec<RegionId>], key: CellKey) -> (Vec<usize>, EconomyId) {
        let ((importer, region, sector, _), _) = key;
        let importer = self.places.importers[importer];
        let sector = self.places.sectors[sector];
        let rows = regions[region].iter().filter_map(|region| self.rows.get(&(*region, sector)));
        let rows = rows.copied().filter(|row| self.economies.of_row(*row) != importer);
        (rows.collect(), importer)
    }

    /// The flows that have weights, and how much of the weights is no flow of the table.
    fn known(&self, cells: impl Iterator<Item = CellKey>) -> (HashSet<Flow>, Option<Finding>) {
        let index = self.economies.index();
        let (mut known, mut lost, mut largest) = (HashSet::new(), 0.0, (0.0, String::new()));
        for key in cells {
            let ((_, region, sector, uses), value) = key;
            let (rows, importer) = self.trade(&self.own, key);
            if rows.is_empty() {
                lost += value;
                if value > largest.0 {
                    let (regions, sector) = (&self.own[region], self.places.sectors[sector]);
                    let name = regions.first().map_or("", |region| index.region(*region));
                    largest = (value, format!("{name}_{}", index.sector(sector)));
                }
            }
            for row in rows {
                let flow = |uses: Uses| (row, importer.position(), uses == Uses::Final);
                known.extend(uses.each().map(flow));
            }
        }
        let (amount, label) = largest;
        let message = format!(
            "weights of {lost} are of no flow between economies of the table, the largest is {amount} of `{label}`"
        );
        let finding =
            || Finding::new(Severity::Warning, FindingKind::NotOfTable, label, lost, message);
        (known, (lost > 0.0).then(finding))
    }

    /// Put numbers of cells where they belong.
    fn place(&self, cells: impl Iterator<Item = (CellKey, f64)>, into: &mut Rates) {
        self.put(&self.own, cells, |_| true, into);
    }

    /// Put numbers of cells on the flows that are filled up.
    fn fill(&self, cells: impl Iterator<Item = (CellKey, f64)>, into: &mut Rates) {
        self.put(&self.sellers, cells, |flow| self.flows.contains(flow), into);
    }

    /// Means by value where several cells are one flow of the table.
    fn put(
        &self,
        regions: &[Vec<RegionId>],
        cells: impl Iterator<Item = (CellKey, f64)>,
        is_wanted: impl Fn(&Flow) -> bool,
        into: &mut Rates,
    ) {
        let mut sums: BTreeMap<Flow, (f64, f64)> = BTreeMap::new();
        for (key, number) in cells {
            let (rows, importer) = self.trade(regions, key);
            let ((.., uses), value) = key;
            let uses = |row| uses.each().map(move |uses| (row, uses));
            for (row, uses) in rows.into_iter().flat_map(uses) {
                let flow = (row, importer.position(), uses == Uses::Final);
                if is_wanted(&flow) {
                    let sum = sums.entry(flow).or_default();
                    sum.0 += value * number;
                    sum.1 += value;
                }
            }
        }
        for (&(row, importer, is_final), (sum, value)) in &sums {
            let matrix = if is_final { &mut into.final_use } else { &mut into.inputs };
            matrix[(row, importer)] = sum / value;
        }
    }
}

impl RatesOf {
    fn of(self, mean: f64, ces: f64) -> f64 {
        match self {
            RatesOf::Mean => mean,
            RatesOf::Ces => ces,
        }
    }
}
