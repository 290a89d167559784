//! What the authorities levy together on one flow, on one day.

use super::day::Day;
use super::parties::{Closeness, Parties, Party};
use super::rules::{RelationsOf, Rules};
use super::store::{Candidate, Kind, Line, Walk, winner};
use crate::scenario::rounded_off;

/// What shares of preferences may exceed one by.
const SLACK: f64 = 1e-9;

/// Why there is no rate.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wrong {
    /// A content without a share, by its place, and the line that levies on it.
    NoShare { content: u16, number: u32 },
    /// Preferences that add up to more than one, and the line of one of them.
    Preferences { sum: f64, number: u32 },
}

/// All that flows of one product to one importer have in common which no line tells apart.
pub(super) struct Class<'a> {
    rates: Vec<Candidate<'a>>,
    contents: Vec<Candidate<'a>>,
    /// Disjoint parts of the flow, and the preference that each claims.
    parts: Vec<(f64, Option<u16>)>,
    relations: Vec<RelationsOf<'a>>,
}

/// Where the lines of an importer's product at hand are.
pub(super) struct Walks<'a> {
    pub rates: Walk<'a>,
    pub contents: Walk<'a>,
    pub preferences: Walk<'a>,
}

impl<'a> Class<'a> {
    /// The class of an exporter, by its parties, where the walks are.
    pub fn new(
        rules: &'a Rules,
        parties: &Parties,
        walks: &Walks<'a>,
        (importer, exporter): (&[Party], &[Party]),
    ) -> Result<Self, Wrong> {
        let close: Vec<(Party, Closeness)> =
            exporter.iter().map(|party| (*party, parties.closeness(*party))).collect();
        let claimed = walks.preferences.candidates(&close);
        let (mut parts, mut sum) = (vec![], 0.0);
        for (preference, _) in (0..).zip(rules.preferences()) {
            let line = winner(&claimed, preference, Day::FIRST).filter(|it| it.value > 0.0);
            let Some(line) = line else { continue };
            sum += line.value;
            if sum > 1.0 + SLACK {
                return Err(Wrong::Preferences { sum, number: line.number });
            }
            parts.push((line.value, Some(preference)));
        }
        if rounded_off(1.0 - sum) > 0.0 {
            parts.push((1.0 - sum, None));
        }
        let count = rules.names().len();
        let relations = (0..count).map(|a| rules.relations(a, (importer, exporter))).collect();
        let (rates, contents) = (walks.rates.candidates(&close), walks.contents.candidates(&close));
        Ok(Class { rates, contents, parts, relations })
    }

    /// The days on which a line begins or ends, between two of them.
    pub fn breakpoints(&self, from: Day, to: Day) -> Vec<Day> {
        let lines = self.rates.iter().flat_map(Candidate::lines);
        let mut days: Vec<Day> = lines.flat_map(|it| [it.from, it.to]).collect();
        days.retain(|day| from < *day && *day < to);
        days.sort_unstable();
        days.dedup();
        days
    }
}

/// One authority while rates are stacked.
#[derive(Debug, Clone, Copy, Default)]
struct Levy<'a> {
    line: Option<&'a Line>,
    /// Share of the value that the content is which the line names; one where it names none.
    content: f64,
    applies: bool,
    /// Share of the value that is met.
    met: f64,
    /// Ad valorem on the whole value.
    contribution: f64,
}

/// Room for stacking rates, used again and again.
pub(super) struct Stack<'a> {
    order: &'a [usize],
    levies: Vec<Levy<'a>>,
    /// Shares taken, by content.
    taken: Vec<(u16, f64)>,
}

impl<'a> Stack<'a> {
    pub fn new(order: &'a [usize]) -> Self {
        Stack { order, levies: vec![Levy::default(); order.len()], taken: vec![] }
    }

    /// What each authority levies on a day, into `out`, and the sum of it.
    pub fn at(
        &mut self,
        rules: &Rules,
        class: &Class<'a>,
        day: Day,
        out: &mut [f64],
    ) -> Result<f64, Wrong> {
        out.fill(0.0);
        self.levies.fill(Levy::default());
        for own in class.rates.chunk_by(|a, b| a.name == b.name) {
            let Some(name) = own.first().map(|it| it.name) else { continue };
            let Some(line) = winner(own, name, day) else { continue };
            let Some(levy) = self.levies.get_mut(usize::from(name)) else { continue };
            levy.line = Some(line);
            levy.content = 1.0;
            if let (Some(content), true) = (line.content.checked_sub(1), levies(line)) {
                let share = winner(&class.contents, content, Day::FIRST);
                let number = line.number;
                levy.content = share.ok_or(Wrong::NoShare { content, number })?.value;
            }
        }
        for (share, preference) in &class.parts {
            let exempt = preference.map_or(&[][..], |preference| rules.exempt(preference));
            self.part(class, exempt);
            for (sum, levy) in out.iter_mut().zip(&self.levies) {
                *sum += share * levy.contribution;
            }
        }
        Ok(out.iter().sum())
    }

    /// Stack the rates of a part that is exempt from some authorities.
    fn part(&mut self, class: &Class<'a>, exempt: &[bool]) {
        for levy in &mut self.levies {
            (levy.applies, levy.met, levy.contribution) = (false, 0.0, 0.0);
        }
        for &a in self.order {
            let (levy, relations) = (self.levies[a], class.relations[a]);
            let Some(line) = levy.line.filter(|line| levies(line)) else { continue };
            let of = |b: &u16| &self.levies[usize::from(*b)];
            let excluded = |b: &u16| of(b).applies && of(b).met > 0.0;
            if exempt.get(a) == Some(&true) || relations.excluded_by.iter().any(excluded) {
                continue;
            }
            let met = self.share_met(line, levy.content, relations.yields_to);
            let contribution = match line.kind {
                Kind::Add => met * line.value,
                Kind::Floor => {
                    let over = relations.over.iter();
                    let base: f64 = over.map(|b| self.levies[usize::from(*b)].contribution).sum();
                    met * rounded_off((line.value - base).max(0.0))
                }
                Kind::Replace => {
                    for b in relations.over {
                        self.levies[usize::from(*b)].contribution *= 1.0 - met;
                    }
                    met * line.value
                }
            };
            let levy = &mut self.levies[a];
            (levy.applies, levy.met, levy.contribution) = (true, met, contribution);
        }
    }

    /// The share of the value that is left by those to whom the line yields: contents of different names are
    /// disjoint, one name counts once, and the whole value is a name of its own.
    fn share_met(&mut self, line: &Line, content: f64, yields_to: &[u16]) -> f64 {
        self.taken.clear();
        for b in yields_to {
            let other = &self.levies[usize::from(*b)];
            let Some(by) = other.line.filter(|_| other.applies) else { continue };
            match self.taken.iter_mut().find(|(name, _)| *name == by.content) {
                Some((_, share)) => *share = share.max(other.met),
                None => self.taken.push((by.content, other.met)),
            }
        }
        let others: f64 = self
            .taken
            .iter()
            .filter(|(name, _)| *name != line.content)
            .map(|(_, share)| share)
            .sum();
        let own = self.taken.iter().find(|(name, _)| *name == line.content);
        let own = own.map_or(0.0, |(_, share)| *share);
        let met = match line.content {
            0 => 1.0 - others - own,
            _ => (content - own).min(1.0 - others),
        };
        rounded_off(met.max(0.0))
    }
}

/// Whether a line levies anything, or takes a part of the value: a rate of zero on top is an exemption.
fn levies(line: &Line) -> bool {
    line.kind != Kind::Add || line.value > 0.0
}
