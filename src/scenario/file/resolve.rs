//! From what is written in a scenario file to what it means for a table.

use std::collections::HashMap;
use std::path::Path;

use toml::Spanned;

use super::entries::{
    AgreementEntry, DemandEntry, EmbargoEntry, File, RelocateEntry, RuleName, Supplier,
    SupplyEntry, TariffEntry, each,
};
use super::names::Names;
use crate::error::{Problem, Result};
use crate::scenario::{
    Barrier, ChangeKind, Context, DemandChange, Embargo, Purchases, Redirection, Scenario,
    SupplyLoss, Tariff, TariffKind, Towards,
};
use crate::sources::bloc_members;
use crate::table::{RegionId, Sales, Uses};

pub(super) fn scenario(
    (file, text): (&str, &str),
    context: &Context,
    folder: &Path,
) -> Result<Scenario> {
    let names = Names::new((file, text), context.geography());
    let written: File = toml::from_str(text).map_err(|error| names.toml_error(&error))?;
    resolved(names, &written, context, folder)
}

/// The scenario of what has been read already.
pub(super) fn resolved(
    names: Names,
    written: &File,
    context: &Context,
    folder: &Path,
) -> Result<Scenario> {
    let mut reader = Reader {
        names,
        context,
        folder,
        taken: HashMap::new(),
        moved: HashMap::new(),
        lost: HashMap::new(),
    };
    let scenario = reader.read(written)?;
    if scenario.kinds().is_empty() {
        return Err(reader.names.error(0, Problem::NoChanges));
    }
    Ok(scenario)
}

/// What one entry says about one thing: which part of the scenario, which row, which buyer (as
/// producer, as final user).
type Place = (&'static str, usize, usize, usize);

pub(super) struct Reader<'a> {
    pub names: Names<'a>,
    pub context: &'a Context,
    /// Where the files lie that it names.
    pub folder: &'a Path,
    /// The line on which a number was given, and whether others may be added to it.
    taken: HashMap<Place, (u64, bool)>,
    /// Shares of purchases that move, by buyer and row.
    moved: HashMap<(RegionId, usize), f64>,
    /// Days on which each row loses output, and the line that says so.
    lost: HashMap<usize, Vec<(std::ops::Range<u32>, u64)>>,
}

impl Reader<'_> {
    fn read(&mut self, written: &File) -> Result<Scenario> {
        let mut scenario = Scenario {
            name: written.name.clone(),
            description: written.description.trim().to_owned(),
            source: written.source.clone(),
            ..Scenario::new(self.names.geography)
        };
        for entry in &written.list {
            self.names.add_list(entry)?;
        }
        for entry in &written.schedule {
            let scheduled = self.schedule(entry)?;
            scenario.remarks.extend_from_slice(scheduled.findings());
            scenario.schedules.push(scheduled);
        }
        for entry in &written.tariff {
            scenario.tariffs.push(self.tariff(entry)?);
            scenario.written_at(ChangeKind::Tariff, self.origin("tariff", entry));
        }
        for entry in &written.agreement {
            if let Some((relief, remarks)) = self.origin_rule(entry)? {
                scenario.reliefs.push(relief);
                scenario.remarks.extend(remarks);
                continue;
            }
            scenario.tariffs.push(self.agreement(entry)?);
            scenario.written_at(ChangeKind::Tariff, self.origin("agreement", entry));
        }
        for entry in &written.content_duty {
            let (relief, remarks) = self.content_duty(entry)?;
            scenario.reliefs.push(relief);
            scenario.remarks.extend(remarks);
        }
        for entry in &written.barrier {
            let (byte, it) = (entry.span().start, entry.get_ref());
            let sales =
                self.names.sales(&it.importer, &it.exporter, it.sectors.as_ref(), it.uses)?;
            let cost =
                self.amount(byte, ("cost", it.cost.as_ref()), it.percent.as_ref(), &A_COST)?;
            self.take_sales("the barrier", byte, &sales, Adding::Refused)?;
            scenario.barriers.push(Barrier { sales, cost });
            scenario.written_at(ChangeKind::Barrier, self.origin("barrier", entry));
        }
        for entry in &written.embargo {
            scenario.embargoes.push(self.embargo(entry)?);
            scenario.written_at(ChangeKind::Embargo, self.origin("embargo", entry));
        }
        for entry in &written.relocate {
            scenario.relocations.extend(self.relocate(entry)?);
            scenario.written_at(ChangeKind::Relocate, self.origin("relocate", entry));
        }
        for entry in &written.demand {
            scenario.demand.push(self.demand(entry)?);
            scenario.written_at(ChangeKind::Demand, self.origin("demand", entry));
        }
        for entry in &written.supply {
            scenario.supply.push(self.supply(entry)?);
            scenario.written_at(ChangeKind::Supply, self.origin("supply", entry));
        }
        self.answer(&written.retaliation, &mut scenario)?;
        self.check_relieved(written, &scenario)?;
        scenario.named_blocs = self.names.named_blocs.take();
        scenario.passed_over = self.names.passed_over();
        Ok(scenario)
    }

    /// Where an entry is written.
    fn origin<T>(&self, heading: &'static str, entry: &Spanned<T>) -> (&str, u64, &'static str) {
        (self.names.file, self.names.line(entry.span().start), heading)
    }

    fn supply(&mut self, entry: &Spanned<SupplyEntry>) -> Result<SupplyLoss> {
        let (byte, it) = (entry.span().start, entry.get_ref());
        let rows = self.names.rows(&self.names.regions(&it.region)?, it.sectors.as_ref())?;
        let loss = self.amount(byte, ("loss", it.loss.as_ref()), it.percent.as_ref(), &A_SHARE)?;
        let line = self.names.line(byte);
        let days = it.start..it.days.map_or(u32::MAX, |days| it.start.saturating_add(days));
        for &row in rows.rows() {
            let others = self.lost.entry(row).or_default();
            let meets =
                |other: &std::ops::Range<u32>| other.start < days.end && days.start < other.end;
            if let Some((_, first)) = others.iter().find(|(other, _)| meets(other)) {
                let (label, first) = (self.names.index.label(row), *first);
                let problem = Problem::GivenTwice { what: "the loss", label, first };
                return Err(self.names.error(byte, problem));
            }
            others.push((days.clone(), line));
        }
        Ok(SupplyLoss { rows, loss, start: it.start, days: it.days })
    }

    fn tariff(&mut self, entry: &Spanned<TariffEntry>) -> Result<Tariff> {
        let (byte, it) = (entry.span().start, entry.get_ref());
        let sales = self.names.sales(&it.importer, &it.exporter, it.sectors.as_ref(), it.uses)?;
        let rate = self.amount(byte, ("rate", it.rate.as_ref()), it.percent.as_ref(), &A_RATE)?;
        let kind = TariffKind::from(it.kind);
        let (what, adding) = match kind {
            TariffKind::Before => ("the tariff before", Adding::Refused),
            TariffKind::Set => ("the tariff", Adding::Refused),
            TariffKind::Added => ("the tariff", Adding::Allowed),
        };
        self.take_sales(what, byte, &sales, adding)?;
        Ok(Tariff { sales, rate, kind })
    }

    /// An agreement sets every tariff among its members to zero.
    fn agreement(&mut self, entry: &Spanned<AgreementEntry>) -> Result<Tariff> {
        let (byte, it) = (entry.span().start, entry.get_ref());
        let sales = self.names.sales(&it.members, &it.members, it.sectors.as_ref(), Uses::All)?;
        if sales.importers().len() < 2 {
            return Err(self.names.error(it.members.span().start, Problem::LoneMember));
        }
        self.take_sales("the tariff", byte, &sales, Adding::Refused)?;
        Ok(Tariff { sales, rate: 0.0, kind: TariffKind::Set })
    }

    /// Without a share all of the sales stop.
    fn embargo(&self, entry: &Spanned<EmbargoEntry>) -> Result<Embargo> {
        let (byte, it) = (entry.span().start, entry.get_ref());
        let sales = self.names.sales(&it.importer, &it.exporter, it.sectors.as_ref(), it.uses)?;
        let share = match (&it.share, &it.percent) {
            (None, None) => 1.0,
            (share, percent) => {
                self.amount(byte, ("share", share.as_ref()), percent.as_ref(), &A_SHARE)?
            }
        };
        Ok(Embargo { sales, share, start: it.start, days: it.days })
    }

    fn demand(&mut self, entry: &Spanned<DemandEntry>) -> Result<DemandChange> {
        let (byte, it) = (entry.span().start, entry.get_ref());
        let buyers = self.names.regions(&it.buyer)?;
        let exporters = match &it.exporter {
            Some(codes) => self.names.regions(codes)?,
            None => self.names.index.regions().collect(),
        };
        let products = self.names.rows(&exporters, it.sectors.as_ref())?;
        let change =
            self.amount(byte, ("change", it.change.as_ref()), it.percent.as_ref(), &A_CHANGE)?;
        let (index, line) = (self.names.index, self.names.line(byte));
        for buyer in &buyers {
            for &row in products.rows() {
                let place = ("the change of demand", row, buyer.position(), 0);
                let name = Some(index.region(*buyer));
                self.take(place, (byte, line), Adding::Refused, name)?;
            }
        }
        Ok(DemandChange { buyers, products, change })
    }

    /// One redirection for all buyers that turn from the same suppliers to the same others.
    fn relocate(&mut self, entry: &Spanned<RelocateEntry>) -> Result<Vec<Redirection>> {
        let (byte, it) = (entry.span().start, entry.get_ref());
        let from = self.names.regions(&it.from)?;
        let share =
            self.amount(byte, ("share", it.share.as_ref()), it.percent.as_ref(), &A_SHARE)?;
        let purchases = if it.final_demand { Purchases::InputsAndFinal } else { Purchases::Inputs };
        let targets = self.targets(byte, it)?;
        let mut found: Vec<Redirection> = vec![];
        for buyer in self.names.regions(&it.buyer)? {
            let towards = self.towards(byte, it, buyer, &targets)?;
            let stays: Vec<RegionId> = match &towards {
                Towards::Home => vec![],
                Towards::Proportional(regions) => regions.clone(),
                Towards::Fixed(weights) => weights.iter().map(|(region, _)| *region).collect(),
            };
            let losers: Vec<RegionId> = from
                .iter()
                .copied()
                .filter(|region| *region != buyer && !stays.contains(region))
                .collect();
            let losers = self.names.rows(&losers, it.sectors.as_ref())?;
            if losers.is_empty() {
                continue;
            }
            for &row in losers.rows() {
                self.add_share(byte, buyer, row, share)?;
            }
            let same =
                found.iter_mut().find(|other| other.losers == losers && other.towards == towards);
            if let Some(other) = same {
                other.buyers.push(buyer);
            } else {
                let buyers = vec![buyer];
                found.push(Redirection { losers, buyers, share, towards, purchases });
            }
        }
        if found.is_empty() {
            return Err(self.names.error(byte, Problem::NothingMoves));
        }
        Ok(found)
    }

    /// The regions that are named to supply instead, with their weights.
    fn targets(&mut self, byte: usize, it: &RelocateEntry) -> Result<Vec<(RegionId, f64)>> {
        let names = &self.names;
        let wrong = |problem| Err(names.error(byte, Problem::Rule { problem }));
        match (it.rule, &it.to, &it.weights) {
            (RuleName::Home | RuleName::Bloc, None, None) => Ok(vec![]),
            (RuleName::Home | RuleName::Bloc, ..) => {
                wrong("`rule` \"home\" and \"bloc\" say who supplies: leave out `to` and `weights`")
            }
            (RuleName::Friends, Some(to), None) => {
                Ok(self.names.regions(to)?.into_iter().map(|region| (region, 1.0)).collect())
            }
            (RuleName::Friends, ..) => wrong("`rule = \"friends\"` needs `to`, and no `weights`"),
            (RuleName::Given, None, Some(weights)) if !weights.is_empty() => {
                self.weights(byte, weights)
            }
            (RuleName::Given, ..) => wrong(
                "`rule = \"given\"` needs `weights = [{ region = \"MEX\", weight = 1 }]`, and no `to`",
            ),
        }
    }

    /// Regions with their weights, without those that may be absent and are.
    fn weights(&mut self, byte: usize, weights: &[Supplier]) -> Result<Vec<(RegionId, f64)>> {
        let (mut found, mut absent) = (vec![], vec![]);
        for weight in weights {
            let (value, place) = (*weight.weight.get_ref(), weight.weight.span().start);
            self.in_range(place, "weight", value, &AT_LEAST_ZERO)?;
            let code = weight.region.get_ref();
            match self.names.codes().one_region(code) {
                Ok(region) => found.push((region, value)),
                Err(unknown) if weight.optional && unknown.is_unknown() => {
                    absent.push(code.clone());
                }
                Err(problem) => {
                    return Err(self.names.error(weight.region.span().start, problem));
                }
            }
        }
        if found.is_empty() {
            let problem = Problem::AllPassedOver { list: "weights".to_owned() };
            return Err(self.names.error(byte, problem));
        }
        if found.iter().all(|(_, weight)| *weight == 0.0) {
            let expected = "a number above zero for one of the weights at least";
            let problem = Problem::Amount { value: 0.0, expected };
            return Err(self.names.error(byte, problem));
        }
        self.names.pass_over("weights", absent);
        Ok(found)
    }

    fn towards(
        &self,
        byte: usize,
        it: &RelocateEntry,
        buyer: RegionId,
        targets: &[(RegionId, f64)],
    ) -> Result<Towards> {
        match it.rule {
            RuleName::Home => Ok(Towards::Home),
            RuleName::Friends => {
                Ok(Towards::Proportional(targets.iter().map(|(region, _)| *region).collect()))
            }
            RuleName::Given => Ok(Towards::Fixed(targets.to_vec())),
            RuleName::Bloc => {
                let blocs =
                    self.names.blocs.iter().map(|bloc| bloc_members(self.names.index, bloc));
                let mut named = blocs.into_iter().zip(self.names.blocs);
                let own = named.find(|(members, _)| members.contains(&buyer));
                let (mut others, bloc) = own.unzip();
                let others = others.get_or_insert_default();
                let name = bloc.map(|bloc| bloc.name.clone());
                self.names.named_blocs.borrow_mut().extend(name);
                others.retain(|region| *region != buyer);
                if others.is_empty() {
                    let region = self.names.index.region(buyer).to_owned();
                    let problem = Problem::NoNeighbours { region };
                    let place = each(&it.buyer).first().map_or(byte, |(_, place)| *place);
                    return Err(self.names.error(place, problem));
                }
                Ok(Towards::Proportional(std::mem::take(others)))
            }
        }
    }

    fn add_share(&mut self, byte: usize, buyer: RegionId, row: usize, share: f64) -> Result<()> {
        let moved = self.moved.entry((buyer, row)).or_default();
        *moved += share;
        if *moved <= 1.0 + 1e-12 {
            return Ok(());
        }
        let problem = Problem::SharesAboveOne {
            label: self.names.index.label(row),
            buyer: self.names.index.region(buyer).to_owned(),
            sum: *moved,
        };
        Err(self.names.error(byte, problem))
    }

    /// An amount given as a ratio or in percent.
    pub fn amount(
        &self,
        byte: usize,
        (name, exact): (&'static str, Option<&Spanned<f64>>),
        percent: Option<&Spanned<f64>>,
        range: &Range,
    ) -> Result<f64> {
        let (value, place) = match (exact, percent) {
            (Some(exact), None) => (*exact.get_ref(), exact.span().start),
            (None, Some(percent)) => (percent.get_ref() / 100.0, percent.span().start),
            _ => return Err(self.names.error(byte, Problem::OneAmount { name })),
        };
        self.in_range(place, name, value, range)?;
        Ok(value)
    }

    pub fn in_range(
        &self,
        place: usize,
        what: &'static str,
        value: f64,
        range: &Range,
    ) -> Result<()> {
        if value.is_finite() && (range.holds)(value) {
            return Ok(());
        }
        let problem = Problem::OutOfRange { what, value, expected: range.expected };
        Err(self.names.error(place, problem))
    }

    fn take_sales(
        &mut self,
        what: &'static str,
        byte: usize,
        sales: &Sales,
        adding: Adding,
    ) -> Result<()> {
        let (partition, line) = (self.names.partition, self.names.line(byte));
        for (row, importer) in sales.pairs() {
            for uses in sales.uses().each() {
                let place = (what, row, importer.position(), usize::from(uses == Uses::Final));
                let buyer = Some(partition.economy(importer).name.as_str());
                self.take(place, (byte, line), adding, buyer)?;
            }
        }
        Ok(())
    }

    /// Nothing may be given twice, unless both are to be added up.
    pub fn take(
        &mut self,
        place: Place,
        (byte, line): (usize, u64),
        adding: Adding,
        buyer: Option<&str>,
    ) -> Result<()> {
        let adds = adding == Adding::Allowed;
        match self.taken.insert(place, (line, adds)) {
            Some((first, others_add)) if !(adds && others_add) => {
                let (what, row, ..) = place;
                let label = self.names.index.label(row);
                let label = buyer.map_or(label.clone(), |buyer| format!("{label} > {buyer}"));
                Err(self.names.error(byte, Problem::GivenTwice { what, label, first }))
            }
            _ => Ok(()),
        }
    }
}

/// Whether a second number for the same thing is added to the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Adding {
    Allowed,
    Refused,
}

/// Rates and changes above this make no sense, and numbers that overflow.
const MOST: f64 = 1e6;

/// What a number may be, and how messages say it.
pub(super) struct Range {
    holds: fn(f64) -> bool,
    expected: &'static str,
}

pub(super) const A_RATE: Range = Range {
    holds: |x| x > -1.0 && x <= MOST,
    expected: "a ratio above -1, and of 1,000,000 at most (0.25 is 25 per cent)",
};
const A_COST: Range = Range {
    holds: |x| (0.0..=MOST).contains(&x),
    expected: "a ratio from 0 to 1,000,000 (0.25 is 25 per cent)",
};
pub(super) const A_SHARE: Range =
    Range { holds: |x| (0.0..=1.0).contains(&x), expected: "a share from 0 to 1" };
const A_CHANGE: Range = Range {
    holds: |x| (-1.0..=MOST).contains(&x),
    expected: "a ratio from -1 to 1,000,000 (-0.1 is a tenth less)",
};
pub(super) const AT_LEAST_ZERO: Range = Range { holds: |x| x >= 0.0, expected: "0 or more" };
