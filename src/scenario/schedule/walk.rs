//! The products of an importer one after the other, with the flows and the classes of exporters under each.

use std::collections::HashMap;

use super::Schedule;
use super::day::Day;
use super::parties::Party;
use super::product::Prefix;
use super::stack::{Class, Stack, Walks, Wrong};
use super::store::Walk;
use super::weights::Weight;
use crate::error::{Error, Place, Result, ScheduleProblem};
use crate::stop;

/// Trade in the product at hand, in one exporter's rates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flow {
    /// Whose rates; `None` for somebody whom nothing names.
    pub exporter: Option<Party>,
    /// Where it counts: a position that the caller gives a meaning.
    pub slot: usize,
    pub value: f64,
}

/// A product of an importer.
pub(super) struct Product<'a> {
    pub importer: Party,
    pub code: Prefix,
    pub flows: Vec<Flow>,
    /// The class of each flow.
    pub class_of: Vec<usize>,
    pub classes: Vec<Class<'a>>,
}

/// Reads rates off classes.
pub(super) struct Rates<'a> {
    schedule: &'a Schedule,
    stack: Stack<'a>,
    /// What each authority levies.
    pub contributions: Vec<f64>,
}

impl<'a> Rates<'a> {
    /// The rate of a class on a day; what each authority levies is in `contributions` then.
    pub fn at(&mut self, product: &Product<'a>, class: usize, day: Day) -> Result<f64> {
        let rules = &self.schedule.rules;
        let rate = self.stack.at(rules, &product.classes[class], day, &mut self.contributions);
        rate.map_err(|wrong| {
            let flows = product.flows.iter().zip(&product.class_of);
            let flows: Vec<&Flow> =
                flows.filter(|(_, of)| **of == class).map(|(flow, _)| flow).collect();
            self.schedule.wrong(wrong, product.importer, product.code, &flows)
        })
    }
}

/// Turns the trade of an importer in one product into the flows that are looked at.
pub(super) type FlowsOf<'f> = dyn FnMut(&[Weight], &mut Vec<Flow>) + 'f;

impl Schedule {
    /// Every product of an importer with its flows. Exporters whom no line under the product names, nor a
    /// share, nor an exception, are one class; those who are named within the same groups alone are one, too.
    pub(super) fn each_product<'a>(
        &'a self,
        importer: Party,
        flows_of: &mut FlowsOf<'_>,
        visit: &mut dyn FnMut(&Product<'a>, &mut Rates<'a>) -> Result<()>,
    ) -> Result<()> {
        let own = self.parties.all_of(Some(importer));
        let walk = |store| Walk::new(store, &own, &self.parties);
        let mut walks = Walks {
            rates: walk(&self.rates),
            contents: walk(&self.contents.store),
            preferences: walk(&self.preferences.store),
        };
        let mut named = vec![0_u32; self.parties.len()];
        for party in self.rules.named() {
            if let Some(count) = named.get_mut(usize::from(party)) {
                *count += 1;
            }
        }
        let contributions = vec![0.0; self.rules.names().len()];
        let mut rates = Rates { schedule: self, stack: Stack::new(&self.order), contributions };
        let mut groups: HashMap<Vec<Party>, usize> = HashMap::new();
        for trade in self.weights.products(importer) {
            stop::go_on()?;
            let Some(code) = trade.first().map(|it| it.product) else { continue };
            let mut flows = vec![];
            flows_of(trade, &mut flows);
            if flows.is_empty() {
                continue;
            }
            for walk in [&mut walks.rates, &mut walks.contents, &mut walks.preferences] {
                walk.seek(code, &mut named);
            }
            let (class_of, classes) = (Vec::with_capacity(flows.len()), vec![]);
            let mut product = Product { importer, code, flows, class_of, classes };
            groups.clear();
            for flow in &product.flows {
                let is_named =
                    |party: &Party| named.get(usize::from(*party)).is_some_and(|count| *count > 0);
                let alone = flow.exporter.filter(is_named);
                let within = flow.exporter.map_or(&[][..], |code| self.parties.groups_of(code));
                let within: Vec<Party> = within.iter().copied().filter(is_named).collect();
                let known = groups.get(&within).copied().filter(|_| alone.is_none());
                let class = if let Some(class) = known {
                    class
                } else {
                    let exporter = self.parties.all_of(flow.exporter);
                    let class = Class::new(&self.rules, &self.parties, &walks, (&own, &exporter));
                    let class =
                        class.map_err(|wrong| self.wrong(wrong, importer, code, &[flow]))?;
                    product.classes.push(class);
                    let place = product.classes.len() - 1;
                    if alone.is_none() {
                        groups.insert(within, place);
                    }
                    place
                };
                product.class_of.push(class);
            }
            visit(&product, &mut rates)?;
        }
        Ok(())
    }

    /// What is wrong with the rates of some flows.
    fn wrong(&self, wrong: Wrong, importer: Party, code: Prefix, flows: &[&Flow]) -> Error {
        let trade = flows.iter().map(|flow| flow.value).sum();
        let exporter = flows.first().and_then(|flow| flow.exporter);
        let exporter = exporter.map_or("*", |code| self.parties.name(code)).to_owned();
        let (importer, product) = (self.parties.name(importer).to_owned(), code.to_string());
        let (file, number, problem) = match wrong {
            Wrong::NoShare { content, number } => {
                let content = self.contents.names.get(usize::from(content)).cloned();
                let content = content.unwrap_or_default();
                let problem =
                    ScheduleProblem::NoShare { content, product, importer, exporter, trade };
                (&self.rates_file, number, problem)
            }
            Wrong::Preferences { sum, number } => {
                let problem =
                    ScheduleProblem::Preferences { product, importer, exporter, sum, trade };
                (&self.preferences.file, number, problem)
            }
        };
        Error::input(file, Place::Line(u64::from(number)), problem.into())
    }
}
